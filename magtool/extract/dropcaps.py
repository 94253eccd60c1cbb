"""Drop caps: put before the lines that go on with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from magtool.extract.lines import Line

_DROP = 1.7
"""How much larger than the text beside it a letter is to be a drop cap, at least."""


def put_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """The lines; a drop cap is put before the line that goes on with its word."""
    caps = [line for line in lines if not line.hidden and _may_drop(line)]
    rest = [line for line in lines if line not in caps]
    for cap in caps:
        found = _beside(cap, rest)
        if found is None:
            rest.append(cap)
        else:
            rest[rest.index(found)] = _dropped(cap, found)
    return rest


def _may_drop(line: Line) -> bool:
    words = line.words
    return len(words) <= 2 and any(letter.isupper() or letter.isdigit() for letter in words)


def _beside(cap: Line, lines: Sequence[Line]) -> Line | None:
    """The line that the drop cap begins: the topmost of two or more that stand beside it."""
    height = 0.72 * cap.size
    beside = [
        line
        for line in lines
        if not line.hidden
        and line.size * _DROP < cap.size
        and -0.12 * cap.size <= line.left - cap.right <= 0.75 * cap.size
        and cap.baseline - height - 0.9 * line.size < line.baseline - 0.5 * line.size
        and line.baseline <= cap.baseline + 0.5 * line.size
        and len(line.words) > 3
    ]
    if not beside:
        return None
    first = min(beside, key=lambda line: line.baseline)
    same = [line for line in beside if abs(line.size - first.size) < 0.1 * first.size]
    below = any(
        line.left < cap.right
        and abs(line.size - first.size) < 0.1 * first.size
        and 0 < line.baseline - cap.baseline < 2.2 * first.size
        and line.right > cap.right
        for line in lines
    )
    return first if len(same) > 1 or below else None


def _dropped(cap: Line, line: Line) -> Line:
    """The line with its drop cap. Whether a space parts them is told where words are known."""
    letter = cap.words
    box = (cap.left, min(line.top, cap.top), line.right, max(line.bottom, cap.baseline))
    styles = tuple((start + len(letter) if start else 0, style) for start, style in line.styles)
    return replace(
        line, box=box, text=letter + line.text.lstrip(), orders=cap.orders + line.orders,
        styles=styles, hidden=False, drop=True,
    )  # fmt: skip
