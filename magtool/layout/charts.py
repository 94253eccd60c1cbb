"""Charts as the design wants them, drawn once."""

from __future__ import annotations

from magtool.chart import ChartLook, Drawing, draw, read_look
from magtool.edition import Chart, Survey
from magtool.layout.kit import Kit
from magtool.store import fingerprint, keep


def chart_look(kit: Kit) -> ChartLook:
    """The design's chart look in the kit's inks; read once a kit."""
    if not kit.looks:
        kit.looks.append(read_look(kit.design.charts, kit.inks))
    return kit.looks[0]


def drawn_chart(
    kit: Kit, chart: Chart, survey: Survey | None, width: float, height: float, panel: bool
) -> Drawing:
    """The chart drawn to this size, from the kit's store when it was drawn before."""

    def made() -> Drawing:
        look, language = chart_look(kit), kit.language
        return draw(chart, survey, width, height, look, kit.faces, panel=panel, language=language)

    if not kit.ground:
        return made()
    key = fingerprint("chart", kit.ground, chart, survey, width, height, panel, kit.language)
    return keep(kit.store, key, Drawing, made)
