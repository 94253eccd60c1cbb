"""Old text in characters that a design's faces have."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from magtool.edition.recovered import RecoveredArticle, RecoveredBlock

Shown = Callable[[str], bool]
"""Whether every face that may show a character has it."""

_NEAR = {
    "‐": "-", "‑": "-", "‒": "–", "―": "—", "−": "–", "⁃": "-", "●": "•", "∙": "•", "·": "•",
    "▪": "•", "■": "•", "□": "•", "◦": "•", "‣": "•", "►": "•", "▶": "•", "→": "–", "⇒": "–",
    "‚": ",", "„": "”", "‟": "”", "“": "”", "″": "”", "′": "’", "‘": "’", "‛": "’", "`": "’",
    "«": "”", "»": "”", "‹": "’", "›": "’", "´": "’", "⁄": "/", "∕": "/", "ﬁ": "fi", "ﬂ": "fl",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2003": " ", "\u2002": " ",
}  # fmt: skip
"""What stands for a sign that few faces have."""
_SILENT = "\u00ad\u200b\u2060"
"""Characters that no face needs: they only say where lines may end."""
_UNKNOWN = "?"


def plain_text(text: str, shown: Shown) -> str:
    """The text with every character that is not ``shown`` by its likest, or by "?"."""
    if all(shown(character) or character in _SILENT for character in set(text)):
        return text
    return "".join(_likest(character, shown) for character in text)


def plain_article(article: RecoveredArticle, shown: Shown) -> RecoveredArticle:
    """All words of the article, and of its pictures, in characters that are shown."""

    def plain(text: str) -> str:
        return plain_text(text, shown)

    return replace(
        article,
        headline=plain(article.headline),
        kicker=plain(article.kicker or "") or None,
        standfirst=plain(article.standfirst or "") or None,
        byline=plain(article.byline or "") or None,
        advertiser=plain(article.advertiser or "") or None,
        blocks=tuple(_plain_block(block, shown) for block in article.blocks),
        pictures=tuple(
            replace(picture, caption=plain(picture.caption), credit=plain(picture.credit))
            for picture in article.pictures
        ),
    )


def _plain_block(block: RecoveredBlock, shown: Shown) -> RecoveredBlock:
    text = plain_text(block.text, shown)
    if text == block.text:
        return block
    # The emphasis is counted in letters, and a ligature may have become two of them.
    ends = [0]
    for character in block.text:
        ends.append(ends[-1] + len(_likest(character, shown)))
    last = len(block.text)
    spans = tuple((ends[min(a, last)], ends[min(b, last)], look) for a, b, look in block.emphasis)
    return replace(block, text=text, emphasis=spans)


def _likest(character: str, shown: Shown) -> str:
    if character in _SILENT or shown(character):
        return character
    for found in (_NEAR.get(character, ""), unicodedata.normalize("NFKD", character)):
        kept = "".join(c for c in found if shown(c))
        if kept:
            return kept
    return "" if unicodedata.category(character) in ("Cf", "Mn", "Co", "Cn", "Cc") else _UNKNOWN
