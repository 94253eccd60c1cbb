"""The sheets' own words in the advertiser's language, and numbers and dates as it writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("sv", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by key. ``language`` is "sv" or "en"."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, /, **values: object) -> str:
        """The sentence with its values; KeyError for an unknown key is a fault of the program."""
        return self.texts[key].format(**values)

    def mm(self, width: float, height: float) -> str:
        """A size in millimetres, whole where it is whole."""
        return f"{self.number(width)} × {self.number(height)} mm"

    def number(self, value: float) -> str:
        """With one decimal where there is one, and the language's own decimal sign."""
        shown = f"{value:.1f}".removesuffix(".0")
        return shown if self.language == "en" else shown.replace(".", ",")

    def moment(self, iso: str) -> str:
        """A date, with its time where one is told: "22 november 2026 kl. 8.15"."""
        try:
            at = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        day = self.say("day", day=at.day, month=self.say(f"month-{at.month}"), year=at.year)
        if "T" not in iso and " " not in iso:
            return day
        return self.say("moment", day=day, hour=at.hour, minute=f"{at.minute:02}")


@cache
def words_for(language: str) -> Words:
    """The words in that language; English for one that is not there."""
    chosen = language if language in LANGUAGES else "en"
    text = files("magtool.sheets").joinpath("languages", f"{chosen}.yaml").read_text("utf-8")
    return Words(chosen, yaml.safe_load(text))
