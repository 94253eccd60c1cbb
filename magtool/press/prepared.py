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
    """A state in which ink covers by ``start`` at the top of ``box`` and by ``end`` at its foot.

    ``box`` is left, bottom, right, top in points of the sheet, y up.
    """

    box: tuple[float, float, float, float]
    start: float
    end: float


Resource = FaceUse | PictureUse | ArtworkUse | Tint | Fade


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """One page's operators, deflated, and what they name: names hold for this page alone.

    ``width`` and ``height`` are the trim, ``margin`` the bleed shown outside it on all sides.
    """

    number: int
    width: float
    height: float
    margin: float
    content: bytes
    resources: tuple[tuple[str, Resource], ...]
