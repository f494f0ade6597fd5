"""What a run does with the memory: tells what is remembered, then namespace by namespace what became of it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from ghcr_wizard.catalog.cache_entries import ACCOUNTS
from ghcr_wizard.catalog.cache_memory import CachedAnswers
from ghcr_wizard.catalog.cached_client import CachedApi
from ghcr_wizard.catalog.discovery import Discovery
from ghcr_wizard.catalog.events import (
    CatalogEvent,
    CatalogRemembered,
    NamespaceFound,
    NamespaceGone,
    NamespaceRefreshed,
    PackagesListed,
    RefreshEvent,
)
from ghcr_wizard.catalog.listing import Listing, listing_owner
from ghcr_wizard.catalog.offline import RememberedCatalog, remembered_on
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.deadline import call_async
from ghcr_wizard.diagnosis.cause import UNANSWERED
from ghcr_wizard.github.packages import Access, Namespace, Package

DISK_SECONDS = 10.0
"""How long the cache's disk may take; without a cache the listing is only slower."""

Event = CatalogEvent | RefreshEvent


@dataclass(slots=True)
class CatalogRefresh:
    """The memory of one run; without one it tells and keeps nothing.

    Attributes:
        memory: What was seen with this credential before, and will be remembered of this run.
        tell: Called with everything that becomes known.
        remembered: What of it is shown.
    """

    memory: CachedAnswers | None
    tell: Callable[[Event], None]
    remembered: RememberedCatalog = field(default_factory=RememberedCatalog)
    _unsaved: dict[str, bool] = field(default_factory=dict)
    _saving: "asyncio.Future[None] | None" = None

    def session(self, session: Session, *, refresh: bool) -> Session:
        """The session to list with: its API remembers.

        Args:
            session: The open clients.
            refresh: Whether everything is asked for anew.
        """
        if self.memory is None:
            return session
        return replace(session, api=CachedApi(session.api, session.hosts.api_url, self.memory, anew=refresh))

    def show(self, remembered: RememberedCatalog) -> None:
        """Tell what is remembered, if anything."""
        if remembered.seen_at is None:
            return
        self.remembered = remembered
        self.tell(CatalogRemembered(remembered.seen_at))
        for name, namespace in remembered.namespaces.items():
            self.tell(NamespaceFound(namespace, fresh=False))
            self.tell(PackagesListed(namespace.name, remembered.packages[name], 1, 1, fresh=False))

    @property
    def seen_at(self) -> datetime | None:
        """When the oldest part of what is shown was last confirmed; `None` if nothing is shown."""
        return self.remembered.seen_at

    def shows(self, name: str) -> bool:
        """Whether a namespace's packages are shown from memory."""
        return name.lower() in self.remembered.packages

    def discovered(self, found: Discovery, login: str | None, *, only_named: bool) -> None:
        """Take away what is shown and none of the credential's any more; keep what was found.

        Args:
            found: What discovery came to.
            login: The token's owner.
            only_named: Whether the credential's own namespaces were left out.
        """
        if self.memory is None:
            return
        whole = not any(row.family in UNANSWERED for row in found.diagnoses)
        here = {name.lower() for name in found.namespaces}
        for name, namespace in self.remembered.namespaces.items():
            if whole and name not in here:
                self.tell(NamespaceGone(namespace.name))
                self._drop(namespace, own=name == (login or "").lower())
        self._save(ACCOUNTS, whole=whole and not only_named)

    async def listed(self, session: Session, listing: Listing, *, own: bool) -> None:
        """Tell what became of a namespace's remembered packages; keep what was listed.

        Args:
            session: The one it was listed with.
            listing: What came of it.
            own: Whether it is the token's own user namespace.
        """
        if self.memory is None:
            return
        namespace = listing.namespace
        if namespace.listing is Access.GRANTED:
            path = listing_owner(namespace, own=own).path
            await self._tell_granted(session, listing, own=own)
            self._save(path, whole=namespace.complete)
        elif namespace.listing is Access.DENIED:
            self._tell_renewed(namespace.name, tuple(listing.packages), ())
            self._drop(namespace, own=own)
        elif self.shows(namespace.name):
            old = self.remembered.packages[namespace.name.lower()]
            self.tell(NamespaceRefreshed(namespace.name, (), old, changed=False))

    async def _tell_granted(self, session: Session, listing: Listing, *, own: bool) -> None:
        if self.memory is None or not self.shows(listing.namespace.name):
            return
        names = {row.name for row in listing.packages}
        missing = await remembered_on(session, self.memory, listing.namespace, own=own)
        old = tuple(row for row in missing if row.name not in names)
        self._tell_renewed(listing.namespace.name, tuple(listing.packages), old)

    def _tell_renewed(self, name: str, packages: tuple[Package, ...], old: tuple[Package, ...]) -> None:
        if self.shows(name):
            shown = {row.name: row for row in self.remembered.packages[name.lower()]}
            changed = {row.name: row for row in (*packages, *old)} != shown
            self.tell(NamespaceRefreshed(name, packages, old, changed=changed))

    def _drop(self, namespace: Namespace, *, own: bool) -> None:
        if self.memory is not None:
            path = listing_owner(namespace, own=own).path
            self.memory.drop(path)
            self._save(path, whole=True)

    def _save(self, group: str, *, whole: bool) -> None:
        """Have a group kept soon: beside the listing, and those that come together by one thread."""
        self._unsaved[group] = whole
        if self._saving is None or self._saving.done():
            self._saving = asyncio.ensure_future(self._save_all())

    async def _save_all(self) -> None:
        while self._unsaved and self.memory is not None:
            groups, self._unsaved = self._unsaved, {}
            with suppress(TimeoutError):  # a disk that does not answer is not waited for
                await call_async(partial(self.memory.save_all, groups), DISK_SECONDS)

    async def saved(self) -> None:
        """Wait until everything is kept."""
        if self._saving is not None:
            await self._saving
