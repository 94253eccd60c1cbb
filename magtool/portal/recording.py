"""The whole record of an issue, and whether it is whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from magtool.portal import log, reading
from magtool.portal.backup import write_backup
from magtool.portal.holding import Held
from magtool.portal.protocol import Whole
from magtool.portal.reading import Scope
from magtool.portal.records import Event
from magtool.portal.refusals import Unknown
from magtool.portal.reports import status_of, whole_record
from magtool.proofs import ProofSet


class Records(Held):
    """What is told of an issue to scripts and files, and kept elsewhere."""

    __slots__ = ()

    def status(self, issue: str) -> dict[str, object]:
        """How far the issue has come, as JSON. Raises `Unknown`."""
        scope = Scope(issue, None)
        with self._database.reading() as con:
            round_ = reading.round_of(con, issue)
            version = reading.shown_version(con, scope)
            if round_ is None or version is None:
                raise Unknown
            cases = reading.cases_of(con, self._sets, scope, version, self._clock())
            versions = tuple(reading.versions_of(con, issue).values())
            return status_of(round_, versions, cases, reading.people_of(con, issue))

    def export(self, issue: str) -> dict[str, object]:
        """All there is of an issue, as JSON; only the tokens' hashes stay. Raises `Unknown`."""
        with self._database.reading() as con:
            whole = self._whole(con, issue)
            published = {n: self._sets.get(con, issue, n) for n in whole.versions}
        return whole_record(whole, published)

    def whole(self, issue: str) -> Whole:
        """All there is of an issue, as values. Raises `Unknown`."""
        with self._database.reading() as con:
            return self._whole(con, issue)

    def newest(self, issue: str) -> ProofSet:
        """The newest version that is shown, else the newest of all. Raises `Unknown`."""
        with self._database.reading() as con:
            return self._newest_set(con, issue)

    def files(self, issue: str) -> dict[str, Path]:
        """Every file of the record by a name of its own: pictures by version, artwork by upload."""
        with self._database.reading() as con:
            return {name: self._blobs.place(blob) for name, blob in reading.files_of(con, issue)}

    def backup(self, target: Path) -> None:
        """Everything as it stands now, as one tar file; others may go on reading and writing.

        Unpacked in an empty folder it is a portal's home. Raises OSError.
        """
        write_backup(self.home, self._database, self._blobs, target)

    def events(self, issue: str) -> tuple[Event, ...]:
        """The log of an issue, oldest first."""
        with self._database.reading() as con:
            return tuple(log.lines_of(con, issue))

    def verify(self, deep: bool = False) -> tuple[str, ...]:
        """What is wrong with the ledger, in plain words; () when every seal holds.

        ``deep`` also reads the whole database and all blobs, which takes a while.
        """
        with self._database.reading() as con:
            found = list(log.faults_of(con))
        if deep:
            found += self._database.faults()
            missing = (d for d in sorted(self._named()) if not self._blobs.is_whole(d))
            found += [f"the file {digest} is damaged or gone" for digest in missing]
        return tuple(found)

    def _newest_set(self, con: sqlite3.Connection, issue: str) -> ProofSet:
        number = reading.shown_version(con, Scope(issue, None))
        if number is None:
            raise Unknown
        return self._sets.get(con, issue, number)

    def _whole(self, con: sqlite3.Connection, issue: str) -> Whole:
        round_ = reading.round_of(con, issue)
        if round_ is None:
            raise Unknown
        return Whole(
            self._clock(),
            round_,
            reading.versions_of(con, issue),
            {proof.slug: proof for proof in self._newest_set(con, issue).proofs},
            reading.items_of(con, Scope(issue, None), round_.latest),
            reading.people_of(con, issue),
            tuple(log.lines_of(con, issue)),
        )
