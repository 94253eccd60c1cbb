"""Preflight on files: a valid PDF/X-4 passes, and each planted fault is told as what it is."""

from __future__ import annotations

import io
import json
import pathlib
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageChops
from x4_file import BLEED, HEIGHT, MARGIN, MM, WIDTH, XMP, Change, metadata, x4_file

from magtool.diagnostics import Severity, Source
from magtool.intake.pdf import read_pdf
from magtool.preflight import (
    PROFILES,
    Asked,
    Finding,
    check_pages,
    checks,
    parse_profile,
    read_profile,
)

X4, X1A, MAGAZINE = (read_profile(name) for name in ("x4", "x1a", "magazine"))
FINISHED = Asked()
BOOKED = Asked(artwork=True, width=WIDTH, height=HEIGHT, bleed=BLEED)


FIGURE = re.compile(r"\d (mm|ppi|pt|%|pages|points)")
"""A message that tells a figure, which scripts and advertisers' sentences need as well."""


def found(data: bytes, profile: Any = MAGAZINE, asked: Asked = FINISHED) -> list[Finding]:
    made = list(check_pages(read_pdf(data), profile, asked))
    for finding in made:
        given = {name for name, _ in finding.measured}
        assert given <= set(checks()[finding.check].get("figures", "").split())
        assert given or not FIGURE.search(finding.message), finding.message
    return made


def told(data: bytes, profile: Any = MAGAZINE, asked: Asked = FINISHED) -> list[str]:
    return [finding.check for finding in found(data, profile, asked)]


# --- a valid file ------------------------------------------------------------------------


def test_a_valid_file_passes() -> None:
    assert found(x4_file(), X4) == []
    assert found(x4_file(pages=2), MAGAZINE) == []
    assert found(x4_file(), MAGAZINE, BOOKED) == []


def test_another_checker_finds_the_valid_file_valid(tmp_path: pathlib.Path) -> None:
    program = pathlib.Path(sys.executable).parent / "fullbleed"
    if not program.exists():
        pytest.skip("fullbleed is not installed")
    path = tmp_path / "valid.pdf"
    path.write_bytes(x4_file())
    run = [program, "inspect", "pdf", path, "--json"]
    said = subprocess.run(run, capture_output=True, text=True, check=False)
    assert json.loads(said.stdout)["profile"]["pdfx_contract_valid"] is True


# --- planted faults: PDF/X-4 -------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """One change of the valid file, the check that must tell it, and what it must say."""

    check: str
    change: Change
    says: str
    page: int | None = None
    clause: str = ""


def on_page(change: Callable[[Any], None]) -> Change:
    return lambda pdf: change(pdf.pages[0].obj)


def set_key(place: Callable[[pikepdf.Pdf], Any], key: str, value: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del place(pdf)[key]
        else:
            place(pdf)[key] = value

    return change


def set_page(key: str, value: Any) -> Change:
    return set_key(lambda pdf: pdf.pages[0].obj, key, value)


def set_info(key: str, value: Any) -> Change:
    return set_key(lambda pdf: pdf.docinfo, key, value)


def set_intent(key: str, value: Any) -> Change:
    return set_key(lambda pdf: pdf.Root.OutputIntents[0], key, value)


def set_xmp(old: str, new: str) -> Change:
    assert old in XMP

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = metadata(pdf, XMP.replace(old, new))

    return change


def drop(*keys: str) -> Change:
    """The page's boxes or the catalog's keys taken away."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key in keys:
            for place in (pdf.Root, pdf.pages[0].obj):
                if key in place:
                    del place[key]

    return change


def paint(operators: str, **resources: Any) -> Change:
    """More content on the page, and what it names."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        for kind, named in resources.items():
            held = page.obj.Resources.get(f"/{kind}", Dictionary())
            for name, value in named.items():
                held[f"/{name}"] = value(pdf) if callable(value) else value
            page.obj.Resources[f"/{kind}"] = held
        page.contents_add(operators.encode(), prepend=False)

    return change


def note(left: float, **keys: Any) -> Change:
    """An annotation 10 points large at a place on the sheet."""
    item = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[left, 300, left + 10, 310],
        Contents=String("?"), **keys,
    )  # fmt: skip
    return set_page("/Annots", Array([item]))


