"""Charts that are drawn on the page itself: bars and curves, their figures, labels and legends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from magtool.extract.lines import Line, part_line
from magtool.extract.panels import ChartText, values_among
from magtool.extract.standing import Standing, cuts_of, find_round, find_standing, rows_of_bars
from magtool.extract.styles import Typography
from magtool.extract.zones import Panel, area, has_middle, holds, hull
from magtool.page.read import Box, ReadCurve, ReadFill, ReadPage

FIGURE = re.compile(r"^[<>~≈]?\s?\d{1,3}(?:[.,]\d+)?\s?%?$")
_HIGH = (1.0, 30.0)
"""Points: how high a level bar is."""
_PAIRS = 3
"""Bars with a figure each that make a chart."""
_BESIDE = 16.0
"""Points between a bar's end, or a curve's, and its figure."""
_STEP = 64.0
"""Points between the bars of one chart, from the one to the one under it."""
_TOUCH = 3.0
"""Points between the bars of one row."""
_REACH = 170.0
"""Points that labels may stand to the left of their bars."""
_TALL = 260.0
"""Points between a chart's head rule and its first bar, at most."""
_EXACT = 0.3
"""Of the unit that figures are told in: curves measured to it tell theirs."""
_ROOM = 1.4
"""Of the bars' area: a panel round a chart has room for labels, too."""
_LETTERS = 110
"""Of a label or question, at most: longer ones are notes."""
_CURVE = (60.0, 30.0)
"""Points: a drawing so wide and high may be a chart's curves."""
_OVER = 1.9
"""Sizes of white under a heading of a chart, at most."""
_WHITE = 3.5
"""Sizes of white over standing bars, or a round chart, under their heading: low bars leave some."""
_SWATCH = (3.0, 13.0)
"""Points: the side of a legend's patch of colour."""


@dataclass(slots=True)
class _Drawn:
    """A chart's bars or curves with their figures."""

    boxes: list[Box]
    figures: list[Line] = field(default_factory=list)
    white: float = _OVER
    """Sizes that a heading may stand over it."""

    @property
    def box(self) -> Box:
        return hull([*self.boxes, *(line.box for line in self.figures)])


def part_charts(
    page: ReadPage, lines: Sequence[Line], panels: Sequence[Panel], type_: Typography
) -> tuple[list[list[Line]], list[Line]]:
    """The lines of each chart that is drawn on the page itself, in no panel, and all others.

    Lines that run through what a chart keeps apart (two bars' figures) are parted.
    """
    bars = [fill.box for fill in _bars(page)]
    curves = [box for box in page.drawings if _is_curve(box)]
    standing = rows_of_bars(page)
    if len(bars) < 2 and not curves and not standing and not page.drawings:
        return [], list(lines)
    pieces: dict[Line, list[Line]] = {}
    for line in lines:
        if _is_lettering(line, type_):
            cuts = (*_cuts(page, line), *cuts_of(standing, line))
            pieces[line] = part_line(page, line, cuts)
    small = [piece for parts in pieces.values() for piece in parts]
    figures = [piece for piece in small if FIGURE.match(piece.words)]
    running = [line for line in lines if line not in pieces]
    found: list[list[Line]] = []
    taken: set[Line] = set()
    stood = [_drawn(each) for each in find_standing(standing, small)]
    rounds = [_drawn(each) for each in find_round(page, small)]
    for drawn in (
        *stood, *_bar_charts(figures, bars), *_curve_charts(figures, curves), *rounds
    ):  # fmt: skip
        if taken.intersection(drawn.figures):
            continue
        if any(_sets_apart(panel, drawn) for panel in panels):
            continue
        free = [piece for piece in small if piece not in taken]
        chart = _framed(page, drawn, free, running) or _grown(drawn, free, running)
        taken.update(chart)
        found.append(chart)
    rest: list[Line] = []
    for line in lines:
        parts = pieces.get(line, [line])
        left = [piece for piece in parts if piece not in taken]
        rest += [line] if len(left) == len(parts) else left
    return [chart for chart in found if chart], rest


def _drawn(chart: Standing) -> _Drawn:
    return _Drawn(list(chart.boxes), list(chart.lines), _WHITE)


def _sets_apart(panel: Panel, drawn: _Drawn) -> bool:
    """Whether the chart stands in a panel with its labels, and is not only one of its bars."""
    return (
        not panel.picture
        and holds(panel.box, drawn.box)
        and area(panel.box) > _ROOM * area(drawn.box)
    )


