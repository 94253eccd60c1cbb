"""A recovered article as a manuscript: front matter above, Markdown below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from magtool.edition import Run
from magtool.edition.recovered import RecoveredArticle, RecoveredBlock, RecoveredPicture
from magtool.manifest.blocks import LABELLED
from magtool.manifest.spelling import scalar, spell, tidy, tidy_runs

_TEXT_BY = re.compile(r"^text:?\s+(?=\w)(?!(?:och|and|und)\b)", re.IGNORECASE)
"""The word before a writer's name; "Text & foto: …" says more and stays."""
HEADS = ("kicker", "headline", "standfirst", "byline")
"""Roles that stand in the front matter."""
_BESIDE = ("caption", "credit")
"""Roles that stand with their picture."""
_BOXES = ("pullquote", "factbox", "advice", "list", "voices", "info", "method")
_UNPLACED = ("pullquote", "method")
"""Boxes that need no place of their own."""
_QUOTING = ("pullquote", "voices")
_BULLET = re.compile(r"[•●▪■□◦‣∙·*][ \u00a0]+")
_NUMBER = re.compile(r"(\d{1,9})([.)])[ \u00a0]+(?=\S)")

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into one manuscript beside the article's own words.

    ``charts`` are the names of charts that can be drawn again, in the order they stood;
    ``pictures`` those that have a file. ``kind`` is the hint to the layout. Of the boxes that need
    a place beside the text the first ``boxes`` have one; the others stand in the text.
    """

    headline: str
    kind: str = ""
    charts: tuple[str, ...] = ()
    pictures: tuple[RecoveredPicture, ...] = ()
    boxes: int = 99


def manuscript(article: RecoveredArticle, sheet: Sheet) -> str:
    """The manuscript's text; read again it says the same words in the same order.

    Words of the article that belong to a picture without a file stand last, emphasised: a
    manuscript has no other place for them.
    """
    parts = list(_parts(article, sheet))
    return "\n".join(_front(article, sheet)) + "\n" + "".join(f"\n{part}\n" for part in parts)


def runs_of(block: RecoveredBlock) -> Runs:
    """A block's text with its emphasis, tidy."""
    marks = sorted({0, len(block.text), *(at for a, b, _ in block.emphasis for at in (a, b))})
    runs = []
    for start, end in pairwise(marks):
        looks = {look for a, b, look in block.emphasis if a <= start and end <= b}
        text = block.text[max(start, 0) : end]
        runs.append(Run(text, emphasis="emphasis" in looks, strong="strong" in looks))
    return tidy_runs(runs)


# --- front matter -------------------------------------------------------------------------


def _front(article: RecoveredArticle, sheet: Sheet) -> Iterator[str]:
    yield "---"
    yield f"headline: {scalar(_headline(article, sheet))}"
    for key in ("kicker", "standfirst", "byline"):
        text = tidy(getattr(article, key) or "")
        if key == "byline":
            text = _TEXT_BY.sub("", text)  # the design sets that word itself
        if text:
            written = spell(_runs(article, key, text)) if key == "standfirst" else text
            yield f"{key}: {scalar(written)}"
    if sheet.kind:
        yield f"kind: {scalar(sheet.kind)}"
    if sheet.pictures:
        yield "images:"
    for picture in sheet.pictures:
        yield f"  - file: {scalar(picture.file)}"
        caption = tidy(picture.caption)
        if caption:
            yield f"    caption: {scalar(spell(_runs(article, 'caption', caption)))}"
        if tidy(picture.credit):
            yield f"    credit: {scalar(tidy(picture.credit))}"
        if tidy(picture.alt):
            yield f"    alt: {scalar(tidy(picture.alt))}"
    yield "---"


def _headline(article: RecoveredArticle, sheet: Sheet) -> str:
    text = tidy(article.headline) or tidy(sheet.headline)
    return spell(_runs(article, "headline", text))


