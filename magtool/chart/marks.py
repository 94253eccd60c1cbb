"""What a chart is made of before it is drawn. Points, origin at the chart's top left, y down.

Bars and curves stand in a `Frame` and are told in the chart's own numbers; the canvas turns
those into points. Everything else is placed already, because only type that has been measured
can be kept from running into other type.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtool.chart.look import Style
from magtool.measure import Ink, Rect


@dataclass(frozen=True, slots=True)
class Words:
    """One line of type from x on the baseline y."""

    text: str
    style: Style
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A flat rectangle that shows no number: a legend's swatch."""

    rect: Rect
    ink: Ink


@dataclass(frozen=True, slots=True)
class Line:
    """A straight rule."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Frame:
    """Where numbers are shown: ``x`` runs over the rect's left-right, ``y`` over its top-foot."""

    rect: Rect
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        """Points from the chart's left edge to the place of an x."""
        low, high = self.x
        return self.rect.x0 + (value - low) / (high - low) * self.rect.width

    def down(self, value: float) -> float:
        """Points from the chart's top to the place of a y."""
        top, foot = self.y
        return self.rect.y0 + (value - top) / (foot - top) * self.rect.height


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from ``start``, ``length`` long; ``middle`` and ``thickness`` across it."""

    frame: Frame
    start: float
    length: float
    middle: float
    thickness: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, with a dot of diameter ``dot`` at either end."""

    frame: Frame
    points: tuple[tuple[float, float], ...]
    weight: float
    dot: float
    ink: Ink


Mark = Words | Box | Line | Bar | Curve
