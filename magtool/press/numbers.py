"""Numbers and names as content streams write them."""

from __future__ import annotations

from magtool.measure import Ink


def number(value: float) -> str:
    """A number to a thousandth: in points far below what any press can show."""
    return f"{round(value, 3):.8g}"


def fine(value: float) -> str:
    """A number to a millionth, for what is multiplied by lengths: scales, turns, advances."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def ink_operands(ink: Ink) -> str:
    """The four channels, "c m y k"."""
    return " ".join(fine(channel) for channel in (ink.c, ink.m, ink.y, ink.k))
