"""``python -m tests.bench.recovery made|fsm|issues|memory``: old issues recovered, beside others.

Each issue's truth is a JSON file; what is recovered is scored by ``score_articles.py`` (see
``--corpus`` and ``--scorer``), and so is the truth itself: its score is the ceiling that no output
can pass. Text alone is scored for extractors that know no articles. Figures of a file that
``--peers`` are given for are taken in the same run.

All that is recovered is scored, furniture and advertisements too, after the articles: as the text
of an extractor has them, wherever they stand. Processor time is of reading and extracting here, of
the whole process with others: their start is some tenths of a second for each file. ``memory``
recovers 100 pages, put together of articles, by the command and tells its peak.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf

from magtool.edition.recovered import RecoveredBlock, RecoveredIssue
from magtool.extract.issue import extract_issue
from magtool.intake.glyphs import read_glyphs
from magtool.intake.ocr import is_scan, read_scans

from .extractors import extracted
from .issues import PROJECT
from .runs import magtool, run

_SHARED = PROJECT.parent / "shared"
_KINDS = ("article", "ad", "chart", "furniture")
_METRICS = ("cer", "nid_art", "tau", "adj", "para_f1", "contam", "art_f1")
_FSM = ("cer", "nid", "tau", "adj", "para_f1")
_ISSUES = (*_FSM, "contam", "art_f1")
_PAGES = 100
"""Pages of the file by which memory is told."""
_ROLES = {"paragraph": "body", "dialogue": "body", "item": "list", "credit": "caption",
          "source": "pullquote", "question": "subhead"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One output's figures for one file; ``seconds`` of processor time, ``pages`` of the file."""

    file: str
    who: str
    figures: Mapping[str, float]
    seconds: float = 0.0
    pages: int = 0
    scan: bool = False


def main() -> None:
    """Prints a line for every file and extractor, and their means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", choices=("made", "fsm", "issues", "memory"))
    parser.add_argument("--shared", type=Path, default=_SHARED, help="where corpus/ and tools/ are")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with other extractors in it")
    parser.add_argument("--only", default="", help="files whose names begin so")
    options = parser.parse_args()
    if options.corpus == "memory":
        _memory(options.shared / "corpus")
        return
    scorer = _scorer(options.shared / "tools" / "score_articles.py")
    metrics = {"made": _METRICS, "issues": _ISSUES}.get(options.corpus, _FSM)
    names = (*metrics, "roles", "leak")
    print(f"{'file':28} {'who':18}" + "".join(f"{name:>9}" for name in names) + "   ms a page")
    rows: list[Row] = []
    for name, data, truth in _files(options.shared / "corpus", options.corpus):
        if not name.startswith(options.only):
            continue
        for row in _rows(name, data, truth, scorer, options.peers):
            rows.append(row)
            _print(row, names)
    for who in dict.fromkeys(row.who for row in rows):
        _print(_mean(who, [row for row in rows if row.who == who]), names)
    _speeds([row for row in rows if not row.scan])


def _speeds(rows: Sequence[Row]) -> None:
    """Tell pages per second of processor time, and how often magtool's those of others are."""
    speeds = {}
    for who in dict.fromkeys(row.who for row in rows if row.pages):
        own = [row for row in rows if row.who == who]
        speeds[who] = sum(row.pages for row in own) / sum(row.seconds for row in own)
    for who, speed in speeds.items():
        beside = f", magtool {speeds['magtool'] / speed:.2f} times" if who != "magtool" else ""
        print(f"{who}: {speed:.1f} pages a second of processor time{beside}")


def _memory(corpus: Path) -> None:
    """Tell the command's peak memory with an issue of many pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issue.pdf"
        pages = _append(path, [*_pdfs(corpus / "made"), *_pdfs(corpus / "fsm")])
        size = path.stat().st_size / 2**20
        told = run(magtool("recover", str(path), "-o", str(Path(folder) / "out")))
        print(
            f"{pages} pages, {size:.0f} MB: peak {told.peak_mb or 0:.0f} MB, "
            f"{told.cpu or 0:.1f} s of processor time, {told.wall:.1f} s"
        )


def _pdfs(folder: Path) -> list[Path]:
    return sorted((folder / "pdf").glob("*.pdf"))


def _append(target: Path, parts: Iterable[Path]) -> int:
    """The first pages of files, those with type, put together as one; how many they are."""
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(part) as one:
                typed = [page for page in one.pages if "/Font" in page.get("/Resources", {})]
                whole.pages.extend(typed[: _PAGES - len(whole.pages)])
        whole.save(target)
        return len(whole.pages)


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_articles", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is not there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _files(corpus: Path, which: str) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Name, PDF and truth of every file; of ``issues``, articles put together."""
    folder = corpus / ("made" if which == "made" else "fsm")
    if which != "issues":
        for pdf in sorted((folder / "pdf").glob("*.pdf")):
            yield pdf.stem, pdf.read_bytes(), _truth(folder, pdf.stem)
        return
    for name, parts in _issues(json.loads((folder / "issues.json").read_text("utf-8"))):
        articles = []
        with pikepdf.new() as whole:
            for part in parts:
                with pikepdf.open(folder / "pdf" / f"{part}.pdf") as one:
                    whole.pages.extend(one.pages)
                told = _truth(folder, part)["articles"]
                articles += [{**article, "id": f"{part}-{article['id']}"} for article in told]
            target = io.BytesIO()
            whole.save(target)
        yield name, target.getvalue(), {"articles": articles}


