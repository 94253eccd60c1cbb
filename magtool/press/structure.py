"""What a listener hears: the pages' marked content as a tree, stories whole and in order.

On the page a picture is painted first and a story may stand on three pages; here it is one
article that begins with its headline. Roles become the standard structure types (ISO 32000-1
§14.8.4) in the order that ISO 14289-1 asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from magtool.page import SOFT_HYPHEN
from magtool.press.prepared import Area, Marked, PreparedPage

_TITLE = ("masthead", "tagline", "cover-date")
_COVER = frozenset(
    (
        *_TITLE,
        *("cover-picture", "cover-label", "cover-headline", "cover-text"),
        *("cover-teaser-headline", "cover-teaser"),
    )
)
_FIGURES = frozenset(("picture", "chart", "cover-picture", "contents-picture"))
_CAPTIONS = frozenset(("caption", "credit"))
_RUNNING = frozenset(("paragraph", "dialogue", "subhead", "question", "item"))
"""Roles whose blocks go on in other columns and pages."""
_BESIDE = frozenset(
    (
        *("chart", "pullquote", "source", "note"),
        *("box-label", "box-title", "box-text", "box-item", "box-note"),
    )
)
"""What stands beside a story's text and is heard after it."""
_HEADINGS = {
    "masthead": 1, "contents-head": 1, "headline": 1, "subhead": 2, "box-title": 2,
    "cover-headline": 2, "contents-section": 2, "service-title": 2,
}  # fmt: skip
_TOUCHING = 4.0
"""Points between two areas of one line that are still one area."""


@dataclass(frozen=True, slots=True)
class Content:
    """A marked content sequence: the page's index in the file, and the sequence's identifier."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Spot:
    """An area of a page that is clicked on to follow a link; ``words`` tell what it leads to."""

    page: int
    area: Area
    goal: str
    words: str


@dataclass(slots=True)
class Element:
    """A structure element while the tree grows. ``area`` is that of a figure on its page;
    ``numbering`` a list's ("Decimal", "Disc"); ``actual`` stands for what is shown."""

    kind: str
    kids: list[Element | Content | Spot] = field(default_factory=list)
    alt: str = ""
    actual: str = ""
    numbering: str = ""
    area: tuple[int, Area] | None = None

    def add(self, kind: str, alt: str = "", actual: str = "") -> Element:
        """A new element of that kind, after those that are here."""
        made = Element(kind, alt=alt, actual=actual)
        self.kids.append(made)
        return made

    def elements(self) -> Iterator[Element]:
        """All elements below this one, as they are read."""
        for kid in self.kids:
            if isinstance(kid, Element):
                yield kid
                yield from kid.elements()


@dataclass(frozen=True, slots=True)
class _Use:
    """A block as a page marks it: one sequence or more, each with its identifier."""

    page: int
    place: int
    marked: tuple[tuple[int, Marked], ...]

    @property
    def first(self) -> Marked:
        return self.marked[0][1]

    @property
    def role(self) -> str:
        return self.first.role

    @property
    def text(self) -> str:
        """Its words with single spaces, as far as they are told."""
        return " ".join("".join(marked.text for _, marked in self.marked).split())


def structure_of(pages: Sequence[PreparedPage]) -> Element:
    """The document's tree. Every marked sequence of the pages stands in it once.

    An item begins where its first words stand. Links to pages that are not among these lead
    nowhere and are told as text.
    """
    document = Element("Document")
    there = {f"#{page.number}" for page in pages}
    sheets = [(0.0, 0.0, page.width + 2 * page.margin, page.height + 2 * page.margin)
              for page in pages]  # fmt: skip
    writer = _Writer(there, sheets)
    groups: dict[tuple[str, str], list[_Use]] = {}
    for use in _uses(pages):
        groups.setdefault(_group(use, groups), []).append(use)
    paid: dict[int, Element] = {}
    for (kind, _), uses in sorted(groups.items(), key=lambda entry: _turn(*entry)):
        above = document
        if kind == "paid":
            paid[uses[0].page] = document.add("Sect")
            writer.plain(paid[uses[0].page], uses)
            continue
        if kind == "story":
            above = paid.get(min(use.page for use in uses), document)
        writer.write(above, kind, uses)
    _level(document)
    return document


