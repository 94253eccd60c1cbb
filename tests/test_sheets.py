"""Proof sheets and tear sheets, read back from their PDFs as an advertiser would read them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pdfplumber import open as open_pdf
from proof_kit import SAMPLE, Once, sample_proofs

from magtool.cli import main
from magtool.diagnostics import Checked
from magtool.disk import DiskLibrary
from magtool.measure import mm_to_pt, pt_to_mm
from magtool.page import Artwork, GlyphRun, PageLayout
from magtool.proofing import Proofs
from magtool.proofs import Proof, ProofFinding
from magtool.proofs.wording import told
from magtool.sheeting import Asking, make_record, make_sheets
from magtool.sheets import Passage, SheetOrder, set_sheets, set_tearsheets, words_for
from magtool.store import NoStore

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def proofs(once: Once) -> Proofs:
    return sample_proofs(once)


def of(proofs: Proofs, slug: str) -> Proof:
    return next(proof for proof in proofs.values.proofs if proof.slug == slug)


def only(proofs: Proofs, *shown: Proof) -> Proofs:
    return replace(proofs, values=replace(proofs.values, proofs=shown))


def order(proofs: Proofs, *shown: Proof, language: str = "sv") -> SheetOrder:
    pages = {page.number: page for page in proofs.layout.pages}
    return SheetOrder(proofs.ready.kit, proofs.values, shown, pages, words_for(language))


def said(page: PageLayout) -> str:
    """The page's words, all marks in order, spaces evened out."""
    runs = (op for block in page.blocks for op in block.ops if isinstance(op, GlyphRun))
    return " ".join("".join(run.text for run in runs).split())


def test_a_sheet_tells_what_was_booked_where_it_stands_and_what_the_answer_is_bound_to(
    proofs: Proofs,
) -> None:
    proof = of(proofs, "furunas")
    telling, true = set_sheets(order(proofs, proof))
    text = said(telling)
    for part in ("Furunäs kursgård", "Helsida, 210 × 297 mm", "sidan 2, vänstersida", "CMYK"):
        assert part in text
    assert "25 sidor bort" in text  # the other course centre, which it is kept apart from
    assert proof.fingerprint in text
    assert proof.fingerprint in said(true)


def test_the_ad_stands_at_true_size_with_all_of_its_bleed_on_the_sheet(proofs: Proofs) -> None:
    _, true = set_sheets(order(proofs, of(proofs, "furunas")))
    (art,) = [op for block in true.blocks for op in block.ops if isinstance(op, Artwork)]
    assert pt_to_mm(art.rect.width) == pytest.approx(210, abs=0.01)
    assert pt_to_mm(art.rect.height) == pytest.approx(297, abs=0.01)
    assert 0 < art.clip.x0 < art.rect.x0 - mm_to_pt(2.9)
    assert art.clip.x1 < true.width
    assert art.clip.y1 < true.height


def test_every_line_of_a_company_page_has_its_number(proofs: Proofs) -> None:
    proof = of(proofs, "eken")
    _, true = set_sheets(order(proofs, proof))
    shown = [
        "".join(op.text for op in block.ops if isinstance(op, GlyphRun)).strip()
        for block in true.blocks
        if block.role == "sheet-number"
    ]
    assert shown == [str(line.number) for line in proof.lines]
    assert all(line.text.split()[0] in said(true) for line in proof.lines)


def test_nothing_of_a_neighbour_is_written_on_the_sheet(proofs: Proofs) -> None:
    """Page 25 has two company pages: one's sheet holds no word of the other's story."""
    made = make_sheets(
        DiskLibrary(PROJECT, NoStore()), only(proofs, of(proofs, "eken")), Asking("sv")
    )
    with open_pdf(io.BytesIO(made["Eken behandlingshem"])) as pdf:
        text = " ".join(page.extract_text() or "" for page in pdf.pages)
    assert "Birgitta" in text
    words = {
        word.strip(".,–”") for line in of(proofs, "bjorka").lines for word in line.text.split()
    }
    own = {word.strip(".,–”") for line in of(proofs, "eken").lines for word in line.text.split()}
    names = {word for word in words - own if word.istitle() and len(word) > 4}
    assert names
    assert not [name for name in names if name in text]


def test_many_findings_go_on_and_none_is_cut(proofs: Proofs) -> None:
    checks = ["picture-resolution", "rgb", "font-embedded", "bleed-missing", "ink-limit"] * 6
    found = tuple(
        ProofFinding(check, "error", f"remark {n}", (10.0 * n, 10.0, 10.0 * n + 40, 60.0))
        for n, check in enumerate(checks)
    )
    sheets = set_sheets(order(proofs, replace(of(proofs, "furunas"), findings=found)))
    assert len(sheets) > 3
    text = " ".join(said(sheet) for sheet in sheets)
    for finding in found:
        assert told(finding, "sv").title in text
    for sheet in sheets:
        for block in sheet.blocks:
            for op in block.ops:
                if isinstance(op, GlyphRun) and block.role == "paragraph":
                    assert op.y < sheet.height - mm_to_pt(12)
    assert "Så svarar ni" in text


