"""Paths from the command line to a project and an issue in it, and places back to paths."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from magtool.cli.outcome import Refusal
from magtool.diagnostics import Diagnostic, Source, nearest
from magtool.disk import DiskLibrary, DiskStore, find_root

MANIFEST = "issue.yaml"
SITE = ".portal"
"""The review site's folder in the project."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project's root and one issue in it; ``folder`` is the issue's path from the root."""

    root: Path
    folder: str

    @property
    def library(self) -> DiskLibrary:
        return DiskLibrary(self.root, self.store)

    @property
    def store(self) -> DiskStore:
        """What earlier builds of the issue found out."""
        return DiskStore(self.root / self.folder / "build" / ".cache")

    @property
    def slug(self) -> str:
        return Path(self.folder).name

    @property
    def place(self) -> str:
        """The issue's folder as it is written from where the command was run."""
        return as_typed(self.root / self.folder)

    def shown(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The diagnostics with paths as they are written from where the command was run."""
        sources: dict[str, Source] = {}
        found = []
        for item in diagnostics:
            if item.span is not None:
                path = item.span.source.path
                if path not in sources:
                    sources[path] = replace(item.span.source, path=as_typed(self.root / path))
                item = replace(item, span=replace(item.span, source=sources[path]))
            found.append(item)
        return tuple(found)


def as_typed(path: Path) -> str:
    """The path from the current folder, or whole where that is another drive."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


def open_issue(written: str) -> Project:
    """The project and issue that a path names; raises `Refusal` when there is none."""
    path = Path(written)
    if path.name == MANIFEST and path.is_file():
        path = path.parent
    if not path.is_dir():
        raise Refusal("missing-issue", f"there is no folder ‘{written}’", *_neighbours(path))
    if not (path / MANIFEST).is_file():
        close = nearest(MANIFEST, (entry.name for entry in path.iterdir()))
        hint = f"rename ‘{close}’ to {MANIFEST}" if close else f"`magtool new {written}` makes one"
        raise Refusal("missing-issue", f"there is no {MANIFEST} in ‘{written}’", hint)
    root = find_project(path)
    return Project(root, path.resolve().relative_to(root).as_posix())


def find_project(path: Path) -> Path:
    """The root of the project round ``path``; raises `Refusal` when there is none."""
    root = find_root(path)
    if root is None:
        message = f"‘{path}’ lies in no project: no folder above it has fonts/ and layouts/"
        hint = "put the issue in issues/ of a project"
        raise Refusal("missing-project", message, hint)
    return root


def _neighbours(path: Path) -> tuple[str, ...]:
    """Which issue was most likely meant, as a hint."""
    if not path.parent.is_dir():
        return ("give the issue’s folder, as issues/2027-03",)
    there = sorted(entry.parent.name for entry in path.parent.glob(f"*/{MANIFEST}"))
    close = nearest(path.name, there)
    if close:
        return (f"did you mean ‘{(path.parent / close).as_posix()}’?",)
    listed = f"issues there: {', '.join(there)}" if there else "there are no issues there"
    return (listed, f"`magtool new {path.as_posix()}` makes one")
