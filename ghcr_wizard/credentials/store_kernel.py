"""The store `kernel`: the Linux kernel's keyring of the user, in memory that is never swapped and gone at a restart.

keyrings(7), user-keyring(7), keyctl(2). The system calls are made directly: the C library has no names for them, and
the program `keyctl` is seldom installed. A key is made so that every process of the user may read it: by default only a
session that holds the user's keyring could, which one from cron or over SSH often does not.
"""

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import TypeVar

from ghcr_wizard.credentials.keyring import service_name
from ghcr_wizard.credentials.own_store import LARGEST, OwnStore
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.deadline import call
from ghcr_wizard.secret import Secret

_NUMBERS = {
    "x86_64": (248, 250),
    "aarch64": (217, 219),
    "riscv64": (217, 219),
    "loongarch64": (217, 219),
    "ppc64le": (269, 271),
    "s390x": (278, 280),
}
"""`add_key` and `keyctl` by machine (the kernel's tables of system calls), for programs of 64 bits."""

_THREAD, _USER = -1, -4
_KEYRING_ID, _JOIN_SESSION, _SETPERM, _LINK, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 0, 1, 5, 8, 9, 10, 11, 15
_OWNER_ALONE = 0x3F3F0000
"""Everything for who holds the key and for every process of the user, nothing for anybody else."""

_GONE = frozenset({"ENOKEY", "EKEYEXPIRED", "EKEYREVOKED"})
_AFRESH_SECONDS = 5.0
_WORDS = {
    "EPERM": "this system forbids the kernel's keyring, as containers do",
    "ENOSYS": "this kernel has no keyring",
    "EDQUOT": "the kernel's limit for this user's keys is reached",
}


T = TypeVar("T")


class _RefusedError(Exception):
    """A system call failed; `args[0]` is the error's name."""


@dataclass(frozen=True, slots=True)
class _Calls:
    """The kernel's two calls."""

    add_key: Callable[..., int]
    keyctl: Callable[..., int]


class KernelStore(OwnStore):
    """Secrets as keys of the type `user` in the user's keyring.

    Args:
        until: When the kernel forgets what is put there, in UTC; `None` for the next restart.
        now: The clock, in UTC.
    """

    store = Store.KERNEL
    title = "the kernel's keyring"

    def __init__(self, until: datetime | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._until, self._now = until, now

    def kept_until(self, moment: datetime) -> "KernelStore":
        """The same keyring, forgetting at a moment what is put there."""
        return KernelStore(moment, self._now)

    def obstacle(self) -> str | None:
        """That the kernel has no keyring, or the system forbids it."""
        calls = _calls()
        if calls is None:
            return "it is for Linux, on a machine of 64 bits"
        try:
            calls.keyctl(_KEYRING_ID, _USER, 1)
        except _RefusedError as error:
            return _worded(error)
        return None

    def read(self, registry: str, name: str) -> Secret | None:
        """The secret of a profile, or `None`."""
        return self._within(lambda calls: _read(calls, _description(registry, name)))

    def put(self, registry: str, name: str, secret: Secret) -> None:
        """Keep a secret in place of the one of that name."""
        seconds = None if self._until is None else ceil((self._until - self._now()).total_seconds())
        if seconds is not None and seconds <= 0:
            raise self.failure("the time it was to be kept for is up; log in again")
        self._within(lambda calls: _put(calls, _description(registry, name), secret, seconds))

    def delete(self, registry: str, name: str) -> bool:
        """Remove a secret; `False` where there was none."""
        return self._within(lambda calls: _delete(calls, _description(registry, name)))

    def trial(self, secret: Secret) -> Secret | None:
        """What a session of its own reads, which holds none of this one's keyrings."""
        description = f"ghcr-wizard:trial:{os.getpid()}"
        self._within(lambda calls: _put(calls, description, secret, 60))
        try:
            return call(lambda: self._within(lambda calls: _read_afresh(calls, description)), _AFRESH_SECONDS)
        except TimeoutError:
            return None
        finally:
            self._within(lambda calls: _delete(calls, description))

    def _within(self, work: Callable[[_Calls], T]) -> T:
        calls = _calls()
        if calls is None:
            raise self.failure(self.obstacle() or "it is not there")
        try:
            return work(calls)
        except _RefusedError as error:
            raise self.failure(_worded(error)) from None


def _calls() -> _Calls | None:
    """The two calls of this machine; `None` where their numbers are not known."""
    numbers = _NUMBERS.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if numbers is None:
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long

    def made(number: int) -> Callable[..., int]:
        def make(*arguments: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
            words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
            result: int = libc.syscall(ctypes.c_long(number), *words)
            if result < 0:
                raise _RefusedError(errno.errorcode.get(ctypes.get_errno(), "unknown"))
            return result

        return make

    return _Calls(made(numbers[0]), made(numbers[1]))


def _description(registry: str, name: str) -> str:
    return f"{service_name(registry)}:{name}"


def _found(calls: _Calls, description: str) -> int | None:
    try:
        return calls.keyctl(_SEARCH, _USER, b"user", description.encode(), 0)
    except _RefusedError as error:
        if error.args[0] in _GONE:
            return None
        raise


def _read(calls: _Calls, description: str) -> Secret | None:
    key = _found(calls, description)
    if key is None:
        return None
    held = ctypes.create_string_buffer(LARGEST)
    try:
        length = calls.keyctl(_READ, key, held, LARGEST)
    except _RefusedError as error:
        if error.args[0] in _GONE:
            return None
        raise
    return Secret(held.raw[:length].decode(errors="replace"))


def _read_afresh(calls: _Calls, description: str) -> Secret | None:
    """For a thread of its own: what it joins is its session alone."""
    calls.keyctl(_JOIN_SESSION, 0)
    return _read(calls, description)


def _put(calls: _Calls, description: str, secret: Secret, seconds: int | None) -> None:
    """The user's keyring is held by this thread meanwhile: without that a new key's rights could not be set."""
    calls.keyctl(_LINK, _USER, _THREAD)
    text = secret.reveal().encode()
    key = calls.add_key(b"user", description.encode(), text, len(text), _USER)
    calls.keyctl(_SETPERM, key, _OWNER_ALONE)
    if seconds is not None:
        calls.keyctl(_SET_TIMEOUT, key, seconds)


def _delete(calls: _Calls, description: str) -> bool:
    key = _found(calls, description)
    if key is None:
        return False
    calls.keyctl(_UNLINK, key, _USER)
    return True


def _worded(error: _RefusedError) -> str:
    name = str(error.args[0])
    return _WORDS.get(name, f"the kernel refused it ({name})")
