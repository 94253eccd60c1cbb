"""The board a story is laid out on: things placed, room they take, names given to lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from magtool.layout.content import Content
from magtool.layout.expressions import evaluate
from magtool.layout.grid import Grid
from magtool.layout.kit import Kit
from magtool.layout.slots import Obstacle
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block

GROUND, HEAD, BODY, AFTER = range(4)
"""Layers in painting and reading order: pictures and fills, heads, body, boxes and captions."""


@dataclass(slots=True)
class Board:
    """One story's zone while it is being filled; never leaves the function that fills it.

    ``first_page`` is the number of the template's first page, ``values`` the line numbers that
    expressions may name. ``missing`` collects what the template has no place for, ``dropped``
    what was left out by an allowed step, ``cost`` what all this costs.
    """

    kit: Kit
    content: Content
    first_page: int
    mirrored: bool
    values: dict[str, float]
    final: bool = False
    """Whether marks are wanted: while lines are still being tried, places and costs suffice."""
    blocks: dict[tuple[int, int], list[Block]] = field(default_factory=dict)
    obstacles: list[Obstacle] = field(default_factory=list)
    cost: float = 0.0
    dropped: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    boxes_used: set[int] = field(default_factory=set)
    images_used: set[int] = field(default_factory=set)
    charts_used: set[int] = field(default_factory=set)
    quotes_used: set[int] = field(default_factory=set)
    without: frozenset[str] = frozenset()
    """Allowed steps taken: "pullquote" and "box" leave out what may be left out."""
    chip: bool = False

    @property
    def grid(self) -> Grid:
        return self.kit.grid

    def line(self, expression: str, default: float = 0.0) -> float:
        """A line number from its expression; ``default`` when it is empty."""
        return evaluate(expression, self.values) if expression else default

    def edges(self, spec: str) -> tuple[float, float]:
        """Left and right edge of a span of columns, points; "7.6-12" begins inside the seventh,
        six tenths of the way to the next one."""
        first, _, last = spec.partition("-")
        a, b = float(first), float(last or first)
        if self.mirrored:
            a, b = self.grid.columns + 1 - b, self.grid.columns + 1 - a
        return self.grid.column_left(a), self.grid.column_right(b)

    def straddling(self, spec: str, width: float) -> tuple[float, float]:
        """Left and right edge of what stands in the middle of the gutter in the span "4-5"."""
        middle = self.grid.column_right(self.columns(spec)[0]) + self.grid.gutter / 2
        return middle - width / 2, middle + width / 2

    def columns(self, spec: str) -> tuple[int, int]:
        """First and last grid column of "5-8" or "5", turned round on a mirrored page."""
        return turned(spec, self.mirrored, self.grid.columns)

    def put(self, page: int, layer: int, *blocks: Block) -> None:
        self.blocks.setdefault((page, layer), []).extend(blocks)

    def block_out(self, page: int, columns: tuple[int, int], first: float, last: float) -> None:
        """Keeps the body off these lines of these columns."""
        edges = self.grid.column_left(columns[0]), self.grid.column_right(columns[1])
        self.keep_clear(page, edges, (first, last))

    def keep_clear(
        self,
        page: int,
        edges: tuple[float, float],
        lines: tuple[float, float],
        around: bool = False,
    ) -> None:
        """Keeps the body off these lines between two edges (points) and out of the columns that
        lie there; ``around``, it may stand beside, with some air."""
        air = mm_to_pt(self.kit.design.grid.beside_mm) if around else 0.0
        left, right = edges
        self.obstacles.append(Obstacle(page, left - air, right + air, *lines, soft=around))

    def crowd(self, page: int, x0: float, x1: float, top: float, foot: float) -> None:
        """Prices a thing that would stand on, or touch, what already has its place, or stand out
        of the zone."""
        for thing in self.obstacles:
            beside = thing.x1 <= x0 + 1 or thing.x0 >= x1 - 1
            if thing.page != page or beside:
                continue
            over = min(foot, thing.last) - max(top, thing.first) + 1
            if over > 0:
                self.cost += 60.0 + 10.0 * over
        if foot < top + 1 or top < 1 or foot > self.values.get("bottom", foot) + 0.5:
            self.cost += 200.0

    def is_left(self, page: int) -> bool:
        return (self.first_page + page - 1) % 2 == 0

    def bled(self, rect: Rect, page: int, sides: Iterable[str]) -> Rect:
        """The rectangle run out over the trim on the named sides."""
        grid, bleed = self.grid, self.grid.bleed
        x0, y0, x1, y1 = rect.x0, rect.y0, rect.x1, rect.y1
        left_page = self.is_left(page)
        for side in sides:
            if side in ("outer", "inner"):
                side = "left" if (side == "outer") == left_page else "right"
            match side:
                case "head":
                    y0 = -bleed
                case "foot":
                    y1 = grid.page_height + bleed
                case "left":
                    x0 = -bleed
                case "right":
                    x1 = grid.page_width + bleed
        return Rect(x0, y0, x1, y1)

    def length(self, name: str) -> float:
        return self.kit.mark(name)


def turned(spec: str, mirrored: bool, columns: int) -> tuple[int, int]:
    """First and last grid column of a span such as "9-12"; mirrored, that is "1-4"."""
    first, _, last = spec.partition("-")
    a, b = int(first), int(last or first)
    return (columns + 1 - b, columns + 1 - a) if mirrored else (a, b)


def span(spec: str) -> tuple[int, int]:
    """The two whole numbers of a range such as "200-480"."""
    low, _, high = spec.partition("-")
    return int(low), int(high or low)


def merged(values: Mapping[str, float], **more: float) -> dict[str, float]:
    return {**values, **more}
