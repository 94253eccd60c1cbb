"""Corrected artwork: offered by an advertiser, answered by an editor."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from magtool.portal import log, reading
from magtool.portal.blobs import digest_of
from magtool.portal.cleaning import clean_file, clean_text
from magtool.portal.holding import DECIDING, EDITOR, ITEM, Held, told_of
from magtool.portal.reading import MINE, Scope
from magtool.portal.records import Act, Upload, Visitor
from magtool.portal.refusals import Locked, TooMany, Unknown
from magtool.portal.writing import as_json, insert
from magtool.proofs import Examined, Proof
from magtool.proofs.record import record_examined

_SENT = "upload-"
"""How the checks begin that are about a file as it was sent, and not about its printing."""
_DARK = ("external-data", "page-unreadable", "postscript")
"""Checks of what can't be looked into, and so is handed on to nobody."""

Write = Callable[[Upload, Path], str]
"""Writes an upload's file into its issue and says where."""

_UPLOAD_PICTURE = f"""
SELECT p.blob FROM upload_pictures p JOIN uploads ON uploads.id = p.upload
WHERE {MINE} AND p.upload = :upload AND p.name = :name
"""


class Artwork(Held):
    """Files that came in for ads."""

    __slots__ = ()

    def offer(
        self, visitor: Visitor, slug: str, data: bytes, file: str, examined: Examined
    ) -> Upload:
        """Keeps corrected artwork that was looked at; one that was waiting gives way to it.

        What can't be read, or does something, is told of in the log and not kept. Raises
        `TooMany`, `Full`.
        """
        file = clean_file(file)
        with self._database.reading() as con:
            proof = self._offering(con, visitor, slug)
            self._room(con, visitor.issue, proof, len(data))
        keeps = _is_safe(examined)
        files = {"": data, **dict(examined.pictures)} if keeps else {}
        with self._keeping(files) as (con, at, kept):
            blob = kept.pop("", digest_of(data))
            proof = self._offering(con, visitor, slug)
            self._room(con, visitor.issue, proof, len(data))
            state = "offered" if examined.usable else "refused"
            act = Act.OFFERED if examined.usable else Act.REFUSED
            faults = [f.check for f in examined.findings if f.severity == "error"]
            told = {**told_of(visitor), "file": file, "sha256": blob, "bytes": len(data)}
            event = self._line(con, at, visitor, act, proof, **told, faults=faults)
            if examined.usable:
                self._supersede(con, at, visitor, proof, event)
            text = as_json(record_examined(examined))
            columns = (
                "issue, slug, advertiser, blob, kept, file, size, examined, state, link, event"
            )
            values = (visitor.issue, slug, proof.advertiser, blob, int(keeps), file, len(data))
            id_ = insert(con, "uploads", columns, (*values, text, state, visitor.link, event))
            rows = [(id_, name, digest) for name, digest in kept.items()]
            con.executemany("INSERT INTO upload_pictures VALUES (?,?,?)", rows)
            return self._upload(con, visitor, id_)

    def accept(
        self, visitor: Visitor, upload_id: int, write: str | Write, reply: str = ""
    ) -> Upload:
        """Has the file written into the issue's folder, and notes where; or notes the path.

        It is written while nobody else can change anything: an advertiser who sends a newer one
        meanwhile finds this one accepted. When ``write`` raises, nothing has changed.
        """
        return self._end(visitor, upload_id, "accepted", Act.ACCEPTED, reply, write)

    def decline(self, visitor: Visitor, upload_id: int, reply: str) -> Upload:
        """An editor says no, and why."""
        return self._end(visitor, upload_id, "declined", Act.DECLINED, reply, "")

    def upload(self, visitor: Visitor, upload_id: int) -> Upload | None:
        with self._database.reading() as con:
            return reading.upload_of(con, Scope.of(visitor), upload_id)

    def upload_file(self, visitor: Visitor, upload_id: int) -> Path | None:
        """The file as it came."""
        found = self.upload(visitor, upload_id)
        return self._file(found) if found is not None and found.kept else None

    def upload_picture(self, visitor: Visitor, upload_id: int, name: str) -> Path | None:
        """A picture of it, by its name."""
        with self._database.reading() as con:
            asked = Scope.of(visitor).asked(upload=upload_id, name=name)
            row = con.execute(_UPLOAD_PICTURE, asked).fetchone()
        return self._blobs.place(row[0]) if row else None

    def _offering(self, con: sqlite3.Connection, visitor: Visitor, slug: str) -> Proof:
        """The proof that artwork is offered for: only an ad has any."""
        case = self._shown(con, visitor, slug)
        if visitor.role not in (DECIDING, EDITOR) or case.proof.kind != "ad":
            raise Unknown
        return case.proof

    def _room(self, con: sqlite3.Connection, issue: str, proof: Proof, size: int) -> None:
        """Raises `TooMany` when a file more would be above the limits."""
        question = "SELECT count(*), coalesce(sum(size * kept), 0) FROM uploads WHERE "
        item = (issue, proof.advertiser, proof.slug)
        (count, _) = con.execute(question + ITEM, item).fetchone()
        theirs = "issue = ? AND advertiser = ?"
        (_, held) = con.execute(question + theirs, item[:2]).fetchone()
        if count >= self.limits.uploads:
            raise TooMany("uploads")
        if held + size > self.limits.upload_bytes:
            raise TooMany("bytes")

    def _supersede(
        self, con: sqlite3.Connection, at: str, visitor: Visitor, proof: Proof, event: int
    ) -> None:
        """Ends the item's uploads that wait."""
        waiting = con.execute(
            "SELECT id FROM uploads u WHERE " + ITEM + " AND state = 'offered' "
            "AND NOT EXISTS (SELECT 1 FROM upload_ends d WHERE d.upload = u.id)",
            (visitor.issue, proof.advertiser, proof.slug),
        ).fetchall()
        for (id_,) in waiting:
            self._line(con, at, visitor, Act.SUPERSEDED, proof, **told_of(visitor), upload=id_)
            values = (id_, "superseded", "", "", event)
            con.execute("INSERT INTO upload_ends VALUES (?,?,?,?,?)", values)

    def _end(
        self,
        visitor: Visitor,
        upload_id: int,
        state: str,
        act: Act,
        reply: str,
        write: str | Write,
    ) -> Upload:
        """An editor's answer to an upload. Raises `Locked` when it has one."""
        reply = clean_text(reply, "reason-missing" if state == "declined" else None)
        with self._changing() as (con, at):
            self._desk(con, visitor.issue, visitor)
            upload = self._upload(con, visitor, upload_id)
            self._unclosed(con, visitor.issue)
            if upload.state not in ("offered", "refused") or not upload.kept:
                raise Locked
            path = write if isinstance(write, str) else write(upload, self._file(upload))
            told = {**told_of(visitor), "upload": upload_id, "sha256": upload.blob, "reply": reply}
            event = log.add_line(
                con, at, visitor.issue, visitor.name, act, upload.slug, **told, path=path
            )
            values = (upload_id, state, reply, path, event)
            con.execute("INSERT INTO upload_ends VALUES (?,?,?,?,?)", values)
            return self._upload(con, visitor, upload_id)

    def _file(self, upload: Upload) -> Path:
        return self._blobs.place(upload.blob)

    def _upload(self, con: sqlite3.Connection, visitor: Visitor, upload_id: int) -> Upload:
        found = reading.upload_of(con, Scope.of(visitor), upload_id)
        if found is None:
            raise Unknown
        return found


def _is_safe(examined: Examined) -> bool:
    """Whether an editor may save and open the file: it is artwork, though perhaps not fit to
    print."""
    faults = (f.check for f in examined.findings if f.severity == "error")
    dark = any(fault.startswith(_SENT) or fault in _DARK for fault in faults)
    return examined.delivered is not None and not dark
