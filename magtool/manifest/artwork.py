"""What the desk is told of delivered artwork: whatever would be seen in print, with its place."""

from __future__ import annotations

from collections.abc import Sequence

from magtool.diagnostics import Severity, Span
from magtool.library import ArtFacts, ArtPlace
from magtool.manifest.folder import Folder
from magtool.measure import pt_to_mm

LEAST_PPI, GOOD_PPI = 150, 225
"""Pixels an inch of colour and gray pictures: under the first they are seen to be coarse, under
the second they lose detail (GWG 2022 for magazine ads)."""
LEAST_LINE_PPI, GOOD_LINE_PPI = 550, 800
"""The same of pictures of one bit, whose edges are seen as steps."""
MOST_INK = 300.0
"""Percent of ink that coated paper takes: with more it does not dry and sets off."""


def tell_of_artwork(
    desk: Folder, span: Span | None, facts: ArtFacts, booked: Sequence[str], ppi: float = 0.0
) -> None:
    """Tell what would go wrong with artwork that can be placed.

    ``booked`` are the issue's inks beside C, M, Y and K; ``ppi`` is given for artwork that is
    one picture.
    """
    _tell_of_fonts(desk, span, facts)
    _tell_of_pictures(desk, span, facts, ppi)
    _tell_of_inks(desk, span, facts, booked)


def _tell_of_fonts(desk: Folder, span: Span | None, facts: ArtFacts) -> None:
    if facts.loose_fonts:
        named = ", ".join(facts.loose_fonts)
        message = f"the artwork uses fonts that it does not bring along: {named}"
        hint = "ask for the PDF again, with all fonts embedded, or with its text as outlines"
        desk.tell("ad-font-missing", span, message, hint)


def _tell_of_pictures(desk: Folder, span: Span | None, facts: ArtFacts, ppi: float) -> None:
    hint = "ask for the picture with more pixels; enlarging it here would add none"
    if ppi:
        _tell_of_resolution(desk, span, "the artwork", ppi, LEAST_PPI, GOOD_PPI, hint)
    if facts.coarsest:
        what = f"a picture in the artwork{_where(facts.coarsest)}"
        figure = facts.coarsest.figure
        _tell_of_resolution(desk, span, what, figure, LEAST_PPI, GOOD_PPI, hint)
    if facts.coarsest_line:
        what = f"line art in the artwork{_where(facts.coarsest_line)}"
        figure = facts.coarsest_line.figure
        _tell_of_resolution(desk, span, what, figure, LEAST_LINE_PPI, GOOD_LINE_PPI, hint)


def _tell_of_resolution(
    desk: Folder, span: Span | None, what: str, ppi: float, least: int, good: int, hint: str
) -> None:
    if round(ppi) < least:
        message = f"{what} has {ppi:.0f} pixels an inch, and {least} is the least for print"
        desk.tell("ad-coarse-picture", span, message, hint, severity=Severity.WARNING)
    elif round(ppi) < good:
        message = f"{what} has {ppi:.0f} pixels an inch; from {good} on print shows all it can"
        desk.tell("ad-coarse-picture", span, message, hint, severity=Severity.NOTE)


def _tell_of_inks(desk: Folder, span: Span | None, facts: ArtFacts, booked: Sequence[str]) -> None:
    if facts.inkiest and facts.inkiest.figure > MOST_INK + 0.5:
        message = (
            f"the artwork lays {facts.inkiest.figure:.0f} % of ink{_where(facts.inkiest)}; "
            f"it is lowered to what the paper takes, {MOST_INK:.0f} % on coated stock"
        )
        hint = f"ask for artwork with {MOST_INK:.0f} % of ink at the most, if its tones matter"
        desk.tell("ad-too-much-ink", span, message, hint, severity=Severity.WARNING)
    if facts.spaces:
        message = f"the artwork has colours that are not inks ({', '.join(facts.spaces)})"
        hint = "they are converted; ask for CMYK if the advertiser wants to choose the inks"
        desk.tell("ad-not-inks", span, message, hint, severity=Severity.NOTE)
    unbooked = [ink for ink in facts.inks if ink not in booked]
    if unbooked:
        message = f"the artwork has inks that are not booked: {', '.join(unbooked)}"
        hint = "they are mixed of C, M, Y and K; book them under `spot_inks:` to print them"
        desk.tell("ad-spot-ink", span, message, hint, severity=Severity.NOTE)


def _where(place: ArtPlace) -> str:
    """(140 × 90 mm, 20 mm from the left and 35 mm from the top)."""
    width, height = _mm(place.width), _mm(place.height)
    left, top = _mm(max(place.left, 0.0)), _mm(max(place.top, 0.0))
    return f" ({width} × {height} mm, {left} mm from the left and {top} mm from the top)"


def _mm(length: float) -> str:
    return f"{pt_to_mm(length):.0f}"
