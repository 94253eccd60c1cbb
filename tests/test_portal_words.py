"""The site's words: the same in both languages, all there, all used, plurals and letters right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

pytest.importorskip("jinja2", reason="the extra ‘portal’ is not installed")

from jinja2 import Environment, nodes

from magtool.portal.letters import Letter, letter
from magtool.portal.records import Round, Standing, Visitor
from magtool.portal.words import LANGUAGES, words_of
from magtool.proofs import Verdict

PORTAL = Path(str(files("magtool.portal")))
PLACE = re.compile(r"\{(\w+)\}")
MEANT_FOR_SCRIPTS = {"x", "y", "page", "size", "percent"}
"""Placeholders that a template hands on to the page's script as they are."""
SPEAKERS = {"t", "words"}
"""Names that words go by, in templates and in code."""
HERE = ZoneInfo("Europe/Stockholm")


@cache
def table(language: str) -> dict[str, str]:
    """Every text by its key."""
    return dict(words_of(language).table)


@dataclass(frozen=True, slots=True)
class Call:
    """A place where words are asked for: the key (or only how it begins), what is filled in."""

    where: str
    key: str
    whole: bool
    values: frozenset[str] | None
    """None where they are not known from the text."""


# --- both languages ----------------------------------------------------------------------------


def test_both_languages_have_the_same_keys() -> None:
    swedish, english = (table(language) for language in ("sv", "en"))
    assert sorted(swedish) == sorted(english)


