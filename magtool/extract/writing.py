"""Stories and what stands beside them → the values of `magtool.edition.recovered`."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from magtool.edition.recovered import (
    Area,
    RecoveredAd,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredChart,
    RecoveredFurniture,
    RecoveredIssue,
    RecoveredPicture,
    Remark,
)
from magtool.extract.articles import Story
from magtool.extract.blocks import Block, is_item
from magtool.extract.charts import read_drawn
from magtool.extract.emphasis import tell_emphasis
from magtool.extract.hyphens import Joining, join_lines, tell_spacing
from magtool.extract.lines import Line
from magtool.extract.mending import mend_text
from magtool.extract.panels import Told, read_chart
from magtool.extract.paragraphs import Paragraph, gather_paragraphs, is_done
from magtool.extract.roles import is_credit
from magtool.extract.styles import Edges, Typography
from magtool.extract.zones import area, hull
from magtool.page.read import Box, ReadFile, ReadPicture

_EMPHASISED = frozenset(("paragraph", "item", "caption", "standfirst"))
"""Roles in which words are set apart; others are display type, and mix faces for their looks."""
_UNSURE = 0.7
"""Confidence under which the archivist is told."""
_QUESTIONS = 3
"""Subheads that ask, from which a story is an interview."""
_GUTTER = 0.6
"""Ems between the columns of a box."""
_METHOD = re.compile(r"undersökning|metod|så gjorde|survey|method", re.IGNORECASE)
_RULE = re.compile(r"((\S)\2\2)\2{5,}")
"""A rule made of letters: three tell it."""
_FLOWING = frozenset(("paragraph", "item"))
"""Roles whose lines end where the measure does. Others' may be ended by hand: no space is there
then, whatever the text has."""
_LABEL = re.compile(r"^(?:\d{1,2}[.)]|[•●■▪▶►·–-])\s+")
_CREDIT = re.compile(
    r"\(?\b(?:foto|photo|bild|illustration)\w*\s*:\s*(?P<name>[^)]+?)\)?\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to a story without being in its text. ``role``: "pullquote", "caption",
    "credit" or "box", whose panel is ``box``."""

    story: Story | None
    role: str
    blocks: tuple[Block, ...]
    confidence: float = 1.0
    box: Box | None = None


@dataclass(slots=True)
class Found:
    """All that was found in a file, before it is written down."""

    read: ReadFile
    name: str
    sha256: str
    type_: Typography
    joining: Joining = field(default_factory=Joining)
    unspaced: set[Line] = field(default_factory=set)
    """Lines of blocks in which no space at a line's end has a meaning, for all that it has one in
    most: text placed in a layout program from elsewhere brings line ends of its own."""
    stories: list[Story] = field(default_factory=list)
    apart: bool = False
    """Whether no two stories share a page. Then what stands in a story's columns, quotes and
    captions, is read where it stands; else it has its place after the text."""
    edges: dict[int, Edges] = field(default_factory=dict)
    cover: list[Block] = field(default_factory=list)
    contents: list[Block] = field(default_factory=list)
    editorial: int = 0
    """The page on which a story stands beside the contents; 0 when there is none."""
    beside: list[Beside] = field(default_factory=list)
    ads: list[tuple[Told, tuple[Block, ...]]] = field(default_factory=list)
    charts: list[tuple[Told, tuple[Block, ...], Story | None]] = field(default_factory=list)
    tables: list[tuple[int, tuple[Line, ...]]] = field(default_factory=list)
    turned: list[Line] = field(default_factory=list)
    furniture: list[tuple[Line, str]] = field(default_factory=list)
    pictures: list[tuple[Story, int, ReadPicture]] = field(default_factory=list)
    shown: list[tuple[int, ReadPicture]] = field(default_factory=list)
    """Pictures on the cover and the contents page, by page."""
    written: dict[int, list[Line]] = field(default_factory=dict)
    """The lines that were written down, by page: each must be, once."""

    def learn_spacing(self, blocks: Iterable[Block]) -> None:
        """Note the lines of blocks that contradict what the document's line ends say."""
        for block in blocks:
            texts = [line.text for line in block.lines]
            if tell_spacing(texts, self.joining.spaced) is False:
                self.unspaced.update(block.lines)

    def note(self, lines: Iterable[Line]) -> int:
        """Note that lines were written down; how many glyphs they have."""
        count = 0
        for line in lines:
            self.written.setdefault(line.page, []).append(line)
            count += len(line.orders)
        return count

    def text(self, lines: Sequence[Line], role: str = "", whole: Sequence[Line] = ()) -> str:
        """The lines as one text, their ends undone. ``whole`` are all lines of the piece that
        they are of, when another program may have made that: an advertisement."""
        joining = self.joining
        silent = role not in _FLOWING and not any(
            line.text[-1:].isspace() for line in whole or lines[:-1]
        )
        if silent or (joining.spaced and not self.unspaced.isdisjoint(lines)):
            joining = replace(joining, spaced=None)
        lines = [line for line in lines if line.words]
        breaks = (not _goes_down(line, after) for line, after in pairwise(lines))
        lasts = {number for number, is_break in enumerate(breaks) if is_break}
        joined = join_lines([_opened(line, joining) for line in lines], joining, lasts)
        return mend_text(joined, joining.words).strip()

    def block(
        self, role: str, lines: Sequence[Line], confidence: float = 1.0, **more: object
    ) -> RecoveredBlock:
        text = self.text(lines, role=role)
        if role == "item":
            text = _LABEL.sub("", text)
        page = lines[0].page
        box = hull(line.box for line in lines if line.page == page)
        made = RecoveredBlock(
            role, text, page, rounded(box), round(confidence, 2), glyphs=self.note(lines),
            pieces=_pieces(lines),
        )  # fmt: skip
        made = replace(made, **more)  # type: ignore[arg-type]
        if role in _EMPHASISED:
            made = replace(made, emphasis=tell_emphasis(lines, made.text))
        return made


