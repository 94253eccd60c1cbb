"""Verdicts, and the asking for another."""

from __future__ import annotations

from magtool.portal.cleaning import clean_line, clean_text
from magtool.portal.holding import DECIDING, EDITOR, Held, told_of
from magtool.portal.records import Act, Answer, Visitor
from magtool.portal.refusals import Locked, Stale, Unknown
from magtool.portal.writing import insert
from magtool.proofs import Verdict


class Answers(Held):
    """What advertisers decide."""

    __slots__ = ()

    def decide(
        self,
        visitor: Visitor,
        slug: str,
        version: int,
        fingerprint: str,
        verdict: Verdict,
        reason: str,
        name: str,
    ) -> Answer:
        """Takes a verdict on the page with this fingerprint.

        Raises `Stale` when the newest released page is another, `Locked` when it is answered.
        """
        name = clean_line(name)
        needed = None if verdict is Verdict.APPROVED else "reason-missing"
        reason = clean_text(reason, needed)
        with self._changing() as (con, at):
            proof = self._proof(con, visitor, slug, version)
            if visitor.role != DECIDING:
                raise Unknown
            case = self._newest(con, visitor, slug)
            if case is None or {proof.fingerprint, case.proof.fingerprint} != {fingerprint}:
                raise Stale
            if case.answer is not None and not case.answer.void:
                raise Locked
            told = {**told_of(visitor), "version": version, "verdict": verdict.value}
            told |= {"reason": reason, "typed": name}
            event = self._line(con, at, visitor, Act.ANSWERED, proof, **told)
            columns = (
                "issue, version, slug, advertiser, fingerprint, verdict, reason, name, link, event"
            )
            values = (visitor.issue, version, slug, proof.advertiser, fingerprint)
            said = (verdict.value, reason, name, visitor.link, event)
            id_ = insert(con, "answers", columns, (*values, *said))
            answers = self._case(con, visitor, slug, version).answers
            return next(answer for answer in answers if answer.id == id_)

    def reopen(self, visitor: Visitor, slug: str, why: str) -> None:
        """An editor asks for a new answer. Raises `Unknown` when there is none that holds."""
        why = clean_text(why, "reason-missing")
        with self._changing() as (con, at):
            case = self._shown(con, visitor, slug)
            if visitor.role != EDITOR or case.answer is None or case.answer.void:
                raise Unknown
            told = {**told_of(visitor), "verdict": case.answer.verdict.value, "why": why}
            event = self._line(con, at, visitor, Act.REOPENED, case.proof, **told)
            insert(con, "reopenings", "answer, why, event", (case.answer.id, why, event))
