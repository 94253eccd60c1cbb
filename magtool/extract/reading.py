"""The order in which a page is read: its blocks cut into cells, its cells in their order.

A recursive cut along white lanes (Nagy & Seth 1984), told what a magazine's page is made of: it
is cut level where a rule or a headline runs across columns, upright between columns, and never
level where only paragraphs happen to end side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from magtool.extract.zones import hull
from magtool.page.read import Box, ReadRule

_LANE = 0.45
"""Ems of body text between columns, at least."""
_ACROSS = 0.9
"""Of the cell's width that a rule must run to cut it."""
_WHITE = 0.55
"""Of the body's leading: white above a row of headings that begins a new cell."""

_BESIDE = 1.6
"""Leadings by which columns that begin side by side may differ."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is read as one: a block, or a headline with what belongs to it.

    ``head`` says that a story begins or goes on here ("head", "notice", "jump"), "" for text.
    ``number`` is the caller's own. ``opens`` and ``closes``: it begins and ends with a sentence.
    """

    box: Box
    number: int
    head: str = ""
    opens: bool = True
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """An area of the page and its items in reading order."""

    box: Box
    items: tuple[Item, ...]


def order_items(
    items: Sequence[Item], area: Box, rules: Sequence[ReadRule], size: float, leading: float
) -> list[Cell]:
    """The cells of a page in reading order."""
    level = [rule.box for rule in rules if not rule.upright]
    return _Cutter(level, size, leading).cut(sorted(items, key=_place), area)


def _place(item: Item) -> tuple[float, float]:
    return (item.box[1], item.box[0])


