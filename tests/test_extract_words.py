"""Words as they were written, whatever the file does to their letters. One trap a page."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pages_by_hand import (
    BODY,
    BRIDGE,
    HEADLINE,
    ITALIC,
    KICKER,
    LEFT,
    MEASURE,
    RIGHT,
    SCHOOL,
    SMALL,
    WHITE,
    Page,
    Type,
    furniture,
    paragraphs,
    pdf,
    recovered,
    recovered_pdf,
    said,
    stories,
    story,
)

TITLE = "Bron som ingen ville ha"


def with_line(text: str) -> tuple[str, ...]:
    """The copy with a paragraph of one's own as its second."""
    return (BRIDGE[0], text, *BRIDGE[1:])


def second(page: Page) -> str:
    """The second paragraph of a page's only story."""
    (article,) = recovered(page).articles
    return paragraphs(article)[1]


# --- drop caps ----------------------------------------------------------------------------

TOP = 150.0


def page_with_drop_cap(rows: int, cap: str, before: bool) -> Page:
    """The first letter stands over several lines; its piece is drawn first, or last."""
    page = Page()
    y = page.head("Bron som ingen/ville ha")
    look = HEADLINE.at((12 * (rows - 1) + 0.67 * BODY.size) / 0.67)
    width = look.width(cap) + 3

    def room(left: float, baseline: float) -> tuple[float, float]:
        beside = left == LEFT and baseline < y + 12 * rows - 1
        return (left + width, MEASURE - width) if beside else (left, MEASURE)

    if before:
        page.write(LEFT, y + 12 * (rows - 1), cap, look)
    page.set([BRIDGE[0][1:], *BRIDGE[1:]], [(LEFT, y), (RIGHT, y)], room=room)
    if not before:
        page.write(LEFT, y + 12 * (rows - 1), cap, look)
    return page


@pytest.mark.parametrize("rows", [2, 3, 4])
@pytest.mark.parametrize("before", [True, False])
def test_a_drop_cap_is_its_word_s_first_letter(rows: int, before: bool) -> None:
    issue = recovered(page_with_drop_cap(rows, "N", before))
    assert paragraphs(issue.articles[0]) == list(BRIDGE)


def test_a_drop_cap_keeps_its_quotation_mark() -> None:
    issue = recovered(page_with_drop_cap(3, "”N", True))
    assert paragraphs(issue.articles[0]) == ["”" + BRIDGE[0], *BRIDGE[1:]]


def test_a_drop_cap_that_was_a_picture_takes_nothing_else_with_it() -> None:
    page = page_with_drop_cap(3, "N", True)
    del page.pieces[1 + 1]  # after the headline's lines
    issue = recovered(page)
    assert paragraphs(issue.articles[0]) == [BRIDGE[0][1:], *BRIDGE[1:]]


# --- letterspacing, capitals, changes of font ---------------------------------------------


@pytest.mark.parametrize("by_letters", [True, False])
@pytest.mark.parametrize("kicker", ["LIVET VID ÅN", "REPORTAGE"])
def test_a_letterspaced_kicker_is_closed(kicker: str, by_letters: bool) -> None:
    page = Page()
    if by_letters:
        page.letters(LEFT, 64, kicker, KICKER, spaced=4)
    else:
        page.write(LEFT, 64, kicker, KICKER, spaced=4)
    page.story(TITLE, BRIDGE)
    assert story(recovered(page), TITLE).kicker == kicker


def test_a_letterspaced_headline_is_closed() -> None:
    page = Page()
    page.write(LEFT, 90, "Bron vid kajen", HEADLINE, spaced=5)
    page.set(BRIDGE)
    assert stories(recovered(page)) == {"Bron vid kajen": list(BRIDGE)}


def test_small_capitals_drawn_as_smaller_ones_are_small_letters() -> None:
    page = Page()
    y = page.head(TITLE)
    y = page.set(BRIDGE[:1], [(LEFT, y)]) + 12
    small = BODY.at(7.2)
    x = page.mixed(LEFT + 10, y, ("Det säger ", BODY), ("K", BODY), ("LARA ", small))
    page.mixed(x, y, ("B", BODY), ("ERG", small), (" som var där. ", BODY))
    page.set(BRIDGE[1:], [(LEFT, y + 12), (RIGHT, 150)], bottom=545, opening=False)
    assert second(page) == "Det säger Klara Berg som var där."


