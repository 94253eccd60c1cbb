"""Advertisers' PDFs of every kind, made here: each a page of 120 × 80 pt with 8 pt of bleed.

A piece that is to be placed tells how its colours are judged: "inks" are printed as numbered
(Ghostscript's ICC render of the artwork itself is the reference), "rgb" is shown as sRGB and
printed as near to it as inks come.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageCms

WIDTH, HEIGHT, BLEED = 120, 80, 8
Judged = Literal["inks", "rgb"]


@dataclass(frozen=True)
class Piece:
    """One piece of artwork and how its colours are to be judged."""

    name: str
    make: Callable[[], bytes]
    judged: Judged
    most: float = 2.0
    on_screen: bool = True
    """Whether screens can show it alike: what blends in inks blends otherwise in RGB."""


PIECES: list[Piece] = []


def piece(
    judged: Judged, most: float = 2.0, *, on_screen: bool = True
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Put what a function makes into the set; its name is the piece's."""

    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        PIECES.append(Piece(make.__name__, make, judged, most, on_screen))
        return make

    return add


class Sheet:
    """One page being made."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, bleed: float = BLEED) -> None:
        self.pdf = Pdf.new()
        self.pdf.add_blank_page(page_size=(100, 100))
        self.page: Any = self.pdf.pages[0].obj
        self.box = (0.0, 0.0, width + 2 * bleed, height + 2 * bleed)
        self.page.MediaBox = self.page.BleedBox = Array(self.box)
        self.page.TrimBox = Array([bleed, bleed, width + bleed, height + bleed])
        self.page.Resources = Dictionary()

    def name(self, kind: str, name: str, thing: Any) -> None:
        """Put a thing into the page's resources."""
        if kind not in self.page.Resources:
            self.page.Resources[kind] = Dictionary()
        self.page.Resources[kind][name] = thing

    def icc(self, profile: bytes, count: int) -> Any:
        stream = self.pdf.make_stream(profile)
        stream.N = count
        return Array([Name.ICCBased, stream])

    def done(self, content: str | bytes, **page: Any) -> bytes:
        """The file."""
        data = content.encode() if isinstance(content, str) else content
        self.page.Contents = self.pdf.make_stream(data)
        for key, value in page.items():
            self.page[f"/{key}"] = value
        target = io.BytesIO()
        self.pdf.save(target, static_id=True)
        return target.getvalue()


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


# --- shapes and letters ---------------------------------------------------------------------


_BARS = ((0.1, 0.6, 0.9, 0), (0.9, 0.2, 0.1, 0.1), (0, 0, 0, 1), (0.2, 0.1, 0.1, 0.3))
_RGB_BARS = ((0.8, 0.5, 0.3), (0.3, 0.5, 0.4), (0.9, 0.9, 0.6), (0.5, 0.35, 0.45))


def bars(colours: Any, operator: str) -> str:
    """Stripes over the whole sheet, one of each colour."""
    step = (WIDTH + 2 * BLEED) / len(colours)
    return "".join(
        f"{' '.join(map(str, colour))} {operator} {n * step} 0 {step} {HEIGHT + 2 * BLEED} re f\n"
        for n, colour in enumerate(colours)
    )


@piece("inks")
def plain_inks() -> bytes:
    return Sheet().done(bars(_BARS, "k") + "0.4 g 40 40 20 20 re f 0 0 0 1 K 5 w 20 20 m 90 70 l S")


@piece("rgb")
def plain_rgb() -> bytes:
    return Sheet().done(bars(_RGB_BARS, "rg") + "0.3 0.2 0.5 RG 5 w 20 20 m 90 70 l S")


@piece("rgb")
def default_rgb() -> bytes:
    sheet = Sheet()
    sheet.name("/ColorSpace", "/DefaultRGB", sheet.icc(srgb(), 3))
    return sheet.done(bars(_RGB_BARS, "rg"))


