"""Pictures inside artwork: as they are where that will do, else decoded and coded anew.

In three ways, cheapest first: the stream passes byte for byte; its samples stay and become
places in a table of new colours; its pixels are converted, and brought down in size.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, UnidentifiedImageError

from magtool.intake import PIXEL_CAP, read_jpeg_header
from magtool.intake.streams import filters_of, read_stream
from magtool.press.coding import coded, exact
from magtool.press.functions import Floats, unpacked_samples
from magtool.press.outputs import Output, Screen
from magtool.press.pixels import is_graphic
from magtool.press.rasters import Raster, target_size
from magtool.press.spaces import GRAY, Kind, Space, device
from magtool.press.targets import Target, as_image, device_name, pixels_image

_MOST_BYTES = 1 << 30
_STRIP = 1 << 20
"""Samples whose colours are worked out together."""
_LOSSY = ("/DCTDecode", "/JPXDecode")
_TWO_TONE = ("/CCITTFaxDecode", "/JBIG2Decode")

Samples = npt.NDArray[np.uint16] | npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, the ``space`` it is in and the points it is at most wide and high.

    ``written`` is the space as it may stand in the file, if it may. ``masks`` are its /Mask or
    /SMask as they are to stand, ``soft`` is its /SMask as it stood.
    """

    picture: Any
    space: Space
    target: Target
    width: float = math.inf
    height: float = math.inf
    written: Any = None
    masks: Mapping[str, Any] = field(default_factory=dict)
    soft: Any = None

    @property
    def bits(self) -> int:
        """Of one sample; two-tone codings have one whatever is told."""
        return 1 if self.coding in _TWO_TONE else int(self.picture.get("/BitsPerComponent", 8))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return int(self.picture.Width), int(self.picture.Height)

    @property
    def coding(self) -> str:
        """The innermost filter, that of pictures; "" when there is none."""
        return (filters_of(self.picture) or ("",))[-1]

    @property
    def decode(self) -> tuple[tuple[float, float], ...]:
        """What samples of all 0 and all 1 stand for."""
        told = self.picture.get("/Decode")
        if isinstance(told, Array) and len(told) == 2 * self.space.count:
            values = [float(value) for value in told]
            return tuple(zip(values[::2], values[1::2], strict=True))
        if self.space.family == "Indexed":
            return ((0.0, float((1 << self.bits) - 1)),)
        return self.space.ranges

    @property
    def matte(self) -> Floats | None:
        """The colour that it is mixed with where its soft mask lets little through, if it is."""
        told = self.soft.get("/Matte") if self.soft is not None else None
        if not isinstance(told, Array) or len(told) != self.space.count:
            return None
        return np.array([float(value) for value in told])


def write_picture(pdf: pikepdf.Pdf, place: Any, shown: Shown, output: Output) -> None:
    """Make the stream at ``place`` the picture in the target's colours.

    Raises ValueError, OSError or pikepdf.PdfError for what can't be decoded.
    """
    width, height = shown.size
    if width < 1 or height < 1 or width * height > PIXEL_CAP:
        raise ValueError(f"a picture has {width} × {height} pixels")
    smaller = _smaller(shown, output)
    masks = shown.masks
    if _passes(shown, bool(smaller) and isinstance(output, Screen)):
        _copy(place, shown.picture, shown.bits)
        place.ColorSpace = shown.written
        if "/Decode" in shown.picture:
            place.Decode = shown.picture.Decode
    elif _is_table(shown, smaller):
        _copy(place, shown.picture, shown.bits)
        place.ColorSpace = _table(shown)
    else:
        masks = _write_converted(pdf, place, shown, output, smaller)
    for key, mask in masks.items():
        place[key] = mask


def write_stencil(place: Any, picture: Any) -> None:
    """Make the stream at ``place`` the same stencil: it has no colours of its own."""
    _copy(place, picture, 1)
    place.ImageMask = True
    if "/Decode" in picture:
        place.Decode = picture.Decode


