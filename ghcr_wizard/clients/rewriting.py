"""Taking one dead entry out of another program's file, or making a file private: whole or not at all, with a backup."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ghcr_wizard.clients.auth_file import AuthFileError, Dialect, read_auth_file
from ghcr_wizard.clients.edit import EditError, without_entry
from ghcr_wizard.file_reader import UnreadableFileError, read_file
from ghcr_wizard.files import write_atomically, write_new
from ghcr_wizard.secret import Secret

_MOST_BACKUPS = 99


class RewriteError(Exception):
    """The file was left as it was; the message is a sentence."""


def remove_entry(path: Path, registry: str, key: str, secret: Secret | None, dialect: Dialect) -> Path:
    """Take an entry out of a file, every other byte left as it is; return the backup's path (mode 0600).

    Args:
        path: The file; a symbolic link stays one.
        registry: The registry's host.
        key: The entry's name.
        secret: The secret it had when it was examined; with another one in it the entry is left alone.
        dialect: Whose file it is.

    Raises:
        RewriteError: Nothing was changed.
    """
    content = _read(path)
    try:
        now = read_auth_file(content, registry, dialect)
        entry = next((entry for entry in now.entries if entry.key == key), None)
        if entry is None or entry.secret != secret:
            raise RewriteError(f"{path} has changed since it was examined; nothing was changed.")
        text = without_entry(content.decode("utf-8"), key, None if dialect is Dialect.LEGACY else "auths")
    except (AuthFileError, EditError) as error:
        raise RewriteError(f"{path}: {error}") from None
    try:
        backup = keep_copy(path, content)
        replace_content(path, text.encode("utf-8"))
    except OSError as error:
        raise RewriteError(refused(path, error)) from None
    return backup


def make_private(path: Path) -> None:
    """Let nobody but its owner read or write a file.

    Raises:
        RewriteError: The operating system refuses.
    """
    try:
        path.chmod(0o600)
    except OSError as error:
        raise RewriteError(refused(path, error)) from None


def _read(path: Path) -> bytes:
    try:
        file = read_file(path)
    except UnreadableFileError as error:
        raise RewriteError(f"{path}: {error}.") from None
    if file is None:
        raise RewriteError(f"{path} no longer exists.")
    return file.content


def keep_copy(path: Path, content: bytes) -> Path:
    """A copy beside the file, for its owner only; an older one is never overwritten, and one that is the same serves.

    Raises:
        OSError: It cannot be written, or there are too many.
    """
    there = [backup for backup in copies_of(path) if os.path.lexists(backup)]
    if there and _is_copy(there[-1], content):
        return there[-1]
    for backup in copies_of(path):
        if backup not in there:
            with contextlib.suppress(FileExistsError):
                write_new(backup, content)
                return backup
    raise FileExistsError


def _is_copy(backup: Path, content: bytes) -> bool:
    """Whether a copy, as of a run that was killed, is one of this content and for its owner alone."""
    with contextlib.suppress(UnreadableFileError):
        file = read_file(backup, follow=False)
        return file is not None and file.content == content and not (file.mode or 0) & 0o077
    return False


def copies_of(path: Path) -> Iterator[Path]:
    """The names of the copies of a file, the oldest first, whether or not they are there."""
    for number in range(1, _MOST_BACKUPS + 1):
        yield path.with_name(f"{path.name}.before-ghcr-wizard" + (f"-{number}" if number > 1 else ""))


def replace_content(path: Path, content: bytes) -> None:
    """Write the file anew with the mode and the owner it had.

    Raises:
        OSError: The folder or the disk refuses.
    """
    write_atomically(path, content, like=path.stat())


def refused(path: Path, error: OSError) -> str:
    """What to say of a file that the operating system does not let be changed."""
    reason = os.strerror(error.errno).lower() if error.errno else "there are too many backups beside it"
    return f"{path} could not be changed: {reason}."
