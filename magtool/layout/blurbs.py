"""Copy that tells of a story elsewhere: standfirsts cut at sentences, never inside one."""

from __future__ import annotations

import re

from magtool.edition import Article, Edition, plain
from magtool.layout.kit import Kit
from magtool.layout.setting import Lines, plain_runs, set_paragraph

# A full stop ends a sentence only before a capital, a quotation or a dash: "kl. 9" and
# "bl.a. Norrby" don't count (the latter has no space within, and what follows is in the same
# sentence often enough that an abbreviation before a name is the price of the rule).
_END = re.compile(r"(?<=[.!?…])(”?) +(?=[”“\"–—A-ZÅÄÖÆØÉÜ])")
_ABBREVIATIONS = ("bl.a.", "t.ex.", "dvs.", "f.d.", "m.fl.", "s.k.", "ca.", "dr.", "prof.")


def sentences(text: str) -> tuple[str, ...]:
    """The text's sentences, without the spaces between them."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        sentence = text[start : match.end(1)]
        if not sentence.casefold().endswith(_ABBREVIATIONS):
            found.append(sentence.strip())
            start = match.end()
    rest = text[start:].strip()
    return (*found, rest) if rest else tuple(found)


def first_sentence(article: Article) -> str:
    """The standfirst's first sentence; "" when there is none."""
    return next(iter(sentences(plain(article.standfirst))), "")


def set_sentences(kit: Kit, text: str, style: str, width: float, lines: int) -> Lines:
    """As many whole sentences as ``lines`` hold, and the first one whatever it takes."""
    best = Lines((), 0, kit.styles[style].leading, 0.0)
    if lines < 1:
        return best
    told = sentences(text)
    for count in range(1, len(told) + 1):
        tried = set_paragraph(kit, plain_runs(" ".join(told[:count])), style, width)
        if count > 1 and tried.count > lines:
            break
        best = tried
    return best


def article_of(edition: Edition, slug: str) -> Article | None:
    """The article of that slug: a story, a paid page or the editorial."""
    told = [story.article for story in edition.stories]
    told += [company.article for company in edition.companies]
    if edition.editorial is not None:
        told.append(edition.editorial)
    return next((article for article in told if article.slug == slug), None)
