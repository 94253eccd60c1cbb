"""The whole issue: planned, set, numbered, and told about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from magtool.diagnostics import Checked, Diagnostic
from magtool.edition import Ad, Edition, IssuePlan, PagePlan
from magtool.layout.content import Content, company_content, story_content
from magtool.layout.contents import set_contents
from magtool.layout.cover import set_cover
from magtool.layout.finished import Leaf, Memory, SetPage, Stand
from magtool.layout.fitrow import FitRow
from magtool.layout.fitting import placed_row, unplaced_rows
from magtool.layout.flatplan import Flatplan, Planned
from magtool.layout.furniture import finished_page, page_furniture
from magtool.layout.keeping import moves, near_to, wishes_of
from magtool.layout.kit import Kit
from magtool.layout.pages import PageMaker, plan_of
from magtool.layout.placing import Desk, names_pages, search_for, slugs_of, with_trial
from magtool.layout.reports import (
    Move,
    empty_page,
    fitted,
    lost,
    surplus,
    told_moves,
    unplaced,
    unseen,
)
from magtool.layout.rules import Price, set_prices
from magtool.layout.story import Setter, StorySetting
from magtool.page import Artwork, Fill, GlyphRun, PageLayout, Path, Picture, Rule

_ROUNDS = 5
_NO_PLAN = IssuePlan()


@dataclass(frozen=True, slots=True)
class IssueLayout:
    """A finished issue: leaves in order, their trim, the plan behind them, every item's stand.

    ``desk`` is the plan as the desk keeps it; ``moved`` lists what stands elsewhere or in
    another template than in the plan before: slug, page before and now, template before and now.
    ``prices`` tell of every page of the plan what it costs and why.
    """

    leaves: tuple[Leaf, ...]
    trim: tuple[float, float]
    plan: Flatplan
    stands: tuple[Stand, ...]
    page_of: Mapping[str, int]
    fits: tuple[FitRow, ...] = ()
    desk: IssuePlan = _NO_PLAN
    moved: tuple[Move, ...] = ()
    prices: tuple[tuple[Price, ...], ...] = ()
    others: tuple[Flatplan, ...] = ()

    @property
    def pages(self) -> tuple[PageLayout, ...]:
        """The pages that were drawn, in order."""
        return tuple(leaf.layout for leaf in self.leaves if leaf.layout is not None)


def lay_out(
    edition: Edition,
    kit: Kit,
    *,
    full: bool = False,
    plan: IssuePlan | None = None,
    afresh: bool = False,
    explained: bool = False,
    others: int = 0,
    memory: Memory | None = None,
) -> Checked[IssueLayout]:
    """Sets the whole issue, near to the ``plan`` it had before; ``afresh`` only keeps to that
    plan's locked pages. It is ``explained`` what every placement costs when that is asked for,
    and up to so many ``others`` are made, the next best plans.

    Stories may name each other's pages, which only the plan knows: it is made again until the
    numbers stand still, at most five times.
    """
    setter = Setter(kit, {s.id: s for s in edition.surveys}, kit.breaks, full)
    memory = (memory or Memory()).for_edition(edition)
    page_of = _numbers_before(plan)
    for _ in range(_ROUNDS):
        desk = Desk(edition, kit, PageMaker(setter, edition, kit.templates, {}, {}), memory)
        search = search_for(desk, page_of, plan, afresh)
        made, faults = search.plan()
        numbers = _numbers(made)
        if numbers == page_of or not names_pages(edition):
            break
        page_of = numbers
    told = _told(desk, made, numbers, plan, faults)
    if not explained and not others:
        return told
    layout = replace(told.value, prices=search.prices(made), others=search.others(made, others))
    return Checked(layout, told.diagnostics)


def _numbers_before(plan: IssuePlan | None) -> dict[str, int]:
    return {slug: page for slug, (page, _) in near_to(plan).items() if slug} if plan else {}


def _numbers(plan: Flatplan) -> dict[str, int]:
    """First page of every item."""
    numbers: dict[str, int] = {}
    for planned in plan.planned:
        for slug in slugs_of(planned):
            numbers.setdefault(slug, planned.number)
    return numbers


def _told(
    desk: Desk,
    plan: Flatplan,
    page_of: Mapping[str, int],
    before: IssuePlan | None,
    faults: Sequence[Diagnostic],
) -> Checked[IssueLayout]:
    """Every page set, and all that is to be told of the whole."""
    edition, kit, maker = desk.edition, desk.kit, desk.maker
    found: list[Diagnostic] = list(faults)
    leaves: list[Leaf] = []
    known: list[SetPage] = []
    entries: list[PagePlan] = []
    jumps = _jumps(plan)
    for planned in plan.planned:
        if planned.wish is None:
            leaf, told = _fixed_page(desk, planned, page_of)
            leaves.append(leaf)
            found.extend(told)
            entries.append(
                PagePlan(planned.number, "" if planned.kind == "empty" else planned.kind)
            )
            continue
        page, drawn = _set(desk, planned, jumps.get(planned.number, 0))
        known.append(page)
        entries.append(_entry(page.plan, before))
        leaves.extend(drawn)
        for setting in page.settings:
            found.extend(fitted(edition, planned, setting))
        if not planned.wish.contents and not planned.wish.carry and None in planned.wish.ads:
            found.append(empty_page(edition, planned.number, "in part"))
    copy = _contents(kit, edition)
    found.extend(lost(edition, plan, known, copy))
    found.extend(unseen(edition, copy))
    found.extend(() if faults else surplus(edition, kit, plan))
    missed = unplaced_rows(maker, plan, copy)
    found.extend(() if faults else unplaced(edition, plan, missed))
    rows = [replace(row, pages=_pages_of(kit, plan, row.slug)) for p in known for row in p.fits]
    layout = IssueLayout(
        leaves=tuple(leaves),
        trim=(kit.grid.page_width, kit.grid.page_height),
        plan=plan,
        stands=tuple(stand for page in known for stand in page.stands),
        page_of=dict(page_of),
        fits=(*_whole(rows), *missed),
        desk=IssuePlan(
            tuple(entries),
            before.locked if before else frozenset(),
            wishes_of(edition),
            maker.setter.desperate,
        ),
        moved=tuple(moves(before, entries, edition)) if before else (),
    )
    found.extend(told_moves(edition, layout.moved))
    return Checked(layout, tuple(found))


def _entry(entry: PagePlan, before: IssuePlan | None) -> PagePlan:
    """The page's entry. While it stays in its template it is held to what it cost at first:
    many small edits must not make a bad page good."""
    old = before.at(entry.page) if before else None
    same = old is not None and (old.template, old.stories) == (entry.template, entry.stories)
    return replace(entry, cost=old.cost) if same and old else entry


def _fixed_page(
    desk: Desk, planned: Planned, page_of: Mapping[str, int]
) -> tuple[Leaf, tuple[Diagnostic, ...]]:
    """Cover, contents, or a page that nothing was found for."""
    kit, memory, number = desk.kit, desk.memory, planned.number
    if planned.kind == "empty":
        layout = _empty(kit, desk.edition, number)
        return Leaf(number, "", layout), (empty_page(desk.edition, number),)
    front = _front(desk.edition)
    key = memory.front_key(planned.kind, front, page_of)
    if memory.is_sound(key) and not memory.wanted(key):
        return Leaf(number, key), ()
    if planned.kind == "cover":
        checked = Checked(set_cover(kit, front, page_of))
    else:
        checked = set_contents(kit, front, page_of, number)
    if not checked.diagnostics:
        memory.note_sound(key)
    return Leaf(number, key, checked.value), checked.diagnostics


def _front(edition: Edition) -> Edition:
    """What cover and contents may see of the issue: no story's text, so that a word corrected
    in one can't touch them."""
    return replace(
        edition,
        stories=tuple(replace(s, article=replace(s.article, body=())) for s in edition.stories),
        companies=tuple(replace(c, article=replace(c.article, body=())) for c in edition.companies),
        ads=(),
        fillers=(),
    )


