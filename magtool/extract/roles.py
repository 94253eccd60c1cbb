"""What blocks are to a reader: headlines, standfirsts, bylines, captions, quotes, running text.

Type is compared with the issue's body text, never with absolute sizes; what a style is for is
learnt from where it stands (under headlines, beside pictures) and then believed everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from magtool.extract.blocks import Block, is_item
from magtool.extract.lines import Style
from magtool.extract.styles import Typography, family
from magtool.page.read import Box, ReadPage

HEADLINE = 1.66
"""Sizes of body text from which a heading is a headline wherever it stands."""
NOTICE = 1.17
"""Sizes from which it is a notice's; below, a subhead."""
_QUOTE = 1.12
"""Sizes from which text that stands in the body, too, is a pull quote."""
_HEADING = 130
"""Most letters of a heading."""
_BESIDE = 16.0
"""Points between a picture and its caption."""
_SHINGLE = 9
"""Letters of the pieces by which a quote is found again."""

JUMP_ON = re.compile(
    r"^\W*(?:forts(?:\.|ätt\w*)?|fortsätter|läs vidare|vidare|continued|continues|turn|mer)\b"
    r".{0,14}?\b(?:på|till|on|to)\b.{0,8}?(?:sid\w*|s|page|p)?\.?\s*(?P<page>\d{1,3})\W*$"
    r"|^\W*(?:se|forts)\.?\s+(?:sid\w*|s)\.?\s*(?P<at>\d{1,3})\W*$",
    re.IGNORECASE,
)
JUMP_FROM = re.compile(
    r"^\W*(?:forts(?:\.|ätt\w*)?|fortsatt|continued)?\W*\b(?:från|from)\b.{0,6}?"
    r"(?:sid\w*|s|page|p)\.?\s*(?P<page>\d{1,3})\b\W*(?P<title>.*)$"
    r"|^(?P<name>.{6,}?)\s+[–—-]\s+(?:forts|fortsättning|continued)\w*\.?\s*(?:från|from)\s*"
    r"(?:sid\w*|s|page|p)\.?\s*(?P<at>\d{1,3})\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:(?:text|ord|av|by|words|reportage|intervju|skribent|reporter)\b\s*(?:(?:&|och|and|\+|/)\s*"
    r"(?:foto|bild|photos?|illustration)\b)?\s*:?\s+)(?P<name>\S.*)$",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"\w{3,}[.!] +[^\W\d_a-z]\w*(?: [\w,]+){3,}[.!]?$|https?://|www\.|@\w+\.")
"""What no headline is: several sentences, or an address."""
_ADDRESS = re.compile(r"https?://|^www\.\S+$|@\w+\.")
_NAME = re.compile(
    r"^[^\W\d_a-z][\w.'’-]*(?:,? (?:and|och|&|[a-zäöå]{2,3}|[^\W\d_a-z][\w.'’-]*)){1,7}$"
)
_FIGURE = re.compile(
    r"^(?:fig(?:ure|ur)?|bild|tab(?:le|ell)?|listing)\b\.?\s*\d+\s*[:.]", re.IGNORECASE
)
_CREDIT = re.compile(
    r"^\W*(?:foto|bild|illustration|photo|photograph|grafik|bilden)\w*\s*[:/]\s*\S", re.IGNORECASE
)


def squeeze(text: str) -> str:
    """The text's letters alone, to be found again whatever its line ends are."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


class Finder:
    """Finds a text again in the issue's running text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pieces: set[str] = set()
        for text in texts:
            letters = squeeze(text)
            self._pieces.update(
                letters[at : at + _SHINGLE] for at in range(len(letters) - _SHINGLE + 1)
            )

    def share(self, text: str) -> float:
        """How much of the text stands there, 0 to 1."""
        letters = squeeze(text)
        count = len(letters) - _SHINGLE + 1
        if count < 8:
            return 0.0
        found = sum(letters[at : at + _SHINGLE] in self._pieces for at in range(count))
        return found / count