class _Cutter:
    """The measures that all cuts of one page share."""

    def __init__(self, rules: Sequence[Box], size: float, leading: float) -> None:
        self._rules = rules
        self._size = size
        self._leading = leading

    def cut(self, items: Sequence[Item], area: Box, depth: int = 0) -> list[Cell]:
        if len(items) < 2 or depth > 60:
            return [Cell(area, tuple(items))] if items else []
        for across in (self._rule_cut, self._head_cut):
            y = across(items)
            if y is not None:
                return self._level(items, area, y, depth)
        lanes = self._lanes(items)
        if lanes:
            cells: list[Cell] = []
            left = area[0]
            for right in [*lanes, area[2]]:
                strip = [item for item in items if left <= _middle(item.box) < right]
                cells += self.cut(strip, (left, area[1], right, area[3]), depth + 1)
                left = right
            return cells
        y = self._blocking_cut(items)
        if y is not None:
            return self._level(items, area, y, depth)
        return [Cell(area, tuple(items))]

    def _level(self, items: Sequence[Item], area: Box, y: float, depth: int) -> list[Cell]:
        above = [item for item in items if (item.box[1] + item.box[3]) / 2 < y]
        below = [item for item in items if (item.box[1] + item.box[3]) / 2 >= y]
        return [
            *self.cut(above, (area[0], area[1], area[2], y), depth + 1),
            *self.cut(below, (area[0], y, area[2], area[3]), depth + 1),
        ]

    def _is_white(self, items: Sequence[Item], y: float) -> bool:
        slack = 0.25 * self._size
        return all(item.box[3] <= y + slack or item.box[1] >= y - slack for item in items)

    def _rule_cut(self, items: Sequence[Item]) -> float | None:
        """The uppermost rule that runs across the cell between items."""
        left, top, right, bottom = hull(item.box for item in items)
        for box in sorted(self._rules, key=lambda box: box[1]):
            y = (box[1] + box[3]) / 2
            width = min(box[2], right) - max(box[0], left)
            if (
                top + 0.5 * self._size < y < bottom - 0.5 * self._size
                and width >= _ACROSS * (right - left)
                and self._is_white(items, y)
                and len(self._lanes(items)) != 0
            ):
                return y
        return None

    def _head_cut(self, items: Sequence[Item]) -> float | None:
        """Above the uppermost heading under which a new part of the cell begins."""
        left, top, right, _ = hull(item.box for item in items)
        heads = [item for item in items if item.head and item.box[1] > top + self._size]
        for item in heads:
            y = item.box[1] - 0.1 * self._size
            spans = item.head == "jump" or self._spans(item, items, right - left)
            if spans and self._is_white(items, y):
                return y
        for item in heads:
            if item.box[0] <= left + self._size:
                y = self._row_top(item, items)
                if self._is_white(items, y) and self._opens_row(item, items, y):
                    return y
        return None

    def _row_top(self, head: Item, items: Sequence[Item]) -> float:
        """The top of what begins beside a heading: text may stand higher than a heading does."""
        reach = head.box[1] - 1.2 * self._leading
        tops = [item.box[1] for item in items if reach <= item.box[1] <= head.box[1]]
        return min(tops) - 0.1 * self._size

    def _opens_row(self, head: Item, items: Sequence[Item], y: float) -> bool:
        """Whether a new part begins with a heading in the first column: there is white above it
        in all columns, and all that go on below begin beside it."""
        ends = [item.box[3] for item in items if item.box[3] <= y + 0.25 * self._size]
        if not ends or y - max(ends) < _WHITE * self._leading:
            return False
        below = [item for item in items if item.box[1] >= y - 0.25 * self._size]
        lanes = [head.box[0] - self._size, *self._lanes(below), float("inf")]
        for left, right in pairwise(lanes):
            tops = [item.box[1] for item in below if left <= _middle(item.box) < right]
            if tops and min(tops) - head.box[1] > _BESIDE * self._leading:
                return False
        return self._breaks(items, y) <= self._breaks(items, None)

    def _breaks(self, items: Sequence[Item], y: float | None) -> int:
        """How often a sentence breaks off when the columns are read after a cut at that height,
        or from top to bottom."""
        rows = [items]
        if y is not None:
            rows = [
                [item for item in items if item.box[1] < y - 0.25 * self._size],
                [item for item in items if item.box[1] >= y - 0.25 * self._size],
            ]
        lanes = [float("-inf"), *self._lanes(items), float("inf")]
        order = [
            item
            for row in rows
            for left, right in pairwise(lanes)
            for item in row
            if left <= _middle(item.box) < right
        ]
        return sum(
            before.closes != (after.opens or bool(after.head)) for before, after in pairwise(order)
        )

    def _spans(self, head: Item, items: Sequence[Item], width: float) -> bool:
        """Whether a heading runs over more than one of the columns beneath it."""
        if head.box[2] - head.box[0] >= 0.62 * width:
            return True
        below = [item for item in items if item.box[1] >= head.box[3] - self._size]
        under = [
            item
            for item in below
            if min(item.box[2], head.box[2]) - max(item.box[0], head.box[0]) > self._size
        ]
        return bool(self._lanes(under)) if len(under) > 1 else False

    def _lanes(self, items: Sequence[Item]) -> list[float]:
        """The middles of the white lanes that run through all items from top to bottom."""
        lanes: list[float] = []
        reach = None
        for left, right in sorted((item.box[0], item.box[2]) for item in items):
            if reach is not None and left - reach >= _LANE * self._size:
                lanes.append((reach + left) / 2)
            reach = right if reach is None else max(reach, right)
        return lanes

    def _blocking_cut(self, items: Sequence[Item]) -> float | None:
        """Under or over what closes the lanes: without it, and what stands beside it, there is
        one. Else under or over the widest."""
        slack = 0.1 * self._size
        widest = sorted(items, key=lambda item: item.box[0] - item.box[2])
        closing = [item for item in widest if self._lanes(_but(item, items))]
        for item in (*closing, *widest):
            for y in (item.box[3] + slack, item.box[1] - slack):
                above = [other for other in items if (other.box[1] + other.box[3]) / 2 < y]
                if 0 < len(above) < len(items) and self._is_white(items, y):
                    return y
        return None


def _but(item: Item, items: Sequence[Item]) -> list[Item]:
    """The items that do not stand beside one."""
    top, bottom = item.box[1], item.box[3]
    return [other for other in items if other.box[3] <= top + 1 or other.box[1] >= bottom - 1]


def _middle(box: Box) -> float:
    return (box[0] + box[2]) / 2
