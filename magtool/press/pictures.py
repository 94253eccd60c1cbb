"""Pictures in the file: each embedded once for each size it is shown at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFStream

from magtool.intake import open_picture, orientation, read_jpeg_header, upright_size
from magtool.library import Library
from magtool.press.pixels import Raster, decoded, jpeg_as_it_is, target_size

Matrix = tuple[float, float, float, float, float, float]

_UPRIGHT: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""From the stored unit square to the upright one, y up, by EXIF orientation."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture in the file: its resource name, object and the turn that makes it upright."""

    name: str
    reference: object
    upright: Matrix


class PictureStore:
    """Embeds pictures of one library into one document as they are asked for."""

    def __init__(self, document: PDFDocument, library: Library) -> None:
        self._document = document
        self._library = library
        self._embedded: dict[tuple[str, tuple[int, int] | None], Embedded] = {}
        self._profiles: dict[bytes, object] = {}

    def embed(self, source: str, width: float, height: float) -> Embedded:
        """The picture for showing all of it ``width`` by ``height`` points large.

        Raises OSError or ValueError when it can't be read.
        """
        data = self._library.read(source)
        image = open_picture(data)
        size = upright_size(image)
        target = None if image.mode == "1" else target_size(size, width, height)
        found = self._embedded.get((source, target))
        if found is None:
            header = read_jpeg_header(data) if data[:2] == b"\xff\xd8" else None
            if header and header.embeddable and target is None:
                profile: bytes = image.info.get("icc_profile") or b""
                raster = jpeg_as_it_is(data, header, orientation(image), profile)
            else:
                raster = decoded(data, header, target)
            found = Embedded(
                name=f"I{len(self._embedded) + 1}",
                reference=self._write(raster),
                upright=_UPRIGHT[raster.orientation],
            )
            self._embedded[(source, target)] = found
        return found

    def _write(self, raster: Raster) -> object:
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
        return self._document.Reference(PDFStream(PDFDictionary(entries), raster.data))

    def _space(self, raster: Raster) -> str:
        if not raster.profile:
            return raster.space
        key = hashlib.sha256(raster.profile).digest()
        if key not in self._profiles:
            components = 1 if raster.space == "/DeviceGray" else 3
            entries = {"N": components, "Alternate": raster.space}
            stream = PDFStream(PDFDictionary(entries), raster.profile)
            self._profiles[key] = self._document.Reference(stream)
        reference = self._profiles[key].format(self._document).decode()  # type: ignore[attr-defined]
        return f"[/ICCBased {reference}]"
