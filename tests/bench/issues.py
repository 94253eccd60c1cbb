"""Issues of nothing but text, and the designs they are set in.

``python -m tests.bench.issues REAL OUT`` writes a project below OUT from the manuscripts in
REAL; where there are none, the sample issue's stories are taken instead.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .looks import FOUR, GRID_COLUMNS, GUTTER_MM, HARD, HEAD_LINES, LINES, LOOKS, PLAIN, Look
from .manuscripts import PAGES, Room, Tale, manuscript, tales

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = PROJECT / "issues" / "2027-03"
REAL = PROJECT.parent / "shared" / "real-issue" / "articles"
"""Manuscripts that stand outside the project; most clones have none."""

_HIGHEST_FOOT = 36
"""A story's last page may end as high as this line."""
_LETTERS_A_WORD = 6.6


@dataclass(frozen=True, slots=True)
class BenchIssue:
    """One issue: its slug, its design, and how many times fifteen pages it has."""

    slug: str
    look: Look
    rounds: int = 1

    @property
    def pages(self) -> int:
        return self.rounds * sum(PAGES)


ISSUES = (
    BenchIssue("plain", PLAIN),
    BenchIssue("hard", HARD),
    BenchIssue("four", FOUR),
    BenchIssue("plain-75", PLAIN, rounds=5),
)


def make_project(source: Path, root: Path) -> dict[str, tuple[Tale, ...]]:
    """A project below ``root`` with every bench issue in it; their stories by slug.

    ``source`` is a folder of manuscripts; without any there, the sample issue's are taken.
    """
    folder = source if any(source.glob("*.md")) else SAMPLE / "articles"
    shutil.copytree(PROJECT / "fonts", root / "fonts")
    for look in LOOKS.values():
        _write_design(look, root / "layouts" / look.name)
    made = {}
    for issue in ISSUES:
        copy = made[issue.slug] = tales(folder, _room(issue.look), issue.rounds)
        _write_issue(issue, copy, root / "issues" / issue.slug)
    return made


def _room(look: Look) -> Room:
    return Room(look.columns * LINES, look.columns * HEAD_LINES, look.line_characters)


def _write_design(look: Look, folder: Path) -> None:
    """The trade design with another grid, other subheads, and templates for text alone."""
    design = yaml.safe_load((PROJECT / "layouts/trade/layout.yaml").read_text("utf-8"))
    design["grid"] |= {"left_mm": look.left_mm, "unit_mm": look.unit_mm, "gutter_mm": GUTTER_MM}
    design["styles"]["subhead"] |= look.subhead_style
    _write_yaml(folder / "layout.yaml", design)
    for pages in sorted(set(PAGES)):
        _write_yaml(folder / f"templates/text-{pages}.yaml", _template(look, pages))


def _template(look: Look, pages: int) -> dict[str, Any]:
    """A story alone on so many pages. Where it ends, all columns end at one height."""
    page_words = look.columns * LINES * look.line_characters / _LETTERS_A_WORD
    bodies: list[dict[str, Any]] = [
        {"page": number, "columns": f"1-{GRID_COLUMNS}"} for number in range(1, pages + 1)
    ]
    bodies[0]["top"] = HEAD_LINES + 1
    bodies[-1]["foot"] = "foot"
    zone = {
        "takes": {"words": f"{page_words * (pages - 0.7):.0f}-{page_words * (pages + 0.3):.0f}"},
        "text_columns": GRID_COLUMNS // look.columns,
        "opening": "none",
        "flex": {"foot": {"best": LINES, "low": _HIGHEST_FOOT, "high": LINES, "cost": 0.3}},
        "place": [{"head": "H3", "columns": f"1-{GRID_COLUMNS}", "top": 1, "max_lines": 2}],
        "body": bodies,
    }
    return {"title": f"Nothing but text, {pages} p.", "pages": pages, "zones": {"main": zone}}


def _write_issue(issue: BenchIssue, copy: tuple[Tale, ...], folder: Path) -> None:
    manifest = {
        "magtool": 1,
        "title": "Provtryck",
        "number": 1,
        "date": "2027-03",
        "language": "sv",
        "layout": issue.look.name,
        "publisher": {"name": "Provförlaget"},
        "pages": {"multiple_of": issue.pages, "max": issue.pages},
        "stories": [tale.slug for tale in copy],
    }
    _write_yaml(folder / "issue.yaml", manifest)
    (folder / "articles").mkdir()
    for tale in copy:
        (folder / f"articles/{tale.slug}.md").write_text(manuscript(tale), "utf-8")


def _write_yaml(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def main() -> None:
    """Writes the project and tells what is in it."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.issues", description=__doc__)
    asked.add_argument("real", type=Path, metavar="REAL", help="folder of manuscripts")
    asked.add_argument("out", type=Path, metavar="OUT", help="folder to make")
    options = asked.parse_args()
    for slug, copy in make_project(options.real, options.out).items():
        words = sum(tale.words for tale in copy)
        print(f"{options.out / 'issues' / slug}: {len(copy)} stories, {words} words")


if __name__ == "__main__":
    main()
