"""A recovered issue shaped so that a design's pages can show it: nothing cut, all of it told.

An old magazine had other pages than the design that its text is set in again. What no template
could hold is parted, joined or moved within the manuscripts; the record stays as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from magtool.edition.recovered import RecoveredArticle, RecoveredBlock, Remark
from magtool.manifest.manuscripts import HEADS

SHORTEST = 110
"""Words under which a story has no page of its own, and is printed with other notices."""
_NOTICES = 500
"""Words of notices that are printed under one heading."""
_FILLED = 0.8
"""Share of the words a template is made for that surely fit beside heads and quotations."""
_PAID_FILLED = 1.08
"""The same of a paid page, which has no quotations: the fullest that were set came to this."""
_BLOCK_WORDS, _IMAGE_WORDS = 6, 120
"""Words that would fill a paragraph's last line, and what a picture takes."""
_LEAST = 0.55
"""Share of the least words that a template still takes."""
_NOTICES_HEAD = {"sv": "Notiser", "nb": "Notiser", "da": "Noter", "de": "Meldungen"}
_PAID_HEAD = {"sv": "Annons", "nb": "Annonse", "da": "Annonce", "de": "Anzeige"}

Limits = tuple[int, int]
"""Least and most."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one template can show of a story that has its page, or its ``pages``, alone.

    ``paid`` is "full" or "half" where the template is for paid pages.
    """

    template: str
    pages: int
    words: Limits
    images: Limits
    charts: Limits
    boxes: Limits
    paid: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An article as one manuscript: how much of it keeps a place of its own beside the text.

    ``template`` is a wish for the manifest, "" where the planner has a choice. ``box`` is "full"
    or "half" for a paid page.
    """

    article: RecoveredArticle
    template: str = ""
    images: int = 99
    charts: int = 99
    boxes: int = 99
    paid: str = ""


@dataclass(frozen=True, slots=True)
class _Load:
    """What a story brings: words of running text and in boxes, and the things beside it."""

    words: int
    boxed: int
    images: int
    charts: int
    boxes: int
    blocks: int

    @property
    def size(self) -> int:
        """What it fills, in words of running text."""
        return self.words + self.boxed + _BLOCK_WORDS * self.blocks


def shape_stories(
    articles: Sequence[RecoveredArticle], rooms: Sequence[Room], language: str, charts: Charts
) -> tuple[tuple[Shape, ...], tuple[Remark, ...]]:
    """The stories and paid pages as manuscripts in their order, and what had to change.

    ``charts`` tells how many charts each can show. Without ``rooms`` all stay as they are.
    """
    if not rooms:
        return tuple(Shape(article) for article in articles), ()
    told: list[Remark] = []
    shapes: list[Shape] = []
    articles = [
        _informing(article) if article.kind == "company" else article for article in articles
    ]
    halves = _halves(articles, rooms)
    for article in _with_notices(articles, language, charts):
        size = "half" if article.id in halves else "full"
        paid = _paid(article, rooms, size) if article.kind == "company" else None
        if paid is not None:
            shapes.append(paid)
            continue
        if article.kind == "company":
            told.append(_told(article, "no paid page of the design can show it; it is a story"))
            article = _labelled(article, language)
        parts = _parted(article, rooms)
        if len(parts) > 1:
            told.append(_told(article, f"too long for any template; parted in {len(parts)}"))
        for part in parts:
            shape = _shaped(part, rooms, charts.get(part.id, 0))
            told += _losses(shape, charts.get(part.id, 0))
            shapes.append(shape)
    return tuple(shapes), tuple(told)


Charts = dict[str, int]


def _told(article: RecoveredArticle, message: str) -> Remark:
    page = next(iter(article.pages), None)
    return Remark("recover-reshaped", f"‘{article.id}’: {message}", page)


# --- one story ----------------------------------------------------------------------------


def _words(blocks: Iterable[RecoveredBlock]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _filled(blocks: Sequence[RecoveredBlock]) -> int:
    return _words(blocks) + _BLOCK_WORDS * len(blocks)


def _load(article: RecoveredArticle, charts: int) -> _Load:
    body = [b for b in article.blocks if b.role not in (*HEADS, "caption", "credit", "chart")]
    boxed = [b for b in body if b.box is not None and b.box_role not in ("pullquote", "method")]
    running = [b for b in body if b.box is None and b.role not in ("pullquote", "source")]
    images = sum(bool(picture.file) for picture in article.pictures)
    boxes = len({b.box for b in boxed})
    return _Load(_words(running), _words(boxed), images, charts, boxes, len(body))


def _shaped(article: RecoveredArticle, rooms: Sequence[Room], charts: int) -> Shape:
    """The story in the room that keeps most of its things beside it."""
    load = _load(article, charts)
    found = [
        (lost, room.pages, -room.words[1], shape)
        for room in rooms
        if not room.paid
        for lost, shape in _in_room(article, load, room)
    ]
    if not found:
        return _in_largest(article, load, rooms)
    _, pages, _, shape = min(found, key=lambda one: one[:3])
    # A page's template is the planner's to choose; that a story surely needs more must be said.
    most = max((room.words[1] for room in rooms if _may_hold(room, shape)), default=0)
    return shape if pages > 1 and load.size > most else replace(shape, template="")


def _may_hold(room: Room, shape: Shape) -> bool:
    """Whether one page could show what the story keeps beside it, if its text is not too long."""
    return (
        not room.paid
        and room.pages == 1
        and all(
            least <= have <= most
            for have, (least, most) in (
                (shape.images, room.images),
                (shape.charts, room.charts),
                (shape.boxes, room.boxes),
            )
        )
    )


def _in_largest(article: RecoveredArticle, load: _Load, rooms: Sequence[Room]) -> Shape:
    """A story that no room takes by its count of words."""
    if load.words < SHORTEST * 2:
        # Too short for a page of its own: it shares one, and there one picture has a place.
        return Shape(article, images=1 if load.words >= SHORTEST else 0, charts=0, boxes=0)
    own = [room for room in rooms if not room.paid]
    room = max(own, key=lambda room: room.words[1], default=None)
    if room is None:
        return Shape(article)
    return Shape(article, room.template, room.images[1], room.charts[1], room.boxes[1])


def _in_room(article: RecoveredArticle, load: _Load, room: Room) -> Iterator[tuple[float, Shape]]:
    """How much is lost there, and the story without it; nothing where it does not fit."""
    images = min(load.images, room.images[1])
    charts = min(load.charts, room.charts[1])
    boxes = min(load.boxes, room.boxes[1])
    if images < room.images[0] or charts < room.charts[0] or boxes < room.boxes[0]:
        return
    size = load.size + _IMAGE_WORDS * (images - room.images[0])
    least = load.words + (0 if boxes == load.boxes else load.boxed)
    # What stands in a half page's box has its place beside the text.
    filled = _PAID_FILLED if room.paid else _FILLED
    if room.paid == "half":
        size = load.words
    if size > room.words[1] * filled or least < room.words[0] * _LEAST:
        return
    lost = 3.0 * (load.images - images) + 4.0 * (load.charts - charts) + (load.boxes - boxes)
    yield lost, Shape(article, room.template, images, charts, boxes)


def _losses(shape: Shape, charts: int) -> Iterator[Remark]:
    load = _load(shape.article, charts)
    for have, kept, what in (
        (load.images, shape.images, "pictures"),
        (load.charts, shape.charts, "charts"),
        (load.boxes, shape.boxes, "boxes"),
    ):
        if kept < have:
            how = "are running text" if what == "boxes" else "are not in the manuscript"
            message = f"no template shows so many {what}; {have - kept} of {have} {how}"
            yield _told(shape.article, message)


def _parted(article: RecoveredArticle, rooms: Sequence[Room]) -> list[RecoveredArticle]:
    """The story in parts that fit, each beginning at a subhead where one is near."""
    most = int(_FILLED * max((room.words[1] for room in rooms if not room.paid), default=10**9))
    load = _load(article, 0)
    most -= _IMAGE_WORDS * min(load.images, 2)
    if load.size <= most:
        return [article]
    heads = [b for b in article.blocks if b.role in HEADS]
    body = [b for b in article.blocks if b.role not in HEADS]
    left = load.size
    count = -(-left // most)
    wanted = left / count
    parts: list[list[RecoveredBlock]] = [[]]
    for block in body:
        last, size = parts[-1], _filled(parts[-1])
        inside = last and block.box is not None and block.box == last[-1].box
        # An early cut at a subhead must leave no more than the other parts can take.
        early = block.role == "subhead" and left - size <= most * (count - len(parts))
        ripe = size + _filled([block]) / 2 >= wanted or (early and size >= 0.8 * wanted)
        if ripe and len(parts) < count and not inside and block.role not in ("source", "item"):
            left -= size
            parts.append([])
        parts[-1].append(block)
    first = replace(article, blocks=(*heads, *parts[0]))
    return [first, *(_sequel(article, n, blocks) for n, blocks in enumerate(parts[1:], 2))]


def _sequel(
    article: RecoveredArticle, number: int, blocks: list[RecoveredBlock]
) -> RecoveredArticle:
    """A later part under the same headline with its number."""
    return RecoveredArticle(
        id=f"{article.id}-{number}",
        kind=article.kind,
        pages=tuple(sorted({b.page for b in blocks})),
        blocks=tuple(blocks),
        headline=f"{article.headline} ({number})",
        confidence=article.confidence,
    )


# --- paid pages ---------------------------------------------------------------------------


def _halves(articles: Sequence[RecoveredArticle], rooms: Sequence[Room]) -> frozenset[str]:
    """The paid texts that shared a page by twos, and can again: a half page needs its other."""
    paid = [article for article in articles if article.kind == "company"]
    found: set[str] = set()
    for one, other in pairwise(paid):
        together = one.pages == other.pages and len(one.pages) == 1
        fit = all(_paid(each, rooms, "half") for each in (one, other))
        if together and fit and one.id not in found:
            found |= {one.id, other.id}
    return frozenset(found)


def _paid(article: RecoveredArticle, rooms: Sequence[Room], size: str) -> Shape | None:
    """The paid text in a template of that size; it has no kicker and no byline, they join the
    text."""
    moved = _beheaded(article, ("kicker", "byline"))
    load = _load(moved, 0)
    for room in rooms:
        if room.paid != size:
            continue
        for lost, shape in _in_room(moved, load, room):
            if lost == 0:
                return replace(shape, template="", paid=room.paid)
    return None


def _informing(article: RecoveredArticle) -> RecoveredArticle:
    """The paid text with its last box as what such a box is: who pays, and how to reach them."""
    boxes = [b for b in article.blocks if b.box is not None and b.box_role != "pullquote"]
    if not boxes or any(b.box_role == "info" for b in boxes):
        return article
    last = boxes[-1].box
    blocks = (replace(b, box_role="info") if b.box == last else b for b in article.blocks)
    return replace(article, blocks=tuple(blocks))


def _beheaded(article: RecoveredArticle, roles: Sequence[str]) -> RecoveredArticle:
    """The article with some of its head as emphasised lines of its text."""
    before = [_line(b) for b in article.blocks if b.role in roles and b.role != "byline"]
    after = [_line(b) for b in article.blocks if b.role in roles and b.role == "byline"]
    rest = [b for b in article.blocks if b.role not in roles]
    made = replace(article, blocks=(*before, *rest, *after))
    return replace(
        made,
        kicker=None if "kicker" in roles else article.kicker,
        standfirst=None if "standfirst" in roles else article.standfirst,
        byline=None if "byline" in roles else article.byline,
    )


def _line(block: RecoveredBlock) -> RecoveredBlock:
    return replace(block, role="paragraph", emphasis=((0, len(block.text), "emphasis"),))


def _labelled(article: RecoveredArticle, language: str) -> RecoveredArticle:
    """A paid text as a story that says so in its kicker."""
    label = _PAID_HEAD.get(language, "Advertisement")
    made = _beheaded(article, ("kicker",))
    payer = f": {article.advertiser}" if article.advertiser else ""
    return replace(made, kind="story", kicker=f"{label}{payer}")


# --- notices ------------------------------------------------------------------------------


def _with_notices(
    articles: Sequence[RecoveredArticle], language: str, charts: Charts
) -> list[RecoveredArticle]:
    """The articles with the shortest gathered, where the first of them stood.

    A single one that is left over goes on under a subhead in the story before it.
    """
    short = [a for a in articles if _is_short(a, charts)]
    groups: list[list[RecoveredArticle]] = []
    for article in short:
        full = groups and sum(_size(a) for a in groups[-1]) + _size(article) > _NOTICES
        if not groups or full:
            groups.append([])
        groups[-1].append(article)
    if len(groups) > 1 and sum(_size(a) for a in groups[-1]) < SHORTEST:
        groups[-2] += groups.pop()
    firsts = {group[0].id: group for group in groups}
    names = {article.id for article in short}
    made: list[RecoveredArticle] = []
    for article in articles:
        group = firsts.get(article.id)
        if group is None and article.id not in names:
            made.append(article)
        elif group is not None:
            made.append(_gathered(group, language))
    return _without_lone(made)


def _size(article: RecoveredArticle) -> int:
    return _load(article, 0).words


def _is_short(article: RecoveredArticle, charts: Charts) -> bool:
    load = _load(article, charts.get(article.id, 0))
    alone = load.charts or load.boxes
    return article.kind == "story" and load.words < SHORTEST and not alone


def _gathered(group: Sequence[RecoveredArticle], language: str) -> RecoveredArticle:
    if len(group) == 1:
        return group[0]
    return RecoveredArticle(
        id=f"{group[0].id}-notiser",
        kind="story",
        pages=tuple(sorted({page for a in group for page in a.pages})),
        blocks=tuple(block for article in group for block in _notice(article)),
        headline=_NOTICES_HEAD.get(language, "In brief"),
        pictures=tuple(picture for article in group for picture in article.pictures),
    )


def _notice(article: RecoveredArticle) -> Iterator[RecoveredBlock]:
    """A short story's words under its headline as a subhead."""
    moved = _beheaded(article, ("kicker", "standfirst", "byline"))
    for block in moved.blocks:
        yield replace(block, role="subhead") if block.role == "headline" else block


def _without_lone(articles: list[RecoveredArticle]) -> list[RecoveredArticle]:
    """The articles, those still too short to stand alone at the end of the story before, or of
    the first one."""
    made: list[RecoveredArticle] = []
    first: list[RecoveredArticle] = []
    for article in articles:
        lone = article.kind == "story" and _is_short(article, {})
        if lone and made and made[-1].kind == "story":
            made[-1] = _with_more(made[-1], article)
        elif lone and not made:
            first.append(article)
        else:
            made.append(article)
    home = next((n for n, article in enumerate(made) if article.kind == "story"), None)
    if home is None:
        return [*first, *made]
    for article in first:
        made[home] = _with_more(made[home], article)
    return made


def _with_more(story: RecoveredArticle, short: RecoveredArticle) -> RecoveredArticle:
    """The story, and the short one under a subhead at its end."""
    boxes = max((block.box or 0 for block in story.blocks), default=0) + 1
    moved = (b if b.box is None else replace(b, box=b.box + boxes) for b in _notice(short))
    return replace(
        story, blocks=(*story.blocks, *moved), pictures=(*story.pictures, *short.pictures)
    )
