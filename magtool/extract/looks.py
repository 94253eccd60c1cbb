"""How texts that have one structure type are told apart: by how they look in the whole file."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.extract.groups import beside_figure
from magtool.extract.paragraphs import SENTENCE
from magtool.extract.profile import TitleProfile, role_of
from magtool.extract.roles import (
    JUMP_FROM,
    JUMP_ON,
    StyleKey,
    is_byline,
    is_credit,
    is_name,
    style_key,
)
from magtool.extract.structure import Element
from magtool.extract.styles import Typography

_LARGER = 1.02
"""Sizes of the body's from which type is larger."""
_NAMES = 60
"""Letters of a byline that does not say so, at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """What type looks like here: how texts that have one structure type are told apart."""

    type_: Typography
    questions: frozenset[StyleKey]
    """Styles of an interview's questions: headings in them mostly ask."""
    credits: frozenset[StyleKey]
    """Styles of credits: paragraphs in them stand beside captions, or begin with "Photo:"."""
    profile: TitleProfile

    @staticmethod
    def of(root: Element, type_: Typography, profile: TitleProfile) -> Look:
        """The habits of a whole file."""
        asked: dict[StyleKey, list[bool]] = {}
        credits: set[StyleKey] = set()
        for element in root.all():
            if element.level and element.lines:
                asks = element.words.endswith("?")
                asked.setdefault(style_key(element.lines[0].style), []).append(asks)
            texts = beside_figure(element)
            captioned = any(text.kind == "Caption" for text in texts)
            for text in texts:
                if text.kind == "P" and (captioned or is_credit(text.words)):
                    credits.add(style_key(text.lines[0].style))
        questions = frozenset(key for key, told in asked.items() if sum(told) > 0.7 * len(told))
        return Look(type_, questions, frozenset(credits), profile)

    def known(self, element: Element) -> str:
        """The role that the title's profile knows a paragraph to have, or ""."""
        if element.level:
            return ""
        return role_of(self.profile, element.lines[0].style, element.words)

    def is_credit(self, element: Element) -> bool:
        """Whether a text beside a picture says whose it is."""
        words = element.words
        if is_credit(words):
            return True
        known = element.kind == "P" and style_key(element.lines[0].style) in self.credits
        return known and len(words) < _NAMES and not words.endswith(".")

    def head(self, element: Element) -> str:
        """The role of a text under a headline, "" where the running text has begun."""
        style, words = element.lines[0].style, element.words
        if is_byline(words):
            return "byline"
        if self.type_.is_body(style) or is_credit(words) or words.endswith("?"):
            return ""
        scale = self.type_.scale(style)
        if scale > _LARGER or (scale > 1 / _LARGER and SENTENCE.search(words)):
            return "standfirst"
        return "byline" if is_name(words) or len(words) < _NAMES else ""

    def text(self, element: Element) -> str:
        """The role of a text in a story's running text."""
        words = element.words
        if element.level:
            asks = style_key(element.lines[0].style) in self.questions and words.endswith("?")
            return "question" if asks else "subhead"
        if (JUMP_ON.match(words) or JUMP_FROM.match(words)) and len(words) < 140:
            return "jump"
        if self.type_.is_body(element.lines[0].style):
            bold = all(line.style.bold for line in element.lines)
            return "question" if bold and words.endswith("?") else "paragraph"
        if is_byline(words):
            return "byline"
        return "credit" if is_credit(words) else "paragraph"
