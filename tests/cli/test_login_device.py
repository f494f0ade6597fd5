"""Signing in with the browser by command: the code on standard error, the result on standard output."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from tests.cli.conftest import Computer, endpoints
from tests.processes import Finished

GitHub = Callable[..., DemoServer]
AT_ONCE = Switches(device_acts_after=0)
CODE = re.compile(r"^    ([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)


def login(computer: Computer, server: DemoServer, *more: str, client_id: str | None = None) -> Finished:
    given = ("--client-id", server.client_id if client_id is None else client_id)
    return computer.run("login", "--method", "oauth-device", *given, *more, env=endpoints(server))


def started(computer: Computer, server: DemoServer) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "ghcr_wizard", "login", "--method", "oauth-device", "--json"]
    return subprocess.Popen(
        [*command, "--client-id", server.client_id],
        env=computer.environment | endpoints(server),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def shown_code(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if match := CODE.match(line.rstrip("\n")):
            return match[1]
    raise AssertionError("no code was shown")


def test_the_token_of_whoever_approves_is_stored_with_the_apps_id(computer: Computer, github: GitHub) -> None:
    server = github("browser", switches=AT_ONCE)

    run = login(computer, server, "--json")

    assert run.status == 0
    assert run.json()["changed"] == ["octocat"]
    assert f"Open {server.web_url}/login/device" in run.stderr
    assert CODE.search(run.stderr)
    (secret,) = json.loads(computer.secrets.read_text()).values()
    assert secret.startswith("gho_")
    assert secret not in run.stdout + run.stderr + computer.profiles.read_text()
    (profile,) = json.loads(computer.profiles.read_text())["profiles"]
    assert (profile["method"], profile["client_id"], profile["username"]) == (
        "oauth-device",
        server.client_id,
        "octocat",
    )
    checked = computer.run("check", "--json", env=endpoints(server)).json()
    assert (checked["verdict"], checked["token"]["scopes"]) == ("ok", ["read:org", "read:packages"])


@pytest.mark.parametrize(
    ("purpose", "scopes"),
    [("write", ["read:org", "write:packages"]), ("delete", ["delete:packages", "read:org", "read:packages"])],
)
def test_the_scopes_follow_the_purpose(purpose: str, scopes: list[str], computer: Computer, github: GitHub) -> None:
    server = github("browser", switches=AT_ONCE)

    assert login(computer, server, "--purpose", purpose).status == 0

    checked = computer.run("check", "--json", "--purpose", purpose, env=endpoints(server)).json()
    assert checked["token"]["scopes"] == scopes


def test_a_person_approves_on_the_page_while_the_command_waits(computer: Computer, github: GitHub) -> None:
    server = github()
    with started(computer, server) as process:
        code = shown_code(process)
        page = {"user_code": code, "answer": "approved"}
        assert httpx.post(f"{server.web_url}/login/device", data=page).status_code == 200
        output, _ = process.communicate()

    assert process.returncode == 0
    assert json.loads(output)["done"] is True


def test_an_interruption_ends_the_waiting_at_once(computer: Computer, github: GitHub) -> None:
    with started(computer, github()) as process:
        shown_code(process)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()

    assert process.returncode == 130
    assert "Traceback" not in errors
    assert json.loads(output)["done"] is False
    assert not computer.profiles.exists()


ENDINGS = {
    "denied": (Switches(device_acts_after=0, device_answer="denied"), "device-flow-denied"),
    "expired": (Switches(device_acts_after=0, device_answer="expired"), "device-flow-expired"),
    "not enabled": (Switches(device_flow=False), "device-flow-disabled"),
}


@pytest.mark.parametrize(("switches", "code"), ENDINGS.values(), ids=ENDINGS)
def test_a_sign_in_that_ends_without_a_token_is_told(
    switches: Switches, code: str, computer: Computer, github: GitHub
) -> None:
    run = login(computer, github("browser", switches=switches), "--json")

    assert run.status == 1
    assert [row["code"] for row in run.json()["diagnoses"]] == [code]
    assert run.stderr.splitlines()[-1].startswith("ghcr-wizard: Nothing was stored.")
    assert not computer.profiles.exists()


def test_an_unknown_client_id_is_told(computer: Computer, github: GitHub) -> None:
    run = login(computer, github(), "--json", client_id="Ov23liNobodyKnowsIt1")

    assert (run.status, run.json()["diagnoses"][0]["code"]) == (1, "app-not-found")


def test_a_page_elsewhere_is_refused(computer: Computer, github: GitHub) -> None:
    run = login(computer, github(switches=Switches(device_page="http://localhost:1")), "--json")

    assert run.status == 3
    assert "foreign address" in run.stderr
    assert "Open" not in run.stderr


@pytest.mark.parametrize(
    "fault",
    [Fault("web", "html", status=503), Fault("web", "garbage-json"), Fault("web", "reset"), Fault("web", "oversize")],
)
def test_a_web_host_that_does_not_work_is_told(fault: Fault, computer: Computer, github: GitHub) -> None:
    run = login(computer, github(faults=[fault]), "--json")

    assert run.status == 3
    assert run.json()["done"] is False
    assert run.stderr.count("\n") == 1


def test_without_a_keyring_nobody_is_asked_to_approve_anything(computer: Computer, github: GitHub) -> None:
    server = github()
    computer.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

    run = login(computer, server, "--json")

    assert (run.status, run.json()["diagnoses"][0]["code"]) == (4, "keyring-unavailable")
    assert server.requests() == []


REFUSALS = {
    "no client id": ([], "needs the client ID"),
    "a GitHub App's": (["--client-id", "Iv23liABCDEFGHIJKLMN"], "GitHub App's client id"),
    "an older GitHub App's": (["--client-id", "Iv1.0123456789abcdef"], "GitHub App's client id"),
    "no id at all": (["--client-id", "my app"], "Not a client ID"),
    "a client secret": (["--client-id", "0a" * 20], "never taken from the command line"),
    "a purpose": (["--client-id", "Ov23liABCDEFGHIJKLMN", "--purpose", "all"], "--purpose must be one of"),
    "a token": (["--client-id", "Ov23liABCDEFGHIJKLMN", "--token-stdin"], "omit the options about them"),
    "a command": (["--client-id", "Ov23liABCDEFGHIJKLMN", "--store", "command"], "omit the options about them"),
}


@pytest.mark.parametrize(("arguments", "told"), REFUSALS.values(), ids=REFUSALS)
def test_wrong_usage_is_one_line(arguments: list[str], told: str, computer: Computer) -> None:
    run = computer.run("login", "--method", "oauth-device", *arguments)

    assert (run.status, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert told in run.stderr


def test_its_options_are_refused_with_other_methods(computer: Computer) -> None:
    run = computer.run("login", "--method", "classic-pat", "--client-id", "Ov23liABCDEFGHIJKLMN")

    assert (run.status, "go with --method oauth-device" in run.stderr) == (2, True)