@piece("rgb")
def icc_based() -> bytes:
    sheet = Sheet()
    sheet.name("/ColorSpace", "/C", sheet.icc(srgb(), 3))
    return sheet.done("/C cs " + bars(_RGB_BARS, "sc"))


@piece("rgb")
def lab() -> bytes:
    sheet = Sheet()
    white = [0.9642, 1, 0.8249]
    space = Array([Name.Lab, Dictionary(WhitePoint=white, Range=[-100, 100, -100, 100])])
    sheet.name("/ColorSpace", "/C", space)
    return sheet.done("/C cs " + bars(((60, 20, 30), (50, -10, 5), (90, 0, 40)), "sc"))


@piece("rgb")
def calibrated() -> bytes:
    sheet = Sheet()
    told = Dictionary(
        WhitePoint=[0.9505, 1, 1.089],
        Gamma=[2.2, 2.2, 2.2],
        Matrix=[0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505],
    )
    sheet.name("/ColorSpace", "/C", Array([Name.CalRGB, told]))
    return sheet.done("/C cs " + bars(_RGB_BARS, "sc"))


@piece("inks")
def indexed() -> bytes:
    sheet = Sheet()
    table = String(bytes(round(255 * v) for bar in _BARS for v in bar))
    sheet.name("/ColorSpace", "/C", Array([Name.Indexed, Name.DeviceCMYK, 3, table]))
    return sheet.done("/C cs " + bars(((0,), (1,), (2,), (3,)), "sc"))


def tint(*full: float) -> Dictionary:
    """A tint transform from paper to this colour."""
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=[0] * len(full), C1=list(full), N=1)


@piece("inks")
def unbooked_spot() -> bytes:
    sheet = Sheet()
    space = Array([Name.Separation, Name("/PANTONE 293 C"), Name.DeviceCMYK, tint(1, 0.6, 0, 0.1)])
    sheet.name("/ColorSpace", "/C", space)
    return sheet.done("/C cs " + bars(((1,), (0.7,), (0.3,), (0,)), "scn"))


@piece("inks")
def several_inks() -> bytes:
    """A DeviceN mixed by a PostScript function, with a branch and a roll in it."""
    sheet = Sheet()
    code = b"{ 2 copy gt { exch } if dup 0.5 mul 3 1 roll 0.1 4 1 roll 0.8 mul exch 4 -1 roll }"
    function = sheet.pdf.make_stream(code)
    function.FunctionType, function.Domain = 4, Array([0, 1, 0, 1])
    function.Range = Array([0, 1] * 4)
    names = Array([Name("/Orange"), Name("/Green")])
    sheet.name("/ColorSpace", "/C", Array([Name.DeviceN, names, Name.DeviceCMYK, function]))
    return sheet.done("/C cs " + bars(((1, 0.2), (0.3, 0.7), (0, 0.5)), "scn"))


@piece("inks")
def nested_forms() -> bytes:
    """Forms within forms, the inner one without resources of its own."""
    sheet = Sheet()
    inner = sheet.pdf.make_stream(b"/C cs 0.6 scn 0 0 40 30 re f")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, Array([0, 0, 40, 30])
    outer = sheet.pdf.make_stream(b"q 1 0 0 1 10 10 cm /I Do Q q 0.5 0.3 -0.3 0.5 70 20 cm /I Do Q")
    outer.Type, outer.Subtype, outer.BBox = Name.XObject, Name.Form, Array(sheet.box)
    outer.Matrix = Array([1, 0, 0, 1, 3, 5])
    space = Array([Name.Separation, Name.Rot, Name.DeviceCMYK, tint(0, 0.9, 0.7, 0)])
    outer.Resources = Dictionary(XObject=Dictionary(I=inner), ColorSpace=Dictionary(C=space))
    sheet.name("/XObject", "/O", outer)
    return sheet.done("0.1 0 0.2 0 k 0 0 200 200 re f /O Do Q Q Q")


