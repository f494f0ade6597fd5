"""The packages of one namespace, page by page, as GitHub's REST API lists them."""

from asyncio import gather
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ghcr_wizard.domain.diagnoses import Diagnosis, diagnose
from ghcr_wizard.domain.evidence import Exchange
from ghcr_wizard.domain.packages import Namespace, OwnerType, Package, Verdict
from ghcr_wizard.domain.rules import Asker, api_refusal, trouble
from ghcr_wizard.operations.events import PackagesListed
from ghcr_wizard.operations.session import Session
from ghcr_wizard.services.github import ListingOwner, Page, Reply

PER_PAGE = 100
_ENDS = 2

_LOCKS = {
    "sso-required": "single sign-on",
    "org-forbids-classic-pat": "classic tokens are forbidden",
    "org-forbids-token-lifetime": "this token lives too long",
    "org-oauth-restricted": "OAuth apps are restricted",
    "org-ip-allow-list": "IP allow list",
    "app-token-cannot-list": "this kind of token cannot list",
    "app-user-token-unsupported": "this kind of token cannot list",
    "fine-grained-not-accepted": "this kind of token cannot list",
    "scope-read-packages-missing": "needs the scope read:packages",
    "api-rate-limited": "throttled",
    "api-unavailable": "GitHub did not answer",
}
"""Why a namespace's packages are hidden, in the few words the tree has room for."""


@dataclass(slots=True)
class Listing:
    """One namespace as far as it could be listed."""

    namespace: Namespace
    packages: list[Package] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)


async def list_namespace(
    session: Session,
    asker: Asker,
    namespace: Namespace,
    *,
    own: bool,
    ends_only: bool = False,
    listed: Callable[[PackagesListed], None] = lambda _event: None,
) -> Listing:
    """List a namespace: its first page, then all others at once.

    Args:
        session: The open clients.
        asker: Who asks.
        namespace: Whose packages.
        own: Whether it is the token's own user namespace, which has a listing of its own with private packages.
        ends_only: Read the first and the last page only: enough to count and to choose a sample.
        listed: Called with every page as it arrives.
    """
    owner = _listing_owner(namespace, own=own)
    first = await session.api.packages_page(owner, 1, PER_PAGE)
    listing = Listing(namespace, exchanges=[first.exchange])
    if first.value is None:
        await _refused(session, listing, first.exchange, asker)
        return listing
    last = first.value.last or 1
    numbers = [last] if ends_only and last >= _ENDS else list(range(2, last + 1))
    pages = _Pages(listing, listed, total=1 + len(numbers))
    pages.arrived(first)
    await gather(*(_one_page(session, owner, number, pages) for number in numbers))
    _finish(listing, last, ends_only=ends_only)
    return listing


@dataclass(slots=True)
class _Pages:
    """Counts pages as they arrive, in whatever order."""

    listing: Listing
    listed: Callable[[PackagesListed], None]
    total: int
    done: int = 0
    last_page_rows: int = 0

    def arrived(self, reply: Reply[Page[Package]]) -> None:
        self.done += 1
        if reply.value is None:
            name = self.listing.namespace.name
            problem = trouble(reply.exchange, f"a page of {name}'s packages")
            self.listing.diagnoses.extend([problem] if problem else [])
            self.listing.namespace = replace(self.listing.namespace, complete=False)
            return
        self.listing.packages.extend(reply.value.items)
        name = self.listing.namespace.name
        self.listed(PackagesListed(name, tuple(reply.value.items), self.done, self.total))


async def _one_page(session: Session, owner: ListingOwner, number: int, pages: _Pages) -> None:
    reply = await session.api.packages_page(owner, number, PER_PAGE)
    pages.listing.exchanges.append(reply.exchange)
    pages.arrived(reply)


def _listing_owner(namespace: Namespace, *, own: bool) -> ListingOwner:
    if own:
        return ListingOwner.me(namespace.name)
    if namespace.type is OwnerType.USER:
        return ListingOwner.user(namespace.name)
    return ListingOwner.organization(namespace.name)


def _finish(listing: Listing, last: int, *, ends_only: bool) -> None:
    count: int | None = len(listing.packages)
    if ends_only and last > _ENDS:
        count = count + (last - _ENDS) * PER_PAGE if listing.namespace.complete and count else None
    listing.namespace = replace(listing.namespace, listing=Verdict.GRANTED, package_count=count)
    if not listing.packages and listing.namespace.type is OwnerType.ORGANIZATION and listing.namespace.complete:
        listing.diagnoses.append(diagnose("org-listing-empty", listing.namespace.name))


async def _refused(session: Session, listing: Listing, exchange: Exchange, asker: Asker) -> None:
    name = listing.namespace.name
    problem = trouble(exchange, f"the list of {name}'s packages")
    refusal = problem or api_refusal(exchange, asker, name) or diagnose("namespace-not-found", name)
    policy = await _policy_behind(session, listing, asker) if refusal.code == "fine-grained-not-accepted" else None
    listing.diagnoses.extend([refusal, policy] if policy else [refusal])
    listing.namespace = replace(
        listing.namespace,
        listing=Verdict.UNKNOWN if problem else Verdict.DENIED,
        locked=_LOCKS.get(refusal.code, "not shown to this credential"),
        way_in=refusal.url if refusal.code == "sso-required" else None,
        complete=False,
    )


async def _policy_behind(session: Session, listing: Listing, asker: Asker) -> Diagnosis | None:
    """An organization's own refusal of a fine-grained token; the packages API refuses the kind before it says so."""
    if listing.namespace.type is not OwnerType.ORGANIZATION:
        return None
    reply = await session.api.organization(listing.namespace.name)
    listing.exchanges.append(reply.exchange)
    return None if trouble(reply.exchange) else api_refusal(reply.exchange, asker, listing.namespace.name)
