"""``magtool preflight``: verdicts, documents and exit codes for files and for issues."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array
from PIL import Image
from small_issue import FOLDER, SLUG, artwork, make_project

from magtool.cli import main
from magtool.cli.arguments import PROFILES
from magtool.diagnostics import catalogue
from magtool.intake import ghostscript
from magtool.preflight import PROFILES as KNOWN
from magtool.preflight import checks

needs_ghostscript = pytest.mark.skipif(shutil.which("gs") is None, reason="no Ghostscript")

FINDING = {"check", "severity", "message", "page", "area", "clause", "hint", "measured"}
Made = tuple[int, dict[str, Any]]
Run = Callable[..., Made]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the small issue."""
    root = tmp_path_factory.mktemp("sound")
    make_project(root)
    return root


@pytest.fixture
def issue(sound: Path, tmp_path: Path) -> Path:
    """The small issue's folder, to write in."""
    shutil.copytree(sound, tmp_path / "p")
    return tmp_path / "p" / FOLDER


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs preflight with --json: exit code and document."""

    def call(path: Path, *words: str) -> Made:
        code = main(["preflight", str(path), *words, "--json"])
        made = json.loads(capsys.readouterr().out)
        for record in made["diagnostics"]:
            assert record["code"] in {*catalogue(), *checks()}
        for one in made.get("files", [made] if "findings" in made else []):
            assert {"file", "for", "pages", "verdict", "findings"} <= set(one)
            for finding in one["findings"]:
                assert set(finding) == FINDING
                figures = checks()[finding["check"]].get("figures", "").split()
                assert set(finding["measured"]) <= set(figures)
        return code, made

    return call


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def page(content: bytes, bleed: float = 15, pages: int = 1) -> bytes:
    """Pages of 200 by 100 points with bleed."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            made = pdf.add_blank_page(page_size=(200 + 2 * bleed, 100 + 2 * bleed))
            made.trimbox = Array([bleed, bleed, 200 + bleed, 100 + bleed])
            made.Contents = pdf.make_stream(content)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def found(made: dict[str, Any], check: str) -> list[dict[str, Any]]:
    return [item for item in made["findings"] if item["check"] == check]


def test_the_profiles_on_offer_are_those_there_are() -> None:
    assert PROFILES == KNOWN


# --- a PDF ----------------------------------------------------------------------------------


def test_a_pdf_that_is_no_pdf_x_fails(tmp_path: Path, run: Run) -> None:
    code, made = run(save(tmp_path / "a.pdf", page(b"0.2 0.1 0 0 k 0 0 300 200 re f")))
    assert code == 2
    assert made["verdict"] == "failed"
    assert made["profile"] == "magazine"
    assert made["pages"] == 1
    assert made["file"].endswith("a.pdf")
    (finding,) = found(made, "output-intent")
    assert finding["severity"] == "error"
    assert finding["clause"]
    told = {(d["code"], d["message"]) for d in made["diagnostics"]}
    assert told == {(item["check"], item["message"]) for item in made["findings"]}


def test_a_page_for_screens_passes_as_such(tmp_path: Path, run: Run) -> None:
    path = save(tmp_path / "a.pdf", page(b"0 0 1 rg 0 0 300 200 re f"))
    code, made = run(path, "--profile", "screen")
    assert (code, made["verdict"]) == (0, "warnings")  # it has no title and no language
    assert run(path, "--profile", "screen", "--strict")[0] == 1


@needs_ghostscript
def test_too_much_ink_is_measured_where_marks_lie_on_each_other(tmp_path: Path, run: Run) -> None:
    over = (
        b"/O gs 1 1 0 0 k 30 30 80 80 re f 0 0 1 1 k 30 30 80 80 re f "
        b"1 1 1 1 k 0 0 6 130 re f"  # a mark outside the bleed
    )
    with pikepdf.open(io.BytesIO(page(over, bleed=20))) as pdf:
        made = pdf.pages[0]
        made.obj.BleedBox = Array([10, 10, 230, 130])
        state = pikepdf.Dictionary(OP=True, op=True, OPM=1)
        made.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(O=state))
        pdf.save(tmp_path / "a.pdf")
    _, document = run(tmp_path / "a.pdf")
    (finding,) = found(document, "ink-limit")
    assert (finding["severity"], finding["page"]) == ("warning", 1)
    assert "400 %" in finding["message"]
    assert finding["area"] == pytest.approx([30, 30, 110, 110], abs=15)


