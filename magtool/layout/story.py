"""One story in one zone: every allowed step tried, the cheapest whole setting kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice

from magtool.compose import set_lines
from magtool.edition import Survey
from magtool.layout.board import AFTER, BODY, GROUND, HEAD, Board, span
from magtool.layout.content import Content, Opening, droppable, flow_items, opening_of
from magtool.layout.design import ElementModel, ZoneModel
from magtool.layout.elements import (
    place_box,
    place_chart,
    place_notices,
    place_picture,
    place_quote,
)
from magtool.layout.flexing import between, flex_extremes, flex_settings, misfit
from magtool.layout.flowing import (
    BreakCache,
    Copy,
    Ending,
    FlowItem,
    Placed,
    carried,
    column_faults,
    fill,
    flow,
    levelled,
    trimmed,
)
from magtool.layout.heads import SMALLER, end_byline, place_continued, place_head
from magtool.layout.kit import Kit
from magtool.layout.setting import (
    as_written,
    block,
    one_line,
    page_goal,
    right_line,
    square,
)
from magtool.layout.slots import LineSlot, Stretch, line_slots, text_columns
from magtool.measure import mm_to_pt
from magtool.page import Block, Glyph, GlyphRun, Op, moved

_MOST_TRIALS = 300
_MOST_FLOWED = 9
_MOST_SKETCHED = 14
_FAIR = 12.0
"""A setting this good needs no smaller headline."""
_LACK = 200.0
_SQUEEZE_GUESS, _WHITE_GUESS = 9.0, 20.0
"""Lines over and short beyond which a setting is not even sketched."""
_HOPELESS = 500.0
_QUOTE_WITHOUT_PLACE = 8.0
_JUMP_LINES = 2
_JUMP = 5.0
_MOST_WHITE = 16


@dataclass(frozen=True, slots=True)
class Held:
    """One setting of a zone's movable lines that was approved, and what it leaves out."""

    lines: frozenset[tuple[str, float]]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of a template as it stands on the page: line numbers known, columns turned."""

    model: ZoneModel
    first_page: int
    pages: int
    mirrored: bool
    top: float
    bottom: float
    values: tuple[tuple[str, float], ...] = ()
    """Line numbers the page gives its zones: ``bottom``, ``rule``, ``ad.top`` …"""
    from_page: int = 0
    start: int = 0
    """Paragraph to begin with, for text carried over from ``from_page``."""
    held: Held | None = None
    """How the movable lines must stand; None where they are free."""


@dataclass(frozen=True, slots=True)
class StorySetting:
    """A story set in its zone.

    ``blocks`` by page of the template (from 1). ``short`` lines are left white at its end,
    ``overset`` lines did not fit (the text is then not wholly set). ``carry`` is the
    paragraph it breaks off at, 0 when it stands whole. ``dropped`` lists the allowed steps
    taken: numbers of ``[[…]]`` sentences and names of optional elements.
    """

    slug: str
    cost: float
    blocks: Mapping[int, tuple[Block, ...]]
    short: int = 0
    overset: int = 0
    carry: int = 0
    sentences: tuple[int, ...] = ()
    dropped: tuple[str, ...] = ()
    looseness: int = 0
    values: tuple[tuple[str, float], ...] = ()
    faults: tuple[str, ...] = ()
    chip: bool = False
    lines: int = 0
    level: bool = False
    """Whether the columns end together, all as much above their foot."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to set a story, by its choices alone; `draw_story` makes its marks."""

    cost: float
    values: tuple[tuple[str, float], ...]
    without: frozenset[str]
    ending: Ending
    room: int
    carry: int = 0
    """Paragraph it breaks off at, to go on elsewhere; 0 when the story stands whole."""
    things: float = 0.0
    """The part of the cost that heads, pictures and movable lines have."""


