"""What went wrong, where, and how to mend it: values first, printing after."""

from magtool.diagnostics.values import Checked, Diagnostic, Severity, Source, Span, in_order

__all__ = ["Checked", "Diagnostic", "Severity", "Source", "Span", "in_order"]
