"""Panels told apart: boxes that belong to stories, charts, pull quotes, and advertising."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from magtool.extract.blocks import Block, is_item
from magtool.extract.lines import Line
from magtool.extract.roles import Finder, is_byline
from magtool.extract.styles import Typography, family
from magtool.extract.zones import Panel, area, holds, hull
from magtool.page.read import ReadPage

_VALUE = re.compile(r"^[<>~≈]?\s?\d{1,3}(?:[.,]\d+)?\s?(?:%|procent|percent)?$")
_PERCENT = re.compile(r"\d\s?(?:%|procent\b|percent\b)")
SELLS = re.compile(
    r"www\.|https?://|[\w.-]+@[\w-]+\.\w|\b\w[\w-]+\.(?:se|com|nu|org|net|example|eu)\b"
    r"|\b0\d{1,3}[-–/ ]\s?\d{2,3}\s?\d{2}|\b\d[\d ]*\s?(?:kr|kronor|sek|:-|€|euro)\b"
    r"|\b(?:pris|rabatt|beställ|anmäl dig|ring|köp|erbjud\w+|välkommen|annons|boka)\b",
    re.IGNORECASE,
)
INFORMS = re.compile(
    r"^(?:fakta|om\b|så\b|för\b|råd\b|tips|undersökning|metod|bakgrund|läs mer|kort om|facts|about|"
    r"how\b|the survey|frågan|fotnot|det här|detta)\b|\bundersökningen\b|\bråd\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^[“”\"«„].{12,}[”“\"»]$", re.DOTALL)
_BRACKETED = re.compile(r"\([^()]*\)")
"""Where a caption tells an address: advertisements don't hide theirs in brackets."""
_LABEL = 60
"""Most letters of a label."""
_PADDED = 4.5
"""Sizes of body type that are white in a figure's frame, at most: LaTeX floats have 3.7 over,
between and under their caption and picture, however small it is."""
_STEP = 1.5
"""Sizes between the lines of one caption, at most."""
_CENTRED = 0.6
"""Share of an area's lines that are centred in one that is."""


@dataclass(frozen=True, slots=True)
class Told:
    """A panel with its lines, what it is ("ad", "box", "chart", "quote", "caption"), how sure."""

    panel: Panel
    lines: tuple[Line, ...]
    kind: str
    confidence: float


def tell_panels(
    page: ReadPage,
    owned: Mapping[Panel, Sequence[Line]],
    flow: Sequence[Line],
    type_: Typography,
    finder: Finder,
    paid: bool = False,
) -> list[Told]:
    """What each panel of a page is; on a ``paid`` page what a company tells of itself is a box."""
    told = []
    families = Counter(family(line.style.name) for line in flow)
    for panel, lines in _labelled(owned):
        kind, confidence = _kind(page, panel, lines, families, type_, finder)
        if kind == "ad" and paid and not panel.kind:
            kind, confidence = "box", 0.8
        told.append(Told(panel, tuple(lines), kind, confidence))
    return told


def gather_voices(blocks: Sequence[Block], type_: Typography) -> tuple[list[Told], list[Block]]:
    """Boxes of several people's words, quote under quote in one column, each with who said it,
    and a heading; and all other blocks."""
    quotes = [
        block
        for block in blocks
        if _QUOTED.match(block.words) and not type_.is_body(block.style)
        and type_.scale(block.style) > 1.1
    ]  # fmt: skip
    columns: dict[tuple[int, float], list[Block]] = {}
    for quote in quotes:
        columns.setdefault((round(quote.left / 4), quote.style.size), []).append(quote)
    told: list[Told] = []
    rest = list(blocks)
    for column in columns.values():
        sources = [_beneath(quote, rest) for quote in column]
        if len(column) < 2 or not all(sources):
            continue
        own = [*column, *(block for block in sources if block)]
        first = min(column, key=lambda block: block.top)
        own += [
            block
            for block in rest
            if 0 < first.top - block.bottom < 2.5 * type_.leading and len(block.lines) == 1
            and block.style.bold and abs(block.left - first.left) < 1.5 * type_.size
        ][:1]  # fmt: skip
        box = hull(block.box for block in own)
        lines = [line for block in sorted(own, key=lambda block: block.top) for line in block.lines]
        told.append(Told(Panel(first.page, box, None, False, kind="box"), tuple(lines), "box", 0.8))
        rest = [block for block in rest if not any(block is other for other in own)]
    return told, rest


