"""A recovered issue as a folder: every word comes back when the folder is read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtool import pipelines
from magtool.disk import DiskLibrary
from magtool.edition import Article, Box, Edition, plain
from magtool.edition.recovered import (
    RecoveredAd,
    RecoveredArticle,
    RecoveredBlock,
    RecoveredChart,
    RecoveredFurniture,
    RecoveredIssue,
    RecoveredPicture,
)
from magtool.framing import frame_for
from magtool.library import ArtFacts, MemoryLibrary
from magtool.manifest import read_issue
from magtool.manifest.booking import Sizes, book
from magtool.manifest.plaining import plain_article, plain_text
from magtool.manifest.shaping import Room, shape_stories
from magtool.manifest.spelling import scalar, spell, tidy, tidy_runs
from magtool.manifest.writing import Artwork, Frame, Written, slug_of, write_issue

PROJECT = Path(__file__).resolve().parent.parent
NOWHERE = (0.0, 0.0, 0.0, 0.0)
ROOMS = (
    Room("page", 1, (250, 1000), (0, 0), (0, 2), (0, 3)),
    Room("picture", 1, (300, 900), (1, 1), (0, 1), (0, 3)),
    Room("spread", 2, (850, 2300), (0, 2), (0, 1), (0, 3)),
    Room("paid", 1, (200, 480), (1, 2), (0, 9), (0, 2), "full"),
    Room("halves", 1, (120, 240), (1, 1), (0, 9), (0, 1), "half"),
)


def block(role: str, text: str, **more: object) -> RecoveredBlock:
    return RecoveredBlock(role, text, 4, NOWHERE, **more)  # type: ignore[arg-type]


def story(*blocks: RecoveredBlock, id_: str = "a", **more: object) -> RecoveredArticle:
    made = RecoveredArticle(id_, "story", (4,), blocks, headline="Rubriken")
    return replace(made, **more)


def issue(*articles: RecoveredArticle, **more: object) -> RecoveredIssue:
    made = RecoveredIssue("old.pdf", "0" * 64, 8, title="Fältet", number="3", date="1998-05")
    return replace(made, language="sv", articles=articles, **more)


def library(written: Written) -> MemoryLibrary:
    files = {f"issues/old/{path}": text.encode() for path, text in written.texts.items()}
    art: dict[str, ArtFacts] = {}
    for path, kind in re.findall(
        r"((?:images|ads)/[\w-]+\.(\w+))", "".join(written.texts.values())
    ):
        files[f"issues/old/{path}"] = b"-"
        art[f"issues/old/{path}"] = ArtFacts(
            format=kind, width_px=900, height_px=600, width=300, height=200, dpi=300
        )
    return MemoryLibrary(files, art)


def read(written: Written) -> Edition:
    checked = read_issue(library(written), "issues/old")
    assert checked.value is not None, [d.message for d in checked.diagnostics]
    return checked.value


def texts(article: Article) -> list[tuple[str, str]]:
    """Role and words of everything in the body, in order."""
    found = []
    for element in article.body:
        if isinstance(element, Box):
            found += [("title", plain(element.title))] if element.title else []
            found += [(f"{element.role} {p.role}", _numbered(p)) for p in element.content]
        else:
            found.append((element.role, _numbered(element)))
    return found


def _numbered(paragraph: object) -> str:
    number = getattr(paragraph, "number", 0)
    text = str(getattr(paragraph, "text", ""))
    return f"{number}. {text}" if number else text


def back(*blocks: RecoveredBlock) -> list[tuple[str, str]]:
    (one,) = read(write_issue(issue(story(*blocks)))).stories
    return texts(one.article)


# --- words ----------------------------------------------------------------------------------

SIGNS = [*"ab å1.)-+*_`#:>[]{}<>&;!|\\~=—–•\"'()/@\u00a0\u00ad”’\t",
    "http://", "&amp;", "{page:x}", "{.optional}", "[[", "]]", "::: factbox", "1. ", "- ", "**",
    "\ufeff", "\x07", "\u2028", "\ud800", "--", "## ", "null", "<b>",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(SIGNS), max_size=8).map("".join)
ROLES = ["paragraph", "subhead", "question", "item", "pullquote", "source", "method", "sidebar"]


def told(text: str) -> str:
    """The words as they must come back: no-break spaces after a dash are the reader's own."""
    return re.sub(r"\s+", " ", tidy(text))


