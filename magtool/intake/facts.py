"""Facts of pictures and artwork, found fast enough to ask for every file of an issue."""

from __future__ import annotations

import math
import pathlib
from typing import TYPE_CHECKING

from magtool.intake.jpeg import read_jpeg_header
from magtool.intake.magic import kind_of
from magtool.intake.pictures import open_picture, upright_size
from magtool.library import ArtFacts

if TYPE_CHECKING:
    from PIL import Image


def art_facts(path_name: str, data: bytes | pathlib.Path) -> ArtFacts:
    """What a picture or PDF is and whether it can be used; never raises.

    JPEGs are read by their markers (a broken pixel inside is not noticed, a missing end is),
    PNGs are checked chunk by chunk, TIFFs are decoded, PDFs have their first page read.
    """
    try:
        content = data.read_bytes() if isinstance(data, pathlib.Path) else data
    except OSError as error:
        return _fault("", "unreadable", f"{path_name} can't be read: {error.strerror}")
    if not content:
        return _fault("", "empty", f"{path_name} is an empty file")
    kind = kind_of(content)
    if not kind:
        return _fault("", "format", f"{path_name} is not a JPEG, PNG, TIFF or PDF file")
    try:
        if kind == "pdf":
            from magtool.intake.artwork import pdf_facts  # loads pikepdf: only where PDFs are

            return pdf_facts(path_name, content)
        return _picture_facts(path_name, content, kind)
    except Exception as error:  # parsers of broken files raise anything, also from C
        return _fault(kind, "unreadable", f"{path_name} can't be read: {error}")


def _fault(kind: str, code: str, sentence: str) -> ArtFacts:
    return ArtFacts(format=kind, fault=sentence, fault_code=code)


def _picture_facts(name: str, content: bytes, kind: str) -> ArtFacts:
    from PIL import UnidentifiedImageError  # loads Pillow: only where a picture is looked into

    try:
        image = open_picture(content)
    except UnidentifiedImageError:
        return _fault(kind, "unreadable", f"{name} is a damaged {kind.upper()} file")
    except ValueError as error:
        return _fault(kind, "unreadable", f"{name} {error}")
    dpi, mode = _resolution(image), image.mode
    width, height = upright_size(image)
    if not _is_whole(image, content, kind):
        return _fault(kind, "unreadable", f"{name} ends before the picture does")
    return ArtFacts(format=kind, width_px=width, height_px=height, dpi=dpi, mode=mode)


def _is_whole(image: Image.Image, content: bytes, kind: str) -> bool:
    """Whether all of the picture is there; raises what Pillow raises for damaged data."""
    if kind == "jpeg":
        header = read_jpeg_header(content)
        return header is not None and header.whole
    if kind == "png":
        image.verify()  # every chunk's checksum up to the end chunk, no pixel decoded
        return True
    image.load()
    return True


def _resolution(image: Image.Image) -> float:
    told = image.info.get("dpi", 0)
    try:
        value = float(told[0] if isinstance(told, tuple) else told)
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return 0.0
    # 1 dot per inch is what software writes that means "no unit, square pixels".
    return round(value, 2) if math.isfinite(value) and value > 1 else 0.0
