"""The ledger: what is answered is kept, what is not theirs is not there, and it can be proved."""

from __future__ import annotations

import json
import os
import pathlib
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from portal_kit import (
    COMPANIES,
    ISSUE,
    OWNERS,
    START,
    Clock,
    Site,
    examined,
    fingerprint,
    pictures,
    proof,
    proof_set,
    unreadable,
)

from magtool.portal import database
from magtool.portal.cleaning import clean_file
from magtool.portal.ledger import Ledger, Limits
from magtool.portal.protocol import tell
from magtool.portal.records import Standing, Upload, Visitor
from magtool.portal.refusals import (
    Closed,
    Full,
    Locked,
    NotOurs,
    Refused,
    Stale,
    TooMany,
    Unfit,
    Unknown,
)
from magtool.portal.reminding import due
from magtool.portal.tokens import Signer, hash_token, load_key
from magtool.portal.words import words_of
from magtool.proofs import Verdict

AD = "furunas"
OTHER = "norrvik"


@pytest.fixture
def site(tmp_path: pathlib.Path) -> Iterator[Site]:
    made = Site(tmp_path / "home")
    made.publish()
    yield made
    assert made.ledger.verify(deep=True) == ()
    made.ledger.close()


def approve(site: Site, visitor: Visitor, slug: str = AD, mark: str = "first") -> None:
    version = site.ledger.round(ISSUE)
    assert version is not None
    print_ = fingerprint(f"{slug} {mark}")
    site.ledger.decide(visitor, slug, version.latest, print_, Verdict.APPROVED, "", "Eva Lind")


def standing(site: Site, visitor: Visitor, slug: str = AD) -> Standing:
    case = site.ledger.case(visitor, slug)
    assert case is not None
    return case.standing


def acts(site: Site) -> list[str]:
    return [event.what for event in site.ledger.events(ISSUE)]


# --- entry --------------------------------------------------------------------------------


def test_a_link_opens_for_its_person_and_for_no_other_token(site: Site) -> None:
    eva, token = site.ledger.invite(
        ISSUE, OWNERS[AD], "Eva Lind", "eva@example.se", "sv", "advertiser", "desk"
    )
    assert len(token) >= 43
    entered = site.ledger.enter(token)
    assert entered is not None
    assert (entered.link, entered.name, entered.advertiser) == (eva.link, "Eva Lind", OWNERS[AD])
    for guess in ("", token[:-1], token + "x", token.swapcase(), "\ud800", "x" * 5000):
        assert site.ledger.enter(guess) is None


def test_a_token_is_nowhere_in_the_home(site: Site) -> None:
    _, token = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk")
    site.again()
    held = b"".join(path.read_bytes() for path in site.home.rglob("*") if path.is_file())
    assert hash_token(token) in held
    assert token.encode() not in held


def test_entering_writes_nothing(site: Site) -> None:
    _, token = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk")
    before = acts(site)
    entered = site.ledger.enter(token)
    assert entered is not None
    assert entered.seen is None
    assert acts(site) == before


def test_a_revoked_link_opens_nothing_and_changes_nothing(site: Site) -> None:
    eva = site.invite(AD)
    again = site.ledger.renew(eva.link, "desk")
    site.ledger.revoke(eva.link, "desk")
    assert site.ledger.visitor(eva.link) is None
    assert site.ledger.enter(again) is None
    with pytest.raises(Unknown):
        site.ledger.pin(eva, AD, 1, 2, 10, 10, "late")
    with pytest.raises(Unknown):
        approve(site, eva)
    with pytest.raises(Unknown):
        site.ledger.renew(eva.link, "desk")


def test_a_link_expires(site: Site) -> None:
    until = START + timedelta(days=2)
    eva, token = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk", until)
    assert site.ledger.enter(token) is not None
    site.clock.forward(days=2)
    assert site.ledger.enter(token) is None
    assert site.ledger.visitor(eva.link) is None


def test_a_reminder_s_link_is_one_more_for_the_same_person(site: Site) -> None:
    eva, first = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk")
    second = site.ledger.renew(eva.link, "desk")
    assert first != second
    links = {visitor.link for t in (first, second) if (visitor := site.ledger.enter(t))}
    assert links == {eva.link}


def test_closing_ends_every_link_but_the_desk_s_until_it_is_opened(site: Site) -> None:
    _, token = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk")
    editor = site.invite(None)
    site.ledger.close_round(ISSUE, editor)
    assert site.ledger.enter(token) is None
    assert site.ledger.board(editor) is not None
    with pytest.raises(Closed):
        site.ledger.reopen(editor, AD, "again")
    with pytest.raises(Closed):
        site.publish()
    site.ledger.open_round(ISSUE, editor)
    assert site.ledger.enter(token) is not None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "  "}, "name-missing"),
        ({"name": "x" * 500}, "text-long"),
        ({"email": "eva"}, "email"),
        ({"email": "eva@example.se\nBcc: all@example.se"}, "email"),
        ({"advertiser": "Nobody"}, "advertiser"),
        ({"advertiser": ""}, "advertiser"),
        ({"role": "editor"}, "advertiser"),
        ({"role": "king"}, "role"),
        ({"language": "de"}, "language"),
        ({"expires": START}, "expires"),
    ],
)
def test_an_invitation_that_means_nothing_is_refused(
    site: Site, values: dict[str, object], code: str
) -> None:
    plain = {
        "issue": ISSUE, "advertiser": OWNERS[AD], "name": "Eva", "email": "", "language": "sv",
        "role": "advertiser", "who": "desk",
    }  # fmt: skip
    with pytest.raises(Unfit) as fault:
        site.ledger.invite(**{**plain, **values})  # type: ignore[arg-type]
    assert fault.value.code == code
    assert site.ledger.people(ISSUE) == ()


