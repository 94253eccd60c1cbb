"""Survey charts: lengths that tell the truth, type that never meets type, marks in order."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from chart_lettering import CAP, ToyLettering, trade_look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magtool.chart import Drawing, alt_text, body_top, draw, height_range, read_look
from magtool.chart.look import Style
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band, stacked, stretch
from magtool.chart.trend import moments, spread
from magtool.chart.wording import figure, margin
from magtool.edition import Chart, Survey, margin_of_error
from magtool.measure import BLACK, MM, PAPER, Rect
from magtool.page import Fill, GlyphRun, Op, Path, Rule

LOOK = trade_look()
TOY = ToyLettering()
PANEL = Survey("panel", answers=604)
WIDTHS = tuple(mm * MM for mm in (42.75, 58.67, 74.58, 90.5, 122.0, 186.0))

STAY = Chart(
    "stay", "Stannar du?", "Om fem år?", "yes-no", "single",
    ("Ja", "Nej", "Vet ej"), ((71.0,), (20.0,), (9.0,)),
)  # fmt: skip
FACTORS = Chart(
    "factors", "Vad betyder mest?", "Andel, procent", "ranked", "multiple",
    ("Lön", "Övrigt", "Chef", "Ro"), ((60.0,), (70.0,), (80.0,), (20.0,)), highlight=("chef",),
)  # fmt: skip
TERMS = Chart(
    "terms", "Villkor", "Hur är …", "likert", "single", ("Stöd", "Schema"),
    ((28.0, 41.0, 26.0, 5.0), (19.0, 37.0, 29.0, 15.0)),
    ("Mycket god", "Ganska god", "Ganska dålig", "Mycket dålig"),
)  # fmt: skip
GROUPS = Chart(
    "groups", "Chefen nära", "Andel", "groups", "multiple", ("Stöd", "Tid"),
    ((80.0, 40.0), (50.0, 0.0)), ("Nära", "Långt bort"), (338, 1266),
)  # fmt: skip
TREND = Chart(
    "trend", "Kvar", "Andel", "trend", "single", ("Alla", "Nya"),
    ((60.0, 50.0, 80.0), (40.0, 45.0, 60.0)), ("2019", "2021", "2027"),
)  # fmt: skip
ALL = (STAY, FACTORS, replace(FACTORS, kind="single"), TERMS, GROUPS, TREND)


def drawn(chart: Chart, width: float = 200.0, height: float = 400.0, **more: object) -> Drawing:
    return draw(chart, PANEL, width, height, LOOK, TOY, **more)  # type: ignore[arg-type]


def fills(drawing: Drawing, *names: str) -> list[Rect]:
    """Rectangles in these inks, the legend's swatches left out."""
    return [
        op.rect
        for op in drawing.ops
        if isinstance(op, Fill) and op.ink.name in names and op.rect.height > LOOK.swatch + 0.01
    ]


def lines(drawing: Drawing) -> list[str]:
    """The lines of type in the order of the display list."""
    told: list[str] = []
    end: tuple[float, float] | None = None
    for op in drawing.ops:
        if isinstance(op, GlyphRun):
            if end and abs(op.x - end[0]) < 0.01 and op.y == end[1] and told[-1].endswith(" "):
                told[-1] += op.text
            else:
                told.append(op.text)
            end = (op.x + op.width, op.y)
    return told


def type_box(run: GlyphRun) -> Rect:
    """Where a run's ink may lie: capitals up, descenders down, no trailing space."""
    wide = len(run.text.rstrip(" ")) * 0.5 * run.size
    return Rect(run.x, run.y - CAP * run.size, run.x + wide, run.y + 0.2 * run.size)


