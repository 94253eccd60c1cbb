"""Text as it was written, from text as old PDFs tell it: letters mended, no word changed.

Quotes and dashes are left as they are. What is joined or parted needs the document's or the
language's own words as a witness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from magtool.extract.vocabulary import Words

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
    # Places in TeX's T1 encoding, told as they are by fonts without names.
    "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl",
}  # fmt: skip
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff"
"""Joiners and marks without width."""
_LETTERS = str.maketrans({**_LIGATURES, **dict.fromkeys(_NOTHING, "")})
_SPACES = re.compile(r"(?<!\d)[\u00a0\u2007\u202f]|[\u2000-\u2006\u2008-\u200a\u3000\t]")
_ACCENTS = {"¨": "\u0308", "˚": "\u030a"}
_ACCENTED = re.compile(r"([¨˚]) ?([aouAOUeiEI])")
"""An accent drawn before its letter, as TeX does without the letter in its font."""
_SOFT = re.compile(r"(?<=\w)[\u00ad\u2010](?=\w)|(?<=\w)[\u00ad\u2010](?=\s)")
"""A hyphen inside a line: it was seen there, so it is the word's own."""


def mend_text(text: str, words: Words) -> str:
    """The line or paragraph with its ligatures whole, its letterspacing closed, its spaces plain.

    Two spaces between letterspaced words tell where they part; afterwards there are none.
    """
    text = mend_letters(text)
    if "\ufffd" in text:
        text = _UNREAD.sub(lambda match: _read_again(match.group(), words), text)
    if _SINGLES.search(text):
        text = _SINGLES.sub(lambda match: _close(match, words), text)
    if "  " in text:
        text = re.sub(" {2,}", " ", text)
    if _SPLIT.search(text):
        text = _join_ligatures(text, words)
    if _GLUED.search(text):
        text = _GLUED.sub(lambda match: _part(match, words), text)
    return text


