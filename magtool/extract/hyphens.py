"""Line ends undone: the lines of a block become one running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from itertools import pairwise

from magtool.extract.vocabulary import (
    CLOSERS,
    HYPHENS,
    Vocabulary,
    Words,
    bare_word,
    list_frequencies,
)


class End(Enum):
    """What a line's end is."""

    SPACE = "space"
    SUSPENDED = "suspended"
    """A hyphen that stands for a word's other half, and a space (barn- och ungdomsvård)."""
    KEPT = "kept"
    """A hyphen of the word's own."""
    JOINED = "joined"
    """A word broken: its hyphen goes."""
    LOST = "lost"
    """A word broken whose hyphen was lost before."""
    TIGHT = "tight"
    """Nothing is added or taken away: addresses, slashes, dashes between figures."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What is known of a block's line ends before they are undone.

    ``language`` as in "sv" or "en-GB". ``vocabulary`` is the whole document's, gathered once by
    ``gather_vocabulary``. ``spaced`` says whether the block's producer writes a space before an
    ordinary line break and none where a word is broken (``tell_spacing``); None when unknown.
    ``bare`` says that a line without that space may yet end a word (``tell_bare``).
    """

    language: str = ""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    spaced: bool | None = None
    bare: bool = False

    @property
    def words(self) -> Words:
        """How likely a string is a word here."""
        language = self.language[:2].lower()
        return Words(self.vocabulary, list_frequencies(language), language in _SOLID)


# ------------------------------------------------------------------------- languages

_CONJUNCTIONS = {
    "sv": "och eller samt men respektive resp resp. kontra till & / som",
    "da": "og eller samt & /",
    "nb": "og eller samt & /",
    "no": "og eller samt & /",
    "de": "und oder sowie bzw. beziehungsweise bis wie & /",
    "nl": "en of & /",
    "en": "and or to & /",
    "fi": "ja tai sekä eli & /",
    "fr": "et ou & /",
    "es": "y e o u & /",
    "it": "e o & /",
}
"""What comes between a suspended hyphen and the word that completes it."""
_ANY_CONJUNCTION = "och eller og und oder and or & /"
"""Asked where the language is not known."""
_ENDINGS = frozenset(("men", "som", "till", "samt", "en", "ja"))
"""Conjunctions that words end with, too (normen, verksamt): only a word can be suspended there."""
_SOLID = frozenset(("sv", "da", "nb", "nn", "no", "de", "nl", "fi", "is", "et", "hu", ""))
"""Languages that write compounds as one word: a hyphen between two words is the line's."""
_SHORT_STEMS = {"sv": ("it",), "da": ("it",), "nb": ("it", "ikt"), "no": ("it", "ikt")}
"""Abbreviations written small that always take a hyphen."""
_VOWELS = frozenset("aeiouyåäöæøéüàèôœ")


@cache
def _conjunctions(language: str) -> frozenset[str]:
    return frozenset(_CONJUNCTIONS.get(language, _ANY_CONJUNCTION).split())


# --------------------------------------------------------------------------- addresses

_ADDRESS = re.compile(
    r"@|://|^\W*www\.|[^\W\d_]\.(?:se|nu|com|org|net|eu|info|no|dk|fi|de|fr|uk|io)\b", re.IGNORECASE
)
"""What no sentence holds: a mail or web address, or enough of one."""
_PATH = re.compile(r"^[\w%-]*[./_=?&#@%][\w%]|^[\w-]*\d")
"""How the rest of a web address goes on: "kurser/host", "om.html", "2019"."""


_UNWORDED = re.compile(r"[^\w'’&:.@+/\u00ad\u2010-]+|\.(?!\w)")
"""What no word holds, hyphened or not: brackets, dashes, a full stop at its end."""
_PARTS = re.compile(r"[^\w'’]+")
"""What parts a word from its neighbours in a compound with hyphens."""


