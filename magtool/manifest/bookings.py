"""Bookings that can't all be kept, found before any page is laid out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from magtool.diagnostics import Severity, Span
from magtool.manifest.adverts import Modules
from magtool.manifest.folder import Folder
from magtool.manifest.models import ManifestModel

COVER = 1
"""The page that the cover takes when there is one."""
WHOLE = 0.8
"""Least share of the page's width and height of an ad that leaves room for nothing else: one
inside the margins has 0.85, the largest fraction 0.5."""


@dataclass(frozen=True, slots=True)
class _Booking:
    """One item that must stand on a page. ``share`` of it is 1 for a whole page, 0 unknown."""

    name: str
    page: int
    side: str
    share: float
    span: Span | None


def check_bookings(desk: Folder, model: ManifestModel, modules: Modules | None) -> None:
    """Pages beyond the last, wrong sides, the cover, two items where one has room."""
    bookings = [b for b in _bookings(model, _shares(modules)) if b.page]
    most = model.pages.max
    by_page: dict[int, list[_Booking]] = defaultdict(list)
    for booking in bookings:
        by_page[booking.page].append(booking)
        if most and booking.page > most:
            message = f"page {booking.page} is booked, but the issue has {most} at the most"
            hint = "book another page or raise `pages: {max: …}`"
            desk.tell("page-beyond-max", booking.span, message, hint)
        is_side = "left" if booking.page % 2 == 0 else "right"
        if booking.side and booking.side != is_side:
            message = f"page {booking.page} is a {is_side} page, not a {booking.side} one"
            desk.tell("impossible-place", booking.span, message, "keep the page or the side")
        if booking.page == COVER and model.cover is not None:
            message = f"page {COVER} is the cover"
            desk.tell("cover-booked", booking.span, message, "book another page")
    for page, items in sorted(by_page.items()):
        _check_room(desk, page, items)
    _check_apart(desk, model)
    rule = model.pages
    if most % rule.multiple_of:
        usable = most - most % rule.multiple_of
        message = f"{most} pages can’t be reached in steps of {rule.multiple_of}"
        hint = f"write {usable} or {usable + rule.multiple_of}"
        span = rule.at("max")
        desk.tell("page-rule", span, message, hint, severity=Severity.WARNING)


def _bookings(model: ManifestModel, shares: Mapping[str, float]) -> Iterable[_Booking]:
    for story in model.stories:
        yield _Booking(story.article, story.page, story.side, 0.0, story.at("page"))
    for company in model.companies:
        share, span = shares.get(company.size, 0.0), company.at("page")
        yield _Booking(company.article, company.page, company.side, share, span)
    for ad in model.ads:
        share, span = shares.get(ad.size, 0.0), ad.at("place", "page")
        yield _Booking(ad.id, ad.place.page, ad.place.side, share, span)


def _shares(modules: Modules | None) -> dict[str, float]:
    """How much of its page each size takes, as far as that is certain.

    A module nearly as wide and as high as the largest is a whole page; others are left to the
    layout, save the halves that the names tell.
    """
    shares = {"full": 1.0, "half": 0.5}
    if modules:
        widest = max(width for width, _, _ in modules.values())
        highest = max(height for _, height, _ in modules.values())
        for name, (width, height, _) in modules.items():
            if width >= WHOLE * widest and height >= WHOLE * highest:
                shares[name] = 1.0
    return shares


def _check_room(desk: Folder, page: int, items: list[_Booking]) -> None:
    taken = 0.0
    first = items[0]
    whole = next((item for item in items if item.share == 1.0), None)
    for item in items:
        taken += item.share
        if whole is not None and item is not whole:
            message = f"page {page} is booked whole for ‘{whole.name}’"
            if whole.span is not None and item.span is not None:
                message += f" on line {whole.span.line}"
            desk.tell("double-booking", item.span, message, "book another page for one of them")
        elif whole is None and taken > 1.0:
            message = f"page {page} is full already, with ‘{first.name}’ and others"
            desk.tell("double-booking", item.span, message, "book another page for one of them")


def _check_apart(desk: Folder, model: ManifestModel) -> None:
    pages = {ad.id: ad.place.page for ad in model.ads}
    for ad in model.ads:
        for i, other in enumerate(ad.apart_from):
            theirs = pages.get(other, 0)
            if ad.place.page and theirs and ad.place.page // 2 == theirs // 2 and other != ad.id:
                message = f"‘{other}’ is booked on page {theirs}, the same spread"
                hint = "book another spread for one of them"
                desk.tell("impossible-place", ad.at("apart_from", i), message, hint)
