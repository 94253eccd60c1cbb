"""Reads a design's folder: layout.yaml, its templates and the fonts they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from magtool.diagnostics import Checked, Diagnostic, Severity, decode
from magtool.layout.design import DesignModel, TemplateModel
from magtool.layout.kit import Kit, make_grid, make_inks, make_styles
from magtool.library import Library
from magtool.nodes import model, read_yaml
from magtool.store import NoStore, Store, fingerprint, keep
from magtool.typeface import Hyphenator, load_faces

_FONTS = "fonts/fonts.yaml"
_NO_STORE = NoStore()


@model
class FontsModel:
    """fonts/fonts.yaml: family -> style -> file."""

    families: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Design:
    """A design's data and the font files it may use (face key -> path)."""

    name: str
    model: DesignModel
    templates: dict[str, TemplateModel]
    fonts: dict[str, str]
    digest: str = ""
    """Of its files' bytes; "" for one made by hand."""


@dataclass(frozen=True, slots=True)
class _Files:
    """A design's files as models; of ``layout`` and ``fonts`` None is one that can't be read."""

    layout: DesignModel | None
    templates: dict[str, TemplateModel]
    fonts: FontsModel | None


def read_design(library: Library, name: str, store: Store = _NO_STORE) -> Checked[Design | None]:
    """The design ``layouts/<name>`` with every fault found in its files.

    What a ``store`` has kept from files with the same bytes is not read again.
    """
    folder = f"layouts/{name}"
    if not library.exists(f"{folder}/layout.yaml"):
        message = f"there is no layout {name!r}: {folder}/layout.yaml is missing"
        return Checked(None, (Diagnostic("missing-layout", Severity.ERROR, message),))
    contents = _bytes(library, folder)
    digest = fingerprint("design", folder, contents)
    read = _kept_models(folder, contents, digest, store)
    files, found = read.value, list(read.diagnostics)
    fonts = _fonts(files.fonts, library, found)
    if files.layout is None or any(d.severity is Severity.ERROR for d in found):
        return Checked(None, tuple(found))
    return Checked(Design(name, files.layout, files.templates, fonts, digest), tuple(found))


def _bytes(library: Library, folder: str) -> dict[str, bytes]:
    """The contents of all YAML files of a design, and of fonts.yaml when it is there."""
    names = [n for n in library.names(f"{folder}/templates") if n.endswith(".yaml")]
    paths = [f"{folder}/layout.yaml", *(f"{folder}/templates/{name}" for name in names)]
    if library.exists(_FONTS):
        paths.append(_FONTS)
    return {path: library.read(path) for path in paths}


def _kept_models(
    folder: str, files: Mapping[str, bytes], digest: str, store: Store
) -> Checked[_Files]:
    return keep(store, digest, Checked, lambda: _models(folder, files))


def _models(folder: str, files: Mapping[str, bytes]) -> Checked[_Files]:
    found: list[Diagnostic] = []
    layout = _read(files, f"{folder}/layout.yaml", DesignModel, found)
    templates = {}
    for path in files:
        if path.startswith(f"{folder}/templates/"):
            template = _read(files, path, TemplateModel, found)
            if template is not None:
                templates[PurePosixPath(path).stem] = template
    fonts = _read(files, _FONTS, FontsModel, found) if _FONTS in files else None
    return Checked(_Files(layout, templates, fonts), tuple(found))


M = TypeVar("M")


def _read(
    files: Mapping[str, bytes], path: str, kind: type[M], found: list[Diagnostic]
) -> M | None:
    decoded = decode(path, files[path])
    found.extend(decoded.diagnostics)
    if decoded.value is None:
        return None
    checked = read_yaml(kind, decoded.value)
    found.extend(checked.diagnostics)
    return checked.value.model


def _fonts(fonts: FontsModel | None, library: Library, found: list[Diagnostic]) -> dict[str, str]:
    if not library.exists(_FONTS):
        message = f"{_FONTS} is missing"
        found.append(Diagnostic("missing-fonts", Severity.ERROR, message))
    files: dict[str, str] = {}
    for family, styles in (fonts.families if fonts else {}).items():
        for style, file in styles.items():
            path = f"fonts/{file}"
            if library.exists(path):
                files[f"{family}-{style}"] = path
            else:
                message = f"the font {family} {style} has no file: {path} is missing"
                found.append(Diagnostic("missing-font", Severity.ERROR, message))
    return files


def make_kit(
    design: Design,
    library: Library,
    language: str,
    exceptions: Iterable[str] = (),
    ground: str = "",
    store: Store | None = None,
) -> Kit:
    """The design made ready for one issue: fonts read, styles in points, words hyphenable.

    ``ground`` is a key for all that goes into it, with which the ``store`` may keep charts.
    """
    inks = make_inks(design.model)
    return Kit(
        design=design.model,
        templates=design.templates,
        grid=make_grid(design.model),
        inks=inks,
        styles=make_styles(design.model, inks),
        faces=load_faces(library, design.fonts, language),
        hyphenator=Hyphenator(language, tuple(exceptions)),
        language=language,
        ground=ground,
        store=store or NoStore(),
    )
