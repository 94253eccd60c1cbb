"""Files that come with the edition: embedded, and found by their name or from a figure."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument

from magtool.press.facts import Attachment, DocumentFacts, timestamp
from magtool.press.prepared import PreparedPage
from magtool.press.tagging import text_string
from magtool.press.writing import deflated, reference


def add_attachments(
    document: PDFDocument,
    catalog: dict[str, object],
    pages: Sequence[PreparedPage],
    facts: DocumentFacts,
) -> dict[str, str]:
    """Embed the files that belong to figures of the pages, and those that belong to none; get
    their references by the figures' text alternatives."""
    alts = {marked.alt for page in pages for marked in page.marked}
    wanted = [item for item in facts.attachments if not item.alt or item.alt in alts]
    if not wanted:
        return {}
    wanted.sort(key=lambda item: item.name.encode("utf-16-be"))
    places = [_embed(document, item, facts.date) for item in wanted]
    named = " ".join(
        f"{text_string(item.name)} {place}" for item, place in zip(wanted, places, strict=True)
    )
    catalog["Names"] = f"<< /EmbeddedFiles << /Names [{named}] >> >>"
    return {item.alt: place for item, place in zip(wanted, places, strict=True) if item.alt}


def _embed(document: PDFDocument, item: Attachment, date: str) -> str:
    """Write a file and what tells of it (ISO 32000-1 §7.11.3; AFRelationship: ISO 32000-2
    §7.11.3)."""
    subtype = "".join(c if c.isalnum() else f"#{ord(c):02X}" for c in item.media_type)
    stream = deflated(
        item.data,
        Type="/EmbeddedFile",
        Subtype=f"/{subtype}",
        Params=f"<< /Size {len(item.data)} /ModDate ({timestamp(date)}) >>",
    )
    held, name = reference(document, stream), text_string(item.name)
    entries: dict[str, object] = {"Type": "/Filespec", "F": name, "UF": name}
    entries["EF"] = f"<< /F {held} /UF {held} >>"
    entries |= {"Desc": text_string(item.description), "AFRelationship": "/Data"}
    return reference(document, PDFDictionary(entries))