def _uses(pages: Sequence[PreparedPage]) -> Iterator[_Use]:
    for index, page in enumerate(pages):
        for place, same in groupby(enumerate(page.marked), lambda entry: entry[1].block):
            yield _Use(index, place, tuple(same))


def _group(use: _Use, before: dict[tuple[str, str], list[_Use]]) -> tuple[str, str]:
    """What the block belongs to: a kind, and which of that kind."""
    role = use.role
    if role in _COVER:
        return "cover", ""
    if role == "ad-label":
        last = next(reversed(before), ("", ""))
        return last if last[0] == "ad" else ("plain", f"{use.page}")
    if role == "ad":
        return "ad", f"{use.page} {use.place}"
    if role.startswith("paid-"):
        return "paid", f"{use.page}"
    kind = role.partition("-")[0]
    if kind in ("contents", "service", "colophon"):
        return kind, ""
    return ("story", use.first.owner) if use.first.owner else ("plain", f"{use.page}")


def _turn(key: tuple[str, str], uses: Sequence[_Use]) -> tuple[int, int, int]:
    """When the group is heard: on its first page, ads after the stories, and a story where its
    words begin, since all pictures of a page are painted before."""
    page = min(use.page for use in uses)
    here = [use for use in uses if use.page == page]
    words = [use.place for use in here if use.role != "picture"]
    rank = {"paid": 0, "ad": 2}.get(key[0], 1)
    return page, rank, min(words or [use.place for use in here])


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns blocks to elements. ``there`` are the pages that links may lead to, ``sheets`` the
    pages' edges: what bleeds ends there."""

    there: set[str]
    sheets: Sequence[Area]

    def write(self, above: Element, kind: str, uses: Sequence[_Use]) -> None:
        """A whole group, as one element of those ``above`` it."""
        match kind:
            case "story":
                self.story(above.add("Art"), uses)
            case "ad":
                self.advertisement(above.add("Sect"), uses)
            case "cover":
                self.cover(above.add("Sect"), uses)
            case "contents":
                self.contents(above.add("Sect"), uses)
            case _:
                self.plain(above.add("Sect"), uses)

    # Blocks

    def plain(self, above: Element, uses: Iterable[_Use]) -> None:
        for use in uses:
            self.block(above, use)

    def block(self, above: Element, use: _Use) -> Element:
        """A block that stands for itself: a heading, a figure or a paragraph."""
        if use.role in _FIGURES:
            return self.figure(above, use)
        level = _HEADINGS.get(use.role)
        made = above.add(f"H{level}" if level else "P")
        self.fill(made, use)
        return made

    def fill(self, into: Element, use: _Use, label: bool = True) -> None:
        """The block's sequences; neighbours that lead to one place are one link."""
        kept = [(mcid, m) for mcid, m in use.marked if label or m.kind != "label"]
        whole = len({m.goal for _, m in use.marked}) == 1
        for goal, same in groupby(kept, lambda entry: self.goal(entry[1])):
            entries = list(same)
            target = self.link(into, goal) if goal else into
            for mcid, marked in entries:
                content = Content(use.page, mcid)
                if marked.kind == "hyphen":
                    span = target.add("Span", actual=SOFT_HYPHEN)
                    span.kids.append(content)
                else:
                    target.kids.append(content)
            if goal:
                areas = [area for _, marked in entries for area in marked.areas]
                areas = [_around(areas)] if whole and areas else list(_joined(areas))
                words = " ".join("".join(marked.text for _, marked in entries).split())
                target.kids += [Spot(use.page, area, goal, words) for area in areas]

    def goal(self, marked: Marked) -> str:
        """Where the sequence leads; "" when that is no page of this file."""
        lost = marked.goal.startswith("#") and marked.goal not in self.there
        return "" if lost else marked.goal

    def link(self, into: Element, goal: str) -> Element:
        """The link to that place with which ``into`` ends, else a new one."""
        last = _last(into, "Link")
        return last if last is not None and goal == _goal_of(last) else into.add("Link")

    def figure(self, above: Element, use: _Use) -> Element:
        """A figure with its words and its place; its link, if it has one, goes round it."""
        goal = self.goal(use.first)
        areas = [area for _, marked in use.marked for area in marked.areas]
        place = _clipped(_around(areas), self.sheets[use.page]) if areas else None
        holder = self.link(above, goal) if goal else above
        made = holder.add("Figure", alt=use.first.alt)
        made.area = (use.page, place) if place else None
        made.kids += [Content(use.page, mcid) for mcid, _ in use.marked]
        if goal and place:
            holder.kids.append(Spot(use.page, place, goal, use.first.alt))
        return made

    # Stories

    def story(self, art: Element, uses: Sequence[_Use]) -> None:
        """Head, pictures and text page by page, then what stands beside it."""
        known: dict[tuple[str, int], Element] = {}
        pictures = [use for use in uses if use.role in ("picture", *_CAPTIONS)]
        questions = 0 if any(use.role == "subhead" for use in uses) else 2
        for page in sorted({use.page for use in uses}):
            here = [use for use in uses if use.page == page]
            text = [u for u in here if u.role not in _BESIDE and u not in pictures]
            body = next((n for n, use in enumerate(text) if use.role in _RUNNING), len(text))
            for use in text[:body]:
                self.block(art, use)
            shown = {use.first.part for use in here if use.role == "picture"}
            for part in sorted(shown - {p for role, p in known if role == "picture"}):
                known["picture", part] = self.picture(
                    art, [use for use in pictures if use.first.part == part]
                )
            for use in text[body:]:
                self.running(art, use, known, questions)
        alone = [use for use in pictures if ("picture", use.first.part) not in known]
        self.plain(art, alone)
        self.beside(art, [use for use in uses if use.role in _BESIDE])

    def running(
        self, art: Element, use: _Use, known: dict[tuple[str, int], Element], questions: int
    ) -> None:
        """A paragraph, or the rest of one that began in another column."""
        key = ("text", use.first.part)
        if use.first.part and key in known and use.role in _RUNNING:
            self.fill(known[key], use)
        elif use.role == "item":
            known[key] = self.item(art, use)
        elif use.role == "question" and questions:
            known[key] = art.add(f"H{questions}")
            self.fill(known[key], use)
        else:
            known[key] = self.block(art, use)

    def item(self, above: Element, use: _Use) -> Element:
        """A list item after those that stand there, or in a new list; get its body."""
        listed = _last(above, "L") or above.add("L")
        label = [(mcid, marked) for mcid, marked in use.marked if marked.kind == "label"]
        entry = listed.add("LI")
        if label:
            told = "".join(marked.text for _, marked in label)
            listed.numbering = "Decimal" if any(map(str.isdecimal, told)) else "Disc"
            self.fill(entry.add("Lbl"), replace(use, marked=tuple(label)))
        body = entry.add("LBody")
        self.fill(body, use, label=False)
        return body

    def picture(self, art: Element, uses: Sequence[_Use]) -> Element:
        """A picture, in one piece or parted by the fold, with its caption and credit.

        Where the caption is all that is known of the picture, it is heard once: inside of the
        figure whose words it is.
        """
        caption = [use for use in uses if use.role == "caption"]
        shown = [use for use in uses if use.role == "picture"]
        holder = art.add("Div") if len(uses) > len(shown) else art
        figure = self.figure(holder, shown[0])
        for use in shown[1:]:
            figure.kids += [Content(use.page, mcid) for mcid, _ in use.marked]
        for use in caption:
            told = use.text == " ".join(figure.alt.split())
            self.fill((figure if told else holder).add("Caption"), use)
        for use in uses:
            if use.role == "credit":
                self.block(holder, use)
        return figure

    def beside(self, art: Element, uses: Sequence[_Use]) -> None:
        """Charts, boxes, quotes and notes in the order of the pages. A box without a title is
        headed by its label."""
        titled = {use.first.part for use in uses if use.role == "box-title"}
        held, last = art, ("", 0)
        for use in uses:
            role = use.role.partition("-")[0]
            key = last if role == "source" else (role, use.first.part)
            if key != last:
                kind = {"pullquote": "BlockQuote", "box": "Sect"}.get(role)
                held, last = art.add(kind) if kind else art, key
            if use.role == "box-item":
                self.item(held, use)
            elif use.role == "box-label" and use.first.part not in titled:
                self.fill(held.add("H2"), use)
            else:
                self.block(held, use)

    # Pages of their own

    def advertisement(self, above: Element, uses: Sequence[_Use]) -> None:
        """The artwork and its label as one figure: its words begin with the label's."""
        figure = above.add("Figure", alt=uses[0].first.alt)
        areas = [area for use in uses for _, marked in use.marked for area in marked.areas]
        if areas:
            page = uses[0].page
            figure.area = (page, _clipped(_around(areas), self.sheets[page]))
        figure.kids += [Content(use.page, mcid) for use in uses for mcid, _ in use.marked]

    def cover(self, above: Element, uses: Sequence[_Use]) -> None:
        """The title, the picture and the main line; then the teasers as a list."""
        first = [use for use in uses if use.role in _TITLE]
        self.plain(above, first)
        teasers: Element | None = None
        body: Element | None = None
        for use in uses:
            if use in first:
                continue
            if not use.role.startswith("cover-teaser"):
                self.block(above, use)
                continue
            if teasers is None:
                teasers = above.add("L")
            if body is None or use.role == "cover-teaser-headline":
                body = teasers.add("LI").add("LBody")
            self.fill(body, use)

    def contents(self, above: Element, uses: Sequence[_Use]) -> None:
        """Headings and lists of entries, each with all that leads to its page."""
        entry: Element | None = None
        for use in uses:
            if use.role in ("contents-head", "contents-section"):
                self.block(above, use)
                continue
            if use.role in ("contents-picture", "contents-entry") or entry is None:
                listed = _last(above, "TOC") or above.add("TOC")
                leads = bool(self.goal(use.first))
                entry = listed.add("TOCI").add("Reference" if leads else "P")
            if use.role == "contents-picture":
                self.figure(entry, use)
            else:
                self.fill(entry, use)