# --- whose is what ------------------------------------------------------------------------


def test_an_advertiser_has_their_own_items_and_no_others(site: Site) -> None:
    eva = site.invite(AD)
    assert [case.proof.slug for case in site.ledger.cases(eva)] == [AD]
    assert site.ledger.case(eva, OTHER) is None
    assert site.ledger.case(eva, "nothing") is None
    assert site.ledger.board(eva) is None
    assert len(site.ledger.cases(site.invite(None))) == len(OWNERS)


def test_pictures_are_for_whom_they_show(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None)
    own = site.ledger.picture(eva, 1, f"close-{AD}.jpg")
    assert own is not None
    assert own.read_bytes().startswith(b"\xff\xd8")
    for name in (f"close-{OTHER}.jpg", f"spread-{OTHER}.jpg", "page-2.jpg", "nothing.jpg"):
        assert site.ledger.picture(eva, 1, name) is None
    assert site.ledger.picture(editor, 1, "page-2.jpg") is not None


def test_nothing_of_another_s_can_be_changed(site: Site) -> None:
    eva, per = site.invite(AD), site.invite(OTHER, name="Per")
    pin = site.ledger.pin(per, OTHER, 1, 3, 10, 10, "ours")
    upload = site.ledger.offer(per, OTHER, b"%PDF-1.4", "x.pdf", examined())
    before = acts(site)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: site.ledger.pin(eva, OTHER, 1, 3, 10, 10, "mine"),
        lambda: site.ledger.comment(eva, pin.id, "mine"),
        lambda: site.ledger.solve(eva, pin.id, True),
        lambda: approve(site, eva, OTHER),
        lambda: site.ledger.offer(eva, OTHER, b"%PDF-1.4", "x.pdf", examined()),
        lambda: site.ledger.accept(eva, upload.id, "ads/x.pdf"),
        lambda: site.ledger.decline(eva, upload.id, "no"),
        lambda: site.ledger.reopen(eva, AD, "again"),
        lambda: site.ledger.close_round(ISSUE, eva),
        lambda: site.ledger.set_deadline(ISSUE, None, "print", eva),
        lambda: site.ledger.revoke(per.link, eva),
        lambda: site.ledger.renew(per.link, eva),
        lambda: site.ledger.release(ISSUE, 1, eva),
        lambda: site.ledger.invite(ISSUE, OWNERS[AD], "X", "", "sv", "advertiser", eva),
    )
    for attempt in attempts:
        with pytest.raises(Unknown):
            attempt()
    assert site.ledger.upload(eva, upload.id) is None
    assert site.ledger.upload_file(eva, upload.id) is None
    assert site.ledger.upload_picture(eva, upload.id, "art.jpg") is None
    assert acts(site) == before


def test_an_editor_of_one_issue_is_nobody_in_another(site: Site) -> None:
    site.publish("2027-04")
    editor, stranger = site.invite(None), site.invite(None, issue="2027-04")
    eva = site.invite(AD)
    upload = site.ledger.offer(eva, AD, b"%PDF-1.4", "x.pdf", examined())
    pin = site.ledger.pin(eva, AD, 1, 2, 10, 10, "here")
    for attempt in (
        lambda: site.ledger.revoke(eva.link, stranger),
        lambda: site.ledger.close_round(ISSUE, stranger),
        lambda: site.ledger.accept(stranger, upload.id, "ads/x.pdf"),
        lambda: site.ledger.solve(stranger, pin.id, True),
        lambda: site.ledger.set_deadline(ISSUE, None, "print", stranger),
    ):
        with pytest.raises(Unknown):
            attempt()
    assert site.ledger.upload(stranger, upload.id) is None
    assert site.ledger.upload(editor, upload.id) is not None


