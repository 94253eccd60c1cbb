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
_TITLE = 80
"""Most letters of a headline whose words stand in the text, too, as a pull quote's do."""
_HEADING = 130
"""Most letters of a heading."""
_BESIDE = 16.0
"""Points between a picture and its caption."""
_CREDIT_LETTERS = 60
"""Most letters of a credit."""
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


_NO_LETTER = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """The text's letters alone, to be found again whatever its line ends are."""
    return _NO_LETTER.sub("", text.lower())


class Finder:
    """Finds a text again in the issue's running text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._known: set[str] | None = None

    def _pieces(self) -> set[str]:
        """The texts' pieces: most stories have no quote, and are never searched."""
        if self._known is None:
            self._known = set()
            for letters in map(squeeze, self._texts):
                self._known.update(
                    letters[at : at + _SHINGLE] for at in range(len(letters) - _SHINGLE + 1)
                )
        return self._known

    def share(self, text: str) -> float:
        """How much of the text stands there, 0 to 1."""
        letters = squeeze(text)
        count = len(letters) - _SHINGLE + 1
        if count < 8:
            return 0.0
        pieces = self._pieces()
        found = sum(letters[at : at + _SHINGLE] in pieces for at in range(count))
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
        number: [_plain_role(block, listed, type_, finder) for block in listed]
        for number, listed in blocks.items()
    }
    habits = _learn(told, pictures, type_)
    return _with_credits({
        number: [_placed_role(block, listed, pictures[number], habits, type_) for block in listed]
        for number, listed in told.items()
    })  # fmt: skip


def _with_credits(told: dict[int, list[Block]]) -> dict[int, list[Block]]:
    """The blocks; what stands under captions in a type that is smaller still names whose the
    pictures are, there and where it stands alone."""
    small: Counter[StyleKey] = Counter()
    for listed in told.values():
        captions = [block for block in listed if block.role == "caption"]
        for caption in captions:
            for block in captions:
                near = -2 < block.top - caption.bottom < caption.style.size
                if near and abs(block.left - caption.left) < 2 and _is_small(block, caption):
                    small[style_key(block.style)] += 1
    keys = {key for key, count in small.items() if count > 1}

    def is_credit_line(block: Block) -> bool:
        short = len(block.lines) == 1 and len(block.words) < _CREDIT_LETTERS
        return block.role == "caption" and short and style_key(block.style) in keys

    return {
        number: [block.told("credit", 0.9) if is_credit_line(block) else block for block in listed]
        for number, listed in told.items()
    }


def _is_small(block: Block, caption: Block) -> bool:
    return block.style.size < 0.9 * caption.style.size and len(block.lines) == 1


def _plain_role(block: Block, listed: Sequence[Block], type_: Typography, finder: Finder) -> Block:
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
    if scale >= HEADLINE and _opens_page(block, listed):
        return block.told("headline")
    if scale >= _QUOTE and len(text) > 30 and finder.share(text) >= 0.8:
        return block.told("pullquote", 0.95)
    quoted = scale > 0.95 and len(text) > 45 and finder.share(text) >= 0.9
    if quoted and not _is_inline(block, listed, type_):
        return block.told("pullquote", 0.85)
    if scale >= HEADLINE and len(text) <= 2 * _HEADING and not _NO_TITLE.search(text):
        return block.told("headline") if any(map(str.isalpha, text)) else block
    return block


def _opens_page(block: Block, listed: Sequence[Block]) -> bool:
    """Whether it is a page's largest type, short, with nothing over it and a smaller heading
    under it: a headline, even where its words stand in the text as those of a quote do."""
    return (
        len(block.words) <= _TITLE
        and block.style.bold
        and not _NO_TITLE.search(block.words)
        and all(
            other is block or (other.top > block.top and other.style.size < 0.9 * block.style.size)
            for other in listed
        )
    )


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


def _is_number(block: Block, listed: Sequence[Block], type_: Typography) -> bool:
    """Whether a bare number is a subhead: the sections of some texts have no other. A chart's
    values are larger than that, and have no text beneath."""
    return (
        block.words.isdigit()
        and len(block.words) < 3
        and block.style.bold
        and 1.05 < type_.scale(block.style) < NOTICE
        and any(
            type_.is_body(other.style)
            and 0 < other.top - block.bottom < 2.5 * type_.leading
            and abs(other.left - block.left) < type_.size
            and other.right - other.left > 10 * type_.size
            for other in listed
        )
    )


# --- what styles are for -----------------------------------------------------------------


def _learn(
    told: dict[int, list[Block]], pictures: dict[int, list[Box]], type_: Typography
) -> Habits:
    """What styles are for: those over headlines, under them, beside pictures, and quoted."""
    captions: Counter[StyleKey] = Counter()
    kickers: Counter[StyleKey] = Counter()
    standfirsts: Counter[StyleKey] = Counter()
    quotes = _quote_styles(told)
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
    )


def _quote_styles(told: dict[int, list[Block]]) -> set[StyleKey]:
    """The styles of which most blocks are quotes: a subhead may repeat a phrase of the text."""
    quotes: Counter[StyleKey] = Counter()
    others: Counter[StyleKey] = Counter()
    for listed in told.values():
        for block in listed:
            (quotes if block.role == "pullquote" else others)[style_key(block.style)] += 1
    return {key for key, count in quotes.items() if count >= others[key]}


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
    if _is_number(block, listed, type_):
        return block.told("subhead", 0.8)
    if _is_heading(block, type_) and not _is_inline(block, listed, type_):
        if is_item(text) and not _heads_text(block, listed, type_):
            return block.told("body", 0.7)
        return block.told("notice" if scale >= NOTICE else "subhead", 0.9)
    if scale < 0.9 and _by_picture(block, pictures):
        return block.told("caption", 0.8)
    if scale > 1.05 and _is_centred(block) and family(block.style.name) != type_.bodies[0][0]:
        return block.told("pullquote", 0.7)
    return block.told("body", 0.6)


def _is_inline(block: Block, listed: Sequence[Block], type_: Typography) -> bool:
    """Whether a line in another face is only the greater part of a line of running text, such as
    an address, code or stressed words: it goes on at the text's own leading what is not ended."""
    if type_.scale(block.style) > NOTICE:
        return False
    small = block.words[:1].islower()
    for other in listed:
        step = block.lines[0].baseline - other.lines[-1].baseline
        if (
            type_.is_body(other.style)
            and 0.5 * type_.leading < step < 1.1 * type_.leading
            and min(block.right, other.right) > max(block.left, other.left)
        ):
            ended = other.words[-1:] in '.!?:”"'
            if small and not ended:
                return True
            if not block.style.bold and (small or not ended):
                return True
    return False


def _heads_text(block: Block, listed: Sequence[Block], type_: Typography) -> bool:
    """Whether a numbered bold line stands over running text that is not numbered: a heading."""
    under = [
        other
        for other in listed
        if -0.5 * type_.leading < other.top - block.bottom < 1.5 * type_.leading
        and abs(other.left - block.left) < type_.size
    ]
    return (
        block.style.bold
        and len(block.lines) == 1
        and any(not other.style.bold and not is_item(other.words) for other in under)
    )


def _is_centred(block: Block) -> bool:
    """Whether several lines are set about one middle."""
    middles = [(line.left + line.right) / 2 for line in block.lines]
    lefts = [line.left for line in block.lines]
    return (
        len(middles) > 1
        and max(middles) - min(middles) < 0.15 * block.style.size
        and max(lefts) - min(lefts) > 0.3 * block.style.size
    )