def _goes_down(above: Line, line: Line) -> bool:
    """Whether the second stands under the first, in the same column."""
    return (
        line.page == above.page
        and line.baseline > above.baseline
        and min(line.right, above.right) > max(line.left, above.left)
    )


def _pieces(lines: Sequence[Line]) -> tuple[tuple[int, Area], ...]:
    """Each column that the lines stand in, when there are several."""
    columns: list[list[Line]] = []
    for line in lines:
        if columns and _goes_down(columns[-1][-1], line):
            columns[-1].append(line)
        else:
            columns.append([line])
    if len(columns) < 2:
        return ()
    return tuple((own[0].page, rounded(hull(line.box for line in own))) for own in columns)


def rounded(box: Box) -> Area:
    """The box in tenths of a point."""
    left, top, right, bottom = (round(value, 1) for value in box)
    return (left, top, right, bottom)


_ALONE = frozenset("AIÅÖO")
"""Letters that are words: after them as a drop cap a space may have stood."""


def _opened(line: Line, joining: Joining) -> str:
    """The line's text; a drop cap that is a word of its own gets its space."""
    text = line.text
    if not line.drop or text[:1] not in _ALONE or len(text) < 2:
        return text
    if not text[1].isalpha():
        return f"{text[0]} {text[1:]}" if text[1] in "“”\"'‘(" else text
    rest = re.match(r"\w+", text[1:])
    word, words = rest[0].lower() if rest else "", joining.words
    alone = words.known(word) and not words.known(text[0].lower() + word)
    return f"{text[0]} {text[1:]}" if alone and text[1].islower() else text


# --- the issue ---------------------------------------------------------------------------


def write_issue(found: Found) -> RecoveredIssue:
    """The issue's values; every line of the file is noted as written."""
    articles = [*_fronts(found)]
    ids: dict[int, str] = {}
    for number, story in enumerate(found.stories, start=1):
        made = _article(found, story, f"a{number}")
        ids[id(story)] = made.id
        articles.append(made)
    _orphans(found, articles)
    charts = tuple(_charts(found, ids))
    ads = tuple(_ads(found))
    furniture = tuple(_furniture(found))
    return RecoveredIssue(
        file=found.name,
        sha256=found.sha256,
        pages=len(found.read.pages),
        producer=found.read.producer,
        title=_nameplate(found) or found.read.title,
        language=found.joining.language or found.read.language,
        articles=tuple(articles),
        ads=ads,
        charts=charts,
        furniture=furniture,
        remarks=tuple(tell_remarks(found, articles)),
        glyphs=sum(len(page.glyphs) for page in found.read.pages),
    )


