"""``magtool recover`` as a user runs it: folders, repeats, faults, scans."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from old_pdfs import old_pdf
from PIL import Image

from magtool.cli import main
from magtool.intake.glyphs import read_glyphs
from magtool.intake.ocr import is_scan

PROJECT = Path(__file__).resolve().parent.parent
MADE = PROJECT.parent / "shared/corpus/made/pdf"

Ran = tuple[int, dict[str, Any], str]
Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder with two sound PDFs: exit code, document, progress."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pdf").write_bytes(old_pdf())
    (tmp_path / "Fältet 1998-05.pdf").write_bytes(old_pdf(2, "Lindvik ritade om"))

    def call(*words: str) -> Ran:
        code = main(["--json", "recover", *words])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return call


def status(document: dict[str, Any]) -> list[str]:
    return [record["status"] for record in document["files"]]


def test_one_file_becomes_the_folder(run: Run, tmp_path: Path) -> None:
    code, document, said = run("a.pdf", "-o", "out/old")
    assert (code, status(document)) == (0, ["recovered"])
    assert "[1/1] a.pdf" in said
    record = json.loads((tmp_path / "out/old/recovered.json").read_text("utf-8"))
    assert record["source"]["file"] == "a.pdf"
    assert record["source"]["sha256"] == document["files"][0]["sha256"]
    assert any("halverat sin kö" in b["text"] for a in record["articles"] for b in a["blocks"])
    manuscripts = [p.read_text("utf-8") for p in (tmp_path / "out/old/articles").glob("*.md")]
    assert any("Det började med ett möte" in text for text in manuscripts)


def test_several_files_get_folders_of_their_own(run: Run, tmp_path: Path) -> None:
    code, document, _ = run("a.pdf", "Fältet 1998-05.pdf", "-o", "out", "--jobs", "2")
    assert code == 0
    assert [record["folder"] for record in document["files"]] == ["out/a", "out/faltet-1998-05"]
    manifest = (tmp_path / "out/faltet-1998-05/issue.yaml").read_text("utf-8")
    assert "date: 1998-05" in manifest
    assert not list(tmp_path.rglob("*.part"))


def test_what_is_done_is_left_alone(run: Run, tmp_path: Path) -> None:
    run("a.pdf", "-o", "out")
    mine = tmp_path / "out/issue.yaml"
    mine.write_text("mine", "utf-8")
    assert status(run("a.pdf", "-o", "out")[1]) == ["kept"]
    assert mine.read_text("utf-8") == "mine"
    assert status(run("a.pdf", "-o", "out", "--afresh")[1]) == ["recovered"]
    assert mine.read_text("utf-8") != "mine"


def test_another_folder_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    run("a.pdf", "-o", "out")
    code, document, _ = run("Fältet 1998-05.pdf", "-o", "out")
    assert (code, status(document)) == (64, ["refused"])
    (tmp_path / "own").mkdir()
    (tmp_path / "own/notes.txt").write_text("mine", "utf-8")
    run("a.pdf", "-o", "own")
    assert sorted(path.name for path in (tmp_path / "own").iterdir()) == ["a", "notes.txt"]
    (tmp_path / "file").write_text("", "utf-8")
    assert run("a.pdf", "-o", "file")[0] == 64


def test_the_same_file_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    run("a.pdf", "-o", "one")
    run("a.pdf", "-o", "two")
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert files
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_bad_file_is_told_and_the_others_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "not.pdf").write_bytes(b"GIF89a")
    files = ("bad.pdf", "missing.pdf", "not.pdf", "a.pdf")
    code, document, _ = run(*files, "-o", "out")
    assert code == 2
    assert status(document) == ["quarantined"] * 3 + ["recovered"]
    note = json.loads((tmp_path / "out/bad/quarantine.json").read_text("utf-8"))
    assert note["code"] == "recover-unreadable"
    assert not (tmp_path / "out/missing").exists()
    told = [record["file"] for record in document["diagnostics"] if record["severity"] == "error"]
    assert told == ["bad.pdf", "missing.pdf", "not.pdf"]
    code, document, _ = run(*files, "-o", "out")
    assert (code, status(document)[0], status(document)[3]) == (2, "quarantined", "kept")


def test_a_text_dump(run: Run, tmp_path: Path) -> None:
    text = "Lindvik ritade om\n\nDet började med ett möte som ingen hade kallat till, och se-\n"
    text += "dan dess går det bra.\n"
    (tmp_path / "dump.txt").write_text(text, "utf-8")
    (tmp_path / "old.txt").write_bytes("Så går det för åtta öppna enheter.\n".encode("cp1252"))
    code, document, _ = run("dump.txt", "old.txt", "-o", "out")
    assert (code, status(document)) == (0, ["recovered", "recovered"])
    record = json.loads((tmp_path / "out/dump/recovered.json").read_text("utf-8"))
    said = " ".join(b["text"] for a in record["articles"] for b in a["blocks"])
    assert "och sedan dess går det bra." in said
    old = (tmp_path / "out/old/recovered.json").read_text("utf-8")
    assert "åtta öppna enheter" in old


WHOLE = bool(os.environ.get("MAGTOOL_WHOLE_CORPUS"))
"""All issues of the corpus, which takes minutes: most of it is planning."""
OLD = sorted(path.stem for path in MADE.glob("*.pdf")) if WHOLE else ["d12_words"]


@pytest.mark.skipif(not MADE.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", OLD)
def test_a_recovered_issue_builds_in_a_project(name: str, run: Run, tmp_path: Path) -> None:
    """Without a hand's edit, in the design of the project that the folder lies in."""
    for folder in ("fonts", "layouts"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    (tmp_path / "issues").mkdir()
    code, _, _ = run(str(MADE / f"{name}.pdf"), "-o", "issues/old")
    assert code == 0
    assert main(["build", str(tmp_path / "issues/old")]) == 0
    assert (tmp_path / "issues/old/build/old.pdf").read_bytes().startswith(b"%PDF-")


# --- scans ----------------------------------------------------------------------------------


def scan() -> bytes:
    """The sound page as a picture of it."""
    with pypdfium2.PdfDocument(old_pdf()) as document:
        picture: Image.Image = document[0].render(scale=300 / 72).to_pil().convert("L")
    target = io.BytesIO()
    picture.save(target, "PDF", resolution=300)
    return target.getvalue()


def test_scans_are_known() -> None:
    assert [is_scan(page) for page in read_glyphs(scan()).pages] == [True]
    assert [is_scan(page) for page in read_glyphs(old_pdf()).pages] == [False]


def test_a_scan_is_read_by_tesseract(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan())
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    code, _, _ = run("scan.pdf", "-o", "out")
    assert code == 0
    record = json.loads((tmp_path / "out/recovered.json").read_text("utf-8"))
    said = " ".join(b["text"] for a in record["articles"] for b in a["blocks"])
    assert "ett möte som ingen hade kallat till" in said
    assert any(b["bbox"][2] > 200 for a in record["articles"] for b in a["blocks"])


def test_a_scan_without_tesseract_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan())
    code, document, _ = run("scan.pdf", "-o", "out", "--ocr", "never")
    assert "recover-scan" in [d["code"] for d in document["diagnostics"]]
    monkeypatch.setenv("PATH", str(tmp_path))
    code, document, _ = run("scan.pdf", "-o", "auto")
    assert code == 0
    assert "recover-no-tesseract" in [d["code"] for d in document["diagnostics"]]
    code, document, _ = run("scan.pdf", "-o", "always", "--ocr", "always")
    assert status(document) == ["quarantined"]
    assert [d["code"] for d in document["diagnostics"]] == ["recover-no-tesseract"]
