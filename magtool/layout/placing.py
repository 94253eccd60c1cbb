"""Everything placed: by the plan there was where it still holds, else by a search near to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from magtool.diagnostics import Diagnostic
from magtool.edition import Ad, Edition, IssuePlan
from magtool.layout.content import (
    Content,
    company_content,
    story_content,
    with_article,
    with_pages,
)
from magtool.layout.finished import Memory
from magtool.layout.fitting import misfits, too_long
from magtool.layout.flatplan import Flatplan, Planned, Planner
from magtool.layout.keeping import Keeper, near_to
from magtool.layout.kit import Kit
from magtool.layout.pages import PageMaker
from magtool.layout.rules import Price, total


@dataclass(frozen=True, slots=True)
class Desk:
    """What the stages of one issue share."""

    edition: Edition
    kit: Kit
    maker: PageMaker
    memory: Memory


@dataclass(slots=True)
class Search:
    """What is to be placed, and who places it."""

    desk: Desk
    planner: Planner
    stories: tuple[Content, ...]
    companies: tuple[Content, ...]
    ads: tuple[Ad, ...]
    before: IssuePlan | None
    afresh: bool
    held: Mapping[int, Planned] = field(default_factory=dict)

    def plan(self) -> tuple[Flatplan, tuple[Diagnostic, ...]]:
        """The plan before where it still holds, else one near to it; and faults of locks."""
        planner, before = self.planner, self.before
        if before is None:
            return planner.plan(self.stories, self.companies, self.ads), ()
        fillers = planner.fillers
        keeper = Keeper(
            planner,
            self.desk.edition,
            self.desk.memory,
            before,
            {content.slug: content for content in (*self.stories, *self.companies)},
            {ad.id: ad for ad in (*self.ads, *fillers)},
        )
        if before.white:
            planner.maker.be_desperate()
        self.held = held = keeper.hold()
        kept = None if keeper.faults or self.afresh else keeper.keep(held)
        if kept is None:
            planner.near = {} if self.afresh else near_to(before)
            planner.held = _tried(planner.maker, held)
            kept = planner.plan(*self._free())
            if kept.unplaced and planner.near:
                # Rather far from the last plan than without a story.
                planner.near = {}
                kept = min(kept, planner.plan(*self._free()), key=lambda plan: plan.rank)
        if kept.unplaced and keeper.misfit and not keeper.faults:
            keeper.faults.extend(misfits(planner.maker, keeper.misfit))
        return kept, tuple(keeper.faults)

    def _free(self) -> tuple[tuple[Content, ...], tuple[Content, ...], tuple[Ad, ...]]:
        """What stands on no approved page."""
        placed = {slug for page in self.planner.held.values() for slug in slugs_of(page)}
        return (
            tuple(content for content in self.stories if content.slug not in placed),
            tuple(content for content in self.companies if content.slug not in placed),
            tuple(ad for ad in self.ads if ad.id not in placed),
        )

    def prices(self, plan: Flatplan) -> tuple[tuple[Price, ...], ...]:
        return self.planner.prices(plan, self.stories, self.companies)

    def others(self, plan: Flatplan, count: int) -> tuple[Flatplan, ...]:
        """The next best plans of as many pages, each with what it costs in all."""
        if not count:
            return ()
        self.planner.held = _tried(self.planner.maker, self.held)
        found = self.planner.best(plan.pages, *self._free(), count + 1)
        others = [other for other in found if other.signature != plan.signature][:count]
        # Priced as the plan itself is told, approved pages and all.
        return tuple(replace(o, cost=sum(map(total, self.prices(o)))) for o in others)


def search_for(
    desk: Desk, page_of: Mapping[str, int], before: IssuePlan | None, afresh: bool
) -> Search:
    edition, kit = desk.edition, desk.kit
    stories = tuple(_paged(story_content(kit, s), page_of) for s in edition.stories)
    companies = tuple(_paged(company_content(kit, c), page_of) for c in edition.companies)
    fillers = tuple(f.ad for f in edition.fillers)
    house = {ad.id for ad in fillers}
    ads = tuple(ad for ad in edition.ads if ad.id not in house)
    long = partial(too_long, desk.maker)
    planner = Planner(desk.maker, edition, _fixed(kit, edition), fillers, long)
    return Search(desk, planner, stories, companies, ads, before, afresh)


def _tried(maker: PageMaker, held: Mapping[int, Planned]) -> dict[int, Planned]:
    """Approved pages with their trial, also where an earlier build's knowledge was enough."""
    return {number: with_trial(maker, planned) for number, planned in held.items()}


def with_trial(maker: PageMaker, planned: Planned) -> Planned:
    """The page with the setting that an earlier build found for it."""
    if planned.trial is not None or planned.wish is None or planned.known is None:
        return planned
    breaks = planned.known.plan.breaks
    trial = next(t for t in maker.trials(planned.wish) if t.carry == breaks)
    return replace(planned, trial=trial.for_wish(planned.wish))


def slugs_of(planned: Planned) -> Iterator[str]:
    if planned.wish is not None:
        yield from (content.slug for _, content in planned.wish.contents)
        yield from (ad.id for ad in planned.wish.ads if ad is not None)


def _paged(content: Content, page_of: Mapping[str, int]) -> Content:
    return with_article(content, with_pages(content.article, page_of))


def names_pages(edition: Edition) -> bool:
    """Whether any story's text names another's page."""
    articles = [s.article for s in edition.stories] + [c.article for c in edition.companies]
    return any(
        run.page_of
        for article in articles
        for paragraph in article.paragraphs
        for run in paragraph.runs
    )


def _fixed(kit: Kit, edition: Edition) -> dict[int, str]:
    """Pages that are neither planned nor sold: the cover and the contents page."""
    fixed = {}
    sequence = kit.design.sequence
    if edition.cover is not None and "cover" in sequence:
        fixed[sequence["cover"]] = "cover"
    if (edition.contents is not None or edition.editorial is not None) and "contents" in sequence:
        fixed[sequence["contents"]] = "contents"
    return fixed
