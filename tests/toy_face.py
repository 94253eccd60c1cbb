"""A face of squares: every glyph is half an em wide, so positions in a test are whole numbers.

At size 10 a letter is 5 points wide and so is a space: "en bok" is 30 points long. ``fi`` is
a ligature (5 points for the two), for tests that read set text back.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from io import BytesIO

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from magtool.compose import Faceset, Measured, TextStyle, measure_text
from magtool.edition import Run
from magtool.typeface import Face, Faces, Hyphenator

EM = 1000
LETTER = 5.0
"""Width of every glyph in `STYLE`, points."""

_CHARACTERS = (
    "abcdefghijklmnopqrstuvwxyzåäöéü"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
    "0123456789 \u00a0.,:;!?-\u2010–—”’“/()@&%_=…•"
)

STYLE = TextStyle(
    name="toy",
    faces=Faceset("toy", "toy", "toy"),
    size=10.0,
    leading=12.0,
    align="justify",
    space=0.5,
    stretch=0.3,
    shrink=0.2,
    hyphenate=True,
)


@functools.cache
def toy_face() -> Face:
    """The face itself, key "toy"."""
    names = {ord(c): f"u{ord(c):04X}" for c in _CHARACTERS}
    order = [".notdef", *names.values(), "f_i"]
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, EM // 2), (EM // 2, EM // 2), (EM // 2, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyf(dict.fromkeys(order, square))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (EM // 2, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    builder.setupNameTable({"familyName": "Toy", "styleName": "Regular"})
    f, i = names[ord("f")], names[ord("i")]
    addOpenTypeFeaturesFromString(builder.font, f"feature liga {{ sub {f} {i} by f_i; }} liga;")
    data = BytesIO()
    builder.save(data)
    return Face("toy", data.getvalue())


@functools.cache
def toy_faces() -> Faces:
    return Faces({"toy": toy_face()})


def toy_style(**changes: object) -> TextStyle:
    """`STYLE` with changes."""
    return replace(STYLE, **changes)  # type: ignore[arg-type]


def toy_text(text: str, style: TextStyle = STYLE, hyphenator: Hyphenator | None = None) -> Measured:
    """A paragraph measured in squares."""
    return measure_text((Run(text),), style, toy_faces(), hyphenator)
