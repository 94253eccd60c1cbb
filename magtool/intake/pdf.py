"""A PDF as facts: what it says of itself, and what its pages show. Nothing is judged here.

`read_pdf` takes any bytes and never raises: what can't be read is told in the facts.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from magtool.intake.layers import Hides, dictionaries, hidden_layers
from magtool.intake.magic import is_pdf
from magtool.intake.marks import Reading, group_space, read_marks
from magtool.intake.spaces import read_icc
from magtool.intake.state import Matrix, box_through, upright
from magtool.intake.streams import filters_of, plainly, read_stream
from magtool.page import Annotation, Area, Layer, OutputIntent, PageFacts, PdfFacts

# What pikepdf logs of broken files is told in the facts, not on the terminal.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())

T = TypeVar("T")

PAGES_CAP = 2000
"""Most pages of a file that is read: no printed magazine has more."""
_OBJECTS_CAP = 500_000
"""Most objects of a file that are looked through: a page of text has ten."""
_XMP_CAP = 1 << 22
_LISTED_CAP = 1000
"""Most entries read of a list, as of outlines or annotations."""
_VERSION = re.compile(rb"%PDF-(\d\.\d)")
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
    "http://ns.adobe.com/pdfx/1.3/": "pdfx",
    "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LETTER: Area = (0.0, 0.0, 612.0, 792.0)
"""What readers take for a page without a size."""


def read_pdf(data: bytes) -> PdfFacts:
    """What a PDF is and shows. Never raises; see `PdfFacts.fault` for what can't be read."""
    if not is_pdf(data):
        return _unread("format", "it is not a PDF file")
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        return PdfFacts(encrypted=True, fault="it asks for a password", fault_code="encrypted")
    except Exception as error:  # qpdf's ways to say that a file is broken, and Python's own
        return _unread("unreadable", f"it is damaged: {plainly(error)}")
    with pdf:
        try:
            count = len(pdf.pages)
            if not count:
                return _unread("empty", "it has no pages")
            if count > PAGES_CAP:
                return _unread("unreadable", f"it has {count} pages; {PAGES_CAP} is the most")
            return _facts(pdf, data)
        except Exception as error:  # a broken file may fail at any object
            return _unread("unreadable", f"it is damaged: {plainly(error)}")


def _unread(code: str, sentence: str) -> PdfFacts:
    return PdfFacts(fault=sentence, fault_code=code)


def _or(instead: T, read: Callable[..., T], *given: Any) -> T:
    try:
        return read(*given)
    except Exception:  # what of the file is broken may raise anything
        return instead


def _facts(pdf: pikepdf.Pdf, data: bytes) -> PdfFacts:
    """The facts; a part of the file that is broken is as one that is not there."""
    root: Any = pdf.Root
    hides = _or(None, hidden_layers, pdf)
    reading = Reading(pdf, hides)
    pages = tuple(_page(page.obj, n, reading) for n, page in enumerate(pdf.pages, start=1))
    metadata = root.get("/Metadata")
    xmp = _stream_bytes(metadata)
    packed, lzw, external = _or((False, False, False), _storage, pdf)
    return PdfFacts(
        version=_version(pdf, data),
        encrypted=pdf.is_encrypted,
        identified=_or(False, _is_identified, pdf.trailer.get("/ID")),
        object_streams=packed,
        info=_or((), _info, pdf.trailer.get("/Info")),
        xmp=_xmp(xmp),
        xmp_present=bool(xmp.strip()),
        xmp_plain=isinstance(metadata, Stream) and "/Filter" not in metadata,
        intents=_or((), _intents, root.get("/OutputIntents")),
        actions=_or((), _actions, pdf),
        fields=_has_fields(root.get("/AcroForm")),
        layers=_or((), _layers, root.get("/OCProperties"), hides),
        attachments=_or((), _attachments, root),
        lzw=lzw,
        external=external,
        language=_text(root.get("/Lang")),
        tagged=_is_tagged(root),
        pages=pages,
    )


# --- the file ----------------------------------------------------------------------------


def _version(pdf: pikepdf.Pdf, data: bytes) -> str:
    """The header's version, or the catalog's when it is newer (§7.5.2)."""
    header = _VERSION.search(data[:1024])
    told = [header[1].decode()] if header else []
    return max([*told, _text(pdf.Root.get("/Version")).removeprefix("/")], default="")


