"""Trying one package: can this credential pull it, can anybody, and may it push.

Reading the tag list needs the same right as pulling and is not counted as a download (registry facts, live test).
"""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ghcr_wizard.diagnosis.causes_organizations import SSO_REQUIRED
from ghcr_wizard.diagnosis.causes_packages import (
    INDEX_INCOMPLETE,
    PACKAGE_NO_GRANT,
    PLATFORM_MISSING,
    STALE_CREDENTIAL_BLOCKS_PUBLIC,
    TAG_NOT_FOUND,
    VISIBILITY_DIFFERS_FROM_REPOSITORY,
)
from ghcr_wizard.diagnosis.causes_tokens import SCOPE_REPO_MAY_BE_NEEDED
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.packages import Access, Package, PackageGrant, Visibility
from ghcr_wizard.github.refusals import Caller, at_login, push_refusal, registry_refusal, trouble
from ghcr_wizard.github.scopes import expand
from ghcr_wizard.registry.client import Registry
from ghcr_wizard.registry.image_parse import INDEX_TYPES
from ghcr_wizard.registry.images import Platform, this_platform
from ghcr_wizard.registry.parse import Descriptor
from ghcr_wizard.transport.exchange import Exchange

_MOST_PLATFORMS = 32
_NAMED = 4
"""Missing platforms a person is told by name."""


async def index_flaws(
    registry: Registry, repository: str, tag: Descriptor, subject: str
) -> tuple[list[Diagnosis], list[Exchange]]:
    """What an index names and the registry no longer has, and an image for this computer that it does not name.

    Nothing for a single image.

    The index is read, which GHCR may count as a download; its platforms are only asked for.

    Args:
        registry: The registry with the credential.
        repository: `acme/team/api`.
        tag: What the tag is, as a request for its manifest said.
        subject: The package `OWNER/NAME`, for a person.
    """
    if tag.media_type not in INDEX_TYPES:
        return [], []
    index = await registry.image(repository, tag.digest)
    platforms = index.value.platforms[:_MOST_PLATFORMS] if index.value else ()
    heads = await gather(*(registry.head_manifest(repository, row.digest) for row in platforms))
    gone = [row for row, head in zip(platforms, heads, strict=True) if head.exchange.status == _NOT_FOUND]
    rows = [diagnose(INDEX_INCOMPLETE, subject, missing=_named(gone))] if gone else []
    here = this_platform()
    if here is not None and platforms and not any(here.runs(row.name) for row in platforms):
        rows.append(diagnose(PLATFORM_MISSING, subject, platform=f"{here.name}; it has {_named(platforms)}"))
    return rows, [index.exchange, *(head.exchange for head in heads)]


def _named(gone: Sequence[Platform]) -> str:
    more = len(gone) - _NAMED
    return ", ".join(row.name for row in gone[:_NAMED]) + (f" and {more} more" if more > 0 else "")


_NOT_FOUND = 404
_REFUSING = frozenset({401, 403, _NOT_FOUND})


@dataclass(frozen=True, slots=True)
class Probe:
    """What trying one package showed."""

    grant: PackageGrant
    diagnoses: tuple[Diagnosis, ...]
    exchanges: tuple[Exchange, ...]


