"""Chosen breaks to set lines: every word with its place, its tracking and its scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from magtool.compose.breaking import Breaks
from magtool.compose.measured import NBSP, Measured, Piece, Slot
from magtool.compose.styles import TextStyle
from magtool.page import Glyph, GlyphRun
from magtool.typeface import Faces


@dataclass(frozen=True, slots=True)
class Line:
    """One set line. Its runs stand on baseline 0 from the column's left edge."""

    runs: tuple[GlyphRun, ...]
    left: float
    right: float
    measure: float


@dataclass(frozen=True, slots=True)
class _Segment:
    pieces: tuple[Piece, ...]
    joint: str
    hyphen: bool


def set_lines(
    text: Measured, breaks: Breaks, slots: Sequence[Slot], faces: Faces
) -> tuple[Line, ...]:
    """The paragraph's lines. The last slot repeats; aligned as the style says."""
    lines: list[Line] = []
    starts = (0, *breaks.ends)
    for row, end in enumerate(breaks.ends):
        slot = slots[min(row, len(slots) - 1)]
        segments = tuple(_segments(text, starts[row], end))
        justify = text.style.align == "justify" and not text.stations[end].forced
        lines.append(
            _set_line(
                segments,
                text.style,
                slot,
                faces,
                justify,
                text.stations[end].hang,
                text.stations[starts[row]].lead_hang,
            )
        )
    return tuple(lines)


def _segments(text: Measured, start: int, end: int) -> Iterator[_Segment]:
    """The words, or parts of words, between two stations."""
    a, b = text.stations[start], text.stations[end]
    last = b.word if b.at else b.word - 1
    for index in range(a.word, last + 1):
        word = text.words[index]
        low = a.at if index == a.word else 0
        high = b.at if index == b.word and b.at else None
        pieces = tuple(_cut(word.pieces, low, high))
        final = index == last
        yield _Segment(pieces, "" if final else word.joint, final and b.hyphen)


def _cut(pieces: tuple[Piece, ...], low: int, high: int | None) -> Iterator[Piece]:
    at = 0
    for piece in pieces:
        stop = len(piece.text) if high is None else min(len(piece.text), high - at)
        part = piece.text[max(0, low - at) : max(stop, 0)]
        if part:
            yield Piece(part, piece.face)
        at += len(piece.text)


def _set_line(
    segments: tuple[_Segment, ...],
    style: TextStyle,
    slot: Slot,
    faces: Faces,
    justify: bool,
    hang: float,
    lead_hang: float,
) -> Line:
    shaped = [_shape(segment, style, faces) for segment in segments]
    glyphs = sum(len(g) for word in shaped for _, g in word)
    advance = sum(g.advance for word in shaped for _, gs in word for g in gs) * style.size
    joints = [segment.joint for segment in segments[:-1]]
    spaces = sum(joint != "fixed" for joint in joints)
    space = style.space * style.size + style.tracking
    natural = advance + glyphs * style.tracking + len(joints) * space
    room = slot.width + hang + lead_hang
    slack = room - natural
    tracking, scale = style.tracking, 1.0
    if justify or slack < 0:
        tracking, scale, space = _spread(style, slack, spaces, glyphs, advance, space)
    x = slot.x - lead_hang
    if not justify and style.align == "right":
        x = slot.x + slot.width - min(natural, slot.width)
    left = x
    runs: list[GlyphRun] = []
    for segment, word in zip(segments, shaped, strict=True):
        for number, (face, gs) in enumerate(word):
            last = number == len(word) - 1
            tail = _space(segment.joint, face, faces) if last else ()
            run = GlyphRun(x, 0.0, face, style.size, style.ink, gs + tail, tracking, scale)
            runs.append(run)
            x += sum(g.advance for g in gs) * style.size * scale + tracking * len(gs)
        fixed = segment.joint == "fixed"
        x += (style.space * style.size if fixed else space) if segment.joint else 0.0
    return Line(tuple(runs), left, x, slot.width)


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
        left = max(left, -spaces * per_space * 1.35)
    return tracking, scale, space + left / spaces


def _shape(
    segment: _Segment, style: TextStyle, faces: Faces
) -> list[tuple[str, tuple[Glyph, ...]]]:
    tracked = style.tracking != 0.0
    out = []
    for number, piece in enumerate(segment.pieces):
        text = piece.text
        if segment.hyphen and number == len(segment.pieces) - 1:
            text += "-"
        out.append((piece.face, faces[piece.face].shape(text, tracked)))
    return out


def _space(joint: str, face: str, faces: Faces) -> tuple[Glyph, ...]:
    """The space as a glyph, so that the page reads back as it was written."""
    if joint in ("", "\n"):
        return ()
    glyph = faces[face].shape(" ")[0]
    return (Glyph(glyph.gid, glyph.advance, 0.0, 0.0, " " if joint == " " else NBSP),)