def _fronts(found: Found) -> Iterator[RecoveredArticle]:
    """The cover's and the contents' texts."""
    for kind, blocks in (("cover", found.cover), ("contents", found.contents)):
        if not blocks:
            continue
        made = [
            found.block("paragraph", [line])
            for block in sorted(blocks, key=lambda block: (block.page, block.top, block.left))
            for line in block.lines
        ]
        pages = tuple(sorted({block.page for block in made}))
        shown = (each for each in found.shown if each[0] in pages)
        pictures = tuple(_picture(number, picture, ()) for number, picture in shown)
        front = RecoveredArticle(kind, kind, pages, tuple(made), pictures=pictures)
        if kind == "cover":
            plate = _nameplate(found)
            told = [(each.words, each.style.size) for each in blocks if each.words != plate]
            front = replace(front, headline=tell_cover(told)[0])
        yield front


_TEASED, _LED = 1.25, 60
"""How much larger a cover's headline is than what else stands there, and most letters of the line
over it."""


def tell_cover(texts: Sequence[tuple[str, float]]) -> tuple[str, str]:
    """A cover's headline, of its texts with their sizes but for the nameplate, and the line over
    it; "" where no text is much larger than the others."""
    largest = max(range(len(texts)), key=lambda at: texts[at][1], default=None)
    if largest is None:
        return "", ""
    headline, size = texts[largest]
    rest = [other for at, (_, other) in enumerate(texts) if at != largest]
    if len(headline) > 2 * _LED or (rest and size < _TEASED * max(rest)):
        return "", ""
    over = texts[largest - 1][0] if largest else ""
    led = 0 < len(over) <= _LED and not any(map(str.isdigit, over))
    return headline, over if led else ""


def _nameplate(found: Found) -> str:
    """The title as the cover's largest type says it."""
    first = [block for block in (*found.cover, *found.contents) if block.page == 1]
    if not first:
        return ""
    largest = max(first, key=lambda block: block.style.size)
    return largest.words if largest.style.size > 2.5 * found.type_.size else ""


def _article(found: Found, story: Story, identity: str) -> RecoveredArticle:
    """One story: its head, its text, and then what stands beside."""
    blocks: list[RecoveredBlock] = []
    for kicker in story.kickers:
        blocks.append(found.block("kicker", kicker.lines, kicker.confidence))
    if story.head is not None:
        blocks.append(found.block("headline", story.head.lines, story.head.confidence))
    blocks += _prose(found, story.standfirsts)
    blocks += [found.block("byline", byline.lines) for byline in story.bylines]
    beside = [each for each in found.beside if each.story is story]
    through = [each for each in beside if each.role != "box"] if found.apart else []
    blocks += _prose(found, story.flow, through)
    beside = [each for each in beside if each not in through]
    for each in (each for each in beside if each.role == "pullquote"):
        blocks.append(_quote(found, each))
    boxes = [each for each in beside if each.role == "box"]
    for number, each in enumerate(boxes, start=1):
        blocks += _box(found, each, number)
    made = [_caption(found, each) for each in beside if each.role in ("caption", "credit")]
    turned = [line for line in found.turned if _owner_of(found, line) is story]
    made += [found.block("credit", [line], 0.9) for line in turned]
    blocks += made
    made += [block for block in blocks if block.role in ("caption", "credit") and block not in made]
    return _told(found, story, identity, _with_questions(blocks), made)


def _with_questions(blocks: list[RecoveredBlock]) -> list[RecoveredBlock]:
    """The blocks; the subheads of an interview are its questions."""
    heads = [block for block in blocks if block.role == "subhead"]
    asked = [block for block in heads if block.text.endswith("?")]
    if len(asked) < _QUESTIONS or len(asked) < 0.6 * len(heads):
        return blocks
    return [replace(block, role="question") if block in asked else block for block in blocks]


def _told(
    found: Found,
    story: Story,
    identity: str,
    blocks: list[RecoveredBlock],
    captions: list[RecoveredBlock],
) -> RecoveredArticle:
    def first(role: str) -> str | None:
        texts = [block.text for block in blocks if block.role == role]
        return " ".join(texts) if texts else None

    pictures = [
        _picture(number, picture, captions)
        for owner, number, picture in found.pictures
        if owner is story
    ]
    return RecoveredArticle(
        id=identity,
        kind=story.kind,
        pages=tuple(sorted({block.page for block in blocks})),
        blocks=tuple(blocks),
        headline=first("headline") or "",
        kicker=first("kicker"),
        standfirst=first("standfirst"),
        byline=first("byline"),
        advertiser=first("box-title") if story.kind == "company" else None,
        pictures=tuple(pictures),
        confidence=round(min([story.confidence, *(b.confidence for b in blocks)]), 2),
    )


