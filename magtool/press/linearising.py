"""The file put in the order in which pages are asked for over a network (ISO 32000-1 annex F)."""

from __future__ import annotations

import io

_LINKS = "/MAGT_Links"
"""A name of our own (annex E): readers pass over it."""


def linearised(data: bytes) -> bytes:
    """The same document, its first page first; the same bytes for the same input.

    Streams and metadata stay as they are. Raises pikepdf.PdfError for what is no PDF.
    """
    import pikepdf  # loads its library: only when a screen edition is written

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        # A link is named by its page and by the structure tree. qpdf 11 counts such a thing to
        # the document, qpdf 12 to the page, and each finds fault with the other's files. What is
        # needed to open the document comes before both; links are small enough for that.
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", ())]
        if links:
            pdf.Root.ViewerPreferences[_LINKS] = pikepdf.Array(links)
        pdf.save(
            target,
            linearize=True,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            # Packed objects make it smaller by 1 %, but no version packs bookmarks right.
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return target.getvalue()
