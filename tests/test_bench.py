"""The benchmark's issues: true copy, wholly set; and the benchmark itself when it is asked for."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from bench.issues import ISSUES, PROJECT, SAMPLE, BenchIssue, make_project
from bench.looks import PLAIN
from bench.manuscripts import SUBHEAD, TEXT, Paragraph, Room, Tale, manuscript, tales
from bench.peers import PEERS, Peer
from bench.runs import Failed, edited, run, watched
from bench.targets import Target, table
from built import Built, build, letters, missing_paragraphs

Once = Callable[[str, Callable[[pathlib.Path], None]], pathlib.Path]
ROOM = Room(page_lines=189, head_lines=18, line_characters=35)
SHORT = [issue for issue in ISSUES if issue.rounds == 1]


@pytest.fixture(scope="module")
def copy() -> tuple[Tale, ...]:
    return tales(SAMPLE / "articles", ROOM, rounds=5)


@pytest.fixture(scope="session")
def project(once: Once) -> pathlib.Path:
    """The project that a clone without the real manuscripts makes."""

    def fill(folder: pathlib.Path) -> None:
        make_project(folder / "none", folder / "project")

    return once("bench", fill) / "project"


# ------------------------------------------------------------------------------ copy


def test_the_same_manuscripts_give_the_same_stories(copy: tuple[Tale, ...]) -> None:
    assert tales(SAMPLE / "articles", ROOM, rounds=5) == copy
    assert copy[:8] == tales(SAMPLE / "articles", ROOM)
    assert sum(tale.pages for tale in copy) == 75
    assert len({tale.slug for tale in copy}) == 40


def test_stories_begin_and_end_with_text(copy: tuple[Tale, ...]) -> None:
    for tale in copy:
        roles = [paragraph.role for paragraph in tale.paragraphs]
        assert roles[0] == roles[-1] == TEXT
        assert (SUBHEAD, SUBHEAD) not in pairwise(roles)


def test_long_copy_does_not_repeat_its_paragraphs(copy: tuple[Tale, ...]) -> None:
    long = [p.text for tale in copy for p in tale.paragraphs if len(p.text) > 200]
    assert len(set(long)) > 0.98 * len(long)


def test_dealt_copy_is_made_of_the_manuscripts_words(copy: tuple[Tale, ...]) -> None:
    files = (SAMPLE / "articles").glob("*.md")
    written = {letters(word) for path in files for word in path.read_text("utf-8").split()}
    dealt = {letters(word) for t in copy for p in t.paragraphs for word in p.text.split()}
    assert dealt <= written


def test_markup_is_no_part_of_the_copy(tmp_path: pathlib.Path) -> None:
    body = "Ett *viktigt* ord och [en länk](https://example.se). [[Detta kan gå.]]\n\n## Sen\n\n"
    box = "::: factbox\n### Fakta\n- Ett\n:::\n\n"
    text = f"---\nheadline: Ordet\n---\n{body}{box}" + "Mer av samma text som fyller ut. " * 40
    (tmp_path / "ordet.md").write_text(text, "utf-8")
    (tale, *_) = tales(tmp_path, ROOM)
    first, second, *_ = tale.paragraphs
    assert first == Paragraph(TEXT, "Ett viktigt ord och en länk. Detta kan gå.")
    assert second == Paragraph(SUBHEAD, "Sen")
    assert "Fakta" not in manuscript(tale)


def test_a_folder_without_long_manuscripts_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "kort.md").write_text("---\nheadline: Kort\n---\nFå ord.\n", "utf-8")
    with pytest.raises(ValueError, match="no manuscript"):
        tales(tmp_path, ROOM)


def test_an_edit_changes_one_word_to_another_each_time(copy: tuple[Tale, ...]) -> None:
    text = manuscript(copy[0])
    versions = [edited(text, number) for number in range(20)]
    assert len({text, *versions}) == 21
    for version in versions:
        pairs = zip(text.split(), version.split(), strict=True)
        assert sum(a != b for a, b in pairs) == 1


_COPIER = """
import pathlib, sys, time
source, made = map(pathlib.Path, sys.argv[1:])
last = ""
while True:
    if source.read_text() not in ("", last):
        last = source.read_text()
        made.write_text(last)
    time.sleep(0.01)
