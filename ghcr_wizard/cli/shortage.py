"""A command that runs out of memory: it ends, with one sentence, instead of waiting for what can never come."""

import asyncio
import errno
import mmap
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from ghcr_wizard.cli.outcome import REFUSED, CommandError

T = TypeVar("T")

SHORTAGE = "there is not enough memory; end something else, or raise the limit (“ulimit -v” shows it)"
_MOST_CAUSES = 50
_WORDS = ("can't start new thread", "Cannot allocate memory", "failed to map segment")
"""Of the errors that Python raises where a thread's stack or a library's code finds no room."""


def is_shortage(error: BaseException) -> bool:
    """Whether an exception means that there is not enough memory, however Python says so."""
    current: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if current is None:
            break
        if isinstance(current, BaseExceptionGroup):
            return any(is_shortage(each) for each in current.exceptions)
        if isinstance(current, MemoryError) or (isinstance(current, OSError) and current.errno == errno.ENOMEM):
            return True
        if isinstance(current, RuntimeError | ImportError) and any(words in str(current) for words in _WORDS):
            return True
        current = current.__cause__ or current.__context__
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


def with_shortage_told(work: Callable[[], T]) -> T:
    """The result of `work`.

    Raises:
        CommandError: There was not enough memory for it.
    """
    try:
        return work()
    except Exception as error:
        if is_shortage(error):
            raise CommandError(SHORTAGE, REFUSED) from None
        raise


async def ended_by_shortage(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The result of `work`, which ends where a callback of the event loop runs out of memory.

    asyncio only logs what a callback raises; whoever waits for what that callback was to do waits for ever.

    Raises:
        MemoryError: A callback ran out of memory.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    shortages: list[BaseException] = []

    def swallowed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is None or not is_shortage(error):
            loop.default_exception_handler(context)
        elif not shortages and task is not None:
            shortages.append(error)
            task.cancel()

    loop.set_exception_handler(swallowed)
    try:
        return await work()
    except asyncio.CancelledError:
        if shortages:
            raise MemoryError from shortages[0]
        raise
