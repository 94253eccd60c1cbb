"""What tests of proofs share: the sample issue's proofs, drawn once in a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from magtool.disk import DiskLibrary, DiskStore
from magtool.pipelines import Workshop
from magtool.proofing import Proofs, make_proofs

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = "issues/2027-03"
NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
Once = Callable[[str, Callable[[Path], None]], Path]


def sample_proofs(once: Once) -> Proofs:
    """All proofs of the sample issue with their pictures: ``once`` is conftest's fixture."""

    def fill(folder: Path) -> None:
        _made(folder)

    return _made(once("proofs", fill))


@cache
def _made(folder: Path) -> Proofs:
    shop = Workshop(DiskStore(folder))
    made = make_proofs(DiskLibrary(PROJECT), SAMPLE, now=NOW, shop=shop)
    assert made.value is not None
    return made.value
