"""Text set beside pictures and quotes that stand into a column or over a gutter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_issue import FOLDER, make_project, manuscript, picture_bytes, prose
from toy_face import LETTER, toy_faces, toy_style, toy_text

from magtool.compose import set_lines
from magtool.disk import DiskLibrary
from magtool.layout.flowing import BreakCache, FlowItem, Placed, Variant, fill, slack_cost
from magtool.layout.issue import IssueLayout
from magtool.layout.slots import Column, LineSlot, Obstacle, line_slots
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, GlyphRun, Picture
from magtool.pipelines import check, publish

MEASURE, GUTTER, LEAST = 24 * LETTER, 3 * LETTER, 10 * LETTER
BODY = toy_style(hyphenate=False)
HAIR = 0.02
AIR = mm_to_pt(4)


def column(number: int, height: int) -> Column:
    return Column(1, number * (MEASURE + GUTTER), MEASURE, 1, height)


# ------------------------------------------------------------------- examples


def widths(things: Sequence[Obstacle], height: int = 20) -> dict[int, tuple[float, float]]:
    """Edges of every line of one column beside the things."""
    slots = line_slots([column(0, height)], things, LEAST)
    return {slot.line: (slot.x, slot.x + slot.width) for slot in slots}


def test_a_thing_over_the_gutter_narrows_both_columns() -> None:
    middle = MEASURE + GUTTER / 2
    quote = Obstacle(1, middle - 50.0, middle + 50.0, 6, 10, soft=True)
    slots = line_slots([column(0, 20), column(1, 20)], [quote], LEAST)
    beside = [slot for slot in slots if slot.line == 8]
    assert [(s.x, s.x + s.width) for s in beside] == [
        (0.0, middle - 50.0),
        (middle + 50.0, 2 * MEASURE + GUTTER),
    ]
    assert len(slots) == 40, "no line is lost"


def test_what_stands_into_the_neighbour_closes_its_own_column_only() -> None:
    picture = Obstacle(1, MEASURE - 40.0, 2 * MEASURE + GUTTER, 6, 10, soft=True)
    slots = line_slots([column(0, 20), column(1, 20)], [picture], LEAST)
    first, second = ({s.line for s in slots if s.left == c.x} for c in (column(0, 1), column(1, 1)))
    assert first == set(range(1, 21))
    assert second == set(range(1, 21)) - set(range(6, 11))


def test_two_things_on_one_line_leave_the_gap_between_them() -> None:
    """The one that ends earlier doesn't give back what the other one takes."""
    left = Obstacle(1, -10.0, 60.0, 5, 9, soft=True)
    inside = Obstacle(1, -10.0, 30.0, 5, 9, soft=True)
    for things in ([left, inside], [inside, left]):
        assert widths(things)[7] == (60.0, MEASURE)


def test_a_line_too_narrow_to_read_is_left_out() -> None:
    picture = Obstacle(1, LEAST - 1.0, MEASURE + 50.0, 6, 10, soft=True)
    assert not set(range(6, 11)) & set(widths([picture]))


def test_a_paragraph_runs_past_one_picture_and_beside_the_next() -> None:
    """However many of its lines the first one makes, the second one's are not forgotten."""
    words = " ".join(["abcdef", "ghklmno"] * 14)
    item = FlowItem("paragraph", (Variant(toy_text(words, BODY)),))
    pictures = [Obstacle(1, LEAST, MEASURE, *lines, soft=True) for lines in ((3, 11), (13, 60))]
    room = line_slots([column(0, 60)], pictures, LEAST)
    ending = fill([item], room, BreakCache())
    assert ending is not None
    for slot, right, _ in printed(ending.placed, room):
        assert right <= slot.x + slot.width + HAIR


def test_a_thing_beside_words_that_break_badly_costs_more_than_beside_others() -> None:
    """So that a quote that may move goes to where the lines beside it are set well."""
    bad, good = "abcdefg " * 12, "abcd " * 24
    items = [FlowItem("paragraph", (Variant(toy_text(t.strip(), BODY)),)) for t in (bad, good)]

    def cost(first: int) -> float:
        quote = Obstacle(1, 12 * LETTER, MEASURE, first, first + 3, soft=True)
        room = line_slots([column(0, 30)], [quote], LEAST)
        ending = fill(items, room, BreakCache())
        assert ending is not None
        return ending.cost - slack_cost(ending.slack)

    assert cost(2) > cost(8)


