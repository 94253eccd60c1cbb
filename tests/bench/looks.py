"""The designs of the benchmark as numbers, for magtool and for its peers alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MM = 72 / 25.4
PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297
GRID_COLUMNS = 12
LINES, FIRST_MM, LEADING = 63, 24.0, 11.5
"""Baselines on a page, where the first one is, and their distance in points."""
BODY, INDENT_MM, GUTTER_MM = 9.2, 3.0, 5.0
HEAD, HEAD_LINES = 23.0, 6
"""Size of a headline, and the lines of the page that it and the white under it take."""


@dataclass(frozen=True, slots=True)
class Look:
    """A design: ``columns`` of ``measure_mm``, and how loud its subheads are.

    ``line_characters`` is about what a line holds. A subhead has ``above`` and ``below``
    points of white where the peers set it; magtool gives it one empty line above.
    """

    name: str
    columns: int
    measure_mm: float
    line_characters: float
    subhead_size: float
    subhead_family: str
    above: float
    below: float

    @property
    def width_mm(self) -> float:
        return self.columns * self.measure_mm + (self.columns - 1) * GUTTER_MM

    @property
    def left_mm(self) -> float:
        return (PAGE_WIDTH_MM - self.width_mm) / 2

    @property
    def unit_mm(self) -> float:
        """Width of one of the grid's columns."""
        return (self.width_mm - (GRID_COLUMNS - 1) * GUTTER_MM) / GRID_COLUMNS

    @property
    def subhead_style(self) -> Mapping[str, Any]:
        """What a magtool design says of its subheads."""
        faces = {"family": self.subhead_family, "regular": "bold", "bold": "bold"}
        return {**faces, "size": self.subhead_size, "leading": 1, "above": 1}


PLAIN = Look("plain", 3, 170 / 3, 35, BODY, "serif", LEADING, 0.0)
HARD = Look("hard", 3, 170 / 3, 35, 12.0, "sans", 12.0, 4.0)
FOUR = Look("four", 4, 43.0, 25, BODY, "serif", LEADING, 0.0)
LOOKS = {look.name: look for look in (PLAIN, HARD, FOUR)}
