"""Where text stands: the text matrix of PDF and how strings move it (ISO 32000-1 §9.4)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from magtool.intake.fonts import Font
from magtool.intake.state import IDENTITY, Matrix, State, box_through, times
from magtool.page import Area

_ASCENT, _DESCENT = 0.75, -0.22
"""Ems from the baseline to the top and the foot of a line, in any Latin face."""
_SPACE = 32


@dataclass(slots=True)
class TextLine:
    """The text matrix and the one its line began with."""

    matrix: Matrix = IDENTITY
    start: Matrix = IDENTITY

    def place(self, matrix: Matrix) -> None:
        """Begin a line at a matrix: BT and Tm."""
        self.matrix = self.start = matrix

    def move(self, x: float, y: float) -> None:
        """Begin a line so far from the beginning of the last: Td and its like."""
        self.place(times((1.0, 0.0, 0.0, 1.0, x, y), self.start))

    def show(self, items: Iterable[Any], font: Font, state: State) -> tuple[Area, float]:
        """The area of strings and gaps (in thousandths of an em), and the type's size."""
        way = self.way(font, state)
        run = self._advance(items, font, state)
        size = state.size * font.em
        area = box_through(
            way, min(run, 0.0), _DESCENT * size + state.rise, max(run, 0.0),
            _ASCENT * size + state.rise,
        )  # fmt: skip
        self.matrix = times((1.0, 0.0, 0.0, 1.0, run, 0.0), self.matrix)
        return area, abs(size) * math.hypot(way[2], way[3])

    def way(self, font: Font, state: State) -> Matrix:
        """From the units of the text to the sheet."""
        return times(self.matrix, state.ctm)

    def _advance(self, items: Iterable[Any], font: Font, state: State) -> float:
        run = 0.0
        for item in items:
            if isinstance(item, int | float | Decimal):
                run -= float(item) / 1000 * state.size
                continue
            for code in font.codes(bytes(item)):
                run += font.width(code) * state.size + state.spacing
                if code == _SPACE and not font.two_bytes:
                    run += state.word_spacing
        return run * state.stretch
