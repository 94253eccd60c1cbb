"""An issue published for tests, kept as files so that other processes can read it.

What is checked is read back from the PDF by other people's programs; of the layout only the
claims are kept (which page, what was left out) that the PDF is held against.
"""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from magtool.disk import DiskLibrary
from magtool.edition import Article, Box, Edition, Run, plain
from magtool.layout.content import with_pages
from magtool.layout.issue import IssueLayout
from magtool.pipelines import publish, read


def build(root: pathlib.Path, issue: str, folder: pathlib.Path) -> None:
    """Publishes the issue into ``folder``: issue.pdf, press.pdf and claims.json."""
    checked = publish(DiskLibrary(root), issue, draft=True, standard="PDF/X-4")
    claims: dict[str, Any] = {
        "root": str(root),
        "issue": issue,
        "diagnostics": [
            {"code": d.code, "severity": d.severity.name, "message": d.message}
            for d in checked.diagnostics
        ],
    }
    if checked.value is not None:
        claims |= _claims(checked.value.layout)
        if checked.value.pdf is not None:
            (folder / "issue.pdf").write_bytes(checked.value.pdf)
        if checked.value.press is not None:
            (folder / "press.pdf").write_bytes(checked.value.press)
    (folder / "claims.json").write_text(json.dumps(claims, ensure_ascii=False), "utf-8")


def _claims(layout: IssueLayout) -> dict[str, Any]:
    stories: dict[str, dict[str, Any]] = {}
    for stand in layout.stands:
        setting = stand.setting
        if setting is None:
            continue
        told = stories.setdefault(
            stand.slug, {"pages": [], "overset": 0, "sentences": [], "dropped": []}
        )
        told["pages"].append(stand.page)
        told["overset"] += setting.overset
        told["sentences"] = sorted({*told["sentences"], *setting.sentences})
        told["dropped"] = sorted({*told["dropped"], *setting.dropped})
    ads = {stand.slug: stand.page for stand in layout.stands if stand.kind == "ad"}
    return {
        "page_count": len(layout.pages),
        "page_of": dict(layout.page_of),
        "unplaced": list(layout.plan.unplaced),
        "stories": stories,
        "ads": ads,
    }


@dataclass(frozen=True)
class Built:
    """A published issue: its PDF, what the layout claims of it, and its text read back."""

    folder: pathlib.Path

    @property
    def pdf(self) -> pathlib.Path:
        """The edition for screens."""
        return self.folder / "issue.pdf"

    @property
    def press(self) -> pathlib.Path:
        """The file for the printer."""
        return self.folder / "press.pdf"

    @cached_property
    def claims(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "claims.json").read_text("utf-8")))

    @cached_property
    def edition(self) -> Edition:
        """The issue as it was written, read anew from its folder."""
        checked = read(DiskLibrary(pathlib.Path(self.claims["root"])), self.claims["issue"])
        assert checked.value is not None, checked.diagnostics
        return checked.value.edition

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The text of each page as poppler reads it, in drawing order; index 0 is page 1."""
        needs("pdftotext")
        text = subprocess.run(
            ["pdftotext", "-raw", str(self.pdf), "-"], capture_output=True, check=True
        ).stdout.decode()
        return tuple(text.split("\f")[:-1])

    def told(self, *severities: str) -> list[str]:
        """Diagnostics of these severities, as one line each."""
        return [
            f"{d['severity']} {d['code']}: {d['message']}"
            for d in self.claims["diagnostics"]
            if d["severity"] in severities
        ]

    def article(self, article: Article) -> Article:
        """The manuscript with the page numbers it names filled in."""
        return with_pages(article, self.claims["page_of"])

    def letters(self, pages: Iterable[int]) -> str:
        """Letters and digits of some pages, one after the other."""
        return "".join(letters(self.pages[number - 1]) for number in pages)


def needs(program: str) -> None:
    """Skips the test where a system program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def letters(text: str) -> str:
    """Letters and digits alone: what no line end, hyphen, space or capital can change."""
    whole = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", whole)


def shown(runs: Iterable[Run], left_out: Iterable[int]) -> str:
    """The words of a paragraph without the ``[[…]]`` sentences that were left out."""
    out = set(left_out)
    return plain(run for run in runs if not run.optional or run.optional not in out)


def missing_paragraphs(text: str, paragraphs: Iterable[str]) -> list[str]:
    """Paragraphs that do not stand in ``text`` (see `letters`) each after the one before.

    One interruption within a paragraph is allowed: where a column or a page ends, something
    else may have been drawn in between.
    """
    at, missing = 0, []
    for paragraph in paragraphs:
        end = _found(text, letters(paragraph), at)
        if end is None:
            missing.append(paragraph)
        else:
            at = end
    return missing


def _found(text: str, wanted: str, at: int) -> int | None:
    where = text.find(wanted, at)
    if where >= 0:
        return where + len(wanted)
    for cut in range(len(wanted) - 1, 0, -1):
        head = text.find(wanted[:cut], at)
        if head < 0:
            continue
        tail = text.find(wanted[cut:], head + cut)
        if tail >= 0 and min(cut, len(wanted) - cut) >= min(12, len(wanted) // 3):
            return tail + len(wanted) - cut
    return None


def other_words(article: Article, dropped: Iterable[str]) -> Iterator[str]:
    """Words that stand beside the running text: head, captions, credits and boxes."""
    yield from plain(article.headline).split()
    yield from article.kicker.split()
    yield from plain(article.standfirst).split()
    yield from article.byline.split()
    for image in article.images:
        yield from plain(image.caption).split()
        yield from image.credit.split()
    left = list(dropped)
    for box in article.boxes:
        if box.role in left:
            left.remove(box.role)
            continue
        yield from _box_words(box)


def _box_words(box: Box) -> Iterator[str]:
    yield from plain(box.title).split()
    for paragraph in box.content:
        yield from paragraph.text.split()
