"""Three promises of a kept plan held against many edits: copy fits, locks hold, the store is true.

Each proof works in a project of its own on disk, which it may change, and tells of every edit.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pikepdf

from magtool import pipelines
from magtool.cli.plans import keep_plan
from magtool.cli.project import Project
from magtool.diagnostics import Checked, Severity, as_json
from magtool.disk import DiskLibrary
from magtool.edition import PagePlan
from magtool.layout.issue import IssueLayout
from magtool.manifest import PLAN, plan_text, read_plan
from magtool.page import PageLayout
from magtool.pipelines import LaidOut, Published, Workshop
from magtool.press import Colours, Condition, PreparedPage, Press, fogra39, prepare_page
from magtool.store import MemoryStore

from .rewrites import Change, any_change, corrected, resized
from .runs import PROJECT, magtool

SHARE = 0.15
"""How much longer or shorter a story becomes, of its running words."""
LOCKED = frozenset(range(4, 10))
_UNDONE = 0.12
"""How often an edit is to take an earlier one back, and …"""
_UNDONE_AFTER_ERRORS = 0.8
"""… after a build with errors, so that most builds have something to show."""
_SHORT, _MUCH_SHORT = 1, 12
"""Lines left white, and as many as the layout warns of."""

Drawing = tuple[PageLayout, PreparedPage]
Finding = tuple[object, ...]


def plan_first(project: Project) -> IssueLayout:
    """The issue laid out; its plan is written beside the manifest. Raises ValueError on errors."""
    made = pipelines.plan(DiskLibrary(project.root), project.folder)
    if made.value is None or made.failed:
        raise ValueError("; ".join(_errors(made)) or "the issue can't be read")
    keep_plan(project, made)
    return made.value.layout


def _errors(made: Checked[LaidOut | None] | Checked[Published | None]) -> tuple[str, ...]:
    found = (d for d in made.diagnostics if d.severity is Severity.ERROR)
    return tuple(f"{d.code}: {d.message}" for d in found)


def _manuscript(project: Project, slug: str) -> Path:
    return project.root / project.folder / "articles" / f"{slug}.md"


# ----------------------------------------------------------------------------- fit


@dataclass(frozen=True, slots=True)
class Fitted:
    """A story made longer or shorter, and what became of the issue.

    ``moved`` are pages that show something else or in another template, ``short`` and
    ``much_short`` the stories that now end more than 1 and 12 lines short and did not before;
    ``dearer`` is what all pages cost more, ``seconds`` are the processors'. ``afresh`` says of
    an issue with errors that without its plan it has none.
    """

    slug: str
    share: float
    errors: tuple[str, ...]
    moved: tuple[int, ...] = ()
    short: tuple[str, ...] = ()
    much_short: tuple[str, ...] = ()
    dearer: float = 0.0
    seconds: float = 0.0
    afresh: bool = False


def fit(project: Project, count: int, seed: int) -> Iterator[Fitted]:
    """Stories in turn lengthened and shortened, each in the issue as it was first planned."""
    first = plan_first(project)
    shop = Workshop()
    slugs = sorted({row.slug for row in first.fits})
    for number in range(count):
        slug = slugs[number // 2 % len(slugs)]
        share = -SHARE if number % 2 else SHARE
        path = _manuscript(project, slug)
        copy = path.read_text("utf-8")
        chance = Random(f"{seed} {number} {slug}")
        path.write_text(resized(copy, share, chance), "utf-8")
        try:
            yield _fitted(project, first, slug, share, shop)
        finally:
            path.write_text(copy, "utf-8")


def _fitted(
    project: Project, first: IssueLayout, slug: str, share: float, shop: Workshop
) -> Fitted:
    start = time.process_time()
    made = pipelines.plan(DiskLibrary(project.root), project.folder, shop=shop)
    seconds = time.process_time() - start
    if made.value is None:
        return Fitted(slug, share, _errors(made), seconds=seconds)
    layout = made.value.layout
    return Fitted(
        slug,
        share,
        _errors(made),
        moved=_pages_moved(first, layout),
        short=_shorter(first, layout, _SHORT),
        much_short=_shorter(first, layout, _MUCH_SHORT),
        dearer=_cost(layout) - _cost(first),
        seconds=seconds,
        afresh=made.failed and _fits_afresh(project, shop),
    )


def _fits_afresh(project: Project, shop: Workshop) -> bool:
    wanted = pipelines.Wanted(afresh=True)
    return not pipelines.plan(DiskLibrary(project.root), project.folder, wanted, shop=shop).failed


def _pages_moved(first: IssueLayout, now: IssueLayout) -> tuple[int, ...]:
    before = {entry.page: _shows(entry) for entry in first.desk.pages}
    after = {entry.page: _shows(entry) for entry in now.desk.pages}
    return tuple(n for n in sorted(before | after) if before.get(n) != after.get(n))


def _shows(entry: PagePlan) -> tuple[object, ...]:
    return entry.template, entry.stories, entry.ads, entry.follows


def _shorter(first: IssueLayout, now: IssueLayout, lines: int) -> tuple[str, ...]:
    before = {row.slug for row in first.fits if row.short > lines}
    return tuple(row.slug for row in now.fits if row.short > lines and row.slug not in before)


def _cost(layout: IssueLayout) -> float:
    return sum(page.set_cost for page in layout.plan.planned)


# --------------------------------------------------------------------------- locks


@dataclass(frozen=True, slots=True)
class Corrected:
    """One word corrected off the locked pages: which of those ``broke``, and which other pages
    than the story's own changed."""

    slug: str
    errors: tuple[str, ...]
    broke: tuple[int, ...]
    elsewhere: tuple[int, ...]


