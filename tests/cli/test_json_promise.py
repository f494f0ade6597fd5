"""`--json` prints its document whatever the exit status is: every command, every way to fail."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints

GitHub = Callable[..., DemoServer]

COMMANDS = {
    "check": ["check"],
    "packages": ["packages"],
    "logout": ["logout"],
    "export": ["export", "kubernetes"],
    "webhook": ["webhook", "status", "--namespace", "acme"],
}
SCHEMAS = {"webhook": "ghcr-wizard.webhook/1"}
every_command = pytest.mark.parametrize("name", COMMANDS)


def schema(name: str) -> str:
    return SCHEMAS.get(name, f"ghcr-wizard.{name}/1")


@every_command
def test_nothing_stored_and_nothing_given(name: str, computer: Computer) -> None:
    run = computer.run(*COMMANDS[name], "--json")

    document = run.json()
    assert (run.status, document["schema"]) == (2, schema(name))
    assert [row["code"] for row in document["diagnoses"]] == ["token-missing"]
    if name == "check":
        assert (document["verdict"], document["checked_at"]) == ("failed", None)


@every_command
def test_no_such_profile(name: str, computer: Computer, github: GitHub) -> None:
    computer.login(github(), "--profile", "main")

    run = computer.run(*COMMANDS[name], "--profile", "nobody", "--json")

    assert (run.status, run.json()["schema"]) == (1, schema(name))
    assert [row["code"] for row in run.json()["diagnoses"]] == ["profile-not-found"]


@pytest.mark.parametrize("name", [*COMMANDS, "profiles", "login"])
@pytest.mark.parametrize("content", [b"{", b'{"schema": 99}'], ids=["broken", "newer"])
def test_profiles_nobody_can_read(name: str, content: bytes, computer: Computer, github: GitHub) -> None:
    server = github()
    computer.profiles.parent.mkdir(parents=True)
    computer.profiles.write_bytes(content)
    login = ["login", "--method", "classic-pat", "--username", "octocat", "--token-stdin"]
    command = COMMANDS.get(name) or (login if name == "login" else [name])

    run = computer.run(*command, "--json", stdin=server.token.encode(), env=endpoints(server))

    assert (run.status, run.json()["schema"]) == (4, schema(name))
    assert [row["code"] for row in run.json()["diagnoses"]] == ["profiles-unreadable"]


@pytest.mark.parametrize("name", ["check", "packages", "export", "webhook"])
def test_a_command_that_prints_no_token(name: str, computer: Computer, github: GitHub, tmp_path: Path) -> None:
    program = tmp_path / "prints"
    program.write_text(f"#!{sys.executable}\nprint(open({str(tmp_path / 'token')!r}).read())\n")
    program.chmod(0o755)
    server = github()
    (tmp_path / "token").write_text(server.token)
    method = ["--method", "classic-pat", "--username", "octocat", "--store", "command", "--command", str(program)]
    assert computer.run("login", *method, env=endpoints(server)).status == 0
    (tmp_path / "token").unlink()

    run = computer.run(*COMMANDS[name], "--json", env=endpoints(server))

    assert (run.status, run.json()["schema"]) == (4, schema(name))
    assert [row["code"] for row in run.json()["diagnoses"]] == ["command-failed"]
    assert server.token not in run.stdout + run.stderr


@pytest.mark.parametrize("place", ["missing/file", ".", "/dev/full"])
def test_an_output_that_cannot_be_written(place: str, computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github()
    computer.login(server)

    run = computer.run("export", "kubernetes", "--output", str(tmp_path / place), "--json", env=endpoints(server))

    assert (run.status, run.json()["schema"], run.json()["done"]) == (1, "ghcr-wizard.export/1", False)
    assert [row["code"] for row in run.json()["diagnoses"]] == ["output-unwritable"]


def test_a_dash_is_standard_output_and_no_file(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github()
    computer.login(server)

    run = computer.run("export", "kubernetes", "--output", "-", env=endpoints(server))

    assert run.status == 0
    assert "dockerconfigjson" in run.stdout
    assert not Path("-").exists()
    assert not list(tmp_path.rglob("-"))


def test_wrong_usage_is_the_line_alone(computer: Computer) -> None:
    run = computer.run("check", "--json", "--no-such-option")

    assert (run.status, run.stdout, run.stderr.count("\n")) == (2, "", 1)
