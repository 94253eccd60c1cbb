"""Single traps of reading: pages of a few lines each, made of glyphs, without any PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from magtool.edition.recovered import RecoveredIssue
from magtool.extract.baselines import gather_lines
from magtool.extract.issue import extract_issue
from magtool.page.read import ReadFile, ReadFill, ReadFont, ReadGlyph, ReadPage, ReadPicture

BODY, BOLD, OTHER, HEAD = 0, 1, 2, 3
FONTS = (
    ReadFont("Serif-Regular"), ReadFont("Serif-Bold", 700), ReadFont("Sans-Regular"),
    ReadFont("Sans-Bold", 700),
)  # fmt: skip
WIDTH = 200.0
LEADING = 12.0
LINES = (
    "The council met in the small hall above", "the library, as it has done every month",
    "since the old town house was closed for", "repairs that nobody dares to set a date",
    "for, and the benches were full long ago", "before the first item was called at all",
)  # fmt: skip


@dataclass
class Sheet:
    """A page while it is set: letters are half an em wide; the lines of a column are filled."""

    number: int = 1
    glyphs: list[ReadGlyph] = field(default_factory=list)
    fills: list[ReadFill] = field(default_factory=list)
    pictures: list[ReadPicture] = field(default_factory=list)

    def word(self, text: str, x: float, y: float, size: float = 10.0, font: int = BODY) -> float:
        for letter in text:
            order = len(self.glyphs)
            box = (x, y - 0.76 * size, x + 0.5 * size, y + 0.24 * size)
            self.glyphs.append(ReadGlyph(letter, x, y, *box, size, font, 0, order, order))
            x += 0.5 * size
        return x

    def line(
        self, text: str, x: float, y: float, size: float = 10.0, font: int = BODY, fill: float = 0.0
    ) -> None:
        words = text.split()
        letters = sum(map(len, words)) * 0.5 * size
        gap = (fill - letters) / (len(words) - 1) if fill and len(words) > 1 else 0.5 * size
        for word in words:
            x = self.word(word, x, y, size, font) + gap

    def column(self, lines: Iterable[str], x: float, y: float, last: bool = True) -> float:
        """Lines under each other, justified but for the last if it is short."""
        lines = list(lines)
        for number, line in enumerate(lines):
            short = last and number == len(lines) - 1
            self.line(line, x, y, fill=0.0 if short else WIDTH)
            y += LEADING
        return y

    def centred(self, text: str, x: float, y: float, size: float, font: int) -> None:
        self.line(text, x + (WIDTH - len(text) * 0.5 * size) / 2, y, size, font)

    def figure(self, caption: str, x: float, y: float, height: float, picture: float) -> None:
        """A framed picture with its caption over it."""
        self.fills.append(ReadFill((x, y, x + WIDTH, y + height), 0xFFFFFF, True))
        middle = x + WIDTH / 2
        self.line(caption, middle - len(caption) * 2, y + 16, 8.0)
        box = (middle - 20, y + height - 8 - picture, middle + 20, y + height - 8)
        self.pictures.append(ReadPicture(box, 40, 40, len(self.pictures)))

    def page(self) -> ReadPage:
        whole = (0.0, 0.0, 500.0, 700.0)
        return ReadPage(
            self.number, 500.0, 700.0, whole, tuple(self.glyphs), FONTS,
            fills=tuple(self.fills), pictures=tuple(self.pictures),
        )  # fmt: skip


def told(*sheets: Sheet) -> RecoveredIssue:
    return extract_issue(ReadFile(language="en", pages=tuple(s.page() for s in sheets)), "x")


def texts(issue: RecoveredIssue) -> list[tuple[str, str]]:
    return [(block.role, block.text) for article in issue.articles for block in article.blocks]


def joined(lines: Sequence[str]) -> str:
    return " ".join(lines)


# --- lines -------------------------------------------------------------------------------


def test_an_accent_drawn_apart_stands_on_its_letter() -> None:
    sheet = Sheet()
    sheet.line("Bernardo Gonzalez", 50, 100)
    letter = next(glyph for glyph in sheet.glyphs if glyph.text == "z")
    letter = sheet.glyphs[sheet.glyphs.index(letter) + 1]
    sheet.word("´", letter.left + 0.4, 99.9)
    lines = gather_lines(sheet.page())
    assert [line.words for line in lines] == ["Bernardo González"]
    assert sorted(lines[0].orders) == list(range(len(sheet.glyphs)))


def test_an_accent_beside_letters_is_a_sign_of_its_own() -> None:
    sheet = Sheet()
    sheet.line("the `shell` of old", 50, 100)
    assert [line.words for line in gather_lines(sheet.page())] == ["the `shell` of old"]


def stretched(words: Sequence[str], gaps: Sequence[float]) -> list[str]:
    sheet = Sheet()
    y = sheet.column(LINES, 50, 100, last=False)
    x = 50.0
    for word, gap in zip(words, [*gaps, 0.0], strict=True):
        x = sheet.word(word, x, y) + gap
    sheet.column(LINES, 50, y + LEADING, last=False)
    return [line.words for line in gather_lines(sheet.page()) if abs(line.baseline - y) < 1]


def test_the_words_of_a_stretched_line_are_one_line() -> None:
    assert stretched(["[13]", "IkeWiki", "(http://ike"], [45.0, 45.0]) == [
        "[13] IkeWiki (http://ike"
    ]


def test_cells_with_other_gaps_stay_apart() -> None:
    assert stretched(["[13]", "IkeWiki", "(http://ike"], [40.0, 60.0]) == [
        "[13]", "IkeWiki", "(http://ike",
    ]  # fmt: skip


# --- paragraphs --------------------------------------------------------------------------


def article() -> Sheet:
    """A page with a headline over its first column."""
    sheet = Sheet()
    sheet.line("A hall too small", 30, 60, 24, HEAD)
    return sheet


FULL = (*LINES[:5], "when the chairman rose to speak to us a.")
"""A paragraph whose last line is as full as the others."""


def test_a_little_white_tells_a_paragraph_where_type_is_even() -> None:
    sheet = article()
    y = 100.0
    for _ in range(4):
        y = sheet.column(FULL, 30, y, last=False) + 0.06 * LEADING
    assert [text for role, text in texts(told(sheet)) if role == "paragraph"] == [joined(FULL)] * 4


def test_without_white_full_lines_go_on() -> None:
    sheet = article()
    y = 100.0
    for _ in range(4):
        y = sheet.column(FULL, 30, y, last=False)
    assert len([role for role, _ in texts(told(sheet)) if role == "paragraph"]) == 1


def test_entries_of_a_bibliography_are_paragraphs() -> None:
    sheet = article()
    y = sheet.column((*LINES, "so."), 30, 100)
    entries = [
        ("[1] The council and its library in years of", "repair."),
        ("[2] The benches of the hall, their number", "and kind."),
    ]
    for entry in entries:
        y = sheet.column(entry, 30, y)
    found = [text for role, text in texts(told(sheet)) if role == "paragraph"]
    assert found[1:] == [joined(entry) for entry in entries]


# --- what stands in the columns ----------------------------------------------------------


def two_columns(figure: bool) -> RecoveredIssue:
    """A paragraph that goes on from one column into the next, over which a figure may stand."""
    sheet = article()
    y = sheet.column((*LINES, "so."), 30, 100)
    sheet.column(LINES, 30, y, last=False)
    top = 100.0
    if figure:
        sheet.figure("Full benches, by Ola Frisk", 250, 90, 70, 26)
        top = 190.0
    y = sheet.column((*LINES[1:], "long ago."), 250, top)
    sheet.column((*LINES, "so."), 250, y)
    return told(sheet)


def test_a_caption_follows_the_paragraph_that_its_figure_interrupts() -> None:
    goes_on = joined((*LINES, *LINES[1:], "long ago."))
    plain = texts(two_columns(figure=False))
    assert [text for _, text in plain] == [
        "A hall too small", joined((*LINES, "so.")), goes_on, joined((*LINES, "so.")),
    ]  # fmt: skip
    found = texts(two_columns(figure=True))
    assert [entry for entry in found if entry[0] == "caption"] == [
        ("caption", "Full benches, by Ola Frisk")
    ]
    assert found.index(("caption", "Full benches, by Ola Frisk")) == 3
    assert [entry for entry in found if entry[0] != "caption"] == plain


def test_captions_at_the_head_of_pages_are_no_running_heads() -> None:
    sheets = []
    for number in (1, 2):
        sheet = Sheet(number)
        sheet.figure(f"Full benches {number}, by Ola Frisk", 30, 40, 120, 80)
        sheet.line("THE HALL", 220, 25, 8.0, HEAD)
        sheet.column((*LINES, "so.", *LINES, "so."), 30, 190)
        sheet.column((*LINES, "so.", *LINES, "so."), 250, 100)
        sheets.append(sheet)
    issue = told(*sheets)
    captions = [text for role, text in texts(issue) if role == "caption"]
    assert captions == [f"Full benches {number}, by Ola Frisk" for number in (1, 2)]
    assert [piece.text for piece in issue.furniture] == ["THE HALL", "THE HALL"]


# --- headings ----------------------------------------------------------------------------


def test_a_headline_may_be_a_sentence_of_the_text() -> None:
    sheet = Sheet()
    sheet.line("The benches were full long ago", 30, 60, 24, HEAD)
    sheet.line("What the council knows", 30, 84, 14, HEAD)
    lines = ("for, and the benches were full long ago", *LINES[3:], "so.")
    y = sheet.column(("It is said that", *lines), 30, 120)
    sheet.column((*LINES, "so."), 30, y)
    assert texts(told(sheet))[0] == ("headline", "The benches were full long ago")


def test_a_numbered_bold_line_over_text_is_a_subhead() -> None:
    sheet = article()
    y = sheet.column((*LINES, "so."), 30, 100)
    for number in (1, 2):
        sheet.line(f"{number}. The benches", 30, y + 8, 10.0, BOLD)
        y = sheet.column((*LINES, "so."), 30, y + 8 + LEADING)
    found = [text for role, text in texts(told(sheet)) if role == "subhead"]
    assert found == ["1. The benches", "2. The benches"]


def test_centred_type_of_another_face_is_a_quote() -> None:
    sheet = article()
    y = sheet.column(LINES, 30, 100, last=False)
    quote = ("Nobody in the town dares to", "set any date for it, he said", "to us all.")
    for number, line in enumerate(quote):
        sheet.centred(line, 30, y + 12 + 15 * number, 12.0, OTHER)
    sheet.column((*LINES[1:], "long ago."), 30, y + 72)
    found = texts(told(sheet))
    assert ("pullquote", joined(quote)) in found
    assert ("paragraph", joined((*LINES, *LINES[1:], "long ago."))) in found


def test_an_address_in_another_face_is_no_subhead() -> None:
    sheet = article()
    y = sheet.column(LINES[:3], 30, 100, last=False)
    sheet.line("library.example and more of them, where", 30, y, font=OTHER, fill=WIDTH)
    sheet.column((*LINES, "so."), 30, y + LEADING)
    assert [role for role, _ in texts(told(sheet))] == ["headline", "paragraph"]
