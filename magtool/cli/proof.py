"""``magtool proof``: a PDF for every advertiser, with the ad in its place and what was found."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from magtool import pipelines, proofing
from magtool.cli.outcome import Outcome, Refusal, tally
from magtool.cli.progress import ProgressLine
from magtool.cli.project import SITE, Project, as_typed, open_issue
from magtool.cli.tables import table
from magtool.disk import write_whole
from magtool.manifest.writing import slug_of
from magtool.proofs import ProofSet
from magtool.proofs.record import record
from magtool.proofs.wording import summary
from magtool.sheeting import Asking, make_sheets


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Makes the sheets, or tear sheets, and tells where they are."""
    project = open_issue(options.issue)
    made = proofing.make_proofs(
        project.library,
        project.folder,
        only=_wanted(options),
        board=False,
        now=datetime.now().astimezone(),
        shop=pipelines.Workshop(project.store),
        progress=progress,
    )
    found = project.shown(made.diagnostics)
    proofs = made.value
    if proofs is None:
        closing = f"{project.place}: no proofs, {tally(found)}\n"
        return Outcome({"issue": project.slug, "proofs": None}, closing, found)
    asked = _asking(options, project, proofs.values)
    sheets = make_sheets(project.library, proofs, asked, store=project.store, progress=progress)
    folder = Path(options.out) if options.out else project.root / project.folder / "build/proofs"
    names = _names(proofs.values)
    written = {name: _write(folder, names[name], pdf, asked) for name, pdf in sheets.items()}
    document = {
        "issue": project.slug,
        "sheets": [{"advertiser": n, "file": as_typed(p)} for n, p in written.items()],
        "proofs": record(proofs.values),
    }
    count = len(written)
    closing = f"{as_typed(folder)}: {count} file{'' if count == 1 else 's'}, {tally(found)}\n"
    if not count:
        closing = f"{project.place}: no ads or company pages, so no sheets; {tally(found)}\n"
    return Outcome(document, _listed(proofs.values, written) + closing, found)


def _asking(options: Namespace, project: Project, issue: ProofSet) -> Asking:
    """How the sheets ask. Where the issue is on the project's review site they name it, its
    deadline, and the version whose pages they show."""
    asked = Asking(options.language or "", options.tearsheet, options.address or "")
    if options.tearsheet or not (project.root / SITE).is_dir():
        return asked
    from magtool.cli.sitefolder import on_site  # the ledger: only where there is one

    site = on_site(project.root, issue)
    if site is None:
        return asked
    return replace(
        asked, address=asked.address or site.address, deadline=site.deadline, version=site.version
    )


def _wanted(options: Namespace) -> frozenset[str]:
    """What is asked for, as the manifest writes it; nothing for all."""
    return frozenset(name for name in (options.ad, options.advertiser) if name)


def _names(issue: ProofSet) -> dict[str, str]:
    """What each advertiser's file is called. All of the issue's are named, so that a name that
    comes to the same letters as another's gets the same number whoever is asked for."""
    everyone = {item.advertiser for page in issue.pages for item in page.items if item.advertiser}
    names: dict[str, str] = {}
    for advertiser in sorted(everyone):
        names[advertiser] = slug_of(advertiser, names.values(), "advertiser")
    return names


def _write(folder: Path, name: str, pdf: bytes, asked: Asking) -> Path:
    target = folder / f"{name}{'-tearsheet' if asked.tearsheet else ''}.pdf"
    try:
        write_whole(target, pdf)
    except OSError as error:
        message = f"‘{as_typed(target)}’ can’t be written: {error.strerror or error}"
        raise Refusal("cannot-write", message, "give another folder with --out") from error
    return target


def _listed(issue: ProofSet, written: Iterable[str]) -> str:
    """A line for every item: whose, where, and what preflight says of it."""
    shown = set(written)
    rows: Sequence[tuple[str, ...]] = [
        (
            proof.advertiser,
            proof.slug,
            str(proof.page),
            summary(proof.findings, "en") if proof.kind == "ad" else "text proof",
        )
        for proof in sorted(issue.proofs, key=lambda proof: (proof.page, proof.area[1]))
        if proof.advertiser in shown
    ]
    return table(("advertiser", "item", "page", "artwork"), rows) if rows else ""
