"""The registry client against a server that says what GHCR says, and worse."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.github.refusals import trouble
from ghcr_wizard.registry.client import Descriptor, Registry, TagPage
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Fault
from tests.transport.net_server import LoopbackServer, answer
from tests.transport.net_world import TOKEN, bearer_registry, client, hosts_at

CREDENTIAL = Credential("octocat", Secret(TOKEN))
BASIC = "Basic " + base64.b64encode(f"octocat:{TOKEN}".encode()).decode()
BEARER = "Bearer dG9rZW4="
TAGS = "/v2/acme/team/api/tags/list"
REPOSITORY = "acme/team/api"
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
UNAUTHORIZED = answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]})


class Clock:
    """Seconds a test moves on."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def ghcr(
    credential: Credential = CREDENTIAL, clock: Clock | None = None
) -> AsyncIterator[tuple[LoopbackServer, Registry]]:
    async with LoopbackServer() as server, client() as http:
        bearer_registry(server)
        yield server, Registry(http, hosts_at(server.url), credential, clock=clock or Clock())


def digest_of(document: object) -> str:
    return "sha256:" + hashlib.sha256(json.dumps(document).encode()).hexdigest()


async def test_the_dance_of_a_bearer_is_done_once_for_a_repository() -> None:
    async with ghcr() as (server, registry):
        server.on(TAGS, answer(200, {"name": REPOSITORY, "tags": ["1.0", "latest"]}))

        first = await registry.tags(REPOSITORY)
        second = await registry.tags(REPOSITORY)

        assert first.value == second.value == TagPage(("1.0", "latest"))
        assert [(request.target, request.authorization) for request in server.seen] == [
            ("/v2/", None),
            (f"/token?service=ghcr.io&scope=repository:{REPOSITORY}:pull", BASIC),
            (TAGS, BEARER),
            (TAGS, BEARER),
        ]
        assert [exchange.status for exchange in first.exchanges] == [401, 200, 200]
        assert len(second.exchanges) == 1


async def test_many_at_once_share_one_challenge_and_one_token() -> None:
    async with ghcr() as (server, registry):
        server.on(TAGS, answer(200, {"tags": []}))

        replies = await asyncio.gather(*(registry.tags(REPOSITORY) for _ in range(20)))

        assert all(reply.value == TagPage(()) for reply in replies)
        assert len(server.seen_at("/v2/")) == 1
        assert len(server.seen_at("/token")) == 1


async def test_many_repositories_at_once_share_one_challenge() -> None:
    async with ghcr() as (server, registry):
        repositories = [f"acme/tool-{number}" for number in range(10)]
        for repository in repositories:
            server.on(f"/v2/{repository}/tags/list", answer(200, {"tags": [repository]}))

        replies = await asyncio.gather(*(registry.tags(repository) for repository in repositories))

        assert [reply.value for reply in replies] == [TagPage((repository,)) for repository in repositories]
        assert len(server.seen_at("/v2/")) == 1
        assert len(server.seen_at("/token")) == 10


async def test_nothing_of_a_tokens_answer_is_in_the_evidence() -> None:
    async with ghcr() as (server, registry):
        server.on("/token", answer(200, {"token": "c2VjcmV0", "message": "c2VjcmV0"}))
        server.on(TAGS, answer(200, {"tags": []}))

        reply = await registry.tags(REPOSITORY)

        assert "c2VjcmV0" not in repr(reply)
        assert "ghp_" not in repr(reply)


async def test_a_bearer_is_renewed_when_its_time_is_over() -> None:
    clock = Clock()
    async with ghcr(clock=clock) as (server, registry):
        server.on(TAGS, answer(200, {"tags": []}))

        for seconds, tokens in ((0, 1), (50, 1), (20, 2)):
            clock.now += seconds
            await registry.tags(REPOSITORY)
            assert len(server.seen_at("/token")) == tokens


async def test_a_bearer_lives_as_long_as_it_says_under_either_name() -> None:
    clock = Clock()
    async with ghcr(clock=clock) as (server, registry):
        server.on("/token", answer(200, {"access_token": "YWNjZXNz", "expires_in": 300}))
        server.on(TAGS, answer(200, {"tags": []}))

        for seconds in (0, 250):
            clock.now += seconds
            await registry.tags(REPOSITORY)

        assert len(server.seen_at("/token")) == 1
        assert server.seen_at(TAGS)[0].authorization == "Bearer YWNjZXNz"


