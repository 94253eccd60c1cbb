"""What stands beside the stories: captions, boxes, charts, ads, furniture. One trap a page."""

from __future__ import annotations

from itertools import chain

import pytest
from pages_by_hand import (
    BODY,
    BRIDGE,
    HEADLINE,
    KICKER,
    LEFT,
    MEASURE,
    MUSEUM,
    RIGHT,
    SANS,
    SCHOOL,
    SMALL,
    STANDFIRST,
    SUBHEAD,
    WHITE,
    Page,
    Type,
    boxes,
    furniture,
    paragraphs,
    recovered,
    said,
    stories,
    story,
    values,
)
from reportlab.pdfgen.canvas import Canvas

TITLE = "Bron som ingen ville ha"
WHOLE = {TITLE: list(BRIDGE)}


# --- heads --------------------------------------------------------------------------------


@pytest.mark.parametrize("reverse", [False, True])
def test_a_head_has_its_parts(reverse: bool) -> None:
    page = Page()
    standfirst = [
        "I tio år talade alla om bron över sundet. Nu står",
        "den där, och färjan har blivit kafé.",
    ]
    y = page.head(TITLE, kicker="REPORTAGE", standfirst=standfirst, byline="Text: Klara Berg")
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)])
    order = reversed if reverse else list
    article = story(recovered(page, order=order), TITLE)
    assert article.kicker == "REPORTAGE"
    assert article.standfirst == " ".join(standfirst)
    assert article.byline == "Text: Klara Berg"
    assert paragraphs(article) == list(BRIDGE)


# --- captions -----------------------------------------------------------------------------

CAPTION = ("Klara Berg ser ut över sundet där färjan", "brukade gå. Foto: Ola Frisk")


def page_with_picture(at: tuple[float, float, float, float], caption: tuple[float, float]) -> Page:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    page.picture(*at)
    page.lines(*caption, CAPTION, SMALL)
    return page


@pytest.mark.parametrize(
    ("at", "caption"),
    [
        ((LEFT, 380, 340, 150), (LEFT, 542)),
        ((LEFT, 400, 340, 150), (LEFT, 385)),
        ((LEFT, 390, 180, 150), (LEFT + 188, 480)),
    ],
    ids=["below", "above", "beside"],
)
def test_a_caption_finds_its_picture(
    at: tuple[float, float, float, float], caption: tuple[float, float]
) -> None:
    article = story(recovered(page_with_picture(at, caption)), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    (picture,) = article.pictures
    assert (picture.caption, picture.credit) == (
        "Klara Berg ser ut över sundet där färjan brukade gå.", "Ola Frisk",
    )  # fmt: skip


def test_one_caption_serves_two_pictures() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    page.picture(LEFT, 380, MEASURE, 140)
    page.picture(RIGHT, 380, MEASURE, 140)
    page.write(LEFT, 532, "Till vänster den gamla färjan, till höger bron en morgon i maj.", SMALL)
    article = story(recovered(page), TITLE)
    assert said(article, "caption") == [
        "Till vänster den gamla färjan, till höger bron en morgon i maj."
    ]
    assert len(article.pictures) == 2
    assert paragraphs(article) == list(BRIDGE)


def test_a_caption_in_the_picture_s_column_parts_no_paragraph() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y, 200), (LEFT, 360), (RIGHT, y)], bottom=430)
    page.picture(LEFT, 212, MEASURE, 110)
    page.lines(LEFT, 331, ["Klara Berg ser ut över sundet."], SMALL)
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    assert said(article, "caption") == ["Klara Berg ser ut över sundet."]


def test_white_type_on_a_picture_is_read() -> None:
    page = Page()
    page.picture(0, 0, 420, 280)
    page.write(LEFT, 250, TITLE, HEADLINE.at(26, ink=WHITE))
    page.set(BRIDGE, [(LEFT, 310), (RIGHT, 310)])
    assert stories(recovered(page)) == WHOLE


# --- boxes --------------------------------------------------------------------------------


def box_by_ground(page: Page, x: float, y: float) -> None:
    page.fill(x, y, MEASURE, 90, 0xE4E0D0)


def box_by_frame(page: Page, x: float, y: float) -> None:
    page.frame(x, y, MEASURE, 90)


def box_by_four_rules(page: Page, x: float, y: float) -> None:
    page.rule(x, y, x + MEASURE, y)
    page.rule(x, y + 90, x + MEASURE, y + 90)
    page.rule(x, y, x, y + 90)
    page.rule(x + MEASURE, y, x + MEASURE, y + 90)


