"""Colours held against the ICC reference: what is printed, what screens show, how much ink.

Ghostscript renders a press file through its output intent, by default relative colorimetric
with black-point compensation, as Acrobat does. That is what `Colours` promises, and with 8 bits
an ink both agree to 1 level; without compensation (-dBlackPtComp=0) they are 21 apart, with the
absolute intent 19. The perceptual intent gives the same: the shipped profile's tables are one.
"""

from __future__ import annotations

import io
import pathlib
import pickle
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pikepdf
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageStat
from test_press import (
    CONDITION,
    FLUSH,
    PRESS,
    SCREEN,
    cmyk_jpeg,
    coded,
    noise,
    paper,
    press,
    run_tool,
    sample,
    transparent,
)

from magtool.measure import Ink, Rect
from magtool.page import Fill, Op, Picture
from magtool.press import Colours, Output, Press
from magtool.press.pixels import converted

LEVELS = 2
"""How far a colour may be from the reference, of 255 a channel."""
LAYOUT = pathlib.Path(__file__).parent.parent / "layouts/trade/layout.yaml"
WHOLE = (0.0, 0.0, 1.0, 1.0)
COLOURS = Colours(CONDITION)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swatches() -> list[Ink]:
    """The design's inks, the solids and what they mix to, and shadows at the ink limit."""
    told = yaml.safe_load(LAYOUT.read_text("utf-8"))["swatches"]
    inks = [Ink(*(value / 100 for value in inks), name) for name, inks in told.items()]
    mixed = [(c, m, y, 0.0) for c in (0.0, 1.0) for m in (0.0, 1.0) for y in (0.0, 1.0)]
    mixed += [(0.6, 0.5, 0.5, 0.4), (0.75, 0.68, 0.67, 0.9), (0.01, 0.02, 0.03, 0.01)]
    return inks + [Ink(*values, f"mixed {n}") for n, values in enumerate(mixed)]


def squares(inks: Iterable[Ink]) -> list[Op]:
    return [Fill(Rect(12 * n, 0, 12 * n + 12, 12), ink) for n, ink in enumerate(inks)]


def middles(image: Image.Image, count: int) -> list[tuple[int, ...]]:
    return [image.getpixel((12 * n + 6, 6)) for n in range(count)]  # type: ignore[misc]


