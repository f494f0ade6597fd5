"""Single sign-on and the other policies of organizations, in GitHub's exact words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import httpx
import pytest

from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.personas.extras import long_lived_fine_grained_token, oauth_token, policies
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, classic_token, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.world import Policy, Token
from tests.demo.clients import api, error, refusal, registry
from tests.demo.conftest import Start

SEALED = "/orgs/sealed/packages"
CONTAINER = "?package_type=container"
RESTRICTED = "Although you appear to have the correct authorization credentials, the "


def classic(_now: datetime) -> Token:
    return classic_token("policies", READ_SCOPES, None)


@pytest.fixture
def sso(start: Start) -> DemoServer:
    return start("sso")


@pytest.mark.parametrize(
    "path",
    [
        f"{SEALED}{CONTAINER}",
        f"{SEALED}/container/core%2Fledger",
        f"{SEALED}/container/core%2Fledger/versions",
        f"{SEALED}/container/absent",
    ],
)
def test_single_sign_on_is_required_with_a_link_to_authorize(sso: DemoServer, path: str) -> None:
    with api(sso) as client:
        answer = client.get(path)

    message = (
        "Resource protected by organization SAML enforcement. You must grant your Personal Access Token access to "
        "this organization."
    )
    assert refusal(answer) == (403, message)
    demand, _, url = answer.headers["x-github-sso"].partition("; url=")
    assert demand == "required"
    assert url.startswith(f"{sso.web_url}/orgs/sealed/sso?authorization_request=")


def test_the_single_sign_on_of_an_enterprise_is_its_own(start: Start, now: datetime) -> None:
    world = build_world("sso", now)
    policy = Policy(saml=True, enterprise="sealed-group")
    accounts = tuple(replace(each, policy=policy) if each.login == "sealed" else each for each in world.accounts)
    server = start(world=replace(world, accounts=accounts))
    with api(server) as client:
        answer, public = client.get(f"{SEALED}{CONTAINER}"), client.get("/repos/sealed/sdk")
        url = answer.headers["x-github-sso"].partition("url=")[2]
        httpx.get(url)

        assert url.startswith(f"{server.web_url}/enterprises/sealed-group/sso?authorization_request=")
        assert "an organization within this business" in refusal(answer)[1]
        assert public.status_code == 403, "its public repositories are kept too"
        assert client.get(f"{SEALED}{CONTAINER}").status_code == 200, "the page authorizes all of its organizations"


@pytest.mark.parametrize("path", ["/user/orgs", "/user/memberships/orgs"])
def test_lists_leave_the_organization_out_and_give_its_number(sso: DemoServer, path: str) -> None:
    with api(sso) as client:
        answer = client.get(path)
        name = client.get("/organizations/21955855").json()["login"]

    assert answer.headers["x-github-sso"] == "partial-results; organizations=21955855"
    logins = [entry.get("organization", entry)["login"] for entry in answer.json()]
    assert (logins, name) == (["acme"], "sealed")


def test_the_organizations_profile_stays_readable(sso: DemoServer) -> None:
    with api(sso) as client:
        assert client.get("/orgs/sealed").status_code == 200
        assert client.get(f"/orgs/acme/packages{CONTAINER}").status_code == 200


def test_the_anonymous_meet_no_single_sign_on(sso: DemoServer) -> None:
    with registry(sso, "") as client:
        assert client.get("/v2/sealed/sdk/tags/list").status_code == 200


def test_the_registry_refuses_without_naming_single_sign_on(sso: DemoServer) -> None:
    with registry(sso) as client:
        answers = [client.get(f"/v2/sealed/{name}/tags/list") for name in ("core/ledger", "sdk", "absent")]

    assert [error(answer) for answer in answers] == [(403, "DENIED", "denied")] * 3
    assert not any("x-github-sso" in answer.headers for answer in answers)


def test_the_registrys_refusal_is_a_switch(start: Start) -> None:
    switches = Switches(sso_registry_status=401, sso_registry_message="unauthenticated: sign on")
    with registry(start("sso", switches=switches)) as client:
        answer = client.get("/v2/sealed/core/ledger/tags/list")

    assert error(answer) == (401, "UNAUTHORIZED", "unauthenticated: sign on")


def test_the_rest_refusal_may_be_a_bare_404_or_a_silently_shorter_list(start: Start) -> None:
    with api(start("sso", switches=Switches(sso_not_found=True))) as client:
        bare = client.get(f"{SEALED}{CONTAINER}")
    with api(start("sso", switches=Switches(sso_listing="filtered"))) as client:
        shorter = client.get(f"{SEALED}{CONTAINER}")

    assert refusal(bare) == (404, "Not Found")
    assert "x-github-sso" not in bare.headers
    assert [package["name"] for package in shorter.json()] == ["sdk"]


@pytest.mark.parametrize(
    ("login", "token", "message"),
    [
        (
            "classicless",
            classic,
            (
                "`classicless` forbids access via a personal access token (classic). Please use a GitHub App, "
                "OAuth App, or a personal access token with fine-grained permissions."
            ),
        ),
        (
            "shortlived",
            long_lived_fine_grained_token,
            (
                "The 'shortlived' organization forbids access via a fine-grained personal access tokens if the token's "
                "lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: "
                "https://github.com/settings/personal-access-tokens/4000006"
            ),
        ),
        (
            "gated",
            oauth_token,
            (
                f"{RESTRICTED}`gated` organization has enabled OAuth App access restrictions, meaning that data access "
                "to third-parties is limited. For more information on these restrictions, including how to enable this "
                "app, visit https://docs.github.com/articles/restricting-access-to-your-organization-s-data/"
            ),
        ),
        (
            "walled",
            classic,
            (
                f"{RESTRICTED}`walled` organization has an IP allow list enabled, and your IP address is not permitted "
                "to access this resource."
            ),
        ),
    ],
)
def test_policies_refuse_in_githubs_words(
    start: Start, now: datetime, login: str, token: Callable[[datetime], Token], message: str
) -> None:
    given = token(now)
    server = start(world=policies(now, given))
    with api(server) as client:
        assert refusal(client.get(f"/orgs/{login}")) == (403, message)
        listing = client.get(f"/orgs/{login}/packages{CONTAINER}")
    with registry(server) as client:
        pulled = client.get(f"/v2/{login}/service/tags/list")

    if given.kind == "fine-grained":
        assert listing.json()["message"] == "Resource not accessible by personal access token"
        assert error(pulled)[2].endswith("does not match expected scopes.")
    else:
        assert refusal(listing) == (403, message)
        assert error(pulled) == (403, "DENIED", f"permission_denied: {message}")


def test_a_policy_concerns_its_kind_of_token_only(start: Start, now: datetime) -> None:
    with api(start(world=policies(now, classic(now)))) as client:
        assert client.get(f"/orgs/gated/packages{CONTAINER}").status_code == 200
        assert client.get(f"/orgs/shortlived/packages{CONTAINER}").status_code == 200
    with api(start(world=policies(now, oauth_token(now)))) as client:
        assert client.get(f"/orgs/classicless/packages{CONTAINER}").status_code == 200
        assert "gated" not in [org["login"] for org in client.get("/user/orgs").json()]


def test_an_oauth_tokens_single_sign_on_is_asked_for_by_its_name(start: Start, now: datetime) -> None:
    world = build_world("sso", now)
    with api(start(world=with_token(world, oauth_token(now)))) as client:
        refused = refusal(client.get(f"{SEALED}{CONTAINER}"))
    authorized = replace(oauth_token(now), sso=frozenset({"sealed"}))
    with api(start(world=with_token(world, authorized))) as client:
        allowed = client.get(f"{SEALED}{CONTAINER}")

    assert "grant your OAuth token access" in refused[1]
    assert len(allowed.json()) == 5