def is_byline(text: str) -> bool:
    """Whether it names who wrote: "Text: Ola Frisk"."""
    match = _BYLINE.match(text)
    if not match or len(text) > 90 or (text.rstrip()[-1:] in ".!?" and len(text) > 40):
        return False
    words = [word for word in re.split(r"[\s,&/]+", match["name"]) if word[:1].isalpha()]
    capital = sum(word[0].isupper() for word in words)
    return 1 <= len(words) <= 9 and capital >= 0.6 * len(words)


def is_credit(text: str) -> bool:
    return bool(_CREDIT.match(text)) and len(text) < 120


def is_name(text: str) -> bool:
    """Whether it may be a person's name, or those of two: Ola Frisk."""
    return len(text) < 60 and bool(_NAME.match(text)) and not text.isupper()


StyleKey = tuple[str, float, bool]


def style_key(style: Style) -> StyleKey:
    """What tells styles apart as far as their roles go."""
    return (family(style.name), round(style.size * 2) / 2, style.bold)


@dataclass(frozen=True, slots=True)
class Habits:
    """What the title's styles are for, as learnt from the places where they stand."""

    captions: frozenset[StyleKey]
    kickers: frozenset[StyleKey]
    standfirsts: frozenset[StyleKey]
    quotes: frozenset[StyleKey]
    notices: frozenset[StyleKey]


def tell_roles(
    pages: Sequence[ReadPage],
    blocks: dict[int, list[Block]],
    type_: Typography,
) -> dict[int, list[Block]]:
    """The blocks of running text with their roles."""
    body = [b.words for listed in blocks.values() for b in listed if type_.is_body(b.style)]
    finder = Finder(body)
    pictures = {page.number: [picture.box for picture in page.pictures] for page in pages}
    told = {
        number: [_plain_role(block, type_, finder) for block in listed]
        for number, listed in blocks.items()
    }
    habits = _learn(told, pictures, type_)
    return {
        number: [_placed_role(block, listed, pictures[number], habits, type_) for block in listed]
        for number, listed in told.items()
    }


def _plain_role(block: Block, type_: Typography, finder: Finder) -> Block:
    """The role that a block's own words and type tell, or "" for later."""
    if block.role:
        return block  # the title's profile knows it
    text, scale = block.words, type_.scale(block.style)
    if (JUMP_ON.match(text) or JUMP_FROM.match(text)) and len(text) < 140 and scale < 1.5:
        return block.told("jump")
    if is_credit(text) and scale <= 1.1:
        return block.told("credit")
    if is_byline(text) and scale <= 1.35:
        return block.told("byline")
    if _FIGURE.match(text) and len(text) < 300:
        return block.told("caption", 0.9)
    if type_.is_body(block.style):
        return block.told("body")
    if scale >= _QUOTE and len(text) > 30 and finder.share(text) >= 0.8:
        return block.told("pullquote", 0.95)
    if scale > 0.95 and len(text) > 45 and finder.share(text) >= 0.9:
        return block.told("pullquote", 0.85)
    if scale >= HEADLINE and len(text) <= 2 * _HEADING and not _NO_TITLE.search(text):
        return block.told("headline") if any(map(str.isalpha, text)) else block
    return block


def _is_heading(block: Block, type_: Typography) -> bool:
    text = block.words
    differs = block.style.bold or family(block.style.name) != type_.bodies[0][0]
    return (
        len(text) <= _HEADING
        and len(block.lines) <= 4
        and not text.endswith((".", ",", ";"))
        and (differs or type_.scale(block.style) > NOTICE)
        and any(map(str.isalpha, text))
        and not _ADDRESS.search(text)
    )


# --- what styles are for -----------------------------------------------------------------


