"""What the site has acknowledged outlasts its being killed, and a full disk is told plainly."""

from __future__ import annotations

import http.client
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

pytest.importorskip("starlette", reason="the extra ‘portal’ is not installed")

from portal_kit import ISSUE, START, Clock, fingerprint, proof, proof_set

from magtool.portal.ledger import Ledger

if sys.platform == "win32":
    pytest.skip("processes are killed by signals", allow_module_level=True)

HERE = pathlib.Path(__file__).resolve().parent
KILLS = int(os.environ.get("MAGTOOL_KILLS", "12"))
"""Times that the server is killed: a dozen by the way, a hundred when asked for."""
ITEMS = 240
OWNER = "Alla annonser"
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


# --- a site to be killed ------------------------------------------------------------------


def slugs() -> list[str]:
    return [f"ad-{n}" for n in range(ITEMS)]


def publish(ledger: Ledger) -> None:
    """An issue in which one advertiser has hundreds of ads, so that there is always another to
    answer."""
    one = proof("furunas", 2)
    names = {"spread_picture": "spread.jpg", "close_picture": "close.jpg"}
    proofs = tuple(
        replace(
            one, slug=slug, title=slug, advertiser=OWNER, fingerprint=fingerprint(slug), **names
        )
        for slug in slugs()
    )
    made = replace(proof_set(), proofs=proofs, pages=())
    pictures = dict.fromkeys(names.values(), b"\xff\xd8\xff\xe0 picture")
    ledger.publish(made, pictures, folder="issues/x", released=True, note="", who="desk")


@dataclass(slots=True)
class Server:
    """The site's processes at one port."""

    home: pathlib.Path
    port: int
    process: subprocess.Popen[str]
    pid: int = 0

    def start(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("start\n")
        self.process.stdin.flush()
        word, pid = self.process.stdout.readline().split()
        assert word == "ready"
        self.pid = int(pid)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def serving(home: pathlib.Path, log: pathlib.Path) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = [sys.executable, "portal_server.py", str(home), str(port)]
    with log.open("w") as errors, subprocess.Popen(
        program, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
    ) as process:  # fmt: skip
        server = Server(home, port, process)
        server.start()
        try:
            yield server
        finally:
            server.kill()
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


# --- visitors -----------------------------------------------------------------------------


@dataclass(slots=True)
class Visitor:
    """Somebody who pins, answers and uploads one thing after the other, and remembers what was
    acknowledged. What broke off may have been kept or not: it counts as tried."""

    port: int
    token: str
    name: str
    items: list[str]
    dice: random.Random
    cookie: str = ""
    csrf: str = ""
    count: int = 0
    tried: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)

    def run(self, ended: threading.Event) -> None:
        while not ended.is_set():
            try:
                self._act()
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)

    def _act(self) -> None:
        # An item is answered once; pins and artwork go to those that are left.
        answers = ("answer",) if len(self.items) > 20 else ()
        self.once(self.dice.choice(("pin", "pin", "upload", *answers)))

    def once(self, act: str) -> str:
        """Does one thing; "" when it was acknowledged, else what was said to it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            self.count += 1
            do = {"pin": self._pin, "answer": self._answer, "upload": self._upload}[act]
            mark = f"{self.name}-{self.count}"
            do(connection, mark)
            return "" if mark in self.kept else (self.strange or ["often"])[-1]
        finally:
            connection.close()

    def enter(self) -> None:
        """Opens the link, and the page whose forms they will send."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", f"/in/{self.token}")
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        connection.request("GET", f"/item/{self.items[0]}", headers={"cookie": cookie})
        found = _TOKEN.search(connection.getresponse().read().decode())
        assert found is not None
        self.cookie, self.csrf = cookie, found[1]
        connection.close()

    def _pin(self, connection: http.client.HTTPConnection, mark: str) -> None:
        slug = self.dice.choice(self.items)
        fields = {"version": "1", "x": "100", "y": "200", "text": mark}
        self._post(connection, f"/item/{slug}/pins", fields, mark, ("pin", slug))

    def _answer(self, connection: http.client.HTTPConnection, mark: str) -> None:
        slug = self.items.pop()
        fields = {
            "version": "1", "fingerprint": fingerprint(slug), "verdict": "changes-required",
            "reason": mark, "name": self.name, "consent": "yes",
        }  # fmt: skip
        try:
            self._post(connection, f"/item/{slug}/verdict", fields, mark, ("answer", slug))
        except ConnectionRefusedError:  # nobody is there: it was never said
            self.items.append(slug)
            raise

    def _upload(self, connection: http.client.HTTPConnection, mark: str) -> None:
        slug = self.dice.choice(self.items)
        data = content(mark)
        edge = "----edge"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{self.csrf}\r\n'
        head += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{mark}.pdf"'
        head += "\r\nContent-Type: application/pdf\r\n\r\n"
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        self._send(connection, f"/item/{slug}/uploads", body, kind, mark, ("upload", slug))

    def _post(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        fields: dict[str, str],
        mark: str,
        what: tuple[str, str],
    ) -> None:
        body = urlencode({"csrf": self.csrf, **fields}).encode()
        self._send(connection, path, body, "application/x-www-form-urlencoded", mark, what)

    def _send(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        body: bytes,
        kind: str,
        mark: str,
        what: tuple[str, str],
    ) -> None:
        self.tried[mark] = what
        connection.request("POST", path, body, {"cookie": self.cookie, "content-type": kind})
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace")
        if answer.status == 303:
            self.kept.add(mark)
        elif answer.status not in (429, 503):
            self.strange.append(f"{mark}: {answer.status} {said[-600:]}")


