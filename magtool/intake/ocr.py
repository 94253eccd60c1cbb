"""Pages without usable text, read by Tesseract: its words as glyphs, as if they had been set.

What comes out is a `ReadPage` like any other, so that the same stages run on scans: places are
those on the page once it hangs straight.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from magtool.intake.hocr import SeenLine
from magtool.intake.scanned import Sight, look_at, straighten
from magtool.intake.scannedtype import FONTS, ScannedType, learn_type, set_glyphs
from magtool.intake.sighting import see_lines
from magtool.intake.tesseract import Tesseract, find_tesseract
from magtool.page.read import Box, ReadFill, ReadPage, ReadPicture, ReadRule

PPI = 300
"""What Tesseract's letters were learnt at; more makes it slower and no better."""
_MOST_PIXELS = 60_000_000
"""Of a page's picture: a poster's is made with fewer to the inch."""
_WIDE = 0.5
"""Share of the page that a picture covers which may be the page itself, scanned."""
_FEW = 12
"""Letters seen on a scanned page that are none of its text: a stamp, a page number."""
_UNKNOWN = 0.5
"""Share of letters without a meaning from which a text layer is of no use."""


def is_scan(page: ReadPage) -> bool:
    """Whether the page is a picture of text: one that covers it, and no letters to be seen that
    mean anything."""
    if not any(_share(picture.box, page) >= _WIDE for picture in page.pictures):
        return False
    seen = [g for g in page.glyphs if not g.hidden and g.text.strip()]
    known = sum("\ufffd" not in glyph.text for glyph in seen)
    return len(seen) < _FEW or known < len(seen) * (1 - _UNKNOWN)


def _share(box: Box, page: ReadPage) -> float:
    """How much of the page a box covers."""
    width = max(0.0, min(box[2], page.width) - max(box[0], 0.0))
    height = max(0.0, min(box[3], page.height) - max(box[1], 0.0))
    return width * height / max(page.width * page.height, 1.0)


def read_scans(data: bytes, pages: Sequence[ReadPage], language: str = "") -> Iterator[ReadPage]:
    """The pages with the words that Tesseract sees on them in place of their own glyphs.

    Raises `TesseractMissing`; a page that it can't read has its ``fault`` told.
    """
    import pypdfium2

    reader = find_tesseract(language)
    with closing(pypdfium2.PdfDocument(data)) as document:
        seen = [_see(document, page, reader) for page in pages]
    type_ = learn_type([line for page in seen for line in page.lines])
    for one in seen:
        yield one.page if one.sight is None else _read(one, one.sight, type_)


def _see(document: Any, page: ReadPage, reader: Tesseract) -> _Seen:
    """The page as it is seen; one that can't be read has its fault told."""
    import pypdfium2

    scale = min(PPI / 72, (_MOST_PIXELS / max(page.width * page.height, 1.0)) ** 0.5)
    try:
        with closing(document[page.number - 1]) as sheet:
            picture = straighten(_picture(sheet, scale))
        sight = look_at(picture, scale)
        return _Seen(page, scale, sight, tuple(see_lines(reader, sight.letters, scale)))
    except (pypdfium2.PdfiumError, OSError, subprocess.SubprocessError, ValueError) as error:
        fault = f"Tesseract can't read it: {type(error).__name__}"
        return _Seen(replace(page, fault=fault), scale, None, ())


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as it was seen; ``sight`` is None when it could not be read."""

    page: ReadPage
    scale: float
    sight: Sight | None
    lines: tuple[SeenLine, ...]


def _picture(sheet: Any, scale: float) -> Image.Image:
    bitmap = sheet.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
    with closing(bitmap):
        picture: Image.Image = bitmap.to_pil().convert("L")
        return picture


def _read(seen: _Seen, sight: Sight, type_: ScannedType) -> ReadPage:
    scale = seen.scale

    def placed(box: Box) -> Box:
        return (box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale)

    shown = [(placed(box), box) for box in sight.pictures]
    dark = [placed(ground.box) for ground in sight.grounds if ground.dark]
    return replace(
        seen.page,
        glyphs=tuple(set_glyphs(seen.lines, type_, dark)),
        fonts=FONTS,
        pictures=tuple(
            ReadPicture(box, round(x1 - x0), round(y1 - y0), number)
            for number, (box, (x0, y0, x1, y1)) in enumerate(shown)
        ),
        rules=tuple(
            ReadRule(placed(box), 0, upright)
            for upright, boxes in ((False, sight.level_rules), (True, sight.upright_rules))
            for box in boxes
        ),
        fills=(
            *(ReadFill(placed(ground.box), ground.level * 0x010101) for ground in sight.grounds),
            *(ReadFill(placed(box), 0) for box in sight.bars),
        ),
        tags=(),
    )
