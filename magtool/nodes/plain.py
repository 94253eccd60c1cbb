"""Nodes as the plain data that pydantic reads, each piece still knowing its node."""

from __future__ import annotations

from typing import Any

from magtool.nodes.tree import Node


class PlainMap(dict[str, Any]):
    """A mapping as plain data that remembers its node."""

    def __init__(self, node: Node) -> None:
        super().__init__((key.text, plain_data(value)) for key, value in node.entries)
        self.node = node


class PlainList(list[Any]):
    """A list as plain data; ``nodes`` stay in step with its values."""

    def __init__(self, node: Node) -> None:
        super().__init__(plain_data(item) for item in node.items)
        self.node = node
        self.nodes = list(node.items)


class PlainText(str):
    """A scalar's text that remembers its node."""

    node: Node

    @classmethod
    def of(cls, node: Node) -> PlainText:
        text = cls(node.text)
        text.node = node
        return text


def plain_data(node: Node) -> PlainMap | PlainList | PlainText | None:
    """The node as dicts, lists, text and None, for pydantic."""
    match node.kind:
        case "mapping":
            return PlainMap(node)
        case "sequence":
            return PlainList(node)
        case "scalar":
            return PlainText.of(node)
        case _:
            return None