def box_by_two_rules(page: Page, x: float, y: float) -> None:
    page.rule(x, y, x + MEASURE, y, 1.0)
    page.rule(x, y + 90, x + MEASURE, y + 90, 1.0)


BOXES = [box_by_ground, box_by_frame, box_by_four_rules, box_by_two_rules]


@pytest.mark.parametrize("draw", BOXES)
def test_a_box_is_apart_from_the_text(draw: object) -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y, 340)], bottom=440)
    draw(page, RIGHT, 355)  # type: ignore[operator]
    page.write(RIGHT + 8, 373, "Fakta: Bron", SUBHEAD)
    items = ["• Fyra hundra meter lång.", "• Öppnades i september.", "• Kostade åtta miljoner."]
    page.lines(RIGHT + 8, 389, items, SANS)
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    assert boxes(article) == [["Fakta: Bron", *(item[2:] for item in items)]]


# --- charts and tables --------------------------------------------------------------------


def chart(
    page: Page, question: str, bars: dict[str, float], *, values: bool, y: float = 370
) -> None:
    """Bars with their labels to the left and, unless they are outlines, their values."""
    page.fill(LEFT, y, 340, 40 + 20 * len(bars), 0xF0F0F0)
    page.write(LEFT + 8, y + 18, question, SUBHEAD)
    for number, (label, share) in enumerate(bars.items()):
        base = y + 40 + 20 * number
        page.write(LEFT + 8, base, label, SMALL)
        page.fill(LEFT + 100, base - 8, 2 * share, 11, 0x336699)
        if values:
            page.write(LEFT + 104 + 2 * share, base, f"{share:.0f} %", SMALL)


@pytest.mark.parametrize(
    ("question", "bars"),
    [
        ("Behövs bron?", {"Ja": 72, "Nej": 28}),
        ("Hur ofta åker du?", {"Varje dag": 40, "Varje vecka": 25, "Mer sällan": 20, "Aldrig": 15}),
        ("Är du nöjd med bron?", {"1 Inte alls": 5, "2": 10, "3": 20, "4": 40, "5 Helt": 25}),
    ],
    ids=["yes-no", "single", "likert"],
)
def test_a_chart_s_values_stand_at_their_labels(question: str, bars: dict[str, float]) -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    chart(page, question, bars, values=True)
    issue = recovered(page)
    (found,) = issue.charts
    assert (found.question, found.status) == (question, "full")
    assert values(found) == bars
    assert stories(issue) == WHOLE
    assert found.article == story(issue, TITLE).id


def test_a_chart_whose_values_are_outlines_says_so() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    chart(page, "Behövs bron?", {"Ja": 72, "Nej": 28, "Vet inte": 9}, values=False)
    issue = recovered(page)
    (found,) = issue.charts
    assert (found.question, found.status) == ("Behövs bron?", "lost")
    assert values(found) == {"Ja": None, "Nej": None, "Vet inte": None}
    assert stories(issue) == WHOLE


def test_a_table_is_not_running_text() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    rows = [
        ("År", "Bilar", "Cyklar"),
        ("2009", "310", "42"),
        ("2010", "355", "61"),
        ("2011", "402", "77"),
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(LEFT + 60 * column, 400 + 12 * number, cell, SANS)
    issue = recovered(page)
    assert stories(issue) == WHOLE
    told = [text for each in issue.charts for text in each.paragraphs]
    assert told == [cell for row in rows for cell in row]


# --- advertising --------------------------------------------------------------------------


def test_a_full_page_ad_has_no_story() -> None:
    page, ad = Page(), Page()
    page.story(TITLE, BRIDGE)
    ad.fill(0, 0, 420, 595, 0x123456)
    lines = ["Sommar", "på bryggan!", "Båthuset, Hamngatan 4", "www.bathuset.example"]
    for number, line in enumerate(lines):
        look = SANS.at(40 if number < 2 else 12, ink=WHITE)
        ad.write((420 - look.width(line)) / 2, 200 + 60 * number, line, look)
    issue = recovered(page, ad)
    assert stories(issue) == WHOLE
    assert len(issue.ads) == 1


def test_a_framed_ad_with_long_text_is_no_story() -> None:
    page = Page(595, 842)
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], bottom=420)
    page.frame(LEFT, 440, 515, 340)
    page.write(LEFT + 20, 480, "Utbilda dig till båtbyggare", SANS.at(24))
    text = "Anmäl dig nu till höstens kurser. " + " ".join(MUSEUM) + " Ring 08-123 45 67."
    page.set([text], [(LEFT + 20, 510)], look=SANS.at(11, leading=14), measure=470)
    page.write(LEFT + 20, 760, "www.batskolan.example", SANS.at(14))
    issue = recovered(page)
    assert stories(issue) == WHOLE
    (ad,) = issue.ads
    assert "Utbilda dig till båtbyggare" in ad.text
    assert "luktar fortfarande tjära" in ad.text


