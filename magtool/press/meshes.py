"""Gradient meshes whose corners carry colours, cut finer and given others.

ISO 32000-1 §8.7.4.5.5 to 8.7.4.5.8. Between corners a reader interpolates in the mesh's own
space. In another one it would come by other colours, so each patch is cut into smaller ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from pikepdf import Array

from magtool.intake.streams import read_stream
from magtool.press.functions import Floats, unpacked_samples

MESHES = (4, 5, 6, 7)
"""Shading types: triangles, a lattice of them, Coons patches, tensor-product patches."""
_MOST_BYTES = 1 << 27
_FINEST, _PIECES = 8, 4096
"""Each side is cut into eight at the most, fewer where that would give more pieces than this."""
_WIDEST = float(2**32 - 1)
_ORDER = (
    (0, 0), (0, 1), (0, 2), (0, 3), (1, 3), (2, 3), (3, 3), (3, 2), (3, 1), (3, 0), (2, 0), (1, 0),
    (1, 1), (1, 2), (2, 2), (2, 1),
)  # fmt: skip
"""Column and row of each of a patch's points as they stand in the file."""
_EDGE = 12
"""Points on a patch's edge; those of a Coons patch are no more."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Triangles or patches: ``points`` of shape (n, 3, 2) or (n, 4, 4, 2), in the mesh's units.

    ``colours`` are those of each one's corners, of shape (n, 3 or 4, numbers of a colour).
    """

    points: Floats
    colours: Floats

    @property
    def is_triangles(self) -> bool:
        return self.points.ndim == 3


def read_mesh(shading: Any, count: int) -> Mesh:
    """The mesh of a shading whose colours have ``count`` numbers; raises ValueError."""
    kind = int(shading.ShadingType)
    decode = np.array([float(value) for value in shading.Decode]).reshape(-1, 2)
    reader = _Reader(shading, count)
    if len(decode) != 2 + count:
        raise ValueError("a mesh has not as many ranges as numbers")
    if kind == 4:
        points, colours = _triangles(list(reader.records(lambda _: (1, 1))))
    elif kind == 5:
        corners = list(reader.records(lambda _: (1, 1)))
        points, colours = _lattice(corners, int(shading.VerticesPerRow))
    else:
        edge = _EDGE if kind == 6 else 16
        points, colours = _patches(
            list(reader.records(lambda flag: (edge - 4, 2) if flag else (edge, 4)))
        )
    low, high = decode[:, 0], decode[:, 1]
    return Mesh(low[:2] + points * (high[:2] - low[:2]), low[2:] + colours * (high[2:] - low[2:]))


_Record = tuple[int, Floats, Floats]
"""An edge flag, points and colours as shares of their ranges."""


