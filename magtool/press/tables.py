"""A chart's figures as a table that comes with the edition."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from magtool.chart import alt_text
from magtool.edition import Chart, Survey
from magtool.press.facts import Attachment

_HEADER = ("question", "kind", "label", "column", "percent", "base")


def chart_table(chart: Chart, survey: Survey | None, language: str) -> Attachment:
    """The chart's figures as CSV (RFC 4180, UTF-8): a header row, then a row for each figure.

    ``label`` is the answer or statement, ``column`` the step, group or time where there are
    any, ``percent`` the share as the survey has it, and ``base`` the answers behind it, empty
    when that isn't told. It belongs to the figure that shows the chart.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_HEADER)
    question = chart.question or chart.header
    for label, column, value, base in _figures(chart, survey):
        writer.writerow((question, chart.kind, label, column, f"{value:g}", base or ""))
    return Attachment(
        name=f"{chart.id}.csv",
        description=chart.header or chart.question,
        media_type="text/csv",
        data=target.getvalue().encode(),
        alt=alt_text(chart, survey, language),
    )


def _figures(chart: Chart, survey: Survey | None) -> Iterator[tuple[str, str, float, int]]:
    """Label, column, share and base of every figure, row by row."""
    common = 0 if chart.bases or survey is None else survey.answers
    named_columns = chart.kind in ("groups", "trend")
    by_column = named_columns and len(chart.bases) == len(chart.columns)
    for row, (label, values) in enumerate(zip(chart.labels, chart.values, strict=True)):
        columns = chart.columns or ("",) * len(values)
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            at = place if by_column else row
            base = chart.bases[at] if at < len(chart.bases) else common
            yield label, column, value, base
