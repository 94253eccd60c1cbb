"""The review site as its visitors meet it: what a page says, and what becomes of what they do."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("starlette", reason="the extra ‘portal’ is not installed")

from portal_client import Browser, Reply, Upload
from portal_kit import ISSUE, OWNERS, Clock, examined, pictures, proof_set, unreadable

from magtool.portal.app import NotAccepted, make_app
from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter
from magtool.portal.pages import load_pages
from magtool.portal.records import Standing, Visitor
from magtool.portal.records import Upload as Sent
from magtool.portal.security import Rates
from magtool.portal.settings import Settings
from magtool.portal.site import SENT_BY_ONE
from magtool.portal.views import unfold
from magtool.portal.words import words_of
from magtool.proofs import Booked, Examined, ProofFinding, ProofLine, ProofSet, Verdict

STOCKHOLM = ZoneInfo("Europe/Stockholm")
AD, OTHER, COMPANY = "furunas", "norrvik", "lindvik"


def text_of(reply: Reply) -> str:
    """What a page says, without its markup and with single spaces."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", reply.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\xa0", " ").split())


@dataclass(slots=True)
class House:
    """A site with one issue, its people, and what it asked of those who were handed in."""

    home: Path
    clock: Clock = field(default_factory=Clock)
    ledger: Ledger = field(init=False)
    app: Any = field(init=False)
    loop: asyncio.Runner = field(init=False, default_factory=asyncio.Runner)
    letters: list[Letter] = field(init=False, default_factory=list)
    mails: bool = False
    found: Callable[[bytes], Examined] = field(init=False, default=lambda data: examined())
    written: list[bytes] = field(init=False, default_factory=list)
    hindered: str = ""

    def __post_init__(self) -> None:
        self.ledger = Ledger.open(self.home, self.clock)
        settings = Settings(
            self.ledger.key, "https://proofs.example.se", STOCKHOLM, 100_000, "Maja, 010-555 01 20"
        )
        self.app = make_app(
            self.ledger, settings, self._examine, self._accept, self._notify, self.clock
        )

    def _examine(self, data: bytes, name: str, booked: Booked) -> Examined:
        return self.found(data)

    def _accept(self, upload: Sent, file: Path) -> str:
        if self.hindered:
            raise NotAccepted(self.hindered)
        self.written.append(file.read_bytes())
        return f"ads/{upload.slug}-2.pdf"

    def _notify(self, told: Letter) -> bool:
        self.letters.append(told)
        return self.mails

    def publish(self, made: ProofSet | None = None, released: bool = True, **marks: str) -> None:
        made = made or proof_set(**marks)
        self.ledger.publish(
            made, pictures(made), folder=f"issues/{ISSUE}", released=released, note="", who="desk"
        )

    def invite(
        self, slug: str = "", role: str = "advertiser", name: str = "Eva Lind", language: str = "sv"
    ) -> tuple[Visitor, Browser]:
        """Somebody, and their browser that has opened the link; an editor without a slug."""
        args = (OWNERS.get(slug, ""), name, "eva@example.se", language, role if slug else "editor")
        visitor, token = self.ledger.invite(ISSUE, *args, "desk")
        browser = Browser(self.app, self.loop)
        assert browser.enter(token).to == "/"
        return visitor, browser

    def end(self) -> None:
        self.loop.close()
        self.ledger.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    made.publish()
    yield made
    made.end()


@pytest.fixture
def eva(house: House) -> Browser:
    return house.invite(AD)[1]


@pytest.fixture
def editor(house: House) -> Browser:
    return house.invite(name="Maja Granlund")[1]


def send(browser: Browser, path: str, page: str = f"/item/{AD}", **form: str) -> Reply:
    """A form of a page sent, with the page's own mark."""
    return browser.post(path, {"csrf": browser.csrf(page), **form})


