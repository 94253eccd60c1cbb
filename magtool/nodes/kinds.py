"""What may stand at a place: each kind reads a node, or says in plain words what it wants.

A kind is made from a type's annotation once, when something is first read as it.
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from functools import cache, cached_property
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Protocol,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from magtool.diagnostics import Diagnostic, Severity, Span
from magtool.nodes import wording
from magtool.nodes.declaring import Adapted, AtLeast, Fault, Placed, keys_of
from magtool.nodes.tree import Node

_WHOLE = re.compile(r"\s*[+-]?\d+(?:_\d+)*(?:\.0+)?\s*", re.ASCII)
_YES = frozenset({"1", "on", "t", "true", "y", "yes"})
_NO = frozenset({"0", "off", "f", "false", "n", "no"})


class _LeftOut:
    """Stands for a value that could not be read; the fault was told."""


LEFT_OUT = _LeftOut()


@dataclass(slots=True)
class At:
    """A node and the key it stands under, for the place of its faults; ``found`` takes them."""

    node: Node
    key: Node | None
    found: list[Diagnostic]

    @property
    def span(self) -> Span:
        """Where to put the caret: an empty value is told at its key."""
        empty = self.key is not None and self.node.span.start == self.node.span.end
        return self.key.span if self.key is not None and empty else self.node.mark

    def inside(self, node: Node, key: Node | None = None) -> At:
        return At(node, key, self.found)

    def wrong(self, *wanted: str) -> _LeftOut:
        return self.tell(wording.wrong_type(wanted, self.node, self.span))

    def tell(self, diagnostic: Diagnostic) -> _LeftOut:
        self.found.append(diagnostic)
        return LEFT_OUT


Schema = dict[str, Any]
Definitions = dict[str, Schema]
"""JSON Schemas of models by name."""


class Kind(Protocol):
    """One kind of value. ``takes`` are the forms of node that it reads."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """What it reads, in plain words."""
        ...

    @property
    def takes(self) -> frozenset[str]: ...

    def read(self, at: At) -> Any:
        """The value, or `LEFT_OUT` after telling why not."""
        ...

    def stand_in(self) -> Any:
        """A harmless value for a key that is missing, so that the rest can be checked."""
        ...

    def schema(self, known: Definitions) -> Schema:
        """JSON Schema of what may be written; models are put among the ``known``.

        Editors' programs turn ``number: 2`` into a number and ``web:`` into null before they
        look at the schema, whereas here all is text: so where text is wanted they are allowed.
        """
        ...


def kind_of(annotation: Any) -> Kind:
    """The kind that a model, or the annotation of a model's field, means."""
    return _kind_of(annotation)


@cache
def _kind_of(annotation: Any) -> Kind:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _marked(kind_of(args[0]), args[1:])
    if origin in (Union, types.UnionType):
        return _union(args)
    if origin is Literal:
        return Choice(args)
    if origin in (list, tuple):
        parts = () if Ellipsis in args or origin is list else args
        return Row(kind_of(args[0]), origin, len(parts))
    if origin is dict:
        return Table(kind_of(args[1]))
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    return Data() if annotation is Any else Record(annotation)


def _marked(kind: Kind, marks: tuple[Any, ...]) -> Kind:
    for mark in marks:
        if isinstance(mark, AtLeast):
            kind = Bounded(kind, mark.least)
        elif isinstance(mark, Adapted):
            kind = Turned(kind, mark)
    return kind


def _union(args: tuple[Any, ...]) -> Kind:
    kinds = tuple(kind_of(arg) for arg in args if arg is not types.NoneType)
    kind = kinds[0] if len(kinds) == 1 else Either(kinds)
    return Optional(kind) if types.NoneType in args else kind


# --- scalars -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text, numbers, yes and no: ``make`` raises ValueError for what it isn't."""

    words: str
    make: Callable[[str], Any]
    empty: Any
    json: tuple[str, ...]

    takes: ClassVar[frozenset[str]] = frozenset({"scalar"})

    @property
    def wanted(self) -> tuple[str, ...]:
        return (self.words,)

    def read(self, at: At) -> Any:
        if at.node.kind == "scalar":
            try:
                return self.make(at.node.text)
            except ValueError:
                pass
        return at.wrong(self.words)

    def stand_in(self) -> Any:
        return self.empty

    def schema(self, known: Definitions) -> Schema:
        return {"type": list(self.json) if len(self.json) > 1 else self.json[0]}


def _whole_number(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text.partition(".")[0])


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError(text)
    return text.lower() in _YES


