"""Revoking a token, and single sign-on given to one: what ends, what begins, and who may ask."""

import httpx
import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import api, exchange
from tests.demo.conftest import Start


def revoke(server: DemoServer, *secrets: object, token: str = "") -> httpx.Response:
    with api(server, token) as client:
        return client.post("/credentials/revoke", json={"credentials": list(secrets)})


def status_of(server: DemoServer, token: str) -> int:
    with api(server, token) as client:
        return client.get("/user").status_code


def test_anybody_who_holds_a_token_can_revoke_it_without_signing_in(maintainer: DemoServer) -> None:
    assert status_of(maintainer, maintainer.token) == 200

    assert revoke(maintainer, maintainer.token).status_code == 202

    assert status_of(maintainer, maintainer.token) == 401
    assert exchange(maintainer, "octocat/dotfiles", ("octocat", maintainer.token)).status_code == 403


def test_a_signed_in_call_is_refused_and_revokes_nothing(maintainer: DemoServer) -> None:
    assert revoke(maintainer, maintainer.token, token=maintainer.token).status_code == 403

    assert status_of(maintainer, maintainer.token) == 200


def test_enterprise_server_wants_a_signed_in_call(start: Start) -> None:
    server = start("rotating", switches=Switches(revocation="authenticated"))

    assert revoke(server, server.token).status_code == 401
    assert revoke(server, server.token, token=server.next_token).status_code == 202
    assert status_of(server, server.token) == 401


def test_an_unknown_token_is_accepted_so_that_nobody_learns_which_exist(maintainer: DemoServer) -> None:
    assert revoke(maintainer, "ghp_" + "x" * 36).status_code == 202


def test_an_app_installation_token_is_accepted_and_lives_on(start: Start) -> None:
    server = start("app")

    assert revoke(server, server.token).status_code == 202

    assert exchange(server, "openco/engine", ("x-access-token", server.token)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"credentials": []}', b'{"credentials": [1]}'])
def test_a_list_that_is_none_is_refused(maintainer: DemoServer, body: bytes) -> None:
    with api(maintainer, "") as client:
        refusal = client.post("/credentials/revoke", content=body)

    assert refusal.status_code == 422
    assert "Validation failed" in refusal.json()["message"]


def test_more_than_a_thousand_at_once_are_refused(maintainer: DemoServer) -> None:
    assert revoke(maintainer, *["x"] * 1_001).status_code == 422


def test_sixty_an_hour_are_taken(maintainer: DemoServer) -> None:
    statuses = [revoke(maintainer, "x").status_code for _ in range(61)]

    assert statuses[:60] == [202] * 60
    assert statuses[60] in {403, 422}


def test_a_revoked_token_may_live_for_some_more_requests(start: Start) -> None:
    server = start(switches=Switches(revocation_delay=2))

    revoke(server, server.token)

    assert [status_of(server, server.token) for _ in range(4)] == [200, 200, 401, 401]


def test_the_new_token_of_the_rotating_persona_sees_acme_once_the_link_was_followed(start: Start) -> None:
    server = start("rotating")
    with api(server) as old, api(server, server.next_token) as new:
        path = "/orgs/acme/packages?package_type=container"
        assert old.get(path).status_code == 200
        refusal = new.get(path)
        assert refusal.status_code == 403
        link = refusal.headers["x-github-sso"].partition("url=")[2]

        assert "Authorized for acme" in httpx.get(link).text

        assert new.get(path).status_code == 200


def test_the_page_for_a_new_token_shows_the_new_one(start: Start) -> None:
    server = start("rotating")

    page = httpx.get(f"{server.web_url}/settings/tokens/new?scopes=read:packages").text

    assert server.next_token in page
    assert server.next_token != server.token
