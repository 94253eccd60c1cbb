"""The command line: exit codes, documents, and files that are written whole or not at all."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pytest
import yaml
from small_issue import FOLDER, SLUG, make_project, manuscript, prose

from magtool import __version__
from magtool.cli import main, progress, running
from magtool.cli.arguments import SCHEMAS
from magtool.diagnostics import catalogue

Ran = tuple[int, str, str]
Run = Callable[..., Ran]

RECORD = {"code", "severity", "message", "file", "line", "column", "end_line", "end_column",
          "source_line", "hints", "page"}  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the small issue, for tests that change nothing."""
    root = tmp_path_factory.mktemp("sound")
    make_project(root)
    return root


@pytest.fixture
def project(sound: Path, tmp_path: Path) -> Path:
    """The same to write in. Fonts and designs are read, never written: links will do."""
    shutil.copytree(sound, tmp_path / "p", copy_function=os.link)
    for path in (tmp_path / "p" / FOLDER).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            path.unlink()
            path.write_bytes(data)
    return tmp_path / "p"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder: exit code, standard output, standard error."""

    def call(folder: Path, *words: str) -> Ran:
        monkeypatch.chdir(folder)
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def document(ran: Ran) -> dict[str, Any]:
    """The one JSON document of a run."""
    made = json.loads(ran[1])
    assert isinstance(made, dict)
    for record in made.get("diagnostics", ()):
        assert set(record) == RECORD
        assert record["code"] in catalogue()
    return made


def codes(made: dict[str, Any]) -> list[str]:
    return [record["code"] for record in made["diagnostics"]]


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / FOLDER / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# --- exit codes -----------------------------------------------------------------------------


def test_a_sound_issue(sound: Path, run: Run) -> None:
    code, out, err = run(sound, "check", FOLDER)
    assert (code, out) == (0, f"{FOLDER}: 0 errors, 0 warnings, 0 notes\n")
    assert "Traceback" not in err
    assert run(sound / "issues", "--strict", "check", f"{SLUG}/issue.yaml")[0] == 0


def test_errors_end_with_two_and_are_told_from_where_one_stands(project: Path, run: Run) -> None:
    edit(project, "issue.yaml", "stories:", "storys:")
    code, out, _ = run(project / "issues", "check", SLUG)
    assert code == 2
    text = (project / FOLDER / "issue.yaml").read_text("utf-8")
    line = text[: text.index("storys:")].count("\n") + 1
    assert f"\n{SLUG}/issue.yaml:{line}:1: error[unknown-key]: " in out
    assert "hint: did you mean ‘stories’?" in out
    assert "Traceback" not in out


def test_warnings_end_with_one_when_strict(project: Path, run: Run) -> None:
    edit(project, "issue.yaml", "max: 8", "max: 9")
    assert run(project, "check", FOLDER)[0] == 0
    assert run(project, "check", FOLDER, "--strict")[0] == 1
    assert run(project, "--strict", "check", FOLDER)[0] == 1


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        (FOLDER, "missing-issue"),
        (f"{FOLDER}/issue.yaml", "missing-issue"),
        ("layouts/trade", "missing-layout"),
        ("fonts/fonts.yaml", "missing-fonts"),
        ("fonts/serif/SourceSerif4-Regular.ttf", "missing-font"),
        ("fonts", "missing-project"),
    ],
)
def test_what_is_needed_and_missing_ends_with_three(
    project: Path, run: Run, gone: str, code: str
) -> None:
    path = project / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    ran = run(project, "check", FOLDER, "--json")
    assert ran[0] == 3
    assert code in codes(document(ran))


def test_a_missing_issue_is_guessed(sound: Path, run: Run) -> None:
    code, out, _ = run(sound, "check", "issues/2027-4")
    assert code == 3
    assert "hint: did you mean ‘issues/2027-04’?" in out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["frobnicate"],
        ["check"],
        ["check", FOLDER, "--frob"],
        ["schema", "frob"],
        ["explain", "frob"],
        ["build", FOLDER, "--pages", "7-4"],
        ["build", FOLDER, "--pages", "four"],
        ["new", FOLDER],
    ],
)
def test_wrong_usage_ends_with_64(sound: Path, run: Run, words: Sequence[str]) -> None:
    ran = run(sound, *words, "--json")
    assert ran[0] == 64
    assert len(document(ran)["diagnostics"]) == 1
    assert run(sound, *words)[0] == 64


def test_help_and_version(sound: Path, run: Run) -> None:
    assert run(sound, "--version")[:2] == (0, f"magtool {__version__}\n")
    code, out, _ = run(sound, "--help")
    assert code == 0
    assert "build" in out


def test_an_interrupted_command_ends_with_130(
    sound: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_command", lambda _: interrupt)
    assert run(sound, "check", FOLDER) == (130, "", "")


@pytest.mark.parametrize("traceback", ["", "1"])
def test_a_fault_of_the_program_is_told_without_a_traceback(
    sound: Path, run: Run, monkeypatch: pytest.MonkeyPatch, traceback: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the cat sat on it")

    monkeypatch.setattr(running, "_command", lambda _: fail)
    monkeypatch.setenv("MAGTOOL_TRACEBACK", traceback)
    ran = run(sound, "check", FOLDER, "--json")
    assert ran[0] == 3
    (told,) = document(ran)["diagnostics"]
    assert told["code"] == "internal-error"
    assert told["message"] == "RuntimeError: the cat sat on it"
    assert ("Traceback" in ran[2]) is bool(traceback)


def test_a_reader_that_goes_away_is_no_fault(sound: Path) -> None:
    words = [sys.executable, "-m", "magtool", "explain"]
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, check=False, cwd=sound)
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_light_commands_load_no_heavy_library() -> None:
    script = (
        "import contextlib, io, sys; from magtool.cli import main\n"
        "for words in (['--version'], ['explain'], ['schema'], ['schema', 'template']):\n"
        "    with contextlib.redirect_stdout(io.StringIO()): assert main(words) == 0\n"
        "heavy = {'matplotlib', 'reportlab', 'pikepdf', 'PIL', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert ran.stdout == "[]\n"


def test_progress_is_one_line_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, shown in ((Terminal(), 1), (io.StringIO(), 3)):
        line = progress.ProgressLine(stream)
        line("reading", 0, 2)
        line("drawing", 1, 2)
        line.close()
        assert len(stream.getvalue().split("\n")) == shown
        assert "[2/2] drawing" in stream.getvalue()


# --- documents ------------------------------------------------------------------------------


def test_check_as_a_document(project: Path, run: Run) -> None:
    edit(project, "issue.yaml", "layout: trade", "layout: trade\nlayuot: x")
    ran = run(project, "check", FOLDER, "--json")
    made = document(ran)
    assert made["issue"] == SLUG
    (told,) = made["diagnostics"]
    assert told["file"] == f"{FOLDER}/issue.yaml"
    assert (told["line"], told["column"], told["severity"]) == (7, 1, "error")


def test_plan_as_a_document(sound: Path, run: Run) -> None:
    ran = run(sound, "plan", FOLDER, "--json")
    assert ran[0] == 0
    made = document(ran)
    assert [page["number"] for page in made["pages"]] == list(range(1, 9))
    assert [page["side"] for page in made["pages"]] == ["right", "left"] * 4
    kinds = [[item["kind"] for item in page["items"]] for page in made["pages"]]
    assert kinds[:4] == [["cover"], ["ad"], ["contents"], ["story"]]
    for page in made["pages"]:
        assert 0 <= page["fill"] <= 1
        for item in page["items"]:
            assert set(item) == {
                "kind", "id", "template", "rect_mm", "overset_lines", "short_lines",
            }  # fmt: skip
            x, y, width, height = item["rect_mm"]
            assert 0 <= x <= x + width <= 210.1
            assert 0 <= y <= y + height <= 297.1
    stories = {story["id"]: story for story in made["stories"]}
    assert set(stories) == {"norrvik", "lindvik", "vretsta", "bjorka"}
    assert set(stories["norrvik"]) == {
        "id", "pages", "words", "overset_lines", "short_lines", "looseness",
    }  # fmt: skip
    assert stories["norrvik"]["pages"] == [4]
    assert stories["norrvik"]["words"] > 500


def test_plan_as_a_table(sound: Path, run: Run) -> None:
    code, out, _ = run(sound, "plan", FOLDER)
    assert code == 0
    assert "page  side   template" in out
    assert "   2  left   full-ad" in out


def test_fit_as_a_document(sound: Path, run: Run) -> None:
    made = document(run(sound, "fit", FOLDER, "--json"))
    (norrvik,) = [story for story in made["stories"] if story["id"] == "norrvik"]
    assert norrvik["overset_lines"] == 0
    assert "Dörren öppen i Norrvik" in norrvik["text"]
    assert isinstance(norrvik["remedies"], list)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas(sound: Path, run: Run, name: str) -> None:
    code, out, _ = run(sound, "schema", name)
    assert code == 0
    made = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(made)
    assert json.loads(run(sound, "schema", name, "--json")[1]) == made


def test_schemas_accept_the_design(sound: Path, run: Run) -> None:
    design = yaml.safe_load((sound / "layouts/trade/layout.yaml").read_text("utf-8"))
    jsonschema.validate(design, json.loads(run(sound, "schema", "layout")[1]))
    template = json.loads(run(sound, "schema", "template")[1])
    for path in (sound / "layouts/trade/templates").glob("*.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), template)


def test_explain(sound: Path, run: Run) -> None:
    code, out, _ = run(sound, "explain", "ad-no-bleed")
    assert code == 0
    assert "Why it matters." in out
    assert "How to mend it." in out
    made = document(run(sound, "explain", "ad-no-bleed", "--json"))
    assert set(made) == {"code", "title", "why", "mend", "diagnostics"}
    assert set(document(run(sound, "explain", "--json"))["codes"]) == set(catalogue())
    assert "did you mean ‘ad-no-bleed’?" in run(sound, "explain", "ad-no-bled")[1]


# --- build ----------------------------------------------------------------------------------


def made_in(project: Path) -> list[str]:
    """What lies in the issue's build folder, but for what is only kept to be quick."""
    return sorted(set(os.listdir(project / FOLDER / "build")) - {".cache"})


