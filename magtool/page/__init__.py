"""Where ink lies: the display list of a finished page, ready to be drawn without a decision."""

from magtool.page.display import (
    Artwork,
    Block,
    Fill,
    Glyph,
    GlyphRun,
    Op,
    PageLayout,
    Path,
    Picture,
    Rule,
    moved,
)
from magtool.page.snapshot import snapshot

__all__ = [
    "Artwork",
    "Block",
    "Fill",
    "Glyph",
    "GlyphRun",
    "Op",
    "PageLayout",
    "Path",
    "Picture",
    "Rule",
    "moved",
    "snapshot",
]
