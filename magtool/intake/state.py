"""The graphics state of PDF as far as marks are read by it (ISO 32000-1 §8.4), and its sums."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from magtool.intake.fonts import Font
from magtool.intake.spaces import GRAY, Space
from magtool.page import Area, Coat

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_BLACK = GRAY.coat((0.0,))


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies ``first`` and ``then`` (row vectors, as PDF writes them)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t,
        e * q + f * s + u,
    )  # fmt: skip


def upright(box: Area, turn: int, unit: float = 1.0) -> Matrix:
    """From a page's own units, y up, to points of its upright sheet, y down.

    ``box`` is what of the page the sheet shows, left, bottom, right, top in its units; ``turn`` is
    /Rotate, ``unit`` /UserUnit (ISO 32000-1 §7.7.3.3).
    """
    x0, y0, x1, y1 = (edge * unit for edge in box)
    match turn % 360:
        case 90:
            return (0.0, unit, unit, 0.0, -y0, -x0)
        case 180:
            return (-unit, 0.0, 0.0, unit, x1, -y0)
        case 270:
            return (0.0, -unit, -unit, 0.0, y1, x1)
    return (unit, 0.0, 0.0, -unit, -x0, y1)


def through(matrix: Matrix, x: float, y: float) -> Point:
    """The point as the matrix moves it."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def around(points: Iterable[Point]) -> Area:
    """The least upright rectangle that holds all points; raises ValueError for none."""
    xs, ys = zip(*points, strict=True)
    area = (min(xs), min(ys), max(xs), max(ys))
    if not all(map(math.isfinite, area)):
        raise ValueError("a place that is no number")
    return area


def box_through(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Area:
    """The least upright rectangle around a box that the matrix moves."""
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    return around(through(matrix, x, y) for x, y in corners)


def common(one: Area, other: Area) -> Area | None:
    """What two areas share; None when nothing. A line's area has no width and still counts."""
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    x1, y1 = min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def scale_of(matrix: Matrix) -> float:
    """By how much the matrix lengthens on the mean of all directions."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


@dataclass(slots=True)
class Side:
    """How areas, or lines, are coloured: ``pattern`` is the pattern's object when there is one."""

    space: Space = GRAY
    coat: Coat = _BLACK
    pattern: Any = None
    overprint: bool = False


@dataclass(slots=True)
class State:
    """What q keeps and Q brings back. ``clip`` is the bounding box of all clips, on the sheet."""

    ctm: Matrix
    clip: Area
    fill: Side = field(default_factory=Side)
    stroke: Side = field(default_factory=Side)
    mode: int = 0
    weight: float = 1.0
    opaque: bool = True
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    rendering: int = 0

    def copy(self) -> State:
        """A state that may be changed without this one."""
        return replace(self, fill=replace(self.fill), stroke=replace(self.stroke))


@dataclass(slots=True)
class Outline:
    """The path under construction, its points on the sheet."""

    points: list[Point] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def move(self, point: Point) -> None:
        self.starts.append(len(self.points))
        self.points.append(point)

    @property
    def covered(self) -> float:
        """Area inside its subpaths in square points, by the shoelace formula.

        Curves count by their control points, and holes are taken off when they run the other
        way round: near enough to tell a shape from a spot.
        """
        total = 0.0
        for start, end in zip(self.starts, [*self.starts[1:], len(self.points)], strict=True):
            ring = self.points[start:end]
            total += sum(
                x0 * y1 - x1 * y0
                for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True)
            )
        return abs(total) / 2
