"""Survey figures to marks of a page: bars and lines through matplotlib, words through the page's
own faces. Importing this room doesn't import matplotlib; drawing the first chart does."""

from magtool.chart.drawing import Drawing, body_top, draw, height_range
from magtool.chart.look import ChartLook, Style, read_look
from magtool.chart.wording import alt_text

__all__ = [
    "ChartLook",
    "Drawing",
    "Style",
    "alt_text",
    "body_top",
    "draw",
    "height_range",
    "read_look",
]
