"""Letters to those who are asked and to those who ask: plain text, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo

from magtool.portal.records import Round, Visitor
from magtool.portal.words import Words, words_of


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, ready to be sent or copied. ``text`` may hold a private link: it is never logged."""

    to: str
    subject: str
    text: str = field(repr=False)


def letter(
    kind: str,
    visitor: Visitor,
    around: Round,
    *,
    link: str = "",
    zone: tzinfo | None = None,
    **values: object,
) -> Letter:
    """A letter of a kind that languages/*.yaml has under ``letters``: "invite", "remind", …

    It tells the deadline, and what happens at it, where there is one.
    """
    words = words_of(visitor.language, zone)
    known = {
        "name": visitor.name,
        "advertiser": visitor.advertiser,
        "title": around.title,
        "number": around.number,
        "date": words.date(around.date),
        "link": link,
        **values,
    }
    role = "editor" if visitor.role == "editor" else "advertiser"
    asked = f"letters.{kind}.{role}"
    paragraphs = [
        words("letters.hello", **known),
        words(f"{asked}.text", **known),
        *([link] if link else []),
        *(_deadline(words, around) if role == "advertiser" else []),
        words(f"{asked}.end", **known),
        words("letters.regards", **known),
    ]
    text = "\n\n".join(part.strip() for part in paragraphs if part.strip()) + "\n"
    return Letter(visitor.email, words(f"{asked}.subject", **known), text)


def _deadline(words: Words, around: Round) -> list[str]:
    if around.deadline is None:
        return []
    by = words("letters.by", moment=words.moment(around.deadline))
    return [f"{by} {words(f'letters.then.{around.then}')}"]
