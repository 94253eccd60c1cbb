"""What stands about running text in small type: footnotes, who said a quote, how it was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from magtool.extract.blocks import Block
from magtool.extract.panels import Told
from magtool.extract.paragraphs import is_done
from magtool.extract.roles import is_byline, is_credit, is_name
from magtool.extract.styles import Typography
from magtool.extract.zones import Panel, hull
from magtool.page.read import Box, ReadPage

_SMALL = 0.93
"""Of body type: footnotes and notes are smaller."""
_MARK = re.compile(r"^(?:\d{1,2}|[*†‡]{1,3}|\(\d{1,2}\)|\[\d{1,2}\])[.)]?\s?[^\W\d_]")
"""How a footnote begins."""
_RULE = 0.75
"""Of its column: the rule over footnotes is shorter."""
_METHOD = re.compile(
    r"^\W*(?:så (?:gjordes|gjorde vi|gick) |(?:fakta )?om (?:undersökningen|enkäten|studien)\b"
    r"|(?:undersökningen|enkäten|metod)\b|about the (?:survey|study)\b|how (?:we|it was) asked\b)",
    re.IGNORECASE,
)
"""How a note on a survey is headed."""
_HEADING = 60
"""Letters of such a heading, or of who said a quote, at most."""
_SAID = 0.8
"""Of the quote's size: who said it is smaller."""


def tell_footnotes(page: ReadPage, blocks: Sequence[Block], type_: Typography) -> list[Block]:
    """The blocks; footnotes, which interrupt a text that goes on in the next column, are notes.

    They are small, stand last in their column with text over them, and begin with a mark; without
    one, a short rule is over them.
    """
    told = list(blocks)
    for block in sorted(blocks, key=lambda block: -block.top):
        small = type_.scale(block.style) < _SMALL
        if not small or block.role not in ("body", "subhead", "caption", "pullquote"):
            continue
        column = [
            other
            for other in told
            if other is not block
            and min(other.right, block.right) - max(other.left, block.left) > 2 * type_.size
        ]
        over = [other for other in column if other.bottom < block.top + 2 and other.role == "body"]
        under = [other for other in column if other.top > block.top and other.role != "note"]
        if under or not over or not _is_noted(page, block, over, type_):
            continue
        told = [each.told("note", 0.8) if each is block else each for each in told]
    return told


def _is_noted(page: ReadPage, block: Block, over: Sequence[Block], type_: Typography) -> bool:
    """Whether it has a footnote's mark, or rule."""
    above = max(over, key=lambda other: other.bottom)
    if any(_shows(picture.box, block.box) for picture in page.pictures):
        return False
    ruled = any(
        not rule.upright
        and above.bottom - 2 < rule.box[1] < block.top + 2
        and abs(rule.box[0] - block.left) < type_.size
        and rule.box[2] - rule.box[0] < _RULE * (above.right - above.left)
        for rule in page.rules
    )
    marked = bool(_MARK.match(block.words))
    return ruled or (marked and (not is_done(above.lines[-1]) or block.top > above.bottom + 4))


def _shows(picture: Box, box: Box) -> bool:
    """Whether a picture stands right over it, as over a caption."""
    return -4 < box[1] - picture[3] < 16 and min(box[2], picture[2]) > max(box[0], picture[0])


def join_sources(blocks: Sequence[Block], type_: Typography) -> list[Block]:
    """The blocks; who said a pull quote, set small under it, is part of it."""
    rest = list(blocks)
    for quote in [block for block in blocks if block.role == "pullquote"]:
        said = [other for other in rest if _says(other, quote, type_)]
        source = next((other for other in said if not _heads(other, rest, type_)), None)
        if source is None:
            continue
        joined = replace(
            quote, lines=(*quote.lines, *source.lines), box=hull((quote.box, source.box))
        )
        rest = [joined if each is quote else each for each in rest if each is not source]
    return rest


def _says(block: Block, quote: Block, type_: Typography) -> bool:
    text = block.words
    near = -2 < block.top - quote.bottom < 1.2 * quote.style.size
    in_line = abs(block.left - quote.left) < 3 or (
        abs(block.left + block.right - quote.left - quote.right) < 6
    )
    return (
        (block.role in ("body", "caption", "byline") or is_name(text.partition(",")[0]))
        and block.role not in ("pullquote", "headline", "credit", "jump", "note")
        and near
        and in_line
        and block.style.size < _SAID * quote.style.size
        and len(text) < _HEADING
        and not type_.is_body(block.style)
        and not text[:1].islower()
        and not is_byline(text)
        and not is_credit(text)
    )


def _heads(block: Block, blocks: Sequence[Block], type_: Typography) -> bool:
    """Whether a headline stands right under it, whose kicker it may be."""
    return any(
        other.role in ("headline", "notice")
        and -2 < other.top - block.bottom < 1.6 * type_.leading
        and min(other.right, block.right) > max(other.left, block.left)
        for other in blocks
    )


def gather_methods(blocks: Sequence[Block], type_: Typography) -> tuple[list[Told], list[Block]]:
    """Boxes of notes on how a survey was made that nothing frames, and all other blocks.

    A heading that says so with small type right under it, or small type that begins so.
    """
    told: list[Told] = []
    rest = list(blocks)
    for head in blocks:
        if not _METHOD.match(head.words) or head.role == "headline" or type_.is_body(head.style):
            continue
        own = [head]
        if len(head.words) < _HEADING:
            own += _under(head, rest, type_)
        small = [block for block in own if type_.scale(block.style) < _SMALL]
        if not small or (len(own) < 2 and len(head.words) < 2 * _HEADING):
            continue
        box = hull(block.box for block in own)
        lines = tuple(line for block in own for line in block.lines)
        told.append(Told(Panel(head.page, box, None, False, kind="box"), lines, "box", 0.8))
        rest = [block for block in rest if not any(block is other for other in own)]
    return told, rest


def _under(head: Block, blocks: Sequence[Block], type_: Typography) -> list[Block]:
    """The small type under a heading, down to what is none."""
    own: list[Block] = []
    bottom = head.bottom
    for block in sorted(blocks, key=lambda block: block.top):
        near = -2 < block.top - bottom < 1.5 * type_.leading
        if block is head or not near or abs(block.left - head.left) > 1.5 * type_.size:
            continue
        if type_.scale(block.style) >= _SMALL or block.role in ("headline", "credit"):
            break
        own.append(block)
        bottom = block.bottom
    return own
