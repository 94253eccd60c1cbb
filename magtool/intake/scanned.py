"""What the picture of a scanned page shows besides letters: its lean, pictures, tints and rules.

Lengths are pixels of the picture, with ``point`` of them to a point; the page is one channel of
grey. Tints and pictures are areas in which no paper shines through, seen in cells of two points;
rules and the sides of frames are long dark runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from magtool.page.read import Box

Grey = npt.NDArray[np.uint8]
_Mask = npt.NDArray[np.bool_]

_LEAN = 0.035
"""Radians within which a page that was laid askew is set right."""
_CELL = 2.0
"""Points; no more than the narrowest gap between letters that paper is to be seen in."""
_TINTED, _ALIKE = 6, 12
"""Levels, of 255, by which a tint's lightest spots are darker than paper, and its own differ."""
_LEAST = (36.0, 14.0)
"""Points of the smallest area."""
_UNEVEN, _EVEN = 16, 240
"""Levels by which paper differs from place to place at most, and the one it is given."""
_RULE, _THICK = 40.0, 3.0
"""Points that a rule is long at least and thick at most; strokes of letters are shorter."""
_RULE_DARKER = 35
_FLAT, _THICK_SHARE = 0.35, 0.12
"""Share of a tint that has its level at least, and of its cells wholly of another at most."""
_BAR = 5.0
"""Points that a bar of a chart is thick at least; strokes of letters on tints are thinner."""
_DARK = 120
"""The level below which letters on a tint are white."""
_SPECK, _SPECK_DARK = 0.5, 190
"""Points that a speck is broad and tall at most, and its level: stops of the smallest type are
0.6, and specks beside words were read as colons."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An even tint on which text may stand: its level of grey, with paper at 255."""

    box: Box
    level: int

    @property
    def dark(self) -> bool:
        return self.level < _DARK


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen on a page, in pixels, and the page with nothing but dark letters left."""

    pictures: tuple[Box, ...]
    grounds: tuple[Ground, ...]
    bars: tuple[Box, ...]
    level_rules: tuple[Box, ...]
    upright_rules: tuple[Box, ...]
    letters: Grey


def straighten(picture: Image.Image) -> Image.Image:
    """The page with its lines level, turned about its middle."""
    lean = _lean(np.asarray(picture.reduce(2)))
    if abs(lean) < 0.0005:
        return picture
    paper = _paper(np.asarray(picture))
    return picture.rotate(
        float(np.degrees(lean)), resample=Image.Resampling.BICUBIC, fillcolor=paper
    )


def _lean(grey: Grey) -> float:
    """Radians by which lines fall to the right: where the profile of their rows is sharpest.

    Postl's method: the squared differences of neighbouring rows' ink are greatest.
    """
    ink = grey < _paper(grey) * 0.6
    # Edges of pictures and tints tell nothing that letters don't; what has ink below is inside.
    ink[:-1] &= ~ink[1:]
    rows, columns = np.nonzero(ink[:, ::3])
    if rows.size < 500:
        return 0.0
    columns = columns * 3 - ink.shape[1] / 2

    def sharpness(lean: float) -> float:
        counts = np.bincount((rows - columns * lean + grey.shape[1]).astype(np.intp))
        return float((np.diff(counts.astype(float)) ** 2).sum())

    best = 0.0
    for reach, step in ((_LEAN, 0.001), (0.001, 0.0001)):
        tried = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(tried, key=sharpness))
    return best


def _paper(grey: Grey) -> int:
    counts = np.bincount(grey[::3, ::3].ravel(), minlength=256).astype(float)
    return 128 + int(np.convolve(counts, np.ones(5), "same")[128:].argmax())


def _evened(picture: Image.Image) -> Image.Image:
    """The page as if its light were even: a curved surface laid through what may be paper."""
    small = np.asarray(picture.reduce(8)).astype(np.float64)
    paper = _paper(np.asarray(picture))
    y, x = np.indices(small.shape) / max(small.shape)
    basis = np.stack((np.ones_like(x), x, y, x * x, x * y, y * y), axis=-1)
    near = np.abs(small - paper) < _UNEVEN
    bent = np.linalg.lstsq(basis[near], small[near], rcond=None)[0]
    light = Image.fromarray((basis @ bent).astype(np.float32)).resize(picture.size)
    evened = np.asarray(picture) * (_EVEN / np.maximum(np.asarray(light), 1))
    return Image.fromarray(np.clip(evened, 0, 255).astype(np.uint8))


def look_at(picture: Image.Image, point: float) -> Sight:
    """What is seen on a page that hangs straight."""
    picture = _evened(picture)
    grey = np.asarray(picture)
    small = np.asarray(picture.reduce(2))
    paper = _paper(small)
    pictures, grounds = _areas(small, paper, point / 2)
    dark = small < paper - _RULE_DARKER
    for box in (*pictures, *(box for box, tone in grounds if tone < _DARK)):
        dark[_slices(box, 3)] = False
    level = [_doubled(box) for box in _rules(dark, point / 2)]
    turned = [_doubled(box) for box in _rules(dark.T, point / 2)]
    upright = [(y0, x0, y1, x1) for x0, y0, x1, y1 in turned]
    shown = tuple(_doubled(box) for box in pictures)
    tints = tuple(Ground(_doubled(box), min(255, tone * 255 // paper)) for box, tone in grounds)
    letters = _letters(grey, paper, shown, tints, (*level, *upright))
    bars = tuple(_bars(letters, tints, point))
    for box in bars:
        letters[_slices(box, 1)] = 255
    _clear_specks(letters, point)
    return Sight(shown, tints, bars, tuple(level), tuple(upright), letters)


def _doubled(box: Box) -> Box:
    return (2 * box[0], 2 * box[1], 2 * box[2], 2 * box[3])


# --- areas --------------------------------------------------------------------------------


def _areas(grey: Grey, paper: int, point: float) -> tuple[list[Box], list[tuple[Box, int]]]:
    """Boxes of pictures, and of even tints with their levels."""
    cell = max(2, round(_CELL * point))
    rows, columns = grey.shape[0] // cell, grey.shape[1] // cell
    cells = grey[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell)
    # A few of a cell's spots are left aside: noise.
    levels = np.sort(cells.transpose(0, 2, 1, 3).reshape(rows, columns, cell * cell), axis=2)
    darkest, lightest = levels[..., cell // 2], levels[..., -1 - cell // 2]
    covered = lightest < paper - _TINTED
    pictures: list[Box] = []
    grounds: list[tuple[Box, int]] = []
    for top, left, bottom, right in _islands(covered):
        if (right - left) * cell < _LEAST[0] * point or (bottom - top) * cell < _LEAST[1] * point:
            continue
        if not _is_rectangle(covered[top:bottom, left:right]):
            continue
        inside = grey[top * cell : bottom * cell, left * cell : right * cell]
        counts = np.bincount(inside.ravel(), minlength=256).astype(float)
        tone = int(np.convolve(counts, np.ones(9), "same").argmax())
        even = counts[max(0, tone - _ALIKE) : tone + _ALIKE + 1].sum() / inside.size
        other = (lightest[top:bottom, left:right] < tone - _ALIKE) | (
            darkest[top:bottom, left:right] > tone + _ALIKE
        )
        # An area ends somewhere in the cell beside its last whole one.
        half = cell / 2
        box = (left * cell - half, top * cell - half, right * cell + half, bottom * cell + half)
        if even >= _FLAT and other.mean() <= _THICK_SHARE:
            grounds.append((box, tone))
        else:
            pictures.append(box)
    return pictures, grounds


def _is_rectangle(covered: _Mask) -> bool:
    """Whether the area fills its box, or goes all around it: white letters leave holes."""
    sides = (covered[:2], covered[-2:], covered[:, :2].T, covered[:, -2:].T)
    around = min(float(side.any(axis=0).mean()) for side in sides)
    return bool(covered.mean() > 0.85 or (around > 0.9 and covered.mean() > 0.5))


def blobs(letters: Grey, known: Sequence[Box], point: float) -> list[Box]:
    """Connected ink outside the known boxes."""
    dark = letters < 128
    for box in known:
        dark[_slices(box, 2)] = False
    cell = max(1, round(point))
    rows, columns = dark.shape[0] // cell, dark.shape[1] // cell
    cells = dark[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell)
    inked = np.asarray(cells.any(axis=(1, 3)), dtype=np.bool_)
    return [
        (left * cell, top * cell, right * cell, bottom * cell)
        for top, left, bottom, right in _islands(inked)
    ]


def _islands(covered: _Mask) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom and right of connected areas."""
    columns = covered.shape[1]
    left_over = {int(place) for place in np.flatnonzero(covered)}
    for start in np.flatnonzero(covered).tolist():
        if start not in left_over:
            continue
        left_over.remove(start)
        reached = [start]
        for place in reached:
            column = place % columns
            for beside, there in (
                (place - 1, column > 0), (place + 1, column < columns - 1),
                (place - columns, True), (place + columns, True),
            ):  # fmt: skip
                if there and beside in left_over:
                    left_over.remove(beside)
                    reached.append(beside)
        y, x = np.divmod(np.array(reached), columns)
        yield int(y.min()), int(x.min()), int(y.max()) + 1, int(x.max()) + 1


