"""Issues recovered from tagged files: what the structure tells comes back whole, or not at all."""

from __future__ import annotations

import io
import pathlib
import re
import unicodedata
from collections.abc import Callable, Iterator

import pikepdf
import pytest
import real_issue
from built import Built, build, shown
from small_issue import FOLDER, make_project

from magtool.edition import Article, Box, Paragraph, plain
from magtool.edition.recovered import RecoveredArticle, RecoveredBlock, RecoveredIssue
from magtool.extract.altcharts import read_alt
from magtool.extract.baselines import gather_lines
from magtool.extract.imprint import tell_imprint
from magtool.extract.issue import extract_issue
from magtool.extract.profile import StyleRule, TitleProfile
from magtool.extract.structure import read_structure
from magtool.extract.styles import family
from magtool.extract.tagged import extract_tagged
from magtool.intake.glyphs import read_glyphs
from magtool.intake.tags import tag_within
from magtool.page.read import ReadFile, ReadFont, ReadGlyph, ReadPage, ReadTag

Fill = Callable[[str, Callable[[pathlib.Path], None]], pathlib.Path]
Told = list[tuple[str, str]]
"""Roles and texts."""


def _small_project(root: pathlib.Path) -> None:
    make_project(root)


@pytest.fixture(scope="module", params=["sample", "small", "real"])
def built(request: pytest.FixtureRequest, once: Fill, sample: Built) -> Built:
    """The sample issue; a small one with sentences that copyfitting may leave out; real texts."""
    if request.param == "sample":
        return sample
    if request.param == "real":
        if not (real_issue.SHARED / "real-issue").is_dir():
            pytest.skip("the real manuscripts stand outside the project, and are not there")
        root = once("real-project", real_issue.make_project)
        issue = f"issues/{real_issue.SLUG}"
        return Built(once("real", lambda folder: build(root, issue, folder)))
    root = once("small-project", _small_project)
    return Built(once("small-tagged", lambda folder: build(root, FOLDER, folder)))


@pytest.fixture(scope="module")
def recovered(built: Built) -> RecoveredIssue:
    found = extract_tagged(read_glyphs(built.pdf.read_bytes()), "issue.pdf")
    assert found is not None, "the screen edition's own structure is sound"
    return found


def tidy(text: str) -> str:
    """The text as it is read: letters composed, spaces alike, hyphens of a line's end undone."""
    whole = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    return re.sub(r"\s+", " ", whole).strip()


def items(built: Built) -> Iterator[tuple[str, Article]]:
    edition = built.edition
    for item in (*edition.stories, *edition.companies):
        yield item.article.slug, built.article(item.article)


def named(issue: RecoveredIssue, article: Article) -> RecoveredArticle:
    """The recovered article with that headline: there is one."""
    (found,) = [a for a in issue.articles if tidy(a.headline) == tidy(plain(article.headline))]
    return found


def printed(built: Built, slug: str, article: Article) -> tuple[Told, list[Box]]:
    """The running text and the boxes that copyfitting has left in."""
    told = built.claims["stories"][slug]
    flow = [
        (paragraph.role.replace("dialogue", "paragraph"), text)
        for paragraph in article.paragraphs
        if (text := tidy(shown(paragraph.runs, told["sentences"])))
    ]
    boxes, dropped = [], list(told["dropped"])
    for box in article.boxes:
        if box.role in dropped:
            dropped.remove(box.role)
        else:
            boxes.append(box)
    return flow, boxes


def texts(blocks: Iterator[RecoveredBlock] | list[RecoveredBlock]) -> Told:
    return [(block.role, tidy(block.text)) for block in blocks]


# ------------------------------------------------------------------------ the round trip


def test_every_paragraph_comes_back_in_its_place(built: Built, recovered: RecoveredIssue) -> None:
    for slug, article in items(built):
        blocks = named(recovered, article).blocks
        roles = ("paragraph", "subhead", "question", "item")
        flow = [block for block in blocks if block.box is None and block.role in roles]
        assert texts(flow) == printed(built, slug, article)[0], slug


def test_stories_come_in_the_order_of_their_pages(built: Built, recovered: RecoveredIssue) -> None:
    firsts = [a.pages[0] for a in recovered.articles if a.kind in ("story", "company")]
    assert firsts == sorted(firsts)
    for slug, article in items(built):
        assert set(named(recovered, article).pages) == set(built.claims["stories"][slug]["pages"])


