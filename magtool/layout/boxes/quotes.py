"""Pull quotes under their bar, and method notes under their rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from magtool.edition import Box, Run, plain
from magtool.layout.boxes.stacking import BoxSetting, cut_runs
from magtool.layout.kit import Kit
from magtool.layout.setting import block, set_paragraph
from magtool.measure import BLACK, Ink, Rect, mm_to_pt
from magtool.page import Block, Fill, GlyphRun, Rule

_NOTE_DROP_MM = 4.6
_NOTE_RULE = 0.5
_SOURCE_LINES = 1.5


def set_quote(kit: Kit, box: Box, style: str, width: float, owner: str) -> BoxSetting:
    """A pull quote: bar, lead-in in capitals, source. Height is to its last baseline.

    The bar's top is the cap top of a grid line, so that it stands level with text beside it;
    the quote begins two lines further down.
    """
    resolved = kit.styles[style]
    bar = Rect(0.0, 0.0, kit.mark("quote_bar_width"), kit.mark("quote_bar_height"))
    blocks: list[Block] = [block("quote-bar", owner, [Fill(bar, kit.accent)])]
    faults: list[str] = []
    y = kit.grid.cap + 2 * kit.grid.leading
    last = y
    for paragraph in box.content:
        source = paragraph.role == "source"
        runs = _unmarked(paragraph.runs) if source else _led(paragraph.runs)
        lines = set_paragraph(kit, runs, "quote-source" if source else style, width)
        if not lines.count:
            continue
        if source:
            y = last + _SOURCE_LINES * kit.grid.leading
        ops = lines.at(0.0, y)
        if not source:
            lead = plain(runs)[: _lead_in(plain(runs))]
            ops = _coloured(ops, len(_solid(lead)), kit.accent)
        blocks.append(block("source" if source else "pullquote", owner, ops))
        if lines.overfull:
            faults.append(f"the quote ”{plain(runs)[:30]}” has a word wider than its measure")
        last = y + lines.depth
        y = last + resolved.leading
    return BoxSetting(tuple(blocks), last, tuple(faults))


def _unmarked(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """A source without the dashes that the writer marks it with."""
    text = plain(runs)
    return cut_runs(runs, 3 if text.startswith("-- ") else 0, len(text))


def _lead_in(text: str) -> int:
    """Characters of the leading words in capitals, 0 if there are none or nothing else.

    Words of one letter count only between longer ones: "I" may be the pronoun of an English
    sentence or the Swedish preposition that opens one.
    """
    stop = at = 0
    words = text.split(" ")
    for number, word in enumerate(words):
        letters = [c for c in word if c.isalpha()]
        if any(not c.isupper() for c in letters):
            break
        at += len(word)
        if len(letters) >= 2:
            stop = at
        at += 1
        if number == len(words) - 1:
            return 0
    return stop


def _led(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs with their lead-in made strong."""
    text = plain(runs)
    stop = _lead_in(text)
    lead = (Run(r.text, strong=True, link=r.link) for r in cut_runs(runs, 0, stop))
    return (*lead, *cut_runs(runs, stop, len(text)))


def _coloured(ops: tuple[GlyphRun, ...], stop: int, ink: Ink) -> tuple[GlyphRun, ...]:
    """The marks with those of the first ``stop`` characters, spaces not counted, in ``ink``."""
    left = stop
    out = []
    for op in ops:
        out.append(replace(op, ink=ink) if left > 0 else op)
        # A line's last word carries no space, so spaces are left out of the count.
        left -= len(_solid(op.text))
    return tuple(out)


def _solid(text: str) -> str:
    return "".join(text.split())


def set_note(kit: Kit, title: str, runs: Iterable[Run], width: float, owner: str) -> BoxSetting:
    """A note across the page: rule, run-in title, small text. Height is to its last baseline."""
    text = (Run(f"{title} ", strong=True), *runs) if title else tuple(runs)
    lines = set_paragraph(kit, text, "note", width)
    rule = Rule(0.0, 0.0, width, 0.0, _NOTE_RULE, BLACK)
    drop = mm_to_pt(_NOTE_DROP_MM)
    blocks = (
        block("rule", owner, [rule]),
        block("note", owner, lines.at(0.0, drop)),
    )
    faults = ("the note has a word wider than its measure",) if lines.overfull else ()
    return BoxSetting(blocks, drop + lines.depth, faults)