def test_without_ghostscript_a_note_says_that_ink_was_not_measured(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ghostscript, "_NAMES", ("no-such-program",))
    path = save(tmp_path / "a.pdf", page(b"1 1 1 1 k 0 0 300 200 re f"))
    _, made = run(path, "--report", str(tmp_path / "a.html"))
    (note,) = [item for item in found(made, "ink-limit") if item["severity"] == "note"]
    assert note["message"] == "total ink was not measured: Ghostscript is missing"
    assert "Ghostscript is missing" in (tmp_path / "a.html").read_text("utf-8")


def test_a_sheet_like_a_wall_is_not_measured(tmp_path: Path, run: Run) -> None:
    data = page(b"1 1 1 1 k 0 0 14000 14000 re f", bleed=6000)
    _, made = run(save(tmp_path / "a.pdf", data))
    messages = [item["message"] for item in found(made, "ink-limit")]
    assert "total ink was not measured: the sheet is too large" in messages


def test_only_the_pages_asked_for_are_told_of(tmp_path: Path, run: Run) -> None:
    path = save(tmp_path / "a.pdf", page(b"1 0 0 rg 0 0 300 200 re f", pages=5))
    assert {item["page"] for item in run(path)[1]["findings"]} >= {1, 2, 3, 4, 5}
    _, made = run(path, "--pages", "2-3")
    assert {item["page"] for item in made["findings"]} == {None, 2, 3}
    code, made = run(path, "--pages", "6-9")
    assert code == 64
    assert [d["code"] for d in made["diagnostics"]] == ["no-such-page"]


@pytest.mark.parametrize(
    "data",
    [b"", b"Hej", b"%PDF-1.4\n%%EOF", artwork("secret"), artwork()[:60], b"\xff\xd8\xff\xe0" * 9],
    ids=["empty", "text", "hollow", "locked", "cut", "picture"],
)
@pytest.mark.parametrize("report", [False, True])
def test_what_cannot_be_read_is_told_without_a_traceback(
    data: bytes, report: bool, tmp_path: Path, run: Run
) -> None:
    words = ["--report", str(tmp_path / "r.html")] if report else []
    code, made = run(save(tmp_path / "a.pdf", data), *words)
    assert code == 2
    assert made["verdict"] == "failed"
    assert {d["code"] for d in made["diagnostics"]} & {"cannot-read", "encrypted"}
    assert "internal-error" not in {d["code"] for d in made["diagnostics"]}


def test_a_file_that_is_not_there_is_missing(tmp_path: Path, run: Run) -> None:
    code, made = run(tmp_path / "a.pdf")
    assert code == 3
    assert [d["code"] for d in made["diagnostics"]] == ["missing-input"]


def test_people_are_told_in_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    save(tmp_path / "a.pdf", page(b"1 0 0 rg 0 0 300 200 re f"))
    monkeypatch.chdir(tmp_path)
    assert main(["preflight", "a.pdf"]) == 2
    out = capsys.readouterr().out
    assert "page 1: error[device-colour]: " in out
    assert "    hint: " in out
    assert out.splitlines()[-1].startswith("a.pdf: failed, ")


def test_the_report_is_written_whole_or_not_at_all(tmp_path: Path, run: Run) -> None:
    path = save(tmp_path / "a.pdf", page(b"1 0 0 rg 0 0 300 200 re f", pages=2))
    target = tmp_path / "report.html"
    run(path, "--report", str(target), "--pages", "1")
    text = target.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "data:image/jpeg;base64," in text
    assert "device-colour" in text
    assert text.count("<img ") == 1
    code, made = run(path, "--report", str(tmp_path / "a.pdf" / "report.html"))
    assert code == 3
    assert [d["code"] for d in made["diagnostics"]] == ["cannot-write"]


# --- an issue -------------------------------------------------------------------------------


def test_an_issue_s_artwork_is_held_against_its_booking(issue: Path, run: Run) -> None:
    small = page(b"0.2 0.1 0 0 k 0 0 300 200 re f")
    save(issue / "ads/almen.pdf", small)
    code, made = run(issue)
    assert code == 2
    assert made["issue"] == SLUG
    assert made["verdict"] == "failed"
    files = {one["file"]: one for one in made["files"]}
    assert list(files) == ["ads/almen.pdf", "ads/furunas.pdf"]
    assert files["ads/furunas.pdf"]["verdict"] == "passed"
    assert files["ads/furunas.pdf"]["for"] == "Furunäs kursgård, full"
    assert found(files["ads/almen.pdf"], "trim-size")
    # It points at the booking, and is told once.
    told = [d for d in made["diagnostics"] if "size" in d["code"]]
    assert [d["code"] for d in told] == ["trim-size"]
    assert told[0]["file"].endswith(f"{FOLDER}/issue.yaml")
    assert "artwork: ads/almen.pdf" in told[0]["source_line"]


