"""An issue's folder to an edition: reads every file once, tells every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from magtool.diagnostics import Checked, Severity, Source, Span, in_order, nearest
from magtool.edition import Edition, Survey
from magtool.library import Library
from magtool.manifest.adverts import Modules
from magtool.manifest.articles import Manuscript, kept_manuscript, read_images
from magtool.manifest.folder import Folder
from magtool.manifest.models import CompanyModel, ManifestModel, StoryModel
from magtool.manifest.resolve import Material, article_path, did_you_mean, resolve
from magtool.manifest.surveys import read_survey
from magtool.nodes import read_yaml
from magtool.store import NoStore, Store

MANIFEST = "issue.yaml"
_NO_STORE = NoStore()


def read_issue(
    library: Library,
    folder: str,
    modules: Modules | None = None,
    templates: Collection[str] | None = None,
    store: Store = _NO_STORE,
) -> Checked[Edition | None]:
    """The issue in ``folder`` (as "issues/2027-03"), None when it has errors.

    ``modules`` are the layout's ad modules: name to trim width and height in points and
    whether it bleeds; ``templates`` its story templates. Without them sizes and templates are
    carried unchecked. A ``store`` keeps what the manuscripts say. Never raises for anything an
    editor can write.
    """
    desk = Folder(library, folder.strip("/"), store)
    if not library.exists(desk.full(MANIFEST)):
        span = Span(Source(desk.full(MANIFEST), ""), 0, 0)
        close = nearest(MANIFEST, library.names(desk.path))
        hint = f"rename ‘{close}’" if close else f"`magtool new {desk.path}` makes one"
        desk.tell("missing-file", span, "the issue has no manifest", hint)
        return Checked(None, tuple(desk.diagnostics))
    model = _manifest(desk)
    surveys = _surveys(desk)
    if model is None:
        for name in desk.library.names(desk.full("articles")):
            if name.endswith(".md"):
                _manuscript(desk, f"articles/{name}", None)
        return Checked(None, in_order(desk.diagnostics))
    material = Material(
        slug=PurePosixPath(desk.path).name,
        manifest=model,
        manuscripts=_manuscripts(desk, model),
        surveys=surveys,
        modules=modules,
        templates=templates,
    )
    edition = resolve(desk, material)
    found = in_order(desk.diagnostics)
    failed = any(d.severity is Severity.ERROR for d in found)
    return Checked(None if failed else edition, found)


def _manifest(desk: Folder) -> ManifestModel | None:
    source = desk.source(MANIFEST)
    if source is None:
        return None
    read = read_yaml(ManifestModel, source)
    desk.diagnostics += read.diagnostics
    return read.value.model


def _surveys(desk: Folder) -> tuple[Survey, ...]:
    surveys = []
    for name in desk.library.names(desk.full("surveys")):
        if not name.endswith((".yaml", ".yml")):
            continue
        source = desk.source(f"surveys/{name}")
        if source is None:
            continue
        checked = read_survey(source)
        desk.diagnostics += checked.diagnostics
        if checked.value is not None:
            surveys.append(checked.value)
    return tuple(surveys)


def _manuscripts(desk: Folder, model: ManifestModel) -> Mapping[str, Manuscript]:
    """Every manuscript that the manifest names and that is there, by its path."""
    wanted: dict[str, Span | None] = {}
    entries: tuple[StoryModel | CompanyModel, ...] = (*model.stories, *model.companies)
    for entry in entries:
        path, span = article_path(entry.article), entry.at("article")
        if not entry.article or path in wanted or _is_missing(desk, entry.article, span):
            continue
        wanted[path] = span
    if model.editorial:
        wanted.setdefault(model.editorial, model.at("editorial"))
    made = {name: _manuscript(desk, name, span) for name, span in wanted.items()}
    _unlisted_articles(desk, set(wanted))
    return {name: manuscript for name, manuscript in made.items() if manuscript is not None}


def _is_missing(desk: Folder, name: str, span: Span | None) -> bool:
    """Whether no manuscript has the name; the hint is then a name, as the manifest wants it."""
    path = article_path(name)
    tidy = desk.inside(path, span)
    if tidy is not None and not desk.library.exists(desk.full(tidy)):
        there = desk.library.names(desk.full("articles"))
        stems = [file.removesuffix(".md") for file in there if file.endswith(".md")]
        desk.tell(
            "missing-file", span, f"the file ‘{path}’ is not there", did_you_mean(name, stems)
        )
        return True
    return tidy is None


def _manuscript(desk: Folder, name: str, span: Span | None) -> Manuscript | None:
    path = desk.find(name, span)
    source = desk.source(path) if path is not None else None
    if source is None:
        return None
    checked = kept_manuscript(source, desk.store)
    desk.diagnostics += checked.diagnostics
    made = checked.value
    images = read_images(desk, made)
    return replace(made, article=replace(made.article, images=images))


def _unlisted_articles(desk: Folder, listed: set[str]) -> None:
    for name in desk.library.names(desk.full("articles")):
        path = f"articles/{name}"
        if not name.endswith(".md") or path in listed:
            continue
        desk.tell(
            "unlisted-article",
            Span(Source(desk.full(path), ""), 0, 0),
            "the manuscript is not listed in issue.yaml and will not be printed",
            f"add `- {name.removesuffix('.md')}` under `stories:`",
            severity=Severity.NOTE,
        )
