"""What preflight read of artwork, as its advertiser is told it."""

from __future__ import annotations

from collections.abc import Iterable

from magtool.measure import pt_to_mm
from magtool.page import PROCESS, Coat, PageFacts, Painted, PaintedPicture, PdfFacts
from magtool.preflight.case import coats
from magtool.preflight.findings import Finding
from magtool.proofs import Delivered, ProofFinding

_FLAT = 16
"""Pictures of so few pixels either way are flat colours, made so by flattening."""
_IN_INKS = {"DeviceGray": ("Black",), "DeviceCMYK": PROCESS, "ICCBased CMYK": PROCESS}
"""Plates of pictures, whose pixels are not looked at for this."""


def delivered(
    facts: PdfFacts,
    file: str,
    sha256: str,
    kind: str,
    size: int,
    trim: tuple[float, float],
    bleed: float,
) -> Delivered:
    """The artwork as it came; ``trim`` and ``bleed`` are as it is placed, in points."""
    page = facts.pages[0] if facts.pages else None
    return Delivered(
        file=file,
        sha256=sha256,
        format=kind,
        bytes=size,
        width_mm=round(pt_to_mm(trim[0]), 2),
        height_mm=round(pt_to_mm(trim[1]), 2),
        bleed_mm=round(pt_to_mm(bleed), 2),
        ppi=_coarsest(page) if page else None,
        inks=_inks(page) if page else (),
        fonts=_fonts(page, embedded=True) if page else (),
        loose_fonts=_fonts(page, embedded=False) if page else (),
    )


def proof_findings(
    findings: Iterable[Finding], origin: tuple[float, float] = (0.0, 0.0)
) -> tuple[ProofFinding, ...]:
    """Findings free of language, the gravest first; places from the ``origin`` on the sheet."""
    found = sorted(findings, key=lambda item: -item.severity)
    return tuple(_told(item, origin) for item in found)


def _told(item: Finding, origin: tuple[float, float]) -> ProofFinding:
    area = None
    if item.area is not None:
        x, y = origin
        left, top, right, foot = item.area
        edges = (left - x, top - y, right - x, foot - y)
        area = (round(edges[0], 2), round(edges[1], 2), round(edges[2], 2), round(edges[3], 2))
    severity = item.severity.name.lower()
    return ProofFinding(item.check, severity, item.message, area, item.measured)


def _coarsest(page: PageFacts) -> float | None:
    pictures = [
        mark.ppi
        for mark in page.painted
        if isinstance(mark, PaintedPicture)
        and not mark.line
        and min(mark.columns, mark.rows) > _FLAT
    ]
    return round(min(pictures), 1) if pictures else None


def _inks(page: PageFacts) -> tuple[str, ...]:
    """Plates that get ink, process inks first; "RGB" where colours are not inks."""
    used = {ink for mark in page.painted for coat in coats(mark) for ink in _laid(mark, coat)}
    process = [ink for ink in PROCESS if ink in used]
    return (*process, *sorted(used.difference(PROCESS, ("All", "None"))))


def _laid(mark: Painted, coat: Coat) -> tuple[str, ...]:
    if coat.laid:
        return coat.laid
    if coat.space.endswith(("RGB", "Lab")):
        return (coat.space.split()[-1].removeprefix("Device").removeprefix("Cal"),)
    return _IN_INKS.get(coat.space, ()) if isinstance(mark, PaintedPicture) else ()


def _fonts(page: PageFacts, *, embedded: bool) -> tuple[str, ...]:
    used = {
        font.name.split("+", 1)[-1]
        for font in page.fonts
        if font.shown and font.embedded == embedded
    }
    return tuple(sorted(name for name in used if name))