def answer(browser: Browser, **form: str) -> Reply:
    """The verdict's form sent as the page has it, with these fields."""
    page = browser.get(f"/item/{AD}").text
    kept = dict(re.findall(r'name="(version|fingerprint)" value="([^"]+)"', page))
    filled = {"verdict": "approved", "reason": "", "name": "Eva Lind", "consent": "yes"}
    return send(browser, f"/item/{AD}/verdict", **{**kept, **filled, **form})


# ----------------------------------------------------------------- what is asked


def test_with_one_item_the_link_leads_to_it(eva: Browser) -> None:
    assert eva.get("/").to == f"/item/{AD}"


def test_with_several_items_they_are_listed_with_what_is_left_to_answer(house: House) -> None:
    made = proof_set()
    mine = tuple(replace(p, advertiser=OWNERS[AD]) for p in made.proofs)
    house.publish(replace(made, proofs=mine))
    _, eva = house.invite(AD)
    answer(eva)
    told = text_of(eva.get("/"))
    assert "3 annonser" in told
    assert "2 väntar på ditt svar" in told
    assert [f"/item/{slug}" in eva.get("/").text for slug in OWNERS] == [True] * 3


def test_after_one_answer_the_next_item_is_offered(house: House) -> None:
    made = proof_set()
    mine = tuple(replace(p, advertiser=OWNERS[AD]) for p in made.proofs[:2])
    house.publish(replace(made, proofs=mine))
    _, eva = house.invite(AD)
    answer(eva)
    assert words_of("sv")("items.todo", n=1) in text_of(eva.get(f"/item/{AD}"))


