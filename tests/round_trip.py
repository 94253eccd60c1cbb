"""How much of a published issue comes back from a file of it, told in figures."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import pikepdf
from built import Built
from test_recover_tags import items, printed, tidy

from magtool.edition import Article, Box, plain
from magtool.edition.recovered import RecoveredArticle, RecoveredIssue
from magtool.extract.issue import extract_issue
from magtool.intake.glyphs import read_glyphs

FLOW = ("paragraph", "subhead", "question", "item")


@dataclass
class Score:
    """Kinds of things with how many there are and how many came back; what did not, in words."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    def count(self, kind: str, right: bool, told: str) -> None:
        self.wanted[kind] += 1
        self.found[kind] += right
        if not right:
            self.lost.append(f"{kind}: {told}")

    def share(self, kind: str) -> float:
        return self.found[kind] / self.wanted[kind] if self.wanted[kind] else 1.0

    def __str__(self) -> str:
        return ", ".join(
            f"{kind} {self.found[kind]}/{self.wanted[kind]}" for kind in sorted(self.wanted)
        )


def recover_untagged(data: bytes) -> RecoveredIssue:
    """The issue as ink alone tells it: what the file says of its structure is not looked at."""
    read = read_glyphs(data)
    pages = tuple(replace(page, tags=()) for page in read.pages)
    return extract_issue(replace(read, pages=pages), "issue.pdf")


def score(built: Built, issue: RecoveredIssue) -> Score:
    """What of the published issue stands in the recovered one."""
    made = Score()
    for slug, article in items(built):
        named = [a for a in issue.articles if _same_title(a, article)]
        made.count("articles", len(named) == 1, f"{slug}: {len(named)} with its headline")
        found = named[0] if named else RecoveredArticle("", "", (), ())
        _score_text(made, built, slug, article, found)
        _score_head(made, slug, article, found)
        _score_beside(made, built, slug, article, found)
    _score_extra(made, built, issue)
    _score_charts(made, built, issue)
    return made


def _same_title(found: RecoveredArticle, article: Article) -> bool:
    return tidy(found.headline) == tidy(plain(article.headline))


def _score_text(
    made: Score, built: Built, slug: str, article: Article, found: RecoveredArticle
) -> None:
    wanted = printed(built, slug, article)[0]
    flow = [b for b in found.blocks if b.box is None and b.role in FLOW]
    left = Counter(tidy(block.text) for block in flow)
    roles = {tidy(block.text): block.role for block in flow}
    for role, text in wanted:
        made.count("paragraphs", left[text] > 0, f"{slug}: {text[:70]} … {text[-30:]}")
        left[text] -= 1
        if text in roles:
            made.count(
                "roles", roles[text] == role, f"{slug}: {role} as {roles[text]}: {text[:60]}"
            )
    order = [tidy(block.text) for block in flow]
    made.count("orders", order == [text for _, text in wanted], slug)
    for text, count in left.items():
        if count > 0 and not any(text == told for _, told in wanted):
            made.lost.append(f"  extra: {slug}: {text[:90]}")
    _count_letters(made, [text for _, text in wanted], order)


def _count_letters(made: Score, wanted: Sequence[str], found: Sequence[str]) -> None:
    a, b = " ".join(wanted).split(), " ".join(found).split()
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    same = sum(
        len(word)
        for match in matcher.get_matching_blocks()
        for word in a[match.a : match.a + match.size]
    )
    made.wanted["letters"] += sum(map(len, a))
    made.found["letters"] += same


def _score_head(made: Score, slug: str, article: Article, found: RecoveredArticle) -> None:
    for kind, told, wanted in (
        ("kickers", found.kicker, article.kicker),
        ("standfirsts", found.standfirst, plain(article.standfirst)),
    ):
        if told or wanted:
            same = tidy(told or "").lower() == tidy(wanted).lower()
            made.count(kind, same, f"{slug}: {wanted!r} as {told!r}")
    if article.byline or found.byline:
        told = tidy(found.byline or "")
        same = bool(article.byline) and tidy(article.byline).lower() in told.lower()
        made.count("bylines", same, f"{slug}: {article.byline!r} as {told!r}")


def _score_beside(
    made: Score, built: Built, slug: str, article: Article, found: RecoveredArticle
) -> None:
    boxes = printed(built, slug, article)[1]
    told = {tidy(b.text).lower() for b in found.blocks}
    boxed = [b for b in found.blocks if b.box is not None]
    inside = " ".join(tidy(b.text) for b in boxed).lower()
    for box in boxes:
        if box.role in ("chart", "method"):
            continue
        if box.role == "pullquote":
            for paragraph in box.content:
                text = tidy(paragraph.text)
                made.count("quotes", text.lower() in told, f"{slug}: {text[:60]}")
            continue
        for text in _box_words(box):
            made.count("box texts", text.lower() in inside, f"{slug}: {text[:60]}")
    numbers = {b.box for b in boxed if b.box_role != "method"}
    wanted = [box for box in boxes if box.role not in ("chart", "method", "pullquote")]
    made.count("boxes", len(numbers) == len(wanted), f"{slug}: {len(wanted)} as {len(numbers)}")
    pictures = " | ".join(f"{tidy(p.caption)} {tidy(p.credit)}" for p in found.pictures).lower()
    for image in article.images:
        for kind, text in (
            ("captions", tidy(plain(image.caption))),
            ("credits", tidy(image.credit.partition(":")[2] or image.credit)),
        ):
            if text:
                made.count(kind, text.lower() in pictures, f"{slug}: {text[:60]}")


