"""The clients against the simulated GitHub, which was written from the same facts by itself: both have to agree."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault as Trouble
from ghcr_wizard.demo.switches import FaultKind
from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.client import GitHubApi, ListingOwner
from ghcr_wizard.github.packages import OwnerType
from ghcr_wizard.registry.client import Registry
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Exchange, Fault
from ghcr_wizard.transport.headers import single_sign_on
from ghcr_wizard.transport.throttling import is_throttled
from tests.transport.net_world import Pauses, client, hosts_at

PRIVATE, PUBLIC, ABSENT = "acme/team/api", "octocat/hello", "no/such"
SCOPES = "permission_denied: The token provided does not match expected scopes."
NO_SCOPE = "You need at least read:packages scope to list packages."
FINE_GRAINED = "Resource not accessible by personal access token"
INTEGRATION = "Resource not accessible by integration"

Said = tuple[int | None, str | None]


@dataclass(frozen=True, slots=True)
class World:
    """A simulated GitHub with our clients on it."""

    server: DemoServer
    api: GitHubApi
    registry: Registry
    anonymous: Registry
    pauses: Pauses


@asynccontextmanager
async def world(persona: str, *troubles: Trouble) -> AsyncIterator[World]:
    pauses = Pauses()
    with DemoServer(persona, faults=troubles) as server:
        hosts = hosts_at(server.registry_url, server.api_url, server.web_url)
        async with client(pauses, timeout_seconds=10) as http:
            registry = Registry(http, hosts, Credential(server.username, Secret(server.token)))
            anonymous = Registry(http, hosts, ANONYMOUS)
            yield World(server, GitHubApi(http, hosts, Secret(server.token)), registry, anonymous, pauses)


def said(exchange: Exchange) -> Said:
    return exchange.status, exchange.message


@pytest.mark.parametrize(
    ("persona", "user", "own", "organization", "login", "tags"),
    [
        ("maintainer", (200, None), (200, None), (200, None), (200, None), (200, None)),
        ("newcomer", (200, None), (403, NO_SCOPE), (403, NO_SCOPE), (200, None), (403, SCOPES)),
        ("fine-grained", (200, None), (403, FINE_GRAINED), (403, FINE_GRAINED), (200, None), (403, SCOPES)),
        ("app", (403, INTEGRATION), (403, INTEGRATION), (400, "Invalid argument."), (200, None), (200, None)),
        ("sso", (200, None), (200, None), (200, None), (200, None), (200, None)),
        ("expired", *[(401, "Bad credentials")] * 3, *[(403, "denied")] * 2),
    ],
)
async def test_each_persona_hears_what_github_says_to_its_kind(
    persona: str, user: Said, own: Said, organization: Said, login: Said, tags: Said
) -> None:
    async with world(persona) as seen:
        assert said((await seen.api.user()).exchange) == user
        assert said((await seen.api.packages_page(ListingOwner.me())).exchange) == own
        acme = ListingOwner.organization("acme")
        assert said((await seen.api.packages_page(acme)).exchange) == organization
        assert said(await seen.registry.login(PRIVATE)) == login
        assert said((await seen.registry.tags(PRIVATE)).exchange) == tags


@pytest.mark.parametrize("persona", ["maintainer", "expired"])
async def test_anonymous_hears_the_same_whoever_else_asks(persona: str) -> None:
    async with world(persona) as seen:
        assert said(await seen.anonymous.login(PRIVATE)) == (401, "authentication required")
        assert said(await seen.anonymous.login(ABSENT)) == (403, "requested access to the resource is denied")
        assert (await seen.anonymous.login(PUBLIC)).ok
        assert (await seen.anonymous.tags(PUBLIC)).value is not None
        assert (await seen.anonymous.catalog_page()).exchange.status == 403


async def test_the_maintainers_packages_are_all_found_page_by_page() -> None:
    async with world("maintainer") as seen:
        organizations = (await seen.api.organizations()).value
        assert organizations is not None
        assert [account.login for account in organizations] == ["acme", "openco"]
        whole = await seen.api.packages_page(ListingOwner.organization("acme"))
        reply = await seen.api.packages_page(ListingOwner.organization("acme"), per_page=7)
        assert whole.value is not None
        assert reply.value is not None
        page = reply.value
        names, last = [package.full_name for package in page.items], page.last

        while (following := await seen.api.follow(page)) is not None:
            assert following.value is not None, following.exchange
            page = following.value
            names += [package.full_name for package in page.items]

        assert names == [package.full_name for package in whole.value.items]
        assert page.number == last


async def test_what_a_token_is_stands_in_the_headers() -> None:
    async with world("maintainer") as seen:
        headers = (await seen.api.user()).exchange.headers

        assert headers["x-oauth-scopes"] == "read:org, read:packages"
        assert parse_moment(headers["github-authentication-token-expiration"]) is not None
        assert int(headers["x-ratelimit-remaining"]) > 0
    async with world("fine-grained") as seen:
        assert "x-oauth-scopes" not in (await seen.api.user()).exchange.headers


async def test_a_package_its_versions_and_its_image_agree() -> None:
    async with world("maintainer") as seen:
        package = (await seen.api.package("acme", OwnerType.ORGANIZATION, "team/api")).value
        versions = (await seen.api.versions_page("acme", OwnerType.ORGANIZATION, "team/api")).value
        head = (await seen.registry.head_manifest(PRIVATE, "latest")).value
        image = (await seen.registry.image(PRIVATE, "latest", sizes=True)).value

        assert package is not None
        assert versions is not None
        assert head is not None
        assert image is not None
        assert package.version_count == len(versions.items)
        assert [version.digest for version in versions.items if "latest" in version.tags] == [head.digest]
        assert image.digest == head.digest
        assert {platform.name for platform in image.platforms} >= {"linux/amd64", "linux/arm64"}
        assert all(platform.size for platform in image.platforms)
        assert dict(image.annotations)["org.opencontainers.image.source"].startswith("https://")
        assert all(request.scheme is None for request in seen.server.requests() if request.role == "blob")


async def test_tags_come_in_the_registrys_order_to_the_last_page() -> None:
    async with world("maintainer") as seen:
        whole = (await seen.registry.tags(PRIVATE)).value
        page = (await seen.registry.tags(PRIVATE, page_size=3)).value
        assert whole is not None
        assert page is not None
        tags = list(page.tags)

        while page.next_url is not None:
            page = (await seen.registry.tags(PRIVATE, after=page)).value
            assert page is not None
            tags += page.tags

        assert tuple(tags) == whole.tags
        assert whole.next_url is None


async def test_organizations_left_out_for_single_sign_on_are_named() -> None:
    async with world("sso") as seen:
        listed = await seen.api.organizations()
        left_out = single_sign_on(listed.exchange.headers.get("x-github-sso"), seen.server.web_url)
        assert left_out is not None
        [identity] = left_out.organization_ids
        organization = (await seen.api.organization_by_id(identity)).value
        assert organization is not None

        refused = await seen.api.packages_page(ListingOwner.organization(organization.login))
        way_in = single_sign_on(refused.exchange.headers.get("x-github-sso"), seen.server.web_url)

        assert refused.exchange.status == 403
        assert (refused.exchange.message or "").startswith("Resource protected by organization SAML enforcement.")
        assert way_in is not None
        assert way_in.required
        assert (way_in.url or "").startswith(f"{seen.server.web_url}/orgs/{organization.login}/sso")


async def test_an_installation_says_whose_it_is() -> None:
    async with world("app") as seen:
        repositories = (await seen.api.installation_repositories()).value

        assert repositories is not None
        assert {repository.owner.login for repository in repositories if repository.owner} == {"acme"}
        assert (await seen.api.package("acme", OwnerType.ORGANIZATION, "team/api")).value is not None


async def test_a_page_that_did_not_change_is_not_sent_again() -> None:
    async with world("maintainer") as seen:
        first = await seen.api.packages_page(ListingOwner.me())
        second = await seen.api.packages_page(ListingOwner.me(), etag=first.etag)

        assert first.etag
        assert (second.exchange.status, second.value) == (304, None)


async def test_push_is_refused_to_a_token_that_may_only_read() -> None:
    async with world("maintainer") as seen:
        reply = await seen.registry.may_push(PRIVATE)

        assert reply.value is False
        assert reply.exchange.message == SCOPES


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("html", Fault.NOT_PROTOCOL),
        ("garbage-json", Fault.NOT_PROTOCOL),
        ("reset", Fault.BROKEN),
        ("truncate", Fault.BROKEN),
        ("oversize", Fault.TOO_LARGE),
    ],
)
async def test_what_goes_wrong_there_is_a_fault_here(kind: FaultKind, fault: Fault) -> None:
    async with world("maintainer", Trouble("api", kind), Trouble("registry", kind, path="tags/list")) as seen:
        assert (await seen.api.user()).exchange.fault is fault
        assert (await seen.registry.tags(PRIVATE)).exchange.fault is fault


async def test_nothing_is_sent_where_the_servers_point_away() -> None:
    troubles = (Trouble("registry", "foreign-realm"), Trouble("api", "foreign-redirect", path="^/user$"))
    async with world("maintainer", *troubles) as seen:
        assert (await seen.registry.login(PRIVATE)).fault is Fault.FOREIGN_ORIGIN
        assert (await seen.api.user()).exchange.fault is Fault.FOREIGN_ORIGIN
        assert [request for request in seen.server.requests() if request.role == "blob"] == []
        assert all(request.scheme is None for request in seen.server.requests() if request.role == "registry")


async def test_the_registrys_throttling_is_waited_out_and_the_apis_is_not() -> None:
    troubles = (
        Trouble("registry", "status", status=429, path="tags/list", times=1),
        Trouble("api", "secondary-rate-limit", path="^/user$"),
    )
    async with world("maintainer", *troubles) as seen:
        tags = await seen.registry.tags(PRIVATE)
        assert tags.exchange.ok
        assert len(seen.pauses.seconds) == 1
        assert seen.pauses.seconds[0] < 1

        user = (await seen.api.user()).exchange
        assert is_throttled(user)
        assert len(seen.pauses.seconds) == 1
