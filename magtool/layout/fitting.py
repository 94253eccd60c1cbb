"""How stories fit: lines over or short, and what would help, in the order a desk tries it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from magtool.edition import Box, plain
from magtool.layout.content import Content, droppable
from magtool.layout.fitrow import FitRow, Remedy
from magtool.layout.flatplan import Flatplan
from magtool.layout.flexing import flex_extremes
from magtool.layout.flowing import FlowItem, longest, shortest
from magtool.layout.pages import PageMaker, PageTrial, PageWish
from magtool.layout.rules import can_show
from magtool.layout.story import StorySetting, Zone, zone_lines

_MOST_TEMPLATES = 3


def full_text(content: Content) -> str:
    """The story's running text and boxes, paragraph by paragraph."""
    parts = [content.article.title, plain(content.article.standfirst)]
    for element in content.article.body:
        if isinstance(element, Box):
            parts.append(plain(element.title))
            parts.extend(p.text for p in element.content)
        else:
            parts.append(element.text)
    return "\n\n".join(part for part in parts if part)


def placed_row(maker: PageMaker, trial: PageTrial, setting: StorySetting) -> FitRow:
    """The row of a story that stands on its page; which others show it the plan knows."""
    _, content, zone, _ = next(z for z in trial.zones if z[1].slug == setting.slug)
    remedies: tuple[Remedy, ...] = ()
    if setting.short:
        remedies = tuple(_lengthening(maker, content, zone, setting))
    return FitRow(
        slug=content.slug,
        kind=_kind(content),
        pages=(),
        template=trial.wish.template,
        words=content.words,
        lines=setting.lines,
        short=setting.short,
        overset=0,
        characters=setting.short * _characters_a_line(maker, content, zone),
        looseness=setting.looseness,
        sentences=setting.sentences,
        dropped=setting.dropped,
        text=full_text(content),
        remedies=remedies,
    )


def unplaced_rows(maker: PageMaker, plan: Flatplan, contents: Iterable[Content]) -> list[FitRow]:
    """The rows of stories that found no page: over by how much in the template that misses
    them by least."""
    return [_unplaced(maker, c) for c in contents if c.slug in plan.unplaced]


def too_long(maker: PageMaker, content: Content) -> bool:
    """Whether the story is longer than every zone that could show it."""
    misses = [over for over, _, _, _ in _misses(maker, content)]
    return bool(misses) and min(misses) > 0


def _kind(content: Content) -> str:
    return "company" if content.company else "story"


def _unplaced(maker: PageMaker, content: Content) -> FitRow:
    misses = sorted(_misses(maker, content), key=lambda miss: (miss[0] <= 0, miss[0]))
    over, name, zone, room = misses[0] if misses else (0, "", None, 0)
    over = max(over, 0)
    characters = 0
    remedies: list[Remedy] = []
    if zone is not None:
        characters = over * _characters_a_line(maker, content, zone)
        remedies = list(_shortening(maker, content, zone, over))
        for less, other, _, _ in misses[1:_MOST_TEMPLATES]:
            if less > over:
                remedies.append(Remedy("template", over - less, f"{other}: {less} lines over"))
        remedies.append(Remedy("cut", over, f"{over} lines, about {characters} characters"))
    return FitRow(
        slug=content.slug,
        kind=_kind(content),
        pages=(),
        template=name,
        words=content.words,
        lines=room,
        short=0,
        overset=over,
        characters=characters,
        looseness=0,
        sentences=(),
        dropped=(),
        text=full_text(content),
        remedies=tuple(remedies),
    )


def _misses(maker: PageMaker, content: Content) -> Iterator[tuple[int, str, Zone, int]]:
    """By how many lines each template's zone misses the story, with the most room it gives."""
    for name, template in maker.templates.items():
        for zone_name, model in template.zones.items():
            if not can_show(model, content):
                continue
            if content.template not in ("", name):
                continue
            number = content.pinned or (5 if template.side == "right" else 4)
            wish = PageWish(
                name, number, ((zone_name, content),), tuple(None for _ in template.ads)
            )
            zone = maker.zone_of(wish, zone_name)
            items = maker.setter.items(content, zone).items
            rooms = []
            everything = frozenset({"pullquote", "box"})
            for values in flex_extremes(zone.model.flex, zone_lines(zone)):
                board = maker.setter.place(content, zone, values, everything, final=False)
                rooms.append(maker.setter.room(board, zone))
            widest = max(rooms, key=len, default=())
            if widest:
                need = shortest(maker.setter.cache, items, widest[0].width)
                yield need - len(widest), name, zone, len(widest)


def _measure(maker: PageMaker, zone: Zone) -> float:
    return maker.setter.kit.grid.width(zone.model.text_columns)


def _characters_a_line(maker: PageMaker, content: Content, zone: Zone) -> int:
    items = maker.setter.items(content, zone).items
    lines = shortest(maker.setter.cache, items, _measure(maker, zone))
    characters = sum(len(p.text) for p in content.article.paragraphs)
    return round(characters / max(lines, 1))


def _shortening(maker: PageMaker, content: Content, zone: Zone, over: int) -> Iterator[Remedy]:
    """The ladder for a story that is too long."""
    cache, width = maker.setter.cache, _measure(maker, zone)
    items = maker.setter.items(content, zone).items
    whole = [replace(item, variants=item.variants[:1]) for item in items]
    easy = longest(cache, whole, width) - shortest(cache, whole, width)
    if easy:
        yield Remedy("paragraphs", easy, "set paragraphs a line tighter (already counted)")
    optional = _optional_lines(maker, whole, items, width)
    if optional:
        yield Remedy("sentences", optional, "leave out [[…]] sentences (already counted)")
    if content.quotes and droppable(content.quotes[0], content.article):
        yield Remedy("pull quote", 10, "leave the pull quote out (already counted)")
    if content.images:
        yield Remedy("picture", over, "a smaller picture, or one less")
    if content.boxes:
        yield Remedy("box", over, "a shorter box, or {.optional}")


def _optional_lines(
    maker: PageMaker, whole: Sequence[FlowItem], items: Sequence[FlowItem], width: float
) -> int:
    cache = maker.setter.cache
    return shortest(cache, whole, width) - shortest(cache, items, width)


def _lengthening(
    maker: PageMaker, content: Content, zone: Zone, setting: StorySetting
) -> Iterator[Remedy]:
    """The ladder for a story that is too short."""
    each = _characters_a_line(maker, content, zone)
    if setting.sentences:
        lines = math.ceil(len(setting.sentences) * 1.2)
        yield Remedy("sentences", lines, "take [[…]] sentences back in (--full)")
    if content.images:
        yield Remedy("picture", setting.short, "a larger picture")
    detail = f"write {setting.short} lines more, about {setting.short * each} characters"
    yield Remedy("write", setting.short, detail)
