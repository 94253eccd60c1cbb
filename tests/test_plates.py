"""Total ink: what Ghostscript separates, and where it lies too thick."""

from __future__ import annotations

import io
import shutil

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from magtool.intake import ghostscript
from magtool.intake.ghostscript import GhostscriptFailed, GhostscriptMissing
from magtool.intake.plates import InkSpot, Plates, heaviest_ink, ink_over, measure_plates
from magtool.intake.poster import draw_poster, poster_plates, read_poster
from magtool.intake.rendering import DrawingFailed, PagePicture, draw_pages, proof_pages
from magtool.page import Area

needs_ghostscript = pytest.mark.skipif(shutil.which("gs") is None, reason="no Ghostscript")

WINDOW_MM = 10 * 25.4 / 72
"""Ten points: ten pixels at 72 to the inch."""


def plates(*inks: np.ndarray, ppi: float = 72) -> Plates:
    """Plates from shares of solid ink."""
    coverage = np.stack([np.round(255 * ink).astype(np.uint8) for ink in inks])
    return Plates(1, ppi, tuple(f"ink {n}" for n in range(len(inks))), coverage)


def sheet(*areas: tuple[Area, float], width: int = 100, height: int = 80) -> np.ndarray:
    """One ink, solid to some share in areas of a sheet."""
    made = np.zeros((height, width))
    for (left, top, right, bottom), share in areas:
        made[int(top) : int(bottom), int(left) : int(right)] = share
    return made


# --- arithmetic -----------------------------------------------------------------------------


def test_the_heaviest_window_is_found_to_the_pixel() -> None:
    cyan = sheet(((30, 20, 40, 30), 1.0))
    black = sheet(((30, 20, 40, 30), 0.6), ((70, 60, 75, 70), 1.0))
    assert heaviest_ink(plates(cyan, black), window_mm=WINDOW_MM) == InkSpot(
        pytest.approx(160), (30, 20, 40, 30)
    )


def test_ink_smaller_than_the_window_counts_by_its_share() -> None:
    found = heaviest_ink(plates(sheet(((30, 20, 35, 30), 1.0))), window_mm=WINDOW_MM)
    assert found.total == pytest.approx(50)


def test_areas_are_points_whatever_the_resolution() -> None:
    large = np.kron(sheet(((30, 20, 40, 30), 1.0)), np.ones((2, 2)))
    found = heaviest_ink(plates(large, ppi=144), window_mm=WINDOW_MM)
    assert found == InkSpot(pytest.approx(100), (30, 20, 40, 30))


def test_marks_outside_the_bleed_do_not_count() -> None:
    marked = plates(sheet(((0, 0, 10, 80), 1.0), ((50, 40, 60, 50), 0.4)))
    found = heaviest_ink(marked, within=(10, 10, 90, 70), window_mm=WINDOW_MM)
    assert found == InkSpot(pytest.approx(40, abs=0.2), (50, 40, 60, 50))
    # A pixel that the bleed's edge runs through may hold some of the mark.
    within = (9.5, 10, 90, 70)
    assert ink_over(marked, 50, within, WINDOW_MM) == ()


def test_a_sheet_narrower_than_the_window_is_measured_over_its_width() -> None:
    strip = plates(np.ones((80, 4)))
    assert heaviest_ink(strip, window_mm=WINDOW_MM).total == pytest.approx(100)
    assert heaviest_ink(strip, (1, 1, 1.5, 1.5), WINDOW_MM).total == pytest.approx(100)


def test_places_over_the_limit_are_told_once_each_the_heaviest_first() -> None:
    inked = plates(
        sheet(((5, 5, 45, 15), 0.8), ((5, 5, 15, 35), 0.8), ((70, 50, 90, 70), 0.9)),
        sheet(((5, 5, 45, 15), 0.8), ((5, 5, 15, 35), 0.8), ((70, 50, 90, 70), 0.9)),
    )
    heavy, light = ink_over(inked, 159, window_mm=WINDOW_MM)
    assert heavy == InkSpot(pytest.approx(180, abs=0.5), (69, 49, 91, 71))
    # The L is one place, and the rectangle round it is told.
    assert light == InkSpot(pytest.approx(160, abs=0.5), (5, 5, 45, 35))
    assert ink_over(inked, 181, window_mm=WINDOW_MM) == ()


