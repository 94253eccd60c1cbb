"""A small issue that builds in a second or two: cover, contents, four stories, two ads."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import pikepdf
from PIL import Image

from magtool.library import ArtFacts, Library

PROJECT = Path(__file__).resolve().parent.parent
SLUG = "2027-04"
FOLDER = f"issues/{SLUG}"

MANIFEST = """\
magtool: 1
title: Fältet
number: 3
date: 2027-04
language: sv
layout: trade
tagline: Tidningen för socionomer
publisher: {name: Fältets förlag AB, editor: Maja Granlund, address: "Box 12, Norrvik"}
pages: {multiple_of: 4, max: 8}
cover:
  image: images/cover.jpg
  alt: Ett skrivbord
  headline: Fyra sidor om ingenting
  teasers: [{story: norrvik, headline: Norrvik}]
contents: {heading: I numret, teasers: 2}
editorial: articles/ledare.md
stories:
  - norrvik
  - lindvik
  - vretsta
  - bjorka
ads:
  - {id: furunas, advertiser: Furunäs kursgård, artwork: ads/furunas.pdf,
     size: full, place: {page: 2}}
  - {id: almen, advertiser: Bokförlaget Almen, artwork: ads/almen.pdf,
     size: full, place: {page: 8}}
"""

LONG, EDITORIAL = 560, 120
"""Words of a story that fills its page, and of the editorial."""

_SENTENCES = (
    "Det började med ett möte som ingen hade kallat till.",
    "Sedan dess har enheten i Norrvik halverat sin kö och fått tid över till samtal.",
    "Kollegorna trodde först att det var ett misstag.",
    "Ingen räknade med att det skulle hålla längre än till sommaren.",
    "I dag ringer grannkommunerna för att fråga hur det gick till.",
    "Svaret är nästan alltid detsamma: man började med det som var enklast.",
    "Schemat ritades om, och den som ville fick vara med och rita.",
    "Handläggarna skriver nu färdigt innan de går hem.",
    "Chefen sitter i samma korridor som alla andra och har dörren öppen.",
    "Det låter som en liten sak, men den märks i varje ärende.",
)


def prose(count: int, seed: int = 0) -> str:
    """About so many words in paragraphs, with sentences that may be left out."""
    chance = random.Random(seed)
    paragraphs, words = [], 0
    while words < count:
        sentences = [chance.choice(_SENTENCES) for _ in range(chance.randint(3, 5))]
        words += sum(len(sentence.split()) for sentence in sentences)
        if chance.random() < 0.5:
            sentences[-1] = f"[[{sentences[-1]}]]"
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "\n"


def manuscript(headline: str, body: str, more: str = "kind: news\nbyline: Ola Frisk\n") -> str:
    standfirst = "Ett rum, en dörr och en telefon som bara går att ringa från."
    top = f"headline: {headline}\nkicker: Arbetsmiljö\nstandfirst: {standfirst}\n{more}"
    return f"---\n{top}---\n\n{body}"


def make_project(root: Path) -> Path:
    """A project below ``root`` with the trade design and the small issue; the issue's folder."""
    for name in ("fonts", "layouts"):
        shutil.copytree(PROJECT / name, root / name)
    issue = root / FOLDER
    for name in ("articles", "images", "ads", "surveys"):
        (issue / name).mkdir(parents=True)
    picture = (
        "images: [{file: images/desk.jpg, caption: Ett rum.}]\nkind: news\nbyline: Ola Frisk\n"
    )
    articles = {
        "norrvik": manuscript("Dörren öppen i Norrvik", prose(LONG, 1), picture),
        "lindvik": manuscript("Lindvik ritade om sitt schema", prose(LONG, 2)),
        "vretsta": manuscript("Färdigt före fem i Vretsta", prose(LONG, 3), picture),
        "bjorka": manuscript("Björka frågade grannen", prose(LONG, 4)),
        "ledare": manuscript("Det enkla först", prose(EDITORIAL, 5), "kind: editorial\n"),
    }
    (issue / "issue.yaml").write_text(MANIFEST, "utf-8")
    for slug, text in articles.items():
        (issue / f"articles/{slug}.md").write_text(text, "utf-8")
    (issue / "images/cover.jpg").write_bytes(picture_bytes(620, 877))
    (issue / "images/desk.jpg").write_bytes(picture_bytes(900, 600))
    for name in ("furunas", "almen"):
        (issue / f"ads/{name}.pdf").write_bytes(artwork())
    return issue


def picture_bytes(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), (120, 140, 130)).save(target, "JPEG")
    return target.getvalue()


def artwork(password: str = "") -> bytes:
    """A full page's artwork, flat ink with 3 mm bleed; encrypted if there is a password."""
    bleed = 3 * 72 / 25.4
    width, height = 595.276, 841.89
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width + 2 * bleed, height + 2 * bleed))
        page.trimbox = pikepdf.Array([bleed, bleed, bleed + width, bleed + height])
        page.Contents = pdf.make_stream(b"0.4 0.1 0.2 0 k 0 0 700 900 re f")
        target = io.BytesIO()
        lock = pikepdf.Encryption(owner=password, user=password) if password else False
        pdf.save(target, encryption=lock)
    return target.getvalue()


class Overlay:
    """A library with some files replaced, or (None) taken away."""

    def __init__(self, base: Library, files: Mapping[str, bytes | None]) -> None:
        self.base, self.files = base, dict(files)

    def exists(self, path: str) -> bool:
        return self.files[path] is not None if path in self.files else self.base.exists(path)

    def read(self, path: str) -> bytes:
        if path not in self.files:
            return self.base.read(path)
        data = self.files[path]
        if data is None:
            raise FileNotFoundError(path)
        return data

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(n for n in self.base.names(folder) if self.exists(f"{folder}/{n}"))

    def facts(self, path: str) -> ArtFacts:
        return self.base.facts(path)
