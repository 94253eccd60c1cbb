"""Head groups: kicker, headline, standfirst and byline, and the head of a continuation."""

from __future__ import annotations

import math

from magtool.layout.board import HEAD, Board
from magtool.layout.content import section_of
from magtool.layout.design import ElementModel
from magtool.layout.setting import (
    Lines,
    as_written,
    block,
    line_width,
    one_line,
    page_goal,
    set_paragraph,
    square,
)
from magtool.page import Block, Op

_WORSE_STYLE = 3.0
_SHRUNK = 4.0
"""What it costs besides to give up a headline that would have had its lines."""
SMALLER = "headline"
"""The copyfit step of a smaller headline, among those that the template allows."""


def place_head(board: Board, element: ElementModel) -> None:
    """Sets the head group and tells where it ends.

    Names given: ``head.last`` (last headline baseline), ``head.below`` (first free line under
    the headline where no standfirst stands), ``head.standfirst`` (its first baseline),
    ``head.text`` (first body line under standfirst and byline).
    """
    kit, grid, content = board.kit, board.grid, board.content
    columns = board.columns(element.columns)
    x, width = grid.column_left(columns[0]), grid.width(columns[1] - columns[0] + 1)
    top = board.line(element.top, 1.0)
    style, headline = _headline(board, element, width)
    kicker = element.kicker and bool(content.article.kicker)
    leading = kit.styles[style].leading / grid.leading
    if kicker:
        first = top + kit.design.kicker_gaps.get(style, 2.0)
        if board.final:
            board.put(element.page, HEAD, _kicker(board, x, grid.baseline(top)))
    else:
        first = top + (kit.faces.cap_height(*_face(board, style)) - grid.cap) / grid.leading
    if board.final:
        ops = headline.at(x, grid.baseline(first))
        board.put(element.page, HEAD, block("headline", content.slug, ops))
    last = first + (headline.count - 1) * leading
    below = math.ceil(last + 1.75)
    board.values["head.last"] = last
    board.values["head.below"] = float(below)
    board.block_out(element.page, columns, top - 1, below - 1)
    _standfirst(board, element, columns, last)


def _face(board: Board, style: str) -> tuple[str, float]:
    resolved = board.kit.styles[style]
    return resolved.faces.regular, resolved.size


def _headline(board: Board, element: ElementModel, width: float) -> tuple[str, Lines]:
    """The first style in which the headline takes no more lines than allowed; the next one
    where a smaller headline is a step that was taken."""
    kit, runs = board.kit, board.content.article.headline
    styles = list(enumerate(element.head or []))
    if SMALLER in board.without and len(styles) > 1:
        styles = styles[1:]
        board.cost += _SHRUNK
    for number, style in styles:
        lines = set_paragraph(kit, runs, style, width)
        if lines.count <= element.max_lines and not lines.overfull:
            board.cost += _WORSE_STYLE * number
            return style, lines
    style = (element.head or ["H3"])[-1]
    lines = set_paragraph(kit, runs, style, width)
    board.cost += 12.0 * max(1, lines.count - element.max_lines)
    if lines.overfull:
        board.faults.append("headline-too-wide")
    return style, lines


def _kicker(board: Board, x: float, y: float) -> Block:
    kit = board.kit
    section = section_of(kit, board.content)
    ink = kit.inks[section.kicker_ink] if section.kicker_ink else kit.accent
    square_ink = kit.inks[section.square_ink] if section.square_ink else kit.accent
    side = board.length("square")
    words = board.content.article.kicker
    text = one_line(kit, words, "kicker", x + board.length("kicker_text"), y, ink=ink)
    marks: tuple[Op, ...] = (square(x, y, side, square_ink), *as_written(text, words))
    return block("kicker", board.content.slug, marks)


def _standfirst(
    board: Board, element: ElementModel, head_columns: tuple[int, int], last: float
) -> None:
    kit, grid, content = board.kit, board.grid, board.content
    model = element.standfirst
    columns = board.columns(model.columns) if model else head_columns
    x, width = grid.column_left(columns[0]), grid.width(columns[1] - columns[0] + 1)
    end, top = last, last
    standfirst = content.article.standfirst
    if model is not None and standfirst:
        top = board.line(model.top, last + model.gap)
        lines = set_paragraph(kit, standfirst, "standfirst", width, lines=model.min_lines)
        leading = kit.styles["standfirst"].leading / grid.leading
        if board.final:
            ops = lines.at(x, grid.baseline(top))
            board.put(element.page, HEAD, block("standfirst", content.slug, ops))
        end = top + (lines.count - 1) * leading
    board.values["head.standfirst"] = top
    for number, line in enumerate(_bylines(board, width) if element.byline == "under" else ()):
        end = math.ceil(end + 1.5) if number == 0 else end + 1
        if board.final:
            ops = as_written(one_line(kit, line, "byline", x, grid.baseline(end)), line)
            board.put(element.page, HEAD, block("byline", content.slug, ops))
    text = math.ceil(end + element.text_gap - 0.01)
    board.values["head.text"] = float(text)
    if end > last:
        board.block_out(element.page, columns, top - 1, text - 1)


def _bylines(board: Board, width: float) -> list[str]:
    """ "Text Name" and who made the pictures when the credit says so: on one line if it fits."""
    article = board.content.article
    parts = [board.kit.word("text-by", name=article.byline)] if article.byline else []
    if article.byline and article.images and ":" in article.images[0].credit:
        parts.append(article.images[0].credit.replace(":", ""))
    line = "   ".join(parts)
    if line and line_width(board.kit, line, "byline") <= width:
        return [line]
    return parts


def end_byline(board: Board) -> str:
    """The byline that closes a story, "" when there is none."""
    name = board.content.article.byline
    return board.kit.word("text-by", name=name) if name else ""


def place_continued(board: Board, element: ElementModel, from_page: int) -> None:
    """Head of carried-over text: where it comes from, and the same headline on one line."""
    kit, grid, content = board.kit, board.grid, board.content
    columns = board.columns(element.columns)
    x, width = grid.column_left(columns[0]), grid.width(columns[1] - columns[0] + 1)
    top = board.line(element.top, 1.0)
    y = grid.baseline(top)
    words = kit.word("continued-from", page=from_page)
    label = one_line(kit, words, "jump-line", x + board.length("kicker_text"), y)
    marks: tuple[Op, ...] = (square(x, y, board.length("square"), kit.accent), *label)
    goal = page_goal(from_page)
    board.put(element.page, HEAD, block("continued", content.slug, marks, goal=goal))
    style = element.continued or "H3"
    lines = set_paragraph(kit, content.article.headline, style, width)
    leading = kit.styles[style].leading / grid.leading
    board.put(
        element.page,
        HEAD,
        block("continued-headline", content.slug, lines.at(x, grid.baseline(top + 2))),
    )
    last = top + 2 + (lines.count - 1) * leading
    text = math.ceil(last + element.text_gap - 0.01)
    board.values["head.text"] = float(text)
    board.values["head.below"] = float(text)
    board.values["head.last"] = last
    board.block_out(element.page, columns, top - 1, text - 1)
