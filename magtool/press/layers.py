"""Artwork's layers flattened: what its file hides by default is taken out, the rest stays.

Once placed on a page the artwork has left its document, and with it the list of layers that
are off (OCProperties): a reader would show them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Operator

from magtool.intake.layers import Hides, layer_of

_PAINTING = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"))
_DROPPED = frozenset(("Tj", "TJ", "Do", "sh", "INLINE IMAGE"))
UNSEEN = _PAINTING | _DROPPED | {"'", '"'}
"""Operators that put ink on paper: all that `invisible` takes."""

Instruction = Any
"""An operator with its operands, as pikepdf parses it or takes it to be written."""


class Layers:
    """The marked content that is open while one content stream is read."""

    def __init__(self, hides: Hides | None, lists: Any) -> None:
        self._hides = hides
        self._lists = lists if isinstance(lists, pikepdf.Dictionary) else pikepdf.Dictionary()
        self._open: list[bool] = []

    @property
    def hidden(self) -> bool:
        """Whether what is read now is not shown."""
        return any(self._open)

    def begin(self, operands: Sequence[Any]) -> None:
        """BMC or BDC."""
        layer = layer_of(operands, self._lists) if self._hides and len(operands) == 2 else None
        self._open.append(layer is not None and self._hides is not None and self._hides(layer))

    def end(self) -> None:
        """EMC; one too many is passed over."""
        if self._open:
            self._open.pop()

    def hides(self, item: Any) -> bool:
        """Whether a form or picture is in a layer that is off."""
        layer = item.get("/OC")
        return bool(self._hides and isinstance(layer, pikepdf.Dictionary) and self._hides(layer))


def invisible(instruction: Instruction, operator: str) -> Sequence[Instruction]:
    """What is left of a hidden instruction: its effect on the state, none on the paper.

    Text that follows hidden text on its line without being placed moves up to it: no program
    is known to write that.
    """
    if operator in _PAINTING:
        return [([], Operator("n"))]
    if operator in _DROPPED:
        return []
    if operator == '"':
        word, letter, _ = instruction.operands
        return [([word], Operator("Tw")), ([letter], Operator("Tc")), ([], Operator("T*"))]
    return [([], Operator("T*"))]
