"""Facts of delivered files: what they are, and a plain sentence for what can't be used."""

from __future__ import annotations

import io
import pathlib
import struct
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from magtool.intake import art_facts, read_jpeg_header, upright_size
from magtool.intake.pictures import open_picture
from magtool.library import ArtFacts


def coded(kind: str, mode: str = "RGB", **options: object) -> bytes:
    target = io.BytesIO()
    image = Image.effect_noise((64, 48), 50).convert(mode)
    image.save(target, kind, **options)
    return target.getvalue()


def pdf(content: bytes = b"0 0 10 10 re f", pages: int = 1, **boxes: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 100))
        for name, value in boxes.items():
            document.pages[-1].obj["/" + name] = Array(value) if name.endswith("Box") else value
        document.pages[-1].obj.Contents = Array([document.make_stream(content)])
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_pictures() -> None:
    assert art_facts("a.jpg", coded("JPEG", dpi=(300, 300))) == ArtFacts(
        format="jpeg", width_px=64, height_px=48, dpi=300, mode="RGB"
    )
    assert art_facts("a.png", coded("PNG", "L")) == ArtFacts(
        format="png", width_px=64, height_px=48, mode="L"
    )
    found = art_facts("a.tif", coded("TIFF", "CMYK", compression="tiff_lzw", dpi=(200, 200)))
    assert (found.format, found.mode, found.dpi) == ("tiff", "CMYK", 200)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize(("turn", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64))])
def test_sizes_are_upright(kind: str, turn: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    data = coded(kind, exif=exif)
    found = art_facts("a", data)
    assert (found.width_px, found.height_px) == size
    assert upright_size(open_picture(data)) == size


def test_the_bytes_tell_the_format_and_not_the_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(coded("JPEG"))
    assert art_facts("a.png", path).format == "jpeg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_truncated_pictures_are_unreadable(kind: str, share: float) -> None:
    data = coded(kind)
    found = art_facts(f"images/a.{kind}", data[: int(len(data) * share)])
    assert found.fault_code == "unreadable"
    assert f"images/a.{kind}" in found.fault


def test_what_a_phone_hangs_on_behind_a_jpeg_is_no_fault() -> None:
    assert not art_facts("a", coded("JPEG") + b"\0\0padding and more").fault


def test_a_thumbnail_does_not_make_a_torn_jpeg_whole() -> None:
    thumbnail = coded("JPEG")
    body = b"Exif\0\0" + thumbnail
    data = coded("JPEG")
    marked = data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]
    assert not art_facts("a", marked).fault
    assert art_facts("a", marked[:-500]).fault_code == "unreadable"


def test_damaged_png_data_is_found_without_decoding() -> None:
    data = bytearray(coded("PNG"))
    data[len(data) // 2] ^= 0xFF
    assert art_facts("a", bytes(data)).fault_code == "unreadable"


def test_a_decompression_bomb_is_refused_unopened() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    for side in (12_000, 60_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x\x9c")
        found = art_facts("bomb.png", data + chunk(b"IEND", b""))
        assert found.fault_code == "unreadable"
        assert "million pixels" in found.fault


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"GIF89a....", "format"),
        (b"plain words", "format"),
        (b"\xff\xd8\xff", "unreadable"),
        (b"\x89PNG\r\n\x1a\n", "unreadable"),
        (b"II*\0", "unreadable"),
        (b"%PDF-1.7\nnothing", "unreadable"),
    ],
)
def test_what_is_no_art_is_told_and_never_raised(data: bytes, code: str) -> None:
    assert art_facts("a", data).fault_code == code


def test_a_missing_file_is_told(tmp_path: pathlib.Path) -> None:
    assert art_facts("a.jpg", tmp_path / "a.jpg").fault_code == "unreadable"


def test_jpeg_headers() -> None:
    plain = read_jpeg_header(coded("JPEG"))
    assert plain is not None
    assert (plain.frame, plain.components, plain.adobe, plain.whole) == (0, 3, None, True)
    assert (plain.width, plain.height) == (64, 48)
    progressive = read_jpeg_header(coded("JPEG", progressive=True))
    assert progressive is not None
    assert progressive.frame == 2
    inks = read_jpeg_header(coded("JPEG", "CMYK"))
    assert inks is not None
    assert inks.inverted
    assert inks.embeddable
    assert read_jpeg_header(b"\xff\xd8\xff\xd9") is None
    assert read_jpeg_header(b"") is None


# PDFs


def test_pdf_size_bleed_and_pages() -> None:
    found = art_facts("a.pdf", pdf(pages=2, TrimBox=[10, 12, 190, 90], BleedBox=[1, 1, 199, 99]))
    assert found == ArtFacts(format="pdf", width=180, height=78, bleed=9, pages=2)


def test_bleed_without_a_bleed_box_runs_to_the_media_box() -> None:
    assert art_facts("a", pdf(TrimBox=[10, 10, 190, 95])).bleed == 5


def test_without_a_trim_box_the_crop_box_is_the_trim() -> None:
    found = art_facts("a", pdf(CropBox=[20, 20, 180, 80]))
    assert (found.width, found.height, found.bleed) == (160, 60, 0)


@pytest.mark.parametrize(("rotate", "size"), [(0, (300, 150)), (90, (150, 300)), (-90, (150, 300))])
def test_turns_and_units_count(rotate: int, size: tuple[float, float]) -> None:
    found = art_facts("a", pdf(Rotate=rotate, UserUnit=1.5))
    assert (found.width, found.height) == size


def test_boxes_out_of_order_or_out_of_sense() -> None:
    assert art_facts("a", pdf(TrimBox=[190, 90, 10, 10])).width == 180
    assert art_facts("a", pdf(TrimBox=[0, 0, 0, 0])).width == 200
    assert art_facts("a", pdf(TrimBox=[-50, -50, 500, 500])).width == 200
    assert art_facts("a", pdf(MediaBox=[0, 0, 0, 0])).fault_code == "unreadable"


def test_encrypted_and_empty_pdfs() -> None:
    for user in ("secret", ""):
        with pikepdf.open(io.BytesIO(pdf())) as document:
            target = io.BytesIO()
            document.save(target, encryption=pikepdf.Encryption(owner="owner", user=user))
        assert art_facts("a", target.getvalue()).fault_code == "encrypted"
    assert art_facts("a", pdf(content=b" \n")).fault_code == "empty"
    assert art_facts("a", pdf(pages=0)).fault_code == "empty"


def test_inherited_boxes_are_found() -> None:
    with pikepdf.open(io.BytesIO(pdf())) as document:
        del document.pages[0].obj["/MediaBox"]
        document.Root.Pages.MediaBox = Array([0, 0, 90, 80])
        document.Root.Metadata = document.make_stream(b"<x/>", Type=Name.Metadata)
        document.Root.Names = Dictionary()
        target = io.BytesIO()
        document.save(target)
    found = art_facts("a", target.getvalue())
    assert (found.width, found.height) == (90, 80)
