"""The file's metadata as XMP (ISO 16684-1), in agreement with its information dictionary."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from magtool.press.facts import DocumentFacts, day
from magtool.press.outputs import Output, Press
from magtool.press.prepared import PreparedPage

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
_NEVER_EDITED = "default"
_UA_PART = 1
_CLAIMS = {"PDF/X-4": "PDF/X-4", "PDF/X-1a": "PDF/X-1a:2003"}


def claim(output: Press) -> str:
    """The standard by its full name, as GTS_PDFXVersion gives it."""
    return _CLAIMS[output.standard]


def xmp_packet(facts: DocumentFacts, output: Output, pages: Sequence[PreparedPage]) -> bytes:
    """The packet, uncompressed as printers' programs want it.

    The document's identifier comes from what it says and shows, so that the same issue has the
    same one and a corrected issue another.
    """
    identifier = _identifier(facts, output, pages)
    title = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(facts.title)}</rdf:li></rdf:Alt>'
    properties = [("dc:title", title), ("dc:format", "application/pdf")]
    if facts.author:
        author = f"<rdf:Seq><rdf:li>{escape(facts.author)}</rdf:li></rdf:Seq>"
        properties.append(("dc:creator", author))
    if facts.language:
        language = f"<rdf:Bag><rdf:li>{escape(facts.language)}</rdf:li></rdf:Bag>"
        properties.append(("dc:language", language))
    properties += _dates(facts)
    properties += [
        ("xmp:CreatorTool", "magtool"),
        ("pdf:Producer", escape(f"magtool {facts.version}")),
        ("xmpMM:DocumentID", f"uuid:{identifier}"),
        ("xmpMM:InstanceID", f"uuid:{identifier}"),
        ("xmpMM:VersionID", "1"),
        ("xmpMM:RenditionClass", _NEVER_EDITED),
        *_standard(output),
    ]
    names = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
    told = "\n".join(f"<{name}>{value}</{name}>" for name, value in properties)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_NAMESPACES["rdf"]}">\n'
        f'<rdf:Description rdf:about="" {names}>\n{told}\n</rdf:Description>\n'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _dates(facts: DocumentFacts) -> Iterator[tuple[str, str]]:
    moment = f"{'-'.join(day(facts.date))}T00:00:00Z"
    for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
        yield name, moment


def _standard(output: Output) -> Iterator[tuple[str, str]]:
    """What the file claims to be."""
    if not isinstance(output, Press):
        yield "pdfuaid:part", str(_UA_PART)
        return
    yield "pdf:Trapped", "False"
    space = "pdfxid" if output.standard == "PDF/X-4" else "pdfx"
    yield f"{space}:GTS_PDFXVersion", claim(output)


def _identifier(facts: DocumentFacts, output: Output, pages: Sequence[PreparedPage]) -> uuid.UUID:
    digest = hashlib.sha256(repr((facts.title, facts.date, type(output).__name__)).encode())
    for page in pages:
        digest.update(page.content)
        digest.update(repr(page.resources).encode())
    return uuid.UUID(bytes=digest.digest()[:16], version=4)