def _is_bar(box: Box) -> bool:
    return _HIGH[0] <= box[3] - box[1] <= _HIGH[1] and box[2] - box[0] >= 2


def _bars(page: ReadPage) -> list[ReadFill]:
    """The page's bars; the shortest of a chart may have been read as a drawing."""
    fills = [fill for fill in page.fills if fill.ink is not None and _is_bar(fill.box)]
    small = [
        ReadFill(box, None)
        for box in page.drawings
        if _is_bar(box) and any(_is_in_line(box, fill.box) for fill in fills)
    ]
    return [*fills, *small]


def _is_in_line(box: Box, bar: Box) -> bool:
    """Whether they begin under each other, as high, or stand in one row."""
    high = abs((box[3] - box[1]) - (bar[3] - bar[1])) < 1.5
    return high and (abs(box[0] - bar[0]) < 1.5 or abs(box[1] - bar[1]) < 1.5)


def _is_curve(box: Box) -> bool:
    return box[2] - box[0] >= _CURVE[0] and box[3] - box[1] >= _CURVE[1]


def _is_lettering(line: Line, type_: Typography) -> bool:
    """Whether it may be a chart's: small type that is not the text's, or a figure."""
    if len(line.words) >= _LETTERS or type_.is_body(line.style):
        return False
    return type_.scale(line.style) < 1.15 or bool(re.fullmatch(r"[\d.,]{1,4}\s?%?|%", line.words))


def _cuts(page: ReadPage, line: Line) -> Iterator[float]:
    """Where bars and patches begin or end on the line's height."""
    middle = (line.top + line.bottom) / 2
    for fill in page.fills:
        if fill.box[1] <= middle <= fill.box[3] and (_is_bar(fill.box) or _is_patch(fill.box)):
            yield from (x for x in (fill.box[0], fill.box[2]) if line.left < x < line.right)


def _bar_charts(figures: Sequence[Line], bars: Sequence[Box]) -> list[_Drawn]:
    """Bars with figures, those together that stand in rows under each other."""
    pairs = [
        (figure, min(here, key=lambda bar: _apart(figure, bar)))
        for figure in figures
        if (here := [bar for bar in bars if _measures(figure, bar)])
    ]
    groups: list[_Drawn] = []
    for figure, bar in sorted(pairs, key=lambda pair: (pair[1][1], pair[1][0])):
        near = next((group for group in groups if any(_is_near(bar, b) for b in group.boxes)), None)
        if near is None:
            near = _Drawn([])
            groups.append(near)
        near.boxes.append(bar)
        near.figures.append(figure)
    return [group for group in groups if len(set(group.boxes)) >= _PAIRS or _is_split(group)]


def _is_split(group: _Drawn) -> bool:
    """Whether two bars are the parts of one, each with its figure in it: yes and no."""
    return len(set(group.boxes)) == 2 and all(
        any(holds(box, line.box) for line in group.figures)
        and abs(box[1] - group.boxes[0][1]) < 1
        for box in group.boxes
    )  # fmt: skip


def _measures(figure: Line, bar: Box) -> bool:
    """Whether a figure stands at the end of a bar, or in it."""
    middle = (figure.top + figure.bottom) / 2
    if not bar[1] - 0.2 * figure.size <= middle <= bar[3] + 0.2 * figure.size:
        return False
    inside = bar[0] - 1 <= figure.left and figure.right <= bar[2] + 1
    return inside or -2 < figure.left - bar[2] < _BESIDE


def _is_near(bar: Box, other: Box) -> bool:
    """Whether two bars are one chart's: in one row, or in rows that begin or end in line."""
    level = min(bar[3], other[3]) - max(bar[1], other[1]) > 0.5 * (bar[3] - bar[1])
    if level:
        return max(bar[0] - other[2], other[0] - bar[2]) < _touch(bar)
    in_line = abs(bar[0] - other[0]) < _TOUCH or abs(bar[2] - other[2]) < _TOUCH
    return in_line and max(bar[1] - other[3], other[1] - bar[3]) < _STEP


def _touch(bar: Box) -> float:
    """Points between the parts of one bar: a narrow one between may have no figure in it."""
    return max(_TOUCH, 0.5 * (bar[3] - bar[1]))


