"""Frames, labels and lines drawn over the pages of a PDF that was read, each stage in a layer."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from magtool.intake.state import Matrix
from magtool.page.overlay import Mark, Overlay, Point
from magtool.page.read import Box
from magtool.press.numbers import number

_KEPT = frozenset(
    {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Group"}
)
"""Keys of a page that come along."""
_ROOT = frozenset({"/Type", "/Pages", "/OCProperties"})
_DEEPEST = 40
"""Levels of the page tree that are looked through."""
_UNIT = 842.0
"""Points of a page on which labels and lines are as large as they are given here."""
_FACE, _SIZE, _AIR = "Helvetica", 5.5, 1.5
_WEIGHT, _WALK_WEIGHT, _DOT = 0.6, 1.2, 2.5
_WALK, _WHITE = 0xE8590C, 0xFFFFFF
_TINT = "<< /ca .06 >>"

Layers = Mapping[str, Any]
"""The file's layers by their names."""


def draw_over(data: bytes, overlays: Sequence[Overlay]) -> bytes:
    """A copy of the PDF with the overlays on its pages; a reader can switch each layer off.

    Its pages alone come along: no actions, annotations or attachments. A page that can't be
    drawn on stays as it is. Raises `pikepdf.PdfError` or `pikepdf.PasswordError` for a file that
    can’t be opened.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in set(pdf.Root.keys()) - _ROOT:
            del pdf.Root[key]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        layers = _add_layers(pdf, dict.fromkeys(overlay.layer for overlay in overlays))
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type1,
                BaseFont=Name(f"/{_FACE}"),
                Encoding=Name.WinAnsiEncoding,
            )
        )
        for place, page in enumerate(pdf.pages, 1):
            for key in set(page.obj.keys()) - _KEPT:
                del page.obj[key]
            here = [overlay for overlay in overlays if overlay.page == place]
            if here:
                with suppress(pikepdf.PdfError, ValueError, TypeError, AttributeError):
                    _draw_page(pdf, page.obj, here, layers, font)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue()


def _add_layers(pdf: pikepdf.Pdf, names: Iterable[str]) -> Layers:
    """New layers, all on, beside those that the file has (ISO 32000-1 §8.11.4)."""
    layers = {
        name: pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in names
    }
    held = pdf.Root.get("/OCProperties")
    if not isinstance(held, Dictionary) or not isinstance(held.get("/OCGs"), Array):
        held = pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())
    if not isinstance(held.get("/D"), Dictionary):
        held.D = Dictionary()
    if not isinstance(held.D.get("/Order"), Array):
        held.D.Order = Array()
    if held.D.get("/BaseState", Name.ON) != Name.ON:
        held.D.ON = Array([*held.D.get("/ON", Array()), *layers.values()])
    for layer in layers.values():
        held.OCGs.append(layer)
        held.D.Order.append(layer)
    return layers


def _draw_page(
    pdf: pikepdf.Pdf, page: Any, overlays: Sequence[Overlay], layers: Layers, font: Any
) -> None:
    """The page's content as a form, whose state ends with it, and the overlays on it."""
    crop = _box(_inherited(page, "/CropBox") or _inherited(page, "/MediaBox"))
    turn = int(_inherited(page, "/Rotate") or 0) % 360
    held = page.get("/Contents")
    streams = list(held) if isinstance(held, Array) else [held]
    content = b"\n".join(part.read_bytes() for part in streams if isinstance(part, Stream))
    form = Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(crop))
    form.Resources = _inherited(page, "/Resources") or Dictionary()
    unit = max(crop[2] - crop[0], crop[3] - crop[1]) / _UNIT
    parts = ["q /Page Do Q", f"q {' '.join(map(number, _downwards(crop, turn)))} cm"]
    names = {layer: f"/Layer{place}" for place, layer in enumerate(layers)}
    for overlay in overlays:
        parts += [f"/OC {names[overlay.layer]} BDC", *_drawn(overlay, unit), "EMC"]
    page.Contents = Stream(pdf, "\n".join([*parts, "Q"]).encode("cp1252", "replace"))
    page.Resources = Dictionary(
        XObject=Dictionary({"/Page": form}),
        Font=Dictionary({"/Label": font}),
        ExtGState=pikepdf.Object.parse(f"<< /Tint {_TINT} >>".encode()),
        Properties=Dictionary({names[layer]: layers[layer] for layer in layers}),
    )


