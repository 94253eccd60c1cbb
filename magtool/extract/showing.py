"""The parts of a recovered issue as they are shown: what each is called, its colour, its place.

The review page and the marks drawn over a PDF call the same thing by the same name: "3.2" is the
second block of the third article, "A1" the first ad, "C1" a chart, "P1" a picture, "F1" furniture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from magtool.edition.recovered import Area, RecoveredBlock, RecoveredIssue

UNSURE = 0.7
"""Confidence under which the archivist should look."""
WAY = 0xE8590C
"""The colour of the way that the text is read: seen on black letters and on white."""
PLAIN = frozenset(("paragraph", "item"))
_INSET = 28.0
"""Points from a part's left edge at which the way runs down, so that it is straight where parts of
several widths stand under each other."""


class Look(NamedTuple):
    """Roles that are shown alike. White letters can be read on the ``colour``, 0xRRGGBB."""

    name: str
    title: str
    colour: int


HEAD = Look("head", "Head of an article", 0xA3232B)
TEXT = Look("text", "Running text", 0x1F5FA8)
QUOTE = Look("quote", "Pull quote", 0x7A3FA0)
BOX = Look("box", "Box of an article", 0x2B6A3A)
PICTURE = Look("picture", "Picture, caption, credit", 0x0B6B72)
CHART = Look("chart", "Chart or table", 0x8A5A00)
AD = Look("ad", "Advertisement", 0xB0186F)
FURNITURE = Look("furniture", "Furniture: what is not read", 0x5C5A55)
LOOKS = (HEAD, TEXT, QUOTE, BOX, PICTURE, CHART, AD, FURNITURE)
_BY_ROLE = {
    **dict.fromkeys(("kicker", "headline", "notice", "standfirst", "byline"), HEAD),
    **dict.fromkeys(("pullquote", "source"), QUOTE),
    **dict.fromkeys(("box-title", "method"), BOX),
    **dict.fromkeys(("caption", "credit"), PICTURE),
    **dict.fromkeys(("jump", "folio", "footer", "header", "slug", "hidden", "marks"), FURNITURE),
    "chart": CHART,
}


def look_of(role: str, boxed: bool = False) -> Look:
    """How a role is shown; whatever stands in a box is shown as a box."""
    return BOX if boxed else _BY_ROLE.get(role, TEXT)


@dataclass(frozen=True, slots=True)
class Part:
    """Something of an issue in one place of a page.

    A paragraph that runs over columns has one for each of them: all but the first are ``rest``.
    ``article`` numbers the article from 1, 0 for what belongs to none.
    """

    name: str
    role: str
    look: Look
    page: int
    area: Area
    confidence: float = 1.0
    article: int = 0
    rest: bool = False

    @property
    def unsure(self) -> bool:
        return self.confidence < UNSURE

    @property
    def label(self) -> str:
        """What is written at its frame: running text is known by its bare number."""
        words = self.name if self.role in PLAIN else f"{self.name} {self.role}"
        return f"{words} ?" if self.unsure else words


def percent(confidence: float) -> str:
    return f"{100 * confidence:.0f} %"


def block_name(article: int, block: int) -> str:
    """What a block is called; both are numbered from 1."""
    return f"{article}.{block}"


def places_of(block: RecoveredBlock) -> tuple[tuple[int, Area], ...]:
    """Where the block stands: its page and area, or each column's when it runs over several."""
    return block.pieces or ((block.page, block.area),)


def parts_of(issue: RecoveredIssue) -> list[Part]:
    """All that has a place, articles first and in their reading order."""
    return [*_articles(issue), *_beside(issue)]


def _articles(issue: RecoveredIssue) -> Iterator[Part]:
    pictures = 0
    for number, article in enumerate(issue.articles, 1):
        for place, block in enumerate(article.blocks, 1):
            look = look_of(block.role, block.box is not None)
            for index, (page, area) in enumerate(places_of(block)):
                name = block_name(number, place)
                yield Part(name, block.role, look, page, area, block.confidence, number, index > 0)
        for picture in article.pictures:
            pictures += 1
            name = f"P{pictures}"
            yield Part(name, "picture", PICTURE, picture.page, picture.area, article=number)


def _beside(issue: RecoveredIssue) -> Iterator[Part]:
    for number, chart in enumerate(issue.charts, 1):
        yield Part(f"C{number}", chart.kind or "chart", CHART, chart.page, chart.area)
    for number, ad in enumerate(issue.ads, 1):
        yield Part(f"A{number}", "ad", AD, ad.page, ad.area)
    for number, piece in enumerate(issue.furniture, 1):
        yield Part(f"F{number}", piece.role, FURNITURE, piece.page, piece.area)


def walks_of(parts: Iterable[Part]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The way through each article on one page: down every part of its head and text, and from
    one to the next. What stands beside the text has its number alone."""
    stops: dict[int, list[Area]] = {}
    for part in parts:
        if part.article and part.look in (HEAD, TEXT):
            stops.setdefault(part.article, []).append(part.area)
    return tuple(_walk(areas) for areas in stops.values() if len(areas) > 1)


def _walk(areas: Sequence[Area]) -> tuple[tuple[float, float], ...]:
    points: list[tuple[float, float]] = []
    for left, top, right, bottom in areas:
        x = min((left + right) / 2, left + _INSET)
        points += [(x, top), (x, bottom)]
    return tuple(points)