@pytest.mark.parametrize("then", ["print", "last-approved", "leave-out"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_says_what_is_asked_by_when_and_what_happens_then(
    house: House, then: str, language: str
) -> None:
    house.ledger.set_deadline(ISSUE, datetime(2027, 2, 18, 17, tzinfo=STOCKHOLM), then, "desk")
    _, browser = house.invite(AD, language=language)
    page = browser.get(f"/item/{AD}")
    moment = {"sv": "torsdag 18 februari kl. 17.00", "en": "Thursday 18 February at 17:00"}
    assert moment[language] in text_of(page)
    assert words_of(language)(f"then.{then}") in text_of(page)
    assert f'<html lang="{language}">' in page.text


def test_after_the_deadline_the_page_says_so_and_still_takes_the_answer(house: House) -> None:
    _, eva = house.invite(AD)
    house.ledger.set_deadline(ISSUE, house.clock() + timedelta(days=1), "print", "desk")
    house.clock.forward(days=2)
    assert words_of("sv")("standings.late") in text_of(eva.get(f"/item/{AD}"))
    assert answer(eva).status == 303


def test_the_language_can_be_changed_and_stays(eva: Browser) -> None:
    assert send(eva, "/language", language="en", back=f"/item/{AD}").to == f"/item/{AD}"
    assert '<html lang="en">' in eva.get(f"/item/{AD}").text


def test_findings_are_told_in_plain_words(house: House, eva: Browser) -> None:
    made = proof_set()
    figures = (("ppi", "92"), ("least_ppi", "150"))
    low = ProofFinding("picture-too-coarse", "error", "92 ppi", (10, 10, 90, 90), figures)
    house.publish(replace(made, proofs=(replace(made.proofs[0], findings=(low,)),)))
    told = text_of(eva.get(f"/item/{AD}"))
    assert "upplösning" in told
    assert "picture-too-coarse" not in told, "the check's name is for us"


def test_signing_out_ends_the_visit_on_this_computer(eva: Browser) -> None:
    assert send(eva, "/leave").status == 200
    assert eva.get(f"/item/{AD}").status == 404


def test_looking_is_noted_when_the_pages_script_says_so(house: House) -> None:
    visitor, eva = house.invite(AD)
    eva.get(f"/item/{AD}")
    (before,) = (p for p in house.ledger.people(ISSUE) if p.link == visitor.link)
    assert before.seen is None, "mail scanners open pages too"
    assert send(eva, "/seen").status == 204
    (after,) = (p for p in house.ledger.people(ISSUE) if p.link == visitor.link)
    assert after.seen == house.clock()


def test_a_visit_does_not_last_for_ever(house: House, eva: Browser) -> None:
    house.clock.forward(days=29)
    assert eva.get(f"/item/{AD}").status == 200
    house.clock.forward(days=2)
    assert eva.get(f"/item/{AD}").status == 404


# ----------------------------------------------------------------- pins


def pins(house: House, slug: str = AD) -> tuple[Any, ...]:
    editor, _ = house.invite(name="Peeper")
    case = house.ledger.case(editor, slug)
    assert case is not None
    return case.pins


def test_a_pin_is_kept_on_the_page_under_it(house: House, eva: Browser) -> None:
    """Places come from the spread, whose left page is 2; the right page begins 595 points in."""
    for x in ("100", "695"):
        reply = send(eva, f"/item/{AD}/pins", version="1", x=x, y="50.5", text="Här")
        assert reply.status == 303
    assert [(p.page, p.x, p.y) for p in pins(house)] == [(2, 100.0, 50.5), (3, 100.0, 50.5)]
    assert "#pin-" in reply.to


def test_a_pin_can_be_put_by_name(house: House, eva: Browser) -> None:
    assert f'<option value="foot-right">{words_of("sv")("places.foot-right")}' in (
        eva.get(f"/item/{AD}").text
    )
    send(eva, f"/item/{AD}/pins", version="1", place="foot-right", text="Större logga")
    (pin,) = pins(house)
    assert (pin.page, round(pin.x), round(pin.y)) == (2, 496, 702)


def test_a_pin_can_be_put_by_a_click_without_scripts(house: House, eva: Browser) -> None:
    """The clicked picture is 720 pixels wide and shows the spread with its bleed."""
    picture = eva.get(f"/item/{AD}").text
    assert 'type="image" name="at" width="720"' in picture
    form = {"version": "1", "at.x": "360", "at.y": "0", "text": "I falsen"}
    send(eva, f"/item/{AD}/pins", **form)
    (pin,) = pins(house)
    assert (pin.page, pin.x, pin.y) == (3, 0.0, -8.5)


def test_a_company_pages_lines_can_be_pinned_by_their_numbers(house: House) -> None:
    made = proof_set()
    lines = (ProofLine(1, 40, 90, 200, "Här bor alla"), ProofLine(2, 40, 104, 200, "varandras"))
    proofs = tuple(replace(p, lines=lines) if p.slug == COMPANY else p for p in made.proofs)
    house.publish(replace(made, proofs=proofs))
    _, browser = house.invite(COMPANY)
    page = browser.get(f"/item/{COMPANY}?line=2")
    assert "Här bor alla" in page.text
    assert '<option value="line-2" selected>' in page.text
    place = {"version": "2", "place": "line-2", "text": "grannars"}
    send(browser, f"/item/{COMPANY}/pins", page=f"/item/{COMPANY}", **place)
    (pin,) = pins(house, COMPANY)
    assert (pin.x, pin.y) == (40, 104)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"x": "5000", "y": "10", "text": "Utanför"}, 422),
        ({"x": "nan", "y": "10", "text": "Ingenstans"}, 400),
        ({"place": "nowhere", "text": "Var?"}, 422),
        ({"x": "10", "y": "10", "text": "  "}, 422),
        ({"x": "10", "y": "10", "text": "x" * 5000}, 422),
    ],
)
def test_a_pin_that_cannot_be_kept_is_refused_in_plain_words(
    house: House, eva: Browser, form: dict[str, str], status: int
) -> None:
    reply = send(eva, f"/item/{AD}/pins", version="1", **form)
    assert reply.status == status
    assert words_of("sv")("sorry.title") in text_of(reply)
    assert pins(house) == ()


