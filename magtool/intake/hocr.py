"""Tesseract's answer as lines of words, in points.

What it answers is not believed in all: specks are no stops, a dash may open a line, wide spaces
part no line, and the letters' heights and strokes are measured from the ink.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from magtool.intake.scanned import Grey
from magtool.page.read import Box

_X_HEIGHT_TO_SIZE = 0.93
"""Tesseract's x_size is ascender to descender of a line, a little more than the type's size."""
_SURE = 50
"""Tesseract's confidence, in percent, from which a sign without letters is no speck of dirt."""
_LESS = 0.6
"""Share of the ink in a small letter's middle that the rows above and below it have less than."""
DROP = (1.5, 9.0)
"""Sizes of usual type that a drop cap is tall."""
_CAPITAL = 0.72
"""Height of capitals beside the size; small letters are about two thirds of them."""
_LEVEL, _WIDER, NEAR = 0.2, 1.15, 3.0
"""Sizes by which two lines may differ in height and size to be one; how much wider than its own
spaces the space between them may be; and sizes above or below within which a line is near."""
_DASHES, _SPECKS = "-–—~_", ".,:;|'`´‘’¦"
"""What dashes are read as, and what dirt is."""
_DASH_BROAD, _DASH_TALL = 0.3, 0.35
"""Sizes that a dash which stands alone is broad at least, and tall at most."""
_DOT, _DOT_ABOVE = 0.25, 0.14
"""Sizes that a middle dot is broad and tall at most, and stands above the line."""
_DASH = re.compile(r"[-—~](?=$|[A-ZÅÄÖÆØ”“\"])")
"""A dash that opens a line: what is said in Swedish, or an item."""
_SMALL = re.compile(r"[acegm-suv-zàáâãäåæçèéêëñòóôõöøùúûüß]")
"""Letters no taller than the small ones' height, but for marks above them."""
_ELEMENT = re.compile(
    r"<(?:span|div)\b[^>]*\bclass=['\"](ocr_photo|ocr_separator|ocr_carea|ocr_line|ocr_header|"
    r"ocr_textfloat|ocr_caption|ocrx_word)['\"][^>]*\btitle=(?:\"([^\"]*)\"|'([^']*)')[^>]*>"
    r"(?:([^<]*)|(?=<))"
)
_BBOX = re.compile(r"\bbbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_BASELINE = re.compile(r"\bbaseline (-?[\d.]+) (-?[\d.]+)")
_X_SIZE = re.compile(r"\bx_size (\d+(?:\.\d+)?)")
_CONFIDENCE = re.compile(r"\bx_wconf (\d+)")
_TURNED = re.compile(r"\btextangle 90\b")


@dataclass(frozen=True, slots=True)
class SeenWord:
    """``sure`` is Tesseract's confidence, in percent."""

    text: str
    box: Box
    sure: int = 100


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One line in points: ``slope`` and ``foot`` give its baseline over the box's left foot.

    In a ``turned`` one, which is read upwards, they mean nothing. ``told`` is Tesseract's guess
    at the size, which differs from line to line by a third; ``height`` is measured, of small
    letters (of capitals where there is nothing else), and ``stroke`` is how broad stems are; 0
    when unknown.
    """

    words: tuple[SeenWord, ...]
    box: Box
    slope: float
    foot: float
    told: float
    block: int
    height: float = 0.0
    stroke: float = 0.0
    turned: bool = False

    def baseline(self, x: float) -> float:
        return self.box[3] + self.foot + self.slope * (x - self.box[0])

    @property
    def letters(self) -> int:
        return sum(len(word.text) for word in self.words)

    @property
    def capital(self) -> bool:
        return not any(map(str.islower, "".join(word.text for word in self.words)))


def read_hocr(hocr: str, scale: float, letters: Grey) -> Iterator[SeenLine]:
    """The lines of words, with their strokes measured."""
    lines: list[SeenLine] = []
    block = 0
    for found in _ELEMENT.finditer(hocr):
        kind, title = found[1], unescape(found[2] or found[3] or "")
        place = _BBOX.search(title)
        if place is None:
            continue
        x0, y0, x1, y1 = (int(edge) / scale for edge in place.groups())
        box = (x0, y0, x1, y1)
        if kind == "ocr_carea":
            block += 1
        elif kind != "ocrx_word":
            lines.append(_line(title, box, scale, block))
        elif lines:
            word = _word(unescape(found[4] or ""), title, box, lines[-1])
            lines[-1] = replace(lines[-1], words=(*lines[-1].words, *word))
    for line in _rejoined([line for line in lines if line.words]):
        if line.turned:
            yield line
            continue
        cap, line = _without_drop(line)
        if cap is not None:
            yield cap
        yield measure_line(line, scale, letters)


def _line(title: str, box: Box, scale: float, block: int) -> SeenLine:
    foot, size = _BASELINE.search(title), _X_SIZE.search(title)
    slope, offset = (float(foot[1]), float(foot[2]) / scale) if foot else (0.0, 0.0)
    told = float(size[1]) / scale if size else box[3] - box[1]
    turned = bool(_TURNED.search(title))
    return SeenLine((), box, slope, offset, told * _X_HEIGHT_TO_SIZE, block, turned=turned)


def _word(text: str, title: str, box: Box, line: SeenLine) -> tuple[SeenWord, ...]:
    """The word, or nothing when it is most likely none; a dash that opens a line mended."""
    text = text.strip()
    told = _CONFIDENCE.search(title)
    sure = int(told[1]) if told else 0
    broad, tall = (box[2] - box[0]) / line.told, (box[3] - box[1]) / line.told
    if text and not text.strip(_DASHES + _SPECKS):
        above = (line.baseline(box[0]) - (box[1] + box[3]) / 2) / line.told
        if text in _DASHES and max(broad, tall) < _DOT and above > _DOT_ABOVE:
            return (SeenWord("·", box),)
        if broad > _DASH_BROAD and tall < _DASH_TALL:
            return (SeenWord("–", box),)
    if not text.strip(_SPECKS) or (sure < _SURE and not any(map(str.isalnum, text))):
        return ()
    if not line.words and _DASH.match(text):
        dash_end = box[0] + (box[2] - box[0]) / len(text)
        dash = SeenWord("–", (box[0], box[1], dash_end, box[3]))
        return (dash, SeenWord(text[1:], (dash_end, *box[1:])))
    return (SeenWord(text, box, sure),)


# --- lines as they were set --------------------------------------------------------------


def _rejoined(lines: Sequence[SeenLine]) -> list[SeenLine]:
    """The lines; those of one word that wide spaces made one of its own are put back."""
    made: list[SeenLine] = []
    for line in lines:
        home = next((n for n, other in enumerate(made) if _goes_on(other, line, lines)), None)
        if home is None:
            made.append(line)
        else:
            before = made[home]
            box = (*before.box[:3], max(before.box[3], line.box[3]))
            words = (*before.words, *line.words)
            foot = before.foot + before.box[3] - box[3]
            made[home] = replace(
                before, words=words, box=(box[0], box[1], line.box[2], box[3]), foot=foot
            )
    return made


def _goes_on(before: SeenLine, line: SeenLine, lines: Iterable[SeenLine]) -> bool:
    """Whether the spaces are as wide within the first line, and lines above or below it run on
    where the second stands apart: no gutter parts them."""
    gaps = [after.box[0] - word.box[2] for word, after in pairwise(before.words)]
    gap, tall = line.box[0] - before.box[2], before.told
    level = abs(before.baseline(line.box[0]) - line.baseline(line.box[0])) < _LEVEL * tall
    if before.turned or line.turned or not level or len(gaps) < 2:
        return False
    if not 0 < gap <= _WIDER * max(gaps) or abs(line.told - tall) > _LEVEL * tall:
        return False
    return any(
        other.box[0] < before.box[2] - tall
        and other.box[2] > line.box[0] + tall
        and abs(other.box[3] - before.box[3]) < NEAR * tall
        for other in lines
    )


def _without_drop(line: SeenLine) -> tuple[SeenLine | None, SeenLine]:
    """A drop cap that was read with the line beside its foot, and the line."""
    if len(line.words) < 2:
        return None, line
    first, rest = line.words[0], line.words[1:]
    tall = first.box[3] - first.box[1]
    letter = len(first.text) == 1 and first.text.isupper()
    if not letter or tall < DROP[0] * line.told * _CAPITAL:
        return None, line
    box = (rest[0].box[0], min(word.box[1] for word in rest), line.box[2],
           max(word.box[3] for word in rest))  # fmt: skip
    foot = line.baseline(box[0]) - box[3]
    return make_drop_cap(first.text, first.box, line.block), replace(
        line, words=rest, box=box, foot=foot
    )


def make_drop_cap(text: str, box: Box, block: int) -> SeenLine:
    tall = box[3] - box[1]
    told = tall / _CAPITAL
    return SeenLine((SeenWord(text, box),), box, 0.0, 0.0, told, block, tall, 0.2 * told)


# --- type by its ink ---------------------------------------------------------------------


def measure_line(line: SeenLine, scale: float, letters: Grey) -> SeenLine:
    """The line with its height and stroke, taken from the ink of its rows."""
    up, down = round(1.1 * line.told * scale), round(0.3 * line.told * scale)
    ink, runs = np.zeros(up + down), np.zeros(up + down)
    # Figures are as tall as capitals: "från 610 till 1 140." is measured by its first word.
    for word in [word for word in line.words if _SMALL.search(word.text)] or line.words:
        foot = round(line.baseline((word.box[0] + word.box[2]) / 2) * scale)
        left, right = round(word.box[0] * scale) - 1, round(word.box[2] * scale) + 1
        part = letters[max(0, foot - up) : foot + down, max(0, left) : right]
        if part.shape[0] == up + down:
            dark = part < 128
            ink += (255.0 - part).sum(axis=1) / 255
            runs += np.count_nonzero(dark[:, 1:] & ~dark[:, :-1], axis=1)
    middle = slice(up - round(0.36 * line.told * scale), up - round(0.1 * line.told * scale))
    usual, count = float(np.median(ink[middle])) if up > 4 else 0.0, float(runs[middle].sum())
    if not usual or not count:
        return line
    at = up - round(0.2 * line.told * scale)
    height = _reach(ink[at::-1], usual) + _reach(ink[at:], usual)
    return replace(line, height=height / scale, stroke=float(ink[middle].sum()) / count / scale)


def _reach(ink: npt.NDArray[np.float64], usual: float) -> float:
    """How many rows it is, in parts of one, to where the ink is much less than usual."""
    less = np.flatnonzero(ink < _LESS * usual)
    if not less.size or less[0] == 0:
        return float(ink.size)
    row = int(less[0])
    return row - 1 + float((ink[row - 1] - _LESS * usual) / (ink[row - 1] - ink[row]))
