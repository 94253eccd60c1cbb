"""The library on disk, whole writes, and finding the project."""

from __future__ import annotations

import io
import os
import pathlib

import pytest
from PIL import Image

from magtool import disk
from magtool.disk import DiskLibrary, OutsideLibraryError, find_root, write_whole
from magtool.library import Library


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    root = tmp_path / "project"
    (root / "fonts").mkdir(parents=True)
    (root / "issues/2027-03/images").mkdir(parents=True)
    (root / "issues/2027-03/issue.yaml").write_text("magtool: 1\n")
    (root / "issues/2027-03/b.txt").write_text("b")
    (tmp_path / "secret.txt").write_text("secret")
    return root


def png(width: int) -> bytes:
    target = io.BytesIO()
    Image.new("L", (width, 10)).save(target, "PNG")
    return target.getvalue()


def test_reading_and_listing(project: pathlib.Path) -> None:
    library: Library = DiskLibrary(project)
    assert library.read("issues/2027-03/issue.yaml") == b"magtool: 1\n"
    assert library.exists("issues/2027-03/issue.yaml")
    assert not library.exists("issues/2027-03")
    assert library.names("issues/2027-03") == ("b.txt", "issue.yaml")
    assert library.names("nowhere") == ()
    with pytest.raises(FileNotFoundError):
        library.read("issues/none.yaml")


@pytest.mark.parametrize(
    "path", ["../secret.txt", "issues/../../secret.txt", "/etc/hostname", "a\0b"]
)
def test_paths_that_lead_out_are_refused(project: pathlib.Path, path: str) -> None:
    library = DiskLibrary(project)
    with pytest.raises(OutsideLibraryError):
        library.read(path)
    assert not library.exists(path)
    assert library.names(path) == ()
    assert library.facts(path).fault_code == "unreadable"


def test_links_may_not_lead_out(project: pathlib.Path) -> None:
    (project / "out.txt").symlink_to(project.parent / "secret.txt")
    (project / "up").symlink_to(project.parent)
    (project / "in.txt").symlink_to(project / "issues/2027-03/b.txt")
    library = DiskLibrary(project)
    for path in ("out.txt", "up/secret.txt"):
        with pytest.raises(OutsideLibraryError):
            library.read(path)
    assert library.read("in.txt") == b"b"


def test_the_root_itself_may_be_a_link(project: pathlib.Path) -> None:
    link = project.parent / "link"
    link.symlink_to(project)
    assert DiskLibrary(link).exists("issues/2027-03/b.txt")


def test_facts_are_kept_until_the_file_changes(
    project: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look = disk.art_facts
    monkeypatch.setattr(disk, "art_facts", lambda name, p: looked.append(name) or look(name, p))
    library, path = DiskLibrary(project), project / "a.png"
    path.write_bytes(png(20))
    assert library.facts("a.png").width_px == library.facts("a.png").width_px == 20
    assert len(looked) == 1
    path.write_bytes(png(30))
    assert library.facts("a.png").width_px == 30
    assert library.facts("none.png").fault_code == "unreadable"


def test_whole_writes(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "build/new/out.pdf"
    write_whole(path, b"one")
    path.chmod(0o640)
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(path.parent) == ["out.pdf"]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failed_write_leaves_the_old_file(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    path = tmp_path / "out.pdf"
    write_whole(path, b"old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(type(error)):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.pdf"]


def test_finding_the_project(project: pathlib.Path) -> None:
    assert find_root(project / "issues/2027-03/images") == project.resolve()
    assert find_root(project) == project.resolve()
    assert find_root(project.parent) is None
