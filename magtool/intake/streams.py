"""A PDF's streams decoded with care: never more than a given number of bytes of them."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import Any

import pikepdf

_BLOCK = 1 << 16
_SWELL = {"/FlateDecode": 1032, "/LZWDecode": 1366, "/RunLengthDecode": 64}
"""The most that each coding can swell: DEFLATE's limit; a code of 12 bits for 2049 bytes of
LZW on average at the most; two bytes for 128."""
_ABBREVIATED = {"/Fl": "/FlateDecode", "/LZW": "/LZWDecode", "/RL": "/RunLengthDecode",
                "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/DCT": "/DCTDecode",
                "/CCF": "/CCITTFaxDecode"}  # fmt: skip


_READER = re.compile(r"stream <_io\.BytesIO[^>]*>:? ?")
"""How qpdf names a file that has no name, by a place in memory that differs in every run."""


class TooLarge(ValueError):
    """A stream decodes to more than is read."""


def filters_of(stream: Any) -> tuple[str, ...]:
    """The codings of a stream, outermost first, by their full names."""
    told = stream.get("/Filter")
    listed = list(told) if isinstance(told, pikepdf.Array) else [told]
    names = [str(name) for name in listed if isinstance(name, pikepdf.Name)]
    return tuple(_ABBREVIATED.get(name, name) for name in names)


def read_stream(stream: Any, most: int) -> bytes:
    """The decoded bytes; of a damaged stream what stands before the damage.

    Raises TooLarge for more than ``most`` bytes, and PdfError for what can't be decoded.
    """
    if most <= 0:
        raise TooLarge("nothing more is read")
    codings = filters_of(stream)
    raw: bytes = stream.read_raw_bytes()
    if codings == ("/FlateDecode",) and "/DecodeParms" not in stream:
        return inflate(raw, most)
    size = len(raw)
    for number, coding in enumerate(codings):
        if coding == "/FlateDecode" and number in (0, 1):
            size = len(inflate(raw if number == 0 else _from_ascii(raw, codings[0]), most))
        else:
            size *= _SWELL.get(coding, 4)
    if size > most:
        raise TooLarge(f"a stream of {len(raw)} bytes would be {size} or more")
    decoded: bytes = stream.read_bytes()
    return decoded


def read_start(stream: Any, count: int) -> bytes:
    """The first bytes of a stream, as far as they can be had cheaply; b"" when not at all."""
    try:
        raw: bytes = stream.read_raw_bytes()
        codings = filters_of(stream)
        if codings and codings[0] in ("/ASCIIHexDecode", "/ASCII85Decode"):
            raw, codings = _from_ascii(raw, codings[0]), codings[1:]
        if codings == ("/FlateDecode",):
            return zlib.decompressobj().decompress(raw, count)
        return raw[:count] if not codings else b""
    except (pikepdf.PdfError, zlib.error, ValueError):
        return b""


def inflate(raw: bytes, most: int) -> bytes:
    """Deflated bytes unfolded up to the first damage; raises TooLarge beyond ``most``."""
    unfolding = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(raw), _BLOCK):
            block = raw[start : start + _BLOCK]
            while block and not unfolding.eof:
                part = unfolding.decompress(block, most - size + 1)
                size += len(part)
                if size > most:
                    raise TooLarge(f"a stream of {len(raw)} bytes unfolds to more than {most}")
                parts.append(part)
                block = unfolding.unconsumed_tail
    except zlib.error:
        pass  # what came before it is still good
    return b"".join(parts)


def _from_ascii(raw: bytes, coding: str) -> bytes:
    try:
        if coding == "/ASCIIHexDecode":
            digits = b"".join(raw.split(b">")[0].split())
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        if coding == "/ASCII85Decode":
            return base64.a85decode(raw.strip().removesuffix(b"~>").removeprefix(b"<~"))
    except ValueError:
        return b""
    return raw


def plainly(error: Exception) -> str:
    """What a reader says is wrong, on one line and the same in every run."""
    lines = _READER.sub("", str(error)).splitlines()
    return lines[0][:200] if lines else type(error).__name__
