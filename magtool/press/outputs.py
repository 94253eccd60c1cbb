"""What pages are made into: a file for a printing press, or an edition for screens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from magtool.measure import mm_to_pt

Standard = Literal["PDF/X-4", "PDF/X-1a"]

_SLUG_AREA = mm_to_pt(15)
"""Room for marks and the slug line outside the trim: bleed, 2 mm of air, marks of 5 mm."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the pages are printed: inks on a paper, as an ICC profile tells them.

    ``identifier`` is the condition's name in the ``registry``; ``ink_limit`` the most ink that
    the paper takes at one place, in percent of 400.
    """

    profile: bytes
    identifier: str = "FOGRA39"
    registry: str = "http://www.color.org"
    info: str = "Coated FOGRA39 (ISO 12647-2:2004)"
    ink_limit: float = 300.0


@dataclass(frozen=True, slots=True)
class Screen:
    """An edition for screens: sRGB as the condition would print it, tagged, with links.

    Pictures are brought down to ``ppi`` and coded with ``quality`` (Pillow's 1 to 95).
    """

    condition: Condition
    ppi: int = 150
    quality: int = 82


@dataclass(frozen=True, slots=True)
class Press:
    """A file for the printer: inks only, with bleed, marks and a slug line.

    ``spots`` are the names of inks that are booked beside C, M, Y and K; others are mixed of
    these. The sheet is the trim and ``margin`` points on all sides.
    """

    condition: Condition
    standard: Standard = "PDF/X-4"
    spots: tuple[str, ...] = ()
    ppi: int = 300
    quality: int = 90
    margin: float = _SLUG_AREA


Output = Screen | Press


@cache
def fogra39() -> bytes:
    """The profile that comes with the program: offset on coated paper (ISO 12647-2)."""
    return files("magtool.press").joinpath("profiles", "FOGRA39L_coated.icc").read_bytes()