def _runs(article: RecoveredArticle, role: str, text: str) -> Runs:
    """The text with the emphasis that its block has, where one block says all of it."""
    for block in article.blocks:
        if block.role == role:
            runs = runs_of(block)
            if "".join(run.text for run in runs) == text and not _all_alike(runs):
                return runs
    return (Run(text),)


def _all_alike(runs: Runs) -> bool:
    """Whether the emphasis sets nothing apart: then it is the style's own look."""
    return all(run.strong or run.emphasis or not run.text.strip() for run in runs)


# --- body ---------------------------------------------------------------------------------


def _parts(article: RecoveredArticle, sheet: Sheet) -> Iterator[str]:
    charts = list(sheet.charts)
    beside = sheet.boxes
    body = [block for block in article.blocks if block.role not in (*HEADS, *_BESIDE)]
    for number, group in groupby(_with_sources(body), key=_box_key):
        blocks = list(group)
        if number is None:
            yield from _running([block for block, _ in blocks], charts)
        elif number[0] in _UNPLACED or beside > 0:
            beside -= number[0] not in _UNPLACED
            yield from _box(blocks)
        else:
            yield from _running([_unboxed(block) for block, _ in blocks], charts)
    for name in charts:
        yield f"::: chart {name}\n:::"
    for block in _unclaimed(article, sheet):
        runs = tuple(Run(run.text, emphasis=True) for run in runs_of(block))
        if runs:
            yield spell(runs)


_Keyed = tuple[RecoveredBlock, tuple[str, int] | None]


def _with_sources(blocks: Iterable[RecoveredBlock]) -> Iterator[_Keyed]:
    """Blocks with the box that they stand in: pull quotes are boxes of their own."""
    quote = 0
    open_quote = False
    for block in blocks:
        if block.box is not None:
            open_quote = False
            yield block, (block.box_role, block.box)
        elif block.role in ("pullquote", "method"):
            quote += block.role == "method" or not open_quote
            open_quote = block.role == "pullquote"
            yield block, (block.role, -quote)
        elif block.role == "source" and open_quote:
            open_quote = False
            yield block, ("pullquote", -quote)
            quote += 1
        else:
            open_quote = False
            yield block, None


def _box_key(keyed: _Keyed) -> tuple[str, int] | None:
    return keyed[1]


def _unboxed(block: RecoveredBlock) -> RecoveredBlock:
    return replace(block, role="subhead") if block.role == "box-title" else block


def _running(blocks: Sequence[RecoveredBlock], charts: list[str]) -> Iterator[str]:
    """Running text; a chart's block gives way to the chart's name."""
    for is_list, group in groupby(blocks, key=_is_item):
        if is_list:
            yield from _lists([runs_of(block) for block in group])
            continue
        for block in group:
            if block.role == "chart" and charts:
                yield f"::: chart {charts.pop(0)}\n:::"
                continue
            text = _line(block)
            if text:
                yield text


def _is_item(block: RecoveredBlock) -> bool:
    return block.role == "item"


def _line(block: RecoveredBlock) -> str:
    runs = runs_of(block)
    match block.role:
        case "subhead":
            return f"## {_after_mark(runs)}" if runs else ""
        case "question":
            return spell(tuple(Run(run.text, strong=True) for run in runs))
        case _:
            # Strong throughout would be read as a question; the look is then only a style's.
            plain = all(run.strong or not run.text.strip() for run in runs)
            return spell(tuple(Run(r.text, r.emphasis) for r in runs) if plain else runs)


def _after_mark(runs: Runs, *, heading: bool = True) -> str:
    """The words after ``##``, where stars that set all of them apart say nothing."""
    text = spell(tuple(Run(run.text) for run in runs) if _all_alike(runs) else runs)
    return re.sub(r"(#+)$", r"\\\1", text) if heading else text