def _beneath(quote: Block, blocks: Sequence[Block]) -> Block | None:
    """Who said it, in smaller type right under a quote."""
    for block in blocks:
        near = -2 < block.top - quote.bottom < 1.2 * quote.style.size
        small = block.style.size < 0.8 * quote.style.size and len(block.words) < _LABEL
        if near and small and abs(block.left - quote.left) < 3:
            return block
    return None


def _labelled(
    owned: Mapping[Panel, Sequence[Line]],
) -> Iterator[tuple[Panel, Sequence[Line]]]:
    """The panels; a label on its own ground that sits on another panel is one with it."""
    labels = {
        panel: lines
        for panel, lines in owned.items()
        if sum(len(line.words) for line in lines) < _LABEL and not panel.picture
    }
    taken: set[Panel] = set()
    for panel, lines in owned.items():
        if panel in labels:
            continue
        for label in labels:
            on_top = -4 < panel.box[1] - label.box[3] < 4 and abs(panel.box[0] - label.box[0]) < 5
            if on_top and label not in taken:
                taken.add(label)
                lines = [*labels[label], *lines]
                panel = replace(panel, box=hull((panel.box, label.box)))
        yield panel, lines
    yield from ((panel, lines) for panel, lines in labels.items() if panel not in taken)


def _kind(
    page: ReadPage,
    panel: Panel,
    lines: Sequence[Line],
    families: Counter[str],
    type_: Typography,
    finder: Finder,
) -> tuple[str, float]:
    text = " ".join(line.words for line in lines)
    if panel.kind:
        return panel.kind, 0.95
    if not panel.picture and _is_chart(page, panel, lines, type_):
        return "chart", 0.95
    if len(text) > 30 and finder.share(text) > 0.8 and type_.scale(lines[0].style) > 1.1:
        return "quote", 0.95
    if _is_legend(page, panel, lines, type_):
        return "caption", 0.8
    score = _sells(page, panel, lines, families, type_)
    return (
        ("ad", min(1.0, 0.6 + 0.1 * score)) if score > 0 else ("box", min(1.0, 0.6 - 0.1 * score))
    )


def _is_chart(page: ReadPage, panel: Panel, lines: Sequence[Line], type_: Typography) -> bool:
    """Whether it shows figures: values with labels, or bars with labels."""
    values = sum(bool(_VALUE.match(line.words)) for line in lines)
    marked = sum(bool(_PERCENT.search(line.words)) and len(line.words) < 40 for line in lines)
    inside = [
        fill
        for fill in page.fills
        if holds(panel.box, fill.box) and area(fill.box) < 0.5 * area(panel.box)
    ]
    bars = sum(
        not any(fill.box[0] <= line.left and line.right <= fill.box[2] + 1
                and fill.box[1] <= line.baseline <= fill.box[3] for line in lines)
        for fill in inside
    )  # fmt: skip
    drawn = [box for box in page.drawings if holds(panel.box, box)]
    small = all(type_.scale(line.style) < 1.5 for line in lines)
    longest = max(len(line.words) for line in lines)
    if not bars and _is_list(lines):
        return False
    if values >= 2 and values >= 0.2 * len(lines):
        return small
    if marked >= 2 and marked >= 0.35 * len(lines):
        return small
    return small and bars + len(drawn) >= 2 and longest < 60 and bars >= 2 and len(lines) < 40


def _is_list(lines: Sequence[Line]) -> bool:
    """Whether large figures count what stands beside them: 1, 2, 3."""
    size = min(line.size for line in lines)
    large = sorted(
        (line for line in lines if line.size > 1.4 * size), key=lambda line: line.baseline
    )
    told = [int(line.words) for line in large if line.words.isdigit()]
    return len(told) > 2 and told == list(range(1, len(told) + 1))


