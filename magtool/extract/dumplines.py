"""Which lines of a text dump make a paragraph, and which only stand in its way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from magtool.extract.hyphens import Joining
from magtool.extract.vocabulary import HYPHENS, Words, bare_word

_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*$")
_DASHED = re.compile(r"^[–—] ")
_LISTED = re.compile(r"^(?:[•●■▪►◆]|\d{1,2}[.)]\s)")
_ODD = re.compile(
    r"www\.|https?:|@\w|\b0\d{1,3}[- ]\d{2}|\+46|\bTfn\b|\bTel\b|^\W*\d[\d ,.%–-]*\W*$|\bkr\b",
    re.IGNORECASE,
)
"""What ads and boxes hold and sentences seldom do."""

_FULL = 0.85
"""Share of the measure from which a line is full: a word more might not have fitted."""
_SHORT = 0.8
"""Share of the measure under which a line is one that ends something."""
_RAGGED = 0.7
"""The same, where a space tells that the paragraph may go on."""
_HEADING = 60
"""Letters of the longest heading."""
_NEAR = 12
"""Lines on either side by which a line's measure is told."""
_BETWEEN = 14
"""Lines of a neighbouring ad or box that a sentence is followed across."""


@dataclass(frozen=True, slots=True)
class DumpLine:
    """A line with its trailing spaces. ``end_mark``: a tab stood where an article's last line
    has its mark."""

    text: str
    page: int
    blank_before: bool = False
    end_mark: bool = False
    glyphs: int = 0

    @property
    def spaced(self) -> bool:
        return self.text[-1].isspace()


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together, by number. ``role``: "heading" or "paragraph"."""

    lines: tuple[int, ...]
    role: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A line as far as its own letters and its neighbours' lengths tell."""

    text: str
    width: float
    """Its length, the measure being 1."""
    hyphened: bool
    stops: bool
    """A sentence may end with it."""
    goes_on: bool
    """It starts with a small letter."""
    odd: bool
    spaced: bool | None
    blank_before: bool
    end_mark: bool
    opener: bool
    """It starts with a dialogue's dash or a list's mark."""
    upper: bool
    """It is set in capitals."""


def gather_pieces(lines: Sequence[DumpLine], context: Joining) -> list[Piece]:
    """Paragraphs and headings in order; what interrupts a paragraph comes after it."""
    judged = list(_judge(lines, context.spaced))
    return list(_pieces(judged, range(len(judged)), context.words, 1.0))


def _judge(lines: Sequence[DumpLine], spaced: bool | None) -> Iterator[Judged]:
    widths = [len(line.text.rstrip()) for line in lines]
    running = [
        widths[at] if after.text[0].islower() else 0 for at, after in enumerate(lines[1:])
    ] + [0]
    usual = median([width for width in running if width] or widths or [1])
    for at, line in enumerate(lines):
        near = [width for width in running[max(0, at - _NEAR) : at + _NEAR + 1] if width]
        measure = median(near) if len(near) > 2 else usual
        text = line.text.strip()
        upper = text.isupper() and len(text) > 3
        yield Judged(
            text=text,
            width=widths[at] / measure,
            hyphened=text[-1] in HYPHENS and text[-2:-1].isalnum(),
            stops=bool(_SENTENCE_END.search(text)),
            goes_on=text[0].islower(),
            odd=bool(_ODD.search(text)) or upper,
            spaced=line.spaced if spaced else None,
            blank_before=line.blank_before,
            end_mark=line.end_mark,
            opener=bool(_DASHED.match(text) or _LISTED.match(text)),
            upper=upper,
        )


def _pieces(
    lines: Sequence[Judged], numbers: Sequence[int], words: Words, trust: float
) -> Iterator[Piece]:
    """``trust`` is the confidence in lines whose place is certain."""
    current: list[int] = []
    between: list[Sequence[int]] = []
    confidence = trust
    at = 0
    while at < len(numbers):
        number = numbers[at]
        current.append(number)
        line = lines[number]
        after = lines[numbers[at + 1]] if at + 1 < len(numbers) else None
        step = 1
        if after is not None and _is_open(line, current, lines) and not _follows(line, after):
            skipped = _resumes(lines, numbers, at, words)
            if skipped:
                between.append(numbers[at + 1 : at + 1 + skipped])
                confidence = min(confidence, _ACROSS)
                at += skipped + 1
                continue
        if after is None or _ends(line, after, current, lines):
            role = "heading" if _is_heading(current, lines, after) else "paragraph"
            yield Piece(tuple(current), role, _trust(current, lines, confidence))
            for group in between:
                yield from _pieces(lines, group, words, _STRANGE)
            current, between, confidence = [], [], trust
        at += step


