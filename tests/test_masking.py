"""Spread pictures of proofs: the advertiser's own is sharp, and nobody reads what is another's."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from artwork_set import Sheet
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from proof_kit import Once, sample_proofs

from magtool.intake.masking import Drawer, Side, spread_picture
from magtool.layout.showing import bled_sheet, cells_of, greeked, show_item, text_lines
from magtool.measure import BLACK, Ink, Rect, mm_to_pt
from magtool.page import Artwork, Block, Fill, Glyph, GlyphRun, PageLayout, Picture
from magtool.proofing import Proofs

PAPER_SIZE = (300.0, 400.0)
RED = Ink(0, 1, 1, 0)


@pytest.fixture(scope="module")
def proofs(once: Once) -> Proofs:
    return sample_proofs(once)


def run(x: float, y: float, text: str, size: float = 10.0) -> GlyphRun:
    glyphs = tuple(Glyph(number, 0.5, 0.0, 0.0, char) for number, char in enumerate(text))
    return GlyphRun(x, y, "toy", size, BLACK, glyphs)


def page(*blocks: Block, bleed: float = 10.0) -> PageLayout:
    return PageLayout(6, *PAPER_SIZE, bleed, blocks)


def loudness(image: Image.Image, finer_than: float) -> float:
    """How much of a picture's light changes over distances shorter than so many pixels."""
    gray = image.convert("L")
    smooth = gray.filter(ImageFilter.GaussianBlur(finer_than / 4))
    return float(np.abs(np.asarray(gray, float) - np.asarray(smooth, float)).mean())


# --- what is drawn at all --------------------------------------------------------------------


def test_of_another_item_nothing_is_drawn_where_the_own_is_shown() -> None:
    own = Block("ad", "mine", (Artwork(Rect(0, 200, 300, 400), Rect(0, 200, 300, 400), "a", 0),))
    other = Block("paragraph", "theirs", (run(20, 300, "hemligt"),))
    folio = Block("folio", "", (run(20, 390, "6"),))
    slug = Block("slug", "", (run(0, -15, "Fältet 2"),))
    sheet = bled_sheet(page(own, other, folio, slug), {"mine"})
    assert [block.role for block in sheet.blocks] == ["ad", "folio"]
    assert (sheet.width, sheet.height, sheet.bleed) == (320, 420, 0)
    assert sheet.blocks[0].ops[0].rect == Rect(10, 210, 310, 410)  # type: ignore[union-attr]


def test_a_greeked_page_has_no_letter_left() -> None:
    words = (run(20, 100, "Sju av "), run(60, 100, "tio"), run(20, 112, "stannar"))
    box = Block("paragraph", "story", (Fill(Rect(0, 0, 50, 50), RED), *words))
    made = greeked(page(box, Block("headline", "mine", words)), without={"mine"})
    ops = [op for block in made.blocks for op in block.ops]
    assert all(isinstance(op, Fill) for op in ops)
    assert len(made.blocks) == 1
    # One bar a line, however its words were cut into runs: where they end is not told.
    assert [op.rect for op in ops[1:]] == [  # type: ignore[union-attr]
        Rect(20, 95.2, 75, 100),
        Rect(20, 107.2, 55, 112),
    ]


def test_squares_are_coarser_where_letters_may_be_larger() -> None:
    art = Rect(0, 200, 300, 400)
    small = Picture(Rect(10, 10, 60, 60), "p", (0, 0, 1, 1))
    ad = Block("ad", "ad", (Artwork(art, art, "a", 0),))
    made = cells_of(page(Block("picture", "story", (small,)), ad))
    assert made.all == pytest.approx(mm_to_pt(6))
    assert [(rect, round(cell, 1)) for rect, cell in made.some] == [
        (small.rect, round(mm_to_pt(6), 1)),
        (art, 30.0),
    ]


# --- where an item stands --------------------------------------------------------------------


def test_an_ad_that_bleeds_is_shown_with_the_bleed_it_was_asked_for() -> None:
    trim, clip = Rect(0, 0, 300, 400), Rect(-10, -10, 310, 410)
    made = show_item(page(Block("ad", "mine", (Artwork(trim, clip, "a", 10),))), "mine", 8.5)
    assert made is not None
    assert (made.area, made.close) == (trim, Rect(-8.5, -8.5, 308.5, 408.5))
    assert made.windows == (clip,)


