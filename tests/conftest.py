"""What the whole run shares: the sample issue, built once however many workers there are."""

from __future__ import annotations

import fcntl
import pathlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from built import Built, build
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from portal_desk import Desk

PROJECT = pathlib.Path(__file__).resolve().parent.parent
SAMPLE = "issues/2027-03"

# Examples are the same in every run, and a slow machine is no failure.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> pathlib.Path:
    """A folder that all workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def once(run_folder: pathlib.Path) -> Callable[[str, Callable[[pathlib.Path], None]], pathlib.Path]:
    """Makes a folder's content in whichever worker asks first; the others wait for it."""

    def make(name: str, fill: Callable[[pathlib.Path], None]) -> pathlib.Path:
        folder = run_folder / name
        with (run_folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                half = run_folder / f"{name}.half"
                half.mkdir()
                fill(half)
                half.rename(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def sample(
    once: Callable[[str, Callable[[pathlib.Path], None]], pathlib.Path],
) -> Built:
    """The sample issue, published once in a run."""
    return Built(once("sample", lambda folder: build(PROJECT, SAMPLE, folder)))


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A review site to be copied; it runs no more."""
    portal_desk = pytest.importorskip("portal_desk", reason="the extra ‘portal’ is not installed")
    made: Desk = portal_desk.Desk(tmp_path_factory.mktemp("seed") / "home")
    made.end()
    return made


@pytest.fixture
def desk(tmp_path: pathlib.Path, seed: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A running copy of that site, with all kinds of people."""
    from portal_desk import PAGES, Desk

    monkeypatch.setattr("magtool.portal.app.load_pages", PAGES)
    made = Desk(tmp_path / "home", seed)
    yield made
    made.end()
