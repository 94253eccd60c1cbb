"""The portal as an attacker meets it: every address of the app, every kind of stranger.

The addresses are taken from the application itself: a new route that nobody has sorted into one of
the lists below fails `test_every_route_is_sorted`, and is asked for by every stranger.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import pytest

pytest.importorskip("starlette", reason="the extra ‘portal’ is not installed")

from portal_client import Browser, Reply, Upload
from portal_desk import FOREIGN, FORM, OWN, SECRET, Desk, addresses
from portal_kit import ISSUE, OWNERS, proof_set, unreadable

from magtool.portal.app import make_app
from magtool.portal.settings import Settings

OPEN = {"/in/{token}", "/robots.txt", "/static/{name}"}
"""Routes that ask for no visitor."""
OF_VISITOR = {"/", "/seen", "/language", "/leave"}
"""Routes that speak of whoever asks."""
OF_ISSUE = {"/people", "/log", "/export.json", "/deadline"}
"""An editor's, of their own issue."""
EDITORS = OF_ISSUE | {
    "/item/{slug}/reopen", "/upload/{id}/accept", "/upload/{id}/decline",
    "/version/{version}/release", "/person/{link}/revoke", "/person/{link}/remind",
}  # fmt: skip
DECIDERS = {"/item/{slug}/verdict", "/item/{slug}/uploads", "/pin/{id}/solve"}
"""Not for readers."""
OF_ITEM = {
    "/item/{slug}", "/item/{slug}/v/{version}", "/item/{slug}/compare/{old}/{new}",
    "/picture/{version}/{name}", "/upload/{id}/file", "/upload/{id}/{name}",
    "/item/{slug}/pins", "/pin/{id}/comments",
}  # fmt: skip
"""For everyone of the advertiser's, and the issue's editors."""

# --- a site, and what can be asked of it -------------------------------------------------------


def ask(desk: Desk, browser: Browser, method: str, address: str, csrf: str = "") -> Reply:
    """One request, on its own in its minute, that lacks nothing but the right to be made."""
    desk.clock.forward(minutes=2)
    if method == "GET":
        return browser.get(address)
    form = {**FORM, "csrf": csrf, "fingerprint": proof_set(furunas="second").proofs[0].fingerprint}
    file = Upload("new.pdf", b"%PDF-1.4") if address.endswith("/uploads") else None
    return browser.post(address, form, file)


def plain(reply: Reply) -> tuple[int, bytes, list[tuple[str, str]]]:
    """What tells two answers apart."""
    return reply.status, reply.body, sorted(reply.headers)


# --- every route, every stranger ---------------------------------------------------------------


def test_every_route_is_sorted(desk: Desk) -> None:
    known = OPEN | OF_VISITOR | EDITORS | DECIDERS | OF_ITEM
    assert {pattern for _, pattern, _ in addresses(desk)} == known


def test_what_the_owner_may_ask_is_there(desk: Desk) -> None:
    """The addresses used below are real: to the right person they answer."""
    seen = set()
    for method, pattern, address in addresses(desk):
        if pattern in OPEN or pattern == "/leave":
            continue
        key = "editor" if pattern in EDITORS else "owner"
        reply = ask(desk, desk.browser(key), method, address, desk.mark(key))
        assert reply.status in (200, 204, 303, 409, 422), (method, address, reply.status)
        seen.add(pattern)
    assert seen == OF_VISITOR - {"/leave"} | EDITORS | DECIDERS | OF_ITEM


STRANGERS = (
    "nobody",
    "forged",
    "borrowed",
    "revoked",
    "revoked editor",
    "expired",
    "closed",
    "old",
)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_has_no_business_here_gets_the_same_404_everywhere(desk: Desk, stranger: str) -> None:
    browser, csrf = intrude(desk, stranger)
    nothing = plain(ask(desk, desk.browser(), "GET", "/no/such/place"))
    assert nothing[0] == 404
    before = desk.state()
    for method, pattern, address in addresses(desk):
        if pattern in OPEN:
            continue
        reply = ask(desk, browser, method, address, csrf)
        assert plain(reply) == nothing, (stranger, method, address)
    assert desk.state() == before


