"""Boxes and advertisements, paragraph by paragraph: their titles, labels, items and columns."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace

from magtool.edition.recovered import RecoveredBlock
from magtool.extract.blocks import Block, is_item
from magtool.extract.found import Beside, Found
from magtool.extract.lines import Line
from magtool.extract.paragraphs import is_done

_METHOD = re.compile(r"undersökning|metod|så gjorde|survey|method", re.IGNORECASE)
"""What the title of a box says that tells how figures were found."""
_GUTTER = 0.6
"""Ems between the columns of a box."""
_NUMERAL = re.compile(r"^(?:\d{1,3}(?:[ \u00a0]\d{3})*|\d+[.,]\d+)(?:[ \u00a0]?[^\s\d]{1,4})?$")
"""A figure with its unit: 2 500, 4,5 %."""


def write_box(found: Found, beside: Beside, number: int) -> list[RecoveredBlock]:
    """A box: its title, its items and paragraphs."""
    groups = list(box_groups(beside.blocks))
    title = " ".join(line.words for line in groups[0]) if groups else ""
    items = sum(is_item(group[0].words) for group in groups)
    kind = "method" if _METHOD.search(title) and not items else "factbox"
    made = []
    named = 1 if _is_labelled(groups) else 0
    for index, lines in enumerate(groups):
        role = "item" if is_item(lines[0].words) else "paragraph"
        if index < named:
            role = "label"
        elif index == named and role == "paragraph" and len(groups) > 1 and len(title) < 100:
            role = "box-title"
            lines = [_without_icon(lines[0]), *lines[1:]]
        made.append(found.block(role, lines, beside.confidence, box=number, box_role=kind))
    return made


def _is_labelled(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether a box's title stands second, in larger type, under a word that only names it."""
    if len(groups) < 3 or len(groups[0]) > 1:
        return False
    label, title = groups[0][0], groups[1]
    short = len(label.words) < 30 and len(" ".join(line.words for line in title)) < 100
    return short and title[0].style.bold and title[0].size > 1.2 * label.size


def _without_icon(line: Line) -> Line:
    """The line without a white letter on a patch that stands before its words: an icon."""
    if len(line.styles) < 2:
        return line
    (_, first), (start, after), *_ = line.styles
    icon = first.ink == 0xFFFFFF != after.ink and len(line.text[:start].strip()) == 1
    return replace(line, text=line.text[start:], styles=()) if icon else line


# --- paragraphs --------------------------------------------------------------------------


def box_groups(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """The lines of a box or an advertisement, paragraph by paragraph."""
    pairs = _numbered(blocks)
    taken = [other for beside in pairs.values() for other in beside]
    counted = {id(blocks[place]): beside for place, beside in pairs.items()}
    blocks = [block for block in blocks if not any(block is other for other in taken)]
    lanes = _lanes(blocks)
    for block in sorted(blocks, key=lambda block: (bisect(lanes, block.left), block.top)):
        group: list[Line] = []
        for line in block.lines:
            if group and (is_item(line.words) or _turns(group, line)):
                yield group
                group = []
            group.append(line)
        for other in counted.get(id(block), ()):
            group += other.lines
        if group:
            yield group


def _numbered(blocks: Sequence[Block]) -> dict[int, list[Block]]:
    """By the place of a large figure among the blocks: what it counts, beside it."""
    pairs: dict[int, list[Block]] = {}
    for place, block in enumerate(blocks):
        if len(block.lines) > 1 or not _NUMERAL.match(block.words):
            continue
        beside = [
            other
            for other in blocks
            if other.left > block.right
            and min(other.bottom, block.bottom) - max(other.top, block.top) > 2
            and other.style.size < 0.9 * block.style.size
        ]
        if beside:
            pairs[place] = sorted(beside, key=lambda other: other.left)
    return pairs if len(pairs) > 1 else {}


def _lanes(blocks: Sequence[Block]) -> list[float]:
    """Where the columns after the first begin: right of what is white from top to bottom."""
    lanes: list[float] = []
    reach = None
    for block in sorted(blocks, key=lambda block: block.left):
        if reach is not None and block.left - reach > _GUTTER * block.style.size:
            lanes.append(block.left)
        reach = block.right if reach is None else max(reach, block.right)
    return lanes


def _turns(group: Sequence[Line], line: Line) -> bool:
    above = group[-1]
    if above.style.bold != line.style.bold or abs(above.size - line.size) > 0.3:
        return True
    hanging = is_item(group[0].words) and line.left > group[0].left + 2
    return not hanging and is_done(above) and line.baseline - above.baseline > 1.38 * line.size
