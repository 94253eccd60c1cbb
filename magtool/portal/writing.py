"""Rows that are added to the ledger, within the transaction that a change is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime

from magtool.portal import log
from magtool.portal.records import Act
from magtool.portal.tokens import hash_token, new_token
from magtool.proofs import ProofSet
from magtool.proofs.record import record

_PICTURE = "_picture"
"""How the fields of a proof end that name its pictures."""


def as_json(value: object) -> str:
    """JSON that any database can hold: halves of characters, which file names and fonts may have,
    become question marks."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def utc(when: datetime) -> str:
    """A time as it is kept: UTC, always of the same length, so that texts sort as times do."""
    aware = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def insert(con: sqlite3.Connection, table: str, columns: str, values: tuple[object, ...]) -> int:
    """Adds a row; its id."""
    marks = ",".join("?" * len(values))
    done = con.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
    assert done.lastrowid is not None
    return done.lastrowid


def put_round(con: sqlite3.Connection, proofs: ProofSet, folder: str) -> None:
    """The round as the newest version tells of it."""
    con.execute(
        "INSERT INTO rounds (issue, folder, title, number, date, language) VALUES (?,?,?,?,?,?) "
        "ON CONFLICT (issue) DO UPDATE SET folder = excluded.folder, title = excluded.title, "
        "number = excluded.number, date = excluded.date, language = excluded.language",
        (proofs.issue, folder, proofs.title, proofs.number, proofs.date, proofs.language),
    )


def put_version(
    con: sqlite3.Connection, proofs: ProofSet, number: int, note: str, event: int
) -> None:
    """The version, whole, as it was published."""
    made = utc(datetime.fromisoformat(proofs.made))
    text = as_json(record(proofs))
    row = (proofs.issue, number, made, note, text, event)
    con.execute("INSERT INTO versions VALUES (?,?,?,?,?,?)", row)


def put_proofs(
    con: sqlite3.Connection, proofs: ProofSet, number: int, pictures: Mapping[str, str]
) -> None:
    """What a version holds, and whose each picture is."""
    at = (proofs.issue, number)
    rows = [(*at, name, blob) for name, blob in sorted(pictures.items())]
    con.executemany("INSERT INTO pictures VALUES (?,?,?,?)", rows)
    for proof in proofs.proofs:
        row = (*at, proof.slug, proof.advertiser, proof.fingerprint)
        con.execute("INSERT INTO proofs VALUES (?,?,?,?,?)", row)
        named = {getattr(proof, f.name) for f in fields(proof) if f.name.endswith(_PICTURE)}
        rows = [(*at, proof.slug, name) for name in sorted(named - {""})]
        con.executemany("INSERT INTO proof_pictures VALUES (?,?,?,?)", rows)


def put_release(con: sqlite3.Connection, at: str, issue: str, version: int, who: str) -> None:
    """From now on advertisers see it."""
    event = log.add_line(con, at, issue, who, Act.RELEASED, version=version)
    con.execute("INSERT INTO releases VALUES (?,?,?)", (issue, version, event))


def put_token(con: sqlite3.Connection, link: int, event: int) -> str:
    """A new token for a link; the token itself is not kept."""
    token = new_token()
    con.execute("INSERT INTO tokens VALUES (?,?,?)", (hash_token(token), link, event))
    return token
