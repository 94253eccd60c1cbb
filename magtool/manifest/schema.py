"""JSON Schemas of the files an editor writes, for completion while typing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from magtool.manifest.models import ArticleModel, ManifestModel, SurveyModel
from magtool.nodes import schema_of

MODELS: Mapping[str, type] = MappingProxyType(
    {"manifest": ManifestModel, "survey": SurveyModel, "article": ArticleModel}
)


def schema(name: str) -> dict[str, Any]:
    """The schema of "manifest", "survey" or "article"; raises KeyError for another name."""
    return schema_of(MODELS[name])
