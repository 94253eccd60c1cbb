"""Small old pages drawn by hand, one trap each, and what is recovered of them.

Lengths are points from the page's top left, y down, baselines; a piece of type is one text object.
What a page draws is a list, so a test can draw it in another order.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyphen
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from magtool.edition.recovered import RecoveredArticle, RecoveredChart, RecoveredIssue
from magtool.extract.issue import extract_issue
from magtool.intake.glyphs import read_glyphs

FONTS = Path(__file__).resolve().parent.parent / "fonts"
WIDTH, HEIGHT = 420.0, 595.0
"""Of a page: A5, with room for two columns."""
LEFT, RIGHT, MEASURE = 40.0, 220.0, 160.0
"""Where the two columns begin, and how wide they are."""


@dataclass(frozen=True)
class Type:
    """A face of the folder ``fonts`` or one of the PDF's own (Helvetica), its size and ink."""

    face: str
    size: float
    leading: float = 0.0
    ink: int = 0

    @property
    def font(self) -> str:
        return _registered(self.face)

    def width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, self.font, self.size))

    def at(self, size: float, **more: float) -> Type:
        return replace(self, size=size, **more)  # type: ignore[arg-type]


@cache
def _registered(face: str) -> str:
    path = FONTS / f"{face}.ttf"
    if path.exists():
        pdfmetrics.registerFont(TTFont(path.stem, str(path)))
    return path.stem


BODY = Type("serif/SourceSerif4-Regular", 9.5, 12)
ITALIC = Type("serif/SourceSerif4-It", 9.5, 12)
HEADLINE = Type("serif/SourceSerif4Display-Bold", 26, 29)
STANDFIRST = Type("serif/SourceSerif4-Semibold", 12, 15)
KICKER = Type("sans/SourceSansPro-Bold", 9, 11)
SUBHEAD = Type("sans/SourceSansPro-Bold", 10, 12)
SMALL = Type("sans/SourceSansPro-Regular", 8, 9.6)
SANS = Type("sans/SourceSansPro-Regular", 9, 11)
FOLIO = Type("sans/SourceSansPro-Regular", 7.5)
WHITE = 0xFFFFFF

Draw = Callable[[Canvas], None]
Order = Callable[[Sequence[Draw]], Iterable[Draw]]
Room = Callable[[float, float], tuple[float, float]]
Place = tuple[float, float] | tuple[float, float, float] | tuple[float, float, float, "Page"]


def as_drawn(pieces: Sequence[Draw]) -> Iterable[Draw]:
    return pieces


