"""``magtool portal export``: the whole record of a round, for the files."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from magtool import pipelines, sheeting
from magtool.cli.outcome import Outcome, Refusal
from magtool.cli.progress import ProgressLine
from magtool.cli.project import as_typed
from magtool.cli.sitefolder import Place, at_desk, damaged
from magtool.diagnostics import Diagnostic, Severity
from magtool.disk import DiskLibrary, write_whole
from magtool.layout.kit import Kit
from magtool.portal.ledger import Ledger
from magtool.portal.protocol import tell, title_of
from magtool.portal.records import Round
from magtool.portal.words import words_of
from magtool.sheets import Passage


def export(options: Namespace, progress: ProgressLine) -> Outcome:
    """Writes the record, its pictures and the artwork that came in to a new folder."""
    out = Path(options.out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        message = f"‘{options.out}’ holds something already"
        raise Refusal("folder-in-use", message, "give a new folder with -o")
    with at_desk(options) as (ledger, place, around):
        record = json.dumps(ledger.export(around.issue), ensure_ascii=False, indent=1) + "\n"
        files = ledger.files(around.issue)
        told = damaged(ledger.verify())
        pdf = _paper(ledger, place, around)
        try:
            write_whole(out / f"{around.issue}.json", record.encode())
            if pdf is not None:
                write_whole(out / f"{around.issue}.pdf", pdf)
            for number, (name, source) in enumerate(sorted(files.items())):
                progress(name, number, len(files))
                write_whole(out / name, source.read_bytes(), lasting=False)
        except OSError as error:
            message = f"‘{as_typed(out)}’ can’t be written: {error.strerror or error}"
            raise Refusal("cannot-write", message, "give another folder with -o") from error
    if pdf is None:
        message = f"there is no {around.issue}.pdf: it is set in the issue’s own design"
        hint = f"put ‘{around.folder}’ back, sound and with its design, and export again"
        told += (Diagnostic("portal-no-paper", Severity.WARNING, message, None, (hint,)),)
    document = {
        "issue": around.issue,
        "folder": as_typed(out),
        "record": f"{around.issue}.json",
        "paper": None if pdf is None else f"{around.issue}.pdf",
        "files": sorted(files),
    }
    line = f"{as_typed(out)}: the record and {len(files)} files\n"
    return Outcome(document, line, told)


def _paper(ledger: Ledger, place: Place, around: Round) -> bytes | None:
    """The record to be read and filed; None where the issue or its design is gone."""
    if not (place.root / around.folder).is_dir():
        return None
    library = DiskLibrary(place.root)
    ready = pipelines.read(library, around.folder).value
    if ready is None:
        return None
    words = words_of(around.language, place.settings(ledger.key, None).zone)
    passages = [
        Passage(
            _shown(chapter.heading, ready.kit),
            _shown(chapter.note, ready.kit),
            tuple(_shown(line, ready.kit) for line in chapter.lines),
        )
        for chapter in tell(ledger.whole(around.issue), words)
    ]
    values = ledger.newest(around.issue)
    return sheeting.make_record(library, ready, values, title_of(words), passages)


def _shown(text: str, kit: Kit) -> str:
    """The text with a question mark for every sign that the design's faces lack: people write
    anything, and the JSON beside has it as it was."""
    for face in kit.faces.faces.values():
        for missing in face.missing(text):
            text = text.replace(missing.character, "?")
    return text
