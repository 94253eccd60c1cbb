"""A path as rules, fills and frames, or as a piece of a drawing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from ctypes import addressof, c_float
from typing import Any, NamedTuple

from magtool.intake.state import Matrix, common, through
from magtool.page.read import Box

_THIN = 2.5
"""Points: a bar no thicker is a rule."""
_LONG = 4.0
"""A rule is this many times longer than thick, at least."""
_DASH, _DASH_HIGH = (1.5, 6.0), 1.2
"""Points: how long and how high a bar is that may be a hyphen of text at 6 to 14 points."""
_SEGMENTS = 40
"""Most segments of a path that may be rectangles: a rounded one has 13."""
_LEAST_FILL = 6.0
"""Points: smaller areas are parts of drawings."""
_ROUNDED = 0.7
"""Of a path with curves, how much of its box it must fill to be taken for a rounded rectangle:
its straight sides tell (a circle has none)."""
_APART = 6.0
"""Points between the shapes of one drawing."""
_DRAWINGS_CAP = 4000

Point = tuple[float, float]


class Shape(NamedTuple):
    """``kind``: "rule", "dash", "fill" or "drawing". ``texts``: pieces of text drawn before it.
    ``points`` are a line's that runs from left to right, bent, and is not filled."""

    kind: str
    box: Box
    ink: int
    fill: int | None
    framed: bool
    texts: int
    points: tuple[Point, ...] = ()


def read_shape(
    pdfium: Any,
    path: Any,
    matrix: Matrix,
    shown: Box,
    fill: int | None,
    stroke: int | None,
    texts: int,
) -> list[Shape]:
    """The path's rules and fills. ``shown`` is what of its box the clip leaves."""
    ink = fill if fill is not None else stroke or 0
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _SEGMENTS:
        return [_whole(shown, ink, fill, stroke, texts)]
    parts = _subpaths(pdfium, path, matrix, count)
    if not parts:
        return []
    if any(curved for _, curved in parts):
        return [_whole(shown, ink, fill, stroke, texts, _sides(parts, shown) >= _ROUNDED)]
    if not all(_is_level(points) for points, _ in parts):
        whole = _whole(shown, ink, fill, stroke, texts)
        points = parts[0][0]
        if len(parts) == 1 and fill is None and _is_curve(points):
            whole = whole._replace(points=tuple(points))
        return [whole]
    boxes = [_around(points) for points, _ in parts]
    if len(boxes) == 2 and fill is not None:
        inner, outer = sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
        if _holds(outer, inner):
            return list(_border(outer, inner, shown, ink, texts))
    found: list[Shape] = []
    for box in boxes:
        seen = common((box[0] - 0.5, box[1] - 0.5, box[2] + 0.5, box[3] + 0.5), shown)
        if seen is not None:
            found.append(_level(common(box, seen) or seen, ink, fill, stroke, texts))
    return found


def _level(box: Box, ink: int, fill: int | None, stroke: int | None, texts: int) -> Shape:
    """An upright rectangle: a rule when it is thin."""
    thin, long = sorted((box[2] - box[0], box[3] - box[1]))
    if box[3] - box[1] <= _DASH_HIGH and _DASH[0] <= box[2] - box[0] <= _DASH[1]:
        return Shape("dash", box, ink, fill, False, texts)
    if thin <= _THIN and long >= max(_LONG, _LONG * thin):
        return Shape("rule", box, ink, None, False, texts)
    if thin < _LEAST_FILL:
        return Shape("drawing", box, ink, fill, stroke is not None, texts)
    return Shape("fill", box, ink, fill, stroke is not None and stroke != fill, texts)


def _whole(
    box: Box, ink: int, fill: int | None, stroke: int | None, texts: int, panel: bool = False
) -> Shape:
    """A path taken as one: a panel, a rule or a piece of a drawing."""
    level = _level(box, ink, fill, stroke, texts)
    return level if panel or level.kind == "rule" else level._replace(kind="drawing")


def _border(outer: Box, inner: Box, shown: Box, ink: int, texts: int) -> Iterator[Shape]:
    """A border filled between two rectangles: a frame when it has four sides, or else rules."""
    sides = [
        (outer[0], outer[1], inner[0], outer[3]), (inner[2], outer[1], outer[2], outer[3]),
        (outer[0], outer[1], outer[2], inner[1]), (outer[0], inner[3], outer[2], outer[3]),
    ]  # fmt: skip
    there = [
        side
        for side in sides
        if min(side[2] - side[0], side[3] - side[1]) > 0.05 and common(side, shown)
    ]
    if len(there) == 4:
        yield Shape("fill", outer, ink, None, True, texts)  # its inside is not painted
    else:
        for side in there:
            yield _level(side, ink, ink, None, texts)


def _subpaths(pdfium: Any, path: Any, matrix: Matrix, count: int) -> list[tuple[list[Point], bool]]:
    """The points of each subpath, and whether it has curves."""
    parts: list[tuple[list[Point], bool]] = []
    x, y = c_float(), c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, addressof(x), addressof(y))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        point = through(matrix, x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append(([point], False))
        else:
            points, curved = parts[-1]
            points.append(point)
            if kind == pdfium.FPDF_SEGMENT_BEZIERTO and not curved:
                parts[-1] = (points, True)
    return [part for part in parts if len(part[0]) > 1]


def _is_level(points: Sequence[Point]) -> bool:
    """Whether every line runs along the page's edges."""
    ends = itertools.pairwise(points)
    return all(abs(x0 - x1) < 0.3 or abs(y0 - y1) < 0.3 for (x0, y0), (x1, y1) in ends)


def _is_curve(points: Sequence[Point]) -> bool:
    """Whether a line shows how figures change: it runs from left to right in several steps."""
    return len(points) > 2 and all(a[0] < b[0] - 1 for a, b in itertools.pairwise(points))


def _sides(parts: Sequence[tuple[list[Point], bool]], box: Box) -> float:
    """How much of the box's outline its longest straight sides are."""
    points = parts[0][0]
    straight = sum(
        abs(x1 - x0) + abs(y1 - y0)
        for (x0, y0), (x1, y1) in itertools.pairwise(points)
        if min(abs(x1 - x0), abs(y1 - y0)) < 0.3
    )
    return straight / (2 * (box[2] - box[0] + box[3] - box[1]) or 1.0)


def _around(points: Sequence[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] - 0.1 <= inner[0]
        and outer[1] - 0.1 <= inner[1]
        and inner[2] <= outer[2] + 0.1
        and inner[3] <= outer[3] + 0.1
    )


def gather_drawings(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The areas that shapes near each other cover."""
    areas: list[Box] = []
    for left, top, right, bottom in sorted(boxes[:_DRAWINGS_CAP]):
        area = (left, top, right, bottom)
        near = [
            other
            for other in areas
            if area[0] - _APART <= other[2]
            and area[2] + _APART >= other[0]
            and area[1] - _APART <= other[3]
            and area[3] + _APART >= other[1]
        ]
        if near:
            areas = [other for other in areas if other not in near]
            near.append(area)
            area = (
                min(box[0] for box in near), min(box[1] for box in near),
                max(box[2] for box in near), max(box[3] for box in near),
            )  # fmt: skip
        areas.append(area)
    return tuple(sorted(areas, key=lambda area: (area[1], area[0])))
