"""The review site in a real browser: the whole story, as its people see it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from portal_browser import DESKTOP, TELEPHONE, Person, Site, chromium, copy_site, make_site, person
from proof_kit import PROJECT, SAMPLE

SCHOOL = "Högskolan i Norrvik"
AD, COMPANY = "/item/klara", "/item/eken"
Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def site(browser: Any, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample issue's first version on a site that answers."""
    published = Site(once("review-site", publish))
    made = copy_site(published, tmp_path_factory.mktemp("review") / "site")
    with made.served():
        yield made


def publish(folder: Path) -> None:
    made = make_site(folder)
    made.edit("issue.yaml", "advertiser: Region Norrvik", f"advertiser: {SCHOOL}")  # has two ads
    assert made.magtool("publish")["version"] == 1
    made.magtool("deadline", "2199-02-20T17:00", "--then", "last-approved")


# --- what people do -----------------------------------------------------------------------


def press_for_pin(who: Person, text: str) -> None:
    """A pin without a mouse: its place, its words, and saved."""
    who.locator("[data-put]").focus()
    for key in ("Enter", "ArrowLeft", "Shift+ArrowUp", "ArrowUp"):
        who.keyboard.press(key)
    assert re.search(r"\d+ mm från vänster, \d+ mm uppifrån", who.inner_text("#putting"))
    who.keyboard.press("Enter")
    who.keyboard.type(text)
    who.keyboard.press("Tab")
    who.keyboard.press("Enter")
    who.locator("#pins .thread").filter(has_text=text).wait_for()


def point_for_pin(who: Person, text: str, *, touch: bool = False) -> None:
    """A pin where the ad is, by mouse or finger."""
    view = who.locator("#view")
    (who.locator("[data-put]").tap if touch else who.locator("[data-put]").click)()
    box = view.bounding_box()
    place = {"x": box["width"] * 0.35, "y": box["height"] * 0.75}
    (view.tap if touch else view.click)(position=place)
    who.fill("#new-pin-text", text)
    (who.locator("#new-pin .button").tap if touch else who.locator("#new-pin .button").click)()
    who.locator("#pins .thread").filter(has_text=text).wait_for()


