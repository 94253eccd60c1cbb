"""Bytes to a `Source`: line ends made alike, faults of encoding told at their line."""

from __future__ import annotations

import re

from magtool.diagnostics.values import Checked, Diagnostic, Severity, Source, Span, in_order

MOST_TOLD = 5
"""Bad bytes or control characters told per file; a file that has one often has hundreds."""

# What YAML and type can't carry: C0 but tab and line feed, DEL, C1, stray byte order marks,
# noncharacters, and Unicode's own line separators, which would move every line number.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(path: str, data: bytes) -> Checked[Source | None]:
    """The file's text with "\\n" as its only line end and without a byte order mark.

    Bytes that are not UTF-8 and control characters are errors; in the text they become
    U+FFFD, so that the rest can be read. None when it is no text at all.
    """
    empty = Span(Source(path, ""), 0, 0)
    if data.startswith(_UTF16) or data.count(0) > len(data) // 50:
        utf16 = data.startswith(_UTF16)
        message = "the file is saved as UTF-16" if utf16 else "this is not a text file"
        hint = "save it as UTF-8 text"
        told = Diagnostic("not-text", Severity.ERROR, message, empty, (hint,))
        return Checked(None, (told,))
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = data.decode("utf-8", errors="replace")
    source = Source(path, _CONTROL.sub("\ufffd", text))
    found = [*_bad_bytes(source, data), *_control_characters(source, text)]
    return Checked(source, in_order(found))


def _bad_bytes(source: Source, data: bytes) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    start, offset = 0, 0
    while len(found) < MOST_TOLD:
        try:
            data[start:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            offset += len(data[start : start + error.start].decode("utf-8"))
            byte = data[start + error.start : start + error.start + 1]
            meant = byte.decode("cp1252", errors="replace")
            found.append(
                Diagnostic(
                    "bad-utf8",
                    Severity.ERROR,
                    f"the byte {byte.hex().upper()} is not UTF-8",
                    Span(source, offset, offset + 1),
                    (f"save the file as UTF-8; read as Windows-1252 the byte is ‘{meant}’",),
                )
            )
            start += error.end
            offset += 1
    return found


def _control_characters(source: Source, text: str) -> list[Diagnostic]:
    return [
        Diagnostic(
            "control-character",
            Severity.ERROR,
            f"the invisible character U+{ord(match.group()):04X} stands in the text",
            Span(source, match.start(), match.end()),
            ("delete it; it often comes along when text is pasted from a PDF",),
        )
        for match, _ in zip(_CONTROL.finditer(text), range(MOST_TOLD), strict=False)
    ]
