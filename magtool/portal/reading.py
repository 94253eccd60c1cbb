"""Rows of the ledger as its records. Whose they are is part of every question."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from magtool.portal.records import (
    Answer,
    Case,
    Comment,
    Pin,
    Round,
    Standing,
    Upload,
    Version,
    Visitor,
)
from magtool.proofs import Proof, ProofSet, Verdict
from magtool.proofs.record import read_examined, read_record

T = TypeVar("T")

_REMEMBERED = 40
"""Published versions kept in memory; an issue has some ten, of half a megabyte each."""

Item = tuple[str, str]
"""Advertiser and slug: an id that goes to another advertiser takes nothing along."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one visitor may read: one issue, of one advertiser or (None, the editor) of all."""

    issue: str
    advertiser: str | None

    @classmethod
    def of(cls, visitor: Visitor) -> Scope:
        return cls(visitor.issue, None if visitor.role == "editor" else visitor.advertiser)

    @property
    def held(self) -> bool:
        """Whether versions that are not released may be seen."""
        return self.advertiser is None

    def asked(self, **more: object) -> dict[str, object]:
        """Named values for a question that holds `MINE`."""
        return {"issue": self.issue, "advertiser": self.advertiser, "held": self.held, **more}


NAMED = (
    "SELECT blob FROM pictures UNION SELECT blob FROM upload_pictures "
    "UNION SELECT blob FROM uploads WHERE kept"
)
"""Every blob that a row names."""
MINE = "issue = :issue AND (:advertiser IS NULL OR advertiser = :advertiser)"
_RELEASED = "(:held OR EXISTS (SELECT 1 FROM releases r WHERE r.issue = :issue AND r.version = {}))"


@dataclass(slots=True)
class Sets:
    """Published versions as values. They never change, so each is read once."""

    _known: dict[tuple[str, int], ProofSet] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def get(self, con: sqlite3.Connection, issue: str, number: int) -> ProofSet:
        """The version, which must be there."""
        known = self._known.get((issue, number))
        if known is not None:
            return known
        question = "SELECT record FROM versions WHERE issue = ? AND number = ?"
        (text,) = con.execute(question, (issue, number)).fetchone()
        made = read_record(json.loads(text))
        with self._guard:
            while len(self._known) >= _REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[issue, number] = made
        return made


# --- rounds, versions, people -------------------------------------------------------------


_LATEST = "(SELECT max(version) FROM releases r WHERE r.issue = rounds.issue)"
_ROUND = (
    f"SELECT issue, title, number, date, language, coalesce({_LATEST}, 0), deadline, fallback, "
    "closed, folder FROM rounds "
)


def rounds_of(con: sqlite3.Connection) -> tuple[Round, ...]:
    """All rounds by their issue's name."""
    return tuple(_round(row) for row in con.execute(_ROUND + "ORDER BY issue"))


def round_of(con: sqlite3.Connection, issue: str) -> Round | None:
    row = con.execute(_ROUND + "WHERE issue = ?", (issue,)).fetchone()
    return _round(row) if row else None


def _round(row: tuple[str, ...]) -> Round:
    issue, title, number, date, language, latest, deadline, then, closed, folder = row
    return Round(
        issue, title, number, date, language, int(latest), moment(deadline), then, moment(closed),
        folder,
    )  # fmt: skip


def versions_of(con: sqlite3.Connection, issue: str) -> dict[int, Version]:
    """All versions by number, those held back too."""
    rows = con.execute(
        "SELECT v.number, v.made, e.at, v.note FROM versions v LEFT JOIN releases r "
        "ON r.issue = v.issue AND r.version = v.number LEFT JOIN events e ON e.id = r.event "
        "WHERE v.issue = ? ORDER BY v.number",
        (issue,),
    )
    return {n: Version(n, _when(made), moment(at), note) for n, made, at, note in rows}


_VISITOR = (
    "SELECT l.id, l.issue, l.advertiser, l.name, l.email, l.language, l.role, l.expires, "
    "l.revoked, l.seen, l.reminded, e.at FROM links l JOIN events e ON e.id = l.event "
)
_VALID = (
    "JOIN rounds r ON r.issue = l.issue WHERE l.revoked IS NULL "
    "AND (l.expires IS NULL OR l.expires > :at) AND (l.role = 'editor' OR r.closed IS NULL) "
)


