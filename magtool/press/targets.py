"""What artwork's colours become: inks for the press, sRGB for screens, gray inside soft masks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Name
from PIL import Image, ImageChops

from magtool.page import PROCESS
from magtool.press.colours import Colours
from magtool.press.functions import Floats
from magtool.press.outputs import Press, Screen
from magtool.press.pixels import converted
from magtool.press.spaces import Kind, Plain, Space

SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
"""Device spaces by how many numbers a colour has."""
_MODES: dict[Kind, str] = {"gray": "L", "rgb": "RGB", "cmyk": "CMYK", "lab": "LAB"}
_NEUTRAL = 1 / 512
"""How far RGB may be from gray and still be meant as gray: less than a level of 8 bits."""
_NEUTRAL_LAB = 0.5
_ALWAYS = frozenset((*PROCESS, "All", "None"))
"""Named inks that every press has: its own, all of them (registration), and none."""
_LUMA = (0.30, 0.59, 0.11)
"""Shares of red, green and blue in the gray of a soft mask (ISO 32000-1 §10.3.2)."""
_LUMA_MATRIX = (*_LUMA, 0.0)

Ink = tuple[float, ...]
"""A colour as it is written: 1 number for gray, 3 for RGB, 4 for CMYK."""


@dataclass(slots=True, eq=False)
class Target(ABC):
    """Where colours go. Whatever is asked for twice is worked out once."""

    colours: Colours
    _inks: dict[tuple[Space, tuple[float, ...]], Ink] = field(init=False, default_factory=dict)

    @property
    @abstractmethod
    def blends_in(self) -> pikepdf.Name:
        """The space in which groups of colours blend."""

    @abstractmethod
    def keeps(self, space: Space) -> bool:
        """Whether the space may stand in the file as it is."""

    @abstractmethod
    def picture(self, image: Image.Image, plain: Plain) -> Image.Image:
        """The picture in mode L, RGB or CMYK, of which the target knows only some."""

    @property
    def most_bits(self) -> int:
        """Of one sample of a picture."""
        return 16

    def overloads(self, image: Image.Image) -> bool:
        """Whether a CMYK picture has more ink than there may be."""
        return False

    def within_limit(self, values: Floats) -> bool:
        """Whether none of these rows of CMYK has."""
        return True

    @abstractmethod
    def _flats(self, plain: Plain, values: Floats) -> list[Ink]:
        """The colours of shapes and letters, each by itself; clipped to what there is."""

    def ink(self, space: Space, values: Sequence[float]) -> Ink:
        """The one colour of a shape or letter: 1 number for gray, 3 for RGB, 4 for CMYK."""
        key = (space, tuple(values))
        if key not in self._inks:
            if len(key[1]) != space.count:
                raise ValueError("a colour has not as many numbers as its space")
            self.learn(space, [key[1]])
        return self._inks[key]

    def learn(self, space: Space, rows: Sequence[tuple[float, ...]]) -> None:
        """Work out many colours that will be asked for: one by one it takes fifty times as long."""
        new = [row for row in rows if (space, row) not in self._inks]
        if new:
            inks = self._flats(space.plain, space.reduced(np.array(new, dtype=float)))
            self._inks.update(zip(((space, row) for row in new), inks, strict=True))

    def tones(self, space: Space, values: Floats) -> Floats:
        """Rows of colours that belong together, as those of a gradient or a table."""
        reduced = space.reduced(values)
        if _are_neutral(space.plain, reduced).all():  # else its ends alone would be black ink
            return np.array(self._flats(space.plain, reduced))
        image = self.picture(as_image(reduced[None], space.plain), space.plain)
        pixels = np.asarray(image, dtype=float) / 255
        return pixels.reshape(len(values), -1)


def _are_neutral(plain: Plain, values: Floats) -> npt.NDArray[np.bool_]:
    """Which rows are grays, written in a space of colours."""
    if plain.kind == "rgb":
        return np.asarray(np.ptp(values, axis=1) < _NEUTRAL)
    if plain.kind == "lab":
        return np.asarray((np.abs(values[:, 1:]) < _NEUTRAL_LAB).all(axis=1))
    return np.zeros(len(values), dtype=bool)


def as_image(values: Floats, plain: Plain) -> Image.Image:
    """Rows and columns of a plain space's numbers as a picture of 8 bits."""
    if plain.kind == "lab":  # Pillow has a and b as signed bytes
        lightness = np.clip(values[..., :1] * 2.55, 0, 255)
        others = np.clip(values[..., 1:], -128, 127) % 256
        levels = np.rint(np.concatenate((lightness, others), axis=-1))
    else:
        levels = np.rint(np.clip(values, 0, 1) * 255)
    samples = (levels % 256).astype(np.uint8)
    return pixels_image(samples, plain)


def pixels_image(samples: Any, plain: Plain) -> Image.Image:
    """Bytes of shape (rows, columns, numbers of a colour) as a picture."""
    height, width, _ = samples.shape
    data = np.ascontiguousarray(samples).tobytes()
    return Image.frombytes(_MODES[plain.kind], (width, height), data)


