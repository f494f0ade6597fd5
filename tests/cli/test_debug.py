"""`--debug`: every exchange in a line on standard error, without secrets."""

import base64
import re
from collections.abc import Callable

import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from tests.cli.conftest import Computer, endpoints

GitHub = Callable[..., DemoServer]
LINE = re.compile(r"(GET|HEAD|POST|DELETE) http://127\.0\.0\.1:\d+/\S* (\d{3}|no answer \(.*\)) \d+ ms")


@pytest.mark.parametrize(
    ("option", "variable", "said"),
    [(["--debug"], {}, True), ([], {"GHCR_WIZARD_DEBUG": "1"}, True), ([], {"GHCR_WIZARD_DEBUG": "0"}, False)],
)
def test_every_exchange_is_a_line(
    computer: Computer, github: GitHub, option: list[str], variable: dict[str, str], said: bool
) -> None:
    server = github("maintainer")
    who = ["--username", server.username, "--token-stdin", "--json"]

    run = computer.run("check", *option, *who, stdin=server.token.encode(), env=endpoints(server) | variable)

    lines = run.stderr.splitlines()
    assert run.json()["verdict"] == "ok"
    assert len(lines) == (len(server.requests()) if said else 0)
    assert all(LINE.fullmatch(line) for line in lines), lines
    for form in (server.token, base64.b64encode(server.token.encode()).decode(), server.token[8:24]):
        assert form not in run.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["packages", "--json"],
        ["doctor", "--json"],
        ["login", "--method", "classic-pat", "--json"],
        ["webhook", "status", "--namespace", "acme", "--url", "harborguard.example.com", "--json"],
        ["export", "cybedefend", "--json"],
    ],
)
def test_every_command_that_asks_has_it(computer: Computer, github: GitHub, command: list[str]) -> None:
    server = github("overprivileged")
    found = {"GITHUB_TOKEN": server.token} if command[0] == "doctor" else {}
    who = [] if found else ["--username", server.username, "--token-stdin"]

    run = computer.run(*command, *who, "--debug", stdin=server.token.encode(), env=endpoints(server) | found)

    assert [line for line in run.stderr.splitlines() if LINE.fullmatch(line)]
    run.json()


def test_what_was_not_answered_is_a_line_too(computer: Computer, github: GitHub) -> None:
    server = github("maintainer", faults=[Fault("api", "reset", path="/user$")])
    who = ["--username", server.username, "--token-stdin", "--json"]

    run = computer.run("check", "--debug", *who, stdin=server.token.encode(), env=endpoints(server))

    assert "/user no answer (" in run.stderr


def test_commands_that_ask_nobody_take_it(computer: Computer) -> None:
    assert computer.run("profiles", "--debug").stderr.count("ms") == 0
    assert computer.run("explain", "--debug", "denied: denied").status == 0
    assert computer.run("explain", "--", "--debug").status == 1, "after the two hyphens it is a text"
