"""Advertisers' PDFs, whatever they contain: placed as they look, or refused in plain words."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import artwork_set as made
import numpy as np
import pikepdf
import pypdfium2
import pytest
from artwork_set import BLEED, HEIGHT, PIECES, WIDTH, Piece, Sheet
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from magtool.intake import art_facts
from magtool.intake.pdf import read_pdf
from magtool.library import ArtFacts, ArtPlace, MemoryLibrary
from magtool.manifest.artwork import tell_of_artwork
from magtool.manifest.folder import Folder
from magtool.measure import Rect
from magtool.page import Artwork, Block, PageLayout
from magtool.preflight import check_pages, read_profile
from magtool.press import (
    Colours,
    Condition,
    DocumentFacts,
    NeedsFlattening,
    Output,
    Press,
    Screen,
    artworks,
    fogra39,
    write_pdf,
)
from magtool.press.functions import read_function
from magtool.press.refusals import CantBePlaced
from magtool.store import MemoryStore, NoStore, Store

CONDITION = Condition(fogra39())
COLOURS = Colours(CONDITION)
PROFILE = Path(artworks.__file__).parent / "profiles" / "FOGRA39L_coated.icc"
MARGIN = 40.0  # whole points, so that pixels of artwork and of pages lie one over another
PRESS = Press(CONDITION, margin=MARGIN, spots=("Silver",))
X1A = Press(CONDITION, "PDF/X-1a", margin=MARGIN)
SCREEN = Screen(CONDITION)

Pixels = Any
"""Numbers of shape (rows, columns, 3)."""


def leaf(source: str, number: int = 1, width: float = WIDTH, height: float = HEIGHT) -> PageLayout:
    rect = Rect(0, 0, width, height)
    clip = Rect(-BLEED, -BLEED, width + BLEED, height + BLEED)
    art = Artwork(rect, clip, source, BLEED)
    return PageLayout(number, width, height, BLEED, (Block("ad", "x", (art,)),))


def place(
    *files: bytes,
    output: Output = PRESS,
    size: tuple[float, float] = (WIDTH, HEIGHT),
    store: Store = NoStore(),  # noqa: B008 - it keeps nothing
) -> bytes:
    """A PDF with a page for each piece of artwork."""
    library = MemoryLibrary({f"{n}.pdf": data for n, data in enumerate(files)})
    leaves = [leaf(f"{n}.pdf", n + 1, *size) for n in range(len(files))]
    return write_pdf(leaves, {}, library, DocumentFacts("Ads", date="2027-03"), output, store)


# --- how it looks ------------------------------------------------------------------------------


def proofs(pdf: bytes, folder: Path, *options: str) -> list[Pixels]:
    """Pages by Ghostscript at 72 dpi, colours through their ICC profiles."""
    if shutil.which("gs") is None:
        pytest.skip("Ghostscript is not installed")
    (folder / "in.pdf").write_bytes(pdf)
    intent = ("-dRenderIntent=1", "-dBlackPtComp=1", "-dOverprint=/simulate")
    quiet = ("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", f"--permit-file-read={PROFILE}")
    command = [
        *quiet,
        "-sDEVICE=png16m",
        "-r72",
        *intent,
        *options,
        "-sOutputFile=%d.png",
        "in.pdf",
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    found = []
    while (path := folder / f"{len(found) + 1}.png").exists():
        with Image.open(path) as image:
            found.append(np.asarray(image.convert("RGB")).astype(float))
    return found


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Pixels]]:
    """Each piece as it is, as it prints and as screens show it, by its name."""
    files = [piece.make() for piece in PIECES]
    with Pdf.new() as all_of_them:
        for data in files:
            with Pdf.open(io.BytesIO(data)) as one:
                all_of_them.pages.extend(one.pages)
        target = io.BytesIO()
        all_of_them.save(target)

    def drawn(name: str, pdf: bytes, *options: str) -> list[Pixels]:
        return proofs(pdf, tmp_path_factory.mktemp(name), *options)

    inks = f"-sDefaultCMYKProfile={PROFILE}"
    asked = drawn("asked", target.getvalue(), inks)
    press = drawn("press", place(*files), "-dUsePDFX3Profile=0")
    screen = drawn("screen", place(*files, output=SCREEN))
    return {
        piece.name: {"asked": asked[n], "press": press[n], "screen": screen[n]}
        for n, piece in enumerate(PIECES)
    }


def printed(pixels: Pixels) -> Pixels:
    """sRGB as it looks in print: the colour-managed reference for what is not in inks."""
    image = Image.fromarray(pixels.astype(np.uint8))
    return np.asarray(COLOURS.to_screen(COLOURS.to_inks(image))).astype(float)


def off(one: Pixels, other: Pixels) -> float:
    """Levels between two pictures on the mean, their outermost pixels apart."""
    assert one.shape == other.shape
    return float(np.abs(one - other)[2:-2, 2:-2].mean())


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_artwork_prints_as_it_looks(piece: Piece, looks: dict[str, dict[str, Pixels]]) -> None:
    asked, sheet = looks[piece.name]["asked"], looks[piece.name]["press"]
    edge = round(MARGIN - BLEED)
    shown = sheet[edge:-edge, edge:-edge]
    assert off(shown, printed(asked) if piece.judged == "rgb" else asked) <= piece.most


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if piece.on_screen], ids=lambda piece: piece.name
)
def test_artwork_shows_on_screens_as_it_looks(
    piece: Piece, looks: dict[str, dict[str, Pixels]]
) -> None:
    asked = looks[piece.name]["asked"][BLEED:-BLEED, BLEED:-BLEED]
    assert off(looks[piece.name]["screen"], asked) <= piece.most


ALLOWED = {
    "press": {"DeviceGray", "DeviceCMYK", "Pattern"},
    "screen": {"DeviceGray", "DeviceRGB", "Pattern"},
}


@pytest.mark.parametrize(("name", "output"), [("press", PRESS), ("screen", SCREEN)])
def test_no_other_colours_are_left(name: str, output: Output) -> None:
    facts = read_pdf(place(*(piece.make() for piece in PIECES), output=output))
    for piece, page in zip(PIECES, facts.pages, strict=True):
        assert not page.fault
        used = set(page.blend_spaces) | {space for mark in page.painted for space in spaces(mark)}
        assert used <= ALLOWED[name], piece.name
        assert set(page.masked_spaces) <= {"DeviceGray", "Pattern"}, piece.name


def spaces(mark: Any) -> Iterator[str]:
    coats = [mark.coat] if hasattr(mark, "coat") else [mark.fill, mark.stroke]
    # Printer's marks are on all plates.
    yield from (coat.space for coat in coats if coat and [n for n, _ in coat.inks] != ["All"])


@pytest.mark.parametrize(("output", "profile"), [(PRESS, "x4"), (X1A, "x1a")])
def test_the_printers_file_is_as_its_standard_asks(output: Output, profile: str) -> None:
    opaque = [piece.make() for piece in PIECES if piece.on_screen or output is PRESS]
    assert check_pages(read_pdf(place(*opaque, output=output)), read_profile(profile)) == ()


def test_the_same_artwork_gives_the_same_bytes() -> None:
    files = [piece.make() for piece in PIECES]
    assert place(*files) == place(*files)


# --- inks --------------------------------------------------------------------------------------


def form_of(pdf: bytes, number: int = 0) -> tuple[Any, Any]:
    """The open file and the form that its page places."""
    document = Pdf.open(io.BytesIO(pdf))
    (form,) = document.pages[number].Resources.XObject.values()
    return document, form


def operators(form: Any) -> list[str]:
    """The form's instructions as they are written."""
    parsed = pikepdf.parse_content_stream(form)
    return [
        " ".join([*(str(operand) for operand in one.operands), str(one.operator)]) for one in parsed
    ]


