"""``python -m tests.bench.portal``: the review site under 200 reviewers at once.

A real server (``magtool portal serve``) with the sample issue's proofs, and reviewers in a process
of their own, each with its link and its own line: they open their item, its spread and close
pictures as a browser would, come back to it, compare, pin and answer in threads. Between two acts a
reviewer looks for as long as ``--think`` says, which is far less than people do. Tells the median,
p95 and p99 of pages, pictures and remarks, and ends with 1 when a promise is broken: p95 of 300 ms
for pages, of 1 s for pictures, no error.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from magtool.portal.ledger import Ledger

from .edits import make_sample
from .issues import SAMPLE

PROMISED = {"page": 0.3, "picture": 1.0, "remark": 1.0}
"""Seconds of the 95th percentile."""
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_PICTURE = re.compile(r'"(/picture/\d+/[^"]+)"')
_STATIC = re.compile(r'"(/static/[^"]+)"')
_PIN = re.compile(r'action="(/pin/\d+/comments)"')
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    cookie: str
    body: bytes


@dataclass(slots=True)
class Line:
    """One kept line to the server: as much of HTTP as our own server speaks."""

    port: int
    cookie: str = ""
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, body: bytes = b"") -> Answer:
        """One request. A line that the server has ended meanwhile is made anew, once."""
        for last in (False, True):
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(
                    "127.0.0.1", self.port, limit=1 << 22
                )
            try:
                return await self._exchange(method, path, body)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if last or method == "POST":
                    raise
        raise AssertionError

    async def _exchange(self, method: str, path: str, body: bytes) -> Answer:
        assert self._reader is not None
        assert self._writer is not None
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        if method == "POST":
            head += f"Content-Type: {_FORM}\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + body)
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        content = await self._body(headers)
        if headers.get("connection") == "close":
            self.close()
        cookie = headers.get("set-cookie", "").partition(";")[0]
        return Answer(int(first.split()[1]), headers.get("location", ""), cookie, content)

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self._reader is not None
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"]))
        parts = []
        while headers.get("transfer-encoding") == "chunked":
            size = int(await self._reader.readline(), 16)
            parts.append(await self._reader.readexactly(size))
            await self._reader.readline()
            if not size:
                break
        return b"".join(parts)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


@dataclass(slots=True)
class Count:
    """What was measured: seconds by kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    bytes: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reviewer:
    """Somebody with a link, a browser and a short patience."""

    port: int
    token: str
    dice: random.Random
    think: float
    count: Count
    item: str = ""
    csrf: str = ""
    page: str = ""
    seen: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    async def run(self, until: float) -> None:
        """Comes in, and goes on looking and remarking."""
        self.lines = [Line(self.port), Line(self.port)]
        await asyncio.sleep(self.dice.uniform(0, 2 * self.think))
        try:
            await self.enter()
            while time.perf_counter() < until:
                act = self.dice.choices(
                    (self.look, self.pin, self.comment, self.closely), (5, 2, 1, 2)
                )[0]
                await act()
                await asyncio.sleep(self.dice.uniform(0.5, 1.5) * self.think)
        except (OSError, asyncio.IncompleteReadError) as fault:
            self.count.errors.append(f"{type(fault).__name__}: {fault}")
        for line in self.lines:
            line.close()

    async def enter(self) -> None:
        answer = await self.timed("page", "GET", f"/in/{self.token}", wanted=303)
        for line in self.lines:
            line.cookie = answer.cookie
        answer = await self.timed("page", "GET", "/", wanted=303)
        self.item = answer.location
        await self.look()
        await self.timed("remark", "POST", "/seen", {}, wanted=204)

    async def look(self) -> None:
        """The item's page, with what a browser fetches for it on two lines at once."""
        answer = await self.timed("page", "GET", self.item)
        self.page = answer.body.decode()
        self.csrf = self.csrf or _CSRF.findall(self.page)[0]
        wanted = [path for path in _STATIC.findall(self.page) if path not in self.seen]
        self.seen |= set(wanted)
        # Pictures are not kept by the browser: whoever uses it next shall not find them.
        wanted += [path for path in dict.fromkeys(_PICTURE.findall(self.page)) if "spread" in path]
        await self.fetch(wanted)

    async def closely(self) -> None:
        """Zooms in: the close picture is fetched."""
        close = [path for path in dict.fromkeys(_PICTURE.findall(self.page)) if "close" in path]
        await self.fetch(close[:1])

    async def fetch(self, wanted: list[str]) -> None:
        async def some(number: int) -> None:
            for path in wanted[number::2]:
                await self.timed("picture", "GET", path, line=number)

        await asyncio.gather(some(0), some(1))

    async def pin(self) -> None:
        fields = {"version": "1", "text": f"Här står fel telefonnummer ({time.time():.3f})"}
        fields |= {"x": f"{self.dice.uniform(5, 400):.1f}", "y": f"{self.dice.uniform(5, 800):.1f}"}
        await self.timed("remark", "POST", f"{self.item}/pins", fields, wanted=303)
        await self.look()

    async def comment(self) -> None:
        pins = _PIN.findall(self.page)
        if not pins:
            return await self.pin()
        fields = {"text": "Det håller jag med om", "back": self.item}
        await self.timed("remark", "POST", self.dice.choice(pins), fields, wanted=303)
        await self.look()
        return None

    async def timed(
        self,
        kind: str,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        wanted: int = 200,
        line: int = 0,
    ) -> Answer:
        body = urlencode({"csrf": self.csrf, **fields}).encode() if fields is not None else b""
        began = time.perf_counter()
        answer = await self.lines[line].send(method, path, body)
        self.count.seconds[kind].append(time.perf_counter() - began)
        self.count.bytes += len(answer.body)
        if answer.status != wanted:
            self.count.errors.append(f"{method} {path.partition('/in/')[0]}: {answer.status}")
        return answer


