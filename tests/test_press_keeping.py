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
from test_press import FACES, FACTS, RED, artwork, check_with_qpdf, coded, line, noise, page, paper
from test_press import shape as shaped

from magtool.library import MemoryLibrary
from magtool.measure import BLACK, Rect
from magtool.page import Artwork, Fill, GlyphRun, Op, PageLayout, Picture
from magtool.press import PreparedPage, assemble, pictures, prepare_page, write_pdf
from magtool.store import MemoryStore, packed, unpacked

WHOLE = (0.0, 0.0, 1.0, 1.0)


def some_pages() -> list[PageLayout]:
    """Two pages with everything that can be kept; they share a picture and an advertisement."""
    photo = Picture(Rect(0, 0, 72, 54), "photo.jpg", WHOLE, ((0, 54, 0.0, 0.6),))
    ad = Artwork(Rect(200, 20, 300, 80), Rect(195, 15, 305, 85), "ad.pdf", 5)
    drawn = Artwork(Rect(80, 90, 160, 150), Rect(80, 90, 160, 150), "ad.png", 5)
    return [
        page(photo, *line("officiell fika", 90), ad, Fill(Rect(0, 0, 9, 9), RED, 0.5)),
        page(photo, *line("fjäll och aftonträff", 90), ad, drawn, number=2),
    ]


@cache  # noise is another every time
def some_files() -> dict[str, bytes]:
    return {
        "photo.jpg": coded(noise((800, 600)), "JPEG"),
        "ad.png": coded(noise((80, 60))),
        "ad.pdf": artwork(),
    }


def pdf_of(files: dict[str, bytes], store: MemoryStore | None = None, **faces: bytes) -> bytes:
    library = MemoryLibrary(files)
    fonts = FACES | {name.replace("_", "-"): data for name, data in faces.items()}
    if store is None:
        return write_pdf(some_pages(), fonts, library, FACTS)
    return write_pdf(some_pages(), fonts, library, FACTS, store=store)


# Pages on their own


@pytest.mark.parametrize("bleed", [False, True])
def test_a_page_is_the_same_whatever_was_drawn_before(bleed: bool) -> None:
    alone = prepare_page(some_pages()[1], FACES, bleed)
    prepare_page(page(*line("helt andra ord före")), FACES, bleed)
    assert prepare_page(some_pages()[1], FACES, bleed) == alone


def test_kept_pages_make_the_same_file() -> None:
    prepared = [prepare_page(layout, FACES) for layout in some_pages()]
    kept = [unpacked(packed(one)) for one in prepared]
    assert all(isinstance(one, PreparedPage) for one in kept)
    again = assemble(kept, FACES, MemoryLibrary(some_files()), FACTS)
    assert again == pdf_of(some_files())


def test_pages_share_their_faces() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(some_files()))) as pdf:
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
    pdf = write_pdf([page(*clashing(*texts))], FACES, MemoryLibrary({}), FACTS)
    assert texts_of(pdf) == [texts]


def test_pages_that_read_one_glyph_differently(tmp_path: object) -> None:
    texts = [[chr(code)] for code in range(0x4E00, 0x4E64)]
    pages = [page(*clashing(*text), number=n + 1) for n, text in enumerate(texts)]
    pdf = write_pdf(pages, FACES, MemoryLibrary({}), FACTS)
    assert texts_of(pdf) == texts
    check_with_qpdf(pdf, tmp_path)  # type: ignore[arg-type]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [font for p in document.pages for font in p.Resources.Font.values()]
        outlines = {f.DescendantFonts[0].FontDescriptor.FontFile2.objgen for f in fonts}
    assert len(outlines) == 1


# What is kept


def test_a_store_changes_no_byte() -> None:
    store = MemoryStore()
    files = some_files()
    fresh = pdf_of(files)
    assert pdf_of(files, store) == fresh  # fills it
    assert pdf_of(files, store) == fresh  # uses it


def test_what_is_kept_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    before = pdf_of(some_files(), store)

    def refuse(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(pictures, "decoded", refuse)
    monkeypatch.setattr(pictures, "open_picture", refuse)
    monkeypatch.setattr("magtool.press.forms.take_form", refuse)
    monkeypatch.setattr("magtool.press.fonts._subset", refuse)
    assert pdf_of(some_files(), store) == before


@pytest.mark.parametrize("name", ["photo.jpg", "ad.png", "ad.pdf"])
def test_a_changed_file_is_never_taken_from_the_store(name: str) -> None:
    store = MemoryStore()
    old = pdf_of(some_files(), store)
    changed = {
        "photo.jpg": coded(Image.new("RGB", (800, 600), "red"), "JPEG"),
        "ad.png": coded(Image.new("RGB", (80, 60), "red")),
        "ad.pdf": artwork(rotate=180),
    }
    files = some_files() | {name: changed[name]}
    new = pdf_of(files, store)
    assert new == pdf_of(files) != old


def test_a_changed_font_is_never_taken_from_the_store() -> None:
    store = MemoryStore()
    old = pdf_of(some_files(), store)
    other = FACES["sans-bold"]
    new = pdf_of(some_files(), store, serif_regular=other)
    assert new == pdf_of(some_files(), serif_regular=other) != old


def test_a_store_full_of_rubbish_does_no_harm() -> None:
    store = MemoryStore()
    fresh = pdf_of(some_files(), store)
    for rubbish in (b"", b"rubbish", packed("a value of another kind")):
        full = MemoryStore(dict.fromkeys(store.kept, rubbish))
        assert pdf_of(some_files(), full) == fresh


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
    loop = pdf.make_indirect(Dictionary(Note="see 1 0 R (and \\) 2 0 R"))
    loop.Self = loop
    pdf.pages[0].obj.Resources = Dictionary(
        XObject=Dictionary(I=image), Properties=Dictionary(P=loop, Q=Array([1, 2, 3, loop]))
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q 100 0 0 60 0 0 cm /I Do Q")
    target = io.BytesIO()
    pdf.save(target)
    store = MemoryStore()
    rect = Rect(20, 20, 120, 80)
    pages = [page(Artwork(rect, rect, "ad.pdf", 0))]
    library = MemoryLibrary({"ad.pdf": target.getvalue()})
    first = write_pdf(pages, FACES, library, FACTS, store=store)
    assert write_pdf(pages, FACES, library, FACTS, store=store) == first
    assert sum(map(len, store.kept.values())) < len(photo)
    with pikepdf.open(io.BytesIO(first)) as document:
        (form,) = document.pages[0].Resources.XObject.values()
        assert form.Resources.XObject.I.read_raw_bytes() == photo
        kept = form.Resources.Properties
        assert str(kept.P.Note) == "see 1 0 R (and \\) 2 0 R"
        assert kept.P.Self.objgen == kept.Q[3].objgen == kept.P.objgen
    shown = paper(first).crop((20, 20, 120, 80))
    assert shown.getpixel((50, 30)) != (255, 255, 255)
