"""Edits as a desk makes them: one file of an issue rewritten, a word or a figure at a time.

All copy stays Swedish: words and sentences that come in are the same manuscript's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

_BOX = re.compile(r"^:::.*?^:::[ \t]*$", re.M | re.S)
_BOX_ROW = re.compile(r"^(?!:::|#).+$", re.M)
_CHUNK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_NO_TEXT = ("#", ":::", "- ", "* ", "1. ", "**")
_SENTENCE_END = re.compile(r"(?<=[.!?”\]])\s+(?=[^\W\d_a-zåäö]|\[\[|”)")
_WORD = re.compile(r"(?<![^\s(”])[^\W\d_]{3,}(?=[\s.,?!]|$)")
_PLAIN_WORD = re.compile(r"(?<=\s)[a-zåäö]{4,}(?=[\s.,?!])")
_DASH = "– "
_CHARTED = re.compile(r"^( +[^\W\d][^:\n]*: )(\d+)\n( +[^\W\d][^:\n]*: )(\d+)$", re.M)
_STEPS = re.compile(r"(?<=[\[ ])(\d+), (\d+)(?=[,\]])")
_SWATCH = re.compile(r"^  [a-z0-9-]+: \[\d+, (\d+), \d+, \d+\]", re.M)
_FOCUS = re.compile(r'(?<=focus: ")0\.\d+ 0\.\d+(?=")')
_PICTURE_NAME = re.compile(r"(?<=file: images/)[\w-]+(?=\.jpg)")
_GAP = re.compile(r"(?<=gap: )[\d.]+")
_STORY = re.compile(r"^  - (?:\{article: ([\w-]+), side: \w+\}|([\w-]+))(?=\s)", re.M)
_WISHES = ("side: left", "side: right", "")
_LOCKED = re.compile(r", locked: \[\d+\]")

Rewrite = Callable[[str, Random], str | None]
"""The text edited; None when there is nothing of that kind in it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: what it is called, and the file as it leaves it."""

    what: str
    path: Path
    data: bytes

    def apply(self) -> bytes:
        """Writes the file; what it held before."""
        before = self.path.read_bytes()
        self.path.write_bytes(self.data)
        return before


# ----------------------------------------------------------------- copy, by length


def body_words(text: str) -> int:
    """Words in the manuscript's running text, boxes and subheads apart."""
    return sum(len(text[start:end].split()) for start, end in _paragraphs(text))


def resized(text: str, share: float, chance: Random) -> str:
    """The manuscript with about ``share`` of its running words more, or (below 0) fewer.

    Whole sentences go, then words from the middle of one; or sentences are said again in other
    paragraphs.
    """
    spans = _paragraphs(text)
    copy = [_Paragraph.read(text[start:end]) for start, end in spans]
    wanted = round(abs(share) * sum(paragraph.words for paragraph in copy))
    (_shorten if share < 0 else _lengthen)(copy, wanted, chance)
    for (start, end), paragraph in reversed(list(zip(spans, copy, strict=True))):
        text = text[:start] + paragraph.text + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph in its sentences; the list is edited in place."""

    dash: str
    sentences: list[str]

    @classmethod
    def read(cls, text: str) -> _Paragraph:
        dash = _DASH if text.startswith(_DASH) else ""
        sentences: list[str] = []
        for piece in _SENTENCE_END.split(text.removeprefix(dash)):
            if sentences and sentences[-1].count("[[") > sentences[-1].count("]]"):
                sentences[-1] += f" {piece}"
            else:
                sentences.append(piece)
        return cls(dash, sentences)

    @property
    def text(self) -> str:
        return self.dash + " ".join(self.sentences)

    @property
    def words(self) -> int:
        return len(self.text.split())


def _shorten(copy: Sequence[_Paragraph], wanted: int, chance: Random) -> None:
    places = [(p, sentence) for p in copy for sentence in p.sentences]
    chance.shuffle(places)
    for paragraph, sentence in places:
        size = len(sentence.split())
        if size <= wanted and len(paragraph.sentences) > 1:
            paragraph.sentences.remove(sentence)
            wanted -= size
    for paragraph, sentence in places:
        words = sentence.split()
        if wanted and _is_plain(sentence) and len(words) > wanted + 4:
            middle = (len(words) - wanted) // 2
            at = paragraph.sentences.index(sentence) if sentence in paragraph.sentences else -1
            if at >= 0:
                kept = words[:middle] + words[middle + wanted :]
                paragraph.sentences[at] = " ".join(kept)
                return


def _lengthen(copy: Sequence[_Paragraph], wanted: int, chance: Random) -> None:
    said = [sentence for p in copy for sentence in p.sentences if _is_plain(sentence)]
    chance.shuffle(said)
    while said and wanted > 0:
        fitting = [s for s in said if len(s.split()) <= wanted]
        again = fitting[0] if fitting else min(said, key=lambda s: len(s.split()))
        if not fitting and len(again.split()) > 2 * wanted:
            return
        paragraph = chance.choice([p for p in copy if again not in p.sentences] or list(copy))
        paragraph.sentences.insert(chance.randint(1, len(paragraph.sentences)), again)
        said.remove(again)
        wanted -= len(again.split())


def _is_plain(sentence: str) -> bool:
    return not re.search(r"[\[\]*{}”_]", sentence)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Where the manuscript's paragraphs of running text stand."""
    body = _body(text)
    boxes = [match.span() for match in _BOX.finditer(text)]
    return [
        chunk.span()
        for chunk in _CHUNK.finditer(text, body)
        if not chunk[0].startswith(_NO_TEXT)
        and not any(start <= chunk.start() < end for start, end in boxes)
    ]


