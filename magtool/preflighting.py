"""The recipe of preflight: finished pages or delivered artwork read, checked, measured, shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from magtool.diagnostics import Checked, Severity, Span, in_order
from magtool.intake import is_pdf
from magtool.intake.ghostscript import GhostscriptFailed, GhostscriptMissing
from magtool.intake.pdf import read_pdf
from magtool.intake.plates import Plates, ink_over, measure_plates
from magtool.intake.poster import draw_poster, poster_plates, read_poster
from magtool.intake.rendering import DrawingFailed, PagePicture, draw_pages, proof_pages
from magtool.layout.design import DesignModel, ModuleModel, module_sizes
from magtool.layout.reading import read_design
from magtool.library import Library
from magtool.manifest.adverts import read_ads, read_fillers
from magtool.manifest.folder import Folder
from magtool.manifest.models import ManifestModel
from magtool.measure import mm_to_pt, pt_to_mm
from magtool.nodes import read_yaml
from magtool.page.facts import PageFacts, PdfFacts
from magtool.preflight import Asked, Finding, Profile, check_pages, checks, measures
from magtool.preflight.report import Checkup, Sheet, write_report
from magtool.store import NoStore, Store

Progress = Callable[[str, int, int], None]
"""Called as each stage begins: its name, how many are done, and how many there are."""

_MANIFEST = "issue.yaml"
_INK = "ink-limit"
_MOST_PLACES = 5
"""Places with too much ink that are told of one page; the heaviest first."""
_MOST_SHEET = 16_000_000.0
"""Square points of a sheet whose inks are measured, as 1.4 m by 1.4 m; a larger one's plates
would fill memory."""
_CLOSE_PPI, _SMALL_PPI, _POSTER_PX = 100, 36, 1200
_TOLD_TWICE = {"ad-wrong-size": "trim-size", "ad-no-bleed": "bleed-missing"}
"""What reading the manifest tells of artwork, and the check that tells it with more."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One file and what was found in it, with what is needed to show it.

    ``title`` tells what the file is for, ``span`` where the manifest names it; ``asked`` are the
    pages that were looked at, None when all were.
    """

    file: str
    profile: str
    findings: tuple[Finding, ...]
    facts: PdfFacts
    data: bytes = field(repr=False)
    title: str = ""
    span: Span | None = None
    asked: range | None = None


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of those who don't ask."""


def inspect(
    data: bytes,
    file: str,
    profile: Profile,
    asked: Asked | None = None,
    *,
    pages: range | None = None,
    progress: Progress = _silent,
) -> Inspected:
    """A PDF checked: all of it, or only some ``pages`` (from 1) and the file as a whole.

    Never raises for a bad file: that it can't be read is a finding.
    """
    asked = asked or Asked()
    # 1. Read what the file says and what its pages show.
    progress("reading", 0, 3)
    facts = read_pdf(data)
    # 2. Check it.
    progress("checking", 1, 3)
    found = check_pages(facts, profile, asked)
    # 3. Measure its inks.
    progress("measuring ink", 2, 3)
    wanted = [page for page in facts.pages if pages is None or page.number in pages]
    found = _measured(data, wanted, found, profile, asked)
    if pages is not None:
        found = tuple(item for item in found if item.page is None or item.page in pages)
    return Inspected(file, profile.title, found, facts, data, asked=pages)


def inspect_issue(
    library: Library,
    folder: str,
    profile: Profile,
    press: tuple[str, bytes] | None = None,
    *,
    store: Store | None = None,
    progress: Progress = _silent,
) -> Checked[tuple[Inspected, ...]]:
    """The artwork of an issue's ads and house ads, each as delivered against its booking.

    ``press`` is the name and content of its finished pages, if they are to be looked at too. The
    issue need not be sound: only its manifest and design are read. What is wrong with these and
    with the bookings comes as diagnostics.
    """
    # 1. The manifest, the design that it names, and who has booked what.
    progress("reading", 0, 1)
    bookings = _bookings(library, folder.strip("/"), store or NoStore())
    booked = bookings.value
    if booked.design is not None:
        profile = held_to(profile, booked.design)
    # 2. Each artwork for itself.
    inspected = []
    for number, booking in enumerate(booked.artwork):
        progress(booking.title or booking.path, number, len(booked.artwork))
        made = inspect_artwork(library.read(booking.path), booking.path, profile, booking.asked)
        inspected.append(replace(made, title=booking.title, span=booking.span))
    # 3. The finished pages.
    if press is not None and booked.design is not None:
        name, data = press
        made = inspect_press(data, name, profile, booked.design, booked.spots, progress)
        inspected.append(made)
    # 4. What is told twice is told by the check.
    told = {(one.span, item.check) for one in inspected for item in one.findings}
    rest = [d for d in bookings.diagnostics if (d.span, _TOLD_TWICE.get(d.code)) not in told]
    return Checked(tuple(inspected), in_order(rest))