def second_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def screen_profile(pdf: pikepdf.Pdf) -> None:
    head = bytearray(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes())
    head[12:20] = b"mntrRGB "
    profile = pdf.make_stream(bytes(head), N=3)
    pdf.Root.OutputIntents[0].DestOutputProfile = profile


def bare_font(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Resources.Font.F.FontDescriptor["/FontFile2"]


def curve(pdf: pikepdf.Pdf) -> Any:
    function = Dictionary(FunctionType=2, Domain=[0, 1], N=2, C0=[0], C1=[1])
    return Dictionary(TR=pdf.make_indirect(function))


def lzw(pdf: pikepdf.Pdf) -> None:
    coded = bytes.fromhex("800B6050220C0C8501")  # "-----A---B" (ISO 32000-1 §7.4.4.2)
    pdf.Root.Extra = pikepdf.Stream(pdf, coded, Filter=Name.LZWDecode)


def blend(pdf: pikepdf.Pdf) -> None:
    group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB)
    pdf.pages[0].obj.Group = group


def masked_rgb(pdf: pikepdf.Pdf) -> Any:
    form = pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f")
    form.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99]))
    return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=form))


def xobject(data: bytes, **keys: Any) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: pdf.make_stream(data, Type=Name.XObject, **keys)


SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
LINK = Dictionary(S=Name.URI, URI=String("https://example.org"))
SHEET = [0, 0, 2 * MARGIN + WIDTH, 2 * MARGIN + HEIGHT]
OUTSIDE = [MARGIN - BLEED - 3, MARGIN - BLEED - 3, MARGIN + WIDTH, MARGIN + HEIGHT]
FORM = {"Subtype": Name.Form, "BBox": [0, 0, 9, 9]}
DATE = "<xmp:CreateDate>2027"

