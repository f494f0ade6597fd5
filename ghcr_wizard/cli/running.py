"""Coroutines run to their end, or to an interruption that takes effect at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from ghcr_wizard.services.bounded import DaemonExecutor

T = TypeVar("T")


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, as `asyncio.run` gives it, without waiting for threads that nobody needs any more."""

    async def alone() -> T:
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        return await work

    return asyncio.run(alone())