"""


def test_a_command_that_keeps_running_is_waited_for(tmp_path: pathlib.Path) -> None:
    source, made = tmp_path / "ett.md", tmp_path / "ett.pdf"
    copy = "Här står ett redigerbart ord i mitten."
    source.write_text(copy, "utf-8")
    command = [sys.executable, "-c", _COPIER, str(source), str(made)]
    waits = watched(command, made, source, copy, range(2))
    assert made.read_text("utf-8") == edited(copy, 1)
    assert len(waits) == 2
    assert all(wait > 0 for wait in waits)


def test_a_failed_command_tells_its_last_words(tmp_path: pathlib.Path) -> None:
    with pytest.raises(Failed, match="no fonts"):
        run([sys.executable, "-c", "raise SystemExit('no fonts')"])
    gone = [sys.executable, "-c", ""]
    with pytest.raises(Failed, match="not made anew"):
        watched(gone, tmp_path / "a.pdf", tmp_path / "a.md", "", range(1))


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_peers_are_given_every_word(
    peer: Peer, copy: tuple[Tale, ...], tmp_path: pathlib.Path
) -> None:
    out = tmp_path / "out.pdf"
    command = peer.prepare(copy[:3], PLAIN, PROJECT / "fonts", out)
    assert str(out) in command
    given = peer.source(out).read_text("utf-8")
    if peer.source(out).suffix == ".json":
        given = json.dumps(json.loads(given), ensure_ascii=False)
    for tale in copy[:3]:
        for paragraph in tale.paragraphs:
            assert json.dumps(paragraph.text, ensure_ascii=False) in given


# ---------------------------------------------------------------------------- issues


@pytest.mark.parametrize("issue", SHORT, ids=lambda issue: issue.slug)
def test_bench_issues_hold_every_word(issue: BenchIssue, project: pathlib.Path, once: Once) -> None:
    folder = once(f"bench-{issue.slug}", lambda f: build(project, f"issues/{issue.slug}", f))
    made = Built(folder)
    assert made.told("ERROR", "WARNING") == []
    assert made.claims["page_count"] == issue.pages
    for story in made.edition.stories:
        text = made.letters(made.claims["stories"][story.slug]["pages"])
        assert missing_paragraphs(text, [p.text for p in story.article.paragraphs]) == []
        assert letters(story.article.title) in text


# --------------------------------------------------------------------------- figures


def test_a_star_marks_what_misses_its_target() -> None:
    most = Target("feet", ("a", "b"), most=1)
    assert most.cell({"a": 1, "b": None}) == "1 "
    assert most.cell({"a": 1, "b": 1}) == "2*"
    assert most.cell({"a": None, "b": None}) == "– "
    assert Target("grid", ("a",), least=100.0, places=1).cell({"a": 99.5}) == "99.5*"


def test_what_could_not_be_set_says_why() -> None:
    assert table([("plain", "no fonts")]).splitlines()[-1] == "plain    skipped: no fonts"


@pytest.mark.benchmark
def test_the_benchmark_in_short(request: pytest.FixtureRequest) -> None:
    if "benchmark" not in request.config.option.markexpr:
        pytest.skip("timings are taken when they are asked for: -m benchmark")
    command = [sys.executable, "-m", "tests.bench", "--short", "--times", "1", "--json"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, text=True)
    rows = json.loads(done.stdout)
    assert {row["who"] for row in rows} == {"magtool", *(peer.name for peer in PEERS)}
    for row in rows:
        print(f"{row['who']}: {row['wall']} s, {row['peak_mb']} MB {row['missing']}")
        assert row["wall"] or row["missing"].endswith("is not installed")