def visitor_of(con: sqlite3.Connection, link: int, at: str) -> Visitor | None:
    """Who the link belongs to; None when it is revoked, expired, closed or none."""
    question = _VISITOR + _VALID + "AND l.id = :link"
    row = con.execute(question, {"at": at, "link": link}).fetchone()
    return _visitor(row) if row else None


def visitor_by(con: sqlite3.Connection, token: bytes, at: str) -> Visitor | None:
    """The same by a token's hash."""
    question = _VISITOR + _VALID + "AND l.id = (SELECT link FROM tokens WHERE hash = :token)"
    row = con.execute(question, {"at": at, "token": token}).fetchone()
    return _visitor(row) if row else None


def people_of(con: sqlite3.Connection, issue: str) -> tuple[Visitor, ...]:
    """Everyone who was invited, by advertiser and name; editors first."""
    question = _VISITOR + "WHERE l.issue = ? ORDER BY l.advertiser, l.name, l.id"
    return tuple(_visitor(row) for row in con.execute(question, (issue,)))


def person_of(con: sqlite3.Connection, link: int) -> Visitor | None:
    """Whose link it is, also when it no longer opens anything."""
    row = con.execute(_VISITOR + "WHERE l.id = ?", (link,)).fetchone()
    return _visitor(row) if row else None


def _visitor(row: tuple[object, ...]) -> Visitor:
    *plain, expires, revoked, seen, reminded, invited = row
    return Visitor(*plain, *map(moment, (expires, revoked, seen, reminded, invited)))  # type: ignore[arg-type]


def advertisers_of(con: sqlite3.Connection, issue: str) -> tuple[str, ...]:
    """Everyone who has had a proof, by name."""
    question = "SELECT DISTINCT advertiser FROM proofs WHERE issue = ? ORDER BY advertiser"
    return tuple(row[0] for row in con.execute(question, (issue,)))


# --- cases --------------------------------------------------------------------------------


def shown_version(con: sqlite3.Connection, scope: Scope) -> int | None:
    """The version that is looked at when none is asked for: the newest released one, and where
    there is none yet, the editor's newest."""
    (released,) = con.execute(
        "SELECT max(version) FROM releases WHERE issue = ?", (scope.issue,)
    ).fetchone()
    if released is None and scope.held:
        question = "SELECT max(number) FROM versions WHERE issue = ?"
        (released,) = con.execute(question, (scope.issue,)).fetchone()
    return released  # type: ignore[no-any-return]


def proof_of(
    con: sqlite3.Connection, sets: Sets, scope: Scope, version: int, slug: str
) -> Proof | None:
    """The proof, if it is there and theirs to see."""
    row = con.execute(
        f"SELECT 1 FROM proofs WHERE {MINE} AND version = :version AND slug = :slug "
        f"AND {_RELEASED.format(':version')}",
        scope.asked(version=version, slug=slug),
    ).fetchone()
    if row is None:
        return None
    made = sets.get(con, scope.issue, version)
    return next(proof for proof in made.proofs if proof.slug == slug)


