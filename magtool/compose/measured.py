"""A paragraph measured once: words, their widths and every place a line may end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from magtool.compose.styles import TextStyle
from magtool.edition import Run
from magtool.typeface import Faces, Hyphenator

NBSP = "\u00a0"
_FIXED = "\u202f\u2007"
_SPLIT = re.compile(r"[ \t]+|\n|\u00a0")
_OWN_BREAK = re.compile(r"(?<=[^\W_])(?:[-\u2010]|[–—/])(?=[^\W_])")
_LONG_BREAK = re.compile(r"(?<=[./_@?&=-])(?=\w)")

# How much of a mark's width may hang in the margin: right, then left.
_HANG_RIGHT = {"-": 0.5, ",": 0.5, ".": 0.5, "”": 0.4, "’": 0.4, ":": 0.25, ";": 0.25, "–": 0.2}
_HANG_LEFT = {"”": 0.4, "’": 0.4, "“": 0.4}


@dataclass(frozen=True, slots=True)
class Slot:
    """One line's room: offset from the column's left edge and measure, in points."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one face within a word."""

    text: str
    face: str


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between two spaces. ``joint`` is the space after it.

    " " may stretch and break, NBSP may stretch, "\\n" ends the line, "" ends the paragraph;
    "fixed" is the space after a dialogue dash, which does neither.
    """

    pieces: tuple[Piece, ...]
    width: float
    glyphs: int
    joint: str


@dataclass(frozen=True, slots=True)
class Station:
    """A place where a line may end: after ``word``, or within it at character ``at``.

    The ``end_*`` sums describe all that stands before the line end, the ``start_*`` sums all
    that is gone when the next line begins: natural width in points, stretchable spaces, and
    glyphs. ``hang`` is how far the last mark may stand out to the right.
    """

    word: int
    at: int
    end_width: float
    end_spaces: int
    end_glyphs: int
    start_width: float
    start_spaces: int
    start_glyphs: int
    penalty: float
    hyphen: bool
    hang: float
    lead_hang: float
    forced: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A paragraph ready to be broken: station 0 is its start, the last one its end."""

    style: TextStyle
    words: tuple[Word, ...]
    stations: tuple[Station, ...]
    space: float

    @property
    def natural(self) -> float:
        """Width of the whole paragraph on one line."""
        return self.stations[-1].end_width


def typeset_text(text: str, case: str) -> str:
    """The characters as they are shown: soft hyphens gone, capitals where the style says so."""
    text = text.replace("\u00ad", "").replace("\u2060", "")
    return text.upper() if case == "caps" else text


def measure_text(
    runs: Iterable[Run], style: TextStyle, faces: Faces, hyphenator: Hyphenator | None = None
) -> Measured:
    """Words, widths and stations of a paragraph in a style.

    Widths inside a word are taken from the whole word's shaping, so a break through a kerning
    pair is off by that pair's kern (a few hundredths of a point); the set line is exact.
    """
    words = tuple(_words(runs, style, faces))
    space = style.space * style.size + style.tracking
    stations = [Station(0, 0, 0.0, 0, 0, 0.0, 0, 0, 0.0, False, 0.0, _lead(words, style), False)]
    stations.extend(_stations(words, style, faces, hyphenator, space))
    return Measured(style, words, tuple(stations), space)


def _words(runs: Iterable[Run], style: TextStyle, faces: Faces) -> Iterator[Word]:
    pieces: list[Piece] = []
    fresh = True
    for run in runs:
        face = style.faces.pick(run.emphasis, run.strong)
        text = typeset_text(run.text, style.case)
        at = 0
        for match in _SPLIT.finditer(text):
            if match.start() > at:
                pieces.append(Piece(text[at : match.start()], face))
            if pieces:
                joint = match.group()
                joint = joint if joint in ("\n", NBSP) else " "
                if fresh and joint == NBSP and pieces[0].text in ("–", "—"):
                    joint = "fixed"
                yield _word(pieces, joint, style, faces)
                fresh = False
            pieces = []
            at = match.end()
        if at < len(text):
            pieces.append(Piece(text[at:], face))
    if pieces:
        yield _word(pieces, "", style, faces)


def _word(pieces: list[Piece], joint: str, style: TextStyle, faces: Faces) -> Word:
    merged: list[Piece] = []
    for piece in pieces:
        if merged and merged[-1].face == piece.face:
            merged[-1] = Piece(merged[-1].text + piece.text, piece.face)
        else:
            merged.append(piece)
    width, glyphs = 0.0, 0
    for piece in merged:
        shaped = faces[piece.face].shape(piece.text, style.tracking != 0)
        width += sum(g.advance for g in shaped) * style.size + style.tracking * len(shaped)
        glyphs += len(shaped)
    return Word(tuple(merged), width, glyphs, joint)


