"""The `Library` protocol: where files come from. The real one is `magtool.disk`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ArtPlace:
    """A figure of something that artwork shows, and where: points from the trim's top left."""

    figure: float
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ArtFacts:
    """What a picture or artwork file is, found without decoding more than its header.

    ``format`` is "jpeg", "png", "tiff", "pdf" or "" when unknown. Pictures have upright pixel
    sizes and a resolution (0 when not told); PDFs have their first page's trim in points, the
    ink outside it on each side (the least of four) and a page count. ``fault`` is a plain
    sentence when the file can't be used, else "". ``fault_code`` classifies it:
    "unreadable", "encrypted", "empty", "format".

    Of what a PDF shows: the picture with the fewest pixels an inch (``coarsest``; of those with
    one bit ``coarsest_line``), the place with the most ink in percent (``inkiest``), colour
    spaces that are not inks as PDF names them, inks beside C, M, Y and K, and fonts that are
    used and not embedded.
    """

    format: str
    width_px: int = 0
    height_px: int = 0
    dpi: float = 0.0
    width: float = 0.0
    height: float = 0.0
    bleed: float = 0.0
    pages: int = 1
    mode: str = ""
    fault: str = ""
    fault_code: str = ""
    coarsest: ArtPlace | None = None
    coarsest_line: ArtPlace | None = None
    inkiest: ArtPlace | None = None
    spaces: tuple[str, ...] = ()
    inks: tuple[str, ...] = ()
    loose_fonts: tuple[str, ...] = ()


class Library(Protocol):
    """Reads files of one project. Paths are POSIX, relative to the library's root."""

    def exists(self, path: str) -> bool:
        """Whether a file (not a folder) stands at ``path``."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises FileNotFoundError or OSError."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """Names of the files directly in ``folder``, sorted; () when there is none."""
        ...

    def facts(self, path: str) -> ArtFacts:
        """What the picture or PDF at ``path`` is. Never raises for a bad file."""
        ...


@dataclass(slots=True)
class MemoryLibrary:
    """A library in memory, for tests. ``art`` overrides the facts of pictures and PDFs."""

    files: dict[str, bytes]
    art: dict[str, ArtFacts] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        return path in self.files

    def read(self, path: str) -> bytes:
        try:
            return self.files[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def names(self, folder: str) -> tuple[str, ...]:
        prefix = folder.rstrip("/") + "/"
        return tuple(
            sorted(
                name[len(prefix) :]
                for name in self.files
                if name.startswith(prefix) and "/" not in name[len(prefix) :]
            )
        )

    def facts(self, path: str) -> ArtFacts:
        return self.art.get(path, ArtFacts(format="", fault="unknown art", fault_code="format"))


@dataclass(frozen=True, slots=True)
class Layered:
    """A library with files in memory over another: what was made, beside what is written."""

    over: dict[str, bytes]
    under: Library

    def exists(self, path: str) -> bool:
        return path in self.over or self.under.exists(path)

    def read(self, path: str) -> bytes:
        found = self.over.get(path)
        return found if found is not None else self.under.read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        made = MemoryLibrary(self.over).names(folder)
        return tuple(sorted({*made, *self.under.names(folder)}))

    def facts(self, path: str) -> ArtFacts:
        return MemoryLibrary(self.over).facts(path) if path in self.over else self.under.facts(path)
