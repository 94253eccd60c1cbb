"""Faces and hyphenation: letters are never lost in shaping, words are broken where they may be."""

from __future__ import annotations

import string
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from layout_kit import trade_kit
from pyphen import Pyphen
from toy_face import toy_face, toy_faces

from magtool.measure import BLACK
from magtool.typeface import Hyphenator
from magtool.typeface.patterns import load_patterns

# Several letters may be one glyph, and one letter two; marks are what manuscripts hold.
LETTERS = string.ascii_letters + string.digits + "åäöÅÄÖéüæø–—”’…§%&/@.,:;!?()-•½ "


def shown(word: str, hyphenator: Hyphenator) -> str:
    """The word with a hyphen at each break, a bar at each seam."""
    out, at = "", 0
    for point, seam, _, _ in hyphenator.points(word):
        out += word[at:point] + ("|" if seam else "-")
        at = point
    return out + word[at:]


# ------------------------------------------------------------------------- shaping


@given(st.text(LETTERS, max_size=40))
def test_what_is_set_reads_back_letter_for_letter(text: str) -> None:
    for key in ("serif-regular", "sans-bold", "display-black"):
        face = trade_kit().faces[key]
        assert "".join(glyph.text for glyph in face.shape(text)) == text


def test_a_ligature_carries_all_its_letters() -> None:
    glyphs = toy_face().shape("fin")
    assert [glyph.text for glyph in glyphs] == ["fi", "n"]
    assert sum(glyph.advance for glyph in glyphs) == 1.0


def test_tracked_text_has_no_ligatures() -> None:
    assert [glyph.text for glyph in toy_face().shape("fin", tracked=True)] == ["f", "i", "n"]


def test_runs_stand_one_after_the_other_with_their_spaces() -> None:
    runs = toy_faces().runs("en ny bok", "toy", 10.0, BLACK, 7.0, 100.0)
    assert [(run.x, run.text) for run in runs] == [(7.0, "en "), (22.0, "ny "), (37.0, "bok")]


def test_tracking_widens_every_letter() -> None:
    assert toy_faces().width("bok", "toy", 10.0, tracking=2.0) == 3 * 5.0 + 3 * 2.0


def test_a_character_without_a_glyph_is_named_once() -> None:
    missing = list(toy_face().missing("a\u4e2db\u4e2d"))
    assert [(m.face, m.character) for m in missing] == [("toy", "\u4e2d")]


def test_the_magazines_faces_have_all_that_swedish_needs() -> None:
    needed = "abcdefghijklmnopqrstuvwxyzåäöéüABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789–”’…§½•"
    faces = trade_kit().faces
    for key in faces.faces:
        assert not list(faces[key].missing(needed)), key


# --------------------------------------------------------------------- hyphenation


def test_an_exception_breaks_where_the_editor_says_and_nowhere_else() -> None:
    told = Hyphenator("sv", ("social-tjänst", "Norrvik"))
    assert shown("socialtjänst", told) == "social|tjänst"
    assert shown("Norrvik,", told) == "Norrvik,"


@pytest.mark.parametrize(
    "compound",
    [
        "arbets|miljö", "arbets|miljö|frågorna", "barn|rätts|perspektivet", "enkät|undersökningar",
        "familje|råd|givning", "föräldra|lediga", "förvaltnings|lagens", "gymnastik|påsar",
        "hand|läggnings|tiden", "hälso|centralen", "konferens|rummet", "kött|bullarna",
        "sjuk|skrivningarna", "social|tjänst|lagen", "säker|hets|planering", "ung|doms|enhet",
        "upp|skattad", "under|söka", "över|lämning",
    ],
)  # fmt: skip
def test_compounds_break_at_their_seams(compound: str) -> None:
    hyphenator = Hyphenator("sv")
    word = compound.replace("|", "")
    assert shown(word, hyphenator).replace("-", "") == compound


@pytest.mark.parametrize("word", ["kommunerna", "materialet", "personalen", "undrar", "ledaren"])
def test_what_only_looks_like_a_compound_has_no_seam(word: str) -> None:
    assert "|" not in shown(word, Hyphenator("sv"))


def test_no_syllable_break_one_letter_beside_a_seam() -> None:
    for point in Hyphenator("sv").points("arbetsmiljö"):
        assert point.at != 5


def test_the_word_list_is_in_order_and_says_whose_it_is() -> None:
    text = files("magtool.typeface").joinpath("words", "sv.txt").read_text(encoding="utf-8")
    words = [line for line in text.splitlines() if not line.startswith("#")]
    assert "Our own list" in text[: text.index(words[0])]
    assert words == sorted(set(words))
    assert all(word.isalpha() and word == word.lower() and len(word) > 2 for word in words)
    # A compound among them would be one part, and its seam never be found.
    assert len(words) > 1500


@pytest.mark.parametrize(
    "word", ["HVB-hem", "BUP-mottagningen", "2027", "e-post", "anna@norrvik.example", "SKR", "IVO"]
)
def test_no_second_hyphen_and_none_in_what_is_not_a_plain_word(word: str) -> None:
    assert Hyphenator("sv").points(word) == ()


@given(st.text("abdefiklmnoprstuvyåäö", min_size=1, max_size=24))
@example("socialtjänst")
@pytest.mark.parametrize("language", ["sv", "en", "de", "da", "nb"])
def test_syllables_are_those_that_pyphen_finds(language: str, word: str) -> None:
    patterns = load_patterns(language)
    assert patterns is not None
    assert patterns.positions(word) == Pyphen(lang=language).hd.positions(word)


@given(st.text("abdefiklmnoprstuvyåäö", min_size=1, max_size=24))
def test_the_asked_number_of_letters_stands_on_either_side(word: str) -> None:
    for at, _, before, after in Hyphenator("sv").points(word):
        assert (before, after) == (at, len(word) - at)
        assert min(before, after) >= 2
    for point in Hyphenator("sv", before=3, after=4).points(word):
        assert 3 <= point.at <= len(word) - 4


def test_marks_around_a_word_are_no_part_of_it() -> None:
    plain = Hyphenator("sv").points("handläggare")
    quoted = Hyphenator("sv").points("”handläggare,")
    assert [point.at - 1 for point in quoted] == [point.at for point in plain]
    assert [point[1:] for point in quoted] == [point[1:] for point in plain]


def test_an_unknown_language_breaks_nothing_but_what_it_is_told() -> None:
    strange = Hyphenator("xx", ("up-på",))
    assert strange.points("uppåt") == ()
    assert strange.points("uppå") == ((2, True, 2, 2),)
