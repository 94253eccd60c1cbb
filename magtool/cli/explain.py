"""``magtool explain``: what a diagnostic's code or a preflight check means, why it matters, how
to mend it."""

from __future__ import annotations

from argparse import Namespace

from magtool.cli.outcome import Outcome, Refusal
from magtool.cli.progress import ProgressLine
from magtool.diagnostics import catalogue, explain, nearest
from magtool.preflight import checks


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """One code's paragraphs, or every code with its title."""
    codes = {code: dict(entry) for code, entry in catalogue().items()}
    of_pages = {check: dict(entry) for check, entry in checks().items()}
    known = {**codes, **of_pages}
    if options.code is None:
        width = max(map(len, known))
        lines = [f"{code:{width}}  {entry['title']}\n" for code, entry in sorted(known.items())]
        return Outcome({"codes": codes, "checks": of_pages}, "".join(lines))
    text = explain(options.code, known)
    if text is None:
        close = nearest(options.code, known)
        hint = f"did you mean ‘{close}’?" if close else "`magtool explain` lists all"
        raise Refusal("unknown-code", f"there is no code ‘{options.code}’", hint)
    entry = known[options.code]
    clause = entry.get("clause", "")
    text += f"\nWhere it is written. {clause}\n" if clause else ""
    return Outcome({"code": options.code, **entry}, text)
