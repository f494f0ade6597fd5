"""The catalog over real sockets: at scale, with gaps, throttled, remembered, renewed, offline."""

import time
from asyncio import gather
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ghcr_wizard.catalog.catalog import CatalogCache, CatalogRequest, catalog
from ghcr_wizard.catalog.events import (
    CatalogCompleted,
    CatalogOffline,
    CatalogRemembered,
    NamespaceFound,
    NamespaceGone,
    NamespaceRefreshed,
    PackagesListed,
)
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, FaultKind
from ghcr_wizard.demo.tokens import classic
from ghcr_wizard.demo.world import Token, World
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret
from tests.catalog_world import api_requests, hosts_of, resize, run_catalog, world_with

PAGE_2 = r"/orgs/acme/packages.*[?&]page=2\b"
LISTING = "/orgs/acme/packages"


@pytest.fixture
def cache(tmp_path: Path) -> CatalogCache:
    return CatalogCache(tmp_path / "cache")


@contextmanager
def serving(world: World, *faults: Fault) -> Iterator[DemoServer]:
    with DemoServer(world=world, faults=faults) as server:
        yield server


def live_token(world: World) -> Token:
    token = world.token_of(world.token)
    assert token is not None
    return token


# Fetching


async def test_a_cold_listing_asks_for_every_page_once_and_for_nothing_else() -> None:
    with serving(world_with(1_050)) as server:
        run = await run_catalog(server)
        asked = api_requests(server)

    assert run.complete
    assert len(run.names()) == 1_050
    pages = [path for path, _ in asked if path.startswith(LISTING)]
    assert len(pages) == len(set(pages)) == 11
    assert sorted(path.partition("?")[0] for path, _ in asked if path not in pages) == [
        "/orgs/openco/packages",
        "/user",
        "/user/orgs",
        "/user/packages",
    ]


async def test_pages_arrive_one_by_one_and_say_how_many_there_are() -> None:
    with serving(world_with(450)) as server:
        run = await run_catalog(server)

    pages = [event for event in run.events if isinstance(event, PackagesListed) and event.namespace == "acme"]
    assert [page.pages_done for page in pages] == [1, 2, 3, 4, 5]
    assert {page.pages_total for page in pages} == {5}
    assert run.namespaces["acme"].package_count == 450


async def test_a_page_that_fails_is_a_gap_with_a_number_and_not_an_end() -> None:
    with serving(world_with(450), Fault(role="api", path=PAGE_2, status=503)) as server:
        run = await run_catalog(server)
        tries = [status for path, status in api_requests(server) if "page=2" in path]

    assert (run.complete, len(run.names())) == (False, 350)
    assert (run.namespaces["acme"].complete, run.namespaces["acme"].missing_pages) == (False, (2,))
    assert run.codes == {"api-unavailable"}
    assert tries == [503, 503, 503]


@pytest.mark.parametrize("kind", ["truncate", "garbage-json", "reset"])
async def test_a_page_that_comes_to_harm_once_is_read_again(kind: FaultKind) -> None:
    with serving(world_with(450), Fault("api", kind, path=PAGE_2, times=1)) as server:
        run = await run_catalog(server)

    assert run.complete
    assert len(run.names()) == 450


async def test_every_page_that_fails_is_named_and_the_cause_is_told_once() -> None:
    with serving(world_with(450), Fault(role="api", path=r"/orgs/acme/packages.*page=[2345]\b", status=503)) as server:
        run = await run_catalog(server)

    assert run.namespaces["acme"].missing_pages == (2, 3, 4, 5)
    assert len([event for event in run.events if "api-unavailable" in repr(event)]) == 1


async def test_links_that_lead_elsewhere_do_not_end_a_listing() -> None:
    with serving(world_with(250), Fault("api", "foreign-link", path=LISTING)) as server:
        run = await run_catalog(server)

    assert len(run.names()) == 250


async def test_what_lies_beyond_githubs_ten_thousand_is_a_gap_that_is_not_asked_for() -> None:
    with serving(world_with(10_050)) as server:
        run = await run_catalog(server, named=("acme",))
        asked = api_requests(server)

    assert len(run.names()) == 10_000
    assert (run.complete, run.namespaces["acme"].missing_pages) == (False, (101,))
    assert not [path for path, status in asked if status == 400]


