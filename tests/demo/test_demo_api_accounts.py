"""Identity, organizations, memberships, repositories, and what an installation may see of them."""

from datetime import datetime

import pytest

from ghcr_wizard.demo.personas.apps import installation_token
from ghcr_wizard.demo.personas.extras import app_user_token
from ghcr_wizard.demo.personas.maintainer import classic_token, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from tests.demo.clients import api, refusal
from tests.demo.conftest import Start

BY_INTEGRATION = (403, "Resource not accessible by integration")


def test_the_private_view_of_oneself_needs_the_scope_user(start: Start) -> None:
    with api(start()) as poor, api(start("overprivileged")) as rich:
        public, private = poor.get("/user").json(), rich.get("/user").json()

    assert (public["login"], public["id"], public["type"]) == ("octocat", 583231, "User")
    assert "plan" not in public
    assert private["plan"]["name"] == "pro"
    assert private["user_view_type"] == "private"


def test_an_installation_is_no_user(start: Start) -> None:
    with api(start("app")) as client:
        answers = [client.get(path) for path in ("/user", "/user/orgs", "/user/memberships/orgs")]

    assert [refusal(answer) for answer in answers] == [BY_INTEGRATION] * 3
    expected = "https://docs.github.com/rest/users/users#get-the-authenticated-user"
    assert answers[0].json()["documentation_url"] == expected


def test_the_anonymous_must_sign_in_to_be_somebody(maintainer: DemoServer) -> None:
    paths = ["/user", "/user/orgs", "/user/memberships/orgs", "/installation/repositories"]
    with api(maintainer, "") as client:
        answers = [refusal(client.get(path)) for path in paths]
        graphql = refusal(client.post("/graphql", json={"query": "{viewer{login}}"}))

    assert [*answers, graphql] == [(401, "Requires authentication")] * 5


def test_own_organizations_need_read_org_or_user(start: Start) -> None:
    with api(start()) as client:
        assert [org["login"] for org in client.get("/user/orgs").json()] == ["acme", "openco"]
    with api(start("newcomer")) as client:
        refused = refusal(client.get("/user/orgs"))
        memberships = client.get("/user/memberships/orgs")

    assert refused == (403, "You need at least read:org scope or user scope to list your organizations.")
    assert memberships.status_code == 403


@pytest.mark.parametrize("scope", ["read:org", "admin:org", "user"])
def test_broader_scopes_list_organizations_too(start: Start, now: datetime, scope: str) -> None:
    token = classic_token("scopes", frozenset({scope}), None)
    with api(start(world=with_token(ordinary(now), token))) as client:
        assert len(client.get("/user/orgs").json()) == 2


def test_fine_grained_tokens_see_no_organizations_and_app_users_none_either(start: Start, now: datetime) -> None:
    app_user = start(world=with_token(ordinary(now), app_user_token(now)))
    for server in (start("fine-grained"), app_user):
        with api(server) as client:
            answer = client.get("/user/orgs")
        assert (answer.status_code, answer.json()) == (200, [])


def test_memberships_tell_role_and_state(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        places = client.get("/user/memberships/orgs?state=active").json()
        pending = client.get("/user/memberships/orgs?state=pending").json()

    assert [(place["organization"]["login"], place["role"], place["state"]) for place in places] == [
        ("acme", "member", "active"),
        ("openco", "admin", "active"),
    ]
    assert pending == []


def test_public_memberships_are_shown_to_everybody(maintainer: DemoServer) -> None:
    with api(maintainer, "") as client:
        assert [org["login"] for org in client.get("/users/octocat/orgs").json()] == ["openco"]
        assert refusal(client.get("/users/nobody-at-all/orgs")) == (404, "Not Found")


def test_an_accounts_type_is_public_and_its_login_any_case(maintainer: DemoServer) -> None:
    with api(maintainer, "") as client:
        found = {login: client.get(f"/users/{login}").json() for login in ("OCTOCAT", "acme", "nightlylabs")}

    assert {login: (account["login"], account["type"]) for login, account in found.items()} == {
        "OCTOCAT": ("octocat", "User"),
        "acme": ("acme", "Organization"),
        "nightlylabs": ("NightlyLabs", "Organization"),
    }


def test_an_organization_is_found_by_name_and_by_number(maintainer: DemoServer) -> None:
    with api(maintainer, "") as client:
        by_name, by_number = client.get("/orgs/acme").json(), client.get("/organizations/9919").json()
        assert refusal(client.get("/orgs/octocat")) == (404, "Not Found")
        assert refusal(client.get("/organizations/1")) == (404, "Not Found")

    assert by_name == by_number
    assert by_name["login"] == "acme"


def test_a_private_repository_needs_repo_and_membership(start: Start, now: datetime) -> None:
    token = classic_token("repo", frozenset({"repo"}), None)
    with api(start()) as reader, api(start(world=with_token(ordinary(now), token))) as owner:
        assert reader.get("/repos/acme/web").json()["visibility"] == "public"
        assert refusal(reader.get("/repos/acme/api")) == (404, "Not Found")
        assert owner.get("/repos/acme/api").json()["private"] is True
        assert refusal(owner.get("/repos/hubot/secret-plans")) == (404, "Not Found")


def test_an_installation_sees_its_repositories(start: Start) -> None:
    with api(start("app")) as client:
        first = client.get("/installation/repositories?per_page=1")
        assert client.get("/repos/acme/api").status_code == 200
        assert client.get("/repos/acme/vault").status_code == 404

    document = first.json()
    assert (document["total_count"], document["repository_selection"]) == (2, "selected")
    assert document["repositories"][0]["owner"]["login"] == "acme"
    assert "next" in first.links


def test_others_have_no_installation(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        assert client.get("/installation/repositories").status_code == 403


def test_the_app_endpoint_takes_a_signed_jwt_only(start: Start) -> None:
    for persona in ("maintainer", "app", "anonymous"):
        with api(start(persona)) as client:
            assert refusal(client.get("/app")) == (401, "A JSON web token could not be decoded")


def test_graphql_names_every_kind_of_caller(start: Start, now: datetime) -> None:
    query = {"query": "{viewer{login databaseId}}"}
    app = start(world=with_token(ordinary(now), installation_token(now)))
    with api(start()) as user, api(app) as bot:
        person = user.post("/graphql", json=query).json()["data"]["viewer"]
        robot = bot.post("/graphql", json=query).json()["data"]["viewer"]
        other = user.post("/graphql", json={"query": "{rateLimit{cost}}"}).json()
        broken = user.post("/graphql", content=b"[").json()

    assert person == {"login": "octocat", "databaseId": 583231}
    assert robot["login"] == "acme-images[bot]"
    assert "errors" in other
    assert "errors" in broken


def test_meta_and_root_are_open_and_meta_names_no_enterprise_version(maintainer: DemoServer) -> None:
    with api(maintainer, "") as client:
        assert "installed_version" not in client.get("/meta").json()
        assert client.get("/").json()["current_user_url"] == f"{maintainer.api_url}/user"


@pytest.mark.parametrize("path", ["/nowhere", "/user/nothing", "/orgs", "/orgs/acme/packages/a/b/c/d/e"])
def test_unknown_addresses_are_not_found(maintainer: DemoServer, path: str) -> None:
    with api(maintainer) as client:
        assert refusal(client.get(path)) == (404, "Not Found")
        assert refusal(client.post(path)) == (404, "Not Found")
