"""What a page shows: its content read operator by operator, forms and patterns included.

Everything is told on the upright sheet. Clips count by their bounding boxes. Content that is
hidden by default puts no ink on paper and is left out, as is all that lies outside the clip.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from magtool.intake.fonts import Font, read_font
from magtool.intake.inked import most_ink
from magtool.intake.layers import Hides, layer_of
from magtool.intake.spaces import Space, read_space
from magtool.intake.state import (
    IDENTITY,
    Matrix,
    Outline,
    Side,
    State,
    around,
    box_through,
    common,
    scale_of,
    through,
    times,
)
from magtool.intake.streams import TooLarge, filters_of, plainly, read_stream
from magtool.intake.textline import TextLine
from magtool.page import (
    Area,
    Coat,
    Feature,
    FontUse,
    Painted,
    PaintedPath,
    PaintedPicture,
    PaintedShade,
    PaintedText,
)

CONTENT_CAP = 1 << 25
"""Bytes of one decoded content stream: a detailed map has 10 MB."""
PAGE_OPERATORS = 1_000_000
"""Operators read of one page: such a map has half of that."""
FILE_OPERATORS = 4_000_000
"""Operators read of one file: an issue has a thousand a page."""
_TOKENS = 8_000_000
"""Most numbers, names and operators of one content stream: each takes 140 bytes when parsed."""
_RUN_COST = 100
"""Operators that beginning a form counts for, because it takes as long."""
_SMALL = 500
"""Operators of a form, and number of forms, up to which what was parsed is kept."""
_DEPTH = 24
"""Deepest nesting of forms, patterns and glyphs; only an attack has more."""
_STACK = 1000
"""Most states that q keeps; readers need not keep more than 28 (ISO 32000-1 annex C)."""
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'\"*")
_WORDS = bytes(b"a"[0] if code in _LETTERS else b" "[0] for code in range(256))
_TOKEN_ENDS = bytes(b" "[0] if code in b"\0\t\n\f\r " else b"a"[0] for code in range(256))
"""Tables by which the ends of words, or of all that blanks divide, are counted in one go."""
_OPENING = (b"[", b"<", b"(", b"/")
"""What begins an operand without a blank before it."""
_BROKEN = (
    TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RuntimeError,
    pikepdf.PdfError,
)  # fmt: skip
"""What reading a faulty object raises. The operator is then skipped, as all readers do."""

_Act = Callable[["_MarkReader", list[Any]], None]
"""What an operator does with its operands; those are never changed."""


class TooMuch(Exception):
    """The page has more content than is read."""


@dataclass(slots=True)
class Shown:
    """What was found of a page."""

    painted: list[Painted] = field(default_factory=list)
    fonts: dict[object, Font] = field(default_factory=dict)
    features: set[Feature] = field(default_factory=set)
    blend_spaces: set[str] = field(default_factory=set)
    masked_spaces: set[str] = field(default_factory=set)
    fault: str = ""

    @property
    def font_uses(self) -> tuple[FontUse, ...]:
        """Each font once, in order of name."""
        uses = {FontUse(f.name, f.kind, f.embedded, f.shown) for f in self.fonts.values()}
        return tuple(sorted(uses, key=lambda use: (use.name, use.kind, use.embedded, use.shown)))


@dataclass(slots=True)
class Reading:
    """What the pages of one file share: its hidden layers, what is left to read, known inks."""

    pdf: pikepdf.Pdf
    hides: Hides | None
    operators: int = FILE_OPERATORS
    inks: dict[object, float | None] = field(default_factory=dict)
    parsed: dict[object, list[tuple[_Act, list[Any]]]] = field(default_factory=dict)


def read_marks(
    reading: Reading, parts: Sequence[Any], resources: Any, ctm: Matrix, sheet: Area
) -> Shown:
    """What a page's content streams show on the sheet; ``ctm`` leads from their units to it."""
    reader = _MarkReader(reading, ctm, sheet)
    try:
        content = bytearray()
        for part in parts:
            content += read_stream(part, CONTENT_CAP - len(content)) + b"\n"
        reader.run(reader.parse(bytes(content)), resources)
    except (TooMuch, TooLarge) as error:
        reader.shown.fault = f"there is more on the page than is read: {error}"
    except _BROKEN as error:
        reader.shown.fault = f"its content is damaged: {plainly(error)}"
    return reader.shown