async def test_a_listing_takes_no_more_than_there_is_room_for_and_says_so() -> None:
    with serving(world_with(1_050)) as server:
        run = await run_catalog(server, named=("acme",), room=250)

    assert len(run.names()) == 250
    assert not run.complete
    assert run.namespaces["acme"].missing_pages
    assert len([event for event in run.events if "more packages than this program takes" in repr(event)]) == 1


async def test_every_listing_of_a_session_has_room_of_its_own() -> None:
    with serving(world_with(250)) as server:
        request = CatalogRequest(TokenKind.CLASSIC_PAT, ("acme",), only_named=True)
        async with open_session(hosts_of(server), Credential("octocat", Secret(server.token))) as session:
            session.room.most = 300
            runs = [[event async for event in catalog(session, request)] for _ in range(3)]

    assert [run[-1] for run in runs] == [CatalogCompleted(complete=True)] * 3


async def test_a_page_with_more_on_it_than_was_asked_for_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(world_with(250)) as server:
        monkeypatch.setattr("ghcr_wizard.github.client.page_size", lambda _url: 60)
        run = await run_catalog(server, named=("acme",))

    assert len(run.names()) == 60 + 60 + 50
    assert (run.complete, run.namespaces["acme"].missing_pages) == (False, (1, 2))
    assert len([event for event in run.events if "more on it than was asked for" in repr(event)]) == 1


async def test_a_throttled_listing_waits_and_ends_complete() -> None:
    throttled = Fault("api", "secondary-rate-limit", path=LISTING, after=3, times=3, retry_after=1)
    with serving(world_with(2_500), throttled) as server:
        began = time.monotonic()
        run = await run_catalog(server)
        asked = [status for path, status in api_requests(server) if path.startswith(LISTING)]

    assert run.complete
    assert len(run.names()) == 2_500
    assert sorted(asked) == [200] * 25 + [403] * 3
    assert time.monotonic() - began >= 1


async def test_one_throttled_answer_holds_back_all_requests_that_have_not_left() -> None:
    throttled = Fault("api", "secondary-rate-limit", path=LISTING, after=3)
    with serving(world_with(9_900), throttled) as server:
        run = await run_catalog(server)
        refused = [path for path, status in api_requests(server) if status == 403]

    assert (run.complete, run.codes) == (False, {"api-rate-limited"})
    assert len(run.namespaces["acme"].missing_pages) == 96
    assert len(refused) <= 25


async def test_a_person_who_tries_again_after_the_pause_is_served(cache: CatalogCache) -> None:
    throttled = Fault("api", "secondary-rate-limit", path=LISTING, after=3, times=1)
    with serving(world_with(2_500), throttled) as server:
        first = await run_catalog(server, cache)
        second = await run_catalog(server, cache)

    assert (first.complete, second.complete) == (False, True)
    assert len(second.names()) == 2_500


async def test_a_dead_token_is_not_tried_on_every_namespace(cache: CatalogCache) -> None:
    world = world_with(450)
    with serving(world) as server:
        await run_catalog(server, cache)
        before = len(api_requests(server))
        vars(world)["_tokens"] = {world.token: replace(live_token(world), revoked=True)}
        run = await run_catalog(server, cache)
        named = await run_catalog(server, cache, named=("acme", "openco"))
        refused = Counter(api_requests(server, before))

    assert run.codes == named.codes == {"token-rejected"}
    assert refused.pop(("/user", 401)) == 2
    # Asked beside the first owner and given up with it: it may or may not have left by then.
    assert refused in ({}, {("/user/orgs?per_page=100", 401): 1})


# Remembering


async def test_a_warm_unchanged_catalog_costs_no_rate_limit(cache: CatalogCache) -> None:
    with serving(world_with(450)) as server:
        cold = await run_catalog(server, cache)
        before = len(api_requests(server))
        warm = await run_catalog(server, cache)
        asked = api_requests(server, before)

    assert [status for _, status in asked] == [304] * before
    assert warm.complete
    assert warm.shown().keys() == cold.shown().keys()
    assert all(set(warm.shown()[name]) == set(cold.shown()[name]) for name in cold.shown())
    assert {event.changed for event in warm.events if isinstance(event, NamespaceRefreshed)} == {False}


