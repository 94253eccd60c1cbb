"""Bands under one another with springs between: how a chart fills its height."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from magtool.chart.look import Spring
from magtool.chart.marks import Mark


@dataclass(frozen=True, slots=True)
class Band:
    """A strip of fixed ``height`` with elastic air above it.

    ``draw`` is given where the strip's top came to stand and how much air lies over it.
    """

    air: Spring
    height: float
    draw: Callable[[float, float], Iterable[Mark]]


def stretch(bands: Sequence[Band]) -> Spring:
    """The least, preferred and greatest height of the bands together."""
    solid = sum(band.height for band in bands)
    least, preferred, greatest = (sum(band.air[i] for band in bands) for i in range(3))
    return (solid + least, solid + preferred, solid + greatest)


def stacked(bands: Sequence[Band], height: float) -> tuple[tuple[Mark, ...], float]:
    """The marks of the bands spread over ``height``, and where the last band ends.

    All springs give way by the same share of their play. Below the least height they stand at
    their least and the chart grows over its foot; above the greatest the rest is left white.
    """
    least, preferred, greatest = stretch(bands)
    if height < preferred:
        near, share = 0, _share(least, preferred, height)
    else:
        near, share = 1, _share(preferred, greatest, height)
    marks: list[Mark] = []
    y = 0.0
    for band in bands:
        air = band.air[near] + share * (band.air[near + 1] - band.air[near])
        y += air
        marks.extend(band.draw(y, air))
        y += band.height
    return tuple(marks), y


def _share(low: float, high: float, value: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.0
