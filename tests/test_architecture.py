"""What the architecture promises, asked of the code itself."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "magtool"
SOURCES = sorted(PACKAGE.rglob("*.py"))

NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp"}
FILE_CALLS = {
    "open", "read_bytes", "read_text", "write_bytes", "write_text", "mkstemp", "listdir", "iterdir",
}  # fmt: skip
HEAVY = {
    "magtool.chart.canvas",
    "magtool.intake.artwork",
    "magtool.press.forms",
    "magtool.press.overlays",
    "magtool.press.pixels",
}
"""Modules that load matplotlib, pikepdf and Pillow, and are themselves loaded when first needed."""
DOORS = ("disk.py", "intake", "cli", "press", "portal")
"""Rooms that may touch files: the press only streams in memory."""
CLOCKS = ("new.py", "making.py", "sitefolder.py", "proof.py")
"""Commands that tell the time to those below: of a new issue, a version, an answer."""


def tree(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def room(path: pathlib.Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def test_imports_run_only_downward() -> None:
    """The contracts in pyproject.toml, so that they hold wherever the tests run."""
    program = pathlib.Path(sys.executable).parent / "lint-imports"
    if not program.exists():
        pytest.skip("import-linter is not installed")
    told = subprocess.run(
        [program, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_no_room_is_imported_inside_a_function() -> None:
    """Only heavy libraries are loaded late; among ourselves that would hide a circle."""
    found = []
    for path in SOURCES:
        if room(path) == "cli":
            continue  # the command answers --help without loading what it does not need
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                for name in imported(node):
                    if name.split(".")[0] == "magtool" and name not in HEAVY:
                        found.append(f"{path.name}:{function.name} imports {name}")
    assert found == []


def test_files_are_opened_at_the_doors_only() -> None:
    found = []
    for path in SOURCES:
        if room(path) in DOORS:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                packaged = "files(" in ast.unparse(node.func)
                if name in FILE_CALLS and not packaged:
                    found.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {name}")
    # importlib.resources reads what is shipped with the program itself.
    allowed = {"diagnostics/catalogue.py", "starter/making.py"}
    assert [f for f in found if f.split(":")[0] not in allowed] == []


def test_nothing_reaches_for_the_network_or_the_clock() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            found += [
                f"{path.name}: {name}" for name in imported(node) if name.split(".")[0] in NETWORK
            ]
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "random"):
                found.append(f"{path.name}:{node.lineno} {node.attr}")
    # The review site answers at its own address and hands letters to a mail server.
    reach = ("mail.py: smtplib", "mail.py: ssl", "serving.py: socket")
    assert [f for f in found if not f.startswith((*CLOCKS, *reach))] == []


def test_every_room_has_a_face_and_nothing_else_in_it() -> None:
    for folder in {path.parent for path in SOURCES}:
        face = folder / "__init__.py"
        assert face.exists(), f"{folder.name} would be missing from an installed magtool"
        body = tree(face).body
        assert ast.get_docstring(tree(face)), face
        for node in body[1:]:
            plain = isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign)
            assert plain, f"{face}: {ast.unparse(node)[:60]}"


@pytest.mark.parametrize("name", ["edition", "page", "measure", "diagnostics"])
def test_the_vocabularies_are_frozen_values(name: str) -> None:
    module = importlib.import_module(f"magtool.{name}")
    values = [v for v in vars(module).values() if inspect.isclass(v) and is_dataclass(v)]
    assert values
    for value in values:
        assert value.__dataclass_params__.frozen, value  # type: ignore[attr-defined]
        assert "__slots__" in vars(value), value


def test_functions_fit_a_screen() -> None:
    long = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 100:
                    long.append(f"{path.name}:{node.name} {lines}")
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    bare = [p for p in SOURCES if p.read_text("utf-8").strip() and not ast.get_docstring(tree(p))]
    assert bare == []


# ------------------------------------------------------------------------- papers


def test_ci_runs_what_the_readme_says() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    run = PROJECT / ".ci" / "run"
    _, tests = re.findall(r"^python3 -m venv .*$", readme, re.MULTILINE)[:2]
    assert run.read_text("utf-8").splitlines()[-1] == tests
    assert os.access(run, os.X_OK)
    assert tests.split("&&")[-1].split()[0] == ".venv/bin/pytest"


def test_the_architecture_names_every_room() -> None:
    paper = (PACKAGE / "docs" / "architecture.md").read_text("utf-8")
    for name in {room(path) for path in SOURCES} - {"__init__.py", "__main__.py"}:
        shown = name if name.endswith(".py") else f"{name}/"
        assert f"`{shown}`" in paper, f"{shown} is not on the page"


def test_papers_link_to_what_is_there() -> None:
    papers = [PROJECT / "README.md", *PACKAGE.rglob("*.md"), *PROJECT.glob("layouts/*/README.md")]
    papers.append(PROJECT / "fonts" / "README.md")
    for paper in papers:
        for target in re.findall(r"\]\(([^)#]+)\)", paper.read_text("utf-8")):
            if "://" not in target:
                assert (paper.parent / target).exists(), f"{paper.name} links to {target}"


def test_decisions_are_numbered_and_say_their_price() -> None:
    papers = sorted((PACKAGE / "docs" / "decisions").glob("*.md"))
    assert [int(p.name[:4]) for p in papers] == list(range(1, len(papers) + 1))
    for paper in papers:
        text = paper.read_text("utf-8")
        assert text.startswith(f"# {int(paper.name[:4])}. ")
        for part in ("**Context.**", "**Choice.**", "**Price.**"):
            assert part in text, paper.name
