"""Setting clients up, as a face does it: a plan is a value, and what is applied is what was planned or nothing."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.setup import Plan, apply, client_registry, forget_plaintext, other_name, plan, plan_undo
from ghcr_wizard.github.hosts import Hosts, hosts_of
from ghcr_wizard.paths import Paths
from tests.programs import require_scripts

GHCR = hosts_of("ghcr.io")
HELPER = "import sys\nprint('credentials not found in native keychain')\nsys.exit(1)\n"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "settings", tmp_path / "cache")


@pytest.fixture
def variables(tmp_path: Path, environment: dict[str, str]) -> dict[str, str]:
    """The variables of a computer with the helper on its search path."""
    require_scripts()
    program = tmp_path / "bin" / "docker-credential-ghcr-wizard"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\n{HELPER}")
    program.chmod(0o755)
    environment["PATH"] = os.pathsep.join([str(program.parent), environment["PATH"]])
    return environment


def docker(variables: Mapping[str, str]) -> Path:
    return Path(variables["DOCKER_CONFIG"]) / "config.json"


def put(path: Path, document: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))
    return path


async def planned(variables: Mapping[str, str], hosts: Hosts = GHCR) -> Plan:
    return await plan(Client.DOCKER, hosts, variables)


async def test_a_file_that_changed_after_it_was_shown_is_left_alone(variables: dict[str, str], paths: Paths) -> None:
    path = put(docker(variables), {"a": 1})
    shown = await planned(variables)
    put(path, {"a": 2})

    outcome = await apply(shown, paths)

    assert (outcome.done, outcome.changed) == (False, ())
    assert "has changed since it was examined" in outcome.summary
    assert json.loads(path.read_text()) == {"a": 2}
    assert list(path.parent.iterdir()) == [path]


async def test_of_two_that_saw_the_same_file_one_changes_it(variables: dict[str, str], paths: Paths) -> None:
    path = put(docker(variables), {"a": 1})
    first, second = await asyncio.gather(planned(variables), planned(variables))

    outcomes = await asyncio.gather(apply(first, paths), apply(second, paths))

    assert sorted(outcome.done for outcome in outcomes) == [False, True]
    assert json.loads(path.read_text()) == {"a": 1, "credHelpers": {"ghcr.io": "ghcr-wizard"}}
    assert len(list(path.parent.iterdir())) == 2


async def test_a_plan_changes_nothing_and_shows_no_secret(variables: dict[str, str]) -> None:
    secret = "b2N0b2NhdDpzM2NyZXQ="
    path = put(docker(variables), {"auths": {"ghcr.io": {"auth": secret}}})
    before = path.read_bytes()

    shown = await planned(variables)

    assert shown.ready
    assert shown.changes
    assert path.read_bytes() == before
    assert secret not in repr(shown)
    assert "s3cret" not in repr(shown)
    assert secret not in "\n".join((*shown.diff, *shown.notes, shown.summary))
    assert [entry.key for entry in shown.plaintext] == ["ghcr.io"]


async def test_a_login_that_changed_after_it_was_shown_stays(variables: dict[str, str], paths: Paths) -> None:
    path = put(docker(variables), {"auths": {"ghcr.io": {"auth": "YTpi"}}})
    shown = await planned(variables)
    put(path, {"auths": {"ghcr.io": {"auth": "YTpj"}}})

    outcome = await forget_plaintext(shown, paths)

    assert not outcome.done
    assert json.loads(path.read_text()) == {"auths": {"ghcr.io": {"auth": "YTpj"}}}


async def test_without_a_home_folder_there_is_a_sentence(paths: Paths) -> None:
    for make in (plan, plan_undo):
        shown = await make(Client.PODMAN, GHCR, {})
        assert (shown.ready, shown.edit) == (False, None)
        assert "HOME" in shown.summary
        outcome = await apply(shown, paths)
        assert not outcome.done
        assert "HOME" in outcome.summary


@pytest.mark.parametrize(
    ("client", "variable"), [(Client.DOCKER, "DOCKER_CONFIG"), (Client.PODMAN, "REGISTRY_AUTH_FILE")]
)
async def test_a_relative_path_is_not_taken_for_an_absolute_one(
    client: Client,
    variable: str,
    variables: dict[str, str],
    paths: Paths,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").write_text("a file, so that nothing can be made below it")

    for make in (plan, plan_undo):
        shown = await make(client, GHCR, variables | {variable: "here/it"})
        assert (shown.ready, shown.edit) == (False, None)
        assert f"{variable} names a relative path" in shown.summary
        assert [row.code for row in shown.diagnoses] == ["client-config-invalid"]
        assert not (await apply(shown, paths)).done


async def test_a_settings_folder_that_cannot_be_made_is_said_by_its_name(
    variables: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    paths = Paths(tmp_path / "file" / "settings", tmp_path)

    outcome = await apply(await planned(variables), paths)

    assert not outcome.done
    assert str(paths.settings) in outcome.summary
    assert not docker(variables).exists()


async def test_the_registry_is_called_as_references_call_it(variables: dict[str, str]) -> None:
    assert client_registry(GHCR) == "ghcr.io"
    override = {"GHCR_WIZARD_REGISTRY_URL": "http://127.0.0.1:5000"}
    elsewhere = hosts_of("ghcr.io", override)
    assert client_registry(elsewhere) == "127.0.0.1:5000"
    said = other_name(await planned(variables | override, elsewhere), elsewhere)
    assert "must pull images as 127.0.0.1:5000/OWNER/NAME" in (said or "")
    assert other_name(await planned(variables), GHCR) is None
    assert client_registry(hosts_of("acme.ghe.com")) == "containers.acme.ghe.com"
