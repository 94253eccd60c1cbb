"""The file: pages drawn, faces embedded, and what reportlab can't write added by pikepdf."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem
from reportlab.pdfbase.pdfdoc import (
    PDFArrayCompact,
    PDFDictionary,
    PDFDocument,
    PDFPage,
    PDFStream,
    PDFZCompress,
)

from magtool import __version__
from magtool.library import Library
from magtool.page import PageLayout
from magtool.press.forms import artwork_form
from magtool.press.numbers import number
from magtool.press.pen import Drawing, Stock, draw

_PDF_VERSION = (1, 6)
"""The newest that PDF/X-4 allows."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the file tells of itself.

    ``date`` is the issue's, "2027-03" or "2027-03-15": the only date in the file, so that the
    same issue gives the same bytes. ``bookmarks`` are (title, page number) in order; those of
    pages that are not in the file are left out.
    """

    title: str
    author: str = ""
    language: str = ""
    subject: str = ""
    date: str = ""
    version: str = __version__
    bookmarks: tuple[tuple[str, int], ...] = ()


def write_pdf(
    pages: Sequence[PageLayout],
    faces: Mapping[str, bytes],
    library: Library,
    facts: DocumentFacts,
    bleed: bool = False,
) -> bytes:
    """The pages as one PDF, byte for byte the same for the same input.

    ``faces`` are TrueType fonts by key. The sheet is the trim, or with ``bleed`` the trim and
    its bleed on all sides. Raises KeyError for a face that is not given, and for a picture or
    artwork that can't be read OSError, ValueError or pikepdf.PdfError: ask `intake` before.
    """
    document = _new_document(facts)
    stock = Stock(document, faces, library)
    drawings = [draw(page, stock, bleed) for page in pages]
    fonts = stock.write_faces()
    for page, drawing in zip(pages, drawings, strict=True):
        document.addPage(_page(document, page, drawing, fonts, bleed))
    document.Reference(document.Catalog)
    document.Reference(document.info)
    return _finished(document.format(), pages, drawings, stock, facts)


def _new_document(facts: DocumentFacts) -> PDFDocument:
    document = PDFDocument(
        invariant=1, compression=1, pdfVersion=_PDF_VERSION, lang=facts.language or None
    )
    document.Catalog.Outlines = None  # reportlab's outlines need a canvas
    document.setTitle(facts.title)
    document.setAuthor(facts.author)
    document.setSubject(facts.subject)
    document.setCreator("magtool")
    document.setProducer(f"magtool {facts.version}")
    document.setDateFormatter(lambda *_: f"D:{_day(facts.date)}000000Z")
    return document


def _day(date: str) -> str:
    """A month or day as PDF writes it; a month stands for its first day."""
    year, month, day = [*(date or "2000").split("-"), "01", "01"][:3]
    return f"{year}{month}{day}"


def _page(
    document: PDFDocument,
    layout: PageLayout,
    drawing: Drawing,
    fonts: Mapping[str, object],
    bleed: bool,
) -> PDFPage:
    margin = layout.bleed if bleed else 0.0
    sheet = [0, 0, layout.width + 2 * margin, layout.height + 2 * margin]
    trim = [margin, margin, margin + layout.width, margin + layout.height]
    page = PDFPage()
    page.MediaBox = page.CropBox = page.BleedBox = PDFArrayCompact(map(number, sheet))
    page.TrimBox = PDFArrayCompact(map(number, trim))
    page.Contents = PDFStream(content=drawing.content, filters=[PDFZCompress])
    kinds = {
        "Font": {name: fonts[name] for name in drawing.fonts},
        "XObject": drawing.objects,
        "ExtGState": drawing.states,
    }
    page.Resources = PDFDictionary(
        {kind: PDFDictionary(dict(entries)) for kind, entries in kinds.items() if entries}
    )
    return page


def _finished(
    draft: bytes,
    pages: Sequence[PageLayout],
    drawings: Sequence[Drawing],
    stock: Stock,
    facts: DocumentFacts,
) -> bytes:
    """The draft with artwork, bookmarks and printed page numbers, written compactly."""
    with ExitStack() as open_files:
        pdf = open_files.enter_context(pikepdf.open(io.BytesIO(draft)))
        forms: dict[str, pikepdf.Object] = {}
        for name, (source, bleed) in stock.artworks.items():
            artwork = open_files.enter_context(pikepdf.open(io.BytesIO(stock.read(source))))
            forms[name] = artwork_form(pdf, artwork, bleed)
        for page, drawing in zip(pdf.pages, drawings, strict=True):
            for name in drawing.artworks:
                page.add_resource(forms[name], Name.XObject, Name("/" + name))
        _add_bookmarks(pdf, pages, facts)
        _add_page_numbers(pdf, pages)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        target = io.BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,  # as printers' programs like it
        )
    return target.getvalue()


def _add_bookmarks(pdf: pikepdf.Pdf, pages: Sequence[PageLayout], facts: DocumentFacts) -> None:
    places = {page.number: index for index, page in enumerate(pages)}
    with pdf.open_outline() as outline:
        outline.root.extend(
            OutlineItem(title, places[number], "Fit")
            for title, number in facts.bookmarks
            if number in places
        )


def _add_page_numbers(pdf: pikepdf.Pdf, pages: Sequence[PageLayout]) -> None:
    """Labels, so that a reader's "page 7" is the folio 7 also in an excerpt."""
    labels: list[object] = []
    expected = None
    for index, page in enumerate(pages):
        if page.number != expected:
            labels += [index, Dictionary(S=Name.D, St=page.number)]
        expected = page.number + 1
    if len(labels) > 2 or (pages and pages[0].number != 1):
        pdf.Root.PageLabels = Dictionary(Nums=Array(labels))