def test_a_company_page_is_told_by_its_label() -> None:
    page, company = Page(), Page()
    page.story(TITLE, BRIDGE)
    company.write(LEFT, 40, "ANNONS", KICKER)
    company.head("Trädgård på höjden")
    company.set(SCHOOL, [(LEFT, 114), (RIGHT, 114)])
    issue = recovered(page, company)
    assert stories(issue) == {**WHOLE, "Trädgård på höjden": list(SCHOOL)}
    assert story(issue, TITLE).kind == "story"
    assert story(issue, "Trädgård på höjden").kind == "company"


# --- furniture ----------------------------------------------------------------------------


def some_pages(count: int) -> list[Page]:
    pages = []
    for number in range(1, count + 1):
        page = Page()
        page.story(f"Rubrik nummer {'abcdefgh'[number]}", (BRIDGE, SCHOOL, MUSEUM)[number % 3])
        page.foot(number)
        pages.append(page)
    return pages


@pytest.mark.parametrize("count", [1, 2, 4])
def test_folios_and_feet_change_sides(count: int) -> None:
    issue = recovered(*some_pages(count))
    assert furniture(issue, "folio") == [str(number) for number in range(1, count + 1)]
    assert furniture(issue, "footer") == ["Lyktan nr 4 2011"] * count
    for number, article in enumerate(issue.articles, 1):
        assert paragraphs(article) == list((BRIDGE, SCHOOL, MUSEUM)[number % 3])


def test_running_heads_name_the_section() -> None:
    pages = some_pages(4)
    for page in pages:
        page.write(LEFT, 30, "Inrikes", KICKER)
    issue = recovered(*pages)
    assert furniture(issue, "header") == ["Inrikes"] * 4
    assert {article.kicker for article in issue.articles} == {None}


def test_a_folio_with_its_title_in_one_line() -> None:
    pages = [Page() for _ in range(3)]
    for number, page in enumerate(pages, 4):
        page.story(f"Rubrik nummer {'abcdefgh'[number]}", SCHOOL)
        page.write(LEFT, 575, f"{number} | LYKTAN 4/2011", SMALL)
    issue = recovered(*pages)
    assert [*chain(*stories(issue).values())] == list(SCHOOL) * 3
    assert len(issue.furniture) == 3


def test_a_production_slug_is_no_text() -> None:
    page = Page()
    page.story(TITLE, BRIDGE)
    slug = "lyktan_04_s12-13.indd   12      11-09-02   14.31"
    page.write(LEFT, 588, slug, SMALL.at(6))
    issue = recovered(page)
    assert stories(issue) == WHOLE
    assert [each.split()[0] for each in furniture(issue, "slug")] == ["lyktan_04_s12-13.indd"]


# --- contents and cover -------------------------------------------------------------------


def test_a_contents_page_is_no_story() -> None:
    contents = Page()
    contents.write(LEFT, 80, "Innehåll", HEADLINE)
    pages = [Page() for _ in range(4)]
    titles = ["Bron är öppen", "Trädgård på höjden", "Museet för borstar", "Färjan blev kafé"]
    for number, (title, page) in enumerate(zip(titles, pages, strict=True), 2):
        page.story(title, SCHOOL)
        contents.write(LEFT, 90 + 30 * number, f"{number}  {title}", SANS.at(12))
    issue = recovered(contents, *pages)
    kinds = {each.headline: each.kind for each in issue.articles}
    assert issue.articles[0].kind == "contents"
    assert kinds["Trädgård på höjden"] == "story"
    assert len(issue.articles) == 5


def test_a_page_of_a_picture_alone() -> None:
    page, picture = Page(), Page()
    page.story(TITLE, BRIDGE)
    picture.picture(0, 0, 420, 595)
    issue = recovered(page, picture)
    assert stories(issue) == WHOLE
    assert issue.pages == 2


def test_blank_pages_are_nothing() -> None:
    page = Page()
    page.story(TITLE, BRIDGE)
    issue = recovered(Page(), page, Page())
    assert stories(issue) == WHOLE
    assert issue.articles[0].pages == (2,)