def _body(text: str) -> int:
    """Where the front matter ends."""
    end = text.find("\n---\n", 3)
    return end + 5 if end >= 0 else 0


# ------------------------------------------------------------------ copy, by words


def corrected(text: str, chance: Random) -> str | None:
    """The manuscript with one word of its running text replaced by one about as long."""
    words = _in_spans(_PLAIN_WORD, text, _paragraphs(text))
    chance.shuffle(words)
    for word in words:
        like = {w[0] for w in words if abs(len(w[0]) - len(word[0])) <= 1} - {word[0]}
        if like:
            return _put(text, word.span(), chance.choice(sorted(like)))
    return None


def _reworded(text: str, spans: Sequence[tuple[int, int]], chance: Random) -> str | None:
    """One word in one of the spans replaced, put in or taken out."""
    words = _in_spans(_WORD, text, spans)
    supply = sorted(set(_PLAIN_WORD.findall(text))) or ["mycket"]
    if not words:
        return None
    word, other = chance.choice(words), chance.choice(supply)
    match chance.randrange(3):
        case 0:
            return _put(text, word.span(), other)
        case 1:
            return _put(text, word.span(), f"{word[0]} {other}")
    if len(words) < 2:
        return None
    start, end = word.span()
    behind = text[end : end + 1] == " "
    return _put(text, (start, end + 1) if behind else (start - 1, end), "")


def _in_spans(
    pattern: re.Pattern[str], text: str, spans: Sequence[tuple[int, int]]
) -> list[re.Match[str]]:
    return [match for start, end in spans for match in pattern.finditer(text, start, end)]


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _word_in_text(text: str, chance: Random) -> str | None:
    return _reworded(text, _paragraphs(text), chance)


def _word_in_box(text: str, chance: Random) -> str | None:
    boxes = [match.span() for match in _BOX.finditer(text)]
    return _reworded(text, [row.span() for row in _in_spans(_BOX_ROW, text, boxes)], chance)


def _word_after(key: str) -> Rewrite:
    """An edit of one word of what stands behind a key, in front matter or in a manifest."""
    pattern = re.compile(rf"\b(?:{key}): (\"[^\"\n]*\"|[^,}}\n]*)")

    def rewrite(text: str, chance: Random) -> str | None:
        end = _body(text) or len(text)
        return _reworded(text, [m.span(1) for m in pattern.finditer(text, 0, end)], chance)

    return rewrite


def _subhead(text: str, chance: Random) -> str | None:
    return _reworded(text, [m.span() for m in re.finditer(r"^## .*$", text, re.M)], chance)


