"""``magtool fit``: how far each story is over or under, and what would mend it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from magtool import pipelines
from magtool.cli.outcome import Outcome, tally
from magtool.cli.progress import ProgressLine
from magtool.cli.project import open_issue
from magtool.cli.tables import fit_record, fitness, left_out, pages
from magtool.layout.fitrow import FitRow


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Every story's fit with its ranked remedies; of one that is overset the text as well."""
    project = open_issue(options.issue)
    planned = pipelines.plan(
        project.library,
        project.folder,
        pipelines.Wanted(full=options.full),
        shop=pipelines.Workshop(project.store),
        progress=progress,
    )
    found = project.shown(planned.diagnostics)
    fits = planned.value.layout.fits if planned.value is not None else ()
    text = "".join(line + "\n" for fit in fits for line in _lines(fit))
    stories = [
        {
            **fit_record(fit),
            "remedies": [
                {"what": remedy.what, "lines": remedy.lines, "detail": remedy.detail}
                for remedy in fit.remedies
            ],
            "text": fit.text,
        }
        for fit in fits
    ]
    document = {"issue": project.slug, "stories": stories}
    return Outcome(document, f"{text}{project.place}: {tally(found)}\n", found)


def _lines(fit: FitRow) -> Iterator[str]:
    word = "page" if len(fit.pages) == 1 else "pages"
    where = f"{word} {pages(fit.pages)}, {fit.template}" if fit.pages else "on no page"
    amount = f" ({fit.characters} characters)" if fit.characters else ""
    yield f"{fit.slug}: {where}: {fit.words} words, {fit.lines} lines, {fitness(fit)}{amount}"
    if gone := left_out(fit):
        yield f"    left out: {gone}"
    for number, remedy in enumerate(fit.remedies, start=1):
        detail = f": {remedy.detail}" if remedy.detail else ""
        yield f"    {number}. {remedy.what} ({remedy.lines:+d} lines){detail}"
    if fit.overset or not fit.pages:
        yield "    the whole text:"
        yield from (f"    | {line}" for line in fit.text.splitlines())