def intrude(desk: Desk, stranger: str) -> tuple[Browser, str]:
    """A browser of someone who may see nothing, with the best cookie that they could have."""
    if stranger == "nobody":
        return desk.browser(), desk.mark("owner")
    if stranger in ("forged", "borrowed"):
        return tampered(desk, stranger), desk.mark("owner")
    key = {"closed": "owner", "old": "owner"}.get(stranger, stranger)
    browser = desk.browser(key)
    if stranger.startswith("revoked"):
        desk.ledger.revoke(desk.links[key].link, "desk")
    elif stranger == "closed":
        desk.ledger.close_round(ISSUE, "desk")
    else:
        desk.clock.forward(days=400 if stranger == "expired" else 31)
    return browser, desk.mark(key)


def tampered(desk: Desk, how: str) -> Browser:
    """A cookie changed by hand: another link's number, or a mark made for another purpose."""
    browser = desk.browser("foreign advertiser")
    ((name, value),) = browser.cookies.items()
    link, came, mark = value.split(".")
    victim = str(desk.links["editor"].link)
    if how == "borrowed":
        mark = desk.mark("editor")
    assert link != victim
    browser.cookies[name] = f"{victim}.{came}.{mark}"
    return browser


@pytest.mark.parametrize(
    "stranger",
    ["foreign advertiser", "foreign reader", "other issue's advertiser", "other issue's editor"],
)
def test_another_advertiser_or_issue_finds_nothing(desk: Desk, stranger: str) -> None:
    browser, csrf = desk.browser(stranger), desk.mark(stranger)
    nothing = plain(ask(desk, browser, "GET", "/no/such/place"))
    assert nothing[0] == 404
    before = desk.state()
    for method, pattern, address in addresses(desk):
        if "{" not in pattern or pattern in OPEN:
            continue
        reply = ask(desk, browser, method, address, csrf)
        assert plain(reply) == nothing, (stranger, method, address)
    assert desk.state() == before


@pytest.mark.parametrize(
    "stranger",
    ["foreign advertiser", "foreign reader", "other issue's advertiser", "other issue's editor"],
)
def test_ones_own_pages_tell_nothing_of_others(desk: Desk, stranger: str) -> None:
    browser = desk.browser(stranger)
    tell = [OWN, OWNERS[OWN], SECRET, "hemlig.pdf", "Owner Advertiser", "Lindvik"]
    own = OF_VISITOR | OF_ISSUE
    pages = [a for m, pattern, a in addresses(desk) if m == "GET" and pattern in own]
    for address in [*pages, f"/item/{FOREIGN}", f"/item/{FOREIGN}/v/1"]:
        reply = ask(desk, browser, "GET", address)
        told = [word for word in tell if word in reply.text]
        assert not told, (stranger, address, told)


@pytest.mark.parametrize(("role", "barred"), [("owner", EDITORS), ("reader", EDITORS | DECIDERS)])
def test_a_role_has_no_more_than_its_own(desk: Desk, role: str, barred: set[str]) -> None:
    browser, csrf = desk.browser(role), desk.mark(role)
    nothing = plain(ask(desk, browser, "GET", "/no/such/place"))
    before = desk.state()
    for method, pattern, address in addresses(desk):
        if pattern in barred:
            assert plain(ask(desk, browser, method, address, csrf)) == nothing, (role, address)
    assert desk.state() == before


def test_a_version_held_back_is_the_editors_alone(desk: Desk) -> None:
    owner, editor = desk.browser("owner"), desk.browser("editor")
    for address in (
        f"/item/{OWN}/v/3", f"/item/{OWN}/compare/2/3", f"/picture/3/close-{OWN}.jpg"
    ):  # fmt: skip
        assert owner.get(address).status == 404, address
        assert editor.get(address).status == 200, address
    assert "/v/3" not in owner.get(f"/item/{OWN}").text


def test_the_editors_small_pictures_are_nobody_elses(desk: Desk) -> None:
    assert desk.browser("editor").get("/picture/2/page-2.jpg").status == 200
    assert desk.browser("owner").get("/picture/2/page-2.jpg").status == 404


