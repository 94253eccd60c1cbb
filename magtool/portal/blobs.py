"""Files by the sha256 of their bytes: whole or not there, and never changed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from magtool.portal.refusals import Full

_NO_ROOM = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
_PART = ".part"
_BLOCK = 1 << 20


def digest_of(data: bytes) -> str:
    """The sha256 that names the bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Blobs:
    """The files below ``folder``, as ``ab/cdef…``."""

    folder: Path

    def put(self, data: bytes) -> str:
        """Keeps the bytes; their sha256. On return they outlast a loss of power.

        Raises `Full` when there is no room; nothing is left of them then.
        """
        digest = digest_of(data)
        place = self.place(digest)
        if place.is_file() and place.stat().st_size == len(data):
            return digest
        try:
            self._write(place, data)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise Full("there is no room for the file") from error
            raise
        return digest

    def place(self, digest: str) -> Path:
        """Where the file is, or would be."""
        return self.folder / digest[:2] / digest[2:]

    def all(self) -> Iterator[str]:
        """The sha256 of every file."""
        for place in sorted(self.folder.glob("??/*")):
            yield place.parent.name + place.name

    def is_whole(self, digest: str) -> bool:
        """Whether the file is there with the bytes that it was given."""
        sha = hashlib.sha256()
        try:
            with self.place(digest).open("rb") as file:
                while block := file.read(_BLOCK):
                    sha.update(block)
        except OSError:
            return False
        return sha.hexdigest() == digest

    def remove(self, digests: Collection[str]) -> None:
        """Takes files away that nothing names."""
        for digest in digests:
            with contextlib.suppress(OSError):
                self.place(digest).unlink()

    def tidy(self, wanted: Collection[str]) -> int:
        """Removes what a crash left behind: halves, and files that nothing names. How many.

        Only for when no other process has the ledger open: a file is there before its row is.
        """
        gone = 0
        for place in self.folder.glob("*" + _PART):
            place.unlink()
            gone += 1
        for digest in self.all():
            if digest not in wanted:
                self.place(digest).unlink()
                gone += 1
        return gone

    def _write(self, place: Path, data: bytes) -> None:
        new = not place.parent.is_dir()
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / (secrets.token_hex(16) + _PART)
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, place)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        _sync(place.parent)
        if new:
            _sync(self.folder)


def _sync(folder: Path) -> None:
    """Makes the folder's list of files outlast a loss of power, where the system can."""
    with contextlib.suppress(PermissionError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
