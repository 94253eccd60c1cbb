"""pdfium's functions as they are called a hundred thousand times: pointers are plain numbers.

pypdfium2 declares each function with a pointer type of its own; to make one of those for every
glyph takes longer than the call itself. Here the same functions are declared anew by address.
"""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_double, c_int, c_uint, c_ulong, c_void_p, cast
from functools import cache
from types import SimpleNamespace
from typing import Any

_POINTER, _INT, _DOUBLE, _LONG = c_void_p, c_int, c_double, c_ulong
_DECLARED: dict[str, tuple[Any, ...]] = {
    # name: result, arguments
    "FPDFText_CountChars": (_INT, _POINTER),
    "FPDFText_GetUnicode": (c_uint, _POINTER, _INT),
    "FPDFText_GetTextObject": (_POINTER, _POINTER, _INT),
    "FPDFText_GetLooseCharBox": (_INT, _POINTER, _INT, _POINTER),
    "FPDFText_GetMatrix": (_INT, _POINTER, _INT, _POINTER),
    "FPDFText_GetFontSize": (_DOUBLE, _POINTER, _INT),
    "FPDFText_GetCharOrigin": (_INT, _POINTER, _INT, _POINTER, _POINTER),
    "FPDFPage_CountObjects": (_INT, _POINTER),
    "FPDFPage_GetObject": (_POINTER, _POINTER, _INT),
    "FPDFFormObj_CountObjects": (_INT, _POINTER),
    "FPDFFormObj_GetObject": (_POINTER, _POINTER, _LONG),
    "FPDFPageObj_GetType": (_INT, _POINTER),
    "FPDFPageObj_GetBounds": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetMatrix": (_INT, _POINTER, _POINTER),
    "FPDFPageObj_GetFillColor": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetStrokeColor": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetClipPath": (_POINTER, _POINTER),
    "FPDFPageObj_GetMarkedContentID": (_INT, _POINTER),
    "FPDFClipPath_CountPaths": (_INT, _POINTER),
    "FPDFClipPath_CountPathSegments": (_INT, _POINTER, _INT),
    "FPDFClipPath_GetPathSegment": (_POINTER, _POINTER, _INT, _INT),
    "FPDFPathSegment_GetPoint": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFPathSegment_GetType": (_INT, _POINTER),
    "FPDFPath_GetDrawMode": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFPath_CountSegments": (_INT, _POINTER),
    "FPDFPath_GetPathSegment": (_POINTER, _POINTER, _INT),
    "FPDFImageObj_GetImagePixelSize": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFTextObj_GetFont": (_POINTER, _POINTER),
    "FPDFTextObj_GetTextRenderMode": (_INT, _POINTER),
    "FPDFFont_GetBaseFontName": (_LONG, _POINTER, _POINTER, _LONG),
    "FPDFFont_GetFlags": (_INT, _POINTER),
    "FPDFFont_GetItalicAngle": (_INT, _POINTER, _POINTER),
    "FPDFFont_GetWeight": (_INT, _POINTER),
}


@cache
def plain_pdfium() -> SimpleNamespace:
    """The functions that `magtool.intake.glyphs` calls, by their names."""
    import pypdfium2.raw as pdfium  # loads a large library: only where a PDF is read

    return SimpleNamespace(
        **{
            name: CFUNCTYPE(*declared)(cast(getattr(pdfium, name), c_void_p).value or 0)
            for name, declared in _DECLARED.items()
        },
        FS_MATRIX=pdfium.FS_MATRIX,
        FS_RECTF=pdfium.FS_RECTF,
        FPDF_SEGMENT_MOVETO=pdfium.FPDF_SEGMENT_MOVETO,
        FPDF_SEGMENT_BEZIERTO=pdfium.FPDF_SEGMENT_BEZIERTO,
    )


def address(pointer: Any) -> int:
    """Where a pointer of pypdfium2's points."""
    return cast(pointer, c_void_p).value or 0
