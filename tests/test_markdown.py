"""Manuscripts: the Markdown of the magazine, read into paragraphs, boxes and runs."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magtool.diagnostics import Source, as_text
from magtool.edition import Article, Box, Paragraph, Run
from magtool.manifest import Manuscript, read_manuscript

HEAD = "---\nheadline: Rubrik\n---\n"


def _manuscript(body: str, head: str = HEAD) -> Manuscript:
    checked = read_manuscript(Source("articles/a.md", head + body))
    assert checked.diagnostics == (), as_text(checked.diagnostics)
    return checked.value


def _article(body: str, head: str = HEAD) -> Article:
    return _manuscript(body, head).article


def _paragraph(body: str) -> Paragraph:
    (element,) = _article(body).body
    assert isinstance(element, Paragraph)
    return element


def _box(body: str) -> Box:
    (element,) = _article(body).body
    assert isinstance(element, Box)
    return element


def _codes(body: str, head: str = HEAD) -> list[str]:
    return [d.code for d in read_manuscript(Source("a.md", head + body)).diagnostics]


def test_front_matter() -> None:
    head = (
        "---\nheadline: 'Köket *kortar* kön'\nkicker: Bistånd\nstandfirst: >-\n  Ett\n  två\n"
        "byline: Ola Frisk\nkind: news\ntags: Arbetssätt\n---\n"
    )
    article = _article("Text.\n", head)
    assert article.slug == "a"
    assert article.headline == (Run("Köket "), Run("kortar", emphasis=True), Run(" kön"))
    assert article.standfirst == (Run("Ett två"),)
    assert (article.kicker, article.byline, article.kind) == ("Bistånd", "Ola Frisk", "news")
    assert article.tags == ("Arbetssätt",)


def test_roles() -> None:
    body = (
        "Först.\n\n## Under *rubrik*\n\n– Hej, sa hon.\n\n— Hej.\n\n**Fråga *ett*?**\n\n"
        "**Namn.** Text.\n\n*Bara kursivt.*\n\n- a\n- b\n\n3. c\n1. d\n"
    )
    found = [(p.role, p.number, p.text) for p in _article(body).paragraphs]
    assert found == [
        ("paragraph", 0, "Först."),
        ("subhead", 0, "Under rubrik"),
        ("dialogue", 0, "–\u00a0Hej, sa hon."),
        ("dialogue", 0, "—\u00a0Hej."),
        ("question", 0, "Fråga ett?"),
        ("paragraph", 0, "Namn. Text."),
        ("paragraph", 0, "Bara kursivt."),
        ("item", 0, "a"),
        ("item", 0, "b"),
        ("item", 3, "c"),
        ("item", 4, "d"),
    ]


def test_paragraphs_know_their_places() -> None:
    paragraph = _article("En.\n\n- Två *tre*\n").paragraphs[1]
    assert paragraph.place is not None
    assert (paragraph.place.line, paragraph.place.column) == (6, 3)


def test_soft_breaks_become_spaces_save_in_info_boxes() -> None:
    assert _paragraph("ett\ntvå\n").text == "ett två"
    assert _box("::: info\nett\ntvå\n:::\n").content[0].text == "ett\ntvå"
    assert _box("::: factbox\nett\ntvå\\\ntre\n:::\n").content[0].text == "ett två\ntre"


def test_typography_is_kept() -> None:
    text = "So\u00adcial 10\u00a0procent – ”så” … 1\u202f000 ’nej’ a--b 'rak'"
    assert _paragraph(text + "\n").text == text


def test_escapes_entities_and_links() -> None:
    runs = _paragraph(r"\*inte\* &amp; [ord](https://a.example/x) <mailto:b@a.example>").runs
    assert runs == (
        Run("*inte* & "),
        Run("ord", link="https://a.example/x"),
        Run(" "),
        Run("mailto:b@a.example", link="mailto:b@a.example"),
    )


def test_optional_sentences_take_their_space_along() -> None:
    assert _paragraph("En. [[Två *tre*.]] Fyra. [[Fem.]]\n").runs == (
        Run("En."),
        Run(" Två ", optional=1),
        Run("tre", emphasis=True, optional=1),
        Run(".", optional=1),
        Run(" Fyra."),
        Run(" Fem.", optional=2),
    )
    assert _paragraph("[[Ett.]] Två.\n").runs == (Run("Ett. ", optional=1), Run("Två."))


def test_optional_groups_are_numbered_through_the_article() -> None:
    body = "A. [[B.]]\n\n::: factbox\nC. [[D.]]\n:::\n\nE. [[F\ng.]]\n"
    article = _article(body)
    box = article.boxes[0]
    paragraphs = (*article.paragraphs, *box.content)
    assert {r.optional: r.text for p in paragraphs for r in p.runs if r.optional} == {
        1: " B.",
        2: " D.",
        3: " F g.",
    }


def test_page_tokens() -> None:
    made = _manuscript("Se sidan {page:natten}.\n")
    assert made.article.paragraphs[0].runs[1] == Run("00", page_of="natten")
    (reference,) = made.references
    assert (reference.kind, reference.name) == ("page", "natten")
    assert (reference.span.line, reference.span.column) == (4, 10)


def test_page_tokens_in_captions() -> None:
    head = "---\nheadline: x\nimages: [{file: a.jpg, caption: 'Se sidan {page:natten}'}]\n---\n"
    made = _manuscript("Text.\n", head)
    assert [reference.name for reference in made.references] == ["natten"]
    assert made.captions[0][-1].page_of == "natten"


def test_boxes() -> None:
    box = _box("::: factbox Fakta {.optional}\n### Så *gör* de\n- ett\n- två\n\nSlut.\n:::\n")
    assert (box.role, box.label, box.optional) == ("factbox", "Fakta", True)
    assert box.title == (Run("Så "), Run("gör", emphasis=True), Run(" de"))
    assert [(p.role, p.text) for p in box.content] == [
        ("item", "ett"),
        ("item", "två"),
        ("paragraph", "Slut."),
    ]


@pytest.mark.parametrize("fence", ["::: pullquote{.optional}", ":::pullquote {.optional}"])
def test_fences_may_stand_close(fence: str) -> None:
    box = _box(f"{fence}\nOrd.\n:::\n")
    assert (box.role, box.optional, box.content[0].text) == ("pullquote", True, "Ord.")


def test_sources_in_quotations() -> None:
    quote = _box("::: pullquote\nVI HADE\nbyggt.\n-- Sara Wikander, chef\n:::\n")
    assert [(p.role, p.text) for p in quote.content] == [
        ("paragraph", "VI HADE byggt."),
        ("source", "Sara Wikander, chef"),
    ]
    voices = _box("::: voices Röster\n- Hej.\n  — Kvinna, 34\n- Hopp.\n\n-- Man, 51\n:::\n")
    assert [(p.role, p.text) for p in voices.content] == [
        ("item", "Hej."),
        ("source", "Kvinna, 34"),
        ("item", "Hopp."),
        ("source", "Man, 51"),
    ]
    assert voices.content[1].place is not None
    assert voices.content[1].place.column == 5


def test_charts_and_methods() -> None:
    made = _manuscript("::: chart p/villkor\n:::\n::: method p\n:::\n::: method\nSå här.\n:::\n")
    assert [(b.role, b.ref, len(b.content)) for b in made.article.boxes] == [
        ("chart", "p/villkor", 0),
        ("method", "p", 0),
        ("method", "", 1),
    ]
    assert [(r.kind, r.name) for r in made.references] == [("chart", "p/villkor"), ("survey", "p")]


def test_a_box_ends_a_paragraph_and_a_list() -> None:
    article = _article("Text\n::: pullquote\nOrd.\n:::\n- punkt\n::: info\nRing.\n:::\nMer.\n")
    roles = [element.role for element in article.body]
    assert roles == ["paragraph", "pullquote", "item", "info", "paragraph"]


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("::: pullquote\nOrd.\n\n::: info\nRing.\n:::\n", ["unclosed-box"]),
        ("::: pullquote\nOrd.\n\n## Under\n\nText.\n", ["unclosed-box"]),
        ("::: factbox\n## Under\nText.\n:::\n", ["heading-level"]),
        ("::: factbox\nText.\n### Sent\n:::\n", ["box-title"]),
        ("- punkt\n  ::: info\n", ["stray-fence"]),
        ("Text\n---\nmer\n", ["not-set"]),
        ("```\nkod\n```\n", ["not-set"]),
        ("[a]: https://a.example\n", []),
        ("Text\n===\n", []),
        ("", ["empty-manuscript"]),
    ],
)
def test_faults(body: str, codes: list[str]) -> None:
    assert _codes(body) == codes


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("", ["no-front-matter"]),
        ("---\nheadline: x\n\n", ["front-matter-unclosed"]),
        ("---\n---\n", ["empty-file"]),
        ("\n---\nheadline: x\n--- \n", []),
        ("---\nheadline: x\nimages: [{caption: y}]\n---\n", ["missing-key"]),
    ],
)
def test_front_matter_faults(head: str, codes: list[str]) -> None:
    assert _codes("Text.\n", head) == codes


_PIECES = st.sampled_from(
    ["ord ", "– ", "*", "**", "[[", "]]", "\n", "\n\n", "- ", "## ", "### ", "::: factbox\n",
     "\n:::\n", "::: chart x\n:::\n", "{page:a}", "{x:y}", "[l](http://a)", "![b](c)", "`", "<b>",
     "\\", "&amp;", "    ", "> ", "1. ", "|a|b|\n|-|-|\n", "-- ", "_", "(", ")", "\u00ad", "\u00a0"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_body_is_read_and_no_word_is_lost(body: str) -> None:
    count = iter(range(99))
    numbered = re.sub("ord", lambda _: f"ord{next(count)}x", body)
    checked = read_manuscript(Source("a.md", HEAD + numbered))
    as_text(checked.diagnostics)
    article = checked.value.article
    paragraphs = [*article.paragraphs, *(p for box in article.boxes for p in box.content)]
    text = " ".join([p.text for p in paragraphs] + [box.label for box in article.boxes])
    text += " ".join(run.text for box in article.boxes for run in box.title)
    lost = [word for word in re.findall(r"ord\d+x", numbered) if word not in text]
    assert not lost or checked.failed