async def test_a_held_bearer_that_is_refused_is_exchanged_once_more() -> None:
    async with ghcr() as (server, registry):
        server.on("/token", answer(200, {"token": "old"}), answer(200, {"token": "new"}))
        server.on(TAGS, answer(200, {"tags": ["a"]}), UNAUTHORIZED, answer(200, {"tags": ["b"]}))

        await registry.tags(REPOSITORY)
        reply = await registry.tags(REPOSITORY)

        assert reply.value == TagPage(("b",))
        assert [request.authorization for request in server.seen_at(TAGS)] == [
            "Bearer old",
            "Bearer old",
            "Bearer new",
        ]
        assert [exchange.status for exchange in reply.exchanges] == [401, 200, 200]


async def test_a_fresh_bearer_that_is_refused_is_a_refusal() -> None:
    async with ghcr() as (server, registry):
        server.on(TAGS, UNAUTHORIZED)

        reply = await registry.tags(REPOSITORY)

        assert reply.exchange.status == 401
        assert len(server.seen_at("/token")) == 1


async def test_anonymous_shows_nothing_at_the_token_server() -> None:
    async with ghcr(ANONYMOUS) as (server, registry):
        server.on("/token", answer(200, {"token": "djE6"}))
        server.on(TAGS, answer(200, {"tags": ["a"]}))

        reply = await registry.tags(REPOSITORY)

        assert reply.value == TagPage(("a",))
        assert server.seen_at("/token")[0].authorization is None
        assert [exchange.authenticated for exchange in reply.exchanges] == [False, False, True]


@pytest.mark.parametrize(("username", "sent"), [("", "x-access-token"), ("a:b", "a"), (":", "x-access-token")])
async def test_the_user_name_is_never_empty_and_never_splits_the_password(username: str, sent: str) -> None:
    async with ghcr(Credential(username, Secret(TOKEN))) as (server, registry):
        await registry.login(REPOSITORY)

        value = server.seen_at("/token")[0].authorization or ""
        assert base64.b64decode(value.removeprefix("Basic ")).decode() == f"{sent}:{TOKEN}"


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [(401, "UNAUTHORIZED", "authentication required"), (403, "DENIED", "denied")],
)
async def test_a_refused_exchange_is_the_reply_and_nothing_else_is_asked(status: int, code: str, message: str) -> None:
    async with ghcr() as (server, registry):
        server.on("/token", answer(status, {"errors": [{"code": code, "message": message}]}))

        reply = await registry.tags(REPOSITORY)

        assert reply.value is None
        assert (reply.exchange.status, reply.exchange.code, reply.exchange.message) == (status, code, message)
        assert [exchange.status for exchange in reply.exchanges] == [401, status]
        assert reply.exchanges[-1] == reply.exchange
        assert server.seen_at(TAGS) == []


@pytest.mark.parametrize("document", [{}, {"token": ""}, {"token": 5}, {"token": "a\nb"}, [], {"token": "ä"}])
async def test_an_exchange_without_a_token_is_not_the_protocol(document: object) -> None:
    async with ghcr() as (server, registry):
        server.on("/token", answer(200, document))

        exchange = await registry.login(REPOSITORY)

        assert exchange.fault is Fault.SHAPE
        assert exchange.detail == "an answer without a token"


async def test_login_is_the_exchange_alone_and_always_a_fresh_one() -> None:
    async with ghcr() as (server, registry):
        for _ in range(2):
            exchange = await registry.login(REPOSITORY)

            assert exchange.ok
            assert exchange.url.startswith(f"{server.url}/token?")
            assert exchange.authenticated
        assert [request.path for request in server.seen] == ["/v2/", "/token", "/token"]


async def test_a_realm_on_a_foreign_host_gets_nothing() -> None:
    async with LoopbackServer() as server, LoopbackServer() as other, client() as http:
        bearer_registry(server, realm=f"http://localhost:{other.port}/token")
        registry = Registry(http, hosts_at(server.url), CREDENTIAL)

        for exchange in (await registry.login(REPOSITORY), (await registry.tags(REPOSITORY)).exchange):
            assert exchange.fault is Fault.FOREIGN_ORIGIN
            assert exchange.detail == f"localhost:{other.port}"
            assert not exchange.authenticated
        assert other.connections == 0


async def test_a_token_server_that_redirects_elsewhere_gets_nothing_there() -> None:
    async with ghcr() as (server, registry), LoopbackServer() as other:
        server.on("/token", answer(307, {}, location=other.url + "/token"))

        exchange = await registry.login(REPOSITORY)

        assert exchange.fault is Fault.FOREIGN_ORIGIN
        assert other.connections == 0


