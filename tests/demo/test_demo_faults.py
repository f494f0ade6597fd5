"""What can be made to go wrong, seen from a client."""

import time

import httpx
import pytest

from ghcr_wizard.demo.switches import Fault, Switches
from tests.demo.clients import api, error, refusal, registry
from tests.demo.conftest import Start

TAGS = "/v2/acme/team/web/tags/list"


def test_a_registry_429_has_its_hint_in_the_message_only(start: Start) -> None:
    with registry(start(faults=[Fault("registry", status=429, path="tags/list")])) as client:
        answer = client.get(TAGS)

    assert error(answer) == (429, "TOOMANYREQUESTS", "retry-after: 880.092µs, allowed: 44000/minute")
    assert "retry-after" not in answer.headers
    assert answer.headers["docker-distribution-api-version"] == "registry/2.0"


@pytest.mark.parametrize("status", [429, 403])
def test_a_rest_error_may_say_when_to_come_back(start: Start, status: int) -> None:
    with api(start(faults=[Fault("api", status=status, retry_after=7)])) as client:
        answer = client.get("/user")

    assert (answer.status_code, answer.headers["retry-after"]) == (status, "7")
    assert answer.headers["x-github-request-id"]


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("role", ["api", "registry"])
def test_server_errors_have_the_hosts_own_form(start: Start, role: str, status: int) -> None:
    server = start(faults=[Fault(role, status=status)])  # type: ignore[arg-type]
    with api(server) as rest, registry(server) as client:
        answer = rest.get("/user") if role == "api" else client.get(TAGS)

    assert answer.status_code == status
    assert ("message" in answer.json()) == (role == "api")


def test_a_fault_strikes_after_some_requests_and_as_often_as_said(start: Start) -> None:
    with api(start(faults=[Fault("api", path="^/user$", after=1, times=2)])) as client:
        statuses = [client.get("/user").status_code for _ in range(5)]
        other = client.get("/user/orgs").status_code

    assert statuses == [200, 503, 503, 200, 200]
    assert other == 200


def test_a_fault_strikes_its_method_and_role_only(start: Start) -> None:
    server = start(faults=[Fault("registry", method="POST"), Fault("web", status=500)])
    with registry(server) as client, api(server) as rest:
        assert client.get(TAGS).status_code == 200
        assert client.post("/v2/acme/team/web/blobs/uploads/").status_code == 503
        assert rest.get("/user").status_code == 200
    assert httpx.get(f"{server.web_url}/").status_code == 500


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_says_nothing_remains(start: Start, status: int) -> None:
    with api(start(faults=[Fault("api", "primary-rate-limit", status=status)])) as client:
        answer = client.get("/user")

    assert refusal(answer) == (status, "API rate limit exceeded for user ID 583231.")
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert int(answer.headers["x-ratelimit-reset"]) > 0


def test_the_secondary_limit_leaves_the_quota_alone(start: Start) -> None:
    with api(start(faults=[Fault("api", "secondary-rate-limit", retry_after=60)])) as client:
        answer = client.get("/user")

    status, message = refusal(answer)
    assert status == 403
    assert message.startswith("You have exceeded a secondary rate limit. Please wait a few minutes")
    assert answer.headers["retry-after"] == "60"
    assert int(answer.headers["x-ratelimit-remaining"]) > 0


def test_a_web_page_may_come_instead_of_json(start: Start) -> None:
    faults = [Fault("api", "html"), Fault("registry", "html", status=200)]
    server = start(faults=faults)
    with api(server) as rest, registry(server) as client:
        page, other = rest.get("/user"), client.get(TAGS)

    assert (page.status_code, other.status_code) == (503, 200)
    for answer in (page, other):
        assert answer.headers["content-type"].startswith("text/html")
        assert "taking too long" in answer.text


def test_a_connection_may_be_reset(start: Start) -> None:
    server = start(faults=[Fault("api", "reset", times=1)])
    with api(server) as client:
        with pytest.raises(httpx.ReadError):
            client.get("/user")
        assert client.get("/user").status_code == 200

    assert [entry.status for entry in server.requests()] == [0, 200]