def test_a_thread_goes_to_and_fro_and_is_closed(
    house: House, eva: Browser, editor: Browser
) -> None:
    send(eva, f"/item/{AD}/pins", version="1", x="10", y="10", text="Byt datum")
    (pin,) = pins(house)
    there = f"/item/{AD}"
    reply = send(editor, f"/pin/{pin.id}/comments", text="Till vilket?", back=there)
    assert reply.to == f"{there}?said=commented#pin-{pin.id}"
    send(eva, f"/pin/{pin.id}/comments", text="Den 22 april", back=there)
    told = text_of(eva.get(there))
    assert told.index("Byt datum") < told.index("Till vilket?") < told.index("Den 22 april")
    send(editor, f"/pin/{pin.id}/solve", solved="1", back=there)
    assert words_of("sv")("pins.state.solved") in text_of(eva.get(there))
    send(eva, f"/pin/{pin.id}/solve", solved="", back=there)
    assert pins(house)[0].solved is None


def test_a_reader_may_say_something_but_finds_no_form_to_answer(house: House) -> None:
    _, reader = house.invite(AD, role="reader")
    send(reader, f"/item/{AD}/pins", version="1", x="10", y="10", text="Fint!")
    page = reader.get(f"/item/{AD}")
    assert "Fint!" in page.text
    assert "/verdict" not in page.text
    assert "/uploads" not in page.text
    assert words_of("sv")("answer.other-role") in text_of(page)


# ----------------------------------------------------------------- the answer


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_answer_is_kept_and_shown_as_a_receipt(
    house: House, eva: Browser, verdict: Verdict
) -> None:
    reply = answer(eva, verdict=verdict, reason="Byt datum till 22 april")
    assert reply.to == f"/item/{AD}?said=answered#answer"
    page = eva.get(reply.to.partition("#")[0])
    told = text_of(page)
    assert words_of("sv")("said.answered") in told
    assert words_of("sv")(f"verdicts.{verdict}.name") in told
    assert proof_set().proofs[0].fingerprint in told, "the receipt says of which page"
    assert "måndag 1 februari 2027 kl. 10.00" in told, "in the clock of the place"
    assert 'action="/item/furunas/verdict"' not in page.text, "it is locked"


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"verdict": "changes-required"}, "reason-missing"),
        ({"verdict": "approved-with-changes", "reason": " "}, "reason-missing"),
        ({"name": " "}, "name-missing"),
        ({"consent": ""}, "consent-missing"),
        ({"verdict": "maybe"}, "verdict-missing"),
    ],
)
def test_an_answer_that_lacks_something_is_told_what(
    house: House, eva: Browser, missing: dict[str, str], code: str
) -> None:
    reply = answer(eva, **missing)
    assert reply.status == 422
    assert words_of("sv")(f"sorry.unfit.{code}") in text_of(reply)
    assert text_of(eva.get(f"/item/{AD}")).count(words_of("sv")("standings.waiting")) == 1


def test_an_answer_is_given_once(house: House, eva: Browser) -> None:
    fingerprint = proof_set().proofs[0].fingerprint
    assert answer(eva).status == 303
    again = answer(
        eva, version="1", fingerprint=fingerprint, verdict="changes-required", reason="?"
    )
    assert again.status == 409
    assert words_of("sv")("sorry.locked") in text_of(again)


def test_an_answer_to_a_page_that_has_changed_meanwhile_is_not_taken(
    house: House, eva: Browser
) -> None:
    seen = proof_set().proofs[0].fingerprint
    house.publish(furunas="second")
    reply = answer(eva, version="1", fingerprint=seen)
    assert reply.status == 409
    assert words_of("sv")("sorry.stale") in text_of(reply)


def test_when_the_page_changes_the_answer_is_void_and_asked_for_again(
    house: House, eva: Browser
) -> None:
    answer(eva)
    house.publish(furunas="second")
    page = eva.get(f"/item/{AD}")
    assert words_of("sv")("answer.void") in text_of(page)
    assert f"/item/{AD}/compare/1/2" in page.text
    assert answer(eva).status == 303
    assert words_of("sv")("answer.receipt") in text_of(eva.get(f"/item/{AD}"))


