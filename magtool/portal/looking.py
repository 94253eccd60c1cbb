"""What a visitor may see."""

from __future__ import annotations

from pathlib import Path

from magtool.portal import reading
from magtool.portal.holding import EDITOR, Held
from magtool.portal.reading import MINE, Scope
from magtool.portal.records import Board, Case, Visitor
from magtool.portal.reminding import waited_for

_PICTURE_OF = f"""
SELECT blob FROM pictures WHERE issue = :issue AND version = :version AND name = :name
AND (:held OR EXISTS (
    SELECT 1 FROM proofs JOIN proof_pictures USING (issue, version, slug)
    WHERE {MINE} AND version = :version AND name = :name
    AND EXISTS (SELECT 1 FROM releases r WHERE r.issue = :issue AND r.version = :version)
))
"""


class Looking(Held):
    """Cases, pictures and the flatplan, each as far as it is theirs."""

    __slots__ = ()

    def cases(self, visitor: Visitor) -> tuple[Case, ...]:
        """Their items as the newest released version shows them; an editor's are all."""
        scope = Scope.of(visitor)
        with self._database.reading() as con:
            version = reading.shown_version(con, scope)
            if version is None:
                return ()
            return reading.cases_of(con, self._sets, scope, version, self._clock())

    def case(self, visitor: Visitor, slug: str, version: int | None = None) -> Case | None:
        """One item, as a version shows it."""
        scope = Scope.of(visitor)
        with self._database.reading() as con:
            number = reading.shown_version(con, scope) if version is None else version
            if number is None:
                return None
            found = reading.cases_of(con, self._sets, scope, number, self._clock(), slug)
            return found[0] if found else None

    def picture(self, visitor: Visitor, version: int, name: str) -> Path | None:
        """A picture of one of their proofs; an editor's are all of the issue's."""
        with self._database.reading() as con:
            row = con.execute(_PICTURE_OF, Scope.of(visitor).asked(version=version, name=name))
            found = row.fetchone()
        return self._blobs.place(found[0]) if found else None

    def board(self, visitor: Visitor, version: int | None = None) -> Board | None:
        """The editor's flatplan, of the newest released version when none is named."""
        scope = Scope.of(visitor)
        if visitor.role != EDITOR:
            return None
        with self._database.reading() as con:
            number = reading.shown_version(con, scope) if version is None else version
            versions = reading.versions_of(con, visitor.issue)
            round_ = reading.round_of(con, visitor.issue)
            if number not in versions or round_ is None:
                return None
            pages = self._sets.get(con, visitor.issue, number).pages
            cases = reading.cases_of(con, self._sets, scope, number, self._clock())
            return Board(round_, versions[number], tuple(versions.values()), pages, cases)

    def waited_for(self, issue: str) -> frozenset[str]:
        """The advertisers who have something to answer, and are shown it."""
        with self._database.reading() as con:
            round_ = reading.round_of(con, issue)
            if round_ is None or not round_.latest:
                return frozenset()
            asked = (Scope(issue, None), round_.latest, self._clock())
            return waited_for(reading.cases_of(con, self._sets, *asked))