def test_an_answer_may_never_come_and_stopping_does_not_wait_for_it(start: Start) -> None:
    server = start(faults=[Fault("registry", "hang")])
    with registry(server) as client, pytest.raises(httpx.ReadTimeout):
        client.get(TAGS, timeout=0.2)

    server.stop()
    assert [entry.status for entry in server.requests()] == [0]


@pytest.mark.parametrize("role", ["api", "registry"])
def test_a_body_may_end_in_the_middle(start: Start, role: str) -> None:
    server = start(faults=[Fault(role, "truncate")])  # type: ignore[arg-type]
    with api(server) as rest, registry(server) as client, pytest.raises(httpx.RemoteProtocolError):
        _ = rest.get("/user") if role == "api" else client.get(TAGS)


def test_a_blob_may_end_in_the_middle(start: Start) -> None:
    server = start(faults=[Fault("blob", "truncate")])
    with registry(server) as client:
        manifest = client.get("/v2/acme/website/manifests/latest").json()
        layer = manifest["layers"][0]
        location = client.get(f"/v2/acme/website/blobs/{layer['digest']}").headers["location"]
    received: list[bytes] = []
    with httpx.stream("GET", location) as answer, pytest.raises(httpx.RemoteProtocolError):
        received.extend(answer.iter_bytes())

    assert sum(map(len, received)) == layer["size"] // 2


def test_a_body_may_have_no_end(start: Start) -> None:
    server = start(faults=[Fault("api", "oversize")])
    received = 0
    with httpx.stream("GET", f"{server.api_url}/meta") as answer:
        assert "content-length" not in answer.headers
        for chunk in answer.iter_bytes():
            received += len(chunk)
            if received > 20_000_000:
                break

    with api(server) as client:
        assert client.head("/user").status_code == 200


def test_a_body_may_take_its_time(start: Start) -> None:
    server = start(faults=[Fault("api", "slow", seconds=0.4)])
    began = time.monotonic()
    with api(server) as client:
        answer = client.get("/user")

    assert answer.json()["login"] == "octocat"
    assert time.monotonic() - began >= 0.3


def test_every_answer_may_be_late(start: Start) -> None:
    server = start(switches=Switches(latency=0.2))
    began = time.monotonic()
    with api(server) as client:
        client.get("/user")

    assert time.monotonic() - began >= 0.2


def test_a_page_link_may_lead_to_another_host(start: Start) -> None:
    server = start(faults=[Fault("api", "foreign-link", path="packages")])
    with api(server) as client:
        answer = client.get("/orgs/acme/packages?package_type=container")

    assert len(answer.json()) == 30
    url = answer.links["next"]["url"]
    assert url.startswith("http://localhost:")
    assert url.endswith("/stolen?page=2")


def test_a_redirect_may_lead_to_another_host_which_records_what_arrives(start: Start) -> None:
    server = start(faults=[Fault("api", "foreign-redirect", path="^/user")])
    with api(server) as client:
        moved = client.get("/user?x=1")
        client.get("/user?x=1", follow_redirects=True)

    assert moved.status_code == 307
    assert moved.headers["location"].endswith("/user?x=1")
    [stranger] = [entry for entry in server.requests() if entry.role == "blob"]
    assert (stranger.path, stranger.status, stranger.scheme) == ("/user?x=1", 404, None)


def test_a_challenge_may_name_another_host(start: Start) -> None:
    server = start(faults=[Fault("registry", "foreign-realm", target="http://127.0.0.1:9")])
    answer = httpx.get(f"{server.registry_url}/v2/")

    assert error(answer)[0] == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="http://127.0.0.1:9/token",')


def test_json_may_be_broken(start: Start) -> None:
    with api(start(faults=[Fault("api", "garbage-json")])) as client:
        answer = client.get("/user")

    assert (answer.status_code, answer.content) == (200, b'{"login": [')
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_good_tokens_may_be_locked_out(start: Start) -> None:
    with api(start(faults=[Fault("api", "login-lockout")])) as client:
        answer = client.get("/user")

    assert refusal(answer) == (
        403,
        "Maximum number of login attempts exceeded. Please try again later.",
    )
