"""Lines of type: what stands on one baseline in one column, and what it says."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from magtool.extract.accents import MARKS
from magtool.extract.mending import fold_small_caps
from magtool.extract.runs import Run
from magtool.page.read import Box, Boxed, ReadFont, ReadGlyph, ReadPage

_WORD_GAP, _BARE_GAP = 0.19, 0.12
"""Ems between letters that make two words, in lines with spaces drawn and without: kerning stays
below .1, and a justified line's narrowest space is about .15."""
_PART_GAP = 0.55
"""Ems within a line of a chart's lettering that part two labels."""
_SOFT = 0.22
"""Ems of a soft hyphen within a line that is a hyphen wrongly named; the others have no ink."""


class Style(NamedTuple):
    """What type looks like: the font's name, its weight, slope, size and colour."""

    name: str
    weight: int
    italic: bool
    size: float
    ink: int

    @property
    def bold(self) -> bool:
        return self.weight >= 600


@dataclass(frozen=True, slots=True)
class Line(Boxed):
    """A line of type. ``text`` has the trailing space that the file draws, if it does.

    ``styles`` are (index into the text, style) where a new one begins; ``style`` is that of most
    letters. ``orders`` are its glyphs. ``angle`` is 0 unless it is turned; ``hidden`` lines are
    never read. ``drop`` says that it begins with a drop cap.
    """

    page: int
    box: Box
    baseline: float
    style: Style
    text: str
    orders: tuple[int, ...]
    styles: tuple[tuple[int, Style], ...] = ()
    angle: float = 0.0
    hidden: bool = False
    drop: bool = False

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def words(self) -> str:
        return self.text.strip()


def write_line(
    page: ReadPage,
    runs: Sequence[Run],
    originals: dict[int, ReadGlyph] | None,
    dashes: Sequence[Box],
    hidden: bool,
) -> Line:
    """The line that runs make. ``originals`` are the glyphs by their order where those of the
    runs were turned level; ``dashes`` are bars one of which may be the line's hyphen."""
    glyphs = sorted((glyph for run in runs for glyph in run.glyphs), key=lambda glyph: glyph.left)
    if len(runs) == 1:
        glyphs = runs[0].glyphs
    text, styles = _written(glyphs, page.fonts)
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    main = _main_look(inked)
    style = style_of(page.fonts[main[0]], main[1], main[2])
    baseline = next(g.y for g in inked if round(g.size, 1) == main[1])
    if originals is not None:
        inked = [originals[glyph.order] for glyph in inked]
        baseline = inked[0].y
    box = (
        min(glyph.left for glyph in inked), min(glyph.top for glyph in inked),
        max(glyph.right for glyph in inked), max(glyph.bottom for glyph in inked),
    )  # fmt: skip
    if dashes and _dash_after(box, baseline, style.size, dashes):
        text = f"{text.rstrip()}-"
    return Line(
        page.number, box, baseline, style, text, tuple(glyph.order for glyph in glyphs),
        styles, inked[0].angle, hidden,
    )  # fmt: skip


def _main_look(glyphs: Sequence[ReadGlyph]) -> tuple[int, float, int]:
    """Font, size in tenths of a point and colour of most glyphs."""
    first = glyphs[0]
    look = (first.font, first.size, first.ink)
    if all((glyph.font, glyph.size, glyph.ink) == look for glyph in glyphs):
        return (first.font, round(first.size, 1), first.ink)
    looks = Counter((glyph.font, round(glyph.size, 1), glyph.ink) for glyph in glyphs)
    return looks.most_common(1)[0][0]


def style_of(font: ReadFont, size: float, ink: int) -> Style:
    return Style(font.name, font.weight, font.italic, size, ink)


def _dash_after(box: Box, baseline: float, size: float, dashes: Sequence[Box]) -> bool:
    """Whether a bar is drawn where the line's hyphen would be."""
    return any(
        -0.1 * size <= left - box[2] <= 0.25 * size
        and 0.1 * size < baseline - (top + bottom) / 2 < 0.5 * size
        for left, top, _, bottom in dashes
    )


# --- what it says ------------------------------------------------------------------------