def _picture(
    number: int, picture: ReadPicture, captions: Sequence[RecoveredBlock]
) -> RecoveredPicture:
    """A picture with the nearest caption and credit."""
    near = [c for c in captions if c.page == number and _gap(c.area, picture.box) < 30]
    caption = min(
        (c for c in near if c.role == "caption"),
        key=lambda c: _gap(c.area, picture.box),
        default=None,
    )
    credit = next((c.text for c in near if c.role == "credit"), "")
    text = caption.text if caption else ""
    match = _CREDIT.search(text)
    if match and not credit:
        credit = match["name"]
        text = text[: match.start()].rstrip(" (")
    return RecoveredPicture(
        number, rounded(picture.box), picture.order, caption=text,
        credit=bare_credit(credit),
    )  # fmt: skip


def bare_credit(text: str) -> str:
    """Whose the picture is, of "Photo: Ola Frisk"."""
    return re.sub(r"^\W*(?:foto|photo|bild|illustration)\w*\s*:\s*", "", text, flags=re.I)


def _gap(one: Box, other: Box) -> float:
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    down = max(one[1] - other[3], other[1] - one[3], 0.0)
    return across + down


def _prose(
    found: Found, blocks: Sequence[Block], through: Sequence[Beside] = ()
) -> list[RecoveredBlock]:
    """Running text in paragraphs; quotes and captions of ``through`` where they stand in it."""
    barriers: dict[int, list[Box]] = {}
    for beside in found.beside:
        for block in beside.blocks:
            barriers.setdefault(block.page, []).append(beside.box or block.box)
    for told, _ in found.ads:
        barriers.setdefault(told.panel.page, []).append(told.panel.box)
    for panel, _, _ in found.charts:
        barriers.setdefault(panel.panel.page, []).append(panel.panel.box)
    for _, number, picture in found.pictures:
        barriers.setdefault(number, []).append(picture.box)
    paragraphs = gather_paragraphs(blocks, found.type_, found.edges, barriers)
    made: list[RecoveredBlock] = []
    places = _places(paragraphs, through)
    for index, each in enumerate(paragraphs):
        made += [_aside(found, other) for other in places.get(index, ())]
        made.append(found.block(_role(each), each.lines, each.confidence))
    return made + [_aside(found, other) for other in places.get(len(paragraphs), ())]


def _places(paragraphs: Sequence[Paragraph], asides: Sequence[Beside]) -> dict[int, list[Beside]]:
    """Before which paragraph each quote or caption is read: after the one over it in its
    column, or the one that goes on under it from another column; else before the one under it."""
    lines = [(line, index) for index, each in enumerate(paragraphs) for line in each.lines]
    places: dict[int, list[Beside]] = {}
    for aside in asides:
        box = aside.box or hull(block.box for block in aside.blocks)
        page = aside.blocks[0].page
        column = [
            (line, index)
            for line, index in lines
            if line.page == page and min(line.right, box[2]) > max(line.left, box[0])
        ]
        over = [index for line, index in column if line.baseline <= box[1] + 2]
        under = [index for line, index in column if line.baseline > box[1] + 2]
        before = [index for line, index in lines if line.page < page]
        if over:
            place = max(over) + 1
        elif under:
            first = min(under)
            place = first + (paragraphs[first].lines[0] not in {line for line, _ in column})
        else:
            place = max(before, default=-1) + 1
        places.setdefault(place, []).append(aside)
    return places


def _aside(found: Found, aside: Beside) -> RecoveredBlock:
    return _quote(found, aside) if aside.role == "pullquote" else _caption(found, aside)


def _quote(found: Found, beside: Beside) -> RecoveredBlock:
    lines = [line for block in beside.blocks for line in block.lines]
    return found.block("pullquote", lines, beside.confidence)


def _role(paragraph: Paragraph) -> str:
    if paragraph.role == "body":
        return "item" if is_item(paragraph.lines[0].words) else "paragraph"
    return paragraph.role


