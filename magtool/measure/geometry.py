"""Points and rectangles. Origin is the page's top left trim corner, y runs down."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72.0 / 25.4
"""PostScript points in a millimetre."""


def mm_to_pt(length_mm: float) -> float:
    """Millimetres to PostScript points."""
    return length_mm * MM


def pt_to_mm(length: float) -> float:
    """PostScript points to millimetres."""
    return length / MM


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points: left, top, right, bottom; y down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    def inset(self, left: float, top: float, right: float, bottom: float) -> Rect:
        """The rectangle with each edge moved inwards by so many points."""
        return Rect(self.x0 + left, self.y0 + top, self.x1 - right, self.y1 - bottom)

    def moved(self, dx: float, dy: float) -> Rect:
        """The rectangle shifted by dx to the right and dy down."""
        return Rect(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def overlaps(self, other: Rect, slack: float = 0.01) -> bool:
        """Whether the two share more than ``slack`` points in both directions."""
        return (
            min(self.x1, other.x1) - max(self.x0, other.x0) > slack
            and min(self.y1, other.y1) - max(self.y0, other.y0) > slack
        )

    def as_mm(self) -> tuple[float, float, float, float]:
        """``(x, y, width, height)`` in millimetres, rounded to a hundredth."""
        return (
            round(pt_to_mm(self.x0), 2),
            round(pt_to_mm(self.y0), 2),
            round(pt_to_mm(self.width), 2),
            round(pt_to_mm(self.height), 2),
        )
