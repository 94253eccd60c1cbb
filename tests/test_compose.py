"""Lines: broken as well as can be, inside their room, with every word once and in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_face import LETTER, STYLE, toy_faces, toy_style, toy_text

from magtool.compose import Breaks, Line, Measured, Slot, break_balanced, break_lines, set_lines
from magtool.compose import breaking as kp
from magtool.typeface import Hyphenator

HAIR = 1e-6

WORDS = st.lists(st.text("abcdeghk", min_size=1, max_size=7), min_size=1, max_size=9)
LONG = st.lists(st.text("abdeghklmnorst", min_size=1, max_size=14), min_size=1, max_size=60)
MEASURES = st.integers(9, 16).map(lambda letters: letters * LETTER)


def said(line: Line) -> str:
    return "".join(run.text for run in line.runs)


def read_back(text: Measured, breaks: Breaks, lines: Sequence[Line]) -> str:
    """What the lines say one after the other, without the hyphens that breaking put in."""
    for line, end in zip(lines, breaks.ends, strict=True):
        assert said(line).endswith("\u00ad") == text.stations[end].hyphen
    return "".join(map(said, lines)).replace("\u00ad", "")


def hyphens_everywhere(words: Sequence[str]) -> Hyphenator:
    """Breaks every word of six letters and more in its middle, whatever it means."""
    return Hyphenator("xx", {f"{w[: len(w) // 2]}-{w[len(w) // 2 :]}" for w in words if len(w) > 5})


# --------------------------------------------------------------- as good as can be


def price(
    text: Measured, slots: Sequence[Slot], ends: Sequence[int], tolerance: float
) -> float | None:
    """Demerits of the paragraph broken just so; None when some line can't be set."""
    total, ladder, before, cost_of = 0.0, 0, -1, kp.line_pricer(text.style, tolerance)
    last = len(text.stations) - 1
    for row, (a, b) in enumerate(pairwise((0, *ends))):
        start, end = text.stations[a], text.stations[b]
        slack, spaces, letters = kp.slack_of(text, start, end, slots[min(row, len(slots) - 1)])
        line = (0.0, 1) if end.forced and slack >= 0 else cost_of(slack, spaces, letters)
        ladder = ladder + 1 if end.hyphen else 0
        if line is None or ladder > text.style.max_ladder:
            return None
        demerits, kind = line
        total += demerits + (1 + end.penalty) ** 2
        total += kp._LADDER * max(0, ladder - 1) ** 2
        if row:
            total += kp._CONTRAST * max(0, abs(kind - before) - 1)
        if a and b == last:
            total += kp._ending(text, start)
        before = kind
    return total


def every_way(text: Measured, slots: Sequence[Slot], tolerance: float) -> dict[int, float]:
    """The least price for every number of lines, found by trying all breaks there are."""
    inner, last = range(1, len(text.stations) - 1), len(text.stations) - 1
    best: dict[int, float] = {}
    for count in range(len(inner) + 1):
        for chosen in combinations(inner, count):
            cost = price(text, slots, (*chosen, last), tolerance)
            if cost is not None and cost < best.get(count + 1, float("inf")):
                best[count + 1] = cost
    return best


def first_fit(text: Measured, slots: Sequence[Slot]) -> tuple[int, ...]:
    """Breaks as a typewriter makes them: each line as full as its spaces allow."""
    ends: list[int] = []
    start, last = 0, len(text.stations) - 1
    while start < last:
        room = slots[min(len(ends), len(slots) - 1)].width
        fitting = [
            at
            for at in range(start + 1, last + 1)
            if text.stations[at].end_width - text.stations[start].start_width <= room
        ]
        start = fitting[-1] if fitting else start + 1
        ends.append(start)
    return tuple(ends)


@given(WORDS, MEASURES, st.lists(st.integers(-1, 3), max_size=4))
def test_breaks_are_the_best_of_all_there_are(
    words: list[str], measure: float, insets: list[int]
) -> None:
    text = toy_text(" ".join(words), STYLE, hyphens_everywhere(words))
    slots = (*(Slot(i * LETTER, measure - i * LETTER) for i in insets), Slot(0.0, measure))
    tolerances = [tolerance for tolerance, emergency in kp._PASSES if not emergency]
    wanted = next((w for t in tolerances if (w := every_way(text, slots, t))), None)
    found = break_lines(text, slots)
    if wanted:
        assert {n: b.cost for n, b in found.items()} == pytest.approx(wanted)
    else:
        assert found, "a paragraph can always be set, if need be with a line too wide"


