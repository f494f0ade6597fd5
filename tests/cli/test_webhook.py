"""`ghcr-wizard webhook` as a process: every way push events get lost is named; webhooks are set up once, and pinged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.personas.hooks import RECEIVER
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.demo.webhooks.model import Webhook
from tests.cli.conftest import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghcr_wizard.demo.server import DemoServer
    from tests.cli.conftest import Computer
    from tests.processes import Finished

HOST = "harborguard.example.com"
SECRET_NAME = f"ghcr-wizard:ghcr.io webhook:{RECEIVER}"


def webhook(computer: Computer, server: DemoServer, *arguments: str, token: str | None = None) -> Finished:
    """Run the command with the persona's token, given for this one call."""
    who = ("--username", "octocat", "--token-stdin")
    stdin = (server.token if token is None else token).encode()
    return computer.run("webhook", *arguments, *who, stdin=stdin, env=endpoints(server))


def hooks_at(server: DemoServer, place: str) -> list[dict[str, Any]]:
    """Ask the simulated GitHub itself which webhooks stand in a place."""
    answer = httpx.get(f"{server.api_url}/{place}/hooks", headers={"Authorization": f"Bearer {server.token}"})
    hooks: list[dict[str, Any]] = answer.raise_for_status().json()
    return hooks


def rows(done: Finished) -> list[tuple[str, str | None]]:
    return [(row["code"], row["subject"]) for row in done.json()["diagnoses"]]


def secrets(computer: Computer) -> dict[str, str]:
    stored: dict[str, str] = json.loads(computer.secrets.read_text()) if computer.secrets.exists() else {}
    return stored


@pytest.mark.parametrize(
    ("about", "code", "subject"),
    [
        ("--package acme/team/api", "webhook-event-missing", "acme/api"),
        ("--package acme/team/webhooks", "webhook-inactive", "acme/webhooks"),
        ("--package acme/tools/cli", "webhook-deliveries-failing", "acme/cli"),
        ("--package acme/tools/lint", "webhook-deliveries-failing", "acme/lint"),
        ("--package acme/website", "webhook-wrong-repository", "acme/website"),
        ("--package octocat/hello", "webhook-missing", "octocat/hello"),
        ("--package octocat/scratchpad", "webhook-missing", "octocat/scratchpad"),
        ("--namespace NightlyLabs", "webhook-scope-missing", "NightlyLabs"),
        ("--repository acme/api", "webhook-event-missing", "acme/api"),
        ("--repository octocat/hello", "webhook-missing", "octocat/hello"),
    ],
)
def test_each_wrong_set_up_is_named(
    computer: Computer, github: Callable[..., DemoServer], about: str, code: str, subject: str
) -> None:
    done = webhook(computer, github("hooks"), "status", *about.split(), "--url", RECEIVER, "--json")

    assert (code, subject) in rows(done)
    assert {row for row, _ in rows(done)} == {code}
    assert done.status == 1


@pytest.mark.parametrize("action", [("status",), ("create", "--yes"), ("ping", "--yes")])
def test_throttling_is_named_and_changes_nothing(
    computer: Computer, github: Callable[..., DemoServer], action: tuple[str, ...]
) -> None:
    server = github("hooks", faults=(Fault("api", "primary-rate-limit"),))

    done = webhook(computer, server, *action, "--namespace", "acme", "--url", RECEIVER, "--json")

    assert (done.status, rows(done)) == (3, [("api-rate-limited", None)])
    assert done.json().get("done", False) is False
    assert {request.method for request in server.requests()} == {"GET"}