def pinch(who: Person) -> None:
    """Two fingers put on the page and moved apart."""
    box = who.locator("#view").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = who.context.new_cdp_session(who.page)
    for kind, apart in (("touchStart", 30), ("touchMove", 60), ("touchMove", 90), ("touchEnd", 0)):
        fingers = [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.detach()


def send_artwork(who: Person, name: str, data: bytes) -> Any:
    """The newest upload as the page shows it after the check."""
    before = who.locator("#artwork .upload").count()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    who.set_input_files("#artwork-file", file)
    who.click("[data-upload] button")
    who.locator("#artwork .upload").nth(before).wait_for(state="attached")
    return who.locator("#artwork .upload").first


def answer(who: Person, verdict: str, reason: str = "") -> None:
    who.check(f"#v-{verdict}")
    if reason:
        who.fill("#reason", reason)
    who.fill("#name", who.name)
    who.check("#consent")
    who.click("[data-verdict] .button")
    who.locator(".receipt").wait_for()


def coarse_picture() -> bytes:
    """What is pulled off a web page when the original can't be found."""
    target = io.BytesIO()
    Image.linear_gradient("L").resize((640, 360)).convert("RGB").save(target, "JPEG", dpi=(72, 72))
    return target.getvalue()


def mended_artwork() -> bytes:
    """The sample ad with another colour over its foot."""
    target = io.BytesIO()
    with pikepdf.open(PROJECT / SAMPLE / "ads/klara.pdf") as pdf:
        pdf.pages[0].contents_add(b"q 0 0.7 0.6 0.1 k 0 0 530 14 re f Q")
        pdf.save(target)
    return target.getvalue()


# --- the story ----------------------------------------------------------------------------


def test_a_proof_is_answered_and_held_to(browser: Any, site: Site) -> None:
    """From the invitation to the answer that a later change makes void."""
    eva_s = site.invite("Eva Lind", "Klara Journal", "--email", "eva@klara.example")
    maja_s = site.invite("Maja Granlund")
    asa_s = site.invite("Åsa Ek", "Eken behandlingshem", "--language", "en")
    with (
        person(browser, site, "Eva Lind", refusals=(422,)) as eva,
        person(browser, site, "Maja Granlund") as maja,
        person(browser, site, "Åsa Ek", **TELEPHONE) as asa,
    ):
        eva.open(eva_s)
        maja.open(maja_s)
        asa.open(asa_s)
        opens_and_looks(eva)
        puts_pins(eva)
        sends_faulty_artwork(eva)
        sends_right_artwork(eva)
        sees_what_waits(maja)
        answers_pins_and_accepts(maja)
        assert site.magtool("publish", "--note", "Klaras nya fil")["changed"] == ["klara"]
        compares(eva)
        approves(eva)
        answers_on_the_telephone(asa)
        sees_the_answers(maja)
        assert (site.standing("klara"), site.standing("eken")) == ("approved",) * 2
        site.edit("articles/ett-barn.md", "Nämnden var enig.", "Nämnden var helt enig.")
        site.edit("articles/bjorka.md", "femtio erfarna", "sextio erfarna")
        told = site.magtool("publish")
        assert set(told["void"]) == {"klara", "eken"}
        sees_void(eva, maja, asa)


def opens_and_looks(eva: Person) -> None:
    assert eva.page.url == eva.address + AD, "the token leaves the address at once"
    assert "sidan 8" in eva.inner_text(".ask")
    assert "20 februari" in eva.inner_text(".ask .lead")
    assert "senast godkände" in eva.inner_text(".ask .then")
    eva.look("02-the-ad-in-its-spread")
    eva.click("[data-zoom=item]")
    eva.locator(".close.sharp").wait_for()
    eva.click("[data-toggle=guides]")
    eva.look("03-close-with-its-lines")
    for _ in range(12):
        eva.click("[data-zoom=in]")
    assert eva.inner_text("[data-zoomed]") == "300\u00a0%"
    eva.look("04-at-300")
    eva.click("[data-toggle=guides]")
    eva.click("[data-zoom=fit]")


def puts_pins(eva: Person) -> None:
    point_for_pin(eva, "Telefonnumret är fel, det ska sluta på 40.")
    eva.look("05-a-pin")
    press_for_pin(eva, "Kan loggan bli lite större?")
    assert eva.locator("#marks a").count() == 2
    eva.click("[data-find-pin] >> nth=0")
    assert eva.locator("#marks a.lit").count() == 1
    eva.look("06-two-pins-one-shown")
    eva.click("[data-zoom=fit]")


def sends_faulty_artwork(eva: Person) -> None:
    sent = send_artwork(eva, "annons slutlig 2.jpg", coarse_picture())
    assert "Kan inte tryckas" in sent.inner_text()
    assert eva.locator("#said .bad").count() == 1, "this is no good news"
    why = sent.locator(".fault").all_inner_texts()
    assert any("bildpunkter" in text or "suddig" in text for text in why), why
    assert all("picture-coarse" not in text for text in why)
    sent.scroll_into_view_if_needed()
    eva.look("07-faulty-artwork")
    assert sent.locator("figure svg image").count() == 1


def sends_right_artwork(eva: Person) -> None:
    sent = send_artwork(eva, "klara-rattad.pdf", mended_artwork())
    assert "Väntar på redaktionen" in sent.inner_text()
    assert "Tack!" in eva.said
    sent.scroll_into_view_if_needed()
    eva.look("08-right-artwork")


def sees_what_waits(maja: Person) -> None:
    maja.reload()
    todo = maja.inner_text(".panels")
    assert "klara-rattad.pdf" in todo
    assert "Telefonnumret är fel" in todo
    maja.look("09-the-board")


def answers_pins_and_accepts(maja: Person) -> None:
    maja.click(".todo a >> nth=0")
    maja.look("10-the-editor-s-case")
    first = maja.locator("#pins .thread").first
    first.locator("summary").click()
    first.locator("textarea").fill("Ändrat i den nya filen.")
    first.locator("details button").click()
    maja.locator(".desk", has_text="Ändrat i den nya filen.").wait_for()
    maja.locator("#pins .thread").first.locator("[name=solved]").click()
    maja.locator("#pins .thread.solved").wait_for()
    upload = maja.locator("#artwork .upload.offered")
    upload.locator("[name=reply]").first.fill("Tack, nu blev den bra!")
    upload.get_by_role("button", name="Anta filen").click()
    maja.locator("#artwork .upload.accepted").wait_for()
    maja.look("11-accepted")


def compares(eva: Person) -> None:
    eva.open("/")
    eva.open(AD)
    assert "Tack, nu blev den bra!" in eva.inner_text("#artwork")
    assert "Ändrat i den nya filen." in eva.inner_text("#pins")
    eva.look("12-version-2")
    eva.click("#versions a >> text=Jämför")
    eva.locator(".pair").wait_for()
    eva.look("13-side-by-side")
    eva.check("#mode-over")
    eva.locator("#mix").fill("70")
    assert eva.evaluate("getComputedStyle(document.querySelector('.laid .new')).opacity") == "0.7"
    eva.look("14-over-each-other")
    eva.check("#mode-difference")
    assert glowing(eva) > 0
    eva.look("15-the-difference")
    eva.click(".back a")


def glowing(who: Person) -> float:
    """The share of the shown difference that is not black."""
    shot = who.locator(".laid svg").screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("L")
    return sum(picture.histogram()[40:]) / (picture.width * picture.height)


def approves(eva: Person) -> None:
    eva.click(".jump .button")
    assert eva.locator("[data-reason]").is_hidden()
    eva.check("#v-changes-required")
    assert eva.locator("[data-reason]").is_visible()
    eva.click("[data-verdict] .button")
    assert eva.locator(".receipt").count() == 0, "no reason, no answer"
    eva.check("#v-approved")
    assert "öppen synpunkt" in eva.inner_text("[data-pinned]")
    eva.look("16-the-answer")
    answer(eva, "approved")
    receipt = eva.inner_text(".receipt")
    assert "Godkänd" in receipt
    assert "Eva Lind, Klara Journal" in receipt
    assert re.search(r"\b[0-9a-f]{64}\b", receipt)
    eva.look("17-the-receipt")


def answers_on_the_telephone(asa: Person) -> None:
    assert "page 25" in asa.inner_text(".ask")
    asa.look("20-telephone-company-page")
    pinch(asa)
    assert int(asa.inner_text("[data-zoomed]").rstrip("%")) > 40
    asa.look("20-telephone-pinched")
    asa.locator("[data-zoom=item]").tap()
    point_for_pin(asa, "Is this the right picture?", touch=True)
    assert "page 25" in asa.inner_text("#pins .thread")
    asa.look("21-telephone-pin")
    asa.locator("[data-line]").nth(3).tap()
    asa.fill("#new-pin-text", "A comma is missing here.")
    asa.locator("#new-pin .button").tap()
    asa.locator(".thread", has_text="A comma").wait_for()
    assert "page 25, line 4" in asa.locator(".thread", has_text="A comma").inner_text()
    asa.look("22-telephone-pin-at-a-line")
    asa.locator(".jump .button").tap()
    asa.look("23-telephone-answer")
    answer(asa, "approved")
    assert "Åsa Ek, Eken behandlingshem" in asa.inner_text(".receipt")
    asa.look("24-telephone-receipt")


def sees_the_answers(maja: Person) -> None:
    maja.open("/")
    assert maja.locator(".flatplan a.approved").count() == 2
    row = maja.locator("tbody tr", has_text="Klara Journal")
    assert "Godkänd" in row.inner_text()
    maja.look("30-board-with-answers")
    for place in ("people", "log"):
        maja.open(f"/{place}")
        maja.look(f"31-{place}")


def sees_void(eva: Person, maja: Person, asa: Person) -> None:
    eva.open(AD)
    assert "gäller inte längre" in eva.inner_text(".ask .callout")
    assert "ändrats sedan du svarade" in eva.inner_text(".ask .callout")
    assert eva.locator("[data-verdict]").is_visible(), "and she can answer again"
    eva.look("40-void")
    eva.click("text=Se vad som skiljer")
    assert "någon annanstans på sidan" in eva.inner_text(".comparing .note >> nth=0")
    eva.look("41-what-differs")
    asa.open(COMPANY)
    assert asa.locator(".ask .callout.void").is_visible()
    asa.look("42-telephone-void")
    asa.locator(".callout.void a").tap()
    for mode in ("side", "over", "difference"):
        asa.locator(f"label[for=mode-{mode}]").tap()
        asa.look(f"44-telephone-{mode}")
    maja.open("/")
    assert maja.locator(".flatplan a.void").count() == 2
    maja.look("43-board-void")


# --- other ways ---------------------------------------------------------------------------


def test_without_scripts_all_that_counts_works(browser: Any, site: Site) -> None:
    """Pins by name and by a click in the picture, artwork, and the answer: plain forms."""
    link = site.invite("Bo Dahl", "Kuratorsdagarna")
    with person(browser, site, "Bo Dahl", java_script_enabled=False) as bo:
        bo.open(link)
        assert not bo.locator(".tools").is_visible(), "no button that does nothing"
        bo.click("#named-pin summary")
        bo.select_option("#place", "foot-right")
        bo.fill("#named-text", "Priset saknas.")
        bo.click("#named-pin button")
        assert "sparad" in bo.said
        bo.fill("#click-text", "Större bild här.")
        bo.locator(".click-pin input[type=image]").click(position={"x": 180, "y": 380})
        assert bo.locator("#pins .thread").count() == 2
        assert "sidan 16" in bo.locator("#pins .thread").last.inner_text()
        file = {"name": "ny.jpg", "mimeType": "image/jpeg", "buffer": coarse_picture()}
        bo.set_input_files("#artwork-file", file)
        bo.click("[data-upload] button")
        assert "Kan inte tryckas" in bo.inner_text("#artwork .upload >> nth=0")
        bo.keep("50-without-scripts")
        answer(bo, "approved-with-changes", "Sätt dit priset, 2 400 kr.")
        assert "Sätt dit priset, 2 400 kr." in bo.inner_text(".receipt")
        bo.keep("51-without-scripts-receipt")
    assert site.standing("kuratorsdagarna") == "approved-with-changes"


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_every_page_can_be_read_by_everyone(browser: Any, site: Site, size: Any) -> None:
    """The pages beside the story, in English, on a desk and in a hand."""
    kind = "telephone" if size is TELEPHONE else "desktop"
    desk = site.invite("Lo Berg", "", "--language", "en")
    with person(browser, site, "Lo Berg", refusals=(404, 422), **size) as lo:
        lo.open(desk)
        for step, place in (
            ("board", "/"), ("case", "/item/furunas"), ("company", "/item/lindvik"),
            ("people", "/people"), ("log", "/log"),
        ):  # fmt: skip
            lo.open(place)
            lo.look(f"60-{kind}-{step}")
        lo.open("/people?advertiser=Klara+Journal#invite")
        lo.fill("#name", "Siv")
        lo.fill("#email", "siv@klara.example")
        lo.click("#invite .button")
        assert "/in/" in lo.inner_text("#link")
        lo.look(f"61-{kind}-handed")
        lo.open("/item/nobodys")
        lo.look(f"62-{kind}-nothing")
        lo.open("/")
        lo.locator("form[action='/leave'] button").click()
        lo.look(f"63-{kind}-left")
        lo.open("/")
        assert "Här finns inget att visa" in lo.inner_text("main")
    reader = site.invite("Ny Läsare", SCHOOL, "--reader")
    with person(browser, site, "Ny Läsare", **size) as ny:
        ny.open(reader)
        assert "2 annonser" in ny.inner_text(".lead")
        ny.look(f"64-{kind}-two-ads")
        ny.click(".cards a >> nth=1")
        assert ny.locator("[data-verdict], #artwork form").count() == 0, "a reader decides nothing"
        ny.look(f"65-{kind}-reader")
        ny.locator("form[action='/language'] button").click()
        assert ny.locator("html").get_attribute("lang") == "en"
        assert ny.page.url.endswith("/item/region-norrvik"), "the language changes, not the place"