def _issues(told: Any) -> Iterator[tuple[str, Sequence[str]]]:
    entries = told.items() if isinstance(told, dict) else enumerate(told)
    for name, parts in entries:
        listed = parts if isinstance(parts, list) else parts["articles"]
        yield str(name), [str(part).removesuffix(".pdf") for part in listed]


def _truth(folder: Path, name: str) -> dict[str, Any]:
    return dict(json.loads((folder / "truth" / f"{name}.json").read_text("utf-8")))


def _rows(
    name: str, data: bytes, truth: dict[str, Any], scorer: ModuleType, peers: str | None
) -> Iterator[Row]:
    yield Row(name, "ceiling", scorer.score(truth, {**truth, "_md": False}))
    start = time.process_time()
    read = read_glyphs(data)
    scan = all(is_scan(page) for page in read.pages)
    if scan:
        read = replace(read, pages=tuple(read_scans(data, read.pages)))
    issue = extract_issue(read, name)
    seconds = time.process_time() - start
    output = as_scored(issue)
    figures = dict(scorer.score(truth, output))
    figures |= {
        "roles": _roles_right(truth, output, scorer),
        "leak": _leaking(truth, output, scorer),
    }
    yield Row(name, "magtool", figures, seconds, len(read.pages), scan)
    if peers:
        path = Path("/tmp") / f"{name}.pdf"
        path.write_bytes(data)
        for made in extracted(path, peers):
            told = scorer.text_to_doc(made.text)
            told["_md"] = made.ending == "md"
            figures = scorer.score(truth, told)
            yield Row(name, made.extractor, figures, made.seconds, len(read.pages), scan)
        path.unlink()


def as_scored(issue: RecoveredIssue) -> dict[str, Any]:
    """What was recovered in the form that the scorer reads."""
    articles = [
        {
            "id": article.id,
            "kind": "furniture" if article.kind in ("cover", "contents") else "article",
            "paragraphs": [{"text": b.text, "role": _role(b)} for b in article.blocks],
        }
        for article in issue.articles
    ]
    for kind, things in (("ad", issue.ads), ("chart", issue.charts)):
        articles += [
            {"id": f"{kind}{n}", "kind": kind, "paragraphs": [
                {"text": text, "role": kind} for text in thing.paragraphs]}
            for n, thing in enumerate(things)
        ]  # fmt: skip
    told = [{"text": piece.text, "role": piece.role} for piece in issue.furniture]
    articles.append({"id": "furniture", "kind": "furniture", "paragraphs": told})
    articles = [article for article in articles if article["paragraphs"]]
    articles.sort(key=lambda article: _KINDS.index(str(article["kind"])))
    return {"articles": articles, "_md": False}


def _role(block: RecoveredBlock) -> str:
    return "factbox" if block.box else _ROLES.get(block.role, block.role)


def _roles_right(truth: dict[str, Any], output: dict[str, Any], scorer: ModuleType) -> float:
    """Share of the truth's paragraphs that stand in a block of their own role."""
    found: dict[str, set[str]] = {}
    for _, text, role in _paragraphs(output, scorer, ("article",)):
        found.setdefault(text, set()).add(role)
    wanted = list(_paragraphs(truth, scorer, ("article",)))
    right = sum(role in found.get(text, ()) for _, text, role in wanted)
    return right / len(wanted)


def _leaking(truth: dict[str, Any], output: dict[str, Any], scorer: ModuleType) -> float:
    """Share of the letters of ads, charts and furniture that stand in an output's article."""
    own = " ".join(text for _, text, _ in _paragraphs(truth, scorer, ("article",)))
    made = " ".join(text for _, text, _ in _paragraphs(output, scorer, ("article",)))
    # What also stands in an article, as a headline does in the contents, proves nothing.
    others = [
        t for _, t, _ in _paragraphs(truth, scorer, _KINDS[1:]) if len(t) > 3 and t not in own
    ]
    whole = sum(map(len, others))
    return sum(len(text) for text in others if text in made) / whole if whole else 0.0


def _paragraphs(
    document: dict[str, Any], scorer: ModuleType, kinds: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    for article in document["articles"]:
        kind = article.get("kind", "article")
        if kind in kinds:
            for text, role in scorer.paras(article):
                yield kind, scorer.norm(text), _ROLES.get(role, role)


def _print(row: Row, names: Iterable[str]) -> None:
    shown = "".join(
        f"{row.figures[name]:9.4f}" if name in row.figures else f"{'–':>9}" for name in names
    )
    speed = f"{1000 * row.seconds / row.pages:9.0f}" if row.pages else ""
    print(f"{row.file:28} {row.who:18}{shown}{speed}", flush=True)


def _mean(who: str, rows: Sequence[Row]) -> Row:
    names = [name for name, value in rows[0].figures.items() if isinstance(value, float)]
    figures = {
        name: statistics.mean(row.figures[name] for row in rows if name in row.figures)
        for name in names
    }
    return Row(
        "mean", who, figures, sum(row.seconds for row in rows), sum(row.pages for row in rows)
    )


if __name__ == "__main__":
    main()
