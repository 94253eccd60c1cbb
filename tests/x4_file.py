"""A small valid PDF/X-4, made without the press: an A5 page with bleed, marks and four inks.

`x4_file` takes what is to be changed in it, so that a test can plant one fault.
"""

from __future__ import annotations

import io
import pathlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PROJECT = pathlib.Path(__file__).resolve().parent.parent
FONT = PROJECT / "fonts" / "sans" / "SourceSansPro-Regular.ttf"
MM = 72 / 25.4
WIDTH, HEIGHT = 148 * MM, 210 * MM
BLEED, MARGIN = 5 * MM, 12 * MM
"""Bleed and sheet outside the trim, points."""

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Annons</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>2027-03-01T12:00:00Z</xmp:CreateDate>
<xmp:ModifyDate>2027-03-01T12:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>2027-03-01T12:00:00Z</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:6f0c8a4e-0000-4000-8000-000000000001</xmpMM:DocumentID>
<xmpMM:InstanceID>uuid:6f0c8a4e-0000-4000-8000-000000000002</xmpMM:InstanceID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

CONTENT = """/Black gs
q 0.1 0 0 0.2 k 20 20 450 600 re f Q
q 14.4 0 0 14.4 60 300 cm /Photo Do Q
BT /F 10 Tf 0 0 0 1 k 60 400 Td (Annons) Tj ET
1 w 0 0 0 1 K 60 380 m 200 380 l S
/Registration CS 1 SCN 0.5 w 5 34 m 15 34 l S
"""
"""A tint over the bleed, a picture of 300 ppi, overprinting text and rule, a crop mark."""

Change = Callable[[pikepdf.Pdf], None]


def x4_file(
    *changes: Change,
    marks: str = "",
    content: str = CONTENT,
    pages: int = 1,
    version: str = "1.6",
    packed: bool = False,
) -> bytes:
    """The file as bytes. ``marks`` are added to each page's content, ``changes`` made at last."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.pages.append(_page(pdf, content + marks))
    _describe(pdf)
    for change in changes:
        change(pdf)
    file = io.BytesIO()
    mode = pikepdf.ObjectStreamMode
    pdf.save(
        file,
        force_version=version,
        compress_streams=False,
        object_stream_mode=mode.generate if packed else mode.disable,
        deterministic_id=True,
        fix_metadata_version=False,  # it would mend metadata that a test has broken
    )
    return file.getvalue()


def _page(pdf: pikepdf.Pdf, content: str) -> pikepdf.Page:
    def box(margin: float) -> Array:
        """The trim and so many points around it."""
        low = MARGIN - margin
        return Array([low, low, MARGIN + WIDTH + margin, MARGIN + HEIGHT + margin])

    photo = pdf.make_stream(bytes([40, 30, 20, 10]) * 3600)
    photo.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=60, Height=60, BitsPerComponent=8,
            ColorSpace=Name.DeviceCMYK,
        )
    )  # fmt: skip
    tint = pdf.make_stream(b"{dup dup dup}")
    tint.update(Dictionary(FunctionType=4, Domain=[0, 1], Range=[0, 1] * 4))
    resources = Dictionary(
        Font=Dictionary(F=_font(pdf)),
        XObject=Dictionary(Photo=photo),
        ExtGState=Dictionary(Black=Dictionary(OP=True, op=True, OPM=1)),
        ColorSpace=Dictionary(
            Registration=Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]),
            Gold=Array([Name.Separation, Name("/PANTONE 871 C"), Name.DeviceCMYK, tint]),
        ),
    )
    page = Dictionary(
        Type=Name.Page,
        MediaBox=box(MARGIN),
        BleedBox=box(BLEED),
        TrimBox=box(0),
        Resources=resources,
        Contents=pdf.make_stream(content.encode()),
    )
    return pikepdf.Page(pdf.make_indirect(page))


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    program = pdf.make_stream(FONT.read_bytes())
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/AAAAAA+SourceSansPro"), Flags=32, Ascent=750,
        Descent=-250, CapHeight=660, ItalicAngle=0, StemV=80, FontBBox=[-454, -293, 2159, 968],
        FontFile2=program,
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/AAAAAA+SourceSansPro"),
        Encoding=Name.WinAnsiEncoding, FirstChar=32, LastChar=126, Widths=[500] * 95,
        FontDescriptor=descriptor,
    )  # fmt: skip
    return pdf.make_indirect(font)


def _describe(pdf: pikepdf.Pdf) -> None:
    icc = PROJECT / "magtool" / "press" / "profiles" / "FOGRA39L_coated.icc"
    profile = pdf.make_stream(icc.read_bytes(), N=4)
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String("FOGRA39"),
        RegistryName=String("http://www.color.org"), Info=String("Coated FOGRA39"),
        OutputCondition=String("Coated"), DestOutputProfile=profile,
    )  # fmt: skip
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.Root.Metadata = metadata(pdf, XMP)
    info: Any = pdf.docinfo
    for key, value in {
        "/Title": String("Annons"),
        "/CreationDate": String("D:20270301120000Z"),
        "/ModDate": String("D:20270301120000Z"),
        "/Trapped": Name("/False"),
        "/GTS_PDFXVersion": String("PDF/X-4"),
    }.items():
        info[key] = value


def metadata(pdf: pikepdf.Pdf, xmp: str) -> pikepdf.Object:
    """A metadata stream for the catalog."""
    return pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