def test_a_document_about_a_missing_token_names_the_receiver_in_full(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    done = webhook(computer, github("hooks"), "status", "--namespace", "acme", "--url", HOST, "--json", token="")

    assert (done.status, rows(done)) == (2, [("token-missing", None)])
    assert done.json()["url"] == RECEIVER


def test_without_a_token_there_are_no_webhooks_to_look_at(computer: Computer) -> None:
    done = computer.run("webhook", "status", "--namespace", "acme", "--anonymous", "--json")

    assert (done.status, rows(done)) == (2, [("token-missing", None)])


@pytest.mark.parametrize("about", ["--package acme/team/web", "--namespace openco", "--repository openco/engine"])
def test_a_webhook_that_works_is_said_to(computer: Computer, github: Callable[..., DemoServer], about: str) -> None:
    server = github("hooks")
    document = webhook(computer, server, "status", *about.split(), "--url", HOST, "--json").json()
    text = webhook(computer, server, "status", *about.split(), "--url", HOST)

    assert (document["schema"], document["url"], document["diagnoses"]) == ("ghcr-wizard.webhook/1", RECEIVER, [])
    assert text.status == 0
    assert "receives them" in text.stdout
    assert "one event for every manifest" in text.stdout
    assert "published: " in text.stdout


def test_the_document_is_as_it_was_promised(computer: Computer, github: Callable[..., DemoServer]) -> None:
    done = webhook(computer, github("hooks"), "status", "--package", "acme/tools/cli", "--url", HOST, "--json")

    document = done.json()
    assert list(document) == ["schema", "url", "targets", "diagnoses"]
    [organization, repository] = document["targets"]
    packages = ["acme/tools/cli"]
    assert organization == {"name": "acme", "kind": "organization", "packages": packages, "hooks": []}
    [hook] = repository.pop("hooks")
    assert repository == {"name": "acme/cli", "kind": "repository", "packages": packages}
    deliveries = hook.pop("deliveries")
    assert hook == {"id": 418_000_005, "url": RECEIVER, "events": ["package"], "active": True}
    assert list(deliveries) == ["ok", "failed", "last_at", "last_status"]
    assert (deliveries["ok"], deliveries["failed"], deliveries["last_status"]) == (0, 3, 502)
    assert deliveries["last_at"].endswith("Z")


def test_why_push_events_are_ignored_fits_on_one_screen(computer: Computer, github: Callable[..., DemoServer]) -> None:
    done = webhook(computer, github("hooks"), "status", "--package", "acme/tools/cli", "--url", HOST)

    assert len(done.stdout.splitlines()) <= 24
    assert all(len(line) <= 100 for line in done.stdout.splitlines())
    for words in (
        "acme/tools/cli",
        "acme/cli",
        "502 Bad Gateway",
        "Why they do not arrive",
        "/acme/cli/settings/hooks",
    ):
        assert words in done.stdout


def test_without_a_receiver_every_webhook_for_packages_counts(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks")
    heard = webhook(computer, server, "status", "--namespace", "openco", "--json")
    silent = webhook(computer, server, "status", "--package", "octocat/hello", "--json")

    assert (heard.status, heard.json()["url"]) == (0, None)
    assert rows(silent) == [("webhook-missing", "octocat/hello")]
    assert "for packages" in silent.json()["diagnoses"][0]["cause"]


def test_a_repositorys_admin_who_owns_no_organization_hears_what_is_missing_and_can_create_it(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    world = build_world("hooks", datetime.now(UTC))
    members = tuple(replace(row, role="member") if row.org == "acme" else row for row in world.memberships)
    repositories = tuple(
        replace(row, admins=frozenset({"octocat"})) if row.full_name == "acme/web" else row
        for row in world.repositories
    )
    world = replace(world, memberships=members, repositories=repositories, hooks=())
    server = github(world=world)

    status = webhook(computer, server, "status", "--package", "acme/team/web", "--url", HOST, "--json")
    assert ("webhook-missing", "acme/web") in rows(status)
    missing = next(row for row in status.json()["diagnoses"] if row["code"] == "webhook-missing")
    assert "cannot see the webhooks of acme" in missing["cause"]
    assert f"webhook create --repository acme/web --url {RECEIVER}" in missing["fix"]

    for about in ("--package acme/team/web", "--repository acme/web"):
        done = webhook(computer, server, "create", *about.split(), "--url", HOST, "--yes", "--json")
        assert (done.status, done.json()["done"]) == (0, True), done.stdout
    assert len(hooks_at(server, "repos/acme/web")) == 1


@pytest.mark.parametrize("persona", ["maintainer", "fine-grained", "app"])
def test_a_token_that_only_pulls_is_told_what_it_lacks(
    computer: Computer, github: Callable[..., DemoServer], persona: str
) -> None:
    done = webhook(computer, github(persona), "status", "--namespace", "acme", "--url", HOST, "--json")

    assert "webhook-scope-missing" in {code for code, _ in rows(done)}
    fix = next(row["fix"] for row in done.json()["diagnoses"] if row["code"] == "webhook-scope-missing")
    assert "not your pull token" in fix
    assert done.json()["targets"][0]["hooks"] is None


def test_a_hook_token_that_may_not_read_packages_still_sees_the_organization(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    world = build_world("hooks", datetime.now(UTC))
    token = replace(world.tokens[0], scopes=frozenset({"admin:org_hook"}))
    server = github(world=replace(world, tokens=(token,)))
    done = webhook(computer, server, "status", "--namespace", "openco", "--url", HOST)

    assert done.status == 0
    assert "may not list openco's packages" in done.stdout


@pytest.mark.parametrize("arguments", [("--json",), ()])
def test_what_others_hid_in_a_webhooks_address_is_not_shown(
    computer: Computer, github: Callable[..., DemoServer], arguments: tuple[str, ...]
) -> None:
    token = "ghp_" + "a1B2" * 9
    world = build_world("hooks", datetime.now(UTC))
    theirs = Webhook(7, "octocat/hello", f"https://ci:hunter2@ci.example.com/hook?type=ghcr&token={token}")
    server = github(world=replace(world, hooks=(theirs,)))

    done = webhook(computer, server, "status", "--package", "octocat/hello", *arguments)

    assert done.status == 0, done.stderr
    assert not [secret for secret in ("hunter2", token) if secret in done.stdout + done.stderr]
    if arguments:
        (hook,) = [hook for target in done.json()["targets"] for hook in target["hooks"]]
        assert hook["url"] == "https://…@ci.example.com/hook?type=ghcr&token=ghp_…"


def test_a_webhook_that_sends_forms_is_noted(computer: Computer, github: Callable[..., DemoServer]) -> None:
    world = build_world("hooks", datetime.now(UTC))
    form = Webhook(7, "octocat/hello", RECEIVER, content_type="form")
    server = github(world=replace(world, hooks=(form,)))
    done = webhook(computer, server, "status", "--package", "octocat/hello", "--url", HOST)

    assert done.status == 0
    assert "sends forms" in done.stdout


def test_nothing_is_done_without_a_yes(computer: Computer, github: Callable[..., DemoServer]) -> None:
    server = github("hooks")
    create = webhook(computer, server, "create", "--namespace", "acme", "--url", HOST, "--json")
    ping = webhook(computer, server, "ping", "--package", "acme/team/web", "--url", HOST, "--json")

    for done, name in ((create, "create"), (ping, "ping")):
        document = done.json()
        assert list(document) == ["schema", "done", "summary", "changed", "diagnoses"]
        assert (document["schema"], document["done"], document["changed"]) == (
            f"ghcr-wizard.webhook-{name}/1",
            False,
            [],
        )
        assert "--yes" in document["summary"]
        assert done.status == 0
    assert "one webhook on acme receives them all" in create.json()["summary"]
    assert "admin:org_hook" in create.json()["summary"]
    assert not any(request.method in {"POST", "PATCH"} for request in server.requests())
    assert secrets(computer) == {}


def test_a_webhook_is_made_once_and_its_secret_stays_in_the_keyring(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks")
    arguments = ("create", "--namespace", "acme", "--url", HOST, "--yes", "--json")
    first, second = webhook(computer, server, *arguments), webhook(computer, server, *arguments)

    assert (first.status, first.json()["done"], first.json()["changed"]) == (0, True, ["acme"])
    assert "200 OK" in first.json()["summary"]
    assert (second.status, second.json()["done"], second.json()["changed"]) == (0, True, [])
    [hook] = hooks_at(server, "orgs/acme")
    assert (hook["events"], hook["active"]) == (["package"], True)
    assert hook["config"] == {"content_type": "json", "insecure_ssl": "0", "secret": "********", "url": RECEIVER}
    [(name, secret)] = secrets(computer).items()
    assert name == SECRET_NAME
    assert len(secret) == 43
    assert not any(secret in text for done in (first, second) for text in (done.stdout, done.stderr))


def test_a_pipe_gets_the_secret_and_nothing_else_now_and_later(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks")
    first = webhook(computer, server, "create", "--repository", "octocat/hello", "--url", HOST, "--yes")
    later = webhook(computer, server, "create", "--repository", "octocat/hello", "--url", HOST, "--yes")

    assert first.status == later.status == 0
    assert first.stdout == later.stdout == secrets(computer)[SECRET_NAME] + "\n"
    assert len(first.stderr.splitlines()) == 1
    assert "created on octocat/hello" in first.stderr
    assert "already right" in later.stderr


def test_without_a_keyring_nothing_is_made_unless_a_pipe_takes_the_secret(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks")
    computer.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    create = ("create", "--repository", "octocat/hello", "--url", HOST, "--yes")
    refused = webhook(computer, server, *create, "--json")
    assert (refused.status, refused.json()["done"]) == (4, False)
    assert "> FILE" in refused.json()["diagnoses"][0]["fix"]
    assert hooks_at(server, "repos/octocat/hello") == []

    piped = webhook(computer, server, *create)
    assert piped.status == 0
    assert len(piped.stdout.strip()) == 43
    assert "give it to the receiver now" in piped.stderr
    assert len(hooks_at(server, "repos/octocat/hello")) == 1


@pytest.mark.parametrize(
    ("package", "place", "events"),
    [
        ("acme/team/api", "repos/acme/api", ["push", "package"]),
        ("acme/team/webhooks", "repos/acme/webhooks", ["package"]),
    ],
)
def test_a_webhook_of_ours_is_mended_and_keeps_its_secret(
    computer: Computer, github: Callable[..., DemoServer], package: str, place: str, events: list[str]
) -> None:
    server = github("hooks")
    said = webhook(computer, server, "create", "--package", package, "--url", HOST, "--json")
    assert "Its secret stays." in said.json()["summary"]

    done = webhook(computer, server, "create", "--package", package, "--url", HOST, "--yes", "--json")
    assert (done.status, done.json()["done"]) == (0, True)
    [hook] = hooks_at(server, place)
    assert (hook["events"], hook["active"], hook["config"]["secret"]) == (events, True, "********")
    assert secrets(computer) == {}
    assert webhook(computer, server, "status", "--package", package, "--url", HOST).status == 0


def test_a_mended_webhook_that_lost_its_secret_is_given_a_new_one(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks", switches=Switches(hook_change_drops_secret=True))
    done = webhook(computer, server, "create", "--package", "acme/team/api", "--url", HOST, "--yes", "--json")

    assert done.json()["done"] is True
    assert SECRET_NAME in done.json()["summary"].replace(", ", " ")
    assert len(secrets(computer)[SECRET_NAME]) == 43
    [hook] = hooks_at(server, "repos/acme/api")
    assert (hook["config"]["secret"], hook["events"]) == ("********", ["push", "package"])


def test_an_organizations_webhook_that_is_off_is_mended_rather_than_doubled(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    world = build_world("hooks", datetime.now(UTC))
    server = github(world=replace(world, hooks=(Webhook(7, "acme", RECEIVER, active=False),)))
    done = webhook(computer, server, "create", "--package", "acme/website", "--url", HOST, "--yes", "--json")

    assert done.json()["changed"] == ["acme"]
    assert [hook["active"] for hook in hooks_at(server, "orgs/acme")] == [True]
    assert hooks_at(server, "repos/acme/website") == []


def test_a_hidden_webhook_of_an_oauth_app_is_told_when_it_is_in_the_way(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    world = build_world("hooks", datetime.now(UTC))
    server = github(world=replace(world, hooks=(Webhook(7, "octocat/hello", RECEIVER, oauth=True),)))
    status = webhook(computer, server, "status", "--package", "octocat/hello", "--url", HOST)
    done = webhook(computer, server, "create", "--package", "octocat/hello", "--url", HOST, "--yes", "--json")

    assert "Webhooks that an OAuth app made are not shown" in status.stdout
    assert (done.status, rows(done)) == (1, [("webhook-scope-missing", "octocat/hello")])
    assert "Hook already exists" in done.json()["diagnoses"][0]["cause"]
    assert secrets(computer) == {}


def test_a_users_packages_get_a_webhook_on_each_repository_and_the_unlinked_one_is_named(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks")
    done = webhook(computer, server, "create", "--namespace", "octocat", "--url", HOST, "--yes", "--json")

    assert len(done.json()["changed"]) == 8
    assert "octocat/scratchpad until it is linked to a repository" in done.json()["summary"]
    assert len(secrets(computer)) == 1


@pytest.mark.parametrize("url", ["https://localhost/x", "http://127.0.0.1:8080/hook", "https://192.168.1.2"])
def test_an_address_that_github_cannot_reach_is_refused_before_anything_is_sent(
    computer: Computer, github: Callable[..., DemoServer], url: str
) -> None:
    server = github("hooks")
    dry = webhook(computer, server, "create", "--repository", "octocat/hello", "--url", url, "--json")
    done = webhook(computer, server, "create", "--repository", "octocat/hello", "--url", url, "--yes", "--json")

    assert [code for code, _ in rows(dry)] == [code for code, _ in rows(done)] == ["webhook-url-unreachable"]
    assert (dry.status, done.status, done.json()["done"]) == (0, 1, False)
    assert not any(request.method == "POST" for request in server.requests())


def test_a_webhook_that_could_not_be_made_leaves_no_secret_behind(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks", faults=(Fault("api", "status", method="POST", path="/hooks", status=502),))
    done = webhook(computer, server, "create", "--repository", "octocat/hello", "--url", HOST, "--yes", "--json")

    assert (done.json()["done"], [code for code, _ in rows(done)]) == (False, ["api-unavailable"])
    assert done.status == 3
    assert secrets(computer) == {}


def test_a_ping_that_fails_is_an_error_with_what_the_receiver_said(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks")
    good = webhook(computer, server, "ping", "--package", "acme/team/web", "--url", HOST, "--yes", "--json")
    bad = webhook(computer, server, "ping", "--package", "acme/tools/cli", "--url", HOST, "--yes", "--json")
    none = webhook(computer, server, "ping", "--package", "octocat/hello", "--url", HOST, "--yes", "--json")

    assert (good.status, good.json()["done"], good.json()["changed"]) == (0, True, ["acme/web"])
    assert (bad.status, bad.json()["done"]) == (1, False)
    assert rows(bad) == [("webhook-deliveries-failing", "acme/cli")]
    assert "502 Bad Gateway" in bad.json()["summary"]
    assert (none.status, rows(none)) == (1, [("webhook-missing", "octocat/hello")])


def test_a_new_webhooks_first_ping_tells_that_the_receiver_is_broken(
    computer: Computer, github: Callable[..., DemoServer]
) -> None:
    server = github("hooks", switches=Switches(receiver_status=404))
    done = webhook(computer, server, "create", "--repository", "octocat/hello", "--url", HOST, "--yes", "--json")

    assert done.json()["done"] is True
    assert "404 Not Found" in done.json()["summary"]
    status = webhook(computer, server, "status", "--repository", "octocat/hello", "--url", HOST, "--json")
    assert rows(status) == [("webhook-deliveries-failing", "octocat/hello")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("status", "one of these is required: --namespace --repository --package"),
        ("status --namespace acme --package acme/x", "cannot be used with"),
        ("create --namespace acme", "needs --url"),
        ("status --namespace acme --url http://harbor.example.com", "https"),
        ("status --namespace a/b", "--namespace takes"),
        ("status --repository acme", "--repository takes OWNER/NAME"),
        ("status --package acme", "OWNER/NAME"),
        ("mend --namespace acme", "must be one of"),
    ],
)
def test_wrong_usage_is_one_line(
    computer: Computer, github: Callable[..., DemoServer], arguments: str, words: str
) -> None:
    done = webhook(computer, github("hooks"), *arguments.split())

    assert done.status == 2
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def test_an_unreachable_github_is_status_3(computer: Computer) -> None:
    env = dict.fromkeys(
        ("GHCR_WIZARD_API_URL", "GHCR_WIZARD_REGISTRY_URL", "GHCR_WIZARD_WEB_URL"), "http://127.0.0.1:9"
    )
    who = ("--username", "octocat", "--token-stdin", "--json")
    stdin = b"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"
    for action in ("status", "create"):
        done = computer.run("webhook", action, "--namespace", "acme", "--url", HOST, *who, stdin=stdin, env=env)
        assert done.status == 3
        assert rows(done)[0][0] == "network-unreachable"
