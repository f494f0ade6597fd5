"""Reading a file by its path: what is no plain file is refused at once as what it is, and nothing without a bound.

The one way to read files that somebody else may have put there. Kept free of what takes long to import, as the
credential helper reads the profiles with it for every pull.
"""

import os
import stat
import sys
import time
from typing import NamedTuple

LONGEST_FILE = 1024 * 1024
"""Bytes; a configuration with a hundred registries has some tens of thousands."""

_IN_USE = frozenset({5, 32})
"""Windows' ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION."""

_IN_USE_SECONDS, _POLL_SECONDS = 0.2, 0.02

_KINDS = (
    (stat.S_ISLNK, "a symbolic link; name the file itself"),
    (stat.S_ISDIR, "a folder, not a file; name a file in it, or move it away"),
    (stat.S_ISFIFO, "a named pipe, not a file; remove it"),
    (stat.S_ISSOCK, "a socket, not a file; remove it"),
)
_DEVICE = "a device, not a file; name a file instead"


class UnreadableFileError(Exception):
    """The file is there and is not read; the message continues a sentence about it.

    Attributes:
        number: The operating system's error number, where it refused.
    """

    def __init__(self, said: str, number: int | None = None) -> None:
        super().__init__(said)
        self.number = number


class SpecialFileError(UnreadableFileError):
    """What is there is no plain file: a folder, a pipe, a socket, a device."""


class LargeFileError(UnreadableFileError):
    """The file is larger than one of its kind is."""


class UntrustedFileError(UnreadableFileError):
    """Somebody else may have written what the file says.

    Attributes:
        place: The file or the folder that others can change.
        mode: Its permission bits where those let them; `None` where it belongs to another user.
    """

    def __init__(self, place: str, mode: int | None) -> None:
        super().__init__("it belongs to another user" if mode is None else f"others may write it (mode {mode:04o})")
        self.place, self.mode = place, mode


class FileRead(NamedTuple):
    """A file that was read.

    Attributes:
        content: All of it; may hold secrets.
        status: What the operating system says of the very file that was read.
    """

    content: bytes
    status: os.stat_result

    @property
    def mode(self) -> int | None:
        """Its permission bits; `None` where the operating system has none."""
        return stat.S_IMODE(self.status.st_mode) if sys.platform != "win32" else None

    def __repr__(self) -> str:
        return f"FileRead({len(self.content)} bytes)"


def read_file(path: str | os.PathLike[str], longest: int = LONGEST_FILE, *, follow: bool = True) -> FileRead | None:
    """The file, or `None` where there is none.

    It never waits for the other end of a pipe, and does not even open a device, which can do things when opened.

    Args:
        path: Where it is.
        longest: Bytes it may have.
        follow: Whether a symbolic link at the end of the path is followed.

    Raises:
        SpecialFileError: It is no plain file.
        LargeFileError: It is longer.
        UnreadableFileError: It may not be read, or its path can be none.
    """
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", *(() if follow else ("O_NOFOLLOW",))):
        flags |= getattr(os, name, 0)
    try:
        content, status = _read(path, flags, longest + 1, follow=follow)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableFileError(f"it cannot be read ({_reason(error)})", error.errno) from None
    except ValueError:
        raise UnreadableFileError("its path can be none") from None
    if len(content) > longest:
        raise LargeFileError(f"it is far larger than such a file is (over {longest // 1024:,} KiB)")
    return FileRead(content, status)


def _read(path: str | os.PathLike[str], flags: int, most: int, *, follow: bool) -> tuple[bytes, os.stat_result]:
    """A file's first bytes; on Windows once who replaces it is done, which takes a moment (golang/go#32188)."""
    deadline = time.monotonic() + _IN_USE_SECONDS
    while True:
        try:
            require_plain(os.stat(path, follow_symlinks=follow))  # noqa: PTH116 - pathlib takes longer to import than this to run
            with os.fdopen(os.open(path, flags), "rb") as file:
                status = os.fstat(file.fileno())
                require_plain(status)
                return file.read(most), status
        except OSError as error:
            if not may_be_in_use(error) or time.monotonic() >= deadline:
                raise
        time.sleep(_POLL_SECONDS)


def may_be_in_use(error: OSError) -> bool:
    """Whether Windows refused a file that somebody may have open, or replaces, at this moment."""
    return getattr(error, "winerror", None) in _IN_USE


def require_plain(status: os.stat_result) -> None:
    """Refuse what is no plain file.

    Raises:
        SpecialFileError: With what it is.
    """
    if not stat.S_ISREG(status.st_mode):
        kind = next((kind for is_one, kind in _KINDS if is_one(status.st_mode)), _DEVICE)
        raise SpecialFileError(f"it is {kind}")


def read_trusted(path: str | os.PathLike[str], longest: int) -> FileRead | None:
    """The file, which nobody but its owner can have written; `None` where there is none.

    As ssh judges its own files: it and its folder belong to this user or to root, and no one else may write them. The
    folders above are not judged, as ssh does not judge those above `~/.ssh/config`: whoever may write there can put
    another folder in the place of this one, but none that belongs to this user.

    Args:
        path: Where it is.
        longest: Bytes it may have.

    Raises:
        UntrustedFileError: The file or its folder does not.
        UnreadableFileError: As `read_file` says; the folder may be none as well.
    """
    real = os.path.realpath(path)
    for folder in dict.fromkeys((os.path.dirname(os.fspath(path)), os.path.dirname(real))):  # noqa: PTH120 - as above
        try:
            status = os.stat(folder)  # noqa: PTH116 - as above
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableFileError(f"its folder cannot be read ({_reason(error)})", error.errno) from None
        if not stat.S_ISDIR(status.st_mode):
            raise UnreadableFileError("its folder is none")
        _require_trusted(folder, status)
    file = read_file(path, longest)
    if file is not None:
        _require_trusted(real, file.status)
    return file


def _require_trusted(place: str, status: os.stat_result) -> None:
    """Refuse what another user may have written; Windows has neither owners nor modes of this kind."""
    if sys.platform == "win32":
        return
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid not in {0, os.geteuid()}:
        raise UntrustedFileError(place, None)
    if mode & stat.S_IWOTH or (mode & stat.S_IWGRP and not _is_private(status)):
        raise UntrustedFileError(place, mode)


def _is_private(status: os.stat_result) -> bool:
    """Whether the group of what has this status is its owner's private one, which has no other member.

    Distributions that give every user such a group also set the mask 002, so that whatever a person unpacks, checks
    out or restores may be written by it: that lets nobody else in, and to refuse it would only lock the person out.
    Debian's ssh takes the same view (its patch `user-group-modes`); others' refuse it. A group is private by the rule
    by which pam_umask sets that mask (its option `usergroups`): not root's, the owner's own, and called as the owner;
    and nobody else is listed in it. Who else has it as the main group is not looked for: that takes reading every
    account there is, which with a directory service is slow and often forbidden.
    """
    if sys.platform == "win32" or status.st_uid == 0:
        return False
    import grp
    import pwd

    try:
        owner, group = pwd.getpwuid(status.st_uid), grp.getgrgid(status.st_gid)
    except KeyError:
        return False
    return (group.gr_gid, group.gr_name) == (owner.pw_gid, owner.pw_name) and {*group.gr_mem} <= {owner.pw_name}


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "unknown reason"
