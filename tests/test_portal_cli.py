"""The review site's commands, from the first version to the backup that is unpacked again."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdfplumber import open as open_pdf
from portal_kit import examined
from small_issue import FOLDER, PROJECT, SLUG, make_project

from magtool.cli import main
from magtool.cli.arguments import parser
from magtool.cli.outcome import CONTENT, DONE, MISSING, USAGE
from magtool.portal.ledger import Ledger
from magtool.portal.mail import NotSent
from magtool.proofs import Verdict

AD, ADVERTISER = "furunas", "Furunäs kursgård"
Ran = tuple[int, Any, str]
Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the small issue on its site; the store is warm for those who publish again."""
    root = tmp_path_factory.mktemp("published")
    make_project(root)
    done = subprocess.run(
        [sys.executable, "-m", "magtool", "portal", "publish", FOLDER, "--json"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["version"], told["released"], told["proofs"]) == (1, True, 2)
    assert told["not_invited"] == ["Bokförlaget Almen", ADVERTISER]
    return root


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    root = tmp_path / "p"
    root.mkdir()
    for name in ("fonts", "layouts"):
        shutil.copytree(published / name, root / name, copy_function=os.link)
    for name in (".portal", "issues"):
        shutil.copytree(published / name, root / name, copy_function=shutil.copy2)
    return root


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a portal command in the project with --json: exit code, document, standard error."""
    monkeypatch.chdir(project)

    def call(*words: str) -> Ran:
        code = main(["portal", *words, "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return call


@contextmanager
def ledger(project: Path) -> Iterator[Ledger]:
    made = Ledger.open(project / ".portal", lambda: datetime.now(UTC))
    yield made
    made.close()


def codes(told: Any) -> list[str]:
    return [item["code"] for item in told["diagnostics"]]


def token_of(told: Any) -> str:
    return str(told["link"]).rpartition("/in/")[2]


# --- people -------------------------------------------------------------------------------


def test_an_invitation_gives_a_link_that_opens(run: Run, project: Path) -> None:
    code, told, _ = run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva Lind")
    assert code == DONE
    assert re.fullmatch(r"http://localhost:8750/in/[\w-]{43}", told["link"])
    assert codes(told) == ["portal-no-address"]
    assert told["person"]["language"] == "sv"
    with ledger(project) as held:
        visitor = held.enter(token_of(told))
        assert visitor is not None
        assert (visitor.name, visitor.advertiser) == ("Eva Lind", ADVERTISER)


def test_the_address_is_the_settings_or_the_command_s(run: Run, project: Path) -> None:
    (project / "portal.yaml").write_text("address: https://proofs.example.se/\n")
    words = ("invite", FOLDER, "--editor", "--name", "Maja")
    assert run(*words)[1]["link"].startswith("https://proofs.example.se/in/")
    other = run(*words, "--address", "https://other.example.se")[1]
    assert other["link"].startswith("https://other.example.se/in/")
    assert other["person"]["role"] == "editor"
    (project / ".portal" / "settings.yaml").write_text("address: https://own.example.se\n")
    assert run(*words)[1]["link"].startswith("https://own.example.se/in/")


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (("--advertiser", "furunas kursgard", "--name", "E"), "unknown-advertiser", USAGE),
        (("--advertiser", ADVERTISER, "--name", " "), "usage", USAGE),
        (("--advertiser", ADVERTISER, "--name", "E", "--email", "eva"), "usage", USAGE),
        (("--advertiser", ADVERTISER, "--name", "E", "--expires", "2020-01-01"), "usage", USAGE),
        (("--name", "E"), "usage", USAGE),
        (("--editor", "--reader", "--name", "E"), "usage", USAGE),
    ],
)
def test_an_invitation_that_means_nothing_is_explained(
    run: Run, words: tuple[str, ...], code: str, status: int
) -> None:
    got, told, _ = run("invite", FOLDER, *words)
    assert (got, codes(told)) == (status, [code])
    if code == "unknown-advertiser":
        assert told["diagnostics"][0]["hints"] == [f"did you mean ‘{ADVERTISER}’?"]


def test_letters_go_by_the_mail_server_that_is_told(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "magtool.cli.portal.send", lambda told, mail, env: sent.append((told.to, told.text))
    )
    (project / "portal.yaml").write_text(
        "address: https://proofs.example.se\n"
        "mail: {host: mail.example.se, sender: Fältet <proofs@example.se>}\n"
    )
    eva = ("--advertiser", ADVERTISER, "--name", "Eva", "--email", "eva@example.se")
    told = run("invite", FOLDER, *eva)[1]
    assert told["sent"]
    assert sent[0][0] == "eva@example.se"
    assert told["link"] in sent[0][1]
    assert not run("invite", FOLDER, "--editor", "--name", "Maja")[1]["sent"]
    code, reminded, _ = run("remind", FOLDER)
    assert code == DONE
    (one,) = reminded["reminded"]
    assert one["sent"]
    assert one["link"] != told["link"]
    with ledger(project) as held:
        links = {v.link for t in (told, one) if (v := held.enter(token_of(t))) is not None}
        assert len(links) == 1


def test_a_letter_that_is_not_sent_leaves_the_link_to_be_given(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise NotSent("mail.example.se: refused")

    monkeypatch.setattr("magtool.cli.portal.send", fail)
    (project / "portal.yaml").write_text("mail: {host: mail.example.se, sender: a@example.se}\n")
    eva = ("--advertiser", ADVERTISER, "--name", "Eva", "--email", "eva@example.se")
    code, told, _ = run("invite", FOLDER, *eva)
    assert (code, codes(told), told["sent"]) == (DONE, ["portal-not-sent"], False)
    with ledger(project) as held:
        assert held.enter(token_of(told)) is not None


def test_faults_of_the_settings_are_told_at_their_place(run: Run, project: Path) -> None:
    (project / "portal.yaml").write_text("adress: https://a.se\nzone: Mars\n")
    code, told, _ = run("invite", FOLDER, "--editor", "--name", "Maja")
    assert code == CONTENT
    assert {(d["code"], d["line"]) for d in told["diagnostics"]} == {
        ("unknown-key", 1),
        ("bad-value", 2),
    }
    with ledger(project) as held:
        assert held.people(SLUG) == ()


def test_a_link_is_ended_by_name_address_or_number(run: Run, project: Path) -> None:
    for name, email in (("Eva", "eva@example.se"), ("Per", ""), ("Per", "")):
        words = ("--advertiser", ADVERTISER, "--name", name, "--email", email)
        run("invite", FOLDER, *words)
    assert run("revoke", FOLDER, "eva@example.se")[0] == DONE
    code, told, _ = run("revoke", FOLDER, "Per")
    assert (code, codes(told)) == (USAGE, ["unknown-person"])
    assert "more than one" in told["diagnostics"][0]["message"]
    assert run("revoke", FOLDER, "2")[0] == DONE
    assert run("revoke", FOLDER, "Per")[0] == DONE
    assert run("revoke", FOLDER, "Eva")[0] == USAGE
    people = run("people", FOLDER)[1]["people"]
    assert all(person["revoked"] for person in people)


# --- rounds -------------------------------------------------------------------------------


def test_what_changed_and_whose_answer_that_voids(run: Run, project: Path) -> None:
    token = token_of(run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")[1])
    with ledger(project) as held:
        eva = held.enter(token)
        assert eva is not None
        case = held.case(eva, AD)
        assert case is not None
        held.decide(eva, AD, 1, case.proof.fingerprint, Verdict.APPROVED, "", "Eva Lind")
    told = run("publish", FOLDER)[1]
    assert (told["version"], told["changed"], told["void"]) == (2, [], [])
    assert "portal-nothing-new" in codes(told)
    file = project / FOLDER / "ads" / f"{AD}.pdf"
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"0.1 0.5 0 0 k 0 0 700 900 re f")
        pdf.save(file)
    told = run("publish", FOLDER, "--hold", "--note", "ny annons")[1]
    assert (told["version"], told["released"], told["void"]) == (3, False, [])
    assert run("status", FOLDER)[1]["held"] == [3]
    done, told, *_ = run("release", FOLDER, "3")
    assert (done, told["void"], codes(told)) == (DONE, [AD], ["portal-answer-void"])
    status = run("status", FOLDER)[1]
    standing = {item["slug"]: item["standing"] for item in status["items"]}
    assert standing == {AD: "void", "almen": "waiting"}
    assert run("release", FOLDER, "2")[0] == DONE, "it is out already"
    assert codes(run("release", FOLDER, "9")[1]) == ["unknown-version"]


def rewritten(project: Path, *pairs: tuple[str, str]) -> None:
    """The issue's manifest with other words."""
    manifest = project / FOLDER / "issue.yaml"
    text = manifest.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    manifest.write_text(text, "utf-8")


def test_who_was_renamed_is_told_as_one_whose_links_show_nothing(run: Run, project: Path) -> None:
    run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")
    rewritten(project, (ADVERTISER, "Furunäs folkhögskola"))
    code, told, _ = run("publish", FOLDER, "--strict")
    assert code == 1
    (warning,) = [d for d in told["diagnostics"] if d["code"] == "portal-nothing-left"]
    assert ADVERTISER in warning["message"]
    assert told["not_invited"] == ["Bokförlaget Almen", "Furunäs folkhögskola"]
    assert "portal-nothing-left" not in codes(run("publish", FOLDER)[1]), "it is told once"


def test_who_is_new_in_a_held_version_is_told_as_not_invited(run: Run, project: Path) -> None:
    rewritten(project, (ADVERTISER, "Furunäs folkhögskola"))
    told = run("publish", FOLDER, "--hold")[1]
    assert "Furunäs folkhögskola" in told["not_invited"]


def test_an_id_that_no_address_can_hold_is_refused(run: Run, project: Path) -> None:
    rewritten(project, ("id: almen", "id: almen#1"))
    code, told, _ = run("publish", FOLDER)
    assert (code, codes(told)) == (CONTENT, ["bad-value"])
    assert run("status", FOLDER)[1]["version"] == 1


def test_an_answer_s_day_is_the_desk_s(
    run: Run, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "portal.yaml").write_text("zone: Pacific/Kiritimati\n")
    told = run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")[1]
    late = Ledger.open(project / ".portal", lambda: datetime(2037, 2, 11, 12, tzinfo=UTC))
    eva = late.enter(token_of(told))
    assert eva is not None
    case = late.case(eva, AD)
    assert case is not None
    late.decide(eva, AD, 1, case.proof.fingerprint, Verdict.APPROVED, "", "Eva Lind")
    late.close()
    assert main(["portal", "status", FOLDER]) == DONE
    assert "approved by Eva Lind, 2037-02-12" in capsys.readouterr().out


def test_an_issue_with_errors_is_not_published(run: Run, project: Path) -> None:
    (project / FOLDER / "ads" / f"{AD}.pdf").unlink()
    code, told, _ = run("publish", FOLDER)
    assert (code, told["version"]) == (CONTENT, None)
    assert run("status", FOLDER)[1]["version"] == 1


def test_a_deadline_is_the_desk_s_time(run: Run, project: Path) -> None:
    (project / "portal.yaml").write_text("zone: Europe/Stockholm\n")
    code, told, _ = run("deadline", FOLDER, "2037-02-20T17:00", "--then", "last-approved")
    assert (code, told["deadline"]) == (DONE, "2037-02-20T17:00:00+01:00")
    status = run("status", FOLDER)[1]
    assert (status["deadline"][:16], status["then"]) == ("2037-02-20T16:00", "last-approved")
    told = run("deadline", FOLDER, "2020-02-20")[1]
    assert (codes(told), told["then"]) == (["portal-past-deadline"], "last-approved")
    assert run("status", FOLDER)[1]["counts"]["late"] == 2
    assert run("deadline", FOLDER, "none")[1]["deadline"] is None
    assert run("deadline", FOLDER, "2037-07-20")[1]["deadline"] == "2037-07-20T23:59:00+02:00"
    for no_day in ("tomorrow", "0001-01-01", "9999-12-31"):
        assert run("deadline", FOLDER, no_day)[0] == USAGE


def test_a_closed_round_takes_nothing_and_opens_again(run: Run, project: Path) -> None:
    token = token_of(run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")[1])
    assert run("close", FOLDER)[0] == DONE
    for words in (("publish", FOLDER), ("remind", FOLDER)):
        code, told, _ = run(*words)
        assert (code, codes(told)) == (CONTENT, ["portal-closed"])
    with ledger(project) as held:
        assert held.enter(token) is None
    assert run("open", FOLDER)[0] == DONE
    with ledger(project) as held:
        assert held.enter(token) is not None


def test_what_is_not_there_is_told_with_what_is(run: Run, project: Path, tmp_path: Path) -> None:
    code, told, _ = run("status", "issues/2027-05")
    assert (code, codes(told)) == (MISSING, ["portal-no-round"])
    assert told["diagnostics"][0]["hints"] == [f"did you mean ‘{SLUG}’?"]
    shutil.rmtree(project / FOLDER)
    assert run("status", FOLDER)[0] == DONE, "the record outlives the folder"
    code, told, _ = run("people", FOLDER, "--home", str(tmp_path / "nowhere"))
    assert (code, codes(told)) == (MISSING, ["missing-portal"])
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "portal.db").write_text("no database, though it is called one\n" * 9)
    code, told, _ = run("people", FOLDER, "--home", str(tmp_path / "other"))
    assert (code, codes(told)) == (MISSING, ["portal-not-ours"])


def test_a_sheet_tells_the_site_its_deadline_and_the_version_that_it_shows(
    run: Run, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "portal.yaml").write_text(
        "address: https://korrektur.example\nzone: Europe/Stockholm\n"
    )
    run("deadline", FOLDER, "2037-07-20T17:00")

    def sheet() -> str:
        out = tmp_path / "sheets"
        words = ["proof", FOLDER, "--ad", AD, "--language", "en", "--out", str(out)]
        assert main(words) == DONE
        capsys.readouterr()
        with open_pdf(out / "furunas-kursgard.pdf") as pdf:
            return pdf.pages[0].extract_text() or ""

    first = sheet()
    assert "https://korrektur.example" in first
    assert "20 July 2037" in first
    assert "17:00" in first
    assert "version 1" in first
    file = project / FOLDER / "ads" / f"{AD}.pdf"
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"0.1 0.5 0 0 k 0 0 700 900 re f")
        pdf.save(file)
    assert "version 1" not in sheet(), "it shows what nobody was shown there"


