"""What a page could show next: templates filled with what waits, cheapest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from magtool.edition import Ad
from magtool.layout.content import Content
from magtool.layout.design import AdZoneModel, TemplateModel, ZoneModel
from magtool.layout.pages import Carry, PageMaker, PageWish
from magtool.layout.rules import Before, Rules, is_grey, is_short, suits, total

Contents = tuple[tuple[str, Content], ...]
_START = Before()


@dataclass(frozen=True, slots=True)
class State:
    """A plan so far. Stories, companies and ads left are tuples in their order of printing.

    ``debt`` is about how many pages what is left will take; ``planned`` is the page that led
    here from the state ``last``.
    """

    page: int
    stories: tuple[Content, ...]
    companies: tuple[Content, ...]
    ads: tuple[Ad, ...]
    carry: Carry | None = None
    cost: float = 0.0
    debt: float = 0.0
    before: Before = _START
    planned: object = None
    last: State | None = None

    @property
    def done(self) -> bool:
        return not self.stories and not self.companies and not self.ads and self.carry is None


@dataclass(frozen=True, slots=True)
class Offer:
    """A template with what would stand in it, and what that costs before a line is set.

    ``rest`` are the ads left then, ``carry`` the text that goes on here, ``waits`` that which
    still waits to go on.
    """

    cost: float
    template: str
    contents: Contents
    ads: tuple[Ad | None, ...]
    rest: tuple[Ad, ...]
    carry: Carry | None
    waits: Carry | None

    def wish(self, number: int) -> PageWish:
        return PageWish(self.template, number, self.contents, self.ads, self.carry)


@dataclass(frozen=True, slots=True)
class _Filling:
    """What stands in a template's zones. ``pins`` are the pages that its stories are booked on."""

    contents: Contents
    cost: float
    slugs: frozenset[str]
    pins: frozenset[int]


_NOTHING = _Filling((), 0.0, frozenset(), frozenset())
_AdChoice = tuple[tuple[Ad | None, ...], tuple[Ad, ...], float]


