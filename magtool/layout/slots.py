"""Room for body lines: columns cut into grid lines, less what stands in them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from magtool.layout.grid import Grid

_HAIR = 0.01
_LEAST_RUN = 3
"""A gap of one or two lines between two things is air, not room for text."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something text keeps clear of: grid lines ``first``-``last``, from x0 to x1 (points).

    Lines are those on which no body line may stand, air above and below included; x0 and x1
    hold the air beside it. ``soft`` things may be run around; others close the line of every
    column they touch.
    """

    page: int
    x0: float
    x1: float
    first: float
    last: float
    soft: bool = False


Stretch = tuple[int, float, int]
"""A stretch of column without a gap: its page, x of the column, first line."""


@dataclass(frozen=True, slots=True)
class LineSlot:
    """Room for one body line. ``run`` names the stretch of column it belongs to."""

    page: int
    run: Stretch
    line: int
    left: float
    x: float
    width: float

    @property
    def whole(self) -> bool:
        """Whether the line begins at its column's left edge."""
        return self.x == self.left


@dataclass(frozen=True, slots=True)
class Column:
    """One text column of a region: x of its left edge, measure, grid lines first-last."""

    page: int
    x: float
    width: float
    first: int
    last: int


def text_columns(
    grid: Grid, page: int, columns: tuple[int, int], units: int, first: float, last: float
) -> list[Column]:
    """The region's text columns, each ``units`` grid columns wide, from left to right."""
    found = []
    for start in range(columns[0], columns[1] - units + 2, units):
        x = grid.column_left(start)
        found.append(
            Column(page, x, grid.width(units), math.ceil(first - _HAIR), math.floor(last + _HAIR))
        )
    return found


def line_slots(
    columns: Sequence[Column], obstacles: Iterable[Obstacle], least: float
) -> tuple[LineSlot, ...]:
    """Every body line there is room for, in reading order.

    Beside soft obstacles the widest gap is used when it is at least ``least`` points wide.
    """
    around = tuple(obstacles)
    slots: list[LineSlot] = []
    for column in columns:
        near = tuple(thing for thing in around if _touches(thing, column))
        if any(thing.soft for thing in near):
            slots.extend(_shaped(column, near, least))
            continue
        for first, last in _free(column, near):
            slots.extend(_stretch(column.page, column.x, column.width, first, last))
    return tuple(slots)


def _free(column: Column, things: tuple[Obstacle, ...]) -> Iterator[tuple[int, int]]:
    """First and last lines of what things that close the column leave of it."""
    line = column.first
    for first, last in sorted((thing.first, thing.last) for thing in things):
        before = math.ceil(first) - 1
        if before - line + 1 >= _LEAST_RUN:
            yield line, before
        line = max(line, math.floor(last) + 1)
    if column.last - line + 1 >= _LEAST_RUN:
        yield line, column.last


@lru_cache(maxsize=20_000)
def _stretch(page: int, x: float, width: float, first: int, last: int) -> tuple[LineSlot, ...]:
    """The lines of a stretch of column; the same few stand on hundreds of pages that are tried."""
    run = (page, x, first)
    return tuple(LineSlot(page, run, line, x, x, width) for line in range(first, last + 1))


@lru_cache(maxsize=4_000)
def _shaped(column: Column, near: tuple[Obstacle, ...], least: float) -> tuple[LineSlot, ...]:
    """The lines of a column that has something to run around in it."""
    slots: list[LineSlot] = []
    fresh, run = True, (column.page, column.x, column.first)
    for line in range(column.first, column.last + 1):
        room = _room(column, line, near, least)
        if room is None:
            fresh = True
            continue
        if fresh:
            run = (column.page, column.x, line)
        fresh = False
        slots.append(LineSlot(column.page, run, line, column.x, *room))
    lengths = Counter(slot.run for slot in slots)
    return tuple(slot for slot in slots if lengths[slot.run] >= _LEAST_RUN)


def _touches(thing: Obstacle, column: Column) -> bool:
    return (
        thing.page == column.page
        and thing.x1 > column.x + _HAIR
        and thing.x0 < column.x + column.width - _HAIR
        and thing.last >= column.first
        and thing.first <= column.last
    )


def _room(
    column: Column, line: int, things: tuple[Obstacle, ...], least: float
) -> tuple[float, float] | None:
    """Left edge and width of the widest gap on one line; None where there is no room for text."""
    standing = [thing for thing in things if thing.first <= line <= thing.last]
    if not standing:
        return column.x, column.width
    if not all(thing.soft for thing in standing):
        return None
    left, width, at = column.x, 0.0, column.x
    for edge, after in (*sorted((t.x0, t.x1) for t in standing), (column.x + column.width, 0.0)):
        if edge - at > width + _HAIR:
            left, width = at, edge - at
        at = max(at, after)
    return (left, width) if width >= least - _HAIR else None
