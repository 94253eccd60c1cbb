"""Artwork in the file: advertisers' PDFs and pictures as forms about the centre of their trim."""

from __future__ import annotations

from reportlab.pdfbase.pdfdoc import PDFDocument

from magtool.press.colours import Colours
from magtool.press.numbers import fine
from magtool.press.outputs import Output
from magtool.press.parts import ArtworkForm, FormPart
from magtool.press.pictures import Showing
from magtool.press.prepared import ArtworkUse
from magtool.press.sources import Sources
from magtool.press.writing import Copied, Data, deflated, reference
from magtool.store import Store, fingerprint, keep


def shown_with_bleed(use: ArtworkUse) -> Showing:
    """How large a picture is shown that serves as artwork: its bleed is part of it."""
    return (use.source, use.width + 2 * use.bleed, use.height + 2 * use.bleed)


def embed_picture_form(document: PDFDocument, use: ArtworkUse, picture: str) -> str:
    """Write a form that shows the picture over the trim and its bleed; get its reference."""
    _, width, height = shown_with_bleed(use)
    left, bottom = fine(-width / 2), fine(-height / 2)
    form = deflated(
        f"q {fine(width)} 0 0 {fine(height)} {left} {bottom} cm /I Do Q".encode(),
        Type="/XObject",
        Subtype="/Form",
        BBox=f"[{left} {bottom} {fine(width / 2)} {fine(height / 2)}]",
        Resources=f"<< /XObject << /I {picture} >> >>",
    )
    return reference(document, form)


def embed_pdf_form(
    document: PDFDocument,
    source: str,
    bleed: float,
    sources: Sources,
    output: Output,
    colours: Colours,
    store: Store,
) -> str:
    """Write the artwork's form and all that it leads to; get its reference.

    Raises `NeedsFlattening` and `CantBePlaced`.
    """
    data = sources.read(source)
    key = fingerprint("artwork form", sources.digest(source), bleed, output)
    form = keep(
        store, key, ArtworkForm, lambda: _take(source, data, bleed, output, colours), large=True
    )
    copies = [Copied(_stream(part, data)) for part in form.parts]
    references = [reference(document, copy).encode() for copy in copies]
    for part, copy in zip(form.parts, copies, strict=True):
        copy.wording = b"".join(
            references[word] if isinstance(word, int) else word for word in part.wording
        )
    return references[0].decode()


def _take(source: str, data: bytes, bleed: float, output: Output, colours: Colours) -> ArtworkForm:
    # Loads pikepdf, Pillow and numpy: only when there is no form yet.
    from magtool.press.forms import take_form

    return take_form(source, data, bleed, output, colours)


def _stream(part: FormPart, original: bytes) -> Data | None:
    if part.data is None and part.end:
        return memoryview(original)[part.start : part.end]
    return part.data