def inspect_artwork(data: bytes, file: str, profile: Profile, asked: Asked) -> Inspected:
    """One artwork, a PDF or a picture, against what is booked. Never raises for a bad file."""
    if is_pdf(data):
        return inspect(data, file, profile, asked)
    return _inspect_poster(data, file, profile, asked)


def inspect_press(
    data: bytes,
    file: str,
    profile: Profile,
    design: DesignModel,
    spots: Sequence[str],
    progress: Progress = _silent,
) -> Inspected:
    """An issue's finished pages, against its own design's page, bleed and ink limit."""
    page = design.page
    asked = Asked(
        width=mm_to_pt(page.width_mm),
        height=mm_to_pt(page.height_mm),
        bleed=mm_to_pt(page.bleed_mm),
        spots=tuple(spots),
    )
    made = inspect(data, file, held_to(profile, design), asked, progress=progress)
    return replace(made, title="finished pages")


def report_on(title: str, inspected: Sequence[Inspected], progress: Progress = _silent) -> str:
    """The report on some files as HTML, with pictures of their pages."""
    checkups = []
    for number, one in enumerate(inspected):
        progress(f"drawing {one.file}", number, len(inspected))
        sheets = tuple(_sheets(one))
        pages = len(one.facts.pages)
        checkups.append(Checkup(one.file, one.profile, pages, one.findings, sheets, one.title))
    return write_report(title, checkups, checks())


def held_to(profile: Profile, design: DesignModel) -> Profile:
    """The profile with the design's ink limit for its own."""
    return replace(profile, limits=replace(profile.limits, ink=design.press.ink_limit))


# --- ink ------------------------------------------------------------------------------------


def _gravity(profile: Profile, asked: Asked) -> Severity | None:
    """How grave too much ink is; None when nobody asks."""
    return (profile.artwork if asked.artwork else profile.finished).get(_INK)


def _measured(
    data: bytes,
    pages: Sequence[PageFacts],
    found: Sequence[Finding],
    profile: Profile,
    asked: Asked,
) -> tuple[Finding, ...]:
    """The findings with ink as Ghostscript separates the pages; a note where it can't."""
    gravity = _gravity(profile, asked)
    if gravity is None:
        return tuple(found)
    small = [page for page in pages if page.media[2] * page.media[3] <= _MOST_SHEET]
    large = [page.number for page in pages if page not in small]
    notes = [_not_measured("the sheet is too large", number) for number in large]
    plates: tuple[Plates, ...] = ()
    try:
        plates = tuple(measure_plates(data, [page.number for page in small]))
    except GhostscriptMissing:
        notes.append(_not_measured("Ghostscript is missing"))
    except GhostscriptFailed as error:
        notes.append(_not_measured(f"Ghostscript can’t draw the pages: {error}"))
    return _with_ink((*found, *notes), small, plates, profile.limits.ink, gravity)


def _not_measured(reason: str, page: int | None = None) -> Finding:
    message = f"total ink was not measured: {reason}"
    hint = "pictures and flat colours were looked at one by one; where they overlap was not"
    return Finding(
        _INK, Severity.NOTE, message, page, hint=hint, measured=(("case", "unmeasured"),)
    )


def _with_ink(
    found: Iterable[Finding],
    pages: Iterable[PageFacts],
    plates: Sequence[Plates],
    limit: float,
    gravity: Severity,
) -> tuple[Finding, ...]:
    """The findings with the ink of plates in place of sums over single marks."""
    hint = " ".join(checks()[_INK]["mend"].split())
    measured = {one.page for one in plates}
    kept = [item for item in found if item.check != _INK or item.page not in measured]
    within = {page.number: page.inked for page in pages}
    for one in plates:
        over = ink_over(one, limit, within[one.page])
        more = f" (one of {len(over)} places)" if len(over) > 1 else ""
        for spot in over[:_MOST_PLACES]:
            message = (
                f"up to {spot.total:.0f} % of ink in {_size(spot.area)}{more}, "
                f"and {limit:g} % is the most"
            )
            width, height = (round(pt_to_mm(side)) for side in _sides(spot.area))
            told = measures(width_mm=width, height_mm=height, percent=round(spot.total), most=limit)
            kept.append(Finding(_INK, gravity, message, one.page, spot.area, "", hint, told))
    return tuple(sorted(kept, key=lambda item: (item.page or 0, -item.severity)))


def _size(area: tuple[float, float, float, float]) -> str:
    width, height = _sides(area)
    return f"{pt_to_mm(width):.0f} × {pt_to_mm(height):.0f} mm"


def _sides(area: tuple[float, float, float, float]) -> tuple[float, float]:
    return area[2] - area[0], area[3] - area[1]