def locks(
    project: Project, count: int, seed: int, locked: frozenset[int] = LOCKED
) -> Iterator[Corrected]:
    """One-word corrections with pages locked, nothing kept; first the locking itself."""
    first = plan_first(project)
    shop = Workshop()
    unlocked, _ = _drawings(project, shop)
    _lock(project, locked)
    before, errors = _drawings(project, shop)
    changed = _changed(unlocked, before)
    yield Corrected("", errors, tuple(n for n in changed if n in locked), changed)
    own = {row.slug: row.pages for row in first.fits}
    free = [slug for slug, pages in own.items() if not locked & set(pages)]
    chance = Random(seed)
    for _ in range(count):
        slug = chance.choice(free)
        path = _manuscript(project, slug)
        copy = path.read_text("utf-8")
        path.write_text(corrected(copy, chance) or copy, "utf-8")
        try:
            after, errors = _drawings(project, shop)
        finally:
            path.write_text(copy, "utf-8")
        changed = _changed(before, after)
        broke = tuple(n for n in changed if n in locked)
        yield Corrected(slug, errors, broke, tuple(n for n in changed if n not in own[slug]))


def _lock(project: Project, locked: frozenset[int]) -> None:
    plan = read_plan(DiskLibrary(project.root), project.folder).value
    assert plan is not None
    path = project.root / project.folder / PLAN
    path.write_text(plan_text(replace(plan, locked=locked)), "utf-8")


def _drawings(project: Project, shop: Workshop) -> tuple[dict[int, Drawing], tuple[str, ...]]:
    """Every page's marks and drawing by its number, and the errors."""
    made = pipelines.plan(DiskLibrary(project.root), project.folder, shop=shop)
    if made.value is None:
        return {}, _errors(made)
    faces = made.value.ready.kit.faces.data
    output = Press(Condition(fogra39()))
    colours = Colours(output.condition)
    pages = made.value.layout.pages
    drawn = {page.number: (page, prepare_page(page, faces, output, colours)) for page in pages}
    return drawn, _errors(made)


def _changed(before: dict[int, Drawing], after: dict[int, Drawing]) -> tuple[int, ...]:
    return tuple(n for n in sorted(before | after) if before.get(n) != after.get(n))


# --------------------------------------------------------------------------- cache


@dataclass(frozen=True, slots=True)
class Made:
    """What a build comes to: its PDF if there is one, what it tells, the plan it would keep."""

    pdf: bytes | None
    told: tuple[Finding, ...]
    plan: str | None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """An edit built by who knows nothing, by a new command that has the store, and by a program
    that kept running; and how the latter two differ from the first."""

    what: str
    clean: Made
    known: Made
    running: Made
    differs: tuple[str, ...]


