"""Artwork's fonts: maps from codes to text with nothing in them that stands for no text."""

from __future__ import annotations

import re
from typing import Any

import pikepdf

_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_TEXT = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_CHAR = re.compile(rb"(<[^>]*>)\s*(<[^>]*>)")
_RANGE = re.compile(rb"<([^>]*)>\s*<([^>]*)>\s*(<[^>]*>|\[[^\]]*\])")
_NO_TEXT = (0x0000, 0xFEFF, 0xFFFE)
"""What no code may stand for (ISO 14289-1 §7.21.7). Programs fill the places of codes that they
don't use with them."""
_UNKNOWN = b"FFFD"
_MOST = 256
"""Codes in a range: all but the last byte are the same (Adobe technical note 5014, §1.4.1)."""


def mend_unicodes(pdf: pikepdf.Pdf) -> None:
    """Have the map of every font say of such codes that their text is unknown (U+FFFD)."""
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        table: Any = item.get("/ToUnicode")
        if isinstance(table, pikepdf.Stream):
            old = table.read_bytes()
            new = mended(old)
            if new != old:
                table.write(new)


def mended(table: bytes) -> bytes:
    """The map (Adobe technical note 5014) with U+FFFD for what no code may stand for."""
    return _BLOCK.sub(lambda block: b"beginbf%b%bendbf" % (block[1], _block(block)), table)


def _block(block: re.Match[bytes]) -> bytes:
    if block[1] == b"char":
        return _CHAR.sub(lambda pair: pair[1] + b" " + _TEXT.sub(_told, pair[2]), block[2])
    return _RANGE.sub(_range, block[2])


def _range(entry: re.Match[bytes]) -> bytes:
    """A range of codes; one that runs over such a value is told code by code."""
    low, high, text = entry.groups()
    if text.startswith(b"<"):
        first, count = _number(text.strip(b"<>")), _number(high) - _number(low) + 1
        if not 1 <= count <= _MOST or not any(first <= bad < first + count for bad in _NO_TEXT):
            return entry.group()
        text = b"[%b]" % b" ".join(b"<%04X>" % value for value in range(first, first + count))
    return b"<%b> <%b> %b" % (low, high, _TEXT.sub(_told, text))


def _told(text: re.Match[bytes]) -> bytes:
    """A text in UTF-16, its characters that are none replaced."""
    digits = b"".join(text[1].split())
    units = [digits[at : at + 4] for at in range(0, len(digits), 4)] or [_UNKNOWN]
    return b"<%b>" % b"".join(_UNKNOWN if _number(u) in _NO_TEXT else u for u in units)


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)
