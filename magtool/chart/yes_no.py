"""The yes-no chart: a big figure, what it counts, its margin, and one bar of 100 %."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from magtool.chart.heads import legend, lowered
from magtool.chart.look import Style
from magtool.chart.marks import Mark, Words
from magtool.chart.scales import divided
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band
from magtool.chart.wording import NBSP, claim, figure, is_unsure, margin
from magtool.measure import Ink, Rect

_CLAIM_SHARE = 0.4  # of the width at most, where figure and bar stand side by side
_LOW_SIZE = 0.66  # of the big figure in a low and narrow box
_NAMES_GAP = 5.0  # points between two names under the bar: two word spaces


@dataclass(frozen=True, slots=True)
class _Figure:
    """The big figure and the lines under it, set from the digits' top."""

    width: float
    baseline: float
    foot: float
    words: tuple[Words, ...]


def yes_no(sheet: Sheet) -> list[Band]:
    """The bands under the head; figure and bar side by side where the box is wide enough."""
    look = sheet.look
    rows = sorted(
        zip(sheet.chart.labels, (row[0] for row in sheet.chart.values), strict=True),
        key=lambda row: is_unsure(row[0]),
    )
    if not rows:
        return []
    if sheet.width >= look.side_by_side:
        return [_side_by_side(sheet, rows)]
    big = _low_figure(sheet, rows[0]) if sheet.low else _figure(sheet, rows[0], sheet.width)
    height, _ = _bar(sheet, rows, 0.0, 0.0)
    return [
        Band(sheet.lines(look.big_air), big.foot, lambda top, _: lowered(big.words, top)),
        Band(sheet.lines(look.bar_air), height, lambda top, _: _bar(sheet, rows, 0.0, top)[1]),
    ]


def _side_by_side(sheet: Sheet, rows: Sequence[tuple[str, float]]) -> Band:
    """Figure left, bar right: the names under the bar stand on the figure's baseline."""
    look = sheet.look
    big = _figure(sheet, rows[0], _CLAIM_SHARE * sheet.width, drop=look.side_claim_drop)
    left = big.width + look.side_gap
    over = max(big.baseline - look.names_drop - look.yes_no_bar, 0.0)
    foot, _ = _bar(sheet, rows, left, over)

    def drawn(top: float, _: float) -> Iterator[Mark]:
        yield from lowered(big.words, top)
        yield from _bar(sheet, rows, left, top + over)[1]

    return Band(sheet.lines(look.big_air), max(big.foot, foot), drawn)


def _figure(
    sheet: Sheet,
    row: tuple[str, float],
    measure: float,
    shrink: float = 1.0,
    drop: float | None = None,
) -> _Figure:
    """Figure with claim and margin under it, none wider than the measure."""
    look = sheet.look
    words, baseline = _digits(sheet, row[1], measure, shrink)
    y, step = baseline, look.claim_drop if drop is None else drop
    for said, style in _said(sheet, row):
        lines = sheet.wrap(said, style, measure)
        words += sheet.column(lines, style, 0.0, y + step)
        y += step + (len(lines) - 1) * style.leading
        step = look.margin_drop
    return _Figure(_right(sheet, words), baseline, y, tuple(words))


def _low_figure(sheet: Sheet, row: tuple[str, float]) -> _Figure:
    """Claim and margin beside the figure, their last line on its baseline.

    Where they find no room there the figure is made smaller and they follow close under it.
    """
    look = sheet.look
    words, baseline = _digits(sheet, row[1], sheet.width, 1.0)
    x = _right(sheet, words) + look.percent_gap
    said = _said(sheet, row)
    if any(sheet.measure(w, style) > sheet.width - x for t, style in said for w in t.split(" ")):
        return _figure(sheet, row, sheet.width, _LOW_SIZE, look.side_claim_drop)
    y = baseline
    beside: list[Words] = []
    for text, style in reversed(said):
        lines = sheet.wrap(text, style, sheet.width - x)
        y -= (len(lines) - 1) * style.leading
        beside = [*sheet.column(lines, style, x, y), *beside]
        y -= look.margin_drop
    return _Figure(sheet.width, baseline, baseline, (*words, *beside))


