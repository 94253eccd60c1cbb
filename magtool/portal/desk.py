"""The editor's side: the board, people, the log, and what only an editor decides."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

from starlette.responses import JSONResponse, Response

from magtool.portal.forms import Form
from magtool.portal.letters import Letter, letter
from magtool.portal.records import Board, Event, Standing, Visitor
from magtool.portal.refusals import Unfit, Unknown
from magtool.portal.reminding import deciding
from magtool.portal.rounds import FALLBACKS
from magtool.portal.site import Visit
from magtool.portal.views import is_number, lay_spreads, page_size, rank_cases
from magtool.portal.words import LANGUAGES, Words

_LOG_PAGE = 200
"""Lines of the log on one page."""
_YEARS = range(2000, 9999)
"""Of a deadline: the first and last years that there are have hours that no other zone has."""


def show_board(visit: Visit) -> Response:
    """Who has answered, on the flatplan and as a list, and what waits for the editor."""
    asked = visit.request.query_params.get("version", "")
    board = find_board(visit, int(asked) if is_number(asked) else None)
    by = visit.request.query_params.get("sort", "")
    held = [v for v in board.versions if v.released is None]
    uploads = [(c, u) for c in board.cases for u in c.uploads if u.state == "offered"]
    pins = [(c, p) for c in board.cases for p in c.pins if p.solved is None]
    return visit.show(
        "board.html",
        board=board,
        trim=page_size(board),
        thens=FALLBACKS,
        spreads=lay_spreads(board),
        cases=rank_cases(board.cases, by),
        sort=by,
        counts=Counter(case.standing for case in board.cases),
        standings=tuple(Standing),
        held=held,
        uploads=uploads,
        pins=sorted(pins, key=lambda pair: pair[1].comments[-1].at, reverse=True),
        looked=_looked(visit, board),
    )


def find_board(visit: Visit, version: int | None = None) -> Board:
    """The flatplan of a version, by itself the newest released one."""
    board = visit.ledger.board(visit.visitor, version)
    if board is None:
        raise Unknown
    return board


def _looked(visit: Visit, board: Board) -> dict[str, bool | None]:
    """By advertiser: whether anyone of theirs has looked, None where nobody is invited."""
    found: dict[str, bool | None] = {case.proof.advertiser: None for case in board.cases}
    for person in visit.ledger.people(visit.visitor.issue):
        if person.advertiser in found and person.revoked is None:
            found[person.advertiser] = bool(found[person.advertiser]) or person.seen is not None
    return found


def show_people(visit: Visit) -> Response:
    """Everyone who has a link, and the form to invite one more."""
    cases = find_board(visit).cases
    return visit.show(
        "people.html",
        people=visit.ledger.people(visit.visitor.issue),
        advertisers=sorted({case.proof.advertiser for case in cases}, key=str.casefold),
        asked=visit.request.query_params.get("advertiser", ""),
    )


def show_log(visit: Visit) -> Response:
    """Everything that happened, the newest first."""
    events = list(reversed(visit.ledger.events(visit.visitor.issue)))
    asked = visit.request.query_params.get("page", "1")
    number = max(1, int(asked)) if is_number(asked) else 1
    start = (number - 1) * _LOG_PAGE
    shown = events[start : start + _LOG_PAGE]
    return visit.show(
        "log.html",
        lines=[(event, _describe(event, visit.words)) for event in shown],
        number=number,
        further=len(events) > start + _LOG_PAGE,
    )


def _describe(event: Event, words: Words) -> str:
    """What the log adds to an act, for reading: the figures and words, without the hashes."""
    told = json.loads(event.details)
    parts = [str(told[key]) for key in ("name", "advertiser") if told.get(key) and not event.slug]
    if "version" in told:
        parts.append(words("version", number=told["version"]).lower())
    if "pin" in told:
        parts.append(words("pins.number", number=told["pin"]).lower())
    if told.get("verdict"):
        parts.append(words(f"verdicts.{told['verdict']}.name").lower())
    if told.get("deadline"):
        parts.append(words.moment(datetime.fromisoformat(told["deadline"])))
    if told.get("then"):
        parts.append(words(f"board.thens.{told['then']}"))
    parts += [str(told[key]) for key in ("file", "note") if told.get(key)]
    quoted = (told.get(key) for key in ("text", "reason", "why", "reply"))
    return ", ".join(parts + [f"”{text}”" for text in quoted if text])


def send_export(visit: Visit) -> Response:
    """The whole record, for the files."""
    name = f"{visit.visitor.issue}.json"
    return JSONResponse(
        visit.ledger.export(visit.visitor.issue),
        headers={"content-disposition": f'attachment; filename="{_plain(name)}"'},
    )


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in name)


# ------------------------------------------------------------------ artwork, answers, versions


def accept_upload(visit: Visit, form: Form) -> Response:
    """The corrected artwork goes into the issue; the old file stays beside it."""
    number = visit.number("id")
    kept = visit.ledger.accept(visit.visitor, number, visit.site.accept, form.text("reply"))
    told = _tell_people(visit, kept.slug, "accepted")
    return visit.to(f"/item/{kept.slug}", "accepted", f"upload-{number}", told)


def decline_upload(visit: Visit, form: Form) -> Response:
    """No to an offered artwork, with a word why."""
    number = visit.number("id")
    kept = visit.ledger.decline(visit.visitor, number, form.text("reply"))
    told = _tell_people(visit, kept.slug, "declined", reply=kept.reply)
    return visit.to(f"/item/{kept.slug}", "declined", f"upload-{number}", told)


def reopen(visit: Visit, form: Form) -> Response:
    """Asks for a new answer; the one given stays in the record as void."""
    slug = visit.path("slug")
    visit.ledger.reopen(visit.visitor, slug, form.text("why"))
    told = _tell_people(visit, slug, "reopened", why=form.text("why"))
    return visit.to(f"/item/{slug}", "reopened", letters=told)


def release(visit: Visit, form: Form) -> Response:
    """Shows a version that was held back to those it concerns."""
    visit.ledger.release(visit.visitor.issue, visit.number("version"), visit.visitor)
    return visit.to("/", "released")


def set_deadline(visit: Visit, form: Form) -> Response:
    """By when answers are asked, and what happens to who has given none."""
    when, then = _when(visit, form), form.text("then")
    visit.ledger.set_deadline(visit.visitor.issue, when, then, visit.visitor)
    return visit.to("/", "deadline")


def _when(visit: Visit, form: Form) -> datetime | None:
    """The moment that was chosen, by the clock of the place; None to have none."""
    chosen = form.text("when").strip()
    if not chosen:
        return None
    try:
        moment = datetime.fromisoformat(chosen)
        if moment.tzinfo is None:
            zone = visit.site.settings.zone
            moment = moment.replace(tzinfo=zone) if zone else moment.astimezone()
        if moment.year not in _YEARS:
            raise ValueError(chosen)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Unfit("when") from None


# ------------------------------------------------------------------ people


def invite(visit: Visit, form: Form) -> Response:
    """One more person gets a link of their own, by mail or to be copied."""
    role, language = form.text("role"), form.text("language")
    visitor, token = visit.ledger.invite(
        visit.visitor.issue,
        "" if role == "editor" else form.text("advertiser"),
        form.text("name"),
        form.text("email"),
        language if language in LANGUAGES else LANGUAGES[0],
        role,
        visit.visitor,
    )
    return _hand_over(visit, "invite", visitor, token)


def remind(visit: Visit, form: Form) -> Response:
    """A new letter to one who was invited, with a link: the first may be long lost."""
    visitor = _person(visit)
    token = visit.ledger.renew(visitor.link, visit.visitor)
    answer = _hand_over(visit, "remind", visitor, token)
    visit.ledger.reminded(visitor.link, visit.visitor)
    return answer


def revoke(visit: Visit, form: Form) -> Response:
    """Ends somebody's link at once."""
    visit.ledger.revoke(_person(visit).link, visit.visitor)
    return visit.to("/people", "revoked")


