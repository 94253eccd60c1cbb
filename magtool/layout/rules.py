"""The desk's rules for a flatplan: what each placement costs, and why.

Every rule is one price with one name, so that the search and the explanation of what it found
are the same sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from magtool.edition import Ad
from magtool.layout.board import span
from magtool.layout.content import Content
from magtool.layout.design import TemplateModel, ZoneModel
from magtool.layout.flowing import slack_cost
from magtool.layout.kit import Kit
from magtool.layout.pages import Carry, PageTrial, PageWish
from magtool.layout.wishes import broken

ORDINARY = "news"
"""What a story is that does not say."""
ANOTHER_TEMPLATE = 8.0
"""What it costs to set a page in another template than its plan has."""
SHORT_WORDS = 190
_UNSUITED = 15.0
_OUT_OF_ORDER = 6.0
_SHORT_FORWARD = 2.5
_SHORT_LATER = 1.5
_OTHER_KIND = 4.0
_WORDS = 20.0
_SAME_FACING = 14.0
_SAME_ADS_FACING = 6.0
_SAME_NEAR = 5.0
_ALIKE_FACING = 3.0
_GREY_SPREAD = 4.0
_PAID = 0.15
"""Paid pages look alike by agreement: their likeness counts so much of the others'."""
_LEFT_FULL_AD = 3.0
_BROKEN_WISH = 25.0
_RIVALS = 40.0
_SPEAKS = 30.0
_LATE_CARRY = 1.5
_FACING_JUMP = 8.0
_FILLER = 14.0
_WHITE_AD = 25.0
_MOVED = 30.0
_NOUGHT = 0.005


@dataclass(frozen=True, slots=True)
class Price:
    """What one rule makes of a placement."""

    what: str
    cost: float


@dataclass(frozen=True, slots=True)
class Before:
    """What a page's price needs of the pages before it: the last four templates ("" for none),
    and what stands on the page just before."""

    templates: tuple[str, ...] = ()
    wish: PageWish | None = None

    def then(self, template: str, length: int = 1, wish: PageWish | None = None) -> Before:
        """What the page after that one sees."""
        return Before((*self.templates, *([template] * length))[-4:], wish)


