"""The markers of a JPEG file, read without decoding a pixel."""

from __future__ import annotations

from dataclasses import dataclass

_BARE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a length: TEM, RST0-7 and SOI."""
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""SOF0-SOF15; the three left out are DHT, JPG and DAC (ITU T.81, table B.1)."""


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """How a JPEG is coded.

    ``frame`` is the number of its SOF marker (0 baseline, 1 extended, 2 progressive),
    ``adobe`` the colour transform its Adobe marker tells (None without one), ``rgb_ids``
    whether the components call themselves R, G and B, ``jfif`` whether it has a JFIF marker,
    ``whole`` whether the end-of-image marker stands behind the first scan.
    """

    frame: int
    precision: int
    width: int
    height: int
    components: int
    adobe: int | None
    jfif: bool
    rgb_ids: bool
    whole: bool

    @property
    def embeddable(self) -> bool:
        """Whether PDF's DCTDecode reads it as it is: Huffman coded, 8 bits, 1, 3 or 4 inks."""
        return self.frame <= 2 and self.precision == 8 and self.components in (1, 3, 4)

    @property
    def inverted(self) -> bool:
        """Whether 255 means no ink: Adobe's programs write CMYK so, and say so by their marker.

        Without that marker four components are taken as they stand. Pillow takes every CMYK
        JPEG for an inverted one.
        """
        return self.components == 4 and self.adobe is not None


def read_jpeg_header(data: bytes) -> JpegHeader | None:
    """The header of a JPEG, or None when the bytes have no frame and scan."""
    frame: tuple[int, bytes] | None = None
    adobe: int | None = None
    jfif = False
    at = 2 if data[:2] == b"\xff\xd8" else len(data)
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or marker in _BARE:  # fill bytes may precede a marker
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        if marker in _FRAMES:
            frame = (marker - 0xC0, body)
        elif marker == 0xE0 and body[:5] == b"JFIF\0":
            jfif = True
        elif marker == 0xEE and body[:5] == b"Adobe" and len(body) >= 12:
            adobe = body[11]
        elif marker == 0xDA:
            return _header(data, at + 2 + length, frame, adobe, jfif)
        elif marker == 0xD9:
            return None
        at += 2 + length
    return None


def _header(
    data: bytes, scan: int, frame: tuple[int, bytes] | None, adobe: int | None, jfif: bool
) -> JpegHeader | None:
    if frame is None or len(frame[1]) < 6:
        return None
    number, body = frame
    # Coded data stuffs a zero after each FF byte, so FF D9 behind the first scan's start is
    # the end of the image, whatever a camera or a phone has hung on behind it.
    return JpegHeader(
        frame=number,
        precision=body[0],
        height=int.from_bytes(body[1:3]),
        width=int.from_bytes(body[3:5]),
        components=body[5],
        adobe=adobe,
        jfif=jfif,
        rgb_ids=bytes(body[6::3][:3]) == b"RGB",
        whole=data.find(b"\xff\xd9", scan) >= 0,
    )
