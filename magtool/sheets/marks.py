"""What is drawn round and over a proof: where it is cut, how large it is, and signs."""

from __future__ import annotations

from collections.abc import Iterator

from magtool.measure import BLACK, Ink, Rect, mm_to_pt
from magtool.page import Fill, Op, Path, Rule
from magtool.sheets.look import CUT, HAIR

_HAIRLINE = 0.3
_AIR = mm_to_pt(1.5)
_LENGTH = mm_to_pt(4)
_CIRCLE = 0.5523
"""Length of a Bézier handle that draws a quarter of a circle, as a share of its radius."""


def outline(rect: Rect, ink: Ink, weight: float, dashes: tuple[float, ...] = ()) -> Path:
    """The rectangle's edge."""
    corners = ((rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1))
    (x, y), *rest = corners
    lines: list[tuple[str | float, ...]] = [("M", x, y), *(("L", a, b) for a, b in rest), ("Z",)]
    return Path(tuple(lines), stroke=ink, weight=weight, dashes=dashes)


def cutting_marks(trim: Rect, bleed: float) -> Iterator[Op]:
    """Corner marks outside of trim and bleed, and the lines of both."""
    off = bleed + _AIR
    for x, out in ((trim.x0, -1), (trim.x1, 1)):
        for y in (trim.y0, trim.y1):
            yield Rule(x + out * off, y, x + out * (off + _LENGTH), y, _HAIRLINE, BLACK)
    for y, out in ((trim.y0, -1), (trim.y1, 1)):
        for x in (trim.x0, trim.x1):
            yield Rule(x, y + out * off, x, y + out * (off + _LENGTH), _HAIRLINE, BLACK)
    yield outline(trim, CUT, _HAIRLINE)
    if bleed:
        round_it = Rect(trim.x0 - bleed, trim.y0 - bleed, trim.x1 + bleed, trim.y1 + bleed)
        yield outline(round_it, HAIR, _HAIRLINE, (2.0, 2.0))


def ruler(x: float, y: float, length_mm: int = 50) -> Iterator[Op]:
    """A ruler with a tick at every millimetre, its foot on y."""
    yield Rule(x, y, x + mm_to_pt(length_mm), y, _HAIRLINE, BLACK)
    for tick in range(length_mm + 1):
        high = mm_to_pt(3 if tick % 10 == 0 else 2 if tick % 5 == 0 else 1.2)
        at = x + mm_to_pt(tick)
        yield Rule(at, y - high, at, y, _HAIRLINE, BLACK)


def disc(x: float, y: float, radius: float, ink: Ink) -> Path:
    """A filled circle about (x, y)."""
    r, h = radius, radius * _CIRCLE
    return Path(
        (
            ("M", x + r, y),
            ("C", x + r, y + h, x + h, y + r, x, y + r),
            ("C", x - h, y + r, x - r, y + h, x - r, y),
            ("C", x - r, y - h, x - h, y - r, x, y - r),
            ("C", x + h, y - r, x + r, y - h, x + r, y),
            ("Z",),
        ),
        fill=ink,
    )


def sign(severity: str, x: float, y: float, size: float, ink: Ink, paper: Ink) -> tuple[Op, ...]:
    """A sign that reads without its colour: a tick in a disc ("" or "note"), an exclamation mark
    in a triangle ("warning"), a cross in a square ("error"). ``x, y`` is its middle."""
    r = size / 2
    if severity == "error":
        arm = r * 0.45
        return (
            Fill(Rect(x - r, y - r, x + r, y + r), ink),
            _stroke(((x - arm, y - arm), (x + arm, y + arm)), size * 0.13, paper),
            _stroke(((x - arm, y + arm), (x + arm, y - arm)), size * 0.13, paper),
        )
    if severity == "warning":
        corners = (("M", x, y - r), ("L", x + r * 1.1, y + r), ("L", x - r * 1.1, y + r), ("Z",))
        return (
            Path(corners, fill=ink),
            _stroke(((x, y - r * 0.3), (x, y + r * 0.32)), size * 0.12, paper),
            disc(x, y + r * 0.68, size * 0.075, paper),
        )
    tick = ((x - r * 0.45, y + r * 0.02), (x - r * 0.1, y + r * 0.38), (x + r * 0.48, y - r * 0.35))
    return (disc(x, y, r, ink), _stroke(tick, size * 0.13, paper))


def _stroke(points: tuple[tuple[float, float], ...], weight: float, ink: Ink) -> Path:
    (x, y), *rest = points
    lines: list[tuple[str | float, ...]] = [("M", x, y), *(("L", a, b) for a, b in rest)]
    return Path(tuple(lines), stroke=ink, weight=weight)
