"""Artwork's layers flattened: what its file hides by default is taken out, the rest stays.

Once placed on a page the artwork has left its document, and with it the list of layers that
are off (OCProperties): a reader would show them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Name, Operator

_PAINTING = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"))
_DROPPED = frozenset(("Tj", "TJ", "Do", "sh", "INLINE IMAGE"))
_DEPTH = 20
"""Deepest nesting of forms and expressions that is followed; only an attack has more."""

Hides = Callable[[Any], bool]
"""Whether an optional-content group or membership (a dictionary) is off by default."""


def hidden_layers(pdf: pikepdf.Pdf) -> Hides | None:
    """The document's own rule of what is hidden; None when it has no layers.

    ISO 32000-1 §8.11.4.3: BaseState first, then ON, then OFF.
    """
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return None
    default: Any = properties.get("/D", pikepdf.Dictionary())
    base_off = default.get("/BaseState") == Name.OFF
    on = {group.objgen for group in default.get("/ON", ())}
    off = {group.objgen for group in default.get("/OFF", ())}

    def group_hidden(group: Any) -> bool:
        return group.objgen in off or (base_off and group.objgen not in on)

    def hides(content: Any) -> bool:
        if content.get("/Type") != Name.OCMD:
            return group_hidden(content)
        if isinstance(expression := content.get("/VE"), pikepdf.Array):
            return not _holds(expression, group_hidden, _DEPTH)
        return _membership_hidden(content, group_hidden)

    return hides


def _membership_hidden(content: Any, group_hidden: Hides) -> bool:
    """A membership dictionary by its policy /P over its groups (§8.11.2.2)."""
    groups = content.get("/OCGs", ())
    listed = [groups] if isinstance(groups, pikepdf.Dictionary) else groups
    hidden = [group_hidden(group) for group in listed if isinstance(group, pikepdf.Dictionary)]
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
    if depth == 0:
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


class Flattener:
    """Takes hidden layers out of one document's contents, and the marks of all others.

    Forms that the content uses are changed in the open document, never in its file.
    """

    def __init__(self, hides: Hides) -> None:
        self._hides = hides
        self._done: set[tuple[int, int]] = set()

    def flatten(self, content: Any, resources: Any, depth: int = _DEPTH) -> bytes:
        """What is left of the content of a page or form.

        Text that follows hidden text on its line without being placed moves up to it: no
        program is known to write that.
        """
        lists = resources.get("/Properties", pikepdf.Dictionary())
        hidden_objects = self._flatten_objects(resources, depth)
        marks: list[tuple[bool, bool]] = []  # (is a layer, is hidden) of each marked content
        out: list[Any] = []
        for instruction in pikepdf.parse_content_stream(content):
            operator = str(instruction.operator)
            operands: Any = instruction.operands
            if operator in ("BMC", "BDC"):
                layer = _layer(operands, lists) if operator == "BDC" else None
                marks.append((layer is not None, layer is not None and self._hides(layer)))
                if layer is None:
                    out.append(instruction)
            elif operator == "EMC":
                if not (marks and marks.pop()[0]):
                    out.append(instruction)
            elif operator == "Do" and str(operands[0]) in hidden_objects:
                continue
            elif any(hidden for _, hidden in marks):
                out.extend(_invisible(instruction, operator, operands))
            else:
                out.append(instruction)
        return pikepdf.unparse_content_stream(out)

    def _flatten_objects(self, resources: Any, depth: int) -> set[str]:
        """Names of the forms and pictures that are hidden; the layers of the others go."""
        hidden: set[str] = set()
        objects = resources.get("/XObject", pikepdf.Dictionary())
        for name in list(objects.keys()):
            item = objects[name]
            layer = item.get("/OC")
            if isinstance(layer, pikepdf.Dictionary) and self._hides(layer):
                hidden.add(name)
                continue
            if layer is not None:
                del item["/OC"]
            # Forms are shared, and a broken one may even hold itself.
            if item.get("/Subtype") == Name.Form and depth and item.objgen not in self._done:
                self._done.add(item.objgen)
                inner = item.get("/Resources", resources)
                item.write(self.flatten(item, inner, depth - 1))
        return hidden


def _layer(operands: Sequence[Any], lists: Any) -> Any:
    """The group that a BDC operator opens; None when it marks something else."""
    tag, properties = operands
    if tag != Name.OC or not isinstance(properties, pikepdf.Name):
        return None
    found = lists.get(str(properties))
    return found if isinstance(found, pikepdf.Dictionary) else None


def _invisible(instruction: Any, operator: str, operands: Sequence[Any]) -> list[Any]:
    """What is left of a hidden instruction: its effect on the state, none on the paper."""
    if operator in _PAINTING:
        return [([], Operator("n"))]
    if operator in _DROPPED:
        return []
    if operator == "'":
        return [([], Operator("T*"))]
    if operator == '"':
        word, letter, _ = operands
        return [([word], Operator("Tw")), ([letter], Operator("Tc")), ([], Operator("T*"))]
    return [instruction]
