"""Tagged files: the issue as their structure tells it, where that is sound.

Few programs write a structure that can be believed (`magtool.extract.parts`); what is not sound is
left to geometry. Roles that no structure type tells come from how the type looks in the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
from magtool.extract.blocks import gather_blocks
from magtool.extract.furniture import part_furniture
from magtool.extract.hyphens import End, Joining, tell_ends, usual_spacing
from magtool.extract.lines import Line, gather_lines
from magtool.extract.mending import mend_text
from magtool.extract.panels import read_chart
from magtool.extract.parts import (
    GATHERING,
    SENTENCE,
    Part,
    count_columns,
    is_sound,
    may_be_sound,
    plan_parts,
)
from magtool.extract.profile import TitleProfile, role_of
from magtool.extract.roles import (
    JUMP_FROM,
    JUMP_ON,
    StyleKey,
    is_byline,
    is_credit,
    is_name,
    style_key,
)
from magtool.extract.structure import Element, Structure, read_structure
from magtool.extract.styles import Typography, learn_typography
from magtool.extract.vocabulary import HYPHENS, gather_vocabulary, guess_language
from magtool.extract.writing import (
    Found,
    audit,
    bare_credit,
    rounded,
    tell_cover,
    tell_remarks,
)
from magtool.extract.zones import hull
from magtool.page.read import Box, ReadFile

_TAGGED = 0.75
"""Share of a file's glyphs that stand in its structure: advertisements' may not."""
_LARGER = 1.02
"""Sizes of the body's from which type is larger."""
_NAMES = 60
"""Letters of a byline that does not say so, at most."""
_CAPTION = 600
"""Letters that are said of a picture, at most."""
_NOTICE = 80
"""Letters of what may be a notice."""
_UNSURE = 0.5
"""Confidence in a story that the structure does not call one."""
_GROUPS = frozenset(("Art", "Article", "Sect", "Aside"))

_ADVERTISER = re.compile(
    r"^\W*(?:annons|annonce|annonse|advert\w*|ad|anzeige)\s*:\s*([^.:]+)", re.I
)
_EDITORIAL = re.compile(
    r"^\W*(?:ledare|ledaren|leder|editorial|leitartikel|chefredaktören)\W*$", re.I
)
_METHOD = re.compile(r"undersökning|metod|så gjorde|så gick|survey|method", re.I)
_FACTS = re.compile(r"^\W*(?:fakta|facts?)\b", re.IGNORECASE)
_ADVICE = re.compile(r"\b(?:råd|tips|advice)\b", re.I)
_SAID = re.compile(r"^\W?[”\"“«»]")


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
    found = _found(read, name, sha256, structure)
    look = _Look.of(structure.root, found.type_, profile or TitleProfile())
    issue = _Writer(found, look).write(structure, plan)
    audit(read, found)
    return issue


# --- texts -------------------------------------------------------------------------------


@dataclass(slots=True)
class _TaggedFound(Found):
    """What is found, with texts joined as the file tells its hyphens, if it does."""

    soft: frozenset[tuple[int, int]] = frozenset()

    def text(self, lines: Sequence[Line], role: str = "", whole: Sequence[Line] = ()) -> str:
        """The lines as one text, their ends undone."""
        if not self.soft:
            return Found.text(self, lines, role, whole)
        parts: list[str] = []
        broken = False
        for line in lines:
            text = line.text.lstrip() if broken else line.text
            ends = max(
                (order for order in line.orders if (line.page, order) in self.soft), default=-1
            )
            last = line.text.rstrip()[-1:]
            is_broken = ends >= 0 and last in HYPHENS
            text = text.rstrip()[:-1] if is_broken else text
            parts[-1:] = [parts[-1] + text] if broken else [*parts[-1:], text]
            broken = is_broken
        return mend_text(_joined(parts, self.joining), self.joining.words).strip()


def _joined(lines: Sequence[str], joining: Joining) -> str:
    """Lines none of which ends in a broken word: their hyphens are the words' own."""
    kept = [line for line in lines if line.strip()]
    pieces: list[str] = []
    for line, end in zip(kept, tell_ends(kept, joining), strict=True):
        text = line.strip()
        tight = end in (End.TIGHT, End.KEPT) or (end is End.JOINED and text[-1] in HYPHENS)
        pieces.append(text if tight else f"{text} ")
    return "".join(pieces).rstrip()


