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
from magtool.page.lettering import Lettering
from magtool.page.snapshot import snapshot

__all__ = [
    "Artwork",
    "Block",
    "Fill",
    "Glyph",
    "GlyphRun",
    "Lettering",
    "Op",
    "PageLayout",
    "Path",
    "Picture",
    "Rule",
    "moved",
    "snapshot",
]
