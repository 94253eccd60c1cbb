"""Small things set once and placed anywhere: lines of text, columns of them, marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from magtool.compose import Slot, TextStyle, break_balanced, break_lines, set_lines
from magtool.edition import Run
from magtool.layout.kit import Kit
from magtool.measure import Ink, Rect
from magtool.page import Block, Fill, GlyphRun, Link, Op, links_in, moved


@dataclass(frozen=True, slots=True)
class Lines:
    """A paragraph set to one measure. Its first baseline is at 0, y down, left edge at 0."""

    ops: tuple[GlyphRun, ...]
    count: int
    leading: float
    width: float
    overfull: int = 0

    @property
    def depth(self) -> float:
        """From the first baseline to the last, points."""
        return max(self.count - 1, 0) * self.leading

    def at(self, x: float, y: float) -> tuple[GlyphRun, ...]:
        """The marks with the first baseline at y and the left edge at x."""
        return tuple(replace(op, x=op.x + x, y=op.y + y) for op in self.ops)


def plain_runs(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def set_paragraph(
    kit: Kit,
    runs: Iterable[Run],
    style: str | TextStyle,
    width: float,
    *,
    lines: int = 0,
    ink: Ink | None = None,
) -> Lines:
    """A paragraph outside the body: ragged, balanced or justified as its style says.

    ``lines`` asks a balanced paragraph for that many lines at least. Never loses text: what
    can't be broken to the measure is overfull, and counted so.
    """
    runs = tuple(runs)
    key = ("lines", runs, style, width, lines, ink)
    found = kit.memo.get(key)
    if not isinstance(found, Lines):
        found = kit.memo[key] = _set_paragraph(kit, runs, style, width, lines, ink)
    return found


def _set_paragraph(
    kit: Kit,
    runs: tuple[Run, ...],
    style: str | TextStyle,
    width: float,
    lines: int,
    ink: Ink | None,
) -> Lines:
    text = kit.measured(runs, style)
    resolved = text.style
    if len(text.stations) < 2:
        return Lines((), 0, resolved.leading, 0.0)
    slots = (Slot(0.0, width),)
    if resolved.align == "balance":
        breaks = break_balanced(text, width, lines)
    else:
        options = break_lines(text, slots)
        breaks = options[min(options, key=lambda count: options[count].cost)]
    set_ = set_lines(text, breaks, slots, kit.faces)
    ops = tuple(
        replace(run, y=row * resolved.leading, ink=ink or run.ink)
        for row, line in enumerate(set_)
        for run in line.runs
    )
    widest = max((line.right for line in set_), default=0.0)
    return Lines(ops, len(set_), resolved.leading, widest, breaks.overfull)


def scaled(kit: Kit, style: str, factor: float) -> TextStyle:
    """The style in another size, everything that goes with the size in proportion."""
    plain = kit.styles[style]
    if factor == 1.0:
        return plain
    return replace(
        plain,
        name=f"{style} x {factor:.4f}",
        size=plain.size * factor,
        leading=plain.leading * factor,
        tracking=plain.tracking * factor,
    )


def one_line(
    kit: Kit, text: str, style: str, x: float, y: float, *, ink: Ink | None = None
) -> tuple[GlyphRun, ...]:
    """A single line from x on the baseline y, in the style's case, tracking and ink."""
    resolved = kit.styles[style]
    shown = text.upper() if resolved.case == "caps" else text
    return kit.faces.runs(
        shown, resolved.faces.regular, resolved.size, ink or resolved.ink, x, y, resolved.tracking
    )


def as_written(ops: Iterable[GlyphRun], text: str) -> tuple[GlyphRun, ...]:
    """The runs telling ``text`` as its writer had it, though the style shows capitals.

    A page read back then gives the kicker or the credit of the manuscript. Letters are matched
    in order; where a capital stands for more than one letter (ß), the run is left as it is.
    """
    letters = [letter for letter in text if not letter.isspace()]
    at = 0
    told: list[GlyphRun] = []
    for run in ops:
        glyphs = []
        for glyph in run.glyphs:
            out = ""
            for shown in glyph.text:
                if not shown.isspace() and at < len(letters):
                    out += letters[at] if letters[at].upper() == shown else shown
                    at += 1
                else:
                    out += shown
            glyphs.append(replace(glyph, text=out))
        told.append(replace(run, glyphs=tuple(glyphs)))
    return tuple(told)


def parted(kit: Kit, ops: Sequence[GlyphRun]) -> tuple[GlyphRun, ...]:
    """The runs with a space without width after them: what follows is another word, though it
    stands apart by its place alone."""
    if not ops:
        return ()
    last = ops[-1]
    blank = replace(kit.faces[last.face].shape(" ")[0], advance=0.0)
    return (*ops[:-1], replace(last, glyphs=(*last.glyphs, blank)))


def line_width(kit: Kit, text: str, style: str) -> float:
    """Width of a single line in a style, without the tracking after its last letter."""
    resolved = kit.styles[style]
    shown = text.upper() if resolved.case == "caps" else text
    width = kit.faces.width(shown, resolved.faces.regular, resolved.size, resolved.tracking)
    return width - resolved.tracking


def right_line(
    kit: Kit, text: str, style: str, right: float, y: float, *, ink: Ink | None = None
) -> tuple[GlyphRun, ...]:
    """A single line that ends at ``right``."""
    return one_line(kit, text, style, right - line_width(kit, text, style), y, ink=ink)


def square(x: float, y: float, side: float, ink: Ink) -> Fill:
    """The magazine's sign: a square whose foot stands on the baseline y."""
    return Fill(Rect(x, y - side, x + side, y), ink)


def shifted(blocks: Sequence[Block], dx: float, dy: float, part: int = 0) -> tuple[Block, ...]:
    """Blocks moved as a whole, which are one ``part`` of their story from now on."""
    return tuple(
        replace(b, ops=tuple(moved(op, dx, dy) for op in b.ops), part=part or b.part)
        for b in blocks
    )


def block(
    role: str,
    owner: str,
    ops: Iterable[Op],
    alt: str = "",
    *,
    part: int = 0,
    label: int = 0,
    goal: str = "",
) -> Block:
    """The marks as a block with the links in it; with a ``goal`` all of it leads there."""
    marks = tuple(ops)
    links = (Link(0, len(marks), goal),) if goal and marks else links_in(marks, label)
    return Block(role, owner, marks, alt, part, links, label)


def page_goal(page: int | None) -> str:
    """Where a page stands for itself in a link; "" while it isn't known."""
    return f"#{page}" if page else ""
