"""Glyphs → lines: what stands on one baseline in one column, read from left to right.

The stream's order is believed within a piece of text only as far as geometry bears it out; a line
is put together by place, so files whose pieces are shuffled read as well as others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from magtool.extract.mending import fold_small_caps
from magtool.page.read import Box, ReadFont, ReadGlyph, ReadPage, ReadRule

_WORD_GAP, _BARE_GAP = 0.19, 0.12
"""Ems between letters that make two words, in lines with spaces drawn and without: kerning stays
below .1, and a justified line's narrowest space is about .15."""
_RUN_GAP = 0.75
"""Ems within a line that need no proof."""
_WIDE_GAP = 3.2
"""Ems a justified line may open between two words that follow each other in the stream."""
_EDGE_GAP = 0.42
"""Ems, with a column's left edge within, that tell a gutter from a space."""
_EDGE_LINES = 4
"""Lines that begin at one place, for it to be a column's edge."""
_EDGE_NEAR, _EDGE_THERE = 3.6, 2
"""Ems above or below a line within which so many others begin at the edge, for it to count
there: beside a drop cap lines begin at one place, too."""
_NEAR = 0.8
"""Points within which lines begin at one place."""
_SOFT = 0.22
"""Ems of a soft hyphen within a line that is a hyphen wrongly named; the others have no ink."""
_DROP = 1.7
"""How much larger than the text beside it a letter is to be a drop cap, at least."""
_ACCENTS = frozenset("¨´`ˆ˜˚ˇ¸˝¯")
"""Accents drawn by themselves, under which the letter is drawn then."""
_MARKERS = frozenset("•●■□▪–—-*·›»►▶")


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
class Line:
    """A line of type. ``text`` has the trailing space that the file draws, if it does.

    ``styles`` are (index into the text, style) where a new one begins; ``style`` is that of most
    letters. ``orders`` are its glyphs. ``angle`` is 0 unless it is turned; ``hidden`` and
    ``doubled`` lines are never read. ``drop`` says that it begins with a drop cap.
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
    def left(self) -> float:
        return self.box[0]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def right(self) -> float:
        return self.box[2]

    @property
    def bottom(self) -> float:
        return self.box[3]

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def words(self) -> str:
        return self.text.strip()


def gather_lines(page: ReadPage) -> list[Line]:
    """All lines of a page; each glyph that is not a space stands in exactly one."""
    seen = [glyph for glyph in page.glyphs if not glyph.hidden]
    hidden = [glyph for glyph in page.glyphs if glyph.hidden]
    lines: list[Line] = []
    for turn, glyphs in groupby(sorted(seen, key=_turn), key=_turn):
        lines += _level_lines(page, list(glyphs), turn)
    for turn, glyphs in groupby(sorted(hidden, key=_turn), key=_turn):
        lines += _level_lines(page, list(glyphs), turn, hidden=True)
    return lines


def _turn(glyph: ReadGlyph) -> int:
    """The quarter turns it stands in; 4 for any other slope."""
    quarters = round(glyph.angle / 90)
    return quarters % 4 if abs(glyph.angle - 90 * quarters) < 3 else 4


# --- runs of glyphs ----------------------------------------------------------------------


class _Run:
    """Glyphs of one baseline that follow each other. Its x runs along the line."""

    __slots__ = ("glyphs", "left", "right", "size", "y")

    def __init__(self, glyph: ReadGlyph) -> None:
        self.glyphs = [glyph]
        self.left, self.right = glyph.left, glyph.right
        self.y, self.size = glyph.y, glyph.size

    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs).strip()


def _level_lines(
    page: ReadPage, glyphs: Sequence[ReadGlyph], turn: int, hidden: bool = False
) -> list[Line]:
    level = [_levelled(glyph, turn) for glyph in glyphs] if turn else glyphs
    runs = _runs(level)
    edges = _edges(runs)
    upright = [rule for rule in page.rules if rule.upright] if not turn else []
    dashes = page.dashes if not turn else ()
    originals = {glyph.order: glyph for glyph in glyphs} if turn else None
    lines = []
    for group in _baselines(runs):
        for joined in _joined(group, edges, upright):
            if any(not glyph.text.isspace() for run in joined for glyph in run.glyphs):
                lines.append(_line(page, joined, originals, dashes, hidden))
    if not turn and not hidden:
        lines = _undoubled(lines)
        lines = _with_drop_caps(lines)
    return lines


def _levelled(glyph: ReadGlyph, turn: int) -> ReadGlyph:
    """The glyph with the page turned so that its line is level."""
    left, top, right, bottom = glyph.left, glyph.top, glyph.right, glyph.bottom
    if turn == 1:
        return glyph._replace(left=-bottom, right=-top, top=left, bottom=right, y=glyph.x)
    if turn == 3:
        return glyph._replace(left=top, right=bottom, top=-right, bottom=-left, y=-glyph.x)
    if turn == 2:
        return glyph._replace(left=-right, right=-left, top=-bottom, bottom=-top, y=-glyph.y)
    return glyph


def _runs(glyphs: Sequence[ReadGlyph]) -> list[_Run]:
    runs: list[_Run] = []
    run: _Run | None = None
    for glyph in glyphs:
        if run is not None:
            size = run.size
            dy, gap = glyph.y - run.y, glyph.left - run.right
            if (
                -0.36 * size < dy < 0.36 * size
                and (-0.45 * size < gap or run.glyphs[-1].text in _ACCENTS)
                and gap < _RUN_GAP * min(size, glyph.size)
                and 0.45 * size < glyph.size < 1.65 * size
            ):
                run.glyphs.append(glyph)
                if glyph.right > run.right:
                    run.right = glyph.right
                if glyph.size > size and dy * dy < 0.01:
                    run.size = glyph.size
                continue
        if glyph.text.isspace():
            if run is not None and abs(glyph.y - run.y) < 1:
                run.glyphs.append(glyph)  # a trailing space that is drawn far off
            continue
        run = _Run(glyph)
        runs.append(run)
    return runs


_Edge = tuple[float, tuple[float, ...]]
"""Where lines begin, and their heights."""


def _edges(runs: Sequence[_Run]) -> list[_Edge]:
    """Where columns begin: places at which several lines do."""
    starts = sorted((run.left, run.y) for run in runs if len(run.glyphs) > 4)
    edges: list[_Edge] = []
    first = 0
    for index in range(1, len(starts) + 1):
        if index == len(starts) or starts[index][0] - starts[index - 1][0] > _NEAR / 2:
            lines = {round(y) for _, y in starts[first:index]}
            if len(lines) >= _EDGE_LINES:
                edges.append((starts[first][0], tuple(sorted(lines))))
            first = index
    return edges


def _baselines(runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    """The runs of each baseline, from left to right."""
    group: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.y, run.left)):
        if group and run.y - group[0].y > 0.22 * min(run.size, group[0].size) + 0.2:
            yield sorted(group, key=lambda run: run.left)
            group = []
        group.append(run)
    if group:
        yield sorted(group, key=lambda run: run.left)


def _joined(
    runs: Sequence[_Run], edges: Sequence[_Edge], upright: Sequence[ReadRule]
) -> list[list[_Run]]:
    """The runs of one baseline as lines of different columns."""
    lines: list[list[_Run]] = []
    for run in runs:
        if lines and _goes_on(lines[-1][-1], run, edges, upright):
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _goes_on(
    before: _Run, after: _Run, edges: Sequence[_Edge], upright: Sequence[ReadRule]
) -> bool:
    gap, em = after.left - before.right, min(before.size, after.size)
    larger = max(before.size, after.size)
    if gap < -0.45 * em or larger > 1.65 * em:
        return False
    if larger > 1.2 * em and (gap > _EDGE_GAP * em or abs(after.y - before.y) > 0.5):
        return False
    if gap > 2 and any(
        before.right - 1 <= rule.box[0] <= after.left + 1
        and rule.box[1] <= after.y <= rule.box[3] + 2
        for rule in upright
    ):
        return False
    if _is_marker(before, after):
        return gap < 4 * em
    if gap > _EDGE_GAP * em:
        reach = before.right + 0.3 * em
        if any(
            reach < edge < after.left + _NEAR
            and sum(abs(y - after.y) < _EDGE_NEAR * em for y in heights) >= _EDGE_THERE
            for edge, heights in edges
        ):
            return False
    follows = after.glyphs[0].order == before.glyphs[-1].order + 1
    return gap < (_WIDE_GAP if follows else 1.0) * em


def _is_marker(before: _Run, after: _Run) -> bool:
    """Whether it is an item's bullet or number, which stands apart from its text."""
    text = before.text()
    if len(text) > 3 or not text:
        return False
    if text in _MARKERS:
        return True
    if text[-1] in ".)" and text[:-1].isdigit():
        return True
    following = after.text()[:1]
    return text.isdigit() and (following.isalpha() or following in "“”\"'–(")