def _digits(sheet: Sheet, share: float, measure: float, shrink: float) -> tuple[list[Words], float]:
    """The big figure and its percent sign, made small enough for the measure; their baseline."""
    look = sheet.look
    text = figure(share, sheet.language)
    wide = sheet.measure(text, look.big) + sheet.measure("%", look.big_percent)
    fit = min(shrink, (measure - look.percent_gap) / wide)
    digits = replace(look.big, size=look.big.size * fit)
    percent = replace(look.big_percent, size=look.big_percent.size * fit)
    baseline = sheet.cap(digits)
    after = sheet.measure(text, digits) + look.percent_gap
    return [Words(text, digits, 0.0, baseline), Words("%", percent, after, baseline)], baseline


def _said(sheet: Sheet, row: tuple[str, float]) -> list[tuple[str, Style]]:
    """What the figure counts, and its margin where n is told."""
    label, share = row
    off = margin(share, sheet.answers, sheet.language)
    said = [(claim(label, sheet.language), sheet.look.claim)]
    return [*said, (off, sheet.look.margin)] if off else said


def _right(sheet: Sheet, words: Sequence[Words]) -> float:
    return max(each.x + sheet.measure(each.text, each.style) for each in words)


def _bar(
    sheet: Sheet, rows: Sequence[tuple[str, float]], left: float, top: float
) -> tuple[float, list[Mark]]:
    """The bar from ``left`` to the sheet's edge with its names under it: foot and marks.

    A figure without room in its segment follows the name. Names that can't stand on one line
    become a legend.
    """
    look = sheet.look
    bar = Rect(left, top, sheet.width, top + look.yes_no_bar)
    inks = _inks(sheet, [label for label, _ in rows])
    cut = divided(sheet, bar, [value for _, value in rows], inks, look.segment_value_strong)
    names = [
        label if segment.figure else f"{label}{NBSP}{figure(value, sheet.language)}"
        for (label, value), segment in zip(rows, cut, strict=True)
    ]
    marks: list[Mark] = [segment.bar for segment in cut if segment.bar]
    baseline = bar.y1 + look.names_drop
    places = _places(sheet, names, [segment.left for segment in cut], left)
    if places is None:
        height, listed = legend(sheet, list(zip(names, inks, strict=True)), bar.width)
        line = baseline - (look.swatch + sheet.cap(look.legend)) / 2
        figures = [segment.figure for segment in cut if segment.figure]
        return line + height, [*marks, *figures, *lowered(listed, line, left)]
    for name, x, segment in zip(names, places, cut, strict=True):
        marks.append(Words(name, look.label, x, baseline))
        marks += [segment.figure] if segment.figure else []
    return baseline, marks


def _places(
    sheet: Sheet, names: Sequence[str], starts: Sequence[float], left: float
) -> list[float] | None:
    """Where each name begins: under its segment, the last right-aligned, none overlapping."""
    end = sheet.width
    places: list[float] = []
    for i in range(len(names) - 1, -1, -1):
        wide = sheet.measure(names[i], sheet.look.label)
        last = i == len(names) - 1 and i > 0
        places.insert(0, end - wide if last else min(starts[i], end - wide))
        end = places[0] - _NAMES_GAP
    return places if places[0] >= left - 0.01 else None


def _inks(sheet: Sheet, labels: Sequence[str]) -> list[Ink]:
    """Yes and no in the two strong inks, don't-knows grey, further answers in paler ones."""
    look = sheet.look
    answers = iter((look.strong, look.second, look.soft, look.alarm, look.soft_second))
    return [look.unsure if is_unsure(label) else next(answers, look.faint) for label in labels]
