"""Everything a credential can see: namespaces and their packages, as they arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import overload

from ghcr_wizard.catalog.cache import CatalogCache
from ghcr_wizard.catalog.collect import CatalogRequest, Collector
from ghcr_wizard.catalog.events import CatalogCompleted, CatalogEvent, RefreshEvent
from ghcr_wizard.catalog.refresh import DISK_SECONDS
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.deadline import call_async

__all__ = ["CatalogCache", "CatalogRequest", "catalog"]


@overload
def catalog(session: Session, request: CatalogRequest) -> AsyncIterator[CatalogEvent]: ...


@overload
def catalog(
    session: Session, request: CatalogRequest, *, cache: CatalogCache | None
) -> AsyncIterator[CatalogEvent | RefreshEvent]: ...


async def catalog(
    session: Session, request: CatalogRequest, *, cache: CatalogCache | None = None
) -> AsyncIterator[CatalogEvent | RefreshEvent]:
    """List everything, namespaces at once, pages as they arrive.

    Args:
        session: The open clients.
        request: What to list.
        cache: Where what was seen is kept; it is yielded first, then renewed by requests that cost no rate limit
            where nothing changed.

    Yields:
        Namespaces (a newer event replaces an older one of the same name), pages of packages, what is missing or
        odd, and at the end whether it is complete; with a cache also what is remembered and what became of it.
    """
    events: asyncio.Queue[CatalogEvent | RefreshEvent | None] = asyncio.Queue()
    task = asyncio.ensure_future(_collected(session, request, cache, events))
    task.add_done_callback(lambda _task: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        yield CatalogCompleted(complete=task.result())
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _collected(
    session: Session,
    request: CatalogRequest,
    cache: CatalogCache | None,
    events: "asyncio.Queue[CatalogEvent | RefreshEvent | None]",
) -> bool:
    memory = None
    if cache is not None:
        recalling = partial(cache.recall, session.hosts, session.credential.secret)
        with suppress(TimeoutError):
            memory = await call_async(recalling, DISK_SECONDS)
    return await Collector(session, request, events.put_nowait, memory).run()