# --- Ghostscript ----------------------------------------------------------------------------


def pdf(
    content: bytes, pages: int = 1, size: tuple[int, int] = (200, 100), **keys: object
) -> bytes:
    """Pages with flat inks; /O overprints, /S is a spot ink."""
    with pikepdf.new() as document:
        tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.9, 0.8, 0], N=1)
        spot = Array([Name.Separation, Name("/PANTONE 485/C"), Name.DeviceCMYK, tint])
        for _ in range(pages):
            page = document.add_blank_page(page_size=size)
            page.Resources = Dictionary(
                ColorSpace=Dictionary(S=spot),
                ExtGState=Dictionary(O=Dictionary(OP=True, op=True, OPM=1)),
            )
            page.Contents = document.make_stream(content)
            for name, value in keys.items():
                page.obj[f"/{name}"] = value
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def measured(data: bytes) -> Plates:
    (made,) = measure_plates(data, [1])
    return made


@needs_ghostscript
@pytest.mark.parametrize(
    ("ink", "total"),
    [
        (b"1 1 1 0 k", 300),
        (b"0.9 0.8 0.7 1 k", 340),
        (b"0.25 0 0 0 k", 25),
        (b"0.3 g", 70),
        (b"/S cs 0.5 scn", 50),
    ],
)
def test_flat_inks_come_to_what_they_are(ink: bytes, total: float) -> None:
    found = heaviest_ink(measured(pdf(ink + b" 20 20 100 60 re f")))
    assert found.total == pytest.approx(total, abs=1)


@needs_ghostscript
def test_black_that_overprints_adds_to_what_is_under_it() -> None:
    ground = b"1 0 0 0 k 0 0 200 100 re f 0 0 0 1 k 50 20 60 60 re f"
    assert heaviest_ink(measured(pdf(ground))).total == pytest.approx(100, abs=1)
    over = ground.replace(b"0 0 0 1 k", b"/O gs 0 0 0 1 k")
    found = heaviest_ink(measured(pdf(over)))
    assert found.total == pytest.approx(200, abs=1)
    assert 50 <= found.area[0] < found.area[2] <= 110


@needs_ghostscript
def test_spot_inks_have_plates_by_their_names() -> None:
    made = measured(pdf(b"/S cs 1 scn 0 0 50 100 re f 0 0 0 1 k 60 0 50 100 re f"))
    assert made.used == ("Black", "PANTONE 485/C")


@needs_ghostscript
def test_areas_are_on_the_upright_sheet_of_the_media_box() -> None:
    corner = pdf(
        b"1 1 0 0 k 100 50 50 50 re f",
        Rotate=90,
        MediaBox=Array([100, 50, 300, 150]),
        CropBox=Array([120, 60, 140, 80]),
    )
    made = measured(corner)
    assert made.coverage.shape[1:] == (200, 100)
    # The foot of the left edge is turned to the left edge's head.
    left, top, right, bottom = heaviest_ink(made).area
    assert (left, top) == pytest.approx((4, 4), abs=4)
    assert right <= 51
    assert bottom <= 51


@needs_ghostscript
def test_a_scaled_page_is_measured_in_points() -> None:
    made = measured(pdf(b"0 1 0 0 k 100 0 100 100 re f", UserUnit=2))
    assert made.coverage.shape[1:] == (200, 400)
    assert heaviest_ink(made).area[0] >= 200


@needs_ghostscript
def test_pages_are_told_by_their_own_numbers() -> None:
    data = pdf(b"0 0 0 1 k 0 0 200 100 re f", pages=20)
    assert [made.page for made in measure_plates(data, [19, 2, 2, 3])] == [2, 3, 19]
    assert [made.page for made in measure_plates(data, range(1, 21))] == list(range(1, 21))