def test_whoever_is_shut_out_while_reading_is_shut_out_at_once(desk: Desk) -> None:
    browser = desk.browser("owner")
    assert browser.get(f"/item/{OWN}").status == 200
    desk.ledger.revoke(desk.links["owner"].link, "desk")
    assert browser.get(f"/item/{OWN}").status == 404
    assert desk.browser().enter(desk.tokens["owner"]).status == 404


# --- links -------------------------------------------------------------------------------------


def test_ten_thousand_guesses_open_nothing(desk: Desk) -> None:
    nothing = plain(desk.browser().get("/no/such/place"))
    wrong = [secrets.token_urlsafe(32) for _ in range(9_900)]
    right = desk.tokens["owner"]
    wrong += [right[:-1], right + "A", right.swapcase(), right[::-1], "", ".", "%00", "a" * 9000]
    wrong += [f"{n}" for n in range(10_000 - len(wrong))]
    machine = desk.browser()

    async def guess() -> list[Reply]:
        return [await machine.ask("GET", f"/in/{token}", {}) for token in wrong]

    replies = desk.loop.run(guess())
    assert len(replies) == 10_000
    assert {(reply.status, reply.body) for reply in replies} == {nothing[:2]}
    assert not machine.cookies
    assert all(sorted(reply.headers) == nothing[2] for reply in replies)


def test_guessing_elsewhere_locks_nobody_out(desk: Desk) -> None:
    machine = desk.browser()
    for _ in range(400):
        machine.enter(secrets.token_urlsafe(32))
    assert desk.browser().enter(desk.tokens["owner"]).status == 303


def test_browsers_own_questions_are_no_guesses(desk: Desk) -> None:
    """A whole office behind one address opens its links; every browser asks for an icon."""
    for _ in range(400):
        desk.browser().get("/favicon.ico")
    office = desk.browser()
    for _ in range(400):
        office.get("/apple-touch-icon.png")
        office.cookies.clear()
    assert office.enter(desk.tokens["owner"]).status == 303


def test_a_link_leads_to_a_clean_address(desk: Desk) -> None:
    browser = desk.browser()
    reply = browser.enter(desk.tokens["owner"])
    assert (reply.status, reply.to) == (303, "/")
    assert desk.tokens["owner"] not in reply.text
    line = reply.header("set-cookie")
    assert line.startswith("__Host-magtool=")
    for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert flag.lower() in line.lower(), flag
    assert "domain" not in line.lower()
    assert desk.tokens["owner"] not in line


def test_only_hashes_of_tokens_are_kept(desk: Desk) -> None:
    kept = "\n".join(desk.state())
    for token in desk.tokens.values():
        assert token not in kept
    for path in desk.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(token.encode() in data for token in desk.tokens.values()), path


def test_what_is_kept_is_its_owners_alone(desk: Desk) -> None:
    assert desk.home.stat().st_mode & 0o777 == 0o700
    assert (desk.home / "key").stat().st_mode & 0o777 == 0o600
    assert (desk.home / "portal.db").stat().st_mode & 0o777 == 0o600
    blobs = [path for path in (desk.home / "blobs").rglob("*") if path.is_file()]
    assert blobs
    assert {path.stat().st_mode & 0o777 for path in blobs} == {0o600}


# --- nothing changes by looking, and nothing without the form's mark ---------------------------


@pytest.mark.parametrize("key", ["owner", "reader", "editor"])
def test_looking_changes_nothing(desk: Desk, key: str) -> None:
    browser = desk.browser(key)
    before = desk.state()
    for method, _, address in addresses(desk):
        if method == "GET":
            for verb in ("GET", "HEAD"):
                browser.get(address, method=verb)
    browser.get(f"/in/{desk.tokens['owner']}")
    browser.get(f"/in/{desk.tokens['owner']}", method="HEAD")
    assert desk.state() == before


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_a_post_changes_anything(desk: Desk, verb: str) -> None:
    before = desk.state()
    for method, pattern, address in addresses(desk):
        key = "editor" if pattern in EDITORS else "owner"
        if method != "POST" or pattern == "/people":  # which is a page as well
            continue
        desk.clock.forward(minutes=2)
        browser = desk.browser(key)
        query = "&".join(f"{name}={value}" for name, value in FORM.items())
        reply = browser.get(f"{address}?{query}&csrf={desk.mark(key)}", method=verb)
        assert reply.status == 404, (verb, address)
    assert desk.state() == before


