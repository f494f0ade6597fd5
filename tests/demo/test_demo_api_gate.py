"""What GitHub's REST API checks before it looks at an endpoint, and what it adds to every answer."""

import http.client
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from ghcr_wizard.demo.personas.apps import installation_token
from ghcr_wizard.demo.personas.extras import actions_token, app_user_token, oauth_token
from ghcr_wizard.demo.personas.maintainer import classic_token, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import api, refusal
from tests.demo.conftest import Start


def test_a_request_without_user_agent_is_refused_before_its_credential(maintainer: DemoServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(maintainer.api_url).netloc)
    connection.request("GET", "/user", headers={"Authorization": "Bearer nonsense"})
    answer = connection.getresponse()
    body = answer.read()

    assert answer.status == 403
    assert answer.headers["content-type"] == "text/html"
    assert b"User-Agent" in body
    connection.close()


def test_the_api_version_is_echoed_and_an_unknown_one_refused(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        default = client.get("/meta")
        newest = client.get("/meta", headers={"X-GitHub-Api-Version": "2026-03-10"})
        unknown = client.get("/meta", headers={"X-GitHub-Api-Version": "2020-01-01"})

    assert default.headers["x-github-api-version-selected"] == "2022-11-28"
    assert newest.headers["x-github-api-version-selected"] == "2026-03-10"
    assert unknown.status_code == 400


def test_a_version_past_its_end_is_gone_and_the_next_one_is_the_default(start: Start) -> None:
    with api(start(switches=Switches(ended_versions=frozenset({"2022-11-28"})))) as client:
        assert client.get("/user", headers={"X-GitHub-Api-Version": "2022-11-28"}).status_code == 410
        assert client.get("/versions").json() == ["2026-03-10"]
        default = client.get("/rate_limit")

    assert default.headers["x-github-api-version-selected"] == "2026-03-10"
    assert "rate" not in default.json()


def test_a_version_whose_end_is_announced_says_so(start: Start) -> None:
    with api(start(switches=Switches(ending_versions=frozenset({"2022-11-28"})))) as client:
        old = client.get("/meta")
        new = client.get("/meta", headers={"X-GitHub-Api-Version": "2026-03-10"})

    assert {"deprecation", "sunset"} <= set(old.headers)
    assert {"deprecation", "sunset"}.isdisjoint(new.headers)


@pytest.mark.parametrize("scheme", ["Bearer", "token", "bearer"])
def test_both_authorization_schemes_are_understood(maintainer: DemoServer, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {maintainer.token}"}

    assert httpx.get(f"{maintainer.api_url}/user", headers=headers).json()["login"] == "octocat"


@pytest.mark.parametrize("path", ["/user", "/meta", "/users/octocat", "/nowhere"])
def test_a_bad_credential_is_refused_everywhere(maintainer: DemoServer, path: str) -> None:
    with api(maintainer, "ghp_000000000000000000000000000000000000") as client:
        answer = client.get(path)

    assert refusal(answer) == (401, "Bad credentials")
    assert answer.json()["documentation_url"] == "https://docs.github.com/rest"


def test_an_expired_token_is_a_bad_credential(start: Start) -> None:
    with api(start("expired")) as client:
        assert refusal(client.get("/user")) == (401, "Bad credentials")


def test_after_several_bad_logins_good_tokens_are_refused_too(start: Start) -> None:
    server = start(switches=Switches(login_lockout_after=2))
    with api(server, "ghp_bad") as stranger, api(server) as owner:
        statuses = [stranger.get("/user").status_code for _ in range(2)]
        locked = owner.get("/user")

    assert statuses == [401, 401]
    expected = "Maximum number of login attempts exceeded. Please try again later."
    assert refusal(locked) == (403, expected)


def test_scopes_are_shown_sorted_and_without_implied_ones(start: Start, now: datetime) -> None:
    given = frozenset({"write:packages", "read:packages", "repo", "public_repo", "delete:packages", "read:org"})
    server = start(world=with_token(ordinary(now), classic_token("scopes", given, None)))
    with api(server) as client:
        headers = client.get("/user").headers

    assert headers["x-oauth-scopes"] == "delete:packages, read:org, repo, write:packages"
    assert headers["x-accepted-oauth-scopes"] == ""


def test_a_token_that_never_expires_has_no_expiry(start: Start) -> None:
    with api(start("overprivileged")) as client:
        assert "github-authentication-token-expiration" not in client.get("/user").headers


def test_a_classic_token_without_scopes_shows_empty_ones(start: Start, now: datetime) -> None:
    bare = classic_token("bare", frozenset(), None)
    with api(start(world=with_token(ordinary(now), bare))) as client:
        assert client.get("/user").headers["x-oauth-scopes"] == ""


def test_the_organization_endpoint_says_which_scopes_it_would_take(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        accepted = client.get("/orgs/acme").headers["x-accepted-oauth-scopes"]

    assert accepted == "admin:org, read:org, repo, user, write:org"


def test_a_fine_grained_token_is_known_by_the_absence_of_scopes(start: Start) -> None:
    with api(start("fine-grained")) as client:
        headers = client.get("/user").headers

    assert "x-oauth-scopes" not in headers
    assert headers["x-accepted-github-permissions"] == "allows_permissionless_access=true"
    assert headers["github-authentication-token-expiration"] == "2026-11-01 12:00:00 UTC"


def test_an_app_user_token_has_empty_scopes_and_a_client_id(start: Start, now: datetime) -> None:
    world = ordinary(now)
    server = start(world=with_token(world, app_user_token(world.now)))
    with api(server) as client:
        headers = client.get("/user").headers

    assert headers["x-oauth-scopes"] == ""
    assert headers["x-oauth-client-id"].startswith("Iv23li")


def test_an_installation_token_shows_no_scopes_and_no_expiry(start: Start) -> None:
    with api(start("app")) as client:
        answer = client.get("/installation/repositories")

    assert answer.status_code == 200
    assert "x-oauth-scopes" not in answer.headers
    assert "github-authentication-token-expiration" not in answer.headers


def test_the_expiry_may_come_with_an_offset(start: Start) -> None:
    server = start(switches=Switches(expiry_with_offset=True))
    with api(server) as client:
        expiry = client.get("/user").headers["github-authentication-token-expiration"]

    assert expiry == "2026-12-01 07:00:00 -0500"


def test_every_answer_has_a_request_id_and_a_quota_also_errors(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        answers = [client.get(path) for path in ("/user", "/nowhere", "/orgs/nobody", "/app")]

    identifiers = {answer.headers["x-github-request-id"] for answer in answers}
    assert len(identifiers) == 4
    for answer in answers:
        assert {f"x-ratelimit-{name}" for name in ("limit", "remaining", "used", "reset", "resource")} <= set(
            answer.headers
        )


def test_requests_are_counted_and_asking_for_the_quota_is_free(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        client.get("/user")
        client.get("/user/orgs")
        quotas = [client.get("/rate_limit").json() for _ in range(3)]

    assert [quota["resources"]["core"]["remaining"] for quota in quotas] == [4998] * 3
    assert quotas[0]["rate"]["used"] == 2


def test_the_newest_api_version_has_dropped_rate(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        quota = client.get("/rate_limit", headers={"X-GitHub-Api-Version": "2026-03-10"}).json()

    assert set(quota) == {"resources"}


def test_limits_differ_by_principal(start: Start, now: datetime) -> None:
    world = ordinary(now)
    actions = with_token(world, actions_token(world.now))
    app = with_token(world, installation_token(world.now))
    limits = []
    for given, token in ((actions, None), (app, None), (app, "")):
        with api(start(world=given), token) as client:
            limits.append(client.get("/rate_limit").json()["resources"]["core"]["limit"])

    assert limits == [1000, 5000, 60]


def test_all_tokens_of_a_user_share_one_quota(start: Start, now: datetime) -> None:
    world = ordinary(now)
    second = oauth_token(world.now)
    first = oauth_token(world.now, frozenset({"repo"}))
    server = start("maintainer", world=with_token(with_token(world, first), second))
    with api(server) as client:
        client.get("/user")
        assert client.get("/rate_limit").json()["resources"]["core"]["used"] == 1


@pytest.mark.parametrize("status", [403, 429])
def test_an_exhausted_user_is_told_so(start: Start, now: datetime, status: int) -> None:
    server = start(switches=Switches(rate_limit_remaining=1, rate_limit_status=status))  # type: ignore[arg-type]
    with api(server) as client:
        assert client.get("/user").status_code == 200
        refused = client.get("/user/packages")

    assert refusal(refused) == (status, "API rate limit exceeded for user ID 583231.")
    assert refused.headers["x-ratelimit-remaining"] == "0"
    reset = datetime.fromtimestamp(int(refused.headers["x-ratelimit-reset"]), now.tzinfo)
    assert timedelta(hours=1) <= reset - now < timedelta(hours=2)


def test_an_exhausted_address_is_told_to_sign_in(start: Start) -> None:
    server = start("anonymous", switches=Switches(rate_limit_remaining=0))
    with api(server) as client:
        status, message = refusal(client.get("/users/octocat"))

    assert status == 403
    assert message == (
        "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate "
        "limit. Check out the documentation for more details.)"
    )


def test_an_exhausted_installation_is_named_by_its_number(start: Start) -> None:
    with api(start("app", switches=Switches(rate_limit_remaining=0))) as client:
        answer = client.get("/installation/repositories")

    assert refusal(answer) == (403, "API rate limit exceeded for installation ID 51880233.")


def test_an_answer_already_known_is_not_sent_nor_counted_again(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        first = client.get("/user/packages?package_type=container")
        again = client.get("/user/packages?package_type=container", headers={"If-None-Match": first.headers["etag"]})
        other = client.get(
            "/orgs/acme/packages?package_type=container", headers={"If-None-Match": first.headers["etag"]}
        )

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["x-ratelimit-used"] == first.headers["x-ratelimit-used"] == "1"
    assert (other.status_code, other.headers["x-ratelimit-used"]) == (200, "2")


def test_an_unchanged_answer_is_counted_for_the_anonymous(maintainer: DemoServer) -> None:
    with api(maintainer, "") as client:
        first = client.get("/users/octocat")
        again = client.get("/users/octocat", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.headers["x-ratelimit-used"] == "2"


def test_one_principals_entity_tag_is_not_anothers(maintainer: DemoServer) -> None:
    with api(maintainer) as owner, api(maintainer, "") as stranger:
        first = owner.get("/users/octocat")
        other = stranger.get("/users/octocat", headers={"If-None-Match": first.headers["etag"]})

    assert other.status_code == 200


def test_head_is_get_without_a_body(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        head, got = client.head("/user"), client.get("/user")

    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "etag", "x-oauth-scopes", "github-authentication-token-expiration"):
        assert head.headers[name] == got.headers[name]
