"""Artwork as PDF: its boxes, the turn that makes it upright, its facts."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import pikepdf

from magtool.library import ArtFacts

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own units, y up."""

_TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
_SAME = 0.5
"""Points within which two boxes are one: export filters round to whole points."""


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """``trim`` is the finished size and ``outer`` how far ink may run; ``rotate`` is clockwise.

    Lengths of the boxes are in units of ``unit`` points.
    """

    trim: Box
    outer: Box
    rotate: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright trim in points."""
        left, bottom, right, top = self.trim
        width, height = (right - left) * self.unit, (top - bottom) * self.unit
        return (height, width) if self.rotate in (90, 270) else (width, height)

    @property
    def bleed(self) -> float:
        """Points of ink outside the trim: the least of the four sides."""
        t, o = self.trim, self.outer
        return self.unit * max(0.0, min(t[0] - o[0], t[1] - o[1], o[2] - t[2], o[3] - t[3]))

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """From the page's units to upright points about the trim's centre, y up."""
        a, b, c, d = (value * self.unit for value in _TURNS[self.rotate])
        x = (self.trim[0] + self.trim[2]) / 2
        y = (self.trim[1] + self.trim[3]) / 2
        return (a, b, c, d, -(a * x + c * y), -(b * x + d * y))


def read_boxes(page: pikepdf.Page, bleed: float = 0.0) -> PageBoxes:
    """The page's boxes, whatever is missing or out of order.

    A file without a TrimBox, or with one that only repeats the whole page, is trimmed
    ``bleed`` points inside its CropBox. Raises ValueError when no box has an area.
    """
    unit = _positive(page.obj.get("/UserUnit", 1))
    media = _box(page, "/MediaBox")
    if media is None:
        raise ValueError("the page has no size")
    visible = _within(_box(page, "/CropBox"), media) or media
    trim = _within(_box(page, "/TrimBox"), media)
    outer = _within(_box(page, "/BleedBox"), media) if trim else visible
    if trim is None or (bleed > 0 and _alike(trim, visible)):
        inset = bleed / unit
        left, bottom, right, top = visible
        trim, outer = (left + inset, bottom + inset, right - inset, top - inset), visible
    if trim[0] >= trim[2] or trim[1] >= trim[3]:
        raise ValueError("the page is smaller than its bleed")
    return PageBoxes(trim, outer or media, _rotation(page), unit)


def _box(page: pikepdf.Page, name: str) -> Box | None:
    found = page.obj.get(name)
    try:
        x0, y0, x1, y1 = (float(value) for value in found)  # type: ignore[union-attr]
    except (TypeError, ValueError):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if all(map(math.isfinite, box)) and box[0] < box[2] and box[1] < box[3] else None


def _within(box: Box | None, outer: Box) -> Box | None:
    if box is None:
        return None
    x0, y0 = max(box[0], outer[0]), max(box[1], outer[1])
    x1, y1 = min(box[2], outer[2]), min(box[3], outer[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _alike(one: Box, other: Box) -> bool:
    return all(abs(a - b) < _SAME for a, b in zip(one, other, strict=True))


def _rotation(page: pikepdf.Page) -> int:
    try:
        return round(float(page.obj.get("/Rotate", 0)) / 90) * 90 % 360
    except (TypeError, ValueError, OverflowError):
        return 0


def _positive(told: object) -> float:
    try:
        value = float(told)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 1.0
    return value if 0 < value < math.inf else 1.0


def content_of(page: pikepdf.Page) -> bytes:
    """The page's content streams, decoded and joined; b"" when it has none."""
    streams = page.obj.get("/Contents")
    if isinstance(streams, pikepdf.Array):
        parts = [part.read_bytes() for part in streams if isinstance(part, pikepdf.Stream)]
        return b"\n".join(parts)
    return streams.read_bytes() if isinstance(streams, pikepdf.Stream) else b""


def pdf_facts(name: str, content: bytes) -> ArtFacts:
    """Size, bleed and page count of artwork; raises what pikepdf raises for a broken file."""

    def fault(code: str, sentence: str) -> ArtFacts:
        return ArtFacts(format="pdf", fault=f"{name} {sentence}", fault_code=code)

    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        return fault("encrypted", "asks for a password")
    with pdf:
        if pdf.is_encrypted:
            return fault("encrypted", "is locked against changes")
        if not len(pdf.pages):
            return fault("empty", "has no pages")
        page = pdf.pages[0]
        if not content_of(page).strip():
            return fault("empty", "has nothing on its first page")
        boxes = read_boxes(page)
        width, height = boxes.size
        return ArtFacts(
            format="pdf", width=width, height=height, bleed=boxes.bleed, pages=len(pdf.pages)
        )