def test_when_other_pages_change_the_answer_holds(house: House, eva: Browser) -> None:
    answer(eva)
    house.publish(norrvik="second")
    assert words_of("sv")("answer.void") not in text_of(eva.get(f"/item/{AD}"))


def test_the_editors_are_told_of_an_answer_and_no_mail_can_undo_it(
    house: House, eva: Browser, editor: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(told: Letter) -> bool:
        house.letters.append(told)
        raise OSError("the mail server is gone")

    object.__setattr__(house.app.state.site, "notify", broken)
    assert answer(eva).status == 303
    (told,) = house.letters
    assert OWNERS[AD] in told.subject
    assert words_of("sv")("verdicts.approved.name") in told.text
    assert words_of("sv")("answer.receipt") in text_of(eva.get(f"/item/{AD}"))


# ----------------------------------------------------------------- versions


def test_an_old_version_can_be_looked_at_but_not_answered(house: House, eva: Browser) -> None:
    house.publish(furunas="second")
    page = eva.get(f"/item/{AD}/v/1")
    assert words_of("sv")("item.old", number=1, latest=2) in text_of(page)
    assert f"/picture/1/spread-{AD}.jpg" in page.text
    assert 'name="verdict"' not in page.text


def test_two_versions_are_compared(house: House, eva: Browser) -> None:
    house.publish(furunas="second")
    page = eva.get(f"/item/{AD}/compare/1/2")
    for number in (1, 2):
        assert f"/picture/{number}/close-{AD}.jpg" in page.text
    assert words_of("sv")("compare.changed") in text_of(page)
    assert f"/picture/1/spread-{AD}.jpg" in eva.get(f"/item/{AD}/compare/1/2?show=spread").text
    house.publish(furunas="second")
    same = text_of(eva.get(f"/item/{AD}/compare/2/3"))
    assert words_of("sv")("compare.same") in same


def test_a_version_held_back_is_shown_to_the_editor_and_then_to_all(
    house: House, eva: Browser, editor: Browser
) -> None:
    house.publish(furunas="second", released=False)
    assert eva.get(f"/item/{AD}/v/2").status == 404
    board = editor.get("/")
    assert words_of("sv")("board.held", number=2) in text_of(board)
    assert words_of("sv")("item.held") in text_of(editor.get(f"/item/{AD}/v/2"))
    assert f"/item/{AD}/v/2" in editor.get("/?version=2").text
    assert send(editor, "/version/2/release", page="/").to == "/?said=released"
    assert f"/picture/2/spread-{AD}.jpg" in eva.get(f"/item/{AD}").text


# ----------------------------------------------------------------- artwork


def offer(browser: Browser, data: bytes = b"%PDF-1.7 new", name: str = "ny.pdf") -> Reply:
    mark = browser.csrf(f"/item/{AD}")
    return browser.post(f"/item/{AD}/uploads", {"csrf": mark}, Upload(name, data))


def test_usable_artwork_is_offered_and_the_editor_told(
    house: House, eva: Browser, editor: Browser
) -> None:
    reply = offer(eva)
    assert "said=artwork-offered" in reply.to
    page = eva.get(f"/item/{AD}")
    assert words_of("sv")("artwork.states.offered") in text_of(page)
    assert "/upload/1/art.jpg" in page.text
    assert eva.get("/upload/1/art.jpg").header("content-type") == "image/jpeg"
    assert OWNERS[AD] in house.letters[0].subject
    assert "ny.pdf" in text_of(editor.get("/")), "it waits on the board"


def test_unusable_artwork_is_refused_in_plain_words(house: House, eva: Browser) -> None:
    house.found = lambda data: examined("bleed-missing")
    reply = offer(eva)
    assert "said=artwork-refused" in reply.to
    told = text_of(eva.get(f"/item/{AD}"))
    assert words_of("sv")("artwork.states.refused") in told
    assert words_of("sv")("check.severities.error") in told
    assert house.letters == []


def test_what_is_no_artwork_is_refused_and_not_kept(house: House, eva: Browser) -> None:
    house.found = lambda data: unreadable()
    assert "said=artwork-refused" in offer(eva, b"<svg/>", "x.svg").to
    page = eva.get(f"/item/{AD}")
    assert "/upload/1/file" not in page.text
    assert eva.get("/upload/1/file").status == 404


def test_a_form_without_a_file_says_so(eva: Browser) -> None:
    reply = send(eva, f"/item/{AD}/uploads")
    assert reply.status == 422
    assert words_of("sv")("sorry.unfit.file-missing") in text_of(reply)


def test_a_file_beyond_the_limit_is_refused_with_the_limit(eva: Browser) -> None:
    reply = offer(eva, b"%PDF" + bytes(200_000))
    assert reply.status == 413
    assert words_of("sv")("sorry.large", most=0) in text_of(reply)


def test_a_company_page_takes_no_artwork(house: House) -> None:
    _, browser = house.invite(COMPANY)
    assert "/uploads" not in browser.get(f"/item/{COMPANY}").text
    mark = browser.csrf(f"/item/{COMPANY}")
    file = Upload("a.pdf", b"%PDF")
    assert browser.post(f"/item/{COMPANY}/uploads", {"csrf": mark}, file).status == 404


def test_uploads_do_not_pile_up(house: House, eva: Browser) -> None:
    """Who has some under way is asked to wait for them; pages are answered meanwhile."""
    site = house.app.state.site
    (link,) = (p.link for p in house.ledger.people(ISSUE) if p.name == "Eva Lind")
    site.sending[link] = SENT_BY_ONE
    reply = offer(eva)
    assert reply.status == 503
    assert words_of("sv")("sorry.busy") in text_of(reply)
    assert eva.get(f"/item/{AD}").status == 200


def test_accepted_artwork_goes_into_the_issue_once(
    house: House, eva: Browser, editor: Browser
) -> None:
    offer(eva)
    reply = send(editor, "/upload/1/accept", reply="Tack!")
    assert reply.to == f"/item/{AD}?said=accepted#upload-1"
    assert house.written == [b"%PDF-1.7 new"]
    told = text_of(eva.get(f"/item/{AD}"))
    assert words_of("sv")("artwork.states.accepted") in told
    assert "Tack!" in told
    assert send(editor, "/upload/1/accept").status == 409
    assert len(house.written) == 1


def test_artwork_that_the_issue_cannot_take_stays_offered(
    house: House, eva: Browser, editor: Browser
) -> None:
    offer(eva)
    house.hindered = "issue.yaml was changed meanwhile"
    reply = send(editor, "/upload/1/accept")
    assert reply.status == 409
    assert "issue.yaml was changed meanwhile" in text_of(reply)
    assert words_of("sv")("artwork.states.offered") in text_of(eva.get(f"/item/{AD}"))


def test_declined_artwork_is_told_with_the_reason(
    house: House, eva: Browser, editor: Browser
) -> None:
    offer(eva)
    house.letters.clear()
    send(editor, "/upload/1/decline", reply="Fel nummer på telefonen")
    assert "Fel nummer på telefonen" in text_of(eva.get(f"/item/{AD}"))
    (told,) = house.letters
    assert "Fel nummer på telefonen" in told.text
    assert "/in/" not in told.text, "each has their own link already"


def test_uploaded_artwork_is_saved_under_its_own_name(house: House, eva: Browser) -> None:
    offer(eva, name="Våra ”bästa” – år.pdf")
    reply = eva.get("/upload/1/file")
    assert reply.body == b"%PDF-1.7 new"
    assert reply.header("content-disposition").startswith("attachment;")
    assert reply.header("content-type") == "application/octet-stream"


# ----------------------------------------------------------------- the editor


def test_the_board_shows_everyones_standing(house: House, eva: Browser, editor: Browser) -> None:
    answer(eva, verdict="changes-required", reason="Fel bild")
    page = editor.get("/")
    rows = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)[1:]
    assert len(rows) == len(OWNERS)
    assert OWNERS[AD] in rows[-1], "who has answered comes last"
    assert words_of("sv")(f"standings.{Standing.CHANGES}") in rows[-1]
    sign = r'<a href="/item/furunas" class="changes-required".*?<use href="#i-changes-required"/>'
    assert re.search(sign, page.text, re.DOTALL), "a sign on the flatplan, not colour alone"


