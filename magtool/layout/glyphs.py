"""Every character of an issue held against the face that will show it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from magtool.chart import Style
from magtool.diagnostics import Diagnostic, Severity, Span, in_order
from magtool.edition import Article, Box, Chart, Edition, Run, Survey
from magtool.layout.charts import chart_look
from magtool.layout.kit import Kit

_HEADLINES = ("H1", "H3", "H4", "contents-story", "contents-entry")
"""A headline is set in one of several styles, and again in the contents: it must hold in all."""
_COMPANY_HEADLINES = ("company-full", "company-half")
_BODY = {"subhead": "subhead", "question": "question", "item": "item"}
_UNSEEN = "\n\u00ad\u2060\u200b"
"""Characters that only say where a line may or may not end."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words and the face they are set in; ``place`` is where they are written, about."""

    text: str
    face: str
    place: Span | None


def missing_glyphs(edition: Edition, kit: Kit) -> tuple[Diagnostic, ...]:
    """An error for every character that its face can't show: once a file, at its first place."""
    found: dict[tuple[str, str], Diagnostic] = {}
    for passage in _passages(edition, kit):
        for miss in kit.faces[passage.face].missing(passage.text):
            if miss.character in _UNSEEN:
                continue
            file = passage.place.source.path if passage.place else ""
            key = (file, miss.character)
            if key not in found:
                found[key] = _told(kit, passage, miss.character)
    return in_order(found.values())


def _told(kit: Kit, passage: Passage, character: str) -> Diagnostic:
    name = unicodedata.name(character, "a character without a name")
    others = sorted(
        key for key, face in kit.faces.faces.items() if not any(face.missing(character))
    )
    have = f"{', '.join(others[:3])} would have it; " if others else ""
    return Diagnostic(
        "missing-glyph",
        Severity.ERROR,
        f"the face {passage.face} has no ‘{character}’ (U+{ord(character):04X} {name})",
        _place_of(character, passage.place),
        (f"{have}write it otherwise, or give its style a family that has it",),
    )


def _place_of(character: str, place: Span | None) -> Span | None:
    """The character itself where it is written: in the passage's own place, else in its file."""
    if place is None:
        return None
    text = place.source.text
    for written in (character, character.lower(), character.upper()):
        at = text.find(written, place.start, place.end)
        at = text.find(written) if at < 0 else at
        if at >= 0:
            return Span(place.source, at, at + len(written))
    return place


def _passages(edition: Edition, kit: Kit) -> Iterator[Passage]:
    """All words of the issue with their faces, in the order they are written."""
    yield from _frame(edition, kit)
    for story in edition.stories:
        yield from _article(kit, story.article, _HEADLINES)
        for chart in story.charts:
            yield from _chart(kit, chart)
    for company in edition.companies:
        yield from _article(kit, company.article, _COMPANY_HEADLINES)
        yield from _plain(kit, company.advertiser, ("contents-entry",), company.span)
    if edition.editorial is not None:
        yield from _article(kit, edition.editorial, ("H3",))
        name, role = ("editor-name", "editor-role")
        yield from _plain(kit, edition.editorial.byline, (name, role), edition.editorial.place)
    for survey in edition.surveys:
        yield from _survey(kit, survey)


def _frame(edition: Edition, kit: Kit) -> Iterator[Passage]:
    """What the manifest itself says: cover, contents and colophon."""
    publisher, place = edition.publisher, edition.span
    for text, style in (
        (edition.title, "masthead"),
        (f"{edition.title} {edition.number}", "folio-title"),
        (edition.tagline, "cover-line"),
        (edition.web, "cover-line"),
        (" ".join([publisher.name, publisher.editor, publisher.address]), "colophon"),
        (publisher.note, "colophon"),
        *((text, "colophon") for pair in publisher.more for text in pair),
    ):
        yield from _plain(kit, text, (style,), place)
    if edition.contents is not None:
        for text, style in (
            (edition.contents.heading, "contents-head"),
            (edition.contents.service_title, "service-title"),
            (edition.contents.service_text, "service-text"),
        ):
            if style in kit.styles:
                yield from _plain(kit, text, (style,), edition.contents.place)
    if edition.cover is not None:
        yield from _plain(kit, edition.cover.kicker, ("cover-label",), edition.cover.place)
        yield from _plain(kit, edition.cover.headline, ("cover-head",), edition.cover.place)
        for teaser in edition.cover.teasers:
            yield from _plain(kit, teaser.headline, ("cover-teaser-head",), teaser.place)
            yield from _plain(kit, teaser.text, ("cover-teaser",), teaser.place)


def _article(kit: Kit, article: Article, headlines: Iterable[str]) -> Iterator[Passage]:
    for style in headlines:
        if style in kit.styles:
            yield from _runs(kit, article.headline, style, article.place)
    yield from _plain(kit, article.kicker, ("kicker",), article.place)
    yield from _runs(kit, article.standfirst, "standfirst", article.place)
    yield from _plain(kit, article.byline, ("byline",), article.place)
    for tag in article.tags[:1]:
        yield from _plain(kit, tag, ("theme",), article.place)
    for paragraph in article.paragraphs:
        style = _BODY.get(paragraph.role, "body")
        yield from _runs(kit, paragraph.runs, style, paragraph.place)
    for box in article.boxes:
        yield from _box(kit, box)
    for image in article.images:
        yield from _runs(kit, image.caption, "caption", image.place)
        yield from _plain(kit, image.credit, ("credit",), image.place)


def _box(kit: Kit, box: Box) -> Iterator[Passage]:
    look = kit.design.boxes.get(box.role)
    text = look.text if look else "note" if box.role == "method" else "quote-run"
    text = text if text in kit.styles else "body"
    title, label = text, text
    if look:
        title, label = look.title or text, look.label or text
    yield from _runs(kit, box.title, title, box.place)
    yield from _plain(kit, box.label, (label,), box.place)
    for paragraph in box.content:
        style = "quote-source" if paragraph.role == "source" else text
        yield from _runs(kit, paragraph.runs, style, paragraph.place or box.place)


def _survey(kit: Kit, survey: Survey) -> Iterator[Passage]:
    yield from _plain(kit, f"{survey.title} {survey.note}", ("note",), survey.place)


def _chart(kit: Kit, chart: Chart) -> Iterator[Passage]:
    look = chart_look(kit)
    columns = " ".join(chart.columns)
    parts: tuple[tuple[str, Style], ...] = (
        (chart.header.upper(), look.header),
        (chart.question, look.question),
        (chart.note, look.note),
        (columns, look.legend),
        (columns, look.date),
        *((label, style) for label in chart.labels for style in (look.label, look.label_strong)),
    )
    for text, style in parts:
        yield Passage(text, style.face, chart.place)


def _plain(kit: Kit, text: str, styles: Iterable[str], place: Span | None) -> Iterator[Passage]:
    for style in styles:
        yield from _runs(kit, (Run(text),), style, place)


def _runs(kit: Kit, runs: Iterable[Run], style: str, place: Span | None) -> Iterator[Passage]:
    resolved = kit.styles[style]
    faces = resolved.faces
    for run in runs:
        face = faces.pick(run.emphasis, run.strong)
        text = run.text.upper() if resolved.case == "caps" else run.text
        if text:
            yield Passage(text, face, place)