@piece("rgb")
def clipped() -> bytes:
    """Through a triangle and a form's box, and through a frame with a hole."""
    sheet = Sheet()
    form = sheet.pdf.make_stream(bars(_RGB_BARS, "rg").encode())
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([20, 20, 60, 90])
    sheet.name("/XObject", "/F", form)
    return sheet.done(
        "0.9 0.7 0.5 rg 0 0 136 96 re f q 10 10 m 130 20 l 70 90 l h W* n /F Do Q "
        "q 80 5 40 40 re 90 15 20 20 re W* n 0.4 0.6 0.3 rg 0 0 136 96 re f Q"
    )


@piece("inks")
def tiling() -> bytes:
    """A pattern with colours, and one that is painted with an unbooked spot colour."""
    sheet = Sheet()
    coloured = sheet.pdf.make_stream(b"0 0.8 0.3 0 k 0 0 5 5 re f 0.7 0 0 0 k 5 5 5 5 re f")
    stencil = sheet.pdf.make_stream(b"1 0 0 rg 0 0 4 8 re f")
    for pattern, kind in ((coloured, 1), (stencil, 2)):
        pattern.PatternType, pattern.PaintType, pattern.TilingType = 1, kind, 1
        pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 10, 10]), 10, 10
        pattern.Resources = Dictionary()
    space = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, tint(0.2, 0.3, 0.9, 0)])
    sheet.name("/Pattern", "/P1", coloured)
    sheet.name("/Pattern", "/P2", stencil)
    sheet.name("/ColorSpace", "/C", Array([Name.Pattern, space]))
    return sheet.done("/Pattern cs /P1 scn 0 0 70 96 re f /C cs 0.8 /P2 scn 70 0 66 96 re f")


@piece("inks")
def drawn_letters() -> bytes:
    """A Type 3 font: one glyph has its own colours, one takes the text's."""
    sheet = Sheet()
    own = sheet.pdf.make_stream(b"1000 0 d0 0 0.9 0.2 0 k 0 0 800 800 re f")
    taken = sheet.pdf.make_stream(b"1000 0 0 0 800 800 d1 1 0 0 rg 0 0 800 800 re f")
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 1000, 1000], FirstChar=97, LastChar=98,
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0], Widths=[1000, 1000], Resources=Dictionary(),
        CharProcs=Dictionary(a=own, b=taken),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[97, Name.a, Name.b]),
    )  # fmt: skip
    sheet.name("/Font", "/F", sheet.pdf.make_indirect(font))
    return sheet.done("BT /F 40 Tf 0.6 0 0.6 0 k 20 30 Td (ab) Tj ET")


# --- gradients ------------------------------------------------------------------------------


def stepped(*colours: tuple[float, ...]) -> Dictionary:
    """Smooth from the first colour to the second, and so on; the last one comes with a jump."""
    pairs = [*pairwise(colours[:-1]), (colours[-1], colours[-1])]
    parts = [
        Dictionary(FunctionType=2, Domain=[0, 1], C0=list(a), C1=list(b), N=1) for a, b in pairs
    ]
    bounds = [n / len(parts) for n in range(1, len(parts))]
    return Dictionary(
        FunctionType=3, Domain=[0, 1], Functions=parts, Bounds=bounds, Encode=[0, 1] * len(parts)
    )


def shaded(kind: int, space: Any, function: Any, **more: Any) -> Dictionary:
    return Dictionary(ShadingType=kind, ColorSpace=space, Function=function, **more)


@piece("inks")
def axial_inks() -> bytes:
    sheet = Sheet()
    function = stepped(*_BARS)
    sheet.name("/Shading", "/S", shaded(2, Name.DeviceCMYK, function, Coords=[10, 0, 120, 20]))
    return sheet.done("/S sh")


@piece("rgb")
def axial_rgb() -> bytes:
    sheet = Sheet()
    function = stepped(*_RGB_BARS)
    shading = shaded(2, Name.DeviceRGB, function, Coords=[0, 0, 136, 0], Extend=[True, True])
    sheet.name("/Pattern", "/P", Dictionary(PatternType=2, Shading=shading))
    return sheet.done("/Pattern cs /P scn 0 0 136 96 re f")


