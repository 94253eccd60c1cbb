"""YAML and Markdown to an `Edition`: everything an editor writes, read with its places."""

from magtool.manifest.adverts import Modules
from magtool.manifest.articles import Manuscript, read_manuscript
from magtool.manifest.inline import Reference
from magtool.manifest.plans import PLAN, plan_text, read_plan
from magtool.manifest.read import read_issue
from magtool.manifest.schema import schema
from magtool.manifest.surveys import read_survey

__all__ = [
    "PLAN",
    "Manuscript",
    "Modules",
    "Reference",
    "plan_text",
    "read_issue",
    "read_manuscript",
    "read_plan",
    "read_survey",
    "schema",
]
