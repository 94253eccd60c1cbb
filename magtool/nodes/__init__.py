"""YAML text to a tree of nodes with places, and from there to checked models."""

from magtool.nodes.composing import compose
from magtool.nodes.declaring import (
    Adapted,
    AtLeast,
    Placed,
    fault,
    key,
    keys_of,
    model,
    must,
)
from magtool.nodes.models import read_model, read_yaml, schema_of
from magtool.nodes.tree import Node, offsets_of, place

__all__ = [
    "Adapted",
    "AtLeast",
    "Node",
    "Placed",
    "compose",
    "fault",
    "key",
    "keys_of",
    "model",
    "must",
    "offsets_of",
    "place",
    "read_model",
    "read_yaml",
    "schema_of",
]