@pytest.mark.parametrize("challenge", ["", "Negotiate", 'Bearer service="x"'])
async def test_a_refusal_without_a_usable_challenge_is_not_the_protocol(challenge: str) -> None:
    async with ghcr() as (server, registry):
        server.on("/v2/", answer(401, {}, www_authenticate=challenge))

        exchange = await registry.login(REPOSITORY)

        assert exchange.fault is Fault.NOT_PROTOCOL
        assert exchange.detail == "a refusal without a challenge"


async def test_a_registry_that_is_down_is_said_to_be_and_asked_again_the_next_time() -> None:
    async with ghcr() as (server, registry):
        working = server._scripts["/v2/"]  # noqa: SLF001 - the answer to come back to
        server.on("/v2/", answer(503, body=b"<html>Unicorn", content_type="text/html"))

        exchange = await registry.login(REPOSITORY)
        assert exchange.status == 503
        assert exchange.server_failed

        server.on("/v2/", *working)
        assert (await registry.login(REPOSITORY)).ok


async def test_a_registry_that_takes_basic_itself_gets_it() -> None:
    async with ghcr() as (server, registry):
        server.on("/v2/", answer(401, {}, www_authenticate='Basic realm="mine"'), answer(200, {}))
        server.on(TAGS, answer(200, {"tags": ["a"]}))

        assert (await registry.login(REPOSITORY)).ok
        assert (await registry.login(REPOSITORY)).ok
        assert (await registry.tags(REPOSITORY)).value == TagPage(("a",))
        assert [request.authorization for request in server.seen] == [None, BASIC, BASIC, BASIC]


async def test_a_registry_that_asks_for_nothing_gets_nothing() -> None:
    async with ghcr() as (server, registry):
        server.on("/v2/", answer(200, {}))
        server.on(TAGS, answer(200, {"tags": ["a"]}))

        assert (await registry.login(REPOSITORY)).status == 200
        assert (await registry.tags(REPOSITORY)).value == TagPage(("a",))
        assert all(request.authorization is None for request in server.seen)


async def test_tags_are_read_page_by_page() -> None:
    async with ghcr() as (server, registry):
        server.on(
            TAGS,
            answer(200, {"tags": ["b", "a"]}, link=f'<{TAGS}?last=a&n=2>; rel="next"'),
            answer(200, {"tags": ["latest"]}),
        )

        first = await registry.tags(REPOSITORY, page_size=2)
        second = await registry.tags(REPOSITORY, after=first.value)

        assert first.value == TagPage(("b", "a"), f"{server.url}{TAGS}?last=a&n=2")
        assert second.value == TagPage(("latest",))
        assert [request.target for request in server.seen_at(TAGS)] == [f"{TAGS}?n=2", f"{TAGS}?last=a&n=2"]


async def test_a_page_on_a_foreign_host_is_not_asked_for() -> None:
    async with ghcr() as (server, registry), LoopbackServer() as other:
        server.on(TAGS, answer(200, {"tags": ["a"]}, link=f'<{other.url}/steal>; rel="next"'))

        first = await registry.tags(REPOSITORY)
        second = await registry.tags(REPOSITORY, after=first.value)

        assert second.value is None
        assert second.exchange.fault is Fault.FOREIGN_ORIGIN
        assert second.exchange.detail == f"127.0.0.1:{other.port}"
        assert other.connections == 0


@pytest.mark.parametrize(
    ("document", "tags"),
    [({"tags": None}, ()), ({"tags": ["a", 5, None, "b\x1b[2J"]}, ("a", "b[2J")), ({"tags": []}, ())],
)
async def test_odd_tags_are_read_as_far_as_they_can_be(document: object, tags: tuple[str, ...]) -> None:
    async with ghcr() as (server, registry):
        server.on(TAGS, answer(200, document))

        reply = await registry.tags(REPOSITORY)

        assert reply.value == TagPage(tags)


@pytest.mark.parametrize("document", [{}, [], {"tags": "a"}, {"tags": {"a": 1}}, 5])
async def test_what_is_no_list_of_tags_is_not_the_protocol(document: object) -> None:
    async with ghcr() as (server, registry):
        server.on(TAGS, answer(200, document))

        assert (await registry.tags(REPOSITORY)).exchange.fault is Fault.SHAPE


