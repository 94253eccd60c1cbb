"""Plain pages: headings and lines of text, as many sheets as they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from magtool.layout.kit import Kit
from magtool.page import PageLayout
from magtool.proofs import ProofSet
from magtool.sheets.furniture import finish
from magtool.sheets.look import GRAY, look_of
from magtool.sheets.paper import Paper
from magtool.sheets.words import Words


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a line in grey below it, and paragraphs; words between ``**`` are strong."""

    heading: str
    note: str = ""
    lines: tuple[str, ...] = ()


def set_passages(
    kit: Kit, issue: ProofSet, words: Words, title: str, passages: Sequence[Passage]
) -> tuple[PageLayout, ...]:
    """The passages below a title, with the sheets' own head and foot."""
    paper = Paper(look_of(kit))
    paper.say(title, "title", role="headline", after=10)
    for passage in passages:
        paper.need(48)  # a heading is not left alone at the foot
        paper.say(passage.heading, "lead", role="subhead", after=1)
        if passage.note:
            paper.say(passage.note, "small", ink=GRAY, after=2)
        for line in passage.lines:
            paper.say(line, "text", after=2)
        paper.y += 10
    return finish([paper], paper.look, issue, words, "record", 0)