@piece("rgb")
def radial_rgb() -> bytes:
    sheet = Sheet()
    shading = shaded(
        3, Name.DeviceRGB, stepped(*_RGB_BARS[:3]), Coords=[60, 48, 5, 68, 48, 60],
        Extend=[True, True], Domain=[0, 1], Background=[0.8, 0.8, 0.6],
    )  # fmt: skip
    sheet.name("/Shading", "/S", shading)
    return sheet.done("/S sh")


@piece("rgb")
def area_rgb() -> bytes:
    """A gradient over an area, by a calculator."""
    sheet = Sheet()
    function = sheet.pdf.make_stream(b"{ 2 copy mul 3 1 roll 2 div 0.3 add exch 0.6 mul 0.2 add }")
    function.FunctionType, function.Domain = 4, Array([0, 1, 0, 1])
    function.Range = Array([0, 1] * 3)
    shading = shaded(1, Name.DeviceRGB, function, Matrix=[136, 0, 0, 96, 0, 0])
    sheet.name("/Shading", "/S", shading)
    return sheet.done("/S sh")


def mesh(sheet: Sheet, kind: int, data: bytes, space: Any, count: int, **more: Any) -> Any:
    stream = sheet.pdf.make_stream(data)
    stream.ShadingType, stream.ColorSpace = kind, space
    stream.BitsPerCoordinate, stream.BitsPerComponent = 8, 8
    stream.Decode = Array([0, 136, 0, 96, *([0, 1] * count)])
    for key, value in more.items():
        stream[f"/{key}"] = value
    return stream


def corner(*values: int) -> bytes:
    return bytes(values)


@piece("rgb")
def triangles() -> bytes:
    sheet = Sheet()
    data = b"".join(
        corner(0, *place, *colour)
        for place, colour in (
            ((0, 0), (200, 130, 80)), ((255, 0), (80, 130, 100)), ((128, 255), (220, 220, 150)),
        )
    )  # fmt: skip
    sheet.name("/Shading", "/S", mesh(sheet, 4, data, Name.DeviceRGB, 3, BitsPerFlag=8))
    return sheet.done("/S sh")


@piece("inks")
def lattice() -> bytes:
    """Places in a function of inks at each corner; the function goes over the ink limit never."""
    sheet = Sheet()
    data = b"".join(corner(x, y, x * y % 256) for y in (0, 128, 255) for x in (0, 90, 180, 255))
    shading = mesh(sheet, 5, data, Name.DeviceCMYK, 1, VerticesPerRow=4)
    shading.Function = stepped(*_BARS[:3])
    sheet.name("/Shading", "/S", shading)
    return sheet.done("/S sh")


def patch(colours: tuple[tuple[int, ...], ...], inner: bool) -> bytes:
    """A Coons or tensor patch over the sheet with a bent side."""
    points = [(0, 0), (20, 80), (0, 170), (0, 255), (85, 230), (170, 255), (255, 255), (255, 170),
              (230, 85), (255, 0), (170, 20), (85, 0)]  # fmt: skip
    if inner:
        points += [(85, 85), (85, 170), (170, 170), (170, 85)]
    numbers = [v for point in points for v in point] + [v for colour in colours for v in colour]
    return bytes([0, *numbers])


@piece("rgb")
def coons() -> bytes:
    sheet = Sheet()
    data = patch(((200, 130, 80), (80, 130, 100), (220, 220, 150), (130, 90, 110)), inner=False)
    sheet.name("/Shading", "/S", mesh(sheet, 6, data, Name.DeviceRGB, 3, BitsPerFlag=8))
    return sheet.done("/S sh")


@piece("inks")
def tensor() -> bytes:
    sheet = Sheet()
    data = patch(((200, 30, 80, 0), (0, 130, 10, 9), (20, 0, 150, 0), (90, 90, 0, 20)), inner=True)
    sheet.name("/Shading", "/S", mesh(sheet, 7, data, Name.DeviceCMYK, 4, BitsPerFlag=8))
    return sheet.done("/S sh")


