"""One ad of a page as a PDF of its own, true to size, its type and curves kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Name, Operator

from magtool.intake.state import IDENTITY, Matrix, box_through, common, through, times, upright
from magtool.page.read import Box

_MOST_CONTENT = 16_000_000
"""Bytes of a page's content; longer ones are drawn instead."""
_KEPT = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group"}
)
"""Keys of the page that come along: no annotations, no actions, no threads."""
_MOST_FORMS = 200
_NEAR = 6.0
"""Points outside the cut within which type is kept: a line may begin at its very edge."""
_FAR_LARGER = 3.0
"""Times the window's area from which a picture is a page's own scan, of which only a part is
wanted."""
_UNIT = (0.0, 0.0, 1.0, 1.0)
_EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class Cut:
    """What is cut out and how large the artwork is; both in points.

    ``bleed`` is how far outside the artwork's edges ink is wanted, where the page has it.
    """

    area: Box
    size: tuple[float, float]
    bleed: float = 0.0

    @property
    def scale(self) -> float:
        """True to size, or smaller where the artwork would not hold it."""
        width, height = self.area[2] - self.area[0], self.area[3] - self.area[1]
        return min(1.0, self.size[0] / width, self.size[1] / height)

    @property
    def placing(self) -> Matrix:
        """From the upright sheet, y down, to the artwork's page, y up: in its middle."""
        left, top, right, bottom = self.area
        x, y = (left + right) / 2, (top + bottom) / 2
        scale = self.scale
        across, up = self.size[0] / 2 + self.bleed, self.size[1] / 2 + self.bleed
        return (scale, 0.0, 0.0, -scale, across - scale * x, up + scale * y)

    @property
    def window(self) -> Box:
        """What of the sheet is seen: the area, and the bleed about it."""
        left, top, right, bottom = self.area
        more = self.bleed / self.scale
        return (left - more, top - more, right + more, bottom + more)


def artwork_pdf(page: pikepdf.Page, cut: Cut, crop: Box, turn: int) -> bytes | None:
    """The cut as a page of its own, in the middle of its size; None where a picture is safer:
    fonts are missing, the page is a scan, or its content is vast.

    Type and pictures of the neighbours are left out, curves are clipped. Of the page in memory
    nothing is kept that a cut does not need. Raises what pikepdf raises for a broken page.
    """
    resources = page.obj.get("/Resources")
    if not _brings_its_fonts(resources) or _length(page) > _MOST_CONTENT:
        return None
    for key in set(page.obj.keys()) - _KEPT:
        del page.obj[key]
    ground = upright(crop, turn)
    sieve = _Sieve(ground, cut.window, resources)
    kept = sieve.kept(page)
    if sieve.scanned:
        return None
    made = pikepdf.new()
    made.pages.append(page)
    sheet = made.pages[0]
    matrix = times(ground, cut.placing)
    left, bottom, right, top = box_through(cut.placing, *cut.window)
    clip = f"q {_numbers(left, bottom, right - left, top - bottom)} re W n\n"
    turned = f"{_numbers(*matrix)} cm\n"
    body = (clip + turned).encode() + pikepdf.unparse_content_stream(kept) + b"\nQ"
    sheet.obj.Contents = made.make_stream(body)
    width, height = (side + 2 * cut.bleed for side in cut.size)
    sheet.obj.MediaBox = Array([0, 0, width, height])
    sheet.obj.TrimBox = Array([cut.bleed, cut.bleed, width - cut.bleed, height - cut.bleed])
    for key in ("/CropBox", "/Rotate"):
        if key in sheet.obj:
            del sheet.obj[key]
    sheet.remove_unreferenced_resources()
    target = io.BytesIO()
    made.save(target, deterministic_id=True)
    return target.getvalue()


def _length(page: pikepdf.Page) -> int:
    """Bytes of the page's content, decoded."""
    held = page.obj.get("/Contents")
    parts = list(held) if isinstance(held, Array) else [held]
    return sum(len(part.read_bytes()) for part in parts if isinstance(part, pikepdf.Stream))


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in values)


# --- fonts --------------------------------------------------------------------------------


def _brings_its_fonts(resources: Any) -> bool:
    """Whether every font of the page and its forms is embedded: others look as they please."""
    waiting, seen = [resources], 0
    known: set[tuple[int, int]] = set()
    while waiting:
        held = waiting.pop()
        seen += 1
        if seen > _MOST_FORMS:
            return False
        if not isinstance(held, pikepdf.Dictionary):
            continue
        if not all(_is_embedded(font) for font in _values(held.get("/Font"))):
            return False
        for form in _values(held.get("/XObject")):
            if isinstance(form, pikepdf.Stream) and form.objgen not in known:
                known.add(form.objgen)
                waiting.append(form.get("/Resources"))
    return True