@dataclass(slots=True, eq=False)
class InkTarget(Target):
    """DeviceGray and DeviceCMYK within the ink limit, and the inks that are booked."""

    output: Press

    @property
    def blends_in(self) -> pikepdf.Name:
        return Name.DeviceCMYK

    def keeps(self, space: Space) -> bool:
        match space.family:
            case "DeviceGray" | "DeviceCMYK":
                return True
            case "Separation" | "DeviceN":
                return _ALWAYS.union(self.output.spots).issuperset(space.names)
            case "Indexed":
                base, table = space.base, space.table
                light = table is None or self.within_limit(table)
                return base is not None and self.keeps(base) and light
        return False

    def picture(self, image: Image.Image, plain: Plain) -> Image.Image:
        return converted(image, plain.profile, self.output, self.colours)

    @property
    def most_bits(self) -> int:
        return 8 if self.output.standard == "PDF/X-1a" else 16  # 16 came with PDF 1.5

    def overloads(self, image: Image.Image) -> bool:
        return self.colours.overloads(image)

    def within_limit(self, values: Floats) -> bool:
        return values.shape[1] != 4 or bool(self._light(values).all())

    def _light(self, inks: Floats) -> npt.NDArray[np.bool_]:
        return np.asarray(inks.sum(axis=1) * 100 <= self.output.condition.ink_limit + 0.01)

    def _flats(self, plain: Plain, values: Floats) -> list[Ink]:
        clipped = values if plain.kind == "lab" else np.clip(values, 0, 1)
        if plain.kind == "gray" and not plain.profile:
            return rows_of(clipped)
        if plain.kind == "cmyk":  # as exact as they came, but for those that must be lowered
            return _chosen(self._light(clipped), rows_of(clipped), self._converted(plain, clipped))
        neutral = _are_neutral(plain, clipped)
        shown = self.colours.to_screen(as_image(clipped[None], plain), plain.profile)
        black = self.colours.gray_to_black(shown.getchannel("G"))
        return _chosen(neutral, _shares(black), self._converted(plain, clipped))

    def _converted(self, plain: Plain, values: Floats) -> list[Ink]:
        return _shares(self.picture(as_image(values[None], plain), plain))


@dataclass(slots=True, eq=False)
class ScreenTarget(Target):
    """sRGB, with inks as they look in print."""

    output: Screen

    @property
    def blends_in(self) -> pikepdf.Name:
        return Name.DeviceRGB

    def keeps(self, space: Space) -> bool:
        if space.family == "ICCBased" and space.plain.kind == "rgb":
            return self.colours.is_srgb(space.plain.profile)
        return space.family == "DeviceRGB" or space.names == ("None",)

    def picture(self, image: Image.Image, plain: Plain) -> Image.Image:
        return converted(image, plain.profile, self.output, self.colours)

    def _flats(self, plain: Plain, values: Floats) -> list[Ink]:
        image = as_image(values[None], plain)
        if plain.kind == "gray" and plain.profile:
            return _shares(self.colours.gray_to_screen(image, plain.profile).convert("RGB"))
        if plain.kind == "gray":  # black ink, as the pen shows it
            none = Image.new("L", image.size)
            image = Image.merge("CMYK", (none, none, none, ImageChops.invert(image)))
        return _shares(self.colours.to_screen(image, plain.profile))


@dataclass(slots=True, eq=False)
class MaskTarget(Target):
    """The luminosity of colours, for what is drawn into a soft mask and seen by no one."""

    @property
    def blends_in(self) -> pikepdf.Name:
        return Name.DeviceGray

    def keeps(self, space: Space) -> bool:
        return space.family == "DeviceGray"

    def picture(self, image: Image.Image, plain: Plain) -> Image.Image:
        match plain.kind:
            case "gray":
                return image
            case "rgb":
                return image.convert("L", _LUMA_MATRIX)
            case "lab":
                return self.colours.to_screen(image).convert("L", _LUMA_MATRIX)
        cyan, magenta, yellow, black = image.split()
        light = ImageChops.invert(Image.merge("RGB", (cyan, magenta, yellow)))
        return ImageChops.subtract(light.convert("L", _LUMA_MATRIX), black)

    def _flats(self, plain: Plain, values: Floats) -> list[Ink]:
        clipped = values if plain.kind == "lab" else np.clip(values, 0, 1)
        match plain.kind:
            case "gray":
                return rows_of(clipped)
            case "rgb":
                return rows_of((clipped @ np.array(_LUMA))[:, None])
            case "cmyk":
                light = (1 - clipped[:, :3]) @ np.array(_LUMA) - clipped[:, 3]
                return rows_of(np.maximum(light, 0)[:, None])
        return _shares(self.picture(as_image(clipped[None], plain), plain))


def rows_of(values: Floats) -> list[Ink]:
    """Rows as plain numbers."""
    return [tuple(row) for row in values.tolist()]


def _shares(image: Image.Image) -> list[Ink]:
    """The pixels of a picture as shares."""
    return rows_of(np.asarray(image, dtype=float).reshape(image.width * image.height, -1) / 255)


def _chosen(which: npt.NDArray[np.bool_], these: list[Ink], others: list[Ink]) -> list[Ink]:
    return [a if first else b for first, a, b in zip(which, these, others, strict=True)]


def device_name(count: int) -> pikepdf.Name:
    """The device space whose colours have so many numbers."""
    return SPACES[count]