def cases_of(
    con: sqlite3.Connection,
    sets: Sets,
    scope: Scope,
    version: int,
    at: datetime,
    slug: str | None = None,
) -> tuple[Case, ...]:
    """The cases of a version as it was published, in its order; of ``slug`` alone if given."""
    only = "AND (:slug IS NULL OR slug = :slug)"
    asked = scope.asked(version=version, slug=slug)
    question = f"SELECT slug FROM proofs WHERE {MINE} AND version = :version {only} "
    own = {row[0] for row in con.execute(question + f"AND {_RELEASED.format(':version')}", asked)}
    if not own:
        return ()
    round_ = round_of(con, scope.issue)
    assert round_ is not None, "a version without a round can’t be written"
    asked = {**asked, "latest": round_.latest}
    where = f"WHERE {MINE} {only}"
    shown = versions_of(con, scope.issue)
    held = _versions(con, where, asked)
    pins, uploads = _pins(con, where, asked), _uploads(con, where, asked)
    answers = answers_of(con, where, asked)
    cases = []
    for proof in sets.get(con, scope.issue, version).proofs:
        if proof.slug not in own:
            continue
        item = (proof.advertiser, proof.slug)
        given = answers.get(item, ())
        cases.append(
            Case(
                proof,
                shown[version],
                tuple(shown[n] for n in held[item]),
                _standing(given, round_.deadline, at),
                given[-1] if given else None,
                given,
                pins.get(item, ()),
                uploads.get(item, ()),
            )
        )
    return tuple(cases)


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said of one item, of every version."""

    advertiser: str
    slug: str
    answers: tuple[Answer, ...]
    pins: tuple[Pin, ...]
    uploads: tuple[Upload, ...]


def items_of(con: sqlite3.Connection, scope: Scope, latest: int) -> tuple[Said, ...]:
    """Every item that was ever published, by advertiser and id."""
    asked = scope.asked(latest=latest)
    where = f"WHERE {MINE}"
    answers, pins = answers_of(con, where, asked), _pins(con, where, asked)
    uploads = _uploads(con, where, asked)
    return tuple(
        Said(*item, answers.get(item, ()), pins.get(item, ()), uploads.get(item, ()))
        for item in sorted(_versions(con, where, asked))
    )


def _standing(answers: tuple[Answer, ...], deadline: datetime | None, at: datetime) -> Standing:
    if answers:
        return Standing.VOID if answers[-1].void else Standing(answers[-1].verdict.value)
    return Standing.LATE if deadline is not None and at > deadline else Standing.WAITING


def _versions(
    con: sqlite3.Connection, where: str, asked: Mapping[str, object]
) -> dict[Item, tuple[int, ...]]:
    """In which versions each item is."""
    rows = con.execute(
        f"SELECT advertiser, slug, version FROM proofs {where} "
        f"AND {_RELEASED.format('proofs.version')} ORDER BY version",
        asked,
    )
    return _grouped((row[0], row[1], row[2]) for row in rows)


def answers_of(
    con: sqlite3.Connection, where: str, asked: Mapping[str, object]
) -> dict[Item, tuple[Answer, ...]]:
    """Verdicts, oldest first. Only the last may hold: while the newest released page has the
    fingerprint that it was given for, and nobody has asked for another."""
    rows = con.execute(
        "SELECT a.advertiser, a.slug, a.id, a.version, a.fingerprint, a.verdict, a.reason, "
        "a.name, e.at, "
        "a.id = (SELECT max(b.id) FROM answers b WHERE b.issue = a.issue AND "
        "b.advertiser = a.advertiser AND b.slug = a.slug) "
        "AND NOT EXISTS (SELECT 1 FROM reopenings o WHERE o.answer = a.id) "
        "AND EXISTS (SELECT 1 FROM proofs p WHERE p.issue = a.issue AND p.version = :latest "
        "AND p.slug = a.slug AND p.advertiser = a.advertiser AND p.fingerprint = a.fingerprint) "
        f"FROM (SELECT * FROM answers {where}) a JOIN events e ON e.id = a.event ORDER BY a.id",
        asked,
    )
    return _grouped(
        (
            advertiser,
            slug,
            Answer(id_, slug, version, mark, Verdict(verdict), reason, name, _when(at), not holds),
        )
        for advertiser, slug, id_, version, mark, verdict, reason, name, at, holds in rows
    )


def _pins(
    con: sqlite3.Connection, where: str, asked: Mapping[str, object]
) -> dict[Item, tuple[Pin, ...]]:
    said = _comments(con, where, asked)
    rows = con.execute(
        "SELECT p.advertiser, p.slug, p.id, p.number, p.version, p.page, p.x, p.y, "
        "(SELECT CASE WHEN s.solved THEN e.at END FROM solvings s JOIN events e ON e.id = s.event "
        "WHERE s.pin = p.id ORDER BY s.id DESC LIMIT 1) "
        f"FROM (SELECT * FROM pins {where}) p ORDER BY p.id",
        asked,
    )
    return _grouped(
        (
            advertiser,
            slug,
            Pin(id_, number, slug, version, page, x, y, moment(solved), tuple(said[id_])),
        )
        for advertiser, slug, id_, number, version, page, x, y, solved in rows
    )


def _comments(
    con: sqlite3.Connection, where: str, asked: Mapping[str, object]
) -> dict[int, list[Comment]]:
    """What was said at each pin."""
    rows = con.execute(
        "SELECT c.pin, c.id, l.name, l.role, c.text, e.at "
        f"FROM comments c JOIN links l ON l.id = c.link JOIN events e ON e.id = c.event "
        f"WHERE c.pin IN (SELECT id FROM pins {where}) ORDER BY c.id",
        asked,
    )
    said: dict[int, list[Comment]] = defaultdict(list)
    for pin, id_, name, role, text, at in rows:
        said[pin].append(Comment(id_, name, role, text, _when(at)))
    return said


_UPLOAD = (
    "SELECT u.id, u.slug, u.blob, u.file, u.size, l.name, e.at, coalesce(d.state, u.state), "
    "u.examined, coalesce(d.reply, ''), coalesce(d.path, ''), u.kept, u.issue, u.advertiser, "
    "(SELECT json_group_array(name) FROM upload_pictures p WHERE p.upload = u.id) "
    "FROM (SELECT * FROM uploads {}) u JOIN links l ON l.id = u.link "
    "JOIN events e ON e.id = u.event LEFT JOIN upload_ends d ON d.upload = u.id ORDER BY u.id"
)


def _uploads(
    con: sqlite3.Connection, where: str, asked: Mapping[str, object]
) -> dict[Item, tuple[Upload, ...]]:
    made = (_upload(row) for row in con.execute(_UPLOAD.format(where), asked))
    return _grouped((upload.advertiser, upload.slug, upload) for upload in made)


def upload_of(con: sqlite3.Connection, scope: Scope, upload: int) -> Upload | None:
    """The upload, if it is theirs to see."""
    where = f"WHERE {MINE} AND id = :upload"
    row = con.execute(_UPLOAD.format(where), scope.asked(upload=upload)).fetchone()
    return _upload(row) if row else None


def _upload(row: tuple[object, ...]) -> Upload:
    (
        id_,
        slug,
        blob,
        file,
        size,
        who,
        at,
        state,
        examined,
        reply,
        path,
        kept,
        issue,
        owner,
        shown,
    ) = row
    return Upload(
        id_, slug, blob, file, size, who, _when(at), state,  # type: ignore[arg-type]
        read_examined(json.loads(str(examined))), reply, path,  # type: ignore[arg-type]
        tuple(sorted(json.loads(str(shown)))), bool(kept), str(issue), str(owner),
    )  # fmt: skip


def files_of(con: sqlite3.Connection, issue: str) -> Iterator[tuple[str, str]]:
    """Names for the files of a record, and the blobs that they are."""
    pictures = "SELECT version, name, blob FROM pictures WHERE issue = ?"
    for version, name, blob in con.execute(pictures, (issue,)):
        yield f"version-{version}/{name}", blob
    shown = (
        "SELECT u.id, u.slug, p.name, p.blob FROM upload_pictures p "
        "JOIN uploads u ON u.id = p.upload WHERE u.issue = ?"
    )
    for upload, slug, name, blob in con.execute(shown, (issue,)):
        yield f"artwork/{upload}-{slug}-{name}", blob
    kept = "SELECT id, slug, examined, blob FROM uploads WHERE kept AND issue = ?"
    for upload, slug, examined, blob in con.execute(kept, (issue,)):
        delivered = json.loads(examined)["delivered"]
        # Only endings that we chose: what came in is opened by its name one day.
        ending = {"pdf": "pdf", "jpeg": "jpg", "png": "png", "tiff": "tif"}
        yield f"artwork/{upload}-{slug}.{ending.get(delivered['format'], 'bin')}", blob


# --- small things -------------------------------------------------------------------------


def _grouped(rows: Iterable[tuple[str, str, T]]) -> dict[Item, tuple[T, ...]]:
    found: dict[Item, list[T]] = defaultdict(list)
    for advertiser, slug, value in rows:
        found[advertiser, slug].append(value)
    return {item: tuple(values) for item, values in found.items()}


def moment(text: object) -> datetime | None:
    """A column that may be empty as a time."""
    return None if text is None else _when(text)


def _when(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
