"""What stands in a box, set: its label, title and badge, and its text by what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from magtool.edition import Box, Paragraph, Run
from magtool.layout.boxes.rows import read_item, set_rows
from magtool.layout.boxes.spacing import cap_height
from magtool.layout.boxes.stacking import Part
from magtool.layout.design import BoxModel
from magtool.layout.kit import Kit
from magtool.layout.setting import as_written, line_width, one_line, set_paragraph, square
from magtool.measure import mm_to_pt
from magtool.page import Op, Path

_WORDS = {"factbox": "fact", "advice": "advice", "voices": "voices"}
"""Boxes that bear the language's word for them when the writer gave no label."""

_BADGE_GAP_MM = 2.3


def set_label(kit: Kit, box: Box, model: BoxModel, left: float, width: float) -> Iterator[Part]:
    """The box's label, behind the square if the look has one; nothing where it has no label."""
    words = box.label
    if not words and model.label and box.role in _WORDS:
        words = kit.word(_WORDS[box.role])
    if not words:
        return
    style = model.label or model.title or model.text
    under: tuple[Op, ...] = ()
    if model.square:
        under = (square(left, 0.0, kit.mark("square"), kit.inks[model.square]),)
        left, width = left + kit.mark("kicker_text"), width - kit.mark("kicker_text")
    lines = set_paragraph(kit, [Run(words)], style, width)
    ops = as_written(lines.at(left, 0.0), words)
    yield Part("label", ops, lines.depth, style, under, lines.overfull)


def set_title(kit: Kit, box: Box, model: BoxModel, left: float, width: float) -> Iterator[Part]:
    """The box's title, beside the badge if the look has one; nothing where it has no title."""
    if not box.title:
        return
    style = model.title or model.label or model.text
    under: tuple[Op, ...] = ()
    if model.badge:
        under = _badge(kit, model, left, cap_height(kit, style) / 2)
        hang = mm_to_pt(model.badge_mm + _BADGE_GAP_MM)
        left, width = left + hang, width - hang
    lines = set_paragraph(kit, box.title, style, width)
    yield Part("title", lines.at(left, 0.0), lines.depth, style, under, lines.overfull)


def _badge(kit: Kit, model: BoxModel, left: float, rise: float) -> tuple[Op, ...]:
    """A disc whose middle is ``rise`` over the baseline 0, with its sign in the middle."""
    radius = mm_to_pt(model.badge_mm) / 2
    x, y = left + radius, -rise
    disc = Path(_circle(x, y, radius), fill=kit.inks[model.badge])
    style = model.badge_style or model.text
    sign_x = x - line_width(kit, model.badge_text, style) / 2
    sign_y = y + cap_height(kit, style) / 2
    return disc, *one_line(kit, model.badge_text, style, sign_x, sign_y)


def _circle(x: float, y: float, r: float) -> tuple[tuple[str | float, ...], ...]:
    # Four cubics whose handles are this share of the radius stay within 0.03 % of a circle.
    k = 0.5523 * r
    return (
        ("M", x + r, y),
        ("C", x + r, y + k, x + k, y + r, x, y + r),
        ("C", x - k, y + r, x - r, y + k, x - r, y),
        ("C", x - r, y - k, x - k, y - r, x, y - r),
        ("C", x + k, y - r, x + r, y - k, x + r, y),
        ("Z",),
    )


def read_body(
    kit: Kit, content: Sequence[Paragraph], model: BoxModel, left: float, width: float
) -> list[Part]:
    """All text under the head. What its paragraphs are decides the form, not the box's role."""
    last_item = max((i for i, p in enumerate(content) if p.role == "item"), default=-1)
    parts: list[Part] = []
    for is_item, group in groupby(enumerate(content), lambda pair: pair[1].role == "item"):
        members = list(group)
        if is_item:
            items = [read_item(paragraph, model) for _, paragraph in members]
            parts += set_rows(kit, items, model, left, width)
            continue
        for i, paragraph in members:
            after = content[i + 1] if i + 1 < len(content) else None
            note = bool(model.note) and 0 <= last_item < i
            quoted = bool(model.gap) and after is not None and after.role == "source"
            kind = _kind(paragraph, note, quoted)
            style = {"note": model.note, "source": model.source}.get(kind) or model.text
            lines = set_paragraph(kit, paragraph.runs, style, width)
            ops = lines.at(left, 0.0)
            parts.append(Part(kind, ops, lines.depth, style, (), lines.overfull))
    return parts


def _kind(paragraph: Paragraph, note: bool, quoted: bool) -> str:
    if paragraph.role == "source":
        return "source"
    if note:
        return "note"
    if quoted:
        return "voice"
    if all(run.strong or not run.text.strip() for run in paragraph.runs):
        return "strong"
    return "text"
