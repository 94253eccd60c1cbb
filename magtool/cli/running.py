"""Runs one command: parses, calls, prints, and turns whatever happens into an exit code."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TextIO, cast

from magtool.cli.arguments import UsageError, parser
from magtool.cli.outcome import DONE, INTERRUPTED, USAGE, Outcome, Refusal, exit_code
from magtool.cli.progress import ProgressLine
from magtool.diagnostics import Diagnostic, Severity, as_json, as_text

_LASTING = ("watch", "portal")
"""The commands that run until they are interrupted."""

Command = Callable[[Namespace, ProgressLine], Outcome]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs ``magtool`` with these arguments, else the process's own; the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        return _main(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _hush(sys.stdout)
        return DONE


def _main(words: list[str]) -> int:
    try:
        options = parser().parse_args(words)
    except UsageError as error:
        sys.stderr.write(error.usage)
        _print(_refused(Refusal("usage", str(error), "`magtool --help`")), "--json" in words)
        return USAGE
    except SystemExit:  # after --help and --version
        return DONE
    if options.command not in _LASTING:
        # A command that ends soon needs no search for circles: a sixth of a large build's time.
        gc.disable()
    progress = ProgressLine(sys.stderr)
    try:
        outcome = _command(options.command)(options, progress)
    except Refusal as refusal:
        outcome = _refused(refusal)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        outcome = _broken(error)
    finally:
        progress.close()
        gc.enable()
    _print(outcome, options.json)
    return exit_code(outcome.diagnostics or (), options.strict)


def _command(name: str) -> Command:
    """The command's ``run``. Its module is read only now: most need heavy libraries."""
    return cast(Command, importlib.import_module(f"magtool.cli.{name}").run)


def _refused(refusal: Refusal) -> Outcome:
    return Outcome({}, "", (refusal.diagnostic,))


def _broken(error: Exception) -> Outcome:
    """A fault of the program: never a traceback, unless it is asked for."""
    if os.environ.get("MAGTOOL_TRACEBACK") == "1":
        traceback.print_exc()
    last = traceback.format_exception_only(error)[-1].strip()
    hint = "this is a fault in magtool: run again with MAGTOOL_TRACEBACK=1 and report what it says"
    diagnostic = Diagnostic("internal-error", Severity.ERROR, last, None, (hint,))
    return Outcome({}, "", (diagnostic,))


def _print(outcome: Outcome, as_document: bool) -> None:
    """The one document, or the diagnostics and then the text."""
    out = sys.stdout
    if as_document:
        document = dict(outcome.document)
        if outcome.diagnostics is not None:
            document["diagnostics"] = as_json(outcome.diagnostics)
        utf8 = (out.encoding or "").lower().replace("-", "") == "utf8"
        out.write(json.dumps(document, ensure_ascii=not utf8, indent=1) + "\n")
    else:
        _replace_unprintable(out)
        out.write(as_text(outcome.diagnostics or (), colour=_colour(out)))
        out.write(outcome.text)
    out.flush()


def _replace_unprintable(out: TextIO) -> None:
    """A terminal without UTF-8 shows question marks instead of ending the command."""
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _colour(out: TextIO) -> bool:
    return out.isatty() and "NO_COLOR" not in os.environ


def _hush(out: TextIO) -> None:
    """The reader went away: what the interpreter still flushes at exit goes nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
    except (OSError, ValueError):
        return
