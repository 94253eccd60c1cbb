"""Artwork in the output's colours: forms, patterns, glyphs, masks and all they show.

What a content stream names is made anew, once for each thing, with nothing but what puts ink
on paper: no metadata, no marked content, no transfer curves. The document is added to in
memory; its file is never changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pikepdf
from pikepdf import Array, Dictionary, Name

from magtool.intake.layers import Hides
from magtool.intake.streams import filters_of, read_stream
from magtool.press.colours import Colours
from magtool.press.contents import Content, Inherited, Made, Sizes
from magtool.press.images import Shown, own_space, write_picture, write_stencil
from magtool.press.outputs import Output, Press
from magtool.press.shadings import is_within_limit, recoloured_shading, sampled_tint
from magtool.press.spaces import GRAY, Space, SpaceReader
from magtool.press.targets import InkTarget, MaskTarget, ScreenTarget, Target, device_name

_DEPTH = 32
"""Deepest nesting of forms, patterns and glyphs; only an attack has more."""
_MOST_BYTES = 1 << 27
"""Of one content stream, decoded: a detailed map has 10 MB."""
_FRESH = b"0 g 0 G 1 w 0 J 0 j 10 M [] 0 d 0 Tc 0 Tw 100 Tz 0 TL 0 Tr 0 Ts\n"
"""What a page begins with (ISO 32000-1, tables 52 and 104); a form begins with what is set."""
_STATE_KEYS = ("/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/FL", "/SM", "/SA",
               "/BM", "/CA", "/ca", "/AIS", "/TK")  # fmt: skip
"""What stays of a graphics state. Transfer curves, halftones and black generation go: they are
the press's own affair (TR, TR2, HT, HTP, BG, BG2, UCR, UCR2)."""
_FORM_KEYS = ("/BBox", "/Matrix")
_PATTERN_KEYS = ("/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep",
                 "/Matrix")  # fmt: skip
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture whose stream is filled when it is known how large it is shown."""

    place: Any
    picture: Any
    target: Target
    resources: Any


@dataclass(slots=True)
class Recolourer:
    """Makes one document's content anew for one output.

    ``transparency`` gathers, in words, what a file without transparency can't hold.
    """

    pdf: pikepdf.Pdf
    output: Output
    colours: Colours
    hides: Hides | None = None
    transparency: dict[str, None] = field(default_factory=dict)
    reader: SpaceReader = field(default_factory=SpaceReader)
    _made: dict[object, Any] = field(default_factory=dict)
    _open: list[object] = field(default_factory=list)
    _pictures: dict[object, _Placed] = field(default_factory=dict)
    _inks: Target = field(init=False)
    """What is seen is drawn for this."""
    _mask: Target = field(init=False)
    """What is drawn into soft masks."""

    def __post_init__(self) -> None:
        self._mask = MaskTarget(self.colours)
        if isinstance(self.output, Press):
            self._inks = InkTarget(self.colours, self.output)
        else:
            self._inks = ScreenTarget(self.colours, self.output)

    def page(self, content: bytes, resources: Any, scale: float) -> tuple[bytes, Any]:
        """A page's content and what it names; its units are ``scale`` points.

        Raises ValueError, OSError and pikepdf.PdfError for what can't be understood.
        """
        writer = Content(self, self._inks, Inherited(resources))
        fresh = writer.add_state(Dictionary(OP=False, op=False, OPM=0))
        rewritten = writer.rewrite(_FRESH + content)
        self._fill_pictures(writer.sizes, scale)
        return f"{fresh} gs\n".encode() + rewritten, writer.resources

    def group(self, told: Any, target: Target | None = None) -> Any:
        """A transparency group's attributes, blending in the colours it will hold."""
        made = Dictionary(S=Name.Transparency)
        for key in ("/I", "/K"):
            if key in told:
                made[key] = told[key]
        if "/CS" in told:
            space = self.reader.read(told.CS, None)
            target = target or self._inks
            made.CS = Name.DeviceGray if space.plain.kind == "gray" else target.blends_in
        return made

    # --- once for each thing -------------------------------------------------------------------

    def _once(self, kind: str, item: Any, target: Target, make: Callable[[], T]) -> T | None:
        """What is made of the item; None while it is being made, so that it would hold itself.

        A form that leaves colour spaces or resources to what draws it has those of the first.
        """
        key = (kind, target, item.objgen)
        if item.is_indirect and key in self._made:
            found: T = self._made[key]
            return found
        if item.is_indirect and key in self._open:
            return None
        if len(self._open) >= _DEPTH:
            raise ValueError(f"its parts are nested more than {_DEPTH} deep")
        self._open.append(key)
        try:
            made = make()
        finally:
            self._open.pop()
        if item.is_indirect:
            self._made[key] = made
        return made

    # --- content streams -----------------------------------------------------------------------

    def form(self, form: Any, target: Target, inherited: Inherited) -> Made | None:
        return self._once("form", form, target, lambda: self._form(form, target, inherited))

    def _form(self, form: Any, target: Target, inherited: Inherited) -> Made:
        own = form.get("/Resources")
        resources = own if isinstance(own, Dictionary) else inherited.resources
        writer = Content(self, target, Inherited(resources, inherited.fill, inherited.stroke))
        made = self.pdf.make_stream(writer.rewrite(read_stream(form, _MOST_BYTES)))
        made.Type, made.Subtype = Name.XObject, Name.Form
        _copy_keys(made, form, _FORM_KEYS)
        made.Resources = writer.resources
        group = form.get("/Group")
        if isinstance(group, Dictionary) and self._is_modern:
            made.Group = self.group(group, target)
        return Made(made, writer.sizes)

    def pattern(self, pattern: Any, target: Target, resources: Any) -> Made | None:
        return self._once(
            "pattern", pattern, target, lambda: self._pattern(pattern, target, resources)
        )

    def _pattern(self, pattern: Any, target: Target, resources: Any) -> Made:
        if not isinstance(pattern, pikepdf.Stream):
            shaded = Dictionary(PatternType=2)
            _copy_keys(shaded, pattern, ("/Matrix",))
            shaded.Shading = self.shading(pattern.Shading, target, resources)
            if isinstance(given := pattern.get("/ExtGState"), Dictionary):
                shaded.ExtGState = self.state(given, target, Inherited(resources)).thing
            return Made(self.pdf.make_indirect(shaded))
        own = pattern.get("/Resources")
        writer = Content(self, target, Inherited(own if isinstance(own, Dictionary) else resources))
        content = read_stream(pattern, _MOST_BYTES)
        made = self.pdf.make_stream(
            writer.rewrite(content, colourless=pattern.get("/PaintType") == 2)
        )
        _copy_keys(made, pattern, _PATTERN_KEYS)
        made.Resources = writer.resources
        return Made(made, writer.sizes)

    def font(self, font: Any, target: Target, resources: Any) -> Made:
        """The font itself; of a Type 3 font, whose glyphs are content, one made anew."""
        if font.get("/Subtype") != Name.Type3:
            return Made(font)
        made = self._once("font", font, target, lambda: self._type3(font, target, resources))
        return made or Made(font)

    def _type3(self, font: Any, target: Target, resources: Any) -> Made:
        own = font.get("/Resources")
        writer = Content(self, target, Inherited(own if isinstance(own, Dictionary) else resources))
        glyphs = Dictionary()
        for name, glyph in font.CharProcs.items():
            glyphs[name] = self.pdf.make_stream(writer.rewrite(read_stream(glyph, _MOST_BYTES)))
        entries = {
            key: value
            for key, value in font.items()
            if key not in ("/CharProcs", "/Resources", "/Metadata")
        }
        made = Dictionary({**entries, "/CharProcs": glyphs, "/Resources": writer.resources})
        return Made(self.pdf.make_indirect(made), writer.sizes)

    # --- states --------------------------------------------------------------------------------

    def state(self, state: Any, target: Target, inherited: Inherited) -> Made:
        made = self._once("state", state, target, lambda: self._state(state, target, inherited))
        return made or Made(Dictionary())

    def _state(self, state: Any, target: Target, inherited: Inherited) -> Made:
        made = Dictionary()
        sizes: Sizes = {}
        _copy_keys(made, state, _STATE_KEYS)
        if isinstance(font := state.get("/Font"), Array):
            of_font = self.font(font[0], target, inherited.resources)
            made.Font = Array([of_font.thing, font[1]])
        self._note_transparency(state)
        if isinstance(mask := state.get("/SMask"), Dictionary):
            soft, sizes = self._soft_mask(mask, target, inherited)
            made.SMask = soft
        elif "/SMask" in state and self._is_modern:
            made.SMask = getattr(Name, "None")
        return Made(made, sizes)

    def _soft_mask(self, mask: Any, target: Target, inherited: Inherited) -> tuple[Any, Sizes]:
        """A soft mask that lets through what it did: luminosity is worked out beforehand."""
        luminous = mask.get("/S") == Name.Luminosity
        form = self.form(mask.G, self._mask if luminous else target, Inherited(inherited.resources))
        if form is None:
            return getattr(Name, "None"), {}
        made = Dictionary(Type=Name.Mask, S=mask.S, G=form.thing)
        if "/TR" in mask:  # no transfer curve of a press: it belongs to the mask
            made.TR = mask.TR
        if luminous:
            self._set_backdrop(made, mask, form.thing)
        return made, form.sizes

    def _set_backdrop(self, made: Any, mask: Any, form: Any) -> None:
        group = mask.G.get("/Group", Dictionary())
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        _copy_keys(form.Group, group, ("/I", "/K"))
        if isinstance(backdrop := mask.get("/BC"), Array) and "/CS" in group:
            space = self.reader.read(group.CS, None)
            ink = self._mask.ink(space, [float(value) for value in backdrop])
            made.BC = Array([round(value, 4) for value in ink])

    def _note_transparency(self, state: Any) -> None:
        blend = state.get("/BM")
        blend = blend[0] if isinstance(blend, Array) and len(blend) else blend
        if isinstance(blend, Name) and blend not in (Name.Normal, Name.Compatible):
            self.transparency[f"blends by {str(blend)[1:]}"] = None
        if any(float(state.get(key, 1)) < 1 for key in ("/CA", "/ca")):
            self.transparency["has parts that are see-through"] = None
        if isinstance(state.get("/SMask"), Dictionary):
            self.transparency["has a soft mask"] = None

    @property
    def _is_modern(self) -> bool:
        """Whether the file may have transparency, and all that came with PDF 1.4 and later."""
        return not (isinstance(self.output, Press) and self.output.standard == "PDF/X-1a")

    # --- colours -------------------------------------------------------------------------------

    def shading(self, shading: Any, target: Target, resources: Any) -> Any:
        def make() -> Any:
            space = self.reader.read(shading.ColorSpace, resources)
            if not (target.keeps(space) and is_within_limit(shading, space, target)):
                return recoloured_shading(self.pdf, shading, space, target)
            kept = shading if shading.is_indirect else self.pdf.make_indirect(shading)
            kept.ColorSpace = self.kept_space(space, target)
            return kept

        return self._once("shading", shading, target, make)

    def kept_space(self, space: Space, target: Target) -> Any:
        """A space that may stay, as it may be written: named inks over a device space."""
        if space.written is None or space.base is None:
            return device_name(space.count)
        key = ("space", target, space)
        if key not in self._made:
            written = space.written
            if space.family == "Indexed":
                below = self.kept_space(space.base, target)
                made = Array([Name.Indexed, below, written[2], written[3]])
            else:
                made = Array([written[0], written[1], *self._tint(space, target)])
            self._made[key] = self.pdf.make_indirect(made)
        return self._made[key]

    def _tint(self, space: Space, target: Target) -> tuple[Any, Any]:
        """The alternate space and tint transform of named inks, without calibrated colours."""
        assert space.base is not None
        if target.keeps(space.base) and not space.base.has_names:
            return device_name(space.base.count), space.written[3]
        function, count = sampled_tint(self.pdf, space, target)
        return device_name(count), function

    # --- pictures ------------------------------------------------------------------------------

    def picture(self, picture: Any, target: Target, resources: Any) -> Made | None:
        """A stream for the picture, to be filled when all its sizes are known."""
        key = (target, picture.objgen)
        if key not in self._pictures:
            place = self.pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)
            self._pictures[key] = _Placed(place, picture, target, resources)
            if isinstance(picture.get("/SMask"), pikepdf.Stream):
                self.transparency["has a picture with soft edges"] = None
        return Made(self._pictures[key].place, {key: (0.0, 0.0)})

    def _fill_pictures(self, sizes: Sizes, scale: float) -> None:
        for key, placed in self._pictures.items():
            self._refuse_jbig2(placed.picture)
            if placed.picture.get("/ImageMask") is True:
                write_stencil(placed.place, placed.picture)
                continue
            width, height = sizes.get(key, (math.inf, math.inf))
            self._fill(placed, width * scale, height * scale)

    def _refuse_jbig2(self, picture: Any) -> None:
        """PDF/X-1a takes JBIG2 as little as LZW; there is no decoder for it here."""
        streams = [picture, picture.get("/SMask"), picture.get("/Mask")]
        coded = any(
            "/JBIG2Decode" in filters_of(one) for one in streams if isinstance(one, pikepdf.Stream)
        )
        if coded and not self._is_modern:
            raise ValueError("a picture is coded by JBIG2, which PDF/X-1a does not take")

    def _fill(self, placed: _Placed, width: float, height: float) -> None:
        picture, target = placed.picture, placed.target
        told = picture.get("/ColorSpace")
        space = own_space(picture) if told is None else self.reader.read(told, placed.resources)
        written = self.kept_space(space, target) if target.keeps(space) else None
        masks: dict[str, Any] = {}
        soft, mask = picture.get("/SMask"), picture.get("/Mask")
        if isinstance(soft, pikepdf.Stream):
            masks["/SMask"] = place = self._mask_stream()
            gray = Shown(soft, GRAY, self._mask, width, height, Name.DeviceGray)
            write_picture(self.pdf, place, gray, self.output)
        elif isinstance(mask, pikepdf.Stream):
            masks["/Mask"] = place = self._mask_stream()
            write_stencil(place, mask)
        elif isinstance(mask, Array):
            masks["/Mask"] = mask
        shown = Shown(picture, space, target, width, height, written, masks, soft)
        write_picture(self.pdf, placed.place, shown, self.output)

    def _mask_stream(self) -> Any:
        return self.pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)


def _copy_keys(to: Any, source: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in source:
            to[key] = source[key]
