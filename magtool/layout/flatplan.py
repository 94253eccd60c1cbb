"""The flatplan: which template stands on which page, and what stands in it.

A beam search over the pages in order. A state knows what is still to be placed; every page is
offered every template with what comes next in reading order and the ads that may stand there.
Whole settings are tried, so a page's price is what it would really look like; what was tried
once is kept (`PageMaker.trials`), and most pages of one state are pages of many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from math import log

from magtool.edition import Ad, Edition
from magtool.layout.board import span
from magtool.layout.content import Content
from magtool.layout.design import AdZoneModel, TemplateModel, ZoneModel
from magtool.layout.finished import SetPage
from magtool.layout.pages import Carry, PageMaker, PageTrial, PageWish
from magtool.layout.wishes import broken

_ORDINARY = "news"
"""What a story is that does not say."""
_UNSUITED = 15.0
_HORIZON = 16.0
_BEAM = 90
_WINDOW = 4
_OUT_OF_ORDER = 6.0
_SHORT_WORDS = 190
_SHORT_FORWARD = 2.5
_SHORT_LATER = 1.5
_OTHER_KIND = 4.0
_SAME_FACING = 14.0
_SAME_NEAR = 5.0
_FILLER = 14.0
_EMPTY = 60.0
_LEFT_FULL_AD = 3.0
_BROKEN_WISH = 25.0
_RIVALS = 40.0
_LATE_CARRY = 1.5
_PAGE_DEBT = 22.0
_BARE_PAGE = 1000.0
_LEAST_AD = 0.35
_FACING_JUMP = 8.0
_WHITE_AD = 25.0
_STRANDED_AD = 100.0
_ADS_A_STORY = 0.4
_MOVED = 30.0
ANOTHER_TEMPLATE = 8.0
"""What it costs to set a page in another template than its plan has."""


Contents = tuple[tuple[str, Content], ...]
Filling = tuple[Contents, float]
"""What stands in each of a template's zones, and what that costs beforehand."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One page (or spread) of the plan. ``kind`` is "page", "cover", "contents" or "empty"."""

    kind: str
    number: int
    trial: PageTrial | None = None
    wish: PageWish | None = None
    known: SetPage | None = None
    """What an earlier build found out about the page, when it need not be tried again."""


@dataclass(frozen=True, slots=True)
class State:
    """A plan so far. Stories, companies and ads left are tuples in their order of printing."""

    page: int
    stories: tuple[Content, ...]
    companies: tuple[Content, ...]
    ads: tuple[Ad, ...]
    carry: Carry | None = None
    cost: float = 0.0
    templates: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()

    @property
    def done(self) -> bool:
        return not self.stories and not self.companies and not self.ads and self.carry is None


@dataclass(frozen=True, slots=True)
class Flatplan:
    """The chosen plan. ``unplaced`` are slugs of what found no page."""

    pages: int
    planned: tuple[Planned, ...]
    cost: float
    unplaced: tuple[str, ...] = ()
    surplus: float = 0.0
    """About how many pages what is unplaced would take."""

    @property
    def rank(self) -> tuple[int, float]:
        """What makes one plan better than another: nothing left out, then its price."""
        return len(self.unplaced), self.cost


