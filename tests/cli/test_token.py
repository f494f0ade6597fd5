"""`token`: for a pipe, never for a terminal unasked, and an App's with minutes left."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ghcr_wizard.demo.personas.app_minting import CLIENT_ID
from ghcr_wizard.demo.server import DemoServer
from tests.apps import key_file, mints
from tests.cli.conftest import Computer, endpoints

GitHub = Callable[..., DemoServer]


def test_the_token_and_the_user_name_go_to_a_pipe(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server)

    run = computer.run("token")
    assert (run.status, run.stdout, run.stderr) == (0, f"{server.token}\n", "")
    assert computer.run("token", "--profile", "octocat", "--print", "username").stdout == "octocat\n"


@pytest.mark.parametrize(("option", "status"), [([], 2), (["--show-secret"], 0)])
def test_a_terminal_gets_it_on_demand_alone(option: list[str], status: int, computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server)
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "ghcr_wizard", "token", *option]

    done = subprocess.run(command, env=computer.environment, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    shown = os.read(ours, 4096).decode() if status == 0 else ""
    os.close(ours)

    assert done.returncode == status
    assert (server.token in shown) is (status == 0)
    assert server.token not in done.stderr.decode()


def test_an_app_generates_one(computer: Computer, github: GitHub, tmp_path: Path) -> None:
    server = github("github-app")
    key = str(key_file(tmp_path, server.private_key))
    login = ("login", "--method", "github-app", "--app-id", CLIENT_ID, "--private-key", key)
    assert computer.run(*login, env=endpoints(server)).status == 0
    computer.secrets.write_text(computer.secrets.read_text().replace("#token", "#lost"))

    run = computer.run("token", env=endpoints(server))

    assert run.stdout.startswith("ghs_")
    assert mints(server) == 2


def test_nothing_stored_is_said(computer: Computer) -> None:
    assert computer.run("token").status == 2
    assert computer.run("token", "--profile", "nobody").status == 1
    assert computer.run("token", "--print", "password").status == 2
