"""`/v2/`, `/token` and bearers: what the registry's sign-in says, and how little it proves."""

import base64
from datetime import datetime

import httpx
import pytest

from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import bearer_of, error, exchange
from tests.demo.conftest import Start

PUBLIC, PRIVATE, ABSENT = "openco/engine", "acme/team/web", "acme/absent"
REQUIRED = (401, "UNAUTHORIZED", "authentication required")
NO_ACCESS = (403, "DENIED", "requested access to the resource is denied")

NOT_LIVE = {"anonymous", "browser", "expired", "github-app"}


def get(server: DemoServer, path: str, authorization: str = "") -> httpx.Response:
    headers = {"Authorization": authorization} if authorization else {}
    return httpx.get(f"{server.registry_url}{path}", headers=headers)


def challenge(server: DemoServer, scope: str) -> str:
    return f'Bearer realm="{server.registry_url}/token",service="ghcr.io",scope="{scope}"'


@pytest.mark.parametrize("path", ["/v2/", "/v2/_catalog"])
def test_without_authorization_the_challenge_has_a_placeholder_scope(maintainer: DemoServer, path: str) -> None:
    answer = get(maintainer, path)

    assert answer.content == b'{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}\n'
    assert answer.headers["content-length"] == "73"
    assert answer.headers["content-type"] == "application/json"
    assert "docker-distribution-api-version" not in answer.headers
    assert answer.headers["x-github-request-id"].count(":") == 4
    assert answer.headers["www-authenticate"] == challenge(maintainer, "repository:user/image:pull")


@pytest.mark.parametrize(
    "path", [f"/v2/{PUBLIC}/tags/list", f"/v2/{PUBLIC}/manifests/latest", f"/v2/{PUBLIC}/blobs/sha256:0"]
)
def test_on_a_package_the_challenge_has_its_scope_even_when_public(maintainer: DemoServer, path: str) -> None:
    answer = get(maintainer, path)

    assert error(answer) == REQUIRED
    assert answer.headers["www-authenticate"] == challenge(maintainer, f"repository:{PUBLIC}:pull")


def test_a_push_is_challenged_for_push_and_pull(maintainer: DemoServer) -> None:
    answer = httpx.post(f"{maintainer.registry_url}/v2/{PUBLIC}/blobs/uploads/")

    assert answer.headers["www-authenticate"] == challenge(maintainer, f"repository:{PUBLIC}:push,pull")


def test_the_anonymous_get_an_unsigned_ticket_for_public_packages(maintainer: DemoServer, now: datetime) -> None:
    answer = exchange(maintainer, PUBLIC)

    assert set(answer.json()) == {"token"}
    token = answer.json()["token"]
    assert token.startswith("djE6")
    version, path, stamp = base64.b64decode(token).decode().split(":")
    assert (version, path) == ("v1", PUBLIC)
    assert int(stamp) >= int(now.timestamp()) * 1_000_000_000
    assert get(maintainer, f"/v2/{PUBLIC}/tags/list", f"Bearer {token}").status_code == 200
    unpadded = f"Bearer {token.rstrip('=')}"
    assert get(maintainer, f"/v2/{PUBLIC}/tags/list", unpadded).status_code == 200


def test_the_anonymous_are_told_private_from_absent(maintainer: DemoServer) -> None:
    private, absent = exchange(maintainer, PRIVATE), exchange(maintainer, ABSENT)
    internal = exchange(maintainer, "acme/charts/web")

    assert error(private) == error(internal) == REQUIRED
    assert private.headers["www-authenticate"] == challenge(maintainer, "repository:user/image:pull")
    assert error(absent) == NO_ACCESS
    assert "www-authenticate" not in absent.headers


def test_by_switch_private_looks_absent(start: Start) -> None:
    server = start(switches=Switches(anonymous_private_status=403))

    assert error(exchange(server, PRIVATE)) == error(exchange(server, ABSENT)) == NO_ACCESS
    assert exchange(server, PUBLIC).status_code == 200


def test_a_bearer_at_the_exchange_is_ignored(maintainer: DemoServer) -> None:
    answer = get(maintainer, f"/token?scope=repository:{PRIVATE}:pull", f"Bearer {maintainer.token}")

    assert error(answer) == REQUIRED


def test_an_exchange_without_a_repository_needs_a_credential(maintainer: DemoServer) -> None:
    anonymous = get(maintainer, "/token?service=ghcr.io")
    signed_in = httpx.get(f"{maintainer.registry_url}/token", auth=("octocat", maintainer.token))

    assert error(anonymous) == REQUIRED
    assert signed_in.json() == {"token": bearer_of(maintainer.token)}


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name not in NOT_LIVE])
@pytest.mark.parametrize("path", [PUBLIC, PRIVATE, ABSENT])
def test_every_live_token_gets_in_whatever_it_may_do(start: Start, persona: str, path: str) -> None:
    server = start(persona)
    answer = exchange(server, path, ("anything", server.token))

    assert (answer.status_code, answer.json()) == (200, {"token": bearer_of(server.token)})


