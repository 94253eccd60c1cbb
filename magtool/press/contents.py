"""A content stream of artwork written anew in other colours, operator by operator."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from magtool.intake.layers import Hides
from magtool.intake.state import IDENTITY, Matrix, times
from magtool.press.layers import UNSEEN, Instruction, Layers, invisible
from magtool.press.spaces import GRAY, Space, SpaceReader
from magtool.press.targets import Target, device_name

Sizes = dict[object, tuple[float, float]]
"""The points that pictures are at most wide and high, by what the `Maker` calls them."""

_PAINTS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}
_INTO_SPACE = ("cs", "CS")
_DEVICE_COLOURS = ("g", "rg", "k", "G", "RG", "K")
_SPACE_COLOURS = ("sc", "scn", "SC", "SCN")
_MARKING = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))


@dataclass(frozen=True, slots=True)
class Made:
    """A thing made anew, and the sizes of the pictures that it shows."""

    thing: Any
    sizes: Sizes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a content stream begins with: colour spaces and, where it has none, resources."""

    resources: Any
    fill: Space = GRAY
    stroke: Space = GRAY


class Maker(Protocol):
    """Makes what content names; None stands for what no reader would show either."""

    pdf: pikepdf.Pdf
    hides: Hides | None
    reader: SpaceReader

    def form(self, form: Any, target: Target, inherited: Inherited) -> Made | None: ...

    def picture(self, picture: Any, target: Target, resources: Any) -> Made | None: ...

    def pattern(self, pattern: Any, target: Target, resources: Any) -> Made | None: ...

    def shading(self, shading: Any, target: Target, resources: Any) -> Any: ...

    def state(self, state: Any, target: Target, inherited: Inherited) -> Made: ...

    def font(self, font: Any, target: Target, resources: Any) -> Made: ...

    def kept_space(self, space: Space, target: Target) -> Any: ...


@dataclass(frozen=True, slots=True)
class _State:
    """What q keeps and Q brings back, as far as colours and sizes need it."""

    ctm: Matrix
    fill: Space
    stroke: Space


