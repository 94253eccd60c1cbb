"""What stands on every sheet: whose proof of which issue, and the page's fingerprint."""

from __future__ import annotations

from collections.abc import Sequence

from magtool.layout.setting import block
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, PageLayout, Rule
from magtool.proofs import Proof, ProofSet
from magtool.proofs.wording import module_name
from magtool.sheets.look import GRAY, HAIR, MARGIN, Look
from magtool.sheets.paper import Paper
from magtool.sheets.words import Words

_HEAD_LINE = mm_to_pt(15)
_HEAD_RULE = mm_to_pt(18.5)
_FOOT_LINE = mm_to_pt(9)


def finish(
    papers: Sequence[Paper], look: Look, issue: ProofSet, words: Words, kind: str, version: int
) -> tuple[PageLayout, ...]:
    """The sheets as pages, numbered through, each with its head and foot."""
    count = sum(len(paper.sheets) for paper in papers)
    made: list[PageLayout] = []
    for paper in papers:
        for blocks in paper.sheets:
            number = len(made) + 1
            head = _head(look, paper, issue, words, (kind, version))
            foot = _foot(look, paper, issue, words, words.say("sheet", number=number, count=count))
            made.append(PageLayout(number, *paper.size, 0.0, (*head, *blocks, *foot)))
    return tuple(made)


def issue_line(issue: ProofSet, words: Words) -> str:
    """The issue's title, number and date: "Fältet nr 2 · mars 2027"."""
    year, month, *day = issue.date.split("-")
    shown = f"{words.say(f'month-{int(month)}')} {year}"
    if day:
        shown = words.say("day", day=int(day[0]), month=words.say(f"month-{int(month)}"), year=year)
    return words.say("issue", title=issue.title, number=issue.number, date=shown)


def space_sold(proof: Proof, words: Words) -> str:
    """The space that was sold, by name and size; of a company page by name alone, as its text
    fills what the page has."""
    name = module_name(proof.booked.module, words.language)
    if proof.kind == "company":
        return name
    size = words.mm(proof.booked.width_mm, proof.booked.height_mm)
    return words.say("item", module=name, size=size)


def page_named(proof: Proof, issue: ProofSet, words: Words) -> str:
    """Where the item stands, as a reader would say it."""
    if proof.page == 1:
        return words.say("page-cover")
    if proof.page == len(issue.pages):
        return words.say("page-back", page=proof.page)
    return words.say(f"page-{proof.side}", page=proof.page)


def _head(
    look: Look, paper: Paper, issue: ProofSet, words: Words, what: tuple[str, int]
) -> tuple[Block, ...]:
    kind, version = what
    line = Paper(look, size=paper.size)
    wide = line.one(issue.title, "brand", MARGIN, _HEAD_LINE, role="sheet-head")
    side = look.styles["brand"].size * 0.3
    x = MARGIN + wide + side * 0.5
    line.put("sheet-head", [Fill(Rect(x, _HEAD_LINE - side, x + side, _HEAD_LINE), look.accent)])
    told = [words.say(kind), issue_line(issue, words)]
    told += [words.say("version", version=version)] if version else []
    line.one(" · ".join(told), "small", line.right, _HEAD_LINE, right=True, role="sheet-head")
    line.put("sheet-rule", [Rule(MARGIN, _HEAD_RULE, line.right, _HEAD_RULE, 0.6, look.accent)])
    return tuple(line.sheets[0])


def _foot(look: Look, paper: Paper, issue: ProofSet, words: Words, count: str) -> tuple[Block, ...]:
    line = Paper(look, size=paper.size)
    y = paper.size[1] - _FOOT_LINE
    line.put("sheet-rule", [Rule(MARGIN, y - 9.5, line.right, y - 9.5, 0.3, HAIR)])
    shown = next((p for p in issue.proofs if p.slug == paper.owner), None)
    if shown is not None:
        told = words.say("footer", page=shown.page, fingerprint=shown.fingerprint)
        line.one(told, "foot", MARGIN, y, ink=GRAY, role="sheet-foot")
    made = words.say("made", moment=words.moment(issue.made))
    line.one(f"{made} · {count}", "foot", line.right, y, right=True, ink=GRAY, role="sheet-foot")
    return tuple(block("sheet-foot", "", b.ops) for b in line.sheets[0])
