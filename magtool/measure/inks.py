"""Process inks, 0-1 per channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ink:
    """One CMYK colour; each channel is 0-1. ``name`` is the swatch's name, for messages."""

    c: float
    m: float
    y: float
    k: float
    name: str = ""

    def __post_init__(self) -> None:
        for channel in (self.c, self.m, self.y, self.k):
            if not 0.0 <= channel <= 1.0:
                raise ValueError(f"ink channel {channel} lies outside 0-1")

    @property
    def total(self) -> float:
        """Total area coverage in percent (0-400)."""
        return 100.0 * (self.c + self.m + self.y + self.k)

    @property
    def is_black(self) -> bool:
        """Whether it is solid black and nothing else, whatever its swatch is called."""
        return self.k == 1.0 and not (self.c or self.m or self.y)

    @property
    def lightness(self) -> float:
        """CIE L* (0-100) by the naive conversion: enough to choose white or black figures."""
        r, g, b = ((1 - channel) * (1 - self.k) for channel in (self.c, self.m, self.y))

        def linear(value: float) -> float:
            return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

        luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        if luminance <= 216 / 24389:
            return luminance * 24389 / 27
        return float(116 * luminance ** (1 / 3) - 16)


BLACK = Ink(0, 0, 0, 1, "black")
PAPER = Ink(0, 0, 0, 0, "paper")
