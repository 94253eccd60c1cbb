"""The benchmark's copy set by reportlab's Platypus: a program that only imports what it needs.

``python -m tests.bench.platypus COPY.json FONTS OUT.pdf``
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
)

from .looks import (
    BODY,
    FIRST_MM,
    GUTTER_MM,
    HEAD,
    HEAD_LINES,
    INDENT_MM,
    LEADING,
    LINES,
    LOOKS,
    MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    Look,
)

_FACES = {
    "body": "serif/SourceSerif4-Regular.ttf",
    "serif": "serif/SourceSerif4-Semibold.ttf",
    "sans": "sans/SourceSansPro-Bold.ttf",
    "head": "serif/SourceSerif4Display-Semibold.ttf",
}


def typeset(copy: Path, fonts: Path, out: Path) -> None:
    """The stories of ``copy`` as a PDF, each on new pages."""
    told: dict[str, Any] = json.loads(copy.read_text("utf-8"))
    look = LOOKS[told["look"]]
    for name, file in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(fonts / file)))
    styles = _styles(look)
    flow: list[Flowable] = []
    for story in told["stories"]:
        flow += [NextPageTemplate("first"), PageBreak()] if flow else []
        flow += [Paragraph(_escaped(story["headline"]), styles["head"]), FrameBreak()]
        flow.append(NextPageTemplate("later"))
        after = "subhead"
        for role, text in story["paragraphs"]:
            style = "open" if role == "text" and after == "subhead" else role
            flow.append(Paragraph(_escaped(text), styles[style]))
            after = role
    size = (PAGE_WIDTH_MM * MM, PAGE_HEIGHT_MM * MM)
    pages = [PageTemplate("first", _frames(look, HEAD_LINES)), PageTemplate("later", _frames(look))]
    BaseDocTemplate(str(out), pagesize=size, pageTemplates=pages, invariant=1).build(flow)


def _styles(look: Look) -> dict[str, ParagraphStyle]:
    body = {
        "fontName": "body",
        "fontSize": BODY,
        "leading": LEADING,
        "alignment": TA_JUSTIFY,
        "hyphenationLang": "sv_SE",
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    subhead = {
        "fontName": look.subhead_family,
        "fontSize": look.subhead_size,
        "leading": max(LEADING, 1.2 * look.subhead_size),
        "spaceBefore": look.above,
        "spaceAfter": look.below,
        "keepWithNext": 1,
    }
    return {
        "head": ParagraphStyle("head", fontName="head", fontSize=HEAD, leading=2 * LEADING),
        "subhead": ParagraphStyle("subhead", **subhead),
        "open": ParagraphStyle("open", **body),
        "text": ParagraphStyle("text", firstLineIndent=INDENT_MM * MM, **body),
    }


def _frames(look: Look, head: int = 0) -> list[Frame]:
    """The columns, under a frame for the headline of so many lines."""
    top = (PAGE_HEIGHT_MM - FIRST_MM) * MM + BODY  # the first baseline is a body size lower
    left, measure, height = look.left_mm * MM, look.measure_mm * MM, (LINES - head) * LEADING
    frames = []
    if head:
        frames.append(_frame(left, top - head * LEADING, look.width_mm * MM, head * LEADING))
    for column in range(look.columns):
        x = left + column * (measure + GUTTER_MM * MM)
        frames.append(_frame(x, top - LINES * LEADING, measure, height + 0.01))
    return frames


def _frame(x: float, y: float, width: float, height: float) -> Frame:
    return Frame(x, y, width, height, 0, 0, 0, 0)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    typeset(*map(Path, sys.argv[1:4]))
