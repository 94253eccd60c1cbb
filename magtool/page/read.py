"""Where ink lies on a page that was read: glyphs, rules, fills and pictures, nothing judged.

Lengths are points of the upright sheet (the CropBox, turned as /Rotate says), origin top left,
y down. What stands outside the sheet or under a clip is there too, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Boxed:
    """What has a box has its edges."""

    __slots__ = ()
    box: Box

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def right(self) -> float:
        return self.box[2]

    @property
    def bottom(self) -> float:
        return self.box[3]


class ReadFont(NamedTuple):
    """A font by its name without the subset's tag. ``weight`` as CSS has it (400, 700)."""

    name: str
    weight: int = 400
    italic: bool = False
    serif: bool = False
    fixed: bool = False


class ReadGlyph(NamedTuple):
    """One character as it is drawn.

    ``text`` is what it stands for, several letters for a ligature, "\\ufffd" when the file does
    not tell. ``x``, ``y`` is its origin on the baseline; ``left`` to ``bottom`` its box by the
    font's ascent and descent. ``size`` is the type's on the sheet. ``font`` numbers the page's
    fonts; ``ink`` is 0xRRGGBB. ``order`` is its place in the stream among the page's glyphs, and
    ``thread`` numbers the piece of text it is drawn with (one showing operator): what is drawn
    together is read together. ``angle`` is in degrees counter-clockwise.
    ``hidden`` says that no ink of it is seen: invisible render mode, outside of clip or sheet,
    under a picture or fill that covers it, or the colour of the paper on paper.
    """

    text: str
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: int
    ink: int
    thread: int
    order: int
    angle: float = 0.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A straight line or a filled bar thinner than 2 points; ``box`` is its ink."""

    box: Box
    ink: int
    upright: bool


@dataclass(frozen=True, slots=True)
class ReadFill:
    """A filled or framed rectangle. ``ink`` is its fill, None when it has only a frame.

    ``order`` is how many glyphs of the page are drawn before it, as with pictures.
    """

    box: Box
    ink: int | None
    framed: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class ReadCurve:
    """A line drawn from left to right with bends, as charts have them: its points."""

    points: tuple[tuple[float, float], ...]
    ink: int


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """A picture as shown: ``box`` clipped; ``order`` counts the page's pictures in its stream.

    ``after`` is how many glyphs of the page are drawn before it.
    """

    box: Box
    columns: int
    rows: int
    order: int
    after: int = 0


@dataclass(frozen=True, slots=True)
class ReadTag:
    """A marked content of a tagged page, with what holds it in the file's structure.

    ``kind`` are the structure types from the root down to its element ("Document/Art/P"), and
    ``path`` the places of those elements among their parents' kids and, last, its own in its
    element: without that it names the element, on all pages. ``orders`` are its glyphs' and
    ``pictures`` its pictures'. ``alt`` is a figure's text alternative, ``actual`` the text that
    stands for the element, ``box`` a figure's area if it is told.
    """

    kind: str
    path: tuple[int, ...]
    orders: tuple[int, ...]
    alt: str = ""
    actual: str = ""
    pictures: tuple[int, ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page read. ``trim`` is its TrimBox on the sheet, all of it when there is none.

    ``drawings`` are areas of small vector shapes (outlined figures, logos), gathered; ``curves``
    are lines among them;
    ``dashes`` level bars the size of a hyphen, as some files have where a line ends in a word.
    ``fault`` is a sentence when not all of it could be read.
    """

    number: int
    width: float
    height: float
    trim: Box
    glyphs: tuple[ReadGlyph, ...] = ()
    fonts: tuple[ReadFont, ...] = ()
    rules: tuple[ReadRule, ...] = ()
    fills: tuple[ReadFill, ...] = ()
    pictures: tuple[ReadPicture, ...] = ()
    drawings: tuple[Box, ...] = ()
    curves: tuple[ReadCurve, ...] = ()
    dashes: tuple[Box, ...] = ()
    tags: tuple[ReadTag, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A PDF read for its words."""

    producer: str = ""
    title: str = ""
    language: str = ""
    pages: tuple[ReadPage, ...] = ()
    labels: tuple[str, ...] = field(default=())
    """Page labels, where the file has them."""
