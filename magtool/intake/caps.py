"""What one PDF may be at the most, asked before anything of it is drawn or read out."""

from __future__ import annotations

import io
from contextlib import closing, suppress

import pikepdf

from magtool.intake.confined import Quarantined
from magtool.intake.streams import TooLarge, read_stream

PAGES_CAP = 2000
"""Most pages: a yearbook's, bound in one file."""
SHEET_CAP = 14_400.0
"""Most points of a side (ISO 32000-1, annex C.2: 200 inches)."""
CONTENT_CAP = 256 * 1024 * 1024
"""Most bytes of page content in all once decoded: a magazine of 100 pages has twenty million."""


def check_caps(data: bytes) -> int:
    """How many pages the PDF has. Raises `Quarantined` for one that is not read."""
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            pages = len(document)
            if pages > PAGES_CAP:
                message = f"it has {pages} pages, and {PAGES_CAP} are the most"
                raise Quarantined("recover-too-large", message)
            for number in range(pages):
                with suppress(pypdfium2.PdfiumError):
                    _check_size(number + 1, document.get_page_size(number))
    except pypdfium2.PdfiumError as error:
        raise Quarantined(*_refusal(str(error))) from error
    _check_content(data)
    return pages


def _refusal(message: str) -> tuple[str, str]:
    if "assword" in message or "ecurity" in message:
        return "recover-locked", "it asks for a password"
    return "recover-unreadable", f"it can’t be opened: {message}"


def _check_size(number: int, size: tuple[float, float]) -> None:
    if not max(size) <= SHEET_CAP:
        message = f"page {number} is {size[0]:.0f} × {size[1]:.0f} points"
        raise Quarantined("recover-too-large", f"{message}, and {SHEET_CAP:.0f} are the most")


def _check_content(data: bytes) -> None:
    """The page's own content, decoded; what pikepdf can't open is left to the limits on time
    and memory."""
    left = CONTENT_CAP
    seen: dict[tuple[int, int], int] = {}
    unread = (pikepdf.PdfError, pikepdf.PasswordError, ValueError)
    with suppress(*unread), pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            held = page.obj.get("/Contents")
            for part in held if isinstance(held, pikepdf.Array) else [held]:
                if not isinstance(part, pikepdf.Stream):
                    continue
                key = part.objgen
                try:
                    if key not in seen or key == (0, 0):
                        seen[key] = len(read_stream(part, left))
                except TooLarge as error:
                    message = f"page {number} unfolds to more than is read"
                    raise Quarantined("recover-too-large", message) from error
                except (pikepdf.PdfError, RuntimeError):
                    continue
                left -= seen[key]
                if left <= 0:
                    message = f"its pages unfold to more than {CONTENT_CAP // 1_000_000} MB"
                    raise Quarantined("recover-too-large", message)
