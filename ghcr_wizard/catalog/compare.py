"""Two credentials side by side: what does this one list that the other does not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from ghcr_wizard.catalog.catalog import CatalogCache, CatalogRequest, catalog
from ghcr_wizard.catalog.difference import Difference, Seen, difference
from ghcr_wizard.catalog.events import (
    CatalogCompleted,
    CatalogEvent,
    CatalogOffline,
    NamespaceFound,
    NamespaceGone,
    NamespaceRefreshed,
    PackagesListed,
    RefreshEvent,
)
from ghcr_wizard.catalog.package import try_pull
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.failures import FAILURES, sentence
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.session import LONG_SECONDS, open_session
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.packages import Access, Namespace, Package
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind, inspect_token

_EVERY = 500
"""Packages between two reports of progress."""


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What to compare.

    Attributes:
        hosts: Whose packages; both credentials are of it.
        here: The first credential, or the profile it is stored in.
        there: The second; the anonymous credential is one.
        namespaces: Users and organizations named by the person, listed with both.
        folder: Where catalogs are remembered; what has not changed costs no rate limit.
    """

    hosts: Hosts
    here: Credential | Profile
    there: Credential | Profile
    namespaces: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class ListingAdvanced:
    """One of the two listings went on; `is_here` says which, `packages` how many it has by now."""

    is_here: bool
    packages: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class ListingFailed:
    """The credential of one side cannot be had; nothing follows. `problem` is a sentence for the person."""

    is_here: bool
    problem: str


@dataclass(frozen=True, slots=True)
class CatalogsCompared:
    """Both listings ended; nothing follows."""

    difference: Difference
    here: Seen
    there: Seen


CompareEvent = ListingAdvanced | ListingFailed | CatalogsCompared
"""What comparing yields."""


async def compare(request: CompareRequest, credentials: Credentials) -> AsyncIterator[CompareEvent]:
    """List with both credentials at once and compare.

    Args:
        request: What to compare.
        credentials: The stored credentials.
    """
    events: asyncio.Queue[CompareEvent | None] = asyncio.Queue()
    sides = [
        asyncio.ensure_future(_seen(request, who, credentials, events, is_here=is_here))
        for is_here, who in ((True, request.here), (False, request.there))
    ]
    every = asyncio.ensure_future(asyncio.wait(sides))
    every.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        here, there = (side.result() for side in sides)
        if here is not None and there is not None:
            yield CatalogsCompared(await asyncio.to_thread(difference, here, there), here, there)
    finally:
        for task in (*sides, every):
            task.cancel()
        await asyncio.gather(*sides, every, return_exceptions=True)


async def pull_with_both(request: CompareRequest, credentials: Credentials, package: Package) -> tuple[Access, Access]:
    """Whether the package can be pulled with the first credential, and with the second; no read of it is a download."""
    here = await _pull(request, request.here, credentials, package)
    return here, await _pull(request, request.there, credentials, package)


async def _pull(
    request: CompareRequest, who: Credential | Profile, credentials: Credentials, package: Package
) -> Access:
    try:
        credential = await credentials.load(who) if isinstance(who, Profile) else who
    except FAILURES:
        return Access.UNKNOWN
    kind = inspect_token(credential.secret.reveal()).kind if credential.secret else TokenKind.NONE
    async with open_session(request.hosts, credential) as session:
        return (await try_pull(session, Caller(kind, request.hosts), package)).verdict


async def _seen(
    request: CompareRequest,
    who: Credential | Profile,
    credentials: Credentials,
    events: "asyncio.Queue[CompareEvent | None]",
    *,
    is_here: bool,
) -> Seen | None:
    """What one credential lists; `None` where the credential cannot be had."""
    try:
        credential = await credentials.load(who) if isinstance(who, Profile) else who
    except FAILURES as failure:
        events.put_nowait(ListingFailed(is_here, sentence(failure)))
        return None
    if credential.is_anonymous or credential.secret is None:
        events.put_nowait(ListingAdvanced(is_here, 0, done=True))
        return Seen(anonymous=True)
    listed, told = _Listed(), 0
    wanted = CatalogRequest(inspect_token(credential.secret.reveal()).kind, request.namespaces)
    cache = CatalogCache(request.folder) if request.folder else None
    async with open_session(request.hosts, credential, LONG_SECONDS) as session:
        async for event in catalog(session, wanted, cache=cache):
            listed.take(event)
            if listed.count - told >= _EVERY or (listed.count and not told):
                told = listed.count
                events.put_nowait(ListingAdvanced(is_here, told))
    events.put_nowait(ListingAdvanced(is_here, listed.count, done=True))
    return listed.seen()


@dataclass(slots=True)
class _Listed:
    """The packages of a listing as it stands."""

    namespaces: dict[str, Namespace] = field(default_factory=dict)
    packages: dict[str, dict[str, Package]] = field(default_factory=dict)
    complete: bool = False

    @property
    def count(self) -> int:
        return sum(map(len, self.packages.values()))

    def take(self, event: CatalogEvent | RefreshEvent) -> None:
        match event:
            case NamespaceFound(namespace):
                self.namespaces[namespace.name.lower()] = namespace
            case PackagesListed(name, packages):
                self.packages.setdefault(name.lower(), {}).update((row.full_name.lower(), row) for row in packages)
            case NamespaceRefreshed(name, packages, old, changed):
                if changed or packages:
                    self.packages[name.lower()] = {row.full_name.lower(): row for row in (*packages, *old)}
            case NamespaceGone(name):
                self.packages.pop(name.lower(), None)
                self.namespaces.pop(name.lower(), None)
            case CatalogCompleted(complete):
                self.complete = complete
            case CatalogOffline():
                self.complete = False

    def seen(self) -> Seen:
        every = {name: row for packages in self.packages.values() for name, row in packages.items()}
        return Seen(every, self.namespaces, self.complete)
