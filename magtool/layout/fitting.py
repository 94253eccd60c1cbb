"""How stories fit: lines over or short, and what would help, in the order a desk tries it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from magtool.diagnostics import Diagnostic, Severity
from magtool.edition import Box, plain
from magtool.layout.content import Content, droppable
from magtool.layout.fitrow import FitRow, Remedy
from magtool.layout.flatplan import Flatplan
from magtool.layout.flexing import flex_extremes, flex_settings
from magtool.layout.flowing import FlowItem, shortest
from magtool.layout.heads import SMALLER
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


def misfits(maker: PageMaker, wish: PageWish) -> Iterator[Diagnostic]:
    """By how much the stories of a page no longer fit it, when no other plan holds them all."""
    for name, content in wish.contents:
        zone = maker.zone_of(wish, name)
        over, _ = _over(maker, content, zone)
        amount = "does not fit as it stands now"
        if over > 0:
            letters = over * _characters_a_line(maker, content, zone)
            amount = f"is {over} lines too long, about {letters} characters,"
        elif len(wish.contents) > 1:
            continue
        message = (
            f"{content.slug!r} {amount} for page {wish.number} in {wish.template!r}, and no other "
            "plan holds the whole issue"
        )
        steps = tuple(f"{r.what}: {r.detail}" for r in _shortening(maker, content, zone))
        hints = (*steps, "or allow more pages (pages: max)")
        place = content.article.place
        yield Diagnostic("overset", Severity.ERROR, message, place, hints, wish.number)


def _over(maker: PageMaker, content: Content, zone: Zone) -> tuple[int, int]:
    """Lines over (negative: to spare) in the zone with all that may go left out, and its room."""
    items = maker.setter.items(content, zone).items
    everything = frozenset({"pullquote", "box", SMALLER})
    rooms = []
    for values in flex_extremes(zone.model.flex, zone_lines(zone)):
        board = maker.setter.place(content, zone, values, everything, final=False)
        rooms.append(maker.setter.room(board, zone))
    widest = max(rooms, key=len, default=())
    if not widest:
        return 0, 0
    return shortest(maker.setter.cache, items, widest[0].width) - len(widest), len(widest)


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
        remedies = list(_shortening(maker, content, zone))
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
            over, room = _over(maker, content, zone)
            if room:
                yield over, name, zone, room


def _measure(maker: PageMaker, zone: Zone) -> float:
    return maker.setter.kit.grid.width(zone.model.text_columns)


def _characters_a_line(maker: PageMaker, content: Content, zone: Zone) -> int:
    items = maker.setter.items(content, zone).items
    lines = shortest(maker.setter.cache, items, _measure(maker, zone))
    characters = sum(len(p.text) for p in content.article.paragraphs)
    return round(characters / max(lines, 1))


def _shortening(maker: PageMaker, content: Content, zone: Zone) -> Iterator[Remedy]:
    """The ladder for a story that is too long: what each allowed step gives, in the desk's order,
    measured in this zone. All of them are counted already in how much it is over.
    """
    cache, width = maker.setter.cache, _measure(maker, zone)
    items = maker.setter.items(content, zone).items
    whole = [replace(item, variants=item.variants[:1]) for item in items]
    usual = sum(item.above + cache.usual(item, width) for item in whole)
    if easy := usual - shortest(cache, whole, width):
        yield Remedy("paragraphs", easy, "set them a line tighter (counted)")
    if optional := _optional_lines(maker, whole, items, width):
        yield Remedy("sentences", optional, "leave [[…]] sentences out (counted)")
    nothing: frozenset[str] = frozenset()
    settings = [values for _, values in flex_settings(zone.model.flex, zone_lines(zone))]
    if not settings:
        return
    best = _lines(maker, content, zone, settings[0], nothing)
    if content.quotes and droppable(content.quotes[0], content.article):
        quote = _lines(maker, content, zone, settings[0], frozenset({"pullquote"})) - best
        if quote > 0:
            yield Remedy("pull quote", quote, "leave it out (counted)")
    most = max(
        _lines(maker, content, zone, values, nothing)
        for values in flex_extremes(zone.model.flex, zone_lines(zone))
    )
    if most > best:
        yield Remedy("pictures", most - best, "set as low as the template lets them (counted)")
    if any(box.optional for box in content.boxes):
        box = _lines(maker, content, zone, settings[0], frozenset({"box"})) - best
        if box > 0:
            yield Remedy("box", box, "leave the {.optional} box out (counted)")
    elif content.boxes:
        yield Remedy("box", _box_lines(maker, content, zone, settings[0]), "mark it {.optional}")
    yield from _headline(maker, content, zone, settings[0], best)


def _headline(
    maker: PageMaker, content: Content, zone: Zone, values: Mapping[str, float], best: int
) -> Iterator[Remedy]:
    """The next of the headline's styles."""
    smaller = _lines(maker, content, zone, values, frozenset({SMALLER})) - best
    if smaller > 0:
        yield Remedy("headline", smaller, "set smaller, as the template allows (counted)")


def _lines(
    maker: PageMaker,
    content: Content,
    zone: Zone,
    values: Mapping[str, float],
    without: frozenset[str],
) -> int:
    """Room for text with this setting."""
    board = maker.setter.place(content, zone, values, without, final=False)
    return len(maker.setter.room(board, zone))


def _box_lines(maker: PageMaker, content: Content, zone: Zone, values: Mapping[str, float]) -> int:
    """What a story's boxes take."""
    free = replace(content, boxes=tuple(replace(b, optional=True) for b in content.boxes))
    without = frozenset({"box"})
    return _lines(maker, free, zone, values, without) - _lines(
        maker, content, zone, values, frozenset()
    )


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
        width = _measure(maker, zone)
        items = maker.setter.items(content, zone).items
        whole = [replace(item, variants=item.variants[:1]) for item in items]
        lines = _optional_lines(maker, whole, items, width)
        yield Remedy("sentences", lines, "take [[…]] sentences back in (--full)")
    settings = [values for _, values in flex_settings(zone.model.flex, zone_lines(zone))]
    rooms = [
        _lines(maker, content, zone, values, frozenset())
        for values in flex_extremes(zone.model.flex, zone_lines(zone))
    ]
    if content.images and settings and rooms:
        larger = _lines(maker, content, zone, settings[0], frozenset()) - min(rooms)
        if larger > 0:
            yield Remedy("pictures", larger, "set as high as the template lets them (counted)")
    detail = f"write {setting.short} lines more, about {setting.short * each} characters"
    yield Remedy("write", setting.short, detail)