@pytest.mark.parametrize("mark", ["none", "empty", "wrong", "someone else's", "cookie's"])
def test_a_form_without_its_mark_is_refused(desk: Desk, mark: str) -> None:
    before = desk.state()
    asked = 0
    for method, pattern, address in addresses(desk):
        if method != "POST":
            continue
        key = "editor" if pattern in EDITORS else "owner"
        browser = desk.browser(key)
        csrf = {
            "empty": "", "wrong": "0" * 64, "someone else's": desk.mark("reader"),
            "cookie's": next(iter(browser.cookies.values())).rpartition(".")[2], "none": "",
        }[mark]  # fmt: skip
        desk.clock.forward(minutes=2)
        form = {**FORM, "csrf": csrf}
        if mark == "none":
            del form["csrf"]
        file = Upload("new.pdf", b"%PDF-1.4") if pattern.endswith("/uploads") else None
        reply = browser.post(address, form, file)
        assert reply.status == 403, (mark, address)
        asked += 1
    assert asked > 10
    assert desk.state() == before
    assert not desk.letters


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_from_another_site_is_refused_even_with_its_mark(desk: Desk, site: str) -> None:
    before = desk.state()
    for method, pattern, address in addresses(desk):
        if method == "POST":
            key = "editor" if pattern in EDITORS else "owner"
            desk.clock.forward(minutes=2)
            form = {**FORM, "csrf": desk.mark(key)}
            reply = desk.browser(key).post(address, form, headers={"sec-fetch-site": site})
            assert reply.status == 403, address
    assert desk.state() == before


def test_a_form_may_carry_its_mark_in_a_header(desk: Desk) -> None:
    browser = desk.browser("owner")
    headers = {"x-csrf-token": desk.mark("owner")}
    assert browser.post("/seen", headers=headers).status == 204


# --- what every answer carries -----------------------------------------------------------------

CARRIED = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src": "'none'", "style-src": "'self'", "script-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
    "base-uri": "'none'",
}  # fmt: skip


def answers_of_all_kinds(desk: Desk) -> Iterator[tuple[str, Reply]]:
    """One answer of every status and of every route."""
    for method, pattern, address in addresses(desk):
        key = "editor" if pattern in EDITORS else "owner"
        yield address, ask(desk, desk.browser(key), method, address, desk.mark(key))
    owner = desk.browser("owner")
    yield "an entry", desk.browser().enter(desk.tokens["owner"])
    yield "no such place", owner.get("/no/such/place")
    yield "a wrong verb", owner.get("/", method="DELETE")
    yield "no mark", owner.post("/seen", {})
    yield "no form", owner.send("POST", "/seen", {"content-type": "multipart/form-data"}, b"x")
    form = {"content-type": "application/x-www-form-urlencoded"}
    yield "too long", owner.send("POST", "/seen", form, b"x" * 100_000)
    yield "a lie", owner.send("POST", "/seen", form, b"x", told="\xb2")
    yield "broken", broken(desk)
    desk.clock.forward(minutes=2)
    mark = {"x-csrf-token": desk.mark("owner")}
    yield "too often", [owner.post("/seen", headers=mark) for _ in range(100)][-1]


def broken(desk: Desk) -> Reply:
    """A page that breaks by a fault of ours."""
    found, desk.found = desk.found, lambda data: 1 / 0  # type: ignore[assignment,return-value]
    form = {"csrf": desk.mark("owner")}
    reply = desk.browser("owner").post(f"/item/{OWN}/uploads", form, Upload("a.pdf", b"%PDF-1.4"))
    desk.found = found
    return reply


