"""Glyphs → lines: what stands on one baseline in one column, read from left to right.

The stream's order is believed within a piece of text only as far as geometry bears it out; a line
is put together by place, so files whose pieces are shuffled read as well as others.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from magtool.extract.mending import fold_small_caps
from magtool.page.read import Box, ReadFont, ReadGlyph, ReadPage, ReadRule

_WORD_GAP, _BARE_GAP = 0.19, 0.12
"""Ems between letters that make two words, in lines with spaces drawn and without: kerning stays
below .1, and a justified line's narrowest space is about .15."""
_RUN_GAP = 0.75
"""Ems within a line that need no proof."""
_PART_GAP = 0.55
"""Ems within a line of a chart's lettering that part two labels."""
_WIDE_GAP = 3.2
"""Ems a justified line may open between two words that follow each other in the stream."""
_ABOUT = 2.8
"""Ems above and below a line within which others show whether a gap is a gutter."""
_LANE = 0.7
"""Ems of white between columns, at least."""
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
_SPOT = 0.2
"""Ems within which the same words are drawn on one spot: a bold that is made by drawing twice
moves by .03, a shadow by .1."""
_ACCENTS = frozenset("¨´`ˆ˜˚ˇ¸˝¯")
"""Accents drawn by themselves, under which the letter is drawn then."""
_COMBINING = {
    "¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "˚": "\u030a",
    "ˇ": "\u030c", "¸": "\u0327", "˝": "\u030b", "¯": "\u0304",
}  # fmt: skip
_MARKS = frozenset(_COMBINING.values())
_STRETCHED = 0.05
"""How much, relatively, the gaps of one stretched line differ."""
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
    groups: dict[tuple[bool, int], list[ReadGlyph]] = defaultdict(list)
    for glyph in page.glyphs:
        groups[glyph.hidden, _turn(glyph) if glyph.angle else 0].append(glyph)
    lines: list[Line] = []
    for hidden, turn in sorted(groups):
        lines += _level_lines(page, groups[hidden, turn], turn, hidden)
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
    if any(glyph.text in _COMBINING for glyph in level):
        level = _accented(level)
    runs = _runs(level)
    edges = _edges([(run.left, run.y) for run in runs if len(run.glyphs) > 4])
    ends = _edges([(run.right, run.y) for run in runs if len(run.glyphs) > 4])
    upright = [rule for rule in page.rules if rule.upright] if not turn else []
    dashes = page.dashes if not turn else ()
    originals = {glyph.order: glyph for glyph in glyphs} if turn else None
    lines = []
    runs, again = (runs, []) if hidden else _drawn_again(runs)
    for drawn, unseen in ((runs, hidden), (again, True)):
        for group in _baselines(drawn):
            parts = _joined(group, edges, upright, drawn)
            for joined in _unstretched(parts, edges, ends, upright):
                if any(not glyph.text.isspace() for run in joined for glyph in run.glyphs):
                    lines.append(_line(page, joined, originals, dashes, unseen))
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


def _accented(glyphs: Sequence[ReadGlyph]) -> list[ReadGlyph]:
    """The glyphs; an accent drawn over a letter, however far off in the stream (TeX draws it
    before its letter, distilled files at a line's end), follows that letter as combining."""
    over: dict[int, list[ReadGlyph]] = defaultdict(list)
    for accent in glyphs:
        if accent.text in _COMBINING and (letter := _under(accent, glyphs)) is not None:
            over[letter.order].append(accent)
    placed = {accent.order for accents in over.values() for accent in accents}
    told: list[ReadGlyph] = []
    for glyph in glyphs:
        if glyph.order in placed:
            continue
        accents = over.get(glyph.order)
        if not accents:
            told.append(glyph)
            continue
        told.append(glyph._replace(text={"ı": "i", "ȷ": "j"}.get(glyph.text, glyph.text)))
        middle = (glyph.left + glyph.right) / 2
        told += [
            accent._replace(text=_COMBINING[accent.text], left=middle, right=glyph.right, y=glyph.y)
            for accent in accents
        ]
    return told