def content(mark: str) -> bytes:
    """A file that is known by its name, large enough to be cut short."""
    return b"%PDF-1.4 " + mark.encode() + b"\n" + (mark.encode() + b" ") * 20_000


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: pathlib.Path) -> None:
    home = tmp_path / "home"
    ledger = Ledger.open(home, lambda: datetime.now(UTC))
    publish(ledger)
    dice = random.Random(6)
    share = [slugs()[n::6] for n in range(6)]
    tokens = [
        ledger.invite(ISSUE, OWNER, f"v{n}", "", "sv", "advertiser", "desk")[1] for n in range(6)
    ]
    ledger.close()
    with serving(home, tmp_path / "log") as server:
        visitors = [
            Visitor(server.port, token, f"v{n}", share[n], random.Random(n))
            for n, token in enumerate(tokens)
        ]
        for visitor in visitors:
            visitor.enter()
        ended = threading.Event()
        threads = [threading.Thread(target=v.run, args=(ended,)) for v in visitors]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            wait_for(visitors, dice.randint(1, 8))
            time.sleep(dice.uniform(0, 0.03))
            server.kill()
            server.start()
        wait_for(visitors, 1)
        server.kill()
        ended.set()
        for thread in threads:
            thread.join()
        server.start()
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert not any(token in log for token in tokens)
    check(home, visitors)


def wait_for(visitors: list[Visitor], more: int) -> None:
    """Until so many more things were acknowledged: the server is killed at work."""
    enough = sum(len(visitor.kept) for visitor in visitors) + more
    until = time.monotonic() + 30
    while sum(len(visitor.kept) for visitor in visitors) < enough and time.monotonic() < until:
        time.sleep(0.002)


def check(home: pathlib.Path, visitors: list[Visitor]) -> None:
    """Everything acknowledged is there once and whole; everything there was tried."""
    ledger = Ledger.open(home, Clock())
    editor, _ = ledger.invite(ISSUE, "", "Maja", "", "sv", "editor", "desk")
    found: dict[str, tuple[str, str]] = {}
    for case in ledger.cases(editor):
        slug = case.proof.slug
        said = [(pin.comments[0].text, "pin") for pin in case.pins]
        said += [(answer.reason, "answer") for answer in case.answers]
        said += [(upload.file.removesuffix(".pdf"), "upload") for upload in case.uploads]
        for upload in case.uploads:
            file = ledger.upload_file(editor, upload.id)
            assert file is not None
            assert file.read_bytes() == content(upload.file.removesuffix(".pdf"))
        for mark, kind in said:
            assert mark not in found, f"{mark} is there twice"
            found[mark] = (kind, slug)
        assert [pin.number for pin in case.pins] == list(range(1, len(case.pins) + 1))
    tried = {mark: what for v in visitors for mark, what in v.tried.items()}
    kept = {mark for v in visitors for mark in v.kept}
    assert [fault for v in visitors for fault in v.strange] == []
    assert kept - set(found) == set(), "acknowledged, and lost"
    assert {mark: tried[mark] for mark in found} == found
    assert {tried[mark][0] for mark in kept} == {"pin", "answer", "upload"}
    assert len(kept) > KILLS
    assert ledger.verify(deep=True) == ()
    assert not list((home / "blobs").glob("*.part"))
    ledger.close()
    again = Ledger.open(home, Clock())  # alone: what no row names would be swept now
    named = again._named()
    assert set(again._blobs.all()) == named
    again.close()


# --- a full disk --------------------------------------------------------------------------


@contextmanager
def small_disk(folder: pathlib.Path, size: str) -> Iterator[None]:
    """A file system of its own, of a few megabytes; only root can make one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be made by root, where mounting is allowed")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_plainly_and_loses_nothing(tmp_path: pathlib.Path) -> None:
    """On a disk of 8 MB: uploads until it is full, then a pin, then room is made."""
    disk = tmp_path / "disk"
    with small_disk(disk, "8m"):
        home = disk / "home"
        ledger = Ledger.open(home, lambda: START)
        publish(ledger)
        _, token = ledger.invite(ISSUE, OWNER, "v0", "", "sv", "advertiser", "desk")
        ledger.close()
        ballast = disk / "ballast"
        with serving(home, tmp_path / "log") as server:
            visitor = Visitor(server.port, token, "v0", slugs(), random.Random(1))
            visitor.enter()
            assert visitor.once("upload") == ""
            fill(disk, ballast, left=60_000)
            assert " 507 " in visitor.once("upload"), "the file does not fit"
            fill(disk, ballast, left=0)
            told = next(filter(None, (visitor.once("pin") for _ in range(60))))
            assert " 507 " in told, "the database can’t grow"
            ballast.unlink()
            assert visitor.once("pin") == ""
            assert visitor.once("upload") == ""
        assert "Traceback" not in (tmp_path / "log").read_text()
        check_few(home, visitor)


def fill(disk: pathlib.Path, ballast: pathlib.Path, left: int) -> None:
    """Takes all room but so many bytes."""
    told = os.statvfs(disk)
    with ballast.open("ab") as file:
        file.write(b"x" * max(0, told.f_bavail * told.f_frsize - left))


def check_few(home: pathlib.Path, visitor: Visitor) -> None:
    ledger = Ledger.open(home, lambda: START)
    assert ledger.verify(deep=True) == ()
    editor, _ = ledger.invite(ISSUE, "", "Maja", "", "sv", "editor", "desk")
    cases = ledger.cases(editor)
    texts = {pin.comments[0].text for case in cases for pin in case.pins}
    files = {upload.file.removesuffix(".pdf") for case in cases for upload in case.uploads}
    assert texts | files == visitor.kept
    assert set(ledger._blobs.all()) == ledger._named()
    ledger.close()
