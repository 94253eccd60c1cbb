"""``python -m tests.bench``: how long issues take, beside Typst and Platypus on the same copy.

Every command runs as a process of its own, cold (without ``build/``) where nothing else is
said; the commands take turns, and the best run of each counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import yaml

from .issues import ISSUES, PROJECT, REAL, SAMPLE, make_project
from .manuscripts import Tale
from .peers import PEERS
from .runs import Failed, Run, edited, magtool, run, watched

_TIMED = ("plain", "plain-75")
_SAMPLE_STORY = "ett-barn"
_RENEWALS = 4
"""Edits answered by a program that keeps running, each time it is started."""
_COLD, _EDIT, _KEPT = "cold", "one word, new command", "one word, kept running"
_NO_WATCH = "magtool has no command ‘watch’"


@dataclass(frozen=True, slots=True)
class Case:
    """Something to be timed: what, by whom, on which copy. ``measure`` gets the turn's number."""

    issue: str
    pages: int
    words: int
    task: str
    who: str
    measure: Callable[[int], Run]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A case's best run. ``to_typst`` is its time in Typst's for the same; None: no such run."""

    issue: str
    pages: int
    words: int
    task: str
    who: str
    wall: float | None = None
    cpu: float | None = None
    peak_mb: float | None = None
    to_typst: float | None = None
    missing: str = ""


# ------------------------------------------------------------------------ measuring


def benchmark(cases: Sequence[Case], times: int) -> list[Row]:
    """The cases in turns, ``times`` times; why, where one could not be measured."""
    best: dict[int, Run] = {}
    missing = {number: case.missing for number, case in enumerate(cases) if case.missing}
    for turn in range(times):
        for number, case in enumerate(cases):
            if number in missing:
                continue
            try:
                made = case.measure(turn)
            except Failed as fault:
                missing[number] = str(fault)
                continue
            if number not in best or made.wall < best[number].wall:
                best[number] = made
    rows = [_row(case, best.get(n), missing.get(n, "")) for n, case in enumerate(cases)]
    typst = {(r.issue, r.task): r.wall for r in rows if r.who == "Typst" and r.wall}
    return [_beside(row, typst.get((row.issue, row.task))) for row in rows]


def _row(case: Case, best: Run | None, missing: str) -> Row:
    row = Row(case.issue, case.pages, case.words, case.task, case.who)
    if best is None or missing:
        return replace(row, missing=missing)
    return replace(row, wall=best.wall, cpu=best.cpu, peak_mb=best.peak_mb)


def _beside(row: Row, typst: float | None) -> Row:
    return replace(row, to_typst=row.wall / typst) if row.wall and typst else row


def _build_cold(issue: Path, turn: int) -> Run:
    shutil.rmtree(issue / "build", ignore_errors=True)
    return run(magtool("build", str(issue)))


def _build_edited(issue: Path, article: Path, copy: str, turn: int) -> Run:
    """A build after an edit; what the last one left in ``build/`` may be used."""
    article.write_text(edited(copy, turn), "utf-8")
    return run(magtool("build", str(issue)))


def _run_peer(command: Sequence[str], turn: int) -> Run:
    return run(command)


def _renew_typst(command: Sequence[str], turn: int) -> Run:
    made = run([*command, *map(str, _edits(turn))])
    return replace(made, wall=min(json.loads(made.told)), cpu=None)


def _renew_magtool(issue: Path, article: Path, copy: str, turn: int) -> Run:
    pdf = issue / "build" / f"{issue.name}.pdf"
    return Run(min(watched(magtool("watch", str(issue)), pdf, article, copy, _edits(turn))))


def _edits(turn: int) -> range:
    return range(turn * _RENEWALS, (turn + 1) * _RENEWALS)


# ---------------------------------------------------------------------------- cases


def make_cases(root: Path, source: Path, *, short: bool) -> list[Case]:
    """The issues written below ``root``, and all that is to be timed on them.

    ``short`` times only the fifteen pages, cold.
    """
    copies = make_project(source, root)
    can_watch = not short and _knows_watch()
    found: list[Case] = []
    for issue in ISSUES:
        if issue.slug not in (_TIMED[:1] if short else _TIMED):
            continue
        tales = copies[issue.slug]
        of = partial(Case, issue.slug, issue.pages, sum(tale.words for tale in tales))
        folder = root / "issues" / issue.slug
        article = folder / f"articles/{tales[len(tales) // 2].slug}.md"
        found += _own_cases(of, folder, article, short, can_watch)
        found += _peer_cases(of, tales, issue.slug, root, short)
    if not short:
        found += _sample_cases(root, can_watch)
    return found


def _knows_watch() -> bool:
    return not subprocess.run(
        magtool("watch", "--help"), cwd=PROJECT, capture_output=True
    ).returncode


def _own_cases(
    of: Callable[..., Case], folder: Path, article: Path, short: bool, can_watch: bool
) -> Iterator[Case]:
    yield of(_COLD, "magtool", partial(_build_cold, folder))
    if short:
        return
    copy = article.read_text("utf-8")
    yield of(_EDIT, "magtool", partial(_build_edited, folder, article, copy))
    missing = "" if can_watch else _NO_WATCH
    yield of(_KEPT, "magtool", partial(_renew_magtool, folder, article, copy), missing)


def _peer_cases(
    of: Callable[..., Case], tales: Sequence[Tale], slug: str, root: Path, short: bool
) -> Iterator[Case]:
    look = next(issue.look for issue in ISSUES if issue.slug == slug)
    for peer in PEERS:
        out = root / f"{peer.package}-{slug}.pdf"
        command = peer.prepare(tales, look, root / "fonts", out)
        yield of(_COLD, peer.name, partial(_run_peer, command), peer.missing)
        if peer.renew and not short:
            again = [*peer.renew, str(peer.source(out)), str(root / "fonts"), str(out)]
            yield of(_KEPT, peer.name, partial(_renew_typst, again), peer.missing)


def _sample_cases(root: Path, can_watch: bool) -> Iterator[Case]:
    """The sample issue, copied: its manuscripts are edited here."""
    folder = root / "issues" / SAMPLE.name
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("build"))
    shutil.copytree(PROJECT / "layouts/trade", root / "layouts/trade")
    words = sum(len(p.read_text("utf-8").split()) for p in folder.glob("articles/*.md"))
    pages = yaml.safe_load((folder / "issue.yaml").read_text("utf-8"))["pages"]["max"]
    of = partial(Case, SAMPLE.name, pages, words)
    article = folder / f"articles/{_SAMPLE_STORY}.md"
    yield from _own_cases(of, folder, article, False, can_watch)


# -------------------------------------------------------------------------- telling


def table(rows: Sequence[Row]) -> str:
    """The rows as text, a block for each issue."""
    lines = [f"{'':33}{'seconds':>9}{'CPU':>8}{'pages/s':>9}{'words/s':>9}{'MB':>7}{'× Typst':>9}"]
    last = ""
    for row in rows:
        if row.issue != last:
            lines.append(f"{row.issue}: {row.pages} pages, {row.words} words")
            last = row.issue
        head = f"  {row.task:<23}{row.who:<8}"
        if row.wall is None:
            lines.append(f"{head}  skipped: {row.missing}")
            continue
        figures = (
            _cell(row.wall, 9, 3),
            _cell(row.cpu, 8, 2),
            _cell(row.pages / row.wall, 9),
            _cell(row.words / row.wall, 9),
            _cell(row.peak_mb, 7),
            _cell(row.to_typst, 9, 2),
        )
        lines.append(head + "".join(figures))
    return "\n".join(lines)


def _cell(value: float | None, width: int, places: int = 0) -> str:
    return f"{'–':>{width}}" if value is None else f"{value:{width}.{places}f}"


def main() -> None:
    """Makes the issues in a folder of its own, times, and prints the table or JSON."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--times", type=int, default=5, metavar="N", help="runs of each command")
    asked.add_argument("--short", action="store_true", help="fifteen pages, cold, nothing else")
    asked.add_argument("--json", action="store_true", help="rows as JSON")
    what = "manuscripts to take the copy from; the sample issue's if there are none"
    asked.add_argument("--copy", type=Path, default=REAL, metavar="FOLDER", help=what)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cases = make_cases(Path(folder) / "bench", options.copy, short=options.short)
        rows = benchmark(cases, max(options.times, 1))
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        print(table(rows))


if __name__ == "__main__":
    main()
