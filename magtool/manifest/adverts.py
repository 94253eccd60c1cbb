"""Ads and fillers: their artwork looked at, their sizes held against the layout's modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from magtool.diagnostics import Severity, nearest
from magtool.edition import Ad, Filler, Place
from magtool.library import ArtFacts
from magtool.manifest.artwork import tell_of_artwork
from magtool.manifest.folder import Folder
from magtool.manifest.models import AdModel, FillerModel, ManifestModel
from magtool.measure import mm_to_pt, pt_to_mm

Modules: TypeAlias = Mapping[str, tuple[float, float, bool]]
"""Ad modules of a layout: trim width and height in points, and whether it bleeds."""

TOLERANCE_MM = 1.5
"""Most that an artwork's trim may differ from its module: more shows, less is rounding."""
LEAST_BLEED_MM = 2.5
"""Half a millimetre under the printer's three: delivered files are rounded."""
MOST_BLEED_MM = 6.0
"""A picture larger than a bleeding module by up to this on each side has its bleed in it."""
SAME_SHAPE = 0.01
"""Share by which a picture without resolution may miss its module's proportions."""

_FILLER_TYPES = ("pdf", "jpg", "jpeg", "png", "tif", "tiff")


def read_ads(desk: Folder, model: ManifestModel, modules: Modules | None) -> tuple[Ad, ...]:
    """The booked ads whose artwork is there; faults go to the desk."""
    ids = [ad.id for ad in model.ads]
    ads = []
    for entry in model.ads:
        _check_apart(desk, entry, ids)
        known = _check_size(desk, entry, modules)
        found = desk.artwork(entry.artwork, entry.at("artwork")) if entry.artwork else None
        if found is None:
            continue
        path, facts = found
        trim = trim_of(facts, modules.get(entry.size) if modules else None)
        if known and modules is not None:
            _check_trim(desk, entry, trim, modules[entry.size])
        tell_of_artwork(desk, entry.at("artwork"), facts, model.spot_inks, trim.ppi(facts))
        ads.append(
            Ad(
                id=entry.id,
                advertiser=entry.advertiser,
                artwork=path,
                size=entry.size,
                width=trim.width,
                height=trim.height,
                bleed=trim.bleed,
                place=Place(entry.place.page, entry.place.side, entry.place.within),
                apart_from=tuple(entry.apart_from),
                span=entry.at("id"),
            )
        )
    return tuple(ads)


def read_fillers(
    desk: Folder, model: ManifestModel, ads: Iterable[Ad], modules: Modules | None
) -> tuple[Filler, ...]:
    """The house ads. One that is listed among the ads is taken from there."""
    listed = {ad.id: ad for ad in ads}
    named = {entry.id for entry in model.ads}
    fillers = []
    for entry in model.fillers:
        if not entry.id:
            continue
        if entry.id in named and not entry.artwork:
            if entry.size:
                message = f"‘{entry.id}’ has its size under `ads:` already"
                desk.tell("misplaced-key", entry.at("size"), message, "take `size` away here")
            if entry.id in listed:
                fillers.append(Filler(listed[entry.id]))
            continue
        made = _filler(desk, entry, model, modules)
        if made is not None:
            fillers.append(Filler(made))
    return tuple(fillers)


def _check_apart(desk: Folder, entry: AdModel, ids: list[str]) -> None:
    for i, other in enumerate(entry.apart_from):
        span = entry.at("apart_from", i)
        if other == entry.id:
            desk.tell("unknown-ad", span, "an ad can’t be apart from itself", "delete it")
        elif other not in ids:
            close = nearest(other, ids)
            hint = f"did you mean ‘{close}’?" if close else "known: " + ", ".join(ids)
            desk.tell("unknown-ad", span, f"there is no ad ‘{other}’", hint)


def _check_size(desk: Folder, entry: AdModel | FillerModel, modules: Modules | None) -> bool:
    if not entry.size or modules is None or entry.size in modules:
        return bool(entry.size)
    close = nearest(entry.size, modules)
    hint = f"did you mean ‘{close}’?" if close else "known: " + ", ".join(modules)
    message = f"the layout has no ad module ‘{entry.size}’"
    desk.tell("unknown-size", entry.at("size"), message, hint)
    return False


@dataclass(frozen=True, slots=True)
class Trim:
    """An artwork's finished size in points; without a resolution only its shape is known."""

    width: float
    height: float
    bleed: float
    sized: bool = True

    def ppi(self, facts: ArtFacts) -> float:
        """Of a picture at this size; 0 for a PDF, whose pictures have resolutions of their own."""
        if not (self.sized and facts.width_px):
            return 0.0
        across = facts.width_px / (self.width + 2 * self.bleed)
        return 72 * min(across, facts.height_px / (self.height + 2 * self.bleed))


