"""What stands around the rows of every chart: head, legend, note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from magtool.chart.marks import Box, Line, Mark, Words
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band
from magtool.measure import BLACK, Ink, Rect

_MOST_HEADER_LINES = 3


def head(sheet: Sheet, panel: bool, header: bool) -> Band:
    """The head rule, the header in capitals and the question; ends on the last baseline."""
    look = sheet.look
    title = sheet.wrap(sheet.chart.header.upper(), look.header, sheet.width) if header else ()
    question = sheet.wrap(sheet.chart.question, look.question, sheet.width)
    if len(title) > _MOST_HEADER_LINES:
        sheet.fault(f"the header takes {len(title)} lines, {_MOST_HEADER_LINES} at most")
    y = look.panel_first_baseline if panel else look.first_baseline
    marks: list[Mark] = []
    if not panel:
        middle = look.head_rule / 2
        marks.append(Line(0.0, middle, sheet.width, middle, look.head_rule, BLACK))
    foot = look.panel_foot if panel else look.head_rule
    for lines, style in ((title, look.header), (question, look.question)):
        if lines:
            y = foot + look.question_drop if len(marks) > 1 or (panel and marks) else y
            marks += sheet.column(lines, style, 0.0, y)
            foot = y + (len(lines) - 1) * style.leading
    return Band((0.0, 0.0, 0.0), foot, lambda top, _: tuple(marks))


def legend(
    sheet: Sheet, entries: Sequence[tuple[str, Ink]], width: float
) -> tuple[float, list[Mark]]:
    """The legend's height and its marks from y = 0: swatch and name, as many a line as fit."""
    look, style = sheet.look, sheet.look.legend
    indent = look.swatch + look.swatch_gap
    baseline = (look.swatch + sheet.cap(style)) / 2
    marks: list[Mark] = []
    x = y = 0.0
    for name, ink in entries:
        lines = sheet.wrap(name, style, width - indent)
        wide = max((sheet.measure(line, style) for line in lines), default=0.0)
        if x > 0.0 and (x + indent + wide > width + 0.01 or len(lines) > 1):
            x, y = 0.0, y + style.leading
        marks.append(Box(Rect(x, y, x + look.swatch, y + look.swatch), ink))
        marks += sheet.column(lines, style, x + indent, y + baseline)
        x += indent + wide + look.legend_gap
        if len(lines) > 1:
            x, y = width, y + (len(lines) - 1) * style.leading
    return y + look.swatch, marks


def legend_band(sheet: Sheet, entries: Sequence[tuple[str, Ink]]) -> Band:
    """The legend as a strip under the head."""
    height, marks = legend(sheet, entries, sheet.width)
    return Band(sheet.lines(sheet.look.head_air), height, lambda top, _: lowered(marks, top))


def note_bands(sheet: Sheet) -> list[Band]:
    """The chart's own note under the rows, if it has one; ends on the last baseline."""
    style = sheet.look.note
    lines = sheet.wrap(sheet.chart.note, style, sheet.width)
    if not lines:
        return []
    first = sheet.ascent(style)
    height = first + (len(lines) - 1) * style.leading
    air = sheet.lines(sheet.look.note_air)
    return [Band(air, height, lambda top, _: sheet.column(lines, style, 0.0, top + first))]


def lowered(marks: Iterable[Mark], down: float, right: float = 0.0) -> list[Mark]:
    """Words and boxes set from the origin, moved to where their strip stands."""
    moved: list[Mark] = []
    for mark in marks:
        match mark:
            case Words(text, style, x, y):
                moved.append(Words(text, style, x + right, y + down))
            case Box(rect, ink):
                moved.append(Box(rect.moved(right, down), ink))
            case _:
                moved.append(mark)
    return moved
