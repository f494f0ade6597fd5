"""The packages of one namespace, page by page, as GitHub's REST API lists them."""

from asyncio import gather
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from ghcr_wizard.catalog.by_repository import search_by_names
from ghcr_wizard.catalog.events import PackagesListed
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_organizations import (
    NAMESPACE_NOT_FOUND,
    ORG_LISTING_EMPTY,
    SSO_REQUIRED,
)
from ghcr_wizard.diagnosis.causes_servers import ANSWER_UNRECOGNIZED
from ghcr_wizard.diagnosis.causes_tokens import (
    APP_TOKEN_CANNOT_LIST,
    FINE_GRAINED_NOT_ACCEPTED,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.client import ListingOwner, Page, Result
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package
from ghcr_wizard.github.refusals import Caller, api_refusal, refusal_of, trouble
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.transport.exchange import Exchange, Fault
from ghcr_wizard.transport.links import MOST_ENTRIES

PER_PAGE = 100
MOST_PAGES = MOST_ENTRIES // PER_PAGE
"""GitHub's API goes no further than ten thousand packages of a listing (REST docs, packages; status 400)."""

FEW_PAGES = 10
"""Enough to choose a sample from; a namespace of more packages is not counted there."""

_NOT_FOUND = 404
_BELIEVABLE_PAGES = 10_000
"""A million packages; what a server claims beyond is not a number of pages."""


@dataclass(slots=True)
class Listing:
    """One namespace as far as it could be listed."""

    namespace: Namespace
    packages: list[Package] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)


async def list_namespace(
    session: Session,
    caller: Caller,
    namespace: Namespace,
    *,
    own: bool,
    most_pages: int = MOST_PAGES,
    listed: Callable[[PackagesListed], None] = lambda _event: None,
) -> Listing:
    """List a namespace: its first page, then all others at once.

    Args:
        session: The open clients.
        caller: Who asks.
        namespace: Whose packages.
        own: Whether it is the token's own user namespace, which has a listing of its own with private packages.
        most_pages: How many pages are read; where there are more, the packages are not counted.
        listed: Called with every page as it arrives, without packages that an earlier page had.
    """
    pages = _Pages(session, caller, listing_owner(namespace, own=own), Listing(namespace), listed)
    first = await pages.read(1)
    if first.value is None:
        await _refused(session, pages.listing, first.exchange, caller)
        if _cannot_list(pages.listing, caller):
            await _by_names(session, pages.listing, few=most_pages < MOST_PAGES, listed=listed)
        return pages.listing
    last, pages.unlinked = _last(first.value), first.value.unlinked
    pages.total = min(last, most_pages)
    pages.take(1, first)
    last = await pages.fetch_to(last, most_pages)
    _finish(pages.listing, counted=last <= most_pages)
    return pages.listing


def _last(page: Page[Package]) -> int:
    """The last page as far as this one tells: the next one at least, where there is one."""
    return max(page.last or 1, page.number + 1 if page.next_url else page.number)


@dataclass(slots=True)
class _Pages:
    """Reads pages and counts them as they arrive, in whatever order."""

    session: Session
    caller: Caller
    owner: ListingOwner
    listing: Listing
    listed: Callable[[PackagesListed], None]
    unlinked: bool = False
    total: int = 1
    done: int = 0
    names: set[str] = field(default_factory=set)

    async def fetch_to(self, last: int, most: int) -> int:
        """Read the pages from the second to the last, and any that came to be meanwhile, `most` of them at the most.

        Returns the last as far as it is known. What a server claims beyond what can be read is said, never counted up:
        the first page out of reach stands for all of them.
        """
        have = 1
        while have < (readable := min(last, most)):
            self.total = readable
            pages = await self.fetch(range(have + 1, readable + 1))
            have, newest = readable, pages.get(readable)
            if newest is None or not newest.items or last > have:
                continue
            if not newest.unlinked:
                last = _last(newest)
            elif self.unlinked:
                # No page says which is the last: twice as many are asked for at once, until one is empty.
                last = min(2 * have, most) if have < most else have + 1
        if last > have >= MOST_PAGES:
            self._missed([MOST_PAGES + 1])
            self._doubt(last)
        return last

    def _doubt(self, last: int) -> None:
        """Say it where the last page lies beyond every list of GitHub's."""
        if last > _BELIEVABLE_PAGES:
            name = self.listing.namespace.name
            words = f"a list of {name}'s packages with {last:,} pages"
            self.listing.diagnoses.append(diagnose(ANSWER_UNRECOGNIZED, name, said=words))

    async def fetch(self, numbers: Iterable[int]) -> dict[int, Page[Package]]:
        """Read these pages at once; those that arrived, by number."""
        wanted = list(numbers)
        pages = await gather(*(self._fetched(number) for number in wanted))
        return {number: page for number, page in zip(wanted, pages, strict=True) if page is not None}

    async def _fetched(self, number: int) -> Page[Package] | None:
        if not self.session.room.left:
            self._left_out(number)
            return None
        reply = await self.read(number)
        self.take(number, reply)
        return reply.value

    async def read(self, number: int) -> Result[Page[Package]]:
        """Ask for one page; once more if the answer came to harm on its way, which the client does not try again."""
        for _ in range(2):
            reply = await self.session.api.packages_page(self.owner, number, PER_PAGE)
            self.listing.exchanges.append(reply.exchange)
            if not _harmed(reply.exchange):
                break
        return reply

    def take(self, number: int, reply: Result[Page[Package]]) -> None:
        """Count a page; one that failed is a gap, never an end."""
        self.done += 1
        name = self.listing.namespace.name
        if reply.value is None:
            problem = trouble(reply.exchange, f"a page of {name}'s packages")
            self.listing.diagnoses.append(problem or refusal_of(reply.exchange, self.caller, name))
            self._missed([number])
            return
        fresh = [row for row in reply.value.items if row.name not in self.names]
        if reply.value.overfull:
            self._left_out(number, f"a page of {name}'s packages with more on it than was asked for")
        if (room := self.session.room.take(len(fresh))) < len(fresh):
            fresh = fresh[:room]
            self._left_out(number)
        self.names.update(row.name for row in fresh)
        self.listing.packages.extend(fresh)
        self.listed(PackagesListed(name, tuple(fresh), self.done, self.total))

    def _left_out(self, number: int, words: str = "more packages than this program takes in one listing") -> None:
        """Say, once, what of a page is not taken."""
        self._missed([number])
        row = diagnose(ANSWER_UNRECOGNIZED, self.listing.namespace.name, said=words)
        if row not in self.listing.diagnoses:
            self.listing.diagnoses.append(row)

    def _missed(self, numbers: Iterable[int]) -> None:
        missing = sorted({*self.listing.namespace.missing_pages, *numbers})
        if missing:
            self.listing.namespace = replace(self.listing.namespace, complete=False, missing_pages=tuple(missing))


