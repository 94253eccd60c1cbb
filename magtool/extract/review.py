"""The review page: an issue as it was recovered, beside pictures of its pages.

One HTML file, complete in itself: no script, no network, pictures as data URIs, and a policy in
the head that forbids the rest, whatever stands in an old file. It prints as it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from magtool.edition.recovered import Area, RecoveredIssue, Remark
from magtool.extract.reviewpages import Sheet, link_to, safe, sheet_section
from magtool.extract.showing import LOOKS, UNSURE, Part, block_name, parts_of, percent

_LONGEST = 60
"""Letters of a text that are told in a list."""
_HALF = 0.5
"""How sure what has no confidence of its own is taken to be."""
_FEW_WORDS = 12
"""Words of running text that even a notice has."""
_ENDS = re.compile(r"[.!?:…][”\"’')\]]*$")
_UNREAD = {"recover-scan", "recover-no-tesseract", "recover-no-text", "recover-page-unread"}
"""Remarks that say of a page that none of it was read."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What the archivist should look at, by ``confidence``; it is 0 for what was not read at
    all."""

    message: str
    confidence: float
    page: int | None = None
    part: Part | None = None


@dataclass(slots=True)
class _Index:
    """An issue's parts by page and by name, in their order."""

    issue: RecoveredIssue
    pages: dict[int, list[Part]] = field(default_factory=dict)
    names: dict[str, Part] = field(default_factory=dict)

    @classmethod
    def of(cls, issue: RecoveredIssue) -> _Index:
        index = cls(issue)
        for part in parts_of(issue):
            index.pages.setdefault(part.page, []).append(part)
            index.names.setdefault(part.name, part)
        return index

    def at(self, page: int | None, area: Area | None) -> Part | None:
        """The part that stands in exactly that place."""
        here = self.pages.get(page, ()) if page is not None and area is not None else ()
        return next((part for part in here if part.area == area), None)


def write_review(issue: RecoveredIssue, sheets: Sequence[Sheet]) -> str:
    """The review page of an issue as HTML. ``sheets`` are pictures of its pages, as far as they
    can be drawn; without one a page has its text alone."""
    index = _Index.of(issue)
    drawn = {sheet.page: sheet for sheet in sheets}
    title = issue.title or issue.file
    language = f' lang="{safe(issue.language)}"' if issue.language else ""
    pages = (
        sheet_section(issue, drawn.get(page, Sheet(page)), index.pages.get(page, ()), language)
        for page in sorted({*range(1, issue.pages + 1), *index.pages, *drawn})
    )
    parts = (
        _head(issue, title, language), _doubts(index), _contents(issue, language), _key(), *pages
    )  # fmt: skip
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Recovered: {safe(title)}</title>\n<style>\n{_style()}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _head(issue: RecoveredIssue, title: str, language: str) -> str:
    counts = (
        (len(issue.articles), "article", "articles"),
        (sum(len(article.pictures) for article in issue.articles), "picture", "pictures"),
        (len(issue.charts), "chart", "charts"),
        (len(issue.ads), "ad", "ads"),
        (issue.pages, "page", "pages"),
    )
    told = ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in counts)
    whole = " ".join(part for part in (title, issue.number, issue.date) if part)
    source = [safe(part) for part in (issue.file, issue.producer) if part]
    if issue.sha256:
        source.append(f"<code>sha256 {safe(issue.sha256[:16])}…</code>")
    return (
        f'<header>\n<p class="eyebrow">Recovered</p>\n<h1{language}>{safe(whole)}</h1>\n'
        f'<p>{told}</p>\n<p class="facts">{" · ".join(source)}</p>\n</header>'
    )


# --- what is uncertain ----------------------------------------------------------------------


def _doubts(index: _Index) -> str:
    """Everything that someone should look at, the least certain first."""
    doubts = sorted(_gather_doubts(index), key=lambda doubt: (doubt.confidence, doubt.page or 0))
    if not doubts:
        return (
            '<section>\n<h2>To look at</h2>\n<p class="well"><span aria-hidden="true">✓</span> '
            "Nothing was uncertain.</p>\n</section>"
        )
    rows = "".join(map(_doubt_row, doubts))
    told = f"{len(doubts)} uncertain {'place' if len(doubts) == 1 else 'places'}"
    return (
        f"<section>\n<h2>To look at</h2>\n<table>\n<caption>{told}, the least certain first"
        f"</caption>\n<thead><tr>{_columns('Place', 'Page', 'Sure', 'What')}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</section>"
    )


def _gather_doubts(index: _Index) -> Iterator[_Doubt]:
    """Remarks, parts that are not sure, articles and charts that lack something; each once."""
    told: set[str] = set()
    for remark in index.issue.remarks:
        part = index.at(remark.page, remark.area)
        if part is not None:
            told.add(part.name)
        yield _Doubt(remark.message, _sureness(remark, part), remark.page, part)
    texts = _texts(index.issue)
    for name, part in index.names.items():
        if part.unsure and name not in told:
            told.add(name)
            message = f"“{_short(texts.get(name, ''))}” may not be a {part.role}"
            yield _Doubt(message, part.confidence, part.page, part)
    yield from _article_doubts(index, told)
    for number, chart in enumerate(index.issue.charts, 1):
        if chart.status != "full":
            lost = "no value" if chart.status == "lost" else "not every value"
            message = f"{lost} of the chart “{_short(chart.question or chart.header)}” is text"
            yield _Doubt(message, _HALF, chart.page, index.names[f"C{number}"])