def test_importing_the_room_does_not_import_matplotlib() -> None:
    code = "import sys, magtool.chart; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_loads_none_of_matplotlibs_figures() -> None:
    """They would more than double what a first chart costs."""
    code = (
        "import sys, magtool.chart.canvas\n"
        "heavy = 'figure axes backend_bases lines patches pyplot font_manager'.split()\n"
        "sys.exit(any(f'matplotlib.{name}' in sys.modules for name in heavy))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_ranked_bars_fall_and_keep_their_proportions() -> None:
    drawing = drawn(FACTORS)
    bars = sorted(fills(drawing, "petrol", "petrol 45"), key=lambda rect: rect.y0)
    # falling, the rest last although it is greater; 80 percent is the end of the scale
    shares = [rect.width / bars[0].width for rect in bars]
    assert shares == pytest.approx([1.0, 60 / 80, 20 / 80, 70 / 80], abs=1e-4)
    assert {round(rect.height, 3) for rect in bars} == {round(LOOK.ranked_bar, 3)}
    assert len({rect.x0 for rect in bars}) == 1
    # head, then label and value row by row
    assert lines(drawing) == [
        "VAD BETYDER MEST?", "Andel, procent",
        "Chef", "80", "Lön", "60", "Ro", "20", "Övrigt", "70",
    ]  # fmt: skip


def test_single_keeps_the_order_asked_and_highlights_by_ink_and_weight() -> None:
    drawing = drawn(replace(FACTORS, kind="single"))
    assert lines(drawing)[2::2] == ["Lön", "Övrigt", "Chef", "Ro"]
    assert len(fills(drawing, "petrol")) == 1
    bold = {op.text for op in drawing.ops if isinstance(op, GlyphRun) and op.face == "sans-bold"}
    assert bold == {"Chef", "80"}
    plain = drawn(replace(FACTORS, highlight=()))
    assert len(fills(plain, "petrol")) == 4


def test_labels_stand_right_aligned_in_a_column_of_the_longest() -> None:
    labels = [op for op in drawn(FACTORS).ops if isinstance(op, GlyphRun) and op.text in
              FACTORS.labels]  # fmt: skip
    assert {round(run.x + run.width, 3) for run in labels} == {round(6 * 4.1, 3)}  # "Övrigt"


def test_long_labels_move_over_their_bars() -> None:
    long = replace(FACTORS, labels=("en mycket lång rad " * 3, "Övrigt", "Chef", "Ro"))
    drawing = drawn(long, width=WIDTHS[0])
    assert {rect.x0 for rect in fills(drawing, "petrol", "petrol 45")} == {0.0}
    assert drawing.faults == ()


def test_a_scale_is_one_whole_bar_with_paper_between() -> None:
    drawing = drawn(TERMS)
    names = ("petrol", "petrol 45", "ockra 35", "tegel 80")
    cut = sorted(fills(drawing, *names), key=lambda rect: (rect.y0, rect.x0))[:4]
    gap = LOOK.segment_gap
    assert cut[0].x0 == 0.0
    assert cut[-1].x1 == pytest.approx(200.0, abs=1e-3)
    assert [rect.width for rect in cut] == pytest.approx(
        [56.0 - gap, 82.0 - gap, 52.0 - gap, 10.0], abs=1e-3
    )
    # the sum of the good half on the label's line; 5 percent is too little for a figure
    assert lines(drawing)[-10:] == [
        "Mycket dålig", "Stöd", "69", "28", "41", "26", "Schema", "56", "19", "37", "29", "15",
    ][-10:]  # fmt: skip


def test_figures_are_white_on_dark_inks_only() -> None:
    inks = {
        op.text: op.ink for op in drawn(TERMS).ops if isinstance(op, GlyphRun) and op.size == 7.4
    }
    assert inks["28"] == PAPER
    assert {inks[text].name for text in ("41", "26", "15")} == {"svart"}


def test_an_odd_scale_has_a_grey_middle_that_is_no_part_of_the_sum() -> None:
    odd = replace(
        TERMS,
        columns=("God", "Ganska god", "Varken eller", "Ganska dålig", "Dålig", "Vet ej"),
        values=((20.0, 30.0, 10.0, 15.0, 15.0, 10.0),) * 2,
    )
    drawing = drawn(odd)
    assert "50" in lines(drawing)
    assert len(fills(drawing, "ljusgrå 14")) == 2
    assert len(fills(drawing, "petrol 10")) == 2


def test_groups_pair_their_bars_and_tell_n() -> None:
    drawing = drawn(GROUPS)
    near, far = fills(drawing, "petrol"), fills(drawing, "ockra")
    assert [rect.width / near[0].width for rect in (*near, *far)] == pytest.approx(
        [1.0, 50 / 80, 40 / 80], abs=1e-4
    )
    assert far[0].y0 - near[0].y1 == pytest.approx(LOOK.pair_gap, abs=1e-3)
    assert lines(drawing)[2:4] == [
        "Nära (n\u00a0=\u00a0338)",
        "Långt bort (n\u00a0=\u00a01\u00a0266)",
    ]
    assert lines(drawing)[-3:] == ["Tid", "50", "0"]


def test_more_groups_than_inks_is_told() -> None:
    five = replace(GROUPS, columns=tuple("abcde"), values=((1.0,) * 5,) * 2, bases=())
    assert drawn(five).faults == ("5 series, but only 4 inks keep apart in grey",)


def test_yes_no_counts_its_first_answer_and_computes_the_margin() -> None:
    drawing = drawn(STAY, width=WIDTHS[0])
    assert lines(drawing) == [
        "STANNAR DU?", "Om fem år?", "71", "%", "svarar ja", "±\u00a03,6 procentenheter",
        "Ja", "71", "Nej", "20", "Vet ej", "9",
    ]  # fmt: skip
    assert margin_of_error(71, 604) == pytest.approx(3.619, abs=1e-3)
    assert not any("±" in line for line in lines(draw(STAY, None, 200, 300, LOOK, TOY)))
    bar = fills(drawing, "petrol", "ockra", "ljusgrå 14")
    assert bar[-1].x1 == pytest.approx(WIDTHS[0], abs=1e-3)
    assert (bar[1].x0 - bar[0].x0) / WIDTHS[0] == pytest.approx(0.71, abs=1e-4)


def test_a_dont_know_is_grey_and_last_and_its_small_figure_follows_its_name() -> None:
    chart = replace(STAY, labels=("Vet ej", "Ja", "Nej"), values=((2.0,), (90.0,), (8.0,)))
    told = lines(drawn(chart))
    assert told[2:5] == ["90", "%", "svarar ja"]
    assert told[-1] == "Vet ej\u00a02"


def test_figure_and_bar_stand_side_by_side_in_wide_boxes() -> None:
    tall, wide = (drawn(STAY, width=width, height=100.0) for width in (WIDTHS[1], WIDTHS[3]))
    assert fills(tall, "petrol")[0].x0 == 0.0
    assert fills(wide, "petrol")[0].x0 > LOOK.big.size
    assert wide.used_height < tall.used_height


def test_a_low_box_gets_the_low_form() -> None:
    least, preferred, _ = height_range(STAY, WIDTHS[1], LOOK, TOY, survey=PANEL)
    low = drawn(STAY, width=WIDTHS[1], height=least)
    assert low.faults == ()
    assert least < preferred - 30
    assert low.used_height == pytest.approx(least, abs=0.01)


def test_a_trend_names_its_lines_at_their_ends_over_true_time() -> None:
    drawing = drawn(TREND, width=WIDTHS[3])
    assert lines(drawing)[2:] == [
        "60", "80", "Alla", "40", "60", "Nya", "2019", "2021", "2027",
    ]  # fmt: skip
    curves = [op for op in drawing.ops if isinstance(op, Path) and op.stroke and not op.fill]
    assert [op.stroke.name for op in curves if op.stroke] == ["petrol", "ockra"]
    xs = [float(segment[1]) for segment in curves[0].segments]
    assert (xs[1] - xs[0]) / (xs[2] - xs[0]) == pytest.approx(2 / 8, abs=1e-4)
    ys = [float(segment[2]) for segment in curves[0].segments]
    foot = next(op.y0 for op in drawing.ops if isinstance(op, Rule) and op.ink.name == "linje 45")
    assert (foot - ys[1]) / (foot - ys[0]) == pytest.approx(50 / 60, abs=1e-4)
    dots = [op for op in drawing.ops if isinstance(op, Path) and op.fill]
    assert len(dots) == 4
    assert moments(("mars 2024", "2024-09", "2025")) == pytest.approx(
        (2024 + 2 / 12, 2024 + 8 / 12, 2025)
    )
    assert moments(("före", "2024", "efter")) == (0.0, 1.0, 2.0)


def test_end_labels_are_spread_about_the_place_they_wish() -> None:
    assert spread([10, 50], [10, 10], 0, 100) == [10, 50]
    assert spread([48, 50, 52], [10, 10, 10], 0, 100) == [40, 50, 60]
    assert spread([1, 2], [10, 10], 0, 100) == [5, 15]
    assert spread([99, 99], [10, 10], 0, 100) == [85, 95]


def test_bands_share_what_is_to_be_stretched() -> None:
    bands = [Band((2.0, 4.0, 10.0), 5.0, lambda top, air: ())] * 3
    assert stretch(bands) == (21.0, 27.0, 45.0)
    assert [stacked(bands, height)[1] for height in (10, 24, 36, 90)] == [21.0, 24.0, 36.0, 45.0]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.kind)