# --- lines -------------------------------------------------------------------------------


def _line(
    page: ReadPage,
    runs: Sequence[_Run],
    originals: dict[int, ReadGlyph] | None,
    dashes: Sequence[Box],
    hidden: bool,
) -> Line:
    glyphs = sorted((glyph for run in runs for glyph in run.glyphs), key=lambda glyph: glyph.left)
    if len(runs) == 1:
        glyphs = runs[0].glyphs
    text, styles = _written(glyphs, page.fonts)
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    main = Counter((glyph.font, round(glyph.size, 1), glyph.ink) for glyph in inked).most_common(1)[
        0
    ][0]
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


def style_of(font: ReadFont, size: float, ink: int) -> Style:
    return Style(font.name, font.weight, font.italic, size, ink)


def _dash_after(box: Box, baseline: float, size: float, dashes: Sequence[Box]) -> bool:
    """Whether a bar is drawn where the line's hyphen would be."""
    return any(
        -0.1 * size <= left - box[2] <= 0.25 * size
        and 0.1 * size < baseline - (top + bottom) / 2 < 0.5 * size
        for left, top, _, bottom in dashes
    )


def _written(
    glyphs: Sequence[ReadGlyph], fonts: Sequence[ReadFont]
) -> tuple[str, tuple[tuple[int, Style], ...]]:
    """The line's text, with a space where words stand apart, and its changes of style."""
    threshold = _space_threshold(glyphs)
    parts: list[str] = []
    styles: list[tuple[int, Style]] = []
    length, look, before = 0, None, None
    folded = _folded(glyphs)
    for index, glyph in enumerate(glyphs):
        text = folded[index] if folded else glyph.text
        if text == "\u00ad":
            ends = index == len(glyphs) - 1
            text = "-" if ends or glyph.right - glyph.left > _SOFT * glyph.size else ""
        if text.isspace():
            text = " "
        elif before is not None:
            if not before.text.isspace() and glyph.left - before.right > threshold * glyph.size:
                parts.append(" ")
                length += 1
            now = (glyph.font, round(glyph.size, 1), glyph.ink)
        if not text.isspace():
            now = (glyph.font, round(glyph.size, 1), glyph.ink)
            if now != look:
                look = now
                styles.append((length, style_of(fonts[now[0]], now[1], now[2])))
        parts.append(text)
        length += len(text)
        before = glyph
    return "".join(parts), tuple(styles)


