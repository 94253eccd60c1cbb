"""The recipe of proofs: an issue's ads and company pages, as their advertisers are shown them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from magtool.diagnostics import Checked, Diagnostic, Severity, nearest
from magtool.edition import Ad, Company, Edition
from magtool.intake.ghostscript import has_ghostscript
from magtool.intake.magic import kind_of
from magtool.layout.issue import IssueLayout
from magtool.layout.showing import show_item, text_lines
from magtool.library import Library
from magtool.measure import Rect, pt_to_mm
from magtool.page import PageLayout
from magtool.page.fingerprints import page_fingerprint
from magtool.picturing import Wanted, close_ppi, draw_board, draw_proofs
from magtool.pipelines import Ready, Workshop, plan, screen_of
from magtool.preflight import Profile, read_profile
from magtool.preflight.delivered import delivered, proof_findings
from magtool.preflighting import asked_of, held_to, inspect_artwork
from magtool.press import Condition
from magtool.proofs import (
    BoardItem,
    BoardPage,
    Booked,
    Delivered,
    Proof,
    ProofFinding,
    ProofSet,
    Spread,
)
from magtool.proofs.values import Area
from magtool.store import fingerprint, keep

Progress = Callable[[str, int, int], None]
"""Called as each stage begins: its name, how many are done, and how many there are."""

PROFILE = "magazine"
"""What delivered artwork is held to."""
_INK = "ink-limit"


@dataclass(frozen=True, slots=True)
class Proofs:
    """All proofs of an issue with their pictures, and the issue that they were made of.

    ``pictures`` are JPEGs by name. ``layout`` has the marks of every page.
    """

    values: ProofSet
    pictures: Mapping[str, bytes] = field(repr=False)
    layout: IssueLayout = field(repr=False)
    ready: Ready = field(repr=False)


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of those who don't ask."""


def make_proofs(
    library: Library,
    folder: str,
    *,
    now: datetime,
    only: Collection[str] = (),
    board: bool = True,
    shop: Workshop | None = None,
    progress: Progress = _silent,
) -> Checked[Proofs | None]:
    """The proofs of every ad and company page, or of ``only`` these (ids or advertisers).

    There are none when the issue has errors, as `pipelines.publish` has no PDF. Without a
    ``board`` there are no pictures of whole pages. House ads have no proofs.
    """
    shop = shop or Workshop()
    # 1. Read, plan and set, with the marks of all pages.
    made = plan(library, folder, marks=True, shop=shop, progress=progress)
    if made.value is None or made.failed:
        return Checked(None, made.diagnostics)
    issue = _Issue(library, made.value.ready, made.value.layout, shop)
    # 2. Whose proofs are wanted.
    items = list(issue.items())
    house = {filler.ad.id for filler in issue.edition.fillers}
    unknown = tuple(_unknown(n, items, house) for n in sorted(only) if not _named(n, items))
    if unknown:
        return Checked(None, (*made.diagnostics, *unknown))
    wanted = [item for item in items if not only or item.slug in only or item.advertiser in only]
    # 3. What every page shows, and what was found in the artwork.
    proofs = []
    for number, item in enumerate(wanted):
        progress(f"looking at {item.advertiser}", number, len(wanted))
        proofs.append(issue.proof(item))
    values = issue.values(proofs, now)
    # 4. Pictures.
    screen, faces = screen_of(library, issue.ready), issue.ready.kit.faces.data
    order = Wanted(values, issue.pages, items_of(items), library, faces, screen, shop.store)
    pictures = draw_proofs(order, progress)
    if board:
        pictures |= draw_board(order, progress)
    return Checked(Proofs(values, pictures, issue.layout, issue.ready), made.diagnostics)


def items_of(items: Iterable[Ad | Company]) -> dict[str, frozenset[str]]:
    """What each advertiser may see: slugs by name."""
    owned: dict[str, set[str]] = {}
    for item in items:
        owned.setdefault(item.advertiser, set()).add(item.slug)
    return {name: frozenset(slugs) for name, slugs in owned.items()}


def _named(name: str, items: Iterable[Ad | Company]) -> bool:
    return any(name in (item.slug, item.advertiser) for item in items)


def _unknown(name: str, items: Iterable[Ad | Company], house: Collection[str]) -> Diagnostic:
    there = sorted({known for item in items for known in (item.advertiser, item.slug)})
    close = nearest(name, there)
    hint = f"did you mean ‘{close}’?" if close else "known: " + ", ".join(there)
    message = f"nobody called ‘{name}’ has an ad or company page in the issue"
    if name in house:
        message, hint = f"‘{name}’ is a house ad, and has no proof", "name another"
    return Diagnostic("unknown-advertiser", Severity.ERROR, message, None, (hint,))


