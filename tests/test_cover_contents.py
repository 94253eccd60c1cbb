"""Cover and contents page: what must stand there, and that it fits however much there is."""

from dataclasses import replace
from itertools import combinations

import pytest
from layout_kit import trade_kit

from magtool.edition import (
    Article,
    Box,
    Company,
    Contents,
    Cover,
    Edition,
    Image,
    Paragraph,
    Publisher,
    Run,
    Story,
    Teaser,
)
from magtool.layout.blurbs import sentences
from magtool.layout.contents import set_contents
from magtool.layout.cover import set_cover
from magtool.layout.pictures import crop_to
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, GlyphRun, PageLayout, Picture

KINDS = ("feature", "news", "survey", "interview", "essay")
PORTRAIT = Image("images/face.jpg", 600, 800)
LANDSCAPE = Image("images/town.jpg", 1600, 900, focus=(0.9, 0.5))


def article(number: int, kind: str = "news", images: tuple[Image, ...] = ()) -> Article:
    return Article(
        slug=f"a{number}",
        path=f"articles/a{number}.md",
        headline=(Run(f"Rubrik {number} om ett möte som blev längre"),),
        standfirst=(Run("En mening står först. En till följer efter den."),),
        body=(),
        kicker="Arbetsliv",
        kind=kind,
        images=images,
    )


def text(*words: str, optional: str = "") -> Paragraph:
    runs = (Run(" ".join(words)),)
    return Paragraph("paragraph", (*runs, Run(optional, optional=1)) if optional else runs)


LEADER = replace(
    article(0, "editorial", (PORTRAIT,)),
    headline=(Run("Det går att räkna namn"),),
    kicker="Ledare",
    byline="Maja Granlund, chefredaktör",
    body=(text("Det finns en fråga som återkommer. ", "Läs den på sidan "), text("Slut.")),
)


def edition(stories: int = 6, companies: int = 2) -> Edition:
    told = [
        Story(article(n, KINDS[n % len(KINDS)], (LANDSCAPE,) if n % 2 else (PORTRAIT,)))
        for n in range(1, stories + 1)
    ]
    paid = [Company(article(100 + n, "company"), f"Kommun {n}") for n in range(companies)]
    return Edition(
        "2027-03", "Fältet", "2", "2027-03", "sv", "trade",
        tagline="Tidningen för socionomer",
        publisher=Publisher("Förlaget AB", "Maja Granlund", "Norrvik", (("Tryck", "Bok"),)),
        contents=Contents("I det här numret", 4, "Läs mer", "Mer finns på faltet.example."),
        editorial=LEADER,
        stories=tuple(told),
        companies=tuple(paid),
    )  # fmt: skip


def pages(of: Edition) -> dict[str, int]:
    slugs = [story.slug for story in of.stories] + [company.slug for company in of.companies]
    return {slug: 4 + number for number, slug in enumerate(slugs)}


def said(block: Block) -> str:
    """The block's words, line-end hyphens undone."""
    words = "".join(op.text for op in block.ops if isinstance(op, GlyphRun))
    return words.replace("\u00ad", "").strip()


def told(page: PageLayout, role: str) -> list[str]:
    return [said(block) for block in page.blocks if block.role == role]


def extent(block: Block) -> Rect:
    """The box round a block's type, from its capitals to its baseline."""
    runs = [op for op in block.ops if isinstance(op, GlyphRun)]
    return Rect(
        min(run.x for run in runs),
        min(run.y - 0.66 * run.size for run in runs),
        max(run.x + run.width for run in runs),
        max(run.y for run in runs),
    )


# --- pictures and sentences ---------------------------------------------------------------


