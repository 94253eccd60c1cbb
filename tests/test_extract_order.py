"""Stories whole and in order, whatever the page and the file do to them. One trap a page."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from pages_by_hand import (
    BRIDGE,
    HEADLINE,
    LEFT,
    MEASURE,
    MUSEUM,
    RIGHT,
    SANS,
    SCHOOL,
    SMALL,
    STANDFIRST,
    SUBHEAD,
    Draw,
    Page,
    Type,
    boxes,
    furniture,
    paragraphs,
    recovered,
    said,
    stories,
    story,
)

TITLE = "Bron som ingen ville ha"
WHOLE = {TITLE: list(BRIDGE)}
QUOTE = "Ljudet hörs ända upp till kyrkan, men de flesta säger att de har slutat tänka på det."


# --- the file's order ---------------------------------------------------------------------


def reversed_(pieces: Sequence[Draw]) -> Sequence[Draw]:
    return pieces[::-1]


def shuffled(pieces: Sequence[Draw]) -> Sequence[Draw]:
    return random.Random(3).sample(pieces, len(pieces))


def columns_from_the_right(pieces: Sequence[Draw]) -> Sequence[Draw]:
    """The headline last, and the right column before the left."""
    half = (len(pieces) + 1) // 2
    return [*pieces[half:], *pieces[1:half], pieces[0]]


def headline_amid(pieces: Sequence[Draw]) -> Sequence[Draw]:
    return [*pieces[1:9], pieces[0], *pieces[9:]]


@pytest.mark.parametrize("order", [reversed_, shuffled, columns_from_the_right, headline_amid])
@pytest.mark.parametrize("wordwise", [False, True])
def test_a_story_is_read_by_its_places(order: object, wordwise: bool) -> None:
    page = Page()
    page.story(TITLE, BRIDGE, hyphens="-", wordwise=wordwise)
    assert stories(recovered(page, order=order)) == WHOLE  # type: ignore[arg-type]


# --- several stories of one page ----------------------------------------------------------


def test_two_stories_stand_side_by_side() -> None:
    page = Page()
    for left, title, copy in (
        (LEFT, "Bron är/öppen", BRIDGE[:4]),
        (RIGHT, "Trädgård/på höjden", SCHOOL),
    ):
        y = page.head(title, left, look=HEADLINE.at(20, leading=22))
        page.set(copy, [(left, y)])
    assert stories(recovered(page)) == {
        "Bron är öppen": list(BRIDGE[:4]), "Trädgård på höjden": list(SCHOOL),
    }  # fmt: skip


def test_stories_stand_under_each_other() -> None:
    page = Page()
    page.set(BRIDGE[:3], [(LEFT, page.head(TITLE)), (RIGHT, 114)])
    y = page.head("Trädgård på höjden", y=310)
    page.set(SCHOOL, [(LEFT, y), (RIGHT, y)])
    assert stories(recovered(page)) == {
        TITLE: list(BRIDGE[:3]), "Trädgård på höjden": list(SCHOOL),
    }  # fmt: skip


THREE = (40.0, 215.0, 390.0)


def test_a_headline_over_two_columns_leaves_the_third_to_another_story() -> None:
    page = Page(595, 842)
    y = page.head("Bron som alla väntat på")
    page.set(BRIDGE, [(THREE[0], y), (THREE[1], y)])
    side = page.head("Trädgård på/höjden", THREE[2], look=HEADLINE.at(18, leading=20))
    page.set(SCHOOL, [(THREE[2], side)])
    assert stories(recovered(page)) == {
        "Bron som alla väntat på": list(BRIDGE), "Trädgård på höjden": list(SCHOOL),
    }  # fmt: skip


def test_a_headline_over_two_of_its_three_columns() -> None:
    """The third column begins beside the headline and goes on with the story."""
    page = Page(595, 842)
    page.write(THREE[0], 90, "Bron som alla väntat på", HEADLINE)
    page.set(BRIDGE, [(THREE[0], 120), (THREE[1], 120), (THREE[2], 72)], bottom=260)
    assert stories(recovered(page)) == {"Bron som alla väntat på": list(BRIDGE)}


def test_a_headline_stands_in_the_middle_of_the_page() -> None:
    """The text begins in the first column under it and goes on over it, beside it."""
    page = Page()
    page.set(BRIDGE[:3], [(LEFT, page.head(TITLE)), (RIGHT, 114)])
    page.rule(LEFT, 300, 380, 300)
    y = page.head("Trädgård på höjden", y=340)
    page.set(SCHOOL, [(LEFT, y), (RIGHT, y)])
    issue = recovered(page, order=reversed_)
    assert stories(issue) == {TITLE: list(BRIDGE[:3]), "Trädgård på höjden": list(SCHOOL)}


def test_notices_are_stories_of_their_own() -> None:
    page = Page()
    y, heads = 60.0, ["Simhallen stänger", "Bussen går oftare", "Ny chef på biblioteket"]
    for head, text in zip(heads, MUSEUM, strict=True):
        page.write(LEFT, y, head, SUBHEAD.at(13))
        y = page.set([text], [(LEFT, y + 14)]) + 30
    y = 60.0
    page.write(RIGHT, y, "Skolan firar", SUBHEAD.at(13))
    page.set(BRIDGE[:4], [(RIGHT, y + 14)])
    found = stories(recovered(page))
    assert found == {
        **{head: [text] for head, text in zip(heads, MUSEUM, strict=True)},
        "Skolan firar": list(BRIDGE[:4]),
    }


# --- over pages ---------------------------------------------------------------------------


def pages_of_one_story() -> tuple[Page, Page]:
    """The story's last three paragraphs stand on the second page, over another story."""
    first, second = Page(), Page()
    first.story(TITLE, BRIDGE[:3])
    second.set(BRIDGE[3:], [(LEFT, 60), (RIGHT, 60)])
    y = second.head("Trädgård på höjden", y=310)
    second.set(SCHOOL, [(LEFT, y), (RIGHT, y)])
    return first, second