def _box_words(box: Box) -> Iterator[str]:
    title = tidy(plain(box.title))
    if title or box.label:
        yield title or box.label
    for paragraph in box.content:
        text = paragraph.text.replace(" — ", " ") if paragraph.role == "item" else paragraph.text
        yield tidy(text)


def _score_extra(made: Score, built: Built, issue: RecoveredIssue) -> None:
    titles = {tidy(plain(article.headline)) for _, article in items(built)}
    editorial = built.edition.editorial
    if editorial is not None:
        titles.add(tidy(plain(editorial.headline)))
    for article in issue.articles:
        if article.kind not in ("cover", "contents") and tidy(article.headline) not in titles:
            made.wanted["strangers"] += 0
            made.found["strangers"] += 1
            made.lost.append(f"stranger: {article.kind} {article.pages} {article.headline!r}")
    places = Counter(ad.page for ad in issue.ads)
    for ad in built.edition.ads:
        page = built.claims["ads"][ad.slug]
        made.count("ads", places[page] == 1, f"{ad.slug} on {page}: {places[page]}")
    pages = {built.claims["ads"][ad.slug] for ad in built.edition.ads}
    for other in issue.ads:
        if other.page not in pages:
            made.found["false ads"] += 1
            made.wanted["false ads"] += 0
            made.lost.append(f"false ad: {other.page} {other.text[:60]!r}")


def _score_charts(made: Score, built: Built, issue: RecoveredIssue) -> None:
    wanted = [
        (story.slug, story, chart) for story in built.edition.stories for chart in story.charts
    ]
    headlines = {article.id: tidy(article.headline) for article in issue.articles}
    left = list(issue.charts)
    for slug, story, chart in wanted:
        header = tidy(chart.header).lower()
        found = next((c for c in left if tidy(c.header).lower() == header), None)
        made.count("charts", found is not None, f"{slug}: {chart.header}")
        if found is None:
            continue
        left.remove(found)
        made.count("chart full", found.status == "full", f"{slug}: {chart.header}: {found.status}")
        asked = tidy(found.question).startswith(tidy(chart.question))
        made.count("chart questions", asked, f"{slug}: {chart.question!r} as {found.question!r}")
        values = [v for row in chart.values for v in row]
        same = [value for _, value in found.values] == values
        made.count("chart values", same, f"{slug}: {values} as {found.values}")
        labels = [label for label in chart.labels for _ in chart.columns or ("",)]
        named = len(labels) == len(found.values) and all(
            tidy(told).startswith(tidy(label))
            for label, (told, _) in zip(labels, found.values, strict=True)
        )
        made.count("chart labels", named, f"{slug}: {labels} as {found.values}")
        owner = headlines.get(found.article, "")
        made.count("chart owners", owner == tidy(plain(story.article.headline)), f"{slug}: {owner}")
    for chart_left in left:
        if chart_left.kind != "table":
            made.found["false charts"] += 1
            made.wanted["false charts"] += 0
            made.lost.append(f"false chart: {chart_left.page} {chart_left.paragraphs[:3]}")


# --- files that say nothing by their order -----------------------------------------------


def shuffle_text_objects(data: bytes, seed: int = 7) -> bytes:
    """The file with the text objects (BT … ET) of every page in random order.

    All are moved behind the page's other marks, each with the graphics state that stood when it
    was met (colours, matrices, clips, marked content left out): what is seen is the same.
    """
    source = random.Random(seed)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            rest, texts = _part_texts(pikepdf.parse_content_stream(page))
            source.shuffle(texts)
            whole = [*rest, *(operation for text in texts for operation in text)]
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(whole))
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


_STATE = re.compile("cm|gs|g|G|rg|RG|k|K|cs|CS|scn?|SCN?|w|J|j|M|d|ri|i|T[cwzLfrs]")
_MARKED = re.compile("BMC|BDC|EMC|MP|DP")
_PATH = re.compile("[mlcvyh]|re|W[*]?")
_PAINT = re.compile("[SsFn]|[fBb][*]?")

Operation = pikepdf.ContentStreamInstruction


def _part_texts(
    operations: Sequence[Operation | pikepdf.ContentStreamInlineImage],
) -> tuple[list[Operation], list[list[Operation]]]:
    """A page's operations without its text objects, and these, each closed in itself."""
    rest: list[Operation] = []
    texts: list[list[Operation]] = []
    stack: list[list[Operation]] = [[]]
    path: list[Operation] = []
    own: list[Operation] | None = None
    clips = False
    push, pop = _operation("q"), _operation("Q")
    for operation in operations:
        name = str(operation.operator)
        if _MARKED.fullmatch(name):
            continue
        if own is not None:
            own.append(operation)
            if _STATE.fullmatch(name):
                stack[-1].append(operation)
            if name == "ET":
                texts.append([push, *own, pop])
                own = None
            continue
        if name == "BT":
            own = [*stack[-1], operation]
            continue
        rest.append(operation)
        if name == "q":
            stack.append(list(stack[-1]))
        elif name == "Q" and len(stack) > 1:
            stack.pop()
        elif _STATE.fullmatch(name):
            stack[-1].append(operation)
        elif _PATH.fullmatch(name):
            clips = clips or name[0] == "W"
            path.append(operation)
        elif _PAINT.fullmatch(name):
            if clips:
                stack[-1] += [*path, _operation("n")]
            path, clips = [], False
    return rest, texts


def _operation(name: str) -> Operation:
    return Operation([], pikepdf.Operator(name))
