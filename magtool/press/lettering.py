"""Runs of glyphs as operators: each pair of glyph and text has a character code of its own.

reportlab's own TrueType fonts hold one character a code, so a ligature is read back as U+FB01
and a glyph without a character is lost. Here one map leads from code to glyph (CIDToGIDMap)
and another from code to text (ToUnicode), so both are exact whatever the shaper did.

A code is found from the glyph and the text alone, so that pages drawn apart agree on it. The
glyphs of a face fill a small part of the 65,536 codes, so these are cut into planes that have
room for all glyphs each, and the text chooses the plane. Where two texts of one glyph choose
the same on one page, the page gives one of them another code; where they do on two pages, or
the pages no longer agree, `magtool.press.fonts` gives the later page a font dictionary of its
own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter

from magtool.page import SOFT_HYPHEN, Glyph
from magtool.press.numbers import number
from magtool.press.prepared import Code
from magtool.press.truetype import Metrics, read_metrics

Piece = tuple[float, str]
"""Height over the baseline in ems, and the operators that show glyphs at that height."""

_CODES = 0x10000
_SLACK = 0.05
"""Thousandths of an em that a glyph may stand off its place: 0.005 pt at 100 pt."""
_JOINER = "\u2060"
_MOST_WORDS = 50_000
"""Words whose operators a process keeps for each face."""
_LOOK = attrgetter("gid", "text", "dx", "dy", "advance")
_LAST_LOOK = attrgetter("gid", "text", "dx", "dy")


@dataclass(frozen=True, slots=True)
class Shown:
    """A run's operators, a piece for each height over the baseline, and the codes in them."""

    pieces: tuple[Piece, ...]
    codes: tuple[Code, ...]


@lru_cache(maxsize=64)
def common_face(key: str, data: bytes) -> PressFace:
    """The face with the codes that all pages agree on, and the words it has shown so far."""
    return PressFace(read_metrics(key, data))


@dataclass(slots=True)
class PressFace:
    """One face as pages show it. With ``own`` codes it serves one page and parts what clashes."""

    metrics: Metrics
    own: dict[int, tuple[int, str]] | None = None
    _shown: dict[tuple[object, ...], Shown] = field(default_factory=dict)

    def show(self, glyphs: tuple[Glyph, ...]) -> Shown:
        """The operators that show a run's glyphs.

        They are kept for as long as the process lives: a text repeats its words. Justified
        lines share them though their spaces differ, as the last advance is not written.
        """
        key = (*map(_LOOK, glyphs[:-1]), _LAST_LOOK(glyphs[-1]))
        found = self._shown.get(key)
        if found is None:
            if len(self._shown) >= _MOST_WORDS:
                self._shown.clear()
            codes: dict[Code, None] = {}
            pieces = tuple(self._pieces(glyphs, codes))
            found = self._shown[key] = Shown(pieces, tuple(codes))
        return found

    def _pieces(self, glyphs: tuple[Glyph, ...], codes: dict[Code, None]) -> Iterator[Piece]:
        """Glyph codes with the steps between them that the font's own advances don't make.

        The difference between where the glyph belongs and where the reader's pen will stand
        is taken from the run's start, so rounding never adds up. The last advance is not
        written: every run has an origin of its own.
        """
        rise = wanted = pen = 0.0
        last = glyphs[-1]
        if last.text == SOFT_HYPHEN:
            glyphs = (*glyphs[:-1], replace(last, text="-"))
        for span, opening in _spans(glyphs):
            before = opening
            parts: list[str] = []
            for glyph in span:
                gid = glyph.gid
                if glyph.dy != rise:
                    if parts:
                        yield rise, before + _operator(parts)
                        before, parts = "", []
                    rise = glyph.dy
                gap = wanted + 1000 * glyph.dx - pen
                if gap > _SLACK or gap < -_SLACK:
                    step = round(gap, 1)
                    parts.append(f">{number(-step)}<")
                    pen += step
                code = self._code(gid, glyph.text)
                codes[code, gid, str(glyph.text)] = None
                parts.append(f"{code:04X}")
                wanted += 1000 * glyph.advance
                pen += self.metrics.width(gid)
            yield rise, before + _operator(parts) + (" EMC" if opening else "")

    def _code(self, gid: int, text: str) -> int:
        """The pair's code, never 0: that is the face's sign for what it lacks."""
        count = self.metrics.glyph_count
        # Odd, so that capitals that stand for small letters (32 apart) lie in different planes.
        planes = (_CODES // count - 1) | 1
        code = (gid + count * (sum(map(ord, text)) % planes)) % _CODES or 1
        if self.own is None:
            return code
        for _ in range(_CODES):
            if self.own.setdefault(code, (gid, text)) == (gid, text):
                return code
            code = code % (_CODES - 1) + 1
        raise ValueError("a page shows more than 65,535 different glyphs and texts of a face")


def _spans(glyphs: tuple[Glyph, ...]) -> Iterator[tuple[Sequence[Glyph], str]]:
    """The run in one piece, or cut so that clusters of several glyphs stand alone.

    Such a cluster is opened by a marked content that tells its text: pdfium invents a character
    for a glyph that stands for none, as an accent does whose letter tells the text of both.
    """
    for glyph in glyphs:
        if not glyph.text:
            break
    else:
        yield glyphs, ""
        return
    firsts = [index for index, glyph in enumerate(glyphs) if glyph.text or index == 0]
    for start, end in zip(firsts, [*firsts[1:], len(glyphs)], strict=True):
        told = f"/Span <</ActualText <FEFF{utf16(glyphs[start].text)}>>> BDC "
        yield tuple(_shared(glyphs[start:end])), told if end - start > 1 else ""


def _shared(cluster: Sequence[Glyph]) -> Iterator[Glyph]:
    """The cluster's text shared out among its glyphs: each code must stand for something (ISO
    14289-1 §7.21.7). A letter in one character is parted from its accent; what then has no
    text is a joiner, which no reader shows."""
    text, rest = cluster[0].text, len(cluster) - 1
    if len(text) < len(cluster):
        text = unicodedata.normalize("NFD", text)
    told = [*text[:rest], text[rest:]]
    for place, glyph in enumerate(cluster):
        yield replace(glyph, text=(told[place] if place < len(told) else "") or _JOINER)


def _operator(parts: list[str]) -> str:
    """Codes, and steps written as ">step<", as one string or as an array of strings."""
    text = f"<{''.join(parts)}>"
    return f"{text}Tj" if text.count(">") == 1 else f"[{text.removeprefix('<>')}]TJ"


def utf16(text: str) -> str:
    """The text as hexadecimal digits of UTF-16, as text strings in PDF have it."""
    return text.encode("utf-16-be").hex().upper()