def test_beside_others_only_the_ad_and_its_label_are_sharp() -> None:
    art = Rect(20, 200, 150, 300)
    label = Block("ad-label", "", (run(20, 195, "ANNONS", 5),))
    ad = Block("ad", "mine", (Artwork(art, art, "a", 0),))
    story = Block("paragraph", "story", (run(20, 100, "text"),))
    made = show_item(page(story, ad, label), "mine")
    assert made is not None
    assert made.windows[0] == art
    assert made.windows[1].y1 < 200
    assert made.windows[1].y0 > 180
    assert show_item(page(story), "mine") is None


def test_lines_are_numbered_in_reading_order_as_they_were_set() -> None:
    hyphen = Glyph(1, 0.5, 0, 0, "\u00ad")
    broken = GlyphRun(20, 112, "toy", 10, BLACK, (*run(0, 0, "mel").glyphs, hyphen))
    blocks = (
        Block("headline", "mine", (run(20, 50, "Elva "), run(45, 50, "år"))),
        Block("paragraph", "mine", (run(20, 100, "En  bra"), broken, run(20, 124, "lan"))),
        Block("chart", "mine", (run(20, 200, "80 %"),)),
        Block("paragraph", "other", (run(20, 300, "annat"),)),
    )
    lines = text_lines(page(*blocks), "mine")
    assert [(line.number, line.text) for line in lines] == [
        (1, "Elva år"),
        (2, "En bra"),
        (3, "mel-"),
        (4, "lan"),
    ]
    assert (lines[0].x, lines[0].y, lines[0].width) == (20, 50, 35)


# --- pictures --------------------------------------------------------------------------------


def letters() -> bytes:
    """A page full of fine lines, which are what is left of text when it is looked at coarsely."""
    sheet = Sheet(300, 400, 10)
    lines = (f"0 0 0 1 k {x} 0 1.5 420 re f {x} {y} 6 1 re f" for x, y in zip(
        range(0, 320, 4), range(0, 320, 4), strict=True))  # fmt: skip
    return sheet.done("\n".join(lines))


def test_only_tones_of_squares_are_kept_of_what_is_hidden() -> None:
    with closing(Drawer(letters())) as drawer:
        mist = Image.open(io.BytesIO(drawer.mist(0, 17.0)))
        coarser = Image.open(io.BytesIO(drawer.mist(0, 17.0, [((0, 0, 320, 200), 80.0)])))
    assert mist.size == (18, 24)
    tones = np.asarray(coarser.convert("L"), float)
    # Where larger squares were asked for, neighbouring small ones differ less.
    assert np.abs(np.diff(tones[1:9], axis=1)).mean() <= np.abs(np.diff(tones[14:], axis=1)).mean()


def test_no_sharpening_brings_the_hidden_back() -> None:
    ppi = 115.0
    with closing(Drawer(letters())) as drawer:
        plain = Image.open(io.BytesIO(drawer.png(0, ppi)))
        mist, clear = drawer.mist(0, mm_to_pt(6)), drawer.png(0, ppi)
    window = (100.0, 100.0, 200.0, 200.0)
    side = Side(300, 400, 10, mist, clear, (window,))
    made = Image.open(io.BytesIO(spread_picture([side], ppi, 90))).convert("RGB")
    pixels = tuple(round(edge * ppi / 72) for edge in window)
    cell = mm_to_pt(6) * ppi / 72
    hidden = made.crop((0, 0, pixels[0] - 2, made.height))
    assert loudness(plain, cell) > 25
    assert loudness(hidden, cell) < 1
    sharpened = hidden.filter(ImageFilter.UnsharpMask(radius=cell / 3, percent=300, threshold=0))
    assert loudness(sharpened, cell) < 5
    # The own part is the page's own pixels.
    shown = np.asarray(made.crop(pixels), float)
    assert np.abs(shown - np.asarray(plain.convert("RGB").crop(pixels), float)).mean() < 12