@dataclass(slots=True)
class Planner:
    """Searches the plan of one issue."""

    maker: PageMaker
    edition: Edition
    fixed: dict[int, str]
    fillers: tuple[Ad, ...]
    too_long: Callable[[Content], bool]
    """Whether no template can hold a story, however it is set."""
    near: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Page and template of every item in the plan that this one should be near to."""
    held: Mapping[int, Planned] = field(default_factory=dict)
    """Approved pages, by their first page: they stand as they are."""
    tastes: dict[tuple[int, str], float | None] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)
    fillings: dict[tuple[str, tuple[str, ...]], tuple[Filling, ...]] = field(default_factory=dict)

    def plan(
        self, stories: tuple[Content, ...], companies: tuple[Content, ...], ads: tuple[Ad, ...]
    ) -> Flatplan:
        """The cheapest plan with the fewest pages that hold everything.

        When nothing holds everything within the allowed pages, the plan that leaves least
        out; what it leaves out is named.
        """
        found = self._fewest(stories, companies, ads)
        left: tuple[str, ...] = ()
        if found is None or found.unplaced:
            # What is too long for every template would keep all that follows it waiting.
            left = tuple(c.slug for c in (*stories, *companies) if self.too_long(c))
            stories = tuple(c for c in stories if c.slug not in left)
            companies = tuple(c for c in companies if c.slug not in left)
            if left:
                found = self._fewest(stories, companies, ads)
        if found is None or found.unplaced or found.cost >= _BARE_PAGE:
            # Rather a page with white on it than a story without a page.
            self.maker.be_desperate()
            last = self._fewest(stories, companies, ads)
            if last is not None and (found is None or last.rank < found.rank):
                found = last
        if found is None:
            slugs = tuple(c.slug for c in (*stories, *companies)) + tuple(ad.id for ad in ads)
            return Flatplan(0, (), 0.0, left + slugs)
        return replace(found, unplaced=left + found.unplaced)

    def _fewest(
        self, stories: tuple[Content, ...], companies: tuple[Content, ...], ads: tuple[Ad, ...]
    ) -> Flatplan | None:
        """The first page count that holds everything, else the plan that leaves least out."""
        rule = self.edition.pages
        step = max(rule.multiple_of, 1)
        pages = -(-self._least_pages(stories, companies, ads) // step) * step
        most = rule.max or pages + 5 * step
        best: Flatplan | None = None
        while pages <= max(most, step):
            found = self._search(pages, stories, companies, ads)
            if found is not None and not found.unplaced and found.cost < _BARE_PAGE:
                return found
            if found is not None and (best is None or found.rank < best.rank):
                best = found
            pages += step
        return best

    def _least_pages(
        self, stories: Sequence[Content], companies: Sequence[Content], ads: Sequence[Ad]
    ) -> int:
        need = (
            len(self.fixed)
            + len(self.held)
            + self._debt(State(0, tuple(stories), tuple(companies), tuple(ads)))
        )
        booked = [ad.place.page for ad in ads] + [c.pinned for c in (*stories, *companies)]
        return max([int(need * 0.88), *booked, *self.held, 4])

    def _debt(self, state: State) -> float:
        """About how many pages what is left will take."""
        area = sum(self._area(content) for content in (*state.stories, *state.companies))
        if state.carry is not None:
            area += 0.4
        for ad in state.ads:
            # Small ads have few pages to go to: what waits of them weighs more than its area.
            module = self.maker.setter.kit.module(ad.size)
            area += max(module.columns * module.lines / (12 * 63), _LEAST_AD)
        return area

    def _area(self, content: Content) -> float:
        """About how much of a page a story takes, with its pictures, charts and boxes."""
        found = self.areas.get(content.slug)
        if found is not None:
            return found
        if content.company:
            area = 0.5 if content.company == "half" else 1.0
        else:
            words = content.words + 110 + 45 * len(content.boxes)
            words += sum(230 if i == 0 else 120 for i in range(len(content.images)))
            words += 130 * len(content.charts)
            area = min(words / 1060.0, 2.0)
        self.areas[content.slug] = area
        return area

    # ------------------------------------------------------------------ search

    def _search(
        self,
        pages: int,
        stories: tuple[Content, ...],
        companies: tuple[Content, ...],
        ads: tuple[Ad, ...],
    ) -> Flatplan | None:
        layers: dict[int, list[State]] = {1: [State(1, stories, companies, ads)]}
        for page in range(1, pages + 1):
            for state in self._beam(layers.get(page, ()), pages):
                for after in self._steps(state, pages):
                    layers.setdefault(after.page, []).append(after)
        ends = layers.get(pages + 1, [])
        if not ends:
            return None
        best = min(ends, key=lambda s: s.cost + _BARE_PAGE * len(_left(s)))
        surplus = self._debt(best) if _left(best) else 0.0
        planned = tuple(_settled(p) for p in best.planned)
        return Flatplan(pages, planned, best.cost, _left(best), surplus)

    def _beam(self, states: Iterable[State], pages: int) -> list[State]:
        """The most promising states: two at most of those that have placed the same things."""
        kit = self.maker.setter.kit
        scored = sorted(states, key=lambda s: self._score(s, pages))
        kept: list[State] = []
        alike: dict[tuple[object, ...], int] = {}
        for state in scored:
            short = sum(_is_short(content) for content in state.stories)
            small = sum(not kit.module(ad.size).page for ad in state.ads)
            key = (
                len(state.stories),
                short,
                len(state.companies),
                len(state.ads),
                small,
                state.carry is None,
            )
            if alike.get(key, 0) < 3:
                alike[key] = alike.get(key, 0) + 1
                kept.append(state)
            if len(kept) >= _BEAM:
                break
        return kept

    def _score(self, state: State, pages: int) -> float:
        left = pages - state.page + 1
        left -= sum(1 for p in (*self.fixed, *self.held) if p >= state.page)
        debt = self._debt(state)
        over = max(debt - left, 0.0)
        under = max(left - debt - 1.0, 0.0)
        return state.cost + _PAGE_DEBT * (over + 0.6 * under) + self._stranded_ads(state)

    def _stranded_ads(self, state: State) -> float:
        """Small ads need stories to stand beside: with few left, some may find none."""
        kit = self.maker.setter.kit
        small = sum(not kit.module(ad.size).page for ad in state.ads)
        return _STRANDED_AD * max(0.0, small - _ADS_A_STORY * len(state.stories))

    def _steps(self, state: State, pages: int) -> Iterator[State]:
        """Every way to fill the state's next page."""
        number = state.page
        if number in self.fixed:
            yield replace(
                state,
                page=number + 1,
                planned=(*state.planned, Planned(self.fixed[number], number)),
                templates=(*state.templates, self.fixed[number]),
            )
            return
        if number in self.held:
            yield self._hold(state, self.held[number])
            return
        found = False
        wishes = self.wishes(state, pages)
        # Setting costs time: what is far dearer before a line is set is not tried.
        wishes.sort(key=lambda entry: entry[2])
        horizon = float("inf")
        for wish, after, cost in wishes:
            if cost > horizon:
                break
            for trial in self.maker.trials(wish):
                if trial.carry and after.carry is not None:
                    continue  # one story at a time may wait for its other page
                found = True
                horizon = min(horizon, cost + trial.cost + _HORIZON)
                yield self._after(state, after, wish, trial, cost)
        if not found or (state.done and number > 2):
            empty = Planned("empty", number)
            yield replace(
                state,
                page=number + 1,
                cost=state.cost + _EMPTY,
                planned=(*state.planned, empty),
                templates=(*state.templates, ""),
            )

    def _hold(self, state: State, planned: Planned) -> State:
        """The state after an approved page."""
        template = self.maker.templates[planned.wish.template] if planned.wish else None
        pages = template.pages if template else 1
        cost = planned.trial.cost if planned.trial else 0.0
        return replace(
            state,
            page=state.page + pages,
            cost=state.cost + cost,
            templates=(
                *state.templates,
                *([planned.wish.template if planned.wish else ""] * pages),
            ),
            planned=(*state.planned, planned),
        )

    def _may_stand(self, template: TemplateModel, number: int, pages: int) -> bool:
        if template.side and (template.side == "left") != (number % 2 == 0):
            return False
        taken = range(number, number + template.pages)
        return not any(p in self.fixed or p in self.held or p > pages for p in taken)

    def _after(
        self,
        state: State,
        after: State,
        wish: PageWish,
        trial: PageTrial,
        cost: float,
    ) -> State:
        template = self.maker.templates[wish.template]
        carry = after.carry
        if trial.carry:
            content = next(c for _, c in wish.contents if c.slug == trial.carried)
            carry = Carry(content, trial.carry, wish.number)
        return State(
            page=state.page + template.pages,
            stories=after.stories,
            companies=after.companies,
            ads=after.ads,
            carry=carry,
            cost=state.cost + cost + trial.cost,
            templates=(*state.templates, *([wish.template] * template.pages)),
            planned=(*state.planned, Planned("page", state.page, trial, wish)),
        )

    # ------------------------------------------------------------------ wishes

    def wishes(self, state: State, pages: int) -> list[tuple[PageWish, State, float]]:
        """All that the state's next page could show, what is left then, and what it costs."""
        return [
            wish
            for name, template in self.maker.templates.items()
            if self._may_stand(template, state.page, pages)
            for wish in self._wishes(state, name, template, pages)
        ]

    def _wishes(
        self, state: State, name: str, template: TemplateModel, pages: int
    ) -> Iterator[tuple[PageWish, State, float]]:
        """What the template could show next: contents and ads, with what that costs."""
        number = state.page
        jumping = any(z.jump_to for z in template.zones.values())
        if jumping != (state.carry is not None and jumping):
            return
        pinned = [c for c in (*state.stories, *state.companies) if c.pinned == number]
        booked = [ad for ad in state.ads if ad.place.page == number]
        base = template.cost + self._repeats(state, name, template)
        for filled, cost in self._fillings(state, name, template):
            if any(c not in [content for _, content in filled] for c in pinned):
                continue
            if any(c.pinned not in (0, number) for _, c in filled):
                continue
            if any(c.template not in ("", name) for _, c in filled):
                continue
            for ads, rest, price in self._ad_choices(state, template, pages):
                if any(ad not in ads for ad in booked):
                    continue
                used = {content.slug for _, content in filled}
                wishes = (wish for _, c in filled for wish in broken(c.place, number, pages))
                price += _BROKEN_WISH * len(list(wishes)) + self._moves(name, number, filled, ads)
                after = replace(
                    state,
                    stories=tuple(c for c in state.stories if c.slug not in used),
                    companies=tuple(c for c in state.companies if c.slug not in used),
                    ads=rest,
                    carry=None if jumping else state.carry,
                )
                late = _LATE_CARRY if state.carry is not None and not jumping else 0.0
                if jumping and state.carry and number - state.carry.from_page == 1:
                    late += _FACING_JUMP
                carry = state.carry if jumping else None
                wish = PageWish(name, number, filled, ads, carry)
                yield wish, after, base + cost + price + late

    def _moves(self, name: str, number: int, filled: Contents, ads: Sequence[Ad | None]) -> float:
        """What it costs to leave the plan that this one should be near to."""
        if not self.near:
            return 0.0
        cost = 0.0
        for slug in (*(c.slug for _, c in filled), *(ad.id for ad in ads if ad)):
            page, template = self.near.get(slug, (number, name))
            cost += _MOVED * (page != number) + ANOTHER_TEMPLATE * (template != name)
        return cost

    def _repeats(self, state: State, name: str, template: TemplateModel) -> float:
        if not template.zones:
            facing = state.templates[-1:] == (name,) and state.page % 2 == 1
            return 6.0 if facing else 0.0
        paid = any(z.takes.company for z in template.zones.values())
        scale = 0.15 if paid else 1.0
        facing = state.page % 2 == 1 and state.templates[-1:] == (name,)
        if facing:
            return _SAME_FACING * scale
        return _SAME_NEAR * scale if name in state.templates[-4:] else 0.0

    def _fillings(self, state: State, name: str, template: TemplateModel) -> tuple[Filling, ...]:
        """Contents for the template's zones, reading order kept as far as can be."""
        zones = tuple((n, z) for n, z in template.zones.items() if not z.jump_to)
        if not zones:
            return (((), 0.0),)
        paid = bool(zones[0][1].takes.company)
        if paid and state.stories and not any(c.pinned == state.page for c in state.companies):
            return ()
        pool = state.companies if paid else state.stories
        near = _WINDOW + len(zones)
        window = pool[:near]
        if not paid:
            window += tuple(c for c in pool[near:] if _is_short(c))[:_WINDOW]
        key = (name, tuple(content.slug for content in window))
        found = self.fillings.get(key)
        if found is None:
            found = self.fillings[key] = tuple(self._filled(zones, window))
        return found

    def _filled(
        self, zones: Sequence[tuple[str, ZoneModel]], window: Sequence[Content]
    ) -> Iterator[Filling]:
        options = [[c for c in window if self._taste(zone, c) is not None] for _, zone in zones]
        for chosen in product(*options):
            if len({c.slug for c in chosen}) < len(chosen):
                continue
            cost = self._disorder(window, chosen)
            for (_, zone), content in zip(zones, chosen, strict=True):
                cost += self._taste(zone, content) or 0.0
            yield tuple((n, c) for (n, _), c in zip(zones, chosen, strict=True)), cost

    def _taste(self, zone: ZoneModel, content: Content) -> float | None:
        """`suits`, remembered: it is asked for every state anew."""
        key = (id(zone), content.slug)
        if key not in self.tastes:
            self.tastes[key] = suits(zone, content)
        return self.tastes[key]

    def _disorder(self, window: Sequence[Content], chosen: Sequence[Content]) -> float:
        """What it costs to print these before what stands before them in reading order.

        Short stories are the desk's small change: they may be drawn forward or left for later
        at little cost, a long one may not.
        """
        slugs = {content.slug for content in chosen}
        places = {content.slug: i for i, content in enumerate(window)}
        cost = 0.0
        for content in chosen:
            passed = [c for c in window[: places[content.slug]] if c.slug not in slugs]
            if passed and _is_short(content):
                cost += _SHORT_FORWARD
            else:
                cost += sum(_SHORT_LATER if _is_short(c) else _OUT_OF_ORDER for c in passed)
        order = [places[content.slug] for content in chosen]
        return cost + sum(a > b for a, b in pairwise(order))

    # --------------------------------------------------------------------- ads

    def _ad_choices(
        self, state: State, template: TemplateModel, pages: int
    ) -> Iterator[tuple[tuple[Ad | None, ...], tuple[Ad, ...], float]]:
        """Ads for the template's ad zones: those still to be placed, or house ads."""
        if not template.ads:
            yield (), state.ads, 0.0
            return
        options: list[list[tuple[Ad | None, float]]] = []
        for zone in template.ads:
            options.append(list(self._zone_ads(state, zone, template, pages)))
        for chosen in product(*options):
            ads = [ad for ad, _ in chosen if ad is not None]
            own = [ad for ad in ads if ad not in self.fillers]
            if len({ad.id for ad in own}) < len(own):
                continue
            rest = tuple(ad for ad in state.ads if ad not in own)
            cost = sum(c for _, c in chosen) + self._rivals(state, own)
            yield tuple(ad for ad, _ in chosen), rest, cost

    def _zone_ads(
        self, state: State, zone: AdZoneModel, template: TemplateModel, pages: int
    ) -> Iterator[tuple[Ad | None, float]]:
        number = state.page
        seen: set[tuple[str, int, str, str, tuple[str, ...]]] = set()
        for ad in state.ads:
            if ad.size not in zone.sizes or ad.place.page not in (0, number):
                continue
            # Ads with the same wishes are alike here: the first one stands for all.
            alike = (ad.size, ad.place.page, ad.place.side, ad.place.within, ad.apart_from)
            if alike in seen:
                continue
            seen.add(alike)
            yield ad, self._ad_cost(ad, number, pages)
        if zone.optional:
            yield None, (0.0 if template.zones else _WHITE_AD)
        elif template.zones or state.done:
            for ad in self.fillers:
                if ad.size in zone.sizes:
                    yield ad, _FILLER

    def _ad_cost(self, ad: Ad, number: int, pages: int) -> float:
        """Wishes not kept, and a whole page sold on the left, where fewer look."""
        cost = _BROKEN_WISH * len(list(broken(ad.place, number, pages)))
        module = self.maker.setter.kit.module(ad.size)
        if module.page and not ad.place.page and number % 2 == 0 and number not in (2, pages):
            cost += _LEFT_FULL_AD
        return cost

    def _rivals(self, state: State, ads: Sequence[Ad]) -> float:
        """Competitors on one spread."""
        facing = list(ads)
        if state.page % 2 == 1 and state.planned and state.planned[-1].wish is not None:
            facing += [ad for ad in state.planned[-1].wish.ads if ad is not None]
        cost = 0.0
        for ad in ads:
            for other in facing:
                rival = other.id in ad.apart_from or ad.id in other.apart_from
                if other is not ad and rival:
                    cost += _RIVALS
        return cost