def _storage(pdf: pikepdf.Pdf) -> tuple[bool, bool, bool]:
    """Whether objects are packed in streams, coded with LZW, kept in other files."""
    packed = pdf.trailer.get("/Type") == Name.XRef
    lzw = external = False
    for _, item in zip(range(_OBJECTS_CAP), pdf.objects, strict=False):
        if isinstance(item, Stream):
            packed = packed or item.get("/Type") == Name.ObjStm
            lzw = lzw or "/LZWDecode" in filters_of(item)
            external = external or "/F" in item
    return packed, lzw, external


def _is_identified(identifiers: Any) -> bool:
    return isinstance(identifiers, Array) and all(len(bytes(each)) for each in identifiers)


def _info(info: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(info, Dictionary):
        return ()
    return tuple(sorted((key.removeprefix("/"), _text(value)) for key, value in info.items()))


def _text(told: Any) -> str:
    """A text string, a name with its slash, or a number as it is written; "" for the rest."""
    if told is None or isinstance(told, Dictionary | Array | Stream):
        return ""
    return str(told)


def _stream_bytes(stream: Any) -> bytes:
    try:
        return read_stream(stream, _XMP_CAP) if isinstance(stream, Stream) else b""
    except (ValueError, pikepdf.PdfError):
        return b""


def _xmp(packet: bytes) -> tuple[tuple[str, str], ...]:
    """The properties of an XMP packet: of a list its first entry (ISO 16684-1)."""
    if b"<!ENTITY" in packet or b"<!DOCTYPE" in packet:
        return ()  # XMP has neither; entities can be made to unfold without end
    try:
        tree = ElementTree.fromstring(packet.strip(b"\0 \t\r\n"))
    except ElementTree.ParseError:
        return ()
    found: dict[str, str] = {}
    for description in tree.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            if not name.startswith(_RDF):
                found.setdefault(_prefixed(name), value)
        for child in description:
            item = next(child.iter(f"{_RDF}li"), child)
            found.setdefault(_prefixed(child.tag), (item.text or "").strip())
    return tuple(sorted(found.items()))


def _prefixed(tag: str) -> str:
    space, _, name = tag.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(space, space)}:{name}"


def _intents(told: Any) -> tuple[OutputIntent, ...]:
    return tuple(map(_intent, dictionaries(told)))


def _intent(told: Any) -> OutputIntent:
    return OutputIntent(
        _text(told.get("/S")).removeprefix("/"),
        _text(told.get("/OutputConditionIdentifier")),
        _text(told.get("/RegistryName")),
        _text(told.get("/Info")),
        read_icc(told.get("/DestOutputProfile")),
    )


def _is_tagged(root: Any) -> bool:
    marks = root.get("/MarkInfo")
    marked: Any = marks.get("/Marked") if isinstance(marks, Dictionary) else False
    return marked is True and isinstance(root.get("/StructTreeRoot"), Dictionary)


def _has_fields(form: Any) -> bool:
    if not isinstance(form, Dictionary):
        return False
    fields = form.get("/Fields")
    return "/XFA" in form or (isinstance(fields, Array) and len(fields) > 0)


def _layers(properties: Any, hides: Hides | None) -> tuple[Layer, ...]:
    if hides is None or not isinstance(properties, Dictionary):
        return ()
    groups = dictionaries(properties.get("/OCGs"))
    listed = zip(range(_LISTED_CAP), groups, strict=False)
    return tuple(Layer(_text(group.get("/Name")), not hides(group)) for _, group in listed)


def _attachments(root: Any) -> tuple[str, ...]:
    names = root.get("/Names")
    files = names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None
    if not isinstance(files, Dictionary):
        return ()
    names = pikepdf.NameTree(files)
    return tuple(str(name) for _, name in zip(range(_LISTED_CAP), names, strict=False))


# --- actions -----------------------------------------------------------------------------


def _actions(pdf: pikepdf.Pdf) -> tuple[tuple[str, str], ...]:
    """Where the document, its scripts and its outline hold actions, and of which kind."""
    return tuple(_each_action(pdf))


