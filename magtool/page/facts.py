"""Where ink lies, read: what a PDF says of itself and what its pages show.

Areas are in points of the upright sheet, from its top left corner, y down. The sheet is the
page's MediaBox, turned as /Rotate says and scaled by /UserUnit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Area = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the upright sheet, from its top left corner, y down."""

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
"""The process inks by the names that PDF gives their plates."""

INK_WINDOW_MM = 15.0
"""The square over which total ink is a mean (GWG 2022): smaller spots do no harm in print."""

Feature = Literal[
    "opacity", "blend", "soft-mask", "group", "transfer", "postscript", "opi", "jpx", "alternates",
    "reference",
]  # fmt: skip
"""What a page uses of PDF that some standard forbids, without a place on the sheet."""


@dataclass(frozen=True, slots=True)
class Coat:
    """A colour as it is laid on the paper.

    ``space`` is the family as PDF names it, an ICCBased one with its kind ("ICCBased RGB"),
    "" when it can't be known. ``inks`` are the plates and their amounts, 0-1, where the space
    tells them. ``beneath`` is the space that stands in for named inks. ``overprint`` and
    ``mode`` (OPM) are as the file sets them; see `overprints` for what they do.
    """

    space: str
    inks: tuple[tuple[str, float], ...] = ()
    white: bool = False
    overprint: bool = False
    mode: int = 0
    beneath: str = ""

    @property
    def total(self) -> float:
        """Ink laid in percent; 0 when the space does not tell."""
        return sum(400 * amount if ink == "All" else 100 * amount for ink, amount in self.inks)

    @property
    def laid(self) -> tuple[str, ...]:
        """The plates that get any ink."""
        return tuple(name for name, amount in self.inks if amount > 0)

    @property
    def overprints(self) -> bool:
        """Whether inks of zero leave what is there: ISO 32000-1 §8.6.7, table 149.

        DeviceCMYK does only in mode 1, and DeviceGray never: it paints every process plate.
        """
        if self.space == "DeviceCMYK":
            return self.overprint and self.mode == 1
        return self.overprint and self.space in ("Separation", "DeviceN")


@dataclass(frozen=True, slots=True)
class PaintedText:
    """What one operator shows of text; ``size`` is its height on the sheet in points."""

    area: Area
    size: float
    fill: Coat | None
    stroke: Coat | None = None


@dataclass(frozen=True, slots=True)
class PaintedPath:
    """A shape. ``weight`` is its line's in points on the sheet, ``covered`` its filled area.

    ``covered`` is in square points, 0 for what is not filled.
    """

    area: Area
    fill: Coat | None
    stroke: Coat | None
    weight: float = 0.0
    covered: float = 0.0


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """A picture of so many pixels, ``width`` and ``height`` points large before it is clipped.

    ``line`` is one of one bit. ``coat`` is its colour space, or the colour a mask lets through.
    ``max_ink`` is the most ink in percent as a mean over squares of `INK_WINDOW_MM`, None when
    it is not known.
    """

    area: Area
    columns: int
    rows: int
    width: float
    height: float
    coat: Coat
    line: bool = False
    max_ink: float | None = None

    @property
    def ppi(self) -> float:
        """Pixels per inch as printed, in the direction that has fewer."""
        return min(
            72 * self.columns / self.width if self.width > 0 else float("inf"),
            72 * self.rows / self.height if self.height > 0 else float("inf"),
        )


@dataclass(frozen=True, slots=True)
class PaintedShade:
    """A gradient; its ``coat`` tells the space alone."""

    area: Area
    coat: Coat


Painted = PaintedText | PaintedPath | PaintedPicture | PaintedShade


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font of the page; ``shown`` is whether any text is set in it."""

    name: str
    kind: str
    embedded: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note, link, field or the like; ``action`` is the kind it triggers, "" for none."""

    kind: str
    area: Area
    action: str = ""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page as it shows by default. Boxes that the file leaves out are None.

    ``number`` counts from 1. ``blend_spaces`` are those of its transparency groups,
    ``masked_spaces`` the colour spaces used inside soft masks, which put no ink on paper.
    ``fault`` is a sentence when not all of the page could be read.
    """

    number: int
    media: Area
    crop: Area | None = None
    bleed: Area | None = None
    trim: Area | None = None
    art: Area | None = None
    rotate: int = 0
    user_unit: float = 1.0
    painted: tuple[Painted, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    features: frozenset[Feature] = frozenset()
    blend_spaces: tuple[str, ...] = ()
    masked_spaces: tuple[str, ...] = ()
    fault: str = ""

    @property
    def finished(self) -> Area:
        """The page as it will be cut: TrimBox, else ArtBox, else CropBox, else all of it."""
        return self.trim or self.art or self.crop or self.media

    @property
    def inked(self) -> Area:
        """How far ink counts: the BleedBox, else the page as it is shown."""
        return self.bleed or self.crop or self.media


@dataclass(frozen=True, slots=True)
class IccHeader:
    """What an ICC profile's header says (ICC.1 §7.2), blanks cut off, and its stream's /N."""

    device_class: str
    space: str
    version: str
    channels: int = 0

    @property
    def is_printer(self) -> bool:
        """Whether it is of an output device, not of a screen or a camera."""
        return self.device_class == "prtr"


@dataclass(frozen=True, slots=True)
class OutputIntent:
    """The printing condition a file is made for; ``profile`` is None when none is embedded."""

    subtype: str
    identifier: str = ""
    registry: str = ""
    info: str = ""
    profile: IccHeader | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """An optional content group; ``shown`` is its state when the file is opened."""

    name: str
    shown: bool


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """A PDF file. With a ``fault`` (a sentence) nothing else of it is known.

    ``fault_code`` is one of "format", "unreadable", "encrypted", "empty". ``info`` and ``xmp``
    are sorted pairs; names in ``info`` keep their slash ("/False"), keys of ``xmp`` have the
    usual prefixes ("dc:title"). ``xmp_plain`` is whether the metadata can be read without
    decoding. ``actions`` are pairs of a place in the file and an action's kind.
    """

    version: str = ""
    encrypted: bool = False
    identified: bool = False
    object_streams: bool = False
    info: tuple[tuple[str, str], ...] = ()
    xmp: tuple[tuple[str, str], ...] = ()
    xmp_present: bool = False
    xmp_plain: bool = False
    intents: tuple[OutputIntent, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    fields: bool = False
    layers: tuple[Layer, ...] = ()
    attachments: tuple[str, ...] = ()
    lzw: bool = False
    external: bool = False
    language: str = ""
    tagged: bool = False
    pages: tuple[PageFacts, ...] = ()
    fault: str = ""
    fault_code: str = ""
