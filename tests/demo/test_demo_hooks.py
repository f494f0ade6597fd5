"""The simulated webhooks: judged by githubkit's schemas, and really delivered to a receiver that checks signatures."""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from githubkit import webhooks
from githubkit.exception import RequestFailed

from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.personas.extras import actions_token, oauth_token
from ghcr_wizard.demo.personas.hooks import RECEIVER
from ghcr_wizard.demo.personas.maintainer import with_token
from ghcr_wizard.demo.switches import Switches
from ghcr_wizard.demo.webhooks.model import Webhook
from ghcr_wizard.demo.world import Token
from ghcr_wizard.webhooks import parse_event
from tests.demo.clients import api
from tests.demo.conftest import Start
from tests.demo.judge import github

SECRET = "It's a Secret to Everybody"
OTHER = {"url": "https://ci.example.com/hook", "content_type": "json", "secret": SECRET, "insecure_ssl": "0"}


def test_repository_webhooks_are_valid(start: Start) -> None:
    with github(start("hooks")) as rest:
        made = rest.repos.create_webhook("octocat", "hello", name="web", config=OTHER, events=["package"])
        hook = made.parsed_data
        [listed] = rest.repos.list_webhooks("octocat", "hello").parsed_data
        one = rest.repos.get_webhook("octocat", "hello", hook.id).parsed_data
        pinged = rest.repos.ping_webhook("octocat", "hello", hook.id)
        deliveries = rest.repos.list_webhook_deliveries("octocat", "hello", hook.id).parsed_data
        first = rest.repos.get_webhook_delivery("octocat", "hello", hook.id, deliveries[-1].id).parsed_data

    assert (made.status_code, pinged.status_code) == (201, 204)
    assert listed.id == one.id == hook.id
    assert (hook.active, hook.events, hook.type, hook.config.secret) == (True, ["package"], "Repository", "********")
    assert (one.last_response.code, one.last_response.status) == (200, "active")
    assert [each.event for each in deliveries] == ["ping", "ping"]
    assert first.request.payload.model_dump()["hook_id"] == hook.id


def test_organization_webhooks_are_valid(start: Start) -> None:
    with github(start("hooks")) as rest:
        made = rest.orgs.create_webhook("acme", name="web", config=OTHER, events=["package"]).parsed_data
        kept = rest.orgs.update_webhook("acme", made.id, active=False, events=["push"]).parsed_data
        bare = {"url": OTHER["url"], "content_type": "json"}
        changed = rest.orgs.update_webhook("acme", made.id, config=bare).parsed_data
        again = rest.orgs.get_webhook("acme", made.id).parsed_data
        rest.orgs.ping_webhook("acme", made.id)
        deliveries = rest.orgs.list_webhook_deliveries("acme", made.id).parsed_data
        redelivered = rest.orgs.redeliver_webhook_delivery("acme", made.id, deliveries[0].id)
        newest = rest.orgs.list_webhook_deliveries("acme", made.id).parsed_data[0]

    assert (made.type, again.active, again.events) == ("Organization", False, ["push"])
    assert kept.config.secret == "********"
    assert "secret" not in changed.config.model_dump(exclude_unset=True), (
        "a configuration without the secret takes it away"
    )
    assert redelivered.status_code == 202
    assert (newest.redelivery, newest.event, newest.repository_id) == (True, "ping", None)


def test_past_pushes_are_one_valid_event_for_every_manifest(start: Start) -> None:
    with github(start("hooks")) as rest:
        [hook] = rest.orgs.list_webhooks("openco").parsed_data
        deliveries = rest.orgs.list_webhook_deliveries("openco", hook.id, per_page=100).parsed_data
        told = [rest.orgs.get_webhook_delivery("openco", hook.id, row.id).json()["request"] for row in deliveries]

    tags = []
    for request in told:
        body = json.dumps(request["payload"])
        event = webhooks.parse(request["headers"]["X-GitHub-Event"], body)
        ours = parse_event(json.loads(body))
        assert ours is not None
        assert type(event).__name__ == "WebhookPackagePublished"
        assert event.package.package_version.container_metadata.tag.digest == ours.digest
        tags.append(ours.tag)
    assert {event is None for event in tags} == {True, False}
    assert {parse_event(row["payload"]).package for row in told} == {"openco/engine", "openco/ci/builder"}  # type: ignore[union-attr]


def test_a_token_without_the_scope_or_the_right_is_told_that_nothing_is_there(start: Start, now: datetime) -> None:
    world = build_world("hooks", now)

    def asked(token: Token, path: str) -> int:
        with api(start(world=with_token(replace(world, tokens=()), token))) as client:
            return client.get(path).status_code

    def classic(*scopes: str) -> Token:
        return replace(world.tokens[0], scopes=frozenset(scopes))

    assert asked(classic("admin:org_hook"), "/orgs/acme/hooks") == 200
    assert asked(classic("admin:repo_hook"), "/orgs/acme/hooks") == 404
    for scope in ("admin:repo_hook", "write:repo_hook", "read:repo_hook", "repo", "public_repo"):
        assert asked(classic(scope), "/repos/acme/api/hooks") == 200
    for scope in ("admin:org_hook", "read:packages"):
        assert asked(classic(scope), "/repos/acme/api/hooks") == 404
    assert asked(classic("admin:org_hook"), "/orgs/NightlyLabs/hooks") == 404
    assert asked(classic("admin:org_hook"), "/orgs/octocat/hooks") == 404
    assert asked(actions_token(now), "/repos/acme/api/hooks") == 403