def test_sheets_speak_the_advertisers_language(proofs: Proofs) -> None:
    telling, _ = set_sheets(order(proofs, of(proofs, "klara"), language="en"))
    text = said(telling)
    assert "Half page, 186 × 123.5 mm" in text
    assert "How to answer" in text
    assert "Så svarar ni" not in text


def test_the_site_or_the_desk_is_told_as_the_place_to_answer(proofs: Proofs) -> None:
    shown, library = only(proofs, of(proofs, "klara")), DiskLibrary(PROJECT, NoStore())

    def first_page(asking: Asking) -> str:
        with open_pdf(io.BytesIO(make_sheets(library, shown, asking)["Klara Journal"])) as pdf:
            return " ".join((pdf.pages[0].extract_text() or "").split())

    site = Asking("sv", address="https://korrektur.example", deadline="2027-02-12T17:00:00+01:00")
    text = first_page(site)
    assert "https://korrektur.example" in text
    assert "Senast 12 februari 2027 kl. 17.00" in text
    assert "Lisa Holm, 010-555 01 20" in first_page(Asking("sv"))


def test_a_tear_sheet_shows_the_whole_page_as_it_was_printed(proofs: Proofs) -> None:
    (sheet,) = set_tearsheets(order(proofs, of(proofs, "nordqvist")))
    page = next(page for page in proofs.layout.pages if page.number == 7)
    printed = [block for block in page.blocks if block.role != "slug"]
    assert all(said(PageLayout(1, 1, 1, 0, (block,))) in said(sheet) for block in printed)
    assert "Införd på sidan 7, högersida" in said(sheet)


def test_a_record_takes_as_many_pages_as_it_needs(proofs: Proofs) -> None:
    passages = [Passage(f"Annons {n}", "en anmärkning", ("**Anna:** så här.",)) for n in range(40)]
    pdf = make_record(
        DiskLibrary(PROJECT, NoStore()), proofs.ready, proofs.values, "Protokoll", passages
    )
    with open_pdf(io.BytesIO(pdf)) as read:
        text = " ".join(page.extract_text() or "" for page in read.pages)
        assert len(read.pages) > 1
    assert all(f"Annons {n}" in text for n in range(40))


def test_an_unknown_advertiser_is_told_with_the_nearest_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["proof", str(PROJECT / "issues/2027-03"), "--advertiser", "Klara Jurnal"]) == 64
    told_ = capsys.readouterr()
    assert "unknown-advertiser" in told_.out + told_.err
    assert "Klara Journal" in told_.out + told_.err


def test_a_long_name_without_spaces_stays_on_the_sheet(proofs: Proofs) -> None:
    long = "2027-03_furunas_helsida_" + "utfall_5mm_FOGRA39_" * 12 + "slutgiltig.pdf"
    proof = of(proofs, "furunas")
    assert proof.delivered is not None
    named = replace(proof, advertiser=long, delivered=replace(proof.delivered, file=long))
    for page in set_sheets(order(proofs, named)):
        runs = [op for block in page.blocks for op in block.ops if isinstance(op, GlyphRun)]
        assert all(run.x + run.width <= page.width for run in runs)
    assert long in said(set_sheets(order(proofs, named))[0]).replace(" ", "")


def test_everyone_gets_a_file_however_alike_the_names(
    proofs: Proofs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"furunas": "Åkesson AB", "norrvik": "Akesson AB"}
    pages = tuple(
        replace(
            page,
            items=tuple(
                replace(item, advertiser=names.get(item.slug, item.advertiser))
                for item in page.items
            ),
        )
        for page in proofs.values.pages
    )
    alike = [replace(of(proofs, slug), advertiser=name) for slug, name in names.items()]
    for shown, files in (
        (alike, ["akesson-ab-2.pdf", "akesson-ab.pdf"]),
        (alike[:1], ["akesson-ab-2.pdf"]),
    ):
        made = replace(proofs, values=replace(proofs.values, pages=pages, proofs=tuple(shown)))
        monkeypatch.setattr(
            "magtool.proofing.make_proofs", lambda *_, made=made, **__: Checked(made)
        )
        out = tmp_path / str(len(shown))
        assert main(["proof", str(PROJECT / SAMPLE), "--out", str(out)]) == 0
        assert sorted(file.name for file in out.iterdir()) == files
    with open_pdf(tmp_path / "1" / files[0]) as pdf:
        assert "Åkesson AB" in (pdf.pages[0].extract_text() or "")


def test_an_issue_that_nobody_pays_for_has_no_sheets_and_says_so(
    proofs: Proofs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("magtool.proofing.make_proofs", lambda *_, **__: Checked(only(proofs)))
    assert main(["proof", str(PROJECT / SAMPLE), "--out", str(tmp_path / "none")]) == 0
    assert "no ads or company pages" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_words_are_the_same_in_both_languages() -> None:
    swedish, english = words_for("sv").texts, words_for("en").texts
    assert swedish.keys() == english.keys()
