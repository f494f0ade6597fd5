"""PyGithub, ghapi and oras, clients that others wrote for GitHub and for registries, against the simulated GitHub."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fasttransport.errors import APIError
from ghapi.core import GhApi
from ghapi.page import paged
from github import Auth, BadCredentialsException, Github, UnknownObjectException
from oras.client import OrasClient

from ghcr_wizard.demo.server import DemoServer
from tests.demo.conftest import Start

CONTAINERS = {"package_type": "container", "org": "acme"}


def pygithub(server: DemoServer) -> Github:
    """Return PyGithub with the persona's token, without its pauses between requests and before trying again."""
    return Github(base_url=server.api_url, auth=Auth.Token(server.token), retry=None, seconds_between_requests=0)


@pytest.fixture
def github(maintainer: DemoServer) -> Iterator[Github]:
    with pygithub(maintainer) as client:
        yield client


@pytest.fixture
def ghapi(maintainer: DemoServer) -> GhApi:
    return GhApi(token=maintainer.token, gh_host=maintainer.api_url)


def oras(server: DemoServer) -> OrasClient:
    return OrasClient(hostname=urlsplit(server.registry_url).netloc, insecure=True)


def docker_config(server: DemoServer, folder: Path) -> str:
    """Write what `docker login` would, and return where."""
    auth = base64.b64encode(f"octocat:{server.token}".encode()).decode()
    file = folder / "config.json"
    file.write_text(json.dumps({"auths": {urlsplit(server.registry_url).netloc: {"auth": auth}}}))
    return str(file)


def test_pygithub_knows_who_it_is_and_what_it_may(github: Github) -> None:
    assert github.get_user().login == "octocat"
    assert github.oauth_scopes == ["read:org", "read:packages"]
    assert github.get_rate_limit().rate.limit == 5000


def test_pygithub_finds_organizations_and_repositories(github: Github) -> None:
    assert [each.login for each in github.get_user().get_orgs()] == ["acme", "openco"]
    assert [each.state for each in github.get_user().get_organization_memberships()] == ["active", "active"]
    assert github.get_organization("acme").type == "Organization"
    assert {each.name for each in github.get_organization("acme").get_repos()} >= {"web"}
    assert github.get_repo("acme/web").owner.login == "acme"


def test_pygithub_knows_refusals_for_what_they_are(github: Github, start: Start) -> None:
    with pytest.raises(UnknownObjectException):
        github.get_repo("acme/absent")
    with pygithub(start("expired")) as expired, pytest.raises(BadCredentialsException):
        assert expired.get_user().login


async def test_ghapi_lists_packages_page_by_page(ghapi: GhApi) -> None:
    packages = ghapi.packages.list_packages_for_organization
    names = [each.name async for page in paged(packages, per_page=10, **CONTAINERS) for each in page]

    assert len(names) == len(set(names)) > 20
    assert names == [each.name for each in await packages(per_page=100, **CONTAINERS)]


async def test_ghapi_reads_a_package_and_its_versions(ghapi: GhApi) -> None:
    package = await ghapi.packages.get_package_for_organization(package_name="website", **CONTAINERS)
    versions = await ghapi.packages.get_all_package_versions_for_package_owned_by_org(
        package_name="website", per_page=100, **CONTAINERS
    )

    assert (package.owner.login, package.version_count) == ("acme", len(versions))
    assert "latest" in [tag for version in versions for tag in version.metadata.container.tags]


async def test_ghapi_is_told_of_what_is_not_there(ghapi: GhApi) -> None:
    with pytest.raises(APIError, match=r"Package not found\.") as refused:
        await ghapi.packages.get_package_for_organization(package_name="absent", **CONTAINERS)

    assert refused.value.status_code == 404


def test_oras_logs_in_and_follows_the_pages_of_tags(maintainer: DemoServer, tmp_path: Path) -> None:
    client, host = oras(maintainer), urlsplit(maintainer.registry_url).netloc
    client.login("octocat", maintainer.token, hostname=host, config_path=str(tmp_path / "config.json"))

    assert len(client.get_tags(f"{host}/acme/team/web")) == 153


def test_oras_reads_a_private_image_with_dockers_file(maintainer: DemoServer, tmp_path: Path) -> None:
    client = oras(maintainer)
    image = client.get_container(f"{urlsplit(maintainer.registry_url).netloc}/acme/website:latest")
    client.auth.load_configs(image, configs=[docker_config(maintainer, tmp_path)])
    config = client.get_manifest(image)["config"]

    assert client.get_blob(image, config["digest"]).json()["os"] == "linux"


def test_oras_needs_no_token_for_a_public_image(maintainer: DemoServer) -> None:
    image = f"{urlsplit(maintainer.registry_url).netloc}/openco/engine:latest"

    assert oras(maintainer).get_manifest(image, ["application/vnd.oci.image.index.v1+json"])["manifests"]
