"""``magtool watch``: the issue built anew whenever a file of its project is saved."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from magtool import pipelines
from magtool.cli.build import target_of
from magtool.cli.outcome import Outcome, tally
from magtool.cli.plans import keep_plan
from magtool.cli.progress import ProgressLine
from magtool.cli.project import Project, as_typed, open_issue
from magtool.diagnostics import Diagnostic, as_text
from magtool.disk import write_whole
from magtool.store import MemoryStore

_STEP, _DEBOUNCE = 10, 40
"""Milliseconds between looks, and how long a burst of saves may go on before a build."""


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Builds, and builds again at every save until it is interrupted. Each round is told in a
    line on standard error; the diagnostics are those of the last."""
    project = open_issue(options.issue)
    watcher = Watcher(project)
    watcher.renew()
    try:
        for _ in _saves(project):
            watcher.renew()
    except KeyboardInterrupt:
        pass
    document = {"issue": project.slug, "rounds": watcher.rounds}
    return Outcome(document, f"{project.place}: {tally(watcher.found)}\n", watcher.found)


def _saves(project: Project) -> Iterator[object]:
    """One item for every burst of saves in the issue, the designs or the fonts."""
    # Only this command needs it.
    from watchfiles import DefaultFilter, watch

    made = str(project.root / project.folder / "build")
    filter_ = DefaultFilter(
        ignore_paths=[made], ignore_entity_patterns=[r"\.part$", r"^\.#", r"~$"]
    )
    places = [project.root / name for name in (project.folder, "layouts", "fonts")]
    yield from watch(
        *(place for place in places if place.is_dir()),
        watch_filter=filter_,
        debounce=_DEBOUNCE,
        step=_STEP,
        raise_interrupt=True,
    )


@dataclass(slots=True)
class Watcher:
    """Builds one issue again and again. Faces, words and pages stay from round to round."""

    project: Project
    shop: pipelines.Workshop = field(init=False)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    found: tuple[Diagnostic, ...] = ()

    def __post_init__(self) -> None:
        self.shop = pipelines.Workshop(MemoryStore(behind=self.project.store))

    def renew(self) -> None:
        """One round: what has changed is set and drawn, the PDF written, and a line told."""
        began = perf_counter()
        stages: list[float] = []
        project = self.project
        built = pipelines.publish(
            project.library,
            project.folder,
            shop=self.shop,
            progress=lambda *_: stages.append(perf_counter() - began),
        )
        target = target_of(project)
        renewed: tuple[int, ...] = ()
        if built.value is not None and built.value.pdf is not None:
            renewed = tuple(sorted(built.value.renewed))
            write_whole(target, built.value.pdf, lasting=False)
        found = project.shown((*built.diagnostics, *keep_plan(project, built)))
        seconds = perf_counter() - began
        if not renewed and self.rounds and found == self.found:
            return  # our own plan.yaml, or a save that changed nothing
        self.found = found
        self.rounds.append(
            {
                "pages": renewed,
                # When the last stage begins, the pages are drawn; what is left is the file.
                "drawn": round(stages[-1], 3),
                "seconds": round(seconds, 3),
            }
        )
        sys.stderr.write(as_text(found) + _line(target, renewed, seconds, tally(found)))
        sys.stderr.flush()


def _line(target: Path, renewed: tuple[int, ...], seconds: float, told: str) -> str:
    pages = f"pages {', '.join(map(str, renewed))}" if len(renewed) > 1 else "no page"
    pages = f"page {renewed[0]}" if len(renewed) == 1 else pages
    return f"{as_typed(target)}: {pages} renewed in {seconds:.2f} s, {told}\n"
