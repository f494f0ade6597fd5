"""Machines without a desktop: every command with the stores `pass`, `systemd` and `kernel`, by the real programs."""

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.own_store import OwnStore
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.credentials.store_kernel import KernelStore
from ghcr_wizard.credentials.store_trial import StoreTrial, in_order, reach_of
from ghcr_wizard.credentials.stores import STORES, Machine
from ghcr_wizard.demo.personas.app_minting import CLIENT_ID
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from tests.apps import key_file, mints
from tests.cli.conftest import Computer, endpoints
from tests.processes import HANG_SECONDS
from tests.programs import put_program
from tests.run import ROOT

GitHub = Callable[..., DemoServer]
NONE = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
RECORDER = """
import json, os, pathlib, sys
with pathlib.Path({log!r}).open("a") as log:
    log.write(json.dumps(sys.argv) + "\\n")
os.execv({program!r}, [{program!r}, *sys.argv[1:]])
"""

every_store = pytest.mark.parametrize(
    "store",
    [
        pytest.param("pass", marks=[pytest.mark.needs("pass"), pytest.mark.needs("gnupg")]),
        pytest.param("systemd", marks=pytest.mark.needs("systemd-creds")),
        "kernel",
    ],
)


@pytest.fixture
def keys() -> Iterator[Path]:
    """A folder for gpg, whose agent ends with the test; its socket's path has to be short."""
    with tempfile.TemporaryDirectory(prefix="gpg") as folder:
        yield Path(folder)
        if shutil.which("gpgconf"):
            subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=False, capture_output=True)


@pytest.fixture
def server_room(computer: Computer, keys: Path, tmp_path: Path) -> Computer:
    """A computer without a keyring, whose runs of `pass` and `systemd-creds` are written down."""
    computer.environment.update(NONE)
    computer.environment["GNUPGHOME"] = str(keys)
    for name in ("pass", "systemd-creds"):
        if (program := shutil.which(name)) is not None:
            body = RECORDER.format(log=str(tmp_path / "argv"), program=program)
            put_program(tmp_path / "bin", name, body, computer.environment)
    return computer


def unique() -> str:
    """A profile's name of this test alone: the kernel's keyring is that of the user, whatever the home folder."""
    return f"test-{secrets.token_hex(4)}"


def prepare(computer: Computer, store: str, passphrase: str = "") -> None:
    """Make what a store needs, or skip where this system forbids it."""
    if store == "pass":
        key = ["--batch", "--passphrase", passphrase, "--quick-gen-key", "test@example.com", "default", "default"]
        for command in (["gpg", *key], ["pass", "init", "test@example.com"]):
            subprocess.run(command, env=computer.environment, check=True, capture_output=True)
        return
    home = Path(computer.environment["HOME"])
    made = STORES[Store(store)].make(Machine(Paths(home, home), computer.environment, MemoryKeyring()))
    assert isinstance(made, OwnStore)
    if (said := made.obstacle()) is not None:
        pytest.skip(f"{store}: {said}")


@every_store
def test_everything_a_profile_does_works_with_each_store(
    store: str, server_room: Computer, github: GitHub, tmp_path: Path
) -> None:
    server, name = github(), unique()
    prepare(server_room, store)

    stored = server_room.login(server, "--store", store, "--profile", name, "--json")
    assert (stored.status, stored.json()["done"]) == (0, True), stored.stderr
    (row,) = server_room.run("profiles", "--json").json()["profiles"]
    assert row["store"] == store
    checked = server_room.run("check", "--json", env=endpoints(server))
    assert checked.json()["verdict"] == "ok"
    assert helper(server_room, "get")["Secret"] == server.token

    again = server_room.login(server, "--store", store, "--profile", name)
    assert "Nothing was changed" in again.stdout
    successor = "ghp_" + "n3Wx" * 9
    helper(server_room, "store", {"ServerURL": "ghcr.io", "Username": "octocat", "Secret": successor})
    assert helper(server_room, "get")["Secret"] == successor
    (row,) = server_room.run("profiles", "--json").json()["profiles"]
    assert row["store"] == store

    assert server_room.run("logout").status == 0
    assert server_room.run("profiles", "--json").json()["profiles"] == []
    log = tmp_path / "argv"
    assert server.token[:20] not in (log.read_text() if log.exists() else "")
    assert not [path for path in files_below(server_room) if path.suffix in {".gpg", ".cred"}]


def files_below(computer: Computer) -> list[Path]:
    return [path for path in Path(computer.environment["HOME"]).rglob("*") if path.is_file()]


