"""Corrected artwork put into an issue: beside the old file, and named by the manifest."""

from __future__ import annotations

import contextlib

from magtool.cli.outcome import Refusal
from magtool.cli.project import Project, as_typed
from magtool.disk import write_new, write_whole
from magtool.intake.magic import kind_of
from magtool.manifest.editing import Replacement, replace_artwork

_ENDINGS = {"pdf": "pdf", "jpeg": "jpg", "png": "png", "tiff": "tif"}


def place_artwork(project: Project, ad: str, data: bytes) -> str:
    """Writes the artwork and changes the ad's `artwork:`; what the manifest now calls it.

    The old file stays. Raises `Refusal`, with nothing changed, where the issue is gone, its
    manifest can't be changed or was changed meanwhile, or a file can't be written.
    """
    kind = kind_of(data)
    if not kind:
        raise Refusal("artwork-broken", "the file is no PDF, JPEG, PNG or TIFF")
    try:
        made = replace_artwork(project.library, project.folder, ad, _ENDINGS[kind])
    except OSError as error:
        message = f"‘{project.place}’ can’t be read: {error.strerror or error}"
        raise Refusal("missing-issue", message, "see that the issue’s folder is there") from error
    if made.value is None:
        told = project.shown(made.diagnostics)[0]
        raise Refusal(told.code, told.message, *told.hints)
    _write(project, made.value, data)
    return made.value.named


def _write(project: Project, made: Replacement, data: bytes) -> None:
    artwork, manifest = project.root / made.artwork, project.root / made.manifest
    try:
        write_new(artwork, data)
    except FileExistsError:
        raise _changed(project) from None
    except OSError as error:
        raise _unwritten(as_typed(artwork), error) from error
    try:
        # The artwork is there before anything names it; while it was written an editor may have
        # saved the manifest, whose words are worth more than this change.
        if manifest.read_bytes() != made.before:
            raise _changed(project)
        write_whole(manifest, made.after)
    except (Refusal, OSError) as error:
        with contextlib.suppress(OSError):
            artwork.unlink()
        if isinstance(error, OSError):
            raise _unwritten(as_typed(manifest), error) from error
        raise


def _changed(project: Project) -> Refusal:
    message = f"‘{project.place}’ was changed while the artwork was being put in"
    return Refusal("manifest-changed", message, "try again")


def _unwritten(name: str, error: OSError) -> Refusal:
    message = f"‘{name}’ can’t be written: {error.strerror or error}"
    return Refusal("cannot-write", message, "check the folder and the room on the disk")
