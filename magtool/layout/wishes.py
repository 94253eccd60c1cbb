"""Wishes for places held against where things came to stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from magtool.diagnostics import Diagnostic, Severity
from magtool.edition import Ad, Company, Edition, Place, Story


def broken_wishes(
    edition: Edition, page_of: Mapping[str, int], pages: int
) -> tuple[Diagnostic, ...]:
    """A warning for every side, half or distance that was wished and could not be kept.

    ``page_of`` is each item's first page, ``pages`` how many the issue has. Booked pages are
    no wishes: an item that can't have its page is not placed at all.
    """
    found = []
    for item in edition.items:
        page = page_of.get(item.slug)
        if page is None:
            continue
        unkept = list(broken(item.place, page, pages))
        if isinstance(item, Ad):
            unkept += _rivals(item, page, page_of)
        found += [_told(item, page, wish) for wish in unkept]
    return tuple(found)


def broken(place: Place, page: int, pages: int) -> Iterator[str]:
    """What was wished of a place and is not so on this page, in words; a booking is no wish."""
    if place.page:
        return
    side = "right" if page % 2 else "left"
    if place.side and place.side != side:
        yield f"a {place.side} page"
    half = "first-half" if page <= pages / 2 else "second-half"
    if place.within and place.within != half:
        yield f"the {place.within.replace('-', ' ')} of the issue"


def _rivals(ad: Ad, page: int, page_of: Mapping[str, int]) -> Iterator[str]:
    for other in ad.apart_from:
        theirs = page_of.get(other)
        if theirs is not None and theirs // 2 == page // 2:
            yield f"to stand apart from ‘{other}’"


def _told(item: Story | Company | Ad, page: int, wish: str) -> Diagnostic:
    return Diagnostic(
        "broken-wish",
        Severity.WARNING,
        f"‘{item.slug}’ wished {wish}, and stands on page {page}",
        item.span,
        ("book its page, or take a wish of another item away",),
        page,
    )
