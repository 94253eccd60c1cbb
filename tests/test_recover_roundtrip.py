"""Our own issues recovered from ink alone: the printer's file, shuffled, and distilled anew.

Nothing of what the files tell of their structure is looked at.
"""

from __future__ import annotations

import pathlib
import shutil
import subprocess
from collections.abc import Callable

import pytest
import real_issue
from built import Built, build
from round_trip import Score, recover_untagged, score, shuffle_text_objects

from magtool.edition.recovered import RecoveredIssue

Fill = Callable[[str, Callable[[pathlib.Path], None]], pathlib.Path]

WHOLE = (
    "articles", "paragraphs", "orders", "roles", "kickers", "standfirsts", "bylines", "boxes",
    "box texts", "quotes", "captions", "credits", "ads", "charts", "chart questions",
    "chart labels", "chart values", "chart full", "chart owners",
)  # fmt: skip
"""What comes back whole."""


@pytest.fixture(scope="module")
def real(once: Fill) -> Built:
    if not (real_issue.SHARED / "real-issue").is_dir():
        pytest.skip("the real manuscripts stand outside the project, and are not there")
    root = once("real-project", real_issue.make_project)
    issue = f"issues/{real_issue.SLUG}"
    return Built(once("real", lambda folder: build(root, issue, folder)))


@pytest.fixture(scope="module")
def press(sample: Built) -> RecoveredIssue:
    return recover_untagged(sample.press.read_bytes())


def assert_whole(found: Score, but: frozenset[str] = frozenset()) -> None:
    lost = [told for told in found.lost if told.partition(":")[0] not in but]
    assert lost == []
    assert all(found.share(kind) == 1 for kind in WHOLE if kind not in but), str(found)
    assert found.share("letters") >= 0.995


def distill(path: pathlib.Path, folder: pathlib.Path) -> bytes:
    if shutil.which("gs") is None:
        pytest.skip("Ghostscript is not installed")
    target = folder / "distilled.pdf"
    subprocess.run(
        ["gs", "-q", "-dSAFER", "-sDEVICE=pdfwrite", "-o", str(target), str(path)], check=True
    )
    return target.read_bytes()


def test_the_printers_file_comes_back(sample: Built, press: RecoveredIssue) -> None:
    found = score(sample, press)
    assert_whole(found)
    assert found.found["strangers"] == found.found["false ads"] == found.found["false charts"] == 0


def test_fronts_and_paid_pages_are_named(sample: Built, press: RecoveredIssue) -> None:
    kinds = [article.kind for article in press.articles]
    assert [kinds.count(kind) for kind in ("cover", "contents", "editorial")] == [1, 1, 1]
    assert kinds.count("company") == len(sample.edition.companies)
    assert kinds.count("story") == len(sample.edition.stories)


def test_curves_are_measured_between_the_figures_at_their_ends(press: RecoveredIssue) -> None:
    (curves,) = [chart for chart in press.charts if chart.header == "KVAR OM FEM ÅR"]
    assert curves.values[:3] == (
        ("Alla svarande: 2019", 66.0), ("Alla svarande: 2021", 63.0), ("Alla svarande: 2023", 60.0),
    )  # fmt: skip


def test_the_screen_edition_comes_back_without_its_tags(sample: Built) -> None:
    assert_whole(score(sample, recover_untagged(sample.pdf.read_bytes())))


def test_text_objects_in_any_order_come_back(sample: Built) -> None:
    data = shuffle_text_objects(sample.pdf.read_bytes())
    assert_whole(score(sample, recover_untagged(data)))


def test_a_distilled_file_comes_back(sample: Built, tmp_path: pathlib.Path) -> None:
    data = distill(sample.pdf, tmp_path)
    assert_whole(score(sample, recover_untagged(data)))


def test_real_manuscripts_come_back(real: Built) -> None:
    assert_whole(score(real, recover_untagged(real.press.read_bytes())))


def test_real_manuscripts_come_back_shuffled_and_distilled(
    real: Built, tmp_path: pathlib.Path
) -> None:
    shuffled = tmp_path / "shuffled.pdf"
    shuffled.write_bytes(shuffle_text_objects(real.pdf.read_bytes()))
    assert_whole(score(real, recover_untagged(shuffled.read_bytes())))
    # Ghostscript 10.00 leaves one ligature of the standfirsts' face without its letters.
    but = frozenset(("standfirsts",))
    assert_whole(score(real, recover_untagged(distill(shuffled, tmp_path))), but)
