"""What stands on pages without being read: running heads and feet, folios, slugs, marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from magtool.extract.lines import Line
from magtool.extract.roles import is_byline
from magtool.extract.zones import find_panels, has_middle, holds
from magtool.page.read import Box, ReadPage

_BAND = 0.115
"""Of the page's height: heads and feet stand no farther in."""
_PAGES = 3
"""Pages on which a line must stand to be running; fewer in a thin issue."""
_SMALL = 0.9
"""Of the page's usual size: a lonely foot is smaller."""
_FIGURES = re.compile(r"\d+")
_FOLIO = re.compile(
    r"^(?:(?:sid(?:a|an)?|page|p|s|seite|side)\.?\s*)?\W?\s*(\d{1,3})\W?$", re.IGNORECASE
)
_FIGURE = re.compile(r"^\d{1,3}\s?%$")
"""A value; charts and boxes on several pages have them, and no head or foot has."""
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
        figures = _figures(page)
        for line in lines[page.number]:
            if line in found[page.number] or not _in_band(line, page):
                continue
            if any(has_middle(box, line.box) for box in figures):
                continue  # "Figure 1: by Ola Frisk" on one page, "Figure 2: …" on the next
            if _FOLIO.match(line.words) and _counts(line, page, running):
                found[page.number][line] = "folio"
            elif role := known.get(form_of(line.words), ""):
                found[page.number][line] = role
            elif (
                form_of(line.words) in running
                and not _FIGURE.match(line.words)
                and _is_outermost(line, page, lines[page.number], running)
            ):
                found[page.number][line] = _end_of(line, page)
        _add_beside_folio(page, lines[page.number], found[page.number])
        if len(pages) < _PAGES:
            _add_lonely_foot(page, lines[page.number], found[page.number])
    _add_at_place(pages, lines, found)
    return found


def _add_beside_folio(page: ReadPage, lines: Sequence[Line], found: dict[Line, str]) -> None:
    """Add what stands on a folio's line and in its type: the title, the issue."""
    folios = [line for line, role in found.items() if role == "folio"]
    for line in lines:
        if line in found or not _in_band(line, page):
            continue
        if any(_is_level(line, folio) for folio in folios):
            found[line] = _end_of(line, page)


def _is_level(line: Line, folio: Line) -> bool:
    """Whether a line stands on a folio's line, apart from it and in its size."""
    apart = max(line.left - folio.right, folio.left - line.right)
    return (
        abs(line.baseline - folio.baseline) < 0.1 * folio.size
        and abs(line.size - folio.size) < 0.1 * folio.size
        and apart > 0.5 * folio.size
    )


def _add_lonely_foot(page: ReadPage, lines: Sequence[Line], found: dict[Line, str]) -> None:
    """Add the last line of a page when it is small and stands apart: in an issue of a page or two
    nothing runs."""
    rest = [line for line in lines if line not in found and abs(line.angle) < 3]
    if len(rest) < 4:
        return
    last = max(rest, key=lambda line: line.baseline)
    usual = sorted(line.size for line in rest)[len(rest) // 2]
    above = max((line.bottom for line in rest if line is not last), default=0.0)
    over = max((box[3] for box in _shown(page) if box[1] < last.top), default=0.0)
    clear = last.top - max(above, over) > 1.5 * usual
    if clear and _in_band(last, page) and last.size < _SMALL * usual:
        found[last] = "footer"


def _shown(page: ReadPage) -> list[Box]:
    """Pictures and grounds smaller than the page: what stands at or on them is theirs."""
    boxes = [*(picture.box for picture in page.pictures), *(fill.box for fill in page.fills)]
    return [box for box in boxes if box[3] - box[1] < 0.9 * page.height]


def _add_at_place(
    pages: Sequence[ReadPage],
    lines: Mapping[int, Sequence[Line]],
    found: dict[int, dict[Line, str]],
) -> None:
    """Add what stands where heads and feet run, in their type, whatever it says: a section's
    name may stand on one page only."""
    places: dict[tuple[str, str, float, int], set[int]] = defaultdict(set)
    for page in pages:
        for line, role in found[page.number].items():
            if role in ("header", "footer"):
                for place in _places_of(line, page, (-1, 0, 1)):
                    places[role, *place].add(page.number)
    for page in pages:
        for line in lines[page.number]:
            if line in found[page.number] or line.hidden or not _in_band(line, page):
                continue
            for role in ("header", "footer"):
                if any(len(places[role, *at]) >= _PAGES for at in _places_of(line, page, (0,))):
                    found[page.number][line] = role


def _places_of(line: Line, page: ReadPage, near: Iterable[int]) -> Iterator[tuple[str, float, int]]:
    """The heights of a line, with each type that it has."""
    height = round((page.trim[3] - line.baseline) / 2)
    for style in {line.style, *(style for _, style in line.styles)}:
        yield from ((style.name, round(style.size, 1), height + step) for step in near)


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


def _margins(page: ReadPage) -> tuple[float, float]:
    """How far down heads stand, and how far up feet."""
    top, bottom = page.trim[1], page.trim[3]
    band = _BAND * (bottom - top)
    return top + band, bottom - band


def _in_band(line: Line, page: ReadPage) -> bool:
    head, foot = _margins(page)
    return line.baseline < head or line.baseline > foot


def _end_of(line: Line, page: ReadPage) -> str:
    """Whether the line is of the page's head or foot."""
    return "footer" if line.baseline > page.height / 2 else "header"


def _figures(page: ReadPage) -> list[Box]:
    """Frames about pictures that reach from the margin into the page: no head or foot does."""
    top, bottom = page.trim[1], page.trim[3]
    head, foot = _margins(page)
    return [
        panel.box
        for panel in find_panels(page)
        if not panel.picture
        and (panel.box[1] < head < panel.box[3] or panel.box[1] < foot < panel.box[3])
        and panel.box[1] > top
        and panel.box[3] < bottom
        and any(holds(panel.box, picture.box) for picture in page.pictures)
    ]


def form_of(text: str) -> str:
    """The line with its figures made alike, without signs that stand alone: a scan loses dots."""
    words = _FIGURES.sub("#", text).lower().split()
    told = [word for word in words if "#" in word or any(map(str.isalnum, word))]
    return " ".join(told or words)


def _running(pages: Sequence[ReadPage], lines: Mapping[int, Sequence[Line]]) -> dict[str, set[int]]:
    """The forms that stand at one height on several pages; "#" for bare folios."""
    heights: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in lines[page.number]:
            if line.hidden or not _in_band(line, page) or is_byline(line.words):
                continue  # stories that fill their pages end with a byline at one height
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


def _is_outermost(
    line: Line, page: ReadPage, lines: Sequence[Line], running: Mapping[str, set[int]]
) -> bool:
    """Whether only what runs, too, stands between a line and the page's edge: a box at the foot
    of several pages may have one heading."""
    foot = _end_of(line, page) == "footer"
    left, top, right, bottom = page.trim
    return not any(
        other is not line
        and not other.hidden
        and (line.baseline + 2 < other.baseline < bottom if foot
             else top < other.baseline < line.baseline - 2)
        and min(line.right, other.right) - max(line.left, other.left) > 0
        and left < other.left < right
        and not _FOLIO.match(other.words)
        and form_of(other.words) not in running
        for other in lines
    )  # fmt: skip


def _counts(line: Line, page: ReadPage, running: Mapping[str, Iterable[int]]) -> bool:
    """Whether a bare number in the margin is the page's own."""
    match = _FOLIO.match(line.words)
    return "#" in running or (match is not None and int(match[1]) == page.number)
