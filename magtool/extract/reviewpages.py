"""One page of the review: its picture with the parts framed, and what was read of it beside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from magtool.edition.recovered import (
    Area,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredIssue,
)
from magtool.extract.showing import (
    AD,
    CHART,
    FURNITURE,
    HEAD,
    PICTURE,
    PLAIN,
    TEXT,
    UNSURE,
    WAY,
    Look,
    Part,
    block_name,
    look_of,
    percent,
    places_of,
    walks_of,
)

_UNIT = 842.0
"""Points of a page on which labels are as large as they are given here; on others in proportion."""
_LETTER, _HIGH = 4.1, 10.0
"""A label's width a letter, and its height."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the file: its size in points and a JPEG of it. Of a page that can't be drawn only
    the number is known."""

    page: int
    width: float = 0.0
    height: float = 0.0
    jpeg: bytes = field(default=b"", repr=False)


def safe(text: str) -> str:
    """Words from anywhere as HTML, white space closed up."""
    return escape(" ".join(_shown(text).split()))


def _shown(text: str) -> str:
    """The text, letter for letter; control characters and halves of characters are shown as �."""
    return "".join(c if c.isprintable() or c in "\u00ad\n" else "\ufffd" for c in text)


def link_to(page: int) -> str:
    return f'<a href="#page-{page}">{page}</a>'


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page's section is written from. ``language`` is the attribute of the issue's words;
    ``drawn`` says that its frames are there to lead to."""

    issue: RecoveredIssue
    number: int
    parts: Sequence[Part]
    language: str
    drawn: bool


def sheet_section(issue: RecoveredIssue, sheet: Sheet, parts: Sequence[Part], language: str) -> str:
    """The page as a section of the review."""
    page = _Page(issue, sheet.page, parts, language, bool(sheet.jpeg))
    text = "\n".join((*_articles(page), *_beside(page)))
    if not text:
        text = "<p>Nothing was read of this page.</p>"
    picture = ""
    if page.drawn:
        framed = f'<div class="framed">{_picture(sheet)}{_frames(sheet, parts)}</div>'
        picture = f'<div class="sheet">{framed}</div>\n'
    return (
        f'<section class="page" id="page-{sheet.page}">\n<h3>Page {sheet.page}</h3>\n'
        f'<div class="beside">{picture}<div class="read">\n{text}\n</div></div>\n</section>'
    )


# --- the picture ----------------------------------------------------------------------------


def _picture(sheet: Sheet) -> str:
    size = f'width="{sheet.width:.0f}" height="{sheet.height:.0f}"'
    data = b64encode(sheet.jpeg).decode("ascii")
    source = f"data:image/jpeg;base64,{data}"
    return f'<img src="{source}" alt="Page {sheet.page} as printed" {size}>'


def _frames(sheet: Sheet, parts: Sequence[Part]) -> str:
    """The parts framed in their roles' colours, and the way the text is read, as SVG.

    Not every program that shows HTML applies styles inside SVG, so all stands in attributes.
    """
    unit = max(sheet.width, sheet.height) / _UNIT
    taken: list[Area] = []
    ways = "".join(_way(walk, unit) for walk in walks_of(parts))
    frames = "".join(_frame(part, sheet, unit) for part in parts)
    labels = "".join(_label(part, sheet, taken, unit) for part in parts)
    return (
        f'<svg viewBox="0 0 {sheet.width:.2f} {sheet.height:.2f}" role="group" '
        f'aria-label="Parts of page {sheet.page}">{frames}{ways}{labels}</svg>'
    )


def _frame(part: Part, sheet: Sheet, unit: float) -> str:
    colour, box = f"#{part.look.colour:06x}", _rect(_inside(part.area, sheet))
    dashes = f' stroke-dasharray="{6 * unit:.1f} {3 * unit:.1f}"' if part.unsure else ""
    return (
        f'<rect {box} fill="{colour}" fill-opacity="0.07" stroke="{colour}" '
        f'stroke-width="{1.2 * unit:.2f}"{dashes}/>'
    )


def _way(points: Sequence[tuple[float, float]], unit: float) -> str:
    """The reading order: from a dot to an arrow's head."""
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    (x, y), (ex, ey) = points[0], points[-1]
    size, colour = 4 * unit, f"#{WAY:06x}"
    head = f"{ex - size:.1f},{ey:.1f} {ex + size:.1f},{ey:.1f} {ex:.1f},{ey + 2 * size:.1f}"
    line = f'points="{drawn}" fill="none" stroke-linejoin="round"'
    return (
        f'<g opacity="0.85"><polyline {line} stroke="#fff" stroke-width="{2.8 * unit:.2f}"/>'
        f'<polyline {line} stroke="{colour}" stroke-width="{1.4 * unit:.2f}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 * unit:.2f}" fill="{colour}"/>'
        f'<polygon points="{head}" fill="{colour}"/></g>'
    )