@st.composite
def blocks(draw: st.DrawFn) -> RecoveredBlock:
    text = draw(WORDS)
    at = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    look = draw(st.sampled_from(["emphasis", "strong"]))
    box = draw(st.sampled_from([None, None, 1, 2]))
    role = draw(st.sampled_from([*ROLES, "box-title"] if box else ROLES))
    name = draw(st.sampled_from(["factbox", "list", "voices", "info", "advice", "odd"]))
    span = (at[0], at[1], look)
    return block(role, text, box=box, box_role=name if box else "", emphasis=(span,))


@given(st.lists(blocks(), min_size=1, max_size=6), WORDS, WORDS, WORDS)
def test_every_word_comes_back(
    body: list[RecoveredBlock], headline: str, kicker: str, standfirst: str
) -> None:
    said = [b for b in body if told(b.text)]
    body = [*body, block("paragraph", "Slut.")]
    article = story(*body, headline=headline, kicker=kicker, standfirst=standfirst)
    (one,) = read(write_issue(issue(article))).stories
    found = [_bare(text) for _, text in texts(one.article)]
    assert found == [_bare(told(b.text)) for b in said] + ["Slut."]
    assert told(one.article.kicker) == told(kicker)
    assert told(plain(one.article.standfirst)) == told(standfirst)
    if told(headline):
        assert told(one.article.title) == told(headline)


