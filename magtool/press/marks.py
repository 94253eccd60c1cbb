"""Printer's marks outside the bleed, in all inks: where the sheet is cut, how the plates meet."""

from __future__ import annotations

from collections.abc import Iterator

from magtool.measure import mm_to_pt
from magtool.press.numbers import number

_LENGTH = mm_to_pt(5)
_AIR = mm_to_pt(1)
"""Between the bleed and a mark, so that no mark is seen when the cut is off."""
_WEIGHT = 0.25
_RADIUS = mm_to_pt(1.6)
_ROUND = 0.5523
"""Share of the radius at which a cubic's control points make a quarter of a circle."""


def printers_marks(width: float, height: float, bleed: float, margin: float) -> str:
    """Operators for crop marks at the trim's corners and register marks at its sides' middles.

    The sheet is the trim, ``width`` by ``height`` points, and ``margin`` on all sides. The
    caller has set the colour that they are drawn in.
    """
    lines = [f"{number(_WEIGHT)} w"]
    left, bottom, right, top = margin, margin, margin + width, margin + height
    for x, outwards in ((left, -1), (right, 1)):
        start = x + outwards * (bleed + _AIR)
        lines += [_line(start, y, start + outwards * _LENGTH, y) for y in (bottom, top)]
    for y, outwards in ((bottom, -1), (top, 1)):
        start = y + outwards * (bleed + _AIR)
        lines += [_line(x, start, x, start + outwards * _LENGTH) for x in (left, right)]
    away = bleed + _AIR + _LENGTH / 2
    middle, centre = left + width / 2, bottom + height / 2
    for x, y in (
        (middle, bottom - away), (middle, top + away), (left - away, centre), (right + away, centre)
    ):  # fmt: skip
        lines += _register_mark(x, y)
    return "\n".join(lines)


def _register_mark(x: float, y: float) -> Iterator[str]:
    arm = _LENGTH / 2
    yield _line(x - arm, y, x + arm, y)
    yield _line(x, y - arm, x, y + arm)
    r, k = _RADIUS, _RADIUS * _ROUND
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    drawn = " ".join(" ".join(map(number, curve)) + " c" for curve in curves)
    yield f"{number(x + r)} {number(y)} m {drawn} S"


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{number(x0)} {number(y0)} m {number(x1)} {number(y1)} l S"
