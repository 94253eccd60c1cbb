"""Single pages, set glyph by glyph: what one rule of recovering makes of one thing on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from magtool.extract.baselines import gather_lines
from magtool.extract.charts import part_charts, read_drawn
from magtool.extract.furniture import part_furniture
from magtool.extract.lines import Line
from magtool.extract.paid import is_paid, part_ads
from magtool.extract.styles import Typography
from magtool.extract.zones import find_panels
from magtool.intake.glyphs import _turned_bytes
from magtool.page.read import (
    Box,
    ReadFill,
    ReadFont,
    ReadGlyph,
    ReadPage,
    ReadPicture,
    ReadRule,
)

TRIM = (0.0, 0.0, 400.0, 600.0)
BODY, SANS, BOLD = range(3)
FONTS = (
    ReadFont("Serif-Regular", serif=True),
    ReadFont("Sans-Regular"),
    ReadFont("Sans-Bold", 700),
)
TYPE = Typography(9.0, 11.0, (("serif", 9.0),), indented=True, spaced=False, justified=True)

Piece = tuple[str, float, float, float, int]
"""A text, where its baseline begins, its size and font. Letters are half as wide as high."""


def glyphs_of(pieces: Iterable[Piece]) -> Iterator[ReadGlyph]:
    order = 0
    for thread, (text, x, y, size, font) in enumerate(pieces):
        for place, letter in enumerate(text):
            left = x + 0.5 * size * place
            yield ReadGlyph(
                letter, left, y, left, y - 0.76 * size, left + 0.5 * size, y + 0.24 * size,
                size, font, 0, thread, order,
            )  # fmt: skip
            order += 1


def page_of(
    *pieces: Piece,
    number: int = 1,
    fills: Iterable[Box] = (),
    rules: Iterable[Box] = (),
    pictures: Iterable[Box] = (),
) -> ReadPage:
    return ReadPage(
        number, 400.0, 600.0, TRIM, tuple(glyphs_of(pieces)), FONTS,
        rules=tuple(ReadRule(box, 0, upright=False) for box in rules),
        fills=tuple(ReadFill(box, 0x336699) for box in fills),
        pictures=tuple(ReadPicture(box, 100, 100, place) for place, box in enumerate(pictures)),
    )  # fmt: skip


def words(lines: Iterable[Line]) -> list[str]:
    return [line.words for line in lines]


# ------------------------------------------------------------------------------ lines


def test_a_hyphen_drawn_by_itself_is_no_bullet_of_the_next_column() -> None:
    left = [
        (f"Rad nummer {place} slutar", 40.0, 100 + 11.0 * place, 9.0, BODY) for place in range(8)
    ]
    ends = [("-", 40 + 4.5 * len(text), y, size, font) for text, _, y, size, font in left]
    right = [
        (f"och nästa spalt {place}", 152.0, y, 9.0, BODY)
        for place, (_, _, y, _, _) in enumerate(left)
    ]
    found = words(gather_lines(page_of(*ends, *left, *right)))
    assert f"{left[0][0]}-" in found
    assert right[0][0] in found


def test_letters_with_their_bytes_turned_are_read() -> None:
    assert _turned_bytes("\u6600\u7400") == "ft"
    assert _turned_bytes("fi") == "fi"
    assert _turned_bytes("漢字") == "漢字"


# ------------------------------------------------------------------------------ furniture


def test_a_byline_at_the_foot_of_several_pages_is_no_running_foot() -> None:
    pages = [
        page_of(
            ("Sista raden i berättelsen.", 40.0, 540.0, 9.0, BODY),
            ("Text Ola Frisk", 40.0, 552.0, 7.0, BOLD),
            ("Tidningen nr 2", 40.0, 585.0, 7.0, SANS),
            number=number,
        )
        for number in range(1, 5)
    ]
    found = part_furniture(pages, {page.number: gather_lines(page) for page in pages})
    assert all(words(lines) == ["Tidningen nr 2"] for lines in found.values())


def test_a_sections_name_in_the_place_of_the_others_is_a_running_head() -> None:
    heads = ["Nyheter", "Nyheter", "Nyheter", "Ett yrkesliv"]
    pages = [
        page_of(
            (head, 40.0, 30.0, 8.0, BOLD),
            (f"Brödtext {number}", 40.0, 200.0, 9.0, BODY),
            number=number,
        )
        for number, head in enumerate(heads, 1)
    ]
    found = part_furniture(pages, {page.number: gather_lines(page) for page in pages})
    assert [words(found[number]) for number in range(1, 5)] == [[head] for head in heads]


def test_a_boxs_heading_at_one_height_on_several_pages_stays_in_its_box() -> None:
    pages = [
        page_of(
            ("Lediga tjänster:", 200.0, 560.0, 8.0, BOLD),
            (f"kommun-{'abcd'[number]}.example", 200.0, 572.0, 8.0, SANS),
            number=number + 1,
        )
        for number in range(4)
    ]
    found = part_furniture(pages, {page.number: gather_lines(page) for page in pages})
    assert all(not lines for lines in found.values())


# ------------------------------------------------------------------------------ advertising


def test_what_stands_under_the_word_is_an_advertisement() -> None:
    page = page_of(
        ("ANNONS", 40.0, 300.0, 6.0, SANS),
        ("Kom till oss", 60.0, 340.0, 22.0, BOLD),
        ("Brödtexten står ovanför annonsen och är ingen del av den.", 40.0, 100.0, 9.0, BODY),
        pictures=[(40.0, 304.0, 360.0, 420.0)],
        fills=[(40.0, 420.0, 360.0, 500.0)],
    )
    ads, labels, rest = part_ads(page, gather_lines(page), [], find_panels(page), TYPE)
    ((panel, lines),) = ads.items()
    assert panel.box == (40.0, 304.0, 360.0, 500.0), "what adjoins the picture is of it"
    assert words(lines) == ["Kom till oss"]
    assert words(labels) == ["ANNONS"]
    assert len(rest) == 1


def test_a_running_head_may_say_that_a_page_is_paid() -> None:
    assert is_paid(["Företagspresentation ANNONS"])
    assert is_paid(["Annons", "Tidningen nr 2"])
    assert not is_paid(["Nyheter", "Annonsörer om året"])


# ------------------------------------------------------------------------------ charts

ROWS = (("Bra lön", 80), ("Bra kollegor", 60), ("Övrigt", 9))


def test_bars_with_their_figures_are_a_chart() -> None:
    pieces: list[Piece] = [
        ("VAD BETYDER MEST?", 40.0, 112.0, 8.0, BOLD),
        ("Andel av alla, procent", 40.0, 124.0, 7.5, SANS),
        ("Brödtexten under diagrammet går vidare i spalten.", 40.0, 240.0, 9.0, BODY),
    ]
    fills = []
    for place, (label, value) in enumerate(ROWS):
        y = 150.0 + 18 * place
        pieces += [(label, 40.0, y, 8.0, SANS), (str(value), 124.0 + value, y, 8.0, BOLD)]
        fills.append((120.0, y - 8, 120.0 + value, y + 2))
    page = page_of(*pieces, fills=fills, rules=[(40.0, 100.0, 220.0, 100.5)])
    charts, rest = part_charts(page, gather_lines(page), [], TYPE)
    (chart,) = charts
    told = read_drawn(page, chart)
    assert told is not None
    assert told.header == "VAD BETYDER MEST?"
    assert told.question == "Andel av alla, procent"
    assert told.values == tuple((label, float(value)) for label, value in ROWS)
    assert told.status == "full"
    assert len(rest) == 1


def test_a_bar_in_parts_is_told_by_the_labels_under_it() -> None:
    page = page_of(
        ("STANNAR DU?", 40.0, 112.0, 8.0, BOLD),
        ("71", 44.0, 160.0, 8.0, BOLD),
        ("20", 184.0, 160.0, 8.0, BOLD),
        ("Ja", 40.0, 182.0, 8.0, SANS),
        ("Nej", 180.0, 182.0, 8.0, SANS),
        ("Vet ej 9", 222.0, 182.0, 8.0, SANS),
        fills=[
            (40.0, 148.0, 179.0, 170.0),
            (180.0, 148.0, 219.0, 170.0),
            (220.0, 148.0, 228.0, 170.0),
        ],
        rules=[(40.0, 100.0, 260.0, 100.5)],
    )
    ((chart), *_), _ = part_charts(page, gather_lines(page), [], TYPE)
    told = read_drawn(page, chart)
    assert told is not None
    assert told.values == (("Ja", 71.0), ("Nej", 20.0), ("Vet ej", 9.0))
    assert told.status == "full"


def test_fills_under_running_text_are_no_chart() -> None:
    pieces: list[Piece] = [
        (f"I rad {place} står 12", 40.0, 100 + 11.0 * place, 9.0, BODY) for place in range(6)
    ]
    page = page_of(
        *pieces, fills=[(40.0, 92 + 11.0 * place, 300.0, 102 + 11.0 * place) for place in range(6)]
    )
    charts, rest = part_charts(page, gather_lines(page), [], TYPE)
    assert charts == []
    assert len(rest) == 6
