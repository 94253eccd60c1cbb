"""Scanned pages: what their pictures show, and what the words on them are read as."""

from __future__ import annotations

import io
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

from magtool.intake.glyphs import read_glyphs
from magtool.intake.ocr import is_scan, read_scans
from magtool.intake.scanned import Sight, look_at, straighten
from magtool.page.read import ReadPage

POINT = 300 / 72
WORDS = (
    "Kommunen hittar en kunnig redare",
    "som vill arbeta med barn och unga i",
    "stadens norra delar redan till sommaren",
)


def scan(lean: float = 0.0) -> Image.Image:
    """A page of 300 by 400 points: text, bold text, a tint, a dark box, a frame, and a picture."""
    page = Image.new("L", (1250, 1667), 228)
    draw = ImageDraw.Draw(page)

    def write(x: float, y: float, text: str, ink: int = 20, bold: int = 0, size: int = 11) -> None:
        font = ImageFont.load_default(size * POINT)
        draw.text((x * POINT, y * POINT), text, ink, font, stroke_width=bold, stroke_fill=ink)

    def area(x0: float, y0: float, x1: float, y1: float, **look: int) -> None:
        draw.rectangle([x0 * POINT, y0 * POINT, x1 * POINT, y1 * POINT], **look)

    write(30, 20, "Socionomer efter arbetet", bold=2)
    for row, words in enumerate(3 * WORDS):
        write(30, 40 + 14 * row, words)
    area(30, 180, 140, 230, fill=200)
    write(36, 195, "Fakta om lagen")
    area(160, 180, 270, 230, fill=60)
    write(166, 195, "Ring oss redan nu", ink=245)
    area(30, 250, 140, 300, outline=30, width=4)
    write(36, 265, "Rabatt 20 %")
    for column in range(160, 270):
        area(column, 250, column + 1, 330, fill=40 + (column * 7) % 150)
    return page.rotate(-lean, resample=Image.Resampling.BICUBIC, fillcolor=228)


def look(lean: float = 0.0) -> Sight:
    return look_at(straighten(scan(lean)), POINT)


def points(box: tuple[float, float, float, float]) -> list[float]:
    return [edge / POINT for edge in box]


def test_areas_of_a_scan_are_found() -> None:
    sight = look()
    assert [points(box) for box in sight.pictures] == [pytest.approx([160, 250, 270, 330], abs=3)]
    tint, dark = sorted(sight.grounds, key=lambda ground: ground.box)
    assert points(tint.box) == pytest.approx([30, 180, 140, 230], abs=3)
    assert points(dark.box) == pytest.approx([160, 180, 270, 230], abs=3)
    assert (dark.dark, tint.dark) == (True, False)
    assert len(sight.level_rules) == len(sight.upright_rules) == 2


def test_a_leaning_page_is_set_right() -> None:
    level, leaning = look(), look(1.2)
    assert len(leaning.level_rules) == 2
    for found, there in zip(leaning.pictures, level.pictures, strict=True):
        assert points(found) == pytest.approx(points(there), abs=3)


@pytest.fixture(scope="module")
def read() -> ReadPage:
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    data = io.BytesIO()
    scan(0.7).save(data, "PDF", resolution=300)
    file = read_glyphs(data.getvalue())
    assert is_scan(file.pages[0])
    return next(read_scans(data.getvalue(), file.pages))


def text_of(page: ReadPage, *, font: int | None = None, ink: int | None = None) -> str:
    return "".join(
        glyph.text
        for glyph in page.glyphs
        if (font is None or glyph.font == font) and (ink is None or glyph.ink == ink)
    )


def test_words_of_a_scan_are_read(read: ReadPage) -> None:
    assert "arbeta med barn" in text_of(read)
    assert "20 %" in text_of(read)
    assert "Ring oss" in text_of(read, ink=0xFFFFFF)


def test_bold_type_of_a_scan_is_told(read: ReadPage) -> None:
    bold = next(number for number, font in enumerate(read.fonts) if font.weight >= 600)
    assert "efter arbetet" in text_of(read, font=bold)
    assert "Kommunen" not in text_of(read, font=bold)


def test_lines_of_one_type_have_one_size(read: ReadPage) -> None:
    assert len({glyph.size for glyph in read.glyphs if 38 < glyph.y < 165}) == 1