class Content:
    """Writes content streams anew that share their resources: one, or a font's glyphs."""

    def __init__(self, maker: Maker, target: Target, inherited: Inherited) -> None:
        self.sizes: Sizes = {}
        self._maker = maker
        self._target = target
        self._inherited = inherited
        self._resources: Any = inherited.resources
        self._used: dict[str, dict[str, Any]] = {}
        self._out: list[Instruction] = []
        self._state = _State(IDENTITY, inherited.fill, inherited.stroke)
        self._stack: list[_State] = []
        self._layers = Layers(None, None)
        self._colourless = False
        self._spaces: dict[str, Space] = {}
        self._stencils: dict[object, Name] = {}
        self._inline = 0

    def rewrite(self, content: bytes, *, colourless: bool = False) -> bytes:
        """The content in the target's colours; ``colourless`` takes all colours away.

        Raises ValueError and pikepdf.PdfError for what can't be understood.
        """
        self._out, self._stack = [], []
        self._state = _State(IDENTITY, self._inherited.fill, self._inherited.stroke)
        self._layers = Layers(self._maker.hides, self._named("/Properties"))
        self._colourless = colourless
        instructions = pikepdf.parse_content_stream(pikepdf.Stream(self._maker.pdf, content))
        if not colourless:
            self._learn(instructions)
        for instruction in instructions:
            operator = str(instruction.operator)
            if operator in _MARKING:
                self._mark(operator, list(instruction.operands))
            elif self._layers.hidden and operator in UNSEEN:
                self._out += invisible(instruction, operator)
            elif (act := _ACTS.get(operator)) is not None:
                act(self, instruction, list(instruction.operands))
            else:
                self._out.append(instruction)
        return pikepdf.unparse_content_stream(self._out)

    def add_state(self, state: Any) -> str:
        """A graphics state beside those of the content; its name."""
        name = self._unused("/ExtGState", "Fresh")
        self._use("/ExtGState", name, state)
        return name

    @property
    def resources(self) -> Any:
        """What the content written so far names."""
        return Dictionary({kind: Dictionary(named) for kind, named in self._used.items()})

    # --- what is named -------------------------------------------------------------------------

    def _named(self, kind: str) -> Any:
        found = self._resources.get(kind) if self._resources is not None else None
        return found if isinstance(found, Dictionary) else Dictionary()

    def _find(self, kind: str, name: Any) -> Any:
        """What the resources have under the name; None when nothing."""
        return self._named(kind).get(str(name)) if isinstance(name, Name) else None

    def _use(self, kind: str, name: str, thing: Any) -> None:
        self._used.setdefault(kind, {})[name] = thing

    def _unused(self, kind: str, stem: str) -> str:
        taken = self._named(kind)
        return next(name for n in range(len(taken) + 1) if (name := f"/{stem}{n}") not in taken)

    def _show(self, sizes: Sizes, scale: float) -> None:
        for key, (width, height) in sizes.items():
            known = self.sizes.get(key, (0.0, 0.0))
            self.sizes[key] = (max(known[0], width * scale), max(known[1], height * scale))

    def _space(self, told: Any) -> Space:
        if not isinstance(told, Name):
            return self._maker.reader.read(told, self._resources)
        name = str(told)
        if name not in self._spaces:
            self._spaces[name] = self._maker.reader.read(told, self._resources)
        return self._spaces[name]

    # --- state ---------------------------------------------------------------------------------

    def _mark(self, operator: str, operands: Sequence[Any]) -> None:
        """Marked content goes: its identifiers are those of a file that is left behind."""
        if operator in ("BMC", "BDC"):
            self._layers.begin(operands)
        elif operator == "EMC":
            self._layers.end()

    def _save(self, instruction: Instruction, _: list[Any]) -> None:
        self._stack.append(self._state)
        self._out.append(instruction)

    def _restore(self, instruction: Instruction, _: list[Any]) -> None:
        if self._stack:  # one too many would bring back the state of the page around
            self._state = self._stack.pop()
            self._out.append(instruction)

    def _concatenate(self, instruction: Instruction, told: list[Any]) -> None:
        self._state = replace(self._state, ctm=times(_matrix(told), self._state.ctm))
        self._out.append(instruction)

    def _set_graphics(self, instruction: Instruction, told: list[Any]) -> None:
        given = self._find("/ExtGState", told[0] if told else None)
        if given is not None:
            made = self._maker.state(given, self._target, self._here())
            self._use("/ExtGState", str(told[0]), made.thing)
            self._show(made.sizes, norm(self._state.ctm))
            self._out.append(instruction)

    def _set_font(self, instruction: Instruction, told: list[Any]) -> None:
        font = self._find("/Font", told[0] if told else None)
        if font is not None:
            made = self._maker.font(font, self._target, self._resources)
            self._use("/Font", str(told[0]), made.thing)
            self._show(made.sizes, math.inf)
        self._out.append(instruction)

    def _set_glyph_box(self, instruction: Instruction, _: list[Any]) -> None:
        self._colourless = True
        self._out.append(instruction)

    def _here(self) -> Inherited:
        return Inherited(self._resources, self._state.fill, self._state.stroke)

    # --- colour --------------------------------------------------------------------------------

    def _enter(self, space: Space, stroked: bool) -> None:
        state = self._state
        self._state = replace(state, stroke=space) if stroked else replace(state, fill=space)

    def _learn(self, instructions: Sequence[Instruction]) -> None:
        """Have the colours that a stream sets worked out together: one by one it takes long."""
        current: dict[bool, Space] = {}
        found: dict[Space, dict[tuple[float, ...], None]] = {}
        for instruction in instructions:
            operator, operands = str(instruction.operator), instruction.operands
            space = None
            if operator in _INTO_SPACE and len(operands):
                current[operator.isupper()] = self._space(operands[0])
            elif operator in _DEVICE_COLOURS and len(operands) in (1, 3, 4):
                space = self._space(device_name(len(operands)))
            elif operator in _SPACE_COLOURS:
                space = current.get(operator.isupper())
            named = len(operands) and isinstance(operands[-1], Name)
            if space and len(operands) == space.count and not named:
                found.setdefault(space, {})[_numbers(operands)] = None
        for space, colours in found.items():
            if not (space.has_names and self._target.keeps(space)):
                self._target.learn(space, list(colours))

    def _set_device(self, told: list[Any], stroked: bool) -> None:
        if self._colourless:
            return
        space = self._space(device_name(len(told)))
        self._enter(space, stroked)
        self._paint(space, told, stroked)

    def _set_space(self, instruction: Instruction, told: list[Any], stroked: bool) -> None:
        if self._colourless or not told:
            return
        space = self._space(told[0])
        self._enter(space, stroked)
        if space.family == "Pattern":
            return  # told again with each pattern
        if space.has_names and self._target.keeps(space):
            self._use("/ColorSpace", str(told[0]), self._maker.kept_space(space, self._target))
            self._out.append(instruction)
        else:
            self._paint(space, space.initial, stroked)

    def _set_colour(self, instruction: Instruction, told: list[Any], stroked: bool) -> None:
        if self._colourless or not told:
            return
        space = self._state.stroke if stroked else self._state.fill
        if isinstance(told[-1], Name):
            self._set_pattern(space, told, stroked)
        elif space.has_names and self._target.keeps(space):
            self._out.append(instruction)
        elif space.family != "Pattern":
            self._paint(space, told, stroked)

    def _paint(self, space: Space, values: Sequence[Any], stroked: bool) -> None:
        ink = self._target.ink(space, _numbers(values))
        operands = [round(value, 4) for value in ink]
        self._out.append((operands, Operator(_PAINTS[len(ink)][stroked])))

    def _set_pattern(self, space: Space, told: list[Any], stroked: bool) -> None:
        pattern = self._find("/Pattern", told[-1])
        if pattern is None:
            return
        made = self._maker.pattern(pattern, self._target, self._resources)
        if made is None:
            return
        self._use("/Pattern", str(told[-1]), made.thing)
        self._show(made.sizes, math.inf)
        into, values = Name.Pattern, [float(value) for value in told[:-1]]
        if values and space.base:
            into, values = self._stencil_colour(space.base, values)
        self._out.append(([into], Operator("CS" if stroked else "cs")))
        operands = [*(round(value, 4) for value in values), told[-1]]
        self._out.append((operands, Operator("SCN" if stroked else "scn")))

    def _stencil_colour(self, base: Space, values: list[float]) -> tuple[Name, list[float]]:
        """What a pattern without colours of its own is painted with: a space and a colour."""
        if base.has_names and self._target.keeps(base):
            key: object = base
            below = self._maker.kept_space(base, self._target)
        else:
            values = list(self._target.ink(base, values))
            key = below = device_name(len(values))
        if key not in self._stencils:
            name = self._unused("/ColorSpace", f"Stencil{len(self._stencils)}x")
            self._use("/ColorSpace", name, Array([Name.Pattern, below]))
            self._stencils[key] = Name(name)
        return self._stencils[key], values

    # --- what is drawn -------------------------------------------------------------------------

    def _shade(self, instruction: Instruction, told: list[Any]) -> None:
        shading = self._find("/Shading", told[0] if told else None)
        if shading is not None:
            made = self._maker.shading(shading, self._target, self._resources)
            self._use("/Shading", str(told[0]), made)
            self._out.append(instruction)

    def _draw(self, instruction: Instruction, told: list[Any]) -> None:
        item = self._find("/XObject", told[0] if told else None)
        if not isinstance(item, pikepdf.Stream) or self._layers.hides(item):
            return
        name = str(told[0])
        if item.get("/Subtype") == Name.Image:
            self._draw_picture(item, name)
        elif item.get("/Subtype") == Name.Form and item.get("/Subtype2") != Name.PS:
            made = self._maker.form(item, self._target, self._here())
            if made is not None:
                self._use("/XObject", name, made.thing)
                self._show(made.sizes, norm(times(form_matrix(item), self._state.ctm)))
                self._out.append(instruction)

    def _draw_inline(self, _: Instruction, told: list[Any]) -> None:
        """A picture within the content becomes one beside it."""
        inline = told[0]
        picture = self._maker.pdf.make_stream(b"")
        entries = dict(inline.obj.items())
        coding, parameters = entries.pop("/Filter", None), entries.pop("/DecodeParms", None)
        picture.write(inline.read_raw_bytes(), filter=coding, decode_parms=parameters)
        for key, value in entries.items():
            picture[key] = value
        self._inline += 1
        self._draw_picture(picture, self._unused("/XObject", f"Inline{self._inline}x"))

    def _draw_picture(self, picture: Any, name: str) -> None:
        made = self._maker.picture(picture, self._target, self._resources)
        if made is None:
            return
        self._use("/XObject", name, made.thing)
        a, b, c, d, _, _ = self._state.ctm
        self._show(dict.fromkeys(made.sizes, (math.hypot(a, b), math.hypot(c, d))), 1.0)
        self._out.append(([Name(name)], Operator("Do")))


