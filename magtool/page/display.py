"""Display-list values. Points, origin at the trim's top left, y down; baselines for text.

What a page shows is a tuple of `Block`s in reading order, and what a block shows is a tuple
of marks in painting order. A mark holds all that is needed to draw it: no style is looked up,
no text measured and no decision taken after layout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from magtool.measure import Ink, Rect


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a run, in units of the em (size 1).

    ``advance`` includes kerning; ``dy`` runs upwards, as fonts have it. ``text`` is what the
    glyph stands for when the page is read back: a ligature's glyph carries all its letters,
    later glyphs of a cluster carry "".
    """

    gid: int
    advance: float
    dx: float
    dy: float
    text: str


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one face on one baseline, usually a word with the space after it.

    ``x, y`` is the first glyph's origin on the baseline. ``tracking`` is added after every
    glyph, in points. ``scale`` is the horizontal scaling of the glyphs (1 = none) and applies
    to advances and offsets, not to the tracking. ``angle`` turns the run about its origin,
    degrees counter-clockwise. ``goal`` is where its words lead, as in `Link`.
    """

    x: float
    y: float
    face: str
    size: float
    ink: Ink
    glyphs: tuple[Glyph, ...]
    tracking: float = 0.0
    scale: float = 1.0
    angle: float = 0.0
    goal: str = ""

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def width(self) -> float:
        """Advance of the whole run in points, tracking after each glyph included."""
        advance = sum(glyph.advance for glyph in self.glyphs)
        return advance * self.size * self.scale + self.tracking * len(self.glyphs)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of ``weight`` points from (x0, y0) to (x1, y1), butt ends."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Fill:
    """A rectangle of flat ink. ``opacity`` below 1 is a tint over what lies beneath."""

    rect: Rect
    ink: Ink
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Path:
    """A filled and/or stroked outline.

    ``segments`` is a tuple of ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y), ("Z",).
    """

    segments: tuple[tuple[str | float, ...], ...]
    fill: Ink | None = None
    stroke: Ink | None = None
    weight: float = 0.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph shown in ``rect``, bleed included.

    ``source`` is the library path, ``crop`` the part of the upright picture that is seen:
    left, top, right, bottom as shares (0-1) of its width and height.
    ``shades`` darken it, as (top, bottom, opacity at top, opacity at bottom) in points.
    """

    rect: Rect
    source: str
    crop: tuple[float, float, float, float]
    shades: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Artwork:
    """An advertiser's finished artwork.

    ``rect`` is where its trim stands on the page; ``clip`` how far it may be seen (trim plus
    bleed on the sides where the page bleeds). ``bleed`` is how far the artwork's own ink runs
    over its trim on each side, points; the file is drawn true to size.
    """

    rect: Rect
    clip: Rect
    source: str
    bleed: float


Op = GlyphRun | Rule | Fill | Path | Picture | Artwork


@dataclass(frozen=True, slots=True)
class Link:
    """The marks ``first`` up to ``last`` (exclusive) of a block lead somewhere.

    ``goal`` is "#8" for page 8 of the issue, else an address ("https:…", "mailto:…").
    """

    first: int
    last: int
    goal: str


@dataclass(frozen=True, slots=True)
class Block:
    """Marks that belong together in reading: one paragraph, a picture, a rule, a chart.

    ``role`` says what they are (headline, paragraph, caption, folio, …), ``owner`` is the slug
    of the item they belong to ("" for the page's furniture), ``alt`` the text alternative of a
    figure. A paragraph that goes on in another column or on another page is several blocks with
    one ``part``, its number in its story from 1. So are a picture's marks and its caption's, and
    those of a box; 0 is a block that stands for itself. The first ``label`` marks are set apart
    from what follows: a list item's number, the page in a contents entry.
    """

    role: str
    owner: str
    ops: tuple[Op, ...]
    alt: str = ""
    part: int = 0
    links: tuple[Link, ...] = ()
    label: int = 0


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One finished page. ``width`` and ``height`` are the trim, ``bleed`` runs on all sides."""

    number: int
    width: float
    height: float
    bleed: float
    blocks: tuple[Block, ...]

    @property
    def side(self) -> str:
        return "left" if self.number % 2 == 0 else "right"


def moved(op: Op, dx: float, dy: float) -> Op:
    """The same mark dx points to the right and dy points down."""
    match op:
        case GlyphRun(x, y):
            # Written out: a page has a thousand of them, and `replace` asks for every field.
            return GlyphRun(
                x + dx, y + dy, op.face, op.size, op.ink, op.glyphs, op.tracking, op.scale,
                op.angle, op.goal,
            )  # fmt: skip
        case Rule():
            return replace(op, x0=op.x0 + dx, x1=op.x1 + dx, y0=op.y0 + dy, y1=op.y1 + dy)
        case Fill():
            return replace(op, rect=op.rect.moved(dx, dy))
        case Picture():
            shades = tuple((a + dy, b + dy, dark, darker) for a, b, dark, darker in op.shades)
            return replace(op, rect=op.rect.moved(dx, dy), shades=shades)
        case Artwork():
            return replace(op, rect=op.rect.moved(dx, dy), clip=op.clip.moved(dx, dy))
        case Path():
            return replace(op, segments=tuple(_moved_segment(s, dx, dy) for s in op.segments))


def _moved_segment(
    segment: tuple[str | float, ...], dx: float, dy: float
) -> tuple[str | float, ...]:
    numbers = [float(value) for value in segment[1:]]
    shifted = [value + (dx if i % 2 == 0 else dy) for i, value in enumerate(numbers)]
    return (segment[0], *shifted)
