"""Line ends undone: the worked cases, and what must hold of any paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtool.extract.hyphens import (
    End,
    Joining,
    join_lines,
    tell_ends,
    tell_spacing,
    usual_spacing,
)
from magtool.extract.vocabulary import gather_vocabulary
from magtool.typeface.hyphenation import Hyphenator

SWEDISH, ENGLISH = Joining("sv"), Joining("en-GB")
SPACED = Joining("sv", spaced=True)


def join(*lines: str, context: Joining = SWEDISH) -> str:
    return join_lines(lines, context)


# ------------------------------------------------------------------- ends with a hyphen


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u2010", "\ufffe", "\x02"])
def test_a_broken_word_is_joined_whatever_stands_for_its_hyphen(hyphen: str) -> None:
    assert (
        join(f"följt nyutexa{hyphen}", "minerade socionomer") == "följt nyutexaminerade socionomer"
    )


def test_names_and_compounds_that_no_list_has_are_joined() -> None:
    assert join("på Akademiker-", "förbundet") == "på Akademikerförbundet"
    assert join("en motsvarig-", "het i Hinsvallabyn") == "en motsvarighet i Hinsvallabyn"


@pytest.mark.parametrize(
    "word",
    ["barn- och ungdomsvård", "hälso- eller sjukvård", "vår- samt hösttermin", "in- & utandning"],
)
def test_a_suspended_hyphen_keeps_its_space(word: str) -> None:
    first, rest = word.split(" ", 1)
    assert join(f"om {first}", rest) == f"om {word}"


def test_every_language_has_its_own_conjunctions() -> None:
    assert join("pre-", "and post-war", context=ENGLISH) == "pre- and post-war"
    assert join("Vor-", "und Nachteile", context=Joining("de")) == "Vor- und Nachteile"
    assert join("a true auth-", "or speaks", context=ENGLISH) == "a true author speaks"


def test_a_space_after_the_hyphen_suspends_it_where_spaces_tell() -> None:
    assert join("Höga vuxen- ", "barnomsorg", context=SPACED) == "Höga vuxen- barnomsorg"


@pytest.mark.parametrize(
    "word",
    ["HVB-hem", "AT-tjänstgöring", "90-talet", "2019-2020", "e-post", "it-stöd", "Anna-Lena"],
)
def test_a_word_keeps_a_hyphen_of_its_own(word: str) -> None:
    first, rest = word.split("-")
    assert join(f"x {first}-", f"{rest} y") == f"x {word} y"
    assert tell_ends([f"{first}-", rest], SWEDISH) == [End.KEPT, End.SPACE]


def test_the_document_decides_by_what_it_writes_most_often() -> None:
    own = gather_vocabulary([["Om hiv-smitta och mer om hiv-smitta."]])
    assert join("mot hiv-", "smitta", context=Joining("sv", own)) == "mot hiv-smitta"


def test_words_in_capitals_are_words() -> None:
    assert join("SOCIAL-", "TJÄNSTEN") == "SOCIALTJÄNSTEN"
    assert join("HVB-", "HEM") == "HVB-HEM"


def test_english_compounds_keep_their_hyphen_and_broken_words_do_not() -> None:
    assert join("a well-", "known author", context=ENGLISH) == "a well-known author"
    assert join("the commu-", "nity", context=ENGLISH) == "the community"
    assert join("the de-", "velopment—and", context=ENGLISH) == "the development—and"


def test_dashes_stay_dashes() -> None:
    assert join("vara kvar –", "förutom att") == "vara kvar – förutom att"
    assert join("vara kvar", "– förutom att") == "vara kvar – förutom att"
    assert join("åren 2019–", "2020") == "åren 2019–2020"
    assert join("ord -", "ord") == "ord - ord"


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("se www.socionom-", "karriar.se nu"), "se www.socionom-karriar.se nu"),
        (("till info@next", "media.se"), "till info@nextmedia.se"),
        (("på www.kommun.se/", "kurser/host"), "på www.kommun.se/kurser/host"),
        (("anna-", "lena@post.se"), "anna-lena@post.se"),
        (("läs på www.kommun.se", "om kurser"), "läs på www.kommun.se om kurser"),
        (("och/", "eller"), "och/eller"),
    ],
)
def test_addresses_gain_and_lose_nothing(lines: tuple[str, ...], whole: str) -> None:
    assert join(*lines) == whole


# ------------------------------------------------------------------- hyphens lost


def test_lost_hyphens_are_found_where_no_space_was_written() -> None:
    lines = ["återhämtning och det är i sig en intres", "sant diskussion. Vad är ", "det?"]
    assert join(*lines, context=SPACED).startswith("återhämtning och det är i sig en intressant")


def test_lost_hyphens_are_found_by_the_words_alone() -> None:
    lines = ["kräver rätt förutsättningar för che", "ferna. Annars blir det bara systemhan"]
    lines += ["tering och ett alltför manualbaserat", "arbete som inte bidrar till attraktivi"]
    lines += ["teten. Rätt antal medarbetare per chef", "och administrativ avlastning frigör tid"]
    told = tell_ends(lines, SWEDISH)
    assert told == [End.LOST, End.LOST, End.SPACE, End.LOST, End.SPACE, End.SPACE]


def test_a_block_that_shows_hyphens_has_not_lost_any() -> None:
    shown = ["stora skillnader i hur övergång-", "en mellan studier och arbete efter", "som"]
    assert tell_ends(shown, SWEDISH)[1] is End.SPACE


def test_ordinary_text_is_not_joined() -> None:
    lines = ["Hon betonar att medarbetarna vid", "stiftelsen lever som de lär, vilket för"]
    lines += ["med sig många fördelar både internt", "och för brukarna"]
    assert join(*lines) == " ".join(lines)


def test_spacing_is_told_per_block() -> None:
    spaced = ["Det pratas mycket på enheterna om ", "återhämtning och det är i sig en intres"]
    spaced += ["sant diskussion. Vad är återhämtning ", "och vad är reflektionstid? Under ", "x"]
    bare = [line.rstrip() for line in spaced]
    assert tell_spacing(spaced) is True
    assert tell_spacing(bare) is False
    assert tell_spacing(bare[:2]) is None
    assert tell_spacing(spaced[:2], usual=True) is True
    assert usual_spacing([spaced, spaced, bare]) is True
    everywhere = ["många med om- ", "råden och be- ", "skriver så ", "som "]
    assert tell_spacing(everywhere) is False, "a space after every hyphen tells nothing"


# --------------------------------------------------------------------------- vocabulary


def test_halves_of_words_are_no_words() -> None:
    told = gather_vocabulary([["för det ökade klient", "trycket finns skäl."]])
    assert "klient" not in told.counts
    assert "trycket" not in told.counts
    assert set(told.counts) == {"för", "det", "ökade", "finns", "skäl"}


# --------------------------------------------------------------------------- properties

WORD = st.sampled_from(
    ["socialtjänsten", "arbetar", "med", "barn", "och", "unga", "som", "behöver", "stöd",
     "verksamheten", "medarbetarna", "ledarskap", "handläggare", "utredningar", "ansvar"]
)  # fmt: skip


@given(st.lists(WORD, min_size=2, max_size=60), st.integers(18, 40))
def test_whatever_is_broken_is_whole_again(words: list[str], measure: int) -> None:
    hyphenator, lines, line = Hyphenator("sv"), [], ""
    for word in words:
        room = measure - len(line) - 1
        if len(word) > room:
            at = max((p.at for p in hyphenator.points(word) if p.at < room), default=0)
            lines.append(f"{line} {word[:at]}-" if at else line)
            word, line = word[at:], ""
        line = f"{line} {word}" if line else word
    assert join(*lines, line).split() == words


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=12))
def test_no_letter_is_lost(lines: list[str]) -> None:
    joined = join(*lines)
    kept = sorted(c for c in "".join(lines) if c.isalnum())
    assert sorted(c for c in joined if c.isalnum()) == kept
