"""Panels: areas of a page that rules, frames and fills set apart, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from magtool.extract.lines import Line
from magtool.extract.styles import Typography
from magtool.page.read import Box, ReadPage, ReadRule

_LEAST = (36.0, 14.0)
"""Points: a smaller panel is a chip or a bar."""
_GROUND = 0.92
"""Of the page's area: a larger fill is its paper."""
_SNAP = 3.0
"""Points by which the rules of one frame miss each other."""
_RULED = (0.6, 1.35, 3)
"""What stands between two rules that make a box: sizes of body type, from and to, and lines at
least. A pull quote and a standfirst between rules are larger."""
_WHITE = 3.0
"""Leadings of white inside a box of two rules, over its first line and under its last."""
_STACKED = 2.5
"""Points between fills of one colour that make one panel, table row by table row."""


@dataclass(frozen=True, slots=True)
class Panel:
    """An area set apart. ``ink`` is its fill's, None when it is only framed or is a picture.

    ``kind`` is what it is when that was told before ("chart", "ad").
    """

    page: int
    box: Box
    ink: int | None
    framed: bool
    picture: bool = False
    kind: str = ""


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def holds(outer: Box, inner: Box, slack: float = 1.5) -> bool:
    """Whether the one box lies in the other."""
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def has_middle(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def hull(boxes: Iterable[Box]) -> Box:
    """The least box around all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def find_panels(page: ReadPage) -> list[Panel]:
    """The page's panels, the largest first; pictures count, for what is set on them."""
    whole = area(page.trim) or 1.0
    found = [
        Panel(page.number, fill.box, fill.ink, fill.framed or fill.ink is None)
        for fill in page.fills
        if _is_panel(fill.box)
    ]
    found += [Panel(page.number, box, None, True) for box in _framed(page.rules)]
    found = _merged(found)
    found += [
        Panel(page.number, picture.box, None, False, picture=True)
        for picture in page.pictures
        if _is_panel(picture.box)
    ]
    kept = [panel for panel in found if area(panel.box) < _GROUND * whole]
    return sorted(kept, key=lambda panel: (-area(panel.box), panel.box))


def _is_panel(box: Box) -> bool:
    return box[2] - box[0] >= _LEAST[0] and box[3] - box[1] >= _LEAST[1]


def _merged(panels: Sequence[Panel]) -> list[Panel]:
    """The panels; a frame drawn about a fill is one with it, stacked fills are one."""
    merged: list[Panel] = []
    for panel in sorted(panels, key=lambda panel: (panel.box[1], panel.box[0])):
        for index, other in enumerate(merged):
            if _is_same(panel.box, other.box) or _is_stacked(panel, other):
                merged[index] = Panel(
                    panel.page, hull((panel.box, other.box)),
                    other.ink if other.ink is not None else panel.ink,
                    other.framed or panel.framed,
                )  # fmt: skip
                break
        else:
            merged.append(panel)
    return merged


def _is_same(one: Box, other: Box) -> bool:
    return all(abs(a - b) < _SNAP for a, b in zip(one, other, strict=True))


def _is_stacked(lower: Panel, upper: Panel) -> bool:
    if lower.ink is None or lower.ink != upper.ink or lower.ink == 0xFFFFFF:
        return False
    a, b = upper.box, lower.box
    aligned = abs(a[0] - b[0]) < _SNAP and abs(a[2] - b[2]) < _SNAP
    return aligned and -_STACKED < b[1] - a[3] < _STACKED


def _framed(rules: Sequence[ReadRule]) -> Iterator[Box]:
    """The cells that level and upright rules enclose."""
    upright = sorted((rule.box for rule in rules if rule.upright), key=lambda box: box[0])
    level = [rule.box for rule in rules if not rule.upright]
    for index, left in enumerate(upright):
        for right in upright[index + 1 :]:
            if abs(left[1] - right[1]) > _SNAP or abs(left[3] - right[3]) > _SNAP:
                continue
            top, bottom = left[1], left[3]
            if all(_closes(level, y, left[0], right[2]) for y in (top, bottom)):
                cell = (left[0], top, right[2], bottom)
                if _is_panel(cell):
                    yield cell
                break


def _closes(level: Sequence[Box], y: float, left: float, right: float) -> bool:
    """Whether level rules run at that height from side to side."""
    parts = [box for box in level if abs((box[1] + box[3]) / 2 - y) <= _SNAP + 1]
    reach = left + _SNAP
    for box in sorted(parts):
        if box[0] <= reach + _SNAP:
            reach = max(reach, box[2])
    return reach >= right - _SNAP


def assign_panels(
    page: ReadPage, panels: Sequence[Panel], lines: Sequence[Line], type_: Typography
) -> tuple[dict[Panel, list[Line]], list[Line]]:
    """The lines of each panel that sets text apart, and those that stand in none.

    A panel that holds other panels owns their lines, too, unless it is a ground under running
    text: then what lies in it is parted as on the page itself.
    """
    own: dict[Panel, list[Line]] = {}
    rest = list(lines)
    for panel in panels:
        inside = [line for line in rest if has_middle(panel.box, line.box)]
        if not inside or _is_ground(page, panel, inside, type_):
            continue
        own[panel] = inside
        taken = set(inside)
        rest = [line for line in rest if line not in taken]
    return own, rest


def part_ruled(
    page: ReadPage, lines: Sequence[Line], type_: Typography
) -> tuple[dict[Panel, list[Line]], list[Line]]:
    """The lines of each box that is made by a rule over it and one under it, and all others.

    Rules part notices and sections, too, and stand over and under standfirsts, so what is between
    these must be other type than the text's, as small as that, and fill the room.
    """
    found: dict[Panel, list[Line]] = {}
    rest = list(lines)
    level = sorted((rule.box for rule in page.rules if not rule.upright), key=lambda box: box[1])
    for index, top in enumerate(level):
        below = [box for box in level[index + 1 :] if _spans(box, top) and box[1] - top[3] > _SNAP]
        if not below or any(_spans(box, top) for box in level[:index]) or len(below) > 1:
            continue  # a third rule: they part rows or notices
        box = (top[0], top[1], top[2], below[0][3])
        inside = [line for line in rest if has_middle(box, line.box)]
        if _is_panel(box) and inside and _fills_rules(box, inside, type_):
            found[Panel(page.number, box, None, True)] = inside
            rest = [line for line in rest if line not in inside]
    return found, rest


def _spans(rule: Box, other: Box) -> bool:
    """Whether two level rules begin and end in line."""
    return abs(rule[0] - other[0]) < _SNAP and abs(rule[2] - other[2]) < _SNAP


def _fills_rules(box: Box, lines: Sequence[Line], type_: Typography) -> bool:
    """Whether what stands between two rules may be a box's."""
    least, most, count = _RULED
    room = _WHITE * type_.leading
    return (
        len(lines) >= count
        and all(least < type_.scale(line.style) < most for line in lines)
        and not any(type_.is_body(line.style) for line in lines)
        and all(box[0] - _SNAP < line.left and line.right < box[2] + _SNAP for line in lines)
        and min(line.top for line in lines) - box[1] < room
        and box[3] - max(line.bottom for line in lines) < room
    )


def _is_ground(page: ReadPage, panel: Panel, lines: Sequence[Line], type_: Typography) -> bool:
    """Whether it is only the ground on which running text stands."""
    letters = sum(len(line.words) for line in lines)
    body = sum(len(line.words) for line in lines if type_.is_body(line.style))
    if panel.picture:
        covered = area(panel.box) / (area(page.trim) or 1.0)
        others = covered < 0.6 and any(type_.scale(line.style) > 1.6 for line in lines)
        return others or body > 0.5 * letters
    return body > 0.5 * letters and body > 500 and not panel.framed