@needs_ghostscript
def test_what_cannot_be_separated_is_told() -> None:
    for data in (b"%PDF-1.4\nnothing", b"", pdf(b"0 0 10 10 re f")[:200]):
        with pytest.raises(GhostscriptFailed):
            list(measure_plates(data, [1]))
    with pytest.raises(GhostscriptFailed):
        list(measure_plates(pdf(b"0 0 10 10 re f"), [2]))


def test_without_ghostscript_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghostscript, "_NAMES", ("no-such-program",))
    with pytest.raises(GhostscriptMissing):
        list(measure_plates(pdf(b"0 0 10 10 re f"), [1]))


# --- page pictures --------------------------------------------------------------------------


def pixel(picture: PagePicture, x: int, y: int) -> tuple[int, int, int]:
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def test_pages_are_drawn_whole_and_upright() -> None:
    data = pdf(b"0 0 0 1 k 0 0 40 40 re f", 2, CropBox=Array([50, 50, 90, 90]), Rotate=90)
    one, two = draw_pages(data, [2, 1], 144)
    assert (one.page, two.page) == (1, 2)
    assert (one.width_px, one.height_px) == (200, 400)
    assert max(pixel(one, 30, 30)) < 60
    assert min(pixel(one, 30, 300)) > 240


def test_what_cannot_be_drawn_is_told() -> None:
    with pytest.raises(DrawingFailed):
        list(draw_pages(b"%PDF-1.4\nnothing", [1], 72))
    with pytest.raises(DrawingFailed):
        list(draw_pages(pdf(b""), [2], 72))


@needs_ghostscript
def test_a_proof_shows_what_overprint_does() -> None:
    white = b"1 0 0 0 k 0 0 200 100 re f /O gs 0 0 0 0 k 0 0 100 100 re f"
    (shown,) = draw_pages(pdf(white), [1], 72)
    (proof,) = proof_pages(pdf(white), [1], 72)
    assert (proof.width_px, proof.height_px) == (shown.width_px, shown.height_px)
    red, _, blue = pixel(proof, 50, 50)
    assert red < 80 < 150 < blue  # cyan: white that overprints is not there
    assert proof == next(proof_pages(pdf(white), [1], 72))


# --- pictures as artwork --------------------------------------------------------------------


def test_a_picture_as_artwork_is_a_page_with_bleed() -> None:
    target = io.BytesIO()
    Image.new("CMYK", (220, 120), (255, 255, 128, 0)).save(target, "TIFF")
    (page,) = read_poster(target.getvalue(), 200, 100, 10).pages
    assert page.media == (0, 0, 220, 120)
    assert page.finished == (10, 10, 210, 110)
    (picture,) = page.painted
    assert picture.area == page.media
    made = poster_plates(target.getvalue(), 220, 120)
    assert made is not None
    assert heaviest_ink(made).total == pytest.approx(250, abs=1)


def test_damaged_pictures_are_told() -> None:
    target = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("CMYK").save(target, "JPEG")
    data = target.getvalue()
    with pytest.raises(OSError, match="damaged"):
        poster_plates(data[: len(data) // 2], 64, 64)
    with pytest.raises(OSError, match="identify"):
        draw_poster(b"no picture", 100)


def test_only_a_picture_of_inks_has_plates() -> None:
    target = io.BytesIO()
    Image.new("RGB", (30, 30)).save(target, "PNG")
    assert poster_plates(target.getvalue(), 30, 30) is None


def test_jpegs_of_inks_are_read_with_and_without_the_adobe_marker() -> None:
    target = io.BytesIO()
    Image.new("CMYK", (64, 64), (255, 255, 255, 0)).save(target, "JPEG", quality=95)
    data = target.getvalue()
    marker = data.index(b"\xff\xee")
    length = int.from_bytes(data[marker + 2 : marker + 4])
    bare = data[:marker] + data[marker + 2 + length :]
    for content, total in ((data, 300), (bare, 100)):
        made = poster_plates(content, 64, 64)
        assert made is not None
        # Without the marker the samples are what they are, and Pillow wrote them inverted.
        assert heaviest_ink(made).total == pytest.approx(total, abs=3)