def _bare(text: str) -> str:
    """Without what a list or a source has its own sign for."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"^([•●▪■□◦‣∙·*]|--|[–—-]) ?(?=\S)", "", text)
    return re.sub(r"^([•●▪■□◦‣∙·*]|--|[–—-]) ?(?=\S)", "", text).replace(". ", ".").strip()


@pytest.mark.parametrize(
    "text",
    [
        "- Vi går nu", "– Vi går nu", "— Vi går nu", "# inte en rubrik", "## 5", "1. först",
        "12) x",
        "::: factbox", ":::", "::", "> citat", "[[kan utgå]]", "{page:lindvik}", "{.optional}",
        "*stjärna*", "a*b*c", "__init__", "`kod`", "[länk](http://x.se)", "<b>fet</b>", "http://x.se",
        "H&M", "&amp;", "C:\\mapp\\", "---", "***", "| a | b |", "~~~", "+ plus", "=", "null", "-5",
    ],
)  # fmt: skip
def test_what_looks_like_markdown_is_text(text: str) -> None:
    ((role, found),) = back(block("paragraph", text))
    assert found.replace("\u00a0", " ") == text
    assert role == ("dialogue" if text[0] in "–—" else "paragraph")


def test_roles_come_back() -> None:
    said = [
        ("paragraph", "Först."), ("subhead", "Mellan"), ("question", "Vad tycker du?"),
        ("dialogue", "–\u00a0Bra."), ("item", "ett"), ("item", "två"), ("item", "1. tre"),
        ("item", "2. fyra"), ("paragraph", "Sist."),
    ]  # fmt: skip
    given_ = [block(role if role != "dialogue" else "paragraph", text) for role, text in said]
    assert back(*given_) == said


def test_bullets_and_numbers_are_the_lists_own() -> None:
    items = [block("item", text) for text in ("• ett", "● två", "3. tre", "4. fyra", "9. nio")]
    assert [text for _, text in back(*items)] == ["ett", "två", "3. tre", "4. fyra", "9. nio"]


def test_boxes_come_back() -> None:
    found = back(
        block("paragraph", "Före."),
        block("box-title", "Fakta om saken", box=1, box_role="factbox"),
        block("paragraph", "Ett.", box=1, box_role="factbox"),
        block("subhead", "Mer", box=1, box_role="factbox"),
        block("item", "Två", box=1, box_role="factbox"),
        block("pullquote", "Det var så det var"),
        block("source", "— Karin Ek, chef"),
        block("method", "Enkäten gick till 604 personer."),
        block("paragraph", "Efter."),
    )
    assert found == [
        ("paragraph", "Före."),
        ("title", "Fakta om saken"),
        ("factbox paragraph", "Ett."),
        ("factbox paragraph", "Mer"),
        ("factbox item", "Två"),
        ("pullquote paragraph", "Det var så det var"),
        ("pullquote source", "Karin Ek, chef"),
        ("method paragraph", "Enkäten gick till 604 personer."),
        ("paragraph", "Efter."),
    ]


def test_a_bold_paragraph_is_no_question() -> None:
    whole = block("paragraph", "Fet hela vägen.", emphasis=((0, 15, "strong"),))
    part = block("paragraph", "Fet hit. Sedan inte.", emphasis=((0, 8, "strong"),))
    assert [role for role, _ in back(whole, part)] == ["paragraph", "paragraph"]
    (one,) = read(write_issue(issue(story(part)))).stories
    assert [r.strong for r in one.article.paragraphs[0].runs] == [True, False]


def test_pictures_keep_caption_and_credit_and_captions_without_a_picture_stay() -> None:
    with_file = RecoveredPicture(4, NOWHERE, 0, "images/s004-1.jpg", "Karin *Ek*", "Foto: Ola")
    without = RecoveredPicture(4, NOWHERE, 1, "", "Borttappad bild", "")
    written = write_issue(
        issue(
            story(
                block("paragraph", "Text."),
                block("caption", "Karin *Ek*"),
                block("credit", "Foto: Ola"),
                block("caption", "Borttappad bild"),
                pictures=(with_file, without),
            )
        )
    )
    article = read(written).stories[0].article
    (image,) = article.images
    assert (plain(image.caption), image.credit) == ("Karin *Ek*", "Foto: Ola")
    assert [text for _, text in texts(article)] == ["Text.", "Borttappad bild"]


def test_tidy_and_scalar() -> None:
    assert tidy(" a\x00b\u2028c \ud800") == "ab c"
    assert scalar("Fältet") == "Fältet"
    assert scalar("yes") == '"yes"'
    assert scalar("a: b") == '"a: b"'
    assert spell(tidy_runs(())) == ""


# --- names, charts, ads ---------------------------------------------------------------------


def test_names_are_plain_unique_and_stable() -> None:
    assert slug_of("Så går det: ”Öppna” för Çelik & Łódź?") == "sa-gar-det-oppna-for-celik-lodz"
    assert slug_of("../../etc/passwd") == "etc-passwd"
    assert slug_of("…", otherwise="story") == "story"
    assert slug_of("Kort", ["kort", "kort-2"]) == "kort-3"
    long = slug_of("ord " * 40)
    assert len(long) <= 48
    assert not long.endswith("-")
    same = issue(story(id_="x"), story(id_="y"))
    assert sorted(write_issue(same).texts) == sorted(write_issue(same).texts)


def test_a_full_chart_is_drawn_again() -> None:
    rows = (("Ja", 62.0), ("Nej", 30.0), ("Vet ej", 8.0))
    chart = RecoveredChart(4, NOWHERE, "STANNAR DU?", "Om fem år?", rows, "full", article="a")
    lost = replace(chart, header="Borta", values=(("Ja", None),), status="lost")
    written = write_issue(issue(story(block("paragraph", "Text.")), charts=(chart, lost)))
    edition = read(written)
    (shown,) = edition.stories[0].charts
    assert (shown.kind, shown.labels) == ("yes-no", ("Ja", "Nej", "Vet ej"))
    assert shown.values == ((62.0,), (30.0,), (8.0,))
    assert [c["status"] for c in json.loads(written.texts["recovered.json"])["charts"]] == [
        "full",
        "lost",
    ]


def test_ads_cover_contents_editorial_and_company() -> None:
    cover = RecoveredArticle("c", "cover", (1,), (), headline="Omslagsrubrik")
    contents = RecoveredArticle("i", "contents", (3,), (), headline="I detta nummer")
    leader = story(
        block("paragraph", "Kort ledare."), id_="l", kind="editorial", headline="Ledaren"
    )
    paid = story(
        block("kicker", "FÖRETAG"),
        block("paragraph", "ord " * 250),
        id_="p",
        kind="company",
        headline="Vi söker dig",
        kicker="FÖRETAG",
        pictures=(RecoveredPicture(4, NOWHERE, 0, "images/s004-1.jpg"),),
    )
    text = story(block("paragraph", "ord " * 300))
    ad = RecoveredAd(7, (0, 0, 90, 90), "Kurser: {våren}, 20 %", "Kurs & Co", file="ads/s007-1.pdf")
    written = write_issue(
        issue(cover, contents, leader, text, paid, ads=(ad,)),
        Frame("trade", ROOMS),
        [Artwork("ads/s007-1.pdf", "half")],
    )
    edition = read(written)
    assert edition.cover is not None
    assert edition.cover.headline == "Omslagsrubrik"
    assert edition.contents is not None
    assert edition.contents.heading == "I detta nummer"
    assert edition.editorial is not None
    assert edition.editorial.title == "Ledaren"
    assert [c.advertiser for c in edition.companies] == ["Vi söker dig"]
    assert "FÖRETAG" in [text for _, text in texts(edition.companies[0].article)]
    assert [(a.advertiser, a.size) for a in edition.ads] == [("Kurs & Co", "half")]


def test_what_the_file_does_not_tell_has_a_default_and_a_remark() -> None:
    bare = RecoveredIssue("Fältet 1998 nr 2.pdf", "", 8, articles=(story(headline=""),))
    written = write_issue(
        replace(bare, articles=(story(block("paragraph", "Ett två."), headline=""),))
    )
    edition = read(written)
    assert (edition.title, edition.number, edition.date) == ("Tidningen", "0", "1998-01")
    assert edition.stories[0].article.title == "Ett två."
    assert {r.code for r in written.issue.remarks} == {"recover-default"}


def test_the_record_is_the_contract_s() -> None:
    piece = RecoveredFurniture(4, "folio", "4")
    made = json.loads(
        write_issue(
            issue(story(block("paragraph", "Text.", confidence=0.5)), furniture=(piece,))
        ).texts["recovered.json"]
    )
    assert list(made["source"]) == ["file", "sha256", "pages", "producer"]
    (article,) = made["articles"]
    assert article["id"] == "rubriken"
    assert article["kicker"] is None
    assert article["blocks"][0]["bbox"] == [0, 0, 0, 0]
    assert article["blocks"][0]["confidence"] == 0.5
    assert made["furniture"][0]["role"] == "folio"
    assert {"ads", "charts", "diagnostics"} <= set(made)


def test_small_ads_get_pages_of_their_own_when_stories_are_few() -> None:
    modules = {"full": (595, 842, True), "half": (527, 350, False), "eighth": (256, 166, False)}
    sizes = Sizes(modules, {"full", "half"})
    ads = [(250.0, 160.0)] * 3 + [(595.0, 842.0), (500.0, 340.0)]
    assert book(ads, (595, 842), sizes, 1) == ("eighth", "half", "half", "full", "half")
    assert book([(0.0, 5.0)], (595, 842), sizes, 1) == ("",)


# --- what a design can hold -----------------------------------------------------------------


def words_of(articles: list[RecoveredArticle]) -> Counter[str]:
    said = [b.text for a in articles for b in a.blocks]
    return Counter(" ".join(said).split())


def text_of(count: int, name: str = "ord") -> tuple[RecoveredBlock, ...]:
    return tuple(block("paragraph", f"{name} " * 50) for _ in range(count // 50))


def test_a_story_too_long_is_parted_and_nothing_is_lost() -> None:
    long = story(block("headline", "Rubriken"), *text_of(5000))
    shapes, told_ = shape_stories([long], ROOMS, "sv", {})
    assert [s.article.headline for s in shapes] == [
        "Rubriken",
        *(f"Rubriken ({n})" for n in range(2, 5)),
    ]
    assert words_of([s.article for s in shapes]) == words_of([long])
    assert [t.code for t in told_] == ["recover-reshaped"]
    sizes = [sum(words_of([s.article]).values()) for s in shapes]
    assert min(sizes) > 0.6 * max(sizes)


def test_a_long_story_with_pictures_asks_for_its_spread() -> None:
    picture = RecoveredPicture(4, NOWHERE, 0, "images/a.jpg")
    (shape,), _ = shape_stories([story(*text_of(1400), pictures=(picture,) * 2)], ROOMS, "sv", {})
    assert (shape.template, shape.images) == ("spread", 2)
    (shape,), _ = shape_stories([story(*text_of(500), pictures=(picture,))], ROOMS, "sv", {})
    assert (shape.template, shape.images) == ("", 1)


def test_notices_are_gathered() -> None:
    short = [
        story(block("headline", f"Notis {n}"), *text_of(50), id_=f"n{n}", headline=f"Notis {n}")
        for n in range(4)
    ]
    long = story(*text_of(400), id_="long")
    shapes, _ = shape_stories([short[0], long, *short[1:]], ROOMS, "sv", {})
    assert [s.article.headline for s in shapes] == ["Notiser", "Rubriken"]
    heads = [b.text for b in shapes[0].article.blocks if b.role == "subhead"]
    assert heads == [f"Notis {n}" for n in range(4)]
    for lone in ([long, short[0]], [short[0], long]):
        shapes, _ = shape_stories(lone, ROOMS, "sv", {})
        assert [s.article.id for s in shapes] == ["long"]
        assert words_of([s.article for s in shapes]) == words_of(lone)


def test_a_paid_text_without_a_picture_is_a_labelled_story() -> None:
    paid = story(*text_of(300), kind="company", advertiser="Lindvik")
    (shape,), _ = shape_stories([paid], ROOMS, "sv", {})
    assert (shape.paid, shape.article.kicker) == ("", "Annons: Lindvik")


def test_paid_texts_that_shared_a_page_do_so_again() -> None:
    picture = RecoveredPicture(4, NOWHERE, 0, "images/a.jpg")

    def paid(name: str, page: int) -> RecoveredArticle:
        return story(*text_of(200), id_=name, kind="company", pages=(page,), pictures=(picture,))

    shapes, _ = shape_stories([paid("a", 4), paid("b", 4), paid("c", 5)], ROOMS, "sv", {})
    assert [shape.paid for shape in shapes] == ["half", "half", "full"]


def test_the_last_box_of_a_paid_text_tells_of_who_pays() -> None:
    """Paid templates have a place for that box; another would stand in the text."""
    picture = RecoveredPicture(4, NOWHERE, 0, "images/a.jpg")
    boxed = [block("paragraph", "Tfn 010-555 07 70", box=1, box_role="factbox")]
    paid = story(*text_of(220), *boxed, kind="company", pictures=(picture,))
    (shape,), _ = shape_stories([paid], ROOMS, "sv", {})
    assert shape.paid == "full"
    assert {b.box_role for b in shape.article.blocks if b.box} == {"info"}


def test_a_spread_is_asked_for_only_where_a_page_is_surely_too_small() -> None:
    """More than fits a page with certainty is no spread yet: half of that would stand empty."""
    (shape,), _ = shape_stories([story(*text_of(800))], ROOMS, "sv", {})
    assert shape.template == ""
    (shape,), _ = shape_stories([story(*text_of(1200))], ROOMS, "sv", {})
    assert shape.template == "spread"


def test_signs_that_the_faces_lack_are_replaced() -> None:
    def shown(sign: str) -> bool:
        return sign.isascii() or sign in "åäö”–•"

    assert plain_text("● “x”→é\ue000☎ﬁ", shown) == "• ”x”–e?fi"
    marked = block("paragraph", "ﬁn fet", emphasis=((3, 6, "strong"),))
    (made,) = plain_article(story(marked), shown).blocks
    assert made.text[slice(*made.emphasis[0][:2])] == "fet"


def test_a_recovered_folder_builds_again(tmp_path: Path) -> None:
    """Short and long stories, boxes and quotations, in the design of this project."""
    made = issue(
        story(
            *text_of(500), block("pullquote", "Det står ingen annanstans"), id_="a", headline="Ett"
        ),
        story(*text_of(2600), id_="b", headline="Två"),
        *(story(*text_of(50), id_=f"n{n}", headline=f"Notis {n}") for n in range(3)),
        story(
            *text_of(300),
            *(block("paragraph", "ruta " * 40, box=n, box_role="factbox") for n in range(5)),
            id_="c",
            headline="Fem rutor ☎ och ett tecken",
        ),
    )
    assert faults_of(made, tmp_path) == []


@pytest.mark.parametrize(
    "article",
    [
        story(block("paragraph", "Ett fåtal ord bara."), headline="Ensam"),
        story(*text_of(100), headline="Notis"),
        story(*text_of(50), kind="company", advertiser="Kund", headline="Betald"),
    ],
)
def test_a_few_words_alone_have_a_page(article: RecoveredArticle, tmp_path: Path) -> None:
    """No story is long enough to take them in; no template was made for so few."""
    assert faults_of(issue(article), tmp_path) == []


def faults_of(made: RecoveredIssue, root: Path) -> list[str]:
    """What planning the issue's folder finds wrong."""
    for name in ("fonts", "layouts"):
        (root / name).symlink_to(PROJECT / name)
    folder = root / "issues/old"
    for path, text in write_issue(made, frame_for(DiskLibrary(PROJECT), "trade")).texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    planned = pipelines.plan(_Followed(root), "issues/old")
    assert planned.value is not None
    return [d.message for d in planned.diagnostics] if planned.failed else []


class _Followed(DiskLibrary):
    """A project whose fonts and designs are links to this one's."""

    def _locate(self, path: str) -> Path:
        return self.root / path


def test_ascii_folding_follows_unicode() -> None:
    for sign in "éèêëüñçåäöÅÄÖ":
        assert slug_of(sign) == unicodedata.normalize("NFKD", sign.lower())[0]
