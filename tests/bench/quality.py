"""``python -m tests.bench.quality``: how well issues are set, measured on their PDFs.

The measuring is done by a typometer, a program of its own that stands outside this project:
``typometer.py PDF… --json OUT``. Here its figures are held against what is aimed at.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import yaml

from .. import real_issue
from .issues import ISSUES, PROJECT, REAL, SAMPLE, make_project
from .peers import PEERS
from .runs import Failed, magtool, run
from .targets import table

TYPOMETER = PROJECT.parent / "shared" / "tools" / "typometer.py"
_SHOWN = ("plain", "hard", "four")
_NARROW = 3
"""Grid columns of a text column of 43 mm."""


def measured(typometer: Path, pdf: Path) -> Mapping[str, Any]:
    """The typometer's figures of one PDF. Raises `Failed` when it finds no columns."""
    report = pdf.with_suffix(".typometer")
    run([sys.executable, str(typometer), str(pdf), "--json", str(report)])
    figures: Mapping[str, Any] = json.loads(report.read_text("utf-8"))
    return figures


def pdfs(root: Path, source: Path, *, peers: bool) -> Iterator[tuple[str, Path | str]]:
    """Every issue set, by name: its PDF, or why there is none."""
    copies = make_project(source, root)
    for issue in ISSUES:
        if issue.slug not in _SHOWN:
            continue
        yield issue.slug, _built(root / "issues" / issue.slug, root)
        for peer in PEERS if peers else ():
            out = root / f"{peer.package}-{issue.slug}.pdf"
            command = peer.prepare(copies[issue.slug], issue.look, root / "fonts", out)
            yield f"{issue.slug}, {peer.name}", peer.missing or _made(command, out)
    for name, issue in (("sample issue", SAMPLE), ("real issue", _real(root / "real"))):
        whole = _built(issue, root) if isinstance(issue, Path) else issue
        yield name, whole
        if isinstance(issue, Path) and isinstance(whole, Path):
            wide, narrow = _parted(issue, whole)
            yield "  without 43 mm", wide
            yield "  43 mm alone", narrow


def _built(issue: Path, root: Path) -> Path | str:
    out = root / "pdf"
    return _made(magtool("build", str(issue), "--out", str(out)), out / f"{issue.name}.pdf")


def _made(command: Sequence[str], out: Path) -> Path | str:
    try:
        run(command)
    except Failed as fault:
        return str(fault)
    return out


def _real(root: Path) -> Path | str:
    """The issue that the tests make of real manuscripts; these stand outside the project."""
    if not REAL.is_dir():
        return "its manuscripts are not here"
    real_issue.make_project(root)
    return root / "issues" / real_issue.SLUG


def _parted(issue: Path, pdf: Path) -> tuple[Path, Path]:
    """The pages without and with columns of 43 mm, as files of their own."""
    told = subprocess.run(magtool("plan", str(issue), "--json"), capture_output=True, check=True)
    narrow = set()
    for page in json.loads(told.stdout)["pages"]:
        templates = {item["template"] for item in page["items"]}
        if any(_is_narrow(issue.parent.parent, template) for template in templates):
            narrow.add(page["number"])
    made = []
    for wanted in (False, True):
        with pikepdf.open(pdf) as opened:
            for index in reversed(range(len(opened.pages))):
                if (index + 1 in narrow) is not wanted:
                    del opened.pages[index]
            out = pdf.with_name(f"{pdf.stem}-{'narrow' if wanted else 'wide'}.pdf")
            opened.save(out)
        made.append(out)
    return made[0], made[1]


def _is_narrow(project: Path, template: str) -> bool:
    path = project / "layouts" / "trade" / "templates" / f"{template}.yaml"
    if not path.is_file():
        return False
    zones = yaml.safe_load(path.read_text("utf-8")).get("zones", {})
    return any(zone.get("text_columns") == _NARROW for zone in zones.values())


def main() -> None:
    """Builds, measures, and prints the table."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.quality", description=__doc__)
    asked.add_argument("--typometer", type=Path, default=TYPOMETER, metavar="PATH")
    asked.add_argument("--peers", action="store_true", help="Typst and Platypus too")
    asked.add_argument("--keep", type=Path, metavar="FOLDER", help="put the PDFs there")
    what = "manuscripts to take the copy from; the sample issue's if there are none"
    asked.add_argument("--copy", type=Path, default=REAL, metavar="FOLDER", help=what)
    options = asked.parse_args()
    if not options.typometer.is_file():
        asked.error(f"there is no typometer at {options.typometer}")
    rows: list[tuple[str, Mapping[str, Any] | str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, pdf in pdfs(Path(folder) / "bench", options.copy, peers=options.peers):
            if isinstance(pdf, Path) and options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(pdf, options.keep)
            rows.append((name, measured(options.typometer, pdf) if isinstance(pdf, Path) else pdf))
    print(table(rows))


if __name__ == "__main__":
    main()
