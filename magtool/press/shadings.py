"""Gradients in new colours: their functions sampled, their meshes given other corners.

ISO 32000-1 §8.7.4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary

from magtool.press.functions import Floats, Function, read_function
from magtool.press.meshes import MESHES, cut_finer, read_mesh, write_mesh
from magtool.press.spaces import Space
from magtool.press.targets import Target, device_name

_STEPS = 256
"""Samples between two jumps of a gradient: as many as 8 bits tell apart."""
_GRID = 96
"""Samples each way of a gradient over an area."""
_MOST_JUMPS = 500
_SHAPE_KEYS = ("/Coords", "/Domain", "/Extend", "/Matrix", "/BBox", "/AntiAlias")
_MESH_KEYS = ("/BitsPerFlag", "/BitsPerCoordinate", "/BitsPerComponent", "/Decode",
              "/VerticesPerRow")  # fmt: skip


def recoloured_shading(pdf: pikepdf.Pdf, shading: Any, space: Space, target: Target) -> Any:
    """The gradient, which is in ``space``, as a new object; raises ValueError for a broken one.

    What its colours become is the target's business; here nothing is lost between the samples.
    """
    kind = int(shading.ShadingType)
    made = pdf.make_stream(b"") if kind in MESHES else Dictionary()
    made.ShadingType = kind
    _copy_keys(made, shading, _SHAPE_KEYS)
    if "/Function" in shading:
        function = read_function(shading.Function)
        flattened = _flattened_area if kind == 1 else _flattened_line
        made.Function, count = flattened(pdf, function, shading, space, target)
        if kind in MESHES:  # its corners are places along the function
            coding, parameters = shading.get("/Filter"), shading.get("/DecodeParms")
            made.write(shading.read_raw_bytes(), filter=coding, decode_parms=parameters)
            _copy_keys(made, shading, _MESH_KEYS)
    elif kind in MESHES:
        mesh = cut_finer(read_mesh(shading, space.count))
        tones = target.tones(space, mesh.colours.reshape(-1, space.count))
        count = tones.shape[1]
        write_mesh(made, mesh, tones)
    else:
        raise ValueError("a gradient has no colours")
    made.ColorSpace = device_name(count)
    if "/Background" in shading:
        tone = target.tones(space, np.array([[float(value) for value in shading.Background]]))
        made.Background = Array(_counted(tone, count)[0].tolist())
    return made if made.is_indirect else pdf.make_indirect(made)


def is_within_limit(shading: Any, space: Space, target: Target) -> bool:
    """Whether a gradient of inks has room for all of them; meshes are judged by their corners."""
    if space.plain.kind != "cmyk" or space.has_names:
        return True
    if "/Function" in shading:
        function = read_function(shading.Function)
        low, high = function.domain[:, 0], function.domain[:, 1]
        axes = np.meshgrid(*(np.linspace(a, b, 65) for a, b in zip(low, high, strict=True)))
        values = function(np.column_stack([axis.ravel() for axis in axes]))
    else:
        values = read_mesh(shading, space.count).colours.reshape(-1, space.count)
    return target.within_limit(values)


def sampled_tint(pdf: pikepdf.Pdf, space: Space, target: Target) -> tuple[Any, int]:
    """A tint transform of named inks into the target's own space, and how many it gives."""
    count = space.count
    steps = _STEPS if count == 1 else max(2, int(65536 ** (1 / count)))
    axes = np.meshgrid(*[np.linspace(0, 1, steps)] * count, indexing="ij")
    # The first input varies fastest in a table.
    tones = target.tones(space, np.column_stack([axis.ravel(order="F") for axis in axes]))
    return _table(pdf, [0, 1] * count, [steps] * count, tones), tones.shape[1]


def _copy_keys(to: Any, source: Any, keys: Sequence[str]) -> None:
    for key in keys:
        if key in source:
            to[key] = source[key]


def _counted(tones: Floats, count: int) -> Floats:
    """Rows of so many numbers: a gray among inks is black ink, among RGB three of the same."""
    if tones.shape[1] == count:
        return tones
    if count == 4:
        return np.hstack((np.zeros((len(tones), 3)), 1 - tones))
    return np.repeat(tones, count, axis=1)


# Functions


def _table(pdf: pikepdf.Pdf, domain: Sequence[float], sizes: Sequence[int], tones: Floats) -> Any:
    """A function that interpolates between rows of colours."""
    made = pdf.make_stream(np.rint(np.clip(tones, 0, 1) * 255).astype(np.uint8).tobytes())
    made.FunctionType, made.BitsPerSample = 0, 8
    made.Domain, made.Size = Array([round(value, 6) for value in domain]), Array(list(sizes))
    made.Range = Array([0, 1] * tones.shape[1])
    return made


def _flattened_line(
    pdf: pikepdf.Pdf, function: Function, shading: Any, space: Space, target: Target
) -> tuple[Any, int]:
    """A function of one input as tables, one for each stretch without a jump."""
    if int(shading.ShadingType) in MESHES:
        told = list(shading.Decode)[-2:]
    else:
        told = list(shading.get("/Domain", (0, 1)))
    low, high = (float(value) for value in told)
    if not low < high:
        raise ValueError("a gradient has no extent")
    jumps = [at for at in function.breaks() if low < at < high][:_MOST_JUMPS]
    stretches = list(pairwise((low, *jumps, high)))
    # A jump belongs to what follows it: the end of a stretch is taken from just before.
    short = (high - low) * 1e-9
    points = np.concatenate([np.linspace(a, b - short, _STEPS) for a, b in stretches])
    tones = target.tones(space, function(points[:, None]))
    parts = [
        _table(pdf, stretch, [_STEPS], tones[n * _STEPS : (n + 1) * _STEPS])
        for n, stretch in enumerate(stretches)
    ]
    if len(parts) == 1:
        return parts[0], tones.shape[1]
    stitched = Dictionary(
        FunctionType=3,
        Domain=Array([low, high]),
        Functions=Array(parts),
        Bounds=Array([round(at, 6) for at in jumps]),
        Encode=Array([round(at, 6) for stretch in stretches for at in stretch]),
    )
    return pdf.make_indirect(stitched), tones.shape[1]


def _flattened_area(
    pdf: pikepdf.Pdf, function: Function, shading: Any, space: Space, target: Target
) -> tuple[Any, int]:
    """A function of two inputs as one table."""
    x0, x1, y0, y1 = (float(value) for value in shading.get("/Domain", (0, 1, 0, 1)))
    across, down = np.linspace(x0, x1, _GRID), np.linspace(y0, y1, _GRID)
    points = np.column_stack((np.tile(across, _GRID), np.repeat(down, _GRID)))
    tones = target.tones(space, function(points))
    return _table(pdf, [x0, x1, y0, y1], [_GRID, _GRID], tones), tones.shape[1]
