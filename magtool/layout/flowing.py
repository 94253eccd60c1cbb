"""Body text into columns: the cheapest way to fill the room exactly.

Every paragraph comes in variants (a line longer or shorter at the price of its spacing, with
or without its ``[[…]]`` sentences); dynamic programming over the position in the columns picks
one variant of each so that no column begins with a paragraph's last line or ends with its
first, no heading is stranded and the text ends where the room ends (Plass 1981, ch. 3, with
the paragraph variants of Mittelbach 2018, §4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from magtool.compose import Breaks, Measured, Slot, break_lines
from magtool.layout.slots import LineSlot

_DEMERITS = 1.0 / 100_000.0
_WIDOW = 400.0
_ORPHAN = 300.0
_STRANDED = 400.0
_EARLY = 70.0
_HYPHEN_AT_FOOT = 0.6
_OVERFULL = 2000.0
_MOST_LOOSE = 2
_PARAGRAPH_CAP = 60.0
_LEVEL = 0.08
_GAPING = 8.0
"""A line beside a thing with spaces more than twice as wide as they should be."""
_SHIFTED = 15.0
"""A heading beside a thing whose text begins under that thing."""
_LOOSE_SHARE = 1.1
_NEVER = float("inf")
_MANY, _HOPELESS = 24, 700.0
_LEVEL_FOOT, _CUT = 3.0, 1.6
"""What columns cost that end level above their foot, and each line that is then white."""
_SHORT = 24.0
"""What a last column costs that is more than a line short, over its white."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a paragraph: with its ``[[…]]`` sentences, or without some of them."""

    text: Measured
    dropped: tuple[int, ...] = ()
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class FlowItem:
    """One paragraph to be flowed.

    ``insets`` are what the first lines give up at their left (indent, opening square, drop
    cap), points. ``above`` is white above except at a column's head; ``keep`` lines must
    follow in the same column; ``bound`` items may not open a column (the byline at the end).
    ``index`` is the paragraph's number in the article, -1 for what the layout adds.
    """

    role: str
    variants: tuple[Variant, ...]
    insets: tuple[float, ...] = ()
    above: int = 0
    keep: int = 0
    bound: bool = False
    index: int = -1


@dataclass(frozen=True, slots=True)
class Placed:
    """One paragraph where it came to stand: its variant, breaks and first slot."""

    item: FlowItem
    variant: Variant
    breaks: Breaks
    slots: tuple[Slot, ...]
    start: int
    looseness: int


@dataclass(frozen=True, slots=True)
class Ending:
    """One way to set the first ``items`` paragraphs; ``slack`` lines are left over.

    ``cut`` lines were taken off the columns' feet beforehand, see `trimmed`.
    """

    items: int
    slack: int
    cost: float
    placed: tuple[Placed, ...]
    cut: int = 0


@dataclass(frozen=True, slots=True)
class _Option:
    """One wording of a paragraph broken into so many lines, and what that costs anywhere."""

    lines: int
    cost: float
    variant: Variant
    breaks: Breaks
    slots: tuple[Slot, ...]
    looseness: int


_State = tuple[float, Any, "_Option | None", int]
"""The cheapest way to have set so many paragraphs and stand at one position: its cost, the
state before, how the last paragraph is set and on which slot it begins."""


@dataclass(slots=True)
class BreakCache:
    """Breaks by paragraph and line widths; lives as long as the measured paragraphs."""

    known: dict[tuple[int, tuple[Slot, ...]], dict[int, Breaks]] = field(default_factory=dict)
    chosen: dict[tuple[int, object, bool], tuple[_Option, ...]] = field(default_factory=dict)
    keep: list[object] = field(default_factory=list)

    def breaks(self, text: Measured, slots: tuple[Slot, ...]) -> dict[int, Breaks]:
        key = (id(text), slots)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = _useful(break_lines(text, slots))
            self.keep.append(text)  # an id is only good while its object lives
        return found

    def usual(self, item: FlowItem, width: float) -> int:
        """Lines the paragraph takes at its best in one measure, nothing left out."""
        breaks = self.breaks(item.variants[0].text, _slots_for(item, (), width))
        return min(breaks, key=lambda lines: breaks[lines].cost)

    def options(
        self, item: FlowItem, room: Sequence[LineSlot], beside: bool = False
    ) -> tuple[_Option, ...]:
        """Every useful way to break the paragraph on lines like those of ``room``, some of them
        ``beside`` a thing; one slot stands for as many like it as are needed."""
        shape = room[0].width if len(room) == 1 else tuple((s.x - s.left, s.width) for s in room)
        key = (id(item), shape, beside)
        found = self.chosen.get(key)
        if found is None:
            found = self.chosen[key] = _options(item, room, beside, self)
            self.keep.append(item)
        return found


