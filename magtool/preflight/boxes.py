"""Checks of where a page is cut, how far ink runs over the edge, and what lies on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from magtool.measure import mm_to_pt, pt_to_mm
from magtool.page import Area, PageFacts
from magtool.preflight.case import Case, counted, in_mm, overlap, sized
from magtool.preflight.findings import Finding

_SAME = 0.01
"""Points by which boxes may be off: writers round to a thousandth."""
_ALIKE = 0.5
"""Points within which two boxes of artwork are one: export filters round to whole points."""
_FINE_MM = 0.05
"""Millimetres that a bleed may lack: 3 mm are 8.504 points, and some write 8.5."""
_SIDES = ("left", "top", "right", "bottom")
_PRINTED = ("PrinterMark", "TrapNet")
"""Annotations that exist for printing."""


def check_boxes(case: Case, page: PageFacts) -> Iterator[Finding]:
    """A page's boxes by the standard, and by what is booked."""
    n = page.number
    if page.trim is None and page.art is None:
        yield from case.tell("trim-missing", "the page has no TrimBox", n)
    if page.trim and page.art:
        yield from case.tell("art-and-trim", "the page has an ArtBox beside its TrimBox", n)
    yield from _check_nesting(case, page)
    if page.crop and not _holds(page.crop, page.media):
        size = in_mm(*_size(page.crop))
        message = f"the CropBox shows {size} of a sheet of {in_mm(*_size(page.media))}"
        sheet = sized(_size(page.media), "sheet_")
        yield from case.tell(
            "crop-box", message, n, page.crop, figures=sized(_size(page.crop)) | sheet
        )
    if page.user_unit != 1:
        message = f"one unit of the page is {page.user_unit:g} points (UserUnit)"
        yield from case.tell("user-unit", message, n, figures={"unit": page.user_unit})
    yield from _check_annotations(case, page)
    yield from _check_size(case, page)
    yield from _check_bleed(case, page)


def check_sizes(case: Case) -> Iterator[Finding]:
    """Pages whose trim is not that of most; nothing when a size was asked for."""
    if case.asked.width:
        return
    sizes = {
        p.number: (round(_size(p.finished)[0], 1), round(_size(p.finished)[1], 1))
        for p in case.facts.pages
    }
    if not sizes:
        return
    usual = Counter(sizes.values()).most_common(1)[0][0]
    slack = mm_to_pt(case.limits.trim_tolerance_mm)
    for page in case.facts.pages:
        size = _size(page.finished)
        if any(abs(a - b) > slack for a, b in zip(size, usual, strict=True)):
            message = f"the page is {in_mm(*size)}, and most pages are {in_mm(*usual)}"
            figures = sized(size) | sized(usual, "usual_")
            yield from case.tell("page-sizes", message, page.number, figures=figures)


def _check_nesting(case: Case, page: PageFacts) -> Iterator[Finding]:
    boxes = [("MediaBox", page.media), ("BleedBox", page.bleed)]
    boxes.append(("TrimBox", page.trim) if page.trim else ("ArtBox", page.art))
    there = [(name, box) for name, box in boxes if box]
    for (outer_name, outer), (name, box) in pairwise(there):
        if not _holds(outer, box):
            beyond = pt_to_mm(max(_beyond(outer, box)))
            message = f"the {name} is {beyond:.2f} mm larger than the {outer_name} at one side"
            figures: dict[str, str | float] = {
                "box": name, "outer": outer_name, "beyond_mm": beyond
            }  # fmt: skip
            yield from case.tell("boxes-nested", message, page.number, box, figures=figures)


def _check_annotations(case: Case, page: PageFacts) -> Iterator[Finding]:
    found = [
        annotation
        for annotation in page.annotations
        if annotation.kind not in _PRINTED and overlap(annotation.area, page.bleed or page.finished)
    ]
    if found:
        kinds = ", ".join(sorted({annotation.kind for annotation in found}))
        many = counted(len(found), "an annotation lies", "annotations lie")
        message = f"{many} on the page or its bleed: {kinds}"
        figures = {"count": str(len(found)), "kinds": kinds}
        yield from case.tell(
            "annotation-in-bleed", message, page.number, found[0].area, figures=figures
        )


def _check_size(case: Case, page: PageFacts) -> Iterator[Finding]:
    asked = case.asked
    if not asked.width:
        return
    size = _size(_trimmed(case, page)[0])
    slack = mm_to_pt(case.limits.trim_tolerance_mm) + _SAME
    if any(abs(a - b) > slack for a, b in zip(size, (asked.width, asked.height), strict=True)):
        message = f"the page is {in_mm(*size)}, and {in_mm(asked.width, asked.height)} is booked"
        figures = sized(size) | sized((asked.width, asked.height), "wanted_")
        yield from case.tell("trim-size", message, page.number, figures=figures)


def _check_bleed(case: Case, page: PageFacts) -> Iterator[Finding]:
    bounds = case.limits.bleed_mm
    good = bounds.good if case.asked.bleed is None else pt_to_mm(case.asked.bleed)
    least = min(bounds.least, good)
    trim, outer = _trimmed(case, page)
    sides = [pt_to_mm(value) for value in _beyond(trim, outer)]
    bleed = max(min(sides), 0.0)
    side = _SIDES[sides.index(min(sides))]
    where = f" at the {side}" if max(sides) > bleed + _FINE_MM else ""
    told = f"{bleed:.1f} mm of bleed{where}" if bleed else f"no bleed{where}"
    figures: dict[str, str | float] = {
        "bleed_mm": round(bleed, 1), "least_mm": least, "wanted_mm": round(good, 1)
    }  # fmt: skip
    if where:
        figures["side"] = side
    if not round(bleed, 1):
        figures["case"] = "none"
    if bleed < least - _FINE_MM:
        message = f"the page has {told}, and {least:g} mm is the least"
        yield from case.tell("bleed-missing", message, page.number, figures=figures)
    elif bleed < good - _FINE_MM:
        message = f"the page has {told}, and {good:.3g} mm is asked for"
        yield from case.tell("bleed-short", message, page.number, figures=figures)


def _trimmed(case: Case, page: PageFacts) -> tuple[Area, Area]:
    """The trim and the edge of the ink, as the page is placed.

    Artwork without a trim of its own, or with one that only repeats the page, is trimmed by the
    bleed that is asked for.
    """
    bleed = case.asked.bleed or 0.0
    if not (case.asked.artwork and bleed):
        return page.finished, page.inked
    visible = page.crop or page.media
    trim = page.trim
    if trim and any(abs(a - b) >= _ALIKE for a, b in zip(trim, visible, strict=True)):
        return trim, page.bleed or page.media
    x0, y0, x1, y1 = visible
    return (x0 + bleed, y0 + bleed, x1 - bleed, y1 - bleed), visible


def _size(area: Area) -> tuple[float, float]:
    return area[2] - area[0], area[3] - area[1]


def _beyond(inner: Area, outer: Area) -> tuple[float, float, float, float]:
    """By how much ``outer`` is larger at its left, top, right and bottom."""
    return (
        inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3],
    )  # fmt: skip


def _holds(outer: Area, inner: Area) -> bool:
    return max(_beyond(outer, inner)) <= _SAME
