"""A folder full of faults: one read tells each of them at its line and column."""

import re
from pathlib import Path

import pytest

from magtool.diagnostics import Diagnostic, as_text
from magtool.library import ArtFacts, MemoryLibrary
from magtool.manifest import read_issue

FOLDER = Path(__file__).parent / "faults"
MARK = re.compile(rb"\xe2\x9f\xa6([a-z0-9-]+)\xe2\x9f\xa7")  # ⟦code⟧
ISSUE = "issues/broken"
MODULES = {"full": (595.28, 841.89, True), "half": (510.0, 340.0, False)}
ART = {
    "images/cover.jpg": ArtFacts("jpeg", 3000, 2000),
    "images/broken.jpg": ArtFacts("jpeg", fault="the file ends too early", fault_code="unreadable"),
    "images/dot.png": ArtFacts("png", 1, 1),
    "ads/small.pdf": ArtFacts("pdf", width=500.0, height=700.0, bleed=9.0),
    "ads/nobleed.pdf": ArtFacts("pdf", width=595.28, height=841.89),
    "ads/locked.pdf": ArtFacts("pdf", fault="it needs a password", fault_code="encrypted"),
    "ads/junk.pdf": ArtFacts("", fault="it is no picture or PDF", fault_code="format"),
    "ads/empty.pdf": ArtFacts("pdf", fault="it has no pages", fault_code="empty"),
    "ads/pages.pdf": ArtFacts("pdf", width=510.0, height=340.0, pages=3),
}

Found = tuple[str, int, int, str]


def _planted() -> tuple[MemoryLibrary, set[Found]]:
    """The folder without its marks, and what they promise: file, line, column, code."""
    files = {f"{ISSUE}/{name}": b"" for name in ART}
    wanted: set[Found] = set()
    for path in FOLDER.rglob("*.*"):
        if path.name == "README.md":
            continue
        name = f"{ISSUE}/{path.relative_to(FOLDER).as_posix()}"
        clean = b""
        rest = path.read_bytes()
        while match := MARK.search(rest):
            clean += rest[: match.start()]
            rest = rest[match.end() :]
            before = clean.decode("utf-8", errors="replace")
            line = before.count("\n") + 1
            column = len(before) - before.rfind("\n")
            wanted.add((name, line, column, match.group(1).decode()))
        files[name] = clean + rest
    return MemoryLibrary(files, {f"{ISSUE}/{name}": facts for name, facts in ART.items()}), wanted


def _where(item: Diagnostic) -> Found:
    assert item.span is not None, item
    return (item.span.source.path, item.span.line, item.span.column, item.code)


@pytest.fixture(scope="module")
def told() -> tuple[tuple[Diagnostic, ...], set[Found]]:
    library, wanted = _planted()
    checked = read_issue(library, ISSUE, modules=MODULES, templates={"survey-page", "feature"})
    assert checked.value is None
    return checked.diagnostics, wanted


def test_every_planted_fault_is_told_and_nothing_else(
    told: tuple[tuple[Diagnostic, ...], set[Found]],
) -> None:
    diagnostics, wanted = told
    found = {_where(item) for item in diagnostics}
    assert len(wanted) >= 80
    assert sorted(wanted - found) == [], as_text(diagnostics)
    assert sorted(found - wanted) == [], as_text(diagnostics)


def test_every_fault_has_a_hint(told: tuple[tuple[Diagnostic, ...], set[Found]]) -> None:
    assert [item for item in told[0] if not item.hints] == []


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("unknown-key", "did you mean ‘number’?"),
        ("missing-file", "did you mean ‘images/cover.jpg’?"),
        ("missing-file", "did you mean ‘inline’?"),
        ("unknown-box", "did you mean ‘factbox’?"),
        ("unknown-chart", "did you mean ‘villkor’?"),
        ("unknown-template", "did you mean ‘survey-page’?"),
        ("unknown-ad", "did you mean ‘furunas’?"),
        ("unknown-size", "did you mean ‘half’?"),
        ("unknown-page", "did you mean ‘inline’?"),
        ("unknown-survey", "did you mean ‘panelen’?"),
        ("ad-wrong-size", "ask for artwork of 210 × 297 mm, or book another size"),
        ("bad-yaml", 'put the value in quotes: title: "Panelen: andra vågen"'),
    ],
)
def test_hints_that_mend(
    told: tuple[tuple[Diagnostic, ...], set[Found]], code: str, hint: str
) -> None:
    assert hint in [text for item in told[0] if item.code == code for text in item.hints]
