"""The sheet a chart is set on: its data, its look, and lines of type measured for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from magtool.chart.look import ChartLook, Spring, Style
from magtool.chart.marks import Words
from magtool.edition import Chart
from magtool.page import Lettering

_WHITE = re.compile(r"[ \t\r\n]+")  # not the no-break space: it must hold its words together
_ASCENT = 0.74  # of the size: ascenders of Source Sans; the ring of an Å may rise over it
_ROW_AIR = 2.4  # points at least between rows: the ring of an Å under a descender
_LONE_WORD = 0.3  # of the measure: a shorter last line looks lost


@dataclass(slots=True)
class Sheet:
    """One chart while it is being set. ``faults`` gathers what doesn't fit; all else stands.

    ``low`` asks for the form that takes least height, where a kind has one.
    """

    chart: Chart
    look: ChartLook
    lettering: Lettering
    width: float
    language: str
    answers: int = 0
    low: bool = False
    faults: list[str] = field(default_factory=list)

    def measure(self, text: str, style: Style) -> float:
        """Width of a line in points."""
        return self.lettering.width(text, style.face, style.size, style.tracking)

    def cap(self, style: Style) -> float:
        """Height of the style's capitals."""
        return self.lettering.cap_height(style.face, style.size)

    def ascent(self, style: Style) -> float:
        """Height to be kept over a baseline for the line's ascenders."""
        return _ASCENT * style.size

    def lines(self, spring: Spring, less: float = 0.0) -> Spring:
        """A spring given in grid lines as points, ``less`` points taken off, never below 0."""
        least, preferred, greatest = (
            max(lines * self.look.grid_line - less, 0.0) for lines in spring
        )
        return (least, preferred, greatest)

    def pitch(self, pitch: Spring, solid: float) -> Spring:
        """The air between rows of ``solid`` height that gives a pitch told in grid lines."""
        least, preferred, greatest = self.lines(pitch, solid)
        return (max(least, _ROW_AIR), max(preferred, _ROW_AIR), max(greatest, _ROW_AIR))

    def right(self, text: str, style: Style, x: float, y: float) -> Words:
        """A line that ends at x."""
        return Words(text, style, x - self.measure(text, style), y)

    def column(self, lines: tuple[str, ...], style: Style, x: float, y: float) -> tuple[Words, ...]:
        """Lines under one another, the first on the baseline y."""
        return tuple(Words(line, style, x, y + i * style.leading) for i, line in enumerate(lines))

    def wrap(self, text: str, style: Style, measure: float) -> tuple[str, ...]:
        """The text in lines no wider than the measure, unhyphenated.

        A last line of one lone short word is filled up by narrowing the others. A word wider
        than the measure is reported and broken by letters, so that it can't run into others.
        """
        lines, broken = self._filled(text, style, measure)
        for word in broken:
            self.fault(f"the word “{word}” is wider than its column")
        for step in range(1, 15):
            if len(lines) < 2 or self.measure(lines[-1], style) >= _LONE_WORD * measure:
                break
            narrower, torn = self._filled(text, style, measure * (1.0 - 0.02 * step))
            if len(narrower) > len(lines) or len(torn) > len(broken):
                break
            lines = narrower
        return lines

    def _filled(
        self, text: str, style: Style, measure: float
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Lines filled one after the other, and the words that had to be broken."""
        lines: list[str] = []
        broken: list[str] = []
        for word in _WHITE.split(text.strip()):
            if lines and self._fits(f"{lines[-1]} {word}", style, measure):
                lines[-1] = f"{lines[-1]} {word}"
            elif word:
                pieces = self._pieces(word, style, measure)
                lines.extend(pieces)
                broken += [word] if len(pieces) > 1 else []
        return tuple(lines), tuple(broken)

    def _pieces(self, word: str, style: Style, measure: float) -> list[str]:
        pieces: list[str] = []
        rest = word
        while not self._fits(rest, style, measure) and len(rest) > 1:
            end = len(rest) - 1
            while end > 1 and not self._fits(rest[:end] + "-", style, measure):
                end -= 1
            pieces.append(rest[:end] + "-")
            rest = rest[end:]
        return [*pieces, rest]

    def _fits(self, text: str, style: Style, measure: float) -> bool:
        return self.measure(text, style) <= measure + 0.01

    def fault(self, message: str) -> None:
        """Report once."""
        if message not in self.faults:
            self.faults.append(message)
