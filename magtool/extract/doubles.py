"""What is drawn a second time on the same spot: a bold or a shadow made so is read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")

_SPOT = 0.2
"""Ems within which the same words are drawn on one spot: a bold that is made by drawing twice
moves by .03, a shadow by .1."""


def part_doubles(
    drawn: Iterable[T],
    words: Callable[[T], Hashable],
    place: Callable[[T], tuple[float, float, float]],
) -> tuple[list[T], list[T]]:
    """What is drawn, and apart what repeats it. ``place`` tells left, baseline and size."""
    places: dict[Hashable, list[tuple[float, float]]] = defaultdict(list)
    once: list[T] = []
    again: list[T] = []
    for each in drawn:
        others = places[words(each)]
        left, y, size = place(each)
        near = _SPOT * size
        if any(abs(x - left) < near and abs(other - y) < near for x, other in others):
            again.append(each)
        else:
            others.append((left, y))
            once.append(each)
    return once, again
