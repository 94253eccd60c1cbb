"""Artwork that someone has sent: what it is, whether it prints, and what can't be done with it."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from artwork_set import Sheet
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from magtool import examining
from magtool.diagnostics import Severity, Source
from magtool.examining import LIMITS, examine, examine_artwork
from magtool.intake import art_facts
from magtool.intake.confined import Limits, Quarantined, confined, read_files
from magtool.intake.ghostscript import has_ghostscript
from magtool.intake.magic import foreign_kind
from magtool.library import MemoryLibrary
from magtool.manifest.adverts import read_ads
from magtool.manifest.folder import Folder
from magtool.manifest.models import ManifestModel
from magtool.measure import mm_to_pt
from magtool.nodes import read_yaml
from magtool.proofs import Booked, Examined
from magtool.proofs.wording import told

ADS = Path(__file__).resolve().parent.parent / "issues/2027-03/ads"
FULL, HALF = Booked("full", 210, 297, 3), Booked("half", 186, 123.5)


def here(data: bytes, booked: Booked = HALF) -> Examined:
    """Examined in this process: for files that are made here, and are only unfit."""
    return examine(data, booked)


def checks(examined: Examined) -> list[str]:
    return [found.check for found in examined.findings]


def faults(examined: Examined) -> list[str]:
    return [found.check for found in examined.findings if found.severity == "error"]


def sheet(booked: Booked = HALF, bleed_mm: float = 0.0) -> Sheet:
    return Sheet(*map(mm_to_pt, (booked.width_mm, booked.height_mm, bleed_mm)))


def plain(booked: Booked = HALF, bleed_mm: float = 0.0) -> bytes:
    return sheet(booked, bleed_mm).done("0.4 0.1 0.2 0 k 0 0 2000 2000 re f")


def altered(change: Callable[[Pdf], object], data: bytes | None = None) -> bytes:
    with pikepdf.open(io.BytesIO(data or plain())) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def coded(image: Image.Image, kind: str, **more: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **more)  # type: ignore[arg-type]
    return target.getvalue()


# --- what can be used ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "booked"),
    [
        ("furunas.pdf", FULL),
        ("klara.pdf", HALF),
        ("nordqvist.png", Booked("eighth", 90.5, 58.5)),
        ("socionomforum.jpg", Booked("third-landscape", 186, 79)),
        ("tallmon.tif", FULL),
    ],
)
def test_good_artwork_is_usable_and_is_shown(name: str, booked: Booked) -> None:
    data = (ADS / name).read_bytes()
    made = examine_artwork(data, name, booked)
    assert made.usable, made.findings
    assert made.delivered is not None
    assert made.delivered.file == name
    assert made.delivered.bytes == len(data)
    assert made.delivered.width_mm == pytest.approx(booked.width_mm, abs=0.1)
    assert made.delivered.bleed_mm >= booked.bleed_mm - 0.05
    ((shown, jpeg),) = made.pictures
    picture = Image.open(io.BytesIO(jpeg))
    assert shown == "art.jpg"
    assert max(picture.size) > 900
    assert picture.width / picture.height == pytest.approx(made.sheet[0] / made.sheet[1], abs=0.01)


def test_the_same_file_is_told_the_same_whatever_it_is_called() -> None:
    data = plain()
    one, other = (
        examine_artwork(data, name, HALF) for name in ("a.pdf", "../b\0.exe\n" + "x" * 300_000)
    )
    assert one.findings == other.findings
    assert other.delivered is not None
    assert (other.delivered.format, other.delivered.file[:9]) == ("pdf", "../b\0.exe")


# --- what can't be printed -------------------------------------------------------------------


def of_pixels(width: int, height: int, dpi: float = 0) -> bytes:
    image = Image.new("RGB", (width, height), (200, 120, 40))
    return coded(image, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))


@pytest.mark.parametrize(
    ("data", "booked", "fault"),
    [
        (plain(), FULL, "trim-size"),
        (plain(FULL), FULL, "trim-size"),
        (plain(FULL, 1.0), FULL, "bleed-missing"),
        (of_pixels(1200, 400, 300), HALF, "trim-size"),
        (of_pixels(400, 300), HALF, "trim-size"),
        (of_pixels(930, 618), HALF, "picture-too-coarse"),
        (of_pixels(1240, 1754, 150), FULL, "bleed-missing"),
    ],
)
def test_what_does_not_fit_the_booking_is_a_fault(data: bytes, booked: Booked, fault: str) -> None:
    made = here(data, booked)
    assert fault in faults(made)
    assert not made.usable
    assert made.pictures, "the advertiser sees what was sent"
    assert all(told(found, "sv").what for found in made.findings)


def test_a_file_without_a_trim_is_told_as_large_as_it_is() -> None:
    found = here(plain(), FULL).findings[0]
    assert dict(found.measured) == {
        "width_mm": "186",
        "height_mm": "123.5",
        "wanted_width_mm": "210",
        "wanted_height_mm": "297",
    }


def test_fonts_that_do_not_come_along_are_a_fault() -> None:
    page = sheet()
    page.name(
        "/Font", "/F", Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    data = page.done("BT /F 20 Tf 20 20 Td (Kurs) Tj ET")
    made = here(data)
    assert "font-not-embedded" in faults(made)
    assert made.delivered is not None
    assert made.delivered.loose_fonts == ("Helvetica",)


def test_findings_stand_on_the_artworks_own_sheet() -> None:
    page = sheet(FULL, 3)
    page.name("/ColorSpace", "/S", Array([
        Name.Separation, Name("/Guld"), Name.DeviceCMYK,
        Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[0, 0, 1, 0]),
    ]))  # fmt: skip
    data = page.done("0 0 0 0.2 k 0 0 2000 2000 re f /S cs 1 scn 10 10 100 50 re f")
    (found,) = [
        f for f in examine_artwork(data, "a.pdf", FULL).findings if f.check == "spot-colour"
    ]
    assert dict(found.measured)["ink"] == "Guld"
    assert found.area is not None
    height = mm_to_pt(303)
    assert found.area == pytest.approx((10, height - 60, 110, height - 10), abs=0.05)
    # An ink that is booked is no fault.
    assert "spot-colour" not in checks(here(data, replace(FULL, spots=("Guld",))))


def test_what_is_usable_is_taken_by_the_issue() -> None:
    """The issue's reader has no error for anything that was found to be usable."""
    modules = {"full": (mm_to_pt(210), mm_to_pt(297), True), "half": (mm_to_pt(186),
               mm_to_pt(123.5), False)}  # fmt: skip
    for booked, data in [(HALF, plain()), (FULL, plain(FULL, 3)), (FULL, plain(FULL, 5)),
                         (HALF, of_pixels(2197, 1459, 300)), (HALF, of_pixels(2197, 1459)),
                         (FULL, of_pixels(2551, 3579, 300)), (FULL, of_pixels(2480, 3508)),
                         (FULL, plain(FULL)), (HALF, of_pixels(2197, 1459, 96))]:  # fmt: skip
        usable = here(data, booked).usable
        text = f"ads: [{{id: a, advertiser: A, artwork: ads/a, size: {booked.module}}}]\n"
        library = MemoryLibrary({"i/ads/a": data}, {"i/ads/a": art_facts("a", data)})
        desk = Folder(library, "i")
        model = read_yaml(ManifestModel, Source("issue.yaml", MANIFEST + text)).value.model
        assert model is not None
        read_ads(desk, model, modules)
        errors = [d.code for d in desk.diagnostics if d.severity is Severity.ERROR]
        assert not (usable and errors), (booked, errors)


