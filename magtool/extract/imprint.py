"""Which issue it is: its title, number and date, as its own pages say them.

The cover and the contents page say it once, heads and feet on every page, a colophon in small
type. What all of them say counts for more than what a file is called, which comes last.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from magtool.edition.recovered import RecoveredBlock, RecoveredIssue, Remark

_MONTHS = (
    "januari january januar tammikuu jan",
    "februari february februar helmikuu feb",
    "mars march märz marts maaliskuu mar mär",
    "april huhtikuu apr",
    "maj may mai toukokuu",
    "juni june kesäkuu jun",
    "juli july heinäkuu jul",
    "augusti august elokuu aug",
    "september syyskuu sept sep",
    "oktober october lokakuu okt oct",
    "november marraskuu nov",
    "december dezember desember joulukuu dec dez des",
)
"""Swedish, English, German, Danish, Norwegian and Finnish, the year's months in order."""
_SEASONS = {
    4: "våren vår spring frühjahr frühling foråret forår kevät",
    6: "sommaren sommar summer sommeren sommer kesä",
    10: "hösten höst autumn fall herbst efteråret efterår høsten høst syksy",
    12: "vintern vinter vinteren winter talvi jul julen christmas weihnachten",
}
"""Seasons by the month that stands for them in a date that must have one."""
_WHEN = {
    **{name: number for number, names in _SEASONS.items() for name in names.split()},
    **{name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()},
}
_SURE_MONTH = frozenset(name for names in _MONTHS for name in names.split())
_NAMES = "|".join(sorted(_WHEN, key=lambda name: (-len(name), name)))
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)|[’'](?P<short>\d\d))(?!\d)"
_DATE = re.compile(
    rf"\b(?P<month>{_NAMES})(?:ta|n|ssa)?\b\.?(?:\s*(?:[-–—/&+]|och|and|und|og|ja)\s*(?:{_NAMES})\b"
    rf"\.?)?,?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,\s*)?{_YEAR}",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?:-[0-3]\d)?\b"
    r"|\b[0-3]?\d\.(?P<after>0?[1-9]|1[0-2])\.(?P<last>(?:19|20)\d\d)\b"
)
_NUMBERED = re.compile(
    r"(?:\b(?:nr|n:o|n:r|nro|no|num(?:mer|ero|ber)?|issue|heft|hefte|hæfte|häfte|ausgabe|utgave|"
    r"udgave|utgåva)\b\.?|№|#)\s*[:.]?\s*(?P<number>\d{1,3})(?!\d)"
    r"(?:\s?(?P<sign>[-–—/+&])\s?(?P<more>\d{1,4})(?!\d))?"
    rf"(?:\s*[,·•|/–—-]?\s*{_YEAR})?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\d/.,:–-])(?P<number>\d{1,3})(?:(?P<sign>[-–—])(?P<more>\d{1,2}))?"
    r"(?:\s*[/·•|–—-]\s*|\s+)(?P<year>(?:19|20)\d\d)(?![\d/.-])"
    r"|(?<![\d/.,:–-])(?P<alone>\d{1,2})/(?P<short>\d\d)(?![\d/.-])"
)
"""A number before a year without a word that says so: 3/2004, 5 · 1996, 4/01."""
_ONLY_YEAR = re.compile(r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?![\d/-])")
_VOLUME = re.compile(
    r"\b(?:årgång|årg|volym|volume|vol|jahrgang|jg|årgang|bind|vuosikerta)\b\.?\s*\d*", re.I
)
_ADDRESS = re.compile(r"\S*(?:www\.|https?:|@)\S*|\b[\w-]+\.(?:se|com|nu|org|net|no|dk|fi|de)\b\S*")
_PAGE = re.compile(r"\b(?:sid(?:a|an)?|page|seite|side|s|p)\b\.?\s*\d{1,3}\b|^\d{1,3}\b|\b\d{1,3}$")
_SIGNS = " \t·•|/,;:–—-_*►▶■●○()[]"
_NO_TITLE = re.compile(
    r"^(?:untitled|namnlös\w*|utan titel|microsoft \w+ - .*|.*\.\w{2,4}|document\d*|dokument\d*)$",
    re.IGNORECASE,
)
"""What programs call a file when nobody does."""
_SHORT = 90
"""Letters of a line that may say which issue it is."""
_STRAY = 3
"""Letters beside the number and the date in a line that says nothing else, at most."""
_CENTURY = 60
"""Two figures from which a year is the last century's."""
_OPENING, _CLOSING = 3, 2
"""Pages at either end on which a colophon may stand."""
_PLATE, _FOOT, _SMALL, _LOOSE = 3.0, 1.0, 0.5, 0.9
"""How much is believed of the nameplate's line, of a page's head or foot, of a colophon, and of a
cover's line that says something else, too."""
_RUNS = 3
"""One page of so many must bear a title in its head or foot."""


