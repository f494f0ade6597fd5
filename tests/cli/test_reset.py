"""`reset`: nothing is left but what it names, and nothing is changed before a yes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import Computer, endpoints
from tests.helper.conftest import put_program

GitHub = Callable[..., DemoServer]
NONE = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.fixture
def used(computer: Computer, github: GitHub, tmp_path: Path) -> Computer:
    """A computer with a profile, a listing that is remembered, and Docker's file with a login of its own."""
    server = github()
    assert computer.login(server).status == 0
    assert computer.run("packages", "--json", env=endpoints(server)).status == 0
    docker = docker_file(computer)
    docker.parent.mkdir(parents=True, exist_ok=True)
    docker.write_text('{"auths": {"quay.io": {"auth": "bm9ib2R5Om5vdGhpbmc="}}}')
    put_program(computer.environment, tmp_path / "bin")
    assert computer.run("export", "docker", "--yes").status == 0
    assert json.loads(docker.read_text())["credHelpers"] == {"ghcr.io": "ghcr-wizard"}
    return computer


def docker_file(computer: Computer) -> Path:
    return Path(computer.environment["DOCKER_CONFIG"]) / "config.json"


def folders(computer: Computer) -> list[Path]:
    return [Path(computer.environment[name]) / "ghcr-wizard" for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")]


def test_everything_is_said_first_and_nothing_is_done(used: Computer) -> None:
    before = used.profiles.read_bytes(), docker_file(used).read_bytes(), used.secrets.read_bytes()

    run = used.run("reset", "--json")

    document = run.json()
    assert (run.status, document["done"], document["changed"], document["diagnoses"]) == (0, False, [], [])
    for words in (
        "Docker will no longer ask",
        "Profile octocat and its secret",
        "The cache would be",
        "The settings would",
    ):
        assert words in document["summary"]
    assert (used.profiles.read_bytes(), docker_file(used).read_bytes(), used.secrets.read_bytes()) == before


def test_nothing_is_left_but_what_it_names(used: Computer) -> None:
    run = used.run("reset", "--yes")

    assert run.status == 0, run.stdout
    assert json.loads(docker_file(used).read_text()) == {"auths": {"quay.io": {"auth": "bm9ib2R5Om5vdGhpbmc="}}}
    assert json.loads(used.secrets.read_text()) == {}
    assert not [folder for folder in folders(used) if folder.exists()]
    assert "The token of octocat is still valid on GitHub" in run.stdout
    again = used.run("reset", "--yes", "--json")
    assert (again.status, again.json()["changed"]) == (0, [])


def test_a_keyring_that_cannot_be_asked_keeps_its_profile_alone(used: Computer) -> None:
    run = used.run("reset", "--yes", "--json", env=NONE)

    document = run.json()
    assert (run.status, document["done"]) == (4, False)
    assert [row["code"] for row in document["diagnoses"]] == ["keyring-unavailable"]
    assert "Profile octocat is still there." in document["summary"]
    assert "credHelpers" not in docker_file(used).read_text()
    settings, cache = folders(used)
    assert (used.profiles.exists(), settings.exists(), cache.exists()) == (True, True, False)
    assert used.run("reset", "--yes").status == 0
    assert not settings.exists()


def test_a_settings_folder_that_is_a_link_stays_the_persons_own(used: Computer, tmp_path: Path) -> None:
    settings = folders(used)[0]
    real = settings.rename(tmp_path / "dotfiles")
    settings.symlink_to(real)

    assert used.run("reset", "--yes").status == 0
    assert not settings.is_symlink()
    assert list(real.iterdir()) == []
