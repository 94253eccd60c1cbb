"""Checks of colours: spaces, spot inks, overprint, total ink, and what changes tones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from magtool.measure import mm_to_pt
from magtool.page import (
    INK_WINDOW_MM,
    PROCESS,
    Coat,
    Feature,
    PageFacts,
    Painted,
    PaintedPath,
    PaintedPicture,
    PaintedText,
)
from magtool.preflight.case import Case, coats, counted, in_mm, judged, largest, overlap, sized
from magtool.preflight.findings import Finding

_INKS = ("DeviceGray", "DeviceCMYK", "Separation", "DeviceN", "Pattern", "")
"""Spaces that tell inks; of one that can't be known nothing is said."""
_REGISTRATION = "All"
_WINDOW = mm_to_pt(INK_WINDOW_MM)
_FEATURES: tuple[tuple[Feature, str, str], ...] = (
    ("transfer", "transfer-curve", "a graphics state of the page has a transfer curve"),
    ("postscript", "postscript", "the page holds a PostScript program"),
    ("opi", "opi", "a picture is a stand-in for one on an OPI server"),
    ("jpx", "jpx", "a picture is coded with JPEG 2000"),
    ("alternates", "alternates", "a picture has alternates"),
    ("reference", "reference", "a form refers to another file"),
)
_TRANSPARENT: dict[Feature, str] = {
    "opacity": "opacity", "blend": "a blend mode", "soft-mask": "a soft mask",
    "group": "a transparency group",
}  # fmt: skip


def check_colour(case: Case, page: PageFacts) -> Iterator[Finding]:
    """Colours of one page."""
    for feature, check, message in _FEATURES:
        if feature in page.features:
            yield from case.tell(check, message, page.number)
    used = [words for feature, words in _TRANSPARENT.items() if feature in page.features]
    if used:
        names = ", ".join(used)
        yield from case.tell(
            "transparency", f"the page uses {names}", page.number, figures={"names": names}
        )
    for space in page.blend_spaces:
        if _kind(space) not in ("", case.printing):
            message = f"transparency is blended in {space}, and printed in {case.printing}"
            figures = {"space": space, "printing": case.printing}
            yield from case.tell("blend-space", message, page.number, figures=figures)
    marks = judged(page)
    yield from _check_spaces(case, page, marks)
    yield from _check_named_inks(case, page, marks)
    yield from _check_ink(case, page, marks)
    yield from _check_overprint(case, page, marks)


# --- spaces ------------------------------------------------------------------------------


def _check_spaces(case: Case, page: PageFacts, marks: Sequence[Painted]) -> Iterator[Finding]:
    """Spaces that can't be printed (wherever they stand), or that tell no inks (in the bleed)."""
    foreign: dict[str, list[Painted]] = defaultdict(list)
    for mark in page.painted:
        for space in _spaces(mark):
            if not _belongs(case, space):
                foreign[space].append(mark)
    for space, found in sorted(foreign.items()):
        message = f"{_things(found)} in {space}, and the printing condition is {case.printing}"
        figures = _counts(found) | {"space": space, "printing": case.printing}
        yield from case.tell("device-colour", message, page.number, largest(found), figures=figures)
    for space in page.masked_spaces:
        if not _belongs(case, space):
            message = f"a soft mask uses {space}, and the printing condition is {case.printing}"
            figures = {"space": space, "printing": case.printing}
            yield from case.tell("device-colour", message, page.number, figures=figures)
    told = set(foreign) if case.grade("device-colour") is not None else set()
    for check, some in (("colour-not-inks", marks), ("colour-not-x1a", page.painted)):
        others: dict[str, list[Painted]] = defaultdict(list)
        for mark in some:
            for space in _spaces(mark) - told:
                if space not in _INKS:
                    others[space].append(mark)
        for space, found in sorted(others.items()):
            message = f"{_things(found)} in {space}, not in inks"
            figures = _counts(found) | {"space": space}
            yield from case.tell(check, message, page.number, largest(found), figures=figures)


def _spaces(mark: Painted) -> set[str]:
    return {space for coat in coats(mark) for space in (coat.space, coat.beneath)}


def _belongs(case: Case, space: str) -> bool:
    """Whether a space may stand in the file: device spaces must be the printing condition's."""
    return space not in ("DeviceRGB", "DeviceCMYK") or _kind(space) == case.printing


def _kind(space: str) -> str:
    return next((kind for kind in ("RGB", "CMYK", "Lab") if space.endswith(kind)), "")


def _kinds(marks: Sequence[Painted]) -> tuple[int, int, int]:
    """How many of the marks are pictures, shapes and texts."""
    texts = sum(isinstance(mark, PaintedText) for mark in marks)
    pictures = sum(isinstance(mark, PaintedPicture) for mark in marks)
    return pictures, len(marks) - texts - pictures, texts


def _counts(marks: Sequence[Painted]) -> dict[str, str]:
    """What the marks are, as figures; a kind of which there is none is left out."""
    kinds = zip(("pictures", "shapes", "texts"), _kinds(marks), strict=True)
    return {"count": str(len(marks))} | {name: str(count) for name, count in kinds if count}


