"""The flatplan: which template stands on which page, and what stands in it.

A beam search over the pages in order. A state knows what is still to be placed; every page is
offered every template with what comes next in reading order and the ads that may stand there.
Whole settings are tried, so a page's price is what it would really look like; what was tried
once is kept (`PageMaker.trials`), and most pages of one state are pages of many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter

from magtool.edition import Ad, Edition
from magtool.layout.content import Content
from magtool.layout.design import TemplateModel
from magtool.layout.finished import SetPage
from magtool.layout.offers import Offer, Offers, State
from magtool.layout.pages import Carry, PageMaker, PageTrial, PageWish
from magtool.layout.rules import Before, Price, Rules, is_short, set_prices

_EMPTY = 60.0
_PAGE_DEBT = 22.0
_BARE_PAGE = 1000.0
_LEAST_AD = 0.35
_STRANDED_AD = 100.0
_ADS_A_STORY = 0.4
_CARRIED = 0.4
"""Pages that the rest of a story takes, as long as nobody has looked."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much of the plans there are is looked at.

    ``beam`` states of a page go on, ``alike`` of those that have placed the same things;
    what is ``horizon`` dearer than the best for a page, before a line is set, is not tried;
    ``window`` stories may be drawn from in reading order. An ``exact`` search takes for alike
    only what can't come out otherwise, and so finds the best plan there is.
    """

    beam: int = 90
    alike: int = 3
    horizon: float = 16.0
    window: int = 4
    exact: bool = False


_FEW = 5
_ALL = Breadth(5000, 1, float("inf"), _FEW, exact=True)
"""For issues of a few items, where it costs little to be sure."""
_USUAL = Breadth()


@dataclass(frozen=True, slots=True)
class Planned:
    """One page (or spread) of the plan. ``kind`` is "page", "cover", "contents" or "empty"."""

    kind: str
    number: int
    trial: PageTrial | None = None
    wish: PageWish | None = None
    known: SetPage | None = None
    """What an earlier build found out about the page, when it need not be tried again."""

    @property
    def breaks(self) -> int:
        """The paragraph at which the page's story breaks off, 0 for none."""
        if self.trial is not None:
            return self.trial.carry
        return self.known.plan.breaks if self.known else 0

    @property
    def set_prices(self) -> tuple[Price, ...]:
        """The same in its parts."""
        if self.trial is not None:
            return set_prices(self.trial)
        return self.known.prices if self.known else ()

    @property
    def set_cost(self) -> float:
        """What it costs to set the page, placements apart."""
        if self.trial is not None:
            return self.trial.cost
        return self.known.plan.cost if self.known else 0.0


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
    def sound(self) -> bool:
        """Whether everything has its place, and no page is a desperate one."""
        return not self.unplaced and all(page.set_cost < _BARE_PAGE for page in self.planned)

    @property
    def signature(self) -> tuple[object, ...]:
        """What stands where, by names: alike for plans that only differ in how pages are set."""
        wishes = [planned.wish for planned in self.planned]
        return tuple(
            (w.number, w.template, tuple(c.slug for _, c in w.contents),
             tuple(ad.id if ad else "" for ad in w.ads)) if w else None
            for w in wishes
        )  # fmt: skip

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
    areas: dict[str, float] = field(default_factory=dict)

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
        if found is None or not found.sound:
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
            if found is not None and found.sound:
                return found
            if found is not None and (best is None or found.rank < best.rank):
                best = found
            pages += step
        return best

    def _least_pages(
        self, stories: Sequence[Content], companies: Sequence[Content], ads: Sequence[Ad]
    ) -> int:
        need = len(self.fixed) + len(self.held) + self._debt(stories, companies, ads)
        booked = [ad.place.page for ad in ads] + [c.pinned for c in (*stories, *companies)]
        return max([int(need * 0.88), *booked, *self.held, 4])

    def _debt(
        self,
        stories: Iterable[Content],
        companies: Iterable[Content],
        ads: Iterable[Ad],
        carry: Carry | None = None,
    ) -> float:
        """About how many pages what is left will take."""
        area = sum(self._area(content) for content in (*stories, *companies))
        area += sum(self._ad_area(ad) for ad in ads)
        return area + (_CARRIED if carry is not None else 0.0)

    def _ad_area(self, ad: Ad) -> float:
        # Small ads have few pages to go to: what waits of them weighs more than its area.
        module = self.maker.setter.kit.module(ad.size)
        return max(module.columns * module.lines / (12 * 63), _LEAST_AD)

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
        found = self.best(pages, stories, companies, ads)
        return found[0] if found else None

    def best(
        self,
        pages: int,
        stories: tuple[Content, ...],
        companies: tuple[Content, ...],
        ads: tuple[Ad, ...],
        count: int = 1,
    ) -> tuple[Flatplan, ...]:
        """The best plans of so many pages, no two of which place everything alike."""
        few = len(stories) + len(companies) + len(ads) <= _FEW
        breadth = _ALL if few else _USUAL
        offers = self._offers(pages, stories, breadth)
        first = State(1, stories, companies, ads, debt=self._debt(stories, companies, ads))
        layers: dict[int, list[State]] = {1: [first]}
        for page in range(1, pages + 1):
            for state in self._beam(layers.pop(page, ()), pages, breadth):
                for after in self._steps(state, pages, offers, breadth.horizon):
                    layers.setdefault(after.page, []).append(after)
        ends = layers.get(pages + 1, [])
        ends.sort(key=lambda s: s.cost + _BARE_PAGE * len(_left(s)))
        found: dict[tuple[object, ...], Flatplan] = {}
        for end in ends:
            plan = self._plan(pages, end)
            found.setdefault(plan.signature, plan)
            if len(found) == count:
                break
        return tuple(found.values())

    def rules(self, pages: int) -> Rules:
        """The desk's rules for an issue of so many pages."""
        fillers = frozenset(ad.id for ad in self.fillers)
        return Rules(self.maker.setter.kit, pages, fillers, self.near)

    def _plan(self, pages: int, end: State) -> Flatplan:
        left = _left(end)
        surplus = self._debt(end.stories, end.companies, end.ads, end.carry) if left else 0.0
        planned = tuple(_settled(p) for p in _trail(end))
        return Flatplan(pages, planned, end.cost, left, surplus)

    def _beam(self, states: Iterable[State], pages: int, breadth: Breadth) -> list[State]:
        """The most promising states: few of those that have placed the same things."""
        alike_to = _exactly if breadth.exact else self._roughly
        # An exact search keeps the cheapest of what is alike: a guess of the rest would mislead.
        score = partial(self._score, pages=pages) if not breadth.exact else attrgetter("cost")
        scored = sorted(states, key=score)
        kept: list[State] = []
        alike: dict[tuple[object, ...], int] = {}
        for state in scored:
            key = alike_to(state)
            if alike.get(key, 0) < breadth.alike:
                alike[key] = alike.get(key, 0) + 1
                kept.append(state)
            if len(kept) >= breadth.beam:
                break
        return kept

    def _roughly(self, state: State) -> tuple[object, ...]:
        """As many things of each sort are left."""
        kit = self.maker.setter.kit
        return (
            len(state.stories),
            sum(is_short(content) for content in state.stories),
            len(state.companies),
            len(state.ads),
            sum(not kit.module(ad.size).page for ad in state.ads),
            state.carry is None,
        )

    def _score(self, state: State, pages: int) -> float:
        left = pages - state.page + 1
        left -= sum(1 for p in (*self.fixed, *self.held) if p >= state.page)
        over = max(state.debt - left, 0.0)
        under = max(left - state.debt - 1.0, 0.0)
        return state.cost + _PAGE_DEBT * (over + 0.6 * under) + self._stranded_ads(state)

    def _stranded_ads(self, state: State) -> float:
        """Small ads need stories to stand beside: with few left, some may find none."""
        kit = self.maker.setter.kit
        small = sum(not kit.module(ad.size).page for ad in state.ads)
        return _STRANDED_AD * max(0.0, small - _ADS_A_STORY * len(state.stories))

    def _steps(self, state: State, pages: int, offers: Offers, reach: float) -> Iterator[State]:
        """Every way to fill the state's next page."""
        number = state.page
        if number in self.fixed:
            kind = self.fixed[number]
            yield _after(state, Planned(kind, number), kind)
            return
        if number in self.held:
            held = self.held[number]
            cost = held.trial.cost if held.trial else 0.0
            name = held.wish.template if held.wish else ""
            length = self.maker.templates[name].pages if name else 1
            yield _after(state, held, name, length, cost)
            return
        found = False
        horizon = float("inf")
        # Setting costs time: what is far dearer before a line is set is not tried.
        for offer in offers.next(state, self._standing(number, pages)):
            if offer.cost > horizon:
                break
            wish = offer.wish(number)
            for trial in self.maker.trials(wish):
                if trial.carry and offer.waits is not None:
                    continue  # one story at a time may wait for its other page
                found = True
                horizon = min(horizon, offer.cost + trial.cost + reach)
                yield self._taken(state, offer, wish, trial)
        if not found or (state.done and number > 2):
            yield _after(state, Planned("empty", number), "", 1, _EMPTY)

    def offers(self, state: State, pages: int) -> list[Offer]:
        """What the state's page could show, as if nothing stood before it."""
        offers = self._offers(pages, state.stories, _USUAL)
        return offers.next(state, self._standing(state.page, pages))

    def _offers(self, pages: int, stories: tuple[Content, ...], breadth: Breadth) -> Offers:
        return Offers(self.maker, self.rules(pages), self.fillers, breadth.window, stories)

    def _standing(self, number: int, pages: int) -> list[tuple[str, TemplateModel]]:
        """The templates that may stand on the page."""
        return [
            (name, template)
            for name, template in self.maker.templates.items()
            if self._may_stand(template, number, pages)
        ]

    def _may_stand(self, template: TemplateModel, number: int, pages: int) -> bool:
        if template.side and (template.side == "left") != (number % 2 == 0):
            return False
        taken = range(number, number + template.pages)
        return not any(p in self.fixed or p in self.held or p > pages for p in taken)

    def _taken(self, state: State, offer: Offer, wish: PageWish, trial: PageTrial) -> State:
        """The state after the offer was taken and set in this way."""
        used = {content.slug for _, content in offer.contents}
        carry = offer.waits
        if trial.carry:
            content = next(c for _, c in wish.contents if c.slug == trial.carried)
            carry = Carry(content, trial.carry, wish.number)
        debt = state.debt - sum(self._area(content) for _, content in offer.contents)
        if offer.rest is not state.ads:
            debt -= sum(self._ad_area(ad) for ad in state.ads)
            debt += sum(self._ad_area(ad) for ad in offer.rest)
        debt += _CARRIED * ((carry is not None) - (state.carry is not None))
        length = self.maker.templates[wish.template].pages
        return State(
            page=state.page + length,
            stories=tuple(c for c in state.stories if c.slug not in used),
            companies=tuple(c for c in state.companies if c.slug not in used),
            ads=offer.rest,
            carry=carry,
            cost=state.cost + offer.cost + trial.cost,
            debt=debt,
            before=state.before.then(wish.template, length, wish),
            planned=Planned("page", state.page, trial, wish),
            last=state,
        )

    # ----------------------------------------------------------------- telling

    def prices(
        self,
        plan: Flatplan,
        stories: tuple[Content, ...],
        companies: tuple[Content, ...],
    ) -> tuple[tuple[Price, ...], ...]:
        """What every page of the plan costs, rule by rule, in the plan's order."""
        rules = self.rules(plan.pages)
        found: list[tuple[Price, ...]] = []
        before, carry = Before(), None
        for planned in plan.planned:
            wish = planned.wish
            if wish is None:
                empty = (Price("nothing was found for it", _EMPTY),)
                found.append(empty if planned.kind == "empty" else ())
                before = before.then("" if planned.kind == "empty" else planned.kind)
                continue
            paid = any(content.company for _, content in wish.contents)
            prices = rules.of_wish(wish, companies if paid else stories, carry, before)
            found.append((*prices, *planned.set_prices))
            used = {content.slug for _, content in wish.contents}
            stories = tuple(c for c in stories if c.slug not in used)
            companies = tuple(c for c in companies if c.slug not in used)
            carry = _carry_after(planned, carry)
            before = before.then(wish.template, self.maker.templates[wish.template].pages, wish)
        return tuple(found)