def _each_action(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    root: Any = pdf.Root
    if kind := _action(root.get("/OpenAction")):
        yield "on opening", kind
    yield from (("in the document", kind) for kind in _triggered(root.get("/AA")))
    names = root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        yield "in the document", "JavaScript"
    for number, page in enumerate(pdf.pages, start=1):
        yield from ((f"on page {number}", kind) for kind in _triggered(page.obj.get("/AA")))
    yield from (("in the outline", kind) for kind in _outline_actions(root.get("/Outlines")))


def _action(told: Any) -> str:
    """The kind of an action; "" for a destination or nothing."""
    if not isinstance(told, Dictionary):
        return ""
    return _text(told.get("/S")).removeprefix("/") or ("JavaScript" if "/JS" in told else "")


def _triggered(told: Any) -> list[str]:
    """The kinds of the actions in an /AA dictionary."""
    if not isinstance(told, Dictionary):
        return []
    return [kind for _, value in told.items() if (kind := _action(value))]


def _outline_actions(outline: Any) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    waiting = [outline]
    while waiting and len(seen) < _LISTED_CAP:
        item = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        if kind := _action(item.get("/A")):
            yield kind
        waiting += [item.get("/Next"), item.get("/First")]


# --- pages -------------------------------------------------------------------------------


def _page(page: Any, number: int, reading: Reading) -> PageFacts:
    """One page; what can't be read of it is told as its fault."""
    try:
        return _read_page(page, number, reading)
    except Exception as error:  # a broken page may fail at any object; the others stand
        return PageFacts(number, _LETTER, fault=f"it is damaged: {plainly(error)}")


def _read_page(page: Any, number: int, reading: Reading) -> PageFacts:
    corners = _corners(page.get("/MediaBox"))
    unit, turn = _unit(page.get("/UserUnit", 1)), _turn(page.get("/Rotate", 0))
    ctm = upright(corners or _LETTER, turn, unit)

    def box(name: str) -> Area | None:
        told = _corners(page.get(name))
        return box_through(ctm, *told) if told else None

    sheet = box_through(ctm, *(corners or _LETTER))
    resources = page.get("/Resources")
    parts = page.get("/Contents")
    listed = parts if isinstance(parts, Array) else [parts]
    streams = [part for part in listed if isinstance(part, Stream)]
    shown = read_marks(reading, streams, resources, ctm, sheet)
    group = page.get("/Group")
    if isinstance(group, Dictionary):
        shown.features.add("group")
        if space := group_space(group, resources):
            shown.blend_spaces.add(space)
    return PageFacts(
        number=number,
        media=sheet,
        crop=box("/CropBox"),
        bleed=box("/BleedBox"),
        trim=box("/TrimBox"),
        art=box("/ArtBox"),
        rotate=turn,
        user_unit=unit,
        painted=tuple(shown.painted),
        fonts=shown.font_uses,
        annotations=tuple(_annotations(page, ctm)),
        features=frozenset(shown.features),
        blend_spaces=tuple(sorted(shown.blend_spaces)),
        masked_spaces=tuple(sorted(shown.masked_spaces)),
        fault=shown.fault if corners else "it has no MediaBox, and so no size",
    )


def _annotations(page: Any, ctm: Matrix) -> Iterator[Annotation]:
    listed = dictionaries(page.get("/Annots"))
    for _, item in zip(range(_LISTED_CAP), listed, strict=False):
        told = _corners(item.get("/Rect"))
        area = box_through(ctm, *told) if told else (0.0, 0.0, 0.0, 0.0)
        kinds = [_action(item.get("/A")), *_triggered(item.get("/AA"))]
        action = next((kind for kind in kinds if kind), "")
        yield Annotation(_text(item.get("/Subtype")).removeprefix("/"), area, action)


def _corners(told: Any) -> Area | None:
    """Left, bottom, right, top of a rectangle in the page's units; None when it is none."""
    try:
        x0, y0, x1, y1 = (float(value) for value in told)
    except (TypeError, ValueError, ArithmeticError):
        return None
    area = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return area if max(map(abs, area)) < 1e9 else None


def _turn(told: Any) -> int:
    try:
        return round(float(told) / 90) * 90 % 360
    except (TypeError, ValueError, ArithmeticError):
        return 0


def _unit(told: Any) -> float:
    try:
        value = float(told)
    except (TypeError, ValueError, ArithmeticError):
        return 1.0
    return value if 0 < value < 1e6 else 1.0
