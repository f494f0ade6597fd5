"""A simulated GitHub whose packages a test changes while it runs, and the catalog as the program reads it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ghcr_wizard.catalog.catalog import CatalogCache, CatalogRequest, catalog
from ghcr_wizard.catalog.events import (
    CatalogCompleted,
    CatalogDiagnosed,
    CatalogEvent,
    NamespaceFound,
    NamespaceRefreshed,
    PackagesListed,
    RefreshEvent,
)
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.world import World
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.github.packages import Namespace, Package
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.secret import Secret


def world_with(count: int, owner: str = "acme") -> World:
    """The ordinary world, where `owner` has exactly `count` packages, all of which the person sees."""
    world = build_world("maintainer", datetime.now(UTC))
    packages = world.packages_of(owner)
    packages[:] = [replace(packages[0], visibility="private", repository=None, restricted=False)]
    resize(world, count, owner)
    return world


def resize(world: World, count: int, owner: str = "acme") -> None:
    """Add packages at the end, or take them from there, also while a server shows the world."""
    packages = world.packages_of(owner)
    packages.extend(
        replace(packages[0], id=7_000_000 + number, name=f"more/p{number:05}") for number in range(len(packages), count)
    )
    del packages[count:]


def hosts_of(server: DemoServer) -> Hosts:
    return Hosts("ghcr.io", Deployment.GITHUB_COM, server.registry_url, server.api_url, server.web_url)


@dataclass
class Run:
    """What one run of the catalog yielded, and what a screen that follows it shows at the end."""

    events: list[CatalogEvent | RefreshEvent] = field(default_factory=list)

    def of(self, kind: type) -> list[object]:
        return [event for event in self.events if type(event) is kind]

    @property
    def complete(self) -> bool:
        last = self.events[-1]
        assert isinstance(last, CatalogCompleted)
        return last.complete

    @property
    def codes(self) -> set[str]:
        found = {event.diagnosis for event in self.events if isinstance(event, CatalogDiagnosed)}
        return {row.code for row in found if row.severity != "info"}

    @property
    def namespaces(self) -> dict[str, Namespace]:
        return {event.namespace.name: event.namespace for event in self.events if isinstance(event, NamespaceFound)}

    def shown(self) -> dict[str, list[Package]]:
        """The rows of each namespace after all events: pages are added, a renewal replaces."""
        rows: dict[str, list[Package]] = {}
        for event in self.events:
            if isinstance(event, PackagesListed):
                rows.setdefault(event.namespace, []).extend(event.packages)
            elif isinstance(event, NamespaceRefreshed):
                rows[event.namespace] = [*event.packages, *event.remembered]
        return rows

    def names(self, owner: str = "acme") -> list[str]:
        return sorted(package.name for package in self.shown().get(owner, []))


async def run_catalog(
    server: DemoServer,
    cache: CatalogCache | None = None,
    *,
    token: str = "",
    refresh: bool = False,
    named: tuple[str, ...] = (),
    room: int | None = None,
) -> Run:
    """List what the persona's token, or another one, can see."""
    secret, run = token or server.token, Run()
    request = CatalogRequest(inspect_token(secret).kind, named, only_named=bool(named), refresh=refresh)
    async with open_session(hosts_of(server), Credential("octocat", Secret(secret))) as session:
        session.room.most = session.room.most if room is None else room
        async for event in catalog(session, request, cache=cache):
            run.events.append(event)
    return run


def api_requests(server: DemoServer, after: int = 0) -> list[tuple[str, int]]:
    """Path and status of the API's requests, without the first ones."""
    return [(row.path, row.status) for row in server.requests() if row.role == "api"][after:]
