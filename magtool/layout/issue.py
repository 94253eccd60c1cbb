"""The whole issue: planned, set, numbered, and told about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from magtool.diagnostics import Checked, Diagnostic, Severity, Span
from magtool.edition import Ad, Company, Edition, Story
from magtool.layout.content import (
    Content,
    company_content,
    story_content,
    unshown,
    with_article,
    with_pages,
)
from magtool.layout.contents import set_contents
from magtool.layout.cover import set_cover
from magtool.layout.fitting import FitRow, placed_row, too_long, unplaced_rows
from magtool.layout.flatplan import Flatplan, Planned, Planner
from magtool.layout.flowing import BreakCache
from magtool.layout.furniture import page_furniture
from magtool.layout.kit import Kit
from magtool.layout.pages import PageMaker
from magtool.layout.story import Setter, StorySetting
from magtool.page import Artwork, Fill, GlyphRun, PageLayout, Path, Picture, Rule

_ROUNDS = 5
_COLUMN_UNITS = 4


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an item came to stand: page, rectangle (points), template, and for stories how."""

    kind: str
    slug: str
    page: int
    template: str
    rect: tuple[float, float, float, float]
    setting: StorySetting | None = None


@dataclass(frozen=True, slots=True)
class IssueLayout:
    """A finished issue: pages in order, the plan behind them, every item's stand."""

    pages: tuple[PageLayout, ...]
    plan: Flatplan
    stands: tuple[Stand, ...]
    page_of: Mapping[str, int]
    fits: tuple[FitRow, ...] = ()


def lay_out(edition: Edition, kit: Kit, *, full: bool = False) -> Checked[IssueLayout]:
    """Sets the whole issue.

    Stories may name each other's pages, which only the plan knows: it is made again until the
    numbers stand still, at most five times.
    """
    setter = Setter(kit, {s.id: s for s in edition.surveys}, BreakCache(), full)
    page_of: dict[str, int] = {}
    plan = Flatplan(0, (), 0.0)
    for _ in range(_ROUNDS):
        stories = tuple(_paged(story_content(kit, s), page_of) for s in edition.stories)
        companies = tuple(_paged(company_content(kit, c), page_of) for c in edition.companies)
        fillers = tuple(f.ad for f in edition.fillers)
        house = {ad.id for ad in fillers}
        ads = tuple(ad for ad in edition.ads if ad.id not in house)
        maker = PageMaker(setter, edition, kit.templates, {}, {})
        planner = Planner(maker, edition, _fixed(kit, edition), fillers, partial(too_long, maker))
        plan = planner.plan(stories, companies, ads)
        numbers = _numbers(plan)
        if numbers == page_of or not _names_pages((*stories, *companies), edition):
            page_of = numbers
            break
        page_of = numbers
    return _drawn(edition, kit, maker, plan, page_of)


def _paged(content: Content, page_of: Mapping[str, int]) -> Content:
    return with_article(content, with_pages(content.article, page_of))


def _names_pages(contents: Iterable[Content], edition: Edition) -> bool:
    """Whether any story's text names another's page."""
    articles = [s.article for s in edition.stories] + [c.article for c in edition.companies]
    return any(
        run.page_of
        for article in articles
        for paragraph in article.paragraphs
        for run in paragraph.runs
    )


def _fixed(kit: Kit, edition: Edition) -> dict[int, str]:
    """Pages that are neither planned nor sold: the cover and the contents page."""
    fixed = {}
    sequence = kit.design.sequence
    if edition.cover is not None and "cover" in sequence:
        fixed[sequence["cover"]] = "cover"
    if (edition.contents is not None or edition.editorial is not None) and "contents" in sequence:
        fixed[sequence["contents"]] = "contents"
    return fixed


def _numbers(plan: Flatplan) -> dict[str, int]:
    """First page of every item."""
    numbers: dict[str, int] = {}
    for planned in plan.planned:
        if planned.trial is None:
            continue
        for _, content, _, _ in planned.trial.zones:
            numbers.setdefault(content.slug, planned.number)
        for ad in planned.trial.wish.ads:
            if ad is not None:
                numbers.setdefault(ad.id, planned.number)
    return numbers


