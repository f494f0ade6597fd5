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

    Raises:
        SystemExit: SIGTERM came; what runs was cancelled first, as asyncio does for an interruption itself. An exit
            raised by a signal's handler inside a task would be reported with a traceback.
    """
    terminated = False

    async def alone() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        loop.set_default_executor(DaemonExecutor())

        def terminate() -> None:
            nonlocal terminated
            terminated = True
            if task is not None:
                task.cancel()

        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
            loop.add_signal_handler(signal.SIGTERM, terminate)
        return await work

    try:
        return asyncio.run(alone())
    except asyncio.CancelledError:
        if terminated:
            raise SystemExit(128 + signal.SIGTERM) from None
        raise


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
