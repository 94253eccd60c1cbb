"""Colour spaces of PDF: what inks a colour's numbers stand for (ISO 32000-1 §8.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from magtool.intake.streams import TooLarge, read_start, read_stream
from magtool.page import PROCESS, Coat, IccHeader

_DEPTH = 6
"""Deepest nesting of spaces that is followed: a pattern of an indexed DeviceN has three."""
_TABLE = 1 << 16
"""Most bytes of an indexed space's table: 256 colours of 32 inks are 8192."""
_WHITE = 0.999
_PLAIN = {
    "/DeviceGray": "DeviceGray", "/G": "DeviceGray", "/DeviceRGB": "DeviceRGB", "/RGB": "DeviceRGB",
    "/DeviceCMYK": "DeviceCMYK", "/CMYK": "DeviceCMYK", "/Pattern": "Pattern",
    "/CalGray": "CalGray", "/CalRGB": "CalRGB", "/CalCMYK": "DeviceCMYK", "/Lab": "Lab",
}  # fmt: skip
_DEFAULTS = {
    "DeviceGray": "/DefaultGray", "DeviceRGB": "/DefaultRGB", "DeviceCMYK": "/DefaultCMYK",
}  # fmt: skip
_COUNTS = {"GRAY": 1, "RGB": 3, "CMYK": 4, "Lab": 3}


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space. ``name`` is what `Coat.space` calls it, ``kind`` how its numbers count.

    ``kind`` is "GRAY", "RGB", "CMYK", "Lab", "inks" or "". ``plates`` are named inks, ``base``
    is an indexed space's own (``table`` its colours) or an uncoloured pattern's.
    """

    name: str
    kind: str
    plates: tuple[str, ...] = ()
    beneath: str = ""
    base: Space | None = None
    table: bytes = b""

    @property
    def count(self) -> int:
        """How many numbers a colour has."""
        return 1 if self.table else len(self.plates) or _COUNTS.get(self.kind, 1)

    @property
    def first(self) -> tuple[float, ...]:
        """The colour that is set with the space (§8.6.8: black, or solid ink)."""
        if self.kind == "CMYK":
            return (0.0, 0.0, 0.0, 1.0)
        return (1.0,) * self.count if self.kind == "inks" else (0.0,) * self.count

    def coat(self, values: Sequence[float]) -> Coat:
        """The inks of one colour."""
        if self.table and self.base:
            size = self.base.count
            start = max(int(values[0]), 0) * size if values else 0
            return self.base.coat([byte / 255 for byte in self.table[start : start + size]])
        numbers = [min(max(float(value), 0.0), 1.0) for value in values[: self.count]]
        if len(numbers) < self.count:
            return Coat(self.name, beneath=self.beneath)
        match self.kind:
            case "GRAY":
                return Coat(self.name, (("Black", 1 - numbers[0]),), numbers[0] >= _WHITE)
            case "CMYK":
                inks = tuple(zip(PROCESS, numbers, strict=True))
                return Coat(self.name, inks, not any(numbers))
            case "inks":
                inks = tuple(
                    pair for pair in zip(self.plates, numbers, strict=True) if pair[0] != "None"
                )
                return Coat(self.name, inks, not any(numbers), beneath=self.beneath)
            case "RGB":
                return Coat(self.name, white=min(numbers) >= _WHITE)
            case "Lab":
                return Coat(self.name, white=float(values[0]) >= 100 * _WHITE)
        return Coat(self.name, beneath=self.beneath)

    @property
    def bare(self) -> Coat:
        """A coat that tells the space alone, for pictures and gradients, with its named inks."""
        inner = self.base if self.table and self.base else self
        return Coat(
            inner.name, tuple((plate, 0.0) for plate in inner.plates), beneath=inner.beneath
        )


GRAY = Space("DeviceGray", "GRAY")
RGB = Space("DeviceRGB", "RGB")
CMYK = Space("DeviceCMYK", "CMYK")
UNKNOWN = Space("", "")
_DEVICE = {"DeviceGray": GRAY, "DeviceRGB": RGB, "DeviceCMYK": CMYK}
_KINDS = {"CalGray": "GRAY", "CalRGB": "RGB", "Lab": "Lab", "Pattern": ""}


def read_space(told: Any, resources: Any, depth: int = _DEPTH) -> Space:
    """The space that an operator, a picture or a gradient names, or holds itself.

    Device spaces that the resources remap (DefaultGray and its like, §8.6.5.6) are the spaces
    they are mapped to. What can't be understood is `UNKNOWN`.
    """
    known = resources.get("/ColorSpace") if isinstance(resources, pikepdf.Dictionary) else None
    known = known if isinstance(known, pikepdf.Dictionary) else pikepdf.Dictionary()
    if depth == 0:
        return UNKNOWN
    if isinstance(told, pikepdf.Name):
        name = _PLAIN.get(str(told))
        if name is None:
            found = known.get(str(told))
            return UNKNOWN if found is None else read_space(found, resources, depth - 1)
        if (instead := known.get(_DEFAULTS.get(name, "/"))) is not None:
            # A default may name the device space it stands for: it is not looked up again.
            return read_space(instead, None, depth - 1)
        return _DEVICE.get(name) or Space(name, _KINDS[name])
    if not isinstance(told, pikepdf.Array) or not len(told):
        return UNKNOWN
    if len(told) == 1:
        return read_space(told[0], resources, depth - 1)
    return _family(told, resources, depth)


def _family(told: Any, resources: Any, depth: int) -> Space:
    """A space with parameters: an array that begins with its family's name."""

    def inner(item: Any) -> Space:
        return read_space(item, resources, depth - 1)

    match str(told[0]):
        case "/ICCBased":
            return _icc_space(told[1])
        case "/Indexed" | "/I":
            base = inner(told[1])
            return Space(base.name, "indexed", base=base, table=_table(told[3]))
        case "/Separation":
            return Space("Separation", "inks", (_plain(told[1]),), inner(told[2]).name)
        case "/DeviceN":
            plates = tuple(_plain(name) for name in told[1])[:32]
            return Space("DeviceN", "inks", plates, inner(told[2]).name)
        case "/Pattern":
            return Space("Pattern", "", base=inner(told[1]))
        case other if other in _PLAIN:
            name = _PLAIN[other]
            return _DEVICE.get(name) or Space(name, _KINDS[name])
    return UNKNOWN


def _icc_space(stream: Any) -> Space:
    header = read_icc(stream)
    kind = header.space if header else {1: "GRAY", 3: "RGB", 4: "CMYK"}.get(_whole(stream), "")
    return Space(f"ICCBased {kind}".rstrip(), kind if kind in _COUNTS else "")


def read_icc(stream: Any) -> IccHeader | None:
    """The header of an ICC profile; None when it is no profile."""
    if not isinstance(stream, pikepdf.Stream):
        return None
    head = read_start(stream, 128)
    if len(head) < 128 or head[36:40] != b"acsp":
        return None
    device, space = (head[at : at + 4].decode("latin-1").strip() for at in (12, 16))
    return IccHeader(device, space, f"{head[8]}.{head[9] >> 4}", _whole(stream))


def _whole(stream: Any) -> int:
    count = stream.get("/N") if isinstance(stream, pikepdf.Stream) else None
    return count if isinstance(count, int) else 0


def _plain(name: Any) -> str:
    return str(name).removeprefix("/")


def _table(told: Any) -> bytes:
    try:
        found = read_stream(told, _TABLE) if isinstance(told, pikepdf.Stream) else bytes(told)
    except (TooLarge, pikepdf.PdfError):
        return b"\0"
    return found or b"\0"
