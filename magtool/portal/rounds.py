"""Versions published and released, deadlines, rounds closed and opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from magtool.portal import log, reading
from magtool.portal.cleaning import clean_text
from magtool.portal.holding import Held, Who
from magtool.portal.records import Act, Round, Version
from magtool.portal.refusals import Closed, Stale, Unfit, Unknown
from magtool.portal.writing import put_proofs, put_release, put_round, put_version, utc
from magtool.proofs import ProofSet

FALLBACKS = ("print", "last-approved", "leave-out")
"""What happens at the deadline to who has not answered."""


class Rounds(Held):
    """What the desk does with an issue as a whole."""

    __slots__ = ()

    def publish(
        self,
        proofs: ProofSet,
        pictures: Mapping[str, bytes],
        *,
        folder: str,
        released: bool,
        note: str,
        who: str,
        after: int | None = None,
    ) -> Version:
        """Puts in the next version of an issue, its round with the first. Raises `Closed`.

        ``after`` is the newest that there was when the proofs were begun (0 for none): when another
        has been put in since, these may be older than it, and it raises `Stale`.
        """
        note = clean_text(note, None)
        with self._keeping(pictures) as (con, at, kept):
            round_ = reading.round_of(con, proofs.issue)
            if round_ is not None and round_.closed is not None:
                raise Closed
            put_round(con, proofs, folder)
            (number,) = con.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM versions WHERE issue = ?",
                (proofs.issue,),
            ).fetchone()
            if after is not None and number != after + 1:
                raise Stale
            told = {"version": number, "note": note, "proofs": len(proofs.proofs)}
            event = log.add_line(con, at, proofs.issue, who, Act.PUBLISHED, **told)
            put_version(con, proofs, number, note, event)
            put_proofs(con, proofs, number, kept)
            if released:
                put_release(con, at, proofs.issue, number, who)
            return reading.versions_of(con, proofs.issue)[number]

    def release(self, issue: str, version: int, who: Who) -> None:
        """Shows a version that was held back. Raises `Unknown`, `Stale` when a later one is out."""
        with self._changing() as (con, at):
            name = self._desk(con, issue, who)
            round_ = self._unclosed(con, issue)
            versions = reading.versions_of(con, issue)
            if version not in versions:
                raise Unknown
            if versions[version].released is not None:
                return
            if version < round_.latest:
                raise Stale
            put_release(con, at, issue, version, name)

    def rounds(self) -> tuple[Round, ...]:
        with self._database.reading() as con:
            return reading.rounds_of(con)

    def round(self, issue: str) -> Round | None:
        with self._database.reading() as con:
            return reading.round_of(con, issue)

    def versions(self, issue: str) -> tuple[Version, ...]:
        """All of them, those held back too."""
        with self._database.reading() as con:
            return tuple(reading.versions_of(con, issue).values())

    def advertisers(self, issue: str) -> tuple[str, ...]:
        """Everyone who has had a proof."""
        with self._database.reading() as con:
            return reading.advertisers_of(con, issue)

    def set_deadline(self, issue: str, when: datetime | None, then: str, who: Who) -> None:
        """Until when answers are asked for, and what happens to who has given none."""
        if then not in FALLBACKS:
            raise Unfit("then")
        with self._changing() as (con, at):
            name = self._desk(con, issue, who)
            due = None if when is None else utc(when)
            con.execute(
                "UPDATE rounds SET deadline = ?, fallback = ? WHERE issue = ?", (due, then, issue)
            )
            log.add_line(con, at, issue, name, Act.DEADLINE, deadline=due, then=then)

    def close_round(self, issue: str, who: Who) -> None:
        """Ends it: advertisers' and readers' links open nothing until it is opened again."""
        with self._changing() as (con, at):
            name = self._desk(con, issue, who)
            question = "UPDATE rounds SET closed = ? WHERE issue = ? AND closed IS NULL"
            if con.execute(question, (at, issue)).rowcount:
                log.add_line(con, at, issue, name, Act.CLOSED)

    def open_round(self, issue: str, who: Who) -> None:
        with self._changing() as (con, at):
            name = self._desk(con, issue, who)
            question = "UPDATE rounds SET closed = NULL WHERE issue = ? AND closed IS NOT NULL"
            if con.execute(question, (issue,)).rowcount:
                log.add_line(con, at, issue, name, Act.OPENED)
