"""Coroutines run to their end, or to an interruption or a termination that takes effect at once."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

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