def test_heads_come_back(built: Built, recovered: RecoveredIssue) -> None:
    for slug, article in items(built):
        found = named(recovered, article)
        assert tidy(found.kicker or "") == tidy(article.kicker), slug
        assert tidy(found.standfirst or "") == tidy(plain(article.standfirst)), slug
        assert tidy(article.byline) in tidy(found.byline or ""), slug
        assert bool(found.byline) == bool(article.byline), slug


def test_boxes_come_back_with_title_and_label(built: Built, recovered: RecoveredIssue) -> None:
    for slug, article in items(built):
        boxes = [b for b in printed(built, slug, article)[1]
                 if b.role not in ("pullquote", "chart", "method")]  # fmt: skip
        blocks = [block for block in named(recovered, article).blocks if block.box is not None]
        for number, box in enumerate(boxes, 1):
            own = [block for block in blocks if block.box == number]
            if not box.label and own[0].role == "label":
                own = own[1:]  # the design's own word for such a box
            assert texts(own)[: len(box.content) + 2] == list(box_texts(box)), slug
            assert {block.box_role for block in own} == {box.role}, slug
        assert {block.box for block in blocks} == set(range(1, len(boxes) + 1)), slug


def box_texts(box: Box) -> Iterator[tuple[str, str]]:
    """A box as it is printed; without a title its label is the heading."""
    title = tidy(plain(box.title))
    if box.label and title:
        yield "label", box.label
    yield "box-title", title or box.label
    for paragraph in box.content:
        yield paragraph.role, tidy(in_columns(paragraph))


def in_columns(paragraph: Paragraph) -> str:
    """A list's "answer — share" is set in two columns, without the dash."""
    return paragraph.text.replace(" — ", " ") if paragraph.role == "item" else paragraph.text


def test_quotes_come_back_with_their_source(built: Built, recovered: RecoveredIssue) -> None:
    for slug, article in items(built):
        quotes = [box for box in printed(built, slug, article)[1] if box.role == "pullquote"]
        wanted = [
            ("source" if paragraph.role == "source" else "pullquote", tidy(paragraph.text))
            for box in quotes
            for paragraph in box.content
        ]
        found = [
            block
            for block in named(recovered, article).blocks
            if block.role in ("pullquote", "source") and block.box is None
        ]
        assert texts(found) == wanted, slug


def test_captions_and_credits_come_back_with_pictures(
    built: Built, recovered: RecoveredIssue
) -> None:
    for slug, article in items(built):
        told = [(tidy(p.caption), tidy(p.credit)) for p in named(recovered, article).pictures]
        wanted = [
            (tidy(plain(image.caption)), tidy(image.credit.partition(":")[2] or image.credit))
            for image in article.images
        ]
        # The half of a picture that stands on another page has no caption of its own.
        assert [pair for pair in told if any(pair)] == [pair for pair in wanted if any(pair)], slug
        assert len(told) >= len(wanted), slug


def test_charts_come_back_with_their_values(built: Built, recovered: RecoveredIssue) -> None:
    wanted = {
        chart.header: chart
        for item in built.edition.stories
        for chart in item.charts
    }  # fmt: skip
    assert {chart.header for chart in recovered.charts} == set(wanted)
    headlines = {article.id: article.headline for article in recovered.articles}
    for found in recovered.charts:
        chart = wanted[found.header]
        assert found.status == "full"
        assert tidy(found.question).startswith(tidy(chart.question))
        assert [value for _, value in found.values] == [v for row in chart.values for v in row]
        labels = [label for label in chart.labels for _ in chart.columns or ("",)]
        for label, (told, _) in zip(labels, found.values, strict=True):
            assert told.startswith(label)
        (story,) = [s for s in built.edition.stories if chart in s.charts]
        assert headlines[found.article] == plain(story.article.headline)


def test_advertisements_and_paid_pages_stand_apart(built: Built, recovered: RecoveredIssue) -> None:
    edition = built.edition
    wanted = {(ad.advertiser, built.claims["ads"][ad.slug]) for ad in edition.ads}
    assert {(ad.advertiser, ad.page) for ad in recovered.ads} == wanted
    paid = {(a.headline, a.advertiser) for a in recovered.articles if a.kind == "company"}
    assert paid == {
        (plain(item.article.headline), plain(box.title))
        for item in edition.companies
        for box in item.article.boxes
        if box.role == "info"
    }