def _article_doubts(index: _Index, told: set[str]) -> Iterator[_Doubt]:
    """Stories that lack a headline or text, or that begin or end in the middle of a sentence."""
    for number, article in enumerate(index.issue.articles, 1):
        if article.kind != "story":
            continue
        flow = [
            (index.names[block_name(number, place)], block.text)
            for place, block in enumerate(article.blocks, 1)
            if block.role in ("paragraph", "item") and block.box is None
        ]
        first = index.names.get(block_name(number, 1))
        words = sum(len(text.split()) for _, text in flow)
        title = _short(article.headline or (article.blocks[0].text if article.blocks else ""))
        found: list[tuple[str, Part | None]] = []
        if not article.headline:
            found.append((f"no headline was found for the text that begins “{title}”", first))
        if words < _FEW_WORDS:
            found.append((f"“{title}” has hardly any text: it may be no article", first))
        elif flow[0][1][:1].islower():
            found.append((f"“{title}” begins in the middle of a sentence", flow[0][0]))
        if words >= _FEW_WORDS and not _ENDS.search(flow[-1][1]):
            found.append((f"“{title}” ends in the middle of a sentence", flow[-1][0]))
        for message, part in found:
            if part is not None and part.name not in told:
                yield _Doubt(message, _HALF, part.page, part)


def _sureness(remark: Remark, part: Part | None) -> float:
    """A page that was not read comes first of all."""
    if part is not None:
        return part.confidence
    return 0.0 if remark.code in _UNREAD else _HALF


def _doubt_row(doubt: _Doubt) -> str:
    part, place = doubt.part, ""
    page = "all" if doubt.page is None else link_to(doubt.page)
    if part is not None:
        name = safe(part.name)
        place = f'<a class="tag {part.look.name}" href="#b-{name}">{name}</a>'
    own = part is not None and part.confidence == doubt.confidence
    sure = percent(doubt.confidence) if own else "–"
    return (
        f'<tr><td>{place}</td><td>{page}</td><td class="sure">{sure}</td>'
        f"<td>{safe(doubt.message)}</td></tr>\n"
    )


def _texts(issue: RecoveredIssue) -> Mapping[str, str]:
    """Every block's text by its name."""
    return {
        block_name(number, place): block.text
        for number, article in enumerate(issue.articles, 1)
        for place, block in enumerate(article.blocks, 1)
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


# --- contents -------------------------------------------------------------------------------


def _contents(issue: RecoveredIssue, language: str) -> str:
    """The articles with the pages that each stands on."""
    rows = []
    for number, article in enumerate(issue.articles, 1):
        words = sum(len(block.text.split()) for block in article.blocks)
        title = safe(article.headline) or f"({safe(article.kind)})"
        byline = f'<p class="facts">{safe(article.byline)}</p>' if article.byline else ""
        rows.append(
            f'<tr><td>{number}</td><th scope="row"{language}>'
            f'<a href="#article-{number}">{title}</a>{byline}</th>'
            f"<td>{safe(article.kind)}</td><td>{', '.join(map(link_to, article.pages))}</td>"
            f"<td>{words}</td><td>{len(article.pictures) or ''}</td>"
            f'<td class="sure">{percent(article.confidence)}</td></tr>\n'
        )
    heads = _columns("No.", "Article", "Kind", "Pages", "Words", "Pictures", "Sure")
    return (
        '<section>\n<h2>Contents</h2>\n<table class="contents">\n'
        f"<caption>The articles and the pages they stand on</caption>\n<thead><tr>{heads}</tr>"
        f"</thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n</section>"
    )


def _key() -> str:
    """What the colours of the pages mean, and how names are made."""
    items = "".join(
        f'<li><span class="tag {look.name}" aria-hidden="true">&nbsp;</span> {look.title}</li>'
        for look in LOOKS
    )
    return (
        f'<section>\n<h2>Pages</h2>\n<ul class="key">{items}</ul>\n'
        '<p class="facts">Frames and text have the same number: 3.2 is the second part of the '
        "third article; A, C, P and F are ads, charts, pictures and furniture. The line runs the "
        f"way the text is read. Frames of what is less than {percent(UNSURE)} sure are broken, and "
        "their labels end in a question mark.</p>\n</section>"
    )


def _columns(*names: str) -> str:
    return "".join(f'<th scope="col">{name}</th>' for name in names)


@cache
def _style() -> str:
    colours = "".join(f".{look.name} {{ --role: #{look.colour:06x}; }}\n" for look in LOOKS)
    sheet = files("magtool.extract").joinpath("review.css").read_text(encoding="utf-8")
    return sheet + colours
