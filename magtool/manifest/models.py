"""What may be written in issue.yaml, in surveys and in front matter: one model each.

The models say what the text must look like; whether files are there and names are known is
asked later. Every field has a description, which the JSON Schemas show while one types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from magtool.nodes import Placed, fault
from magtool.nodes.plain import PlainText

# --- kinds of text and numbers -----------------------------------------------------------


def _text(value: Any) -> Any:
    """A key without a value is as good as no key."""
    return "" if value is None else value


def _filled(value: Any) -> Any:
    if isinstance(value, PlainText) and not value.strip():
        raise fault("bad-value", "nothing is written here", "write the text")
    return value


def _number(value: Any) -> Any:
    """Numbers as they are written here: 12,5 or 12.5."""
    return value.strip().replace(",", ".") if isinstance(value, str) else value


def _date(value: Any) -> Any:
    if not isinstance(value, PlainText):
        return value
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", value.strip())
    try:
        if match is None:
            raise ValueError
        date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        raise fault(
            "bad-date",
            f"‘{value}’ is no month or date",
            "write year and month, 2027-03, or the full date, 2027-03-15",
        ) from None
    return value.strip()


def _language(value: Any) -> Any:
    if isinstance(value, PlainText) and not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value):
        raise fault("bad-value", f"‘{value}’ is no language", "write its code: sv, nb, en-GB …")
    return value


def _focus(value: Any) -> Any:
    """``0.5 0.3`` or ``[0.5, 0.3]`` as two shares."""
    parts = value.split() if isinstance(value, str) else value
    try:
        x, y = (float(str(part).rstrip(",").replace(",", ".")) for part in parts)
    except (TypeError, ValueError):
        raise fault(
            "bad-focus", "a focus is two numbers", "write `focus: 0.5 0.3`: right, then down"
        ) from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        hint = "0 0 is the picture’s top left, 1 1 its bottom right"
        raise fault("bad-focus", "the focus lies outside the picture", hint)
    return (x, y)


def _list_of_text(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text)]
Filled = Annotated[str, BeforeValidator(_filled)]
Number = Annotated[float, BeforeValidator(_number)]
Focus = Annotated[tuple[float, float], BeforeValidator(_focus)]
CENTRE = (0.5, 0.5)


def _key(description: str, default: Any = "") -> Any:
    """An optional key and what it means."""
    if isinstance(default, list | dict):
        return Field(default_factory=default.copy, description=description)
    return Field(default=default, description=description)


def _must(description: str) -> Any:
    """A key that must be there."""
    return Field(description=description)


class OrText(Placed):
    """A mapping that may be shortened to the text of its main key."""

    main_key: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _lengthen(cls, data: Any) -> Any:
        return {cls.main_key: data} if isinstance(data, str) else data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core_schema)]}


# --- the manifest ------------------------------------------------------------------------

Side = Literal["left", "right", ""]
Within = Literal["first-half", "second-half", ""]
Page = Annotated[int, Field(ge=0)]


class PublisherModel(Placed):
    name: Text = _key("Publisher, as printed in the colophon")
    editor: Text = _key("Responsible editor")
    address: Text = _key("Postal address")
    more: dict[str, Text] = _key("Further lines: label and text, in this order", {})
    note: Text = _key("Small print under the colophon")


_PAGES = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


def _page_range(value: Any) -> Any:
    found = _PAGES.fullmatch(str(value).strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise fault("bad-value", f"‘{value}’ are no pages", "write 4-9, or 4")
    return f"{first}-{last}"


PageRange = Annotated[
    str, BeforeValidator(_page_range), WithJsonSchema({"type": ["string", "integer"]})
]
"""Pages as "4-9"; one alone becomes "4-4"."""


def pages_in(ranges: Iterable[str]) -> frozenset[int]:
    """All pages of the ranges."""
    bounds = (spec.split("-") for spec in ranges)
    return frozenset(page for a, b in bounds for page in range(int(a), int(b) + 1))


class PagesModel(Placed):
    multiple_of: Annotated[int, Field(gt=0)] = _key("The page count is a multiple of this", 4)
    max: Page = _key("Most pages the issue may have; 0 is no limit", 0)
    locked: list[PageRange] = _key("Approved pages, which keep what stands on them: [4-9]", [])


class TeaserModel(Placed):
    story: Filled = _must("Name of the story it points to")
    headline: Text = _key("Other words than the story’s headline")
    text: Text = _key("Other words than the story’s standfirst")


class CoverModel(Placed):
    image: Text = _key("Cover picture, as images/cover.jpg")
    credit: Text = _key("Photographer or illustrator")
    focus: Focus = _key("Point that a crop keeps: right, then down, 0 to 1", CENTRE)
    kicker: Text = _key("Line above the headline")
    headline: Text = _key("Cover headline")
    teasers: list[TeaserModel] = _key("Stories named on the cover", [])


class ServiceModel(Placed):
    title: Text = _key("Heading of the service box")
    text: Text = _key("Its text")


class ContentsModel(Placed):
    heading: Text = _key("Heading of the contents page")
    teasers: Page = _key("How many entries carry a line of text", 0)
    service: ServiceModel = _key("A small box on the contents page", ServiceModel())


class StoryModel(OrText):
    main_key: ClassVar[str] = "article"
    article: Filled = _must("Name of the manuscript: NAME is articles/NAME.md")
    page: Page = _key("Page that the story must begin on", 0)
    side: Side = _key("Left or right page")
    within: Within = _key("Half of the issue")
    template: Text = _key("Story template of the layout")
    charts: list[str] = _key("Charts it shows, in order", [])


class CompanyModel(Placed):
    article: Filled = _must("Name of the manuscript: NAME is articles/NAME.md")
    advertiser: Filled = _must("Who pays")
    size: Literal["full", "half"] = _key("Whole or half page", "full")
    page: Page = _key("Page it must stand on", 0)
    side: Side = _key("Left or right page")
    within: Within = _key("Half of the issue")
    template: Text = _key("Template of the layout")


class PlaceModel(Placed):
    page: Page = _key("Page it must stand on", 0)
    side: Side = _key("Left or right page")
    within: Within = _key("Half of the issue")


class AdModel(Placed):
    id: Filled = _must("Short name of the ad")
    advertiser: Filled = _must("Who advertises")
    artwork: Filled = _must("Artwork as delivered, as ads/name.pdf")
    size: Filled = _must("Ad module of the layout, as full or quarter")
    place: PlaceModel = _key("Where it must stand", PlaceModel())
    apart_from: list[str] = _key("Ads that may not stand on the same spread", [])


class FillerModel(OrText):
    main_key: ClassVar[str] = "id"
    id: Filled = _must("Short name: an ad of this issue, or a file ads/NAME.pdf")
    artwork: Text = _key("Artwork, when it is not ads/NAME.*")
    size: Text = _key("Ad module, when it can’t be told from the artwork’s size")


class ManifestModel(Placed):
    """One issue of the magazine."""

    magtool: Literal["1"] = _must("Version of this format: 1")
    title: Filled = _must("Name of the magazine")
    number: Filled = _must("Number of the issue")
    date: Annotated[str, BeforeValidator(_date)] = _must("Month or full date: 2027-03")
    language: Annotated[str, BeforeValidator(_language)] = _must("Language of the text: sv")
    layout: Filled = _must("Design to use: a folder in layouts/")
    web: Text = _key("Web address, for the furniture")
    tagline: Text = _key("Line under the name on the cover")
    hyphenation: list[str] = _key("Words with their hyphens: social-tjänst", [])
    publisher: PublisherModel = _key("The colophon", PublisherModel())
    pages: PagesModel = _key("How many pages the issue may have", PagesModel())
    cover: CoverModel | None = _key("The front cover", None)
    contents: ContentsModel | None = _key("The contents page", None)
    editorial: Text = _key("Manuscript of the editorial, as articles/ledare.md")
    stories: list[StoryModel] = _key("Stories in reading order", [])
    companies: list[CompanyModel] = _key("Paid articles", [])
    ads: list[AdModel] = _key("Booked ads", [])
    fillers: list[FillerModel] = _key("House ads for what stays empty", [])


# --- surveys -----------------------------------------------------------------------------

Values = Number | list[Number]


class ChartModel(Placed):
    id: Filled = _must("Short name, for `::: chart NAME`")
    header: Text = _key("Heading of the chart")
    question: Text = _key("The question as asked")
    kind: Literal["yes-no", "single", "likert", "ranked", "groups", "trend"] = _must(
        "What was asked, and so how it is drawn"
    )
    answer: Literal["single", "multiple"] = _key("One answer each, or several", "single")
    values: dict[str, Values] = _must("Answers and their percent; a list for likert, groups, trend")
    scale: list[str] = _key("Steps of a likert scale, best first", [])
    groups: dict[str, Annotated[int, Field(ge=0)]] | list[str] = _key(
        "Groups compared, with their number of answers", []
    )
    times: list[str] = _key("Times of a trend", [])
    base: dict[str, Annotated[int, Field(ge=0)]] = _key("Answers behind each value", {})
    highlight: Annotated[list[str], BeforeValidator(_list_of_text)] = _key(
        "Values that the story speaks of", []
    )
    note: Text = _key("Small print under the chart")


class SurveyModel(Placed):
    """One survey and its charts."""

    by: Text = _key("Who asked")
    title: Text = _key("Title of the method box")
    population: Text = _key("Who could be asked")
    selection: Text = _key("How they were chosen")
    dates: Text = _key("When they were asked")
    n: Annotated[int, Field(ge=0)] = _key("Number of answers", 0)
    margin: Text = _key("Margin of error, as printed")
    note: Text = _key("The method note")
    charts: list[ChartModel] = _key("One chart a question", [])


# --- front matter ------------------------------------------------------------------------


class ImageModel(Placed):
    file: Filled = _must("Picture, as images/name.jpg")
    caption: Text = _key("Caption; may hold *emphasis*")
    credit: Text = _key("Photographer or illustrator")
    focus: Focus = _key("Point that a crop keeps: right, then down, 0 to 1", CENTRE)
    alt: Text = _key("What the picture shows, for those who can’t see it")


class ArticleModel(Placed):
    """Front matter of a manuscript."""

    headline: Filled = _must("The headline")
    kicker: Text = _key("Line above the headline")
    standfirst: Text = _key("Summary under the headline")
    byline: Text = _key("Who wrote it")
    kind: Text = _key("A hint to the layout: news, feature, notices, survey, interview …")
    tags: Annotated[list[str], BeforeValidator(_list_of_text)] = _key("Subjects", [])
    images: list[ImageModel] = _key("Pictures in order; the first leads", [])
