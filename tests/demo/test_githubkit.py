"""Every answer of the simulated GitHub, judged by GitHub's own description of both API versions it speaks."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest
from githubkit.exception import RequestFailed

from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.demo.server import DemoServer
from tests.demo.clients import api
from tests.demo.conftest import Start
from tests.demo.judge import KNOWN, VERSIONS, Version, ask, deviations, github, payload_deviations

WEB = quote("team/web", safe="")  # githubkit puts names into addresses as they are
LARGE = {"enterprise", "colossus"}
"""The maintainer's world many times over; nothing of it is answered in another way."""

CONTAINER: Final = {"package_type": "container"}
READS: Final[tuple[tuple[str, Mapping[str, object]], ...]] = (
    ("meta.root", {}),
    ("meta.get", {}),
    ("meta.get_all_versions", {}),
    ("rate_limit.get", {}),
    ("users.get_authenticated", {}),
    ("users.get_by_username", {"username": "hubot"}),
    ("users.get_by_username", {"username": "acme"}),
    ("users.get_by_username", {"username": "nobody-at-all"}),
    ("users.get_by_id", {"account_id": 583231}),
    ("orgs.get", {"org": "acme"}),
    ("orgs.list_for_authenticated_user", {}),
    ("orgs.list_for_user", {"username": "octocat"}),
    ("orgs.list_memberships_for_authenticated_user", {"state": "active"}),
    ("repos.get", {"owner": "acme", "repo": "web"}),
    ("repos.get", {"owner": "acme", "repo": "vault"}),
    ("repos.list_for_org", {"org": "acme"}),
    ("repos.list_for_user", {"username": "octocat"}),
    ("repos.list_for_authenticated_user", {}),
    ("apps.list_repos_accessible_to_installation", {}),
    ("packages.list_packages_for_authenticated_user", CONTAINER),
    ("packages.list_packages_for_user", {"username": "hubot", **CONTAINER}),
    ("packages.list_packages_for_organization", {"org": "acme", "per_page": 100, **CONTAINER}),
    ("packages.list_packages_for_organization", {"org": "sealed", **CONTAINER}),
    ("packages.get_package_for_authenticated_user", {"package_name": "hello", **CONTAINER}),
    ("packages.get_package_for_user", {"username": "octocat", "package_name": "hello", **CONTAINER}),
    ("packages.get_package_for_organization", {"org": "acme", "package_name": WEB, **CONTAINER}),
    ("packages.get_package_for_organization", {"org": "acme", "package_name": "absent", **CONTAINER}),
    (
        "packages.get_all_package_versions_for_package_owned_by_org",
        {"org": "acme", "package_name": WEB, "per_page": 100, **CONTAINER},
    ),
    ("packages.get_all_package_versions_for_package_owned_by_user", {"username": "octocat", "package_name": "hello"}),
    ("packages.get_all_package_versions_for_package_owned_by_authenticated_user", {"package_name": "hello"}),
    ("packages.get_package_version_for_organization", {"org": "acme", "package_name": WEB, **CONTAINER}),
    ("packages.get_package_version_for_user", {"username": "octocat", "package_name": "hello", **CONTAINER}),
    ("packages.get_package_version_for_authenticated_user", {"package_name": "hello", **CONTAINER}),
    ("packages.delete_package_version_for_org", {"org": "openco", "package_name": "operator", **CONTAINER}),
    ("packages.delete_package_version_for_user", {"username": "octocat", "package_name": "hello", **CONTAINER}),
    ("packages.delete_package_version_for_authenticated_user", {"package_name": "game", **CONTAINER}),
    ("credentials.revoke", {"credentials": ["ghp_000000000000000000000000000000000000"]}),
    ("apps.revoke_installation_access_token", {}),
)
"""Every endpoint that a token or nobody asks, with arguments that fit some persona; who may not is refused."""

CONFIG: Final = {"url": "https://ci.example.com/hook", "content_type": "json", "secret": "S", "insecure_ssl": "0"}


