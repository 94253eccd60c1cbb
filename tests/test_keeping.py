"""A kept plan: what is locked stands, what is edited moves nothing else, what moves is told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_issue import FOLDER, PROJECT, Overlay, make_project, manuscript, prose

from magtool import pipelines
from magtool.disk import DiskLibrary
from magtool.edition import IssuePlan, PagePlan
from magtool.layout.issue import IssueLayout
from magtool.library import Library, MemoryLibrary
from magtool.manifest import plan_text, read_plan
from magtool.store import MemoryStore

PLAN = f"{FOLDER}/plan.yaml"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> DiskLibrary:
    root = tmp_path_factory.mktemp("project")
    make_project(root)
    return DiskLibrary(root)


@pytest.fixture(scope="module")
def first(library: DiskLibrary) -> IssueLayout:
    return laid_out(library)


def laid_out(library: Library, *, failed: bool = False, **wanted: object) -> IssueLayout:
    made = pipelines.plan(library, FOLDER, pipelines.Wanted(**wanted))  # type: ignore[arg-type]
    assert made.value is not None
    assert made.failed is failed, made.diagnostics
    return made.value.layout


def with_plan(library: Library, plan: IssuePlan, **articles: str) -> Overlay:
    """The project with this plan and these manuscripts."""
    files: dict[str, bytes | None] = {PLAN: plan_text(plan).encode()}
    files |= {f"{FOLDER}/articles/{slug}.md": text.encode() for slug, text in articles.items()}
    return Overlay(library, files)


def corrected(library: Library, slug: str) -> str:
    """The manuscript with one word of its text corrected."""
    text = library.read(f"{FOLDER}/articles/{slug}.md").decode()
    return text.replace("halverat", "minskat", 1)


# --- plan.yaml ------------------------------------------------------------------------------

names = st.from_regex(r"[a-zåäö0-9][a-z0-9_ :.-]{0,9}", fullmatch=True).map(str.strip)
entries = st.builds(
    PagePlan,
    page=st.integers(1, 99),
    template=st.one_of(st.just(""), names),
    stories=st.dictionaries(names, names, max_size=2).map(lambda d: tuple(d.items())),
    ads=st.lists(st.one_of(st.just(""), names), max_size=2).map(tuple),
    follows=st.integers(0, 9),
    breaks=st.integers(0, 9),
    lines=st.dictionaries(names, st.integers(0, 63).map(float), max_size=2).map(
        lambda d: tuple(d.items())
    ),
    dropped=st.lists(names, max_size=2).map(tuple),
    cost=st.integers(0, 9999).map(lambda n: n / 100),
)
plans = st.builds(
    IssuePlan,
    st.lists(entries, max_size=3).map(tuple),
    st.frozensets(st.integers(1, 40)),
    st.sampled_from(["", "3f2a"]),
    st.booleans(),
)


@given(plans)
def test_a_plan_is_read_as_it_was_written(plan: IssuePlan) -> None:
    library = MemoryLibrary({PLAN: plan_text(plan).encode()})
    assert read_plan(library, FOLDER).value == plan


def test_a_faulty_plan_is_told_with_its_place(library: DiskLibrary) -> None:
    text = "magtool: 1\nlocked: [9-4]\npages:\n- {page: x, tempalte: cover}\n"
    told = pipelines.check(Overlay(library, {PLAN: text.encode()}), FOLDER)
    assert [(d.code, d.span and d.span.line) for d in told] == [
        ("bad-value", 2),
        ("wrong-type", 4),
        ("unknown-key", 4),
    ]


# --- keeping to it --------------------------------------------------------------------------


def test_the_same_words_give_the_same_plan_and_pages(
    library: DiskLibrary, first: IssueLayout
) -> None:
    again = laid_out(with_plan(library, first.desk))
    assert again.pages == first.pages
    assert plan_text(again.desk) == plan_text(first.desk)
    assert again.moved == ()


def test_a_corrected_word_changes_its_own_page_alone(
    library: DiskLibrary, first: IssueLayout
) -> None:
    again = laid_out(with_plan(library, first.desk, lindvik=corrected(library, "lindvik")))
    own = first.page_of["lindvik"]
    changed = [old.number for old, new in zip(first.pages, again.pages, strict=True) if old != new]
    assert changed == [own]
    assert again.moved == ()


def test_what_has_to_move_is_told(library: DiskLibrary, first: IssueLayout) -> None:
    manifest = library.read(f"{FOLDER}/issue.yaml").decode()
    asked = manifest.replace("- bjorka", f"- {{article: bjorka, page: {first.page_of['lindvik']}}}")
    files = {f"{FOLDER}/issue.yaml": asked.encode(), PLAN: plan_text(first.desk).encode()}
    made = pipelines.plan(Overlay(library, files), FOLDER)
    assert made.value is not None
    told = {d.message for d in made.diagnostics if d.code == "moved"}
    was, now = first.page_of["bjorka"], first.page_of["lindvik"]
    assert f"‘bjorka’ moved from page {was} to page {now}" in told
    assert {slug for slug, *_ in made.value.layout.moved} == {"bjorka", "lindvik"}


# --- locks ----------------------------------------------------------------------------------


def test_a_locked_page_stands_through_a_plan_made_afresh(
    library: DiskLibrary, first: IssueLayout
) -> None:
    page = first.page_of["vretsta"]
    locked = replace(first.desk, locked=frozenset({page}))
    longer = manuscript("Lindvik ritade om sitt schema", prose(420, 9))
    again = laid_out(with_plan(library, locked, lindvik=longer), afresh=True)
    assert [p for p in again.pages if p.number == page] == [
        p for p in first.pages if p.number == page
    ]


def test_a_locked_page_that_no_longer_fits_is_an_error(
    library: DiskLibrary, first: IssueLayout
) -> None:
    page = first.page_of["lindvik"]
    locked = replace(first.desk, locked=frozenset({page}))
    text = library.read(f"{FOLDER}/articles/lindvik.md").decode() + "\n" + prose(400, 9)
    made = pipelines.publish(with_plan(library, locked, lindvik=text), FOLDER)
    assert made.value is not None
    assert made.value.pdf is None
    (told,) = [d for d in made.diagnostics if d.code == "locked-page"]
    assert told.page == page
    assert f"page {page} is locked, and ‘lindvik’ no longer fits" in told.message


def test_locks_of_the_manifest_count_as_well(library: DiskLibrary, first: IssueLayout) -> None:
    page = first.page_of["lindvik"]
    manifest = library.read(f"{FOLDER}/issue.yaml").decode()
    manifest = re.sub(r"max: 8", f"max: 8, locked: [{page}]", manifest)
    text = library.read(f"{FOLDER}/articles/lindvik.md").decode() + "\n" + prose(400, 9)
    base = with_plan(library, first.desk, lindvik=text)
    made = pipelines.plan(Overlay(base, {f"{FOLDER}/issue.yaml": manifest.encode()}), FOLDER)
    assert [d.page for d in made.diagnostics if d.code == "locked-page"] == [page]


def test_locking_and_unlocking_is_written_down(library: DiskLibrary, first: IssueLayout) -> None:
    again = laid_out(with_plan(library, first.desk), lock=frozenset({4, 5, 6}))
    assert "locked: [4-6]" in plan_text(again.desk)
    free = laid_out(with_plan(library, again.desk), unlock=frozenset({5}))
    assert "locked: [4, 6]" in plan_text(free.desk)


# --- what earlier builds know -----------------------------------------------------------------


def test_what_was_kept_says_the_same_as_setting_it_again(
    library: DiskLibrary, first: IssueLayout, tmp_path: Path
) -> None:
    shop = pipelines.Workshop(MemoryStore())
    edits = [corrected(library, slug) for slug in ("lindvik", "vretsta")]
    kept = with_plan(library, first.desk, lindvik=edits[0], vretsta=edits[1])
    for source in (with_plan(library, first.desk), kept, kept):
        known = pipelines.publish(source, FOLDER, shop=shop)
        clean = pipelines.publish(source, FOLDER)
        assert known.value is not None
        assert clean.value is not None
        assert known.diagnostics == clean.diagnostics
        assert known.value.pdf == clean.value.pdf
        for part in ("stands", "page_of", "fits", "desk", "moved"):
            assert getattr(known.value.layout, part) == getattr(clean.value.layout, part), part


def test_a_running_process_sees_what_a_name_stands_for_now() -> None:
    """Charts and notices keep their names while their content grows."""
    library = DiskLibrary(PROJECT)
    sample = "issues/2027-03"
    survey = f"{sample}/surveys/panelen-2027.yaml"
    notices = f"{sample}/articles/notiser.md"
    rows, news = library.read(survey).decode(), library.read(notices).decode()
    assert "      Övrigt: 6\n" in rows
    edited = Overlay(
        library,
        {
            survey: rows.replace("      Övrigt: 6\n", "      Övrigt: 6\n      Annat: 3\n").encode(),
            notices: news.replace("samverkan", "hela långa samverkan kring barn och unga").encode(),
        },
    )
    shop = pipelines.Workshop(MemoryStore())
    for source in (library, edited):
        running = pipelines.publish(source, sample, shop=shop)
        clean = pipelines.publish(source, sample)
        assert running.value is not None
        assert clean.value is not None
        assert running.diagnostics == clean.diagnostics
        assert running.value.pdf == clean.value.pdf
