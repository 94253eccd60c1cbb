"""Names in the manifest and the manuscripts to what they stand for, and to an edition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from magtool.diagnostics import Severity, Span, nearest
from magtool.edition import (
    Article,
    Chart,
    Company,
    Contents,
    Cover,
    Edition,
    Image,
    PageRule,
    Place,
    Publisher,
    Story,
    Survey,
    Teaser,
)
from magtool.manifest.adverts import Modules, read_ads, read_fillers
from magtool.manifest.articles import Manuscript, tell_undescribed
from magtool.manifest.bookings import check_bookings
from magtool.manifest.folder import Folder
from magtool.manifest.models import (
    CompanyModel,
    CoverModel,
    ManifestModel,
    StoryModel,
    pages_in,
)

Manuscripts: TypeAlias = Mapping[str, Manuscript]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that was read of an issue. Manuscripts by their path in the folder."""

    slug: str
    manifest: ManifestModel
    manuscripts: Manuscripts
    surveys: tuple[Survey, ...]
    modules: Modules | None
    templates: Collection[str] | None


def article_path(name: str) -> str:
    """Where the manuscript that the manifest calls ``name`` stands in the issue's folder."""
    return f"articles/{name}.md"


def resolve(desk: Folder, material: Material) -> Edition:
    """The edition, as far as it can be made; what names nothing is told to ``desk``."""
    model = material.manifest
    charts = _Charts(desk, material.surveys)
    stories = tuple(_stories(desk, material, charts))
    companies = tuple(_companies(desk, material, charts))
    editorial = material.manuscripts.get(model.editorial) if model.editorial else None
    if editorial is not None:
        charts.show(editorial, ())
    ads = read_ads(desk, model, material.modules)
    fillers = read_fillers(desk, model, ads, material.modules)
    spare = {filler.ad.id for filler in fillers}
    booked = tuple(ad for ad in ads if ad.id not in spare)
    items = _items(desk, model, editorial.article if editorial else None)
    _check_references(desk, material, items)
    charts.tell_unused()
    edition = Edition(
        slug=material.slug,
        title=model.title,
        number=model.number,
        date=model.date,
        language=model.language,
        layout=model.layout,
        web=model.web,
        tagline=model.tagline,
        publisher=Publisher(
            model.publisher.name,
            model.publisher.editor,
            model.publisher.address,
            tuple(model.publisher.more.items()),
            model.publisher.note,
        ),
        pages=PageRule(model.pages.multiple_of, model.pages.max, pages_in(model.pages.locked)),
        cover=_cover(desk, model.cover, items) if model.cover else None,
        contents=_contents(model),
        editorial=editorial.article if editorial else None,
        stories=stories,
        companies=companies,
        ads=booked,
        fillers=fillers,
        spot_inks=tuple(model.spot_inks),
        surveys=material.surveys,
        hyphenation=tuple(model.hyphenation),
        span=model.at(),
    )
    check_bookings(desk, model, material.modules)
    return edition


def _stories(desk: Folder, material: Material, charts: _Charts) -> Iterable[Story]:
    for entry in material.manifest.stories:
        _check_template(desk, entry, material.templates)
        made = material.manuscripts.get(article_path(entry.article))
        if made is None:
            continue
        wanted = [(name, entry.at("charts", i)) for i, name in enumerate(entry.charts)]
        yield Story(
            article=made.article,
            place=Place(entry.page, entry.side, entry.within),
            template=entry.template,
            charts=charts.show(made, wanted),
            span=entry.at("article"),
        )


def _companies(desk: Folder, material: Material, charts: _Charts) -> Iterable[Company]:
    for entry in material.manifest.companies:
        _check_template(desk, entry, material.templates)
        made = material.manuscripts.get(article_path(entry.article))
        if made is None:
            continue
        yield Company(
            article=made.article,
            advertiser=entry.advertiser,
            size=entry.size,
            place=Place(entry.page, entry.side, entry.within),
            template=entry.template,
            charts=charts.show(made, ()),
            span=entry.at("article"),
        )


