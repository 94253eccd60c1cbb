"""A review site in processes of its own, begun as often as one is killed.

``python portal_server.py HOME PORT`` loads the application once and waits. For every line on its
standard input it begins a fresh process that opens the ledger, listens, serves, and says ``ready``
with its number: what a restarted computer does, without the second that Python takes to load.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from portal_kit import examined

from magtool.portal.app import make_app
from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter
from magtool.portal.records import Upload
from magtool.portal.serving import listen, serve
from magtool.portal.settings import Settings
from magtool.proofs import Booked, Examined


def now() -> datetime:
    return datetime.now(UTC)


def examine(data: bytes, name: str, booked: Booked) -> Examined:
    """Whatever comes is good; its picture is of its own bytes."""
    return examined(pixels=b"\xff\xd8\xff\xe0" + data[:64])


def accept(upload: Upload, file: Path) -> str:
    return f"ads/{upload.slug}-2.pdf"


def notify(letter: Letter) -> bool:
    return False


def run(home: Path, port: int) -> None:
    """Serves until the process ends, one way or another."""
    ledger = Ledger.open(home, now)
    listening = listen("127.0.0.1", port)
    app = make_app(ledger, Settings(ledger.key), examine, accept, notify, now)
    serve(app, listening, None, lambda: say(f"ready {os.getpid()}"))
    ledger.close()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(home: Path, port: int) -> None:
    child = 0
    for _ in sys.stdin:
        if child:
            os.waitpid(child, 0)
        child = os.fork()
        if child == 0:
            os.close(0)
            try:
                run(home, port)
            finally:
                os._exit(0)
    if child:  # whoever asked for it is gone
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