class Page:
    """A page while it is drawn."""

    def __init__(
        self, width: float = WIDTH, height: float = HEIGHT, *, turn: int = 0, loose: bool = True
    ) -> None:
        """``turn`` is its /Rotate; ``loose``: lines have a space at their ends, as QuarkXPress
        and InDesign write it where no word is broken."""
        self.width, self.height, self.turn, self.loose = width, height, turn, loose
        self.pieces: list[Draw] = []
        self.boxes: dict[str, tuple[float, float, float, float]] = {}

    # --- type

    def write(
        self, x: float, y: float, text: str, look: Type = BODY, *,
        turned: float = 0, spaced: float = 0, stretch: float = 0, mode: int = 0,
    ) -> None:  # fmt: skip
        """One piece of type. ``spaced`` and ``stretch`` are points between letters and words;
        ``mode`` is the render mode."""

        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.translate(x, self.height - y)
            canvas.rotate(turned)
            piece = canvas.beginText(0, 0)
            piece.setFont(look.font, look.size)
            piece.setFillColorRGB(*_rgb(look.ink))
            piece.setStrokeColorRGB(*_rgb(look.ink))
            if mode:
                piece.setTextRenderMode(mode)
            if spaced:
                piece.setCharSpace(spaced)
            if stretch:
                piece.setWordSpace(stretch)
            piece.textOut(text)
            canvas.drawText(piece)
            canvas.restoreState()

        self.pieces.append(draw)

    def letters(self, x: float, y: float, text: str, look: Type, spaced: float = 0.0) -> None:
        """The letters of a text, each a piece of its own; spaces are not drawn."""
        for letter in text:
            if letter != " ":
                self.write(x, y, letter, look)
            x += look.width(letter) + spaced

    def mixed(self, x: float, y: float, *runs: tuple[str, Type]) -> float:
        """Runs of type on one baseline, each a piece; where the next would begin."""
        for text, look in runs:
            self.write(x, y, text, look)
            x += look.width(text)
        return x

    def lines(self, x: float, y: float, lines: Iterable[str], look: Type = BODY) -> float:
        """Lines as they are, under each other; the baseline that would come next."""
        for line in lines:
            self.write(x, y, line, look)
            y += look.leading
        return y

    def set(
        self, paragraphs: Sequence[str], columns: Sequence[Place] = (),
        *, look: Type = BODY, measure: float = MEASURE, bottom: float = 0.0, indent: float = 10.0,
        ragged: bool = False, hyphens: str | None = None, white: float = 0.0,
        room: Room | None = None, wordwise: bool = False, opening: bool = True,
    ) -> float:  # fmt: skip
        """Paragraphs set into columns; the last baseline.

        A column is its left, its first baseline and, at will, its last and another page. If none
        tells its last it is ``bottom``, and without that the text is parted evenly. In a paragraph
        "|" ends a line. ``hyphens`` is what stands where a word is broken, None breaks no words.
        ``room`` tells where a line begins and its measure, by its column's left and its baseline.
        ``wordwise`` draws each word by itself, and no spaces. ``opening``: the first paragraph is
        a story's first, without an indent.
        """
        room = room or (lambda left, _: (left, measure))
        setter = _Setter(look, room, indent, ragged, white, hyphens, wordwise, opening)
        given: Sequence[Place] = columns or ((LEFT, 150.0), (RIGHT, 150.0))
        places = [Column(self, *each) for each in given]
        last = bottom or self.height - 50
        if not bottom and len(places) > 1 and not any(each.bottom for each in places):
            trial = Page()
            by_line = replace(setter, wordwise=False)
            by_line.fill(paragraphs, [Column(trial, *places[0][1:3])], 10.0**6)
            share = -(-len(trial.pieces) // len(places))
            last = places[0].top + look.leading * (share - 0.5)
        return setter.fill(paragraphs, places, last)

    # --- what is no type

    def fill(self, x: float, y: float, width: float, height: float, ink: int) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(*_rgb(ink))
            canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

        self.pieces.append(draw)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColorRGB(0, 0, 0)
            canvas.setLineWidth(0.5)
            canvas.rect(x, self.height - y - height, width, height)

        self.pieces.append(draw)

    def rule(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.5) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColorRGB(0, 0, 0)
            canvas.setLineWidth(weight)
            canvas.line(x0, self.height - y0, x1, self.height - y1)

        self.pieces.append(draw)

    def picture(self, x: float, y: float, width: float, height: float, tone: int = 90) -> None:
        def draw(canvas: Canvas) -> None:
            image = ImageReader(Image.new("RGB", (8, 8), (tone, tone + 20, tone + 40)))
            canvas.drawImage(image, x, self.height - y - height, width, height)

        self.pieces.append(draw)

    def within(self, x: float, y: float, width: float, height: float, drawn: Draw) -> None:
        """What is drawn under a clip."""

        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            path = canvas.beginPath()
            path.rect(x, self.height - y - height, width, height)
            canvas.clipPath(path, stroke=0, fill=0)
            drawn(canvas)
            canvas.restoreState()

        self.pieces.append(draw)

    def last(self) -> Draw:
        """The piece drawn last, taken off the page."""
        return self.pieces.pop()

    # --- parts of a magazine

    def head(
        self, headline: str, x: float = LEFT, y: float = 90.0, *, kicker: str = "",
        standfirst: Sequence[str] = (), byline: str = "", look: Type = HEADLINE,
    ) -> float:  # fmt: skip
        """A headline of lines parted by "/", with what stands over and under it; the baseline on
        which the text may begin."""
        if kicker:
            self.write(x, y - look.size, kicker, KICKER)
        y = self.lines(x, y, headline.split("/"), look) - look.leading
        if standfirst:
            y = self.lines(x, y + 24, standfirst, STANDFIRST) - STANDFIRST.leading
        if byline:
            y += 18
            self.write(x, y, byline, SMALL)
        return y + 24

    def story(self, headline: str, paragraphs: Sequence[str], **more: object) -> None:
        """A headline over two columns of text, the whole page."""
        y = self.head(headline)
        self.set(paragraphs, [(LEFT, y), (RIGHT, y)], **more)  # type: ignore[arg-type]

    def foot(self, number: int, title: str = "Lyktan nr 4 2011") -> None:
        """A folio in the outer corner and the title in the inner."""
        left, right = (FOLIO.width(str(number)), FOLIO.width(title))
        even = number % 2 == 0
        self.write(LEFT if even else self.width - 40 - left, self.height - 24, str(number), FOLIO)
        self.write(self.width - 40 - right if even else LEFT, self.height - 24, title, FOLIO)


def _rgb(ink: int) -> tuple[float, float, float]:
    return ((ink >> 16) / 255, (ink >> 8 & 255) / 255, (ink & 255) / 255)


_PATTERNS = pyphen.Pyphen(lang="sv_SE", left=3, right=3)


class Column(NamedTuple):
    """Where lines are set: the first and, unless it is 0, the last baseline."""

    page: Page
    left: float
    top: float
    bottom: float = 0.0
    other: Page | None = None


@dataclass(frozen=True)
class _Setter:
    """Sets paragraphs line by line."""

    look: Type
    room: Room
    indent: float
    ragged: bool
    white: float
    hyphens: str | None
    wordwise: bool
    opening: bool

    def fill(self, paragraphs: Sequence[str], columns: Sequence[Column], bottom: float) -> float:
        places = iter(columns)
        column = next(places)
        y = low = column.top
        for number, paragraph in enumerate(paragraphs):
            words, indent = paragraph.split(" "), self.indent if number or not self.opening else 0.0
            y += self.white if y > column.top else 0.0
            while words:
                if y > (column.bottom or bottom):
                    column = next(places)
                    y = column.top
                x, measure = self.room(column.left, y)
                line, words, end = self._take(words, measure - indent)
                full = bool(words) and end not in ("short", "forced")
                self._line(
                    column.other or column.page,
                    x + indent,
                    y,
                    line,
                    measure - indent if full else 0.0,
                    end,
                )
                low, y, indent = max(low, y), y + self.look.leading, 0.0
        return low

    def _take(self, words: list[str], measure: float) -> tuple[str, list[str], str]:
        """The words of a line, those that are left, and how it ends: "", "short" of its
        measure, or within a word, "broken" or "forced"."""
        line, rest = "", list(words)
        while rest:
            first, bar, second = rest[0].partition("|")
            longer = f"{line} {first}".strip()
            if self.look.width(longer) > measure and line:
                break
            line = longer
            if bar:
                return (
                    (line, [second, *rest[1:]], "forced") if second else (line, rest[1:], "short")
                )
            rest.pop(0)
        if self.hyphens is not None and rest and rest[0].isalpha():
            for first, second in reversed(_halves(rest[0])):
                if self.look.width(f"{line} {first}-") <= measure:
                    return f"{line} {first}{self.hyphens}", [second, *rest[1:]], "broken"
        return line, rest, ""

    def _line(self, page: Page, x: float, y: float, line: str, measure: float, end: str) -> None:
        gaps = line.count(" ")
        stretch = (measure - self.look.width(line)) / gaps if gaps and measure else 0.0
        stretch = 0.0 if self.ragged else stretch
        if self.wordwise:
            for word in line.split(" "):
                page.write(x, y, word, self.look)
                x += self.look.width(f"{word} ") + stretch
            return
        ending = " " if page.loose and end in ("", "short") else ""
        page.write(x, y, line + ending, self.look, stretch=stretch)


@cache
def _halves(word: str) -> list[tuple[str, str]]:
    return [(word[:at], word[at:]) for at in _PATTERNS.positions(word)]


# --- what comes of them ------------------------------------------------------------------


def pdf(*pages: Page, order: Order = as_drawn) -> bytes:
    """The pages as a file. ``order`` tells in which order the pieces of each are drawn."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        size = (page.width, page.height)
        canvas.setPageSize(size if page.turn % 180 == 0 else size[::-1])  # it swaps them itself
        canvas.setPageRotation(page.turn)
        for piece in order(page.pieces):
            piece(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def recovered(*pages: Page, order: Order = as_drawn) -> RecoveredIssue:
    return recovered_pdf(pdf(*pages, order=order))


def recovered_pdf(data: bytes) -> RecoveredIssue:
    """The issue in a file; that each glyph stands in one place was checked on the way."""
    return extract_issue(read_glyphs(data), "old.pdf")


def story(issue: RecoveredIssue, headline: str) -> RecoveredArticle:
    """The article of that headline; there is one."""
    (found,) = [each for each in issue.articles if each.headline == headline]
    return found


def stories(issue: RecoveredIssue) -> dict[str, list[str]]:
    """Headlines and their paragraphs."""
    return {each.headline: paragraphs(each) for each in issue.articles}


def paragraphs(article: RecoveredArticle) -> list[str]:
    return said(article, "paragraph")


def said(article: RecoveredArticle, *roles: str) -> list[str]:
    """The texts of an article's blocks of these roles, outside its boxes."""
    return [block.text for block in article.blocks if block.role in roles and block.box is None]


def boxes(article: RecoveredArticle) -> list[list[str]]:
    """The texts of each of its boxes."""
    numbers = sorted({block.box for block in article.blocks if block.box is not None})
    return [[block.text for block in article.blocks if block.box == each] for each in numbers]


def furniture(issue: RecoveredIssue, role: str) -> list[str]:
    return [each.text for each in issue.furniture if each.role == role]


def values(chart: RecoveredChart) -> dict[str, float | None]:
    return dict(chart.values)


# --- copy ----------------------------------------------------------------------------------

BRIDGE = (
    "När den första båten gick under den nya bron stod nästan hela byn på kajen. Ingen hade trott "
    "att bygget skulle bli klart före hösten, allra minst de som arbetade med det.",
    "Det hade börjat med en lista i mataffären. På två veckor skrev sex hundra personer under, och "
    "i januari kom en tjänsteman från kommunen för att titta på den gamla färjan.",
    "Färjan var i bättre skick än någon mindes. Problemet var att ingen längre ville köra den på "
    "kvällarna, när de unga skulle hem från träningen och de äldre från körsången.",
    "Sedan gick allt mycket fort. En ingenjör ritade, en snickare räknade, och plötsligt fanns det "
    "pengar som annars skulle ha gått tillbaka till staten vid årets slut.",
    "I dag går det fyra hundra bilar om dagen över sundet. Ljudet hörs ända upp till kyrkan, men "
    "de flesta säger att de har slutat tänka på det.",
    "Färjan ligger kvar vid sin brygga. På somrarna är den kafé, och den som vill får dra i "
    "spakarna och låtsas att det fortfarande är bråttom.",
)
SCHOOL = (
    "Skolan på höjden fick en egen trädgård redan för tjugo år sedan. Då var det en lärare som "
    "grävde upp gräsmattan utan att fråga någon om lov.",
    "Nu odlar alla klasser något. De yngsta har ärter och solrosor, de äldre prövar sådant som "
    "knappast växer så långt norrut, och varje höst lagar de soppa till hela kvarteret.",
    "Rektorn tycker att barnen lär sig vänta. Det är det svåraste av allt, säger hon, och det "
    "finns ingen bok som hjälper mot den otålighet som kommer i maj.",
    "Nästa år ska trädgården bli dubbelt så stor. Grannen har lovat bort sin gamla åker mot att "
    "få komma och äta soppa så ofta han vill.",
)
MUSEUM = (
    "Museet för vardagsliv har samlat sopborstar i femtio år. Det finns tre tusen av dem i "
    "källaren, och varje månad kommer det in några till med posten.",
    "Intendenten vet var nästan alla har använts. En av dem har sopat samma trappa i tre "
    "generationer, en annan har varit med på havet och luktar fortfarande tjära.",
    "Besökarna frågar alltid vilken som är finast. Då visar hon den som saknar alla sina strån "
    "och berättar om kvinnan som ändå inte ville slänga den.",
)
