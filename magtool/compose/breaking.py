"""Breaking a paragraph into lines as a whole (Knuth & Plass 1981).

Departures from the paper: stations are measured sums instead of box/glue/penalty items (the
same information, p. 1121, without walking it); a line may also stretch or shrink by its
letters (the style's budgets), so demerits are counted on the word space that results and not
on a ratio; the run of hyphenated lines is part of a node's state, because a penalty for two
in a row (p. 1128) can't forbid three; the best breaks are kept for every number of lines,
which is the paper's looseness (p. 1153) for all values at once.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from magtool.compose.measured import Measured, Slot, Station
from magtool.compose.styles import TextStyle

# Demerits. A line is natural, then uses up what its letters and spaces should give, then only
# its word spaces differ, measured in natural spaces: that is what a reader sees.
_INSIDE = 10_000.0
"""A line that gives all it should."""
_WIDE = 1_500_000.0
"""Spaces wider than that, squared: half a space more is as bad as five hyphens."""
_TIGHT = 9_700_000.0
TIGHTEST = 0.12
"""Spaces narrower than that, and how much narrower they may be: words must stay apart."""
_RAGGED_EMS = 3.0
"""What a ragged line may be short to be as good as a justified one that gives all it should."""
_OVERFULL = 1e9

_LADDER = 8_000.0
_LONG_LADDER = 1e6
"""A second hyphen below another; the third counts four times, the next is for emergencies."""
_RUNT = 1_200_000.0
_RUNT_LETTERS = 5
"""A last line of fewer characters, or of nothing but the rest of a broken word."""
_CONTRAST = 12_000.0
_CLASSES = (0.0, 0.2, 0.5, 1.0)
"""Neighbouring lines should look alike (p. 1128): for each class between theirs. Bounds of the
classes in spaces wider than they should be; below is the natural, and below that the tight."""
_NATURAL = 1
_FRESH = len(_CLASSES) + 2
"""The class of what comes before the first line: nothing is far from it."""

_TOLERANCE = 1.6
_LOOSEST = 6.0
"""Looser lines are only thought of where there is no other way (TeX's pretolerance, p. 1121);
at the loosest, what is looser still costs no more, so that any line can be set."""
_PASSES = ((_TOLERANCE, False), (2 * _TOLERANCE, False), (_LOOSEST, False), (_LOOSEST, True))

Pricer = Callable[[float, int, float], tuple[float, int] | None]
"""Demerits and class of a line by its slack (points), spaces and what its letters may give."""


_CONTRASTS = tuple(
    tuple(
        _CONTRAST * max(0, abs(kind - other) - 1) if other != _FRESH else 0.0
        for other in range(_FRESH + 1)
    )
    for kind in range(_FRESH)
)
_MOST_CONTRAST = max(max(row) for row in _CONTRASTS)
_AS_IT_IS = (0.0, _NATURAL)


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where the lines end: indices into the paragraph's stations.

    ``cost`` is the sum of demerits; ``overfull`` counts lines that shrink more than they may.
    """

    ends: tuple[int, ...]
    cost: float
    overfull: int = 0

    @property
    def lines(self) -> int:
        return len(self.ends)


# A way to have come to a station: cost, hyphens under each other, class, station, node before.
_Node = tuple[float, int, int, int, "_Node | None"]
# The ways to have come to one station in so many lines, by where a line from there would end:
# edge, station, lines, spaces and letters' give before it, nodes.
_Group = tuple[float, int, int, int, float, list[_Node]]


def break_lines(text: Measured, slots: Sequence[Slot]) -> dict[int, Breaks]:
    """The best breaks for every number of lines that can be had, fewest first.

    ``slots`` gives each line's room; the last one repeats. Never empty for a paragraph with
    words: where some word is wider than its line, that line is overfull and counted so.
    """
    if len(text.stations) < 2:
        return {}
    found: list[_Node] = []
    for tolerance, emergency in _PASSES:
        found = _search(text, slots, tolerance, emergency)
        if found:
            break
    best: dict[int, Breaks] = {}
    for node in sorted(found, key=itemgetter(0)):
        ends = _trace(node)
        if len(ends) not in best:
            overfull = _overfull(text, slots, ends) if node[0] >= _OVERFULL else 0
            best[len(ends)] = Breaks(ends, node[0], overfull)
    return dict(sorted(best.items()))


def _search(
    text: Measured, slots: Sequence[Slot], tolerance: float, emergency: bool
) -> list[_Node]:
    """The best nodes at the paragraph's end; none where some line can't be set within the
    tolerance. In an ``emergency`` lines may be overfull and ladders long, at a price.
    """
    style, stations, widths = text.style, text.stations, [slot.width for slot in slots]
    last, wide = len(stations) - 1, len(widths) - 1
    even = widths[0] <= widths[-1] and len(set(widths[1:])) < 2
    price, ladders = line_pricer(style, tolerance), _ladders(style.max_ladder, emergency)
    give, share, space = style.letter_budget * style.size, style.scale_budget, text.space
    shrink = (style.shrink + TIGHTEST * style.space) * style.size
    # Fuller than this by no break may come another that fits: hyphens take room, marks hang.
    margin = -style.size
    start: _Node = (0.0, 0, _FRESH, 0, None)
    active: list[_Group] = [(widths[0] + stations[0].lead_hang, 0, 0, 0, 0.0, [start])]
    ways: dict[int, list[_Node]] = {}
    for at in range(1, last + 1):
        (_, _, width, spaces, glyphs, after, spaces_after, glyphs_after,
         penalty, hyphen, hang, lead, forced) = stations[at]  # fmt: skip
        edge = width - hang
        letters = glyphs * give + (width - spaces * space) * share
        penalty = (1.0 + penalty) ** 2
        ways, dead = {}, 0
        for index, (end, begin, lines, spaces_before, letters_before, origins) in enumerate(active):
            slack, gaps, elastic = end - edge, spaces - spaces_before, letters - letters_before
            fit = _AS_IT_IS if forced and slack >= 0.0 else price(slack, gaps, elastic)
            if fit is None:
                if slack >= 0.0:
                    if even:
                        break  # those that begin later are looser still
                    continue
                if not emergency or begin < at - 1:
                    dead += index == dead and slack + elastic + gaps * shrink < margin
                    continue
                # By what stands out: a long word alone would seem worse than among neighbours.
                # Only what can't be broken may, so there always is a way on, and never many.
                fit = _OVERFULL * (1.0 - slack / widths[min(lines, wide)]), 0
            demerits = fit[0] + penalty
            if at == last and begin:
                demerits += _ending(text, stations[begin])
            known = ways.setdefault(lines + 1, [])
            _extend(known, origins, (at, demerits, fit[1]), ladders if hyphen else None)
        if forced:
            active = []
        elif dead:
            del active[:dead]
        before = glyphs_after * give + (after - spaces_after * space) * share
        for lines, found in ways.items():
            if found:
                edge = after + lead + widths[min(lines, wide)]
                insort(active, (edge, at, lines, spaces_after, before, _best(found)))
        if not active:
            return []
    return [node for found in ways.values() for node in found]


def _extend(
    known: list[_Node],
    origins: list[_Node],
    line: tuple[int, float, int],
    ladders: Sequence[float] | None,
) -> None:
    """Adds the ways on from the ``origins`` by a line: where it ends, its demerits and class.

    ``ladders`` are the demerits of hyphens under each other, None for a line without one.
    """
    at, demerits, kind = line
    contrast = _CONTRASTS[kind]
    if ladders is None:
        least, best = math.inf, origins[0]
        for node in origins:
            cost = node[0] + contrast[node[2]]
            if cost < least:
                least, best = cost, node
        known.append((least + demerits, 0, kind, at, best))
        return
    for node in origins:
        ladder = node[1] + 1
        if ladder < len(ladders):
            cost = node[0] + contrast[node[2]] + ladders[ladder] + demerits
            known.append((cost, ladder, kind, at, node))


def _ladders(longest: int, emergency: bool) -> list[float]:
    """Demerits of the last of so many hyphens under each other, as far as there may be any."""
    prices = [_LADDER * max(0, run - 1) ** 2 for run in range(longest + 1)]
    return prices + [_LONG_LADDER] * 200 if emergency else prices


def _best(found: list[_Node]) -> list[_Node]:
    """The nodes without those that can't come out best: same hyphens above, and so much dearer
    that no later contrast could make it up.
    """
    if len(found) == 1:
        return found
    found.sort(key=itemgetter(0))
    kept: list[_Node] = []
    for node in found:
        cost, ladder, kind = node[:3]
        for other in kept:
            if other[1] <= ladder and (other[2] == kind or cost >= other[0] + _MOST_CONTRAST):
                break
        else:
            kept.append(node)
    return kept


def line_pricer(style: TextStyle, tolerance: float) -> Pricer:
    """What the style's lines cost by how their word spaces come to look.

    None for lines fuller than they may be, or with spaces wider by more than ``tolerance``
    natural ones than what they should give.
    """
    if style.align != "justify":
        return _ragged_pricer(style, tolerance)
    space = style.space * style.size
    stretch, shrink = style.stretch * style.size, style.shrink * style.size

    def price(slack: float, spaces: int, letters: float) -> tuple[float, int] | None:
        give = letters + spaces * (stretch if slack > 0.0 else shrink)
        if -give <= slack <= give:
            ratio = slack / give if give else 0.0
            return _INSIDE * ratio * ratio, _NATURAL if ratio > -0.5 else 0
        if slack < 0.0:
            tighter = (-slack - give) / (spaces * space) if spaces else _LOOSEST
            return (_INSIDE + _TIGHT * tighter, 0) if tighter <= TIGHTEST else None
        wider = min((slack - give) / (spaces * space), _LOOSEST) if spaces else _LOOSEST
        if wider > tolerance:
            return None
        return _INSIDE + _WIDE * wider * wider, _NATURAL + bisect_left(_CLASSES, wider)

    return price


def _ragged_pricer(style: TextStyle, tolerance: float) -> Pricer:
    shrink, room = style.shrink * style.size, _RAGGED_EMS * style.size
    loosest = room * (1.0 + tolerance) if tolerance < _LOOSEST else math.inf

    def price(slack: float, spaces: int, letters: float) -> tuple[float, int] | None:
        if slack < 0.0:
            give = letters + spaces * shrink
            return (_INSIDE * (slack / give) ** 2, _NATURAL) if slack >= -give else None
        if slack > loosest:
            return None
        return _INSIDE * min(slack / room, 5.0) ** 6, _NATURAL

    return price


def _ending(text: Measured, start: Station) -> float:
    """Demerits of a last line that begins at ``start``, for being too short."""
    end = text.stations[-1]
    letters = end.end_glyphs - start.start_glyphs + end.end_spaces - start.start_spaces
    if start.hyphen and start.word == len(text.words) - 1:
        return _RUNT
    return _RUNT if letters < _RUNT_LETTERS else 0.0


def _trace(node: _Node) -> tuple[int, ...]:
    ends: list[int] = []
    at: _Node | None = node
    while at is not None and at[3]:
        ends.append(at[3])
        at = at[4]
    return tuple(reversed(ends))


def slack_of(text: Measured, start: Station, end: Station, slot: Slot) -> tuple[float, int, float]:
    """What a line between two stations has left over, its spaces and what its letters give."""
    style = text.style
    natural = end.end_width - start.start_width
    spaces = end.end_spaces - start.start_spaces
    glyphs = end.end_glyphs - start.start_glyphs
    letters = glyphs * style.letter_budget * style.size
    letters += (natural - spaces * text.space) * style.scale_budget
    return slot.width + end.hang + start.lead_hang - natural, spaces, letters


def _overfull(text: Measured, slots: Sequence[Slot], ends: Sequence[int]) -> int:
    """How many lines are wider than their measure, however much they shrink."""
    style, count = text.style, 0
    price = line_pricer(style, _LOOSEST)
    for row, (a, b) in enumerate(pairwise((0, *ends))):
        start, end = text.stations[a], text.stations[b]
        slack, spaces, letters = slack_of(text, start, end, slots[min(row, len(slots) - 1)])
        count += slack < 0.0 and price(slack, spaces, letters) is None
    return count


def break_balanced(text: Measured, measure: float, lines: int = 0) -> Breaks:
    """Ragged lines of like length: as few as can be (or ``lines``), the squares of what is
    left of the widest one least, and no last line of a single short word where that can be
    helped. Breaks only between words. Used for headlines, standfirsts and quotes.
    """
    stations = [s for s in range(len(text.stations)) if not text.stations[s].at]
    fewest = _fewest(text, stations, measure)
    wanted = max(lines, fewest)
    n = len(stations)
    infinite = float("inf")
    cost = [[infinite] * n for _ in range(wanted + 1)]
    came = [[-1] * n for _ in range(wanted + 1)]
    cost[0][0] = 0.0
    target = min(measure, text.natural / wanted * 1.06)
    for row in range(1, wanted + 1):
        for j in range(1, n):
            end = text.stations[stations[j]]
            for i in range(j - 1, -1, -1):
                width = end.end_width - text.stations[stations[i]].start_width
                if width > measure and i < j - 1:
                    break
                if cost[row - 1][i] == infinite:
                    continue
                over = max(width - measure, 0.0)
                step = (width - target) ** 2 + end.penalty + 1e6 * over
                if j == n - 1 and i == j - 1 and n > 3 and width < 0.45 * target:
                    step += measure * measure
                if cost[row - 1][i] + step < cost[row][j]:
                    cost[row][j] = cost[row - 1][i] + step
                    came[row][j] = i
    row = wanted
    while row > 1 and cost[row][n - 1] == infinite:
        row -= 1
    ends: list[int] = []
    j, total = n - 1, cost[row][n - 1]
    while row > 0:
        ends.append(stations[j])
        j, row = came[row][j], row - 1
    ends.reverse()
    overfull = sum(
        text.stations[end].end_width - text.stations[start].start_width > measure + 0.01
        for start, end in zip([0, *ends], ends, strict=False)
    )
    return Breaks(tuple(ends), total, overfull)


def _fewest(text: Measured, stations: list[int], measure: float) -> int:
    count, start = 1, 0
    for j in range(1, len(stations)):
        width = text.stations[stations[j]].end_width - text.stations[stations[start]].start_width
        if width > measure and j - 1 > start:
            count, start = count + 1, j - 1
    return count