@pytest.mark.parametrize("key", sorted(table("sv")))
def test_both_languages_fill_in_the_same(key: str) -> None:
    swedish, english = (set(PLACE.findall(table(lang).get(key, ""))) for lang in ("sv", "en"))
    # One is often told without its figure: "En öppen", "1 open".
    assert swedish - {"n"} == english - {"n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ends_in_space(language: str) -> None:
    empty = {key for key, text in table(language).items() if not text.strip()}
    assert empty <= {"check.what", *(k for k in empty if k.startswith("letters."))}
    assert not {key for key, text in table(language).items() if text != text.strip()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_come_in_pairs(language: str) -> None:
    keys = table(language)
    ones = {key.removesuffix(".one") for key in keys if key.endswith(".one")}
    others = {key.removesuffix(".other") for key in keys if key.endswith(".other")}
    assert ones == others
    assert all("{n}" in keys[f"{key}.other"] for key in others)


def test_the_two_languages_are_two() -> None:
    """Nothing long was left untranslated."""
    same = {k for k, text in table("sv").items() if text == table("en")[k] and len(text) > 16}
    assert not {k for k in same if len(PLACE.sub("", table("sv")[k]).strip(" ,.:–")) > 9}


# --- what the pages ask for --------------------------------------------------------------------


def calls() -> Iterator[Call]:
    """Every place in templates and code where words are asked for."""
    environment = Environment()
    for path in sorted((PORTAL / "templates").glob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in {*SPEAKERS, "sv", "en"}:
                yield from _from_template(path.name, call)
    for path in sorted(PORTAL.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS and node.args:
                yield _from_code(path.name, node)


def _from_template(where: str, call: nodes.Call) -> Iterator[Call]:
    values = frozenset(pair.key for pair in call.kwargs)
    for key, whole in _beginnings(call.args[0]):
        yield Call(where, key, whole, values)


def _beginnings(node: nodes.Node) -> Iterator[tuple[str, bool]]:
    if isinstance(node, nodes.Const):
        yield str(node.value), True
    elif isinstance(node, nodes.CondExpr):
        for choice in (node.expr1, node.expr2):
            if choice is not None:
                yield from _beginnings(choice)
    elif isinstance(node, nodes.Concat):
        yield from ((key, False) for key, _ in _beginnings(node.nodes[0]))


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _from_code(where: str, call: ast.Call) -> Call:
    names = [word.arg for word in call.keywords]
    values = None if None in names else frozenset(name for name in names if name)
    key = call.args[0]
    if isinstance(key, ast.Constant):
        return Call(where, str(key.value), True, values)
    first = key.values[0] if isinstance(key, ast.JoinedStr) else None
    told = str(first.value) if isinstance(first, ast.Constant) else ""
    return Call(where, told, False, values)


def _keys(call: Call) -> list[str]:
    """The keys that a call may ask for."""
    if call.whole:
        return [k for k in table("sv") if k in (call.key, f"{call.key}.one", f"{call.key}.other")]
    return [key for key in table("sv") if call.key and key.startswith(call.key)]


def test_every_word_asked_for_is_there_and_filled() -> None:
    missing = {f"{c.where}: {c.key}" for c in calls() if c.key and not _keys(c)}
    assert not missing
    for call in calls():
        for language in LANGUAGES if call.whole and call.values is not None else ():
            for key in _keys(call):
                unfilled = set(PLACE.findall(table(language)[key])) - (call.values or set())
                assert not unfilled, f"{call.where}: {key} lacks {unfilled}"
                # Without values nothing is filled in, and with some everything must be.
                assert call.values or "{" not in table(language)[key], f"{call.where}: {key}"


def test_every_word_is_used() -> None:
    """Keys whose place is not a plain call are built there; they are listed by their beginnings."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for kind in ("templates/*.html", "*.py")
        for path in PORTAL.glob(kind)
    )
    beginnings = {call.key for call in calls() if call.key}
    beginnings |= set(re.findall(r"[\"'`]([a-z_]+(?:\.[a-z_-]+)*\.?)[\"'`{]", text))
    unused = {
        key
        for key in table("sv")
        if not any(key == b or key.startswith(b) for b in beginnings if "." in b or b == key)
        and key.split(".")[0] not in beginnings
    }
    assert not unused


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_word_for_every_value(language: str) -> None:
    keys = table(language)
    for standing in Standing:
        assert f"standings.{standing.value}" in keys
    for verdict in Verdict:
        assert f"verdicts.{verdict.value}.name" in keys
        assert f"verdicts.{verdict.value}.means" in keys
    for then in ("print", "last-approved", "leave-out"):
        assert f"then.{then}" in keys
        assert f"board.thens.{then}" in keys


# --- days, figures, plurals --------------------------------------------------------------------


def test_days_and_clocks_as_each_language_writes_them() -> None:
    moment = datetime(2027, 2, 18, 16, 0, tzinfo=UTC)
    swedish, english = words_of("sv", HERE), words_of("en", HERE)
    assert swedish.day(moment) == "torsdag 18 februari"
    assert swedish.moment(moment) == "torsdag 18 februari kl.\u00a017.00"
    assert english.moment(moment) == "Thursday 18 February at 17:00"
    assert english.dated(moment) == "Thursday 18 February 2027 at 17:00"
    assert swedish.number(2.50, 2) == "2,5"
    assert english.number(-2.50, 2) == "−2.5"
    assert swedish.number(300) == "300"
    assert swedish.megabytes(1_450_000) == "1,4 MB"
    assert english.megabytes(999) == "1 kB"
    assert swedish.date("2027-03") == "mars 2027"
    assert english.date("2027-03-18") == "18 March 2027"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many(language: str) -> None:
    words = words_of(language)
    for key in {k.removesuffix(".one") for k in table(language) if k.endswith(".one")}:
        values = dict.fromkeys(PLACE.findall(table(language)[f"{key}.other"]), "x")
        one, two, none = (words(key, **{**values, "n": n}) for n in (1, 2, 0))
        assert one != two, key
        assert "2" in two, key
        assert "0" in none, key


# --- letters -----------------------------------------------------------------------------------


def visitor(role: str, language: str) -> Visitor:
    advertiser = "" if role == "editor" else "Furunäs kursgård"
    return Visitor(
        1, "2027-03", advertiser, "Eva Lind", "eva@example.se", language, role,
        invited=datetime(2027, 2, 1, tzinfo=UTC),
    ) if "invited" in Visitor.__dataclass_fields__ else Visitor(
        1, "2027-03", advertiser, "Eva Lind", "eva@example.se", language, role
    )  # fmt: skip


def around(then: str = "print", deadline: bool = True) -> Round:
    due = datetime(2027, 2, 18, 16, 0, tzinfo=UTC) if deadline else None
    return Round("2027-03", "Fältet", "1", "2027-03", "sv", 1, due, then, None)


VALUES: dict[str, Any] = {
    "who": "Eva Lind", "of": "Furunäs kursgård", "item": "Kurser 2027", "page": 13,
    "verdict": "Godkänd", "reply": "Det är förra årets.", "why": "Sidan är ändrad.",
}  # fmt: skip
KINDS = sorted({key.split(".")[1] for key in table("sv") if re.match(r"letters\.\w+\.\w+\.", key)})
READERS = [
    (kind, role)
    for kind in KINDS
    for role in ("advertiser", "editor")
    if f"letters.{kind}.{role}.subject" in table("sv")
]
LINK = "https://proofs.example.se/in/abc"


def written(
    kind: str, role: str, language: str, then: str = "print", deadline: bool = True
) -> Letter:
    link = LINK if kind in ("invite", "remind") else ""
    asked = around(then, deadline)
    return letter(kind, visitor(role, language), asked, link=link, zone=HERE, **VALUES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "role"), READERS)
def test_every_letter_is_whole(kind: str, role: str, language: str) -> None:
    made = written(kind, role, language)
    assert made.to == "eva@example.se"
    assert made.subject
    assert "\n" not in made.subject
    assert "{" not in made.subject + made.text
    assert "Eva Lind" in made.text.splitlines()[0]
    assert made.text.endswith("Fältet\n")
    assert "\n\n\n" not in made.text
    assert (LINK in made.text.splitlines()) == (kind in ("invite", "remind"))
    assert not re.search(r"<\w", made.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_stands_alone_on_its_line(language: str) -> None:
    """So that no mail program takes a full stop along."""
    for kind in ("invite", "remind"):
        for role in ("advertiser", "editor"):
            assert LINK in written(kind, role, language).text.splitlines()


def test_an_invitation_reads_well() -> None:
    made = written("invite", "advertiser", "sv")
    assert made.subject == "Korrektur på er annons i Fältet nr 1"
    assert "Fältet nr 1, mars 2027" in made.text
    assert "Svara senast torsdag 18 februari kl.\u00a017.00." in made.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invite", "remind"])
def test_a_letter_tells_what_happens_at_the_deadline(kind: str, language: str) -> None:
    told = {
        written(kind, "advertiser", language, t).text
        for t in ("print", "last-approved", "leave-out")
    }
    assert len(told) == 3
    for text in told:
        assert "visas här" not in text  # a letter shows nothing
        assert "shown here" not in text
    open_ended = written(kind, "advertiser", language, deadline=False).text
    assert table(language)["letters.by"].split("{")[0] not in open_ended


def test_the_words_are_read_as_text() -> None:
    """YAML's own words, such as no and on, stay words."""
    tree = yaml.load((PORTAL / "languages/sv.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    assert all(isinstance(key, str) for key in tree)
    assert table("en")["board.looked.no"] == "no"