def mend_letters(text: str) -> str:
    """The text with one character for each letter and a plain space for each space.

    A no-break space after a figure stays (10 000, 5 %).
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.translate(_LETTERS))
    text = _ACCENTED.sub(
        lambda match: unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]]), text
    )
    return _SPACES.sub(" ", _SOFT.sub("-", text))


# ------------------------------------------------------------------------- ligatures

_SPLIT = re.compile(r"(?:ff|fi|fl|ffi|ffl|fj|ft)(?= \w)|(?<=\w )(?:ff|fi|fl)\w", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_ENDS, _STARTS = ("ff", "fi", "fl", "fj", "ft"), ("ff", "fi", "fl")
_PIECES = 5
"""Pieces that one word may have fallen into."""
_JOIN = 3.0
"""log10 of how much likelier one word must be than its pieces, for each gap: with 4 "tuff a"
stays apart, with 3 nothing is joined in 170,000 words of whole text."""


def _join_ligatures(text: str, words: Words) -> str:
    """Words closed that fell apart beside an f ligature ("fi nns", "de fi nition")."""
    found = list(_WORDS.finditer(text))
    gaps: list[int] = []
    start = 0
    while start < len(found):
        stop = start
        while _touches(text, found, stop):
            stop += 1
        if stop > start:
            gaps += [found[at].end() for at in _closed(found[start : stop + 1], start, words)]
        start = stop + 1
    for gap in reversed(gaps):
        text = text[:gap] + text[gap + 1 :]
    return text


def _closed(run: Sequence[re.Match[str]], first: int, words: Words) -> list[int]:
    """The numbers of the pieces that belong to the next one, by the likeliest reading of all."""
    pieces = [match.group().lower() for match in run]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        readings = []
        for start in range(max(0, end - _PIECES), end):
            word = "".join(pieces[start:end])
            whole = words.likelihood(word)
            if end - start > 1 and not (words.frequencies or words.known(word)):
                continue  # nobody to ask but the document
            readings.append((best[start][0] + whole - _JOIN * (end - start - 1), start))
        best.append(max(readings))
    joined: list[int] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        joined[:0] = range(first + start, first + end - 1)
        end = start
    return joined


def _touches(text: str, found: Sequence[re.Match[str]], number: int) -> bool:
    """Whether a ligature stands beside the one space between two words."""
    if number + 1 >= len(found):
        return False
    one, other = found[number], found[number + 1]
    if text[one.end() : other.start()] != " ":
        return False
    if other.group()[0].isupper() and not one.group()[-1].isupper():
        return False
    return one.group().lower().endswith(_ENDS) or other.group().lower().startswith(_STARTS)


# ------------------------------------------------------------------------ letterspacing

_SINGLES = re.compile(r"(?<!\S)[^\W\d_](?: {1,4}[^\W\d_]){2,}[.:!?]?(?!\S)")
_FEW_LETTERS = 4
"""Letters alone that surely make a word; three may be initials, and need a line of their own."""


def _close(match: re.Match[str], words: Words) -> str:
    """Single letters closed to words; their own gaps are kept where they are wider."""
    run = match.group()
    if not (run.upper() == run or run.lower() == run):
        return run
    parts = re.split(r" {2,}", run)
    if len(parts) == len(run.split()):
        parts = [re.sub(" +", " ", run)]  # every gap alike
    closed = [part.replace(" ", "") for part in parts]
    if len(closed) == 1:
        word = closed[0].rstrip(".:!?")
        alone = run == match.string.strip()
        if len(word) < _FEW_LETTERS and not (alone and words.known(word.lower())):
            return run
        closed = list(_segment(word, words))
        closed[-1] += parts[0].replace(" ", "")[len(word) :]
    return " ".join(closed)


def _segment(letters: str, words: Words) -> Iterable[str]:
    """The likeliest words that the letters make, set without gaps between them."""
    lower = letters.lower()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(lower) + 1):
        best.append(
            max(
                (best[start][0] + words.likelihood(lower[start:end]), -start)
                for start in range(max(0, end - 30), end)
            )
        )
    found: list[str] = []
    end = len(lower)
    while end:
        start = -best[end][1]
        found.append(letters[start:end])
        end = start
    return reversed(found)


def fold_small_caps(letters: Iterable[tuple[str, float]], full: float) -> str:
    """A word as its writer typed it, from its letters and their sizes beside ``full``, the line's.

    A capital drawn smaller than four fifths or so of its line is a small capital.
    """
    return "".join(
        letter.lower() if letter.isupper() and 0.6 * full < size < 0.88 * full else letter
        for letter, size in letters
    )


# ------------------------------------------------------------------- glued, and not read

_GLUED = re.compile(
    r"(?<![\w@./:-])(?P<left>[^\W\d_]{3,})(?P<mark>[?!.,;:]?[”\")]?)(?P<right>[^\W\d_a-zåäöæøü]\w{2,})"
    r"(?![\w@/.]*[@/])"
)


def _part(match: re.Match[str], words: Words) -> str:
    """Two strings parted where both are known words and their meeting is none."""
    left, mark, right = match["left"], match["mark"], match["right"]
    together = f"{left}{right}".lower()
    if not mark and not (left.islower() and right.isupper() and len(left) > 3 and len(right) > 3):
        return match.group()
    if not mark and words.known(together):
        return match.group()
    if words.known(left.lower()) and words.known(right.lower()):
        return f"{left}{mark} {right}"
    return match.group()


_UNREAD = re.compile(r"[^\W\d_]*\ufffd[^\W\d_]*")
_CANDIDATES = ("fi", "fl", "ff", "ffi", "ffl", "å", "ä", "ö", "é", "ü", "ft", "tt", "-")


def _read_again(word: str, words: Words) -> str:
    """The word with its unread letter, if one letter or ligature alone makes it a known one."""
    if word.count("\ufffd") != 1 or len(word) < _FEW_LETTERS:
        return word
    lower = word.lower()
    found = []
    for candidate in _CANDIDATES:
        whole = lower.replace("\ufffd", candidate)
        if words.known(whole):
            found.append((words.likelihood(whole), candidate))
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[0][0] - found[1][0] < 2.0):
        return word
    letter = found[0][1]
    return word.replace("\ufffd", letter.upper() if word[:2].isupper() else letter)
