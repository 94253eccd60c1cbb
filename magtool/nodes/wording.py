"""Faults of meaning in plain words: what is wanted, what stands there, what was meant."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from magtool.diagnostics import Diagnostic, Severity
from magtool.diagnostics.catalogue import nearest
from magtool.nodes.located import Located
from magtool.nodes.shapes import known_keys
from magtool.nodes.tree import Node, place

_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "bool": "yes or no",
    "list": "a list",
    "tuple": "a list",
    "dict": "keys with values",
    "model": "keys with values",
}


def diagnose(model: type[BaseModel], root: Node, group: list[Located]) -> Diagnostic:
    located = group[0]
    error, path = located.error, located.path
    hints = (error.get("ctx") or {}).get("magtool_hints")
    if hints is not None:
        span = place(root, *path)
        return Diagnostic(error["type"], Severity.ERROR, error["msg"], span, tuple(hints))
    if error["type"] == "missing":
        return _missing(model, root, path)
    if error["type"] == "extra_forbidden":
        return _unknown(model, root, path)
    return _wrong(root, group)


def _missing(model: type[BaseModel], root: Node, path: tuple[str | int, ...]) -> Diagnostic:
    key = str(path[-1])
    info = known_keys(model, path[:-1]).get(key)
    meant = f" ({info.description})" if info is not None and info.description else ""
    span = place(root, *path[:-1])
    hints = (f"add `{key}: …`{meant}",)
    return Diagnostic("missing-key", Severity.ERROR, f"the key ‘{key}’ is missing", span, hints)


def _unknown(model: type[BaseModel], root: Node, path: tuple[str | int, ...]) -> Diagnostic:
    holder = _node_at(root, path[:-1])
    key = holder.key(str(path[-1])) if holder is not None else None
    span = key.span if key is not None else place(root, *path)
    known = known_keys(model, path[:-1])
    close = nearest(str(path[-1]), known)
    hint = f"did you mean ‘{close}’?" if close else "known here: " + ", ".join(known)
    return Diagnostic(
        "unknown-key", Severity.ERROR, f"there is no key ‘{path[-1]}’ here", span, (hint,)
    )


def _wrong(root: Node, group: list[Located]) -> Diagnostic:
    located = group[0]
    node, span = _node_at(root, located.path), place(root, *located.path)
    stands = _stands(node)
    choices = [_choices(item.error) for item in group]
    if any(choices) and node is not None and node.kind == "scalar":
        known = [choice for part in choices for choice in part]
        close = nearest(node.text, known)
        hint = f"did you mean ‘{close}’?" if close else "one of: " + ", ".join(known)
        return Diagnostic("bad-value", Severity.ERROR, f"{stands} is not known", span, (hint,))
    wanted = list(dict.fromkeys(filter(None, (_wanted(item.error) for item in group))))
    if wanted:
        message = f"{' or '.join(wanted)} is wanted here, but {stands} stands here"
        return Diagnostic("wrong-type", Severity.ERROR, message, span, _type_hints(wanted, node))
    message = located.error["msg"].removeprefix("Value error, ")
    message = message.replace("Input should be", "the value should be")
    message = message[:1].lower() + message[1:] + f" ({stands} stands here)"
    hints = ("write a value that is allowed here",)
    return Diagnostic("bad-value", Severity.ERROR, message, span, hints)


def _wanted(error: ErrorDetails) -> str:
    """What a type error asks for, in plain words; "" for other errors."""
    stem, _, ending = error["type"].partition("_")
    if ending in {"type", "parsing", "from_float", "attributes_type", "parsing_size"}:
        return _WANTED.get(stem, "")
    return "one of " + ", ".join(c) if (c := _choices(error)) else ""


def _choices(error: ErrorDetails) -> list[str]:
    if error["type"] not in ("literal_error", "enum"):
        return []
    told = (error.get("ctx") or {}).get("expected", "")
    return [part.strip("' ") for part in told.replace(" or ", ", ").split(",")]


def _type_hints(wanted: list[str], node: Node | None) -> tuple[str, ...]:
    if wanted == ["a list"] and node is not None and node.kind == "scalar":
        return (f"write it as a list: [{node.text}]",)
    if wanted == ["text"] and node is not None and node.kind in ("mapping", "sequence"):
        return ("text that holds a colon or brackets must stand in quotes",)
    if node is not None and node.kind == "null":
        return ("write a value, or leave the key out",)
    if "keys with values" in wanted:
        return ("write `key: value` lines, indented under it",)
    return (f"write {wanted[0]}",)


def _stands(node: Node | None) -> str:
    match node.kind if node is not None else "null":
        case "scalar" if node is not None:
            text = node.text if len(node.text) <= 40 else node.text[:39] + "…"
            return f"‘{text}’"
        case "mapping":
            return "a mapping of keys"
        case "sequence":
            return "a list"
        case _:
            return "nothing"


def _node_at(root: Node, path: Iterable[str | int]) -> Node | None:
    node: Node | None = root
    for step in path:
        if node is None:
            return None
        if isinstance(step, int):
            node = node.items[step] if step < len(node.items) else None
        else:
            node = node.get(step)
    return node