def _learn(
    told: dict[int, list[Block]], pictures: dict[int, list[Box]], type_: Typography
) -> Habits:
    captions: Counter[StyleKey] = Counter()
    kickers: Counter[StyleKey] = Counter()
    standfirsts: Counter[StyleKey] = Counter()
    quotes = {
        style_key(b.style) for listed in told.values() for b in listed if b.role == "pullquote"
    }
    for number, listed in told.items():
        for block in listed:
            if block.role == "headline":
                if (above := _above(block, listed, type_)) is not None:
                    kickers[style_key(above.style)] += 1
                if (below := _below(block, listed, type_)) is not None:
                    standfirsts[style_key(below.style)] += 1
            elif block.role in ("", "credit") and _by_picture(block, pictures[number]):
                captions[style_key(block.style)] += len(block.lines)
    caption = frozenset(
        key for key, count in captions.items() if key[1] <= 1.02 * type_.size and not key[2]
    )
    return Habits(
        captions=caption,
        kickers=frozenset(kickers) - caption,
        standfirsts=frozenset(standfirsts) - quotes,
        quotes=frozenset(quotes),
        notices=frozenset(),
    )


def _above(head: Block, listed: Sequence[Block], type_: Typography) -> Block | None:
    """The kicker that stands right over a headline."""
    near = [
        block
        for block in listed
        if block.role == ""
        and len(block.words) <= 60
        and len(block.lines) == 1
        and type_.scale(block.style) < 0.6 * type_.scale(head.style)
        and -0.3 * head.style.size < head.top - block.bottom < 1.6 * type_.leading
        and abs(block.left - head.left) < 0.8 * head.style.size
    ]
    return max(near, key=lambda block: block.bottom, default=None)


def _below(head: Block, listed: Sequence[Block], type_: Typography) -> Block | None:
    """The standfirst that stands right under a headline."""
    near = [
        block
        for block in listed
        if block.role == ""
        and len(block.words) >= 40
        and 0.98 <= type_.scale(block.style) < 0.75 * type_.scale(head.style)
        and -0.3 * head.style.size < block.top - head.bottom < 3 * type_.leading
        and min(block.right, head.right) - max(block.left, head.left) > 3 * type_.size
    ]
    return min(near, key=lambda block: block.top, default=None)


def _by_picture(block: Block, pictures: Sequence[Box]) -> bool:
    """Whether it stands under or beside a picture, as captions do."""
    return any(_adjoins(block.box, box) for box in pictures)


def _adjoins(box: Box, picture: Box) -> bool:
    left, top, right, bottom = picture
    if right - left < 30 or bottom - top < 30:
        return False
    over = min(box[2], right) - max(box[0], left)
    beside = min(box[3], bottom) - max(box[1], top)
    under = -4 < box[1] - bottom < _BESIDE and over > 0.5 * (box[2] - box[0])
    at_side = beside > 0.5 * (box[3] - box[1]) and (
        -2 < box[0] - right < _BESIDE or -2 < left - box[2] < _BESIDE
    )
    above = -4 < top - box[3] < 0.6 * _BESIDE and over > 0.5 * (box[2] - box[0])
    return under or at_side or above


# --- roles by place ----------------------------------------------------------------------


def _placed_role(
    block: Block,
    listed: Sequence[Block],
    pictures: Sequence[Box],
    habits: Habits,
    type_: Typography,
) -> Block:
    """The role of a block among the others of its page."""
    if block.role:
        return block
    key, text, scale = style_key(block.style), block.words, type_.scale(block.style)
    heads = [other for other in listed if other.role == "headline"]
    if key in habits.captions and (scale < 0.97 or _by_picture(block, pictures)):
        return block.told("caption", 1.0 if _by_picture(block, pictures) else 0.8)
    if any(_above(head, [block], type_) for head in heads):
        return block.told("kicker")
    if any(_below(head, [block], type_) for head in heads):
        return block.told("standfirst")
    if key in habits.quotes and len(text) > 25 and key not in habits.standfirsts:
        return block.told("pullquote", 0.8)
    if key in habits.standfirsts and len(text) >= 24 and not _is_heading(block, type_):
        return block.told("standfirst", 0.8)
    if _is_heading(block, type_):
        if is_item(text):
            return block.told("body", 0.7)
        return block.told("notice" if scale >= NOTICE else "subhead", 0.9)
    if scale < 0.9 and _by_picture(block, pictures):
        return block.told("caption", 0.8)
    return block.told("body", 0.6)