# --- pictures -------------------------------------------------------------------------------


def photo(width: int = 160, height: int = 112, channels: int = 3) -> Any:
    """Soft colours without neutral ones, as bytes of shape (height, width, channels)."""
    y, x = np.mgrid[0:height, 0:width] / np.array([[[height]], [[width]]])
    parts = [0.75 - 0.4 * x, 0.45 + 0.3 * np.sin(5 * y), 0.35 + 0.2 * x * y, 0.1 * y]
    return np.rint(np.dstack(parts[:channels]) * 255).astype(np.uint8)


def shown(sheet: Sheet, data: bytes, space: Any, bits: int = 8, **more: Any) -> bytes:
    """One picture over the whole sheet."""
    size = more.pop("size", (160, 112))
    sheet.name("/XObject", "/I", picture(sheet, data, space, bits, size, **more))
    return sheet.done("q 136 0 0 96 0 0 cm /I Do Q")


def picture(
    sheet: Sheet, data: bytes, space: Any, bits: int, size: tuple[int, int], **more: Any
) -> Any:
    stream = sheet.pdf.make_stream(b"")
    coding, parameters = more.pop("Filter", Name.FlateDecode), more.pop("DecodeParms", None)
    raw = zlib.compress(data) if coding == Name.FlateDecode else data
    stream.write(raw, filter=coding, decode_parms=parameters)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = *size, bits
    if space is not None:
        stream.ColorSpace = space
    for key, value in more.items():
        stream[f"/{key}"] = value
    return stream


def jpeg(samples: Any, **more: Any) -> bytes:
    target = io.BytesIO()
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[samples.shape[2]]
    size = samples.shape[1::-1]
    Image.frombytes(mode, size, samples.tobytes()).save(target, "JPEG", quality=95, **more)
    return target.getvalue()


@piece("inks")
def picture_inks() -> bytes:
    return shown(Sheet(), photo(channels=4).tobytes(), Name.DeviceCMYK)


@piece("inks")
def picture_inverted_jpeg() -> bytes:
    """As Photoshop writes it: an Adobe marker, 255 for no ink, and a Decode array that says so."""
    data = jpeg(photo(channels=4), subsampling=0)
    decode = Array([1, 0] * 4)
    return shown(Sheet(), data, Name.DeviceCMYK, Filter=Name.DCTDecode, Decode=decode)


@piece("inks")
def picture_plain_jpeg() -> bytes:
    """An Adobe marker, yet 255 is all ink: no Decode array says otherwise."""
    data = jpeg(255 - photo(channels=4), subsampling=0)
    return shown(Sheet(), data, Name.DeviceCMYK, Filter=Name.DCTDecode)


@piece("rgb")
def picture_rgb_jpeg() -> bytes:
    return shown(Sheet(), jpeg(photo(), subsampling=0), Name.DeviceRGB, Filter=Name.DCTDecode)


@piece("rgb")
def picture_icc() -> bytes:
    sheet = Sheet()
    return shown(sheet, photo().tobytes(), sheet.icc(srgb(), 3))


@piece("rgb")
def picture_lab() -> bytes:
    space = Array([Name.Lab, Dictionary(WhitePoint=[0.9642, 1, 0.8249], Range=[-128, 127] * 2)])
    samples = photo()
    samples[..., 1:] = 100 + samples[..., 1:] // 4
    return shown(Sheet(), samples.tobytes(), space)


@piece("rgb")
def picture_16_bits() -> bytes:
    return shown(Sheet(), photo().astype(">u2").__mul__(257).astype(">u2").tobytes(),
                 Name.DeviceRGB, 16)  # fmt: skip


