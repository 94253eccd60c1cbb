"""Tear sheets: the page as it was printed, whole, for the advertiser's books."""

from __future__ import annotations

from collections.abc import Iterator

from magtool.layout.setting import shifted
from magtool.measure import PAPER, Rect, mm_to_pt
from magtool.page import Fill, Op, PageLayout
from magtool.proofs import Proof
from magtool.sheets.furniture import finish, issue_line, page_named, space_sold
from magtool.sheets.look import FOOT, GRAY, HAIR, HEAD, Look, look_of
from magtool.sheets.marks import outline
from magtool.sheets.order import SheetOrder
from magtool.sheets.paper import Paper

_AIR = mm_to_pt(6)
_ROUND = mm_to_pt(12)
_SLUG = "slug"


def set_tearsheets(order: SheetOrder) -> tuple[PageLayout, ...]:
    """For every page on which the advertiser stands a sheet with the whole page at true size."""
    look = look_of(order.kit)
    by_page: dict[int, list[Proof]] = {}
    for proof in sorted(order.proofs, key=lambda proof: (proof.page, proof.area[1])):
        by_page.setdefault(proof.page, []).append(proof)
    papers = [_tearsheet(order, look, shown) for shown in by_page.values()]
    return finish(papers, look, order.issue, order.words, "tearsheet", order.version)


def _tearsheet(order: SheetOrder, look: Look, shown: list[Proof]) -> Paper:
    words, proof = order.words, shown[0]
    page = order.pages[proof.page]
    paper = Paper(look, proof.slug)
    place = words.say(
        "shown-on",
        place=page_named(proof, order.issue, words),
        issue=issue_line(order.issue, words),
    )
    sizes = [space_sold(one, words) for one in shown]
    high = HEAD + 60 + page.height + _AIR + FOOT
    paper.size = (page.width + 2 * _ROUND, high)
    paper.say(proof.advertiser, "lead", role="headline", after=1)
    paper.say(f"{place} · {' · '.join(sizes)}", "small", ink=GRAY, after=_AIR)
    left = (paper.size[0] - page.width) / 2
    top = paper.y
    paper.size = (paper.size[0], top + page.height + _AIR + FOOT)
    inside = tuple(block for block in page.blocks if block.role != _SLUG)
    paper.sheets[-1] += shifted(inside, left, top)
    paper.put(
        "sheet-line", [outline(Rect(left, top, left + page.width, top + page.height), HAIR, 0.4)]
    )
    return paper


def _cut(trim: Rect, bleed: float) -> Iterator[Op]:
    """Paper over all that the knife takes away."""
    off = bleed + 1.0
    yield Fill(Rect(trim.x0 - off, trim.y0 - off, trim.x1 + off, trim.y0), PAPER)
    yield Fill(Rect(trim.x0 - off, trim.y1, trim.x1 + off, trim.y1 + off), PAPER)
    yield Fill(Rect(trim.x0 - off, trim.y0, trim.x0, trim.y1), PAPER)
    yield Fill(Rect(trim.x1, trim.y0, trim.x1 + off, trim.y1), PAPER)