def test_an_issue_without_text_is_empty() -> None:
    issue = recovered(Page(), Page())
    assert (issue.articles, issue.glyphs) == ((), 0)


def test_tiny_type_is_kept_apart_from_the_text() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=480)
    page.write(LEFT, 520, "Tryckt hos Sundets tryckeri. ISSN 1234-5678", SMALL.at(3))
    issue = recovered(page)
    assert paragraphs(story(issue, TITLE))[:6] == list(BRIDGE)


# --- what looks like advertising, and is none -----------------------------------------------

GUEST = Type("sans/SourceSansPro-Regular", 10, 13)


def opener(page: Page) -> None:
    page.picture(0, 0, 420, 595)
    for number, line in enumerate(["Trädgård", "på höjden"]):
        look = HEADLINE.at(40, ink=WHITE)
        page.write((420 - look.width(line)) / 2, 200 + 44 * number, line, look)


def test_an_opener_over_a_picture_has_its_story() -> None:
    page, first, second = Page(), Page(), Page()
    page.story(TITLE, BRIDGE)
    opener(first)
    second.set(SCHOOL, [(LEFT, 90), (RIGHT, 90)])
    issue = recovered(page, first, second)
    assert stories(issue) == {**WHOLE, "Trädgård på höjden": list(SCHOOL)}
    assert not issue.ads


def test_an_opener_in_a_face_of_its_own_has_its_story() -> None:
    page, first, second = Page(), Page(), Page()
    page.story(TITLE, BRIDGE)
    first.picture(0, 0, 420, 595)
    for number, line in enumerate(["Trädgård", "på höjden!"]):
        look = GUEST.at(44, ink=WHITE)
        first.write((420 - look.width(line)) / 2, 200 + 44 * number, line, look)
    second.set(SCHOOL, [(LEFT, 90), (RIGHT, 90)])
    issue = recovered(page, first, second)
    assert stories(issue) == {**WHOLE, "Trädgård på höjden!": list(SCHOOL)}
    assert not issue.ads


@pytest.mark.parametrize("look", [BODY, GUEST], ids=["title's", "its own"])
def test_a_story_on_a_tinted_page_is_one(look: Type) -> None:
    page, tinted, last = Page(), Page(), Page()
    page.story(TITLE, BRIDGE)
    tinted.fill(0, 0, 420, 595, 0xF4E8C8)
    y = tinted.head("Trädgård på höjden", look=HEADLINE if look is BODY else GUEST.at(26))
    tinted.set(SCHOOL, [(LEFT, y), (RIGHT, y)], look=look)
    last.story("Museet för borstar", MUSEUM)
    issue = recovered(page, tinted, last)
    assert not issue.ads
    assert stories(issue)["Trädgård på höjden"] == list(SCHOOL)


def test_the_title_s_own_people_are_no_advertisement() -> None:
    page, people, last = Page(), Page(), Page()
    page.story(TITLE, BRIDGE)
    people.fill(0, 0, 420, 595, 0x223344)
    lines = ["Lyktan", "Ansvarig utgivare: Klara Berg", "redaktionen@lyktan.example",
             "Hamngatan 4, 08-123 45 67", "www.lyktan.example"]  # fmt: skip
    for number, line in enumerate(lines):
        look = SANS.at(30 if not number else 11, ink=WHITE)
        people.write((420 - look.width(line)) / 2, 200 + 30 * number, line, look)
    last.story("Museet för borstar", MUSEUM)
    assert not recovered(page, people, last).ads


def some_stories(count: int) -> list[Page]:
    pages = [Page() for _ in range(count)]
    for number, page in enumerate(pages):
        page.story(f"Rubrik nummer {'abcdef'[number]}", (BRIDGE, SCHOOL, MUSEUM)[number % 3])
    return pages


@pytest.mark.parametrize("words", [
    ["Ingen hade trott att bygget", "skulle bli klart före hösten"], ["Tema", "Havet tar tillbaka"],
])  # fmt: skip
def test_a_quote_or_a_theme_over_a_picture_is_no_ad(words: list[str]) -> None:
    contents, page, pages = Page(), Page(), some_stories(4)
    contents.write(LEFT, 80, "Innehåll", HEADLINE)
    for number in range(2, 7):
        contents.write(LEFT, 90 + 30 * number, str(number), GUEST.at(12))
        title = "Tema: Havet tar tillbaka" if number == 4 else f"Rubrik nummer {number}"
        contents.write(LEFT + 20, 90 + 30 * number, title, SANS.at(12))
    page.picture(0, 0, 420, 595)
    for number, line in enumerate(words):
        page.write(40, 300 + 40 * number, line, GUEST.at(24, ink=WHITE))
    issue = recovered(contents, *pages[:2], page, *pages[2:])
    assert not issue.ads
    assert "contents" in {article.kind for article in issue.articles}


