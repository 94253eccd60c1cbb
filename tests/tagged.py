"""A tagged PDF read back: its structure tree, with the words that stand in each element."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pdfplumber
import pikepdf


@dataclass
class Node:
    """A structure element. ``content`` are (page, MCID), ``links`` annotations, in order."""

    kind: str
    entry: Any = field(repr=False)
    kids: list[Node] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    links: list[Any] = field(default_factory=list, repr=False)
    order: list[Node | tuple[int, int]] = field(default_factory=list, repr=False)

    @property
    def alt(self) -> str:
        return str(self.entry.get("/Alt", ""))

    @property
    def actual(self) -> str:
        return str(self.entry.get("/ActualText", ""))

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all_content(self) -> list[tuple[int, int]]:
        """Every sequence below, as it is read."""
        found: list[tuple[int, int]] = []
        for part in self.order:
            found += part.all_content() if isinstance(part, Node) else [part]
        return found


class Tagged:
    """The file's tree. Pages are counted from 0."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.pages = {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}
        (top,) = self.pdf.Root.StructTreeRoot.K
        self.root = self._node(top)

    def _node(self, entry: Any) -> Node:
        node = Node(str(entry.S)[1:], entry)
        for kid in entry.get("/K", []):
            if not isinstance(kid, pikepdf.Object):
                self._add(node, entry.Pg, int(kid))
            elif kid.get("/Type") == "/MCR":
                self._add(node, kid.Pg, int(kid.MCID))
            elif kid.get("/Type") == "/OBJR":
                node.links.append(kid.Obj)
            else:
                assert kid.P.objgen == entry.objgen
                node.kids.append(self._node(kid))
                node.order.append(node.kids[-1])
        return node

    def _add(self, node: Node, page: Any, mcid: int) -> None:
        node.content.append((self.pages[page.objgen], mcid))
        node.order.append(node.content[-1])

    def find(self, *kinds: str) -> list[Node]:
        return [node for node in self.root.walk() if node.kind in kinds]

    @cached_property
    def words(self) -> dict[tuple[int, int], str]:
        """What every sequence says, as pdfplumber reads it."""
        told: dict[tuple[int, int], str] = {}
        with pdfplumber.open(io.BytesIO(self.data)) as document:
            for number, page in enumerate(document.pages):
                for char in page.chars:
                    if char["mcid"] is not None:
                        place = number, char["mcid"]
                        told[place] = told.get(place, "") + char["text"]
        return told

    def text(self, node: Node) -> str:
        """What is read of the element: replacements for what they replace, soft hyphens gone."""
        if node.actual:
            return node.actual.replace("\u00ad", "")
        parts = (
            self.text(part) if isinstance(part, Node) else self.words.get(part, "")
            for part in node.order
        )
        return "".join(parts)

    def outline(self, node: Node | None = None, depth: int = 0) -> Iterator[str]:
        """The tree as lines: kind, alternative and own words, spans within them."""
        node = node or self.root
        told = f" <{node.alt}>" if node.alt else ""
        inner = [kid for kid in node.kids if kid.kind != "Span"]
        if not inner and not node.alt:
            told += f" {self.text(node).strip()}"
        yield "  " * depth + node.kind + told.rstrip() + " @" * bool(node.links)
        for kid in inner:
            yield from self.outline(kid, depth + 1)

    def marked(self, page: int) -> list[int]:
        """The identifiers in a page's content, as they are painted."""
        content = self.pdf.pages[page].obj.Contents.read_bytes()
        return [int(number) for number in re.findall(rb"/MCID (\d+)>> BDC", content)]

    def target(self, link: Any) -> int | str:
        """Where a link leads: a page, or an address."""
        if "/Dest" in link:
            return self.pages[link.Dest[0].objgen]
        return str(link.A.URI)
