"""The white in a box: from each part to the next, by what the two are."""

from __future__ import annotations

from magtool.layout.boxes.stacking import Gap, Part, RulePlace, Step
from magtool.layout.design import BoxModel
from magtool.layout.kit import Kit
from magtool.measure import mm_to_pt

_RULE_CLEAR_MM = 2.6
"""Least white from a row's last baseline to the next rule: a descender and then 1.5 mm."""

_ROW_LINES = 1.5
"""Least lines from a row's last baseline to the next row where no rule parts them."""

_NOTE_LINES = 1.75
_ITEM_AIR = (0.25, 0.9)
_TEXT_AIR = (0.5, 1.0)
"""Lines of white between dashed items and between paragraphs: least and most."""


def cap_height(kit: Kit, style: str) -> float:
    """Height of a style's capitals, points."""
    resolved = kit.styles[style]
    return kit.faces.cap_height(resolved.faces.regular, resolved.size)


def first_step(kit: Kit, model: BoxModel, part: Part) -> Step:
    """From the box's top: to the capitals' top in a ground, to the grid's first line without."""
    rise = cap_height(kit, part.style) if model.fill else kit.grid.cap
    return Step(part, _fixed(mm_to_pt(model.head_mm) + rise))


def opening_step(model: BoxModel, part: Part) -> Step:
    """From label and title to the first part under them, with the first rule of ruled rows."""
    white = mm_to_pt(model.text_mm)
    if part.kind == "row" and model.rule:
        drop = mm_to_pt(model.drop_mm)
        return Step(part, _fixed(white + drop), "over", drop)
    return Step(part, _fixed(white))


def following_step(kit: Kit, model: BoxModel, before: Part, part: Part) -> Step:
    """From one part to the next."""
    line = kit.grid.leading
    leading = kit.styles[part.style].leading
    match before.kind, part.kind:
        case _, "title":
            return Step(part, _fixed(mm_to_pt(model.title_mm)))
        case _, "row":
            return _row_step(kit, model, before, part)
        case "row", "note":
            return Step(part, _row_end(kit, model, before, _NOTE_LINES * line))
        case _, "voice":
            capitals = cap_height(kit, part.style)
            low = 2 * model.gap * line + capitals
            rule: RulePlace = "between" if model.rule and before.kind == "source" else ""
            return Step(part, Gap(low, max(low, model.row_max * line)), rule, capitals)
        case _, "source":
            return Step(part, _fixed(mm_to_pt(model.source_mm)))
        case "strong", _:
            return Step(part, _fixed(leading))
        case "dash", "dash":
            low_air, high_air = _ITEM_AIR
        case _:
            low_air, high_air = _TEXT_AIR
    return Step(part, Gap(leading + low_air * line, leading + high_air * line))


def _row_step(kit: Kit, model: BoxModel, before: Part, part: Part) -> Step:
    """Rows stand at one pitch, whether they have one line or two."""
    line = kit.grid.leading
    drop = mm_to_pt(model.drop_mm) if model.rule else 0.0
    least = mm_to_pt(_RULE_CLEAR_MM) + drop if model.rule else _ROW_LINES * line
    rule: RulePlace = "over" if model.rule else ""
    if before.kind != "row":
        return Step(part, Gap(least, least + line), rule, drop)
    low, high = _pitch(kit, model)
    return Step(part, Gap(low - before.depth, high - before.depth, least), rule, drop)


def _pitch(kit: Kit, model: BoxModel) -> tuple[float, float]:
    line = kit.grid.leading
    return model.row * line, max(model.row, model.row_max) * line


def _row_end(kit: Kit, model: BoxModel, row: Part, least: float) -> Gap:
    """From a row's last baseline to what stands under all rows.

    The last of ruled rows has the white of the others under it, as if one more rule followed.
    """
    if not model.rule:
        return _fixed(least)
    low, high = _pitch(kit, model)
    used = mm_to_pt(model.drop_mm) + row.depth - mm_to_pt(model.tail_mm)
    return Gap(low - used, high - used, least)


def foot_gap(kit: Kit, model: BoxModel, last: Part | None) -> Gap:
    """From the last baseline to the box's foot."""
    foot = mm_to_pt(model.foot_mm)
    return _row_end(kit, model, last, foot) if last and last.kind == "row" else _fixed(foot)


def _fixed(height: float) -> Gap:
    return Gap(height, height)
