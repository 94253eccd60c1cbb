"""Boxes: every word once, white that gives, and text that keeps to its lines."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from layout_kit import trade_kit

from magtool.edition import Article, Box, Image, Paragraph, Run, plain
from magtool.layout.boxes import (
    BoxSetting,
    greatest_height,
    natural_height,
    notices_lines,
    set_box,
    set_note,
    set_notices,
    set_quote,
)
from magtool.layout.boxes.stacking import Gap, Part, Stack, Step
from magtool.layout.setting import line_width
from magtool.measure import mm_to_pt
from magtool.page import Fill, GlyphRun, Path, Rule


def text(words: str, role: str = "paragraph", number: int = 0) -> Paragraph:
    return Paragraph(role, (Run(words),), None, number)


def lead(strong: str, rest: str, number: int = 0) -> Paragraph:
    return Paragraph("item", (Run(strong, strong=True), Run(rest)), None, number)


FACTS = Box(
    "factbox",
    (
        lead("6", " fältarbetare delar på tre kvällar i veckan"),
        lead("386", " anteckningar på ett halvår, inga namn"),
        lead("4\u00a0tim", " är längsta väntan på återuppringning"),
        lead("27\u00a0%", " fler unga söker själva kontakt"),
    ),
    title=(Run("Rundan i siffror"),),
)
ADVICE = Box(
    "advice",
    (
        lead("Vänta med pennan.", " Låt den första timmen vara utan anteckningar.", 1),
        lead("Gå ut.", " Ett varv runt kvarteret före varje beslut.", 2),
        lead("Fråga en gång till.", " Den andra frågan är nästan alltid bättre.", 3),
    ),
    label="Tre råd",
    title=(Run("Så håller du farten nere"),),
)
LIST = Box(
    "list",
    (
        text("Finns på plats — 61\u00a0%", "item", 1),
        text("Backar upp i svåra beslut — 57\u00a0%", "item", 2),
        text("Går hem i tid — 7\u00a0%", "item", 3),
        text("Andel svar som nämner temat, n = 412."),
    ),
    label="Svar på öppen fråga",
    title=(Run("Det här kännetecknar en bra chef"),),
)
INFO = Box(
    "info",
    (
        text("Kuststad med 24\u00a0000 invånare."),
        Paragraph(
            "paragraph", (Run("Nadja Friberg,", strong=True), Run(" chef\nTfn 010-555 03 11"))
        ),
    ),
    title=(Run("Lindviks kommun"),),
)
VOICES = Box(
    "voices",
    (
        text("”Hon frågar inte hur det går. Hon frågar vad jag behöver.”"),
        text("Kvinna, 34, barn och unga", "source"),
        text("”Att dörren är öppen även när det är jag som har gjort fel.”"),
        text("Man, 51, ekonomiskt bistånd", "source"),
    ),
    label="Röster ur enkäten",
)
ALL = {"factbox": FACTS, "advice": ADVICE, "list": LIST, "info": INFO, "voices": VOICES}


def runs_of(setting: BoxSetting, *roles: str) -> list[GlyphRun]:
    return [
        op
        for block in setting.blocks
        if (block.role in roles if roles else block.role != "box-ground")
        for op in block.ops
        if isinstance(op, GlyphRun)
    ]


def marks(setting: BoxSetting, kind: type) -> list:
    return [op for block in setting.blocks for op in block.ops if isinstance(op, kind)]


def solid(words: str) -> str:
    return "".join(words.replace(" — ", " ").split()).casefold()


def shown(setting: BoxSetting) -> str:
    return solid("".join(op.text for op in runs_of(setting)))


def written(box: Box, label: str = "") -> str:
    numbered = (f"{p.number or ''}{p.text}" for p in box.content)
    return solid((box.label or label) + plain(box.title) + "".join(numbered))


def baselines(runs: list[GlyphRun]) -> list[float]:
    return sorted({round(run.y, 3) for run in runs})


# --- looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ALL)
def test_every_word_is_set_once_and_in_order(look: str) -> None:
    kit, box = trade_kit(), ALL[look]
    width = kit.grid.width(4)
    setting = set_box(kit, box, look, width, greatest_height(kit, box, look, width), "slug")
    assert shown(setting) == written(box, "Fakta" if look == "factbox" else "")
    assert not setting.faults
    assert {block.owner for block in setting.blocks} == {"slug"}


@pytest.mark.parametrize("look", ALL)
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0, 1.6])
def test_a_box_fills_its_place_and_stays_in_it(look: str, share: float) -> None:
    kit, box = trade_kit(), ALL[look]
    width = kit.grid.width(4)
    least, most = (height(kit, box, look, width) for height in (natural_height, greatest_height))
    height = least + share * (most - least)
    setting = set_box(kit, box, look, width, height, "slug")
    model = kit.box(look)
    assert setting.height == pytest.approx(height)
    for fill in marks(setting, Fill)[: 1 if model.fill else 0]:
        assert (fill.rect.width, fill.rect.height) == pytest.approx((width, height))
    inset = mm_to_pt(model.inset_mm)
    for run in runs_of(setting):
        assert run.x >= inset - 0.01
        assert run.x + run.width <= width - inset + 0.3 * run.size
    last = max(run.y for run in runs_of(setting))
    assert last <= height - mm_to_pt(model.foot_mm) + 0.01


@pytest.mark.parametrize("look", ALL)
def test_more_height_only_moves_lines_down(look: str) -> None:
    kit, box = trade_kit(), ALL[look]
    width = kit.grid.width(4)
    least = natural_height(kit, box, look, width)
    settings = [set_box(kit, box, look, width, least + more, "s") for more in range(0, 90, 10)]
    for tight, wide in itertools.pairwise(settings):
        for a, b in zip(runs_of(tight), runs_of(wide), strict=True):
            assert b.y >= a.y - 1e-6
            assert b.x == a.x


def test_too_low_a_place_is_a_fault_and_the_box_keeps_its_height() -> None:
    kit = trade_kit()
    width = kit.grid.width(4)
    least = natural_height(kit, FACTS, "factbox", width)
    setting = set_box(kit, FACTS, "factbox", width, least - mm_to_pt(4.5), "s")
    assert setting.height == pytest.approx(least)
    message = "the box ”Rundan i siffror” needs 5 mm more height than its place has"
    assert setting.faults == (message,)


def test_a_word_wider_than_the_box_is_a_fault() -> None:
    kit = trade_kit()
    box = Box("info", (text("Ansvarsfördelningsöverenskommelse"),), title=(Run("Kort"),))
    setting = set_box(kit, box, "info", mm_to_pt(40), 200.0, "s")
    assert setting.faults == ("the box ”Kort” has a word wider than its measure",)


# --- rows ----------------------------------------------------------------------------------


def test_figures_stand_at_the_left_and_rules_part_the_rows_evenly() -> None:
    kit = trade_kit()
    width = kit.grid.width(4)
    setting = set_box(kit, FACTS, "factbox", width, mm_to_pt(75), "s")
    model = kit.box("factbox")
    numerals = [r for r in runs_of(setting) if r.size == kit.styles[model.numeral].size]
    assert "".join(r.text for r in numerals) == "6 386 4\u00a0tim 27\u00a0% "
    assert min(r.x for r in numerals) == pytest.approx(mm_to_pt(model.inset_mm))
    texts = [r for r in runs_of(setting, "box-item") if r not in numerals]
    assert min(r.x for r in texts) == pytest.approx(mm_to_pt(model.inset_mm + model.hang_mm))
    rules = [rule.y0 for rule in marks(setting, Rule)]
    pitches = [b - a for a, b in itertools.pairwise(rules)]
    assert len(rules) == 4
    assert pitches == pytest.approx([pitches[0]] * 3)


def test_a_wide_figure_pushes_all_texts_aside() -> None:
    kit = trade_kit()
    box = replace(FACTS, content=(*FACTS.content, lead("14\u00a0200\u00a0kr", " kostade det")))
    setting = set_box(kit, box, "factbox", kit.grid.width(4), 300.0, "s")
    figure = line_width(kit, "14\u00a0200\u00a0kr", "numeral-fact")
    texts = [r.x for r in runs_of(setting, "box-item") if r.size < 10]
    assert min(texts) > mm_to_pt(4.2) + figure + mm_to_pt(2)
    assert not setting.faults


def test_a_phrase_is_no_figure_and_its_item_gets_a_dash() -> None:
    kit = trade_kit()
    box = Box("factbox", (lead("Gå ut.", " Ett varv."), text("Vänta.", "item")))
    setting = set_box(kit, box, "factbox", kit.grid.width(4), 200.0, "s")
    items = [b for b in setting.blocks if b.role == "box-item"]
    assert ["".join(op.text for op in b.ops) for b in items] == ["– Gå ut. Ett varv.", "– Vänta."]
    assert items[0].ops[1].face.endswith("bold")


def test_values_end_at_the_right_inset_and_long_ones_stay_text() -> None:
    kit = trade_kit()
    long = text("Ett svar — i lika stor utsträckning som alla andra", "item", 4)
    box = replace(LIST, content=(*LIST.content[:3], long))
    width = kit.grid.width(4)
    setting = set_box(kit, box, "list", width, 420.0, "s")
    items = [b.ops for b in setting.blocks if b.role == "box-item"]
    for ops in items[:3]:
        assert ops[-1].x + ops[-1].width == pytest.approx(width - mm_to_pt(5))
    joined = "".join(op.text for op in items[3])
    assert "".join(joined.split()) == "".join(f"4{long.text}".split())


def test_numerals_stand_on_their_items_first_baseline() -> None:
    kit = trade_kit()
    setting = set_box(kit, ADVICE, "advice", kit.grid.width(3), 260.0, "s")
    for block in setting.blocks:
        if block.role == "box-item":
            assert block.ops[0].y == pytest.approx(block.ops[1].y)


def test_the_language_gives_a_box_its_label() -> None:
    kit = trade_kit("en")
    setting = set_box(kit, FACTS, "factbox", kit.grid.width(4), 300.0, "s")
    (label,) = runs_of(setting, "box-label")
    # Shown in capitals, told as written: the page reads back as the manuscript had it.
    assert label.text == "Facts"
    capitals = kit.faces[label.face].shape("FACTS", tracked=True)
    assert [glyph.gid for glyph in label.glyphs] == [glyph.gid for glyph in capitals]


# --- text boxes and voices -----------------------------------------------------------------


def test_info_has_a_badge_and_keeps_the_writers_lines() -> None:
    kit = trade_kit()
    setting = set_box(kit, INFO, "info", kit.grid.width(4), 150.0, "s")
    (disc,) = marks(setting, Path)
    assert disc.fill == kit.inks["petrol"]
    lines = baselines(runs_of(setting, "box-text"))
    leading = kit.styles["box-text-info"].leading
    assert len(lines) == 3
    assert lines[2] - lines[1] == pytest.approx(leading, abs=0.01)
    assert leading * 1.5 <= lines[1] - lines[0] + 0.01 <= leading * 2 + 0.02


def test_a_strong_line_stands_close_to_the_text_it_heads() -> None:
    kit = trade_kit()
    strong = Paragraph("paragraph", (Run("Lediga tjänster:", strong=True),))
    box = Box("info", (text("Kort."), strong, text("lindvik.example")))
    setting = set_box(kit, box, "info", kit.grid.width(4), 200.0, "s")
    first, second, third = baselines(runs_of(setting, "box-text"))
    assert third - second == pytest.approx(kit.styles["box-text-info"].leading, abs=0.01)
    assert second - first > third - second


@pytest.mark.parametrize("more", [0, 20, 80])
def test_the_last_voice_ends_on_the_foot(more: int) -> None:
    kit = trade_kit()
    width = kit.grid.width(4)
    height = natural_height(kit, VOICES, "voices", width) + more
    setting = set_box(kit, VOICES, "voices", width, height, "s")
    assert max(run.y for run in runs_of(setting)) == pytest.approx(height, abs=0.01)
    assert runs_of(setting)[0].y == pytest.approx(kit.grid.cap)
    (rule,) = marks(setting, Rule)
    sources = [run.y for run in runs_of(setting, "source")]
    assert min(sources) < rule.y0 < max(sources)


# --- quotes and notes ----------------------------------------------------------------------


def quote(words: str) -> Box:
    return Box("pullquote", (text(words), text("Lars Hedenmo, jurist", "source")))


@pytest.mark.parametrize(
    ("words", "lead_in"),
    [
        ("NU FÅR VI BÖRJA med att fråga.", "NUFÅRVIBÖRJA"),
        ("I KARTONGERNA har alla barn det.", "IKARTONGERNA"),
        ("VI I STADEN vet. I DAG mer.", "VIISTADEN"),
        ("I dag är ALLT annorlunda.", ""),
        ("ALLT ÄR RÖTT.", ""),
    ],
)
def test_only_the_lead_in_is_black_and_in_the_accent(words: str, lead_in: str) -> None:
    kit = trade_kit()
    setting = set_quote(kit, quote(words), "quote-open", kit.grid.width(4), "s")
    runs = runs_of(setting, "pullquote")
    assert "".join(run.text for run in runs if run.ink == kit.accent).replace(" ", "") == lead_in
    assert all((run.ink == kit.accent) == run.face.endswith("black") for run in runs)
    assert solid("".join(run.text for run in runs)) == solid(words)


def test_a_quote_begins_two_lines_under_its_bar_and_ends_with_its_source() -> None:
    kit = trade_kit()
    setting = set_quote(kit, quote("NU FÅR VI BÖRJA med det."), "quote-run", mm_to_pt(37.5), "s")
    (bar,) = marks(setting, Fill)
    assert bar.rect.y0 == 0
    lines = baselines(runs_of(setting))
    assert lines[0] == pytest.approx(kit.grid.cap + 2 * kit.grid.leading, abs=0.01)
    assert lines[-1] - lines[-2] == pytest.approx(1.5 * kit.grid.leading, abs=0.01)
    assert setting.height == pytest.approx(lines[-1], abs=0.01)


def test_a_note_runs_its_title_in() -> None:
    kit = trade_kit()
    body = (Run("Fältets panel består av 1 140 socialsekreterare i 212 kommuner. " * 4),)
    setting = set_note(kit, "Så gjordes undersökningen.", body, kit.grid.width(12), "s")
    runs = runs_of(setting, "note")
    assert "".join(r.text for r in runs if r.face.endswith("bold")) == "Så gjordes undersökningen. "
    assert setting.height == pytest.approx(max(run.y for run in runs))
    assert marks(setting, Rule)[0].y0 == 0


# --- notices -------------------------------------------------------------------------------

NOTICES = Article(
    slug="kort",
    path="kort.md",
    headline=(Run("Kort sagt"),),
    body=tuple(
        paragraph
        for head in ("Ny mall för barnsamtal", "Lön efter tre år", "Prisad tolkslinga")
        for paragraph in (
            text(head, "subhead"),
            text("Sex kommuner har tagit fram en gemensam mall för samtal med barn. " * 3),
            text("Den bygger på bilder i stället för frågor, säger samordnaren."),
        )
    ),
    images=(Image("p6.jpg", 600, 800),),
)


def test_the_picture_makes_the_notices_fill_their_column() -> None:
    kit = trade_kit()
    grid, width = kit.grid, kit.grid.width(3)
    height = grid.baseline(56) - grid.top(1)
    picture = height - notices_lines(kit, NOTICES, width) * grid.leading
    setting = set_notices(kit, NOTICES, width, height, "kort", picture)
    assert not setting.faults
    (hole,) = setting.holes
    assert hole.height == pytest.approx(picture)
    text_runs = runs_of(setting, "subhead", "paragraph")
    assert max(run.y for run in text_runs) == pytest.approx(height)
    for run in text_runs:
        lines = (run.y - grid.cap) / grid.leading
        assert lines == pytest.approx(round(lines), abs=1e-6)
    rules = [rule.y0 for rule in marks(setting, Rule)]
    assert len(rules) == 2
    assert all(abs(run.y - rule) > mm_to_pt(3) for rule in rules for run in text_runs)
    words = plain(NOTICES.headline) + "".join(p.text for p in NOTICES.paragraphs)
    hyphenated = "".join(run.text for run in runs_of(setting)).replace("\u00ad", "")
    assert solid(hyphenated) == solid(words)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (-2, "the notices ”Kort sagt” are 2 lines too long for their column"),
        (0, ""),
        (2, ""),
        (4, "the notices ”Kort sagt” leave 2 lines of their column empty"),
    ],
)
def test_notices_without_a_picture_take_up_two_spare_lines(lines: int, fault: str) -> None:
    kit = trade_kit()
    grid, width = kit.grid, kit.grid.width(3)
    article = replace(NOTICES, images=())
    count = notices_lines(kit, article, width) + 1 + lines
    height = grid.cap + (count - 1) * grid.leading
    setting = set_notices(kit, article, width, height, "kort", 0.0)
    assert setting.holes == ()
    assert setting.faults == ((fault,) if fault else ())


# --- stacks --------------------------------------------------------------------------------


def stack(open_: bool = False) -> Stack:
    part = Part("row", (), 10.0, "body")
    steps = (Step(part, Gap(5, 5)), Step(part, Gap(5, 5)), Step(part, Gap(10, 20, 12)))
    return Stack(steps, Gap(3, 3), body=1, open=open_)


def test_a_stack_stretches_between_its_least_and_its_most() -> None:
    assert stack().height(0.0) == 55  # 5+10 + 5+10 + max(10, 12)+10 + 3
    assert stack().height(1.0) == 63
    assert [y for _, y, _ in stack().placed(60.0)] == pytest.approx([5, 20, 47])


def test_what_is_over_is_shared_above_and_below_the_text() -> None:
    assert [y for _, y, _ in stack().placed(73.0)] == pytest.approx([5, 25, 55])


def test_an_open_stack_goes_on_stretching() -> None:
    assert [y for _, y, _ in stack(open_=True).placed(73.0)] == pytest.approx([5, 20, 60])