def test_gray_text_in_rgb_is_black_ink_alone() -> None:
    """Also white: in inks an overprinting white would lay nothing, and vanish."""
    sheet = Sheet()
    sheet.name("/ExtGState", "/O", Dictionary(OP=True, op=True, OPM=1))
    art = sheet.done("/O gs 0 0 0 rg 0 0 9 9 re f 1 1 1 rg 9 9 9 9 re f")
    _, form = form_of(place(art))
    written = operators(form)
    at = written.index("/O gs")
    assert [line for line in written[at:] if line.endswith(" g")] == ["0 g", "1 g"]


def test_too_much_ink_is_lowered_and_black_stays() -> None:
    sheet = Sheet()
    samples = np.full((112, 160, 4), 230, np.uint8)
    picture = made.picture(sheet, samples.tobytes(), Name.DeviceCMYK, 8, (160, 112))
    sheet.name("/XObject", "/I", picture)
    art = sheet.done("0.9 0.9 0.9 0.9 k 0 0 9 9 re f q 99 0 0 99 0 0 cm /I Do Q")
    document, form = form_of(place(art))
    flat = next(line for line in operators(form) if line.endswith(" k"))
    *colour, black = (float(value) for value in flat.split()[:4])
    assert sum(colour) + black <= 3.0
    assert black == pytest.approx(0.9, abs=0.003)
    (image,) = form.Resources.XObject.values()
    inks = np.frombuffer(image.read_bytes(), np.uint8).reshape(-1, 4)
    assert inks.sum(axis=1).max() <= 765
    document.close()


