"""What of a page an advertiser is shown: where the item stands, its marks alone, its lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from magtool.layout.issue import extents
from magtool.measure import Rect, mm_to_pt
from magtool.page import (
    SOFT_HYPHEN,
    Artwork,
    Block,
    Fill,
    GlyphRun,
    Op,
    PageLayout,
    Picture,
    moved,
)
from magtool.proofs import ProofLine

_SLUG, _LABEL = "slug", "ad-label"
_DRAWN = ("chart", "box-ground")
"""Roles whose letters belong to what is drawn: labels of a chart, the sign of a box."""
_ABOVE = 0.3
"""Of a type size, that capitals with a ring or dots reach over the extents of type."""
_AIR = 3.0
"""Points round type and pictures, so that nothing stands at the very edge."""
_SAME_LINE = 0.5
"""Points by which baselines may differ on one line: small capitals and figures are not raised."""
_CELL_MM = 6.0
"""A square of a page that becomes one tone: a line of text and a half."""
_ACROSS, _DOWN = 10.0, 3.0
"""Letters are read from four squares in their height, hardly from three. In a picture or artwork
the sizes of type are not known, but a word of four letters as wide as all of it has capitals of
three tenths of its width, or at the most of its height: a third of these is one square."""
_X_HEIGHT, _GRAY = 0.48, 0.4
"""How high a line of text looks, of its size, and how much of that its letters cover."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where one item stands on a page, points from the trim's top left.

    ``area`` is its trim, ``close`` the same with the bleed that is booked. ``windows`` are what
    an advertiser sees sharp: all that prints of it, with the word that labels it.
    """

    page: int
    area: Rect
    close: Rect
    windows: tuple[Rect, ...]


def show_item(page: PageLayout, slug: str, bleed: float = 0.0) -> Shown | None:
    """Where the item stands on the page; None when it doesn't. ``bleed`` is what is booked."""
    own = [block for block in page.blocks if block.owner == slug]
    if not own:
        return None
    sheet, trim = bleed_box(page), Rect(0.0, 0.0, page.width, page.height)
    art = next((op for block in own for op in block.ops if isinstance(op, Artwork)), None)
    if art is not None:
        area, prints = art.rect, (_within(art.clip, sheet), *_labels(page, slug))
    elif _is_alone(page, slug):
        area, prints = trim, (sheet,)
    else:
        reach = _within(_grown(_hull(own), _AIR), sheet)
        area, prints = _within(reach, trim), (reach,)
    close = _within(_grown(area, bleed), sheet)
    return Shown(page.number, area, close, (sheet,) if _is_alone(page, slug) else prints)


def bleed_box(page: PageLayout) -> Rect:
    """All of the page that may show ink."""
    bleed = page.bleed
    return Rect(-bleed, -bleed, page.width + bleed, page.height + bleed)


def bled_sheet(page: PageLayout, only: Collection[str] | None = None) -> PageLayout:
    """The page with its bleed for the sheet, to be drawn as it is before it is cut.

    With ``only`` these items and the page's furniture: nothing of any other is in it.
    """
    blocks = [
        _moved(block, page.bleed)
        for block in page.blocks
        if block.role != _SLUG and (only is None or not block.owner or block.owner in only)
    ]
    width, height = page.width + 2 * page.bleed, page.height + 2 * page.bleed
    return PageLayout(page.number, width, height, 0.0, tuple(blocks))


def greeked(page: PageLayout, without: Collection[str] = ()) -> PageLayout:
    """The page with every line of text as a gray bar, and ``without`` some items.

    Text that is not there can't be read, whatever is done to a picture of it; of letters made
    coarse their words could still be guessed by setting them again (Hill et al. 2016, "On the
    (In)effectiveness of Mosaicing and Blurring").
    """
    blocks = [
        replace(block, ops=tuple(_barred(block)), links=(), label=0)
        for block in page.blocks
        if block.owner not in without
    ]
    return replace(page, blocks=tuple(blocks))


@dataclass(frozen=True, slots=True)
class Cells:
    """How large squares of a greeked page must become one tone so that nothing on it can be read:
    ``all`` of it, and ``some`` areas before that, in points of the page. They go by the page
    alone: were they others for everyone who looks, two could lay their pictures together."""

    all: float
    some: tuple[tuple[Rect, float], ...]


