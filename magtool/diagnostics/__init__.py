"""What went wrong, where, and how to mend it: values first, printing after."""

from magtool.diagnostics.catalogue import catalogue, explain, nearest
from magtool.diagnostics.decoding import decode
from magtool.diagnostics.printing import as_json, as_text
from magtool.diagnostics.values import Checked, Diagnostic, Severity, Source, Span, in_order

__all__ = [
    "Checked",
    "Diagnostic",
    "Severity",
    "Source",
    "Span",
    "as_json",
    "as_text",
    "catalogue",
    "decode",
    "explain",
    "in_order",
    "nearest",
]
