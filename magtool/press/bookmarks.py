"""Bookmarks: the issue's contents beside the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument

from magtool.press.facts import Bookmark
from magtool.press.prepared import PreparedPage
from magtool.press.tagging import Leaf, text_string
from magtool.press.writing import reference


def add_bookmarks(
    document: PDFDocument,
    catalog: dict[str, object],
    pages: Sequence[PreparedPage],
    leaves: Sequence[Leaf],
    bookmarks: Sequence[Bookmark],
) -> None:
    """Write the bookmarks of those pages that are in the file, and have readers show them.

    What stands below a bookmark is folded away at first.
    """
    place_of = {page.number: leaf.place for page, leaf in zip(pages, leaves, strict=True)}
    kept = _kept(bookmarks, place_of)
    if not kept:
        return
    root = PDFDictionary({"Type": "/Outlines", "Count": len(kept)})
    catalog["Outlines"] = above = reference(document, root)
    root["First"], root["Last"] = _write(document, kept, above, place_of)
    catalog["PageMode"] = "/UseOutlines"


def _kept(bookmarks: Sequence[Bookmark], place_of: Mapping[int, str]) -> list[Bookmark]:
    """Those whose own page, or one below them, is there."""
    kept = []
    for title, page, below in bookmarks:
        inner = _kept(below, place_of)
        if page in place_of or inner:
            kept.append(Bookmark(title, page if page in place_of else inner[0].page, tuple(inner)))
    return kept


def _write(
    document: PDFDocument, marks: Sequence[Bookmark], above: str, place_of: Mapping[int, str]
) -> tuple[str, str]:
    """Write a row of bookmarks and all below them; get references to the first and last."""
    items = [
        PDFDictionary({"Title": text_string(mark.title), "Dest": f"[{place_of[mark.page]} /Fit]"})
        for mark in marks
    ]
    names = [reference(document, item) for item in items]
    for index, (mark, item) in enumerate(zip(marks, items, strict=True)):
        item["Parent"] = above
        if index:
            item["Prev"] = names[index - 1]
        if index + 1 < len(names):
            item["Next"] = names[index + 1]
        if mark.below:
            item["First"], item["Last"] = _write(document, mark.below, names[index], place_of)
            item["Count"] = -len(mark.below)
    return names[0], names[-1]
