"""The file: prepared pages put together with the pictures, faces and artwork that they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from reportlab.pdfbase.pdfdoc import PDFArrayCompact, PDFDictionary, PDFDocument, PDFString

from magtool.intake import is_pdf
from magtool.library import Library
from magtool.page import PageLayout
from magtool.press.advertising import with_words
from magtool.press.artworks import embed_pdf_form, embed_picture_form, shown_with_bleed
from magtool.press.attaching import add_attachments
from magtool.press.bookmarks import add_bookmarks
from magtool.press.colours import Colours
from magtool.press.facts import DocumentFacts, timestamp
from magtool.press.fonts import CodeTables, embed_face
from magtool.press.intent import output_intent
from magtool.press.linearising import linearised
from magtool.press.metadata import claim, xmp_packet
from magtool.press.numbers import fine, number
from magtool.press.outputs import Output, Press
from magtool.press.pen import prepare_page
from magtool.press.pictures import Showing, embed_pictures
from magtool.press.prepared import (
    AllInks,
    ArtworkUse,
    FaceUse,
    Fade,
    Overprint,
    PictureUse,
    PreparedPage,
    Resource,
    Tint,
)
from magtool.press.refusals import NeedsFlattening
from magtool.press.sources import Sources
from magtool.press.tagging import Leaf, add_structure
from magtool.press.writing import Stream, deflated, reference, written
from magtool.store import NoStore, Store

_VERSIONS = {"PDF/X-4": (1, 6), "PDF/X-1a": (1, 4)}
"""The newest that each standard allows (ISO 15930-7, ISO 15930-4)."""
_SCREEN_VERSION = (1, 7)
_NO_STORE = NoStore()
_KINDS = {
    FaceUse: "Font",
    PictureUse: "XObject",
    ArtworkUse: "XObject",
    Tint: "ExtGState",
    Fade: "ExtGState",
    Overprint: "ExtGState",
    AllInks: "ColorSpace",
}
_ALL_INKS = (
    "[/Separation /All /DeviceCMYK "
    "<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [0 0 0 0] /C1 [1 1 1 1] >>]"
)

References = dict[Resource, str]
"""How objects of the file name what a page uses: "12 0 R", or the thing itself if it is small."""


def write_pdf(
    pages: Sequence[PageLayout],
    faces: Mapping[str, bytes],
    library: Library,
    facts: DocumentFacts,
    output: Output,
    store: Store = _NO_STORE,
) -> bytes:
    """The pages as one PDF, byte for byte the same for the same input.

    ``faces`` are TrueType fonts by key. Raises what `prepare_page` and `assemble` raise.
    """
    colours = Colours(output.condition, store)
    prepared = [prepare_page(page, faces, output, colours) for page in pages]
    return assemble(prepared, faces, library, facts, output, store)


def assemble(
    pages: Sequence[PreparedPage],
    faces: Mapping[str, bytes],
    library: Library,
    facts: DocumentFacts,
    output: Output,
    store: Store = _NO_STORE,
) -> bytes:
    """The prepared pages as one PDF; the ``store`` changes nothing but the time it takes.

    It keeps pictures brought to size, outlines cut down and artwork taken apart. The pages must
    have been prepared for the same ``output``. Raises KeyError for a face that is not given,
    and for a picture or artwork that can't be read OSError, ValueError or pikepdf.PdfError: ask
    `intake` before; `NeedsFlattening` for what is transparent where the standard has no word
    for it.
    """
    if not _may_be_transparent(output):
        _refuse_transparency(pages)
    document = PDFDocument(invariant=1, pdfVersion=_version(output))
    catalog: dict[str, object] = {"Type": "/Catalog"}
    if facts.language:
        catalog["Lang"] = PDFString(facts.language)
    sources = Sources(library)
    found = _embed(document, pages, faces, sources, output, store)
    entries = [_page(document, page, found, output) for page in pages]
    leaves = _add_pages(document, catalog, entries)
    _add_page_numbers(catalog, pages)
    catalog["ViewerPreferences"] = PDFDictionary({"DisplayDocTitle": "true"})
    packet = Stream({"Type": "/Metadata", "Subtype": "/XML"}, xmp_packet(facts, output, pages))
    catalog["Metadata"] = reference(document, packet)
    if isinstance(output, Press):
        catalog["OutputIntents"] = f"[{output_intent(document, output)}]"
    else:
        told = with_words(pages, sources, store)
        attached = add_attachments(document, catalog, told, facts)
        add_structure(document, catalog, told, leaves, facts.turn, attached)
        add_bookmarks(document, catalog, pages, leaves, facts.bookmarks)
    made = written(document, catalog, _information(facts, output), _version(output))
    return made if isinstance(output, Press) else linearised(made)


def _refuse_transparency(pages: Sequence[PreparedPage]) -> None:
    """Raise NeedsFlattening if the pages' own marks let what lies beneath them through."""
    uses = {page.number: {type(use) for _, use in page.resources} for page in pages}
    for kind, told in ((Fade, "a picture that is shaded"), (Tint, "a tint over a picture")):
        shown = [str(number) for number, kinds in uses.items() if kind in kinds]
        if shown:
            places = f"page{'' if len(shown) == 1 else 's'} {', '.join(shown)}"
            raise NeedsFlattening(places, f"{'has' if len(shown) == 1 else 'have'} {told}")


def _version(output: Output) -> tuple[int, int]:
    return _VERSIONS[output.standard] if isinstance(output, Press) else _SCREEN_VERSION


