"""The trend chart: lines over dated answers, named at their right ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from magtool.chart.heads import legend_band
from magtool.chart.inking import distinct
from magtool.chart.marks import Curve, Frame, Line, Mark, Words
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band
from magtool.chart.wording import figure
from magtool.measure import Ink, Rect

_NAMES_SHARE = 0.34  # of the width: more would squeeze the lines
_LEAST_PLOT = 0.48  # of the width: narrower, and the names give way to a legend
_MOST_NAME_LINES = 2
_NAME_AIR = 3.0  # points between names of two lines
_DATES_GAP = 6.0  # points between two dates
_TICK = 2.5
_YEAR = re.compile(r"\b(1[89]\d\d|2[01]\d\d)\b(?:[-–:.](\d{1,2})\b)?")
_MONTHS = ("jan", "feb", "mar", "apr", "ma[jy]", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "dec")


@dataclass(frozen=True, slots=True)
class _Ends:
    """What stands left and right of the lines: first figures, last figures and names."""

    firsts: tuple[str, ...]
    lasts: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    left: float
    figures: float
    right: float


def trend(sheet: Sheet) -> list[Band]:
    """Lines and dates as one band whose air is the height of the plot.

    Names too long for two lines at the right end are told by a legend instead, as they are
    where they would leave the lines too little width.
    """
    chart, look = sheet.chart, sheet.look
    if not chart.labels or not chart.columns:
        return []
    inks = distinct(sheet, len(chart.labels), (look.strong, look.second, look.alarm, look.axis))
    named = _names(sheet)
    ends = _ends(sheet, named)
    if sheet.width - ends.left - ends.right < _LEAST_PLOT * sheet.width:
        named, ends = None, _ends(sheet, None)
    bands = []
    if named is None:
        bands.append(legend_band(sheet, list(zip(chart.labels, inks, strict=True))))
    air = look.legend_air if named is None else look.head_air
    need = _need(sheet, ends)
    least, preferred, greatest = sheet.lines(look.plot_height)
    plot = (max(least, need), max(preferred, need), max(greatest, need))
    over = sheet.cap(look.value_strong) / 2

    def drawn(top: float, height: float) -> Iterator[Mark]:
        box = Rect(ends.left, top - height, sheet.width - ends.right, top)
        return _plot(sheet, _frame(sheet, box), ends, inks)

    bands.append(Band(sheet.lines(air), over, lambda top, _: ()))
    bands.append(Band(plot, look.date_drop, drawn))
    return bands


def moments(columns: Sequence[str]) -> tuple[float, ...]:
    """The times in years where all can be read and follow each other, else 0, 1, 2, …"""
    read = [_moment(column) for column in columns]
    years = tuple(year for year in read if year is not None)
    rising = all(a < b for a, b in pairwise(years))
    if len(years) == len(columns) and rising:
        return years
    return tuple(float(i) for i in range(len(columns)))


def spread(
    wished: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Middles that keep boxes of these heights apart, least squares from the wished ones.

    ``wished`` in rising order; the boxes stay between low and high. Less the heights before
    it, each middle has only to rise: isotonic regression by pooling adjacent violators
    (Barlow et al. 1972, §1.2).
    """
    offsets = [0.0]
    for a, b in pairwise(heights):
        offsets.append(offsets[-1] + (a + b) / 2)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        mean, size = wish - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    least, most = low + heights[0] / 2, high - heights[-1] / 2 - offsets[-1]
    rising = [min(max(mean, least), most) for mean, size in pools for _ in range(size)]
    return [middle + offset for middle, offset in zip(rising, offsets, strict=True)]


def _moment(text: str) -> float | None:
    year = _YEAR.search(text)
    if not year:
        return None
    if year[2] and 1 <= int(year[2]) <= 12:
        return int(year[1]) + (int(year[2]) - 1) / 12
    for i, month in enumerate(_MONTHS):
        if re.search(rf"\b{month}", text.casefold()):
            return int(year[1]) + i / 12
    return float(year[1])


def _names(sheet: Sheet) -> tuple[tuple[str, ...], ...] | None:
    style, most = sheet.look.label, _NAMES_SHARE * sheet.width
    words = [word for label in sheet.chart.labels for word in label.split(" ")]
    if any(sheet.measure(word, style) > most for word in words):
        return None
    names = tuple(sheet.wrap(label, style, most) for label in sheet.chart.labels)
    return None if any(len(lines) > _MOST_NAME_LINES for lines in names) else names


