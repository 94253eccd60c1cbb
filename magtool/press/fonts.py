"""Faces in the file: glyphs shown by number, and told back as the text they stand for.

reportlab's own TrueType fonts hold one character a code, so a ligature is read back as U+FB01
and a glyph without a character is lost. Here every pair of glyph and text has a code (CID) of
its own: one map leads from code to glyph (CIDToGIDMap), another from code to text (ToUnicode,
ISO 32000-1 §9.10.3), so both are exact whatever the shaper did.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator, Sequence

from fontTools import subset
from fontTools.ttLib import TTFont
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFStream, PDFZCompress

from magtool.page import Glyph
from magtool.press.numbers import fine, number

Piece = tuple[float, str]
"""Height over the baseline in ems, and the operators that show glyphs at that height."""

_SLACK = 0.05
"""Thousandths of an em that a glyph may stand off its place: 0.005 pt at 100 pt."""
_KEPT_TABLES = frozenset(("head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep"))
"""What ISO 32000-1 §9.9 wants of an embedded TrueType program; the rest is for layout."""
_MAP_BLOCK = 100
"""Most entries of a bfchar block (Adobe technical note 5014, §4.1)."""
_CMAP = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class EmbeddedFace:
    """One face as the document uses it: collects glyphs while pages are drawn, embeds after.

    ``name`` is its resource name. Raises ValueError for a font without TrueType outlines.
    """

    def __init__(self, key: str, data: bytes, name: str) -> None:
        self.name = name
        font = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False)
        if "glyf" not in font:
            raise ValueError(f"face {key} has no TrueType outlines")
        self._font = font
        self._per_mille = 1000 / font["head"].unitsPerEm
        self._widths = _advances(font)
        self._codes: dict[tuple[int, str], int] = {(0, ""): 0}
        self._shown: dict[tuple[object, ...], tuple[Piece, ...]] = {}

    def show(self, glyphs: tuple[Glyph, ...]) -> tuple[Piece, ...]:
        """The operators that show a run's glyphs, a piece for each height over the baseline.

        Glyphs are told apart by identity, so the pages must outlive this object: hashing them
        by value costs more than writing them again. Only the last is looked into, because its
        advance is not written: justified lines share their words and differ in their spaces.
        """
        last = glyphs[-1]
        key = (*map(id, glyphs[:-1]), last.gid, last.text, last.dx, last.dy)
        found = self._shown.get(key)
        if found is None:
            found = self._shown[key] = tuple(self._pieces(glyphs))
        return found

    def _pieces(self, glyphs: tuple[Glyph, ...]) -> Iterator[Piece]:
        """Glyph codes with the steps between them that the font's own advances don't make.

        The difference between where the glyph belongs and where the reader's pen will stand
        is taken from the run's start, so rounding never adds up. The last advance is not
        written: every run has an origin of its own.
        """
        rise = wanted = pen = 0.0
        for span, opening in _spans(glyphs):
            before = opening
            parts: list[str] = []
            for glyph in span:
                if glyph.dy != rise:
                    if parts:
                        yield rise, before + _operator(parts)
                        before, parts = "", []
                    rise = glyph.dy
                gap = wanted + 1000 * glyph.dx - pen
                if gap > _SLACK or gap < -_SLACK:
                    step = round(gap, 1)
                    parts.append(f">{number(-step)}<")
                    pen += step
                parts.append(self._code(glyph))
                wanted += 1000 * glyph.advance
                pen += self._width(glyph.gid)
            yield rise, before + _operator(parts) + (" EMC" if opening else "")

    def _code(self, glyph: Glyph) -> str:
        cid = self._codes.setdefault((glyph.gid, glyph.text), len(self._codes))
        if cid > 0xFFFF:
            raise ValueError("a face shows more than 65,536 different glyphs and texts")
        return f"{cid:04X}"

    def _width(self, gid: int) -> float:
        """The font's own advance in thousandths of an em, as the W array tells it."""
        width: float = self._widths[min(gid, len(self._widths) - 1)] * self._per_mille
        return round(width, 3)

    def add_to(self, document: PDFDocument) -> object:
        """Write the font's objects and get the reference to its dictionary."""
        descriptor, name = self._descriptor(), _postscript_name(self._font)
        program, places = self._subset()
        gids = [gid for gid, _ in self._codes]
        base = f"/{_tag(program, self._codes)}+{name}"
        descriptor |= {
            "FontName": base,
            "FontFile2": document.Reference(_stream(program, Length1=len(program))),
        }
        mapping = struct.pack(f">{len(gids)}H", *(places[gid] for gid in gids))
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "FontDescriptor": document.Reference(PDFDictionary(descriptor)),
            "DW": 0,
            "W": f"[0 [{' '.join(fine(self._width(gid)) for gid in gids)}]]",
            "CIDToGIDMap": document.Reference(_stream(mapping)),
        }
        reference = document.Reference(PDFDictionary(descendant))
        font = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": f"[{reference.format(document).decode()}]",
            "ToUnicode": document.Reference(_stream(_to_unicode(self._codes))),
        }
        return document.Reference(PDFDictionary(font))

    def _descriptor(self) -> dict[str, object]:
        font, scale = self._font, self._per_mille
        head, hhea, os2, post = font["head"], font["hhea"], font["OS/2"], font["post"]
        box = " ".join(
            fine(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)
        )
        italic = 64 if post.italicAngle else 0
        return {
            "Type": "/FontDescriptor",
            "Flags": 4 | italic | (1 if post.isFixedPitch else 0),
            "FontBBox": f"[{box}]",
            "ItalicAngle": fine(post.italicAngle),
            "Ascent": fine(hhea.ascent * scale),
            "Descent": fine(hhea.descent * scale),
            "CapHeight": fine((getattr(os2, "sCapHeight", 0) or hhea.ascent) * scale),
            # Fonts don't tell their stems; readers use it only when they must replace the face.
            "StemV": round(50 + (os2.usWeightClass / 65) ** 2),
        }

    def _subset(self) -> tuple[bytes, dict[int, int]]:
        """The outlines used, and where each glyph of the font stands among them.

        The font is used up: its other tables are gone afterwards.
        """
        font = self._font
        order = font.getGlyphOrder()
        for table in font.keys():  # noqa: SIM118 - a TTFont is no mapping to iterate
            if table not in _KEPT_TABLES and table != "GlyphOrder":
                del font[table]
        options = subset.Options(
            hinting=False, notdef_outline=True, glyph_names=False, recalc_bounds=False
        )
        subsetter = subset.Subsetter(options)
        used = sorted({gid for gid, _ in self._codes})
        subsetter.populate(gids=used)
        subsetter.subset(font)
        target = io.BytesIO()
        font.save(target, reorderTables=False)
        places = font.getReverseGlyphMap(rebuild=True)
        return target.getvalue(), {gid: places[order[gid]] for gid in used}