def _exactly(state: State) -> tuple[object, ...]:
    """The same things are left, and the pages to come see the same before them."""
    carry = (state.carry.content.slug, state.carry.start) if state.carry else None
    wish = state.before.wish
    facing = tuple(c.slug for _, c in wish.contents) if wish else ()
    ads = tuple(ad.id for ad in wish.ads if ad) if wish else ()
    return _left(state), carry, state.before.templates, facing, ads


def _carry_after(planned: Planned, carry: Carry | None) -> Carry | None:
    """What waits to go on after the page."""
    wish = planned.wish
    assert wish is not None
    if planned.breaks:
        names = {content.slug: content for _, content in wish.contents}
        carried = planned.trial.carried if planned.trial else next(iter(names))
        return Carry(names[carried], planned.breaks, wish.number)
    return None if wish.carry is not None else carry


def _after(state: State, planned: Planned, name: str, length: int = 1, cost: float = 0.0) -> State:
    """The state after a page that takes nothing of what is left."""
    return replace(
        state,
        page=state.page + length,
        cost=state.cost + cost,
        before=state.before.then(name, length, planned.wish),
        planned=planned,
        last=state,
    )


def _trail(end: State) -> list[Planned]:
    """The pages that led to the state, in order."""
    found: list[Planned] = []
    state: State | None = end
    while state is not None and isinstance(state.planned, Planned):
        found.append(state.planned)
        state = state.last
    return found[::-1]


def _settled(planned: Planned) -> Planned:
    """The page with its trial made its own: while searching, alike pages share one."""
    if planned.trial is None or planned.wish is None:
        return planned
    return replace(planned, trial=planned.trial.for_wish(planned.wish))


def _left(state: State) -> tuple[str, ...]:
    carried = (state.carry.content.slug,) if state.carry else ()
    return (
        *(c.slug for c in state.stories),
        *(c.slug for c in state.companies),
        *(ad.id for ad in state.ads),
        *carried,
    )