def test_a_heading_beside_a_thing_has_its_text_beside_it_too() -> None:
    """It doesn't stand on the last narrow line, with the text under it at the column's edge."""
    heading = FlowItem("subhead", (Variant(toy_text("Rubrik", BODY)),), above=1, keep=2)
    loose = toy_text("abc " * 28 + "abc", toy_style(hyphenate=False, stretch=2.0))
    before = FlowItem("paragraph", (Variant(loose),))
    after = FlowItem("paragraph", (Variant(toy_text("abcd " * 40, BODY)),))
    for last in range(5, 12):
        quote = Obstacle(1, -10.0, 8 * LETTER, 3, last, soft=True)
        room = line_slots([column(0, 40)], [quote], LEAST)
        ending = fill([before, heading, after], room, BreakCache())
        assert ending is not None
        at = ending.placed[1].start
        assert room[at].x == room[at + 1].x


# ----------------------------------------------------------------- properties


@st.composite
def things(draw: st.DrawFn) -> Obstacle:
    """Anything on three columns of forty lines, on half lines too, run around or not."""
    x0 = draw(st.integers(-4, 76)) * LETTER
    first = draw(st.integers(0, 80)) / 2
    return Obstacle(
        draw(st.sampled_from([1, 1, 1, 2])),
        x0,
        x0 + draw(st.integers(1, 40)) * LETTER,
        first,
        first + draw(st.integers(0, 24)) / 2,
        draw(st.booleans()),
    )


HEIGHTS = st.lists(st.integers(3, 40), min_size=1, max_size=3)
OBSTACLES = st.lists(things(), max_size=5)


def near(slot: LineSlot, obstacles: Sequence[Obstacle]) -> Iterator[Obstacle]:
    """What stands on the slot's line in the slot's column."""
    for thing in obstacles:
        across = thing.x0 < slot.left + MEASURE - HAIR and thing.x1 > slot.left + HAIR
        if thing.page == slot.page and across and thing.first <= slot.line <= thing.last:
            yield thing


@given(HEIGHTS, OBSTACLES)
def test_no_line_leaves_its_column_or_touches_a_thing(
    heights: list[int], obstacles: list[Obstacle]
) -> None:
    columns = [column(number, height) for number, height in enumerate(heights)]
    slots = line_slots(columns, obstacles, LEAST)
    for slot in slots:
        home = next(c for c in columns if c.x == slot.left)
        right = slot.x + slot.width
        assert home.first <= slot.line <= home.last
        assert home.x <= slot.x
        assert right <= home.x + home.width + HAIR
        assert slot.width >= LEAST - HAIR
        for thing in near(slot, obstacles):
            assert thing.soft
            assert right <= thing.x0 + HAIR or slot.x >= thing.x1 - HAIR
    assert [(s.left, s.line) for s in slots] == sorted({(s.left, s.line) for s in slots})


@given(HEIGHTS, OBSTACLES)
def test_lines_stand_together_in_threes_at_least(
    heights: list[int], obstacles: list[Obstacle]
) -> None:
    columns = [column(number, height) for number, height in enumerate(heights)]
    runs = defaultdict(list)
    for slot in line_slots(columns, obstacles, LEAST):
        runs[slot.run].append(slot.line)
    for lines in runs.values():
        assert len(lines) >= 3
        assert all(after == line + 1 for line, after in pairwise(lines))


@given(HEIGHTS)
def test_lines_with_nothing_in_their_way_are_all_there(heights: list[int]) -> None:
    columns = [column(number, height) for number, height in enumerate(heights)]
    far = Obstacle(1, 0.0, MEASURE, 90, 95, soft=True)
    assert len(line_slots(columns, [far], LEAST)) == sum(heights)


def printed(
    placed: Sequence[Placed], room: Sequence[LineSlot]
) -> Iterator[tuple[LineSlot, float, str]]:
    """Every line as it would be drawn: its slot, where it ends and what it says."""
    for item in placed:
        lines = set_lines(item.variant.text, item.breaks, item.slots, toy_faces())
        for row, line in enumerate(lines):
            slot = room[item.start + row]
            assert slot.left + line.left == pytest.approx(slot.x)
            yield slot, slot.left + line.right, "".join(run.text for run in line.runs)


WORDS = st.lists(st.integers(1, 7), min_size=1, max_size=40)


@example([[1]], [3], [Obstacle(1, 5.0, 10.0, 1.0, 1.0)]).via("no room at all")
@given(st.lists(WORDS, min_size=1, max_size=5), HEIGHTS, OBSTACLES)
def test_every_word_stands_once_in_order_beside_whatever_is_there(
    paragraphs: list[list[int]], heights: list[int], obstacles: list[Obstacle]
) -> None:
    columns = [column(number, height) for number, height in enumerate(heights)]
    room = line_slots(columns, obstacles, LEAST)
    texts = [" ".join("abcdehk"[:size] for size in sizes) for sizes in paragraphs]
    items = [FlowItem("paragraph", (Variant(toy_text(text, BODY)),)) for text in texts]
    ending = fill(items, room, BreakCache())
    if ending is None or any(p.breaks.overfull for p in ending.placed):
        return
    lines = list(printed(ending.placed, room))
    assert " ".join(text.strip() for _, _, text in lines).split() == " ".join(texts).split()
    assert len({(slot.left, slot.line) for slot, _, _ in lines}) == len(lines)
    for slot, right, _ in lines:
        assert right <= slot.x + slot.width + HAIR


