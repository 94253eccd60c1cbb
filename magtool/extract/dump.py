"""Articles from a plain text dump, where the PDF itself is lost.

A dump has lines, blank lines, sometimes form feeds, and the spaces that the producer wrote at
the ends of lines. Blank lines stand between paragraphs but also where a column or page ended, so
each is judged by the words around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from magtool.edition.recovered import (
    RecoveredArticle,
    RecoveredBlock,
    RecoveredFurniture,
    RecoveredIssue,
    Remark,
)
from magtool.extract.dumplines import DumpLine, Piece, gather_pieces
from magtool.extract.hyphens import Joining, join_lines, tell_spacing, usual_spacing
from magtool.extract.imprint import tell_imprint
from magtool.extract.mending import mend_letters, mend_text
from magtool.extract.vocabulary import gather_vocabulary, guess_language

DOUBTFUL = "recover-doubtful"
"""The remark on lines that do not seem to belong where they stand."""
_LINE_END = re.compile(r"\r\n?|\n")
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


def recover_dump(text: str, file: str = "", sha256: str = "", language: str = "") -> RecoveredIssue:
    """What the dump holds: articles as far as text alone tells them apart, and furniture.

    Pages are numbered by the dump's form feeds. Lines that stand in the way of a sentence, or
    read like an ad, are kept, with low confidence and a remark. ``language`` is guessed where
    it is not given.
    """
    pages = [read_lines(page, number) for number, page in enumerate(text.split("\f"), 1)]
    while len(pages) > 1 and not pages[-1]:
        pages.pop()
    language = language or guess_language(text)
    furniture, lines = part_furniture(pages)
    runs = list(_runs(lines))
    context = Joining(language, gather_vocabulary(runs), usual_spacing(runs))
    pieces = gather_pieces(lines, context)
    blocks = [_block(piece, lines, context) for piece in pieces]
    issue = RecoveredIssue(
        file=file,
        sha256=sha256,
        pages=len(pages),
        language=language,
        articles=tuple(part_articles(blocks)),
        furniture=tuple(furniture),
        remarks=tuple(_remarks(blocks)),
        glyphs=count_glyphs(text),
    )
    return tell_imprint(issue)


def read_lines(page: str, number: int) -> list[DumpLine]:
    """The page's lines that hold something, their trailing spaces kept."""
    lines: list[DumpLine] = []
    blank = True
    for raw in _LINE_END.split(page):
        text = mend_letters(raw.rstrip("\t")).lstrip()
        if text.strip():
            ends = raw.endswith("\t")
            lines.append(DumpLine(text, number, blank, ends, count_glyphs(raw)))
        blank = not text.strip()
    return lines


def count_glyphs(text: str) -> int:
    """How many characters of the dump are more than space."""
    return sum(not letter.isspace() for letter in text)


def _runs(lines: Sequence[DumpLine]) -> Iterator[list[str]]:
    """Lines without a blank one between."""
    run: list[str] = []
    for line in lines:
        if line.blank_before and run:
            yield run
            run = []
        run.append(line.text)
    yield run


# ------------------------------------------------------------------------- furniture

_SLUG = re.compile(r"\.indd\b|\.qxp\b|^\d{2,3} ?x ?\d{2,3} ?=|\bspread\.\w+\b", re.IGNORECASE)
"""What a layout program or an ad desk left outside of the page."""
_FOLIO = re.compile(r"^[-–—|• ]*\d{1,3}[-–—|• ]*$")
_EDGE = 3
"""Lines from a page's top or foot among which furniture stands."""
_REPEATS = 3


def part_furniture(
    pages: Sequence[Sequence[DumpLine]],
) -> tuple[list[RecoveredFurniture], list[DumpLine]]:
    """Folios, slugs and what is repeated from page to page; and all other lines, in order."""
    forms: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            forms[_form(line.text)].append((line.page, line.text.strip()))
    found: list[RecoveredFurniture] = []
    kept: list[DumpLine] = []
    after_furniture = False
    for lines in pages:
        for at, line in enumerate(lines):
            edge = min(at, len(lines) - 1 - at) < (_EDGE if len(pages) > 1 else 1)
            role = _furniture_role(line, forms[_form(line.text)], edge, len(pages))
            if role:
                text = line.text.strip()
                found.append(RecoveredFurniture(line.page, role, text, glyphs=line.glyphs))
            else:
                blank = line.blank_before or after_furniture
                kept.append(replace(line, blank_before=blank))
            after_furniture = bool(role)
    return found, kept


def _form(text: str) -> str:
    """The line without its figures and spaces: alike on every page."""
    return re.sub(r"\d+|\s+", "", text).lower()


def _furniture_role(
    line: DumpLine, alike: Sequence[tuple[int, str]], edge: bool, pages: int
) -> str:
    text = line.text.strip()
    if _SLUG.search(text):
        return "slug"
    if _FOLIO.match(text):
        return "folio" if edge else ""
    on_pages = len({page for page, _ in alike})
    if edge and on_pages >= min(_REPEATS, max(2, pages)):
        return "footer"
    return "footer" if pages == 1 and _counts_up(alike) else ""


def _counts_up(alike: Sequence[tuple[int, str]]) -> bool:
    """Without form feeds: whether the same line comes again with the next page's number."""
    numbers = [re.findall(r"^\d{1,3}\b|\b\d{1,3}$", text) for _, text in alike]
    folios = [int(found[-1]) for found in numbers if found]
    return len(folios) == len(alike) >= _REPEATS and all(
        0 < later - number <= _PAGES_ON for number, later in pairwise(folios)
    )


_PAGES_ON = 4
"""Pages from one that has a footer to the next."""


