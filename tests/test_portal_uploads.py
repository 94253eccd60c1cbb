"""Hostile files sent as artwork: refused in plain words, and nothing of them stays."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra ‘portal’ is not installed")

from hostile_uploads import NAMES, hostile, pdf, picture
from portal_client import Reply, Upload
from portal_desk import OWN, PAGES, Desk

from magtool import examining
from magtool.examining import examine_artwork
from magtool.portal.records import Upload as Sent
from magtool.proofs import Booked, Examined
from magtool.proofs.wording import told

FILES = list(hostile())
PATIENCE = 25.0
"""Seconds for one file; sound artwork takes five where nothing else runs."""
UNENDING, BRIEF = "forms of forms", 6.0
"""What only the clock ends, and seconds that show it as well."""
FULL = Booked("full", 210.0, 297.0, 3.0)


@pytest.fixture
def desk(tmp_path: Path, seed: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A site that really examines; what programs lay aside goes to a folder that is watched."""
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setenv("TMPDIR", str(aside))
    monkeypatch.setattr(tempfile, "tempdir", None)
    # What never ends is ended here as it is on a site, only sooner.
    quick = replace(examining.LIMITS, seconds=PATIENCE, most_seconds=PATIENCE)
    monkeypatch.setattr(examining, "LIMITS", quick)
    monkeypatch.setattr("magtool.portal.app.load_pages", PAGES)
    made = Desk(tmp_path / "home", seed)
    made.found = lambda data: examine_artwork(data, "a.pdf", FULL)
    yield made
    made.end()


def send(desk: Desk, name: str, data: bytes, kind: str = "application/pdf") -> Reply:
    form = {"csrf": desk.mark("owner")}
    return desk.browser("owner").post(f"/item/{OWN}/uploads", form, Upload(name, data, kind))


def last(desk: Desk) -> Sent:
    case = desk.ledger.case(desk.links["owner"], OWN)
    assert case is not None
    return case.uploads[-1]


def left_behind(desk: Desk) -> set[str]:
    """Every file in the site's home."""
    return {
        path.relative_to(desk.home).as_posix()
        for path in desk.home.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def aside(desk: Desk) -> list[Path]:
    """Everything in the folder for what programs lay aside."""
    return list((desk.home.parent / "aside").iterdir())


def test_there_are_enough_of_them() -> None:
    assert len(FILES) + len(NAMES) > 60
    assert len({name for name, _, _ in FILES}) == len(FILES)


@pytest.mark.parametrize(("what", "name", "make"), FILES, ids=[what for what, _, _ in FILES])
def test_what_is_no_artwork_is_refused(
    desk: Desk,
    what: str,
    name: str,
    make: Callable[[], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if what == UNENDING:
        brief = replace(examining.LIMITS, seconds=BRIEF, most_seconds=BRIEF)
        monkeypatch.setattr(examining, "LIMITS", brief)
    before, files = len(desk.state()), left_behind(desk)
    data = make()
    reply = send(desk, name, data)
    if reply.status == 413:
        assert len(data) > 2_000_000
        assert len(desk.state()) == before
    else:
        assert reply.status in (303, 422), what
        if reply.status == 303:
            assert "refused" in reply.to
            refused(last(desk).examined)
            assert last(desk).state == "refused"
            assert not last(desk).kept
    assert left_behind(desk) == files, what
    assert not aside(desk), what
    page = desk.browser("owner").get(f"/item/{OWN}")
    assert page.status == 200
    assert b"<script>alert" not in page.body


def refused(examined: Examined) -> None:
    """It says why, in words of its own and in both languages."""
    assert not examined.usable
    errors = [found for found in examined.findings if found.severity == "error"]
    assert errors
    for found in errors:
        for language in ("sv", "en"):
            said = told(found, language)
            assert said.title != told(type(found)("of-tomorrow", "error"), language).title
            assert "{" not in said.what
            assert "Traceback" not in said.what + said.why + said.mend


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_shown(desk: Desk, name: str) -> None:
    desk.found = lambda data: examine_artwork(data, name, FULL)
    files = left_behind(desk)
    reply = send(desk, name, b"GIF89a")
    assert reply.status in (303, 400, 413, 422)
    assert left_behind(desk) == files
    if reply.status == 303:
        kept = last(desk).file
        assert kept
        assert len(kept) <= 160
        assert not re.search(r"[\x00-\x1f/\\\u202e]", kept)
        assert b"<img src=x" not in desk.browser("owner").get(f"/item/{OWN}").body


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "", "a" * 3000, "x\0y"])
def test_what_a_browser_calls_it_counts_for_nothing(desk: Desk, kind: str) -> None:
    reply = send(desk, "a.pdf", b"<svg/>", kind)
    assert reply.status in (303, 400)
    if reply.status == 303:
        assert last(desk).state == "refused"


def test_sound_artwork_comes_through_and_is_kept_once(desk: Desk) -> None:
    """The other side of the same door: not everything is refused."""

    files = left_behind(desk)
    data = pdf()
    assert send(desk, "annons.pdf", data).status == 303
    sent = last(desk)
    assert sent.state == "offered", [found.message for found in sent.examined.findings]
    assert send(desk, "annons.pdf", data).status == 303
    new = left_behind(desk) - files
    assert new
    assert not aside(desk)
    reply = desk.browser("owner").get(f"/upload/{sent.id}/file")
    assert reply.body == data


def test_artwork_that_only_prints_badly_is_kept_for_the_editor(desk: Desk) -> None:
    """Refused by preflight alone: somebody may want to help."""
    assert send(desk, "annons.pdf", picture("JPEG", (300, 400))).status == 303
    sent = last(desk)
    assert sent.state == "refused"
    assert sent.kept
    assert desk.browser("editor").get(f"/upload/{sent.id}/file").status == 200
