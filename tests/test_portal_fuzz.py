"""Thousands of odd requests to every address of the app: an answer each time, never a fault."""

from __future__ import annotations

import random
from collections import Counter
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("starlette", reason="the extra ‘portal’ is not installed")

from portal_client import Browser, Upload, multipart
from portal_desk import FOREIGN, FORM, OWN, Desk, addresses
from portal_kit import ISSUE, OWNERS, examined, proof_set, unreadable

REQUESTS = 400
"""Of each seed. They are made in the order that the seed gives, on one site that goes on."""
ODD = (
    "", " ", "0", "1", "2", "3", "-1", "1.5", "1e3", "1e400", "nan", "inf", "999999999", "1" * 40,
    "true", "null", "[]", "{}", "{0}", "{name}", "%s", "{{7*7}}", "${x}", "../..", "..%2f", "/",
    "//", "\\", "\0", "\r\n", "\n", "\t", "'", '"', "`", "<script>", "]]>", "&amp;", "a;b",
    "' OR 1=1 --",
    "å", "Å", "é", "ß", "İ", "𝔘", "🙂", "\u202e", "\ufeff", "\u2028", "\ud7ff", "\ufffd",
    "x" * 300, "å" * 2000, "2027-02-30T25:61", "2027-03-01T12:00", "0001-01-01", "9999-12-31T23:59",
    "approved", "approved-with-changes", "changes-required", "print", "leave-out", "editor", "sv",
    "en", "advertiser", "eva@example.se", "a@b", OWN, FOREIGN, OWNERS[OWN], ISSUE, "top-left",
)  # fmt: skip
FIELDS = (
    "text", "version", "x", "y", "at.x", "at.y", "place", "verdict", "consent", "name", "reply",
    "why", "then", "when", "role", "email", "language", "advertiser", "solved", "back", "reason",
    "fingerprint", "csrf", "artwork", "__proto__", "",
)  # fmt: skip
HEADERS = (
    "accept", "accept-language", "range", "if-modified-since", "if-none-match", "if-range",
    "origin", "referer", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "expect",
    "x-csrf-token", "sec-fetch-site", "transfer-encoding", "content-encoding", "user-agent",
    "x-http-method-override",
)  # fmt: skip
RANGES = ("bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=0-0,1-1,2-2", "bytes=" + "0-1," * 500, "x")
METHODS = ("GET", "GET", "POST", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "X")


def question(desk: Desk, chance: random.Random) -> tuple[str, str]:
    """A method and an address of the app's: often right, often with one part that is odd."""
    method, _, path = chance.choice([*addresses(desk)])
    if chance.random() < 0.25:
        parts = path.split("/")
        parts[chance.randrange(1, len(parts))] = quote(chance.choice(ODD), "")
        path = "/".join(parts)
    if chance.random() < 0.2:
        path += "?" + urlencode({chance.choice(FIELDS): chance.choice(ODD) for _ in range(3)})
    if chance.random() < 0.15:
        method = chance.choice(METHODS)
    return method, path


def body(desk: Desk, key: str, path: str, chance: random.Random) -> tuple[dict[str, str], bytes]:
    """A form that would do, but for some of its fields; mostly of the right kind and with its
    mark."""
    form = {**FORM, "csrf": desk.mark(key)}
    form["fingerprint"] = proof_set(furunas="second").proofs[0].fingerprint
    for name in chance.sample(FIELDS, chance.randrange(4)):
        form[name] = chance.choice(ODD).encode("utf-8", "replace").decode()
    kind = chance.random()
    if kind < 0.1:
        name = chance.choice(("application/json", "", "multipart/form-data", "x"))
        return {"content-type": name}, b"{}"
    if kind < 0.2 or path.endswith("/uploads"):
        data = multipart(form, Upload(chance.choice(ODD)[:99], b"%PDF" * chance.randrange(50)))
        edge = data[2 : data.index(b"\r\n")].decode()
        return {"content-type": f"multipart/form-data; boundary={edge}"}, data
    return {"content-type": "application/x-www-form-urlencoded"}, urlencode(form).encode()


@pytest.mark.parametrize("start", range(6))
def test_no_request_breaks_the_site(desk: Desk, start: int) -> None:
    chance = random.Random(start)
    looks = (lambda data: examined(), lambda data: examined("trim-size"), lambda data: unreadable())
    people = {key: desk.browser(key) for key in ("owner", "reader", "editor")}
    answered: Counter[int] = Counter()
    for number in range(REQUESTS):
        (key,) = chance.choices([*people], (8, 1, 11))
        method, path = question(desk, chance)
        headers, data = body(desk, key, path, chance) if method in ("POST", "PUT") else ({}, b"")
        for name in chance.sample(HEADERS, chance.randrange(2)):
            odd = chance.choice(RANGES if name == "range" else ODD)
            headers[name] = odd.encode("utf-8", "replace").decode("latin-1").replace("\n", " ")
        desk.found = chance.choice(looks)
        desk.clock.forward(seconds=chance.randrange(30))
        reply = people[key].send(method, path, headers, data)
        asked = (start, number, key, method, path, headers, data[:500])
        assert reply.status < 500, asked
        assert reply.header("content-security-policy"), asked
        answered[reply.status] += 1
        recover(desk, key, people[key])
    # It came to something: pages were shown, things were done, others refused.
    assert min(answered[200], answered[303]) > REQUESTS / 12
    assert {403, 404} <= set(answered)
    assert desk.ledger.verify(deep=True) == ()


def recover(desk: Desk, key: str, browser: Browser) -> None:
    """In again, for whoever has left or was shut out by what came before."""
    if "__Host-magtool" in browser.cookies and desk.ledger.visitor(desk.links[key].link):
        return
    old = desk.links[key]
    who = (old.issue, old.advertiser, old.name, old.email, old.language, old.role, "desk")
    desk.links[key], desk.tokens[key] = desk.ledger.invite(*who)
    browser.cookies.clear()
    browser.enter(desk.tokens[key])
