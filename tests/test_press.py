"""The press: what is drawn must be found again, letter for letter and point for point."""

from __future__ import annotations

import ctypes
import io
import pathlib
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pdfplumber
import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from magtool.library import MemoryLibrary
from magtool.measure import BLACK, Ink, Rect
from magtool.page import (
    Artwork,
    Block,
    Fill,
    Glyph,
    GlyphRun,
    Op,
    PageLayout,
    Path,
    Picture,
    Rule,
)
from magtool.press import (
    Bookmark,
    Condition,
    DocumentFacts,
    Output,
    Press,
    Screen,
    fogra39,
    write_pdf,
)

FONTS = pathlib.Path(__file__).parent.parent / "fonts"
FACES = {
    "serif-regular": (FONTS / "serif/SourceSerif4-Regular.ttf").read_bytes(),
    "sans-bold": (FONTS / "sans/SourceSansPro-Bold.ttf").read_bytes(),
}
FACTS = DocumentFacts("Fältet 2", author="Norrby förlag", language="sv", date="2027-03")
CONDITION = Condition(fogra39())
SCREEN, PRESS = Screen(CONDITION), Press(CONDITION)
FLUSH = Press(CONDITION, margin=0)  # a sheet as large as its trim
BOTH = pytest.mark.parametrize("output", [SCREEN, PRESS], ids=["screen", "press"])
RED = Ink(0, 1, 1, 0, "red")
CYAN = Ink(1, 0, 0, 0, "cyan")


def shape(text: str, face: str = "serif-regular") -> tuple[Glyph, ...]:
    """The text as HarfBuzz sets it, each cluster's text on its first glyph."""
    hb_face = hb.Face(FACES[face])
    font, buffer = hb.Font(hb_face), hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, {"kern": True, "liga": True})
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    texts = {a: text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)}
    em = hb_face.upem
    return tuple(
        Glyph(
            info.codepoint, place.x_advance / em, place.x_offset / em, place.y_offset / em,
            texts.pop(info.cluster, ""),
        )
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )  # fmt: skip


def line(text: str, y: float = 100, x: float = 20, **style: object) -> tuple[GlyphRun, ...]:
    """The text as layout sets it: a run for each word and the space behind it."""
    base = GlyphRun(x, y, "serif-regular", 11, BLACK, ())
    runs = []
    for word in text.replace(" ", " \n").split("\n"):
        run = replace(base, x=x, **style)  # type: ignore[arg-type]
        run = replace(run, glyphs=shape(word, run.face))
        runs.append(run)
        x += run.width
    return tuple(runs)


def page(*ops: Op, width: float = 400, height: float = 200, number: int = 1) -> PageLayout:
    return PageLayout(number, width, height, 10, (Block("paragraph", "x", ops),))


def press(*ops: Op, output: Output = SCREEN, **files: bytes) -> bytes:
    """One page with these marks; files by name, with "_" for the dot."""
    library = MemoryLibrary({name.replace("_", "."): data for name, data in files.items()})
    return write_pdf([page(*ops)], FACES, library, FACTS, output)


def margin(output: Output) -> float:
    """How far the sheet runs outside the trim."""
    return output.margin if isinstance(output, Press) else 0.0


