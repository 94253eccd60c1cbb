"""JSON Schemas of the files an editor writes, for completion while typing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from magtool.manifest.models import ArticleModel, ManifestModel, SurveyModel

MODELS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {"manifest": ManifestModel, "survey": SurveyModel, "article": ArticleModel}
)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """The schema of "manifest", "survey" or "article"; raises KeyError for another name."""
    return schema_of(MODELS[name])


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON Schema, 2020-12, for YAML as editors' programs read it.

    Those programs turn ``number: 2`` into a number and ``web:`` into null before they look at
    the schema, whereas here all is text: so where text is wanted, they too are allowed.
    """
    made = model.model_json_schema()
    return {"$schema": _DIALECT, **_widened(made)}


def _widened(part: Any) -> Any:
    if isinstance(part, list):
        return [_widened(item) for item in part]
    if not isinstance(part, dict):
        return part
    wide = {key: _widened(value) for key, value in part.items()}
    if wide.get("type") == "string" and not {"enum", "const"} & wide.keys():
        wide["type"] = ["string", "number", "boolean", "null"]
    elif wide.get("type") in ("number", "integer"):
        wide["type"] = [wide["type"], "string"]
    elif wide.get("const") == "1":
        wide = {**{k: v for k, v in wide.items() if k not in ("const", "type")}, "enum": ["1", 1]}
    if wide.get("prefixItems"):  # a focus may be `0.5 0.3`
        kept = {k: wide.pop(k) for k in list(wide) if k not in ("description", "default", "title")}
        wide["anyOf"] = [kept, {"type": "string"}]
    return wide
