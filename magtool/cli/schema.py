"""``magtool schema``: JSON Schemas for completion in editors' programs."""

from __future__ import annotations

import json
from argparse import Namespace

from magtool.cli.outcome import Outcome
from magtool.cli.progress import ProgressLine
from magtool.layout.design import DesignModel, TemplateModel
from magtool.manifest import schema
from magtool.nodes import schema_of

_DESIGN: dict[str, type] = {"layout": DesignModel, "template": TemplateModel}


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """The schema alone, with or without --json."""
    model = _DESIGN.get(options.name)
    made = schema_of(model) if model is not None else schema(options.name)
    return Outcome(made, json.dumps(made, ensure_ascii=False, indent=2) + "\n", None)
