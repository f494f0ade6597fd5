"""Reading other programs' files: bounded in size, never waiting on what is no file, every failure in words."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

LONGEST_FILE = 1024 * 1024
"""Bytes; a configuration with a hundred registries has some tens of thousands."""


class UnreadableFileError(Exception):
    """The file is there and cannot be read; the message continues a sentence."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read.

    Attributes:
        content: All of it; may hold secrets.
        mode: Its permission bits; `None` where the operating system has none.
    """

    content: bytes
    mode: int | None

    def __repr__(self) -> str:
        return f"FileRead({len(self.content)} bytes)"


def read_file(path: Path) -> FileRead | None:
    """The file, or `None` where there is none; symbolic links are followed.

    Raises:
        UnreadableFileError: It is there and may not be read, is no file, or is too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableFileError(_why(path, error)) from None
    try:
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFileError("it is no regular file")
            content = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise UnreadableFileError(_why(path, error)) from None
    if len(content) > LONGEST_FILE:
        raise UnreadableFileError(f"it is larger than {LONGEST_FILE // 1024:,} KiB, which no configuration is")
    return FileRead(content, stat.S_IMODE(status.st_mode) if os.name == "posix" else None)


def _why(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "it is a folder"
    return f"it cannot be read ({os.strerror(error.errno).lower() if error.errno else 'unknown reason'})"
