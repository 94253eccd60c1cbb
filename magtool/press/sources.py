"""The files that a build shows, each read and hashed once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from magtool.library import Library


@dataclass(slots=True)
class Sources:
    """A library's files for as long as one PDF is made."""

    library: Library
    _read: dict[str, bytes] = field(default_factory=dict)
    _digests: dict[str, bytes] = field(default_factory=dict)

    def read(self, source: str) -> bytes:
        """The file's bytes; raises what `Library.read` raises."""
        if source not in self._read:
            self._read[source] = self.library.read(source)
        return self._read[source]

    def digest(self, source: str) -> bytes:
        """What stands for the file's bytes in the key of whatever is made from them.

        SHA-256: where the processor knows it, it costs half of what the others do.
        """
        if source not in self._digests:
            self._digests[source] = hashlib.sha256(self.read(source)).digest()
        return self._digests[source]
