"""A story as the layout sees it: what there is to place, and its text as flow items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from magtool.edition import (
    Article,
    Box,
    Chart,
    Company,
    Image,
    Paragraph,
    Place,
    Run,
    Story,
    Survey,
    plain,
    words,
)
from magtool.layout.design import SectionModel
from magtool.layout.flowing import FlowItem, Variant
from magtool.layout.kit import Kit
from magtool.layout.setting import line_width, page_goal

_DROPPED_SENTENCE = 1.0
_MOST_OPTIONAL = 3
_LISTED = ("pullquote", "method", "chart")


@dataclass(frozen=True, slots=True)
class Content:
    """One story or company page ready to be placed."""

    slug: str
    article: Article
    charts: tuple[Chart, ...]
    section: str
    place: Place
    company: str = ""
    """Size of a paid page, "" for editorial matter."""
    template: str = ""
    words: int = 0

    boxes: tuple[Box, ...] = ()
    """Boxes that need a place of their own."""
    quotes: tuple[Box, ...] = ()
    notes: tuple[Box, ...] = ()
    """Method boxes: survey notes, set once a page."""

    @property
    def pinned(self) -> int:
        """The page it is booked on, 0 for none."""
        return self.place.page

    @property
    def images(self) -> tuple[Image, ...]:
        return self.article.images

    @property
    def theme(self) -> str:
        return self.article.tags[0] if self.article.tags else ""


def story_content(kit: Kit, story: Story) -> Content:
    """An editorial story as content."""
    kinds = kit.design.kinds
    section = kinds.get(story.article.kind) or kinds.get("news") or next(iter(kinds.values()))
    content = Content(
        story.slug,
        story.article,
        story.charts,
        section,
        story.place,
        template=story.template,
    )
    return with_article(content, story.article)


def company_content(kit: Kit, company: Company) -> Content:
    """A paid page as content."""
    content = Content(
        company.slug,
        company.article,
        company.charts,
        kit.design.kinds["company"],
        company.place,
        company.size,
        company.template,
    )
    return with_article(content, company.article)


def with_article(content: Content, article: Article) -> Content:
    """The content with this wording of its article."""
    boxes = article.boxes
    return replace(
        content,
        article=article,
        words=sum(words(p.runs) for p in article.paragraphs),
        boxes=tuple(b for b in boxes if b.role not in _LISTED),
        quotes=tuple(b for b in boxes if b.role == "pullquote"),
        notes=tuple(b for b in boxes if b.role == "method"),
    )


def unshown(content: Content) -> tuple[str, ...]:
    """Parts of the manuscript that pages of its sort have no place for, in words.

    A paid page has no kicker and no byline: by those a reader knows who is speaking. A column
    of notices has its heading, its picture and its notices.
    """
    article = content.article
    parts: dict[str, object] = {"kicker": article.kicker, "byline": article.byline}
    if article.kind == "notices":
        picture = article.images[0] if article.images else None
        parts |= {
            "standfirst": article.standfirst,
            "boxes": content.boxes + content.quotes,
            "charts": content.charts,
            "caption": picture.caption if picture else (),
            "credit": picture.credit if picture else "",
            "second picture": article.images[1:],
        }
    elif not content.company:
        return ()
    return tuple(name for name, value in parts.items() if value)


def section_of(kit: Kit, content: Content) -> SectionModel:
    return kit.design.sections[content.section]


def with_pages(article: Article, page_of: Mapping[str, int]) -> Article:
    """The article with every ``{page:slug}`` replaced by the page it names."""

    def fill(runs: Iterable[Run]) -> tuple[Run, ...]:
        return tuple(shown(run) if run.page_of else run for run in runs)

    def shown(run: Run) -> Run:
        page = page_of.get(run.page_of, 0)
        return replace(run, text=str(page), page_of="", link=run.link or page_goal(page))

    def mend(element: Paragraph | Box) -> Paragraph | Box:
        if isinstance(element, Paragraph):
            return replace(element, runs=fill(element.runs))
        content = tuple(replace(p, runs=fill(p.runs)) for p in element.content)
        return replace(element, content=content, title=fill(element.title))

    return replace(
        article,
        body=tuple(mend(e) for e in article.body),
        standfirst=fill(article.standfirst),
    )


def droppable(quote: Box, article: Article) -> bool:
    """Whether a pull quote may be left out: its words stand in the text as well."""
    if quote.optional:
        return True
    said = _letters(" ".join(p.text for p in quote.content if p.role != "source"))
    return bool(said) and said in _letters(" ".join(p.text for p in article.paragraphs))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def survey_notes(
    contents: Iterable[Content], surveys: Mapping[str, Survey], title: str
) -> tuple[tuple[str, tuple[Run, ...]], ...]:
    """The method notes a page must carry, each once: title and text.

    One for every survey that a chart or a method box quotes, one for every method box with
    words of its own. ``title`` is what a survey without one is headed by.
    """
    notes: dict[str, tuple[str, tuple[Run, ...]]] = {}
    for content in contents:
        quoted = [note.ref for note in content.notes if note.ref]
        quoted += [chart.survey for chart in content.charts if chart.survey]
        for name in quoted:
            survey = surveys.get(name)
            if survey is not None and survey.note:
                head = (survey.title or title).rstrip(".") + "."
                notes.setdefault(name, (head, (Run(survey.note),)))
        for number, note in enumerate(content.notes):
            if not note.content:
                continue
            runs = tuple(_joined(note.content))
            notes.setdefault(f"{content.slug}-{number}", ("", runs))
    return tuple(notes.values())


def _joined(paragraphs: Sequence[Paragraph]) -> Iterator[Run]:
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield Run(" ")
        yield from paragraph.runs


def wordings(paragraph: Paragraph) -> Iterator[tuple[tuple[int, ...], tuple[Run, ...]]]:
    """The paragraph with all its ``[[…]]`` sentences, then without one, two, … of them."""
    groups = tuple(dict.fromkeys(run.optional for run in paragraph.runs if run.optional))
    for count in range(min(len(groups), _MOST_OPTIONAL) + 1):
        for dropped in combinations(groups, count):
            runs = _without(paragraph.runs, dropped)
            if plain(runs).strip():
                yield dropped, runs


def _without(runs: Iterable[Run], dropped: tuple[int, ...]) -> tuple[Run, ...]:
    kept: list[Run] = []
    for run in runs:
        if run.optional and run.optional in dropped:
            continue
        text = run.text
        if kept and kept[-1].text.endswith(" ") and text.startswith(" "):
            text = text[1:]
        if text:
            kept.append(replace(run, text=text))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a story's text begins: "square", "drop-cap" or "none", and what it takes."""

    look: str
    inset: float = 0.0
    letter: str = ""