def test_a_section_called_advertising_is_no_label() -> None:
    page, other = Page(), Page()
    page.story(TITLE, BRIDGE)
    y = other.head("Trädgård på höjden", kicker="REKLAM")
    other.set(SCHOOL, [(LEFT, y), (RIGHT, y)])
    issue = recovered(page, other)
    assert {each.kind for each in issue.articles} == {"story"}


def test_a_label_over_an_advertisement_is_not_the_page_s() -> None:
    page = Page(595, 842)
    page.write(LEFT, 40, "ANNONS", KICKER)
    page.frame(LEFT, 46, 515, 120)
    page.write(LEFT + 150, 90, "Sommar på bryggan!", SANS.at(24))
    page.write(LEFT + 150, 140, "www.bathuset.example", SANS.at(14))
    y = page.head(TITLE, y=230)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)])
    issue = recovered(page)
    assert stories(issue) == WHOLE
    assert story(issue, TITLE).kind == "story"
    assert len(issue.ads) == 1


def test_a_page_of_words_on_a_picture_in_strange_type_is_an_ad() -> None:
    pages = [Page() for _ in range(4)]
    for number in (0, 2, 3):
        pages[number].story(f"Rubrik nummer {'abcd'[number]}", (BRIDGE, SCHOOL, MUSEUM)[number % 3])
    pages[1].picture(0, 0, 420, 595)
    for number, line in enumerate(["Landet väntar.", "Båthuset"]):
        pages[1].write(60, 300 + 60 * number, line, SANS.at(36, ink=WHITE))
    issue = recovered(*pages)
    assert [ad.page for ad in issue.ads] == [2]
    assert len(issue.articles) == 3


# --- boxes of two rules, and what else stands between rules ---------------------------------


def test_rules_over_and_under_a_standfirst_make_no_box() -> None:
    page = Page()
    y = page.head(TITLE)
    for at in (y - 10, y + 42):
        page.rule(LEFT, at, 380, at)
    lead = ["I tio år talade alla om bron över sundet. Nu", "står den där, och färjan är kafé."]
    page.lines(LEFT, y + 8, lead, STANDFIRST)
    page.set(BRIDGE, [(LEFT, y + 64), (RIGHT, y + 64)])
    article = story(recovered(page), TITLE)
    assert article.standfirst == " ".join(lead)
    assert boxes(article) == []


def test_rules_between_notices_make_no_boxes() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], bottom=400)
    for number, at in enumerate((420, 470, 520)):
        page.rule(LEFT, at, 200, at)
        page.write(LEFT, at + 14, ("Kort", "Mer", "Sist")[number], SUBHEAD)
        page.lines(LEFT, at + 26, ["Här står en notis i texten.", "Den är två rader lång."], BODY)
    issue = recovered(page)
    assert not [each for article in issue.articles for each in boxes(article)]


# --- small type about the text --------------------------------------------------------------


@pytest.mark.parametrize("ruled", [True, False])
def test_a_footnote_interrupts_no_paragraph(ruled: bool) -> None:
    page, *others = (Page() for _ in range(4))
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y, 460), (RIGHT, y)], bottom=500)
    if ruled:
        page.rule(LEFT, 480, LEFT + 50, 480)
    note = ["1 Talen är hämtade ur kommunens egen", "räkning från september 2010."]
    page.lines(LEFT, 492, [f"{note[0]} ", note[1]], SMALL)
    for number, other in enumerate(others):
        other.story(f"Rubrik nummer {'abc'[number]}", (SCHOOL, MUSEUM, SCHOOL)[number])
    article = story(recovered(page, *others), TITLE)
    assert paragraphs(article) == [*BRIDGE, " ".join(note)]


def test_who_said_a_quote_is_its_source() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y, 300), (LEFT, 400), (RIGHT, y)], bottom=500)
    quote = "Ingen hade trott att bygget skulle bli klart före hösten, allra minst de som arbetade"
    words = quote.split()
    page.lines(LEFT, 330, [" ".join(words[:6]), " ".join(words[6:11]), " ".join(words[11:])],
               HEADLINE.at(13, leading=16))  # fmt: skip
    page.write(LEFT, 378, "Klara Berg, ingenjör", SMALL)
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    assert said(article, "pullquote") == [quote]
    assert said(article, "source") == ["Klara Berg, ingenjör"]


