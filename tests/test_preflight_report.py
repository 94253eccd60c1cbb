"""The report: complete in one file, sound HTML, and safe whatever a file calls itself."""

from __future__ import annotations

import io
import re

import pytest
from html_reading import HtmlReading as Reading
from PIL import Image

from magtool.diagnostics import Severity
from magtool.preflight import Finding, checks
from magtool.preflight.report import Checkup, Sheet, write_report
from magtool.preflight.verdicts import count_words, verdict_of

COARSE = Finding(
    "picture-too-coarse",
    Severity.ERROR,
    "the picture has 96 ppi at 140 × 90 mm, and 150 is the least",
    2,
    (120.0, 40.0, 300.0, 200.0),
    hint="ask for the original",
)
TRAPPED = Finding(
    "trapped", Severity.ERROR, "whether it is trapped is not told", None, None, "ISO 15930-7"
)
INK = Finding("ink-limit", Severity.WARNING, "up to 320 % of ink", 2, (118.0, 42.0, 200.0, 90.0))
SIZES = Finding("page-sizes", Severity.NOTE, "another size", 2)


def sheet(number: int) -> Sheet:
    target = io.BytesIO()
    Image.new("RGB", (60, 84), (200, 220, 240)).save(target, "JPEG")
    return Sheet(number, 600, 840, (10, 10, 590, 830), target.getvalue())


def checkup(*findings: Finding, file: str = "build/2027-03-press.pdf", pages: int = 3) -> Checkup:
    sheets = tuple(sheet(number) for number in range(1, pages + 1))
    return Checkup(file, "Magazine", pages, findings, sheets)


def report(*checkups: Checkup, title: str = "2027-03") -> Reading:
    made = Reading(write_report(title, checkups, checks()))
    assert made.open == []
    return made


def test_every_finding_stands_in_the_table_and_on_its_page() -> None:
    made = report(checkup(INK, COARSE, TRAPPED, SIZES))
    # The gravest first; what concerns the whole file before its pages.
    named = {"E1": TRAPPED, "E2": COARSE, "W3": INK, "N4": SIZES}
    for name, finding in named.items():
        assert name in made.all("id")
        assert finding.message in made.text
        assert checks()[finding.check]["title"] in made.text
    assert "ask for the original" in made.text
    assert "ISO 15930-7" in made.text
    assert "2 errors, 1 warning, 1 note" in made.text
    (overlay,) = [attrs for tag, attrs in made.tags if tag == "svg"]
    assert overlay["viewbox"] == "0 0 600.00 840.00"
    marked = [attrs["aria-label"] for tag, attrs in made.tags if tag == "a" and "fill" in attrs]
    assert marked == ["E2", "W3"]
    assert "another size (the page as a whole)" in made.text


def test_every_link_leads_somewhere_and_names_are_given_once() -> None:
    made = report(checkup(INK, COARSE, TRAPPED), checkup(COARSE, file="ads/a.pdf"))
    ids = made.all("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in made.all("href")} <= set(ids)
    assert {"E1", "E2", "W3", "E4", "file-1-page-2", "file-2-page-2"} <= set(ids)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = write_report("2027-03", [checkup(INK)], checks())
    assert "<script" not in text
    assert re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!data:image/jpeg|#)[^\"']", text) == []
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>.pdf",
        'a" onload="x" \'.pdf',
        "\x1b[31m\u202e.pdf",
        "\udcff.pdf",
        "&amp;",
    ],
)
def test_names_from_outside_are_only_words(name: str) -> None:
    finding = Finding("fine-text", Severity.WARNING, name, 1, (0, 0, 9, 9), name, name)
    text = write_report(name, [checkup(finding, file=name)], checks())
    text.encode()
    made = Reading(text)
    assert not {tag for tag, _ in made.tags} & {"script"}
    assert not [attrs for _, attrs in made.tags if "onload" in attrs]
    assert "\x1b" not in text
    assert "\u202e" not in text
    if name.isprintable():
        assert name in made.text


def test_it_can_be_heard_and_read_without_colour() -> None:
    made = report(checkup(INK, COARSE, SIZES), checkup(file="ads/a.pdf", pages=1))
    assert all(attrs.get("alt") for tag, attrs in made.tags if tag == "img")
    assert "Page 2, with E1, W2, N3 marked" in made.all("alt")
    assert ("html", {"lang": "en"}) in made.tags
    assert all(attrs.get("scope") for tag, attrs in made.tags if tag == "th")
    headings = [tag for tag, _ in made.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[:2] == ["h1", "h2"]
    assert {"error", "warning", "note"} <= set(made.text.split())
    dashes = made.all("stroke-dasharray")
    assert {"none", "9 4"} <= set(dashes)


def test_names_of_findings_never_lie_on_each_other() -> None:
    same = [Finding("fine-text", Severity.ERROR, "x", 1, (560, 0, 590, 9)) for _ in range(60)]
    text = write_report("x", [checkup(*same, pages=1)], checks())
    number = r'"([\d.]+)"'
    labels = re.findall(rf"<rect x={number} y={number} width={number} height={number} rx", text)
    boxes = [(float(x), float(y), float(x) + float(w)) for x, y, w, _ in labels]
    assert len(boxes) == 60
    for count, one in enumerate(boxes):
        for other in boxes[:count]:
            assert abs(one[1] - other[1]) >= 15.9 or one[0] >= other[2] or other[0] >= one[2]


def test_places_off_the_sheet_are_shown_at_its_edge() -> None:
    off = Finding("bleed-missing", Severity.ERROR, "x", 1, (-50, 900, 700, 900))
    text = write_report("x", [checkup(off, pages=1)], checks())
    place = re.search(r'class="place" x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', text)
    assert place is not None
    x, y, width, height = map(float, place.groups())
    assert (x, y, width, height) == pytest.approx((0, 837, 600, 6), abs=0.1)


def test_pages_without_findings_are_shown_small() -> None:
    made = report(checkup(COARSE))
    assert made.text.count("Pages without findings") == 1
    assert [alt for alt in made.all("alt") if "with" not in alt] == ["Page 1", "Page 3"]


def test_a_file_without_findings_passes() -> None:
    made = report(checkup())
    assert "Nothing was found." in made.text
    assert "Passed" in made.text


def test_the_same_findings_make_the_same_report() -> None:
    files = [checkup(INK, COARSE), checkup(TRAPPED, file="ads/a.pdf")]
    assert write_report("x", files, checks()) == write_report("x", files, checks())


def test_verdicts() -> None:
    assert verdict_of([]) == verdict_of([SIZES]) == "passed"
    assert verdict_of([SIZES, INK]) == "warnings"
    assert verdict_of([INK, COARSE]) == "failed"
    assert count_words([]) == "nothing found"
    assert count_words([COARSE, TRAPPED, SIZES]) == "2 errors, 1 note"
