"""Which words there are: the document's own, the language's, and how likely a string is one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

HYPHENS = "-\u00ad\u2010\ufffe\x02"
"""What readers give for a hyphen at a line's end: U+FFFE and U+0002 are pdfium's."""
OPENERS = "([{<\"'”“„‘’»«¿¡–—•…"
CLOSERS = ")]}>\"'”“’»«.,;:!?…–—"

_UNLISTED = -1.5
"""log10 of the share of words that nobody has listed."""
_FLOOR = -1.8
"""log10 for a letter after two others that the document never has so."""
_NEVER = -99.0
_PART = 3
"""Letters of a compound's shortest part."""
_INFLECTED = re.compile(r"(?:na|en|er|ar|or|(?<!h)et)s$")
"""A Nordic genitive: the s after these is not one that joins (brukarnas möjlighet)."""
_COMPOUND = -1.5
"""log10 of how likely two words are written as one, in languages that do that."""
_SMOOTH = 20_000
"""Words a document is thought to hold besides its own, so that one occurrence proves little."""
_HYPHEN = re.compile("[\u00ad\u2010\u2011\ufffe\x02]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that stand whole inside the lines of one document, lower case, counted.

    ``pairs`` are neighbours ("psykisk ohälsa"). ``letters`` is how likely (log10) a letter
    follows two others, keyed by the three. ``hyphened`` is the share of lines that end with a
    hyphen.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, float] = field(default_factory=dict)
    size: int = 0
    hyphened: float = 0.0


def gather_vocabulary(blocks: Iterable[Sequence[str]]) -> Vocabulary:
    """The document's own words; ``blocks`` are the lines of each, with their trailing spaces.

    A line's first and last words may be halves of one. They count only where a stop or a
    capital shows that they are whole.
    """
    counts: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    ends = hyphens = 0
    for lines in blocks:
        whole = True
        for line in lines:
            words = [bare_word(word) for word in line.split()]
            if not words:
                continue
            start = 0 if whole or line.lstrip()[0].isupper() else 1
            last = line.rstrip()[-1]
            whole = last in CLOSERS
            ends += 1
            hyphens += last in HYPHENS
            words = words[start : None if whole else -1]
            counts.update(words)
            pairs.update(map(" ".join, pairwise(words)))
    del counts[""]
    size = counts.total()
    return Vocabulary(counts, pairs, _follow(counts), size, hyphens / ends if ends else 0.0)


def bare_word(word: str) -> str:
    """The word in lower case without the marks around it, its hyphens plain."""
    if word.isalpha():
        return word.lower()
    return _HYPHEN.sub("-", word.strip(OPENERS + CLOSERS)).lower()


def _follow(words: Iterable[str]) -> dict[str, float]:
    """Letters' likelihoods from the words, each counted once; "^" and "$" are their ends."""
    threes: Counter[str] = Counter()
    twos: Counter[str] = Counter()
    for word in words:
        framed = f"^^{word}$"
        for at in range(len(framed) - 2):
            three = framed[at : at + 3]
            threes[three] += 1
            twos[three[:2]] += 1
    return {three: math.log10(number / (twos[three[:2]] + 3)) for three, number in threes.items()}


@cache
def list_frequencies(language: str) -> Mapping[str, float]:
    """log10 of how often the language's words are used; empty where nobody has counted.

    ``language`` as in "sv". The first call for a language takes about a tenth of a second.
    """
    try:
        import wordfreq
    except ImportError:
        return {}
    try:
        ranks = wordfreq.get_frequency_list(language, "best")
    except (LookupError, ValueError):  # not a language, or none that it counts
        return {}
    return {word: -rank / 100 for rank, words in enumerate(ranks[:_RAREST]) for word in words}


@cache
def _usual_words() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _USUAL.items()}


def guess_language(text: str) -> str:
    """The language whose small words the text is full of; "" where none is."""
    counts = Counter(bare_word(word) for word in text.split())
    found = {
        language: sum(counts[word] for word in words) for language, words in _usual_words().items()
    }
    best = max(found, key=lambda language: found[language])
    return best if 10 * found[best] > counts.total() > 0 else ""


_USUAL = {
    "sv": "och att det som en på är av för med den till inte har om ett i jag vi kan",
    "nb": "og å det som en på er av for med den til ikke har om et i jeg vi kan",
    "da": "og at det som en på er af for med den til ikke har om et i jeg vi kan",
    "fi": "ja on ei että se oli hän ovat myös kun joka mutta tai sen niin",
    "en": "the of and to in a is that for it with as on was be are this by from",
    "de": "der die und in das den von zu mit ist nicht ein eine auf dem für sich des im",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om ook",
    "fr": "le la les de des et à en un une du est que dans pour qui il sur au pas",
    "es": "el la los de y en que un una del es se por con las para no su al lo",
}

_RAREST = 700
"""Rank (-100 times log10) after which lists hold more tags and misspellings than words."""


@dataclass(frozen=True, slots=True)
class Words:
    """How likely strings are words of a document in a language.

    ``solid``: the language writes compounds as one word.
    """

    vocabulary: Vocabulary
    frequencies: Mapping[str, float]
    solid: bool = True

    def known(self, word: str) -> bool:
        """Whether the document or the language has the word."""
        return word in self.vocabulary.counts or word in self.frequencies

    def likelihood(self, word: str) -> float:
        """log10 of the chance that the next word of the text is this one, lower case."""
        listed = self._listed(word)
        if listed is not None:
            return listed
        spelled = _UNLISTED + self._spelled(word)
        return max(spelled, self._compounded(word)) if self.solid else spelled

    def pair(self, first: str, second: str) -> float:
        """log10 of the chance that the next two words are these."""
        chance = self.likelihood(first) + self.likelihood(second)
        seen = self.vocabulary.pairs.get(f"{first} {second}")
        if seen is None:
            return chance
        return math.log10(10.0**chance + seen / (self.vocabulary.size + _SMOOTH))

    def _listed(self, word: str) -> float | None:
        seen = self.vocabulary.counts.get(word)
        usual = self.frequencies.get(word)
        if seen is None:
            return usual
        share = seen / (self.vocabulary.size + _SMOOTH)
        return math.log10(share if usual is None else share + 10.0**usual)

    def _compounded(self, word: str) -> float:
        """The likeliest two listed words that make this one, an s between them or not."""
        best = _NEVER
        for at in range(_PART, len(word) - _PART + 1):
            last = self._listed(word[at:])
            if last is None:
                continue
            head = word[:at]
            first = self._listed(head)
            if head[-1] == "s" and not _INFLECTED.search(head):
                linked = self._listed(head[:-1])
                if linked is not None and (first is None or linked > first):
                    first = linked
            if first is None:
                first = _UNLISTED + self._spelled(head)
            best = max(best, first + last + _COMPOUND)
        return best

    def _spelled(self, word: str) -> float:
        """log10 of the chance that letters drawn one by one make this word."""
        letters = self.vocabulary.letters
        framed = f"^^{word}$"
        total = 0.0
        for at in range(len(framed) - 2):
            total += letters.get(framed[at : at + 3], _FLOOR)
        return total
