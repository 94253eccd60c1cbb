"""How sheets look: the design's own faces and inks in a few styles that no design has to give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from magtool.compose import TextStyle
from magtool.edition import Run
from magtool.layout.kit import Kit
from magtool.layout.setting import Lines, set_paragraph
from magtool.measure import BLACK, Ink, mm_to_pt

GRAY = Ink(0.0, 0.0, 0.0, 0.62, "proof gray")
HAIR = Ink(0.0, 0.0, 0.0, 0.35, "proof hair")
PALE = Ink(0.0, 0.0, 0.0, 0.06, "proof pale")
CUT = Ink(0.0, 1.0, 0.0, 0.0, "proof cut")
"""Magenta: what is drawn over artwork must be told from it."""

A4 = (mm_to_pt(210), mm_to_pt(297))
MARGIN = mm_to_pt(15)
HEAD = mm_to_pt(24)
"""Foot of the sheet's head; what is shown begins below it."""
FOOT = mm_to_pt(14.5)
"""Room for the foot's lines."""

_STRONG = "**"

_STYLES = {  # the design's style that lends its faces, size, leading, ink
    "title": ("H3", 25.0, 27.0),
    "brand": ("H3", 15.0, 17.0),
    "kicker": ("kicker", 8.2, 11.0),
    "lead": ("H4", 11.2, 14.0),
    "head": ("H4", 9.6, 12.5),
    "text": ("caption", 8.6, 11.6),
    "small": ("caption", 7.4, 9.6),
    "foot": ("caption", 6.4, 8.4),
    "count": ("H4", 5.6, 7.0),
}


@dataclass(frozen=True, slots=True)
class Look:
    """The kit with the sheets' styles."""

    kit: Kit
    styles: dict[str, TextStyle]

    def lines(self, text: str, style: str, width: float, ink: Ink | None = None) -> Lines:
        """A paragraph set ragged to the width; words between asterisks are strong. A word that is
        wider goes on on the next line: names of files have no spaces."""
        text = " ".join(self._in_parts(word, style, width) for word in text.split(" "))
        return set_paragraph(self.kit, runs_of(text), self.styles[style], width, ink=ink)

    def _in_parts(self, word: str, style: str, width: float) -> str:
        """The word, with spaces where it has to be broken."""
        parts = [""]
        if self.width(word, style) <= width or _STRONG in word:
            return word
        for sign in word:
            if self.width(parts[-1] + sign, style) > width and parts[-1]:
                parts.append("")
            parts[-1] += sign
        return " ".join(parts)

    def width(self, text: str, style: str) -> float:
        """How long the text is on one line."""
        chosen = self.styles[style]
        shown = text.upper() if chosen.case == "caps" else text
        return self.kit.faces.width(shown, chosen.faces.regular, chosen.size, chosen.tracking)

    @property
    def accent(self) -> Ink:
        return self.kit.accent


def look_of(kit: Kit) -> Look:
    """The sheets' look with this design's faces and accent."""
    styles = {}
    for name, (lender, size, leading) in _STYLES.items():
        plain = kit.styles[lender]
        ink = plain.ink if name == "kicker" else BLACK
        styles[name] = replace(
            plain, name=f"sheet {name}", size=size, leading=leading, ink=ink, align="left",
            hyphenate=False, above=0.0, below=0.0, keep_next=0, indent=0.0,
        )  # fmt: skip
    return Look(kit, styles)


def runs_of(text: str) -> tuple[Run, ...]:
    """The text as runs; every second part between ``**`` is strong."""
    parts = text.split(_STRONG)
    return tuple(Run(part, strong=n % 2 == 1) for n, part in enumerate(parts) if part)


def widest(look: Look, texts: Iterable[str], style: str) -> float:
    """Width of the longest of some lines."""
    return max((look.width(text, style) for text in texts), default=0.0)
