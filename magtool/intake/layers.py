"""What a PDF hides by default: its layers, as the document's own rules switch them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Name

_DEPTH = 20
"""Deepest nesting of expressions that is followed; only an attack has more."""

Hides = Callable[[Any], bool]
"""Whether an optional-content group or membership (a dictionary) is off by default."""


def hidden_layers(pdf: pikepdf.Pdf) -> Hides | None:
    """The document's own rule of what is hidden; None when it has no layers.

    ISO 32000-1 §8.11.4.3: BaseState first, then ON, then OFF.
    """
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return None
    default: Any = properties.get("/D")
    if not isinstance(default, pikepdf.Dictionary):
        default = pikepdf.Dictionary()
    base_off = default.get("/BaseState") == Name.OFF
    on = {group.objgen for group in dictionaries(default.get("/ON"))}
    off = {group.objgen for group in dictionaries(default.get("/OFF"))}

    def group_hidden(group: Any) -> bool:
        return group.objgen in off or (base_off and group.objgen not in on)

    def hides(content: Any) -> bool:
        if content.get("/Type") != Name.OCMD:
            return group_hidden(content)
        if isinstance(expression := content.get("/VE"), pikepdf.Array):
            return not _holds(expression, group_hidden, _DEPTH)
        return _membership_hidden(content, group_hidden)

    return hides


def dictionaries(item: Any) -> Iterator[Any]:
    """The dictionaries of an array, or the one that stands in its place; others are skipped."""
    if isinstance(item, pikepdf.Dictionary):
        yield item
    elif isinstance(item, pikepdf.Array):
        yield from (each for each in item if isinstance(each, pikepdf.Dictionary))


def _membership_hidden(content: Any, group_hidden: Hides) -> bool:
    """A membership dictionary by its policy /P over its groups (§8.11.2.2)."""
    hidden = [group_hidden(group) for group in dictionaries(content.get("/OCGs"))]
    if not hidden:
        return False
    match str(content.get("/P", "/AnyOn")):
        case "/AllOn":
            return any(hidden)
        case "/AnyOff":
            return not any(hidden)
        case "/AllOff":
            return not all(hidden)
        case _:
            return all(hidden)


def _holds(expression: Any, group_hidden: Hides, depth: int) -> bool:
    """A visibility expression: a group, or ["/And" …], ["/Or" …], ["/Not" one], nested."""
    if isinstance(expression, pikepdf.Dictionary):
        return not group_hidden(expression)
    if depth == 0 or not isinstance(expression, pikepdf.Array) or not len(expression):
        return True
    operator, *rest = list(expression)
    terms = [_holds(term, group_hidden, depth - 1) for term in rest]
    match str(operator):
        case "/Not":
            return not any(terms)
        case "/Or":
            return any(terms)
        case _:
            return all(terms)


def layer_of(operands: Sequence[Any], lists: Any) -> Any:
    """The group that a BDC operator opens; None when it marks something else."""
    tag, properties = operands
    if tag != Name.OC or not isinstance(properties, pikepdf.Name):
        return None
    found = lists.get(str(properties))
    return found if isinstance(found, pikepdf.Dictionary) else None