def test_two_pages_meet_at_the_fold_without_their_bleed() -> None:
    def side(ink: str) -> Side:
        sheet = Sheet(300, 400, 10)
        with closing(Drawer(sheet.done(f"{ink} k 0 0 320 420 re f"))) as drawer:
            return Side(300, 400, 10, drawer.mist(0, 17.0))

    made = Image.open(io.BytesIO(spread_picture([side("1 0 0 0"), side("0 0 1 0")], 72, 95)))
    assert made.size == (620, 420)
    tones: NDArray[np.uint8] = np.asarray(made.convert("RGB"))
    assert tones[200, 309, 2] > 150 > tones[200, 311, 2]  # cyan ends and yellow begins at the fold


# --- the sample issue ------------------------------------------------------------------------


def test_beside_the_own_ad_nothing_fine_is_left(proofs: Proofs) -> None:
    for proof in proofs.values.proofs:
        picture = Image.open(io.BytesIO(proofs.pictures[proof.spread_picture]))
        scale = picture.width / (proof.spread.width + 2 * proof.spread.bleed)
        page_ = proofs.layout.pages[proof.page - 1]
        shown = show_item(page_, proof.slug)
        assert shown is not None
        off = proof.spread.bleed + (page_.width if proof.spread.pages.index(proof.page) else 0.0)
        gray = np.asarray(picture.convert("L"), float)
        hidden = np.ones(gray.shape, bool)
        for rect in shown.windows:
            x0, x1 = (int((edge + off) * scale) for edge in (rect.x0, rect.x1))
            y0, y1 = (int((edge + proof.spread.bleed) * scale) for edge in (rect.y0, rect.y1))
            hidden[max(y0 - 3, 0) : y1 + 4, max(x0 - 3, 0) : x1 + 4] = False
        # From one pixel to the next: letters jump by a hundred, tones by one or two.
        steps = np.abs(np.diff(gray, axis=1))[hidden[:, 1:] & hidden[:, :-1]]
        if steps.size:
            assert np.quantile(steps, 0.999) < 12, proof.slug


def words_in(picture: Image.Image, folder: Path) -> set[str]:
    """Words of four letters and more that Tesseract is fairly sure of."""
    path = folder / "picture.png"
    picture.resize((picture.width * 2, picture.height * 2)).save(path, compress_level=1)
    told = subprocess.run(
        ["tesseract", path, "-", "-l", "swe", "--psm", "11", "tsv"],
        capture_output=True, text=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ).stdout  # fmt: skip
    rows = csv.DictReader(io.StringIO(told), delimiter="\t", quoting=csv.QUOTE_NONE)
    sure = [row["text"] or "" for row in rows if float(row["conf"] or -1) >= 40]
    return {word.lower() for text in sure for word in re.findall(r"[^\W\d_]{4,}", text)}


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("slug", ["nordqvist", "klara", "eken"])
def test_tesseract_reads_no_word_of_another(slug: str, proofs: Proofs, tmp_path: Path) -> None:
    (proof,) = [proof for proof in proofs.values.proofs if proof.slug == slug]
    picture = Image.open(io.BytesIO(proofs.pictures[proof.spread_picture])).convert("RGB")
    read = words_in(picture, tmp_path)
    # Whatever is read is the advertiser's own: of what is read on the picture of the item alone,
    # and of its label.
    close = Image.open(io.BytesIO(proofs.pictures[proof.close_picture])).convert("RGB")
    close.thumbnail((1400, 1400))
    own = words_in(close, tmp_path) | {"annons"}
    own |= {word.lower() for line in proof.lines for word in re.findall(r"[^\W\d_]{4,}", line.text)}
    theirs = {
        word.lower()
        for number in proof.spread.pages
        for block in proofs.layout.pages[number - 1].blocks
        if block.owner != slug
        for op in block.ops
        if isinstance(op, GlyphRun)
        for word in re.findall(r"[^\W\d_]{4,}", op.text)
    }
    assert theirs, "the test would pass whatever is shown"
    assert read & (theirs - own) == set()
    if proof.kind == "ad":
        assert own & read, "the own ad can't be read either"
