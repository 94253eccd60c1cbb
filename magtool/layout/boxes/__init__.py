"""Boxes, pull quotes, method notes and notices, set as blocks of marks for any place."""

from magtool.layout.boxes.notices import notices_lines, set_notices
from magtool.layout.boxes.panels import greatest_height, natural_height, set_box
from magtool.layout.boxes.quotes import set_note, set_quote
from magtool.layout.boxes.stacking import BoxSetting

__all__ = [
    "BoxSetting",
    "greatest_height",
    "natural_height",
    "notices_lines",
    "set_box",
    "set_note",
    "set_notices",
    "set_quote",
]
