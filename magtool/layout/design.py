"""A design as data: what stands in ``layouts/<name>/``, checked but not yet turned to points.

Lengths are millimetres where the name ends in ``_mm`` and points where it ends in ``_pt`` or
says so; line numbers count the baseline grid. Everything an art director may want to change
is here, and nothing of it is in the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Expression = str
"""A line number as a sum: see `magtool.layout.expressions`."""


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _with_numbers(value: Any) -> Any:
    """Scalars arrive as text; what reads as a number becomes one."""
    if isinstance(value, Mapping):
        return {str(key): _with_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_numbers(item) for item in value]
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


Look = Annotated[dict[str, Any], BeforeValidator(_with_numbers)]
Words = Annotated[
    list[str],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Model(BaseModel):
    """Unknown keys are faults; scalars arrive as text and are turned to what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageModel(Model):
    width_mm: float = Field(210, description="Trim width")
    height_mm: float = Field(297, description="Trim height")
    bleed_mm: float = Field(3, description="Bleed on all four sides")


class GridModel(Model):
    columns: int = 12
    left_mm: float = 12
    gutter_mm: float = 5
    unit_mm: float = Field(description="Width of one column")
    lines: int = Field(63, description="Baselines on a page")
    first_mm: float = Field(24, description="First baseline from the trim's head")
    leading_pt: float = Field(11.5, description="Distance of baselines")
    cap_mm: float = Field(2.13, description="Tops of things stand so far over a baseline")
    runaround_mm: float = Field(36, description="Least measure of text beside a thing")
    beside_mm: float = Field(4, description="Air between text and a thing beside it")


class StyleModel(Model):
    like: str = Field("", description="Style that this one takes its missing values from")
    family: str | None = None
    regular: str | None = Field(None, description="Face of the family for plain words")
    italic: str | None = None
    bold: str | None = None
    size: float | None = Field(None, description="Points")
    leading: float | None = Field(None, description="Grid lines from baseline to baseline")
    ink: str | None = None
    align: Literal["justify", "left", "balance", "right"] | None = None
    indent_mm: float | None = None
    case: Literal["", "caps"] | None = None
    tracking: float | None = Field(None, description="Points after every letter")
    space: float | None = Field(None, description="Natural word space, em")
    stretch: float | None = None
    shrink: float | None = None
    letter_budget: float | None = Field(None, description="Tracking may give ± so many em")
    scale_budget: float | None = Field(None, description="Glyphs may be widened ± this share")
    hyphenate: bool | None = None
    hang: bool | None = None
    hyphen_before: int | None = Field(None, description="Fewest letters before a hyphen")
    hyphen_after: int | None = Field(None, description="Fewest letters after a hyphen")
    hyphen_penalty: float | None = Field(None, description="What breaking a word costs")
    seam_penalty: float | None = Field(None, description="The same at a compound's seam")
    short_penalty: float | None = Field(None, description="The same beside only two letters")
    max_ladder: int | None = Field(None, description="Hyphenated lines in a row")
    above: float | None = Field(None, description="White lines above, none at a column's head")
    below: float | None = None
    keep_next: int | None = Field(None, description="Lines of the next paragraph kept with it")