@pytest.mark.parametrize("profiled", [False, True])
def test_inks_that_are_right_pass_byte_for_byte(profiled: bool) -> None:
    """Whatever profile they carry: their numbers are what the advertiser chose."""
    sheet = Sheet()
    space = sheet.icc(fogra39(), 4) if profiled else Name.DeviceCMYK
    picture = made.picture(
        sheet, made.jpeg(made.photo(channels=4) // 2), space, 8, (160, 112),
        Filter=Name.DCTDecode, Decode=Array([1, 0] * 4),
    )  # fmt: skip
    sheet.name("/XObject", "/I", picture)
    pdf = place(sheet.done("q 9 0 0 9 0 0 cm /I Do Q"))
    assert picture.read_raw_bytes() in pdf
    document, form = form_of(pdf)
    assert form.Resources.XObject["/I"].ColorSpace == Name.DeviceCMYK
    document.close()


def test_srgb_that_is_small_enough_passes_to_screens() -> None:
    sheet = Sheet()
    data = made.jpeg(made.photo())
    picture = made.picture(
        sheet, data, sheet.icc(made.srgb(), 3), 8, (160, 112), Filter=Name.DCTDecode
    )
    sheet.name("/XObject", "/I", picture)
    assert data in place(sheet.done("q 136 0 0 96 0 0 cm /I Do Q"), output=SCREEN)


def spot(sheet: Sheet, name: str, alternate: Any, *full: float) -> None:
    space = Array([Name.Separation, Name(f"/{name}"), alternate, made.tint(*full)])
    sheet.name("/ColorSpace", "/C", space)


def test_booked_inks_stay_and_others_are_mixed() -> None:
    booked, other = Sheet(), Sheet()
    spot(booked, "Silver", Name.DeviceRGB, 0.7, 0.7, 0.8)
    spot(other, "Gold", Name.DeviceCMYK, 0, 0.2, 0.8, 0.1)
    pdf = place(booked.done(made.bars(((1,),), "scn").join(("/C cs ", ""))),
                other.done("/C cs 1 scn 0 0 9 9 re f"))  # fmt: skip
    document, form = form_of(pdf)
    _, name, alternate, _ = form.Resources.ColorSpace["/C"]
    assert (name, alternate) == (Name.Silver, Name.DeviceCMYK)
    assert "1 scn" in operators(form)
    document.close()
    document, form = form_of(pdf, 1)
    assert "0 0.2 0.8 0.1 k" in operators(form)
    assert "/ColorSpace" not in form.Resources
    document.close()


@pytest.mark.parametrize(
    ("code", "given", "result"),
    [
        ("{ 0.5 exch sub abs }", (0.75,), (0.25,)),
        ("{ pop 0.25 }", (0.75,), (0.25,)),
        ("{ dup 0.5 gt { pop 1 } { 2 mul } ifelse }", (0.25,), (0.5,)),
        ("{ dup 0.5 gt { pop 1 } { 2 mul } ifelse }", (0.75,), (1.0,)),
        ("{ 0.1 0.2 0.3 4 1 roll pop pop pop }", (0.9,), (0.3,)),
        ("{ 0.2 0.3 2 copy add add add add 3 div }", (0.4,), (1.4 / 3,)),
        ("{ 0.3 0.6 2 index mul exch pop exch pop }", (0.5,), (0.3,)),
        ("{ 10 mul cvi 3 mod 4 div }", (0.81,), (0.5,)),
        ("{ 360 mul sin 0.5 mul 0.5 add }", (0.25,), (1.0,)),
        ("{ 0 gt true and not { 0 } { 0.7 } ifelse }", (0.5,), (0.7,)),
        ("{ 8 mul cvi 1 bitshift 6 and 8 div }", (0.4,), (0.75,)),
    ],
)
def test_calculator_functions(
    code: str, given: tuple[float, ...], result: tuple[float, ...]
) -> None:
    with Pdf.new() as pdf:
        told = pdf.make_stream(code.encode())
        told.FunctionType, told.Domain = 4, Array([0, 1] * len(given))
        told.Range = Array([0, 1] * len(result))
        function = read_function(told)
        rows = function(np.array([given, [0.0] * len(given), given]))
    assert rows[0] == pytest.approx(result, abs=1e-6)
    assert rows[2] == pytest.approx(result, abs=1e-6)


def test_tables_of_colours_are_read_in_every_direction() -> None:
    """Two inputs, the first of which varies fastest; 4 bits a sample."""
    with Pdf.new() as pdf:
        told = pdf.make_stream(bytes([0x0F, 0x3C]))
        told.FunctionType, told.BitsPerSample = 0, 4
        told.Domain, told.Range, told.Size = Array([0, 1, 0, 1]), Array([0, 15]), Array([2, 2])
        function = read_function(told)
        rows = function(np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.5]], dtype=float))
    assert rows[:, 0] == pytest.approx([0, 15, 3, 12, 7.5])


