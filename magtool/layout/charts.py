"""The look of charts, read from the design."""

from __future__ import annotations

from magtool.chart import ChartLook, read_look
from magtool.layout.kit import Kit


def chart_look(kit: Kit) -> ChartLook:
    """The design's chart look in the kit's inks; read once a kit."""
    if not kit.looks:
        kit.looks.append(read_look(kit.design.charts, kit.inks))
    return kit.looks[0]