def cache(project: Project, count: int, seed: int, apart: int = 10) -> Iterator[Step]:
    """Edits one after the other, each built with all that is known from before and without.

    Every ``apart``-th is built by the command in a process of its own, so that nothing that a
    process remembers can stand in for the store (0: none is).
    """
    chance = Random(seed)
    shop = Workshop(MemoryStore())
    past: list[Change] = []
    failed = False
    for number in range(count):
        if past and failed and chance.random() < _UNDONE_AFTER_ERRORS:
            change = past.pop()
            change.apply()
            what = f"undo of {change.what}"
        else:
            change = _next_change(project, past, chance)
            past.append(replace(change, data=change.apply()))
            what = change.what
        clean = _built(project, DiskLibrary(project.root), Workshop())[0]
        running = _built(project, DiskLibrary(project.root), shop)[0]
        outside = apart and number % apart == apart - 1
        known = _built_apart(project) if outside else _built_knowing(project)
        failed = clean.pdf is None
        differs = (
            *(f"new command: {line}" for line in _differences(clean, known)),
            *(f"kept running: {line}" for line in _differences(clean, running)),
        )
        yield Step(what, clean, known, running, differs)


def _next_change(project: Project, past: Sequence[Change], chance: Random) -> Change:
    if past and chance.random() < _UNDONE:
        earlier = chance.choice(past)
        return replace(earlier, what=f"back to before {earlier.what}")
    issue = project.root / project.folder
    return any_change(issue, project.root / "layouts/trade", chance)


def _built_knowing(project: Project) -> Made:
    """As a new command builds it: what is known comes from the store, and the plan is kept."""
    made, checked = _built(project, project.library, Workshop(project.store))
    keep_plan(project, checked)
    return made


def _built(
    project: Project, library: DiskLibrary, shop: Workshop
) -> tuple[Made, Checked[Published | None]]:
    start = time.process_time()
    checked = pipelines.publish(library, project.folder, shop=shop)
    seconds = time.process_time() - start
    told = tuple(map(_finding, as_json(checked.diagnostics)))
    value = checked.value
    if value is None:
        return Made(None, told, None, seconds), checked
    return Made(value.pdf, told, plan_text(value.layout.desk), seconds), checked


def _built_apart(project: Project) -> Made:
    """By the command itself, which keeps the plan; of a refused build that can't be known."""
    issue = project.root / project.folder
    command = magtool("build", "--json", str(issue))
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    document = json.loads(done.stdout)
    told = tuple(map(_finding, document["diagnostics"]))
    if not document.get("output"):
        return Made(None, told, None)
    pdf = issue / "build" / f"{issue.name}.pdf"
    return Made(pdf.read_bytes(), told, (issue / PLAN).read_text("utf-8"))


def _finding(record: Mapping[str, Any]) -> Finding:
    """What tells findings apart, however the path to the file was written."""
    name = Path(record["file"]).name if record["file"] else ""
    return (name, record["line"], record["column"], record["code"], record["severity"],
            record["message"], record["page"], *record["hints"])  # fmt: skip


def _differences(clean: Made, known: Made) -> Iterator[str]:
    if (clean.pdf is None) != (known.pdf is None):
        yield f"a PDF only {'of the clean build' if clean.pdf else 'here'}"
    elif clean.pdf != known.pdf and clean.pdf and known.pdf:
        yield f"PDF: {', '.join(_pdf_differences(clean.pdf, known.pdf))}"
    for finding in (Counter(clean.told) - Counter(known.told)).elements():
        yield f"told only by the clean build: {finding}"
    for finding in (Counter(known.told) - Counter(clean.told)).elements():
        yield f"told only here: {finding}"
    if clean.told != known.told and Counter(clean.told) == Counter(known.told):
        yield "told in another order"
    if clean.plan and known.plan and clean.plan != known.plan:
        lines = zip(clean.plan.splitlines(), known.plan.splitlines(), strict=False)
        first = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
        yield f"plan: ‘{first[1]}’ instead of ‘{first[0]}’"


def _pdf_differences(one: bytes, other: bytes) -> Iterator[str]:
    """Pages whose content differs; or that it is something that pages share."""
    with pikepdf.open(BytesIO(one)) as a, pikepdf.open(BytesIO(other)) as b:
        if len(a.pages) != len(b.pages):
            yield f"{len(b.pages)} pages instead of {len(a.pages)}"
            return
        same = True
        for number, (left, right) in enumerate(zip(a.pages, b.pages, strict=True), start=1):
            if left.Contents.read_bytes() != right.Contents.read_bytes():
                same = False
                yield f"page {number}"
        if same:
            yield "fonts, pictures or the file's structure"
