"""Pictures in the file: each embedded once for each size it is shown at."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from reportlab.pdfbase.pdfdoc import PDFDocument

from magtool.intake import JpegHeader, open_picture, orientation, read_jpeg_header, upright_size
from magtool.press.pixels import Raster, decoded, jpeg_as_it_is, target_size
from magtool.press.sources import Sources
from magtool.press.writing import Stream, deflated, reference
from magtool.store import Store, fingerprint, keep, packed, recall

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
    turn: int
    profile: bytes
    header: JpegHeader | None


def _read_head(data: bytes) -> _Head:
    image = open_picture(data)
    header = read_jpeg_header(data) if data[:2] == b"\xff\xd8" else None
    profile: bytes = image.info.get("icc_profile") or b""
    return _Head(upright_size(image), image.mode, orientation(image), profile, header)


def embed_pictures(
    document: PDFDocument, showings: Iterable[Showing], sources: Sources, store: Store
) -> dict[Showing, str]:
    """Write the pictures and get the references to objects that fill the unit square upright.

    Raises OSError or ValueError for a picture that can't be read.
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
        target = None if head.mode == "1" else target_size(head.size, width, height)
        shapes[showing] = (source, target)
    embedder = _Embedder(document)
    rasters = _rasters(dict.fromkeys(shapes.values()), heads, sources, store)
    references = {shape: embedder.embed(raster) for shape, raster in rasters.items()}
    return {showing: references[shape] for showing, shape in shapes.items()}


def _rasters(
    shapes: Iterable[Shape], heads: dict[str, _Head], sources: Sources, store: Store
) -> dict[Shape, Raster]:
    """The pictures coded: from the store what it has, the others by several hands."""
    found: dict[Shape, Raster | None] = {}
    missing: dict[Shape, str] = {}
    for shape in shapes:
        source, target = shape
        head = heads[source]
        if head.header and head.header.embeddable and target is None:
            data = sources.read(source)
            found[shape] = jpeg_as_it_is(data, head.header, head.turn, head.profile)
            continue
        key = fingerprint("raster", sources.digest(source), target)
        found[shape] = recall(store, key, Raster, large=True)
        if found[shape] is None:
            missing[shape] = key

    def make(shape: Shape) -> Raster:
        source, target = shape
        return decoded(sources.read(source), heads[source].header, target)

    if missing:
        with ThreadPoolExecutor(_HANDS) as hands:
            for (shape, key), raster in zip(missing.items(), hands.map(make, missing), strict=True):
                store.put(key, packed(raster))
                found[shape] = raster
    return {shape: raster for shape, raster in found.items() if raster}


class _Embedder:
    """Writes rasters into one document; pictures with one colour profile share it."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document
        self._profiles: dict[bytes, str] = {}

    def embed(self, raster: Raster) -> str:
        """The reference to the picture, in a form that turns it where its file asks for it."""
        image = self._write(raster)
        if raster.orientation not in _UPRIGHT:
            return image
        form = deflated(
            f"q {_UPRIGHT[raster.orientation]} cm /I Do Q".encode(),
            Type="/XObject",
            Subtype="/Form",
            BBox="[0 0 1 1]",
            Resources=f"<< /XObject << /I {image} >> >>",
        )
        return reference(self._document, form)

    def _write(self, raster: Raster) -> str:
        entries: dict[str, object] = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": raster.width,
            "Height": raster.height,
            "ColorSpace": self._space(raster),
            "BitsPerComponent": raster.bits,
            "Filter": raster.coding,
        }
        if raster.parameters:
            entries["DecodeParms"] = raster.parameters
        if raster.decode:
            entries["Decode"] = raster.decode
        if raster.alpha:
            entries["SMask"] = self._write(raster.alpha)
        return reference(self._document, Stream(entries, raster.data))

    def _space(self, raster: Raster) -> str:
        if not raster.profile:
            return raster.space
        if raster.profile not in self._profiles:
            components = 1 if raster.space == "/DeviceGray" else 3
            stream = deflated(raster.profile, N=components, Alternate=raster.space)
            self._profiles[raster.profile] = reference(self._document, stream)
        return f"[/ICCBased {self._profiles[raster.profile]}]"