# --- what is left behind -----------------------------------------------------------------------


def test_nothing_but_ink_comes_along() -> None:
    sheet = Sheet()
    curve = sheet.pdf.make_stream(b"{ 1 exch sub }")
    curve.FunctionType, curve.Domain, curve.Range = 4, Array([0, 1]), Array([0, 1])
    sheet.name("/ExtGState", "/G", Dictionary(TR=curve, HT=Name.Default, LW=3))
    inner = sheet.pdf.make_stream(b"/P << /MCID 0 >> BDC 0 0 0 1 k 0 0 9 9 re f EMC")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    inner.PieceInfo, inner.StructParents = Dictionary(App=Dictionary()), 4
    inner.Metadata = sheet.pdf.make_stream(b"<x/>")
    inner.OPI = Dictionary()
    script = sheet.pdf.make_stream(b"showpage")
    script.Type, script.Subtype = Name.XObject, Name.PS
    sheet.name("/XObject", "/F", inner)
    sheet.name("/XObject", "/S", script)
    sheet.name("/ColorSpace", "/Unused", Name.DeviceRGB)
    sheet.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
    pdf = place(sheet.done("/G gs /F Do /S Do", Annots=Array([note])))
    for word in (b"JavaScript", b"/TR", b"/HT", b"PieceInfo", b"StructParent", b"OPI", b"/PS",
                 b"Unused", b"MCID", b"showpage"):  # fmt: skip
        assert word not in pdf
    document, form = form_of(pdf)
    assert form.Resources.ExtGState["/G"].LW == 3
    assert "/Annots" not in document.pages[0]
    document.close()


def test_a_page_begins_afresh_whatever_was_set_around_it() -> None:
    """Text before it may overprint and be spaced: the artwork must not."""
    document, form = form_of(place(made.plain_inks()))
    first = operators(form)[0].split()[0]
    assert form.Resources.ExtGState[first].OP is False
    assert "0 g" in operators(form)[:3]
    assert "0 Tr" in operators(form)[:14]
    document.close()


def test_one_restore_too_many_is_dropped() -> None:
    _, form = form_of(place(Sheet().done("q 1 0 0 0 k Q Q Q 0 0 9 9 re f")))
    assert operators(form).count("Q") == 1


# --- layers --------------------------------------------------------------------------------------


def layered(*, shown: bool) -> bytes:
    """A black square in each place that a layer can have, on cyan."""
    sheet = Sheet()
    on, off_ = (sheet.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=n)) for n in ("A", "B"))
    default = Dictionary(OFF=Array([] if shown else [off_]))
    sheet.pdf.Root.OCProperties = Dictionary(OCGs=Array([on, off_]), D=default)
    form = sheet.pdf.make_stream(b"0 0 0 1 k 0 0 30 30 re f")
    form.Type, form.Subtype, form.BBox, form.OC = (
        Name.XObject,
        Name.Form,
        Array([0, 0, 30, 30]),
        off_,
    )
    picture = made.picture(sheet, b"\0", Name.DeviceGray, 8, (1, 1), OC=off_)
    cell = sheet.pdf.make_stream(b"/OC /Off BDC 0 0 0 1 k 0 0 136 96 re f EMC")
    cell.PatternType, cell.PaintType, cell.TilingType = 1, 1, 1
    cell.BBox, cell.XStep, cell.YStep = Array([0, 0, 136, 96]), 136, 96
    cell.Resources = Dictionary(Properties=Dictionary(Off=off_))
    sheet.name("/XObject", "/F", form)
    sheet.name("/XObject", "/I", picture)
    sheet.name("/Pattern", "/P", cell)
    sheet.name("/Properties", "/On", on)
    sheet.name("/Properties", "/Off", off_)
    return sheet.done(
        "/OC /On BDC 1 0 0 0 k 0 0 136 96 re f EMC /F Do q 30 0 0 30 35 0 cm /I Do Q "
        "/Pattern cs /P scn 70 0 30 30 re f "
        "/OC /Off BDC /X BMC 0 0 0 1 k 105 0 30 30 re f EMC (x) Tj EMC 0 1 0 0 k 0 60 136 36 re f"
    )