def _settled(planned: Planned) -> Planned:
    """The page with its trial made its own: while searching, alike pages share one."""
    if planned.trial is None or planned.wish is None:
        return planned
    return replace(planned, trial=planned.trial.for_wish(planned.wish))


def _is_short(content: Content) -> bool:
    return not content.company and content.words < _SHORT_WORDS


def suits(zone: ZoneModel, content: Content, *, strict: bool = True) -> float | None:
    """What it costs to set the story in this zone; None when the zone can't show it.

    ``strict`` also turns away what would fit so ill that trying is a waste of time.
    """
    takes = zone.takes
    if zone.jump_to:
        return None
    if takes.company != content.company:
        return None
    notices = any(e.notices for e in zone.place)
    if notices != (content.article.kind == "notices"):
        return None
    for have, limits in (
        (len(content.charts), takes.charts),
        (len(content.boxes), takes.boxes),
        (len(content.images), takes.images),
    ):
        low, high = span(limits)
        if not low <= have <= high:
            return None
    cost = 0.0
    kind = content.article.kind or _ORDINARY
    if takes.kinds and kind not in takes.kinds:
        cost += _OTHER_KIND
    low, high = span(takes.words)
    words = max(content.words, 1)
    if words > high:
        cost += 20.0 * log(words / high)
    elif words < low:
        cost += 20.0 * log(low / words)
    return None if strict and cost > _UNSUITED else cost


def _left(state: State) -> tuple[str, ...]:
    carried = (state.carry.content.slug,) if state.carry else ()
    return (
        *(c.slug for c in state.stories),
        *(c.slug for c in state.companies),
        *(ad.id for ad in state.ads),
        *carried,
    )
