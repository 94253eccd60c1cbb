"""A chart set into its box: plan the bands, spread them, draw the marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from magtool.chart.heads import head, note_bands
from magtool.chart.look import ChartLook, Spring
from magtool.chart.rows import bar_rows, pair_rows
from magtool.chart.scales import scale_rows
from magtool.chart.sheet import Sheet
from magtool.chart.stack import Band, stacked, stretch
from magtool.chart.trend import trend
from magtool.chart.wording import alt_text, answers_behind
from magtool.chart.yes_no import yes_no
from magtool.edition import Chart, Survey
from magtool.page import Lettering, Op

_KINDS: dict[str, Callable[[Sheet], list[Band]]] = {
    "yes-no": yes_no,
    "single": bar_rows,
    "ranked": bar_rows,
    "likert": scale_rows,
    "groups": pair_rows,
    "trend": trend,
}
_LOW_FORMS = ("yes-no",)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart's marks in reading order; points, origin at its top left.

    ``used_height`` is where the last mark ends: less than ``height`` when the rows have all
    the air they may take, more when they don't fit. ``faults`` says what doesn't fit.
    """

    ops: tuple[Op, ...]
    width: float
    height: float
    alt: str
    used_height: float
    faults: tuple[str, ...] = ()


def draw(
    chart: Chart,
    survey: Survey | None,
    width: float,
    height: float,
    look: ChartLook,
    lettering: Lettering,
    *,
    panel: bool = False,
    header: bool = True,
    language: str = "sv",
    body: float | None = None,
) -> Drawing:
    """The chart drawn to fill a box of this size.

    On a ``panel`` the layout has drawn the ground and taken its sides off ``width``. ``body``
    is how far down the legend (or the first row) begins, so that charts side by side share a
    line: the greatest `body_top` among them. The first call imports matplotlib (0.3 s).
    """
    from magtool.chart.canvas import paint  # only a chart that is drawn pays for matplotlib

    sheet = Sheet(chart, look, lettering, width, language, answers_behind(chart, survey))
    room = height - look.panel_foot if panel else height
    bands = _bands(sheet, panel, header)
    if chart.kind in _LOW_FORMS and stretch(bands)[0] > room:
        sheet.low = True
        bands = _bands(sheet, panel, header)
    if body is not None and len(bands) > 1 and chart.kind != "yes-no":
        air = max(body - bands[0].height, bands[1].air[0])
        bands[1] = replace(bands[1], air=(air, air, air))
    marks, used = stacked(bands, room)
    if used > room + 0.01:
        sheet.fault(f"needs {used - room:.1f} pt more height")
    ops = paint(marks, lettering)
    alt = alt_text(chart, survey, language)
    foot = used + look.panel_foot if panel else used
    return Drawing(ops, width, height, alt, foot, tuple(sheet.faults))


def height_range(
    chart: Chart,
    width: float,
    look: ChartLook,
    lettering: Lettering,
    panel: bool = False,
    *,
    survey: Survey | None = None,
    header: bool = True,
) -> Spring:
    """The least, preferred and greatest height in points that the chart can fill."""
    sheet = Sheet(chart, look, lettering, width, "sv", answers_behind(chart, survey))
    least, preferred, greatest = stretch(_bands(sheet, panel, header))
    if chart.kind in _LOW_FORMS:
        least = min(least, stretch(_bands(replace(sheet, low=True), panel, header))[0])
    foot = look.panel_foot if panel else 0.0
    return (least + foot, preferred + foot, greatest + foot)


def body_top(
    chart: Chart,
    width: float,
    look: ChartLook,
    lettering: Lettering,
    panel: bool = False,
    *,
    header: bool = True,
) -> float:
    """How far down the legend or the first row begins when the chart stands alone, points."""
    sheet = Sheet(chart, look, lettering, width, "sv")
    bands = _bands(sheet, panel, header)
    return bands[0].height + sheet.lines(look.head_air)[1]


def _bands(sheet: Sheet, panel: bool, header: bool) -> list[Band]:
    return [head(sheet, panel, header), *_KINDS[sheet.chart.kind](sheet), *note_bands(sheet)]