# --- an issue's artwork ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Booking:
    """One artwork of the manifest, for whom it is, and what is asked of it."""

    path: str
    title: str
    asked: Asked
    span: Span | None


@dataclass(frozen=True, slots=True)
class _Booked:
    artwork: tuple[_Booking, ...] = ()
    design: DesignModel | None = None
    spots: tuple[str, ...] = ()


def _bookings(library: Library, folder: str, store: Store) -> Checked[_Booked]:
    """Who has booked what, from the manifest and its design alone."""
    desk = Folder(library, folder, store)
    source = desk.source(_MANIFEST)
    if source is None:
        return Checked(_Booked(), tuple(desk.diagnostics))
    read = read_yaml(ManifestModel, source)
    manifest = read.value.model
    if manifest is None:
        return Checked(_Booked(), read.diagnostics)
    design = read_design(library, manifest.layout, store)
    # A fault of the design has no place here: its file is named by the diagnostic.
    at = manifest.at("layout")
    found = [d if d.span else replace(d, span=at) for d in design.diagnostics]
    model = design.value.model if design.value is not None else None
    modules = module_sizes(model) if model is not None else None
    ads = read_ads(desk, manifest, modules)
    fillers = read_fillers(desk, manifest, ads, modules)
    places = {entry.id: entry.at("artwork") for entry in manifest.ads}
    once = {ad.artwork: ad for ad in (*(filler.ad for filler in fillers), *ads)}
    artwork = []
    for ad in sorted(once.values(), key=lambda ad: ad.artwork):
        title = ", ".join(part for part in (ad.advertiser or ad.id, ad.size) if part)
        module = model.modules.get(ad.size) if model is not None else None
        asked = asked_of(module, manifest.spot_inks, (ad.width, ad.height))
        artwork.append(_Booking(ad.artwork, title, asked, places.get(ad.id, ad.span)))
    found = [*read.diagnostics, *found, *desk.diagnostics]
    return Checked(_Booked(tuple(artwork), model, tuple(manifest.spot_inks)), tuple(found))


def asked_of(module: ModuleModel | None, spots: Sequence[str], own: tuple[float, float]) -> Asked:
    """What the booked module asks; of an unknown one, that the artwork is as large as it is."""
    if module is None:
        return Asked(artwork=True, width=own[0], height=own[1], bleed=0.0, spots=tuple(spots))
    return Asked(
        artwork=True,
        width=mm_to_pt(module.width_mm),
        height=mm_to_pt(module.height_mm),
        bleed=mm_to_pt(module.bleed_mm) if module.bleeds else 0.0,
        spots=tuple(spots),
    )


def _inspect_poster(data: bytes, file: str, profile: Profile, asked: Asked) -> Inspected:
    """A picture as artwork: it has the booked size, and what the manifest's reader found of its
    own size and bleed is told there."""
    gravity = _gravity(profile, asked)
    try:
        facts = read_poster(data, asked.width, asked.height, asked.bleed or 0.0)
        found = check_pages(facts, profile, asked)
        left, top, right, bottom = facts.pages[0].media
        plates = poster_plates(data, right - left, bottom - top)
    except (OSError, ValueError) as error:
        facts = PdfFacts(fault=str(error), fault_code="unreadable")
        return Inspected(file, profile.title, check_pages(facts, profile, asked), facts, data)
    if plates is not None and gravity is not None:
        found = _with_ink(found, facts.pages, (plates,), profile.limits.ink, gravity)
    return Inspected(file, profile.title, found, facts, data)


# --- pictures for the report ----------------------------------------------------------------


def _sheets(one: Inspected) -> Iterator[Sheet]:
    """Every page's picture: large where there is something to see, small where not."""
    pages = {
        page.number: page
        for page in one.facts.pages
        if one.asked is None or page.number in one.asked
    }
    telling = {item.page for item in one.findings} & pages.keys()
    drawn = {picture.page: picture for picture in _pictures(one, telling, pages.keys() - telling)}
    for number, picture in sorted(drawn.items()):
        page = pages[number]
        yield Sheet(number, page.media[2], page.media[3], page.finished, picture.jpeg)


def _pictures(
    one: Inspected, telling: Iterable[int | None], quiet: Iterable[int]
) -> list[PagePicture]:
    """Pictures of those pages that can be drawn."""
    if not one.facts.pages:
        return []
    close = [number for number in telling if number is not None]
    try:
        if not is_pdf(one.data):
            return [draw_poster(one.data, _POSTER_PX)]
        try:
            large = list(proof_pages(one.data, close, _CLOSE_PPI))
        except (GhostscriptMissing, GhostscriptFailed):
            large = list(draw_pages(one.data, close, _CLOSE_PPI))
        return [*large, *draw_pages(one.data, quiet, _SMALL_PPI)]
    except (DrawingFailed, OSError):
        return []
