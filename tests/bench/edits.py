"""``python -m tests.bench.edits``: what many edits do to an issue that keeps its plan.

``fit``: stories 15 % longer or shorter are still set, and little moves. ``locks``: a word
corrected elsewhere leaves locked pages as they are. ``cache``: a build that knows the earlier
ones, by the store or because it kept running, gives the same bytes as one that knows none.
Ends with 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from magtool.cli.project import Project

from .. import small_issue
from .issues import PROJECT, SAMPLE
from .proofs import SHARE, Corrected, Fitted, Step, cache, fit, locks
from .rewrites import enrich

_COUNTS = {"fit": 100, "locks": 50, "cache": 300}
_LEAST_FIT = 0.9
"""Of the stories made longer or shorter, so many must fit without a person's hand."""
_MUCH_DEARER = 100
"""More than any page of the sample issue costs when it is well set."""
_IN_SAMPLE = 2 / 15
"""The part of ``cache``'s edits made in the sample issue; the others are made in a small one."""


def make_sample(root: Path) -> Project:
    """The sample issue in a project of its own, as it was before any build."""
    for name in ("fonts", "layouts"):
        shutil.copytree(PROJECT / name, root / name)
    folder = f"issues/{SAMPLE.name}"
    shutil.copytree(SAMPLE, root / folder, ignore=shutil.ignore_patterns("build", "plan.yaml"))
    return Project(root, folder)


def make_small(root: Path) -> Project:
    """The small issue, with something of every kind to edit."""
    enrich(small_issue.make_project(root))
    return Project(root, small_issue.FOLDER)


# ------------------------------------------------------------------------ telling


def tell_fit(edits: Iterable[Fitted]) -> bool:
    """Prints every edit that did not fit, and the figures; whether enough did."""
    done = []
    for number, edit in enumerate(edits, start=1):
        done.append(edit)
        for line in _faults(edit):
            _say(f"  {number:3} {edit.slug} {edit.share:+.0%}: {line}")
    for way in (SHARE, -SHARE):
        some = [edit for edit in done if edit.share == way]
        if some:
            _say(f"fit, {way:+.0%}: {_fit_figures(some)}")
    fits = _part(not (edit.errors or edit.much_short) for edit in done)
    _say(f"fit: {len(done)} edits, {fits:.0%} fit without a person's hand")
    return fits >= _LEAST_FIT


def _faults(edit: Fitted) -> Iterator[str]:
    yield from edit.errors
    if edit.afresh:
        yield "planned afresh it fits"
    for slug in edit.much_short:
        yield f"{slug} is much too short"
    if edit.dearer > _MUCH_DEARER and not edit.errors:
        yield f"nothing is told, but the pages cost {edit.dearer:.0f} more"


def _fit_figures(edits: Sequence[Fitted]) -> str:
    sound = [edit for edit in edits if not edit.errors]
    still = _part(not edit.moved for edit in sound)
    moved = sum(len(edit.moved) for edit in sound)
    rise = sorted(edit.dearer for edit in sound) or [0.0]
    seconds = sorted(edit.seconds for edit in edits)
    return (
        f"{len(sound)} of {len(edits)} without errors; of these {still:.0%} move nothing, the "
        f"others {moved} pages in all; {sum(len(e.short) for e in sound)} stories over 1 line "
        f"short, {sum(len(e.much_short) for e in sound)} over 12; cost {_middle(rise):+.1f} "
        f"(most {rise[-1]:+.1f}); {_middle(seconds):.2f} s (most {seconds[-1]:.2f})"
    )


def tell_locks(corrections: Iterable[Corrected]) -> bool:
    """Prints every correction that changed a locked page, and the figures; whether none did."""
    done = []
    for number, edit in enumerate(corrections):
        done.append(edit)
        what = f"a word in {edit.slug}" if edit.slug else "the locking itself"
        if edit.broke or edit.elsewhere or edit.errors:
            told = [*edit.errors, *(f"locked page {n} changed" for n in edit.broke)]
            told += [f"page {n} changed as well" for n in edit.elsewhere if n not in edit.broke]
            _say(f"  {number:3} {what}: {', '.join(told)}")
    broke = sum(bool(edit.broke) for edit in done)
    elsewhere = sum(bool(edit.elsewhere) for edit in done)
    _say(
        f"locks: {len(done) - 1} corrections, {broke} changed a locked page, "
        f"{elsewhere} changed any page but the story's own"
    )
    return not broke


def tell_cache(name: str, steps: Iterable[Step]) -> bool:
    """Prints every build that differs, and the figures; whether none did."""
    done = []
    for number, step in enumerate(steps, start=1):
        done.append(step)
        for line in step.differs:
            _say(f"  {number:3} {step.what}: {line}")
    differ = sum(bool(step.differs) for step in done)
    refused = sum(step.clean.pdf is None for step in done)
    plans = [step.clean.plan for step in done]
    moved = sum(a != b for a, b in pairwise(plans))
    known = sorted(step.known.seconds for step in done if step.known.seconds)
    running = sorted(step.running.seconds for step in done)
    clean = sorted(step.clean.seconds for step in done)
    _say(
        f"cache, {name}: {len(done)} edits, {refused} of them refused, {moved} changed the plan, "
        f"{differ} differ; "
        f"{_middle(clean):.2f} s without the store, {_middle(known):.2f} s with it, "
        f"{_middle(running):.2f} s kept running"
    )
    return not differ


def _part(values: Iterable[bool]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else 1.0


def _middle(values: Sequence[float]) -> float:
    return values[len(values) // 2] if values else 0.0


def _say(line: str) -> None:
    print(line, flush=True)


# ------------------------------------------------------------------------ running


def _proofs(which: str, count: int | None, seed: int, root: Path) -> Iterator[bool]:
    if which in ("fit", "all"):
        yield tell_fit(fit(make_sample(root / "fit"), count or _COUNTS["fit"], seed))
    if which in ("locks", "all"):
        yield tell_locks(locks(make_sample(root / "locks"), count or _COUNTS["locks"], seed))
    if which in ("cache", "all"):
        edits = count or _COUNTS["cache"]
        part = round(edits * _IN_SAMPLE)
        yield tell_cache("small issue", cache(make_small(root / "small"), edits - part, seed))
        yield tell_cache("sample issue", cache(make_sample(root / "sample"), part, seed))


def main() -> None:
    """Runs the proofs that are asked for in a folder of their own, and prints their figures."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.edits", description=__doc__)
    asked.add_argument("which", nargs="?", choices=[*_COUNTS, "all"], default="all")
    asked.add_argument("--count", type=int, metavar="N", help="edits, if not 100, 50 and 300")
    asked.add_argument("--seed", type=int, default=1, metavar="S", help="other edits for another")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        held = list(_proofs(options.which, options.count, options.seed, Path(folder)))
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
