"""Colours between screens and inks, through the ICC profile of the printing condition.

Everything is relative colorimetric with black-point compensation: paper stays white and black
stays black, and what both can show stays itself (ISO 15076-1; Adobe's paper on BPC, 2006). So
Acrobat shows a press file, and Ghostscript unless told otherwise: within 1 level of what
`Colours` says. Inks of 8 bits are exact enough for that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from magtool.measure import Ink
from magtool.press.outputs import Condition
from magtool.press.transforms import applied, cube, ramp, strips, transform
from magtool.store import NoStore, Store, fingerprint, keep

# Pillow and numpy are loaded where they are used: most builds find all they need in the store.
if TYPE_CHECKING:
    from PIL import Image, ImageFilter

T = TypeVar("T")
Rgb = tuple[float, float, float]
"""sRGB, 0-1 each."""

_NODES = 52
"""Nodes an axis of the table from RGB to inks: one every 5 levels. No slower than a table of 18,
and nearer to the profile than lcms2's own: 0.2 levels off on average, 5 where it is worst."""
_ROUNDING = 3
"""Levels that four interpolated inks may gain when they are rounded."""
_NOISE = 20.0
"""Points of ink that coding as JPEG may add to single pixels: 17 of quality 90 in the sample's
photographs. The mean of an 8 x 8 block stays."""
_SAME = 2
"""Levels up to which a profile is taken for sRGB: the common ones differ in how they round."""


@dataclass(frozen=True, slots=True)
class _Proof:
    """One ink's proof colour, as it is kept."""

    rgb: Rgb


@dataclass(slots=True)
class Colours:
    """Converts for one condition; a picture's profile that lcms2 can't use is passed over."""

    condition: Condition
    store: Store = field(default_factory=NoStore)
    _proofs: dict[tuple[float, float, float, float], Rgb] = field(default_factory=dict)
    _made: dict[tuple[str, bytes], Any] = field(default_factory=dict)
    """Transforms and tables, by what they are for and the profile they begin from."""

    def proof(self, ink: Ink) -> Rgb:
        """What the ink looks like in print, as sRGB; kept, so that few builds load lcms2."""
        channels = (ink.c, ink.m, ink.y, ink.k)
        found = self._proofs.get(channels)
        if found is None:
            key = fingerprint("proof colour", self.condition.profile, channels)
            kept = keep(self.store, key, _Proof, lambda: _Proof(self._proof(channels)))
            found = self._proofs[channels] = kept.rgb
        return found

    def _proof(self, channels: Iterable[float]) -> Rgb:
        from PIL import Image

        one = Image.new("CMYK", (1, 1), tuple(round(255 * value) for value in channels))
        pixel: Any = self.to_screen(one).getpixel((0, 0))
        return (pixel[0] / 255, pixel[1] / 255, pixel[2] / 255)

    def in_pictures(self, ink: Ink) -> Ink:
        """What the ink is in a separated picture: the mixture of all inks that looks as it does.

        A shade of black alone over a photograph takes its other inks away, and comes out lighter
        and grayer than it is meant.
        """

        def mix() -> Ink:
            from PIL import Image

            levels = tuple(round(255 * share) for share in self.proof(ink))
            pixel: Any = self.to_inks(Image.new("RGB", (1, 1), levels)).getpixel((0, 0))
            c, m, y, k = (round(value / 255, 4) for value in pixel)
            return Ink(c, m, y, k, ink.name)

        condition = self.condition
        key = fingerprint("ink in pictures", condition.profile, condition.ink_limit, ink)
        return keep(self.store, key, Ink, mix)

    # Pictures in colour

    def to_screen(self, image: Image.Image, profile: bytes = b"") -> Image.Image:
        """The picture in sRGB. CMYK samples are the condition's inks whatever they carry."""
        if image.mode == "CMYK":
            return self._applied(image, "RGB", self.condition.profile)
        if image.mode == "RGB" and self.is_srgb(profile):
            return image
        return self._applied(image, "RGB", profile)

    def is_srgb(self, profile: bytes) -> bool:
        """Whether RGB with this profile looks as it would without one."""

        def compare() -> bool:
            from PIL import ImageChops

            shown = self._applied(cube(9), "RGB", profile)
            extrema: Any = ImageChops.difference(cube(9), shown).getextrema()
            return all(high <= _SAME for _, high in extrema)

        return True if not profile else self._once("is sRGB", profile, compare)

    def to_inks(self, image: Image.Image, profile: bytes = b"") -> Image.Image:
        """The picture in the condition's CMYK, nowhere over its ink limit.

        Takes RGB and LAB; RGB without a ``profile`` is sRGB.
        """
        if image.mode == "RGB" and not _is_small(image):
            return image.filter(self._table(profile))
        return self.within_limit(self._applied(image, "CMYK", profile))

    def within_limit(self, image: Image.Image) -> Image.Image:
        """The CMYK picture with C, M and Y lowered where they and K run over the limit.

        They are lowered in proportion, so that hue and black stay. The very picture when there
        is nothing to lower.
        """
        return _lowered(image, int(self.condition.ink_limit * 255 / 100))

    def overloads(self, image: Image.Image) -> bool:
        """Whether a CMYK picture that was a JPEG runs over the limit, its coding's noise apart."""
        most = self.condition.ink_limit
        return _most_ink(image) > most + _NOISE or _most_ink(image.reduce(8)) > most + 1

    def _table(self, profile: bytes) -> ImageFilter.Color3DLUT:
        """What `to_inks` makes of every fifth level; three times as fast as lcms2.

        Between them is interpolated, which can't run over a limit that holds on both sides.
        """

        def convert() -> ImageFilter.Color3DLUT:
            import numpy as np
            from PIL import ImageFilter

            most = int(self.condition.ink_limit * 255 / 100) - _ROUNDING
            inks = _lowered(self._applied(cube(_NODES), "CMYK", profile), most)
            shares: Any = (np.asarray(inks, dtype=np.float32) / 255).ravel()
            return ImageFilter.Color3DLUT(_NODES, shares, channels=4, target_mode="CMYK")

        return self._once("table", profile, convert)

    # Gray

    def gray_to_screen(self, image: Image.Image, profile: bytes = b"") -> Image.Image:
        """A gray picture in sRGB's gray; without a ``profile`` it is that."""
        return image.point(self._gray(profile)) if profile else image

    def gray_to_black(self, image: Image.Image, profile: bytes = b"") -> Image.Image:
        """A gray picture in samples of black ink (255 is none) that print as light as it looks.

        The same numbers would not do: of FOGRA39's black 50 % prints as light as 157 looks, not
        128. Paper is white and full black is black, as black-point compensation has it.
        """

        def convert() -> list[int]:
            printed = [_light(value) for value in self._black_scale()]
            dark = printed[0]
            looks = (dark + _light(value) * (1 - dark) for value in self._gray(profile))
            return [_place(printed, light) for light in looks]

        return image.point(self._once("gray to black", profile, convert))

    def black_to_screen(self, image: Image.Image) -> Image.Image:
        """Samples of black ink (255 is none) in sRGB's gray, as light as they print."""
        return image.point(self._black_scale())

    def _gray(self, profile: bytes) -> list[int]:
        """sRGB's gray for each value of a gray picture."""

        def convert() -> list[int]:
            try:
                return list(self._applied(ramp(), "RGB", profile).getchannel("G").tobytes())
            except ValueError:
                return list(range(256))

        return self._once("gray", profile, convert) if profile else list(range(256))

    def _black_scale(self) -> list[int]:
        """sRGB's gray for each value of black ink, none of it last; never falling."""

        def convert() -> list[int]:
            from PIL import Image, ImageChops

            none = Image.new("L", (256, 1))
            inks = Image.merge("CMYK", (none, none, none, ImageChops.invert(ramp())))
            found = self.to_screen(inks).getchannel("G").tobytes()
            return [max(found[: at + 1]) for at in range(256)]

        return self._once("black scale", b"", convert)

    # lcms2

    def _applied(self, image: Image.Image, to: str, profile: bytes) -> Image.Image:
        target = self.condition.profile if to == "CMYK" else b""
        # Towards screens lcms2's own table is what the reference uses too: both round colours
        # that sRGB has no word for alike (3 levels from the profile in the sample's petrol).
        exactly = to == "CMYK" and _is_small(image)

        def build() -> Any:
            try:
                return transform(profile, image.mode, target, to, exactly=exactly)
            except ValueError:
                if image.mode != "RGB" or not profile:
                    raise
            return transform(b"", image.mode, target, to, exactly=exactly)

        what = f"{image.mode} to {to}{' exactly' if exactly else ''}"
        return applied(image, self._once(what, profile, build))

    def _once(self, what: str, profile: bytes, make: Callable[[], T]) -> T:
        key = (what, profile)
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found


