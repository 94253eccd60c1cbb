"""Diagnostics as text for people and as data for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from magtool.diagnostics.values import Diagnostic, Severity, Span

WINDOW = 100
"""Characters of a source line that are shown: a manuscript's paragraph is one long line."""

_WORDS = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
_COLOURS = {Severity.NOTE: "36", Severity.WARNING: "33", Severity.ERROR: "31"}


def as_text(diagnostics: Iterable[Diagnostic], colour: bool = False) -> str:
    """One paragraph each: place, severity, code and message; the line and a caret; hints."""
    return "".join(_paragraph(item, colour) for item in diagnostics)


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """One dict each; lines and columns from 1, ``end_column`` one past the last character."""
    return [_record(item) for item in diagnostics]


def _record(item: Diagnostic) -> dict[str, Any]:
    span = item.span
    line, column = span.source.position(span.start) if span else (None, None)
    end_line, end_column = span.source.position(span.end) if span else (None, None)
    return {
        "code": item.code,
        "severity": _WORDS[item.severity],
        "message": item.message,
        "file": span.source.path if span else None,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "source_line": span.source.line(line) if span and line else None,
        "hints": list(item.hints),
        "page": item.page,
    }


def _paragraph(item: Diagnostic, colour: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour else text

    where = ""
    if item.span is not None:
        line, column = item.span.source.position(item.span.start)
        where = f"{item.span.source.path}:{line}:{column}: "
    if item.page is not None:
        where += f"page {item.page}: "
    word = paint(f"{_WORDS[item.severity]}[{item.code}]", "1;" + _COLOURS[item.severity])
    lines = [f"{where}{word}: {_visible(item.message)}"]
    if item.span is not None:
        shown, caret = _excerpt(item.span)
        lines += ["    " + shown, "    " + paint(caret, _COLOURS[item.severity])]
    lines += [f"    {paint('hint', '1')}: {_visible(hint)}" for hint in item.hints]
    return "\n".join(lines) + "\n"


def _excerpt(span: Span) -> tuple[str, str]:
    """The part of the source line round the fault, and the line with carets under it."""
    line, column = span.source.position(span.start)
    text, start = span.source.line(line), column - 1
    length = max(1, min(span.end - span.start, len(text) - start))
    left = 0 if len(text) <= WINDOW else max(0, min(start - WINDOW // 3, len(text) - WINDOW))
    right = min(len(text), left + WINDOW)
    length = min(length, max(1, right - start))
    before = "…" if left else ""
    after = "…" if right < len(text) else ""
    pad = " " * (len(before) + start - left)
    return before + _visible(text[left:right]) + after, pad + "^" * length


def _visible(text: str) -> str:
    """Without what would move the cursor or hide letters; one column a character."""
    return "".join(char if char.isprintable() or char == "\u00ad" else " " for char in text)
