"""What was read is kept by the bytes it was read from: never stale, and the same as read anew."""

from __future__ import annotations

import os
import pathlib

import pytest
from PIL import Image
from small_issue import make_project

from magtool.diagnostics import Checked, as_text
from magtool.disk import DiskLibrary
from magtool.edition import Edition
from magtool.layout.checking import check_design
from magtool.layout.reading import Design, read_design
from magtool.library import MemoryLibrary
from magtool.manifest import read_issue
from magtool.store import MemoryStore

MANIFEST = (
    "magtool: 1\ntitle: T\nnumber: 1\ndate: 2027-03\nlanguage: sv\nlayout: trade\n"
    "stories: [ett, två]\n"
)
ETT = "---\nheadline: Å, Ett\n---\nText med *betoning*.\n\nSe {{page:tva}}.\n"
TVÅ = "---\nheadline: Två\n---\nMera text.\n"


def issue(store: MemoryStore, ett: str = ETT) -> Checked[Edition | None]:
    files = {"issue.yaml": MANIFEST, "articles/ett.md": ett, "articles/två.md": TVÅ}
    library = MemoryLibrary({f"issues/a/{name}": text.encode() for name, text in files.items()})
    return read_issue(library, "issues/a", store=store)


def test_an_issue_read_from_the_store_is_the_same() -> None:
    store = MemoryStore()
    first = issue(store)
    kept = dict(store.kept)
    assert kept
    assert issue(store) == first == issue(MemoryStore())
    assert store.kept == kept


def test_only_the_edited_manuscript_is_read_anew_and_its_faults_stand_where_they_are() -> None:
    store = MemoryStore()
    issue(store)
    before = len(store.kept)
    edited = issue(store, ETT.replace("Text", "En rad till.\n\nText"))
    assert len(store.kept) == before + 1
    (told,) = edited.diagnostics
    assert told.span is not None
    assert (told.code, told.span.line) == ("unknown-page", 8)
    assert (
        edited.diagnostics
        == issue(MemoryStore(), ETT.replace("Text", "En rad till.\n\nText")).diagnostics
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    root = tmp_path_factory.mktemp("kept")
    make_project(root)
    return root


def design(project: pathlib.Path, store: MemoryStore) -> tuple[Design | None, str]:
    """The design, and its faults as text."""
    library = DiskLibrary(project)
    read = read_design(library, "trade", store)
    faults = check_design(read.value, library, store) if read.value else ()
    return read.value, as_text((*read.diagnostics, *faults))


def test_a_design_read_from_the_store_is_the_same(project: pathlib.Path) -> None:
    store = MemoryStore()
    first = design(project, store)
    assert first[1] == ""
    kept = dict(store.kept)
    assert design(project, store) == first
    assert store.kept == kept


def test_a_damaged_store_is_as_good_as_none(project: pathlib.Path) -> None:
    store = MemoryStore()
    first = design(project, store)
    damaged = MemoryStore(dict.fromkeys(store.kept, b"rubbish"))
    assert design(project, damaged)[0] == first[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("\ngrid:", "\ngird:", "did you mean ‘grid’?"),
        ("\naccent: ", "\naccent: no-such-", "no-such-"),
    ],
)
def test_a_design_that_was_sound_is_not_after_an_edit(
    project: pathlib.Path, old: str, new: str, told: str
) -> None:
    store = MemoryStore()
    sound = design(project, store)
    layout = project / "layouts/trade/layout.yaml"
    text = layout.read_text("utf-8")
    try:
        layout.write_text(text.replace(old, new), "utf-8")
        assert told in design(project, store)[1]
        assert told in design(project, store)[1]  # faults are told again, not kept silent
    finally:
        layout.write_text(text, "utf-8")
    assert design(project, store) == sound


def test_a_picture_put_in_anothers_place_is_looked_into(tmp_path: pathlib.Path) -> None:
    store = MemoryStore()
    place, other = tmp_path / "a.png", tmp_path / "b.png"
    Image.new("L", (60, 70)).save(place)
    Image.new("L", (70, 60)).save(other)
    size = max(place.stat().st_size, other.stat().st_size)
    for path in (place, other):  # alike in size and date, as copies from a camera may be
        path.write_bytes(path.read_bytes().ljust(size, b"\0"))
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert DiskLibrary(tmp_path, store).facts("a.png").width_px == 60
    assert DiskLibrary(tmp_path, store).facts("a.png").width_px == 60
    assert len(store.kept) == 1
    os.replace(other, place)
    assert DiskLibrary(tmp_path, store).facts("a.png").width_px == 70
