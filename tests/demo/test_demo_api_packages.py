"""The packages endpoints: who may list and read what, in which order it is refused, and how lists are paged."""

from datetime import datetime

import httpx
import pytest

from ghcr_wizard.demo.personas.apps import installation, installation_token
from ghcr_wizard.demo.personas.extras import (
    actions_token,
    app_user_token,
    legacy_token,
    oauth_token,
    stateful_installation_token,
)
from ghcr_wizard.demo.personas.maintainer import classic_token, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.world import Token
from tests.demo.clients import api, refusal
from tests.demo.conftest import Start

LISTS = ["/user/packages", "/users/hubot/packages", "/orgs/acme/packages"]
CONTAINER = "?package_type=container"
WEB = "/orgs/acme/packages/container/team%2Fweb"
NEED = "You need at least read:packages scope to"


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [package["name"] for package in answer.json()]


def serve_with(start: Start, now: datetime, token: Token) -> DemoServer:
    """Serve the ordinary world with this token as the persona's."""
    return start(world=with_token(ordinary(now), token))


def test_own_packages_of_every_visibility_are_listed(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        answer = client.get(f"/user/packages{CONTAINER}")

    assert {package["visibility"] for package in answer.json()} == {"public", "private"}
    assert {package["owner"]["login"] for package in answer.json()} == {"octocat"}


def test_another_users_list_has_only_what_the_caller_may_read(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        assert names(client.get(f"/users/hubot/packages{CONTAINER}")) == ["scripts"]
        assert names(client.get(f"/orgs/nightlylabs/packages{CONTAINER}")) == [
            "stargazer",
            "comet/core",
            "comet/tail",
        ]


def test_visibility_filters_the_list(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        internal = client.get(f"/orgs/acme/packages{CONTAINER}&visibility=internal").json()

    assert len(internal) == 11
    assert {package["visibility"] for package in internal} == {"internal"}


def test_other_ecosystems_are_empty_and_a_missing_type_is_an_invalid_argument(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        assert names(client.get("/user/packages?package_type=npm")) == []
        assert refusal(client.get("/user/packages")) == (400, "Invalid argument.")
        assert refusal(client.get("/user/packages?package_type=floppy")) == (400, "Invalid argument.")


@pytest.mark.parametrize("path", LISTS)
def test_anonymous_lists_are_refused(maintainer: DemoServer, path: str) -> None:
    with api(maintainer, "") as client:
        assert refusal(client.get(f"{path}{CONTAINER}")) == (401, "Requires authentication")


@pytest.mark.parametrize("path", [*LISTS, "/orgs/no-such-organization/packages"])
def test_the_scope_is_checked_before_existence(start: Start, path: str) -> None:
    with api(start("newcomer")) as client:
        answer = client.get(f"{path}{CONTAINER}")

    assert refusal(answer) == (403, f"{NEED} list packages.")


@pytest.mark.parametrize("name", ["team%2Fweb", "tools%2Fcli", "no-such-package"])
def test_one_package_needs_the_scope_even_when_public_or_absent(start: Start, name: str) -> None:
    with api(start("newcomer")) as client:
        package = client.get(f"/orgs/acme/packages/container/{name}")
        versions = client.get(f"/orgs/acme/packages/container/{name}/versions")

    assert refusal(package) == (403, f"{NEED} get a package.")
    assert refusal(versions) == (403, f"{NEED} get a package's versions.")


def test_deleting_asks_for_both_scopes_before_existence(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        answer = client.delete(f"{WEB}/versions/1")

    message = "You need at least delete:packages and read:packages scopes to delete a package version."
    assert refusal(answer) == (403, message)


def test_delete_packages_implies_no_reading(start: Start, now: datetime) -> None:
    token = classic_token("deleter", frozenset({"delete:packages"}), None)
    with api(serve_with(start, now, token)) as client:
        assert refusal(client.get(WEB)) == (403, f"{NEED} get a package.")
        assert client.delete(f"{WEB}/versions/1").status_code == 403


def test_write_packages_implies_reading(start: Start, now: datetime) -> None:
    token = classic_token("writer", frozenset({"write:packages"}), None)
    with api(serve_with(start, now, token)) as client:
        assert client.get(WEB).status_code == 200


@pytest.mark.parametrize("path", [f"{path}{CONTAINER}" for path in LISTS] + [WEB, f"{WEB}/versions"])
def test_fine_grained_tokens_are_refused_everywhere(start: Start, path: str) -> None:
    with api(start("fine-grained")) as client:
        answer = client.get(path)

    assert refusal(answer) == (403, "Resource not accessible by personal access token")
    assert answer.headers["x-accepted-github-permissions"] == "allows_permissionless_access=true"


@pytest.mark.parametrize("path", [f"{path}{CONTAINER}" for path in LISTS] + [WEB])
def test_app_user_tokens_are_refused_everywhere(start: Start, now: datetime, path: str) -> None:
    with api(serve_with(start, now, app_user_token(now))) as client:
        assert refusal(client.get(path)) == (403, "Resource not accessible by integration")


@pytest.mark.parametrize("kind", [installation_token, stateful_installation_token, actions_token])
def test_installations_cannot_list_containers_but_may_list_others(start: Start, now: datetime, kind: type) -> None:
    with api(serve_with(start, now, kind(now))) as client:
        organization = client.get(f"/orgs/acme/packages{CONTAINER}")
        user = client.get(f"/users/octocat/packages{CONTAINER}")
        npm = client.get("/orgs/acme/packages?package_type=npm")
        own = client.get(f"/user/packages{CONTAINER}")

    assert refusal(organization) == (400, "Invalid argument.")
    assert organization.json()["documentation_url"].endswith("#list-packages-for-an-organization")
    assert refusal(user) == (400, "Invalid argument.")
    assert names(npm) == []
    assert refusal(own) == (403, "Resource not accessible by integration")


@pytest.mark.parametrize(
    ("name", "status"), [("tools%2Fcli", 200), ("team%2Fapi", 200), ("team%2Fweb", 404), ("absent", 404)]
)
def test_an_installation_reads_public_and_granted_packages_by_name(start: Start, name: str, status: int) -> None:
    with api(start("app")) as client:
        assert client.get(f"/orgs/acme/packages/container/{name}").status_code == status
        assert client.get(f"/orgs/acme/packages/container/{name}/versions").status_code == status


def test_an_installation_without_the_permission_is_told_about_a_scope(start: Start, now: datetime) -> None:
    with api(serve_with(start, now, installation_token(now, installation("none")))) as client:
        answer = client.get("/orgs/acme/packages/container/tools%2Fcli")

    assert refusal(answer) == (403, f"{NEED} get a package.")


@pytest.mark.parametrize("kind", [oauth_token, lambda _now: legacy_token()])
def test_oauth_and_legacy_tokens_list_like_classic_ones(start: Start, now: datetime, kind: type) -> None:
    with api(serve_with(start, now, kind(now))) as client:
        answer = client.get(f"/orgs/acme/packages{CONTAINER}")

    assert len(answer.json()) == 30
    assert answer.headers["x-oauth-scopes"] == "read:org, read:packages"


def test_a_package_without_a_grant_is_as_absent_as_an_absent_one(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        hidden = client.get("/orgs/acme/packages/container/vault")
        absent = client.get("/orgs/acme/packages/container/absent")

    assert refusal(hidden) == refusal(absent) == (404, "Package not found.")
    assert hidden.json() == absent.json()


def test_the_family_must_fit_the_owners_type(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        assert refusal(client.get(f"/orgs/octocat/packages{CONTAINER}")) == (404, "Not Found")
        assert refusal(client.get(f"/users/acme/packages{CONTAINER}")) == (404, "Not Found")
        assert refusal(client.get(f"/orgs/no-such/packages{CONTAINER}")) == (404, "Not Found")


def test_nested_names_are_one_encoded_segment(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        encoded = client.get(WEB).json()
        unencoded = client.get("/orgs/acme/packages/container/team/web")

    assert encoded["name"] == "team/web"
    assert encoded["url"] == f"{maintainer.api_url}{WEB}"
    assert encoded["html_url"].endswith("/orgs/acme/packages/container/package/team%2Fweb")
    assert refusal(unencoded) == (404, "Not Found")


def test_a_linked_repository_is_there_and_an_absent_one_is_no_field(start: Start) -> None:
    with api(start()) as client:
        linked = client.get(WEB).json()
        unlinked = client.get("/orgs/acme/packages/container/legacy-portal").json()
    with api(start(switches=Switches(omit_repository=True))) as client:
        omitted = client.get(WEB).json()

    assert (linked["repository"]["full_name"], linked["repository"]["private"]) == ("acme/web", False)
    assert "repository" not in unlinked
    assert "repository" not in omitted
