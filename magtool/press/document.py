"""The file: prepared pages put together with the pictures, faces and artwork that they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportlab.pdfbase.pdfdoc import (
    PDFArrayCompact,
    PDFDictionary,
    PDFDocument,
    PDFPage,
    PDFString,
)

from magtool import __version__
from magtool.intake import is_pdf
from magtool.library import Library
from magtool.page import PageLayout
from magtool.press.artworks import embed_pdf_form, embed_picture_form, shown_with_bleed
from magtool.press.fonts import CodeTables, embed_face
from magtool.press.numbers import fine, number
from magtool.press.pen import prepare_page
from magtool.press.pictures import Showing, embed_pictures
from magtool.press.prepared import (
    ArtworkUse,
    FaceUse,
    Fade,
    PictureUse,
    PreparedPage,
    Resource,
    Tint,
)
from magtool.press.sources import Sources
from magtool.press.writing import Stream, deflated, reference, written
from magtool.store import NoStore, Store

_PDF_VERSION = (1, 6)
"""The newest that PDF/X-4 allows."""
_NO_STORE = NoStore()
_KINDS = {
    FaceUse: "Font",
    PictureUse: "XObject",
    ArtworkUse: "XObject",
    Tint: "ExtGState",
    Fade: "ExtGState",
}

References = dict[Resource, str]
"""How objects of the file name what a page uses: "12 0 R", or the thing itself if it is small."""


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
    store: Store = _NO_STORE,
) -> bytes:
    """The pages as one PDF, byte for byte the same for the same input.

    ``faces`` are TrueType fonts by key. The sheet is the trim, or with ``bleed`` the trim and
    its bleed on all sides. Raises what `prepare_page` and `assemble` raise.
    """
    prepared = [prepare_page(page, faces, bleed) for page in pages]
    return assemble(prepared, faces, library, facts, store)


def assemble(
    pages: Sequence[PreparedPage],
    faces: Mapping[str, bytes],
    library: Library,
    facts: DocumentFacts,
    store: Store = _NO_STORE,
) -> bytes:
    """The prepared pages as one PDF; the ``store`` changes nothing but the time it takes.

    It keeps pictures brought to size, outlines cut down and artwork taken apart. Raises
    KeyError for a face that is not given, and for a picture or artwork that can't be read
    OSError, ValueError or pikepdf.PdfError: ask `intake` before.
    """
    document = _new_document(facts)
    found = _embed(document, pages, faces, Sources(library), store)
    drawn = [_page(document, page, found) for page in pages]
    for page in drawn:
        document.addPage(page)
    _add_bookmarks(document, pages, drawn, facts)
    _add_page_numbers(document, pages)
    document.Catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    return written(document)


def _new_document(facts: DocumentFacts) -> PDFDocument:
    document = PDFDocument(invariant=1, pdfVersion=_PDF_VERSION, lang=facts.language or None)
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


# What pages use


def _embed(
    document: PDFDocument,
    pages: Sequence[PreparedPage],
    faces: Mapping[str, bytes],
    sources: Sources,
    store: Store,
) -> References:
    """Write all that the pages use into the document, each thing once."""
    uses = list(dict.fromkeys(use for page in pages for _, use in page.resources))
    artworks = [use for use in uses if isinstance(use, ArtworkUse)]
    drawn = {use for use in artworks if is_pdf(sources.read(use.source))}
    showings: dict[Resource, Showing] = {
        use: (use.source, use.width, use.height) for use in uses if isinstance(use, PictureUse)
    }
    showings |= {use: shown_with_bleed(use) for use in artworks if use not in drawn}
    pictures = embed_pictures(document, showings.values(), sources, store)
    found: References = {use: pictures[showing] for use, showing in showings.items()}
    forms: dict[tuple[str, float], str] = {}
    for use in artworks:
        if use not in drawn:
            found[use] = embed_picture_form(document, use, found[use])
            continue
        key = (use.source, use.bleed)
        if key not in forms:
            forms[key] = embed_pdf_form(document, *key, sources, store)
        found[use] = forms[key]
    found |= {use: f"<< /ca {fine(use.opacity)} >>" for use in uses if isinstance(use, Tint)}
    found |= {use: _fade(document, use) for use in uses if isinstance(use, Fade)}
    return found | dict(_embed_faces(document, uses, faces, store))


def _embed_faces(
    document: PDFDocument, uses: Sequence[Resource], faces: Mapping[str, bytes], store: Store
) -> Iterator[tuple[Resource, str]]:
    tables: dict[str, CodeTables] = {}
    places: dict[FaceUse, int] = {}
    for use in uses:
        if isinstance(use, FaceUse):
            places[use] = tables.setdefault(use.face, CodeTables()).merge(use.codes)
    fonts = {
        key: embed_face(document, key, faces[key], known, store) for key, known in tables.items()
    }
    for use, place in places.items():
        yield use, fonts[use.face][place]


def _fade(document: PDFDocument, fade: Fade) -> str:
    """A state whose luminosity mask runs from the fade's start to its end."""
    left, bottom, right, top = map(number, fade.box)
    shading = (
        f"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 {top} 0 {bottom}] "
        f"/Function << /FunctionType 2 /Domain [0 1] /N 1 /C0 [{fine(fade.start)}] "
        f"/C1 [{fine(fade.end)}] >> >>"
    )
    form = deflated(
        b"/Fade sh",
        Type="/XObject",
        Subtype="/Form",
        BBox=f"[{left} {bottom} {right} {top}]",
        Group="<< /S /Transparency /CS /DeviceGray >>",
        Resources=f"<< /Shading << /Fade {shading} >> >>",
    )
    return f"<< /SMask << /Type /Mask /S /Luminosity /G {reference(document, form)} >> >>"


