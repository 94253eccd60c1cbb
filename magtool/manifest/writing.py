"""A recovered issue as an issue's folder: manifest, manuscripts, surveys and recovered.json."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from magtool.edition.recovered import (
    RecoveredArticle,
    RecoveredChart,
    RecoveredIssue,
    Remark,
)
from magtool.manifest.booking import Sizes
from magtool.manifest.manuscripts import HEADS, Sheet, manuscript
from magtool.manifest.plaining import plain_article, plain_text
from magtool.manifest.record import record_of, record_text
from magtool.manifest.shaping import Room, Shape, shape_stories
from magtool.manifest.spelling import scalar, tidy

_LONGEST_SLUG = 48
_CONTENTS = {"": "Innehåll", "sv": "Innehåll", "nb": "Innhold", "da": "Indhold", "de": "Inhalt"}
_NO_DATE = "1900-01"
_EDITORIAL = 240
"""Most words of an editorial beside the contents."""
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "œ": "oe"}
)
_YES_NO = frozenset({"ja", "nej", "yes", "no", "vet ej", "vet inte", "don’t know"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What the folder is written for: a design's name, what its pages can hold, its ad sizes, and
    the characters that all its faces have (none: no one knows)."""

    layout: str = "trade"
    rooms: tuple[Room, ...] = ()
    sizes: Sizes | None = None
    characters: frozenset[str] = frozenset()

    def shown(self, character: str) -> bool:
        return not self.characters or character in self.characters


@dataclass(frozen=True, slots=True)
class Artwork:
    """An ad's artwork in the folder: its file, and the module that it was cut to."""

    file: str
    size: str


@dataclass(frozen=True, slots=True)
class Written:
    """The folder's texts by their path in it, and the issue as its record has it."""

    texts: Mapping[str, str]
    issue: RecoveredIssue


def write_issue(
    issue: RecoveredIssue, frame: Frame | None = None, artwork: Sequence[Artwork | None] = ()
) -> Written:
    """The folder of an issue whose pictures and artwork are saved under the names it gives.

    ``artwork`` answers to the issue's ads one by one; an ad without any is in the record only.
    What the manifest needs and the file does not tell gets a default and a remark.
    """
    desk = _Desk(issue, frame or Frame(), tuple(artwork))
    return desk.written()


def slug_of(text: str, taken: Iterable[str] = (), otherwise: str = "text") -> str:
    """A short name in plain letters, as a file may be called: the same words give the same
    name, and one that is ``taken`` gets a number."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", folded.encode("ascii", "ignore").decode())
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > _LONGEST_SLUG:
            break
        name = f"{name}-{word}" if name else word[:_LONGEST_SLUG]
    name = name or otherwise
    used = set(taken)
    names = chain([name], (f"{name}-{number}" for number in range(2, len(used) + 3)))
    return next(made for made in names if made not in used)


def numbers_of(chart: RecoveredChart) -> tuple[tuple[str, float], ...]:
    """The chart's answers and shares if it can be drawn again from them; else none."""
    rows = [(tidy(label), value) for label, value in chart.values]
    labels = {label for label, _ in rows}
    sound = (
        chart.status == "full"
        and rows
        and len(labels) == len(rows)
        and all(label and len(label) < 200 for label in labels)
        and all(value is not None and 0 <= value <= 100 for _, value in rows)
    )
    return tuple((label, value) for label, value in rows if value is not None) if sound else ()


