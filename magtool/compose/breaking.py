"""Breaking a paragraph into lines as a whole (Knuth & Plass 1981).

Departures from the paper: stations are measured sums instead of box/glue/penalty items (the
same information, p. 1121, without walking it); a line may also stretch or shrink by its
letters (the style's budgets); the run of hyphenated lines is part of a node's state, because
a penalty for two in a row (p. 1128) can't forbid three; the best breaks are kept for every
number of lines, which is the paper's looseness (p. 1153) for all values at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from magtool.compose.measured import Measured, Slot, Station

_FITNESS = (-0.5, 0.25, 0.6, 1.0)
_CLASS_DEMERITS = 1500.0
_LADDER_DEMERITS = 4000.0
_RUNT_DEMERITS = 60000.0
_TAIL_DEMERITS = 250000.0
_OVERFULL = 1e9
_FINAL_STEP_LIMIT = 40.0
_TOLERANCE = 3.5
"""Looser lines are only thought of where there is no other way (TeX's pretolerance, p. 1121)."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where the lines end: indices into the paragraph's stations, and each line's ratio.

    ``ratio`` r is how far a line is stretched (r > 0) or shrunk (r < 0) as a share of what its
    spaces and letters may give; ``cost`` is the sum of demerits; ``overfull`` counts lines
    that shrink more than they may.
    """

    ends: tuple[int, ...]
    ratios: tuple[float, ...]
    cost: float
    overfull: int = 0

    @property
    def lines(self) -> int:
        return len(self.ends)


@dataclass(slots=True)
class _Node:
    station: int
    line: int
    ladder: int
    fitness: int
    cost: float
    ratio: float
    before: _Node | None


def break_lines(text: Measured, slots: Sequence[Slot]) -> dict[int, Breaks]:
    """The best breaks for every number of lines that can be had, fewest first.

    ``slots`` gives each line's room; the last one repeats. Never empty for a paragraph with
    words: where some word is wider than its line, that line is overfull and counted so.
    """
    if len(text.stations) < 2:
        return {}
    for tolerance, emergency in ((_TOLERANCE, False), (_FINAL_STEP_LIMIT, False)):
        found = _search(text, slots, tolerance, emergency)
        if found:
            return found
    return _search(text, slots, _FINAL_STEP_LIMIT, True)


def _search(
    text: Measured, slots: Sequence[Slot], tolerance: float, emergency: bool
) -> dict[int, Breaks]:
    stations = text.stations
    last = len(stations) - 1
    widest = max(slot.width for slot in slots) + 1.2 * text.style.size
    narrowest = min(slot.width for slot in slots)
    # No line of this style can be squeezed by more than this share of its natural width.
    squeeze = 1.0 - min(0.25, text.style.shrink + text.style.scale_budget)
    nodes: dict[int, list[_Node]] = {0: [_Node(0, 0, 0, 1, 0.0, 0.0, None)]}
    active = [0]
    for b in range(1, last + 1):
        end = stations[b].end_width
        if not emergency:
            active = [a for a in active if (end - stations[a].start_width) * squeeze <= widest]
        best: dict[tuple[int, int, int], _Node] = {}
        for a in active:
            if not stations[b].forced and _too_loose(text, a, b, narrowest, tolerance):
                continue
            _reach(text, slots, (tolerance, emergency), nodes[a], a, b, best)
        if best:
            nodes[b] = list(best.values())
            active.append(b)
        if stations[b].forced:
            active = [b] if best else []
    return _collect(nodes.get(last, []))


def _too_loose(text: Measured, a: int, b: int, measure: float, tolerance: float) -> bool:
    """Whether a line from a to b can't fill even the narrowest measure: most pairs can't."""
    start, end, style = text.stations[a], text.stations[b], text.style
    natural = end.end_width - start.start_width
    if style.align != "justify":
        return natural + tolerance * 3.0 * style.size < measure
    spaces = end.end_spaces - start.start_spaces
    glyphs = end.end_glyphs - start.start_glyphs
    give = (spaces * style.stretch + glyphs * style.letter_budget) * style.size
    give += natural * style.scale_budget
    return natural + tolerance * give < measure and give > 0.0


def _reach(
    text: Measured,
    slots: Sequence[Slot],
    limits: tuple[float, bool],
    origins: list[_Node],
    a: int,
    b: int,
    best: dict[tuple[int, int, int], _Node],
) -> None:
    """Extends every node at station a by the line a..b, keeping the best per state."""
    start, end, style = text.stations[a], text.stations[b], text.style
    final = b == len(text.stations) - 1
    fits: dict[int, tuple[float, float, int] | None] = {}
    for node in origins:
        row = min(node.line, len(slots) - 1)
        if row not in fits:
            fits[row] = _line(text, start, end, slots[row].width, final, limits)
        fit = fits[row]
        if fit is None:
            continue
        demerits, ratio, fitness = fit
        ladder = node.ladder + 1 if end.hyphen else 0
        if ladder > style.max_ladder:
            if not limits[1]:
                continue
            demerits += 1e6
        if ladder > 1:
            demerits += _LADDER_DEMERITS * (ladder - 1)
        gap = abs(fitness - node.fitness)
        if gap > 1 and node.before is not None:
            demerits += _CLASS_DEMERITS * (gap - 1)
        if final and start.hyphen and _tail(text, start):
            demerits += _TAIL_DEMERITS
        cost = node.cost + demerits
        key = (node.line + 1, ladder, fitness)
        known = best.get(key)
        if known is None or cost < known.cost:
            best[key] = _Node(b, node.line + 1, ladder, fitness, cost, ratio, node)


def _line(
    text: Measured,
    start: Station,
    end: Station,
    measure: float,
    final: bool,
    limits: tuple[float, bool],
) -> tuple[float, float, int] | None:
    """Demerits, ratio and fitness class of one line; None when it can't be set."""
    style = text.style
    tolerance, emergency = limits
    natural = end.end_width - start.start_width
    room = measure + end.hang + start.lead_hang
    spaces = end.end_spaces - start.start_spaces
    ems = (end.end_glyphs - start.start_glyphs) * style.letter_budget * style.size
    give = ems + natural * style.scale_budget
    slack = room - natural
    if slack < 0:
        shrink = spaces * style.shrink * style.size + give
        ratio = slack / shrink if shrink > 0 else -1000.0
        if ratio < -1.0:
            if not emergency:
                return None
            # By what stands out, not by the ratio: a long word alone has no spaces to give,
            # and would seem worse than the same word with its neighbours beside it.
            return _OVERFULL * (1.0 - slack / measure), ratio, 0
    elif end.forced:
        ratio = 0.0
    else:
        stretch = spaces * style.stretch * style.size + give
        if style.align != "justify":
            stretch = 3.0 * style.size
        ratio = min(slack / stretch, _FINAL_STEP_LIMIT) if stretch > 0 else _FINAL_STEP_LIMIT
        if ratio > tolerance:
            return None
    badness = 100.0 * abs(ratio) ** 3
    demerits = (1.0 + badness + end.penalty) ** 2
    if final and natural < 2.6 * style.size and start.start_glyphs > 0:
        demerits += _RUNT_DEMERITS
    fitness = sum(ratio > bound for bound in _FITNESS)
    return demerits, ratio, fitness


def _tail(text: Measured, start: Station) -> bool:
    """Whether nothing but the rest of one hyphenated word would stand on the last line."""
    return start.word == len(text.words) - 1


def _collect(finals: list[_Node]) -> dict[int, Breaks]:
    best: dict[int, _Node] = {}
    for node in finals:
        known = best.get(node.line)
        if known is None or node.cost < known.cost:
            best[node.line] = node
    out: dict[int, Breaks] = {}
    for lines in sorted(best):
        ends: list[int] = []
        ratios: list[float] = []
        at = best[lines]
        while at.before is not None:
            ends.append(at.station)
            ratios.append(at.ratio)
            at = at.before
        out[lines] = Breaks(
            tuple(reversed(ends)),
            tuple(reversed(ratios)),
            best[lines].cost,
            sum(ratio < -1.0001 for ratio in ratios),
        )
    return out


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
    return Breaks(tuple(ends), tuple(0.0 for _ in ends), total, overfull)


def _fewest(text: Measured, stations: list[int], measure: float) -> int:
    count, start = 1, 0
    for j in range(1, len(stations)):
        width = text.stations[stations[j]].end_width - text.stations[stations[start]].start_width
        if width > measure and j - 1 > start:
            count, start = count + 1, j - 1
    return count