# --- rules --------------------------------------------------------------------------------


def _rules(dark: _Mask, point: float) -> list[Box]:
    """Level rules. A rule that still leans a little steps from row to row: rows are thickened."""
    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    least = int(_RULE * point)
    sums = np.cumsum(np.pad(thick, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    full = (sums[:, least:] - sums[:, :-least]) == least
    open_: list[list[int]] = []
    closed: list[list[int]] = []
    for y in np.flatnonzero(full.any(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(np.pad(full[y], 1).astype(np.int8)))
        closed += [rule for rule in open_ if rule[3] < y]
        open_ = [rule for rule in open_ if rule[3] >= y]
        for x0, x1 in zip(edges[::2].tolist(), (edges[1::2] + least - 1).tolist(), strict=True):
            above = next((rule for rule in open_ if rule[0] <= x1 and x0 <= rule[2]), None)
            if above is None:
                open_.append([x0, y, x1, y + 1])
            else:
                above[:] = min(above[0], x0), above[1], max(above[2], x1), y + 1
    return [
        (float(x0), float(y0 + 1), float(x1), float(max(y1 - 1, y0 + 2)))
        for x0, y0, x1, y1 in (*closed, *open_)
        if y1 - y0 - 2 <= _THICK * point and _stands_free(dark, (x0, y0, x1, y1), point)
    ]


def _stands_free(dark: _Mask, rule: tuple[int, int, int, int], point: float) -> bool:
    """Whether there is paper above and below it, as there is not in a line of small letters."""
    x0, y0, x1, y1 = rule
    off, deep = round(0.5 * point), max(1, round(1.0 * point))
    above = dark[max(0, y0 - off - deep) : max(0, y0 - off), x0:x1]
    below = dark[y1 + off : y1 + off + deep, x0:x1]
    return all(side.size == 0 or float(side.any(axis=0).mean()) < 0.3 for side in (above, below))


# --- letters ------------------------------------------------------------------------------


def _letters(
    grey: Grey, paper: int, pictures: Sequence[Box], grounds: Sequence[Ground], rules: Sequence[Box]
) -> Grey:
    """The page on white: tints taken away, white letters made dark, pictures and rules left out."""
    page = grey.astype(np.float32) * (255 / paper)
    for ground in grounds:
        part = page[_slices(ground.box, -3)]
        if ground.dark:
            part[:] = 255 - np.clip(part - ground.level, 0, None) * (255 / (255 - ground.level))
        else:
            part += 255 - ground.level
        x0, y0, x1, y1 = ground.box  # its edge, or a frame on it
        for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            page[_slices(side, 5)] = 255
    for box in pictures:
        page[_slices(box, 2)] = 255
    for box in rules:
        page[_slices(box, 3)] = 255
    letters: Grey = np.clip((page - 20) * (255 / 218), 0, 255).astype(np.uint8)
    return letters


def _clear_specks(letters: Grey, point: float) -> None:
    """White where a dark spot fits in a small square with nothing but paper around it."""
    side = max(1, int(_SPECK * point))
    dark = np.pad(letters < _SPECK_DARK, ((1, 0), (1, 0))).astype(np.int32)
    sums = dark.cumsum(axis=0).cumsum(axis=1)
    ring = side + 2

    def counts(size: int) -> npt.NDArray[np.int32]:
        level = sums[size:] - sums[:-size]
        squares: npt.NDArray[np.int32] = level[:, size:] - level[:, :-size]
        return squares

    inner, outer = counts(side)[1:-1, 1:-1], counts(ring)
    for y, x in np.argwhere((outer > 0) & (inner == outer)).tolist():
        letters[y : y + ring, x : x + ring] = 255


def _bars(letters: Grey, grounds: Sequence[Ground], point: float) -> Iterator[Box]:
    """Solid blocks on tints, as in bar charts."""
    for ground in grounds:
        part = letters[_slices(ground.box, -3)]
        for x0, y0, x1, y1 in blobs(part, (), point):
            if min(x1 - x0, y1 - y0) < _BAR * point:
                continue
            inside = part[_slices((x0, y0, x1, y1), -round(point))]
            if inside.size and (inside < 128).mean() > 0.97:
                x, y = max(0.0, ground.box[0] + 3), max(0.0, ground.box[1] + 3)
                yield (x + x0, y + y0, x + x1, y + y1)


def _slices(box: Box, more: int) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (round(edge) for edge in box)
    return slice(max(0, y0 - more), y1 + more), slice(max(0, x0 - more), x1 + more)
