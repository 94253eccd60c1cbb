"""Fonts of PDF: whether they are embedded, and how far a string runs (ISO 32000-1 §9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_MEAN = 0.5
"""Ems that a character takes when its font does not tell: the mean of Latin text faces."""
_MOST = 1 << 16
"""Most widths read of a font: there are no more glyphs in one."""
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Font:
    """A font as far as its marks' places and their standing in print need it.

    ``widths`` are in ems by character code, ``other`` that of all other codes. ``spans`` are
    (first, last, width) of codes with one width. ``drawn`` are a Type 3 font's glyphs by code,
    ``matrix`` the way from their units to text space, and ``em`` how high its letters' box is
    there when that is not an em.
    """

    name: str
    kind: str
    embedded: bool
    widths: dict[int, float]
    other: float = _MEAN
    spans: tuple[tuple[int, int, float], ...] = ()
    two_bytes: bool = False
    matrix: Matrix = (0.001, 0, 0, 0.001, 0, 0)
    em: float = 1.0
    drawn: dict[int, Any] | None = None
    resources: Any = None
    shown: bool = False

    def codes(self, text: bytes) -> Iterator[int]:
        """The character codes of a string."""
        if not self.two_bytes:
            return iter(text)
        return (text[at] << 8 | text[at + 1] for at in range(0, len(text) - 1, 2))

    def width(self, code: int) -> float:
        """Advance of a character in ems."""
        found = self.widths.get(code)
        if found is not None:
            return found
        return next((width for low, high, width in self.spans if low <= code <= high), self.other)


def read_font(told: Any) -> Font:
    """The font of a font dictionary, whatever is missing in it."""
    kind = str(told.get("/Subtype", "")).removeprefix("/")
    name = str(told.get("/BaseFont", told.get("/Name", ""))).removeprefix("/")
    if kind == "Type0":
        return _composite(told, name)
    if kind == "Type3":
        return _drawn(told, name)
    descriptor = told.get("/FontDescriptor")
    first, widths = told.get("/FirstChar", 0), told.get("/Widths")
    found: dict[int, float] = {}
    if isinstance(widths, pikepdf.Array) and isinstance(first, int):
        found = {first + n: width / 1000 for n, width in enumerate(_numbers(widths, 256))}
    return Font(name, kind, _embedded(descriptor), found)


def _composite(told: Any, name: str) -> Font:
    descendants = told.get("/DescendantFonts")
    inner: Any = descendants[0] if isinstance(descendants, pikepdf.Array) else pikepdf.Dictionary()
    kind = "Type0 " + str(inner.get("/Subtype", "")).removeprefix("/")
    widths, spans = _ranges(inner.get("/W"))
    default = inner.get("/DW", 1000)
    other = float(default) / 1000 if _is_number(default) else 1.0
    embedded = _embedded(inner.get("/FontDescriptor"))
    return Font(name, kind.rstrip(), embedded, widths, other, spans, two_bytes=True)


def _ranges(told: Any) -> tuple[dict[int, float], tuple[tuple[int, int, float], ...]]:
    """A /W array (§9.7.4.3): a code and its widths in a list, or first, last and one width."""
    widths: dict[int, float] = {}
    spans: list[tuple[int, int, float]] = []
    if not isinstance(told, pikepdf.Array):
        return widths, ()
    items = iter(told)
    for first, second in zip(items, items, strict=False):
        if not isinstance(first, int) or len(widths) + len(spans) > _MOST:
            break
        if isinstance(second, pikepdf.Array):
            found = _numbers(second, _MOST)
            widths.update((first + n, width / 1000) for n, width in enumerate(found))
        elif isinstance(second, int) and _is_number(width := next(items, None)):
            spans.append((first, second, float(width) / 1000))
    return widths, tuple(spans)


def _drawn(told: Any, name: str) -> Font:
    """A Type 3 font: glyphs are content of their own, and always in the file."""
    matrix: Matrix = (0.001, 0, 0, 0.001, 0, 0)
    if len(numbers := list(_numbers(told.get("/FontMatrix"), 6))) == 6:
        a, b, c, d, e, f = numbers
        matrix = (a, b, c, d, e, f)
    box = list(_numbers(told.get("/FontBBox"), 4))
    usual = abs(abs(matrix[3]) - 0.001) < 1e-6  # its units are thousandths of an em
    height = abs((box[3] - box[1]) * matrix[3]) if len(box) == 4 and not usual else 0.0
    glyphs = told.get("/CharProcs")
    drawn: dict[int, Any] = {}
    if isinstance(glyphs, pikepdf.Dictionary):
        for code, glyph in _differences(told.get("/Encoding")):
            stream = glyphs.get(glyph)
            if isinstance(stream, pikepdf.Stream):
                drawn[code] = stream
    first = told.get("/FirstChar", 0)
    first = first if isinstance(first, int) else 0
    widths = {first + n: w * matrix[0] for n, w in enumerate(_numbers(told.get("/Widths"), 256))}
    return Font(
        name, "Type3", True, widths, 0.0, matrix=matrix, em=height or 1.0, drawn=drawn,
        resources=told.get("/Resources"),
    )  # fmt: skip


def _differences(encoding: Any) -> Iterator[tuple[int, str]]:
    listed = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
    code = 0
    for item in listed if isinstance(listed, pikepdf.Array) else ():
        if isinstance(item, pikepdf.Name):
            yield code, str(item)
            code += 1
        elif isinstance(item, int):
            code = item


def _embedded(descriptor: Any) -> bool:
    return isinstance(descriptor, pikepdf.Dictionary) and any(
        isinstance(descriptor.get(program), pikepdf.Stream) for program in _PROGRAMS
    )


def _numbers(told: Any, most: int) -> Iterator[float]:
    if isinstance(told, pikepdf.Array):
        for _, item in zip(range(most), told, strict=False):
            yield float(item) if _is_number(item) else 0.0


def _is_number(item: Any) -> bool:
    try:
        float(item)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
