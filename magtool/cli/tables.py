"""Tables as text, and how pages and fits are written in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from magtool.layout.fitrow import FitRow

_GAP = "  "


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: str = "") -> str:
    """Columns side by side. ``right`` names the columns that stand to the right, by head."""
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    flush = [name in right.split() for name in head]
    lines = []
    for row in cells:
        shown = (
            cell.rjust(width) if at_right else cell.ljust(width)
            for cell, width, at_right in zip(row, widths, flush, strict=True)
        )
        lines.append(_GAP.join(shown).rstrip() + "\n")
    return "".join(lines)


def copyfit(fits: Iterable[FitRow]) -> str:
    """The copyfit table: where each story stands, how full, and what was left out."""
    rows = [
        (
            fit.slug,
            pages(fit.pages),
            fit.template or "–",
            str(fit.words),
            str(fit.lines),
            fitness(fit),
            left_out(fit),
        )
        for fit in fits
    ]
    head = ("story", "page", "template", "words", "lines", "fit", "left out")
    return table(head, rows, right="page words lines") if rows else ""


def pages(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "–"


def fitness(fit: FitRow) -> str:
    """Lines over or short, in words."""
    if fit.overset:
        return f"{fit.overset} over"
    if not fit.pages:
        return "no page"
    return f"{fit.short} short" if fit.short else "fits"


def left_out(fit: FitRow) -> str:
    """Sentences and elements that copyfitting left out, as it was allowed to."""
    sentences = [f"[[{number}]]" for number in fit.sentences]
    return ", ".join([*sentences, *fit.dropped])


def fit_record(fit: FitRow) -> dict[str, Any]:
    """A story's fit as --json gives it."""
    return {
        "id": fit.slug,
        "kind": fit.kind,
        "pages": list(fit.pages),
        "template": fit.template,
        "words": fit.words,
        "lines": fit.lines,
        "overset_lines": fit.overset,
        "short_lines": fit.short,
        "characters": fit.characters,
        "looseness": fit.looseness,
        "left_out": {"sentences": list(fit.sentences), "elements": list(fit.dropped)},
    }
