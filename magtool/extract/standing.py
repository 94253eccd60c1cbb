"""Charts whose bars stand, with figures over and labels under them; and round ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from magtool.extract.lines import Line
from magtool.page.read import Box, ReadPage

_FIGURE = re.compile(r"^[<>~≈]?\s?\d{1,3}(?:[ \u00a0]?\d{3})*(?:[.,]\d+)?\s?%?$")
_SHARE = re.compile(r"\d\s?(?:%|procent\b|percent\b)")
_BARS = 3
"""Bars with a figure each that make a chart."""
_WIDE = (4.0, 90.0)
"""Points: how wide a standing bar is."""
_LEVEL = 1.0
"""Points by which the feet of bars, and their widths, differ."""
_STEP = 3.5
"""Widths between one bar and the next, at most."""
_NEAR = 9.0
"""Points between a bar's top and its figure."""
_FOOT = 16.0
"""Points between a bar's foot, or an axis under it, and its label."""
_ROUND = (36.0, 0.8)
"""Points of a round chart's width at least, and how its height and width compare."""
_ABOUT = 0.75
"""Of a round chart's width, on each side of it: its labels stand there."""
_SLICES = 2
"""Shares about a drawing that make it a chart."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A chart: its bars from left to right, each with figure and label where there are; a round
    one has one box and no bars, and ``lines`` about it."""

    bars: tuple[tuple[Box, Line | None, tuple[Line, ...]], ...]
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]


def rows_of_bars(page: ReadPage) -> list[list[Box]]:
    """The page's bars that may stand in one chart: on one height, as wide, evenly apart."""
    bars = sorted(
        {fill.box for fill in page.fills if fill.ink is not None and _stands(fill.box)},
        key=lambda box: (round(box[3]), box[0]),
    )
    rows: list[list[Box]] = []
    for bar in bars:
        for row in rows:
            last = row[-1]
            level = abs(bar[3] - last[3]) < _LEVEL
            wide = abs((bar[2] - bar[0]) - (last[2] - last[0])) < _LEVEL
            if level and wide and -0.5 <= bar[0] - last[2] < _STEP * (bar[2] - bar[0]):
                row.append(bar)
                break
        else:
            rows.append([bar])
    return [row for row in rows if len(row) >= _BARS and len({round(bar[1]) for bar in row}) > 1]


def _stands(box: Box) -> bool:
    return _WIDE[0] <= box[2] - box[0] <= _WIDE[1] and box[3] - box[1] > 2


def cuts_of(rows: Iterable[Sequence[Box]], line: Line) -> Iterator[float]:
    """Where a line under or over a row of bars is to be cut: half way between them."""
    for row in rows:
        top = min(bar[1] for bar in row)
        if not top - 2 * _NEAR < line.bottom or line.top > row[0][3] + 2 * _FOOT:
            continue
        for one, other in pairwise(row):
            middle = (one[2] + other[0]) / 2
            if line.left < middle < line.right:
                yield middle


def find_standing(rows: Iterable[Sequence[Box]], small: Sequence[Line]) -> list[Standing]:
    """The charts among rows of bars: those with figures at their tops."""
    found = []
    for row in rows:
        half = _half_step(row)
        figures = [line for line in small if _FIGURE.match(line.words)]
        told = []
        for bar in row:
            figure = next((line for line in figures if _tops(line, bar)), None)
            told.append((bar, figure, tuple(_labels(bar, half, small, figure))))
        if sum(figure is not None for _, figure, _ in told) >= _BARS:
            lines = [line for _, figure, label in told for line in (figure, *label) if line]
            found.append(Standing(tuple(told), tuple(dict.fromkeys(lines)), tuple(row)))
    return found


def _half_step(row: Sequence[Box]) -> float:
    return min(other[0] - one[0] for one, other in pairwise(row)) / 2


def _tops(figure: Line, bar: Box) -> bool:
    """Whether a figure stands over a bar, or in its top."""
    middle = (figure.left + figure.right) / 2
    over = -3 < bar[1] - figure.bottom < _NEAR
    inside = -3 < figure.top - bar[1] < _NEAR and figure.bottom <= bar[3]
    return bar[0] - 3 < middle < bar[2] + 3 and (over or inside)


def _labels(bar: Box, half: float, small: Sequence[Line], figure: Line | None) -> Iterator[Line]:
    """The lines of what stands under a bar."""
    middle, bottom, reach = (bar[0] + bar[2]) / 2, bar[3], _FOOT
    for line in sorted(small, key=lambda line: line.baseline):
        centred = abs((line.left + line.right) / 2 - middle) < half
        narrow = line.right - line.left < 2.4 * half
        if line is not figure and centred and narrow and -2 < line.top - bottom < reach:
            yield line
            bottom, reach = line.bottom, 0.6 * line.size


def find_round(page: ReadPage, small: Sequence[Line]) -> list[Standing]:
    """Drawings as wide as they are high, with shares told in them and about them."""
    found = []
    for box in page.drawings:
        wide, high = box[2] - box[0], box[3] - box[1]
        if wide < _ROUND[0] or not _ROUND[1] < high / wide < 1 / _ROUND[1]:
            continue
        reach = _ABOUT * wide
        about = (box[0] - reach, box[1] - 0.4 * reach, box[2] + reach, box[3] + 0.4 * reach)
        near = [line for line in small if _touches(about, line.box)]
        if sum(bool(_SHARE.search(line.words)) for line in near) >= _SLICES:
            found.append(Standing((), tuple(near), (box,)))
    return found


def _touches(outer: Box, box: Box) -> bool:
    """Whether its middle's height is within, and it reaches in from a side."""
    y = (box[1] + box[3]) / 2
    return outer[1] < y < outer[3] and box[0] < outer[2] and box[2] > outer[0]