def test_cover_contents_and_editorial_are_named(built: Built, recovered: RecoveredIssue) -> None:
    kinds = [article.kind for article in recovered.articles]
    assert [kinds.count(kind) for kind in ("cover", "contents", "editorial")] == [1, 1, 1]
    assert kinds.count("story") == len(built.edition.stories)
    assert recovered.title == built.edition.title
    (editorial,) = [a for a in recovered.articles if a.kind == "editorial"]
    written = built.edition.editorial
    assert written is not None
    assert editorial.headline == plain(written.headline)
    left_out = built.claims["stories"].get(written.slug, {}).get("sentences", [])
    wanted = [
        ("paragraph", tidy(shown(p.runs, left_out))) for p in built.article(written).paragraphs
    ]
    assert [told for told in texts(list(editorial.blocks)) if told[0] == "paragraph"] == wanted
    listed = " ".join(b.text for a in recovered.articles if a.kind == "contents" for b in a.blocks)
    for item in built.edition.stories:
        assert plain(item.article.headline) in listed or item.article.kind == "notices"


def test_furniture_is_no_part_of_a_story(recovered: RecoveredIssue) -> None:
    roles = {piece.role for piece in recovered.furniture}
    assert {"folio", "footer"} <= roles
    folios = {piece.page for piece in recovered.furniture if piece.role == "folio"}
    assert folios <= {int(p.text) for p in recovered.furniture if p.role == "folio"}


def test_every_glyph_is_counted_once(recovered: RecoveredIssue) -> None:
    blocks = sum(block.glyphs for article in recovered.articles for block in article.blocks)
    rest = sum(e.glyphs for e in (*recovered.ads, *recovered.charts, *recovered.furniture))
    assert 0.98 * recovered.glyphs <= blocks + rest <= recovered.glyphs


# ------------------------------------------------------------------------ other people's names


def test_types_of_a_rolemap_are_understood(sample: Built) -> None:
    data = sample.pdf.read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem":
                kind = str(thing.S)
                if kind in ("/Art", "/P", "/H1"):
                    thing.S = pikepdf.Name(f"{kind}_Tidning")
        pdf.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary(
            {f"/{kind}_Tidning": pikepdf.Name(f"/{kind}") for kind in ("Art", "P", "H1")}
        )
        target = io.BytesIO()
        pdf.save(target)
    renamed = extract_tagged(read_glyphs(target.getvalue()), "x")
    plainly = extract_tagged(read_glyphs(data), "x")
    assert renamed is not None
    assert renamed == plainly


def test_a_forms_own_contents_are_not_taken_for_the_pages() -> None:
    assert tag_within(7, 0) == 7
    assert tag_within(-1, 0) not in (0, -1)
    assert tag_within(-1, -1) == -1


def test_the_issue_is_read_by_its_structure(sample: Built) -> None:
    read = read_glyphs(sample.pdf.read_bytes())
    tagged = extract_tagged(read, "x")
    assert tagged is not None
    assert extract_issue(read, "x") == tell_imprint(tagged, read.title)


def test_the_titles_profile_is_believed(sample: Built) -> None:
    """A style that the profile calls a caption's is no standfirst's, tags or not."""
    read = read_glyphs(sample.pdf.read_bytes())
    plain = extract_tagged(read, "x")
    assert plain is not None
    story = next(a for a in plain.articles if a.kind == "story" and a.standfirst)
    text = next(e for e in read_structure(read).root.all() if e.words == story.standfirst)
    style = text.lines[0].style
    weight = "bold" if style.bold else "regular"
    rule = StyleRule(family=family(style.name), size=style.size, weight=weight, role="caption")
    told = extract_tagged(read, "x", profile=TitleProfile(roles=[rule]))
    assert told is not None
    same = next(a for a in told.articles if a.headline == story.headline)
    assert same.standfirst is None
    assert ("caption", story.standfirst) in [(b.role, b.text) for b in same.blocks]


# ------------------------------------------------------------------------ what is not sound

TEXT = (
    "Det började med ett möte som ingen hade kallat till.",
    "Sedan dess har enheten halverat sin kö och fått tid över",
    "till samtal, och den som ville fick vara med och rita.",
    "Kollegorna trodde först att det var ett misstag av någon",
    "som hade läst fel i schemat, men så var det inte alls.",
    "Det låter som en liten sak, men den märks i varje ärende.",
)
FONTS = (ReadFont("Serif-Regular"), ReadFont("Serif-Bold", 700))