def _curve_charts(figures: Sequence[Line], curves: Sequence[Box]) -> list[_Drawn]:
    """Curves with figures at both ends."""
    groups = []
    for box in curves:
        here = [line for line in figures if box[1] - 8 < line.baseline < box[3] + 12]
        before = [line for line in here if -4 < box[0] - line.right < _BESIDE]
        after = [line for line in here if -4 < line.left - box[2] < _BESIDE]
        if before and after and len(before) + len(after) >= _PAIRS:
            groups.append(_Drawn([box], [*before, *after]))
    return groups


# --- what belongs to it ------------------------------------------------------------------


def _framed(
    page: ReadPage, drawn: _Drawn, small: Sequence[Line], running: Sequence[Line]
) -> list[Line]:
    """All lettering between the rule over a chart, which tells its width, and its foot."""
    left, top, right, _ = drawn.box
    over = [
        rule.box
        for rule in page.rules
        if not rule.upright
        and 0 < top - rule.box[3] < _TALL
        and rule.box[0] < left + _TOUCH
        and right - _TOUCH < rule.box[2]
        and not any(_stands_in(line, rule.box, top) for line in running)
    ]
    if not over:
        return []
    rule = max(over, key=lambda box: box[1])
    if rule[2] - rule[0] > max(0.75 * page.width, 2 * (right - left)):
        return []  # it parts the page
    foot = _foot(page, drawn, small, rule)
    return [
        line
        for line in small
        if has_middle((rule[0] - 2, rule[1], rule[2] + 2, foot), line.box)
    ]  # fmt: skip


def _stands_in(line: Line, rule: Box, bottom: float) -> bool:
    """Whether a line stands under a rule, above that height."""
    return rule[3] < line.baseline < bottom and line.left < rule[2] and line.right > rule[0]


def _foot(page: ReadPage, drawn: _Drawn, small: Sequence[Line], frame: Box) -> float:
    """How far down lettering follows under the bars: labels of bars, years."""
    bottom = drawn.box[3]
    axes = [
        rule.box[1]
        for rule in page.rules
        if not rule.upright and frame[0] - 2 < rule.box[0] and rule.box[2] < frame[2] + 2
        and rule.box[1] > bottom and drawn.boxes and _is_curve(drawn.boxes[0])
        and rule.box[2] - rule.box[0] < frame[2] - frame[0] - 8
    ]  # fmt: skip
    bottom = max([bottom, *axes[:1]])
    grown = True
    while grown:
        under = [
            line
            for line in small
            if -4 < line.top - bottom < 1.2 * line.size
            and frame[0] - 2 <= line.left
            and line.right <= frame[2] + 2
        ]
        below = max((line.bottom for line in under), default=bottom)
        grown = below > bottom + 0.5
        bottom = max(below, bottom)
    return bottom + 1


def _grown(drawn: _Drawn, small: Sequence[Line], running: Sequence[Line]) -> list[Line]:
    """The figures with the labels beside them, and the heading and question over them."""
    chart = list(drawn.figures)
    left, top, right, bottom = drawn.box
    for line in small:
        level = line.bottom > top - 14 and line.top < bottom + 10
        if level and left - _REACH < line.left and line.left < right + 24 and line not in chart:
            between = any(
                min(line.left, left) < other.left < left and abs(other.baseline - line.baseline) < 4
                for other in running
            )
            if not between:
                chart.append(line)
    grown, white = True, drawn.white
    while grown:
        left, top, right, _ = hull(line.box for line in chart)
        above = [
            line
            for line in small
            if line not in chart
            and -2 < top - line.bottom < white * line.size
            and left - 8 < line.left < right
        ]
        chart += above
        grown, white = bool(above), _OVER
    return chart


# --- what it says ------------------------------------------------------------------------


Value = tuple[str, float | None]


@dataclass(slots=True)
class _Row:
    """Bars that stand in one row, or touch: one label's."""

    bars: list[tuple[ReadFill, Line]]

    @property
    def box(self) -> Box:
        return hull(fill.box for fill, _ in self.bars)

    @property
    def level(self) -> bool:
        """Whether they are parts of one bar, beside each other."""
        one, other = self.bars[0][0].box, self.bars[-1][0].box
        return len(self.bars) > 1 and abs(one[1] - other[1]) < 1


