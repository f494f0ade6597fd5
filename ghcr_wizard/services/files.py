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


class FileLock:
    """The lock that guards a path against other processes, and other holders in this one.

    It is a file beside the path, which stays: removing it would let two writers lock two different files. The
    operating system drops the lock when its holder ends.

    Args:
        path: What is guarded.
    """

    def __init__(self, path: Path) -> None:
        self._target = Path(os.path.realpath(path))
        self._descriptor = -1

    def open(self) -> None:
        """Make and open the lock's file.

        Raises:
            OSError: It cannot be made.
        """
        make_private_folder(self._target.parent)
        beside = self._target.with_name(self._target.name + ".lock")
        self._descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)

    async def acquire(self, seconds: float) -> None:
        """Wait for the lock beside the event loop.

        Raises:
            LockTimeoutError: Another holder kept it for `seconds`.
        """
        import asyncio  # noqa: PLC0415 - whoever only writes a file starts without it

        deadline = time.monotonic() + seconds
        while not _acquire(self._descriptor):
            self._expect_before(deadline)
            await asyncio.sleep(_POLL_SECONDS)

    def acquire_now(self, seconds: float) -> None:
        """Wait for the lock, blocking.

        Raises:
            LockTimeoutError: Another holder kept it for `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not _acquire(self._descriptor):
            self._expect_before(deadline)
            time.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Give the lock up, if it is held, and close its file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _expect_before(self, deadline: float) -> None:
        if time.monotonic() >= deadline:
            raise LockTimeoutError(f"Another ghcr-wizard keeps {self._target} locked; end it and try again.")


@contextlib.contextmanager
def locked(path: Path, seconds: float = 10.0) -> Iterator[None]:
    """Hold the lock that guards `path`, blocking.

    Args:
        path: What is guarded.
        seconds: How long to wait for another holder.

    Raises:
        LockTimeoutError: Another holder kept it longer.
        OSError: The lock's file cannot be made.
    """
    lock = FileLock(path)
    lock.open()
    try:
        lock.acquire_now(seconds)
        yield
    finally:
        lock.close()


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _acquire(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
