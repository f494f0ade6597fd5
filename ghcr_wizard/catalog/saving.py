"""Writing a listing to a file: mode 0600, as names of private packages are in it, and whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ghcr_wizard.deadline import call_async
from ghcr_wizard.files import write_atomically

_DISK_SECONDS = 120.0
"""A hundred thousand rows take about a second; only a dead network drive takes this long."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of writing a file.

    Attributes:
        path: Where it is, or would be.
        problem: Why it was not written, as a sentence; `None` if it was.
        exists: Whether it was not written because there is a file of that name, which nobody said may be replaced.
        octets: How long it is, in bytes.
    """

    path: Path
    problem: str | None = None
    exists: bool = False
    octets: int = 0


async def save(name: str, pieces: Iterable[str], *, replace: bool) -> Saved:
    """Write a text to a file.

    Args:
        name: The file's name as a person types it; `~` is the home folder.
        pieces: The text; it is made on a thread of its own.
        replace: Whether a file of that name may give way.
    """
    typed = Path(name.strip() or ".")
    try:
        return await call_async(partial(_save, typed, pieces, replace=replace), _DISK_SECONDS)
    except RuntimeError:
        return Saved(typed, "There is no home folder for ~.")
    except TimeoutError:
        return Saved(typed, "The disk does not answer.")
    except OSError as error:
        return Saved(typed, f"The file cannot be written: {error.strerror or 'the disk refuses'}.")


async def made(pieces: Iterable[str], most: int) -> str | None:
    """A text that is made on a thread of its own; `None` as soon as it has more than `most` characters."""
    try:
        return await call_async(partial(_bounded, pieces, most), _DISK_SECONDS)
    except TimeoutError:
        return None


def _bounded(pieces: Iterable[str], most: int) -> str | None:
    kept, length = [], 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > most:
            return None
    return "".join(kept)


def _save(typed: Path, pieces: Iterable[str], *, replace: bool) -> Saved:
    path = typed.expanduser().absolute()
    if path.is_dir():
        return Saved(path, "This is a folder; name a file in it.")
    if not path.parent.is_dir():
        return Saved(path, "The folder of this file does not exist.")
    if path.exists() and not path.is_file():
        return Saved(path, "This is not a file that can be replaced.")
    if (path.exists() or path.is_symlink()) and not replace:
        return Saved(path, "There is a file of this name.", exists=True)
    content = "".join(pieces).encode("utf-8", "replace")
    write_atomically(path, content)
    return Saved(path, octets=len(content))
