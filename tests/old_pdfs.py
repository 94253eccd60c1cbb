"""Old PDFs for tests: a small sound one, and many that are damaged or meant to harm."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP = 60, 700
_BODY = (
    "Det började med ett möte som ingen hade kallat till. Sedan dess har enheten halverat sin kö "
    "och fått tid över till samtal. Kollegorna trodde först att det var ett misstag. "
)


def old_pdf(pages: int = 1, headline: str = "Dörren öppen i Norrvik") -> bytes:
    """A page with a headline over a column of text; the same bytes every time."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=True)
    for number in range(pages):
        canvas.setFont("Helvetica-Bold", 28)
        canvas.drawString(LEFT, TOP + 40, f"{headline} {number + 1}")
        canvas.setFont("Times-Roman", 10)
        words = (_BODY * 6).split()
        for row in range(len(words) // 9):
            canvas.drawString(LEFT, TOP - 12 * row, " ".join(words[9 * row : 9 * row + 9]))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def changed(change: Callable[[pikepdf.Pdf], None], **saving: object) -> bytes:
    """The sound PDF after a change to its objects."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(old_pdf())) as pdf:
        change(pdf)
        pdf.save(target, **saving)  # type: ignore[arg-type]
    return target.getvalue()


def content(data: bytes) -> Callable[[pikepdf.Pdf], None]:
    """The page's content replaced by this, packed as small as it gets."""

    def change(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(data, 9)
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)

    return change


def hostile_pdfs() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each; no two alike."""
    yield from _cut_short()
    yield from _bombs()
    yield from _nested()
    yield from _loops()
    yield from _huge()
    yield from _active()
    yield from _locked()


def _cut_short() -> Iterator[tuple[str, bytes]]:
    sound = old_pdf(2)
    for percent in (1, 10, 30, 50, 70, 90, 99):
        yield f"cut-{percent}", sound[: len(sound) * percent // 100]
    yield "empty", b""
    yield "header-only", b"%PDF-1.7\n"
    yield "no-pdf", b"\x7fELF" + bytes(4000)
    yield "zeros", b"%PDF-1.4\n" + bytes(100_000)
    yield "no-xref", sound.replace(b"startxref", b"startxxxx").replace(b"\nxref", b"\nxxxx")
    yield "wrong-offsets", sound.replace(b"0000000", b"9999999")
    yield "endless-header", b"%PDF-1.4\n" + b"1 0 obj\n<<" * 20_000


def _bombs() -> Iterator[tuple[str, bytes]]:
    yield "flate-bomb", changed(content(bytes(300_000_000)))
    yield "path-bomb", changed(content(b"0 0 m 9 9 l S " * 1_000_000))
    yield "text-flood", changed(content(b"BT /F1 1 Tf " + b"(aaaaaaaaaa) Tj " * 60_000 + b"ET"))
    yield "save-flood", changed(content(b"q " * 2_000_000))
    double = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)

    def twice(pdf: pikepdf.Pdf) -> None:
        filters = Array([Name.FlateDecode, Name.FlateDecode])
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, double, Filter=filters)

    def picture(pdf: pikepdf.Pdf) -> None:
        _picture(pdf, 30_000, 30_000, zlib.compress(bytes(30_000 * 3000), 9))

    yield "two-bombs-in-one", changed(twice)
    yield "picture-bomb", changed(picture)


def _picture(pdf: pikepdf.Pdf, columns: int, rows: int, packed: bytes) -> None:
    stream = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)
    stream.update(
        Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=columns, Height=rows,
                   ColorSpace=Name.DeviceRGB, BitsPerComponent=8)
    )  # fmt: skip
    page = pdf.pages[0]
    page.obj.Resources.XObject = Dictionary(X=pdf.make_indirect(stream))
    page.contents_add(b"q 300 0 0 300 60 60 cm /X Do Q")


def _nested() -> Iterator[tuple[str, bytes]]:
    for name, part in (("array", b"["), ("dict", b"<<"), ("string", b"("), ("save", b"q ")):
        yield f"deep-{name}", changed(content(part * 100_000))
    yield "deep-object", old_pdf().replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * 90_000)
    yield "deep-marks", changed(content(b"/P BDC " * 200_000))


def _form(pdf: pikepdf.Pdf, data: bytes, **held: object) -> pikepdf.Object:
    return pdf.make_stream(
        data, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 800],
        Resources=Dictionary(XObject=Dictionary(**held)),
    )  # fmt: skip


def _loops() -> Iterator[tuple[str, bytes]]:
    def itself(pdf: pikepdf.Pdf) -> None:
        form = _form(pdf, b"/X Do")
        form.Resources.XObject.X = form
        _show(pdf, form)

    def unfolding(pdf: pikepdf.Pdf) -> None:
        form = _form(pdf, b"BT /F1 9 Tf (a) Tj ET")
        for _ in range(24):
            form = _form(pdf, b"/X Do " * 10, X=form)
        _show(pdf, form)

    def pages(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids = Array([pdf.Root.Pages])

    def outline(pdf: pikepdf.Pdf) -> None:
        item = pdf.make_indirect(Dictionary(Title=String("a")))
        item.Next = item
        pdf.Root.Outlines = Dictionary(First=item, Last=item, Count=10**9)

    def structure(pdf: pikepdf.Pdf) -> None:
        item = pdf.make_indirect(Dictionary(S=Name.P))
        item.K = item
        pdf.Root.StructTreeRoot = Dictionary(K=item)
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    for change in (itself, unfolding, pages, outline, structure):
        yield f"loop-{change.__name__}", changed(change)


def _show(pdf: pikepdf.Pdf, form: pikepdf.Object) -> None:
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
    pdf.pages[0].contents_add(b"/X Do")


def _huge() -> Iterator[tuple[str, bytes]]:
    for name, box in (
        ("wide", b"[0 0 1000000000 842]"), ("endless", b"[0 0 9" + b"9" * 40 + b" 842]"),
        ("turned", b"[9 9 -9 -9]"), ("flat", b"[0 0 0 842]"), ("words", b"[/A (b) null <<>>]"),
        ("negative", b"[-10000000 -10000000 0 0]"),
    ):  # fmt: skip
        yield f"box-{name}", old_pdf().replace(b"[ 0 0 595 842 ]", box)

    def unit(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.UserUnit = 10**6

    def many(pdf: pikepdf.Pdf) -> None:
        pdf.pages.extend([pdf.pages[0]] * 2100)

    yield "huge-unit", changed(unit)
    yield "count-of-pages", old_pdf().replace(b"/Count 1", b"/Count 1000000000")
    yield "many-pages", changed(many)
    yield "huge-type", changed(content(b"BT /F1 1e30 Tf 1e38 0 0 1e38 9e37 0 Tm (a) Tj ET"))
    yield "no-numbers", changed(content(b"BT /F1 nan Tf inf 0 0 inf 0 0 Tm (a) Tj ET 9e999 w"))


def _active() -> Iterator[tuple[str, bytes]]:
    marker = "touch MARKER"

    def script(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.launchURL('x')"))

    def launch(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(
            S=Name.Launch, F=String("/bin/sh"), Win=Dictionary(F=String("cmd"), P=String(marker))
        )

    def embedded(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["../../escaped.txt"] = b"escaped"

    def names(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata() as told:
            told["dc:title"] = "../../../escaped"
        pdf.docinfo["/Title"] = "../../../escaped\x00/x"
        pdf.docinfo["/Producer"] = "$(touch MARKER)"

    def form(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(XFA=String("<xfa/>"), NeedAppearances=True)

    def remote(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
                        A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd")))]
        )  # fmt: skip

    for change in (script, launch, embedded, names, form, remote):
        yield f"active-{change.__name__}", changed(change)
    yield "headline-path", old_pdf(headline="../../../../escaped")


def _locked() -> Iterator[tuple[str, bytes]]:
    def nothing(pdf: pikepdf.Pdf) -> None:
        """Only locked."""

    for revision in (3, 4, 6):
        new = revision > 3
        locks = pikepdf.Encryption(owner="a", user="b", R=revision, aes=new, metadata=new)
        yield f"locked-{revision}", changed(nothing, encryption=locks)
