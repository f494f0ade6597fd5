"""Discovery and all listings of one catalog, run side by side; what becomes known is told at once."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ghcr_wizard.catalog.cache_memory import CachedAnswers
from ghcr_wizard.catalog.discovery import Discovery, discover
from ghcr_wizard.catalog.events import CatalogDiagnosed, CatalogOffline, NamespaceFound, PackagesListed
from ghcr_wizard.catalog.listing import Listing, list_namespace
from ghcr_wizard.catalog.offline import is_own, list_offline
from ghcr_wizard.catalog.refresh import CatalogRefresh, Event
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.cause import UNANSWERED
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.client import Account, Result
from ghcr_wizard.github.identity import Owner, identify
from ghcr_wizard.github.packages import Access, Namespace
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import SCOPED_KINDS, TokenKind

_SSO_LOCK = "single sign-on"

Organizations = asyncio.Future[Result[tuple[Account, ...]]]


@dataclass(frozen=True, slots=True)
class CatalogRequest:
    """What to list.

    Attributes:
        kind: The credential's kind.
        namespaces: Users or organizations to list; with `only_named`, nothing else.
        only_named: Whether discovery is left out.
        refresh: Whether everything is asked for anew, although it is remembered.
    """

    kind: TokenKind
    namespaces: tuple[str, ...] = ()
    only_named: bool = False
    refresh: bool = False


class Collector:
    """One run of the catalog.

    Args:
        session: The open clients.
        request: What to list.
        tell: Called with everything that becomes known.
        memory: What was seen with this credential before, and will be remembered of this run.
    """

    def __init__(
        self, session: Session, request: CatalogRequest, tell: Callable[[Event], None], memory: CachedAnswers | None
    ) -> None:
        self._refresh = CatalogRefresh(memory, tell)
        own = replace(session, room=session.room.anew())
        self._session = self._refresh.session(own, refresh=request.refresh)
        self._request, self._tell, self._memory = request, tell, memory
        self._complete = True
        self._told: set[Diagnosis] = set()

    async def run(self) -> bool:
        """List everything; returns whether nothing was left out."""
        identifying = asyncio.ensure_future(self._identified())
        organizations = self._organizations_ahead()
        try:
            await self._remember()
            owner = await identifying
            if not self._goes_on(owner):
                return False
            caller = Caller(self._request.kind, self._session.hosts, owner.scopes if owner else None)
            found = await self._discover(caller, owner, organizations)
        finally:
            identifying.cancel()
            if organizations is not None:
                organizations.cancel()
        await self._list(caller, owner, found)
        return self._complete

    async def _identified(self) -> Owner | None:
        if self._session.credential.is_anonymous:
            return None
        session = self._session
        return await identify(session.api, Caller(self._request.kind, session.hosts), session.credential.expires_at)

    def _organizations_ahead(self) -> Organizations | None:
        """Ask for the organizations beside the owner, where they will be needed and this kind of token may ask."""
        if self._request.only_named or self._request.kind not in SCOPED_KINDS:
            return None
        return asyncio.ensure_future(self._session.api.organizations())

    async def _remember(self) -> None:
        if self._memory is not None:
            request = self._request
            self._refresh.show(
                await list_offline(
                    self._session, self._memory, request.kind, request.namespaces, only_named=request.only_named
                )
            )

    def _goes_on(self, owner: Owner | None) -> bool:
        """Whether there is anything to ask after the owner: not with a dead token, and not offline with a memory."""
        if owner is None:
            # Nobody's listing: GitHub lists nothing without a token.
            self._complete = False
            return True
        self._diagnosed(owner.diagnoses)
        self._complete = self._complete and owner.alive is True
        seen_at = self._refresh.seen_at
        if seen_at is not None and any(row.family in UNANSWERED for row in owner.diagnoses):
            self._tell(CatalogOffline(seen_at))
            return False
        return owner.alive is not False

    async def _discover(self, caller: Caller, owner: Owner | None, organizations: Organizations | None) -> Discovery:
        identity = owner.identity if owner and not self._request.only_named else None
        typed = self._request.namespaces
        found = await discover(self._session, caller, identity, typed, organizations=organizations)
        self._diagnosed(found.diagnoses)
        for name, namespace in found.namespaces.items():
            locked = _SSO_LOCK if name in found.hidden else None
            if locked or not self._refresh.shows(name):
                self._tell(NamespaceFound(replace(namespace, locked=locked)))
        self._complete = self._complete and not found.hidden and not found.diagnoses
        return found

    async def _list(self, caller: Caller, owner: Owner | None, found: Discovery) -> None:
        """List every namespace at once."""
        login = owner.identity.login if owner and owner.identity else None
        self._refresh.discovered(found, login, only_named=self._request.only_named)
        every = (self._one(caller, row, own=is_own(owner, row)) for row in found.namespaces.values())
        await asyncio.gather(*every)
        await self._refresh.saved()

    async def _one(self, caller: Caller, namespace: Namespace, *, own: bool) -> Listing:
        if self._session.credential.is_anonymous:
            locked = replace(namespace, listing=Access.DENIED, locked="GitHub lists nothing without a token")
            self._complete = False
            self._tell(NamespaceFound(replace(locked, complete=False)))
            return Listing(locked)
        listing = await list_namespace(self._session, caller, namespace, own=own, listed=self._listed)
        self._diagnosed(listing.diagnoses)
        self._complete = self._complete and listing.namespace.complete
        await self._refresh.listed(self._session, listing, own=own)
        self._tell(NamespaceFound(listing.namespace))
        return listing

    def _listed(self, page: PackagesListed) -> None:
        """Pass a page on; where packages are shown from memory, only how far it is, as all are replaced at the end."""
        self._tell(replace(page, packages=()) if self._refresh.shows(page.namespace) else page)

    def _diagnosed(self, rows: Iterable[Diagnosis]) -> None:
        """Tell each diagnosis, the same one once."""
        for row in rows:
            if row not in self._told:
                self._told.add(row)
                self._tell(CatalogDiagnosed(row))