def _person(visit: Visit) -> Visitor:
    link = visit.number("link")
    for person in visit.ledger.people(visit.visitor.issue):
        if person.link == link and person.revoked is None:
            return person
    raise Unknown


def _hand_over(visit: Visit, kind: str, visitor: Visitor, token: str) -> Response:
    """Sends the letter; where that can't be done it is shown, once, to be copied. The link is in
    no address and no log: it stands on this one page."""
    told = _letter(visit, kind, visitor, visit.site.link(visit.request, token))
    if visitor.email and visit.site.mail(told):
        return visit.to("/people", "mailed")
    link = visit.site.link(visit.request, token)
    return visit.show("handed.html", person=visitor, letter=told, link=link, kind=kind)


def _letter(visit: Visit, kind: str, visitor: Visitor, link: str, **values: object) -> Letter:
    zone = visit.site.settings.zone
    return letter(kind, visitor, visit.round, link=link, zone=zone, **values)


def _tell_people(visit: Visit, slug: str, kind: str, **values: object) -> list[Letter]:
    """Letters to those who decide about an item. They name no link: each has theirs."""
    case = visit.ledger.case(visit.visitor, slug)
    if case is None:
        return []
    values = {"item": case.proof.title, "page": case.proof.page, **values}
    people = deciding(visit.ledger.people(visit.visitor.issue), visit.site.clock())
    return [
        _letter(visit, kind, person, "", **values)
        for person in people
        if person.advertiser == case.proof.advertiser and person.email
    ]
