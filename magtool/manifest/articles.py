"""A manuscript's file to an article: front matter above, body below, pictures beside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from magtool.diagnostics import Checked, Severity, Source, Span, in_order
from magtool.edition import Article, Image, Run
from magtool.manifest.blocks import read_body
from magtool.manifest.folder import Folder
from magtool.manifest.inline import Findings, Reference, Text, read_runs
from magtool.manifest.models import ArticleModel, ImageModel
from magtool.nodes import Node, offsets_of, read_yaml
from magtool.store import Store, fingerprint, keep

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"[a-zåäö]+:(?: |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article with the names in it that the rest of the issue must answer to."""

    article: Article
    front: ArticleModel | None
    captions: tuple[tuple[Run, ...], ...]
    """One for each of the front matter's pictures."""
    references: tuple[Reference, ...]


def kept_manuscript(source: Source, store: Store) -> Checked[Manuscript]:
    """What `read_manuscript` gives, from the store when the text was read before."""
    key = fingerprint("manuscript", source)
    return keep(store, key, Checked, lambda: read_manuscript(source))


def read_manuscript(source: Source) -> Checked[Manuscript]:
    """The manuscript as an article, its pictures not yet looked up.

    With errors the article holds what could be read.
    """
    findings = Findings()
    top, start, end, body = _front_matter(source, findings)
    front: ArticleModel | None = None
    if top:
        read = read_yaml(ArticleModel, source, start, end)
        findings.diagnostics += read.diagnostics
        front = read.value.model
    elements = read_body(source, body, findings)
    if not elements and not source.text[body:].strip():
        at = Span(source, len(source.text.rstrip()), len(source.text.rstrip()))
        findings.error("empty-manuscript", at, "the manuscript has no text", "write it here")
    path = PurePosixPath(source.path)
    article = Article(
        slug=path.stem,
        path=source.path,
        headline=_runs(front, "headline", findings),
        body=elements,
        kicker=front.kicker if front else "",
        standfirst=_runs(front, "standfirst", findings),
        byline=front.byline if front else "",
        kind=front.kind if front else "",
        tags=tuple(front.tags) if front else (),
        place=front.at("headline") if front else Span(source, 0, 0),
    )
    captions = [_runs(image, "caption", findings) for image in (front.images if front else ())]
    manuscript = Manuscript(article, front, tuple(captions), tuple(findings.references))
    return Checked(manuscript, in_order(findings.diagnostics))


def read_images(folder: Folder, manuscript: Manuscript) -> tuple[Image, ...]:
    """The front matter's pictures that are there and can be used; faults go to the folder."""
    images = []
    models = manuscript.front.images if manuscript.front else ()
    for model, caption in zip(models, manuscript.captions, strict=True):
        found = folder.picture(model.file, model.at("file"))
        if found is None:
            continue
        path, facts = found
        image = Image(
            file=path,
            width=facts.width_px,
            height=facts.height_px,
            caption=caption,
            credit=model.credit,
            focus=model.focus,
            alt=model.alt,
            place=model.at("file"),
        )
        images.append(image)
        # An editorial's picture is its writer's.
        if manuscript.article.kind != "editorial" or not manuscript.article.byline:
            tell_undescribed(folder, image)
    return tuple(images)


def tell_undescribed(folder: Folder, image: Image) -> None:
    """Tell of a picture that has neither words for those who can’t see it nor a caption."""
    if not (image.alt.strip() or image.caption):
        message = "nothing tells what the picture shows to those who can’t see it"
        hint = "write it in a few words as `alt:`, or give the picture a caption"
        folder.tell("picture-undescribed", image.place, message, hint, severity=Severity.NOTE)


def _front_matter(source: Source, findings: Findings) -> tuple[bool, int, int, int]:
    """Whether there is front matter, its start and end, and the offset of the body."""
    text = source.text
    top = len(text) - len(text.lstrip("\n"))
    first = _FENCE.match(text, top)
    if first is None:
        hint = "begin the file with ---, headline: …, ---"
        span = Span(source, top, min(top + 1, len(text)))
        findings.error("no-front-matter", span, "the manuscript has no front matter", hint)
        return False, 0, 0, 0
    start = min(first.end() + 1, len(text))
    last = _FENCE.search(text, start)
    if last is not None:
        return True, start, last.start(), min(last.end() + 1, len(text))
    hint = "put a line with --- after the last key"
    span = Span(source, top, first.end())
    findings.error("front-matter-unclosed", span, "the front matter is never closed", hint)
    blank = text.find("\n\n", start)  # most likely the text begins after the first empty line
    end = blank + 1 if blank >= 0 and _KEY.match(text, start) else start
    return end > start, start, end, end


def _runs(model: ArticleModel | ImageModel | None, key: str, findings: Findings) -> tuple[Run, ...]:
    """One of the model's texts as inline Markdown, in place."""
    node: Node | None = model.node.get(key) if model is not None and model.node else None
    if node is None or node.kind != "scalar":
        return ()
    text = Text(node.span.source, node.text, offsets_of(node))
    return read_runs(text, findings, may_omit=False)
