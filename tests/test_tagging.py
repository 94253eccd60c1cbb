"""The screen edition as those meet it who listen, search, copy and click."""

from __future__ import annotations

import csv
import io
import pathlib
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pdfplumber
import pikepdf
import pytest
from built import Built, needs
from small_issue import FOLDER, make_project
from tagged import Tagged
from toy_face import toy_face

from magtool.disk import DiskLibrary
from magtool.library import MemoryLibrary
from magtool.measure import BLACK, Rect
from magtool.page import Artwork, Block, Fill, GlyphRun, Link, Op, PageLayout, Picture
from magtool.pipelines import publish
from magtool.press import Attachment, Bookmark, Condition, DocumentFacts, Screen, fogra39, write_pdf
from magtool.press.pieces import pieces_of
from magtool.press.unicodes import mended

FACES = {"toy": toy_face().data}
FACTS = DocumentFacts("Fältet 2", language="sv", date="2027-03", turn="Sid {page}")
SCREEN = Screen(Condition(fogra39()))


def runs(*lines: str, y: float = 100, goal: str = "") -> list[Op]:
    """The lines as the composer sets them: a hyphen at a line's end is soft, and a last line that
    ends with a space goes on in another block."""
    made: list[Op] = []
    for number, line in enumerate(lines):
        x = 50.0
        words = line.split()
        for place, word in enumerate(words, 1):
            glyphs = toy_face().spaced(word, " ")
            if place == len(words):
                goes_on = number < len(lines) - 1 or line.endswith(" ")
                broken = word.endswith("-")
                face = toy_face()
                glyphs = face.ended(word, broken=broken) if goes_on else face.shape(word)
            run = GlyphRun(x, y + 12 * number, "toy", 10, BLACK, glyphs, goal=goal)
            made.append(run)
            x += run.width
    return made


def block(role: str, *lines: str, owner: str = "a", part: int = 0, **more: Any) -> Block:
    return Block(role, owner, tuple(runs(*lines)), part=part, **more)


def picture(alt: str, owner: str = "a", part: int = 1, role: str = "picture") -> Block:
    return Block(role, owner, (Picture(Rect(10, 10, 60, 40), "p.png", (0, 0, 1, 1)),), alt, part)


def made(*pages: tuple[Block, ...], first: int = 1, facts: DocumentFacts = FACTS) -> Tagged:
    png = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (50, 30), (90, 120, 100)).save(png, "PNG")
    library = MemoryLibrary({"p.png": png.getvalue()})
    layouts = [PageLayout(n, 400, 300, 10, blocks) for n, blocks in enumerate(pages, first)]
    return Tagged(write_pdf(layouts, FACES, library, facts, SCREEN))


def told(tagged: Tagged) -> list[str]:
    return list(tagged.outline())


# --- what is heard ------------------------------------------------------------------------

STORY = (
    (
        picture("En gård"),
        block("folio", "4", owner=""),
        block("kicker", "Reportage"),
        block("headline", "Kväll på", "heden"),
        block("standfirst", "Tre kvällar i veckan."),
        block("paragraph", "Hon låser dör-", "ren till ", part=1),
        Block("end-mark", "a", (Fill(Rect(1, 1, 2, 2), BLACK),)),
        block("caption", "En gård", part=1),
        block("credit", "Foto: Åke Ek", part=1),
        block("box-label", "Fakta", part=1),
        block("box-title", "I siffror", part=1),
        block("box-item", "1.", "Sex delar", part=1, label=1),
        block("pullquote", "Det går", part=1),
        block("source", "Åke Ek", part=1),
        block("box-label", "Röster", part=2),
        block("box-text", "Ja!", part=2),
        block("headline", "Natten", owner="b"),
        block("paragraph", "I stället.", owner="b", part=1),
    ),
    (
        picture("En bro vid ån", part=2),
        block("continued", "Från sidan 1"),
        block("continued-headline", "Kväll på heden"),
        block("paragraph", "baracken.", part=1),
        block("subhead", "En regel", part=2),
        block("item", "•", "ett", part=3, label=1),
        block("item", "•", "två", part=4, label=1),
        block("question", "Varför då?", part=5),
        block("caption", "Bron.", part=2),
    ),
)


