"""The site: who may ask what at which address, and what every answer has in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from anyio import to_thread
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from magtool.portal import deciding, desk, showing
from magtool.portal.forms import Form, read_form
from magtool.portal.ledger import Ledger
from magtool.portal.pages import load_pages
from magtool.portal.refusals import (
    Busy,
    Closed,
    Full,
    Locked,
    Refused,
    Stale,
    TooMany,
    Unfit,
    Unknown,
)
from magtool.portal.security import ENVELOPE, FORM_LIMIT, Guard, Rates, from_elsewhere
from magtool.portal.settings import Settings
from magtool.portal.site import (
    SENT_AT_ONCE,
    SENT_BY_ONE,
    Accept,
    Examine,
    NotAccepted,
    Notify,
    Site,
    Visit,
)
from magtool.portal.tokens import Signer
from magtool.portal.words import words_of

__all__ = ["NotAccepted", "make_app"]

LOOKS, CHANGES, UPLOADS = 1200, 90, 12
"""Requests in a minute that one link may make: pages and pictures, things said, files sent. A
reviewer with four windows and a quick hand makes some 200, 20 and 2."""

EVERYONE = ("advertiser", "reader", "editor")
DECIDES = ("advertiser",)
SENDS = ("advertiser", "editor")
EDITS = ("editor",)

Show = Callable[[Visit], Response]
Change = Callable[[Visit, Form], Response]


class _Number(Convertor[int]):
    """A number that any database can hold."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("n", _Number())

SHOWN: Sequence[tuple[str, Show, tuple[str, ...]]] = (
    ("/", showing.show_start, EVERYONE),
    ("/item/{slug}", showing.show_item, EVERYONE),
    ("/item/{slug}/v/{version:n}", showing.show_item, EVERYONE),
    ("/item/{slug}/compare/{old:n}/{new:n}", showing.show_comparison, EVERYONE),
    ("/picture/{version:n}/{name}", showing.send_picture, EVERYONE),
    ("/upload/{id:n}/file", showing.send_upload, EVERYONE),
    ("/upload/{id:n}/{name}", showing.send_upload_picture, EVERYONE),
    ("/people", desk.show_people, EDITS),
    ("/log", desk.show_log, EDITS),
    ("/export.json", desk.send_export, EDITS),
)
CHANGED: Sequence[tuple[str, Change, tuple[str, ...]]] = (
    ("/seen", deciding.note_seen, EVERYONE),
    ("/language", deciding.choose_language, EVERYONE),
    ("/leave", deciding.leave, EVERYONE),
    ("/item/{slug}/pins", deciding.add_pin, EVERYONE),
    ("/pin/{id:n}/comments", deciding.add_comment, EVERYONE),
    ("/pin/{id:n}/solve", deciding.solve_pin, EVERYONE),
    ("/item/{slug}/verdict", deciding.decide, DECIDES),
    ("/item/{slug}/uploads", deciding.offer_artwork, SENDS),
    ("/item/{slug}/reopen", desk.reopen, EDITS),
    ("/upload/{id:n}/accept", desk.accept_upload, EDITS),
    ("/upload/{id:n}/decline", desk.decline_upload, EDITS),
    ("/version/{version:n}/release", desk.release, EDITS),
    ("/deadline", desk.set_deadline, EDITS),
    ("/people", desk.invite, EDITS),
    ("/person/{link:n}/remind", desk.remind, EDITS),
    ("/person/{link:n}/revoke", desk.revoke, EDITS),
)


def make_app(
    ledger: Ledger,
    settings: Settings,
    examine: Examine,
    accept: Accept,
    notify: Notify,
    now: Callable[[], datetime],
) -> Starlette:
    """The whole site as an ASGI application. It opens no artwork and sets no type: those who can
    are handed in."""
    pages = load_pages()
    site = Site(
        ledger, settings, examine, accept, notify, now, pages, Signer(settings.key), Rates(now)
    )
    site.shown["nothing"] = pages.render(
        "nothing.html", sv=words_of("sv"), en=words_of("en"), contact=settings.contact
    )
    app = Starlette(
        routes=_routes(site),
        middleware=[
            Middleware(
                Guard,
                secure=site.secure,
                limit=lambda path: _body_limit(path, settings.upload_limit),
                broken=lambda request: site.sorry(request, 500, "broken"),
            )
        ],
        exception_handlers={
            HTTPException: _explain(site), Refused: _refuse(site), NotAccepted: _tell(site)
        },
    )  # fmt: skip
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def _routes(site: Site) -> list[Route]:
    shown = [Route(path, _showing(site, show, roles)) for path, show, roles in SHOWN]
    changed = [
        Route(path, _changing(site, change, roles), methods=["POST"])
        for path, change, roles in CHANGED
    ]
    return [
        Route("/in/{token}", _entering(site)),
        Route("/robots.txt", _robots),
        Route("/static/{name}", _shelf(site)),
        *_together([*shown, *changed]),
    ]