def test_a_story_goes_on_over_the_page() -> None:
    first, second = Page(), Page()
    y = first.head(TITLE)
    first.set(BRIDGE, [(LEFT, y, 250), (RIGHT, y, 250), (LEFT, 60, 500, second)])
    issue = recovered(first, second)
    assert stories(issue) == WHOLE
    assert issue.articles[0].pages == (1, 2)


def test_an_unfinished_story_goes_on_over_another_s_headline() -> None:
    first, second = pages_of_one_story()
    assert stories(recovered(first, second)) == {**WHOLE, "Trädgård på höjden": list(SCHOOL)}


@pytest.mark.parametrize(
    ("on", "back"),
    [
        ("Fortsättning på sidan 3", "Fortsättning från sidan 1"),
        ("Forts. s. 3", f"{TITLE} – forts. från s. 1"),
        ("Fortsätter på sid 3 »", "« Forts. från sid 1: " + TITLE),
        ("Continued on page 3", "Continued from page 1"),
    ],
)
def test_jump_lines_tell_where_a_story_goes_on(on: str, back: str) -> None:
    first, second, third = Page(), Page(), Page()
    first.set(BRIDGE[:3], [(LEFT, first.head(TITLE)), (RIGHT, 114)])
    first.write(RIGHT, 560, on, SMALL)
    second.story("Museet för vardagsliv", MUSEUM)
    third.write(LEFT, 50, back, SMALL)
    third.set(BRIDGE[3:], [(LEFT, 70), (RIGHT, 70)])
    y = third.head("Trädgård på höjden", y=310)
    third.set(SCHOOL, [(LEFT, y), (RIGHT, y)])
    issue = recovered(first, second, third)
    assert stories(issue) == {
        **WHOLE, "Museet för vardagsliv": list(MUSEUM), "Trädgård på höjden": list(SCHOOL),
    }  # fmt: skip
    assert furniture(issue, "jump") == [on, back]


# --- what stands in the way ---------------------------------------------------------------


def around_a_quote(left: float, baseline: float) -> tuple[float, float]:
    """Room for a quote of 100 points' width in the middle of both columns."""
    if not 215 < baseline < 300:
        return left, MEASURE
    return (left, 110) if left == LEFT else (RIGHT + 50, 110)