def trim_of(facts: ArtFacts, module: tuple[float, float, bool] | None) -> Trim:
    """PDFs tell their trim; pictures tell pixels, and may have the bleed in them."""
    if facts.width > 0 and facts.height > 0:
        trim = Trim(facts.width, facts.height, facts.bleed)
    elif facts.dpi > 0:
        scale = 72.0 / facts.dpi
        trim = Trim(facts.width_px * scale, facts.height_px * scale, facts.bleed)
    else:
        return _shaped(facts, module)
    if facts.format == "pdf" or module is None or not module[2] or trim.bleed:
        return trim
    extra = (trim.width - module[0]) / 2, (trim.height - module[1]) / 2
    alike = abs(extra[0] - extra[1]) <= mm_to_pt(TOLERANCE_MM)
    if alike and mm_to_pt(TOLERANCE_MM) / 2 < min(extra) <= mm_to_pt(MOST_BLEED_MM):
        return Trim(module[0], module[1], min(extra))
    return trim


def _shaped(facts: ArtFacts, module: tuple[float, float, bool] | None) -> Trim:
    """A picture that does not tell its size takes its module's, if it has the shape of it."""
    if module is not None and facts.height_px > 0:
        wanted, found = module[0] / module[1], facts.width_px / facts.height_px
        if abs(found / wanted - 1) <= SAME_SHAPE:
            return Trim(module[0], module[1], 0.0)
    return Trim(float(facts.width_px), float(facts.height_px), 0.0, sized=False)


def _check_trim(
    desk: Folder, entry: AdModel | FillerModel, trim: Trim, module: tuple[float, float, bool]
) -> None:
    span = entry.at("artwork")
    wanted = f"{_mm(module[0])} × {_mm(module[1])} mm"
    if not trim.sized:
        message = f"the artwork tells no size, and its shape is not that of {entry.size} ({wanted})"
        desk.tell("ad-wrong-size", span, message, f"ask for artwork of {wanted}")
        return
    off = max(abs(trim.width - module[0]), abs(trim.height - module[1]))
    if off > mm_to_pt(TOLERANCE_MM):
        found = f"{_mm(trim.width)} × {_mm(trim.height)} mm"
        message = f"the artwork is {found}, but {entry.size} is {wanted}"
        hint = f"ask for artwork of {wanted}, or book another size"
        desk.tell("ad-wrong-size", span, message, hint)
    elif module[2] and trim.bleed < mm_to_pt(LEAST_BLEED_MM):
        message = f"the artwork has {_mm(trim.bleed)} mm bleed, but {entry.size} runs to the edge"
        hint = "ask for artwork with 3 mm bleed on all sides"
        desk.tell("ad-no-bleed", span, message, hint, severity=Severity.WARNING)


def _mm(length: float) -> str:
    return f"{pt_to_mm(length):.1f}".removesuffix(".0")


def _filler(
    desk: Folder, entry: FillerModel, model: ManifestModel, modules: Modules | None
) -> Ad | None:
    span = entry.at("id")
    name = entry.artwork or _filler_file(desk, entry.id)
    if name is None:
        there = desk.library.names(desk.full("ads"))
        close = nearest(entry.id, (file.rpartition(".")[0] for file in there))
        hint = f"did you mean ‘{close}’?" if close else f"put it in ads/{entry.id}.pdf"
        desk.tell("missing-file", span, f"there is no artwork for ‘{entry.id}’ in ads/", hint)
        return None
    found = desk.artwork(name, entry.at("artwork") if entry.artwork else span)
    known = _check_size(desk, entry, modules)
    if found is None:
        return None
    path, facts = found
    module = modules.get(entry.size) if modules else None
    trim = trim_of(facts, module)
    size = entry.size
    if modules is not None and not size:
        size, trim = _nearest_module(facts, modules)
        if not size:
            message = f"‘{entry.id}’ fits no ad module of the layout"
            desk.tell("filler-size", span, message, "write {id: …, size: …}, or mend its size")
    elif module is not None and known:
        _check_trim(desk, entry, trim, module)
    told_at = entry.at("artwork") if entry.artwork else span
    tell_of_artwork(desk, told_at, facts, model.spot_inks, trim.ppi(facts))
    ad = Ad(entry.id, "", path, size, trim.width, trim.height, trim.bleed)
    return replace(ad, span=span)


def _filler_file(desk: Folder, ident: str) -> str | None:
    names = (f"ads/{ident}.{ending}" for ending in _FILLER_TYPES)
    return next((name for name in names if desk.library.exists(desk.full(name))), None)


def _nearest_module(facts: ArtFacts, modules: Modules) -> tuple[str, Trim]:
    """The module that the artwork was made for, "" when it is none within tolerance."""
    best, best_off = ("", trim_of(facts, None)), mm_to_pt(TOLERANCE_MM)
    for name, module in modules.items():
        trim = trim_of(facts, module)
        off = max(abs(trim.width - module[0]), abs(trim.height - module[1]))
        if trim.sized and off <= best_off:
            best, best_off = (name, trim), off
    return best