def tell_spacing(lines: Sequence[str], usual: bool | None = None) -> bool | None:
    """Whether the producer writes a space before ordinary line breaks and none in broken words.

    ``usual`` is what holds for the rest of the document, and decides where the lines are too
    few. A line that ends in a stop, or that a capital follows, is surely an ordinary break:
    where such lines have no space, none has a meaning.
    """
    spaced = bare = sure_spaced = sure_bare = hyphen_spaced = hyphens = 0
    for line, after in pairwise(lines):
        text, rest = line.rstrip(), after.lstrip()
        if not text or not rest:
            continue
        has_space = len(line) > len(text)
        if text[-1] in HYPHENS:
            hyphens += 1
            hyphen_spaced += has_space
            continue
        spaced += has_space
        bare += not has_space
        if text[-1] in CLOSERS or not rest[0].islower():
            sure_spaced += has_space
            sure_bare += not has_space
    ends = spaced + bare
    if ends + hyphens < _FEW_LINES:
        return usual
    if 2 * hyphen_spaced > hyphens > 1:
        return False
    if usual and ends < _MANY_LINES:
        return spaced > 0 or ends < _FEW_LINES
    return spaced >= bare and sure_spaced >= sure_bare - _HEADINGS


def usual_spacing(blocks: Iterable[Sequence[str]]) -> bool | None:
    """What most blocks that tell it say of their line ends; None where none does."""
    told = [verdict for lines in blocks if (verdict := tell_spacing(lines)) is not None]
    return 2 * sum(told) > len(told) if told else None


def tell_bare(blocks: Iterable[Sequence[str]], context: Joining) -> bool:
    """Whether ends without a space, in blocks that have them, are no sign of broken words.

    They are one where the halves make words that are known; some producers only lose spaces.
    """
    words, wordy, odd = context.words, 0, 0
    for lines in blocks:
        if not tell_spacing(lines, context.spaced):
            continue
        for line, after in pairwise(lines):
            last, rest = line.split()[-1:], after.split(None, 1)[:1]
            if last and rest and not line[-1].isspace() and _may_go_on(last[0], rest[0]):
                likely = _odds_of_break(last[0], rest[0], words) > 0
                wordy += likely
                odd += not likely
    return odd > _ODD and odd > wordy


_ODD = 2
"""Compounds that no one knows may be among a few broken words."""
_HEADINGS = 2
"""Headings and last lines of paragraphs among a block's lines: they have no space."""
_FEW_LINES = 3
"""Line ends under which a trailing space says nothing of the block."""
_MANY_LINES = 10
"""Line ends that may contradict the rest of the document by their shares."""


def join_lines(lines: Sequence[str], context: Joining, lasts: Collection[int] = ()) -> str:
    """The block's text in one line: words joined, hyphens kept or taken away.

    ``lines`` have their letters mended (``mend_letters``) and, where the producer wrote it,
    their trailing space; blank ones are passed over. ``lasts`` as in `tell_ends`.
    """
    if not all(map(str.strip, lines)):
        lines = [line for line in lines if line.strip()]
    pieces: list[str] = []
    for line, end in zip(lines, tell_ends(lines, context, lasts), strict=True):
        text = line.strip()
        if text[-1] in HYPHENS:
            text = text[:-1] + ("" if end is End.JOINED else "-")
        pieces.append(text + " " if end in (End.SPACE, End.SUSPENDED) else text)
    return "".join(pieces).rstrip(" ")