def _check_template(
    desk: Folder, entry: StoryModel | CompanyModel, templates: Collection[str] | None
) -> None:
    if entry.template and templates is not None and entry.template not in templates:
        message = f"the layout has no template ‘{entry.template}’"
        hint = did_you_mean(entry.template, templates)
        desk.tell("unknown-template", entry.at("template"), message, hint)


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The nearest known name as a hint, else all of them."""
    close = nearest(name, known)
    if close:
        return f"did you mean ‘{close}’?"
    return "known: " + ", ".join(sorted(known)) if known else "none are known"


# --- charts ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Charts:
    """Looks charts up, and remembers where each was shown first."""

    desk: Folder
    surveys: tuple[Survey, ...]
    shown: dict[tuple[str, str], Article] = field(default_factory=dict)

    def show(
        self, made: Manuscript, wanted: Iterable[tuple[str, Span | None]]
    ) -> tuple[Chart, ...]:
        """A story's charts: those the manifest names, then those in its text."""
        listed = self.look_up(wanted)
        boxes = self.look_up((r.name, r.span) for r in made.references if r.kind == "chart")
        for key, (chart, span) in {**listed, **boxes}.items():
            other = self.shown.get(key)
            if other is not None and other is not made.article:
                message = f"the chart ‘{chart.id}’ stands in ‘{other.slug}’ already"
                hint = "keep it in one of the two"
                self.desk.tell("chart-twice", span, message, hint, severity=Severity.WARNING)
            self.shown[key] = made.article
        return tuple(chart for chart, _ in {**listed, **boxes}.values())

    def look_up(
        self, names: Iterable[tuple[str, Span | None]]
    ) -> dict[tuple[str, str], tuple[Chart, Span | None]]:
        """The charts named, in order; one named twice in the same place is told."""
        found: dict[tuple[str, str], tuple[Chart, Span | None]] = {}
        for name, span in names:
            chart = self.chart(name, span)
            if chart is None:
                continue
            key = (chart.survey, chart.id)
            if key in found:
                message = f"the chart ‘{chart.id}’ is shown twice"
                self.desk.tell("chart-twice", span, message, "keep it in one place")
                continue
            found[key] = (chart, span)
        return found

    def chart(self, name: str, span: Span | None) -> Chart | None:
        survey, _, ident = name.rpartition("/")
        within = [s for s in self.surveys if not survey or s.id == survey]
        if not within:
            known = [s.id for s in self.surveys]
            hint = did_you_mean(survey, known) if survey else "put its survey in surveys/"
            what = f"survey ‘{survey}’" if survey else f"chart ‘{ident}’: there are no surveys"
            code = "unknown-survey" if survey else "unknown-chart"
            self.desk.tell(code, span, f"there is no {what}", hint)
            return None
        found = {s.id: chart for s in within for chart in s.charts if chart.id == ident}
        if not found:
            known = [chart.id for s in within for chart in s.charts]
            hint = did_you_mean(ident, known)
            self.desk.tell("unknown-chart", span, f"there is no chart ‘{ident}’", hint)
            return None
        if len(found) > 1:
            hint = "write " + " or ".join(f"{s}/{ident}" for s in found)
            self.desk.tell("ambiguous-chart", span, f"two surveys have a chart ‘{ident}’", hint)
        return next(iter(found.values()))

    def tell_unused(self) -> None:
        for survey in self.surveys:
            for chart in survey.charts:
                if (survey.id, chart.id) not in self.shown:
                    message = f"no story shows the chart ‘{chart.id}’"
                    hint = f"write `::: chart {chart.id}` in a manuscript"
                    self.desk.tell(
                        "unused-chart", chart.place, message, hint, severity=Severity.NOTE
                    )


# --- names -------------------------------------------------------------------------------


def _items(desk: Folder, model: ManifestModel, editorial: Article | None) -> dict[str, str]:
    """Every item of the issue, slug to what it is; the same name twice is told."""
    items: dict[str, str] = {editorial.slug: "the editorial"} if editorial else {}
    entries: tuple[StoryModel | CompanyModel, ...] = (*model.stories, *model.companies)
    for entry in entries:
        what = "a story" if isinstance(entry, StoryModel) else "a company page"
        if entry.article in items:
            message = f"‘{entry.article}’ is listed already, as {items[entry.article]}"
            desk.tell("listed-twice", entry.at("article"), message, "keep one of the two")
        items.setdefault(entry.article, what)
    for ad in model.ads:
        if ad.id in items:
            message = f"‘{ad.id}’ is the name of {items[ad.id]} already"
            desk.tell("duplicate-id", ad.at("id"), message, "give the ad a name of its own")
        items.setdefault(ad.id, "an ad")
    items.pop("", None)  # stands in for a key that is missing, and was told as such
    return items


def _check_references(desk: Folder, material: Material, items: Mapping[str, str]) -> None:
    surveys = [survey.id for survey in material.surveys]
    for made in material.manuscripts.values():
        for ref in made.references:
            if ref.kind == "page" and ref.name not in items:
                message = f"there is no ‘{ref.name}’ in this issue"
                desk.tell("unknown-page", ref.span, message, did_you_mean(ref.name, items))
            if ref.kind == "survey" and ref.name not in surveys:
                hint = did_you_mean(ref.name, surveys)
                desk.tell("unknown-survey", ref.span, f"there is no survey ‘{ref.name}’", hint)


def _cover(desk: Folder, model: CoverModel, items: Mapping[str, str]) -> Cover:
    image: Image | None = None
    found = desk.picture(model.image, model.at("image")) if model.image else None
    if found is not None:
        path, facts = found
        image = Image(path, facts.width_px, facts.height_px, place=model.at("image"))
        image = replace(image, credit=model.credit, focus=model.focus, alt=model.alt)
        tell_undescribed(desk, image)
    stories = {slug: what for slug, what in items.items() if what != "an ad"}
    for teaser in model.teasers:
        if teaser.story and teaser.story not in stories:
            message = f"there is no story ‘{teaser.story}’"
            hint = did_you_mean(teaser.story, stories)
            desk.tell("unknown-story", teaser.at("story"), message, hint)
    return Cover(
        image=image,
        kicker=model.kicker,
        headline=model.headline,
        teasers=tuple(Teaser(t.story, t.headline, t.text, t.at("story")) for t in model.teasers),
        place=model.at(),
    )


def _contents(model: ManifestModel) -> Contents | None:
    contents = model.contents
    if contents is None:
        return None
    service = contents.service
    return Contents(contents.heading, contents.teasers, service.title, service.text, contents.at())
