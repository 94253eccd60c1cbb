"""The contents page: two pictured stories, lists by section, a service box, the editorial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from magtool.diagnostics import Checked, Diagnostic, Severity
from magtool.edition import Contents, Edition, Image, plain
from magtool.layout.blurbs import set_sentences
from magtool.layout.editorial import has_panel, panel_ground, set_panel
from magtool.layout.furniture import (
    PageHead,
    finished_page,
    in_language,
    page_furniture,
    panel_columns,
)
from magtool.layout.kit import Kit
from magtool.layout.listing import Columns, Item, Lists, list_items
from magtool.layout.pictures import alt_of, crop_to
from magtool.layout.setting import (
    Lines,
    block,
    line_width,
    one_line,
    page_goal,
    parted,
    plain_runs,
    scaled,
    set_paragraph,
    square,
)
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, Op, PageLayout, Picture

_LEADS = (("feature",), ("survey", "open-answers", "chart-item"))
"""Kinds that the pictured stories are taken from, if one of them has a picture."""

_ENDLESS = 10_000.0


def set_contents(
    kit: Kit, edition: Edition, page_of: Mapping[str, int], number: int
) -> Checked[PageLayout]:
    """Page ``number`` with the contents and, at its outer side, the editorial's panel.

    The pictures give what the lists need; then the lists are set closer, the blurbs cut and
    the service box left out (contents-service). No entry is ever dropped: lists that are
    still too long run over the foot and are reported (contents-full).
    """
    panel = has_panel(edition)
    section = kit.design.kinds["editorial"]
    blocks: list[Block] = [panel_ground(kit, number)] if panel else []
    blocks += page_furniture(kit, edition, number, PageHead(section), panel=panel)
    found: tuple[Diagnostic, ...] = ()
    if edition.contents is not None:
        listed, told = _Page(kit, edition, edition.contents, page_of, number).set()
        blocks += listed
        found += told
    if panel:
        beside = set_panel(kit, edition, page_of, number)
        blocks += beside.value
        found += beside.diagnostics
    return Checked(finished_page(kit, edition, number, blocks), found)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One way to make room: what is kept, how close lists are set, how low pictures end."""

    service: bool
    gaps: float
    blurb_lines: int
    least_foot: int
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class _Fit:
    """A plan carried out: the pictures' foot, the lists' first line and their columns."""

    plan: _Plan
    foot: int
    first: float
    lists: Lists
    columns: Columns
    over: float = 0.0


