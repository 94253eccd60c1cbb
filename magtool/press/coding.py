"""Samples coded as PDF reads them: photographs as JPEG, graphics exactly."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

from PIL import Image

from magtool.press.outputs import Output, Press
from magtool.press.rasters import INVERTED, SPACES, Raster
from magtool.press.transforms import strips

FAR_LARGER = 4.0
"""How many times the bytes of a JPEG exact samples may take: the sample's graphics take up to
3.7 times, photographs with transparency 8."""


def coded(
    image: Image.Image,
    alpha: Image.Image | None,
    output: Output,
    *,
    drawn: bool,
    fine: bool = False,
) -> Raster:
    """A picture of mode 1, L, RGB or CMYK coded for the output.

    What is ``drawn`` stays exact unless that is far larger, as does what is partly transparent:
    JPEG rings at sharp edges. Screens get photographs with half of their colours' resolution,
    all of it when ``fine``.
    """
    if image.mode == "1":
        return exact(image)
    jpeg = as_jpeg(image, output.quality, fine=fine or drawn or isinstance(output, Press))
    if alpha is None and not drawn:
        return jpeg
    whole = exact(image)
    raster = whole if len(whole.data) <= FAR_LARGER * len(jpeg.data) else jpeg
    return replace(raster, alpha=exact(alpha)) if alpha else raster


def as_jpeg(image: Image.Image, quality: int, *, fine: bool) -> Raster:
    """The samples as a JPEG; ``fine`` keeps colours at the full resolution."""
    target = io.BytesIO()
    subsampling = "4:4:4" if fine else "4:2:0"
    image.save(target, "JPEG", quality=quality, subsampling=subsampling, optimize=not fine)
    return Raster(
        width=image.width,
        height=image.height,
        space=SPACES[image.mode],
        bits=8,
        coding="/DCTDecode",
        data=target.getvalue(),
        decode=INVERTED if image.mode == "CMYK" else "",  # as Pillow writes CMYK
    )


def exact(image: Image.Image) -> Raster:
    """The samples without loss, packed as a PNG packs them where PNG knows the mode."""
    as_png = image.mode in ("L", "RGB")
    predictor = f"/Predictor 15 /Colors {len(image.getbands())} /Columns {image.width}"
    return Raster(
        width=image.width,
        height=image.height,
        space=SPACES[image.mode],
        bits=1 if image.mode == "1" else 8,
        coding="/FlateDecode",
        data=_png_data(image) if as_png else _deflated(image),
        parameters=f"<< {predictor} >>" if as_png else "",
    )


def _deflated(image: Image.Image) -> bytes:
    packer = zlib.compressobj()
    parts = [packer.compress(image.crop(box).tobytes()) for box in strips(image)]
    return b"".join((*parts, packer.flush()))


def _png_data(image: Image.Image) -> bytes:
    """The IDAT chunks of the picture as a PNG: PDF reads them with predictor 15."""
    target = io.BytesIO()
    image.save(target, "PNG", icc_profile=None)
    png, at, parts = target.getvalue(), 8, []
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)
