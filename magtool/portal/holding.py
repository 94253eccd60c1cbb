"""What the parts of the ledger share: its file and blobs, and who may change what."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from magtool.portal import log, reading
from magtool.portal.backup import tidy_backups
from magtool.portal.blobs import Blobs
from magtool.portal.database import FILE, Database, Presence
from magtool.portal.reading import NAMED, Scope, Sets
from magtool.portal.records import Act, Case, Round, Visitor
from magtool.portal.refusals import Closed, Refused, Unknown
from magtool.portal.tokens import load_key
from magtool.portal.writing import utc
from magtool.proofs import Proof

DECIDING, EDITOR = "advertiser", "editor"
"""Roles that decide and that edit; a reader does neither."""
ITEM = "issue = ? AND advertiser = ? AND slug = ?"
"""One item of one advertiser: an id that goes to another takes nothing along."""

Who = Visitor | str
"""An editor who came in by a link, or the name of who runs the command on this computer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be left in one issue, so that nobody fills the disk or drowns the desk."""

    pins: int = 200
    """Of one item."""
    comments: int = 200
    """At one pin; as often it may be ticked off and taken up again."""
    uploads: int = 40
    """Of one item."""
    upload_bytes: int = 1 << 30
    """Of one advertiser's files in all."""
    people: int = 1000
    """Links of one issue."""


@dataclass(slots=True)
class Held:
    """The ledger's file, its blobs and its clock, and what every part of it does with them."""

    home: Path
    key: bytes
    limits: Limits
    _clock: Callable[[], datetime]
    _database: Database
    _blobs: Blobs
    _presence: Presence
    _sets: Sets

    @classmethod
    def open(cls, home: Path, now: Callable[[], datetime], limits: Limits | None = None) -> Self:
        """The ledger in a folder, made when it is not there. Raises `NotOurs`, `Full`, OSError."""
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
        presence = Presence.announce(home)
        try:
            folder = home / "blobs"
            folder.mkdir(mode=0o700, exist_ok=True)
            key, blobs = load_key(home), Blobs(folder)
            ledger = cls(
                home, key, limits or Limits(), now, Database(home / FILE), blobs, presence, Sets()
            )
            if presence.alone:
                blobs.tidy(ledger._named())
                tidy_backups(home)
            presence.share()
        except BaseException:
            presence.end()
            raise
        return ledger

    def close(self) -> None:
        self._database.close()
        self._presence.end()

    def _at(self) -> str:
        return utc(self._clock())

    @contextlib.contextmanager
    def _changing(self) -> Iterator[tuple[sqlite3.Connection, str]]:
        """A transaction and its moment."""
        with self._database.changing() as con:
            yield con, self._at()

    @contextlib.contextmanager
    def _keeping(
        self, files: Mapping[str, bytes]
    ) -> Iterator[tuple[sqlite3.Connection, str, dict[str, str]]]:
        """A change that names these files; their sha256 by name. They are on the disk before it
        is, and when it fails they are taken away again."""
        kept: dict[str, str] = {}
        try:
            for name, data in files.items():
                kept[name] = self._blobs.put(data)
            with self._changing() as (con, at):
                for name, digest in kept.items():
                    if not self._blobs.place(digest).is_file():  # another's change failed just now
                        self._blobs.put(files[name])
                yield con, at, dict(kept)
        except BaseException:
            with contextlib.suppress(Refused, OSError), self._database.changing() as con:
                # No other change can name one of them while this one holds the writer's place.
                named = {row[0] for row in con.execute(NAMED)}
                self._blobs.remove(set(kept.values()) - named)
            raise

    def _desk(self, con: sqlite3.Connection, issue: str, who: Who) -> str:
        """The name of who changes things at the desk of an issue that there is."""
        if reading.round_of(con, issue) is None:
            raise Unknown
        if isinstance(who, str):
            return who
        self._present(con, who)
        if who.role != EDITOR or who.issue != issue:
            raise Unknown
        return who.name

    def _present(self, con: sqlite3.Connection, visitor: Visitor) -> None:
        """Raises `Unknown` when the link has ended since the visitor came in."""
        if reading.visitor_of(con, visitor.link, self._at()) is None:
            raise Unknown

    def _unclosed(self, con: sqlite3.Connection, issue: str) -> Round:
        round_ = reading.round_of(con, issue)
        if round_ is None:
            raise Unknown
        if round_.closed is not None:
            raise Closed
        return round_

    def _proof(self, con: sqlite3.Connection, visitor: Visitor, slug: str, version: int) -> Proof:
        """A proof that the visitor may change something about."""
        self._present(con, visitor)
        proof = reading.proof_of(con, self._sets, Scope.of(visitor), version, slug)
        if proof is None:
            raise Unknown
        self._unclosed(con, visitor.issue)
        return proof

    def _shown(self, con: sqlite3.Connection, visitor: Visitor, slug: str) -> Case:
        """The item's case in the version that is shown now."""
        self._present(con, visitor)
        found = self._newest(con, visitor, slug)
        if found is None:
            raise Unknown
        self._unclosed(con, visitor.issue)
        return found

    def _newest(self, con: sqlite3.Connection, visitor: Visitor, slug: str) -> Case | None:
        scope = Scope.of(visitor)
        version = reading.shown_version(con, scope)
        if version is None:
            return None
        found = reading.cases_of(con, self._sets, scope, version, self._clock(), slug)
        return found[0] if found else None

    def _case(self, con: sqlite3.Connection, visitor: Visitor, slug: str, version: int) -> Case:
        scope = Scope.of(visitor)
        found = reading.cases_of(con, self._sets, scope, version, self._clock(), slug)
        if not found:
            raise Unknown
        return found[0]

    def _line(
        self,
        con: sqlite3.Connection,
        at: str,
        visitor: Visitor,
        act: Act,
        proof: Proof,
        **details: Any,
    ) -> int:
        """A line of the log about an item, with its page's fingerprint."""
        mark = proof.fingerprint
        return log.add_line(con, at, visitor.issue, visitor.name, act, proof.slug, mark, **details)

    def _named(self) -> frozenset[str]:
        """Every blob that a row names."""
        with self._database.reading() as con:
            return frozenset(row[0] for row in con.execute(NAMED))


def told_of(visitor: Visitor) -> dict[str, Any]:
    """What the log says of a person beside the name."""
    return {"link": visitor.link, "role": visitor.role, "advertiser": visitor.advertiser}
