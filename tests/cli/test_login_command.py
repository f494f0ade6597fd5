"""A credential that a command prints: stored as the command alone, and fetched anew by every command that uses it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ghcr_wizard.demo.personas.extras import oauth_token
from ghcr_wizard.demo.personas.maintainer import ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished
from tests.programs import put_program

GitHub = Callable[..., DemoServer]
GH = """
import pathlib, sys
assert sys.argv[1:] == ["auth", "token"], sys.argv
print(pathlib.Path({file!r}).read_text())
"""


@pytest.fixture
def server(github: GitHub) -> DemoServer:
    now = datetime.now(UTC)
    return github(world=with_token(ordinary(now), oauth_token(now)))


@pytest.fixture
def vault(computer: Computer, server: DemoServer, tmp_path: Path) -> Path:
    """What a gh-like program on the search path prints."""
    vault = tmp_path / "vault"
    vault.write_text(server.token)
    put_program(tmp_path / "bin", "gh", GH.format(file=str(vault)), computer.environment)
    return vault


def login(computer: Computer, server: DemoServer, *more: str, command: str = "gh auth token") -> Finished:
    who = ("--method", "classic-pat", "--username", "octocat")
    run = computer.run("login", *who, "--store", "command", "--command", command, *more, env=endpoints(server))
    assert server.token not in run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    return run


def test_only_the_command_is_stored_and_it_is_asked_each_time(
    computer: Computer, server: DemoServer, vault: Path
) -> None:
    stored = login(computer, server, "--json")

    assert (stored.status, stored.stderr) == (0, "")
    assert stored.json()["changed"] == ["octocat"]
    assert not computer.secrets.exists()
    (profile,) = json.loads(computer.profiles.read_text())["profiles"]
    assert (profile["store"], profile["command"]) == ("command", "gh auth token")
    assert server.token not in computer.profiles.read_text()

    checked = computer.run("check", "--json", env=endpoints(server))
    assert (checked.status, checked.json()["token"]["kind"]) == (0, "oauth")
    listed = computer.run("packages", "--json", env=endpoints(server))
    assert (listed.status, listed.json()["complete"]) == (0, True)
    (row,) = computer.run("profiles", "--json").json()["profiles"]
    assert (row["store"], "command" in row) == ("command", False)

    vault.write_text("")
    silent = computer.run("check", env=endpoints(server))
    assert silent.status == 4
    assert "gh printed nothing" in silent.stderr
    assert silent.stderr.count("\n") == 1


def test_a_command_that_prints_no_live_token_is_not_stored(computer: Computer, server: DemoServer, vault: Path) -> None:
    vault.write_text("gho_" + "x" * 36)
    rejected = login(computer, server, "--json")
    assert rejected.status == 1
    assert rejected.json()["done"] is False

    missing = login(computer, server, "--json", command="no-such-vault get")
    assert missing.status == 4
    assert missing.json()["done"] is False
    assert "not on the search path" in missing.stderr
    assert not computer.profiles.exists()


def test_a_secret_that_the_command_takes_the_place_of_leaves_the_keyring(
    computer: Computer, server: DemoServer, vault: Path
) -> None:
    assert vault.exists()
    computer.login(server, "--profile", "main")
    assert server.token in computer.secrets.read_text()

    assert login(computer, server, "--profile", "main").status == 0

    assert server.token not in computer.secrets.read_text()
    assert computer.run("check", env=endpoints(server)).status == 0


def test_removing_the_profile_says_that_no_secret_was_here(computer: Computer, server: DemoServer, vault: Path) -> None:
    assert vault.exists()
    login(computer, server)

    removed = computer.run("logout")

    assert removed.status == 0
    assert "no token was stored" in removed.stdout


def test_doctor_tells_of_a_command_that_gives_no_token(computer: Computer, server: DemoServer, vault: Path) -> None:
    login(computer, server)
    works = computer.run("doctor", "--json", env=endpoints(server)).json()
    vault.write_text("")

    broken = computer.run("doctor", "--json", env=endpoints(server))

    (before,) = [row for row in works["credentials"] if row["source"] == "profile"]
    (after,) = [row for row in broken.json()["credentials"] if row["source"] == "profile"]
    assert before["verdict"] == "works"
    assert (after["verdict"], after["diagnoses"]) == ("unreadable", ["command-failed"])
    assert "gh printed nothing" in broken.json()["diagnoses"][0]["cause"]
    assert "Traceback" not in broken.stderr


REFUSALS = {
    "no command": (["--store", "command"], "needs --command"),
    "a command for the keyring": (["--command", "gh auth token"], "goes with --store command"),
    "both sources": (["--store", "command", "--command", "gh", "--token-stdin"], "omit --token-stdin"),
    "an empty command": (["--store", "command", "--command", " "], "There is no command"),
    "a token in it": (
        ["--store", "command", "--command", "echo ghp_" + "a1B2" * 9],
        "never taken from the command line",
    ),
}


@pytest.mark.parametrize(("arguments", "told"), REFUSALS.values(), ids=REFUSALS)
def test_wrong_usage_is_one_line_that_repeats_no_argument(arguments: list[str], told: str, computer: Computer) -> None:
    run = computer.run("login", "--method", "classic-pat", "--username", "octocat", *arguments)

    assert (run.status, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert told in run.stderr
    assert "a1B2" not in run.stderr
