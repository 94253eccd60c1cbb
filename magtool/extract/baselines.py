"""Glyphs → lines: what stands on one baseline in one column, read from left to right.

The stream's order is believed within a piece of text only as far as geometry bears it out; a line
is put together by place, so files whose pieces are shuffled read as well as others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from magtool.extract.accents import place_accents
from magtool.extract.columns import find_edges, join_runs, join_stretched
from magtool.extract.doubles import part_doubles
from magtool.extract.dropcaps import put_drop_caps
from magtool.extract.lines import Line, write_line
from magtool.extract.runs import Run, gather_baselines, gather_runs, level_glyph, turn_of
from magtool.page.read import ReadGlyph, ReadPage


def gather_lines(page: ReadPage) -> list[Line]:
    """All lines of a page; each glyph that is not a space stands in exactly one."""
    groups: dict[tuple[bool, int], list[ReadGlyph]] = defaultdict(list)
    for glyph in page.glyphs:
        groups[glyph.hidden, turn_of(glyph) if glyph.angle else 0].append(glyph)
    lines: list[Line] = []
    for hidden, turn in sorted(groups):
        lines += _level_lines(page, groups[hidden, turn], turn, hidden)
    return lines


def _level_lines(
    page: ReadPage, glyphs: Sequence[ReadGlyph], turn: int, hidden: bool
) -> list[Line]:
    """The lines of glyphs that stand in one turn, as if that were level."""
    level = place_accents([level_glyph(glyph, turn) for glyph in glyphs] if turn else glyphs)
    runs = gather_runs(level)
    edges = find_edges([(run.left, run.y) for run in runs if len(run.glyphs) > 4])
    ends = find_edges([(run.right, run.y) for run in runs if len(run.glyphs) > 4])
    upright = [rule for rule in page.rules if rule.upright] if not turn else []
    dashes = page.dashes if not turn else ()
    originals = {glyph.order: glyph for glyph in glyphs} if turn else None
    # In a justified line with wide gaps what is drawn twice would be read in turn.
    once, again = (runs, []) if hidden else part_doubles(runs, Run.text, Run.place)
    lines: list[Line] = []
    for drawn, unseen in ((once, hidden), (again, True)):
        for group in gather_baselines(drawn):
            parts = join_runs(group, edges, upright, drawn)
            for joined in join_stretched(parts, edges, ends, upright):
                if any(not glyph.text.isspace() for run in joined for glyph in run.glyphs):
                    lines.append(write_line(page, joined, originals, dashes, unseen))
    if turn or hidden:
        return lines
    return put_drop_caps(_without_doubles(lines))


def _without_doubles(lines: Sequence[Line]) -> list[Line]:
    """The lines; those that are drawn a second time on the same spot, in other pieces than
    before, are told hidden."""
    lines = sorted(lines, key=lambda line: line.orders[0])
    _, again = part_doubles(
        lines,
        lambda line: (line.words, round(line.size)),
        lambda line: (line.left, line.baseline, line.size),
    )
    double = {line.orders[0] for line in again}
    return [replace(line, hidden=True) if line.orders[0] in double else line for line in lines]
