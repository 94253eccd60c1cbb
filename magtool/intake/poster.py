"""A picture delivered as artwork, seen as the one page that it is.

JPEG, PNG and TIFF have no boxes and often no size: both are the booking's.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from magtool.intake.jpeg import read_jpeg_header
from magtool.intake.pictures import open_picture, orientation, upright_size
from magtool.intake.plates import PPI, Plates
from magtool.intake.rendering import PagePicture
from magtool.page.facts import PROCESS, Coat, PageFacts, PaintedPicture, PdfFacts

if TYPE_CHECKING:
    from PIL import Image

_SPACES = {"1": "DeviceGray", "L": "DeviceGray", "LA": "DeviceGray", "CMYK": "DeviceCMYK"}
"""Pillow's modes as PDF calls them; every other is a kind of RGB once it is placed."""


def read_poster(data: bytes, width: float, height: float, bleed: float) -> PdfFacts:
    """The picture's facts at a trim of so many points, with ``bleed`` points of it outside.

    Raises OSError for what is no picture, ValueError for one with too many pixels.
    """
    image = open_picture(data)
    columns, rows = upright_size(image)
    sheet = (0.0, 0.0, width + 2 * bleed, height + 2 * bleed)
    picture = PaintedPicture(
        area=sheet,
        columns=columns,
        rows=rows,
        width=sheet[2],
        height=sheet[3],
        coat=Coat(_SPACES.get(image.mode, "DeviceRGB")),
        line=image.mode == "1",
    )
    trim = (bleed, bleed, bleed + width, bleed + height)
    page = PageFacts(number=1, media=sheet, bleed=sheet, trim=trim, painted=(picture,))
    return PdfFacts(pages=(page,))


def poster_plates(data: bytes, width: float, height: float) -> Plates | None:
    """The inks of a CMYK picture on a sheet of so many points; None for another picture.

    Raises OSError for damaged pixels.
    """
    import numpy as np  # loads in a tenth of a second: only where inks are measured
    from PIL import Image

    image = open_picture(data)
    if image.mode != "CMYK":
        return None
    size = (max(1, round(width * PPI / 72)), max(1, round(height * PPI / 72)))
    image.draft("CMYK", size)
    small = _upright(image, data).resize(size, Image.Resampling.BOX)
    return Plates(1, PPI, PROCESS, np.moveaxis(np.asarray(small), 2, 0))


def draw_poster(data: bytes, longest_px: int) -> PagePicture:
    """The picture small enough to be shown; raises OSError for damaged pixels."""
    image = open_picture(data)
    image.draft("RGB", (longest_px, longest_px))
    shown = _upright(image, data).convert("RGB")
    shown.thumbnail((longest_px, longest_px))
    target = io.BytesIO()
    shown.save(target, "JPEG", quality=82, optimize=True)
    return PagePicture(1, shown.width, shown.height, target.getvalue())


def _upright(image: Image.Image, data: bytes) -> Image.Image:
    """The pixels as they are to be seen, CMYK with 255 for solid ink."""
    from PIL import ImageChops, ImageOps

    turn = orientation(image)
    header = read_jpeg_header(data) if image.mode == "CMYK" and image.format == "JPEG" else None
    try:
        image.load()
    except Exception as error:  # decoders of damaged pictures raise anything
        raise OSError(f"the picture is damaged: {error}") from error
    upright = ImageOps.exif_transpose(image) if turn != 1 else image
    if header is not None and not header.inverted:
        return ImageChops.invert(upright)  # Pillow takes every CMYK JPEG for an inverted one
    return upright