MANIFEST = """\
magtool: 1
title: F
number: 1
date: 2027-03
language: sv
layout: trade
"""


# --- what is no artwork ----------------------------------------------------------------------


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("art.pdf", plain())
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (b"<?xml version='1.0'?>\n<svg onload='x()'/>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>%PDF-1.4", "HTML"),
        (b"<html>" + plain(), "HTML"),
        (zipped(), "ZIP"),
        (b"GIF89a" + bytes(100), "GIF"),
        (coded(Image.new("RGB", (9, 9)), "WEBP"), "WEBP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"MZ" + bytes(200), "EXE"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
        (b"8BPS" + bytes(100), "PSD"),
        (b"just words", ""),
        (b"\xff\xfe" + "<html>".encode("utf-16-le"), ""),
        (b"PK\x03\x04" + plain(), "ZIP"),
        (b"junk before " + plain(), ""),
    ],
)
def test_other_files_are_refused_by_their_first_bytes(data: bytes, kind: str) -> None:
    made = examine_artwork(data, "annons.pdf", HALF)
    assert faults(made) == ["upload-type"]
    assert dict(made.findings[0].measured) == {"format": kind}
    assert (made.delivered, made.pictures) == (None, ())


def test_a_byte_order_mark_before_a_pdf_does_no_harm() -> None:
    assert examine_artwork(b"\xef\xbb\xbf" + plain(), "a.pdf", HALF).usable


