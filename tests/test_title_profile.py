"""Title profiles: learnt from one issue, written for people, believed in the next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from old_issue import old_issue

from magtool.diagnostics import Source
from magtool.edition.recovered import RecoveredIssue
from magtool.extract.issue import extract_issue, extract_stages
from magtool.extract.profile import (
    BodyType,
    RunningLine,
    StyleRule,
    TitleProfile,
    known_roles,
    learn_profile,
    parse_profile,
    profile_text,
)
from magtool.extract.stages import Stages
from magtool.intake.glyphs import read_glyphs


@pytest.fixture(scope="module")
def stages() -> Stages:
    return extract_stages(read_glyphs(old_issue()), "ordet.pdf")


@pytest.fixture(scope="module")
def profile(stages: Stages) -> TitleProfile:
    return learn_profile(stages)


def said(issue: RecoveredIssue) -> list[tuple[str, str]]:
    return [(block.role, block.text) for article in issue.articles for block in article.blocks]


def parsed(text: str) -> TitleProfile:
    checked = parse_profile(Source("ordet.yaml", text))
    assert checked.value is not None, checked.diagnostics
    return checked.value


def test_body_headlines_kickers_and_feet_are_learnt(profile: TitleProfile) -> None:
    roles = {(rule.role, rule.family, rule.size, rule.weight) for rule in profile.roles}
    assert ("body", "times", 10, "regular") in roles
    assert ("headline", "helvetica", 24, "bold") in roles
    assert ("kicker", "helvetica", 9, "bold") in roles
    assert [line.text for line in profile.furniture] == ["ordet nr #"]
    assert profile.body == [BodyType(family="times", size=10)]


def test_it_reads_as_it_was_written(profile: TitleProfile) -> None:
    text = profile_text(profile)
    assert parsed(text) == profile
    assert "role: headline" in text
    assert "notice, kicker, standfirst" in text  # the roles that may be written


def test_an_issue_is_read_alike_with_its_own_profile(stages: Stages, profile: TitleProfile) -> None:
    again = extract_issue(stages.read, "ordet.pdf", profile=parsed(profile_text(profile)))
    assert said(again) == said(stages.issue)


def test_a_role_corrected_by_hand_is_believed(stages: Stages, profile: TitleProfile) -> None:
    text = profile_text(profile).replace("role: kicker", "role: subhead")
    issue = extract_issue(stages.read, "ordet.pdf", profile=parsed(text))
    assert ("subhead", "VARDAGEN") in said(issue)
    assert ("kicker", "VARDAGEN") not in said(issue)


def test_a_foot_is_known_in_an_issue_of_one_page(profile: TitleProfile) -> None:
    read = read_glyphs(old_issue(("Bara en sida",)))
    known = extract_issue(read, "ordet.pdf", profile=profile)
    assert [(p.role, p.text) for p in known.furniture] == [("footer", "Ordet nr 1")]


def test_another_titles_profile_changes_nothing(stages: Stages) -> None:
    other = TitleProfile(
        body=[BodyType(family="minionpro", size=9.2)],
        leading=11,
        roles=[StyleRule(family="minionpro", size=24, weight="bold", role="caption")],
        furniture=[RunningLine(text="annat blad #", role="footer")],
    )
    assert said(extract_issue(stages.read, "x.pdf", profile=other)) == said(stages.issue)


def test_words_that_tell_their_own_role_keep_it(stages: Stages) -> None:
    rule = StyleRule(family="helvetica", size=9, weight="bold", role="subhead")
    blocks = stages.blocks[1]
    (kicker,) = (block for block in blocks if block.words == "VARDAGEN")
    credit = replace(kicker, role="", lines=(replace(kicker.lines[0], text="Foto: Ola Frisk"),))
    told = known_roles(TitleProfile(roles=[rule]), stages.read.pages, {1: [credit]})
    assert told[1][0].role == ""


def test_a_style_with_two_roles_is_told_by_its_place(stages: Stages) -> None:
    rules = """
body: [{family: times, size: 10}]
leading: 12
roles:
  - {role: kicker, family: helvetica, size: 9, weight: bold, case: capitals, place: over a headline}
  - {role: headline, family: helvetica, size: 24, weight: bold}
"""
    assert ("kicker", "VARDAGEN") in said(extract_issue(stages.read, "x", profile=parsed(rules)))
    below = rules.replace("over a headline", "under a headline").replace("kicker", "caption")
    told = said(extract_issue(stages.read, "x", profile=parsed(below)))
    assert ("caption", "VARDAGEN") not in told


@pytest.mark.parametrize(
    ("line", "code", "place", "hint"),
    [
        ("roles: [{role: headlin, family: a, size: 9}]", "bad-value", (1, 16), "headline"),
        ("roles: [{role: rubrik, family: a, size: 9}]", "bad-value", (1, 16), "standfirst"),
        ("roles: [{role: body, family: a, size: stor}]", "wrong-type", (1, 39), ""),
        ("roles: [{role: body, family: a, size: 0}]", "bad-value", (1, 39), ""),
        ("roles: [{role: body, size: 9}]", "missing-key", (1, 9), "family"),
        ("title: a\nrols: []", "unknown-key", (2, 1), "roles"),
        ("furniture: [{text: a, role: sidfot}]", "bad-value", (1, 29), "footer"),
        ("title: “Ordet”: 2", "bad-yaml", (1, 15), "quotes"),
    ],
)
def test_a_slip_is_told_with_its_line_and_column(
    line: str, code: str, place: tuple[int, int], hint: str
) -> None:
    checked = parse_profile(Source("ordet.yaml", line))
    assert checked.value is None
    (found,) = checked.diagnostics
    assert found.span is not None
    assert (found.code, (found.span.line, found.span.column)) == (code, place)
    assert hint in " ".join(found.hints)


def test_an_empty_profile_knows_nothing(stages: Stages) -> None:
    assert said(extract_issue(stages.read, "x", profile=TitleProfile())) == said(stages.issue)


def test_a_tagged_file_teaches_only_its_title() -> None:
    issue = RecoveredIssue("a.pdf", "", 1, title="Ordet")
    assert learn_profile(Stages(read_glyphs(old_issue()), issue)) == TitleProfile(title="Ordet")


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp", "Zs")))


@given(title=WORDS, family=WORDS.filter(bool), example=WORDS, size=st.integers(1, 400))
def test_any_words_survive_being_written(title: str, family: str, example: str, size: int) -> None:
    rule = StyleRule(family=family, size=size / 2 + 1, role="kicker", example=example)
    made = TitleProfile(
        title=title, roles=[rule], furniture=[RunningLine(text=family, role="header")]
    )
    assert parsed(profile_text(made)) == made
