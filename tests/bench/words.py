"""``python -m tests.bench.words``: words restored from line ends, ligatures and text dumps.

Line ends: paragraphs of the corpora's truths are set to narrow measures, words broken where the
language's patterns allow it, and joined again; each decision is counted. Ligatures: the truths
with a space after each f ligature. Dumps: those of a real issue, against their restored text.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from magtool.extract.dump import recover_dump
from magtool.extract.hyphens import (
    End,
    Joining,
    tell_ends,
    tell_spacing,
    usual_spacing,
)
from magtool.extract.mending import mend_letters, mend_text
from magtool.extract.vocabulary import gather_vocabulary
from magtool.typeface.hyphenation import Hyphenator

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
CORPORA = {"made": "sv", "fsm": "en"}
MEASURES = (24, 29, 34, 41)
_HELD = re.compile(r"\w-(?=\w)|\w/(?=\w)")
_LIGATURE = re.compile(r"(ffi|ffl|ff|fi|fl)(?=[^\W\d_])")
_SPLIT = re.compile(r"\w*(?:ff|fi|fl) \w+")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a producer ends lines: what stands for a broken word's hyphen, and whether ordinary
    line ends carry a space."""

    name: str
    hyphen: str
    space: bool


SETTINGS = (
    Setting("hyphens kept", "-", space=False),
    Setting("hyphens kept, spaces", "-", space=True),
    Setting("hyphens lost, spaces", "", space=True),
    Setting("hyphens lost", "", space=False),
)


# ------------------------------------------------------------------------- line ends


@dataclass(frozen=True, slots=True)
class Broken:
    """A line as set. ``kind`` of its end: "space", "soft", "hard" (a hyphen of its own) or ""."""

    text: str
    kind: str


def set_lines(text: str, measure: int, hyphenator: Hyphenator) -> Iterator[Broken]:
    """The paragraph in lines of at most ``measure`` letters, broken as far right as may be."""
    line = ""
    for word in text.split():
        while True:
            space = " " if line else ""
            room = measure - len(line) - len(space)
            if len(word) <= room:
                line += space + word
                break
            at, kind = _break(word, room, hyphenator)
            if at:
                yield Broken(line + space + word[:at], kind)
                line, word = "", word[at:]
            elif line:
                yield Broken(line, "space")
                line = ""
            else:
                line = word  # too long for any line
                break
    yield Broken(line, "")


def _break(word: str, room: int, hyphenator: Hyphenator) -> tuple[int, str]:
    """Where the word is broken at the latest within ``room``, and how; 0: nowhere."""
    hard = [match.end() for match in _HELD.finditer(word) if match.end() <= room]
    if hard:
        return hard[-1], "hard"
    soft = [point.at for point in hyphenator.points(word) if point.at < room]
    return (soft[-1], "soft") if soft else (0, "")


def end_line(line: Broken, setting: Setting) -> str:
    """The line as the producer writes it."""
    if line.kind == "soft":
        return line.text + setting.hyphen
    return line.text + " " * (setting.space and line.kind == "space")


_RIGHT = {
    "space": ((End.SPACE, End.SUSPENDED),) * 2,
    "soft": ((End.LOST,), (End.JOINED,)),
    "hard": ((End.KEPT, End.TIGHT),) * 2,
}
"""What a line end should be told to be, where its hyphen was lost and where it was kept."""


@dataclass(slots=True)
class Tally:
    """Line ends counted by their kind and whether they were told right."""

    counts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, ends: Sequence[End], lines: Sequence[Broken], setting: Setting) -> None:
        for end, (line, after) in zip(ends, pairwise(lines), strict=False):
            right = end in _RIGHT[line.kind][bool(setting.hyphen)]
            self.counts[line.kind, right] += 1
            if not right:
                told = f"{line.kind}: {line.text[-20:]} | {after.text[:20]} → {end.name}"
                self.wrong.append(told)

    def row(self) -> str:
        """Right of all, per kind of end; how well broken words are found (F1); time."""
        cells = []
        for kind in ("soft", "hard", "space"):
            right, missed = self.counts[kind, True], self.counts[kind, False]
            share = right / max(right + missed, 1)
            cells.append(f"{kind} {right:6}/{right + missed:<6}{share:7.4f}")
        found, missed = self.counts["soft", True], self.counts["soft", False]
        false = self.counts["space", False] + self.counts["hard", False]
        f1 = 2 * found / max(2 * found + missed + false, 1)
        each = 1e6 * self.seconds / max(self.counts.total(), 1)
        return "  ".join(cells) + f"  F1 {f1:.4f}  {each:5.1f} µs"