def test_an_id_that_goes_to_another_advertiser_takes_nothing_along(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    eva = site.invite(AD)
    site.ledger.pin(eva, AD, 1, 2, 10, 10, "a secret")
    site.ledger.offer(eva, AD, b"%PDF-1.4", "secret.pdf", examined())
    approve(site, eva)
    monkeypatch.setitem(OWNERS, AD, "Somebody Else")
    site.publish()
    heir = site.invite(AD, name="Heir")
    case = site.ledger.case(heir, AD)
    assert case is not None
    assert (case.pins, case.uploads, case.answers) == ((), (), ())
    assert [version.number for version in case.versions] == [2]
    assert case.standing is Standing.WAITING
    assert site.ledger.case(heir, AD, 1) is None
    assert site.ledger.picture(heir, 1, f"close-{AD}.jpg") is None
    assert site.ledger.cases(eva) == ()


def test_a_version_that_is_held_back_is_the_editor_s_alone(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None)
    site.publish(released=False, furunas="second")
    held = fingerprint(f"{AD} second")
    assert site.ledger.case(eva, AD, 2) is None
    assert site.ledger.picture(eva, 2, f"close-{AD}.jpg") is None
    with pytest.raises(Unknown):
        site.ledger.pin(eva, AD, 2, 2, 10, 10, "early")
    with pytest.raises(Unknown):
        site.ledger.decide(eva, AD, 2, held, Verdict.APPROVED, "", "Eva")
    seen = site.ledger.case(editor, AD, 2)
    assert seen is not None
    assert seen.version.released is None
    site.ledger.release(ISSUE, 2, editor)
    shown = site.ledger.case(eva, AD)
    assert shown is not None
    assert [version.number for version in shown.versions] == [1, 2]
    site.publish(released=False)
    site.publish()
    with pytest.raises(Stale):
        site.ledger.release(ISSUE, 3, editor)
    with pytest.raises(Unknown):
        site.ledger.release(ISSUE, 9, editor)


def test_a_reader_sees_and_pins_and_does_not_decide(site: Site) -> None:
    reader = site.invite(AD, role="reader")
    pin = site.ledger.pin(reader, AD, 1, 2, 10, 10, "look")
    site.ledger.comment(reader, pin.id, "here")
    for attempt in (
        lambda: approve(site, reader),
        lambda: site.ledger.solve(reader, pin.id, True),
        lambda: site.ledger.offer(reader, AD, b"%PDF-1.4", "x.pdf", examined()),
    ):
        with pytest.raises(Unknown):
            attempt()


# --- verdicts -----------------------------------------------------------------------------


def test_a_verdict_locks_and_a_changed_page_voids_it(site: Site) -> None:
    eva = site.invite(AD)
    assert standing(site, eva) is Standing.WAITING
    approve(site, eva)
    assert standing(site, eva) is Standing.APPROVED
    with pytest.raises(Locked):
        approve(site, eva)
    site.publish(norrvik="second")
    assert standing(site, eva) is Standing.APPROVED, "another's page has changed"
    site.publish(furunas="second")
    case = site.ledger.case(eva, AD)
    assert case is not None
    assert case.standing is Standing.VOID
    assert case.answer is not None
    assert case.answer.void
    approve(site, eva, mark="second")
    assert standing(site, eva) is Standing.APPROVED
    case = site.ledger.case(eva, AD)
    assert case is not None
    assert [answer.void for answer in case.answers] == [True, False]


def test_an_answer_to_a_page_that_is_gone_is_refused(site: Site) -> None:
    eva = site.invite(AD)
    site.publish(furunas="second")
    for version, mark in ((1, "first"), (2, "first"), (1, "second")):
        with pytest.raises(Stale):
            site.ledger.decide(
                eva, AD, version, fingerprint(f"{AD} {mark}"), Verdict.APPROVED, "", "Eva"
            )
    assert standing(site, eva) is Standing.WAITING


def test_an_answer_to_an_older_version_of_the_same_page_counts(site: Site) -> None:
    eva = site.invite(AD)
    site.publish(norrvik="second")
    site.ledger.decide(eva, AD, 1, fingerprint(f"{AD} first"), Verdict.APPROVED, "", "Eva")
    assert standing(site, eva) is Standing.APPROVED


def test_only_the_last_answer_counts_when_a_page_goes_back(site: Site) -> None:
    eva = site.invite(AD)
    approve(site, eva)
    site.publish(furunas="second")
    site.ledger.decide(
        eva, AD, 2, fingerprint(f"{AD} second"), Verdict.CHANGES, "no, the first", "Eva"
    )
    site.publish(furunas="first")
    assert standing(site, eva) is Standing.VOID


@pytest.mark.parametrize("verdict", [Verdict.WITH_CHANGES, Verdict.CHANGES])
def test_a_reason_is_asked_for(site: Site, verdict: Verdict) -> None:
    eva = site.invite(AD)
    mark = fingerprint(f"{AD} first")
    for reason in ("", " \n\t ", "\u200e"):
        with pytest.raises(Unfit, match="reason-missing"):
            site.ledger.decide(eva, AD, 1, mark, verdict, reason, "Eva")
    with pytest.raises(Unfit, match="name-missing"):
        site.ledger.decide(eva, AD, 1, mark, verdict, "wrong telephone", " ")
    answer = site.ledger.decide(eva, AD, 1, mark, verdict, "wrong telephone", "Eva")
    assert answer.reason == "wrong telephone"
    assert standing(site, eva).value == verdict.value


def test_an_editor_asks_for_a_new_answer(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None)
    with pytest.raises(Unknown):
        site.ledger.reopen(editor, AD, "nothing to void")
    approve(site, eva)
    site.ledger.reopen(editor, AD, "she telephoned")
    assert standing(site, eva) is Standing.VOID
    with pytest.raises(Unknown):
        site.ledger.reopen(editor, AD, "twice")
    approve(site, eva)
    assert standing(site, eva) is Standing.APPROVED


def test_who_has_not_answered_at_the_deadline_is_late_and_may_still_answer(site: Site) -> None:
    eva = site.invite(AD)
    site.ledger.set_deadline(ISSUE, START + timedelta(days=1), "last-approved", "desk")
    assert standing(site, eva) is Standing.WAITING
    site.clock.forward(days=1, seconds=1)
    assert standing(site, eva) is Standing.LATE
    approve(site, eva)
    assert standing(site, eva) is Standing.APPROVED
    around = site.ledger.round(ISSUE)
    assert around is not None
    assert around.then == "last-approved"


def test_two_who_decide_at_once_give_one_answer(site: Site) -> None:
    people = [site.invite(AD, name=f"Person {n}") for n in range(8)]
    results: list[str] = []

    def decide(visitor: Visitor) -> None:
        try:
            approve(site, visitor)
            results.append("taken")
        except Locked:
            results.append("locked")

    threads = [threading.Thread(target=decide, args=(visitor,)) for visitor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["locked"] * 7 + ["taken"]


# --- pins ---------------------------------------------------------------------------------


def test_pins_are_numbered_in_their_item_and_threads_keep_their_order(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None, name="Maja")
    first = site.ledger.pin(eva, AD, 1, 2, 10.123, 20, "the telephone\r\n\r\n\r\n\r\nis wrong ")
    second = site.ledger.pin(editor, AD, 1, 3, -8.5, 850.5, "over the fold")
    other = site.ledger.pin(editor, OTHER, 1, 3, 1, 1, "here")
    assert [first.number, second.number, other.number] == [1, 2, 1]
    site.ledger.comment(editor, first.id, "mended")
    site.ledger.solve(editor, first.id, True)
    case = site.ledger.case(eva, AD)
    assert case is not None
    pin = case.pins[0]
    assert (pin.x, pin.y, pin.page) == (10.12, 20.0, 2)
    assert [(c.who, c.role, c.text) for c in pin.comments] == [
        ("Eva Lind", "advertiser", "the telephone\n\nis wrong"),
        ("Maja", "editor", "mended"),
    ]
    assert pin.solved is not None
    assert case.open_pins == 1
    site.ledger.solve(eva, first.id, False)
    again = site.ledger.case(eva, AD)
    assert again is not None
    assert again.open_pins == 2


@pytest.mark.parametrize(
    ("page", "x", "y"),
    [
        (9, 1.0, 1.0),
        (2, -20.0, 1.0),
        (2, 1.0, 9000.0),
        (2, float("nan"), 1.0),
        (2, 1.0, float("inf")),
    ],
)
def test_a_pin_stands_on_the_spread_that_is_shown(
    site: Site, page: int, x: float, y: float
) -> None:
    with pytest.raises(Unfit, match="place"):
        site.ledger.pin(site.invite(AD), AD, 1, page, x, y, "where?")


def test_texts_are_bounded_and_hold_no_invisible_signs(site: Site) -> None:
    eva = site.invite(AD)
    with pytest.raises(Unfit, match="text-long"):
        site.ledger.pin(eva, AD, 1, 2, 1, 1, "å" * 4001)
    pin = site.ledger.pin(eva, AD, 1, 2, 1, 1, "a\x00b\x1b[2J \u202etxt\ud800 <script>")
    assert pin.comments[0].text == "a b [2J txt  <script>"


def test_there_is_an_end_to_pins_comments_and_people(tmp_path: pathlib.Path) -> None:
    site = Site(tmp_path / "home", limits=Limits(pins=2, comments=2, people=2))
    site.publish()
    eva = site.invite(AD)
    pin = site.ledger.pin(eva, AD, 1, 2, 1, 1, "one")
    site.ledger.pin(eva, AD, 1, 2, 1, 1, "two")
    site.ledger.comment(eva, pin.id, "more")
    for attempt, code in (
        (lambda: site.ledger.pin(eva, AD, 1, 2, 1, 1, "three"), "pins"),
        (lambda: site.ledger.comment(eva, pin.id, "more"), "comments"),
        (lambda: [site.invite(AD), site.invite(AD)], "people"),
    ):
        with pytest.raises(TooMany, match=code):
            attempt()
    site.ledger.close()


# --- corrected artwork --------------------------------------------------------------------


def test_offered_artwork_waits_until_the_editor_answers(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None)
    upload = site.ledger.offer(eva, AD, b"%PDF-1.4 new", r"C:\ads\..\new ad.pdf", examined())
    assert (upload.state, upload.file, upload.pictures) == ("offered", "new ad.pdf", ("art.jpg",))
    file = site.ledger.upload_file(editor, upload.id)
    assert file is not None
    assert file.read_bytes() == b"%PDF-1.4 new"
    assert site.ledger.upload_picture(eva, upload.id, "art.jpg") is not None
    with pytest.raises(Unknown):
        site.ledger.accept(eva, upload.id, "ads/furunas-2.pdf")
    site.ledger.accept(editor, upload.id, "ads/furunas-2.pdf", "thanks")
    with pytest.raises(Locked):
        site.ledger.decline(editor, upload.id, "no")
    case = site.ledger.case(eva, AD)
    assert case is not None
    (kept,) = case.uploads
    assert (kept.state, kept.path, kept.reply) == ("accepted", "ads/furunas-2.pdf", "thanks")
    assert kept.examined.delivered == examined().delivered


def test_a_second_offer_takes_the_place_of_the_first(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None)
    first = site.ledger.offer(eva, AD, b"%PDF-1.4 a", "a.pdf", examined())
    second = site.ledger.offer(eva, AD, b"%PDF-1.4 b", "b.pdf", examined())
    case = site.ledger.case(eva, AD)
    assert case is not None
    assert [upload.state for upload in case.uploads] == ["superseded", "offered"]
    assert case.waiting == 1
    with pytest.raises(Locked):
        site.ledger.accept(editor, first.id, "ads/a.pdf")
    site.ledger.decline(editor, second.id, "too dark")


def test_what_preflight_refuses_does_not_displace_what_waits(site: Site) -> None:
    eva = site.invite(AD)
    site.ledger.offer(eva, AD, b"%PDF-1.4 a", "a.pdf", examined())
    refused = site.ledger.offer(eva, AD, b"%PDF-1.4 b", "b.pdf", examined("trim-size"))
    assert refused.state == "refused"
    case = site.ledger.case(eva, AD)
    assert case is not None
    assert [upload.state for upload in case.uploads] == ["offered", "refused"]


def test_of_what_can_not_be_read_nothing_is_left_but_a_line(site: Site) -> None:
    eva = site.invite(AD)
    before = sorted(path for path in (site.home / "blobs").rglob("*") if path.is_file())
    data = b"<svg onload=alert(1)>"
    upload = site.ledger.offer(eva, AD, data, "ad.svg", unreadable())
    assert (upload.state, upload.kept, upload.pictures) == ("refused", False, ())
    assert upload.examined.findings[0].check == "upload-type"
    assert site.ledger.upload_file(eva, upload.id) is None
    after = sorted(path for path in (site.home / "blobs").rglob("*") if path.is_file())
    assert after == before
    assert acts(site)[-1] == "upload-refused"
    with pytest.raises(Locked):
        site.ledger.accept(site.invite(None), upload.id, "ads/x.pdf")


def test_a_file_that_does_something_is_not_kept_for_anyone_to_open(site: Site) -> None:
    eva = site.invite(AD)
    upload = site.ledger.offer(eva, AD, b"%PDF-1.4 /JS", "ad.pdf", examined("upload-active"))
    assert (upload.state, upload.kept, upload.pictures) == ("refused", False, ())
    assert site.ledger.upload_file(site.invite(None), upload.id) is None


def test_accepting_writes_and_notes_in_one(site: Site) -> None:
    eva, editor = site.invite(AD), site.invite(None)
    upload = site.ledger.offer(eva, AD, b"%PDF-1.4 new", "new.pdf", examined())
    before = acts(site)

    def fail(found: Upload, file: pathlib.Path) -> str:
        raise OSError("the folder is gone")

    with pytest.raises(OSError, match="gone"):
        site.ledger.accept(editor, upload.id, fail)
    assert acts(site) == before
    given: list[bytes] = []

    def write(found: Upload, file: pathlib.Path) -> str:
        given.append(file.read_bytes())
        return f"ads/{found.slug}-2.pdf"

    done = site.ledger.accept(editor, upload.id, write, "thanks")
    assert (done.state, done.path, given) == ("accepted", "ads/furunas-2.pdf", [b"%PDF-1.4 new"])


def test_names_that_are_no_text_are_kept_as_far_as_they_are(site: Site) -> None:
    eva = site.invite(AD)
    found = examined()
    assert found.delivered is not None
    broken = replace(found, delivered=replace(found.delivered, fonts=("Half\ud83d", "b\x00c")))
    upload = site.ledger.offer(eva, AD, b"%PDF-1.4", "half\udcff.pdf", broken)
    assert upload.examined.delivered is not None
    assert upload.examined.delivered.fonts == ("Half?", "b\x00c")
    assert upload.file == "half .pdf"


def test_a_company_page_takes_no_artwork(site: Site) -> None:
    (slug,) = COMPANIES
    with pytest.raises(Unknown):
        site.ledger.offer(site.invite(slug), slug, b"%PDF-1.4", "x.pdf", examined())


def test_there_is_an_end_to_uploads(tmp_path: pathlib.Path) -> None:
    site = Site(tmp_path / "home", limits=Limits(uploads=2, upload_bytes=100))
    site.publish()
    eva, per = site.invite(AD), site.invite(OTHER)
    with pytest.raises(TooMany, match="bytes"):
        site.ledger.offer(eva, AD, b"x" * 101, "x.pdf", examined())
    site.ledger.offer(eva, AD, b"x" * 60, "x.pdf", examined())
    with pytest.raises(TooMany, match="bytes"):
        site.ledger.offer(eva, AD, b"x" * 41, "x.pdf", examined())
    site.ledger.offer(eva, AD, b"x", "x.pdf", examined())
    with pytest.raises(TooMany, match="uploads"):
        site.ledger.offer(eva, AD, b"x", "x.pdf", examined())
    site.ledger.offer(per, OTHER, b"x" * 60, "x.pdf", examined())
    site.ledger.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/", "file"),
        ("..", "file"),
        ("ad\x00.pdf", "ad .pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("å" * 300 + ".pdf", "å" * 155 + "….pdf"),
    ],
)
def test_a_file_s_name_is_for_showing(given: str, kept: str) -> None:
    assert clean_file(given) == kept


# --- the record ---------------------------------------------------------------------------


def test_the_log_tells_who_did_what_and_when_of_which_page(site: Site) -> None:
    eva = site.invite(AD)
    site.clock.forward(hours=3)
    approve(site, eva)
    event = site.ledger.events(ISSUE)[-1]
    assert (event.who, event.what, event.slug) == ("Eva Lind", "answered", AD)
    assert event.fingerprint == proof(AD, 2).fingerprint
    assert event.at == START + timedelta(hours=3)
    details = json.loads(event.details)
    assert (details["verdict"], details["typed"]) == ("approved", "Eva Lind")


def test_looking_is_noted_once_for_each_version(site: Site) -> None:
    eva = site.invite(AD)
    for _ in range(3):
        site.clock.forward(minutes=1)
        site.ledger.seen(eva)
    site.publish()
    site.ledger.seen(eva)
    assert acts(site).count("seen") == 2
    (person,) = site.ledger.people(ISSUE)
    assert person.seen == START + timedelta(minutes=3)


TABLES = (
    "events", "versions", "releases", "proofs", "pictures", "answers", "reopenings", "pins",
    "comments", "solvings", "uploads", "upload_ends", "tokens", "looks",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_what_was_said_is_never_edited(site: Site, table: str) -> None:
    fill(site)
    with sqlite3.connect(site.home / database.FILE) as con:
        (column,) = con.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            assert con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            with pytest.raises(sqlite3.IntegrityError, match=f"what stands in {table} stays"):
                con.execute(statement)
    con.close()


def fill(site: Site) -> None:
    """One of everything."""
    eva, editor = site.invite(AD), site.invite(None, name="Maja")
    site.ledger.seen(eva)
    pin = site.ledger.pin(eva, AD, 1, 2, 10, 10, "here")
    site.ledger.solve(editor, pin.id, True)
    upload = site.ledger.offer(eva, AD, b"%PDF-1.4", "x.pdf", examined())
    site.ledger.accept(editor, upload.id, "ads/furunas-2.pdf")
    approve(site, eva)
    site.ledger.reopen(editor, AD, "again")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE events SET who = 'Nobody' WHERE id = 3", "line 3 of the log was changed"),
        ("DELETE FROM events WHERE id = 3", "lines 3 to 3 of the log are gone"),
        ("DELETE FROM events WHERE id > 4", "of the log are gone"),
        ("UPDATE events SET details = '{}' WHERE id = 5", "line 5 of the log was changed"),
    ],
)
def test_tampering_with_the_log_shows(tmp_path: pathlib.Path, damage: str, told: str) -> None:
    site = Site(tmp_path / "home")
    site.publish()
    fill(site)
    assert site.ledger.verify(deep=True) == ()
    site.ledger.close()
    con = sqlite3.connect(site.home / database.FILE)
    con.executescript(f"DROP TRIGGER events_update; DROP TRIGGER events_delete; {damage};")
    con.close()
    site.ledger = Ledger.open(site.home, site.clock)
    assert any(told in fault for fault in site.ledger.verify())
    site.ledger.close()