async def test_what_is_remembered_is_shown_before_anything_is_asked_and_says_its_age(cache: CatalogCache) -> None:
    with serving(world_with(450)) as server:
        began = time.time()
        await run_catalog(server, cache)
        run = await run_catalog(server, cache)

    first, *rest = run.events
    assert isinstance(first, CatalogRemembered)
    assert began - 1 <= first.seen_at.timestamp() <= time.time()
    stale = [event for event in rest if isinstance(event, NamespaceFound | PackagesListed) and not event.fresh]
    assert stale == rest[: len(stale)]
    assert sum(len(event.packages) for event in stale if isinstance(event, PackagesListed)) == sum(
        map(len, run.shown().values())
    )
    assert not run.of(CatalogOffline)


async def test_without_a_cache_nothing_of_a_renewal_is_yielded(cache: CatalogCache) -> None:
    with serving(world_with(50)) as server:
        await run_catalog(server, cache)
        run = await run_catalog(server)

    assert not run.of(CatalogRemembered) + run.of(NamespaceRefreshed)


@pytest.mark.parametrize("count", [451, 500, 501, 620, 449, 400, 399, 100, 99, 1])
async def test_a_listing_that_grew_or_shrank_is_right_again(count: int, cache: CatalogCache) -> None:
    world = world_with(450)
    with serving(world) as server:
        await run_catalog(server, cache)
        resize(world, count)
        renewed = await run_catalog(server, cache)
        before = len(api_requests(server))
        settled = await run_catalog(server, cache)
        asked = api_requests(server, before)

    assert renewed.complete
    assert len(renewed.names()) == len(set(renewed.names())) == count
    assert settled.names() == renewed.names()
    assert {status for _, status in asked} == {304}


async def test_only_what_changed_is_sent_again(cache: CatalogCache) -> None:
    world = world_with(450)
    with serving(world) as server:
        await run_catalog(server, cache)
        before = len(api_requests(server))
        world.packages_of("acme")[250] = replace(world.packages_of("acme")[250], visibility="public")
        run = await run_catalog(server, cache)
        asked = api_requests(server, before)

    assert [path for path, status in asked if status == 200] == [
        f"{LISTING}?package_type=container&page=3&per_page=100"
    ]
    changed = [event.namespace for event in run.events if isinstance(event, NamespaceRefreshed) and event.changed]
    assert changed == ["acme"]
    assert sum(package.visibility == "public" for package in run.shown()["acme"][100:]) == 1


async def test_an_organization_that_was_left_is_taken_away_and_forgotten(cache: CatalogCache, tmp_path: Path) -> None:
    world = world_with(50)
    with serving(world) as server:
        await run_catalog(server, cache)
        vars(world)["memberships"] = tuple(row for row in world.memberships if row.org != "acme")
        run = await run_catalog(server, cache)
        later = await run_catalog(server, cache)

    assert [event.namespace for event in run.events if isinstance(event, NamespaceGone)] == ["acme"]
    assert "acme" not in later.namespaces
    assert not [file for file in (tmp_path / "cache").rglob("*.json") if b"more/p" in file.read_bytes()]


async def test_a_namespace_that_is_refused_by_now_loses_what_was_remembered(
    cache: CatalogCache, tmp_path: Path
) -> None:
    with serving(world_with(50), Fault("api", path=LISTING, status=404, after=1)) as server:
        await run_catalog(server, cache)
        run = await run_catalog(server, cache)

    assert run.names() == []
    assert not run.complete
    assert not [file for file in (tmp_path / "cache").rglob("*.json") if b"more/p" in file.read_bytes()]


async def test_of_a_missing_page_the_remembered_packages_are_told_apart(cache: CatalogCache) -> None:
    with serving(world_with(450), Fault("api", path=PAGE_2, status=503, after=1)) as server:
        await run_catalog(server, cache)
        run = await run_catalog(server, cache)

    renewed = next(event for event in run.events if isinstance(event, NamespaceRefreshed) and event.namespace == "acme")
    assert (len(renewed.packages), len(renewed.remembered), renewed.changed) == (350, 100, False)
    assert (run.complete, run.namespaces["acme"].missing_pages) == (False, (2,))


async def test_a_page_that_is_refused_by_now_is_not_shown_from_memory(cache: CatalogCache) -> None:
    with serving(world_with(450), Fault("api", path=PAGE_2, status=404, after=1)) as server:
        await run_catalog(server, cache)
        run = await run_catalog(server, cache)

    renewed = next(event for event in run.events if isinstance(event, NamespaceRefreshed) and event.namespace == "acme")
    assert (len(renewed.packages), renewed.remembered, renewed.changed) == (350, (), True)


