"""What a room needs of type when it draws words but does not know typefaces."""

from __future__ import annotations

from typing import Protocol

from magtool.measure import Ink
from magtool.page.display import GlyphRun


class Lettering(Protocol):
    """Sets single lines. Lengths in points; faces by their key, as "sans-bold"."""

    def width(self, text: str, face: str, size: float, tracking: float = 0.0) -> float:
        """Advance of the line, kerning and ligatures applied."""
        ...

    def runs(
        self,
        text: str,
        face: str,
        size: float,
        ink: Ink,
        x: float,
        y: float,
        tracking: float = 0.0,
    ) -> tuple[GlyphRun, ...]:
        """The line set from x on the baseline y, one run a word."""
        ...

    def cap_height(self, face: str, size: float) -> float:
        """Height of a capital."""
        ...
