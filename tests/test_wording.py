"""Findings in plain words: every check in both languages, read as sentences, figures or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml

from magtool.preflight import checks
from magtool.proofs import ProofFinding
from magtool.proofs.wording import LANGUAGES, UPLOAD_CHECKS, Told, summary, told

SP = "\u00a0"
OTHER = {"other"}
"""The entry for what has no words of its own."""
FIGURES = {
    **{name: frozenset(entry.get("figures", "").split()) for name, entry in checks().items()},
    **{name: frozenset(figures.split()) for name, figures in UPLOAD_CHECKS.items()},
    "other": frozenset({"message"}),
}
DERIVED = {"side": "at_side"}
PLACE = re.compile(r"\{(\w+)\}")
JARGON = re.compile(r"\b(preflight|TrimBox|BleedBox|MediaBox|CropBox|RIP|TAC|OPI|XMP|ppi|dpi)\b")
"""Words that an advertiser need not know."""


@cache
def book(language: str) -> dict[str, Any]:
    text = files("magtool.proofs").joinpath("wordings", f"{language}.yaml").read_text("utf-8")
    made: dict[str, Any] = yaml.safe_load(text)
    return made


def leaves(value: Any) -> Iterator[str]:
    """Every text of an entry or a recipe."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)


def shape(value: Any) -> Any:
    """A book without its texts: the same for every language, but for the length of lists."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return "text"


def finding(check: str, severity: str = "error", **measured: str) -> ProofFinding:
    return ProofFinding(check, severity, "in English", None, tuple(measured.items()))


# --- the whole of the books --------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_words(language: str) -> None:
    texts = book(language)["checks"]
    assert set(texts) == {*checks(), *UPLOAD_CHECKS, *OTHER}
    for name, entry in texts.items():
        assert {"title", "what", "why", "mend"} <= set(entry), name
        assert set(entry) <= {"title", "what", "why", "mend", "programs", "cases"}, name
        for text in leaves(entry | {"programs": "-"}):
            assert text.strip() or text == "", name
        assert not entry["title"].endswith("."), name
        for part in ("what", "why", "mend"):
            assert all(text.strip()[-1] in ".”’" for text in sentences(entry[part])), (name, part)
        assert entry.get("programs", "export") in book(language)["programs"], name


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from sentences(part)
    else:
        yield from (value["one"], value["other"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_told_is_one_that_the_check_gives(language: str) -> None:
    read = book(language)
    for name, entry in read["checks"].items():
        given = FIGURES[name] | {DERIVED[f] for f in FIGURES[name] if f in DERIVED}
        used = {place for text in leaves(entry) for place in PLACE.findall(text)}
        assert used <= given, name
        by = {choice["by"] for choice in choices(entry["what"]) if "by" in choice}
        assert by <= given, name


def choices(value: Any) -> Iterator[dict[str, str]]:
    yield from (
        part for part in (value if isinstance(value, list) else []) if isinstance(part, dict)
    )


def test_both_languages_tell_the_same() -> None:
    swedish, english = (book(language) for language in ("sv", "en"))
    assert shape(swedish) == shape(english)
    for name, entry in swedish["checks"].items():
        one = {place for text in leaves(entry) for place in PLACE.findall(text)}
        other = {p for text in leaves(english["checks"][name]) for p in PLACE.findall(text)}
        assert one == other, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*FIGURES])
def test_a_finding_without_figures_is_told(name: str, language: str) -> None:
    whole(told(finding(name), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", ["1", "3"])
@pytest.mark.parametrize("name", [*FIGURES])
def test_a_finding_with_all_its_figures_is_told(name: str, count: str, language: str) -> None:
    measured = dict.fromkeys(FIGURES[name] - {"case"}, "12.5")
    for figure in ("count", "texts", "shapes", "pictures", "pages"):
        measured |= {figure: count} if figure in measured else {}
    whole(told(finding(name, **measured), language))
    for case in book(language)["checks"][name].get("cases", {}):
        whole(told(finding(name, **{**measured, "case": case}), language))


def whole(said: Told) -> None:
    """Nothing is empty, nothing left to fill in, and nobody needs a printer's dictionary."""
    texts = (said.title, said.what, said.why, said.mend, *(steps for _, steps in said.programs))
    for text in texts:
        assert text
        assert "{" not in text
        assert "  " not in text
        assert not text[0].islower()
    for text in (said.title, said.what, said.why, said.mend):
        assert not JARGON.search(text), text
        assert len(text) <= 300, text


# --- worked examples ---------------------------------------------------------------------------