def tell_ends(lines: Sequence[str], context: Joining, lasts: Collection[int] = ()) -> list[End]:
    """What each line's end is, the last one's a space. No line may be blank.

    ``lasts`` are the numbers of lines that end their columns: some producers end the text object
    with them, without the space that other lines have.

    Lines without a hyphen are judged together: how many of a block's words are broken is
    learnt from the block itself.
    """
    if not lines:
        return []
    words = context.words
    ends: list[End] = []
    open_ends: list[tuple[int, float]] = []
    hyphens = 0
    for number, (line, after) in enumerate(pairwise(lines)):
        text, rest = line.strip(), after.split(None, 1)[0]
        last = text.rsplit(None, 1)[-1]
        spaced = line[-1].isspace() if context.spaced else None
        if not spaced and (context.bare or number in lasts):
            spaced = None
        if text[-1] in HYPHENS:
            end = _end_with_hyphen(text, last, rest, spaced, context, words)
            hyphens += end is End.JOINED
        else:
            end = _end_by_marks(last, rest, spaced)
            if end is End.SPACE and _may_go_on(last, rest):
                odds = _odds_of_break(last, rest, words)
                open_ends.append((number, odds + _odds_of_space(spaced)))
        ends.append(end)
    for number in _broken(open_ends, hyphens, context.vocabulary.hyphened):
        ends[number] = End.LOST
    ends.append(End.SPACE)
    return ends


# -------------------------------------------------------------------- ends with a hyphen


def _end_with_hyphen(
    text: str, last: str, rest: str, spaced: bool | None, context: Joining, words: Words
) -> End:
    """``spaced``: whether a space follows the hyphen, None where that has no meaning."""
    stem, part = _UNWORDED.split(last[:-1])[-1], _UNWORDED.split(rest, maxsplit=1)[0]
    if not stem or not (stem[-1].isalnum() or stem[-1] in ")/"):
        return End.SPACE  # a hyphen for a dash
    language = context.language[:2].lower()
    solid, parted = f"{stem}{part}".lower(), f"{stem}-{part}".lower()
    counts = words.vocabulary.counts
    if _ADDRESS.search(last) or _ADDRESS.search(rest):
        # A soft hyphen is drawn only where the program broke the line.
        own = last[-1] != "\u00ad" and not counts.get(bare_word(solid))
        return End.TIGHT if own else End.JOINED
    linked = rest.lower() in _conjunctions(language) and not words.known(solid)
    if linked and (rest not in _ENDINGS or words.known(_PARTS.split(stem)[-1].lower())):
        return End.SUSPENDED
    if spaced and not words.known(solid):
        return End.SUSPENDED
    if not part or not part[0].isalpha():
        return End.KEPT
    seen_parted, seen_solid = counts.get(parted, 0), counts.get(solid, 0)
    if seen_parted != seen_solid:
        return End.KEPT if seen_parted > seen_solid else End.JOINED
    if _keeps_hyphen(stem, part, text, language, words):
        return End.KEPT
    return End.JOINED


def _keeps_hyphen(stem: str, part: str, text: str, language: str, words: Words) -> bool:
    """Whether the word is written with a hyphen, line end or not."""
    head = _PARTS.split(stem)[-1]
    if not head or not head[-1].isalpha():
        return True  # 90-talet
    if len(head) == 1:
        return True  # e-post
    if head.isupper() and (part[:2].isupper() or len(part) == 1):
        # Capitals throughout: an abbreviation only by its letters, or where it stands alone.
        return len(head) < 2 or not _VOWELS.intersection(head.lower())
    if part[0].isupper() or head[1:].isupper():
        return True
    lower = head.lower()
    solid = lower + _PARTS.split(part, maxsplit=1)[0].lower()
    if lower in _SHORT_STEMS.get(language, ()):
        return not words.known(solid)
    soft = text[-1] == "\u00ad"  # drawn where the program broke the word, seldom else
    if soft or not words.frequencies or (language in _SOLID and head == stem):
        return False
    tail = solid[len(lower) :]
    apart = words.likelihood(lower) + words.likelihood(tail) + _LINKED
    return apart > words.likelihood(solid)


_LINKED = 0.3
"""log10 of how much likelier two words stand with a hyphen between than chance has them meet."""


# ----------------------------------------------------------------- ends without a hyphen


