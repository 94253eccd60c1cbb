"""Blocks cut into what is told apart: labels, links, hyphens that break words, and ornaments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from magtool.page import SOFT_HYPHEN, Artwork, Block, GlyphRun, Op, Picture

Kind = Literal["", "label", "hyphen", "artifact"]

_ARTIFACTS = frozenset(
    (
        *("section-tab", "section-chip", "section", "theme", "folio", "issue-line", "header-rule"),
        *("rule", "end-mark", "box-ground", "quote-bar", "panel", "service-ground", "cover-rule"),
        *("cover-ground", "masthead-square", "slug", "continued-headline"),
    )
)
"""Furniture, ornaments and what is said again on a page for those who see it (ISO 14289-1
§7.1, §7.8)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a block's marks. ``kind`` is "label" for what stands before a list item, "hyphen"
    for one that is there only because a word was broken, and "artifact" for an ornament; ``goal``
    is where they lead, "" for nowhere."""

    ops: tuple[Op, ...]
    kind: Kind = ""
    goal: str = ""

    @property
    def text(self) -> str:
        """What the marks say; a hyphen that only breaks a word says nothing."""
        if self.kind == "hyphen":
            return ""
        return "".join(op.text for op in self.ops if isinstance(op, GlyphRun))


def pieces_of(block: Block) -> Iterator[Piece]:
    """The block's marks in painting order, each in one piece."""
    ops = block.ops
    if block.role in _ARTIFACTS or not (block.alt or any(_says(op) for op in ops)):
        if ops:
            yield Piece(ops, "artifact")
        return
    goals = {place: link.goal for link in block.links for place in range(link.first, link.last)}
    edges = {0, block.label, len(ops)}
    edges |= {edge for link in block.links for edge in (link.first, link.last)}
    for first, last in pairwise(sorted(edges)):
        kind: Kind = "label" if last <= block.label else ""
        stretch = Piece(ops[first:last], kind, goals.get(first, ""))
        # A figure is one thing, its words and lines together.
        yield from (stretch,) if block.alt else _parted(stretch)


def _says(op: Op) -> bool:
    """Whether a mark is more than an ornament; a drop cap is one, as its word tells its letter."""
    if isinstance(op, GlyphRun):
        return not op.text.isspace()
    return isinstance(op, Picture | Artwork)


def _parted(piece: Piece) -> Iterator[Piece]:
    """Text apart from ornaments, and line-end hyphens apart from text."""
    for says, ops in groupby(piece.ops, _says):
        if not says:
            yield Piece(tuple(ops), "artifact")
            continue
        held: list[Op] = []
        for op in ops:
            if isinstance(op, GlyphRun) and _is_broken(op):
                word = replace(op, glyphs=op.glyphs[:-1])
                hyphen = replace(op, x=op.x + word.width, glyphs=op.glyphs[-1:])
                yield replace(piece, ops=(*held, word))
                yield Piece((hyphen,), "hyphen", piece.goal)
                held = []
            else:
                held.append(op)
        if held:
            yield replace(piece, ops=tuple(held))


def _is_broken(run: GlyphRun) -> bool:
    """Whether the run ends with a hyphen that is no part of its word. Turned runs stay whole."""
    return len(run.glyphs) > 1 and not run.angle and run.glyphs[-1].text == SOFT_HYPHEN