def _is_legend(page: ReadPage, panel: Panel, lines: Sequence[Line], type_: Typography) -> bool:
    """Whether it is a picture with its caption: set on it, or framed with it."""
    if any(type_.scale(line.style) >= 1.12 or is_item(line.words) for line in lines):
        return False
    if _is_figure(page, panel, lines, type_):
        return True
    if len(lines) > (4 if panel.picture or lines[0].style.bold else 10):
        return False
    _, top, _, bottom = panel.box
    edge = 0.2 * (bottom - top)
    if panel.picture:
        return all(line.top > bottom - edge or line.bottom < top + edge for line in lines)
    shown = [picture.box for picture in page.pictures if holds(panel.box, picture.box)]
    return any(
        area(box) > 0.4 * area(panel.box)
        and all(line.top > box[3] - 2 or line.bottom < box[1] + 2 for line in lines)
        for box in shown
    )


def _is_figure(page: ReadPage, panel: Panel, lines: Sequence[Line], type_: Typography) -> bool:
    """Whether a frame holds nothing but pictures and one text of one size over or under them.

    Small pictures, and long captions, leave the picture less than half of such a frame: what tells
    it is that both together fill its height but for little, and that nothing in it is for sale.
    """
    shown = [picture.box for picture in page.pictures if holds(panel.box, picture.box)]
    told = " ".join(line.words for line in lines)
    if panel.picture or not shown or SELLS.search(_BRACKETED.sub("", told)):
        return False
    text, picture = hull(line.box for line in lines), hull(shown)
    over, under = text[3] < picture[1] + 2, text[1] > picture[3] - 2
    white = panel.box[3] - panel.box[1] - (text[3] - text[1]) - (picture[3] - picture[1])
    steps = [below.baseline - above.baseline for above, below in pairwise(lines)]
    return (
        (over or under)
        and len({line.style.size for line in lines}) == 1
        and not lines[0].style.bold
        and max(steps, default=0.0) < _STEP * lines[0].size
        and abs(text[0] + text[2] - picture[0] - picture[2]) < 0.1 * (panel.box[2] - panel.box[0])
        and white < _PADDED * type_.size
    )


def _sells(
    page: ReadPage,
    panel: Panel,
    lines: Sequence[Line],
    families: Counter[str],
    type_: Typography,
) -> float:
    """Evidence that it is advertising, above 0, or a box of the story beside it, below."""
    text = " ".join(line.words for line in lines)
    letters = sum(len(line.words) for line in lines) or 1
    size = sum(line.size * len(line.words) for line in lines) / letters / type_.size
    score = 2.5 * min(1.5, max(-0.6, size - 1.08))
    score += 1.6 if is_centred(lines, panel) else -0.9
    score += 0.7 * min(3, len(SELLS.findall(text)))
    score += 0.9 if any(line.style.ink == 0xFFFFFF for line in lines) else 0.0
    score += 0.6 if text.count("!") else 0.0
    items = sum(is_item(line.words) for line in lines)
    score -= 1.2 if items >= 2 else 0.0
    first = min(lines, key=lambda line: (line.baseline, line.left))
    score -= 1.5 if INFORMS.search(first.words) else 0.0
    score -= 0.8 if any(is_byline(line.words) for line in lines) else 0.0
    plain = sum(len(line.words) for line in lines if type_.is_body(line.style))
    score -= 2.5 if plain > 0.6 * letters else 0.0
    strange = sum(len(line.words) for line in lines if family(line.style.name) not in families)
    score += 0.8 if strange > 0.5 * letters else 0.0
    score += 1.0 if panel.picture else 0.0
    score += 1.0 if area(panel.box) > 0.3 * (area(page.trim) or 1.0) else 0.0
    return score


