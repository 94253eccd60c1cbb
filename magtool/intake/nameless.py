"""What pdfium does not tell of fonts: the names of Type 3 fonts, and one wrong code page."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pikepdf

from magtool.intake.streams import read_stream
from magtool.page.read import ReadPage

_USES = re.compile(rb"/([^\s/\[\]<>()]+)\s+[-+.\d]+\s+Tf\b|\b(?:Tj|TJ)\b|/([^\s/\[\]<>()]+)\s+Do\b")
_STREAM_CAP = 1 << 25
_DEPTH_CAP = 8
_LETTERS = frozenset("åäöÅÄÖéÉüÜæøÆØàèáíóúñçßêëôîï–’”“…")
"""What is not ASCII in the languages of the magazines; more or less."""
_PROOF = 3
"""Characters that must read better in the other code page."""


def name_type3(data: bytes, number: int) -> list[tuple[str, int, int, int]]:
    """Name, flags, italic angle and weight of a page's Type 3 fonts, in order of first use.

    pdfium tells nothing of such fonts, but browsers give them descriptors (ISO 32000-1 §9.8).
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page: Any = pdf.pages[number - 1].obj
        parts = page.get("/Contents")
        streams = list(parts) if isinstance(parts, pikepdf.Array) else [parts]
        content = b"\n".join(read_stream(part, _STREAM_CAP) for part in streams if part is not None)
        used: dict[Any, tuple[str, int, int, int]] = {}
        for font in _used(content, page.get("/Resources"), 0):
            if font.get("/Subtype") == "/Type3" and font.objgen not in used:
                used[font.objgen] = _described(font, len(used))
        return list(used.values())


def _used(content: bytes, resources: Any, depth: int) -> Iterator[Any]:
    """The fonts with which text is shown, in the stream's order of their first uses.

    Browsers name the font and show text for every glyph: each is looked up once.
    """
    fonts = resources.get("/Font", {}) if resources is not None else {}
    forms = resources.get("/XObject", {}) if resources is not None else {}
    current: bytes | None = None
    shown: set[bytes] = set()
    for match in _USES.finditer(content):
        if match[1]:
            current = match[1]
        elif match[2]:
            form = forms.get("/" + match[2].decode("latin-1"))
            if form is not None and form.get("/Subtype") == "/Form" and depth < _DEPTH_CAP:
                inner = form.get("/Resources", resources)
                yield from _used(read_stream(form, _STREAM_CAP), inner, depth + 1)
        elif current is not None and current not in shown:
            shown.add(current)
            font = fonts.get("/" + current.decode("latin-1"))
            if font is not None:
                yield font


def _described(font: Any, count: int) -> tuple[str, int, int, int]:
    told = font.get("/FontDescriptor")
    if told is None:
        return f"Type3-{count + 1}", 0, 0, 400
    name = str(told.get("/FontName", f"/Type3-{count + 1}")).removeprefix("/")
    weight = int(told.get("/FontWeight", 400))
    return name, int(told.get("/Flags", 0)), round(float(told.get("/ItalicAngle", 0))), weight


def mend_code_pages(pages: Sequence[ReadPage]) -> tuple[ReadPage, ...]:
    """The pages, text of fonts that pdfium reads as Mac Roman read as Windows' code page.

    Ghostscript marks subsets as symbolic and leaves their encoding out; pdfium then takes the
    codes for Mac Roman (ISO 32000-1 §9.6.6.4), though they are the first file's WinAnsi.
    """
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for glyph in page.glyphs:
            if not glyph.text.isascii():
                told[page.fonts[glyph.font].name][glyph.text] += 1
    wrong = {name for name, texts in told.items() if _reads_better(texts)}
    if not wrong:
        return tuple(pages)
    return tuple(_mended(page, wrong, told) for page in pages)


def _reads_better(texts: Counter[str]) -> bool:
    now = sum(count for text, count in texts.items() if text in _LETTERS)
    then = sum(count for text, count in texts.items() if _windows(text) in _LETTERS)
    return then >= _PROOF and then > 3 * now


def _windows(text: str) -> str:
    try:
        return text.encode("mac_roman").decode("cp1252")
    except UnicodeError:
        return text


def _mended(page: ReadPage, wrong: set[str], told: dict[str, Counter[str]]) -> ReadPage:
    """Fonts that say too little for themselves are read as the others are."""
    fonts = {
        number
        for number, font in enumerate(page.fonts)
        if font.name in wrong or (font.name in told and told[font.name].total() < _PROOF)
    }
    glyphs = tuple(
        glyph._replace(text=_windows(glyph.text))
        if glyph.font in fonts and not glyph.text.isascii()
        else glyph
        for glyph in page.glyphs
    )
    return replace(page, glyphs=glyphs)
