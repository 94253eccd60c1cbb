"""Marks to the page's display list. The only importer of matplotlib.

matplotlib turns numbers into places: its transforms carry bars and curves from a frame's scale
to points, its paths give the dots. Nothing else of it is imported: figures, axes and artists
more than double the time, and bring colours, settings and fonts that a page has of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox, BboxTransform

from magtool.chart.marks import Bar, Box, Curve, Frame, Line, Mark, Words
from magtool.measure import Rect
from magtool.page import Fill, Lettering, Op, Path, Rule

_PLACES = 4  # decimals kept: 1e-4 pt is far under a plate's dot, and stops noise of floats
_LAYERS: dict[type[Mark], int] = {Bar: 0, Curve: 1, Box: 2, Line: 2, Words: 3}
_LETTERS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE4: "C"}


def paint(marks: Iterable[Mark], lettering: Lettering) -> tuple[Op, ...]:
    """The marks as a display list: bars, then curves, then swatches and rules, then words.

    Within a layer they keep the order given.
    """
    layered = sorted(marks, key=lambda mark: _LAYERS[type(mark)])
    return tuple(op for mark in layered for op in _painted(mark, lettering))


def _painted(mark: Mark, lettering: Lettering) -> Iterator[Op]:
    match mark:
        case Words(text, style, x, y):
            face, size, ink = style.face, style.size, style.ink
            yield from lettering.runs(text, face, size, ink, *_point(x, y), style.tracking)
        case Box(rect, ink):
            yield Fill(Rect(*_point(rect.x0, rect.y0), *_point(rect.x1, rect.y1)), ink)
        case Line(x0, y0, x1, y1, weight, ink):
            yield Rule(*_point(x0, y0), *_point(x1, y1), weight, ink)
        case Bar(frame, start, length, middle, thickness, ink):
            bar = Bbox.from_bounds(start, middle - thickness / 2, length, thickness)
            corner, opposite = _places(frame).transform_bbox(bar).get_points()
            yield Fill(Rect(*_point(*corner), *_point(*opposite)), ink)
        case Curve():
            yield from _curve(mark)


def _curve(curve: Curve) -> Iterator[Op]:
    """The line, a rule if it is one straight stretch; then the dots at its ends."""
    points = _places(curve.frame).transform(curve.points)
    first, last = points[0], points[-1]
    if len(points) == 2:
        yield Rule(*_point(*first), *_point(*last), curve.weight, curve.ink)
    else:
        yield Path(_segments(Outline(points)), None, curve.ink, curve.weight)
    for x, y in (first, last):
        dot = Affine2D().scale(curve.dot / 2, -curve.dot / 2).translate(x, y)  # y down
        yield Path(_segments(Outline.unit_circle().transformed(dot)), curve.ink)


def _places(frame: Frame) -> BboxTransform:
    """From the frame's numbers to points."""
    (left, right), (top, foot), rect = frame.x, frame.y, frame.rect
    numbers = Bbox.from_extents(left, top, right, foot)
    return BboxTransform(numbers, Bbox.from_extents(rect.x0, rect.y0, rect.x1, rect.y1))


def _segments(outline: Outline) -> tuple[tuple[str | float, ...], ...]:
    """The outline's segments as a page's path has them."""
    return tuple(
        ("Z",) if code == Outline.CLOSEPOLY else (_LETTERS[code], *map(_kept, values))
        for values, code in outline.iter_segments(simplify=False)
    )


def _point(x: float, y: float) -> tuple[float, float]:
    return (_kept(x), _kept(y))


def _kept(value: float) -> float:
    return round(float(value), _PLACES)
