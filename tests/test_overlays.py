"""Stages drawn over a PDF: in the right place, in layers, and with nothing active come along."""

from __future__ import annotations

import io

import pikepdf
import pytest
from old_issue import HEIGHT, WIDTH, old_issue
from pikepdf import Array, Dictionary, Name, String

from magtool.extract.issue import extract_stages
from magtool.extract.overlays import STAGES, draw_stages
from magtool.extract.stages import Stages
from magtool.intake.glyphs import read_glyphs
from magtool.page.overlay import Mark, Overlay
from magtool.press.overlays import draw_over


@pytest.fixture(scope="module")
def stages() -> Stages:
    return extract_stages(read_glyphs(old_issue()), "ordet.pdf")


def changed(data: bytes) -> bytes:
    """The PDF with everything in it that a copy for looking at must not have."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.Root.OpenAction = script
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
        pdf.Root.AcroForm = Dictionary(Fields=Array())
        launch = Dictionary(S=Name.Launch, F=String("calc.exe"))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch)
        pdf.pages[0].obj.Annots = Array([link])
        pdf.pages[0].obj.AA = Dictionary(O=script)
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()


def _is_red(pixel: object) -> bool:
    """Whether a frame runs through the pixel, be it at its edge."""
    red, green, blue = pixel  # type: ignore[misc]
    return bool(red > 240 and green < 140 and blue < 140)


def drawn(data: bytes, page: int = 0) -> tuple[tuple[int, int], set[tuple[int, int]]]:
    """The size of a page at 72 to the inch, and its red pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    image = document[page].render().to_pil().convert("RGB")
    red = {
        (x, y)
        for x in range(image.width)
        for y in range(image.height)
        if _is_red(image.getpixel((x, y)))
    }
    document.close()
    return image.size, red


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_mark_stands_where_the_upright_sheet_has_it(turn: int) -> None:
    mark = Mark((60.0, 100.0, 160.0, 140.0), 0xFF0000, "x")
    size, red = drawn(draw_over(old_issue(turn=turn), [Overlay(1, "lines", (mark,))]))
    assert size == (WIDTH, HEIGHT)
    xs, ys = {x for x, _ in red}, {y for _, y in red}
    assert 59 <= min(xs) <= 61
    assert max(xs) <= 161
    assert 92 <= min(ys) <= 100  # its label stands over it
    assert max(ys) <= 141


def test_a_cropped_page_is_measured_from_its_crop() -> None:
    with pikepdf.open(io.BytesIO(old_issue())) as pdf:
        pdf.pages[0].obj.CropBox = Array([20, 30, WIDTH - 20, HEIGHT - 30])
        target = io.BytesIO()
        pdf.save(target)
    mark = Mark((0.0, 0.0, 50.0, 40.0), 0xFF0000)
    _, red = drawn(draw_over(target.getvalue(), [Overlay(1, "lines", (mark,))]))
    assert max(y for _, y in red) in range(39, 42)
    assert max(x for x, _ in red) in range(49, 52)


def test_content_that_leaves_its_state_behind_moves_no_mark() -> None:
    with pikepdf.open(io.BytesIO(old_issue())) as pdf:
        pdf.pages[0].contents_add(b"q q 3 0 0 3 50 50 cm ", prepend=True)
        target = io.BytesIO()
        pdf.save(target)
    mark = Mark((60.0, 100.0, 160.0, 140.0), 0xFF0000, "x")
    _, red = drawn(draw_over(target.getvalue(), [Overlay(1, "lines", (mark,))]))
    assert 59 <= min(x for x, _ in red) <= 61


def test_every_stage_is_a_layer_that_can_be_switched_off(stages: Stages) -> None:
    made = draw_over(old_issue(), draw_stages(stages, STAGES))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        names = [str(layer.Name) for layer in pdf.Root.OCProperties.OCGs]
        assert sorted(names) == sorted(STAGES)
        assert len(pdf.Root.OCProperties.D.Order) == len(STAGES)
        assert len(pdf.pages) == 2


def test_layers_that_the_file_has_stay_as_they_are(stages: Stages) -> None:
    with pikepdf.open(io.BytesIO(old_issue())) as pdf:
        hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Hidden")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([hidden]), D=Dictionary(OFF=Array([hidden])))
        target = io.BytesIO()
        pdf.save(target)
    made = draw_over(target.getvalue(), draw_stages(stages, ["blocks"]))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert [str(layer.Name) for layer in pdf.Root.OCProperties.OCGs] == ["Hidden", "blocks"]
        assert [str(layer.Name) for layer in pdf.Root.OCProperties.D.OFF] == ["Hidden"]


def test_nothing_active_comes_along(stages: Stages) -> None:
    made = draw_over(changed(old_issue()), draw_stages(stages, ["articles"]))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/OCProperties"}
        assert not {"/Annots", "/AA"} & set(pdf.pages[0].obj.keys())
        kept = b"".join(item.unparse(resolved=True) for item in pdf.objects)
    assert b"JavaScript" not in kept
    assert b"Launch" not in kept


def test_what_the_page_shows_is_kept(stages: Stages) -> None:
    made = draw_over(old_issue(), draw_stages(stages, ["articles"]))
    text = "".join(glyph.text for glyph in read_glyphs(made).pages[0].glyphs)
    assert "Färreärenden" in text.replace(" ", "")
    assert "1.2headline" in text.replace(" ", "")


def test_same_in_same_out(stages: Stages) -> None:
    overlays = draw_stages(stages, STAGES)
    assert draw_over(old_issue(), overlays) == draw_over(old_issue(), overlays)


def test_labels_take_any_letters() -> None:
    mark = Mark((60.0, 100.0, 160.0, 140.0), 0xFF0000, "a (b) \\ å – 漢\n")
    made = draw_over(old_issue(), [Overlay(1, "lines", (mark,)), Overlay(99, "lines", (mark,))])
    text = "".join(glyph.text for glyph in read_glyphs(made).pages[0].glyphs)
    assert "a(b)\\å–?" in text.replace(" ", "")


def test_stages_show_what_was_made_of_the_page(stages: Stages) -> None:
    by_layer = {
        overlay.layer: overlay for overlay in draw_stages(stages, STAGES) if overlay.page == 1
    }
    assert list(by_layer) == list(STAGES)
    glyphs = [glyph for glyph in stages.read.pages[0].glyphs if not glyph.text.isspace()]
    assert len(by_layer["chars"].marks) == len(glyphs)
    assert len(by_layer["lines"].marks) == len(stages.lines[1])
    assert "footer" in {mark.label for mark in by_layer["lines"].marks}
    assert any(mark.label.startswith("headline Helvetica") for mark in by_layer["blocks"].marks)
    assert by_layer["articles"].walks
    assert "1.2 headline" in {mark.label for mark in by_layer["articles"].marks}


def test_an_unknown_stage_is_refused(stages: Stages) -> None:
    with pytest.raises(KeyError):
        draw_stages(stages, ["words"])