@dataclass(slots=True)
class _Desk:
    """One folder being written; never leaves `write_issue`."""

    issue: RecoveredIssue
    frame: Frame
    artwork: tuple[Artwork | None, ...]
    texts: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """Names in use: stories, companies, ads and charts share them."""

    def written(self) -> Written:
        self.issue = self.named(self.issue)
        home = self.charts_at_home()
        counts = {name: len(charts) for name, charts in home.items()}
        language = self.issue.language[:2] or "sv"
        told = [a for a in self.issue.articles if a.kind in ("story", "company", "editorial")]
        editorial = self.editorial(told)
        rest = [a if a.kind != "editorial" else replace(a, kind="story")
                for a in told if a is not editorial]  # fmt: skip
        shapes, changed = shape_stories(rest, self.frame.rooms, language, counts)
        self.remarks += changed
        known = {article.id for article in self.issue.articles}
        shapes = tuple(s if s.article.id in known else self.renamed(s) for s in shapes)
        self.write_surveys(shapes, home)
        for shape in shapes:
            charts = tuple(name for name, _ in home.get(shape.article.id, ()))[: shape.charts]
            self.write_article(shape, charts, "company" if shape.paid else "news")
        if editorial is not None:
            self.write_article(Shape(editorial, images=1), (), "editorial")
        self.texts["issue.yaml"] = "\n".join(self.manifest(shapes, editorial)) + "\n"
        if self.defaults:
            self.tell("recover-default", f"the file tells {', '.join(self.defaults)}")
        issue = replace(self.issue, remarks=(*self.issue.remarks, *self.remarks))
        self.texts["recovered.json"] = record_text(record_of(issue))
        return Written(self.texts, issue)

    def tell(self, code: str, message: str, page: int | None = None) -> None:
        self.remarks.append(Remark(code, message, page))

    def name(self, text: str, otherwise: str) -> str:
        self.taken.append(slug_of(text, self.taken, otherwise))
        return self.taken[-1]

    # Names

    def named(self, issue: RecoveredIssue) -> RecoveredIssue:
        """The issue whose articles are called by their headlines, as their manuscripts are."""
        names = {}
        articles = []
        for article in issue.articles:
            name = self.name(article.headline or article.kicker or "", article.kind)
            names[article.id] = name
            articles.append(replace(article, id=name))
        charts = [replace(c, article=names.get(c.article, "")) for c in issue.charts]
        return replace(issue, articles=tuple(articles), charts=tuple(charts))

    def renamed(self, shape: Shape) -> Shape:
        """A manuscript that is none of the articles read, with a name that is free."""
        name = self.name(shape.article.id, "text")
        return replace(shape, article=replace(shape.article, id=name))

    def of_kind(self, kind: str) -> RecoveredArticle | None:
        return next((a for a in self.issue.articles if a.kind == kind), None)

    def editorial(self, articles: Iterable[RecoveredArticle]) -> RecoveredArticle | None:
        """The editorial, where there is a contents page that it fits on."""
        found = next((a for a in articles if a.kind == "editorial"), None)
        if found is None or self.of_kind("contents") is None:
            return None
        words = sum(len(b.text.split()) for b in found.blocks if b.role not in HEADS)
        return found if words <= _EDITORIAL else None

    # Charts

    def charts_at_home(self) -> dict[str, list[tuple[str, RecoveredChart]]]:
        """The charts that can be drawn again, with the names they get, by their article."""
        homes: dict[str, list[tuple[str, RecoveredChart]]] = {}
        for chart in self.issue.charts:
            home = self.home(chart)
            if home and numbers_of(chart):
                name = self.name(chart.header or chart.question, "diagram")
                homes.setdefault(home, []).append((name, chart))
        return homes

    def home(self, chart: RecoveredChart) -> str:
        """The article that shows the chart: its own, else the first on its page."""
        homes = [a for a in self.issue.articles if a.kind in ("story", "company")]
        own = [a.id for a in homes if a.id == chart.article]
        near = [a.id for a in homes if chart.page in a.pages]
        return next(iter((*own, *near)), "")

    def write_surveys(
        self, shapes: Iterable[Shape], home: Mapping[str, list[tuple[str, RecoveredChart]]]
    ) -> None:
        shown = {name for s in shapes for name, _ in home.get(s.article.id, [])[: s.charts]}
        lines = [
            line
            for charts in home.values()
            for name, chart in charts
            if name in shown
            for line in _chart(name, chart, numbers_of(chart), self.plain)
        ]
        if lines:
            self.texts["surveys/diagram.yaml"] = "\n".join(["charts:", *lines]) + "\n"

    # Manuscripts

    def write_article(self, shape: Shape, charts: tuple[str, ...], kind: str) -> None:
        article = self.shown(shape.article)
        pictures = tuple(p for p in article.pictures if p.file)[: shape.images]
        sheet = Sheet(self.headline(article), kind, charts, pictures, shape.boxes)
        self.texts[f"articles/{article.id}.md"] = manuscript(article, sheet)

    def headline(self, article: RecoveredArticle) -> str:
        """The headline, or the first words of an article that has none."""
        if tidy(article.headline):
            return article.headline
        said = next((tidy(b.text) for b in article.blocks if tidy(b.text)), article.id)
        message = f"‘{article.id}’ has no headline; its first words stand for one"
        self.tell("recover-default", message, next(iter(article.pages), None))
        return " ".join(said.split()[:8])

    # The manifest

    def manifest(
        self, shapes: Sequence[Shape], editorial: RecoveredArticle | None
    ) -> Iterator[str]:
        issue = self.issue
        yield f"# Recovered from {tidy(issue.file)}; recovered.json tells where everything stood."
        yield "magtool: 1"
        yield f"title: {self.scalar(self.told('title', tidy(issue.title), 'Tidningen'))}"
        yield f"number: {self.scalar(self.told('number', tidy(issue.number), '0'))}"
        yield f"date: {self.date()}"
        yield f"language: {self.told('language', _language(issue), 'sv')}"
        yield f"layout: {scalar(self.frame.layout)}"
        yield ""
        yield "pages: {multiple_of: 4, max: " + str(4 * len(shapes) + 4 * len(issue.ads) + 16) + "}"
        yield from self.cover()
        contents = self.of_kind("contents")
        if contents is not None and shapes:
            heading = tidy(contents.headline) or _CONTENTS.get(issue.language[:2], "Contents")
            yield from ("", "contents:", f"  heading: {self.scalar(heading)}")
        if editorial is not None:
            yield from ("", f"editorial: articles/{editorial.id}.md")
        yield from _listed("stories", (_story(s) for s in shapes if not s.paid))
        yield from _listed("companies", (self.company(s) for s in shapes if s.paid))
        yield from _listed("ads", self.ads())

    def told(self, what: str, text: str, otherwise: str) -> str:
        """What the file tells, else the default, to be remarked on."""
        if not text:
            self.defaults.append(f"no {what} (‘{otherwise}’ stands for it)")
        return text or otherwise

    def date(self) -> str:
        """The issue's year and month; a month that no one tells is the year's first."""
        for text in (self.issue.date, self.issue.file):
            month, year = _MONTH.search(text), _YEAR.search(text)
            if month:
                return f"{month[1]}-{month[2]}"
            if year:
                return f"{year[1]}-{self.told('month', '', '01')}"
        return self.told("date", "", _NO_DATE)

    def cover(self) -> Iterator[str]:
        cover = self.of_kind("cover")
        if cover is None:
            return
        cover = self.shown(cover)
        picture = next((p for p in cover.pictures if p.file), None)
        if picture is None and not tidy(cover.headline):
            return
        yield from ("", "cover:")
        if picture is not None:
            yield f"  image: {scalar(picture.file)}"
        if picture is not None and tidy(picture.credit):
            yield f"  credit: {scalar(tidy(picture.credit))}"
        if picture is not None and tidy(picture.alt):
            yield f"  alt: {scalar(tidy(picture.alt))}"
        if tidy(cover.kicker or ""):
            yield f"  kicker: {scalar(tidy(cover.kicker or ''))}"
        yield f"  headline: {scalar(tidy(cover.headline))}"

    def company(self, shape: Shape) -> str:
        article = shape.article
        payer = tidy(article.advertiser or "") or tidy(article.headline) or article.id
        return (
            f"{{article: {scalar(article.id)}, advertiser: {self.flow(payer)}, size: {shape.paid}}}"
        )

    def ads(self) -> Iterator[str]:
        for ad, art in zip(self.issue.ads, self.artwork, strict=False):
            if art is None:
                continue
            payer = tidy(ad.advertiser or "") or " ".join(tidy(ad.text).split()[:4]) or "–"
            name = self.name(ad.advertiser or ad.text[:40], "annons")
            yield (
                f"{{id: {scalar(name)}, advertiser: {self.flow(payer)}, "
                f"artwork: {scalar(art.file)}, size: {art.size}}}"
            )

    # Characters

    def plain(self, text: str) -> str:
        """The text in characters that the design's faces have."""
        return plain_text(text, self.frame.shown)

    def scalar(self, text: str) -> str:
        return scalar(self.plain(text))

    def flow(self, text: str) -> str:
        """A scalar between braces, always in quotes: commas mean something there."""
        return json.dumps(self.plain(text), ensure_ascii=False)

    def shown(self, article: RecoveredArticle) -> RecoveredArticle:
        """The article in characters that the faces have; a remark where some had to change."""
        made = plain_article(article, self.frame.shown)
        if made != article:
            lost = sorted({c for b in article.blocks for c in b.text if not self.frame.shown(c)})
            signs = " ".join(f"U+{ord(c):04X}" for c in lost[:8])
            message = (
                f"‘{article.id}’: the faces lack {signs or 'some characters'}; others stand in"
            )
            self.tell("recover-character", message, next(iter(article.pages), None))
        return made