@pytest.mark.parametrize("look", [ITALIC, Type("serif/SourceSerif4-Semibold", 9.5)])
def test_a_word_whose_font_changes_is_one_word(look: Type) -> None:
    page = Page()
    y = page.head(TITLE)
    y = page.set(BRIDGE[:1], [(LEFT, y)]) + 12
    page.mixed(LEFT + 10, y, ("Den hette ", BODY), ("träd", look), ("gårdsbron i folkmun. ", BODY))
    page.set(BRIDGE[1:], [(LEFT, y + 12), (RIGHT, 150)], bottom=545, opening=False)
    assert second(page) == "Den hette trädgårdsbron i folkmun."


def test_a_raised_figure_does_not_break_its_line() -> None:
    page = Page()
    y = page.head(TITLE)
    y = page.set(BRIDGE[:1], [(LEFT, y)]) + 12
    x = page.mixed(LEFT + 10, y, ("Det stod i tidningen", BODY))
    page.write(x, y - 3.2, "2", BODY.at(5.5))
    page.write(x + 4, y, " i går. ", BODY)
    page.set(BRIDGE[1:], [(LEFT, y + 12), (RIGHT, 150)], bottom=545, opening=False)
    assert second(page) == "Det stod i tidningen2 i går."


# --- ligatures ----------------------------------------------------------------------------

FINE = (
    "Familjen firade i fiskehamnen. Officiellt var det konfirmation, men alla flickor flydde "
    "till flotten för att fika i stället."
)


def test_ligatures_of_one_sign_are_their_letters() -> None:
    ligated = FINE.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ﬃ", "ffi")
    page = Page()
    page.story(TITLE, with_line(ligated))
    assert second(page) == FINE


@pytest.mark.parametrize("gap", [-1.2, 0.0, 1.2, 2.2])
def test_a_word_that_is_kerned_apart_at_its_f_is_whole(gap: float) -> None:
    page = Page()
    y = page.head(TITLE)
    y = page.set(BRIDGE[:1], [(LEFT, y)]) + 12
    x = page.mixed(LEFT + 10, y, ("Den kon", BODY), ("f", BODY)) + gap
    x = page.mixed(x, y, ("irmation som fi", BODY)) + gap
    page.mixed(x, y, ("nns kvar. ", BODY))
    page.set(BRIDGE[1:], [(LEFT, y + 12), (RIGHT, 150)], bottom=545, opening=False)
    assert second(page) == "Den konfirmation som finns kvar."


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        change(file)
        file.save(target, deterministic_id=True)
    return target.getvalue()


def fonts_of(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in file.pages for font in page.obj.Resources.Font.values()]


def test_a_ligature_that_no_table_tells_is_read_from_its_word() -> None:
    def untold(file: pikepdf.Pdf) -> None:
        for font in fonts_of(file):
            if "ToUnicode" in font:
                told = font.ToUnicode.read_bytes()
                font.ToUnicode.write(
                    told.replace(b"<FB01>", b"<FFFD>").replace(b"<fb01>", b"<FFFD>")
                )

    page = Page()
    page.story(TITLE, with_line(FINE.replace("fi", "ﬁ")))
    issue = recovered_pdf(changed(pdf(page), untold))
    assert paragraphs(story(issue, TITLE))[1] == FINE


# --- fonts --------------------------------------------------------------------------------


@pytest.mark.parametrize("face", ["Times-Roman", "Helvetica", "Courier"])
def test_the_pdf_s_own_fonts_need_no_table(face: str) -> None:
    page = Page()
    copy = with_line("Hon sade: ”Åk ut på ön – nu!” Århundraden av väntan, på älven, var över.")
    page.story(TITLE, copy, look=Type(face, 8, 12))
    assert stories(recovered(page)) == {TITLE: list(copy)}