FAULTS = {
    "no trim": Fault("trim-missing", drop("/TrimBox"), "no TrimBox", 1, "14.11.2"),
    "trim outside bleed": Fault(
        "boxes-nested", set_page("/TrimBox", OUTSIDE), "1.06 mm larger", 1, "14.11.2"
    ),
    "bleed outside sheet": Fault(
        "boxes-nested", set_page("/MediaBox", [25, 25, *SHEET[2:]]), "MediaBox", 1, "14.11.2"
    ),
    "art and trim": Fault(
        "art-and-trim", set_page("/ArtBox", [50, 50, 100, 100]), "ArtBox", 1, "14.11.2"
    ),
    "crop": Fault("crop-box", set_page("/CropBox", [10, 10, 400, 600]), "CropBox", 1, "14.11.2"),
    "user unit": Fault("user-unit", set_page("/UserUnit", 2), "2 points", 1),
    "no intent": Fault("output-intent", drop("/OutputIntents"), "no output", None, "14.11.5"),
    "two intents": Fault("output-intent", second_intent, "2 output intents", None, "14.11.5"),
    "intent for PDF/A": Fault(
        "output-intent", set_intent("/S", Name.GTS_PDFA1), "GTS_PDFX", None, "14.11.5"
    ),
    "intent without name": Fault(
        "output-intent-keys", set_intent("/OutputConditionIdentifier", None), "Identifier"
    ),
    "intent without registry": Fault(
        "output-intent-keys", set_intent("/RegistryName", None), "RegistryName"
    ),
    "intent without info": Fault("output-intent-keys", set_intent("/Info", None), "Info"),
    "no profile": Fault(
        "output-intent-profile", set_intent("/DestOutputProfile", None), "no ICC", None, "14.11.5"
    ),
    "profile of a screen": Fault("output-intent-profile", screen_profile, "‘mntr’"),
    "trapped as text": Fault(
        "trapped", set_info("/Trapped", String("False")), "must be the name", None, "14.11.6"
    ),
    "trapped misspelt": Fault("trapped", set_info("/Trapped", Name("/False_")), "‘/False_’"),
    "trapped unknown": Fault("trapped", set_info("/Trapped", Name.Unknown), "‘/Unknown’"),
    "trapped in XMP": Fault("trapped", set_xmp("Trapped>False", "Trapped>True"), "‘True’"),
    "no XMP": Fault("metadata-missing", drop("/Metadata"), "missing", None, "14.3.2"),
    "broken XMP": Fault("metadata-missing", set_xmp("</dc:title>", ""), "can't be read"),
    "no claim": Fault("pdfx-version", set_xmp("PDF/X-4", "PDF/X-3"), "PDF/X-3", None, "14.3.2"),
    "no date": Fault("metadata-incomplete", set_xmp("MetadataDate", "Other"), "MetadataDate"),
    "no identifier": Fault("metadata-incomplete", set_xmp("DocumentID", "Other"), "DocumentID"),
    "no version": Fault("metadata-incomplete", set_xmp("VersionID", "Other"), "VersionID"),
    "no rendition": Fault("metadata-incomplete", set_xmp("RenditionClass", "Other"), "Rendition"),
    "other title": Fault(
        "metadata-differs", set_info("/Title", String("Other")), "‘Other’", None, "14.3.3"
    ),
    "other date": Fault("metadata-differs", set_xmp(DATE, DATE[:-1] + "6"), "date of making"),
    "font not embedded": Fault("font-not-embedded", bare_font, "SourceSansPro", 1, "9.9"),
    "font listed": Fault(
        "font-listed",
        paint("", Font={"H": Dictionary(Subtype=Name.Type1, BaseFont=Name.Helvetica)}),
        "Helvetica (Type1)", 1,
    ),
    "RGB": Fault("device-colour", paint("1 0 0 rg 50 50 20 20 re f"), "DeviceRGB", 1, "8.6.4"),
    "RGB beneath a spot ink": Fault(
        "device-colour",
        paint(
            "/Registration2 cs 1 scn 2 2 3 3 re f",
            ColorSpace={
                "Registration2": lambda pdf: Array(
                    [Name.Separation, Name.All, Name.DeviceRGB, pdf.make_stream(b"")]
                )
            },
        ),
        "DeviceRGB", 1,
    ),
    "RGB in a soft mask": Fault(
        "device-colour", paint("/M gs", ExtGState={"M": masked_rgb}), "soft mask", 1
    ),
    "blended in RGB": Fault("blend-space", blend, "DeviceRGB", 1, "11.3.4"),
    "transfer curve": Fault(
        "transfer-curve", paint("/T gs", ExtGState={"T": curve}), "transfer curve", 1, "10.4"
    ),
    "PostScript": Fault(
        "postscript", paint("/P Do", XObject={"P": xobject(b"", Subtype=Name.PS)}), "PostScript", 1
    ),
    "OPI": Fault(
        "opi", paint("/O Do", XObject={"O": xobject(b"", OPI=Dictionary(), **FORM)}), "OPI", 1
    ),
    "reference": Fault(
        "reference", paint("/R Do", XObject={"R": xobject(b"", Ref=Dictionary(), **FORM)}), "", 1
    ),
    "LZW": Fault("lzw", lzw, "LZW", None, "7.4.4"),
    "script": Fault(
        "javascript",
        set_key(lambda pdf: pdf.Root, "/OpenAction", SCRIPT), "on opening", None, "12.6",
    ),
    "script by name": Fault(
        "javascript",
        set_key(
            lambda pdf: pdf.Root, "/Names",
            Dictionary(JavaScript=Dictionary(Names=[String("a"), SCRIPT])),
        ),
        "in the document",
    ),
    "action of a page": Fault("actions", set_page("/AA", Dictionary(O=LINK)), "page 1"),
    "form": Fault(
        "form-fields",
        set_key(lambda pdf: pdf.Root, "/AcroForm", Dictionary(Fields=[Dictionary(T=String("a"))])),
        "form", None, "12.7",
    ),
    "note in the trim": Fault("annotation-in-bleed", note(200), "Text", 1, "12.5"),
    "note in the bleed": Fault("annotation-in-bleed", note(MARGIN - 12), "Text", 1, "12.5"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_told_and_nothing_else(name: str) -> None:
    fault = FAULTS[name]
    (finding,) = found(x4_file(fault.change), X4)
    assert finding.check == fault.check
    assert fault.says in finding.message
    assert finding.page == fault.page
    assert finding.clause.startswith("ISO 15930-7; ISO 32000-1 §" + fault.clause)
    assert finding.hint
    if fault.check != "font-listed":
        assert finding.severity is Severity.ERROR


def test_what_is_right_outside_the_page_is_not_told() -> None:
    assert told(x4_file(note(2)), X4) == []


def test_versions_and_packing() -> None:
    assert told(x4_file(version="1.7"), X4) == ["pdf-version"]
    assert told(x4_file(packed=True), X4) == []
    no_id = x4_file().replace(b"/ID [", b"/Ix [")
    assert told(no_id, X4) == ["file-id"]


def test_packed_metadata_is_told() -> None:
    def pack(pdf: pikepdf.Pdf) -> None:
        coded = zlib.compress(XMP.encode())
        pdf.Root.Metadata = pikepdf.Stream(pdf, coded, Filter=Name.FlateDecode, Type=Name.Metadata)

    assert told(x4_file(pack), X4) == ["metadata-compressed"]


def test_a_fault_is_told_of_its_own_page() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].contents_add(b"0 0 1 rg 50 50 20 20 re f", prepend=False)

    (finding,) = found(x4_file(change, pages=3), X4)
    assert (finding.check, finding.page) == ("device-colour", 3)
    assert finding.area is not None
    x0, y0, x1, y1 = finding.area
    sheet = 2 * MARGIN + HEIGHT
    assert (x0, y0, x1, y1) == pytest.approx((50, sheet - 70, 70, sheet - 50))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_areas_are_on_the_upright_sheet(turn: int) -> None:
    data = x4_file(set_page("/Rotate", turn), paint("0 0 1 rg 0 0 20 10 re f"))
    page = read_pdf(data).pages[0]
    (area,) = [f.area for f in found(data, X4)]
    wide, high = 2 * MARGIN + WIDTH, 2 * MARGIN + HEIGHT
    corner = {
        0: (0, high - 10, 20, high), 90: (0, 0, 10, 20),
        180: (wide - 20, 0, wide, 10), 270: (high - 10, wide - 20, high, wide),
    }[turn]  # fmt: skip
    assert area == pytest.approx(corner)
    assert page.media == pytest.approx(
        (0, 0, high, wide) if turn in (90, 270) else (0, 0, wide, high)
    )


# --- PDF/X-1a ----------------------------------------------------------------------------


def x1a_file(*changes: Change, marks: str = "") -> bytes:
    name = set_info("/GTS_PDFXVersion", String("PDF/X-1a:2003"))
    return x4_file(name, *changes, marks=marks, version="1.4")


def layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Price")))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    pdf.pages[0].obj.Resources.Properties = Dictionary(Price=group)


def test_x1a() -> None:
    assert found(x1a_file(), X1A) == []
    assert told(x4_file(version="1.4"), X1A) == ["pdfx-version"]
    assert told(x1a_file(layer), X1A) == ["layers"]
    tint = paint("/A gs 10 40 20 20 re f", ExtGState={"A": Dictionary(ca=0.5)})
    (finding,) = found(x1a_file(tint), X1A)
    assert (finding.check, finding.clause) == ("transparency", "ISO 15930-4; ISO 32000-1 §11")
    assert told(x1a_file(paint("1 0 0 rg 9 9 9 9 re f")), X1A) == ["colour-not-x1a"]


# --- the trade's thresholds --------------------------------------------------------------


def picture(ppi: float, size: int = 100, **keys: Any) -> Change:
    """A picture of one grey, so many pixels wide and high, printed at a resolution."""
    keys = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, **keys}
    bits = keys["BitsPerComponent"]
    data = bytes([128]) * (size * ((size * bits + 7) // 8))
    side = size * 72 / ppi
    made = xobject(data, Subtype=Name.Image, Width=size, Height=size, **keys)
    return paint(f"q {side} 0 0 {side} 100 100 cm /I Do Q", XObject={"I": made})


ONE_BIT = {"BitsPerComponent": 1}


@pytest.mark.parametrize(
    ("ppi", "keys", "check"),
    [
        (149, {}, ["picture-too-coarse"]),
        (150, {}, ["picture-coarse"]),
        (224, {}, ["picture-coarse"]),
        (225, {}, []),
        (549, ONE_BIT, ["picture-too-coarse"]),
        (550, ONE_BIT, ["picture-coarse"]),
        (799, ONE_BIT, ["picture-coarse"]),
        (800, ONE_BIT, []),
    ],
)
def test_resolution(ppi: float, keys: dict[str, Any], check: list[str]) -> None:
    assert told(x4_file(picture(ppi, **keys))) == check


def test_resolution_is_told_in_figures() -> None:
    (finding,) = found(x4_file(picture(96, 200)))
    assert finding.message == "the picture has 96 ppi at 52.92 × 52.92 mm, and 150 is the least"
    assert finding.severity is Severity.ERROR


def test_like_pictures_are_one_finding() -> None:
    again = paint("q 60 0 0 60 200 200 cm /I Do Q")
    (finding,) = found(x4_file(picture(96), again))
    assert finding.message.startswith("2 pictures have too few pixels: the coarsest has 96 ppi")


@pytest.mark.parametrize(("ppi", "check"), [(149, "picture-too-coarse"), (449, "picture-coarse")])
def test_a_page_that_is_one_picture(ppi: float, check: str) -> None:
    size = int((WIDTH + 2 * BLEED) * ppi / 72) + 1
    high = size * (HEIGHT + 2 * BLEED) / (WIDTH + 2 * BLEED)
    made = xobject(
        b"\x80" * size * int(high), Subtype=Name.Image, Width=size, Height=int(high),
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    low = MARGIN - BLEED
    draw = f"q {size * 72 / ppi} 0 0 {int(high) * 72 / ppi} {low} {low} cm /I Do Q"
    (finding,) = found(x4_file(paint(draw, XObject={"I": made}), content=""))
    assert finding.check == check
    assert "all of the page" in finding.message


def test_pictures_in_forms_are_measured_as_printed() -> None:
    def nested(pdf: pikepdf.Pdf) -> Any:
        inner = pdf.make_stream(
            b"\x80" * 10000, Type=Name.XObject, Subtype=Name.Image, Width=100, Height=100,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        return pdf.make_stream(
            b"q 24 0 0 24 0 0 cm /I Do Q", Type=Name.XObject, Subtype=Name.Form,
            BBox=[0, 0, 24, 24], Matrix=[2, 0, 0, 2, 0, 0],
            Resources=Dictionary(XObject=Dictionary(I=inner)),
        )  # fmt: skip

    data = x4_file(paint("q 1.5 0 0 1.5 100 100 cm /N Do Q", XObject={"N": nested}))
    pictures = [m for m in read_pdf(data).pages[0].painted if getattr(m, "columns", 0) == 100]
    assert [round(m.ppi, 3) for m in pictures] == [100.0]  # 24 pt, twice as large, and by half more


def test_pictures_without_detail_are_not_judged() -> None:
    assert told(x4_file(picture(20, 16))) == []
    assert told(x4_file(picture(20, 17))) == ["picture-too-coarse"]


def test_what_is_clipped_away_or_outside_the_bleed_is_not_judged() -> None:
    away = "q 0 0 50 50 re W n {0} Q"
    coarse = "q 90 0 0 90 100 100 cm /Photo Do Q"
    assert told(x4_file(marks=coarse)) == ["picture-too-coarse"]
    assert told(x4_file(marks=away.format(coarse))) == []
    assert told(x4_file(marks="q 40 0 0 14 -25 300 cm /Photo Do Q")) == []


def cmyk_picture(ink: bytes, side: float, **keys: Any) -> Change:
    pixels = ink * (300 * 300)
    made = xobject(
        pixels, Subtype=Name.Image, Width=300, Height=300, ColorSpace=Name.DeviceCMYK,
        BitsPerComponent=8, **keys,
    )  # fmt: skip
    return paint(f"q {side} 0 0 {side} 100 100 cm /I Do Q", XObject={"I": made})


def test_ink_of_pictures() -> None:
    over = bytes([230, 230, 153, 155])  # 301 %
    under = bytes([230, 230, 153, 152])  # 300 %
    side = 20 * MM
    (finding,) = found(x4_file(cmyk_picture(over, side)))
    assert finding.check == "ink-limit"
    assert finding.severity is Severity.WARNING
    assert "301 %" in finding.message
    assert told(x4_file(cmyk_picture(under, side))) == []
    # Smaller than the square over which it is a mean: what is around it is paper.
    assert told(x4_file(cmyk_picture(over, 14 * MM))) == []
    turned = cmyk_picture(bytes(255 - ink for ink in over), side, Decode=[1, 0] * 4)
    assert told(x4_file(turned)) == ["ink-limit"]


@pytest.mark.parametrize("inverted", [False, True])
def test_ink_of_jpegs(inverted: bool) -> None:
    """Adobe writes CMYK the other way round, and says so by Decode."""
    image = Image.new("CMYK", (300, 300), (250, 250, 250, 128))
    file = io.BytesIO()
    # Pillow writes its inks inverted, as Adobe does.
    (image if inverted else ImageChops.invert(image)).save(file, "JPEG", quality=95)
    keys = {"Decode": [1, 0] * 4} if inverted else {}
    made = xobject(
        file.getvalue(), Subtype=Name.Image, Width=300, Height=300, BitsPerComponent=8,
        ColorSpace=Name.DeviceCMYK, **keys,
    )  # fmt: skip

    def coded(pdf: pikepdf.Pdf) -> Any:
        stream = made(pdf)
        stream.write(file.getvalue(), filter=Name.DCTDecode)
        return stream

    data = x4_file(paint("q 72 0 0 72 100 100 cm /I Do Q", XObject={"I": coded}))
    (ink,) = [m.max_ink for m in read_pdf(data).pages[0].painted if getattr(m, "columns", 0) == 300]
    assert ink == pytest.approx(344, abs=2)


def test_ink_of_flat_colours() -> None:
    square = "1 1 0.5 {0} k 100 100 50 50 re f"
    assert told(x4_file(marks=square.format(0.52))) == ["ink-limit"]
    assert told(x4_file(marks=square.format(0.5))) == []
    assert told(x4_file(marks="1 1 1 1 k 100 100 9 50 re f")) == []  # a bar thinner than 4 mm


def test_spot_inks_must_be_booked() -> None:
    gold = "/Gold cs 1 scn 100 100 20 20 re f"
    (finding,) = found(x4_file(marks=gold))
    assert finding.check == "spot-colour"
    assert "‘PANTONE 871 C’" in finding.message
    assert told(x4_file(marks=gold), asked=Asked(spots=("PANTONE 871 C",))) == []
    assert "spot-colour" in told(x4_file(marks=gold), asked=Asked(spots=("PANTONE 872 C",)))


def test_registration_colour_belongs_outside_the_trim() -> None:
    assert told(x4_file(marks="/Registration cs 1 scn 60 60 9 9 re f")) == ["registration-colour"]


def icc(space: bytes, count: int) -> dict[str, Any]:
    head = bytearray(128)
    head[12:20], head[36:40] = b"scnr" + space, b"acsp"
    return {"I": lambda pdf: Array([Name.ICCBased, pdf.make_stream(bytes(head), N=count)])}


@pytest.mark.parametrize(
    ("space", "count", "name"), [(b"RGB ", 3, "ICCBased RGB"), (b"CMYK", 4, "ICCBased CMYK")]
)
def test_colours_that_are_not_inks(space: bytes, count: int, name: str) -> None:
    use = paint(f"/I cs {'0.5 ' * count} scn 60 60 9 9 re f", ColorSpace=icc(space, count))
    data = x4_file(use)
    assert told(data, X4) == []  # PDF/X-4 allows what has a profile
    (finding,) = found(data)
    assert finding.check == "colour-not-inks"
    assert finding.severity is Severity.ERROR
    assert name in finding.message
    (on_intake,) = found(data, asked=BOOKED)
    assert on_intake.severity is Severity.NOTE


def test_a_default_space_takes_the_place_of_device_rgb() -> None:
    use = paint("1 0 0 rg 60 60 9 9 re f", ColorSpace={"DefaultRGB": icc(b"RGB ", 3)["I"]})
    assert told(x4_file(use), X4) == []


@pytest.mark.parametrize(
    ("marks", "check"),
    [
        ("BT /F 20 Tf 0 0 0 0 k 60 200 Td (x) Tj ET", ["white-overprints"]),
        ("BT /F 20 Tf 1 g 60 200 Td (x) Tj ET", ["white-overprints"]),
        ("/Off gs BT /F 20 Tf 0 0 0 0 k 60 200 Td (x) Tj ET", []),
        ("/Off gs BT /F 11.9 Tf 0 0 0 1 k 60 200 Td (x) Tj ET", ["black-knocks-out"]),
        ("/Off gs BT /F 12 Tf 0 0 0 1 k 60 200 Td (x) Tj ET", []),
        ("/Off gs BT /F 1 Tf 11.9 0 0 11.9 60 200 Tm 0 g (x) Tj ET", ["black-knocks-out"]),
        ("BT /F 10 Tf 0 g 60 200 Td (x) Tj ET", ["black-knocks-out"]),  # grey can't overprint
        ("/Off gs 1.9 w 60 200 m 90 200 l S", ["black-knocks-out"]),
        ("/Off gs 2 w 60 200 m 90 200 l S", []),
        ("/Off gs q 2 0 0 2 0 0 cm 0.9 w 30 99 m 40 99 l S Q", ["black-knocks-out"]),
        ("BT /F 8.9 Tf 1 1 0 0 k 60 200 Td (x) Tj ET", ["fine-text"]),
        ("BT /F 9 Tf 1 1 0 0 k 60 200 Td (x) Tj ET", []),
        ("BT /F 8.9 Tf 1 0 0 0 k 60 200 Td (x) Tj ET", []),
        ("/Off gs BT /F 8.9 Tf 0 0 0 0 k 60 200 Td (x) Tj ET", ["fine-text"]),
        ("BT /F 8.9 Tf 3 Tr 1 1 0 0 k 60 200 Td (x) Tj ET", []),  # invisible
        ("0.24 w 1 1 0 0 K 60 200 m 90 200 l S", ["fine-line"]),
        ("0.25 w 1 1 0 0 K 60 200 m 90 200 l S", []),
        ("/Off gs 0.24 w 0 0 0 0 K 60 200 m 90 200 l S", ["fine-line"]),
    ],
)
def test_overprint_and_fineness(marks: str, check: list[str]) -> None:
    off = paint("", ExtGState={"Off": Dictionary(OP=False, op=False)})
    painted = paint(marks.replace("/Off gs", "0 0 0 1 K /Off gs"))
    assert told(x4_file(off, painted)) == check


# --- artwork -----------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "check"), [(0.5, []), (0.6, ["trim-size"])])
def test_trim_against_the_booking(off: float, check: list[str]) -> None:
    asked = Asked(artwork=True, width=WIDTH + off * MM, height=HEIGHT, bleed=BLEED)
    assert told(x4_file(), asked=asked) == check


def test_trim_is_told_in_millimetres() -> None:
    asked = Asked(artwork=True, width=100 * MM, height=HEIGHT, bleed=BLEED)
    (finding,) = found(x4_file(), asked=asked)
    assert finding.message == "the page is 148 × 210 mm, and 100 × 210 mm is booked"


def bleed_of(millimetres: float) -> Change:
    low = MARGIN - millimetres * MM
    return set_page("/BleedBox", [low, low, 2 * MARGIN + WIDTH - low, 2 * MARGIN + HEIGHT - low])


@pytest.mark.parametrize(
    ("bleed", "check"),
    [(0, ["bleed-missing"]), (2.9, ["bleed-missing"]), (3, ["bleed-short"]), (4.9, ["bleed-short"]),
     (5, [])],
)  # fmt: skip
def test_bleed(bleed: float, check: list[str]) -> None:
    assert told(x4_file(bleed_of(bleed)), asked=BOOKED) == check
    assert told(x4_file(bleed_of(bleed))) == check


def test_an_ad_inside_a_page_needs_no_bleed() -> None:
    asked = Asked(artwork=True, width=WIDTH, height=HEIGHT, bleed=0.0)
    assert told(x4_file(bleed_of(0)), asked=asked) == []


def test_artwork_without_a_trim_is_trimmed_by_its_bleed() -> None:
    sheet = [0, 0, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED]
    tint = "0.1 0 0 0 k 0 0 900 900 re f"
    bare = x4_file(drop("/TrimBox", "/BleedBox"), set_page("/MediaBox", sheet), content=tint)
    assert told(bare, asked=BOOKED) == []
    trimmed = [0, 0, WIDTH, HEIGHT]
    small = x4_file(drop("/TrimBox", "/BleedBox"), set_page("/MediaBox", trimmed), content=tint)
    assert told(small, asked=BOOKED) == ["trim-size"]


def test_artwork_is_one_page_with_something_on_it() -> None:
    assert told(x4_file(pages=2), asked=BOOKED) == ["page-count"]
    assert told(x4_file(content=""), asked=BOOKED) == ["page-empty"]
    outside = x4_file(content="0 0 5 5 re f")
    assert told(outside, asked=BOOKED) == ["page-empty"]


def test_hidden_layers_are_told_and_not_judged() -> None:
    hidden = "/OC /Price BDC q 90 0 0 90 100 100 cm /Photo Do Q 1 0 0 rg 50 50 9 9 re f EMC"
    data = x4_file(layer, marks=hidden)
    assert told(data, asked=BOOKED) == ["layer-hidden"]
    assert told(x4_file(content=hidden, marks=""), asked=BOOKED) != ["page-empty"]
    assert told(x4_file(layer, content=hidden), asked=BOOKED) == ["layer-hidden", "page-empty"]


def test_artwork_need_not_be_pdfx() -> None:
    data = x4_file(drop("/OutputIntents", "/Metadata"), version="1.7")
    assert told(data, asked=BOOKED) == []
    assert {"output-intent", "metadata-missing", "pdf-version"} <= set(told(data))


def test_a_locked_file_is_told() -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(x4_file())) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert "encrypted" in told(file.getvalue(), asked=BOOKED)
    with pikepdf.open(io.BytesIO(x4_file())) as pdf:
        pdf.save(file := io.BytesIO(), encryption=pikepdf.Encryption(owner="o", user="u"))
    assert told(file.getvalue(), asked=BOOKED) == ["encrypted"]


def test_finished_pages_are_of_one_size() -> None:
    wide = set_key(
        lambda pdf: pdf.pages[1].obj, "/TrimBox",
        [MARGIN, MARGIN, MARGIN + WIDTH - 5, MARGIN + HEIGHT],
    )  # fmt: skip
    (finding,) = found(x4_file(wide, pages=3))
    assert (finding.check, finding.page) == ("page-sizes", 2)


# --- profiles and the catalogue of checks ------------------------------------------------


def test_a_slip_in_a_profile_is_told_with_what_is_known() -> None:
    text = "title: x\nchekcs: {}\nchecks: {lwz: error, encrypted: bad}\nlimits: {inks: 3}\n"
    checked = parse_profile("mine", Source("mine.yaml", text))
    assert checked.value is None
    messages = "\n".join(f"{d.message} {d.hints[0]}" for d in checked.diagnostics)
    for part in ("‘chekcs’", "did you mean ‘checks’?", "‘lwz’", "‘lzw’", "‘bad’", "‘inks’"):
        assert part in messages
    assert all(d.span for d in checked.diagnostics)


def test_a_profile_of_ones_own() -> None:
    text = "title: x\nchecks: {ink-limit: error}\nlimits: {ink: 280}\n"
    profile = parse_profile("mine", Source("mine.yaml", text)).value
    data = x4_file(marks="1 1 0.9 0 k 100 100 60 60 re f")
    assert told(data) == []
    assert [(f.check, f.severity) for f in found(data, profile)] == [("ink-limit", Severity.ERROR)]


def test_every_check_is_explained_and_graded_somewhere() -> None:
    graded = {
        c for n in PROFILES for g in ("finished", "artwork") for c in getattr(read_profile(n), g)
    }
    assert graded == set(checks())
    for name, entry in checks().items():
        assert set(entry) - {"figures"} == {"title", "why", "mend", "kind", "clause"}, name
        assert entry["why"].strip().endswith("."), name
        assert entry["mend"].strip().endswith("."), name
        assert not entry["title"].endswith("."), name


def test_a_profile_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        read_profile("newspaper")
