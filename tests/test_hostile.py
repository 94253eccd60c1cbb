"""Recovering damaged and hostile files: each ends by itself, and none touches another."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from old_pdfs import hostile_pdfs, old_pdf

from magtool.cli import main
from magtool.diagnostics import catalogue
from magtool.intake import confined as room
from magtool.intake.confined import Limits, Quarantined, confined, read_files

CORPUS = Path(__file__).resolve().parents[2] / "shared/corpus/hostile/qpdf"
SOUND = "zz-sound"


def recovered(
    files: list[Path], out: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, str], str]:
    """The exit code, the status of each file by its name, and all that was said."""
    code = main(["--json", "recover", *map(str, files), "-o", str(out), "--ocr", "never"])
    said = capsys.readouterr()
    made = json.loads(said.out)
    assert {d["code"] for d in made["diagnostics"]} <= set(catalogue())
    return code, {Path(f["file"]).stem: f["status"] for f in made["files"]}, said.out + said.err


def everything(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_hostile_files_touch_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    made = dict(hostile_pdfs())
    assert len(made) >= 40
    assert len(set(made.values())) == len(made)
    for name, data in {**made, SOUND: old_pdf()}.items():
        (tmp_path / f"in/{name}.pdf").write_bytes(data)
    before = everything(tmp_path)
    files = sorted((tmp_path / "in").glob("*.pdf"))
    code, status, said = recovered(files, tmp_path / "out", capsys)
    assert code == 2
    assert status[SOUND] == "recovered"
    assert "Traceback" not in said
    assert not re.search(r"object at 0x", said)
    for name in ("flate-bomb", "two-bombs-in-one", "many-pages", "empty", "locked-6", "box-wide"):
        assert status[name] == "quarantined", name
    new = everything(tmp_path) - before
    assert {path.parts[0] for path in new} == {"out"}
    assert not any("escaped" in part or part == "MARKER" for p in new for part in p.parts[:-1])
    assert not list(tmp_path.rglob("*.part"))
    for name, state in status.items():
        there = {path.name for path in (tmp_path / "out" / name).iterdir()}
        if state == "quarantined":
            assert there == {"quarantine.json"}, name
        else:
            assert {"issue.yaml", "recovered.json"} <= there, name


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("step", [1 if os.environ.get("MAGTOOL_WHOLE_CORPUS") else 26])
def test_broken_files_of_others(
    step: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(CORPUS.glob("*.pdf"))[::step]
    _, status, said = recovered(files, tmp_path / "out", capsys)
    assert len(status) == len(files)
    assert set(status.values()) <= {"recovered", "quarantined"}
    assert "Traceback" not in said
    assert list(status.values()).count("recovered") > len(files) * 0.7


# --- the confined process -------------------------------------------------------------------

MISDEEDS = """
import os, subprocess, sys, time
from magtool.intake.confined import enter, write_files

def hang():
    enter()
    time.sleep(600)

def child():
    enter()
    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
    time.sleep(600)

def crash():
    enter()
    os.abort()

def eat():
    enter()
    bytearray(8 << 30)

def shout():
    output = enter()[2]
    os.write(1, b'noise')
    print('more noise', flush=True)
    write_files(output, {'a.md': b'x'})

def cut():
    output = enter()[2]
    output.write(b'a.md 900\\nfew')
    output.flush()

def flood():
    output = enter()[2]
    output.write(bytes(1 << 26))
    output.flush()

def env():
    _, data, output = enter()
    write_files(output, {'a.md': ' '.join(os.environ).encode(), 'b.md': data})
"""


def misdo(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float = 20.0
) -> dict[str, bytes]:
    """Runs one of the misdeeds on a file."""
    (tmp_path / "misdeeds.py").write_text(MISDEEDS, "utf-8")
    found = f"import sys; sys.path.insert(0, {str(tmp_path)!r});"
    monkeypatch.setattr(room, "_START", room._START.replace("import sys;", found))
    source = tmp_path / "in.pdf"
    source.write_bytes(b"given")
    limits = Limits(memory=1 << 30, output=8 << 20, seconds=seconds)
    with confined(f"misdeeds:{name}", "wish", source, limits) as run:
        return dict(read_files(run.wait()))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hang", "recover-too-long"),
        ("child", "recover-too-long"),
        ("crash", "recover-crashed"),
        ("eat", "recover-unreadable"),
        ("cut", "recover-crashed"),
        ("flood", "recover-unreadable"),
    ],
)
def test_misdeeds_end_in_quarantine(
    name: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Quarantined) as caught:
        misdo(name, tmp_path, monkeypatch, seconds=1.0)
    assert caught.value.code == code


def test_noise_is_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert misdo("shout", tmp_path, monkeypatch) == {"a.md": b"x"}


def test_the_surroundings_are_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    made = misdo("env", tmp_path, monkeypatch)
    assert made["b.md"] == b"given"
    assert "SECRET_TOKEN" not in made["a.md"].decode()


def test_only_plain_files_of_some_size_are_read(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(bytes(2000))
    for source, code in ((tmp_path, "recover-unreadable"), (large, "recover-too-large")):
        with (
            pytest.raises(Quarantined) as caught,
            confined("x:y", "", source, Limits(size=1000)),
        ):
            pass
        assert caught.value.code == code
