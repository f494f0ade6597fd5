"""The one session that everything about the credential at hand runs in, and what is asked through it."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from ghcr_wizard.catalog.catalog import CatalogRequest
    from ghcr_wizard.catalog.events import CatalogEvent, ImageRead, PullTried, RefreshEvent, TagsEvent
    from ghcr_wizard.check.check import CheckRequest
    from ghcr_wizard.check.events import CheckEvent
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.session import Session
    from ghcr_wizard.diagnosis.model import Diagnosis
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.github.packages import OwnerType, Package
    from ghcr_wizard.github.references import Reference
    from ghcr_wizard.github.refusals import Caller


class SharedSession:
    """Opens the session of a credential when it is first needed, and keeps it until another credential asks.

    Args:
        refreshed: Gives the credential to use now for one that may have come to its end.
    """

    def __init__(self, refreshed: Callable[[Credential], Awaitable[Credential]]) -> None:
        self._refreshed = refreshed
        self._stack = AsyncExitStack()
        self._session: Session | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        stack, self._stack, self._session = self._stack, AsyncExitStack(), None
        await stack.aclose()

    async def _open(self, hosts: Hosts, credential: Credential) -> Session:
        from ghcr_wizard.credentials.session import open_session

        async with self._opening:
            session, given = self._session, credential
            credential = await self._refreshed(credential)
            if session is None or (session.hosts, session.credential) != (hosts, credential):
                if credential == given:  # where a token was refreshed, what runs with the one before goes on
                    await self.close()
                session = self._session = await self._stack.enter_async_context(open_session(hosts, credential, None))
            return session

    async def check(
        self, hosts: Hosts, credential: Credential, request: CheckRequest, now: Callable[[], datetime]
    ) -> AsyncIterator[CheckEvent]:
        """The live test."""
        from ghcr_wizard.check.check import check

        async for event in check(await self._open(hosts, credential), request, now):
            yield event

    async def catalog(
        self, hosts: Hosts, credential: Credential, request: CatalogRequest, folder: Path
    ) -> AsyncIterator[CatalogEvent | RefreshEvent]:
        """The listing; what was seen is kept in `folder`, and shown first the next time."""
        from ghcr_wizard.catalog.catalog import CatalogCache, catalog

        async for event in catalog(await self._open(hosts, credential), request, cache=CatalogCache(folder)):
            yield event

    async def tags(
        self, credential: Credential, caller: Caller, package: Package, owner: OwnerType | None
    ) -> AsyncIterator[TagsEvent]:
        """The tags of a package."""
        from ghcr_wizard.catalog.package import tags

        async for event in tags(await self._open(caller.hosts, credential), caller, package, owner):
            yield event

    async def images(
        self, credential: Credential, caller: Caller, references: tuple[Reference, ...]
    ) -> AsyncIterator[ImageRead]:
        """What tags hold, one after the other."""
        from ghcr_wizard.catalog.image import read_image

        session = await self._open(caller.hosts, credential)
        for reference in references:
            yield await read_image(session, caller, reference)

    async def digest(self, credential: Credential, caller: Caller, reference: Reference) -> str | Diagnosis:
        """Where a tag points, or why that cannot be had."""
        from ghcr_wizard.catalog.image import read_digest

        return await read_digest(await self._open(caller.hosts, credential), caller, reference)

    async def look_into(self, credential: Credential, caller: Caller, read: ImageRead, digest: str) -> ImageRead:
        """One platform or attachment of an image."""
        from ghcr_wizard.catalog.image import look_into

        return await look_into(await self._open(caller.hosts, credential), caller, read, digest)

    async def pull(self, credential: Credential, caller: Caller, package: Package) -> PullTried:
        """Whether a package can be pulled, really tried."""
        from ghcr_wizard.catalog.package import try_pull

        return await try_pull(await self._open(caller.hosts, credential), caller, package)