def cells_of(page: PageLayout) -> Cells:
    """The squares in which the page is made unreadable."""
    least, some = mm_to_pt(_CELL_MM), []
    for op in (op for block in page.blocks for op in block.ops):
        if isinstance(op, Artwork | Picture):
            cell = min(op.rect.width / _ACROSS, op.rect.height / _DOWN)
            seen = op.clip if isinstance(op, Artwork) else op.rect
            some.append((seen, max(cell, least)))
    return Cells(least, tuple(some))


def text_lines(page: PageLayout, slug: str, first: int = 1) -> tuple[ProofLine, ...]:
    """The item's lines in reading order, numbered from ``first``. What belongs to a drawing is
    no line: a chart's labels, the sign of a box."""
    lines = []
    for block in page.blocks:
        if block.owner == slug and block.role not in _DRAWN:
            lines += [_line(runs) for runs in _by_line(block.ops)]
    told = [line for line in lines if line.text]
    return tuple(replace(line, number=number) for number, line in enumerate(told, first))


# --- places -------------------------------------------------------------------------------


def _is_alone(page: PageLayout, slug: str) -> bool:
    """Whether nothing but the item and the page's furniture stands on the page."""
    return all(block.owner in ("", slug) for block in page.blocks)


def _labels(page: PageLayout, slug: str) -> Iterator[Rect]:
    """Where the word is that labels the item: its block comes next after the artwork's."""
    for block, after in pairwise(page.blocks):
        if block.owner == slug and after.role == _LABEL:
            yield _grown(_hull([after]), _AIR)


def _hull(blocks: Iterable[Block]) -> Rect:
    ops = [op for block in blocks for op in block.ops]
    boxes = extents(ops)
    for op in ops:
        if isinstance(op, GlyphRun):
            (box,) = extents([op])
            boxes.append((box[0], box[1] - _ABOVE * op.size, box[2], box[3]))
    left, top, right, foot = zip(*boxes, strict=True)
    return Rect(min(left), min(top), max(right), max(foot))


def _grown(rect: Rect, by: float) -> Rect:
    return rect.inset(-by, -by, -by, -by)


def _within(rect: Rect, outer: Rect) -> Rect:
    return Rect(
        max(rect.x0, outer.x0), max(rect.y0, outer.y0), min(rect.x1, outer.x1),
        min(rect.y1, outer.y1),
    )  # fmt: skip


def _moved(block: Block, by: float) -> Block:
    return replace(block, ops=tuple(moved(op, by, by) for op in block.ops))


def _barred(block: Block) -> Iterator[Op]:
    """The block's marks with a bar for each line; what is turned, a credit, is left out."""
    for runs in _stretches(block.ops):
        if isinstance(runs, list):
            for line in _by_line(runs):
                first, last = line[0], line[-1]
                top = first.y - _X_HEIGHT * first.size
                right = max(last.x + last.width, first.x)
                yield Fill(Rect(first.x, top, right, first.y), first.ink, _GRAY)
        else:
            yield runs


def _stretches(ops: Iterable[Op]) -> Iterator[Op | list[GlyphRun]]:
    """Other marks one by one, and those of text that follow each other together."""
    text: list[GlyphRun] = []
    for op in ops:
        if isinstance(op, GlyphRun):
            text.append(op)
            continue
        if text:
            yield text
            text = []
        yield op
    if text:
        yield text


# --- lines --------------------------------------------------------------------------------


def _by_line(ops: Iterable[Op]) -> Iterator[list[GlyphRun]]:
    """The upright runs among the marks, those of one baseline together, as they were set."""
    line: list[GlyphRun] = []
    for op in ops:
        if not isinstance(op, GlyphRun) or op.angle:
            continue
        if line and (abs(op.y - line[-1].y) > _SAME_LINE or op.x < line[-1].x - _SAME_LINE):
            yield line
            line = []
        line.append(op)
    if line:
        yield line


def _line(runs: list[GlyphRun]) -> ProofLine:
    first, last = runs[0], runs[-1]
    text = "".join(run.text for run in runs).replace(SOFT_HYPHEN, "-")
    right = last.x + last.width
    return ProofLine(
        0, round(first.x, 2), round(first.y, 2), round(right - first.x, 2), " ".join(text.split())
    )