def _useful(options: dict[int, Breaks]) -> dict[int, Breaks]:
    """Those worth trying: the best number of lines and what lies a line or two beside it."""
    best = min(options, key=lambda lines: options[lines].cost)
    return {n: b for n, b in options.items() if abs(n - best) <= _MOST_LOOSE}


def shortest(cache: BreakCache, items: Sequence[FlowItem], width: float) -> int:
    """Fewest lines the items can take at one measure, white above headings included."""
    total = 0
    for item in items:
        slots = _slots_for(item, (), width)
        total += item.above + min(
            min(cache.breaks(variant.text, slots)) for variant in item.variants
        )
    return total


@dataclass(slots=True)
class Copy:
    """A story's running text, and what it costs to set it in so many lines of one measure."""

    items: tuple[FlowItem, ...]
    tables: dict[float, dict[int, float]] = field(default_factory=dict)

    def least(self, room: Sequence[LineSlot], cache: BreakCache) -> tuple[float, float]:
        """A bound for what any way to fill the room costs, and about how many lines are left
        over when the text is set at its best; infinite when it is longer than the room.

        The bound is exact but for what column ends cost, where all lines are alike.
        """
        if not self.items or not room:
            return (
                (slack_cost(len(room)), float(len(room))) if not self.items else (_NEVER, -_NEVER)
            )
        width = max(slot.width for slot in room)
        lines = sum(slot.width for slot in room) / width
        table = self._table(width, room, cache)
        # A heading at a column's head has no white above it; more of them there can't be.
        saved = min(sum(item.above for item in self.items), len({slot.run for slot in room}))
        most = lines + saved + 0.5
        cost = min(
            (c + slack_cost(max(lines - n, 0.0)) for n, c in table.items() if n <= most),
            default=_NEVER,
        )
        return cost, lines - min(table, key=lambda n: table[n])

    def _table(self, width: float, room: Sequence[LineSlot], cache: BreakCache) -> dict[int, float]:
        """The least cost for every number of lines: a sum over paragraphs, each in its cheapest
        variant of a length, with the white above headings."""
        found = self.tables.get(width)
        if found is not None:
            return found
        slot = next(slot for slot in room if slot.width == width)
        table = {0: 0.0}
        for item in self.items:
            single: dict[int, float] = {}
            for option in cache.options(item, (slot,)):
                lines = option.lines + item.above
                single[lines] = min(option.cost, single.get(lines, _NEVER))
            sums: dict[int, float] = {}
            for so_far, cost in table.items():
                for lines, more in single.items():
                    known = sums.get(so_far + lines, _NEVER)
                    if cost + more < known:
                        sums[so_far + lines] = cost + more
            table = sums
        self.tables[width] = table
        return table


def _price(breaks: Breaks) -> float:
    return breaks.cost * _DEMERITS


def _slots_for(item: FlowItem, room: Sequence[LineSlot], width: float) -> tuple[Slot, ...]:
    """Line widths for a paragraph that starts on the first of ``room``; the last repeats."""
    insets = item.insets
    if not room or all(s.width == room[0].width and s.x == s.left for s in room):
        width = room[0].width if room else width
        first = tuple(Slot(inset, width - inset) for inset in insets)
        return (*first, Slot(0.0, width))
    slots = []
    for row, slot in enumerate(room):
        inset = insets[row] if row < len(insets) else 0.0
        slots.append(Slot(slot.x - slot.left + inset, slot.width - inset))
    return tuple(slots)


