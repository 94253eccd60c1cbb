"""A page as text: the display list, one mark a line, for tests and for reviewing changes."""

from __future__ import annotations

from collections.abc import Iterable

from magtool.measure import Rect
from magtool.page.display import (
    Artwork,
    Block,
    Fill,
    GlyphRun,
    Op,
    PageLayout,
    Path,
    Picture,
    Rule,
)


def snapshot(page: PageLayout) -> str:
    """The page's blocks and marks, coordinates to 0.01 pt, in painting order."""
    head = f"page {page.number} {page.width:.2f}x{page.height:.2f} bleed {page.bleed:.2f}"
    return "\n".join([head, *_lines(page.blocks)]) + "\n"


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        yield f"{block.role} {block.owner}".rstrip() + (f" alt={block.alt!r}" if block.alt else "")
        for op in block.ops:
            yield "  " + _describe(op)


def _describe(op: Op) -> str:
    match op:
        case GlyphRun():
            return f"text {op.x:.2f} {op.y:.2f} {op.face} {op.size:g} {op.ink.name} {op.text!r}"
        case Rule():
            return f"rule {op.x0:.2f} {op.y0:.2f} {op.x1:.2f} {op.y1:.2f} w{op.weight:g}"
        case Fill():
            return f"fill {_rect(op.rect)} {op.ink.name}"
        case Picture():
            return f"picture {_rect(op.rect)} {op.source}"
        case Artwork():
            return f"artwork {_rect(op.rect)} {op.source}"
        case Path():
            return f"path {len(op.segments)} segments"


def _rect(rect: Rect) -> str:
    return f"{rect.x0:.2f} {rect.y0:.2f} {rect.x1:.2f} {rect.y1:.2f}"
