"""Links that can't be guessed, and marks that only this site can make."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

_BYTES = 32
"""Of a token and of the key: 256 bits, twice what W3C's capability URLs ask for."""
KEY = "key"


def new_token() -> str:
    """What stands at the end of a link: 43 letters, digits, hyphens and underscores."""
    return secrets.token_urlsafe(_BYTES)


def hash_token(token: str) -> bytes:
    """What is kept of a token. It has so many bits that a plain hash can't be turned round."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


@dataclass(frozen=True, slots=True)
class Signer:
    """Marks texts with the site's key; one purpose's mark is no other's."""

    key: bytes = field(repr=False)

    def sign(self, purpose: str, text: str) -> str:
        """64 hexadecimal digits."""
        said = f"{len(purpose)}:{purpose}{text}".encode()
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()

    def check(self, purpose: str, text: str, mark: str) -> bool:
        """Whether `sign` made the mark; takes as long for a wrong one as for a right one."""
        return hmac.compare_digest(
            self.sign(purpose, text).encode(), mark.encode("utf-8", "replace")
        )


def load_key(home: Path) -> bytes:
    """The site's own key, made the first time; for its owner alone to read."""
    place = home / KEY
    with contextlib.suppress(FileNotFoundError):
        return _whole(place)
    part = home / f"{KEY}.{secrets.token_hex(8)}.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key counts
            os.link(part, place)
    finally:
        part.unlink()
    return _whole(place)


def _whole(place: Path) -> bytes:
    key = place.read_bytes()
    if len(key) != _BYTES:
        raise OSError(f"{place.name} has {len(key)} bytes and not {_BYTES}")
    return key
