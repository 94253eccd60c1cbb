"""What is laid over a page that was read, to show how it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from magtool.page.read import Box

Point = tuple[float, float]


class Mark(NamedTuple):
    """A frame about something on the page, with what is said of it. ``colour`` is 0xRRGGBB;
    ``unsure`` frames are drawn broken."""

    box: Box
    colour: int
    label: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """One stage of reading, as it is drawn over one page.

    Places are points of the upright sheet, origin top left, y down, as in
    `magtool.page.read`. ``walks`` are lines from place to place in the order of reading.
    """

    page: int
    layer: str
    marks: tuple[Mark, ...] = ()
    walks: tuple[tuple[Point, ...], ...] = ()
