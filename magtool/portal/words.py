"""The site's words: what is said, in the visitor's language, with its plurals, days and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

LANGUAGES = ("sv", "en")
"""Swedish first: it is also what someone gets who asks for neither."""


@dataclass(frozen=True, slots=True)
class Words:
    """Every sentence of one language by its key: ``words("pins.heading", n=2)``.

    Where an entry has ``one`` and ``other``, ``n`` chooses. A key that is missing is a bug, and
    raises. ``zone`` is where the clock hangs that times are told by, None for the computer's own.
    """

    language: str
    table: Mapping[str, str]
    zone: tzinfo | None = None

    def __call__(self, key: str, /, **values: object) -> str:
        if key not in self.table:
            key += ".one" if values.get("n") == 1 else ".other"
        return self.table[key].format(**values) if values else self.table[key]

    def number(self, value: float, decimals: int = 0) -> str:
        """A figure with the language's own decimal sign, and no zeros that say nothing."""
        text = f"{value:.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", self.table["decimal"]).replace("-", "−")

    def megabytes(self, size: int) -> str:
        """A file's size as people read it."""
        if size < 1_000_000:
            return f"{max(1, round(size / 1000))} kB"
        return f"{self.number(size / 1_000_000, 1)} MB"

    def day(self, moment: datetime) -> str:
        """ "torsdag 18 februari"."""
        here = moment.astimezone(self.zone)
        return self(
            "day", weekday=self.table[f"weekdays.{here.weekday()}"],
            day=here.day, month=self.table[f"months.{here.month - 1}"],
        )  # fmt: skip

    def moment(self, moment: datetime) -> str:
        """The day and the clock."""
        here = moment.astimezone(self.zone)
        return self("moment", day=self.day(moment), clock=self._clock(here))

    def dated(self, moment: datetime) -> str:
        """The day with its year, and the clock: what is kept for good."""
        here = moment.astimezone(self.zone)
        return self("dated", day=self.day(moment), year=here.year, clock=self._clock(here))

    def short(self, moment: datetime) -> str:
        """The day and the clock where room is scarce: "18 feb. 17.00"."""
        here = moment.astimezone(self.zone)
        month = self.table[f"months_short.{here.month - 1}"]
        text = self("short", day=here.day, month=month, clock=self._clock(here))
        return text.replace(" ", "\u00a0")

    def local(self, moment: datetime) -> str:
        """As a form's field of date and time takes it: "2027-02-18T17:00"."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def date(self, text: str) -> str:
        """An issue's date, "2027-03" or "2027-03-18", in words."""
        parts = text.split("-")
        if len(parts) < 2 or not all(part.isdigit() for part in parts):
            return text
        month = self.table.get(f"months.{int(parts[1]) - 1}", parts[1])
        day = f"{int(parts[2])} " if len(parts) > 2 else ""
        return f"{day}{month} {parts[0]}"

    def _clock(self, here: datetime) -> str:
        return f"{here.hour:02d}{self.table['clock_sign']}{here.minute:02d}"


def words_of(language: str, zone: tzinfo | None = None) -> Words:
    """The words of a language by its code; Swedish where it is none of ours."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    return Words(known, _table(known), zone)


@cache
def _table(language: str) -> Mapping[str, str]:
    place = files("magtool.portal").joinpath("languages", f"{language}.yaml")
    # Scalars stay text: "no" is a word here.
    tree = yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return MappingProxyType(dict(_leaves("", tree)))


def _leaves(path: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
        return
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        yield from _leaves(f"{path}.{key}" if path else str(key), value)