def test_a_damaged_or_missing_file_shows(tmp_path: pathlib.Path) -> None:
    site = Site(tmp_path / "home")
    site.publish()
    first, second = sorted((site.home / "blobs").glob("*/*"))[:2]
    first.chmod(0o600)
    first.write_bytes(b"other")
    second.unlink()
    assert len(site.ledger.verify(deep=True)) == 2
    site.ledger.close()


def test_a_backup_taken_in_use_is_a_home(site: Site, tmp_path: pathlib.Path) -> None:
    fill(site)
    eva, token = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            site.ledger.pin(eva, AD, 1, 2, 10, 10, "more")

    thread = threading.Thread(target=write)
    thread.start()
    target = tmp_path / "backup.tar"
    site.ledger.backup(target)
    stop.set()
    thread.join()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with tarfile.open(target) as tar:
        tar.extractall(tmp_path / "restored", filter="data")
    restored = Ledger.open(tmp_path / "restored", site.clock)
    assert restored.verify(deep=True) == ()
    assert restored.key == site.ledger.key
    assert restored.enter(token) is not None
    case = restored.case(site.invite(None), AD)
    assert case is not None
    assert case.answers
    restored.close()
    assert [path.name for path in tmp_path.glob(".*.part")] == []


def test_status_and_export_are_json_and_hold_no_token(site: Site) -> None:
    fill(site)
    _, token = site.ledger.invite(ISSUE, OWNERS[AD], "Eva", "", "sv", "advertiser", "desk")
    status, record = site.ledger.status(ISSUE), site.ledger.export(ISSUE)
    text = json.dumps([status, record], ensure_ascii=False)
    assert token not in text
    assert hash_token(token).hex() not in text
    items = {item["slug"]: item for item in status["items"]}  # type: ignore[attr-defined]
    assert items[AD]["standing"] == "void"
    assert status["counts"]["waiting"] == 2  # type: ignore[index]
    assert [line["what"] for line in record["log"]] == acts(site)  # type: ignore[attr-defined]
    with pytest.raises(Unknown):
        site.ledger.status("2030-01")


