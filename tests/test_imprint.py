"""Which issue it is, as its own pages say: title, number and date."""

import pytest

from magtool.edition.recovered import (
    RecoveredArticle,
    RecoveredBlock,
    RecoveredFurniture,
    RecoveredIssue,
)
from magtool.extract.imprint import tell_imprint

AREA = (0.0, 0.0, 10.0, 10.0)


def issue(
    *plate: str,
    foot: str = "",
    file: str = "scan.pdf",
    pages: int = 4,
    title: str = "",
    small: str = "",
) -> RecoveredIssue:
    """An issue whose cover has some lines, its pages a foot, and its last page small type."""
    blocks = tuple(RecoveredBlock("paragraph", text, 1, AREA) for text in plate)
    articles = [RecoveredArticle("cover", "cover", (1,), blocks)]
    if small:
        own = (RecoveredBlock("paragraph", small, pages, AREA),)
        articles.append(RecoveredArticle("a1", "story", (pages,), own))
    feet = [
        RecoveredFurniture(page, "footer", foot.replace("#", str(page)))
        for page in range(1, pages + 1)
        if foot
    ]
    return RecoveredIssue(
        file, "", pages, title=title, articles=tuple(articles), furniture=tuple(feet)
    )


@pytest.mark.parametrize(
    ("line", "number", "date"),
    [
        ("Nr 2 · 2019", "2", "2019"),
        ("nummer 4 2017", "4", "2017"),
        ("Nummer 4, hösten 2001", "4", "2001-10"),
        ("Mars 2021", "", "2021-03"),
        ("2/2018", "2", "2018"),
        ("4/01", "4", "2001"),
        ("5 · 1996", "5", "1996"),
        ("No. 3, May 2007", "3", "2007-05"),
        ("Issue 12 | March/April 2007", "12", "2007-03"),
        ("Nr 1–2/2019", "1–2", "2019"),
        ("nr 1/2 2019", "1–2", "2019"),
        ("Nr 11-12, november-december 1998", "11–12", "1998-11"),
        ("Årgång 41 · nr 5", "5", ""),
        ("Jahrgang 12, Heft 3, März 2010", "3", "2010-03"),
        ("Nr. 7 – oktober 2004", "7", "2004-10"),
        ("Nro 3 huhtikuu 2015", "3", "2015-04"),
        ("n:r 6 desember 1987", "6", "1987-12"),
        ("Fredag 12 mars 2021", "", "2021-03"),
        ("2021-03-12", "", "2021-03"),
        ("Pris 45 kr", "", ""),
        ("12 sidor om nya lagen", "", ""),
    ],
)
def test_the_cover_tells_number_and_date(line: str, number: str, date: str) -> None:
    told = tell_imprint(issue("Tidningen", line))
    assert (told.number, told.date) == (number, date)


@pytest.mark.parametrize(
    ("foot", "title", "number", "date"),
    [
        ("Socionombladet nr 2/2019", "Socionombladet", "2", "2019"),
        ("# Fältarbetaren · oktober 2007 · www.faltarbetaren.example",
         "Fältarbetaren", "", "2007-10"),
        ("Social Qvartal 3 2003", "Social Qvartal", "3", "2003"),
        ("Länsbladet mars 2006 #", "Länsbladet", "", "2006-03"),
        ("# 2019 Tidningen", "Tidningen", "", "2019"),
        ("sid #", "", "", ""),
    ],
)  # fmt: skip
def test_feet_tell_the_title_too(foot: str, title: str, number: str, date: str) -> None:
    told = tell_imprint(issue(foot=foot))
    assert (told.title, told.number, told.date) == (title, number, date)


def test_a_title_in_capitals_is_written_as_the_feet_write_it() -> None:
    assert tell_imprint(issue(foot="Barnavårdaren 5 1996", title="BARNAVÅRDAREN")).title == (
        "Barnavårdaren"
    )
    assert tell_imprint(issue(foot="VÅRD & OMSORG 3/2004", title="Vård & Omsorg")).title == (
        "Vård & Omsorg"
    )


def test_what_programs_call_a_file_is_no_title() -> None:
    assert tell_imprint(issue(title="untitled"), "untitled").title == ""
    assert tell_imprint(issue(title="mag_1.indd"), "mag_1.indd").title == ""
    assert tell_imprint(issue(title="Vårdnytt"), "Vårdnytt").title == "Vårdnytt"


def test_most_lines_are_believed() -> None:
    told = tell_imprint(issue("Nr 3 2019", "6 Budgeten för 2020", foot="Vårdnytt april 2019"))
    assert (told.number, told.date) == ("3", "2019-04")


def test_a_colophon_tells_where_nothing_else_does() -> None:
    told = tell_imprint(issue(small="Utgivning: nr 4 2011 utkommer i maj"))
    assert (told.number, told.date) == ("4", "2011")


def test_the_files_name_comes_last_and_is_told() -> None:
    told = tell_imprint(issue(file="vardnytt_nr3_2014-05.pdf"))
    assert (told.number, told.date) == ("3", "2014-05")
    assert [remark.code for remark in told.remarks] == ["recover-default"]
    assert tell_imprint(issue("Nr 4 2015", file="nr3_2014.pdf")).number == "4"


def test_a_season_is_told_as_a_guess() -> None:
    told = tell_imprint(issue("Hösten 2010"))
    assert told.date == "2010-10"
    assert "season" in told.remarks[0].message
