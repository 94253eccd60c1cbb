"""How one story fits its place, and what would help."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that would make a story fit, and by how many lines it helps."""

    what: str
    lines: int
    detail: str


@dataclass(frozen=True, slots=True)
class FitRow:
    """How one story or company page fits.

    ``lines`` is the room of its zone; ``short`` or ``overset`` what is left white or does not
    fit, ``characters`` about the same in characters. ``sentences`` and ``dropped`` are what
    was left out by an allowed step. ``text`` is the whole running text.
    """

    slug: str
    kind: str
    pages: tuple[int, ...]
    template: str
    words: int
    lines: int
    short: int
    overset: int
    characters: int
    looseness: int
    sentences: tuple[int, ...]
    dropped: tuple[str, ...]
    text: str
    remedies: tuple[Remedy, ...] = ()