def _found(read: ReadFile, name: str, sha256: str, structure: Structure) -> _TaggedFound:
    """The lines' typography and words, before anything is written down."""
    texts = [element for element in structure.root.all() if element.kind == "P"]
    type_ = learn_typography(line for element in texts for line in element.lines)
    body = [[line.text for line in element.lines] for element in texts if element.lines]
    running = " ".join(line.words for each in texts for line in each.lines)
    language = guess_language(running) or read.language
    joining = Joining(language, gather_vocabulary(body), usual_spacing(body))
    return _TaggedFound(read, name, sha256, type_, joining, soft=structure.soft)


@dataclass(frozen=True, slots=True)
class _Look:
    """What type looks like here: how texts that have one structure type are told apart."""

    type_: Typography
    questions: frozenset[StyleKey]
    """Styles of an interview's questions: headings in them mostly ask."""
    credits: frozenset[StyleKey]
    """Styles of credits: paragraphs in them stand beside captions, or begin with "Photo:"."""
    profile: TitleProfile

    @staticmethod
    def of(root: Element, type_: Typography, profile: TitleProfile) -> _Look:
        """The habits of a whole file."""
        asked: dict[StyleKey, list[bool]] = {}
        credits: set[StyleKey] = set()
        for element in root.all():
            if element.level and element.lines:
                asks = element.words.endswith("?")
                asked.setdefault(style_key(element.lines[0].style), []).append(asks)
            texts = _beside_figure(element)
            captioned = any(text.kind == "Caption" for text in texts)
            for text in texts:
                if text.kind == "P" and (captioned or is_credit(text.words)):
                    credits.add(style_key(text.lines[0].style))
        questions = frozenset(key for key, told in asked.items() if sum(told) > 0.7 * len(told))
        return _Look(type_, questions, frozenset(credits), profile)

    def known(self, element: Element) -> str:
        """The role that the title's profile knows a paragraph to have, or ""."""
        if element.level:
            return ""
        return role_of(self.profile, element.lines[0].style, element.words)

    def is_credit(self, element: Element) -> bool:
        """Whether a text beside a picture says whose it is."""
        words = element.words
        if is_credit(words):
            return True
        known = element.kind == "P" and style_key(element.lines[0].style) in self.credits
        return known and len(words) < _NAMES and not words.endswith(".")

    def head(self, element: Element) -> str:
        """The role of a text under a headline, "" where the running text has begun."""
        style, words = element.lines[0].style, element.words
        if is_byline(words):
            return "byline"
        if self.type_.is_body(style) or is_credit(words) or words.endswith("?"):
            return ""
        scale = self.type_.scale(style)
        if scale > _LARGER or (scale > 1 / _LARGER and SENTENCE.search(words)):
            return "standfirst"
        return "byline" if is_name(words) or len(words) < _NAMES else ""

    def text(self, element: Element) -> str:
        """The role of a text in a story's running text."""
        words = element.words
        if element.level:
            asks = style_key(element.lines[0].style) in self.questions and words.endswith("?")
            return "question" if asks else "subhead"
        if (JUMP_ON.match(words) or JUMP_FROM.match(words)) and len(words) < 140:
            return "jump"
        if self.type_.is_body(element.lines[0].style):
            bold = all(line.style.bold for line in element.lines)
            return "question" if bold and words.endswith("?") else "paragraph"
        if is_byline(words):
            return "byline"
        return "credit" if is_credit(words) else "paragraph"


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

    def __init__(self, found: _TaggedFound, look: _Look) -> None:
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
        found, read = self._found, self._found.read
        return RecoveredIssue(
            file=found.name,
            sha256=found.sha256,
            pages=len(read.pages),
            producer=read.producer,
            title=title or read.title,
            language=found.joining.language,
            articles=_with_editorial(self._articles),
            ads=tuple(self._ads),
            charts=tuple(self._charts),
            furniture=tuple(sorted(self._furniture, key=lambda each: (each.page, each.area[1]))),
            remarks=tuple(tell_remarks(found, self._articles)),
            glyphs=sum(len(page.glyphs) for page in read.pages),
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
                    if texts := _beside_figure(element):
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
        return sheet.charted or bool(_METHOD.search(element.words[:_NAMES]))

    def _items(self, element: Element, sheet: _Sheet) -> None:
        sheet.opened = True
        for label, body in _items_of(element):
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
        kind = _box_kind(element)
        titled = False
        largest = max(
            (e.lines[0].size for e in element.all() if e.kind == "P" and e.lines), default=0
        )
        for each in _box_texts(element):
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
                lines[0].page, rounded(_place(figure)), chart.header, chart.question, chart.values,
                chart.status, paragraphs, article=f"a{self._count}", glyphs=self._found.note(lines),
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
                figures[0].page, rounded(_place(figures[0])), "\n".join(texts),
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


def _beside_figure(group: Element) -> list[Element]:
    """The texts of a group that gathers a figure with what is said of it; else none."""
    if group.kind not in GATHERING or not group.has("Figure"):
        return []
    texts = [e for kid in group.kids for e in kid.all() if e.kind != "Figure" and e.lines]
    small = sum(len(text.words) for text in texts) <= _CAPTION
    return texts if small and all(text.kind in ("P", "Caption") for text in texts) else []


def _with_editorial(articles: Sequence[RecoveredArticle]) -> tuple[RecoveredArticle, ...]:
    """The articles; the one story that stands beside the contents is the editorial, unless
    another is called so."""
    listed = {page for article in articles if article.kind == "contents" for page in article.pages}
    beside = [a for a in articles if a.kind == "story" and set(a.pages) <= listed]
    if len(beside) != 1 or any(article.kind == "editorial" for article in articles):
        return tuple(articles)
    return tuple(replace(a, kind="editorial") if a is beside[0] else a for a in articles)


def _place(figure: Element) -> Box:
    """A figure's area on its first page, as told or as its text stands."""
    page = figure.page
    told = next((tag.box for number, tag in figure.tags if number == page and tag.box), None)
    own = [line.box for line in figure.lines if line.page == page]
    return told or (hull(own) if own else (0.0, 0.0, 0.0, 0.0))


def _items_of(element: Element) -> Iterator[tuple[list[Line], list[Line]]]:
    """The label's and the body's lines of each item of a list, nested ones after their own."""
    items = [each for each in element.all() if each.kind == "LI"] or [element]
    for item in items:
        inner = {id(e) for kid in item.kids for each in kid.all() if each.kind == "LI"
                 for e in each.all()}  # fmt: skip
        own = [each for each in item.all() if id(each) not in inner]
        label = [line for each in own if each.kind == "Lbl" for line in each.lines]
        body = [line for each in own if each.kind != "Lbl" for line in each.lines]
        if label or body:
            yield label, body


def _box_texts(element: Element) -> Iterator[Element | tuple[list[Line], list[Line]]]:
    """What a box holds: texts, and items as their labels and bodies."""
    if element.lines:
        yield element
    for kid in element.kids:
        if kid.kind in ("L", "LI"):
            yield from _items_of(kid)
        elif kid.kind != "Figure":
            yield from _box_texts(kid)


def _box_kind(element: Element) -> str:
    """What a box is for, by what stands in it."""
    texts = [each for each in element.all() if each.kind == "P" and each.lines]
    heads = " ".join(each.words for each in element.all() if each.lines and each.level)
    labels = [each.words for each in element.all() if each.kind == "Lbl"]
    if any(any(map(str.isdigit, label)) for label in labels):
        first = texts[0].words if texts else ""
        if _FACTS.match(first):
            return "factbox"
        return "advice" if _ADVICE.search(first) or _ADVICE.search(heads) else "list"
    if element.has("L"):
        return "factbox"
    if texts and sum(bool(_SAID.match(each.words)) for each in texts) >= 0.4 * len(texts):
        return "voices"
    return "method" if _METHOD.search(heads) else "info"
