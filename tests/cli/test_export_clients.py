"""`export docker` and `export podman`: one entry in another program's file, shown first, written whole, taken back."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.doctor_machine import GOOD, Machine, auth, file_of
from tests.processes import Cli, Finished

HELPER = "docker-credential-ghcr-wizard"
ORIGINAL = '{\n  "psFormat": "table",\n  "auths": {\n    "quay.io": {"auth": "cXVheTpzM2NyZXQ="}\n  },   "n": 1e3\n}'
ENTRY = '"credHelpers": {\n    "ghcr.io": "ghcr-wizard"\n  }'


@pytest.fixture
def machine(environment: dict[str, str], tmp_path: Path) -> Machine:
    """A computer on which the helper is on the search path and has nothing yet."""
    computer = Machine(Cli(environment), environment, tmp_path)
    computer.program(HELPER, "import sys\nprint('credentials not found in native keychain')\nsys.exit(1)\n")
    return computer


def export(machine: Machine, *arguments: str, **env: str) -> Finished:
    """Run the command; whatever it prints, no secret of a file is in it and no traceback."""
    run = machine.run("export", *arguments, env=env)
    for secret in ("cXVheTpzM2NyZXQ=", auth(GOOD)["auth"], GOOD):
        assert secret not in run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    return run


def target(machine: Machine, client: str) -> Path:
    return machine.docker if client == "docker" else machine.lasting


both = pytest.mark.parametrize("client", ["docker", "podman"])


@both
def test_without_a_yes_the_change_is_shown_and_none_is_made(machine: Machine, client: str) -> None:
    machine.put(target(machine, client), ORIGINAL, 0o640)
    before = machine.tree()

    run = export(machine, client)

    assert run.status == 0
    assert '+    "ghcr.io": "ghcr-wizard"' in run.stdout
    assert "Use --yes" in run.stdout
    document = export(machine, client, "--json").json()
    assert (document["schema"], document["done"], document["changed"]) == ("ghcr-wizard.export/1", False, [])
    assert machine.tree() == before


@both
def test_one_entry_is_added_and_every_other_byte_stays(machine: Machine, client: str) -> None:
    path = machine.put(target(machine, client), ORIGINAL, 0o640)

    run = export(machine, client, "--yes", "--json")

    copy = path.with_name(f"{path.name}.before-ghcr-wizard")
    assert run.status == 0
    assert run.json()["done"]
    assert run.json()["changed"] == [str(path), str(copy)]
    assert path.read_text() == ORIGINAL[:-2] + ",\n  " + ENTRY + ORIGINAL[-2:]
    assert path.stat().st_mode & 0o777 == 0o640
    assert copy.read_text() == ORIGINAL
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.parent.iterdir()) == [path, copy]


@both
def test_undo_brings_the_same_bytes_back_and_leaves_nothing_behind(machine: Machine, client: str) -> None:
    path = machine.put(target(machine, client), ORIGINAL, 0o640)
    export(machine, client, "--yes")

    assert '-    "ghcr.io": "ghcr-wizard"' in export(machine, client, "--undo").stdout
    assert "credHelpers" in path.read_text()
    assert export(machine, client, "--undo", "--yes").status == 0

    assert path.read_text() == ORIGINAL
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


@both
def test_a_file_that_was_made_for_it_is_private_and_goes_with_it(machine: Machine, client: str) -> None:
    path = target(machine, client)

    assert export(machine, client, "--yes").status == 0
    assert json.loads(path.read_text()) == {"credHelpers": {"ghcr.io": "ghcr-wizard"}}
    assert path.stat().st_mode & 0o777 == 0o600

    assert export(machine, client, "--undo", "--yes").status == 0
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "since", "left"),
    [
        ('{"a": 1}', {"b": 2}, {"a": 1, "b": 2}),
        ('{"a": 1, "credHelpers": {}}', {"b": 2}, {"a": 1, "b": 2, "credHelpers": {}}),
        ('{"credHelpers": {"ghcr.io": "desktop"}}', {"b": 2}, {"b": 2, "credHelpers": {"ghcr.io": "desktop"}}),
        ('{"credHelpers": {"quay.io": "pass"}}', {"b": 2}, {"b": 2, "credHelpers": {"quay.io": "pass"}}),
        (None, {"b": 2}, {"b": 2}),
    ],
)
def test_undo_takes_back_its_own_change_alone(
    machine: Machine, before: str | None, since: dict[str, int], left: dict[str, Any]
) -> None:
    if before is not None:
        machine.put(machine.docker, before)
    export(machine, "docker", "--yes")
    machine.put(machine.docker, {**since, **json.loads(machine.docker.read_text())})

    assert export(machine, "docker", "--undo", "--yes").status == 0

    assert json.loads(machine.docker.read_text()) == left


def test_undo_leaves_what_is_not_its_own(machine: Machine) -> None:
    machine.put(machine.docker, {"credHelpers": {"ghcr.io": "desktop"}})
    before = machine.tree()

    run = export(machine, "docker", "--undo", "--yes", "--json")

    assert (run.status, run.json()["done"], run.json()["changed"]) == (0, True, [])
    assert "nothing to undo" in run.json()["summary"]
    after = machine.tree()
    assert {path: row for path, row in after.items() if "ghcr-wizard" not in path} == before


@both
def test_a_second_time_changes_nothing(machine: Machine, client: str) -> None:
    export(machine, client, "--yes")
    before = machine.tree()

    run = export(machine, client, "--yes", "--json")

    assert (run.status, run.json()["done"], run.json()["changed"]) == (0, True, [])
    assert machine.tree() == before


def test_another_helper_gives_way_by_name_and_comes_back(machine: Machine) -> None:
    content = '{"credHelpers": {"ghcr.io": "desktop", "quay.io": "pass"}}'
    machine.put(machine.docker, content)

    assert "It replaces docker-credential-desktop" in export(machine, "docker").stdout
    export(machine, "docker", "--yes")
    assert json.loads(machine.docker.read_text())["credHelpers"] == {"ghcr.io": "ghcr-wizard", "quay.io": "pass"}

    export(machine, "docker", "--yes", "--undo")
    assert machine.docker.read_text() == content


def test_the_helper_for_all_registries_stays_and_is_named(machine: Machine) -> None:
    machine.put(machine.docker, {"credsStore": "desktop"})

    shown = export(machine, "docker").stdout

    assert "Takes precedence over docker-credential-desktop" in shown
    assert '"credsStore": "desktop"' in shown
    export(machine, "docker", "--yes")
    assert json.loads(machine.docker.read_text())["credsStore"] == "desktop"


@pytest.mark.parametrize("content", ["{", "[]", '{"auths": 1}', '{"credHelpers": {"a": 1}}', b"\xff\xfe{\0}\0", "7"])
def test_a_file_that_its_program_cannot_read_is_refused(machine: Machine, content: str | bytes) -> None:
    machine.put(machine.docker, content)
    before = machine.tree()

    for arguments in (["--yes", "--json"], ["--json"], ["--undo", "--yes", "--json"]):
        run = export(machine, "docker", *arguments)
        assert run.status == 1
        assert [row["code"] for row in run.json()["diagnoses"]] == ["client-config-invalid"]
        assert not run.json()["done"]

    assert machine.tree() == before


def test_a_helper_that_is_not_on_the_search_path_is_said_and_not_configured(machine: Machine) -> None:
    machine.environment["PATH"] = "/usr/bin:/bin"

    shown = export(machine, "docker", "--json")
    assert (shown.status, [row["code"] for row in shown.json()["diagnoses"]]) == (0, ["helper-missing"])
    run = export(machine, "docker", "--yes", "--json")

    assert (run.status, run.json()["done"]) == (1, False)
    assert [row["code"] for row in run.json()["diagnoses"]] == ["helper-missing"]
    assert not machine.docker.exists()


def test_a_helper_that_answers_nonsense_is_said_after_the_change(machine: Machine) -> None:
    machine.program(HELPER, "print('hello')\n")

    run = export(machine, "docker", "--yes", "--json")

    assert (run.status, run.json()["done"]) == (1, True)
    assert [row["code"] for row in run.json()["diagnoses"]] == ["helper-missing"]


def test_a_login_in_plain_text_is_said_and_taken_out_on_request(machine: Machine) -> None:
    machine.put(machine.docker, file_of(GOOD))

    document = export(machine, "docker", "--yes", "--json").json()
    assert [row["code"] for row in document["diagnoses"]] == ["credential-plaintext"]
    assert "--remove-login" in document["diagnoses"][0]["fix"]
    assert "auths" in json.loads(machine.docker.read_text())

    document = export(machine, "docker", "--yes", "--remove-login", "--json").json()
    assert document["diagnoses"] == []
    assert json.loads(machine.docker.read_text()) == {"auths": {}, "credHelpers": {"ghcr.io": "ghcr-wizard"}}


def test_what_wins_over_the_entry_is_named(machine: Machine) -> None:
    machine.put(machine.runtime, file_of(GOOD))
    variable = json.dumps(file_of(GOOD))

    podman = export(machine, "podman")
    docker = export(machine, "docker", DOCKER_AUTH_CONFIG=variable)

    assert f"Podman takes the login in {machine.runtime} first" in podman.stdout
    assert "Docker takes the variable DOCKER_AUTH_CONFIG first" in docker.stdout
    assert "first" not in export(machine, "docker").stdout


def test_a_variable_names_podmans_file(machine: Machine) -> None:
    path = machine.folder / "own" / "auth.json"

    export(machine, "podman", "--yes", REGISTRY_AUTH_FILE=str(path))

    assert json.loads(path.read_text()) == {"credHelpers": {"ghcr.io": "ghcr-wizard"}}
    assert not machine.lasting.exists()


@pytest.mark.skipif(os.name != "posix", reason="links without rights are POSIX's")
def test_a_symbolic_link_stays_one(machine: Machine) -> None:
    real = machine.put(machine.folder / "dotfiles" / "docker.json", ORIGINAL)
    machine.docker.parent.mkdir()
    machine.docker.symlink_to(real)

    export(machine, "docker", "--yes")

    assert machine.docker.is_symlink()
    assert "ghcr-wizard" in real.read_text()
    export(machine, "docker", "--undo", "--yes")
    assert machine.docker.is_symlink()
    assert real.read_text() == ORIGINAL


def test_a_folder_that_cannot_be_written_to_is_one_clear_line(machine: Machine) -> None:
    machine.put(machine.docker.parent, "a file where the folder should be")

    run = export(machine, "docker", "--yes")

    assert run.status == 1
    assert run.stderr.count("\n") == 1
    assert str(machine.docker) in run.stderr


def test_two_at_once_leave_a_whole_file_with_the_entry(machine: Machine) -> None:
    machine.put(machine.docker, ORIGINAL)
    command = [sys.executable, "-m", "ghcr_wizard", "export", "docker", "--yes"]
    runs = [subprocess.Popen(command, env=machine.environment, stdout=-3, stderr=-3) for _ in range(4)]

    assert {run.wait() for run in runs} <= {0, 1}
    assert json.loads(machine.docker.read_text())["credHelpers"] == {"ghcr.io": "ghcr-wizard"}
    assert any(run.returncode == 0 for run in runs)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["docker", "--output", "x"], "prints no secret"),
        (["podman", "--show-secret"], "prints no secret"),
        (["docker", "--anonymous"], "stored profiles"),
        (["docker", "--username", "x"], "stored profiles"),
        (["docker", "--remove-login"], "goes with --yes"),
        (["xyzzy"], "TARGET must be one of: docker, podman"),
        ([], "missing: TARGET"),
    ],
)
def test_wrong_usage_is_one_line(machine: Machine, arguments: list[str], words: str) -> None:
    run = export(machine, *arguments)

    assert (run.status, run.stdout) == (2, "")
    assert words in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_profile_that_is_not_there_is_refused(machine: Machine) -> None:
    run = export(machine, "docker", "--profile", "nobody")

    assert run.status == 1
    assert "No profile has that name" in run.stderr


def test_another_registry_gets_an_entry_of_its_own(machine: Machine) -> None:
    export(machine, "docker", "--yes")
    export(machine, "docker", "--yes", "--registry", "acme.ghe.com")

    helpers = json.loads(machine.docker.read_text())["credHelpers"]
    assert helpers == {"ghcr.io": "ghcr-wizard", "containers.acme.ghe.com": "ghcr-wizard"}
    export(machine, "docker", "--undo", "--yes")
    assert json.loads(machine.docker.read_text())["credHelpers"] == {"containers.acme.ghe.com": "ghcr-wizard"}
