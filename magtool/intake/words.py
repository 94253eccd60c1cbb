"""What artwork says: the words of a PDF's page, for those who can't see it."""

from __future__ import annotations

_MOST = 2000
"""Characters that are told; a longer text is cut at a word."""


def words_of(data: bytes) -> str:
    """The text of the PDF's first page with single spaces; "" when there is none to be had."""
    import pypdfium2  # loads a large library: only where artwork is new

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return ""
    try:
        told = document[0].get_textpage().get_text_bounded()
    except (pypdfium2.PdfiumError, IndexError):
        return ""
    finally:
        document.close()
    # U+FFFE is what pdfium has for a hyphen that breaks a word.
    words = told.replace("\ufffe\r\n", "").replace("\ufffe", "").split()
    text = " ".join(word for word in words if word.isprintable())
    return text if len(text) <= _MOST else text[:_MOST].rpartition(" ")[0] + " …"
