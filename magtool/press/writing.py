"""The file's objects: reportlab numbers and words them, the press puts them one behind another.

reportlab's own way to a file copies every stream four times; an issue has 30 MB of pictures.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject
from reportlab.pdfbase.pdfdoc import format as worded

_HEADER = b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n"
_LARGE = 1 << 14
"""Bytes from which a part counts for the file's identifier by its checksum alone: cheaper by
half, and no harm, because the identifier is to tell files apart and proves nothing."""

Data = bytes | memoryview


class Stream(PDFObject):  # type: ignore[misc]
    """A stream that is coded already; ``entries`` are those of its dictionary but its length."""

    __RefOnly__ = 1

    def __init__(self, entries: Mapping[str, object], data: Data) -> None:
        self.entries = entries
        self.data = data

    def parts(self, document: PDFDocument) -> tuple[Data, ...]:
        """What stands between "obj" and "endobj", in parts so that nothing need be copied."""
        head = PDFDictionary({**self.entries, "Length": len(self.data)}).format(document)
        return head, b"\nstream\n", self.data, b"\nendstream"


class Copied(PDFObject):  # type: ignore[misc]
    """An object as another file worded it; ``data`` is its stream, None when it has none."""

    __RefOnly__ = 1

    def __init__(self, data: Data | None) -> None:
        self.wording = b""
        self.data = data

    def parts(self, document: PDFDocument) -> tuple[Data, ...]:
        """What stands between "obj" and "endobj"."""
        if self.data is None:
            return (self.wording,)
        return self.wording, b"\nstream\n", self.data, b"\nendstream"


def deflated(content: bytes, **entries: object) -> Stream:
    """A stream of these bytes, compressed here."""
    return Stream({**entries, "Filter": "/FlateDecode"}, zlib.compress(content))


def reference(document: PDFDocument, item: PDFObject) -> str:
    """How other objects name this one, which is in the file from now on: "12 0 R"."""
    found: bytes = document.Reference(item).format(document)
    return found.decode()


def written(
    document: PDFDocument,
    catalog: Mapping[str, object],
    information: Mapping[str, object],
    version: tuple[int, int],
) -> bytes:
    """The whole file; its identifier comes from what it holds."""
    root, info = (reference(document, PDFDictionary(dict(e))) for e in (catalog, information))
    parts: list[Data] = [_HEADER % version]
    offsets: list[int] = []
    at = len(parts[0])
    digest = hashlib.sha256()
    while (number := len(offsets) + 1) in document.numberToId:  # wording may add objects
        item = document.idToObject[document.numberToId[number]]
        held = (
            item.parts(document)
            if isinstance(item, Stream | Copied)
            else (worded(item, document, toplevel=1),)
        )
        offsets.append(at)
        for part in (b"%d 0 obj\n" % number, *held, b"\nendobj\n"):
            parts.append(part)
            at += len(part)
            digest.update(part if len(part) < _LARGE else b"%d " % zlib.crc32(part))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(offsets) + 1, table))
    name = digest.hexdigest()[:32]
    entries = {"Size": len(offsets) + 1, "Root": root, "Info": info, "ID": f"[<{name}> <{name}>]"}
    trailer = PDFDictionary(entries).format(document)
    parts.append(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, at))
    return b"".join(parts)
