"""An item at true size, of its own marks: where it is cut, how large it is, its lines numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from magtool.layout.setting import shifted
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, GlyphRun, Op, PageLayout, Rule
from magtool.proofs import Proof
from magtool.sheets.look import A4, CUT, FOOT, GRAY, HAIR, HEAD, MARGIN, Look
from magtool.sheets.marks import cutting_marks, outline, ruler
from magtool.sheets.order import SheetOrder
from magtool.sheets.paper import Paper

_ROUND = mm_to_pt(9)
"""Room round the cut for the marks of its corners."""
_TOP = mm_to_pt(8)
"""From the sheet's head to the caption and the marks above the item."""
_BELOW = mm_to_pt(22)
_NUMBER_GAP = 3.0
_INDENT = 12.0
"""No column begins so close to another; a paragraph's first line may."""
_SLUG = "slug"


def true_size(order: SheetOrder, look: Look, proof: Proof) -> Paper:
    """The sheet that shows it; larger than A4 where the item asks for it."""
    x0, y0, x1, y1 = proof.area
    bleed = _bleed_of(proof)
    off = bleed + _ROUND
    wide = max(A4[0], x1 - x0 + 2 * off)
    high = max(A4[1], HEAD + _TOP + y1 - y0 + 2 * off + _BELOW + FOOT)
    paper = Paper(look, proof.slug, (wide, high))
    _caption(order, paper, proof)
    left, top = (wide - (x1 - x0)) / 2, HEAD + _TOP + off
    trim = Rect(left, top, left + x1 - x0, top + y1 - y0)
    dx, dy = left - x0, top - y0
    paper.sheets[-1] += shifted(own_blocks(order.pages[proof.page], proof), dx, dy)
    if proof.kind == "ad":
        paper.put("sheet-line", cutting_marks(trim, bleed))
    else:
        paper.put("sheet-line", [outline(trim, HAIR, 0.3, (2.0, 2.0))])
        _number_lines(paper, proof, dx, dy)
    _sizes(order, paper, proof, trim, off)
    _legend(order, paper, proof, max(trim.y1 + off, paper.foot - _BELOW))
    return paper


def own_blocks(page: PageLayout, proof: Proof) -> tuple[Block, ...]:
    """The item's blocks; with the page's furniture too where nobody else stands on the page."""
    owners = {block.owner for block in page.blocks} - {"", proof.slug}
    if proof.kind == "company" and not owners:
        return tuple(block for block in page.blocks if block.role != _SLUG)
    return tuple(block for block in page.blocks if block.owner == proof.slug)


def _bleed_of(proof: Proof) -> float:
    """How far the item's ink is shown outside of its trim."""
    x0, y0, x1, y1 = proof.area
    left, top, right, bottom = proof.close_area
    return max(x0 - left, y0 - top, right - x1, bottom - y1, 0.0)


def _caption(order: SheetOrder, paper: Paper, proof: Proof) -> None:
    key = "true-size" if proof.kind == "ad" else "line-proof"
    title = f"{proof.advertiser} · {order.words.say(key)}"
    paper.say(title, "lead", role="headline", after=2)


def _number_lines(paper: Paper, proof: Proof, dx: float, dy: float) -> None:
    """The number of every line in the white before it."""
    for line in proof.lines:
        # At the column's edge, also where a paragraph begins indented.
        edge = min(other.x for other in proof.lines if line.x - _INDENT <= other.x <= line.x)
        x, y = edge + dx - _NUMBER_GAP, line.y + dy
        paper.one(str(line.number), "count", x, y, right=True, ink=CUT, role="sheet-number")


def _sizes(order: SheetOrder, paper: Paper, proof: Proof, trim: Rect, off: float) -> None:
    """Width above and height beside the item, with lines between the marks of its corners."""
    words, booked = order.words, proof.booked
    y = trim.y0 - off + mm_to_pt(4)
    shown = f"{words.number(booked.width_mm)} mm"
    wide = paper.look.width(shown, "small")
    middle = (trim.x0 + trim.x1) / 2
    paper.one(shown, "small", middle - wide / 2, y + 2.5, ink=GRAY, role="sheet-size")
    paper.put("sheet-line", _between(trim.x0, middle - wide / 2 - 4, y))
    paper.put("sheet-line", _between(middle + wide / 2 + 4, trim.x1, y))
    shown = f"{words.number(booked.height_mm)} mm"
    chosen = paper.look.styles["small"]
    x, half = trim.x0 - off + mm_to_pt(4), paper.look.width(shown, "small") / 2
    middle = (trim.y0 + trim.y1) / 2
    turned = paper.look.kit.faces.runs(
        shown, chosen.faces.regular, chosen.size, GRAY, 0.0, 0.0, chosen.tracking
    )
    paper.put("sheet-size", _turned(turned, x + 2.5, middle + half))
    for a, b in ((trim.y0, middle - half - 4), (middle + half + 4, trim.y1)):
        paper.put("sheet-line", [Rule(x, a, x, b, 0.3, GRAY)])


def _between(x0: float, x1: float, y: float) -> tuple[Op, ...]:
    return (Rule(x0, y, x1, y, 0.3, GRAY),)


def _turned(runs: Iterable[GlyphRun], x: float, y: float) -> Iterator[Op]:
    """The line read from below, from (x, y) upwards."""
    for run in runs:
        yield replace(run, x=x, y=y - run.x, angle=90.0)


def _legend(order: SheetOrder, paper: Paper, proof: Proof, y: float) -> None:
    words, booked = order.words, proof.booked
    paper.put("sheet-line", ruler(MARGIN, y + 12))
    paper.y = y + 2
    x = MARGIN + mm_to_pt(58)
    paper.y = y + 1
    if proof.kind == "ad":
        size = words.mm(booked.width_mm, booked.height_mm)
        paper.put("sheet-line", [Rule(x, y + 6, x + 16, y + 6, 0.6, CUT)])
        paper.one(words.say("legend-trim", size=size), "small", x + 20, y + 8.5)
        bleed = _bleed_of(proof)
        if bleed:
            shown = words.number(bleed / mm_to_pt(1))
            paper.put(
                "sheet-line", [outline(Rect(x, y + 14, x + 16, y + 19), HAIR, 0.5, (2.0, 2.0))]
            )
            told = words.say("legend-bleed", bleed=shown)
        else:
            told = words.say("legend-no-bleed")
        paper.one(told, "small", x + 20, y + 19)
    paper.y = y + 26
    paper.say(words.say("true-size-note"), "small", ink=GRAY)
