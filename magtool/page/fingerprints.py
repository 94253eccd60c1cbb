"""What a page shows, in 64 hexadecimal digits: the same as long as it prints the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator

from magtool.measure import Ink, Rect
from magtool.page.display import (
    Artwork,
    Fill,
    GlyphRun,
    Op,
    PageLayout,
    Path,
    Picture,
    Rule,
)

_UNSEEN = ("slug",)
"""Roles of what lies outside the bleed and is cut off: it names the sheet, not the page."""
_DigestOf = Callable[[str], str]


def page_fingerprint(
    page: PageLayout, *, files: _DigestOf, faces: _DigestOf, condition: str
) -> str:
    """The sha256 of all that the page shows: its number and size, and every mark in the order of
    painting, to a hundredth of a point.

    ``files`` and ``faces`` give the digest of a picture's or artwork's file and of a face, by the
    names that marks have for them; ``condition`` stands for inks and paper. What can't be seen
    plays no part: how marks are grouped and called, where words lead, how a line is cut into
    runs. Nor do other pages, caches or this program's version.
    """
    sum_ = hashlib.sha256()
    head = ("page", page.number, *map(_point, (page.width, page.height, page.bleed)), condition)
    sum_.update(_line(head))
    for block in page.blocks:
        if block.role not in _UNSEEN:
            for op in block.ops:
                for told in _told(op, files, faces):
                    sum_.update(_line(told))
    return sum_.hexdigest()


def _line(values: Iterable[object]) -> bytes:
    # Every value on its own, by its type and length: "1", 1 and ("1",) can't be taken for another.
    return "".join(f"{type(v).__name__}{len(str(v))}:{v}" for v in values).encode() + b"\n"


def _point(length: float) -> int:
    """Hundredths of a point."""
    return round(length * 100)


def _fine(share: float) -> int:
    """Shares and factors, to a hundred-thousandth."""
    return round(share * 100_000)


def _ink(ink: Ink | None) -> tuple[int, ...]:
    return () if ink is None else tuple(map(_fine, (ink.c, ink.m, ink.y, ink.k)))


def _rect(rect: Rect) -> tuple[int, ...]:
    return tuple(map(_point, (rect.x0, rect.y0, rect.x1, rect.y1)))


def _told(op: Op, files: _DigestOf, faces: _DigestOf) -> Iterator[tuple[object, ...]]:
    match op:
        case GlyphRun():
            yield from _glyphs(op, faces(op.face))
        case Rule():
            ends = map(_point, (op.x0, op.y0, op.x1, op.y1, op.weight))
            yield ("rule", *ends, *_ink(op.ink))
        case Fill():
            yield ("fill", *_rect(op.rect), *_ink(op.ink), _fine(op.opacity))
        case Path():
            outline = [_segment(segment) for segment in op.segments]
            style = (_point(op.weight), tuple(map(_point, op.dashes)))
            yield ("path", *outline, "fill", *_ink(op.fill), "stroke", *_ink(op.stroke), *style)
        case Picture():
            shades = [
                (_point(top), _point(foot), _fine(first), _fine(last))
                for top, foot, first, last in op.shades
            ]
            crop = tuple(map(_fine, op.crop))
            yield ("picture", *_rect(op.rect), files(op.source), crop, *shades)
        case Artwork():
            bleed = _point(op.bleed)
            yield ("artwork", *_rect(op.rect), *_rect(op.clip), files(op.source), bleed)


def _segment(segment: tuple[str | float, ...]) -> tuple[str | int, ...]:
    return (str(segment[0]), *(_point(float(value)) for value in segment[1:]))


def _glyphs(run: GlyphRun, face: str) -> Iterator[tuple[object, ...]]:
    """Each glyph where it stands, so that a line says the same however it is cut into runs;
    blanks show nothing."""
    turn = math.radians(run.angle)
    along, across, at = math.cos(turn), math.sin(turn), 0.0
    look = (face, _point(run.size), _fine(run.scale), _point(run.angle), *_ink(run.ink))
    for glyph in run.glyphs:
        right = at + glyph.dx * run.size * run.scale
        up = glyph.dy * run.size
        at += glyph.advance * run.size * run.scale + run.tracking
        if glyph.text and glyph.text.isspace():
            continue
        x, y = run.x + right * along - up * across, run.y - right * across - up * along
        yield ("glyph", *look, glyph.gid, _point(x), _point(y))
