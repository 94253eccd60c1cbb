"""What colours are converted with: lcms2's transforms, samples to try them on, large pictures
in strips."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

# Pillow and lcms2 are loaded where they are used: most builds convert nothing.
if TYPE_CHECKING:
    from PIL import Image

Box = tuple[int, int, int, int]

_STRIP = 1 << 22
"""Pixels looked at together: what numpy makes of them stays under 100 MB."""
_SPACES = {"L": b"GRAY", "RGB": b"RGB ", "LAB": b"Lab ", "CMYK": b"CMYK"}


def fits(profile: bytes, mode: str) -> bool:
    """Whether the ICC profile speaks of samples of this mode; many files carry a wrong one."""
    return profile[36:40] == b"acsp" and profile[16:20] == _SPACES.get(mode)


def transform(source: bytes, mode: str, target: bytes, to: str, *, exactly: bool) -> Any:
    """From samples of ``mode`` to those of ``to``; an empty profile stands for sRGB, or Lab.

    ``exactly`` takes six times as long as by a table of lcms2's own. Raises ValueError for a
    profile that lcms2 can't use.
    """
    from PIL import ImageCms

    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    if exactly:
        flags |= ImageCms.Flags.NOOPTIMIZE
    try:
        return ImageCms.buildTransform(
            _opened(source, mode), _opened(target, to), mode, to,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=flags,
        )  # fmt: skip
    except (OSError, ImageCms.PyCMSError) as error:
        raise ValueError(f"an ICC profile can't be used: {error}") from None


def _opened(profile: bytes, mode: str) -> Any:
    from PIL import ImageCms

    if profile:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB")


def applied(image: Image.Image, made: Any) -> Image.Image:
    """The picture through a `transform`."""
    from PIL import ImageCms

    turned = ImageCms.applyTransform(image, made)
    assert turned is not None  # only conversion in place returns none
    return turned


def strips(image: Image.Image) -> Iterator[Box]:
    """The picture's boxes from top to bottom, so that never all of it is copied."""
    rows = max(1, _STRIP // image.width)
    for top in range(0, image.height, rows):
        yield 0, top, image.width, min(top + rows, image.height)


def ramp() -> Image.Image:
    """Every value of a gray picture, from 0 on."""
    from PIL import Image

    return Image.frombytes("L", (256, 1), bytes(range(256)))


def cube(nodes: int) -> Image.Image:
    """So many levels of red, green and blue in all their mixtures; red changes fastest."""
    from PIL import Image

    levels = bytes(round(255 * at / (nodes - 1)) for at in range(nodes))
    red, green = levels * nodes**2, b"".join(bytes([v]) * nodes for v in levels) * nodes
    blue = b"".join(bytes([v]) * nodes**2 for v in levels)
    bands = [Image.frombytes("L", (nodes, nodes**2), band) for band in (red, green, blue)]
    return Image.merge("RGB", bands)
