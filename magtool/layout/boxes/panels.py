"""Boxes with a look from the design: ground, head, rows or text, spread to fill their place."""

from __future__ import annotations

import math

from magtool.edition import Box, plain
from magtool.layout.boxes.parts import read_body, set_label, set_title
from magtool.layout.boxes.spacing import first_step, following_step, foot_gap, opening_step
from magtool.layout.boxes.stacking import BoxSetting, Part, Stack
from magtool.layout.design import BoxModel
from magtool.layout.kit import Kit
from magtool.layout.setting import block
from magtool.measure import Rect, mm_to_pt, pt_to_mm
from magtool.page import Block, Fill, Op, Rule, moved

_ROLES = {
    "label": "box-label",
    "title": "box-title",
    "row": "box-item",
    "dash": "box-item",
    "text": "box-text",
    "strong": "box-text",
    "voice": "box-text",
    "source": "source",
    "note": "box-note",
}


def natural_height(kit: Kit, box: Box, look: str, width: float) -> float:
    """Least height of the box, points: all its white as narrow as the look allows."""
    return _stack(kit, box, kit.box(look), width).height(0.0)


def greatest_height(kit: Kit, box: Box, look: str, width: float) -> float:
    """Height beyond which the box looks empty: rows at their widest, or two lines of white."""
    stack = _stack(kit, box, kit.box(look), width)
    if any(step.part.kind in ("row", "voice") for step in stack.steps):
        return stack.height(1.0)
    return stack.height(0.0) + 2 * kit.grid.leading


def set_box(kit: Kit, box: Box, look: str, width: float, height: float, owner: str) -> BoxSetting:
    """The box set to fill ``width`` by ``height`` exactly.

    Where the height is less than the natural one the box keeps that, with a fault.
    """
    model = kit.box(look)
    stack = _stack(kit, box, model, width)
    name = plain(box.title) or box.label or box.role
    faults = []
    natural = stack.height(0.0)
    if height < natural - 0.01:
        short = math.ceil(pt_to_mm(natural - height))
        faults.append(f"the box ”{name}” needs {short} mm more height than its place has")
    if any(step.part.overfull for step in stack.steps):
        faults.append(f"the box ”{name}” has a word wider than its measure")
    return _painted(kit, stack, model, (width, max(height, natural)), owner, tuple(faults))


def _stack(kit: Kit, box: Box, model: BoxModel, width: float) -> Stack:
    """The box's parts, each with the white over it."""
    inset = mm_to_pt(model.inset_mm)
    inner = width - 2 * inset
    head = [*set_label(kit, box, model, inset, inner), *set_title(kit, box, model, inset, inner)]
    parts = [*head, *read_body(kit, box.content, model, inset, inner)]
    steps = []
    before: Part | None = None
    for number, part in enumerate(parts):
        if before is None:
            steps.append(first_step(kit, model, part))
        elif number == len(head):
            steps.append(opening_step(model, part))
        else:
            steps.append(following_step(kit, model, before, part))
        before = part
    return Stack(tuple(steps), foot_gap(kit, model, before), len(head), open=not model.fill)


def _painted(
    kit: Kit,
    stack: Stack,
    model: BoxModel,
    size: tuple[float, float],
    owner: str,
    faults: tuple[str, ...],
) -> BoxSetting:
    """The stack's parts at their places, with ground and rules as the first block."""
    width, height = size
    inset = mm_to_pt(model.inset_mm)
    ground: list[Op] = []
    if model.fill:
        ground.append(Fill(Rect(0.0, 0.0, width, height), kit.inks[model.fill]))
    if model.bar:
        ground.append(Fill(Rect(0.0, 0.0, width, mm_to_pt(model.bar_mm)), kit.inks[model.bar]))
    blocks: list[Block] = []
    for step, y, rule_y in stack.placed(height):
        part = step.part
        ground += (moved(op, 0.0, y) for op in part.under)
        if step.rule:
            ink = kit.inks[model.rule]
            ground.append(Rule(inset, rule_y, width - inset, rule_y, model.rule_pt, ink))
        ops = [moved(op, 0.0, y) for op in part.ops]
        blocks.append(block(_ROLES[part.kind], owner, ops, label=part.label))
    if ground:
        blocks.insert(0, block("box-ground", owner, ground))
    return BoxSetting(tuple(blocks), height, faults)
