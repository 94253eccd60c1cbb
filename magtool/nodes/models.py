"""Nodes to pydantic models: every fault told in plain words at the place that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from magtool.diagnostics import Checked, Diagnostic, Severity, Source, Span, in_order
from magtool.nodes.composing import compose
from magtool.nodes.located import Located, deepest_first, grouped
from magtool.nodes.plain import PlainList, PlainMap, plain_data
from magtool.nodes.shapes import field_type
from magtool.nodes.tree import Node, place
from magtool.nodes.wording import diagnose

M = TypeVar("M", bound=BaseModel)

ROUNDS = 6
"""How often a model is tried again without its faulty parts; each round goes one level up."""


class Placed(BaseModel):
    """A model that refuses unknown keys and knows where it was written.

    After ``read_model`` each instance has its ``node``; made by hand it has none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    _node: Node | None = PrivateAttr(None)

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Placed]) -> Placed:
        made = handler(data)
        node = getattr(data, "node", None)
        if isinstance(node, Node):
            made._node = node
        return made

    @property
    def node(self) -> Node | None:
        return self._node

    def at(self, *path: str | int) -> Span | None:
        """Where the value at ``path`` stands, or this whole value; None when made by hand."""
        return place(self._node, *path) if self._node is not None else None


def fault(code: str, message: str, *hints: str) -> PydanticCustomError:
    """The error for a model's own validator to raise; ``code`` is a diagnostic's code."""
    return PydanticCustomError(code, message, {"magtool_hints": hints})


@dataclass(frozen=True, slots=True)
class Read(Generic[M]):
    """A model with the tree it was read from. Either is None when nothing could be made."""

    model: M | None
    node: Node | None


def read_yaml(
    model: type[M], source: Source, start: int = 0, end: int | None = None
) -> Checked[Read[M]]:
    """``source.text[start:end]`` as a model, with the faults of YAML and of meaning together."""
    composed = compose(source, start, end)
    if composed.value is None:
        found = composed.diagnostics
        if not composed.failed:
            at = Span(source, start, start)
            hints = ("known keys: " + ", ".join(model.model_fields),)
            message = "nothing is written here"
            found += (Diagnostic("empty-file", Severity.ERROR, message, at, hints),)
        return Checked(Read(None, None), found)
    mended = any(d.code == "bad-yaml" for d in composed.diagnostics)
    checked = read_model(model, composed.value, whole=not mended)
    found = in_order(composed.diagnostics + checked.diagnostics)
    return Checked(Read(checked.value, composed.value), found)


def read_model(model: type[M], node: Node, *, whole: bool = True) -> Checked[M | None]:
    """The node as a model, with every fault at its place.

    After an error the faulty parts are left out and the rest is made all the same, so that
    later checks can find more; None when too little is left. ``whole=False`` says that the
    tree is a ruin: missing keys are then not reported.
    """
    data: Any = plain_data(node)
    found: list[Diagnostic] = []
    for round_ in range(ROUNDS):
        try:
            return Checked(model.model_validate(data), in_order(found))
        except ValidationError as error:
            groups = grouped(data, error.errors(include_url=False))
        if round_ == 0:
            told = (diagnose(model, node, group) for group in groups)
            found += [d for d in told if whole or d.code != "missing-key"]
        pruned = [_prune(model, data, group) for group in deepest_first(groups)]
        if not all(pruned):
            break
    return Checked(None, in_order(found))


def _prune(model: type[BaseModel], data: Any, group: list[Located]) -> bool:
    """Takes the faulty part out of the data; False when nothing is left to take."""
    located = group[0]
    path, parents = located.path, located.parents
    if not path:
        return False
    last, holder = path[-1], parents[-2]
    if located.error["type"] == "missing":
        stand_in = _stand_in(field_type(model, path))
        if stand_in is not None and isinstance(holder, PlainMap) and last not in holder:
            holder[str(last)] = stand_in
            return True
        path, parents = path[:-1], parents[:-1]
        if not path:
            return False
        last, holder = path[-1], parents[-2]
    if isinstance(holder, PlainMap):
        holder.pop(str(last), None)
    elif isinstance(holder, PlainList) and isinstance(last, int) and last < len(holder):
        if holder[last] is parents[-1]:  # it may be gone already, for another fault
            del holder[last], holder.nodes[last]
    else:
        return False
    return True


def _stand_in(annotation: Any) -> Any:
    """A harmless value for a key that is missing, so that the rest can be checked."""
    kind = get_origin(annotation) or annotation
    if kind is str:
        return ""
    if kind in (list, tuple):
        return []
    if kind in (int, float):
        return kind(0)
    if kind is dict:
        return {}
    if kind is Literal:
        return get_args(annotation)[0]
    return None
