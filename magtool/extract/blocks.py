"""Lines → blocks: lines of one style that stand under each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from magtool.extract.lines import Line, Style
from magtool.extract.styles import Typography, family
from magtool.extract.zones import hull
from magtool.page.read import Box, Boxed

_OVERLAP = 0.55
"""Share of the narrower line that stands under the other."""
_APART = 1.34
"""Of the leading that is usual for the size: a wider step parts blocks."""


@dataclass(frozen=True, slots=True)
class Block(Boxed):
    """Lines from top to bottom. ``role`` is "" until it is told; ``level`` of a headline 1 or 2.

    ``stream`` is the first glyph's place in the page's stream.
    """

    page: int
    lines: tuple[Line, ...]
    box: Box
    style: Style
    role: str = ""
    confidence: float = 1.0

    @property
    def words(self) -> str:
        return " ".join(line.words for line in self.lines)

    def told(self, role: str, confidence: float = 1.0) -> Block:
        return replace(self, role=role, confidence=confidence)


def make_block(lines: Sequence[Line], role: str = "", confidence: float = 1.0) -> Block:
    longest = max(lines, key=lambda line: len(line.words))
    box = hull(line.box for line in lines)
    return Block(lines[0].page, tuple(lines), box, longest.style, role, confidence)


def gather_blocks(lines: Iterable[Line], type_: Typography) -> list[Block]:
    """The blocks of level lines, each line in one, from top to bottom and left to right."""
    chains: list[list[Line]] = []
    tails: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.left)):
        step = _APART * _leading(line, type_)
        tails = [chain for chain in tails if line.baseline - chain[-1].baseline < 80]
        best = None
        for chain in tails:
            above = chain[-1]
            gap = line.baseline - above.baseline
            if (
                0.3 * line.size < gap <= step
                and _is_alike(above, line, type_)
                and _stands_under(line, above)
                and (best is None or gap < line.baseline - best[-1].baseline)
            ):
                best = chain
        if best is None or _is_barred(best, line, tails):
            chain = [line]
            chains.append(chain)
            tails.append(chain)
        else:
            best.append(line)
    return [make_block(chain) for chain in chains]


def _leading(line: Line, type_: Typography) -> float:
    """The step to be expected between lines of that size."""
    if abs(line.size - type_.size) < 0.12 * type_.size:
        return max(type_.leading, 1.1 * line.size)
    return line.size * 1.24


_MARKER = re.compile(r"^(?:\d{1,2}[.)]|[•●■▪▶►·])\s")


def is_item(text: str) -> bool:
    """Whether the line begins a list's item."""
    return bool(_MARKER.match(text))


def _is_alike(above: Line, line: Line, type_: Typography) -> bool:
    """Whether one style may run through both."""
    one, two = above.style, line.style
    if abs(one.size - two.size) > 0.055 * max(one.size, two.size) + 0.05:
        return False
    if one == two:
        return True
    if one.bold != two.bold and (_first(line).bold != one.bold or _last(above).bold != two.bold):
        return False
    if one.ink != two.ink and not type_.is_body(one) and not _runs_on(above, line):
        return False
    if family(one.name) == family(two.name):
        return True
    return type_.is_body(one) and family(_first(line).name) == family(_last(above).name)


def _runs_on(above: Line, line: Line) -> bool:
    """Whether a sentence runs from one ink into another: a quote may begin in a colour."""
    return _last(above).ink == _first(line).ink or line.words[:1].islower()


def _first(line: Line) -> Style:
    return line.styles[0][1] if line.styles else line.style


def _last(line: Line) -> Style:
    return line.styles[-1][1] if line.styles else line.style


def _stands_under(line: Line, above: Line) -> bool:
    common = min(line.right, above.right) - max(line.left, above.left)
    narrow = min(line.right - line.left, above.right - above.left)
    if common < _OVERLAP * narrow:
        return False
    em = line.size
    aligned = abs(line.left - above.left) < 3.2 * em or abs(line.right - above.right) < 1.2 * em
    middle = abs((line.left + line.right) - (above.left + above.right)) < 1.2 * em
    return aligned or middle


def _is_barred(chain: Sequence[Line], line: Line, tails: Sequence[Sequence[Line]]) -> bool:
    """Whether another line stands between the chain's last and this one."""
    above = chain[-1]
    return any(
        other is not chain
        and above.baseline + 0.2 * above.size < other[-1].baseline < line.baseline - 0.2 * line.size
        and min(line.right, other[-1].right) - max(line.left, other[-1].left) > 0.5 * line.size
        and min(above.right, other[-1].right) - max(above.left, other[-1].left) > 0.5 * line.size
        for other in tails
    )
