"""What stands before every page: headers, sizes, rates, and the errors that would tell too much.

After W3C's "Good Practices for Capability URLs" and OWASP ASVS 5.0 (3.2, 3.4, 3.5, 4.3, 5.2).
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("magtool.portal")

FORM_LIMIT = 64_000
"""Bytes of a form without a file: a long comment in a language of four-byte letters."""
ENVELOPE = 16_000
"""Bytes that a multipart form may add to the file in it."""
PATIENCE = 30.0
"""Seconds that a visitor's line may be silent while it sends: a telephone in a tunnel."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "permissions-policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_HSTS = "max-age=31536000"


def add_headers(headers: MutableHeaders, secure: bool) -> None:
    """Puts in what every answer carries. A page that says nothing of keeping isn't kept."""
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("cache-control", "no-store")
    if secure:
        headers["strict-transport-security"] = _HSTS


@dataclass(slots=True)
class Rates:
    """Counts what each visitor does in a span of time, and says when it is too much."""

    clock: Callable[[], datetime]
    span: timedelta = timedelta(minutes=1)
    kept: int = 20_000
    """Keys held at most, so that nobody fills the memory by coming from everywhere."""
    _counts: dict[str, int] = field(default_factory=dict)
    _since: datetime | None = None

    def spend(self, key: str, most: int) -> bool:
        """Counts one more for the key; False when that is above the most for this span."""
        self._turn()
        count = self._counts.get(key, 0) + 1
        if len(self._counts) < self.kept or key in self._counts:
            self._counts[key] = count
        return count <= most

    def spent(self, key: str, most: int) -> bool:
        """Whether the key has used up its span, without counting."""
        self._turn()
        return self._counts.get(key, 0) >= most

    def _turn(self) -> None:
        moment = self.clock()
        if self._since is None or not timedelta(0) <= moment - self._since < self.span:
            self._counts.clear()
            self._since = moment


class Guard:
    """The outermost coat: bounds what comes in, adds the headers, answers for what broke.

    A body is counted while it streams in and given up at its limit, before anything parses it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        secure: Callable[[Request], bool],
        limit: Callable[[str], int],
        broken: Callable[[Request], Response],
    ) -> None:
        self._app = app
        self._secure = secure
        self._limit = limit
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        secure = self._secure(request)
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                add_headers(MutableHeaders(scope=message), secure)
            await send(message)

        bounded = _bounded(receive, self._limit(scope["path"]), Headers(scope=scope))
        try:
            await self._app(scope, bounded, answer)
        except Exception as fault:
            # The address is not told: it may be a link that somebody enters by.
            log.exception("A page broke: %s", type(fault).__name__)
            if begun:
                raise
            await self._broken(request)(scope, receive, answer)


def _bounded(receive: Receive, limit: int, headers: Headers) -> Receive:
    """The body's stream, broken off where it is longer than the limit or stands still."""
    came = 0
    told = headers.get("content-length", "0")

    async def bounded() -> Message:
        nonlocal came
        if not (told.isascii() and told.isdecimal()) or int(told[:18]) > limit:
            raise HTTPException(413)
        try:
            with anyio.fail_after(PATIENCE):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408) from None
        came += len(message.get("body", b""))
        if came > limit:
            raise HTTPException(413)
        return message

    return bounded


def from_elsewhere(request: Request) -> bool:
    """Whether another site's page sent this: browsers say so since 2023. ``Origin`` can't be
    asked, for with no referrer it is "null" on our own forms too."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def host_of(request: Request) -> str:
    """The host and port that were asked for; "" where what was sent is neither."""
    host = request.headers.get("host", "")
    return host if _HOST.fullmatch(host) else ""


def is_local(request: Request) -> bool:
    """Whether the visitor's own computer is the server, where browsers need no TLS to trust."""
    return re.sub(r":\d+$", "", host_of(request)) in ("localhost", "127.0.0.1", "[::1]")


def client_of(request: Request) -> str:
    """The address that a visitor comes from; IPv6 by its network, for one house has 2^64."""
    host: Any = request.client.host if request.client else ""
    if ":" not in host:
        return str(host)
    try:
        return str(ipaddress.ip_network(f"{host}/64", strict=False))
    except ValueError:
        return str(host)