def _written(
    glyphs: Sequence[ReadGlyph], fonts: Sequence[ReadFont]
) -> tuple[str, tuple[tuple[int, Style], ...]]:
    """The line's text, with a space where words stand apart, and its changes of style."""
    threshold = _space_threshold(glyphs)
    parts: list[str] = []
    styles: list[tuple[int, Style]] = []
    length, after_space = 0, False
    look, drawn, before = None, None, None
    folded = _folded(glyphs)
    for index, glyph in enumerate(glyphs):
        text = folded[index] if folded else glyph.text
        if text == "\u00ad":
            ends = index == len(glyphs) - 1
            text = "-" if ends or glyph.right - glyph.left > _SOFT * glyph.size else ""
        if parts and text in MARKS:
            parts[-1] = unicodedata.normalize("NFC", parts[-1] + text)
            continue
        if text.isspace():
            parts.append(" ")
            length += 1
            after_space = True
            continue
        gap = 0.0 if before is None or after_space else glyph.left - before.right
        if gap > threshold * glyph.size:
            parts.append(" ")
            length += 1
        raw = (glyph.font, glyph.size, glyph.ink)
        if raw != drawn:
            drawn, now = raw, (glyph.font, round(glyph.size, 1), glyph.ink)
            if now != look:
                look = now
                styles.append((length, style_of(fonts[now[0]], now[1], now[2])))
        parts.append(text)
        length += len(text)
        before, after_space = glyph, False
    return "".join(parts), tuple(styles)


def _space_threshold(glyphs: Sequence[ReadGlyph]) -> float:
    """Ems between two glyphs that part words. Letterspaced lines have wider gaps within."""
    gaps: list[float] = []
    right: float | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            right = None
            continue
        if right is not None:
            gaps.append((glyph.left - right) / (glyph.size or 1.0))
        right = glyph.right
    gaps.sort()
    usual = gaps[len(gaps) // 3] if len(gaps) > 2 else 0.0
    if usual >= 0.04:
        return usual + _WORD_GAP
    return _WORD_GAP if len(gaps) < len(glyphs) - 2 else _BARE_GAP


def _folded(glyphs: Sequence[ReadGlyph]) -> list[str] | None:
    """The letters as they were typed where small capitals are drawn as smaller ones."""
    sizes = {round(glyph.size, 1) for glyph in glyphs if glyph.text.isupper()}
    if len(sizes) < 2:
        return None
    full = max(sizes)
    smaller = [
        glyph for glyph in glyphs if glyph.text.isalpha() and 0.6 * full < glyph.size < 0.88 * full
    ]
    if not smaller or any(glyph.text.islower() for glyph in smaller):
        return None
    follows = any(
        before.text.isupper() and before.size >= 0.95 * full and after in smaller[:200]
        for before, after in pairwise(glyphs)
    )
    if not follows:
        return None
    return [fold_small_caps(((glyph.text, glyph.size),), full) for glyph in glyphs]


# --- its parts ---------------------------------------------------------------------------


def part_line(page: ReadPage, line: Line, cuts: Iterable[float]) -> list[Line]:
    """The parts of a level line, cut at those places, where its style changes after a space, and
    where it has a gap wider than words have."""
    glyphs = {glyph.order: glyph for glyph in page.glyphs}
    drawn = sorted((glyphs[order] for order in line.orders), key=lambda glyph: glyph.left)
    parts: list[list[ReadGlyph]] = []
    cuts = tuple(cuts)
    last: ReadGlyph | None = None
    for glyph in drawn:
        if glyph.text.isspace():
            if parts:
                parts[-1].append(glyph)
            continue
        if last is None or _is_parted(last, glyph, cuts):
            parts.append([])
        parts[-1].append(glyph)
        last = glyph
    if len(parts) < 2:
        return [line]
    return [write_line(page, [_run_of(part)], None, (), line.hidden) for part in parts]


def _is_parted(before: ReadGlyph, after: ReadGlyph, cuts: Sequence[float]) -> bool:
    gap = after.left - before.right
    if gap < 0.12 * after.size:
        return False
    other = (before.font, before.ink, round(before.size, 1)) != (
        after.font, after.ink, round(after.size, 1)
    )  # fmt: skip
    between = any(before.right - 1 <= cut <= after.left + 1 for cut in cuts)
    return other or between or gap > _PART_GAP * after.size


def _run_of(glyphs: Sequence[ReadGlyph]) -> Run:
    run = Run(glyphs[0])
    run.glyphs = list(glyphs)
    return run
