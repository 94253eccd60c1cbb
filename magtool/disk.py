"""A project on disk behind the `Library` protocol, and files written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from magtool.intake import art_facts
from magtool.library import ArtFacts
from magtool.store import NoStore, Store, fingerprint, keep

_DIGEST = 16
"""Bytes of checksum before what a `DiskStore` keeps."""
_DAY = 24 * 3600.0
_FORGOTTEN_AFTER = 30 * _DAY
"""Seconds after which what nobody asked for is thrown away: a month's issue is done by then."""

_FileState = tuple[str, int, int, int, int]
"""Path, size in bytes, times of writing and of change in nanoseconds, and inode."""


class OutsideLibraryError(OSError):
    """A path that leads out of the project, by "..", by being absolute or by a link."""


@dataclass(frozen=True, slots=True)
class DiskLibrary:
    """The files below ``root``; paths are POSIX and relative to it."""

    root: pathlib.Path
    store: Store = field(default_factory=NoStore, repr=False, compare=False)
    """Keeps what was found out about pictures and artwork."""
    _facts: dict[_FileState, ArtFacts] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def exists(self, path: str) -> bool:
        """Whether a file stands at ``path``; False for whatever lies outside the root."""
        try:
            return self._locate(path).is_file()
        except OSError:
            return False

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError, OutsideLibraryError or another OSError."""
        return self._locate(path).read_bytes()

    def names(self, folder: str) -> tuple[str, ...]:
        """Names of the files directly in ``folder``, sorted; () when there is none."""
        try:
            place = self._locate(folder)
            return tuple(sorted(entry.name for entry in place.iterdir() if entry.is_file()))
        except OSError:
            return ()

    def facts(self, path: str) -> ArtFacts:
        """What the picture or PDF is; looked into again only when the file has changed.

        As git does, that is told by its size, its times and its number on the disk: a file put
        in its place has another number or time of change, even if it was copied with its date.
        """
        try:
            place = self._locate(path)
            state = place.stat()
        except OSError as error:
            sentence = f"{path} can't be read: {error.strerror or error}"
            return ArtFacts(format="", fault=sentence, fault_code="unreadable")
        key = (path, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
        if key not in self._facts:
            self._facts[key] = self._found(key, path, place)
        return self._facts[key]

    def _found(self, state: _FileState, path: str, place: pathlib.Path) -> ArtFacts:
        key = fingerprint("facts", state)
        return keep(self.store, key, ArtFacts, lambda: art_facts(path, place))

    def _locate(self, path: str) -> pathlib.Path:
        relative = pathlib.PurePosixPath(path)
        if relative.is_absolute() or ".." in relative.parts or "\0" in path:
            raise OutsideLibraryError(f"{path!r} leads out of the project")
        place = self.root / relative
        # Links may point about inside the project, and the root itself may be one.
        if not place.resolve().is_relative_to(_resolved(self.root)):
            raise OutsideLibraryError(f"{path!r} is a link that leads out of the project")
        return place


@cache
def _resolved(root: pathlib.Path) -> pathlib.Path:
    """The root without links: asked for every file, and the same for all."""
    return root.resolve()


@dataclass(frozen=True, slots=True)
class DiskStore:
    """A `magtool.store.Store` in one folder, safe to delete at any time.

    Each entry is a file that begins with its own checksum: what a crash or a full disk has
    left half-written is not there.
    """

    folder: pathlib.Path

    def get(self, key: str) -> bytes | None:
        """What was kept; its file is marked as used, once a day."""
        place = self._place(key)
        try:
            with place.open("rb") as file:
                data = file.read()
                aged = time.time() - os.fstat(file.fileno()).st_mtime > _DAY
        except OSError:
            return None
        body = data[_DIGEST:]
        if data[:_DIGEST] != _checksum(body):
            return None
        if aged:
            with contextlib.suppress(OSError):
                os.utime(place)
        return body

    def put(self, key: str, data: bytes) -> None:
        place = self._place(key)
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=".part", dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_checksum(data) + data)
                os.replace(name, place)
            except OSError:
                os.unlink(name)

    def tidy(self) -> None:
        """Throw away what nobody has asked for in a month."""
        oldest = time.time() - _FORGOTTEN_AFTER
        for place in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                if place.stat().st_mtime < oldest:
                    place.unlink()

    def _place(self, key: str) -> pathlib.Path:
        return self.folder / key[:2] / key[2:]


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()


def write_whole(path: pathlib.Path, data: bytes, *, lasting: bool = True) -> None:
    """Write a file so that readers see the old one or the new one and never a part.

    A ``lasting`` one also survives the machine's losing power; that costs a moment.

    The folder is made when missing. On failure, interruption included, the old file stays and
    the temporary one is removed; OSError is raised.
    """
    with _part(path, data, lasting) as name:
        os.replace(name, path)


def write_new(path: pathlib.Path, data: bytes) -> None:
    """Write a file that is not there yet, whole and lasting.

    Raises FileExistsError where something has the name, which stays as it is, or another OSError.
    """
    with _part(path, data, lasting=True) as name:
        # A link is refused where there is a file, which a rename would take the place of.
        os.link(name, path)


@contextlib.contextmanager
def _part(path: pathlib.Path, data: bytes, lasting: bool) -> Iterator[str]:
    """The data in a file beside the path, to be given its name; if it is still there afterwards,
    it is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        os.chmod(name, _mode(path))
        yield name
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _mode(path: pathlib.Path) -> int:
    """Permissions of the file that is replaced; for a new one what the user's umask leaves.

    mkstemp makes files that only their owner may read, which no printer's share can use.
    """
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)  # the only way to read it is to set it
    os.umask(mask)
    return 0o666 & ~mask


def find_root(start: pathlib.Path) -> pathlib.Path | None:
    """The nearest folder at or above ``start`` that holds a project, or None.

    A project holds fonts/ and beside it issues/ or layouts/.
    """
    place = start.resolve()
    for folder in (place, *place.parents):
        if (folder / "fonts").is_dir() and (
            (folder / "issues").is_dir() or (folder / "layouts").is_dir()
        ):
            return folder
    return None