def test_a_story_is_one_article_over_its_pages_and_columns() -> None:
    assert told(made(*STORY)) == [
        "Document",
        "  Art",
        "    P Reportage",
        "    H1 Kväll på heden",
        "    P Tre kvällar i veckan.",
        "    Div",
        "      Figure <En gård>",
        "        Caption En gård",
        "      P Foto: Åke Ek",
        "    P Hon låser dörren till baracken.",
        "    P Från sidan 1",
        "    Div",
        "      Figure <En bro vid ån>",
        "      Caption Bron.",
        "    H2 En regel",
        "    L",
        "      LI",
        "        Lbl •",
        "        LBody ett",
        "      LI",
        "        Lbl •",
        "        LBody två",
        "    P Varför då?",
        "    Sect",
        "      P Fakta",
        "      H2 I siffror",
        "      L",
        "        LI",
        "          Lbl 1.",
        "          LBody Sex delar",
        "    BlockQuote",
        "      P Det går",
        "      P Åke Ek",
        "    Sect",
        "      H2 Röster",
        "      P Ja!",
        "  Art",
        "    H1 Natten",
        "    P I stället.",
    ]


def test_cover_contents_and_ads_are_sections_of_their_own() -> None:
    cover = (
        picture("Ett ansikte", "", 0, "cover-picture"),
        block("masthead", "Heden", owner=""),
        block("cover-date", "Nr 2", owner=""),
        block("cover-teaser-headline", "Kväll", owner="", links=(Link(0, 1, "#3"),)),
        block("cover-teaser", "Sid 3", owner="", links=(Link(0, 2, "#3"),)),
        block("cover-teaser-headline", "Borta", owner="", links=(Link(0, 1, "#9"),)),
    )
    contents = (
        block("contents-head", "I numret", owner=""),
        block("contents-section", "Reportage", owner=""),
        block(
            "contents-entry", "3", "Kväll på heden", owner="", label=1, links=(Link(0, 4, "#3"),)
        ),
        block("contents-teaser", "Tre kvällar", owner="", links=(Link(0, 2, "#3"),)),
        block("contents-entry", "9", "Borta", owner="", label=1, links=(Link(0, 2, "#9"),)),
        block("colophon", "Heden ges ut", owner=""),
    )
    story = (
        Block(
            "ad", "x", (Artwork(Rect(0, 0, 90, 90), Rect(0, 0, 90, 90), "p.png", 0),), "Annons: X"
        ),
        block("ad-label", "Annons", owner=""),
        block("paid-section", "Annons", owner=""),
        block("headline", "Kväll"),
        block("box-text", "Bara en ruta", part=1),
    )
    assert told(made(cover, contents, story)) == [
        "Document",
        "  Sect",
        "    H1 Heden",
        "    P Nr 2",
        "    Figure <Ett ansikte>",
        "    L",
        "      LI",
        "        LBody",
        "          Link KvällSid 3 @",
        "      LI",
        "        LBody Borta",
        "  Sect",
        "    H1 I numret",
        "    H2 Reportage",
        "    TOC",
        "      TOCI",
        "        Reference",
        "          Link 3 Kväll på hedenTre kvällar @",
        "      TOCI",
        "        P 9 Borta",
        "  Sect",
        "    P Heden ges ut",
        "  Sect",
        "    P Annons",
        "    Art",
        "      H1 Kväll",
        "      Sect",
        "        P Bara en ruta",
        "  Sect",
        "    Figure <Annons: X>",
    ]  # fmt: skip


def test_an_excerpt_from_the_middle_of_a_story_skips_no_heading() -> None:
    tagged = made((block("subhead", "En regel", part=2), block("paragraph", "Text.", part=3)))
    assert told(tagged)[1:] == ["  Art", "    H1 En regel", "    P Text."]


