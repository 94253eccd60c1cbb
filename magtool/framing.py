"""What a design's pages can hold, told to the manifests that are written for it."""

from __future__ import annotations

from collections.abc import Iterator

from magtool.layout.board import span
from magtool.layout.design import TemplateModel
from magtool.layout.kit import Kit
from magtool.layout.reading import Design, make_kit, read_design
from magtool.library import Library
from magtool.manifest.booking import Sizes
from magtool.manifest.shaping import Room
from magtool.manifest.writing import Frame
from magtool.measure import mm_to_pt

_ASKED_ABOUT = range(0x20, 0x2C00)
"""Characters that a face is asked for: all alphabets of Europe, punctuation and signs."""
_LAST = 50
"""A template's price from which it is for what nothing else can show; no text is made for it."""


def frame_for(library: Library, name: str) -> Frame:
    """What the design ``layouts/<name>`` can show; an empty frame when it can't be read."""
    read = read_design(library, name)
    if read.value is None or read.failed:
        return Frame(name)
    design = read.value
    modules = {
        key: (mm_to_pt(module.width_mm), mm_to_pt(module.height_mm), module.bleeds)
        for key, module in design.model.modules.items()
        if key in _sizes_used(design)
    }
    kit = make_kit(design, library, "sv")
    sizes = Sizes(modules, frozenset(_sizes_alone(design)))
    return Frame(name, tuple(_rooms(design)), sizes, _characters(kit))


def _rooms(design: Design) -> Iterator[Room]:
    """What each template shows that a story may have to itself, or a paid page half of it."""
    for name, template in sorted(design.templates.items()):
        halves = [zone.takes for zone in template.zones.values() if zone.takes.company == "half"]
        if len(halves) == len(template.zones) == 2 and all(ad.optional for ad in template.ads):
            takes = min(halves, key=lambda takes: span(takes.words)[1])
            yield Room(
                name, 1, span(takes.words), span(takes.images), span(takes.charts),
                span(takes.boxes), "half",
            )  # fmt: skip
        if len(template.zones) != 1 or any(not ad.optional for ad in template.ads):
            continue
        if template.cost >= _LAST:
            continue
        (zone,) = template.zones.values()
        if zone.jump_to or any(element.notices for element in zone.place):
            continue
        takes = zone.takes
        yield Room(
            name,
            template.pages,
            span(takes.words),
            span(takes.images),
            span(takes.charts),
            span(takes.boxes),
            takes.company,
        )


def _sizes_used(design: Design) -> set[str]:
    return {s for t in design.templates.values() for ad in t.ads for s in ad.sizes}


def _sizes_alone(design: Design) -> Iterator[str]:
    """Sizes that a page of ads takes with nothing beside them."""
    for template in design.templates.values():
        if not template.zones:
            yield from _first_alone(template)


def _first_alone(template: TemplateModel) -> Iterator[str]:
    needed = [ad for ad in template.ads if not ad.optional]
    if len(needed) == 1:
        yield from needed[0].sizes


def _characters(kit: Kit) -> frozenset[str]:
    """The characters that every face of the design's styles has, in capitals too."""
    keys = {
        style.faces.pick(emphasis, strong)
        for style in kit.styles.values()
        for emphasis in (False, True)
        for strong in (False, True)
    }
    asked = "".join(map(chr, _ASKED_ABOUT))
    lacking = {miss.character for key in keys for miss in kit.faces[key].missing(asked)}
    there = frozenset(asked) - lacking
    return frozenset(c for c in there if all(sign in there for sign in c.upper()))