def _drawn(
    edition: Edition,
    kit: Kit,
    maker: PageMaker,
    plan: Flatplan,
    page_of: Mapping[str, int],
) -> Checked[IssueLayout]:
    found: list[Diagnostic] = []
    fits: list[FitRow] = []
    pages: list[PageLayout] = []
    stands: list[Stand] = []
    jumps = _jumps(plan)
    for planned in plan.planned:
        if planned.kind == "cover":
            pages.append(set_cover(kit, edition, page_of))
        elif planned.kind == "contents":
            contents = set_contents(kit, edition, page_of, planned.number)
            found.extend(contents.diagnostics)
            pages.append(contents.value)
        elif planned.trial is None:
            pages.append(_empty(kit, edition, planned.number))
            found.append(_empty_page(edition, planned.number))
        else:
            drawn, settings = maker.draw(planned.trial, jumps.get(planned.number, 0))
            pages.extend(drawn)
            stands.extend(_stands(planned, drawn, settings))
            found.extend(_reports(edition, planned, settings))
            if not planned.trial.zones and None in planned.trial.wish.ads:
                found.append(_empty_page(edition, planned.number, "in part"))
            fits.extend(placed_row(maker, planned, s, _pages_of(plan, s.slug)) for s in settings)
    copy = _contents(kit, edition)
    found.extend(_lost(edition, plan, copy))
    found.extend(_unshown(edition, copy))
    found.extend(_surplus(edition, kit, plan))
    missed = unplaced_rows(maker, plan, copy)
    found.extend(_unplaced(edition, plan, missed))
    layout = IssueLayout(tuple(pages), plan, tuple(stands), dict(page_of), (*_whole(fits), *missed))
    return Checked(layout, tuple(found))


def _contents(kit: Kit, edition: Edition) -> list[Content]:
    return [
        *(story_content(kit, story) for story in edition.stories),
        *(company_content(kit, company) for company in edition.companies),
    ]


def _pages_of(plan: Flatplan, slug: str) -> tuple[int, ...]:
    """Every page that shows part of the story."""
    pages: list[int] = []
    for planned in plan.planned:
        if planned.trial is not None:
            for _, content, zone, _ in planned.trial.zones:
                if content.slug == slug:
                    pages.extend(range(planned.number, planned.number + zone.pages))
    return tuple(pages)


def _whole(rows: Iterable[FitRow]) -> Iterable[FitRow]:
    """One row a story: a story that jumps is told once, with the room of both its parts."""
    by_slug: dict[str, FitRow] = {}
    for row in rows:
        first = by_slug.get(row.slug)
        if first is not None:
            row = replace(
                first,
                lines=first.lines + row.lines,
                short=row.short,
                characters=row.characters,
                looseness=first.looseness + row.looseness,
                sentences=(*first.sentences, *row.sentences),
                dropped=tuple(d for d in first.dropped if d in row.dropped),
                remedies=row.remedies,
            )
        by_slug[row.slug] = row
    return by_slug.values()


def _jumps(plan: Flatplan) -> dict[int, int]:
    """For each page that carries text over, the page that takes it."""
    return {
        planned.trial.wish.carry.from_page: planned.number
        for planned in plan.planned
        if planned.trial is not None and planned.trial.wish.carry is not None
    }


def _empty(kit: Kit, edition: Edition, number: int) -> PageLayout:
    grid = kit.grid
    furniture = page_furniture(kit, edition, number, None)
    return PageLayout(number, grid.page_width, grid.page_height, grid.bleed, furniture)


def _stands(
    planned: Planned, drawn: Iterable[PageLayout], settings: Iterable[StorySetting]
) -> Iterable[Stand]:
    trial = planned.trial
    assert trial is not None
    by_slug = {setting.slug: setting for setting in settings}
    ads: dict[str, Ad] = {ad.id: ad for ad in trial.wish.ads if ad is not None}
    for page in drawn:
        extent: dict[str, list[tuple[float, float, float, float]]] = {}
        for block in page.blocks:
            if block.owner:
                extent.setdefault(block.owner, []).extend(extents(block.ops))
        for slug, boxes in extent.items():
            rect = (
                max(min(b[0] for b in boxes), 0.0),
                max(min(b[1] for b in boxes), 0.0),
                min(max(b[2] for b in boxes), page.width),
                min(max(b[3] for b in boxes), page.height),
            )
            kind = "ad" if slug in ads else "story"
            content = next((c for _, c, _, _ in trial.zones if c.slug == slug), None)
            if content is not None and content.company:
                kind = "company"
            yield Stand(kind, slug, page.number, trial.wish.template, rect, by_slug.get(slug))


