"""Text dumps of lost PDFs: paragraphs, heads, furniture, and lines that stand between."""

from __future__ import annotations

import json
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtool.edition.recovered import RecoveredBlock, RecoveredIssue
from magtool.extract.dump import recover_dump

DUMPS = pathlib.Path(__file__).resolve().parents[2] / "shared" / "corpus" / "textdump"

BODY = """\
Många nyutexaminerade socionomer \n\
börjar jobba inom just socialtjänsten \n\
\n\
och hamnar inte sällan i tuffa områ-
den. De som är nya i yrket ofta be-
skriver sina arbetsvillkor som svårare \n\
än de som har mer erfarenhet.

– Det kan bero på både att de är nya \n\
och att de faktiskt jobbar i svårare om-
"""
REST = """\
råden. Det är inte konstigt att många \n\
upplever arbetet som svårt.

Krävande arbete
Hon återkommer till socionomerna i \n\
den kvalitativa studien.\t
"""
AD = """\

Björkens hem för vila
Ring 0123-45 67 89
www.bjorkenshem.example

"""


def blocks(issue: RecoveredIssue) -> list[RecoveredBlock]:
    return [block for article in issue.articles for block in article.blocks]


@pytest.mark.skipif(not DUMPS.exists(), reason="the corpora are not here")
def test_real_dumps_become_their_paragraphs() -> None:
    for file in sorted(DUMPS.glob("*.txt")):
        truth = json.loads(file.with_suffix(".json").read_text("utf-8"))["paragraphs"]
        issue = recover_dump(file.read_text("utf-8"))
        assert [block.text for block in blocks(issue)] == truth, file.name
        assert issue.language == "sv"


def test_a_blank_line_amid_a_sentence_ends_no_paragraph() -> None:
    told = blocks(recover_dump(BODY + REST))
    assert [block.role for block in told] == ["paragraph", "paragraph", "subhead", "paragraph"]
    assert told[0].text.startswith("Många nyutexaminerade socionomer börjar jobba inom just")
    assert told[1].text.endswith("i svårare områden. Det är inte konstigt att många upplever "
                                 "arbetet som svårt.")  # fmt: skip
    assert all(block.confidence == 1.0 for block in told)


def test_lines_of_an_ad_between_are_kept_apart_and_told() -> None:
    issue = recover_dump(BODY + AD + REST)
    told = blocks(issue)
    certain = [block.text for block in told if block.confidence >= 0.5]
    assert certain == [block.text for block in blocks(recover_dump(BODY + REST))]
    doubtful = " ".join(block.text for block in told if block.confidence < 0.5)
    assert doubtful == "Björkens hem för vila Ring 0123-45 67 89 www.bjorkenshem.example"
    assert issue.remarks
    assert {remark.code for remark in issue.remarks} == {"recover-doubtful"}


def test_heads_are_told_before_and_after_their_bodies() -> None:
    head = "Kunskap behöver öka\n\nDet sociala arbetet behöver mål.\n\nVÅLD\nTEXT ANNA BERG\n\n"
    long = BODY + REST + "\n" + BODY + REST + "\n"
    for dump in (head + long + head + long, long + head + long + head):
        issue = recover_dump(dump)
        assert [article.headline for article in issue.articles] == ["Kunskap behöver öka"] * 2
        for article in issue.articles:
            assert article.byline == "TEXT ANNA BERG"
            assert article.kicker == "VÅLD"
            assert article.standfirst == "Det sociala arbetet behöver mål."
            assert len(article.blocks) == 4 + 8


def test_furniture_is_put_aside() -> None:
    firsts = ("Hon har arbetat", "Det finns många", "Ingen vet hur")
    pages = [
        f"{first} länge.\n\nTidningen  mars 2019  {page}\n" for page, first in enumerate(firsts, 4)
    ]
    issue = recover_dump("\f".join(pages) + "\nKarriar_soc_29-02.indd 1 2019-01-31 11:32\n")
    roles = [(piece.role, piece.page) for piece in issue.furniture]
    assert roles == [("footer", 1), ("footer", 2), ("footer", 3), ("slug", 3)]
    assert not any("Tidningen" in block.text for block in blocks(issue))
    assert issue.pages == 3


def test_an_empty_dump_is_an_empty_issue() -> None:
    assert blocks(recover_dump("")) == []
    assert recover_dump("\n \f\n").articles == ()


LINE = st.sampled_from(
    ["", "Hon sade att ", "det är områ-", "den.", "Krävande arbete", "– Ja, sade hon. ", "12",
     "www.x.se", "TEXT ANNA BERG", "VÅLD", "\f", "• punkt", "1. Först", "och sedan", "slut.\t"]
)  # fmt: skip


@given(st.lists(LINE | st.text(max_size=20), max_size=40))
def test_every_character_ends_in_one_place(lines: list[str]) -> None:
    issue = recover_dump("\n".join(lines))
    held = sum(block.glyphs for block in blocks(issue))
    assert held + sum(piece.glyphs for piece in issue.furniture) == issue.glyphs