async def test_the_catalog_has_a_scope_of_its_own() -> None:
    async with ghcr() as (server, registry):
        path = "/v2/_catalog"
        link = f'<{path}?last=b%2Fc&n=2>; rel="next"'
        server.on(path, answer(200, {"repositories": ["a/a", "b/c"]}, link=link), answer(200, {"repositories": []}))

        first = await registry.catalog_page(page_size=2, start="acme/")
        second = await registry.catalog_page(after=first.value)

        assert first.value is not None
        assert first.value.repositories == ("a/a", "b/c")
        assert second.value is not None
        assert second.value.next_url is None
        assert server.seen_at("/token")[0].target.endswith("scope=registry:catalog:*")
        assert [request.target for request in server.seen_at(path)] == [
            f"{path}?n=2&last=acme%2F",
            f"{path}?last=b%2Fc&n=2",
        ]


async def test_a_manifest_is_looked_at_without_reading_it() -> None:
    async with ghcr() as (server, registry):
        digest = "sha256:" + "a" * 64
        server.on(
            "HEAD /v2/acme/team/api/manifests/latest",
            f"HTTP/1.1 200 OK\r\ncontent-type: {INDEX}\r\ncontent-length: 1609\r\n"
            f"docker-content-digest: {digest}\r\n\r\n".encode(),
        )

        reply = await registry.head_manifest(REPOSITORY, "latest")

        assert reply.value == Descriptor(digest, INDEX, 1609)
        accept = server.seen[-1].headers["accept"]
        assert accept.split(", ") == [
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json",
        ]


async def test_a_head_without_a_digest_proves_nothing() -> None:
    async with ghcr() as (server, registry):
        path = "/v2/acme/team/api/manifests/"
        server.on(path + "latest", b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

        reply = await registry.head_manifest(REPOSITORY, "latest")

        assert reply.value is None
        assert reply.exchange.fault is Fault.SHAPE


def image_of(platform: str, size: int) -> tuple[dict[str, object], dict[str, object]]:
    """A config and a manifest of one platform, its layers of `size` bytes together."""
    system, architecture = platform.split("/")
    config: dict[str, object] = {
        "os": system,
        "architecture": architecture,
        "created": "2026-05-06T07:08:09.5Z",
        "config": {"Labels": {"org.opencontainers.image.title": architecture, "odd": 5}},
    }
    manifest: dict[str, object] = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"digest": digest_of(config), "size": 10},
        "layers": [{"digest": "sha256:" + "0" * 64, "size": size - 10}],
    }
    return config, manifest


async def test_a_single_image_is_read_with_its_config_from_a_store_elsewhere() -> None:
    config, manifest = image_of("linux/arm64", 5_000)
    manifest["annotations"] = {"org.opencontainers.image.source": "https://github.com/acme/api"}
    async with ghcr() as (server, registry), LoopbackServer() as store:
        server.on("/v2/acme/team/api/manifests/1.0", answer(200, manifest, content_type=MANIFEST))
        blob = f"/v2/acme/team/api/blobs/{digest_of(config)}"
        server.on(blob, answer(307, {}, location=store.url + "/blob?sig=signature"))
        store.on("/blob", answer(200, config, content_type="application/octet-stream"))

        reply = await registry.image(REPOSITORY, "1.0")

        assert reply.value is not None
        image = reply.value
        assert image.digest == digest_of(manifest)
        assert image.media_type == MANIFEST
        [platform] = image.platforms
        assert (platform.name, platform.digest, platform.size) == ("linux/arm64", digest_of(manifest), 5_000)
        assert [(layer.digest, layer.size) for layer in platform.layers] == [("sha256:" + "0" * 64, 4_990)]
        assert platform.config is not None
        assert platform.config.labels == (("org.opencontainers.image.title", "arm64"),)
        assert platform.annotations == image.annotations
        assert dict(image.annotations) == {"org.opencontainers.image.source": "https://github.com/acme/api"}
        assert image.created_at is not None
        assert image.created_at.isoformat() == "2026-05-06T07:08:09.500000+00:00"
        assert server.seen_at(blob)[0].authorization == BEARER
        assert [request.authorization for request in store.seen] == [None]
        assert "signature" not in repr(reply)