async def probe(
    registry: Registry,
    anonymous: Registry,
    caller: Caller,
    package: Package,
    target: str | None = None,
    *,
    locked: frozenset[str] = frozenset(),
) -> Probe:
    """Try to read a package with the credential and without any.

    Args:
        registry: The registry with the credential.
        anonymous: The registry without any, for the control.
        caller: Who asks.
        package: What is known of it.
        target: A tag or digest that must be there too.
        locked: Lower-case names of organizations known to refuse this credential for single sign-on.
    """
    repository = f"{package.owner}/{package.name}".lower()
    own, anybody = await gather(
        registry.tags(repository, page_size=1),
        anonymous.tags(repository, page_size=1),
    )
    pull = _verdict(own.exchange)
    public = _anonymous(anybody.exchange)
    diagnoses = _refusals(own.exchange, caller, package, anonymous=public, locked=locked)
    exchanges = [own.exchange, anybody.exchange]
    if target and pull is Access.GRANTED:
        reply = await registry.head_manifest(repository, target)
        exchanges.append(reply.exchange)
        pull, missing = _target(reply.exchange, caller, package, target)
        diagnoses.extend(missing)
        if reply.value is not None:
            gone, asked = await index_flaws(registry, repository, reply.value, package.full_name)
            diagnoses.extend(gone)
            exchanges.extend(asked)
    visibility = Visibility.PUBLIC if public else package.visibility
    diagnoses.extend(_mismatch(replace(package, visibility=visibility)))
    grant = PackageGrant(package.full_name, visibility, pull, Access.UNTESTED, public)
    return Probe(grant, tuple(diagnoses), tuple(exchanges))


async def probe_push(registry: Registry, caller: Caller, package: str) -> tuple[Access, list[Diagnosis], Exchange]:
    """Whether the credential may push to `OWNER/NAME`: an empty upload is opened and cancelled, nothing is sent."""
    reply = await registry.may_push(package.lower())
    if reply.value:
        return Access.GRANTED, [], reply.exchange
    return _verdict(reply.exchange), [push_refusal(reply.exchange, caller, package)], reply.exchange


def _verdict(exchange: Exchange) -> Access:
    if exchange.ok:
        return Access.GRANTED
    refused = exchange.status in _REFUSING and trouble(exchange) is None
    return Access.DENIED if refused else Access.UNKNOWN


def _anonymous(exchange: Exchange) -> bool | None:
    verdict = _verdict(exchange)
    return None if verdict is Access.UNKNOWN else verdict is Access.GRANTED


def _refusals(
    exchange: Exchange, caller: Caller, package: Package, *, anonymous: bool | None, locked: frozenset[str]
) -> list[Diagnosis]:
    refusal = registry_refusal(exchange, caller, package.full_name)
    if refusal is None:
        return []
    if package.owner.lower() in locked and _verdict(exchange) is Access.DENIED and not at_login(exchange):
        return [diagnose(SSO_REQUIRED, package.owner, f"{caller.hosts.web_url}/settings/tokens")]
    rows = [refusal]
    if anonymous and at_login(exchange) and exchange.authenticated:
        rows.append(diagnose(STALE_CREDENTIAL_BLOCKS_PUBLIC, package.full_name, registry=caller.hosts.registry))
    if refusal.of is PACKAGE_NO_GRANT and _repo_may_help(caller, package):
        rows.append(diagnose(SCOPE_REPO_MAY_BE_NEEDED, package.full_name, repository=package.repository))
    return rows


def _repo_may_help(caller: Caller, package: Package) -> bool:
    linked_privately = package.visibility is not Visibility.PUBLIC and package.repository_private is True
    return linked_privately and caller.scopes is not None and "repo" not in expand(caller.scopes)


def _target(exchange: Exchange, caller: Caller, package: Package, target: str) -> tuple[Access, list[Diagnosis]]:
    """The readable package's answer for one tag or digest; where that is missing, the right to pull still stands."""
    if exchange.status == _NOT_FOUND:
        kind = "digest" if ":" in target else "tag"
        return Access.GRANTED, [diagnose(TAG_NOT_FOUND, package.full_name, reference=f"{kind} {target}")]
    refusal = registry_refusal(exchange, caller, package.full_name)
    return _verdict(exchange), [refusal] if refusal else []


def _mismatch(package: Package) -> list[Diagnosis]:
    if not package.differs_from_repository:
        return []
    return [
        diagnose(
            VISIBILITY_DIFFERS_FROM_REPOSITORY,
            package.full_name,
            visibility=package.visibility.value if package.visibility else "unknown",
            repository=package.repository or "unknown",
            repository_visibility="private" if package.repository_private else "public",
        )
    ]
