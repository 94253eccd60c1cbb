"""A design as data: what stands in ``layouts/<name>/``, checked but not yet turned to points.

Lengths are millimetres where the name ends in ``_mm`` and points where it ends in ``_pt`` or
says so; line numbers count the baseline grid. Everything an art director may want to change
is here, and nothing of it is in the code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from magtool.measure import mm_to_pt
from magtool.nodes import Adapted, Node, key, model, must

Expression = str
"""A line number as a sum: see `magtool.layout.expressions`."""


def _as_list(node: Node) -> Node:
    return replace(node, kind="sequence", items=(node,)) if node.kind == "scalar" else node


Look = dict[str, Any]
"""Values of any form; what reads as a number is one."""
Words = Annotated[list[str], Adapted(_as_list, or_text=True)]
"""A list of words; one alone needs no brackets."""


@model
class PageModel:
    width_mm: float = key("Trim width", 210)
    height_mm: float = key("Trim height", 297)
    bleed_mm: float = key("Bleed on all four sides", 5)


@model
class GridModel:
    columns: int = 12
    left_mm: float = 12
    gutter_mm: float = 5
    unit_mm: float = must("Width of one column")
    lines: int = key("Baselines on a page", 63)
    first_mm: float = key("First baseline from the trim's head", 24)
    leading_pt: float = key("Distance of baselines", 11.5)
    cap_mm: float = key("Tops of things stand so far over a baseline", 2.13)
    runaround_mm: float = key("Least measure of text beside a thing", 36)
    beside_mm: float = key("Air between text and a thing beside it", 4)


@model
class StyleModel:
    like: str = key("Style that this one takes its missing values from")
    family: str | None = None
    regular: str | None = key("Face of the family for plain words", None)
    italic: str | None = None
    bold: str | None = None
    size: float | None = key("Points", None)
    leading: float | None = key("Grid lines from baseline to baseline", None)
    ink: str | None = None
    align: Literal["justify", "left", "balance", "right"] | None = None
    indent_mm: float | None = None
    case: Literal["", "caps"] | None = None
    tracking: float | None = key("Points after every letter", None)
    space: float | None = key("Natural word space, em", None)
    stretch: float | None = None
    shrink: float | None = None
    letter_budget: float | None = key("Tracking may give ± so many em", None)
    scale_budget: float | None = key("Glyphs may be widened ± this share", None)
    hyphenate: bool | None = None
    hang: bool | None = None
    hyphen_before: int | None = key("Fewest letters before a hyphen", None)
    hyphen_after: int | None = key("Fewest letters after a hyphen", None)
    hyphen_penalty: float | None = key("What breaking a word costs", None)
    seam_penalty: float | None = key("The same at a compound's seam", None)
    short_penalty: float | None = key("The same beside only two letters", None)
    max_ladder: int | None = key("Hyphenated lines in a row", None)
    above: float | None = key("White lines above, none at a column's head", None)
    below: float | None = None
    keep_next: int | None = key("Lines of the next paragraph kept with it", None)


@model
class BoxModel:
    """One look of box. Styles by name; a missing one means the part is not shown."""

    fill: str = ""
    bar: str = key("Ink of the bar at its head")
    bar_mm: float = 1.3
    inset_mm: float = 4.2
    head_mm: float = key("From the box's head to the first label's cap top", 0)
    foot_mm: float = key("Air under the last line", 0)
    label: str = ""
    title: str = ""
    text: str = ""
    numeral: str = ""
    hang_mm: float = key("Where the text beside a numeral begins", 0)
    number_hang_mm: float = key("The same where all numerals just count", 0)
    rule: str = key("Ink of the rule between rows")
    rule_pt: float = 0.4
    row: float = key("Least lines from row to row", 0)
    row_max: float = key("Most lines from row to row, when it must fill out", 0)
    note: str = ""
    source: str = ""
    value: str = key("Style of what stands after — in an item, right-aligned")
    badge: str = key("Ink of the round badge before the title")
    badge_mm: float = 5.2
    badge_text: str = "i"
    badge_style: str = ""
    gap: float = key("Least lines of white over and under a rule between voices", 0)
    square: str = key("Ink of the square before the label")
    title_mm: float = key("From the label's baseline to the title's first", 7)
    text_mm: float = key("From the head's last baseline to text or first rule", 7.5)
    drop_mm: float = key("From a rule to the first baseline of its row", 4.2)
    tail_mm: float = key("From ruled rows' end to the foot or the note", 2.9)
    source_mm: float = key("From a voice's last baseline to its source", 5.4)


@model
class SectionModel:
    ink: str
    name: dict[str, str] = must("The section's name by language")
    theme: dict[str, str] = key("When the story has no tag", {})
    paid: bool = False
    caps: bool = False
    kicker_ink: str = key("Ink of the kicker's words; the accent when empty")
    square_ink: str = key("Ink of the kicker's square; the accent when empty")
    label: bool = key("Has a heading of its own in the contents", True)


@model
class ModuleModel:
    """An ad size. ``lines`` and ``columns`` are the room it takes on the grid."""

    width_mm: float
    height_mm: float
    columns: int
    lines: int
    page: bool = key("Takes a whole page of its own", False)
    bleeds: bool = key("Runs over the trim", False)
    bleed_mm: float = key("Ink wanted outside the trim", 3)


@model
class FlexModel:
    """A line that may move: ``best`` is wished, each line away from it costs ``cost``."""

    best: Expression
    low: Expression
    high: Expression
    step: int = 1
    cost: float = 0.15


@model
class StandfirstModel:
    columns: str
    top: Expression = key("First line; under the headline when empty")
    gap: float = 2.0
    min_lines: int = 1


@model
class ElementModel:
    """One thing on the page. Exactly one of the first group says what it is."""

    head: Words | None = key("Headline styles, best first", None)
    picture: int | None = key("Which of the story's images, from 1", None)
    quote: str | None = key("Pull quote in this style", None)
    box: Words | None = key("Box roles, e.g. factbox, advice, info", None)
    chart: int | None = key("Which of the story's charts, from 1", None)
    continued: str | None = key("Continuation head in this headline style", None)
    notices: int | None = key("Column of notices; least lines of its picture", None)
    # where
    id: str = key("Name by which later expressions know it")
    page: int = key("Of the template's pages, from 1", 1)
    columns: str = key("As 5-8; what text runs around may begin or end inside one, 7.6-12", "1-12")
    top: Expression = key("First line: its cap height is the thing's top")
    foot: Expression = key("Last line: its baseline is the thing's foot")
    between: str = key("A quote or picture stands over the gutter of these grid columns, as 4-5")
    width_mm: float = key("Width of what stands over a gutter; the mark quote_measure when 0", 0)
    around: bool = key("Text runs beside a quote or picture where the least measure is left", False)
    bleed: Words = key("head, foot, left, right, outer, inner", [])
    spread: bool = key("One picture over both pages", False)
    # how
    max_lines: int = key("Most headline lines", 2)
    kicker: bool = True
    standfirst: StandfirstModel | None = None
    byline: Literal["under", "end", "none"] = "end"
    text_gap: float = key("Lines from the head's last baseline to the text", 2)
    caption: str = key("Columns of the caption when not the picture's")
    caption_page: int = 0
    panel: bool = key("A chart on a ground of its own", False)
    grow: Expression = key("Lines a box is made taller than its text needs", "0")
    air: int = key("Empty lines to the text above or below", 1)


@model
class BodyModel:
    page: int = 1
    columns: str = "1-12"
    top: Expression = "top"
    foot: Expression = "bottom"


@model
class TakesModel:
    """What a zone is made for. ``kinds`` is a taste; the rest are limits."""

    kinds: Words = key(default=[])
    words: str = key("Words of running text it can hold, about", "0-9999")
    images: str = "0-9"
    charts: str = "0-9"
    boxes: str = key("Boxes that need a place: all but pull quotes and notes", "0-9")
    company: str = key("full or half: a paid page")


@model
class ZoneModel:
    """A part of the page (or spread) that one story owns."""

    takes: TakesModel = TakesModel()
    columns: str = "1-12"
    top: Expression = "1"
    bottom: Expression = "bottom"
    text_columns: int = key("Grid columns in one text column: 3 or 4", 4)
    opening: Literal["square", "drop-cap", "none"] = "square"
    end_mark: bool = True
    jump: int = key("May jump, with at least so many words carried over", 0)
    jump_to: bool = key("Takes what another page carried over", False)
    flex: dict[str, FlexModel] = key(default={})
    place: list[ElementModel] = key(default=[])
    body: list[BodyModel] = key(default=[])
    body_style: str = "body"
    rank: int = key("1 is the page's lead", 1)
    vertical_rule: str = key("Ink of a hairline at its left edge")


@model
class AdZoneModel:
    sizes: Words
    columns: str = "1-12"
    foot: Expression = "63"
    top: Expression = ""
    optional: bool = False


@model
class RuleModel:
    line: Expression
    columns: str = "1-12"
    ink: str = "svart"
    weight_pt: float = 0.5


@model
class TemplateModel:
    """One page, or a spread of two, shared by stories, ads and notes."""

    title: str
    pages: int = 1
    side: Literal["", "left", "right"] = ""
    cost: float = 0.0
    mirror: Literal["", "left", "right"] = key("Columns are turned round on pages of this side")
    flex: dict[str, FlexModel] = key(default={})
    ads: list[AdZoneModel] = key(default=[])
    note_columns: str = "1-12"
    note_foot: Expression = "63"
    note_page: int = 1
    rules: list[RuleModel] = key(default=[])
    zones: dict[str, ZoneModel] = key(default={})


@model
class PressModel:
    """How the pages are printed, and what a file for the printer must keep to."""

    profile: str = key("ICC profile in the layout's folder; without one, that of FOGRA39", "")
    condition: str = key("The printing condition's name in the registry", "FOGRA39")
    registry: str = key("Who registered it", "http://www.color.org")
    info: str = key("The condition in words", "Coated FOGRA39 (ISO 12647-2:2004)")
    ink_limit: float = key("Most ink at one place, percent of 400", 300)
    ppi: int = key("Pixels an inch that pictures are brought down to", 300)


@model
class ScreenModel:
    """The edition that is read on screens."""

    ppi: int = key("Pixels an inch that pictures are brought down to", 150)
    quality: int = key("Quality of their JPEGs, 1 to 95", 82)


@model
class DesignModel:
    """layout.yaml"""

    page: PageModel = PageModel()
    press: PressModel = PressModel()
    screen: ScreenModel = ScreenModel()
    grid: GridModel
    fonts: dict[str, str] = key("Other names for families", {})
    swatches: dict[str, list[float]] = must("Name: [C, M, Y, K] in percent")
    accent: str = must("Swatch of squares, kickers and marks")
    styles: dict[str, StyleModel]
    boxes: dict[str, BoxModel] = key(default={})
    sections: dict[str, SectionModel]
    kinds: dict[str, str] = must("Story kind: section")
    modules: dict[str, ModuleModel]
    words: dict[str, dict[str, str]] = must("The layout's own words, by language")
    marks: dict[str, float] = key("Lengths of squares, in mm", {})
    kicker_gaps: dict[str, float] = key("Lines from a kicker to the headline, by its style", {})
    panel: str = key("Ground of the chart that stands on a panel", "sand")
    panel_inset_mm: float = 4.2
    charts: Look = key("Look of the charts", {})
    furniture_inks: dict[str, str] = key("Swatches: header-rule, chip, panel, cover", {})
    furniture: dict[str, float] = key(default={})
    cover: dict[str, float] = key(default={})
    contents: dict[str, float] = key(default={})
    sequence: dict[str, int] = key(default={})


def module_sizes(design: DesignModel) -> dict[str, tuple[float, float, bool]]:
    """Width and height of every ad module in points, and whether it runs to the edge."""
    return {
        name: (mm_to_pt(module.width_mm), mm_to_pt(module.height_mm), module.bleeds)
        for name, module in design.modules.items()
    }
