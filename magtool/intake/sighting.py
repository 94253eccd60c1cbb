"""A scanned page's lines, with what Tesseract passes over or can't tell in the language.

It is asked again where its first answer is known to fail: per cents, which Swedish has not learnt,
numbers of a list taken for a word that stands on end, and drop caps.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from magtool.intake.hocr import DROP, NEAR, SeenLine, SeenWord, make_drop_cap, read_hocr
from magtool.intake.scanned import Grey, blobs
from magtool.intake.tesseract import AS_HOCR, Tesseract
from magtool.page.read import Box

_CERTAIN = 80
"""Confidence below which figures may be a sign that the language lacks."""
_PERCENT = re.compile(r"(?:\d+(?:[.,]\d+)?)?%")
_MOST_DROPS = 12
"""Blobs of a page that are asked about."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page with nothing but letters on it, and who reads it; ``scale`` pixels to a point."""

    reader: Tesseract
    letters: Grey
    scale: float

    def lines(self, reader: Tesseract | None = None) -> list[SeenLine]:
        """What Tesseract sees on the whole page."""
        hocr = (reader or self.reader).ask(self.letters, self.scale * 72, *AS_HOCR)
        return list(read_hocr(hocr, self.scale, self.letters))

    def block(self, area: Box) -> list[SeenLine]:
        """What it sees in an area, read as one block of text."""
        left, top, right, bottom = (max(0, round(edge * self.scale)) for edge in area)
        part = self.letters[top:bottom, left:right]
        page = np.full_like(self.letters, 255)
        page[top : top + part.shape[0], left : left + part.shape[1]] = part
        hocr = self.reader.ask(page, self.scale * 72, *AS_HOCR, "--psm", "6")
        return list(read_hocr(hocr, self.scale, self.letters))

    def letter(self, area: Box) -> str:
        """What it sees in an area of pixels, read as one letter; most often it is none."""
        left, top, right, bottom = map(round, area)
        rim = round(0.3 * (area[3] - area[1]))
        alone = np.pad(self.letters[top:bottom, left:right], rim, constant_values=255)
        return self.reader.ask(alone, self.scale * 72, "--psm", "10").strip()


def see_lines(reader: Tesseract, letters: Grey, scale: float) -> list[SeenLine]:
    """All lines of a page's letters, in points; drop caps are lines of their own."""
    sheet = _Sheet(reader, letters, scale)
    lines = sheet.lines()
    if reader.language != "eng" and any(_may_have_percents(line) for line in lines):
        try:
            others = sheet.lines(replace(reader, language="eng"))
        except ValueError:  # there is no English
            others = []
        words = [word for line in others for word in line.words]
        percents = [word for word in words if _PERCENT.fullmatch(word.text)]
        lines = [_with_percents(line, percents) for line in lines]
    for turned in [line for line in lines if line.turned]:
        lines = _righted(sheet, lines, turned)
    return [*lines, *_drop_caps(sheet, lines)]


def _righted(sheet: _Sheet, lines: Sequence[SeenLine], turned: SeenLine) -> list[SeenLine]:
    """The lines, those beside one that was read upwards in doubt read again as one block.

    The numbers of a list were taken for a word that stands on end.
    """
    sure = statistics.mean(word.sure for word in turned.words)
    left, top, right, bottom = turned.box
    beside = [
        line
        for line in lines
        if top - 2 < (line.box[1] + line.box[3]) / 2 < bottom + 2
        and -2 < line.box[0] - right < NEAR * line.told
    ]
    if sure >= _CERTAIN or len(beside) < 2:
        return list(lines)
    own = [turned, *beside]
    rim = 0.4 * beside[0].told
    y0, y1 = min(line.box[1] for line in own) - rim, max(line.box[3] for line in own) + rim
    again = sheet.block((left - rim, y0, max(line.box[2] for line in own) + rim, y1))
    whole = sum(line.letters for line in again) >= sum(line.letters for line in beside)
    if not whole or any(line.turned for line in again):
        return list(lines)
    return [
        *(line for line in lines if line not in own),
        *(replace(line, block=turned.block) for line in again),
    ]


def _may_have_percents(line: SeenLine) -> bool:
    """Whether figures, or what stands after them, were read with doubt: Swedish has no "%"."""
    return any(
        after.sure < _CERTAIN and (before.text[:1].isdigit() or after.text[:1].isdigit())
        for before, after in pairwise((*line.words[:1], *line.words))
    )


def _with_percents(line: SeenLine, percents: Sequence[SeenWord]) -> SeenLine:
    """The line with per cents in place of the words on whose spots they stand."""
    words = line.words
    for percent in percents:
        x0, y0, x1, y1 = percent.box
        under = [
            word
            for word in words
            if x0 - 1 < (word.box[0] + word.box[2]) / 2 < x1 + 1
            and y0 - 1 < (word.box[1] + word.box[3]) / 2 < y1 + 1
        ]
        if under and any(word.sure < _CERTAIN for word in under):
            at = words.index(under[0])
            rest = tuple(word for word in words if word not in under)
            words = (*rest[:at], percent, *rest[at:])
    return replace(line, words=words)


def _drop_caps(sheet: _Sheet, lines: Sequence[SeenLine]) -> Iterator[SeenLine]:
    """Large letters beside smaller lines, which Tesseract passes over on a page."""
    scale = sheet.scale
    words = (word.box for line in lines for word in line.words)
    known = [(x0 * scale, y0 * scale, x1 * scale, y1 * scale) for x0, y0, x1, y1 in words]
    usual = statistics.median([line.told for line in lines]) if lines else 10.0
    asked = 0
    for box in blobs(sheet.letters, known, scale):
        x0, y0, x1, y1 = (edge / scale for edge in box)
        fits = DROP[0] * usual < y1 - y0 < DROP[1] * usual and 0.2 < (x1 - x0) / (y1 - y0) < 1.6
        if not fits or asked >= _MOST_DROPS:
            continue
        asked += 1
        text = sheet.letter(box)
        if len(text) == 1 and text.isupper():
            yield make_drop_cap(text, (x0, y0, x1, y1), -asked)