def _optional(text: str, chance: Random) -> str | None:
    """A sentence that may be left out, or one that may no more."""
    spans = _paragraphs(text)
    start, end = chance.choice(spans)
    paragraph = _Paragraph.read(text[start:end])
    at = chance.randrange(len(paragraph.sentences))
    sentence = paragraph.sentences[at]
    if sentence.startswith("[["):
        paragraph.sentences[at] = sentence.removeprefix("[[").removesuffix("]]")
    elif _is_plain(sentence) and len(paragraph.sentences) > 1:
        paragraph.sentences[at] = f"[[{sentence}]]"
    return _put(text, (start, end), paragraph.text)


def _paragraphs_swapped(text: str, chance: Random) -> str | None:
    spans = _paragraphs(text)
    if len(spans) < 2:
        return None
    at = chance.randrange(len(spans) - 1)
    (start, end), (begin, stop) = spans[at], spans[at + 1]
    return text[:start] + text[begin:stop] + text[end:begin] + text[start:end] + text[stop:]


def _paragraph_again(text: str, chance: Random) -> str | None:
    """A paragraph more: what stands behind it moves on, and it may all become too long."""
    start, end = chance.choice(_paragraphs(text))
    return _put(text, (end, end), f"\n\n{text[start:end]}")


def _picture_misnamed(text: str, chance: Random) -> str | None:
    """A picture that isn't there: an error."""
    return _one_of(_PICTURE_NAME, text, chance, "borta")


def _focus(text: str, chance: Random) -> str | None:
    return _one_of(_FOCUS, text, chance, f"0.{chance.randint(20, 80)} 0.{chance.randint(20, 80)}")


def _one_of(pattern: re.Pattern[str], text: str, chance: Random, new: str) -> str | None:
    found = list(pattern.finditer(text))
    return _put(text, chance.choice(found).span(), new) if found else None


# ------------------------------------------------------ manifest, survey, design


def _wish(text: str, chance: Random) -> str | None:
    """A story that is to stand left, right, or where it fits."""
    found = list(_STORY.finditer(text))
    if not found:
        return None
    story, wish = chance.choice(found), chance.choice(_WISHES)
    slug = story[1] or story[2]
    return _put(text, story.span(), f"  - {{article: {slug}, {wish}}}" if wish else f"  - {slug}")


def _order(text: str, chance: Random) -> str | None:
    """Two stories that follow each other, the other way round."""
    found = list(_STORY.finditer(text))
    if len(found) < 2:
        return None
    at = chance.randrange(len(found) - 1)
    return _put(_put(text, found[at + 1].span(), found[at][0]), found[at].span(), found[at + 1][0])


def _lock(text: str, chance: Random) -> str | None:
    """A page locked in the manifest, or the lock taken off."""
    if _LOCKED.search(text):
        return _LOCKED.sub("", text)
    most = re.search(r"max: (\d+)", text)
    return _put(text, most.span(), f"{most[0]}, locked: [{chance.randint(4, 9)}]") if most else None


def _teasers(text: str, chance: Random) -> str | None:
    return _one_of(re.compile(r"(?<=teasers: )\d+"), text, chance, str(chance.randint(1, 5)))


def _survey_value(text: str, chance: Random) -> str | None:
    """A percent from one answer to the next."""
    found = [*_CHARTED.finditer(text), *_STEPS.finditer(text)]
    if not found:
        return None
    pair = chance.choice(found)
    if pair.re is _STEPS:
        return _put(text, pair.span(), f"{int(pair[1]) + 1}, {max(int(pair[2]) - 1, 0)}")
    more, fewer = int(pair[2]) + 1, max(int(pair[4]) - 1, 0)
    return _put(text, pair.span(), f"{pair[1]}{more}\n{pair[3]}{fewer}")


def _ink(text: str, chance: Random) -> str | None:
    found = list(_SWATCH.finditer(text))
    return _put(text, chance.choice(found).span(1), str(chance.randint(0, 80))) if found else None


def _gap(text: str, chance: Random) -> str | None:
    return _one_of(_GAP, text, chance, chance.choice(["1.5", "1.75", "2.25", "2.5"]))


# ------------------------------------------------------------------- any of these