def _advances(font: TTFont) -> Sequence[int]:
    """Advance widths by glyph number; past the end the last one holds (OpenType, hmtx)."""
    count = font["hhea"].numberOfHMetrics
    return struct.unpack(f">{2 * count}H", font.reader["hmtx"][: 4 * count])[::2]


def _spans(glyphs: tuple[Glyph, ...]) -> Iterator[tuple[Sequence[Glyph], str]]:
    """The run in one piece, or cut so that clusters of several glyphs stand alone.

    Such a cluster is opened by a marked content that tells its text: pdfium invents a character
    for a glyph that stands for none, as an accent does whose letter tells the text of both.
    """
    if all(glyph.text for glyph in glyphs):
        yield glyphs, ""
        return
    firsts = [index for index, glyph in enumerate(glyphs) if glyph.text or index == 0]
    for start, end in zip(firsts, [*firsts[1:], len(glyphs)], strict=True):
        told = f"/Span <</ActualText <FEFF{_utf16(glyphs[start].text)}>>> BDC "
        yield glyphs[start:end], told if end - start > 1 else ""


def _operator(parts: list[str]) -> str:
    """Codes, and steps written as ">step<", as one string or as an array of strings."""
    text = f"<{''.join(parts)}>"
    return f"{text}Tj" if text.count(">") == 1 else f"[{text.removeprefix('<>')}]TJ"


def _stream(content: bytes, **entries: object) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content, [PDFZCompress])


def _tag(program: bytes, codes: dict[tuple[int, str], int]) -> str:
    """Six letters that tell this subset from any other of the face (§9.6.4)."""
    digest = hashlib.sha256(program + repr(list(codes)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _postscript_name(font: TTFont) -> str:
    name = font["name"].getDebugName(6) or "Face"
    return "".join(
        letter for letter in name if (letter.isascii() and letter.isalnum()) or letter == "-"
    )


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _to_unicode(codes: dict[tuple[int, str], int]) -> bytes:
    lines = [f"<{cid:04X}> <{_utf16(text)}>" for (_, text), cid in codes.items() if cid]
    blocks = [
        "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])
        for start in range(0, len(lines), _MAP_BLOCK)
        if (block := lines[start : start + _MAP_BLOCK])
    ]
    return _CMAP.format(blocks="\n".join(blocks)).encode()