def _under(accent: ReadGlyph, glyphs: Sequence[ReadGlyph]) -> ReadGlyph | None:
    """The letter over whose middle an accent is drawn, with which it makes one of a language."""
    middle = (accent.left + accent.right) / 2
    for letter in glyphs:
        width = letter.right - letter.left
        if (
            letter.text.isalpha()
            and abs(letter.y - accent.y) < 0.3 * letter.size
            and abs(letter.size - accent.size) < 0.1 * letter.size
            and abs(middle - (letter.left + letter.right) / 2) < 0.25 * width
        ):
            base = {"ı": "i", "ȷ": "j"}.get(letter.text, letter.text)
            composed = unicodedata.normalize("NFC", base + _COMBINING[accent.text])
            if len(composed) == 1:
                return letter
    return None


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


def _drawn_again(runs: Sequence[_Run]) -> tuple[list[_Run], list[_Run]]:
    """The runs, and apart those that are drawn a second time on the same spot: in a justified
    line with wide gaps the two would be read in turn."""
    places: dict[str, list[_Run]] = defaultdict(list)
    once: list[_Run] = []
    again: list[_Run] = []
    for run in runs:
        others = places[run.text()]
        near = _SPOT * run.size
        if any(abs(o.left - run.left) < near and abs(o.y - run.y) < near for o in others):
            again.append(run)
        else:
            others.append(run)
            once.append(run)
    return once, again


_Edge = tuple[float, tuple[float, ...]]
"""Where lines begin, and their heights."""


def _edges(starts: Sequence[tuple[float, float]]) -> list[_Edge]:
    """Where columns begin, or end: places at which several lines do."""
    starts = sorted(starts)
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
    group: Sequence[_Run],
    edges: Sequence[_Edge],
    upright: Sequence[ReadRule],
    runs: Sequence[_Run],
) -> list[list[_Run]]:
    """The runs of one baseline as lines of different columns; ``runs`` are all."""
    lines: list[list[_Run]] = []
    for run in group:
        if lines and _fits_within(lines[-1][-1], run):
            lines[-1].insert(-1, run)
        elif lines and _goes_on(lines[-1], run, edges, upright, runs):
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _fits_within(around: _Run, run: _Run) -> bool:
    """Whether a short word stands in a space of another run: drawn later, as where a file draws
    all of one font before the next."""
    if run.left >= around.right or run.right > around.right or run.size > 1.2 * around.size:
        return False
    slack = 0.1 * run.size
    return all(
        glyph.right <= run.left + slack or glyph.left >= run.right - slack
        for glyph in around.glyphs
        if not glyph.text.isspace()
    )


def _goes_on(
    line: Sequence[_Run],
    after: _Run,
    edges: Sequence[_Edge],
    upright: Sequence[ReadRule],
    runs: Sequence[_Run],
) -> bool:
    before = line[-1]
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
    if _is_marker(before, after) and not _ends_word(line):
        return gap < 4 * em
    if gap > _EDGE_GAP * em:
        reach = before.right + 0.3 * em
        if any(
            reach < edge < after.left + _NEAR
            and sum(abs(y - after.y) < _EDGE_NEAR * em for y in heights) >= _EDGE_THERE
            for edge, heights in edges
        ):
            return False
    if gap < em:
        return True
    if gap > _WIDE_GAP * em:
        return False
    first, last = after.glyphs[0], before.glyphs[-1]
    if first.thread == last.thread:
        return True
    lane = _find_lane(before, after, runs)
    return lane is not True if first.order == last.order + 1 else lane is False


def _find_lane(before: _Run, after: _Run, runs: Sequence[_Run]) -> bool | None:
    """Whether the lines above and below leave a lane of white in the gap, as a gutter does; None
    where there are too few to tell."""
    em = min(before.size, after.size)
    about = sorted(
        (glyph.left, glyph.right, round(glyph.y))
        for run in runs
        if 0.5 * em < abs(run.y - after.y) < _ABOUT * em
        and run.size < 1.2 * em
        and run.right > before.right
        and run.left < after.left + 3 * em
        for glyph in run.glyphs
        if glyph.right > before.right and not glyph.text.isspace()
    )
    # Over a column's first line one may run across: each side is asked by itself.
    sides = ([ink for ink in about if ink[2] < after.y], [ink for ink in about if ink[2] > after.y])
    if not any(_is_white(side, before.right, after.left, _LANE * em) for side in sides if side):
        return False if about else None
    # Under a river lines go on where they happen to; over a gutter they begin at one place.
    begin = {y: left for left, _, y in reversed(about) if left > after.left - em}
    return any(abs(one - other) < _NEAR for one, other in combinations(begin.values(), 2)) or None


