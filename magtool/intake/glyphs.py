"""A PDF's pages as glyphs, rules, fills and pictures: what is drawn where, nothing judged.

`read_glyphs` asks pdfium, by its plain C functions and with as few calls per glyph as it takes
(three): a magazine's page of 5,000 glyphs is read in some 20 milliseconds. pdfium's own text of a
page is not used: it orders, joins and leaves out as it thinks best.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from ctypes import addressof, c_double, c_float, c_int, c_uint, cast, create_string_buffer
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from magtool.intake.nameless import mend_code_pages, name_type3
from magtool.intake.pdfium import address, plain_pdfium
from magtool.intake.shapes import Shape, gather_drawings, read_shape
from magtool.intake.state import IDENTITY, Matrix, box_through, common, times, upright
from magtool.intake.tags import read_tags, tag_within
from magtool.page.read import (
    Box,
    ReadCurve,
    ReadFile,
    ReadFill,
    ReadFont,
    ReadGlyph,
    ReadPage,
    ReadPicture,
    ReadRule,
    ReadTag,
)

GLYPHS_CAP = 200_000
"""Most glyphs of a page: a telephone book's has 20,000."""
OBJECTS_CAP = 200_000
"""Most marks of a page that are looked at."""
_DEPTH_CAP = 12
"""Forms within forms."""
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "\u00ad"}
"""pdfium has U+0002 (U+FFFE in older ones) where it thinks that a line ends within a word."""
_UPRIGHT = 0.5
"""Degrees a line may lean and still be level."""
_ASCENT, _DESCENT = 0.76, 0.24
"""Of the size: a box about a letter that no font's odd figures can spoil."""
_WEIGHTS = (
    ("thin", 100), ("hairline", 100), ("extralight", 200), ("ultralight", 200), ("light", 300),
    ("semibold", 600), ("demibold", 600), ("demi", 600), ("extrabold", 800), ("ultrabold", 800),
    ("black", 900), ("heavy", 900), ("bold", 700), ("medium", 500), ("medi", 500), ("book", 400),
    ("roman", 400), ("regular", 400),
)  # fmt: skip
_HIDDEN_MODE, _CLIP_MODE = 3, 7


def read_glyphs(data: bytes, pages: Sequence[int] | None = None) -> ReadFile:
    """All pages of a PDF, or those of the given numbers (from 1).

    Raises ValueError for a file that pdfium can't open; a page that it can't read has its
    ``fault`` told and no glyphs.
    """
    import pypdfium2  # loads a large library: only where a PDF is recovered

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"the PDF can't be opened: {error}") from error
    with closing(document):
        wanted = range(1, len(document) + 1) if pages is None else pages
        told = document.get_metadata_dict()
        read = mend_code_pages([_read_page(document, number, data) for number in wanted])
        labels = tuple(document.get_page_label(page.number - 1) or "" for page in read)
        return ReadFile(
            producer=told.get("Producer", ""),
            title=told.get("Title", ""),
            language=_language(document),
            pages=read,
            labels=labels if any(labels) else (),
        )


def _language(document: Any) -> str:
    import pypdfium2.raw as pdfium

    if not hasattr(pdfium, "FPDFCatalog_GetLanguage"):
        return ""
    buffer = create_string_buffer(128)
    length = pdfium.FPDFCatalog_GetLanguage(document.raw, cast(buffer, _ushorts()), 128)
    return buffer.raw[: max(0, min(length, 128) - 2)].decode("utf-16-le", "replace").strip("\0")


