"""What the templates draw: places in the spread, tables and lists, worked out beforehand.

Places are points from the top left of the spread's trim, so that one picture, its lines, its pins
and its outlines share one drawing whose unit is the point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from magtool.portal.records import Board, Case, Pin, Standing, Upload
from magtool.portal.words import Words
from magtool.proofs import (
    Area,
    BoardItem,
    BoardPage,
    Booked,
    Delivered,
    Examined,
    Proof,
    ProofFinding,
    Verdict,
)
from magtool.proofs.wording import Told, module_name, summary, told

SIZE_SLACK_MM = 0.5
"""How far a delivered size may be off before the table marks it: what a guillotine is off."""
BLEED_SLACK_MM = 0.05

_SAME_PLACE = 0.5
"""Points within which a pin counts as set at a line: forms carry hundredths."""

_URGENCY = (
    Standing.LATE, Standing.VOID, Standing.WAITING,
    Standing.CHANGES, Standing.WITH_CHANGES, Standing.APPROVED,
)  # fmt: skip
"""Who needs a hand first."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle to draw."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, area: Area, dx: float = 0.0, dy: float = 0.0) -> Box:
        left, top, right, bottom = area
        return cls(
            round(left + dx, 2), round(top + dy, 2),
            round(right - left, 2), round(bottom - top, 2),
        )  # fmt: skip

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the spread: its number and its trim."""

    number: int
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """A pin in its place on the spread."""

    pin: Pin
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding in plain words; its number is also at its outline, where it has one."""

    number: int
    severity: str
    told: Told
    box: Box | None


@dataclass(frozen=True, slots=True)
class Place:
    """A spot that can be named instead of pointed at."""

    key: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table of what was booked and what came."""

    label: str
    booked: str
    delivered: str
    off: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The viewer's drawing of an item in its spread."""

    view: Box
    leaves: tuple[Leaf, ...]
    item: Box
    close: Box
    bleed: Box | None
    """The item's own bleed, None where it has none."""
    marks: tuple[Mark, ...]


def draw_sheet(case: Case) -> Sheet:
    """The spread of a case with all that lies over it."""
    proof = case.proof
    leaves = _leaves(proof)
    shift = _shift(proof, proof.page)
    item = Box.of(proof.area, shift)
    close = Box.of(proof.close_area, shift)
    return Sheet(
        view=Box(0, 0, proof.spread.width, proof.spread.height).grown(proof.spread.bleed),
        leaves=leaves,
        item=item,
        close=close,
        bleed=close if proof.booked.bleed_mm > 0 else None,
        marks=tuple(
            Mark(pin, round(pin.x + _shift(proof, pin.page), 2), pin.y)
            for pin in case.pins
            if pin.page in proof.spread.pages
        ),
    )


def tell_faults(findings: Iterable[ProofFinding], language: str) -> tuple[Fault, ...]:
    """Findings in plain words, the gravest first, with outlines where they have a place."""
    order = ("error", "warning", "note")
    ranked = sorted(findings, key=lambda f: order.index(f.severity) if f.severity in order else 9)
    return tuple(
        Fault(n, f.severity, told(f, language), Box.of(f.area) if f.area else None)
        for n, f in enumerate(ranked, start=1)
    )


def place_faults(faults: Sequence[Fault], sheet: Sheet) -> tuple[Fault, ...]:
    """Faults of an item's artwork, whose places count from its trim, where they lie on the
    spread; what reaches outside what is shown is cut."""
    return tuple(
        Fault(f.number, f.severity, f.told, f.box and _within(f.box, sheet)) for f in faults
    )


def _within(box: Box, sheet: Sheet) -> Box:
    left = max(box.x + sheet.item.x, sheet.close.x)
    top = max(box.y + sheet.item.y, sheet.close.y)
    right = min(box.right + sheet.item.x, sheet.close.right)
    bottom = min(box.bottom + sheet.item.y, sheet.close.bottom)
    return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))