def _is_small(image: Image.Image) -> bool:
    """Whether each pixel can be converted for itself, not much slower than what a table takes."""
    return image.width * image.height <= _NODES**3


def _lowered(image: Image.Image, most: int) -> Image.Image:
    """The CMYK picture with so many levels of ink at most, of 1020."""
    import numpy as np
    from PIL import Image

    result = image
    for box in strips(image):
        inks = np.asarray(image.crop(box))
        colour = inks[..., :3].sum(axis=2, dtype=np.uint16)
        over = colour + inks[..., 3] > most
        if not over.any():
            continue
        high = inks[over]
        share = np.maximum(most - high[:, 3].astype(np.int32), 0) / np.maximum(colour[over], 1)
        lowered = inks.copy()
        # Rounded down: three channels rounded up would be over the limit again.
        lowered[over, :3] = np.floor(high[:, :3] * share[:, None])
        result = image.copy() if result is image else result
        result.paste(
            Image.frombytes("CMYK", (lowered.shape[1], lowered.shape[0]), lowered.tobytes()), box
        )
    return result


def _most_ink(image: Image.Image) -> float:
    """The most ink at one pixel of a CMYK picture, in percent of 400."""
    import numpy as np

    sums = (np.asarray(image.crop(box)).sum(axis=2, dtype=np.uint16) for box in strips(image))
    return max(float(part.max()) for part in sums) / 2.55


def _light(value: int) -> float:
    """The share of white's light that a value of sRGB gives off (IEC 61966-2-1)."""
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _place(rising: Sequence[float], wanted: float) -> int:
    """Where the rising values come nearest to the one that is wanted."""
    at = bisect_left(rising, wanted)
    if at and (at == len(rising) or wanted - rising[at - 1] < rising[at] - wanted):
        return at - 1
    return at