def _story(shape: Shape) -> str:
    if not shape.template:
        return scalar(shape.article.id)
    return f"{{article: {scalar(shape.article.id)}, template: {scalar(shape.template)}}}"


def _language(issue: RecoveredIssue) -> str:
    found = re.match(r"[a-z]{2,3}(?![a-z])", issue.language.lower())
    return found[0] if found else ""


def _listed(key: str, entries: Iterable[str]) -> Iterator[str]:
    lines = [f"  - {entry}" for entry in entries]
    if lines:
        yield from ("", f"{key}:", *lines)


def _chart(
    name: str,
    chart: RecoveredChart,
    rows: Sequence[tuple[str, float]],
    plain: Callable[[str], str],
) -> Iterator[str]:
    total = sum(share for _, share in rows)
    whole = abs(total - 100) <= 1
    polar = whole and {label.lower() for label, _ in rows} <= _YES_NO
    yield f"  - id: {scalar(name)}"
    yield f"    header: {scalar(plain(tidy(chart.header)))}"
    yield f"    question: {scalar(plain(tidy(chart.question)))}"
    yield f"    kind: {'yes-no' if polar else 'single' if whole else 'ranked'}"
    yield f"    answer: {'single' if whole else 'multiple'}"
    yield "    values:"
    for label, share in rows:
        yield f"      {scalar(plain(label))}: {share:g}"
