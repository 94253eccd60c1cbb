"""Pictures, quotes, boxes, charts and notices: what stands in or beside a story's columns."""

from __future__ import annotations

import math

from magtool.chart import height_range
from magtool.edition import Box, Chart, Run, Survey
from magtool.layout.board import AFTER, GROUND, Board
from magtool.layout.boxes import (
    BoxSetting,
    natural_height,
    notices_lines,
    set_box,
    set_notices,
    set_quote,
)
from magtool.layout.charts import chart_look, drawn_chart
from magtool.layout.content import droppable
from magtool.layout.design import ElementModel
from magtool.layout.pictures import alt_of, crop_to
from magtool.layout.setting import as_written, block, set_paragraph, shifted
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, Picture, moved

_CROP_COST = 10.0
_LEAST_PICTURE = 8
_LOW_PICTURE = 5.0
_QUOTE_COST = 10.0
_BOX_COST = 14.0
_LOOKS = {"factbox": "factbox", "advice": "advice", "list": "list", "info": "info"}


def place_picture(board: Board, element: ElementModel) -> None:
    """One of the story's images with its caption.

    Names given, by the element's id (or ``picture``): ``.foot``, and ``.resume``, the line on
    which text goes on below. Without the image: as if it had no height.
    """
    number = (element.picture or 1) - 1
    name = element.id or "picture"
    top = board.line(element.top, 1.0)
    if number >= len(board.content.images):
        board.values[f"{name}.foot"] = top - 2
        board.values[f"{name}.resume"] = top
        return
    board.images_used.add(number)
    foot = board.line(element.foot)
    x0, x1 = _edges(board, element)
    rect = Rect(x0, board.grid.top(top), x1, board.grid.baseline(foot))
    board.cost += _LOW_PICTURE * max(0.0, _LEAST_PICTURE - (foot - top + 1))
    if rect.height < 2 * board.grid.leading:
        board.cost += 1e6
        board.values[f"{name}.foot"], board.values[f"{name}.resume"] = foot, foot + 2
        return
    if element.spread:
        _spread(board, element, number, rect)
        # One picture over the fold keeps text off both pages.
        pages: tuple[int, ...] = (1, 2)
    else:
        bled = board.bled(rect, element.page, element.bleed)
        _picture(board, element.page, number, bled)
        pages = (element.page,)
    board.chip = board.chip or "head" in element.bleed
    lines = _caption(board, element, number, rect)
    resume = foot + (2 if not lines else math.ceil(lines + 1.3))
    board.values[f"{name}.foot"] = foot
    board.values[f"{name}.resume"] = float(resume)
    first = 0.0 if "head" in element.bleed else top - element.air
    for page in pages:
        board.crowd(page, x0, x1, top, foot)
        board.keep_clear(page, (x0, x1), (first, resume - 1), _is_run_around(element))


def _edges(board: Board, element: ElementModel) -> tuple[float, float]:
    """Left and right edge of a thing that has columns of its own or straddles a gutter, points."""
    if not element.between:
        return board.edges(element.columns)
    wide = mm_to_pt(element.width_mm) if element.width_mm else board.length("quote_measure")
    return board.straddling(element.between, wide)


def _measure(left: float, right: float) -> float:
    """Width between two edges; the same to the last digit wherever on the page they lie, so that
    what was set once is found again."""
    return round(right - left, 6)


def _is_run_around(element: ElementModel) -> bool:
    return element.around or bool(element.between)


def _picture(board: Board, page: int, number: int, rect: Rect) -> None:
    """The story's picture of that number, from 0, filling the rectangle."""
    image = board.content.images[number]
    crop = crop_to(image, rect.width, rect.height)
    board.cost += _CROP_COST * (1.0 - _kept(crop))
    _put_picture(board, page, number, Picture(rect, image.file, crop))


def _put_picture(board: Board, page: int, number: int, mark: Picture) -> None:
    alt = alt_of(board.kit, board.content.images[number], board.content.article)
    made = block("picture", board.content.slug, (mark,), alt, part=number + 1)
    board.put(page, GROUND, made)


def _kept(crop: tuple[float, float, float, float]) -> float:
    """Share of the picture that is seen."""
    return (crop[2] - crop[0]) * (crop[3] - crop[1])


def _spread(board: Board, element: ElementModel, number: int, rect: Rect) -> None:
    """The picture's left half on the left page, its right half on the right one."""
    image = board.content.images[number]
    left = board.bled(rect, 1, ("left", *(s for s in element.bleed if s in ("head", "foot"))))
    width = board.grid.page_width
    whole = Rect(left.x0, left.y0, 2 * width + board.grid.bleed, left.y1)
    crop = crop_to(image, whole.width, whole.height)
    board.cost += _CROP_COST * (1.0 - _kept(crop))
    seen = crop[2] - crop[0]
    fold = crop[0] + seen * (width - whole.x0) / whole.width
    halves = (
        Picture(
            Rect(left.x0, left.y0, width, left.y1),
            image.file,
            (crop[0], crop[1], fold, crop[3]),
        ),
        Picture(
            Rect(0.0, left.y0, width + board.grid.bleed, left.y1),
            image.file,
            (fold, crop[1], crop[2], crop[3]),
        ),
    )
    for page, mark in enumerate(halves, start=1):
        _put_picture(board, page, number, mark)