def read_drawn(page: ReadPage, lines: Sequence[Line]) -> ChartText | None:
    """What a chart's bars say with the labels that stand by them; None when too few do."""
    standing = rows_of_bars(page)
    lines = [
        piece
        for line in lines
        for piece in part_line(page, line, (*_cuts(page, line), *cuts_of(standing, line)))
    ]
    stood = _read_standing(page, lines)
    if stood is not None:
        return stood
    around = hull(line.box for line in lines)
    reach = (around[0] - 4, around[1] - 4, around[2] + 4, around[3] + 16)
    patches = [fill for fill in page.fills if _is_patch(fill.box) and has_middle(reach, fill.box)]
    legend: dict[int | None, list[Line]] = {}
    for patch in patches:
        name = next((line for line in lines if _names(patch.box, line)), None)
        if name is not None:
            legend[patch.ink] = [name]
    bars = [fill for fill in _bars(page) if has_middle(reach, fill.box)]
    figures = values_among(lines)
    rows = _rows(figures, bars)
    count = sum(len(row.bars) for row in rows)
    if count < _PAIRS and not (count == 2 and rows[0].level):
        return _read_curves(page, lines)
    used = {line for row in rows for _, line in row.bars}
    used |= {line for names in legend.values() for line in names}
    steps = {line for line in lines if FIGURE.match(line.words) and line not in figures}
    texts = [
        line
        for line in lines
        if line not in used and (line in steps or any(map(str.isalpha, line.words)))
    ]
    values: list[Value] = []
    for row in rows:
        values += _parts(row, bars, texts, used) or _told(row, texts, legend, used)
    first = rows[0].box[1]
    legends = [line.top for names in legend.values() for line in names]
    top = min([first, *legends]) + 1
    head = [line for line in texts if line not in used and line.top < top]
    header, question = _headings(head)
    named = all(label and value is not None for label, value in values)
    return ChartText(header, question, tuple(values), "full" if named else "partial")


def _read_standing(page: ReadPage, lines: Sequence[Line]) -> ChartText | None:
    """What standing bars say with the figures over them and the labels under them."""
    around = hull(line.box for line in lines)
    here = [row for row in rows_of_bars(page) if all(_reaches(around, bar) for bar in row)]
    charts = find_standing(here, lines)
    if len(charts) != 1:
        return None
    chart = charts[0]
    values = [
        (_joined(label), _number(figure.words) if figure else None)
        for _, figure, label in chart.bars
    ]
    top = min(line.top for line in chart.lines)
    header, question = _headings([line for line in lines if line.bottom < top + 2])
    named = all(label and value is not None for label, value in values)
    return ChartText(header, question, tuple(values), "full" if named else "partial")


def _reaches(around: Box, bar: Box) -> bool:
    middle = (bar[0] + bar[2]) / 2
    return around[0] - 8 < middle < around[2] + 8 and around[1] < bar[3] < around[3] + 4


def _read_curves(page: ReadPage, lines: Sequence[Line]) -> ChartText | None:
    """What stands at the right ends of curves: their names and last figures."""
    around = hull(line.box for line in lines)
    curves = [box for box in page.drawings if _is_curve(box) and has_middle(around, box)]
    if not curves:
        return None
    measured = _measure_curves(page, lines)
    if measured is not None:
        return measured
    box = max(curves, key=area)
    ends = [
        line for line in lines if FIGURE.match(line.words) and -4 < line.left - box[2] < _BESIDE
    ]
    values = [
        (_joined(_after(end, lines)), _number(end.words))
        for end in sorted(ends, key=lambda line: line.baseline)
    ]
    if not values:
        return None
    header, question = _headings([line for line in lines if line.bottom < box[1]])
    return ChartText(header, question, tuple(values), "partial")


