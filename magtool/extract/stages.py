"""What every stage of recovery made of a file: to be drawn over its pages, and to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from magtool.edition.recovered import RecoveredIssue
from magtool.extract.blocks import Block
from magtool.extract.lines import Line
from magtool.extract.panels import Told
from magtool.extract.reading import Cell
from magtool.extract.styles import Typography
from magtool.extract.turning import Turn
from magtool.page.read import ReadFile


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one file, by page. A file that is read by its tags has no other but its issue.

    ``blocks`` are those of running text, with their roles; ``furniture`` are lines with theirs.
    """

    read: ReadFile
    issue: RecoveredIssue
    type_: Typography | None = None
    lines: Mapping[int, Sequence[Line]] = field(default_factory=dict)
    furniture: Mapping[int, Mapping[Line, str]] = field(default_factory=dict)
    blocks: Mapping[int, Sequence[Block]] = field(default_factory=dict)
    panels: Mapping[int, Sequence[Told]] = field(default_factory=dict)
    cells: Mapping[int, Sequence[Cell]] = field(default_factory=dict)
    turns: Mapping[int, Turn] = field(default_factory=dict)
    """Pages that were laid upright to be read: all but the issue has their places so."""