def _set(desk: Desk, planned: Planned, jump: int) -> tuple[SetPage, tuple[Leaf, ...]]:
    """What there is to tell of the page, and its leaves: drawn where that is wanted."""
    assert planned.wish is not None
    maker, memory = desk.maker, desk.memory
    template = maker.templates[planned.wish.template]
    key = memory.key(planned.wish, maker.setter, planned.breaks, jump)
    keys = [f"{key}{page}" if key else "" for page in range(template.pages)]
    numbers = range(planned.number, planned.number + template.pages)
    known = planned.known
    if known is not None and not any(memory.wanted(key) for key in keys):
        return known, tuple(Leaf(n, k) for n, k in zip(numbers, keys, strict=True))
    planned = with_trial(maker, planned)
    assert planned.trial is not None
    drawn, settings = maker.draw(planned.trial, jump)
    page = SetPage(
        plan=plan_of(planned.trial, template),
        settings=tuple(replace(setting, blocks={}) for setting in settings),
        stands=tuple(_stands(planned, drawn, settings)),
        fits=tuple(placed_row(maker, planned.trial, setting) for setting in settings),
        standing=tuple(
            (content.slug, tuple(placed.item.index for placed in trial.ending.placed))
            for _, content, _, trial in planned.trial.zones
        ),
        prices=set_prices(planned.trial),
    )
    memory.keep(key, page)
    return page, tuple(map(Leaf, numbers, keys, drawn))


def _contents(kit: Kit, edition: Edition) -> list[Content]:
    return [
        *(story_content(kit, story) for story in edition.stories),
        *(company_content(kit, company) for company in edition.companies),
    ]


def _pages_of(kit: Kit, plan: Flatplan, slug: str) -> tuple[int, ...]:
    """Every page that shows part of the story."""
    pages: list[int] = []
    for planned in plan.planned:
        if planned.wish is None:
            continue
        shown = [content.slug for _, content in planned.wish.contents]
        shown += [planned.wish.carry.content.slug] if planned.wish.carry else []
        if slug in shown:
            length = kit.templates[planned.wish.template].pages
            pages.extend(range(planned.number, planned.number + length))
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
        planned.wish.carry.from_page: planned.number
        for planned in plan.planned
        if planned.wish is not None and planned.wish.carry is not None
    }


def _empty(kit: Kit, edition: Edition, number: int) -> PageLayout:
    return finished_page(kit, edition, number, page_furniture(kit, edition, number, None))


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
            setting = by_slug.get(slug)
            bare = replace(setting, blocks={}) if setting else None
            yield Stand(kind, slug, page.number, trial.wish.template, rect, bare)


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
