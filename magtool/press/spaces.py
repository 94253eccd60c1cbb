"""Colour spaces of artwork, each brought down to gray, RGB, CMYK or Lab (ISO 32000-1 §8.6).

`magtool.intake.spaces` tells what a space is called; here its numbers are worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pikepdf
from pikepdf import Array

from magtool.intake.streams import read_stream
from magtool.press.functions import Floats, read_function

Kind = Literal["gray", "rgb", "cmyk", "lab"]

_DEPTH = 6
"""Deepest nesting of spaces: a pattern of an indexed DeviceN has three."""
_MOST_BYTES = 1 << 24
"""Of a profile or table."""
_COUNTS: dict[Kind, int] = {"gray": 1, "rgb": 3, "cmyk": 4, "lab": 3}
_DEVICES: dict[str, Kind] = {
    "/DeviceGray": "gray", "/G": "gray", "/DeviceRGB": "rgb", "/RGB": "rgb",
    "/DeviceCMYK": "cmyk", "/CMYK": "cmyk", "/CalCMYK": "cmyk",
}  # fmt: skip
_DEFAULTS: dict[Kind, str] = {
    "gray": "/DefaultGray", "rgb": "/DefaultRGB", "cmyk": "/DefaultCMYK",
}  # fmt: skip
_PROFILE_KINDS: dict[bytes, Kind] = {b"GRAY": "gray", b"RGB ": "rgb", b"CMYK": "cmyk",
                                     b"Lab ": "lab"}  # fmt: skip
_TO_SRGB = np.array(
    [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540],
     [0.0719453, -0.2289914, 1.4052427]]
)  # fmt: skip
"""From XYZ under D50 to linear sRGB (Lindbloom, Bradford-adapted)."""
_D50 = np.array([0.9642, 1.0, 0.8249])


@dataclass(frozen=True, slots=True)
class Plain:
    """What a space comes down to. Its numbers run from 0 to 1; Lab's L to 100, a and b as told.

    ``profile`` is the ICC profile of gray and RGB. CMYK keeps none: its numbers are the inks
    that the advertiser's printer was to lay, and separating them anew would spoil black text.
    """

    kind: Kind
    profile: bytes = b""

    @property
    def count(self) -> int:
        """How many numbers a colour has."""
        return _COUNTS[self.kind]


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A colour space as artwork names it.

    ``reduce`` brings rows of its numbers down to rows of ``plain``'s; without it they are the
    same. ``ranges`` are what a picture's samples stand for, from all 0 to all 1. ``names`` are
    those of named inks, ``base`` an indexed space's or an uncoloured pattern's own.
    """

    family: str
    plain: Plain
    ranges: tuple[tuple[float, float], ...]
    initial: tuple[float, ...]
    reduce: Callable[[Floats], Floats] | None = None
    names: tuple[str, ...] = ()
    base: Space | None = None
    table: Floats | None = None
    written: Any = None

    @property
    def count(self) -> int:
        """How many numbers a colour has."""
        return len(self.initial)

    @property
    def has_names(self) -> bool:
        """Whether its colours are amounts of named inks."""
        return bool(self.names or (self.family == "Indexed" and self.base and self.base.names))

    def reduced(self, values: Floats) -> Floats:
        """Rows of the plain space's numbers."""
        return values if self.reduce is None else self.reduce(values)


def device(kind: Kind, profile: bytes = b"", family: str = "") -> Space:
    """Gray, RGB, CMYK or Lab as it stands, with the ranges of a device space."""
    count = _COUNTS[kind]
    initial = (0.0, 0.0, 0.0, 1.0) if kind == "cmyk" else (0.0,) * count
    name = {"gray": "DeviceGray", "rgb": "DeviceRGB", "cmyk": "DeviceCMYK"}.get(kind, "Lab")
    return Space(family or name, Plain(kind, profile), ((0.0, 1.0),) * count, initial)


GRAY = device("gray")
PATTERN = Space("Pattern", Plain("gray"), (), ())


