"""YAML text to a tree of nodes with places, and from there to checked models."""

from magtool.nodes.composing import compose
from magtool.nodes.models import Placed, fault, read_model, read_yaml
from magtool.nodes.tree import Node, offsets_of, place

__all__ = [
    "Node",
    "Placed",
    "compose",
    "fault",
    "offsets_of",
    "place",
    "read_model",
    "read_yaml",
]
