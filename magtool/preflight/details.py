"""Checks of type, lines and pictures: whether they can be printed as fine as they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from magtool.page import Coat, PageFacts, Painted, PaintedPath, PaintedPicture, PaintedText
from magtool.preflight.case import Case, counted, in_mm, judged, overlap, sized
from magtool.preflight.findings import Finding
from magtool.preflight.profile import Bounds

_MANY = 2
"""Inks from which register matters."""
_WHOLE = 0.9
"""Share of the trim that a picture covers which is all of a page."""


def check_details(case: Case, page: PageFacts) -> Iterator[Finding]:
    """Fonts, small type, thin lines and the resolution of pictures."""
    yield from _check_fonts(case, page)
    marks = judged(page)
    yield from _check_fineness(case, page, marks)
    yield from _check_pictures(case, page, marks)
    empty = not any(overlap(mark.area, page.finished) for mark in marks)
    if empty and not page.fault:
        yield from case.tell("page-empty", "nothing is printed on the page", page.number)


def _check_fonts(case: Case, page: PageFacts) -> Iterator[Finding]:
    for check, shown in (("font-not-embedded", True), ("font-listed", False)):
        loose = [font for font in page.fonts if not font.embedded and font.shown == shown]
        if loose:
            fonts = [
                f"{font.name or 'a font without a name'} ({font.kind or 'of no kind'})"
                for font in loose[:8]
            ]
            have = counted(len(loose), "a font is", "fonts are")
            message = f"{have} not embedded: {', '.join(fonts)}"
            figures = {"count": str(len(loose))}
            if any(font.name for font in loose):
                figures["names"] = ", ".join(font.name for font in loose[:8] if font.name)
            yield from case.tell(check, message, page.number, figures=figures)


def _check_fineness(case: Case, page: PageFacts, marks: Sequence[Painted]) -> Iterator[Finding]:
    limits = case.limits
    texts = [
        mark
        for mark in marks
        if isinstance(mark, PaintedText)
        and mark.size < limits.fine_text - 0.01
        and _needs_register(mark.fill)
    ]
    if texts:
        least = min(texts, key=lambda mark: mark.size)
        have = counted(len(texts), "a piece of text is", "pieces of text are")
        message = (
            f"{have} white or of several inks and smaller than {limits.fine_text:g} pt: "
            f"the smallest has {least.size:.1f} pt"
        )
        figures = {"count": len(texts), "pt": least.size, "least_pt": limits.fine_text}
        yield from case.tell("fine-text", message, page.number, least.area, figures=figures)
    lines = [
        mark
        for mark in marks
        if isinstance(mark, PaintedPath)
        and mark.weight < limits.fine_line - 0.001
        and _needs_register(mark.stroke)
    ]
    if lines:
        thinnest = min(lines, key=lambda mark: mark.weight)
        have = counted(len(lines), "a line is", "lines are")
        message = (
            f"{have} white or of several inks and thinner than {limits.fine_line:g} pt: "
            f"the thinnest has {thinnest.weight:.2f} pt"
        )
        figures = {"count": len(lines), "pt": thinnest.weight, "least_pt": limits.fine_line}
        yield from case.tell("fine-line", message, page.number, thinnest.area, figures=figures)


def _needs_register(coat: Coat | None) -> bool:
    return coat is not None and (coat.white or len(coat.laid) >= _MANY)


def _check_pictures(case: Case, page: PageFacts, marks: Sequence[Painted]) -> Iterator[Finding]:
    pictures = [mark for mark in marks if isinstance(mark, PaintedPicture) and _counts(case, mark)]
    whole = len(marks) == 1 and bool(pictures) and _covers(pictures[0], page)
    groups: list[tuple[str, Bounds, list[PaintedPicture]]] = [
        ("of one bit ", case.limits.line_art_ppi, [mark for mark in pictures if mark.line]),
        (
            "that is all of the page " if whole else "",
            case.limits.page_picture_ppi if whole else case.limits.picture_ppi,
            [mark for mark in pictures if not mark.line],
        ),
    ]
    for words, bounds, some in groups:
        # What is told is rounded, and what is judged is what is told.
        unusable = [mark for mark in some if round(mark.ppi) < bounds.least]
        coarse = [mark for mark in some if bounds.least <= round(mark.ppi) < bounds.good]
        if unusable:
            message = _resolution(unusable, words) + f", and {bounds.least:g} is the least"
            figures = _figures(unusable, bounds)
            area = min(unusable, key=lambda mark: mark.ppi).area
            yield from case.tell("picture-too-coarse", message, page.number, area, figures=figures)
        if coarse:
            message = _resolution(coarse, words) + f", and {bounds.good:g} is good"
            figures = _figures(coarse, bounds)
            area = min(coarse, key=lambda mark: mark.ppi).area
            yield from case.tell("picture-coarse", message, page.number, area, figures=figures)


def _counts(case: Case, mark: PaintedPicture) -> bool:
    """Whether a picture has detail: programs write flat colours and blends as a few pixels."""
    return min(mark.columns, mark.rows) > case.limits.ignored_pixels


def _covers(mark: PaintedPicture, page: PageFacts) -> bool:
    x0, y0, x1, y1 = page.finished
    width = min(mark.area[2], x1) - max(mark.area[0], x0)
    height = min(mark.area[3], y1) - max(mark.area[1], y0)
    return width * height >= _WHOLE * (x1 - x0) * (y1 - y0)


def _resolution(pictures: Sequence[PaintedPicture], words: str) -> str:
    worst = min(pictures, key=lambda mark: mark.ppi)
    figures = f"has {round(worst.ppi)} ppi at {in_mm(worst.width, worst.height)}"
    if len(pictures) == 1:
        return f"the picture {words}{figures}"
    return f"{len(pictures)} pictures {words}have too few pixels: the coarsest {figures}"


def _figures(pictures: Sequence[PaintedPicture], bounds: Bounds) -> dict[str, float]:
    worst = min(pictures, key=lambda mark: mark.ppi)
    size = sized((worst.width, worst.height))
    ppi = {"ppi": round(worst.ppi), "least_ppi": bounds.least, "good_ppi": bounds.good}
    wanted = math.ceil(worst.width / 72 * bounds.good)
    pixels = {"pixels": worst.columns, "wanted_pixels": wanted}
    return ppi | size | pixels | {"count": len(pictures)}
