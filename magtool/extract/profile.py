"""Title profiles: what one issue taught of its title's type, kept as YAML for the next issues.

A profile is believed before anything is learnt anew, so that an archivist who corrects a role in
it corrects every issue read with it. It says only what type tells for certain: a style with two
roles gets a rule for capitals, or for the place that it stands in, or none at all.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, cast, get_args

from magtool.diagnostics import Checked, Source
from magtool.extract.blocks import Block
from magtool.extract.furniture import form_of
from magtool.extract.lines import Style
from magtool.extract.roles import JUMP_FROM, JUMP_ON, is_byline, is_credit
from magtool.extract.stages import Stages
from magtool.extract.styles import Typography, family
from magtool.nodes import AtLeast, Placed, key, model, must, read_yaml
from magtool.page.read import Box, ReadPage

Role = Literal[
    "headline", "notice", "kicker", "standfirst", "byline", "body", "subhead", "pullquote",
    "caption", "credit",
]  # fmt: skip
Place = Literal["anywhere", "over a headline", "under a headline", "by a picture"]
Case = Literal["any", "capitals", "mixed"]
Weight = Literal["regular", "bold"]
Habit = Literal["indent", "space"]
Running = Literal["header", "footer", "label"]

_SIZES = 0.035
"""How much, relatively, sizes of one style differ."""
_CLEAR = 0.95
"""Share of a style's letters in one role for it to be the style's."""
_LEARNT = 0.8
"""Confidence from which a block teaches."""
_LETTERS = 12
"""Letters of a style from which it teaches: fewer are an accident."""
_TRUSTED = 0.97
"""Confidence of a role that the profile tells."""
_NEAR = 2.0
"""Body leadings within which a block belongs to the headline or picture it stands by."""
_EXAMPLE = 40


@model
class BodyType(Placed):
    """Type that running text is set in."""

    family: str = must("The font's family, small letters without spaces")
    size: Annotated[float, AtLeast(1)] = must("Points")


@model
class StyleRule(Placed):
    """What a style is to a reader."""

    family: str = must("The font's family, small letters without spaces")
    size: Annotated[float, AtLeast(1)] = must("Points")
    weight: Weight = key("Bold from weight 600", "regular")
    case: Case = key("Only what is set in capitals, or only what is not", "any")
    place: Place = key("Only what stands there", "anywhere")
    role: Role = must("What it is to a reader")
    example: str = key("Words of that role, for whoever reads the profile", "")

    def fits(self, look: _Look, place: Place) -> bool:
        return (
            (self.family, self.weight) == (look.family, look.weight)
            and abs(self.size - look.size) <= _SIZES * self.size
            and self.case in ("any", look.case)
            and self.place in ("anywhere", place)
        )


@model
class RunningLine(Placed):
    """What stands in the margins of every page."""

    text: str = must("The words, with # for every number")
    role: Running = must("What it is")


@model
class TitleProfile(Placed):
    """What is known of a title's type; an empty profile knows nothing."""

    title: str = key("The title it was learnt of", "")
    body: list[BodyType] = key("Type of running text, the most frequent first", [])
    leading: Annotated[float, AtLeast(0)] = key("Points from baseline to baseline", 0.0)
    paragraphs: list[Habit] = key("How paragraphs are told apart", [])
    roles: list[StyleRule] = key("What styles are for; the first that fits counts", [])
    furniture: list[RunningLine] = key("Lines that run through the pages", [])

    def running(self) -> Mapping[str, str]:
        """The roles of lines in the margins, by their form."""
        return {form_of(line.text): line.role for line in self.furniture}

    def typography(self, learnt: Typography) -> Typography:
        """The profile's measures where the issue is set in its body type, else what was learnt."""
        bodies = tuple((body.family, body.size) for body in self.body)
        same = any(_is_alike(body, own) for body in bodies for own in learnt.bodies[:1])
        if not same:
            return learnt
        return replace(
            learnt,
            bodies=tuple(dict.fromkeys((*learnt.bodies, *bodies))),
            indented="indent" in self.paragraphs,
            spaced="space" in self.paragraphs,
        )


