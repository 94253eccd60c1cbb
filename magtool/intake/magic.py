"""What a delivered file calls itself, by its first bytes."""

from __future__ import annotations

_MAGIC = {b"\xff\xd8\xff": "jpeg", b"\x89PNG": "png", b"II*\0": "tiff", b"MM\0*": "tiff"}
_PDF_WITHIN = 1024
"""Bytes within which "%PDF-" may stand: ISO 32000 asks for 0, readers accept 1024."""


_FOREIGN = (
    (b"PK\x03\x04", "ZIP"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7Z"), (b"\x1f\x8b", "GZIP"),
    (b"GIF8", "GIF"), (b"BM", "BMP"), (b"8BPS", "PSD"), (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "EPS"), (b"MZ", "EXE"), (b"\x7fELF", "ELF"), (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "DOC"), (b"\x06\x06\xed\xf5", "INDD"), (b"wOF", "WOFF"),
)  # fmt: skip
"""First bytes of what people send instead, and what they call it."""
_MARKUP = ((b"<svg", "SVG"), (b"<!doctype svg", "SVG"), (b"<html", "HTML"), (b"<!doctype", "HTML"),
           (b"<script", "HTML"), (b"<?xml", "XML"))  # fmt: skip
_MARKUP_WITHIN = 1024


def kind_of(content: bytes) -> str:
    """ "jpeg", "png", "tiff" or "pdf"; "" for anything else."""
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    return "pdf" if is_pdf(content) else ""


def is_pdf(content: bytes) -> bool:
    """Whether the bytes call themselves a PDF."""
    return b"%PDF-" in content[:_PDF_WITHIN]


def foreign_kind(content: bytes) -> str:
    """What a file calls itself that is no artwork, as people call it: "SVG"; "" when unknown."""
    for magic, name in _FOREIGN:
        if content.startswith(magic):
            return name
    if content[4:8] == b"ftyp":
        return "HEIC" if content[8:12] in (b"heic", b"heix", b"mif1") else "MP4"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    start = content[:_MARKUP_WITHIN].lower()
    return next((name for mark, name in _MARKUP if mark in start), "")
