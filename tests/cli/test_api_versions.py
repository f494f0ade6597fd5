"""The program with each API version of GitHub's that it may have to speak: one constant says which."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished, run_python

GitHub = Callable[..., DemoServer]
VERSIONS = ("2022-11-28", "2026-03-10")
SPEAKING = (
    "import sys; from ghcr_wizard.github import client; client.API_VERSION = sys.argv.pop(1);"
    "from ghcr_wizard.__main__ import main; sys.exit(main(sys.argv[1:]))"
)
"""The program, with another version in that constant's place."""


def ask(computer: Computer, server: DemoServer, version: str, *arguments: str) -> Finished:
    who = ["--username", server.username, "--token-stdin", "--json"]
    environment = computer.environment | endpoints(server)
    return run_python("-c", SPEAKING, version, *arguments, *who, environment=environment, stdin=server.token.encode())


def lasting(run: Finished, server: DemoServer) -> Any:  # noqa: ANN401 - whatever a document holds
    """Return a document without what differs from run to run: times, request ids, and where the server was."""

    def cleared(value: object) -> object:
        if isinstance(value, dict):
            return {name: cleared(each) for name, each in value.items() if name not in {"checked_at", "request_id"}}
        return [cleared(each) for each in value] if isinstance(value, list) else value

    text = run.stdout
    for name, url in (("api", server.api_url), ("registry", server.registry_url), ("web", server.web_url)):
        text = text.replace(url, name).replace(url.removeprefix("http://"), name)
    return cleared(json.loads(text))


@pytest.mark.parametrize("command", ["check", "packages"])
@pytest.mark.parametrize("persona", ["maintainer", "sso", "app", "newcomer"])
def test_both_versions_say_the_same(computer: Computer, github: GitHub, persona: str, command: str) -> None:
    documents, now = [], datetime.now(UTC)
    for version in VERSIONS:
        server = github(persona, now=now)
        run = ask(computer, server, version, command)
        documents.append((run.status, lasting(run, server)))
        assert any(row.role == "api" for row in server.requests())

    assert documents[0] == documents[1]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_that_ended_is_said_to_have(computer: Computer, github: GitHub, version: str) -> None:
    server = github("maintainer", switches=Switches(ended_versions=frozenset({version})))
    other = next(each for each in VERSIONS if each != version)

    ended, fine = ask(computer, server, version, "check"), ask(computer, server, other, "check")

    assert "api-version-unsupported" in {row["code"] for row in ended.json()["diagnoses"]}
    assert (ended.status, fine.status) == (1, 0)


@pytest.mark.parametrize("version", VERSIONS)
def test_webhooks_are_told_alike(computer: Computer, github: GitHub, version: str) -> None:
    server = github("hooks")
    run = ask(
        computer, server, version, "webhook", "status", "--package", "openco/engine", "--url", "harborguard.example.com"
    )

    [target] = [row for row in run.json()["targets"] if row["name"] == "openco"]
    assert [hook["deliveries"]["failed"] for hook in target["hooks"]] == [0]
