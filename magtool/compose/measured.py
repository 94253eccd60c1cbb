"""A paragraph measured once: words, their widths and every place a line may end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from magtool.compose.styles import TextStyle
from magtool.edition import Run
from magtool.typeface import Faces, Hyphenator

NBSP = "\u00a0"
_FIXED = "\u202f\u2007"
_SPLIT = re.compile(r"[ \t]+|\n|\u00a0")
_OWN_BREAK = re.compile(r"(?<=[^\W_])(?:[-\u2010]|[–—/])(?=[^\W_])")
_MARK = re.compile(r"[-\u2010–—/._@?&=]")
_LONG_BREAK = re.compile(r"(?<=[./_@?&=-])(?=\w)")

_AFTER_ONE_LETTER = 80.0
# How much of a mark's width may hang in the margin: right, then left.
_HANG_RIGHT = {"-": 0.5, ",": 0.5, ".": 0.5, "”": 0.4, "’": 0.4, ":": 0.25, ";": 0.25, "–": 0.2}
_HANG_LEFT = {"”": 0.4, "’": 0.4, "“": 0.4}


@dataclass(frozen=True, slots=True)
class Slot:
    """One line's room: offset from the column's left edge and measure, in points."""

    x: float
    width: float


class Piece(NamedTuple):
    """Characters of one face within a word, and where they lead. A tuple: an issue has ten
    thousand words."""

    text: str
    face: str
    goal: str = ""


class Word(NamedTuple):
    """What stands between two spaces. ``joint`` is the space after it.

    " " may stretch and break, NBSP may stretch, "\n" ends the line, "" ends the paragraph;
    "fixed" is the space after a dialogue dash, which does neither.
    """

    pieces: tuple[Piece, ...]
    width: float
    glyphs: int
    joint: str

    @property
    def text(self) -> str:
        return (
            self.pieces[0].text if len(self.pieces) == 1 else "".join(p.text for p in self.pieces)
        )


class Station(NamedTuple):
    """A place where a line may end: after ``word``, or within it at character ``at``.

    The ``end_*`` sums describe all that stands before the line end, the ``start_*`` sums all
    that is gone when the next line begins: natural width in points, spaces, and glyphs (those
    of spaces not counted). ``hang`` is how far the last mark may stand out to the right,
    ``lead_hang`` how far the next line's first may to the left.
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

    def widened(self, points: float) -> Station:
        """The station with so much more before it: room for a mark after the last word."""
        return self._replace(end_width=self.end_width + points)


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

    @property
    def tail(self) -> float:
        """Room kept after the last word (`Station.widened`)."""
        end = self.stations[-1]
        return end.end_width + self.space - end.start_width


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
    return Measured(
        style,
        words,
        tuple(_stations(words, style, faces, hyphenator if style.hyphenate else None)),
        style.space * style.size + style.tracking,
    )


def _words(runs: Iterable[Run], style: TextStyle, faces: Faces) -> Iterator[Word]:
    pieces: list[Piece] = []
    fresh = True
    for run in runs:
        face = style.faces.pick(run.emphasis, run.strong)
        text = typeset_text(run.text, style.case)
        at = 0
        for match in _SPLIT.finditer(text):
            start = match.start()
            if start > at:
                pieces.append(Piece(text[at:start], face, run.link))
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
            pieces.append(Piece(text[at:], face, run.link))
    if pieces:
        yield _word(pieces, "", style, faces)


def _word(pieces: list[Piece], joint: str, style: TextStyle, faces: Faces) -> Word:
    if len(pieces) > 1:
        pieces = [
            Piece("".join(piece.text for piece in same), *look)
            for look, same in groupby(pieces, key=lambda piece: piece[1:])
        ]
    width, glyphs, tracked = 0.0, 0, style.tracking != 0
    for text, key, _ in pieces:
        face = faces[key]
        width += face.width(text, tracked) * style.size
        glyphs += len(face.shape(text, tracked))
    return Word(tuple(pieces), width + style.tracking * glyphs, glyphs, joint)


