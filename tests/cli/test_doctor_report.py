"""`doctor --report`: what goes into a bug report, and what does not."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from ghcr_wizard.demo.server import DemoServer
from tests.cli import doctor_machine as other
from tests.cli.conftest import Computer, endpoints

GitHub = Callable[..., DemoServer]
NAMES = re.compile(r"octocat|hubot|acme|openco", re.IGNORECASE)


def test_it_says_what_there_is_and_no_name(computer: Computer) -> None:
    with other.server() as server:
        variables = {"GITHUB_TOKEN": other.GOOD, "HTTPS_PROXY": "", "https_proxy": "http://proxy.secret.example:3128"}
        docker = Path(computer.environment["DOCKER_CONFIG"])
        docker.mkdir(parents=True, exist_ok=True)
        (docker / "config.json").write_text(json.dumps(other.file_of(other.DEAD)))
        run = computer.run("doctor", "--report", "--package", "openco/engine", env=endpoints(server) | variables)

    report = run.json()
    assert run.status == 0
    assert report["schema"] == "ghcr-wizard.report/1"
    assert report["versions"]["ghcr-wizard"]
    assert report["keyring"]["state"] == "usable"
    assert report["proxies"] == ["HTTPS_PROXY"]
    assert {row["source"] for row in report["credentials"]} >= {"docker-config", "environment"}
    assert "token-rejected" in {row["code"] for row in report["diagnoses"]}
    assert {row["status"] for row in report["exchanges"]} >= {200, 401}
    assert NAMES.search(run.stdout) is None, NAMES.search(run.stdout)
    assert "proxy.secret" not in run.stdout
    assert computer.environment["HOME"] not in run.stdout
    assert not any(secret[8:24] in run.stdout for secret in other.SECRETS)


def test_a_home_folder_that_only_windows_names_is_left_out_too(computer: Computer, tmp_path: Path) -> None:
    docker = Path(computer.environment["DOCKER_CONFIG"])
    docker.mkdir(parents=True, exist_ok=True)
    (docker / "config.json").write_text(json.dumps(other.file_of(other.DEAD)))
    with other.server() as server:
        run = computer.run("doctor", "--report", env=endpoints(server) | {"HOME": str(tmp_path)})

    assert any(row["location"].startswith("~") for row in run.json()["credentials"] if row["source"] == "docker-config")
    assert computer.environment["USERPROFILE"] not in run.stdout


def test_it_goes_into_a_private_file_with_names_where_they_are_wanted(
    computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    server, file = github("maintainer"), tmp_path / "report.json"
    computer.login(server, "--profile", "main")

    run = computer.run("doctor", "--report", str(file), "--names", env=endpoints(server))

    assert (run.status, run.stdout, file.stat().st_mode & 0o777) == (0, "", 0o600)
    assert "octocat" in file.read_text()
    assert server.token[8:24] not in file.read_text()


def test_what_does_not_go_with_it_is_one_line(computer: Computer, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    for arguments, status in (
        (["--report", "--json"], 2),
        (["--report", "--fix"], 2),
        (["--names"], 2),
        (["--report", str(mine)], 1),
    ):
        run = computer.run("doctor", *arguments)

        assert (run.status, run.stdout, run.stderr.count("\n")) == (status, "", 1), run.stderr
    assert mine.read_text() == "mine"


def test_a_crash_says_what_to_send(computer: Computer) -> None:
    from tests.processes import run_python

    crash = (
        "import sys; from ghcr_wizard.cli import profiles; profiles.run = lambda args: 1 / 0;"
        "from ghcr_wizard.__main__ import main; sys.exit(main(['profiles']))"
    )
    run = run_python("-c", crash, environment=computer.environment)

    assert (run.status, run.stderr.count("\n")) == (1, 1)
    assert "doctor --report" in run.stderr
