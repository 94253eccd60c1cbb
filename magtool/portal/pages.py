"""Templates and what is served with them: pages in HTML, the style, the scripts, the faces."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from magtool.proofs.wording import module_name

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_ORDER = (".woff2", ".svg", ".js", ".css")
"""Those that name no other come first; a script comes after those it imports, by name."""


@dataclass(frozen=True, slots=True)
class Static:
    """A file that is the same for everyone. Its address holds its hash, so it is kept for good."""

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates, ready to be filled, and the files that their pages ask for."""

    environment: Environment
    shelf: Mapping[str, Static]
    """By the name in the address: "site.3f2a9c1b.css"."""

    def render(self, template: str, **values: object) -> str:
        return self.environment.get_template(template).render(**values)


def load_pages() -> Pages:
    """Everything that is shipped with the site. Templates are compiled once."""
    environment = Environment(
        loader=PackageLoader("magtool.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shelf, names = _shelve()
    environment.globals["module_name"] = module_name
    environment.globals["static"] = lambda name: f"/static/{names[name]}"
    return Pages(environment, shelf)


def _shelve() -> tuple[dict[str, Static], dict[str, str]]:
    """The files by hashed name, and each one's hashed name by its own. A file that names another
    is changed to ask for the hashed one, and so has a new hash whenever that one has."""
    shelf: dict[str, Static] = {}
    names: dict[str, str] = {}
    sources = list(files("magtool.portal").joinpath("static").iterdir())
    sources = [s for s in sources if "." + s.name.rpartition(".")[2] in _KINDS]
    for source in sorted(sources, key=lambda s: (_ORDER.index(_ending(s.name)), s.name)):
        content = source.read_bytes()
        if _ending(source.name) in (".css", ".js"):
            for plain, hashed in names.items():
                content = content.replace(f"./{plain}".encode(), f"./{hashed}".encode())
        stem, _, last = source.name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{last}"
        names[source.name] = hashed
        shelf[hashed] = Static(content, _KINDS[f".{last}"])
    return shelf, names


def _ending(name: str) -> str:
    return "." + name.rpartition(".")[2]
