"""Pages without usable text, read by Tesseract: its words as glyphs, as if they had been set.

What comes out is a `ReadPage` like any other, so that the same stages run on scans: places are
those on the page once it hangs straight. Type has no name on a scan: sizes that differ little
are one throughout the file, and strokes much broader than those of most letters are bold.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image

from magtool.intake.scanned import Grey, Sight, blobs, look_at, straighten
from magtool.page.read import (
    Box,
    ReadFill,
    ReadFont,
    ReadGlyph,
    ReadPage,
    ReadPicture,
    ReadRule,
)

PPI = 300
"""What Tesseract's letters were learnt at; more makes it slower and no better."""
SECONDS_A_PAGE = 90.0
"""After which a page is given up; most take five to nine."""
_MOST_PIXELS = 60_000_000
_WIDE = 0.5
"""Share of the page that a picture covers which may be the page itself, scanned."""
_FEW = 12
"""Letters seen on a scanned page that are none of its text: a stamp, a page number."""
_UNKNOWN = 0.5
"""Share of letters without a meaning from which a text layer is of no use."""
_ALIKE = 0.055
"""Share by which the heights of letters of one size differ once they have been scanned."""
_STEPS = 50
"""After which the climb to a peak is given up; it takes three to six."""
_LESS = 0.6
"""Share of the ink in a small letter's middle that the rows above and below it have less than."""
_BOLD, _THIN = 1.15, 0.83
"""How broad strokes are, beside those of most letters, to be bold, and to be another face."""
_SURE = 50
"""Tesseract's confidence, in percent, from which a sign without letters is no speck of dirt."""
_CERTAIN = 80
"""Confidence below which figures may be a sign that the language lacks."""
_LANGUAGES = {
    "sv": "swe", "en": "eng", "nb": "nor", "no": "nor", "nn": "nor", "da": "dan", "de": "deu",
    "fi": "fin", "fr": "fra", "nl": "nld", "es": "spa", "it": "ita",
}  # fmt: skip
_USUAL = ("swe", "eng")
"""Of these, too, the first that is there alone: by two, å and ä are mistaken for a."""
_X_HEIGHT_TO_SIZE = 0.93
"""Tesseract's x_size is ascender to descender of a line, a little more than the type's size."""

