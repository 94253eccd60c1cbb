"""What visitors say and send: pins, threads, answers, artwork. Each ends on a page to look at."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from magtool.portal.cleaning import clean_file
from magtool.portal.forms import Form
from magtool.portal.letters import Letter, letter
from magtool.portal.records import Case
from magtool.portal.refusals import Unfit, Unknown
from magtool.portal.reminding import is_open
from magtool.portal.showing import find_case
from magtool.portal.site import Visit
from magtool.portal.views import name_places, unfold
from magtool.portal.words import LANGUAGES, words_of
from magtool.proofs import Verdict

_IMAGE_WIDTH = 720
"""Width in pixels of the picture that is clicked where no script runs; see item.html."""


def note_seen(visit: Visit, form: Form) -> Response:
    """Notes that somebody looks, told by the page's own script: mail scanners run none."""
    visit.ledger.seen(visit.visitor)
    return Response(status_code=204)


def choose_language(visit: Visit, form: Form) -> Response:
    """Keeps the visitor's choice in a cookie, and nothing of it here."""
    language = form.text("language")
    if language not in LANGUAGES:
        raise HTTPException(400)
    name, secure = visit.site.cookie(visit.request, "magtool-language")
    response = visit.to(_back(form))
    response.set_cookie(
        name, language, path="/", secure=secure, httponly=True, samesite="lax",
        max_age=365 * 24 * 3600,
    )  # fmt: skip
    return response


def leave(visit: Visit, form: Form) -> Response:
    """Ends the visit on this computer; the link still works."""
    name, secure = visit.site.cookie(visit.request)
    page = visit.site.pages.render("left.html", t=visit.words, visit=None, said="")
    response = Response(page, media_type="text/html")
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def add_pin(visit: Visit, form: Form) -> Response:
    """A remark at a place, pointed at or named."""
    case = find_case(visit)
    version = form.whole("version")
    shown = case if case.version.number == version else find_case(visit, version)
    page, x, y = _place(shown, form, visit)
    pin = visit.ledger.pin(visit.visitor, shown.proof.slug, version, page, x, y, form.text("text"))
    return visit.to(_item(shown, visit), "pinned", f"pin-{pin.id}")


def _place(case: Case, form: Form, visit: Visit) -> tuple[int, float, float]:
    """Where a pin was set: by its point on the spread, by a click on the plain picture, or by the
    name of a place."""
    proof = case.proof
    if "x" in form.fields:
        return unfold(proof, form.number("x"), form.number("y"))
    if "at.x" in form.fields:
        spread = proof.spread
        scale = (spread.width + 2 * spread.bleed) / _IMAGE_WIDTH
        across, down = (form.number(f"at.{axis}") * scale - spread.bleed for axis in "xy")
        return unfold(proof, across, down)
    named = {place.key: place for place in name_places(proof, visit.words)}
    place = named.get(form.text("place"))
    if place is None:
        raise Unfit("place")
    return proof.page, place.x, place.y


def add_comment(visit: Visit, form: Form) -> Response:
    """A line in a pin's thread."""
    number = visit.number("id")
    visit.ledger.comment(visit.visitor, number, form.text("text"))
    return visit.to(_back(form), "commented", f"pin-{number}")


def solve_pin(visit: Visit, form: Form) -> Response:
    """A pin done with, or taken up again."""
    number = visit.number("id")
    solved = form.on("solved")
    visit.ledger.solve(visit.visitor, number, solved)
    return visit.to(_back(form), "solved" if solved else "unsolved", f"pin-{number}")


def decide(visit: Visit, form: Form) -> Response:
    """The answer, which holds for the page that was looked at and no other."""
    case = find_case(visit)
    if form.text("verdict") not in set(Verdict):
        raise Unfit("verdict-missing")
    if not form.on("consent"):
        raise Unfit("consent-missing")
    answer = visit.ledger.decide(
        visit.visitor,
        case.proof.slug,
        form.whole("version"),
        form.text("fingerprint"),
        Verdict(form.text("verdict")),
        form.text("reason"),
        form.text("name"),
    )
    told = _tell_editors(visit, "answered", case, answer.verdict)
    return visit.to(f"/item/{case.proof.slug}", "answered", "answer", told)


def offer_artwork(visit: Visit, form: Form) -> Response:
    """Corrected artwork, examined at once and kept until the editor says yes or no."""
    case = find_case(visit)
    if case.proof.kind != "ad":
        raise Unknown
    upload = form.upload
    if upload is None or not upload.filename:
        raise Unfit("file-missing")
    data = upload.file.read(visit.site.settings.upload_limit + 1)
    if len(data) > visit.site.settings.upload_limit:
        raise HTTPException(413)
    name = clean_file(upload.filename)
    examined = visit.site.examine(data, name, case.proof.booked)
    kept = visit.ledger.offer(visit.visitor, case.proof.slug, data, name, examined)
    told = _tell_editors(visit, "offered", case) if kept.state == "offered" else []
    return visit.to(f"/item/{case.proof.slug}", f"artwork-{kept.state}", f"upload-{kept.id}", told)


def _tell_editors(
    visit: Visit, kind: str, case: Case, verdict: Verdict | None = None
) -> list[Letter]:
    """Letters to the issue's editors; where none are sent they see it on their board."""
    zone, proof = visit.site.settings.zone, case.proof
    letters = []
    for editor in visit.ledger.people(visit.visitor.issue):
        if editor.role == "editor" and editor.email and is_open(editor, visit.site.clock()):
            words = words_of(editor.language, zone)
            given = words(f"verdicts.{verdict}.name") if verdict else ""
            letters.append(
                letter(
                    kind, editor, visit.round, zone=zone, who=visit.who, of=proof.advertiser,
                    item=proof.title, page=proof.page, verdict=given,
                )
            )  # fmt: skip
    return letters


def _item(case: Case, visit: Visit) -> str:
    latest = case.versions[-1].number if case.versions else case.version.number
    base = f"/item/{case.proof.slug}"
    return base if case.version.number == latest else f"{base}/v/{case.version.number}"


def _back(form: Form) -> str:
    """Where a form was sent from: an address of ours, or the start."""
    back = form.text("back")
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if ours and not back.startswith("/in/") else "/"
