"""What a delivered file calls itself, by its first bytes."""

from __future__ import annotations

_MAGIC = {b"\xff\xd8\xff": "jpeg", b"\x89PNG": "png", b"II*\0": "tiff", b"MM\0*": "tiff"}
_PDF_WITHIN = 1024
"""Bytes within which "%PDF-" may stand: ISO 32000 asks for 0, readers accept 1024."""


def kind_of(content: bytes) -> str:
    """ "jpeg", "png", "tiff" or "pdf"; "" for anything else."""
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    return "pdf" if is_pdf(content) else ""


def is_pdf(content: bytes) -> bool:
    """Whether the bytes call themselves a PDF."""
    return b"%PDF-" in content[:_PDF_WITHIN]