class BoxModel(Model):
    """One look of box. Styles by name; a missing one means the part is not shown."""

    fill: str = ""
    bar: str = Field("", description="Ink of the bar at its head")
    bar_mm: float = 1.3
    inset_mm: float = 4.2
    head_mm: float = Field(0, description="From the box's head to the first label's cap top")
    foot_mm: float = Field(0, description="Air under the last line")
    label: str = ""
    title: str = ""
    text: str = ""
    numeral: str = ""
    hang_mm: float = Field(0, description="Where the text beside a numeral begins")
    number_hang_mm: float = Field(0, description="The same where all numerals just count")
    rule: str = Field("", description="Ink of the rule between rows")
    rule_pt: float = 0.4
    row: float = Field(0, description="Least lines from row to row")
    row_max: float = Field(0, description="Most lines from row to row, when it must fill out")
    note: str = ""
    source: str = ""
    value: str = Field("", description="Style of what stands after — in an item, right-aligned")
    badge: str = Field("", description="Ink of the round badge before the title")
    badge_mm: float = 5.2
    badge_text: str = "i"
    badge_style: str = ""
    gap: float = Field(0, description="Least lines of white over and under a rule between voices")
    square: str = Field("", description="Ink of the square before the label")
    title_mm: float = Field(7, description="From the label's baseline to the title's first")
    text_mm: float = Field(7.5, description="From the head's last baseline to text or first rule")
    drop_mm: float = Field(4.2, description="From a rule to the first baseline of its row")
    tail_mm: float = Field(2.9, description="From ruled rows' end to the foot or the note")
    source_mm: float = Field(5.4, description="From a voice's last baseline to its source")


class SectionModel(Model):
    ink: str
    name: dict[str, str] = Field(description="The section's name by language")
    theme: dict[str, str] = Field(default_factory=dict, description="When the story has no tag")
    paid: bool = False
    caps: bool = False
    kicker_ink: str = Field("", description="Ink of the kicker's words; the accent when empty")
    square_ink: str = Field("", description="Ink of the kicker's square; the accent when empty")
    label: bool = Field(True, description="Has a heading of its own in the contents")


class ModuleModel(Model):
    """An ad size. ``lines`` and ``columns`` are the room it takes on the grid."""

    width_mm: float
    height_mm: float
    columns: int
    lines: int
    page: bool = Field(False, description="Takes a whole page of its own")
    bleeds: bool = Field(False, description="Runs over the trim")
    bleed_mm: float = Field(3, description="Ink wanted outside the trim")


class FlexModel(Model):
    """A line that may move: ``best`` is wished, each line away from it costs ``cost``."""

    best: Expression
    low: Expression
    high: Expression
    step: int = 1
    cost: float = 0.15


class StandfirstModel(Model):
    columns: str
    top: Expression = Field("", description="First line; under the headline when empty")
    gap: float = 2.0
    min_lines: int = 1


class ElementModel(Model):
    """One thing on the page. Exactly one of the first group says what it is."""

    head: Words | None = Field(None, description="Headline styles, best first")
    picture: int | None = Field(None, description="Which of the story's images, from 1")
    quote: str | None = Field(None, description="Pull quote in this style")
    box: Words | None = Field(None, description="Box roles, e.g. factbox, advice, info")
    chart: int | None = Field(None, description="Which of the story's charts, from 1")
    continued: str | None = Field(None, description="Continuation head in this headline style")
    notices: int | None = Field(None, description="Column of notices; least lines of its picture")
    # where
    id: str = Field("", description="Name by which later expressions know it")
    page: int = Field(1, description="Of the template's pages, from 1")
    columns: str = "1-12"
    top: Expression = Field("", description="First line: its cap height is the thing's top")
    foot: Expression = Field("", description="Last line: its baseline is the thing's foot")
    between: str = Field("", description="Text columns that a quote straddles, as 1-2")
    bleed: Words = Field(default_factory=list, description="head, foot, left, right, outer, inner")
    spread: bool = Field(False, description="One picture over both pages")
    # how
    max_lines: int = Field(2, description="Most headline lines")
    kicker: bool = True
    standfirst: StandfirstModel | None = None
    byline: Literal["under", "end", "none"] = "end"
    text_gap: float = Field(2, description="Lines from the head's last baseline to the text")
    caption: str = Field("", description="Columns of the caption when not the picture's")
    caption_page: int = 0
    panel: bool = Field(False, description="A chart on a ground of its own")
    grow: Expression = Field("0", description="Lines a box is made taller than its text needs")
    air: int = Field(1, description="Empty lines to the text above or below")


