"""Every command, option, key, box and exit code stands in the manual."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from magtool.cli import outcome
from magtool.cli.arguments import SCHEMAS, parser
from magtool.edition.surveys import CHART_KINDS
from magtool.layout.template_checks import BOX_ROLES
from magtool.manifest.models import ArticleModel, ManifestModel, SurveyModel
from magtool.nodes import schema_of

MANUAL = files("magtool").joinpath("docs/manual.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    (made,) = [
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    return dict(made.choices)


def keys(model: type) -> Iterator[str]:
    """Every key of the model, and of what it holds."""
    whole = schema_of(model)
    for part in (whole, *whole["$defs"].values()):
        yield from part.get("properties") or part["anyOf"][1]["properties"]


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_its_options_are_told(name: str) -> None:
    (row,) = [line for line in MANUAL.splitlines() if line.startswith(f"| `magtool {name} ")]
    options = [o for action in commands()[name]._actions for o in action.option_strings]
    for option in options:
        if option not in ("-h", "--help", "--json", "--strict"):
            assert f"`{option}" in row, option


@pytest.mark.parametrize("model", [ManifestModel, ArticleModel, SurveyModel])
def test_every_key_is_told(model: type) -> None:
    told = set(re.findall(r"`([a-z_]+)`", MANUAL))
    assert set(keys(model)) - told - {"file"} == set()


def test_every_name_with_a_meaning_is_told() -> None:
    named = [*BOX_ROLES, *CHART_KINDS, *SCHEMAS, "pullquote", "--json", "--strict", "--version"]
    assert [name for name in named if f"`{name}" not in MANUAL and f" {name}`" not in MANUAL] == []
    for kind in ("DONE", "WARNED", "CONTENT", "MISSING", "USAGE", "INTERRUPTED"):
        assert f"| `{getattr(outcome, kind)}` |" in MANUAL