def name_places(proof: Proof, words: Words) -> tuple[Place, ...]:
    """Spots on the item by name, for who can't or won't point: a company page's lines, else nine
    fields."""
    if proof.lines:
        return tuple(
            Place(f"line-{line.number}", words("pins.line", number=line.number), line.x, line.y)
            for line in proof.lines
        )
    left, top, right, bottom = proof.area
    across = {"left": 1 / 6, "centre": 1 / 2, "right": 5 / 6}
    down = {"top": 1 / 6, "middle": 1 / 2, "foot": 5 / 6}
    return tuple(
        Place(
            f"{row}-{column}",
            words(f"places.{row}-{column}"),
            round(left + (right - left) * x, 2),
            round(top + (bottom - top) * y, 2),
        )
        for row, y in down.items()
        for column, x in across.items()
    )


def find_lines(case: Case) -> dict[int, int]:
    """Of the pins that were set on this version at the beginning of a line: the line's number."""
    lines = case.proof.lines
    return {
        pin.id: line.number
        for pin in case.pins
        if (pin.version, pin.page) == (case.version.number, case.proof.page)
        for line in lines
        if abs(pin.x - line.x) < _SAME_PLACE and abs(pin.y - line.y) < _SAME_PLACE
    }


def unfold(proof: Proof, x: float, y: float) -> tuple[int, float, float]:
    """Page and place on it of a point on the spread."""
    leaves = _leaves(proof)
    leaf = next((leaf for leaf in leaves if x < leaf.box.right), leaves[-1])
    return leaf.number, round(x - leaf.box.x, 2), round(y, 2)


def _leaves(proof: Proof) -> tuple[Leaf, ...]:
    width = proof.spread.width / len(proof.spread.pages)
    return tuple(
        Leaf(number, Box(n * width, 0, width, proof.spread.height))
        for n, number in enumerate(proof.spread.pages)
    )


def _shift(proof: Proof, page: int) -> float:
    pages = proof.spread.pages
    at = pages.index(page) if page in pages else 0
    return proof.spread.width / len(pages) * at


# ------------------------------------------------------------------ booked and delivered


def compare_delivery(booked: Booked, delivered: Delivered | None, words: Words) -> tuple[Row, ...]:
    """What was booked beside what came, line by line."""
    if delivered is None:
        return (Row(words("table.size"), _booked_size(booked, words), words("table.none"), True),)
    off = max(
        abs(booked.width_mm - delivered.width_mm), abs(booked.height_mm - delivered.height_mm)
    )
    short = booked.bleed_mm - delivered.bleed_mm > BLEED_SLACK_MM
    rows = [
        Row(
            words("table.size"),
            _booked_size(booked, words),
            _size(delivered.width_mm, delivered.height_mm, words),
            off > SIZE_SLACK_MM,
        ),
        Row(
            words("table.bleed"),
            _bleed(booked.bleed_mm, words, "no-bleed-booked"),
            _bleed(delivered.bleed_mm, words, "no-bleed"),
            short,
        ),
        Row(words("table.ppi"), "", _ppi(delivered, words)),
        Row(words("table.inks"), "", _inks(delivered, words)),
        Row(words("table.fonts"), "", _fonts(delivered, words), bool(delivered.loose_fonts)),
        Row(words("table.file"), "", _file(delivered, words)),
    ]
    return tuple(rows)


def _booked_size(booked: Booked, words: Words) -> str:
    size = _size(booked.width_mm, booked.height_mm, words)
    name = module_name(booked.module, words.language)
    return f"{name}, {size}" if name else size


def _size(width: float, height: float, words: Words) -> str:
    return f"{words.number(width, 1)} × {words.number(height, 1)} mm"


def _bleed(bleed: float, words: Words, none: str) -> str:
    return f"{words.number(bleed, 1)} mm" if bleed > BLEED_SLACK_MM else words(f"table.{none}")


def _ppi(delivered: Delivered, words: Words) -> str:
    if delivered.ppi is None:
        return words("table.no-pictures")
    return words("table.ppi-value", ppi=words.number(delivered.ppi))


