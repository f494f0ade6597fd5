"""An image looked at closely, against the simulated registry, which counts what is read."""

import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from ghcr_wizard.catalog.events import ImageRead
from ghcr_wizard.catalog.image import look_into, read_image
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import Session, open_session
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.github.references import Reference, parse_reference
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.registry.attachments import AttachmentKind
from ghcr_wizard.registry.images import Image
from ghcr_wizard.secret import Secret
from tests.catalog_world import hosts_of


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer("maintainer") as running:
        yield running


@asynccontextmanager
async def session_at(server: DemoServer) -> AsyncIterator[tuple[Session, Caller]]:
    hosts = hosts_of(server)
    async with open_session(hosts, Credential("octocat", Secret(server.token))) as session:
        yield session, Caller(inspect_token(server.token).kind, hosts)


async def read(server: DemoServer, name: str) -> tuple[ImageRead, Image]:
    async with session_at(server) as (session, caller):
        found = await read_image(session, caller, parse_reference(name, "ghcr.io"))
    assert found.image is not None, found.diagnosis
    return found, found.image


def manifests_read(server: DemoServer, after: int) -> int:
    return sum(
        "/manifests/" in row.path and row.method == "GET" and row.status == 200 for row in server.requests()[after:]
    )


async def test_a_tag_tells_how_it_runs_and_what_it_is_made_of(server: DemoServer) -> None:
    before = len(server.requests())
    found, image = await read(server, "acme/team/gateway:latest")

    assert [platform.name for platform in image.platforms] == ["linux/amd64", "linux/arm64"]
    first, second = image.platforms
    assert first.config is not None
    assert second.config is None
    assert (first.config.entrypoint, first.config.command) == (("/app",), ("serve", "--port", "8080"))
    assert (first.config.user, first.config.working_directory) == ("65532:65532", "/srv/app")
    assert first.config.ports == ("8080/tcp",)
    assert "APP_HOME=/srv/app" in first.config.environment
    assert first.size is not None
    assert sum(layer.size or 0 for layer in first.layers) < first.size
    assert found.manifests == manifests_read(server, before) == 3


async def test_another_platform_is_read_without_another_download(server: DemoServer) -> None:
    async with session_at(server) as (session, caller):
        found = await read_image(session, caller, Reference("acme", "team/gateway", tag="latest"))
        assert found.image is not None
        arm = found.image.platforms[1]
        before = len(server.requests())
        more = await look_into(session, caller, found, arm.digest)
        asked = len(server.requests())
        again = await look_into(session, caller, more, arm.digest)

    assert (again, len(server.requests())) == (more, asked)
    assert more.image is not None
    config = more.image.platforms[1].config
    assert config is not None
    assert config.platform == "linux/arm64"
    assert more.manifests == found.manifests
    assert manifests_read(server, before) == 0


async def test_attestations_are_told_apart_from_platforms_and_read_when_asked_for(server: DemoServer) -> None:
    async with session_at(server) as (session, caller):
        found = await read_image(session, caller, Reference("acme", "team/api", tag="latest"))
        assert found.image is not None
        platforms, attached = found.image.platforms, found.image.attached
        more = await look_into(session, caller, found, attached[0].digest)

    assert len(platforms) == len(attached) == 2
    assert [row.subject for row in attached] == [platform.digest for platform in platforms]
    assert more.image is not None
    first = more.image.attached[0]
    assert first.declared == ("https://spdx.dev/Document", "https://slsa.dev/provenance/v1")
    assert first.kind is AttachmentKind.SBOM
    assert more.manifests == found.manifests + 1


@pytest.mark.parametrize(
    ("suffix", "kind"), [(".sig", "signature"), (".att", "attestation"), (".sbom", "SBOM"), ("", "attestation")]
)
async def test_an_attachment_is_read_as_what_it_is(server: DemoServer, suffix: str, kind: str) -> None:
    repository = "acme/tools/cli" if suffix else "acme/team/web"
    async with session_at(server) as (session, _):
        listed = await session.registry.tags(repository, page_size=1_000)
    assert listed.value is not None
    tag = next(name for name in listed.value.tags if name.startswith("sha256-") and name[71:] == suffix)

    _, image = await read(server, f"{repository}:{tag}")

    assert [row.kind for row in image.attached] == [kind]


async def test_what_cannot_be_read_says_why(server: DemoServer) -> None:
    async with session_at(server) as (session, caller):
        absent = await read_image(session, caller, Reference("acme", "team/web", tag="nope"))
        refused = await read_image(session, caller, Reference("acme", "vault", tag="latest"))

    for found, code in ((absent, "tag-not-found"), (refused, "package-no-grant")):
        assert found.image is None
        assert found.diagnosis is not None
        assert (found.diagnosis.code, found.manifests) == (code, 0)


@pytest.mark.needs("skopeo")
@pytest.mark.parametrize("name", ["acme/team/gateway", "acme/legacy-reports", "acme/legacy-portal", "openco/engine"])
async def test_skopeo_sees_the_same_image(server: DemoServer, environment: dict[str, str], name: str) -> None:
    def skopeo(command: str, *more: str, at: str = ":latest") -> Any:  # noqa: ANN401 - JSON
        place = f"docker://{urlsplit(server.registry_url).netloc}/{name}{at}"
        line = ["skopeo", command, "--tls-verify=false", "--creds", f"octocat:{server.token}", *more, place]
        return json.loads(subprocess.run(line, capture_output=True, env=environment, check=True).stdout)

    _, image = await read(server, f"{name}:latest")
    seen, config = skopeo("inspect"), skopeo("inspect", "--config")

    amd64 = next(platform for platform in image.platforms if platform.name == "linux/amd64")
    raw = skopeo("inspect", "--raw", at=f"@{amd64.digest}")
    assert image.digest == seen["Digest"]
    assert [layer.digest for layer in amd64.layers] == seen["Layers"]
    assert [(layer.media_type, layer.size) for layer in amd64.layers] == [
        (layer["mediaType"], layer["size"]) for layer in raw["layers"]
    ]
    assert amd64.size == sum(part["size"] for part in (raw["config"], *raw["layers"]))
    assert amd64.config is not None
    assert dict(amd64.config.labels) == seen["Labels"]
    assert list(amd64.config.environment) == seen["Env"]
    assert list(amd64.config.entrypoint) == config["config"]["Entrypoint"]
    assert amd64.config.user == config["config"]["User"]