def flow(
    items: Sequence[FlowItem], room: Sequence[LineSlot], cache: BreakCache, jumps: bool = False
) -> tuple[Ending, ...]:
    """The ways to fill the room, best first: all of the text, or (``jumps``) as far as some
    paragraph's end. Empty when the text is longer than the room.
    """
    if not items:
        return (Ending(0, len(room), 0.0, ()),)
    layers = _layers(items, room, cache)
    return tuple(sorted(_endings(items, layers, len(room), jumps), key=lambda e: e.cost))


def fill(items: Sequence[FlowItem], room: Sequence[LineSlot], cache: BreakCache) -> Ending | None:
    """The best way to fill the room with all of the text; None when it is longer than that."""
    if not items:
        return Ending(0, len(room), 0.0, ())
    layers, size = _layers(items, room, cache), len(room)
    if len(layers) <= len(items):
        return None
    ends = [(state[0] + slack_cost(size - stop), stop) for stop, state in layers[-1].items()]
    if not ends:
        return None
    cost, stop = min(ends)
    return Ending(len(items), size - stop, cost, _trace(items, layers[-1][stop]))


def levelled(
    whole: Ending, items: Sequence[FlowItem], room: Sequence[LineSlot], cache: BreakCache
) -> Ending:
    """Where the text ends more than a line short: columns that end level some lines higher
    rather than a last column that is short by them all, if that is no worse.
    """
    if whole.slack < 2 or not items:
        return whole
    best = whole
    columns = len(_feet(room))
    if not columns:
        return whole
    for lines in {whole.slack // columns, whole.slack // columns + 1} - {0}:
        cut = lines * columns
        even = fill(items, trimmed(room, cut), cache)
        if even is not None and even.slack < 2:
            cost = even.cost + _LEVEL_FOOT + _CUT * cut
            if cost < best.cost:
                best = replace(even, cost=cost, cut=cut)
    return best


def trimmed(room: Sequence[LineSlot], lines: int) -> tuple[LineSlot, ...]:
    """The room without so many lines at the feet of its last columns, the same of each."""
    feet = _feet(room) if lines else []
    gone = {rows[-1 - n] for rows in feet for n in range(min(lines // len(feet), len(rows)))}
    return tuple(slot for index, slot in enumerate(room) if index not in gone)


def _feet(room: Sequence[LineSlot]) -> list[list[int]]:
    """The slots of the last page's columns; none when they don't all reach its bottom."""
    page = room[-1].page
    columns: dict[float, list[int]] = {}
    for index, slot in enumerate(room):
        if slot.page == page:
            columns.setdefault(slot.left, []).append(index)
    bottom = max(room[rows[-1]].line for rows in columns.values())
    level = all(room[rows[-1]].line == bottom for rows in columns.values())
    return list(columns.values()) if level else []


def _layers(
    items: Sequence[FlowItem], room: Sequence[LineSlot], cache: BreakCache
) -> list[dict[int, _State]]:
    """The states after none, one, two … of the paragraphs, as far as they fit."""
    ends, odd = _column_ends(room)
    whole = max((slot.width for slot in room), default=0.0)
    layers: list[dict[int, _State]] = [{0: (0.0, None, None, 0)}]
    for item in items:
        layers.append(_pruned(_layer(item, layers[-1], room, whole, ends, odd, cache)))
        if not layers[-1]:
            break
    return layers


def _column_ends(room: Sequence[LineSlot]) -> tuple[list[int], list[int]]:
    """For each slot, the index after the last slot of its stretch of column, and the next slot
    from there whose measure is not its neighbour's: up to that one, breaks don't depend on
    where exactly a paragraph starts.
    """
    count = len(room)
    ends, odd = [count] * (count + 1), [count] * (count + 1)
    for index in range(count - 1, -1, -1):
        slot = room[index]
        after = room[index + 1] if index + 1 < count else slot
        if slot.run != after.run:
            ends[index] = index + 1
        else:
            ends[index] = ends[index + 1]
        if slot.x != slot.left:
            odd[index] = index
        else:
            odd[index] = odd[index + 1] if slot.width == after.width else index + 1
    return ends, odd


def _layer(
    item: FlowItem,
    states: dict[int, _State],
    room: Sequence[LineSlot],
    whole: float,
    ends: list[int],
    odd: list[int],
    cache: BreakCache,
) -> dict[int, _State]:
    """The states after one more paragraph. ``whole`` is the measure of an unbroken column."""
    layer: dict[int, _State] = {}
    natural = max(variant.text.natural for variant in item.variants)
    size, spare = len(room), 4 + len(item.insets)
    plain: dict[float, tuple[_Option, ...]] = {}
    for start, state in states.items():
        for first, waste in _starts(item, start, ends):
            width = room[first].width
            lines = int(natural / width) + spare
            even = odd[first] - first >= lines or odd[first] >= size
            if even and width in plain:
                options = plain[width]
            else:
                rows = 1 if even else _reach(room, first, natural) + spare
                beside = not even or width < whole
                options = cache.options(item, room[first : first + rows], beside)
                if even:
                    plain[width] = options
            so_far, end = state[0] + waste, ends[first]
            for option in options:
                stop = first + option.lines
                if stop > size:
                    continue
                cost = so_far + option.cost
                if item.keep or stop > end:
                    cost += _cost(item, option, first, stop, ends)
                    if item.keep and stop < end and room[stop].x != room[stop - 1].x:
                        cost += _SHIFTED
                known = layer.get(stop)
                if known is None or cost < known[0]:
                    layer[stop] = (cost, state, option, first)
    return layer


def _reach(room: Sequence[LineSlot], first: int, natural: float) -> int:
    """How many lines from there on so much text fills, set loosely; or all that there are."""
    left = natural * _LOOSE_SHARE
    for row in range(first, len(room)):
        left -= room[row].width
        if left <= 0:
            return row - first + 1
    return len(room) - first


def _options(
    item: FlowItem, room: Sequence[LineSlot], beside: bool, cache: BreakCache
) -> tuple[_Option, ...]:
    """See `BreakCache.options`.

    A paragraph's cheapest breaks set its price level: what a narrow measure asks of every
    wording alike is no reason to prefer one page to another, or a page would never be set in
    four columns. ``beside`` a thing that may move, lines that gape are told all the same.
    """
    found = []
    for variant in item.variants:
        slots = _slots_for(item, room, room[0].width)
        breaks = cache.breaks(variant.text, slots)
        best = min(breaks, key=lambda lines: breaks[lines].cost)
        level = (1.0 - _LEVEL) * _price(breaks[best])
        for lines, option in breaks.items():
            cost = variant.cost + min(_price(option) - level, _PARAGRAPH_CAP)
            cost += _OVERFULL * option.overfull
            if beside:
                cost += _GAPING * _gaping(variant.text, option, slots)
            found.append(_Option(lines, cost, variant, option, slots, lines - best))
    return tuple(found)


def _gaping(text: Measured, breaks: Breaks, slots: Sequence[Slot]) -> int:
    """How many lines have spaces over twice the natural, when their letters give all they may."""
    style, count, begin = text.style, 0, text.stations[0]
    if style.align != "justify":
        return 0
    for row, at in enumerate(breaks.ends):
        end = text.stations[at]
        width, spaces = end.end_width - begin.start_width, end.end_spaces - begin.start_spaces
        give = (end.end_glyphs - begin.start_glyphs) * style.letter_budget * style.size
        give += (width - spaces * text.space) * style.scale_budget
        white = slots[min(row, len(slots) - 1)].width - width - give
        count += not end.forced and white > spaces * text.space
        begin = end
    return count


def _pruned(layer: dict[int, _State]) -> dict[int, _State]:
    """The layer without what is hopeless beside its best state."""
    if len(layer) < _MANY:
        return layer
    most = min(state[0] for state in layer.values()) + _HOPELESS
    return {stop: state for stop, state in layer.items() if state[0] < most}


def _endings(
    items: Sequence[FlowItem], layers: Sequence[dict[int, _State]], room: int, jumps: bool
) -> Iterator[Ending]:
    for count in range(1, len(layers)):
        whole = count == len(items)
        if not whole and (not jumps or items[count].bound or items[count - 1].keep):
            continue
        for stop, state in layers[count].items():
            slack = room - stop
            if not whole and slack > 2:
                continue
            cost = state[0] + slack_cost(slack)
            yield Ending(count, slack, cost, _trace(items, state))


def slack_cost(slack: float) -> float:
    """What white at the foot of the last column costs; more than a line of it is seen."""
    if slack < 1:
        return 5.5 * slack
    return 3.0 + 2.5 * slack + 0.15 * slack * slack + _SHORT * min(slack - 1.0, 1.0)


def _trace(items: Sequence[FlowItem], state: _State | None) -> tuple[Placed, ...]:
    chosen = []
    while state is not None and state[2] is not None:
        chosen.append((state[2], state[3]))
        state = state[1]
    return tuple(
        Placed(item, o.variant, o.breaks, o.slots, first, o.looseness)
        for item, (o, first) in zip(items, reversed(chosen), strict=False)
    )


def _starts(item: FlowItem, start: int, ends: list[int]) -> tuple[tuple[int, float], ...]:
    """Slots the paragraph may begin on, with what the white before them costs."""
    size = len(ends) - 1
    if start >= size:
        return ()
    end = ends[start - 1] if start else 0
    if end == start:  # a column's head
        return ((start, _STRANDED if item.bound and start else 0.0),)
    left = end - start
    here = ((start + item.above, 0.0),) if start + item.above < end else ()
    if item.bound or left > 4 or end >= size:
        return here
    return (*here, (end, _EARLY * left if left > item.above else _EARLY * left * 0.8))


def _cost(item: FlowItem, option: _Option, first: int, stop: int, ends: list[int]) -> float:
    """What the column ends make of a paragraph that stands on ``first`` to ``stop``."""
    end = ends[first]
    cost = 0.0
    if item.keep and (ends[stop - 1] - stop < item.keep or ends[stop - 1] != end):
        cost += _STRANDED
    at = first
    for boundary in _boundaries(first, stop, ends):
        if boundary - at == 1 and stop - first > 1:
            cost += _ORPHAN
        if stop - boundary == 1:
            cost += _WIDOW
        if option.variant.text.stations[option.breaks.ends[boundary - first - 1]].hyphen:
            cost += _HYPHEN_AT_FOOT
        at = boundary
    return cost


def _boundaries(first: int, stop: int, ends: list[int]) -> Iterator[int]:
    """Positions inside first..stop where one stretch of column ends."""
    at = ends[first]
    while at < stop:
        yield at
        at = ends[at]


def carried(placed: Sequence[Placed]) -> tuple[int, ...]:
    """Numbers of the ``[[…]]`` sentences that were left out."""
    return tuple(sorted({n for p in placed for n in p.variant.dropped}))


def order_holds(placed: Sequence[Placed]) -> bool:
    """Whether the paragraphs stand one after the other (an invariant, for tests)."""
    return all(a.start + a.breaks.lines <= b.start for a, b in pairwise(placed))


def column_faults(placed: Sequence[Placed], room: Sequence[LineSlot]) -> Iterator[str]:
    """What the column ends make of the text as it stands, in words; nothing in a sound setting."""
    ends, _ = _column_ends(room)
    below = 0
    for one in placed:
        first, stop = one.start, one.start + one.breaks.lines
        if below and first > below and ends[below - 1] not in (below, ends[first]):
            yield f"a column ends {ends[below - 1] - below} lines above its foot"
        below = stop
        end = ends[stop - 1]
        if one.item.keep and stop < len(room) and end - stop < one.item.keep:
            yield "a heading stands at a column’s foot"
        at = first
        for boundary in _boundaries(first, stop, ends):
            if boundary - at == 1 and stop - first > 1:
                yield "a paragraph’s first line stands alone at a column’s foot"
            if stop - boundary == 1:
                yield "a paragraph’s last line stands alone at a column’s head"
            at = boundary
        if one.breaks.overfull:
            yield "a word is wider than its line"
