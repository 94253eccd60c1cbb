"""The cover and the contents page: their texts, the nameplate, the headline that leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from magtool.edition.recovered import RecoveredArticle
from magtool.extract.captions import write_picture
from magtool.extract.found import Found

_TEASED, _LED = 1.25, 60
"""How much larger a cover's headline is than what else stands there, and most letters of the line
over it."""
_PLATE = 2.5
"""Sizes of the body's from which a cover's largest type is the nameplate; a teaser is smaller."""


def write_fronts(found: Found) -> Iterator[RecoveredArticle]:
    """The cover's and the contents' texts."""
    for kind, blocks in (("cover", found.cover), ("contents", found.contents)):
        if not blocks:
            continue
        made = [
            found.block("paragraph", [line])
            for block in sorted(blocks, key=lambda block: (block.page, block.top, block.left))
            for line in block.lines
        ]
        pages = tuple(sorted({block.page for block in made}))
        shown = (each for each in found.shown if each[0] in pages)
        pictures = tuple(write_picture(number, picture, ()) for number, picture in shown)
        front = RecoveredArticle(kind, kind, pages, tuple(made), pictures=pictures)
        if kind == "cover":
            plate = tell_nameplate(found)
            told = [(each.words, each.style.size) for each in blocks if each.words != plate]
            front = replace(front, headline=tell_cover(told)[0])
        yield front


def tell_cover(texts: Sequence[tuple[str, float]]) -> tuple[str, str]:
    """A cover's headline, of its texts with their sizes but for the nameplate, and the line over
    it; "" where no text is much larger than the others."""
    largest = max(range(len(texts)), key=lambda at: texts[at][1], default=None)
    if largest is None:
        return "", ""
    headline, size = texts[largest]
    rest = [other for at, (_, other) in enumerate(texts) if at != largest]
    if len(headline) > 2 * _LED or (rest and size < _TEASED * max(rest)):
        return "", ""
    over = texts[largest - 1][0] if largest else ""
    led = 0 < len(over) <= _LED and not any(map(str.isdigit, over))
    return headline, over if led else ""


def tell_nameplate(found: Found) -> str:
    """The title as the cover's largest type says it."""
    first = [block for block in (*found.cover, *found.contents) if block.page == 1]
    if not first:
        return ""
    largest = max(first, key=lambda block: block.style.size)
    return largest.words if largest.style.size > _PLATE * found.type_.size else ""
