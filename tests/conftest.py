"""What the whole run shares: the sample issue, built once however many workers there are."""

from __future__ import annotations

import fcntl
import pathlib
from collections.abc import Callable

import pytest
from built import Built, build
from hypothesis import HealthCheck, settings

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