def _stations(
    words: tuple[Word, ...], style: TextStyle, faces: Faces, hyphenator: Hyphenator | None
) -> Iterator[Station]:
    space = style.space * style.size + style.tracking
    width, spaces, glyphs = 0.0, 0, 0
    lead = _lead(words[0], style) if words else 0.0
    yield Station(0, 0, 0.0, 0, 0, 0.0, 0, 0, 0.0, False, 0.0, lead, False)
    for index, word in enumerate(words):
        inner = _inner(word.text, style, hyphenator)
        for at, penalty, hyphen in inner:
            done, count, hang, mark = _cut(word, at, hyphen, style, faces)
            done += width
            count += glyphs
            yield Station(
                index, at, done + mark, spaces, count + hyphen, done, spaces, count,
                penalty, hyphen, hang, 0.0, False,
            )  # fmt: skip
        width += word.width
        glyphs += word.glyphs
        joint = word.joint
        if joint != NBSP and joint != "fixed":
            last = index == len(words) - 1
            after = None if last else words[index + 1]
            yield Station(
                index + 1, 0, width, spaces, glyphs, width + space, spaces + 1, glyphs,
                _space_penalty(word, after, style), False, _hang(word.pieces[-1], style, faces),
                _lead(after, style) if after else 0.0, last or joint == "\n",
            )  # fmt: skip
        width += space
        spaces += joint != "fixed"


def _lead(word: Word, style: TextStyle) -> float:
    share = _HANG_LEFT.get(word.pieces[0].text[0]) if style.hang else None
    return share * style.size * 0.4 if share else 0.0


def _space_penalty(word: Word, after: Word | None, style: TextStyle) -> float:
    """Breaks that read badly: after a suspended hyphen, after a one-letter word."""
    text = word.pieces[-1].text
    if text[-1] in "-\u2010" and len(text) > 1:
        return style.own_hyphen_penalty
    if len(text) == 1 and text.isalpha() and after is not None:
        return _AFTER_ONE_LETTER
    return 0.0


def _hang(piece: Piece, style: TextStyle, faces: Faces) -> float:
    mark = piece.text[-1]
    share = _HANG_RIGHT.get(mark) if style.hang else None
    return share * faces[piece.face].width(mark) * style.size if share else 0.0


def _inner(
    text: str, style: TextStyle, hyphenator: Hyphenator | None
) -> list[tuple[int, float, bool]]:
    """Breaks within a word: at its own hyphens, at syllables, and in long addresses.

    Each as (character, penalty, whether a hyphen is added).
    """
    breaks: dict[int, tuple[int, float, bool]] = {}
    if len(text) > 5 and _MARK.search(text):
        own = style.own_hyphen_penalty
        ends = [match.end() for match in _OWN_BREAK.finditer(text)]
        if len(text) > 14 and any(c in text for c in "./@_"):
            ends += [match.start() for match in _LONG_BREAK.finditer(text)]
        breaks = {at: (at, own, False) for at in ends if 3 <= at <= len(text) - 3}
    if hyphenator is not None:
        for at, seam, before, after in hyphenator.points(text):
            if before < style.hyphen_before or after < style.hyphen_after:
                continue
            penalty = style.seam_penalty if seam else style.hyphen_penalty
            if before < 3 or after < 3:
                penalty = style.short_penalty
            breaks[at] = (at, penalty, True)
    return [breaks[at] for at in sorted(breaks)] if breaks else []


def _cut(
    word: Word, at: int, hyphen: bool, style: TextStyle, faces: Faces
) -> tuple[float, int, float, float]:
    """Of a word broken at ``at``: width and glyphs of what stands before the break (without
    the hyphen), how far its last mark may hang, and the width of the hyphen put there.
    """
    tracked, width, count, left = style.tracking != 0, 0.0, 0, at
    for text, key, _ in word.pieces:
        face = faces[key]
        if left <= len(text):
            break
        width += face.width(text, tracked)
        count += len(face.shape(text, tracked))
        left -= len(text)
    done, more = face.upto(text, left, tracked)
    count += more
    width = (width + done) * style.size + count * style.tracking
    if hyphen:
        mark = face.width("-") * style.size
        return width, count, _HANG_RIGHT["-"] * mark * style.hang, mark + style.tracking
    return width, count, _hang(Piece(text[:left], key), style, faces), 0.0
