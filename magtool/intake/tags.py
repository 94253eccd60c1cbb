"""What a tagged page says of itself: its marked contents, each with its place in the structure.

pdfium loads of the tree what belongs to the page, but counts all children of an element: a path of
their numbers names one element of the file on every page that it runs over. It maps the types of
others to the standard ones by the file's RoleMap (ISO 32000-1 §14.7.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ctypes import c_float, c_ulong, create_string_buffer
from dataclasses import dataclass
from typing import Any

from magtool.intake.state import Matrix, box_through
from magtool.page.read import Box, ReadTag

_ELEMENTS_CAP = 20_000
_DEPTH_CAP = 40
_TEXT_CAP = 16_000
"""Bytes of a text alternative, two for each letter."""
_INNER = -2
"""The identifier n of a form's own marked content is told as this less n."""

Contents = Mapping[int, Sequence[int]]
"""By the marked contents' identifiers: what is numbered of the page's marks."""


def tag_within(form: int, own: int) -> int:
    """What a mark in a form belongs to: the form's marked content on the page if it has one, else
    one of the form's own, which is numbered anew in each form."""
    if form >= 0:
        return form
    return _INNER - own if own >= 0 else -1


def read_tags(
    pdfium: Any, page: Any, sheet: Matrix, glyphs: Contents, pictures: Contents
) -> Iterator[ReadTag]:
    """The page's marked contents in the order in which its structure tells them.

    ``glyphs`` and ``pictures`` are the orders of those that stand in each. A page without
    structure yields nothing.
    """
    if not any(tag != -1 for tag in (*glyphs, *pictures)):
        return
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        yield from _Reader(pdfium, sheet, _merged(glyphs), _merged(pictures)).read(tree)
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _merged(contents: Contents) -> dict[int, Sequence[int]]:
    """The contents by their identifiers; a form's own count where the page has none like it."""
    inner = {_INNER - tag: orders for tag, orders in contents.items() if tag <= _INNER}
    return inner | {tag: orders for tag, orders in contents.items() if tag >= 0}


@dataclass(slots=True)
class _Reader:
    """Walks a page's structure tree. Each content is told once."""

    pdfium: Any
    sheet: Matrix
    glyphs: dict[int, Sequence[int]]
    pictures: dict[int, Sequence[int]]

    def read(self, tree: Any) -> Iterator[ReadTag]:
        """Depth first; a tree that leads back to itself ends at the cap."""
        pdfium = self.pdfium
        count = max(0, pdfium.FPDF_StructTree_CountChildren(tree))
        waiting: list[tuple[Any, tuple[int, ...], str] | ReadTag] = [
            (pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), (index,), "")
            for index in reversed(range(count))
        ]
        seen = 0
        while waiting and seen < _ELEMENTS_CAP:
            entry = waiting.pop()
            if isinstance(entry, ReadTag):
                yield entry
                continue
            element, path, above = entry
            seen += 1
            if element and len(path) < _DEPTH_CAP:
                waiting += reversed(list(self._kids(element, path, above)))

    def _kids(
        self, element: Any, path: tuple[int, ...], above: str
    ) -> Iterator[tuple[Any, tuple[int, ...], str] | ReadTag]:
        """The elements in this one, and its own contents, in their order."""
        pdfium = self.pdfium
        kind = self._text(pdfium.FPDF_StructElement_GetType, element, 256)
        kinds = f"{above}/{kind}" if above else kind
        told: tuple[str, str, Box | None] | None = None
        for index in range(max(0, pdfium.FPDF_StructElement_CountChildren(element))):
            mcid = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if mcid < 0:
                inner = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
                if inner:
                    yield inner, (*path, index), kinds
                continue
            orders = tuple(self.glyphs.pop(mcid, ()))
            shown = tuple(self.pictures.pop(mcid, ()))
            if orders or shown or kind == "Figure":
                if told is None:
                    told = self._said(element, kind)
                yield ReadTag(kinds, (*path, index), orders, *told[:2], shown, told[2])

    def _said(self, element: Any, kind: str) -> tuple[str, str, Box | None]:
        """Text alternative, replacement text and box, as far as the element has them."""
        pdfium = self.pdfium
        actual = self._text(pdfium.FPDF_StructElement_GetActualText, element)
        if kind != "Figure":
            return "", actual, None
        alt = self._text(pdfium.FPDF_StructElement_GetAltText, element)
        return alt, actual, self._box(element)

    def _text(self, ask: Any, element: Any, room: int = 0) -> str:
        """What one of pdfium's functions tells in UTF-16, cut at the cap."""
        buffer = create_string_buffer(room or 2)
        length = ask(element, buffer if room else None, room)
        if length > room:
            room = min(length, _TEXT_CAP)
            if room < length:
                return ""
            buffer = create_string_buffer(room)
            ask(element, buffer, c_ulong(room))
        return buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace")

    def _box(self, element: Any) -> Box | None:
        """The figure's box on the sheet, from its layout attribute (§14.8.5.4)."""
        pdfium, number = self.pdfium, c_float()
        for index in range(max(0, pdfium.FPDF_StructElement_GetAttributeCount(element))):
            attribute = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, index)
            value = pdfium.FPDF_StructElement_Attr_GetValue(attribute, b"BBox")
            if not value or pdfium.FPDF_StructElement_Attr_CountChildren(value) != 4:
                continue
            corners = []
            for corner in range(4):
                told = pdfium.FPDF_StructElement_Attr_GetChildAtIndex(value, corner)
                if not pdfium.FPDF_StructElement_Attr_GetNumberValue(told, number):
                    break
                corners.append(number.value)
            if len(corners) == 4:
                return box_through(self.sheet, *corners)
        return None
