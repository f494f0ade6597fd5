"""Private files: written whole or not at all, readable by their owner only, one writer at a time."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_POLL_SECONDS = 0.02


class LockTimeoutError(Exception):
    """Another process kept the lock too long; the message is a sentence for the person."""


def make_private_folder(folder: Path) -> None:
    """Create `folder` for its owner only (mode 0700); the mode of one that exists is the person's own choice.

    Raises:
        OSError: It cannot be created.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Make `content` the whole of the file `path`, mode 0600, or leave the old file as it was.

    The bytes are on the disk before the name changes hands, so a crash leaves the old file or the new one. A
    symbolic link stays a link: the file it points to is replaced.

    Raises:
        OSError: The folder or the disk refuses.
    """
    target = Path(os.path.realpath(path))
    make_private_folder(target.parent)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)  # noqa: PTH105 - both names are plain strings here
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - likewise
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk too; file systems that cannot are no worse off than before."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def locked(path: Path, seconds: float = 10.0) -> Iterator[None]:
    """Hold the lock that guards `path` against other processes and threads.

    The lock is a file beside it, which stays: removing it would let two writers lock two different files. The
    operating system drops the lock when its holder dies.

    Args:
        path: What is guarded.
        seconds: How long to wait for another holder.

    Raises:
        LockTimeoutError: Another holder kept it longer.
        OSError: The lock's file cannot be made.
    """
    target = Path(os.path.realpath(path))
    make_private_folder(target.parent)
    descriptor = os.open(target.with_name(target.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, target, time.monotonic() + seconds)
        try:
            yield
        finally:
            _release(descriptor)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, target: Path, deadline: float) -> None:
    while not _acquire(descriptor):
        if time.monotonic() >= deadline:
            raise LockTimeoutError(f"Another ghcr-wizard keeps {target} locked; end it and try again.")
        time.sleep(_POLL_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