def _lead(words: tuple[Word, ...], style: TextStyle) -> float:
    if not style.hang or not words:
        return 0.0
    first = words[0].pieces[0].text[:1]
    return _HANG_LEFT.get(first, 0.0) * style.size * 0.4


def _stations(
    words: tuple[Word, ...],
    style: TextStyle,
    faces: Faces,
    hyphenator: Hyphenator | None,
    space: float,
) -> Iterator[Station]:
    width, spaces, glyphs = 0.0, 0, 0
    for index, word in enumerate(words):
        yield from _inner(index, word, (width, spaces, glyphs), style, faces, hyphenator)
        width += word.width
        glyphs += word.glyphs
        last = index == len(words) - 1
        if word.joint in (" ", "\n") or last:
            text = word.pieces[-1].text
            after = words[index + 1] if not last else None
            hang = _hang(text[-1], word.pieces[-1].face, style, faces)
            yield Station(
                index + 1, 0, width, spaces, glyphs,
                width + space, spaces + 1, glyphs + 1,
                _space_penalty(word, after, style), False, hang,
                _lead(words[index + 1 :], style), word.joint == "\n" or last,
            )  # fmt: skip
        width += space
        glyphs += 1
        if word.joint != "fixed":
            spaces += 1


def _space_penalty(word: Word, after: Word | None, style: TextStyle) -> float:
    """Breaks that read badly: after a suspended hyphen, after a one-letter word."""
    text = word.pieces[-1].text
    if text[-1] in "-\u2010" and len(text) > 1:
        return style.own_hyphen_penalty
    if len(text) == 1 and text.isalpha() and after is not None:
        return 15.0
    return 0.0


def _hang(mark: str, face: str, style: TextStyle, faces: Faces) -> float:
    share = _HANG_RIGHT.get(mark, 0.0) if style.hang else 0.0
    return share * faces[face].width(mark) * style.size if share else 0.0


def _inner(
    index: int,
    word: Word,
    before: tuple[float, int, int],
    style: TextStyle,
    faces: Faces,
    hyphenator: Hyphenator | None,
) -> Iterator[Station]:
    """Stations within a word: at its own hyphens, at syllables, and in long addresses."""
    text = "".join(piece.text for piece in word.pieces)
    breaks: dict[int, tuple[float, bool]] = {}
    for match in _OWN_BREAK.finditer(text):
        if match.end() >= 3 and len(text) - match.end() >= 3:
            breaks[match.end()] = (style.own_hyphen_penalty, False)
    if len(text) > 14 and any(c in text for c in "./@_"):
        for match in _LONG_BREAK.finditer(text):
            if 3 <= match.start() <= len(text) - 3:
                breaks.setdefault(match.start(), (style.own_hyphen_penalty, False))
    if style.hyphenate and hyphenator is not None:
        for at, seam in hyphenator.points(text):
            if not _letters_enough(text, at, style):
                continue
            breaks[at] = (_hyphen_penalty(text, at, seam, style), True)
    width, spaces, glyphs = before
    for at in sorted(breaks):
        penalty, hyphen = breaks[at]
        done, count, face = _upto(word, at, style, faces)
        mark = "-" if hyphen else text[at - 1]
        extra = faces[face].width("-") * style.size + style.tracking if hyphen else 0.0
        yield Station(
            index, at, width + done + extra, spaces, glyphs + count + hyphen,
            width + done, spaces, glyphs + count,
            penalty, hyphen, _hang(mark, face, style, faces), 0.0, False,
        )  # fmt: skip


def _letters(text: str, at: int) -> tuple[int, int]:
    return sum(c.isalpha() for c in text[:at]), sum(c.isalpha() for c in text[at:])


def _letters_enough(text: str, at: int, style: TextStyle) -> bool:
    before, after = _letters(text, at)
    return before >= style.hyphen_before and after >= style.hyphen_after


def _hyphen_penalty(text: str, at: int, seam: bool, style: TextStyle) -> float:
    if min(_letters(text, at)) < 3:
        return style.short_penalty
    return style.seam_penalty if seam else style.hyphen_penalty


def _upto(word: Word, at: int, style: TextStyle, faces: Faces) -> tuple[float, int, str]:
    """Width and glyphs of the word's first ``at`` characters, and the face they end in."""
    width, count, left = 0.0, 0, at
    for piece in word.pieces:
        part = piece.text[:left]
        shaped = faces[piece.face].shape(part, style.tracking != 0)
        width += sum(g.advance for g in shaped) * style.size + style.tracking * len(shaped)
        count += len(shaped)
        left -= len(part)
        if left == 0:
            return width, count, piece.face
    return width, count, word.pieces[-1].face
