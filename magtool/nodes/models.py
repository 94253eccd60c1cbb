"""Nodes to models: every fault told in plain words at the place that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from magtool.diagnostics import Checked, Diagnostic, Severity, Source, Span, in_order
from magtool.nodes.composing import compose
from magtool.nodes.declaring import keys_of
from magtool.nodes.kinds import LEFT_OUT, At, Definitions, kind_of
from magtool.nodes.tree import Node

M = TypeVar("M")


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
            hints = ("known keys: " + ", ".join(keys_of(model)),)
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
    found: list[Diagnostic] = []
    made = kind_of(model).read(At(node, None, found))
    told = (d for d in found if whole or d.code != "missing-key")
    return Checked(None if made is LEFT_OUT else made, in_order(told))


def schema_of(model: type) -> dict[str, Any]:
    """The model's JSON Schema, 2020-12, with the models it holds under ``$defs``."""
    known: Definitions = {}
    kind_of(model).schema(known)
    whole = known.pop(model.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": model.__name__,
        **whole,
        "$defs": known,
    }