def _measure_curves(page: ReadPage, lines: Sequence[Line]) -> ChartText | None:
    """A chart of curves whose bends are measured between the figures at their ends, which tell
    the scale; None when that is not certain: a step without a label, or figures that don't fit."""
    around = hull(line.box for line in lines)
    curves = [curve for curve in page.curves if has_middle(around, _extent(curve))]
    curves = [curve for curve in curves if _extent(curve)[2] - _extent(curve)[0] >= _CURVE[0]]
    figures = [line for line in lines if FIGURE.match(line.words)]
    ends = [
        (curve, _end_figure(curve.points[0], figures), _end_figure(curve.points[-1], figures))
        for curve in sorted(curves, key=lambda curve: curve.points[-1][1])
    ]
    told = [
        (point[1], _number(figure.words) or 0.0)
        for curve, first, last in ends
        for point, figure in ((curve.points[0], first), (curve.points[-1], last))
        if figure is not None
    ]
    scale = _scale(told)
    if scale is None:
        return None
    values: list[Value] = []
    for curve, _, last in ends:
        name = _joined(_after(last, lines)) if last is not None else ""
        for x, y in curve.points:
            step = _joined(line for line in lines if _is_under(line, x, _extent(curve)[3]))
            value = scale[0] + scale[1] * y
            if not name or not step or abs(value - round(value)) > _EXACT:
                return None
            values.append((f"{name}: {step}", float(round(value))))
    foot = min(_extent(curve)[1] for curve in curves)
    header, question = _headings([line for line in lines if line.bottom < foot])
    return ChartText(header, question, tuple(values), "full")


def _extent(curve: ReadCurve) -> Box:
    return hull((x, y, x, y) for x, y in curve.points)


def _end_figure(point: tuple[float, float], figures: Sequence[Line]) -> Line | None:
    """The figure beside an end of a curve."""
    x, y = point
    near = [
        line
        for line in figures
        if abs((line.top + line.bottom) / 2 - y) < 1.5 * line.size
        and (-4 < x - line.right < _BESIDE or -4 < line.left - x < _BESIDE)
    ]
    return min(near, key=lambda line: abs((line.top + line.bottom) / 2 - y), default=None)


def _after(figure: Line, lines: Sequence[Line]) -> list[Line]:
    """The name that stands after a curve's last figure."""
    return [
        line
        for line in lines
        if abs(line.baseline - figure.baseline) < 2 and 0 < line.left - figure.right < _BESIDE
    ]


def _is_under(line: Line, x: float, foot: float) -> bool:
    """Whether a line is the label of a step: it stands under the curves, about that place."""
    return line.top > foot and abs((line.left + line.right) / 2 - x) < line.size