def paper(pdf: bytes, scale: float = 1, number: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    image = document[number].render(scale=scale, no_smoothtext=True).to_pil().convert("RGB")
    document.close()
    return image


def run_tool(name: str, *arguments: str, data: bytes) -> subprocess.CompletedProcess[bytes]:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run([name, *arguments], input=data, capture_output=True, check=False)


def check_with_qpdf(pdf: bytes, folder: pathlib.Path) -> None:
    (folder / "out.pdf").write_bytes(pdf)
    found = run_tool("qpdf", "--check", str(folder / "out.pdf"), data=b"")
    assert found.returncode == 0, found.stdout + found.stderr


# Text

SAMPLES = [
    "officiell fika, fjäll och aftonträff",
    "AVTALET Ta To „Hej” – sade “hon” … Wåhlström",
    "nästa\u00a0rad är mju\u00adk åäö ÅÄÖ éü ½ §",
    "a\u0308 e\u0301 x\u0302 i en rad",
]


@BOTH
@pytest.mark.parametrize("text", SAMPLES)
def test_readers_give_the_text_back(text: str, output: Output) -> None:
    pdf = press(*line(text), output=output)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert "".join(char["text"] for char in document.pages[0].chars) == text
    document = pypdfium2.PdfDocument(pdf)
    assert document[0].get_textpage().get_text_range() == text
    document.close()


@BOTH
@pytest.mark.parametrize("text", SAMPLES)
def test_pdftotext_gives_the_text_back(text: str, output: Output) -> None:
    found = run_tool("pdftotext", "-", "-", data=press(*line(text), output=output))
    # poppler tells every space as a plain one
    assert found.stdout.decode().strip() == text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "style",
    [{}, {"tracking": 0.3}, {"scale": 0.98}, {"scale": 1.02, "tracking": -0.05}, {"size": 72.5}],
)
@BOTH
def test_every_glyph_stands_where_layout_put_it(style: dict[str, float], output: Output) -> None:
    runs = line("AVTALET To officiell", x=31.4159, y=77.7777, **style)
    expected: list[tuple[float, float]] = []
    for run in runs:
        x = run.x
        for glyph in run.glyphs:
            expected.append((x + glyph.dx * run.size * run.scale, run.y))
            x += glyph.advance * run.size * run.scale + run.tracking
    out = margin(output)
    with pdfplumber.open(io.BytesIO(press(*runs, output=output))) as document:
        height = document.pages[0].height
        found = [char["matrix"][4:] for char in document.pages[0].chars]
    assert len(found) == len(expected)
    for (x, y), (right, down) in zip(found, expected, strict=True):
        assert x - out == pytest.approx(right, abs=0.01)
        assert height - y - out == pytest.approx(down, abs=0.01)


def test_a_risen_glyph_and_a_turned_run() -> None:
    glyphs = shape("axb")
    risen = (glyphs[0], replace(glyphs[1], dy=0.5, dx=0.25), glyphs[2])
    run = GlyphRun(50, 100, "serif-regular", 20, BLACK, risen)
    turned = GlyphRun(200, 100, "serif-regular", 20, BLACK, shape("mm"), angle=90)
    a, x, b, first, second = origins(press(run, turned))
    up = glyphs[0].advance * 20
    assert (x[0] - a[0], x[1] - a[1]) == pytest.approx((up + 5, 10), abs=0.01)
    assert (b[0] - a[0], b[1]) == pytest.approx((up + glyphs[1].advance * 20, a[1]), abs=0.01)
    assert second[0] == pytest.approx(first[0], abs=0.01)
    assert second[1] - first[1] == pytest.approx(turned.glyphs[0].advance * 20, abs=0.01)


