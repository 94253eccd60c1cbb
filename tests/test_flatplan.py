"""The flatplan: random issues, whatever they hold, lose nothing and keep their bookings."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from layout_kit import trade_kit
from small_issue import prose

from magtool.diagnostics import Severity
from magtool.edition import (
    Ad,
    Article,
    Box,
    Company,
    Edition,
    Image,
    PageRule,
    Paragraph,
    Place,
    Run,
    Story,
)
from magtool.layout import lay_out
from magtool.measure import mm_to_pt
from magtool.page import Artwork, GlyphRun, PageLayout

SIZES = ("full", "half", "third-landscape", "quarter", "strip")


def story(number: int, words: int, images: int, quote: bool = False) -> Story:
    """A story whose words carry its number, so that none can pass for another's."""
    body: list[Paragraph | Box] = []
    for text in prose(words, seed=number).strip().split("\n\n"):
        plain = re.sub(r"\[\[|\]\]", "", text)
        marked = " ".join(f"{word}{number}" for word in plain.split())
        body.append(Paragraph("paragraph", (Run(marked),)))
    if quote:
        body.append(Box("pullquote", (Paragraph("paragraph", (Run("ALDRIG sagt förut"),)),)))
    pictures = tuple(Image(f"p{number}{i}.jpg", 1800, 1200) for i in range(images))
    article = Article(
        slug=f"s{number}",
        path=f"articles/s{number}.md",
        headline=(Run(f"Rubrik nummer {number}"),),
        standfirst=(Run("Två rader om vad som hände och varför det gick bra till slut."),),
        kicker="Arbetsmiljö",
        byline="Ola Frisk",
        kind="news",
        body=tuple(body),
        images=pictures,
    )
    return Story(article)


def booking(number: int, size: str, page: int = 0) -> Ad:
    module = trade_kit().module(size)
    width, height = mm_to_pt(module.width_mm), mm_to_pt(module.height_mm)
    place = Place(page=page)
    return Ad(f"ad{number}", f"Annonsör {number}", f"ads/{number}.pdf", size, width, height,
              bleed=mm_to_pt(3), place=place)  # fmt: skip


def edition(stories: tuple[Story, ...], ads: tuple[Ad, ...]) -> Edition:
    return Edition("2027-05", "Prov", "5", "2027-05", "sv", "trade", pages=PageRule(4, 24),
                   stories=stories, ads=ads)  # fmt: skip


def set_words(pages: Iterable[PageLayout], slug: str) -> Counter[str]:
    """Words of a story's running text as they stand on its pages, hyphens undone."""
    roles = ("paragraph", "dialogue", "question", "subhead", "item")
    text = ""
    for page in pages:
        for block in page.blocks:
            if block.owner == slug and block.role in roles:
                # A paragraph that goes on elsewhere says itself how.
                text += "".join(op.text for op in block.ops if isinstance(op, GlyphRun))
                text += "" if text.endswith("\u00ad") else " "
    return Counter(text.replace("\u00ad", "").split())


@pytest.mark.parametrize("seed", range(5))
def test_a_random_issue_loses_no_word_and_no_booking(seed: int) -> None:
    chance = random.Random(seed)
    stories = tuple(
        story(n, chance.choice([70, 150, 260, 420, 640, 1100, 1500]), chance.choice([0, 1, 1, 2]))
        for n in range(1, chance.randint(4, 6))
    )
    ads = tuple(booking(n, chance.choice(SIZES)) for n in range(chance.randint(0, 4)))
    checked = lay_out(edition(stories, ads), trade_kit())
    layout = checked.value
    assert not [d for d in checked.diagnostics if d.code == "text-lost"]
    told = set(layout.plan.unplaced)
    if told:
        assert any(d.severity is Severity.ERROR for d in checked.diagnostics)
    for s in stories:
        if s.slug in told:
            continue
        wanted = Counter(w for p in s.article.paragraphs for w in p.text.split())
        assert set_words(layout.pages, s.slug) == wanted, s.slug
    drawn = Counter(
        op.source for page in layout.pages for b in page.blocks for op in b.ops
        if isinstance(op, Artwork)
    )  # fmt: skip
    assert drawn == Counter({ad.artwork: 1 for ad in ads if ad.id not in told})
    assert len(layout.pages) % 4 == 0
    assert [page.number for page in layout.pages] == list(range(1, len(layout.pages) + 1))


def test_a_story_may_not_jump_while_another_waits() -> None:
    """Stories too long for a page and few places to go on: each whole, or told."""
    stories = tuple(story(n, 850, 1) for n in range(1, 5))
    ads = tuple(booking(n, "half") for n in range(1, 4))
    checked = lay_out(edition(stories, ads), trade_kit())
    for s in stories:
        if s.slug in checked.value.plan.unplaced:
            assert any(s.slug in d.message for d in checked.diagnostics)
            continue
        wanted = Counter(w for p in s.article.paragraphs for w in p.text.split())
        assert set_words(checked.value.pages, s.slug) == wanted


def test_a_booked_page_is_kept() -> None:
    stories = (story(1, 420, 1), story(2, 420, 1), story(3, 640, 1))
    checked = lay_out(edition(stories, (booking(1, "full", page=3),)), trade_kit())
    assert checked.value.page_of["ad1"] == 3


def test_a_pull_quote_that_stands_nowhere_else_is_never_left_out() -> None:
    checked = lay_out(edition((story(1, 420, 1, quote=True),), ()), trade_kit())
    said = "".join(
        op.text
        for page in checked.value.pages
        for block in page.blocks
        if block.role == "pullquote"
        for op in block.ops
        if isinstance(op, GlyphRun)
    )
    assert said.split() == ["ALDRIG", "sagt", "förut"]


def test_what_a_page_of_its_sort_cannot_show_is_an_error() -> None:
    paid = story(1, 340, 1).article
    company = Company(paid, "Lindviks kommun")
    checked = lay_out(replace(edition((), ()), companies=(company,)), trade_kit())
    told = [d.message for d in checked.diagnostics if d.code == "not-shown"]
    assert told == [
        "'s1': a paid page has no place for its kicker",
        "'s1': a paid page has no place for its byline",
    ]
