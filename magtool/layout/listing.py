"""Lists of the contents: entries by section, shared out between two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from magtool.compose import TextStyle
from magtool.edition import Article, Edition
from magtool.layout.blurbs import first_sentence
from magtool.layout.content import company_content, story_content
from magtool.layout.furniture import in_language
from magtool.layout.kit import Kit
from magtool.layout.setting import (
    Lines,
    block,
    one_line,
    page_goal,
    parted,
    plain_runs,
    right_line,
    set_paragraph,
    square,
)
from magtool.measure import mm_to_pt
from magtool.page import Block, Op, Rule

NO_LINES = Lines((), 0, 0.0, 0.0)
_RULE = 0.9
_LATE = 10_000
"""Page of a story that has none yet: after all others."""
_SPLIT_COST = 3.0
"""Lines that must be saved before a section is cut between the columns."""
_RETURN_COST = 0.4
"""Lines that must be saved before sections leave the order of their pages."""
_LONGER_SECOND = 0.5
_MOST_FREE = 10
"""Sections up to which every way to share them out is tried: 512 ways."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: what it says and where it leads. ``page`` is None while that isn't known."""

    slug: str
    section: str
    title: str
    page: int | None
    article: Article
    paid: bool = False

    @property
    def order(self) -> int:
        return _LATE if self.page is None else self.page


def list_items(kit: Kit, edition: Edition, page_of: Mapping[str, int]) -> list[Item]:
    """All stories by page, then the paid pages under their advertisers' names."""
    stories = [
        Item(
            story.slug,
            story_content(kit, story).section,
            story.article.title,
            page_of.get(story.slug),
            story.article,
        )
        for story in edition.stories
    ]
    companies = [
        Item(
            company.slug,
            company_content(kit, company).section,
            company.advertiser,
            page_of.get(company.slug),
            company.article,
            paid=True,
        )
        for company in edition.companies
    ]
    by_page = sorted(stories, key=lambda item: item.order)
    return by_page + sorted(companies, key=lambda item: item.order)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry set to its measure. ``teaser`` has no lines when the entry carries none."""

    item: Item
    head: Lines
    teaser: Lines


@dataclass(frozen=True, slots=True)
class Group:
    """A section's entries, or those of them that stand in one column."""

    section: str
    entries: tuple[Entry, ...]


