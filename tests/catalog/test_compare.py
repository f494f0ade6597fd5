"""Comparing what two credentials see, against the simulated GitHub."""

from datetime import UTC, datetime
from pathlib import Path

from ghcr_wizard.catalog.compare import (
    CatalogsCompared,
    CompareEvent,
    CompareRequest,
    ListingAdvanced,
    ListingFailed,
    compare,
    pull_with_both,
)
from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.packages import Access, Package, Visibility
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from tests.catalog_world import hosts_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEXT = Profile("next", "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, NOW)


async def stored(tmp_path: Path, secret: str) -> Credentials:
    credentials = Credentials(Paths(tmp_path / "settings", tmp_path / "cache"), MemoryKeyring())
    if secret:
        await credentials.store(NEXT, Secret(secret))
    return credentials


async def run(server: DemoServer, credentials: Credentials, there: Credential | Profile) -> list[CompareEvent]:
    here = Credential("octocat", Secret(server.token))
    request = CompareRequest(hosts_of(server), here, there, folder=credentials.cache_folder)
    return [event async for event in compare(request, credentials)]


async def test_a_token_without_single_sign_on_lacks_what_the_other_has_and_says_that_it_may_be_there(
    tmp_path: Path,
) -> None:
    world = build_world("rotating", NOW)
    credentials = await stored(tmp_path, world.next_token)
    with DemoServer(world=world) as server:
        events = await run(server, credentials, NEXT)

    ended = events[-1]
    assert isinstance(ended, CatalogsCompared)
    found = ended.difference
    assert {row.package.owner for row in found.only_here} == {"acme"}
    assert len(found.only_here) == len([name for name in ended.here.packages if name.startswith("acme/")]) > 20
    assert not any(row.certain for row in found.only_here)
    assert (found.only_there, found.differing, found.there_complete) == ((), (), False)
    assert found.same == len(ended.there.packages) > 20
    done = {event.is_here: event.packages for event in events if isinstance(event, ListingAdvanced) and event.done}
    assert done == {True: len(ended.here.packages), False: len(ended.there.packages)}


async def test_compared_again_nothing_has_changed(tmp_path: Path) -> None:
    world = build_world("rotating", NOW)
    credentials = await stored(tmp_path, world.next_token)
    with DemoServer(world=world) as server:
        first, second = [(await run(server, credentials, NEXT))[-1] for _ in range(2)]

    assert isinstance(first, CatalogsCompared)
    assert isinstance(second, CatalogsCompared)
    assert second.difference == first.difference


async def test_nobody_sees_the_public_ones_and_asks_for_nothing(tmp_path: Path) -> None:
    with DemoServer("maintainer") as server:
        events = await run(server, await stored(tmp_path, ""), ANONYMOUS)
        asked = [row for row in server.requests() if row.role == "api" and row.scheme is None]

    ended = events[-1]
    assert isinstance(ended, CatalogsCompared)
    assert {row.package.visibility for row in ended.difference.only_here} == {Visibility.PRIVATE, Visibility.INTERNAL}
    assert ended.difference.same > 10
    assert asked == []


async def test_a_listing_with_a_gap_is_not_taken_for_whole(tmp_path: Path) -> None:
    world = build_world("rotating", NOW)
    credentials = await stored(tmp_path, world.next_token)
    gap = Fault(role="api", path="/orgs/openco/packages", status=503)
    with DemoServer(world=world, faults=(gap,)) as server:
        [*_, ended] = await run(server, credentials, NEXT)

    assert isinstance(ended, CatalogsCompared)
    assert not ended.difference.is_certain


async def test_a_profile_without_its_secret_says_so_and_nothing_is_compared(tmp_path: Path) -> None:
    credentials = await stored(tmp_path, "")
    with DemoServer("maintainer") as server:
        events = await run(server, credentials, NEXT)

    [failed] = [event for event in events if isinstance(event, ListingFailed)]
    assert not failed.is_here
    assert failed.problem
    assert not any(isinstance(event, CatalogsCompared) for event in events)


async def test_a_pull_is_tried_with_both(tmp_path: Path) -> None:
    with DemoServer("maintainer") as server:
        here = Credential("octocat", Secret(server.token))
        request = CompareRequest(hosts_of(server), here, ANONYMOUS)
        credentials = await stored(tmp_path, "")
        private = await pull_with_both(request, credentials, Package("acme", "team/web", Visibility.PRIVATE))
        public = await pull_with_both(request, credentials, Package("openco", "engine", Visibility.PUBLIC))

    assert private == (Access.GRANTED, Access.DENIED)
    assert public == (Access.GRANTED, Access.GRANTED)
