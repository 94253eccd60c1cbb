"""Proofs as values: everything that a sheet or the review site says, and nothing it must look up.

Lengths are points, areas left, top, right, bottom from the top left of the page's trim, y down;
fields ending ``_mm`` are millimetres. Pictures are kept beside the values, by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Verdict(StrEnum):
    """What an advertiser answers. A reason is asked for with the last two."""

    APPROVED = "approved"
    WITH_CHANGES = "approved-with-changes"
    CHANGES = "changes-required"


@dataclass(frozen=True, slots=True)
class ProofFinding:
    """One fault or remark about artwork, free of language.

    ``check`` names an entry of preflight's checks.yaml; ``severity`` is "error", "warning" or
    "note"; ``measured`` are the figures and names that its sentences need, ``area`` where it is
    in the artwork's own sheet. ``message`` is preflight's own English, for those who have to know.
    """

    check: str
    severity: str
    message: str = ""
    area: Area | None = None
    measured: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Booked:
    """The space that was sold: the design's ad module, its trim, and the bleed it asks for.

    ``spots`` are the inks that the issue is printed with beside C, M, Y and K.
    """

    module: str
    width_mm: float
    height_mm: float
    bleed_mm: float = 0.0
    spots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The artwork as it came. ``ppi`` is its coarsest picture's, None when it has none."""

    file: str
    sha256: str
    format: str
    bytes: int
    width_mm: float
    height_mm: float
    bleed_mm: float = 0.0
    ppi: float | None = None
    inks: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    loose_fonts: tuple[str, ...] = ()
    """Fonts that are used and not embedded."""


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One set line of a company page: its number from 1 in reading order, baseline and words."""

    number: int
    x: float
    y: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The page or the two pages that lie open together, left to right.

    ``width`` and ``height`` are their trims together; ``bleed`` is shown round them.
    """

    pages: tuple[int, ...]
    width: float
    height: float
    bleed: float


@dataclass(frozen=True, slots=True)
class Proof:
    """One ad or company page in its place.

    ``slug`` is the manifest's id. ``area`` is the item's trim on its ``page``. ``fingerprint`` is
    the page's (sha256 of what it shows): a verdict holds for it and no other. ``apart`` is the
    least distance in pages to a competitor that the booking names, None when it names none.
    ``spread_picture`` shows the spread with all that is not this advertiser's made unreadable,
    ``close_picture`` the item alone, its bleed included, at ``close_ppi``.
    """

    slug: str
    kind: str
    """"ad" or "company"."""
    advertiser: str
    title: str
    page: int
    area: Area
    fingerprint: str
    spread: Spread
    booked: Booked
    delivered: Delivered | None = None
    findings: tuple[ProofFinding, ...] = ()
    apart: int | None = None
    lines: tuple[ProofLine, ...] = ()
    spread_picture: str = ""
    close_picture: str = ""
    close_ppi: float = 0.0
    close_area: Area = (0.0, 0.0, 0.0, 0.0)
    """What the close picture covers, on the page: the item's area and the bleed it was asked for,
    on all four sides."""

    @property
    def side(self) -> str:
        return "left" if self.page % 2 == 0 else "right"


@dataclass(frozen=True, slots=True)
class BoardItem:
    """An item on the editor's flatplan. ``kind``: "story", "company", "ad", "house" (a house ad),
    "cover" or "contents"."""

    kind: str
    slug: str
    title: str
    advertiser: str
    area: Area


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page on the editor's flatplan: its fingerprint, what stands on it, its small picture and
    one that can be read. Both show it as it is once it is cut."""

    number: int
    fingerprint: str
    items: tuple[BoardItem, ...] = ()
    picture: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ProofSet:
    """All proofs of an issue as it stood at one moment. ``made`` is ISO 8601 with its zone."""

    issue: str
    title: str
    number: str
    date: str
    language: str
    made: str
    trim: tuple[float, float]
    bleed: float
    pages: tuple[BoardPage, ...]
    proofs: tuple[Proof, ...]

    @property
    def advertisers(self) -> tuple[str, ...]:
        """Everyone who has a proof, by name."""
        return tuple(sorted({proof.advertiser for proof in self.proofs}))


@dataclass(frozen=True, slots=True)
class Examined:
    """An uploaded artwork looked at: what it is, what was found, whether it may be used.

    ``pictures`` are JPEGs by name: "art.jpg", the artwork as it would print.
    """

    delivered: Delivered | None
    findings: tuple[ProofFinding, ...]
    pictures: tuple[tuple[str, bytes], ...] = ()
    sheet: tuple[float, float] = (0.0, 0.0)
    """Width and height of the artwork's own sheet in points, for places on its picture."""

    @property
    def usable(self) -> bool:
        """Whether nothing in it stands against printing it."""
        return self.delivered is not None and all(f.severity != "error" for f in self.findings)
