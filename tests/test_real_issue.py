"""An issue of real manuscripts: nobody wrote them to fit, and the engine must bear them."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable

import pytest
from built import Built, build, letters, missing_paragraphs, other_words, shown
from real_issue import ADS, CHARTS, HARD, SHARED, SLUG, make_project

from magtool.edition import plain

pytestmark = pytest.mark.skipif(
    not (SHARED / "real-issue").is_dir(),
    reason="the real manuscripts stand outside the project, and are not there",
)


@pytest.fixture(scope="session")
def real(once: Callable[[str, Callable[[pathlib.Path], None]], pathlib.Path]) -> Built:
    """The real issue, published once in a run."""
    root = once("real-project", make_project)
    return Built(once("real", lambda folder: build(root, f"issues/{SLUG}", folder)))


def test_all_of_it_finds_a_place(real: Built) -> None:
    assert real.told("ERROR") == []
    assert real.claims["unplaced"] == []
    placed = set(real.claims["stories"])
    assert placed == {story.slug for story in real.edition.stories}
    assert set(real.claims["ads"]) == set(ADS)


def test_nothing_is_overset(real: Built) -> None:
    assert [slug for slug, told in real.claims["stories"].items() if told["overset"]] == []


def test_every_storys_text_is_there_once_and_in_order(real: Built) -> None:
    missing = {}
    for story in real.edition.stories:
        told = real.claims["stories"][story.slug]
        text = real.letters(told["pages"])
        wanted = [shown(p.runs, ()) for p in story.article.paragraphs]
        lost = missing_paragraphs(text, wanted)
        if lost:
            missing[story.slug] = lost
    assert missing == {}


def test_heads_captions_credits_and_boxes_are_on_the_storys_pages(real: Built) -> None:
    missing = {}
    for story in real.edition.stories:
        told = real.claims["stories"][story.slug]
        text = real.letters(told["pages"])
        lost = [w for w in other_words(story.article, told["dropped"]) if letters(w) not in text]
        if lost:
            missing[story.slug] = lost
    assert missing == {}


def test_only_pull_quotes_whose_words_stand_in_the_text_are_left_out(real: Built) -> None:
    for story in real.edition.stories:
        told = real.claims["stories"][story.slug]
        assert told["sentences"] == []
        assert set(told["dropped"]) <= {"pullquote"}


def test_the_survey_is_quoted_with_its_figures_and_its_note(real: Built) -> None:
    for chart, slug in CHARTS.items():
        text = real.letters(real.claims["stories"][slug]["pages"])
        story = next(s for s in real.edition.stories if s.slug == slug)
        (shown_chart,) = story.charts
        assert shown_chart.id == chart
        for label, (value, *_) in zip(shown_chart.labels, shown_chart.values, strict=True):
            assert letters(label) in text
            assert f"{value:g}" in text
        assert letters("slumpmässigt urval av socionomer i Sverige") in text


def test_contents_and_cover_tell_the_true_pages(real: Built) -> None:
    contents = real.pages[2]
    for story in real.edition.stories:
        title = plain(story.article.headline)
        wanted = letters(title)
        page = next(
            n
            for n in range(1, len(real.pages) + 1)
            if n not in (1, 3) and wanted in real.letters([n])
        )
        flexible = r"[-\s]+".join(re.escape(word) for word in title.split())
        numbers = set(re.findall(rf"(?m)^(\d+)\s+{flexible}", contents))
        assert numbers == {str(page)}, title
        assert page == real.claims["stories"][story.slug]["pages"][0]
    assert real.edition.cover is not None
    for teaser in real.edition.cover.teasers:
        page = real.claims["page_of"][teaser.story]
        assert re.search(rf"Sid\s+{page}\b", real.pages[0])


@pytest.mark.parametrize("slug", sorted(HARD))
def test_the_hard_cases_are_printed_as_written(real: Built, slug: str) -> None:
    """No picture, no byline, a standfirst that opens with a dash, a headline in quotes."""
    article = next(s.article for s in real.edition.stories if s.slug == slug)
    page = real.pages[real.claims["stories"][slug]["pages"][0] - 1]
    flat = " ".join(page.split())
    for part in (plain(article.headline), plain(article.standfirst).split(". ")[0]):
        assert part.replace("\u00a0", " ").split()[0] in flat
        assert letters(part) in letters(page)
    if article.byline:
        assert letters(article.byline) in letters(page)
    else:
        assert not re.search(r"(?m)^TEXT\s*$", page)


def test_its_screen_edition_conforms_to_pdf_ua(real: Built) -> None:
    validator = pytest.importorskip("page", reason="page-validation is not installed")
    report = validator.validate_pdf_bytes(real.pdf.read_bytes(), profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
