"""A page drawn: plain values that depend on nothing but the page, its faces and its bleed.

What a page shows of other files is only named here. Pictures are read, faces cut down and
artwork taken apart when pages become a file, so a picture may change without its page.
"""

from __future__ import annotations

from dataclasses import dataclass

Code = tuple[int, int, str]
"""A character code in a page's content, the glyph it shows and the text it stands for."""


@dataclass(frozen=True, slots=True)
class FaceUse:
    """A face by its key, and the codes that the page shows of it in ascending order."""

    face: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture, drawn upright into the unit square; all of it is so many points large."""

    source: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ArtworkUse:
    """Artwork, drawn about the centre of its trim, which is so many points large."""

    source: str
    bleed: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tint:
    """A state in which ink covers by the share ``opacity``."""

    opacity: float


@dataclass(frozen=True, slots=True)
class Fade:
    """A state in which ink covers by more or less from the top of ``box`` to its foot.

    ``box`` is left, bottom, right, top in points of the sheet, y up. ``stops`` are how far down
    (0-1, from 0 to 1) and the share that is covered there; between them it changes evenly.
    """

    box: tuple[float, float, float, float]
    stops: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Overprint:
    """A state in which ink is laid over what is there (``on``), or instead of it."""

    on: bool


@dataclass(frozen=True, slots=True)
class AllInks:
    """The colour of printer's marks: on every plate, spot inks included."""


Resource = FaceUse | PictureUse | ArtworkUse | Tint | Fade | Overprint | AllInks

Area = tuple[float, float, float, float]
"""Left, bottom, right, top in points of the sheet, y up."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked content sequence; its place among the page's is its identifier (MCID).

    ``block`` numbers the page's blocks from 0: a block with a link in it is several sequences.
    ``role``, ``owner``, ``alt`` and ``part`` are the block's, ``goal`` the link's ("" outside
    of one), ``areas`` the lines that it covers when it is a link, else all of a figure.
    ``kind`` is "label" or "hyphen" for what is apart from the block's text (see `Piece`), and
    ``text`` what the sequence says where its place in the structure depends on that.
    """

    block: int
    role: str
    owner: str
    part: int = 0
    alt: str = ""
    goal: str = ""
    areas: tuple[Area, ...] = ()
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """One page's operators, deflated, and what they name: names hold for this page alone.

    ``width`` and ``height`` are the trim; the sheet runs ``margin`` points outside of it on all
    sides, ``bleed`` of them for ink. ``marked`` is empty where nothing is tagged.
    """

    number: int
    width: float
    height: float
    margin: float
    content: bytes
    resources: tuple[tuple[str, Resource], ...]
    bleed: float = 0.0
    marked: tuple[Marked, ...] = ()
