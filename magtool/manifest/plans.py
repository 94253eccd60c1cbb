"""``plan.yaml``: the flatplan beside the manifest, read with its places and written by lines.

The last build's plan is a file of the issue, not something remembered in secret: whoever has
the folder gets the same pages, and an editor may change it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from magtool.diagnostics import Checked, Severity, decode
from magtool.edition import IssuePlan, PagePlan
from magtool.library import Library
from magtool.manifest.models import PageRange, pages_in
from magtool.nodes import AtLeast, Placed, key, model, read_yaml

PLAN = "plan.yaml"
_HEAD = """\
# Which page shows what. `magtool build` keeps to this and writes it anew when something has to
# move. Approved pages stay as they are: locked: [4-9, 12]. Without this file the issue is
# planned afresh.
"""


@model
class _PageModel(Placed):
    page: Annotated[int, AtLeast(1)]
    template: str = ""
    stories: dict[str, str] = key(default={})
    ads: list[str] = key(default=[])
    follows: int = 0
    breaks: int = 0
    lines: dict[str, float] = key(default={})
    dropped: list[str] = key(default=[])
    cost: float = 0.0


@model
class _PlanModel(Placed):
    magtool: Literal["1"]
    locked: list[PageRange] = key(default=[])
    wishes: str = ""
    white: Literal["yes", "no"] = "no"
    pages: list[_PageModel] = key(default=[])


def read_plan(library: Library, folder: str) -> Checked[IssuePlan | None]:
    """The issue's plan; None when it has none, or when the file has errors."""
    path = f"{folder.strip('/')}/{PLAN}"
    if not library.exists(path):
        return Checked(None)
    decoded = decode(path, library.read(path))
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    read = read_yaml(_PlanModel, decoded.value)
    found = (*decoded.diagnostics, *read.diagnostics)
    model = read.value.model
    if model is None or any(d.severity is Severity.ERROR for d in found):
        return Checked(None, found)
    pages = tuple(_page(page) for page in model.pages)
    plan = IssuePlan(pages, pages_in(model.locked), model.wishes, model.white == "yes")
    return Checked(plan, found)


def _page(model: _PageModel) -> PagePlan:
    return PagePlan(
        page=model.page,
        template=model.template,
        stories=tuple(model.stories.items()),
        ads=tuple(model.ads),
        follows=model.follows,
        breaks=model.breaks,
        lines=tuple(model.lines.items()),
        dropped=tuple(model.dropped),
        cost=model.cost,
    )


# ------------------------------------------------------------------------ writing


def plan_text(plan: IssuePlan) -> str:
    """The plan as ``plan.yaml`` has it, one page a line: a change shows as the lines it moved."""
    lines = ["magtool: 1"]
    if plan.locked:
        lines.append(f"locked: [{', '.join(_ranges(plan.locked))}]")
    if plan.wishes:
        lines.append(f"wishes: {_scalar(plan.wishes)}")
    if plan.white:
        lines.append("white: yes")
    lines.append("pages:" if plan.pages else "pages: []")
    lines += [f"- {{{', '.join(_entries(page))}}}" for page in plan.pages]
    return _HEAD + "\n".join(lines) + "\n"


def _ranges(pages: Iterable[int]) -> Iterator[str]:
    """Runs of pages as "4-9"."""
    numbers = sorted(pages)
    start = 0
    for index, number in enumerate(numbers):
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            first = numbers[start]
            yield str(number) if first == number else f"{first}-{number}"
            start = index + 1


def _entries(page: PagePlan) -> Iterator[str]:
    yield f"page: {page.page}"
    if page.template:
        yield f"template: {_scalar(page.template)}"
    if page.stories:
        yield f"stories: {_mapping(dict(page.stories))}"
    if page.ads:
        yield f"ads: [{', '.join(_scalar(ad) for ad in page.ads)}]"
    if page.follows:
        yield f"follows: {page.follows}"
    if page.breaks:
        yield f"breaks: {page.breaks}"
    if page.lines:
        yield f"lines: {_mapping({name: f'{value:g}' for name, value in page.lines})}"
    if page.dropped:
        yield f"dropped: [{', '.join(_scalar(name) for name in page.dropped)}]"
    if page.cost:
        yield f"cost: {page.cost:.2f}"


def _mapping(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in values.items()) + "}"


def _scalar(text: str) -> str:
    """Plain where YAML reads it back as it is, else quoted."""
    return text if re.fullmatch(r"[\w./-]*\w", text) and text[0] != "-" else f'"{text}"'
