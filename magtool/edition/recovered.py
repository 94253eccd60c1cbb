"""An issue recovered from a PDF: what recovered.json says, as values.

Text has its line ends joined and its hyphenation undone; places are points from the page's top
left. Every glyph of the file ends in exactly one article, ad, chart or piece of furniture.
"""

from __future__ import annotations

from dataclasses import dataclass

Area = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the page's top left, y down."""


@dataclass(frozen=True, slots=True)
class RecoveredBlock:
    """One paragraph or other piece of an article, in reading order.

    ``role``: "kicker", "headline", "standfirst", "byline", "paragraph", "subhead", "question",
    "item", "pullquote", "source", "caption", "credit", "box-title", "chart", "method" …; ``box``
    numbers the box of its article that it stands in, with ``box_role`` ("factbox", "list",
    "voices", "info", "method"). ``glyphs`` counts what it is made of, for the audit.
    ``emphasis`` are spans of ``text`` set apart, as (start, end, "emphasis"|"strong"). When it runs
    over columns or pages, ``pieces`` are all its places, (page, area) each; ``area`` is then what
    stands on its first page.
    """

    role: str
    text: str
    page: int
    area: Area
    confidence: float = 1.0
    box: int | None = None
    box_role: str = ""
    emphasis: tuple[tuple[int, int, str], ...] = ()
    glyphs: int = 0
    pieces: tuple[tuple[int, Area], ...] = ()


@dataclass(frozen=True, slots=True)
class RecoveredPicture:
    """A picture of an article: its place, its file once saved, its caption's and credit's text,
    and the text alternative that a tagged file has for it."""

    page: int
    area: Area
    order: int
    file: str = ""
    caption: str = ""
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class RecoveredArticle:
    """``kind``: "story", "company", "editorial", "contents" or "cover"."""

    id: str
    kind: str
    pages: tuple[int, ...]
    blocks: tuple[RecoveredBlock, ...]
    headline: str = ""
    kicker: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    advertiser: str | None = None
    pictures: tuple[RecoveredPicture, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class RecoveredAd:
    page: int
    area: Area
    text: str
    advertiser: str | None = None
    paragraphs: tuple[str, ...] = ()
    file: str = ""
    glyphs: int = 0


@dataclass(frozen=True, slots=True)
class RecoveredChart:
    """``status``: "full" (labels and values), "partial" (some), "lost" (drawn as outlines)."""

    page: int
    area: Area
    header: str
    question: str
    values: tuple[tuple[str, float | None], ...]
    status: str
    paragraphs: tuple[str, ...] = ()
    kind: str = ""
    article: str = ""
    file: str = ""
    glyphs: int = 0


@dataclass(frozen=True, slots=True)
class RecoveredFurniture:
    """``role``: "folio", "footer", "header", "slug", "jump", "hidden", "marks", "label"."""

    page: int
    role: str
    text: str
    area: Area = (0.0, 0.0, 0.0, 0.0)
    glyphs: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """What the archivist should look at. ``code`` is a documented diagnostic."""

    code: str
    message: str
    page: int | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class RecoveredIssue:
    """All of one file."""

    file: str
    sha256: str
    pages: int
    producer: str = ""
    title: str = ""
    number: str = ""
    date: str = ""
    language: str = ""
    articles: tuple[RecoveredArticle, ...] = ()
    ads: tuple[RecoveredAd, ...] = ()
    charts: tuple[RecoveredChart, ...] = ()
    furniture: tuple[RecoveredFurniture, ...] = ()
    remarks: tuple[Remark, ...] = ()
    glyphs: int = 0
