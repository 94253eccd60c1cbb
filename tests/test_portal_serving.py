"""The port, the log's lines, letters, and what the site hands on to the rest of magtool."""

from __future__ import annotations

import asyncio
import shutil
import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="the extra ‘portal’ is not installed")

import uvicorn
from portal_kit import START, Site, examined
from small_issue import FOLDER, artwork, make_project
from uvicorn.server import ServerState

from magtool.cli import reviewsite
from magtool.cli.sitefolder import Place
from magtool.portal import serving
from magtool.portal.app import NotAccepted
from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter
from magtool.portal.mail import NotSent, compose, send
from magtool.portal.records import Upload
from magtool.portal.settings import Mailing, Settings

TOKEN = "owL4bQ7KLNvHhEyZ18rts-U_OOsVrlPzCEkPt4Xyj4U"


# --- the port and the log -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/item/furunas", "/item/furunas"),
        (f"/in/{TOKEN}", "/in/…"),
        (f"/IN/{TOKEN}", "/in/…"),
        (f"//in/{TOKEN}", "/in/…"),
        (f"/item/{TOKEN}", "/item/…"),
        (f"/in{TOKEN}", "/in/…"),
        ("/x\x1b[2Jy\nz", "/x?[2Jy?z"),
        ("/" + "å" * 500, "/" + "å" * 199),
    ],
)
def test_a_line_of_the_log_holds_no_secret_and_draws_nothing(path: str, told: str) -> None:
    assert serving.without_token(path) == told


def test_a_port_that_is_taken_is_told() -> None:
    with serving.listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        assert serving.address_of(held) == f"http://localhost:{port}"
        with pytest.raises(serving.Taken, match=f"port {port}"):
            serving.listen("127.0.0.1", port)
    with pytest.raises(serving.Taken):
        serving.listen("192.0.2.1", 0)


