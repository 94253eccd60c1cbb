"""What the press must know of a TrueType font, read from its tables (OpenType 1.9)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of one font; lengths in thousandths of the em, as PDF has them.

    ``advances`` alone are in the font's own units, ``scale`` thousandths large.
    """

    name: str
    glyph_count: int
    advances: Sequence[int]
    scale: float
    box: tuple[float, ...]
    italic_angle: float
    ascent: float
    descent: float
    cap_height: float
    weight: int
    is_fixed_pitch: bool

    def width(self, gid: int) -> float:
        """A glyph's own advance; past the end of the table its last one holds (hmtx)."""
        return round(self.advances[min(gid, len(self.advances) - 1)] * self.scale, 3)


def read_metrics(key: str, data: bytes) -> Metrics:
    """The font's measures; raises ValueError for one without TrueType outlines."""
    try:
        tables = _tables(data)
        if b"glyf" not in tables:
            raise ValueError(f"face {key} has no TrueType outlines")
        return _metrics(tables)
    except (struct.error, KeyError, IndexError, ZeroDivisionError) as error:
        raise ValueError(f"face {key} is a damaged font: {error}") from None


def with_tight_box(font: bytes) -> bytes:
    """A font cut down, with the box of the outlines it has left instead of all it had.

    poppler moves glyphs to whole pixels when the box of their font is large, so that letters
    of a headline stand unevenly on the screen.
    """
    tables = _tables(font)
    head, loca, glyf = tables[b"head"], tables[b"loca"], tables[b"glyf"]
    wide = struct.unpack_from(">h", head, 50)[0]
    ends = [end * (1 if wide else 2) for (end,) in struct.iter_unpack(">L" if wide else ">H", loca)]
    boxes = [struct.unpack_from(">4h", glyf, a + 2) for a, b in pairwise(ends) if b > a]
    if not boxes:
        return font
    left, bottom, right, top = zip(*boxes, strict=True)
    tight = struct.pack(">4h", min(left), min(bottom), max(right), max(top))
    growth = sum(struct.unpack(">2L", tight)) - sum(struct.unpack_from(">2L", head, 36))
    mended = bytearray(font)
    record = 12 + 16 * list(tables).index(b"head")
    checksum, at = struct.unpack_from(">2L", font, record + 4)
    mended[at + 36 : at + 44] = tight
    # The table's own sum, and the sum of the whole font, which holds that one too.
    struct.pack_into(">L", mended, record + 4, (checksum + growth) % 2**32)
    (adjustment,) = struct.unpack_from(">L", font, at + 8)
    struct.pack_into(">L", mended, at + 8, (adjustment - 2 * growth) % 2**32)
    return bytes(mended)


def _tables(data: bytes) -> dict[bytes, bytes]:
    """The tables by tag, in the order of the font's directory."""
    (count,) = struct.unpack_from(">H", data, 4)
    records = struct.iter_unpack(">4s4xLL", data[12 : 12 + 16 * count])
    return {tag: data[offset : offset + length] for tag, offset, length in records}


def _metrics(tables: dict[bytes, bytes]) -> Metrics:
    head, hhea, os2, post = (tables[tag] for tag in (b"head", b"hhea", b"OS/2", b"post"))
    scale = 1000 / struct.unpack_from(">H", head, 18)[0]
    ascent, descent = struct.unpack_from(">2h", hhea, 4)
    (advances,) = struct.unpack_from(">H", hhea, 34)
    version, weight = struct.unpack_from(">H2xH", os2)
    capital = struct.unpack_from(">h", os2, 88)[0] if version >= 2 else 0
    angle, fixed = struct.unpack_from(">i4xL", post, 4)
    return Metrics(
        name=_postscript_name(tables[b"name"]),
        glyph_count=struct.unpack_from(">H", tables[b"maxp"], 4)[0],
        advances=struct.unpack_from(f">{2 * advances}H", tables[b"hmtx"])[::2],
        scale=scale,
        box=tuple(value * scale for value in struct.unpack_from(">4h", head, 36)),
        italic_angle=angle / 65536,
        ascent=ascent * scale,
        descent=descent * scale,
        cap_height=(capital or ascent) * scale,
        weight=weight,
        is_fixed_pitch=bool(fixed),
    )


def _postscript_name(table: bytes) -> str:
    """Name 6, in the letters that PDF needs not escape; "Face" when the font has none."""
    count, strings = struct.unpack_from(">2H", table, 2)
    for platform, _, _, kind, length, offset in struct.iter_unpack(
        ">6H", table[6 : 6 + 12 * count]
    ):
        if kind == 6:
            raw = table[strings + offset : strings + offset + length]
            told = raw.decode("latin-1" if platform == 1 else "utf-16-be", "ignore")
            return "".join(c for c in told if (c.isascii() and c.isalnum()) or c == "-") or "Face"
    return "Face"
