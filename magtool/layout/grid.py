"""The page grid: columns across, baselines down."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.measure import Rect


@dataclass(frozen=True, slots=True)
class Grid:
    """Where columns and baselines lie, in points from the trim's top left corner.

    Columns are numbered from 1, grid lines from 1 at ``first`` (a baseline), one every
    ``leading``. Things with edges have their top at a line's cap height and their foot on a
    baseline, so that they line up with the text beside them.
    """

    page_width: float
    page_height: float
    bleed: float
    left: float
    columns: int
    unit: float
    gutter: float
    lines: int
    first: float
    leading: float
    cap: float

    def baseline(self, line: float) -> float:
        """y of a baseline; lines may be fractional inside heads and boxes."""
        return self.first + (line - 1) * self.leading

    def top(self, line: float) -> float:
        """y of an upper edge that stands on ``line``: the cap height of its text."""
        return self.baseline(line) - self.cap

    def column_left(self, column: float) -> float:
        return self.left + (column - 1) * (self.unit + self.gutter)

    def column_right(self, column: float) -> float:
        return self.column_left(column) + self.unit

    def width(self, columns: int) -> float:
        """Width of so many columns and the gutters between them."""
        return columns * self.unit + (columns - 1) * self.gutter

    def rect(self, first: int, last: int, top: float, foot: float) -> Rect:
        """Columns first-last, from the cap top of one line to the baseline of another."""
        return Rect(
            self.column_left(first), self.top(top), self.column_right(last), self.baseline(foot)
        )

    def rows(self, height: float) -> int:
        """Lines that a thing of this height takes: its cap top on one, its foot on the last."""
        exact = (height - self.cap) / self.leading
        whole = int(exact)
        return whole + (1 if exact - whole < 1e-6 else 2)