@given(LONG, MEASURES)
def test_never_worse_than_first_fit(words: list[str], measure: float) -> None:
    text = toy_text(" ".join(words), STYLE, hyphens_everywhere(words))
    slots = (Slot(0.0, measure),)
    cost = price(text, slots, first_fit(text, slots), kp._LOOSEST)
    if cost is not None:
        assert min(b.cost for b in break_lines(text, slots).values()) <= cost + HAIR


@given(LONG, MEASURES)
def test_the_best_may_also_give_by_its_letters(words: list[str], measure: float) -> None:
    style = toy_style(letter_budget=0.02, scale_budget=0.03)
    text = toy_text(" ".join(words[:9]), style, hyphens_everywhere(words))
    slots = (Slot(0.0, measure),)
    wanted = every_way(text, slots, kp._TOLERANCE)
    if wanted:
        found = break_lines(text, slots)
        assert {n: b.cost for n, b in found.items()} == pytest.approx(wanted)


def cheapest(words: str, letters: float, **style: object) -> list[str]:
    """The lines of the best breaks for a measure of so many letters."""
    text = toy_text(words, toy_style(**style), Hyphenator("sv"))
    slots = (Slot(0.0, letters * LETTER),)
    breaks = min(break_lines(text, slots).values(), key=lambda b: b.cost)
    return [said(line).strip() for line in set_lines(text, breaks, slots, toy_faces())]


def test_a_compound_is_broken_at_its_seam_before_anywhere_else() -> None:
    lines = cheapest("vi vet att socialtjänsten svarar", 18, stretch=0.5, shrink=0.3)
    assert lines == ["vi vet att social\u00ad", "tjänsten svarar"]


def test_no_last_line_of_a_few_letters_where_it_can_be_helped() -> None:
    words = "abcd abcd abcd abcd abcd ab"
    assert cheapest(words, 24, stretch=0.8) == ["abcd abcd abcd abcd", "abcd ab"]
    assert cheapest(f"{words}cde", 24, stretch=0.8)[-1] == "abcde"


def test_the_wider_spaces_grow_the_dearer_they_are_and_tight_ones_have_an_end() -> None:
    price = kp.line_pricer(STYLE, kp._LOOSEST)
    costs = [cost[0] for slack in range(40) if (cost := price(float(slack), 3, 0.0))]
    assert len(costs) == 40
    assert costs == sorted(costs)
    steps = [after - before for before, after in pairwise(costs[10:])]
    assert steps == sorted(steps)
    least = 3 * (STYLE.shrink + kp.TIGHTEST * STYLE.space) * STYLE.size
    assert price(0.01 - least, 3, 0.0)
    assert price(-0.01 - least, 3, 0.0) is None


# ---------------------------------------------------------------- inside the slots


@given(LONG, MEASURES, st.lists(st.integers(0, 4), max_size=4))
def test_no_line_leaves_its_slot_unless_it_is_counted(
    words: list[str], measure: float, insets: list[int]
) -> None:
    text = toy_text(" ".join(words), STYLE, hyphens_everywhere(words))
    slots = (*(Slot(i * LETTER, measure - i * LETTER) for i in insets), Slot(0.0, measure))
    for breaks in break_lines(text, slots).values():
        out = 0
        for row, line in enumerate(set_lines(text, breaks, slots, toy_faces())):
            slot = slots[min(row, len(slots) - 1)]
            assert line.left == slot.x
            if line.right > slot.x + slot.width + HAIR:
                out += 1
            elif not text.stations[breaks.ends[row]].forced and len(line.runs) > 1:
                assert line.right == pytest.approx(slot.x + slot.width), "justified"
        assert out <= breaks.overfull