async def _hello(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


def test_a_head_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_PATIENCE", 0.2)

    async def visit() -> None:
        config = uvicorn.Config(_hello, log_config=None, lifespan="off", http=serving._Patient)
        config.load()
        state = ServerState()
        with serving.listen("127.0.0.1", 0) as listening:
            port = listening.getsockname()[1]
            server = await asyncio.get_running_loop().create_server(
                lambda: serving._Patient(config=config, server_state=state, app_state={}),
                sock=listening,
            )
            async with server:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                kept = writer.get_extra_info("socket")
                assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                for _ in range(2):  # a whole request is answered, and so is the next on the line
                    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    head = await reader.readuntil(b"\r\n\r\n")
                    assert head.startswith(b"HTTP/1.1 200")
                    assert await reader.readexactly(2) == b"ok"
                writer.write(b"GET / HTTP/1.1\r\nHost:")
                assert await asyncio.wait_for(reader.read(), 20) == b""
                writer.close()
                silent, other = await asyncio.open_connection("127.0.0.1", port)
                assert await asyncio.wait_for(silent.read(), 20) == b""
                other.close()

    asyncio.run(visit())


# --- artwork into the issue ---------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound")
    make_project(root)
    return root


@pytest.fixture
def project(sound: Path, tmp_path: Path) -> Path:
    (tmp_path / "fonts").mkdir()
    shutil.copytree(sound / FOLDER, tmp_path / FOLDER)
    return tmp_path


@pytest.fixture
def site(project: Path) -> Iterator[Site]:
    made = Site(project / ".portal")
    made.publish("2027-04")
    yield made
    made.ledger.close()


def desk(ledger: Ledger, project: Path) -> reviewsite._Desk:
    place = Place(project, project / ".portal", "2027-04")
    return reviewsite._Desk(ledger, Settings(ledger.key), place, NotAccepted)


def offered(site: Site) -> tuple[Upload, Path]:
    eva = site.invite("furunas", issue="2027-04")
    upload = site.ledger.offer(eva, "furunas", artwork() + b"\n% new", "new.pdf", examined())
    file = site.ledger.upload_file(eva, upload.id)
    assert file is not None
    return upload, file


def test_accepted_artwork_goes_into_the_issue_once(site: Site, project: Path) -> None:
    upload, file = offered(site)
    accept = desk(site.ledger, project).accept
    manifest = project / FOLDER / "issue.yaml"
    before, old = manifest.read_text("utf-8"), (project / FOLDER / "ads/furunas.pdf").read_bytes()
    path = accept(upload, file)
    assert path == "ads/furunas-2.pdf"
    assert (project / FOLDER / path).read_bytes() == file.read_bytes()
    assert (project / FOLDER / "ads/furunas.pdf").read_bytes() == old
    assert manifest.read_text("utf-8") == before.replace("ads/furunas.pdf", path)
    # Stopped before the ledger knew: the editor clicks again, and no third file comes of it.
    assert accept(upload, file) == path
    assert not (project / FOLDER / "ads/furunas-3.pdf").exists()


def test_artwork_that_can_not_be_put_in_is_explained_and_still_waits(
    site: Site, project: Path
) -> None:
    upload, _ = offered(site)
    editor = site.invite(None, issue="2027-04")
    accept = desk(site.ledger, project).accept
    manifest = project / FOLDER / "issue.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("id: furunas", "id: other"), "utf-8")
    with pytest.raises(NotAccepted, match="furunas"):
        site.ledger.accept(editor, upload.id, accept)
    shutil.rmtree(project / FOLDER)
    with pytest.raises(NotAccepted):
        site.ledger.accept(editor, upload.id, accept)
    found = site.ledger.upload(editor, upload.id)
    assert found is not None
    assert found.state == "offered"


def test_a_mail_server_that_is_down_costs_one_link_and_not_one_at_every_look(
    site: Site, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.invite("furunas", issue="2027-04")
    site.ledger.set_deadline("2027-04", START + timedelta(days=9), "print", "desk")
    monkeypatch.setattr(reviewsite, "clock", lambda: START + timedelta(days=7))
    site.clock.forward(days=7)
    letters: list[Letter] = []
    place = Place(project, project / ".portal", "2027-04")
    settings = Settings(site.ledger.key, mail=MAIL, reminders=(3,))
    down = reviewsite._Desk(site.ledger, settings, place, NotAccepted)

    def refuse(told: Letter, *_: object) -> None:
        letters.append(told)
        raise NotSent("it is down")

    monkeypatch.setattr(reviewsite, "send", refuse)
    for _ in range(3):
        down.remind("https://e.se")
    assert len(letters) == 3
    assert len({told.text for told in letters}) == 1
    monkeypatch.setattr(reviewsite, "send", lambda told, *_: letters.append(told))
    for _ in range(2):
        down.remind("https://e.se")
    assert len(letters) == 4
    log = [event.what for event in site.ledger.events("2027-04")]
    assert (log.count("link-renewed"), log.count("reminded")) == (1, 1)


# --- letters ------------------------------------------------------------------------------


MAIL = Mailing("mail.example.se", 587, "starttls", "proofs", "SECRET_OF_MAIL", "Fältet <p@e.se>")
LETTER = Letter("eva@example.se", "Korrekturet är klart", "Hej Eva!\n\nhttps://e.se/in/x\n")


def test_a_letter_is_a_message_that_every_reader_shows() -> None:
    message = compose(LETTER, MAIL)
    text = bytes(message)
    assert text.isascii()
    assert max(map(len, text.splitlines())) < 200
    assert message.get_content() == LETTER.text
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@e.se>")
    for bad in (Letter("eva@e.se\nBcc: all@e.se", "x", "y"), Letter("e@e.se", "x\ny", "z")):
        with pytest.raises(NotSent):
            compose(bad, MAIL)


@pytest.mark.parametrize("line", ["starttls", "tls", "none"])
def test_a_letter_goes_by_the_line_that_is_told(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []

    class Server:
        def __init__(self, host: str, port: int, **more: Any) -> None:
            done.append(("tls" if "context" in more else "plain", host, port))

        def __enter__(self) -> Server:
            return self

        def __exit__(self, *args: object) -> None:
            done.append("ended")

        def starttls(self, context: object) -> None:
            done.append("starttls")

        def login(self, user: str, password: str) -> None:
            done.append((user, password))

        def send_message(self, message: EmailMessage) -> None:
            done.append(message["To"])

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    mailing = Mailing(*(line if n == 2 else part for n, part in enumerate(_parts(MAIL))))
    send(LETTER, mailing, {"SECRET_OF_MAIL": "hush"})
    first = ("tls" if line == "tls" else "plain", "mail.example.se", 587)
    middle = ["starttls"] if line == "starttls" else []
    assert done == [first, *middle, ("proofs", "hush"), "eva@example.se", "ended"]


def _parts(mailing: Mailing) -> tuple[Any, ...]:
    return (
        mailing.host, mailing.port, mailing.line, mailing.user, mailing.password_from,
        mailing.sender,
    )  # fmt: skip


def test_why_a_letter_did_not_go_is_told_without_its_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for mailing in (
        Mailing("127.0.0.1", port, "none", "", "", "a@e.se"),
        Mailing("nowhere.invalid", 25, "none", "", "", "a@e.se"),
    ):
        with pytest.raises(NotSent) as fault:
            send(LETTER, mailing, {})
        assert "/in/" not in str(fault.value)
        assert mailing.host in str(fault.value)


def test_a_site_without_a_mail_server_says_so(site: Site, project: Path) -> None:
    assert desk(site.ledger, project).notify(LETTER) is False
