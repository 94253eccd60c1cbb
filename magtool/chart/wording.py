"""What charts say in words: figures, "svarar ja", margins, and the text alternative."""

from __future__ import annotations

from dataclasses import dataclass

from magtool.edition import Chart, Survey, margin_of_error

NBSP = "\u00a0"
_UNSURE = frozenset(
    (
        *("vet ej", "vet inte", "ingen uppfattning", "ingen åsikt", "kan ej svara", "tveksam"),
        *("don't know", "don’t know", "no opinion"),
    )
)
_REST = frozenset(("övrigt", "annat", "annan", "inget av dessa", "other", "none of these"))


@dataclass(frozen=True, slots=True)
class _Phrases:
    comma: str
    answers: str
    points: str
    percent: str
    kinds: dict[str, str]
    sum_of: str
    greatest: str
    gap: str
    change: str
    to: str
    steps: str
    and_: str


_SWEDISH = _Phrases(
    comma=",",
    answers="svarar",
    points="procentenheter",
    percent="procent",
    kinds={
        "yes-no": "Stapel på 100 procent",
        "single": "Liggande staplar",
        "likert": "Delade staplar på 100 procent",
        "ranked": "Liggande staplar i fallande ordning",
        "groups": "Parvisa staplar",
        "trend": "Linjediagram",
    },
    sum_of="Högst summa av",
    greatest="Störst",
    gap="Störst skillnad",
    change="Störst förändring",
    to="till",
    steps="andelar i ordningen",
    and_="och",
)
_ENGLISH = _Phrases(
    comma=".",
    answers="answer",
    points="percentage points",
    percent="percent",
    kinds={
        "yes-no": "Bar of 100 percent",
        "single": "Horizontal bars",
        "likert": "Divided bars of 100 percent",
        "ranked": "Horizontal bars in falling order",
        "groups": "Paired bars",
        "trend": "Line chart",
    },
    sum_of="Highest sum of",
    greatest="Greatest",
    gap="Greatest difference",
    change="Greatest change",
    to="to",
    steps="shares in the order",
    and_="and",
)


def _phrases(language: str) -> _Phrases:
    return _SWEDISH if language.split("-")[0] == "sv" else _ENGLISH


def is_unsure(label: str) -> bool:
    """Whether the answer is a don't-know: grey and last."""
    return label.strip().casefold() in _UNSURE


def is_rest(label: str) -> bool:
    """Whether the row gathers what is left ("Övrigt", "Annat", "Vet ej"): always last."""
    name = label.strip().casefold()
    return name in _REST or name in _UNSURE or name.startswith("övrigt")


def figure(value: float, language: str) -> str:
    """A share as printed: at most two decimals, none where there are none."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return (text if text != "-0" else "0").replace(".", _phrases(language).comma)


def count(answers: int) -> str:
    """A number of answers, thousands apart: "1 140"."""
    return f"{answers:,}".replace(",", NBSP)


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence: small first letter, but for an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def claim(label: str, language: str) -> str:
    """What the big figure counts: "svarar ja"."""
    return f"{_phrases(language).answers} {in_sentence(label)}"


def margin(share: float, answers: int, language: str) -> str:
    """The share's 95 % margin, "± 3,6 procentenheter", or "" when n isn't told."""
    if answers <= 0:
        return ""
    points = f"{margin_of_error(share, answers):.1f}".replace(".", _phrases(language).comma)
    return f"±{NBSP}{points} {_phrases(language).points}"


def answers_behind(chart: Chart, survey: Survey | None) -> int:
    """n of the chart as a whole: its own base if it has one, otherwise the survey's."""
    if chart.bases and len(set(chart.bases)) == 1:
        return chart.bases[0]
    return survey.answers if survey and not chart.bases else 0


def with_base(label: str, chart: Chart, index: int, wanted: int) -> str:
    """The label with its n, where the chart tells one base for each of ``wanted`` labels."""
    if len(chart.bases) != wanted or not chart.bases[index]:
        return label
    return f"{label} (n{NBSP}={NBSP}{count(chart.bases[index])})"


def good_half(columns: tuple[str, ...]) -> int:
    """How many of a scale's steps are its good end; a middle step and don't-knows are none."""
    return sum(not is_unsure(column) for column in columns) // 2


def alt_text(chart: Chart, survey: Survey | None, language: str) -> str:
    """What the chart shows to one who can't see it: its kind, all its data, and the point."""
    say = _phrases(language)
    title = f"{say.kinds[chart.kind]}: {_ended(chart.header or chart.question)}"
    return " ".join(
        part for part in (title, _data(chart, language), _point(chart, survey, language)) if part
    )


def _data(chart: Chart, language: str) -> str:
    say = _phrases(language)
    if chart.kind in ("yes-no", "single", "ranked"):
        shares = [
            f"{label} {figure(row[0], language)}"
            for label, row in zip(chart.labels, chart.values, strict=True)
        ]
        return f"{', '.join(shares)} {say.percent}." if shares else ""
    if chart.kind == "likert":
        steps = ", ".join(map(in_sentence, chart.columns))
        head = f"{say.percent.capitalize()}, {say.steps} {steps}. "
        rows = [
            f"{label} {', '.join(figure(value, language) for value in row)}"
            for label, row in zip(chart.labels, chart.values, strict=True)
        ]
    else:
        head = f"{say.percent.capitalize()}. "
        rows = [
            f"{label}: "
            + ", ".join(
                f"{column} {figure(value, language)}"
                for column, value in zip(chart.columns, row, strict=True)
            )
            for label, row in zip(chart.labels, chart.values, strict=True)
        ]
    return head + "; ".join(rows) + "."


def _point(chart: Chart, survey: Survey | None, language: str) -> str:
    say = _phrases(language)
    if not chart.labels:
        return ""
    rows = sorted(zip(chart.labels, chart.values, strict=True), key=lambda each: is_unsure(each[0]))
    match chart.kind:
        case "yes-no":
            label, (share, *_) = rows[0]
            off = margin(share, answers_behind(chart, survey), language)
            said = f"{figure(share, language)} {say.percent} {claim(label, language)}"
            return f"{said}{', ' + off if off else ''}."
        case "likert":
            half = good_half(chart.columns)
            steps = f" {say.and_} ".join(map(in_sentence, chart.columns[:half]))
            label, row = max(rows, key=lambda each: sum(each[1][:half]))
            return (
                f"{say.sum_of} {steps}: {label}, {figure(sum(row[:half]), language)} {say.percent}."
            )
        case "groups":
            label, row = max(rows, key=lambda each: max(each[1]) - min(each[1]))
            return f"{say.gap}: {label}, {figure(max(row) - min(row), language)} {say.points}."
        case "trend":
            label, row = max(rows, key=lambda each: abs(each[1][-1] - each[1][0]))
            span = f"{figure(row[0], language)} {say.to} {figure(row[-1], language)}"
            return f"{say.change}: {label}, {span} {say.percent}."
    named = [row for row in rows if not is_rest(row[0])] or rows
    label, (share, *_) = max(named, key=lambda each: each[1][0])
    return f"{say.greatest}: {label}, {figure(share, language)} {say.percent}."


def _ended(text: str) -> str:
    return text if text[-1:] in ("?", "!", ".", "…") else f"{text}."
