"""What a delivered file is: pictures and PDFs looked into without being drawn.

`magtool.intake.artwork` (PDF pages) is imported by name where it is needed: it loads pikepdf.
"""

from magtool.intake.facts import art_facts
from magtool.intake.jpeg import JpegHeader, read_jpeg_header
from magtool.intake.magic import is_pdf
from magtool.intake.pictures import PIXEL_CAP, open_picture, orientation, upright_size

__all__ = [
    "PIXEL_CAP",
    "JpegHeader",
    "art_facts",
    "is_pdf",
    "open_picture",
    "orientation",
    "read_jpeg_header",
    "upright_size",
]
