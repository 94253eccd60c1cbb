"""The cover: a picture to the edges, the masthead, a main line and teasers at the foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from magtool.edition import Cover, Edition, Run, Teaser, plain
from magtool.layout.blurbs import article_of, first_sentence
from magtool.layout.furniture import finished_page, furniture_ink, month_name
from magtool.layout.kit import Kit
from magtool.layout.pictures import crop_to, picture_of
from magtool.layout.setting import (
    Lines,
    block,
    line_width,
    one_line,
    page_goal,
    parted,
    plain_runs,
    right_line,
    scaled,
    set_paragraph,
    square,
)
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, Op, PageLayout, Picture, Rule

_NBSP = "\u00a0"
_SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6)
"""Sizes that a main line of too many lines is tried in, as shares of its style's."""
_TEASER_RULE = 0.9


@dataclass(frozen=True, slots=True)
class _Told:
    """What the cover says of one story. ``text`` ends with the page to turn to, which is also
    the ``goal`` of its links."""

    label: str
    headline: str
    text: tuple[Run, ...] = ()
    goal: str = ""


def set_cover(kit: Kit, edition: Edition, page_of: Mapping[str, int]) -> PageLayout:
    """The cover. Main line and teasers stand on the foot and grow upwards.

    ``page_of`` gives the pages that teasers name; one that is not known yet is left out.
    """
    cover = edition.cover or Cover()
    teasers = [_told(kit, edition, teaser, page_of) for teaser in cover.teasers]
    main = _Told(cover.kicker, cover.headline)
    if not cover.headline and teasers:
        main = teasers.pop(0)
        main = replace(main, label=cover.kicker or main.label)
    teaser_blocks, rule = _set_teasers(kit, teasers)
    main_blocks, label = _set_main(kit, main, rule)
    blocks = (
        _ground(kit, cover, main.headline or edition.title, _mm(kit, "label") - label),
        *_masthead(kit, edition),
        *_top_line(kit, edition),
        *main_blocks,
        *teaser_blocks,
    )
    return finished_page(kit, edition, 1, blocks)


def _mm(kit: Kit, name: str) -> float:
    return mm_to_pt(kit.design.cover[name])


def _told(kit: Kit, edition: Edition, teaser: Teaser, page_of: Mapping[str, int]) -> _Told:
    article = article_of(edition, teaser.story)
    headline, text, label = teaser.headline, teaser.text, ""
    if article is not None:
        label = article.kicker
        headline = headline or article.title
        text = text or first_sentence(article)
    runs = [Run(text)] if text else []
    page = page_of.get(teaser.story)
    if page is not None:
        turn = kit.word("see-page", page=page).replace(" ", _NBSP)
        runs += [Run(" "), Run(turn, strong=True)] if text else [Run(turn, strong=True)]
    return _Told(label, headline, tuple(runs), page_goal(page))


def _ground(kit: Kit, cover: Cover, title: str, rise: float) -> Block:
    """The picture, darkened at head and foot, or flat ink where there is none.

    ``rise`` is how far the type at the foot stands above its wonted place.
    """
    grid, data = kit.grid, kit.design.cover
    sheet = Rect(
        -grid.bleed, -grid.bleed, grid.page_width + grid.bleed, grid.page_height + grid.bleed
    )
    image = cover.image
    if image is None:
        return block("cover-ground", "", [Fill(sheet, furniture_ink(kit, "cover"))])
    begin = max(0.0, data["shade_from"] * grid.page_height - rise)
    full = max(begin, data["shade_full"] * grid.page_height - rise)
    shades = (
        (sheet.y0, data["shade_head_to"] * grid.page_height, data["shade_head"], 0.0),
        (begin, full, 0.0, data["shade"]),
        (full, sheet.y1, data["shade"], data["shade"]),
    )
    crop = crop_to(image, sheet.width, sheet.height)
    alt = image.alt or plain(image.caption) or picture_of(kit, title)
    return block("cover-picture", "", [Picture(sheet, image.file, crop, shades)], alt)


def _masthead(kit: Kit, edition: Edition) -> Iterator[Block]:
    """The title as large as its style or as the page allows, its capitals' top where it was."""
    grid, plain = kit.grid, kit.styles["masthead"]
    gap, side = _mm(kit, "square_gap"), _mm(kit, "square")
    out = grid.left - _mm(kit, "masthead_x")
    natural = line_width(kit, edition.title, "masthead")
    room = grid.width(grid.columns)
    factor = min(1.0, room / (natural - out + gap + side))
    style = scaled(kit, "masthead", factor)
    capitals = kit.faces.cap_height(plain.faces.regular, plain.size)
    y = _mm(kit, "masthead") - (1 - factor) * capitals
    x = grid.left - out * factor
    title = kit.faces.runs(
        edition.title, style.faces.regular, style.size, style.ink, x, y, style.tracking
    )
    stop = x + (natural + gap) * factor
    flat = edition.cover is None or edition.cover.image is None
    hidden = flat and furniture_ink(kit, "cover") == kit.accent
    ink = style.ink if hidden else kit.accent
    yield block("masthead", "", title)
    yield block("masthead-square", "", [square(stop, y, side * factor, ink)])


