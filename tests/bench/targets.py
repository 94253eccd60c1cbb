"""What good typesetting measures, and issues' figures held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A figure and what is aimed at: ``most`` at most, or ``least`` at least.

    ``keys`` are the typometer's; with several their sum counts. A figure it does not give is
    one that the pages have no case of.
    """

    name: str
    keys: tuple[str, ...]
    most: float = float("inf")
    least: float = float("-inf")
    places: int = 0

    def figure(self, measured: Mapping[str, Any]) -> float | None:
        found = [measured[key] for key in self.keys if measured[key] is not None]
        return sum(found) if found else None

    def cell(self, measured: Mapping[str, Any]) -> str:
        """The figure, with a star where it misses its target."""
        value = self.figure(measured)
        if value is None:
            return "– "
        value = round(value, 3)
        return f"{value:.{self.places}f}" + (" " if self.least <= value <= self.most else "*")

    @property
    def aim(self) -> str:
        limit = self.most if self.least == float("-inf") else self.least
        return f"{limit:.{self.places}f} "


TARGETS = (
    Target("space", ("space_mean",), most=1.10, places=2),
    Target("sd", ("space_sd",), most=0.20, places=3),
    Target("p95", ("space_p95",), most=1.45, places=2),
    Target(">1.5 %", ("loose15_pct",), most=3.0, places=1),
    Target("<0.8 %", ("tight08_pct",), most=1.0, places=1),
    Target("hyph %", ("hyphen_pct",), most=33.0, places=1),
    Target("ladder", ("ladder_max",), most=3),
    Target("rivers", ("rivers4",), most=1),
    Target("runts %", ("runts_pct",), most=4.0, places=1),
    Target("W+O+H", ("widows", "orphans", "heading_at_foot"), most=0),
    Target("overfull", ("overfull",), most=0),
    Target("feet", ("foot_diff_full_max",), most=0, places=1),
    Target("ends", ("foot_diff_end_max",), most=1, places=1),
    Target("grid %", ("on_grid_pct",), least=100.0, places=1),
)


def table(rows: Sequence[tuple[str, Mapping[str, Any] | str]]) -> str:
    """A line for each issue under the targets; a star marks what misses its own."""
    width = max(len(name) for name, _ in rows) + 2
    heads = [f"{target.name:>9}" for target in TARGETS]
    aims = [f"{target.aim:>9}" for target in TARGETS]
    lines = [" " * width + "".join(heads), f"{'target':<{width}}" + "".join(aims)]
    for name, figures in rows:
        if isinstance(figures, str):
            lines.append(f"{name:<{width}}  skipped: {figures}")
        else:
            cells = "".join(f"{target.cell(figures):>9}" for target in TARGETS)
            lines.append(f"{name:<{width}}{cells}")
    return "\n".join(lines)
