"""Packages looked for under the names of an installation's repositories, where GitHub refuses the list.

Most packages are called as the repository that pushes them. Those with other names, or nested ones, are not found this
way: what comes of it is never the whole list, and is said to be incomplete.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from ghcr_wizard.credentials.session import Session
from ghcr_wizard.github.packages import Namespace, OwnerType, Package
from ghcr_wizard.github.references import MalformedNameError, parse_reference
from ghcr_wizard.transport.exchange import Exchange

FEW = 30
"""Names enough to choose a sample for the live test from."""

_MOST = 500
"""Names tried in one namespace; each costs a request to the API and maybe one to the registry."""


@dataclass(slots=True)
class RepositorySearch:
    """What was found under repositories' names.

    Attributes:
        packages: The packages.
        tried: How many names were.
        exchanges: What was asked.
    """

    packages: list[Package] = field(default_factory=list)
    tried: int = 0
    exchanges: list[Exchange] = field(default_factory=list)


async def search_by_names(
    session: Session, namespace: Namespace, *, few: bool, found: Callable[[Package], None]
) -> RepositorySearch:
    """Ask for a package of each repository's name: GitHub's API first, the registry where that does not know it.

    Args:
        session: The open clients, of an installation.
        namespace: Whose packages.
        few: Whether a few names are enough.
        found: Called with each package as it is found.
    """
    search = RepositorySearch()
    reply = await session.api.every_installation_repository()
    search.exchanges.extend(reply.exchanges)
    names = _names(namespace, [row.full_name for row in reply.value or ()])[: FEW if few else _MOST]
    search.tried = len(names)

    async def one(name: str) -> list[Exchange]:
        package, exchanges = await _package(session, namespace, name)
        if package is not None:
            search.packages.append(package)
            found(package)
        return exchanges

    # In the order of the names, not of the answers: two runs give the same evidence.
    for exchanges in await asyncio.gather(*(one(name) for name in names)):
        search.exchanges.extend(exchanges)
    search.packages.sort(key=lambda row: row.name)
    return search


def _names(namespace: Namespace, repositories: list[str]) -> list[str]:
    """Repositories of the namespace that a package can be called as, in lower case."""
    names: dict[str, None] = {}
    for full_name in repositories:
        try:
            reference = parse_reference(full_name, "")
        except MalformedNameError:
            continue
        if reference.owner.lower() == namespace.name.lower() and reference.target is None:
            names[reference.name] = None
    return list(names)


async def _package(session: Session, namespace: Namespace, name: str) -> tuple[Package | None, list[Exchange]]:
    kind = namespace.type or OwnerType.ORGANIZATION
    reply = await session.api.package(namespace.name, kind, name)
    if reply.value is not None:
        return reply.value, [reply.exchange]
    tags = await session.registry.tags(f"{namespace.name}/{name}".lower(), page_size=1)
    return Package(namespace.name, name) if tags.value is not None else None, [reply.exchange, tags.exchange]
