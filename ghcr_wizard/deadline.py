"""Calls that may hang, awaited only so long.

A call into an operating system's keyring can wait forever on a window nobody sees. It runs on a daemon thread: the
caller stops waiting when the time is up, and the program can still end at once, because nothing joins such a thread.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


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
    import asyncio

    return await asyncio.wait_for(asyncio.wrap_future(started(work)), seconds)


class DaemonExecutor(ThreadPoolExecutor):
    """An event loop's executor that nobody waits for when the loop ends.

    asyncio resolves host names on its default executor and joins its threads at the end: with a name server that does
    not answer, a program that was interrupted would live on until the resolver gives up. Every call gets a daemon
    thread of its own instead.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Begin the call on a daemon thread."""
        return started(partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, **_: Any) -> None:  # noqa: ANN401, FBT001, FBT002 - the base class's signature
        """Leave the threads behind."""
