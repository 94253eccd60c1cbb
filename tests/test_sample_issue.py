"""The sample issue as it would go to the printer, read back with other people's programs."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys
from typing import Any

import pikepdf
import pytest
from built import Built, build, letters, missing_paragraphs, needs, other_words, shown
from conftest import PROJECT, SAMPLE

from magtool.edition import Article, plain

TYPOMETER = PROJECT.parent / "shared" / "tools" / "typometer.py"
A4 = (595.276, 841.890)


def items(sample: Built) -> list[tuple[str, Article]]:
    """Stories and company pages, page numbers in their text filled in."""
    edition = sample.edition
    found = [*edition.stories, *edition.companies]
    return [(item.slug, sample.article(item.article)) for item in found]


# ------------------------------------------------------------------------ the file


def test_the_issue_is_built_without_a_warning(sample: Built) -> None:
    assert sample.told("ERROR", "WARNING") == []
    assert sample.claims["unplaced"] == []


def test_nothing_is_overset(sample: Built) -> None:
    assert [slug for slug, told in sample.claims["stories"].items() if told["overset"]] == []


def test_twenty_eight_pages_of_a4(sample: Built) -> None:
    with pikepdf.open(sample.pdf) as pdf:
        assert len(pdf.pages) == 28
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(v) for v in page.trimbox)
            assert (x1 - x0, y1 - y0) == pytest.approx(A4, abs=0.01)


def test_every_font_is_embedded(sample: Built) -> None:
    needs("pdffonts")
    told = subprocess.run(["pdffonts", str(sample.pdf)], capture_output=True, check=True)
    rows = [line.split() for line in told.stdout.decode().splitlines()[2:]]
    assert rows
    # name, type (one or two words), encoding, embedded, subset, unicode, object (two numbers)
    assert [row[0] for row in rows if row[-5] != "yes"] == []
    assert [row[0] for row in rows if row[-3] != "yes"] == [], "text must read back"


def test_qpdf_finds_nothing_to_say(sample: Built) -> None:
    needs("qpdf")
    told = subprocess.run(["qpdf", "--check", str(sample.pdf)], capture_output=True, check=False)
    assert told.returncode == 0, told.stdout.decode() + told.stderr.decode()


def test_a_second_build_is_the_same_to_the_byte(sample: Built, tmp_path: pathlib.Path) -> None:
    build(PROJECT, SAMPLE, tmp_path)
    assert (tmp_path / "issue.pdf").read_bytes() == sample.pdf.read_bytes()


# ------------------------------------------------------------------------ the words


def test_every_storys_text_is_there_once_and_in_order(sample: Built) -> None:
    missing = {}
    for slug, article in items(sample):
        if article.kind == "notices":
            continue  # each notice is set by itself; their words are asked for below
        told = sample.claims["stories"][slug]
        text = sample.letters(told["pages"])
        wanted = [shown(p.runs, told["sentences"]) for p in article.paragraphs]
        lost = missing_paragraphs(text, wanted)
        if lost:
            missing[slug] = lost
    assert missing == {}


def test_every_word_beside_the_text_is_on_the_storys_pages(sample: Built) -> None:
    missing = {}
    for slug, article in items(sample):
        told = sample.claims["stories"][slug]
        text = sample.letters(told["pages"])
        words = list(other_words(article, told["dropped"]))
        if article.kind == "notices":
            words += [word for p in article.paragraphs for word in p.text.split()]
        lost = [word for word in words if letters(word) not in text]
        if lost:
            missing[slug] = lost
    assert missing == {}


def test_what_was_left_out_is_told_and_not_printed(sample: Built) -> None:
    told = " ".join(sample.told("NOTE"))
    for slug, article in items(sample):
        claims = sample.claims["stories"][slug]
        text = sample.letters(claims["pages"])
        for number in claims["sentences"]:
            assert re.search(rf"'{slug}'[^']*sentence {number}\b", told)
            said = [r.text for p in article.paragraphs for r in p.runs if r.optional == number]
            assert letters("".join(said)) not in text


def test_every_chart_is_printed_with_its_figures(sample: Built) -> None:
    for story in sample.edition.stories:
        text = sample.letters(sample.claims["stories"][story.slug]["pages"])
        for chart in story.charts:
            for said in (chart.header, *chart.labels):
                assert letters(said) in text, (story.slug, chart.id, said)
            for row in chart.values:
                # Along a line only its ends and what matters between them are figures.
                figures = (row[0], row[-1]) if chart.kind == "trend" else row
                assert all(letters(f"{value:g}") in text for value in figures), chart.id


def test_the_editorial_and_the_colophon_are_there(sample: Built) -> None:
    edition = sample.edition
    text = sample.letters([3])
    assert edition.editorial is not None
    editorial = sample.article(edition.editorial)
    assert missing_paragraphs(text, [shown(p.runs, ()) for p in editorial.paragraphs]) == []
    for said in (edition.publisher.name, edition.publisher.editor, edition.publisher.address):
        assert letters(said) in text


# -------------------------------------------------- page numbers, read from the pages


def page_of_headline(sample: Built, title: str, *, but: tuple[int, ...] = (1, 3)) -> int:
    """The first page whose text holds the headline, cover and contents apart."""
    wanted = letters(title)
    return next(
        number
        for number in range(1, len(sample.pages) + 1)
        if number not in but and wanted in sample.letters([number])
    )


def test_contents_numbers_are_where_the_headlines_stand(sample: Built) -> None:
    text = sample.pages[2]
    for story in sample.edition.stories:
        title = plain(story.article.headline)
        page = page_of_headline(sample, title)
        numbers = re.findall(rf"^(\d+)\s+{_flexible(title)}", text, re.MULTILINE)
        assert numbers, f"{title} is not in the contents"
        assert set(map(int, numbers)) == {page}, title
    for company in sample.edition.companies:
        page = page_of_headline(sample, company.article.title)
        numbers = re.findall(rf"^(\d+)\s+{_flexible(company.advertiser)}", text, re.MULTILINE)
        assert set(map(int, numbers)) == {page}, company.advertiser


def _flexible(title: str) -> str:
    return r"[-\s]+".join(re.escape(word) for word in title.split())


def test_cover_teasers_name_the_pages_of_their_stories(sample: Built) -> None:
    edition = sample.edition
    assert edition.cover is not None
    said = [int(n) for n in re.findall(r"\bSid (\d+)", sample.pages[0])]
    titles = {story.slug: story.article.title for story in edition.stories}
    assert said == [
        page_of_headline(sample, titles[teaser.story]) for teaser in edition.cover.teasers
    ]


def test_jump_lines_lead_there_and_back(sample: Built) -> None:
    there = [
        (number, int(to))
        for number, text in enumerate(sample.pages, start=1)
        for to in re.findall(r"Fortsättning på sidan (\d+)", text)
    ]
    back = [
        (int(origin), number)
        for number, text in enumerate(sample.pages, start=1)
        for origin in set(re.findall(r"Fortsättning från sidan (\d+)", text))
    ]
    assert there
    assert sorted(there) == sorted(back)


def test_every_inner_page_shows_its_number(sample: Built) -> None:
    edition = sample.edition
    full = {
        sample.claims["ads"][ad.id]
        for ad in edition.ads
        if ad.size in ("full", "full-live") and ad.id in sample.claims["ads"]
    }
    line = "Fältet · nr 2 · mars 2027"
    for number, text in enumerate(sample.pages, start=1):
        if number in full or number == 1:
            continue
        # The folio stands outside the line: before it on left pages, after it on right ones.
        folio = rf"(?<!\d){number}\s+{line}|{line}\s+{number}(?!\d)"
        assert re.search(folio, text), f"page {number} has no folio"


def test_page_references_in_the_text_are_true(sample: Built) -> None:
    editorial = sample.edition.editorial
    assert editorial is not None
    titles = {story.slug: story.article.title for story in sample.edition.stories}
    named = [run.page_of for p in editorial.paragraphs for run in p.runs if run.page_of]
    for slug in named:
        page = page_of_headline(sample, titles[slug])
        assert re.search(rf"sidan\s+{page}\b", sample.pages[2])


# ---------------------------------------------------------------------- the setting


@pytest.fixture(scope="module")
def measured(sample: Built) -> dict[str, Any]:
    """What the typometer makes of the issue's pages."""
    if not TYPOMETER.exists():
        pytest.skip("the typometer stands outside the project, and is not there")
    report = sample.folder / "typometer.json"
    if not report.exists():
        subprocess.run(
            [sys.executable, str(TYPOMETER), str(sample.pdf), "--json", str(report)],
            capture_output=True,
            check=True,
        )
    return dict(json.loads(report.read_text("utf-8")))


def test_body_lines_stand_on_the_grid(measured: dict[str, Any]) -> None:
    assert measured["on_grid_pct"] >= 99.0


def test_no_line_stands_alone_at_a_columns_end(measured: dict[str, Any]) -> None:
    assert (measured["widows"], measured["orphans"]) == (0, 0)


def test_no_heading_is_stranded_and_no_line_too_wide(measured: dict[str, Any]) -> None:
    assert measured["heading_at_foot"] == 0
    assert measured["overfull"] == 0