class BodyModel(Model):
    page: int = 1
    columns: str = "1-12"
    top: Expression = "top"
    foot: Expression = "bottom"


class TakesModel(Model):
    """What a zone is made for. ``kinds`` is a taste; the rest are limits."""

    kinds: Words = Field(default_factory=list)
    words: str = Field("0-9999", description="Words of running text it can hold, about")
    images: str = "0-9"
    charts: str = "0-9"
    boxes: str = Field("0-9", description="Boxes that need a place: all but pull quotes and notes")
    company: str = Field("", description="full or half: a paid page")


class ZoneModel(Model):
    """A part of the page (or spread) that one story owns."""

    takes: TakesModel = TakesModel()
    columns: str = "1-12"
    top: Expression = "1"
    bottom: Expression = "bottom"
    text_columns: int = Field(4, description="Grid columns in one text column: 3 or 4")
    opening: Literal["square", "drop-cap", "none"] = "square"
    end_mark: bool = True
    jump: int = Field(0, description="May jump, with at least so many words carried over")
    jump_to: bool = Field(False, description="Takes what another page carried over")
    flex: dict[str, FlexModel] = Field(default_factory=dict)
    place: list[ElementModel] = Field(default_factory=list)
    body: list[BodyModel] = Field(default_factory=list)
    body_style: str = "body"
    rank: int = Field(1, description="1 is the page's lead")
    vertical_rule: str = Field("", description="Ink of a hairline at its left edge")


class AdZoneModel(Model):
    sizes: Words
    columns: str = "1-12"
    foot: Expression = "63"
    top: Expression = ""
    optional: bool = False


class RuleModel(Model):
    line: Expression
    columns: str = "1-12"
    ink: str = "svart"
    weight_pt: float = 0.5


class TemplateModel(Model):
    """One page, or a spread of two, shared by stories, ads and notes."""

    title: str
    pages: int = 1
    side: Literal["", "left", "right"] = ""
    cost: float = 0.0
    mirror: Literal["", "left", "right"] = Field(
        "", description="Columns are turned round on pages of this side"
    )
    flex: dict[str, FlexModel] = Field(default_factory=dict)
    ads: list[AdZoneModel] = Field(default_factory=list)
    note_columns: str = "1-12"
    note_foot: Expression = "63"
    note_page: int = 1
    rules: list[RuleModel] = Field(default_factory=list)
    zones: dict[str, ZoneModel] = Field(default_factory=dict)


class DesignModel(Model):
    """layout.yaml"""

    page: PageModel = PageModel()
    grid: GridModel
    fonts: dict[str, str] = Field(default_factory=dict, description="Other names for families")
    swatches: dict[str, list[float]] = Field(description="Name: [C, M, Y, K] in percent")
    accent: str = Field(description="Swatch of squares, kickers and marks")
    styles: dict[str, StyleModel]
    boxes: dict[str, BoxModel] = Field(default_factory=dict)
    sections: dict[str, SectionModel]
    kinds: dict[str, str] = Field(description="Story kind: section")
    modules: dict[str, ModuleModel]
    words: dict[str, dict[str, str]] = Field(description="The layout's own words, by language")
    marks: dict[str, float] = Field(default_factory=dict, description="Lengths of squares, in mm")
    kicker_gaps: dict[str, float] = Field(
        default_factory=dict, description="Lines from a kicker to the headline, by its style"
    )
    panel: str = Field("sand", description="Ground of the chart that stands on a panel")
    panel_inset_mm: float = 4.2
    charts: Look = Field(default_factory=dict, description="Look of the charts")
    furniture_inks: dict[str, str] = Field(
        default_factory=dict, description="Swatches: header-rule, chip, panel, cover"
    )
    furniture: dict[str, float] = Field(default_factory=dict)
    cover: dict[str, float] = Field(default_factory=dict)
    contents: dict[str, float] = Field(default_factory=dict)
    sequence: dict[str, int] = Field(default_factory=dict)