def test_build_writes_the_issue_and_tells_how_it_fits(project: Path, run: Run) -> None:
    code, out, err = run(project, "build", FOLDER)
    pdf = project / FOLDER / "build" / f"{SLUG}.pdf"
    assert code == 0, out
    assert out.endswith(f"{FOLDER}/build/{SLUG}.pdf: 8 pages, 0 errors, 0 warnings, 1 note\n")
    assert "story    page  template" in out
    assert "[3/4] drawing" in err
    assert made_in(project) == [pdf.name]
    with pikepdf.open(pdf) as opened:
        assert len(opened.pages) == 8


def test_build_of_some_pages(project: Path, run: Run) -> None:
    ran = run(project, "build", FOLDER, "--pages", "4-5", "--out", "made", "--json")
    made = document(ran)
    assert ran[0] == 0
    assert (made["output"], made["pages"]) == (f"made/{SLUG}-p4-5.pdf", 2)
    with pikepdf.open(project / made["output"]) as opened:
        assert len(opened.pages) == 2
    ran = run(project, "build", FOLDER, "--pages", "40", "--json")
    assert ran[0] == 64
    assert "no-such-page" in codes(document(ran))
    assert made_in(project) == []


def test_a_draft_has_a_name_of_its_own(project: Path, run: Run) -> None:
    made = document(run(project, "build", FOLDER, "--draft", "--json"))
    assert (made["output"], made["draft"]) == (f"{FOLDER}/build/{SLUG}-draft.pdf", True)
    assert made_in(project) == [f"{SLUG}-draft.pdf"]


