"""Proof sheets and tear sheets set as pages: the ad at true size, its spread, what was found."""

from magtool.sheets.order import PICTURES, Answering, SheetOrder
from magtool.sheets.passages import Passage, set_passages
from magtool.sheets.proof import set_sheets
from magtool.sheets.tear import set_tearsheets
from magtool.sheets.words import words_for

__all__ = [
    "PICTURES",
    "Answering",
    "Passage",
    "SheetOrder",
    "set_passages",
    "set_sheets",
    "set_tearsheets",
    "words_for",
]
