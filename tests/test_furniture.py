"""Section tab, header line, folio and ad label, measured on the trade design."""

import pytest
from layout_kit import trade_kit

from magtool.edition import Edition
from magtool.layout.furniture import PageHead, ad_label, issue_line, month_name, page_furniture
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, GlyphRun, Rule

EDITION = Edition("2027-03", "Fältet", "2", "2027-03", "sv", "trade")


def said(block: Block) -> str:
    return "".join(op.text for op in block.ops if isinstance(op, GlyphRun))


def span(block: Block) -> tuple[float, float]:
    """Left and right edge of a block's type, in mm."""
    runs = [op for op in block.ops if isinstance(op, GlyphRun)]
    right = max(run.x + run.width - run.tracking for run in runs)
    return runs[0].x / mm_to_pt(1), right / mm_to_pt(1)


def by_role(blocks: tuple[Block, ...]) -> dict[str, Block]:
    assert len({block.role for block in blocks}) == len(blocks)
    return {block.role: block for block in blocks}


@pytest.mark.parametrize(
    ("date", "shown"), [("2027-03", "mars 2027"), ("2027-03-15", "15 mars 2027")]
)
def test_dates_are_shown_in_words(date: str, shown: str) -> None:
    assert month_name(trade_kit(), date) == shown


def test_the_issue_line_names_title_number_and_month() -> None:
    assert issue_line(trade_kit(), EDITION) == "Fältet · nr 2 · mars 2027"


def test_a_left_page_carries_its_furniture_at_the_left() -> None:
    found = by_role(page_furniture(trade_kit(), EDITION, 6, PageHead("news", "Barn och unga")))
    tab = found["section-tab"].ops[0]
    assert isinstance(tab, Fill)
    assert tab.rect.as_mm() == (-5.0, 10.2, 15.0, 4.6)
    assert tab.ink.name == "tegel"
    assert said(found["section"]) == "Nyheter"
    assert span(found["section"])[0] == pytest.approx(12.0)
    assert span(found["theme"])[0] - span(found["section"])[1] == pytest.approx(2.2, abs=0.01)
    assert span(found["folio"])[0] == pytest.approx(12.0)
    assert span(found["issue-line"])[0] == pytest.approx(19.0)


def test_a_right_page_is_the_mirror() -> None:
    found = by_role(page_furniture(trade_kit(), EDITION, 7, PageHead("news", "Notiser")))
    tab = found["section-tab"].ops[0]
    assert isinstance(tab, Fill)
    assert tab.rect.as_mm() == (200.0, 10.2, 15.0, 4.6)
    assert span(found["section"])[1] == pytest.approx(198.0)
    assert span(found["section"])[0] - span(found["theme"])[1] == pytest.approx(2.2, abs=0.01)
    assert span(found["folio"])[1] == pytest.approx(198.0)
    assert span(found["issue-line"])[1] == pytest.approx(191.0)


def test_paid_pages_say_so_in_capitals() -> None:
    found = by_role(page_furniture(trade_kit(), EDITION, 14, PageHead("company")))
    assert said(found["paid-section"]) == "ANNONS"
    assert said(found["paid-theme"]) == "Företagspresentation"


@pytest.mark.parametrize("number", [4, 5])
def test_a_chip_takes_the_place_of_the_header_line_over_pictures(number: int) -> None:
    head = PageHead("feature", "På fältet", chip=True)
    found = by_role(page_furniture(trade_kit(), EDITION, number, head))
    assert "header-rule" not in found
    chip = found["section-chip"].ops[0]
    assert isinstance(chip, Fill)
    x, _, width, _ = chip.rect.as_mm()
    outer, inner = sorted([span(found["section"]), span(found["theme"])], reverse=number % 2 == 1)
    if number % 2 == 0:
        assert [x, x + width] == pytest.approx([10.0, inner[1] + 2], abs=0.02)
    else:
        assert [x, x + width] == pytest.approx([inner[0] - 2, 200.0], abs=0.02)
    assert outer != inner


@pytest.mark.parametrize(
    ("number", "spans"), [(3, [(12, 134.33), (144.33, 198)]), (4, [(12, 65.67), (75.67, 198)])]
)
def test_the_header_line_breaks_at_the_panel(number: int, spans: list[tuple[float, float]]) -> None:
    kit = trade_kit()
    found = by_role(page_furniture(kit, EDITION, number, PageHead("contents"), panel=True))
    rules = [op for op in found["header-rule"].ops if isinstance(op, Rule)]
    drawn = [(rule.x0 / mm_to_pt(1), rule.x1 / mm_to_pt(1)) for rule in rules]
    for got, wanted in zip(drawn, spans, strict=True):
        assert got == pytest.approx(wanted, abs=0.01)


def test_pages_without_head_or_folio() -> None:
    kit = trade_kit()
    assert page_furniture(kit, EDITION, 2, None, folio=False) == ()
    roles = [block.role for block in page_furniture(kit, EDITION, 2, None)]
    assert roles == ["folio", "issue-line"]


def test_ads_are_labelled_outside_or_on_the_art() -> None:
    kit = trade_kit()
    small = ad_label(kit, Rect(100, 400, 300, 500), on_art=False)
    run = small.ops[0]
    assert isinstance(run, GlyphRun)
    assert said(small) == "ANNONS"
    assert [run.x, run.y] == pytest.approx([100, 400 - mm_to_pt(1.1)])
    chip, full, *_ = ad_label(kit, Rect(0, 0, 595, 842), on_art=True).ops
    assert isinstance(chip, Fill)
    assert isinstance(full, GlyphRun)
    assert [full.x, full.y] == pytest.approx([mm_to_pt(12), mm_to_pt(9)])
    # Readable on any artwork: dark letters on a chip of paper that holds them all.
    assert chip.ink.lightness - full.ink.lightness > 50
    assert chip.rect.x0 < full.x
    assert chip.rect.x1 > full.x + full.width - full.tracking
    assert chip.rect.y0 < full.y - 4 < full.y < chip.rect.y1
