"""What a picture is in the file, and how many pixels it needs."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.intake import JpegHeader

SPACES = {"1": "/DeviceGray", "L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
INVERTED = "[1 0 1 0 1 0 1 0]"
"""Decode array of CMYK samples whose 255 is no ink, as in the JPEGs of Adobe and Pillow."""
PASSES = 1.1
"""How much sharper than asked a picture passes, so that none is resampled for little."""


@dataclass(frozen=True, slots=True)
class Raster:
    """An image XObject to be: coded samples and how to read them.

    ``orientation`` is the EXIF turn still to be made when drawing. Of a picture that passes as
    it is (``original``) the ``data`` are the bytes of its file, and left out here.
    """

    width: int
    height: int
    space: str
    bits: int
    coding: str
    data: bytes
    parameters: str = ""
    decode: str = ""
    orientation: int = 1
    alpha: Raster | None = None
    original: bool = False


def jpeg_as_it_is(header: JpegHeader, turn: int) -> Raster:
    """A JPEG byte for byte; the reader of the PDF decodes it."""
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[header.components]
    plain_rgb = header.rgb_ids and header.adobe is None and not header.jfif
    return Raster(
        width=header.width,
        height=header.height,
        space=SPACES[mode],
        bits=8,
        coding="/DCTDecode",
        data=b"",
        # Without a marker PDF takes three components for YCbCr (ISO 32000-1, table 13).
        parameters="<< /ColorTransform 0 >>" if plain_rgb else "",
        decode=INVERTED if header.inverted else "",
        orientation=turn,
        original=True,
    )


def target_size(
    size: tuple[int, int], width: float, height: float, ppi: int
) -> tuple[int, int] | None:
    """Pixels to bring an upright picture down to when it is shown so many points large.

    None when it passes as it is. It is never made larger.
    """
    found = min(size[0] / width, size[1] / height) * 72
    if found <= PASSES * ppi:
        return None
    return (max(1, round(size[0] * ppi / found)), max(1, round(size[1] * ppi / found)))