def _is_alike(one: tuple[str, float], other: tuple[str, float]) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) <= _SIZES * one[1]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a rule sees of a block."""

    family: str
    size: float
    weight: Weight
    case: Case


def _look(block: Block) -> _Look:
    return _look_of(block.style, block.words)


def _look_of(style: Style, words: str) -> _Look:
    case: Case = "capitals" if words.isupper() else "mixed"
    weight: Weight = "bold" if style.bold else "regular"
    return _Look(family(style.name), round(2 * style.size) / 2, weight, case)


# --- using --------------------------------------------------------------------------------


def known_roles(
    profile: TitleProfile, pages: Sequence[ReadPage], blocks: Mapping[int, Sequence[Block]]
) -> dict[int, list[Block]]:
    """The blocks; those whose role the profile knows have it, others are as they were.

    What tells its role by its own words keeps that: "Foto: …", "Text: …", "Forts. på sid. 7".
    """
    told = {
        number: [_with_role(profile, block) for block in listed]
        for number, listed in blocks.items()
    }
    for page in pages:
        listed = told.get(page.number, [])
        pictures = [picture.box for picture in page.pictures]
        heads = [block.box for block in listed if block.role == "headline"]
        for index, block in enumerate(listed):
            if not block.role:
                place = _place(block, heads, pictures, profile.leading)
                listed[index] = _with_role(profile, block, place)
    return told


def role_of(profile: TitleProfile, style: Style, words: str) -> str:
    """What the profile calls a text of that look wherever it stands; "" when it has no rule."""
    if not profile.roles or _tells_itself(words):
        return ""
    look = _look_of(style, words)
    return next((rule.role for rule in profile.roles if rule.fits(look, "anywhere")), "")


def _with_role(profile: TitleProfile, block: Block, place: Place = "anywhere") -> Block:
    if block.role or _tells_itself(block.words):
        return block
    look = _look(block)
    role = next((rule.role for rule in profile.roles if rule.fits(look, place)), "")
    return block.told(role, _TRUSTED) if role else block


def _tells_itself(text: str) -> bool:
    jumps = JUMP_ON.match(text) or JUMP_FROM.match(text)
    return bool(jumps) or is_byline(text) or is_credit(text)


def _place(block: Block, heads: Sequence[Box], pictures: Sequence[Box], leading: float) -> Place:
    """By what the block stands, a picture before a headline."""
    near = _NEAR * (leading or 1.2 * block.style.size)
    if any(max(_apart(block.box, picture)) < near for picture in pictures):
        return "by a picture"
    for head in heads:
        across, down = _apart(block.box, head)
        if across <= 0 and down < near:
            return "over a headline" if block.box[1] < head[1] else "under a headline"
    return "anywhere"


def _apart(one: Box, other: Box) -> tuple[float, float]:
    """White between two boxes, across and down; negative where they overlap."""
    across = max(one[0] - other[2], other[0] - one[2])
    return across, max(one[1] - other[3], other[1] - one[3])


# --- learning -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """A block that teaches: how it looks, where it stands, what it is."""

    look: _Look
    place: Place
    role: Role
    text: str


def learn_profile(stages: Stages) -> TitleProfile:
    """What an issue that was recovered teaches of its title; of a tagged one nothing is known."""
    type_ = stages.type_
    if type_ is None:
        return TitleProfile(title=stages.issue.title)
    habits: dict[Habit, bool] = {"indent": type_.indented, "space": type_.spaced}
    return TitleProfile(
        title=stages.issue.title,
        body=[BodyType(family=name, size=size) for name, size in type_.bodies],
        leading=type_.leading,
        paragraphs=[habit for habit, there in habits.items() if there],
        roles=list(_rules(list(_seen(stages, type_)))),
        furniture=list(_furniture(stages)),
    )


def _seen(stages: Stages, type_: Typography) -> Iterator[_Seen]:
    known = frozenset(get_args(Role))
    fronts = [one for one in stages.issue.articles if one.kind in ("cover", "contents")]
    passed = {number for article in fronts for number in article.pages}
    for page in stages.read.pages:
        if page.number in passed:
            continue
        listed = stages.blocks.get(page.number, ())
        pictures = [picture.box for picture in page.pictures]
        heads = [block.box for block in listed if block.role == "headline"]
        for block in listed:
            if block.role not in known or block.confidence < _LEARNT:
                continue
            if block.role in ("byline", "credit") and _tells_itself(block.words):
                continue  # its words tell it in the next issue, too
            place = _place(block, heads, pictures, type_.leading)
            yield _Seen(_look(block), place, cast(Role, block.role), block.words)


def _rules(seen: Sequence[_Seen]) -> Iterator[StyleRule]:
    """Rules for the styles that were seen, the most frequent first."""
    styles = _grouped(seen, lambda one: replace(one.look, case="any"))
    for style in sorted(styles.values(), key=lambda group: -_letters(group)):
        if _letters(style) < _LETTERS:
            continue
        if rule := _rule(style):
            yield rule
            continue
        for case in _grouped(style, lambda one: one.look.case).values():
            if rule := _rule(case, case=case[0].look.case):
                yield rule
                continue
            for place in _grouped(case, lambda one: one.place).values():
                if place[0].place != "anywhere" and (rule := _rule(place, place=place[0].place)):
                    yield replace(rule, case=case[0].look.case)


def _grouped(
    seen: Iterable[_Seen], by: Callable[[_Seen], Hashable]
) -> Mapping[Hashable, list[_Seen]]:
    groups: dict[Hashable, list[_Seen]] = defaultdict(list)
    for one in seen:
        groups[by(one)].append(one)
    return groups


def _letters(seen: Iterable[_Seen]) -> int:
    return sum(len(one.text) for one in seen)


def _rule(seen: Sequence[_Seen], case: Case = "any", place: Place = "anywhere") -> StyleRule | None:
    """The rule that blocks of one look teach when nearly all have one role."""
    roles: Counter[Role] = Counter()
    for one in seen:
        roles[one.role] += len(one.text)
    role, letters = roles.most_common(1)[0]
    if letters < _CLEAR * roles.total():
        return None
    look = seen[0].look
    text = next(one.text for one in seen if one.role == role)
    example = text if len(text) <= _EXAMPLE else f"{text[: _EXAMPLE - 1].rstrip()}…"
    return StyleRule(
        family=look.family, size=look.size, weight=look.weight, case=case, place=place, role=role,
        example=example,
    )  # fmt: skip


def _furniture(stages: Stages) -> Iterator[RunningLine]:
    """Heads and feet of the pages, each form once; folios are known by their numbers."""
    told: set[str] = set()
    for lines in stages.furniture.values():
        for line, role in lines.items():
            form = form_of(line.words)
            if role in ("header", "footer") and form not in told:
                told.add(form)
                yield RunningLine(text=form, role=cast(Running, role))


# --- reading and writing ------------------------------------------------------------------


def parse_profile(source: Source) -> Checked[TitleProfile | None]:
    """The profile that YAML says, every slip told with its line and column."""
    read = read_yaml(TitleProfile, source)
    checked = Checked(read.value.model, read.diagnostics)
    return Checked(None, read.diagnostics) if checked.failed else checked


def profile_text(profile: TitleProfile) -> str:
    """The profile as YAML that `parse_profile` reads as the same."""
    lines = [
        "# What is known of this title's type. Change a role, delete a line or add one: the first",
        f"# rule that fits counts. Roles: {', '.join(get_args(Role))}.",
        f"# Places: {', '.join(get_args(Place))}.",
        f"title: {_quoted(profile.title)}",
        *_listed("body", profile.body, ("family", "size")),
        f"leading: {profile.leading:g}",
        f"paragraphs: [{', '.join(profile.paragraphs)}]",
        *_listed("roles", profile.roles, _RULE_KEYS),
        *_listed("furniture", profile.furniture, ("text", "role")),
    ]
    return "\n".join(lines) + "\n"


_RULE_KEYS = ("role", "family", "size", "weight", "case", "place", "example")
_USUAL = frozenset(("regular", "any", "anywhere", ""))
"""Values that go without saying."""
_WORDS = frozenset((*get_args(Role), *get_args(Place), *get_args(Case), *get_args(Running), "bold"))
"""Values that need no quotes."""


def _listed(name: str, items: Sequence[Placed], keys: Sequence[str]) -> Iterator[str]:
    """A list whose items stand on a line each."""
    if not items:
        yield f"{name}: []"
        return
    yield f"{name}:"
    for item in items:
        values = ((key, getattr(item, key)) for key in keys)
        told = (f"{key}: {_value(value)}" for key, value in values if value not in _USUAL)
        yield f"  - {{{', '.join(told)}}}"


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value if value in _WORDS else _quoted(value)
    return f"{value:g}"


def _quoted(text: str) -> str:
    """Text in quotes; what YAML forbids is shown as �."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return json.dumps(shown, ensure_ascii=False)
