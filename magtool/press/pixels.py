"""Pixels as the editions show them: any picture upright, brought to size, in the right colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageChops

from magtool.intake import JpegHeader, open_picture, orientation
from magtool.press.coding import coded
from magtool.press.colours import Colours
from magtool.press.outputs import Output, Press
from magtool.press.rasters import Raster, jpeg_as_it_is
from magtool.press.transforms import fits, strips

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


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture decoded: mode 1, L, RGB, LAB or CMYK (255 is all ink), 8 bits.

    ``turn`` is the EXIF turn that its file asked for, and has been made. ``alpha`` is None when
    the picture covers everything, ``profile`` empty when there is none for these samples.
    """

    image: Image.Image
    turn: int
    alpha: Image.Image | None
    profile: bytes


def rastered(
    data: bytes,
    header: JpegHeader | None,
    target: tuple[int, int] | None,
    output: Output,
    colours: Colours,
) -> Raster:
    """A picture's file as the output shows it, brought down to ``target`` pixels.

    ``header`` is given for a JPEG. One passes as it is where there is nothing to be done: on a
    press when it is CMYK within the ink limit, on screens when it is sRGB and no heavier than
    what would be made of it. Raises what `decoded` raises.
    """
    pixels = decoded(data, header, target)
    press = isinstance(output, Press)
    original = None
    if header and header.embeddable and target is None:
        original = jpeg_as_it_is(header, pixels.turn)
    if original and press and pixels.image.mode == "CMYK" and not colours.overloads(pixels.image):
        return original
    graphic = is_graphic(pixels.image)
    image = _shown(pixels, output, colours)
    drawn = graphic and header is None
    raster = coded(image, pixels.alpha, output, drawn=drawn, fine=graphic)
    unchanged = image is pixels.image and not press
    return original if original and unchanged and len(data) <= len(raster.data) else raster


def decoded(data: bytes, header: JpegHeader | None, target: tuple[int, int] | None) -> Pixels:
    """A picture's samples upright and brought down to ``target`` pixels, in their own colours.

    ``header`` is given for a JPEG. Raises OSError or ValueError for what can't be read.
    """
    image = open_picture(data)
    turn = orientation(image)
    profile: bytes = image.info.get("icc_profile") or b""
    lying = target[::-1] if target and turn >= 5 else target
    if lying and header:  # the decoder halves while it decodes, never below what is asked
        image.draft(None, (2 * lying[0], 2 * lying[1]))
    image = _in_print_mode(image)
    if lying and image.mode != "1":
        image = image.resize(lying, Image.Resampling.LANCZOS)
    if header and header.components == 4 and not header.inverted:
        image = ImageChops.invert(image)  # Pillow has taken it for an inverted one
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    image, alpha = _without_alpha(image)
    return Pixels(image, turn, alpha, profile if fits(profile, image.mode) else b"")


def _shown(pixels: Pixels, output: Output, colours: Colours) -> Image.Image:
    """The picture in the output's colours; line art stays line art.

    Gray numbers in a picture's file say how light it is to look, not how much ink to print.
    """
    image = pixels.image
    if image.mode == "1":
        return image
    if image.mode == "L":
        return _gray(image, pixels.profile, output, colours)
    return converted(image, pixels.profile, output, colours)


def converted(image: Image.Image, profile: bytes, output: Output, colours: Colours) -> Image.Image:
    """The samples in the output's own colours: L or CMYK for Press, L or RGB for Screen.

    Takes 1, L, RGB, LAB and CMYK, 8 bits, without transparency; 255 in CMYK is all ink.
    ``profile`` is the picture's ICC profile or b""; one that does not fit the mode is passed
    over. RGB and LAB become inks through it (RGB without one is sRGB). CMYK samples are the
    condition's inks whatever profile they carry, and are only lowered to its ink limit: who
    separated the picture chose its blacks, and separating it again would lose them. Gray
    without a profile is black ink (255 is none of it): Press keeps it, Screen shows it as light
    as it prints. Gray with a profile prints, or shows, as light as the profile says.
    """
    press = isinstance(output, Press)
    profile = profile if fits(profile, image.mode) else b""
    if image.mode in ("1", "L"):
        gray = image.convert("L") if image.mode == "1" else image
        if profile:
            return _gray(gray, profile, output, colours)
        return gray if press else colours.black_to_screen(gray)
    if image.mode == "CMYK" and press:
        return colours.within_limit(image)
    return colours.to_inks(image, profile) if press else colours.to_screen(image, profile)


def _gray(image: Image.Image, profile: bytes, output: Output, colours: Colours) -> Image.Image:
    if isinstance(output, Press):
        return colours.gray_to_black(image, profile)
    return colours.gray_to_screen(image, profile)


def is_graphic(image: Image.Image) -> bool:
    """Whether the picture is drawn rather than photographed: flat areas, sharp edges."""
    same = 0
    for box in strips(image):
        part = image.crop(box)
        gray = part.getchannel("L") if image.mode == "LAB" else part.convert("L")
        same += ImageChops.difference(gray, ImageChops.offset(gray, 1, 0)).histogram()[0]
    return same >= FLAT_SHARE * image.width * image.height


def _in_print_mode(image: Image.Image) -> Image.Image:
    """The same picture in mode 1, L, LA, RGB, RGBA, LAB or CMYK, 8 bits, nothing clipped."""
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _deep_to_gray(image)
    if image.has_transparency_data and mode not in ("LA", "RGBA"):
        return image.convert("LA" if mode in ("1", "L", "La") else "RGBA")
    if mode in ("1", "L", "LA", "RGB", "RGBA", "LAB", "CMYK"):
        image.load()
        return image
    return image.convert("RGB")


def _deep_to_gray(image: Image.Image) -> Image.Image:
    """16 and 32 bits and floats to 8 bits; Pillow's own conversion clips at 255.

    Whole numbers to 65,535 are taken as 16 bits, floats to 1 as shares; what runs past that
    is spread from its least to its greatest value.
    """
    full = 1.0 if image.mode == "F" else 65535.0
    low, high = _extremes(image)
    if low >= 0 and high <= full:
        low, high = 0.0, full
    scale = 255.0 / (high - low) if high > low else 0.0
    gray = Image.new("L", image.size)
    for box in strips(image):
        # I;16 can't be scaled, but it can be widened. 0.5 rounds: the last conversion cuts.
        numbers = (
            image.crop(box) if image.mode == "F" else image.crop(box).convert("I").convert("F")
        )
        scaled = numbers.point(lambda value: value * scale + (0.5 - low * scale))
        gray.paste(scaled.convert("L"), box)
    return gray


def _extremes(numbers: Image.Image) -> tuple[float, float]:
    found: Any = numbers.getextrema()
    return float(found[0]), float(found[1])


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Colour and transparency apart; no transparency when the picture covers everything."""
    if image.mode not in ("LA", "RGBA"):
        return image, None
    alpha = image.getchannel("A")
    colour = image.convert("L" if image.mode == "LA" else "RGB")
    return colour, None if alpha.getextrema() == (255, 255) else alpha
