"""Conditional requests against a server that says exactly what GitHub was seen to say."""

import asyncio
from pathlib import Path

from ghcr_wizard.catalog.cache_memory import CachedAnswers
from ghcr_wizard.catalog.cached_client import CachedApi, OfflineApi
from ghcr_wizard.github.client import GitHubApi, ListingOwner
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Server
from tests.transport.net_server import LoopbackServer, Seen, answer
from tests.transport.net_world import TOKEN, client, hosts_at

ACME = ListingOwner.organization("acme")
PATH = "/orgs/acme/packages"


def rows(count: int, first: int = 0) -> list[dict[str, object]]:
    return [
        {"name": f"p{number}", "visibility": "private", "owner": {"login": "acme", "email": "hidden@example.com"}}
        for number in range(first, first + count)
    ]


def memory_at(folder: Path) -> CachedAnswers:
    return CachedAnswers(folder, ("ghcr.io", "https://api.github.com"))


def kept_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def conditional(writer: asyncio.StreamWriter, request: Seen) -> None:
    """A full page, and 304 without any `Link` for whoever has it, although there is a second page by now."""
    if "page=2" in request.target:
        writer.write(answer(200, rows(1, 100), etag='W/"2"'))
    elif request.headers.get("if-none-match") == 'W/"1"':
        writer.write(answer(304))
    else:
        writer.write(answer(200, rows(100), etag='W/"1"'))
    await writer.drain()


async def test_a_full_last_page_that_did_not_change_may_have_got_a_successor(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on(PATH, conditional)
        hosts = hosts_at(server.url)
        api = CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory_at(tmp_path))
        first = await api.packages_page(ACME)
        again = await api.packages_page(ACME)

    assert first.value is not None
    assert again.value is not None
    assert first.value.next_url is not None
    assert again.value.items == first.value.items
    assert again.value.next_url is not None
    assert "page=2&" in again.value.next_url or again.value.next_url.endswith("page=2")


async def test_a_short_last_page_that_did_not_change_has_no_successor(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on(PATH, answer(200, rows(99), etag='"1"'), answer(304))
        hosts = hosts_at(server.url)
        api = CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory_at(tmp_path))
        await api.packages_page(ACME)
        again = await api.packages_page(ACME)

    assert again.value is not None
    assert (len(again.value.items), again.value.next_url) == (99, None)


async def test_the_link_of_a_304_is_newer_than_the_one_remembered(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        newer = f'<{server.url}{PATH}?page=2>; rel="next", <{server.url}{PATH}?page=7>; rel="last"'
        older = newer.replace("page=7", "page=3")
        server.on(PATH, answer(200, rows(100), etag='"1"', link=older), answer(304, link=newer), answer(304))
        hosts = hosts_at(server.url)
        api = CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory_at(tmp_path))
        lasts = [page.value.last for page in [await api.packages_page(ACME) for _ in range(3)] if page.value]

    assert lasts == [3, 7, 7]


async def test_scopes_and_expiry_of_a_304_are_those_remembered_where_it_says_none(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        first = answer(200, {"login": "octocat"}, etag='"1"', x_oauth_scopes="read:org, read:packages")
        server.on("/user", first, answer(304), answer(304, x_oauth_scopes="read:packages"))
        hosts = hosts_at(server.url)
        api = CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory_at(tmp_path))
        replies = [await api.user() for _ in range(3)]

    assert [reply.value.login for reply in replies if reply.value] == ["octocat"] * 3
    scopes = [reply.exchange.headers["x-oauth-scopes"] for reply in replies]
    assert scopes == ["read:org, read:packages", "read:org, read:packages", "read:packages"]


async def test_an_answer_without_a_tag_is_not_remembered(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on(PATH, answer(200, rows(3)))
        hosts = hosts_at(server.url)
        memory = memory_at(tmp_path)
        api = CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory)
        await api.packages_page(ACME)
        await api.packages_page(ACME)
        recalled = await OfflineApi(hosts.api_url, memory).packages_page(ACME)

        assert not any("if-none-match" in request.headers for request in server.seen)
    assert recalled.value is None
    assert recalled.exchange.server is Server.API


async def test_what_github_says_besides_is_not_kept(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on(PATH, answer(200, rows(3), etag='"1"', x_more="hidden@example.com"))
        hosts = hosts_at(server.url)
        memory = memory_at(tmp_path)
        await CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory).packages_page(ACME)
        memory.save(PATH, whole=True)

    kept = kept_in(tmp_path)
    assert b'"p2"' in kept
    assert b"hidden" not in kept
    assert TOKEN.encode() not in kept


async def test_writes_and_other_questions_pass_through(tmp_path: Path) -> None:
    async with LoopbackServer() as server, client() as http:
        server.on("/orgs/acme/hooks", answer(200, [], etag='"1"'))
        server.on(f"POST {PATH}", answer(201, {}, etag='"1"'))
        hosts = hosts_at(server.url)
        api = CachedApi(GitHubApi(http, hosts, Secret(TOKEN)), hosts.api_url, memory_at(tmp_path))
        for _ in range(2):
            await api.call("GET", "/orgs/acme/hooks")
            await api.call("POST", PATH, json={})

        assert not any("if-none-match" in request.headers for request in server.seen)
        assert [request.method for request in server.seen] == ["GET", "POST"] * 2
