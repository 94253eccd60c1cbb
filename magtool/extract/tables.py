"""Tables, and charts without a panel: rows of short cells that stand in line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from magtool.extract.lines import Line
from magtool.extract.styles import Typography

_ROWS = 3
_CELLS = 3
_SHORT = 26
"""Letters of a cell: columns of running text are longer."""


_SHARE = re.compile(r"(?:^|\s)\d{1,3}(?:[.,]\d+)?\s?%$")
_LABEL = 60


def part_figures(lines: Sequence[Line], type_: Typography) -> tuple[list[list[Line]], list[Line]]:
    """Labels with their percentages that stand in the page's running text, each group with the
    question above it, and the lines that are in none."""
    small = [line for line in lines if len(line.words) < _LABEL and not type_.is_body(line.style)]
    rows = [
        row
        for share in sorted(small, key=lambda line: (line.baseline, line.left))
        if _SHARE.search(share.words) and (row := _row(share, small))
    ]
    groups: list[list[list[Line]]] = []
    for row in rows:
        for group in groups:
            above = group[-1]
            step = row[0].baseline - above[0].baseline
            if 0.5 * row[0].size < step < 2.2 * row[0].size and _starts(row, above):
                group.append(row)
                break
        else:
            groups.append([row])
    found: list[list[Line]] = []
    rest = list(lines)
    for group in (group for group in groups if len(group) > 1):
        found.append(_with_question([line for row in group for line in row], rest, type_))
        rest = [line for line in rest if line not in found[-1]]
    return found, rest


def _row(share: Line, lines: Sequence[Line]) -> list[Line]:
    """A percentage with the label to its left; empty without one."""
    if share.words[0].isalpha():
        return [share]
    labels = [
        line
        for line in lines
        if line is not share
        and abs(line.baseline - share.baseline) < 0.35 * share.size
        and 0 < share.left - line.right + 1 < 30 * share.size
        and abs(line.size - share.size) < 1
        and line.words[0].isalpha()
    ]
    return [max(labels, key=lambda line: line.right), share] if labels else []


def _starts(row: Sequence[Line], above: Sequence[Line]) -> bool:
    return abs(min(line.left for line in row) - min(line.left for line in above)) < 3


def _with_question(group: Sequence[Line], lines: Sequence[Line], type_: Typography) -> list[Line]:
    """The group with the heading that stands right above it, line by line."""
    made = list(group)
    left, top = min(line.left for line in group), min(line.top for line in group)
    size = group[0].size
    for line in sorted(lines, key=lambda line: -line.baseline):
        near = 0 <= top - line.baseline + 0.3 * line.size < 1.1 * type_.leading
        same = abs(line.left - left) < 3 and abs(line.size - size) < 0.3 * size
        if line not in made and near and same and not type_.is_body(line.style):
            made.append(line)
            top = line.top
    return made


def part_tables(lines: Sequence[Line], type_: Typography) -> tuple[list[list[Line]], list[Line]]:
    """The tables of a page, and the lines that are in none."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.baseline):
        if rows and line.baseline - rows[-1][0].baseline < 0.3 * type_.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    tables: list[list[list[Line]]] = []
    last: list[Line] | None = None
    for row in rows:
        cells = _cells(row)
        if len(cells) < _CELLS or len(cells) < len(row):
            last = None
            continue
        if last is not None and _in_line(last, cells):
            tables[-1].append(cells)
        else:
            tables.append([cells])
        last = cells
    kept = [table for table in tables if len(table) >= _ROWS and _figures(table)]
    found = [[cell for row in table for cell in row] for table in kept]
    taken = {line for table in found for line in table}
    return found, [line for line in lines if line not in taken]


def _cells(row: Sequence[Line]) -> list[Line]:
    return sorted((line for line in row if len(line.words) <= _SHORT), key=lambda line: line.left)


def _in_line(above: Sequence[Line], row: Sequence[Line]) -> bool:
    """Whether most cells begin, end or are centred under those of the row above."""
    matches = sum(
        any(
            min(abs(cell.left - other.left), abs(cell.right - other.right),
                abs(cell.left + cell.right - other.left - other.right) / 2) < 2
            for other in above
        )
        for cell in row
    )  # fmt: skip
    return matches >= 0.7 * len(row) and len(row) >= len(above) - 1


def _figures(table: Sequence[Sequence[Line]]) -> bool:
    """Whether the cells after the first column are mostly figures."""
    cells = [cell.words for row in table[1:] for cell in row[1:]]
    return sum(any(map(str.isdigit, cell)) for cell in cells) > 0.6 * len(cells)
