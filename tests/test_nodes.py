"""YAML with places, and models that tell each fault where it stands."""

from itertools import pairwise
from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from magtool.diagnostics import Checked, Diagnostic, Source, as_json, as_text, decode
from magtool.nodes import (
    AtLeast,
    Node,
    Placed,
    compose,
    composing,
    model,
    offsets_of,
    place,
    read_model,
    read_yaml,
)

BOMB = "a: &a [1,2,3,4,5,6,7,8,9]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in pairwise("abcdefgh")
)
"""Nine of nine of nine …: forty million values in 300 characters."""


def _root(text: str) -> Node:
    checked = compose(Source("a.yaml", text))
    assert checked.diagnostics == (), as_text(checked.diagnostics)
    assert checked.value is not None
    return checked.value


def _seen(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, int]]:
    return [(d.code, d.span.line, d.span.column) for d in diagnostics if d.span]


@pytest.mark.parametrize(
    "text", ["no", "Yes", "13:30", "0731234567", "2019-02-01", "1_000", "0x1F", "1e3", ".5", "on"]
)
def test_scalars_are_text_as_written(text: str) -> None:
    node = _root(f"key: {text}\n{text}: key\n")
    assert node.entries[0][1].text == text
    assert node.entries[1][0].text == text


def test_empty_values_are_null_and_empty_text_is_text() -> None:
    node = _root('a:\nb: ~\nc: ""\nd: "null"\n')
    assert [value.kind for _, value in node.entries] == ["null", "null", "scalar", "scalar"]


def test_places() -> None:
    text = "stories:\n  - ett\n  - {article: två, page: 7}\nempty:\n"
    node = _root(text)
    for path, shown in [
        (("stories", 0), "ett"),
        (("stories", 1, "page"), "7"),
        (("stories", 1), "{article: två, page: 7}"),
        (("stories", 1, "nothing"), "{article: två, page: 7}"),
        (("stories", 9, "page"), "ett"),
        (("empty",), "empty"),
        ((), "stories"),
    ]:
        span = place(node, *path)
        assert text[span.start : span.end] == shown, path


def test_front_matter_has_places_in_the_whole_file() -> None:
    source = Source("a.md", "---\nheadline: Ö\n---\nText\n")
    node = compose(source, 4, 16).value
    assert node is not None
    span = place(node, "headline")
    assert (span.line, span.column) == (2, 11)
    assert source.text[span.start : span.end] == "Ö"


def test_offsets_of_text_that_is_folded_or_escaped() -> None:
    text = 'a: "rad ett\n  rad \\"två\\""\nb: enkel\n'
    node = _root(text)
    folded = node.entries[0][1]
    offsets = offsets_of(folded)
    assert folded.text == 'rad ett rad "två"'
    assert len(offsets) == len(folded.text) + 1
    assert text[offsets[folded.text.index("t", 10)]] == "t"
    assert text[offsets_of(node.entries[1][1])[0] :].startswith("enkel")


def test_aliases_and_merges() -> None:
    node = _root("base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\n")
    other = node.get("other")
    assert other is not None
    assert {key.text: value.text for key, value in other.entries} == {"x": "1", "y": "3"}


def test_duplicate_keys_are_told_at_the_second() -> None:
    checked = compose(Source("a.yaml", "a: 1\nb: 2\na: 3\n"))
    assert _seen(checked.diagnostics) == [("duplicate-key", 3, 1)]


