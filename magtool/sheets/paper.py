"""Sheets being filled from head to foot: the one thing in this room that changes while it works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from magtool.layout.setting import block, parted
from magtool.measure import Ink, Rect
from magtool.page import Block, Op
from magtool.sheets.look import A4, FOOT, HEAD, MARGIN, Look


@dataclass(slots=True)
class Paper:
    """Blocks of one sheet after the other, and where the next one begins.

    ``y`` is the foot of what stands; all texts are put with their top there. What does not fit
    before the foot goes to a new sheet, so nothing is ever cut.
    """

    look: Look
    owner: str = ""
    size: tuple[float, float] = A4
    y: float = HEAD
    sheets: list[list[Block]] = field(default_factory=lambda: [[]])

    @property
    def left(self) -> float:
        return MARGIN

    @property
    def right(self) -> float:
        return self.size[0] - MARGIN

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def foot(self) -> float:
        return self.size[1] - FOOT

    def put(self, role: str, ops: Iterable[Op], alt: str = "", part: int = 0) -> None:
        """Marks at their own places on the present sheet."""
        marks = tuple(ops)
        if marks:
            self.sheets[-1].append(block(role, self.owner, marks, alt, part=part))

    def turn(self) -> None:
        """Goes on at the head of a new sheet."""
        self.sheets.append([])
        self.y = HEAD

    def need(self, depth: float) -> None:
        """A new sheet unless so much fits on this one."""
        if self.y + depth > self.foot and self.y > HEAD:
            self.turn()

    def say(
        self,
        text: str,
        style: str,
        *,
        x: float | None = None,
        width: float | None = None,
        ink: Ink | None = None,
        role: str = "paragraph",
        after: float = 0.0,
    ) -> Rect:
        """A paragraph below what stands; its place. ``after`` is the white below it."""
        x = self.left if x is None else x
        width = self.right - x if width is None else width
        lines = self.look.lines(text, style, width, ink)
        depth = lines.count * lines.leading
        self.need(depth)
        self.put(role, lines.at(x, self.y + self.rise(style)))
        place = Rect(x, self.y, x + lines.width, self.y + depth)
        self.y += depth + after
        return place

    def one(
        self, text: str, style: str, x: float, y: float, *, right: bool = False,
        ink: Ink | None = None, role: str = "paragraph",
    ) -> float:  # fmt: skip
        """A line at its own place, from ``x`` or ending there; its width."""
        chosen = self.look.styles[style]
        shown = text.upper() if chosen.case == "caps" else text
        width = self.look.width(text, style)
        ops = self.look.kit.faces.runs(
            shown, chosen.faces.regular, chosen.size, ink or chosen.ink,
            x - width if right else x, y, chosen.tracking,
        )  # fmt: skip
        self.put(role, parted(self.look.kit, ops))
        return width

    def rise(self, style: str) -> float:
        """From the top of a line of that style to its baseline."""
        chosen = self.look.styles[style]
        return (
            chosen.leading + self.look.kit.faces.cap_height(chosen.faces.regular, chosen.size)
        ) / 2
