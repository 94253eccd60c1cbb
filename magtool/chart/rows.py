"""Charts of rows: ranked and single bars, and the paired bars of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from magtool.chart.heads import legend_band
from magtool.chart.inking import distinct
from magtool.chart.look import Style
from magtool.chart.marks import Bar, Frame, Mark, Words
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band
from magtool.chart.wording import figure, is_rest, is_unsure, with_base
from magtool.measure import Ink, Rect

_MOST_LABEL_LINES = 2  # beside a bar; a longer label is set over its bar instead
_LEAST_PLOT = 0.3  # of the width: with less the bars tell nothing
_LEAST_SCALE = 50.0  # percent: a chart of small shares must not look like one of great ones


def bar_rows(sheet: Sheet) -> list[Band]:
    """One bar a row: falling order for ranked, the order asked for single.

    Labels stand right-aligned beside the bars; if one of them needs more than two lines
    there, all stand over their bars.
    """
    chart, look = sheet.chart, sheet.look
    rows = _ordered(sheet)
    marked = {name.casefold() for name in chart.highlight}
    bright = [label.casefold() in marked for label, _, _ in rows]
    labels = [look.label_strong if strong else look.label for strong in bright]
    ends = [look.value_strong if strong else look.value for strong in bright]
    inks = [look.strong if strong or not any(bright) else look.soft for strong in bright]
    figures = [figure(value, sheet.language) for _, value, _ in rows]
    room = _value_room(sheet, figures, ends)
    beside = _beside(sheet, [name for _, _, name in rows], labels, room)
    if beside is None:
        return _labels_over(
            sheet,
            [
                (name, style, ((value, ink, end),))
                for (_, value, name), style, ink, end in zip(rows, labels, inks, ends, strict=True)
            ],
            look.ranked_bar,
        )
    column, names = beside
    frame = _scale(sheet, column + look.label_gap, room, [value for _, value, _ in rows])
    tall = max(look.ranked_bar, look.label.size)
    air = sheet.pitch(look.ranked_pitch, tall)

    def row(i: int, height: float) -> Callable[[float, float], Iterator[Mark]]:
        def drawn(top: float, _: float) -> Iterator[Mark]:
            middle = top + height / 2
            yield from _bar(frame, rows[i][1], middle, look.ranked_bar, inks[i])
            first = middle + sheet.cap(labels[i]) / 2 - (len(names[i]) - 1) * labels[i].leading / 2
            for n, line in enumerate(names[i]):
                yield sheet.right(line, labels[i], column, first + n * labels[i].leading)
            yield _end_figure(sheet, frame, rows[i][1], ends[i], middle)

        return drawn

    bands = []
    for i, lines in enumerate(names):
        height = max(tall, look.label.size + (len(lines) - 1) * look.label.leading)
        bands.append(Band(air if i else sheet.lines(look.head_air), height, row(i, height)))
    return bands


def pair_rows(sheet: Sheet) -> list[Band]:
    """A bar for each group under the row's label, and a legend with n for each group."""
    chart, look = sheet.chart, sheet.look
    inks = distinct(sheet, len(chart.columns), (look.strong, look.second, look.alarm, look.unsure))
    groups = [
        (with_base(name, chart, i, len(chart.columns)), inks[i])
        for i, name in enumerate(chart.columns)
    ]
    rows = [
        (label, look.label, tuple((v, inks[i], look.pair_value) for i, v in enumerate(row)))
        for label, row in zip(chart.labels, chart.values, strict=True)
    ]
    return [legend_band(sheet, groups), *_labels_over(sheet, rows, look.pair_bar)]


def _ordered(sheet: Sheet) -> list[tuple[str, float, str]]:
    """Label, value and printed name of each row, in the order of printing."""
    chart = sheet.chart
    rows = [
        (label, row[0], with_base(label, chart, i, len(chart.labels)))
        for i, (label, row) in enumerate(zip(chart.labels, chart.values, strict=True))
    ]
    if chart.kind == "ranked":
        rows.sort(key=lambda row: (is_rest(row[0]), is_unsure(row[0]), -row[1]))
    return rows


