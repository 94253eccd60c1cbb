"""``magtool portal``: the review site's versions, people, deadlines and records."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from magtool.cli.arguments import PORT
from magtool.cli.outcome import Outcome, Refusal
from magtool.cli.progress import ProgressLine
from magtool.cli.project import as_typed
from magtool.cli.sitefolder import (
    Faulty,
    at_desk,
    clock,
    closed,
    damaged,
    desk,
    find_place,
    items_at,
    opened,
    void_notes,
    void_since,
)
from magtool.cli.tables import table
from magtool.diagnostics import Diagnostic, Severity, nearest
from magtool.portal import settings as written
from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter, letter
from magtool.portal.mail import NotSent, send
from magtool.portal.records import Round, Visitor
from magtool.portal.refusals import Closed, Stale, Unfit, Unknown
from magtool.portal.reminding import deciding, is_open
from magtool.portal.reports import plain
from magtool.portal.settings import Settings


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Does what the action says."""
    try:
        return _run(options, progress)
    except Faulty as fault:
        return Outcome({}, "", fault.diagnostics)


def _run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Only what an action needs is loaded: most have no use for the layout, nor for a server."""
    if options.action == "serve":
        from magtool.cli.reviewsite import serve

        return serve(options)
    if options.action == "publish":
        from magtool.cli.publishing import publish

        return publish(options, progress)
    if options.action == "export":
        from magtool.cli.exporting import export

        return export(options, progress)
    return _ACTIONS[options.action](options)


# --- people -------------------------------------------------------------------------------


def _invite(options: Namespace) -> Outcome:
    if options.editor and options.reader:
        raise Refusal("usage", "‘--reader’ is for an advertiser’s people, not for an editor")
    with at_desk(options) as (ledger, place, around):
        settings = place.settings(ledger.key, options.address)
        role = "editor" if options.editor else "reader" if options.reader else "advertiser"
        advertiser = "" if options.editor else _known(ledger, around, options.advertiser)
        language = options.language or ("sv" if around.language.startswith("sv") else "en")
        expires = None if options.expires is None else _aware(options.expires, settings)
        try:
            person, token = ledger.invite(
                around.issue, advertiser, options.name, options.email, language, role, desk(),
                expires,
            )  # fmt: skip
        except Unfit as fault:
            raise Refusal("usage", _UNFIT.get(fault.code, str(fault))) from fault
        handed = hand_over("invite", person, around, token, settings)
    who = person.name if options.editor else f"{person.name}, {person.advertiser}"
    document = {"issue": around.issue, "person": plain(person), **handed.record}
    return Outcome(document, f"{who}: {handed.line}\n", handed.told)


def _known(ledger: Ledger, around: Round, name: str) -> str:
    """The advertiser as the issue writes the name."""
    there = ledger.advertisers(around.issue)
    if name in there:
        return name
    close = nearest(name, there)
    hint = f"did you mean ‘{close}’?" if close else "there are " + ", ".join(there)
    raise Refusal("unknown-advertiser", f"‘{name}’ has no proof in {around.issue}", hint)


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a letter: sent, or shown to be copied."""

    sent: bool
    link: str
    letter: Letter
    told: tuple[Diagnostic, ...]

    @property
    def line(self) -> str:
        return f"sent to {self.letter.to}" if self.sent else self.link

    @property
    def record(self) -> dict[str, Any]:
        """As --json gives it."""
        shown = {"to": self.letter.to, "subject": self.letter.subject, "text": self.letter.text}
        return {"link": self.link, "sent": self.sent, "letter": shown}


def hand_over(kind: str, person: Visitor, around: Round, token: str, settings: Settings) -> Handed:
    """Sends a letter with a link where a mail server is told and there is an address to send to."""
    link = f"{settings.address or f'http://localhost:{PORT}'}/in/{token}"
    text = letter(kind, person, around, link=link, zone=settings.zone)
    if settings.mail is None or not person.email:
        return Handed(False, link, text, _local(settings))
    try:
        send(text, settings.mail, os.environ)
    except NotSent as fault:
        message = f"the letter to {person.email} was not sent: {fault}"
        hints = ("give the link to them in another way",)
        not_sent = Diagnostic("portal-not-sent", Severity.WARNING, message, None, hints)
        return Handed(False, link, text, (not_sent,))
    return Handed(True, link, text, _local(settings))