@pytest.mark.parametrize("path", [PUBLIC, PRIVATE, ABSENT])
def test_a_dead_token_is_denied_also_for_public_packages(start: Start, path: str) -> None:
    server = start("expired")
    for password in (server.token, "ghp_unknown", ""):
        answer = exchange(server, path, ("octocat", password))
        assert error(answer) == (403, "DENIED", "denied")
        assert "www-authenticate" not in answer.headers


def test_an_empty_username_is_refused_and_any_other_ignored(maintainer: DemoServer) -> None:
    assert error(exchange(maintainer, PUBLIC, ("", maintainer.token))) == REQUIRED
    for username in ("x", "_", "x-access-token", "somebody-else"):
        assert exchange(maintainer, PUBLIC, (username, maintainer.token)).status_code == 200


def test_the_scope_may_be_percent_encoded_or_raw(maintainer: DemoServer) -> None:
    for scope in (f"repository:{PUBLIC}:pull", "repository%3Aopenco%2Fengine%3Apull"):
        assert get(maintainer, f"/token?scope={scope}").status_code == 200


def test_the_exchange_is_a_get(maintainer: DemoServer) -> None:
    assert httpx.post(f"{maintainer.registry_url}/token").status_code == 405


def test_the_credential_itself_in_base64_is_a_bearer(maintainer: DemoServer) -> None:
    for text in (maintainer.token, f"octocat:{maintainer.token}", f"{maintainer.token}\n"):
        bearer = base64.b64encode(text.encode()).decode()
        answer = get(maintainer, f"/v2/{PRIVATE}/tags/list", f"Bearer {bearer}")
        assert answer.status_code == 200, text


def test_a_junk_bearer_reads_what_is_public_and_nothing_else(maintainer: DemoServer) -> None:
    assert get(maintainer, f"/v2/{PUBLIC}/tags/list", "Bearer QQ==").status_code == 200
    for path in (PRIVATE, ABSENT):
        answer = get(maintainer, f"/v2/{path}/tags/list", "Bearer QQ==")
        assert error(answer) == NO_ACCESS
        assert "www-authenticate" not in answer.headers


def test_a_dead_secret_in_a_bearer_is_junk(start: Start) -> None:
    server = start("expired")
    bearer = f"Bearer {bearer_of(server.token)}"

    assert get(server, f"/v2/{PUBLIC}/tags/list", bearer).status_code == 200
    assert error(get(server, f"/v2/{PRIVATE}/tags/list", bearer)) == NO_ACCESS


def test_basic_or_a_raw_token_straight_at_a_package_is_an_invalid_token(maintainer: DemoServer) -> None:
    basic = base64.b64encode(f"octocat:{maintainer.token}".encode()).decode()
    for authorization in (f"Basic {basic}", f"Bearer {maintainer.token}", "Bearer !"):
        answer = get(maintainer, f"/v2/{PUBLIC}/tags/list", authorization)
        assert error(answer) == (403, "DENIED", "invalid token")
        assert (answer.headers["content-type"], len(answer.content)) == ("text/plain; charset=utf-8", 57)
        assert "docker-distribution-api-version" not in answer.headers
        assert "www-authenticate" not in answer.headers


def test_an_empty_bearer_is_none(maintainer: DemoServer) -> None:
    answer = get(maintainer, f"/v2/{PUBLIC}/tags/list", "Bearer")

    assert error(answer) == (401, "UNAUTHORIZED", "authentication required")
    assert answer.headers["www-authenticate"] == challenge(maintainer, f"repository:{PUBLIC}:pull")


def test_the_root_without_its_slash_is_not_there(maintainer: DemoServer) -> None:
    for authorization in ("", "Bearer QQ=="):
        assert get(maintainer, "/v2", authorization).status_code == 404


def test_a_token_is_not_posted_for(maintainer: DemoServer) -> None:
    form = {"grant_type": "password", "username": "octocat", "password": maintainer.token, "service": "ghcr.io"}
    assert httpx.post(f"{maintainer.registry_url}/token", data=form).status_code == 405


@pytest.mark.parametrize("scope", ["registry:catalog:*", "repository:user/image:pull"])
def test_what_is_no_package_is_denied_anonymously(maintainer: DemoServer, scope: str) -> None:
    answer = httpx.get(f"{maintainer.registry_url}/token", params={"scope": scope})

    assert (answer.status_code, len(answer.content)) == (403, 86)
    assert answer.headers["docker-distribution-api-version"] == "registry/2.0"


def test_the_root_accepts_any_bearer_and_so_proves_nothing(maintainer: DemoServer) -> None:
    for bearer in (bearer_of(maintainer.token), "QQ=="):
        assert get(maintainer, "/v2/", f"Bearer {bearer}").status_code == 200


def test_the_landing_page_is_a_page(maintainer: DemoServer) -> None:
    assert get(maintainer, "/").headers["content-type"].startswith("text/html")
