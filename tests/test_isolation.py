"""Tests see nothing of the developer's machine: neither in this process nor in those it starts."""

import os
from pathlib import Path

import keyring
import platformdirs
import pytest

from tests.processes import run_python
from tests.run import ROOT

FOREIGN = {
    "GH_TOKEN": "ghp_foreign",
    "GITHUB_TOKEN": "ghp_foreign",
    "CR_PAT": "ghp_foreign",
    "GHCR_TOKEN": "ghp_foreign",
    "GHCR_WIZARD_API_URL": "http://127.0.0.1:1",
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "DOCKER_CONFIG": "/foreign",
    "NO_COLOR": "1",
    "TEXTUAL_THEME": "foreign",
    "DBUS_SESSION_BUS_ADDRESS": "unix:path=/foreign",
}
INNER_TEST = """
import os

def test_environment(environment):
    left = sorted(name for name, value in environment.items() if name in {names} and value == {names}[name])
    assert left == [] and 'GH_TOKEN' not in os.environ
"""


def test_no_variable_of_the_developer_reaches_a_test(tmp_path: Path, environment: dict[str, str]) -> None:
    inner = tmp_path / "test_inner.py"
    inner.write_text(INNER_TEST.replace("{names}", repr(FOREIGN)), encoding="utf-8")
    plugins = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]

    run = run_python("-m", "pytest", "-q", *plugins, str(inner), environment=environment | FOREIGN)

    assert run.status == 0, run.stdout + run.stderr


@pytest.mark.parametrize("find", [platformdirs.user_config_dir, platformdirs.user_cache_dir, Path.home])
def test_folders_of_the_user_are_the_tests_own(find: object, isolated_machine: Path) -> None:
    assert callable(find)
    assert Path(find()).is_relative_to(isolated_machine)


def test_no_keyring_answers_unless_a_test_asks_for_one(environment: dict[str, str]) -> None:
    run = run_python("-c", "import keyring; keyring.get_password('a', 'b')", environment=environment)

    assert run.status == 1
    assert keyring.errors.NoKeyringError.__name__ in run.stderr


def test_child_processes_run_this_checkout(environment: dict[str, str]) -> None:
    run = run_python("-c", "import ghcr_wizard; print(ghcr_wizard.__file__)", environment=environment)

    assert Path(run.stdout.strip()).parent.parent == ROOT


def test_a_free_port_can_be_listened_on(free_port: int) -> None:
    assert 1024 <= free_port <= 65535
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ
