"""Sizes for ads that were cut out of old pages: the nearest that the design sells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log

from magtool.manifest.adverts import Modules

CARRYING = (180, 650)
"""Words of a story that has room for a small ad on its page."""
_SHRUNK = 6.0
"""How much worse a module is that the ad must be made smaller for, than one that leaves white."""
_WHOLE = 0.95
"""Share of the page's sides from which an ad is all of it, and runs to the edge."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The design's ad modules; ``alone`` are those that may stand on a page without stories."""

    modules: Modules
    alone: Collection[str] = ()


def book(
    ads: Sequence[tuple[float, float]],
    sheet: tuple[float, float],
    sizes: Sizes,
    carriers: int,
) -> tuple[str, ...]:
    """The module of each ad, given as width and height in points.

    ``sheet`` is the old page's trim. Small ads need stories to stand beside: once there are as
    many as the issue's ``carriers``, the rest get sizes that make pages of their own.
    """
    booked: list[str] = []
    small = 0
    for width, height in ads:
        whole = width >= _WHOLE * sheet[0] and height >= _WHOLE * sheet[1]
        name = _nearest(width, height, whole, sizes.modules)
        if name not in sizes.alone and sizes.alone:
            small += 1
            if small > carriers:
                lone = {key: sizes.modules[key] for key in sizes.alone if key in sizes.modules}
                name = _nearest(width, height, whole, lone) or name
        booked.append(name)
    return tuple(booked)


def _nearest(width: float, height: float, whole: bool, modules: Modules) -> str:
    """The module that the ad fits best, of equals the design's first; "" when there are none."""

    def misfit(name: str) -> float:
        wide, high, bleeds = modules[name]
        across, down = log(wide / width), log(high / height)
        cost = sum(-side * _SHRUNK if side < 0 else side for side in (across, down))
        # Artwork cut from inside a page has no ink to run over the edge.
        return cost + (0.0 if bleeds == whole else 1.0)

    names = [name for name, (wide, high, _) in modules.items() if wide > 0 and high > 0]
    return min(names, key=misfit, default="") if width > 0 and height > 0 else ""
