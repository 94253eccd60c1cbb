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
from magtool.layout.flatplan import Flatplan, Planned
from magtool.layout.issue import IssueLayout
from magtool.measure import Rect

_TOLD = 0.05
"""What costs less is not worth a word."""


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """What stands on every page, how full it is, and which wishes could not be kept."""
    project = open_issue(options.issue)
    wanted = pipelines.Wanted(
        full=options.full,
        afresh=options.afresh,
        lock=options.lock,
        unlock=options.unlock,
        explained=True,
        others=options.alternatives,
    )
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
    prices: dict[int, list[dict[str, Any]]] = {
        planned.number: [{"what": price.what, "cost": round(price.cost, 2)} for price in told]
        for planned, told in zip(layout.plan.planned, layout.prices, strict=False)
    }
    cost = sum(price["cost"] for told in prices.values() for price in told)
    return {
        "cost": round(cost, 2),
        "alternatives": [_other(other, layout.plan, cost) for other in layout.others],
        "pages": [
            _page(leaf.number, kinds.get(leaf.number, "page"), layout)
            | {"prices": prices.get(leaf.number, [])}
            for leaf in layout.leaves
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


def _other(other: Flatplan, plan: Flatplan, cost: float) -> dict[str, Any]:
    """Another plan, by what it costs more and the pages on which it differs."""
    mine = {planned.number: _shown(planned) for planned in plan.planned}
    return {
        "cost": round(other.cost, 2),
        "more": round(other.cost - cost, 2),
        "pages": [
            {"number": planned.number, "template": shown[0], "items": list(shown[1:])}
            for planned in other.planned
            if (shown := _shown(planned)) != mine.get(planned.number)
        ],
    }


def _shown(planned: Planned) -> tuple[str, ...]:
    wish = planned.wish
    if wish is None:
        return (planned.kind,)
    ads = (ad.id for ad in wish.ads if ad is not None)
    return (wish.template, *(content.slug for _, content in wish.contents), *ads)


def _text(document: dict[str, Any]) -> str:
    rows = [
        (
            str(page["number"]) + ("*" if page["locked"] else ""),
            page["side"],
            page["template"] or "–",
            f"{100 * page['fill']:.0f} %",
            f"{sum(price['cost'] for price in page['prices']):.1f}",
            ", ".join(item["id"] for item in page["items"]) or "(empty)",
        )
        for page in document["pages"]
    ]
    made = table(
        ("page", "side", "template", "fill", "cost", "items"), rows, right="page fill cost"
    )
    return made + _why(document) + _alternatives(document)


def _why(document: dict[str, Any]) -> str:
    """What each page costs, rule by rule."""
    lines = [f"\nWhy: {document['cost']:.1f} in all\n"]
    for page in document["pages"]:
        told = [f"{p['what']} {p['cost']:.1f}" for p in page["prices"] if p["cost"] >= _TOLD]
        if told:
            lines.append(f"{page['number']:>4}  {'; '.join(told)}\n")
    return "".join(lines) + "\n"


def _alternatives(document: dict[str, Any]) -> str:
    lines = []
    for number, other in enumerate(document["alternatives"], start=2):
        lines.append(f"Plan {number}: {other['cost']:.1f} in all, {other['more']:+.1f}\n")
        for page in other["pages"]:
            items = ", ".join(page["items"]) or "–"
            lines.append(f"{page['number']:>4}  {page['template']}: {items}\n")
        lines.append("\n")
    return "".join(lines)