def helper(computer: Computer, action: str, request: dict[str, str] | None = None) -> dict[str, str]:
    """Ask the credential helper."""
    text = json.dumps(request) if request else "ghcr.io"
    command = [sys.executable, "-m", "ghcr_wizard.credential_helper", action]
    done = subprocess.run(command, env=computer.environment, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    answer: dict[str, str] = json.loads(done.stdout) if done.stdout else {}
    return answer


@every_store
def test_an_app_has_its_key_and_its_token_there(
    store: str, server_room: Computer, github: GitHub, tmp_path: Path
) -> None:
    server = github("github-app")
    prepare(server_room, store)
    key = key_file(tmp_path, server.private_key)

    app = ("--method", "github-app", "--app-id", CLIENT_ID, "--private-key", str(key), "--profile", unique())
    stored = server_room.run("login", *app, "--store", store, "--json", env=endpoints(server))
    assert (stored.status, stored.json()["done"]) == (0, True), stored.stderr
    key.unlink()
    checked = server_room.run("check", "--json", env=endpoints(server))
    assert checked.json()["token"]["kind"] == "app_installation"
    assert mints(server) == 1
    assert server_room.run("logout").status == 0
    assert not [path for path in files_below(server_room) if path.suffix in {".gpg", ".cred"}]


def test_moving_to_another_store_leaves_nothing_in_the_first(server_room: Computer, github: GitHub) -> None:
    server, name = github(), unique()
    prepare(server_room, "kernel")
    server_room.environment.update(PYTHON_KEYRING_BACKEND="tests.credentials.keyring_backends.Working")
    server_room.login(server, "--profile", name)
    assert server.token in server_room.secrets.read_text()

    moved = server_room.login(server, "--store", "kernel", "--profile", name)

    assert moved.status == 0
    assert server.token not in server_room.secrets.read_text()
    assert helper(server_room, "get")["Secret"] == server.token
    server_room.run("logout")


@pytest.mark.needs("keyutils")
def test_a_session_of_its_own_reads_what_the_kernel_keeps_until_its_time_is_up(
    server_room: Computer, github: GitHub
) -> None:
    server, name = github(), unique()
    prepare(server_room, "kernel")
    store = ("--store", "kernel", "--profile", name, "--for")
    stored = server_room.login(server, *store, "10m")
    assert stored.status == 0, stored.stderr

    ask = [sys.executable, "-m", "ghcr_wizard", "check", "--json"]
    environment = server_room.environment | endpoints(server) | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(["keyctl", "session", "-", *ask], env=environment, capture_output=True, check=False)
    assert json.loads(ended.stdout)["verdict"] == "ok"

    kept = KernelStore(datetime.now(UTC) + timedelta(seconds=1))
    kept.put("ghcr.io", name, Secret(server.token))
    deadline = time.monotonic() + HANG_SECONDS
    while (late := server_room.run("check", "--json", env=endpoints(server))).status == 0:
        assert time.monotonic() < deadline
    assert late.status == 4
    assert [row["code"] for row in late.json()["diagnoses"]] == ["keyring-lost-secret"]
    assert "Log in again" in late.stderr
    assert server_room.run("logout").status == 0


@pytest.mark.needs("pass")
@pytest.mark.needs("gnupg")
def test_a_key_with_a_passphrase_is_refused_before_a_token_is_asked_for(server_room: Computer, github: GitHub) -> None:
    server = github()
    prepare(server_room, "pass", "a passphrase nobody types")
    kill = ["gpgconf", "--homedir", server_room.environment["GNUPGHOME"], "--kill", "gpg-agent"]
    subprocess.run(kill, check=True)

    run = server_room.login(server, "--store", "pass", "--json")

    assert (run.status, run.json()["done"]) == (4, False)
    assert [row["code"] for row in run.json()["diagnoses"]] == ["store-unavailable"]
    assert "pulls from cron would fail" in run.stderr
    assert not server.requests()
    assert server_room.run("profiles", "--json").json()["profiles"] == []


@pytest.mark.parametrize("store", ["pass", "systemd"])
def test_a_store_that_is_not_there_is_said_with_those_that_are(
    store: str, server_room: Computer, github: GitHub, tmp_path: Path
) -> None:
    prepare(server_room, "kernel")
    server = github()
    put_program(tmp_path / "gh", "gh", f"print({'gho_' + 'a1B2' * 9!r})", server_room.environment)
    server_room.environment["PATH"] = str(tmp_path / "gh")

    run = server_room.login(server, "--store", store)

    assert run.status == 4
    assert "is not on the search path" in run.stderr
    lines = run.stderr.splitlines()
    assert lines.index("✓ the kernel's keyring") < lines.index("✗ the system's keyring")
    who = f"  ghcr-wizard login --method classic-pat --username {server.username}"
    assert f"{who} --token-stdin --store kernel --for 8h" in lines
    assert f'{who} --store command --command "gh auth token"' in lines
    assert not server.requests()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--for", "8h"), "--for goes with --store kernel"),
        (("--store", "kernel", "--for", "8 hours"), "--for is a number with s, m, h or d behind it, such as 8h"),
        (("--store", "drawer"), "--store must be one of: keyring, pass, systemd, kernel, command, plain-keyring"),
    ],
)
def test_impossible_stores_are_refused(
    arguments: tuple[str, ...], line: str, computer: Computer, github: GitHub
) -> None:
    run = computer.login(github(), *arguments)

    assert (run.status, run.stderr) == (2, f"ghcr-wizard: {line}\n")


def test_the_doctor_says_where_a_token_can_be_kept(server_room: Computer, github: GitHub) -> None:
    prepare(server_room, "kernel")
    server = github()

    run = server_room.run("doctor", env=endpoints(server))

    lines = run.stdout.splitlines()
    assert lines.index("Stores tested just now on this machine, best first:") > 0
    command = "  ghcr-wizard login --method classic-pat --username NAME --token-stdin --store kernel --for 8h"
    assert lines.index("✓ the kernel's keyring") + 1 == lines.index(command)
    kernel = STORES[Store.KERNEL].make(Machine(Paths(Path(), Path()), {}, MemoryKeyring()))
    assert kernel.read("trial", "trial") is None


def test_a_bus_of_one_session_is_said_to_be_one() -> None:
    assert "Only this session" in reach_of({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/var/dbus-x"})
    assert reach_of({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1000/bus"}) == ""
    template = StoreTrial(Store.COMMAND, "a command", command="op read op://VAULT/ITEM/credential", is_template=True)
    works = StoreTrial(Store.KERNEL, "the kernel's keyring")
    assert in_order([template, works]) == (works, template)
