"""Type of scans, which has no name: sizes and weights told by the ink of the whole file.

Sizes that differ little are one throughout the file, and strokes much broader than those of most
letters are bold.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from magtool.intake.hocr import SeenLine
from magtool.page.read import Box, ReadFont, ReadGlyph

_ALIKE = 0.055
"""Share by which the heights of letters of one size differ once they have been scanned."""
_STEPS = 50
"""After which the climb to a peak is given up; it takes three to six."""
_BOLD, _THIN = 1.15, 0.83
"""How broad strokes are, beside those of most letters, to be bold, and to be another face."""
FONTS = (ReadFont("Scan"), ReadFont("Scan-Bold", 700), ReadFont("ScanThin", 300))
_BOLD_FONT, _THIN_FONT = 1, 2


@dataclass(frozen=True, slots=True)
class ScannedType:
    """The file's type: how broad most letters' strokes are beside their height, and, by font and
    whether all are capitals, what sizes letters of some height have."""

    stroke: float
    sizes: dict[tuple[int, bool], tuple[tuple[float, float], ...]]

    def font(self, line: SeenLine) -> int:
        stroke = _thickness(line)
        if stroke > _BOLD * self.stroke:
            return _BOLD_FONT
        return _THIN_FONT if 0 < stroke < _THIN * self.stroke else 0

    def size(self, line: SeenLine) -> float:
        sizes = self.sizes[self.font(line), line.capital]
        return min(sizes, key=lambda pair: abs(pair[0] - line.height))[1]


def _thickness(line: SeenLine) -> float:
    """Its stroke beside the height of its small letters."""
    height = line.height * (2 / 3 if line.capital else 1)
    return line.stroke / height if height else 0.0


def learn_type(lines: Sequence[SeenLine]) -> ScannedType:
    strokes = [_thickness(line) for line in lines if line.stroke for _ in range(line.letters)]
    type_ = ScannedType(statistics.median(strokes) if strokes else 0.0, {})
    kinds: dict[tuple[int, bool], list[SeenLine]] = {}
    for line in lines:
        kinds.setdefault((type_.font(line), line.capital), []).append(line)
    return replace(type_, sizes={kind: _sizes(listed) for kind, listed in kinds.items()})


def _sizes(lines: Sequence[SeenLine]) -> tuple[tuple[float, float], ...]:
    """Heights of letters and the sizes that they tell: the median of Tesseract's for each.

    Heights are gathered at the peaks of their letters' density, climbed by mean shift.
    """
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.height] += line.letters
    peaks = {height: _peak(height, letters) for height in letters}
    told: dict[float, list[float]] = {}
    for line in lines:
        told.setdefault(peaks[line.height], []).extend([line.told] * line.letters)
    return tuple((peak, round(statistics.median(told[peak]), 1)) for peak in sorted(told))


def _peak(height: float, letters: Counter[float]) -> float:
    """Where most letters of about this height are."""
    for _ in range(_STEPS):
        near = {other: n for other, n in letters.items() if abs(other - height) <= _ALIKE * height}
        mean = sum(other * n for other, n in near.items()) / (sum(near.values()) or 1)
        if not near or abs(mean - height) < 1e-4:
            break
        height = mean
    return round(height, 2)


# --- as if it had been set ---------------------------------------------------------------


def set_glyphs(
    lines: Iterable[SeenLine], type_: ScannedType, dark: Sequence[Box]
) -> Iterator[ReadGlyph]:
    """Letters share their word's width; spaces stand between words."""
    order = 0
    for line in lines:
        if line.turned:
            for glyph in _turned_glyphs(line, order):
                yield glyph
                order += 1
            continue
        font, size = type_.font(line), type_.size(line)
        last: float | None = None
        for word in line.words:
            left, _, right, _ = word.box
            ink = 0xFFFFFF if any(_holds(box, word.box) for box in dark) else 0
            each = (right - left) / len(word.text)
            letters = [(left + n * each, each, sign) for n, sign in enumerate(word.text)]
            if last is not None:
                letters.insert(0, (last, max(left - last, 0.1), " "))
            for x, width, sign in letters:
                y = line.baseline(x)
                box = (x, y - 0.76 * size, x + width, y + 0.24 * size)
                yield ReadGlyph(sign, x, y, *box, size, font, ink, line.block, order)
                order += 1
            last = right


def _turned_glyphs(line: SeenLine, order: int) -> Iterator[ReadGlyph]:
    """Letters of a line that is read upwards; as broad as they are, it is as tall."""
    size = line.box[2] - line.box[0]
    for number, word in enumerate(line.words):
        _, top, _, bottom = word.box
        each = (bottom - top) / len(word.text)
        signs = [(bottom - n * each, sign) for n, sign in enumerate(word.text)]
        if number:
            signs.insert(0, (bottom + each, " "))
        for y, sign in signs:
            box = (line.box[0], y - each, line.box[2], y)
            x = line.box[2] - 0.24 * size
            yield ReadGlyph(sign, x, y, *box, size, 0, 0, line.block, order, 90.0)
            order += 1


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
