"""Where a word may be broken, and how well: compound seams first, then syllables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pyphen

_LETTERS = re.compile(r"[^\W\d_]+")
_HYPHENS = "-\u2010\u2011"
_LINKING = ("", "s", "o", "e")
"""Letters that may join the parts of a Germanic compound (arbet-s-miljö, kyrk-o-råd)."""


@cache
def _patterns(language: str) -> pyphen.Pyphen | None:
    fallback = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=fallback, left=2, right=2) if fallback else None


@dataclass(slots=True)
class Hyphenator:
    """Break points of words in one language.

    ``exceptions`` are words with their hyphens shown (``social-tjänst``); a word without one
    is never broken. ``lexicon`` are words known to stand alone: a break that leaves a known
    word of at least ``seam_letters`` letters on both sides is a compound seam.
    """

    language: str
    exceptions: Iterable[str] = ()
    lexicon: frozenset[str] = frozenset()
    before: int = 2
    after: int = 2
    seam_letters: int = 4
    _known: dict[str, tuple[int, ...]] = field(init=False, repr=False, default_factory=dict)
    _cache: dict[str, tuple[tuple[int, bool], ...]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for entry in self.exceptions:
            parts = entry.lower().split("-")
            points, at = [], 0
            for part in parts[:-1]:
                at += len(part)
                points.append(at)
            self._known["".join(parts)] = tuple(points)

    def points(self, word: str) -> tuple[tuple[int, bool], ...]:
        """Offsets in ``word`` where a hyphen may be put, each with whether it is a seam.

        Words that already hold a hyphen, digits or an at sign get none: they may only break
        at their own hyphen, which the composer knows.
        """
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = tuple(self._find(word))
        return found

    def _find(self, word: str) -> Iterable[tuple[int, bool]]:
        match = _LETTERS.search(word)
        if match is None or any(c in word for c in "@/\u00ad" + _HYPHENS) or "." in word.strip("."):
            return
        if any(c.isdigit() for c in word):
            return
        letters, start = match.group(), match.start()
        lower = letters.lower()
        known = self._known.get(lower)
        if known is not None:
            yield from ((start + at, True) for at in known)
            return
        if len(lower) < self.before + self.after or letters.isupper():
            return
        seams = self._seams(lower)
        patterns = _patterns(self.language)
        syllables = set(patterns.positions(lower)) if patterns else set()
        for at in sorted(syllables | seams):
            if self.before <= at <= len(lower) - self.after and not _too_near(at, seams):
                yield start + at, at in seams

    def _seams(self, word: str) -> set[int]:
        found = set()
        for at in range(self.seam_letters, len(word) - self.seam_letters + 1):
            if word[at:] not in self.lexicon:
                continue
            first = word[:at]
            if any(
                first.endswith(link) and first[: len(first) - len(link)] in self.lexicon
                for link in _LINKING
            ):
                found.add(at)
        return found


def _too_near(at: int, seams: set[int]) -> bool:
    """A syllable break one letter from a seam reads as a mistake (arbet-smiljö)."""
    return at not in seams and any(abs(at - seam) == 1 for seam in seams)
