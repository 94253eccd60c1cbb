"""Pages whatever sheet they are drawn on: turned, cut, nested. And what always holds."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable, Sequence

import pikepdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pages_by_hand import (
    BODY,
    BRIDGE,
    LEFT,
    MUSEUM,
    SCHOOL,
    SMALL,
    Draw,
    Page,
    furniture,
    pdf,
    recovered,
    recovered_pdf,
    stories,
)

TITLE = "Bron som ingen ville ha"
WHOLE = {TITLE: list(BRIDGE)}


def one_story() -> Page:
    page = Page()
    page.story(TITLE, BRIDGE, hyphens="-")
    return page


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        change(file)
        file.save(target, deterministic_id=True)
    return target.getvalue()


# --- the sheet ----------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned_whose_text_stands_upright(turn: int) -> None:
    """The text is drawn turned the other way, as landscape pages often are."""

    def turned(file: pikepdf.Pdf) -> None:
        (page,) = file.pages
        ways = {90: b"0 1 -1 0 595 0", 180: b"-1 0 0 -1 420 595", 270: b"0 -1 1 0 0 420"}
        page.contents_add(b"q " + ways[turn] + b" cm", prepend=True)
        page.contents_add(b"Q")
        page.obj.Rotate = turn
        page.obj.MediaBox = [0, 0, 420, 595] if turn == 180 else [0, 0, 595, 420]

    assert stories(recovered_pdf(changed(pdf(one_story()), turned))) == WHOLE


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned_whose_text_is_turned_with_it(turn: int) -> None:
    page = one_story()
    page.turn = turn
    issue = recovered(page)
    assert stories(issue) == WHOLE
    left, top, right, bottom = issue.articles[0].blocks[0].area
    along = right - left if turn == 180 else bottom - top
    assert 200 < along < 300, "places are those of the sheet"


def test_a_page_lies_among_others_that_stand() -> None:
    """A sheet that is turned back when it is shown: no /Rotate, and all its type runs up."""

    def laid(file: pikepdf.Pdf) -> None:
        page = file.pages[1]
        page.contents_add(b"q 0 1 -1 0 595 0 cm", prepend=True)
        page.contents_add(b"Q")
        page.obj.MediaBox = [0, 0, 595, 420]

    other = Page()
    other.story("Trädgård på höjden", SCHOOL)
    last = Page()
    last.story("Museet för borstar", MUSEUM)
    issue = recovered_pdf(changed(pdf(other, one_story(), last), laid))
    assert stories(issue) == {
        "Trädgård på höjden": list(SCHOOL), **WHOLE, "Museet för borstar": list(MUSEUM),
    }  # fmt: skip


def test_a_page_is_cut_out_of_a_larger_sheet() -> None:
    """Marks and a slug stand outside of the trim; the sheet begins far from nought."""

    def cut(file: pikepdf.Pdf) -> None:
        (page,) = file.pages
        page.contents_add(b"q 1 0 0 1 1000 -500 cm", prepend=True)
        page.contents_add(
            b"Q 0 0 0 RG 0.25 w 990 -500 m 960 -500 l S 1000 -510 m 1000 -530 l S "
            b"BT /F1 6 Tf 1100 120 Td (lyktan 04 sid 12 Cyan Magenta Yellow Black) Tj ET"
        )
        page.obj.MediaBox = [950, -550, 1470, 145]
        page.obj.CropBox = [950, -550, 1470, 145]
        page.obj.TrimBox = [1000, -500, 1420, 95]
        page.obj.Resources.Font.F1 = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )

    page = one_story()
    page.foot(1)
    issue = recovered_pdf(changed(pdf(page), cut))
    assert stories(issue) == WHOLE
    assert furniture(issue, "slug") == ["lyktan 04 sid 12 Cyan Magenta Yellow Black"]


def test_what_the_crop_box_cuts_away_is_hidden() -> None:
    def cropped(file: pikepdf.Pdf) -> None:
        file.pages[0].obj.MediaBox = [-100, -100, 520, 695]
        file.pages[0].obj.CropBox = [0, 0, 420, 595]

    page = one_story()
    page.write(LEFT, -40, "Utanför sidan")
    issue = recovered_pdf(changed(pdf(page), cropped))
    assert stories(issue) == WHOLE
    assert furniture(issue, "hidden") == ["Utanför sidan"]


def test_pages_of_two_sizes() -> None:
    large = Page(842, 595)
    y = large.head("Trädgård på höjden")
    large.set(SCHOOL, [(40, y), (220, y), (400, y), (580, y)])
    assert stories(recovered(one_story(), large)) == {**WHOLE, "Trädgård på höjden": list(SCHOOL)}


@pytest.mark.parametrize("depth", [1, 3])
def test_forms_within_forms_are_read(depth: int) -> None:
    def nested(file: pikepdf.Pdf) -> None:
        (page,) = file.pages
        held, data = page.obj.Resources, page.obj.Contents.read_bytes()
        for _ in range(depth):
            form = file.make_stream(
                b"0.5 0 0 0.5 10 10 cm " + data, Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form, BBox=[-2000, -2000, 2000, 2000], Resources=held,
                Matrix=[2, 0, 0, 2, -20, -20],
            )  # fmt: skip
            held, data = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form)), b"q /X Do Q"
        page.obj.Resources, page.obj.Contents = held, file.make_stream(data)

    assert stories(recovered_pdf(changed(pdf(one_story()), nested))) == WHOLE


def test_a_title_set_at_any_size_reads_alike() -> None:
    """A page scaled as a whole, as when it was printed to a PDF of another paper."""

    def scaled(file: pikepdf.Pdf) -> None:
        (page,) = file.pages
        page.contents_add(b"q 2.3 0 0 2.3 0 0 cm", prepend=True)
        page.contents_add(b"Q")
        page.obj.MediaBox = [0, 0, 966, 1369]

    assert stories(recovered_pdf(changed(pdf(one_story()), scaled))) == WHOLE


# --- what always holds --------------------------------------------------------------------

SENTENCES = [text for copy in (BRIDGE, SCHOOL, MUSEUM) for text in copy]

copies = st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=9, unique=True)


def stirred(pieces: Sequence[Draw], seed: int) -> Sequence[Draw]:
    return random.Random(seed).sample(pieces, len(pieces))


@settings(max_examples=40, phases=[Phase.generate])
@given(
    copy=copies, seed=st.integers(1, 999), measure=st.sampled_from([110.0, 140.0, 160.0]),
    hyphens=st.sampled_from([None, "-", "\u00ad"]), ragged=st.booleans(), loose=st.booleans(),
    wordwise=st.booleans(), size=st.sampled_from([8.5, 9.5, 10.5]),
)  # fmt: skip
def test_every_word_comes_back_once_and_in_order(
    copy: list[str], seed: int, measure: float, hyphens: str | None, ragged: bool, loose: bool,
    wordwise: bool, size: float,
) -> None:  # fmt: skip
    if not ragged:  # gaps as wide as gutters are no line's: nobody sets so
        hyphens = hyphens or "-"
        measure = 160.0 if wordwise else measure
    page = Page(loose=loose)
    page.story(
        TITLE, copy, measure=measure, hyphens=hyphens, ragged=ragged, wordwise=wordwise,
        look=BODY.at(size, leading=size + 2.5),
    )  # fmt: skip
    issue = recovered(page, order=lambda pieces: stirred(pieces, seed))
    words = [word for text in stories(issue)[TITLE] for word in text.split()]
    assert words == " ".join(copy).split()


@settings(max_examples=25, phases=[Phase.generate])
@given(
    pieces=st.lists(
        st.tuples(
            st.integers(-20, 430), st.integers(-20, 620),
            st.sampled_from(["Ord", "Flera ord i rad", "4", "Ja 72 %", "• punkt", "Foto: A B"]),
            st.sampled_from([BODY, SMALL, BODY.at(30), BODY.at(14)]),
            st.sampled_from([0, 0, 0, 90, 45, 180]),
        ),
        max_size=40,
    ),
    boxes=st.lists(st.tuples(*[st.integers(0, 400)] * 4), max_size=6),
)  # fmt: skip
def test_every_glyph_stands_in_one_place(
    pieces: list[tuple[int, int, str, object, int]], boxes: list[tuple[int, int, int, int]]
) -> None:
    """The audit is part of the run; here is what it counts, once more, from what is told."""
    page = Page()
    for x, y, width, height in boxes:
        page.fill(x, y, width + 1, height + 1, 0xEEEEEE)
    for x, y, text, look, turned in pieces:
        page.write(x, y, text, look, turned=turned)  # type: ignore[arg-type]
    issue = recovered(page)
    told = [block.glyphs for article in issue.articles for block in article.blocks]
    told += [ad.glyphs for ad in issue.ads] + [chart.glyphs for chart in issue.charts]
    told += [piece.glyphs for piece in issue.furniture]
    blanks = sum(text.count(" ") for _, _, text, _, _ in pieces)
    assert sum(told) <= issue.glyphs <= sum(told) + blanks


def test_the_same_file_reads_the_same() -> None:
    pages = [one_story(), one_story()]
    pages[1].foot(2)
    data = pdf(*pages)
    assert data == pdf(*pages)
    assert recovered_pdf(data) == recovered_pdf(data)


def test_letters_are_neither_lost_nor_added() -> None:
    page = one_story()
    page.lines(LEFT, 560, ["Lyktan 2011"], SMALL)
    issue = recovered(page)
    told = "".join(stories(issue)[TITLE])
    assert Counter(told.replace(" ", "")) == Counter("".join(BRIDGE).replace(" ", ""))
