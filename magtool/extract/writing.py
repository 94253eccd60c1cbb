"""Stories and what stands beside them → the values of `magtool.edition.recovered`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from magtool.edition.recovered import (
    RecoveredAd,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredChart,
    RecoveredFurniture,
    RecoveredIssue,
    Remark,
)
from magtool.extract.articles import Story
from magtool.extract.blocks import Block, is_item
from magtool.extract.boxes import box_groups, write_box
from magtool.extract.captions import owner_of, write_caption, write_picture
from magtool.extract.charts import read_drawn
from magtool.extract.found import Beside, Found, rounded
from magtool.extract.fronts import tell_nameplate, write_fronts
from magtool.extract.panels import read_chart
from magtool.extract.paragraphs import Paragraph, gather_paragraphs
from magtool.extract.zones import area, hull
from magtool.page.read import Box

_UNSURE = 0.7
"""Confidence under which the archivist is told."""
_QUESTIONS = 3
"""Subheads that ask, from which a story is an interview."""
_SOURCE, _SOURCE_LETTERS = 0.8, 70
"""Of a quote's size: whose it is is told in smaller type, and in no more letters than that."""
_RULE = re.compile(r"((\S)\2\2)\2{5,}")
"""A rule made of letters: three tell it."""


def write_issue(found: Found) -> RecoveredIssue:
    """The issue's values; every line of the file is noted as written."""
    articles = [*write_fronts(found)]
    ids: dict[int, str] = {}
    for number, story in enumerate(found.stories, start=1):
        made = _article(found, story, f"a{number}")
        ids[id(story)] = made.id
        articles.append(made)
    _orphans(found, articles)
    charts = tuple(_charts(found, ids))
    ads = tuple(_ads(found))
    furniture = tuple(_furniture(found))
    return replace(
        head_issue(found, tell_nameplate(found)),
        articles=tuple(articles),
        ads=ads,
        charts=charts,
        furniture=furniture,
        remarks=tuple(tell_remarks(found, articles)),
    )


def head_issue(found: Found, title: str) -> RecoveredIssue:
    """The issue as yet without anything in it: what is known of the file as a whole."""
    read = found.read
    return RecoveredIssue(
        file=found.name,
        sha256=found.sha256,
        pages=len(read.pages),
        producer=read.producer,
        title=title or read.title,
        language=found.joining.language,
        glyphs=sum(len(page.glyphs) for page in read.pages),
    )


# --- stories -----------------------------------------------------------------------------


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
    through = [each for each in beside if each.role not in ("box", "note")] if found.apart else []
    blocks += _prose(found, story.flow, through)
    for each in (each for each in beside if each.role == "note"):
        blocks += _prose(found, [block.told("body", each.confidence) for block in each.blocks])
    beside = [each for each in beside if each not in through]
    for each in (each for each in beside if each.role == "pullquote"):
        blocks += _quote(found, each)
    boxes = [each for each in beside if each.role == "box"]
    for number, each in enumerate(boxes, start=1):
        blocks += write_box(found, each, number)
    made = [write_caption(found, each) for each in beside if each.role in ("caption", "credit")]
    turned = [line for line in found.turned if owner_of(found, line) is story]
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
        write_picture(number, picture, captions)
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
        made += [block for other in places.get(index, ()) for block in _aside(found, other)]
        made.append(found.block(_role(each), each.lines, each.confidence))
    last = places.get(len(paragraphs), ())
    return made + [block for other in last for block in _aside(found, other)]


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


def _aside(found: Found, aside: Beside) -> list[RecoveredBlock]:
    """A quote with its source, or a caption."""
    return _quote(found, aside) if aside.role == "pullquote" else [write_caption(found, aside)]


def _quote(found: Found, beside: Beside) -> list[RecoveredBlock]:
    """A pull quote, and whose it is: what is set smaller below it."""
    lines = [line for block in beside.blocks for line in block.lines]
    count = len(lines)
    while count > 1 and lines[count - 1].size < _SOURCE * lines[0].size:
        count -= 1
    said = lines[count:]
    if sum(len(line.words) for line in said) > _SOURCE_LETTERS:
        count, said = len(lines), []
    made = [found.block("pullquote", lines[:count], beside.confidence)]
    return made + ([found.block("source", said, beside.confidence)] if said else [])


def _role(paragraph: Paragraph) -> str:
    if paragraph.role == "body":
        return "item" if is_item(paragraph.lines[0].words) else "paragraph"
    return paragraph.role


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
        groups = list(box_groups(blocks))
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
