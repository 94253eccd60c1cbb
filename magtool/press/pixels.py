"""Pixels as PDF shows them: any picture made gray, RGB, CMYK or line art, upright or turned."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageChops, ImageCms

from magtool.intake import JpegHeader, open_picture, orientation

PPI = 300
"""Resolution that a picture is brought down to: twice the 150 lines an inch of good offset."""
SHARPEST_PPI = 330
"""Resolution that passes: a tenth over `PPI`, so that no picture is resampled for little."""
JPEG_QUALITY = 90
FLAT_SHARE = 0.4
"""Share of pixels equal to their left neighbour from which a picture counts as a graphic.

The design's sample photographs have 0.03 to 0.12, rendered pages of type and charts 0.7 to 0.8.
"""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SPACES = {"1": "/DeviceGray", "L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
_PROFILED = {"L": b"GRAY", "RGB": b"RGB "}
_INVERTED = "[1 0 1 0 1 0 1 0]"


@dataclass(frozen=True, slots=True)
class Raster:
    """An image XObject to be: coded samples and how to read them.

    ``orientation`` is the EXIF turn still to be made when drawing. ``profile`` is the ICC
    profile of gray and RGB samples; CMYK samples are inks and keep none.
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
    profile: bytes = b""


def target_size(size: tuple[int, int], width: float, height: float) -> tuple[int, int] | None:
    """Pixels to bring an upright picture down to when it is shown so many points large.

    None when it passes as it is. It is never made larger.
    """
    ppi = min(size[0] / width, size[1] / height) * 72
    if ppi <= SHARPEST_PPI:
        return None
    return (max(1, round(size[0] * PPI / ppi)), max(1, round(size[1] * PPI / ppi)))


def jpeg_as_it_is(data: bytes, header: JpegHeader, turn: int, profile: bytes) -> Raster:
    """A JPEG byte for byte; the reader of the PDF decodes it."""
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[header.components]
    plain_rgb = header.rgb_ids and header.adobe is None and not header.jfif
    return Raster(
        width=header.width,
        height=header.height,
        space=_SPACES[mode],
        bits=8,
        coding="/DCTDecode",
        data=data,
        # Without a marker PDF takes three components for YCbCr (ISO 32000-1, table 13).
        parameters="<< /ColorTransform 0 >>" if plain_rgb else "",
        decode=_INVERTED if header.inverted else "",
        orientation=turn,
        profile=_fitting(profile, mode),
    )


def decoded(data: bytes, header: JpegHeader | None, target: tuple[int, int] | None) -> Raster:
    """A picture decoded, made upright, brought to ``target`` pixels and coded again.

    ``header`` is given for a JPEG. Photographs become JPEGs, graphics stay exact.
    """
    image = open_picture(data)
    turn = orientation(image)
    profile: bytes = image.info.get("icc_profile") or b""
    if target and header:  # the decoder halves while it decodes, never below what is asked
        width, height = reversed(target) if turn >= 5 else target
        image.draft(None, (2 * width, 2 * height))
    image = _in_print_mode(image)
    if header and header.components == 4 and not header.inverted:
        image = ImageChops.invert(image)  # Pillow has taken it for an inverted one
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    if target and image.mode != "1":
        image = image.resize(target, Image.Resampling.LANCZOS)
    image, alpha = _without_alpha(image)
    profile = _fitting(profile, image.mode)
    drawn = alpha is not None or image.mode == "1" or (header is None and is_graphic(image))
    return _exact(image, alpha, profile) if drawn else _as_jpeg(image, profile)


def is_graphic(image: Image.Image) -> bool:
    """Whether the picture is drawn rather than photographed: flat areas, sharp edges."""
    gray = image.convert("L")
    same = ImageChops.difference(gray, ImageChops.offset(gray, 1, 0)).histogram()[0]
    return same >= FLAT_SHARE * gray.width * gray.height


def _in_print_mode(image: Image.Image) -> Image.Image:
    """The same picture in mode 1, L, LA, RGB, RGBA or CMYK, 8 bits, nothing clipped."""
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _deep_to_gray(image)
    if mode == "LAB":
        return _lab_to_rgb(image)
    if mode in ("CMYK", "LA", "RGBA"):
        image.load()
        return image
    if image.has_transparency_data:
        return image.convert("LA" if mode in ("1", "L", "La") else "RGBA")
    if mode in ("1", "L"):
        image.load()
        return image
    return image.convert("RGB")


def _deep_to_gray(image: Image.Image) -> Image.Image:
    """16 and 32 bits and floats to 8 bits; Pillow's own conversion clips at 255.

    Whole numbers to 65,535 are taken as 16 bits, floats to 1 as shares; what runs past that
    is spread from its least to its greatest value.
    """
    full = 1.0 if image.mode == "F" else 65535.0
    # I;16 can't be scaled, but it can be widened.
    numbers = image if image.mode == "F" else image.convert("I").convert("F")
    low, high = _extremes(numbers)
    if low >= 0 and high <= full:
        low, high = 0.0, full
    scale = 255.0 / (high - low) if high > low else 0.0
    # 0.5 rounds: the last conversion cuts.
    return numbers.point(lambda value: value * scale + (0.5 - low * scale)).convert("L")


def _extremes(numbers: Image.Image) -> tuple[float, float]:
    found: Any = numbers.getextrema()
    return float(found[0]), float(found[1])


def _lab_to_rgb(image: Image.Image) -> Image.Image:
    lab, rgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    transform = ImageCms.buildTransform(lab, rgb, "LAB", "RGB")
    turned = ImageCms.applyTransform(image, transform)
    if turned is None:
        raise ValueError("a Lab picture could not be converted")
    return turned


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Colour and transparency apart; no transparency when the picture covers everything."""
    if image.mode not in ("LA", "RGBA"):
        return image, None
    alpha = image.getchannel("A")
    colour = image.convert("L" if image.mode == "LA" else "RGB")
    return colour, None if alpha.getextrema() == (255, 255) else alpha


def _as_jpeg(image: Image.Image, profile: bytes) -> Raster:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return Raster(
        width=image.width,
        height=image.height,
        space=_SPACES[image.mode],
        bits=8,
        coding="/DCTDecode",
        data=target.getvalue(),
        decode=_INVERTED if image.mode == "CMYK" else "",  # as Pillow writes CMYK
        profile=profile,
    )


def _exact(image: Image.Image, alpha: Image.Image | None, profile: bytes) -> Raster:
    """The samples without loss, packed as a PNG packs them where PNG knows the mode."""
    as_png = image.mode in ("L", "RGB")
    predictor = f"/Predictor 15 /Colors {len(image.getbands())} /Columns {image.width}"
    return Raster(
        width=image.width,
        height=image.height,
        space=_SPACES[image.mode],
        bits=1 if image.mode == "1" else 8,
        coding="/FlateDecode",
        data=_png_data(image) if as_png else zlib.compress(image.tobytes()),
        parameters=f"<< {predictor} >>" if as_png else "",
        alpha=_exact(alpha, None, b"") if alpha else None,
        profile=profile,
    )


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


def _fitting(profile: bytes, mode: str) -> bytes:
    """The ICC profile when it speaks of these samples; many files carry a wrong one."""
    fits = profile[36:40] == b"acsp" and profile[16:20] == _PROFILED.get(mode)
    return profile if fits else b""
