"""Pages to PDF. The only room that imports reportlab, and pikepdf's writer."""

from magtool.press.document import DocumentFacts, write_pdf

__all__ = ["DocumentFacts", "write_pdf"]
