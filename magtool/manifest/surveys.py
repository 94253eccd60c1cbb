"""Survey files to surveys and charts, their figures checked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from magtool.diagnostics import Checked, Diagnostic, Severity, Source, Span, in_order, nearest
from magtool.edition import Chart, Survey
from magtool.manifest.models import ChartModel, SurveyModel
from magtool.nodes import read_yaml

ROUNDING = 1.0
"""Percentage points by which a sum may miss 100: rounding of each share, as printed."""

_COLUMN_KEYS = {"likert": "scale", "groups": "groups", "trend": "times"}


def read_survey(source: Source) -> Checked[Survey | None]:
    """The survey in one file; its id is the file's name. None when nothing could be made."""
    read = read_yaml(SurveyModel, source)
    found = list(read.diagnostics)
    model = read.value.model
    if model is None:
        return Checked(None, in_order(found))
    ident = PurePosixPath(source.path).stem
    charts: list[Chart] = []
    seen: dict[str, Span | None] = {}
    for chart in model.charts:
        if chart.id in seen and chart.id:
            message = f"there is a chart ‘{chart.id}’ in this survey already"
            hints = ("give each chart a name of its own",)
            span = chart.at("id")
            found.append(Diagnostic("duplicate-id", Severity.ERROR, message, span, hints))
        seen[chart.id] = chart.at("id")
        if not _is_damaged(chart, read.diagnostics):
            found += _check_chart(chart)
        charts.append(_chart(chart, ident))
    survey = Survey(
        id=ident,
        by=model.by,
        title=model.title,
        population=model.population,
        selection=model.selection,
        dates=model.dates,
        answers=model.n,
        margin=model.margin,
        note=model.note,
        charts=tuple(charts),
        place=model.at(),
    )
    return Checked(survey, in_order(found))


def _is_damaged(model: ChartModel, told: Iterable[Diagnostic]) -> bool:
    """Whether parts of the chart were left out for a fault; figures then can't be judged."""
    if model.node is None:
        return False
    within = model.node.span
    starts = (d.span.start for d in told if d.span and d.severity is Severity.ERROR)
    return any(within.start <= start < within.end for start in starts)


def _chart(model: ChartModel, survey: str) -> Chart:
    rows = tuple(tuple(v) if isinstance(v, list) else (v,) for v in model.values.values())
    labels = tuple(model.values)
    bases: tuple[int, ...] = ()
    if isinstance(model.groups, dict):
        bases = tuple(model.groups.values())
    elif model.base:
        named = labels if model.kind != "trend" else _columns(model)
        bases = tuple(model.base.get(name, 0) for name in named)
    return Chart(
        id=model.id,
        header=model.header,
        question=model.question,
        kind=model.kind,
        answer=model.answer,
        labels=labels,
        values=rows,
        columns=_columns(model),
        bases=bases,
        highlight=tuple(model.highlight),
        note=model.note,
        survey=survey,
        place=model.at(),
    )


def _columns(model: ChartModel) -> tuple[str, ...]:
    match model.kind:
        case "likert":
            return tuple(model.scale)
        case "groups":
            return tuple(model.groups)
        case "trend":
            return tuple(model.times)
        case _:
            return ()


def _check_chart(model: ChartModel) -> Iterable[Diagnostic]:
    if not model.values:
        yield _error(model, "no-values", "the chart has no values", "values")
        return
    yield from _check_columns(model)
    for label, value in model.values.items():
        yield from _check_row(model, label, value)
    # With a base of its own each share is of another whole, and no sum means anything.
    if model.kind in ("yes-no", "single") and model.answer == "single" and not model.base:
        shares = [v for v in model.values.values() if not isinstance(v, list)]
        if len(shares) == len(model.values):
            yield from _check_sum(model, shares, "values")
    named = tuple(model.values)
    for i, label in enumerate(model.highlight):
        yield from _check_label(model, label, named, "highlight", i)
    rows_or_columns = named if model.kind != "trend" else _columns(model)
    for label in model.base:
        yield from _check_label(model, label, rows_or_columns, "base", label)


def _check_columns(model: ChartModel) -> Iterable[Diagnostic]:
    wanted = _COLUMN_KEYS.get(model.kind)
    for kind, key in _COLUMN_KEYS.items():
        given = getattr(model, key)
        if key == wanted and not given:
            message = f"a {kind} chart needs ‘{key}’"
            yield _error(model, "missing-key", message, "kind", hint=f"add `{key}: [ … ]`")
        elif key != wanted and given:
            message = f"‘{key}’ goes with {kind} charts; this one is {model.kind}"
            hint = f"take it away, or write `kind: {kind}`"
            yield _error(model, "misplaced-key", message, key, hint=hint)


def _check_row(model: ChartModel, label: str, value: float | list[float]) -> Iterable[Diagnostic]:
    shares = value if isinstance(value, list) else [value]
    key = _COLUMN_KEYS.get(model.kind)
    if key is None and isinstance(value, list):
        message = f"a {model.kind} chart has one figure for each answer"
        yield _error(model, "chart-row", message, "values", label, hint="write one number")
    wanted = len(_columns(model))
    if key is not None and wanted and len(shares) != wanted:
        message = f"{len(shares)} figures stand here, but ‘{key}’ has {wanted}"
        hint = "write one figure for each of: " + ", ".join(_columns(model))
        yield _error(model, "chart-row", message, "values", label, hint=hint)
    for i, share in enumerate(shares):
        if not 0 <= share <= 100:
            steps = ("values", label, i) if isinstance(value, list) else ("values", label)
            message = f"{share:g} is no percentage"
            yield _error(model, "percent-range", message, *steps, hint="shares are 0 to 100")
    if model.kind == "likert" and isinstance(value, list) and len(shares) == wanted:
        yield from _check_sum(model, shares, "values", label)


def _check_sum(model: ChartModel, shares: list[float], *path: str) -> Iterable[Diagnostic]:
    total = sum(shares)
    # A hair more than a point, for 33.3 + 33.3 + 33.4 in binary.
    if abs(total - 100) > ROUNDING + 1e-6:
        hint = "correct a figure; if several answers were allowed, write `answer: multiple`"
        if model.kind == "likert":
            hint = "correct a figure: each row of a likert chart is 100 percent"
        message = f"the shares sum to {total:g} percent, not 100"
        yield _error(model, "percent-sum", message, *path, hint=hint)


def _check_label(
    model: ChartModel, label: str, known: tuple[str, ...], *path: str | int
) -> Iterable[Diagnostic]:
    if label not in known:
        close = nearest(label, known)
        hint = f"did you mean ‘{close}’?" if close else "known here: " + ", ".join(known)
        message = f"the chart has no ‘{label}’"
        yield _error(model, "unknown-label", message, *path, hint=hint)


def _error(
    model: ChartModel, code: str, message: str, *path: str | int, hint: str = ""
) -> Diagnostic:
    hints = (hint,) if hint else ("write `answer: percent` lines under `values:`",)
    return Diagnostic(code, Severity.ERROR, message, model.at(*path), hints)
