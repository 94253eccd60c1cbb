"""Corrected artwork taken into an issue: the manifest changes in one place, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_issue import FOLDER, artwork, make_project

from magtool import pipelines
from magtool.cli.artwork import place_artwork
from magtool.cli.outcome import Refusal
from magtool.cli.project import Project
from magtool.disk import DiskLibrary, write_new
from magtool.library import MemoryLibrary
from magtool.manifest import editing
from magtool.manifest.editing import Replacement, replace_artwork

HEAD = "# Manifestet åäö\nads:\n  - {id: furunas, artwork: ads/furunas.pdf}   # orörd\n"


def replaced(text: str | bytes, *files: str, ad: str = "norrvik") -> Replacement | str:
    """The replacement; the code of the first fault where there is none."""
    data = text if isinstance(text, bytes) else text.encode()
    library = MemoryLibrary({"i/issue.yaml": data, **{f"i/{name}": b"" for name in files}})
    checked = replace_artwork(library, "i/", ad, "pdf")
    return checked.value or checked.diagnostics[0].code


# --- the manifest ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("{id: norrvik, artwork: ads/norrvik.pdf, size: full}  # ja", None),
        ('{id: norrvik, artwork: "ads/norrvik.pdf", size: full}', None),
        ("{id: norrvik, artwork: 'ads/norrvik.pdf'}", None),
        ('{artwork: "ads/norr\\u0076ik.pdf", id: norrvik}', '{artwork: "NEW", id: norrvik}'),
        ("id: norrvik\n    artwork:   ads/norrvik.pdf     # ny\n    size: full", None),
        ("id: 'norrvik'\n    artwork:\n      ads/norrvik.pdf\n    size: full", None),
        (
            "id: norrvik\n    artwork: >-\n      ads/norrvik.pdf\n    size: full",
            "id: norrvik\n    artwork: NEW\n    size: full",
        ),
        ("{\n    id: norrvik,\n    artwork: ads/norrvik.pdf,\n    place: {page: 3} }", None),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_the_artworks_name_changes(
    written: str, becomes: str | None, ends: str, mark: str
) -> None:
    foot = "\n  - {id: klara, artwork: ads/klara.pdf}\n\n# slut   \n"
    text = (mark + HEAD + "  - " + written + foot).replace("\n", ends)
    becomes = becomes or written.replace("ads/norrvik.pdf", "NEW")
    wanted = (mark + HEAD + "  - " + becomes + foot).replace("\n", ends)
    made = replaced(text)
    assert isinstance(made, Replacement)
    assert made.named == "ads/norrvik-2.pdf"
    assert made.artwork == "i/ads/norrvik-2.pdf"
    assert made.before == text.encode()
    assert made.after.decode() == wanted.replace("NEW", "ads/norrvik-2.pdf")


@pytest.mark.parametrize(
    ("old", "there", "named"),
    [
        ("ads/norrvik.pdf", (), "ads/norrvik-2.pdf"),
        ("ads/norrvik-2.pdf", ("ads/norrvik-2.pdf",), "ads/norrvik-3.pdf"),
        ("ads/norrvik.pdf", ("ads/norrvik-2.tif", "ads/Norrvik-3.JPG"), "ads/norrvik-4.pdf"),
        ("artwork/spring/x.tif", (), "artwork/spring/norrvik-2.pdf"),
        ("norrvik.pdf", (), "ads/norrvik-2.pdf"),
        ("../elsewhere/x.pdf", (), "ads/norrvik-2.pdf"),
    ],
)
def test_the_new_file_has_a_name_of_its_own_beside_the_old_one(
    old: str, there: tuple[str, ...], named: str
) -> None:
    made = replaced(HEAD + f"  - {{id: norrvik, artwork: {old}}}\n", *there)
    assert isinstance(made, Replacement)
    assert made.named == named


def test_an_id_that_is_no_file_name_becomes_one() -> None:
    made = replaced('ads: [{id: "Åres Fjäll/../x", artwork: ads/a.pdf}]', ad="Åres Fjäll/../x")
    assert isinstance(made, Replacement)
    assert made.named == "ads/ares-fjall-x-2.pdf"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "unknown-ad"),
        ("ads: {id: norrvik}\n", "unknown-ad"),
        ("- norrvik\n", "unknown-ad"),
        (HEAD + "  - {id: norrvik}\n", "manifest-not-edited"),
        (HEAD + "  - {id: norrvik, artwork: [a]}\n", "manifest-not-edited"),
        (HEAD + "  - {id: norrvik, artwork: &a ads/x.pdf}\n  - {id: x, artwork: *a}\n",
         "manifest-not-edited"),
        ("x: &a {id: norrvik, artwork: ads/x.pdf}\nads: [*a]\n", "manifest-not-edited"),
        (HEAD + "  - {id: norrvik, artwork: a}\n  - {id: norrvik, artwork: b}\n",
         "manifest-not-edited"),
        (HEAD + "  - {id: norrvik, artwork: ads/x.pdf\n", "bad-yaml"),
        (HEAD.encode("latin-1"), "bad-utf8"),
    ],
)  # fmt: skip
def test_what_can_not_be_changed_safely_is_refused(text: str | bytes, code: str) -> None:
    assert replaced(text) == code


def test_an_unknown_ad_is_told_with_the_nearest() -> None:
    library = MemoryLibrary({"issue.yaml": HEAD.encode()})
    (told,) = editing.replace_artwork(library, "", "furnas", "pdf").diagnostics
    assert told.hints == ("did you mean ‘furunas’?",)


# --- on the disk -----------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    make_project(tmp_path)
    return Project(tmp_path, FOLDER)


def state(project: Project) -> dict[str, bytes]:
    home = project.root / project.folder
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*.*")}


def test_corrected_artwork_is_what_the_issue_is_built_with(project: Project) -> None:
    before = state(project)
    data = artwork().replace(b"%PDF-1.4", b"%PDF-1.5") + b"\n% mended\n"
    assert place_artwork(project, "almen", data) == "ads/almen-2.pdf"
    after = state(project)
    assert after.pop("ads/almen-2.pdf") == data
    assert after.pop("issue.yaml").decode() == before.pop("issue.yaml").decode().replace(
        "ads/almen.pdf", "ads/almen-2.pdf"
    )
    assert after == before
    read = pipelines.read(DiskLibrary(project.root), project.folder).value
    assert read is not None
    assert [ad.artwork for ad in read.edition.ads] == [
        f"{FOLDER}/ads/furunas.pdf",
        f"{FOLDER}/ads/almen-2.pdf",
    ]


def refused(project: Project, ad: str = "almen", data: bytes | None = None) -> str:
    before = state(project)
    with pytest.raises(Refusal) as refusal:
        place_artwork(project, ad, artwork() if data is None else data)
    assert state(project) == before
    return refusal.value.diagnostic.code


def test_nothing_is_left_behind_where_the_artwork_is_not_taken(project: Project) -> None:
    assert refused(project, "nobody") == "unknown-ad"
    assert refused(project, data=b"<svg/>") == "artwork-broken"


def test_a_manifest_that_somebody_saves_meanwhile_stays_as_they_saved_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = project.root / project.folder / "issue.yaml"
    saved = manifest.read_text("utf-8") + "# sparad\n"

    def slowly(path: Path, data: bytes) -> None:
        write_new(path, data)
        manifest.write_text(saved, "utf-8")

    monkeypatch.setattr("magtool.cli.artwork.write_new", slowly)
    with pytest.raises(Refusal) as refusal:
        place_artwork(project, "almen", artwork())
    assert refusal.value.diagnostic.code == "manifest-changed"
    assert manifest.read_text("utf-8") == saved
    assert not (project.root / FOLDER / "ads/almen-2.pdf").exists()


@pytest.mark.parametrize("name", ["write_new", "write_whole"])
def test_a_full_disk_changes_nothing(
    name: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"magtool.cli.artwork.{name}", full)
    assert refused(project) == "cannot-write"


def test_an_issue_that_is_gone_is_told(project: Project) -> None:
    (project.root / FOLDER).rename(project.root / "issues/elsewhere")
    with pytest.raises(Refusal) as refusal:
        place_artwork(project, "almen", artwork())
    assert refusal.value.diagnostic.code == "missing-issue"


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "ads" / "a.pdf"
    write_new(path, b"one")
    with pytest.raises(FileExistsError):
        write_new(path, b"two")
    assert path.read_bytes() == b"one"
    assert os.listdir(path.parent) == ["a.pdf"]


def test_kinds_are_told_by_their_bytes(project: Project) -> None:
    assert place_artwork(project, "furunas", b"II*\0" + bytes(20)) == "ads/furunas-2.tif"
    assert place_artwork(project, "furunas", artwork()) == "ads/furunas-3.pdf"
