"""Keeping to a plan: the desk's last one is set again, page by page, and mended where it must.

After an edit the plan that is nearest is the same plan. Only where a page no longer fits are
other templates tried for it, and only where none will do is the issue planned again, at a
price for everything that moves. Approved pages are not even then touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from magtool.diagnostics import Diagnostic, Severity
from magtool.edition import Ad, Edition, IssuePlan, PagePlan
from magtool.layout.content import Content
from magtool.layout.design import TemplateModel
from magtool.layout.finished import Memory, SetPage
from magtool.layout.flatplan import Flatplan, Planned, Planner
from magtool.layout.offers import Offer, State
from magtool.layout.pages import Carry, PageTrial, PageWish
from magtool.layout.rules import ANOTHER_TEMPLATE
from magtool.store import digest

_WORSE = 15.0
"""A page may become so much dearer by an edit before other templates are tried for it."""
_MUCH_WORSE = 45.0
"""… and so much dearer before the issue is planned anew: a dozen lines of white."""


def wishes_of(edition: Edition) -> str:
    """A digest of all that the desk wishes: what is to be printed, in which order, and where."""
    items = [(s.slug, s.place, s.template) for s in edition.stories]
    paid = [(c.slug, c.place, c.template, c.size) for c in edition.companies]
    ads = [(a.id, a.size, a.place, a.apart_from) for a in edition.ads]
    fillers = [(f.ad.id, f.ad.size) for f in edition.fillers]
    rule = (edition.pages.multiple_of, edition.pages.max)
    shape = (edition.cover is None, edition.contents is None, edition.editorial is None)
    return digest(items, paid, ads, fillers, rule, shape)[:16]


@dataclass(slots=True)
class Keeper:
    """Sets the pages of a known plan again."""

    planner: Planner
    edition: Edition
    memory: Memory
    plan: IssuePlan
    contents: Mapping[str, Content]
    ads: Mapping[str, Ad]
    """Fillers among them."""
    faults: list[Diagnostic] = field(default_factory=list)
    misfit: PageWish | None = None
    """The first page that today's words no longer fit, when there is one."""

    # ------------------------------------------------------------------- locks

    def locked(self) -> frozenset[int]:
        """Approved pages, with those that stand and fall with them: the other page of a spread,
        and the page a story goes on to or comes from."""
        wanted = self.plan.locked | self.edition.pages.locked
        partners = {p.page: p.follows for p in self.plan.pages if p.follows}
        whole: set[int] = set()
        for entry in self.plan.pages:
            covered = set(range(entry.page, entry.page + self._length(entry)))
            if covered & wanted:
                whole |= covered
        for page, other in partners.items():
            if page in whole or other in whole:
                whole |= {page, other}
        return frozenset(whole)

    def hold(self) -> dict[int, Planned]:
        """The approved pages as they stand, by their first page.

        One that can't stand as it is any more is an error, told in ``faults``, and free.
        """
        locked = self.locked()
        held: dict[int, Planned] = {}
        carries: dict[int, Carry] = {}
        for entry in self.plan.pages:
            if entry.page not in locked or entry.page in self.planner.fixed:
                continue
            planned = self._held(entry, carries)
            if planned is None:
                self._refuse(entry)
            else:
                held[entry.page] = planned
        return held

    def _held(self, entry: PagePlan, carries: dict[int, Carry]) -> Planned | None:
        wish = self._wish(entry, carries.get(entry.follows))
        if wish is None:
            return Planned("empty", entry.page) if not entry.template else None
        wish = replace(wish, held=entry)
        known = self._known(wish, entry)
        if known is not None:
            self._carry_on(wish, known.plan.breaks, carries)
            return Planned("page", entry.page, None, wish, known)
        for trial in self._ranked(wish, entry):
            self._carry_on(wish, trial.carry, carries)
            return Planned("page", entry.page, trial.for_wish(wish), wish)
        return None

    def _refuse(self, entry: PagePlan) -> None:
        slugs = [slug for _, slug in entry.stories] or [ad for ad in entry.ads if ad]
        named = " and ".join(f"‘{slug}’" for slug in slugs) or "what stood on it"
        gone = [s for s in slugs if s not in self.contents and s not in self.ads]
        why = "is not in the issue any more" if gone else "no longer fits as it stands there"
        hints = (
            "shorten or lengthen the text to what it was: `magtool fit` tells by how much",
            f"or take the lock off: `magtool plan ISSUE --unlock {entry.page}`",
        )
        message = f"page {entry.page} is locked, and {named} {why}"
        span = next((self.edition.span_of(slug) for slug in slugs), None)
        self.faults.append(
            Diagnostic("locked-page", Severity.ERROR, message, span, hints, entry.page)
        )

    # -------------------------------------------------------------------- keep

    def keep(self, held: Mapping[int, Planned]) -> Flatplan | None:
        """The same plan with today's words; None when it has to be made anew."""
        if self.plan.wishes != wishes_of(self.edition) or not self._complete():
            return None
        planned: list[Planned] = []
        carries: dict[int, Carry] = {}
        for entry in self.plan.pages:
            found = held.get(entry.page) or self._kept(entry, carries)
            if found is None:
                return None
            if found.wish is not None:
                self._carry_on(found.wish, found.breaks, carries)
            planned.append(found)
        pages = self.plan.pages[-1].page + self._length(self.plan.pages[-1]) - 1
        cost = sum(page.set_cost for page in planned)
        return Flatplan(pages, tuple(planned), cost)

    def _complete(self) -> bool:
        """Whether the plan shows everything there is, once, on pages that follow each other."""
        slugs = sorted(slug for entry in self.plan.pages for _, slug in entry.stories)
        fillers = {filler.ad.id for filler in self.edition.fillers}
        ads = sorted(
            ad for entry in self.plan.pages for ad in entry.ads if ad not in ("", *fillers)
        )
        booked = sorted(ad.id for ad in self.edition.ads if ad.id not in fillers)
        page = 1
        for entry in self.plan.pages:
            if entry.page != page:
                return False
            page += self._length(entry)
        return page > 1 and slugs == sorted(self.contents) and ads == booked

    def _kept(self, entry: PagePlan, carries: dict[int, Carry]) -> Planned | None:
        """One page as it was, or in another template when that has become much better."""
        if entry.page in self.planner.fixed:
            return Planned(self.planner.fixed[entry.page], entry.page)
        if not entry.template:
            return Planned("empty", entry.page)
        wish = self._wish(entry, carries.get(entry.follows))
        if wish is None:
            return None
        known = self._known(wish, entry)
        if known is not None:
            return Planned("page", entry.page, None, wish, known)
        best: tuple[float, PageTrial, PageWish] | None = None
        for trial in self._ranked(wish, entry):
            best = (trial.cost, trial, wish)
            break
        if best is None or best[0] > entry.cost + _WORSE:
            others = list(self._otherwise(entry, wish))
            best = min([*([best] if best else []), *others], key=lambda b: b[0], default=None)
        if best is None or best[0] > entry.cost + _MUCH_WORSE:
            self.misfit = self.misfit or wish
            return None
        _, trial, wish = best
        return Planned("page", entry.page, trial.for_wish(wish), wish)

    def _known(self, wish: PageWish, entry: PagePlan) -> SetPage | None:
        """The page as an earlier build set it, when nothing about it has changed since."""
        rest = self._rest(entry)
        jump = rest.page if rest else 0
        key = self.memory.key(wish, self.planner.maker.setter, entry.breaks, jump)
        known = self.memory.recall(key)
        if known is None or (known.plan.cost > entry.cost + _WORSE and not wish.held):
            return None
        if entry.breaks and rest and not self._goes_on(wish, entry.breaks, rest):
            return None
        return known

    def _rest(self, entry: PagePlan) -> PagePlan | None:
        """The page that this one's story goes on to."""
        return next((p for p in self.plan.pages if p.follows == entry.page), None)

    def _ranked(self, wish: PageWish, entry: PagePlan) -> list[PageTrial]:
        """The page's trials, that which breaks off where it did first.

        A story goes on elsewhere only if it did before, and where what is left has room.
        """
        trials = [t for t in self.planner.maker.trials(wish) if bool(t.carry) == bool(entry.breaks)]
        trials.sort(key=lambda t: (t.carry != entry.breaks, t.cost))
        rest = self._rest(entry)
        if rest is None:
            return trials
        return [trial for trial in trials if self._goes_on(wish, trial.carry, rest)]

    def _goes_on(self, wish: PageWish, breaks: int, rest: PagePlan) -> bool:
        """Whether what is left after this break has room on its page."""
        carries: dict[int, Carry] = {}
        self._carry_on(wish, breaks, carries)
        other = self._wish(rest, carries.get(wish.number))
        if other is None:
            return False
        known = self._known(other, rest)
        if known is not None:
            return True
        costs = [t.cost for t in self.planner.maker.trials(other)]
        return bool(costs) and min(costs) <= rest.cost + _MUCH_WORSE

    def _otherwise(
        self, entry: PagePlan, wish: PageWish
    ) -> Iterator[tuple[float, PageTrial, PageWish]]:
        """The same things on the same page in other templates, with what that costs more."""
        if wish.carry or entry.breaks:
            return
        shown = [content for _, content in wish.contents]
        state = State(
            entry.page,
            tuple(c for c in shown if not c.company),
            tuple(c for c in shown if c.company),
            tuple(a for a in wish.ads if a is not None and a not in self.planner.fillers),
        )
        length = self._length(entry)
        offers = [
            offer
            for offer in self.planner.offers(state, self.plan.pages[-1].page)
            if self._takes_all(offer, state) and self._template(offer.template).pages == length
        ]
        mine = next((o.cost for o in offers if o.template == entry.template), 0.0)
        for offer in offers:
            extra = offer.cost - mine
            extra += ANOTHER_TEMPLATE if offer.template != entry.template else 0.0
            other = offer.wish(entry.page)
            for trial in self.planner.maker.trials(other)[:1]:
                if not trial.carry:
                    yield trial.cost + extra, trial, other

    def _takes_all(self, offer: Offer, state: State) -> bool:
        return len(offer.contents) == len(state.stories + state.companies) and not offer.rest

    # ----------------------------------------------------------------- helpers

    def _wish(self, entry: PagePlan, carry: Carry | None) -> PageWish | None:
        """The entry with what its names stand for; None when something is not there."""
        template = self.planner.maker.templates.get(entry.template)
        known = all(slug in self.contents for _, slug in entry.stories)
        known = known and all(ad in self.ads for ad in entry.ads if ad)
        if template is None or not known or len(entry.ads) != len(template.ads):
            return None
        if any(zone not in template.zones for zone, _ in entry.stories):
            return None
        if (entry.follows > 0) != (carry is not None):
            return None
        contents = tuple((zone, self.contents[slug]) for zone, slug in entry.stories)
        ads = tuple(self.ads[ad] if ad else None for ad in entry.ads)
        return PageWish(entry.template, entry.page, contents, ads, carry)

    def _carry_on(self, wish: PageWish, breaks: int, carries: dict[int, Carry]) -> None:
        if not breaks:
            return
        template = self._template(wish.template)
        content = next(c for name, c in wish.contents if template.zones[name].jump)
        carries[wish.number] = Carry(content, breaks, wish.number)

    def _template(self, name: str) -> TemplateModel:
        return self.planner.maker.templates[name]

    def _length(self, entry: PagePlan) -> int:
        template = self.planner.maker.templates.get(entry.template)
        return template.pages if template else 1


def near_to(plan: IssuePlan) -> dict[str, tuple[int, str]]:
    """Page and template of every item of the plan."""
    near: dict[str, tuple[int, str]] = {}
    for entry in plan.pages:
        for slug in (*(slug for _, slug in entry.stories), *entry.ads):
            near.setdefault(slug, (entry.page, entry.template))
    return near


def moves(
    before: IssuePlan, after: Sequence[PagePlan], edition: Edition
) -> Iterator[tuple[str, int, int, str, str]]:
    """What moved from one plan to the next: slug, page and template before and after."""
    old = near_to(before)
    fillers = {filler.ad.id for filler in edition.fillers}
    for slug, (page, template) in near_to(IssuePlan(tuple(after))).items():
        if slug in fillers or slug not in old or not slug:
            continue
        was, then = old[slug]
        if (was, then) != (page, template):
            yield slug, was, page, then, template