# ------------------------------------------------------------- on a real page

TEMPLATES = {"norrvik": "story-inset", "vretsta": "feature-around"}
LENGTHS = {"norrvik": 690, "vretsta": 640}


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> IssueLayout:
    """Two stories told to use the templates whose text runs around a picture."""
    root = tmp_path_factory.mktemp("runaround")
    issue = make_project(root)
    (issue / "images/desk.jpg").write_bytes(picture_bytes(700, 900))
    manifest = (issue / "issue.yaml").read_text("utf-8")
    for slug, template in TEMPLATES.items():
        line = f"  - {{article: {slug}, template: {template}}}\n"
        manifest = manifest.replace(f"  - {slug}\n", line)
        more = "images: [{file: images/desk.jpg, caption: Ett rum.}]\nkind: feature\n"
        text = manuscript("Ett rum", prose(LENGTHS[slug], len(slug)), more)
        (issue / f"articles/{slug}.md").write_text(text, "utf-8")
    (issue / "issue.yaml").write_text(manifest, "utf-8")
    published = publish(DiskLibrary(root), FOLDER)
    assert published.value is not None, published.diagnostics
    return published.value.layout


class Set(NamedTuple):
    """What a story has on its page: its picture, and the body's runs of type."""

    picture: Rect
    caption: Block
    body: list[GlyphRun]


def story(layout: IssueLayout, slug: str) -> Set:
    page = next(p for p in layout.pages if p.number == layout.page_of[slug])
    own = [block for block in page.blocks if block.owner == slug]
    picture = next(op for b in own for op in b.ops if isinstance(op, Picture))
    return Set(
        picture.rect,
        next(b for b in own if b.role == "caption"),
        [o for b in own if b.role == "paragraph" for o in b.ops if isinstance(o, GlyphRun)],
    )


@pytest.mark.parametrize("slug", TEMPLATES)
def test_body_lines_stand_beside_the_picture_and_clear_of_it(
    layout: IssueLayout, slug: str
) -> None:
    picture, _, body = story(layout, slug)
    level = [run for run in body if picture.y0 < run.y < picture.y1]
    before = [run for run in level if run.x < picture.x0]
    after = [run for run in level if run.x > picture.x1]
    assert len({run.y for run in before}) > 8
    assert len(before) + len(after) == len(level), "no word begins on the picture"
    assert bool(after) == (slug == "norrvik"), "over a gutter there is text on both sides"
    # A run's width holds the space after its word, a hyphen may hang: half an em is no air lost.
    assert all(run.x + run.width <= picture.x0 - AIR + run.size / 2 for run in before)
    assert all(run.x >= picture.x1 + AIR - HAIR for run in after)


@pytest.mark.parametrize("slug", TEMPLATES)
def test_lines_beside_the_picture_keep_to_the_grid(layout: IssueLayout, slug: str) -> None:
    baselines = {round(run.y, 3) for run in story(layout, slug).body}
    first, leading = mm_to_pt(24), 11.5
    for y in baselines:
        line = (y - first) / leading
        assert line == pytest.approx(round(line), abs=0.01)


@pytest.mark.parametrize("slug", TEMPLATES)
def test_the_caption_stands_under_its_picture_and_no_wider(layout: IssueLayout, slug: str) -> None:
    picture, caption, _ = story(layout, slug)
    for op in caption.ops:
        assert isinstance(op, GlyphRun)
        assert picture.x0 - HAIR <= op.x < picture.x1
        assert picture.y1 < op.y < picture.y1 + 4 * 11.5


@pytest.mark.parametrize("slug", TEMPLATES)
def test_the_story_stands_whole_in_the_template_it_asked_for(
    layout: IssueLayout, slug: str
) -> None:
    stand = next(s for s in layout.stands if s.slug == slug)
    assert stand.template == TEMPLATES[slug]
    assert stand.setting is not None
    assert (stand.setting.overset, stand.setting.carry) == (0, 0)


# --------------------------------------------------------------- the design's


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("columns: 7.6-12", "columns: 7.6-13", "no columns"),
        (", around: true", "", "‘7.6-12’ are no columns"),
        ("{quote: quote-run, between: 4-5", "{box: [advice], between: 4-5", "runs around"),
    ],
)
def test_a_template_that_asks_for_the_impossible_is_told(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    make_project(tmp_path)
    path = tmp_path / "layouts/trade/templates/feature-around.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(re.sub(re.escape(old), new, text), "utf-8")
    found = check(DiskLibrary(tmp_path), FOLDER)
    assert any(told in d.message for d in found), found
