"""The registry client against a registry that is real: Debian's docker-registry with token authentication."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.registry.client import CatalogPage, Registry, TagPage
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.client import HttpClient
from tests.transport.net_distribution import INDEX, MANIFEST, Pusher, distribution
from tests.transport.net_server import LoopbackServer
from tests.transport.net_token_server import TokenServer
from tests.transport.net_world import client, hosts_at

pytestmark = pytest.mark.needs("docker-registry")
USERNAME, PASSWORD = "octocat", "correct horse"
LAYERS = {"amd64": b"a" * 4_000, "arm64": b"b" * 5_000}


@dataclass
class Place:
    """A running registry, somebody who pushes, and a client of ours for any credential."""

    http: HttpClient
    hosts: Hosts
    pusher: Pusher
    tokens: TokenServer

    def registry(self, credential: Credential | None = None) -> Registry:
        return Registry(self.http, self.hosts, credential or Credential(USERNAME, Secret(PASSWORD)))


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    tokens = TokenServer(USERNAME, PASSWORD)
    async with LoopbackServer() as token_server, client() as http:
        token_server.on("/token", tokens)
        async with distribution(tmp_path, f"{token_server.url}/token", tokens) as url:
            yield Place(http, hosts_at(url), Pusher(url, tokens), tokens)


async def test_an_index_is_read_with_platforms_sizes_and_labels(place: Place) -> None:
    pushed = [await place.pusher.image("acme/team/api", *item) for item in LAYERS.items()]
    digest = await place.pusher.index("acme/team/api", "latest", [descriptor for descriptor, _ in pushed])

    reply = await place.registry().image("acme/team/api", "latest", sizes=True)

    assert reply.value is not None
    image = reply.value
    assert (image.digest, image.media_type) == (digest, INDEX)
    assert [platform.name for platform in image.platforms] == ["linux/amd64", "linux/arm64"]
    assert [platform.digest for platform in image.platforms] == [descriptor["digest"] for descriptor, _ in pushed]
    amd64, arm64 = (platform.size or 0 for platform in image.platforms)
    assert amd64 > len(LAYERS["amd64"])
    assert arm64 - amd64 == 1_000 + len("arm64arm64") - len("amd64amd64")
    config = image.platforms[0].config
    assert config is not None
    assert dict(config.labels) == {"org.opencontainers.image.title": "for amd64"}
    assert place.tokens.scopes == ["repository:acme/team/api:pull"]


async def test_a_single_image_is_read_and_looked_at(place: Place) -> None:
    _, manifest = await place.pusher.image("acme/api", "arm64", LAYERS["arm64"])
    pushed = await place.pusher.manifest("acme/api", manifest, "1.0")
    registry = place.registry()

    image = (await registry.image("acme/api", "1.0")).value
    head = (await registry.head_manifest("acme/api", "1.0")).value

    assert image is not None
    assert image.digest == pushed["digest"]
    assert [platform.name for platform in image.platforms] == ["linux/arm64"]
    assert image.created_at is not None
    assert head is not None
    assert (head.digest, head.media_type, head.size) == (pushed["digest"], MANIFEST, pushed["size"])


async def test_tags_are_listed_to_the_last_page(place: Place) -> None:
    _, manifest = await place.pusher.image("acme/api", "amd64", LAYERS["amd64"])
    names = {"1.0", "1.1", "2.0", "latest", "edge"}
    for name in names:
        await place.pusher.manifest("acme/api", manifest, name)
    registry, found, page = place.registry(), list[str](), TagPage((), "first")

    while page.next_url is not None:
        after = page if found else None
        reply = await registry.tags("acme/api", page_size=2, after=after)
        assert reply.value is not None, reply.exchange
        page = reply.value
        found += page.tags

    assert sorted(found) == sorted(names)


async def test_the_catalog_is_listed_page_by_page(place: Place) -> None:
    repositories = [f"acme/tool-{letter}" for letter in "abcde"]
    for repository in repositories:
        _, manifest = await place.pusher.image(repository, "amd64", LAYERS["amd64"])
        await place.pusher.manifest(repository, manifest, "latest")
    registry, pages = place.registry(), list[CatalogPage]()

    while not pages or pages[-1].next_url is not None:
        reply = await registry.catalog_page(page_size=2, after=pages[-1] if pages else None)
        assert reply.value is not None, reply.exchange
        pages.append(reply.value)

    assert [list(page.repositories) for page in pages] == [repositories[:2], repositories[2:4], repositories[4:]]


async def test_a_wrong_password_is_refused_at_the_token_server(place: Place) -> None:
    registry = place.registry(Credential(USERNAME, Secret("wrong horse")))

    login = await registry.login("acme/api")
    reply = await registry.tags("acme/api")

    assert (login.status, login.message) == (401, "wrong user or password")
    assert reply.value is None
    assert reply.exchange.status == 401
    assert "horse" not in repr(reply)


async def test_the_right_password_logs_in_and_names_an_absent_repository(place: Place) -> None:
    registry = place.registry()

    assert (await registry.login("acme/absent")).ok
    reply = await registry.tags("acme/absent")

    assert (reply.exchange.status, reply.exchange.code) == (404, "NAME_UNKNOWN")
    assert (await registry.head_manifest("acme/absent", "latest")).exchange.status == 404


async def test_anonymous_reads_what_is_public_alone(place: Place) -> None:
    for repository in ("public/api", "acme/api"):
        _, manifest = await place.pusher.image(repository, "amd64", LAYERS["amd64"])
        await place.pusher.manifest(repository, manifest, "latest")
    registry = place.registry(ANONYMOUS)

    assert (await registry.tags("public/api")).value == TagPage(("latest",))
    assert (await registry.tags("acme/api")).exchange.status == 401
    assert (await registry.catalog_page()).exchange.status == 401


def files_with_content(storage: Path) -> set[str]:
    """Content, links to content, and open uploads; not the state of a checksum that an ended upload leaves behind."""
    return {file.name for file in storage.rglob("*") if file.name in {"data", "link", "startedat"}}


async def test_push_is_tried_and_leaves_nothing_behind(place: Place, tmp_path: Path) -> None:
    reply = await place.registry().may_push("acme/new")
    refused = await place.registry(ANONYMOUS).may_push("public/api")

    assert reply.value is True
    assert (reply.exchange.method, reply.exchange.status) == ("POST", 202)
    assert (reply.exchanges[-1].method, reply.exchanges[-1].status) == ("DELETE", 204)
    assert files_with_content(tmp_path / "storage") == set()
    assert refused.value is False
    assert refused.exchange.status == 401
