"""``magtool explain``: what a diagnostic's code means, why it matters, how to mend it."""

from __future__ import annotations

from argparse import Namespace

from magtool.cli.outcome import Outcome, Refusal
from magtool.cli.progress import ProgressLine
from magtool.diagnostics import catalogue, explain, nearest


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """One code's paragraphs, or every code with its title."""
    known = catalogue()
    if options.code is None:
        width = max(len(code) for code in known)
        lines = [f"{code:{width}}  {entry['title']}\n" for code, entry in sorted(known.items())]
        codes = {code: dict(entry) for code, entry in known.items()}
        return Outcome({"codes": codes}, "".join(lines))
    text = explain(options.code)
    if text is None:
        close = nearest(options.code, known)
        hint = f"did you mean ‘{close}’?" if close else "`magtool explain` lists all"
        raise Refusal("unknown-code", f"there is no code ‘{options.code}’", hint)
    return Outcome({"code": options.code, **known[options.code]}, text)
