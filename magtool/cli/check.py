"""``magtool check``: all that can be known without setting type."""

from __future__ import annotations

from argparse import Namespace

from magtool import pipelines
from magtool.cli.outcome import Outcome, tally
from magtool.cli.progress import ProgressLine
from magtool.cli.project import open_issue


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """The issue's diagnostics."""
    project = open_issue(options.issue)
    progress("checking", 0, 1)
    found = project.shown(
        pipelines.check(project.library, project.folder, pipelines.Workshop(project.store))
    )
    return Outcome({"issue": project.slug}, f"{project.place}: {tally(found)}\n", found)
