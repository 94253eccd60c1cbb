"""Links: whom they belong to, and what they open."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from magtool.portal import log, reading
from magtool.portal.cleaning import clean_email, clean_line
from magtool.portal.holding import EDITOR, Held, Who, told_of
from magtool.portal.reading import Scope
from magtool.portal.records import Act, Visitor
from magtool.portal.refusals import TooMany, Unfit, Unknown
from magtool.portal.tokens import hash_token
from magtool.portal.words import LANGUAGES
from magtool.portal.writing import insert, put_token, utc

ROLES = ("advertiser", "reader", "editor")
_MINUTE = timedelta(minutes=1)


class People(Held):
    """Who was invited, and who is here."""

    __slots__ = ()

    def invite(
        self,
        issue: str,
        advertiser: str,
        name: str,
        email: str,
        language: str,
        role: str,
        who: Who,
        expires: datetime | None = None,
    ) -> tuple[Visitor, str]:
        """A new link and its token, which is told this once and kept nowhere."""
        name, email = clean_line(name), clean_email(email)
        if role not in ROLES:
            raise Unfit("role")
        if language not in LANGUAGES:
            raise Unfit("language")
        with self._changing() as (con, at):
            by = self._desk(con, issue, who)
            known = ("",) if role == EDITOR else reading.advertisers_of(con, issue)
            if advertiser not in known:
                raise Unfit("advertiser")
            until = None if expires is None else utc(expires)
            if until is not None and until <= at:
                raise Unfit("expires")
            asked = "SELECT count(*) FROM links WHERE issue = ?"
            if con.execute(asked, (issue,)).fetchone()[0] >= self.limits.people:
                raise TooMany("people")
            told = {"advertiser": advertiser, "name": name, "email": email, "role": role}
            event = log.add_line(con, at, issue, by, Act.INVITED, **told, expires=until)
            columns = "issue, advertiser, name, email, language, role, expires, event"
            values = (issue, advertiser, name, email, language, role, until, event)
            link = insert(con, "links", columns, values)
            token = put_token(con, link, event)
            return _person(con, link), token

    def renew(self, link: int, who: Who) -> str:
        """One more token for the same link, as for a reminder; those before it go on working."""
        with self._changing() as (con, at):
            person = _person(con, link)
            name = self._desk(con, person.issue, who)
            if person.revoked is not None:
                raise Unknown
            event = log.add_line(con, at, person.issue, name, Act.RENEWED, **told_of(person))
            return put_token(con, link, event)

    def revoke(self, link: int, who: Who) -> None:
        """Ends the link, with all its tokens, for good."""
        with self._changing() as (con, at):
            person = _person(con, link)
            name = self._desk(con, person.issue, who)
            if person.revoked is None:
                con.execute("UPDATE links SET revoked = ? WHERE id = ?", (at, link))
                log.add_line(con, at, person.issue, name, Act.REVOKED, **told_of(person))

    def reminded(self, link: int, who: Who) -> None:
        """Notes that a reminder went out."""
        with self._changing() as (con, at):
            person = _person(con, link)
            name = self._desk(con, person.issue, who)
            con.execute("UPDATE links SET reminded = ? WHERE id = ?", (at, link))
            log.add_line(con, at, person.issue, name, Act.REMINDED, **told_of(person))

    def people(self, issue: str) -> tuple[Visitor, ...]:
        """Everyone who was invited, also whose link is revoked."""
        with self._database.reading() as con:
            return reading.people_of(con, issue)

    def enter(self, token: str) -> Visitor | None:
        """Who comes with a token. Writes nothing: mail scanners follow links."""
        with self._database.reading() as con:
            return reading.visitor_by(con, hash_token(token), self._at())

    def visitor(self, link: int) -> Visitor | None:
        """Who has the link; None when it is revoked, expired, closed or none."""
        with self._database.reading() as con:
            return reading.visitor_of(con, link, self._at())

    def seen(self, visitor: Visitor) -> None:
        """Notes that they have looked, to the minute; in the log once for each version."""
        with self._database.reading() as con:
            person = reading.person_of(con, visitor.link)
            looked = _has_looked(con, visitor, reading.shown_version(con, Scope.of(visitor)))
        last = None if person is None else person.seen
        if looked and last is not None and self._clock() - last < _MINUTE:
            return
        with self._changing() as (con, at):
            self._present(con, visitor)
            con.execute("UPDATE links SET seen = ? WHERE id = ?", (at, visitor.link))
            version = reading.shown_version(con, Scope.of(visitor))
            if version is None or _has_looked(con, visitor, version):
                return
            told = {**told_of(visitor), "version": version}
            event = log.add_line(con, at, visitor.issue, visitor.name, Act.SEEN, **told)
            con.execute("INSERT INTO looks VALUES (?,?,?)", (visitor.link, version, event))


def _has_looked(con: sqlite3.Connection, visitor: Visitor, version: int | None) -> bool:
    asked = "SELECT 1 FROM looks WHERE link = ? AND version = ?"
    return con.execute(asked, (visitor.link, version)).fetchone() is not None


def _person(con: sqlite3.Connection, link: int) -> Visitor:
    found = reading.person_of(con, link)
    if found is None:
        raise Unknown
    return found
