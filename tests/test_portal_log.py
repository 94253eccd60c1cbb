"""What a real site writes down: every answer, and nothing that opens a door."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

pytest.importorskip("uvicorn", reason="the extra ‘portal’ is not installed")

from portal_desk import OWN, Desk

PATIENCE = 60.0
"""Seconds in which the site must have begun, on a computer that does other things too."""


@dataclass(frozen=True, slots=True)
class Real:
    """A site in a process of its own, and what it wrote."""

    desk: Desk
    port: int
    process: subprocess.Popen[bytes]
    written: Path

    def ask(
        self, path: str, method: str = "GET", body: str = "", **headers: str
    ) -> http.client.HTTPResponse:
        """An answer, read to its end."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(line):
            line.request(method, path, body, {n.replace("_", "-"): v for n, v in headers.items()})
            reply = line.getresponse()
            reply.read()
        return reply

    def raw(self, data: bytes) -> bytes:
        """Bytes that are no request, and what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return line.recv(1 << 16)

    def end(self) -> str:
        """Ends it; all that it wrote."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        return self.written.read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    desk = Desk(tmp_path / "home")
    desk.end()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    written = tmp_path / "written"
    command = ["portal", "serve", "--home", str(desk.home), "--port", str(port)]
    with written.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "magtool", *command], stdout=told, stderr=told, cwd=tmp_path
        )
    made = Real(desk, port, process, written)
    until = time.monotonic() + PATIENCE
    while f":{port}" not in written.read_text(encoding="utf-8"):
        assert process.poll() is None, written.read_text(encoding="utf-8")
        assert time.monotonic() < until
        time.sleep(0.1)
    yield made
    if process.poll() is None:
        process.kill()
        process.wait()


def test_nothing_that_opens_a_door_is_written_down(real: Real) -> None:
    desk = real.desk
    token, editor, shut = (desk.tokens[key] for key in ("owner", "editor", "revoked"))
    reply = real.ask(f"/in/{token}")
    assert reply.status == 303
    cookie = reply.headers["set-cookie"].split(";")[0]
    assert real.ask(f"/item/{OWN}", Cookie=cookie).status == 200
    # Every way in which a token may stand in a request, and most that are slips.
    for path in (
        f"/in/{editor}", f"/in/{shut}", f"/in/{editor}x", f"/in/{editor}/", f"/in/{editor}?a=b",
        f"/IN/{editor}", f"//in/{editor}", f"/in//{editor}", f"/./in/{editor}", f"/{editor}",
        f"/in%2F{editor}", f"/%69n/{editor}", f"/item/{editor}", f"/?link={editor}",
        f"/item/{OWN}?back=/in/{editor}", f"/picture/2/{editor}", f"/in/{editor}%00",
        f"/in/{editor}%0d%0aX:%20y",
    ):  # fmt: skip
        for method in ("GET", "HEAD", "POST", "DELETE"):
            headers = {"Referer": f"http://localhost/in/{editor}", "Cookie": cookie}
            real.ask(path, method, **headers)
    form = urlencode({"csrf": desk.mark("owner"), "text": f"/in/{editor}", "version": "2"})
    kind = "application/x-www-form-urlencoded"
    assert real.ask("/seen", "POST", form, Cookie=cookie, Content_Type=kind).status == 204
    real.ask(f"/item/{OWN}/pins", "POST", form, Cookie=cookie, Content_Type=kind)
    for line in (
        f"GET /in/{editor} HTTP/9.9\r\n\r\n", f"/in/{editor}\r\n\r\n", f"GET /in/{editor}\r\n\r\n",
        f"GET http://x/in/{editor} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET /in/{editor} HTTP/1.1\r\nHost: [\r\n\r\n",
        f"GET /in/{editor} HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        f"GET /in/{editor} HTTP/1.1\r\n{'A: b' * 40_000}\r\n\r\n",
        f"POST /in/{editor} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        f"CONNECT {editor}:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET /in/{editor} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    ):  # fmt: skip
        real.raw(line.encode())
    assert real.ask(f"/item/{OWN}", Cookie=cookie).status == 200
    written = real.end()
    assert f"/item/{OWN}" in written  # the log is there, and tells
    secrets = [*desk.tokens.values(), cookie.partition("=")[2], cookie.rpartition(".")[2]]
    secrets += [desk.mark(key) for key in desk.links]
    for secret in secrets:
        assert secret not in written
        assert secret[:32] not in written
    assert "Traceback" not in written
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", written)


def test_what_comes_by_the_line_is_guarded_too(real: Real) -> None:
    reply = real.ask("/no/such/place")
    assert reply.status == 404
    assert reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "server" not in reply.headers
    lie = b"POST /seen HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
    smuggled = lie + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert b" 200 " not in real.raw(smuggled)
    assert real.raw(b"GET / HTTP/1.1\r\nHost: [\r\n\r\n").startswith(
        (b"HTTP/1.1 404", b"HTTP/1.1 400")
    )