def _trust(current: Sequence[int], lines: Sequence[Judged], confidence: float) -> float:
    """Less for what reads like an ad: a number to call, a price, an address."""
    own = [lines[number] for number in current]
    odd = sum(line.odd and not line.upper for line in own)
    if any(line.spaced for line in own) or 2 * odd < len(own):
        return confidence
    return min(confidence, _STRANGE)


_ACROSS = 0.8
"""Confidence in a paragraph that was followed across other lines."""
_STRANGE = 0.4
"""Confidence in those lines, and in what reads like an ad."""


def _is_open(line: Judged, current: Sequence[int], lines: Sequence[Judged]) -> bool:
    """Whether the line surely ends amid a sentence."""
    if line.end_mark:
        return False
    if line.hyphened:
        return True
    if line.stops or (len(current) == 1 and lines[current[0]].odd):
        return False
    return bool(line.spaced) or (line.width >= _FULL and len(current) > 1)


def _follows(line: Judged, after: Judged) -> bool:
    """Whether the next line goes on with the sentence by its first letter."""
    if after.odd:
        return False
    if not line.hyphened:
        return after.goes_on
    stem = re.split(r"[\s(]", line.text[:-1])[-1]
    keeps = stem[1:].isupper() or stem[-1:].isdigit() or len(stem) == 1
    return after.goes_on or keeps or (stem[:1].isupper() and after.text[0].isupper())


def _resumes(lines: Sequence[Judged], numbers: Sequence[int], at: int, words: Words) -> int:
    """How many lines stand between an open line and the one that goes on with it; 0: none do.

    Where a blank line follows, the sentence goes on after another one; where none does, the
    lines between must look like an ad's.
    """
    line, after = lines[numbers[at]], lines[numbers[at + 1]]
    halved = line.hyphened or line.spaced is False
    odd = after.odd
    second_best = 0
    for step in range(2, min(_BETWEEN, len(numbers) - 1 - at) + 1):
        before, then = lines[numbers[at + step - 1]], lines[numbers[at + step]]
        odd = odd or before.odd
        if not then.goes_on or then.odd or not (then.blank_before if after.blank_before else odd):
            continue
        if not _is_closed(before) or _makes_word(before.text, then.text, words):
            continue
        if not halved or _makes_word(line.text, then.text, words):
            return step - 1
        second_best = second_best or step - 1
    return second_best if line.hyphened else 0


def _is_closed(line: Judged) -> bool:
    """Whether nothing says that the line's sentence goes on in the next."""
    if line.hyphened or line.spaced:
        return line.stops
    return line.stops or line.odd or line.spaced is False or line.width < _FULL


def _makes_word(line: str, then: str, words: Words) -> bool:
    """Whether the line's last word and the other's first are halves of one."""
    half = bare_word(re.split(r"\W", line.rstrip(HYPHENS))[-1])
    rest = bare_word(re.split(r"\W", then, maxsplit=1)[0])
    if not (half and rest):
        return False
    return words.known(half + rest) or words.likelihood(half + rest) > words.pair(half, rest)


def _ends(line: Judged, after: Judged, current: Sequence[int], lines: Sequence[Judged]) -> bool:
    """Whether a paragraph or heading ends between the two lines."""
    if line.end_mark or _LISTED.match(after.text):
        return True
    if line.hyphened:
        return False
    if after.goes_on:
        return after.blank_before and lines[current[0]].odd and not line.spaced
    if _is_heading(current, lines, after):
        return True
    if not line.stops:
        return after.blank_before and (
            line.width < _SHORT if line.spaced is None else not line.spaced
        )
    if after.opener:
        return True
    return _sentence_ends_it(line, after)


def _sentence_ends_it(line: Judged, after: Judged) -> bool:
    """Whether the paragraph ends with a sentence that ends its line, a capital coming next."""
    heading_next = after.width < _SHORT and not after.stops and not after.spaced
    if line.spaced is None:
        return after.blank_before or line.width < _SHORT
    if not line.spaced:
        return True
    if after.blank_before:
        return line.width < _FULL or heading_next
    return line.width < _RAGGED


def _is_heading(current: Sequence[int], lines: Sequence[Judged], after: Judged | None) -> bool:
    """Whether the lines so far are a heading: short, no full stop, a capital coming next."""
    first, last = lines[current[0]], lines[current[-1]]
    letters = sum(len(lines[number].text) for number in current)
    if len(current) > 3 or letters > _HEADING or first.goes_on or first.opener:
        return False
    if last.hyphened or last.text[-1] in ".,;:" or last.spaced:
        return False
    if any(lines[number].stops for number in current[:-1]):
        return False
    if after is None:
        return first.blank_before and last.width < _SHORT and not last.stops
    if after.goes_on:
        return False
    if last.text[-1] in "!?”" and not after.blank_before:
        return False
    if last.upper != after.upper:
        return True
    if last.spaced is False or after.blank_before:
        return first.blank_before or last.width < _SHORT
    return last.width < _SHORT
