"""The ledger's SQLite file: one writer at a time, readers beside it, changes made whole or not."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from magtool.portal.refusals import Busy, Full, NotOurs
from magtool.portal.schema import APPLICATION, MIGRATIONS

FILE, LOCK = "portal.db", "lock"
_PATIENCE = 10.0
"""Seconds that a change waits for another process's. One takes a few milliseconds."""
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
"""A full disk, and a full quota, which SQLite takes for a disk that fails."""
_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRIMARY = 0xFF
"""Of an error's code; the rest tells it more closely."""


@dataclass(slots=True)
class Database:
    """Connections to one file: the writer's, and one for every thread that reads."""

    path: Path
    _writer: sqlite3.Connection = field(init=False)
    _writing: threading.RLock = field(init=False, default_factory=threading.RLock)
    _own: threading.local = field(init=False, default_factory=threading.local)
    _readers: list[sqlite3.Connection] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _told():
            self._writer = _connect(self.path)
            try:
                _migrate(self._writer)
            except BaseException:
                self._writer.close()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state from the first question to the last."""
        con: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if con is None:
            con = _connect(self.path)
            con.execute("PRAGMA query_only = ON")
            self._own.connection = con
            self._readers.append(con)
        with _told():
            con.execute("BEGIN")
            try:
                yield con
            finally:
                con.execute("COMMIT")

    @contextlib.contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: kept, and on the disk, when the block is left; undone when it raises."""
        with self._writing, _told():
            con = self._writer
            con.execute("BEGIN IMMEDIATE")
            try:
                yield con
                con.execute("COMMIT")
            except BaseException:
                if con.in_transaction:
                    con.execute("ROLLBACK")
                raise

    def copy(self, target: Path) -> None:
        """The file as it stands, written elsewhere while others go on reading and writing."""
        with _told(), self.reading() as con:
            con.execute("SELECT count(*) FROM events").fetchone()  # this state, from here on
            with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as made:
                con.backup(made)
                made.execute("PRAGMA journal_mode = DELETE")

    def faults(self) -> Iterator[str]:
        """What SQLite finds wrong with its file, and rows that name what is not there."""
        with self.reading() as con:
            for (told,) in con.execute("PRAGMA integrity_check"):
                if told != "ok":
                    yield f"the database is damaged: {told}"
            for table, row, parent, _ in con.execute("PRAGMA foreign_key_check"):
                yield f"row {row} of {table} names a row of {parent} that is gone"

    def close(self) -> None:
        """Ends every connection. What was acknowledged is on the disk already."""
        with self._writing:
            for con in (*self._readers, self._writer):
                con.close()
            self._readers.clear()


def _connect(path: Path) -> sqlite3.Connection:
    con = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",  # in WAL mode: synced at every commit, before it is acknowledged
        "foreign_keys = ON",
        "recursive_triggers = ON",  # INSERT OR REPLACE may delete nothing unseen
        "trusted_schema = OFF",
        "temp_store = MEMORY",
    ):
        con.execute(f"PRAGMA {setting}")
    return con


def _migrate(con: sqlite3.Connection) -> None:
    """Brings the tables up to this program's version, all the way or not at all."""
    con.execute("BEGIN IMMEDIATE")
    try:
        (ours,) = con.execute("PRAGMA application_id").fetchone()
        (version,) = con.execute("PRAGMA user_version").fetchone()
        (filled,) = con.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if filled and ours != APPLICATION:
            raise NotOurs("it is another program’s database")
        if version > len(MIGRATIONS):
            raise NotOurs("a newer magtool has written it")
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                con.execute(statement)
        if version < len(MIGRATIONS):
            con.execute(f"PRAGMA application_id = {APPLICATION}")
            con.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        con.execute("COMMIT")
    except BaseException:
        if con.in_transaction:
            con.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """One after the other: `executescript` would end the transaction first."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """SQLite's troubles that have a name of their own here."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code in _NO_ROOM or code & _PRIMARY == sqlite3.SQLITE_FULL:
            raise Full("there is no room left on the disk") from error
        if code & _PRIMARY in _TAKEN:
            raise Busy("others are writing") from error
        if code & _PRIMARY == sqlite3.SQLITE_NOTADB:
            raise NotOurs("it is no database") from error
        if code & _PRIMARY == sqlite3.SQLITE_CORRUPT:
            raise NotOurs("it is damaged") from error
        raise


@dataclass(slots=True)
class Presence:
    """Tells other processes that this one has the ledger open."""

    _handle: int
    alone: bool
    """Whether, when it was opened, no other process had it."""

    @classmethod
    def announce(cls, home: Path) -> Presence:
        handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if sys.platform == "win32":  # no such locks: nothing is tidied there
            return cls(handle, False)
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return cls(handle, True)
        except OSError:
            fcntl.flock(handle, fcntl.LOCK_SH)
            return cls(handle, False)

    def share(self) -> None:
        """Lets others in, after what had to be done alone."""
        if sys.platform != "win32" and self.alone:
            import fcntl

            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def end(self) -> None:
        os.close(self._handle)