@dataclass(slots=True)
class Offers:
    """Makes the offers of one search. What does not depend on the state's past is kept: the
    same few stories and ads wait in most of the states of a page.
    """

    maker: PageMaker
    rules: Rules
    fillers: tuple[Ad, ...]
    window: int
    stories: tuple[Content, ...]
    """All stories of the issue."""
    _speakers: dict[str, bool] = field(default_factory=dict)
    _tastes: dict[tuple[int, str], float | None] = field(default_factory=dict)
    _fillings: dict[tuple[object, ...], tuple[_Filling, ...]] = field(default_factory=dict)
    _ads: dict[tuple[object, ...], tuple[_AdChoice, ...]] = field(default_factory=dict)
    _places: dict[tuple[str, int, str], float] = field(default_factory=dict)

    def next(self, state: State, templates: Sequence[tuple[str, TemplateModel]]) -> list[Offer]:
        """All that the state's next page could show in these templates, cheapest first."""
        number = state.page
        pinned = {c.slug for c in (*state.stories, *state.companies) if c.pinned == number}
        booked = {ad.id for ad in state.ads if ad.place.page == number}
        found: list[Offer] = []
        for name, template in templates:
            found.extend(self._of_template(state, name, template, pinned, booked))
        found.sort(key=lambda offer: offer.cost)
        return found

    def _of_template(
        self,
        state: State,
        name: str,
        template: TemplateModel,
        pinned: set[str],
        booked: set[str],
    ) -> Iterator[Offer]:
        """The offers of one template; what is ``pinned`` or ``booked`` on the page must stand."""
        number, rules = state.page, self.rules
        jumping = any(zone.jump_to for zone in template.zones.values())
        if jumping and state.carry is None:
            return
        fillings = self._fill(state, name, template)
        if not fillings:
            return
        base = total(rules.look(name, template, number, state.before))
        base += total(rules.wait(state.carry, jumping, number))
        carry, waits = (state.carry, None) if jumping else (None, state.carry)
        choices = self._choose_ads(state, name, template)
        for filling in fillings:
            if not pinned <= filling.slugs or filling.pins - {number}:
                continue
            cost = base + filling.cost
            for _, content in filling.contents:
                cost += self._place(content, number, name)
            for ads, rest, price in choices:
                if booked and not booked <= {ad.id for ad in ads if ad}:
                    continue
                offer = Offer(cost + price, name, filling.contents, ads, rest, carry, waits)
                more = self._spread(offer, number, state.before)
                yield replace(offer, cost=offer.cost + more) if more else offer

    def _spread(self, offer: Offer, number: int, before: Before) -> float:
        """What the facing page makes of it."""
        facing = number % 2 == 1 and before.wish is not None
        cost = 0.0
        if facing and offer.contents and is_grey(before.wish):
            cost += total(self.rules.balance(offer.wish(number), before))
        if self._anyone_speaks(number, before) or any(
            ad is not None and self._speaks(ad) for ad in offer.ads
        ):
            cost += total(self.rules.voices(offer.wish(number), before))
        return cost

    def _anyone_speaks(self, number: int, before: Before) -> bool:
        ads = before.wish.ads if number % 2 == 1 and before.wish is not None else ()
        return any(ad is not None and self._speaks(ad) for ad in ads)

    def _speaks(self, ad: Ad) -> bool:
        """Whether the advertiser speaks in any of the issue's stories."""
        found = self._speakers.get(ad.id)
        if found is None:
            found = any(self.rules.speaks(ad, content) for content in self.stories)
            self._speakers[ad.id] = found
        return found

    def _place(self, content: Content, number: int, name: str) -> float:
        """Wishes for a story's place, and nearness to the plan before."""
        key = (content.slug, number, name)
        found = self._places.get(key)
        if found is None:
            found = total(self.rules.place(content, number))
            found += total(self.rules.move(content.slug, number, name))
            self._places[key] = found
        return found

    # ---------------------------------------------------------------- contents

    def _fill(self, state: State, name: str, template: TemplateModel) -> tuple[_Filling, ...]:
        """Contents for the template's zones, reading order kept as far as can be."""
        zones = tuple((n, z) for n, z in template.zones.items() if not z.jump_to)
        if not zones:
            return (_NOTHING,)
        paid = bool(zones[0][1].takes.company)
        if paid and state.stories and not any(c.pinned == state.page for c in state.companies):
            return ()
        pool = state.companies if paid else state.stories
        near = self.window + len(zones)
        waiting = pool[:near]
        if not paid:
            waiting += tuple(c for c in pool[near:] if is_short(c))[: self.window]
        key = (name, *(content.slug for content in waiting))
        found = self._fillings.get(key)
        if found is None:
            found = self._fillings[key] = tuple(self._filled(name, zones, waiting))
        return found

    def _filled(
        self, name: str, zones: Sequence[tuple[str, ZoneModel]], waiting: Sequence[Content]
    ) -> Iterator[_Filling]:
        free = [content for content in waiting if content.template in ("", name)]
        options = [[c for c in free if self._taste(zone, c) is not None] for _, zone in zones]
        for chosen in product(*options):
            slugs = frozenset(content.slug for content in chosen)
            if len(slugs) < len(chosen):
                continue
            cost = total(self.rules.order(waiting, chosen))
            for (_, zone), content in zip(zones, chosen, strict=True):
                cost += self._taste(zone, content) or 0.0
            contents = tuple((n, c) for (n, _), c in zip(zones, chosen, strict=True))
            yield _Filling(contents, cost, slugs, frozenset(c.pinned for c in chosen) - {0})

    def _taste(self, zone: ZoneModel, content: Content) -> float | None:
        key = (id(zone), content.slug)
        if key not in self._tastes:
            self._tastes[key] = suits(self.rules, zone, content)
        return self._tastes[key]

    # --------------------------------------------------------------------- ads

    def _choose_ads(
        self, state: State, name: str, template: TemplateModel
    ) -> tuple[_AdChoice, ...]:
        """Ads for the template's ad zones: those still to be placed, or house ads."""
        if not template.ads:
            return (((), state.ads, 0.0),)
        number, before = state.page, state.before
        facing = before.wish.ads if number % 2 == 1 and before.wish is not None else ()
        key = (
            name,
            number,
            state.done if not template.zones else None,
            tuple(ad.id for ad in state.ads),
            tuple(ad.id for ad in facing if ad),
        )
        found = self._ads.get(key)
        if found is None:
            found = self._ads[key] = tuple(self._chosen_ads(state, name, template))
        return found

    def _chosen_ads(self, state: State, name: str, template: TemplateModel) -> Iterator[_AdChoice]:
        number, rules = state.page, self.rules
        options = [list(self._zone_ads(state, zone, name, template)) for zone in template.ads]
        for chosen in product(*options):
            own = [ad for ad, _ in chosen if ad is not None and ad.id not in rules.fillers]
            ids = {ad.id for ad in own}
            if len(ids) < len(own):
                continue
            rest = tuple(ad for ad in state.ads if ad.id not in ids) if ids else state.ads
            cost = sum(price for _, price in chosen)
            cost += total(rules.rivals(own, number, state.before))
            yield tuple(ad for ad, _ in chosen), rest, cost

    def _zone_ads(
        self, state: State, zone: AdZoneModel, name: str, template: TemplateModel
    ) -> Iterator[tuple[Ad | None, float]]:
        number, rules = state.page, self.rules
        seen: set[tuple[object, ...]] = set()
        for ad in state.ads:
            if ad.size not in zone.sizes or ad.place.page not in (0, number):
                continue
            # Ads with the same wishes are alike here: the first one stands for all.
            speaks = tuple(c.slug for c in state.stories if rules.speaks(ad, c))
            alike = (ad.size, ad.place, ad.apart_from, speaks, rules.near.get(ad.id))
            if alike in seen:
                continue
            seen.add(alike)
            price = total(rules.ad(ad, template, number))
            yield ad, price + total(rules.move(ad.id, number, name))
        if zone.optional:
            yield None, total(rules.ad(None, template, number))
        elif template.zones or state.done:
            for ad in self.fillers:
                if ad.size in zone.sizes:
                    yield ad, total(rules.ad(ad, template, number))