def test_with_errors_the_last_build_stays(project: Path, run: Run) -> None:
    assert run(project, "build", FOLDER)[0] == 0
    pdf = project / FOLDER / "build" / f"{SLUG}.pdf"
    before = pdf.read_bytes()
    edit(project, "issue.yaml", "images/cover.jpg", "images/covre.jpg")
    code, out, _ = run(project, "build", FOLDER)
    assert code == 2
    assert f"not built, 1 error, 0 warnings, 0 notes; {FOLDER}/build/{SLUG}.pdf stays" in out
    assert pdf.read_bytes() == before


def test_a_story_that_is_too_long_is_told_and_nothing_of_it_lost(project: Path, run: Run) -> None:
    assert run(project, "build", FOLDER)[0] == 0
    pdf = project / FOLDER / "build" / f"{SLUG}.pdf"
    before = pdf.read_bytes()
    # A page takes some 1100 words and a line seven: this is about forty lines more.
    body = prose(1400, 4)
    long = manuscript("Björka frågade grannen", body)
    (project / FOLDER / "articles/bjorka.md").write_text(long, "utf-8")
    ran = run(project, "build", FOLDER, "--json")
    assert ran[0] == 2
    assert "overset" in codes(document(ran))
    assert document(ran)["output"] is None
    assert pdf.read_bytes() == before
    ran = run(project, "fit", FOLDER, "--json")
    assert ran[0] == 2
    (story,) = [s for s in document(ran)["stories"] if s["id"] == "bjorka"]
    assert story["pages"] == []
    assert story["overset_lines"] > 0
    assert story["remedies"]
    said = " ".join(story["text"].split())
    assert " ".join(body.replace("[[", "").replace("]]", "").split()) in said
    code, out, _ = run(project, "fit", FOLDER)
    assert code == 2
    assert "the whole text:" in out


