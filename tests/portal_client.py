"""A browser of a few lines, for the portal's application in this process: no network, no magic.

It speaks ASGI itself, so that a test decides every byte: broken lengths, strange hosts, bodies
that never end. Cookies are kept by name, redirects are not followed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode

Headers = Mapping[str, str]
_EDGE = "----magtool-test"
_CHUNK = 1 << 16
_CSRF = re.compile(r'name="csrf"\s+value="([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``headers`` are lower case, as they came, with repeats."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        """The header's value, "" when there is none."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def to(self) -> str:
        """Where a redirect leads."""
        return self.header("location")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a form."""

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(slots=True)
class Browser:
    """One visitor's browser at one address."""

    app: Any
    loop: asyncio.Runner
    address: str = "198.51.100.7"
    host: str = "proofs.example.se"
    scheme: str = "https"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: Headers | None = None, method: str = "GET") -> Reply:
        return self.send(method, path, headers or {})

    def post(
        self,
        path: str,
        form: Mapping[str, str] | None = None,
        file: Upload | None = None,
        headers: Headers | None = None,
    ) -> Reply:
        """A form sent, as multipart when a file goes with it."""
        if file is None:
            kind = "application/x-www-form-urlencoded"
            body = urlencode(form or {}).encode()
        else:
            kind, body = f"multipart/form-data; boundary={_EDGE}", multipart(form or {}, file)
        return self.send("POST", path, {"content-type": kind, **(headers or {})}, body)

    def send(
        self,
        method: str,
        path: str,
        headers: Headers | None = None,
        body: bytes = b"",
        *,
        told: str | None = None,
    ) -> Reply:
        """Any request. ``told`` is the length that is claimed; None claims the true one."""
        return self.loop.run(self.ask(method, path, headers or {}, body, told))

    async def ask(
        self,
        method: str,
        path: str,
        headers: Headers,
        body: bytes = b"",
        told: str | None = None,
    ) -> Reply:
        """The same where a loop runs already."""
        plain, _, query = path.partition("?")
        lines = {"host": self.host, "content-length": told or str(len(body)), **headers}
        if self.cookies:
            lines["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "state": {},
            "method": method, "scheme": self.scheme, "root_path": "",
            "path": _decoded(plain), "raw_path": quote(plain, safe="/%").encode(),
            "query_string": query.encode(),
            "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in lines.items()],
            "client": (self.address, 50_000), "server": (self.host, 443),
        }  # fmt: skip
        reply = await _answered(self.app, scope, _pieces(body))
        self._keep(reply)
        return reply

    def enter(self, token: str) -> Reply:
        """Opens a link."""
        return self.get(f"/in/{token}")

    def csrf(self, path: str) -> str:
        """The mark that a page's forms carry; "" where the page has none."""
        found = _CSRF.search(self.get(path).text)
        return found[1] if found else ""

    def _keep(self, reply: Reply) -> None:
        for key, line in reply.headers:
            if key == "set-cookie":
                name, _, value = line.split(";")[0].partition("=")
                if re.search(r"max-age=0\b", line, re.IGNORECASE):
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value.strip('"')


def multipart(form: Mapping[str, str], file: Upload) -> bytes:
    """A form with a file, as browsers write it."""
    parts = [
        f'--{_EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    ]
    shown = file.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = (
        f'--{_EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\n'
        f"Content-Type: {file.kind}\r\n\r\n"
    )
    return b"".join(parts) + head.encode() + file.content + f"\r\n--{_EDGE}--\r\n".encode()


async def _answered(app: Any, scope: dict[str, Any], pieces: Sequence[bytes]) -> Reply:
    waiting: Iterator[tuple[int, bytes]] = iter(enumerate(pieces))
    gone = asyncio.Event()
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        piece = next(waiting, None)
        if piece is None:
            await gone.wait()
            return {"type": "http.disconnect"}
        number, data = piece
        return {"type": "http.request", "body": data, "more_body": number < len(pieces) - 1}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await app(scope, receive, send)
    gone.set()
    (start,) = (message for message in told if message["type"] == "http.response.start")
    body = b"".join(m.get("body", b"") for m in told if m["type"] == "http.response.body")
    headers = tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in start["headers"])
    return Reply(start["status"], headers, body)


def _pieces(body: bytes) -> list[bytes]:
    return [body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK)] or [b""]


def _decoded(path: str) -> str:
    return unquote(path, errors="replace")