def _together(routes: Sequence[Route]) -> list[Route]:
    """Routes in order; those whose last part may be anything come after those that name it."""
    return sorted(routes, key=lambda route: route.path.endswith("/{name}"))


def _body_limit(path: str, upload_limit: int) -> int:
    return upload_limit + ENVELOPE if path.endswith("/uploads") else FORM_LIMIT


# ----------------------------------------------------------------- what comes in


def _entering(site: Site) -> Callable[[Request], Response]:
    """A link is opened: nothing is written, for mail scanners open links as well."""

    def enter(request: Request) -> Response:
        visitor = None
        if site.may_guess(request):
            visitor = site.ledger.enter(request.path_params["token"])
        return site.let_in(request, visitor) if visitor else site.nothing(request, guessed=True)

    return enter


def _admitted(
    site: Site, request: Request, roles: tuple[str, ...], kind: str, most: int
) -> Visit | Response:
    """The visit, or what is answered to one who has no business here; with too many requests of
    a ``kind`` in a minute it ends here."""
    visit = site.visit(request)
    if visit is None:
        return site.stranger(request)
    if visit.visitor.role not in roles:
        return site.nothing(request)
    request.state.visit = visit
    if not site.rates.spend(f"{kind} {visit.visitor.link}", most):
        raise HTTPException(429)
    return visit


def _showing(
    site: Site, show: Show, roles: tuple[str, ...]
) -> Callable[[Request], Awaitable[Response]]:
    """A page for those who may see it, made in one of few threads beside the others."""

    async def answer(request: Request) -> Response:
        visit = _admitted(site, request, roles, "look", LOOKS)
        if not isinstance(visit, Visit):
            return visit
        return await to_thread.run_sync(show, visit, limiter=site.showing)

    return answer


def _changing(
    site: Site, change: Change, roles: tuple[str, ...]
) -> Callable[[Request], Awaitable[Response]]:
    """Something said by those who may say it, from a page of ours."""
    kind, most, limiter = "change", CHANGES, None
    if change is deciding.offer_artwork:
        kind, most, limiter = "send", UPLOADS, site.examining
    elif change is desk.accept_upload:
        limiter = site.accepting

    async def answer(request: Request) -> Response:
        visit = _admitted(site, request, roles, kind, most)
        if not isinstance(visit, Visit):
            return visit
        if from_elsewhere(request):
            raise HTTPException(403)
        with _under_way(site, visit.visitor.link, kind):
            form = await read_form(request)
            try:
                if not site.signer.check("csrf", str(visit.visitor.link), form.csrf):
                    raise HTTPException(403)
                return await to_thread.run_sync(change, visit, form, limiter=limiter)
            finally:
                await form.close()

    return answer


@contextmanager
def _under_way(site: Site, link: int, kind: str) -> Iterator[None]:
    """Counts an upload while it lasts: what waits for its turn lies on the disk meanwhile."""
    if kind != "send":
        yield
        return
    if site.sending.total() >= SENT_AT_ONCE or site.sending[link] >= SENT_BY_ONE:
        raise Busy
    site.sending[link] += 1
    try:
        yield
    finally:
        site.sending[link] -= 1


def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def _shelf(site: Site) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        found = site.pages.shelf.get(request.path_params["name"])
        if found is None:
            return site.nothing(request)
        keep = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(found.content, media_type=found.kind, headers=keep)

    return serve


# ----------------------------------------------------------------- what goes wrong


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    key: str


_STATUSES: Mapping[int, str] = {
    400: "unreadable", 403: "elsewhere", 408: "slow", 413: "large", 429: "often",
}  # fmt: skip
_REFUSALS: Mapping[type[Exception], _Answer] = {
    Stale: _Answer(409, "stale"),
    Locked: _Answer(409, "locked"),
    Closed: _Answer(409, "closed"),
    Full: _Answer(507, "full"),
    Busy: _Answer(503, "busy"),
}


def _explain(site: Site) -> Callable[[Request, Exception], Response]:
    def explain(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        if status in (404, 405):
            return site.nothing(request)
        most = site.settings.upload_limit
        megabytes = round(most / 1_000_000)
        response = site.sorry(request, status, _STATUSES.get(status, "broken"), most=megabytes)
        if status == 429:
            response.headers["retry-after"] = str(int(site.rates.span.total_seconds()))
        return response

    return explain


def _refuse(site: Site) -> Callable[[Request, Exception], Response]:
    def refuse(request: Request, fault: Exception) -> Response:
        if isinstance(fault, Unknown):
            return site.nothing(request)
        if isinstance(fault, Unfit):
            return site.sorry(request, 422, f"unfit.{fault.code}")
        if isinstance(fault, TooMany):
            return site.sorry(request, 429, f"many.{fault.code}")
        known = _REFUSALS.get(type(fault), _Answer(409, "broken"))
        return site.sorry(request, known.status, known.key)

    return refuse


def _tell(site: Site) -> Callable[[Request, Exception], Response]:
    return lambda request, fault: site.sorry(request, 409, "not-accepted", why=str(fault))
