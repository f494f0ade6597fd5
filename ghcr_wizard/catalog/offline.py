"""The catalog as it was last seen: the listing itself, run against the memory instead of GitHub."""

from asyncio import gather
from dataclasses import dataclass, field, replace
from datetime import datetime

from ghcr_wizard.catalog.cache_entries import ACCOUNTS
from ghcr_wizard.catalog.cache_memory import CachedAnswers
from ghcr_wizard.catalog.cached_client import OfflineApi
from ghcr_wizard.catalog.discovery import discover
from ghcr_wizard.catalog.listing import PER_PAGE, list_namespace, listing_owner
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.github.identity import Owner, identify
from ghcr_wizard.github.packages import Namespace, Package
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind


@dataclass(slots=True)
class RememberedCatalog:
    """What is remembered.

    Attributes:
        seen_at: When the oldest part of it was last confirmed, in UTC; `None` if nothing is remembered.
        namespaces: Those with remembered packages, by lower-case name.
        packages: Their packages, likewise.
    """

    seen_at: datetime | None = None
    namespaces: dict[str, Namespace] = field(default_factory=dict)
    packages: dict[str, tuple[Package, ...]] = field(default_factory=dict)


async def list_offline(
    session: Session, memory: CachedAnswers, kind: TokenKind, typed: tuple[str, ...], *, only_named: bool
) -> RememberedCatalog:
    """What is remembered of a credential's catalog; asks nobody.

    Args:
        session: Whose; its API is not used.
        memory: What is remembered.
        kind: The credential's kind.
        typed: Names a person gave.
        only_named: Whether the credential's own namespaces are left out.
    """
    recalling = replace(session, api=OfflineApi(session.hosts.api_url, memory), room=session.room.anew())
    owner = await identify(recalling.api, Caller(kind, session.hosts), session.credential.expires_at)
    caller = Caller(kind, session.hosts, owner.scopes)
    found = await discover(recalling, caller, None if only_named else owner.identity, typed)
    remembered, groups = RememberedCatalog(), {ACCOUNTS}
    for namespace in found.namespaces.values():
        own = is_own(owner, namespace)
        listing = await list_namespace(recalling, caller, namespace, own=own)
        if listing.packages:
            name = namespace.name.lower()
            remembered.namespaces[name] = listing.namespace
            remembered.packages[name] = tuple(listing.packages)
            groups.add(listing_owner(namespace, own=own).path)
    if remembered.namespaces:
        remembered.seen_at = memory.seen_at(groups)
    return remembered


def is_own(owner: Owner | None, namespace: Namespace) -> bool:
    """Whether it is the token's own user namespace."""
    identity = owner.identity if owner else None
    return identity is not None and identity.type == "User" and identity.login.lower() == namespace.name.lower()


async def remembered_on(session: Session, memory: CachedAnswers, namespace: Namespace, *, own: bool) -> list[Package]:
    """The packages remembered of a namespace's missing pages."""
    api, owner = OfflineApi(session.hosts.api_url, memory), listing_owner(namespace, own=own)
    replies = await gather(*(api.packages_page(owner, number, PER_PAGE) for number in namespace.missing_pages))
    return [row for reply in replies if reply.value is not None for row in reply.value.items]