def _label(part: Part, sheet: Sheet, taken: list[Area], unit: float) -> str:
    """The part's name at its frame; it leads to what was read of it."""
    place = _label_place(part, sheet, taken, unit)
    taken.append(place)
    x, y = (place[0] + place[2]) / 2, place[3] - 2.6 * unit
    ident = "" if part.rest else f' id="m-{escape(part.name)}"'
    return (
        f'<a href="#b-{escape(part.name)}"{ident} aria-label="{safe(part.label)}">'
        f"<title>{safe(part.label)}, {percent(part.confidence)} sure</title>"
        f'<rect {_rect(place)} rx="{2 * unit:.2f}" fill="#{part.look.colour:06x}"/>'
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{7.4 * unit:.2f}" fill="#fff" '
        f'font-weight="600" font-family="sans-serif" text-anchor="middle">'
        f"{safe(part.label)}</text></a>"
    )


def _label_place(part: Part, sheet: Sheet, taken: Sequence[Area], unit: float) -> Area:
    """Bare numbers stand in the white left of their text, headings' labels in that at their end,
    others over the frame's corner; where another label stands already, beside it."""
    width, height = (_LETTER * len(part.label) + 5) * unit, _HIGH * unit
    left, top, right, _ = _inside(part.area, sheet)
    if part.role in PLAIN:
        left, top = left - width + 2 * unit, top + height
    elif part.look in (HEAD, TEXT, FURNITURE) and right + width <= sheet.width:
        left, top = right, top + height
    x = first = min(max(left, 0.0), sheet.width - width)
    y = min(max(top - height, 0.0), sheet.height - height)
    while True:
        box = (x, y, x + width, y + height)
        other = next((label for label in taken if _overlap(box, label)), None)
        if other is None or y > sheet.height:
            return box
        x = other[2] + unit
        if x + width > sheet.width:
            x, y = first, y + height + unit


def _inside(area: Area, sheet: Sheet) -> Area:
    x0, x1 = sorted(min(max(x, 0.0), sheet.width) for x in (area[0], area[2]))
    y0, y1 = sorted(min(max(y, 0.0), sheet.height) for y in (area[1], area[3]))
    return (x0, y0, x1, y1)


def _overlap(one: Area, other: Area) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _rect(area: Area) -> str:
    x0, y0, x1, y1 = area
    return f'x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}"'


# --- articles -------------------------------------------------------------------------------


def _articles(page: _Page) -> Iterator[str]:
    """What was read of each article on the page, in the order of the issue."""
    for number in sorted({part.article for part in page.parts} - {0}):
        article = page.issue.articles[number - 1]
        shown = [
            (block_name(number, place), block)
            for place, block in enumerate(article.blocks, 1)
            if any(where == page.number for where, _ in places_of(block))
        ]
        first = article.blocks[0].page if article.blocks else page.number
        title = safe(article.headline) or f"({safe(article.kind)})"
        ident = f' id="article-{number}"' if first == page.number else ""
        heading = f"<span>{number}</span> <span{page.language}>{title}</span>"
        yield f"<article>\n<h4{ident}>{heading}</h4>"
        if first != page.number:
            yield f'<p class="facts">{_elsewhere(article, first, page.number)}</p>'
        for box, group in groupby(shown, key=lambda each: each[1].box):
            blocks = "\n".join(_block(page, name, block) for name, block in group)
            yield blocks if box is None else f'<div class="boxed">\n{blocks}\n</div>'
        for part in page.parts:
            if part.article == number and part.role == "picture":
                yield _shown_picture(page, part)
        after = [other for other in article.pages if other > page.number]
        if after and first <= page.number:
            yield f'<p class="facts">continued on page {link_to(after[0])}</p>'
        yield "</article>"


def _elsewhere(article: RecoveredArticle, first: int, page: int) -> str:
    """Where to find what comes before this page, or all of the article."""
    before = [other for other in article.pages if other < page]
    if before:
        return f"continued from page {link_to(before[-1])}"
    return f"the article stands on page {link_to(first)}"