def _scale(told: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """What height 0 and one point down stand for, by the heights of at least three figures."""
    if len(told) < _PAIRS or len({value for _, value in told}) < _PAIRS:
        return None
    count = len(told)
    mean_y, mean = sum(y for y, _ in told) / count, sum(value for _, value in told) / count
    spread = sum((y - mean_y) ** 2 for y, _ in told)
    if spread < 1:
        return None
    slope = sum((y - mean_y) * (value - mean) for y, value in told) / spread
    base = mean - slope * mean_y
    fits = all(abs(base + slope * y - value) <= _EXACT for y, value in told)
    return (base, slope) if fits and slope < 0 else None


def _is_patch(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    least, most = _SWATCH
    return least <= wide <= most and least <= high <= most and abs(wide - high) < 1.5


def _names(patch: Box, line: Line) -> bool:
    middle = (line.top + line.bottom) / 2
    return patch[1] - 3 < middle < patch[3] + 3 and -1 < line.left - patch[2] < 8


def _rows(figures: Sequence[Line], bars: Sequence[ReadFill]) -> list[_Row]:
    rows: list[_Row] = []
    own = _figures_of(figures, bars)
    for fill in sorted(bars, key=lambda fill: (round(fill.box[1]), fill.box[0])):
        figure = own.get(fill.box)
        if figure is None:
            continue
        for row in rows:
            other = row.bars[-1][0].box
            touch = _touch(fill.box)
            beside = abs(other[1] - fill.box[1]) < 1 and fill.box[0] - other[2] < touch
            under = abs(other[0] - fill.box[0]) < 1 and fill.box[1] - other[3] < _TOUCH
            if beside or (under and fill.ink != row.bars[-1][0].ink):
                row.bars.append((fill, figure))
                break
        else:
            rows.append(_Row([(fill, figure)]))
    return rows


def _figures_of(figures: Sequence[Line], bars: Sequence[ReadFill]) -> dict[Box, Line]:
    """Each bar's figure: the one that stands in it or nearest to its end, else one under it."""
    own: dict[Box, Line] = {}
    left = list(figures)
    for figure in figures:
        here = [bar.box for bar in bars if _measures(figure, bar.box)]
        if not here:
            continue
        box = min(here, key=lambda box: _apart(figure, box))
        if box not in own or _apart(figure, box) < _apart(own[box], box):
            own[box] = figure
            left.remove(figure)
    for bar in bars:
        under = [figure for figure in left if bar.box not in own and _hangs(figure, bar.box)]
        if under:
            own[bar.box] = under[0]
    return own


def _hangs(figure: Line, bar: Box) -> bool:
    """Whether a figure stands under a bar that is too narrow for it."""
    middle = (figure.left + figure.right) / 2
    narrow = bar[2] - bar[0] < 2 * figure.size
    return narrow and bar[0] - 6 < middle < bar[2] + 12 and 0 < figure.top - bar[3] + 3 < 12


def _apart(figure: Line, bar: Box) -> float:
    return 0.0 if figure.right <= bar[2] + 1 else abs(figure.left - bar[2]) + 1


def _told(
    row: _Row, texts: Sequence[Line], legend: dict[int | None, list[Line]], used: set[Line]
) -> Iterator[Value]:
    """The row's values with their labels: on its left, under its parts, or over it."""
    left, top, _, bottom = row.box
    beside = [
        line
        for line in texts
        if line.right < left + 2 and line.bottom > top - 1 and line.top < bottom + 1
    ]  # fmt: skip
    # Short labels of a column that is set from the left stand far from their bars.
    near = [line for line in beside if left - line.right < 40]
    beside = near or beside
    over = [
        line
        for line in texts
        if -3 < top - line.bottom < 0.9 * line.size and abs(line.left - left) < 8
    ]  # fmt: skip
    name = ""
    if beside or over:
        chosen = beside or _whole_label(over, texts)
        used.update(chosen)
        name = _joined(chosen)
    for fill, figure in row.bars:
        column = _joined(legend.get(fill.ink, ()))
        label = ": ".join(part for part in (name, column) if part and len(row.bars) > 1)
        yield label or name, _number(figure.words)


def _parts(
    row: _Row, bars: Sequence[ReadFill], texts: Sequence[Line], used: set[Line]
) -> list[Value]:
    """The parts of one bar by the labels under it, in their order; a label may have the figure
    of a part that is too narrow for it ("No 3"). Empty when they are told otherwise."""
    if not row.level:
        return []
    left, top, right, bottom = row.box
    parts: list[ReadFill] = []
    for bar in sorted(bars, key=lambda bar: bar.box[0]):
        level = abs(bar.box[1] - top) < 1.5
        if level and left - 1 < bar.box[0] < right + _touch(bar.box):
            parts.append(bar)
            right = max(right, bar.box[2])
    labels = [
        line
        for line in texts
        if -3 < line.top - bottom < 1.5 * line.size and left - 4 < line.left
        and line.right < right + 40
    ]  # fmt: skip
    labels.sort(key=lambda line: line.left)
    if len(labels) != len(parts):
        return []
    figures = {fill.box: figure for fill, figure in row.bars}
    used.update(labels)
    values: list[Value] = []
    for part, label in zip(parts, labels, strict=True):
        inline = re.match(r"^(.*\S)\s+(\d{1,3})\s?%?$", label.words)
        figure = figures.get(part.box)
        if figure is None and inline:
            values.append((inline[1], _number(inline[2])))
        else:
            values.append((label.words, _number(figure.words) if figure else None))
    return values


def _whole_label(last: Sequence[Line], texts: Sequence[Line]) -> list[Line]:
    """A label's lines, whose last stands over its bars."""
    made = list(last)
    for line in sorted(texts, key=lambda line: -line.baseline):
        if (
            line not in made
            and 0 < made[-1].baseline - line.baseline < 1.3 * line.size
            and abs(line.left - made[-1].left) < 2
            and line.style == made[-1].style
        ):
            made.append(line)
    return made


def _headings(head: Sequence[Line]) -> tuple[str, str]:
    """The heading and the question under it: the chart's first two styles."""
    parts: list[list[Line]] = []
    for line in sorted(head, key=lambda line: (line.baseline, line.left)):
        if parts and line.style == parts[-1][0].style:
            parts[-1].append(line)
        else:
            parts.append([line])
    if not parts:
        return "", ""
    if len(parts) == 1:
        text = _joined(parts[0])
        return ("", text) if text.endswith("?") else (text, "")
    return _joined(parts[0]), _joined(parts[1])


def _joined(lines: Iterable[Line]) -> str:
    ordered = sorted(lines, key=lambda line: (line.baseline, line.left))
    return " ".join(line.words for line in ordered)


def _number(text: str) -> float | None:
    match = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(match[0].replace(",", ".")) if match else None
