"""The whole record in words, to be set on paper: who was shown what, and what each has said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from magtool.portal.reading import Said
from magtool.portal.records import Answer, Event, Pin, Round, Upload, Version, Visitor
from magtool.portal.words import Words
from magtool.proofs import Proof

_SHOWN = 12
"""Digits of a fingerprint that tell one from another; the JSON beside has them all."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading, a note below it, and lines; words between ``**`` are strong."""

    heading: str
    note: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """All there is of an issue, read at one moment. ``proofs`` are those of the newest version
    that is shown, by id."""

    made: datetime
    round: Round
    versions: Mapping[int, Version]
    proofs: Mapping[str, Proof]
    items: Sequence[Said]
    people: Sequence[Visitor]
    events: Sequence[Event]


def title_of(words: Words) -> str:
    """What stands over the record."""
    return words("record.title")


def tell(whole: Whole, words: Words) -> Iterator[Chapter]:
    """The record chapter by chapter: the round, every item, the people, the log."""
    around = whole.round
    lines = [_version(version, words) for version in whole.versions.values()]
    if around.deadline is not None:
        lines.append(words("record.deadline", moment=_time(around.deadline, words)))
    if around.closed is not None:
        lines.append(words("record.closed", moment=_time(around.closed, words)))
    heading = words(
        "of-issue", title=around.title, number=around.number, date=words.date(around.date)
    )
    made = words("record.made", moment=_time(whole.made, words))
    yield Chapter(_plain(heading), made, tuple(lines))
    for said in whole.items:
        yield _item(said, whole.proofs.get(said.slug), words)
    people = tuple(_person(person, around, words) for person in whole.people)
    yield Chapter(words("record.people"), "", people)
    seal = whole.events[-1].seal if whole.events else ""
    log = tuple(_line(event, words) for event in whole.events)
    yield Chapter(words("record.log"), words("record.seal", seal=seal), log)


def _version(version: Version, words: Words) -> str:
    note, made = _plain(version.note), _time(version.made, words)
    if version.released is None:
        return words("record.held", number=version.number, made=made, note=note).strip()
    shown = _time(version.released, words)
    return words("record.version", number=version.number, made=made, shown=shown, note=note).strip()


def _item(said: Said, proof: Proof | None, words: Words) -> Chapter:
    note = words("record.gone")
    if proof is not None and proof.advertiser == said.advertiser:
        note = words("record.mark", page=proof.page, mark=proof.fingerprint)
    lines: list[str] = []
    for answer in said.answers:
        lines += _answer(answer, words)
    if not said.answers:
        lines.append(words("record.unanswered"))
    for pin in said.pins:
        lines += _pin(pin, words)
    for upload in said.uploads:
        lines += _upload(upload, words)
    return Chapter(f"{_plain(said.advertiser)} · {_plain(said.slug)}", note, tuple(lines))


def _answer(answer: Answer, words: Words) -> Iterator[str]:
    line = words(
        "record.answer",
        verdict=words(f"verdicts.{answer.verdict.value}.name"),
        name=_plain(answer.name),
        moment=_time(answer.at, words),
        version=answer.version,
        mark=answer.fingerprint[:_SHOWN],
    )
    yield f"{line}. {words('record.void')}" if answer.void else line
    if answer.reason:
        yield from _quoted(answer.reason, words)


def _pin(pin: Pin, words: Words) -> Iterator[str]:
    line = words("record.pin", number=pin.number, page=pin.page, version=pin.version)
    if pin.solved is not None:
        line += f", {words('record.solved', moment=_time(pin.solved, words))}"
    yield line
    for comment in pin.comments:
        first, *more = _quoted(comment.text, words)
        yield words(
            "record.said", who=_plain(comment.who), moment=_time(comment.at, words), text=first
        )
        yield from more


def _upload(upload: Upload, words: Words) -> Iterator[str]:
    yield words(
        "record.upload",
        number=upload.id,
        file=_plain(upload.file),
        state=words(f"artwork.states.{upload.state}"),
        who=_plain(upload.who),
        moment=_time(upload.at, words),
        mark=upload.blob[:_SHOWN],
    )
    if upload.reply:
        yield words("artwork.reply", reply=_plain(words("record.quoted", text=upload.reply)))


def _person(person: Visitor, around: Round, words: Words) -> str:
    of = _plain(person.advertiser) or _plain(around.title)
    never = words("people.never")
    line = words(
        "record.person",
        name=_plain(person.name),
        of=of,
        role=words(f"people.roles.{person.role}"),
        invited=_time(person.invited, words) if person.invited else never,
        seen=_time(person.seen, words) if person.seen else never,
    )
    return f"{line}, {words('people.revoked')}" if person.revoked is not None else line


def _line(event: Event, words: Words) -> str:
    known = {
        "moment": _time(event.at, words),
        "who": _plain(event.who),
        "act": words(f"acts.{event.what}"),
    }
    why = str(json.loads(event.details).get("why", ""))
    parts = [event.slug, event.fingerprint[:_SHOWN], *(_quoted(why, words) if why else ())]
    about = " ".join(_plain(part) for part in parts if part)
    return words("record.about", about=about, **known) if about else words("record.line", **known)


def _time(moment: datetime, words: Words) -> str:
    """The day with its year, and the clock: a record is read years later."""
    return words.local(moment).replace("T", " ")


def _quoted(text: str, words: Words) -> list[str]:
    """What somebody wrote, in quotation marks, line by line."""
    lines = words("record.quoted", text=text).split("\n")
    return [_plain(line) for line in lines if line.strip()]


def _plain(text: str) -> str:
    """Words of others, that make nothing strong."""
    return " ".join(text.replace("**", "* *").split())
