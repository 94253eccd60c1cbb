"""Text flowed into columns: all of it, in order, no line left alone, and the room filled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from toy_face import LETTER, toy_style, toy_text

from magtool.compose import Slot, break_lines
from magtool.layout.expressions import ExpressionError, evaluate, names
from magtool.layout.flowing import (
    BreakCache,
    Ending,
    FlowItem,
    Placed,
    Variant,
    carried,
    flow,
    order_holds,
)
from magtool.layout.slots import Column, LineSlot, Obstacle, line_slots

MEASURE = 14 * LETTER
BODY = toy_style(hyphenate=False)


def columns(*heights: int, measure: float = MEASURE) -> tuple[LineSlot, ...]:
    """Room for body lines: one column of each height."""
    cut = [Column(1, number * 100.0, measure, 1, height) for number, height in enumerate(heights)]
    return line_slots(cut, (), least=30.0)


def paragraph(lines: int, index: int = 0, insets: tuple[float, ...] = ()) -> FlowItem:
    """A paragraph that takes just so many lines: each word with its space fills half a line."""
    words = ["abcdef", "ghklmno"] * lines
    return FlowItem("paragraph", (Variant(toy_text(" ".join(words), BODY)),), insets, index=index)


def heading(index: int = 0) -> FlowItem:
    text = toy_text("Rubriken", BODY)
    return FlowItem("subhead", (Variant(text),), above=1, keep=2, index=index)


def best(items: Sequence[FlowItem], room: Sequence[LineSlot]) -> Ending:
    return flow(items, room, BreakCache())[0]


def faults(placed: Sequence[Placed], room: Sequence[LineSlot]) -> list[str]:
    """Widows, orphans and stranded headings, found from where the lines stand."""
    found = []
    for item in placed:
        rows = range(item.start, item.start + item.breaks.lines)
        runs = [room[row].run for row in rows]
        last = rows[-1] + 1
        if item.item.keep:
            follow = range(last, min(last + item.item.keep, len(room)))
            if len(follow) < item.item.keep or any(room[r].run != runs[-1] for r in follow):
                found.append("stranded")
        if len(rows) > 1 and runs[0] != runs[1]:
            found.append("orphan")
        if len(rows) > 1 and runs[-1] != runs[-2]:
            found.append("widow")
    return found


# ------------------------------------------------------------------- examples


def test_a_paragraph_fills_its_lines_from_the_top() -> None:
    ending = best([paragraph(3)], columns(3))
    assert (ending.slack, ending.placed[0].start, ending.placed[0].breaks.lines) == (0, 0, 3)


def test_text_longer_than_its_room_has_no_ending() -> None:
    assert flow([paragraph(9)], columns(4, 4), BreakCache()) == ()


def test_white_above_a_heading_falls_away_at_a_columns_head() -> None:
    ending = best([paragraph(4), heading(), paragraph(3)], columns(4, 4))
    assert [p.start for p in ending.placed] == [0, 4, 5]
    ending = best([paragraph(3), heading(), paragraph(3)], columns(8))
    assert [p.start for p in ending.placed] == [0, 4, 5]


def test_a_heading_goes_over_rather_than_stand_alone_at_the_foot() -> None:
    ending = best([paragraph(6), heading(), paragraph(6)], columns(9, 9))
    assert ending.placed[1].start == 9
    assert not faults(ending.placed, columns(9, 9))


def test_a_sentence_is_left_out_when_the_text_then_ends_with_the_room() -> None:
    long, short = (toy_text(" ".join(["abcdef", "ghklmno"] * n), BODY) for n in (5, 4))
    item = FlowItem("paragraph", (Variant(long), Variant(short, (3,), 1.0)), index=0)
    kept = best([item], columns(5))
    assert (kept.slack, carried(kept.placed)) == (0, ())
    cut = best([item], columns(4))
    assert (cut.slack, carried(cut.placed)) == (0, (3,))


def test_a_paragraph_is_set_wider_to_fill_the_last_line_of_the_room() -> None:
    loose = toy_text(" ".join(["abc"] * 12), toy_style(hyphenate=False, stretch=2.0))
    lines = sorted(break_lines(loose, (Slot(0.0, MEASURE),)))
    assert lines[:2] == [3, 4], "the text must come in more than one length"
    for count in (3, 4):
        item = FlowItem("paragraph", (Variant(loose),))
        assert best([item, paragraph(3)], columns(count + 3)).slack == 0


def test_the_byline_never_opens_a_column() -> None:
    byline = FlowItem("byline", (Variant(toy_text("Karin", BODY)),), bound=True)
    ending = best([paragraph(5), byline], columns(5, 5))
    assert ending.placed[1].start != 5 or faults(ending.placed, columns(5, 5)) == []
    ending = best([paragraph(4), byline], columns(5))
    assert ending.placed[1].start == 4


def test_a_story_that_jumps_breaks_off_between_paragraphs_with_its_room_full() -> None:
    items = [paragraph(3, 0), paragraph(3, 1), heading(2), paragraph(4, 3)]
    endings = flow(items, columns(6), BreakCache(), jumps=True)
    assert endings[0].items == 2
    assert endings[0].slack == 0
    assert all(e.items != 3 for e in endings), "nothing breaks off after a heading"


def test_a_drop_cap_narrows_its_lines_and_no_others() -> None:
    placed = best([paragraph(5, insets=(15.0, 15.0, 15.0))], columns(9)).placed[0]
    assert [s.x for s in placed.slots[:4]] == [15.0, 15.0, 15.0, 0.0]


def test_lines_beside_a_thing_in_the_way_are_narrow_or_left_out() -> None:
    column = Column(1, 0.0, 100.0, 1, 20)
    beside = Obstacle(1, 60.0, 140.0, 5, 8, soft=True)
    across = Obstacle(1, 0.0, 100.0, 12, 14)
    slots = line_slots([column], (beside, across), least=40.0)
    assert {s.line: s.width for s in slots if s.width < 100.0} == dict.fromkeys(range(5, 9), 60.0)
    assert not {12, 13, 14} & {s.line for s in slots}
    assert [a.line for a, b in pairwise(slots) if a.run != b.run] == [11]


# ----------------------------------------------------------------- properties

ITEM = st.builds(
    lambda kind, sizes: (kind, sizes),
    st.sampled_from(["paragraph", "paragraph", "paragraph", "subhead"]),
    st.lists(st.integers(1, 9), min_size=4, max_size=40),
)


def made(plan: Sequence[tuple[str, Sequence[int]]]) -> list[FlowItem]:
    """Items of random words; a heading is always followed by text."""
    items: list[FlowItem] = []
    for index, (kind, sizes) in enumerate(plan):
        if kind == "subhead" and not (items and items[-1].keep) and index < len(plan) - 1:
            items.append(heading(index))
        else:
            text = " ".join("abcdefghk"[:size] for size in sizes)
            items.append(FlowItem("paragraph", (Variant(toy_text(text, BODY)),), index=index))
    return items


@given(st.lists(ITEM, min_size=1, max_size=6), st.lists(st.integers(3, 14), min_size=1, max_size=5))
def test_every_paragraph_is_placed_once_in_order_and_in_the_room(
    plan: list[tuple[str, list[int]]], heights: list[int]
) -> None:
    items, room = made(plan), columns(*heights)
    for ending in flow(items, room, BreakCache())[:6]:
        assert [p.item for p in ending.placed] == items
        assert order_holds(ending.placed)
        last = ending.placed[-1]
        assert last.start + last.breaks.lines == len(room) - ending.slack
        for placed in ending.placed:
            assert placed.breaks.ends[-1] == len(placed.variant.text.stations) - 1


def plainly(items: Sequence[FlowItem], room: Sequence[LineSlot]) -> list[Placed] | None:
    """Every paragraph at its best, one after the other; None when they don't fit so."""
    at, out = 0, []
    for item in items:
        text = item.variants[0].text
        options = break_lines(text, (Slot(0.0, MEASURE),))
        breaks = min(options.values(), key=lambda b: b.cost)
        head = at == 0 or (at < len(room) and room[at].run != room[at - 1].run)
        at += 0 if head else item.above
        if at + breaks.lines > len(room):
            return None
        out.append(Placed(item, item.variants[0], breaks, (Slot(0.0, MEASURE),), at, 0))
        at += breaks.lines
    return out


