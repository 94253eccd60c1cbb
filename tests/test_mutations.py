"""The sample issue, damaged in hundreds of ways: reading it tells, and never raises."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from magtool.diagnostics import Severity, Source, as_json, as_text
from magtool.edition import plain
from magtool.library import ArtFacts, MemoryLibrary
from magtool.manifest import read_issue, read_manuscript

ROOT = Path(__file__).parent.parent
ISSUE = "issues/2027-03"
TEXTS = (".md", ".yaml")
JUNK = "\x00\ufeff\t:[]{}*&!|>'\"%@`#-–\\\n åß𝒳�"


@pytest.fixture(scope="module")
def sample() -> MemoryLibrary:
    """The sample's texts; its pictures and artwork are only names, with facts that fit."""
    files, art = {}, {}
    for path in (ROOT / ISSUE).rglob("*"):
        if path.is_file() and "build" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            files[name] = path.read_bytes() if path.suffix in TEXTS else b""
            art[name] = ArtFacts("jpeg", 3000, 2000, 300)
    if f"{ISSUE}/issue.yaml" not in files:
        pytest.skip("the sample issue is not here")
    return MemoryLibrary(files, art)


def _swap(lines: list[bytes], chance: random.Random) -> None:
    i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]


def _drop(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _double(lines: list[bytes], chance: random.Random) -> None:
    i = chance.randrange(len(lines))
    lines.insert(i, lines[i])


def _indent(lines: list[bytes], chance: random.Random) -> None:
    i = chance.randrange(len(lines))
    lines[i] = chance.choice([b" ", b"  ", b"\t", b"    "]) + lines[i]


def _flip(lines: list[bytes], chance: random.Random) -> None:
    i = chance.randrange(len(lines))
    at = chance.randrange(len(lines[i]) + 1)
    new = chance.choice([bytes([chance.randrange(256)]), chance.choice(JUNK).encode()])
    lines[i] = lines[i][:at] + new + lines[i][at + chance.randrange(2) :]


def _cut(lines: list[bytes], chance: random.Random) -> None:
    i = chance.randrange(len(lines))
    lines[i:] = [lines[i][: chance.randrange(len(lines[i]) + 1)]]


def _junk(lines: list[bytes], chance: random.Random) -> None:
    kind = chance.randrange(3)
    if kind == 0:
        lines[:] = [chance.randbytes(300)]
    elif kind == 1:
        lines[:] = ["".join(chance.choices(JUNK, k=200)).encode()]
    else:
        lines[:] = [b""]


MUTATIONS: tuple[Callable[[list[bytes], random.Random], None], ...] = (
    _swap, _drop, _double, _indent, _flip, _flip, _cut, _junk,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_issue_is_read_and_told(sample: MemoryLibrary, seed: int) -> None:
    chance = random.Random(seed)
    files = dict(sample.files)
    texts = sorted(name for name in files if name.endswith(TEXTS))
    for _ in range(chance.randint(1, 6)):
        # The manifest is one file of thirty, but the one that matters most.
        name = f"{ISSUE}/issue.yaml" if chance.random() < 0.4 else chance.choice(texts)
        if chance.random() < 0.05:
            files.pop(name, None)
            continue
        lines = files.get(name, b"").split(b"\n")
        chance.choice(MUTATIONS)(lines, chance)
        files[name] = b"\n".join(lines)
    library = MemoryLibrary(files, sample.art)
    checked = read_issue(library, ISSUE)
    as_text(checked.diagnostics)
    for record in as_json(checked.diagnostics):
        assert record["line"] is None or record["line"] >= 1
    if checked.value is None:
        assert any(item.severity is Severity.ERROR for item in checked.diagnostics)


def test_the_sample_itself_is_sound(sample: MemoryLibrary) -> None:
    checked = read_issue(sample, ISSUE)
    assert as_text(d for d in checked.diagnostics if d.severity > Severity.NOTE) == ""


def test_no_word_of_the_sample_is_lost(sample: MemoryLibrary) -> None:
    for name, data in sample.files.items():
        if "/articles/" not in name or not name.endswith(".md"):
            continue
        body = data.decode().split("---\n", 2)[2]
        article = read_manuscript(Source(name, data.decode())).value.article
        boxes = article.boxes
        content = [p for box in boxes for p in box.content]
        said = [p.text for p in (*article.paragraphs, *content)]
        said += [f"{box.role} {box.label} {box.ref} {plain(box.title)}" for box in boxes]
        written = re.sub(r"\{page:[^}]*\}", "00", re.sub(r"(?m)^\d+\. ", "", body))
        assert not set(re.findall(r"\w+", written)) - set(re.findall(r"\w+", " ".join(said))), name
