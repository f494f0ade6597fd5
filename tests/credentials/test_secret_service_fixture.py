"""The Secret Service that other tests rely on is a real one, and can be locked, frozen and ended."""

import subprocess
from pathlib import Path

import pytest

from tests.processes import Finished, run_python
from tests.secret_service import SecretService, running_secret_service

pytestmark = [pytest.mark.needs("dbus"), pytest.mark.needs("gnome-keyring")]

STORE = "import keyring, sys; keyring.set_password('fixture', 'octocat', sys.stdin.read())"
READ = "import keyring; print(type(keyring.get_keyring()).__module__, keyring.get_password('fixture', 'octocat'))"


def run(service: SecretService, program: str, stdin: bytes = b"", timeout: float = 60) -> Finished:
    return run_python("-c", program, environment=service.environment, stdin=stdin, timeout=timeout)


def test_a_secret_stored_by_one_process_is_read_back_by_another(secret_service: SecretService) -> None:
    stored = run(secret_service, STORE, b"ghp_example")
    assert (stored.status, stored.stderr) == (0, "")

    assert run(secret_service, READ).stdout == "keyring.backends.SecretService ghp_example\n"


def test_processes_of_a_test_find_the_service_and_keep_their_own_home(
    secret_service: SecretService, environment: dict[str, str], isolated_machine: Path
) -> None:
    run(secret_service, STORE, b"ghp_example")

    assert run_python("-c", READ, environment=environment).stdout == "keyring.backends.SecretService ghp_example\n"
    assert secret_service.environment["HOME"] == str(isolated_machine / "home")


def test_a_locked_service_gives_no_secret(secret_service: SecretService) -> None:
    run(secret_service, STORE, b"ghp_example")
    secret_service.lock()

    read = run(secret_service, READ)

    assert read.status == 1
    assert "KeyringLocked" in read.stderr
    assert "ghp_example" not in read.stdout + read.stderr


def test_a_frozen_service_never_answers(secret_service: SecretService) -> None:
    secret_service.freeze()

    with pytest.raises(subprocess.TimeoutExpired):
        run(secret_service, READ, timeout=3)


def test_an_ended_service_is_no_keyring(secret_service: SecretService) -> None:
    secret_service.end()

    assert "NoKeyringError" in run(secret_service, STORE, b"ghp_example").stderr


def test_two_services_know_nothing_of_each_other(secret_service: SecretService, environment: dict[str, str]) -> None:
    run(secret_service, STORE, b"ghp_example")

    with running_secret_service(environment) as other:
        assert run(other, READ).stdout == "keyring.backends.SecretService None\n"


def test_nothing_is_left_of_a_service_when_the_test_is_over(environment: dict[str, str]) -> None:
    with running_secret_service(environment) as service:
        folder = Path(service.address.removeprefix("unix:path=")).parent
        started = processes_of(folder)

    assert len(started) == 2
    assert not processes_of(folder)
    assert not folder.exists()


def processes_of(folder: Path) -> list[str]:
    """Return the processes whose environment names `folder`, as the kernel lists them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(folder).encode() in file.read_bytes():
                found.append(file.parent.name)
        except OSError:
            continue
    return found
