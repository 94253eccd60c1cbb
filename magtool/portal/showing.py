"""Pages and files that are looked at. Nothing here changes anything."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, RedirectResponse, Response

from magtool.portal import desk
from magtool.portal.records import Case, Standing
from magtool.portal.refusals import Unknown
from magtool.portal.site import Visit
from magtool.portal.views import (
    NEEDS_REASON,
    compare_delivery,
    draw_sheet,
    find_lines,
    name_places,
    place_faults,
    show_upload,
    tell_faults,
)
from magtool.proofs import Verdict
from magtool.proofs.wording import summary


def show_start(visit: Visit) -> Response:
    """The board for the editor; an advertiser's items, or at once the only one."""
    if visit.is_editor:
        return desk.show_board(visit)
    cases = sorted(visit.ledger.cases(visit.visitor), key=lambda c: (c.proof.page, c.proof.slug))
    if len(cases) == 1:
        return RedirectResponse(f"/item/{cases[0].proof.slug}", 303)
    return visit.show("items.html", cases=cases)


def show_item(visit: Visit) -> Response:
    """An item in its spread, with all that was said of it and the form for the answer."""
    asked = visit.request.path_params.get("version")
    case = find_case(visit, asked)
    words = visit.words
    sheet = draw_sheet(case)
    faults = place_faults(tell_faults(case.proof.findings, words.language), sheet)
    uploads = [show_upload(u, case.proof.booked, words) for u in reversed(case.uploads)]
    settled = case.answer is not None and not case.answer.void
    last = case.versions[-1].number if case.versions else case.version.number
    newest = max(last, visit.round.latest)
    return visit.show(
        "item.html",
        case=case,
        proof=case.proof,
        sheet=sheet,
        faults=faults,
        places=name_places(case.proof, words),
        lines_of=find_lines(case),
        rows=compare_delivery(case.proof.booked, case.proof.delivered, words),
        summed=summary(case.proof.findings, words.language),
        uploads=uploads,
        settled=settled,
        others=_unanswered(visit) if settled and not visit.is_editor else 0,
        newest=newest,
        is_latest=case.version.number == newest,
        is_gone=last < newest,
        verdicts=[(v, v in NEEDS_REASON) for v in Verdict],
        base=f"/item/{case.proof.slug}",
        line=visit.request.query_params.get("line", ""),
    )


def _unanswered(visit: Visit) -> int:
    """How many more of the visitor's items wait for an answer."""
    asked = (Standing.WAITING, Standing.LATE, Standing.VOID)
    return sum(1 for case in visit.ledger.cases(visit.visitor) if case.standing in asked)


def show_comparison(visit: Visit) -> Response:
    """An item in two versions: side by side, one over the other, and what differs."""
    old, new = (find_case(visit, visit.number(name)) for name in ("old", "new"))
    whole = visit.request.query_params.get("show") == "spread"
    return visit.show(
        "compare.html",
        old=old,
        new=new,
        sheets=(draw_sheet(old), draw_sheet(new)),
        whole=whole,
        same=old.proof.fingerprint == new.proof.fingerprint,
        same_item=_same_picture(visit, old, new),
        base=f"/item/{new.proof.slug}",
    )


def _same_picture(visit: Visit, old: Case, new: Case) -> bool:
    """Whether the item itself looks the same: one picture is kept at one place."""
    before, after = (
        visit.ledger.picture(visit.visitor, case.version.number, case.proof.close_picture)
        for case in (old, new)
    )
    return before is not None and before == after


def find_case(visit: Visit, version: int | None = None) -> Case:
    """The case that the address names; raises `Unknown` where it isn't this visitor's."""
    case = visit.ledger.case(visit.visitor, visit.path("slug"), version)
    if case is None:
        raise Unknown
    return case


def send_picture(visit: Visit) -> Response:
    """A picture of a published version."""
    path = visit.ledger.picture(visit.visitor, visit.number("version"), visit.path("name"))
    return _send(path)


def send_upload_picture(visit: Visit) -> Response:
    """What an uploaded artwork looks like."""
    path = visit.ledger.upload_picture(visit.visitor, visit.number("id"), visit.path("name"))
    return _send(path)


def send_upload(visit: Visit) -> Response:
    """An uploaded artwork as it came, to be saved and never opened in the page."""
    number = visit.number("id")
    upload = visit.ledger.upload(visit.visitor, number)
    path = visit.ledger.upload_file(visit.visitor, number)
    if upload is None or path is None:
        raise Unknown
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=upload.file,
        headers={"cache-control": "private, no-store"},
    )


def _send(path: Path | None) -> Response:
    if path is None:
        raise Unknown
    # The name is the server's own and the content was drawn by us: always a JPEG.
    # Some two megabytes at most, read at once: a file sent in pieces changes threads for each.
    headers = {"cache-control": "private, no-store"}
    return Response(path.read_bytes(), media_type="image/jpeg", headers=headers)
