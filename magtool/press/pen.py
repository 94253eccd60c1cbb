"""Marks to content streams. The page's y axis is turned over here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFStream, PDFZCompress

from magtool.intake import is_pdf
from magtool.library import Library
from magtool.measure import Ink, Rect
from magtool.page import Artwork, Fill, GlyphRun, Op, PageLayout, Path, Picture, Rule
from magtool.press.fonts import EmbeddedFace, Piece
from magtool.press.numbers import fine, ink_operands, number
from magtool.press.pictures import PictureStore

_SEGMENTS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


@dataclass(slots=True)
class Drawing:
    """A page's content stream and the resources it names; artworks are added when finishing."""

    content: bytes = b""
    fonts: list[str] = field(default_factory=list)
    objects: dict[str, object] = field(default_factory=dict)
    states: dict[str, object] = field(default_factory=dict)
    artworks: list[str] = field(default_factory=list)


class Stock:
    """What the pages of one document share: faces, pictures, artworks."""

    def __init__(self, document: PDFDocument, faces: Mapping[str, bytes], library: Library) -> None:
        self.document = document
        self.pictures = PictureStore(document, library)
        self.artworks: dict[str, tuple[str, float]] = {}
        self._fonts = faces
        self._faces: dict[str, EmbeddedFace] = {}
        self._library = library

    def face(self, key: str) -> EmbeddedFace:
        """The face, read when first asked for. Raises KeyError when it is not given."""
        found = self._faces.get(key)
        if found is None:
            name = f"F{len(self._faces) + 1}"
            found = self._faces[key] = EmbeddedFace(key, self._fonts[key], name)
        return found

    def write_faces(self) -> dict[str, object]:
        """Embed what was used of each face; references by resource name."""
        return {face.name: face.add_to(self.document) for face in self._faces.values()}

    def read(self, source: str) -> bytes:
        return self._library.read(source)

    def artwork(self, source: str, bleed: float) -> str:
        """The resource name of a PDF's form."""
        for name, known in self.artworks.items():
            if known == (source, bleed):
                return name
        name = f"A{len(self.artworks) + 1}"
        self.artworks[name] = (source, bleed)
        return name


def draw(page: PageLayout, stock: Stock, bleed: bool) -> Drawing:
    """The page's marks in painting order as one content stream."""
    pen = _Pen(page, stock, page.bleed if bleed else 0.0)
    for block in page.blocks:
        for op in block.ops:
            pen.put(op)
    return pen.finish()


class _Pen:
    """Writes operators and remembers the state they leave, so that only changes are written."""

    def __init__(self, page: PageLayout, stock: Stock, margin: float) -> None:
        self._stock = stock
        self._left = margin
        self._top = page.height + margin
        self._drawing = Drawing()
        self._out: list[str] = []
        self._in_text = False
        self._origin: tuple[float, float] | None = None  # of the last run, if it stood upright
        self._fill: Ink | None = None
        self._stroke: Ink | None = None
        self._face: EmbeddedFace | None = None
        self._key = ""
        self._size = 0.0
        self._scale = 1.0
        self._spacing = 0.0
        self._weight = 1.0
        self._dashes: tuple[float, ...] = ()

    def finish(self) -> Drawing:
        self._leave_text()
        self._drawing.content = "\n".join(self._out).encode("ascii")
        return self._drawing

    def put(self, op: Op) -> None:
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
                self._picture(op.rect, op.source, op.crop)
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
        pieces = self._face.show(run.glyphs)
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
        self._face = face = self._stock.face(key)
        self._key, self._size = key, size
        if face.name not in self._drawing.fonts:
            self._drawing.fonts.append(face.name)
        self._out.append(f"/{face.name} {fine(size)} Tf")

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

    def _picture(
        self,
        rect: Rect,
        source: str,
        crop: tuple[float, float, float, float],
        clip: Rect | None = None,
    ) -> None:
        """Draw the picture so that ``crop`` of it, upright, fills ``rect``."""
        left, top, right, bottom = crop
        width, height = rect.width / (right - left), rect.height / (bottom - top)
        image = self._stock.pictures.embed(source, width, height)
        self._drawing.objects[image.name] = image.reference
        x = rect.x0 - left * width + self._left
        y = self._top - (rect.y0 - top * height) - height
        a, b, c, d, e, f = image.upright
        matrix = (a * width, b * height, c * width, d * height, e * width + x, f * height + y)
        whole = crop == (0.0, 0.0, 1.0, 1.0) and clip is None
        cut = "" if whole else f"{self._box(clip or rect)} W n "
        self._out.append(f"q {cut}{' '.join(map(fine, matrix))} cm /{image.name} Do Q")

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
        if not is_pdf(self._stock.read(art.source)):
            spread = art.rect.inset(-art.bleed, -art.bleed, -art.bleed, -art.bleed)
            self._picture(spread, art.source, (0.0, 0.0, 1.0, 1.0), art.clip)
            return
        name = self._stock.artwork(art.source, art.bleed)
        if name not in self._drawing.artworks:
            self._drawing.artworks.append(name)
        centre = self._point((art.rect.x0 + art.rect.x1) / 2, (art.rect.y0 + art.rect.y1) / 2)
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
        name = f"O{round(1000 * share)}"
        self._drawing.states[name] = f"<< /Type /ExtGState /ca {fine(share)} >>"
        return f"/{name} gs"

    def _fading(self, band: Rect, start: float, end: float) -> str:
        """A state whose luminosity mask runs from ``start`` at the band's top to ``end``."""
        top, bottom = number(self._top - band.y0), number(self._top - band.y1)
        shading = (
            f"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 {top} 0 {bottom}] "
            f"/Function << /FunctionType 2 /Domain [0 1] /N 1 /C0 [{fine(start)}] "
            f"/C1 [{fine(end)}] >> >>"
        )
        right = number(band.x1 + self._left)
        entries = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": f"[{number(band.x0 + self._left)} {bottom} {right} {top}]",
            "Group": "<< /S /Transparency /CS /DeviceGray >>",
            "Resources": f"<< /Shading << /Fade {shading} >> >>",
        }
        form = PDFStream(PDFDictionary(entries), b"/Fade sh", [PDFZCompress])
        mask = {"Type": "/Mask", "S": "/Luminosity", "G": self._stock.document.Reference(form)}
        name = f"M{len(self._drawing.states) + 1}"
        self._drawing.states[name] = PDFDictionary(
            {"Type": "/ExtGState", "SMask": PDFDictionary(mask)}
        )
        return f"/{name} gs"

    # Coordinates

    def _point(self, x: float, y: float) -> str:
        return f"{number(x + self._left)} {number(self._top - y)}"

    def _box(self, rect: Rect) -> str:
        corner = self._point(rect.x0, rect.y1)
        return f"{corner} {number(rect.width)} {number(rect.height)} re"
