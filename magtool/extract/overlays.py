"""Stages of recovery as they are drawn over the pages: chars, lines, blocks, zones, articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from magtool.edition.recovered import Area
from magtool.extract.showing import (
    AD,
    BOX,
    CHART,
    FURNITURE,
    PICTURE,
    QUOTE,
    TEXT,
    UNSURE,
    look_of,
    parts_of,
    percent,
    walks_of,
)
from magtool.extract.stages import Stages
from magtool.page.overlay import Mark, Overlay, Point

_THREADS = (0x1F5FA8, 0x2B6A3A, 0x7A3FA0, 0x8A5A00, 0x0B6B72, 0xB0186F)
"""Colours of pieces of text, in turns: what the file draws at once has one colour."""
_HIDDEN, _CELL = 0xD11F1F, 0x3D3D3A
_ZONES = {"ad": AD, "box": BOX, "chart": CHART, "quote": QUOTE, "caption": PICTURE}


def draw_stages(stages: Stages, wanted: Iterable[str]) -> tuple[Overlay, ...]:
    """Overlays of the wanted stages; raises KeyError for one that is not among `STAGES`."""
    return tuple(
        overlay if name == "articles" else _laid_back(overlay, stages)
        for name in wanted
        for overlay in STAGES[name](stages)
    )


def _laid_back(overlay: Overlay, stages: Stages) -> Overlay:
    """The overlay on its sheet, where the page was laid upright to be read."""
    turn = stages.turns.get(overlay.page)
    if turn is None:
        return overlay
    marks = tuple(mark._replace(box=turn.back(mark.box)) for mark in overlay.marks)
    walks = tuple(tuple(turn.back((*at, *at))[:2] for at in walk) for walk in overlay.walks)
    return replace(overlay, marks=marks, walks=walks)


def _chars(stages: Stages) -> Iterator[Overlay]:
    """Every character's box; what is hidden is red, what the file does not name is broken."""
    for page in stages.read.pages:
        marks = tuple(
            Mark(
                (glyph.left, glyph.top, glyph.right, glyph.bottom),
                _HIDDEN if glyph.hidden else _THREADS[glyph.thread % len(_THREADS)],
                unsure=glyph.text == "\ufffd",
            )
            for glyph in page.glyphs
            if not glyph.text.isspace()
        )
        yield Overlay(page.number, "chars", marks)


def _lines(stages: Stages) -> Iterator[Overlay]:
    """Lines of type; furniture, turned lines and drop caps are named."""
    for number, lines in stages.lines.items():
        furniture = stages.furniture.get(number, {})
        marks = []
        for line in lines:
            role = furniture.get(line, "")
            turned = f"turned {line.angle:.0f}" if line.angle else ""
            label = role or turned or ("drop cap" if line.drop else "")
            colour = _HIDDEN if line.hidden else (FURNITURE if role else TEXT).colour
            marks.append(Mark(line.box, colour, label))
        yield Overlay(number, "lines", tuple(marks))


def _blocks(stages: Stages) -> Iterator[Overlay]:
    """Blocks of running text with their roles, and the type by which these were told."""
    for number, blocks in stages.blocks.items():
        marks = []
        for block in blocks:
            style = f"{block.style.name} {block.style.size:g}"
            sure = percent(block.confidence) if block.confidence < 1 else ""
            label = " ".join(part for part in (block.role, style, sure) if part)
            colour = look_of(block.role).colour
            marks.append(Mark(block.box, colour, label, block.confidence < UNSURE))
        yield Overlay(number, "blocks", tuple(marks))


def _zones(stages: Stages) -> Iterator[Overlay]:
    """Panels and what they were taken for; the cells of running text, in their order."""
    for page in stages.read.pages:
        marks = []
        for told in stages.panels.get(page.number, ()):
            colour = _ZONES.get(told.kind, TEXT).colour
            label = f"{told.kind} {percent(told.confidence)}"
            marks.append(Mark(told.panel.box, colour, label, told.confidence < UNSURE))
        cells = [cell.box for cell in stages.cells.get(page.number, ())]
        marks += [Mark(box, _CELL, str(number)) for number, box in enumerate(cells, 1)]
        walk = tuple(map(_middle, cells))
        yield Overlay(page.number, "zones", tuple(marks), (walk,) if len(walk) > 1 else ())


def _middle(box: Area) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _articles(stages: Stages) -> Iterator[Overlay]:
    """The parts of the issue as the review page has them."""
    parts = parts_of(stages.issue)
    for page in stages.read.pages:
        here = [part for part in parts if part.page == page.number]
        marks = (Mark(part.area, part.look.colour, part.label, part.unsure) for part in here)
        yield Overlay(page.number, "articles", tuple(marks), walks_of(here))


STAGES: Mapping[str, Callable[[Stages], Iterator[Overlay]]] = MappingProxyType(
    {"chars": _chars, "lines": _lines, "blocks": _blocks, "zones": _zones, "articles": _articles}
)
"""What can be shown, in the order in which it is made."""
