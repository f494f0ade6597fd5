"""A command that runs out of memory: it ends, with one sentence, instead of waiting for what can never come."""

import errno
import mmap

from ghcr_wizard.cli.outcome import REFUSED, CommandError

SHORTAGE = "out of memory; stop another program, or raise the limit (ulimit -v)"
_MOST_CAUSES = 50
_WORDS = ("can't start new thread", "Cannot allocate memory", "failed to map segment")
"""Of the errors that Python raises where a thread's stack or a library's code finds no room."""


def is_shortage(error: BaseException) -> bool:
    """Whether an exception means that there is not enough memory, however Python says so."""
    waiting = [error]
    for _ in range(_MOST_CAUSES):  # an error may be in the group that was handled when it was raised again
        if not waiting:
            break
        current = waiting.pop(0)
        if isinstance(current, MemoryError) or (isinstance(current, OSError) and current.errno == errno.ENOMEM):
            return True
        if isinstance(current, RuntimeError | ImportError) and any(words in str(current) for words in _WORDS):
            return True
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
        waiting += [cause for cause in (current.__cause__ or current.__context__,) if cause is not None]
    return False


def require_room(size: int) -> None:
    """Refuse to begin what will need `size` more bytes of address space, while there is room left to say so.

    What runs out of memory halfway cannot count on anything, its own last sentence included. Nothing is used up: no
    page of it is ever touched.

    Raises:
        CommandError: There is not as much.
    """
    try:
        mmap.mmap(-1, size).close()
    except (OSError, MemoryError):
        raise CommandError(SHORTAGE, REFUSED) from None