def group_space(group: Any, resources: Any) -> str:
    """The colour space that a transparency group blends in; "" when it names none."""
    told = group.get("/CS") if isinstance(group, Dictionary) else None
    return "" if told is None else read_space(told, resources).name


class _MarkReader:
    """Reads one page. The resources and the path belong to the stream that is being read."""

    def __init__(self, reading: Reading, ctm: Matrix, sheet: Area) -> None:
        self.shown = Shown()
        self._reading = reading
        self._left = min(PAGE_OPERATORS, reading.operators)
        self._state = State(ctm, sheet)
        self._stack: list[State] = []
        self._resources: Any = Dictionary()
        self._base = ctm  # where the stream that is being read began: patterns hang from it
        self._outline = Outline()
        self._at = (0.0, 0.0)
        self._clips = False
        self._line = TextLine()
        self._marked: list[bool] = []  # whether each open marked content is hidden
        self._masked = 0
        self._within: Area | None = None  # where a pattern's or glyph's marks come to lie
        self._depth = 0
        self._known: set[object] = set()  # patterns and glyphs that were read
        self._open: list[object] = []  # forms that are being read
        self._coats: dict[tuple[Coat, bool, int], Coat] = {}
        self._spaces: dict[str, Space] = {}

    # --- streams ---------------------------------------------------------------------------

    def run(self, acts: list[tuple[_Act, list[Any]]], resources: Any) -> None:
        """Read the content of a page, form, pattern or glyph."""
        if isinstance(resources, Dictionary):
            self._resources = resources
        self._spaces = {}
        self._list_fonts()
        cost = len(acts) + _RUN_COST
        self._left -= cost
        self._reading.operators -= cost
        if self._left < 0:
            raise TooMuch(f"more than {PAGE_OPERATORS} operators")
        for act, operands in acts:
            try:
                act(self, operands)
            except (TooLarge, pikepdf.PdfError) as error:
                self.shown.fault = f"a part of it can't be read: {plainly(error)}"
            except _BROKEN:
                continue

    def parse(self, content: bytes) -> list[tuple[_Act, list[Any]]]:
        """The operators that are read, with what they are given."""
        words = content.translate(_WORDS).count(b"a ")
        tokens = content.translate(_TOKEN_ENDS).count(b"a ") + sum(map(content.count, _OPENING))
        if words > PAGE_OPERATORS or tokens > _TOKENS:
            raise TooMuch(f"more than {PAGE_OPERATORS} operators")
        stream = pikepdf.Stream(self._reading.pdf, content)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            instructions = pikepdf.parse_content_stream(stream)
        if told:
            self.shown.fault = "its content ends too early"
        return [
            (act, list(instruction.operands))
            for instruction in instructions
            if (act := _ACTS.get(str(instruction.operator))) is not None
        ]

    def _parsed(self, stream: Any) -> list[tuple[_Act, list[Any]]]:
        """A form's operators; those of a small one are kept, for it may be drawn again."""
        kept = self._reading.parsed
        key = stream.objgen
        if (found := kept.get(key)) is not None:
            return found
        acts = self.parse(read_stream(stream, CONTENT_CAP))
        if len(acts) <= _SMALL and len(kept) < _SMALL:
            kept[key] = acts
        return acts

    def _list_fonts(self) -> None:
        fonts = self._resources.get("/Font")
        if isinstance(fonts, Dictionary):
            for name in fonts.keys():  # noqa: SIM118 - a pikepdf dictionary iterates otherwise
                self._font(name)

    @contextmanager
    def _inside(self, state: State) -> Iterator[None]:
        """Another stream is read from here on, with a state of its own."""
        kept = (
            self._state, self._stack, self._resources, self._base, self._outline, self._line,
            self._marked, self._spaces,
        )  # fmt: skip
        hidden = any(self._marked)
        self._state, self._stack, self._base = state, [], state.ctm
        self._outline, self._line, self._marked = Outline(), TextLine(), [hidden]
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            (
                self._state, self._stack, self._resources, self._base, self._outline, self._line,
                self._marked, self._spaces,
            ) = kept  # fmt: skip

    def _run_form(self, form: Any, state: State) -> None:
        """Read a form or pattern in a state whose matrix leads from its own units."""
        key = form.objgen
        if self._depth >= _DEPTH or (key != (0, 0) and key in self._open):
            return
        state.ctm = times(_matrix(form.get("/Matrix")), state.ctm)
        box = form.get("/BBox")
        if isinstance(box, pikepdf.Array):
            clip = common(state.clip, box_through(state.ctm, *_floats(box)))
            if clip is None:
                return
            state.clip = clip
        self._open.append(key)
        try:
            acts = self._parsed(form)
            with self._inside(state):
                self.run(acts, form.get("/Resources"))
        finally:
            self._open.pop()

    # --- what is told ------------------------------------------------------------------------

    def _coat(self, side: Side) -> Coat:
        """The colour with the overprint that is set."""
        coat = side.coat if side.pattern is None else Coat("Pattern")
        key = (coat, side.overprint, self._state.mode)
        found = self._coats.get(key)
        if found is None:
            found = replace(coat, overprint=side.overprint, mode=self._state.mode)
            self._coats[key] = found
        return found

    def _visible(self, area: Area) -> Area | None:
        """What of an area shows."""
        shows = None if any(self._marked) else common(area, self._state.clip)
        return self._within if shows and self._within else shows

    def _tell(self, mark: Painted, *coats: Coat | None) -> None:
        if self._masked:
            self.shown.masked_spaces.update(coat.space for coat in coats if coat)
        else:
            self.shown.painted.append(mark)

    # --- state -------------------------------------------------------------------------------

    def _save(self, _: list[Any]) -> None:
        if len(self._stack) < _STACK:
            self._stack.append(self._state.copy())

    def _restore(self, _: list[Any]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def _concatenate(self, told: list[Any]) -> None:
        self._state.ctm = times(_six(told), self._state.ctm)

    def _set_weight(self, told: list[Any]) -> None:
        self._state.weight = abs(float(told[0]))

    def _set_graphics(self, told: list[Any]) -> None:
        given = self._resource("/ExtGState", told[0])
        state, features = self._state, self.shown.features
        if "/LW" in given:
            state.weight = abs(float(given.LW))
        if isinstance(font := given.get("/Font"), pikepdf.Array):
            state.font, state.size = self._font_of(font[0]), float(font[1])
        if "/OP" in given:
            state.stroke.overprint = state.fill.overprint = given.OP is True
        if "/op" in given:
            state.fill.overprint = given.op is True
        if "/OPM" in given:
            state.mode = int(given.OPM)
        if _has_curve(given):
            features.add("transfer")
        if "/SMask" in given:
            self._set_mask(given.SMask)
        if "/BM" in given:
            blend = given.BM[0] if isinstance(given.BM, pikepdf.Array) else given.BM
            if blend not in (Name.Normal, Name.Compatible):
                features.add("blend")
                state.opaque = False
        if any(float(given.get(key, 1)) < 1 for key in ("/CA", "/ca")):
            features.add("opacity")
            state.opaque = False

    def _set_mask(self, mask: Any) -> None:
        """A soft mask: it lays no ink, but what it is drawn with counts for the standards."""
        if not isinstance(mask, Dictionary):
            return
        self.shown.features.add("soft-mask")
        self._state.opaque = False
        form = mask.get("/G")
        if isinstance(form, pikepdf.Stream) and self._first_time("mask", form):
            if space := group_space(form.get("/Group"), self._resources):
                self.shown.masked_spaces.add(space)
            self._masked += 1
            try:
                self._run_form(form, State(self._state.ctm, self._state.clip))
            finally:
                self._masked -= 1

    def _first_time(self, kind: object, stream: Any) -> bool:
        """Whether a stream was not yet read in this part on the page; direct ones never were."""
        key = (kind, stream.objgen)
        if stream.objgen != (0, 0) and key in self._known:
            return False
        self._known.add(key)
        return True

    def _resource(self, kind: str, name: Any) -> Any:
        return self._resources[kind][str(name)]

    # --- marked content ------------------------------------------------------------------------

    def _begin_marked(self, told: list[Any]) -> None:
        hides = self._reading.hides
        hidden = False
        if hides and len(told) == 2:
            layer = layer_of(told, self._resources.get("/Properties", Dictionary()))
            hidden = layer is not None and hides(layer)
        self._marked.append(hidden)

    def _end_marked(self, _: list[Any]) -> None:
        if len(self._marked) > (1 if self._depth else 0):
            self._marked.pop()

    # --- colour --------------------------------------------------------------------------------

    def _space(self, told: Any) -> Space:
        if not isinstance(told, Name):
            return read_space(told, self._resources)
        found = self._spaces.get(str(told))
        if found is None:
            found = self._spaces[str(told)] = read_space(told, self._resources)
        return found

    def _set_space(self, side: Side, told: list[Any]) -> None:
        side.space, side.pattern = self._space(told[0]), None
        side.coat = side.space.coat(side.space.first)

    def _set_device(self, side: Side, told: list[Any]) -> None:
        name = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}[len(told)]
        side.space, side.pattern = self._space(name), None
        side.coat = side.space.coat([float(value) for value in told])

    def _set_colour(self, side: Side, told: list[Any]) -> None:
        if not (told and isinstance(told[-1], Name)):
            side.coat = side.space.coat([float(value) for value in told])
            return
        pattern = self._resource("/Pattern", told[-1])
        side.pattern = pattern
        if pattern.get("/PaintType") == 2 and side.space.base:  # a stencil takes the colour
            side.pattern = None
            side.coat = side.space.base.coat([float(value) for value in told[:-1]])

    def _lay_pattern(self, side: Side, area: Area) -> None:
        """Tell what a pattern shows where it fills an area; each tiling is read once a page."""
        pattern = side.pattern
        if isinstance(pattern, pikepdf.Stream):
            if self._first_time("pattern", pattern):
                kept, self._within = self._within, area
                try:
                    # The cell's own box says nothing of where it is repeated.
                    state = State(self._base, (-math.inf, -math.inf, math.inf, math.inf))
                    self._run_form(pattern, state)
                finally:
                    self._within = kept
        elif isinstance(pattern, Dictionary) and "/Shading" in pattern:
            self._tell_shade(pattern.Shading, area, side)
            if isinstance(given := pattern.get("/ExtGState"), Dictionary) and _has_curve(given):
                self.shown.features.add("transfer")

    def _tell_shade(self, shading: Any, area: Area, side: Side) -> None:
        coat = self._space(shading.get("/ColorSpace")).bare
        coat = replace(coat, overprint=side.overprint, mode=self._state.mode)
        self._tell(PaintedShade(area, coat), coat)

    def _paint_shading(self, told: list[Any]) -> None:
        area = self._visible(self._state.clip)
        if area:
            self._tell_shade(self._resource("/Shading", told[0]), area, self._state.fill)

    # --- paths ---------------------------------------------------------------------------------

    def _move_to(self, told: list[Any]) -> None:
        self._at = (float(told[0]), float(told[1]))
        self._outline.move(through(self._state.ctm, *self._at))

    def _line_to(self, told: list[Any]) -> None:
        """A line's, or a curve's, points: a curve lies inside the hull of its controls."""
        ctm, points = self._state.ctm, self._outline.points
        values = [float(value) for value in told]
        for x, y in zip(values[::2], values[1::2], strict=True):
            points.append(through(ctm, x, y))
        if not self._outline.starts:
            self._outline.starts.append(0)

    def _rectangle(self, told: list[Any]) -> None:
        x, y, width, height = (float(value) for value in told)
        ctm = self._state.ctm
        self._outline.move(through(ctm, x, y))
        self._outline.points += [
            through(ctm, x + width, y),
            through(ctm, x + width, y + height),
            through(ctm, x, y + height),
        ]

    def _clip(self, _: list[Any]) -> None:
        self._clips = True

    def _paint(self, filled: bool, stroked: bool) -> None:
        outline, self._outline = self._outline, Outline()
        clips, self._clips = self._clips, False
        if not outline.points:
            return
        try:
            bounds = around(outline.points)
            if filled or stroked:
                self._tell_path(outline, bounds, filled, stroked)
        finally:
            if clips:
                # An empty clip hides everything: a box far away does so too.
                nowhere = (-1e9, -1e9, -1e9, -1e9)
                self._state.clip = common(self._state.clip, bounds) or nowhere

    def _tell_path(self, outline: Outline, bounds: Area, filled: bool, stroked: bool) -> None:
        state = self._state
        weight = state.weight * scale_of(state.ctm) if stroked else 0.0
        half = weight / 2
        x0, y0, x1, y1 = bounds
        area = self._visible((x0 - half, y0 - half, x1 + half, y1 + half))
        if area is None:
            return
        fill = self._coat(state.fill) if filled else None
        stroke = self._coat(state.stroke) if stroked else None
        covered = min(outline.covered, _size(area)) if filled else 0.0
        self._tell(PaintedPath(area, fill, stroke, weight, covered), fill, stroke)
        if filled and state.fill.pattern is not None:
            self._lay_pattern(state.fill, area)
        if stroked and state.stroke.pattern is not None:
            self._lay_pattern(state.stroke, area)

    # --- text ------------------------------------------------------------------------------------

    def _font_of(self, told: Any) -> Font | None:
        """The font of a dictionary, read once a page."""
        if not isinstance(told, Dictionary):
            return None
        key: object = told.objgen if told.objgen != (0, 0) else told.unparse()
        found = self.shown.fonts.get(key)
        if found is None:
            found = self.shown.fonts[key] = read_font(told)
        return found

    def _font(self, name: Any) -> Font | None:
        try:
            return self._font_of(self._resource("/Font", name))
        except _BROKEN:
            return None

    def _begin_text(self, _: list[Any]) -> None:
        self._line.place(IDENTITY)

    def _set_font(self, told: list[Any]) -> None:
        self._state.font, self._state.size = self._font(told[0]), float(told[1])

    def _move_text(self, told: list[Any]) -> None:
        self._line.move(float(told[0]), float(told[1]))

    def _move_text_leading(self, told: list[Any]) -> None:
        self._state.leading = -float(told[1])
        self._move_text(told)

    def _next_line(self, _: list[Any]) -> None:
        self._line.move(0.0, -self._state.leading)

    def _place_text(self, told: list[Any]) -> None:
        self._line.place(_six(told))

    def _set_text(self, name: str, told: list[Any]) -> None:
        setattr(self._state, name, float(told[0]))

    def _set_stretch(self, told: list[Any]) -> None:
        self._state.stretch = float(told[0]) / 100

    def _set_rendering(self, told: list[Any]) -> None:
        self._state.rendering = int(told[0])

    def _show(self, told: list[Any]) -> None:
        items = list(told[0]) if isinstance(told[0], pikepdf.Array) else told[:1]
        state = self._state
        font = state.font or Font("", "", False, {})
        way = times(self._line.matrix, state.ctm)
        area, size = self._line.show(items, font, state)
        visible = self._visible(area)
        if visible is None or state.rendering not in _RENDERED:
            return
        font.shown = True
        filled, stroked = _RENDERED[state.rendering]
        fill = self._coat(state.fill) if filled else None
        stroke = self._coat(state.stroke) if stroked else None
        self._tell(PaintedText(visible, size, fill, stroke), fill, stroke)
        if filled and state.fill.pattern is not None:
            self._lay_pattern(state.fill, visible)
        if font.drawn:
            self._show_drawn(items, font, visible, way)

    def _show_drawn(self, items: Sequence[Any], font: Font, area: Area, way: Matrix) -> None:
        """Read the glyphs of a Type 3 font that bring their own colours, each once a page."""
        state = self._state
        scale = (state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise)
        codes = {
            code
            for item in items
            if isinstance(item, pikepdf.String)
            for code in font.codes(bytes(item))
        }
        for code in sorted(codes):
            glyph = (font.drawn or {}).get(code)
            if glyph is None or self._depth >= _DEPTH or not self._first_time("glyph", glyph):
                continue
            if b"d1" in read_stream(glyph, CONTENT_CAP)[:200]:
                continue  # a stencil, which takes the text's colour
            inner = state.copy()
            inner.ctm = times(font.matrix, times(scale, way))
            kept, self._within = self._within, area
            try:
                acts = self._parsed(glyph)
                with self._inside(inner):
                    self.run(acts, font.resources)
            finally:
                self._within = kept

    def _show_on_next(self, told: list[Any]) -> None:
        self._next_line(told)
        self._show(told[-1:])

    def _show_spaced(self, told: list[Any]) -> None:
        self._state.word_spacing, self._state.spacing = float(told[0]), float(told[1])
        self._show_on_next(told[2:])

    # --- pictures and forms ------------------------------------------------------------------

    def _draw(self, told: list[Any]) -> None:
        item = self._resource("/XObject", told[0])
        layer, hides = item.get("/OC"), self._reading.hides
        if hides and isinstance(layer, Dictionary) and hides(layer):
            return
        if any(self._marked):
            return
        self._note_exchange(item)
        kind = item.get("/Subtype")
        if kind == Name.Image:
            self._tell_picture(item, item)
        elif kind == Name.Form:
            self._note_group(item)
            self._run_form(item, self._state.copy())

    def _note_exchange(self, item: Any) -> None:
        """Note what an object refers to instead of showing itself."""
        features = self.shown.features
        if item.get("/Subtype") == Name.PS or item.get("/Subtype2") == Name.PS:
            features.add("postscript")
        if "/OPI" in item:
            features.add("opi")
        if "/Ref" in item:
            features.add("reference")
        if "/Alternates" in item:
            features.add("alternates")

    def _note_group(self, form: Any) -> None:
        group = form.get("/Group")
        if isinstance(group, Dictionary) and group.get("/S") == Name.Transparency:
            self.shown.features.add("group")
            if space := group_space(group, self._resources):
                self.shown.blend_spaces.add(space)

    def _draw_inline(self, told: list[Any]) -> None:
        self._tell_picture(told[0].obj, None)

    def _tell_picture(self, picture: Any, stream: Any) -> None:
        """Tell a picture by its dictionary; ``stream`` is None for one inside the content."""
        state, ctm = self._state, self._state.ctm
        area = self._visible(box_through(ctm, 0.0, 0.0, 1.0, 1.0))
        if area is None:
            return
        columns, rows = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
        width, height = math.hypot(ctm[0], ctm[1]), math.hypot(ctm[2], ctm[3])
        mask = picture.get("/ImageMask") is True
        if "/JPXDecode" in filters_of(picture):
            self.shown.features.add("jpx")
        cut_out = any(isinstance(picture.get(key), pikepdf.Stream) for key in ("/SMask", "/Mask"))
        if isinstance(picture.get("/SMask"), pikepdf.Stream):
            self.shown.features.add("soft-mask")
        told = picture.get("/ColorSpace")
        space = self._space(told) if told is not None else Space("", "")
        coat = self._coat(state.fill) if mask else self._coat(Side(space, space.bare))
        ink = None
        if stream is not None and space.kind == "CMYK" and state.opaque and not cut_out:
            ink = self._ink_of(stream, width, height)
        line = mask or picture.get("/BitsPerComponent") == 1
        mark = PaintedPicture(area, columns, rows, width, height, coat, line, ink)
        self._tell(mark, coat)

    def _ink_of(self, stream: Any, width: float, height: float) -> float | None:
        known = self._reading.inks
        key = (stream.objgen, round(width), round(height))
        if key not in known:
            known[key] = most_ink(stream, width, height)
        return known[key]


