"""The tree that YAML text becomes: every scalar is text, every node knows its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from magtool.diagnostics import Span

Kind = Literal["scalar", "mapping", "sequence", "null"]


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file.

    ``text`` is a scalar's text exactly as written (``no``, ``13:30``, ``0731234567``), with
    quotes undone and lines folded by YAML's rules. A "null" is an empty value, ``~`` or
    ``null``. ``entries`` are a mapping's keys and values in the order written.
    """

    span: Span
    kind: Kind
    text: str = ""
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[Node, Node], ...] = ()

    def get(self, key: str) -> Node | None:
        """The value at ``key`` of a mapping; None when there is none."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Node | None:
        """The key itself, for faults about its name."""
        return next((name for name, _ in self.entries if name.text == key), None)

    @property
    def mark(self) -> Span:
        """The span to put a caret under: of an indented block its first key or item only."""
        flow = self.span.source.text[self.span.start : self.span.start + 1] in ("[", "{")
        if self.kind == "mapping" and self.entries and not flow:
            return self.entries[0][0].span
        if self.kind == "sequence" and self.items and not flow:
            return self.items[0].mark
        return self.span


def place(node: Node, *path: str | int) -> Span:
    """Where the value at ``path`` stands: ``place(root, "stories", 3, "page")``.

    A path that leads nowhere gives the deepest node on the way, an empty value its key.
    """
    mark = node.mark
    for step in path:
        inner, key = _step(node, step)
        if inner is None:
            break
        mark = key.span if key is not None and inner.span.start == inner.span.end else inner.mark
        node = inner
    return mark


def _step(node: Node, step: str | int) -> tuple[Node | None, Node | None]:
    if isinstance(step, int):
        inside = node.kind == "sequence" and 0 <= step < len(node.items)
        return (node.items[step] if inside else None), None
    return node.get(step), node.key(step)


def offsets_of(node: Node) -> tuple[int, ...]:
    """For each character of a scalar's text its offset in the source, and one past the last.

    Exact where the text stands as written; across escapes and folded lines each character is
    sought in order, which is right to the character unless an escape spells it out.
    """
    source, text = node.span.source.text, node.text
    first = source.find(text, node.span.start, node.span.end)
    if first >= 0:
        return tuple(range(first, first + len(text) + 1))
    offsets, at = [], node.span.start
    for char in text:
        wanted = source.find(char, at, node.span.end) if not char.isspace() else -1
        if 0 <= wanted <= at + 40:  # farther away it is another letter, not this one
            at = wanted
        offsets.append(at)
        at = min(at + 1, node.span.end)
    return (*offsets, at)