def _harmed(exchange: Exchange) -> bool:
    """Whether an answer of success was cut short or is no JSON."""
    success = exchange.status is not None and exchange.status < 300  # noqa: PLR2004 - HTTP's classes
    return success and exchange.fault in {Fault.BROKEN, Fault.NOT_PROTOCOL, Fault.SHAPE}


def listing_owner(namespace: Namespace, *, own: bool) -> ListingOwner:
    """Which of GitHub's listings has a namespace's packages."""
    if own:
        return ListingOwner.me(namespace.name)
    if namespace.type is OwnerType.USER:
        return ListingOwner.user(namespace.name)
    return ListingOwner.organization(namespace.name)


def _finish(listing: Listing, *, counted: bool) -> None:
    count = len(listing.packages) if counted else None
    listing.namespace = replace(listing.namespace, listing=Access.GRANTED, package_count=count)
    if not listing.packages and listing.namespace.type is OwnerType.ORGANIZATION and listing.namespace.complete:
        listing.diagnoses.append(diagnose(ORG_LISTING_EMPTY, listing.namespace.name))


async def _refused(session: Session, listing: Listing, exchange: Exchange, caller: Caller) -> None:
    name = listing.namespace.name
    problem = trouble(exchange, f"the list of {name}'s packages")
    missing = diagnose(NAMESPACE_NOT_FOUND, name) if exchange.status == _NOT_FOUND else None
    refusal = problem or api_refusal(exchange, caller, name) or missing or refusal_of(exchange, caller, name)
    policy = await _policy_behind(session, listing, caller) if refusal.of is FINE_GRAINED_NOT_ACCEPTED else None
    listing.diagnoses.extend([refusal, policy] if policy else [refusal])
    listing.namespace = replace(
        listing.namespace,
        listing=Access.UNKNOWN if problem else Access.DENIED,
        locked=refusal.of.short or "not shown to this credential",
        way_in=refusal.url if refusal.of is SSO_REQUIRED else None,
        complete=False,
    )


def _cannot_list(listing: Listing, caller: Caller) -> bool:
    """Whether it is the kind of token that GitHub lists nothing for, an installation's."""
    found = {row.of for row in listing.diagnoses}
    return caller.kind is TokenKind.APP_INSTALLATION and APP_TOKEN_CANNOT_LIST in found


async def _by_names(session: Session, listing: Listing, *, few: bool, listed: Callable[[PackagesListed], None]) -> None:
    """Look for packages under the repositories' names; the namespace counts as refused all the same."""
    name = listing.namespace.name
    search = await search_by_names(
        session, listing.namespace, few=few, found=lambda row: listed(PackagesListed(name, (row,), 1, 1))
    )
    listing.packages.extend(search.packages)
    listing.exchanges.extend(search.exchanges)
    if search.packages:
        listing.namespace = replace(listing.namespace, locked=None, package_count=len(search.packages))


async def _policy_behind(session: Session, listing: Listing, caller: Caller) -> Diagnosis | None:
    """An organization's own refusal of a fine-grained token; the packages API refuses the kind before it says so."""
    if listing.namespace.type is not OwnerType.ORGANIZATION:
        return None
    reply = await session.api.organization(listing.namespace.name)
    listing.exchanges.append(reply.exchange)
    return None if trouble(reply.exchange) else api_refusal(reply.exchange, caller, listing.namespace.name)