@given(st.lists(ITEM, min_size=1, max_size=6), st.lists(st.integers(3, 14), min_size=1, max_size=5))
def test_no_line_stands_alone_where_that_can_be_helped(
    plan: list[tuple[str, list[int]]], heights: list[int]
) -> None:
    items, room = made(plan), columns(*heights)
    plain = plainly(items, room)
    assume(plain is not None)
    assert plain is not None
    slack = len(room) - plain[-1].start - plain[-1].breaks.lines
    assume(slack <= 10 and not faults(plain, room))
    assert faults(best(items, room).placed, room) == []


@given(st.lists(ITEM, min_size=2, max_size=6), st.integers(2, 4))
def test_text_that_can_end_with_the_room_does(
    plan: list[tuple[str, list[int]]], count: int
) -> None:
    """Where plain setting fills the room to the last line without a fault, nothing is left."""
    items = made(plan)
    plain = plainly(items, columns(400))
    assert plain is not None
    total = plain[-1].start + plain[-1].breaks.lines
    assume(total >= 3 * count)
    heights = [total // count] * (count - 1)
    room = columns(*heights, total - sum(heights))
    settled = plainly(items, room)
    assume(settled is not None and not faults(settled, room))
    assert settled is not None
    assume(settled[-1].start + settled[-1].breaks.lines == len(room))
    assert best(items, room).slack == 0


# ---------------------------------------------------------------- expressions


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("34", 34.0),
        ("foot + 3", 31.0),
        ("max(head.text, 12) - 2", 10.0),
        ("ceil(bottom / 2) + 1", 33.0),
        ("-foot", -28.0),
        (7, 7.0),
    ],
)
def test_line_numbers_in_templates_are_sums(text: str | int, value: float) -> None:
    assert evaluate(text, {"foot": 28.0, "head.text": 9.0, "bottom": 63.0}) == value


def test_an_expression_tells_which_names_it_needs() -> None:
    assert names("max(head.text, foot) + 2") == {"head.text", "foot"}


@pytest.mark.parametrize(
    "text", ["foot +", "nobody + 1", "__import__('os')", "foot if 1 else 2", "foot / 0", "[1]", ""]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, {"foot": 28.0})