def judged(server: DemoServer, version: Version) -> set[str]:
    """Return every deviation of the answers that a persona gets."""
    found: set[str] = set()
    with github(server, version) as rest:
        for operation, arguments in READS:
            given = {**CONTAINER, **arguments} if "package_name" in arguments else dict(arguments)
            if "package_version" in operation and "versions" not in operation:
                given["package_version_id"] = _version_id(server, given)
            found |= deviations(version, operation, ask(rest, operation, **given))
    return found


def _version_id(server: DemoServer, given: Mapping[str, object]) -> int:
    place = f"orgs/{given['org']}" if "org" in given else f"users/{given.get('username', 'octocat')}"
    with api(server) as client:
        rows = client.get(f"/{place}/packages/container/{given['package_name']}/versions?per_page=1").json()
    return int(rows[0]["id"]) if isinstance(rows, list) and rows else 1


def judged_hooks(server: DemoServer, version: Version, group: str, **place: str) -> set[str]:
    """Return the deviations of everything that can be done with the webhooks of a place, and of what is delivered."""
    found: set[str] = set()
    with github(server, version) as rest:

        def step(action: str, **arguments: object) -> Any:  # noqa: ANN401 - githubkit's own, by version
            operation = f"{group}.{action}"
            answer = ask(rest, operation, **place, **arguments)
            found.update(deviations(version, operation, answer))
            return answer.json() if answer.content else None

        made = step("create_webhook", name="web", config=CONFIG, events=["package"])
        step("create_webhook", name="web", config={**CONFIG, "url": "http://localhost/x"}, events=["package"])
        step("get_webhook", hook_id=1)
        step("update_webhook", hook_id=made["id"], events=["push"])
        step("ping_webhook", hook_id=made["id"])
        for hook in step("list_webhooks"):
            step("get_webhook", hook_id=hook["id"])
            rows = step("list_webhook_deliveries", hook_id=hook["id"], per_page=100)
            for row in rows:
                whole = step("get_webhook_delivery", hook_id=hook["id"], delivery_id=row["id"])
                found |= payload_deviations(version, row["event"], whole["request"]["payload"])
            if rows:
                step("redeliver_webhook_delivery", hook_id=hook["id"], delivery_id=rows[0]["id"])
    return found


def judged_app(server: DemoServer, version: Version) -> set[str]:
    """Return the deviations of what an App is answered that signs its requests."""
    found: set[str] = set()
    number = int(server.installation_id)
    minting: dict[str, object] = {"installation_id": number, "repositories": ["api"]}
    with github(server, version, as_app=True) as rest:
        for operation, arguments in (
            ("apps.get_authenticated", {}),
            ("apps.list_installations", {}),
            ("apps.get_installation", {"installation_id": number}),
            ("apps.get_installation", {"installation_id": 1}),
            ("apps.get_org_installation", {"org": "acme"}),
            ("apps.get_user_installation", {"username": "octocat"}),
            ("apps.get_repo_installation", {"owner": "acme", "repo": "web"}),
            ("apps.create_installation_access_token", minting),
            ("apps.create_installation_access_token", {**minting, "repositories": ["nothing"]}),
            ("apps.create_installation_access_token", {**minting, "permissions": {"packages": "write"}}),
        ):
            found |= deviations(version, operation, ask(rest, operation, **arguments))
    return found


def unknown(found: Iterable[str]) -> set[str]:
    return set(found) - set(KNOWN)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("persona", sorted(PERSONAS.keys() - LARGE))
def test_every_answer_is_as_github_describes_it(start: Start, persona: str, version: Version) -> None:
    assert unknown(judged(start(persona), version)) == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_webhook_and_what_it_delivers_is_as_github_describes_it(start: Start, version: Version) -> None:
    places = (("orgs", {"org": "openco"}), ("repos", {"owner": "acme", "repo": "cli"}))
    for group, place in (*places, ("repos", {"owner": "octocat", "repo": "hello"})):
        assert unknown(judged_hooks(start("hooks"), version, group, **place)) == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_an_app_is_answered_is_as_github_describes_it(start: Start, version: Version) -> None:
    assert unknown(judged_app(start("github-app"), version)) == set()


