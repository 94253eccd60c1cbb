"""Bad input of every kind: a diagnostic each, never a traceback, never a lost file."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_issue import FOLDER, SLUG, Overlay, artwork, make_project, manuscript, prose
from test_mutations import MUTATIONS

from magtool import pipelines
from magtool.cli import main
from magtool.diagnostics import as_text
from magtool.disk import DiskLibrary


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound")
    make_project(root)
    return root


@pytest.fixture(scope="module")
def library(sound: Path) -> DiskLibrary:
    return DiskLibrary(sound)


@pytest.fixture
def project(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "p")
    return tmp_path / "p"


def codes_of(
    project: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, set[str]]:
    capsys.readouterr()
    code = main([command, str(project / FOLDER), "--json"])
    made = json.loads(capsys.readouterr().out)
    return code, {record["code"] for record in made["diagnostics"]}


def write(issue: Path, name: str, data: bytes | str) -> None:
    (issue / name).write_bytes(data.encode() if isinstance(data, str) else data)


def replace(issue: Path, old: str, new: str) -> None:
    text = (issue / "issue.yaml").read_text("utf-8")
    assert old in text
    write(issue, "issue.yaml", text.replace(old, new, 1))


def _broken_picture(issue: Path) -> None:
    write(issue, "images/desk.jpg", (issue / "images/desk.jpg").read_bytes()[:200])


def _no_picture_at_all(issue: Path) -> None:
    write(issue, "images/desk.jpg", b"\x00" * 5000)


def _locked_artwork(issue: Path) -> None:
    write(issue, "ads/almen.pdf", artwork("hemligt"))


def _torn_artwork(issue: Path) -> None:
    write(issue, "ads/almen.pdf", b"%PDF-1.6 torn off")


def _two_ads_on_one_page(issue: Path) -> None:
    replace(issue, "place: {page: 8}", "place: {page: 2}")


def _empty_manuscript(issue: Path) -> None:
    write(issue, "articles/lindvik.md", "---\nheadline: Tomt\n---\n")


def _empty_file(issue: Path) -> None:
    write(issue, "articles/lindvik.md", "")


def _no_glyph(issue: Path) -> None:
    write(issue, "articles/lindvik.md", manuscript("Snö", "En snögubbe: ☃ stod där.\n"))


def _unknown_size(issue: Path) -> None:
    replace(issue, "size: full", "size: huge")


def _missing_picture(issue: Path) -> None:
    (issue / "images/desk.jpg").unlink()


@pytest.mark.parametrize(
    ("harm", "wanted"),
    [
        (_broken_picture, "broken-picture"),
        (_no_picture_at_all, "broken-picture"),
        (_locked_artwork, "artwork-encrypted"),
        (_torn_artwork, "artwork-broken"),
        (_two_ads_on_one_page, "double-booking"),
        (_empty_manuscript, "empty-manuscript"),
        (_empty_file, "no-front-matter"),
        (_no_glyph, "missing-glyph"),
        (_unknown_size, "unknown-size"),
        (_missing_picture, "missing-file"),
    ],
)
def test_bad_input_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], None], wanted: str
) -> None:
    harm(project / FOLDER)
    code, told = codes_of(project, "check", capsys)
    assert code == 2
    assert wanted in told
    assert "internal-error" not in told


def test_a_story_longer_than_the_magazine(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project / FOLDER, "articles/lindvik.md", manuscript("Allt", prose(20_000, 8)))
    assert codes_of(project, "check", capsys)[0] == 0
    code, told = codes_of(project, "build", capsys)
    assert code == 2
    assert told & {"no-room", "overset"}
    assert "internal-error" not in told
    assert not list((project / FOLDER / "build").glob("*.pdf"))


def test_a_word_wider_than_the_page(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    word = "x" * 400
    body = prose(500, 2) + f"\n{word}\n"
    write(project / FOLDER, "articles/lindvik.md", manuscript(word, body))
    code, told = codes_of(project, "build", capsys)
    assert code in (0, 2)
    assert "internal-error" not in told


# --- damage at random -----------------------------------------------------------------------


def _damaged(files: dict[str, bytes], seed: int, favourite: str) -> dict[str, bytes | None]:
    """Some of the files with some lines harmed; half of the harm is done to one file."""
    chance = random.Random(seed)
    harmed: dict[str, bytes | None] = {}
    for _ in range(chance.randint(1, 4)):
        name = favourite if chance.random() < 0.5 else chance.choice(sorted(files))
        lines = (harmed.get(name) or files[name]).split(b"\n")
        chance.choice(MUTATIONS)(lines, chance)
        harmed[name] = b"\n".join(lines)
    return harmed


def _texts(root: Path, folder: str) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / folder).rglob("*")
        if path.suffix in (".md", ".yaml")
    }


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_issue_is_checked(sound: Path, library: DiskLibrary, seed: int) -> None:
    files = _texts(sound, FOLDER)
    harmed = _damaged(files, seed, f"{FOLDER}/issue.yaml")
    as_text(pipelines.check(Overlay(library, harmed), FOLDER))


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_design_is_checked(sound: Path, library: DiskLibrary, seed: int) -> None:
    files = _texts(sound, "layouts")
    harmed = _damaged(files, seed, "layouts/trade/layout.yaml")
    as_text(pipelines.check(Overlay(library, harmed), FOLDER))


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_issue_is_built(
    project: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    articles = {n: d for n, d in _texts(project, FOLDER).items() if "/articles/" in n}
    harmed = _damaged(articles, 1000 + seed, f"{FOLDER}/articles/vretsta.md")
    for name, data in harmed.items():
        (project / name).write_bytes(data or b"")
    code, told = codes_of(project, "build", capsys)
    assert code in (0, 2)
    assert "internal-error" not in told


# --- killed while writing -------------------------------------------------------------------

_STOPPED = """
import os, sys, time
from magtool.cli import main

def wait(handle):
    print("writing", flush=True)
    time.sleep(60)

os.fsync = wait
main(["build", sys.argv[1]])
"""


def test_a_build_killed_while_writing_leaves_the_old_file(project: Path) -> None:
    pdf = project / FOLDER / "build" / f"{SLUG}.pdf"
    pdf.parent.mkdir()
    pdf.write_bytes(b"the last build")
    words = [sys.executable, "-c", _STOPPED, str(project / FOLDER)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        os.kill(child.pid, signal.SIGKILL)
        child.wait(timeout=20)
    assert pdf.read_bytes() == b"the last build"