def _things(marks: Sequence[Painted]) -> str:
    """What the marks are, with their verb: "3 pictures are"."""
    pictures, shapes, texts = _kinds(marks)
    parts = [
        counted(count, one, many)
        for count, one, many in (
            (pictures, "a picture", "pictures"),
            (shapes, "a shape", "shapes"),
            (texts, "a piece of text", "pieces of text"),
        )
        if count
    ]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    return f"{listed} {'is' if len(marks) == 1 else 'are'}"


# --- inks --------------------------------------------------------------------------------


def _check_named_inks(case: Case, page: PageFacts, marks: Sequence[Painted]) -> Iterator[Finding]:
    found: dict[str, list[Painted]] = defaultdict(list)
    for mark in marks:
        for ink in {name for coat in coats(mark) for name, _ in coat.inks}.difference(PROCESS):
            if ink != _REGISTRATION or overlap(mark.area, page.finished):
                found[ink].append(mark)
    for ink, some in sorted(found.items()):
        if ink == _REGISTRATION:
            message = f"{_things(some)} in the colour of registration marks (All)"
            figures = _counts(some)
            yield from case.tell(
                "registration-colour", message, page.number, largest(some), figures=figures
            )
        elif ink not in case.asked.spots:
            message = f"{_things(some)} in the spot ink ‘{ink}’, which is not booked"
            figures = _counts(some) | {"ink": ink}
            yield from case.tell(
                "spot-colour", message, page.number, largest(some), figures=figures
            )


def _check_ink(case: Case, page: PageFacts, marks: Sequence[Painted]) -> Iterator[Finding]:
    """Total ink of pictures and of flat colours; marks on top of one another are not summed."""
    limit = case.limits.ink
    over = [(round(ink), mark) for mark in marks if round(ink := _mean_ink(mark)) > limit]
    if not over:
        return
    most, mark = max(over, key=lambda pair: pair[0])
    width, height = mark.area[2] - mark.area[0], mark.area[3] - mark.area[1]
    size = in_mm(width, height)
    things = _things([each for _, each in over])
    where = f"{things} over {limit:g} % of ink: the most is"
    message = f"{where} {most} %, {size} large, as a mean over {INK_WINDOW_MM:g} mm squares"
    figures = sized((width, height)) | {"percent": most, "most": limit}
    yield from case.tell("ink-limit", message, page.number, mark.area, figures=figures)


def _mean_ink(mark: Painted) -> float:
    """The most ink of a mark in percent, as a mean over 15 mm squares."""
    if isinstance(mark, PaintedPicture):
        return mark.max_ink or 0.0
    if not isinstance(mark, PaintedPath) or mark.fill is None:
        return 0.0
    x0, y0, x1, y1 = mark.area
    within = min(x1 - x0, _WINDOW) * min(y1 - y0, _WINDOW)
    return mark.fill.total * min(within, mark.covered) / _WINDOW**2


# --- overprint ---------------------------------------------------------------------------


def _check_overprint(case: Case, page: PageFacts, marks: Sequence[Painted]) -> Iterator[Finding]:
    lost = [mark for mark in marks if _vanishes(mark)]
    if lost:
        message = f"{_things(lost)} white and overprinted"
        yield from case.tell(
            "white-overprints", message, page.number, largest(lost), figures=_counts(lost)
        )
    limits = case.limits
    texts = [
        mark
        for mark in marks
        if isinstance(mark, PaintedText)
        and mark.size < limits.black_text - 0.01
        and _knocks_out(mark.fill)
    ]
    if texts:
        have = counted(len(texts), "a piece of black text", "pieces of black text")
        message = f"{have} under {limits.black_text:g} pt without overprint"
        figures = _counts(texts) | {"least_pt": f"{limits.black_text:g}"}
        yield from case.tell(
            "black-knocks-out", message, page.number, texts[0].area, figures=figures
        )
    lines = [
        mark
        for mark in marks
        if isinstance(mark, PaintedPath)
        and mark.weight < limits.black_line - 0.001
        and _knocks_out(mark.stroke)
    ]
    if lines:
        have = counted(len(lines), "a black line", "black lines")
        message = f"{have} under {limits.black_line:g} pt without overprint"
        figures = _counts(lines) | {"least_pt": f"{limits.black_line:g}"}
        yield from case.tell(
            "black-knocks-out", message, page.number, lines[0].area, figures=figures
        )


def _vanishes(mark: Painted) -> bool:
    """Whether white is overprinted: text by its setting alone, because RIPs differ in grey."""
    if isinstance(mark, PaintedText):
        return any(coat.white and coat.overprint for coat in coats(mark))
    if isinstance(mark, PaintedPath):
        return any(coat.white and coat.overprints for coat in coats(mark))
    return False


def _knocks_out(coat: Coat | None) -> bool:
    """Whether solid black alone is laid, and takes away what lies under it."""
    if coat is None or coat.overprints:
        return False
    return coat.laid == ("Black",) and dict(coat.inks)["Black"] > 0.999
