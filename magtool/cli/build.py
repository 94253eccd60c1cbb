"""``magtool build``: the issue's PDF, written whole or not at all, and the copyfit table."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import cast

from magtool import pipelines
from magtool.cli.arguments import STANDARDS
from magtool.cli.outcome import Outcome, Refusal, tally
from magtool.cli.plans import keep_plan
from magtool.cli.progress import ProgressLine
from magtool.cli.project import Project, as_typed, open_issue
from magtool.cli.tables import copyfit, fit_record
from magtool.disk import write_whole
from magtool.press import Standard


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Builds and writes. With errors nothing is written and what was there stays."""
    project = open_issue(options.issue)
    built = pipelines.publish(
        project.library,
        project.folder,
        pipelines.Wanted(full=options.full),
        pages=options.pages,
        draft=options.draft,
        standard=_standard(options),
        shop=pipelines.Workshop(project.store),
        progress=progress,
    )
    target = target_of(project, options.out, options.pages, options.draft)
    for_printer = target.with_stem(f"{target.stem}-press")
    kept = () if options.full else keep_plan(project, built)
    found = project.shown((*built.diagnostics, *kept))
    pdf, press = (built.value.pdf, built.value.press) if built.value is not None else (None, None)
    if pdf is not None:
        if press is not None:
            _write(for_printer, press)
        _write(target, pdf)
        project.store.tidy()
    layout = built.value.layout if built.value is not None else None
    fits = layout.fits if layout is not None else ()
    count = _pages_made(options.pages, len(layout.leaves) if layout is not None else 0)
    document = {
        "issue": project.slug,
        "output": as_typed(target) if pdf is not None else None,
        "press": as_typed(for_printer) if press is not None else None,
        "pages": count if pdf is not None else 0,
        "draft": options.draft,
        "stories": [fit_record(fit) for fit in fits],
    }
    written = " and ".join(map(as_typed, (target, for_printer)[: 1 + (press is not None)]))
    closing = f"{written}: {count} pages, {tally(found)}\n"
    if pdf is None:
        stays = f"; {as_typed(target)} stays as it was" if target.exists() else ""
        closing = f"{project.place}: not built, {tally(found)}{stays}\n"
    return Outcome(document, copyfit(fits) + closing, found)


def _standard(options: Namespace) -> Standard | None:
    """What the printer is to get; None when nothing is asked for."""
    name = options.standard or ("x4" if options.press else None)
    return cast(Standard, STANDARDS[name]) if name else None


def target_of(
    project: Project, out: str | None = None, pages: range | None = None, draft: bool = False
) -> Path:
    """``build/2027-03.pdf``; an excerpt or a draft never takes the whole issue's name."""
    folder = Path(out) if out else project.root / project.folder / "build"
    name = project.slug
    if pages is not None:
        first, last = pages.start, pages.stop - 1
        name += f"-p{first}" if first == last else f"-p{first}-{last}"
    if draft:
        name += "-draft"
    return folder / f"{name}.pdf"


def _pages_made(asked: range | None, there: int) -> int:
    return there if asked is None else sum(1 for page in asked if page <= there)


def _write(target: Path, data: bytes) -> None:
    try:
        write_whole(target, data)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"‘{as_typed(target)}’ can’t be written: {reason}"
        raise Refusal(
            "cannot-write", message, "check the folder, or give another with --out"
        ) from (error)
