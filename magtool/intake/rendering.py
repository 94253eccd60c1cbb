"""Finished pages as pictures for people to look at."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

from magtool.intake.ghostscript import run_ghostscript

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 82
_MOST_PIXELS = 6_000_000
"""A poster's sheet is drawn smaller: A4 has a million at 100 to the inch."""
_PROOF = (
    "-sDEVICE=png16m",
    "-dOverprint=/simulate",
    "-dUsePDFX3Profile=0",  # CMYK through the file's own output intent, where it has one
    "-dTextAlphaBits=4",
    "-dGraphicsAlphaBits=4",
)
_AT_ONCE = 16


class DrawingFailed(Exception):
    """The pages can't be drawn; the message says why."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page (from 1) as a JPEG: the upright sheet, all of its MediaBox."""

    page: int
    width_px: int
    height_px: int
    jpeg: bytes


def draw_pages(data: bytes, pages: Iterable[int], ppi: float) -> Iterator[PagePicture]:
    """Pages of a PDF as PDFium shows them: fast, colours near enough, overprint not shown.

    Raises `DrawingFailed` for a file that can't be opened, or a page that is not there.
    """
    import pypdfium2  # loads a large library: only where pages are drawn

    try:
        document = pypdfium2.PdfDocument(_uncropped(data))
        try:
            for number in sorted(set(pages)):
                page = document[number - 1]
                width, height = page.get_size()
                most = (_MOST_PIXELS / (width * height)) ** 0.5
                yield _coded(number, page.render(scale=min(ppi / 72, most)).to_pil())
        finally:
            document.close()
    except (pikepdf.PdfError, pypdfium2.PdfiumError, IndexError) as error:
        raise DrawingFailed(str(error)) from error


def proof_pages(data: bytes, pages: Iterable[int], ppi: int) -> Iterator[PagePicture]:
    """Pages of a PDF as they print: overprint and spot inks mixed, colours by the output intent.

    Raises `GhostscriptMissing` and `GhostscriptFailed`.
    """
    wanted = sorted(set(pages))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]

        def read(folder: Path, some: Sequence[int] = some) -> list[PagePicture]:
            return [_read_picture(folder / f"{n}.png", page) for n, page in enumerate(some, 1)]

        yield from run_ghostscript(data, some, (*_PROOF, f"-r{ppi}"), "png", read)


def _read_picture(path: Path, page: int) -> PagePicture:
    from PIL import Image

    with Image.open(path) as image:
        return _coded(page, image)


def _coded(page: int, image: Image.Image) -> PagePicture:
    target = io.BytesIO()
    image.convert("RGB").save(target, "JPEG", quality=_QUALITY, optimize=True)
    return PagePicture(page, image.width, image.height, target.getvalue())


def _uncropped(data: bytes) -> bytes:
    """The file with every page shown whole: PDFium shows the CropBox, and inherits no box."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = False
        for page in pdf.pages:
            box: Any = page.mediabox
            if page.cropbox != box or "/MediaBox" not in page.obj:
                page.obj.MediaBox = page.obj.CropBox = pikepdf.Array(list(box))
                changed = True
        if not changed:
            return data
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()