_RENDERED = {
    0: (True, False), 1: (False, True), 2: (True, True), 4: (True, False), 5: (False, True),
    6: (True, True),
}  # fmt: skip
"""Text rendering modes that show: whether letters are filled and stroked. 3 and 7 show nothing."""


def _setting(name: str) -> _Act:
    return lambda reader, told: reader._set_text(name, told)


def _painting(filled: bool, stroked: bool) -> _Act:
    return lambda reader, told: reader._paint(filled, stroked)


def _colouring(act: Callable[[_MarkReader, Side, list[Any]], None], stroked: bool) -> _Act:
    if stroked:
        return lambda reader, told: act(reader, reader._state.stroke, told)
    return lambda reader, told: act(reader, reader._state.fill, told)


_ACTS: Mapping[str, _Act] = MappingProxyType(
    {
        "q": _MarkReader._save,
        "Q": _MarkReader._restore,
        "cm": _MarkReader._concatenate,
        "w": _MarkReader._set_weight,
        "gs": _MarkReader._set_graphics,
        "BMC": _MarkReader._begin_marked,
        "BDC": _MarkReader._begin_marked,
        "EMC": _MarkReader._end_marked,
        "m": _MarkReader._move_to,
        **dict.fromkeys(("l", "c", "v", "y"), _MarkReader._line_to),
        "re": _MarkReader._rectangle,
        **dict.fromkeys(("W", "W*"), _MarkReader._clip),
        "n": _painting(False, False),
        **dict.fromkeys(("S", "s"), _painting(False, True)),
        **dict.fromkeys(("f", "F", "f*"), _painting(True, False)),
        **dict.fromkeys(("B", "B*", "b", "b*"), _painting(True, True)),
        "sh": _MarkReader._paint_shading,
        **dict.fromkeys(("g", "rg", "k"), _colouring(_MarkReader._set_device, False)),
        **dict.fromkeys(("G", "RG", "K"), _colouring(_MarkReader._set_device, True)),
        "cs": _colouring(_MarkReader._set_space, False),
        "CS": _colouring(_MarkReader._set_space, True),
        **dict.fromkeys(("sc", "scn"), _colouring(_MarkReader._set_colour, False)),
        **dict.fromkeys(("SC", "SCN"), _colouring(_MarkReader._set_colour, True)),
        "BT": _MarkReader._begin_text,
        "Tf": _MarkReader._set_font,
        "Tc": _setting("spacing"),
        "Tw": _setting("word_spacing"),
        "TL": _setting("leading"),
        "Ts": _setting("rise"),
        "Tz": _MarkReader._set_stretch,
        "Tr": _MarkReader._set_rendering,
        "Td": _MarkReader._move_text,
        "TD": _MarkReader._move_text_leading,
        "Tm": _MarkReader._place_text,
        "T*": _MarkReader._next_line,
        **dict.fromkeys(("Tj", "TJ"), _MarkReader._show),
        "'": _MarkReader._show_on_next,
        '"': _MarkReader._show_spaced,
        "Do": _MarkReader._draw,
        "INLINE IMAGE": _MarkReader._draw_inline,
    }
)


def _has_curve(given: Any) -> bool:
    """Whether a graphics state changes tones: TR, TR2, a halftone's own curve, or HTP."""
    told = given.get("/TR2", given.get("/TR"))
    if "/HTP" in given or not (told is None or told in (Name.Identity, Name.Default)):
        return True
    halftone = given.get("/HT")
    if not isinstance(halftone, Dictionary | pikepdf.Stream):
        return False
    screens = [halftone, *(v for _, v in halftone.items() if isinstance(v, Dictionary))]
    return any(
        screen.get("/TransferFunction", Name.Identity) != Name.Identity for screen in screens
    )


def _floats(told: Any) -> list[float]:
    return [float(value) for value in told]


def _six(told: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in told)
    return (a, b, c, d, e, f)


def _matrix(told: Any) -> Matrix:
    return _six(list(told)) if isinstance(told, pikepdf.Array) else IDENTITY


def _size(area: Area) -> float:
    return max(area[2] - area[0], 0.0) * max(area[3] - area[1], 0.0)