@piece("rgb")
def picture_indexed() -> bytes:
    table = photo(16, 1).tobytes()
    samples = np.add.outer(np.arange(112) // 14, np.arange(160) // 20).astype(np.uint8) % 16
    packed = (samples[:, ::2] << 4 | samples[:, 1::2]).tobytes()
    return shown(Sheet(), packed, Array([Name.Indexed, Name.DeviceRGB, 15, String(table)]), 4)


@piece("inks")
def picture_of_a_spot() -> bytes:
    space = Array([Name.Separation, Name.Rost, Name.DeviceCMYK, tint(0.1, 0.8, 0.9, 0.2)])
    return shown(Sheet(), photo(channels=1).tobytes(), space)


@piece("inks")
def picture_of_two_inks() -> bytes:
    sheet = Sheet()
    function = sheet.pdf.make_stream(b"{ dup 0.9 mul exch 0.2 mul 3 -1 roll 0.7 mul 0 }")
    function.FunctionType, function.Domain = 4, Array([0, 1, 0, 1])
    function.Range = Array([0, 1] * 4)
    names = Array([Name.Blue, Name.Yellow2])
    space = Array([Name.DeviceN, names, Name.DeviceCMYK, function])
    samples = photo(channels=2)
    return shown(sheet, samples.tobytes(), space)


def lzw(data: bytes) -> bytes:
    """LZW without any compression: a table that is cleared before it grows."""
    bits = "".join(
        format(256, "09b") + "".join(format(byte, "09b") for byte in data[at : at + 200])
        for at in range(0, len(data), 200)
    ) + format(257, "09b")
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8))


@piece("inks")
def picture_lzw() -> bytes:
    """A coding that no standard for printers takes."""
    data = lzw(photo(40, 28, 4).tobytes())
    return shown(Sheet(), data, Name.DeviceCMYK, size=(40, 28), Filter=Name.LZWDecode)


def checks(size: int = 8) -> Any:
    """One bit a sample: a chessboard of 160 × 112."""
    board = np.add.outer(np.arange(112) // size, np.arange(160) // size) % 2
    return board.astype(bool)


@piece("inks")
def picture_one_bit() -> bytes:
    target = io.BytesIO()
    Image.fromarray(checks()).save(target, "TIFF", compression="group4")
    with Image.open(target) as tiff:
        offset, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        black_is_1 = tiff.tag_v2[262] == 1
    coded = target.getvalue()[offset : offset + length]
    parameters = Dictionary(K=-1, Columns=160, Rows=112, BlackIs1=black_is_1)
    space = Array([Name.Indexed, Name.DeviceCMYK, 1, String(b"\xff\x00\x40\x00\x00\x30\xc0\x00")])
    return shown(Sheet(), coded, space, 1, Filter=Name.CCITTFaxDecode, DecodeParms=parameters)


@piece("inks")
def picture_stencil() -> bytes:
    sheet = Sheet()
    data = np.packbits(checks(), axis=1).tobytes()
    sheet.name("/XObject", "/I", picture(sheet, data, None, 1, (160, 112), ImageMask=True))
    return sheet.done("0.2 0.7 0 0 k q 136 0 0 96 0 0 cm /I Do Q")


@piece("rgb")
def picture_colour_key() -> bytes:
    samples = photo()
    samples[20:60, 30:90] = (1, 2, 3)
    return shown(Sheet(), samples.tobytes(), Name.DeviceRGB, Mask=Array([1, 1, 2, 2, 3, 3]))


@piece("rgb")
def picture_cut_out() -> bytes:
    """A picture with a stencil as its mask, on a colour."""
    sheet = Sheet()
    mask = picture(
        sheet, np.packbits(checks(16), axis=1).tobytes(), None, 1, (160, 112), ImageMask=True
    )
    sheet.name("/XObject", "/I", picture(
        sheet, photo().tobytes(), Name.DeviceRGB, 8, (160, 112), Mask=mask))  # fmt: skip
    return sheet.done("0.9 0.8 0.5 rg 0 0 136 96 re f q 136 0 0 96 0 0 cm /I Do Q")


@piece("rgb")
def picture_inline() -> bytes:
    head = b"q 136 0 0 96 0 0 cm BI /W 4 /H 2 /CS /RGB /BPC 8 /F /AHx ID "
    return Sheet().done(head + photo(4, 2).tobytes().hex().encode() + b"> EI Q")


@piece("rgb")
def picture_jpeg_2000() -> bytes:
    target = io.BytesIO()
    Image.fromarray(photo()).save(target, "JPEG2000")
    return shown(Sheet(), target.getvalue(), Name.DeviceRGB, Filter=Name.JPXDecode)


@piece("rgb")
def picture_1_pixel() -> bytes:
    return shown(Sheet(), bytes((190, 120, 90)), Name.DeviceRGB, size=(1, 1))


# --- transparency -----------------------------------------------------------------------------

BLENDS_INKS = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)