@dataclass(slots=True)
class Rules:
    """The rules for one issue of ``pages`` pages.

    ``near`` has page and template of every item in the plan that this one should be near to.
    """

    kit: Kit
    pages: int
    fillers: frozenset[str] = frozenset()
    near: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    _spoken: dict[tuple[str, int], bool] = field(default_factory=dict)

    # ---------------------------------------------------------------- contents

    def taste(self, zone: ZoneModel, content: Content) -> Iterator[Price]:
        """How well the story suits the zone that could show it."""
        kinds = zone.takes.kinds
        if kinds and (content.article.kind or ORDINARY) not in kinds:
            yield Price(f"‘{content.slug}’ is of another kind", _OTHER_KIND)
        low, high = span(zone.takes.words)
        words = max(content.words, 1)
        if words > high:
            yield Price(f"‘{content.slug}’ is long for it", _WORDS * log(words / high))
        elif words < low:
            yield Price(f"‘{content.slug}’ is short for it", _WORDS * log(low / words))

    def order(self, waiting: Sequence[Content], chosen: Sequence[Content]) -> Iterator[Price]:
        """Printing these before what stands before them in reading order.

        Short stories are the desk's small change: they may be drawn forward or left for later
        at little cost, a long one may not.
        """
        slugs = {content.slug for content in chosen}
        places = {content.slug: i for i, content in enumerate(waiting)}
        for content in chosen:
            passed = [c for c in waiting[: places[content.slug]] if c.slug not in slugs]
            if passed and is_short(content):
                yield Price(f"‘{content.slug}’ is drawn forward", _SHORT_FORWARD)
                continue
            for other in passed:
                cost = _SHORT_LATER if is_short(other) else _OUT_OF_ORDER
                yield Price(f"‘{content.slug}’ comes before ‘{other.slug}’", cost)
        turned = sum(places[a.slug] > places[b.slug] for a, b in pairwise(chosen))
        if turned:
            yield Price("the second story stands above the first", float(turned))

    def place(self, content: Content, number: int) -> Iterator[Price]:
        """Wishes for a story that this page does not keep."""
        for wish in broken(content.place, number, self.pages):
            yield Price(f"‘{content.slug}’ wished {wish}", _BROKEN_WISH)

    def move(self, slug: str, number: int, template: str) -> Iterator[Price]:
        """Leaving the plan that this one should be near to."""
        page, known = self.near.get(slug, (number, template))
        if page != number:
            yield Price(f"‘{slug}’ moves from page {page}", _MOVED)
        if known != template:
            yield Price(f"‘{slug}’ leaves ‘{known}’", ANOTHER_TEMPLATE)

    def wait(self, carry: Carry | None, jumping: bool, number: int) -> Iterator[Price]:
        """A story that broke off and waits for its other page."""
        if carry is None:
            return
        if not jumping:
            yield Price(f"‘{carry.content.slug}’ waits to go on", _LATE_CARRY)
        elif number - carry.from_page == 1:
            yield Price(f"‘{carry.content.slug}’ goes on on the next page", _FACING_JUMP)

    # -------------------------------------------------------------------- looks

    def look(
        self, name: str, template: TemplateModel, number: int, before: Before
    ) -> Iterator[Price]:
        """The template itself, and its likeness to those before it."""
        if template.cost:
            yield Price(f"‘{name}’ is for when nothing else will do", template.cost)
        last = before.templates[-1:]
        facing = number % 2 == 1
        if not template.zones:
            if facing and last == (name,):
                yield Price("only ads on both pages of the spread", _SAME_ADS_FACING)
            return
        scale = _PAID if any(z.takes.company for z in template.zones.values()) else 1.0
        if facing and last == (name,):
            yield Price("the facing page opens alike", _SAME_FACING * scale)
            return
        if name in before.templates:
            yield Price("the same template stands close by", _SAME_NEAR * scale)
        other = self.kit.templates.get(last[0]) if facing and last else None
        if other is not None and other.zones and _opener(other) == _opener(template):
            yield Price("the facing page has the same headline", _ALIKE_FACING * scale)

    def balance(self, wish: PageWish, before: Before) -> Iterator[Price]:
        """A spread of nothing but text."""
        if wish.number % 2 == 0 or before.wish is None:
            return
        both = (before.wish, wish)
        if all(is_grey(side) for side in both):
            yield Price("no picture on the whole spread", _GREY_SPREAD)

    # ---------------------------------------------------------------------- ads

    def ad(self, ad: Ad | None, template: TemplateModel, number: int) -> Iterator[Price]:
        """One ad zone's ad; None leaves it white."""
        if ad is None:
            if not template.zones:
                yield Price("part of the page stays white", _WHITE_AD)
            return
        if ad.id in self.fillers:
            yield Price(f"the house ad ‘{ad.id}’ fills", _FILLER)
            return
        for wish in broken(ad.place, number, self.pages):
            yield Price(f"‘{ad.id}’ wished {wish}", _BROKEN_WISH)
        whole = self.kit.module(ad.size).page
        if whole and not ad.place.page and number % 2 == 0 and number not in (2, self.pages):
            yield Price(f"‘{ad.id}’ has a left-hand page", _LEFT_FULL_AD)

    def rivals(self, ads: Sequence[Ad], number: int, before: Before) -> Iterator[Price]:
        """Competitors on one spread."""
        facing = list(ads)
        if number % 2 == 1 and before.wish is not None:
            facing += [ad for ad in before.wish.ads if ad is not None]
        for ad in ads:
            for other in facing:
                if other is not ad and (other.id in ad.apart_from or ad.id in other.apart_from):
                    yield Price(f"‘{ad.id}’ stands on a spread with ‘{other.id}’", _RIVALS)

    def voices(self, wish: PageWish, before: Before) -> Iterator[Price]:
        """An advertiser's ad on the spread of a story in which the advertiser speaks."""
        sides = [wish]
        if wish.number % 2 == 1 and before.wish is not None:
            sides.append(before.wish)
        for one in sides:
            for two in sides:
                if wish not in (one, two):
                    continue
                for ad in one.ads:
                    for _, content in two.contents:
                        if ad is not None and self.speaks(ad, content):
                            yield Price(f"‘{ad.id}’ stands beside ‘{content.slug}’, "
                                        "in which the advertiser speaks", _SPEAKS)  # fmt: skip

    def speaks(self, ad: Ad, content: Content) -> bool:
        """Whether the advertiser's name stands in an editorial story."""
        key = (ad.id, id(content))
        found = self._spoken.get(key)
        if found is None:
            name = re.escape(ad.advertiser.strip())
            text = " ".join(p.text for p in content.article.paragraphs)
            named = bool(name) and re.search(rf"\b{name}\b", text, re.IGNORECASE) is not None
            found = self._spoken[key] = named and not content.company
        return found

    # ------------------------------------------------------------------ one page

    def of_wish(
        self, wish: PageWish, waiting: Sequence[Content], carry: Carry | None, before: Before
    ) -> Iterator[Price]:
        """Everything that the page costs before a line of it is set."""
        template = self.kit.templates[wish.template]
        number = wish.number
        yield from self.look(wish.template, template, number, before)
        for zone, content in wish.contents:
            yield from self.taste(template.zones[zone], content)
            yield from self.place(content, number)
        contents = [content for _, content in wish.contents]
        known = {content.slug for content in waiting}
        if all(content.slug in known for content in contents):
            yield from self.order(waiting, contents)
        for ad in wish.ads:
            yield from self.ad(ad, template, number)
        own = [ad for ad in wish.ads if ad is not None and ad.id not in self.fillers]
        yield from self.rivals(own, number, before)
        for slug in (*(content.slug for content in contents), *(ad.id for ad in own)):
            yield from self.move(slug, number, wish.template)
        yield from self.wait(carry, wish.carry is not None, number)
        yield from self.balance(wish, before)
        yield from self.voices(wish, before)