@given(LONG, MEASURES)
def test_words_stay_apart(words: list[str], measure: float) -> None:
    style = toy_style(letter_budget=0.02, scale_budget=0.03)
    text = toy_text(" ".join(words), style, hyphens_everywhere(words))
    slots = (Slot(0.0, measure),)
    least = (style.space * (1 - kp.TIGHTEST) - style.shrink) * style.size
    for breaks in break_lines(text, slots).values():
        for line in set_lines(text, breaks, slots, toy_faces()):
            for run, after in pairwise(line.runs):
                word = LETTER * run.scale * (len(run.glyphs) - 1)
                gap = after.x - run.x - word - run.tracking * (len(run.glyphs) - 1)
                assert gap >= least - HAIR
                assert abs(run.tracking) <= style.letter_budget * style.size + HAIR
                assert abs(run.scale - 1) <= style.scale_budget + HAIR


@given(LONG, MEASURES)
def test_every_word_is_set_once_and_in_order(words: list[str], measure: float) -> None:
    text = toy_text(" ".join(words), STYLE, hyphens_everywhere(words))
    slots = (Slot(0.0, measure),)
    for breaks in break_lines(text, slots).values():
        lines = set_lines(text, breaks, slots, toy_faces())
        assert len(lines) == breaks.lines
        assert read_back(text, breaks, lines) == " ".join(words)


@given(LONG, MEASURES)
def test_at_most_two_hyphens_under_each_other(words: list[str], measure: float) -> None:
    text = toy_text(" ".join(words), STYLE, hyphens_everywhere(words))
    for breaks in break_lines(text, (Slot(0.0, measure),)).values():
        if breaks.cost > 1e6:
            continue  # nothing else was possible, and the price says so
        hyphens = "".join("-" if text.stations[end].hyphen else " " for end in breaks.ends)
        assert "---" not in hyphens


def test_words_stand_on_whole_numbers() -> None:
    text = toy_text("aaaa bbbb cccc dddd")
    slots = (Slot(0.0, 9 * LETTER),)
    lines = set_lines(text, break_lines(text, slots)[2], slots, toy_faces())
    assert [[(run.x, run.text) for run in line.runs] for line in lines] == [
        [(0.0, "aaaa "), (25.0, "bbbb ")],
        [(0.0, "cccc "), (25.0, "dddd")],
    ]


def test_a_drop_cap_keeps_its_lines_clear_and_the_rest_begin_at_the_edge() -> None:
    text = toy_text("abcd " * 12)
    slots = (Slot(20.0, 50.0), Slot(20.0, 50.0), Slot(20.0, 50.0), Slot(0.0, 70.0))
    breaks = min(break_lines(text, slots).values(), key=lambda b: b.cost)
    lines = set_lines(text, breaks, slots, toy_faces())
    assert [line.left for line in lines] == [20.0, 20.0, 20.0, *[0.0] * (len(lines) - 3)]
    assert all(line.measure == 50.0 for line in lines[:3])


def test_marks_hang_in_the_margin_only_where_the_style_says() -> None:
    text = toy_text("aaaa bbbb, cccc", toy_style(hang=True, stretch=0.0))
    slots = (Slot(0.0, 9.5 * LETTER),)
    (line, _) = set_lines(text, break_lines(text, slots)[2], slots, toy_faces())
    assert line.right == pytest.approx(10 * LETTER)
    assert not toy_text("aaaa bbbb, cccc").stations[2].hang


def test_a_line_is_squeezed_by_its_letters_before_its_spaces_close() -> None:
    text = toy_text("aaaa bbbb cccc", toy_style(letter_budget=0.02, shrink=0.05))
    slots = (Slot(0.0, 9 * LETTER - 1.0),)
    (line, _) = set_lines(text, break_lines(text, slots)[2], slots, toy_faces())
    assert line.right == pytest.approx(slots[0].width)
    assert all(-0.2 <= run.tracking < 0 for run in line.runs)


def test_a_mark_after_the_last_word_has_its_room_inside_the_column() -> None:
    plain = toy_text("aaaa bbbb cccc")
    text = replace(plain, stations=(*plain.stations[:-1], plain.stations[-1].widened(2 * LETTER)))
    slots = (Slot(0.0, 15.5 * LETTER),)
    (line,) = set_lines(text, break_lines(text, slots)[1], slots, toy_faces())
    assert line.right == pytest.approx(slots[0].width - 2 * LETTER)
    (line,) = set_lines(plain, break_lines(plain, slots)[1], slots, toy_faces())
    assert line.right == 14 * LETTER


