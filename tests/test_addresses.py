"""Addresses in running text: found whole, and nothing else taken for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from magtool.measure import BLACK, Rect
from magtool.page import Fill, Glyph, GlyphRun, Link, Op, links_in
from magtool.page.addresses import addresses, as_uri


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], uri) for start, end, uri in addresses(text)]


@pytest.mark.parametrize(
    ("text", "said", "uri"),
    [
        ("Läs på https://faltet.example/a?b=1.", "https://faltet.example/a?b=1", None),
        ("på www.faltet.example, eller", "www.faltet.example", "https://www.faltet.example"),
        ("på faltet.example/panelen. Där", "faltet.example/panelen",
         "https://faltet.example/panelen"),
        ("norrvik.se.", "norrvik.se", "https://norrvik.se"),
        ("(se lindvik.example/jobb)", "lindvik.example/jobb", "https://lindvik.example/jobb"),
        ("x.se/a_(b)", "x.se/a_(b)", "https://x.se/a_(b)"),
        ("Mejla maja.granlund@faltet.se!", "maja.granlund@faltet.se",
         "mailto:maja.granlund@faltet.se"),
        ("”fältet.se”", "fältet.se", "https://xn--fltet-gra.se"),
        ("norrvik.se/råd", "norrvik.se/råd", "https://norrvik.se/r%C3%A5d"),
        ("avdelning.kommun/stöd", "avdelning.kommun/stöd", "https://avdelning.kommun/st%C3%B6d"),
        ("norrvik.se:8080/x", "norrvik.se:8080/x", "https://norrvik.se:8080/x"),
    ],
)  # fmt: skip
def test_an_address_is_found_without_the_marks_of_its_sentence(
    text: str, said: str, uri: str | None
) -> None:
    assert found(text) == [(said, uri or said)]


@pytest.mark.parametrize(
    "text",
    [
        "t.ex. och bl.a. samt m.m. i s.k. fall",
        "öppet kl.18.30 till 19.00",
        "Sid.4 och Fig.2",
        "och/eller 24/7, 90 km/h",
        "meningen tog slut.Nästa började",
        "version 1.2.3 kostar 390.50",
        "@faltet i sociala medier",
        "en...två",
        "t.ex/något",
        "https://",
        "www.",
    ],
)
def test_abbreviations_times_and_slips_are_no_addresses(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("https://norrvik.se/å (1)", "https://norrvik.se/%C3%A5%20(1)"),
        ("mailto:maja@faltet.se", "mailto:maja@faltet.se"),
        ("tel:+46105550120", "tel:+46105550120"),
        ("http:", ""),
        ("https://a..b/", ""),
        ("", ""),
    ],
)
def test_a_link_is_told_in_the_characters_of_a_uri(written: str, uri: str) -> None:
    assert as_uri(written) == uri


def runs(*words: str) -> list[Op]:
    return [
        GlyphRun(0, 0, "f", 10, BLACK, tuple(Glyph(1, 0.5, 0, 0, c) for c in word))
        for word in words
    ]


def test_an_address_broken_over_lines_is_one_again() -> None:
    ops = runs("Finns ", "på ", "faltet.ex\u00ad", "ample/", "panelen. ", "Där.")
    assert links_in(ops) == (Link(2, 5, "https://faltet.example/panelen"),)


def test_words_that_only_stand_side_by_side_are_parted() -> None:
    square = Fill(Rect(0, 0, 1, 1), BLACK)
    assert links_in([*runs("1"), *runs("norrvik.se")], label=1) == (
        Link(1, 2, "https://norrvik.se"),
    )
    assert links_in([*runs("norr"), square, *runs("vik.se")]) == (Link(2, 3, "https://vik.se"),)


def test_a_link_of_the_writer_comes_before_the_address_it_covers() -> None:
    ops = runs("Se ", "norrvik.se ", "på ", "8")
    ops[1] = replace(ops[1], goal="https://annan.se")  # type: ignore[call-arg]
    ops[3] = replace(ops[3], goal="#8")  # type: ignore[call-arg]
    assert links_in(ops) == (Link(1, 2, "https://annan.se"), Link(3, 4, "#8"))