_Act = Callable[[Content, Instruction, list[Any]], None]


def _device(stroked: bool) -> _Act:
    return lambda content, _, told: content._set_device(told, stroked)


def _colour(stroked: bool) -> _Act:
    return lambda content, instruction, told: content._set_colour(instruction, told, stroked)


def _into_space(stroked: bool) -> _Act:
    return lambda content, instruction, told: content._set_space(instruction, told, stroked)


_ACTS: Mapping[str, _Act] = MappingProxyType(
    {
        "q": Content._save,
        "Q": Content._restore,
        "cm": Content._concatenate,
        "gs": Content._set_graphics,
        "Tf": Content._set_font,
        "d1": Content._set_glyph_box,
        **dict.fromkeys(_DEVICE_COLOURS[:3], _device(False)),
        **dict.fromkeys(_DEVICE_COLOURS[3:], _device(True)),
        "cs": _into_space(False),
        "CS": _into_space(True),
        **dict.fromkeys(_SPACE_COLOURS[:2], _colour(False)),
        **dict.fromkeys(_SPACE_COLOURS[2:], _colour(True)),
        "sh": Content._shade,
        "Do": Content._draw,
        "INLINE IMAGE": Content._draw_inline,
    }
)


def _numbers(operands: Sequence[Any]) -> tuple[float, ...]:
    return tuple(float(value) for value in operands)


def norm(matrix: Matrix) -> float:
    """By how much the matrix lengthens at the most: its greater singular value."""
    a, b, c, d, _, _ = matrix
    total, area = a * a + b * b + c * c + d * d, a * d - b * c
    return math.sqrt((total + math.sqrt(max(total * total - 4 * area * area, 0.0))) / 2)


def form_matrix(form: Any) -> Matrix:
    """The matrix of a form or pattern; none changes nothing."""
    told = form.get("/Matrix")
    return _matrix(list(told)) if isinstance(told, Array) and len(told) == 6 else IDENTITY


def _matrix(told: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in told)
    return (a, b, c, d, e, f)