def _copy(place: Any, picture: Any, bits: int) -> None:
    """The samples and what they look like on the sheet, without their colours."""
    raw: bytes = picture.read_raw_bytes()
    place.write(raw, filter=picture.get("/Filter"), decode_parms=picture.get("/DecodeParms"))
    place.Width, place.Height = int(picture.Width), int(picture.Height)
    place.BitsPerComponent = bits
    for key in ("/Interpolate", "/Intent"):
        if key in picture:
            place[key] = picture[key]


# Whether a picture may stay


def _smaller(shown: Shown, output: Output) -> tuple[int, int] | None:
    """The pixels to bring it down to at the output's resolution; None when it has no more."""
    if shown.bits == 1 or not (0 < shown.width < math.inf and 0 < shown.height < math.inf):
        return None
    return target_size(shown.size, shown.width, shown.height, output.ppi)


def _passes(shown: Shown, is_heavy: bool) -> bool:
    """Whether the stream is right as it stands.

    Its resolution alone is no reason to decode a picture for the press: it is the advertiser's.
    """
    may_stay = shown.target.keeps(shown.space) and shown.bits <= shown.target.most_bits
    if not may_stay or is_heavy or shown.coding == "/JPXDecode" or shown.matte is not None:
        return False
    if shown.space.family == "DeviceCMYK":
        return not shown.target.overloads(_image(_samples(shown, None), shown))
    return True


def _is_table(shown: Shown, smaller: tuple[int, int] | None) -> bool:
    """Whether new colours for its sample values are all that is needed."""
    exact = shown.coding not in _LOSSY and shown.bits <= 8
    return shown.space.count == 1 and exact and not smaller and shown.matte is None


def _table(shown: Shown) -> Any:
    """An indexed space with a colour for each value of a sample."""
    last = (1 << shown.bits) - 1
    low, high = shown.decode[0]
    values = low + np.arange(last + 1)[:, None] / last * (high - low)
    tones = shown.target.tones(shown.space, values)
    levels = np.rint(np.clip(tones, 0, 1) * 255).astype(np.uint8)
    name = device_name(levels.shape[1])
    gray = levels.shape[1] == 1 and shown.bits in (1, 8)
    if gray and np.array_equal(levels[:, 0], np.linspace(0, 255, last + 1).astype(np.uint8)):
        return name
    return Array([Name.Indexed, name, last, pikepdf.String(levels.tobytes())])


# Pixels


def _write_converted(
    pdf: pikepdf.Pdf, place: Any, shown: Shown, output: Output, smaller: tuple[int, int] | None
) -> Mapping[str, Any]:
    """Write the picture's pixels in new colours; get the masks that go with them."""
    # A JPEG decoded smaller would no longer match its mask.
    samples = _samples(shown, smaller if shown.matte is None else None)
    image, plain = _image(samples, shown), shown.space.plain
    if smaller and plain.kind != "lab":  # Lab's signed numbers can't be averaged
        image = image.resize(smaller, Image.Resampling.LANCZOS)
    image = shown.target.picture(image, plain)
    if smaller and image.size != smaller:
        image = image.resize(smaller, Image.Resampling.LANCZOS)
    drawn = shown.coding not in _LOSSY and is_graphic(image)
    write_raster(place, coded(image, None, output, drawn=drawn))
    if isinstance(key := shown.masks.get("/Mask"), Array):
        return _keyed_out(pdf, samples, [int(value) for value in key])
    alpha = _alpha_within(shown)
    if alpha is None:
        return shown.masks
    soft = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)
    write_raster(soft, exact(alpha))
    return {"/SMask": soft}


def write_raster(place: Any, raster: Raster) -> None:
    """Make the stream at ``place`` the coded picture."""
    parameters = pikepdf.Object.parse(raster.parameters.encode()) if raster.parameters else None
    place.write(raster.data, filter=Name(raster.coding), decode_parms=parameters)
    place.Width, place.Height = raster.width, raster.height
    place.ColorSpace, place.BitsPerComponent = Name(raster.space), raster.bits
    if raster.decode:
        place.Decode = pikepdf.Object.parse(raster.decode.encode())