def test_a_font_of_drawn_letters_is_read_by_its_names() -> None:
    """Type 3: each letter is a piece of drawing that has only a name."""
    names = {"å": "/aring", "ä": "/adieresis", "ö": "/odieresis", " ": "/space", ".": "/period",
             ",": "/comma", "Å": "/Aring", "Ä": "/Adieresis", "Ö": "/Odieresis"}  # fmt: skip

    def drawn(file: pikepdf.Pdf) -> None:
        (font,) = [f for f in fonts_of(file) if f.BaseFont == "/Times-Roman"]
        letters = sorted({*"".join(BRIDGE)})
        procs, differences, widths = pikepdf.Dictionary(), pikepdf.Array(), [0] * 256
        for letter in letters:
            code = letter.encode("cp1252")[0]
            name = pikepdf.Name(names.get(letter, f"/{letter}"))
            wide = round(BODY.at(1000).width(letter))
            ink = b"" if letter == " " else b"60 0 300 450 re f"
            procs[str(name)] = file.make_stream(b"%d 0 0 0 500 700 d1 " % wide + ink)
            differences.extend([code, name])
            widths[code] = wide
        for key in list(font.keys()):
            del font[key]
        font.Type, font.Subtype = pikepdf.Name.Font, pikepdf.Name.Type3
        font.FontBBox = pikepdf.Array([0, -250, 1000, 900])
        font.FontMatrix = pikepdf.Array([0.001, 0, 0, 0.001, 0, 0])
        font.CharProcs, font.Widths = procs, pikepdf.Array(widths)
        font.Encoding = pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=differences)
        font.FirstChar, font.LastChar = 0, 255
        font.Resources = pikepdf.Dictionary()

    page = Page()
    page.head(TITLE)
    page.set(BRIDGE, look=Type("Times-Roman", 9.5, 12), ragged=True, measure=145)
    issue = recovered_pdf(changed(pdf(page), drawn))
    assert stories(issue) == {TITLE: list(BRIDGE)}


# --- turned type --------------------------------------------------------------------------


@pytest.mark.parametrize("by_letters", [True, False])
@pytest.mark.parametrize("turned", [90, -90])
def test_a_turned_credit_is_read(turned: int, by_letters: bool) -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=360)
    page.picture(LEFT, 400, 330, 150)
    credit, look = "Foto: Klara Berg", SMALL.at(6)
    sign = 1 if turned == 90 else -1
    y = 540.0 if turned == 90 else 410.0
    for piece in credit if by_letters else [credit]:
        page.write(378, y, piece, look, turned=turned)
        y -= sign * look.width(piece)
    article = story(recovered(page), TITLE)
    assert said(article, "credit") == [credit]
    assert [picture.credit for picture in article.pictures] == ["Klara Berg"]
    assert paragraphs(article) == list(BRIDGE)


# --- hidden and doubled -------------------------------------------------------------------


def hidden_by_mode(page: Page) -> None:
    page.write(LEFT + 20, 250, "Det här syns inte alls", BODY, mode=3)


def hidden_by_ink(page: Page) -> None:
    page.write(LEFT, 140, "Det här syns inte alls", BODY.at(9.5, ink=WHITE))


def hidden_by_picture(page: Page) -> None:
    page.write(LEFT + 20, 520, "Det här syns inte alls")
    page.picture(LEFT, 500, 330, 60)


def hidden_by_clip(page: Page) -> None:
    page.write(LEFT + 20, 520, "Det här syns inte alls")
    page.within(200, 30, 40, 40, page.last())


def hidden_by_sheet(page: Page) -> None:
    page.write(-300, 200, "Det här syns inte alls")


@pytest.mark.parametrize(
    "hide", [hidden_by_mode, hidden_by_ink, hidden_by_picture, hidden_by_clip, hidden_by_sheet]
)
def test_what_is_not_seen_is_set_apart(hide: Callable[[Page], None]) -> None:
    page = Page()
    page.story(TITLE, BRIDGE, bottom=480)
    hide(page)
    issue = recovered(page)
    assert stories(issue) == {TITLE: list(BRIDGE)}
    assert furniture(issue, "hidden") == ["Det här syns inte alls"]


