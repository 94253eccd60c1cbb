"""What a tagged file's structure holds, and whether it can be believed.

A structure is sound when it tells stories with headlines and whole paragraphs, in the order in
which they stand on the page. Files by programs that tag line by line, or all things alike, are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from magtool.extract.lines import Line
from magtool.extract.paragraphs import SENTENCE
from magtool.extract.structure import Element, Structure
from magtool.page.read import ReadFile

_PLACED = 0.9
"""Share of the tagged glyphs that stand in stories, the contents, advertisements or a cover."""
_HEADED = 0.8
"""Share of stories that have a headline, and have it first."""
_ENDED = 0.8
"""Share of paragraphs that end as sentences do: of lines tagged as paragraphs few do."""
_JUMPS = 0.35
"""Columns begun for each paragraph: where the tagged order is not the page's there are more."""
_STORY = 300
"""Letters of running text in a section that is a story."""
_HEAD = 4
"""Texts before a story's headline, at most."""
GATHERING = frozenset(("Document", "DocumentFragment", "Part", "Div", "NonStruct", "Link"))
"""Types that say nothing of what they hold."""

_SECTIONS = frozenset(("Art", "Article", "Sect", "Aside"))
"""Types that a story, the contents or an advertisement may stand in; all else is loose."""

_LABEL = re.compile(r"^\W*(?:annons|annonse?r?|advert\w*|anzeige|sponsr\w*|betalt|paid)\b", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the issue. ``kind``: "story", "company", "ad", "cover", "contents" or
    "loose", what is none of them; ``label`` are texts that only name it."""

    kind: str
    element: Element
    label: tuple[Element, ...] = ()


def plan_parts(root: Element, cover: int) -> list[Part]:
    """The issue's parts in their order. ``cover`` is the first page's number, 0 for none."""
    parts: list[Part] = []
    for element in _grouped(root.kids):
        parts += _parts(element, cover)
    return parts


def _grouped(elements: Iterable[Element]) -> Iterator[Element]:
    """The elements; what only gathers stories is opened."""
    for element in elements:
        if element.kind in GATHERING and not element.lines:
            yield from _grouped(element.kids)
        else:
            yield element


def _parts(element: Element, cover: int) -> Iterator[Part]:
    if element.kind in ("Art", "Article"):
        yield Part("story", element)
    elif element.kind not in ("Sect", "Aside"):
        yield Part("loose", element)
    elif element.has("Art", "Article"):
        yield from _gathering(element, cover)
    elif element.has("TOC", "TOCI"):
        yield Part("contents", element)
    elif _is_ad(element):
        yield Part("ad", element)
    elif cover and {page for each in element.all() for page, _ in each.tags} == {cover}:
        yield Part("cover", element)
    elif element.has("Sect") and not any(kid.lines for kid in element.kids):
        for kid in element.kids:
            yield from _parts(kid, cover)
    else:
        yield Part("story" if _is_story(element) else "loose", element)


def _gathering(element: Element, cover: int) -> Iterator[Part]:
    """A section of several stories: a paid one is labelled so."""
    labels = tuple(kid for kid in element.kids if kid.lines and kid.kind == "P")
    paid = any(_LABEL.match(label.words) for label in labels)
    first = True
    for kid in element.kids:
        if kid in labels and paid:
            continue
        for part in _parts(kid, cover):
            company = paid and part.kind == "story"
            own = labels if company and first else ()
            first = first and not company
            yield replace(part, kind="company", label=own) if company else part


def _is_ad(element: Element) -> bool:
    """Whether it is a figure alone that is labelled as advertising."""
    figures = [each for each in element.all() if each.kind == "Figure"]
    texts = [each for each in element.all() if each.lines and each.kind != "Figure"]
    told = [tag.alt for figure in figures for _, tag in figure.tags]
    told += [line.words for figure in figures for line in figure.lines]
    return bool(figures) and not texts and any(_LABEL.match(text) for text in told)


def _is_story(element: Element) -> bool:
    """Whether a section has a headline and running text of its own."""
    headings = [each for each in element.all() if each.level]
    letters = sum(len(each.words) for each in element.all() if each.kind == "P")
    return bool(headings) and letters >= _STORY


# --- whether it can be believed ----------------------------------------------------------


def may_be_sound(read: ReadFile) -> bool:
    """Whether enough of what is tagged stands in sections and articles for the structure to be
    sound: what costs as much as reading the pages need not be made for one that can't be."""
    tags = [tag for page in read.pages for tag in page.tags]
    held = [tag for tag in tags if not _SECTIONS.isdisjoint(tag.kind.split("/"))]
    return sum(len(tag.orders) for tag in held) >= _PLACED * sum(len(tag.orders) for tag in tags)


def is_sound(structure: Structure, plan: Sequence[Part]) -> bool:
    """Whether the structure tells stories with headlines and paragraphs, in the page's order."""
    stories = [part.element for part in plan if part.kind in ("story", "company")]
    placed = sum(_size(part.element) for part in plan if part.kind != "loose")
    if not stories or placed < _PLACED * _size(structure.root):
        return False
    headed = sum(_is_headed(story) for story in stories)
    texts = [each for story in stories for each in story.all() if each.kind == "P" and each.lines]
    running = [each for each in texts if len(each.words) > 60]
    if headed < _HEADED * len(stories) or not running:
        return False
    ended = sum(bool(SENTENCE.search(each.words)) for each in running)
    jumps = sum(count_columns(each.lines) - 1 for each in running)
    return ended >= _ENDED * len(running) and jumps <= _JUMPS * len(running)


def _size(element: Element) -> int:
    return sum(len(tag.orders) for each in element.all() for _, tag in each.tags)


def _is_headed(story: Element) -> bool:
    texts = [each for each in story.all() if each.lines and each.kind != "Figure"]
    return any(each.level for each in texts[:_HEAD])


def count_columns(lines: Sequence[Line]) -> int:
    """How many columns lines stand in, if each goes down."""
    breaks = 0
    for above, line in pairwise(lines):
        down = line.page == above.page and line.baseline > above.baseline - 0.5 * line.size
        breaks += not down
    return breaks + 1
