"""Calls that may hang, awaited only so long.

A call into an operating system's keyring can wait for ever on a window nobody sees. It runs on a daemon thread: the
caller stops waiting when the time is up, and the program can still end at once, because nothing joins such a thread.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def started(work: Callable[[], T]) -> "Future[T]":
    """The future of `work`, which begins now on a daemon thread; whatever it raises comes out of the future."""
    future: Future[T] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - it is handed to whoever waits
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name="bounded call", daemon=True).start()
    return future


def call(work: Callable[[], T], seconds: float) -> T:
    """The result of `work`, waited for at most `seconds`.

    Raises:
        TimeoutError: The time is up; the call itself may still go on.
    """
    return started(work).result(seconds)


async def call_async(work: Callable[[], T], seconds: float) -> T:
    """Like `call`, without blocking the event loop; cancelling it leaves the call behind."""
    import asyncio  # noqa: PLC0415 - the credential helper waits without an event loop and starts faster so

    return await asyncio.wait_for(asyncio.wrap_future(started(work)), seconds)
