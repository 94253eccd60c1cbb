"""Manuscripts: articles, their paragraphs, boxes and images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from magtool.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look.

    ``optional`` numbers the ``[[…]]`` sentence that the run belongs to, from 1 within its
    article; 0 is text that must stand. ``link`` is a web or mail address. ``page_of`` names
    the item whose page number stands here (``{page:slug}``); ``text`` is then a stand-in.
    """

    text: str
    emphasis: bool = False
    strong: bool = False
    optional: int = 0
    link: str = ""
    page_of: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, subhead, question, list item or quotation source.

    ``role``: "paragraph", "dialogue" (opens with a dash), "question" (wholly strong),
    "subhead", "item" (of a list; ``number`` is 0 for bullets, else its number), "source" (the
    ``-- name`` line under a quotation). In boxes a line break the writer made is "\\n" in a run.
    """

    role: str
    runs: tuple[Run, ...]
    place: Span | None = None
    number: int = 0

    @property
    def text(self) -> str:
        return plain(self.runs)


@dataclass(frozen=True, slots=True)
class Box:
    """A fenced div: text that stands apart from the body.

    ``role``: "pullquote", "factbox", "advice", "list", "voices", "info", "chart", "method".
    ``label`` is the word(s) after the role on the fence; ``ref`` a chart's or survey's id.
    """

    role: str
    content: tuple[Paragraph, ...] = ()
    label: str = ""
    title: tuple[Run, ...] = ()
    ref: str = ""
    optional: bool = False
    place: Span | None = None


Element = Paragraph | Box


@dataclass(frozen=True, slots=True)
class Image:
    """A photograph or drawing. ``width`` and ``height`` are upright pixels.

    ``focus`` is the point (shares of width and height from the top left) that a crop keeps.
    """

    file: str
    width: int
    height: int
    caption: tuple[Run, ...] = ()
    credit: str = ""
    focus: tuple[float, float] = (0.5, 0.5)
    alt: str = ""
    place: Span | None = None

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Article:
    """One manuscript. ``kind`` is a hint to the layout, never a must."""

    slug: str
    path: str
    headline: tuple[Run, ...]
    body: tuple[Element, ...]
    kicker: str = ""
    standfirst: tuple[Run, ...] = ()
    byline: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    place: Span | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The running text, boxes left out."""
        return tuple(e for e in self.body if isinstance(e, Paragraph))

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(e for e in self.body if isinstance(e, Box))

    @property
    def title(self) -> str:
        return plain(self.headline)


def plain(runs: Iterable[Run]) -> str:
    """The characters alone."""
    return "".join(run.text for run in runs)


def words(runs: Iterable[Run]) -> int:
    """Words as an editor counts them: what stands between spaces."""
    return len(plain(runs).split())
