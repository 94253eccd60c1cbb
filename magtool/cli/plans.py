"""The plan of a build kept beside its manifest, for the next build to keep to."""

from __future__ import annotations

from magtool.cli.project import Project, as_typed
from magtool.diagnostics import Checked, Diagnostic, Severity
from magtool.disk import write_whole
from magtool.manifest import PLAN, plan_text
from magtool.pipelines import LaidOut, Published


def keep_plan(
    project: Project, made: Checked[LaidOut | None] | Checked[Published | None]
) -> tuple[Diagnostic, ...]:
    """Writes the plan beside the manifest, when it is whole and says anything new."""
    if made.value is None or made.failed:
        return ()
    path = project.root / project.folder / PLAN
    text = plan_text(made.value.layout.desk)
    try:
        if not path.exists() or path.read_text("utf-8") != text:
            write_whole(path, text.encode())
    except OSError as error:
        message = f"the plan could not be written to {as_typed(path)}: {error.strerror or error}"
        hint = "the next build may place stories otherwise; make the folder writable"
        return (Diagnostic("plan-not-kept", Severity.WARNING, message, None, (hint,)),)
    return ()