@piece("inks", on_screen=False)
def soft_mask() -> bytes:
    """A mask drawn in RGB: what it lets through must not change with its colours."""
    sheet = Sheet()
    shading = shaded(2, Name.DeviceRGB, stepped((0, 0, 0), (1, 1, 1), (0.5, 0.5, 0.5)),
                     Coords=[0, 0, 136, 0])  # fmt: skip
    mask = sheet.pdf.make_stream(b"/S sh 1 0 0 rg 50 30 30 30 re f")
    mask.Type, mask.Subtype, mask.BBox = Name.XObject, Name.Form, Array(sheet.box)
    mask.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    mask.Resources = Dictionary(Shading=Dictionary(S=shading))
    soft = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=mask)
    sheet.name("/ExtGState", "/G", Dictionary(SMask=soft))
    content = "0 0.2 0.4 0 k 0 0 136 96 re f /G gs 0.8 0.4 0 0 k 0 0 136 96 re f"
    return sheet.done(content, Group=BLENDS_INKS)


@piece("inks", on_screen=False)
def picture_with_soft_edges() -> bytes:
    sheet = Sheet()
    soft = picture(sheet, photo(80, 56, 1).tobytes(), Name.DeviceGray, 8, (80, 56))
    sheet.name("/XObject", "/I", picture(
        sheet, photo(channels=4).tobytes(), Name.DeviceCMYK, 8, (160, 112), SMask=soft,
    ))  # fmt: skip
    content = "0 0.4 0 0 k 0 0 136 96 re f q 136 0 0 96 0 0 cm /I Do Q"
    return sheet.done(content, Group=BLENDS_INKS)


@piece("inks", on_screen=False)
def picture_mixed_with_its_mask() -> bytes:
    """Its colours are mixed with yellow already where the mask lets little of them through."""
    sheet = Sheet()
    shares = photo(160, 112, 1) / 255
    yellow = np.array([0, 0, 255, 0])
    samples = np.rint(yellow + (photo(channels=4) - yellow) * shares).astype(np.uint8)
    mask = np.rint(shares * 255).astype(np.uint8).tobytes()
    soft = picture(sheet, mask, Name.DeviceGray, 8, (160, 112), Matte=Array([0, 0, 1, 0]))
    sheet.name("/XObject", "/I", picture(
        sheet, samples.tobytes(), Name.DeviceCMYK, 8, (160, 112), SMask=soft,
    ))  # fmt: skip
    return sheet.done("q 136 0 0 96 0 0 cm /I Do Q", Group=BLENDS_INKS)


@piece("inks", on_screen=False)
def blended() -> bytes:
    sheet = Sheet()
    sheet.name("/ExtGState", "/M", Dictionary(BM=Name.Multiply))
    sheet.name("/ExtGState", "/H", Dictionary(ca=0.5, CA=0.5))
    return sheet.done(
        "0 0.5 0.3 0 k 0 0 90 96 re f /M gs 0.6 0 0 0 k 40 20 60 60 re f "
        "/H gs 0 0 0 1 k 10 10 40 40 re f", Group=BLENDS_INKS,
    )  # fmt: skip
