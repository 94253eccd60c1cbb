"""Pages whose type all runs another way than the sheet: read as if they were turned upright.

Tables are set across a page, scanners and printers to PDF turn sheets without telling. Such a page
is laid round before its lines are gathered, and what was found on it is laid back on the sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from magtool.edition.recovered import RecoveredBlock, RecoveredIssue
from magtool.page.read import Box, ReadCurve, ReadFile, ReadGlyph, ReadPage

_MOST = 0.8
"""Of a page's letters run that way; folios and heads may stand upright."""
_LEAST = 150
"""Letters of a page that is turned: fewer may be a credit beside a picture."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is laid: ``quarters`` counter-clockwise is how its type runs on its sheet, which
    is as wide and high as this."""

    quarters: int
    width: float
    height: float

    def upright(self, box: Box) -> Box:
        """A box of the sheet, on the page as it is read."""
        left, top, right, bottom = box
        if self.quarters == 1:
            return self.height - bottom, left, self.height - top, right
        if self.quarters == 3:
            return top, self.width - right, bottom, self.width - left
        return self.width - right, self.height - bottom, self.width - left, self.height - top

    def back(self, box: Box) -> Box:
        """A box of the page as it is read, on the sheet."""
        left, top, right, bottom = box
        if self.quarters == 1:
            return top, self.height - right, bottom, self.height - left
        if self.quarters == 3:
            return self.width - bottom, left, self.width - top, right
        return self.upright(box)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, top, _, _ = self.upright((x, y, x, y))
        return left, top


def stand_upright(read: ReadFile) -> tuple[ReadFile, dict[int, Turn]]:
    """The file with its turned pages laid upright, and how those lay, by number."""
    turns = {page.number: turn for page in read.pages if (turn := _turn_of(page))}
    if not turns:
        return read, turns
    pages = tuple(
        _laid(page, turns[page.number]) if page.number in turns else page for page in read.pages
    )
    return replace(read, pages=pages), turns


def _turn_of(page: ReadPage) -> Turn | None:
    ways: Counter[int] = Counter()
    for glyph in page.glyphs:
        if not glyph.hidden and not glyph.text.isspace():
            ways[round(glyph.angle / 90) % 4 if glyph.angle else 0] += 1
    if not any(way for way in ways):
        return None
    way, count = max(ways.items(), key=lambda each: (each[1], -each[0]))
    if way == 0 or count < max(_LEAST, _MOST * ways.total()):
        return None
    return Turn(way, page.width, page.height)


def _laid(page: ReadPage, turn: Turn) -> ReadPage:
    """The page as it is read. Dashes are of its sheet's own lines: they are left out."""
    swapped = turn.quarters != 2
    return replace(
        page,
        width=page.height if swapped else page.width,
        height=page.width if swapped else page.height,
        trim=turn.upright(page.trim),
        glyphs=tuple(_turned(glyph, turn) for glyph in page.glyphs),
        rules=tuple(
            replace(rule, box=turn.upright(rule.box), upright=rule.upright != swapped)
            for rule in page.rules
        ),
        fills=tuple(replace(fill, box=turn.upright(fill.box)) for fill in page.fills),
        pictures=tuple(replace(shown, box=turn.upright(shown.box)) for shown in page.pictures),
        drawings=tuple(map(turn.upright, page.drawings)),
        curves=tuple(
            ReadCurve(tuple(sorted(turn.point(*point) for point in curve.points)), curve.ink)
            for curve in page.curves
        ),
        dashes=(),
    )


def _turned(glyph: ReadGlyph, turn: Turn) -> ReadGlyph:
    left, top, right, bottom = turn.upright((glyph.left, glyph.top, glyph.right, glyph.bottom))
    x, y = turn.point(glyph.x, glyph.y)
    angle = (glyph.angle - 90 * turn.quarters + 180) % 360 - 180
    return glyph._replace(
        left=left, top=top, right=right, bottom=bottom, x=x, y=y,
        angle=0.0 if abs(angle) < 1e-6 else angle,
    )  # fmt: skip


def lay_back(issue: RecoveredIssue, turns: Mapping[int, Turn]) -> RecoveredIssue:
    """The issue with all places on the sheets as they are in the file."""
    if not turns:
        return issue

    def placed(page: int, area: Box) -> Box:
        turn = turns.get(page)
        if turn is None:
            return area
        left, top, right, bottom = turn.back(area)
        return round(left, 2), round(top, 2), round(right, 2), round(bottom, 2)

    def block_placed(block: RecoveredBlock) -> RecoveredBlock:
        pieces = tuple((page, placed(page, area)) for page, area in block.pieces)
        return replace(block, area=placed(block.page, block.area), pieces=pieces)

    articles = tuple(
        replace(
            article,
            blocks=tuple(map(block_placed, article.blocks)),
            pictures=tuple(
                replace(shown, area=placed(shown.page, shown.area)) for shown in article.pictures
            ),
        )
        for article in issue.articles
    )
    return replace(
        issue,
        articles=articles,
        ads=tuple(replace(ad, area=placed(ad.page, ad.area)) for ad in issue.ads),
        charts=tuple(replace(one, area=placed(one.page, one.area)) for one in issue.charts),
        furniture=tuple(replace(one, area=placed(one.page, one.area)) for one in issue.furniture),
        remarks=tuple(
            replace(one, area=placed(one.page, one.area)) if one.page and one.area else one
            for one in issue.remarks
        ),
    )
