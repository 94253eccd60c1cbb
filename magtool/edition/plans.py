"""The flatplan as the desk keeps it: which page shows what, and which pages are approved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What one page (or spread, by its first page) shows, in slugs and template names.

    ``template`` is "" for a page that stays empty. ``stories`` are (zone, slug), ``ads`` the
    ids in the order of the template's ad zones, "" for one left white. ``follows`` is the page
    whose story goes on here, ``breaks`` the paragraph at which this page's story breaks off
    (0: none). ``lines`` are the movable lines as they stood, by "zone/name" or "name", and
    ``dropped`` what was left out to make it fit, by "zone/what"; ``cost`` is what the planner
    made of it all.
    """

    page: int
    template: str = ""
    stories: tuple[tuple[str, str], ...] = ()
    ads: tuple[str, ...] = ()
    follows: int = 0
    breaks: int = 0
    lines: tuple[tuple[str, float], ...] = ()
    dropped: tuple[str, ...] = ()
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """The plan of an issue. ``wishes`` tells for which wishes it was made (a digest).

    ``locked`` are pages that are approved: nothing may move on them, on to them or off them.
    ``white`` plans were only found when much white was allowed.
    """

    pages: tuple[PagePlan, ...] = ()
    locked: frozenset[int] = frozenset()
    wishes: str = ""
    white: bool = False

    def at(self, number: int) -> PagePlan | None:
        """The entry that begins on the page."""
        return next((page for page in self.pages if page.page == number), None)