def _caption(board: Board, element: ElementModel, number: int, rect: Rect) -> float:
    """Sets caption and credit under the picture; how many grid lines down the last one is."""
    image, owner, part = board.content.images[number], board.content.slug, number + 1
    if not image.caption and not image.credit:
        return 0.0
    kit, grid = board.kit, board.grid
    page = element.caption_page or element.page
    x, right = board.edges(element.caption) if element.caption else (rect.x0, rect.x1)
    width = _measure(x, right)
    y = rect.y1 + board.length("caption_drop")
    last = y
    if image.caption:
        lines = set_paragraph(kit, image.caption, "caption", width)
        if board.final:
            board.put(page, AFTER, block("caption", owner, lines.at(x, y), part=part))
        last = y + lines.depth
        y = last + lines.leading
    if image.credit:
        lines = set_paragraph(kit, (Run(image.credit),), "credit", width)
        if board.final:
            credit = as_written(lines.at(x, y), image.credit)
            board.put(page, AFTER, block("credit", owner, credit, part=part))
        last = y + lines.depth
    return (last - rect.y1) / grid.leading


def place_quote(board: Board, element: ElementModel) -> None:
    """The story's next pull quote, in a column or over a gutter.

    It is left out where the board goes without pull quotes and its words stand in the text.
    """
    name = element.id or "quote"
    top = board.line(element.top, 1.0)
    board.values.setdefault(f"{name}.foot", top - 2)
    waiting = [i for i in range(len(board.content.quotes)) if i not in board.quotes_used]
    if not waiting:
        return
    quote = board.content.quotes[waiting[0]]
    board.quotes_used.add(waiting[0])
    if "pullquote" in board.without and droppable(quote, board.content.article):
        board.cost += _QUOTE_COST
        board.dropped.append("pullquote")
        return
    grid = board.grid
    x, right = _edges(board, element)
    width = _measure(x, right)
    style = element.quote or "quote-column"
    key = ("quote", quote, style, width, board.content.slug)
    if key not in board.kit.memo:
        board.kit.memo[key] = set_quote(board.kit, quote, style, width, board.content.slug)
    setting: BoxSetting = board.kit.memo[key]
    rows = math.ceil((setting.height - grid.cap) / grid.leading - 0.01) + 1
    if not element.top and element.foot:
        top = board.line(element.foot) - rows + 1
    if board.final:
        blocks = shifted(setting.blocks, x, grid.top(top), part=waiting[0] + 1)
        board.put(element.page, AFTER, *blocks)
    last = top + rows - 1
    board.values[f"{name}.foot"] = last
    board.crowd(element.page, x, right, top, last)
    lines = top - element.air, last + element.air
    board.keep_clear(element.page, (x, right), lines, _is_run_around(element))


def place_box(board: Board, element: ElementModel) -> None:
    """The story's next box of the wanted roles, standing on its foot line (or from its top).

    Names given: ``<id>.top`` and ``<id>.foot`` (id or ``box``); without such a box both lie
    just under the foot line, so that text may run down to it.
    """
    name = element.id or "box"
    found = next(
        (
            (i, b)
            for i, b in enumerate(board.content.boxes)
            if i not in board.boxes_used and b.role in (element.box or [])
        ),
        None,
    )
    foot = board.line(element.foot, 0.0)
    if found is None:
        top = board.line(element.top, foot + 2)
        board.values[f"{name}.top"] = max(top, foot + 2) if foot else top
        board.values[f"{name}.foot"] = foot or top - 2
        return
    index, box = found
    board.boxes_used.add(index)
    if box.optional and "box" in board.without:
        board.cost += _BOX_COST
        board.dropped.append(box.role)
        top = board.line(element.top, foot + 2)
        board.values[f"{name}.top"] = max(top, foot + 2) if foot else top
        board.values[f"{name}.foot"] = foot or top - 2
        return
    columns = board.columns(element.columns)
    grow = int(board.line(element.grow))
    top, foot = _stand(board, index, element, columns, grow)
    board.values[f"{name}.top"], board.values[f"{name}.foot"] = top, foot
    left, right = board.grid.column_left(columns[0]), board.grid.column_right(columns[1])
    board.crowd(element.page, left, right, top, foot)
    board.block_out(element.page, columns, top - element.air, foot + element.air)


