"""The store of kept results: keys that tell all, entries that can't lie, values that can't act."""

import os
import pickle
from dataclasses import dataclass

import pytest

from magtool.diagnostics import Source, Span
from magtool.disk import DiskStore
from magtool.edition import Paragraph, Run
from magtool.store import fingerprint, packed, unpacked


def _paragraph(text: str, place: int = 0) -> Paragraph:
    return Paragraph("paragraph", (Run(text),), Span(Source("a.md", "x" * 9), place, place + 1))


def test_a_key_tells_words_and_not_their_place() -> None:
    assert fingerprint(_paragraph("Ett")) == fingerprint(_paragraph("Ett", 5))
    assert fingerprint(_paragraph("Ett")) != fingerprint(_paragraph("Två"))
    assert fingerprint(("ab", "c")) != fingerprint(("a", "bc"))
    assert fingerprint(1) != fingerprint("1") != fingerprint(True)


def test_a_key_of_what_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(TypeError):
        fingerprint(object())


def test_values_come_back_as_they_were() -> None:
    value = (_paragraph("Ett"), {"a": frozenset({1.5})})
    assert unpacked(packed(value)) == value


@dataclass
class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch bomb",)


def test_a_strangers_store_runs_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unpacked(pickle.dumps(_Bomb())) is None
    assert not list(tmp_path.iterdir())


def test_damaged_entries_are_not_there(tmp_path) -> None:
    store = DiskStore(tmp_path)
    store.put("abcdef", b"whole")
    assert store.get("abcdef") == b"whole"
    (tmp_path / "ab" / "cdef").write_bytes((tmp_path / "ab" / "cdef").read_bytes()[:-1])
    assert store.get("abcdef") is None
    assert store.get("000000") is None


def test_a_store_that_cannot_write_forgets(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = DiskStore(tmp_path / "file")
    store.put("abcdef", b"x")
    assert store.get("abcdef") is None


def test_what_nobody_asked_for_goes_after_a_month(tmp_path) -> None:
    store = DiskStore(tmp_path)
    for key in ("aa11", "bb22"):
        store.put(key, b"x")
        os.utime(tmp_path / key[:2] / key[2:], (0, 0))
    assert store.get("aa11") == b"x"
    store.tidy()
    assert store.get("aa11") == b"x"
    assert store.get("bb22") is None
