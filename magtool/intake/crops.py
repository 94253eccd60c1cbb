"""Cuttings from an old PDF: an article's pictures, ads as artwork, charts as they were printed.

Places are points of the upright sheet, origin top left, y down. Everything is best effort: what
can't be cut is None, for the page it stands on may be damaged.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import closing, suppress
from ctypes import byref, c_ubyte, c_uint, create_string_buffer
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf

from magtool.intake.artcut import Cut, artwork_pdf
from magtool.intake.jpeg import read_jpeg_header
from magtool.intake.pictures import PIXEL_CAP
from magtool.intake.state import IDENTITY, Matrix, box_through, common, times, upright
from magtool.page.read import Box

if TYPE_CHECKING:
    from PIL import Image

PRINT_PPI = 300.0
"""Of what is drawn anew: type stays sharp and photographs have all they had."""
_MOST_PPI = 600.0
_LEAST_PX = 50
"""Smaller ones are ornaments, or pieces of a picture that was cut up."""
_QUALITY = 92
_SHEET_PPI, _SHEET_QUALITY = 100.0, 70
_MOST_DEPTH = 12
_MOST_OBJECTS = 200_000
_BROKEN = (
    pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, LookupError, RuntimeError,
)  # fmt: skip
"""What damaged files make pikepdf raise."""
_SHOWN = 0.98
"""Share of a picture that must be seen for its own file to be what was printed."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """A file cut out: its bytes and the ending of its name."""

    data: bytes
    ending: str


class Cutter:
    """Cuts out of one PDF. Raises ValueError for a file that pdfium can't open."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2  # loads a large library: only where a PDF is recovered

        self._data = data
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"the PDF can't be opened: {error}") from error
        self._page: tuple[int, Any] | None = None
        self._pikepdf: pikepdf.Pdf | None = None

    def close(self) -> None:
        """Lets the file go; a Cutter is used within ``contextlib.closing``."""
        if self._page is not None:
            self._page[1].close()
        self._document.close()
        if self._pikepdf is not None:
            self._pikepdf.close()

    def picture(self, page: int, area: Box) -> Cutting | None:
        """An article's picture: its own file where all of it is seen upright, else as drawn."""
        shown = _sound(area)
        sheet = self._open(page)
        if sheet is None or shown is None:
            return None
        found = max(_pictures(sheet), key=lambda one: _alike(one.box, shown), default=None)
        ppi = PRINT_PPI
        if found is not None and common(found.box, shown):
            if found.upright and _alike(found.box, shown) >= _SHOWN:
                whole = _own_file(found.item)
                if whole is not None:
                    return whole
            ppi = min(_MOST_PPI, found.ppi)
        image = self._drawn(sheet, shown, ppi)
        return _coded(image, ppi) if image is not None and min(image.size) >= _LEAST_PX else None

    def chart(self, page: int, area: Box) -> Cutting | None:
        """What is drawn there, without loss: flat colours and letters."""
        shown, sheet = _sound(area), self._open(page)
        image = self._drawn(sheet, shown, PRINT_PPI) if sheet and shown else None
        if image is None:
            return None
        target = io.BytesIO()
        image.save(target, "PNG", dpi=(PRINT_PPI, PRINT_PPI), compress_level=4)
        return Cutting(target.getvalue(), "png")

    def artwork(self, page: int, cut: Cut) -> Cutting | None:
        """An ad as artwork of the booked size: a PDF true to what was drawn, where all its fonts
        come along, else a picture of it."""
        sheet = self._open(page)
        if sheet is None or _sound(cut.area) is None:
            return None
        if not self._layered():
            with suppress(*_BROKEN):
                own = self._pages()[page - 1]
                made = artwork_pdf(own, cut, sheet.get_cropbox(), sheet.get_rotation())
                if made is not None:
                    return Cutting(made, "pdf")
        return self._poster(sheet, cut)

    def sheet(self, page: int) -> tuple[float, float, bytes] | None:
        """A page's width and height, and a JPEG of it for people to look at."""
        opened = self._open(page)
        if opened is None:
            return None
        width, height = opened.get_size()
        image = self._drawn(opened, (0.0, 0.0, width, height), _SHEET_PPI)
        if image is None:
            return None
        target = io.BytesIO()
        image.save(target, "JPEG", quality=_SHEET_QUALITY)
        return width, height, target.getvalue()

    def _pages(self) -> Any:
        if self._pikepdf is None:
            self._pikepdf = pikepdf.open(io.BytesIO(self._data))
        return self._pikepdf.pages

    def _layered(self) -> bool:
        """Whether some layers are hidden, or it can't be told: a cut would show them all."""
        with suppress(*_BROKEN, AttributeError):
            self._pages()
            assert self._pikepdf is not None
            root = self._pikepdf.Root
            return "/OCProperties" in root and bool(root.OCProperties.D.get("/OFF"))
        return True

    def _poster(self, sheet: Any, cut: Cut) -> Cutting | None:
        """The ad drawn on white of the booked size."""
        from PIL import Image

        drawn = self._drawn(sheet, cut.window, PRINT_PPI * cut.scale)
        if drawn is None:
            return None
        width, height = (round((side + 2 * cut.bleed) * PRINT_PPI / 72) for side in cut.size)
        poster = Image.new("RGB", (width, height), "white")
        poster.paste(drawn, ((width - drawn.width) // 2, (height - drawn.height) // 2))
        return _coded(poster, PRINT_PPI)

    def _open(self, number: int) -> Any:
        """The page, kept open until another is asked for; None when it can't be read."""
        import pypdfium2

        if self._page is not None and self._page[0] == number:
            return self._page[1]
        try:
            opened = self._document[number - 1]
        except (pypdfium2.PdfiumError, IndexError):
            return None
        if self._page is not None:
            self._page[1].close()
        self._page = (number, opened)
        return opened

    def _drawn(self, sheet: Any, area: Box, ppi: float) -> Image.Image | None:
        """The area as pdfium draws it, without annotations; smaller where it would be vast."""
        import pypdfium2

        width, height = sheet.get_size()
        inside = common(area, (0.0, 0.0, width, height))
        if inside is None or inside[2] - inside[0] < 1 or inside[3] - inside[1] < 1:
            return None
        pixels = (inside[2] - inside[0]) * (inside[3] - inside[1]) * (ppi / 72) ** 2
        scale = ppi / 72 * min(1.0, math.sqrt(PIXEL_CAP / 4 / pixels))
        margins = (inside[0], height - inside[3], width - inside[2], inside[1])
        try:
            bitmap = sheet.render(
                scale=scale, crop=margins, may_draw_forms=False, draw_annots=False
            )
        except (pypdfium2.PdfiumError, ValueError):
            return None
        with closing(bitmap):
            image: Image.Image = bitmap.to_pil().convert("RGB")
        return image


def _sound(area: Box) -> Box | None:
    whole = all(map(math.isfinite, area)) and area[2] - area[0] >= 1 and area[3] - area[1] >= 1
    return area if whole else None


def _coded(image: Image.Image, ppi: float) -> Cutting:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY, dpi=(round(ppi), round(ppi)))
    return Cutting(target.getvalue(), "jpg")


# --- picture objects ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture object; ``upright`` when it is neither turned nor mirrored on the sheet."""

    item: Any
    box: Box
    upright: bool
    ppi: float


def _pictures(sheet: Any) -> Iterator[_Placed]:
    """All pictures of a page, also those within its forms."""
    import pypdfium2.raw as pdfium

    ground = upright(sheet.get_cropbox(), sheet.get_rotation())
    raw = sheet.raw
    waiting: list[tuple[Any, Matrix, int]] = [
        (pdfium.FPDFPage_GetObject(raw, n), ground, 0)
        for n in range(min(pdfium.FPDFPage_CountObjects(raw), _MOST_OBJECTS))
    ]
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        seen += 1
        item, matrix, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield _placed(item, times(_matrix(item), matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_DEPTH:
            inner = times(_matrix(item), matrix)
            count = min(pdfium.FPDFFormObj_CountObjects(item), _MOST_OBJECTS)
            waiting += [(pdfium.FPDFFormObj_GetObject(item, n), inner, depth + 1)
                        for n in range(count)]  # fmt: skip


def _matrix(item: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    told = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, byref(told)):
        return IDENTITY
    return (told.a, told.b, told.c, told.d, told.e, told.f)


def _placed(item: Any, matrix: Matrix) -> _Placed:
    import pypdfium2.raw as pdfium

    try:
        box = box_through(matrix, 0.0, 0.0, 1.0, 1.0)
    except ValueError:
        box = (0.0, 0.0, 0.0, 0.0)
    columns, rows = c_uint(), c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(item, byref(columns), byref(rows))
    a, b, c, d, _, _ = matrix
    # The sheet's y runs down: a picture that stands upright has its own up turned round.
    upright = a > 0 > d and abs(b) < 1e-3 * a and abs(c) < -1e-3 * d
    return _Placed(item, box, upright, columns.value * 72 / max(box[2] - box[0], 1.0))


def _alike(one: Box, other: Box) -> float:
    """What two boxes share of what they cover together."""
    shared = common(one, other)
    if shared is None:
        return 0.0
    both = _size(shared)
    return both / max(_size(one) + _size(other) - both, 1e-9)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _own_file(item: Any) -> Cutting | None:
    """The picture's own JPEG, or its pixels as PNG; None where only drawing shows it truly."""
    import pypdfium2.raw as pdfium

    columns, rows = c_uint(), c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(item, byref(columns), byref(rows))
    if min(columns.value, rows.value) < _LEAST_PX or columns.value * rows.value > PIXEL_CAP:
        return None
    if _filters(item) == ["DCTDecode"]:
        data = _raw(item)
        header = read_jpeg_header(data)
        # In a PDF inks may be turned round by other means than the file's own marker.
        if header is not None and header.embeddable and header.whole and header.components != 4:
            return Cutting(data, "jpg")
    return None


def _filters(item: Any) -> list[str]:
    import pypdfium2.raw as pdfium

    names = []
    for number in range(min(pdfium.FPDFImageObj_GetImageFilterCount(item), 8)):
        length = pdfium.FPDFImageObj_GetImageFilter(item, number, None, 0)
        buffer = create_string_buffer(max(length, 1))
        pdfium.FPDFImageObj_GetImageFilter(item, number, buffer, length)
        names.append(bytes(buffer).rstrip(b"\0").decode("ascii", "replace"))
    return names


def _raw(item: Any) -> bytes:
    import pypdfium2.raw as pdfium

    length = pdfium.FPDFImageObj_GetImageDataRaw(item, None, 0)
    buffer = (c_ubyte * max(length, 1))()
    pdfium.FPDFImageObj_GetImageDataRaw(item, buffer, length)
    return bytes(buffer)
