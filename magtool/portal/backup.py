"""The whole ledger in one tar file, taken while it is in use."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from magtool.portal.blobs import Blobs
from magtool.portal.database import FILE, Database
from magtool.portal.reading import NAMED
from magtool.portal.tokens import KEY

_BEGUN = ".backup-"


def tidy_backups(home: Path) -> None:
    """Removes what backups that were killed have left in the home."""
    for folder in home.glob(_BEGUN + "*"):
        shutil.rmtree(folder, ignore_errors=True)


def write_backup(home: Path, database: Database, blobs: Blobs, target: Path) -> None:
    """The database at one moment, every file that it names, and the key; whole or not at all.

    Files are never changed and are there before the rows that name them, so they are copied
    after the database. Only its owner may read what is written.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=_BEGUN, dir=home) as folder:
            copy = Path(folder) / FILE
            database.copy(copy)
            with contextlib.closing(sqlite3.connect(copy)) as con:
                named = [row[0] for row in con.execute(NAMED + " ORDER BY 1")]
            handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                with tarfile.open(fileobj=file, mode="w") as tar:
                    tar.add(home / KEY, KEY)
                    tar.add(copy, FILE)
                    for digest in named:
                        tar.add(blobs.place(digest), f"blobs/{digest[:2]}/{digest[2:]}")
                file.flush()
                os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
