"""Stories grown from their headlines: over columns and pages, with what stands beside them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from magtool.extract.blocks import Block
from magtool.extract.paragraphs import is_done
from magtool.extract.reading import Cell, Item, order_items
from magtool.extract.roles import JUMP_FROM, JUMP_ON, Finder, is_name, squeeze
from magtool.extract.styles import Typography
from magtool.extract.zones import has_middle, hull
from magtool.page.read import Box, ReadPage

_TEXT = frozenset(("body", "subhead", "byline", "standfirst", "question"))
_UNDER = 3.2
"""Leadings between the parts of one head."""


@dataclass(slots=True, eq=False)
class Story:
    """A story while it grows. ``kind`` as in RecoveredArticle; ``flow`` in reading order."""

    kind: str = "story"
    head: Block | None = None
    kickers: list[Block] = field(default_factory=list)
    standfirsts: list[Block] = field(default_factory=list)
    bylines: list[Block] = field(default_factory=list)
    flow: list[Block] = field(default_factory=list)
    repeated: list[Block] = field(default_factory=list)
    """Its headline again, over its carry-overs."""
    notice: bool = False
    jumps_to: int = 0
    """The page on which a jump line says that it goes on."""
    confidence: float = 1.0

    @property
    def title(self) -> str:
        return self.head.words if self.head else ""

    def last_page(self) -> int:
        pages = [block.page for block in (*self.flow, *self.standfirsts)]
        if self.head:
            pages.append(self.head.page)
        return max(pages, default=0)

    def is_open(self) -> bool:
        """Whether its text stops in the middle of a sentence, or before it began."""
        running = [block for block in self.flow if block.role == "body"]
        if running:
            return not is_done(running[-1].lines[-1])
        return True


@dataclass(slots=True)
class Head:
    """A headline with what stands above and below it."""

    block: Block
    kickers: list[Block]
    standfirsts: list[Block]
    bylines: list[Block]

    @property
    def box(self) -> Box:
        parts = (self.block, *self.kickers, *self.standfirsts, *self.bylines)
        return hull(block.box for block in parts)


@dataclass(slots=True)
class Placed:
    """Which story each item of a cell belongs to."""

    cell: Cell
    owners: list[tuple[Item, Story]]


@dataclass(slots=True)
class Grown:
    """The stories of an issue, and whose each part of its pages is.

    ``before`` is the story that a page begins with: it goes on from the page before.
    """

    stories: list[Story] = field(default_factory=list)
    places: dict[int, list[Placed]] = field(default_factory=dict)
    before: dict[int, Story | None] = field(default_factory=dict)
    last: Story | None = None
    """The story that was read last."""

    def is_apart(self) -> bool:
        """Whether no two stories share a page."""
        return all(
            len({id(story) for each in placed for _, story in each.owners}) < 2
            for placed in self.places.values()
        )

    def owner(self, page: int, box: Box, after: bool = False) -> Story | None:
        """Whose part of the page the box stands in; ``after``: a picture above a headline is
        the headline's, a box above it is the story's before."""
        placed = [each for each in self.places.get(page, ()) if each.owners]
        if not placed:
            return self.before.get(page) or (self.stories[-1] if self.stories else None)
        here = next((each for each in placed if has_middle(each.cell.box, box)), None)
        if here is None:
            here = min(placed, key=lambda each: _distance(each.cell.box, box))
        middle = (box[1] + box[3]) / 2
        above = [story for item, story in here.owners if item.box[1] <= middle]
        if above:
            return above[-1]
        first, story = here.owners[0]
        if first.head and not after and box[3] <= first.box[1] + 2:
            tops = [item.box[1] for each in placed for item, _ in each.owners]
            if box[1] <= min(tops):
                return self.before.get(page) or story
            index = placed.index(here)
            return placed[index - 1].owners[-1][1] if index else story
        return story


def _distance(one: Box, other: Box) -> float:
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    down = max(one[1] - other[3], other[1] - one[3], 0.0)
    return across + down


def grow_stories(
    pages: Sequence[ReadPage], blocks: Mapping[int, Sequence[Block]], type_: Typography
) -> Grown:
    """The stories of all pages, in the order in which they begin."""
    grown = Grown()
    for page in pages:
        _grow_page(grown, page, list(blocks[page.number]), type_)
    return grown


def _grow_page(grown: Grown, page: ReadPage, blocks: Sequence[Block], type_: Typography) -> None:
    heads, loose = gather_heads(blocks, type_)
    items: list[Item] = []
    parts: list[Head | Block] = []
    for head in heads:
        items.append(Item(_clear_box(head, loose), len(parts), "head"))
        parts.append(head)
    for block in loose:
        kind = {"notice": "notice", "jump": "jump"}.get(block.role, "")
        if block.role in _TEXT or kind:
            if kind == "jump" and not JUMP_FROM.match(block.words):
                continue
            items.append(_item(block, len(parts), kind))
            parts.append(block)
    cells = order_items(items, page.trim, page.rules, type_.size, type_.leading)
    cells = _with_head_first(cells, grown, page.number)
    current = _carried(grown, page.number)
    grown.before[page.number] = current
    grown.places[page.number] = []
    for cell in cells:
        owners: list[tuple[Item, Story]] = []
        for item in cell.items:
            current = _take(grown, parts[item.number], current)
            grown.last = current
            owners.append((item, current))
        grown.places[page.number].append(Placed(cell, owners))
    for block in loose:
        if block.role == "jump" and (match := JUMP_ON.match(block.words)):
            story = grown.owner(page.number, block.box)
            if story is not None:
                story.jumps_to = int(match["page"] or match["at"])


def _with_head_first(cells: Sequence[Cell], grown: Grown, number: int) -> list[Cell]:
    """The cells; where a page's only headline has no text after it, but lower text before, it
    stands beside its story's beginning, over another column: it is read first."""
    items = [item for cell in cells for item in cell.items]
    heads = [item for item in items if item.head]
    if len(heads) != 1 or heads[0].head != "head" or items[-1] is not heads[0]:
        return list(cells)
    before, story = items[:-1], _carried(grown, number)
    if not before or min(item.box[1] for item in before) < heads[0].box[1]:
        return list(cells)
    if story is not None and (story.is_open() or not before[0].opens):
        return list(cells)
    own = next(cell for cell in cells if heads[0] in cell.items)
    rest = [
        Cell(cell.box, tuple(item for item in cell.items if item is not heads[0])) for cell in cells
    ]
    return [Cell(own.box, (heads[0],)), *(cell for cell in rest if cell.items)]


