"""Which ink stands for what, so that a chart still reads when it is printed grey."""

from __future__ import annotations

from magtool.chart.sheet import Sheet
from magtool.chart.wording import is_unsure
from magtool.measure import PAPER, Ink


def figure_ink(ground: Ink, ink: Ink) -> Ink:
    """White on dark inks, the style's own ink on light ones; L* 50 is the border."""
    return PAPER if ground.lightness < 50.0 else ink


def distinct(sheet: Sheet, wanted: int, inks: tuple[Ink, ...]) -> tuple[Ink, ...]:
    """An ink for each group or line; more of them than inks that survive grey is a fault."""
    if wanted > len(inks):
        sheet.fault(f"{wanted} series, but only {len(inks)} inks keep apart in grey")
    return tuple(inks[i % len(inks)] for i in range(wanted))


def scale_inks(sheet: Sheet) -> tuple[Ink, ...]:
    """The inks of a scale from good to bad: two hues, a grey middle, a pale don't-know.

    Up to five steps neighbours differ by 12 L* or more in grey (measured on the inks of
    ``layouts/trade``); with a grey middle ochre 35 would vanish beside it, so full ochre takes
    its place. Six and seven steps lean on hue as well: their pale steps are 5 L* apart.
    """
    look, columns = sheet.look, sheet.chart.columns
    steps = [column for column in columns if not is_unsure(column)]
    half, middle = divmod(len(steps), 2)
    good = [look.strong, look.soft, look.faint]
    bad = {0: [], 1: [look.alarm], 2: [look.soft_second, look.alarm]}.get(
        half, [look.soft_second, look.second, look.alarm]
    )
    if half == 2 and middle:
        bad = [look.second, look.alarm]
    if half > len(good):
        sheet.fault(f"a scale of {len(steps)} steps, 7 at most")
    ramp = [good[min(i, 2)] for i in range(half)] + [look.unsure] * middle
    ramp += [bad[min(i, 2)] for i in range(half)]
    steps_left = iter(ramp)
    unsure = look.faint if middle else look.unsure
    return tuple(unsure if is_unsure(column) else next(steps_left) for column in columns)