T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one line says of the issue. ``guessed``: the month is a season's."""

    number: str = ""
    year: int = 0
    month: int = 0
    guessed: bool = False
    keyed: bool = False
    """Whether a word says that the number is one."""
    rest: str = ""
    """What the line says besides."""


def tell_imprint(issue: RecoveredIssue, metadata: str = "") -> RecoveredIssue:
    """The issue with its title, number and date; remarks tell what is a guess.

    ``metadata`` is the title that the file's program wrote. A date is "2019-02", or "2019" where
    no month is told.
    """
    votes = list(_votes(issue))
    feet = [said.rest for weight, said in _feet(issue)]
    title = _title(issue, feet, metadata)
    guesses: list[str] = []
    named = [(1.0, _say(text)) for text in (metadata, _spoken(issue.file))]
    years = _tally(votes, lambda said: said.year)
    year = _best(years) or next((said.year for _, said in named if said.year), 0)
    if year and not years:
        guesses.append("the year")
    fitting = [(weight, said) for weight, said in votes if said.year in (0, year)]
    number = _best(_tally(fitting, lambda said: said.number))
    if not number:
        number = next((said.number for _, said in named if said.number), "")
        if number:
            guesses.append("the number")
    month, sure = _month([*fitting, *((0.1, said) for _, said in named if said.year == year)])
    remarks = []
    if guesses:
        what = " and ".join(guesses)
        message = f"{what} of the issue stands on no page; the file's name tells it"
        remarks.append(Remark("recover-default", message))
    if year and month and not sure:
        message = f"the pages tell a season of {year}; month {month} stands for it"
        remarks.append(Remark("recover-default", message))
    date = f"{year}-{month:02}" if year and month else f"{year}" if year else ""
    return replace(
        issue,
        title=title,
        number=issue.number or number,
        date=issue.date or date,
        remarks=(*issue.remarks, *remarks),
    )


# --- which lines are asked ----------------------------------------------------------------


def _votes(issue: RecoveredIssue) -> Iterator[tuple[float, _Said]]:
    """What each line says of the issue, and how much it is believed."""
    yield from _feet(issue)
    titles = {_letters(said.rest) for _, said in _feet(issue)} | {_letters(issue.title)}
    for article in issue.articles:
        for block in article.blocks:
            text = block.text
            if len(text) > _SHORT:
                continue
            if article.kind in ("cover", "contents"):
                said = _say(text, bare=True)
                if len(_letters(said.rest)) <= _STRAY or _letters(said.rest) in titles:
                    yield _PLATE, said
                elif said.keyed or (said.month and article.kind == "cover"):
                    yield _LOOSE, said
            elif _is_colophon(block, issue):
                said = _say(text)
                if said.keyed:
                    yield _SMALL, said


def _feet(issue: RecoveredIssue) -> Iterator[tuple[float, _Said]]:
    """What heads and feet say; a number without a word only if several pages do."""
    texts = [p.text for p in issue.furniture if p.role in ("header", "footer", "folio")]
    told = [_say(text, bare=True) for text in texts if len(text) <= _SHORT]
    counts = Counter(said.number for said in told)
    for said in told:
        lonely = not said.keyed and counts[said.number] < 2
        yield _FOOT, replace(said, number="") if lonely else said


def _is_colophon(block: RecoveredBlock, issue: RecoveredIssue) -> bool:
    return block.page <= _OPENING or block.page > issue.pages - _CLOSING


# --- what a line says ---------------------------------------------------------------------


