"""Keyrings that fail, hang or are not there, under the commands: status 4, one line, nothing half-stored."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.credentials import keyring_backends as backends
from tests.processes import HANG_SECONDS, Finished

GitHub = Callable[..., DemoServer]
NULL = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
NONE = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
LOGIN = ("login", "--method", "classic-pat", "--username", "octocat", "--token-stdin")


def test_without_a_keyring_nothing_is_stored_and_the_reason_is_said(computer: Computer, github: GitHub) -> None:
    del computer.environment["PYTHON_KEYRING_BACKEND"]

    run = computer.login(github(), "--json")

    assert (run.status, run.json()["done"]) == (4, False)
    assert [row["code"] for row in run.json()["diagnoses"]] == ["keyring-unavailable"]
    assert "DBUS_SESSION_BUS_ADDRESS" in run.stderr
    assert run.stderr.count("\n") == 1
    assert not computer.profiles.exists()


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (NONE, "keyring-unavailable"),
        (NULL, "keyring-unavailable"),
        (backends.chosen(backends.Truncating), "keyring-lost-secret"),
        (backends.chosen(backends.Locked), "keyring-locked"),
        (backends.chosen(backends.Chatty), "keyring-unavailable"),
        (backends.chosen(backends.Asking), "keyring-unavailable"),
        (backends.chosen(backends.Forgetful), "keyring-unavailable"),
        (backends.chosen(backends.PlaintextKeyring), "keyring-plaintext"),
        (backends.chosen(backends.Unrecommended), "keyring-plaintext"),
        ({"PYTHON_KEYRING_BACKEND": "no.such.Keyring"}, "keyring-unavailable"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["PYTHON_KEYRING_BACKEND"],
)
def test_a_keyring_that_fails_is_named_and_nothing_is_half_stored(
    choice: dict[str, str], code: str, computer: Computer, github: GitHub
) -> None:
    server = github()

    run = computer.login(server, "--json", env=choice)

    assert (run.status, run.json()["done"], run.json()["changed"]) == (4, False, [])
    assert [row["code"] for row in run.json()["diagnoses"]] == [code]
    assert run.stderr.startswith("ghcr-wizard: Nothing was stored.")
    assert run.stderr.count("\n") == 1
    assert server.token not in run.stdout + run.stderr
    assert not computer.secrets.exists() or server.token[:10] not in computer.secrets.read_text()
    assert computer.run("profiles", "--json").json()["profiles"] == []


def test_a_keyring_of_plain_text_is_used_where_that_is_said_to_be_meant(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.environment.update(backends.chosen(backends.PlaintextKeyring))

    run = computer.login(server, "--store", "plain-keyring", "--json")
    assert (run.status, run.json()["done"]) == (0, True)
    [row] = computer.run("profiles", "--json").json()["profiles"]
    assert row["store"] == "plain-keyring"
    assert computer.run("check", "--json", env=endpoints(server)).json()["verdict"] == "ok"

    seen = computer.run("doctor", "--json", env=endpoints(server)).json()
    found = [(each["severity"], each["subject"]) for each in seen["diagnoses"] if each["code"] == "keyring-plaintext"]
    assert found == [("warning", "octocat")]
    assert computer.run("logout").status == 0
    assert server.token not in computer.secrets.read_text()


def test_the_doctor_finds_a_secret_in_a_keyring_that_turned_out_to_be_plain(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server)

    seen = computer.run("doctor", "--json", env=endpoints(server) | backends.chosen(backends.PlaintextKeyring)).json()

    found = [(each["severity"], each["subject"]) for each in seen["diagnoses"] if each["code"] == "keyring-plaintext"]
    assert found == [("error", "octocat")]


def test_the_keyring_of_windows_is_called_by_its_name(computer: Computer, github: GitHub) -> None:
    run = computer.login(github(), env=backends.chosen(backends.Short))

    assert run.status == 0
    assert "Windows Credential Locker" in run.stdout


def test_a_failed_login_leaves_the_profile_of_that_name_as_it_was(computer: Computer, github: GitHub) -> None:
    first, second = github(), github("newcomer")
    computer.login(first)
    before = computer.profiles.read_bytes()

    run = computer.login(second, env=backends.chosen(backends.Truncating))

    assert run.status == 4
    assert computer.profiles.read_bytes() == before


@pytest.mark.parametrize("choice", [NONE, backends.chosen(backends.Locked)])
def test_a_logout_that_cannot_reach_the_secret_keeps_the_profile_and_says_so(
    choice: dict[str, str], computer: Computer, github: GitHub
) -> None:
    server = github()
    computer.login(server)

    run = computer.run("logout", env=choice)

    assert (run.status, run.stdout) == (4, "")
    assert run.stderr.startswith("ghcr-wizard: Nothing was removed: profile octocat and its secret are still there.")
    assert server.token in computer.secrets.read_text()
    assert computer.run("profiles", "--json").json()["default"] == "octocat"


def test_a_logout_that_cannot_write_its_settings_says_what_is_gone(computer: Computer, github: GitHub) -> None:
    computer.login(github())
    lock = computer.profiles.with_name("profiles.json.lock")
    lock.unlink()
    lock.mkdir()

    run = computer.run("logout")

    assert run.status == 4
    assert "The secret was removed, the profile octocat was not" in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", [("logout",), ("check",), LOGIN])
def test_a_command_whose_keyring_hangs_ends_when_it_is_told_to(
    command: tuple[str, ...], signum: signal.Signals, computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github()
    computer.login(server)
    hangs = tmp_path / "hangs"
    environment = {
        **computer.environment,
        **endpoints(server),
        **backends.chosen(backends.Hanging),
        "KEYRING_TEST_HANGS": str(hangs),
    }

    ended = signalled(command, server.token, environment, hangs, signum)

    interrupted = signum is signal.SIGINT
    assert ended == Finished(130 if interrupted else 143, "", "ghcr-wizard: interrupted\n" if interrupted else "")


NAME_SERVER_THAT_NEVER_ANSWERS = """
import os, pathlib, socket, threading
def never(*_, **__):
    pathlib.Path(os.environ["RESOLVES"]).touch()
    threading.Event().wait()
socket.getaddrinfo = never
"""


def test_an_interruption_does_not_wait_for_a_name_server(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NAME_SERVER_THAT_NEVER_ANSWERS)
    environment = {
        **computer.environment,
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{computer.environment['PYTHONPATH']}",
        "RESOLVES": str(tmp_path / "resolves"),
    }

    ended = signalled(LOGIN, "ghp_" + "a" * 36, environment, tmp_path / "resolves", signal.SIGINT)

    assert ended == Finished(130, "", "ghcr-wizard: interrupted\n")


def signalled(
    command: tuple[str, ...], token: str, environment: dict[str, str], marker: Path, signum: signal.Signals
) -> Finished:
    """Run a command until it created `marker`, send it a signal, and wait for its end."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "ghcr_wizard", *command], env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    ) as process:
        assert process.stdin is not None
        process.stdin.write(token.encode())
        process.stdin.close()
        process.stdin = None
        try:
            while not marker.exists():
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(signum)
            stdout, stderr = process.communicate(timeout=HANG_SECONDS)
        finally:
            process.kill()
    return Finished(process.returncode, stdout.decode(), stderr.decode())
