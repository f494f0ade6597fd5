"""`--json` prints its document whatever the exit status is: every command, every way to fail."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished
from tests.programs import require_scripts

GitHub = Callable[..., DemoServer]

_WEBHOOK = ["--namespace", "acme", "--url", "https://harborguard.example.com"]
ACTIONS = {
    "login": ["login", "--method", "classic-pat", "--username", "octocat", "--token-stdin"],
    "logout": ["logout"],
}
DOCUMENTS = {
    target: ["export", target]
    for target in (
        *(
            "kubernetes",
            "flux",
            "harborguard",
            "cybedefend",
            "config-json",
            "helm",
            "k3s",
            "argocd",
            "aws",
            "form",
            "eso",
        ),
    )
}
CLIENTS = {target: ["export", target] for target in ("docker", "podman")}
WEBHOOKS = {f"webhook-{action}": ["webhook", action, *_WEBHOOK] for action in ("status", "create", "ping")}
USING = {"check": ["check"], "packages": ["packages"], **DOCUMENTS, **WEBHOOKS}
"""Commands that ask GitHub something with a stored credential."""
WORKFLOW = {"actions": ["export", "actions"]}
READING = {"profiles": ["profiles"], "doctor": ["doctor"], "explain": ["explain"]}
RESET = {"reset": ["reset"]}
ALL = {**ACTIONS, **RESET, **USING, **WORKFLOW, **CLIENTS, **READING}

_ACTION = {"schema", "done", "summary", "changed", "diagnoses"}
FIELDS = {
    "check": {
        *("schema", "checked_at", "registry", "api", "verdict", "token"),
        *("identity", "checks", "namespaces", "packages", "diagnoses"),
    },
    "packages": {"schema", "registry", "complete", "namespaces", "diagnoses"},
    "profiles": {"schema", "default", "profiles", "diagnoses"},
    "doctor": {"schema", "credentials", "diagnoses"},
    "explain": {"schema", "matches"},
    "webhook-status": {"schema", "url", "targets", "diagnoses"},
}


def schema(name: str) -> str:
    if name in {**DOCUMENTS, **CLIENTS, **WORKFLOW}:
        return "ghcr-wizard.export/1"
    return {"webhook-status": "ghcr-wizard.webhook/1"}.get(name, f"ghcr-wizard.{name}/1")


def promised(name: str, run: Finished, status: int, *codes: str) -> dict[str, Any]:
    """The one document of a command that ended so, its fields looked at."""
    document = run.json()
    assert (run.status, document["schema"]) == (status, schema(name))
    assert set(document) == FIELDS.get(name, _ACTION)
    assert tuple(row["code"] for row in document.get("diagnoses", ())) == codes
    assert all(row["cause"].strip() and row["fix"].strip() for row in document.get("diagnoses", ()))
    assert document.get("done", False) is False
    assert document.get("complete", False) is False
    if name == "check":
        assert (document["checked_at"], document["namespaces"], document["packages"]) == (None, [], [])
        assert {row["status"] for row in document["checks"]} <= {"skip", "fail"}
    assert "Traceback" not in run.stderr
    assert run.stderr.count("\n") == 1
    return document


def every(commands: dict[str, list[str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", commands)


@every({"logout": ["logout"], **USING})
def test_nothing_stored_and_nothing_given(name: str, computer: Computer) -> None:
    run = computer.run(*ALL[name], "--json")

    document = promised(name, run, 2, "token-missing")
    assert document.get("verdict", "failed") == "failed"
    assert document.get("registry", "ghcr.io") == "ghcr.io"


@every({"logout": ["logout"], **USING, **WORKFLOW, **CLIENTS})
def test_no_such_profile(name: str, computer: Computer, github: GitHub) -> None:
    computer.login(github(), "--profile", "main")

    run = computer.run(*ALL[name], "--profile", "nobody", "--json")

    document = promised(name, run, 1, "profile-not-found")
    assert document.get("registry") is None
    assert document.get("verdict", "failed") == "failed"
    assert "nobody" not in run.stdout + run.stderr


@every({**ACTIONS, **USING, **WORKFLOW, "profiles": ["profiles"]})
@pytest.mark.parametrize("content", [b"{", b'{"schema": 99}'], ids=["broken", "newer"])
def test_profiles_nobody_can_read(name: str, content: bytes, computer: Computer, github: GitHub) -> None:
    server = github()
    computer.profiles.parent.mkdir(parents=True)
    computer.profiles.write_bytes(content)

    run = computer.run(*ALL[name], "--json", stdin=server.token.encode(), env=endpoints(server))

    document = promised(name, run, 4, "profiles-unreadable")
    assert document.get("verdict", "failed") == "failed"
    assert server.requests() == []


@every({**ACTIONS, **USING, **WORKFLOW, "profiles": ["profiles"]})
@pytest.mark.parametrize("spoiled", ["pipe", "writable"])
def test_profiles_that_are_a_pipe_or_that_others_may_write(
    name: str, spoiled: str, computer: Computer, github: GitHub
) -> None:
    server = github()
    computer.profiles.parent.mkdir(mode=0o700, parents=True)
    if spoiled == "pipe":
        os.mkfifo(computer.profiles)
    else:
        computer.profiles.write_text('{"schema": 1, "profiles": [], "defaults": {}}')
        computer.profiles.chmod(0o666)

    run = computer.run(*ALL[name], "--json", stdin=server.token.encode(), env=endpoints(server))

    (row,) = promised(name, run, 4, "profiles-unreadable")["diagnoses"]
    said = {"pipe": "it is a named pipe, not a file; remove it", "writable": f"run: chmod go-w {computer.profiles}"}
    assert said[spoiled] in row["cause"] + row["fix"]
    assert said[spoiled] in run.stderr
    assert server.requests() == []


def test_profiles_nobody_can_read_are_a_finding_of_doctor_with_no_page_of_docker(
    computer: Computer, github: GitHub
) -> None:
    computer.profiles.parent.mkdir(parents=True)
    computer.profiles.write_bytes(b"{")

    run = computer.run("doctor", "--json", env=endpoints(github()))

    (row,) = run.json()["diagnoses"]
    assert (run.status, row["code"], row["url"]) == (1, "profiles-unreadable", None)


@every({**USING, **WORKFLOW})
def test_a_command_that_prints_no_token(name: str, computer: Computer, github: GitHub, tmp_path: Path) -> None:
    require_scripts()
    program = tmp_path / "prints"
    program.write_text(f"#!/bin/sh\ncat '{tmp_path}/token'\n")
    program.chmod(0o755)
    server = github()
    (tmp_path / "token").write_text(server.token)
    method = ["--method", "classic-pat", "--username", "octocat", "--store", "command", "--command", str(program)]
    assert computer.run("login", *method, env=endpoints(server)).status == 0
    (tmp_path / "token").unlink()

    run = computer.run(*ALL[name], "--json", env=endpoints(server))

    document = promised(name, run, 4, "command-failed")
    assert document.get("verdict", "failed") == "failed"
    assert server.token not in run.stdout + run.stderr


def test_a_login_by_a_command_that_prints_no_token(computer: Computer, github: GitHub) -> None:
    method = ["--method", "classic-pat", "--username", "octocat", "--store", "command", "--command", "false"]

    run = computer.run("login", *method, "--json", env=endpoints(github()))

    assert promised("login", run, 4, "command-failed")["done"] is False
    assert not computer.profiles.exists()


@every({**ACTIONS, **USING, **WORKFLOW})
def test_no_keyring(name: str, computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server)
    nothing = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}

    run = computer.run(*ALL[name], "--json", stdin=server.token.encode(), env=endpoints(server) | nothing)

    document = promised(name, run, 4, "keyring-unavailable")
    assert document.get("done", False) is False
    assert server.token not in run.stdout + run.stderr


@every({name: command for name, command in ALL.items() if name not in {"explain", "reset"}})
def test_a_host_that_is_no_registry(name: str, computer: Computer) -> None:
    run = computer.run(*ALL[name], "--registry", "docker.pkg.github.com", "--json", stdin=b"ghp_" + b"a" * 36)

    document = promised(name, run, 2, "legacy-host")
    assert document.get("registry") is None
    assert document.get("api") is None


@every({**DOCUMENTS, **WORKFLOW})
@pytest.mark.parametrize("place", ["missing/file", ".", "/dev/full"])
def test_an_output_that_cannot_be_written(
    name: str, place: str, computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github()
    computer.login(server)

    run = computer.run(*ALL[name], "--output", str(tmp_path / place), "--json", env=endpoints(server))

    assert promised(name, run, 1, "output-unwritable")["done"] is False
    assert not (tmp_path / "missing").exists()


@every(CLIENTS)
def test_no_home_to_look_for_a_clients_configuration_in(name: str, computer: Computer) -> None:
    without = {"HOME": "", "USERPROFILE": "", "DOCKER_CONFIG": "", "XDG_CONFIG_HOME": ""}

    run = computer.run(*ALL[name], "--json", env=without)

    document = promised(name, run, 1, "client-config-invalid")
    assert (document["done"], document["changed"]) == (False, [])


@every({"login": ALL["login"], **USING, **WORKFLOW})
def test_an_interruption_while_github_is_silent(name: str, computer: Computer, github: GitHub) -> None:
    computer.login(github())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nowhere = f"http://127.0.0.1:{silent.getsockname()[1]}"
        variables = {f"GHCR_WIZARD_{which}_URL": nowhere for which in ("REGISTRY", "API", "WEB")}
        run = interrupted(computer, [*ALL[name], "--json"], variables, silent.accept)

    document = promised(name, run, 130)
    assert document.get("verdict", "unreachable") == "unreachable"


def interrupted(
    computer: Computer, arguments: list[str], variables: dict[str, str], waits: Callable[[], object]
) -> Finished:
    """Run a command and interrupt it once `waits` returns."""
    command = [sys.executable, "-m", "ghcr_wizard", *arguments]
    with subprocess.Popen(
        command,
        env=computer.environment | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin
        child.stdin.write(b"ghp_" + b"a" * 36)
        child.stdin.close()
        child.stdin = None
        kept = waits()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate()
        del kept
    return Finished(child.returncode, out.decode(), err.decode())


def test_a_dash_is_standard_output_and_no_file(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github()
    computer.login(server)

    run = computer.run("export", "kubernetes", "--output", "-", env=endpoints(server))

    assert run.status == 0
    assert "dockerconfigjson" in run.stdout
    assert not Path("-").exists()
    assert not list(tmp_path.rglob("-"))


def test_a_dash_with_json_writes_no_secret(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server)

    run = computer.run("export", "kubernetes", "--output", "-", "--json", env=endpoints(server))

    assert (run.status, run.json()["done"], run.json()["changed"]) == (0, False, [])
    assert server.token not in run.stdout


def test_nothing_to_explain_is_an_empty_document(computer: Computer) -> None:
    run = computer.run("explain", "--json")

    assert (run.status, run.json()) == (2, {"schema": "ghcr-wizard.explain/1", "matches": []})
    assert run.stderr.count("\n") == 1


@every({name: command for name, command in ALL.items() if name != "explain"})
def test_wrong_usage_is_the_line_alone(name: str, computer: Computer) -> None:
    run = computer.run(*ALL[name], "--json", "--no-such-option")

    assert (run.status, run.stdout, run.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    "arguments",
    [
        [*ALL["login"], "--store", "shoebox"],
        [*ALL["login"], "--profile", "no name"],
        ["login", "--method", "telepathy"],
        ["export", "kubernetes", "--undo"],
        ["export", "docker", "--output", "file"],
        ["check", "--username", "octocat"],
        ["check", "--namespace", "no login"],
        ["doctor", "--yes"],
        ["webhook", "create", "--namespace", "acme"],
    ],
    ids=" ".join,
)
def test_a_value_an_option_cannot_have_is_the_line_alone(arguments: list[str], computer: Computer) -> None:
    run = computer.run(*arguments, "--json", stdin=b"ghp_" + b"a" * 36)

    assert (run.status, run.stdout, run.stderr.count("\n")) == (2, "", 1)


def test_every_command_and_target_is_here() -> None:
    from ghcr_wizard.cli.commands import COMMANDS, WITHOUT_DOCUMENT
    from ghcr_wizard.cli.export import TARGETS

    assert {command[0] for command in ALL.values()} == set(COMMANDS) - WITHOUT_DOCUMENT
    assert {command[1] for command in ALL.values() if command[0] == "export"} == set(TARGETS)