@dataclass(frozen=True, slots=True)
class _Sketch:
    """One setting of a zone's movable lines: its price, and the room it leaves the text."""

    cost: float
    values: Mapping[str, float]
    without: frozenset[str]
    room: tuple[LineSlot, ...]


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets stories of one issue. Keeps breaks, so that every try profits from the last."""

    kit: Kit
    surveys: Mapping[str, Survey]
    cache: BreakCache
    full: bool = False
    desperate: bool = False
    """Also tries settings with much white, which are only wanted when there is no other."""
    copies: dict[tuple[object, ...], tuple[Copy, Content]] = field(default_factory=dict)
    """Text made ready for flowing; with the content, whose id is part of the key."""
    gaps: dict[tuple[object, ...], float] = field(default_factory=dict)

    # ------------------------------------------------------------------ trying

    def trials(self, content: Content, zone: Zone) -> tuple[Trial, ...]:
        """The best way for every paragraph the zone may break off at (one, if it may not).

        Empty when the story is too long for the zone or has things it has no place for.
        """
        copy = self.items(content, zone)
        best = self._best(content, zone, copy, self._steps(content, zone))
        fair = best and min(trial.cost for trial in best.values()) <= _FAIR
        if not fair and self._may_shrink(zone):
            steps = tuple(step | {SMALLER} for step in self._steps(content, zone))
            for ending, trial in self._best(content, zone, copy, steps).items():
                if ending not in best or trial.cost < best[ending].cost:
                    best[ending] = trial
        return tuple(sorted(best.values(), key=lambda trial: trial.cost))

    def _best(
        self, content: Content, zone: Zone, copy: Copy, steps: tuple[frozenset[str], ...]
    ) -> dict[int, Trial]:
        """The best trial with any of these steps, by how many paragraphs it sets."""
        jumps = bool(zone.model.jump)
        best: dict[int, Trial] = {}
        dearest = math.inf
        for number, (bound, sketch) in enumerate(self._sketches(content, zone, copy, steps)):
            # Beyond the promising ones only where the guess misled and nothing fitted yet.
            if best and number >= _MOST_FLOWED:
                break
            if bound >= dearest:
                if jumps:
                    continue
                break
            for ending in self._endings(content, zone, copy.items, sketch.room, jumps):
                cost = sketch.cost + ending.cost
                known = best.get(ending.items)
                if known is None or cost < known.cost:
                    values = tuple(sorted(sketch.values.items()))
                    whole = ending.items == len(copy.items)
                    carry = 0 if whole else copy.items[ending.items].index
                    best[ending.items] = Trial(
                        cost,
                        values,
                        sketch.without,
                        ending,
                        len(sketch.room),
                        carry,
                        sketch.cost,
                    )
            dearest = max((t.cost for t in best.values()), default=math.inf)
        if not jumps:
            best = {n: self._levelled(content, zone, copy, trial) for n, trial in best.items()}
        return best

    def _may_shrink(self, zone: Zone) -> bool:
        """Whether the template allows a smaller headline."""
        heads = (element.head or [] for element in zone.model.place)
        return not zone.held and any(len(styles) > 1 for styles in heads)

    def _levelled(self, content: Content, zone: Zone, copy: Copy, trial: Trial) -> Trial:
        """The trial with its columns ending together, where its text ends short."""
        if trial.ending.slack < 2:
            return trial
        room = self._sketch(content, zone, 0.0, dict(trial.values), trial.without).room
        ending = levelled(trial.ending, copy.items, room, self.cache)
        return replace(trial, ending=ending, cost=trial.things + ending.cost)

    def _sketches(
        self, content: Content, zone: Zone, copy: Copy, steps: tuple[frozenset[str], ...]
    ) -> list[tuple[float, _Sketch]]:
        """Settings of the movable lines worth flowing text into, the least bound first.

        Those whose room is far from what the text will take are left out.
        """
        found: list[tuple[float, _Sketch]] = []
        jumps = bool(zone.model.jump)
        for cost, values, without in self._settings(content, zone, copy, steps):
            sketch = self._sketch(content, zone, cost, values, without)
            if sketch.cost > _HOPELESS:
                continue
            bound, gap = copy.least(sketch.room, self.cache)
            if jumps and (gap < 0 or bound == math.inf):
                bound, gap = 0.0, 0.0
            far = bound == math.inf or (gap > _MOST_WHITE and not self.desperate)
            if far and not zone.held:
                continue
            found.append((sketch.cost + min(bound, _HOPELESS), sketch))
        found.sort(key=lambda entry: entry[0])
        return found

    def _settings(
        self, content: Content, zone: Zone, copy: Copy, steps: tuple[frozenset[str], ...]
    ) -> list[tuple[float, dict[str, float], frozenset[str]]]:
        """The settings of the movable lines that are likely to fit, the likeliest first.

        Every thing that moves gives room about in proportion: from the room at the extremes,
        what lies between can be told well enough to leave most of it out.
        """
        lines = zone_lines(zone)
        settings = list(islice(flex_settings(zone.model.flex, lines), _MOST_TRIALS))
        if zone.held:
            held = zone.held.lines
            settings = [(cost, v) for cost, v in settings if frozenset(v.items()) == held]
        every = [(cost, values, without) for without in steps for cost, values in settings]
        extremes = list(flex_extremes(zone.model.flex, lines))
        if zone.held or len(every) <= len(extremes) * len(steps):
            return every
        if zone.model.jump:  # whatever the room, some of the text will fill it
            return every[:_MOST_SKETCHED]
        found: list[tuple[float, float, dict[str, float], frozenset[str]]] = []
        for without in steps:
            corners = [(v, self._gap(content, zone, copy, v, without)) for v in extremes]
            for cost, values in settings:
                gap = between(corners, values)
                if gap < -_SQUEEZE_GUESS or (gap > _WHITE_GUESS and not self.desperate):
                    continue
                found.append((cost + misfit(gap, gap) / 4, cost, values, without))
        found.sort(key=lambda entry: entry[0])
        return [(cost, values, without) for _, cost, values, without in found[:_MOST_SKETCHED]]

    def reach(self, content: Content, zone: Zone) -> tuple[float, float]:
        """Fewest and most lines that the text could be short of the zone's room."""
        copy = self.items(content, zone)
        gaps = [
            self._gap(content, zone, copy, values, without)
            for values in flex_extremes(zone.model.flex, zone_lines(zone))
            for without in self._steps(content, zone)
        ]
        return (min(gaps), max(gaps)) if gaps else (-_LACK, -_LACK)

    def _gap(
        self,
        content: Content,
        zone: Zone,
        copy: Copy,
        values: Mapping[str, float],
        without: frozenset[str],
    ) -> float:
        """About how many lines are left over with this setting; a great lack when all are."""
        stands = (id(zone.model), zone.mirrored, zone.top, zone.bottom, zone.values, zone.start)
        key = (id(copy), stands, tuple(values.items()), without)
        found = self.gaps.get(key)
        if found is None:
            room = self._sketch(content, zone, 0.0, values, without).room
            gap = copy.least(room, self.cache)[1]
            found = self.gaps[key] = max(gap, -_LACK)
        return found

    def _sketch(
        self,
        content: Content,
        zone: Zone,
        cost: float,
        values: Mapping[str, float],
        without: frozenset[str],
    ) -> _Sketch:
        board = self.place(content, zone, values, without, final=False)
        price = cost + board.cost + self._missing(board, zone)
        return _Sketch(price, values, without, self.room(board, zone))

    def items(self, content: Content, zone: Zone) -> Copy:
        """The story's text as this zone sets it."""
        model = zone.model
        if any(element.notices for element in model.place):
            return _NO_COPY
        opening = self._opening(content, zone)
        byline = ""
        if self._closes(content, zone):
            byline = end_byline(self._board(content, zone, {}))
        key = (id(content), opening, zone.start, byline, model.end_mark)
        found = self.copies.get(key)
        if found is None:
            items = flow_items(
                self.kit,
                content,
                opening,
                start=zone.start,
                byline=byline,
                end_mark=model.end_mark,
                full=self.full,
            )
            found = self.copies[key] = (Copy(tuple(items)), content)
        return found[0]

    def _opening(self, content: Content, zone: Zone) -> Opening:
        return opening_of(self.kit, content, "none" if zone.start else zone.model.opening)

    def _closes(self, content: Content, zone: Zone) -> bool:
        """Whether a byline closes the text: it does where no head has shown it."""
        heads = [e for e in zone.model.place if e.head or e.continued]
        return any(e.byline == "end" for e in heads) or not heads

    def _steps(self, content: Content, zone: Zone) -> tuple[frozenset[str], ...]:
        """What may be left out, in the desk's order: nothing, the pull quote, a box, both."""
        if zone.held:
            return (zone.held.without,)
        if self.full or zone.start:
            return (frozenset(),)
        names = []
        if any(e.quote for e in zone.model.place) and any(
            droppable(quote, content.article) for quote in content.quotes
        ):
            names.append("pullquote")
        if any(box.optional for box in content.boxes):
            names.append("box")
        return tuple(
            frozenset(chosen)
            for count in range(len(names) + 1)
            for chosen in combinations(names, count)
        )

    def _board(self, content: Content, zone: Zone, values: Mapping[str, float]) -> Board:
        return Board(
            self.kit,
            content,
            zone.first_page,
            zone.mirrored,
            {**zone_lines(zone), **values},
        )

    def _endings(
        self,
        content: Content,
        zone: Zone,
        items: Sequence[FlowItem],
        room: Sequence[LineSlot],
        jumps: bool,
    ) -> Iterator[Ending]:
        whole = fill(items, room, self.cache)
        shown = sum(bool(element.picture) for element in zone.model.place)
        # A jumping story may leave its last picture to the page it goes on to.
        if whole and not (jumps and len(content.images) > shown):
            yield whole
        if not jumps or len(room) <= _JUMP_LINES:
            return
        least = zone.model.jump
        for ending in flow(items, room[:-_JUMP_LINES], self.cache, jumps=True):
            index = items[ending.items].index if ending.items < len(items) else -1
            if index < 0:
                continue
            over = sum(len(p.text.split()) for p in content.article.paragraphs[index:])
            if over >= least:
                yield replace(ending, cost=ending.cost + _JUMP)

    def _missing(self, board: Board, zone: Zone) -> float:
        """What it costs that things have no place here; hopeless for pictures and charts."""
        if zone.start:
            return 0.0
        content = board.content
        cost = 0.0
        if zone.model.jump_to:
            return cost
        pictures = len(content.images) - len(board.images_used)
        if pictures > (1 if zone.model.jump else 0):
            cost += 600.0
        if len(content.charts) > len(board.charts_used):
            cost += 600.0
        if len(content.boxes) > len(board.boxes_used):
            cost += 600.0
        return cost

    # ----------------------------------------------------------------- placing

    def place(
        self,
        content: Content,
        zone: Zone,
        values: Mapping[str, float],
        without: frozenset[str],
        *,
        final: bool,
    ) -> Board:
        """Everything but the body on a board, in the template's order."""
        board = self._board(content, zone, values)
        board.final = final
        board.without = without
        for element in (*zone.model.place, *_leftovers(board, zone, self.full)):
            self._place(board, zone, element)
        if not zone.start:
            unused = len(content.quotes) - len(board.quotes_used)
            board.dropped.extend(["pullquote"] * unused)
            board.cost += _QUOTE_WITHOUT_PLACE * unused
        return board

    def _place(self, board: Board, zone: Zone, element: ElementModel) -> None:
        if element.head:
            place_head(board, element)
        elif element.continued:
            place_continued(board, element, zone.from_page)
        elif element.picture:
            place_picture(board, element)
        elif element.quote:
            place_quote(board, element)
        elif element.box:
            place_box(board, element)
        elif element.chart:
            place_chart(board, element, dict(self.surveys))
        elif element.notices:
            place_notices(board, element)

    def room(self, board: Board, zone: Zone) -> tuple[LineSlot, ...]:
        """The body's line slots in reading order."""
        columns = []
        for body in zone.model.body:
            span_ = board.columns(body.columns)
            first, last = board.line(body.top), board.line(body.foot)
            columns.extend(
                text_columns(board.grid, body.page, span_, zone.model.text_columns, first, last)
            )
        # Reading runs from left to right, also where a mirrored page turned the columns round.
        columns.sort(key=lambda column: (column.page, column.x))
        least = mm_to_pt(self.kit.design.grid.runaround_mm)
        return line_slots(columns, board.obstacles, least)

    # ----------------------------------------------------------------- drawing

    def draw(self, content: Content, zone: Zone, trial: Trial, jump_page: int = 0) -> StorySetting:
        """The marks of a trial. ``jump_page`` is where its carried-over text stands."""
        values = dict(trial.values)
        board = self.place(content, zone, values, trial.without, final=True)
        room = trimmed(self.room(board, zone), trial.ending.cut)
        self._draw_body(board, zone, trial.ending.placed, room)
        if trial.carry:
            self._jump_line(board, trial.ending.placed, room, jump_page)
        else:
            self._end_mark(board, zone, trial.ending.placed, room)
        return StorySetting(
            slug=content.slug,
            cost=trial.cost,
            blocks=_ordered(board),
            short=trial.ending.slack + trial.ending.cut,
            carry=trial.carry,
            sentences=carried(trial.ending.placed),
            dropped=tuple(board.dropped),
            looseness=sum(p.looseness for p in trial.ending.placed),
            values=tuple(sorted(board.values.items())),
            faults=(*board.faults, *column_faults(trial.ending.placed, room)),
            chip=board.chip,
            lines=trial.room,
            level=trial.ending.cut > 0,
        )

    def _draw_body(
        self, board: Board, zone: Zone, placed: Sequence[Placed], room: Sequence[LineSlot]
    ) -> None:
        for number, item in enumerate(placed):
            lines = set_lines(item.variant.text, item.breaks, item.slots, self.kit.faces)
            pieces: dict[tuple[int, Stretch], list[Op]] = {}
            for row, line in enumerate(lines):
                slot = room[item.start + row]
                y = board.grid.baseline(slot.line)
                ops = pieces.setdefault((slot.page, slot.run), [])
                if number == 0 and row == 0 and not zone.start:
                    ops.extend(self._opening_marks(board, zone, slot))
                    line = replace(
                        line, runs=_with_letter(self._opening(board.content, zone), line.runs)
                    )
                if item.item.role == "item" and row == 0:
                    ops.extend(self._marker(board, item, slot, y))
                runs = line.runs
                if item.item.role == "byline":
                    runs = as_written(runs, end_byline(board))
                ops.extend(moved(run, slot.left, y) for run in runs)
            role, part = item.item.role, item.item.index + 1
            for piece, ((page, _), ops) in enumerate(pieces.items()):
                label = int(role == "item" and piece == 0)
                made = block(role, board.content.slug, ops, part=part, label=label)
                board.put(page, BODY, made)

    def _marker(self, board: Board, item: Placed, slot: LineSlot, y: float) -> Sequence[Op]:
        paragraph = board.content.article.paragraphs[item.item.index]
        mark = f"{paragraph.number}." if paragraph.number else "•"
        style = self.kit.styles["item"]
        return self.kit.faces.runs(
            mark + " ", style.faces.regular, style.size, style.ink, slot.x, y
        )

    def _opening_marks(self, board: Board, zone: Zone, slot: LineSlot) -> Sequence[Op]:
        """The square, or the drop cap, where the text begins."""
        opening = self._opening(board.content, zone)
        grid = board.grid
        if opening.look == "square":
            y = grid.baseline(slot.line)
            return (square(slot.x, y, board.length("square"), self.kit.accent),)
        if opening.look == "drop-cap":
            y = grid.baseline(slot.line + 2)
            runs = one_line(self.kit, opening.letter, "drop-cap", slot.x, y)
            # The letter is told by the word it begins, so that the word reads back whole.
            return tuple(
                replace(r, glyphs=tuple(replace(g, text=" ") for g in r.glyphs)) for r in runs
            )
        return ()

    def _end_mark(
        self, board: Board, zone: Zone, placed: Sequence[Placed], room: Sequence[LineSlot]
    ) -> None:
        if not zone.model.end_mark or not placed:
            return
        last = next((p for p in reversed(placed) if p.item.index >= 0), None)
        if last is None:
            return
        lines = set_lines(last.variant.text, last.breaks, last.slots, self.kit.faces)
        slot = room[last.start + len(lines) - 1]
        x = slot.left + lines[-1].right + board.length("end_gap")
        y = board.grid.baseline(slot.line)
        mark = square(x, y, board.length("end"), self.kit.accent)
        board.put(slot.page, BODY, block("end-mark", board.content.slug, (mark,)))

    def _jump_line(
        self, board: Board, placed: Sequence[Placed], room: Sequence[LineSlot], page: int
    ) -> None:
        """“Continued on page …” on the zone's last line, right-aligned before a square."""
        slot = room[-1]
        y = board.grid.baseline(slot.line)
        side, gap = board.length("end"), board.length("end_gap")
        right = slot.x + slot.width
        words = self.kit.word("continued-on", page=page)
        text = right_line(self.kit, words, "jump-line", right - side - 2 * gap, y)
        mark = square(right - side, y, side, self.kit.accent)
        made = block("jump-line", board.content.slug, (*text, mark), goal=page_goal(page))
        board.put(slot.page, BODY, made)