def _top_line(kit: Kit, edition: Edition) -> Iterator[Block]:
    grid, y = kit.grid, _mm(kit, "top_line")
    if edition.tagline:
        yield block("tagline", "", one_line(kit, edition.tagline, "cover-line", grid.left, y))
    number = kit.word("issue", number=edition.number)
    line = f"{number[:1].upper()}{number[1:]} · {month_name(kit, edition.date)}"
    right = grid.column_right(grid.columns)
    yield block("cover-date", "", right_line(kit, line, "cover-date", right, y))


def _set_main(kit: Kit, main: _Told, rule: float) -> tuple[tuple[Block, ...], float]:
    """Label, main line and its text over the teasers' rule; and the label's baseline."""
    if not main.headline:
        return (), _mm(kit, "label")
    grid, width = kit.grid, kit.grid.width(kit.grid.columns)
    text = set_paragraph(kit, main.text, "cover-teaser", width)
    head = _fitted_head(kit, main.headline, width)
    foot = rule - (_mm(kit, "teaser_rule") - _mm(kit, "head") - kit.styles["cover-head"].leading)
    if text.count:
        foot -= text.depth + _mm(kit, "head_text")
    first = foot - head.depth
    label = first - head.leading * _rise_of_label(kit)
    blocks = []
    if main.label:
        side, x = _mm(kit, "label_square"), grid.left + _mm(kit, "label_text")
        ink = kit.styles["cover-label"].ink
        ops: tuple[Op, ...] = (
            square(grid.left, label, side, ink),
            *one_line(kit, main.label, "cover-label", x, label),
        )
        blocks.append(block("cover-label", "", ops, goal=main.goal))
    blocks.append(block("cover-headline", "", head.at(grid.left, first), goal=main.goal))
    if text.count:
        y = foot + _mm(kit, "head_text")
        blocks.append(block("cover-text", "", text.at(grid.left, y), goal=main.goal))
    return tuple(blocks), label


def _rise_of_label(kit: Kit) -> float:
    """How far the label stands over the main line, as a share of that line's leading."""
    return (_mm(kit, "head") - _mm(kit, "label")) / kit.styles["cover-head"].leading


def _fitted_head(kit: Kit, headline: str, width: float) -> Lines:
    """The main line in the first size that neither has too many lines nor runs over."""
    most = int(kit.design.cover["head_lines"])
    for factor in _SMALLER:
        head = set_paragraph(kit, plain_runs(headline), scaled(kit, "cover-head", factor), width)
        if head.count <= most and not head.overfull:
            break
    return head


@dataclass(frozen=True, slots=True)
class _SetTeaser:
    head: Lines
    text: Lines
    text_drop: float
    """From the headline's last baseline to the text's first."""
    goal: str

    @property
    def depth(self) -> float:
        """From the headline's first baseline to the teaser's last."""
        return self.head.depth + (self.text_drop + self.text.depth if self.text.count else 0.0)


def _set_teasers(kit: Kit, teasers: Sequence[_Told]) -> tuple[tuple[Block, ...], float]:
    """The teasers in rows upon the foot, and the y of the topmost rule.

    Without teasers that rule is where it would have to be for the main line to end at the foot.
    """
    gap_above = _mm(kit, "teaser_rule") - _mm(kit, "head") - kit.styles["cover-head"].leading
    if not teasers:
        return (), _mm(kit, "foot") + gap_above
    count = ceil(len(teasers) / ceil(len(teasers) / kit.design.cover["teaser_row"]))
    rows = [teasers[i : i + count] for i in range(0, len(teasers), count)]
    foot, rule = _mm(kit, "foot"), 0.0
    blocks: list[Block] = []
    for number, row in enumerate(reversed(rows)):
        made = [_set_teaser(kit, told, kit.grid.columns // count) for told in row]
        drop = _mm(kit, "teaser_head") - _mm(kit, "teaser_rule")
        rule = foot - max(teaser.depth for teaser in made) - drop
        if not number:
            rule = min(rule, _mm(kit, "teaser_rule"))
        blocks[:0] = list(_place_row(kit, made, kit.grid.columns // count, rule, drop))
        foot = rule - _mm(kit, "teaser_gap")
    return tuple(blocks), rule


def _set_teaser(kit: Kit, told: _Told, units: int) -> _SetTeaser:
    width = kit.grid.width(units)
    head = set_paragraph(kit, plain_runs(told.headline), "cover-teaser-head", width)
    text = set_paragraph(kit, told.text, "cover-teaser", width)
    drop = _mm(kit, "teaser_text") - _mm(kit, "teaser_head")
    return _SetTeaser(head, text, drop, told.goal)


def _place_row(
    kit: Kit, row: Sequence[_SetTeaser], units: int, rule: float, drop: float
) -> Iterator[Block]:
    ink = kit.styles["cover-teaser-head"].ink
    for number, teaser in enumerate(row):
        x, y = kit.grid.column_left(1 + number * units), rule + drop
        line = Rule(x, rule, x + kit.grid.width(units), rule, _TEASER_RULE, ink)
        yield block("cover-rule", "", [line])
        head = parted(kit, teaser.head.at(x, y))
        yield block("cover-teaser-headline", "", head, goal=teaser.goal)
        if teaser.text.count:
            text_y = y + teaser.head.depth + teaser.text_drop
            yield block("cover-teaser", "", teaser.text.at(x, text_y), goal=teaser.goal)