def page_of(pieces: list[tuple[str, tuple[int, ...], list[str]]], down: bool = True) -> ReadFile:
    """One page with texts one under the other, each tagged by its kind and path; else upwards."""
    glyphs: list[ReadGlyph] = []
    tags: list[ReadTag] = []
    y = 80.0 if down else 800.0
    for kind, path, lines in pieces:
        first = len(glyphs)
        size, font = (24.0, 1) if kind.endswith("H1") else (10.0, 0)
        for line in lines:
            y += 1.3 * size if down else -1.3 * size
            for place, letter in enumerate(line):
                x = 50 + 0.5 * size * place
                glyphs.append(
                    ReadGlyph(letter, x, y, x, y - 0.8 * size, x + 0.5 * size, y + 0.2 * size,
                              size, font, 0, len(glyphs), len(glyphs))
                )  # fmt: skip
        y += 8 if down else -8
        if kind:
            tags.append(ReadTag(kind, path, tuple(range(first, len(glyphs)))))
    whole = (0.0, 0.0, 595.0, 842.0)
    page = ReadPage(1, 595.0, 842.0, whole, tuple(glyphs), FONTS, tags=tuple(tags))
    return ReadFile(pages=(page,), language="sv")


def story(*kinds: str) -> list[tuple[str, tuple[int, ...], list[str]]]:
    """A headline and two paragraphs under elements of these kinds."""
    texts = (["Dörren öppen i Norrvik"], list(TEXT[:3]), list(TEXT[3:]))
    return [
        (kind, (0, 0, place, 0), lines)
        for place, (kind, lines) in enumerate(zip(kinds, texts, strict=True))
    ]


def test_a_story_with_headline_and_paragraphs_is_sound() -> None:
    read = page_of(story("Document/Art/H1", "Document/Art/P", "Document/Art/P"))
    found = extract_tagged(read, "x")
    assert found is not None
    (article,) = found.articles
    assert article.headline == "Dörren öppen i Norrvik"
    assert [b.text for b in article.blocks[1:]] == [" ".join(TEXT[:3]), " ".join(TEXT[3:])]


def test_a_section_under_a_headline_is_a_story() -> None:
    read = page_of(story("Document/Sect/H1", "Document/Sect/P", "Document/Sect/P"))
    found = extract_tagged(read, "x")
    assert found is not None
    assert [article.headline for article in found.articles] == ["Dörren öppen i Norrvik"]


def test_texts_without_a_headline_are_not_believed() -> None:
    read = page_of(story("Document/Art/P", "Document/Art/P", "Document/Art/P"))
    assert extract_tagged(read, "x") is None


def test_texts_in_no_story_are_not_believed() -> None:
    kinds = ("Document/Div/H1", "Document/Div/P", "Document/Div/P")
    assert extract_tagged(page_of(story(*kinds)), "x") is None


def test_lines_tagged_as_paragraphs_are_not_believed() -> None:
    lines = [("Document/Art/P", (0, 0, 1 + n, 0), [line]) for n, line in enumerate(TEXT)]
    head = story("Document/Art/H1", "Document/Art/P", "Document/Art/P")[:1]
    assert extract_tagged(page_of([*head, *lines]), "x") is None


def test_an_order_that_goes_up_the_page_is_not_believed() -> None:
    kinds = ("Document/Art/H1", "Document/Art/P", "Document/Art/P")
    assert extract_tagged(page_of(story(*kinds), down=False), "x") is None


def test_a_page_of_which_little_is_tagged_is_not_believed() -> None:
    assert extract_tagged(page_of(story("Document/Art/H1", "Document/Art/P", "")), "x") is None


# ------------------------------------------------------------------------ text alternatives


def test_values_are_those_of_labels_that_the_chart_shows() -> None:
    read = page_of([("Document/Figure", (0, 0, 0), ["KVAR OM FEM ÅR?", "Ja", "71", "Nej", "29"])])
    lines = gather_lines(read.pages[0])

    def text(parts: object) -> str:
        return " ".join(line.words for line in parts)  # type: ignore[attr-defined]

    alt = "Stapel: Kvar om fem år? Ja 71, Nej 29, Vet ej 0 procent. Störst: Ja, 71 procent."
    told = read_alt(alt, lines, text)
    assert told is not None
    assert told.values == (("Ja", 71.0), ("Nej", 29.0))
    assert read_alt("Ett rum med två stolar.", lines, text) is None
