"""An issue's folder as the reader sees it: its files, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from magtool.diagnostics import Diagnostic, Severity, Source, Span, decode, nearest
from magtool.library import ArtFacts, Library
from magtool.store import NoStore, Store

SMALLEST_PX = 50
"""Sides below this are a placeholder or a tracking pixel, never a picture for print."""

_ARTWORK_FAULTS = {
    "encrypted": ("artwork-encrypted", "ask for a file without a password"),
    "empty": ("artwork-empty", "ask for the file again: nothing is in it"),
}


@dataclass(slots=True)
class Folder:
    """Reads files of one issue and gathers diagnostics. Never leaves ``read_issue``.

    ``path`` is the folder from the library's root; names within the issue are given as the
    editor writes them, relative to it.
    """

    library: Library
    path: str
    store: Store = field(default_factory=NoStore)
    """Keeps what was read, by the text it was read from."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def tell(
        self,
        code: str,
        span: Span | None,
        message: str,
        *hints: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.diagnostics.append(Diagnostic(code, severity, message, span, hints))

    def full(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    def source(self, name: str) -> Source | None:
        """The text of a file that is there; None, and told, when it can't be read as text."""
        path = self.full(name)
        try:
            data = self.library.read(path)
        except OSError as error:
            reason = error.strerror or "it can’t be opened"
            span = Span(Source(path, ""), 0, 0)
            hint = "check that it is not locked, and that you may read it"
            self.tell("unreadable", span, f"the file can’t be read: {reason}", hint)
            return None
        decoded = decode(path, data)
        self.diagnostics += decoded.diagnostics
        return decoded.value

    def find(self, name: str, span: Span | None) -> str | None:
        """``name`` tidied, if it is a file of the issue; else None, and the fault is told."""
        tidy = self.inside(name, span)
        if tidy is None or self.library.exists(self.full(tidy)):
            return tidy
        parent, stem = str(PurePosixPath(tidy).parent), PurePosixPath(tidy).name
        there = self.library.names(self.full(parent) if parent != "." else self.path)
        close = nearest(stem, there)
        home = parent if parent != "." else "the issue’s folder"
        if close:
            hint = "did you mean ‘" + (f"{parent}/{close}" if parent != "." else close) + "’?"
        elif there:
            hint = f"in {home} there are: " + ", ".join(there[:8]) + (" …" if there[8:] else "")
        else:
            hint = f"there are no files in {home}"
        self.tell("missing-file", span, f"the file ‘{tidy}’ is not there", hint)
        return None

    def inside(self, name: str, span: Span | None) -> str | None:
        """The path without dots; None, and told, when it points out of the issue's folder."""
        hint = "write it from the issue’s folder, as images/name.jpg"
        if "://" in name:
            self.tell("bad-path", span, "nothing is fetched from the net", hint)
            return None
        parts = [part for part in name.split("/") if part not in ("", ".")]
        # ‘parts’ drops a leading slash; ‘C:’ would be a drive elsewhere than here.
        if name.startswith("/") or ".." in parts or "\\" in name or name[1:2] == ":" or not parts:
            self.tell("bad-path", span, f"‘{name}’ is no path inside the issue’s folder", hint)
            return None
        return "/".join(parts)

    def picture(self, name: str, span: Span | None) -> tuple[str, ArtFacts] | None:
        """A photograph's path from the library's root and its facts, if it can be used."""
        found = self.find(name, span)
        if found is None:
            return None
        path = self.full(found)
        facts = self.library.facts(path)
        if facts.fault:
            hint = "save it again as JPEG, PNG or TIFF"
            self.tell("broken-picture", span, _because(found, path, facts), hint)
            return None
        if facts.format == "pdf":
            hint = "save it as JPEG, PNG or TIFF"
            self.tell("broken-picture", span, f"‘{found}’ is a PDF, not a picture", hint)
            return None
        if min(facts.width_px, facts.height_px) < SMALLEST_PX:
            size = f"{facts.width_px} × {facts.height_px} pixels"
            hint = f"each side must have {SMALLEST_PX} pixels at the least"
            self.tell("picture-too-small", span, f"‘{found}’ is only {size}", hint)
            return None
        return path, facts

    def artwork(self, name: str, span: Span | None) -> tuple[str, ArtFacts] | None:
        """An ad's artwork: its path from the library's root and its facts, if usable."""
        found = self.find(name, span)
        if found is None:
            return None
        path = self.full(found)
        facts = self.library.facts(path)
        if facts.fault:
            code, hint = _ARTWORK_FAULTS.get(
                facts.fault_code, ("artwork-broken", "ask for a PDF, JPEG, PNG or TIFF")
            )
            self.tell(code, span, _because(found, path, facts), hint)
            return None
        if facts.pages != 1:
            hint = "deliver one page a file"
            self.tell("artwork-pages", span, f"‘{found}’ has {facts.pages} pages", hint)
            return None
        return path, facts


def _because(name: str, path: str, facts: ArtFacts) -> str:
    """The library's own sentence, which may name the file or not."""
    if path in facts.fault:
        return facts.fault.replace(path, f"‘{name}’")
    return f"‘{name}’ can’t be used: {facts.fault}"