def test_every_answer_is_guarded(desk: Desk) -> None:
    statuses = set()
    for name, reply in answers_of_all_kinds(desk):
        statuses.add(reply.status)
        for header, value in CARRIED.items():
            assert reply.header(header) == value, (name, header)
        parts = (part.strip().partition(" ") for part in reply.header(POLICY_NAME).split(";"))
        policy = {key: value for key, _, value in parts}
        assert policy.items() >= POLICY.items(), name
        assert "unsafe" not in reply.header(POLICY_NAME)
        assert "noindex" in reply.header("x-robots-tag"), name
        assert reply.header("strict-transport-security").startswith("max-age=31536000"), name
        kept = reply.header("cache-control")
        assert ("immutable" if name.startswith("/static/") else "no-store") in kept, name
        assert not reply.header("server"), name
        assert not reply.header("access-control-allow-origin"), name
    assert statuses >= {200, 204, 303, 400, 403, 404, 413, 429, 500}


POLICY_NAME = "content-security-policy"


def test_no_page_needs_more_than_its_policy(desk: Desk) -> None:
    """No script or style stands in a page, and nothing comes from elsewhere."""
    pages = 0
    for key in ("owner", "reader", "editor"):
        browser = desk.browser(key)
        for method, _, address in addresses(desk):
            if method != "GET":
                continue
            reply = browser.get(address)
            if not reply.header("content-type").startswith("text/html"):
                continue
            pages += 1
            assert not re.search(r"<script(?![^>]*\bsrc=)", reply.text), address
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", reply.text), address
            for found in re.findall(r'(?:src|href|action)="([^"]*)"', reply.text):
                assert found.startswith(("/", "#", "?", "mailto:")), (address, found)
                assert not found.startswith("//"), (address, found)
    assert pages > 10


def test_a_fault_of_ours_tells_nothing(desk: Desk) -> None:
    reply = broken(desk)
    assert reply.status == 500
    assert "ZeroDivisionError" not in reply.text
    assert "Traceback" not in reply.text


def test_a_plain_line_sets_no_cookie_it_cannot_keep(desk: Desk) -> None:
    settings = Settings(desk.ledger.key)
    desk.app = make_app(
        desk.ledger, settings, desk._examine, desk._accept, desk._notify, desk.clock
    )
    reply = desk.browser(scheme="http", host="magazine.lan").enter(desk.tokens["owner"])
    assert "__host-" not in reply.header("set-cookie").lower()
    assert "httponly" in reply.header("set-cookie").lower()
    assert not reply.header("strict-transport-security")
    local = desk.browser(scheme="http", host="localhost:8000").enter(desk.tokens["owner"])
    assert local.header("set-cookie").startswith("__Host-")


# --- what is written comes back as text --------------------------------------------------------

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'></textarea>{{7*7}}"


def test_what_people_write_is_never_markup(desk: Desk) -> None:
    owner, mark = desk.browser("owner"), desk.mark("owner")
    form = {"csrf": mark, "text": SCRIPT, "version": "2", "x": "10", "y": "10"}
    assert owner.post(f"/item/{OWN}/pins", form).status == 303
    file = Upload(f"{SCRIPT}.pdf", b"%PDF-1.4")
    assert owner.post(f"/item/{OWN}/uploads", {"csrf": mark}, file).status == 303
    answer = {
        "csrf": mark, "verdict": "changes-required", "reason": SCRIPT, "name": SCRIPT[:80],
        "consent": "1", "version": "2",
        "fingerprint": proof_set(furunas="second").proofs[0].fingerprint,
    }  # fmt: skip
    assert owner.post(f"/item/{OWN}/verdict", answer).status == 303
    editor = desk.browser("editor")
    for browser, address in (
        (owner, f"/item/{OWN}"), (editor, f"/item/{OWN}"), (editor, "/"), (editor, "/log"),
        (owner, f"/item/{OWN}?line={SCRIPT}&said={SCRIPT}"), (editor, f"/?sort={SCRIPT}"),
        (editor, f"/people?advertiser={SCRIPT}"),
    ):  # fmt: skip
        text = browser.get(address.replace("<", "%3C").replace(" ", "%20")).text
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        assert "49" not in re.sub(r"[0-9a-f]{12,}", "", text).split("{{7*7}}")[0][-3:], address


