"""Everything a credential can see: namespaces and their packages, as they arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace

from ghcr_wizard.domain.diagnoses import Diagnosis
from ghcr_wizard.domain.names import MalformedNameError, parse_reference
from ghcr_wizard.domain.packages import Namespace, Package, Verdict
from ghcr_wizard.domain.report import Identity
from ghcr_wizard.domain.rules import Asker
from ghcr_wizard.domain.tokens import TokenKind
from ghcr_wizard.operations.crosscheck import cross_check
from ghcr_wizard.operations.discovery import Discovery, discover
from ghcr_wizard.operations.events import (
    CatalogCompleted,
    CatalogDiagnosed,
    CatalogEvent,
    NamespaceFound,
    PackagesListed,
)
from ghcr_wizard.operations.identity import Owner, identify
from ghcr_wizard.operations.listing import Listing, list_namespace
from ghcr_wizard.operations.session import Session

_SSO_LOCK = "single sign-on"


@dataclass(frozen=True, slots=True)
class CatalogRequest:
    """What to list.

    Attributes:
        kind: The credential's kind.
        namespaces: Users or organizations to list; with `only_named`, nothing else.
        only_named: Whether discovery is left out.
    """

    kind: TokenKind
    namespaces: tuple[str, ...] = ()
    only_named: bool = False


async def catalog(session: Session, request: CatalogRequest) -> AsyncIterator[CatalogEvent]:
    """List everything, namespaces at once, pages as they arrive.

    Yields:
        Namespaces (a newer event replaces an older one of the same name), pages of packages, what is missing or
        odd, and at the end whether it is complete.
    """
    events: asyncio.Queue[CatalogEvent] = asyncio.Queue()
    task = asyncio.ensure_future(_Collector(session, request, events).run())
    try:
        while not (task.done() and events.empty()):
            waiting = asyncio.ensure_future(events.get())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield waiting.result()
            else:
                waiting.cancel()
        yield CatalogCompleted(complete=task.result())
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass(slots=True)
class _Collector:
    """Runs discovery and the listings, and puts what becomes known into a queue."""

    session: Session
    request: CatalogRequest
    events: "asyncio.Queue[CatalogEvent]"
    complete: bool = True

    async def run(self) -> bool:
        """List everything; returns whether nothing was left out."""
        owner = await self._owner()
        asker = Asker(self.request.kind, self.session.hosts, owner.scopes if owner else None)
        identity = owner.identity if owner else None
        if owner is not None and owner.alive is False:
            return False
        found = await self._discover(asker, identity)
        listings = await asyncio.gather(*(self._one(asker, row, identity) for row in found.namespaces.values()))
        await self._cross_check(listings, found)
        return self.complete

    async def _owner(self) -> Owner | None:
        if self.session.credential.is_anonymous:
            return None
        owner = await identify(self.session, Asker(self.request.kind, self.session.hosts))
        for row in owner.diagnoses:
            self._diagnosed(row)
        self.complete = self.complete and owner.alive is True
        return owner

    async def _discover(self, asker: Asker, identity: Identity | None) -> Discovery:
        known = None if self.request.only_named else identity
        found = await discover(self.session, asker, known, self.request.namespaces)
        for row in found.diagnoses:
            self._diagnosed(row)
        for name, namespace in found.namespaces.items():
            locked = _SSO_LOCK if name in found.hidden else None
            self.events.put_nowait(NamespaceFound(replace(namespace, locked=locked)))
        self.complete = self.complete and not found.hidden and not found.diagnoses
        return found

    async def _one(self, asker: Asker, namespace: Namespace, identity: Identity | None) -> Listing:
        if self.session.credential.is_anonymous:
            locked = replace(namespace, listing=Verdict.DENIED, locked="GitHub lists nothing without a token")
            self.complete = False
            self.events.put_nowait(NamespaceFound(replace(locked, complete=False)))
            return Listing(locked)
        own = identity is not None and identity.type == "User" and identity.login.lower() == namespace.name.lower()
        listing = await list_namespace(self.session, asker, namespace, own=own, listed=self.events.put_nowait)
        for row in listing.diagnoses:
            self._diagnosed(row)
        self.complete = self.complete and listing.namespace.complete
        self.events.put_nowait(NamespaceFound(listing.namespace))
        return listing

    async def _cross_check(self, listings: list[Listing], found: Discovery) -> None:
        """Names that only the registry's own catalog knows are added, if it proves to be personal."""
        if self.session.credential.is_anonymous or not any(row.packages for row in listings):
            return
        checked = await cross_check(self.session, found.namespaces)
        if checked.diagnosis is not None:
            self._diagnosed(checked.diagnosis)
        known = {row.full_name.lower() for listing in listings for row in listing.packages}
        for name in checked.names:
            if name.lower() not in known:
                self._add_named(name, found)

    def _add_named(self, name: str, found: Discovery) -> None:
        try:
            reference = parse_reference(name, self.session.hosts.registry)
        except MalformedNameError:
            return
        owner = next(row.name for row in found.namespaces.values() if row.name.lower() == reference.owner)
        self.events.put_nowait(PackagesListed(owner, (Package(owner, reference.name),), 1, None))

    def _diagnosed(self, diagnosis: Diagnosis) -> None:
        self.events.put_nowait(CatalogDiagnosed(diagnosis))


def principal_lists_nothing(namespaces: list[Namespace], diagnoses: list[Diagnosis]) -> bool:
    """Whether the credential could list nothing at all, as opposed to there being nothing."""
    return bool(diagnoses or namespaces) and not any(row.listing is Verdict.GRANTED for row in namespaces)
