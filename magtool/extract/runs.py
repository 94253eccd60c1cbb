"""Glyphs → runs: what follows each other on one baseline, without a gap that asks for proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from magtool.extract.accents import ACCENTS
from magtool.page.read import ReadGlyph

_RUN_GAP = 0.75
"""Ems within a line that need no proof."""


class Run:
    """Glyphs of one baseline that follow each other. Its x runs along the line."""

    __slots__ = ("glyphs", "left", "right", "size", "y")

    def __init__(self, glyph: ReadGlyph) -> None:
        self.glyphs = [glyph]
        self.left, self.right = glyph.left, glyph.right
        self.y, self.size = glyph.y, glyph.size

    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs).strip()

    def place(self) -> tuple[float, float, float]:
        """Left, baseline and size."""
        return self.left, self.y, self.size


def gather_runs(glyphs: Sequence[ReadGlyph]) -> list[Run]:
    """The glyphs in the stream's order, parted where the next stands elsewhere."""
    runs: list[Run] = []
    run: Run | None = None
    for glyph in glyphs:
        if run is not None:
            size = run.size
            dy, gap = glyph.y - run.y, glyph.left - run.right
            if (
                -0.36 * size < dy < 0.36 * size
                and (-0.45 * size < gap or run.glyphs[-1].text in ACCENTS)
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
        run = Run(glyph)
        runs.append(run)
    return runs


def gather_baselines(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs of each baseline, from left to right."""
    group: list[Run] = []
    for run in sorted(runs, key=lambda run: (run.y, run.left)):
        if group and run.y - group[0].y > 0.22 * min(run.size, group[0].size) + 0.2:
            yield sorted(group, key=lambda run: run.left)
            group = []
        group.append(run)
    if group:
        yield sorted(group, key=lambda run: run.left)


# --- turned text -------------------------------------------------------------------------


def turn_of(glyph: ReadGlyph) -> int:
    """The quarter turns it stands in; 4 for any other slope."""
    quarters = round(glyph.angle / 90)
    return quarters % 4 if abs(glyph.angle - 90 * quarters) < 3 else 4


def level_glyph(glyph: ReadGlyph, turn: int) -> ReadGlyph:
    """The glyph with the page turned so that its line is level."""
    left, top, right, bottom = glyph.left, glyph.top, glyph.right, glyph.bottom
    if turn == 1:
        return glyph._replace(left=-bottom, right=-top, top=left, bottom=right, y=glyph.x)
    if turn == 3:
        return glyph._replace(left=top, right=bottom, top=-right, bottom=-left, y=-glyph.x)
    if turn == 2:
        return glyph._replace(left=-right, right=-left, top=-bottom, bottom=-top, y=-glyph.y)
    return glyph