# Pages


def _page(document: PDFDocument, prepared: PreparedPage, found: References) -> PDFPage:
    margin = prepared.margin
    sheet = [0, 0, prepared.width + 2 * margin, prepared.height + 2 * margin]
    trim = [margin, margin, margin + prepared.width, margin + prepared.height]
    page = PDFPage()
    page.MediaBox = page.CropBox = page.BleedBox = PDFArrayCompact(map(number, sheet))
    page.TrimBox = PDFArrayCompact(map(number, trim))
    page.Contents = Stream({"Filter": "/FlateDecode"}, prepared.content)
    named: dict[str, dict[str, str]] = {}
    for name, use in prepared.resources:
        named.setdefault(_KINDS[type(use)], {})[name] = found[use]
    page.Resources = PDFDictionary({kind: PDFDictionary(uses) for kind, uses in named.items()})
    return page


def _add_bookmarks(
    document: PDFDocument,
    pages: Sequence[PreparedPage],
    drawn: Sequence[PDFPage],
    facts: DocumentFacts,
) -> None:
    places = {page.number: reference(document, d) for page, d in zip(pages, drawn, strict=True)}
    marks = [(title, places[number]) for title, number in facts.bookmarks if number in places]
    if not marks:
        return
    root = PDFDictionary({"Type": "/Outlines", "Count": len(marks)})
    items = [
        PDFDictionary({"Title": PDFString(str(title)), "Dest": f"[{place} /Fit]"})
        for title, place in marks
    ]
    above, *names = [reference(document, item) for item in (root, *items)]
    root["First"], root["Last"] = names[0], names[-1]
    for index, item in enumerate(items):
        item["Parent"] = above
        if index:
            item["Prev"] = names[index - 1]
        if index + 1 < len(names):
            item["Next"] = names[index + 1]
    document.Catalog.Outlines = root


def _add_page_numbers(document: PDFDocument, pages: Sequence[PreparedPage]) -> None:
    """Labels, so that a reader's "page 7" is the folio 7 also in an excerpt."""
    labels: list[str] = []
    expected = 1
    for index, page in enumerate(pages):
        if page.number != expected or not index:
            labels.append(f"{index} << /S /D /St {page.number} >>")
        expected = page.number + 1
    if len(labels) > 1 or (pages and pages[0].number != 1):
        document.Catalog.PageLabels = PDFDictionary({"Nums": f"[{' '.join(labels)}]"})
