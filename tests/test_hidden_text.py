"""Text that no one sees: what is painted over it, or beneath it in its own colour."""

import io

import pikepdf

from magtool.intake.glyphs import read_glyphs


def hidden(content: str) -> tuple[str, str]:
    """The letters of a page that are seen, and those that are not."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(content.encode())
        target = io.BytesIO()
        pdf.save(target)
    glyphs = read_glyphs(target.getvalue()).pages[0].glyphs
    return (
        "".join(g.text for g in glyphs if not g.hidden and g.text.strip()),
        "".join(g.text for g in glyphs if g.hidden and g.text.strip()),
    )


def text(words: str, x: int, y: int, grey: int = 0) -> str:
    return f"{grey} g BT /F 12 Tf {x} {y} Td ({words}) Tj ET\n"


def fill(x: int, y: int, width: int, height: int, grey: float) -> str:
    return f"{grey} g {x} {y} {width} {height} re f\n"


def test_what_is_painted_over_a_text_hides_it() -> None:
    assert hidden(text("under", 20, 100) + fill(0, 80, 200, 60, 1)) == ("", "under")
    assert hidden(fill(0, 80, 200, 60, 1) + text("over", 20, 100)) == ("over", "")


def test_texts_of_one_line_count_in_the_order_in_which_they_are_drawn() -> None:
    """pdfium tells the label on the left first, though the words on its right are drawn first."""
    strip = fill(100, 90, 150, 40, 1)
    drawn = text("body", 20, 40) + strip + text("Reportage", 170, 100) + text("Label", 110, 100)
    seen, lost = hidden(drawn)
    assert sorted(seen) == sorted("bodyReportageLabel")
    assert lost == ""


def test_the_last_of_several_grounds_counts() -> None:
    """White type on a dark box on a page that is painted white."""
    page, box = fill(0, 0, 300, 200, 1), fill(10, 80, 200, 60, 0.2)
    assert hidden(page + box + text("white", 20, 100, grey=1)) == ("white", "")
    assert hidden(box + page + text("white", 20, 100, grey=1)) == ("", "white")
