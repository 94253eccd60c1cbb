"""The sample issue as its printer gets it: boxes, inks, plates, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pytest
from built import Built, needs
from conftest import PROJECT
from small_issue import FOLDER, make_project
from test_press import FACES, FACTS, line, page

from magtool.disk import DiskLibrary
from magtool.intake.pdf import read_pdf
from magtool.intake.plates import heaviest_ink, measure_plates
from magtool.library import MemoryLibrary
from magtool.measure import BLACK, Ink, Rect, mm_to_pt
from magtool.page import Fill, PageLayout, PaintedText, Picture, Rule
from magtool.pipelines import publish
from magtool.preflight import check_pages, read_profile
from magtool.press import Condition, NeedsFlattening, Press, Standard, fogra39, write_pdf

LIMIT = 300
TRIM, BLEED = (mm_to_pt(210), mm_to_pt(297)), mm_to_pt(5)
SAND = Ink(0.03, 0.05, 0.13, 0, "sand")


def for_printer(*pages: PageLayout, standard: Standard = "PDF/X-4") -> bytes:
    output = Press(Condition(fogra39()), standard)
    return write_pdf(pages, FACES, MemoryLibrary({}), FACTS, output)


# The sample


def test_it_is_a_pdf_x4_by_our_checker(sample: Built) -> None:
    assert check_pages(read_pdf(sample.press.read_bytes()), read_profile("x4")) == ()


def test_poppler_calls_it_a_pdf_x4(sample: Built) -> None:
    needs("pdfinfo")
    told = subprocess.run(["pdfinfo", sample.press], capture_output=True, check=True).stdout
    assert b"PDF/X-4" in told


def test_a_checker_of_other_people_takes_it_for_a_pdf_x4(sample: Built) -> None:
    program = Path(sys.executable).with_name("fullbleed")
    if not program.exists():
        pytest.skip("fullbleed is not installed")
    command = [program, "inspect", "pdf", sample.press, "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["profile"]["claims"] == ["pdfx4"]
    assert told["profile"]["pdfx_contract_valid"] is True


def test_qpdf_finds_nothing_broken(sample: Built) -> None:
    needs("qpdf")
    subprocess.run(["qpdf", "--check", sample.press], capture_output=True, check=True)


def test_every_page_has_its_boxes(sample: Built) -> None:
    with pikepdf.open(sample.press) as pdf:
        assert len(pdf.pages) == 28
        for one in pdf.pages:
            media, crop, bleed, trim = (
                [float(value) for value in one.obj[name]]
                for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox")
            )
            assert crop == media
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx(TRIM, abs=0.01)
            around = [trim[0] - BLEED, trim[1] - BLEED, trim[2] + BLEED, trim[3] + BLEED]
            assert bleed == pytest.approx(around, abs=0.01)
            assert media[0] < bleed[0]
            assert media[3] > bleed[3]
            assert "/ArtBox" not in one.obj
            assert "/Annots" not in one.obj


def test_the_plates_are_clean_and_nowhere_too_heavy(sample: Built) -> None:
    """Four inks on every page, no more of them than the paper takes, body text on black alone."""
    needs("gs")
    with pdfplumber.open(sample.press) as pdf:
        left = float(pdf.pages[0].bleedbox[0])
        bodies = [_body_letters(one) for one in pdf.pages]
        width, height = float(pdf.pages[0].width), float(pdf.pages[0].height)
    within = (left, left, width - left, height - left)
    totals, letters = {}, 0
    for plates in measure_plates(sample.press.read_bytes(), range(1, 29)):
        assert set(plates.used) <= {"Cyan", "Magenta", "Yellow", "Black"}
        totals[plates.page] = heaviest_ink(plates, within).total
        coloured = plates.coverage[[plates.inks.index(i) for i in ("Cyan", "Magenta", "Yellow")]]
        for x0, top, x1, bottom in bodies[plates.page - 1]:
            place = coloured[:, int(top) : int(bottom) + 1, int(x0) : int(x1) + 1]
            letters += not place.any()
    assert max(totals.values()) <= LIMIT, totals
    # The rest stands on grounds and beside squares that are printed in colour.
    assert letters > 0.9 * sum(map(len, bodies))


def _body_letters(one: pdfplumber.page.Page) -> list[tuple[float, float, float, float]]:
    return [
        (c["x0"], c["top"], c["x1"], c["bottom"])
        for c in one.chars
        if "SourceSerif4-Regular" in c["fontname"] and abs(c["size"] - 9.2) < 0.1
    ]


def test_body_text_is_black_and_overprints(sample: Built) -> None:
    body = [
        mark
        for one in read_pdf(sample.press.read_bytes()).pages
        for mark in one.painted
        if isinstance(mark, PaintedText) and abs(mark.size - 9.2) < 0.01
    ]
    body = [mark for mark in body if mark.fill and not mark.fill.white]
    assert len(body) > 5000
    assert {mark.fill.laid for mark in body if mark.fill} == {("Black",)}
    assert all(mark.fill and mark.fill.total == 100 and mark.fill.overprints for mark in body)


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        make_project(tmp_path / name)
        built = publish(DiskLibrary(tmp_path / name), FOLDER, standard="PDF/X-4").value
        assert built is not None
        assert built.press
        made.append((built.pdf, built.press))
    assert made[0] == made[1]


# Overprint


def test_black_prints_on_what_is_there_and_colour_in_its_place() -> None:
    needs("gs")
    ground = Fill(Rect(0, 0, 400, 200), SAND)
    rule = Rule(20, 60, 380, 60, 20, BLACK)
    rust = Rule(20, 120, 380, 120, 20, Ink(0, 0.8, 0.8, 0, "rust"))
    (plates,) = measure_plates(for_printer(page(ground, rule, rust)), [1])
    margin = Press(Condition(fogra39())).margin

    def inks(x: float, y: float) -> list[int]:
        column = plates.coverage[:, round(y + margin), round(x + margin)]
        return [round(int(value) / 2.55) for value in column]

    assert inks(200, 60) == pytest.approx([3, 5, 13, 100], abs=1)
    assert inks(200, 120) == pytest.approx([0, 80, 80, 0], abs=1)


def test_white_type_after_black_is_knocked_out() -> None:
    """A state that overprints must not outlast the black type it is meant for."""
    needs("gs")
    paper = Ink(0, 0, 0, 0, "vit")
    ground = Fill(Rect(0, 0, 400, 200), Ink(1, 0.5, 0, 0, "blue"))
    black = line("svart", 60, size=40)
    white = tuple(replace(run, ink=paper) for run in line("vit", 140, size=80))
    (plates,) = measure_plates(for_printer(page(ground, *black, *white)), [1])
    margin = Press(Condition(fogra39())).margin
    cyan = plates.coverage[0][: round(margin + 200)]
    under_black, under_white = (
        cyan[round(margin + 20) : round(margin + 62)],
        cyan[round(margin + 90) :],
    )
    inner = slice(round(margin + 5), round(margin + 150))
    assert under_black[:, inner].min() == 255
    assert np.count_nonzero(under_white[:, inner] == 0) > 200


# PDF/X-1a


def test_x1a_holds_what_is_opaque() -> None:
    data = for_printer(page(*line("Ogenomskinligt")), standard="PDF/X-1a")
    assert data.startswith(b"%PDF-1.4")
    assert check_pages(read_pdf(data), read_profile("x1a")) == ()


@pytest.mark.parametrize(
    "mark",
    [
        Fill(Rect(0, 0, 9, 9), BLACK, 0.5),
        Picture(Rect(0, 0, 72, 54), "photo.jpg", (0, 0, 1, 1), ((0, 54, 0.0, 0.6),)),
    ],
)
def test_x1a_is_refused_with_its_page_where_something_is_transparent(mark: Fill | Picture) -> None:
    with pytest.raises(NeedsFlattening, match="page 7"):
        for_printer(page(mark, number=7), standard="PDF/X-1a")


def test_the_desk_is_told_why_there_is_no_x1a() -> None:
    built = publish(DiskLibrary(PROJECT), "issues/2027-03", standard="PDF/X-1a")
    (told,) = [d for d in built.diagnostics if d.code == "needs-flattening"]
    assert "page 1 has a picture that is shaded" in told.message
    assert built.value is not None
    assert built.value.pdf is built.value.press is None