def _say(text: str, *, bare: bool = False) -> _Said:
    """What the line says of the issue. ``bare``: numbers need no word that tells them."""
    rest = _VOLUME.sub(" ", _ADDRESS.sub(" ", text))
    year = month = 0
    number, keyed, guessed = "", False, False
    if date := _DATE.search(rest):
        name = date["month"].lower()
        month, guessed = _WHEN[name], name not in _SURE_MONTH
        year = _year(date)
        rest = _without(rest, date)
    elif date := _FIGURES.search(rest):
        year, month = int(date["year"] or date["last"]), int(date["month"] or date["after"])
        rest = _without(rest, date)
    if found := _NUMBERED.search(rest):
        number, other = _number(found["number"], found["sign"], found["more"])
        year, keyed = year or other or _year(found), True
        rest = _without(rest, found)
    elif bare and not month and (found := _BARE.search(rest)):
        number, _ = _number(found["number"] or found["alone"], found["sign"], found["more"])
        year = year or _year(found)
        rest = _without(rest, found)
    if not year and (found := _ONLY_YEAR.search(rest)):
        year = _year(found)
        rest = _without(rest, found)
    rest = _PAGE.sub(" ", rest.strip(_SIGNS)).strip(_SIGNS)
    return _Said(number, year, month, guessed, keyed, " ".join(rest.split()))


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _year(match: re.Match[str]) -> int:
    told = match.groupdict()
    if told.get("year"):
        return int(told["year"])
    short = told.get("short")
    return int(short) + (1900 if int(short) >= _CENTURY else 2000) if short else 0


def _number(first: str, sign: str | None, more: str | None) -> tuple[str, int]:
    """The number, that of a double issue as 1–2, and the year where a slash parts them."""
    one, other = int(first), int(more or 0)
    if not more:
        return str(one), 0
    if len(more) == 4:
        return str(one), other if 1900 <= other < 2100 else 0
    if one < other <= one + 3 and len(more) <= len(str(one + 3)):
        return f"{one}–{other}", 0
    if sign == "/" and len(more) == 2:
        return str(one), other + (1900 if other >= _CENTURY else 2000)
    return str(one), 0


def _spoken(file: str) -> str:
    """A file's name as a line of words."""
    stem = re.sub(r"\.\w{1,4}$", "", file)
    parted = re.sub(r"(?<=[a-zåäö])(?=\d)|(?<=\d)(?=[a-zåäö])", " ", stem, flags=re.IGNORECASE)
    return re.sub(r"(?<!\d)-|-(?!\d)|[_+]+", " ", parted)


# --- what most say ------------------------------------------------------------------------


def _tally(votes: Iterable[tuple[float, _Said]], what: Callable[[_Said], T]) -> Mapping[T, float]:
    told: dict[T, float] = defaultdict(float)
    for weight, said in votes:
        if value := what(said):
            told[value] += weight
    return told


def _best(told: Mapping[T, float]) -> T | None:
    """The value with most votes; of equals the one that was told first."""
    return max(told, key=lambda value: told[value], default=None)


def _month(votes: Iterable[tuple[float, _Said]]) -> tuple[int, bool]:
    """The month, and whether it is told and not only a season."""
    votes = list(votes)
    for guessed in (False, True):
        told = _tally([v for v in votes if v[1].guessed is guessed], lambda said: said.month)
        if month := _best(told):
            return month, not guessed
    return 0, False


# --- the title ----------------------------------------------------------------------------


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


def _title(issue: RecoveredIssue, feet: Iterable[str], metadata: str) -> str:
    """The title as heads and feet have it, else as the nameplate; the file's own comes last."""
    plate = "" if issue.title == metadata or _NO_TITLE.match(issue.title) else issue.title
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in feet:
        if len(_letters(text)) >= _STRAY:
            forms[_letters(text)][text] += 1
    running = max(forms.values(), key=Counter.total, default=Counter[str]())
    least = max(2, -(-issue.pages // _RUNS))
    foot = running.most_common(1)[0][0] if running.total() >= least else ""
    if foot and _letters(foot) == _letters(plate):
        return plate if foot.isupper() else foot
    own = "" if _NO_TITLE.match(metadata) else _say(metadata).rest
    if own and _letters(own) in (_letters(plate), _letters(foot)):
        return own
    if plate and foot and len(_letters(plate)) > 1:
        # A nameplate that the feet begin or end with is the title without a section's name.
        return plate if _letters(plate) in _letters(foot) else foot
    return foot or plate or own