# -------------------------------------------------------------------- the writer's


def test_a_dash_keeps_its_space_while_the_line_is_stretched() -> None:
    text = toy_text("–\u00a0Ja då sa hon")
    slots = (Slot(0.0, 52.0),)
    line = set_lines(text, break_lines(text, slots)[2], slots, toy_faces())[0]
    dash, first, second = line.runs[:3]
    assert first.x - dash.x == 2 * LETTER
    assert second.x - first.x > 3 * LETTER


def test_a_word_with_a_hyphen_breaks_there_without_a_second_one() -> None:
    text = toy_text("vid HVB-hemmet igen", STYLE, Hyphenator("sv"))
    slots = (Slot(0.0, 8 * LETTER),)
    found = break_lines(text, slots)
    lines = set_lines(text, found[min(found)], slots, toy_faces())
    assert [said(line).strip() for line in lines] == ["vid HVB-", "hemmet", "igen"]


def test_no_break_at_a_hard_space() -> None:
    text = toy_text("om 12\u00a0000 kronor per år")
    for breaks in break_lines(text, (Slot(0.0, 60.0),)).values():
        lines = set_lines(text, breaks, (Slot(0.0, 60.0),), toy_faces())
        assert any("12\u00a0000" in said(line) for line in lines)


def test_soft_hyphens_are_not_shown() -> None:
    assert toy_text("social\u00adtjänst").words[0].width == 12 * LETTER


def test_a_word_wider_than_its_line_is_set_and_counted() -> None:
    text = toy_text("ab cdefghijklmno pq")
    (breaks, *_) = break_lines(text, (Slot(0.0, 40.0),)).values()
    assert breaks.overfull == 1


def test_a_word_wider_than_its_line_takes_no_neighbour_with_it() -> None:
    text = toy_text("ab cd efghijklmnop qr", toy_style(align="left", hyphenate=False))
    slots = (Slot(0.0, 45.0),)
    breaks = min(break_lines(text, slots).values(), key=lambda b: b.cost)
    lines = set_lines(text, breaks, slots, toy_faces())
    assert [said(line).strip() for line in lines] == ["ab cd", "efghijklmnop", "qr"]


def test_a_line_break_the_writer_made_is_kept() -> None:
    text = toy_text("en rad\noch en till")
    slots = (Slot(0.0, 200.0),)
    lines = set_lines(text, break_lines(text, slots)[2], slots, toy_faces())
    assert [said(line) for line in lines] == ["en rad ", "och en till"]
    assert lines[0].right == 6 * LETTER


# ----------------------------------------------------------------------- headlines


def heads(text: str, measure: float, lines: int = 0) -> Iterator[str]:
    style = toy_style(align="balance", hyphenate=False)
    measured = toy_text(text, style)
    slots = (Slot(0.0, measure),)
    for line in set_lines(measured, break_balanced(measured, measure, lines), slots, toy_faces()):
        yield said(line).strip()


def test_headlines_are_of_like_length() -> None:
    assert list(heads("Sju av tio tror att de stannar", 100.0)) == [
        "Sju av tio tror",
        "att de stannar",
    ]


def test_a_headline_may_be_asked_for_more_lines() -> None:
    assert len(list(heads("Sju av tio tror att de stannar", 160.0, 3))) == 3


@given(WORDS, st.integers(8, 30))
def test_headlines_keep_to_their_measure_and_say_all(words: list[str], letters: int) -> None:
    lines = list(heads(" ".join(words), letters * LETTER))
    assert " ".join(lines) == " ".join(words)
    assert all(len(line) <= letters for line in lines)


def test_a_break_beside_two_letters_is_dearer_and_a_style_may_forbid_it() -> None:
    hyphenator = Hyphenator("sv", ("ab-deghk-mn",))
    dear = {s.at: s.penalty for s in toy_text("abdeghkmn", hyphenator=hyphenator).stations if s.at}
    assert dear[2] == dear[7] > STYLE.hyphen_penalty
    strict = toy_style(hyphenate=True, hyphen_before=3, hyphen_after=3)
    ends = toy_text("abdeghkmn", strict, hyphenator=hyphenator).stations
    assert not any(station.at for station in ends)