@pytest.mark.parametrize(
    ("text", "place_", "words"),
    [
        ("a: b: c\n", (1, 5), "second colon"),
        ("a: 1\n\tb: 2\n", (2, 1), "tab"),
        ("a: [1, 2\nb: 3\n", (1, 4), "bracket"),
        ("a: 'x' y\nb: 2\n", (1, 8), "does not fit"),
        ('a: "x\nb: 2\n', (1, 4), "never closed"),
        ('a: "\\q"\n', (1, 5), "backslash"),
        ("a: @b\n", (1, 4), "no value can start"),
        ("a: *\n", (1, 4), "reference"),
        ("a: 1\nb\n", (2, 1), "key with a colon"),
        ("a: 1\n  b: 2\n", (2, 4), "no key can stand"),
        ("{a: 1}}\n", (1, 7), "not YAML"),
    ],
)
def test_syntax_faults_in_plain_words(text: str, place_: tuple[int, int], words: str) -> None:
    told = compose(Source("a.yaml", text)).diagnostics[0]
    assert told.span is not None
    assert (told.code, told.span.line, told.span.column) == ("bad-yaml", *place_)
    assert words in told.message
    assert told.hints


def test_reading_goes_on_after_a_syntax_fault() -> None:
    text = "a: b: c\nd: [1\ne: 'x\nf: 1\nf: 2\n"
    checked = compose(Source("a.yaml", text))
    assert [line for _, line, _ in _seen(checked.diagnostics)] == [1, 2, 3, 5]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 200, "yaml-too-deep"),
        (BOMB, "yaml-too-large"),
        ("a: &a [*a]\n", "yaml-alias"),
        ("? [a]\n: b\n", "bad-key"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("a: !!int 5\n", "yaml-tag"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    told = compose(Source("a.yaml", text)).diagnostics
    assert [item.code for item in told] == [code]
    assert told[0].hints


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab:-[]{},'\"#&*!|>%@` \n\t\\?~<ö", max_size=60))
def test_any_text_is_composed_or_told(text: str) -> None:
    source = Source("a.yaml", text)
    checked = compose(source)
    for item in checked.diagnostics:
        assert item.span is not None
        assert 0 <= item.span.start <= item.span.end <= len(text) + 1
    as_text(checked.diagnostics)


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
@pytest.mark.parametrize(
    "text",
    [
        "a: [å, 'ö', {é: 😀}]\nb: |\n  två\n   rader\n\nc: >-\n  vikt\n  text\n# slut\n",
        "&a x: *a\nb: {<<: {y: 1}, z: }\n",
        "- a?\n- [b, c?]\n",
        "a:\tb\n",
        "a: !b,c d\n",
        "- [a,\n  {b: c},\n  d?]\n",
    ],
)
def test_both_parsers_read_alike(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("a.yaml", text)
    fast = compose(source)
    monkeypatch.setattr(composing, "_FAST", yaml.SafeLoader)
    assert fast == compose(source)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="ab:-[]{},'\"#&*!|>%@` \n\t\\?~<ö😀", max_size=60))
def test_any_text_is_read_alike_by_both_parsers(text: str) -> None:
    source = Source("a.yaml", text)
    fast = compose(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "_FAST", yaml.SafeLoader)
        assert fast == compose(source)


@model
class Story(Placed):
    article: str
    page: int = 0
    side: Literal["left", "right"] = "left"


@model
class Issue(Placed):
    title: str
    number: int
    stories: tuple[str | Story, ...] = ()
    words: tuple[str, ...] = ()
    ratio: dict[str, float] | None = None
    pages: Annotated[int, AtLeast(1)] = 1


def _read(text: str) -> Checked[Issue | None]:
    return read_model(Issue, _root(text))


@pytest.mark.parametrize(
    ("text", "seen", "message", "hint"),
    [
        ("titel: x\n", ("unknown-key", 3, 1), "there is no key ‘titel’ here", "‘title’"),
        ("number: 2,5\n", ("wrong-type", 3, 9), "a whole number is wanted here, but ‘2,5’", ""),
        ("words: ett\n", ("wrong-type", 3, 8), "a list is wanted here", "[ett]"),
        ("words:\n  - {a: b}\n", ("wrong-type", 4, 5), "text is wanted here", "quotes"),
        ("pages: 0\n", ("bad-value", 3, 8), "‘0’ is too small: 1 is the least", ""),
        ("ratio: {a: nan}\n", ("wrong-type", 3, 12), "a number is wanted", ""),
        ("ratio: {a: x}\n", ("wrong-type", 3, 12), "a number is wanted", ""),
        ("stories: [[a]]\n", ("wrong-type", 3, 11), "text or keys with values is wanted", ""),
        ("stories:\n  - page: 3\n", ("missing-key", 4, 5), "‘article’ is missing", "article: …"),
        ("stories: [{article: a, side: lft}]\n", ("bad-value", 3, 30), "‘lft’", "‘left’"),
        ("stories: [{article: a, pge: 3}]\n", ("unknown-key", 3, 24), "‘pge’", "‘page’"),
        ("words:\n", ("wrong-type", 3, 1), "but nothing stands here", "leave the key out"),
    ],
)
def test_faults_of_meaning(text: str, seen: tuple[str, int, int], message: str, hint: str) -> None:
    base = "title: x\n" + ("\n" if "number:" in text else "number: 1\n")
    told = _read(base + text).diagnostics
    assert _seen(told) == [seen], as_text(told)
    assert message in told[0].message
    assert hint in "".join(told[0].hints)


def test_what_is_sound_is_kept_beside_faults() -> None:
    checked = _read("title: x\nnumber: y\nstories: [a, {page: 3}, {article: b, page: 4, z: 1}]\n")
    assert [d.code for d in checked.diagnostics] == ["wrong-type", "missing-key", "unknown-key"]
    made = checked.value
    assert made is not None
    assert made.number == 0
    last = made.stories[-1]
    assert isinstance(last, Story)
    assert (last.article, last.page) == ("b", 4)


def test_models_know_their_places() -> None:
    read = read_yaml(Issue, Source("a.yaml", "title: x\nnumber: 1\nstories:\n  - {article: b}\n"))
    assert read.value.model is not None
    story = read.value.model.stories[0]
    assert isinstance(story, Story)
    span = story.at("article")
    assert span is not None
    assert (span.line, span.column) == (4, 15)
    assert Story(article="b").at("article") is None


def test_a_ruined_tree_misses_no_keys() -> None:
    read = read_yaml(Issue, Source("a.yaml", "title: a: b\n"))
    assert [d.code for d in read.diagnostics] == ["bad-yaml"]


def test_decoding() -> None:
    checked = decode("a.md", "\ufefften\r\nrad\rtvå\n".encode())
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.text == "ten\nrad\ntvå\n"


def test_decoding_tells_bad_bytes_and_control_characters_at_their_places() -> None:
    checked = decode("a.md", b"rad\n\xc3\xb6 \xe5 x\n\x0cy \xff\n")
    assert _seen(checked.diagnostics) == [
        ("bad-utf8", 2, 3),
        ("control-character", 3, 1),
        ("bad-utf8", 3, 4),
    ]
    assert "‘å’" in checked.diagnostics[0].hints[0]


@pytest.mark.parametrize("data", ["text".encode("utf-16"), b"\x00\x01\x02" * 50])
def test_what_is_no_text(data: bytes) -> None:
    checked = decode("a.md", data)
    assert checked.value is None
    assert [d.code for d in checked.diagnostics] == ["not-text"]


def test_printing() -> None:
    checked = _read("title: x\nnumber: y\n")
    assert as_text(checked.diagnostics) == (
        "a.yaml:2:9: error[wrong-type]: a whole number is wanted here, but ‘y’ stands here\n"
        "    number: y\n"
        "            ^\n"
        "    hint: write a whole number\n"
    )
    assert "\x1b[1;31merror[wrong-type]\x1b[0m" in as_text(checked.diagnostics, colour=True)
    record = as_json(checked.diagnostics)[0]
    assert record["line"] == 2
    assert (record["column"], record["end_column"]) == (9, 10)
    assert record["source_line"] == "number: y"


def test_long_lines_are_shown_round_the_fault() -> None:
    text = "title: " + "ord " * 200 + "\nnumber: " + "x" * 300 + "\n"
    shown = as_text(_read(text).diagnostics).splitlines()
    assert all(len(line) < 130 for line in shown)
    assert shown[1].endswith("…")