def _lists(items: Sequence[Runs]) -> Iterator[str]:
    """Items as Markdown lists: numbered where the numbers run on, else with a dash."""
    lines: list[str] = []
    sign, expected = "", 0
    for runs in items:
        if not runs:
            continue
        numbered = _NUMBER.match(runs[0].text)
        if numbered and (numbered[2] != sign or int(numbered[1]) != expected) and lines:
            # Two lists that touch are one to Markdown, unless their signs differ.
            yield "\n".join(lines)
            lines = []
            if numbered[2] == sign:
                numbered = None
        if not numbered and sign and lines:
            yield "\n".join(lines)
            lines = []
        if numbered:
            sign, expected = numbered[2], int(numbered[1]) + 1
            lines.append(f"{numbered[1]}{sign} {spell(_cut(runs, numbered.end()))}")
        else:
            sign = ""
            bullet = _BULLET.match(runs[0].text)
            rest = _cut(runs, bullet.end()) if bullet else runs
            lines.append(f"- {spell(rest or runs)}")
    if lines:
        yield "\n".join(lines)


def _cut(runs: Runs, count: int) -> Runs:
    """The runs without their first letters, all of which stand in the first run."""
    first = Run(runs[0].text[count:], runs[0].emphasis, runs[0].strong)
    return tidy_runs((first, *runs[1:]))


# --- boxes --------------------------------------------------------------------------------


def _box(keyed: Sequence[_Keyed]) -> Iterator[str]:
    role = keyed[0][1][0] if keyed[0][1] else ""
    role = role if role in _BOXES else "factbox"
    blocks = [block for block, _ in keyed]
    label = _label(blocks, role)
    title, rest = _title(blocks[1:] if label else blocks)
    parts = list(_box_parts(rest, role))
    if title and not parts:  # a title alone would be an empty box
        first = blocks[1] if label else blocks[0]
        title, parts = "", [spell(runs_of(first), quoting=role in _QUOTING)]
    if parts:
        head = [f"### {title}"] if title else []
        yield "\n".join([f"::: {role} {label}".rstrip(), "\n\n".join([*head, *parts]), ":::"])


def _label(blocks: Sequence[RecoveredBlock], role: str) -> str:
    """The words over the box's title, where its kind has a place for them and text follows."""
    text = tidy(blocks[0].text) if blocks[0].role == "label" else ""
    fits = role in LABELLED and len(blocks) > 1 and not re.search(r"[{}]", text)
    return text if fits else ""


def _title(blocks: list[RecoveredBlock]) -> tuple[str, list[RecoveredBlock]]:
    """The words over the box, and the blocks under them."""
    if blocks[0].role in ("box-title", "subhead", "headline"):
        return _after_mark(runs_of(blocks[0])), blocks[1:]
    return "", blocks


def _box_parts(blocks: Sequence[RecoveredBlock], role: str) -> Iterator[str]:
    quoting = role in _QUOTING
    for is_list, group in groupby(blocks, key=_is_item):
        if is_list:
            yield from _lists([runs_of(block) for block in group])
            continue
        for block in group:
            runs = runs_of(block)
            if not runs:
                continue
            if block.role in ("subhead", "box-title", "question"):
                yield spell(tuple(Run(run.text, strong=True) for run in runs), quoting=quoting)
            elif block.role == "source" and quoting:
                yield f"-- {spell(_without_dash(runs))}"
            else:
                yield spell(runs, quoting=quoting)


def _without_dash(runs: Runs) -> Runs:
    dash = re.match(r"(?:--|[–—-])[ \u00a0]*(?=\S)", runs[0].text)
    return _cut(runs, dash.end()) if dash else runs


# --- what belongs to no picture -----------------------------------------------------------


def _words(text: str) -> Counter[str]:
    """The words, without a label such as ``Foto:``, which a credit may have shed."""
    return Counter(re.findall(r"\w+(?![\w:])", text.lower()))


def _unclaimed(article: RecoveredArticle, sheet: Sheet) -> Iterator[RecoveredBlock]:
    """Captions and credits of pictures that have no file."""
    told = [_words(f"{picture.caption} {picture.credit}") for picture in sheet.pictures]
    for block in article.blocks:
        if block.role not in _BESIDE or block.box is not None:
            continue
        said = _words(block.text)
        home = next((words for words in told if said <= words), None)
        if home is None:
            yield block
        else:
            home.subtract(said)
