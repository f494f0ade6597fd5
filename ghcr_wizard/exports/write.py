"""Writing an export to a file: mode 0600, whole or not at all, and never over what is somebody else's."""

import stat
from pathlib import Path

from ghcr_wizard.exports.document import MARKER
from ghcr_wizard.files import write_atomically
from ghcr_wizard.secret import Secret

_FIRST_LINE = 300
"""Bytes in which the marker is looked for."""


class ExportFileError(Exception):
    """The file is not written; the message is a sentence for the person."""


class FileInTheWayError(ExportFileError):
    """There is a file that is not an export of this program; it gives way to a yes only."""


def refuse_unfit(path: Path, *, replace: bool) -> None:
    """Say no, before anything is asked of anybody, to a place that will not be written to.

    Args:
        path: Where the export is to go.
        replace: Whether a file may be replaced that is no export of this program.

    Raises:
        FileInTheWayError: Such a file is there.
        ExportFileError: It is a folder or a device, or its folder does not exist.
        OSError: It cannot be looked at.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink() or not path.parent.is_dir():
            raise ExportFileError("The folder of the file to write does not exist; make it first.") from None
        return
    if not stat.S_ISREG(mode):
        raise ExportFileError("Not a regular file.")
    if not replace and not _is_ours(path):
        raise FileInTheWayError("File exists and is not an export of ghcr-wizard.")


def write_export(path: Path, document: Secret, *, replace: bool) -> None:
    """Write the document, for its owner's eyes only; the folder has to exist.

    Args:
        path: Where to.
        document: The whole text, with what is secret in it.
        replace: As for `refuse_unfit`.

    Raises:
        ExportFileError: As for `refuse_unfit`.
        OSError: The folder or the disk refuses.
    """
    refuse_unfit(path, replace=replace)
    write_atomically(path, document.reveal().encode())


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return MARKER.encode() in file.read(_FIRST_LINE).partition(b"\n")[0]
