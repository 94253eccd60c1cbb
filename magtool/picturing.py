"""Pictures of proofs: spreads in which nobody reads what is another's, items close, the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from magtool.intake.masking import Area, Drawer, Side, ppi_of, spread_picture
from magtool.layout.showing import bled_sheet, cells_of, greeked, show_item
from magtool.library import Library
from magtool.measure import Rect
from magtool.page import PageLayout
from magtool.press import DocumentFacts, Screen, write_pdf
from magtool.proofs import Proof, ProofSet
from magtool.store import Store, fingerprint

Progress = Callable[[str, int, int], None]

_Half = tuple[str, int]
"""Whose own stands on a page ("" for nobody's that is looked at), and the page's number."""

_SPREAD_PPI = 115.0
"""A spread of two A4 pages is 1930 pixels wide: as much as a screen shows of it."""
_CLOSE_PPI = 300.0
_BOARD_PPI = 48.0
_SPREAD_QUALITY, _CLOSE_QUALITY, _BOARD_QUALITY = 84, 88, 80
_CLOSE_PICTURES_QUALITY = 92
"""Of photographs within the close picture, which are coded once more with it."""
_AT_ONCE = 8
"""Pages drawn from one file: a picture of 300 to the inch has 30 MB while it is drawn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What pictures are made of. ``items`` are everyone's own, by advertiser."""

    proofs: ProofSet
    pages: Mapping[int, PageLayout]
    items: Mapping[str, frozenset[str]]
    library: Library
    faces: Mapping[str, bytes]
    screen: Screen
    store: Store

    def print_of(self, number: int) -> str:
        return next(page.fingerprint for page in self.proofs.pages if page.number == number)

    def drawer(self, sheets: Sequence[PageLayout], output: Screen) -> Drawer:
        """Something that draws the sheets."""
        facts = DocumentFacts(title=self.proofs.title, language=self.proofs.language)
        return Drawer(write_pdf(sheets, self.faces, self.library, facts, output, self.store))


def close_ppi(area: Area) -> float:
    """The resolution of a close picture of the area."""
    return round(ppi_of(area, _CLOSE_PPI), 2)


def draw_proofs(wanted: Wanted, progress: Progress) -> dict[str, bytes]:
    """Every proof's two pictures, by name. What is kept is not drawn again."""
    pictures: dict[str, bytes] = {}
    missing = []
    for proof in wanted.proofs.proofs:
        for name, key in _keys(wanted, proof).items():
            found = wanted.store.get(key)
            if found is not None:
                pictures[name] = found
        if not {proof.spread_picture, proof.close_picture} <= pictures.keys():
            missing.append(proof)
    mists = _mists(wanted, missing)
    for start in range(0, len(missing), _AT_ONCE):
        progress("drawing proofs", start, len(missing))
        some = missing[start : start + _AT_ONCE]
        pictures |= _drawn(wanted, some, mists)
    return pictures


def draw_board(wanted: Wanted, progress: Progress) -> dict[str, bytes]:
    """Every page's picture for the editor, small and for reading, as it is once it is cut."""
    pictures: dict[str, bytes] = {}
    ways = {"picture": _BOARD_PPI, "reading": _SPREAD_PPI}
    missing = []
    for page in wanted.proofs.pages:
        for name in (page.picture, page.reading):
            found = wanted.store.get(_board_key(page.fingerprint, name))
            if found is not None:
                pictures[name] = found
        if not {page.picture, page.reading} <= pictures.keys():
            missing.append(page)
    if not missing:
        return pictures
    progress("drawing pages", 0, len(missing))
    sheets = [bled_sheet(wanted.pages[page.number]) for page in missing]
    with closing(wanted.drawer(sheets, wanted.screen)) as drawer:
        for index, page in enumerate(missing):
            layout = wanted.pages[page.number]
            cut = _on_sheet(Rect(0.0, 0.0, layout.width, layout.height), layout.bleed)
            for name, ppi in zip((page.picture, page.reading), ways.values(), strict=True):
                pictures[name] = drawer.jpeg(index, ppi, _BOARD_QUALITY, cut)
                wanted.store.put(_board_key(page.fingerprint, name), pictures[name])
    return pictures


def _board_key(print_: str, name: str) -> str:
    return fingerprint("board picture", print_, name, _BOARD_PPI, _SPREAD_PPI, _BOARD_QUALITY)


def _keys(wanted: Wanted, proof: Proof) -> dict[str, str]:
    """Keys of a proof's pictures, by name: all that they show is in the pages' fingerprints."""
    prints = [wanted.print_of(number) for number in proof.spread.pages]
    own = sorted(wanted.items[proof.advertiser])
    spread = fingerprint("spread picture", prints, own, proof.spread, wanted.screen.ppi)
    close = fingerprint("close picture", proof.fingerprint, proof.slug, proof.close_area)
    return {proof.spread_picture: spread, proof.close_picture: close}


# --- what is hidden -------------------------------------------------------------------------


def _mists(wanted: Wanted, proofs: Sequence[Proof]) -> dict[_Half, bytes]:
    """The tones of every page that lies beside or under one of the proofs, but for what is its
    advertiser's own."""
    halves = sorted({_half(wanted, proof, n) for proof in proofs for n in proof.spread.pages})
    keys = {half: _mist_key(wanted, half) for half in halves}
    mists = {half: found for half in halves if (found := wanted.store.get(keys[half]))}
    missing = [half for half in halves if half not in mists]
    if not missing:
        return mists
    sheets = []
    for who, number in missing:
        sheets.append(bled_sheet(greeked(wanted.pages[number], wanted.items.get(who, ()))))
    with closing(wanted.drawer(sheets, wanted.screen)) as drawer:
        for index, half in enumerate(missing):
            page = wanted.pages[half[1]]
            cells = cells_of(page)
            some = [(_on_sheet(rect, page.bleed), cell) for rect, cell in cells.some]
            mists[half] = drawer.mist(index, cells.all, some)
            wanted.store.put(keys[half], mists[half])
    return mists


def _half(wanted: Wanted, proof: Proof, number: int) -> _Half:
    """A page of the proof's spread, and whose own is left out of its tones."""
    own = wanted.items[proof.advertiser]
    shown = any(block.owner in own for block in wanted.pages[number].blocks)
    return (proof.advertiser if shown else "", number)


def _mist_key(wanted: Wanted, half: _Half) -> str:
    who, number = half
    return fingerprint("proof mist", wanted.print_of(number), sorted(wanted.items.get(who, ())))


# --- what is shown --------------------------------------------------------------------------


def _drawn(
    wanted: Wanted, proofs: Sequence[Proof], mists: Mapping[_Half, bytes]
) -> dict[str, bytes]:
    """Both pictures of some proofs, from pages on which nothing stands but their advertisers'."""
    halves = {_half(wanted, proof, n) for proof in proofs for n in proof.spread.pages}
    pairs = sorted(half for half in halves if half[0])
    sheets = [bled_sheet(wanted.pages[n], wanted.items[who]) for who, n in pairs]
    output = replace(wanted.screen, ppi=int(_CLOSE_PPI), quality=_CLOSE_PICTURES_QUALITY)
    pictures: dict[str, bytes] = {}
    with closing(wanted.drawer(sheets, output)) as drawer:
        index = {pair: place for place, pair in enumerate(pairs)}
        clear = {pair: drawer.png(place, _SPREAD_PPI) for pair, place in index.items()}
        for proof in proofs:
            page = wanted.pages[proof.page]
            area = _on_sheet(Rect(*proof.close_area), page.bleed)
            place = index[proof.advertiser, proof.page]
            close = drawer.jpeg(place, _CLOSE_PPI, _CLOSE_QUALITY, area)
            halves_ = [_half(wanted, proof, number) for number in proof.spread.pages]
            sides = [_side(wanted, half, mists[half], clear.get(half, b"")) for half in halves_]
            spread = spread_picture(sides, _SPREAD_PPI, _SPREAD_QUALITY)
            made = {proof.spread_picture: spread, proof.close_picture: close}
            for name, key in _keys(wanted, proof).items():
                wanted.store.put(key, made[name])
            pictures |= made
    return pictures


def _side(wanted: Wanted, half: _Half, mist: bytes, clear: bytes) -> Side:
    who, number = half
    page = wanted.pages[number]
    shown = [show_item(page, slug) for slug in sorted(wanted.items.get(who, ()))]
    windows = [rect for one in shown if one is not None for rect in one.windows]
    places = tuple(_on_sheet(rect, page.bleed) for rect in windows)
    return Side(page.width, page.height, page.bleed, mist, clear, places)


def _on_sheet(rect: Rect, bleed: float) -> Area:
    """A place on the page as one on the sheet that shows its bleed."""
    moved = rect.moved(bleed, bleed)
    return (moved.x0, moved.y0, moved.x1, moved.y1)
