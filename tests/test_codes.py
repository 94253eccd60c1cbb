"""Every diagnostic code is explained, and every explained code is used."""

import ast
import re
from pathlib import Path

import magtool
from magtool.diagnostics import catalogue, explain, nearest
from magtool.preflight import checks

PACKAGE = Path(magtool.__file__).parent
TELLERS = {"Diagnostic", "fault", "tell", "error", "warning", "note", "_error", "_warning"}
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def _names(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _codes(tree: ast.AST) -> set[str]:
    """String literals that stand where a code is told, or are given to something called code."""
    places: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _names(node) in TELLERS:
            places += node.args[:2]
        elif isinstance(node, ast.Assign) and "code" in ast.unparse(node.targets[0]).split(", "):
            places.append(node.value)
    literals = (
        inner.value
        for place in places
        for inner in ([place] if isinstance(place, ast.Constant) else _branches(place))
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    )
    return {text for text in literals if CODE.fullmatch(text)}


def _branches(node: ast.AST) -> list[ast.AST]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else []


def _sources() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}


def test_every_code_that_is_told_is_explained() -> None:
    known = {*catalogue(), *checks()}
    unexplained = {
        f"{path.name}: {code}"
        for path, text in _sources().items()
        for code in _codes(ast.parse(text))
        if code not in known
    }
    assert not unexplained


def test_every_explained_code_is_used() -> None:
    text = "\n".join(_sources().values())
    assert not [code for code in catalogue() if f'"{code}"' not in text]


def test_each_entry_is_whole() -> None:
    for code, entry in catalogue().items():
        assert set(entry) == {"title", "why", "mend"}, code
        assert all(isinstance(value, str) and value for value in entry.values()), code
        assert entry["why"].endswith("."), code


def test_explain() -> None:
    text = explain("ad-no-bleed")
    assert text is not None
    assert text.startswith("ad-no-bleed: An ad that runs to the edge has no bleed\n\n")
    assert explain("nothing") is None


def test_nearest_forgives_case_and_slips() -> None:
    assert nearest("Standfrist", ["headline", "standfirst"]) == "standfirst"
    assert nearest("zzz", ["headline", "standfirst"]) is None