def test_every_known_deviation_is_still_there(start: Start) -> None:
    found = judged(start("maintainer"), "2022-11-28") | judged(start("app"), "2022-11-28")
    found |= judged_hooks(start("hooks"), "2022-11-28", "orgs", org="openco")

    assert found == set(KNOWN)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ({"login": None}, "login is None"),
        ({"id": "a number"}, "id is 'a number'"),
        ({"followers": "many"}, "followers is 'many'"),
        ({"nickname": "cat"}, "nickname"),
        ({"plan": {"name": "pro"}}, "space is missing"),
    ],
)
def test_a_planted_deviation_is_found(start: Start, planted: dict[str, object], said: str) -> None:
    class Planting(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = super().handle_request(request)
            answer.read()
            return httpx.Response(answer.status_code, json=answer.json() | planted)

    with github(start(), "2022-11-28", transport=Planting()) as rest:
        found = unknown(deviations("2022-11-28", "users.get_authenticated", ask(rest, "users.get_authenticated")))

    assert any(said in each for each in found)


def test_a_planted_deviation_of_a_payload_is_found(start: Start) -> None:
    with api(start("hooks")) as client:
        rows = client.get("/orgs/openco/hooks/418000001/deliveries").json()
        url = f"/orgs/openco/hooks/418000001/deliveries/{rows[0]['id']}"
        payload = client.get(url).json()["request"]["payload"]

    assert payload_deviations("2026-03-10", "package", payload) == set()
    payload["package"]["colour"] = "red"
    assert payload_deviations("2026-03-10", "package", payload) == {"WebhookPackagePublishedPropPackage has colour"}
    del payload["sender"]
    assert payload_deviations("2026-03-10", "package", payload) == {"sender is missing"}


def test_the_caller_is_a_user_of_either_view(start: Start) -> None:
    for persona, kind in (("maintainer", "PublicUser"), ("overprivileged", "PrivateUser")):
        with github(start(persona)) as rest:
            user = rest.users.get_authenticated().parsed_data
        assert type(user).__name__ == kind
        assert (user.login, user.id) == ("octocat", 583231)


@pytest.mark.parametrize(("visibility", "count"), [("public", 5), ("private", 14), ("internal", 11)])
def test_an_organizations_packages_are_narrowed_by_visibility(
    maintainer: DemoServer, visibility: str, count: int
) -> None:
    with github(maintainer) as rest:
        answer = rest.packages.list_packages_for_organization("acme", visibility=visibility, **CONTAINER)

    assert [package["visibility"] for package in answer.json()] == [visibility] * count


def test_own_repositories_take_a_scope_to_be_seen_whole(start: Start) -> None:
    seen = {}
    for persona in ("newcomer", "maintainer", "overprivileged"):
        with github(start(persona)) as rest:
            rows = [*rest.paginate(rest.repos.list_for_authenticated_user, per_page=100)]
        seen[persona] = {(row.owner.login, row.private) for row in rows}

    assert seen["newcomer"] == {("octocat", False)}
    assert seen["maintainer"] == {("octocat", False), ("acme", False), ("openco", False)}
    assert seen["overprivileged"] == {
        (owner, private) for owner in ("octocat", "acme", "openco") for private in (True, False)
    }


def test_a_nested_name_as_it_is_spelled_is_not_found(maintainer: DemoServer) -> None:
    with github(maintainer) as rest, pytest.raises(RequestFailed) as refused:
        rest.packages.get_package_for_organization("container", "team/web", "acme")

    assert refused.value.response.status_code == 404


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


@pytest.mark.parametrize("version", [*VERSIONS, ""])
def test_every_answer_says_which_version_it_is_of(maintainer: DemoServer, version: str) -> None:
    with api(maintainer) as client:
        answer = client.get("/rate_limit", headers={"x-github-api-version": version} if version else {})
        assert client.get("/versions").json() == sorted(VERSIONS, reverse=True)

    assert answer.headers["x-github-api-version-selected"] == (version or "2022-11-28")
    assert ("rate" in answer.json()) == (version != "2026-03-10")
