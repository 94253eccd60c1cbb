"""What is said: an issue of the magazine with every reference resolved, frozen data only."""

from magtool.edition.articles import Article, Box, Element, Image, Paragraph, Run, plain, words
from magtool.edition.issue import (
    Ad,
    Company,
    Contents,
    Cover,
    Edition,
    Filler,
    PageRule,
    Place,
    Publisher,
    Story,
    Teaser,
)
from magtool.edition.plans import IssuePlan, PagePlan
from magtool.edition.surveys import Chart, Survey, margin_of_error

__all__ = [
    "Ad",
    "Article",
    "Box",
    "Chart",
    "Company",
    "Contents",
    "Cover",
    "Edition",
    "Element",
    "Filler",
    "Image",
    "IssuePlan",
    "PagePlan",
    "PageRule",
    "Paragraph",
    "Place",
    "Publisher",
    "Run",
    "Story",
    "Survey",
    "Teaser",
    "margin_of_error",
    "plain",
    "words",
]
