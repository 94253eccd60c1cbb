"""Tagged files: the issue as their structure tells it, where that is sound.

Few programs write a structure that can be believed (`magtool.extract.parts`); what is not sound is
left to geometry. Roles that no structure type tells come from how the type looks in the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from magtool.edition.recovered import (
    RecoveredAd,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredChart,
    RecoveredFurniture,
    RecoveredIssue,
    RecoveredPicture,
)
from magtool.extract.altcharts import read_alt
from magtool.extract.baselines import gather_lines
from magtool.extract.blocks import gather_blocks
from magtool.extract.captions import bare_credit
from magtool.extract.found import audit, rounded
from magtool.extract.fronts import tell_cover
from magtool.extract.furniture import part_furniture
from magtool.extract.groups import METHOD, beside_figure, box_texts, items_of, place_of, tell_box
from magtool.extract.lines import Line
from magtool.extract.looks import Look
from magtool.extract.panels import read_chart
from magtool.extract.parts import Part, count_columns, is_sound, may_be_sound, plan_parts
from magtool.extract.profile import TitleProfile
from magtool.extract.softends import TaggedFound, find_texts
from magtool.extract.structure import Element, Structure, read_structure
from magtool.extract.writing import head_issue, tell_remarks
from magtool.extract.zones import hull
from magtool.page.read import ReadFile

_TAGGED = 0.75
"""Share of a file's glyphs that stand in its structure: advertisements' may not."""
_OPENING = 60
"""Letters of small print within which it says that it tells of a survey."""
_NOTICE = 80
"""Letters of what may be a notice."""
_UNSURE = 0.5
"""Confidence in a story that the structure does not call one."""
_GROUPS = frozenset(("Art", "Article", "Sect", "Aside"))
"""Types that hold a story's texts; any other is the story's only one."""
_ADVERTISER = re.compile(
    r"^\W*(?:annons|annonce|annonse|advert\w*|ad|anzeige)\s*:\s*([^.:]+)", re.I
)
_EDITORIAL = re.compile(
    r"^\W*(?:ledare|ledaren|leder|editorial|leitartikel|chefredaktören)\W*$", re.I
)


def extract_tagged(
    read: ReadFile, name: str, sha256: str = "", profile: TitleProfile | None = None
) -> RecoveredIssue | None:
    """The issue of a tagged file; None when it has no structure, or one that is not sound.

    What the title's ``profile`` says of a style goes before what its place tells. Raises
    AssertionError when a glyph stands in no place or in two.
    """
    glyphs = sum(len(page.glyphs) for page in read.pages)
    tagged = sum(len(tag.orders) for page in read.pages for tag in page.tags)
    if not tagged or tagged < _TAGGED * glyphs or not may_be_sound(read):
        return None
    structure = read_structure(read)
    plan = plan_parts(structure.root, read.pages[0].number if len(read.pages) > 2 else 0)
    if not is_sound(structure, plan):
        return None
    found = find_texts(read, name, sha256, structure)
    look = Look.of(structure.root, found.type_, profile or TitleProfile())
    issue = _Writer(found, look).write(structure, plan)
    audit(read, found)
    return issue


# --- writing -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Sheet:
    """A story's blocks while they are written, by where they come in the article."""

    head: list[RecoveredBlock] = field(default_factory=list)
    flow: list[RecoveredBlock] = field(default_factory=list)
    quotes: list[RecoveredBlock] = field(default_factory=list)
    boxes: list[RecoveredBlock] = field(default_factory=list)
    notes: list[RecoveredBlock] = field(default_factory=list)
    captions: list[RecoveredBlock] = field(default_factory=list)
    pictures: list[RecoveredPicture] = field(default_factory=list)
    headed: bool = False
    opened: bool = False
    """Whether the running text has begun."""
    charted: bool = False

    @property
    def blocks(self) -> list[RecoveredBlock]:
        return [*self.head, *self.flow, *self.quotes, *self.boxes, *self.notes, *self.captions]


