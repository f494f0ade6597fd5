"""A GitHub App's private key in a file: read without blocking, judged, and looked at for who else may read it."""

import os
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.diagnosis.causes_clients import CREDENTIAL_READABLE_BY_OTHERS
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.file_reader import LargeFileError, SpecialFileError, UnreadableFileError, read_file
from ghcr_wizard.github.app_keys import LARGEST_KEY, inspect_key, invalid_key
from ghcr_wizard.secret import Secret

_OTHERS = 0o077


class NoKeyFileError(Exception):
    """There is no private key to be had from a path.

    Attributes:
        diagnosis: `app-key-invalid`, with the reason.
    """

    def __init__(self, reason: str) -> None:
        self.diagnosis: Diagnosis = invalid_key(reason)
        super().__init__(self.diagnosis.cause)


class MissingKeyFileError(NoKeyFileError):
    """Nothing can be read at the path."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key that was read from a file.

    Attributes:
        path: The whole path.
        secret: The key.
        summary: What it is, in a few words.
        warnings: What should be different about the file.
    """

    path: Path
    secret: Secret
    summary: str
    warnings: tuple[Diagnosis, ...] = ()


def read_key_file(typed: str) -> KeyFile:
    """Read and judge the private key at a path; `~` is the home folder.

    It never waits for a pipe or a device, and follows no symbolic link at the end of the path.

    Raises:
        MissingKeyFileError: There is nothing there, or it may not be read.
        NoKeyFileError: It is no plain file, or what is in it is no key of an App.
    """
    path = _whole(typed)
    try:
        file = read_file(path, LARGEST_KEY, follow=False)
    except (SpecialFileError, LargeFileError) as error:
        raise NoKeyFileError(str(error)) from None
    except UnreadableFileError as error:
        raise MissingKeyFileError(str(error)) from None
    if file is None:
        raise MissingKeyFileError("there is no such file")
    inspection = inspect_key(file.content)
    if inspection.secret is None:
        raise NoKeyFileError(inspection.summary)
    return KeyFile(path, inspection.secret, inspection.summary, _warnings(path, file.mode))


def _whole(typed: str) -> Path:
    try:
        return Path(os.path.abspath(Path(typed.strip()).expanduser()))  # noqa: PTH100 - `resolve` would follow links
    except (OSError, RuntimeError, ValueError):
        raise MissingKeyFileError("its path is none") from None


def _warnings(path: Path, mode: int | None) -> tuple[Diagnosis, ...]:
    """Windows has no such modes: there a file in the person's own folder is the person's own."""
    if mode is None or not mode & _OTHERS:
        return ()
    return (diagnose(CREDENTIAL_READABLE_BY_OTHERS, str(path), mode=f"{mode:04o}"),)
