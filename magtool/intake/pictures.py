"""Pictures opened with care: known formats only, no bombs, the camera's turn told."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

PIXEL_CAP = 120_000_000
"""Most pixels a picture may have: above any camera in use at a magazine's desk (102 Mpx),
and Pillow's own cap from then on. A 1 MB PNG can unfold to more than memory holds."""

FORMATS = ("JPEG", "PNG", "TIFF")
_ORIENTATION = 0x0112


def open_picture(data: bytes) -> Image.Image:
    """A JPEG, PNG or TIFF with its header read and its pixels not yet.

    Raises OSError (Pillow's UnidentifiedImageError among them) for what is none of these, and
    ValueError for more than `PIXEL_CAP` pixels.
    """
    from PIL import Image  # loads Pillow: only where a picture is looked into

    Image.MAX_IMAGE_PIXELS = PIXEL_CAP  # Pillow warns above it, also when pixels are loaded
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd tags too
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            raise ValueError(_too_large(f"more than {2 * PIXEL_CAP // 1_000_000}")) from None
    pixels = image.width * image.height
    if pixels > PIXEL_CAP:
        raise ValueError(_too_large(f"{pixels / 1e6:.0f}"))
    return image


def _too_large(megapixels: str) -> str:
    return f"has {megapixels} million pixels; {PIXEL_CAP // 1_000_000} million is the most"


def orientation(image: Image.Image) -> int:
    """The EXIF turn (1-8) that is still to be made; 1 when there is none or it can't be read.

    TIFFs need none: Pillow turns them as it loads them, and tells their upright size before.
    PNGs are asked for EXIF that stands before the pixels, as cameras' and editors' does:
    Pillow would decode the whole picture to look behind them.
    """
    if image.format == "TIFF" or (image.format == "PNG" and "exif" not in image.info):
        return 1
    try:
        told = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # cameras and editors write broken EXIF; the picture is still good
        return 1
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height in pixels as the picture is to be seen, from its header alone."""
    return (image.height, image.width) if orientation(image) >= 5 else image.size