# --- boxes, captions ---------------------------------------------------------------------


def _box(found: Found, beside: Beside, number: int) -> list[RecoveredBlock]:
    """A box: its title, its items and paragraphs."""
    groups = list(_box_groups(beside.blocks))
    title = " ".join(line.words for line in groups[0]) if groups else ""
    items = sum(is_item(group[0].words) for group in groups)
    kind = "method" if _METHOD.search(title) and not items else "factbox"
    made = []
    named = 1 if _is_labelled(groups) else 0
    for index, lines in enumerate(groups):
        role = "item" if is_item(lines[0].words) else "paragraph"
        if index < named:
            role = "label"
        elif index == named and role == "paragraph" and len(groups) > 1 and len(title) < 100:
            role = "box-title"
            lines = [_without_icon(lines[0]), *lines[1:]]
        made.append(found.block(role, lines, beside.confidence, box=number, box_role=kind))
    return made


def _is_labelled(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether a box's title stands second, in larger type, under a word that only names it."""
    if len(groups) < 3 or len(groups[0]) > 1:
        return False
    label, title = groups[0][0], groups[1]
    short = len(label.words) < 30 and len(" ".join(line.words for line in title)) < 100
    return short and title[0].style.bold and title[0].size > 1.2 * label.size


def _without_icon(line: Line) -> Line:
    """The line without a white letter on a patch that stands before its words: an icon."""
    if len(line.styles) < 2:
        return line
    (_, first), (start, after), *_ = line.styles
    icon = first.ink == 0xFFFFFF != after.ink and len(line.text[:start].strip()) == 1
    return replace(line, text=line.text[start:], styles=()) if icon else line


_NUMERAL = re.compile(r"^(?:\d{1,3}(?:[ \u00a0]\d{3})*|\d+[.,]\d+)(?:[ \u00a0]?[^\s\d]{1,4})?$")


def _numbered(blocks: Sequence[Block]) -> dict[int, list[Block]]:
    """By the place of a large figure among the blocks: what it counts, beside it."""
    pairs: dict[int, list[Block]] = {}
    for place, block in enumerate(blocks):
        if len(block.lines) > 1 or not _NUMERAL.match(block.words):
            continue
        beside = [
            other
            for other in blocks
            if other.left > block.right
            and min(other.bottom, block.bottom) - max(other.top, block.top) > 2
            and other.style.size < 0.9 * block.style.size
        ]
        if beside:
            pairs[place] = sorted(beside, key=lambda other: other.left)
    return pairs if len(pairs) > 1 else {}


def _box_groups(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """The lines of a box or an advertisement, paragraph by paragraph."""
    pairs = _numbered(blocks)
    taken = [other for beside in pairs.values() for other in beside]
    counted = {id(blocks[place]): beside for place, beside in pairs.items()}
    blocks = [block for block in blocks if not any(block is other for other in taken)]
    lanes = _lanes(blocks)
    for block in sorted(blocks, key=lambda block: (bisect(lanes, block.left), block.top)):
        group: list[Line] = []
        for line in block.lines:
            if group and (is_item(line.words) or _turns(group, line)):
                yield group
                group = []
            group.append(line)
        for other in counted.get(id(block), ()):
            group += other.lines
        if group:
            yield group


def _lanes(blocks: Sequence[Block]) -> list[float]:
    """Where the columns after the first begin: right of what is white from top to bottom."""
    lanes: list[float] = []
    reach = None
    for block in sorted(blocks, key=lambda block: block.left):
        if reach is not None and block.left - reach > _GUTTER * block.style.size:
            lanes.append(block.left)
        reach = block.right if reach is None else max(reach, block.right)
    return lanes


def _turns(group: Sequence[Line], line: Line) -> bool:
    above = group[-1]
    if above.style.bold != line.style.bold or abs(above.size - line.size) > 0.3:
        return True
    hanging = is_item(group[0].words) and line.left > group[0].left + 2
    return not hanging and is_done(above) and line.baseline - above.baseline > 1.38 * line.size


def _caption(found: Found, beside: Beside) -> RecoveredBlock:
    lines = [line for block in beside.blocks for line in block.lines]
    credit = beside.role == "credit" or is_credit(" ".join(line.words for line in lines))
    role = "credit" if credit else "caption"
    return found.block(role, lines, beside.confidence)


def _owner_of(found: Found, line: Line) -> Story | None:
    """Whose picture a turned line stands beside."""
    near = [
        (_gap(line.box, picture.box), index)
        for index, (_, number, picture) in enumerate(found.pictures)
        if number == line.page and _gap(line.box, picture.box) < 14
    ]
    return found.pictures[min(near)[1]][0] if near else None


# --- the rest ----------------------------------------------------------------------------


def _orphans(found: Found, articles: list[RecoveredArticle]) -> None:
    """What belongs to no story, as where a page has pictures and captions alone."""
    lost = [each for each in found.beside if each.story is None or each.story not in found.stories]
    if not lost:
        return
    made = [
        found.block(
            each.role if each.role != "box" else "paragraph",
            [line for block in each.blocks for line in block.lines],
            0.3,
        )
        for each in lost
    ]
    pages = tuple(sorted({block.page for block in made}))
    articles.append(RecoveredArticle("loose", "story", pages, tuple(made), confidence=0.3))


def _charts(found: Found, ids: dict[int, str]) -> Iterator[RecoveredChart]:
    pages = {page.number: page for page in found.read.pages}
    for panel, blocks, story in found.charts:
        lines = [line for block in blocks for line in block.lines]
        chart = read_drawn(pages[panel.panel.page], lines) or read_chart(blocks)
        paragraphs = [found.text(block.lines, whole=lines) for block in blocks]
        yield RecoveredChart(
            panel.panel.page, rounded(panel.panel.box), chart.header, chart.question,
            chart.values, chart.status, tuple(paragraphs),
            article=ids.get(id(story), "") if story else "",
            glyphs=found.note(lines),
        )  # fmt: skip
    for number, table in found.tables:
        box = hull(line.box for line in table)
        yield RecoveredChart(
            number, rounded(box), "", "", (), "full",
            tuple(found.text([line]) for line in table), kind="table", glyphs=found.note(table),
        )  # fmt: skip


def _ads(found: Found) -> Iterator[RecoveredAd]:
    for panel, blocks in found.ads:
        groups = list(_box_groups(blocks))
        whole = [line for group in groups for line in group]
        paragraphs = tuple(found.text(group, whole=whole) for group in groups)
        yield RecoveredAd(
            panel.panel.page, rounded(panel.panel.box), "\n".join(paragraphs),
            paragraphs=paragraphs, glyphs=found.note(whole),
        )  # fmt: skip


def _furniture(found: Found) -> Iterator[RecoveredFurniture]:
    labels = [
        (line, "label") for line in found.turned if line not in found.written.get(line.page, ())
    ]
    for line, role in sorted(
        [*found.furniture, *labels], key=lambda told: (told[0].page, told[0].top, told[0].left)
    ):
        text = _RULE.sub(r"\1…", " ".join(line.text.split()))
        yield RecoveredFurniture(line.page, role, text, rounded(line.box), found.note([line]))


def tell_remarks(found: Found, articles: Sequence[RecoveredArticle]) -> Iterator[Remark]:
    """What the archivist should look at: pages that were not read, and what is not sure."""
    for page in found.read.pages:
        if page.fault:
            yield Remark("recover-page-unread", f"page {page.number}: {page.fault}", page.number)
        elif not page.glyphs and any(
            area(picture.box) > 0.5 * area(page.trim) for picture in page.pictures
        ):
            yield Remark("recover-no-text", "the page is a picture without text", page.number)
    for article in articles:
        for block in article.blocks:
            if block.confidence < _UNSURE:
                words = block.text if len(block.text) < 50 else block.text[:48] + "…"
                yield Remark(
                    "recover-unsure",
                    f"“{words}” may not be a {block.role} of “{article.headline}”",
                    block.page,
                    block.area,
                )


def audit(read: ReadFile, found: Found) -> None:
    """Check that every glyph stands in exactly one place; spaces may be left over."""
    for page in read.pages:
        counts = Counter(
            order for line in found.written.get(page.number, ()) for order in line.orders
        )
        twice = [order for order, count in counts.items() if count > 1]
        missing = [
            glyph.order
            for glyph in page.glyphs
            if glyph.order not in counts and not glyph.text.isspace()
        ]
        if twice or missing:
            raise AssertionError(
                f"page {page.number}: {len(missing)} glyphs in no place, {len(twice)} in two"
            )
