"""The review site as people meet it: the sample issue served by the real commands, and browsers.

``MAGTOOL_SHOTS=DIR pytest tests/test_portal_browser.py`` leaves a picture of every step in DIR.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from proof_kit import PROJECT, SAMPLE

from magtool.cli import main

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("uvicorn", reason="the extra ‘portal’ is not installed")
axe_module = pytest.importorskip("axe_playwright_python", reason="axe is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
TELEPHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SHOTS = os.environ.get("MAGTOOL_SHOTS")
AXE = (Path(axe_module.__file__).parent / "axe.min.js").read_text("utf-8")
SERIOUS = ("serious", "critical")
PATIENCE = 60_000
"""Milliseconds a browser waits before it gives up: a busy machine is no failure."""


@dataclass(slots=True)
class Site:
    """A project on the review site, served by ``magtool portal serve``."""

    root: Path
    issue: str = SAMPLE
    address: str = ""

    def magtool(self, *words: str) -> Any:
        """What a command of the portal's answers as JSON."""
        told = io.StringIO()
        with redirect_stdout(told):
            code = main(["portal", words[0], str(self.root / self.issue), *words[1:], "--json"])
        assert code == 0, told.getvalue()
        return json.loads(told.getvalue())

    def invite(self, name: str, advertiser: str = "", *more: str) -> str:
        """The link that one person gets; the editor's without an advertiser."""
        whose = ("--advertiser", advertiser) if advertiser else ("--editor",)
        words = (*whose, "--name", name, "--address", self.address, *more)
        return str(self.magtool("invite", *words)["link"])

    def standing(self, slug: str) -> str:
        """How scripts see an item's answer."""
        (found,) = [i for i in self.magtool("status")["items"] if i["slug"] == slug]
        return str(found["standing"])

    def edit(self, path: str, old: str, new: str) -> None:
        """The desk changes a text of the issue."""
        file = self.root / self.issue / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"‘{old}’ stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), "utf-8")

    @contextmanager
    def served(self) -> Iterator[None]:
        """The site answers at ``address`` for as long as this lasts."""
        log = self.root / "serve.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "magtool", "portal", "serve", "--port", "0"],
                cwd=self.root, env={**os.environ, "PYTHONPATH": str(PROJECT)},
                stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip
        try:
            self.address = _announced(log, process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def make_site(root: Path) -> Site:
    """The sample issue in a project of its own."""
    root.mkdir(parents=True, exist_ok=True)
    for name in ("fonts", "layouts"):
        shutil.copytree(PROJECT / name, root / name)
    left = shutil.ignore_patterns("build")
    shutil.copytree(PROJECT / SAMPLE, root / SAMPLE, ignore=left)
    return Site(root)


def copy_site(site: Site, root: Path) -> Site:
    """The same site in another folder, to be written to."""
    shutil.copytree(site.root, root, copy_function=shutil.copy2)
    return Site(root)


def _announced(log: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(1200):  # two minutes: a busy machine is no failure
        found = re.search(r"magtool portal: (http://localhost:\d+) ", log.read_text("utf-8"))
        if found:
            return found[1]
        assert process.poll() is None, log.read_text("utf-8")
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium without a window; skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass(slots=True)
class Person:
    """Somebody at a browser of their own. What goes wrong there is kept in ``troubles``."""

    name: str
    page: Any
    address: str
    refusals: tuple[int, ...] = ()
    """Answers that are meant to come: the browser itself calls them errors."""
    troubles: list[str] = field(default_factory=list)

    def look(self, step: str) -> None:
        """Keeps a picture of what is shown. Nothing sticks out, and axe finds nothing serious."""
        page = self.page
        self.keep(step)
        wide, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= shown, f"{step}: the page is {wide} wide in a window of {shown}"
        assert not (found := faults_for_readers(page)), f"{step}:\n" + "\n".join(found)
        assert not self.troubles, f"{step}: {self.troubles}"

    def keep(self, step: str) -> None:
        """Keeps pictures of what is shown, where they are asked for."""
        self.page.wait_for_load_state("networkidle")
        if SHOTS:
            folder = Path(SHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{step}.png")
            self.page.screenshot(path=folder / f"{step}-whole.png", full_page=True)

    def open(self, place: str) -> None:
        self.page.goto(place if "://" in place else self.address + place)

    def __getattr__(self, name: str) -> Any:
        """What a page can do, a person can: ``person.click(…)``."""
        return getattr(self.page, name)

    @property
    def said(self) -> str:
        """What the site said last."""
        return str(self.page.locator("#said").inner_text())


@contextmanager
def person(
    browser: Any, site: Site, name: str, refusals: tuple[int, ...] = (), **more: Any
) -> Iterator[Person]:
    """A new person with a browser that knows nothing of the others."""
    ways = {"timezone_id": "Europe/Stockholm", "locale": "sv-SE", "reduced_motion": "reduce"}
    context = browser.new_context(**{**DESKTOP, **ways, **more})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    made = Person(name, page, site.address, refusals)

    def heard(message: Any) -> None:
        meant = any(f"status of {code}" in message.text for code in made.refusals)
        if message.type in ("error", "warning") and not meant:
            made.troubles.append(message.text)

    def asked(request: Any) -> None:
        if not request.url.startswith((site.address + "/", "data:", "blob:")):
            made.troubles.append(f"asked for {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: made.troubles.append(str(error)))
    page.on("request", asked)
    yield made
    assert not made.troubles, made.troubles
    context.close()


def faults_for_readers(page: Any) -> list[str]:
    """What axe finds serious or critical. It runs in a world of its own beside the page's, which
    the page's content security policy neither hinders nor has to make room for."""
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
        asked = {"contextId": world, "awaitPromise": True, "returnByValue": True}
        session.send("Runtime.evaluate", {**asked, "expression": AXE + "\n;0"})
        run = "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)"
        found = session.send("Runtime.evaluate", {**asked, "expression": run})
    finally:
        session.detach()
    assert "exceptionDetails" not in found, found
    return [
        f"{fault['impact']}: {fault['help']} ({node['html'][:160]})"
        for fault in found["result"]["value"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]
