"""``magtool new``: a starter issue, or last issue's frame without its content."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from magtool import starter
from magtool.cli.outcome import Outcome, Refusal
from magtool.cli.progress import ProgressLine
from magtool.cli.project import MANIFEST, as_typed, find_project, open_issue
from magtool.diagnostics import Source, decode
from magtool.nodes import compose

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-\d{2})?")


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Makes the folder, all of it or nothing."""
    target = Path(options.path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(
            "folder-in-use", f"‘{options.path}’ is there already", "give another name, or move it"
        )
    root = find_project(_nearest_folder(target))
    date = target.name if _DATE.fullmatch(target.name) else f"{datetime.date.today():%Y-%m}"
    if options.last:
        last = open_issue(options.last)
        files = starter.framed(_manifest(last.root / last.folder), date)
    else:
        files = _fresh(root, target, date)
    try:
        _write(target, files)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal("cannot-write", f"‘{options.path}’ can’t be made: {reason}") from error
    made = sorted(files)
    text = f"{as_typed(target)}: {', '.join(name for name in made if name[0] != '.')}\n"
    text += f"next: write in {as_typed(target)}, then `magtool check {as_typed(target)}`\n"
    return Outcome({"issue": as_typed(target), "created": made}, text)


def _nearest_folder(path: Path) -> Path:
    """The folder itself or the first above it that is there."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _fresh(root: Path, target: Path, date: str) -> dict[str, bytes]:
    """A starter that goes on from the latest issue before it, as far as number and title."""
    designs = sorted(path.parent.name for path in root.glob("layouts/*/layout.yaml"))
    if not designs:
        raise Refusal("missing-layout", "the project has no layouts/NAME/layout.yaml")
    before = [p for p in sorted(target.parent.glob(f"*/{MANIFEST}")) if p.parent.name < target.name]
    number, title, design = "1", "Tidningen", designs[0]
    if before:
        node = compose(_manifest(before[-1].parent)).value
        number = starter.next_number(node)
        named = {key: node.get(key) for key in ("title", "layout")} if node is not None else {}
        title = next((n.text for k, n in named.items() if k == "title" and n), title)
        wished = next((n.text for k, n in named.items() if k == "layout" and n), design)
        design = wished if wished in designs else design
    return starter.starter(date, number, design, title)


def _manifest(folder: Path) -> Source:
    path = folder / MANIFEST
    source = decode(as_typed(path), path.read_bytes()).value
    return source if source is not None else Source(as_typed(path), "")


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Written beside and renamed, so that an interrupted command leaves nothing half made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        for folder in starter.FOLDERS:
            (draft / folder).mkdir()
        for name, data in files.items():
            place = draft / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
        draft.chmod(0o755)
        os.replace(draft, target)  # an empty folder may be replaced
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