@dataclass(slots=True)
class SpaceReader:
    """Reads the spaces of one file, each profile and tint transform once."""

    _known: dict[tuple[int, int], Space] = field(default_factory=dict)

    def read(self, told: Any, resources: Any, depth: int = _DEPTH) -> Space:
        """The space that an operator or object names, or holds; raises ValueError.

        Device spaces that the resources remap (§8.6.5.6) are what they are mapped to.
        """
        if depth == 0:
            raise ValueError("colour spaces are nested too deep")
        if isinstance(told, pikepdf.Name):
            return self._named(told, resources, depth)
        if not isinstance(told, Array) or not len(told):
            raise ValueError("a colour space is missing")
        if len(told) == 1:
            return self.read(told[0], resources, depth - 1)
        found = self._known.get(told.objgen) if told.is_indirect else None
        if found is None:
            found = self._family(told, resources, depth)
            if told.is_indirect:
                self._known[told.objgen] = found
        return found

    def _named(self, told: Any, resources: Any, depth: int) -> Space:
        listed = resources.get("/ColorSpace") if resources is not None else None
        listed = listed if isinstance(listed, pikepdf.Dictionary) else {}
        name = str(told)
        kind = _DEVICES.get(name)
        if kind is not None:
            instead = listed.get(_DEFAULTS[kind])
            # A default may name the device space that it stands for: it is looked up once.
            found = None if instead is None else self.read(instead, None, depth - 1)
            return found if found and found.count == _COUNTS[kind] else device(kind)
        if name in listed:
            return self.read(listed[name], resources, depth - 1)
        match name:
            case "/Pattern":
                return PATTERN
            case "/CalGray":
                return device("gray")
            case "/CalRGB":
                return device("rgb")
        raise ValueError(f"the colour space {name[1:]} is not defined")

    def _family(self, told: Any, resources: Any, depth: int) -> Space:
        """A space with parameters: an array that begins with its family's name."""
        family = str(told[0])
        match family:
            case "/ICCBased":
                return self._icc_based(told[1], resources, depth)
            case "/CalGray":
                return _calibrated_gray(told[1])
            case "/CalRGB":
                return _calibrated_rgb(told[1])
            case "/Lab":
                return _lab(told[1])
            case "/Indexed" | "/I":
                return _indexed(told, self.read(told[1], resources, depth - 1))
            case "/Separation" | "/DeviceN":
                return _named_inks(told, self.read(told[2], resources, depth - 1))
            case "/Pattern":
                base = self.read(told[1], resources, depth - 1)
                return Space("Pattern", base.plain, (), (), base=base)
        if family in _DEVICES:
            return self._named(told[0], resources, depth)
        raise ValueError(f"the colour space {family[1:]} is not known")

    def _icc_based(self, stream: Any, resources: Any, depth: int) -> Space:
        """By its profile; by its alternate, else by its count, when the profile is not sound."""
        count = int(stream.get("/N", 0))
        profile = read_stream(stream, _MOST_BYTES)
        kind = _PROFILE_KINDS.get(profile[16:20]) if profile[36:40] == b"acsp" else None
        if kind is None or _COUNTS[kind] != count:
            if (alternate := stream.get("/Alternate")) is not None:
                return self.read(alternate, resources, depth - 1)
            return device({1: "gray", 3: "rgb", 4: "cmyk"}[count])  # type: ignore[arg-type]
        if kind == "lab":
            return _lab(stream)
        return device("cmyk") if kind == "cmyk" else device(kind, profile, "ICCBased")


def _lab(told: Any) -> Space:
    """Lab numbers are taken under D50, as every profile's are; a and b have -100 to 100."""
    given = [float(value) for value in told.get("/Range", ())]
    if len(given) == 6:  # an ICC profile's range tells that of L too
        given = given[2:]
    low_a, high_a, low_b, high_b = given if len(given) == 4 else (-100.0, 100.0) * 2
    ranges = ((0.0, 100.0), (low_a, high_a), (low_b, high_b))
    initial = (0.0, max(low_a, min(0.0, high_a)), max(low_b, min(0.0, high_b)))
    return Space("Lab", Plain("lab"), ranges, initial)


def _calibrated_gray(told: Any) -> Space:
    gamma = float(told.get("/Gamma", 1))

    def reduce(values: Floats) -> Floats:
        return np.repeat(_srgb_coded(np.clip(values, 0, 1) ** gamma), 3, axis=1)

    return Space("CalGray", Plain("rgb"), ((0.0, 1.0),), (0.0,), reduce)


def _calibrated_rgb(told: Any) -> Space:
    gamma = np.array([float(value) for value in told.get("/Gamma", (1, 1, 1))])
    unit = (1, 0, 0, 0, 1, 0, 0, 0, 1)
    matrix = np.array([float(value) for value in told.get("/Matrix", unit)]).reshape(3, 3)
    white = np.array([float(value) for value in told.WhitePoint])

    def reduce(values: Floats) -> Floats:
        xyz = np.clip(values, 0, 1) ** gamma @ matrix / white * _D50
        return _srgb_coded(xyz @ _TO_SRGB.T)

    return Space("CalRGB", Plain("rgb"), ((0.0, 1.0),) * 3, (0.0,) * 3, reduce)


def _srgb_coded(linear: Floats) -> Floats:
    """Linear light by sRGB's own curve (IEC 61966-2-1)."""
    light = np.clip(linear, 0, 1)
    return np.asarray(
        np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    )


def _indexed(told: Any, base: Space) -> Space:
    lookup = told[3]
    raw = read_stream(lookup, _MOST_BYTES) if isinstance(lookup, pikepdf.Stream) else bytes(lookup)
    last = min(max(int(told[2]), 0), 255)
    count = base.count
    if not count:
        raise ValueError("an indexed colour space has no base")
    bytes_ = np.frombuffer(raw.ljust((last + 1) * count, b"\0")[: (last + 1) * count], np.uint8)
    low, high = np.array(base.ranges).T
    table = base.reduced(low + bytes_.reshape(-1, count) / 255 * (high - low))

    def reduce(values: Floats) -> Floats:
        places: Any = np.clip(np.rint(values[:, 0]), 0, last).astype(np.int64)
        found: Floats = table[places]
        return found

    return Space(
        "Indexed", base.plain, ((0.0, 255.0),), (0.0,), reduce, base=base, table=table, written=told
    )


def _named_inks(told: Any, alternate: Space) -> Space:
    """Separation and DeviceN: their inks mixed as their tint transform says."""
    family = str(told[0])[1:]
    listed = [told[1]] if family == "Separation" else list(told[1])
    names = tuple(str(name)[1:] for name in listed)
    transform = read_function(told[3])

    def reduce(values: Floats) -> Floats:
        return alternate.reduced(transform(values))

    ranges = ((0.0, 1.0),) * len(names)
    initial = (1.0,) * len(names)
    return Space(family, alternate.plain, ranges, initial, reduce, names, alternate, None, told)