def _last(above: Element, kind: str) -> Element | None:
    """The last thing in an element, if it is of that kind."""
    last = above.kids[-1] if above.kids else None
    return last if isinstance(last, Element) and last.kind == kind else None


def _goal_of(link: Element) -> str:
    spots = [kid for kid in link.kids if isinstance(kid, Spot)]
    return spots[0].goal if spots else ""


def _around(areas: Sequence[Area]) -> Area:
    lefts, bottoms, rights, tops = zip(*areas, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _clipped(area: Area, sheet: Area) -> Area:
    (a, b, c, d), (left, bottom, right, top) = area, sheet
    return max(a, left), max(b, bottom), min(c, right), min(d, top)


def _joined(areas: Iterable[Area]) -> Iterator[Area]:
    """The areas with those joined that stand one behind the other on a line."""
    held: Area | None = None
    for area in areas:
        if held is not None:
            same = abs(area[1] - held[1]) < 1 and abs(area[3] - held[3]) < 1
            if same and -1 < area[0] - held[2] < _TOUCHING:
                held = _around((held, area))
                continue
            yield held
        held = area
    if held is not None:
        yield held


def _level(document: Element) -> None:
    """No heading is more than one level below the one before it (ISO 14289-1 §7.4.2): in an
    excerpt a story may begin in its middle."""
    before = 0
    for element in document.elements():
        if element.kind[:1] == "H" and element.kind[1:].isdecimal():
            before = min(int(element.kind[1:]), before + 1)
            element.kind = f"H{before}"