def _block(page: _Page, name: str, block: RecoveredBlock) -> str:
    """A block with its number, role and confidence; its text where it begins."""
    look = look_of(block.role, block.box is not None)
    told = _told(page, name, look, block.role, block.confidence)
    if block.page != page.number:
        rest = f'<p class="facts">the rest of <a href="#b-{name}">{name}</a></p>'
        return f'<div class="part">{told}{rest}</div>'
    unsure = " unsure" if block.confidence < UNSURE else ""
    return (
        f'<div class="part{unsure}" id="b-{name}">{told}'
        f'<p class="{safe(block.role)}"{page.language}>{_emphasised(block)}</p></div>'
    )


def _told(page: _Page, name: str, look: Look, role: str, confidence: float | None = None) -> str:
    """What a part is: its name, which leads to its frame, its role and how sure that is."""
    tag, goal = ("a", f' href="#m-{name}"') if page.drawn else ("span", "")
    sure = ""
    if confidence is not None:
        doubt = " ?" if confidence < UNSURE else ""
        sure = f' <span class="sure">{percent(confidence)}{doubt}</span>'
    return (
        f'<p class="what"><{tag} class="tag {look.name}"{goal}>{name}</{tag}>{sure} '
        f'<span class="role">{safe(role)}</span></p>'
    )


def _emphasised(block: RecoveredBlock) -> str:
    """The block's text with what is set apart in it."""
    text, parts, at = _shown(block.text), [], 0
    for start, end, kind in sorted(block.emphasis):
        if at <= start < end <= len(text):
            tag = "strong" if kind == "strong" else "em"
            parts += [escape(text[at:start]), f"<{tag}>{escape(text[start:end])}</{tag}>"]
            at = end
    return "".join([*parts, escape(text[at:])])


def _shown_picture(page: _Page, part: Part) -> str:
    pictures = [picture for article in page.issue.articles for picture in article.pictures]
    picture = pictures[int(part.name[1:]) - 1]
    words = safe(" ".join(text for text in (picture.caption, picture.credit) if text))
    caption = f"<p{page.language}>{words}</p>" if words else ""
    return _apart(page, part.name, PICTURE, "picture", f"{caption}{_file(picture.file)}")


def _apart(page: _Page, name: str, look: Look, role: str, shown: str) -> str:
    """A part that is no block of an article."""
    told = _told(page, name, look, role)
    return f'<div class="part" id="b-{name}">{told}<div{page.language}>{shown}</div></div>'


def _file(name: str) -> str:
    """A link to a file of the issue's folder, beside which the review stands."""
    return f'<p class="facts"><a href="{escape(name)}">{escape(name)}</a></p>' if name else ""


# --- ads, charts, furniture -----------------------------------------------------------------


def _beside(page: _Page) -> Iterator[str]:
    """What stands on the page and is no article, each kind apart."""
    kinds = {
        "Charts": _charts(page), "Advertisements": _ads(page), "Furniture": _furniture(page)
    }  # fmt: skip
    for title, shown in kinds.items():
        lines = "\n".join(shown)
        if lines:
            yield f'<section class="apart">\n<h4>{title}</h4>\n{lines}\n</section>'


def _charts(page: _Page) -> Iterator[str]:
    for number, chart in enumerate(page.issue.charts, 1):
        if chart.page != page.number:
            continue
        rows = "".join(
            f'<tr><th scope="row">{safe(label)}</th>'
            f"<td>{'–' if value is None else f'{value:g}'}</td></tr>"
            for label, value in chart.values
        )
        words = [chart.header, chart.question]
        if not rows:
            words += [text for text in chart.paragraphs if text not in words]
        table = f"<table>{rows}</table>" if rows else ""
        shown = f"{_paragraphs(words)}{table}{_file(chart.file)}"
        yield _apart(page, f"C{number}", CHART, f"{chart.kind or 'chart'}, {chart.status}", shown)


def _ads(page: _Page) -> Iterator[str]:
    for number, ad in enumerate(page.issue.ads, 1):
        if ad.page == page.number:
            shown = f"{_paragraphs(ad.paragraphs or (ad.text,))}{_file(ad.file)}"
            yield _apart(page, f"A{number}", AD, ad.advertiser or "ad", shown)


def _furniture(page: _Page) -> Iterator[str]:
    for number, piece in enumerate(page.issue.furniture, 1):
        if piece.page == page.number:
            shown = _paragraphs((piece.text,))
            yield _apart(page, f"F{number}", FURNITURE, piece.role, shown)


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{safe(text)}</p>" for text in texts if text)
