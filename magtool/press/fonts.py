"""Faces in the file: the outlines that its pages use, and maps from codes to glyphs and text."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument

from magtool.press.lettering import common_face, utf16
from magtool.press.numbers import fine
from magtool.press.prepared import Code
from magtool.press.truetype import Metrics, with_tight_box
from magtool.press.writing import Stream, reference
from magtool.store import Store, fingerprint, keep

_DROPPED = ("BASE", "GDEF", "GPOS", "GSUB", "OS/2", "cmap", "name", "post", "STAT", "gasp")
"""Tables that an embedded TrueType program has no use for (ISO 32000-1 §9.9)."""
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

CodeTable = dict[int, tuple[int, str]]
"""Glyph and text by character code."""


@dataclass(frozen=True, slots=True)
class FontMaps:
    """One font dictionary's own: advances as W tells them, and the two maps, deflated."""

    widths: str
    to_glyph: bytes
    to_text: bytes


@dataclass(frozen=True, slots=True)
class FaceParts:
    """A face cut down to what a file shows of it; ``program`` is a deflated TrueType font."""

    name: str
    program: bytes
    length: int
    descriptor: Mapping[str, str | int]
    fonts: tuple[FontMaps, ...]


@dataclass(slots=True)
class CodeTables:
    """What the pages of one file show of one face: nearly always one table for all of them.

    A page whose codes contradict those of the pages before it opens another table, and with it
    another font dictionary over the same outlines.
    """

    tables: list[CodeTable] = field(default_factory=list)

    def merge(self, codes: Iterable[Code]) -> int:
        """Take up a page's codes and get the number of the table that holds them."""
        wanted = {code: (gid, text) for code, gid, text in codes}
        for number, table in enumerate(self.tables):
            if all(table.get(code, pair) == pair for code, pair in wanted.items()):
                table |= wanted
                return number
        self.tables.append(wanted)
        return len(self.tables) - 1


def embed_face(
    document: PDFDocument, key: str, data: bytes, known: CodeTables, store: Store
) -> list[str]:
    """Write one face's objects and get the references to its font dictionaries, one a table.

    Raises ValueError for a face without TrueType outlines.
    """
    tables = known.tables
    shown = repr([sorted(table.items()) for table in tables])
    place = fingerprint("face", hashlib.sha256(data).digest(), shown)
    face = keep(store, place, FaceParts, lambda: _cut_down(key, data, tables), large=True)
    program = Stream({"Length1": face.length, "Filter": "/FlateDecode"}, face.program)
    descriptor = {
        "Type": "/FontDescriptor",
        **face.descriptor,
        "FontName": f"/{face.name}",
        "FontFile2": reference(document, program),
    }
    described = reference(document, PDFDictionary(descriptor))
    return [_embed_font(document, face.name, font, described) for font in face.fonts]


def _embed_font(document: PDFDocument, name: str, maps: FontMaps, descriptor: str) -> str:
    descendant = {
        "Type": "/Font",
        "Subtype": "/CIDFontType2",
        "BaseFont": f"/{name}",
        "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        "FontDescriptor": descriptor,
        "DW": 0,
        "W": maps.widths,
        "CIDToGIDMap": reference(document, Stream({"Filter": "/FlateDecode"}, maps.to_glyph)),
    }
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": f"/{name}",
        "Encoding": "/Identity-H",
        "DescendantFonts": f"[{reference(document, PDFDictionary(descendant))}]",
        "ToUnicode": reference(document, Stream({"Filter": "/FlateDecode"}, maps.to_text)),
    }
    return reference(document, PDFDictionary(font))


def _cut_down(key: str, data: bytes, tables: list[CodeTable]) -> FaceParts:
    metrics = common_face(key, data).metrics
    gids = sorted({0, *(gid for table in tables for gid, _ in table.values())})
    program, places = _subset(data, gids)
    fonts = tuple(_maps(table, metrics, places) for table in tables)
    # Six letters that tell this subset from any other of the face (§9.6.4).
    digest = hashlib.sha256(program + b"".join(font.to_text for font in fonts)).digest()
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
    return FaceParts(
        name=f"{tag}+{metrics.name}",
        program=zlib.compress(program),
        length=len(program),
        descriptor=_descriptor(metrics),
        fonts=fonts,
    )


def _maps(table: CodeTable, metrics: Metrics, places: Mapping[int, int]) -> FontMaps:
    codes = sorted(table.items())
    to_glyph = bytearray(2 * (codes[-1][0] + 1))
    for code, (gid, _) in codes:
        struct.pack_into(">H", to_glyph, 2 * code, places.get(gid, 0))
    widths = [f"0 [{fine(metrics.width(0))}]"]
    widths += [f"{code} [{fine(metrics.width(gid))}]" for code, (gid, _) in codes]
    return FontMaps(
        f"[{' '.join(widths)}]",
        zlib.compress(to_glyph),
        zlib.compress(_to_unicode(table)),
    )


def _descriptor(metrics: Metrics) -> dict[str, str | int]:
    italic = 64 if metrics.italic_angle else 0
    return {
        "Flags": 4 | italic | (1 if metrics.is_fixed_pitch else 0),
        "FontBBox": f"[{' '.join(map(fine, metrics.box))}]",
        "ItalicAngle": fine(metrics.italic_angle),
        "Ascent": fine(metrics.ascent),
        "Descent": fine(metrics.descent),
        "CapHeight": fine(metrics.cap_height),
        # Fonts don't tell their stems; readers use it only when they must replace the face.
        "StemV": round(50 + (metrics.weight / 65) ** 2),
    }


def _subset(data: bytes, gids: list[int]) -> tuple[bytes, dict[int, int]]:
    """A font of these glyphs without hints and layout tables, and where each stands in it."""
    import uharfbuzz as hb  # loads its library: only when outlines are not kept yet

    wanted = hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(gids)
    tags = (int.from_bytes(tag.encode()) for tag in _DROPPED)
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(tags)
    plan: Any = hb.SubsetPlan(hb.Face(data), wanted)
    program = with_tight_box(plan.execute().blob.data)
    places = plan.old_to_new_glyph_mapping
    return program, {gid: places[gid] for gid in gids if gid in places}


def _to_unicode(table: CodeTable) -> bytes:
    lines = [f"<{code:04X}> <{utf16(text)}>" for code, (_, text) in sorted(table.items())]
    blocks = [
        "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])
        for start in range(0, len(lines), _MAP_BLOCK)
        if (block := lines[start : start + _MAP_BLOCK])
    ]
    return _CMAP.format(blocks="\n".join(blocks)).encode()
