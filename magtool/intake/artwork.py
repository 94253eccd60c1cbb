"""Artwork as PDF: its boxes, the turn that makes it upright, its facts."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pikepdf

from magtool.intake.pdf import read_pdf
from magtool.library import ArtFacts, ArtPlace
from magtool.page import (
    PROCESS,
    Area,
    Coat,
    PageFacts,
    Painted,
    PaintedPicture,
    PaintedShade,
)

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own units, y up."""

_TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
_SAME = 0.5
"""Points within which two boxes are one: export filters round to whole points."""
_FLAT = 16
"""Pictures of so few pixels either way are flat colours, made so by flattening."""


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
    """Size, bleed and page count of artwork, and what of its first page matters in print.

    Raises what pikepdf raises for a broken file.
    """

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
        boxes, pages = read_boxes(page), len(pdf.pages)
    width, height = boxes.size
    facts = ArtFacts("pdf", width=width, height=height, bleed=boxes.bleed, pages=pages)
    read = read_pdf(content).pages if pages == 1 else ()  # of several none is placed
    if not read:
        return facts
    shown = read[0]
    if not shown.painted and not shown.fault:
        return fault("empty", "shows nothing on its page")
    return replace(
        facts,
        coarsest=_coarsest(shown, line=False),
        coarsest_line=_coarsest(shown, line=True),
        inkiest=_inkiest(shown),
        spaces=_spaces(shown),
        inks=_named_inks(shown),
        loose_fonts=tuple(font.name for font in shown.fonts if font.shown and not font.embedded),
    )


def _place(figure: float, area: Area, page: PageFacts) -> ArtPlace:
    left, top, right, bottom = area
    return ArtPlace(
        figure, left - page.finished[0], top - page.finished[1], right - left, bottom - top
    )


def _coarsest(page: PageFacts, *, line: bool) -> ArtPlace | None:
    pictures = [
        mark
        for mark in page.painted
        if isinstance(mark, PaintedPicture)
        and mark.line == line
        and min(mark.columns, mark.rows) > _FLAT
    ]
    worst = min(pictures, key=lambda picture: picture.ppi, default=None)
    return _place(worst.ppi, worst.area, page) if worst else None


def _inkiest(page: PageFacts) -> ArtPlace | None:
    """The heaviest flat or picture; of pictures by means over 15 mm squares."""
    found = [
        (mark.max_ink or 0.0 if isinstance(mark, PaintedPicture) else coat.total, mark.area)
        for mark in page.painted
        for coat in _coats(mark)
    ]
    figure, area = max(found, key=lambda pair: pair[0], default=(0.0, (0.0, 0.0, 0.0, 0.0)))
    return _place(figure, area, page) if figure else None


def _spaces(page: PageFacts) -> tuple[str, ...]:
    used = {coat.space for mark in page.painted for coat in _coats(mark)}
    return tuple(sorted(space for space in used if "RGB" in space or "Lab" in space))


def _named_inks(page: PageFacts) -> tuple[str, ...]:
    used = {name for mark in page.painted for coat in _coats(mark) for name, _ in coat.inks}
    return tuple(sorted(used.difference(PROCESS, ("All", "None"))))


def _coats(mark: Painted) -> Iterator[Coat]:
    if isinstance(mark, PaintedPicture | PaintedShade):
        yield mark.coat
    else:
        yield from (coat for coat in (mark.fill, mark.stroke) if coat)