def test_a_place_that_cannot_be_written(project: Path, run: Run) -> None:
    (project / "made").write_text("a file, not a folder", "utf-8")
    ran = run(project, "build", FOLDER, "--out", "made", "--json")
    assert ran[0] == 3
    assert codes(document(ran)) == ["cannot-write"]


# --- new ------------------------------------------------------------------------------------


def test_a_new_issue_checks_and_builds(project: Path, run: Run) -> None:
    code, out, _ = run(project, "new", "issues/2027-06")
    assert code == 0, out
    made = yaml.safe_load((project / "issues/2027-06/issue.yaml").read_text("utf-8"))
    assert (made["title"], made["number"], made["date"]) == ("Fältet", 4, "2027-06")
    assert run(project, "check", "issues/2027-06")[1].endswith(": 0 errors, 0 warnings, 0 notes\n")
    code, out, _ = run(project, "build", "issues/2027-06")
    assert code == 0, out


def test_a_new_issue_has_its_schema_beside(project: Path, run: Run) -> None:
    made = document(run(project, "new", "issues/2027-06", "--json"))
    issue = project / "issues/2027-06"
    assert made["created"] == sorted(
        path.relative_to(issue).as_posix() for path in issue.rglob("*") if path.is_file()
    )
    text = (issue / "issue.yaml").read_text("utf-8")
    schema = json.loads((issue / text.split("$schema=")[1].split("\n")[0]).read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(text), schema)


def test_a_new_issue_with_the_frame_of_the_last(project: Path, run: Run) -> None:
    code, out, _ = run(project, "new", "issues/2027-06", "--from", FOLDER)
    assert code == 0, out
    text = (project / "issues/2027-06/issue.yaml").read_text("utf-8")
    made = yaml.safe_load(text)
    last = yaml.safe_load((project / FOLDER / "issue.yaml").read_text("utf-8"))
    assert (made["number"], made["date"], made["stories"]) == (4, "2027-06", [])
    for key in ("title", "language", "layout", "tagline", "publisher", "pages", "contents"):
        assert made[key] == last[key]
    assert "ads" not in made
    assert "#   - {id: furunas" in text
    assert run(project, "check", "issues/2027-06", "--strict")[0] == 0


def test_a_new_issue_never_overwrites(project: Path, run: Run) -> None:
    before = (project / FOLDER / "issue.yaml").read_bytes()
    assert run(project, "new", FOLDER)[0] == 64
    assert (project / FOLDER / "issue.yaml").read_bytes() == before
    (project / "issues/2027-08").mkdir()
    assert run(project, "new", "issues/2027-08")[0] == 0
    assert run(project, "new", "issues/2027-09", "--from", "issues/none")[0] == 3
    assert not (project / "issues/2027-09").exists()
