"""A foreign client with GitHub's published schemas drives the simulated API; pydantic judges every answer.

One answer is corrected before it is judged: the schema of a package knows `private` and `public` only, while GitHub
also sends `internal`. What is wrong there is the schema, so the tests widen it and let everything else stand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from githubkit import GitHub
from githubkit.exception import RequestFailed
from pydantic import ValidationError

from ghcr_wizard.demo.server import DemoServer
from tests.demo.clients import api
from tests.demo.conftest import Start

WEB = quote("team/web", safe="")  # githubkit puts names into addresses as they are


@contextmanager
def github(server: DemoServer) -> Iterator[Any]:
    """Yield githubkit's REST client of the persona; it retries nothing and caches nothing."""
    options: dict[str, Any] = {"base_url": server.api_url, "auto_retry": False, "http_cache": False}
    with GitHub(server.token or None, **options) as client:
        yield client.rest


def test_the_caller_is_a_user_of_either_view(start: Start) -> None:
    for persona, kind in (("maintainer", "PublicUser"), ("overprivileged", "PrivateUser")):
        with github(start(persona)) as rest:
            user = rest.users.get_authenticated().parsed_data
        assert type(user).__name__ == kind
        assert (user.login, user.id) == ("octocat", 583231)


def test_users_and_organizations_are_valid(maintainer: DemoServer) -> None:
    with github(maintainer) as rest:
        assert rest.users.get_by_username("acme").parsed_data.type == "Organization"
        assert rest.orgs.get("acme").parsed_data.id == 9919
        own = rest.orgs.list_for_authenticated_user().parsed_data
        public = rest.orgs.list_for_user("octocat").parsed_data
        places = rest.orgs.list_memberships_for_authenticated_user(state="active").parsed_data

    assert [organization.login for organization in own] == ["acme", "openco"]
    assert [organization.login for organization in public] == ["openco"]
    assert [(place.organization.login, place.role) for place in places] == [
        ("acme", "member"),
        ("openco", "admin"),
    ]


def test_own_packages_are_valid(maintainer: DemoServer) -> None:
    with github(maintainer) as rest:
        packages = rest.packages.list_packages_for_authenticated_user(package_type="container").parsed_data
        others = rest.packages.list_packages_for_user("hubot", package_type="container").parsed_data

    assert len(packages) == 12
    assert packages[0].repository.full_name == "octocat/hello"
    assert packages[0].owner.login == "octocat"
    assert [package.name for package in others] == ["scripts"]


@pytest.mark.parametrize(("visibility", "count"), [("public", 5), ("private", 14)])
def test_an_organizations_packages_are_valid(maintainer: DemoServer, visibility: str, count: int) -> None:
    with github(maintainer) as rest:
        packages = rest.packages.list_packages_for_organization(
            "acme", package_type="container", visibility=visibility
        ).parsed_data

    assert len(packages) == count
    assert {package.visibility for package in packages} == {visibility}


def test_internal_packages_are_valid_but_for_the_schemas_own_gap(maintainer: DemoServer) -> None:
    with github(maintainer) as rest:
        answer = rest.packages.list_packages_for_organization("acme", package_type="container", visibility="internal")
        with pytest.raises(ValidationError) as judged:
            _ = answer.parsed_data

    faults = {(entry["loc"][-1], entry["input"]) for entry in judged.value.errors()}
    assert faults == {("visibility", "internal")}
    assert len(answer.json()) == judged.value.error_count() == 11


def test_one_package_and_its_versions_are_valid(maintainer: DemoServer) -> None:
    with github(maintainer) as rest:
        package = rest.packages.get_package_for_organization("container", WEB, "acme").parsed_data
        versions = rest.packages.get_all_package_versions_for_package_owned_by_org(
            "container", WEB, "acme", per_page=100
        ).parsed_data
        one = rest.packages.get_package_version_for_organization("container", WEB, "acme", versions[0].id).parsed_data
        mine = rest.packages.get_package_for_authenticated_user("container", quote("tools/proxy", safe="")).parsed_data
        own_versions = rest.packages.get_all_package_versions_for_package_owned_by_authenticated_user(
            "container", "hello"
        ).parsed_data

    assert (package.name, package.visibility, package.repository.private) == ("team/web", "private", False)
    assert package.version_count == 449
    assert len(versions) == 100
    assert versions[0].metadata.package_type == "container"
    assert one.name == versions[0].name
    assert (mine.visibility, mine.repository.private) == ("public", True)
    assert "latest" in own_versions[0].metadata.container.tags


def test_a_nested_name_as_it_is_spelled_is_not_found(maintainer: DemoServer) -> None:
    with github(maintainer) as rest, pytest.raises(RequestFailed) as refused:
        rest.packages.get_package_for_organization("container", "team/web", "acme")

    assert refused.value.response.status_code == 404


def test_repositories_are_valid(start: Start) -> None:
    with github(start()) as rest:
        assert rest.repos.get("acme", "web").parsed_data.visibility == "public"
    with github(start("app")) as rest:
        given = rest.apps.list_repos_accessible_to_installation().parsed_data

    assert [repository.full_name for repository in given.repositories] == ["acme/api", "acme/web"]


def test_the_service_endpoints_are_valid(maintainer: DemoServer) -> None:
    with github(maintainer) as rest:
        assert rest.rate_limit.get().parsed_data.resources.core.limit == 5000
        assert rest.meta.get().parsed_data.verifiable_password_authentication is False


def test_githubkits_own_paging_finds_every_version(maintainer: DemoServer) -> None:
    with github(maintainer) as rest:
        pages = rest.paginate(
            rest.packages.get_all_package_versions_for_package_owned_by_org,
            package_type="container",
            package_name=WEB,
            org="acme",
            per_page=100,
        )
        digests = [version.name for version in pages]

    assert len(digests) == len(set(digests)) == 449


@pytest.mark.parametrize(
    ("persona", "status"), [("newcomer", 403), ("fine-grained", 403), ("expired", 401), ("app", 400)]
)
def test_refusals_are_errors_with_a_message(start: Start, persona: str, status: int) -> None:
    with github(start(persona)) as rest, pytest.raises(RequestFailed) as refused:
        rest.packages.list_packages_for_organization("acme", package_type="container")

    assert refused.value.response.status_code == status
    assert refused.value.response.json()["message"]


def test_githubkit_and_plain_http_are_told_the_same(maintainer: DemoServer) -> None:
    with github(maintainer) as rest, api(maintainer) as client:
        theirs = rest.packages.get_package_for_organization("container", "engine", "openco").json()
        assert theirs == client.get("/orgs/openco/packages/container/engine").json()