def _information(facts: DocumentFacts, output: Output) -> dict[str, object]:
    """The information dictionary, in agreement with the file's metadata."""
    told = {"Title": facts.title, "Author": facts.author, "Subject": facts.subject}
    told |= {"Creator": "magtool", "Producer": f"magtool {facts.version}"}
    told |= dict.fromkeys(("CreationDate", "ModDate"), timestamp(facts.date))
    if isinstance(output, Press):
        # Many programs look for the standard here and not in the metadata.
        told["GTS_PDFXVersion"] = claim(output)
    entries: dict[str, object] = {key: PDFString(value) for key, value in told.items() if value}
    return entries | ({"Trapped": "/False"} if isinstance(output, Press) else {})


# What pages use


def _embed(
    document: PDFDocument,
    pages: Sequence[PreparedPage],
    faces: Mapping[str, bytes],
    sources: Sources,
    output: Output,
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
    colours = Colours(output.condition, store)
    pictures = embed_pictures(document, showings.values(), sources, output, colours, store)
    found: References = {use: pictures[showing] for use, showing in showings.items()}
    forms: dict[tuple[str, float], str] = {}
    for use in artworks:
        if use not in drawn:
            found[use] = embed_picture_form(document, use, found[use])
            continue
        key = (use.source, use.bleed)
        if key not in forms:
            forms[key] = embed_pdf_form(document, *key, sources, output, colours, store)
        found[use] = forms[key]
    found |= {use: f"<< /ca {fine(use.opacity)} >>" for use in uses if isinstance(use, Tint)}
    found |= {use: _fade(document, use) for use in uses if isinstance(use, Fade)}
    found |= {use: _overprint(use) for use in uses if isinstance(use, Overprint)}
    found |= {use: _ALL_INKS for use in uses if isinstance(use, AllInks)}
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


def _overprint(use: Overprint) -> str:
    """A state; in mode 1 an ink of 0 % leaves what is there (ISO 32000-1 §8.6.7)."""
    on = "true" if use.on else "false"
    return f"<< /OP {on} /op {on} /OPM 1 >>"


def _fade(document: PDFDocument, fade: Fade) -> str:
    """A state whose luminosity mask follows the fade's stops from the top of its box down."""
    left, bottom, right, top = map(number, fade.box)
    shading = (
        f"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 {top} 0 {bottom}] "
        f"/Function {_stitched(fade.stops)} >>"
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


def _stitched(stops: Sequence[tuple[float, float]]) -> str:
    """A function that runs evenly from stop to stop (ISO 32000-1 §7.10.4)."""
    parts = [
        f"<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [{fine(start)}] /C1 [{fine(end)}] >>"
        for (_, start), (_, end) in pairwise(stops)
    ]
    if len(parts) == 1:
        return parts[0]
    bounds = " ".join(fine(place) for place, _ in stops[1:-1])
    return (
        f"<< /FunctionType 3 /Domain [0 1] /Functions [{' '.join(parts)}] "
        f"/Bounds [{bounds}] /Encode [{'0 1 ' * len(parts)}] >>"
    )


# Pages


def _page(
    document: PDFDocument, prepared: PreparedPage, found: References, output: Output
) -> dict[str, object]:
    """The page's dictionary, but for its parent."""
    sheet = _box(prepared, prepared.margin)
    content = Stream({"Filter": "/FlateDecode"}, prepared.content)
    named: dict[str, dict[str, str]] = {}
    for name, use in prepared.resources:
        named.setdefault(_KINDS[type(use)], {})[name] = found[use]
    page: dict[str, object] = {
        "Type": "/Page",
        "MediaBox": sheet,
        "CropBox": sheet,
        "BleedBox": _box(prepared, prepared.bleed),
        "TrimBox": _box(prepared, 0),
        "Contents": reference(document, content),
        "Resources": PDFDictionary({kind: PDFDictionary(uses) for kind, uses in named.items()}),
    }
    if _may_be_transparent(output):
        space = "/DeviceCMYK" if isinstance(output, Press) else "/DeviceRGB"
        page["Group"] = f"<< /Type /Group /S /Transparency /CS {space} /I true >>"
    return page


def _may_be_transparent(output: Output) -> bool:
    return not (isinstance(output, Press) and output.standard == "PDF/X-1a")


def _box(page: PreparedPage, outside: float) -> PDFArrayCompact:
    """The trim and so many points outside of it, on the page's sheet."""
    low = page.margin - outside
    right, top = (page.margin + length + outside for length in (page.width, page.height))
    return PDFArrayCompact(map(number, (low, low, right, top)))


def _add_pages(
    document: PDFDocument, catalog: dict[str, object], pages: Sequence[dict[str, object]]
) -> list[Leaf]:
    """Write the pages under one node."""
    node = PDFDictionary({"Type": "/Pages", "Count": len(pages)})
    catalog["Pages"] = parent = reference(document, node)
    dictionaries = [PDFDictionary({**page, "Parent": parent}) for page in pages]
    leaves = [Leaf(entries, reference(document, entries)) for entries in dictionaries]
    node["Kids"] = f"[{' '.join(leaf.place for leaf in leaves)}]"
    return leaves


def _add_page_numbers(catalog: dict[str, object], pages: Sequence[PreparedPage]) -> None:
    """Labels, so that a reader's "page 7" is the folio 7 also in an excerpt."""
    labels: list[str] = []
    expected = 1
    for index, page in enumerate(pages):
        if page.number != expected or not index:
            labels.append(f"{index} << /S /D /St {page.number} >>")
        expected = page.number + 1
    if len(labels) > 1 or (pages and pages[0].number != 1):
        catalog["PageLabels"] = PDFDictionary({"Nums": f"[{' '.join(labels)}]"})