def _clear_box(head: Head, loose: Sequence[Block]) -> Box:
    """The head's box without what would make it reach into text: a standfirst as narrow as the
    first column, with the others' text beside it."""
    text = [block.box for block in loose if block.role in _TEXT]
    parts = [*head.kickers, *head.standfirsts, *head.bylines]
    for kept in (parts, head.kickers, []):
        box = hull([head.block.box, *(block.box for block in kept)])
        if not any(_meets(box, other) for other in text):
            return box
    return head.block.box


def _meets(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 1


def _item(block: Block, number: int, kind: str) -> Item:
    first, last = block.lines[0].words, block.lines[-1]
    opens = not first[:1].islower()
    closes = block.role != "body" or is_done(last)
    return Item(block.box, number, kind, opens, closes)


def _take(grown: Grown, part: Head | Block, current: Story | None) -> Story:
    """Add a part to the story it belongs to, and tell which that is."""
    if isinstance(part, Head):
        again = _continued(grown, part, current)
        if again is not None:
            return again
        story = Story(
            head=part.block, kickers=part.kickers, standfirsts=part.standfirsts,
            bylines=part.bylines,
        )  # fmt: skip
        grown.stories.append(story)
        return story
    if part.role == "notice":
        story = Story(head=part, notice=True)
        grown.stories.append(story)
        return story
    if part.role == "jump":
        return _jumped(grown, part) or current or _headless(grown)
    story = current or _headless(grown)
    if part.role == "standfirst" and not story.flow:
        story.standfirsts.append(part)
    elif part.role == "byline" and not story.flow:
        story.bylines.append(part)
    else:
        story.flow.append(part.told("body", 0.6) if part.role == "standfirst" else part)
    return story


def _continued(grown: Grown, head: Head, current: Story | None) -> Story | None:
    """The story whose headline is repeated where it goes on, with what stands about it there."""
    title = squeeze(head.block.words)
    for story in grown.stories:
        waits = story is current or story.jumps_to == head.block.page or story.is_open()
        begun = story.head is not None and story.last_page() < head.block.page
        if begun and waits and len(title) > 5 and squeeze(story.title) == title:
            story.repeated += [head.block, *head.kickers]
            story.flow += [block.told("body", 0.6) for block in head.standfirsts]
            (story.flow if story.bylines else story.bylines).extend(head.bylines)
            return story
    return None


def _headless(grown: Grown) -> Story:
    story = Story(confidence=0.5)
    grown.stories.append(story)
    return story


def _carried(grown: Grown, number: int) -> Story | None:
    """The story that a page begins with when nothing tells it: one that is not ended."""
    pages = [story.last_page() for story in grown.stories if story.last_page() < number]
    late = [
        story
        for story in grown.stories
        if story.last_page() == max(pages, default=0)
        and not story.last_page() < story.jumps_to != number
    ]
    last = grown.last
    if last in late and (last.is_open() or len(late) == 1):
        return last
    unfinished = [story for story in late if story.is_open() and story.head]
    if unfinished:
        return unfinished[-1]
    plain = [story for story in late if not story.notice]
    if last in plain or not plain:
        return last
    return plain[-1]


def _jumped(grown: Grown, block: Block) -> Story | None:
    """The story that a line "continued from page 4: …" names."""
    match = JUMP_FROM.match(block.words)
    if match is None:
        return None
    title = squeeze(match["title"] or match["name"] or "")
    number = int(match["page"] or match["at"])
    named = [
        story
        for story in grown.stories
        if len(title) > 5
        and (squeeze(story.title).startswith(title[:40]) or title in squeeze(story.title))
    ]
    if named:
        return min(named, key=lambda story: abs(story.last_page() - number))
    waiting = [story for story in grown.stories if story.jumps_to == block.page]
    there = [story for story in waiting if story.last_page() == number] or waiting
    return there[0] if there else None


# --- heads -------------------------------------------------------------------------------


def gather_heads(blocks: Sequence[Block], type_: Typography) -> tuple[list[Head], list[Block]]:
    """The page's headlines with their kickers, standfirsts and bylines, and all other blocks."""
    rest = [block for block in blocks if block.role != "headline"]
    heads: list[Head] = []
    for block in _whole_headlines([block for block in blocks if block.role == "headline"]):
        if heads and _is_deck(block, heads[-1], rest):
            heads[-1].standfirsts.append(block.told("standfirst", 0.9))
            _gather_names(heads[-1], rest, type_)
            continue
        head = Head(block, [], [], [])
        for kicker in [other for other in rest if other.role == "kicker"]:
            if _is_over(kicker, block, type_):
                head.kickers.append(kicker)
                rest.remove(kicker)
        _gather_below(head, rest, type_)
        for notice in [other for other in rest if other.role == "notice"]:
            if _is_deck(notice, head, rest):
                head.standfirsts.append(notice.told("standfirst", 0.9))
                rest.remove(notice)
        _gather_names(head, rest, type_)
        heads.append(head)
    return heads, [block.told("body", 0.5) if block.role == "kicker" else block for block in rest]


def _whole_headlines(blocks: Sequence[Block]) -> list[Block]:
    """Headlines; the lines of one whose steps were too wide for a block are put together."""
    whole: list[Block] = []
    for block in sorted(blocks, key=lambda block: (block.top, block.left)):
        for index, other in enumerate(whole):
            if (
                block.style.size == other.style.size
                and block.style.name == other.style.name
                and -0.2 * block.style.size < block.top - other.bottom < 0.5 * block.style.size
                and min(block.right, other.right) > max(block.left, other.left)
            ):
                lines = (*other.lines, *block.lines)
                box = hull((other.box, block.box))
                whole[index] = Block(block.page, lines, box, other.style, other.role)
                break
        else:
            whole.append(block)
    return whole


def _is_deck(block: Block, head: Head, rest: Sequence[Block]) -> bool:
    """Whether a smaller heading under a headline is a second line of it: no text between."""
    above = head.block
    if (
        block.style.size > 0.85 * above.style.size
        or head.standfirsts
        or block.top < above.bottom - 4
    ):
        return False
    if min(block.right, above.right) - max(block.left, above.left) <= 0:
        return False
    return block.top - above.bottom < 3 * above.style.size and not any(
        other is not block and above.bottom - 2 < other.top < block.top and other.role != "kicker"
        and min(other.right, block.right) > max(other.left, block.left)
        for other in rest
    )  # fmt: skip


def _gather_names(head: Head, rest: list[Block], type_: Typography) -> None:
    """Add a name that stands alone under the head, before the text."""
    if head.bylines:
        return
    bottom = head.box[3]
    below = [
        block
        for block in rest
        if block.top > bottom - 2 and min(block.right, head.box[2]) > max(block.left, head.box[0])
    ]
    if not below:
        return
    top = min(block.top for block in below)
    row = [block for block in rest if abs(block.top - top) < 0.3 * type_.size]
    after = min((block.top for block in below if block not in row), default=top)
    names = all(
        block.role in ("body", "subhead", "notice")
        and len(block.lines) == 1
        and is_name(block.words)
        for block in row
    )
    if names and top - bottom < 5 * type_.leading and after - row[0].bottom > 0.8 * type_.leading:
        for block in row:
            head.bylines.append(block.told("byline", 0.9))
            rest.remove(block)


def _is_over(kicker: Block, head: Block, type_: Typography) -> bool:
    gap = head.top - kicker.bottom
    near = -0.3 * head.style.size < gap < 2 * type_.leading
    return near and abs(kicker.left - head.left) < 0.8 * head.style.size


def _gather_below(head: Head, rest: list[Block], type_: Typography) -> None:
    """Add standfirsts and a byline that follow right under the head."""
    bottom, left, right = head.block.bottom, head.block.left, head.block.right
    found = True
    while found:
        found = False
        for block in sorted(rest, key=lambda block: block.top):
            gap = block.top - bottom
            if block.role not in ("standfirst", "byline") or not (
                -0.35 * head.block.style.size < gap < _UNDER * type_.leading
            ):
                continue
            if min(block.right, right) - max(block.left, left) <= 0:
                continue
            (head.standfirsts if block.role == "standfirst" else head.bylines).append(block)
            rest.remove(block)
            bottom, right = max(bottom, block.bottom), max(right, block.right)
            left = min(left, block.left)
            found = True
            break
    if not head.standfirsts:
        _gather_beside_head(head, rest, type_)


def _gather_beside_head(head: Head, rest: list[Block], type_: Typography) -> None:
    """Add a standfirst that stands beside the headline, over another column, and its byline."""
    block = head.block
    for other in rest:
        beside = other.left > block.right and block.top - type_.leading < other.top < block.bottom
        if other.role == "standfirst" and beside and len(other.words) > 40:
            head.standfirsts.append(other)
            rest.remove(other)
            break
    else:
        return
    for below in rest:
        near = 0 <= below.top - other.bottom < _UNDER * type_.leading
        if below.role == "byline" and near and abs(below.left - other.left) < type_.size:
            head.bylines.append(below)
            rest.remove(below)
            break


# --- what stands beside ------------------------------------------------------------------


def find_quoted(quote: str, stories: Sequence[Story], finders: Sequence[Finder]) -> Story | None:
    """The story whose text holds the words of a pull quote."""
    best, most = None, 0.6
    for story, finder in zip(stories, finders, strict=True):
        share = finder.share(quote)
        if share > most:
            best, most = story, share
    return best


_CONTENTS = re.compile(r"^\W*(?P<page>\d{1,3})\s+(?P<title>[^\W\d].{3,}|[“”\"'–(].{3,})$")


def is_contents(lines: Sequence[str], pages: int) -> bool:
    """Whether lines list what stands on which page."""
    told = [int(match["page"]) for line in lines if (match := _CONTENTS.match(line))]
    rising = sum(a <= b for a, b in itertools.pairwise(told))
    return len(told) >= 4 and max(told) <= pages + 2 and rising >= 0.7 * (len(told) - 1)