def paragraphs(folder: Path) -> Iterator[list[str]]:
    """The texts of each file's truth."""
    for file in sorted((folder / "truth").glob("*.json")):
        truth = json.loads(file.read_text("utf-8"))
        texts = [p["text"] for a in truth["articles"] for p in a["paragraphs"]]
        yield [" ".join(text.split()) for text in texts if text.strip()]


def tally(documents: Iterable[list[str]], language: str, setting: Setting) -> Tally:
    """All decisions on the documents set in every measure."""
    hyphenator, found = Hyphenator(language), Tally()
    for texts in documents:
        for measure in MEASURES:
            blocks = [list(set_lines(text, measure, hyphenator)) for text in texts]
            ended = [[end_line(line, setting) for line in block] for block in blocks]
            vocabulary, usual = gather_vocabulary(ended), usual_spacing(ended)
            Joining(language, vocabulary).words.known("")  # loads the language's words
            for block, lines in zip(blocks, ended, strict=True):
                start = time.process_time()
                context = Joining(language, vocabulary, tell_spacing(lines, usual))
                ends = tell_ends(lines, context)
                found.seconds += time.process_time() - start
                found.add(ends, block, setting)
    return found


# ------------------------------------------------------------------------- ligatures


def ligatures(documents: Iterable[list[str]], language: str) -> str:
    """How many split ligatures are closed, and how many whole texts are changed."""
    split = closed = changed = words = 0
    for texts in documents:
        known = Joining(language, gather_vocabulary([[text] for text in texts])).words
        for text in texts:
            whole = mend_letters(text)
            words += len(whole.split())
            changed += mend_text(whole, known) != whole
            broken, count = _LIGATURE.subn(r"\1 ", whole)
            if not count:
                continue
            split += count
            closed += count - abs(len(mend_text(broken, known).split()) - len(whole.split()))
    return f"closed {closed}/{split}, texts changed that were whole {changed} ({words} words)"


# ----------------------------------------------------------------------------- dumps


def dumps(folder: Path) -> Iterator[str]:
    """Each dump's word error, paragraphs, hyphens and ligatures right."""
    for file in sorted(folder.glob("*.txt")):
        raw = file.read_text("utf-8")
        truth = json.loads(file.with_suffix(".json").read_text("utf-8"))["paragraphs"]
        issue = recover_dump(raw)
        told = [block.text for article in issue.articles for block in article.blocks]
        wanted, got = " ".join(truth).split(), " ".join(told).split()
        halves = [match for match in _halves(raw) if match in wanted]
        parted = [word.replace(" ", "") for word in _SPLIT.findall(raw)]
        parted = [word for word in parted if word in wanted]
        yield (
            f"{file.stem:20} word error {word_error(wanted, got):.4f}  "
            f"paragraphs {sum(text in told for text in truth)}/{len(truth)}  "
            f"broken words {sum(word in got for word in halves)}/{len(halves)}  "
            f"ligatures {sum(word in got for word in parted)}/{len(parted)}"
        )


def _halves(raw: str) -> Iterator[str]:
    """The words that the ends of two lines would make."""
    lines = [line.split() for line in raw.splitlines() if line.strip()]
    for line, after in pairwise(lines):
        yield line[-1].removesuffix("-") + after[0]


def word_error(wanted: Sequence[str], got: Sequence[str]) -> float:
    """Words wrong, missing or too many, as a share of those wanted."""
    matcher = SequenceMatcher(None, wanted, got, autojunk=False)
    wrong = sum(
        max(stop - start, end - begin)
        for kind, start, stop, begin, end in matcher.get_opcodes()
        if kind != "equal"
    )
    return wrong / len(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong decisions")
    asked = parser.parse_args()
    for corpus, language in CORPORA.items():
        documents = list(paragraphs(CORPUS / corpus))
        for setting in SETTINGS:
            found = tally(documents, language, setting)
            print(f"{corpus:5}{setting.name:22}{found.row()}")
            for line in found.wrong[: asked.wrong]:
                print("   ", line)
        print(f"{corpus:5}{'ligatures':22}{ligatures(documents, language)}")
    print(*dumps(CORPUS / "textdump"), sep="\n")


if __name__ == "__main__":
    main()