class _Writer:
    """Writes parts down as values of `magtool.edition.recovered`."""

    def __init__(self, found: TaggedFound, look: Look) -> None:
        self._found = found
        self._look = look
        self._articles: list[RecoveredArticle] = []
        self._ads: list[RecoveredAd] = []
        self._charts: list[RecoveredChart] = []
        self._furniture: list[RecoveredFurniture] = []
        self._pictures = {page.number: page.pictures for page in found.read.pages}
        self._count = 0

    def write(self, structure: Structure, plan: Sequence[Part]) -> RecoveredIssue:
        """The issue. Each line is written once: hidden ones, and those of no part, as furniture."""
        for element in structure.root.all():
            self._note(line for line in element.lines if line.hidden)
            element.lines = tuple(line for line in element.lines if not line.hidden)
        title = ""
        for part in plan:
            match part.kind:
                case "ad":
                    self._ad(part.element)
                case "story" | "company":
                    self._story(part)
                case "cover":
                    title = title or self._front("cover", part.element)
                case "contents":
                    self._front("contents", part.element)
                case _:
                    self._loose(part)
        self._artifacts(structure)
        return replace(
            head_issue(self._found, title),
            articles=_with_editorial(self._articles),
            ads=tuple(self._ads),
            charts=tuple(self._charts),
            furniture=tuple(sorted(self._furniture, key=lambda each: (each.page, each.area[1]))),
            remarks=tuple(tell_remarks(self._found, self._articles)),
        )

    def _note(self, lines: Iterable[Line], role: str = "hidden") -> None:
        """Write lines down as furniture."""
        for line in lines:
            text = " ".join(line.text.split())
            count = self._found.note([line])
            made = RecoveredFurniture(line.page, role, text, rounded(line.box), count)
            self._furniture.append(made)

    # Stories

    def _story(self, part: Part, confidence: float = 1.0) -> None:
        """Write a story down with all that stands in it, its labels as furniture."""
        sheet = _Sheet()
        self._count += 1
        for label in part.label:
            self._note(label.lines, "label")
        element = part.element
        if element.kind in _GROUPS:
            if element.lines:
                sheet.flow.append(self._found.block("paragraph", element.lines))
            self._elements(element.kids, sheet)
        else:
            self._elements([element], sheet)
        blocks = sheet.blocks
        if not blocks and not sheet.pictures:
            return

        def first(role: str) -> str | None:
            texts = [block.text for block in blocks if block.role == role and block.box is None]
            told = [text for n, text in enumerate(texts) if not any(text in t for t in texts[:n])]
            return " ".join(told) if told else None

        kind = part.kind
        if kind == "story" and _EDITORIAL.match(first("kicker") or first("headline") or ""):
            kind = "editorial"
        titles = [block.text for block in blocks if block.role == "box-title"]
        made = RecoveredArticle(
            id=f"a{self._count}",
            kind=kind,
            pages=tuple(sorted({b.page for b in blocks} | {p.page for p in sheet.pictures})),
            blocks=tuple(blocks),
            headline=first("headline") or "",
            kicker=first("kicker"),
            standfirst=first("standfirst"),
            byline=first("byline"),
            advertiser=titles[-1] if kind == "company" and titles else None,
            pictures=tuple(sheet.pictures),
            confidence=confidence,
        )
        self._articles.append(made)

    def _elements(self, elements: Iterable[Element], sheet: _Sheet) -> None:
        """Write what a story, or a group in it, holds."""
        for element in elements:
            match element.kind:
                case "Sect" | "Aside" | "Art" | "Article":
                    self._box(element, sheet)
                case "BlockQuote":
                    self._quote(element, sheet)
                case "L" | "LI":
                    self._items(element, sheet)
                case "Figure":
                    self._figure(element, sheet, [])
                case "Table":
                    self._table(element)
                case "Caption":
                    self._caption(element, sheet)
                case _:
                    if element.lines:
                        self._text(element, sheet)
                    if texts := beside_figure(element):
                        self._pictured(element, texts, sheet)
                    else:
                        self._elements(element.kids, sheet)

    def _text(self, element: Element, sheet: _Sheet) -> None:
        """A heading or paragraph, by where it stands and how it looks."""
        block, lines = self._found.block, element.lines
        if (known := self._look.known(element)) and self._known_text(known, element, sheet):
            return
        if element.level and not sheet.headed:
            sheet.headed = True
            sheet.head.append(block("headline", lines))
            return
        if not sheet.headed and not self._look.type_.is_body(lines[0].style):
            sheet.head.append(block("kicker", lines))
            return
        role = "" if sheet.opened or element.level else self._look.head(element)
        if role:
            sheet.head.append(block(role, lines))
            return
        role = self._look.text(element)
        if role == "jump":
            self._note(lines, "jump")
        elif role == "credit":
            sheet.captions.append(block(role, lines))
        elif role == "paragraph" and self._is_method(element, sheet):
            sheet.notes.append(block("method", lines))
        else:
            sheet.opened = sheet.opened or role != "byline"
            sheet.flow.append(block(role, lines))

    def _known_text(self, role: str, element: Element, sheet: _Sheet) -> bool:
        """Write a text of known role down; False for one whose place must tell it all the same."""
        if role in ("kicker", "standfirst", "byline"):
            home = sheet.head
        elif role in ("caption", "credit"):
            home = sheet.captions
        elif role == "pullquote":
            home = sheet.quotes
        elif role in ("body", "subhead") and sheet.headed:
            home, sheet.opened = sheet.flow, True
            role = "paragraph" if role == "body" else role
        else:
            return False
        home.append(self._found.block(role, element.lines))
        return True

    def _is_method(self, element: Element, sheet: _Sheet) -> bool:
        """Whether it is the small print that tells how figures were found."""
        if self._look.type_.is_body(element.lines[0].style) or not sheet.opened:
            return False
        return sheet.charted or bool(METHOD.search(element.words[:_OPENING]))

    def _items(self, element: Element, sheet: _Sheet) -> None:
        sheet.opened = True
        for label, body in items_of(element):
            sheet.flow.append(self._item(label, body))

    def _item(self, label: Sequence[Line], body: Sequence[Line], **more: object) -> RecoveredBlock:
        """A list item; its label is only what stands before it."""
        text = self._found.text(body or label)
        if count_columns(body) == 1:
            more["pieces"] = ()  # the label is no column of its own
        return self._found.block("item", [*label, *body], text=text, **more)  # type: ignore[arg-type]

    def _quote(self, element: Element, sheet: _Sheet) -> None:
        """A pull quote, and whose it is: what is set smaller below it."""
        texts = [each for each in element.all() if each.lines]
        for index, text in enumerate(texts):
            smaller = index and text.lines[0].size < 0.8 * texts[0].lines[0].size
            role = "source" if smaller else "pullquote"
            sheet.quotes.append(self._found.block(role, text.lines))

    def _box(self, element: Element, sheet: _Sheet) -> None:
        """A box with its label, title, paragraphs and items."""
        number = max((block.box or 0 for block in sheet.boxes), default=0) + 1
        kind = tell_box(element)
        titled = False
        largest = max(
            (e.lines[0].size for e in element.all() if e.kind == "P" and e.lines), default=0
        )
        for each in box_texts(element):
            if isinstance(each, tuple):
                sheet.boxes.append(self._item(*each, box=number, box_role=kind))
                continue
            role = "paragraph"
            if each.level:
                role, titled = ("subhead" if titled else "box-title"), True
            elif not titled and element.has("H", "H1", "H2", "H3", "H4", "H5", "H6"):
                role = "label"
            elif kind == "voices" and each.lines[0].size < 0.8 * largest:
                role = "source"
            sheet.boxes.append(self._found.block(role, each.lines, box=number, box_role=kind))
        for each in element.all():
            if each.kind == "Figure":
                self._figure(each, sheet, [])

    # Pictures and charts

    def _pictured(self, group: Element, texts: Sequence[Element], sheet: _Sheet) -> None:
        """Figures with the caption and credit that stand in one group with them."""
        told = [self._caption(text, sheet) for text in texts]
        for figure in (each for each in group.all() if each.kind == "Figure"):
            self._figure(figure, sheet, told, inner=False)

    def _caption(self, element: Element, sheet: _Sheet) -> RecoveredBlock:
        role = "credit" if self._look.is_credit(element) else "caption"
        made = self._found.block(role, element.lines)
        sheet.captions.append(made)
        return made

    def _figure(
        self, figure: Element, sheet: _Sheet, told: list[RecoveredBlock], inner: bool = True
    ) -> None:
        """A picture with what is told of it, or a chart: a figure of words and lines."""
        if inner:
            texts = [each for each in figure.all() if each is not figure and each.lines]
            told = [self._caption(each, sheet) for each in texts]
        caption = " ".join(block.text for block in told if block.role == "caption")
        credit = " ".join(bare_credit(block.text) for block in told if block.role == "credit")
        alt = next((tag.alt for _, tag in figure.tags if tag.alt), "")
        shown = [(page, order) for page, tag in figure.tags for order in tag.pictures]
        for page, order in shown:
            picture = self._pictures[page][order]
            made = RecoveredPicture(page, rounded(picture.box), order, "", caption, credit, alt)
            sheet.pictures.append(made)
            caption = credit = alt = ""
        if shown:
            self._note(figure.lines, "label")
        elif figure.lines:
            sheet.charted = True
            self._chart(figure)

    def _chart(self, figure: Element) -> None:
        lines = figure.lines
        alt = next((tag.alt for _, tag in figure.tags if tag.alt), "")
        blocks = gather_blocks(lines, self._found.type_)
        chart = read_alt(alt, lines, self._found.text) or read_chart(blocks)
        paragraphs = tuple(self._found.text(block.lines) for block in blocks)
        self._charts.append(
            RecoveredChart(
                lines[0].page, rounded(place_of(figure)), chart.header, chart.question,
                chart.values, chart.status, paragraphs, article=f"a{self._count}",
                glyphs=self._found.note(lines),
            )
        )  # fmt: skip

    def _table(self, table: Element) -> None:
        """A table, row by row."""
        rows = [each for each in table.all() if each.kind == "TR"] or [table]
        texts = [[line for cell in row.all() for line in cell.lines] for row in rows]
        texts = [lines for lines in texts if lines]
        if not texts:
            return
        lines = [line for row in texts for line in row]
        page = lines[0].page
        box = hull(line.box for line in lines if line.page == page)
        self._charts.append(
            RecoveredChart(
                page, rounded(box), "", "", (), "full",
                tuple(self._found.text(row) for row in texts), kind="table",
                article=f"a{self._count}", glyphs=self._found.note(lines),
            )
        )  # fmt: skip

    # What is no story

    def _ad(self, element: Element) -> None:
        figures = [each for each in element.all() if each.kind == "Figure"]
        lines = [line for figure in figures for line in figure.lines]
        texts = [self._found.text(b.lines) for b in gather_blocks(lines, self._found.type_)]
        alts = [tag.alt for figure in figures for _, tag in figure.tags]
        payer = next((match[1] for alt in alts if (match := _ADVERTISER.match(alt))), None)
        self._ads.append(
            RecoveredAd(
                figures[0].page, rounded(place_of(figures[0])), "\n".join(texts),
                payer.strip() if payer else None, tuple(texts), glyphs=self._found.note(lines),
            )
        )  # fmt: skip

    def _front(self, kind: str, element: Element) -> str:
        """The cover or the contents; get the first heading, a cover's name of the title."""
        sheet = _Sheet()
        heading = next((each for each in element.all() if each.level), None)
        texts = [each for each in element.all() if each.lines and each.kind != "Figure"]
        blocks = [self._found.block("paragraph", each.lines) for each in texts]
        for figure in (each for each in element.all() if each.kind == "Figure"):
            self._figure(figure, sheet, [])
        known = next((a for a in self._articles if a.kind == kind), None)
        if known is not None:
            self._articles.remove(known)
            blocks = [*known.blocks, *blocks]
            sheet.pictures[:0] = known.pictures
        pages = tuple(sorted({block.page for block in blocks}))
        made = RecoveredArticle(kind, kind, pages, tuple(blocks), pictures=tuple(sheet.pictures))
        if kind == "cover":
            told = [(each.words, each.lines[0].size) for each in texts if each is not heading]
            headline, kicker = tell_cover(told)
            made = replace(made, headline=headline, kicker=kicker or None)
        place = sum(article.kind == "cover" for article in self._articles)
        self._articles.insert(place, made)
        return heading.words if heading else ""

    def _loose(self, part: Part) -> None:
        """What the structure does not name: beside the contents small print of theirs, else a
        story that may be none, or a label if it is short."""
        element = part.element
        contents = next((a for a in self._articles if a.kind == "contents"), None)
        if contents is not None and element.page in contents.pages:
            self._front("contents", element)
        elif element.kind == "Figure" or sum(len(e.words) for e in element.all()) >= _NOTICE:
            self._story(part, _UNSURE)
        else:
            for each in element.all():
                self._note(each.lines, "label")

    def _artifacts(self, structure: Structure) -> None:
        """What stands in no element, and what no part has taken."""
        written = self._found.written
        taken = {id(line) for lines in written.values() for line in lines}
        for element in structure.root.all():
            self._note((line for line in element.lines if id(line) not in taken), "label")
        pages = [
            replace(page, glyphs=structure.rest[page.number]) for page in self._found.read.pages
        ]
        lines = {page.number: gather_lines(page) for page in pages}
        roles = part_furniture(pages, lines)
        for number, own in lines.items():
            for line in own:
                self._note([line], roles[number].get(line, "label"))


def _with_editorial(articles: Sequence[RecoveredArticle]) -> tuple[RecoveredArticle, ...]:
    """The articles; the one story that stands beside the contents is the editorial, unless
    another is called so."""
    listed = {page for article in articles if article.kind == "contents" for page in article.pages}
    beside = [a for a in articles if a.kind == "story" and set(a.pages) <= listed]
    if len(beside) != 1 or any(article.kind == "editorial" for article in articles):
        return tuple(articles)
    return tuple(replace(a, kind="editorial") if a is beside[0] else a for a in articles)