def test_the_record_on_paper_says_it_in_words(site: Site) -> None:
    fill(site)
    eva = site.invite(AD)
    site.ledger.decide(
        eva, AD, 1, fingerprint(f"{AD} first"), Verdict.CHANGES, "Byt **numret**\nnu", "Eva L"
    )
    chapters = list(tell(site.ledger.whole(ISSUE), words_of("sv")))
    headings = [chapter.heading for chapter in chapters]
    assert headings[0] == "Fältet nr 2, mars 2027"
    assert headings[1:4] == sorted(f"{name} · {slug}" for slug, name in OWNERS.items())
    (chapter,) = [c for c in chapters if c.heading.endswith(AD)]
    text = "\n".join(chapter.lines)
    assert "**Godkänd**. Eva Lind, " in text
    assert "Gäller inte längre" in text
    assert "”Byt * *numret* *\nnu”" in text
    assert "x.pdf. Antagen." in text
    assert proof(AD, 2).fingerprint in chapter.note
    assert len(chapters[-1].lines) == len(site.ledger.events(ISSUE))
    assert site.ledger.events(ISSUE)[-1].seal in chapters[-1].note


# --- the folder ---------------------------------------------------------------------------


def test_the_home_is_its_owner_s_alone(site: Site) -> None:
    site.ledger.offer(site.invite(AD), AD, b"%PDF-1.4", "x.pdf", examined())
    for path in (site.home, *site.home.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_everything_is_there_after_a_restart(site: Site) -> None:
    fill(site)
    before = site.ledger.export(ISSUE)
    site.again()
    assert site.ledger.export(ISSUE) == before


def test_what_a_crash_left_behind_is_swept_when_nobody_else_is_there(site: Site) -> None:
    blobs = site.home / "blobs"
    (blobs / "0123.part").write_bytes(b"half")
    (site.home / ".backup-x").mkdir()
    (blobs / "ff").mkdir(exist_ok=True)
    (blobs / "ff" / ("0" * 62)).write_bytes(b"never named")
    second = Ledger.open(site.home, site.clock)
    assert (blobs / "0123.part").exists(), "the first has it open and may be writing it"
    second.close()
    site.again()
    assert not (blobs / "0123.part").exists()
    assert not (site.home / ".backup-x").exists()
    assert not (blobs / "ff" / ("0" * 62)).exists()
    assert site.ledger.verify(deep=True) == ()


def test_two_processes_may_have_it_open(site: Site) -> None:
    other = Ledger.open(site.home, site.clock)
    eva = site.invite(AD)
    other.pin(eva, AD, 1, 2, 1, 1, "from there")
    site.ledger.pin(eva, AD, 1, 2, 1, 1, "from here")
    assert len(other.cases(eva)[0].pins) == 2
    other.close()


def test_another_program_s_database_and_a_newer_one_are_left_alone(
    tmp_path: pathlib.Path,
) -> None:
    for name, script in (
        ("other", "CREATE TABLE theirs (x)"),
        ("newer", f"PRAGMA application_id = {database.APPLICATION}; PRAGMA user_version = 99;"
                  "CREATE TABLE theirs (x)"),
    ):  # fmt: skip
        home = tmp_path / name
        home.mkdir()
        con = sqlite3.connect(home / database.FILE)
        con.executescript(script)
        con.close()
        with pytest.raises(NotOurs):
            Ledger.open(home, Clock())
    home = tmp_path / "text"
    home.mkdir()
    (home / database.FILE).write_text("no database at all, but long enough to be looked at\n" * 9)
    with pytest.raises(NotOurs):
        Ledger.open(home, Clock())


def test_a_full_database_refuses_and_loses_nothing(site: Site) -> None:
    eva = site.invite(AD)
    con = site.ledger._database._writer
    (pages,) = con.execute("PRAGMA page_count").fetchone()
    con.execute(f"PRAGMA max_page_count = {pages}")
    taken = 0

    def pin_on() -> None:
        nonlocal taken
        for n in range(200):
            site.ledger.pin(eva, AD, 1, 2, 1, 1, f"{n} " + "x" * 3900)
            taken += 1

    with pytest.raises(Full):
        pin_on()
    con.execute("PRAGMA max_page_count = 1000000")
    site.ledger.pin(eva, AD, 1, 2, 1, 1, "room again")
    case = site.ledger.case(eva, AD)
    assert case is not None
    assert len(case.pins) == taken + 1
    assert [pin.number for pin in case.pins] == list(range(1, taken + 2))


def test_a_full_disk_leaves_no_half_of_a_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    eva = site.invite(AD)
    before = sorted(site.home.rglob("*"))
    real = os.fsync

    def full(handle: int) -> None:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Full):
        site.ledger.offer(eva, AD, b"%PDF-1.4 new", "new.pdf", examined())
    monkeypatch.undo()
    files = [path for path in sorted(site.home.rglob("*")) if path.is_file()]
    assert files == [path for path in before if path.is_file()]
    case = site.ledger.case(eva, AD)
    assert case is not None
    assert case.uploads == ()