def _space_threshold(glyphs: Sequence[ReadGlyph]) -> float:
    """Ems between two glyphs that part words. Letterspaced lines have wider gaps within."""
    gaps = [
        (after.left - before.right) / (after.size or 1.0)
        for before, after in pairwise(glyphs)
        if not (before.text.isspace() or after.text.isspace())
    ]
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


def _undoubled(lines: Sequence[Line]) -> list[Line]:
    """The lines; those that are drawn a second time on the same spot are told hidden."""
    seen: dict[tuple[str, int], list[Line]] = defaultdict(list)
    told: list[Line] = []
    for line in sorted(lines, key=lambda line: line.orders[0]):
        key = (line.words, round(line.size))
        near = 0.2 * line.size
        double = any(
            abs(other.left - line.left) < near and abs(other.baseline - line.baseline) < near
            for other in seen[key]
        )
        told.append(_hidden(line) if double else line)
        if not double:
            seen[key].append(line)
    return told


def _hidden(line: Line) -> Line:
    return Line(
        line.page, line.box, line.baseline, line.style, line.text, line.orders, line.styles,
        line.angle, True, line.drop,
    )  # fmt: skip


# --- drop caps ---------------------------------------------------------------------------


def _with_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """The lines; a drop cap is put before the line that goes on with its word."""
    caps = [line for line in lines if not line.hidden and _may_drop(line)]
    rest = [line for line in lines if line not in caps]
    for cap in caps:
        found = _beside(cap, rest)
        if found is None:
            rest.append(cap)
        else:
            rest[rest.index(found)] = _dropped(cap, found)
    return rest


def _may_drop(line: Line) -> bool:
    words = line.words
    return len(words) <= 2 and any(letter.isupper() or letter.isdigit() for letter in words)


def _beside(cap: Line, lines: Sequence[Line]) -> Line | None:
    """The line that the drop cap begins: the topmost of two or more that stand beside it."""
    height = 0.72 * cap.size
    beside = [
        line
        for line in lines
        if not line.hidden
        and line.size * _DROP < cap.size
        and -0.12 * cap.size <= line.left - cap.right <= 0.75 * cap.size
        and cap.baseline - height - 0.9 * line.size < line.baseline - 0.5 * line.size
        and line.baseline <= cap.baseline + 0.5 * line.size
        and len(line.words) > 3
    ]
    if not beside:
        return None
    first = min(beside, key=lambda line: line.baseline)
    same = [line for line in beside if abs(line.size - first.size) < 0.1 * first.size]
    below = any(
        line.left < cap.right
        and abs(line.size - first.size) < 0.1 * first.size
        and 0 < line.baseline - cap.baseline < 2.2 * first.size
        and line.right > cap.right
        for line in lines
    )
    return first if len(same) > 1 or below else None


def _dropped(cap: Line, line: Line) -> Line:
    """The line with its drop cap. Whether a space parts them is told where words are known."""
    letter = cap.words
    box = (cap.left, min(line.top, cap.top), line.right, max(line.bottom, cap.baseline))
    styles = tuple((start + len(letter) if start else 0, style) for start, style in line.styles)
    return Line(
        line.page, box, line.baseline, line.style, letter + line.text.lstrip(),
        cap.orders + line.orders, styles, line.angle, False, True,
    )  # fmt: skip