_ELEMENT = re.compile(
    r"<(?:span|div)\b[^>]*\bclass=['\"](ocr_photo|ocr_separator|ocr_carea|ocr_line|ocr_header|"
    r"ocr_textfloat|ocr_caption|ocrx_word)['\"][^>]*\btitle=(?:\"([^\"]*)\"|'([^']*)')[^>]*>"
    r"(?:([^<]*)|(?=<))"
)
_BBOX = re.compile(r"\bbbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_BASELINE = re.compile(r"\bbaseline (-?[\d.]+) (-?[\d.]+)")
_X_SIZE = re.compile(r"\bx_size (\d+(?:\.\d+)?)")
_PERCENT = re.compile(r"(?:\d+(?:[.,]\d+)?)?%")
_AS_HOCR = ("-c", "tessedit_create_hocr=1")
_CONFIDENCE = re.compile(r"\bx_wconf (\d+)")
_TURNED = re.compile(r"\btextangle 90\b")
_SMALL = re.compile(r"[acegm-suv-zàáâãäåæçèéêëñòóôõöøùúûüß]")
"""Letters no taller than the small ones' height, but for marks above them."""
_DROP, _MOST_DROPS = (1.5, 9.0), 12
"""Sizes of usual type that a drop cap is tall, and how many blobs of a page are asked about."""
_CAPITAL = 0.72
"""Height of capitals beside the size; small letters are about two thirds of them."""
_LEVEL, _WIDER, _NEAR = 0.2, 1.15, 3.0
"""Sizes by which two lines may differ in height and size to be one; how much wider than its own
spaces the space between them may be; and sizes above or below within which a line is near."""
_DASHES, _SPECKS = "-–—~_", ".,:;|'`´‘’¦"
_DASH_BROAD, _DASH_TALL = 0.3, 0.35
"""Sizes that a dash which stands alone is broad at least, and tall at most."""
_DOT, _DOT_ABOVE = 0.25, 0.14
"""Sizes that a middle dot is broad and tall at most, and stands above the line."""
_DASH = re.compile(r"[-—~](?=$|[A-ZÅÄÖÆØ”“\"])")


class TesseractMissing(Exception):
    """There is no Tesseract on this machine, or none of the languages asked for."""


def is_scan(page: ReadPage) -> bool:
    """Whether the page is a picture of text: one that covers it, and no letters to be seen that
    mean anything."""
    if not any(_share(picture.box, page) >= _WIDE for picture in page.pictures):
        return False
    seen = [g for g in page.glyphs if not g.hidden and g.text.strip()]
    known = sum("\ufffd" not in glyph.text for glyph in seen)
    return len(seen) < _FEW or known < len(seen) * (1 - _UNKNOWN)


def read_scans(data: bytes, pages: Sequence[ReadPage], language: str = "") -> Iterator[ReadPage]:
    """The pages with the words that Tesseract sees on them in place of their own glyphs.

    Raises `TesseractMissing`; a page that it can't read has its ``fault`` told.
    """
    import pypdfium2

    program = shutil.which("tesseract")
    if program is None:
        raise TesseractMissing("Tesseract is not installed")
    named = _named_language(program, language)
    seen: list[_Seen] = []
    with closing(pypdfium2.PdfDocument(data)) as document:
        for page in pages:
            try:
                with closing(document[page.number - 1]) as sheet:
                    scale = min(
                        PPI / 72, (_MOST_PIXELS / max(page.width * page.height, 1.0)) ** 0.5
                    )
                    picture = straighten(_picture(sheet, scale))
                sight = look_at(picture, scale)
                lines = tuple(_all_lines(program, named, sight.letters, scale))
                seen.append(_Seen(page, scale, sight, lines))
            except (
                pypdfium2.PdfiumError,
                OSError,
                subprocess.SubprocessError,
                ValueError,
            ) as error:
                fault = f"Tesseract can't read it: {type(error).__name__}"
                seen.append(_Seen(replace(page, fault=fault), 1.0, None, ()))
    type_ = _learn_type([line for page in seen for line in page.lines])
    for one in seen:
        yield one.page if one.sight is None else _read(one, one.sight, type_)


def _share(box: Box, page: ReadPage) -> float:
    width = max(0.0, min(box[2], page.width) - max(box[0], 0.0))
    height = max(0.0, min(box[3], page.height) - max(box[1], 0.0))
    return width * height / max(page.width * page.height, 1.0)


# --- asking Tesseract ---------------------------------------------------------------------


def _named_language(program: str, language: str) -> str:
    """The language to read by, as Tesseract calls it: the file's own, else a usual one."""
    ran = _run([program, "--list-langs"], b"")
    there = set(ran.stdout.decode("utf-8", "replace").split())
    own = _LANGUAGES.get(language[:2].lower())
    wanted = (own, "eng") if own else _USUAL
    found = next((name for name in wanted if name in there), None)
    if found is None:
        raise TesseractMissing(f"Tesseract has none of the languages {', '.join(wanted)}")
    return found


def _picture(sheet: object, scale: float) -> Image.Image:
    bitmap = sheet.render(  # type: ignore[attr-defined]
        scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False
    )
    with closing(bitmap):
        picture: Image.Image = bitmap.to_pil().convert("L")
        return picture


def _answer(program: str, language: str, letters: Grey, ppi: float, *options: str) -> str:
    given = io.BytesIO()
    Image.fromarray(letters).save(given, "PPM")
    command = [program, "stdin", "stdout", "-l", language, "--dpi", f"{ppi:.0f}", *options]
    ran = _run(command, given.getvalue())
    if ran.returncode:
        raise ValueError("Tesseract failed")
    return ran.stdout.decode("utf-8", "replace")


def _run(command: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    # More threads than one make a page four times as slow.
    surroundings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(
        command, input=given, capture_output=True, env=surroundings, timeout=SECONDS_A_PAGE
    )


# --- what it answered ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """``sure`` is Tesseract's confidence, in percent."""

    text: str
    box: Box
    sure: int = 100


@dataclass(frozen=True, slots=True)
class _Line:
    """One line in points: ``slope`` and ``foot`` give its baseline over the box's left foot.

    In a ``turned`` one, which is read upwards, they mean nothing. ``told`` is Tesseract's guess
    at the size, which differs from line to line by a third; ``height`` is measured, of small
    letters (of capitals where there is nothing else), and ``stroke`` is how broad stems are; 0
    when unknown.
    """

    words: tuple[_Word, ...]
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as it was seen; ``sight`` is None when it could not be read."""

    page: ReadPage
    scale: float
    sight: Sight | None
    lines: tuple[_Line, ...]


def _all_lines(program: str, language: str, letters: Grey, scale: float) -> list[_Line]:
    """The lines of a page, with what Tesseract passes over or can't tell in the language."""
    hocr = _answer(program, language, letters, scale * 72, *_AS_HOCR)
    lines = list(_lines(hocr, scale, letters))
    if language != "eng" and any(_may_have_percents(line) for line in lines):
        try:
            hocr = _answer(program, "eng", letters, scale * 72, *_AS_HOCR)
        except ValueError:  # there is no English
            hocr = ""
        others = [word for line in _lines(hocr, scale, letters) for word in line.words]
        percents = [word for word in others if _PERCENT.fullmatch(word.text)]
        lines = [_with_percents(line, percents) for line in lines]
    for turned in [line for line in lines if line.turned]:
        lines = _righted(program, language, letters, lines, turned, scale)
    return [*lines, *_drop_caps(program, language, letters, lines, scale)]


def _righted(
    program: str, language: str, letters: Grey, lines: Sequence[_Line], turned: _Line, scale: float
) -> list[_Line]:
    """The lines, those beside one that was read upwards in doubt read again as one block.

    The numbers of a list were taken for a word that stands on end.
    """
    sure = statistics.mean(word.sure for word in turned.words)
    left, top, right, bottom = turned.box
    beside = [
        line
        for line in lines
        if top - 2 < (line.box[1] + line.box[3]) / 2 < bottom + 2
        and -2 < line.box[0] - right < _NEAR * line.told
    ]
    if sure >= _CERTAIN or len(beside) < 2:
        return list(lines)
    own = [turned, *beside]
    rim = 0.4 * beside[0].told
    x0, y0 = left - rim, min(line.box[1] for line in own) - rim
    x1, y1 = max(line.box[2] for line in own) + rim, max(line.box[3] for line in own) + rim
    part = letters[round(y0 * scale) : round(y1 * scale), round(x0 * scale) : round(x1 * scale)]
    page = np.full_like(letters, 255)
    page[round(y0 * scale) : round(y0 * scale) + part.shape[0],
         round(x0 * scale) : round(x0 * scale) + part.shape[1]] = part  # fmt: skip
    hocr = _answer(program, language, page, scale * 72, *_AS_HOCR, "--psm", "6")
    again = list(_lines(hocr, scale, letters))
    whole = sum(line.letters for line in again) >= sum(line.letters for line in beside)
    if not whole or any(line.turned for line in again):
        return list(lines)
    block = turned.block
    return [
        *(line for line in lines if line not in own),
        *(replace(line, block=block) for line in again),
    ]


def _may_have_percents(line: _Line) -> bool:
    """Whether figures, or what stands after them, were read with doubt: Swedish has no "%"."""
    return any(
        after.sure < _CERTAIN and (before.text[:1].isdigit() or after.text[:1].isdigit())
        for before, after in pairwise((*line.words[:1], *line.words))
    )


def _with_percents(line: _Line, percents: Sequence[_Word]) -> _Line:
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


def _lines(hocr: str, scale: float, letters: Grey) -> Iterator[_Line]:
    """The lines of words, with their strokes measured."""
    lines: list[_Line] = []
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
        yield _measured(line, scale, letters)


def _without_drop(line: _Line) -> tuple[_Line | None, _Line]:
    """A drop cap that was read with the line beside its foot, and the line."""
    if len(line.words) < 2:
        return None, line
    first, rest = line.words[0], line.words[1:]
    tall = first.box[3] - first.box[1]
    letter = len(first.text) == 1 and first.text.isupper()
    if not letter or tall < _DROP[0] * line.told * _CAPITAL:
        return None, line
    box = (rest[0].box[0], min(word.box[1] for word in rest), line.box[2],
           max(word.box[3] for word in rest))  # fmt: skip
    foot = line.baseline(box[0]) - box[3]
    return _drop_cap(first.text, first.box, line.block), replace(
        line, words=rest, box=box, foot=foot
    )


def _drop_cap(text: str, box: Box, block: int) -> _Line:
    tall = box[3] - box[1]
    told = tall / _CAPITAL
    return _Line((_Word(text, box),), box, 0.0, 0.0, told, block, tall, 0.2 * told)


def _rejoined(lines: Sequence[_Line]) -> list[_Line]:
    """The lines; those of one word that wide spaces made one of its own are put back."""
    made: list[_Line] = []
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


def _goes_on(before: _Line, line: _Line, lines: Iterable[_Line]) -> bool:
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
        and abs(other.box[3] - before.box[3]) < _NEAR * tall
        for other in lines
    )


def _measured(line: _Line, scale: float, letters: Grey) -> _Line:
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


def _drop_caps(
    program: str, language: str, letters: Grey, lines: Sequence[_Line], scale: float
) -> Iterator[_Line]:
    """Large letters beside smaller lines, which Tesseract passes over on a page."""
    known = [tuple(edge * scale for edge in word.box) for line in lines for word in line.words]
    usual = statistics.median([line.told for line in lines]) if lines else 10.0
    asked = 0
    for box in blobs(letters, known, scale):  # type: ignore[arg-type]
        x0, y0, x1, y1 = (edge / scale for edge in box)
        fits = _DROP[0] * usual < y1 - y0 < _DROP[1] * usual and 0.2 < (x1 - x0) / (y1 - y0) < 1.6
        if not fits or asked >= _MOST_DROPS:
            continue
        asked += 1
        rim = round(0.3 * (box[3] - box[1]))
        left, top, right, bottom = map(round, box)
        alone = np.pad(letters[top:bottom, left:right], rim, constant_values=255)
        text = _answer(program, language, alone, scale * 72, "--psm", "10").strip()
        if len(text) == 1 and text.isupper():
            yield _drop_cap(text, (x0, y0, x1, y1), -asked)


def _line(title: str, box: Box, scale: float, block: int) -> _Line:
    foot, size = _BASELINE.search(title), _X_SIZE.search(title)
    slope, offset = (float(foot[1]), float(foot[2]) / scale) if foot else (0.0, 0.0)
    told = float(size[1]) / scale if size else box[3] - box[1]
    turned = bool(_TURNED.search(title))
    return _Line((), box, slope, offset, told * _X_HEIGHT_TO_SIZE, block, turned=turned)


def _word(text: str, title: str, box: Box, line: _Line) -> tuple[_Word, ...]:
    """The word, or nothing when it is most likely none; a dash that opens a line mended."""
    text = text.strip()
    told = _CONFIDENCE.search(title)
    sure = int(told[1]) if told else 0
    broad, tall = (box[2] - box[0]) / line.told, (box[3] - box[1]) / line.told
    if text and not text.strip(_DASHES + _SPECKS):
        above = (line.baseline(box[0]) - (box[1] + box[3]) / 2) / line.told
        if text in _DASHES and max(broad, tall) < _DOT and above > _DOT_ABOVE:
            return (_Word("·", box),)
        if broad > _DASH_BROAD and tall < _DASH_TALL:
            return (_Word("–", box),)
    if not text.strip(_SPECKS) or (sure < _SURE and not any(map(str.isalnum, text))):
        return ()
    if not line.words and _DASH.match(text):
        dash_end = box[0] + (box[2] - box[0]) / len(text)
        dash = _Word("–", (box[0], box[1], dash_end, box[3]))
        return (dash, _Word(text[1:], (dash_end, *box[1:])))
    return (_Word(text, box, sure),)


# --- as if it had been set ----------------------------------------------------------------


_FONTS = (ReadFont("Scan"), ReadFont("Scan-Bold", 700), ReadFont("ScanThin", 300))
_BOLD_FONT, _THIN_FONT = 1, 2


@dataclass(frozen=True, slots=True)
class _Type:
    """The file's type: how broad most letters' strokes are beside their height, and, by font and
    whether all are capitals, what sizes letters of some height have."""

    stroke: float
    sizes: dict[tuple[int, bool], tuple[tuple[float, float], ...]]

    def font(self, line: _Line) -> int:
        stroke = _thickness(line)
        if stroke > _BOLD * self.stroke:
            return _BOLD_FONT
        return _THIN_FONT if 0 < stroke < _THIN * self.stroke else 0

    def size(self, line: _Line) -> float:
        sizes = self.sizes[self.font(line), line.capital]
        return min(sizes, key=lambda pair: abs(pair[0] - line.height))[1]


def _thickness(line: _Line) -> float:
    """Its stroke beside the height of its small letters."""
    height = line.height * (2 / 3 if line.capital else 1)
    return line.stroke / height if height else 0.0


def _learn_type(lines: Sequence[_Line]) -> _Type:
    strokes = [_thickness(line) for line in lines if line.stroke for _ in range(line.letters)]
    type_ = _Type(statistics.median(strokes) if strokes else 0.0, {})
    kinds: dict[tuple[int, bool], list[_Line]] = {}
    for line in lines:
        kinds.setdefault((type_.font(line), line.capital), []).append(line)
    return replace(type_, sizes={kind: _sizes(listed) for kind, listed in kinds.items()})


def _sizes(lines: Sequence[_Line]) -> tuple[tuple[float, float], ...]:
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


def _read(seen: _Seen, sight: Sight, type_: _Type) -> ReadPage:
    scale = seen.scale

    def placed(box: Box) -> Box:
        return (box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale)

    shown = [(placed(box), box) for box in sight.pictures]
    dark = [placed(ground.box) for ground in sight.grounds if ground.dark]
    return replace(
        seen.page,
        glyphs=tuple(_glyphs(seen.lines, type_, dark)),
        fonts=_FONTS,
        pictures=tuple(
            ReadPicture(box, round(x1 - x0), round(y1 - y0), number)
            for number, (box, (x0, y0, x1, y1)) in enumerate(shown)
        ),
        rules=tuple(
            ReadRule(placed(box), 0, upright)
            for upright, boxes in ((False, sight.level_rules), (True, sight.upright_rules))
            for box in boxes
        ),
        fills=(
            *(ReadFill(placed(ground.box), ground.level * 0x010101) for ground in sight.grounds),
            *(ReadFill(placed(box), 0) for box in sight.bars),
        ),
        tags=(),
    )


def _glyphs(lines: Iterable[_Line], type_: _Type, dark: Sequence[Box]) -> Iterator[ReadGlyph]:
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


def _turned_glyphs(line: _Line, order: int) -> Iterator[ReadGlyph]:
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
