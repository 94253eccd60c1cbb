"""The site and a visit to it: what every page is answered from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from anyio import CapacityLimiter
from starlette.background import BackgroundTasks
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter
from magtool.portal.pages import Pages
from magtool.portal.records import Round, Upload, Visitor
from magtool.portal.security import Rates, client_of, host_of, is_local, log
from magtool.portal.settings import Settings
from magtool.portal.tokens import Signer
from magtool.portal.words import LANGUAGES, Words, words_of
from magtool.proofs import Booked, Examined

SESSION = timedelta(days=30)
"""How long a visit lasts before the link must be opened again: longer than a round of proofs."""
GUESSES = 300
"""Links and cookies refused to one address in a minute, after which none is looked up: a whole
office may mistype. It spares the machine; what keeps a link from being guessed is its 256 bits."""

SHOWN_AT_ONCE = 16
"""Pages made together: they share one interpreter, and with more threads the loop that takes
requests in gets its turn later."""
EXAMINED_AT_ONCE = 2
"""Uploads looked at together: each has a process of its own, of up to a gigabyte."""
SENT_AT_ONCE, SENT_BY_ONE = 20, 2
"""Uploads that may be under way, in all and by one link; more are asked to come again."""

Notify = Callable[[Letter], bool]
"""Sends a letter; False where the site has no way to, and the editor must."""


class Examine(Protocol):
    """Looks at an uploaded artwork, confined."""

    def __call__(self, data: bytes, name: str, booked: Booked) -> Examined: ...


class Accept(Protocol):
    """Writes an accepted artwork into the issue and says where; raises `NotAccepted`."""

    def __call__(self, upload: Upload, file: Path) -> str: ...


class NotAccepted(Exception):
    """The issue's folder can't take the artwork now. Its text says why, to the editor."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages are made from. Nothing here changes while the site runs but the ledger."""

    ledger: Ledger
    settings: Settings
    examine: Examine
    accept: Accept
    notify: Notify
    clock: Callable[[], datetime]
    pages: Pages
    signer: Signer
    rates: Rates
    shown: dict[str, str] = field(default_factory=dict)
    """Pages that are the same for everyone, made once."""
    showing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(SHOWN_AT_ONCE))
    examining: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(EXAMINED_AT_ONCE))
    """Threads of their own, so that pages never wait behind artwork."""
    accepting: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    sending: Counter[int] = field(default_factory=Counter)
    """Uploads under way, by link."""

    def secure(self, request: Request) -> bool:
        """Whether visitors come by TLS."""
        if self.settings.address:
            return self.settings.address.startswith("https:")
        return bool(request.scope["scheme"] == "https")

    def cookie(self, request: Request, name: str = "magtool") -> tuple[str, bool]:
        """A cookie's name here and whether it is for secure lines only. Browsers bind a name with
        ``__Host-`` to this very host; over a plain line they would not keep it."""
        if self.secure(request) or is_local(request):
            return f"__Host-{name}", True
        return name, False

    def address(self, request: Request) -> str:
        """The site's own address, without a slash at its end."""
        if self.settings.address:
            return self.settings.address
        host = host_of(request)
        if not host:
            raise HTTPException(400)
        return f"{request.scope['scheme']}://{host}"

    def link(self, request: Request, token: str) -> str:
        """What an invited visitor opens."""
        return f"{self.address(request)}/in/{token}"

    def let_in(self, request: Request, visitor: Visitor) -> Response:
        """The answer to a link: on to the clean address, with the cookie that stands for it."""
        came = str(int(self.clock().timestamp()))
        mark = self.signer.sign("visit", f"{visitor.link}.{came}")
        name, secure = self.cookie(request)
        response = RedirectResponse("/", 303)
        response.set_cookie(
            name, f"{visitor.link}.{came}.{mark}",
            path="/", secure=secure, httponly=True, samesite="lax",
        )  # fmt: skip
        return response

    def visit(self, request: Request) -> Visit | None:
        """Whose visit this is; None for anyone who has no business here."""
        name, _ = self.cookie(request)
        link, _, rest = request.cookies.get(name, "").partition(".")
        came, _, mark = rest.partition(".")
        if not (_is_number(link) and _is_number(came)):
            return None
        if not self.signer.check("visit", f"{link}.{came}", mark):
            return None
        if not timedelta(0) <= self.clock() - _moment(came) < SESSION:
            return None
        visitor = self.ledger.visitor(int(link))
        around = self.ledger.round(visitor.issue) if visitor else None
        if visitor is None or around is None:
            return None
        return Visit(self, request, visitor, around, self._words(request, visitor))

    def _words(self, request: Request, visitor: Visitor) -> Words:
        name, _ = self.cookie(request, "magtool-language")
        chosen = request.cookies.get(name, "")
        language = chosen if chosen in LANGUAGES else visitor.language
        return words_of(language, self.settings.zone)

    def may_guess(self, request: Request) -> bool:
        """Whether this address hasn't been refused too often of late."""
        return not self.rates.spent(f"guess {client_of(request)}", GUESSES)

    def nothing(self, request: Request, guessed: bool = False) -> Response:
        """The one answer to whatever is unknown, foreign or over. A link or a cookie that opens
        nothing counts as guessed."""
        if guessed:
            self.rates.spend(f"guess {client_of(request)}", GUESSES)
        return HTMLResponse(self.shown["nothing"], 404)

    def stranger(self, request: Request) -> Response:
        """The same to one who was not let in."""
        name, _ = self.cookie(request)
        return self.nothing(request, guessed=name in request.cookies)

    def mail(self, told: Letter) -> bool:
        """Sends a letter; whatever keeps it is the log's business, never the visitor's."""
        try:
            return self.notify(told)
        except Exception as fault:
            log.error("a letter was not sent: %s", type(fault).__name__)
            return False

    def sorry(self, request: Request, status: int, key: str, **values: object) -> Response:
        """A page that says what went wrong and what to do."""
        visit = getattr(request.state, "visit", None)
        words = visit.words if visit else words_of(LANGUAGES[0], self.settings.zone)
        slug = request.path_params.get("slug")
        page = self.pages.render(
            "sorry.html", t=words, visit=visit, said="", problem=words(f"sorry.{key}", **values),
            back=f"/item/{slug}" if slug else "/",
        )  # fmt: skip
        return HTMLResponse(page, status)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by somebody who was let in."""

    site: Site
    request: Request
    visitor: Visitor
    round: Round
    words: Words

    @property
    def ledger(self) -> Ledger:
        return self.site.ledger

    @property
    def who(self) -> str:
        """How the log names the visitor."""
        return self.visitor.name

    @property
    def is_editor(self) -> bool:
        return self.visitor.role == "editor"

    @property
    def csrf(self) -> str:
        """What every form of this visitor carries, so that no other site can send it."""
        return self.site.signer.sign("csrf", str(self.visitor.link))

    @property
    def here(self) -> str:
        """The address of the page, without its query."""
        return str(self.request.scope["path"])

    def path(self, name: str) -> str:
        """What stands in the address at a name."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        return int(self.request.path_params[name])

    def show(self, template: str, **values: object) -> Response:
        """A page."""
        said = self.request.query_params.get("said", "")
        known = said if f"said.{said}" in self.words.table else ""
        page = self.site.pages.render(
            template, t=self.words, visit=self, said=known, now=self.site.clock(), **values
        )
        return HTMLResponse(page)

    def to(
        self, address: str, said: str = "", at: str = "", letters: Iterable[Letter] = ()
    ) -> Response:
        """On to a page after something was done, so that loading it again does nothing twice.
        Letters go out after the answer has: nobody waits for a mail server."""
        query = f"?said={said}" if said else ""
        sending = BackgroundTasks()
        for letter in letters:
            sending.add_task(self.site.mail, letter)
        return RedirectResponse(f"{address}{query}{f'#{at}' if at else ''}", 303, None, sending)


def _is_number(text: str) -> bool:
    return 0 < len(text) < 16 and text.isascii() and text.isdigit()


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