def opening_of(kit: Kit, content: Content, look: str) -> Opening:
    """The opening, a drop cap only before a plain letter (never a dash or a quote)."""
    first = next(iter(content.article.paragraphs), None)
    if first is None or look == "none":
        return Opening("none")
    letter = first.text[:1]
    if look == "drop-cap" and letter.isalpha() and first.role == "paragraph":
        inset = line_width(kit, letter, "drop-cap") + kit.mark("drop_cap_gap")
        return Opening("drop-cap", inset, letter)
    return Opening("square", kit.mark("square_text"))


def flow_items(
    kit: Kit,
    content: Content,
    opening: Opening,
    *,
    start: int = 0,
    byline: str = "",
    end_mark: bool = True,
    full: bool = False,
) -> list[FlowItem]:
    """The article's running text from paragraph ``start`` as items to flow.

    ``byline`` is set as the last line; ``end_mark`` keeps room for the mark after the last
    full stop; ``full`` forbids leaving out ``[[…]]`` sentences.
    """
    paragraphs = content.article.paragraphs
    items: list[FlowItem] = []
    plain_start = True
    for index in range(start, len(paragraphs)):
        paragraph = paragraphs[index]
        last = index == len(paragraphs) - 1
        style = _style(paragraph.role)
        first = index == 0 and opening.look != "none"
        tail = kit.mark("end") + kit.mark("end_gap") if last and end_mark else 0.0
        insets = _insets(kit, paragraph, style, plain_start, opening if first else None)
        resolved = kit.styles[style]
        items.append(
            FlowItem(
                role=paragraph.role,
                variants=_variants(kit, paragraph, style, first, opening, tail, full),
                insets=insets,
                above=int(resolved.above),
                keep=resolved.keep_next,
                index=index,
            )
        )
        plain_start = paragraph.role in ("subhead", "question")
    if byline and items:
        variant = Variant(kit.measured((Run(byline),), "byline"))
        items.append(FlowItem("byline", (variant,), bound=True))
    return items


def _style(role: str) -> str:
    return role if role in ("subhead", "question", "item") else "body"


def _insets(
    kit: Kit, paragraph: Paragraph, style: str, plain_start: bool, opening: Opening | None
) -> tuple[float, ...]:
    resolved = kit.styles[style]
    if opening is not None and opening.look == "drop-cap":
        return (opening.inset,) * 3
    if opening is not None and opening.look == "square" and style == "body":
        return (opening.inset,)
    if paragraph.role == "item":
        return (resolved.indent + 4.0,) * 60
    if style != "body" or (plain_start and paragraph.role == "paragraph"):
        return ()
    return (resolved.indent,)


def _variants(
    kit: Kit,
    paragraph: Paragraph,
    style: str,
    first: bool,
    opening: Opening,
    tail: float,
    full: bool,
) -> tuple[Variant, ...]:
    found = []
    for dropped, runs in wordings(paragraph):
        if dropped and full:
            continue
        shown = _without_first_letter(runs) if first and opening.letter else runs
        text = kit.measured(shown, style)
        if tail:
            text = kit.tailed(text, text.stations[-1].widened(tail))
        found.append(Variant(text, dropped, _DROPPED_SENTENCE * len(dropped)))
    return tuple(found)


def _without_first_letter(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return (replace(runs[0], text=runs[0].text[1:]), *runs[1:])
