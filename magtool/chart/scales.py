"""Bars divided into shares of 100 %: the rows of a scale, and the one bar of a yes-no chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from magtool.chart.heads import legend_band
from magtool.chart.inking import figure_ink, scale_inks
from magtool.chart.look import Style
from magtool.chart.marks import Bar, Frame, Mark, Words
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band
from magtool.chart.wording import figure, good_half, with_base
from magtool.measure import Ink, Rect


@dataclass(frozen=True, slots=True)
class Segment:
    """One share of a divided bar: where it begins, its bar, and the figure that fits into it."""

    left: float
    bar: Bar | None
    figure: Words | None


def scale_rows(sheet: Sheet) -> list[Band]:
    """A divided bar of 100 % for each statement, the sum of the good half on the label's line."""
    chart, look = sheet.chart, sheet.look
    inks = scale_inks(sheet)
    half = good_half(chart.columns)
    names = [with_base(each, chart, i, len(chart.labels)) for i, each in enumerate(chart.labels)]
    totals = [figure(sum(row[:half]), sheet.language) for row in chart.values]
    room = max((sheet.measure(total, look.total) for total in totals), default=0.0)
    wrapped = [sheet.wrap(n, look.label, sheet.width - room - look.label_gap) for n in names]
    over = sheet.ascent(look.label)
    air = sheet.pitch(look.likert_pitch, over + look.likert_label_drop + look.likert_bar)

    def row(i: int) -> Callable[[float, float], Iterator[Mark]]:
        def drawn(top: float, _: float) -> Iterator[Mark]:
            last = top + over + (len(wrapped[i]) - 1) * look.label.leading
            yield from sheet.column(wrapped[i], look.label, 0.0, top + over)
            yield sheet.right(totals[i], look.total, sheet.width, last)
            bar = Rect(0.0, last + look.likert_label_drop, sheet.width, 0.0)
            bar = replace(bar, y1=bar.y0 + look.likert_bar)
            cut = divided(sheet, bar, chart.values[i], inks, look.segment_value)
            for value, segment in zip(chart.values[i], cut, strict=True):
                yield from _segment(sheet, value, segment)

        return drawn

    bands = [legend_band(sheet, list(zip(chart.columns, inks, strict=True)))]
    for i, lines in enumerate(wrapped):
        height = over + (len(lines) - 1) * look.label.leading
        height += look.likert_label_drop + look.likert_bar
        bands.append(Band(air if i else sheet.lines(look.legend_air), height, row(i)))
    return bands


def divided(
    sheet: Sheet, bar: Rect, values: Sequence[float], inks: Sequence[Ink], style: Style
) -> list[Segment]:
    """One bar cut into shares with paper between, each with its figure where there is room."""
    frame = Frame(bar, (0.0, _whole(values)), (bar.y0, bar.y1))
    shown = [i for i, value in enumerate(values) if value > 0.0]
    middle = (bar.y0 + bar.y1) / 2
    segments: list[Segment] = []
    start = 0.0
    for i, value in enumerate(values):
        left, right = frame.across(start), frame.across(start + value)
        gap = sheet.look.segment_gap if shown and i != shown[-1] else 0.0
        cut = None
        if right - left > gap:
            length = value - gap / bar.width * frame.x[1]
            cut = Bar(frame, start, length, middle, bar.height, inks[i])
        text = figure(value, sheet.language)
        x = _figure_place(sheet, text, style, left, right)
        ink = replace(style, ink=figure_ink(inks[i], style.ink))
        baseline = middle + sheet.cap(style) / 2
        segments.append(Segment(left, cut, None if x is None else Words(text, ink, x, baseline)))
        start += value
    return segments


def _segment(sheet: Sheet, value: float, segment: Segment) -> Iterator[Mark]:
    """A scale's segment; figures under the look's least segment are left out, fit or not."""
    if segment.bar:
        yield segment.bar
    if value >= sheet.look.least_segment:
        if segment.figure:
            yield segment.figure
        else:
            sheet.fault(f"no room for the figure {figure(value, sheet.language)} in its segment")


def _figure_place(sheet: Sheet, text: str, style: Style, left: float, right: float) -> float | None:
    """Where a figure starts in a segment: at the inset, else centred, None without room."""
    inset, wide = sheet.look.figure_inset, sheet.measure(text, style)
    if wide + 2 * inset <= right - left:
        return left + inset
    slack = right - left - wide
    return left + slack / 2 if slack >= inset / 2 else None


def _whole(values: Sequence[float]) -> float:
    """What the full bar stands for: the sum where it is 100 but for rounding."""
    total = sum(values)
    return total if abs(total - 100.0) <= max(1.0, 0.5 * len(values)) else max(100.0, total)
