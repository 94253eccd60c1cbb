"""Inks of finished pages, plate by plate, and where they lie too thick.

Ghostscript separates the pages as a platesetter does, so that overprint, transparency, spot
inks and pictures all count as they print. The rest is arithmetic on its plates.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from magtool.intake.ghostscript import GhostscriptFailed, run_ghostscript
from magtool.measure import mm_to_pt
from magtool.page.facts import INK_WINDOW_MM, PROCESS, Area

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PPI = 72
_AT_ONCE = 16
"""Pages to one run: starting Ghostscript costs as much as separating two pages, and the plates
of more would fill the disk."""


@dataclass(frozen=True, slots=True, eq=False)
class Plates:
    """One page's inks: a plane each of ``coverage`` (ink, row, column; 0 none, 255 solid).

    Rows run from the top of the upright sheet, all of its MediaBox, at ``ppi``. Process inks are
    called Cyan, Magenta, Yellow and Black, spot inks as the file calls them.
    """

    page: int
    ppi: float
    inks: tuple[str, ...]
    coverage: NDArray[np.uint8]

    @property
    def used(self) -> tuple[str, ...]:
        """The inks that print anything."""
        return tuple(
            ink for ink, plane in zip(self.inks, self.coverage, strict=True) if plane.any()
        )


@dataclass(frozen=True, slots=True)
class InkSpot:
    """A place and the greatest mean of total ink in it, in percent of one solid ink."""

    total: float
    area: Area


def measure_plates(data: bytes, pages: Iterable[int], ppi: int = PPI) -> Iterator[Plates]:
    """The plates of pages (from 1) of a PDF, in the file's order.

    At 72 to the inch a page takes some 0.15 s, and means over a window are within half a percent
    of those at 288, a little high where much small text is set. Raises `GhostscriptMissing`
    where there is no Ghostscript, and `GhostscriptFailed` for pages that it can't separate.
    """
    options = ("-sDEVICE=tiffsep", f"-r{ppi}", "-sCompression=none")
    wanted = sorted(set(pages))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]

        def read(folder: Path, some: Sequence[int] = some) -> list[Plates]:
            return [_read_plates(folder, n, page, ppi) for n, page in enumerate(some, start=1)]

        yield from run_ghostscript(data, some, options, "tif", read)


def _read_plates(folder: Path, number: int, page: int, ppi: float) -> Plates:
    import numpy as np  # loads in a tenth of a second: only where plates are measured
    from PIL import Image

    planes = {}
    for path in folder.glob(f"{number}(*).tif"):
        with Image.open(path) as image:
            planes[_ink(path.name)] = 255 - np.asarray(image.convert("L"))
    if not planes:
        raise GhostscriptFailed(f"page {page} has no plates")
    inks = sorted(planes, key=lambda ink: (PROCESS.index(ink) if ink in PROCESS else 4, ink))
    return Plates(page, ppi, tuple(inks), np.stack([planes[name] for name in inks]))


def _ink(name: str) -> str:
    """``1(PANTONE 485 C%2Fx).tif`` as the ink's name."""
    coded = name[name.index("(") + 1 : name.rindex(")")].encode()
    plain = re.sub(rb"%([0-9A-Fa-f]{2})", lambda byte: bytes.fromhex(byte[1].decode()), coded)
    return plain.decode("utf-8", "replace")


def heaviest_ink(
    plates: Plates, within: Area | None = None, window_mm: float = INK_WINDOW_MM
) -> InkSpot:
    """Where the mean of all inks over a square window is greatest.

    Only windows wholly ``within`` the area count (the BleedBox: crop marks carry every ink);
    without one it is the whole sheet. Where the area is narrower than a window, so is the window.
    """
    means = _means(plates, within, window_mm)
    best = int(means.values.argmax())
    row, column = divmod(best, means.values.shape[1])
    return InkSpot(float(means.values.flat[best]), means.area(row, column, row, column))


def ink_over(
    plates: Plates, limit: float, within: Area | None = None, window_mm: float = INK_WINDOW_MM
) -> tuple[InkSpot, ...]:
    """All places where the mean over a window is above ``limit`` percent, the heaviest first.

    Windows that overlap, or that overlap the rectangle round such windows, are one place.
    """
    import numpy as np

    means = _means(plates, within, window_mm)
    rows, columns = np.nonzero(means.values > limit)
    found = []
    while len(rows):
        values = means.values[rows, columns]
        worst = int(values.argmax())
        box = (int(rows[worst]), int(columns[worst]), int(rows[worst]), int(columns[worst]))
        box, near = _spread(rows, columns, box, means.window)
        found.append(InkSpot(float(values[worst]), means.area(*box)))
        rows, columns = rows[~near], columns[~near]
    return tuple(found)


_Places = tuple[int, int, int, int]
"""From one window to another by their first pixels: top, left, bottom, right, all counted."""


def _spread(
    rows: NDArray[np.intp], columns: NDArray[np.intp], box: _Places, window: tuple[int, int]
) -> tuple[_Places, NDArray[np.bool_]]:
    """The box grown until no window outside overlaps it, and which windows it has taken in."""
    while True:
        down = (rows > box[0] - window[0]) & (rows < box[2] + window[0])
        across = (columns > box[1] - window[1]) & (columns < box[3] + window[1])
        near = down & across
        y, x = rows[near], columns[near]
        grown = (int(y.min()), int(x.min()), int(y.max()), int(x.max()))
        if grown == box:
            return box, near
        box = grown


@dataclass(frozen=True, slots=True, eq=False)
class _Means:
    """Mean total ink of every window, by its first row and column; ``window`` is in pixels."""

    values: NDArray[np.float64]
    window: tuple[int, int]
    origin: tuple[int, int]
    ppi: float

    def area(self, top: int, left: int, bottom: int, right: int) -> Area:
        """What windows from one place to another cover, in points."""
        height, width = self.window
        y, x, scale = self.origin[0], self.origin[1], 72 / self.ppi
        return (
            round((x + left) * scale, 2),
            round((y + top) * scale, 2),
            round((x + right + width) * scale, 2),
            round((y + bottom + height) * scale, 2),
        )


def _means(plates: Plates, within: Area | None, window_mm: float) -> _Means:
    """The means by an integral image (Crow 1984, "Summed-area tables"), one difference each."""
    import numpy as np

    top, left, bottom, right = _pixels(plates, within)
    total = plates.coverage[:, top:bottom, left:right].sum(axis=0, dtype=np.uint32)
    sums = np.zeros((total.shape[0] + 1, total.shape[1] + 1))
    sums[1:, 1:] = total.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    side = max(1, round(mm_to_pt(window_mm) * plates.ppi / 72))
    high, wide = min(side, total.shape[0]), min(side, total.shape[1])
    inside = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    return _Means(inside / (high * wide) / 2.55, (high, wide), (top, left), plates.ppi)


def _pixels(plates: Plates, within: Area | None) -> tuple[int, int, int, int]:
    """The area as whole pixels of the plates: top, left, bottom, right; at least one pixel."""
    height, width = plates.coverage.shape[1:]
    if within is None:
        return (0, 0, height, width)
    scale = plates.ppi / 72
    # Pixels that the edge runs through are left out: a mark outside may reach into them.
    left = min(max(math.ceil(within[0] * scale), 0), width - 1)
    top = min(max(math.ceil(within[1] * scale), 0), height - 1)
    right = min(max(math.floor(within[2] * scale), left + 1), width)
    bottom = min(max(math.floor(within[3] * scale), top + 1), height)
    return (top, left, bottom, right)
