"""Paragraph styles, resolved: faces by key, inks, lengths in points."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.measure import BLACK, Ink


@dataclass(frozen=True, slots=True)
class Faceset:
    """The faces that one style's words may take."""

    regular: str
    italic: str
    bold: str

    def pick(self, emphasis: bool, strong: bool) -> str:
        if strong:
            return self.bold
        return self.italic if emphasis else self.regular


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph is set. Lengths in points, spaces and budgets in ems.

    ``align`` is "justify", "left", "balance" (ragged, lines of like length) or "right".
    ``tracking`` is added to every glyph; ``letter_budget`` is how far tracking may further go
    either way to save a line's word spaces, ``scale_budget`` how far glyphs may be widened or
    narrowed (share of 1). Beyond both only word spaces give.
    """

    name: str
    faces: Faceset
    size: float
    leading: float
    ink: Ink = BLACK
    align: str = "left"
    indent: float = 0.0
    case: str = ""
    tracking: float = 0.0
    space: float = 0.235
    stretch: float = 0.03
    shrink: float = 0.035
    letter_budget: float = 0.0
    scale_budget: float = 0.0
    hyphenate: bool = False
    hang: bool = False
    hyphen_before: int = 2
    hyphen_after: int = 2
    """Fewest letters before and after a hyphen."""
    hyphen_penalty: float = 270.0
    seam_penalty: float = 110.0
    short_penalty: float = 410.0
    """A break that leaves two letters before or after it."""
    own_hyphen_penalty: float = 500.0
    """A line that ends at the writer's own hyphen reads as a broken word when joined again."""
    max_ladder: int = 3
    above: float = 0.0
    below: float = 0.0
    """White above and below, in grid lines; the white above falls away at a column's head."""
    keep_next: int = 0
    """Lines of what follows that must stand in the same column."""
