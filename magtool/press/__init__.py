"""Pages to PDF. The only room that imports reportlab, and pikepdf's writer."""

from magtool.press.colours import Colours
from magtool.press.document import assemble, write_pdf
from magtool.press.facts import Attachment, Bookmark, DocumentFacts
from magtool.press.outputs import Condition, Output, Press, Screen, Standard, fogra39
from magtool.press.pen import prepare_page
from magtool.press.prepared import PreparedPage
from magtool.press.refusals import CantBePlaced, NeedsFlattening, Refused
from magtool.press.tables import chart_table

__all__ = [
    "Attachment",
    "Bookmark",
    "CantBePlaced",
    "Colours",
    "Condition",
    "DocumentFacts",
    "NeedsFlattening",
    "Output",
    "PreparedPage",
    "Press",
    "Refused",
    "Screen",
    "Standard",
    "assemble",
    "chart_table",
    "fogra39",
    "prepare_page",
    "write_pdf",
]
