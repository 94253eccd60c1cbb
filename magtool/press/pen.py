"""Marks to content streams. The page's y axis is turned over here and nowhere else."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence

from magtool.measure import Ink, Rect
from magtool.page import Artwork, Fill, GlyphRun, Op, PageLayout, Path, Picture, Rule
from magtool.press.lettering import Piece, PressFace, common_face
from magtool.press.numbers import fine, ink_operands, number
from magtool.press.prepared import (
    ArtworkUse,
    Code,
    FaceUse,
    Fade,
    PictureUse,
    PreparedPage,
    Resource,
    Tint,
)

_SEGMENTS = {"M": "m", "L": "l", "C": "c", "Z": "h"}

_FaceOf = Callable[[str], PressFace]


def prepare_page(page: PageLayout, faces: Mapping[str, bytes], bleed: bool = False) -> PreparedPage:
    """The page's marks in painting order as one content stream, and what it names.

    ``faces`` are TrueType fonts by key; with ``bleed`` the sheet is the trim and its bleed on
    all sides. The result depends on nothing else and may be kept. Raises KeyError for a face
    that is not given and ValueError for one that is no TrueType font.
    """
    margin = page.bleed if bleed else 0.0
    pen = _Pen(page, lambda key: common_face(key, faces[key]), margin)
    prepared = pen.draw(page)
    if not pen.has_clashes():
        return prepared
    # Two texts of one glyph have met under one code: the page is drawn again with its own.
    own: dict[str, PressFace] = {}

    def own_face(key: str) -> PressFace:
        if key not in own:
            own[key] = PressFace(common_face(key, faces[key]).metrics, own={})
        return own[key]

    return _Pen(page, own_face, margin).draw(page)


class _Pen:
    """Writes operators and remembers the state they leave, so that only changes are written."""

    def __init__(self, page: PageLayout, face_of: _FaceOf, margin: float) -> None:
        self._face_of = face_of
        self._left = margin
        self._top = page.height + margin
        self._out: list[str] = []
        self._names: dict[str | Resource, str] = {}  # a face stands by its key
        self._codes: dict[str, set[Code]] = {}  # shown so far, by face
        self._in_text = False
        self._origin: tuple[float, float] | None = None  # of the last run, if it stood upright
        self._fill: Ink | None = None
        self._stroke: Ink | None = None
        self._face: PressFace | None = None
        self._key = ""
        self._size = 0.0
        self._scale = 1.0
        self._spacing = 0.0
        self._weight = 1.0
        self._dashes: tuple[float, ...] = ()

    def draw(self, page: PageLayout) -> PreparedPage:
        """All marks of the page."""
        for block in page.blocks:
            for op in block.ops:
                self._put(op)
        self._leave_text()
        content = "\n".join(self._out).encode("ascii")
        faces = {key: tuple(sorted(codes)) for key, codes in self._codes.items()}
        named = (
            (name, FaceUse(use, faces[use]) if isinstance(use, str) else use)
            for use, name in self._names.items()
        )
        return PreparedPage(
            page.number, page.width, page.height, self._left, zlib.compress(content), tuple(named)
        )

    def has_clashes(self) -> bool:
        """Whether one code of a face has been written for two glyphs or texts."""
        return any(len({code for code, _, _ in c}) < len(c) for c in self._codes.values())

    def _put(self, op: Op) -> None:
        """Write one mark."""
        if isinstance(op, GlyphRun):
            if op.glyphs:
                self._glyph_run(op)
            return
        self._leave_text()
        match op:
            case Rule():
                self._rule(op)
            case Fill():
                self._fill_rect(op)
            case Path():
                self._path(op)
            case Picture():
                self._picture(op)
                for shade in op.shades:
                    self._shade(op.rect, *shade)
            case Artwork():
                self._artwork(op)

    # Text

    def _glyph_run(self, run: GlyphRun) -> None:
        out = self._out
        if not self._in_text:
            out.append("BT")
            self._in_text, self._origin = True, None
        if run.ink is not self._fill:
            self._set_fill(run.ink)
        if run.face != self._key or run.size != self._size or self._face is None:
            self._set_face(run.face, run.size)
        if run.scale != self._scale:
            out.append(f"{fine(100 * run.scale)} Tz")
            self._scale = run.scale
        # The reader scales Tc along with the glyphs; the layout's tracking is not scaled.
        spacing = run.tracking / run.scale
        if spacing != self._spacing:
            out.append(f"{fine(spacing)} Tc")
            self._spacing = spacing
        self._place(run)
        assert self._face is not None
        shown = self._face.show(run.glyphs)
        self._codes[run.face].update(shown.codes)
        pieces = shown.pieces
        if len(pieces) == 1 and pieces[0][0] == 0.0:
            out.append(pieces[0][1])
        else:
            self._show_risen(pieces, run.size)

    def _place(self, run: GlyphRun) -> None:
        """Set the run's origin: a step from the last run on the same line, else anew."""
        x, y = round(run.x + self._left, 3), round(self._top - run.y, 3)
        if run.angle:
            sine, cosine = math.sin(math.radians(run.angle)), math.cos(math.radians(run.angle))
            turn = f"{fine(cosine)} {fine(sine)} {fine(-sine)} {fine(cosine)}"
            self._out.append(f"{turn} {x:.7g} {y:.7g} Tm")
            self._origin = None
        elif self._origin is not None and self._origin[1] == y:
            self._out.append(f"{number(x - self._origin[0])} 0 Td")
            self._origin = (x, y)
        else:
            self._out.append(f"1 0 0 1 {x:.7g} {y:.7g} Tm")
            self._origin = (x, y)

    def _show_risen(self, pieces: Sequence[Piece], size: float) -> None:
        standing = 0.0
        for rise, operators in pieces:
            if rise != standing:
                self._out.append(f"{number(rise * size)} Ts")
                standing = rise
            self._out.append(operators)
        if standing:
            self._out.append("0 Ts")

    def _set_face(self, key: str, size: float) -> None:
        self._face = self._face_of(key)
        self._codes.setdefault(key, set())
        self._key, self._size = key, size
        self._out.append(f"/{self._name('F', str(key))} {fine(size)} Tf")

    def _leave_text(self) -> None:
        if self._in_text:
            self._out.append("ET")
            self._in_text = False

    # Shapes

    def _rule(self, rule: Rule) -> None:
        self._set_stroke(rule.ink, rule.weight, ())
        start, end = self._point(rule.x0, rule.y0), self._point(rule.x1, rule.y1)
        self._out.append(f"{start} m {end} l S")

    def _fill_rect(self, fill: Fill) -> None:
        if fill.opacity >= 1.0:
            self._set_fill(fill.ink)
            self._out.append(f"{self._box(fill.rect)} f")
            return
        state = self._opacity(fill.opacity)
        self._out.append(f"q {state} {ink_operands(fill.ink)} k {self._box(fill.rect)} f Q")

    def _path(self, path: Path) -> None:
        if path.fill is not None:
            self._set_fill(path.fill)
        if path.stroke is not None:
            self._set_stroke(path.stroke, path.weight, path.dashes)
        for segment in path.segments:
            values = [float(value) for value in segment[1:]]
            points = [self._point(*values[i : i + 2]) for i in range(0, len(values), 2)]
            self._out.append(" ".join([*points, _SEGMENTS[str(segment[0])]]))
        painted = (path.fill is not None, path.stroke is not None)
        operator = {(True, True): "B", (True, False): "f", (False, True): "S"}
        self._out.append(operator.get(painted, "n"))

    # Pictures and artwork

    def _picture(self, picture: Picture) -> None:
        """Draw the picture so that its crop, upright, fills its rect."""
        rect = picture.rect
        left, top, right, bottom = picture.crop
        width, height = rect.width / (right - left), rect.height / (bottom - top)
        x = rect.x0 - left * width + self._left
        y = self._top - (rect.y0 - top * height) - height
        whole = picture.crop == (0.0, 0.0, 1.0, 1.0)
        cut = "" if whole else f"{self._box(rect)} W n "
        matrix = " ".join(map(fine, (width, 0.0, 0.0, height, x, y)))
        name = self._name("I", PictureUse(str(picture.source), width, height))
        self._out.append(f"q {cut}{matrix} cm /{name} Do Q")

    def _shade(self, rect: Rect, top: float, bottom: float, start: float, end: float) -> None:
        """Darken a band of a picture by black that grows from ``start`` to ``end``.

        It is laid over the picture through a soft mask and not worked into its pixels: the
        picture stays byte for byte what was delivered, and black over it lowers the other inks.
        """
        band = Rect(rect.x0, max(top, rect.y0), rect.x1, min(bottom, rect.y1))
        if band.height <= 0 or max(start, end) <= 0:
            return
        growth = (end - start) / (bottom - top)
        start, end = start + growth * (band.y0 - top), start + growth * (band.y1 - top)
        state = self._opacity(start) if start == end else self._fading(band, start, end)
        self._out.append(f"q {state} 0 0 0 1 k {self._box(band)} f Q")

    def _artwork(self, art: Artwork) -> None:
        rect = art.rect
        use = ArtworkUse(str(art.source), art.bleed, rect.width, rect.height)
        centre = self._point((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)
        name = self._name("A", use)
        self._out.append(f"q {self._box(art.clip)} W n 1 0 0 1 {centre} cm /{name} Do Q")

    # State

    def _set_fill(self, ink: Ink) -> None:
        if ink != self._fill:
            self._out.append(f"{ink_operands(ink)} k")
        self._fill = ink

    def _set_stroke(self, ink: Ink, weight: float, dashes: tuple[float, ...]) -> None:
        if ink != self._stroke:
            self._out.append(f"{ink_operands(ink)} K")
            self._stroke = ink
        if weight != self._weight:
            self._out.append(f"{number(weight)} w")
            self._weight = weight
        if dashes != self._dashes:
            self._out.append(f"[{' '.join(map(number, dashes))}] 0 d")
            self._dashes = dashes

    def _opacity(self, share: float) -> str:
        return f"/{self._name('G', Tint(round(share, 3)))} gs"

    def _fading(self, band: Rect, start: float, end: float) -> str:
        left, right = band.x0 + self._left, band.x1 + self._left
        box = (left, self._top - band.y1, right, self._top - band.y0)
        return f"/{self._name('G', Fade(box, start, end))} gs"

    def _name(self, letter: str, use: str | Resource) -> str:
        return self._names.setdefault(use, f"{letter}{len(self._names) + 1}")

    # Coordinates

    def _point(self, x: float, y: float) -> str:
        return f"{number(x + self._left)} {number(self._top - y)}"

    def _box(self, rect: Rect) -> str:
        corner = self._point(rect.x0, rect.y1)
        return f"{corner} {number(rect.width)} {number(rect.height)} re"
