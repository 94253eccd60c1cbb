"""``magtool plan``: the flatplan, page by page."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from magtool import pipelines
from magtool.cli.outcome import Outcome, tally
from magtool.cli.plans import keep_plan
from magtool.cli.progress import ProgressLine
from magtool.cli.project import open_issue
from magtool.cli.tables import table
from magtool.layout.finished import Stand
from magtool.layout.issue import IssueLayout
from magtool.measure import Rect


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """What stands on every page, how full it is, and which wishes could not be kept."""
    project = open_issue(options.issue)
    wanted = pipelines.Wanted(options.full, options.afresh, options.lock, options.unlock)
    planned = pipelines.plan(
        project.library,
        project.folder,
        wanted,
        shop=pipelines.Workshop(project.store),
        progress=progress,
    )
    kept = keep_plan(project, planned) if not options.full else ()
    found = project.shown((*planned.diagnostics, *kept))
    document: dict[str, Any] = {"issue": project.slug, "pages": [], "stories": [], "wishes": []}
    text = ""
    if planned.value is not None:
        document |= _document(planned.value.layout)
        document["wishes"] = [
            {"page": item.page, "reason": item.message}
            for item in found
            if item.code == "broken-wish"
        ]
        text = _text(document)
    return Outcome(document, f"{text}{project.place}: {tally(found)}\n", found)


def _document(layout: IssueLayout) -> dict[str, Any]:
    kinds = {planned.number: planned.kind for planned in layout.plan.planned}
    return {
        "pages": [
            _page(leaf.number, kinds.get(leaf.number, "page"), layout) for leaf in layout.leaves
        ],
        "stories": [
            {
                "id": fit.slug,
                "pages": list(fit.pages),
                "words": fit.words,
                "overset_lines": fit.overset,
                "short_lines": fit.short,
                "looseness": fit.looseness,
            }
            for fit in layout.fits
        ],
    }


def _page(number: int, kind: str, layout: IssueLayout) -> dict[str, Any]:
    stands = [stand for stand in layout.stands if stand.page == number]
    items = [_item(stand) for stand in stands]
    if kind in ("cover", "contents"):
        whole = Stand(kind, kind, number, kind, (0.0, 0.0, *layout.trim))
        items.insert(0, _item(whole))
    return {
        "number": number,
        "side": "left" if number % 2 == 0 else "right",
        "template": items[0]["template"] if items else None,
        "fill": _fill(stands, bool(items)),
        "locked": number in layout.desk.locked,
        "items": items,
    }


def _item(stand: Stand) -> dict[str, Any]:
    setting = stand.setting
    return {
        "kind": stand.kind,
        "id": stand.slug,
        "template": stand.template,
        "rect_mm": list(Rect(*stand.rect).as_mm()),
        "overset_lines": setting.overset if setting else 0,
        "short_lines": setting.short if setting else 0,
    }


def _fill(stands: Sequence[Stand], used: bool) -> float:
    """Share of the page's text lines that have text on them; 1 where there are only ads."""
    settings = [stand.setting for stand in stands if stand.setting and stand.setting.lines]
    lines = sum(setting.lines for setting in settings)
    if not lines:
        return 1.0 if used else 0.0
    return round(1.0 - sum(setting.short for setting in settings) / lines, 3)


def _text(document: dict[str, Any]) -> str:
    rows = [
        (
            str(page["number"]) + ("*" if page["locked"] else ""),
            page["side"],
            page["template"] or "–",
            f"{100 * page['fill']:.0f} %",
            ", ".join(item["id"] for item in page["items"]) or "(empty)",
        )
        for page in document["pages"]
    ]
    return table(("page", "side", "template", "fill", "items"), rows, right="page fill")