def test_a_chart_fills_its_box_and_leaves_the_rest_at_the_foot(chart: Chart) -> None:
    least, preferred, greatest = height_range(chart, WIDTHS[1], LOOK, TOY, survey=PANEL)
    assert least <= preferred <= greatest
    for height in (preferred, (preferred + greatest) / 2, greatest):
        assert drawn(chart, WIDTHS[1], height).used_height == pytest.approx(height, abs=0.01)
    assert drawn(chart, WIDTHS[1], greatest + 50).used_height == pytest.approx(greatest, abs=0.01)
    short = drawn(chart, WIDTHS[1], least - 7)
    assert short.faults == ("needs 7.0 pt more height",)
    assert lines(short) == lines(drawn(chart, WIDTHS[1], least))


def test_a_panel_has_no_head_rule_and_a_free_foot() -> None:
    paper, panel = drawn(FACTORS), drawn(FACTORS, height=140.0, panel=True)
    assert [op for op in paper.ops if isinstance(op, Rule)] == [
        Rule(0.0, 0.45, 200.0, 0.45, 0.9, BLACK)
    ]
    assert not [op for op in panel.ops if isinstance(op, Rule)]
    lowest = max(op.rect.y1 for op in panel.ops if isinstance(op, Fill))
    assert panel.used_height - lowest == pytest.approx(LOOK.panel_foot, abs=0.01)