def test_text_runs_around_a_quote() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], room=around_a_quote, bottom=345)
    quote = ["Ljudet hörs ända", "upp till kyrkan,", "men de flesta", "säger att de har"]
    page.lines(160, 236, quote, STANDFIRST.at(12.5, leading=16))
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    assert said(article, "pullquote") == [" ".join(quote)]


@pytest.mark.parametrize("drawn", ["after", "before", "amid"])
def test_a_quote_in_a_column_parts_no_paragraph(drawn: str) -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE[:5], [(LEFT, y), (RIGHT, y)], bottom=y + 12 * 16.5)
    lines = ["Ljudet hörs ända upp till", "kyrkan, men de flesta", "har slutat tänka på det."]
    quote = Page()
    quote.lines(LEFT, y + 12 * 17 + 22, lines, STANDFIRST.at(12.5, leading=16))
    at = {"after": len(page.pieces), "before": 0, "amid": 9}[drawn]
    page.pieces[at:at] = quote.pieces
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE[:5])
    assert len(said(article, "pullquote")) == 1


AD = (
    "Sommar på bryggan!",
    "Nya flytvästar i alla",
    "storlekar. Välkommen in.",
    "Båthuset, Hamngatan 4",
    "www.bathuset.example",
)


def ad(page: Page, x: float, y: float, *, framed: bool, width: float = MEASURE) -> None:
    if framed:
        page.frame(x, y, width, 100)
    for number, line in enumerate(AD):
        look = SANS.at(17) if number == 0 else SANS
        middle = x + (width - look.width(line)) / 2
        page.write(middle, y + 24 + 16 * number, line, look)


@pytest.mark.parametrize("framed", [True, False])
def test_an_ad_at_a_column_s_foot_is_apart(framed: bool) -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], bottom=440)
    ad(page, RIGHT, 450, framed=framed)
    issue = recovered(page)
    assert stories(issue) == WHOLE
    assert [each.text.split("\n")[0] for each in issue.ads] == [AD[0]]
    assert all(line in issue.ads[0].text.replace("\n", " ") for line in AD)


def test_an_ad_between_columns_parts_no_paragraph() -> None:
    page = Page(595, 842)
    page.write(THREE[0], 90, TITLE, HEADLINE)
    page.set(BRIDGE, [(THREE[0], 114), (THREE[1], 240), (THREE[2], 114)], bottom=312)
    ad(page, THREE[1], 110, framed=True)
    issue = recovered(page)
    assert stories(issue) == WHOLE
    assert len(issue.ads) == 1


def test_an_ad_amid_a_column_parts_no_paragraph() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y, 250), (LEFT, 370), (RIGHT, y)], bottom=450)
    ad(page, LEFT, 258, framed=True)
    issue = recovered(page)
    assert stories(issue) == WHOLE
    assert len(issue.ads) == 1


# --- within the text ----------------------------------------------------------------------


def test_subheads_part_the_text() -> None:
    page = Page()
    y = page.head(TITLE)
    low = page.set(BRIDGE[:2], [(LEFT, y)])
    page.write(LEFT, low + 24, "Bråttom med allt", SUBHEAD)
    page.set(BRIDGE[2:4], [(LEFT, low + 36)])
    low = page.set(BRIDGE[4:5], [(RIGHT, y)])
    page.write(RIGHT, low + 24, "Kafé på bryggan", SUBHEAD)
    page.set(BRIDGE[5:], [(RIGHT, low + 36)])
    (article,) = recovered(page).articles
    told = [(block.role, block.text) for block in article.blocks]
    assert told == [
        ("headline", TITLE), *(("paragraph", each) for each in BRIDGE[:2]),
        ("subhead", "Bråttom med allt"), *(("paragraph", each) for each in BRIDGE[2:5]),
        ("subhead", "Kafé på bryggan"), ("paragraph", BRIDGE[5]),
    ]  # fmt: skip