def paper(pdf: bytes) -> Pixels:
    """The first page by PDFium at 72 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    pixels = np.asarray(document[0].render(scale=1, no_smoothtext=True).to_pil().convert("RGB"))
    document.close()
    return pixels.astype(float)


@pytest.mark.parametrize("shown", [True, False])
def test_layers_show_as_they_do_by_default(shown: bool) -> None:
    page = paper(place(layered(shown=shown), output=SCREEN))
    dark = [page[HEIGHT - 10, x].sum() < 200 for x in (5, 35, 75, 110)]
    assert dark == [shown] * 4
    assert page[5, 60, 1] < 100  # what follows a hidden layer is still there


# --- size and place -----------------------------------------------------------------------------


def cornered(rotate: int = 0, unit: float = 1.0, shift: float = 0.0, crop: bool = False) -> bytes:
    """Cyan with a black square at the stored page's top left, marks outside of the bleed."""
    sheet = Sheet()
    low, marks = shift - BLEED, 20.0
    x1, y1 = shift + WIDTH + BLEED, shift + HEIGHT + BLEED
    sheet.page.MediaBox = Array([low - marks, low - marks, x1 + marks, y1 + marks])
    sheet.page.BleedBox = Array([x1, y1, low, low])  # corners in the other order
    sheet.page.TrimBox = Array([shift, shift, shift + WIDTH, shift + HEIGHT])
    if crop:
        sheet.page.CropBox = Array([shift + 5, shift + 5, x1, y1])
    content = (
        f"0 0 1 0 k {low - marks} {low - marks} 200 200 re f "
        f"1 0 0 0 k {low} {low} {WIDTH + 2 * BLEED} {HEIGHT + 2 * BLEED} re f "
        f"0 0 0 1 k {shift} {shift + HEIGHT - 20} 20 20 re f"
    )
    return sheet.done(content, Rotate=rotate, UserUnit=unit)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90])
@pytest.mark.parametrize(("unit", "shift", "crop"), [(1, 0, False), (2, -31, True)])
def test_artwork_is_upright_and_true_to_size(
    rotate: int, unit: float, shift: float, crop: bool
) -> None:
    art = cornered(rotate, unit, shift, crop)
    width, height = (HEIGHT, WIDTH) if rotate % 180 else (WIDTH, HEIGHT)
    facts = art_facts("a.pdf", art)
    size = (width * unit, height * unit)
    assert (facts.width, facts.height) == pytest.approx(size)
    assert facts.bleed == pytest.approx(BLEED * unit)
    page = paper(place(art, output=SCREEN, size=size))
    rows, columns = np.nonzero(page.sum(axis=2) < 150)
    side = 20 * unit
    places = {0: (0, 0), 90: (1, 0), 180: (1, 1), 270: (0, 1)}[rotate % 360]
    left, top = places[0] * (size[0] - side), places[1] * (size[1] - side)
    assert (columns.min(), columns.max() + 1) == pytest.approx((left, left + side), abs=1)
    assert (rows.min(), rows.max() + 1) == pytest.approx((top, top + side), abs=1)
    assert not (page[..., 2] < 100).any() or (page.sum(axis=2) < 150).any()


def test_a_page_of_five_metres_is_placed_as_it_is() -> None:
    sheet = Sheet(14_173, 2_000)
    art = sheet.done("1 0 0 0 k 0 0 14189 2016 re f")
    document, form = form_of(place(art, size=(14_173, 2_000)))
    assert [float(value) for value in form.BBox] == [0, 0, 14_189, 2_016]
    document.close()