def test_charts_of_a_row_share_their_legend_line() -> None:
    longer = replace(TERMS, question="En fråga som behöver flera rader " * 4)
    line = max(body_top(chart, 200.0, LOOK, TOY) for chart in (longer, GROUPS))
    for chart in (longer, GROUPS):
        top = min(op.rect.y0 for op in drawn(chart, body=line).ops if isinstance(op, Fill))
        assert top == pytest.approx(line, abs=0.01)


def test_a_header_is_set_in_capitals_and_may_be_left_out() -> None:
    assert lines(drawn(GROUPS))[0] == "CHEFEN NÄRA"
    assert lines(drawn(GROUPS, header=False))[0] == "Andel"
    wordy = replace(GROUPS, header="ord som fyller " * 12)
    assert any("header takes" in fault for fault in drawn(wordy).faults)


def test_words_wrap_unhyphenated_and_leave_no_lone_word() -> None:
    style = Style("sans-regular", 10.0, 12.0, BLACK)
    sheet = Sheet(STAY, LOOK, TOY, 100.0, "sv")
    assert sheet.wrap("tio tecken och tio till ja", style, 120.0) == (
        "tio tecken och",
        "tio till ja",
    )
    assert sheet.wrap("n\u00a0=\u00a0604 svar", style, 40.0) == ("n\u00a0=\u00a0604", "svar")
    assert sheet.faults == []
    assert sheet.wrap("sammansättningsord", style, 50.0) == ("sammansät-", "tningsord")
    assert sheet.faults == ["the word “sammansättningsord” is wider than its column"]


def test_figures_and_margins_follow_the_language() -> None:
    assert [figure(value, "sv") for value in (71.0, 71.5, 0.0, 12.25)] == [
        "71",
        "71,5",
        "0",
        "12,25",
    ]
    assert figure(71.5, "en") == "71.5"
    assert margin(71, 604, "en") == "±\u00a03.6 percentage points"
    assert margin(71, 0, "sv") == ""


