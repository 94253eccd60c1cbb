"""Where a word may be broken, and how well: compound seams first, then syllables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from magtool.typeface.patterns import load_patterns

_LETTERS = re.compile(r"[^\W\d_]+")
_UNBROKEN = re.compile(r"[@/\u00ad\u2010\u2011\d-]")
_LISTED = ("sv",)
_LEAST = 3
"""Letters of a compound's shortest part."""
_LINKS = "soeu"
"""Letters that may join the parts of a Germanic compound (arbet-s-miljö, kyrk-o-råd)."""
_PARTICLES = frozenset(
    ("efter", "fram", "från", "före", "förbi", "genom", "inne", "med", "mellan", "miss", "mot",
     "när", "ned", "under", "upp", "vid", "åter", "över")
)  # fmt: skip
"""What is put before verbs takes no linking letter: upp-skatta, not upps-katta."""
_VOWELS = frozenset("aeio")
"""An ending with one of these takes the place of the word's own last a or e."""
_ENDINGS = (
    "", "s", "n", "ns", "t", "ts", "a", "as", "e", "en", "ens", "et", "ets", "ar", "ars", "arna",
    "arnas", "er", "ers", "erna", "ernas", "or", "ors", "orna", "ornas", "r", "rna", "rnas",
    "na", "nas", "d", "de", "ad", "ade", "at", "ande", "ig", "igt", "iga"
)  # fmt: skip
"""Inflections of a compound's last part, the bare word first."""


@cache
def _compound_parts(language: str) -> frozenset[str]:
    """The language's list of words that compounds are made of; empty where there is none."""
    if language[:2] not in _LISTED:
        return frozenset()
    file = f"words/{language[:2]}.txt"
    lines = files("magtool.typeface").joinpath(file).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


class Point(NamedTuple):
    """A place for a hyphen: its offset, whether it is a compound's seam, letters either side."""

    at: int
    seam: bool
    before: int
    after: int


@dataclass(slots=True)
class Hyphenator:
    """Break points of words in one language.

    ``exceptions`` are words with their hyphens shown (``social-tjänst``); a word without one
    is never broken. Compound seams are found by the word list shipped for the language
    (``words/sv.txt``) and by nothing that stands in an issue: a word mended on one page must
    not move a line break on another.
    """

    language: str
    exceptions: Iterable[str] = ()
    before: int = 2
    after: int = 2
    _known: dict[str, tuple[int, ...]] = field(init=False, repr=False, default_factory=dict)
    _cache: dict[str, tuple[Point, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.exceptions:
            parts = entry.lower().split("-")
            points, at = [], 0
            for part in parts[:-1]:
                at += len(part)
                points.append(at)
            self._known["".join(parts)] = tuple(points)

    def points(self, word: str) -> tuple[Point, ...]:
        """Where in ``word`` a hyphen may be put, in order.

        Words that already hold a hyphen, digits or an at sign get none: they may only break
        at their own hyphen, which the composer knows.
        """
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = tuple(self._find(word))
        return found

    def _find(self, word: str) -> Iterator[Point]:
        match = _LETTERS.search(word)
        if match is None or _UNBROKEN.search(word) or "." in word.strip("."):
            return
        letters, start = match.group(), match.start()
        lower, size = letters.lower(), len(letters)
        known = self._known.get(lower)
        if known is not None:
            yield from (Point(start + at, True, at, size - at) for at in known)
            return
        if size < self.before + self.after or letters.isupper():
            return
        seams = find_seams(lower, _compound_parts(self.language))
        patterns = load_patterns(self.language)
        places = set(patterns.positions(lower)) if patterns else set()
        # A syllable break one letter from a seam reads as a mistake (arbet-smiljö).
        places -= {seam + step for seam in seams for step in (-1, 1)}
        for at in sorted(places.union(seams)):
            if self.before <= at <= size - self.after:
                yield Point(start + at, at in seams, at, size - at)


def find_seams(word: str, parts: frozenset[str]) -> tuple[int, ...]:
    """Where the parts of a compound meet; () for what is not made of known parts throughout.

    The last part may be inflected, the others may end in a linking letter. Of several
    readings the one with the fewest parts is taken, then the one whose last seam comes latest:
    an s between two words mostly belongs to the first (förvaltnings-lagen).
    """
    best: dict[int, tuple[int, ...]] = {0: ()}
    for end in range(_LEAST, len(word) - _LEAST + 1):
        found = [
            (*best[start], end)
            for start in best
            if end - start >= _LEAST and _joins(word[start:end], parts)
        ]
        if found:
            best[end] = min(found, key=len)
    whole = [seams for start, seams in best.items() if start and _ends(word[start:], parts)]
    return min(whole, key=lambda seams: (len(seams), -seams[-1]), default=())


def _joins(part: str, parts: frozenset[str]) -> bool:
    """Whether the part may stand before another."""
    if part in parts:
        return True
    stem = part[:-1]
    return part[-1] in _LINKS and stem in parts and stem not in _PARTICLES


def _ends(part: str, parts: frozenset[str]) -> bool:
    """Whether the part, its inflection taken off, is known: påsar, påsen, påse by "påse"."""
    for ending in _ENDINGS:
        stem = part.removesuffix(ending)
        if len(stem) < _LEAST or len(stem) + len(ending) > len(part):
            continue
        if stem in parts:
            return True
        if ending[:1] in _VOWELS and (stem + "a" in parts or stem + "e" in parts):
            return True
    return False
