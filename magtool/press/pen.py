"""Marks to content streams. The page's y axis is turned over here and nowhere else."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, pairwise

from magtool.measure import BLACK, Ink, Rect
from magtool.page import Artwork, Block, Fill, GlyphRun, Op, PageLayout, Path, Picture, Rule
from magtool.press.colours import Colours
from magtool.press.lettering import Piece, PressFace, common_face
from magtool.press.marks import printers_marks
from magtool.press.numbers import fine, ink_operands, number
from magtool.press.outputs import Output, Press
from magtool.press.pieces import pieces_of
from magtool.press.prepared import (
    AllInks,
    Area,
    ArtworkUse,
    Code,
    FaceUse,
    Fade,
    Marked,
    Overprint,
    PictureUse,
    PreparedPage,
    Resource,
    Tint,
)

_AREAS = (Fill, Picture, Artwork)
_SEGMENTS = {"M": "m", "L": "l", "C": "c", "Z": "h"}

_SLUG = "slug"
"""Role of the line outside the trim that tells the printer what this sheet is."""
_ASCENT, _DESCENT = 0.8, 0.25
"""How far a line of text reaches over and under its baseline, for clicking on it, in ems."""

_FaceOf = Callable[[str], PressFace]


def prepare_page(
    page: PageLayout, faces: Mapping[str, bytes], output: Output, colours: Colours
) -> PreparedPage:
    """The page's marks in painting order as one content stream, and what it names.

    ``faces`` are TrueType fonts by key. The result depends on nothing else and may be kept.
    Raises KeyError for a face that is not given and ValueError for one that is no TrueType
    font.
    """
    pen = _Pen(page, lambda key: common_face(key, faces[key]), output, colours)
    prepared = pen.draw(page)
    if not pen.has_clashes():
        return prepared
    # Two texts of one glyph have met under one code: the page is drawn again with its own.
    own: dict[str, PressFace] = {}

    def own_face(key: str) -> PressFace:
        if key not in own:
            own[key] = PressFace(common_face(key, faces[key]).metrics, own={})
        return own[key]

    return _Pen(page, own_face, output, colours).draw(page)


class _Pen:
    """Writes operators and remembers the state they leave, so that only changes are written."""

    def __init__(
        self, page: PageLayout, face_of: _FaceOf, output: Output, colours: Colours
    ) -> None:
        self._face_of = face_of
        self._press = output if isinstance(output, Press) else None
        self._colours = colours
        self._left = self._press.margin if self._press else 0.0
        self._top = page.height + self._left
        self._out: list[str] = []
        self._names: dict[str | Resource, str] = {}  # a face stands by its key
        self._codes: dict[str, set[Code]] = {}  # shown so far, by face
        self._marked: list[Marked] = []
        self._words: dict[Ink, str] = {}
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
        self._overprints = False

    def draw(self, page: PageLayout) -> PreparedPage:
        """All marks of the page."""
        for index, block in enumerate(page.blocks):
            if self._press:
                self._put_all(block.ops)
            elif block.role != _SLUG:
                self._put_tagged(index, block)
        self._leave_text()
        if self._press:
            self._add_marks(page, self._press.margin)
        content = "\n".join(self._out).encode("ascii")
        faces = {key: tuple(sorted(codes)) for key, codes in self._codes.items()}
        named = tuple(
            (name, FaceUse(use, faces[use]) if isinstance(use, str) else use)
            for use, name in self._names.items()
        )
        return PreparedPage(
            page.number, page.width, page.height, self._left, zlib.compress(content), named,
            page.bleed if self._press else 0.0, tuple(self._marked),
        )  # fmt: skip

    def _add_marks(self, page: PageLayout, margin: float) -> None:
        self._overprint(False)
        space = self._name("C", AllInks())
        marks = printers_marks(page.width, page.height, page.bleed, margin)
        self._out.append(f"q /{space} CS 1 SCN [] 0 d\n{marks}\nQ")

    # What marks belong to

    def _put_tagged(self, index: int, block: Block) -> None:
        """A block as marked content: so many sequences as it has pieces that are told apart.

        A sequence begins and ends outside of text objects (ISO 32000-1 §14.6.1).
        """
        for piece in pieces_of(block):
            if piece.kind == "artifact":
                self._mark("/Artifact BMC", piece.ops)
                continue
            self._mark(f"/P <</MCID {len(self._marked)}>> BDC", piece.ops)
            areas = tuple(self._areas(piece.ops)) if piece.goal or block.alt else ()
            told = piece.goal or piece.kind == "label" or block.role == "caption"
            marked = Marked(
                index, block.role, block.owner, block.part, block.alt, piece.goal, areas,
                piece.kind, piece.text if told else "",
            )  # fmt: skip
            self._marked.append(marked)

    def _mark(self, opening: str, ops: Iterable[Op]) -> None:
        self._leave_text()
        self._out.append(opening)
        self._put_all(ops)
        self._leave_text()
        self._out.append("EMC")

    def _areas(self, ops: Iterable[Op]) -> Iterable[Area]:
        """Where the marks stand: a line of text each, and each picture or rectangle."""
        for y, runs in groupby(ops, lambda op: op.y if isinstance(op, GlyphRun) else None):
            line = list(runs)
            if y is None:
                yield from (self._area(op.rect) for op in line if isinstance(op, _AREAS))
                continue
            texts = [run for run in line if isinstance(run, GlyphRun)]
            left, right = min(r.x for r in texts), max(r.x + r.width for r in texts)
            size = max(run.size for run in texts)
            yield self._area(Rect(left, y - _ASCENT * size, right, y + _DESCENT * size))

    def _area(self, rect: Rect) -> Area:
        left, right = rect.x0 + self._left, rect.x1 + self._left
        return (left, self._top - rect.y1, right, self._top - rect.y0)

    def has_clashes(self) -> bool:
        """Whether one code of a face has been written for two glyphs or texts."""
        return any(len({code for code, _, _ in c}) < len(c) for c in self._codes.values())

    def _put_all(self, ops: Iterable[Op]) -> None:
        for op in ops:
            self._put(op)

    def _put(self, op: Op) -> None:
        """Write one mark."""
        if isinstance(op, GlyphRun):
            if op.glyphs:
                if self._press:
                    self._overprint(op.ink.is_black)
                self._glyph_run(op)
            return
        self._leave_text()
        if self._press:
            self._overprint(isinstance(op, Rule) and op.ink.is_black)
        match op:
            case Rule():
                self._rule(op)
            case Fill():
                self._fill_rect(op)
            case Path():
                self._path(op)
            case Picture():
                self._picture(op)
                self._shade(op)
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
        self._out.append(f"q {state} {self._filling(fill.ink)} {self._box(fill.rect)} f Q")

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

    def _shade(self, picture: Picture) -> None:
        """Darken a picture by black that grows and fades as its shades tell.

        It is laid over the picture through a soft mask and not worked into its pixels: the
        picture stays byte for byte what was delivered, and black over it lowers the other inks.
        Shades that touch are one mask: two would meet in a line that is seen.
        """
        shown = [s for s in picture.shades if s[1] > picture.rect.y0 and s[0] < picture.rect.y1]
        while shown:
            band = [shown.pop(0)]
            while shown and shown[0][0] == band[-1][1]:
                band.append(shown.pop(0))
            points = [
                point
                for top, bottom, *dark in band
                for point in zip((top, bottom), dark, strict=True)
            ]
            self._shade_band(picture.rect, points)

    def _shade_band(self, rect: Rect, points: Sequence[tuple[float, float]]) -> None:
        """``points`` are heights on the page, downwards, and how dark it is there."""
        band = Rect(rect.x0, max(points[0][0], rect.y0), rect.x1, min(points[-1][0], rect.y1))
        inner = [(y, dark) for y, dark in points if band.y0 < y < band.y1]
        ends = [(y, _at(points, y)) for y in (band.y0, band.y1)]
        stops = [ends[0], *inner, ends[1]]
        if band.height <= 0 or not any(dark for _, dark in stops):
            return
        told = tuple(((y - band.y0) / band.height, dark) for y, dark in stops)
        even = len({dark for _, dark in stops}) == 1
        state = self._opacity(told[0][1]) if even else self._fading(band, told)
        black = self._colours.in_pictures(BLACK) if self._press else BLACK
        self._out.append(f"q {state} {self._filling(black)} {self._box(band)} f Q")

    def _artwork(self, art: Artwork) -> None:
        rect = art.rect
        use = ArtworkUse(str(art.source), art.bleed, rect.width, rect.height)
        centre = self._point((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)
        name = self._name("A", use)
        self._out.append(f"q {self._box(art.clip)} W n 1 0 0 1 {centre} cm /{name} Do Q")

    # State

    def _filling(self, ink: Ink) -> str:
        """The operator that fills with the ink, or on screens with its colour in print."""
        found = self._words.get(ink)
        if found is None:
            found = f"{ink_operands(ink)} k"
            if not self._press:
                found = " ".join(map(fine, self._colours.proof(ink))) + " rg"
            self._words[ink] = found
        return found

    def _overprint(self, on: bool) -> None:
        """Black type and rules are laid over what is there, so that no rim of paper shows where
        plates are out of register; all else takes the place of what it covers."""
        if on != self._overprints:
            self._out.append(f"/{self._name('G', Overprint(on))} gs")
            self._overprints = on

    def _set_fill(self, ink: Ink) -> None:
        if ink != self._fill:
            self._out.append(self._filling(ink))
        self._fill = ink

    def _set_stroke(self, ink: Ink, weight: float, dashes: tuple[float, ...]) -> None:
        if ink != self._stroke:
            self._out.append(self._filling(ink).upper())
            self._stroke = ink
        if weight != self._weight:
            self._out.append(f"{number(weight)} w")
            self._weight = weight
        if dashes != self._dashes:
            self._out.append(f"[{' '.join(map(number, dashes))}] 0 d")
            self._dashes = dashes

    def _opacity(self, share: float) -> str:
        return f"/{self._name('G', Tint(round(share, 3)))} gs"

    def _fading(self, band: Rect, stops: tuple[tuple[float, float], ...]) -> str:
        return f"/{self._name('G', Fade(self._area(band), stops))} gs"

    def _name(self, letter: str, use: str | Resource) -> str:
        return self._names.setdefault(use, f"{letter}{len(self._names) + 1}")

    # Coordinates

    def _point(self, x: float, y: float) -> str:
        return f"{number(x + self._left)} {number(self._top - y)}"

    def _box(self, rect: Rect) -> str:
        corner = self._point(rect.x0, rect.y1)
        return f"{corner} {number(rect.width)} {number(rect.height)} re"


def _at(points: Sequence[tuple[float, float]], y: float) -> float:
    """How dark it is at a height, between two points evenly."""
    for (above, dark), (below, darker) in pairwise(points):
        if above <= y <= below and above < below:
            return dark + (darker - dark) * (y - above) / (below - above)
    return points[0][1] if y < points[0][0] else points[-1][1]
