"""What was found in a file, and its lines as text: each is written down once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from magtool.edition.recovered import Area, RecoveredBlock
from magtool.extract.articles import Story
from magtool.extract.blocks import Block
from magtool.extract.emphasis import tell_emphasis
from magtool.extract.hyphens import Joining, join_lines, tell_spacing
from magtool.extract.lines import Line
from magtool.extract.mending import mend_text
from magtool.extract.panels import Told
from magtool.extract.styles import Edges, Typography
from magtool.extract.zones import hull
from magtool.page.read import Box, ReadFile, ReadPicture

_EMPHASISED = frozenset(("paragraph", "item", "caption", "standfirst"))
"""Roles in which words are set apart; others are display type, and mix faces for their looks."""
_FLOWING = frozenset(("paragraph", "item"))
"""Roles whose lines end where the measure does. Others' may be ended by hand: no space is there
then, whatever the text has."""
_LABEL = re.compile(r"^(?:\d{1,2}[.)]|[•●■▪▶►·–-])\s+")
"""What stands before an item's words."""
_ALONE = frozenset("AIÅÖO")
"""Letters that are words: after them as a drop cap a space may have stood."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to a story without being in its text. ``role``: "pullquote", "caption",
    "credit", "note", which is read after the text, or "box", whose panel is ``box``."""

    story: Story | None
    role: str
    blocks: tuple[Block, ...]
    confidence: float = 1.0
    box: Box | None = None


@dataclass(slots=True)
class Found:
    """All that was found in a file, before it is written down."""

    read: ReadFile
    name: str
    sha256: str
    type_: Typography
    joining: Joining = field(default_factory=Joining)
    unspaced: set[Line] = field(default_factory=set)
    """Lines of blocks in which no space at a line's end has a meaning, for all that it has one in
    most: text placed in a layout program from elsewhere brings line ends of its own."""
    stories: list[Story] = field(default_factory=list)
    apart: bool = False
    """Whether no two stories share a page. Then what stands in a story's columns, quotes and
    captions, is read where it stands; else it has its place after the text."""
    edges: dict[int, Edges] = field(default_factory=dict)
    cover: list[Block] = field(default_factory=list)
    contents: list[Block] = field(default_factory=list)
    editorial: int = 0
    """The page on which a story stands beside the contents; 0 when there is none."""
    beside: list[Beside] = field(default_factory=list)
    ads: list[tuple[Told, tuple[Block, ...]]] = field(default_factory=list)
    charts: list[tuple[Told, tuple[Block, ...], Story | None]] = field(default_factory=list)
    tables: list[tuple[int, tuple[Line, ...]]] = field(default_factory=list)
    turned: list[Line] = field(default_factory=list)
    furniture: list[tuple[Line, str]] = field(default_factory=list)
    pictures: list[tuple[Story, int, ReadPicture]] = field(default_factory=list)
    shown: list[tuple[int, ReadPicture]] = field(default_factory=list)
    """Pictures on the cover and the contents page, by page."""
    written: dict[int, list[Line]] = field(default_factory=dict)
    """The lines that were written down, by page: each must be, once."""

    def learn_spacing(self, blocks: Iterable[Block]) -> None:
        """Note the lines of blocks that contradict what the document's line ends say."""
        for block in blocks:
            texts = [line.text for line in block.lines]
            if tell_spacing(texts, self.joining.spaced) is False:
                self.unspaced.update(block.lines)

    def note(self, lines: Iterable[Line]) -> int:
        """Note that lines were written down; how many glyphs they have."""
        count = 0
        for line in lines:
            self.written.setdefault(line.page, []).append(line)
            count += len(line.orders)
        return count

    def text(self, lines: Sequence[Line], role: str = "", whole: Sequence[Line] = ()) -> str:
        """The lines as one text, their ends undone. ``whole`` are all lines of the piece that
        they are of, when another program may have made that: an advertisement."""
        joining = self.joining
        silent = role not in _FLOWING and not any(
            line.text[-1:].isspace() for line in whole or lines[:-1]
        )
        if silent or (joining.spaced and not self.unspaced.isdisjoint(lines)):
            joining = replace(joining, spaced=None)
        lines = [line for line in lines if line.words]
        breaks = (not _goes_down(line, after) for line, after in pairwise(lines))
        lasts = {number for number, is_break in enumerate(breaks) if is_break}
        joined = join_lines([_opened(line, joining) for line in lines], joining, lasts)
        return mend_text(joined, joining.words).strip()

    def block(
        self, role: str, lines: Sequence[Line], confidence: float = 1.0, **more: object
    ) -> RecoveredBlock:
        """The lines written down as a block, with ``more`` of its fields."""
        text = self.text(lines, role=role)
        if role == "item":
            text = _LABEL.sub("", text)
        page = lines[0].page
        box = hull(line.box for line in lines if line.page == page)
        made = RecoveredBlock(
            role, text, page, rounded(box), round(confidence, 2), glyphs=self.note(lines),
            pieces=_pieces(lines),
        )  # fmt: skip
        made = replace(made, **more)  # type: ignore[arg-type]
        if role in _EMPHASISED:
            made = replace(made, emphasis=tell_emphasis(lines, made.text))
        return made


def audit(read: ReadFile, found: Found) -> None:
    """Check that every glyph stands in exactly one place; spaces may be left over."""
    for page in read.pages:
        counts = Counter(
            order for line in found.written.get(page.number, ()) for order in line.orders
        )
        twice = [order for order, count in counts.items() if count > 1]
        missing = [
            glyph.order
            for glyph in page.glyphs
            if glyph.order not in counts and not glyph.text.isspace()
        ]
        if twice or missing:
            raise AssertionError(
                f"page {page.number}: {len(missing)} glyphs in no place, {len(twice)} in two"
            )


# --- helpers -----------------------------------------------------------------------------


def rounded(box: Box) -> Area:
    """The box in tenths of a point."""
    left, top, right, bottom = (round(value, 1) for value in box)
    return (left, top, right, bottom)


def _goes_down(above: Line, line: Line) -> bool:
    """Whether the second stands under the first, in the same column."""
    return (
        line.page == above.page
        and line.baseline > above.baseline
        and min(line.right, above.right) > max(line.left, above.left)
    )


def _pieces(lines: Sequence[Line]) -> tuple[tuple[int, Area], ...]:
    """Each column that the lines stand in, when there are several."""
    columns: list[list[Line]] = []
    for line in lines:
        if columns and _goes_down(columns[-1][-1], line):
            columns[-1].append(line)
        else:
            columns.append([line])
    if len(columns) < 2:
        return ()
    return tuple((own[0].page, rounded(hull(line.box for line in own))) for own in columns)


def _opened(line: Line, joining: Joining) -> str:
    """The line's text; a drop cap that is a word of its own gets its space."""
    text = line.text
    if not line.drop or text[:1] not in _ALONE or len(text) < 2:
        return text
    if not text[1].isalpha():
        return f"{text[0]} {text[1:]}" if text[1] in "“”\"'‘(" else text
    rest = re.match(r"\w+", text[1:])
    word, words = rest[0].lower() if rest else "", joining.words
    alone = words.known(word) and not words.known(text[0].lower() + word)
    return f"{text[0]} {text[1:]}" if alone and text[1].islower() else text
