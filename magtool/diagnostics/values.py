"""Sources, spans and diagnostics: frozen values that every stage may return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Severity(IntEnum):
    """How bad it is. Errors stop a build; warnings do under ``--strict``; notes never do."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One text file as it was read. ``path`` is relative to where the command was run."""

    path: str
    text: str = field(repr=False)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at ``offset``."""
        offset = max(0, min(offset, len(self.text)))
        line = self.text.count("\n", 0, offset) + 1
        return line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1

    def line(self, number: int) -> str:
        """The text of line ``number`` (from 1), without its line end; "" past the last."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of a source."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.position(self.start)[1]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``code`` is stable for ever and explained by ``magtool explain CODE``."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hints: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A value together with what was found while making it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file, place and code, each finding once; those without a place come last."""

    def key(item: Diagnostic) -> tuple[int, str, int, str, str]:
        if item.span is None:
            return (1, "", item.page or 0, item.code, item.message)
        return (0, item.span.source.path, item.span.start, item.code, item.message)

    unique = {key(item): item for item in diagnostics}
    return tuple(unique[k] for k in sorted(unique))