def _inks(delivered: Delivered, words: Words) -> str:
    if not delivered.inks:
        return words("table.unknown")
    return ", ".join(words.table.get(f"inks.{ink.casefold()}", ink) for ink in delivered.inks)


def _fonts(delivered: Delivered, words: Words) -> str:
    if delivered.loose_fonts:
        return words("table.loose", names=", ".join(delivered.loose_fonts))
    if not delivered.fonts:
        return words("table.no-fonts")
    return words("table.embedded", n=len(delivered.fonts))


def _file(delivered: Delivered, words: Words) -> str:
    name = delivered.file.rpartition("/")[2]
    return f"{name}, {delivered.format.upper()}, {words.megabytes(delivered.bytes)}"


# ------------------------------------------------------------------ uploads


@dataclass(frozen=True, slots=True)
class Sent:
    """An uploaded artwork with what was found in it."""

    upload: Upload
    faults: tuple[Fault, ...]
    view: Box
    """Its own sheet; empty when nothing could be drawn."""
    picture: str
    rows: tuple[Row, ...]
    summed: str
    """All of it in one sentence."""


def show_upload(upload: Upload, booked: Booked, words: Words) -> Sent:
    """An upload as its sender and the editor see it."""
    examined: Examined = upload.examined
    return Sent(
        upload,
        tell_faults(examined.findings, words.language),
        Box(0, 0, *examined.sheet),
        next(iter(upload.pictures), ""),
        compare_delivery(booked, examined.delivered, words) if examined.delivered else (),
        summary(examined.findings, words.language),
    )


# ------------------------------------------------------------------ the editor's board


@dataclass(frozen=True, slots=True)
class Spot:
    """An item on a page of the flatplan, with its case where it has one."""

    item: BoardItem
    box: Box
    case: Case | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A page of the flatplan. ``frame`` is what its small picture covers."""

    page: BoardPage
    frame: Box
    spots: tuple[Spot, ...]


def lay_spreads(board: Board) -> tuple[tuple[Tile | None, Tile | None], ...]:
    """The pages as they lie open: left and right, None where there is no page."""
    cases = {case.proof.slug: case for case in board.cases}
    width, height = page_size(board)
    frame = Box(0, 0, width, height)
    tiles = {page.number: Tile(page, frame, tuple(_spots(page, cases))) for page in board.pages}
    last = max(tiles, default=0)
    return tuple(
        (tiles.get(left), tiles.get(left + 1))
        for left in range(0, last + 1, 2)
        if left in tiles or left + 1 in tiles
    )


def _spots(page: BoardPage, cases: dict[str, Case]) -> Iterator[Spot]:
    for item in page.items:
        case = cases.get(item.slug) if item.kind in ("ad", "company") else None
        if case is not None:
            yield Spot(item, Box.of(item.area), case)


def page_size(board: Board) -> tuple[float, float]:
    """The trim of a page in points; an A4 where nothing is to be answered."""
    for case in board.cases:
        spread = case.proof.spread
        return spread.width / len(spread.pages), spread.height
    return 595.28, 841.89


def rank_cases(cases: Iterable[Case], by: str) -> list[Case]:
    """Cases in the order that the editor asked for; by urgency when for none we know."""
    keys = {
        "page": lambda c: (c.proof.page, c.proof.area[1]),
        "advertiser": lambda c: (c.proof.advertiser.casefold(), c.proof.page),
        "pins": lambda c: (-c.open_pins, c.proof.page),
    }
    urgent = lambda c: (_URGENCY.index(c.standing), c.proof.page, c.proof.area[1])  # noqa: E731
    return sorted(cases, key=keys.get(by, urgent))


def is_number(text: str) -> bool:
    """Whether a text is a number that a page or a version may have."""
    return 0 < len(text) < 7 and text.isascii() and text.isdigit()


NEEDS_REASON = (Verdict.WITH_CHANGES, Verdict.CHANGES)
