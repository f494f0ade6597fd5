"""Coroutines run to their end, or to an interruption or a termination that takes effect at once."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Coroutine, Iterator
from types import FrameType
from typing import Any, Never, TypeVar

from ghcr_wizard.services.bounded import DaemonExecutor

T = TypeVar("T")


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, as `asyncio.run` gives it, without waiting for threads that nobody needs any more.

    A signal cancels what runs; an exception raised by a signal's handler inside a task would be reported with a
    traceback. asyncio's own handler of interruptions forgets one that comes before the task has begun
    (python/cpython, `Runner.run` sets its count of them back).

    Raises:
        KeyboardInterrupt: SIGINT came.
        SystemExit: SIGTERM came.
    """
    came: list[signal.Signals] = []

    async def alone() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        loop.set_default_executor(DaemonExecutor())

        def end(number: signal.Signals) -> None:
            came.append(number)
            if task is not None:
                task.cancel()

        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
            for number in (signal.SIGINT, signal.SIGTERM):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    loop.add_signal_handler(number, end, number)
        return await work

    try:
        return asyncio.run(alone())
    except asyncio.CancelledError:
        if signal.SIGTERM in came:
            raise SystemExit(128 + signal.SIGTERM) from None
        raise KeyboardInterrupt from None
    finally:
        work.close()  # one that never began would be complained of


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