def _inherited(page: Any, key: str) -> Any:
    """The page's entry, or that of a node above it (ISO 32000-1 §7.7.3.4)."""
    node = page
    for _ in range(_DEEPEST):
        if not isinstance(node, Dictionary) or key in node:
            break
        node = node.get("/Parent")
    return node.get(key) if isinstance(node, Dictionary) else None


def _box(array: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in array)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _downwards(crop: Box, turn: int) -> Matrix:
    """From the upright sheet, y down, to the page's own units: `intake.state.upright` undone."""
    left, bottom, right, top = crop
    match turn:
        case 90:
            return (0.0, 1.0, 1.0, 0.0, left, bottom)
        case 180:
            return (-1.0, 0.0, 0.0, 1.0, right, bottom)
        case 270:
            return (0.0, -1.0, -1.0, 0.0, right, top)
    return (1.0, 0.0, 0.0, -1.0, left, top)


# --- drawing ------------------------------------------------------------------------------


def _drawn(overlay: Overlay, unit: float) -> Iterator[str]:
    """Operators for one overlay: frames, then walks, and labels over all."""
    yield f"q {number(_WEIGHT * unit)} w /Tint gs"
    for (colour, unsure), marks in groupby(overlay.marks, lambda mark: (mark.colour, mark.unsure)):
        dashes = f"[{number(3 * unit)} {number(1.5 * unit)}]" if unsure else "[]"
        yield f"{_colour(colour)} RG {_colour(colour)} rg {dashes} 0 d"
        yield " ".join(f"{_rectangle(mark.box)} B" for mark in marks)
    yield "Q"
    for walk in overlay.walks:
        yield from _walk(walk, unit)
    for mark in overlay.marks:
        if mark.label:
            yield _label(mark, unit)


def _walk(points: Sequence[Point], unit: float) -> Iterator[str]:
    """A line from a dot to an arrow's head."""
    (x, y), (ex, ey), size = points[0], points[-1], _DOT * unit
    path = " l ".join(f"{number(px)} {number(py)}" for px, py in points[1:])
    yield f"{_colour(_WALK)} RG {_colour(_WALK)} rg {number(_WALK_WEIGHT * unit)} w 1 j"
    yield f"{number(x)} {number(y)} m {path} l S"
    yield f"{_rectangle((x - size, y - size, x + size, y + size))} f"
    yield (
        f"{number(ex - 1.6 * size)} {number(ey)} m {number(ex + 1.6 * size)} {number(ey)} l "
        f"{number(ex)} {number(ey + 3 * size)} l f"
    )


def _label(mark: Mark, unit: float) -> str:
    """White letters on the mark's colour, over the frame's corner."""
    left, top, _, _ = mark.box
    size, air = _SIZE * unit, _AIR * unit
    text = mark.label.encode("cp1252", "replace").decode("cp1252")
    width = stringWidth(text, _FACE, size) + 2 * air
    ground = (left, top - size - air, left + width, top)
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return (
        f"{_colour(mark.colour)} rg {_rectangle(ground)} f BT /Label {number(size)} Tf "
        f"{_colour(_WHITE)} rg 1 0 0 -1 {number(left + air)} {number(top - air)} Tm ({text}) Tj ET"
    )


def _colour(colour: int) -> str:
    return " ".join(number((colour >> shift & 0xFF) / 255) for shift in (16, 8, 0))


def _rectangle(box: Box) -> str:
    left, top, right, bottom = box
    return f"{number(left)} {number(top)} {number(right - left)} {number(bottom - top)} re"