def _samples(shown: Shown, smaller: tuple[int, int] | None) -> Samples:
    """The numbers as they stand in the file, of shape (rows, columns, numbers of a colour).

    A JPEG may come with fewer rows and columns, if it is to be made ``smaller``.
    """
    picture, count = shown.picture, shown.space.count
    width, height = shown.size
    if shown.coding in _LOSSY:
        return _decoded(picture, count, smaller)
    bits = shown.bits
    if bits not in (1, 2, 4, 8, 16):
        raise ValueError(f"a picture has {bits} bits a sample")
    if shown.coding in _TWO_TONE:
        raise ValueError("a two-tone picture is in an unusual space")
    row = -(-width * count * bits // 8)
    data = read_stream(picture, _MOST_BYTES)
    if len(data) < row * (height - 1):
        raise ValueError("a picture ends before its last row")
    rows = np.frombuffer(data.ljust(row * height, b"\0"), np.uint8)[: row * height]
    rows = rows.reshape(height, row)
    if bits == 8:
        return rows.reshape(height, width, count)
    if bits == 16:
        return rows.view(">u2").astype(np.uint16).reshape(height, width, count)
    spread = unpacked_samples(rows.tobytes(), rows.size * 8 // bits, bits).astype(np.uint8)
    return spread.reshape(height, -1)[:, : width * count].reshape(height, width, count)


def _decoded(picture: Any, count: int, smaller: tuple[int, int] | None) -> Samples:
    image = _opened(picture)
    if image.format == "JPEG":
        if image.mode == "RGB" and _is_untransformed(picture):
            image.draft("YCbCr", image.size)  # the three numbers as they stand
        elif smaller:  # the decoder halves while it decodes
            image.draft(None, (2 * smaller[0], 2 * smaller[1]))
        if image.mode == "CMYK":
            image = ImageChops.invert(image)  # Pillow takes every CMYK JPEG for an inverted one
    samples: Samples = np.asarray(image)
    if samples.dtype == np.bool_:
        samples = samples.astype(np.uint8)
    if samples.dtype.itemsize > 1:  # 16-bit JPEG 2000
        samples = (samples >> 8).astype(np.uint8)
    samples = samples.reshape(image.height, image.width, -1)
    if samples.shape[2] < count:
        raise ValueError("a picture has fewer colours than its space")
    return samples[..., :count]


def _opened(picture: Any) -> Image.Image:
    """A JPEG or JPEG 2000 with its header read."""
    try:
        image = Image.open(io.BytesIO(_undone(picture)), formats=("JPEG", "JPEG2000"))
    except UnidentifiedImageError:
        raise ValueError("a picture is damaged") from None
    if image.width * image.height > PIXEL_CAP:
        raise ValueError("a picture has too many pixels")
    return image


def _is_untransformed(picture: Any) -> bool:
    """Whether a JPEG's three numbers are to be taken as red, green and blue (table 13)."""
    parameters = picture.get("/DecodeParms")
    listed = list(parameters) if isinstance(parameters, Array) else [parameters]
    own = [one for one in listed[-1:] if isinstance(one, Dictionary)]
    told = own[0].get("/ColorTransform") if own else None
    header = read_jpeg_header(_undone(picture))
    return told == 0 and header is not None and header.adobe is None


def _undone(picture: Any) -> bytes:
    """The picture's own coding, freed of those around it."""
    if len(filters_of(picture)) == 1:
        raw: bytes = picture.read_raw_bytes()
        return raw
    with pikepdf.new() as around:
        inner = around.make_stream(picture.read_raw_bytes())
        inner.Filter = Array(list(picture.Filter)[:-1])
        if isinstance(parameters := picture.get("/DecodeParms"), Array):
            inner.DecodeParms = Array(list(parameters)[:-1])
        return read_stream(inner, _MOST_BYTES)


def _image(samples: Samples, shown: Shown) -> Image.Image:
    """The samples as a picture in the plain space."""
    plain, bits = shown.space.plain, 8 if shown.coding in _LOSSY else shown.bits
    matte = _Matte.of(shown)
    if shown.space.reduce is None and plain.kind != "lab" and bits == 8 and not matte:
        if shown.decode == shown.space.ranges:
            return pixels_image(samples, plain)
        if all(pair == (1.0, 0.0) for pair in shown.decode):
            return pixels_image(255 - samples, plain)
    low, high = np.array(shown.decode).T
    most = float((1 << bits) - 1)
    parts: list[Image.Image] = []
    for band in _bands(samples):
        values = low + band.reshape(-1, band.shape[2]) / most * (high - low)
        if matte:
            values = matte.removed(values)
        reduced = shown.space.reduced(values)
        parts.append(as_image(reduced.reshape(*band.shape[:2], -1), plain))
    whole = Image.new(parts[0].mode, (samples.shape[1], samples.shape[0]))
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole


def _bands(samples: Samples) -> Iterator[Samples]:
    """A few rows at a time: as numbers of 64 bits, all of them would need eight times as much."""
    rows = max(1, _STRIP // (samples.shape[1] * samples.shape[2]))
    for top in range(0, len(samples), rows):
        yield samples[top : top + rows]


# Masks


@dataclass(slots=True)
class _Matte:
    """What a picture was mixed with, and how much of itself is left (ISO 32000-1 §11.6.5.3)."""

    colour: Floats
    shares: Floats
    _at: int = 0

    @classmethod
    def of(cls, shown: Shown) -> _Matte | None:
        """None where there is nothing to be removed; raises ValueError for unlike sizes."""
        if shown.matte is None:
            return None
        soft = Shown(shown.soft, GRAY, shown.target)
        if soft.size != shown.size:
            raise ValueError("a picture and the mask that it is mixed for differ in size")
        shares = np.asarray(_image(_samples(soft, None), soft), dtype=float).reshape(-1, 1) / 255
        return cls(shown.matte, shares)

    def removed(self, values: Floats) -> Floats:
        """The next rows of numbers without the mixed-in colour."""
        shares = self.shares[self._at : self._at + len(values)]
        self._at += len(values)
        unmixed = self.colour + (values - self.colour) / np.maximum(shares, 1 / 255)
        return np.asarray(np.where(shares > 0, unmixed, values))


def _keyed_out(pdf: pikepdf.Pdf, samples: Samples, limits: list[int]) -> Mapping[str, Any]:
    """A stencil that leaves out the colours a colour key leaves out (§8.9.6.4)."""
    if len(limits) != 2 * samples.shape[2]:
        return {}
    low, high = np.array(limits).reshape(-1, 2).T
    out = np.logical_and(samples >= low, samples <= high).all(axis=2)
    stencil = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)
    stencil.write(zlib.compress(np.packbits(out, axis=1).tobytes()), filter=Name.FlateDecode)
    stencil.Width, stencil.Height = samples.shape[1], samples.shape[0]
    stencil.ImageMask, stencil.BitsPerComponent = True, 1
    return {"/Mask": stencil}


# JPEG 2000


def own_space(picture: Any) -> Space:
    """The space of a JPEG 2000 that tells it itself."""
    image = _opened(picture)
    kinds: dict[str, Kind] = {"1": "gray", "L": "gray", "LA": "gray", "I;16": "gray",
                              "RGB": "rgb", "RGBA": "rgb", "CMYK": "cmyk"}  # fmt: skip
    if image.mode not in kinds:
        raise ValueError("a JPEG 2000 picture has unknown colours")
    return device(kinds[image.mode], image.info.get("icc_profile") or b"")


def _alpha_within(shown: Shown) -> Image.Image | None:
    """The transparency that a JPEG 2000 has in itself, where it counts."""
    if shown.coding != "/JPXDecode" or int(shown.picture.get("/SMaskInData", 0)) != 1:
        return None
    image = _opened(shown.picture)
    return image.getchannel("A") if image.mode in ("LA", "RGBA") else None