@pytest.mark.parametrize("by", ["page", "advertiser", "pins", "nonsense"])
def test_the_list_can_be_sorted(house: House, eva: Browser, editor: Browser, by: str) -> None:
    send(eva, f"/item/{AD}/pins", version="1", x="10", y="10", text="Hej")
    page = editor.get(f"/?sort={by}")
    shown = re.findall(r'<td><a href="/item/(\w+)"', page.text)
    expected = {"advertiser": [AD, OTHER, COMPANY]}.get(by, [AD, OTHER, COMPANY])
    assert shown == expected


def test_a_deadline_is_set_by_the_clock_of_the_place(house: House, editor: Browser) -> None:
    form = {"when": "2027-02-20T17:00", "then": "leave-out"}
    assert send(editor, "/deadline", page="/", **form).to == "/?said=deadline"
    around = house.ledger.round(ISSUE)
    assert around is not None
    assert around.deadline == datetime(2027, 2, 20, 17, tzinfo=STOCKHOLM)
    assert around.then == "leave-out"
    assert 'value="2027-02-20T17:00"' in editor.get("/").text
    send(editor, "/deadline", page="/", when="", then="print")
    around = house.ledger.round(ISSUE)
    assert around is not None
    assert around.deadline is None


@pytest.mark.parametrize(
    "form",
    [{"when": "soon"}, {"then": "explode"}, {"when": "9999-99-99"}, {"when": "0001-01-01T00:00"}],
)
def test_a_deadline_that_is_none_is_refused(editor: Browser, form: dict[str, str]) -> None:
    assert send(editor, "/deadline", page="/", **{"then": "print", **form}).status == 422


