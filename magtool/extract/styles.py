"""What a title's type means: its body text, and how its other styles stand to that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from magtool.extract.lines import Line, Style

_BODY_SHARE = 0.12
"""Of the issue's letters: less is not another body text."""
_SIZES = 0.06
"""How much, relatively, sizes of one role differ."""
_INDENTS = (0.5, 2.7)
"""Ems by which a paragraph's first line stands in."""
_JUSTIFIED = 0.55
"""Share of lines that end where the next does in justified text; a ragged one has few."""
_EVEN, _EVENLY = 0.012, 0.75
"""How much, relatively, steps of one leading differ, and the share of such steps where type stands
evenly: TeX stretches the white between paragraphs alone, others a whole column."""
_INDENTED = 0.03
"""Share of lines that stand in where paragraphs are told by that."""


@cache
def family(name: str) -> str:
    """The font's name without what says its cut: "Minion Pro" of "MinionPro-BoldIt"."""
    return name.partition("-")[0].partition(",")[0].replace(" ", "").lower()


@dataclass(frozen=True, slots=True)
class Typography:
    """The measures of one issue. ``size`` and ``leading`` are the body text's, in points.

    ``bodies`` are the families and sizes of body text, the most frequent first. ``indented``
    says that paragraphs begin with an indent; ``spaced``, that they have white between them;
    ``justified``, that lines are full but for the last of a paragraph.
    """

    size: float
    leading: float
    bodies: tuple[tuple[str, float], ...]
    indented: bool
    spaced: bool
    justified: bool = False
    even: bool = False
    """Whether the steps between lines are so even that the least white more is a paragraph's."""

    def is_body(self, style: Style) -> bool:
        """Whether it is the body text's type, upright and of usual weight, or its italic."""
        if style.bold:
            return False
        name = family(style.name)
        return any(
            name == body and abs(style.size - size) <= _SIZES * size for body, size in self.bodies
        )

    def scale(self, style: Style) -> float:
        """The size beside the body's."""
        return style.size / self.size


def learn_typography(lines: Iterable[Line]) -> Typography:
    """The title's body text and its habits, from all lines that may be text."""
    lines = [line for line in lines if line.angle == 0 and not line.hidden]
    letters: Counter[tuple[str, float]] = Counter()
    for line in lines:
        words = line.words
        if len(words) >= 18 and not line.style.bold:
            letters[family(line.style.name), round(line.size, 1)] += len(words)
    if not letters:
        for line in lines:
            letters[family(line.style.name), round(line.size, 1)] += len(line.words)
    if not letters:
        return Typography(10.0, 12.0, (("", 10.0),), False, False)
    total = letters.total()
    (name, size), _ = letters.most_common(1)[0]
    bodies = [key for key, count in letters.most_common(4) if count >= _BODY_SHARE * total]
    bodies = [key for key in bodies if 0.85 * size <= key[1] <= 1.15 * size]
    body = [
        line
        for line in lines
        if family(line.style.name) == name and abs(line.size - size) < _SIZES * size
    ]
    leading = _leading(body, size)
    indented, spaced = _habits(body, leading, size)
    return Typography(
        size, leading, tuple(bodies), indented, spaced, _is_justified(body), _is_even(body, leading)
    )


def _columns(lines: Sequence[Line]) -> Iterable[list[Line]]:
    """The lines that stand under each other, column by column."""
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        columns.setdefault((line.page, round(line.right / 24)), []).append(line)
    for column in columns.values():
        yield sorted(column, key=lambda line: line.baseline)


def _leading(lines: Sequence[Line], size: float) -> float:
    gaps: Counter[float] = Counter()
    for column in _columns(lines):
        for above, below in pairwise(column):
            gap = below.baseline - above.baseline
            if 0.85 * size < gap < 2 * size:
                gaps[round(gap, 1)] += 1
    return gaps.most_common(1)[0][0] if gaps else 1.2 * size


def _is_justified(lines: Sequence[Line]) -> bool:
    """Whether most lines end at the same place as the one below."""
    level = count = 0
    for column in _columns(lines):
        for above, below in pairwise(column):
            if abs(above.left - below.left) < 1 and below.baseline - above.baseline < 30:
                count += 1
                level += abs(above.right - below.right) < 1.2
    return level > _JUSTIFIED * count


def _is_even(lines: Sequence[Line], leading: float) -> bool:
    """Whether most steps between lines are the leading, to a hundredth."""
    steps = [
        below.baseline - above.baseline
        for column in _columns(lines)
        for above, below in pairwise(column)
    ]
    near = [step for step in steps if 0.8 * leading < step < 1.3 * leading]
    even = sum(abs(step - leading) < _EVEN * leading for step in near)
    return even > _EVENLY * len(near)


def _habits(lines: Sequence[Line], leading: float, size: float) -> tuple[bool, bool]:
    """How paragraphs are told apart: by indents, and by white."""
    indents = spaces = count = 0
    for page in sorted({line.page for line in lines}):
        here = [line for line in lines if line.page == page]
        edges = Edges(here, size)
        indents += sum(edges.is_indented(line) for line in here)
        count += len(here)
    for column in _columns(lines):
        for above, below in pairwise(column):
            gap = below.baseline - above.baseline
            spaces += 1.25 * leading < gap < 2.4 * leading
    return indents > _INDENTED * count, spaces > _INDENTED * count


def _extents(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Left and right of the columns: where lines begin, and the farthest that those reach."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.left):
        if groups and line.left - groups[-1][0].left < 2:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        (group[0].left, sorted(line.right for line in group)[(9 * len(group)) // 10])
        for group in groups
        if len(group) >= 3
    ]


def _after_drop(drop: Line, lines: Sequence[Line]) -> float:
    """Where the lines beside a drop cap begin; 0 when only the first stands there."""
    below = [
        line
        for line in lines
        if line.page == drop.page
        and 0.5 * line.size < line.baseline - drop.baseline < 1.7 * line.size
        and drop.left - 1 < line.left < drop.right
    ]
    left = min((line.left for line in below), default=drop.left)
    return left if left > drop.left + 0.5 * drop.size else 0.0


def _is_beside(line: Line, drop: Line, left: float) -> bool:
    return (
        line.page == drop.page
        and abs(line.left - left) < 1
        and 0 < line.baseline - drop.baseline < 7 * drop.size
    )


class Edges:
    """Where the lines of a page begin, so that an indented one is known."""

    def __init__(self, lines: Iterable[Line], size: float) -> None:
        self._size = size
        self._counts: list[tuple[float, int]] = []
        lines = list(lines)
        self._drops = [
            (line, left) for line in lines if line.drop and (left := _after_drop(line, lines))
        ]
        self._columns = _extents(lines)
        group: list[float] = []
        for left in sorted(line.left for line in lines):
            if group and left - group[-1] > 0.6:
                self._counts.append((group[0], len(group)))
                group = []
            group.append(left)
        if group:
            self._counts.append((group[0], len(group)))

    def right_of(self, line: Line) -> float:
        """Where the column of the line ends on the right."""
        return max(
            (right for left, right in self._columns if left - 1 <= line.left < right),
            key=lambda right: -right,
            default=line.right,
        )

    def is_indented(self, line: Line) -> bool:
        """Whether it stands in beside an edge at which more lines begin."""
        if line.drop or any(_is_beside(line, *drop) for drop in self._drops):
            return False
        own = max(
            (count for left, count in self._counts if left - 0.1 <= line.left <= left + 2),
            default=0,
        )
        least, most = (line.left - ems * self._size for ems in reversed(_INDENTS))
        return any(least <= left <= most and count > own for left, count in self._counts)
