"""Words set apart within a text: bold or sloped, where the text around them is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from magtool.extract.lines import Line

Span = tuple[int, int, str]
"""From where to where in the text, and "emphasis" or "strong"."""

_Look = tuple[bool, bool]
"""Bold, sloped."""
_STOPS = ".,:;!?"


def tell_emphasis(lines: Sequence[Line], text: str) -> tuple[Span, ...]:
    """Whole words of ``text``, made of the lines, that are bolder or more sloped than most of it.

    Letters are matched one by one, as line ends and spaces were undone; where they are not the
    same, nothing is told. Scans tell a line's look but no word's, and are passed over.
    """
    if not any(_is_mixed(line) for line in lines):
        return ()
    told = [letter for line in lines for letter in _letters(line)]
    places = [at for at, letter in enumerate(text) if letter.isalnum()]
    told = told[len(told) - len(places) :]
    said = "".join(letter for letter, _, _ in told)
    if len(told) != len(places) or said.lower() != "".join(text[at] for at in places).lower():
        return ()
    looks = dict(zip(places, (look for _, look, _ in told), strict=True))
    tails = dict(zip(places, (tail for _, _, tail in told), strict=True))
    bold, sloped = (_prevails([look[part] for look in looks.values()]) for part in (0, 1))
    spans: list[Span] = []
    if not bold:
        spans += _spans(text, {at: look[0] for at, look in looks.items()}, "strong")
    if not sloped:
        spans += _spans(text, {at: look[1] for at, look in looks.items()}, "emphasis")
    return tuple(sorted((start, end + tails[end - 1], kind) for start, end, kind in spans))


def _is_mixed(line: Line) -> bool:
    return len({(style.bold, style.italic) for _, style in line.styles}) > 1


def _prevails(marked: Sequence[bool]) -> bool:
    return 2 * Counter(marked)[True] > len(marked)


def _letters(line: Line) -> Iterator[tuple[str, _Look, int]]:
    """The line's letters and figures, each with its look and how many of the signs that follow
    it look the same."""
    looks = [(line.style.bold, line.style.italic)] * len(line.text)
    for start, style in line.styles:
        looks[start:] = [(style.bold, style.italic)] * (len(looks) - start)
    for at, sign in enumerate(line.text):
        if not sign.isalnum():
            continue
        end = at + 1
        while end < len(looks) and line.text[end] in _STOPS and looks[end] == looks[at]:
            end += 1
        yield sign, looks[at], end - at - 1


def _spans(text: str, marked: dict[int, bool], kind: str) -> Iterator[Span]:
    """The runs of whole words all of whose letters are marked."""
    words: list[tuple[int, int, bool]] = []
    start = 0
    for word in text.split(" "):
        own = [at for at in range(start, start + len(word)) if at in marked]
        if own:
            words.append((own[0], own[-1] + 1, all(marked[at] for at in own)))
        start += len(word) + 1
    for is_marked, group in groupby(words, key=lambda word: word[2]):
        run = list(group)
        if is_marked:
            yield run[0][0], run[-1][1], kind
