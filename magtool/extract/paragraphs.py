"""Blocks in reading order → paragraphs, joined over columns and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from magtool.extract.blocks import Block, is_item
from magtool.extract.lines import Line
from magtool.extract.styles import Edges, Typography
from magtool.extract.vocabulary import HYPHENS
from magtool.page.read import Box

_SPACED = 1.27
"""Of the leading: a wider step is white between paragraphs."""
_WHITER = 1.035
"""Of the leading: a step that tells a paragraph where all others are even. TeX stretches the white
between paragraphs by as little as a twentieth of the leading."""
_SPEECH = re.compile(r"^[–—-]\s+\S")
_NOTE = re.compile(r"^\[\d{1,3}\]\s")
"""What begins an entry of notes or of a bibliography."""
SENTENCE = re.compile(r"[.!?:…][”\"’')\]]*$|[”\"]$")
"""How a sentence ends, said or not."""


@dataclass(slots=True)
class Paragraph:
    """Lines of one role that are read as one, where they stand, and how sure their joins are."""

    role: str
    lines: list[Line] = field(default_factory=list)
    confidence: float = 1.0


def gather_paragraphs(
    blocks: Sequence[Block],
    type_: Typography,
    edges: dict[int, Edges],
    barriers: Mapping[int, Sequence[Box]],
) -> list[Paragraph]:
    """The paragraphs of one story's running text.

    ``barriers`` are what stands in columns and interrupts them (quotes, boxes, pictures): under
    them a paragraph may go on.
    """
    made: list[Paragraph] = []
    above: Line | None = None
    for block in blocks:
        for line in block.lines:
            paragraph = made[-1] if made else None
            if paragraph is None or paragraph.role != block.role or above is None:
                new = True
            elif block.role != "body":
                new = _parts(above, line, block)
            else:
                new = _begins(above, line, paragraph, type_, edges, barriers)
            if new or paragraph is None:
                made.append(Paragraph(block.role, [line], block.confidence))
            else:
                paragraph.lines.append(line)
            above = line
    return made


def _hangs(item: Paragraph, first: Line, line: Line) -> bool:
    """Whether a line stands where the item's lines under its first do."""
    if line.left <= first.left + 3:
        return False
    below = [other for other in item.lines[1:] if other.page == line.page]
    return not below or abs(below[0].left - line.left) < 3 or not is_done(item.lines[-1])


def _parts(above: Line, line: Line, block: Block) -> bool:
    """Whether two lines of a heading, standfirst or byline are two of them."""
    if line.page != above.page or line.baseline < above.baseline:
        return block.role not in ("standfirst", "headline")
    if line.baseline - above.baseline > 2.2 * line.size:
        return True
    if block.role != "standfirst" or not is_done(above):
        return False
    first = line.words.split(None, 1)[0]
    width = (line.right - line.left) * (len(first) + 4) / max(1, len(line.words))
    return above.right + width < block.right


def is_done(line: Line) -> bool:
    return bool(SENTENCE.search(line.words))


def _begins(
    above: Line,
    line: Line,
    paragraph: Paragraph,
    type_: Typography,
    edges: dict[int, Edges],
    barriers: Mapping[int, Sequence[Box]],
) -> bool:
    """Whether a paragraph begins with the line."""
    text = line.words
    if is_item(text) or _NOTE.match(text) or line.drop:
        return True
    done = is_done(above)
    if _SPEECH.match(text) and done:
        return True
    if above.words[-1:] in HYPHENS:
        return False
    same = line.page == above.page and line.baseline > above.baseline and _is_under(line, above)
    if is_item(paragraph.lines[0].words):
        first = next(other for other in paragraph.lines if other.page == above.page)
        hangs = _hangs(paragraph, first, line) if same else not done
        if hangs and line.baseline - above.baseline < 1.6 * type_.leading:
            return False
        if same and line.left < first.left - 3:
            return True
        if not same:
            return done and not text[:1].islower()
    indented = edges[line.page].is_indented(line)
    step = line.baseline - above.baseline
    short = type_.justified and above.right < _local_right(paragraph, line, same) - 0.3 * type_.size
    whiter = same and type_.even and step > _WHITER * type_.leading
    if whiter and _ends_quotation(paragraph, line, type_):
        return True
    if whiter and step < _SPACED * type_.leading and (done or short) and not text[:1].islower():
        return True
    if same and step > _SPACED * type_.leading:
        if not _is_barred(above, line, barriers.get(line.page, ())):
            return done or step > 2 * type_.leading or indented
        same = False
    if not done and same and abs(line.left - above.left) < 1:
        indented = False  # all lines of a quotation stand in
    if type_.indented and indented:
        return done or not same or text[:1].isupper() or not text[:1].isalpha()
    if not done or text[:1].islower():
        return False
    if type_.justified:
        return short
    if type_.indented or (same and type_.spaced):
        return False
    return _has_room(above, line, edges[above.page].right_of(above), type_)


def _ends_quotation(paragraph: Paragraph, line: Line, type_: Typography) -> bool:
    """Whether the lines above stand in, and this one does not."""
    above = [other for other in paragraph.lines[-2:] if other.page == line.page]
    return len(above) == 2 and all(
        0.5 * type_.size < other.left - line.left < 5 * type_.size and not other.drop
        for other in above
    )


def _local_right(paragraph: Paragraph, line: Line, same: bool) -> float:
    """How far lines reach here, where something may stand in the column: as far as those about."""
    above = paragraph.lines[-1]
    reach = [other.right for other in paragraph.lines[-2:-1] if _is_above(other, above)]
    if same:
        reach.append(line.right)
    return min(reach, default=above.right)


def _is_above(one: Line, other: Line) -> bool:
    return one.page == other.page and 0 < other.baseline - one.baseline < 3 * one.size


def _is_under(line: Line, above: Line) -> bool:
    return min(line.right, above.right) - max(line.left, above.left) > 0


def _is_barred(above: Line, line: Line, barriers: Sequence[Box]) -> bool:
    """Whether something stands between the two lines of a column."""
    return any(
        box[1] < line.baseline - 0.5 * line.size
        and box[3] > above.baseline
        and min(box[2], line.right) - max(box[0], line.left) > 0
        for box in barriers
    )


def _has_room(above: Line, line: Line, right: float, type_: Typography) -> bool:
    """Whether the next line's first word could have stood on the line above, and does not."""
    first = line.words.split(None, 1)[0]
    width = (line.right - line.left) * (len(first) + 1) / max(1, len(line.words))
    return above.right + width < right - 0.3 * type_.size
