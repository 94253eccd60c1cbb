"""The site on a port: uvicorn, with a log of its own that holds no token."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

import h11
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_LOG = logging.getLogger("magtool.portal")
_GRACE = 10
"""Seconds that requests under way get to end when the site is stopped."""
_KEPT_OPEN = 15
"""Seconds that a visitor's line may wait for the next request."""
_PATIENCE = 20.0
"""Seconds in which a request's head must have come: a telephone in a tunnel, not a siege."""
_WAITING = 2048
"""Lines that may wait to be answered; beyond that many are open the others get a 503."""
_OPEN_LINES = 1000


class Taken(Exception):
    """The port can't be listened at. Says why."""


def listen(host: str, port: int) -> socket.socket:
    """The port, held before anything else is done. Raises `Taken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        made = socket.create_server((host, port), family=family, backlog=_WAITING)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Taken(f"{host}, port {port}: {reason}") from error
    # asyncio does so only for sockets that it has made: without it a page's head and body wait
    # for each other, 40 ms.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def address_of(listening: socket.socket) -> str:
    """Where this computer's own browser finds it."""
    host, port = listening.getsockname()[:2]
    local = host in ("127.0.0.1", "0.0.0.0", "::1", "::")
    return f"http://{'localhost' if local else host}:{port}"


def serve(
    app: ASGIApp, listening: socket.socket, proxy: str | None, ready: Callable[[], None]
) -> None:
    """Answers until it is interrupted or told to end; ``ready`` is called when it does.

    ``proxy`` is the one address whose word is taken for where visitors come from.
    """
    config = uvicorn.Config(
        Told(app),
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy or "",
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=_KEPT_OPEN,
        limit_concurrency=_OPEN_LINES,
        lifespan="off",
        http=_Patient,
    )
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        _Server(config, ready).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
        listening.close()


class _Patient(H11Protocol):
    """Ends lines on which a request's head does not come to its end: uvicorn itself would wait
    for ever (0.54), and lines that wait count among those that may be open."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_watching()

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop_watching()
        elif self._late is None:
            self._late = self.loop.call_later(_PATIENCE, self._give_up)

    def _give_up(self) -> None:
        self._late = None
        if self.conn.their_state is h11.IDLE:
            self.transport.close()

    def _stop_watching(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """uvicorn ends gracefully and then raises the signal again, for whoever ran it."""
    raise KeyboardInterrupt


class Told:
    """Writes a line to the log for every answer: method, address, status and time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            took = 1000 * (time.perf_counter() - began)
            method, path = scope["method"], without_token(scope["path"])
            _LOG.info("%s %s %d %.0f ms", method, path, status, took)


def without_token(path: str) -> str:
    """The address as it may be written down: of a private link only that it was one, and nothing
    that could draw on the terminal that shows it."""
    if path.lower().lstrip("/").startswith("in"):
        return "/in/…"
    # A slip in a pasted link must not leave the token elsewhere in the log.
    path = re.sub(r"[A-Za-z0-9_-]{40,}", "…", path)
    return "".join(c if c.isprintable() else "?" for c in path[:200])
