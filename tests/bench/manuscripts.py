"""Copy for the benchmark: long plain stories dealt from a folder of manuscripts."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

SUBHEAD, TEXT = "subhead", "text"
PAGES = (2, 1, 3, 2, 1, 2, 1, 3)
"""Pages of the stories of one round: eight stories, fifteen pages."""

_BOX = re.compile(r"^:::.*?^:::[ \t]*$", re.M | re.S)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^)]*\)")
_MARKS = re.compile(r"\[\[|\]\]|\*+|\{[^}]*\}")
_SENTENCE = re.compile(r"(?<=[.!?”])\s+(?=[^\W\d_a-zåäö])")
_DASH = "– "
_LEAST_WORDS = 200
_LIST = ("- ", "* ", "1. ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's words without any markup; ``role`` is SUBHEAD or TEXT."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Tale:
    """A story of the benchmark, made to fill ``pages`` pages."""

    slug: str
    headline: str
    pages: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def words(self) -> int:
        return sum(len(p.text.split()) for p in self.paragraphs) + len(self.headline.split())


@dataclass(frozen=True, slots=True)
class Room:
    """What a page of the design holds, about: lines of so many characters."""

    page_lines: int
    head_lines: int
    line_characters: float

    def lines(self, paragraph: Paragraph) -> int:
        """About how many lines the paragraph takes, white over a subhead included."""
        if paragraph.role == SUBHEAD:
            return 2
        return math.ceil(len(paragraph.text) / self.line_characters + 0.25)


def tales(folder: Path, room: Room, rounds: int = 1) -> tuple[Tale, ...]:
    """``rounds`` times eight stories from the manuscripts in ``folder``, cut to fill pages.

    The same folder always gives the same stories. Raises ValueError when no manuscript there
    is long enough to be used.
    """
    sources = [(head, body) for head, body in map(_read, _files(folder)) if body]
    if not sources:
        raise ValueError(f"no manuscript of {_LEAST_WORDS} words in {folder}")
    supply = _dealt([body for _, body in sources])
    made = []
    for number in range(rounds * len(PAGES)):
        pages = PAGES[number % len(PAGES)]
        headline = sources[number % len(sources)][0]
        copy = tuple(_cut(supply, room, pages))
        made.append(Tale(f"story-{number + 1:02}", headline, pages, copy))
    return tuple(made)


def manuscript(tale: Tale) -> str:
    """The story as a manuscript of an issue."""
    front = yaml.safe_dump({"headline": tale.headline, "kind": "news"}, allow_unicode=True)
    body = (f"## {p.text}" if p.role == SUBHEAD else p.text for p in tale.paragraphs)
    return f"---\n{front}---\n\n" + "\n\n".join(body) + "\n"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))


def _read(path: Path) -> tuple[str, tuple[Paragraph, ...]]:
    """Headline and running text; no text when there is little or it is no story's."""
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    facts = yaml.safe_load(front)
    paragraphs = tuple(_paragraphs(_BOX.sub("", body)))
    words = sum(len(p.text.split()) for p in paragraphs)
    usable = words >= _LEAST_WORDS and facts.get("kind") not in ("notices", "editorial")
    return facts["headline"], paragraphs if usable else ()


def _paragraphs(body: str) -> Iterator[Paragraph]:
    for chunk in re.split(r"\n\s*\n", body.strip()):
        text = " ".join(_MARKS.sub("", _LINK.sub(r"\1", chunk)).split())
        if text.startswith("#"):
            yield Paragraph(SUBHEAD, text.lstrip("# "))
        elif text and not text.startswith(_LIST):
            yield Paragraph(TEXT, text)


def _dealt(bodies: Sequence[tuple[Paragraph, ...]]) -> Iterator[Paragraph]:
    """Paragraphs without end: the first time as they were written, then dealt anew.

    Later rounds have the same sentences in other paragraphs, so that nobody who keeps what
    was set before gains by copy that only repeats itself.
    """
    written = [paragraph for body in bodies for paragraph in body]
    yield from written
    sentences = [s for p in written if p.role == TEXT for s in _sentences(p.text)]
    chance = random.Random(1)
    while True:
        chance.shuffle(sentences)
        pack = iter(sentences)
        for paragraph in written:
            if paragraph.role == SUBHEAD:
                yield paragraph
                continue
            dash = _DASH if paragraph.text.startswith(_DASH) else ""
            count = len(_sentences(paragraph.text))
            yield Paragraph(TEXT, dash + " ".join(next(pack) for _ in range(count)))


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text.removeprefix(_DASH))


def _cut(supply: Iterator[Paragraph], room: Room, pages: int) -> Iterator[Paragraph]:
    """The next paragraphs that fill ``pages`` pages; a story neither begins nor ends with a
    subhead."""
    left = pages * room.page_lines - room.head_lines
    waiting: Paragraph | None = None
    begun = False
    for paragraph in supply:
        if paragraph.role == SUBHEAD:
            waiting = paragraph if begun else None
            continue
        group = [p for p in (waiting, paragraph) if p is not None]
        lines = sum(room.lines(p) for p in group)
        if begun and lines > left:
            return
        yield from group
        left -= lines
        waiting, begun = None, True
