"""A small old issue as its PDF: two pages of two columns, one story each, type of one title."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 420.0, 595.0
BODY = (
    "Kommunen har under våren prövat en ny ordning för handläggningen av ärenden. "
    "Varje handläggare möter färre familjer och har längre tid för varje samtal. "
    "Resultaten är goda, men det är för tidigt att säga hur länge de består. "
) * 4


def old_issue(
    headlines: Sequence[str] = ("Färre ärenden ger bättre samtal", "Nya lokaler vid ån"),
    *,
    turn: int = 0,
    numbered: bool = True,
) -> bytes:
    """Each page has a kicker, a headline, two columns of text and a foot with its folio."""
    target = io.BytesIO()
    canvas = Canvas(target, (WIDTH, HEIGHT), invariant=1)
    for number, headline in enumerate(headlines, 1):
        if turn:
            canvas.setPageRotation(turn)
        _write(canvas, 40, HEIGHT - 90, "Helvetica-Bold", 9, "VARDAGEN")
        _write(canvas, 40, HEIGHT - 118, "Helvetica-Bold", 24, headline)
        lines = simpleSplit(BODY, "Times-Roman", 10, 160)
        half = (len(lines) + 1) // 2
        for column, part in enumerate((lines[:half], lines[half:])):
            for row, line in enumerate(part):
                _write(canvas, 40 + 180 * column, HEIGHT - 150 - 12 * row, "Times-Roman", 10, line)
        if numbered:
            _write(canvas, 40, 30, "Helvetica", 7, f"Ordet nr {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _write(canvas: Canvas, x: float, y: float, font: str, size: float, text: str) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