def test_questions_are_headings_where_a_story_has_no_others() -> None:
    asked = (block("headline", "Hej"), block("question", "Vem?", part=1))
    assert told(made(asked))[-1] == "    H2 Vem?"
    assert told(made((*asked, block("subhead", "Nu", part=2))))[-2:] == ["    P Vem?", "    H2 Nu"]


def test_a_hyphen_that_breaks_a_word_is_soft_to_listeners_and_plain_to_others() -> None:
    tagged = made((block("paragraph", "social-", "tjänst och e-post", part=1),))
    (span,) = tagged.find("Span")
    assert span.actual == "\u00ad"
    assert tagged.words[span.content[0]] == "-"
    (paragraph,) = tagged.find("P")
    assert tagged.text(paragraph) == "socialtjänst och e-post"


def test_ornaments_within_a_block_are_artifacts() -> None:
    square = Fill(Rect(40, 90, 45, 100), BLACK)
    drop_cap = replace(runs("H")[0], glyphs=(replace(toy_face().shape("H")[0], text=" "),))
    opening = Block("paragraph", "a", (square, drop_cap, *runs("Hon går.")), part=1)
    kinds = [(piece.kind, piece.text) for piece in pieces_of(opening)]
    assert kinds == [("artifact", " "), ("", "Hon går.")]
    assert [p.kind for p in pieces_of(Block("contents-section", "", (square,)))] == ["artifact"]


# --- links --------------------------------------------------------------------------------


def test_a_link_has_its_words_its_place_and_its_goal() -> None:
    paragraph = Block(
        "paragraph",
        "a",
        (*runs("Mer på"), *runs("norrvik.se/lång-", "sida", y=112), *runs("4", y=136)),
        part=1,
        links=(Link(2, 4, "https://norrvik.se/l%C3%A5ngsida"), Link(4, 5, "#4")),
    )
    tagged = made((paragraph,), (block("headline", "Hej", owner="b"),), first=3)
    web, page = tagged.find("Link")
    assert [tagged.text(web), tagged.text(page)] == ["norrvik.se/långsida", "4"]
    assert {tagged.target(link) for link in web.links} == {"https://norrvik.se/l%C3%A5ngsida"}
    assert len(web.links) == 2
    first, second = (list(map(float, link.Rect)) for link in web.links)
    assert first[0] == pytest.approx(50)
    assert first[2] == pytest.approx(50 + 16 * 5)
    assert first[1] < 300 - 112 < first[3]
    assert second[1] < 300 - 124 < second[3]
    (turn,) = page.links
    assert tagged.target(turn) == 1
    assert str(turn.Contents) == "Sid 4"
    tree = tagged.pdf.Root.StructTreeRoot.ParentTree.Nums
    keys = {int(key): value for key, value in zip(tree[::2], tree[1::2], strict=True)}
    for node in (web, page):
        assert all(keys[int(link.StructParent)].objgen == node.entry.objgen for link in node.links)
    assert tagged.pdf.pages[0].obj.Tabs == "/S"


# --- files and bookmarks ------------------------------------------------------------------


def test_a_file_belongs_to_the_figure_it_tells_of() -> None:
    data = "fråga,procent\r\nJa,71\r\n".encode()
    chart = Attachment("stannar.csv", "Stannar du?", "text/csv", data, "Stapel: Ja 71")
    other = Attachment("annan.csv", "En annan sida", "text/csv", b"", "Finns inte")
    facts = replace(FACTS, attachments=(chart, other))
    tagged = made((picture("Stapel: Ja 71", role="chart"),), facts=facts)
    assert list(tagged.pdf.attachments) == ["stannar.csv"]
    (figure,) = tagged.find("Figure")
    (held,) = figure.entry.AF
    assert (str(held.F), str(held.UF)) == ("stannar.csv", "stannar.csv")
    assert held.EF.UF.read_bytes() == data


