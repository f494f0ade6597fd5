"""A GitHub App's private key in a file: read without blocking, judged, and looked at for who else may read it."""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.domain.app_keys import LARGEST_KEY, invalid_key, judge_key
from ghcr_wizard.domain.diagnoses import Diagnosis, diagnose
from ghcr_wizard.domain.secret import Secret

_OTHERS = 0o077
_KINDS = (
    (stat.S_ISLNK, "it is a symbolic link; name the file itself"),
    (stat.S_ISDIR, "it is a folder; name the file in it"),
)


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
        _refuse_special(path.lstat())
        descriptor = os.open(path, os.O_RDONLY | _flags())
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            _refuse_special(status)
            content = file.read(LARGEST_KEY + 1)
    except (OSError, ValueError) as error:
        raise MissingKeyFileError(_why(error)) from None
    judgement = judge_key(content)
    if judgement.secret is None:
        raise NoKeyFileError(judgement.summary)
    return KeyFile(path, judgement.secret, judgement.summary, _warnings(path, status.st_mode))


def _whole(typed: str) -> Path:
    try:
        return Path(os.path.abspath(Path(typed.strip()).expanduser()))  # noqa: PTH100 - `resolve` would follow links
    except (OSError, RuntimeError, ValueError):
        raise MissingKeyFileError("its path is none") from None


def _flags() -> int:
    """A pipe is opened without waiting for its other end; a link that was put there meanwhile is not followed."""
    return getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def _refuse_special(status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    for is_kind, reason in _KINDS:
        if is_kind(status.st_mode):
            raise NoKeyFileError(reason)
    raise NoKeyFileError("it is a pipe, a socket or a device, not a file")


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "its file may not be read by you"
    number = error.errno if isinstance(error, OSError) else None
    return f"its file cannot be read ({os.strerror(number)})" if number else "its file cannot be read"


def _warnings(path: Path, mode: int) -> tuple[Diagnosis, ...]:
    """Windows has no such modes: there a file in the person's own folder is the person's own."""
    if sys.platform == "win32" or not mode & _OTHERS:
        return ()
    return (diagnose("credential-readable-by-others", str(path), mode=f"{stat.S_IMODE(mode):04o}"),)
