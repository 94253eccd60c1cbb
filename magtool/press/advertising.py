"""Ads in words: what their artwork says, told to those who hear the edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from magtool.intake import is_pdf
from magtool.intake.words import words_of
from magtool.press.prepared import ArtworkUse, Marked, PreparedPage
from magtool.press.sources import Sources
from magtool.store import Store, fingerprint, keep

_AD = "ad"


def with_words(pages: Sequence[PreparedPage], sources: Sources, store: Store) -> list[PreparedPage]:
    """The pages, with the words of each ad's artwork behind whose ad it is.

    Artwork that is a picture has no words.
    """
    return [replace(page, marked=tuple(_told(page, sources, store))) for page in pages]


def _told(page: PreparedPage, sources: Sources, store: Store) -> Iterator[Marked]:
    # A page names its artwork in the order in which it is painted, as it does its blocks.
    uses = [use for _, use in page.resources if isinstance(use, ArtworkUse)]
    ads = [mcid for mcid, marked in enumerate(page.marked) if marked.role == _AD]
    shown = dict(zip(ads, uses, strict=True)) if len(ads) == len(uses) else {}
    for mcid, marked in enumerate(page.marked):
        words = _words(shown[mcid].source, sources, store) if mcid in shown else ""
        yield replace(marked, alt=f"{marked.alt}. {words}".strip()) if words else marked


def _words(source: str, sources: Sources, store: Store) -> str:
    """The artwork's text, read once for as long as its bytes are the same."""
    data = sources.read(source)
    if not is_pdf(data):
        return ""
    key = fingerprint("artwork words", sources.digest(source))
    return keep(store, key, str, lambda: words_of(data))
