"""Words set apart within a text."""

from magtool.extract.emphasis import tell_emphasis
from magtool.extract.lines import Line, Style

PLAIN = Style("Serif", 400, False, 10, 0)
BOLD = Style("Serif-Bold", 700, False, 10, 0)
SLOPED = Style("Serif-Italic", 400, True, 10, 0)


def line(*runs: tuple[str, Style]) -> Line:
    text, styles = "", []
    for words, style in runs:
        styles.append((len(text), style))
        text += words
    return Line(1, (0, 0, 100, 10), 8, runs[-1][1], text, (), tuple(styles))


def test_bold_and_sloped_words_are_told_with_their_stops() -> None:
    lines = [line(("Kort väg.", BOLD), (" Ordet ", PLAIN), ("här", SLOPED), (", och mer.", PLAIN))]
    assert tell_emphasis(lines, "Kort väg. Ordet här, och mer.") == (
        (0, 9, "strong"),
        (16, 19, "emphasis"),
    )


def test_a_word_broken_at_a_lines_end_is_one() -> None:
    lines = [
        line(("Det är ", PLAIN), ("vik-", SLOPED)),
        line(("tigt", SLOPED), (" nog så.", PLAIN)),
    ]
    assert tell_emphasis(lines, "Det är viktigt nog så.") == ((7, 14, "emphasis"),)


def test_half_a_word_in_another_face_is_a_fault_of_the_file() -> None:
    lines = [line(("Det är vik", PLAIN), ("tigt", SLOPED), (" nog så.", PLAIN))]
    assert tell_emphasis(lines, "Det är viktigt nog så.") == ()


def test_what_is_bold_throughout_is_a_style() -> None:
    lines = [line(("Allt är fett ", BOLD), ("här", PLAIN))]
    assert tell_emphasis(lines, "Allt är fett här") == ()


def test_an_items_number_is_no_part_of_its_text() -> None:
    lines = [line(("1. ", PLAIN), ("Gå ut.", BOLD), (" Det hjälper alla.", PLAIN))]
    assert tell_emphasis(lines, "Gå ut. Det hjälper alla.") == ((0, 6, "strong"),)


def test_a_text_of_other_letters_tells_nothing() -> None:
    lines = [line(("Det är ", PLAIN), ("annat", BOLD))]
    assert tell_emphasis(lines, "Något helt skilt") == ()