def _stand(
    board: Board, number: int, element: ElementModel, columns: tuple[int, int], grow: int
) -> tuple[float, float]:
    """Sets the story's box of that number, from 0; its first and last line."""
    kit, grid, box = board.kit, board.grid, board.content.boxes[number]
    look = _LOOKS.get(box.role, box.role)
    width = grid.width(columns[1] - columns[0] + 1)
    rows = grid.rows(_natural(board, box, look, width)) + grow
    if element.foot and not element.top:
        foot = board.line(element.foot)
        top = foot - rows + 1
    else:
        top = board.line(element.top, 1.0)
        foot = board.line(element.foot) if element.foot else top + rows - 1
        if foot < top + rows - 1:
            board.cost += 40.0 * (top + rows - 1 - foot)
            foot = top + rows - 1
    height = grid.baseline(foot) - grid.top(top)
    if not board.final:
        return top, foot
    setting = set_box(kit, box, look, width, height, board.content.slug)
    x, y = grid.column_left(columns[0]), grid.top(top)
    _put_setting(board, element.page, setting, x, y, part=number + 1)
    return top, foot


def _natural(board: Board, box: Box, look: str, width: float) -> float:
    key = ("box", box, look, width)
    if key not in board.kit.memo:
        board.kit.memo[key] = natural_height(board.kit, box, look, width)
    return float(board.kit.memo[key])


def _put_setting(
    board: Board, page: int, setting: BoxSetting, x: float, y: float, part: int = 0
) -> None:
    board.put(page, AFTER, *shifted(setting.blocks, x, y, part=part))
    board.faults.extend(setting.faults)


def place_chart(board: Board, element: ElementModel, surveys: dict[str, Survey]) -> None:
    """One of the story's charts, filling its frame; on a ground of its own as a panel."""
    number = (element.chart or 1) - 1
    name = element.id or f"chart{number + 1}"
    top = board.line(element.top, 1.0)
    if number >= len(board.content.charts):
        board.values[f"{name}.foot"] = top - 2
        return
    board.charts_used.add(number)
    chart = board.content.charts[number]
    kit, grid = board.kit, board.grid
    foot = board.line(element.foot)
    columns = board.columns(element.columns)
    frame = grid.rect(columns[0], columns[1], top, foot)
    board.values[f"{name}.foot"] = foot
    board.crowd(element.page, frame.x0, frame.x1, top, foot)
    board.block_out(element.page, columns, top - element.air, foot + element.air)
    ops: list[Block] = []
    inner = frame
    if element.panel:
        inset = mm_to_pt(kit.design.panel_inset_mm)
        inner = frame.inset(inset, 0.0, inset, 0.0)
        ops.append(block("panel", board.content.slug, (Fill(frame, kit.inks[kit.design.panel]),)))
    survey = surveys.get(chart.survey)
    least, most = _chart_heights(board, chart, survey, inner.width, element.panel)
    if inner.height < least - 0.5:
        board.cost += 25.0 + (least - inner.height)
    elif inner.height > most:
        board.cost += 0.12 * (inner.height - most)
    if not board.final:
        return
    drawing = drawn_chart(kit, chart, survey, inner.width, inner.height, element.panel)
    board.faults.extend(drawing.faults)
    marks = tuple(moved(op, inner.x0, inner.y0) for op in drawing.ops)
    ops.append(block("chart", board.content.slug, marks, drawing.alt, part=number + 1))
    board.put(element.page, AFTER, *ops)


def _chart_heights(
    board: Board, chart: Chart, survey: Survey | None, width: float, panel: bool
) -> tuple[float, float]:
    key = ("chart", chart, survey, width, panel)
    if key not in board.kit.memo:
        kit = board.kit
        board.kit.memo[key] = height_range(
            chart, width, chart_look(kit), kit.faces, panel, survey=survey
        )
    least, _, most = board.kit.memo[key]
    return float(least), float(most)


def place_notices(board: Board, element: ElementModel) -> None:
    """A column of notices under their label; the picture takes what the text leaves."""
    kit, grid, content = board.kit, board.grid, board.content
    columns = board.columns(element.columns)
    width = grid.width(columns[1] - columns[0] + 1)
    top, foot = board.line(element.top, 1.0), board.line(element.foot)
    height = grid.baseline(foot) - grid.top(top)
    key = ("notices", content.article, width)
    if key not in kit.memo:
        kit.memo[key] = notices_lines(kit, content.article, width)
    need = float(kit.memo[key]) * grid.leading
    left = height - need
    picture = 0.0
    least = (element.notices or 8) * grid.leading
    if content.images:
        board.images_used.add(0)
        picture = max(left, least)
    if left < (least if content.images else 0.0) - 0.5:
        board.cost += 30.0 + 3.0 * (least - left)
    board.block_out(element.page, columns, top - 1, foot + 1)
    if not board.final:
        return
    setting = set_notices(kit, content.article, width, height, content.slug, picture)
    x, y = grid.column_left(columns[0]), grid.top(top)
    for hole in setting.holes:
        if content.images:
            _picture(board, element.page, 0, hole.moved(x, y))
    _put_setting(board, element.page, setting, x, y)