def _read_page(document: Any, number: int, data: bytes) -> ReadPage:
    """One page; a broken one is told, the others stand."""
    import pypdfium2

    try:
        page = document[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as error:
        return ReadPage(number, 0.0, 0.0, (0.0, 0.0, 0.0, 0.0), fault=f"it can't be read: {error}")
    with closing(page):
        text = pypdfium2.raw.FPDFText_LoadPage(page.raw)
        if not text:
            return replace(
                _PageReader(page, number, None, data).read(), fault="its text can't be read"
            )
        try:
            return _PageReader(page, number, text, data).read()
        finally:
            pypdfium2.raw.FPDFText_ClosePage(text)


# --- what a page draws -------------------------------------------------------------------


@dataclass(slots=True)
class _Drawn:
    """A piece of text that is drawn: one showing operator."""

    number: int
    font: int
    ink: int
    hidden: bool
    clip: Box | None
    tag: int
    first: int = -1
    """Its first glyph's order."""


_Ground = tuple[int, Box, int | None]
"""How many texts are drawn before, the box, and the ink; None for one that nobody knows."""


@dataclass(slots=True)
class _Marks:
    """What the page draws, in its order."""

    texts: dict[int, _Drawn] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[tuple[Box, int, int, int, int]] = field(default_factory=list)
    """Box, columns, rows, the number of the texts drawn before, and the marked content."""
    grounds: list[_Ground] = field(default_factory=list)
    """Fills, pictures and shadings."""
    fonts: dict[ReadFont, int] = field(default_factory=dict)
    seen: int = 0


class _PageReader:
    """Reads one page. It lives as long as the page does; what it gives is values."""

    def __init__(self, page: Any, number: int, text: Any, data: bytes) -> None:
        self._pdfium = plain_pdfium()
        self._page = page
        self._number = number
        self._text = address(text) if text else 0
        self._data = data
        self._type3: list[tuple[str, int, int, int]] | None = None
        self._sheet = upright(page.get_cropbox(), page.get_rotation())
        self._turn = page.get_rotation()
        self._width, self._height = page.get_size()
        self._marks = _Marks()
        self._fonts: dict[int | None, int] = {}
        self._corners = tuple(c_float() for _ in range(4))
        self._at_corners = tuple(map(addressof, self._corners))
        self._colour = tuple(c_uint() for _ in range(4))
        self._at_colour = tuple(map(addressof, self._colour))
        self._point = (c_double(), c_double())
        self._at_point = tuple(map(addressof, self._point))
        self._matrix_told = self._pdfium.FS_MATRIX()

    def read(self) -> ReadPage:
        pdfium, raw, marks = self._pdfium, address(self._page.raw), self._marks
        self._walk(pdfium.FPDFPage_CountObjects(raw), lambda i: pdfium.FPDFPage_GetObject(raw, i))
        glyphs = self._glyphs() if self._text else []
        starts = _starts(marks.texts, len(glyphs))
        pictures = tuple(
            ReadPicture(box, columns, rows, order, starts[texts])
            for order, (box, columns, rows, texts, _) in enumerate(marks.pictures)
        )
        fills = tuple(
            ReadFill(each.box, each.fill, each.framed, starts[each.texts])
            for each in marks.shapes
            if each.kind == "fill"
        )
        glyphs = _hide(glyphs, marks.grounds[::-1], (self._width, self._height))
        small = [each.box for each in marks.shapes if each.kind == "drawing"]
        return ReadPage(
            number=self._number,
            width=self._width,
            height=self._height,
            trim=box_through(self._sheet, *self._page.get_trimbox()),
            glyphs=tuple(glyphs),
            fonts=tuple(marks.fonts),
            rules=tuple(
                ReadRule(each.box, each.ink, each.box[3] - each.box[1] > each.box[2] - each.box[0])
                for each in marks.shapes
                if each.kind == "rule"
            ),
            fills=fills,
            pictures=pictures,
            drawings=gather_drawings(small),
            curves=tuple(ReadCurve(each.points, each.ink) for each in marks.shapes if each.points),
            dashes=tuple(each.box for each in marks.shapes if each.kind == "dash"),
            tags=tuple(self._tags(glyphs)),
        )

    # --- page objects

    def _walk(
        self, count: int, get: Any, ctm: Matrix | None = None, depth: int = 0, form: int = -1
    ) -> None:
        """Note every object, forms' own within them. ``ctm`` is the form's, None on the page;
        ``form`` the marked content that it stands in."""
        pdfium, marks = self._pdfium, self._marks
        for index in range(count):
            marks.seen += 1
            if marks.seen > OBJECTS_CAP:
                return
            item = get(index)
            tag = pdfium.FPDFPageObj_GetMarkedContentID(item)
            if depth:
                tag = tag_within(form, tag)
            match pdfium.FPDFPageObj_GetType(item):
                case 1:
                    self._note_text(item, ctm, tag)
                case 2:
                    self._note_path(item, ctm)
                case 3:
                    self._note_picture(item, ctm, tag)
                case 4:
                    if (box := self._box(item, ctm)) is not None:
                        marks.grounds.append((len(marks.texts), box, None))
                case 5 if depth < _DEPTH_CAP:
                    inner = self._matrix(item)
                    self._walk(
                        pdfium.FPDFFormObj_CountObjects(item),
                        lambda i, item=item: pdfium.FPDFFormObj_GetObject(item, i),
                        times(inner, ctm) if ctm else inner,
                        depth + 1,
                        tag,
                    )

    def _note_text(self, item: Any, ctm: Matrix | None, tag: int) -> None:
        pdfium, marks = self._pdfium, self._marks
        font = pdfium.FPDFTextObj_GetFont(item)
        if font not in self._fonts:
            told = self._font(font)
            self._fonts[font] = marks.fonts.setdefault(told, len(marks.fonts))
        ink, alpha = self._fill(item)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
        if mode in (1, 5):
            ink, alpha = self._stroke(item)
        marks.texts[item] = _Drawn(
            number=len(marks.texts),
            font=self._fonts[font],
            ink=ink,
            hidden=mode in (_HIDDEN_MODE, _CLIP_MODE) or alpha == 0,
            clip=self._clip(item, ctm),
            tag=tag,
        )

    def _note_path(self, item: Any, ctm: Matrix | None) -> None:
        pdfium, marks = self._pdfium, self._marks
        mode, stroked = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(item, addressof(mode), addressof(stroked))
        if not (mode.value or stroked.value) or (box := self._box(item, ctm)) is None:
            return
        fill, alpha = self._fill(item) if mode.value else (0, 0)
        stroke, stroke_alpha = self._stroke(item) if stroked.value else (0, 0)
        if not alpha and not stroke_alpha:
            return
        clip = self._clip(item, ctm)
        shown = common(box, clip) if clip else box
        if shown is None:
            return
        matrix = times(self._matrix(item), ctm or IDENTITY)
        made = read_shape(
            pdfium, item, times(matrix, self._sheet), shown, fill if alpha else None,
            stroke if stroke_alpha else None, len(marks.texts),
        )  # fmt: skip
        marks.shapes += made
        marks.grounds += [
            (each.texts, each.box, each.fill)
            for each in made
            if each.kind == "fill" and each.fill is not None
        ]

    def _note_picture(self, item: Any, ctm: Matrix | None, tag: int) -> None:
        box, clip = self._box(item, ctm), self._clip(item, ctm)
        if box is None or (clip and (box := common(box, clip)) is None):
            return
        columns, rows = c_uint(), c_uint()
        self._pdfium.FPDFImageObj_GetImagePixelSize(item, addressof(columns), addressof(rows))
        marks = self._marks
        marks.pictures.append((box, columns.value, rows.value, len(marks.texts), tag))
        marks.grounds.append((len(marks.texts), box, None))

    def _box(self, item: Any, ctm: Matrix | None) -> Box | None:
        """Its bounds on the sheet."""
        corners = self._corners
        if not self._pdfium.FPDFPageObj_GetBounds(item, *self._at_corners):
            return None
        matrix = times(ctm, self._sheet) if ctm else self._sheet
        box = box_through(matrix, *(value.value for value in corners))
        return box if all(map(math.isfinite, box)) else None

    def _matrix(self, item: Any) -> Matrix:
        told = self._matrix_told
        if not self._pdfium.FPDFPageObj_GetMatrix(item, addressof(told)):
            return IDENTITY
        return (told.a, told.b, told.c, told.d, told.e, told.f)

    def _fill(self, item: Any) -> tuple[int, int]:
        self._pdfium.FPDFPageObj_GetFillColor(item, *self._at_colour)
        red, green, blue, alpha = self._colour
        return red.value << 16 | green.value << 8 | blue.value, alpha.value

    def _stroke(self, item: Any) -> tuple[int, int]:
        self._pdfium.FPDFPageObj_GetStrokeColor(item, *self._at_colour)
        red, green, blue, alpha = self._colour
        return red.value << 16 | green.value << 8 | blue.value, alpha.value

    def _clip(self, item: Any, ctm: Matrix | None) -> Box | None:
        """The box that its clips leave; None where it has none."""
        pdfium = self._pdfium
        path = pdfium.FPDFPageObj_GetClipPath(item)
        count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return None
        left: Box | None = None
        x, y = c_float(), c_float()
        matrix = times(ctm, self._sheet) if ctm else self._sheet
        for number in range(count):
            points = []
            for index in range(min(pdfium.FPDFClipPath_CountPathSegments(path, number), 64)):
                segment = pdfium.FPDFClipPath_GetPathSegment(path, number, index)
                pdfium.FPDFPathSegment_GetPoint(segment, addressof(x), addressof(y))
                points.append((x.value, y.value))
            if points:
                xs, ys = zip(*points, strict=True)
                box = box_through(matrix, min(xs), min(ys), max(xs), max(ys))
                left = (common(left, box) or (0.0, 0.0, 0.0, 0.0)) if left else box
        return left

    def _font(self, font: Any) -> ReadFont:
        pdfium = self._pdfium
        buffer = create_string_buffer(256)
        pdfium.FPDFFont_GetBaseFontName(font, addressof(buffer), 256)
        name = buffer.value.decode("utf-8", "replace")
        if name[6:7] == "+":
            name = name[7:]
        if not name:
            return self._nameless()
        flags = pdfium.FPDFFont_GetFlags(font)
        angle = c_int()
        pdfium.FPDFFont_GetItalicAngle(font, addressof(angle))
        return _font(name, max(flags, 0), angle.value, pdfium.FPDFFont_GetWeight(font))

    def _nameless(self) -> ReadFont:
        """The page's next Type 3 font: pdfium meets them in the stream's order."""
        if self._type3 is None:
            try:
                self._type3 = name_type3(self._data, self._number)
            except Exception:  # a broken file may fail at any object
                self._type3 = []
        told = self._type3.pop(0) if self._type3 else (f"Type3-x{len(self._fonts)}", 0, 0, 400)
        return _font(told[0].partition("+")[2] or told[0], *told[1:])

    # --- glyphs

    def _glyphs(self) -> list[ReadGlyph]:
        """The glyphs in the stream's order. What pdfium makes up is left out."""
        pdfium, text, drawn = self._pdfium, self._text, self._marks.texts
        unicode_of, object_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject
        box_of, sheet = pdfium.FPDFText_GetLooseCharBox, self._sheet
        made, rect = ReadGlyph, pdfium.FS_RECTF()
        at_rect = addressof(rect)
        a, b, c, _d, e, _f = sheet
        level = b == 0 == c and a > 0  # of a page turned by 180° left and right change, too
        glyphs: list[ReadGlyph] = []
        ligatures: list[int] = []
        last, piece, fixed = 0, None, (0.0, 0.0, 0.0)
        for index in range(min(pdfium.FPDFText_CountChars(text), GLYPHS_CAP)):
            item = object_of(text, index)
            if item is None:
                continue  # a space or line break of pdfium's own
            if item != last:
                last, piece = item, drawn.get(item)
                if piece is not None:
                    fixed = self._setting(index)
                    if piece.first < 0:
                        piece.first = len(glyphs)
            code = unicode_of(text, index)
            if piece is None or (code < 32 and code not in (2, 9)):
                continue
            size, angle, baseline = fixed
            box_of(text, index, at_rect)
            if code == 32 and rect.left == rect.right:
                continue  # pdfium's own, too
            if level and -_UPRIGHT < angle < _UPRIGHT:
                left, right, x, y = rect.left * a + e, rect.right * a + e, 0.0, baseline
                x, top, bottom = left, y - _ASCENT * size, y + _DESCENT * size
            else:
                left, top, right, bottom = box_through(
                    sheet, rect.left, rect.bottom, rect.right, rect.top
                )
                x, y = self._origin(index)
            character = _HYPHENS.get(code) or (chr(code) if code < 0x110000 else "\ufffd")
            if glyphs and glyphs[-1].left == left < right == glyphs[-1].right and code > 32:
                before = glyphs[-1]  # a ligature is told letter by letter
                if before.y == y and before.thread == piece.number:
                    glyphs[-1] = before._replace(text=before.text + character)
                    ligatures.append(len(glyphs) - 1)
                    continue
            clip = piece.clip
            hidden = piece.hidden or (clip is not None and not _holds(clip, left, y, right))
            glyphs.append(
                made(
                    character, x, y, left, top, right, bottom, size, piece.font, piece.ink,
                    piece.number, len(glyphs), angle, hidden,
                )
            )  # fmt: skip
        for index in ligatures:
            glyphs[index] = glyphs[index]._replace(text=_turned_bytes(glyphs[index].text))
        return glyphs

    def _setting(self, index: int) -> tuple[float, float, float]:
        """Size, angle and baseline of a piece of text, from its first glyph."""
        pdfium = self._pdfium
        told = self._matrix_told
        if not pdfium.FPDFText_GetMatrix(self._text, index, addressof(told)):
            told.a, told.b, told.c, told.d = 1.0, 0.0, 0.0, 1.0
        size = pdfium.FPDFText_GetFontSize(self._text, index) * math.hypot(told.c, told.d)
        angle = math.degrees(math.atan2(told.b, told.a)) - 90 * (self._turn // 90)
        angle = (angle + 180) % 360 - 180
        return size, angle, self._origin(index)[1]

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = self._point
        self._pdfium.FPDFText_GetCharOrigin(self._text, index, *self._at_point)
        a, b, c, d, e, f = self._sheet
        return a * x.value + c * y.value + e, b * x.value + d * y.value + f

    # --- tags

    def _tags(self, glyphs: Sequence[ReadGlyph]) -> Iterator[ReadTag]:
        """The page's marked contents as its structure tells them."""
        tags = [drawn.tag for drawn in self._marks.texts.values()]
        if all(tag == -1 for tag in tags):
            return
        marked: dict[int, list[int]] = {}
        for glyph in glyphs:
            if (tag := tags[glyph.thread]) != -1:
                marked.setdefault(tag, []).append(glyph.order)
        shown: dict[int, list[int]] = {}
        for order, (*_, tag) in enumerate(self._marks.pictures):
            if tag != -1:
                shown.setdefault(tag, []).append(order)
        import pypdfium2.raw as pdfium

        yield from read_tags(pdfium, self._page.raw, self._sheet, marked, shown)


# --- what is seen ------------------------------------------------------------------------


def _hide(
    glyphs: Sequence[ReadGlyph], grounds: Sequence[_Ground], sheet: tuple[float, float]
) -> list[ReadGlyph]:
    """The glyphs, those told hidden of which no ink is seen. ``grounds`` are told last first.

    What is painted over what is asked of the texts, as they are drawn: glyphs are numbered as
    pdfium tells them, which may turn texts of one line about.
    """
    width, height = sheet
    pieces: dict[int, bool] = {}
    seen: list[ReadGlyph] = []
    for glyph in glyphs:
        if glyph.hidden:
            seen.append(glyph)
            continue
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        hidden = not (0 <= x <= width and 0 <= y <= height)
        if not hidden and (grounds or glyph.ink == 0xFFFFFF):
            if glyph.text == " ":
                hidden = pieces.get(glyph.thread, False)
            else:
                hidden = pieces[glyph.thread] = _is_covered(glyph, x, y, grounds)
        seen.append(glyph._replace(hidden=True) if hidden else glyph)
    return seen


def _is_covered(glyph: ReadGlyph, x: float, y: float, grounds: Sequence[_Ground]) -> bool:
    """Whether something is painted over it, or its colour is that of what lies beneath."""
    for after, (left, top, right, bottom), ink in grounds:
        if left <= x <= right and top <= y <= bottom:
            return after > glyph.thread or ink == glyph.ink
    return glyph.ink == 0xFFFFFF


def _starts(texts: dict[int, _Drawn], count: int) -> list[int]:
    """By how many pieces of text are drawn: how many glyphs are."""
    starts = [count] * (len(texts) + 1)
    following = count
    for drawn in sorted(texts.values(), key=lambda drawn: -drawn.number):
        if drawn.first >= 0:
            following = drawn.first
        starts[drawn.number] = following
    return starts


# --- helpers -----------------------------------------------------------------------------


def _holds(clip: Box, left: float, y: float, right: float) -> bool:
    """Whether ink on that baseline shows within the clip; half a point of rounding is borne."""
    return left < clip[2] + 0.5 and right > clip[0] - 0.5 and clip[1] - 0.5 < y < clip[3] + 6.0


@cache
def _turned_bytes(text: str) -> str:
    """A ligature's letters, where a writer has put the bytes of each the wrong way round.

    Ghostscript 10.00 does so in the ToUnicode map of what stands for several letters: "ft" is
    U+6600 U+7400 there.
    """
    codes = [ord(letter) for letter in text]
    if any(code & 0xFF or not chr(code >> 8).isalpha() for code in codes):
        return text
    return "".join(chr(code >> 8) for code in codes)


def _font(name: str, flags: int, angle: int, weight: int) -> ReadFont:
    """A font by its name, and by its descriptor where the name is silent (Table 121)."""
    plain = name.lower().replace("-", "").replace(" ", "")
    told = next((value for word, value in _WEIGHTS if word in plain), 0)
    if not told:
        told = 700 if flags & 1 << 18 or weight >= 650 else 400
    italic = bool(flags & 1 << 6) or angle != 0 or "italic" in plain or "oblique" in plain
    fixed = bool(flags & 1) or any(word in plain for word in ("mono", "courier", "typewriter"))
    return ReadFont(name, told, italic, bool(flags & 1 << 1), fixed)


@cache
def _ushorts() -> Any:
    from ctypes import POINTER, c_ushort

    return POINTER(c_ushort)