def test_artwork_can_be_looked_at_while_stories_are_unfinished(issue: Path, run: Run) -> None:
    for path in (issue / "articles").iterdir():
        path.unlink()
    code, made = run(issue)
    assert (code, made["verdict"]) == (0, "passed")
    assert len(made["files"]) == 2


def test_booked_inks_are_no_fault(issue: Path, run: Run) -> None:
    with pikepdf.open(io.BytesIO(artwork())) as pdf:
        tint = pikepdf.Dictionary(
            FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.9, 0.8, 0], N=1
        )
        spot = Array(
            [pikepdf.Name.Separation, pikepdf.Name("/PANTONE 185 C"), pikepdf.Name.DeviceCMYK, tint]
        )
        made = pdf.pages[0]
        made.Resources = pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary(S=spot))
        made.Contents = pdf.make_stream(b"/S cs 1 scn 0 0 700 900 re f")
        pdf.save(issue / "ads/almen.pdf")
    code, document = run(issue)
    assert code == 2
    assert found(document["files"][0], "spot-colour")
    manifest = issue / "issue.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "spot_inks: [PANTONE 185 C]\n", "utf-8")
    code, document = run(issue)
    assert (code, document["files"][0]["verdict"]) == (0, "passed")


def test_ads_that_are_pictures_are_judged_at_the_booked_size(issue: Path, run: Run) -> None:
    target = io.BytesIO()
    Image.new("CMYK", (432, 606), (255, 255, 255, 128)).save(target, "TIFF", dpi=(51, 51))
    save(issue / "ads/almen.tif", target.getvalue())
    manifest = issue / "issue.yaml"
    text = manifest.read_text("utf-8").replace("ads/almen.pdf", "ads/almen.tif")
    manifest.write_text(text, "utf-8")
    code, made = run(issue, "--report", str(issue / "r.html"))
    assert code == 2
    almen = made["files"][0]
    assert found(almen, "picture-too-coarse")
    (ink,) = found(almen, "ink-limit")
    assert "350 %" in ink["message"]
    assert "ads/almen.tif" in (issue / "r.html").read_text("utf-8")


def test_broken_artwork_and_bookings_are_told(issue: Path, run: Run) -> None:
    save(issue / "ads/almen.pdf", artwork("secret"))
    (issue / "ads/furunas.pdf").unlink()
    code, made = run(issue)
    assert code == 2
    assert made["verdict"] == "failed"
    assert made["files"] == []
    told = {d["code"] for d in made["diagnostics"]}
    assert told == {"artwork-encrypted", "missing-file"}


def test_finished_pages_are_checked_while_they_are_up_to_date(issue: Path, run: Run) -> None:
    (issue / "build").mkdir()
    press = save(issue / f"build/{SLUG}-press.pdf", artwork())
    _, made = run(issue)
    last = made["files"][-1]
    assert (last["file"], last["for"]) == (f"build/{SLUG}-press.pdf", "finished pages")
    assert found(last, "output-intent")
    old = press.stat().st_mtime - 3600
    os.utime(press, (old, old))
    assert len(run(issue)[1]["files"]) == 2


def test_pages_are_asked_of_a_pdf_only(issue: Path, run: Run) -> None:
    assert run(issue, "--pages", "4")[0] == 64


def test_a_folder_without_an_issue_is_told(tmp_path: Path, run: Run) -> None:
    code, made = run(tmp_path)
    assert code == 3
    assert [d["code"] for d in made["diagnostics"]] == ["missing-issue"]


# --- explain --------------------------------------------------------------------------------


def test_every_check_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert not set(checks()) & set(catalogue())
    assert main(["explain", "output-intent"]) == 0
    out = capsys.readouterr().out
    assert "Why it matters." in out
    assert "How to mend it." in out
    assert "Where it is written. ISO 32000-1 §14.11.5" in out
    assert main(["explain", "trim-siz"]) == 64
    assert "did you mean ‘trim-size’?" in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert "picture-too-coarse" in capsys.readouterr().out
