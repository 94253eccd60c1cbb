"""What stands together in a structure: figures with their captions, lists with items, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from magtool.extract.lines import Line
from magtool.extract.parts import GATHERING
from magtool.extract.structure import Element
from magtool.extract.zones import hull
from magtool.page.read import Box

_CAPTION = 600
"""Letters that are said of a picture, at most."""
METHOD = re.compile(r"undersökning|metod|så gjorde|så gick|survey|method", re.I)
"""What small print, or a box, that tells how figures were found calls itself."""
_FACTS = re.compile(r"^\W*(?:fakta|facts?)\b", re.IGNORECASE)
_ADVICE = re.compile(r"\b(?:råd|tips|advice)\b", re.I)
_SAID = re.compile(r"^\W?[”\"“«»]")
_VOICES = 0.4
"""Share of a box's texts that are quoted, from which it gathers voices: each is followed by whose
it is, and some by more."""


def beside_figure(group: Element) -> list[Element]:
    """The texts of a group that gathers a figure with what is said of it; else none."""
    if group.kind not in GATHERING or not group.has("Figure"):
        return []
    texts = [e for kid in group.kids for e in kid.all() if e.kind != "Figure" and e.lines]
    small = sum(len(text.words) for text in texts) <= _CAPTION
    return texts if small and all(text.kind in ("P", "Caption") for text in texts) else []


def place_of(figure: Element) -> Box:
    """A figure's area on its first page, as told or as its text stands."""
    page = figure.page
    told = next((tag.box for number, tag in figure.tags if number == page and tag.box), None)
    own = [line.box for line in figure.lines if line.page == page]
    return told or (hull(own) if own else (0.0, 0.0, 0.0, 0.0))


def items_of(element: Element) -> Iterator[tuple[list[Line], list[Line]]]:
    """The label's and the body's lines of each item of a list, nested ones after their own."""
    items = [each for each in element.all() if each.kind == "LI"] or [element]
    for item in items:
        inner = {id(e) for kid in item.kids for each in kid.all() if each.kind == "LI"
                 for e in each.all()}  # fmt: skip
        own = [each for each in item.all() if id(each) not in inner]
        label = [line for each in own if each.kind == "Lbl" for line in each.lines]
        body = [line for each in own if each.kind != "Lbl" for line in each.lines]
        if label or body:
            yield label, body


def box_texts(element: Element) -> Iterator[Element | tuple[list[Line], list[Line]]]:
    """What a box holds: texts, and items as their labels and bodies."""
    if element.lines:
        yield element
    for kid in element.kids:
        if kid.kind in ("L", "LI"):
            yield from items_of(kid)
        elif kid.kind != "Figure":
            yield from box_texts(kid)


def tell_box(element: Element) -> str:
    """What a box is for, by what stands in it."""
    texts = [each for each in element.all() if each.kind == "P" and each.lines]
    heads = " ".join(each.words for each in element.all() if each.lines and each.level)
    labels = [each.words for each in element.all() if each.kind == "Lbl"]
    if any(any(map(str.isdigit, label)) for label in labels):
        first = texts[0].words if texts else ""
        if _FACTS.match(first):
            return "factbox"
        return "advice" if _ADVICE.search(first) or _ADVICE.search(heads) else "list"
    if element.has("L"):
        return "factbox"
    if texts and sum(bool(_SAID.match(each.words)) for each in texts) >= _VOICES * len(texts):
        return "voices"
    return "method" if METHOD.search(heads) else "info"
