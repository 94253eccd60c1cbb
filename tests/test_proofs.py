"""Proofs: what is shown of an issue, fingerprints of its pages, and the record of it all."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from proof_kit import NOW, Once, sample_proofs
from small_issue import FOLDER, make_project

from magtool.disk import DiskLibrary
from magtool.measure import Ink, Rect
from magtool.page import Artwork, Block, Fill, Glyph, GlyphRun, Link, PageLayout, Picture, Rule
from magtool.page import Path as Outline
from magtool.page.fingerprints import page_fingerprint
from magtool.pipelines import Workshop
from magtool.proofing import Proofs, make_proofs
from magtool.proofs import (
    BoardItem,
    BoardPage,
    Booked,
    Delivered,
    Examined,
    Proof,
    ProofFinding,
    ProofLine,
    ProofSet,
    Spread,
)
from magtool.proofs.record import (
    Unreadable,
    read_examined,
    read_record,
    record,
    record_examined,
)
from magtool.store import MemoryStore

INK = Ink(0.1, 0.2, 0.3, 0.4, "petrol")


@pytest.fixture(scope="module")
def proofs(once: Once) -> Proofs:
    return sample_proofs(once)


# --- fingerprints ----------------------------------------------------------------------------


def glyph(gid: int, text: str) -> Glyph:
    return Glyph(gid, 0.5, 0.0, 0.0, text)


def line(*runs: tuple[float, str]) -> tuple[GlyphRun, ...]:
    made = []
    for x, text in runs:
        glyphs = tuple(glyph(ord(char), char) for char in text)
        made.append(GlyphRun(x, 100.0, "serif", 10.0, INK, glyphs))
    return tuple(made)


PAGE = PageLayout(
    7,
    300.0,
    400.0,
    14.0,
    (
        Block("paragraph", "story", line((20, "sju av tio"))),
        Block("rule", "", (Rule(10, 20, 30, 20, 0.5, INK), Fill(Rect(1, 2, 3, 4), INK, 0.5))),
        Block("picture", "story", (Picture(Rect(0, 0, 90, 90), "p.jpg", (0, 0, 1, 1)),)),
        Block("ad", "ad", (Artwork(Rect(0, 200, 90, 300), Rect(0, 190, 90, 310), "a.pdf", 9),)),
        Block("mark", "", (Outline((("M", 1.0, 2.0), ("L", 3.0, 4.0), ("Z",)), INK),)),
        Block("slug", "", line((0, "Fältet 2"))),
    ),
)


def told(page: PageLayout, **files: str) -> str:
    return page_fingerprint(
        page,
        files=lambda name: files.get(name.partition(".")[0], name),
        faces=lambda name: files.get(name, name),
        condition=files.get("condition", "FOGRA39"),
    )


def with_block(number: int, block: Block) -> PageLayout:
    blocks = list(PAGE.blocks)
    blocks[number] = block
    return replace(PAGE, blocks=tuple(blocks))


def with_op(number: int, **changed: Any) -> PageLayout:
    op, *rest = PAGE.blocks[number].ops
    made: Any = replace(op, **changed)
    return with_block(number, replace(PAGE.blocks[number], ops=(made, *rest)))


@pytest.mark.parametrize(
    "changed",
    [
        replace(PAGE, number=9),
        replace(PAGE, width=300.02),
        replace(PAGE, bleed=8.5),
        replace(PAGE, blocks=PAGE.blocks[::-1]),
        with_op(0, x=20.02),
        with_op(0, size=10.02),
        with_op(0, tracking=0.1),
        with_op(0, angle=1.0),
        with_op(0, ink=Ink(0.1, 0.2, 0.3, 0.41)),
        with_op(0, glyphs=line((20, "sju av elva"))[0].glyphs),
        with_op(0, face="sans"),
        with_op(1, weight=0.6),
        with_op(2, crop=(0, 0, 1, 0.9)),
        with_op(2, shades=((0.0, 9.0, 0.1, 0.2),)),
        with_op(2, source="q.jpg"),
        with_op(3, rect=Rect(0, 200.02, 90, 300)),
        with_op(3, clip=Rect(0, 190, 90, 300)),
        with_op(3, bleed=8.0),
        with_op(4, dashes=(1.0, 2.0)),
        with_op(4, fill=None),
        with_op(4, segments=(("M", 1.0, 2.0), ("L", 3.0, 4.1), ("Z",))),
    ],
)
def test_whatever_is_seen_is_in_the_fingerprint(changed: PageLayout) -> None:
    assert told(changed) != told(PAGE)


def test_files_faces_and_the_printing_condition_are_in_the_fingerprint() -> None:
    assert len({told(PAGE), told(PAGE, p="1"), told(PAGE, a="1"), told(PAGE, serif="1"),
                told(PAGE, condition="FOGRA51")}) == 5  # fmt: skip
    assert len(told(PAGE)) == 64


@pytest.mark.parametrize(
    "same",
    [
        with_op(0, x=20.004),
        with_op(0, ink=replace(INK, name="other")),
        with_block(0, Block("headline", "other", line((20, "sju av tio")), alt="x", part=3)),
        with_block(0, Block("paragraph", "story", line((20, "sju "), (40, "av "), (55, "tio")))),
        with_block(0, Block("paragraph", "story", line((20, "sju av tio ")))),
        with_block(0, replace(PAGE.blocks[0], links=(Link(0, 1, "#8"),))),
        with_block(5, Block("slug", "", line((0, "Fältet 3 · another day")))),
        replace(PAGE, blocks=(*PAGE.blocks[:2], Block("rule", "", ()), *PAGE.blocks[2:])),
    ],
)
def test_what_is_not_seen_is_not(same: PageLayout) -> None:
    assert told(same) == told(PAGE)


# --- the sample issue ------------------------------------------------------------------------


def test_everyone_who_pays_has_a_proof_and_house_ads_have_none(proofs: Proofs) -> None:
    edition = proofs.ready.edition
    slugs = {proof.slug for proof in proofs.values.proofs}
    assert slugs == {item.slug for item in (*edition.ads, *edition.companies)} - {"house-1"}
    pages = [proof.page for proof in proofs.values.proofs]
    assert pages == sorted(pages)
    assert "Fältet" not in proofs.values.advertisers


def test_a_proof_tells_what_was_booked_what_came_and_where_it_stands(proofs: Proofs) -> None:
    proof = by_slug(proofs, "furunas")
    assert proof.booked == Booked("full", 210.0, 297.0, 3.0)
    assert (proof.page, proof.side, proof.spread.pages) == (2, "left", (2, 3))
    assert proof.delivered is not None
    assert (proof.delivered.width_mm, proof.delivered.height_mm) == (210.0, 297.0)
    assert (proof.delivered.file, proof.delivered.format) == ("furunas.pdf", "pdf")
    assert "SourceSansPro-Bold" in proof.delivered.fonts
    assert proof.apart == by_slug(proofs, "tallmon").page - 2
    # Only who asked to be apart is told how far it is.
    assert by_slug(proofs, "tallmon").apart is None
    assert [found.check for found in by_slug(proofs, "tallmon").findings] == ["picture-coarse"]


def test_company_pages_are_read_line_by_line(proofs: Proofs) -> None:
    proof = by_slug(proofs, "eken")
    assert proof.delivered is None
    assert [line.number for line in proof.lines] == list(range(1, len(proof.lines) + 1))
    assert proof.lines[0].text == "Elva år är en bra början"
    said = " ".join(line.text for line in proof.lines).replace("- ", "")
    assert "traumamedveten omsorg" in said
    x0, y0, x1, y1 = proof.area
    assert all(x0 <= line.x < x1 and y0 <= line.y < y1 for line in proof.lines)


def test_the_back_cover_lies_alone(proofs: Proofs) -> None:
    proof = by_slug(proofs, "almen")
    assert proof.spread.pages == (28,)
    assert proof.spread.width == proofs.values.trim[0]


def test_pictures_show_what_they_say_they_show(proofs: Proofs) -> None:
    for proof in proofs.values.proofs:
        close = Image.open(io.BytesIO(proofs.pictures[proof.close_picture]))
        x0, y0, x1, y1 = proof.close_area
        assert close.width == pytest.approx((x1 - x0) * proof.close_ppi / 72, abs=2.01)
        assert close.height == pytest.approx((y1 - y0) * proof.close_ppi / 72, abs=2.01)
        spread = Image.open(io.BytesIO(proofs.pictures[proof.spread_picture]))
        wide = proof.spread.width + 2 * proof.spread.bleed
        high = proof.spread.height + 2 * proof.spread.bleed
        assert spread.width / spread.height == pytest.approx(wide / high, abs=0.003)
        assert spread.width > 900
    for page in proofs.values.pages:
        small = Image.open(io.BytesIO(proofs.pictures[page.picture]))
        large = Image.open(io.BytesIO(proofs.pictures[page.reading]))
        assert 200 < small.width < 500 < large.width


def test_the_board_has_every_page_and_what_stands_on_it(proofs: Proofs) -> None:
    pages = proofs.values.pages
    assert [page.number for page in pages] == list(range(1, 29))
    assert {page.number: [item.kind for item in page.items] for page in pages}[3] == ["contents"]
    assert [item.slug for item in pages[6].items] == ["koksklockan", "notiser", "nordqvist",
                                                      "varkurs"]  # fmt: skip
    prints = {page.number: page.fingerprint for page in pages}
    assert len(set(prints.values())) == 28
    assert all(proof.fingerprint == prints[proof.page] for proof in proofs.values.proofs)


def by_slug(proofs: Proofs, slug: str) -> Proof:
    return next(proof for proof in proofs.values.proofs if proof.slug == slug)


# --- a small issue ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    make_project(root)
    return root


STORE = MemoryStore()


def made(root: Path, *only: str, board: bool = False) -> Proofs:
    checked = make_proofs(
        DiskLibrary(root), FOLDER, now=NOW, only=only, board=board, shop=Workshop(STORE)
    )
    assert checked.value is not None, checked.diagnostics
    return checked.value


def edited(root: Path, name: str, change: Callable[[str], str]) -> Callable[[], None]:
    path = root / FOLDER / name
    before = path.read_bytes()
    path.write_text(change(before.decode()), "utf-8")
    return lambda: void(path.write_bytes(before))


def void(_: object) -> None:
    """Nothing."""


def test_the_same_issue_gives_the_same_proofs_with_and_without_a_store(project: Path) -> None:
    first = made(project, board=True)
    again = made(project, board=True)
    afresh = make_proofs(DiskLibrary(project), FOLDER, now=NOW).value
    assert afresh is not None
    assert first.values == again.values == afresh.values
    assert first.pictures == again.pictures == afresh.pictures


def test_a_fingerprint_changes_with_its_page_and_no_other(project: Path) -> None:
    before = {page.number: page.fingerprint for page in made(project).values.pages}
    undo = edited(project, "articles/vretsta.md", lambda text: text.replace("Färdigt", "Klart"))
    try:
        after = {page.number: page.fingerprint for page in made(project).values.pages}
    finally:
        undo()
    story = next(
        page.number
        for page in made(project).values.pages
        if any(item.slug == "vretsta" for item in page.items)
    )
    # The contents name the story, too.
    assert {number for number in before if before[number] != after[number]} == {3, story}


def test_only_some_are_made_by_id_or_advertiser(project: Path) -> None:
    for name in ("almen", "Bokförlaget Almen"):
        proofs = made(project, name)
        assert [proof.slug for proof in proofs.values.proofs] == ["almen"]
        assert set(proofs.pictures) == {"spread-almen.jpg", "close-almen.jpg"}


def test_a_name_that_nobody_has_is_told_with_the_nearest(project: Path) -> None:
    checked = make_proofs(DiskLibrary(project), FOLDER, now=NOW, only=["alman"])
    assert checked.value is None
    assert checked.diagnostics[-1].code == "unknown-advertiser"
    assert checked.diagnostics[-1].hints == ("did you mean ‘almen’?",)


def test_an_issue_with_errors_has_no_proofs(project: Path) -> None:
    undo = edited(project, "issue.yaml", lambda text: text.replace("almen.pdf", "borta.pdf"))
    try:
        checked = make_proofs(DiskLibrary(project), FOLDER, now=NOW)
    finally:
        undo()
    assert checked.value is None
    assert "missing-file" in {found.code for found in checked.diagnostics}


# --- the record ------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
POINTS = st.floats(-1000, 1000).map(lambda value: round(value, 2))
AREA = st.tuples(POINTS, POINTS, POINTS, POINTS)
FINDING = st.builds(
    ProofFinding,
    TEXT,
    st.sampled_from(["error", "warning", "note"]),
    TEXT,
    st.none() | AREA,
    st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
)
WORDS = st.lists(TEXT, max_size=3).map(tuple)
DELIVERED = st.builds(
    Delivered, TEXT, TEXT, TEXT, st.integers(0), POINTS, POINTS, POINTS, st.none() | POINTS,
    WORDS, WORDS, WORDS,
)  # fmt: skip
PROOF = st.builds(
    Proof,
    slug=TEXT,
    kind=st.sampled_from(["ad", "company"]),
    advertiser=TEXT,
    title=TEXT,
    page=st.integers(1),
    area=AREA,
    fingerprint=TEXT,
    spread=st.builds(Spread, st.lists(st.integers(1), max_size=2).map(tuple), POINTS, POINTS,
                     POINTS),
    booked=st.builds(Booked, TEXT, POINTS, POINTS, POINTS, WORDS),
    delivered=st.none() | DELIVERED,
    findings=st.lists(FINDING, max_size=2).map(tuple),
    apart=st.none() | st.integers(0),
    lines=st.lists(st.builds(ProofLine, st.integers(1), POINTS, POINTS, POINTS, TEXT),
                   max_size=2).map(tuple),
    spread_picture=TEXT,
    close_picture=TEXT,
    close_ppi=POINTS,
    close_area=AREA,
)  # fmt: skip
ITEM = st.builds(BoardItem, TEXT, TEXT, TEXT, TEXT, AREA)
BOARD = st.builds(
    BoardPage, st.integers(1), TEXT, st.lists(ITEM, max_size=2).map(tuple), TEXT, TEXT
)
PROOFS = st.builds(
    ProofSet, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.tuples(POINTS, POINTS), POINTS,
    st.lists(BOARD, max_size=2).map(tuple), st.lists(PROOF, max_size=2).map(tuple),
)  # fmt: skip


@given(PROOFS)
def test_what_is_recorded_is_read_again(proofs: ProofSet) -> None:
    assert read_record(json.loads(json.dumps(record(proofs)))) == proofs


@given(DELIVERED, st.lists(FINDING, max_size=2).map(tuple))
def test_an_examination_is_read_again(delivered: Delivered, found: tuple[ProofFinding]) -> None:
    made = Examined(delivered, found, (("art.jpg", b"\xff\xd8\xff"),), (10.0, 20.5))
    again = read_examined(json.loads(json.dumps(record_examined(made))))
    assert again == replace(made, pictures=())


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda whole: whole | {"more": 1},
        lambda whole: {key: whole[key] for key in whole if key != "trim"},
        lambda whole: whole | {"trim": [1.0]},
        lambda whole: whole | {"proofs": [1]},
        lambda whole: whole | {"title": 7},
        lambda whole: [whole],
    ],
)
def test_a_record_that_is_none_of_ours_is_refused(
    spoilt: Callable[[dict[str, Any]], object], proofs: Proofs
) -> None:
    with pytest.raises(Unreadable):
        read_record(spoilt(record(proofs.values)))


def test_the_record_says_all_that_the_values_do(proofs: Proofs) -> None:
    whole = record(proofs.values)
    assert set(whole) == {field.name for field in fields(ProofSet)}
    assert set(whole["proofs"][0]) == {field.name for field in fields(Proof)}
    assert read_record(json.loads(json.dumps(whole))) == proofs.values
