"""Letters mended: ligatures, letterspacing, glued strings; and ordinary text left alone."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtool.extract.hyphens import Joining
from magtool.extract.mending import fold_small_caps, mend_letters, mend_text
from magtool.extract.vocabulary import Words, gather_vocabulary, guess_language

WORDS = Joining("sv").words
SAMPLE = pathlib.Path(__file__).resolve().parent.parent / "issues" / "2027-03" / "articles"
CORPUS = pathlib.Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("det fi nns också", "det finns också"),
        ("en de fi nition av", "en definition av"),
        ("o ff entlig", "offentlig"),
        ("en kon fl ikt", "en konflikt"),
        ("Det \ufb01nns \ufb02era o\ufb00entliga", "Det finns flera offentliga"),
        ("Det \x1cnns", "Det finns"),
        ("Fi nns det?", "Finns det?"),
        ("o\ufffdentlig", "offentlig"),
        ("a¨r det sa˚", "a¨r det sa˚"),
        ("det ¨ar s˚a", "det är så"),
        ("kostar\u00a0mest: 10\u00a0000", "kostar mest: 10\u00a0000"),
        ("HVB\u00adhem", "HVB-hem"),
    ],
)
def test_letters_are_mended(told: str, whole: str) -> None:
    assert mend_text(told, WORDS) == whole


@pytest.mark.parametrize(
    "text",
    ["i fin form", "av fl era", "Fi är ett parti", "”Ja” – sa hon", "en fin flicka", "hi-fi nu"],
)
def test_quotes_dashes_and_whole_words_stay(text: str) -> None:
    assert mend_text(text, WORDS) in (text, "av flera")


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("S O C I A L T J Ä N S T", "SOCIALTJÄNST"),
        ("S O C I A L  P O L I T I K", "SOCIAL POLITIK"),
        ("L E D A R S K A P O C H A R B E T E", "LEDARSKAP OCH ARBETE"),
        ("Å S I K T : här", "ÅSIKT : här"),
        ("på A B C", "på A B C"),
        ("lag A och B", "lag A och B"),
    ],
)
def test_letterspaced_capitals_are_closed(told: str, whole: str) -> None:
    assert mend_text(told, WORDS) == whole


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("i socialnämnden?BESLUTSFATTANDE", "i socialnämnden? BESLUTSFATTANDE"),
        ("nära döden.Hon sade", "nära döden. Hon sade"),
        ("på NextMedia och iPhone", "på NextMedia och iPhone"),
        ("www.Exempel.se/Barn", "www.Exempel.se/Barn"),
        ("t.ex.Barn", "t.ex.Barn"),
    ],
)
def test_glued_strings_part_where_both_halves_are_words(told: str, whole: str) -> None:
    own = gather_vocabulary([["Hur ser det ut i socialnämnden nu?", "Beslutsfattande idag."]])
    assert mend_text(told, Words(own, WORDS.frequencies)) == whole


def test_small_capitals_are_told_as_they_were_typed() -> None:
    assert fold_small_caps(zip("TEXT", (10.0, 7.8, 7.8, 7.8), strict=True), 10.0) == "Text"
    assert fold_small_caps(zip("HVB", (10.0, 10.0, 10.0), strict=True), 10.0) == "HVB"


def test_the_language_is_guessed_by_its_small_words() -> None:
    assert guess_language("Det är inte konstigt att många upplever arbetet som svårt.") == "sv"
    assert guess_language("It is one of the ways that we have for this.") == "en"
    assert guess_language("4711 0812") == ""


def test_no_word_of_the_sample_issue_is_changed() -> None:
    for file in sorted(SAMPLE.glob("*.md")):
        for line in file.read_text("utf-8").splitlines():
            if "{" not in line and "|" not in line:
                text = " ".join(line.split(" "))
                assert mend_text(text, WORDS).split() == mend_letters(text).split(), file.name


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpora are not here")
def test_no_word_of_the_corpora_is_changed_and_split_ligatures_close() -> None:
    from bench.words import CORPORA, ligatures, paragraphs

    for corpus, language in CORPORA.items():
        told = ligatures(paragraphs(CORPUS / corpus), language)
        assert "texts changed that were whole 0" in told, f"{corpus}: {told}"


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_mending_twice_is_mending_once(text: str) -> None:
    once = mend_text(text, WORDS)
    assert mend_text(once, WORDS) == once