def test_the_text_alternative_tells_kind_data_and_point() -> None:
    assert alt_text(STAY, PANEL, "sv") == (
        "Stapel på 100 procent: Stannar du? Ja 71, Nej 20, Vet ej 9 procent. "
        "71 procent svarar ja, ±\u00a03,6 procentenheter."
    )
    assert alt_text(FACTORS, None, "sv").endswith("Störst: Chef, 80 procent.")
    assert alt_text(TERMS, None, "sv").endswith(
        "Högst summa av mycket god och ganska god: Stöd, 69 procent."
    )
    assert alt_text(GROUPS, None, "en").endswith("Greatest difference: Tid, 50 percentage points.")
    assert "Alla: 2019 60, 2021 50, 2027 80" in alt_text(TREND, None, "sv")
    assert drawn(STAY).alt == alt_text(STAY, PANEL, "sv")


def test_a_look_names_its_missing_and_unknown_keys() -> None:
    with pytest.raises(ValueError, match=r"missing or unknown .*alarm.*colour"):
        read_look({"colour": "red"}, {})


LABELS = st.text(alphabet="abcdeåäö  ", min_size=1, max_size=60).map(
    lambda text: text.strip() or "x"
)
SHARES = st.one_of(st.sampled_from([0.0, 100.0]), st.integers(0, 1000).map(lambda n: n / 10))


@st.composite
def charts(draw_: st.DrawFn) -> Chart:
    """Charts of every kind: 1-15 rows, long labels, values from 0 to 100."""
    kind = draw_(st.sampled_from(["yes-no", "single", "likert", "ranked", "groups", "trend"]))
    most = {"yes-no": 4, "trend": 4}.get(kind, 15)
    labels = tuple(draw_(st.lists(LABELS, min_size=1, max_size=most)))
    wide = draw_(st.integers(2, 4)) if kind in ("likert", "groups", "trend") else 1
    values = tuple(tuple(draw_(SHARES) for _ in range(wide)) for _ in labels)
    columns = tuple(draw_(LABELS) for _ in range(wide)) if wide > 1 else ()
    header = draw_(LABELS)
    return Chart("any", header, draw_(LABELS), kind, "single", labels, values, columns)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(charts(), st.sampled_from(WIDTHS), st.floats(0, 900), st.booleans())
def test_type_never_meets_type_nor_leaves_the_sides(
    chart: Chart, width: float, height: float, panel: bool
) -> None:
    drawing = drawn(chart, width, height, panel=panel)
    runs = [op for op in drawing.ops if isinstance(op, GlyphRun) and op.text.strip()]
    boxes = [type_box(run) for run in runs]
    for i, box in enumerate(boxes):
        assert box.x0 >= -0.1
        assert box.x1 <= width + 0.1
        for other in boxes[i + 1 :]:
            assert not box.overlaps(other, slack=0.1), (runs[i].text, drawing.faults)
    for op in drawing.ops:
        if isinstance(op, Fill):
            assert -0.01 <= op.rect.x0 < op.rect.x1 <= width + 0.01
    assert (drawing.used_height > height + 0.01) == any("more height" in f for f in drawing.faults)


def test_drawing_twice_gives_the_same_marks() -> None:
    def ops() -> tuple[tuple[Op, ...], ...]:
        return tuple(drawn(chart).ops for chart in ALL)

    assert ops() == ops()


def test_a_readers_matplotlib_settings_change_nothing() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    before = [drawn(chart).ops for chart in ALL]
    rc = {
        "lines.linewidth": 9, "lines.marker": "x", "lines.linestyle": ":", "figure.dpi": 300,
        "lines.markerfacecolor": "red", "markers.fillstyle": "none", "patch.linewidth": 5,
        "patch.force_edgecolor": True, "axes.xmargin": 0.3, "axes.grid": True, "font.size": 30,
        "figure.autolayout": True, "text.usetex": True, "hatch.linewidth": 3,
    }  # fmt: skip
    with matplotlib.rc_context(rc):
        assert [drawn(chart).ops for chart in ALL] == before
