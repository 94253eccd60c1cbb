"""What may be written in issue.yaml, in surveys and in front matter: one model each.

The models say what the text must look like; whether files are there and names are known is
asked later. Every field has a description, which the JSON Schemas show while one types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from magtool.nodes import Adapted, AtLeast, Node, Placed, fault, key, model, must

# --- kinds of text and numbers -----------------------------------------------------------


def _text(node: Node) -> Node:
    """A key without a value is as good as no key."""
    return replace(node, kind="scalar") if node.kind == "null" else node


def _filled(node: Node) -> Node:
    if node.kind == "scalar" and not node.text.strip():
        raise fault("bad-value", "nothing is written here", "write the text")
    return node


def _number(node: Node) -> Node:
    """Numbers as they are written here: 12,5 or 12.5."""
    return replace(node, text=node.text.strip().replace(",", "."))


def _date(node: Node) -> Node:
    if node.kind != "scalar":
        return node
    text = node.text.strip()
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text)
    try:
        if match is None:
            raise ValueError
        date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        raise fault(
            "bad-date",
            f"‘{node.text}’ is no month or date",
            "write year and month, 2027-03, or the full date, 2027-03-15",
        ) from None
    return replace(node, text=text)


def _language(node: Node) -> Node:
    if node.kind == "scalar" and not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", node.text):
        message = f"‘{node.text}’ is no language"
        raise fault("bad-value", message, "write its code: sv, nb, en-GB …")
    return node


def _focus(node: Node) -> Node:
    """``0.5 0.3`` or ``[0.5, 0.3]`` as two shares."""
    parts = node.text.split() if node.kind == "scalar" else [item.text for item in node.items]
    try:
        x, y = (float(part.rstrip(",").replace(",", ".")) for part in parts)
    except ValueError:
        hint = "write `focus: 0.5 0.3`: right, then down"
        raise fault("bad-focus", "a focus is two numbers", hint) from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        hint = "0 0 is the picture’s top left, 1 1 its bottom right"
        raise fault("bad-focus", "the focus lies outside the picture", hint)
    shares = tuple(Node(node.span, "scalar", repr(share)) for share in (x, y))
    return Node(node.span, "sequence", items=shares)


def _list_of_text(node: Node) -> Node:
    return Node(node.span, "sequence", items=(node,)) if node.kind == "scalar" else node


Text = Annotated[str, Adapted(_text)]
Filled = Annotated[str, Adapted(_filled)]
Number = Annotated[float, Adapted(_number)]
Focus = Annotated[tuple[float, float], Adapted(_focus, or_text=True)]
Texts = Annotated[list[str], Adapted(_list_of_text, or_text=True)]
"""A list; one alone needs no brackets."""
Count = Annotated[int, AtLeast(0)]
CENTRE = (0.5, 0.5)


@model
class OrText(Placed):
    """A mapping that may be shortened to the text of its main key."""

    main_key: ClassVar[str]


# --- the manifest ------------------------------------------------------------------------

Side = Literal["left", "right", ""]
Within = Literal["first-half", "second-half", ""]
Page = Count
"""A page; 0 is none in particular."""


@model
class PublisherModel(Placed):
    name: Text = key("Publisher, as printed in the colophon")
    editor: Text = key("Responsible editor")
    address: Text = key("Postal address")
    more: dict[str, Text] = key("Further lines: label and text, in this order", {})
    note: Text = key("Small print under the colophon")


_PAGES = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


def _page_range(node: Node) -> Node:
    if node.kind != "scalar":
        return node
    found = _PAGES.fullmatch(node.text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise fault("bad-value", f"‘{node.text}’ are no pages", "write 4-9, or 4")
    return replace(node, text=f"{first}-{last}")


PageRange = Annotated[str, Adapted(_page_range)]
"""Pages as "4-9"; one alone becomes "4-4"."""


def pages_in(ranges: Iterable[str]) -> frozenset[int]:
    """All pages of the ranges."""
    bounds = (spec.split("-") for spec in ranges)
    return frozenset(page for a, b in bounds for page in range(int(a), int(b) + 1))


@model
class PagesModel(Placed):
    multiple_of: Annotated[int, AtLeast(1)] = key("The page count is a multiple of this", 4)
    max: Page = key("Most pages the issue may have; 0 is no limit", 0)
    locked: list[PageRange] = key("Approved pages, which keep what stands on them: [4-9]", [])


@model
class TeaserModel(Placed):
    story: Filled = must("Name of the story it points to")
    headline: Text = key("Other words than the story’s headline")
    text: Text = key("Other words than the story’s standfirst")


@model
class CoverModel(Placed):
    image: Text = key("Cover picture, as images/cover.jpg")
    alt: Text = key("What the picture shows, for those who can’t see it")
    credit: Text = key("Photographer or illustrator")
    focus: Focus = key("Point that a crop keeps: right, then down, 0 to 1", CENTRE)
    kicker: Text = key("Line above the headline")
    headline: Text = key("Cover headline")
    teasers: list[TeaserModel] = key("Stories named on the cover", [])


@model
class ServiceModel(Placed):
    title: Text = key("Heading of the service box")
    text: Text = key("Its text")


@model
class ContentsModel(Placed):
    heading: Text = key("Heading of the contents page")
    teasers: Page = key("How many entries carry a line of text", 0)
    service: ServiceModel = key("A small box on the contents page", ServiceModel())


@model
class StoryModel(OrText):
    main_key: ClassVar[str] = "article"
    article: Filled = must("Name of the manuscript: NAME is articles/NAME.md")
    page: Page = key("Page that the story must begin on", 0)
    side: Side = key("Left or right page")
    within: Within = key("Half of the issue")
    template: Text = key("Story template of the layout")
    charts: list[str] = key("Charts it shows, in order", [])


@model
class CompanyModel(Placed):
    article: Filled = must("Name of the manuscript: NAME is articles/NAME.md")
    advertiser: Filled = must("Who pays")
    size: Literal["full", "half"] = key("Whole or half page", "full")
    page: Page = key("Page it must stand on", 0)
    side: Side = key("Left or right page")
    within: Within = key("Half of the issue")
    template: Text = key("Template of the layout")


@model
class PlaceModel(Placed):
    page: Page = key("Page it must stand on", 0)
    side: Side = key("Left or right page")
    within: Within = key("Half of the issue")


@model
class AdModel(Placed):
    id: Filled = must("Short name of the ad")
    advertiser: Filled = must("Who advertises")
    artwork: Filled = must("Artwork as delivered, as ads/name.pdf")
    size: Filled = must("Ad module of the layout, as full or quarter")
    place: PlaceModel = key("Where it must stand", PlaceModel())
    apart_from: list[str] = key("Ads that may not stand on the same spread", [])


@model
class FillerModel(OrText):
    main_key: ClassVar[str] = "id"
    id: Filled = must("Short name: an ad of this issue, or a file ads/NAME.pdf")
    artwork: Text = key("Artwork, when it is not ads/NAME.*")
    size: Text = key("Ad module, when it can’t be told from the artwork’s size")


@model
class ManifestModel(Placed):
    """One issue of the magazine."""

    magtool: Literal["1"] = must("Version of this format: 1")
    title: Filled = must("Name of the magazine")
    number: Filled = must("Number of the issue")
    date: Annotated[str, Adapted(_date)] = must("Month or full date: 2027-03")
    language: Annotated[str, Adapted(_language)] = must("Language of the text: sv")
    layout: Filled = must("Design to use: a folder in layouts/")
    web: Text = key("Web address, for the furniture")
    tagline: Text = key("Line under the name on the cover")
    hyphenation: list[str] = key("Words with their hyphens: social-tjänst", [])
    publisher: PublisherModel = key("The colophon", PublisherModel())
    pages: PagesModel = key("How many pages the issue may have", PagesModel())
    cover: CoverModel | None = key("The front cover", None)
    contents: ContentsModel | None = key("The contents page", None)
    editorial: Text = key("Manuscript of the editorial, as articles/ledare.md")
    stories: list[StoryModel] = key("Stories in reading order", [])
    companies: list[CompanyModel] = key("Paid articles", [])
    ads: list[AdModel] = key("Booked ads", [])
    fillers: list[FillerModel] = key("House ads for what stays empty", [])
    spot_inks: list[str] = key("Inks booked beside C, M, Y and K: PANTONE 185 C", [])


# --- surveys -----------------------------------------------------------------------------

Values = Number | list[Number]


@model
class ChartModel(Placed):
    id: Filled = must("Short name, for `::: chart NAME`")
    header: Text = key("Heading of the chart")
    question: Text = key("The question as asked")
    kind: Literal["yes-no", "single", "likert", "ranked", "groups", "trend"] = must(
        "What was asked, and so how it is drawn"
    )
    answer: Literal["single", "multiple"] = key("One answer each, or several", "single")
    values: dict[str, Values] = must("Answers and their percent; a list for likert, groups, trend")
    scale: list[str] = key("Steps of a likert scale, best first", [])
    groups: dict[str, Count] | list[str] = key("Groups compared, with their number of answers", [])
    times: list[str] = key("Times of a trend", [])
    base: dict[str, Count] = key("Answers behind each value", {})
    highlight: Texts = key("Values that the story speaks of", [])
    note: Text = key("Small print under the chart")


@model
class SurveyModel(Placed):
    """One survey and its charts."""

    by: Text = key("Who asked")
    title: Text = key("Title of the method box")
    population: Text = key("Who could be asked")
    selection: Text = key("How they were chosen")
    dates: Text = key("When they were asked")
    n: Count = key("Number of answers", 0)
    margin: Text = key("Margin of error, as printed")
    note: Text = key("The method note")
    charts: list[ChartModel] = key("One chart a question", [])


# --- front matter ------------------------------------------------------------------------


@model
class ImageModel(Placed):
    file: Filled = must("Picture, as images/name.jpg")
    caption: Text = key("Caption; may hold *emphasis*")
    credit: Text = key("Photographer or illustrator")
    focus: Focus = key("Point that a crop keeps: right, then down, 0 to 1", CENTRE)
    alt: Text = key("What the picture shows, for those who can’t see it")


@model
class ArticleModel(Placed):
    """Front matter of a manuscript."""

    headline: Filled = must("The headline")
    kicker: Text = key("Line above the headline")
    standfirst: Text = key("Summary under the headline")
    byline: Text = key("Who wrote it")
    kind: Text = key("A hint to the layout: news, feature, notices, survey, interview …")
    tags: Texts = key("Subjects", [])
    images: list[ImageModel] = key("Pictures in order; the first leads", [])
