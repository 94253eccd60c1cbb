"""Runs of one baseline → lines of different columns, parted by gutters.

A gap may be a space of a justified line or a gutter between columns: what stands above and below
it tells, and so does where lines begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from magtool.extract.runs import Run
from magtool.page.read import ReadRule

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
_STRETCHED = 0.05
"""How much, relatively, the gaps of one stretched line differ."""
_MARKERS = frozenset("•●■□▪–—-*·›»►▶")
"""What stands before an item, apart from its text."""
Edge = tuple[float, tuple[float, ...]]
"""Where lines begin, and their heights."""


def find_edges(starts: Sequence[tuple[float, float]]) -> list[Edge]:
    """Where columns begin, or end: places at which several lines do."""
    starts = sorted(starts)
    edges: list[Edge] = []
    first = 0
    for index in range(1, len(starts) + 1):
        if index == len(starts) or starts[index][0] - starts[index - 1][0] > _NEAR / 2:
            lines = {round(y) for _, y in starts[first:index]}
            if len(lines) >= _EDGE_LINES:
                edges.append((starts[first][0], tuple(sorted(lines))))
            first = index
    return edges


def join_runs(
    group: Sequence[Run],
    edges: Sequence[Edge],
    upright: Sequence[ReadRule],
    runs: Sequence[Run],
) -> list[list[Run]]:
    """The runs of one baseline as lines of different columns; ``runs`` are all."""
    lines: list[list[Run]] = []
    for run in group:
        if lines and _fits_within(lines[-1][-1], run):
            lines[-1].insert(-1, run)
        elif lines and _goes_on(lines[-1], run, edges, upright, runs):
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _fits_within(around: Run, run: Run) -> bool:
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
    line: Sequence[Run],
    after: Run,
    edges: Sequence[Edge],
    upright: Sequence[ReadRule],
    runs: Sequence[Run],
) -> bool:
    """Whether a run is of the same line: a wide gap must be shown to be none between columns."""
    before = line[-1]
    gap, em = after.left - before.right, min(before.size, after.size)
    larger = max(before.size, after.size)
    if gap < -0.45 * em or larger > 1.65 * em:
        return False
    if larger > 1.2 * em and (gap > _EDGE_GAP * em or abs(after.y - before.y) > 0.5):
        return False
    if gap > 2 and _is_ruled(upright, before.right - 1, after.left + 1, after.y):
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


def _is_ruled(upright: Sequence[ReadRule], left: float, right: float, y: float) -> bool:
    """Whether a rule stands between two places of a line."""
    return any(
        left <= rule.box[0] <= right and rule.box[1] <= y <= rule.box[3] + 2 for rule in upright
    )


def _find_lane(before: Run, after: Run, runs: Sequence[Run]) -> bool | None:
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


def _ends_word(line: Sequence[Run]) -> bool:
    """Whether the last run stands close behind another: a line's hyphen drawn by itself."""
    return len(line) > 1 and line[-1].left - line[-2].right < 0.2 * line[-1].size


def _is_marker(before: Run, after: Run) -> bool:
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


# --- lines with too few words ------------------------------------------------------------


def join_stretched(
    lines: list[list[Run]],
    edges: Sequence[Edge],
    ends: Sequence[Edge],
    upright: Sequence[ReadRule],
) -> list[list[Run]]:
    """The lines of one baseline; the words of a justified line that has too few are one: it fills
    its column, and all of its gaps are the same ("[13]      IkeWiki      (http://ikewiki.")."""
    told: list[list[Run]] = []
    while lines:
        count = next(
            (n for n in range(len(lines), 2, -1) if _is_stretched(lines[:n], edges, ends)), 1
        )
        runs = [run for line in lines[:count] for run in line]
        if _is_ruled(upright, runs[0].right, runs[-1].left, runs[0].y):
            count, runs = 1, lines[0]
        told.append(runs)
        lines = lines[count:]
    return told


def _is_stretched(
    lines: Sequence[Sequence[Run]], edges: Sequence[Edge], ends: Sequence[Edge]
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