def _beside(
    sheet: Sheet, names: Sequence[str], styles: Sequence[Style], room: float
) -> tuple[float, list[tuple[str, ...]]] | None:
    """Width of the label column and each label's lines, or None if they don't fit beside."""
    look = sheet.look
    most = look.label_share * sheet.width
    if sheet.width - most - look.label_gap - room < _LEAST_PLOT * sheet.width:
        return None
    longest = [_longest_word(sheet, n, style) for n, style in zip(names, styles, strict=True)]
    if any(length > most for length in longest):
        return None
    lines = [sheet.wrap(n, style, most) for n, style in zip(names, styles, strict=True)]
    if any(len(each) > _MOST_LABEL_LINES for each in lines):
        return None
    widths = [
        sheet.measure(line, style)
        for each, style in zip(lines, styles, strict=True)
        for line in each
    ]
    return max(widths, default=0.0), lines


def _longest_word(sheet: Sheet, text: str, style: Style) -> float:
    return max((sheet.measure(word, style) for word in text.split(" ")), default=0.0)


def _labels_over(
    sheet: Sheet,
    rows: Sequence[tuple[str, Style, tuple[tuple[float, Ink, Style], ...]]],
    thickness: float,
) -> list[Band]:
    """Rows with the label over its bars, each bar with its value after it."""
    look = sheet.look
    bars = [bar for _, _, row in rows for bar in row]
    room = _value_room(
        sheet, [figure(bar[0], sheet.language) for bar in bars], [bar[2] for bar in bars]
    )
    frame = _scale(sheet, 0.0, room, [bar[0] for bar in bars])
    over = sheet.ascent(look.label)
    step = thickness + look.pair_gap
    solid = over + look.pair_label_drop + 2 * look.pair_bar + look.pair_gap
    air = sheet.pitch(look.pair_pitch, solid)
    first_air = look.legend_air if sheet.chart.kind == "groups" else look.head_air

    def row(i: int, lines: tuple[str, ...]) -> Callable[[float, float], Iterator[Mark]]:
        def drawn(top: float, _: float) -> Iterator[Mark]:
            yield from sheet.column(lines, rows[i][1], 0.0, top + over)
            y = top + over + (len(lines) - 1) * look.label.leading + look.pair_label_drop
            for n, (value, ink, style) in enumerate(rows[i][2]):
                middle = y + n * step + thickness / 2
                yield from _bar(frame, value, middle, thickness, ink)
                yield _end_figure(sheet, frame, value, style, middle)

        return drawn

    bands = []
    for i, (label, style, each) in enumerate(rows):
        lines = sheet.wrap(label, style, sheet.width)
        height = over + (len(lines) - 1) * look.label.leading + look.pair_label_drop
        height += len(each) * step - look.pair_gap
        bands.append(Band(air if i else sheet.lines(first_air), height, row(i, lines)))
    return bands


def _bar(frame: Frame, value: float, middle: float, thickness: float, ink: Ink) -> Iterator[Bar]:
    if value > 0.0:
        yield Bar(frame, 0.0, value, middle, thickness, ink)


def _end_figure(sheet: Sheet, frame: Frame, value: float, style: Style, middle: float) -> Words:
    x = frame.across(max(value, 0.0)) + sheet.look.value_gap
    return Words(figure(value, sheet.language), style, x, middle + sheet.cap(style) / 2)


def _value_room(sheet: Sheet, figures: Sequence[str], styles: Sequence[Style]) -> float:
    widths = (sheet.measure(text, style) for text, style in zip(figures, styles, strict=True))
    return max(widths, default=0.0) + sheet.look.value_gap


def _scale(sheet: Sheet, left: float, room: float, values: Sequence[float]) -> Frame:
    """A scale from 0 to the ten above the greatest value, with room for figures at its end."""
    top = max(_LEAST_SCALE, 10.0 * ceil(max(values, default=0.0) / 10.0))
    return Frame(Rect(left, 0.0, sheet.width - room, 1.0), (0.0, top), (0.0, 1.0))
