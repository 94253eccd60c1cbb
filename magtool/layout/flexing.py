"""Movable lines: every setting of them, and their extremes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import floor

from magtool.layout.design import FlexModel
from magtool.layout.expressions import evaluate
from magtool.layout.flowing import slack_cost


def flex_settings(
    flex: Mapping[str, FlexModel], values: Mapping[str, float]
) -> list[tuple[float, dict[str, float]]]:
    """Every combination of the movable lines with what it costs, cheapest first.

    Bounds may name lines that ``values`` knows. Without movable lines: one free setting.
    """
    ranges = [list(_lines(model, values)) for model in flex.values()]
    settings = [
        (
            sum(cost for cost, _ in combination),
            {name: line for name, (_, line) in zip(flex, combination, strict=True)},
        )
        for combination in product(*ranges)
    ]
    return sorted(settings, key=lambda setting: setting[0])


def flex_extremes(
    flex: Mapping[str, FlexModel], values: Mapping[str, float]
) -> Iterator[dict[str, float]]:
    """The movable lines at their lowest and highest, in every combination; nothing when one of
    them has nowhere to stand."""
    ranges = []
    for name, model in flex.items():
        lines = [line for _, line in _lines(model, values)]
        if not lines:
            return
        ranges.append([(name, lines[0]), (name, lines[-1])])
    for combination in product(*ranges):
        yield dict(combination)


def _lines(flex: FlexModel, values: Mapping[str, float]) -> Iterator[tuple[float, float]]:
    best = evaluate(flex.best, values)
    low, high = evaluate(flex.low, values), evaluate(flex.high, values)
    line = low
    while line <= high + 0.01:
        yield flex.cost * abs(line - best), float(floor(line))
        line += flex.step


def between(corners: Sequence[tuple[Mapping[str, float], float]], at: Mapping[str, float]) -> float:
    """What lies at a setting between its known extremes, every line counting in proportion."""
    total = weights = 0.0
    for corner, height in corners:
        weight = 1.0
        for name, value in at.items():
            ends = [known[name] for known, _ in corners]
            low, high = min(ends), max(ends)
            share = (value - low) / (high - low) if high > low else 0.5
            weight *= share if corner[name] == high else 1.0 - share
        total += weight * height
        weights += weight
    return total / weights if weights else 0.0


def misfit(low: float, high: float) -> float:
    """About what it costs that text can be ``low`` to ``high`` lines short of its room: nothing
    where it can be just right."""
    if high < 0:
        return 8.0 * -high
    return slack_cost(low) if low > 0 else 0.0
