"""An edition and a design to finished pages: flatplan, heads, pictures, boxes, flowing text."""

from magtool.layout.finished import Leaf, Memory, Stand
from magtool.layout.issue import IssueLayout, lay_out
from magtool.layout.kit import Kit
from magtool.layout.reading import Design, make_kit, read_design

__all__ = [
    "Design",
    "IssueLayout",
    "Kit",
    "Leaf",
    "Memory",
    "Stand",
    "lay_out",
    "make_kit",
    "read_design",
]