class _Reader:
    """Reads numbers of any width, one vertex or patch after another."""

    def __init__(self, shading: Any, count: int) -> None:
        self._data = read_stream(shading, _MOST_BYTES)
        self._at = 0
        self._count = count
        self._wide = int(shading.BitsPerCoordinate)
        self._deep = int(shading.BitsPerComponent)
        self._flag = int(shading.BitsPerFlag) if shading.ShadingType != 5 else 0
        if not (0 < self._wide <= 32 and 0 < self._deep <= 16 and 0 <= self._flag <= 8):
            raise ValueError("a mesh has no sound layout")

    def records(self, size: Callable[[int], tuple[int, int]]) -> Iterator[_Record]:
        """Whole records to the end; ``size`` tells points and colours by the edge flag."""
        while self._has(self._flag + 2 * self._wide):
            flag = int(self._take(self._flag, 1)[0]) & 3 if self._flag else 0
            points, colours = size(flag)
            if not self._has(2 * points * self._wide + colours * self._count * self._deep):
                return
            places = self._take(self._wide, 2 * points) / (2.0**self._wide - 1)
            values = self._take(self._deep, colours * self._count) / (2.0**self._deep - 1)
            self._at = -(-self._at // 8) * 8  # each begins at a whole byte
            yield flag, places.reshape(points, 2), values.reshape(colours, self._count)

    def _has(self, bits: int) -> bool:
        return self._at + bits <= 8 * len(self._data)

    def _take(self, bits: int, count: int) -> npt.NDArray[np.uint64]:
        start, skip = divmod(self._at, 8)
        self._at += bits * count
        window = self._data[start : -(-self._at // 8)]
        if skip:  # moved up to whole bytes
            window = (int.from_bytes(window) << skip).to_bytes(len(window) + 1)[1:]
        return unpacked_samples(window, count, bits)


def _triangles(corners: list[_Record]) -> tuple[Floats, Floats]:
    """Each vertex makes a triangle with two of the one before, or begins one with two more."""
    found: list[list[_Record]] = []
    begun: list[_Record] = []
    for corner in corners:
        if begun or corner[0] == 0 or not found:
            begun.append(corner)
            if len(begun) == 3:
                found.append(begun)
                begun = []
        else:
            a, b, c = found[-1]
            found.append([b if corner[0] == 1 else a, c, corner])
    return _stacked(found)


def _lattice(corners: list[_Record], across: int) -> tuple[Floats, Floats]:
    """Rows of vertices, with two triangles between each four neighbours."""
    if across < 2:
        raise ValueError("a mesh has less than two corners a row")
    found: list[list[_Record]] = []
    for at in range(across, len(corners) - len(corners) % across):
        if at % across:
            a, b, c, d = (corners[n] for n in (at - across - 1, at - across, at - 1, at))
            found += [[a, b, c], [b, c, d]]
    return _stacked(found)


def _stacked(found: list[list[_Record]]) -> tuple[Floats, Floats]:
    if not found:
        raise ValueError("a mesh has no corners")
    points = np.array([[corner[1][0] for corner in three] for three in found])
    colours = np.array([[corner[2][0] for corner in three] for three in found])
    return points, colours


def _patches(records: list[_Record]) -> tuple[Floats, Floats]:
    """Patches with the sides and colours that they share with the ones before."""
    grids: list[Floats] = []
    corners: list[Floats] = []
    edge = np.zeros((_EDGE, 2))
    for flag, points, colours in records:
        if flag and grids:
            # The side that begins at the flag's corner (tables 84 and 85).
            shared = edge[[(3 * flag + n) % _EDGE for n in range(4)]]
            points = np.concatenate((shared, points))
            colours = np.concatenate((corners[-1][[flag, (flag + 1) % 4]], colours))
        elif flag:
            continue  # there is nothing that it could join
        edge = points[:_EDGE]
        grid = np.zeros((4, 4, 2))
        for place, point in zip(_ORDER, points, strict=False):
            grid[place] = point
        if len(points) == _EDGE:
            _fill_in(grid)
        grids.append(grid)
        corners.append(colours)
    if not grids:
        raise ValueError("a mesh has no patches")
    return np.array(grids), np.array(corners)


def _fill_in(grid: Floats) -> None:
    """The inner points that make a tensor-product patch of a Coons patch (§8.7.4.5.8)."""
    for i, j in ((1, 1), (1, 2), (2, 1), (2, 2)):
        a, b = 3 * (i - 1), 3 * (j - 1)  # the corner nearby
        far_a, far_b = 3 - a, 3 - b
        grid[i, j] = (
            -4 * grid[a, b]
            + 6 * (grid[a, j] + grid[i, b])
            - 2 * (grid[a, far_b] + grid[far_a, b])
            + 3 * (grid[far_a, j] + grid[i, far_b])
            - grid[far_a, far_b]
        ) / 9


# Cutting


def cut_finer(mesh: Mesh) -> Mesh:
    """The same surface in smaller pieces, with the colours that it has at their corners."""
    parts = int(max(1, min(_FINEST, (_PIECES / len(mesh.points)) ** 0.5)))
    return _cut_triangles(mesh, parts) if mesh.is_triangles else _cut_patches(mesh, parts)


def _cut_triangles(mesh: Mesh, parts: int) -> Mesh:
    shares = []
    for i in range(parts):
        for j in range(parts - i):
            a, b, c, d = (i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)
            shares.append((a, b, c))
            if i + j + 2 <= parts:
                shares.append((b, c, d))
    places = np.array(shares, dtype=float) / parts
    weights = np.concatenate((1 - places.sum(axis=2, keepdims=True), places), axis=2)
    return Mesh(
        np.einsum("pkc,ncx->npkx", weights, mesh.points).reshape(-1, 3, 2),
        np.einsum("pkc,ncx->npkx", weights, mesh.colours).reshape(-1, 3, mesh.colours.shape[2]),
    )


def _cut_patches(mesh: Mesh, parts: int) -> Mesh:
    edges = np.linspace(0, 1, parts + 1)
    cuts = np.array([_blossom(a, b) for a, b in pairwise(edges)])
    points = np.einsum("aij,njkx,blk->nabilx", cuts, mesh.points, cuts)
    u, v = np.meshgrid(edges, edges, indexing="ij")
    weights = np.stack(((1 - u) * (1 - v), (1 - u) * v, u * v, u * (1 - v)), axis=-1)
    at_edges = np.einsum("abc,ncx->nabx", weights, mesh.colours)
    colours = np.stack(
        (at_edges[:, :-1, :-1], at_edges[:, :-1, 1:], at_edges[:, 1:, 1:], at_edges[:, 1:, :-1]),
        axis=3,
    )
    return Mesh(points.reshape(-1, 4, 4, 2), colours.reshape(-1, 4, colours.shape[-1]))


def _blossom(a: float, b: float) -> Floats:
    """From a cubic's control points to those of its stretch from ``a`` to ``b``.

    Each new point is the curve's polar form at so many times each end (Ramshaw 1987).
    """
    rows = []
    for s, t, w in ((a, a, a), (a, a, b), (a, b, b), (b, b, b)):
        p, q, r = 1 - s, 1 - t, 1 - w
        rows.append((p * q * r, s * q * r + p * t * r + p * q * w,
                     s * t * r + s * q * w + p * t * w, s * t * w))  # fmt: skip
    return np.array(rows)


# Writing


def write_mesh(made: Any, mesh: Mesh, tones: Floats) -> None:
    """Make the stream ``made`` the mesh, with a row of ``tones`` for each of its corners."""
    low, high = mesh.points.reshape(-1, 2).min(axis=0), mesh.points.reshape(-1, 2).max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    places = np.rint((mesh.points - low) / extent * _WIDEST).astype(">u4")
    levels = np.rint(np.clip(tones, 0, 1) * 255).astype(np.uint8)
    levels = levels.reshape(*mesh.colours.shape[:2], -1)
    count, pieces = levels.shape[2], len(places)
    if mesh.is_triangles:
        kind = 4
        flags = np.zeros((pieces, 3, 1), np.uint8)
        bytes_ = places.view(np.uint8).reshape(pieces, 3, 8)
        rows = np.concatenate((flags, bytes_, levels), axis=2)
    else:
        kind = 7
        ordered = np.stack([places[:, i, j] for i, j in _ORDER], axis=1)
        bytes_ = ordered.astype(">u4").view(np.uint8).reshape(pieces, -1)
        flags = np.zeros((pieces, 1), np.uint8)
        rows = np.concatenate((flags, bytes_, levels.reshape(pieces, -1)), axis=1)
    made.write(rows.tobytes())
    made.ShadingType, made.BitsPerFlag = kind, 8
    made.BitsPerCoordinate, made.BitsPerComponent = 32, 8
    ranges = (low[0], low[0] + extent[0], low[1], low[1] + extent[1])
    made.Decode = Array([*(round(float(value), 6) for value in ranges), *([0, 1] * count)])