def _with_letter(opening: Opening, runs: tuple[GlyphRun, ...]) -> tuple[GlyphRun, ...]:
    """The first word told with its drop cap: it reads back whole, though drawn in two."""
    if not opening.letter or not runs:
        return runs
    first = runs[0].glyphs[0]
    glyphs = (Glyph(first.gid, first.advance, first.dx, first.dy, opening.letter + first.text),)
    return (replace(runs[0], glyphs=glyphs + runs[0].glyphs[1:]), *runs[1:])


_NO_COPY = Copy(())


def _leftovers(board: Board, zone: Zone, full: bool) -> Iterator[ElementModel]:
    """Places for what must be shown and the template does not know: at the last columns' feet.

    That is boxes of a role the template has no element for, and pull quotes whose words stand
    nowhere else (``full``: all of them).
    """
    content, units, bodies = board.content, zone.model.text_columns, zone.model.body
    if not bodies or zone.start or zone.model.jump_to:
        return
    waiting = [role for e in zone.model.place for role in (e.box or [])]
    looks: list[ElementModel] = []
    for box in content.boxes:
        if box.role in waiting:
            waiting.remove(box.role)
        else:
            looks.append(ElementModel(box=[box.role]))
    known = sum(bool(e.quote) for e in zone.model.place)
    for quote in content.quotes[known:]:
        if full or not droppable(quote, content.article):
            looks.append(ElementModel(quote="quote-column" if units > 3 else "quote-run"))
    spots = []
    for body in reversed(bodies):
        a, b = span(body.columns)
        spots += [(body, f"{c}-{c + units - 1}") for c in range(b - units + 1, a - 1, -units)]
    for number, look in enumerate(looks):
        body, columns = spots[min(number, len(spots) - 1)]
        ident = f"extra{number + 1}"
        yield replace(look, columns=columns, page=body.page, foot=body.foot, id=ident)


def _ordered(board: Board) -> dict[int, tuple[Block, ...]]:
    pages = sorted({page for page, _ in board.blocks})
    return {
        page: tuple(
            b for layer in (GROUND, HEAD, BODY, AFTER) for b in board.blocks.get((page, layer), ())
        )
        for page in pages
    }


def zone_lines(zone: Zone) -> dict[str, float]:
    """The line numbers that the zone's movable lines may be bounded by."""
    return {**dict(zone.values), "top": zone.top, "bottom": zone.bottom}
