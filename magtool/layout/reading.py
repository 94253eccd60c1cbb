"""Reads a design's folder: layout.yaml, its templates and the fonts they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from magtool.diagnostics import Checked, Diagnostic, Severity, decode
from magtool.layout.design import DesignModel, TemplateModel
from magtool.layout.kit import Kit, make_grid, make_inks, make_styles
from magtool.library import Library
from magtool.nodes import read_yaml
from magtool.typeface import Hyphenator, load_faces


class FontsModel(BaseModel):
    """fonts/fonts.yaml: family -> style -> file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    families: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Design:
    """A design's data and the font files it may use (face key -> path)."""

    name: str
    model: DesignModel
    templates: dict[str, TemplateModel]
    fonts: dict[str, str]


def read_design(library: Library, name: str) -> Checked[Design | None]:
    """The design ``layouts/<name>`` with every fault found in its files."""
    folder = f"layouts/{name}"
    found: list[Diagnostic] = []
    if not library.exists(f"{folder}/layout.yaml"):
        message = f"there is no layout {name!r}: {folder}/layout.yaml is missing"
        return Checked(None, (Diagnostic("missing-layout", Severity.ERROR, message),))
    design = _read(library, f"{folder}/layout.yaml", DesignModel, found)
    templates: dict[str, TemplateModel] = {}
    for file in library.names(f"{folder}/templates"):
        if file.endswith(".yaml"):
            model = _read(library, f"{folder}/templates/{file}", TemplateModel, found)
            if model is not None:
                templates[file.removesuffix(".yaml")] = model
    fonts = _fonts(library, found)
    if design is None or any(d.severity is Severity.ERROR for d in found):
        return Checked(None, tuple(found))
    return Checked(Design(name, design, templates, fonts), tuple(found))


M = TypeVar("M", bound=BaseModel)


def _read(library: Library, path: str, model: type[M], found: list[Diagnostic]) -> M | None:
    decoded = decode(path, library.read(path))
    found.extend(decoded.diagnostics)
    if decoded.value is None:
        return None
    checked = read_yaml(model, decoded.value)
    found.extend(checked.diagnostics)
    return checked.value.model


def _fonts(library: Library, found: list[Diagnostic]) -> dict[str, str]:
    if not library.exists("fonts/fonts.yaml"):
        message = "fonts/fonts.yaml is missing"
        found.append(Diagnostic("missing-fonts", Severity.ERROR, message))
        return {}
    fonts = _read(library, "fonts/fonts.yaml", FontsModel, found)
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
    lexicon: frozenset[str] = frozenset(),
) -> Kit:
    """The design made ready for one issue: fonts read, styles in points, words hyphenable."""
    inks = make_inks(design.model)
    return Kit(
        design=design.model,
        templates=design.templates,
        grid=make_grid(design.model),
        inks=inks,
        styles=make_styles(design.model, inks),
        faces=load_faces(library, design.fonts, language),
        hyphenator=Hyphenator(language, tuple(exceptions), lexicon),
        language=language,
    )
