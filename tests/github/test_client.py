"""The REST client against a server that says what GitHub says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ghcr_wizard.github.client import Account, GitHubApi, ListingOwner
from ghcr_wizard.github.packages import OwnerType
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Fault
from tests.transport.net_server import LoopbackServer, answer
from tests.transport.net_world import TOKEN, client, hosts_at

JSON_TYPE = "application/json; charset=utf-8"


@asynccontextmanager
async def github(token: str | None = TOKEN, path: str = "") -> AsyncIterator[tuple[LoopbackServer, GitHubApi]]:
    async with LoopbackServer() as server, client() as http:
        hosts = hosts_at(server.url, server.url + path)
        yield server, GitHubApi(http, hosts, Secret(token) if token else None)


def package(name: str, owner: str = "acme") -> dict[str, object]:
    return {"id": 1, "name": name, "visibility": "private", "owner": {"login": owner}}


async def test_every_request_is_made_as_github_wants_it() -> None:
    async with github() as (server, api):
        server.on("/user", answer(200, {"login": "octocat", "id": 583231, "type": "User"}, x_oauth_scopes="repo"))

        reply = await api.user()

        assert reply.value == Account("octocat", 583231, "User")
        assert reply.exchange.headers["x-oauth-scopes"] == "repo"
        assert reply.exchanges == (reply.exchange,)
        assert reply.exchange.authenticated
        [request] = server.seen
        assert request.headers["accept"] == "application/vnd.github+json"
        assert request.headers["x-github-api-version"] == "2022-11-28"
        assert request.authorization == f"Bearer {TOKEN}"
        assert "ghp_" not in repr(reply)


async def test_without_a_token_nothing_is_authorized() -> None:
    async with github(None) as (server, api):
        server.on("/users/acme", answer(200, {"login": "acme", "type": "Organization"}))

        reply = await api.account("acme")

        assert reply.value is not None
        assert reply.value.owner_type is OwnerType.ORGANIZATION
        assert server.seen[0].authorization is None
        assert not reply.exchange.authenticated


async def test_an_enterprise_servers_path_is_kept() -> None:
    async with github(path="/api/v3") as (server, api):
        server.on("/api/v3/meta", answer(200, {"installed_version": "3.19.1"}))

        reply = await api.meta()

        assert reply.value is not None
        assert reply.value.installed_version == "3.19.1"


@pytest.mark.parametrize(
    ("owner", "path"),
    [
        (ListingOwner.me(), "/user/packages"),
        (ListingOwner.me("octocat"), "/user/packages"),
        (ListingOwner.organization("acme"), "/orgs/acme/packages"),
        (ListingOwner.user("octo/cat?"), "/users/octo%2Fcat%3F/packages"),
    ],
)
async def test_each_owner_has_its_own_family_of_addresses(owner: ListingOwner, path: str) -> None:
    async with github() as (server, api):
        server.on(path, answer(200, [package("api")]))

        reply = await api.packages_page(owner, page=2, per_page=30)

        assert reply.value is not None
        assert reply.value.number == 2
        assert [found.full_name for found in reply.value.items] == ["acme/api"]
        assert server.seen[0].target == f"{path}?package_type=container&page=2&per_page=30"


async def test_pages_are_followed_by_githubs_own_link() -> None:
    async with github() as (server, api):
        numeric = "/organizations/9919/packages"
        server.on(
            "/orgs/acme/packages",
            answer(
                200,
                [package("one")],
                link=f'<{server.url}{numeric}?page=2>; rel="next", <{server.url}{numeric}?page=7>; rel="last"',
            ),
        )
        server.on(numeric, answer(200, [{"name": "two"}]))

        first = await api.packages_page(ListingOwner.organization("acme"))
        assert first.value is not None
        second = await api.follow(first.value)

        assert (first.value.number, first.value.last) == (1, 7)
        assert second is not None
        assert second.value is not None
        assert [found.full_name for found in second.value.items] == ["acme/two"]
        assert (second.value.number, second.value.last, second.value.next_url) == (2, None, None)
        assert await api.follow(second.value) is None


async def test_a_link_to_a_foreign_host_is_not_followed() -> None:
    async with github() as (server, api), LoopbackServer() as other:
        server.on("/user/packages", answer(200, [package("one")], link=f'<{other.url}/steal>; rel="next"'))

        first = await api.packages_page(ListingOwner.me())
        assert first.value is not None
        second = await api.follow(first.value)

        assert second is not None
        assert second.value is None
        assert second.exchange.fault is Fault.FOREIGN_ORIGIN
        assert second.exchange.detail == f"127.0.0.1:{other.port}"
        assert other.connections == 0


async def test_a_listing_that_is_held_already_is_asked_for_by_its_tag() -> None:
    async with github() as (server, api):
        server.on("/user/packages", answer(200, [package("one")], etag='W/"abc"'), answer(304, etag='W/"abc"'))

        first = await api.packages_page(ListingOwner.me())
        second = await api.packages_page(ListingOwner.me(), etag=first.etag)

        assert first.etag == 'W/"abc"'
        assert server.seen[1].headers["if-none-match"] == 'W/"abc"'
        assert second.value is None
        assert second.exchange.ok
        assert second.exchange.status == 304


async def test_a_nested_name_is_one_segment() -> None:
    async with github() as (server, api):
        server.on("/orgs/Acme/packages/container/team%2Fapi", answer(200, package("team/api", "Acme")))
        server.on(
            "/users/octocat/packages/container/team%2Fapi/versions",
            answer(200, [{"id": 5, "name": "sha256:" + "b" * 64}]),
        )

        one = await api.package("Acme", OwnerType.ORGANIZATION, "team/api")
        page = await api.versions_page("octocat", OwnerType.USER, "team/api")

        assert one.value is not None
        assert one.value.full_name == "Acme/team/api"
        assert page.value is not None
        assert [version.id for version in page.value.items] == [5]


async def test_all_pages_of_organizations_are_read() -> None:
    async with github() as (server, api):
        link = f'<{server.url}/user/orgs?page=2>; rel="next"'
        server.on("/user/orgs", answer(200, [{"login": "acme", "id": 1}], link=link), answer(200, [{"login": "b"}]))

        reply = await api.organizations()

        assert reply.value == (Account("acme", 1), Account("b"))
        assert len(reply.exchanges) == 2
        assert reply.exchange.ok


async def test_a_later_page_that_fails_leaves_the_earlier_ones() -> None:
    async with github() as (server, api):
        link = f'<{server.url}/users/octocat/orgs?page=2>; rel="next"'
        server.on("/users/octocat/orgs", answer(200, [{"login": "acme"}], link=link), answer(404, {"message": "gone"}))

        reply = await api.public_organizations("octocat")

        assert reply.value == (Account("acme"),)
        assert reply.exchange.message == "gone"


async def test_pages_that_point_in_a_circle_end() -> None:
    async with github() as (server, api):
        one, two = (f'<{server.url}/user/orgs?page={page}>; rel="next"' for page in (1, 2))
        server.on("/user/orgs", *[answer(200, [{"login": "acme"}], link=link) for link in (two, one) * 50])

        reply = await api.organizations()

        assert len(reply.exchanges) == 20


async def test_a_refusal_is_the_replys_exchange() -> None:
    async with github() as (server, api):
        message = "You need at least read:org scope or user scope to list your organizations."
        server.on("/user/orgs", answer(403, {"message": message, "status": "403"}))

        reply = await api.organizations()

        assert reply.value is None
        assert reply.exchange.message == message


async def test_an_installation_says_its_repositories() -> None:
    async with github() as (server, api):
        repository = {"full_name": "acme/api", "private": True, "owner": {"login": "acme", "type": "Organization"}}
        server.on("/installation/repositories", answer(200, {"total_count": 1, "repositories": [repository, None]}))

        reply = await api.installation_repositories()

        assert reply.value is not None
        [found] = reply.value
        assert found.full_name == "acme/api"
        assert found.owner is not None
        assert found.owner.owner_type is OwnerType.ORGANIZATION


async def test_what_is_left_of_the_hour_stands_in_the_headers() -> None:
    async with github() as (server, api):
        server.on("/rate_limit", answer(200, {"resources": {}}, x_ratelimit_remaining="4999"))

        reply = await api.rate_limit()

        assert reply.exchange.ok
        assert reply.exchange.headers["x-ratelimit-remaining"] == "4999"


@pytest.mark.parametrize("document", [[], "text", 5, {"message": "hello"}, {"login": None}])
async def test_json_of_another_shape_is_not_the_protocol(document: object) -> None:
    async with github() as (server, api):
        server.on("/user", answer(200, document))

        reply = await api.user()

        assert reply.value is None
        assert reply.exchange.fault is Fault.SHAPE
        assert reply.exchanges == (reply.exchange,)


async def test_organizations_are_found_by_login_and_by_number() -> None:
    async with github() as (server, api):
        for path in ("/orgs/acme", "/organizations/9919"):
            server.on(path, answer(200, {"login": "acme", "id": 9919}))

        assert (await api.organization("acme")).value == Account("acme", 9919)
        assert (await api.organization_by_id(9919)).value == Account("acme", 9919)
