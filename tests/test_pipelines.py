"""The recipes: a design held against itself, an issue against its design, and the PDF."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from small_issue import FOLDER, PROJECT, Overlay, make_project, manuscript, prose

from magtool import pipelines
from magtool.diagnostics import Severity, as_text
from magtool.disk import DiskLibrary
from magtool.layout.checking import REQUIRED, check_design
from magtool.layout.reading import read_design
from magtool.layout.wishes import broken_wishes

LAYOUT = "layouts/trade/layout.yaml"
NEWS = "layouts/trade/templates/news-page.yaml"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> DiskLibrary:
    root = tmp_path_factory.mktemp("project")
    make_project(root)
    return DiskLibrary(root)


def changed(library: DiskLibrary, path: str, old: str, new: str) -> Overlay:
    text = library.read(path).decode()
    assert old in text
    return Overlay(library, {path: text.replace(old, new, 1).encode()})


# --- the design -----------------------------------------------------------------------------


def test_the_trade_design_is_sound() -> None:
    library = DiskLibrary(PROJECT)
    design = read_design(library, "trade").value
    assert design is not None
    assert as_text(check_design(design, library)) == ""


@pytest.mark.parametrize("key", ["marks", "furniture", "furniture_inks", "cover", "contents"])
def test_the_trade_design_has_no_measure_that_nothing_asks_for(key: str) -> None:
    design = read_design(DiskLibrary(PROJECT), "trade").value
    assert design is not None
    assert set(getattr(design.model, key)) == REQUIRED[key]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "caret"),
    [
        (LAYOUT, "accent: tegel", "accent: tagel", "layout-unknown-name", "tagel"),
        (LAYOUT, "{like: body, align", "{like: bodi, align", "layout-unknown-name", "bodi"),
        (LAYOUT, "H1: {like: H0", "H1: {like: H1", "layout-unknown-name", "H1"),
        (LAYOUT, "regular: black, size: 8.2", "regular: blak, size: 8.2", None, "blak"),
        (LAYOUT, "fill: sand, bar: petrol", "fill: sond, bar: petrol", None, "sond"),
        (LAYOUT, "label: box-label-fact", "label: box-label-fakt", None, "box-label-fakt"),
        (LAYOUT, "  essay: law", "  essay: lag", "layout-unknown-name", "lag"),
        (LAYOUT, "  end_gap: 1.4\n", "", "layout-missing-name", "square"),
        (LAYOUT, "    ad: Annons\n", "", "layout-missing-name", "continued-on"),
        (LAYOUT, "vit: [0, 0, 0, 0]", "vit: [0, 0, 0]", "layout-range", "[0, 0, 0]"),
        (LAYOUT, "sidan {page}", "sidan {sida}", "layout-expression", "Fortsättning"),
        (LAYOUT, "strong: petrol\n", "strong: patrol\n", "layout-unknown-name", "header"),
        (LAYOUT, "columns: 12, lines: 7}", "columns: 13, lines: 7}", "layout-range", "13"),
        (NEWS, "low: 18", "low: 18 +", "layout-expression", "18 +"),
        (NEWS, "top: head.text, foot", "top: haed.text, foot", "layout-expression", "haed.text"),
        (NEWS, "head: [H2, H3]", "head: [H2, H9]", "layout-unknown-name", "H9"),
        (NEWS, "sizes: eighth", "sizes: eight", "layout-unknown-name", "eight"),
        (NEWS, "columns: 4-9", "columns: 4-19", "layout-range", "4-19"),
        (NEWS, "kinds: notices", "kinds: notises", "layout-unknown-name", "notises"),
        (NEWS, "vertical_rule: linje", "vertical_rule: lina", "layout-unknown-name", "lina"),
        (NEWS, "words: 60-160", "words: many", "layout-range", "many"),
        (NEWS, "{picture: 1, columns", "{picture: 1, page: 2, columns", "layout-range", "2"),
    ],
)
def test_a_fault_in_the_design_is_told_where_it_stands(
    library: DiskLibrary, file: str, old: str, new: str, code: str | None, caret: str
) -> None:
    checked = pipelines.read(changed(library, file, old, new), FOLDER)
    assert checked.value is None
    told = checked.diagnostics[0]
    assert told.code == (code or "layout-unknown-name"), as_text(checked.diagnostics)
    assert told.span is not None
    assert told.span.source.path == file
    assert told.span.source.text[told.span.start :].lstrip('"').startswith(caret)


def test_a_missing_design_is_told_at_the_manifest(library: DiskLibrary) -> None:
    broken = changed(library, f"{FOLDER}/issue.yaml", "layout: trade", "layout: traed")
    (told,) = pipelines.check(broken, FOLDER)
    assert (told.code, told.span.line if told.span else 0) == ("missing-layout", 6)


# --- the issue ------------------------------------------------------------------------------


def test_the_issue_is_held_against_its_design(library: DiskLibrary) -> None:
    broken = changed(library, f"{FOLDER}/issue.yaml", "size: full", "size: fulll")
    assert [d.code for d in pipelines.check(broken, FOLDER)] == ["unknown-size"]


@pytest.mark.parametrize(
    ("where", "old", "name"),
    [
        ("articles/lindvik.md", "Det började", "SNOWMAN"),
        ("articles/lindvik.md", "Lindvik ritade", "SNOWMAN"),
        ("articles/norrvik.md", "Ett rum.", "SNOWMAN"),
        ("articles/ledare.md", "Ett rum,", "SNOWMAN"),
        ("issue.yaml", "Fyra sidor", "SNOWMAN"),
        ("issue.yaml", "Maja", "SNOWMAN"),
    ],
)
def test_a_character_without_a_glyph(library: DiskLibrary, where: str, old: str, name: str) -> None:
    path = f"{FOLDER}/{where}"
    broken = changed(library, path, old, f"☃{old}")
    (told,) = pipelines.check(broken, FOLDER)
    assert told.code == "missing-glyph"
    assert "U+2603 SNOWMAN" in told.message
    assert told.span is not None
    assert told.span.source.path == path
    assert told.span.source.text[told.span.start : told.span.end] == "☃"


# --- the PDF --------------------------------------------------------------------------------


def test_publishing_tells_its_stages_and_is_the_same_twice(library: DiskLibrary) -> None:
    stages: list[tuple[str, int, int]] = []
    built = pipelines.publish(library, FOLDER, progress=lambda *stage: stages.append(stage))
    assert [done for _, done, _ in stages] == [0, 1, 2, 3]
    assert {total for _, _, total in stages} == {4}
    assert not [d for d in built.diagnostics if d.severity > Severity.NOTE]
    assert built.value is not None
    assert built.value.pdf is not None
    with pikepdf.open(io.BytesIO(built.value.pdf)) as pdf:
        assert len(pdf.pages) == 8
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles[:3] == ["I numret", "Det enkla först", "Dörren öppen i Norrvik"]
    assert len(titles) == 6
    again = pipelines.publish(library, FOLDER)
    assert again.value is not None
    assert again.value.pdf == built.value.pdf


def test_there_is_no_pdf_with_errors_unless_it_is_a_draft(library: DiskLibrary) -> None:
    long = manuscript("Längre än hela numret", prose(9000, 9))
    broken = Overlay(library, {f"{FOLDER}/articles/bjorka.md": long.encode()})
    built = pipelines.publish(broken, FOLDER)
    assert built.failed
    assert built.value is not None
    assert built.value.pdf is None
    draft = pipelines.publish(broken, FOLDER, draft=True)
    assert draft.value is not None
    assert (draft.value.pdf or b"").startswith(b"%PDF")


def test_nothing_is_laid_out_when_the_issue_is_not_sound(library: DiskLibrary) -> None:
    broken = Overlay(library, {f"{FOLDER}/articles/bjorka.md": None})
    assert pipelines.publish(broken, FOLDER).value is None
    assert pipelines.plan(broken, FOLDER).value is None


def test_the_manifest_may_be_missing(tmp_path: Path) -> None:
    assert [d.code for d in pipelines.check(DiskLibrary(tmp_path), "issues/x")] == ["missing-file"]


def test_wishes_that_were_not_kept_are_told(library: DiskLibrary) -> None:
    def told(wish: str, other: str = "") -> list[str]:
        text = library.read(f"{FOLDER}/issue.yaml").decode()
        text = text.replace("  - lindvik", f"  - {{article: lindvik, {wish}}}")
        text = text.replace("id: furunas,", f"id: furunas, {other}")
        ready = pipelines.read(Overlay(library, {f"{FOLDER}/issue.yaml": text.encode()}), FOLDER)
        assert ready.value is not None, as_text(ready.diagnostics)
        page_of = {"lindvik": 5, "furunas": 2, "almen": 3}
        return [d.message for d in broken_wishes(ready.value.edition, page_of, 8)]

    assert told("side: right, within: second-half") == []
    assert told("side: left") == ["‘lindvik’ wished a left page, and stands on page 5"]
    assert told("within: first-half") == [
        "‘lindvik’ wished the first half of the issue, and stands on page 5"
    ]
    assert told("side: right", "apart_from: [almen],") == [
        "‘furunas’ wished to stand apart from ‘almen’, and stands on page 2"
    ]
