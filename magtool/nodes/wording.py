"""Faults of meaning in plain words: what is wanted, what stands there, what was meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from magtool.diagnostics import Diagnostic, Severity, Span, nearest
from magtool.nodes.tree import Node


def missing(key: str, description: str, at: Span) -> Diagnostic:
    meant = f" ({description})" if description else ""
    hints = (f"add `{key}: …`{meant}",)
    return Diagnostic("missing-key", Severity.ERROR, f"the key ‘{key}’ is missing", at, hints)


def unknown(key: Node, known: Mapping[str, object]) -> Diagnostic:
    close = nearest(key.text, known)
    hint = f"did you mean ‘{close}’?" if close else "known here: " + ", ".join(known)
    message = f"there is no key ‘{key.text}’ here"
    return Diagnostic("unknown-key", Severity.ERROR, message, key.span, (hint,))


def not_among(choices: Collection[str], node: Node, at: Span) -> Diagnostic:
    close = nearest(node.text, choices)
    hint = f"did you mean ‘{close}’?" if close else "one of: " + ", ".join(choices)
    message = f"{_stands(node)} is not known"
    return Diagnostic("bad-value", Severity.ERROR, message, at, (hint,))


def too_small(least: int, node: Node, at: Span) -> Diagnostic:
    message = f"{_stands(node)} is too small: {least} is the least"
    hints = ("write a value that is allowed here",)
    return Diagnostic("bad-value", Severity.ERROR, message, at, hints)


def wrong_type(wanted: Sequence[str], node: Node, at: Span) -> Diagnostic:
    message = f"{' or '.join(wanted)} is wanted here, but {_stands(node)} stands here"
    return Diagnostic("wrong-type", Severity.ERROR, message, at, (_type_hint(wanted, node),))


def _type_hint(wanted: Sequence[str], node: Node) -> str:
    if list(wanted) == ["a list"] and node.kind == "scalar":
        return f"write it as a list: [{node.text}]"
    if list(wanted) == ["text"] and node.kind in ("mapping", "sequence"):
        return "text that holds a colon or brackets must stand in quotes"
    if node.kind == "null":
        return "write a value, or leave the key out"
    if "keys with values" in wanted:
        return "write `key: value` lines, indented under it"
    return f"write {wanted[0]}"


def _stands(node: Node) -> str:
    match node.kind:
        case "scalar":
            text = node.text if len(node.text) <= 40 else node.text[:39] + "…"
            return f"‘{text}’"
        case "mapping":
            return "a mapping of keys"
        case "sequence":
            return "a list"
        case _:
            return "nothing"