# ---------------------------------------------------------------------------- blocks

_BYLINE = re.compile(
    r"^(?:TEXT|Text|Av|AV|By|BY|Words|Skribent)(?: (?:och|OCH|&) (?:foto|FOTO))?:?\s+"
    r"(?:[A-ZÅÄÖÉÜØÆ][\w'’.-]+(?:\s+|,\s*|\s*$)){1,6}$"
)
_CREDIT = re.compile(r"^(?:Foto|FOTO|Photo|Bild|Illustration)(?:graf)?\s*:", re.IGNORECASE)
_ITEM = re.compile(r"^(?:[•●■▪►◆]|\d{1,2}[.)](?=\s))\s*")


def _block(piece: Piece, lines: Sequence[DumpLine], context: Joining) -> RecoveredBlock:
    """The piece as a block, its role told by its words where they tell one."""
    own = [lines[at] for at in piece.lines]
    spaced = tell_spacing([line.text for line in own], context.spaced)
    text = join_lines([line.text for line in own], replace(context, spaced=spaced))
    text = mend_text(text, context.words)
    role = piece.role
    if _BYLINE.match(text):
        role = "byline"
    elif _CREDIT.match(text):
        role = "credit"
    elif _ITEM.match(text):
        role, text = "item", _ITEM.sub("", text)
    elif role == "heading" and text.isupper():
        role = "kicker"
    return RecoveredBlock(
        role=role,
        text=text,
        page=own[0].page,
        area=_NOWHERE,
        confidence=piece.confidence,
        glyphs=sum(line.glyphs for line in own),
    )


def _remarks(blocks: Sequence[RecoveredBlock]) -> Iterator[Remark]:
    for block in blocks:
        if block.confidence < 0.5:
            start = block.text if len(block.text) < 50 else block.text[:47] + "…"
            yield Remark(
                DOUBTFUL, f"may belong to something else on the page: “{start}”", block.page
            )


# -------------------------------------------------------------------------- articles

_STANDFIRST = 90
"""Words of the longest standfirst."""
_BODY = 60
"""Words before the first head that show that bodies come before their heads."""


def part_articles(blocks: Sequence[RecoveredBlock]) -> Iterator[RecoveredArticle]:
    """Articles by their bylines: the head is what stands before one, back to its headline.

    Programs write heads before or after their bodies, the same way throughout: where text of
    some length comes before the first head, bodies come first.
    """
    heads = _heads(blocks)
    if not heads:
        if blocks:
            yield _article(1, *_opening(blocks))
        return
    before = sum(len(block.text.split()) for block in blocks[: heads[0][0]])
    bodies_first = before >= _BODY
    for number, (start, stop) in enumerate(heads):
        if bodies_first:
            body_start = heads[number - 1][1] if number else 0
            body = blocks[body_start:start]
            if number == len(heads) - 1:
                body = [*body, *blocks[stop:]]
        else:
            body = blocks[stop : heads[number + 1][0] if number + 1 < len(heads) else None]
            if not number:
                body = [*blocks[:start], *body]
        yield _article(number + 1, blocks[start:stop], body)


def _heads(blocks: Sequence[RecoveredBlock]) -> list[tuple[int, int]]:
    """Where each head starts and stops."""
    heads: list[tuple[int, int]] = []
    for at, block in enumerate(blocks):
        if block.role != "byline":
            continue
        floor = heads[-1][1] if heads else 0
        start = at
        while start > floor and blocks[start - 1].role == "kicker":
            start -= 1
        standfirst = start
        while standfirst > max(floor, start - 2) and _is_standfirst(blocks[standfirst - 1]):
            standfirst -= 1
        if standfirst > floor and blocks[standfirst - 1].role == "heading":
            start = standfirst - 1
            while start > floor and blocks[start - 1].role == "kicker":
                start -= 1
        heads.append((start, at + 1))
    return heads


def _is_standfirst(block: RecoveredBlock) -> bool:
    return block.role == "paragraph" and len(block.text.split()) <= _STANDFIRST


def _opening(
    blocks: Sequence[RecoveredBlock],
) -> tuple[Sequence[RecoveredBlock], Sequence[RecoveredBlock]]:
    """The head of a dump without bylines: its first line, where that is a heading."""
    count = 0
    while count < min(2, len(blocks)) and blocks[count].role in ("heading", "kicker"):
        count += 1
    headed = any(block.role == "heading" for block in blocks[:count])
    return (blocks[:count], blocks[count:]) if headed else ((), blocks)


def _article(
    number: int, head: Sequence[RecoveredBlock], body: Sequence[RecoveredBlock]
) -> RecoveredArticle:
    """One article; the head's headings are its headline, the body's are subheads."""
    roles = {"heading": "headline", "paragraph": "standfirst"}
    headed = [replace(block, role=roles.get(block.role, block.role)) for block in head]
    order = ("kicker", "headline", "standfirst", "byline")
    headed.sort(key=lambda block: order.index(block.role) if block.role in order else len(order))
    told = [replace(block, role="subhead") if block.role == "heading" else block for block in body]
    texts: dict[str, list[str]] = defaultdict(list)
    for block in headed:
        texts[block.role].append(block.text)
    blocks = (*headed, *told)
    pages = sorted({block.page for block in blocks})
    return RecoveredArticle(
        id=f"article-{number}",
        kind="story",
        pages=tuple(pages),
        blocks=blocks,
        headline=" ".join(texts["headline"]),
        kicker=" ".join(texts["kicker"]) or None,
        standfirst="\n\n".join(texts["standfirst"]) or None,
        byline=" ".join(texts["byline"]) or None,
        confidence=min((block.confidence for block in headed), default=0.5),
    )
