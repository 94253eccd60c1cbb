"""A box's list items as rows: numerals, facts with a big figure, dashes, values at the right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from magtool.edition import Paragraph, Run
from magtool.layout.boxes.stacking import Part, cut_runs
from magtool.layout.design import BoxModel
from magtool.layout.kit import Kit
from magtool.layout.setting import line_width, one_line, parted, right_line, set_paragraph
from magtool.measure import mm_to_pt
from magtool.page import Op

FIGURE_LENGTH = 10
"""Characters that a strong lead-in may have to be shown as a big figure: "27 %", "4 tim"."""

_VALUE = re.compile(r"[ \u00a0]—[ \u00a0](?P<value>[^—]+)$")
_DASH = "–"
_DASH_HANG_MM = 3.0
_LEAD_GAP_MM = 2.4
_VALUE_GAP_MM = 3.0
_VALUE_SHARE = 1 / 3
"""A value wider than this share of the measure is text: it would leave its item no room."""


@dataclass(frozen=True, slots=True)
class Item:
    """A list item taken apart. ``form`` is "number", "figure" or "dash".

    ``whole`` is the text as it stands when the value has no room at the right.
    """

    form: str
    lead: str
    runs: tuple[Run, ...]
    value: str = ""
    whole: tuple[Run, ...] = ()


def read_item(paragraph: Paragraph, model: BoxModel) -> Item:
    """What an item's words ask for, as far as the look has styles for it."""
    runs, value = paragraph.runs, ""
    match = _VALUE.search(paragraph.text) if model.value else None
    if match is not None:
        value = match["value"].strip()
        runs = cut_runs(runs, 0, match.start())
    whole = paragraph.runs
    if paragraph.number:
        return Item("number", str(paragraph.number), runs, value, whole)
    if model.numeral and _opens_with_figure(runs):
        return Item("figure", runs[0].text.strip(), _after(runs), value, _after(whole))
    return Item("dash", _DASH, runs, value, whole)


def _opens_with_figure(runs: Sequence[Run]) -> bool:
    """Whether the item opens with a short strong word that isn't a phrase of its own."""
    if len(runs) < 2 or not runs[0].strong:
        return False
    lead = runs[0].text.strip()
    return 0 < len(lead) <= FIGURE_LENGTH and lead[-1] not in ".:,;!?"


def _after(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs after the first, without the space that parts them from it."""
    first = replace(runs[1], text=runs[1].text.lstrip(" \u00a0"))
    return (first, *runs[2:]) if first.text else tuple(runs[2:])


def set_rows(
    kit: Kit, items: Sequence[Item], model: BoxModel, left: float, width: float
) -> list[Part]:
    """The items as parts from ``left``, ``width`` wide: texts hang under one another."""
    hang = _hang(kit, items, model)
    room = (width - hang) * _VALUE_SHARE
    values = [line_width(kit, item.value, model.value) if item.value else 0.0 for item in items]
    column = max((value for value in values if value <= room), default=0.0)
    measure = width - hang - (column + mm_to_pt(_VALUE_GAP_MM) if column else 0.0)
    parts = []
    for item, value in zip(items, values, strict=True):
        shown = item if value <= room else replace(item, runs=item.whole, value="")
        parts.append(_row(kit, shown, model, (left, hang, width, measure)))
    return parts


def _hang(kit: Kit, items: Sequence[Item], model: BoxModel) -> float:
    """Where the items' texts begin, so that the widest numeral keeps clear of them."""
    if all(item.form == "dash" for item in items):
        return mm_to_pt(_DASH_HANG_MM)
    widest = max(line_width(kit, item.lead, _lead_style(item, model)) for item in items)
    figures = any(item.form == "figure" for item in items)
    hang = model.hang_mm if figures or not model.number_hang_mm else model.number_hang_mm
    return max(mm_to_pt(hang), widest + mm_to_pt(_LEAD_GAP_MM))


def _lead_style(item: Item, model: BoxModel) -> str:
    return model.text if item.form == "dash" else model.numeral or model.text


def _row(kit: Kit, item: Item, model: BoxModel, frame: tuple[float, float, float, float]) -> Part:
    left, hang, width, measure = frame
    text = set_paragraph(kit, item.runs, model.text, measure)
    # A figure stands on the second line of its text, where the mass of both is level.
    second = text.leading if item.form == "figure" else 0.0
    first = second if text.count == 1 else 0.0
    lead = parted(kit, one_line(kit, item.lead, _lead_style(item, model), left, second))
    ops: list[Op] = [*lead, *text.at(left + hang, first)]
    if item.value:
        ops = [*lead, *parted(kit, text.at(left + hang, first))]
        ops += right_line(kit, item.value, model.value, left + width, first)
    kind = "dash" if item.form == "dash" else "row"
    depth = max(second, first + text.depth)
    # A big figure is a word of its item: "27 % fler".
    label = 0 if item.form == "figure" else len(lead)
    return Part(kind, tuple(ops), depth, model.text, (), text.overfull, label)