def test_reading_scopes_do_not_write(start: Start, now: datetime) -> None:
    world = build_world("hooks", now)
    token = replace(world.tokens[0], scopes=frozenset({"read:repo_hook"}))
    with api(start(world=replace(world, tokens=(token,)))) as client:
        assert client.post("/repos/octocat/hello/hooks", json={"config": OTHER}).status_code == 404


def test_oauth_apps_and_people_do_not_see_each_others_webhooks(start: Start, now: datetime) -> None:
    world = build_world("hooks", now)
    theirs = Webhook(500, "acme/api", "https://app.example.com/x", oauth=True)
    world = replace(world, hooks=(*world.hooks, theirs))
    with api(start(world=world)) as client:
        assert [hook["id"] for hook in client.get("/repos/acme/api/hooks").json()] == [418_000_003]
        assert client.get("/repos/acme/api/hooks/500").status_code == 404
    app = oauth_token(now, frozenset({"admin:repo_hook"}))
    with api(start(world=with_token(world, app))) as client:
        assert [hook["id"] for hook in client.get("/repos/acme/api/hooks").json()] == [500]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.1", "0.0.0.0", "192.168.1.2"])  # noqa: S104 - an address to refuse
def test_an_address_of_a_private_network_is_refused_in_githubs_words(start: Start, host: str) -> None:
    with github(start("hooks")) as rest, pytest.raises(RequestFailed) as refused:
        rest.orgs.create_webhook("acme", name="web", config={**OTHER, "url": f"http://{host}/x"}, events=["package"])

    body = refused.value.response.json()
    assert (refused.value.response.status_code, body["message"]) == (422, "Validation Failed")
    assert body["errors"] == [
        {
            "resource": "Hook",
            "code": "custom",
            "field": "url",
            "message": f"url is not supported because it isn't reachable over the public Internet ({host})",
        }
    ]


def test_the_same_address_twice_is_refused(start: Start) -> None:
    with api(start("hooks")) as client:
        answer = client.post("/orgs/openco/hooks", json={"config": {**OTHER, "url": RECEIVER}})
        assert (answer.status_code, answer.json()["errors"][0]["message"]) == (
            422,
            "Hook already exists on this organization",
        )


def test_an_owners_repositories_are_listed_the_last_pushed_to_first(start: Start) -> None:
    with api(start("hooks")) as client:
        names = [each["full_name"] for each in client.get("/orgs/acme/repos?per_page=100").json()]
        assert names.index("acme/web") < names.index("acme/handbook")
        assert "acme/api" not in names, "a private repository takes the scope repo"
        assert client.get("/users/octocat/repos").status_code == 200
        assert client.get("/orgs/octocat/repos").status_code == 404


@dataclass
class Receiver:
    """A receiver on loopback: what it was sent, and what it answers."""

    url: str = ""
    status: int = 202
    arrived: Queue[tuple[dict[str, str], bytes]] = field(default_factory=Queue)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver of webhooks on a port of its own."""
    seen = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(seen.status)
            self.end_headers()
            self.wfile.write(b"thank you")
            seen.arrived.put((dict(self.headers.items()), body))

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's own
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_port}/api/webhooks/github"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()


def test_a_real_delivery_is_signed_so_that_two_checks_agree(start: Start) -> None:
    server = start("hooks", switches=Switches(deliver_to_loopback=True))
    with receiver() as harbor, api(server) as client:
        made = client.post("/repos/octocat/hello/hooks", json={"config": {**OTHER, "url": harbor.url}})
        assert made.status_code == 201
        headers, body = harbor.arrived.get()

        signed = headers["X-Hub-Signature-256"]
        assert signed == "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
        assert webhooks.verify(SECRET, body, signed)
        assert not webhooks.verify("another", body, signed)
        assert headers["X-GitHub-Event"] == "ping"
        assert headers["X-GitHub-Hook-Installation-Target-Type"] == "repository"
        assert type(webhooks.parse("ping", body)).__name__ == "WebhookPing"
        assert _status(client, made.json()["deliveries_url"]) == (202, "Accepted")


def _status(client: httpx.Client, url: str) -> tuple[int, str]:
    """What the newest delivery met, once it is written down."""
    pause = Event()
    while not (rows := client.get(url).json()):
        pause.wait(0.02)
    return rows[0]["status_code"], rows[0]["status"]


def test_a_receiver_that_is_gone_is_a_failed_delivery(start: Start) -> None:
    server = start("hooks", switches=Switches(deliver_to_loopback=True))
    with api(server) as client:
        config = {**OTHER, "url": "http://127.0.0.1:9/x"}
        made = client.post("/repos/octocat/hello/hooks", json={"config": config}).json()
        assert _status(client, made["deliveries_url"]) == (0, "failed to connect to host")
        assert client.get(made["url"]).json()["last_response"]["status"] == "failed to connect"