Columns = tuple[tuple[Group, ...], tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Lists:
    """Sets entries to lists of one width (points) and with one spacing.

    ``gaps`` is the share of the design's white between entries; ``teased`` are the slugs
    whose entries carry a line of their standfirst. Depths are grid lines.
    """

    kit: Kit
    width: float
    gaps: float = 1.0
    teased: frozenset[str] = frozenset()

    def at(self, name: str) -> float:
        return self.kit.design.contents[name]

    def mm(self, name: str) -> float:
        return mm_to_pt(self.kit.design.contents[name])

    def may_tease(self, item: Item) -> bool:
        """Whether the item has a first sentence short enough to be its teaser."""
        return 1 <= self.teaser(item).count <= self.at("teaser_lines")

    def teaser(self, item: Item) -> Lines:
        runs = plain_runs(first_sentence(item.article))
        return set_paragraph(self.kit, runs, "contents-teaser", self.width - self.mm("entry_left"))

    def groups(self, items: Iterable[Item]) -> Iterator[Group]:
        """Sections in order of their first entry, each with its entries."""
        style = self.entry_style()
        width = self.width - self.mm("entry_left")
        sections: dict[str, list[Entry]] = {}
        for item in items:
            head = set_paragraph(self.kit, plain_runs(item.title), style, width)
            teaser = self.teaser(item) if item.slug in self.teased else NO_LINES
            sections.setdefault(item.section, []).append(Entry(item, head, teaser))
        for section, entries in sections.items():
            yield Group(section, tuple(entries))

    def entry_style(self) -> TextStyle:
        """The entries' style; lines within one stand closer when the entries do."""
        style = self.kit.styles["contents-entry"]
        if self.gaps == 1.0:
            return style
        share = (1.0 + self.gaps) / 2
        return replace(style, name=f"{style.name} / {share:.3f}", leading=style.leading * share)

    def balanced(self, groups: Sequence[Group]) -> tuple[Columns, float]:
        """The groups in two columns of like depth, and the greater depth in lines."""
        best: Columns = (tuple(groups), ())
        least, depth = float("inf"), 0.0
        for left, right, price in _cuts(groups):
            depths = [self.depth(column) for column in (left, right)]
            # A longer first column reads as intended, a longer second one as an accident.
            cost = max(depths) + price + (_LONGER_SECOND if depths[1] > depths[0] else 0.0)
            if cost < least:
                least, best, depth = cost, (left, right), max(depths)
        return best, depth

    def depth(self, column: Sequence[Group]) -> float:
        """Lines from a column's first rule to its last baseline."""
        total = 0.0
        for number, group in enumerate(column):
            total += self.at("section_gap") * self.gaps if number else 0.0
            total += self.at("label") + self.at("entry") * self.gaps
            total += sum(self.entry_depth(entry) for entry in group.entries)
            total += (len(group.entries) - 1) * self.at("entry_gap") * self.gaps
        return total

    def entry_depth(self, entry: Entry) -> float:
        """Lines from an entry's first baseline to its last."""
        depth = (entry.head.depth + entry.teaser.depth) / self.kit.grid.leading
        return depth + (self.at("teaser_gap") if entry.teaser.count else 0.0)

    def column(self, groups: Iterable[Group], x: float, first: float) -> Iterator[Block]:
        """One list from its first rule on line ``first``."""
        line = first
        for group in groups:
            yield self.section(group, x, line)
            line += self.at("label") + self.at("entry") * self.gaps
            for entry in group.entries:
                yield from self.entry(entry, x, line)
                line += self.entry_depth(entry) + self.at("entry_gap") * self.gaps
            line += (self.at("section_gap") - self.at("entry_gap")) * self.gaps

    def section(self, group: Group, x: float, line: float) -> Block:
        """Rule, square in the section's ink and its name; the rule alone for nameless ones."""
        kit, section = self.kit, self.kit.design.sections[group.section]
        y = kit.grid.baseline(line)
        black = kit.styles["contents-section"].ink
        ops: list[Op] = [Rule(x, y, x + self.width, y, _RULE, black)]
        if section.label:
            name = kit.word("companies") if section.paid else in_language(kit, section.name)
            y = kit.grid.baseline(line + self.at("label"))
            ops.append(square(x, y, kit.mark("square"), kit.inks[section.ink]))
            ops += one_line(kit, name, "contents-section", x + kit.mark("kicker_text"), y)
        return block("contents-section", "", ops)

    def entry(self, entry: Entry, x: float, line: float) -> Iterator[Block]:
        """Page number, headline and teaser, the first baseline on ``line``."""
        kit, y = self.kit, self.kit.grid.baseline(line)
        left = x + self.mm("entry_left")
        ops, label, goal = parted(kit, entry.head.at(left, y)), 0, page_goal(entry.item.page)
        if entry.item.page is not None:
            page, right = str(entry.item.page), x + self.mm("number_right")
            number = parted(kit, right_line(kit, page, "contents-number", right, y))
            ops, label = (*number, *ops), len(number)
        yield block("contents-entry", "", ops, label=label, goal=goal)
        if entry.teaser.count:
            y += entry.head.depth + self.at("teaser_gap") * kit.grid.leading
            yield block("contents-teaser", "", entry.teaser.at(left, y), goal=goal)


def _cuts(
    groups: Sequence[Group],
) -> Iterator[tuple[tuple[Group, ...], tuple[Group, ...], float]]:
    """Ways to part the sections between two columns, and what each costs in lines.

    Whole sections may go to either column, in order within each; or the list runs on from
    one column to the next, where a section may be cut and its label is then set again.
    """
    count = len(groups)
    if count <= _MOST_FREE:
        rest = list(product((True, False), repeat=max(count - 1, 0)))
    else:
        rest = [(True,) * at + (False,) * (count - 1 - at) for at in range(count)]
    for choice in rest:
        first = (True, *choice)[:count]
        left = tuple(group for group, stays in zip(groups, first, strict=True) if stays)
        right = tuple(group for group, stays in zip(groups, first, strict=True) if not stays)
        returns = sum(not before and after for before, after in pairwise(first))
        yield left, right, _RETURN_COST * returns
    for index, group in enumerate(groups):
        for at in range(2, len(group.entries) - 1):
            before = replace(group, entries=group.entries[:at])
            after = replace(group, entries=group.entries[at:])
            yield (*groups[:index], before), (after, *groups[index + 1 :]), _SPLIT_COST
