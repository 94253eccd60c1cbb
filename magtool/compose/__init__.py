"""Runs of a manuscript to set lines: measuring, Knuth-Plass breaking, justification."""

from magtool.compose.breaking import Breaks, break_balanced, break_lines
from magtool.compose.lines import Line, set_lines
from magtool.compose.measured import Measured, Slot, Station, measure_text, typeset_text
from magtool.compose.styles import Faceset, TextStyle

__all__ = [
    "Breaks",
    "Faceset",
    "Line",
    "Measured",
    "Slot",
    "Station",
    "TextStyle",
    "break_balanced",
    "break_lines",
    "measure_text",
    "set_lines",
    "typeset_text",
]
