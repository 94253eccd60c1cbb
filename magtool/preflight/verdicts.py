"""What findings come to, in a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

from magtool.diagnostics import Severity
from magtool.preflight.findings import Finding

Verdict = Literal["passed", "warnings", "failed"]

VERDICTS: Mapping[str, str] = MappingProxyType(
    {"passed": "Passed", "warnings": "Passed with warnings", "failed": "Failed"}
)
"""Each verdict as a heading."""


def verdict_of(findings: Collection[Finding]) -> Verdict:
    """ "failed" with any error, "warnings" with any warning; notes change nothing."""
    gravest = max((item.severity for item in findings), default=Severity.NOTE)
    if gravest is Severity.ERROR:
        return "failed"
    return "warnings" if gravest is Severity.WARNING else "passed"


def count_words(findings: Collection[Finding]) -> str:
    """ "2 errors, 1 warning"; "nothing found"."""
    kinds = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "note"))
    counts = [(sum(item.severity is kind for item in findings), word) for kind, word in kinds]
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return ", ".join(told) or "nothing found"
