"""Advertising that no word tells: whole pages of it, and what its type alone sets apart.

No single sign proves it. A story may open with white type on a picture, a box has addresses, a
title prints its masthead on a ground: what is weighed is how many signs stand together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from magtool.extract.articles import is_contents
from magtool.extract.lines import Line
from magtool.extract.panels import INFORMS, SELLS, is_centred
from magtool.extract.roles import HEADLINE, Finder, is_byline, is_credit, squeeze
from magtool.extract.styles import Typography, family
from magtool.extract.zones import Panel, area, has_middle, hull
from magtool.page.read import Box, ReadPage

_SELDOM = 0.25
"""Of the pages with running text: faces on no more of them are not the title's own."""
_STRANGE = 0.8
"""Of an advertisement's letters that are in such faces."""
_GROUND = 0.8
"""Of the page: a fill or picture so large is the page's ground."""
_BODY = 0.15
"""Of a page's letters in the title's body type, from which it has a story's text."""
_COPY = 800
"""Letters in lines of running text, from which a page in strange type may be a guest's story."""
_WHOLE = 3.0
"""Signs that make a page an advertisement: a ground, strange faces and nothing against it are
enough (a slogan over a picture), a ground and centred lines in the title's type are not (an
opener, a poem)."""
_APART = 2
"""Signs, besides strange faces and an address, of an advertisement that nothing frames."""
_DISPLAY = 1.3
"""Of body type: the size of a line that cries."""
_LINES = 3
"""Lines of an advertisement that nothing frames, at least."""
_JOINED = 1.7
"""Sizes of white between the lines of one advertisement, at most."""
_HOUSE = re.compile(
    r"\b(?:ansvarig utgivare|chefredakt\w+|redakt(?:ör|ion|ør)\w*|issn|editors?|impressum"
    r"|nästa (?:nummer|utgåva)|next issue)\b",
    re.IGNORECASE,
)
"""What the title says of itself: there addresses are its own."""
_PAGES = 999
"""Pages of an issue, at most."""
_NUMBERED = 4
"""Lines of a number alone, from which a page may list what stands where."""
_TOLD = (8, 0.6)
"""Letters of a page's display type that stand on other pages, too, and the share of more of them:
the contents list an opener, a text has the words of its quotes, and neither has a slogan."""


@dataclass(frozen=True)
class Faces:
    """Which faces stand on which pages: ``pages`` by number their families, with letters."""

    pages: Mapping[int, Counter[str]]
    texts: frozenset[int]
    """The pages with running text."""
    own: frozenset[str]
    """The families of body text."""

    @cached_property
    def _seen(self) -> Counter[str]:
        """How many pages with running text each family stands on."""
        return Counter(name for number in sorted(self.texts) for name in self.pages[number])

    def strange(self, lines: Sequence[Line]) -> float:
        """The share of the lines' letters in faces that stories hardly use; 0 without stories."""
        here, number = _families(lines), lines[0].page
        page = self.pages[number] if number in self.texts else Counter[str]()
        most = _SELDOM * len(self.texts)
        odd = sum(
            count
            for name, count in here.items()
            if name not in self.own and self._seen[name] - (page[name] == count) <= most
        )
        return odd / (here.total() or 1) if self.texts else 0.0


def learn_faces(lines: Mapping[int, Sequence[Line]], type_: Typography) -> Faces:
    """The faces of an issue's pages, from their lines."""
    texts = frozenset(number for number, listed in lines.items() if _body(listed, type_) > _BODY)
    return Faces(
        {number: _families(listed) for number, listed in lines.items()},
        texts,
        frozenset(name for name, _ in type_.bodies),
    )


def _families(lines: Iterable[Line]) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in lines:
        found[family(line.style.name)] += len(line.words)
    return found


def _body(lines: Sequence[Line], type_: Typography) -> float:
    """The share of body type among the lines' letters."""
    letters = sum(len(line.words) for line in lines) or 1
    return sum(len(line.words) for line in lines if type_.is_body(line.style)) / letters


# --- whole pages ---------------------------------------------------------------------------


def find_paid_pages(
    pages: Sequence[ReadPage],
    lines: Mapping[int, Sequence[Line]],
    faces: Faces,
    type_: Typography,
) -> set[int]:
    """The pages that are advertisements from edge to edge; a cover is none."""
    found: set[int] = set()
    for before, page in enumerate(pages[1:]):
        here = lines[page.number]
        if not here or page.number in faces.texts:
            continue
        after = pages[before + 2] if before + 2 < len(pages) else None
        opens = after is not None and _goes_on(lines[after.number], type_)
        if opens and not _stops(lines[pages[before].number], type_):
            opens = False  # the page after goes on with the story of the page before
        if _is_advert(page, here, faces, type_, opens) and not _is_told(
            page.number, lines, faces, type_
        ):
            found.add(page.number)
    return found


def _is_told(
    number: int, lines: Mapping[int, Sequence[Line]], faces: Faces, type_: Typography
) -> bool:
    """Whether a page's display type, or all of it, tells what stories or the contents have."""
    large = [line for line in lines[number] if type_.scale(line.style) >= HEADLINE]
    words = " ".join(line.words for line in _ordered(large))
    others = [
        " ".join(line.words for line in listed)
        for other, listed in lines.items()
        if other != number and (other in faces.texts or _lists(listed))
    ]
    letters, (least, share) = squeeze(words), _TOLD
    if len(letters) < least:
        return False
    return any(letters in squeeze(other) for other in others) or Finder(others).share(words) > share


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.baseline, line.left))


