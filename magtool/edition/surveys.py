"""Surveys and the charts that quote them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from magtool.diagnostics import Span

CHART_KINDS = ("yes-no", "single", "likert", "ranked", "groups", "trend")


@dataclass(frozen=True, slots=True)
class Chart:
    """One question and its answers, in percent.

    ``labels`` are the rows (answers, statements, series), ``values`` one tuple per row:
    a single share for yes-no, single and ranked; one per step of ``columns`` for likert; one
    per group for groups; one per time for trend. ``columns`` are the scale's steps, the
    groups or the times. ``bases`` are the answers behind each column or row (0 = not told).
    ``highlight`` names the rows that the story speaks of.
    """

    id: str
    header: str
    question: str
    kind: str
    answer: str
    labels: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    columns: tuple[str, ...] = ()
    bases: tuple[int, ...] = ()
    highlight: tuple[str, ...] = ()
    note: str = ""
    survey: str = ""
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """Asked once, quoted by many charts. ``answers`` is n; 0 when not told."""

    id: str
    by: str = ""
    title: str = ""
    population: str = ""
    selection: str = ""
    dates: str = ""
    answers: int = 0
    margin: str = ""
    note: str = ""
    charts: tuple[Chart, ...] = ()
    place: Span | None = None


def margin_of_error(share: float, answers: int) -> float:
    """Half the width of the 95 % interval of a share, in percentage points.

    1.96·√(p(1−p)/n), the normal approximation (Cochran 1977, §3.6). ``share`` in percent.
    """
    if answers <= 0:
        raise ValueError("a margin needs the number of answers")
    p = share / 100.0
    return 196.0 * sqrt(p * (1.0 - p) / answers)
