"""The program where it takes its system for Windows: nothing of POSIX is used, and everything can be printed."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import endpoints
from tests.credentials import keyring_backends as backends
from tests.processes import run_python

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows itself needs nobody to play it")

MISSES = """
import os
from tests.windows import play_windows
play_windows()
for attempt in ("os.getuid()", "__import__('fcntl')", "__import__('termios')"):
    try:
        eval(attempt)
    except (AttributeError, ImportError):
        print("missed")
"""
LOADS = """
import importlib
from tests.windows import play_windows, program_modules
play_windows()
for name in program_modules():
    importlib.import_module(name)
print(len(program_modules()))
"""
RUNS = """
import io, json, sys
from tests.windows import play_windows
play_windows()
from ghcr_wizard.__main__ import main

def stream(content=b""):
    return io.TextIOWrapper(io.BytesIO(content), encoding="cp1252", newline="\\r\\n", write_through=True)

report, found = sys.stdout, []
for arguments, given in json.load(sys.stdin):
    sys.stdin, sys.stdout, sys.stderr = stream(given.encode("utf-16")), stream(), stream()
    status = main(arguments)
    written = [each.buffer.getvalue().decode("cp1252") for each in (sys.stdout, sys.stderr)]
    found.append([status, *written])
json.dump(found, report)
"""
HELPS = """
from tests.windows import play_windows
play_windows()
from ghcr_wizard.credential_helper import run
run()
"""

WRITES = """
import os, pathlib, sys, time
from tests.windows import play_windows
play_windows()
from ghcr_wizard.files import LockTimeoutError, locked, write_atomically
path = pathlib.Path(sys.argv[1])
old, young = (path.with_name(f".{path.name}.{name}.tmp") for name in ("abcd1234", "abcd5678"))
for each in (old, young):
    each.write_bytes(b"left by a writer that was killed")
os.utime(old, (time.time() - 7_200,) * 2)
with locked(path):
    write_atomically(path, b"content")
    try:
        with locked(path, seconds=0.1):
            print("two hold it")
    except LockTimeoutError:
        print("one holds it")
print(old.exists(), young.exists(), path.read_bytes() == b"content")
"""


@pytest.fixture
def windows(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The variables of a person's session on Windows, with a keyring in a file."""
    for name in [name for name in environment if name.startswith("XDG_") or name in {"DOCKER_CONFIG", "GH_CONFIG_DIR"}]:
        del environment[name]
    variables = {"LOCALAPPDATA": str(tmp_path / "Local"), "APPDATA": str(tmp_path / "Roaming"), "PYTHONUTF8": "0"}
    return (
        environment | variables | backends.chosen(backends.Working) | {"KEYRING_TEST_FILE": str(tmp_path / "secrets")}
    )


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer("maintainer") as running:
        yield running


def run(environment: dict[str, str], *commands: tuple[str, str]) -> list[tuple[int, str, str]]:
    """What came of commands that run one after the other in one process: status, standard output and error."""
    lines = json.dumps([(line.split(), given) for line, given in commands]).encode()
    done = run_python("-c", RUNS, environment=environment, stdin=lines)
    assert done.status == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return [(status, out, err) for status, out, err in found]


def test_what_only_posix_has_is_missed_there(environment: dict[str, str]) -> None:
    assert run_python("-c", MISSES, environment=environment).stdout.split() == ["missed"] * 3


def test_every_module_loads_there(environment: dict[str, str]) -> None:
    done = run_python("-c", LOADS, environment=environment)

    assert done.status == 0, done.stderr
    assert int(done.stdout) > 400


def test_files_are_written_one_at_a_time_there_and_old_remains_removed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = run_python("-c", WRITES, str(tmp_path / "file.json"), environment=environment)

    assert done.stdout.splitlines() == ["one holds it", "False True True"], done.stderr


def test_the_commands_work_there_and_print_what_its_encoding_takes(
    windows: dict[str, str], server: DemoServer, tmp_path: Path
) -> None:
    token = server.token
    steps = (
        ("--help", ""),
        (f"login --method classic-pat --username {server.username} --token-stdin", f"{token}\r\n"),
        ("profiles", ""),
        ("check", ""),
        ("packages", ""),
        ("doctor", ""),
        ("export docker", ""),
        ("export kubernetes --show-secret", ""),
        ("explain denied: permission_denied: read_package", ""),
        ("help settings", ""),
        ("token --print token", ""),
    )

    found = run(windows | endpoints(server), *steps)

    assert [status for status, _, _ in found] == [0] * len(steps), found
    assert not any(words in out + err for _, out, err in found for words in ("this is a bug", "\\u", "\\x"))
    assert not any("\r" in out + err for _, out, err in found[1:])
    assert (tmp_path / "Local" / "ghcr-wizard" / "profiles.json").is_file()
    assert found[-1][1] == f"{token}\n"


def test_a_user_without_a_folder_for_settings_is_told_so_there(windows: dict[str, str]) -> None:
    del windows["LOCALAPPDATA"]

    ((status, out, err),) = run(windows, ("profiles", ""))

    assert (status, out, err.count("\n")) == (4, "", 1)
    assert "no home folder" in err


def test_everything_is_taken_back_there(windows: dict[str, str], server: DemoServer, tmp_path: Path) -> None:
    login = f"login --method classic-pat --username {server.username} --token-stdin"

    found = run(windows | endpoints(server), (login, server.token), ("packages", ""), ("reset --yes", ""))

    assert [status for status, _, _ in found] == [0, 0, 0], found
    assert not any((tmp_path / "Local").iterdir())


def test_the_credential_helper_answers_there(windows: dict[str, str], server: DemoServer) -> None:
    login = f"login --method classic-pat --username {server.username} --token-stdin"
    run(windows | endpoints(server), (login, server.token))

    done = run_python("-c", HELPS, "get", environment=windows, stdin=b"https://ghcr.io\r\n")

    assert done.status == 0, done.stdout
    assert json.loads(done.stdout) == {
        "ServerURL": "https://ghcr.io",
        "Username": server.username,
        "Secret": server.token,
    }