def test_what_is_taken_out_of_the_issue_is_told_as_gone(house: House, eva: Browser) -> None:
    whole = proof_set()
    rest = replace(whole, proofs=tuple(p for p in whole.proofs if p.slug != AD))
    assert words_of("sv")("items.gone") not in text_of(eva.get("/"))
    house.publish(rest)
    assert words_of("sv")("items.gone") in text_of(eva.get("/"))
    page = eva.get(f"/item/{AD}/v/1")
    assert words_of("sv")("item.gone", number=1) in text_of(page)
    assert "data-verdict" not in page.text


def test_a_new_answer_can_be_asked_for(house: House, eva: Browser, editor: Browser) -> None:
    answer(eva)
    send(editor, f"/item/{AD}/reopen", why="Vi bytte papper")
    assert words_of("sv")("answer.void") in text_of(eva.get(f"/item/{AD}"))
    assert "Vi bytte papper" in house.letters[-1].text
    assert answer(eva).status == 303


INVITED = {
    "advertiser": OWNERS[OTHER], "name": "Åsa Lind", "email": "asa@example.se",
    "role": "advertiser", "language": "en",
}  # fmt: skip


def test_an_invitation_without_mail_is_shown_to_be_copied(house: House, editor: Browser) -> None:
    page = send(editor, "/people", page="/people", **INVITED)
    assert page.status == 200
    (link,) = set(re.findall(r"https://proofs\.example\.se(/in/[\w-]+)", page.text))
    assert "Dear" in page.text or "Hello" in page.text, "the letter is in the reader's language"
    guest = Browser(house.app, house.loop)
    assert guest.get(link).to == "/"
    assert guest.get(f"/item/{OTHER}").status == 200
    assert link not in editor.get("/people").text, "it is shown once"


def test_an_invitation_by_mail_goes_to_the_invited(house: House, editor: Browser) -> None:
    house.mails = True
    reply = send(editor, "/people", page="/people", **INVITED)
    assert reply.to == "/people?said=mailed"
    (told,) = house.letters
    assert told.to == "asa@example.se"
    assert "/in/" in told.text
    assert "/in/" not in repr(told), "a letter in a log shows no link"