# --- the run ------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(home: Path, folder: Path) -> Iterator[int]:
    """A real server on a free port."""
    program = [sys.executable, "-m", "magtool", "portal", "serve", "--port", "0"]
    program += ["--home", str(home)]
    with (folder / "server.log").open("w+") as log:
        process = subprocess.Popen(program, cwd=folder, stderr=log, stdout=subprocess.DEVNULL)
        try:
            yield _port(process, folder / "server.log")
        finally:
            process.terminate()
            process.wait(timeout=30)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    for _ in range(600):
        found = re.search(r"http://localhost:(\d+)", log.read_text())
        if found:
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"the server did not begin: {log.read_text()}")


def publish(folder: Path) -> Path:
    """The sample issue on a site of its own."""
    project = make_sample(folder)
    program = [sys.executable, "-m", "magtool", "portal", "publish", f"issues/{SAMPLE.name}"]
    subprocess.run(program, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return project.root / ".portal"


def invite(home: Path, count: int) -> list[str]:
    """Links for so many people, spread over the advertisers."""
    ledger = Ledger.open(home, lambda: datetime.now(UTC))
    (around,) = ledger.rounds()
    names = ledger.advertisers(around.issue)
    tokens = [
        ledger.invite(
            around.issue, names[n % len(names)], f"Reviewer {n}", "", "sv", "advertiser", "bench"
        )[1]
        for n in range(count)
    ]
    ledger.close()
    return tokens


async def review(port: int, tokens: list[str], seconds: float, think: float) -> Count:
    """All reviewers at once."""
    count, until = Count(), time.perf_counter() + seconds
    reviewers = [
        Reviewer(port, token, random.Random(n), think, count) for n, token in enumerate(tokens)
    ]
    await asyncio.gather(*(reviewer.run(until) for reviewer in reviewers))
    return count


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def result(count: Count, people: int, seconds: float, think: float) -> dict[str, Any]:
    kinds = {
        kind: {
            "count": len(values),
            "p50_ms": round(1000 * percentile(values, 0.5), 1),
            "p95_ms": round(1000 * percentile(values, 0.95), 1),
            "p99_ms": round(1000 * percentile(values, 0.99), 1),
            "most_ms": round(1000 * max(values), 1),
        }
        for kind, values in sorted(count.seconds.items())
    }
    asked = sum(len(values) for values in count.seconds.values())
    return {
        "reviewers": people,
        "seconds": seconds,
        "think_seconds": think,
        "requests_a_second": round(asked / seconds, 1),
        "megabytes_a_second": round(count.bytes / seconds / 1e6, 1),
        "kinds": kinds,
        "errors": len(count.errors),
        "first_errors": count.errors[:5],
    }


def kept(told: dict[str, Any]) -> bool:
    """Whether the promises hold."""
    quick = all(told["kinds"][k]["p95_ms"] < 1000 * most for k, most in PROMISED.items())
    return quick and told["errors"] == 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--think", type=float, default=2.0, help="seconds between two acts")
    options.add_argument("--home", type=Path, help="a site with one round, instead of the sample's")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="magtool-bench-") as name:
        home = given.home.resolve() if given.home else publish(Path(name))
        tokens = invite(home, given.people)
        with serving(home, Path(name)) as port:
            count = asyncio.run(review(port, tokens, given.seconds, given.think))
    told = result(count, given.people, given.seconds, given.think)
    if given.json:
        print(json.dumps(told, indent=1))
    else:
        print(f"{told['reviewers']} reviewers, {told['seconds']:.0f} s, an act every "
              f"{told['think_seconds']:g} s: {told['requests_a_second']} requests and "
              f"{told['megabytes_a_second']} MB a second, {told['errors']} errors")  # fmt: skip
        for kind, row in told["kinds"].items():
            print(f"  {kind:8} {row['count']:6}  p50 {row['p50_ms']:7.1f} ms  "
                  f"p95 {row['p95_ms']:7.1f} ms  p99 {row['p99_ms']:7.1f} ms")  # fmt: skip
        for error in told["first_errors"]:
            print(f"  {error}")
    return 0 if kept(told) else 1


if __name__ == "__main__":
    sys.exit(main())