def test_a_change_that_fails_takes_its_files_away(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    eva = site.invite(AD)
    before = sorted((site.home / "blobs").glob("??/*"))

    def fail(*args: object) -> None:
        raise Full("no room")

    monkeypatch.setattr("magtool.portal.artwork.insert", fail)
    with pytest.raises(Full):
        site.ledger.offer(eva, AD, b"%PDF-1.4 new", "new.pdf", examined())
    monkeypatch.undo()
    assert sorted((site.home / "blobs").glob("??/*")) == before


# --- keys and reminders -------------------------------------------------------------------


def test_a_mark_is_for_one_purpose_and_one_key(tmp_path: pathlib.Path) -> None:
    key = load_key(tmp_path)
    assert load_key(tmp_path) == key
    signer = Signer(key)
    mark = signer.sign("visit", "12")
    assert signer.check("visit", "12", mark)
    for purpose, text, other in (
        ("csrf", "12", mark), ("visit", "13", mark), ("visit1", "2", mark), ("visit", "12", "å"),
    ):  # fmt: skip
        assert not signer.check(purpose, text, other)
    assert not Signer(b"x" * 32).check("visit", "12", mark)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(OSError, match="has 5 bytes"):
        load_key(tmp_path)


def test_reminders_go_once_for_each_day_to_those_who_have_something_to_answer(
    site: Site,
) -> None:
    eva, per = site.invite(AD), site.invite(OTHER, name="Per")
    site.ledger.set_deadline(ISSUE, START + timedelta(days=10), "print", "desk")
    approve(site, per, OTHER)

    def names() -> list[str]:
        around = site.ledger.round(ISSUE)
        assert around is not None
        people, waited = site.ledger.people(ISSUE), site.ledger.waited_for(ISSUE)
        found = due(around, people, waited, (3, 1), site.clock())
        for person in found:
            site.ledger.reminded(person.link, "magtool")
        return [person.name for person in found]

    assert names() == []
    site.clock.forward(days=7)
    assert names() == ["Eva Lind"]
    site.clock.forward(hours=1)
    assert names() == []
    site.clock.forward(days=2)
    assert names() == ["Eva Lind"]
    approve(site, eva)
    site.clock.forward(days=1)
    assert names() == []


def test_proofs_that_were_begun_before_another_version_are_not_put_in_after_it(
    site: Site,
) -> None:
    made = proof_set(furunas="second")
    put = {"folder": "issues/" + ISSUE, "released": True, "note": "", "who": "desk"}
    with pytest.raises(Stale):
        site.ledger.publish(made, pictures(made), **put, after=0)
    assert [version.number for version in site.ledger.versions(ISSUE)] == [1]
    assert site.ledger.publish(made, pictures(made), **put, after=1).number == 2


def test_nobody_is_reminded_of_what_is_held_back(tmp_path: pathlib.Path) -> None:
    site = Site(tmp_path / "home")
    site.publish(released=False)
    assert site.ledger.waited_for(ISSUE) == frozenset()
    assert site.ledger.waited_for("2027-04") == frozenset()
    site.ledger.release(ISSUE, 1, "desk")
    assert site.ledger.waited_for(ISSUE) == set(OWNERS.values())


def test_an_item_that_is_taken_out_takes_its_advertiser_s_page_along(site: Site) -> None:
    eva = site.invite(AD)
    whole = proof_set()
    pages = tuple(page for page in whole.pages if page.items[0].slug != AD)
    rest = replace(whole, pages=pages, proofs=whole.proofs[1:])
    site.ledger.publish(
        rest, pictures(rest), folder="issues/" + ISSUE, released=True, note="", who="desk"
    )
    assert site.ledger.cases(eva) == ()
    assert site.ledger.case(eva, AD) is None
    before = site.ledger.case(eva, AD, 1)
    assert before is not None, "what was shown can still be looked at"
    mark = before.proof.fingerprint
    with pytest.raises(Stale):
        site.ledger.decide(eva, AD, 1, mark, Verdict.APPROVED, "", "Eva Lind")
    assert site.ledger.waited_for(ISSUE) == set(OWNERS.values()) - {OWNERS[AD]}


def test_every_refusal_is_a_refusal() -> None:
    for kind in (Closed, Full, Locked, Stale, TooMany, Unfit, Unknown):
        assert issubclass(kind, Refused)
