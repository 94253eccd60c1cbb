"""Texts of tagged files: line ends undone as the file tells its hyphens, if it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from magtool.extract.found import Found
from magtool.extract.hyphens import End, Joining, tell_ends, usual_spacing
from magtool.extract.lines import Line
from magtool.extract.mending import mend_text
from magtool.extract.structure import Structure
from magtool.extract.styles import learn_typography
from magtool.extract.vocabulary import HYPHENS, gather_vocabulary, guess_language
from magtool.page.read import ReadFile


@dataclass(slots=True)
class TaggedFound(Found):
    """What is found, with texts joined as the file tells its hyphens, if it does."""

    soft: frozenset[tuple[int, int]] = frozenset()

    def text(self, lines: Sequence[Line], role: str = "", whole: Sequence[Line] = ()) -> str:
        """The lines as one text, their ends undone."""
        if not self.soft:
            return Found.text(self, lines, role, whole)
        parts: list[str] = []
        broken = False
        for line in lines:
            breaks = line.text.rstrip()[-1:] in HYPHENS and any(
                (line.page, order) in self.soft for order in line.orders
            )
            text = line.text.rstrip()[:-1] if breaks else line.text
            if broken:
                parts[-1] += text.lstrip()
            else:
                parts.append(text)
            broken = breaks
        return mend_text(_joined(parts, self.joining), self.joining.words).strip()


def _joined(lines: Sequence[str], joining: Joining) -> str:
    """Lines none of which ends in a broken word: their hyphens are the words' own."""
    kept = [line for line in lines if line.strip()]
    pieces: list[str] = []
    for line, end in zip(kept, tell_ends(kept, joining), strict=True):
        text = line.strip()
        tight = end in (End.TIGHT, End.KEPT) or (end is End.JOINED and text[-1] in HYPHENS)
        pieces.append(text if tight else f"{text} ")
    return "".join(pieces).rstrip()


def find_texts(read: ReadFile, name: str, sha256: str, structure: Structure) -> TaggedFound:
    """The lines' typography and words, before anything is written down."""
    texts = [element for element in structure.root.all() if element.kind == "P"]
    type_ = learn_typography(line for element in texts for line in element.lines)
    body = [[line.text for line in element.lines] for element in texts if element.lines]
    running = " ".join(line.words for each in texts for line in each.lines)
    language = guess_language(running) or read.language
    joining = Joining(language, gather_vocabulary(body), usual_spacing(body))
    return TaggedFound(read, name, sha256, type_, joining, soft=structure.soft)
