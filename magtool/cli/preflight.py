"""``magtool preflight``: finished pages or an issue's delivered artwork, checked for printing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from magtool import preflighting
from magtool.cli.outcome import Outcome, Refusal, tally
from magtool.cli.progress import ProgressLine
from magtool.cli.project import Project, as_typed, open_issue
from magtool.cli.tables import table
from magtool.diagnostics import Diagnostic
from magtool.disk import write_whole
from magtool.manifest import PLAN
from magtool.preflight import Finding, read_profile
from magtool.preflight.verdicts import count_words, verdict_of
from magtool.preflighting import Inspected


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Checks, tells, and writes the report that was asked for."""
    path = Path(options.path)
    if path.is_dir() or path.name == "issue.yaml":
        return _issue(options, progress)
    return _file(options, path, progress)


def _file(options: Namespace, path: Path, progress: ProgressLine) -> Outcome:
    """One PDF."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"‘{options.path}’ can’t be read: {error.strerror or error}"
        raise Refusal("missing-input", message, "give a PDF, or an issue’s folder") from error
    profile, pages = read_profile(options.profile), options.pages
    one = preflighting.inspect(data, as_typed(path), profile, pages=pages, progress=progress)
    count = len(one.facts.pages)
    if pages is not None and count and pages.start > count:
        message = f"‘{one.file}’ has {count} pages, and none of {pages.start}-{pages.stop - 1}"
        raise Refusal("no-such-page", message)
    found = tuple(_diagnostics(one))
    written = _write_report(options, one.file, (one,), progress)
    document = {"profile": options.profile, **_record(one)}
    return Outcome(document, _closing(one.file, found) + written, found)


def _issue(options: Namespace, progress: ProgressLine) -> Outcome:
    """Every artwork of an issue, and its pages for the printer where they are up to date."""
    if options.pages is not None:
        raise Refusal("usage", "‘--pages’ is for a PDF; an issue’s artwork has one page each")
    project = open_issue(options.path)
    profile = read_profile(options.profile)
    checked = preflighting.inspect_issue(
        project.library,
        project.folder,
        profile,
        _finished_pages(project),
        store=project.store,
        progress=progress,
    )
    home = f"{project.folder}/"
    inspected = tuple(replace(one, file=one.file.removeprefix(home)) for one in checked.value)
    told = [d for one in inspected for d in _diagnostics(one, named=True)]
    found = project.shown((*checked.diagnostics, *told))
    written = _write_report(options, project.slug, inspected, progress)
    document = {
        "issue": project.slug,
        "profile": options.profile,
        "verdict": _verdict(found),
        "files": [_record(one) for one in inspected],
    }
    rows = [
        (one.file, one.title, verdict_of(one.findings), count_words(one.findings))
        for one in inspected
    ]
    listed = table(("file", "for", "verdict", "found"), rows) if rows else ""
    closing = _closing(project.place, found) + written
    if not any(one.span is None for one in inspected):
        closing += f"`magtool build {project.place} --press` makes the finished pages; "
        closing += "then they are checked too\n"
    return Outcome(document, listed + closing, found)


def _finished_pages(project: Project) -> tuple[str, bytes] | None:
    """The issue's file for the printer, unless something that it is made of was saved after it."""
    home = project.root / project.folder
    path = home / "build" / f"{project.slug}-press.pdf"
    made_of = [p for p in home.rglob("*") if "build" not in p.relative_to(home).parts[:1]]
    made_of += (project.root / "layouts").rglob("*")
    try:
        saved = path.stat().st_mtime
        if any(p.stat().st_mtime > saved for p in made_of if p.is_file() and p.name != PLAN):
            return None
        return f"build/{path.name}", path.read_bytes()
    except OSError:
        return None


def _diagnostics(one: Inspected, named: bool = False) -> Iterable[Diagnostic]:
    """The findings as every command tells what it found; ``named`` says in which file."""
    for item in one.findings:
        message = f"{one.file}: {item.message}" if named else item.message
        hints = (item.hint,) if item.hint else ()
        yield Diagnostic(item.check, item.severity, message, one.span, hints, item.page)


def _record(one: Inspected) -> dict[str, Any]:
    """A file as --json gives it."""
    return {
        "file": one.file,
        "for": one.title or None,
        "pages": len(one.facts.pages),
        "verdict": verdict_of(one.findings),
        "findings": [_finding(item) for item in one.findings],
    }


def _finding(item: Finding) -> dict[str, Any]:
    return {
        "check": item.check,
        "severity": item.severity.name.lower(),
        "message": item.message,
        "page": item.page,
        "area": [round(edge, 2) for edge in item.area] if item.area else None,
        "clause": item.clause or None,
        "hint": item.hint or None,
        "measured": dict(item.measured),
    }


def _verdict(found: Iterable[Diagnostic]) -> str:
    """The verdict on an issue: on its artwork and on what is said of it."""
    return verdict_of([Finding(d.code, d.severity, d.message) for d in found])


def _closing(name: str, found: Sequence[Diagnostic]) -> str:
    return f"{name}: {_verdict(found)}, {tally(found)}\n"


def _write_report(
    options: Namespace, title: str, inspected: Sequence[Inspected], progress: ProgressLine
) -> str:
    """Writes the report if one is asked for; what there is to say of it."""
    if options.report is None:
        return ""
    target = Path(options.report)
    text = preflighting.report_on(title, inspected, progress)
    try:
        write_whole(target, text.encode())
    except OSError as error:
        message = f"‘{as_typed(target)}’ can’t be written: {error.strerror or error}"
        raise Refusal("cannot-write", message, "give another file with --report") from error
    return f"{as_typed(target)}: the report\n"