@dataclass(frozen=True, slots=True)
class _Page:
    """The contents of one issue on its way to the page.

    ``at`` gives the design's places in grid lines, ``mm`` its small lengths in points.
    """

    kit: Kit
    edition: Edition
    contents: Contents
    page_of: Mapping[str, int]
    number: int

    def set(self) -> tuple[list[Block], tuple[Diagnostic, ...]]:
        """Everything beside the panel, in reading order, and what didn't fit."""
        items = list_items(self.kit, self.edition, self.page_of)
        pictured = self.pictured(items)
        teased = self.teased(items, pictured)
        fit = self.fitted(items, pictured, teased)
        blocks = list(self.heading())
        if fit.plan.pictures:
            for place, item in enumerate(pictured):
                alone = len(pictured) == 1
                blocks += self.story(item, place, fit.foot, fit.plan.blurb_lines, alone)
        for place, column in enumerate(fit.columns):
            blocks += fit.lists.column(column, self.x(place), fit.first)
        if fit.plan.service:
            blocks += self.service()
        return blocks, tuple(self.complaints(fit, len(items)))

    # --- measures ---

    def at(self, name: str) -> float:
        return self.kit.design.contents[name]

    def mm(self, name: str) -> float:
        return mm_to_pt(self.kit.design.contents[name])

    def units(self) -> int:
        """Grid columns of one list: the design's, or half the page when no panel is there."""
        return int(self.at("columns")) if has_panel(self.edition) else self.kit.grid.columns // 2

    def x(self, place: int) -> float:
        """Left edge of list 0 or 1. The panel stands outside, left on left pages."""
        first = 1
        if has_panel(self.edition) and self.number % 2 == 0:
            first = panel_columns(self.kit, self.number)[1] + 1
        return self.kit.grid.column_left(first + place * self.units())

    def width(self, lists: int = 1) -> float:
        return self.kit.grid.width(lists * self.units())

    # --- what is listed ---

    def pictured(self, items: Sequence[Item]) -> list[Item]:
        """Up to two stories with a picture that is not the cover's, in order of page."""
        cover = self.edition.cover
        taken = cover.image.file if cover and cover.image else ""
        able = [
            item
            for item in items
            if not item.paid and item.article.images and _image(item).file != taken
        ]
        chosen: list[Item] = []
        for kinds in _LEADS:
            chosen += [item for item in able if item.article.kind in kinds][:1]
        chosen += [item for item in able if item not in chosen]
        return sorted(chosen[:2], key=lambda item: item.order)

    def teased(self, items: Sequence[Item], pictured: Sequence[Item]) -> frozenset[str]:
        """The slugs whose entries carry a line: first each section's first, then the rest."""
        wanted = self.contents.teasers - len(pictured)
        shown = {item.slug for item in pictured}
        lists = Lists(self.kit, self.width())
        able = [
            item
            for item in items
            if not item.paid and item.slug not in shown and lists.may_tease(item)
        ]
        firsts = {item.section: item.slug for item in reversed(able)}.values()
        ranked = sorted(able, key=lambda item: item.slug not in firsts)
        return frozenset(item.slug for item in ranked[: max(wanted, 0)])

    # --- making room ---

    def plans(self, pictured: bool) -> Iterator[_Plan]:
        """From what is wished to what is possible."""
        good, least = int(self.at("picture_foot_good")), int(self.at("picture_foot_least"))
        tight, tightest = self.at("tight"), self.at("tightest")
        full = int(self.at("story_blurb_lines"))
        boxed = (True, False) if self.contents.service_text else (False,)
        for service in boxed:
            yield _Plan(service, 1.0, full, good, pictured)
            yield _Plan(service, tight, full, good, pictured)
            yield _Plan(service, tight, full - 1, least, pictured)
            yield _Plan(service, tightest, full - 1, least, pictured)
            yield _Plan(service, tightest, 0, least, pictured)
        for service in boxed:
            yield _Plan(service, tight, 0, 0, False)
            yield _Plan(service, tightest, 0, 0, False)

    def fitted(
        self, items: Sequence[Item], pictured: Sequence[Item], teased: frozenset[str]
    ) -> _Fit:
        """The first plan whose lists end above the foot; the last one when none does."""
        wished, head = int(self.at("picture_foot")), self.at("picture_top")
        for plan in self.plans(bool(pictured)):
            lists = Lists(self.kit, self.width(), plan.gaps, teased)
            columns, depth = lists.balanced(list(lists.groups(items)))
            bottom = self.list_foot(plan)
            if not plan.pictures:
                fit = _Fit(plan, 0, head, lists, columns, max(0.0, head + depth - bottom))
                if not fit.over:
                    break
                continue
            under = self.under_pictures(pictured, plan)
            foot = min(wished, floor(bottom - depth - under + 1e-6))
            if foot >= plan.least_foot:
                return _Fit(plan, foot, foot + under, lists, columns)
        return fit

    def under_pictures(self, pictured: Sequence[Item], plan: _Plan) -> float:
        """Lines from the pictures' foot to the lists' first rule."""
        deepest = 0.0
        for item in pictured:
            head, blurb = self.texts(item, plan.blurb_lines, len(pictured) == 1)
            depth = self.at("story_head") + (head.depth + blurb.depth) / self.kit.grid.leading
            deepest = max(deepest, depth + (self.at("story_blurb") if blurb.count else 0.0))
        return deepest + self.at("lists")

    def list_foot(self, plan: _Plan) -> float:
        """The last line on which an entry may stand."""
        return self.service_top() - self.at("service_air") if plan.service else self.kit.grid.lines

    # --- marks on the page ---

    def heading(self) -> Iterator[Block]:
        """The page's heading on one line, set smaller when it is long."""
        kit = self.kit
        section = kit.design.sections[kit.design.kinds["editorial"]]
        heading = self.contents.heading or in_language(kit, section.name)
        lines = set_paragraph(kit, plain_runs(heading), "contents-head", _ENDLESS)
        if lines.width > self.width(2):
            style = scaled(kit, "contents-head", self.width(2) / lines.width)
            lines = set_paragraph(kit, plain_runs(heading), style, _ENDLESS)
        y = kit.grid.baseline(self.at("head_line"))
        yield block("contents-head", "", lines.at(self.x(0), y))

    def texts(self, item: Item, blurb_lines: int, alone: bool) -> tuple[Lines, Lines]:
        """A pictured story's headline and blurb."""
        width = self.width(2 if alone else 1)
        head = set_paragraph(self.kit, plain_runs(item.title), "contents-story", width)
        told = plain(item.article.standfirst)
        return head, set_sentences(self.kit, told, "contents-blurb", width, blurb_lines)

    def story(
        self, item: Item, place: int, foot: int, blurb_lines: int, alone: bool
    ) -> Iterator[Block]:
        """Picture with its number plate, headline and blurb."""
        grid, image, x = self.kit.grid, _image(item), self.x(place)
        width = self.width(2 if alone else 1)
        rect = Rect(x, grid.top(self.at("picture_top")), x + width, grid.baseline(foot))
        crop = crop_to(image, rect.width, rect.height)
        goal, picture = page_goal(item.page), [Picture(rect, image.file, crop)]
        alt = alt_of(self.kit, image, item.article)
        yield block("contents-picture", "", picture, alt, goal=goal)
        if item.page is not None:
            yield block("contents-plate", "", self.plate(item.page, rect), goal=goal)
        head, blurb = self.texts(item, blurb_lines, alone)
        y = grid.baseline(foot + self.at("story_head"))
        yield block("contents-headline", "", parted(self.kit, head.at(x, y)), goal=goal)
        if blurb.count:
            y += head.depth + self.at("story_blurb") * grid.leading
            yield block("contents-blurb", "", blurb.at(x, y), goal=goal)

    def plate(self, page: int, picture: Rect) -> Iterator[Op]:
        """The page number on a square in the picture's lower left corner."""
        kit, side = self.kit, self.mm("plate")
        style = kit.styles["number-plate"]
        yield square(picture.x0, picture.y1, side, kit.accent)
        x = picture.x0 + (side - line_width(kit, str(page), "number-plate")) / 2
        capitals = kit.faces.cap_height(style.faces.regular, style.size)
        y = picture.y1 - (side - capitals) / 2
        yield from parted(kit, one_line(kit, str(page), "number-plate", x, y))

    # --- the service box ---

    def service_lines(self) -> Lines:
        """The box's text."""
        inset = mm_to_pt(self.kit.box("service").inset_mm)
        width = self.width(2) - 2 * inset
        runs = plain_runs(self.contents.service_text)
        return set_paragraph(self.kit, runs, self.kit.box("service").text, width)

    def service_top(self) -> int:
        """Grid line on which the service box begins, so that it ends on the last."""
        text = self.service_lines()
        height = self.service_text_drop() + text.depth + mm_to_pt(self.kit.box("service").foot_mm)
        return self.kit.grid.lines - self.kit.grid.rows(height) + 1

    def service_text_drop(self) -> float:
        """From the box's head to its text's first baseline."""
        kit, look = self.kit, self.kit.box("service")
        style = kit.styles[look.title if self.contents.service_title else look.text]
        drop = mm_to_pt(look.head_mm) + kit.faces.cap_height(style.faces.regular, style.size)
        if self.contents.service_title:
            drop += self.at("service_text") * kit.grid.leading
        return drop

    def service(self) -> Iterator[Block]:
        """Ground, title and text of the service box, over both lists' width."""
        kit, look = self.kit, self.kit.box("service")
        grid, x = kit.grid, self.x(0)
        rect = Rect(x, grid.top(self.service_top()), x + self.width(2), grid.baseline(grid.lines))
        yield block("service-ground", "", [Fill(rect, kit.inks[look.fill])])
        left, y = x + mm_to_pt(look.inset_mm), rect.y0 + self.service_text_drop()
        if self.contents.service_title:
            head = y - self.at("service_text") * grid.leading
            title = one_line(kit, self.contents.service_title, look.title, left, head)
            yield block("service-title", "", title)
        yield block("service-text", "", self.service_lines().at(left, y))

    # --- what went wrong ---

    def complaints(self, fit: _Fit, entries: int) -> Iterator[Diagnostic]:
        place = self.contents.place
        if fit.over:
            message = f"the contents hold {entries} entries: {fit.over:.1f} lines too many"
            hints = ("ask for fewer contents teasers, or shorten headlines to one line",)
            yield Diagnostic("contents-full", Severity.ERROR, message, place, hints, self.number)
        if self.contents.service_text and not fit.plan.service:
            message = "the contents leave no room for the service box"
            hints = ("ask for fewer contents teasers, or take the box out",)
            yield Diagnostic(
                "contents-service", Severity.WARNING, message, place, hints, self.number
            )


def _image(item: Item) -> Image:
    return item.article.images[0]