def test_a_reminder_holds_a_link_that_works(house: House, editor: Browser) -> None:
    house.mails = True
    visitor, _ = house.invite(AD)
    assert (
        send(editor, f"/person/{visitor.link}/remind", page="/people").to == "/people?said=mailed"
    )
    link = re.search(r"/in/[\w-]+", house.letters[-1].text)
    assert link is not None
    assert Browser(house.app, house.loop).get(link[0]).to == "/"
    (person,) = (p for p in house.ledger.people(ISSUE) if p.link == visitor.link)
    assert person.reminded == house.clock()


def test_a_closed_link_opens_nothing(house: House, editor: Browser) -> None:
    visitor, eva = house.invite(AD)
    send(editor, f"/person/{visitor.link}/revoke", page="/people")
    assert eva.get(f"/item/{AD}").status == 404
    assert words_of("sv")("people.revoked") in text_of(editor.get("/people"))


def test_the_log_tells_what_happened_newest_first(
    house: House, eva: Browser, editor: Browser
) -> None:
    send(eva, f"/item/{AD}/pins", version="1", x="10", y="10", text="Byt datum")
    answer(eva, verdict="changes-required", reason="Se nålen")
    told = text_of(editor.get("/log"))
    assert told.index("Se nålen") < told.index("Byt datum")
    assert words_of("sv")("acts.answered") in told
    for page in ("0", "99", "x", "²", "-1"):
        assert editor.get(f"/log?page={page}").status == 200


def test_the_record_can_be_taken_home(house: House, eva: Browser, editor: Browser) -> None:
    answer(eva)
    reply = editor.get("/export.json")
    assert reply.header("content-type") == "application/json"
    assert reply.header("content-disposition") == f'attachment; filename="{ISSUE}.json"'
    assert proof_set().proofs[0].fingerprint in reply.text


# ----------------------------------------------------------------- small things


def test_what_every_page_loads_is_light() -> None:
    shelf = load_pages().shelf
    assert sum(len(static.content) for static in shelf.values()) < 150_000


def test_static_files_ask_for_each_other_by_their_hashed_names() -> None:
    shelf = load_pages().shelf
    (start,) = (s.content.decode() for name, s in shelf.items() if name.startswith("start."))
    for name in re.findall(r'from "\./([^"]+)"', start):
        assert name in shelf
    (style,) = (s.content.decode() for name, s in shelf.items() if name.startswith("site."))
    assert re.findall(r'url\("\./([^"]+)"\)', style)
    assert all(name in shelf for name in re.findall(r'url\("\./([^"]+)"\)', style))


def test_counts_of_visitors_take_a_bounded_room() -> None:
    clock = Clock()
    rates = Rates(clock, kept=3)
    for key in "abcdef":
        assert rates.spend(key, 1)
    assert not rates.spend("a", 1)
    clock.forward(minutes=1)
    assert rates.spend("a", 1)


def test_a_point_beyond_the_spread_belongs_to_its_nearest_page() -> None:
    proof = proof_set().proofs[0]
    assert unfold(proof, -5, 10) == (2, -5, 10)
    assert unfold(proof, 594.9, 10)[0] == 2
    assert unfold(proof, 1195, 10) == (3, 600, 10)


def test_words_have_their_language_own_figures() -> None:
    swedish, english = words_of("sv", STOCKHOLM), words_of("en", STOCKHOLM)
    assert swedish.number(3.50, 1) == "3,5"
    assert english.number(-3.04, 1) == "−3"
    assert swedish.megabytes(4_600_000) == "4,6 MB"
    assert swedish.megabytes(10) == "1 kB"
    assert swedish.date("2027-03") == "mars 2027"
    assert english.date("2027-03-18") == "18 March 2027"
    assert swedish.date("snart") == "snart"
    assert swedish("pins.open", n=1) != swedish("pins.open", n=2)
    assert words_of("fi").language == "sv"