def index_of(*platforms: str) -> tuple[dict[str, object], dict[str, tuple[dict[str, object], dict[str, object]]]]:
    images = {platform: image_of(platform, 1_000 * number) for number, platform in enumerate(platforms, 1)}
    entries: list[object] = [
        {
            "digest": digest_of(manifest),
            "platform": {"os": platform.split("/")[0], "architecture": platform.split("/")[1]},
        }
        for platform, (_, manifest) in images.items()
    ]
    unknown = {"os": "unknown", "architecture": "unknown"}
    reference = {"vnd.docker.reference.type": "attestation-manifest"}
    entries.append({"digest": "sha256:" + "e" * 64, "platform": unknown, "annotations": reference})
    return {"mediaType": INDEX, "manifests": entries, "annotations": {"a": "b"}}, images


async def test_an_index_is_read_alone_unless_sizes_are_asked_for() -> None:
    index, images = index_of("linux/amd64", "linux/arm64")
    async with ghcr() as (server, registry):
        root = "/v2/acme/team/api"
        server.on(
            f"{root}/manifests/latest", answer(200, index, content_type=INDEX, docker_content_digest=digest_of(index))
        )
        for config, manifest in images.values():
            server.on(f"{root}/manifests/{digest_of(manifest)}", answer(200, manifest, content_type=MANIFEST))
            server.on(f"{root}/blobs/{digest_of(config)}", answer(200, config))

        alone = await registry.image(REPOSITORY, "latest")
        asked = len(server.seen)
        sized = await registry.image(REPOSITORY, "latest", sizes=True)

        assert alone.value is not None
        assert alone.value.digest == digest_of(index)
        assert [(platform.name, platform.size) for platform in alone.value.platforms] == [
            ("linux/amd64", None),
            ("linux/arm64", None),
        ]
        assert [row.kind for row in alone.value.attached] == ["attestation"]
        assert alone.value.annotations == (("a", "b"),)
        assert asked == 3
        assert sized.value is not None
        assert [platform.size for platform in sized.value.platforms] == [1_000, 2_000]
        configs = [platform.config for platform in sized.value.platforms]
        assert configs[0] is not None
        assert configs[0].labels == (("org.opencontainers.image.title", "amd64"),)
        assert configs[1] is None
        assert len(sized.exchanges) == 4


async def test_what_cannot_be_read_below_an_index_is_left_unknown() -> None:
    index, images = index_of("linux/amd64", "linux/arm64")
    async with ghcr() as (server, registry):
        root = "/v2/acme/team/api"
        server.on(f"{root}/manifests/latest", answer(200, index, content_type=INDEX))
        _, manifest = images["linux/arm64"]
        server.on(f"{root}/manifests/{digest_of(manifest)}", answer(200, manifest, content_type=MANIFEST))

        reply = await registry.image(REPOSITORY, "latest", sizes=True)

        assert reply.value is not None
        assert [platform.size for platform in reply.value.platforms] == [None, 2_000]
        assert reply.exchange.ok
        assert [exchange.status for exchange in reply.exchanges if not exchange.ok] == [401, 404, 404]


@pytest.mark.parametrize(
    "document",
    [
        {"manifests": [None, {}, {"digest": 5}, {"platform": 5, "digest": "sha256:a"}], "annotations": []},
        {"layers": [], "config": None},
        {"layers": [{"size": -5}, {"size": "x"}, None], "annotations": {"a": 5}},
        {"mediaType": INDEX, "manifests": {"a": 1}},
        {"mediaType": MANIFEST},
    ],
)
async def test_odd_manifests_are_read_as_far_as_they_can_be(document: object) -> None:
    async with ghcr() as (server, registry):
        server.on("/v2/acme/team/api/manifests/latest", answer(200, document, content_type="application/json"))

        reply = await registry.image(REPOSITORY, "latest", sizes=True)

        assert reply.value is not None
        assert all(platform.size in {None, 0} for platform in reply.value.platforms)


@pytest.mark.parametrize("document", [[], {}, "x", {"errors": []}, {"mediaType": "text/html"}])
async def test_what_is_no_manifest_is_not_the_protocol(document: object) -> None:
    async with ghcr() as (server, registry):
        server.on("/v2/acme/team/api/manifests/latest", answer(200, document))

        assert (await registry.image(REPOSITORY, "latest")).exchange.fault is Fault.SHAPE


UPLOADS = "/v2/acme/team/api/blobs/uploads/"


