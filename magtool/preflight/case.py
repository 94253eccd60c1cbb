"""One file held against one profile: what every check is given, and how it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from magtool.diagnostics import Severity
from magtool.measure import pt_to_mm
from magtool.page import Area, Coat, PageFacts, Painted, PaintedPath, PaintedText, PdfFacts
from magtool.preflight.asked import Asked
from magtool.preflight.findings import Finding, measures
from magtool.preflight.profile import Limits, Profile, checks

_PARTS = {"PDF/X-4": "ISO 15930-7", "PDF/X-1a": "ISO 15930-4"}
_NONE: Mapping[str, str | float] = MappingProxyType({})
_EDGE = 0.01
"""Points that areas may share and still only touch: writers round to a thousandth."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file, the rules for it, and what was asked of it."""

    facts: PdfFacts
    profile: Profile
    asked: Asked

    @property
    def limits(self) -> Limits:
        return self.profile.limits

    @property
    def standard(self) -> str:
        """The standard that the file is held to; "" when to none."""
        return self.profile.standard if self.grade("pdfx-version") is not None else ""

    @property
    def printing(self) -> str:
        """The colour space of the printing condition: "CMYK" unless the file says otherwise."""
        profiles = (i.profile for i in self.facts.intents if i.subtype == "GTS_PDFX")
        printers = (profile.space for profile in profiles if profile and profile.is_printer)
        return next(printers, "CMYK")

    def grade(self, check: str) -> Severity | None:
        """How grave a check's finding is; None when it is not made."""
        grades = self.profile.artwork if self.asked.artwork else self.profile.finished
        return grades.get(check)

    def tell(
        self,
        check: str,
        message: str,
        page: int | None = None,
        area: Area | None = None,
        figures: Mapping[str, str | float] = _NONE,
    ) -> Iterator[Finding]:
        """The finding, unless its check is not made. ``figures`` are what its message tells."""
        severity = self.grade(check)
        if severity is None:
            return
        entry = checks()[check]
        clause = entry["clause"]
        if clause and entry["kind"] != "magazine" and self.standard:
            clause = f"{_PARTS[self.standard]}; {clause}"
        hint = " ".join(entry["mend"].split())
        told = measures(**figures)
        yield Finding(check, severity, message, page, area, clause, hint, told)


def coats(mark: Painted) -> Iterator[Coat]:
    """The colours of a mark."""
    if isinstance(mark, PaintedText | PaintedPath):
        yield from (coat for coat in (mark.fill, mark.stroke) if coat)
    else:
        yield mark.coat


def judged(page: PageFacts) -> list[Painted]:
    """The marks that are printed and stay, or may stay, on the paper: those inside the bleed."""
    return [mark for mark in page.painted if overlap(mark.area, page.inked)]


def overlap(one: Area, other: Area) -> bool:
    """Whether areas share more than an edge; a line without width lies in what it crosses."""
    return all(
        min(one[end], other[end]) - max(one[start], other[start]) > _EDGE
        or (one[end] - one[start] <= _EDGE and other[start] < one[start] < other[end])
        for start, end in ((0, 2), (1, 3))
    )


def largest(marks: Sequence[Painted]) -> Area:
    """The area of the largest mark, the first of equals."""
    return max((mark.area for mark in marks), key=lambda a: (a[2] - a[0]) * (a[3] - a[1]))


def in_mm(width: float, height: float) -> str:
    """A size for people: "210 × 297 mm"."""
    return f"{pt_to_mm(width):.4g} × {pt_to_mm(height):.4g} mm"


def sized(size: tuple[float, float], prefix: str = "") -> dict[str, float]:
    """A size as figures: "width_mm" and "height_mm", to a tenth."""
    width, height = (round(pt_to_mm(side), 1) for side in size)
    return {f"{prefix}width_mm": width, f"{prefix}height_mm": height}


def counted(count: int, one: str, many: str) -> str:
    """ "a picture" or "3 pictures"."""
    return one if count == 1 else f"{count} {many}"