def origins(pdf: bytes) -> list[tuple[float, float]]:
    """Glyph origins as pdfium finds them, y up."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    found: list[tuple[float, float]] = []
    for index in range(text.count_chars()):
        x, y = ctypes.c_double(), ctypes.c_double()
        pypdfium2.raw.FPDFText_GetCharOrigin(text, index, x, y)
        if not pypdfium2.raw.FPDFText_IsGenerated(text, index):
            found.append((x.value, y.value))
    document.close()
    return found


def test_one_glyph_may_stand_for_different_texts() -> None:
    hyphen = shape("-")[0]
    soft = replace(hyphen, text="\u00ad")
    run = GlyphRun(20, 50, "serif-regular", 10, BLACK, (hyphen, soft, replace(hyphen, text="–x")))
    with pdfplumber.open(io.BytesIO(press(run))) as document:
        assert [char["text"] for char in document.pages[0].chars] == ["-", "\u00ad", "–x"]


def test_text_maps_keep_to_a_hundred_entries_a_block() -> None:
    letters = "".join(chr(code) for code in range(0x21, 0x17F) if chr(code).isalpha())
    with pikepdf.open(io.BytesIO(press(*line(letters)))) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        counts = re.findall(rb"(\d+) beginbfchar", font.ToUnicode.read_bytes())
    assert len(counts) > 1
    assert all(int(count) <= 100 for count in counts)


def test_fonts_are_subset_and_embedded_without_layout_tables() -> None:
    with pikepdf.open(io.BytesIO(press(*line("Hej"), *line("Nej", 120, face="sans-bold")))) as pdf:
        fonts = pdf.pages[0].Resources.Font
        assert len(fonts) == 2
        for font in fonts.values():
            descendant = font.DescendantFonts[0]
            assert descendant.Subtype == Name.CIDFontType2
            assert str(descendant.BaseFont)[7] == "+"
            assert len(descendant.FontDescriptor.FontFile2.read_bytes()) < 5000


def test_unknown_face_and_postscript_outlines_are_refused() -> None:
    with pytest.raises(KeyError, match="script"):
        press(*line("x", face="serif-regular")[:0], GlyphRun(0, 0, "script", 9, BLACK, shape("x")))
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    charstring = T2CharStringPen(500, None).getCharString()
    builder.setupCFF("Post", {}, {".notdef": charstring}, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    target = io.BytesIO()
    builder.save(target)
    run = GlyphRun(0, 0, "post", 9, BLACK, shape("x"))
    with pytest.raises(ValueError, match="post has no TrueType outlines"):
        write_pdf([page(run)], {"post": target.getvalue()}, MemoryLibrary({}), FACTS, PRESS)


# The file


@BOTH
def test_same_in_same_out(output: Output) -> None:
    ops = (*line("Två gånger"), Picture(Rect(0, 0, 40, 30), "a.png", (0, 0, 1, 1)))
    first = press(*ops, output=output, a_png=coded(sample("RGB")))
    assert press(*ops, output=output, a_png=coded(sample("RGB"))) == first


def test_what_the_file_tells_of_itself(tmp_path: pathlib.Path) -> None:
    marks = Bookmark("Ledare", 5), Bookmark("Borta", 9), Bookmark("Åker", 4)
    facts = replace(FACTS, bookmarks=marks)
    pages = [page(number=4), page(number=5)]
    pdf = write_pdf(pages, FACES, MemoryLibrary({}), facts, SCREEN)
    check_with_qpdf(pdf, tmp_path)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        info = document.docinfo
        assert info.Title == "Fältet 2"
        assert info.Author == "Norrby förlag"
        assert str(info.Producer).startswith("magtool ")
        assert info.CreationDate == info.ModDate == "D:20270301000000Z"
        assert document.Root.Lang == "sv"
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Ledare", "Åker"]
        assert [p.label for p in document.pages] == ["4", "5"]


def test_boxes_of_both_editions() -> None:
    plain, full = press(), press(output=Press(CONDITION, margin=30))
    for pdf, media, bleed, trim in (
        (plain, [0, 0, 400, 200], [0, 0, 400, 200], [0, 0, 400, 200]),
        (full, [0, 0, 460, 260], [20, 20, 440, 240], [30, 30, 430, 230]),
    ):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            first = document.pages[0]
            assert [float(value) for value in first.MediaBox] == media
            assert [float(value) for value in first.CropBox] == media
            assert [float(value) for value in first.BleedBox] == bleed
            assert [float(value) for value in first.TrimBox] == trim


@BOTH
def test_only_changes_of_state_are_written(output: Output) -> None:
    words = (*line("ett två tre fyra fem"), *line("sex", 120))
    with pikepdf.open(io.BytesIO(press(*words, output=output))) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
    inked = b" k\n" if output is PRESS else b" rg\n"
    assert content.count(b" Tf") == content.count(inked) == content.count(b"BT") == 1
    assert content.count(b"Tm") == 2


# Shapes


def test_fills_rules_and_paths() -> None:
    triangle = (("M", 200, 100), ("L", 300, 100), ("L", 300, 190), ("Z",))
    image = paper(
        press(
            Fill(Rect(10, 10, 50, 50), BLACK),
            Fill(Rect(60, 10, 100, 50), BLACK, opacity=0.5),
            Fill(Rect(60, 60, 100, 100), BLACK),
            Rule(10, 150, 110, 150, 10, BLACK),
            Path(triangle, fill=BLACK),
            Path((("M", 0, 195), ("C", 100, 195, 200, 195, 400, 195)), None, BLACK, 4, (20, 20)),
        )
    )
    black, white = image.getpixel((30, 30)), image.getpixel((5, 5))
    assert white == (255, 255, 255)
    assert max(black) < 60  # type: ignore[type-var]
    assert 110 < image.getpixel((80, 30))[0] < 160  # type: ignore[index]
    for place in ((80, 80), (60, 147), (60, 153), (290, 120)):
        assert image.getpixel(place) == black
    for place in ((60, 143), (60, 157), (210, 150), (8, 150), (112, 150)):
        assert image.getpixel(place) == white
    dashes = [image.getpixel((x, 195)) == black for x in range(2, 400)]
    assert 0.3 < sum(dashes) / len(dashes) < 0.7


# Pictures


def sample(mode: str, size: tuple[int, int] = (80, 60)) -> Image.Image:
    """Four colours and a ramp: every turn and every mix-up of channels shows."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    w, h = size
    pen.rectangle((0, 0, w // 2 - 1, h // 2 - 1), fill=(220, 40, 40))
    pen.rectangle((w // 2, 0, w - 1, h // 2 - 1), fill=(40, 160, 60))
    pen.rectangle((0, h // 2, w // 2 - 1, h - 1), fill=(30, 60, 200))
    ramp = Image.linear_gradient("L").resize((w // 2, h - h // 2))
    image.paste(ramp.convert("RGB"), (w // 2, h // 2))
    if mode in ("1", "P"):
        return image.quantize(32) if mode == "P" else image.convert("1")
    return image.convert(mode)


def coded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def shown(data: bytes, rect: Rect = Rect(20, 20, 100, 80), **more: object) -> Image.Image:  # noqa: B008
    """The picture as a page shows it, cut out of the page."""
    crop = more.pop("crop", (0, 0, 1, 1))
    pdf = press(Picture(rect, "a.x", crop, **more), a_x=data)  # type: ignore[arg-type]
    return paper(pdf).crop((round(rect.x0), round(rect.y0), round(rect.x1), round(rect.y1)))


def far(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures in levels, edges left out where resampling rules."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_turns(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    light, heavy = {"quality": 60}, {"quality": 95, "subsampling": 0}
    for kind, options in (("JPEG", light), ("JPEG", heavy), ("TIFF", {}), ("PNG", {})):
        data = coded(sample("RGB"), kind, exif=exif, **options)
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        rect = Rect(20, 20, 20 + upright.width, 20 + upright.height)
        assert far(shown(data, rect), upright) < 3, kind


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_turns_of_jpegs_that_pass(turn: int) -> None:
    """The page turns them: their bytes say as before how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = turn
    inks = sample("CMYK", (160, 120))
    for output, image in ((SCREEN, noise((160, 120))), (FLUSH, inks)):
        data = coded(image, "JPEG", quality=60, exif=exif)
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        whole = Picture(Rect(20, 20, 20 + upright.width, 20 + upright.height), "a.x", (0, 0, 1, 1))
        pdf = press(whole, output=output, a_x=data)
        assert data in pdf
        expected = press(whole, output=output, a_x=coded(upright, "TIFF"))
        assert far(paper(pdf), paper(expected)) < 3


def test_crop_of_a_turned_picture_fills_the_rect() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = coded(sample("RGB", (160, 120)), "JPEG", quality=95, subsampling=0, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    cut = upright.crop((30, 40, 110, 100))
    crop = (30 / 120, 40 / 160, 110 / 120, 100 / 160)
    assert far(shown(data, crop=crop), cut) < 3
    outside = paper(press(Picture(Rect(20, 20, 100, 80), "a.x", crop), a_x=data))
    assert outside.getpixel((10, 50)) == outside.getpixel((105, 50)) == (255, 255, 255)


def deep(dtype_mode: str) -> tuple[bytes, Image.Image]:
    """A 16 bit or float gray picture and what it looks like."""
    gray = sample("L")
    if dtype_mode == "F":
        return coded(gray.convert("F").point(lambda v: v / 255 + 0), "TIFF"), gray
    sixteen = gray.convert("I").point(lambda v: v * 257 + 0)
    if dtype_mode == "I":
        return coded(sixteen, "TIFF"), gray
    return coded(sixteen.convert("I;16"), "PNG" if dtype_mode == "I;16" else "TIFF"), gray


MODES = {
    "1": lambda: coded(sample("1")),
    "L png": lambda: coded(sample("L")),
    "P": lambda: coded(sample("P")),
    "RGB tiff lzw": lambda: coded(sample("RGB"), "TIFF", compression="tiff_lzw"),
    "YCbCr": lambda: coded(sample("YCbCr"), "TIFF"),
    "gray jpeg": lambda: coded(sample("L"), "JPEG", quality=95),
    "progressive": lambda: coded(sample("RGB"), "JPEG", quality=95, progressive=True),
    "RGB jpeg": lambda: coded(sample("RGB"), "JPEG", quality=95, keep_rgb=True),
}


@pytest.mark.parametrize("name", MODES)
def test_modes_look_as_pillow_shows_them(name: str) -> None:
    data = MODES[name]()
    expected = Image.open(io.BytesIO(data)).convert("RGB")
    assert far(shown(data), expected) < 4


@pytest.mark.parametrize("mode", ["I;16", "I;16 tiff", "I", "F"])
def test_deep_pictures_are_scaled_not_clipped(mode: str) -> None:
    data, expected = deep(mode)
    assert far(shown(data), expected.convert("RGB")) < 2


def test_lab_pictures() -> None:
    from PIL import ImageCms

    rgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    turned = ImageCms.applyTransform(sample("RGB"), ImageCms.buildTransform(rgb, lab, "RGB", "LAB"))
    assert turned is not None
    assert far(shown(coded(turned, "TIFF")), sample("RGB")) < 5


def transparent() -> dict[str, Image.Image]:
    fade = Image.linear_gradient("L").resize((80, 60))
    rgba, la = sample("RGBA"), sample("LA")
    rgba.putalpha(fade)
    la.putalpha(fade)
    return {"RGBA": rgba, "LA": la}


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_lets_the_page_through(mode: str) -> None:
    image = transparent()[mode]
    expected = Image.new("RGB", image.size, "white")
    expected.paste(image.convert("RGB"), mask=image.getchannel("A"))
    assert far(shown(coded(image)), expected) < 3


def test_transparent_palettes_and_key_colours() -> None:
    palette = sample("P")
    hole = palette.getpixel((2, 2))
    for data in (
        coded(palette, transparency=hole),
        coded(sample("RGB"), transparency=(220, 40, 40)),
        coded(sample("L"), transparency=sample("L").getpixel((2, 2))),
    ):
        assert shown(data).getpixel((5, 5)) == (255, 255, 255)
        assert shown(data).getpixel((20, 50)) != (255, 255, 255)


def inks(data: bytes) -> list[tuple[int, ...]]:
    """Colours of a CMYK picture of two halves as the page shows them."""
    image = shown(data)
    return [image.getpixel((20, 30)), image.getpixel((60, 30))]  # type: ignore[misc]


def cmyk_jpeg(adobe: bool) -> bytes:
    """Red on the left, cyan on the right, coded with or without Adobe's marker."""
    image = Image.new("CMYK", (80, 60), (0, 255, 255, 0))
    image.paste((255, 0, 0, 0), (40, 0, 80, 60))
    if adobe:
        return coded(image, "JPEG", quality=95)
    data = coded(ImageChops.invert(image), "JPEG", quality=95)  # as Pillow writes: inverted
    start = data.index(b"\xff\xee")
    return data[:start] + data[start + 2 + int.from_bytes(data[start + 2 : start + 4]) :]


@pytest.mark.parametrize("adobe", [True, False])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("output", [SCREEN, FLUSH], ids=["screen", "press"])
def test_cmyk_jpegs_are_not_inverted(adobe: bool, large: bool, output: Output) -> None:
    """As they came and brought to size: they look like fills of the same inks."""
    halves = Fill(Rect(20, 20, 60, 80), RED), Fill(Rect(60, 20, 100, 80), CYAN)
    fills = paper(press(*halves, output=output))
    expected = fills.getpixel((40, 50)), fills.getpixel((80, 50))
    data = cmyk_jpeg(adobe)
    rect = Rect(20, 20, 28, 26) if large else Rect(20, 20, 100, 80)
    pdf = press(Picture(rect, "a.x", (0, 0, 1, 1)), output=output, a_x=data)
    image = paper(pdf, 10 if large else 1)
    places = ((220, 230), (260, 230)) if large else ((40, 50), (80, 50))
    for place, ink in zip(places, expected, strict=True):
        found = image.getpixel(place)
        assert max(abs(a - b) for a, b in zip(found, ink, strict=True)) < 12  # type: ignore[arg-type]


@pytest.mark.parametrize("output", [SCREEN, FLUSH], ids=["screen", "press"])
def test_cmyk_tiff_keeps_its_inks(output: Output) -> None:
    data = coded(Image.new("CMYK", (80, 60), (0, 255, 255, 0)), "TIFF")
    fills = paper(press(Fill(Rect(0, 0, 80, 60), RED), output=output))
    image = paper(press(Picture(Rect(0, 0, 80, 60), "a.x", (0, 0, 1, 1)), output=output, a_x=data))
    assert image.getpixel((9, 9)) == fills.getpixel((9, 9))


AS_THEY_CAME: dict[str, tuple[Output, Callable[[], bytes]]] = {
    "RGB on screens": (SCREEN, lambda: coded(sample("RGB"), "JPEG", quality=70, progressive=True)),
    "gray on screens": (SCREEN, lambda: coded(sample("L"), "JPEG", quality=70)),
    "CMYK on a press": (PRESS, lambda: cmyk_jpeg(adobe=True)),
    "CMYK without a marker": (PRESS, lambda: cmyk_jpeg(adobe=False)),
    "progressive CMYK": (PRESS, lambda: coded(sample("CMYK"), "JPEG", progressive=True)),
}


@pytest.mark.parametrize("name", AS_THEY_CAME)
def test_jpegs_are_embedded_byte_for_byte_and_once(name: str) -> None:
    output, make = AS_THEY_CAME[name]
    data = make()
    pictures = (
        Picture(Rect(0, 0, 80, 60), "a.jpg", (0, 0, 1, 1)),
        Picture(Rect(100, 0, 160, 45), "a.jpg", (0, 0, 1, 1)),
    )
    with pikepdf.open(io.BytesIO(press(*pictures, output=output, a_jpg=data))) as pdf:
        image, again = pdf.pages[0].Resources.XObject.values()
        assert image.objgen == again.objgen
        assert image.Filter == Name.DCTDecode
        assert image.read_raw_bytes() == data


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 60) for _ in range(3)])


def embedded(data: bytes, rect: Rect, output: Output) -> list[tuple[int, int, str]]:
    pdf = press(Picture(rect, "a.x", (0, 0, 1, 1)), output=output, a_x=data)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        images = document.pages[0].Resources.XObject.values()
        return [(int(i.Width), int(i.Height), str(i.Filter)) for i in images]


@pytest.mark.parametrize(("output", "inches"), [(PRESS, 1), (SCREEN, 2)], ids=["press", "screen"])
def test_too_sharp_pictures_are_brought_down(output: Output, inches: int) -> None:
    """To 300 pixels an inch for a press and 150 for screens; a tenth more passes."""
    rect = Rect(0, 0, 72 * inches, 54 * inches)
    photo, drawn = noise((800, 600)), sample("RGB", (800, 600))
    assert embedded(coded(photo, "JPEG"), rect, output) == [(300, 225, "/DCTDecode")]
    assert embedded(coded(photo), rect, output) == [(300, 225, "/DCTDecode")]
    assert embedded(coded(drawn), rect, output) == [(300, 225, "/FlateDecode")]
    assert embedded(coded(noise((330, 248))), rect, output) == [(330, 248, "/DCTDecode")]
    assert embedded(coded(sample("1", (800, 600))), rect, output) == [(800, 600, "/FlateDecode")]


def test_shades_darken_from_top_to_bottom() -> None:
    data = coded(Image.new("RGB", (80, 60), "white"))
    rect = Rect(20, 20, 100, 120)
    image = shown(data, rect, shades=((40, 120, 0.0, 0.8), (10, 30, 0.5, 0.5)))
    column = [image.getpixel((40, y))[0] for y in range(100)]  # type: ignore[index]
    assert column[:10] == [column[0]] * 10
    assert 110 < column[0] < 160
    assert column[12] == column[18] == 255
    assert column[21:99] == sorted(column[21:99], reverse=True)
    assert 110 < column[69] < 175
    assert column[98] < 110


# Artwork


def artwork(
    rotate: int = 0,
    origin: tuple[float, float] = (0, 0),
    bleed: float = 5,
    unit: float = 1,
    trim: bool = True,
    marks: float = 0,
) -> bytes:
    """A 100 x 60 pt advertisement: red left, cyan right, a black spot at the top left.

    Sizes are those of the page as stored; ``marks`` is room round the bleed, painted black.
    """
    pdf = pikepdf.new()
    x, y = origin
    out = bleed + marks
    pdf.add_blank_page(page_size=(100, 60))
    first = pdf.pages[0]
    first.obj.MediaBox = Array([x - out, y - out, x + 100 + out, y + 60 + out])
    if trim:
        first.obj.TrimBox = Array([x, y, x + 100, y + 60])
        first.obj.BleedBox = Array([x - bleed, y - bleed, x + 100 + bleed, y + 60 + bleed])
    first.obj.Rotate, first.obj.UserUnit = rotate, unit
    first.obj.Contents = pdf.make_stream(
        f"0 0 0 1 k {x - out} {y - out} {100 + 2 * out} {60 + 2 * out} re f "
        f"0 1 1 0 k {x - bleed} {y - bleed} {50 + bleed} {60 + 2 * bleed} re f "
        f"1 0 0 0 k {x + 50} {y - bleed} {50 + bleed} {60 + 2 * bleed} re f "
        f"0 0 0 1 k {x + 5} {y + 45} 10 10 re f".encode()
    )
    first.obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])])
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def colours(image: Image.Image) -> str:
    """A picture as letters, one for each 10 points: w(hite), r(ed), c(yan), b(lack)."""
    letters = []
    for y in range(5, image.height, 10):
        for x in range(5, image.width, 10):
            r, g, b = image.getpixel((x, y))  # type: ignore[misc]
            dark, red, white = r + g + b < 250, r > g + 60, min(r, g, b) > 240
            letters.append("w" if white else "r" if red else "b" if dark and b < 90 else "c")
        letters.append("\n")
    return "".join(letters)


UPRIGHT = """\
brrrrccccc
rrrrrccccc
rrrrrccccc
rrrrrccccc
rrrrrccccc
rrrrrccccc
"""


def placed(data: bytes, rect: Rect, clip: Rect, bleed: float = 5) -> Image.Image:
    return paper(press(Artwork(rect, clip, "a.x", bleed), a_x=data))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("unit", [1, 1.5])
@pytest.mark.parametrize("origin", [(0, 0), (-33, 71)])
def test_artwork_is_placed_upright_and_true_to_size(
    rotate: int, unit: float, origin: tuple[float, float]
) -> None:
    data = artwork(rotate, origin, unit=unit)
    with_spot = sample_of_artwork(unit).rotate(-rotate, expand=True)
    width, height = with_spot.size
    rect = Rect(30, 20, 30 + width, 20 + height)
    image = placed(data, rect, rect).crop((30, 20, 30 + width, 20 + height))
    assert far(image, with_spot) < 6
    beyond = placed(data, rect, rect)
    assert beyond.getpixel((28, 60)) == (255, 255, 255)


def sample_of_artwork(unit: float) -> Image.Image:
    plain = press(
        Fill(Rect(0, 0, 50 * unit, 60 * unit), RED),
        Fill(Rect(50 * unit, 0, 100 * unit, 60 * unit), CYAN),
        Fill(Rect(5 * unit, 5 * unit, 15 * unit, 15 * unit), BLACK),
    )
    return paper(plain).crop((0, 0, round(100 * unit), round(60 * unit)))


def test_bleed_runs_to_the_clip_and_marks_never_show() -> None:
    rect = Rect(50, 50, 150, 110)
    image = placed(artwork(marks=20), rect, Rect(30, 40, 150, 110))
    assert image.getpixel((47, 80)) == image.getpixel((60, 80))  # bleed on the left
    assert image.getpixel((43, 80)) == (255, 255, 255)  # the marks' room is cut
    assert image.getpixel((152, 80)) == (255, 255, 255)  # the clip ends at the trim


def test_artwork_without_a_trim_is_trimmed_by_its_declared_bleed() -> None:
    rect = Rect(50, 50, 150, 110)
    image = placed(artwork(trim=False), rect, rect)
    assert colours(image.crop((50, 50, 150, 110))) == UPRIGHT


def test_pictures_as_artwork_bleed_to_the_clip() -> None:
    picture = Image.new("RGB", (120, 80), "blue")
    picture.paste((255, 0, 0), (10, 10, 110, 70))
    rect = Rect(50, 50, 150, 110)
    image = placed(coded(picture), rect, Rect(45, 50, 150, 110), bleed=10)
    assert image.getpixel((47, 80)) == (0, 0, 255)
    assert image.getpixel((52, 80)) == image.getpixel((147, 107)) == (255, 0, 0)
    assert image.getpixel((42, 80)) == image.getpixel((152, 80)) == (255, 255, 255)


def layered(default: Dictionary | None = None, policy: str = "") -> bytes:
    """Artwork with a red base, and a black layer that is off by default, in three guises."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 60))
    on, off = (
        pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("Base", "Dieline")
    )
    pdf.Root.OCProperties = Dictionary(
        OCGs=[on, off], D=default or Dictionary(OFF=[off], Order=[on, off])
    )
    hidden = off
    if policy:
        hidden = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=[on, off], P=Name(policy)))
    spot = pdf.make_stream(b"0 0 0 1 k 0 0 10 10 re f")
    spot.Type, spot.Subtype, spot.BBox = Name.XObject, Name.Form, Array([0, 0, 10, 10])
    spot.OC = hidden
    nest = pdf.make_stream(b"/OC /L2 BDC 0 0 0 1 k 20 20 10 10 re f EMC")
    nest.Type, nest.Subtype, nest.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 60])
    nest.Resources = Dictionary(Properties=Dictionary(L2=hidden))
    first = pdf.pages[0]
    first.obj.Resources = Dictionary(
        Properties=Dictionary(L1=on, L2=hidden), XObject=Dictionary(S=spot, N=nest)
    )
    first.obj.Contents = pdf.make_stream(
        b"/OC /L1 BDC 0 1 1 0 k 0 0 100 60 re f EMC /S Do /N Do "
        b"/OC /L2 BDC /X BMC 0 0 0 1 k 40 40 10 10 re f EMC EMC 0 0 0 0 k 90 50 10 10 re f"
    )
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize("policy", ["", "/AllOn"])
def test_hidden_layers_stay_hidden(policy: str) -> None:
    rect = Rect(0, 0, 100, 60)
    data = layered(policy=policy)
    pdf = press(Artwork(rect, rect, "a.x", 0), a_x=data)
    expected = "rrrrrrrrrw\n" + "rrrrrrrrrr\n" * 5
    assert colours(paper(pdf).crop((0, 0, 100, 60))) == expected
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert "/OCProperties" not in document.Root


def test_shown_layers_stay_shown() -> None:
    rect = Rect(0, 0, 100, 60)
    image = placed(layered(policy="/AnyOn"), rect, rect, 0)
    assert colours(image.crop((0, 0, 100, 60))).count("b") == 3


def test_nothing_but_ink_comes_along_with_artwork(tmp_path: pathlib.Path) -> None:
    rect = Rect(0, 0, 100, 60)
    pdf = press(Artwork(rect, rect, "a.x", 5), Artwork(rect, rect, "a.x", 5), a_x=artwork())
    check_with_qpdf(pdf, tmp_path)
    assert b"JavaScript" not in pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert "/Annots" not in document.pages[0]
        assert len(document.pages[0].Resources.XObject) == 1
