"""What a file is held against beside its profile."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What a booking, or the issue, asks of a file. Lengths are in points.

    ``artwork`` is for what is delivered and placed, one page a file; else pages are finished
    ones. ``width`` and ``height`` are the upright trim, 0 when any is right; ``bleed`` the ink
    asked for outside of it, None for the profile's. ``spots`` are the booked inks beside CMYK.
    """

    artwork: bool = False
    width: float = 0.0
    height: float = 0.0
    bleed: float | None = None
    spots: tuple[str, ...] = ()