def _local(settings: Settings) -> tuple[Diagnostic, ...]:
    """A remark where the link can be opened on this computer alone."""
    if settings.address:
        return ()
    hint = f"write `address: https://…` in {written.FILE}, or give --address"
    message = "the site’s address is not told: the link opens on this computer only"
    return (Diagnostic("portal-no-address", Severity.NOTE, message, None, (hint,)),)


def _aware(moment: datetime, settings: Settings) -> datetime:
    """The moment where the desk is, when it was written without a zone."""
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=settings.zone) if settings.zone else moment.astimezone()


def _revoke(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, _, around):
        person = _person(ledger.people(around.issue), options.person)
        ledger.revoke(person.link, desk())
    document = {"issue": around.issue, "person": plain(person), "revoked": True}
    return Outcome(document, f"{person.name}: the link is ended\n")


def _person(people: Sequence[Visitor], written_: str) -> Visitor:
    """The one who is meant by number, name or address."""
    left = [person for person in people if person.revoked is None]
    meant = [p for p in left if written_ in (str(p.link), p.name, p.email)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        numbers = ", ".join(f"{p.link} ({p.advertiser or 'editor'})" for p in meant)
        message = f"‘{written_}’ is more than one: {numbers}"
        raise Refusal("unknown-person", message, "give the number")
    close = nearest(written_, [p.name for p in left] + [p.email for p in left if p.email])
    hint = f"did you mean ‘{close}’?" if close else "`magtool portal people ISSUE` lists them"
    raise Refusal("unknown-person", f"nobody called ‘{written_}’ has a link", hint)


def _people(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, place, around):
        people = ledger.people(around.issue)
        zone = place.settings(ledger.key, None).zone
    rows = [
        (
            str(person.link),
            person.advertiser or "(the desk)",
            person.name,
            person.email or "–",
            person.role,
            shown(person.seen, zone) or "never",
            _state(person),
        )
        for person in people
    ]
    heads = ("no", "advertiser", "name", "mail", "role", "looked", "link")
    document = {"issue": around.issue, "people": [plain(person) for person in people]}
    listed = table(heads, rows) if rows else "nobody has been invited\n"
    return Outcome(document, listed)


def _state(person: Visitor) -> str:
    if person.revoked is not None:
        return "ended"
    return "open" if is_open(person, clock()) else "expired"


def shown(moment: datetime | None, zone: tzinfo | None) -> str:
    """A time as the desk's clock shows it; "" for none."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _remind(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, place, around):
        _refuse_closed(around)
        settings = place.settings(ledger.key, options.address)
        wanted = _known(ledger, around, options.advertiser) if options.advertiser else None
        waited = ledger.waited_for(around.issue)
        people = deciding(ledger.people(around.issue), clock())
        handed = []
        for person in people:
            if person.advertiser not in waited or wanted not in (None, person.advertiser):
                continue
            token = ledger.renew(person.link, desk())
            handed.append((person, hand_over("remind", person, around, token, settings)))
            ledger.reminded(person.link, desk())
    records = [{"person": plain(person), **one.record} for person, one in handed]
    text = "".join(f"{p.name}, {p.advertiser}: {one.line}\n" for p, one in handed)
    told = tuple(dict.fromkeys(d for _, one in handed for d in one.told))
    document = {"issue": around.issue, "reminded": records}
    return Outcome(document, text or "there is nobody to remind\n", told)


# --- rounds -------------------------------------------------------------------------------


def _refuse_closed(around: Round) -> None:
    if around.closed is not None:
        raise closed(around.issue)


def _deadline(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, place, around):
        settings = place.settings(ledger.key, None)
        when = None if options.when is None else _aware(options.when, settings)
        then = options.then or around.then
        ledger.set_deadline(around.issue, when, then, desk())
    told: tuple[Diagnostic, ...] = ()
    if when is not None and when <= clock():
        message = "the deadline is past: all who have not answered stand as late"
        told = (Diagnostic("portal-past-deadline", Severity.WARNING, message),)
    document = {"issue": around.issue, "deadline": plain(when), "then": then}
    line = f"answers until {shown(when, settings.zone)}" if when else "no deadline"
    return Outcome(document, f"{around.issue}: {line}; then {then}\n", told)


def _close(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, _, around):
        ledger.close_round(around.issue, desk())
    document = {"issue": around.issue, "closed": True}
    return Outcome(document, f"{around.issue}: closed; advertisers’ links open nothing any more\n")


def _open(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, _, around):
        ledger.open_round(around.issue, desk())
    return Outcome({"issue": around.issue, "closed": False}, f"{around.issue}: open\n")


def _release(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, _, around):
        before = items_at(ledger, around.issue)
        try:
            ledger.release(around.issue, options.version, desk())
        except Closed as fault:
            raise closed(around.issue) from fault
        except (Unknown, Stale) as fault:
            late = "a later one is out" if isinstance(fault, Stale) else "there is none"
            message = f"version {options.version} of {around.issue} can’t be shown: {late}"
            raise Refusal("unknown-version", message) from fault
        void = void_since(before, items_at(ledger, around.issue))
    document = {
        "issue": around.issue,
        "version": options.version,
        "released": True,
        "void": [item["slug"] for item in void],
    }
    line = f"{around.issue}: version {options.version} is out\n"
    return Outcome(document, line, tuple(void_notes(void)))


# --- records ------------------------------------------------------------------------------


def _status(options: Namespace) -> Outcome:
    with at_desk(options) as (ledger, place, around):
        status = ledger.status(around.issue)
        faults = ledger.verify()
        zone = place.settings(ledger.key, None).zone
    told = damaged(faults)
    rows = [
        (
            item["advertiser"],
            item["slug"],
            str(item["page"]),
            _standing(item, zone),
            str(item["open_pins"] or "–"),
            str(item["waiting_uploads"] or "–"),
        )
        for item in _items(status)
    ]
    heads = ("advertiser", "item", "page", "answer", "pins", "artwork")
    listed = table(heads, rows) if rows else ""
    return Outcome(status, listed + _closing(around, status, zone), told)


def _standing(item: Mapping[str, Any], zone: tzinfo | None) -> str:
    """The answer in a few words, with who gave it."""
    answer, standing = item["answer"], item["standing"]
    if answer is None:
        return str(standing) if item["invited"] else f"{standing}, nobody invited"
    day = datetime.fromisoformat(answer["at"]).astimezone(zone).date().isoformat()
    if answer["void"]:
        return f"void ({answer['verdict']} by {answer['name']}, {day}: the page has changed)"
    return f"{standing} by {answer['name']}, {day}"


def _closing(around: Round, status: Mapping[str, Any], zone: tzinfo | None) -> str:
    counts = ", ".join(f"{n} {name}" for name, n in status["counts"].items() if n) or "no proofs"
    until = f", answers until {shown(around.deadline, zone)}" if around.deadline else ""
    over = ", closed" if around.closed else ""
    out = f"version {status['version']}" if status["version"] else "no version out"
    return f"{around.issue}, {out}: {counts}{until}{over}\n"


def _items(status: Mapping[str, object]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = status["items"]  # type: ignore[assignment]
    return items


def _backup(options: Namespace) -> Outcome:
    place, target = find_place(options), Path(options.file)
    if target.exists():
        raise Refusal("folder-in-use", f"‘{options.file}’ is there already", "give another name")
    with opened(place) as ledger:
        try:
            ledger.backup(target)
        except OSError as error:
            message = f"‘{options.file}’ can’t be written: {error.strerror or error}"
            raise Refusal("cannot-write", message, "give another file") from error
        faults = ledger.verify(deep=True)
    size = target.stat().st_size
    document = {"file": as_typed(target), "bytes": size}
    line = f"{as_typed(target)}: {max(1, round(size / 1e6))} MB\n"
    return Outcome(document, line, damaged(faults))


_UNFIT = {
    "email": "‘--email’ is no mail address",
    "name-missing": "‘--name’ is empty",
    "text-long": "‘--name’ is too long",
    "expires": "‘--expires’ is past",
}
_ACTIONS: Mapping[str, Callable[[Namespace], Outcome]] = {
    "invite": _invite,
    "revoke": _revoke,
    "people": _people,
    "remind": _remind,
    "deadline": _deadline,
    "close": _close,
    "open": _open,
    "release": _release,
    "status": _status,
    "backup": _backup,
}
