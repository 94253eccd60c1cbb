"""A column of notices: label bar, room for a picture, short items parted by thin rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from magtool.compose import Slot, break_lines, set_lines
from magtool.edition import Article, Paragraph
from magtool.layout.boxes.stacking import BoxSetting
from magtool.layout.kit import Kit
from magtool.layout.setting import Lines, block, one_line, set_paragraph
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, Rule

_HEAD = "H4"
_BODY = "body"
_LABEL = "notice-label"
_LABEL_INSET_MM = 2.4
_RULE_INK = "linje"
_RULE_WEIGHT = 0.5

_TOP_LINES = 2
"""From the column's top to the picture's."""
_PICTURE_LINES = 2
"""From the picture's foot (a baseline) to the first notice's head."""
_GAP_LINES = 3
"""From one notice's last line to the next one's head; the rule is a line under the first."""


@dataclass(frozen=True, slots=True)
class _Passage:
    role: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class _Notice:
    passages: tuple[_Passage, ...]

    @property
    def count(self) -> int:
        return sum(passage.lines.count for passage in self.passages)


def notices_lines(kit: Kit, article: Article, width: float) -> int:
    """Grid lines that all but the picture takes, the label bar and the air included.

    A column ``height`` high is filled by a picture of ``height - lines * leading`` points.
    """
    above = _TOP_LINES + _PICTURE_LINES - 1 if article.images else _TOP_LINES
    return above + _text_lines(_read(kit, article, width))


def _text_lines(notices: Sequence[_Notice]) -> int:
    return sum(n.count for n in notices) + (_GAP_LINES - 1) * max(len(notices) - 1, 0)


def set_notices(
    kit: Kit, article: Article, width: float, height: float, owner: str, picture_height: float
) -> BoxSetting:
    """The column; its top is the cap top of a grid line, and all its text stands on the grid.

    ``holes`` is the picture's place if ``picture_height`` is over 0. Lines that are left over
    go one by one between the notices, from the last upwards; more than that is a fault.
    """
    line = kit.grid.leading
    notices = _read(kit, article, width)
    holes: tuple[Rect, ...] = ()
    first = _TOP_LINES + 1
    if picture_height > 0:
        hole = Rect(0.0, _TOP_LINES * line, width, _TOP_LINES * line + picture_height)
        holes = (hole,)
        first = math.ceil((hole.y1 - kit.grid.cap) / line - 0.01) + _PICTURE_LINES
    last = math.floor((height - kit.grid.cap) / line + 0.01)
    spare = last - (first + _text_lines(notices) - 1)
    blocks = _bar(kit, article, width, owner)
    at = first
    for number, notice in enumerate(notices):
        if number:
            at += _GAP_LINES - 1
            y = kit.grid.cap + (at - _GAP_LINES + 1) * line
            rule = Rule(0.0, y, width, y, _RULE_WEIGHT, kit.inks[_RULE_INK])
            at += 1 if len(notices) - number <= spare else 0
            blocks.append(block("rule", owner, [rule]))
        for passage in notice.passages:
            ops = passage.lines.at(0.0, kit.grid.cap + at * line)
            blocks.append(block(passage.role, owner, ops))
            at += passage.lines.count
    return BoxSetting(tuple(blocks), height, _faults(article, notices, spare), holes)


def _faults(article: Article, notices: Sequence[_Notice], spare: int) -> tuple[str, ...]:
    faults = []
    left = spare - max(len(notices) - 1, 0)
    if spare < 0:
        faults.append(f"the notices ”{article.title}” are {-spare} lines too long for their column")
    elif left > 0:
        faults.append(f"the notices ”{article.title}” leave {left} lines of their column empty")
    if any(passage.lines.overfull for notice in notices for passage in notice.passages):
        faults.append(f"the notices ”{article.title}” have a word wider than their column")
    return tuple(faults)


def _bar(kit: Kit, article: Article, width: float, owner: str) -> list[Block]:
    """The label: the headline in white on a bar in the accent."""
    style = kit.styles[_LABEL]
    bar = kit.mark("notice_bar")
    cap = kit.faces.cap_height(style.faces.regular, style.size)
    words = one_line(kit, article.title, _LABEL, mm_to_pt(_LABEL_INSET_MM), (bar + cap) / 2)
    return [
        block("box-ground", owner, [Fill(Rect(0.0, 0.0, width, bar), kit.accent)]),
        block("headline", owner, words),
    ]


def _read(kit: Kit, article: Article, width: float) -> list[_Notice]:
    """The article's text by notice: each begins at its subhead."""
    groups: list[list[Paragraph]] = []
    for paragraph in article.paragraphs:
        if paragraph.role == "subhead" or not groups:
            groups.append([])
        groups[-1].append(paragraph)
    return [_Notice(tuple(_set(kit, group, width))) for group in groups]


def _set(kit: Kit, group: Sequence[Paragraph], width: float) -> list[_Passage]:
    passages = []
    for number, paragraph in enumerate(group):
        if paragraph.role == "subhead":
            passages.append(_Passage("subhead", set_paragraph(kit, paragraph.runs, _HEAD, width)))
            continue
        opens = number == 0 or group[number - 1].role == "subhead"
        passages.append(_Passage(paragraph.role, _justified(kit, paragraph, width, opens)))
    return passages


def _justified(kit: Kit, paragraph: Paragraph, width: float, opens: bool) -> Lines:
    """Running text in the body style; the first paragraph of a notice has no indent."""
    text = kit.measured(paragraph.runs, _BODY)
    indent = 0.0 if opens else text.style.indent
    slots = (Slot(indent, width - indent), Slot(0.0, width))
    options = break_lines(text, slots)
    if not options:
        return Lines((), 0, kit.grid.leading, 0.0)
    breaks = options[min(options, key=lambda count: options[count].cost)]
    ops = tuple(
        replace(run, y=row * kit.grid.leading)
        for row, line in enumerate(set_lines(text, breaks, slots, kit.faces))
        for run in line.runs
    )
    return Lines(ops, breaks.lines, kit.grid.leading, width, breaks.overfull)
