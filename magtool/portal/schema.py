"""The ledger's tables, and the way from each older version of them to this one.

What someone has said or done is only ever added (`_KEPT`): triggers refuse to change or delete
it, and each row names the line of the log that was written with it. What may change is how things
stand now: a round's deadline, whether a link is revoked, when someone last looked.
"""

from __future__ import annotations

APPLICATION = 0x4D414754
"""Marks the file as ours: "MAGT"."""

_KEPT = (
    "events", "versions", "releases", "proofs", "proof_pictures", "pictures", "tokens", "looks",
    "answers", "reopenings", "pins", "comments", "solvings", "uploads", "upload_pictures",
    "upload_ends",
)  # fmt: skip

_TABLES = """
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    issue TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    slug TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    details TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX events_of ON events (issue, id);

CREATE TABLE rounds (
    issue TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    language TEXT NOT NULL,
    deadline TEXT,
    fallback TEXT NOT NULL DEFAULT 'print'
        CHECK (fallback IN ('print', 'last-approved', 'leave-out')),
    closed TEXT
) STRICT;

CREATE TABLE versions (
    issue TEXT NOT NULL REFERENCES rounds,
    number INTEGER NOT NULL CHECK (number > 0),
    made TEXT NOT NULL,
    note TEXT NOT NULL,
    record TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES events,
    UNIQUE (issue, number)
) STRICT;

CREATE TABLE releases (
    issue TEXT NOT NULL,
    version INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES events,
    PRIMARY KEY (issue, version),
    FOREIGN KEY (issue, version) REFERENCES versions (issue, number)
) STRICT;

CREATE TABLE proofs (
    issue TEXT NOT NULL,
    version INTEGER NOT NULL,
    slug TEXT NOT NULL,
    advertiser TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (issue, version, slug),
    FOREIGN KEY (issue, version) REFERENCES versions (issue, number)
) STRICT;
CREATE INDEX proofs_of ON proofs (issue, advertiser, slug);

CREATE TABLE pictures (
    issue TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (issue, version, name),
    FOREIGN KEY (issue, version) REFERENCES versions (issue, number)
) STRICT;

CREATE TABLE proof_pictures (
    issue TEXT NOT NULL,
    version INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (issue, version, name, slug),
    FOREIGN KEY (issue, version, slug) REFERENCES proofs,
    FOREIGN KEY (issue, version, name) REFERENCES pictures
) STRICT;

CREATE TABLE links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue TEXT NOT NULL REFERENCES rounds,
    advertiser TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('advertiser', 'reader', 'editor')),
    expires TEXT,
    revoked TEXT,
    seen TEXT,
    reminded TEXT,
    event INTEGER NOT NULL REFERENCES events,
    CHECK ((role = 'editor') = (advertiser = ''))
) STRICT;
CREATE INDEX links_of ON links (issue, id);

CREATE TABLE tokens (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    link INTEGER NOT NULL REFERENCES links,
    event INTEGER NOT NULL REFERENCES events
) STRICT;

CREATE TABLE looks (
    link INTEGER NOT NULL REFERENCES links,
    version INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES events,
    PRIMARY KEY (link, version)
) STRICT;

CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue TEXT NOT NULL,
    version INTEGER NOT NULL,
    slug TEXT NOT NULL,
    advertiser TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    verdict TEXT NOT NULL
        CHECK (verdict IN ('approved', 'approved-with-changes', 'changes-required')),
    reason TEXT NOT NULL,
    name TEXT NOT NULL,
    link INTEGER NOT NULL REFERENCES links,
    event INTEGER NOT NULL UNIQUE REFERENCES events,
    FOREIGN KEY (issue, version, slug) REFERENCES proofs
) STRICT;
CREATE INDEX answers_of ON answers (issue, advertiser, slug, id);

CREATE TABLE reopenings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    answer INTEGER NOT NULL UNIQUE REFERENCES answers,
    why TEXT NOT NULL,
    event INTEGER NOT NULL UNIQUE REFERENCES events
) STRICT;

CREATE TABLE pins (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue TEXT NOT NULL,
    version INTEGER NOT NULL,
    slug TEXT NOT NULL,
    advertiser TEXT NOT NULL,
    number INTEGER NOT NULL,
    page INTEGER NOT NULL,
    x REAL NOT NULL,
    y REAL NOT NULL,
    event INTEGER NOT NULL UNIQUE REFERENCES events,
    UNIQUE (issue, advertiser, slug, number),
    FOREIGN KEY (issue, version, slug) REFERENCES proofs
) STRICT;

CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pin INTEGER NOT NULL REFERENCES pins,
    link INTEGER NOT NULL REFERENCES links,
    text TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES events
) STRICT;
CREATE INDEX comments_of ON comments (pin, id);

CREATE TABLE solvings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pin INTEGER NOT NULL REFERENCES pins,
    solved INTEGER NOT NULL CHECK (solved IN (0, 1)),
    event INTEGER NOT NULL UNIQUE REFERENCES events
) STRICT;
CREATE INDEX solvings_of ON solvings (pin, id);

CREATE TABLE uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue TEXT NOT NULL REFERENCES rounds,
    slug TEXT NOT NULL,
    advertiser TEXT NOT NULL,
    blob TEXT NOT NULL,
    kept INTEGER NOT NULL CHECK (kept IN (0, 1)),
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    examined TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('refused', 'offered')),
    link INTEGER NOT NULL REFERENCES links,
    event INTEGER NOT NULL UNIQUE REFERENCES events
) STRICT;
CREATE INDEX uploads_of ON uploads (issue, advertiser, slug, id);

CREATE TABLE upload_pictures (
    upload INTEGER NOT NULL REFERENCES uploads,
    name TEXT NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (upload, name)
) STRICT;

CREATE TABLE upload_ends (
    upload INTEGER PRIMARY KEY REFERENCES uploads,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'declined', 'superseded')),
    reply TEXT NOT NULL,
    path TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES events
) STRICT;
"""


def _kept(table: str) -> str:
    """Triggers that hold a table to being added to."""
    return "".join(
        f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'what stands in {table} stays'); END;\n"
        for act in ("UPDATE", "DELETE")
    )


MIGRATIONS: tuple[str, ...] = (_TABLES + "".join(map(_kept, _KEPT)),)
"""Script by script from nothing to this version. One that was released is never edited; a change
of the tables is another script."""