def set_prices(trial: PageTrial) -> tuple[Price, ...]:
    """What it costs to set the page: its things, its text, and the white that is left."""
    movable = trial.cost - sum(zone[3].cost for zone in trial.zones)
    prices = [Price("where the page is parted", movable)]
    for _, content, _, chosen in trial.zones:
        white = slack_cost(chosen.ending.slack)
        text = chosen.cost - chosen.things - white
        prices.append(Price(f"heads, pictures and boxes of ‘{content.slug}’", chosen.things))
        prices.append(Price(f"text of ‘{content.slug}’", text))
        prices.append(Price(f"‘{content.slug}’ ends {chosen.ending.slack} lines short", white))
    return tuple(price for price in prices if price.cost > _NOUGHT)


def total(prices: Iterable[Price]) -> float:
    return sum(price.cost for price in prices)


def is_short(content: Content) -> bool:
    """Whether the story is one of the desk's small change."""
    return not content.company and content.words < SHORT_WORDS


def can_show(zone: ZoneModel, content: Content) -> bool:
    """Whether the zone has places for all that the story holds."""
    takes = zone.takes
    if zone.jump_to or takes.company != content.company:
        return False
    notices = any(e.notices for e in zone.place)
    if notices != (content.article.kind == "notices"):
        return False
    for have, limits in (
        (len(content.charts), takes.charts),
        (len(content.boxes), takes.boxes),
        (len(content.images), takes.images),
    ):
        low, high = span(limits)
        if not low <= have <= high:
            return False
    return True


def suits(rules: Rules, zone: ZoneModel, content: Content) -> float | None:
    """What it costs to set the story in this zone; None when the zone can't show it, or would
    show it so ill that trying is a waste of time.
    """
    if not can_show(zone, content):
        return None
    cost = total(rules.taste(zone, content))
    return None if cost > _UNSUITED else cost


def _opener(template: TemplateModel) -> tuple[object, ...]:
    """How the template's first headline stands: two alike, side by side, read as one."""
    for zone in template.zones.values():
        for element in zone.place:
            if element.head:
                return tuple(element.head[:1]), element.top
    return ()


def is_grey(wish: PageWish | None) -> bool:
    """Whether the page shows text alone."""
    if wish is None:
        return False
    shown = [content for _, content in wish.contents]
    if wish.carry is not None or not shown or any(ad is not None for ad in wish.ads):
        return False
    return not any(c.images or c.charts or c.boxes or c.quotes or c.company for c in shown)