def test_how_a_survey_was_made_is_a_box() -> None:
    page = Page()
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], bottom=440)
    page.write(LEFT, 480, "Så gjordes undersökningen", SUBHEAD)
    note = ["Enkäten gick i mars till 1 200 boende vid sundet,", "och 874 av dem svarade på den."]
    page.lines(LEFT, 492, [f"{note[0]} ", note[1]], SMALL)
    article = story(recovered(page), TITLE)
    assert paragraphs(article) == list(BRIDGE)
    assert boxes(article) == [["Så gjordes undersökningen", " ".join(note)]]
    assert {each.box_role for each in article.blocks if each.box} == {"method"}


# --- charts whose bars stand, and round ones ------------------------------------------------


def standing(page: Page, bars: dict[str, int], *, ground: bool, one_line: bool) -> None:
    if ground:
        page.fill(LEFT - 8, 360, 340, 165, 0xF0F0F0)
    page.write(LEFT, 375, "Bilar om dagen över bron", SUBHEAD)
    for number, (label, value) in enumerate(bars.items()):
        x = LEFT + 60 * number
        page.fill(x, 500 - 2 * value, 30, 2 * value, 0x336699)
        page.write(x + 8, 497 - 2 * value, str(value), SMALL)
        if not one_line:
            page.write(x + 5, 511, label, SMALL)
    if one_line:
        gap = 60 - SMALL.width("2009")
        page.mixed(LEFT + 5, 511, (next(iter(bars)), SMALL))
        for number, label in enumerate([*bars][1:], 1):
            page.write(LEFT + 5 + number * (SMALL.width("2009") + gap), 511, label, SMALL)


@pytest.mark.parametrize("ground", [True, False])
@pytest.mark.parametrize("one_line", [True, False])
def test_standing_bars_have_their_values(ground: bool, one_line: bool) -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    bars = {"2009": 31, "2010": 36, "2011": 40, "2012": 47}
    standing(page, bars, ground=ground, one_line=one_line)
    issue = recovered(page)
    (found,) = issue.charts
    assert values(found) == bars
    assert (found.status, found.header) == ("full", "Bilar om dagen över bron")
    assert stories(issue) == WHOLE


@pytest.mark.parametrize("parted", [False, True], ids=["one line", "share under label"])
def test_a_round_chart_keeps_its_labels(parted: bool) -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=345)
    slices = {"Ja": (55, 256, 440), "Nej": (30, 120, 500), "Vet inte": (15, 112, 412)}

    def pie(canvas: Canvas) -> None:
        start = 90.0
        for number, (share, _, _) in enumerate(slices.values()):
            canvas.setFillColorRGB(0.2 + 0.3 * number, 0.4, 0.6)
            canvas.wedge(150, 95, 250, 195, start, -3.6 * share, stroke=0, fill=1)
            start -= 3.6 * share

    page.pieces.append(pie)
    page.write(112, 380, "Behövs bron?", SUBHEAD)
    for label, (share, x, y) in slices.items():
        if parted:
            page.write(x, y, label, SMALL)
            page.write(x, y + 9, f"{share} %", SMALL)
        else:
            page.write(x, y, f"{label} {share} %", SMALL)
    issue = recovered(page)
    (found,) = issue.charts
    assert found.status in ("full", "partial")
    told = " ".join(found.paragraphs)
    assert all(label in told and f"{share} %" in told for label, (share, _, _) in slices.items())
    assert found.question == "Behövs bron?"
    assert stories(issue) == WHOLE


def test_a_kicker_under_a_quote_is_not_who_said_it() -> None:
    page = Page(420, 842)
    y = page.head(TITLE)
    page.set(BRIDGE, [(LEFT, y), (RIGHT, y)], bottom=350)
    quote = "Ingen hade trott att bygget skulle bli klart före hösten, allra minst de som arbetade"
    words = quote.split()
    page.lines(LEFT, 400, [" ".join(words[:8]), " ".join(words[8:])],
               HEADLINE.at(13, leading=16))  # fmt: skip
    page.write(LEFT, 432, "Skolan på höjden", KICKER)
    low = page.head("Trädgård", y=460)
    page.set(SCHOOL, [(LEFT, low), (RIGHT, low)])
    issue = recovered(page)
    assert not [block for each in issue.articles for block in each.blocks if block.role == "source"]