def test_an_uploaded_file_is_never_shown_in_the_page(desk: Desk) -> None:
    owner = desk.browser("owner")
    reply = owner.get(f"/upload/{desk.upload}/file")
    assert reply.header("content-type") == "application/octet-stream"
    assert reply.header("content-disposition").startswith("attachment")
    name = 'a"\r\nSet-Cookie: x=1\r\n\r\n<html>åäö.pdf'
    owner.post(f"/item/{OWN}/uploads", {"csrf": desk.mark("owner")}, Upload(name, b"%PDF-1.4"))
    number = desk.ledger.case(desk.links["owner"], OWN).uploads[-1].id  # type: ignore[union-attr]
    told = owner.get(f"/upload/{number}/file").header("content-disposition")
    assert "\r" not in told
    assert "\n" not in told
    assert told.startswith("attachment; filename")


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example",
        "/%09/evil.example", "javascript:alert(1)", " //evil.example", "/\t/evil.example",
        "/in/abc", "", "http:evil", "/\r\nSet-Cookie: a=b",
    ],
)  # fmt: skip
def test_nothing_leads_away_from_here(desk: Desk, back: str) -> None:
    form = {"csrf": desk.mark("owner"), "language": "en", "back": back}
    reply = desk.browser("owner").post("/language", form)
    assert reply.status == 303
    assert reply.to.startswith("/")
    assert not reply.to.startswith(("//", "/\\", "/in/"))
    assert "evil.example" not in reply.to or reply.to.startswith("/%")


# --- strange requests --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/static/../key", "/static/%2e%2e%2fkey", "/static/..%5c..%5ckey", "/static/",
        "/picture/2/../../key", "/picture/2/%2e%2e%2fkey", "/picture/2/%00", "/picture/-1/x",
        "/picture/99999999999999999999/x", "/picture/2.0/x", "/picture/٢/x",
        f"/upload/1/{'a' * 5000}", "/item/%00", "/item/%ff%fe", "/item/' OR 1=1 --",
        "/item/furunas%0d%0aSet-Cookie:a=b", "/item/" + "a" * 9000, "/item//v/2", "//item/furunas",
        "/ITEM/furunas", "/item/furunas/", "/item/furunas/v/0", "/item/furunas/v/999999999",
        "/item/furunas/compare/1/999", "/in/", "/in/a/b", "/.git/config", "/portal.db", "/blobs/",
    ],
)  # fmt: skip
def test_strange_addresses_lead_nowhere(desk: Desk, path: str) -> None:
    owner = desk.browser("owner")
    assert owner.get(path).status == 404
    assert owner.post(path, {"csrf": desk.mark("owner")}).status == 404


@pytest.mark.parametrize(
    "query", ["page=-1", "page=99999", "page=²", "page=1e9", "page=" + "9" * 400, "said=x", "%ff"]
)
def test_strange_questions_break_nothing(desk: Desk, query: str) -> None:
    editor = desk.browser("editor")
    for address in ("/", "/log", "/people", f"/item/{OWN}"):
        assert editor.get(f"{address}?{query}").status == 200


@pytest.mark.parametrize("host", ["", "[", "[::1", "a b", "evil.example", "x" * 5000, "a:99999"])
def test_strange_hosts_break_nothing(desk: Desk, host: str) -> None:
    owner = desk.browser("owner", host="proofs.example.se")
    owner.host = host
    assert owner.get("/").status in (200, 303, 400, 404)
    reply = owner.get("/no/such/place")
    assert reply.status in (400, 404)
    editor = desk.browser("editor")
    editor.host = host
    form = {**FORM, "csrf": desk.mark("editor"), "email": ""}
    reply = editor.post("/people", form)
    assert reply.status in (200, 400, 404, 422)
    if host and reply.status == 200:
        assert host not in reply.text


@pytest.mark.parametrize(
    "cookie",
    [
        "", "x", "..", "1.2.3", "1.1.", "٣.1.x", "-1.1.x", "1e3.1.x", "9" * 400, "a" * 9000,
        "1." + "9" * 15 + "." + "0" * 64, "\xff\xfe", '"', "1.1.é",
    ],
)  # fmt: skip
def test_strange_cookies_open_nothing(desk: Desk, cookie: str) -> None:
    browser = desk.browser()
    browser.cookies["__Host-magtool"] = cookie.encode("utf-8").decode("latin-1")
    assert browser.get("/").status == 404