def test_bookmarks_of_what_is_there_are_folded_below_each_other() -> None:
    paid = (Bookmark("Lindvik", 4), Bookmark("Borta", 9))
    marks = (Bookmark("Kväll", 3), Bookmark("Borta", 8), Bookmark("Företag", 4, paid))
    tagged = made((block("headline", "A"),), (block("headline", "B"),), first=3,
                  facts=replace(FACTS, bookmarks=marks))  # fmt: skip
    with tagged.pdf.open_outline() as outline:
        first, folded = outline.root
        assert (first.title, folded.title) == ("Kväll", "Företag")
        assert [item.title for item in folded.children] == ["Lindvik"]
        assert folded.is_closed


# --- the sample issue ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def tagged(sample: Built) -> Tagged:
    return Tagged(sample.pdf.read_bytes())


def test_every_sequence_of_the_issue_stands_in_the_tree_once(tagged: Tagged) -> None:
    heard = tagged.root.all_content()
    assert len(heard) == len(set(heard))
    painted = {(n, mcid) for n in range(len(tagged.pages)) for mcid in tagged.marked(n)}
    assert set(heard) == painted
    tree = tagged.pdf.Root.StructTreeRoot.ParentTree.Nums
    for n, page in enumerate(tagged.pdf.pages):
        assert int(page.obj.StructParents) == int(tree[2 * n]) == n
        assert len(tree[2 * n + 1]) == len(tagged.marked(n))
    owners = {node.entry.objgen: node for node in tagged.root.walk()}
    for n, mcid in heard[::7]:
        assert (n, mcid) in owners[tree[2 * n + 1][mcid].objgen].content