def reference(pdf: bytes, tmp_path: pathlib.Path, *switches: str) -> Image.Image:
    """The press file as the ICC reference shows it, a pixel a point; skips without Ghostscript."""
    place, shown = tmp_path / "press.pdf", tmp_path / "shown"
    place.write_bytes(pdf)
    done = run_tool(
        "gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-r72",
        "-dUsePDFX3Profile=0", "-dOverprint=/simulate", *switches,
        f"-sOutputFile={shown}", str(place), data=b"",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with Image.open(shown) as image:
        image.load()
        return image


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@dataclass(frozen=True)
class Embedded:
    """A picture in a file: its samples coded (``raw``) and not (``data``, "" of a JPEG)."""

    space: str
    coding: str
    size: tuple[int, int]
    bits: int
    inverted: bool
    raw: bytes
    data: bytes


def embedded(pdf: bytes) -> list[Embedded]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        return [
            Embedded(
                str(item.ColorSpace),
                str(item.Filter),
                (int(item.Width), int(item.Height)),
                int(item.BitsPerComponent),
                "/Decode" in item,
                item.read_raw_bytes(),
                b"" if item.Filter == Name.DCTDecode else item.read_bytes(),
            )
            for item in found
            if item.get("/Subtype") == Name.Image
        ]


def put(data: bytes, output: Output = PRESS, size: tuple[int, int] = (80, 60)) -> bytes:
    """A page with the picture, so many points large."""
    return press(Picture(Rect(0, 0, *size), "a.x", WHOLE), output=output, a_x=data)


def printed(data: bytes, size: tuple[int, int] = (80, 60)) -> Image.Image:
    """The samples that a press file has of the picture; in CMYK 255 is all ink."""
    (found,) = embedded(put(data, PRESS, size))
    mode = {"/DeviceGray": "L", "/DeviceCMYK": "CMYK"}[found.space]
    if found.coding == "/DCTDecode":
        # Pillow turns CMYK over as if it came from Adobe, and the Decode array does the same.
        image = Image.open(io.BytesIO(found.raw))
        assert image.mode == mode
        return ImageChops.invert(image) if mode == "CMYK" and not found.inverted else image
    return Image.frombytes("1" if found.bits == 1 else mode, found.size, found.data)


def separated(image: Image.Image, profile: bytes = b"", limit: float = 300) -> Image.Image:
    """The reference: lcms2 as it is, and too much ink taken off pixel by pixel."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile or SRGB))
    target = ImageCms.ImageCmsProfile(io.BytesIO(CONDITION.profile))
    inks = ImageCms.profileToProfile(
        image, source, target, ImageCms.Intent.RELATIVE_COLORIMETRIC, "CMYK",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.NOOPTIMIZE,
    )  # fmt: skip
    assert inks is not None
    values = np.asarray(inks).astype(float)
    colour, black = values[..., :3].sum(axis=2), values[..., 3]
    share = np.minimum(1, (limit * 2.55 - black) / np.maximum(colour, 1))
    values[..., :3] *= share[..., None]
    return Image.frombytes("CMYK", image.size, values.astype(np.uint8).tobytes())


def far(one: Image.Image, other: Image.Image) -> float:
    assert (one.mode, one.size) == (other.mode, other.size)
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def most_ink(image: Image.Image) -> float:
    """Percent of 400 at the heaviest pixel."""
    return float(np.asarray(image).sum(axis=2, dtype=int).max()) / 2.55


def icc(space: bytes, **tags: bytes) -> bytes:
    """A small profile that speaks of D50 (ICC.1:2010 §7)."""
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    bodies = {"wtpt": white, **tags}
    at, table, data = 132 + 12 * len(bodies), struct.pack(">I", len(bodies)), b""
    for name, body in bodies.items():
        table += struct.pack(">4sII", name.encode(), at + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12x4s28x3i48x", at + len(data), b"", 0x02400000, b"mntr", space, b"XYZ ",
        b"acsp", 63190, 65536, 54061,
    )  # fmt: skip
    return header + table + data


def curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def swapped_profile() -> bytes:
    """sRGB with red and green exchanged: nobody can take it for sRGB."""
    table, rest = SRGB[:400], SRGB[400:]
    table = table.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    return table + rest


def swapped(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    return Image.merge("RGB", (green, red, blue))


# Proof colours


def test_swatches_look_in_both_editions_as_the_reference_prints_them(
    tmp_path: pathlib.Path,
) -> None:
    inks = swatches()
    strip = reference(press(*squares(inks), output=FLUSH), tmp_path)
    on_press = middles(strip, len(inks))
    on_screen = middles(paper(press(*squares(inks))), len(inks))
    for ink, found, shown in zip(inks, on_press, on_screen, strict=True):
        proof = tuple(255 * value for value in COLOURS.proof(ink))
        assert apart(found, proof) <= LEVELS, ink
        assert apart(found, shown) <= LEVELS, ink


def test_the_reference_is_relative_colorimetric_with_black_point_compensation(
    tmp_path: pathlib.Path,
) -> None:
    inks = swatches()
    pdf = press(*squares(inks), output=FLUSH)
    plain = reference(pdf, tmp_path)
    told = reference(pdf, tmp_path, "-dRenderIntent=1", "-dBlackPtComp=1")
    assert ImageChops.difference(plain, told).getbbox() is None
    without = reference(pdf, tmp_path, "-dRenderIntent=1", "-dBlackPtComp=0")
    pairs = zip(middles(plain, len(inks)), middles(without, len(inks)), strict=True)
    assert max(apart(*pair) for pair in pairs) > 5 * LEVELS


def test_a_cmyk_picture_looks_like_fills_of_its_inks(tmp_path: pathlib.Path) -> None:
    inks = [ink for ink in swatches() if ink.c + ink.m + ink.y + ink.k <= 3]
    image = Image.new("CMYK", (12 * len(inks), 12))
    for n, ink in enumerate(inks):
        values = tuple(round(255 * value) for value in (ink.c, ink.m, ink.y, ink.k))
        image.paste(values, (12 * n, 0, 12 * n + 12, 12))
    whole = Picture(Rect(0, 0, image.width, 12), "a.tif", WHOLE)
    data = coded(image, "TIFF")
    strip = reference(press(whole, output=FLUSH, a_tif=data), tmp_path)
    screen = paper(press(whole, a_tif=data))
    for ink, found, shown in zip(
        inks, middles(strip, len(inks)), middles(screen, len(inks)), strict=True
    ):
        proof = tuple(255 * value for value in COLOURS.proof(ink))
        assert apart(found, proof) <= LEVELS, ink
        assert apart(shown, proof) <= LEVELS, ink


def test_a_photograph_prints_as_it_looks_where_ink_can(tmp_path: pathlib.Path) -> None:
    """Colours that paper can show come back from the press file; edges are resampled."""
    soft = Image.blend(sample("RGB"), Image.new("RGB", (80, 60), (128, 128, 128)), 0.5)
    pdf = put(coded(soft), FLUSH)
    found = reference(pdf, tmp_path).crop((0, 0, 80, 60))
    assert far(found, soft) <= LEVELS


# Pictures for the press

KINDS = {
    "RGB": lambda: coded(sample("RGB")),
    "JPEG": lambda: coded(sample("RGB"), "JPEG", quality=98, subsampling=0),
    "palette": lambda: coded(sample("P")),
    "YCbCr": lambda: coded(sample("YCbCr"), "TIFF"),
    "with a profile": lambda: coded(swapped(sample("RGB")), icc_profile=swapped_profile()),
    "with a broken profile": lambda: coded(sample("RGB"), icc_profile=SRGB[:300]),
    "with another mode's profile": lambda: coded(sample("RGB"), icc_profile=CONDITION.profile),
}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_become_inks_as_lcms2_makes_them(kind: str) -> None:
    data = KINDS[kind]()
    plain = kind != "palette"
    colours = sample("RGB") if plain else Image.open(io.BytesIO(data)).convert("RGB")
    assert far(printed(data), separated(colours)) < LEVELS


def test_lab_pictures_become_inks_of_their_own_colours() -> None:
    """Also where sRGB has no word for them: a full cyan stays one."""
    lab = ImageCms.createProfile("LAB")
    inked = sample("CMYK")
    inked.paste((255, 0, 0, 0), (0, 0, 40, 30))
    condition = ImageCms.ImageCmsProfile(io.BytesIO(CONDITION.profile))
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    turned = ImageCms.profileToProfile(inked, condition, lab, intent, "LAB")
    assert turned is not None
    found = printed(coded(turned, "TIFF")).getpixel((10, 10))
    assert apart(found, (255, 0, 0, 0)) < 20  # type: ignore[arg-type]
    smaller = printed(coded(turned, "TIFF"), size=(8, 6)).getpixel((5, 5))
    assert apart(smaller, found) < 8  # type: ignore[arg-type]


def test_a_large_picture_is_separated_as_well_as_a_small_one() -> None:
    """Through a table instead of pixel by pixel: no one can see it."""
    large = Image.merge("RGB", [Image.effect_noise((700, 500), 110) for _ in range(3)])
    found, expected = COLOURS.to_inks(large), separated(large)
    assert found.mode == "CMYK"
    shown, looked = COLOURS.to_screen(found), COLOURS.to_screen(expected)
    difference = np.asarray(ImageChops.difference(shown, looked))
    assert difference.mean() < 0.5
    assert np.percentile(difference, 99.9) <= LEVELS + 1


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_becomes_a_gray_soft_mask(mode: str) -> None:
    pdf = put(coded(transparent()[mode]))
    spaces = sorted(found.space for found in embedded(pdf))
    assert spaces == ["/DeviceCMYK" if mode == "RGBA" else "/DeviceGray", "/DeviceGray"]


def test_line_art_stays_line_art() -> None:
    found = printed(coded(sample("1", (800, 600))))
    assert (found.mode, found.size) == ("1", (800, 600))


@pytest.mark.parametrize("output", [PRESS, SCREEN], ids=["press", "screen"])
def test_no_picture_brings_a_profile_or_a_foreign_space_along(output: Output) -> None:
    files = {
        "a.jpg": coded(sample("RGB"), "JPEG", icc_profile=swapped_profile()),
        "b.jpg": coded(sample("L"), "JPEG", icc_profile=icc(b"GRAY", kTRC=curve(1.0))),
        "c.png": coded(transparent()["RGBA"], icc_profile=SRGB),
        "d.jpg": cmyk_jpeg(adobe=True),
        "e.tif": coded(sample("CMYK"), "TIFF", icc_profile=CONDITION.profile),
    }
    pictures = [Picture(Rect(9 * n, 0, 9 * n + 8, 6), name, WHOLE) for n, name in enumerate(files)]
    named = {name.replace(".", "_"): data for name, data in files.items()}
    colour = "/DeviceCMYK" if output is PRESS else "/DeviceRGB"
    spaces = [found.space for found in embedded(press(*pictures, output=output, **named))]
    assert sorted(spaces) == sorted([colour] * 4 + ["/DeviceGray"] * 2)


# Inks that came as inks


def foreign_profile() -> bytes:
    """A CMYK profile that is not the condition's."""
    return CONDITION.profile.replace(b"FOGRA39", b"PAPER99")


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_keep_their_numbers_whatever_profile_they_carry(kind: str) -> None:
    image = Image.new("CMYK", (80, 60), (200, 30, 90, 40))
    data = coded(image, kind, icc_profile=foreign_profile())
    assert apart(printed(data).getpixel((40, 30)), (200, 30, 90, 40)) <= 1  # type: ignore[arg-type]
    found = converted(image, foreign_profile(), PRESS, COLOURS)
    assert found is image


def shadow(inks: tuple[int, int, int, int]) -> Image.Image:
    """A light picture with a black rule, and a corner of these inks."""
    image = Image.new("CMYK", (160, 120), (20, 30, 40, 0))
    image.paste((0, 0, 0, 255), (0, 100, 160, 104))
    image.paste(inks, (0, 0, 80, 60))
    return image


def test_a_cmyk_jpeg_over_the_ink_limit_is_lowered() -> None:
    heavy = coded(shadow((255, 200, 200, 255)), "JPEG", quality=98)
    found = printed(heavy)
    corner = found.getpixel((40, 30))
    assert apart(corner, (199, 156, 156, 255)) <= 3  # type: ignore[arg-type]
    assert most_ink(found.reduce(8)) <= 301
    assert apart(found.getpixel((120, 30)), (20, 30, 40, 0)) <= 2  # type: ignore[arg-type]
    bare = Press(replace(CONDITION, ink_limit=400))
    assert [found.raw for found in embedded(put(heavy, bare))] == [heavy]


def test_the_coding_of_a_jpeg_is_no_reason_to_code_it_again() -> None:
    """Lowered to the limit and coded, some pixels are over it by a little: so it may pass."""
    ours = COLOURS.to_inks(Image.eval(noise((300, 300)), lambda value: value // 4))
    data = coded(ours, "JPEG", quality=90, subsampling=0)
    assert most_ink(Image.open(io.BytesIO(data))) > 300
    assert [found.raw for found in embedded(put(data, PRESS, (300, 300)))] == [data]


def test_a_thin_line_over_the_limit_is_seen_in_a_jpeg() -> None:
    image = Image.new("CMYK", (160, 120))
    ImageDraw.Draw(image).line((0, 60, 160, 60), fill=(255, 255, 255, 255), width=2)
    assert COLOURS.overloads(Image.open(io.BytesIO(coded(image, "JPEG", quality=95))))


def test_cmyk_tiffs_over_the_limit_are_lowered_and_others_kept() -> None:
    found = printed(coded(shadow((255, 200, 200, 255)), "TIFF"))
    assert most_ink(found) <= 300
    assert apart(found.getpixel((40, 30)), (199, 156, 156, 255)) <= 1  # type: ignore[arg-type]
    light = shadow((100, 90, 80, 70))
    assert ImageChops.difference(printed(coded(light, "TIFF")), light).getbbox() is None


inks_lists = st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=1, max_size=60)


@given(inks_lists, st.integers(200, 400))
def test_no_pixel_is_over_the_limit_and_no_other_is_changed(
    inks: list[tuple[int, int, int, int]], limit: int
) -> None:
    image = Image.frombytes("CMYK", (len(inks), 1), bytes(sum(inks, ())))
    found = Colours(replace(CONDITION, ink_limit=limit)).within_limit(image)
    raw = found.tobytes()
    lowered = [tuple(raw[at : at + 4]) for at in range(0, len(raw), 4)]
    for before, after in zip(inks, lowered, strict=True):
        assert sum(after) * 100 <= limit * 255
        assert after[3] == before[3]
        if sum(before) * 100 <= limit * 255:
            assert after == before
            continue
        share = (limit * 255 // 100 - before[3]) / sum(before[:3])
        assert all(old * share - 1 < new <= old * share + 1e-9 for old, new in zip(
            before[:3], after[:3], strict=True
        ))  # fmt: skip
    if lowered == inks:
        assert found is image


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=60),
       st.sampled_from([220, 280, 300, 330]))  # fmt: skip
def test_no_colour_becomes_more_ink_than_the_limit(
    colours: list[tuple[int, int, int]], limit: int
) -> None:
    image = Image.frombytes("RGB", (len(colours), 1), bytes(sum(colours, ())))
    made = Colours(replace(CONDITION, ink_limit=limit))
    assert most_ink(made.to_inks(image)) <= limit


@pytest.mark.parametrize("limit", [220, 300])
def test_no_colour_of_a_large_picture_becomes_more_ink_than_the_limit(limit: int) -> None:
    """All the dark colours there are, in steps that fall between the nodes of the table."""
    steps = bytes(range(0, 120, 2))
    values = np.array(np.meshgrid(*[np.frombuffer(steps, np.uint8)] * 3)).reshape(3, -1).T
    image = Image.frombytes("RGB", (len(steps), len(steps) ** 2), values.tobytes())
    found = Colours(replace(CONDITION, ink_limit=limit)).to_inks(image)
    assert most_ink(found) <= limit
    assert most_ink(found) > limit - 3


def test_strips_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.merge("CMYK", [Image.effect_noise((50, 40), 90) for _ in range(4)])
    image = Image.eval(image, lambda value: min(255, value + 60))
    whole = COLOURS.within_limit(image)
    monkeypatch.setattr("magtool.press.transforms._STRIP", 170)
    assert COLOURS.within_limit(image).tobytes() == whole.tobytes() != image.tobytes()


# Gray


def gray_ramp() -> Image.Image:
    return Image.linear_gradient("L").rotate(90).resize((256, 12), Image.Resampling.NEAREST)


def test_gray_prints_in_black_ink_as_light_as_it_looks(tmp_path: pathlib.Path) -> None:
    """But for the deepest shadows, because black ink alone is not black.

    Held against the plates: on its way to a screen Ghostscript takes DeviceGray for sRGB's
    gray, printers take it for black ink.
    """
    pdf = put(coded(gray_ramp()), FLUSH, (256, 12))
    plates = reference(pdf, tmp_path, "-sDEVICE=tiff32nc").crop((0, 0, 256, 12))
    inks = printed(coded(gray_ramp()), size=(256, 12))
    assert far(plates.getchannel("K"), ImageChops.invert(inks)) <= LEVELS
    looks = COLOURS.to_screen(plates)
    for x in range(140, 256, 5):
        assert apart(looks.getpixel((x, 6)), (x, x, x)) <= 1 + LEVELS  # type: ignore[arg-type]
    assert inks.getextrema() == (0, 255)


@pytest.mark.parametrize(("gamma", "shown"), [(2.2, 128), (1.0, 188), (1.8, 146)])
def test_gray_is_as_light_as_its_profile_says(gamma: float, shown: int) -> None:
    data = coded(Image.new("L", (80, 60), 128), icc_profile=icc(b"GRAY", kTRC=curve(gamma)))
    image = paper(put(data, SCREEN))
    assert image.getpixel((40, 30))[0] == pytest.approx(shown, abs=LEVELS)  # type: ignore[index]
    ink = printed(data).getpixel((40, 30))
    expected = COLOURS.gray_to_black(Image.new("L", (1, 1), shown)).getpixel((0, 0))
    assert ink == pytest.approx(expected, abs=LEVELS)


def test_gray_inside_artwork_is_black_ink() -> None:
    image = Image.new("L", (4, 4), 128)
    assert converted(image, b"", PRESS, COLOURS) is image
    shown = converted(image, b"", SCREEN, COLOURS).getpixel((0, 0))
    proof = 255 * COLOURS.proof(Ink(0, 0, 0, 127 / 255, "half"))[0]
    assert shown == pytest.approx(proof, abs=LEVELS)
    assert converted(Image.new("1", (4, 4), 1), b"", SCREEN, COLOURS).getextrema() == (255, 255)


# Pictures for screens


def on_screen(data: bytes, size: tuple[int, int]) -> Embedded:
    (found,) = embedded(put(data, SCREEN, size))
    return found


def test_a_jpeg_passes_only_if_it_is_srgb() -> None:
    for profile, passes in ((SRGB, True), (swapped_profile(), False)):
        data = coded(noise((160, 120)), "JPEG", quality=60, icc_profile=profile)
        assert (on_screen(data, (160, 120)).raw == data) == passes


def test_a_profile_is_followed_on_screens() -> None:
    data = coded(swapped(sample("RGB")), icc_profile=swapped_profile())
    assert far(paper(put(data, SCREEN)).crop((0, 0, 80, 60)), sample("RGB")) <= LEVELS


def test_a_heavy_jpeg_is_coded_again_for_screens() -> None:
    heavy = coded(noise((160, 120)), "JPEG", quality=98, subsampling=0)
    found = on_screen(heavy, (160, 120))
    assert found.coding == "/DCTDecode"
    assert len(found.raw) < len(heavy) / 2


def test_graphics_stay_exact_on_screens() -> None:
    drawing = sample("RGB", (160, 120))
    assert on_screen(coded(drawing), (160, 120)).data == drawing.tobytes()


def test_graphics_far_larger_than_as_jpegs_are_coded_as_those() -> None:
    """Half of it flat, half of it a photograph: exact it would be many times as large."""
    mixed = Image.new("RGB", (400, 400), "white")
    mixed.paste(noise((400, 220)).filter(ImageFilter.GaussianBlur(2)), (0, 180))
    assert on_screen(coded(mixed), (400, 400)).coding == "/DCTDecode"


def test_inks_show_as_they_print() -> None:
    image = Image.new("CMYK", (80, 60), (0, 255, 255, 0))
    for data in (coded(image, "TIFF"), coded(image, "JPEG", quality=95), cmyk_jpeg(adobe=False)):
        page = paper(put(data, SCREEN))
        proof = tuple(255 * value for value in COLOURS.proof(Ink(0, 1, 1, 0, "red")))
        assert apart(page.getpixel((10, 30)), proof) <= 4  # type: ignore[arg-type]


# A build that converts nothing

WARM = """
import pickle, sys
from magtool.library import MemoryLibrary
from magtool.measure import Ink, Rect
from magtool.page import Block, Fill, PageLayout, Picture
from magtool.press import Condition, DocumentFacts, Press, Screen, fogra39, write_pdf
from magtool.store import MemoryStore

kept, files = pickle.load(sys.stdin.buffer)
store = MemoryStore(kept)
ops = [Fill(Rect(0, 0, 9, 9), Ink(0, 1, 1, 0, "red"))]
ops += [Picture(Rect(0, 0, 80, 60), name, (0, 0, 1, 1)) for name in files]
page = PageLayout(1, 400, 200, 10, (Block("paragraph", "x", tuple(ops)),))
for output in (Press(Condition(fogra39())), Screen(Condition(fogra39()))):
    write_pdf([page], {}, MemoryLibrary(files), DocumentFacts("t"), output, store)
loaded = {"PIL.ImageCms", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "numpy"}
sys.stdout.buffer.write(pickle.dumps((store.kept, sorted(loaded & set(sys.modules)))))
"""


def test_what_was_converted_once_loads_neither_pillow_nor_numpy_again() -> None:
    """reportlab loads `PIL.Image` on its own account; nothing else of it is needed."""
    files = {
        "a.png": coded(sample("RGB")),
        "b.jpg": cmyk_jpeg(adobe=True),
        "c.jpg": coded(sample("L"), "JPEG"),
    }

    def run(kept: dict[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", WARM], input=pickle.dumps((kept, files)), capture_output=True,
            check=True,
        )  # fmt: skip
        found: tuple[dict[str, bytes], list[str]] = pickle.loads(done.stdout)
        return found

    kept, loaded = run({})
    assert "numpy" in loaded
    again, loaded = run(kept)
    assert (loaded, again) == ([], kept)
