"""What stands on pages without being read: running heads and feet, folios, slugs, marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from magtool.extract.lines import Line
from magtool.page.read import ReadPage

_BAND = 0.115
"""Of the page's height: heads and feet stand no farther in."""
_PAGES = 3
"""Pages on which a line must stand to be running; fewer in a thin issue."""
_FIGURES = re.compile(r"\d+")
_FOLIO = re.compile(
    r"^(?:(?:sid(?:a|an)?|page|p|s|seite|side)\.?\s*)?\W?\s*(\d{1,3})\W?$", re.IGNORECASE
)
_LEADER = re.compile(r"^([-–—_.·•*=~])(?:\s?\1){7,}$")
"""A rule made of letters."""
_SLUG = re.compile(
    r"\.(?:indd|qxd|qxp|idml|ai|eps)\b.*\d|\.(?:indd|qxd|qxp)\b"
    r"|^\d{2,3}\s?[x×]\s?\d{2,3}\s?(?:mm)?\s?=",
    re.IGNORECASE,
)
"""What layout programs write beside their pages, and the label of a slot: 206 x 136 = …"""


def part_furniture(
    pages: Sequence[ReadPage],
    lines: Mapping[int, Sequence[Line]],
    known: Mapping[str, str] | None = None,
) -> dict[int, dict[Line, str]]:
    """By page: the lines that are furniture, with their roles.

    ``known`` are roles of what runs through the title's other issues, by its form.
    """
    known = known or {}
    found: dict[int, dict[Line, str]] = {page.number: {} for page in pages}
    for page in pages:
        for line in lines[page.number]:
            if role := _lonely_role(line, page):
                found[page.number][line] = role
    running = _running(pages, lines)
    for page in pages:
        for line in lines[page.number]:
            if line in found[page.number] or not _in_band(line, page):
                continue
            if _FOLIO.match(line.words) and _counts(line, page, running):
                found[page.number][line] = "folio"
            elif role := known.get(form_of(line.words), ""):
                found[page.number][line] = role
            elif form_of(line.words) in running:
                foot = line.baseline > page.height / 2
                found[page.number][line] = "footer" if foot else "header"
    return found


def _lonely_role(line: Line, page: ReadPage) -> str:
    """The role of a line that tells it by itself."""
    if line.hidden:
        return "hidden"
    left, top, right, bottom = page.trim
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    if not (left <= x <= right and top <= y <= bottom):
        return "marks" if len(line.words) < 4 else "slug"
    if _LEADER.match(line.words):
        return "marks"
    return "slug" if _SLUG.search(line.words) else ""


def _in_band(line: Line, page: ReadPage) -> bool:
    top, bottom = page.trim[1], page.trim[3]
    band = _BAND * (bottom - top)
    return line.baseline < top + band or line.baseline > bottom - band


def form_of(text: str) -> str:
    """The line with its figures made alike."""
    return _FIGURES.sub("#", " ".join(text.split())).lower()


def _running(pages: Sequence[ReadPage], lines: Mapping[int, Sequence[Line]]) -> dict[str, set[int]]:
    """The forms that stand at one height on several pages; "#" for bare folios."""
    heights: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in lines[page.number]:
            if line.hidden or not _in_band(line, page):
                continue
            form = "#" if _FOLIO.match(line.words) else form_of(line.words)
            height = round((page.trim[3] - line.baseline) / 3)
            for near in (height - 1, height, height + 1):
                heights[form, near].add(page.number)
    least = min(_PAGES, max(2, (len(pages) + 1) // 2))
    running: dict[str, set[int]] = {}
    for (form, _), numbers in heights.items():
        if len(numbers) >= least or (form == "#" and len(numbers) >= 2):
            running.setdefault(form, set()).update(numbers)
    return running


def _counts(line: Line, page: ReadPage, running: Mapping[str, Iterable[int]]) -> bool:
    """Whether a bare number in the margin is the page's own."""
    match = _FOLIO.match(line.words)
    return "#" in running or (match is not None and int(match[1]) == page.number)