def test_files_call_themselves_what_people_call_them() -> None:
    assert foreign_kind(b"PK\x03\x04") == "ZIP"
    assert foreign_kind(b"") == ""


def several(pdf: Pdf) -> None:
    for _ in range(3):
        pdf.pages.append(pdf.pages[0])


def script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch(pdf: Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("calc.exe")))


def attached(pdf: Pdf) -> None:
    pdf.attachments["evil.exe"] = b"MZ"


def form(pdf: Pdf) -> None:
    widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=[0, 0, 9, 9])
    field = pdf.make_indirect(widget)
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def linked(pdf: Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String("https://www.example.se"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def submitting(pdf: Pdf) -> None:
    linked(pdf)
    pdf.pages[0].Annots[0].A = Dictionary(S=Name.SubmitForm, F=String("https://x.example"))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (script, "JavaScript"),
        (launch, "Launch"),
        (attached, "attachments"),
        (form, "Widget"),
        (submitting, "SubmitForm"),
    ],
)
def test_files_that_do_something_are_refused(change: Callable[[Pdf], None], names: str) -> None:
    made = examine_artwork(altered(change), "a.pdf", HALF)
    (found,) = [found for found in made.findings if found.check == "upload-active"]
    assert dict(found.measured) == {"names": names}
    assert not made.usable


def test_a_web_address_in_the_ad_does_no_harm() -> None:
    assert examine_artwork(altered(linked), "a.pdf", HALF).usable


def locked(user: str) -> bytes:
    with pikepdf.open(io.BytesIO(plain())) as pdf:
        target = io.BytesIO()
        pdf.save(target, encryption=pikepdf.Encryption(owner="o", user=user))
    return target.getvalue()