async def test_push_is_tried_by_an_upload_that_is_cancelled_at_once() -> None:
    async with ghcr() as (server, registry):
        place = UPLOADS + "5a1e"
        server.on(f"POST {UPLOADS}", answer(202, location=f"{place}?_state=private"))
        server.on(f"DELETE {place}", answer(204))

        reply = await registry.may_push(REPOSITORY)

        assert reply.value is True
        assert reply.exchange.method == "POST"
        sent = [(request.method, request.target, request.body) for request in server.seen[2:]]
        assert sent == [("POST", UPLOADS, b""), ("DELETE", f"{place}?_state=private", b"")]
        assert server.seen_at("/token")[0].target.endswith(f"scope=repository:{REPOSITORY}:pull,push")
        assert "private" not in repr(reply)


async def test_an_upload_elsewhere_is_not_cancelled_there() -> None:
    async with ghcr() as (server, registry), LoopbackServer() as other:
        server.on(f"POST {UPLOADS}", answer(202, location=other.url + "/uploads/5a1e"))

        reply = await registry.may_push(REPOSITORY)

        assert reply.value is True
        assert reply.exchanges[-1].fault is Fault.FOREIGN_ORIGIN
        assert other.connections == 0


async def test_a_cancellation_that_is_refused_changes_nothing() -> None:
    async with ghcr() as (server, registry):
        server.on(f"POST {UPLOADS}", answer(202, location=UPLOADS + "5a1e"))
        server.on(f"DELETE {UPLOADS}5a1e", answer(405, {"errors": [{"code": "UNSUPPORTED", "message": "no"}]}))

        reply = await registry.may_push(REPOSITORY)

        assert reply.value is True
        assert reply.exchange.status == 202


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        (answer(403, {"errors": [{"code": "DENIED", "message": "permission_denied: create_package"}]}), False),
        (UNAUTHORIZED, False),
        (answer(403, body=b"<html>blocked</html>", content_type="text/html"), None),
        (answer(404, {"errors": [{"code": "NAME_UNKNOWN"}]}), None),
        (answer(503, {}), None),
        (answer(200, {}), None),
        (answer(307, {}, location="/elsewhere"), None),
    ],
)
async def test_push_is_refused_or_unknown(script: bytes, verdict: bool | None) -> None:
    async with ghcr() as (server, registry):
        server.on(f"POST {UPLOADS}", script)

        reply = await registry.may_push(REPOSITORY)

        assert reply.value is verdict
        assert [request.method for request in server.seen_at(UPLOADS)] == ["POST"]


async def test_push_refused_at_the_token_server_is_refused() -> None:
    async with ghcr() as (server, registry):
        server.on("/token", answer(403, {"errors": [{"code": "DENIED", "message": "denied"}]}))

        reply = await registry.may_push(REPOSITORY)

        assert reply.value is False
        assert reply.exchange.message == "denied"
        assert [exchange.status for exchange in reply.exchanges] == [401, 403]


@pytest.mark.parametrize("reference", ["latest", "sha256:" + "a" * 64])
async def test_a_manifest_that_is_not_what_its_digest_says_is_not_used(reference: str) -> None:
    _, manifest = image_of("linux/amd64", 1_000)
    told = "" if ":" in reference else "sha256:" + "b" * 64
    async with ghcr() as (server, registry):
        path = f"/v2/acme/team/api/manifests/{reference}"
        server.on(path, answer(200, manifest, content_type=MANIFEST, docker_content_digest=told))

        reply = await registry.image(REPOSITORY, reference)

        assert reply.value is None
        assert reply.exchange.fault is Fault.DIGEST
        problem = trouble(reply.exchange)
        assert problem is not None
        assert (problem.code, problem.subject) == ("digest-mismatch", REPOSITORY)


async def test_a_config_that_is_not_what_its_digest_says_is_not_used() -> None:
    config, manifest = image_of("linux/amd64", 1_000)
    async with ghcr() as (server, registry):
        server.on("/v2/acme/team/api/manifests/latest", answer(200, manifest, content_type=MANIFEST))
        server.on(f"/v2/acme/team/api/blobs/{digest_of(config)}", answer(200, {**config, "os": "plan9"}))

        reply = await registry.image(REPOSITORY, "latest")

        assert reply.value is not None
        assert reply.value.platforms[0].config is None
        assert reply.exchanges[-1].fault is Fault.DIGEST


async def test_a_digest_that_is_answered_with_another_is_not_there() -> None:
    async with ghcr() as (server, registry):
        asked, told = "sha256:" + "a" * 64, "sha256:" + "b" * 64
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {INDEX}\r\ndocker-content-digest: {told}\r\n\r\n"
        server.on(f"HEAD /v2/acme/team/api/manifests/{asked}", head.encode())

        assert (await registry.head_manifest(REPOSITORY, asked)).exchange.fault is Fault.DIGEST
