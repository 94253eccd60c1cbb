"""A review site with something to steal: two issues, three advertisers, and all kinds of people."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from portal_client import Browser
from portal_kit import ISSUE, OWNERS, Clock, examined, pictures, proof_set
from starlette.routing import Route

from magtool.portal.app import make_app
from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter
from magtool.portal.pages import load_pages
from magtool.portal.records import Upload as Sent
from magtool.portal.records import Visitor
from magtool.portal.settings import Settings
from magtool.portal.tokens import Signer
from magtool.proofs import Booked, Examined

OTHER_ISSUE, OTHER_TITLE = "2026-12", "Slussen"
ADDRESS = "https://proofs.example.se"
OWN, FOREIGN = "furunas", "norrvik"
SECRET = "Bokningen är ännu hemlig"
"""What stands in a remark of the victim's, and in nobody else's page."""

FORM = {
    "text": "Nytt", "version": "2", "x": "100", "y": "100", "verdict": "approved",
    "consent": "yes", "name": "Mallory", "reply": "Nej", "why": "Därför", "then": "print",
    "when": "2027-03-01T12:00", "role": "editor", "email": "m@example.com", "language": "en",
    "advertiser": OWNERS[OWN], "solved": "1", "back": "/", "reason": "Allt",
}  # fmt: skip
"""Fields that would do for any form here: what is refused is the visitor, not the form."""
PAGES = cache(load_pages)
"""Templates are compiled once for all tests."""


@dataclass(slots=True)
class Desk:
    """A running site, and everyone who has to do with it; a copy where it is to be ``like`` one."""

    home: Path
    like: Desk | None = None
    clock: Clock = field(default_factory=Clock)
    ledger: Ledger = field(init=False)
    loop: asyncio.Runner = field(init=False, default_factory=asyncio.Runner)
    app: Any = field(init=False)
    letters: list[Letter] = field(init=False, default_factory=list)
    tokens: dict[str, str] = field(init=False, default_factory=dict)
    links: dict[str, Visitor] = field(init=False, default_factory=dict)
    found: Callable[[bytes], Examined] = field(init=False, default=lambda data: examined())
    pin: int = field(init=False)
    upload: int = field(init=False)
    answered: set[str] = field(init=False, default_factory=set)
    _house: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        if self.like is not None:
            shutil.copytree(self.like.home, self.home, copy_function=shutil.copy2)
            self.tokens, self.links = dict(self.like.tokens), dict(self.like.links)
            self.pin, self.upload = self.like.pin, self.like.upload
        self.ledger = Ledger.open(self.home, self.clock)
        settings = Settings(self.ledger.key, ADDRESS, None, 2_000_000)
        self.app = make_app(
            self.ledger, settings, self._examine, self._accept, self._notify, self.clock
        )
        if self.like is None:
            self._fill()

    def _fill(self) -> None:
        self._publish()
        self._invite()
        owner = self.links["owner"]
        self.pin = self.ledger.pin(owner, OWN, 2, 2, 50.0, 50.0, SECRET).id
        offered = self.ledger.offer(owner, OWN, b"%PDF-1.4 secret", "hemlig.pdf", examined())
        self.upload = offered.id

    def _publish(self) -> None:
        for mark, released in (("first", True), ("second", True), ("third", False)):
            made = proof_set(ISSUE, furunas=mark)
            self._put(made, released)
        whole = proof_set(OTHER_ISSUE)
        theirs = tuple(p for p in whole.proofs if p.slug == FOREIGN)
        pages = tuple(p for p in whole.pages if p.number == theirs[0].page)
        self._put(replace(whole, title=OTHER_TITLE, proofs=theirs, pages=pages), True)

    def _put(self, made: Any, released: bool) -> None:
        folder = f"issues/{made.issue}"
        self.ledger.publish(
            made, pictures(made), folder=folder, released=released, note="", who="desk"
        )

    def _invite(self) -> None:
        soon = self.clock.at.replace(year=self.clock.at.year + 1)
        for key, issue, slug, role in (
            ("owner", ISSUE, OWN, "advertiser"),
            ("reader", ISSUE, OWN, "reader"),
            ("editor", ISSUE, "", "editor"),
            ("foreign advertiser", ISSUE, FOREIGN, "advertiser"),
            ("foreign reader", ISSUE, FOREIGN, "reader"),
            ("other issue's advertiser", OTHER_ISSUE, FOREIGN, "advertiser"),
            ("other issue's editor", OTHER_ISSUE, "", "editor"),
            ("revoked", ISSUE, OWN, "advertiser"),
            ("revoked editor", ISSUE, "", "editor"),
            ("expired", ISSUE, OWN, "advertiser"),
        ):
            until = soon if key == "expired" else None
            name = f"{key.title()} {role}"
            who = (issue, OWNERS.get(slug, ""), name, "eva@example.se", "sv", role, "desk", until)
            self.links[key], self.tokens[key] = self.ledger.invite(*who)

    def _examine(self, data: bytes, name: str, booked: Booked) -> Examined:
        return self.found(data)

    def _accept(self, upload: Sent, file: Path) -> str:
        return f"ads/{upload.slug}-2.pdf"

    def _notify(self, letter: Letter) -> bool:
        self.letters.append(letter)
        return True

    def browser(self, key: str = "", **more: Any) -> Browser:
        """A browser at an address that nobody has used; let in where ``key`` names someone."""
        self._house += 1
        address = f"10.{self._house >> 16 & 255}.{self._house >> 8 & 255}.{self._house & 255}"
        made = Browser(self.app, self.loop, address, **more)
        if key:
            assert made.enter(self.tokens[key]).status == 303
        return made

    def mark(self, key: str) -> str:
        """The CSRF token of somebody's own forms."""
        return Signer(self.ledger.key).sign("csrf", str(self.links[key].link))

    def state(self) -> tuple[str, ...]:
        """All that is kept: every row of every table, and the names of all files."""
        con = sqlite3.connect(self.home / "portal.db")
        try:
            rows = list(con.iterdump())
        finally:
            con.close()
        files = sorted(
            path.relative_to(self.home).as_posix()
            for path in self.home.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        )
        return (*rows, *files)

    def end(self) -> None:
        self.loop.close()
        self.ledger.close()


def addresses(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Every route of the app: method, its pattern without converters, and an address of the
    owner's that it answers."""
    for route in desk.app.routes:
        assert isinstance(route, Route), f"{route!r} is no plain route: sort it here"
        pattern = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, pattern, filled(desk, pattern)


def filled(desk: Desk, pattern: str) -> str:
    """The pattern with what the owner has. Raises KeyError for a part that is new here."""
    number = desk.pin if pattern.startswith("/pin/") else desk.upload
    shelf = next(iter(desk.app.state.site.pages.shelf))
    parts = {
        "slug": OWN, "version": 2, "old": 1, "new": 2, "id": number,
        "link": desk.links["reader"].link, "token": secrets.token_urlsafe(32),
        "name": {"/pi": f"close-{OWN}.jpg", "/up": "art.jpg", "/st": shelf}.get(pattern[:3]),
    }  # fmt: skip
    if pattern.startswith("/version/"):
        parts["version"] = 3
    return re.sub(r"\{(\w+)\}", lambda place: str(parts[place[1]]), pattern)