def test_questions_of_an_interview_stand_before_their_answers() -> None:
    asked = ["Varför odlar ni?", "Vem lagar soppan?", "Vad är svårast?", "Och nästa år?"]
    page = Page()
    y = page.head("Trädgård på höjden")
    places = [(LEFT, y), (LEFT, 0), (RIGHT, y), (RIGHT, 0)]
    low = 0.0
    for number, (question, answer) in enumerate(zip(asked, SCHOOL, strict=True)):
        x, top = places[number]
        top = top or low + 14
        page.write(x, top, question, Type("serif/SourceSerif4-Semibold", 9.5))
        low = page.set([answer], [(x, top + 12)])
    (article,) = recovered(page).articles
    told = [block.text for block in article.blocks[1:]]
    assert told == [text for pair in zip(asked, SCHOOL, strict=True) for text in pair]
    assert {block.role for block in article.blocks[1::2]} <= {"subhead", "question"}


@pytest.mark.parametrize("marks", [("•", "•", "•"), ("1.", "2.", "3."), ("–", "–", "–")])
def test_items_of_a_list_are_apart(marks: tuple[str, ...]) -> None:
    items = [
        "Ta med en egen korg och gärna ett par gamla vantar till grannen.",
        "Kom i god tid, för soppan tar slut långt innan regnet kommer.",
        "Hälsa på läraren som började med alltihop.",
    ]
    page = Page()
    y = page.head("Trädgård på höjden")
    low = page.set(SCHOOL[:2], [(LEFT, y)])
    for mark, item in zip(marks, items, strict=True):
        page.write(LEFT, low + 12, mark)
        low = page.set([item], [(LEFT + 12, low + 12)], measure=MEASURE - 12)
    page.set(SCHOOL[2:], [(RIGHT, y)])
    article = story(recovered(page), "Trädgård på höjden")
    told = said(article, "item", "paragraph")
    told = [text.removeprefix("– ") for text in told]
    assert told == [*SCHOOL[:2], *items, *SCHOOL[2:]]


def test_paragraphs_with_white_between_and_no_indent() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, indent=0, white=8, bottom=345)
    assert stories(recovered(page)) == WHOLE


def test_ragged_paragraphs_with_white_between() -> None:
    page = Page(loose=False)
    page.story(TITLE, BRIDGE, indent=0, white=8, ragged=True, bottom=345)
    assert stories(recovered(page)) == WHOLE


def test_speech_begins_paragraphs() -> None:
    speech = [
        "– Det var på tiden, säger en av dem.",
        "– Ja, svarar en annan och ser ut över vattnet.",
    ]
    page = Page()
    page.story(TITLE, [BRIDGE[0], *speech, *BRIDGE[1:]], indent=0)
    assert paragraphs(story(recovered(page), TITLE))[1:3] == speech


def test_a_note_at_the_foot_is_not_amid_the_text() -> None:
    page = Page()
    page.story(TITLE, BRIDGE)
    page.rule(LEFT, 530, LEFT + 60, 530)
    note = "* Sundet är fyra hundra meter brett och tolv meter djupt."
    page.write(LEFT, 542, note, SMALL.at(6.5))
    issue = recovered(page)
    told = [block.text for block in issue.articles[0].blocks]
    assert paragraphs(issue.articles[0])[:6] == list(BRIDGE)
    assert note in [*told, *(each.text for each in issue.furniture)]


def test_a_box_stands_in_the_column_of_its_story() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], bottom=440)
    page.fill(RIGHT, 450, MEASURE, 90, 0xDDE6EE)
    page.write(RIGHT + 8, 468, "Fakta: Bron", SUBHEAD)
    page.set(["Bron är fyra hundra meter lång och öppnades i september."], [(RIGHT + 8, 482)],
             look=SANS, measure=MEASURE - 16)  # fmt: skip
    page.set(["Den kostade åtta miljoner kronor."], [(RIGHT + 8, 512)], look=SANS,
             measure=MEASURE - 16, opening=False)  # fmt: skip
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    assert boxes(article) == [
        ["Fakta: Bron", "Bron är fyra hundra meter lång och öppnades i september.",
         "Den kostade åtta miljoner kronor."]
    ]  # fmt: skip