async def test_after_a_gap_only_the_gap_is_asked_for_at_a_price(cache: CatalogCache) -> None:
    with serving(world_with(450), Fault("api", path=PAGE_2, status=503, times=3)) as server:
        await run_catalog(server, cache)
        before = len(api_requests(server))
        run = await run_catalog(server, cache)
        paid = [path for path, status in api_requests(server, before) if status != 304]

    assert run.complete
    assert len(run.names()) == 450
    assert len(paid) == 1
    assert "page=2" in paid[0]


async def test_offline_the_remembered_catalog_stays_and_is_said_to_be_old(cache: CatalogCache) -> None:
    with serving(world_with(450)) as server:
        await run_catalog(server, cache)
    run = await run_catalog(server, cache)

    assert len(run.names()) == 450
    assert [type(event) for event in run.of(CatalogOffline)] == [CatalogOffline]
    assert (run.complete, run.codes) == (False, {"network-unreachable"})


async def test_a_listing_that_broke_off_half_way_is_remembered_as_far_as_it_came(cache: CatalogCache) -> None:
    with serving(world_with(450), Fault("api", "reset", path=r"page=[45]\b")) as server:
        await run_catalog(server, cache)
    run = await run_catalog(server, cache)

    assert len(run.names()) == 300
    assert run.of(CatalogOffline)


async def test_an_organization_list_that_fails_takes_nothing_away(cache: CatalogCache) -> None:
    with serving(world_with(450), Fault("api", path="^/user/orgs", status=503, after=1)) as server:
        await run_catalog(server, cache)
        run = await run_catalog(server, cache)

    assert not run.of(NamespaceGone)
    assert (run.complete, len(run.names())) == (False, 450)


async def test_refreshing_asks_for_everything_and_keeps_it(cache: CatalogCache) -> None:
    with serving(world_with(450)) as server:
        await run_catalog(server, cache)
        cold = len(api_requests(server))
        run = await run_catalog(server, cache, refresh=True)
        refreshed = api_requests(server, cold)
        before = len(api_requests(server))
        await run_catalog(server, cache)
        warm = api_requests(server, before)

    assert run.complete
    assert [status for _, status in refreshed] == [200] * cold
    assert {status for _, status in warm} == {304}


async def test_listing_one_namespace_by_name_forgets_nothing_else(cache: CatalogCache) -> None:
    with serving(world_with(450)) as server:
        await run_catalog(server, cache)
        named = await run_catalog(server, cache, named=("openco",))
        before = len(api_requests(server))
        run = await run_catalog(server, cache)
        asked = api_requests(server, before)

    assert list(named.shown()) == ["openco"]
    assert len(run.names()) == 450
    assert {status for _, status in asked} == {304}


# Whose it is


async def test_another_token_of_the_same_person_is_shown_nothing_of_it(cache: CatalogCache) -> None:
    world, authorized = build_world("sso", datetime.now(UTC)), classic("another")
    mine = live_token(world)
    other = replace(mine, id=mine.id + 1, secret=authorized, sso=frozenset({"sealed"}))
    with serving(replace(world, tokens=(*world.tokens, other))) as server:
        full = await run_catalog(server, cache, token=authorized)
        poor = await run_catalog(server, cache)
    offline_poor = await run_catalog(server, cache)
    offline_full = await run_catalog(server, cache, token=authorized)

    assert full.names("sealed")
    assert not poor.of(CatalogRemembered)
    assert poor.names("sealed") == offline_poor.names("sealed") == []
    assert offline_poor.of(CatalogOffline)
    assert offline_full.names("sealed") == full.names("sealed")


async def test_two_runs_at_once_leave_a_whole_cache(cache: CatalogCache, tmp_path: Path) -> None:
    with serving(world_with(450)) as server:
        runs = await gather(*(run_catalog(server, CatalogCache(tmp_path / "cache")) for _ in range(3)))
        before = len(api_requests(server))
        warm = await run_catalog(server, cache)
        asked = api_requests(server, before)

    assert all(run.complete and len(run.names()) == 450 for run in [*runs, warm])
    assert {status for _, status in asked} == {304}


async def test_without_a_place_for_a_cache_everything_works(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("not a folder")
    with serving(world_with(450)) as server:
        runs = [await run_catalog(server, CatalogCache(taken)) for _ in range(2)]

    assert all(run.complete and len(run.names()) == 450 for run in runs)
    assert taken.read_text() == "not a folder"
