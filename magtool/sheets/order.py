"""What a sheet is set from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from magtool.layout.kit import Kit
from magtool.page import PageLayout
from magtool.proofs import Proof, ProofSet
from magtool.sheets.words import Words

PICTURES = "proofs"
"""The folder in which a sheet's library has the pictures of its proofs."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Where and by when an advertiser answers. ``deadline`` is ISO 8601, "" when there is none.

    Without an ``address`` of the review site the ``contact`` is told: lines as the colophon
    has them.
    """

    address: str = ""
    contact: tuple[str, ...] = ()
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """The proofs of one advertiser, with all that their sheets show.

    ``pages`` are the issue's finished pages by number, ``version`` counts what was published (0
    before that). ``ppi`` is what is asked of pictures within an ad, and of an ad that is one
    picture with its text in it.
    """

    kit: Kit
    issue: ProofSet
    proofs: tuple[Proof, ...]
    pages: Mapping[int, PageLayout]
    words: Words
    answering: Answering = field(default_factory=Answering)
    version: int = 0
    ppi: tuple[float, float] = (225.0, 450.0)


def spread_source(proof: Proof) -> str:
    """The path by which a sheet asks its library for the picture of the proof's spread."""
    return f"{PICTURES}/{proof.spread_picture}"


def close_source(proof: Proof) -> str:
    """The path by which a sheet asks its library for the picture of the item alone."""
    return f"{PICTURES}/{proof.close_picture}"
