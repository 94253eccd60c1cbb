"""Pictures in the file: each embedded once for each size it is shown at."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from reportlab.pdfbase.pdfdoc import PDFDocument

from magtool.intake import JpegHeader, open_picture, read_jpeg_header, upright_size
from magtool.press.colours import Colours
from magtool.press.outputs import Output, Press
from magtool.press.rasters import Raster, target_size
from magtool.press.refusals import CantBePlaced, NeedsFlattening
from magtool.press.sources import Sources
from magtool.press.writing import Stream, deflated, reference
from magtool.store import Store, digest, fingerprint, keep, packed, recall

_HANDS = 2
"""Pictures decoded at a time; more would not fit in memory when each has its 120 megapixels."""
_UPRIGHT = {
    2: "-1 0 0 1 1 0",
    3: "-1 0 0 -1 1 1",
    4: "1 0 0 -1 0 1",
    5: "0 -1 -1 0 1 1",
    6: "0 -1 1 0 0 1",
    7: "0 1 1 0 0 0",
    8: "0 1 -1 0 1 0",
}
"""From the stored unit square to the upright one, y up, by EXIF orientation."""

Shape = tuple[str, tuple[int, int] | None]
"""A picture and the pixels it is brought down to; None when it passes as it is."""
Showing = tuple[str, float, float]
"""A picture and the points that all of it is large."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What a picture's file tells before its pixels. ``header`` is given for a JPEG."""

    size: tuple[int, int]
    mode: str
    header: JpegHeader | None


def _read_head(data: bytes) -> _Head:
    image = open_picture(data)
    header = read_jpeg_header(data) if data[:2] == b"\xff\xd8" else None
    return _Head(upright_size(image), image.mode, header)


def embed_pictures(
    document: PDFDocument,
    showings: Iterable[Showing],
    sources: Sources,
    output: Output,
    colours: Colours,
    store: Store,
) -> dict[Showing, str]:
    """Write the pictures and get the references to objects that fill the unit square upright.

    Raises OSError or ValueError for what is no picture, CantBePlaced for one whose pixels are
    damaged, and NeedsFlattening for one that is partly transparent where the standard does not
    allow it.
    """
    heads: dict[str, _Head] = {}
    shapes: dict[Showing, Shape] = {}
    for showing in showings:
        source, width, height = showing
        if source not in heads:
            # Kept because Pillow takes longer to load its formats than to read all heads.
            key = fingerprint("picture head", sources.digest(source))
            read = partial(_read_head, sources.read(source))
            heads[source] = keep(store, key, _Head, read, large=True)
        head = heads[source]
        line_art = head.mode == "1"
        target = None if line_art else target_size(head.size, width, height, output.ppi)
        shapes[showing] = (source, target)
    rasters = _rasters(dict.fromkeys(shapes.values()), heads, sources, output, colours, store)
    references = {}
    for shape, raster in rasters.items():
        if raster.alpha and isinstance(output, Press) and output.standard == "PDF/X-1a":
            raise NeedsFlattening(shape[0], "is partly transparent")
        references[shape] = _embed(document, raster)
    return {showing: references[shape] for showing, shape in shapes.items()}


def _rasters(
    shapes: Iterable[Shape],
    heads: dict[str, _Head],
    sources: Sources,
    output: Output,
    colours: Colours,
    store: Store,
) -> dict[Shape, Raster]:
    """The pictures coded: from the store what it has, the others by several hands."""
    condition = output.condition
    ground = digest(type(output).__name__, output.quality, condition.profile, condition.ink_limit)
    keys = {
        shape: fingerprint("raster", ground, sources.digest(shape[0]), shape[1]) for shape in shapes
    }
    found = {shape: recall(store, key, Raster, large=True) for shape, key in keys.items()}
    missing = [shape for shape, raster in found.items() if raster is None]

    def make(shape: Shape) -> Raster:
        source, target = shape
        try:
            return rastered(sources.read(source), heads[source].header, target, output, colours)
        except (OSError, ValueError, SyntaxError) as error:  # what Pillow raises for broken data
            raise CantBePlaced(source, f"can't be decoded: {error}") from error

    if missing:
        from magtool.press.pixels import rastered  # loads Pillow: only for what is not kept

        with ThreadPoolExecutor(_HANDS) as hands:
            for shape, raster in zip(missing, hands.map(make, missing), strict=True):
                store.put(keys[shape], packed(raster))
                found[shape] = raster
    whole = ((shape, raster) for shape, raster in found.items() if raster)
    return {
        shape: replace(raster, data=sources.read(shape[0])) if raster.original else raster
        for shape, raster in whole
    }


def _embed(document: PDFDocument, raster: Raster) -> str:
    """The reference to the picture, in a form that turns it where its file asks for it."""
    image = _write(document, raster)
    if raster.orientation not in _UPRIGHT:
        return image
    form = deflated(
        f"q {_UPRIGHT[raster.orientation]} cm /I Do Q".encode(),
        Type="/XObject",
        Subtype="/Form",
        BBox="[0 0 1 1]",
        Resources=f"<< /XObject << /I {image} >> >>",
    )
    return reference(document, form)


def _write(document: PDFDocument, raster: Raster) -> str:
    entries: dict[str, object] = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": raster.width,
        "Height": raster.height,
        "ColorSpace": raster.space,
        "BitsPerComponent": raster.bits,
        "Filter": raster.coding,
    }
    if raster.parameters:
        entries["DecodeParms"] = raster.parameters
    if raster.decode:
        entries["Decode"] = raster.decode
    if raster.alpha:
        entries["SMask"] = _write(document, raster.alpha)
    return reference(document, Stream(entries, raster.data))
