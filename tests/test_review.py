"""The review page: one file, sound HTML, what is uncertain first, safe whatever was read."""

from __future__ import annotations

import io
import re
from functools import partial

import pytest
from html_reading import HtmlReading
from PIL import Image

from magtool.edition.recovered import (
    RecoveredAd,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredChart,
    RecoveredFurniture,
    RecoveredIssue,
    RecoveredPicture,
    Remark,
)
from magtool.extract.review import write_review
from magtool.extract.reviewpages import Sheet
from magtool.extract.showing import LOOKS, look_of, parts_of, walks_of

# Shapes of its drawings have no end tag.
Reading = partial(HtmlReading, shapes=("rect", "circle", "polyline", "polygon"))
LEFT, RIGHT, NEXT = (40.0, 120.0, 190.0, 400.0), (210.0, 90.0, 360.0, 200.0), (40, 60, 190, 120)
STORY = RecoveredArticle(
    "a1",
    "story",
    (2, 3),
    (
        RecoveredBlock("kicker", "VARDAGEN", 2, (40, 50, 90, 60)),
        RecoveredBlock("headline", "Färre ärenden", 2, (40, 62, 360, 100)),
        RecoveredBlock(
            "paragraph", "Ett stycke som är långt.", 2, LEFT, 0.98, emphasis=((4, 10, "strong"),),
            pieces=((2, LEFT), (2, RIGHT), (3, NEXT)),
        ),
        RecoveredBlock("subhead", "Kanske", 2, (210, 210, 300, 222), 0.55),
        RecoveredBlock("box-title", "Fakta", 2, (210, 300, 300, 312), box=1, box_role="factbox"),
        RecoveredBlock("caption", "Vid ån.", 2, (210, 500, 300, 512)),
    ),
    headline="Färre ärenden",
    byline="Text: Ola Frisk",
    pictures=(RecoveredPicture(2, (210, 400, 360, 498), 0, "images/s002-1.jpg", "Vid ån."),),
    confidence=0.55,
)  # fmt: skip
ISSUE = RecoveredIssue(
    "ordet.pdf",
    "ab" * 32,
    3,
    title="Ordet",
    language="sv",
    articles=(STORY,),
    ads=(RecoveredAd(2, (40, 410, 190, 560), "Boka nu", file="ads/s002-1.pdf"),),
    charts=(
        RecoveredChart(
            2, (210, 320, 360, 390), "Enkät", "Trivs du?", (("Ja", 80.0), ("Nej", None)), "partial"
        ),
    ),
    furniture=(RecoveredFurniture(2, "folio", "2", (40, 570, 46, 580)),),
    remarks=(
        Remark("recover-unsure", "“Kanske” may not be a subhead", 2, (210, 210, 300, 222)),
        Remark("recover-no-text", "the page is a picture without text", 1),
    ),
)  # fmt: skip


def sheet(number: int) -> Sheet:
    target = io.BytesIO()
    Image.new("RGB", (42, 60), (200, 220, 240)).save(target, "JPEG")
    return Sheet(number, 420, 595, target.getvalue())


def review(issue: RecoveredIssue = ISSUE, pages: int = 3) -> str:
    return write_review(issue, [sheet(number) for number in range(1, pages + 1)])


def test_it_is_one_file_that_runs_nothing_and_fetches_nothing() -> None:
    html = review()
    made = Reading(html)
    assert not any(tag in ("script", "link", "iframe", "object") for tag, _ in made.tags)
    assert "default-src 'none'" in html
    assert all(source.startswith("data:image/jpeg;base64,") for source in made.all("src"))
    assert not re.search(r"url\(|@import|https?://", html)


def test_ids_are_unique_and_every_link_leads_somewhere() -> None:
    made = Reading(review())
    ids = made.all("id")
    assert len(ids) == len(set(ids))
    goals = [goal for goal in made.all("href") if goal.startswith("#")]
    assert goals
    assert {goal[1:] for goal in goals} <= set(ids)


def test_what_is_uncertain_comes_first_the_least_certain_before_all() -> None:
    text = Reading(review()).text
    first, contents = text.index("To look at"), text.index("Contents")
    unread = text.index("the page is a picture without text")
    unsure = text.index("“Kanske” may not be a subhead")
    partial = text.index("not every value of the chart “Trivs du?” is text")
    assert first < unread < partial < unsure < contents


def test_a_remark_and_its_block_are_told_once() -> None:
    assert Reading(review()).text.count("may not be a subhead") == 1


def test_low_confidence_is_told_without_a_remark() -> None:
    issue = RecoveredIssue("a.pdf", "", 3, articles=(STORY,))
    assert "“Kanske” may not be a subhead" in Reading(review(issue)).text