@pytest.mark.parametrize(
    ("field_name", "value"),
    [
        ("x", "nan"), ("x", "inf"), ("x", "-1e300"), ("x", "0x10"), ("y", ""), ("y", "1" * 5000),
        ("version", "-1"), ("version", "1e8"), ("version", "2.5"), ("version", "x"),
        ("text", ""), ("text", "\0" * 50), ("text", "å" * 30_000), ("text", "\u202e\u2066"),
        ("text", "\ud800"), ("text", " \n\t"),
    ],
)  # fmt: skip
def test_strange_remarks_are_refused_or_cleaned(desk: Desk, field_name: str, value: str) -> None:
    form = {"csrf": desk.mark("owner"), "text": "Hej", "version": "2", "x": "10", "y": "10"}
    form[field_name] = value.encode("utf-8", "replace").decode("utf-8")
    assert desk.browser("owner").post(f"/item/{OWN}/pins", form).status in (303, 400, 404, 413, 422)
    case = desk.ledger.case(desk.links["owner"], OWN)
    assert case is not None
    for pin in case.pins:
        for comment in pin.comments:
            assert comment.text.strip()
            assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", comment.text)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"text": "x"}'),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x; charset=nonsense", b"--x\r\n\r\n\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 5000),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: " + b"a" * 60_000),
        ("application/x-www-form-urlencoded", b"a&" * 30_000),
        ("application/x-www-form-urlencoded", b"%" * 60_000),
        ("text/plain", b"\xff" * 60_000),
        ("", b"\0"),
    ],
)
def test_strange_bodies_are_refused(desk: Desk, kind: str, body: bytes) -> None:
    before = desk.state()
    owner = desk.browser("owner")
    for path in (f"/item/{OWN}/pins", f"/item/{OWN}/uploads", "/seen"):
        reply = owner.send("POST", path, {"content-type": kind}, body)
        assert reply.status in (400, 403, 413), (kind, path)
    assert desk.state() == before


# --- how much, how often -----------------------------------------------------------------------


def test_what_is_too_large_is_broken_off(desk: Desk) -> None:
    before = desk.state()
    owner, form = desk.browser("owner"), {"csrf": desk.mark("owner")}
    big = Upload("big.pdf", b"%PDF-1.4" + bytes(2_100_000))
    assert owner.post(f"/item/{OWN}/uploads", form, big).status == 413
    assert owner.post(f"/item/{OWN}/pins", form, big).status == 413
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert owner.send("POST", "/seen", kind, b"x" * 70_000, told="10").status == 413
    for told in ("70000", "-1", "1e9", "9" * 300, "\xb2", "abc"):
        assert owner.send("POST", "/seen", kind, b"x", told=told).status in (400, 413), told
    assert desk.state() == before


@pytest.mark.parametrize(
    ("most", "address", "key"),
    [(1300, f"/item/{OWN}", "reader"), (100, "/seen", "owner"), (20, "uploads", "owner")],
)
def test_who_asks_too_often_must_wait(desk: Desk, most: int, address: str, key: str) -> None:
    browser, mark = desk.browser(key), desk.mark(key)
    desk.found = lambda data: unreadable()

    def once() -> Reply:
        if address == "uploads":
            file = Upload("a.gif", b"GIF89a")
            return browser.post(f"/item/{OWN}/uploads", {"csrf": mark}, file)
        if address == "/seen":
            return browser.post(address, {"csrf": mark})
        return browser.get(f"/picture/2/close-{OWN}.jpg")

    replies = [once() for _ in range(most)]
    assert replies[0].status in (200, 204, 303)
    assert replies[-1].status == 429
    assert int(replies[-1].header("retry-after")) > 0
    others = desk.browser("foreign advertiser")
    assert others.get(f"/item/{FOREIGN}").status == 200
    desk.clock.forward(minutes=2)
    assert once().status in (200, 204, 303)
