"""The same copy for the peers: what each is given to set, and the command that sets it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .looks import (
    BODY,
    FIRST_MM,
    GUTTER_MM,
    HEAD,
    HEAD_LINES,
    INDENT_MM,
    LEADING,
    LINES,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    Look,
)
from .manuscripts import SUBHEAD, Tale

Prepare = Callable[[Sequence[Tale], Look, Path, Path], list[str]]
"""Writes the input and gives the command: stories, design, fonts, the PDF to be made."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A typesetter beside magtool; ``package`` is what must be installed for it."""

    name: str
    package: str
    prepare: Prepare
    suffix: str
    renew: tuple[str, ...] = ()
    """Command that keeps it running, without source, fonts, PDF and edits; () if it can't."""

    @property
    def missing(self) -> str:
        """Why it can't take part, "" when it can."""
        return "" if find_spec(self.package) else f"{self.package} is not installed"

    def source(self, out: Path) -> Path:
        """What `prepare` writes for this PDF."""
        return out.with_suffix(self.suffix)


# ------------------------------------------------------------------------------ Typst

_CAP = 8.0
"""A line's box reaches so far over its baseline, points; below it ends at the baseline."""

_COMPILE = (
    "import sys, typst; source, fonts, out = sys.argv[1:]; "
    "typst.compile(source, output=out, font_paths=[fonts], ignore_system_fonts=True)"
)

_TYPST = """\
#set page(width: {page_width}mm, height: {page_height}mm, columns: {columns}, margin: (
  left: {left}mm, right: {left}mm, top: {top}mm - {cap}pt, bottom: {bottom}pt))
#set columns(gutter: {gutter}mm)
#set text(font: "Source Serif 4", size: {size}pt, lang: "sv", hyphenate: true,
  top-edge: {cap}pt, bottom-edge: "baseline")
#set par(justify: true, leading: {gap}pt, spacing: {gap}pt, first-line-indent: {indent}mm)
#show heading: set text(font: "{family}", size: {subhead}pt, weight: {weight}, hyphenate: false)
#show heading: set block(above: {above}pt, below: {below}pt)
#let story(headline) = {{
  pagebreak(weak: true)
  place(top + left, scope: "parent", float: true, clearance: 0pt, block(height: {head_height}pt, {{
    set par(justify: false, leading: {head}pt - {cap}pt, first-line-indent: 0pt)
    text(font: "Source Serif 4 Display", weight: 600, size: {head}pt, hyphenate: false, headline)
  }}))
}}
"""


def _typst(copy: Sequence[Tale], look: Look, fonts: Path, out: Path) -> list[str]:
    serif = look.subhead_family == "serif"
    gap = LEADING - _CAP
    height = _CAP + (LINES - 1) * LEADING
    head = _TYPST.format(
        page_width=PAGE_WIDTH_MM,
        page_height=PAGE_HEIGHT_MM,
        columns=look.columns,
        left=look.left_mm,
        top=FIRST_MM,
        bottom=(PAGE_HEIGHT_MM - FIRST_MM) * 72 / 25.4 + _CAP - height - 0.01,
        gutter=GUTTER_MM,
        size=BODY,
        cap=_CAP,
        gap=gap,
        indent=INDENT_MM,
        family="Source Serif 4" if serif else "Source Sans Pro",
        weight=600 if serif else 700,
        subhead=look.subhead_size,
        above=gap + look.above,
        below=gap + look.below,
        head=HEAD,
        head_height=HEAD_LINES * LEADING,
    )
    source = out.with_suffix(".typ")
    source.write_text(head + "\n".join(map(_typst_story, copy)), "utf-8")
    return [sys.executable, "-c", _COMPILE, str(source), str(fonts), str(out)]


def _typst_story(tale: Tale) -> str:
    parts = [f"#story({_quoted(tale.headline)})"]
    for paragraph in tale.paragraphs:
        words = _quoted(paragraph.text)
        parts.append(f"#heading({words})" if paragraph.role == SUBHEAD else f"#{words}")
    return "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --------------------------------------------------------------------------- Platypus


def _platypus(copy: Sequence[Tale], look: Look, fonts: Path, out: Path) -> list[str]:
    stories = [
        {"headline": t.headline, "paragraphs": [(p.role, p.text) for p in t.paragraphs]}
        for t in copy
    ]
    source = out.with_suffix(".json")
    source.write_text(json.dumps({"look": look.name, "stories": stories}), "utf-8")
    return [sys.executable, "-m", "tests.bench.platypus", str(source), str(fonts), str(out)]


_TYPST_RENEWAL = (sys.executable, "-m", "tests.bench.typst_renewal")

PEERS = (
    Peer("Typst", "typst", _typst, ".typ", _TYPST_RENEWAL),
    Peer("Platypus", "reportlab", _platypus, ".json"),
)