def bomb() -> bytes:
    """A page that unfolds to more operators than are read of a whole magazine."""
    page = sheet()
    packed = zlib.compress(b"0 0 1 1 re f\n" * 25_000_000, 9)
    made = page.done("")

    def fold(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(packed, filter=Name.FlateDecode)
        pdf.pages[0].Contents = stream

    return altered(fold, made)


def broken_png(width: int, height: int) -> bytes:
    """A PNG that only claims to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: b"", "upload-empty"),
        (lambda: b"%PDF-1.4" + bytes(61 * 1024 * 1024), "upload-too-large"),
        (lambda: altered(several), "page-count"),
        (lambda: locked("secret"), "encrypted"),
        (lambda: locked(""), "encrypted"),
        (lambda: b"%PDF-1.7\n%%EOF", "upload-unreadable"),
        (lambda: plain()[:300], "upload-unreadable"),
        (lambda: (ADS / "nordqvist.png").read_bytes()[:20_000], "upload-unreadable"),
        (lambda: b"\xff\xd8\xff" + os.urandom(50), "upload-unreadable"),
        (lambda: b"II*\0" + bytes(100), "upload-unreadable"),
        (lambda: broken_png(60_000, 60_000), "upload-pixels"),
        (lambda: broken_png(5000, 5000), "upload-unreadable"),
        (bomb, "upload-unreadable"),
    ],
)
def test_what_can_not_or_must_not_be_read_is_refused(
    make: Callable[[], bytes], fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = examine_artwork(make(), "a", HALF)
    assert fault in faults(made), made.findings
    assert told(made.findings[0], "sv").mend
    assert list(tmp_path.iterdir()) == []


# --- the confined process --------------------------------------------------------------------


def test_everything_that_opens_the_file_runs_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("inspect_artwork", "art_facts", "write_pdf", "proof_pages", "draw_pages",
                 "draw_poster", "open_picture", "check_caps"):  # fmt: skip

        def never(*given: object, name: str = name, **more: object) -> None:
            raise AssertionError(f"{name} was called outside")

        monkeypatch.setattr(examining, name, never)
    assert examine_artwork(plain(), "a.pdf", HALF).usable


@pytest.mark.skipif(not has_ghostscript(), reason="Ghostscript is not installed")
def test_ghostscript_runs_within_the_same_bounds_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    heavy = sheet().done("1 1 1 1 k 0 0 2000 2000 re f")
    (found,) = [f for f in examine_artwork(heavy, "a.pdf", HALF).findings if f.check == "ink-limit"]
    assert dict(found.measured)["percent"] == "400"
    assert list(tmp_path.iterdir()) == []


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(examining, "LIMITS", Limits(seconds=0.2, most_seconds=0.2))
    made = examine_artwork((ADS / "furunas.pdf").read_bytes(), "a.pdf", FULL)
    assert faults(made) == ["upload-slow"]
    assert list(tmp_path.iterdir()) == []


def test_its_temporary_files_go_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with confined("tests_unknown:work", "", b"%PDF-", LIMITS) as process:
        inside = [path for path in tmp_path.iterdir() if path.is_dir()]
        assert len(inside) == 1
        with pytest.raises(Quarantined):
            dict(read_files(process.wait()))
    assert list(tmp_path.iterdir()) == []


def says(monkeypatch: pytest.MonkeyPatch, *files: tuple[str, bytes]) -> None:
    """Has these files come out of the confined process, and starts none."""
    process = SimpleNamespace(wait=lambda: b"")
    monkeypatch.setattr(examining, "confined", lambda *given: nullcontext(process))
    monkeypatch.setattr(examining, "read_files", lambda given: files)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"delivered": null, "findings": [], "sheet": [1.0, 2.0], "more": 1}',
        b'{"delivered": null, "findings": [{"check": "made-up", "severity": "error"}]}',
        b'{"delivered": null, "findings": [{"check": "trim-size", "severity": "fatal"}]}',
        b'{"delivered": null, "findings": [{"check": "trim-size", "severity": "error", '
        b'"message": "' + b"x" * 300_000 + b'"}]}',
        b'{"delivered": null, "findings": [{"check": "trim-size", "severity": "error", '
        b'"message": "\\ud800"}]}',
        b'{"delivered": null, "findings": [], "sheet": [NaN, 1.0]}',
        b"[" * 5000,
    ],
)  # fmt: skip
def test_what_the_process_says_is_a_strangers_word(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, ("examined.json", said))
    assert faults(examine_artwork(plain(), "a.pdf", HALF)) == ["upload-unreadable"]


@pytest.mark.parametrize("picture", [b"<svg onload='x()'/>", b"\xff\xd8\xff" + bytes(9 << 20)])
def test_a_picture_that_is_none_is_not_passed_on(
    picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(
        monkeypatch,
        ("examined.json", b'{"delivered": null, "findings": []}'),
        ("art.jpg", picture),
    )
    assert faults(examine_artwork(plain(), "a.pdf", HALF)) == ["upload-unreadable"]


def test_what_is_known_from_outside_is_not_taken_from_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = (
        b'{"delivered": {"file": "x", "sha256": "0", "format": "exe", "bytes": 1, '
        b'"width_mm": 1.0, "height_mm": 1.0}, "findings": []}'
    )
    says(monkeypatch, ("examined.json", said))
    data = plain()
    made = examine_artwork(data, "a.pdf", HALF).delivered
    assert made is not None
    assert (made.file, made.format, made.bytes) == ("a.pdf", "pdf", len(data))
    assert len(made.sha256) == 64
