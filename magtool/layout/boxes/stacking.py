"""Parts stacked down a box with white that gives between them, and what setting one yields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from magtool.edition import Run
from magtool.measure import Rect
from magtool.page import Block, Op

RulePlace = Literal["", "over", "between"]


@dataclass(frozen=True, slots=True)
class BoxSetting:
    """A set box: origin at its top left corner, y down, points; blocks in reading order.

    ``faults`` are sentences for the editor. ``holes`` is room left free for pictures that the
    caller draws.
    """

    blocks: tuple[Block, ...]
    height: float
    faults: tuple[str, ...] = ()
    holes: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """White from one baseline to the next: ``low`` at stretch 0, ``high`` at stretch 1.

    ``least`` holds whatever the two say: rows of even pitch may ask for less than the text of
    the row above needs.
    """

    low: float
    high: float
    least: float = 0.0

    def at(self, stretch: float) -> float:
        return max(self.least, self.low + stretch * (self.high - self.low))


@dataclass(frozen=True, slots=True)
class Part:
    """Marks that are read as one. First baseline at 0, x from the box's left edge.

    ``kind`` says what follows from it for the white around: "label", "title", "row", "dash",
    "text", "strong" (a line that heads the next text), "voice", "source" or "note".
    ``style`` is that of its first line; ``under`` is painted with the box's ground.
    """

    kind: str
    ops: tuple[Op, ...]
    depth: float
    style: str
    under: tuple[Op, ...] = ()
    overfull: int = 0
    label: int = 0
    """How many of its first marks are a list item's number or dash."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part and the white over it. A rule stands ``drop`` over its first baseline ("over"), or
    midway between the last line above and its capitals, ``drop`` high ("between").
    """

    part: Part
    gap: Gap
    rule: RulePlace = ""
    drop: float = 0.0

    def rule_rise(self, gap: float) -> float:
        """How far over the part's first baseline its rule stands."""
        return self.drop if self.rule == "over" else (gap + self.drop) / 2


@dataclass(frozen=True, slots=True)
class Stack:
    """A box's parts from top to foot. ``body`` is the first step after label and title.

    A stack that is ``open`` has no ground whose white could be seen: its parts are drawn apart
    until the last line ends at the foot, and where none can be, they stand at the top.
    """

    steps: tuple[Step, ...]
    foot: Gap
    body: int
    open: bool = False

    def height(self, stretch: float) -> float:
        """From the box's top to its foot, points."""
        inner = sum(step.gap.at(stretch) + step.part.depth for step in self.steps)
        return inner + self.foot.at(stretch)

    @property
    def gives(self) -> bool:
        """Whether some white in it can be stretched."""
        gaps = [*(step.gap for step in self.steps), self.foot]
        return any(gap.at(1.0) > gap.at(0.0) for gap in gaps)

    def stretch(self, height: float) -> float:
        """The stretch, 0-1 (beyond 1 if open), at which the stack is nearest to ``height``."""
        if not self.gives or height <= self.height(0.0):
            return 0.0
        low, high = 0.0, 1.0
        while self.open and self.height(high) < height:
            high *= 2
        if self.height(high) <= height:
            return high
        for _ in range(48):
            middle = (low + high) / 2
            low, high = (middle, high) if self.height(middle) < height else (low, middle)
        return high

    def placed(self, height: float) -> Iterator[tuple[Step, float, float]]:
        """Every step with its first baseline and, where it has one, its rule's y (else 0).

        What is left when all white is stretched is shared between the head and the text and
        the box's foot.
        """
        stretch = self.stretch(height)
        share = 0.0 if self.open else max(height - self.height(stretch), 0.0) / 2
        y = 0.0
        for number, step in enumerate(self.steps):
            gap = step.gap.at(stretch)
            y += gap + (share if number == self.body else 0.0)
            yield step, y, y - step.rule_rise(gap) if step.rule else 0.0
            y += step.part.depth


def cut_runs(runs: Iterable[Run], start: int, stop: int) -> tuple[Run, ...]:
    """Characters ``start`` to ``stop`` of the runs' joined text, looks kept."""
    out: list[Run] = []
    at = 0
    for run in runs:
        part = run.text[max(start - at, 0) : max(stop - at, 0)]
        if part:
            out.append(replace(run, text=part))
        at += len(run.text)
    return tuple(out)
