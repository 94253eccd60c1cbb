"""A design is data: a new ad size and a new story template need no code."""

from __future__ import annotations

import io
import pathlib
from collections.abc import Iterator

import pikepdf
import pytest
from small_issue import FOLDER, make_project

from magtool.disk import DiskLibrary
from magtool.layout.issue import IssueLayout
from magtool.measure import mm_to_pt
from magtool.page import Artwork, Picture
from magtool.pipelines import check, publish

MODULE = "  bookmark: {width_mm: 186, height_mm: 38, columns: 12, lines: 10}\n"

TEMPLATE = """\
title: Story under a wide picture, over a bookmark
ads:
- {sizes: bookmark, columns: 1-12, foot: 63}
zones:
  main:
    takes: {words: 200-900, images: 1-1}
    bottom: ad.top - 2
    text_columns: 6
    flex:
      foot: {best: 20, low: 8, high: 26}
    place:
    - {picture: 1, columns: 1-12, top: 1, foot: foot}
    - head: [H2, H3]
      columns: 1-12
      top: picture.resume + 1
      standfirst: {columns: 1-12, gap: 2.5}
      text_gap: 3
    body:
    - {columns: 1-12, top: head.text}
"""

AD = "  - {id: antikvariat, advertiser: Bokmärket, artwork: ads/antikvariat.pdf, size: bookmark}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A project with a design of its own: one ad module and one template more."""
    root = tmp_path_factory.mktemp("design")
    issue = make_project(root)
    layout = root / "layouts/trade/layout.yaml"
    text = layout.read_text("utf-8")
    assert text.count("\nmodules:") == 1
    at = text.index("\n", text.index("\nmodules:") + 1) + 1
    layout.write_text(text[:at] + MODULE + text[at:], "utf-8")
    (root / "layouts/trade/templates/under-picture.yaml").write_text(TEMPLATE, "utf-8")
    (issue / "ads/antikvariat.pdf").write_bytes(_strip(186, 38))
    manifest = issue / "issue.yaml"
    written = manifest.read_text("utf-8") + AD
    written = written.replace("  - vretsta\n", "  - {article: vretsta, template: under-picture}\n")
    manifest.write_text(written, "utf-8")
    return root


def _strip(width_mm: float, height_mm: float) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        size = (mm_to_pt(width_mm), mm_to_pt(height_mm))
        page = pdf.add_blank_page(page_size=size)
        page.Contents = pdf.make_stream(b"0.1 0.3 0.6 0 k 0 0 900 900 re f")
        pdf.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def layout(project: pathlib.Path) -> IssueLayout:
    published = publish(DiskLibrary(project), FOLDER)
    assert not published.failed, published.diagnostics
    assert published.value is not None
    assert published.value.pdf is not None
    return published.value.layout


def marks(layout: IssueLayout, owner: str) -> Iterator[tuple[int, object]]:
    for page in layout.pages:
        for block in page.blocks:
            if block.owner == owner:
                yield from ((page.number, op) for op in block.ops)


def test_the_new_template_is_used_where_the_manifest_names_it(layout: IssueLayout) -> None:
    templates = {stand.slug: stand.template for stand in layout.stands}
    assert templates["vretsta"] == "under-picture"
    assert templates["antikvariat"] == "under-picture"


def test_the_picture_spans_the_type_area_as_the_template_says(layout: IssueLayout) -> None:
    (picture,) = [op for _, op in marks(layout, "vretsta") if isinstance(op, Picture)]
    assert picture.rect.x1 - picture.rect.x0 == pytest.approx(mm_to_pt(186), abs=1.5)


def test_the_new_module_stands_true_to_size_over_the_pages_foot(layout: IssueLayout) -> None:
    found = marks(layout, "antikvariat")
    ((number, art),) = [(page, op) for page, op in found if isinstance(op, Artwork)]
    assert number == layout.page_of["vretsta"]
    assert art.rect.x1 - art.rect.x0 == pytest.approx(mm_to_pt(186))
    assert art.rect.y1 - art.rect.y0 == pytest.approx(mm_to_pt(38))
    page = next(p for p in layout.pages if p.number == number)
    assert page.height - art.rect.y1 < mm_to_pt(25)


def test_an_unknown_size_names_the_sizes_of_this_design(project: pathlib.Path) -> None:
    manifest = project / FOLDER / "issue.yaml"
    text = manifest.read_text("utf-8")
    try:
        manifest.write_text(text.replace("size: bookmark", "size: bokmark"), "utf-8")
        found = check(DiskLibrary(project), FOLDER)
    finally:
        manifest.write_text(text, "utf-8")
    told = [d for d in found if "bokmark" in d.message]
    assert told
    assert any("bookmark" in hint for hint in told[0].hints)
