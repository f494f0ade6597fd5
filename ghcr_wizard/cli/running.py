"""Coroutines run to their end, or to an interruption or a termination that takes effect at once."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from types import FrameType
from typing import Any, Never, TypeVar

from ghcr_wizard.cli.shortage import is_shortage, require_room
from ghcr_wizard.deadline import DaemonExecutor

T = TypeVar("T")

_Handler = Callable[[int, FrameType | None], Any] | int | None
"""What `signal.signal` takes and gives back."""

_ROOM = 32 * 1024 * 1024
"""Bytes of address space that asking GitHub takes, its libraries included (measured, rounded up)."""


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, as `asyncio.run` gives it, without waiting for threads that nobody needs any more.

    A signal cancels what runs; an exception raised by a signal's handler inside a task would be reported with a
    traceback. asyncio's own handler of interruptions forgets one that comes before the task has begun
    (python/cpython, `Runner.run` sets its count of them back). Where a callback runs out of memory the work ends too:
    asyncio only logs what a callback raises, and whoever waits for what it was to do would wait forever.

    Raises:
        CommandError: There is not enough memory to begin.
        MemoryError: There was not enough memory to go on.
        KeyboardInterrupt: SIGINT came.
        SystemExit: SIGTERM came.
    """
    why: list[signal.Signals | MemoryError] = []

    async def alone() -> T:
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        _cancel_on_shortage(why)
        with _cancelled_by_signals(why):
            return await work

    try:
        require_room(_ROOM)
        return asyncio.run(alone())
    except asyncio.CancelledError:
        for each in why:
            if isinstance(each, MemoryError):
                raise each from None
        if signal.SIGTERM in why:
            raise SystemExit(128 + signal.SIGTERM) from None
        raise KeyboardInterrupt from None
    finally:
        work.close()  # one that never began would be complained of


@contextlib.contextmanager
def _cancelled_by_signals(why: list[signal.Signals | MemoryError]) -> Iterator[None]:
    """Have an interruption and a termination cancel the current task, and note which came.

    Windows' event loop has no handlers of signals: there Python's own hand them to it.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    before: dict[signal.Signals, _Handler] = {}

    def end(number: signal.Signals) -> None:
        why.append(number)
        if task is not None:
            task.cancel()

    def hand_over(number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end, signal.Signals(number))

    with contextlib.suppress(RuntimeError, ValueError):  # not the main thread
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is signal.SIG_IGN:
                continue
            try:
                loop.add_signal_handler(number, end, number)
            except NotImplementedError:
                before[number] = signal.signal(number, hand_over)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _cancel_on_shortage(why: list[signal.Signals | MemoryError]) -> None:
    """Have a callback that runs out of memory cancel the current task, and note it."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def swallowed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is None or not is_shortage(error):
            loop.default_exception_handler(context)
        elif task is not None:
            why.append(MemoryError())
            task.cancel()

    loop.set_exception_handler(swallowed)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let one signal end at once what waits for a person or a pipe inside a coroutine.

    asyncio's own handlers only cancel the task, which such a wait does not notice (asyncio docs, "Runner", Handling
    Keyboard Interruption).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit(number: int, _frame: FrameType | None) -> Never:
    raise SystemExit(128 + number)