def test_stories_that_begin_or_end_amid_a_sentence_are_told() -> None:
    lead = "och sedan gick de hem till var sitt hus, alla de som hade varit med"
    article = RecoveredArticle(
        "a", "story", (1,), (RecoveredBlock("paragraph", lead, 1, LEFT),), headline="Hem"
    )
    text = Reading(review(RecoveredIssue("a.pdf", "", 1, articles=(article,)), 1)).text
    assert "“Hem” begins in the middle of a sentence" in text
    assert "“Hem” ends in the middle of a sentence" in text


def test_a_headline_with_no_text_is_told() -> None:
    block = RecoveredBlock("headline", "Ny upplaga!", 1, LEFT)
    article = RecoveredArticle("a", "story", (1,), (block,), headline="Ny upplaga!")
    text = Reading(review(RecoveredIssue("a.pdf", "", 1, articles=(article,)), 1)).text
    assert "“Ny upplaga!” has hardly any text" in text


def test_a_sure_issue_says_so() -> None:
    assert "Nothing was uncertain" in Reading(review(RecoveredIssue("a.pdf", "", 1))).text


def test_roles_are_told_in_words_beside_their_colours() -> None:
    made = Reading(review())
    labels = [label for label in made.all("aria-label") if label.startswith("1.")]
    assert {"1.2 headline", "1.3", "1.4 subhead ?", "1.5 box-title"} <= set(labels)
    assert "1.4 55 % ? subhead" in made.text


def test_an_article_is_followed_over_its_pages() -> None:
    text = Reading(review()).text
    page_3 = text[text.rindex("Page 3") :]
    assert "continued from page 2" in page_3
    assert "the rest of 1.3" in page_3
    assert "continued on page 3" in text[text.rindex("Page 2") : text.rindex("Page 3")]


def test_ads_charts_and_furniture_stand_apart_with_their_files() -> None:
    made = Reading(review())
    page = made.text[made.text.rindex("Page 2") : made.text.rindex("Page 3")]
    assert page.index("Färre ärenden") < page.index("Charts") < page.index("Advertisements")
    assert page.index("Advertisements") < page.index("Furniture")
    assert {"ads/s002-1.pdf", "images/s002-1.jpg"} <= set(made.all("href"))


def test_words_are_marked_in_their_own_language() -> None:
    marked = [attrs for _, attrs in Reading(review()).tags if attrs.get("lang") == "sv"]
    assert marked


def test_emphasis_is_shown() -> None:
    assert "Ett <strong>stycke</strong> som" in review()


def test_the_way_runs_from_column_to_column() -> None:
    parts = [part for part in parts_of(ISSUE) if part.page == 2]
    (walk,) = walks_of(parts)
    assert [y for _, y in walk] == [50, 60, 62, 100, 120, 400, 90, 200, 210, 222]


def test_hostile_words_are_shown_not_obeyed() -> None:
    words = "<script>alert(1)</script> \ud800 \x07 </svg>"
    block = RecoveredBlock(words, words, 1, (-1e9, -5, 1e12, float(10**9)), 0.1)
    article = RecoveredArticle("a", words, (1,), (block,), headline=words, byline=words)
    issue = RecoveredIssue(
        words, words, 1, words, words, words, words, 'sv" onload="x', (article,),
        (RecoveredAd(1, (0, 0, 1, 1), words, words, file='" onclick="x'),),
        (RecoveredChart(1, (0, 0, 1, 1), words, words, ((words, 1.0),), words),),
        (RecoveredFurniture(1, words, words),), (Remark("x", words, 99),),
    )  # fmt: skip
    html = review(issue, 1)
    html.encode("utf-8")
    made = Reading(html)
    assert not any(tag == "script" for tag, _ in made.tags)
    assert not any(name.startswith("on") for _, attrs in made.tags for name in attrs)


def test_a_dump_without_pages_to_show_is_read_all_the_same() -> None:
    made = Reading(write_review(ISSUE, ()))
    assert "Ett stycke som är långt." in made.text
    assert {goal[1:] for goal in made.all("href") if goal[0] == "#"} <= set(made.all("id"))


def test_white_letters_can_be_read_on_every_role_colour() -> None:
    for look in LOOKS:
        shares = [(look.colour >> shift & 0xFF) / 255 for shift in (16, 8, 0)]
        red, green, blue = (
            share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
            for share in shares
        )
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert 1.05 / (luminance + 0.05) >= 4.5, look.name


@pytest.mark.parametrize(
    ("role", "boxed", "name"),
    [("headline", False, "head"), ("paragraph", True, "box"), ("unheard of", False, "text")],
)
def test_every_role_has_a_look(role: str, boxed: bool, name: str) -> None:
    assert look_of(role, boxed).name == name
