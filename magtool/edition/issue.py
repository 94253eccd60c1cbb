"""One number of the magazine: what is printed, with its bookings and wishes."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.diagnostics import Span
from magtool.edition.articles import Article, Image
from magtool.edition.surveys import Chart, Survey


@dataclass(frozen=True, slots=True)
class Publisher:
    """The colophon. ``more`` is label and text, in the order written."""

    name: str = ""
    editor: str = ""
    address: str = ""
    more: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Teaser:
    """A cover teaser; empty headline and text are taken from the story."""

    story: str
    headline: str = ""
    text: str = ""
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    image: Image | None = None
    kicker: str = ""
    headline: str = ""
    teasers: tuple[Teaser, ...] = ()
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """``teasers`` is how many entries carry a line of text beside their headline."""

    heading: str = ""
    teasers: int = 0
    service_title: str = ""
    service_text: str = ""
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class PageRule:
    multiple_of: int = 4
    max: int = 0
    """Most pages the issue may have; 0 = no limit."""
    locked: frozenset[int] = frozenset()
    """Approved pages: what stands on them stays, and nothing else may come there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item must or would like to stand. ``page`` 0 is free.

    ``side`` is "left", "right" or ""; ``within`` is "first-half", "second-half" or "".
    """

    page: int = 0
    side: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """An editorial article and the desk's wishes for it. Charts are those it shows, in order."""

    article: Article
    place: Place = Place()
    template: str = ""
    charts: tuple[Chart, ...] = ()
    span: Span | None = None

    @property
    def slug(self) -> str:
        return self.article.slug


@dataclass(frozen=True, slots=True)
class Company:
    """A paid article. ``size`` is "full" or "half"."""

    article: Article
    advertiser: str
    size: str = "full"
    place: Place = Place()
    template: str = ""
    charts: tuple[Chart, ...] = ()
    span: Span | None = None

    @property
    def slug(self) -> str:
        return self.article.slug


@dataclass(frozen=True, slots=True)
class Ad:
    """Finished artwork. ``size`` names a module of the layout.

    ``width`` and ``height`` are the artwork's trim in points, ``bleed`` its own ink outside
    the trim; ``apart_from`` are slugs of ads that may not stand on the same spread.
    """

    id: str
    advertiser: str
    artwork: str
    size: str
    width: float
    height: float
    bleed: float = 0.0
    place: Place = Place()
    apart_from: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def slug(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Filler:
    """A house ad for what stays empty; the same one may be used again."""

    ad: Ad


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue, checked: every reference is resolved and every file is there."""

    slug: str
    title: str
    number: str
    date: str
    language: str
    layout: str
    web: str = ""
    tagline: str = ""
    publisher: Publisher = Publisher()
    pages: PageRule = PageRule()
    cover: Cover | None = None
    contents: Contents | None = None
    editorial: Article | None = None
    stories: tuple[Story, ...] = ()
    companies: tuple[Company, ...] = ()
    ads: tuple[Ad, ...] = ()
    fillers: tuple[Filler, ...] = ()
    surveys: tuple[Survey, ...] = ()
    hyphenation: tuple[str, ...] = ()
    """Words with their hyphens shown (``social-tjänst``); one without hyphens is never broken."""
    spot_inks: tuple[str, ...] = ()
    """Names of the inks that the printer has booked beside C, M, Y and K."""
    span: Span | None = None

    @property
    def items(self) -> tuple[Story | Company | Ad, ...]:
        """Everything that the desk places, house ads apart."""
        return (*self.stories, *self.companies, *self.ads)

    def span_of(self, slug: str) -> Span | None:
        """Where the manifest names the item; the manifest itself when it does not."""
        return next((item.span for item in self.items if item.slug == slug), self.span)
