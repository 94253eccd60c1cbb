"""Total ink of pictures, by their own pixels."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import pikepdf

from magtool.intake.streams import TooLarge, filters_of, read_stream
from magtool.measure import mm_to_pt
from magtool.page import INK_WINDOW_MM

if TYPE_CHECKING:
    from PIL import Image

_WINDOW = mm_to_pt(INK_WINDOW_MM)
_CELLS = 15
"""Cells to a window's side: a millimetre each."""
_MOST = 1 << 28
"""Bytes of pixels that are looked into: two pages of CMYK at 600 ppi."""


def most_ink(picture: Any, width: float, height: float) -> float | None:
    """The most ink of a CMYK picture in percent, as a mean over 15 mm squares.

    ``width`` and ``height`` are its printed size in points; of a picture that is smaller than
    the square the rest counts as paper. None when its pixels can't be had.
    """
    try:
        return _heaviest(_pixels(picture, width, height), width, height)
    except Exception:  # decoders of damaged pictures raise anything; the facts stand without it
        return None


def _pixels(picture: Any, width: float, height: float) -> Image.Image:
    """The picture as CMYK where 255 is solid ink; it may have fewer pixels than its file."""
    from PIL import Image, ImageChops  # loads Pillow: only for pictures of inks

    size = (int(picture.Width), int(picture.Height))
    if 4 * size[0] * size[1] > _MOST:
        raise TooLarge("the picture has too many pixels")
    decode = [float(value) for value in picture.get("/Decode", ())]
    inverted = bool(decode) and decode[0] > decode[1]
    image: Image.Image
    if filters_of(picture)[-1:] == ("/DCTDecode",):
        coded = picture.read_raw_bytes() if len(filters_of(picture)) == 1 else _undone(picture)
        image = Image.open(io.BytesIO(coded), formats=("JPEG",))
        cell = _WINDOW / _CELLS
        image.draft("CMYK", (math.ceil(width / cell), math.ceil(height / cell)))
        if image.mode != "CMYK":
            raise ValueError(image.mode)
        inverted = not inverted  # Pillow takes every CMYK JPEG for an inverted one
    elif picture.get("/BitsPerComponent") == 8:
        image = Image.frombytes("CMYK", size, read_stream(picture, _MOST))
    else:
        raise ValueError("neither JPEG nor 8 bits")
    return ImageChops.invert(image) if inverted else image


def _undone(picture: Any) -> bytes:
    """The JPEG inside other codings."""
    with pikepdf.new() as around:  # a stream is lost with the file that it belongs to
        inner = around.make_stream(picture.read_raw_bytes())
        inner.Filter = pikepdf.Array(list(picture.Filter)[:-1])
        return read_stream(inner, _MOST)


def _heaviest(image: Image.Image, width: float, height: float) -> float:
    import numpy as np  # loads in a tenth of a second: only for pictures of inks

    across, down = image.width * _WINDOW / width, image.height * _WINDOW / height
    shrink = (max(1, int(across / _CELLS)), max(1, int(down / _CELLS)))
    cells = np.asarray(image.reduce(shrink), dtype=np.float64).sum(axis=2) / 2.55
    wide, high = (max(1, round(a / s)) for a, s in zip((across, down), shrink, strict=True))
    rows, columns = cells.shape
    sums = np.zeros((rows + 1, columns + 1))
    sums[1:, 1:] = cells.cumsum(axis=0).cumsum(axis=1)
    tall, broad = min(high, rows), min(wide, columns)
    windows = (
        sums[tall:, broad:] - sums[:-tall, broad:] - sums[tall:, :-broad] + sums[:-tall, :-broad]
    )
    beside = min(1.0, width / _WINDOW) * min(1.0, height / _WINDOW)
    return float(windows.max() / (tall * broad) * beside)