def _is_white(
    inked: Sequence[tuple[float, float, int]], left: float, right: float, lane: float
) -> bool:
    """Whether ink, from left to right, leaves a lane free between two places."""
    reach = left
    for start, end, _ in inked:
        if min(start, right) - reach > lane:
            return True
        reach = max(reach, end)
    return right - reach > lane


def _unstretched(
    lines: list[list[_Run]],
    edges: Sequence[_Edge],
    ends: Sequence[_Edge],
    upright: Sequence[ReadRule],
) -> list[list[_Run]]:
    """The lines of one baseline; the words of a justified line that has too few are one: it fills
    its column, and all of its gaps are the same ("[13]      IkeWiki      (http://ikewiki.")."""
    told: list[list[_Run]] = []
    while lines:
        count = next(
            (n for n in range(len(lines), 2, -1) if _is_stretched(lines[:n], edges, ends)), 1
        )
        runs = [run for line in lines[:count] for run in line]
        if any(
            runs[0].right < rule.box[0] < runs[-1].left
            and rule.box[1] <= runs[0].y <= rule.box[3] + 2
            for rule in upright
        ):
            count, runs = 1, lines[0]
        told.append(runs)
        lines = lines[count:]
    return told


def _is_stretched(
    lines: Sequence[Sequence[_Run]], edges: Sequence[_Edge], ends: Sequence[_Edge]
) -> bool:
    """Whether single words, drawn one after the other, fill a column with like gaps."""
    words = [run for line in lines for run in line]
    texts = [run.text() for run in words]
    gaps = [after.left - before.right for before, after in pairwise(words)]
    return (
        len(words) == len(lines)
        and max(gaps) - min(gaps) < _STRETCHED * max(gaps)
        and not any(" " in text for text in texts)
        and sum(any(map(str.isalpha, text)) for text in texts) > 0.5 * len(texts)
        and all(
            0 < after.glyphs[0].order - before.glyphs[-1].order < 3
            for before, after in pairwise(words)
        )
        and any(abs(edge - words[0].left) < _NEAR for edge, _ in edges)
        and any(abs(end - words[-1].right) < _NEAR for end, _ in ends)
    )


def _ends_word(line: Sequence[_Run]) -> bool:
    """Whether the last run stands close behind another: a line's hyphen drawn by itself."""
    return len(line) > 1 and line[-1].left - line[-2].right < 0.2 * line[-1].size


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
    return [_line(page, [_run_of(part)], None, (), line.hidden) for part in parts]


def _is_parted(before: ReadGlyph, after: ReadGlyph, cuts: Sequence[float]) -> bool:
    gap = after.left - before.right
    if gap < 0.12 * after.size:
        return False
    other = (before.font, before.ink, round(before.size, 1)) != (
        after.font, after.ink, round(after.size, 1)
    )  # fmt: skip
    between = any(before.right - 1 <= cut <= after.left + 1 for cut in cuts)
    return other or between or gap > _PART_GAP * after.size


def _run_of(glyphs: Sequence[ReadGlyph]) -> _Run:
    run = _Run(glyphs[0])
    run.glyphs = list(glyphs)
    return run


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
    length, after_space = 0, False
    look, drawn, before = None, None, None
    folded = _folded(glyphs)
    for index, glyph in enumerate(glyphs):
        text = folded[index] if folded else glyph.text
        if text == "\u00ad":
            ends = index == len(glyphs) - 1
            text = "-" if ends or glyph.right - glyph.left > _SOFT * glyph.size else ""
        if parts and text in _MARKS:
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


def _undoubled(lines: Sequence[Line]) -> list[Line]:
    """The lines; those that are drawn a second time on the same spot are told hidden."""
    seen: dict[tuple[str, int], list[Line]] = defaultdict(list)
    told: list[Line] = []
    for line in sorted(lines, key=lambda line: line.orders[0]):
        key = (line.words, round(line.size))
        near = _SPOT * line.size
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
