"""How charts look: every face, size, ink and distance that the art direction decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import cast

from magtool.measure import MM, Ink

Spring = tuple[float, float, float]
"""A distance's least, preferred and greatest size."""


@dataclass(frozen=True, slots=True)
class Style:
    """One kind of line. ``size``, ``leading`` (baseline to baseline) and ``tracking`` in points."""

    face: str
    size: float
    leading: float
    ink: Ink
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class ChartLook:
    """The charts of one layout. Points, but where a field says grid lines, percent or share."""

    header: Style
    question: Style
    label: Style
    label_strong: Style
    value: Style
    """Figures after a bar's end; ``value_strong`` those of highlighted rows and of lines."""
    value_strong: Style
    pair_value: Style
    segment_value: Style
    """Figures inside a bar; their ink gives way to white on a dark segment."""
    segment_value_strong: Style
    total: Style
    """The sum of a scale's good half."""
    legend: Style
    date: Style
    note: Style
    big: Style
    big_percent: Style
    claim: Style
    margin: Style

    strong: Ink
    """Yes, the highlighted rows, the first group, the best step of a scale."""
    second: Ink
    soft: Ink
    soft_second: Ink
    alarm: Ink
    unsure: Ink
    faint: Ink
    axis: Ink

    head_rule: float
    hairline: float
    first_baseline: float
    """From the top edge of the head rule to the header's first baseline."""
    panel_first_baseline: float
    """The same where a panel's edge is the top."""
    panel_foot: float
    """Kept free under the last row of a panel."""
    question_drop: float
    """From the header's last baseline to the question's first."""
    swatch: float
    swatch_gap: float
    legend_gap: float
    """Between two entries of the legend on one line."""
    segment_gap: float
    figure_inset: float
    label_gap: float
    """Between a label and the bar to its right."""
    value_gap: float
    likert_bar: float
    likert_label_drop: float
    """From a label's last baseline to the bar under it."""
    ranked_bar: float
    pair_bar: float
    pair_gap: float
    pair_label_drop: float
    yes_no_bar: float
    names_drop: float
    """From the foot of the yes-no bar to the baseline of the names."""
    percent_gap: float
    claim_drop: float
    """From the big figure's baseline to that of "svarar ja"."""
    margin_drop: float
    side_claim_drop: float
    """The same drop where height is dear: beside the bar, or in a low box."""
    side_gap: float
    """Between the big figure and the bar where they stand side by side."""
    side_by_side: float
    """The least width for that."""
    curve: float
    dot: float
    """Diameter of a line's end points."""
    date_drop: float
    """From the zero line to the baseline of the dates."""

    head_air: Spring
    """Grid lines from the question's last baseline to what follows."""
    legend_air: Spring
    """Grid lines from the legend's foot to the first row."""
    big_air: Spring
    bar_air: Spring
    note_air: Spring
    ranked_pitch: Spring
    """Grid lines from one row to the next, labels of one line; so ``likert_pitch``."""
    likert_pitch: Spring
    pair_pitch: Spring
    """The same for rows of two bars; each bar more adds its own height."""
    plot_height: Spring
    """Grid lines that a trend's lines may take."""

    grid_line: float = 11.5
    label_share: float = 0.46
    """Most of the width that labels beside bars may take."""
    least_segment: float = 6.0
    """Percent under which a segment's figure is left out of a scale."""


def read_look(values: Mapping[str, object], inks: Mapping[str, Ink]) -> ChartLook:
    """A look from plain data: lengths in points, or in millimetres under a key ending ``_mm``.

    Styles are mappings, springs lists of three numbers, inks names found in ``inks``.
    Raises ValueError naming the keys that are missing or unknown.
    """
    plain = {key.removesuffix("_mm"): _scaled(key, value) for key, value in values.items()}
    wanted = {field.name: field for field in fields(ChartLook)}
    must = {name for name, field in wanted.items() if field.default is MISSING}
    if wrong := sorted((must - plain.keys()) | (plain.keys() - wanted.keys())):
        raise ValueError(f"chart look: missing or unknown {', '.join(wrong)}")
    kinds = {name: str(field.type) for name, field in wanted.items()}
    return ChartLook(**{k: _read(kinds[k], v, inks) for k, v in plain.items()})  # type: ignore[arg-type]


def _scaled(key: str, value: object) -> object:
    return cast(float, value) * MM if key.endswith("_mm") else value


def _read(kind: str, value: object, inks: Mapping[str, Ink]) -> object:
    match kind:
        case "Style":
            style = dict(cast(Mapping[str, object], value))
            return Style(**{**style, "ink": inks[str(style["ink"])]})  # type: ignore[arg-type]
        case "Ink":
            return inks[str(value)]
        case "Spring":
            least, preferred, greatest = cast(tuple[float, float, float], value)
            return (float(least), float(preferred), float(greatest))
    return float(cast(float, value))
