"""An edition and a design to finished pages: flatplan, heads, pictures, boxes, flowing text."""

from magtool.layout.issue import IssueLayout, Stand, lay_out
from magtool.layout.kit import Kit
from magtool.layout.reading import Design, make_kit, read_design

__all__ = ["Design", "IssueLayout", "Kit", "Stand", "lay_out", "make_kit", "read_design"]