# --- the issue ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Inspection:
    """What is kept of a look at artwork, by its bytes and what was asked of it."""

    delivered: Delivered
    findings: tuple[ProofFinding, ...]


@dataclass(slots=True)
class _Issue:
    """An issue laid out, and what is found out about its pages; never leaves this module."""

    library: Library
    ready: Ready
    layout: IssueLayout
    shop: Workshop
    _digests: dict[str, str] = field(default_factory=dict)
    _prints: dict[int, str] = field(default_factory=dict)
    _pages: dict[int, PageLayout] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        return self.ready.edition

    @property
    def pages(self) -> Mapping[int, PageLayout]:
        """Finished pages by number."""
        if not self._pages:
            self._pages.update((page.number, page) for page in self.layout.pages)
        return self._pages

    def items(self) -> Iterator[Ad | Company]:
        """Everything paid for that stands in the issue, in the order of pages."""
        house = {filler.ad.id for filler in self.edition.fillers}
        placed = {stand.slug: stand.page for stand in reversed(self.layout.stands)}
        paid: list[Ad | Company] = [ad for ad in self.edition.ads if ad.id not in house]
        paid += self.edition.companies
        yield from sorted((i for i in paid if i.slug in placed), key=lambda i: placed[i.slug])

    def page_of(self, slug: str) -> int:
        """The first page that the item stands on; 0 for none."""
        return min((s.page for s in self.layout.stands if s.slug == slug), default=0)

    def values(self, proofs: Iterable[Proof], now: datetime) -> ProofSet:
        """The proofs with all that is said of the issue."""
        edition, trim = self.edition, self.layout.trim
        return ProofSet(
            issue=edition.slug,
            title=edition.title,
            number=edition.number,
            date=edition.date,
            language=edition.language,
            made=now.isoformat(timespec="seconds"),
            trim=(round(trim[0], 2), round(trim[1], 2)),
            bleed=round(self.ready.kit.grid.bleed, 2),
            pages=tuple(self._board_page(number) for number in sorted(self.pages)),
            proofs=tuple(proofs),
        )

    # ------------------------------------------------------------------- one item

    def proof(self, item: Ad | Company) -> Proof:
        """Its proof; pictures have their names and are not drawn yet."""
        number = self.page_of(item.slug)
        page, kind = self.pages[number], "ad" if isinstance(item, Ad) else "company"
        bleed = self._bleed(item)
        shown = show_item(page, item.slug, bleed)
        assert shown is not None, item.slug
        proof = Proof(
            slug=item.slug,
            kind=kind,
            advertiser=item.advertiser,
            title=item.advertiser if isinstance(item, Ad) else item.article.title,
            page=number,
            area=_area(shown.area),
            fingerprint=self.print_of(number),
            spread=self._spread(number),
            booked=self._booked(item, shown.area),
            spread_picture=f"spread-{item.slug}.jpg",
            close_picture=f"close-{item.slug}.jpg",
            close_ppi=close_ppi(_area(shown.close)),
            close_area=_area(shown.close),
        )
        if isinstance(item, Company):
            return replace(proof, lines=text_lines(page, item.slug))
        looked_at = self._inspected(item)
        return replace(
            proof,
            delivered=looked_at.delivered,
            findings=looked_at.findings,
            apart=self._apart(item, number),
        )

    def _bleed(self, item: Ad | Company) -> float:
        """Points of bleed that the booking asks for."""
        if isinstance(item, Company):
            return 0.0
        module = self.ready.kit.design.modules[item.size]
        return asked_of(module, (), (0.0, 0.0)).bleed or 0.0

    def _booked(self, item: Ad | Company, area: Rect) -> Booked:
        module = self.ready.kit.design.modules.get(item.size)
        if module is None or (isinstance(item, Company) and module.page):
            # A company page has the page; of a size that is not sold, what it takes is told.
            width, height = (round(pt_to_mm(side), 1) for side in (area.width, area.height))
            return Booked(item.size, width, height)
        bleed = module.bleed_mm if module.bleeds else 0.0
        spots = self.edition.spot_inks
        return Booked(item.size, module.width_mm, module.height_mm, bleed, spots)

    def _spread(self, number: int) -> Spread:
        first = number - number % 2
        pages = tuple(n for n in (first, first + 1) if n in self.pages and n > 0)
        width = sum(self.pages[n].width for n in pages)
        page = self.pages[number]
        return Spread(pages, round(width, 2), round(page.height, 2), round(page.bleed, 2))

    def _apart(self, ad: Ad, number: int) -> int | None:
        """Pages to the nearest competitor that the booking names; on the same page 0."""
        others = (self.page_of(slug) for slug in ad.apart_from)
        return min((abs(page - number) for page in others if page), default=None)

    def _inspected(self, ad: Ad) -> _Inspection:
        """What its artwork is and what was found in it; kept as long as its bytes are the same."""
        module = self.ready.kit.design.modules[ad.size]
        asked = asked_of(module, self.edition.spot_inks, (ad.width, ad.height))
        profile = held_to(read_profile(PROFILE), self.ready.design.model)
        placed = (ad.artwork, ad.width, ad.height, ad.bleed)
        digest, ink = self._digest(ad.artwork), profile.limits.ink
        key = fingerprint("proof findings", digest, placed, asked, ink, has_ghostscript())
        return keep(self.shop.store, key, _Inspection, lambda: self._looked_at(ad, profile))

    def _looked_at(self, ad: Ad, profile: Profile) -> _Inspection:
        data = self.library.read(ad.artwork)
        module = self.ready.kit.design.modules[ad.size]
        asked = asked_of(module, self.edition.spot_inks, (ad.width, ad.height))
        made = inspect_artwork(data, ad.artwork, profile, asked)
        name, digest = ad.artwork.rpartition("/")[2], self._digest(ad.artwork)
        kind, trim = kind_of(data), (ad.width, ad.height)
        told = delivered(made.facts, name, digest, kind, len(data), trim, ad.bleed)
        origin = made.facts.pages[0].finished[:2] if made.facts.pages else (0.0, 0.0)
        return _Inspection(told, proof_findings(made.findings, origin))

    # ------------------------------------------------------------------- pages

    def print_of(self, number: int) -> str:
        """The page's fingerprint."""
        if number not in self._prints:
            self._prints[number] = page_fingerprint(
                self.pages[number],
                files=self._digest,
                faces=self._face,
                condition=_printed(screen_of(self.library, self.ready).condition, self.edition),
            )
        return self._prints[number]

    def _board_page(self, number: int) -> BoardPage:
        items = tuple(self._board_items(number))
        picture, reading = f"page-{number}.jpg", f"reading-{number}.jpg"
        return BoardPage(number, self.print_of(number), items, picture, reading)

    def _board_items(self, number: int) -> Iterator[BoardItem]:
        edition, whole = self.edition, (0.0, 0.0, *self.layout.trim)
        for planned in self.layout.plan.planned:
            if planned.number == number and planned.kind in ("cover", "contents"):
                title = edition.title if planned.kind == "cover" else ""
                yield BoardItem(planned.kind, "", title, "", _rounded(whole))
        titles = {story.slug: story.article.title for story in edition.stories}
        titles |= {company.slug: company.article.title for company in edition.companies}
        paid: tuple[Ad | Company, ...] = (*edition.companies, *edition.ads)
        payers = {item.slug: item.advertiser for item in paid}
        house = {filler.ad.id for filler in edition.fillers}
        for stand in self.layout.stands:
            if stand.page != number:
                continue
            payer = payers.get(stand.slug, "")
            title = titles.get(stand.slug) or payer or stand.slug
            kind = "house" if stand.slug in house else stand.kind
            yield BoardItem(kind, stand.slug, title, payer, _rounded(stand.rect))

    # ------------------------------------------------------------------- files

    def _digest(self, path: str) -> str:
        """The sha256 of a file of the issue or of its design."""
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self.library.read(path)).hexdigest()
        return self._digests[path]

    def _face(self, key: str) -> str:
        name = f"face {key}"
        if name not in self._digests:
            data = self.ready.kit.faces.data[key]
            self._digests[name] = hashlib.sha256(data).hexdigest()
        return self._digests[name]


def _printed(condition: Condition, edition: Edition) -> str:
    """The printing condition as it goes into fingerprints."""
    profile = hashlib.sha256(condition.profile).hexdigest()
    spots = ", ".join(sorted(edition.spot_inks))
    return f"{condition.identifier} {profile} {condition.ink_limit:g} {spots}".strip()


def _area(rect: Rect) -> Area:
    return _rounded((rect.x0, rect.y0, rect.x1, rect.y1))


def _rounded(edges: Sequence[float]) -> Area:
    # Adding 0 makes no edge "-0.0".
    left, top, right, foot = (round(edge, 2) + 0.0 for edge in edges)
    return (left, top, right, foot)
