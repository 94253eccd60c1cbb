"""Syllable breaks by Liang's patterns (Liang 1983), as pyphen ships them for many languages.

pyphen itself takes every pattern apart before it breaks the first word. Here a pattern is taken
apart when a word first holds it, which spares a build more time than all its hyphenation costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import pyphen

_NO_PATTERN = re.compile(
    r"(?:LEFT|RIGHT|COMPOUND|NOHYPHEN|NEXTLEVEL|[%#]).*|/.*|^\s+", re.MULTILINE
)
_HEX = re.compile(r"\^\^([0-9a-f]{2})")
_DIGITS = re.compile(r"\d")


@dataclass(slots=True)
class Patterns:
    """A language's patterns by their letters."""

    patterns: dict[str, str]
    longest: int
    _parsed: dict[str, tuple[tuple[int, int], ...]] = field(
        init=False, repr=False, default_factory=dict
    )

    def positions(self, word: str) -> list[int]:
        """Offsets in a lower-case word where a syllable may end."""
        dotted = f".{word}."
        size, patterns = len(dotted), self.patterns
        values = [0] * (size + 1)
        for start in range(size - 1):
            for stop in range(start + 1, min(start + self.longest, size) + 1):
                letters = dotted[start:stop]
                if letters in patterns:
                    for at, value in self._values(letters):
                        if value > values[start + at]:
                            values[start + at] = value
        return [at - 1 for at, value in enumerate(values) if value & 1]

    def _values(self, letters: str) -> tuple[tuple[int, int], ...]:
        """Where between a pattern's letters which figure stands."""
        found = self._parsed.get(letters)
        if found is None:
            at, values = 0, []
            for character in self.patterns[letters]:
                if character.isdigit():
                    values.append((at, int(character)))
                else:
                    at += 1
            found = self._parsed[letters] = tuple(values)
        return found


@cache
def load_patterns(language: str) -> Patterns | None:
    """The patterns of the language or its nearest kin; None when there are none."""
    name = pyphen.language_fallback(language)
    if name is None:
        return None
    file = pyphen.LANGUAGES[name].name
    data = files("pyphen").joinpath("dictionaries", file).read_bytes()
    encoding, _, body = data.partition(b"\n")
    told = encoding.decode("ascii").strip().lower().replace("microsoft-", "")
    text = _HEX.sub(lambda match: chr(int(match[1], 16)), body.decode(told))
    lines = _NO_PATTERN.sub("", text).split()
    patterns = dict(zip(_DIGITS.sub("", "\n".join(lines)).split("\n"), lines, strict=True))
    return Patterns(patterns, max(map(len, patterns)))
