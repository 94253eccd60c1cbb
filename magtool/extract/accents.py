"""Accents that a file draws by themselves, put on their letters."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from magtool.page.read import ReadGlyph

_COMBINING = {
    "¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "˚": "\u030a",
    "ˇ": "\u030c", "¸": "\u0327", "˝": "\u030b", "¯": "\u0304",
}  # fmt: skip
_DOTLESS = {"ı": "i", "ȷ": "j"}
"""Letters under an accent that stands for their dots."""
ACCENTS = frozenset(_COMBINING)
"""Accents drawn by themselves, under which the letter is drawn then."""
MARKS = frozenset(_COMBINING.values())
"""The same as they follow their letters."""


def place_accents(glyphs: Sequence[ReadGlyph]) -> Sequence[ReadGlyph]:
    """The glyphs; an accent drawn over a letter, however far off in the stream (TeX draws it
    before its letter, distilled files at a line's end), follows that letter as combining."""
    accents = [glyph for glyph in glyphs if glyph.text in _COMBINING]
    if not accents:
        return glyphs
    over: dict[int, list[ReadGlyph]] = defaultdict(list)
    for accent in accents:
        if (letter := _under(accent, glyphs)) is not None:
            over[letter.order].append(accent)
    placed = {accent.order for own in over.values() for accent in own}
    told: list[ReadGlyph] = []
    for glyph in glyphs:
        if glyph.order in placed:
            continue
        if glyph.order not in over:
            told.append(glyph)
            continue
        told.append(glyph._replace(text=_DOTLESS.get(glyph.text, glyph.text)))
        middle = (glyph.left + glyph.right) / 2
        told += [
            accent._replace(text=_COMBINING[accent.text], left=middle, right=glyph.right, y=glyph.y)
            for accent in over[glyph.order]
        ]
    return told


def _under(accent: ReadGlyph, glyphs: Sequence[ReadGlyph]) -> ReadGlyph | None:
    """The letter over whose middle an accent is drawn, with which it makes one of a language."""
    middle = (accent.left + accent.right) / 2
    for letter in glyphs:
        width = letter.right - letter.left
        if (
            letter.text.isalpha()
            and abs(letter.y - accent.y) < 0.3 * letter.size
            and abs(letter.size - accent.size) < 0.1 * letter.size
            and abs(middle - (letter.left + letter.right) / 2) < 0.25 * width
        ):
            base = _DOTLESS.get(letter.text, letter.text)
            composed = unicodedata.normalize("NFC", base + _COMBINING[accent.text])
            if len(composed) == 1:
                return letter
    return None
