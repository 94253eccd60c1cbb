"""Movable lines: every setting of them, and their extremes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import floor

from magtool.layout.design import FlexModel
from magtool.layout.expressions import evaluate


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
    """The movable lines at their lowest and highest, in every combination."""
    ranges = []
    for name, model in flex.items():
        lines = [line for _, line in _lines(model, values)]
        if lines:
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