# --- records ------------------------------------------------------------------------------


def test_the_record_is_exported_with_its_files(run: Run, project: Path, tmp_path: Path) -> None:
    token = token_of(run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")[1])
    with ledger(project) as held:
        eva = held.enter(token)
        assert eva is not None
        held.offer(eva, AD, b"%PDF-1.4 new", "../new.exe", examined())
    out = tmp_path / "record"
    code, told, _ = run("export", FOLDER, "-o", str(out))
    assert code == DONE
    record = json.loads((out / f"{SLUG}.json").read_text("utf-8"))
    assert [line["what"] for line in record["log"]][:2] == ["published", "released"]
    assert (out / "artwork" / f"1-{AD}.pdf").read_bytes() == b"%PDF-1.4 new"
    assert (out / "version-1" / f"spread-{AD}.jpg").is_file()
    with pikepdf.open(out / f"{SLUG}.pdf") as pdf:
        assert len(pdf.pages) >= 1
    everything = b"".join(p.read_bytes() for p in out.rglob("*") if p.is_file())
    assert token.encode() not in everything
    code, told, _ = run("export", FOLDER, "-o", str(out))
    assert (code, codes(told)) == (USAGE, ["folder-in-use"])
    shutil.rmtree(project / FOLDER)
    code, told, _ = run("export", FOLDER, "-o", str(tmp_path / "later"))
    assert (code, codes(told), told["paper"]) == (DONE, ["portal-no-paper"], None)
    assert (tmp_path / "later" / f"{SLUG}.json").is_file()


def test_a_backup_unpacked_elsewhere_is_the_site(run: Run, tmp_path: Path) -> None:
    token = token_of(run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")[1])
    target = tmp_path / "portal.tar"
    assert run("backup", str(target))[0] == DONE
    assert run("backup", str(target))[0] == USAGE
    with tarfile.open(target) as tar:
        tar.extractall(tmp_path / "home", filter="data")
    assert run("status", FOLDER, "--home", str(tmp_path / "home"))[0] == DONE
    held = Ledger.open(tmp_path / "home", lambda: datetime.now(UTC))
    assert held.enter(token) is not None
    assert held.verify(deep=True) == ()
    held.close()


def test_a_damaged_record_is_told_and_is_an_error(run: Run, project: Path) -> None:
    con = sqlite3.connect(project / ".portal" / "portal.db")
    con.executescript("DROP TRIGGER events_update; UPDATE events SET who = 'X' WHERE id = 1;")
    con.close()
    code, told, _ = run("status", FOLDER)
    assert code == CONTENT
    assert codes(told) == ["portal-damaged"]


# --- the server ---------------------------------------------------------------------------


def test_the_site_answers_and_ends_when_it_is_told_to(project: Path, run: Run) -> None:
    pytest.importorskip("uvicorn", reason="the extra ‘portal’ is not installed")
    token = token_of(run("invite", FOLDER, "--advertiser", ADVERTISER, "--name", "Eva")[1])
    log = project / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "magtool", "portal", "serve", "--port", "0", "--json"],
            cwd=project, env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    try:
        address = wait_for(log, r"magtool portal: (http://localhost:\d+) ", process)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/in/{token[:-2]}xx", timeout=20)
        with urllib.request.urlopen(f"{address}/robots.txt", timeout=20) as answer:
            assert answer.headers["x-content-type-options"] == "nosniff"
        other = subprocess.run(
            [sys.executable, "-m", "magtool", "portal", "serve", "--port", address[-5:].strip(":")],
            cwd=project, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert other.returncode == MISSING
        assert "error[portal-port]" in other.stdout
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == DONE
    assert json.loads(out)["address"] == address
    told = log.read_text()
    assert "no editor has a link" in told
    assert "GET /in/… 404" in told
    assert token[:20] not in told


def wait_for(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        found = re.search(pattern, log.read_text())
        if found:
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_every_action_and_option_stands_in_the_manual() -> None:
    manual = (PROJECT / "magtool" / "docs" / "manual.md").read_text("utf-8")
    (top,) = [a for a in parser()._actions if a.choices and "portal" in a.choices]
    portal = top.choices["portal"]  # type: ignore[call-overload,index]
    (actions,) = [a for a in portal._actions if a.choices]
    for name, action in actions.choices.items():
        (row,) = [line for line in manual.splitlines() if line.startswith(f"| `portal {name}")]
        options = [o for a in action._actions for o in a.option_strings]
        for option in options:
            if option not in ("-h", "--help", "--json", "--strict", "--home"):
                assert f"`{option}" in row, f"{name} {option}"
