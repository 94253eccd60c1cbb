"""Type for the chart tests: a toy face whose every glyph is half an em wide, and the look."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from magtool.chart import ChartLook, read_look
from magtool.measure import Ink
from magtool.page import Glyph, GlyphRun

CAP = 0.7
"""Height of the toy's capitals, ems; its descenders hang a fifth of an em."""


class ToyLettering:
    """Half an em a glyph, no kerning, one run a word with the space after it."""

    def width(self, text: str, face: str, size: float, tracking: float = 0.0) -> float:
        return len(text) * (0.5 * size + tracking)

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
        made = []
        for word in re.findall(r"[^ ]+ ?| +", text):
            glyphs = tuple(Glyph(ord(letter), 0.5, 0.0, 0.0, letter) for letter in word)
            made.append(GlyphRun(x, y, face, size, ink, glyphs, tracking))
            x += made[-1].width
        return tuple(made)

    def cap_height(self, face: str, size: float) -> float:
        return CAP * size


def trade_look() -> ChartLook:
    """The look of ``layouts/trade``."""
    data = yaml.safe_load(Path(__file__).with_name("chart_look.yaml").read_text("utf-8"))
    inks = {
        name: Ink(*(share / 100 for share in shares), name=name)
        for name, shares in data["inks"].items()
    }
    return read_look(data["charts"], inks)