# --- resolution ---------------------------------------------------------------------------------


def large(channels: int = 3) -> bytes:
    """A picture of 1000 pixels an inch, drawn through a form that halves it."""
    sheet = Sheet()
    space = {3: Name.DeviceRGB, 4: Name.DeviceCMYK}[channels]
    photo = np.tile(made.photo(channels=channels), (5, 5, 1))[:500, :800]
    picture = made.picture(
        sheet, made.jpeg(np.ascontiguousarray(photo // 2)), space, 8, (800, 500),
        Filter=Name.DCTDecode, **({"Decode": Array([1, 0] * 4)} if channels == 4 else {}),
    )  # fmt: skip
    form = sheet.pdf.make_stream(b"q 115.2 0 0 72 0 0 cm /I Do Q")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 136, 96])
    form.Matrix = Array([0.5, 0, 0, 0.5, 0, 0])
    form.Resources = Dictionary(XObject=Dictionary(I=picture))
    sheet.name("/XObject", "/F", form)
    return sheet.done("/F Do")


def picture_in(pdf: bytes) -> Any:
    document, form = form_of(pdf)
    inner = form.Resources.XObject["/F"].Resources.XObject["/I"]
    found = {key: inner[key] for key in ("/Width", "/Height", "/ColorSpace", "/Filter")}
    document.close()
    return found


def test_pictures_are_brought_down_to_what_shows() -> None:
    on_screen = picture_in(place(large(), output=SCREEN))
    assert (on_screen["/Width"], on_screen["/Height"]) == (120, 75)  # 150 ppi of 57.6 × 36 pt
    assert on_screen["/ColorSpace"] == Name.DeviceRGB
    in_print = picture_in(place(large()))
    assert (in_print["/Width"], in_print["/Height"]) == (240, 150)
    assert in_print["/ColorSpace"] == Name.DeviceCMYK
    untouched = picture_in(place(large(4)))  # right as it is: the press gets all that there is
    assert (untouched["/Width"], untouched["/Height"]) == (800, 500)


