"""Pins and what is said at them."""

from __future__ import annotations

import sqlite3

from magtool.portal.cleaning import clean_place, clean_text
from magtool.portal.holding import DECIDING, EDITOR, ITEM, Held, told_of
from magtool.portal.reading import MINE, Scope
from magtool.portal.records import Act, Pin, Visitor
from magtool.portal.refusals import TooMany, Unfit, Unknown
from magtool.portal.writing import insert
from magtool.proofs import Proof


class Remarks(Held):
    """Remarks at places of a page."""

    __slots__ = ()

    def pin(
        self, visitor: Visitor, slug: str, version: int, page: int, x: float, y: float, text: str
    ) -> Pin:
        """Sets a pin with its first remark."""
        text = clean_text(text)
        with self._changing() as (con, at):
            proof = self._proof(con, visitor, slug, version)
            made = self._sets.get(con, visitor.issue, version)
            if page not in proof.spread.pages:
                raise Unfit("place")
            width, height = made.trim
            x = clean_place(x, -made.bleed, width + made.bleed)
            y = clean_place(y, -made.bleed, height + made.bleed)
            item = (visitor.issue, proof.advertiser, slug)
            asked = "SELECT coalesce(max(number), 0) FROM pins WHERE "
            (last,) = con.execute(asked + ITEM, item).fetchone()
            if last >= self.limits.pins:
                raise TooMany("pins")
            told = {**told_of(visitor), "pin": last + 1, "version": version, "page": page}
            event = self._line(con, at, visitor, Act.PINNED, proof, **told, x=x, y=y, text=text)
            columns = "issue, advertiser, slug, number, version, page, x, y, event"
            values = (*item, last + 1, version, page, x, y, event)
            id_ = insert(con, "pins", columns, values)
            insert(con, "comments", "pin, link, text, event", (id_, visitor.link, text, event))
            case = self._case(con, visitor, slug, version)
            return next(pin for pin in case.pins if pin.id == id_)

    def comment(self, visitor: Visitor, pin_id: int, text: str) -> None:
        """Adds a remark to a pin."""
        text = clean_text(text)
        with self._changing() as (con, at):
            proof, number = self._pinned(con, visitor, pin_id)
            asked = "SELECT count(*) FROM comments WHERE pin = ?"
            if con.execute(asked, (pin_id,)).fetchone()[0] >= self.limits.comments:
                raise TooMany("comments")
            told = {**told_of(visitor), "pin": number, "text": text}
            event = self._line(con, at, visitor, Act.COMMENTED, proof, **told)
            values = (pin_id, visitor.link, text, event)
            insert(con, "comments", "pin, link, text, event", values)

    def solve(self, visitor: Visitor, pin_id: int, solved: bool) -> None:
        """Ticks a pin off, or takes the tick away. Not for readers."""
        with self._changing() as (con, at):
            proof, number = self._pinned(con, visitor, pin_id)
            if visitor.role not in (DECIDING, EDITOR):
                raise Unknown
            asked = "SELECT solved FROM solvings WHERE pin = ? ORDER BY id DESC LIMIT 1"
            last = con.execute(asked, (pin_id,)).fetchone()
            if bool(last and last[0]) == solved:
                return
            asked = "SELECT count(*) FROM solvings WHERE pin = ?"
            if con.execute(asked, (pin_id,)).fetchone()[0] >= self.limits.comments:
                raise TooMany("comments")
            act = Act.SOLVED if solved else Act.UNSOLVED
            event = self._line(con, at, visitor, act, proof, **told_of(visitor), pin=number)
            insert(con, "solvings", "pin, solved, event", (pin_id, int(solved), event))

    def _pinned(self, con: sqlite3.Connection, visitor: Visitor, pin_id: int) -> tuple[Proof, int]:
        """The proof that a pin was set on, and the pin's number."""
        asked = Scope.of(visitor).asked(pin=pin_id)
        question = f"SELECT slug, version, number FROM pins WHERE {MINE} AND id = :pin"
        row = con.execute(question, asked).fetchone()
        if row is None:
            raise Unknown
        return self._proof(con, visitor, row[0], row[1]), row[2]
