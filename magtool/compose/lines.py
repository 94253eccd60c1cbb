"""Chosen breaks to set lines: every word with its place, its tracking and its scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from magtool.compose.breaking import TIGHTEST, Breaks
from magtool.compose.measured import NBSP, Measured, Piece, Slot, Station
from magtool.compose.styles import TextStyle
from magtool.page import Glyph, GlyphRun
from magtool.typeface import Face, Faces

_FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Line:
    """One set line. Its runs stand on baseline 0 from the column's left edge.

    Together the runs of a paragraph's lines say all of it: a line ends with the space that
    parts its last word from the next one, or with the soft hyphen that breaking put there.
    """

    runs: tuple[GlyphRun, ...]
    left: float
    right: float
    measure: float


def set_lines(
    text: Measured, breaks: Breaks, slots: Sequence[Slot], faces: Faces
) -> tuple[Line, ...]:
    """The paragraph's lines. The last slot repeats; aligned as the style says."""
    starts = (0, *breaks.ends)
    return tuple(
        _set_line(text, start, end, slots[min(row, len(slots) - 1)], faces)
        for row, (start, end) in enumerate(pairwise(starts))
    )


def _set_line(text: Measured, start: int, end: int, slot: Slot, faces: Faces) -> Line:
    style, size = text.style, text.style.size
    lead_hang, close = text.stations[start].lead_hang, text.stations[end]
    tracked = style.tracking != 0.0
    parts: list[tuple[str, tuple[Glyph, ...], float, int, str, str]] = []
    said = ""
    advance, glyphs, spaces, fixed = 0.0, 0, 0, 0
    for pieces, joint in _words_between(text, start, end):
        for number, (said, key, goal) in enumerate(pieces, 1 - len(pieces)):
            face = faces[key]
            shaped, width = face.shape(said, tracked), face.width(said, tracked) * size
            count, gap = len(shaped), "" if number else joint
            if gap:
                shaped = face.spaced(said, " " if gap == " " else NBSP, tracked)
                spaces += gap != _FIXED
                fixed += gap == _FIXED
            parts.append((key, shaped, width, count, gap, goal))
            advance += width
            glyphs += count
    space = text.space
    natural = advance + glyphs * style.tracking + (spaces + fixed) * space
    slack = slot.width + close.hang + lead_hang - natural
    if close is text.stations[-1]:
        slack -= text.tail
    tracking, scale = style.tracking, 1.0
    if slack < 0 or (style.align == "justify" and not close.forced):
        tracking, scale, space = _spread(style, slack, spaces, glyphs, advance, space)
    x = slot.x - lead_hang
    if style.align == "right":
        x = slot.x + slot.width - min(natural, slot.width)
    left = x
    if parts and close is not text.stations[-1]:
        key, _, width, count, gap, goal = parts[-1]
        parts[-1] = (key, _ended(faces[key], said, close, tracked), width, count, gap, goal)
    runs: list[GlyphRun] = []
    for key, shaped, width, count, gap, goal in parts:
        runs.append(GlyphRun(x, 0.0, key, size, style.ink, shaped, tracking, scale, 0.0, goal))
        x += width * scale + tracking * count
        if gap:
            x += text.space if gap == _FIXED else space
    return Line(tuple(runs), left, x, slot.width)


def _ended(face: Face, said: str, close: Station, tracked: bool) -> tuple[Glyph, ...]:
    """The glyphs of a line's last word, when the paragraph goes on after it."""
    if close.at and not close.hyphen:
        return face.shape(said, tracked)
    return face.ended(said, tracked, broken=close.hyphen)


def _words_between(text: Measured, start: int, end: int) -> Iterator[tuple[Sequence[Piece], str]]:
    """The words, or parts of words, between two stations: pieces and the space after them."""
    a, b = text.stations[start], text.stations[end]
    last = b.word if b.at else b.word - 1
    for index in range(a.word, last + 1):
        word = text.words[index]
        pieces: Sequence[Piece] = word.pieces
        low = a.at if index == a.word else 0
        high = b.at if index == last else 0
        if low or high:
            pieces = list(_cut(pieces, low, high or len(word.text)))
        if index < last:
            yield pieces, word.joint
            continue
        if b.hyphen:
            said, key, goal = pieces[-1]
            pieces = [*pieces[:-1], Piece(said + "-", key, goal)]
        yield pieces, ""


def _cut(pieces: Iterable[Piece], low: int, high: int) -> Iterator[Piece]:
    at = 0
    for said, key, goal in pieces:
        part = said[max(0, low - at) : max(0, high - at)]
        if part:
            yield Piece(part, key, goal)
        at += len(said)


def _spread(
    style: TextStyle, slack: float, spaces: int, glyphs: int, advance: float, space: float
) -> tuple[float, float, float]:
    """Tracking, glyph scale and word space that make the line fill its measure.

    Spaces and letters give in proportion to what they may; what the letters can't take after
    they have given their whole budget falls to the spaces alone.
    """
    per_space = (style.stretch if slack > 0 else style.shrink) * style.size
    letters = glyphs * style.letter_budget * style.size
    widths = advance * style.scale_budget
    total = spaces * per_space + letters + widths
    ratio = slack / total if total > 0 else 0.0
    share = max(-1.0, min(1.0, ratio))
    tracking = style.tracking + share * style.letter_budget * style.size
    scale = 1.0 + share * style.scale_budget
    left = slack - share * (letters + widths)
    if spaces == 0:
        return tracking, scale, space
    if slack < 0:
        # An overfull line keeps its words apart: it is reported, never squeezed to mush.
        left = max(left, -spaces * (per_space + TIGHTEST * style.space * style.size))
    return tracking, scale, space + left / spaces