def _end_by_marks(last: str, rest: str, spaced: bool | None) -> End:
    """What a dash, a slash or an address at the line's end says; a space by default."""
    if spaced:
        return End.SPACE
    if len(last) > 1 and last[-1] in "–—/" and last[-2].isalnum():
        if last[-1] == "–" and not (last[-2].isdigit() and rest[0].isdigit()):
            return End.TIGHT if spaced is False or rest[0].isupper() else End.SPACE
        whole = spaced is None and _ADDRESS.search(last) and not _PATH.search(rest)
        return End.SPACE if whole else End.TIGHT
    if rest[0] == "/" and len(rest) > 1 and last[-1].isalnum():
        return End.TIGHT
    if _ADDRESS.search(last) and _goes_on(last, rest, spaced):
        return End.TIGHT
    if rest[0] in "@." and rest[1:2].isalpha() and last[-1].isalnum():
        return End.TIGHT
    return End.SPACE


def _goes_on(last: str, rest: str, spaced: bool | None) -> bool:
    """Whether an address that ends its line is not at its end."""
    if last[-1] in CLOSERS.replace(".", ""):
        return False
    if last[-1] in "._=?&@" or last.endswith("://"):
        return rest[0].islower() or rest[0].isdigit()
    whole = re.search(r"\.[a-z]{2,12}(?:/|$)", last, re.IGNORECASE)
    return rest[0].islower() and (not whole or spaced is False or bool(_PATH.search(rest)))


def _may_go_on(last: str, rest: str) -> bool:
    """Whether the two could be one word by their letters alone."""
    if not last[-1].isalpha():
        return False
    if rest[0].islower():
        return True
    return rest[0].isupper() and len(last) > 1 and last.isupper() and rest.isupper()


def _odds_of_break(last: str, rest: str, words: Words) -> float:
    """log10 of how much likelier the two are one broken word than two words that meet."""
    head = _PARTS.split(last)[-1].lower()
    tail = _PARTS.split(rest, maxsplit=1)[0].lower()
    if not tail:
        return -_PLACES
    one = words.likelihood(head + tail) - _PLACES
    sure = 0.0 if words.frequencies else _UNSURE
    return one - words.pair(head, tail) - sure


_UNSURE = 2.5
"""log10 of what is asked beyond even odds where only the document's own words are known."""
_PLACES = 0.5
"""log10 of the places where a word could have been broken."""


def _odds_of_space(spaced: bool | None) -> float:
    """log10 of what a space at the line's end, or none, says for a broken word."""
    if spaced is None:
        return 0.0
    return -6.0 if spaced else 6.0


def _broken(odds: Sequence[tuple[int, float]], hyphens: int, usual: float) -> list[int]:
    """The numbers of the line ends that break a word.

    The share of broken words is estimated along with them (expectation maximisation), from what
    is to be expected: a block that shows ``hyphens`` has hardly lost any; one without may only
    be too short to have one, if a ``usual`` share of the document's lines ends with them.
    """
    lost = _LOST / (_LOST + (1 - _LOST) * (1 - usual) ** len(odds))
    share = prior = _KEEPS if hyphens else lost * _BROKEN
    chances: list[float] = []
    for _ in range(_ROUNDS):
        scale = share / (1 - share)
        chances = [1 / (1 + 1 / (scale * 10.0 ** max(-30.0, min(odd, 30.0)))) for _, odd in odds]
        share = (sum(chances) + _WEIGHT * prior) / (len(odds) + _WEIGHT)
    return [number for (number, _), chance in zip(odds, chances, strict=True) if chance > 0.5]


_LOST = 0.3
"""How likely a block's hyphens were lost, when nothing is known of it."""
_BROKEN = 0.3
"""Share of a narrow column's lines that break a word."""
_KEEPS = 0.003
"""Share of broken words that lost their hyphen where others kept it."""
_WEIGHT = 5
"""Line ends that the expected share is worth."""
_ROUNDS = 3