def _values(found: Any) -> list[Any]:
    return list(found.values()) if isinstance(found, pikepdf.Dictionary) else []


def _is_embedded(font: Any) -> bool:
    if not isinstance(font, pikepdf.Dictionary):
        return False
    if font.get("/Subtype") == Name.Type3:
        return True
    if font.get("/Subtype") == Name.Type0:
        inner = font.get("/DescendantFonts")
        font = inner[0] if isinstance(inner, Array) and len(inner) else None
    descriptor = font.get("/FontDescriptor") if isinstance(font, pikepdf.Dictionary) else None
    return isinstance(descriptor, pikepdf.Dictionary) and any(
        key in descriptor for key in _EMBEDDED
    )


# --- what is left out ---------------------------------------------------------------------

_Instruction = Any
"""One operator and its operands, or an inline picture."""


@dataclass(slots=True)
class _Sieve:
    """Reads a content stream and leaves out type and pictures outside the window."""

    ctm: Matrix
    window: Box
    resources: Any
    stack: list[Matrix] = field(default_factory=list)
    line: Matrix = IDENTITY
    leading: float = 0.0
    scanned: bool = False
    """Whether a picture much larger than the window is seen."""

    def kept(self, page: pikepdf.Page) -> list[_Instruction]:
        return [part for one in pikepdf.parse_content_stream(page) for part in self.sieve(one)]

    def sieve(self, instruction: _Instruction) -> Iterator[_Instruction]:
        if isinstance(instruction, ContentStreamInlineImage):
            if self.sees(_UNIT, self.ctm):
                yield instruction
            return
        operator, operands = str(instruction.operator), instruction.operands
        self.follow(operator, operands)
        if operator in ("Tj", "TJ", "'", '"') and not self.sees_line():
            yield from self.moves(operator, operands)
        elif operator != "Do" or self.sees_object(operands):
            yield instruction

    def follow(self, operator: str, operands: Any) -> None:
        """Where the pen stands after the operator (ISO 32000-1 §8.4.4, §9.4.2)."""
        match operator:
            case "q":
                self.stack.append(self.ctm)
            case "Q":
                self.ctm = self.stack.pop() if self.stack else self.ctm
            case "cm":
                self.ctm = times(_matrix(operands), self.ctm)
            case "BT":
                self.line = IDENTITY
            case "Tm":
                self.line = _matrix(operands)
            case "Td" | "TD":
                x, y = (float(value) for value in operands)
                self.leading = -y if operator == "TD" else self.leading
                self.line = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)
            case "TL":
                self.leading = float(operands[0])
            case "T*" | "'" | '"':
                self.line = times((1.0, 0.0, 0.0, 1.0, 0.0, -self.leading), self.line)

    def moves(self, operator: str, operands: Any) -> Iterator[_Instruction]:
        """What a line that is left out does beside showing its words."""
        if operator == '"':
            yield pikepdf.ContentStreamInstruction([operands[0]], Operator("Tw"))
            yield pikepdf.ContentStreamInstruction([operands[1]], Operator("Tc"))
        if operator in ("'", '"'):
            yield pikepdf.ContentStreamInstruction([], Operator("T*"))

    def sees_line(self) -> bool:
        x, y = through(self.ctm, *through(self.line, 0.0, 0.0))
        left, top, right, bottom = self.window
        return left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR

    def sees_object(self, operands: Any) -> bool:
        """Whether the form or picture shows anything within the window."""
        held = self.resources.get("/XObject") if self.resources is not None else None
        item = held.get(str(operands[0])) if isinstance(held, pikepdf.Dictionary) else None
        if not isinstance(item, pikepdf.Stream):
            return False
        if item.get("/Subtype") == Name.Image:
            self.scanned |= self.covers(self.ctm)
            return self.sees(_UNIT, self.ctm)
        box = tuple(float(value) for value in item.get("/BBox", ()))
        inner = _matrix(item.get("/Matrix", IDENTITY))
        return len(box) == 4 and self.sees((box[0], box[1], box[2], box[3]), times(inner, self.ctm))

    def covers(self, matrix: Matrix) -> bool:
        """Whether a picture placed so shows in the window and goes far beyond it."""
        return self.sees(_UNIT, matrix) and _area(box_through(matrix, *_UNIT)) > (
            _FAR_LARGER * _area(self.window)
        )

    def sees(self, box: Box, matrix: Matrix) -> bool:
        shared = common(box_through(matrix, *box), self.window)
        return shared is not None and shared[0] < shared[2] and shared[1] < shared[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return (a, b, c, d, e, f)