def extents(ops: Iterable[object]) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every mark, points; text by its size, not its outlines."""
    out = []
    for op in ops:
        match op:
            case GlyphRun():
                out.append((op.x, op.y - 0.7 * op.size, op.x + op.width, op.y + 0.2 * op.size))
            case Fill() | Picture() | Artwork():
                out.append((op.rect.x0, op.rect.y0, op.rect.x1, op.rect.y1))
            case Rule():
                out.append((op.x0, min(op.y0, op.y1), op.x1, max(op.y0, op.y1)))
            case Path():
                numbers = [[float(v) for v in s[1:]] for s in op.segments if len(s) > 1]
                xs = [v for row in numbers for v in row[::2]]
                ys = [v for row in numbers for v in row[1::2]]
                if xs and ys:
                    out.append((min(xs), min(ys), max(xs), max(ys)))
    return out


# ------------------------------------------------------------------------ reports


def _place(edition: Edition, slug: str) -> Span | None:
    items: tuple[Story | Company | Ad, ...] = (
        *edition.stories,
        *edition.companies,
        *edition.ads,
    )
    return next((item.span for item in items if item.slug == slug), edition.span)


def _empty_page(edition: Edition, number: int, how_much: str = "") -> Diagnostic:
    return Diagnostic(
        "empty-page",
        Severity.WARNING,
        f"page {number} stays empty {how_much}".rstrip(),
        edition.span,
        ("book an ad, add a story, or name a house ad under fillers",),
        number,
    )


def _unplaced(edition: Edition, plan: Flatplan, missed: Iterable[FitRow]) -> Iterable[Diagnostic]:
    over = {row.slug: row for row in missed if row.overset}
    for slug in plan.unplaced:
        place = _place(edition, slug)
        row = over.get(slug)
        if row is not None:
            message = (
                f"{slug!r} is {row.overset} lines too long, about {row.characters} characters, "
                f"even for {row.template!r}"
            )
            hints = tuple(f"{r.what}: {r.detail}" for r in row.remedies)
            yield Diagnostic("overset", Severity.ERROR, message, place, hints)
            continue
        message = f"{slug!r} found no page: no template can show it in the pages there are"
        hints = (
            "allow more pages (pages: max), or take a wish away (page, template)",
            "a picture, chart or box more than any template shows has the same effect",
        )
        yield Diagnostic("no-room", Severity.ERROR, message, place, hints)


def _lost(edition: Edition, plan: Flatplan, contents: Iterable[Content]) -> Iterable[Diagnostic]:
    """The audit: every paragraph of every story stands somewhere, whatever was planned."""
    standing: dict[str, set[int]] = {}
    for planned in plan.planned:
        for _, content, _, trial in planned.trial.zones if planned.trial else ():
            shown = standing.setdefault(content.slug, set())
            shown.update(placed.item.index for placed in trial.ending.placed)
    for content in contents:
        if content.slug in plan.unplaced or content.article.kind == "notices":
            continue
        missing = set(range(len(content.article.paragraphs))) - standing.get(content.slug, set())
        if missing:
            message = f"{content.slug!r}: {len(missing)} paragraphs stand on no page"
            hints = ("this is a fault of magtool's own; nothing was written",)
            place = _place(edition, content.slug)
            yield Diagnostic("text-lost", Severity.ERROR, message, place, hints)


def _unshown(edition: Edition, contents: Iterable[Content]) -> Iterable[Diagnostic]:
    for content in contents:
        for part in unshown(content):
            sort = "a paid page" if content.company else "a column of notices"
            message = f"{content.slug!r}: {sort} has no place for its {part}"
            hints = ("take it out of the manuscript, or make it part of the text",)
            yield Diagnostic(
                "not-shown", Severity.ERROR, message, _place(edition, content.slug), hints
            )


def _surplus(edition: Edition, kit: Kit, plan: Flatplan) -> Iterable[Diagnostic]:
    """How much longer the issue is than its pages, when something is left over."""
    if not plan.surplus:
        return
    columns = kit.grid.columns // _COLUMN_UNITS
    lines = round(plan.surplus * columns * kit.grid.lines)
    body = kit.styles["body"]
    letter = kit.faces.width("nsatreilodkgm", body.faces.regular, body.size) / 13
    each = kit.grid.width(_COLUMN_UNITS) / letter * 0.96
    message = (
        f"the issue is about {lines} lines ({round(lines * each, -1):.0f} characters) longer "
        f"than its {plan.pages} pages"
    )
    hints = ("cut the story that grew, take one out, or allow more pages (pages: max)",)
    yield Diagnostic("issue-overset", Severity.ERROR, message, edition.span, hints)


def _reports(
    edition: Edition, planned: Planned, settings: Iterable[StorySetting]
) -> Iterable[Diagnostic]:
    for setting in settings:
        place = _place(edition, setting.slug)
        if setting.sentences or setting.dropped:
            left = [f"sentence {n}" for n in setting.sentences] + list(setting.dropped)
            message = f"{setting.slug!r}: left out to make it fit: {', '.join(left)}"
            yield Diagnostic("copyfit", Severity.NOTE, message, place, (), planned.number)
        if setting.short:
            message = f"{setting.slug!r} ends {setting.short} lines short of its columns"
            hints = ("write a few lines more, or choose another template",)
            severity = Severity.WARNING if setting.short > 12 else Severity.NOTE
            yield Diagnostic("short-story", severity, message, place, hints, planned.number)
        for fault in setting.faults:
            message = f"{setting.slug!r}: {fault}"
            yield Diagnostic("tight-setting", Severity.WARNING, message, place, (), planned.number)