def _ends(sheet: Sheet, names: tuple[tuple[str, ...], ...] | None) -> _Ends:
    look, values = sheet.look, sheet.chart.values
    firsts = tuple(figure(row[0], sheet.language) for row in values)
    lasts = tuple(figure(row[-1], sheet.language) for row in values)
    gap = look.value_gap + look.dot / 2
    left = max(sheet.measure(text, look.value) for text in firsts) + gap
    figures = max(sheet.measure(text, look.value_strong) for text in lasts) + gap
    lines = [line for each in names or () for line in each]
    wide = max((sheet.measure(line, look.label) for line in lines), default=0.0)
    right = figures + (look.value_gap + wide if names else 0.0)
    return _Ends(firsts, lasts, names or ((),) * len(values), left, figures, right)


def _heights(sheet: Sheet, ends: _Ends) -> list[float]:
    leading = sheet.look.label.leading
    return [len(n) * leading + _NAME_AIR if len(n) > 1 else leading for n in ends.names]


def _need(sheet: Sheet, ends: _Ends) -> float:
    """The least height at which the names at the right end don't overlap."""
    return sum(_heights(sheet, ends))


def _frame(sheet: Sheet, box: Rect) -> Frame:
    times = moments(sheet.chart.columns)
    top = 10.0 * max(ceil(max(max(row) for row in sheet.chart.values) / 10.0), 1)
    last = times[-1] if len(times) > 1 else times[0] + 1.0
    return Frame(box, (times[0], last), (top, 0.0))


def _plot(sheet: Sheet, frame: Frame, ends: _Ends, inks: Sequence[Ink]) -> Iterator[Mark]:
    look, chart, box = sheet.look, sheet.chart, frame.rect
    times = moments(chart.columns)
    yield Line(box.x0, box.y1, box.x1, box.y1, look.hairline, look.axis)
    for row, ink in zip(chart.values, inks, strict=True):
        points = tuple(zip(times, row, strict=True))
        yield Curve(frame, points, look.curve, look.dot, ink)
    heights = _heights(sheet, ends)
    line = look.label.leading
    first = _middles(frame, [r[0] for r in chart.values], [line] * len(heights), line)
    last = _middles(frame, [r[-1] for r in chart.values], heights, line)
    order = sorted(range(len(last)), key=lambda i: last[i])
    gap = look.value_gap + look.dot / 2
    for i in order:
        lower = sheet.cap(look.value) / 2
        yield sheet.right(ends.firsts[i], look.value, box.x0 - gap, first[i] + lower)
        y = last[i] + lower - (max(len(ends.names[i]), 1) - 1) * line / 2
        yield Words(ends.lasts[i], look.value_strong, box.x1 + gap, y)
        x = box.x1 + ends.figures + look.value_gap
        yield from sheet.column(ends.names[i], look.label, x, y)
    yield from _dates(sheet, frame, times)


def _middles(
    frame: Frame, values: Sequence[float], heights: Sequence[float], line: float
) -> list[float]:
    """Where the middles of the end labels stand, in the order of the values given.

    They may hang half a line under the zero line: more would touch the dates.
    """
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    box = frame.rect
    half = max(heights) / 2
    placed = spread(
        [frame.down(values[i]) for i in order],
        [heights[i] for i in order],
        min(box.y0 - half, box.y1 - sum(heights)),
        box.y1 + line / 2,
    )
    middles = [0.0] * len(values)
    for i, middle in zip(order, placed, strict=True):
        middles[i] = middle
    return middles


def _dates(sheet: Sheet, frame: Frame, times: Sequence[float]) -> Iterator[Mark]:
    """A tick for every time; dates under first and last and as many between as have room."""
    look, box = sheet.look, frame.rect
    baseline = box.y1 + look.date_drop
    wide = [sheet.measure(text, look.date) for text in sheet.chart.columns]
    lefts = [
        min(max(frame.across(time) - w / 2, 0.0), sheet.width - w)
        for time, w in zip(times, wide, strict=True)
    ]
    shown, edge = [], -_DATES_GAP
    final = len(lefts) - 1
    for i, left in enumerate(lefts):
        clear = i == final or left + wide[i] + _DATES_GAP <= lefts[final]
        if left >= edge + _DATES_GAP and clear:
            shown.append(i)
            edge = left + wide[i]
    if final not in shown:
        sheet.fault("no room for the last date under the lines")
    for i, time in enumerate(times):
        x = frame.across(time)
        yield Line(x, box.y1, x, box.y1 + _TICK, look.hairline, look.axis)
        if i in shown:
            yield Words(sheet.chart.columns[i], look.date, lefts[i], baseline)
