"""Preflight on files that are damaged or meant to harm: always facts, never an exception."""

from __future__ import annotations

import random
import zlib
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from x4_file import XMP, Change, metadata, x4_file

from magtool.intake.pdf import PAGES_CAP, read_pdf
from magtool.page import PaintedPath, PaintedPicture, PdfFacts
from magtool.preflight import PROFILES, Asked, check_pages, read_profile

VALID = x4_file(pages=2)
CODES = {"", "format", "unreadable", "encrypted", "empty"}


def judged(data: bytes) -> PdfFacts:
    """The facts, after every profile has had its say about them."""
    facts = read_pdf(data)
    assert facts.fault_code in CODES
    assert bool(facts.fault) == bool(facts.fault_code)
    for name in PROFILES:
        for artwork in (False, True):
            found = check_pages(facts, read_profile(name), Asked(artwork=artwork))
            assert found or not facts.fault
            assert all("object at" not in finding.message for finding in found)
    return facts


def test_what_is_no_pdf() -> None:
    assert judged(b"").fault_code == "format"
    assert judged(b"\x89PNG").fault_code == "format"
    assert judged(b"%PDF-1.6\n").fault_code == "unreadable"


@pytest.mark.parametrize("percent", range(0, 100, 5))
def test_files_that_end_too_early(percent: int) -> None:
    judged(VALID[: len(VALID) * percent // 100])


@pytest.mark.parametrize("seed", range(40))
def test_files_with_wrong_bytes(seed: int) -> None:
    """Most of the file is font and profile; the bytes are changed in the rest."""
    chance = random.Random(seed)
    small = x4_file()
    data = bytearray(small)
    text = [at for at in range(len(data)) if at < 6000 or at > len(data) - 9000]
    for at in chance.sample(text, 60):
        data[at] = chance.randrange(256)
    judged(bytes(data))


def paint(operators: str, kind: str, item: Any) -> Change:
    """One more resource, called X, and content that uses it."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        held = page.obj.Resources.get(f"/{kind}", Dictionary())
        held.X = item(pdf) if callable(item) else item
        page.obj.Resources[f"/{kind}"] = held
        page.contents_add(operators.encode(), prepend=False)

    return change


def form(pdf: pikepdf.Pdf, content: bytes, **keys: Any) -> Any:
    return pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 999, 999], **keys
    )


def own_form(pdf: pikepdf.Pdf) -> Any:
    made = form(pdf, b"0 0 0 1 k 90 90 9 9 re f /X Do")
    made.Resources = Dictionary(XObject=Dictionary(X=made))
    return made


def two_forms(pdf: pikepdf.Pdf) -> Any:
    one, other = form(pdf, b"/X Do"), form(pdf, b"/X Do")
    one.Resources = Dictionary(XObject=Dictionary(X=other))
    other.Resources = Dictionary(XObject=Dictionary(X=one))
    return one


def many_forms(pdf: pikepdf.Pdf) -> Any:
    """Twenty forms, each drawing the next ten times: 10 to the 20th rectangles."""
    inner = form(pdf, b"0 0 0 1 k 90 90 9 9 re f")
    for _ in range(20):
        inner = form(pdf, b"/X Do " * 10, Resources=Dictionary(XObject=Dictionary(X=inner)))
    return inner


def own_pattern(pdf: pikepdf.Pdf) -> Any:
    made = pdf.make_stream(
        b"/Pattern cs /X scn 0 0 9 9 re f", PatternType=1, PaintType=1, TilingType=1,
        BBox=[0, 0, 9, 9], XStep=9, YStep=9,
    )  # fmt: skip
    made.Resources = Dictionary(Pattern=Dictionary(X=made))
    return made


def own_glyph(pdf: pikepdf.Pdf) -> Any:
    glyph = pdf.make_stream(b"500 0 d0 BT /X 10 Tf (a) Tj ET")
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 1, 1], FirstChar=97, LastChar=97,
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0], Widths=[500], CharProcs=Dictionary(a=glyph),
            Encoding=Dictionary(Differences=[97, Name.a]),
        )
    )  # fmt: skip
    font.Resources = Dictionary(Font=Dictionary(X=font))
    return font


def own_mask(pdf: pikepdf.Pdf) -> Any:
    group = form(pdf, b"/X gs 0 0 9 9 re f")
    state = pdf.make_indirect(Dictionary(SMask=Dictionary(S=Name.Luminosity, G=group)))
    group.Resources = Dictionary(ExtGState=Dictionary(X=state))
    return state


def own_space(pdf: pikepdf.Pdf) -> Any:
    space = pdf.make_indirect(Array([Name.Indexed, Name.DeviceRGB, 1, String("abcdef")]))
    space[1] = space
    return space


LOOPS = {
    "form": paint("/X Do", "XObject", own_form),
    "two forms": paint("/X Do", "XObject", two_forms),
    "pattern": paint("/Pattern cs /X scn 60 60 9 9 re f", "Pattern", own_pattern),
    "glyph": paint("BT /X 10 Tf 60 60 Td (aaa) Tj ET", "Font", own_glyph),
    "mask": paint("/X gs 60 60 9 9 re f", "ExtGState", own_mask),
    "space": paint("/X cs 1 scn 60 60 9 9 re f", "ColorSpace", own_space),
}


@pytest.mark.parametrize("name", LOOPS)
def test_what_holds_itself(name: str) -> None:
    facts = judged(x4_file(LOOPS[name]))
    assert not facts.fault
    assert len(facts.pages[0].painted) >= 5  # the page's own marks are all there


def test_forms_that_unfold_without_end() -> None:
    (page,) = judged(x4_file(paint("/X Do", "XObject", many_forms))).pages
    assert "operators" in page.fault


def test_content_that_unfolds_without_end() -> None:
    def bomb(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(b"q Q " * (1 << 24), 9)
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)

    (page,) = judged(x4_file(bomb)).pages
    assert "more on the page than is read" in page.fault


@pytest.mark.parametrize("part", [b"q Q ", b"1 ", b"(a) Tj ", b"[]"])
def test_content_that_is_too_long(part: bytes) -> None:
    """Less than is decoded, and more than would fit into memory as operators."""

    def fill(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(part * (30_000_000 // len(part)), 9)
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)

    (page,) = judged(x4_file(fill)).pages
    assert "operators" in page.fault


def test_streams_that_are_too_long_together() -> None:
    def fill(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(b" " * 30_000_000, 9)
        part = pdf.make_indirect(pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode))
        pdf.pages[0].obj.Contents = Array([part] * 1000)

    (page,) = judged(x4_file(fill)).pages
    assert "more on the page than is read" in page.fault


def test_content_of_deep_nesting() -> None:
    for deep in ("[" * 5000, "q " * 50000, "<<" * 3000, "(" * 9000, "/OC /P BDC " * 9000):
        judged(x4_file(marks=deep))


def test_content_with_wrong_operands() -> None:
    """Each operator with none, with words, with infinite and with huge numbers."""
    names = "q Q cm w gs re f S m l c W n k K g rg cs scn sh BT Tf Td TJ Tj Tm Tr ' \" Do BDC EMC"
    for operands in ("", "/Nothing", "(a) (b)", "1e400 " * 6, "9" * 400, "<<>> []", "-1 0 0 0"):
        marks = "\n".join(f"{operands} {name}" for name in names.split())
        page = judged(x4_file(marks=marks)).pages[0]
        assert len(page.painted) >= 5


def test_numbers_that_are_too_large() -> None:
    huge = 10**9

    def wide_font(pdf: pikepdf.Pdf) -> Any:
        inner = Dictionary(Subtype=Name.CIDFontType2, W=[0, huge, 500, 7, [500] * 9])
        return Dictionary(Type=Name.Font, Subtype=Name.Type0, DescendantFonts=[inner])

    def picture(pdf: pikepdf.Pdf) -> Any:
        return pdf.make_stream(
            b"\0", Type=Name.XObject, Subtype=Name.Image, Width=huge, Height=huge,
            BitsPerComponent=8, ColorSpace=Name.DeviceCMYK,
        )  # fmt: skip

    judged(x4_file(paint("BT /X 9 Tf 60 60 Td <00010002> Tj ET", "Font", wide_font)))
    page = judged(x4_file(paint("q 9 0 0 9 60 60 cm /X Do Q", "XObject", picture))).pages[0]
    (found,) = [m for m in page.painted if isinstance(m, PaintedPicture) and m.columns == huge]
    assert found.max_ink is None
    count = x4_file().replace(b"/Count 1", b"/Count 999999999")
    assert len(judged(count).pages) <= 1


def test_more_pages_than_are_read() -> None:
    facts = judged(x4_file(lambda pdf: pdf.pages.extend([pdf.pages[0]] * PAGES_CAP)))
    assert facts.fault_code == "unreadable"
    assert "pages" in facts.fault


def test_outlines_in_a_ring() -> None:
    def ring(pdf: pikepdf.Pdf) -> None:
        item = pdf.make_indirect(Dictionary(Title=String("a")))
        item.Next = item
        pdf.Root.Outlines = Dictionary(First=item, Last=item)

    assert judged(x4_file(ring)).actions == ()


def test_metadata_that_unfolds_without_end() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + XMP

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = metadata(pdf, laughs)

    assert judged(x4_file(change)).xmp == ()


def test_a_page_without_anything() -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        for key in list(pdf.pages[0].obj.keys()):
            if key not in ("/Type", "/Parent"):
                del pdf.pages[0].obj[key]

    (page,) = judged(x4_file(strip)).pages
    assert page.painted == ()


def test_a_page_whose_size_is_no_size() -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.MediaBox = Array([0, 0, String("wide"), 9])

    (page,) = judged(x4_file(spoil)).pages
    assert page.fault == "" or "MediaBox" in page.fault


def test_content_between_whose_streams_an_operator_is_split() -> None:
    def split(pdf: pikepdf.Pdf) -> None:
        parts = [b"60 60 9", b"9 re f"]
        pdf.pages[0].obj.Contents = Array([pdf.make_stream(part) for part in parts])

    (page,) = judged(x4_file(split)).pages
    assert [type(mark) for mark in page.painted] == [PaintedPath]