def is_centred(lines: Sequence[Line], panel: Panel) -> bool:
    """Whether the lines are set about one middle, and their edges are not in line."""
    if len(lines) < 2:
        line = lines[0]
        return abs(line.left + line.right - panel.box[0] - panel.box[2]) < 6
    middles = Counter(round((line.left + line.right) / 4) for line in lines)
    lefts = Counter(round(line.left / 3) for line in lines)
    middle, left = middles.most_common(1)[0], lefts.most_common(1)[0]
    near = middle[1] + max(middles[middle[0] - 1], middles[middle[0] + 1])
    return near >= _CENTRED * len(lines) and left[1] < near


@dataclass(frozen=True, slots=True)
class ChartText:
    """What a chart says, taken apart."""

    header: str
    question: str
    values: tuple[tuple[str, float | None], ...]
    status: str


def read_chart(blocks: Sequence[Block]) -> ChartText:
    """A chart's heading, question, and labels with their values, matched by their heights."""
    lines = sorted((line for block in blocks for line in block.lines), key=lambda line: line.top)
    values = values_among(lines)
    asked = _question(blocks)
    head = _header(blocks, asked)
    rest = [
        line
        for block in blocks
        if block is not asked and block is not head
        for line in block.lines
        if line not in values
    ]
    pairs: list[tuple[str, float | None]] = []
    labels = _labels(rest)
    left = list(values)
    for label, baseline, right in labels:
        inline = re.match(r"^(.*?)[\s:]+(\d{1,3}(?:[.,]\d+)?)\s?%?$", label)
        near = [
            line
            for line in left
            if abs(line.baseline - baseline) < 1.1 * line.size and line.left > right - 2
        ]
        if near:
            value = min(near, key=lambda line: (abs(line.baseline - baseline), line.left))
            left.remove(value)
            pairs.append((label, _number(value.words)))
        elif inline:
            pairs.append((inline[1].strip(), _number(inline[2])))
        else:
            pairs.append((label, None))
    found = sum(value is not None for _, value in pairs)
    status = "full" if pairs and found == len(pairs) else "partial" if found else "lost"
    return ChartText(head.words if head else "", asked.words if asked else "", tuple(pairs), status)


def values_among(lines: Sequence[Line]) -> list[Line]:
    """The values among a chart's lines: where some are percentages, bare figures are labels, as
    are figures that stand where labels begin (the steps of a scale)."""
    figures = [line for line in lines if _VALUE.match(line.words)]
    marked = [line for line in figures if not line.words[-1].isdigit()]
    if len(marked) > 1:
        return marked
    lefts = [line.left for line in lines if line not in figures and len(line.words) < 30]
    steps = [line for line in figures if any(abs(line.left - left) < 2 for left in lefts)]
    return [line for line in figures if line not in steps] if len(steps) < len(figures) else figures


def _question(blocks: Sequence[Block]) -> Block | None:
    asked = [block for block in blocks if block.words.rstrip().endswith("?")]
    if asked:
        return asked[0]
    long = [block for block in blocks if len(block.words) > 30 and not _VALUE.match(block.words)]
    return long[0] if long else None


def _header(blocks: Sequence[Block], asked: Block | None) -> Block | None:
    above = [
        block
        for block in blocks
        if asked is not None and block is not asked and block.bottom <= asked.top + 2
        and not _VALUE.match(block.words)
    ]  # fmt: skip
    return above[0] if above else None


def _labels(lines: Sequence[Line]) -> list[tuple[str, float, float]]:
    """Labels with their heights and right edges; the lines of one stand close."""
    labels: list[tuple[str, float, float]] = []
    last: Line | None = None
    for line in sorted(lines, key=lambda line: (round(line.left), line.baseline)):
        close = (
            last is not None
            and abs(line.left - last.left) < 2
            and line.baseline - last.baseline < 1.25 * line.size
        )
        if close and labels:
            text, top, right = labels[-1]
            labels[-1] = (
                f"{text} {line.words}", (top + line.baseline) / 2, max(right, line.right)
            )  # fmt: skip
        else:
            labels.append((line.words, line.baseline, line.right))
        last = line
    return sorted(labels, key=lambda label: label[1])


def _number(text: str) -> float | None:
    match = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(match[0].replace(",", ".")) if match else None