def test_a_coarse_picture_in_swedish() -> None:
    said = told(
        finding(
            "picture-too-coarse",
            ppi="96", least_ppi="150", good_ppi="225", width_mm="180.5", height_mm="120",
            pixels="682", wanted_pixels="1599", count="1",
        ),
        "sv",
    )  # fmt: skip
    assert said.title == "En bild har för låg upplösning"
    assert said.what.replace(SP, " ") == (
        "Bilden är 180,5 × 120 mm i annonsen och har 96 bildpunkter per tum. Minst 150 behövs, och "
        "225 är bra."
    )
    assert said.mend.replace(SP, " ").startswith(
        "Byt till originalbilden, minst 1599 bildpunkter bred (den här är 682)"
    )
    assert {name for name, _ in said.programs} == {"InDesign", "Illustrator", "Canva", "Word"}


def test_several_coarse_pictures_are_told_in_plural() -> None:
    measured = {
        "ppi": "96", "least_ppi": "150", "good_ppi": "225", "width_mm": "40", "height_mm": "20",
        "pixels": "151", "wanted_pixels": "355", "count": "3",
    }  # fmt: skip
    said = told(finding("picture-too-coarse", **measured), "en")
    assert said.what.startswith("3 pictures have too few pixels. The coarsest is")


def test_bleed_is_told_at_its_side_or_at_none() -> None:
    measured = {"bleed_mm": "1.5", "least_mm": "3", "wanted_mm": "5"}
    at_one = told(finding("bleed-missing", side="left", **measured), "sv").what
    assert f"men till vänster fortsätter den bara 1,5{SP}mm utanför" in at_one
    around = told(finding("bleed-missing", **measured), "sv").what
    assert f"men fortsätter bara 1,5{SP}mm utanför" in around
    none = told(finding("bleed-missing", **{**measured, "bleed_mm": "0", "case": "none"}), "sv")
    assert "den slutar precis vid kanten" in none.what
    assert f"fortsätta 5{SP}mm utanför kanten" in none.mend
    short = told(finding("bleed-short", side="top", **measured), "en").what
    assert short.startswith(f"At the top the ad extends 1.5{SP}mm")


def test_ink_that_was_not_measured_is_not_called_too_much() -> None:
    said = told(finding("ink-limit", "note", case="unmeasured"), "sv")
    assert said.title == "Färgmängden är inte mätt"
    assert said.programs == ()


def test_what_has_no_words_is_told_by_its_message() -> None:
    said = told(finding("of-tomorrow"), "sv")
    assert "in English" in said.what
    assert told(ProofFinding("of-tomorrow", "error"), "en").what == "Our check says ‘of-tomorrow’."


def test_an_unknown_language_is_told_in_english() -> None:
    assert told(finding("encrypted"), "fi") == told(finding("encrypted"), "en")


def test_large_numbers_are_grouped_and_versions_left_alone() -> None:
    said = told(finding("upload-pixels", width_px="30000", height_px="900"), "sv")
    assert "30000" not in said.what  # without most_megapixels the sentence does without figures
    measured = {"width_px": "30000", "height_px": "900", "most_megapixels": "100"}
    pixels = told(finding("upload-pixels", **measured), "sv").what
    assert f"30{SP}000{SP}×{SP}900" in pixels
    assert "30,000" in told(finding("upload-pixels", **measured), "en").what
    assert "PDF 2.0" in told(finding("pdf-version", version="2.0", newest="1.6"), "sv").what


def test_names_from_a_hostile_file_stay_short_and_on_one_line() -> None:
    name = "Lager\n\x1b[31m{wanted_mm}\u202e" + "x" * 5000
    said = told(finding("layer-hidden", count="1", names=name), "sv")
    assert len(said.what) < 200
    assert said.what.isprintable() or SP in said.what
    assert not {"\n", "\x1b", "\u202e"} & set(said.what)
    assert "{wanted_mm}" in said.what  # a name is never filled in


@pytest.mark.parametrize(
    ("severities", "swedish", "english"),
    [
        ((), "Annonsen kan tryckas som den är.", "The ad can be printed as it is."),
        (("note",), "Annonsen kan tryckas som den är.", "The ad can be printed as it is."),
        (
            ("warning", "note"),
            "Annonsen kan tryckas, men en sak kan bli bättre.",
            "The ad can be printed, but one thing could be better.",
        ),
        (
            ("warning", "warning"),
            "Annonsen kan tryckas, men 2 saker kan bli bättre.",
            "The ad can be printed, but 2 things could be better.",
        ),
        (
            ("error", "warning"),
            "Annonsen kan inte tryckas som den är. En sak behöver rättas.",
            "The ad can’t be printed as it is. One thing needs to be put right.",
        ),
        (
            ("error",) * 12,
            "Annonsen kan inte tryckas som den är. 12 saker behöver rättas.",
            "The ad can’t be printed as it is. 12 things need to be put right.",
        ),
    ],
)
def test_the_whole_in_a_sentence(severities: tuple[str, ...], swedish: str, english: str) -> None:
    findings = [finding("fine-text", severity) for severity in severities]
    assert summary(findings, "sv") == swedish
    assert summary(iter(findings), "en") == english