_ARTICLE, _MANIFEST, _SURVEY = "articles/*.md", "issue.yaml", "surveys/*.yaml"
_DESIGN, _TEMPLATE = "layout.yaml", "templates/*.yaml"
_KINDS: tuple[tuple[str, str, int, Rewrite], ...] = (
    ("a word of the text", _ARTICLE, 7, _word_in_text),
    ("a word in a box", _ARTICLE, 1, _word_in_box),
    ("a word of a headline", _ARTICLE, 2, _word_after("headline")),
    ("a word of a standfirst", _ARTICLE, 2, _word_after("standfirst")),
    ("a kicker", _ARTICLE, 1, _word_after("kicker")),
    ("a word of a caption", _ARTICLE, 2, _word_after("caption")),
    ("a credit or byline", _ARTICLE, 1, _word_after("credit|byline")),
    ("a subhead", _ARTICLE, 1, _subhead),
    ("an optional sentence", _ARTICLE, 3, _optional),
    ("paragraphs swapped", _ARTICLE, 1, _paragraphs_swapped),
    ("a paragraph again", _ARTICLE, 2, _paragraph_again),
    ("a picture misnamed", _ARTICLE, 2, _picture_misnamed),
    ("a picture's focus", _ARTICLE, 2, _focus),
    ("a wish", _MANIFEST, 2, _wish),
    ("the order of stories", _MANIFEST, 1, _order),
    ("a page locked or unlocked", _MANIFEST, 1, _lock),
    ("teasers in the contents", _MANIFEST, 1, _teasers),
    ("a word of the manifest", _MANIFEST, 2, _word_after("headline|text|tagline|heading|editor")),
    ("a survey's figure", _SURVEY, 3, _survey_value),
    ("a word of a chart", _SURVEY, 1, _word_after("header|question|note")),
    ("an ink of the design", _DESIGN, 1, _ink),
    ("a gap in a template", _TEMPLATE, 1, _gap),
)
_PICTURE = "a picture's file"


def any_change(issue: Path, design: Path, chance: Random) -> Change:
    """Some edit of the issue in its folder, or of the design in its."""
    weights = [*(weight for _, _, weight, _ in _KINDS), 2]
    while True:
        kind = chance.choices([*_KINDS, None], weights)[0]
        if kind is None:
            return _picture_swapped(issue, chance)
        what, where, _, rewrite = kind
        files = sorted([*issue.glob(where), *design.glob(where)])
        if not files:
            continue
        path = chance.choice(files)
        text = path.read_text("utf-8")
        edited = rewrite(text, chance)
        if edited is not None and edited != text:
            return Change(f"{what} ({path.name})", path, edited.encode())


def _picture_swapped(issue: Path, chance: Random) -> Change:
    """A picture with another's bytes under its own name."""
    files = sorted((issue / "images").glob("*.jpg"))
    path, other = chance.sample(files, 2)
    return Change(f"{_PICTURE} ({path.name} from {other.name})", path, other.read_bytes())


# ------------------------------------------------------------------ something to edit

_SURVEY_TEXT = """\
title: Så gjordes undersökningen
by: Fältet
n: 604
note: "Webbenkäten besvarades av 604 personer."
charts:
- id: stannar
  header: Är du kvar om fem år?
  question: "Tror du att du är kvar i yrket om fem år?"
  kind: ranked
  answer: multiple
  values:
    Rimlig belastning: 71
    Chefen nära: 58
    Bra kollegor: 46
    Lönen: 33
"""
_BOX_TEXT = """
::: factbox Fakta
### Så gör de
- **27 %** ringer i stället för att skriva
- Stäng dörren och låt ingen komma in före klockan nio
:::
"""
_REFERENCE = "\n\nMer om detta läser du på sidan {page:vretsta}, där kollegorna berättar.\n"


def enrich(issue: Path) -> None:
    """Gives the small issue a chart, a box, page references, credits and a focus to edit."""
    (issue / "surveys/panelen.yaml").write_text(_SURVEY_TEXT, "utf-8")
    for slug, more in (
        (
            "bjorka",
            "\n## Siffrorna i korthet\n\nPanelen svarade i januari.\n\n::: chart stannar\n:::\n",
        ),
        ("lindvik", _BOX_TEXT),
        ("norrvik", _REFERENCE),
        ("ledare", _REFERENCE),
    ):
        path = issue / f"articles/{slug}.md"
        text = path.read_text("utf-8")
        text = text.replace("Ett rum.}", 'Ett rum., credit: Studio Åker, focus: "0.50 0.40"}')
        path.write_text(text + more, "utf-8")