def test_headings_of_the_issue_never_skip_a_level(tagged: Tagged) -> None:
    levels = [int(node.kind[1:]) for node in tagged.find("H1", "H2", "H3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_story_is_one_article_in_the_order_of_the_pages(
    tagged: Tagged, sample: Built
) -> None:
    titles = [tagged.text(node).strip() for art in tagged.find("Art") for node in art.kids
              if node.kind == "H1"]  # fmt: skip
    stories = [*(s.article for s in sample.edition.stories),
               *(c.article for c in sample.edition.companies)]  # fmt: skip
    page_of = sample.claims["page_of"]
    assert sample.edition.editorial is not None
    assert sorted(titles) == sorted(a.title for a in (*stories, sample.edition.editorial))
    pages = [page_of[a.slug] for title in titles for a in stories if a.title == title]
    assert pages == sorted(pages)


def test_a_story_that_jumps_is_heard_without_a_break(tagged: Tagged, sample: Built) -> None:
    carried = [story for story in sample.edition.stories
               if len(set(sample.claims["stories"][story.slug]["pages"])) > 1]  # fmt: skip
    assert carried
    for story in carried:
        (art,) = [art for art in tagged.find("Art")
                  if any(tagged.text(h) == story.article.title for h in art.kids)]  # fmt: skip
        pages = {page + 1 for page, _ in art.all_content()}
        assert pages == set(sample.claims["stories"][story.slug]["pages"])
        heard = [tagged.text(node).strip() for node in art.kids]
        dropped = sample.claims["stories"][story.slug]["sentences"]
        wanted = [
            "".join(run.text for run in p.runs if run.optional not in dropped or not run.optional)
            for p in sample.article(story.article).paragraphs
        ]
        spoken = [" ".join(text.split()) for text in heard]
        assert [text for text in spoken if text in {" ".join(w.split()) for w in wanted}] == [
            " ".join(text.split()) for text in wanted
        ]


def test_entries_lead_to_the_page_of_their_story(tagged: Tagged, sample: Built) -> None:
    heads: dict[int, list[str]] = {}
    for art in tagged.find("Art"):
        for head in (kid for kid in art.kids if kid.kind == "H1"):
            heads.setdefault(art.all_content()[0][0], []).append(tagged.text(head).strip())
    companies = {c.advertiser: c.article.title for c in sample.edition.companies}
    entries = [node for toc in tagged.find("TOCI") for node in toc.walk() if node.kind == "Link"]
    assert len(entries) >= len(sample.edition.stories) + len(companies)
    for entry in entries:
        (target,) = {tagged.target(link) for link in entry.links}
        assert isinstance(target, int)
        told_ = tagged.text(entry)
        number, _, title = told_.partition(" ")
        if number.isdecimal():
            assert target == int(number) - 1
            named = next((t for name, t in companies.items() if title.startswith(name)), title)
            assert any(named.startswith(head) for head in heads[target]), named


def test_links_lie_on_their_words(tagged: Tagged) -> None:
    """What stands within a link's rectangles is what the tree says of it."""
    solid = re.compile(r"[\W_]+")
    with pdfplumber.open(io.BytesIO(tagged.data)) as document:
        for node in tagged.find("Link"):
            pages = {page for page, _ in node.all_content()}
            if len(pages) != 1 or any(kid.kind == "Figure" for kid in node.kids):
                continue
            page = document.pages[pages.pop()]
            said = ""
            for link in node.links:
                left, bottom, right, top = map(float, link.Rect)
                said += "".join(
                    char["text"]
                    for char in page.chars
                    if left <= (char["x0"] + char["x1"]) / 2 <= right
                    and bottom <= page.height - (char["top"] + char["bottom"]) / 2 <= top
                )
            wanted = solid.sub("", tagged.text(node))
            assert wanted in solid.sub("", said), (wanted, said)


def test_addresses_on_company_pages_and_in_the_service_box_are_links(tagged: Tagged) -> None:
    goals = {tagged.target(link) for node in tagged.find("Link") for link in node.links}
    assert "https://lindvik.example/jobb" in goals
    assert any(str(goal).startswith("https://faltet.example") for goal in goals)
    assert not [goal for goal in goals if re.search(r"//(kl|sid|t\.ex)\b", str(goal))]


def test_every_figure_has_words_and_a_place(tagged: Tagged, sample: Built) -> None:
    figures = tagged.find("Figure")
    assert all(node.alt.strip() for node in figures)
    for node in figures:
        box = [float(value) for value in node.entry.A.BBox]
        assert 0 <= box[0] < box[2] <= 596
        assert 0 <= box[1] < box[3] <= 842
    ads = [node.alt for node in figures if node.alt.startswith("Annons")]
    assert len(ads) == len(sample.claims["ads"])
    assert any("Steg 1-utbildning i psykosocialt arbete" in alt for alt in ads)


def test_the_figures_of_every_chart_come_with_the_edition(tagged: Tagged, sample: Built) -> None:
    charts = {c.id: c for story in sample.edition.stories for c in story.charts}
    held = {str(node.entry.AF[0].UF): node.entry.AF[0] for node in tagged.find("Figure")
            if "/AF" in node.entry}  # fmt: skip
    assert set(held) == set(tagged.pdf.attachments) == {f"{name}.csv" for name in charts}
    for name, chart in charts.items():
        rows = list(csv.DictReader(io.StringIO(held[f"{name}.csv"].EF.F.read_bytes().decode())))
        assert {row["kind"] for row in rows} == {chart.kind}
        values: dict[str, list[float]] = {}
        for row in rows:
            values.setdefault(row["label"], []).append(float(row["percent"]))
        assert tuple(values) == chart.labels
        assert tuple(map(tuple, values.values())) == chart.values
        if chart.columns:
            assert tuple(row["column"] for row in rows[: len(chart.columns)]) == chart.columns
        bases = {int(row["base"] or 0) for row in rows}
        assert bases == (set(chart.bases) or {604})


def test_that_a_page_is_paid_for_is_heard_before_it(tagged: Tagged, sample: Built) -> None:
    paid = {company.article.title for company in sample.edition.companies}
    for section in tagged.root.kids:
        inner = [tagged.text(head) for art in section.kids if art.kind == "Art"
                 for head in art.kids if head.kind == "H1"]  # fmt: skip
        if section.kind == "Sect" and paid.intersection(inner):
            assert section.kids[0].kind == "P"
            assert tagged.text(section.kids[0]) == "ANNONS"
            paid -= set(inner)
    assert not paid


def test_other_programs_hear_the_stories_in_order(sample: Built) -> None:
    needs("pdfinfo")
    found = subprocess.run(
        ["pdfinfo", "-struct-text", str(sample.pdf)], capture_output=True, check=True
    ).stdout.decode()
    articles = found[found.index("\n  Art") :]
    titles = {story.article.title: sample.claims["page_of"][story.slug]
              for story in sample.edition.stories}  # fmt: skip
    heads = re.findall(r'H1 \(block\)\n *"(.*)"', articles)
    pages = [titles[head] for head in heads if head in titles]
    assert len(pages) == len(titles)
    assert pages == sorted(pages)


def test_a_picture_that_nobody_describes_is_told_and_gets_words(tmp_path: pathlib.Path) -> None:
    issue = make_project(tmp_path) / "issue.yaml"
    issue.write_text(issue.read_text("utf-8").replace("  alt: Ett skrivbord\n", ""), "utf-8")
    published = publish(DiskLibrary(tmp_path), FOLDER, pages=range(1, 2))
    assert "picture-undescribed" in {d.code for d in published.diagnostics}
    assert published.value is not None
    cover = Tagged(published.value.pdf or b"")
    (figure,) = cover.find("Figure")
    assert figure.alt == "Bild till ”Fyra sidor om ingenting”"


# --- the file -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    root = tmp_path_factory.mktemp("tagged")
    make_project(root)
    published = publish(DiskLibrary(root), FOLDER).value
    assert published is not None
    assert published.pdf is not None
    return published.pdf


@pytest.mark.parametrize("which", ["small", "sample", "toy"])
def test_the_edition_conforms_to_pdf_ua(which: str, request: pytest.FixtureRequest) -> None:
    validator = pytest.importorskip("page", reason="page-validation is not installed")
    if which == "toy":
        data = made(*STORY).data
    else:
        given = request.getfixturevalue(which)
        data = given if isinstance(given, bytes) else given.pdf.read_bytes()
    report = validator.validate_pdf_bytes(data, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


@pytest.mark.parametrize("which", ["small", "sample"])
def test_the_file_is_ready_for_the_web(
    which: str, request: pytest.FixtureRequest, tmp_path: pathlib.Path
) -> None:
    given = request.getfixturevalue(which)
    data = given if isinstance(given, bytes) else given.pdf.read_bytes()
    assert b"/Linearized 1" in data[:1024]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        problems = io.StringIO()
        assert pdf.check_linearization(problems), problems.getvalue()
        assert pdf.Root.Metadata.read_raw_bytes().startswith(b"<?xpacket")
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    (tmp_path / "out.pdf").write_bytes(data)
    for check in ("--check", "--check-linearization"):
        found = subprocess.run(["qpdf", check, str(tmp_path / "out.pdf")], capture_output=True)
        assert found.returncode == 0, found.stderr.decode()


def test_the_same_pages_give_the_same_bytes() -> None:
    assert made(*STORY).data == made(*STORY).data


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"2 beginbfchar <00> <0000> <41> <0041> endbfchar", {b"<00> <FFFD>", b"<41> <0041>"}),
        (b"1 beginbfchar <22> <> endbfchar", {b"<22> <FFFD>"}),
        (b"1 beginbfrange <00> <02> <0000> endbfrange", {b"[<FFFD> <0001> <0002>]"}),
        (b"1 beginbfrange <04><05>[<FEFF> <0041>] endbfrange", {b"[<FFFD> <0041>]"}),
        (b"1 beginbfrange <0041> <005A> <0041> endbfrange", {b"<0041> <005A> <0041>"}),
        (b"1 beginbfchar <01> <00660069> endbfchar", {b"<01> <00660069>"}),
    ],
)
def test_a_font_of_an_ad_says_of_no_code_that_it_is_nothing(
    before: bytes, after: set[bytes]
) -> None:
    assert all(part in mended(before) for part in after)
