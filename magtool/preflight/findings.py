"""What preflight finds, each at its place."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.diagnostics import Severity
from magtool.page import Area


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark. ``check`` names an entry of checks.yaml, which gives its reasons.

    ``page`` counts the file's pages from 1; None is the file as a whole. ``area`` is where on
    the page; None is all of it. ``clause`` is the standard's place, "" for a trade rule.
    ``measured`` are the figures and names that the message tells, free of language: lengths end
    ``_mm``, and each check's entry lists the names that it gives.
    """

    check: str
    severity: Severity
    message: str
    page: int | None = None
    area: Area | None = None
    clause: str = ""
    hint: str = ""
    measured: tuple[tuple[str, str], ...] = ()


def measures(**told: str | float) -> tuple[tuple[str, str], ...]:
    """Figures and names as ``Finding.measured`` holds them: a decimal point, no trailing zeros."""
    return tuple(
        (name, value if isinstance(value, str) else f"{round(value, 2):.12g}")
        for name, value in told.items()
    )