def shadow(page: Page, x: float, y: float, text: str, look: Type) -> None:
    page.write(x + 1, y + 1, text, look.at(look.size, ink=0xBBBBBB))
    page.write(x, y, text, look)


def heavier(page: Page, x: float, y: float, text: str, look: Type) -> None:
    page.write(x, y, text, look)
    page.write(x + 0.3, y, text, look)


def thrice(page: Page, x: float, y: float, text: str, look: Type) -> None:
    for _ in range(3):
        page.write(x, y, text, look)


def letter_by_letter(page: Page, x: float, y: float, text: str, look: Type) -> None:
    for letter in text:
        if letter != " ":
            page.write(x, y, letter, look)
            page.write(x + 0.3, y, letter, look)
        x += look.width(letter)


@pytest.mark.parametrize("write", [shadow, heavier, thrice, letter_by_letter])
def test_a_headline_drawn_again_is_read_once(write: Callable[..., None]) -> None:
    page = Page()
    write(page, LEFT, 90, TITLE, HEADLINE)
    page.set(BRIDGE)
    assert stories(recovered(page)) == {TITLE: list(BRIDGE)}


def test_a_page_drawn_again_is_read_once() -> None:
    page = Page()
    page.story(TITLE, BRIDGE)
    page.pieces *= 2
    assert stories(recovered(page)) == {TITLE: list(BRIDGE)}


# --- line ends ----------------------------------------------------------------------------


@pytest.mark.parametrize("loose", [True, False])
@pytest.mark.parametrize("ragged", [True, False])
@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u2010"])
def test_broken_words_are_whole(hyphen: str, ragged: bool, loose: bool) -> None:
    page = Page(loose=loose)
    page.story(TITLE, BRIDGE, hyphens=hyphen, ragged=ragged, measure=120)
    assert stories(recovered(page)) == {TITLE: list(BRIDGE)}


def test_words_broken_without_a_hyphen_are_whole() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, hyphens="", measure=120)
    assert stories(recovered(page)) == {TITLE: list(BRIDGE)}


def test_lines_without_spaces_at_their_ends_are_not_glued() -> None:
    page = Page(loose=False)
    page.story(TITLE, BRIDGE, measure=120)
    assert stories(recovered(page)) == {TITLE: list(BRIDGE)}


def test_words_placed_one_by_one_without_spaces_are_parted() -> None:
    page = Page()
    page.story(TITLE, BRIDGE, wordwise=True)
    assert stories(recovered(page)) == {TITLE: list(BRIDGE)}


@pytest.mark.parametrize("loose", [True, False])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Det gäller all barn-| och ungdomsvård i länet.", "all barn- och ungdomsvård"),
        ("Både för-| eller eftermiddagar går bra.", "för- eller eftermiddagar"),
        ("Hon arbetar på ett HVB-|hem utanför byn.", "ett HVB-hem utanför"),
        ("Kommunen ger ett it-|stöd till alla lärare.", "ett it-stöd till"),
        ("Huset byggdes på 1960-|talet av en läkare.", "på 1960-talet av"),
        ("Resan gick till Sankt-|Petersburg och hem.", "till Sankt-Petersburg och"),
        ("Han är tf-|chef. På ett HVB-hem ringer de HVB-|hemmets chef.", "de HVB-hemmets chef"),
        ("Numret till e-|posten finns på webben.", "till e-posten finns"),
    ],
)
def test_hyphens_of_the_word_s_own_stay(typed: str, meant: str, loose: bool) -> None:
    page = Page(loose=loose)
    page.story(TITLE, with_line(typed), hyphens="-", measure=140)
    assert meant in second(page)


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        ("Kommunarbet-/arna vann", "Kommunarbetarna vann"),
        ("Nytt it-/stöd prövas", "Nytt it-stöd prövas"),
        ("Barn- och/ungdomsvård", "Barn- och ungdomsvård"),
    ],
)
def test_headlines_are_whole(lines: str, meant: str) -> None:
    page = Page()
    y = page.head(lines)
    page.set(SCHOOL, [(LEFT, y), (RIGHT, y)])
    assert stories(recovered(page)) == {meant: list(SCHOOL)}
