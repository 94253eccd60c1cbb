"""Edits by the dozen on the small issue: copy fits, locks hold, what is kept is true.

``python -m tests.bench.edits`` makes them by the hundred, on the sample issue as well.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from bench.proofs import cache, fit, locks
from bench.rewrites import any_change, body_words, corrected, enrich, resized
from small_issue import FOLDER, PROJECT, make_project

from magtool.cli.project import Project

DESIGN = "layouts/trade"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    enrich(make_project(tmp_path))
    return Project(tmp_path, FOLDER)


def manuscripts() -> list[str]:
    paths = sorted((PROJECT / "issues/2027-03/articles").glob("*.md"))
    if not paths:
        pytest.skip("the sample issue is not here")
    return [path.read_text("utf-8") for path in paths]


# ----------------------------------------------------------------------------- edits


@pytest.mark.parametrize("share", [0.15, -0.15])
def test_a_story_becomes_so_much_longer_or_shorter(share: float) -> None:
    for text in manuscripts():
        words = body_words(text)
        changed = body_words(resized(text, share, Random(1))) - words
        assert changed == pytest.approx(share * words, abs=6)


def test_a_lengthened_story_says_nothing_new() -> None:
    for text in manuscripts():
        longer = resized(text, 0.15, Random(1))
        assert set(longer.split()) <= set(text.split())
        assert longer.count("[[") == text.count("[[")


def test_a_shortened_story_keeps_its_paragraphs_boxes_and_marks() -> None:
    for text in manuscripts():
        shorter = resized(text, -0.15, Random(1))
        assert shorter.count("\n\n") == text.count("\n\n")
        assert re.findall("^[:#].*", shorter, re.M) == re.findall("^[:#].*", text, re.M)
        assert shorter.count("[[") == shorter.count("]]")


def test_a_correction_is_one_word_of_about_the_same_length() -> None:
    for seed, text in enumerate(manuscripts()):
        after = corrected(text, Random(seed))
        assert after is not None
        pairs = zip(text.split(), after.split(), strict=True)
        ((old, new),) = [pair for pair in pairs if pair[0] != pair[1]]
        assert abs(len(old) - len(new)) <= 1


def test_all_kinds_of_edits_are_made(project: Project) -> None:
    issue = project.root / project.folder
    chance = Random(1)
    made = Counter(
        any_change(issue, project.root / DESIGN, chance).what.split(" (")[0] for _ in range(800)
    )
    assert len(made) == 23, sorted(made)


# ---------------------------------------------------------------------------- proofs


def test_stories_longer_or_shorter_still_fit(project: Project) -> None:
    done = list(fit(project, 2, seed=1))
    assert [edit.share for edit in done] == [0.15, -0.15]
    assert [edit.errors for edit in done] == [(), ()]


def test_a_word_corrected_elsewhere_leaves_locked_pages_as_they_are(project: Project) -> None:
    done = list(locks(project, 2, seed=1, locked=frozenset({2, 4})))
    assert [(edit.broke, edit.elsewhere, edit.errors) for edit in done] == [((), (), ())] * 3


def test_builds_that_know_the_earlier_ones_give_the_same(project: Project) -> None:
    done = list(cache(project, 12, seed=1, apart=12))
    assert [(step.what, step.differs) for step in done if step.differs] == []
    assert any(step.clean.pdf for step in done)
    assert any(step.known.pdf is None for step in done)
    assert len({step.clean.pdf for step in done}) > 6
