"""The settings on the command line: documented, checked by `doctor`, heeded by what a person reads."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from tests.processes import Cli


@pytest.fixture
def settings(environment: dict[str, str]) -> Path:
    """The settings' file of the test's computer."""
    path = Path(environment["XDG_CONFIG_HOME"]) / "ghcr-wizard" / "settings.toml"
    path.parent.mkdir(parents=True)
    return path


def test_the_help_names_the_file_every_entry_and_what_has_a_key(run_cli: Cli, settings: Path) -> None:
    shown = run_cli("help", "settings")

    assert shown.status == 0
    lines = shown.stdout.splitlines()
    assert lines[0] == f"settings: {settings}"
    assert {"theme", "times", "sort", "split", "plain"} <= {line.partition(" = ")[0] for line in lines}
    assert any(line.split()[:2] == ["packages.copy-pull", "Y"] for line in lines)
    assert max(map(len, lines[1:])) <= 80


def test_the_example_of_the_help_is_a_settings_file_without_a_fault(run_cli: Cli, settings: Path) -> None:
    lines = run_cli("help", "settings").stdout.splitlines()
    example = lines[next(at for at, line in enumerate(lines) if line.startswith("theme")) :]
    settings.write_text("\n".join(example[: example.index('"packages.copy" = "c"') + 1]))

    assert "Settings" not in run_cli("doctor").stdout


def test_doctor_names_what_is_wrong_in_the_settings(run_cli: Cli, settings: Path) -> None:
    settings.write_text('times = "noon"\n[keymap]\n"packages.sort" = "e"\n')

    shown = run_cli("doctor").stdout

    assert f"Settings, {settings}" in shown
    assert "settings.toml: times must be one of these, in quotes: local, utc." in shown
    assert "packages.sort cannot be e, which is taken by packages.export." in shown
    assert "noon" not in json.dumps(json.loads(run_cli("doctor", "--json").stdout))


@pytest.mark.parametrize(("times", "day"), [("local", "2026-11-27"), ("utc", "2026-11-26")])
async def test_a_person_reads_the_times_that_were_set(times: str, day: str, run_cli: Cli, settings: Path) -> None:
    moment = datetime(2026, 11, 26, 20, tzinfo=UTC)
    profile = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, moment, moment, "ok")
    stored = Credentials(Paths(settings.parent, settings.parent / "cache"), MemoryKeyring("a keyring"))
    await stored.store(profile, Secret("ghp_" + "a" * 36))
    settings.write_text(f'times = "{times}"\n')  # noqa: ASYNC240 - a few bytes
    east = {"TZ": "EAST-14"}  # where it is the next day already

    assert f"ok {day}" in run_cli("profiles", env=east).stdout
    assert "2026-11-26T20:00:00Z" in run_cli("profiles", "--json", env=east).stdout
