"""How models are declared: frozen dataclasses whose annotations say what may be written.

Beside Python's own types an annotation may carry an `AtLeast` or an `Adapted`::

    @model
    class Pages(Placed):
        multiple_of: Annotated[int, AtLeast(1)] = key("The page count is a multiple of this", 4)
        ranges: list[str] = must("Pages as 4-9")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar, dataclass_transform

from magtool.diagnostics import Span
from magtool.nodes.tree import Node, place

C = TypeVar("C")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def model(cls: type[C]) -> type[C]:
    """The class as a frozen dataclass made by keywords: one mapping of a YAML file."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def key(description: str = "", default: Any = "") -> Any:
    """An optional key and what it means."""
    meaning = {"description": description}
    if isinstance(default, list | dict):
        return field(default_factory=default.copy, metadata=meaning)
    return field(default=default, metadata=meaning)


def must(description: str) -> Any:
    """A key that must be there."""
    return field(metadata={"description": description})


@model
class Placed:
    """A model that knows where it was written; made by hand it has no ``node``."""

    node: Node | None = field(default=None, repr=False, compare=False)

    def at(self, *path: str | int) -> Span | None:
        """Where the value at ``path`` stands, or this whole value; None when made by hand."""
        return place(self.node, *path) if self.node is not None else None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The least that a number may be."""

    least: int


@dataclass(frozen=True, slots=True)
class Adapted:
    """What is written is turned by ``adapt`` before it is read as its type.

    ``adapt`` returns the node, or another in its place, or raises `fault`. ``or_text`` says
    that plain text is taken too, to the JSON Schema.
    """

    adapt: Callable[[Node], Node]
    or_text: bool = False


class Fault(Exception):
    """Raised by `Adapted.adapt`: a diagnostic without its place, which its reader knows."""

    def __init__(self, code: str, message: str, hints: tuple[str, ...]) -> None:
        super().__init__(message)
        self.code, self.message, self.hints = code, message, hints


def fault(code: str, message: str, *hints: str) -> Fault:
    """The error for an ``adapt`` to raise; ``code`` is a diagnostic's code."""
    return Fault(code, message, hints)


def keys_of(kind: type) -> Mapping[str, Field[Any]]:
    """The keys that a model's mapping may have."""
    return MappingProxyType({f.name: f for f in fields(kind) if f.name != "node"})