_SCALARS: Mapping[Any, Scalar] = types.MappingProxyType(
    {
        str: Scalar("text", str, "", ("string", "number", "boolean", "null")),
        int: Scalar("a whole number", _whole_number, 0, ("integer", "string")),
        float: Scalar("a number", _number, 0.0, ("number", "string")),
        bool: Scalar("yes or no", _yes_or_no, False, ("boolean",)),
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the words."""

    words: tuple[str, ...]

    takes: ClassVar[frozenset[str]] = frozenset({"scalar"})

    @property
    def wanted(self) -> tuple[str, ...]:
        return ("one of " + ", ".join(filter(None, self.words)),)

    def read(self, at: At) -> Any:
        if at.node.kind != "scalar":
            return at.wrong(*self.wanted)
        if at.node.text in self.words:
            return at.node.text
        words = tuple(filter(None, self.words))
        return at.tell(wording.not_among(words, at.node, at.span))

    def stand_in(self) -> Any:
        return self.words[0]

    def schema(self, known: Definitions) -> Schema:
        numbers = [int(word) for word in self.words if word.isdecimal()]
        return {"enum": [*self.words, *numbers]}


# --- what is held against a type, and types that may be left open --------------------------


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number that may not be smaller than ``least``."""

    kind: Kind
    least: int

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.kind.wanted

    @property
    def takes(self) -> frozenset[str]:
        return self.kind.takes

    def read(self, at: At) -> Any:
        value = self.kind.read(at)
        if value is LEFT_OUT or value >= self.least:
            return value
        return at.tell(wording.too_small(self.least, at.node, at.span))

    def stand_in(self) -> Any:
        return self.kind.stand_in()

    def schema(self, known: Definitions) -> Schema:
        return {**self.kind.schema(known), "minimum": self.least}


@dataclass(frozen=True, slots=True)
class Turned:
    """A value that may be written in another form than its type's."""

    kind: Kind
    mark: Adapted

    @property
    def takes(self) -> frozenset[str]:
        return self.kind.takes | {"scalar"} if self.mark.or_text else self.kind.takes

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.kind.wanted

    def read(self, at: At) -> Any:
        try:
            turned = self.mark.adapt(at.node)
        except Fault as told:
            return at.tell(Diagnostic(told.code, Severity.ERROR, told.message, at.span, told.hints))
        return self.kind.read(at if turned is at.node else at.inside(turned, at.key))

    def stand_in(self) -> Any:
        return self.kind.stand_in()

    def schema(self, known: Definitions) -> Schema:
        made = self.kind.schema(known)
        return {"anyOf": [made, {"type": "string"}]} if self.mark.or_text else made


@dataclass(frozen=True, slots=True)
class Optional:
    """A value, or nothing."""

    kind: Kind

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.kind.wanted

    @property
    def takes(self) -> frozenset[str]:
        return self.kind.takes | {"null"}

    def read(self, at: At) -> Any:
        return None if at.node.kind == "null" else self.kind.read(at)

    def stand_in(self) -> Any:
        return None

    def schema(self, known: Definitions) -> Schema:
        return {"anyOf": [self.kind.schema(known), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Either:
    """One of several kinds: which, the form of what is written tells."""

    kinds: tuple[Kind, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for kind in self.kinds for word in kind.wanted))

    @property
    def takes(self) -> frozenset[str]:
        return frozenset().union(*(kind.takes for kind in self.kinds))

    def read(self, at: At) -> Any:
        fitting = [kind for kind in self.kinds if at.node.kind in kind.takes]
        if fitting and at.node.kind in ("mapping", "sequence"):
            return fitting[0].read(at)  # its faults lie inside: they tell more than "or"
        for kind in fitting:
            value = kind.read(At(at.node, at.key, []))
            if value is not LEFT_OUT:
                return value
        return at.wrong(*self.wanted)

    def stand_in(self) -> Any:
        return self.kinds[0].stand_in()

    def schema(self, known: Definitions) -> Schema:
        return {"anyOf": [kind.schema(known) for kind in self.kinds]}


# --- lists, tables and models --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A list or a tuple; faulty items are left out. ``length`` 0 is any."""

    item: Kind
    make: Callable[[Any], Any]
    length: int = 0

    takes: ClassVar[frozenset[str]] = frozenset({"sequence"})
    wanted: ClassVar[tuple[str, ...]] = ("a list",)

    def read(self, at: At) -> Any:
        if at.node.kind != "sequence":
            return at.wrong(*self.wanted)
        read = (self.item.read(at.inside(item)) for item in at.node.items)
        values = [value for value in read if value is not LEFT_OUT]
        if self.length and len(values) != self.length:
            return at.wrong(f"a list of {self.length}")
        return values if self.make is list else self.make(values)

    def stand_in(self) -> Any:
        return self.make([])

    def schema(self, known: Definitions) -> Schema:
        made: Schema = {"type": "array", "items": self.item.schema(known)}
        return {**made, "minItems": self.length, "maxItems": self.length} if self.length else made


@dataclass(frozen=True, slots=True)
class Table:
    """Keys that the writer chooses, and values of one kind; faulty ones are left out."""

    value: Kind

    takes: ClassVar[frozenset[str]] = frozenset({"mapping"})
    wanted: ClassVar[tuple[str, ...]] = ("keys with values",)

    def read(self, at: At) -> Any:
        if at.node.kind != "mapping":
            return at.wrong(*self.wanted)
        read = ((key.text, self.value.read(at.inside(node, key))) for key, node in at.node.entries)
        return {name: value for name, value in read if value is not LEFT_OUT}

    def stand_in(self) -> Any:
        return {}

    def schema(self, known: Definitions) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema(known)}


@dataclass(frozen=True, slots=True)
class Data:
    """Anything, in Python's own types; what reads as a number becomes one."""

    takes: ClassVar[frozenset[str]] = frozenset({"scalar", "mapping", "sequence", "null"})
    wanted: ClassVar[tuple[str, ...]] = ("a value",)

    def read(self, at: At) -> Any:
        node = at.node
        if node.kind == "mapping":
            return {key.text: self.read(at.inside(value)) for key, value in node.entries}
        if node.kind == "sequence":
            return [self.read(at.inside(item)) for item in node.items]
        try:
            return None if node.kind == "null" else float(node.text)
        except ValueError:
            return node.text

    def stand_in(self) -> Any:
        return None

    def schema(self, known: Definitions) -> Schema:
        return {}


@dataclass(frozen=True)
class Record:
    """A model. One with a ``main_key`` may be shortened to the text of that key."""

    model: type

    @property
    def wanted(self) -> tuple[str, ...]:
        return ("keys with values",)

    @property
    def takes(self) -> frozenset[str]:
        return frozenset({"scalar", "mapping"} if self._main_key else {"mapping"})

    @property
    def _main_key(self) -> str:
        return getattr(self.model, "main_key", "")

    @cached_property
    def keys(self) -> Mapping[str, Kind]:
        hints = get_type_hints(self.model, include_extras=True)
        return {name: kind_of(hints[name]) for name in keys_of(self.model)}

    @cached_property
    def required(self) -> Mapping[str, str]:
        """The keys that must be there, and what each means."""
        return {
            name: field.metadata.get("description", "")
            for name, field in keys_of(self.model).items()
            if field.default is MISSING and field.default_factory is MISSING
        }

    def read(self, at: At) -> Any:
        entries = at.node.entries
        if self._main_key and at.node.kind == "scalar":
            entries = ((Node(at.node.span, "scalar", self._main_key), at.node),)
        elif at.node.kind != "mapping":
            return at.wrong(*self.wanted)
        values: dict[str, Any] = {}
        for key, node in entries:
            kind = self.keys.get(key.text)
            if kind is None:
                at.tell(wording.unknown(key, self.keys))
                continue
            value = kind.read(at.inside(node, key))
            if value is not LEFT_OUT:
                values[key.text] = value
        there = {key.text for key, _ in entries}
        for name in self.required.keys() - values.keys():
            if name not in there:
                at.tell(wording.missing(name, self.required[name], at.span))
            values[name] = self.keys[name].stand_in()
        if LEFT_OUT in values.values():
            return LEFT_OUT
        if issubclass(self.model, Placed):
            values["node"] = at.node
        return self.model(**values)

    def stand_in(self) -> Any:
        return LEFT_OUT

    def schema(self, known: Definitions) -> Schema:
        name = self.model.__name__
        if name not in known:
            known[name] = {}  # holds the place, for models that hold themselves
            known[name] = self._definition(known)
        return {"$ref": f"#/$defs/{name}"}

    def _definition(self, known: Definitions) -> Schema:
        properties: dict[str, Schema] = {}
        for name, field in keys_of(self.model).items():
            made = self.keys[name].schema(known)
            if meaning := field.metadata.get("description"):
                made["description"] = meaning
            if isinstance(field.default, str | int | float):
                made["default"] = field.default
            properties[name] = made
        whole: Schema = {
            "type": "object",
            "properties": properties,
            "required": list(self.required),
            "additionalProperties": False,
        }
        return {"anyOf": [{"type": "string"}, whole]} if self._main_key else whole
