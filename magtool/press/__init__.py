"""Pages to PDF. The only room that imports reportlab, and pikepdf's writer."""

from magtool.press.document import DocumentFacts, assemble, write_pdf
from magtool.press.pen import prepare_page
from magtool.press.prepared import PreparedPage

__all__ = ["DocumentFacts", "PreparedPage", "assemble", "prepare_page", "write_pdf"]