def _lists(lines: Sequence[Line]) -> bool:
    """Whether a page lists what stands where."""
    words = [line.words for line in _ordered(lines)]
    return is_contents(words, _PAGES) or sum(map(str.isdigit, words)) >= _NUMBERED


def _is_advert(
    page: ReadPage, lines: Sequence[Line], faces: Faces, type_: Typography, opens: bool
) -> bool:
    """Whether enough speaks for it; ``opens``: the next page has a text that begins here."""
    text = " ".join(line.words for line in lines)
    order = _ordered(lines)
    if _lists(lines) or _HOUSE.search(text):
        return False
    if max(type_.scale(line.style) for line in lines) < _DISPLAY:
        return False  # a list, a table, a chart
    strange = faces.strange(lines) >= _STRANGE
    sells = len(SELLS.findall(text))
    if not strange and not sells:
        return False
    copy = sum(
        len(line.words)
        for line in lines
        if len(line.words) > 25 and type_.scale(line.style) < _DISPLAY
    )
    score = 2.0 if strange else 0.0
    score += 1.5 if _has_ground(page) else 0.0
    score += 1.0 if is_centred(lines, Panel(page.number, page.trim, None, False)) else 0.0
    score += 0.7 * min(3, sells)
    score += 0.6 if "!" in text else 0.0
    score -= 2.5 if opens else 0.0
    score -= 2.0 if copy > _COPY else 0.0
    score -= 2.5 if any(is_byline(line.words) or is_credit(line.words) for line in lines) else 0.0
    score -= 1.5 if INFORMS.search(order[0].words) else 0.0
    return score > _WHOLE


def _has_ground(page: ReadPage) -> bool:
    """Whether a fill that is not white, or a picture, takes the page."""
    least = _GROUND * area(page.trim)
    fills = (fill.box for fill in page.fills if fill.ink not in (None, 0xFFFFFF))
    return any(
        area(_within(page.trim, box)) > least
        for box in (*fills, *(picture.box for picture in page.pictures))
    )


def _within(outer: Box, box: Box) -> Box:
    return (
        max(outer[0], box[0]), max(outer[1], box[1]), min(outer[2], box[2]), min(outer[3], box[3]),
    )  # fmt: skip


def _goes_on(lines: Sequence[Line], type_: Typography) -> bool:
    """Whether a page begins with running text, under no headline."""
    body = [line for line in lines if type_.is_body(line.style) and len(line.words) > 18]
    if len(body) < 4:
        return False
    top = min(line.top for line in body)
    return not any(
        type_.scale(line.style) >= HEADLINE and line.top < top + type_.leading for line in lines
    )


def _stops(lines: Sequence[Line], type_: Typography) -> bool:
    """Whether a page's text ends with a sentence, or it has none."""
    body = [line for line in lines if type_.is_body(line.style)]
    if not body:
        return True
    last = max(body, key=lambda line: (round(line.left / (6 * type_.size)), line.baseline))
    return last.words[-1:] in '.!?”"»'


# --- beside the text -----------------------------------------------------------------------


def part_unframed(
    page: ReadPage, lines: Sequence[Line], faces: Faces, type_: Typography
) -> tuple[dict[Panel, list[Line]], list[Line]]:
    """The advertisements that stand in a column with nothing round them, and all other lines."""
    found: dict[Panel, list[Line]] = {}
    rest = list(lines)
    for group in _groups([line for line in lines if not type_.is_body(line.style)]):
        box = hull(line.box for line in group)
        others = [line for line in rest if line not in group]
        if any(has_middle(box, line.box) for line in others):
            continue
        if _cries(group, box, faces, type_) and not _heads(group, box, others, type_):
            found[Panel(page.number, box, None, False, kind="ad")] = group
            rest = others
    return found, rest


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that stand together under each other."""
    left = sorted(lines, key=lambda line: (line.baseline, line.left))
    while left:
        group = [left.pop(0)]
        box = group[0].box
        for line in list(left):
            close = line.top - box[3] < _JOINED * max(line.size, group[-1].size)
            if close and min(line.right, box[2]) - max(line.left, box[0]) > 0:
                group.append(line)
                left.remove(line)
                box = hull((box, line.box))
        if len(group) >= _LINES:
            yield group


def _cries(group: Sequence[Line], box: Box, faces: Faces, type_: Typography) -> bool:
    """Whether it is in strange type, has an address, cries, and informs of nothing."""
    text = " ".join(line.words for line in group)
    sells = len(SELLS.findall(text))
    display = max(type_.scale(line.style) for line in group)
    if not sells or display < _DISPLAY or faces.strange(group) < _STRANGE:
        return False
    if INFORMS.search(group[0].words) or _HOUSE.search(text):
        return False
    if any(is_byline(line.words) or is_credit(line.words) for line in group):
        return False
    signs = is_centred(group, Panel(group[0].page, box, None, False)) + ("!" in text) + (sells > 1)
    return signs >= _APART


def _heads(group: Sequence[Line], box: Box, others: Sequence[Line], type_: Typography) -> bool:
    """Whether running text stands under it that no larger heading on the page is over."""
    under = any(
        type_.is_body(line.style)
        and line.top > box[1]
        and min(line.right, box[2]) > max(line.left, box[0])
        for line in others
    )
    largest = max(line.size for line in group)
    return under and not any(line.size >= largest for line in others)
