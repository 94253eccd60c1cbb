"""The press between builds: pages stand on their own, and what is kept changes no byte."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pdfplumber
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from test_press import (
    BOTH,
    CONDITION,
    FACES,
    FACTS,
    PRESS,
    RED,
    SCREEN,
    artwork,
    check_with_qpdf,
    cmyk_jpeg,
    coded,
    line,
    noise,
    page,
    paper,
)
from test_press import shape as shaped

from magtool.library import MemoryLibrary
from magtool.measure import BLACK, Rect
from magtool.page import Artwork, Fill, GlyphRun, Op, PageLayout, Picture
from magtool.press import (
    Colours,
    NeedsFlattening,
    Output,
    PreparedPage,
    Press,
    assemble,
    pictures,
    prepare_page,
    write_pdf,
)
from magtool.press.refusals import CantBePlaced
from magtool.store import MemoryStore, packed, unpacked

WHOLE = (0.0, 0.0, 1.0, 1.0)


def some_pages() -> list[PageLayout]:
    """Two pages with everything that can be kept; they share a picture and an advertisement."""
    photo = Picture(Rect(0, 0, 72, 54), "photo.jpg", WHOLE, ((0, 54, 0.0, 0.6),))
    ad = Artwork(Rect(200, 20, 300, 80), Rect(195, 15, 305, 85), "ad.pdf", 5)
    drawn = Artwork(Rect(80, 90, 160, 150), Rect(80, 90, 160, 150), "ad.png", 5)
    inked = Picture(Rect(0, 160, 80, 200), "inked.jpg", WHOLE)
    return [
        page(photo, *line("officiell fika", 90), ad, Fill(Rect(0, 0, 9, 9), RED, 0.5)),
        page(photo, *line("fjäll och aftonträff", 90), ad, drawn, inked, number=2),
    ]


@cache  # noise is another every time
def some_files() -> dict[str, bytes]:
    return {
        "photo.jpg": coded(noise((800, 600)), "JPEG"),
        "ad.png": coded(noise((80, 60))),
        "ad.pdf": artwork(),
        "inked.jpg": cmyk_jpeg(adobe=True),
    }


def pdf_of(
    files: dict[str, bytes], output: Output, store: MemoryStore | None = None, **faces: bytes
) -> bytes:
    library = MemoryLibrary(files)
    fonts = FACES | {name.replace("_", "-"): data for name, data in faces.items()}
    if store is None:
        return write_pdf(some_pages(), fonts, library, FACTS, output)
    return write_pdf(some_pages(), fonts, library, FACTS, output, store)


# Pages on their own


@BOTH
def test_a_page_is_the_same_whatever_was_drawn_before(output: Output) -> None:
    colours = Colours(CONDITION)
    alone = prepare_page(some_pages()[1], FACES, output, colours)
    prepare_page(page(*line("helt andra ord före")), FACES, output, colours)
    assert prepare_page(some_pages()[1], FACES, output, colours) == alone


@BOTH
def test_kept_pages_make_the_same_file(output: Output) -> None:
    colours = Colours(CONDITION)
    prepared = [prepare_page(layout, FACES, output, colours) for layout in some_pages()]
    kept = [unpacked(packed(one)) for one in prepared]
    assert all(isinstance(one, PreparedPage) for one in kept)
    again = assemble(kept, FACES, MemoryLibrary(some_files()), FACTS, output)
    assert again == pdf_of(some_files(), output)


def test_pages_share_their_faces() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(some_files(), PRESS))) as pdf:
        fonts = [font.objgen for p in pdf.pages for font in p.Resources.Font.values()]
    assert len(fonts) == 2
    assert len(set(fonts)) == 1


def clashing(*texts: str) -> tuple[Op, ...]:
    """One glyph that stands for many texts: so many that some must ask for the same code."""
    glyph = shaped("-")[0]
    glyphs = tuple(replace(glyph, text=text) for text in texts)
    return (GlyphRun(20, 50, "serif-regular", 2, BLACK, glyphs),)


def texts_of(pdf: bytes) -> list[list[str]]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [[char["text"] for char in p.chars] for p in document.pages]


def test_a_glyph_with_a_hundred_texts_on_one_page() -> None:
    texts = [chr(code) for code in range(0x4E00, 0x4E64)]
    pdf = write_pdf([page(*clashing(*texts))], FACES, MemoryLibrary({}), FACTS, SCREEN)
    assert texts_of(pdf) == [texts]


def test_pages_that_read_one_glyph_differently(tmp_path: object) -> None:
    texts = [[chr(code)] for code in range(0x4E00, 0x4E64)]
    pages = [page(*clashing(*text), number=n + 1) for n, text in enumerate(texts)]
    pdf = write_pdf(pages, FACES, MemoryLibrary({}), FACTS, SCREEN)
    assert texts_of(pdf) == texts
    check_with_qpdf(pdf, tmp_path)  # type: ignore[arg-type]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [font for p in document.pages for font in p.Resources.Font.values()]
        outlines = {f.DescendantFonts[0].FontDescriptor.FontFile2.objgen for f in fonts}
    assert len(outlines) == 1


# What is kept


@BOTH
def test_a_store_changes_no_byte(output: Output) -> None:
    store = MemoryStore()
    files = some_files()
    fresh = pdf_of(files, output)
    assert pdf_of(files, output, store) == fresh  # fills it
    assert pdf_of(files, output, store) == fresh  # uses it


def test_editions_share_a_store_and_nothing_that_differs() -> None:
    """Neither takes what was made for the other, or for other papers, sizes or qualities."""
    store = MemoryStore()
    thin = replace(CONDITION, ink_limit=240)
    outputs = [
        PRESS, SCREEN, replace(SCREEN, quality=30), replace(SCREEN, ppi=72),
        replace(PRESS, quality=30), replace(PRESS, ppi=100), replace(PRESS, condition=thin),
    ]  # fmt: skip
    files = [pdf_of(some_files(), output, store) for output in outputs]
    assert len(set(files)) == len(outputs)
    assert files == [pdf_of(some_files(), output) for output in outputs]


@BOTH
def test_what_is_kept_is_not_made_again(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    before = pdf_of(some_files(), output, store)

    def refuse(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr("magtool.press.pixels.decoded", refuse)
    monkeypatch.setattr("magtool.press.colours.transform", refuse)
    monkeypatch.setattr(pictures, "open_picture", refuse)
    monkeypatch.setattr("magtool.press.forms.take_form", refuse)
    monkeypatch.setattr("magtool.press.fonts._subset", refuse)
    assert pdf_of(some_files(), output, store) == before


def test_a_jpeg_that_passes_is_kept_as_a_verdict_alone() -> None:
    store = MemoryStore()
    photo = coded(noise((300, 225)), "JPEG", quality=70)
    pages = [page(Picture(Rect(0, 0, 300, 225), "photo.jpg", WHOLE))]
    library = MemoryLibrary({"photo.jpg": photo})
    for _ in range(2):
        assert photo in write_pdf(pages, FACES, library, FACTS, SCREEN, store)
    assert sum(map(len, store.kept.values())) < len(photo) / 10


def test_both_standards_share_pictures_but_for_transparent_ones() -> None:
    """A picture kept from an X-4 file, which may have a soft mask, is refused for X-1a."""
    clear = coded(noise((80, 60)).convert("RGBA"))
    cutout = noise((80, 60)).convert("RGBA")
    cutout.putalpha(Image.linear_gradient("L").resize((80, 60)))
    pages = [page(Picture(Rect(0, 0, 80, 60), "a.png", WHOLE))]
    store, older = MemoryStore(), Press(CONDITION, "PDF/X-1a")
    for files, refused in (({"a.png": clear}, False), ({"a.png": coded(cutout)}, True)):
        library = MemoryLibrary(files)
        write_pdf(pages, FACES, library, FACTS, PRESS, store)
        if not refused:
            assert b"/SMask" not in write_pdf(pages, FACES, library, FACTS, older, store)
            continue
        with pytest.raises(NeedsFlattening, match=r"a\.png is partly transparent"):
            write_pdf(pages, FACES, library, FACTS, older, store)


@BOTH
def test_a_picture_with_damaged_pixels_is_refused_by_its_name(output: Output) -> None:
    data = coded(noise((80, 60)), "JPEG")
    middle = len(data) // 2
    damaged = data[:middle] + b"\xff\xc4\0\5abc" + data[middle + 7 :]
    library = MemoryLibrary({"photo.jpg": damaged})
    layout = page(Picture(Rect(0, 0, 80, 60), "photo.jpg", WHOLE))
    with pytest.raises(CantBePlaced, match=r"photo\.jpg can't be decoded: broken data"):
        write_pdf([layout], FACES, library, FACTS, output)


@BOTH
@pytest.mark.parametrize("name", ["photo.jpg", "ad.png", "ad.pdf", "inked.jpg"])
def test_a_changed_file_is_never_taken_from_the_store(name: str, output: Output) -> None:
    store = MemoryStore()
    old = pdf_of(some_files(), output, store)
    changed = {
        "photo.jpg": coded(Image.new("RGB", (800, 600), "red"), "JPEG"),
        "ad.png": coded(Image.new("RGB", (80, 60), "red")),
        "ad.pdf": artwork(rotate=180),
        "inked.jpg": coded(Image.new("CMYK", (80, 60), (255, 255, 255, 255)), "JPEG"),
    }
    files = some_files() | {name: changed[name]}
    new = pdf_of(files, output, store)
    assert new == pdf_of(files, output) != old


def test_a_changed_font_is_never_taken_from_the_store() -> None:
    store = MemoryStore()
    old = pdf_of(some_files(), PRESS, store)
    other = FACES["sans-bold"]
    new = pdf_of(some_files(), PRESS, store, serif_regular=other)
    assert new == pdf_of(some_files(), PRESS, serif_regular=other) != old


@BOTH
def test_a_store_full_of_rubbish_does_no_harm(output: Output) -> None:
    store = MemoryStore()
    fresh = pdf_of(some_files(), output, store)
    for rubbish in (b"", b"rubbish", packed("a value of another kind")):
        full = MemoryStore(dict.fromkeys(store.kept, rubbish))
        assert pdf_of(some_files(), output, full) == fresh


# Artwork apart from its file


def test_artwork_comes_back_from_the_store_with_all_it_leads_to() -> None:
    """Its picture is large enough to be found again in its own file, its texts are tricky."""
    photo = coded(noise((100, 60)), "JPEG", quality=95)
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 60))
    image = pdf.make_stream(photo)
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    image.Width, image.Height, image.BitsPerComponent = 100, 60, 8
    image.ColorSpace = Name.DeviceRGB
    font = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Own}
    loop = pdf.make_indirect(Dictionary(**font, Note="see 1 0 R (and \\) 2 0 R"))
    loop.Self = loop
    other = Dictionary(**font, Q=Array([1, 2, 3, loop]))
    pdf.pages[0].obj.Resources = Dictionary(
        XObject=Dictionary(I=image), Font=Dictionary(P=loop, O=other)
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(
        b"q 100 0 0 60 0 0 cm /I Do Q BT /P 9 Tf /O 9 Tf ET"
    )
    target = io.BytesIO()
    pdf.save(target)
    store = MemoryStore()
    rect = Rect(20, 20, 120, 80)
    pages = [page(Artwork(rect, rect, "ad.pdf", 0))]
    library = MemoryLibrary({"ad.pdf": target.getvalue()})
    first = write_pdf(pages, FACES, library, FACTS, SCREEN, store)
    assert write_pdf(pages, FACES, library, FACTS, SCREEN, store) == first
    assert sum(map(len, store.kept.values())) < len(photo)
    with pikepdf.open(io.BytesIO(first)) as document:
        (form,) = document.pages[0].Resources.XObject.values()
        assert form.Resources.XObject.I.read_raw_bytes() == photo
        kept = form.Resources.Font
        assert str(kept.P.Note) == "see 1 0 R (and \\) 2 0 R"
        assert kept.P.Self.objgen == kept.O.Q[3].objgen == kept.P.objgen
    shown = paper(first).crop((20, 20, 120, 80))
    assert shown.getpixel((50, 30)) != (255, 255, 255)
