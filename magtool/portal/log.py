"""The log: lines that are only added, each sealed with the one before it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from magtool.portal.records import Event

_FIELDS = "id, at, issue, who, what, slug, fingerprint, details, seal"
_START = ""
"""The seal before the first line."""


def add_line(
    con: sqlite3.Connection,
    at: str,
    issue: str,
    who: str,
    what: str,
    slug: str = "",
    fingerprint: str = "",
    **details: Any,
) -> int:
    """Writes a line in the transaction that does what it tells of; its number."""
    told = json.dumps(details, ensure_ascii=False, sort_keys=True)
    last = con.execute("SELECT id, seal FROM events ORDER BY id DESC LIMIT 1").fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, _START)
    line = (number, at, issue, who, what, slug, fingerprint, told)
    con.execute(
        f"INSERT INTO events ({_FIELDS}) VALUES (?,?,?,?,?,?,?,?,?)", (*line, _seal(before, line))
    )
    return number


def lines_of(con: sqlite3.Connection, issue: str) -> Iterator[Event]:
    """The log of one issue, oldest first."""
    rows = con.execute(f"SELECT {_FIELDS} FROM events WHERE issue = ? ORDER BY id", (issue,))
    for row in rows:
        yield Event(row[0], datetime.fromisoformat(row[1]), *row[2:])


def faults_of(con: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the log, in plain words; nothing when every seal holds."""
    before, expected = _START, 1
    for row in con.execute(f"SELECT {_FIELDS} FROM events ORDER BY id"):
        if row[0] != expected:
            yield f"lines {expected} to {row[0] - 1} of the log are gone"
        if _seal(before, tuple(row[:8])) != row[8]:
            yield f"line {row[0]} of the log was changed, or one before it taken away"
        before, expected = row[8], row[0] + 1
    written = con.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    if written and written[0] >= expected:
        yield f"lines {expected} to {written[0]} of the log are gone"


def _seal(before: str, line: tuple[Any, ...]) -> str:
    said = json.dumps([before, *line], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
