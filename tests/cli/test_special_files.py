"""What is no file where one is expected, and what others may write: refused at once, named, and never acted on."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.processes import run_python

LIMITED = """
import resource, sys
from pathlib import Path
from ghcr_wizard.__main__ import main
from ghcr_wizard.cli import commands, export, guard
in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
limit = in_use + int(sys.argv[1]) * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.exit(main(sys.argv[2:]))
"""
GitHub = Callable[..., DemoServer]
NEXT = {
    "named pipe": "a named pipe, not a file; remove it",
    "socket": "a socket, not a file; remove it",
    "device": "a device, not a file; name a file instead",
    "folder": "a folder, not a file; name a file in it, or move it away",
}
kinds = pytest.mark.parametrize("kind", NEXT)


def put(kind: str, path: Path) -> Path:
    """Make something of a kind that is no file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    match kind:
        case "named pipe":
            os.mkfifo(path)
        case "socket":
            before = Path.cwd()
            os.chdir(path.parent)  # a socket's address is short
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(path.name)
            os.chdir(before)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.mkdir()
    return path


def home(computer: Computer) -> Path:
    return Path(computer.environment["HOME"])


@kinds
@pytest.mark.parametrize("target", ["docker", "podman"])
def test_a_clients_file_is_not_set_up(kind: str, target: str, computer: Computer) -> None:
    files = {
        "docker": home(computer) / ".docker/config.json",
        "podman": home(computer) / ".config/containers/auth.json",
    }
    path = put(kind, files[target])

    for more in ([], ["--undo"], ["--yes"]):
        run = computer.run("export", target, "--json", *more)
        (row,) = run.json()["diagnoses"]
        assert (run.status, row["code"]) == (1, "client-config-invalid")
        assert NEXT[kind] in row["cause"]
        assert run.stderr.count("\n") == 1
    assert not path.is_file()


@kinds
def test_doctor_names_each(kind: str, computer: Computer, github: GitHub) -> None:
    config = home(computer) / ".config"
    paths = [home(computer) / ".docker/config.json", config / "containers/auth.json"]
    paths += [config / "gh/hosts.yml", config / "containers/registries.conf"]
    for path in paths:
        put(kind, path)

    run = computer.run("doctor", "--json", env=endpoints(github()))

    rows = {row["subject"]: row for row in run.json()["diagnoses"] if row["code"] == "client-config-invalid"}
    assert run.status == 1
    assert {str(path) for path in paths} == set(rows)
    assert all(NEXT[kind] in row["cause"] for row in rows.values())


@kinds
def test_an_apps_key_is_not_read(kind: str, computer: Computer, tmp_path: Path) -> None:
    path = put(kind, tmp_path / "keys/app.pem")

    run = computer.run("login", "--method", "github-app", "--app-id", "123", "--private-key", str(path), "--json")

    (row,) = run.json()["diagnoses"]
    assert (run.status, row["code"]) == (1, "app-key-invalid")
    assert ("a symbolic link; name the file itself" if kind == "device" else NEXT[kind]) in row["cause"]


@kinds
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_are_not_waited_for(
    kind: str, variable: str, computer: Computer, github: GitHub, tmp_path: Path
) -> None:
    if (kind, variable) == ("folder", "SSL_CERT_DIR"):
        pytest.skip("that is what it names")
    path, server = put(kind, tmp_path / "certificates/authorities.pem"), github()

    run = computer.run(
        *("check", "--username", "octocat", "--token-stdin", "--json"),
        stdin=server.token.encode(),
        env=endpoints(server) | {variable: str(path)},
    )

    document = run.json()
    assert (run.status, document["verdict"]) == (3, "unreachable")
    wanted = NEXT[kind] if variable == "SSL_CERT_FILE" else NEXT[kind].replace("file", "folder")
    assert f"{variable}: it is {wanted}" in str(document)
    assert server.requests() == []


@pytest.mark.parametrize("kind", ["named pipe", "device"])
def test_the_cache_is_made_anew(kind: str, computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")
    first = computer.run("packages", "--json", env=endpoints(server))
    files = [path for path in Path(computer.environment["XDG_CACHE_HOME"]).rglob("*.json") if path.is_file()]
    for path in files:
        path.unlink()
        put(kind, path)

    again = computer.run("packages", "--json", env=endpoints(server))

    assert files
    assert (again.status, again.json()) == (0, first.json())
    assert all(path.is_file() and not path.is_symlink() for path in files)


@pytest.mark.parametrize("place", ["profiles.json", "folder"])
def test_doctor_finds_profiles_that_others_may_write(place: str, computer: Computer, github: GitHub) -> None:
    server = github()
    computer.login(server, "--profile", "main")
    writable = computer.profiles if place == "profiles.json" else computer.profiles.parent
    writable.chmod(0o777)

    run = computer.run("doctor", "--json", env=endpoints(server))

    (row,) = run.json()["diagnoses"]
    assert (run.status, row["code"]) == (1, "profiles-unreadable")
    assert f"{writable} may be written by others (mode 0777)" in row["cause"]
    assert f"chmod go-w {writable}" in row["fix"]


@pytest.mark.parametrize("command", ["export kubernetes", "export docker", "check"])
@pytest.mark.skipif(sys.platform != "linux", reason="a limit of the address space is Linux's")
def test_a_command_without_enough_memory_ends_with_a_sentence(command: str, computer: Computer, github: GitHub) -> None:
    server = github()
    who = [] if command == "export docker" else ["--username", server.username, "--token-stdin"]
    asked = [*command.split(), "--json", *who]

    for extra in (10, 14, 18, 22, 26, 30):  # MiB beyond what the program has when it begins with the command
        run = run_python(
            "-c", LIMITED, str(extra), *asked, stdin=server.token.encode(), environment=computer.environment
        )

        (line,) = run.stderr.splitlines()
        assert run.status == 1
        assert line.startswith("ghcr-wizard: out of memory; ")
        told = run.json()
        if command == "check":
            assert told["verdict"] == "unreachable"
        else:
            assert (told["done"], told["summary"]) == (False, line.removeprefix("ghcr-wizard: "))
    assert server.requests() == []