def test_a_crop_is_the_largest_around_the_focus() -> None:
    left, top, right, bottom = crop_to(LANDSCAPE, 300, 300)
    assert (top, bottom) == (0.0, 1.0)
    assert right == pytest.approx(1.0)
    assert right - left == pytest.approx(9 / 16)
    centred = crop_to(replace(LANDSCAPE, focus=(0.5, 0.5)), 300, 300)
    assert centred[0] == pytest.approx(0.5 - 9 / 32)
    assert crop_to(LANDSCAPE, 1600, 900) == pytest.approx((0.0, 0.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="can't be shown"):
        crop_to(LANDSCAPE, 0, 300)


def test_sentences_end_before_capitals_only() -> None:
    copy = "Kl. 9 börjar vi, t.ex. Norrby. ”Kom nu.” Sedan går alla hem! Nästan"
    assert sentences(copy) == (
        "Kl. 9 börjar vi, t.ex. Norrby.",
        "”Kom nu.”",
        "Sedan går alla hem!",
        "Nästan",
    )


# --- cover --------------------------------------------------------------------------------


def test_the_cover_names_the_pages_of_its_teasers() -> None:
    issue = edition()
    cover = Cover(PORTRAIT, "Ingrid Palm", "”Jag slutade.”", (Teaser("a1"), Teaser("a2", "Kort")))
    page = set_cover(trade_kit(), replace(issue, cover=cover), pages(issue))
    assert told(page, "cover-headline") == ["”Jag slutade.”"]
    assert told(page, "cover-teaser-headline") == [article(1).title, "Kort"]
    assert told(page, "cover-teaser")[1] == "En mening står först. Sid\u00a05"
    assert told(page, "cover-date") == ["Nr 2 · mars 2027"]
    picture = page.blocks[0].ops[0]
    assert isinstance(picture, Picture)
    assert picture.rect.as_mm() == (-5.0, -5.0, 220.0, 307.0)


def test_the_first_teaser_leads_a_cover_without_main_line() -> None:
    issue = edition()
    cover = Cover(PORTRAIT, teasers=(Teaser("a1", "Först"), Teaser("a2", "Sedan")))
    page = set_cover(trade_kit(), replace(issue, cover=cover), pages(issue))
    assert told(page, "cover-headline") == ["Först"]
    assert told(page, "cover-label") == ["ARBETSLIV"]
    assert told(page, "cover-text") == ["En mening står först. Sid\u00a04"]
    assert told(page, "cover-teaser-headline") == ["Sedan"]


@pytest.mark.parametrize("count", range(1, 7))
def test_teasers_of_any_length_keep_clear_of_each_other(count: int) -> None:
    issue = edition()
    teasers = [Teaser(f"a{n + 1}", "Rubrik " * n or "En", "Ord på rad " * 4 * n) for n in range(6)]
    cover = Cover(PORTRAIT, "Etikett", "En huvudrad " * count, tuple(teasers[:count]))
    page = set_cover(trade_kit(), replace(issue, cover=cover), pages(issue))
    boxes = [extent(block) for block in page.blocks if told_by(block)]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    assert max(box.y1 for box in boxes) <= mm_to_pt(277.7)
    assert max(box.x1 for box in boxes) <= mm_to_pt(198.5)


def told_by(block: Block) -> bool:
    return any(isinstance(op, GlyphRun) for op in block.ops)


@pytest.mark.parametrize("title", ["Hem", "Fältet", "Socialmedicinsk tidskrift för alla"])
def test_the_masthead_and_its_square_fit_the_page(title: str) -> None:
    page = set_cover(trade_kit(), replace(edition(), title=title), {})
    stop = next(block for block in page.blocks if block.role == "masthead-square").ops[0]
    assert isinstance(stop, Fill)
    assert stop.rect.x1 <= mm_to_pt(198) + 0.01
    assert isinstance(page.blocks[0].ops[0], Fill), "no picture: flat ground"
    masthead = next(block for block in page.blocks if block.role == "masthead")
    assert extent(masthead).x1 < stop.rect.x0
    assert extent(masthead).y0 > mm_to_pt(15), "keeps clear of the top line"


# --- contents -----------------------------------------------------------------------------


@pytest.mark.parametrize("stories", [1, 4, 10, 20, 30, 40])
@pytest.mark.parametrize("number", [3, 4])
def test_every_entry_stands_once_and_within_the_page(stories: int, number: int) -> None:
    issue, kit = edition(stories, 5), trade_kit()
    checked = set_contents(kit, issue, pages(issue), number)
    assert not checked.failed
    page = checked.value
    entries = told(page, "contents-entry")
    assert len(entries) == stories + 5
    for item in issue.stories:
        assert any(entry.endswith(item.article.title) for entry in entries)
    assert entries.index("4 " + issue.stories[0].article.title) >= 0
    assert any(entry.endswith("Kommun 4") for entry in entries)
    roles = (
        "contents-entry",
        "contents-teaser",
        "contents-section",
        "contents-blurb",
        "service-text",
    )
    boxes = [extent(block) for block in page.blocks if block.role in roles]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    assert max(box.y1 for box in boxes) <= kit.grid.baseline(63) + 0.01


def test_far_too_many_entries_are_set_and_reported() -> None:
    issue = edition(90)
    checked = set_contents(trade_kit(), issue, pages(issue), 3)
    codes = [finding.code for finding in checked.diagnostics]
    assert codes == ["contents-full", "contents-service"]
    assert len(told(checked.value, "contents-entry")) == 92


def test_two_stories_are_pictured_with_their_page_on_a_plate() -> None:
    issue = edition()
    issue = replace(issue, cover=Cover(LANDSCAPE))
    page = set_contents(trade_kit(), issue, pages(issue), 3).value
    pictures = [b.ops[0] for b in page.blocks if b.role == "contents-picture"]
    assert [p.source for p in pictures if isinstance(p, Picture)] == ["images/face.jpg"] * 2
    assert told(page, "contents-plate") == ["5", "7"], "never the cover's picture"
    assert len(told(page, "contents-teaser")) == 2, "two of four teasers are pictured"


def test_one_picture_is_wide_and_none_leaves_the_lists_at_the_head() -> None:
    kit, issue = trade_kit(), edition()
    bare = [Story(replace(s.article, images=())) for s in issue.stories]
    one = replace(issue, stories=(issue.stories[0], *bare[1:]))
    picture = next(
        b
        for b in set_contents(kit, one, pages(one), 3).value.blocks
        if b.role == "contents-picture"
    ).ops[0]
    assert isinstance(picture, Picture)
    assert picture.rect.width == pytest.approx(kit.grid.width(8))
    none = set_contents(kit, replace(issue, stories=tuple(bare)), pages(issue), 3).value
    assert not told(none, "contents-picture")
    first = next(block for block in none.blocks if block.role == "contents-entry")
    assert extent(first).y1 < kit.grid.baseline(12)


def test_companies_come_last_under_their_advertisers() -> None:
    issue = edition(3, 2)
    page = set_contents(trade_kit(), issue, pages(issue), 3).value
    sections = told(page, "contents-section")
    assert sections[-1] == "FÖRETAG"
    assert told(page, "contents-entry")[-2:] == ["7 Kommun 0", "8 Kommun 1"]


def test_a_page_without_number_yet_is_listed_all_the_same() -> None:
    issue = edition(3, 0)
    page = set_contents(trade_kit(), issue, {}, 3).value
    assert len(told(page, "contents-entry")) == 3
    assert not told(page, "contents-plate")


# --- editorial ----------------------------------------------------------------------------


def test_the_editorial_is_set_on_the_grid_between_its_squares() -> None:
    kit, issue = trade_kit(), edition()
    seen = Paragraph("paragraph", (Run("Läs den på sidan "), Run("?", page_of="a2"), Run(".")))
    leader = replace(LEADER, standfirst=(), body=(text("Början."), seen))
    issue = replace(issue, editorial=leader)
    page = set_contents(kit, issue, pages(issue), 3).value
    assert told(page, "paragraph") == ["Början.", "Läs den på sidan 5."]
    assert told(page, "editor-name") == ["Maja Granlund"]
    assert told(page, "editor-role") == ["chefredaktör"]
    blocks = [block for block in page.blocks if block.role == "paragraph"]
    assert extent(blocks[0]).y1 == pytest.approx(kit.grid.baseline(16))
    opening, end = blocks[0].ops[0], blocks[1].ops[-1]
    assert isinstance(opening, Fill)
    assert isinstance(end, Fill)
    assert opening.rect.width == pytest.approx(kit.mark("square"))
    assert end.rect.x0 - extent(blocks[1]).x1 == pytest.approx(kit.mark("end_gap"))
    assert {block.owner for block in blocks} == {LEADER.slug}


def test_a_long_editorial_first_loses_its_optional_sentences_and_is_then_reported() -> None:
    kit, issue = trade_kit(), edition()
    words = "ord om arbete och vila " * 40
    room = replace(LEADER, body=(text(words), text("Slut. ", optional=words * 2)))
    page = set_contents(kit, replace(issue, editorial=room), pages(issue), 3)
    assert not page.diagnostics
    assert told(page.value, "paragraph")[-1] == "Slut."
    full = replace(LEADER, body=(text(words), text(words * 2)))
    checked = set_contents(kit, replace(issue, editorial=full), pages(issue), 3)
    assert [finding.code for finding in checked.diagnostics] == ["editorial-overset"]
    assert told(checked.value, "paragraph")[-1].split() == (words * 2).split()


def test_a_box_in_the_editorial_is_reported() -> None:
    issue = edition()
    boxed = replace(LEADER, body=(*LEADER.body, Box("factbox", (text("Fakta"),))))
    checked = set_contents(trade_kit(), replace(issue, editorial=boxed), pages(issue), 3)
    assert [finding.code for finding in checked.diagnostics] == ["editorial-box"]


def test_the_colophon_ends_on_the_last_line() -> None:
    kit, issue = trade_kit(), replace(edition(), editorial=None)
    page = set_contents(kit, issue, pages(issue), 3).value
    colophon = next(block for block in page.blocks if block.role == "colophon")
    assert said(colophon) == (
        "Fältet ges ut av Förlaget AB, Norrvik. Ansvarig utgivare: Maja Granlund. Tryck: Bok."
    )
    assert extent(colophon).y1 == pytest.approx(kit.grid.baseline(63))


def test_a_page_may_hold_the_contents_alone_or_the_editorial_alone() -> None:
    kit, issue = trade_kit(), edition()
    alone = replace(issue, editorial=None, publisher=Publisher())
    page = set_contents(kit, alone, pages(issue), 3).value
    assert "panel" not in {block.role for block in page.blocks}
    leader = set_contents(kit, replace(issue, contents=None), pages(issue), 3).value
    assert not told(leader, "contents-entry")
    assert told(leader, "headline") == ["Det går att räkna namn"]


def test_an_editorials_standfirst_is_set_and_a_caption_is_told() -> None:
    kit = trade_kit()
    article = Article(
        slug="ledare",
        path="articles/ledare.md",
        headline=(Run("Rubrik"),),
        standfirst=(Run("Ingressen först."),),
        body=(Paragraph("paragraph", (Run("Sedan texten."),)),),
        images=(Image("p.jpg", 800, 800, caption=(Run("Bildtext."),)),),
        kind="editorial",
    )
    checked = set_contents(kit, replace(edition(), editorial=article), {}, 3)
    text = "".join(
        op.text for b in checked.value.blocks for op in b.ops if isinstance(op, GlyphRun)
    )
    assert "Ingressen först." in text
    assert [d.code for d in checked.diagnostics] == ["not-shown"]
