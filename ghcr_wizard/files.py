"""Private files: written whole or not at all, readable by their owner only, one writer at a time."""

import contextlib
import errno
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ghcr_wizard.file_reader import SpecialFileError, may_be_in_use, require_plain

_POLL_SECONDS = 0.02
_IN_USE_SECONDS = 2.0
_ABANDONED_SECONDS = 3_600


class LockTimeoutError(Exception):
    """Another process kept the lock too long; the message is a sentence for the person."""


def make_private_folder(folder: Path) -> None:
    """Create `folder` for its owner only (mode 0700), and so the folders above it that are missing.

    `Path.mkdir` would make those above with whatever the process's mask leaves (XDG Base Directory Specification: a
    folder that is made for `XDG_CONFIG_HOME` and the like has mode 0700). What exists stays as it is.

    Raises:
        OSError: One cannot be created.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)  # refuses where a file is in the way


def write_atomically(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Make `content` the whole of the file `path`, or leave the old file as it was.

    The bytes are on the disk, and the file has its mode and its owner, before the name changes hands: a crash leaves
    the old file or the new one. A symbolic link stays a link: the file it points to is replaced.

    Args:
        path: Where.
        content: All of it.
        like: The file whose mode and owner it gets; without one it has mode 0600, and belongs to this user.

    Raises:
        OSError: The folder or the disk refuses, or what is there is a pipe, a socket or a device.
    """
    target = Path(os.path.realpath(path))
    make_private_folder(target.parent)
    _refuse_special(target)
    with _beside(target, content, like) as temporary:
        _replace(temporary, target)
    _sync_folder(target.parent)


def write_new(path: Path, content: bytes) -> None:
    """Make a file of mode 0600 of this content, whole or not at all, where there is none yet.

    Raises:
        FileExistsError: There is something of that name.
        OSError: The folder or the disk refuses.
    """
    with _beside(path, content, None) as temporary:
        if sys.platform == "win32":
            os.rename(temporary, path)  # noqa: PTH104 - refuses what is there, on Windows alone
            return
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            _write_plainly(path, content)
        os.unlink(temporary)  # noqa: PTH108 - as above
    _sync_folder(path.parent)


def _replace(temporary: str, target: Path) -> None:
    """Give a file its name; on Windows as soon as nobody has the old one open.

    A reader there keeps a file from being replaced for the moment it reads it, a virus scanner likewise: Python opens
    files without `FILE_SHARE_DELETE` (golang/go#32088 tells the same of Go).
    """
    deadline = time.monotonic() + _IN_USE_SECONDS
    while True:
        try:
            os.replace(temporary, target)  # noqa: PTH105 - both names are plain here
        except PermissionError as error:
            if not may_be_in_use(error) or time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(_POLL_SECONDS)


def _write_plainly(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _beside(target: Path, content: bytes, like: os.stat_result | None) -> Iterator[str]:
    """A file beside `target` with that content on the disk, to be given its name.

    It is locked as long as its writer lives. So the next writer knows what a killed one left, and takes it away.
    """
    _remove_abandoned(target)
    descriptor, temporary = _held(target)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if like is not None:
                _liken(file.fileno(), like)
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()  # an open file keeps its name there
            yield temporary
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - a plain string
        raise


def _held(target: Path) -> tuple[int, str]:
    """A new, locked, private file beside `target`, which nobody takes for an abandoned one: open, and its name."""
    while True:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        if sys.platform == "win32":
            return descriptor, temporary
        with contextlib.suppress(OSError):  # no locks here: nobody takes anything away either
            if not _acquire(descriptor) or not os.fstat(descriptor).st_nlink:
                os.close(descriptor)
                continue
        return descriptor, temporary


def _remove_abandoned(target: Path) -> None:
    """Take away what killed writers of `target` left beside it; whatever goes wrong, it is left for the next time."""
    ours = re.compile(rf"\.{re.escape(target.name)}(?:\.[a-z0-9-]+)?\.[a-z0-9_]{{8}}\.tmp")  # those of its copies too
    with contextlib.suppress(OSError), os.scandir(target.parent) as entries:
        for path in [entry.path for entry in entries if ours.fullmatch(entry.name) and entry.is_file()]:
            with contextlib.suppress(OSError):
                _remove_unless_held(path)


def _remove_unless_held(path: str) -> None:
    """Remove what nobody holds; on Windows, where a writer lets go of it before it gets its name, what is old."""
    if sys.platform == "win32":
        if time.time() - os.stat(path).st_mtime > _ABANDONED_SECONDS:  # noqa: PTH116 - a plain string
            os.unlink(path)  # noqa: PTH108 - likewise
        return
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if _acquire(descriptor):
            os.unlink(path)  # noqa: PTH108 - a plain string
    finally:
        os.close(descriptor)


def _refuse_special(target: Path) -> None:
    """A pipe or a device is no file of an earlier version: it is not replaced by one."""
    try:
        status = target.lstat()
    except OSError:
        return
    try:
        if not stat.S_ISDIR(status.st_mode):
            require_plain(status)
    except SpecialFileError as error:
        raise OSError(errno.EEXIST, str(error), str(target)) from None


def _liken(descriptor: int, like: os.stat_result) -> None:
    """Give an open file the mode and the owner of another, the owner as far as this user may."""
    if sys.platform == "win32":
        return
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, like.st_uid, like.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(like.st_mode))


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
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        self._descriptor = os.open(beside, flags, 0o600)

    async def acquire(self, seconds: float) -> None:
        """Wait for the lock beside the event loop.

        Raises:
            LockTimeoutError: Another holder kept it for `seconds`.
        """
        import asyncio

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
            raise LockTimeoutError(f"Another ghcr-wizard has {self._target} locked; stop it and try again.")


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
