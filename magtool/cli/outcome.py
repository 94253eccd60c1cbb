"""What a command comes to: a document, a text, diagnostics, and from them the exit code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from magtool.diagnostics import Diagnostic, Severity

DONE, WARNED, CONTENT, MISSING, USAGE, INTERRUPTED = 0, 1, 2, 3, 64, 130

_MISSING = frozenset(
    [
        "cannot-write",
        "internal-error",
        "missing-font",
        "missing-fonts",
        "missing-input",
        "missing-issue",
        "missing-layout",
        "missing-portal",
        "missing-project",
        "missing-extra",
        "portal-busy",
        "portal-no-round",
        "portal-not-ours",
        "portal-port",
    ]
)
"""Codes that say the machinery lacks something, not the content."""
_USAGE = frozenset(
    [
        "folder-in-use",
        "no-such-page",
        "unknown-advertiser",
        "unknown-code",
        "unknown-person",
        "unknown-version",
        "usage",
    ]
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A command's result. ``document`` is what --json prints, with the diagnostics added.

    ``diagnostics`` None says that the document is someone else's format and stands alone.
    """

    document: Mapping[str, Any]
    text: str = ""
    diagnostics: tuple[Diagnostic, ...] | None = field(default=())


class Refusal(Exception):
    """A command that can't begin."""

    def __init__(self, code: str, message: str, *hints: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, Severity.ERROR, message, None, hints)


def exit_code(diagnostics: Iterable[Diagnostic], strict: bool) -> int:
    """0 done, 1 warnings under --strict, 2 errors in the content, 3 something missing, 64."""
    told = list(diagnostics)
    errors = {d.code for d in told if d.severity is Severity.ERROR}
    if errors & _USAGE:
        return USAGE
    if errors & _MISSING:
        return MISSING
    if errors:
        return CONTENT
    warned = any(d.severity is Severity.WARNING for d in told)
    return WARNED if strict and warned else DONE


def tally(diagnostics: Collection[Diagnostic]) -> str:
    """ "2 errors, 1 warning, 0 notes"."""
    kinds = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "note"))
    counts = [(sum(d.severity is kind for d in diagnostics), word) for kind, word in kinds]
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts)
