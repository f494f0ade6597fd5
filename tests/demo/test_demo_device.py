"""Signing in with a code at the simulated GitHub, judged by an independent client and by hand."""

from typing import Any

import httpx
import pytest
from githubkit import GitHub
from githubkit.auth import OAuthDeviceAuthStrategy

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import api
from tests.demo.conftest import Start

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
JSON = {"Accept": "application/json"}


def begin(server: DemoServer, scope: str = "read:packages", client_id: str | None = None) -> dict[str, Any]:
    fields = {"client_id": server.client_id if client_id is None else client_id, "scope": scope}
    answer = httpx.post(f"{server.web_url}/login/device/code", data=fields, headers=JSON)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def poll(server: DemoServer, code: dict[str, Any], **other: str) -> dict[str, Any]:
    fields = {"client_id": server.client_id, "device_code": code.get("device_code", ""), "grant_type": GRANT} | other
    answer = httpx.post(f"{server.web_url}/login/oauth/access_token", data=fields, headers=JSON)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def answer_page(code: dict[str, Any], answer: str = "approved") -> httpx.Response:
    return httpx.post(code["verification_uri"], data={"user_code": code["user_code"].lower(), "answer": answer})


def test_githubkits_device_strategy_gets_a_token_that_works(start: Start) -> None:
    server = start("browser", switches=Switches(device_acts_after=1))
    shown: list[dict[str, Any]] = []
    strategy = OAuthDeviceAuthStrategy(server.client_id, shown.append, scopes=["read:packages", "read:org"])
    with GitHub(strategy, base_url=server.web_url, auto_retry=False, http_cache=False) as client:
        client.request("GET", "/settings")

    assert shown[0]["verification_uri"] == f"{server.web_url}/login/device"
    with api(server, strategy.token) as rest:
        assert rest.get("/user").headers["x-oauth-scopes"] == "read:org, read:packages"


def test_the_codes_have_githubs_form(start: Start) -> None:
    code = begin(start("browser"))

    assert set(code) == {"device_code", "user_code", "verification_uri", "expires_in", "interval"}
    assert len(code["device_code"]) == 40
    assert code["expires_in"] == 900
    assert len(code["user_code"]) == 9
    assert code["user_code"][4] == "-"


def test_the_person_approves_on_the_page_and_the_token_has_the_scopes_asked_for(start: Start) -> None:
    server = start()
    code = begin(server, "read:packages read:org")
    page = httpx.get(code["verification_uri"])
    assert code["user_code"] in page.text
    assert answer_page(code).status_code == 200

    document = poll(server, code)

    assert document["token_type"] == "bearer"
    assert document["scope"] == "read:org,read:packages"
    with api(server, document["access_token"]) as client:
        user = client.get("/user")
    assert user.json()["login"] == "octocat"
    assert user.headers["x-oauth-scopes"] == "read:org, read:packages"
    assert poll(server, code)["error"] == "incorrect_device_code"


def test_a_poll_before_its_time_is_slowed_down(start: Start) -> None:
    server = start()
    code = begin(server)
    assert poll(server, code)["error"] == "authorization_pending"

    refused = poll(server, code)

    assert (refused["error"], refused["interval"]) == ("slow_down", code["interval"] + 5)
    assert refused["error_description"]
    assert refused["error_uri"].startswith("https://docs.github.com/")


@pytest.mark.parametrize(
    ("switches", "error"),
    [
        (Switches(device_acts_after=0, device_answer="denied"), "access_denied"),
        (Switches(device_acts_after=0, device_answer="expired"), "expired_token"),
        (Switches(), "authorization_pending"),
    ],
)
def test_what_the_person_does_instead_of_approving_is_told(start: Start, switches: Switches, error: str) -> None:
    server = start(switches=switches)

    assert poll(server, begin(server))["error"] == error


def test_the_person_may_cancel_on_the_page(start: Start) -> None:
    server = start()
    code = begin(server)
    answer_page(code, "denied")

    assert poll(server, code)["error"] == "access_denied"
    assert answer_page(code).status_code == 404


def test_wrong_requests_are_refused_with_status_200(start: Start) -> None:
    server = start()
    code = begin(server)

    assert begin(server, client_id="Ov23liNobody")["error"] == "incorrect_client_credentials"
    assert poll(server, code, client_id="Ov23liNobody")["error"] == "incorrect_client_credentials"
    assert poll(server, code, device_code="x")["error"] == "incorrect_device_code"
    assert poll(server, code, grant_type="password")["error"] == "unsupported_grant_type"
    assert begin(start(switches=Switches(device_flow=False)))["error"] == "device_flow_disabled"