def test_a_hundred_megapixels() -> None:
    sheet = Sheet()
    import zlib

    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes([row // 40 % 256]) * 10_000) for row in range(10_000))
    coded = data + packer.flush()
    picture = made.picture(sheet, b"", Name.DeviceGray, 8, (10_000, 10_000))
    picture.write(coded, filter=Name.FlateDecode)
    sheet.name("/XObject", "/I", picture)
    art = sheet.done("q 136 0 0 96 0 0 cm /I Do Q")
    document, form = form_of(place(art, output=SCREEN))
    (image,) = form.Resources.XObject.values()
    assert image.Width <= 300
    document.close()
    document, form = form_of(place(art))
    (image,) = form.Resources.XObject.values()
    assert image.Width == 10_000
    document.close()


# --- what is refused ------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    """Forms within forms."""
    sheet = Sheet()
    form = None
    for _ in range(depth):
        outer = sheet.pdf.make_stream(b"/F Do" if form else b"1 0 0 0 k 0 0 99 99 re f")
        outer.Type, outer.Subtype, outer.BBox = Name.XObject, Name.Form, Array([0, 0, 99, 99])
        outer.Resources = Dictionary(XObject=Dictionary(F=form)) if form else Dictionary()
        form = outer
    sheet.name("/XObject", "/F", form)
    return sheet.done("/F Do")


def looped() -> bytes:
    """A form that draws itself, a mask that masks itself, a pattern painted with itself."""
    sheet = Sheet()
    form = sheet.pdf.make_stream(b"/F Do /G gs /Pattern cs /P scn 1 0 0 0 k 0 0 99 99 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 136, 96])
    cell = sheet.pdf.make_stream(b"/Pattern cs /P scn 0 0 9 9 re f /F Do")
    cell.PatternType, cell.PaintType, cell.TilingType = 1, 1, 1
    cell.BBox, cell.XStep, cell.YStep = Array([0, 0, 9, 9]), 9, 9
    state = sheet.pdf.make_indirect(Dictionary())
    form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    state.SMask = Dictionary(S=Name.Luminosity, G=form)
    resources = Dictionary(
        XObject=Dictionary(F=form), Pattern=Dictionary(P=cell), ExtGState=Dictionary(G=state)
    )
    form.Resources = cell.Resources = sheet.pdf.make_indirect(resources)
    sheet.name("/XObject", "/F", form)
    return sheet.done("/F Do")


def test_what_holds_itself_ends() -> None:
    assert place(looped())
    assert place(looped(), output=SCREEN)


def test_nesting_is_followed_as_far_as_anyone_nests() -> None:
    page = paper(place(nested(20), output=SCREEN))
    assert page[70, 20, 0] < 100
    with pytest.raises(CantBePlaced, match=r"^0\.pdf can't be placed: its parts are nested"):
        place(nested(200))


def damaged_picture() -> bytes:
    return made.shown(
        Sheet(), b"\xff\xd8\xff\xe0 no picture", Name.DeviceRGB, Filter=Name.DCTDecode
    )


def short_picture() -> bytes:
    return made.shown(Sheet(), made.photo().tobytes()[:9000], Name.DeviceRGB)


def giant_picture() -> bytes:
    return made.shown(Sheet(), b"", Name.DeviceRGB, size=(60_000, 60_000))


def unknown_space() -> bytes:
    return Sheet().done("/Nowhere cs 0.5 sc 0 0 9 9 re f")


def broken_function() -> bytes:
    sheet = Sheet()
    code = sheet.pdf.make_stream(b"{ exch exch exch }")
    code.FunctionType, code.Domain, code.Range = 4, Array([0, 1]), Array([0, 1] * 4)
    space = Array([Name.Separation, Name.Odd, Name.DeviceCMYK, code])
    sheet.name("/ColorSpace", "/C", space)
    return sheet.done("/C cs 1 scn 0 0 9 9 re f")


@pytest.mark.parametrize(
    "make", [damaged_picture, short_picture, giant_picture, unknown_space, broken_function]
)
def test_what_would_come_out_wrong_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(CantBePlaced, match=r"^0\.pdf can't be placed: "):
        place(make())


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (made.soft_mask, "has a soft mask"),
        (made.picture_with_soft_edges, "has a picture with soft edges"),
        (made.blended, "blends by Multiply, has parts that are see-through"),
    ],
)
def test_transparency_is_refused_where_the_standard_knows_none(
    make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(NeedsFlattening) as refusal:
        place(make(), output=X1A)
    assert refusal.value.reason == reason


def test_opaque_groups_are_no_transparency() -> None:
    sheet = Sheet()
    form = sheet.pdf.make_stream(b"1 0 0 0 k 0 0 99 99 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 99, 99])
    form.Group = made.BLENDS_INKS
    sheet.name("/XObject", "/F", form)
    assert b"/Group" not in place(sheet.done("/F Do", Group=made.BLENDS_INKS), output=X1A)


# --- kept ---------------------------------------------------------------------------------------


def test_artwork_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store, art = MemoryStore(), made.picture_icc()
    first = {output: place(art, output=output, store=store) for output in (PRESS, SCREEN)}

    def never(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(artworks, "_take", never)
    for output, pdf in first.items():
        assert place(art, output=output, store=store) == pdf
    with pytest.raises(AssertionError):
        place(art, output=Press(CONDITION, margin=MARGIN, spots=("Gold",)), store=store)


# --- at the desk's door -----------------------------------------------------------------------


def saved(sheet: Sheet, content: str, **options: Any) -> bytes:
    sheet.done(content)
    target = io.BytesIO()
    sheet.pdf.save(target, **options)
    return target.getvalue()


def locked(owner: str, user: str) -> bytes:
    encryption = pikepdf.Encryption(owner=owner, user=user)
    return saved(Sheet(), "1 0 0 0 k 0 0 9 9 re f", encryption=encryption)


def paged(count: int) -> bytes:
    sheet = Sheet()
    sheet.done("1 0 0 0 k 0 0 9 9 re f")
    for _ in range(count - 1):
        sheet.pdf.pages.append(sheet.pdf.pages[0])
    target = io.BytesIO()
    sheet.pdf.save(target)
    return target.getvalue()


def hidden() -> bytes:
    """Nothing shows: all of it is in a layer that is off."""
    sheet = Sheet()
    group = sheet.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Off"))
    sheet.pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    sheet.name("/Properties", "/L", group)
    return sheet.done("/OC /L BDC 0 0 0 1 k 0 0 99 99 re f EMC")


@pytest.mark.parametrize(
    ("art", "code", "words"),
    [
        (locked("owner", "user"), "encrypted", "a.pdf asks for a password"),
        (locked("owner", ""), "encrypted", "a.pdf is locked against changes"),
        (Sheet().done("   "), "empty", "a.pdf has nothing on its first page"),
        (hidden(), "empty", "a.pdf shows nothing on its page"),
        (b"", "empty", "a.pdf is an empty file"),
        (b"%PDF-1.4 and no more", "unreadable", "a.pdf can't be read"),
    ],
)
def test_artwork_that_can_not_be_used(art: bytes, code: str, words: str) -> None:
    facts = art_facts("a.pdf", art)
    assert facts.fault_code == code
    assert facts.fault.startswith(words)


def test_pages_are_counted() -> None:
    assert art_facts("a.pdf", paged(3)).pages == 3


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_a_file_cut_short_is_read_or_refused(share: float) -> None:
    art = made.nested_forms()
    cut = art[: int(share * len(art))]
    facts = art_facts("a.pdf", cut)
    if not facts.fault:
        assert place(cut)


def coarse() -> bytes:
    """160 × 112 pixels over 136 × 96 pt, and a stencil of 20 pixels an inch."""
    sheet = Sheet()
    photo = made.photo().tobytes()
    sheet.name("/XObject", "/I", made.picture(sheet, photo, Name.DeviceRGB, 8, (160, 112)))
    line = made.picture(sheet, bytes(4 * 20), None, 1, (20, 20), ImageMask=True)
    sheet.name("/XObject", "/L", line)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    sheet.name("/Font", "/F", font)
    spot(sheet, "Gold", Name.DeviceCMYK, 0, 0.2, 0.8, 0.1)
    return sheet.done(
        "q 136 0 0 96 0 0 cm /I Do Q 0.9 0.8 0.9 0.9 k 28 18 40 20 re f q 72 0 0 72 8 8 cm /L Do Q "
        "/C cs 1 scn BT /F 9 Tf 20 50 Td (Text) Tj ET"
    )


def test_facts_of_what_artwork_shows() -> None:
    facts = art_facts("a.pdf", coarse())
    assert not facts.fault
    assert facts.coarsest is not None
    assert facts.coarsest.figure == pytest.approx(160 * 72 / 136, rel=0.01)
    assert facts.coarsest_line is not None
    assert facts.coarsest_line.figure == pytest.approx(20)
    assert facts.inkiest == ArtPlace(
        pytest.approx(350), pytest.approx(20), pytest.approx(50), pytest.approx(40),
        pytest.approx(20),
    )  # fmt: skip
    assert facts.spaces == ("DeviceRGB",)
    assert facts.inks == ("Gold",)
    assert facts.loose_fonts == ("Helvetica-Bold",)


def told(facts: ArtFacts, *booked: str, ppi: float = 0.0) -> dict[str, tuple[str, str]]:
    desk = Folder(MemoryLibrary({}), "issue")
    tell_of_artwork(desk, None, facts, booked, ppi)
    return {found.code: (found.severity.name, found.message) for found in desk.diagnostics}


def test_the_desk_is_told_with_figures_and_places() -> None:
    found = told(art_facts("a.pdf", coarse()))
    assert found == {
        "ad-font-missing": (
            "ERROR",
            "the artwork uses fonts that it does not bring along: Helvetica-Bold",
        ),
        "ad-coarse-picture": (
            "WARNING",
            "line art in the artwork (25 × 25 mm, 0 mm from the left and 3 mm from the top) has "
            "20 pixels an inch, and 550 is the least for print",
        ),
        "ad-too-much-ink": (
            "WARNING",
            "the artwork lays 350 % of ink (14 × 7 mm, 7 mm from the left and 18 mm from the "
            "top); it is lowered to what the paper takes, 300 % on coated stock",
        ),
        "ad-not-inks": ("NOTE", "the artwork has colours that are not inks (DeviceRGB)"),
        "ad-spot-ink": ("NOTE", "the artwork has inks that are not booked: Gold"),
    }
    assert "ad-spot-ink" not in told(art_facts("a.pdf", coarse()), "Gold")


@pytest.mark.parametrize(
    ("ppi", "severity"), [(149, "WARNING"), (150, "NOTE"), (224, "NOTE"), (225, None)]
)
def test_resolution_is_judged_as_the_trade_does(ppi: float, severity: str | None) -> None:
    for facts in (
        told(ArtFacts("pdf", coarsest=ArtPlace(ppi, 0, 0, 10, 10))),
        told(ArtFacts("jpeg"), ppi=ppi),
    ):
        assert facts.get("ad-coarse-picture", (None,))[0] == severity
